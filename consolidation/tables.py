"""From figures and a layout to finished tables: every row, column, heading, note and formula."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from base import numbers
from consolidation.figures import KINDS, Consolidated, Figure, IndicatorInfo
from consolidation.layout import LaidColumn, LaidHead, LaidSheet, Layout
from consolidation.lines import by_line, figure_cell
from consolidation.pages import Filled, has_page, page, text_of
from consolidation.plan_tables import Built
from consolidation.table import Column, Seat, Table, TableCell, TableRow
from consolidation.unit_rows import ROMAN, Laid, by_unit

MODEL = "Mẫu tham khảo – chỉnh theo tỉnh"
_NAME, _ABREAST = 31, 12
"""Letters of a worksheet's name; figures that stand side by side on A4 in letters that can still be read."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who reports to whom."""

    reporting: str
    receiving: str


@dataclass(frozen=True, slots=True)
class Source:
    """A reporting unit behind the totals; `fingerprint` names the version that counts."""

    number: int
    name: str
    code: str
    above: str
    state: str
    counted: bool
    version: int
    kind: str
    fingerprint: str
    reason: str


def tables(
    layout: Layout,
    found: Consolidated,
    head: Letterhead,
    *,
    on: date,
    asked: Mapping[str, Sequence[str]],
    records: Mapping[str, Sequence[Filled]],
    lists: Mapping[str, Built] | None = None,
) -> list[Table]:
    """The sheets of a layout that have anything to say in this period, which closes `on`.

    `asked`: title of each form that the period asks for → its indicators. A sheet of which none is asked and
    none has a value is left out; what its forms count besides comes in one list. `records`: those of the forms of
    which a sheet makes one page each. `lists`: the columns and rows of the sheets that list targets, tasks or growth.
    """
    listed = lists or {}
    wanted = {key for keys in asked.values() for key in keys}
    layout = layout.worded(on)
    made: list[Table] = []
    for sheet in layout.sheet:
        if sheet.rows == "record":
            pages = (filled for filled in records.get(sheet.form, ()) if has_page(sheet, filled, on))
            made += [_page(sheet, found, head, filled, on) for filled in pages]
        elif sheet.rows in listed:
            columns, rows = listed[sheet.rows]
            framed = replace(_framed(sheet, found, head, lines=()), columns=columns, notes=sheet.note)
            made += [replace(framed, rows=rows)] if rows else []
        elif _speaks(sheet, found, wanted):
            made.append(_table(sheet, found, head, wanted))
    if layout.every_form:
        shown = {key for sheet in layout.sheet for key in _keys(sheet, found)}
        begun = [keys for keys in asked.values() if shown & set(keys)]
        made += _left_over([key for keys in begun for key in keys if key not in shown], found, head, wanted)
        rest = {title: keys for title, keys in asked.items() if keys and not shown & set(keys)}
        made += _own_sheets(rest, found, head, wanted)
    return made


