"""The tables of "Sai số ước tính": errors of the totals, of each unit, and the estimates that still stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from base.numbers import told
from base.period import Period
from base.units import Unit
from consolidation.change import change_words
from consolidation.figures import KINDS
from consolidation.plan_tables import Built
from consolidation.revision import Errors, OfUnit, Revision
from consolidation.table import Column, TableCell, TableRow

WAITING = "bản mới hơn chờ duyệt"
RIGHT = "không sai"
_NOTHING = " "
"""What stands where there can be no figure, as against one that is missing."""


def totals(found: Sequence[Errors]) -> Built:
    """One line an indicator: the total as estimated, as it turned out, and the error; over how many reports."""
    estimate, final = _sides(found)
    columns = (
        Column("number", "TT", "A", "text"),
        Column("label", "Chỉ tiêu", "B", "text"),
        Column("measured", "Đơn vị tính", "C", "text"),
        *_figures(estimate, final),
        Column("units", "Số báo cáo có cả hai số", "5", "text"),
        Column("told", "Ghi chú", "6", "text"),
    )
    rows: list[TableRow] = []
    for one in found:
        rows.append(_heading(heading(one), len(columns)))
        for n, line in enumerate(one.total.revisions.values(), 1):
            texts = [TableCell(t) for t in (str(n), line.info.label, line.info.unit)]
            told = [TableCell(t) for t in (f"{line.units}/{one.total.reports}", _told(line))]
            rows.append(TableRow((*texts, *_cells(line), *told)))
    return columns, tuple(rows)


def by_unit(found: Sequence[Errors], indicators: Sequence[str]) -> Built:
    """Of each of these indicators a line for the total and one for every unit that knows either figure."""
    estimate, final = _sides(found)
    columns = (
        Column("number", "TT", "A", "text"),
        Column("unit", "Đơn vị", "B", "text"),
        *_figures(estimate, final),
        Column("told", "Ghi chú", "5", "text"),
    )
    rows: list[TableRow] = []
    for one in found:
        known = {
            key: [(of, of.revisions[key]) for of in one.units if key in of.revisions] for key in indicators
        }
        if any(known.values()):
            rows.append(_heading(heading(one), len(columns)))
        for lines in filter(None, known.values()):
            info = lines[0][1].info
            rows.append(_heading(f"{info.label} ({info.unit})" if info.unit else info.label, len(columns)))
            rows += _unit_rows(lines, total=one.total if len(one.units) > 1 else None)
    return columns, tuple(rows)


def _unit_rows(lines: Iterable[tuple[OfUnit, Revision]], *, total: OfUnit | None) -> Iterator[TableRow]:
    n = 0
    for of, line in lines:
        told, depth = (*_cells(line), TableCell(_told(line))), 1 if of.unit.level == "district" else 2
        if of is total:
            name = f"TỔNG SỐ ({line.units} báo cáo có cả hai số)"
            yield TableRow((TableCell(), TableCell(name), *told), depth=0)
            continue
        n += 1
        yield TableRow((TableCell(str(n)), TableCell(of.unit.name), *told), depth=depth)


def standing(found: Sequence[tuple[Unit, Period, str, int, bool]], said: str) -> Built:
    """One line a report: unit, period, kind, version, and whether a harder figure waits to be approved."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("unit", "Đơn vị", "B", "text"),
        Column("code", "Mã đơn vị", "C", "text"),
        Column("period", "Kỳ báo cáo", "1", "text"),
        Column("kind", "Loại số liệu", "2", "text"),
        Column("version", "Bản số", "3", "text"),
        Column("told", "Ghi chú", "4", "text"),
    )
    rows = [
        TableRow(
            tuple(
                TableCell(text)
                for text in (
                    str(n),
                    unit.name,
                    unit.code,
                    period.in_words(),
                    KINDS[kind],
                    str(version),
                    WAITING if waiting else "",
                )
            )
        )
        for n, (unit, period, kind, version, waiting) in enumerate(found, 1)
    ]
    return columns, (_heading(said, len(columns)), *rows) if rows else ()


def heading(one: Errors) -> str:
    """ "Tháng 3 năm 2026: ước tính so với chính thức, 2 báo cáo"."""
    period = one.period.in_words()
    kinds = f"{KINDS[one.estimate]} so với {KINDS[one.final]}"
    return f"{period[:1].upper()}{period[1:]}: {kinds}, {one.total.reports} báo cáo"


def error_words(line: Revision) -> str:
    """ "+5,3 %" of the final, "−0,4 điểm %", "không sai"; why the two are not compared."""
    if not line.difference:
        return line.told if line.difference is None else RIGHT
    return change_words(line.estimate, line.final, whole=not line.final, points=line.in_points)


def in_words(line: Revision) -> str:
    """ "10 → 8 người, sai số +25,0 %"."""
    figures = " → ".join(told_figure(line, side) for side in ("estimate", "final"))
    words = error_words(line)
    error = f"sai số {words}" if line.difference else words
    return ", ".join(filter(None, (f"{figures} {line.info.unit}".rstrip(), error)))


def _sides(found: Sequence[Errors]) -> tuple[str, str]:
    """The kinds that meet here, in words."""
    sides = (
        dict.fromkeys(KINDS[one.estimate] for one in found),
        dict.fromkeys(KINDS[one.final] for one in found),
    )
    estimate, final = (", ".join(side) for side in sides)
    return f"Số {estimate}", f"Số {final}"


def _figures(estimate: str, final: str) -> tuple[Column, ...]:
    return (
        Column("estimate", estimate, "1", "number"),
        Column("final", final, "2", "number"),
        Column("difference", "Chênh lệch", "3=1-2", "number"),
        Column("percent", f"Sai số so với {final.lower()}", "4=3:2", "number", "%", 2),
    )


def _cells(line: Revision) -> tuple[TableCell, ...]:
    places = max(2, line.info.decimals) if line.in_points else line.info.decimals
    return (
        TableCell("", line.estimate, decimals=line.info.decimals),
        TableCell("", line.final, decimals=line.info.decimals),
        TableCell(_NOTHING if line.told else "", line.difference, decimals=places),
        TableCell(_NOTHING, line.percent, decimals=2),
    )


def _told(line: Revision) -> str:
    """What a reader must know of the comparison."""
    if line.told:
        return line.told
    if line.in_points and line.difference is not None:
        return "chênh lệch theo điểm %"
    if line.difference is not None and not line.final:
        return "số sau bằng 0 nên không tính phần trăm"
    return ""


def _heading(text: str, width: int) -> TableRow:
    return TableRow((TableCell(), TableCell(text), *[TableCell()] * (width - 2)), depth=1, heading=True)


def told_figure(line: Revision, side: str) -> str:
    """One of the two figures as shown: "estimate" or "final"."""
    value = line.estimate if side == "estimate" else line.final
    return told(value, line.info.decimals)