def _left_over(
    keys: Sequence[str], found: Consolidated, head: Letterhead, wanted: Collection[str]
) -> list[Table]:
    """One list of what the forms of the layout's own sheets count besides, as far as anything of it occurs."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        if found.root.figures[key].value:
            groups.setdefault(found.indicators[key].group, []).append(key)
    columns = tuple(LaidColumn(indicator=key) for together in groups.values() for key in together)
    if not columns:
        return []
    title = "Các chỉ tiêu khác của các biểu trên"
    return [
        _table(
            LaidSheet(name="Chỉ tiêu khác", title=title, rows="indicators", column=columns),
            found,
            head,
            wanted,
        )
    ]


def _own_sheets(
    rest: Mapping[str, Sequence[str]], found: Consolidated, head: Letterhead, wanted: Collection[str]
) -> list[Table]:
    """A sheet of its own for each form of which anything occurs; the others are named in one line below the last."""
    made, nothing = [], []
    for title, keys in rest.items():
        values = [found.root.figures[key].value for key in keys]
        if found.root.to_date is not None:
            values += [found.root.to_date[key].value for key in keys]
        if any(values):
            made += [_table(sheet, found, head, wanted) for sheet in _own_sheet(title, keys, found)]
        elif any(value is not None for value in values):
            nothing.append(title)
    if made and nothing:
        made[-1] = replace(made[-1], notes=(*made[-1].notes, f"Không phát sinh: {'; '.join(nothing)}."))
    return made


def _keys(sheet: LaidSheet, found: Consolidated) -> list[str]:
    keys = [c.indicator for c in sheet.column] + [k for line in sheet.line for k in line.indicators]
    return [key for key in keys if key in found.indicators]


def _speaks(sheet: LaidSheet, found: Consolidated, wanted: Collection[str]) -> bool:
    keys = _keys(sheet, found) if sheet.of_figures else ()
    return any(key in wanted or found.root.figures[key].value is not None for key in keys)


def _own_sheet(title: str, keys: Sequence[str], found: Consolidated) -> list[LaidSheet]:
    """The form's indicators over the units; more of them than can be read on paper stand on sheets of like width."""
    columns = [LaidColumn(indicator=key) for key in keys if key in found.indicators]
    count = -(-len(columns) // _ABREAST)
    words = f"Tổng hợp {title[:1].lower()}{title[1:]}"
    if count < 2:
        return [LaidSheet(name=title[:_NAME], title=words, rows="units", column=tuple(columns))]
    ends = [len(columns) * n // count for n in range(count + 1)]
    return [
        LaidSheet(
            name=f"{title[: _NAME - 5].rstrip()} ({n})",
            title=f"{words} (phần {n}/{count})",
            rows="units",
            column=tuple(columns[start:end]),
        )
        for n, (start, end) in enumerate(itertools.pairwise(ends), 1)
    ]


def _table(sheet: LaidSheet, found: Consolidated, head: Letterhead, wanted: Collection[str]) -> Table:
    columns, rows, charts = _built(sheet, found, wanted)
    notes = [*sheet.note]
    if found.root.coverage.words:
        covered = found.root.coverage
        counts = f"{covered.approved}/{covered.expected}"
        notes.append(f"Số in nghiêng là số chưa đủ đơn vị: mới duyệt {counts} đơn vị cấp xã.")
    if any(figure.derived for figure in itertools.islice(found.root.figures.values(), 1)):  # all or none are
        notes.append("Số của kỳ này được cộng từ các kỳ báo cáo nằm trong kỳ.")
    notes += _to_date(_keys(sheet, found), found)
    known = {"sender": _spelled_out(head.reporting), "period": _period_words(found)}
    made = _framed(sheet, found, head, lines=tuple(_head_line(line, known) for line in sheet.head))
    return replace(made, columns=columns, rows=rows, notes=tuple(notes), charts=charts)


def _page(sheet: LaidSheet, found: Consolidated, head: Letterhead, filled: Filled, on: date) -> Table:
    """One record's page; the figures are the record's own, so that nothing is said of other units."""
    columns, rows = page(sheet, filled, on)
    known = {"sender": _spelled_out(head.reporting), "period": found.period.in_words()}
    known |= {
        line.value: text_of(filled, line.value, on)
        for line in sheet.head
        if line.value and line.value not in known
    }
    made = _framed(sheet, found, head, lines=tuple(_head_line(line, known) for line in sheet.head))
    subtitle = " – ".join(filter(None, [filled.label, found.period.in_words()]))
    name = f"{sheet.name} {filled.label}"
    return replace(made, name=name, subtitle=subtitle, columns=columns, rows=rows, notes=sheet.note)


def _framed(sheet: LaidSheet, found: Consolidated, head: Letterhead, *, lines: tuple[str, ...]) -> Table:
    """What stands above and below the table, without rows."""
    words = _period_words(found)
    return Table(
        name=sheet.name,
        title=sheet.title,
        subtitle=f"{words[:1].upper()}{words[1:]}",
        form_code=sheet.form_code,
        citation=sheet.legal_ref or MODEL,
        reporting_unit=head.reporting,
        receiving_unit=head.receiving,
        unit_line="",
        columns=(),
        rows=(),
        lines=lines,
        seats=tuple(Seat(seat.title, seat.hint) for seat in sheet.seat),
        portrait=sheet.portrait,
    )


def _period_words(found: Consolidated) -> str:
    kind = KINDS[found.root.kind]
    return found.period.in_words() + (f" – số liệu {kind}" if kind else "")


def _head_line(line: LaidHead, known: Mapping[str, str]) -> str:
    text = known.get(line.value) or line.text
    return f"{line.label}: {text}" if line.label else text


def _spelled_out(office: str) -> str:
    """The name of an office as a signed form bears it."""
    return office.replace("UBND ", "Ủy ban nhân dân ", 1)


def _to_date(keys: Iterable[str], found: Consolidated) -> list[str]:
    """What has accrued of a period whose parts do not reach its end, in words: it never stands among the figures."""
    if found.accrued_to is None or found.root.to_date is None:
        return []
    told = []
    for key in dict.fromkeys(keys):
        value, info = found.root.to_date[key].value, found.indicators[key]
        if value is not None and info.over_time == "sum" and not info.is_ratio:
            told.append(f"{info.label} {numbers.show(value, info.decimals)} {info.unit}".rstrip())
    if not told:
        return []
    return [f"Kỳ này chưa đủ báo cáo. Lũy kế đến hết {found.accrued_to.in_words()}: {'; '.join(told)}."]


def _built(sheet: LaidSheet, found: Consolidated, wanted: Collection[str]) -> Laid:
    if sheet.rows == "lines":
        return *by_line(sheet, found), ()
    return by_unit(sheet, found) if sheet.rows == "units" else _by_indicator(sheet, found, wanted)


def _by_indicator(sheet: LaidSheet, found: Consolidated, wanted: Collection[str]) -> Laid:
    """A list of the main indicators under their groups, with how many communes each rests on."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("label", "Chỉ tiêu", "B", "text"),
        Column("code", "Mã số", "C", "text"),
        Column("measured", "Đơn vị tính", "D", "text"),
        Column("value", "Thực hiện", "1", "number"),
        Column("units", "Số đơn vị cấp xã có số liệu", "2", "text"),
    )
    rows: list[TableRow] = []
    group, heading = "", 0
    for n, info in enumerate(_listed(sheet, found, wanted), 1):
        if info.group != group:
            group, heading = info.group, heading + 1
            number = ROMAN[heading - 1] if heading <= len(ROMAN) else str(heading)
            rows.append(
                TableRow((TableCell(number), TableCell(group), *[TableCell()] * 4), depth=1, heading=True)
            )
        figure = found.root.figures[info.key]
        cells = (TableCell(str(n)), TableCell(info.label), TableCell(f"{n:02d}"), TableCell(info.unit))
        known = TableCell(f"{figure.units}/{found.root.coverage.expected}")
        rows.append(TableRow((*cells, figure_cell(found, info), known)))
    return columns, tuple(rows), ()


def _listed(sheet: LaidSheet, found: Consolidated, wanted: Collection[str]) -> Iterable[IndicatorInfo]:
    for column in sheet.column:
        info = found.indicators.get(column.indicator)
        if info and (info.key in wanted or _known(found.root.figures[info.key])):
            yield info


def _known(figure: Figure) -> bool:
    return figure.value is not None


def sources_table(sources: Sequence[Source], found: Consolidated, head: Letterhead) -> Table:
    """ "Nguồn số liệu": which reports the figures rest on, and which units are missing and why."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("name", "Đơn vị", "B", "text"),
        Column("code", "Mã đơn vị", "C", "text"),
        Column("above", "Thuộc", "D", "text"),
        Column("state", "Tình trạng", "1", "text"),
        Column("version", "Bản số", "2", "text"),
        Column("kind", "Loại số liệu", "3", "text"),
        Column("fingerprint", "Mã kiểm tra", "4", "text"),
        Column("reason", "Ghi chú", "5", "text"),
    )
    rows: list[TableRow] = []
    for title, counted in (("Đơn vị đã tổng hợp", True), ("Đơn vị chưa tổng hợp", False)):
        listed = [s for s in sources if s.counted is counted]
        heading = TableCell(f"{title}: {len(listed)}/{found.root.coverage.expected}")
        rows.append(TableRow((TableCell(), heading, *[TableCell()] * 7), depth=1, heading=True))
        rows += [_source_row(n, source) for n, source in enumerate(listed, 1)]
    period = found.period.in_words()
    return Table(
        name="Nguồn số liệu",
        title="Nguồn số liệu",
        subtitle=f"{period[:1].upper()}{period[1:]}",
        form_code="",
        citation="",
        reporting_unit=head.reporting,
        receiving_unit=head.receiving,
        unit_line="",
        columns=columns,
        rows=tuple(rows),
        notes=("Mã kiểm tra in ở chân trang của từng báo cáo, dùng để đối chiếu bản giấy với tệp.",),
        signed=False,
    )


def _source_row(n: int, source: Source) -> TableRow:
    version = str(source.version) if source.version else ""
    texts = [str(n), source.name, source.code, source.above, source.state, version]
    texts += [source.kind, source.fingerprint, source.reason]
    return TableRow(tuple(TableCell(text) for text in texts))
