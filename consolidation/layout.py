"""Layouts of reports, as data: which indicators stand in which rows and columns. One TOML file a layout."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from base.errors import AppError, Code, nearest_hint
from base.nearest import nearest
from base.paths import asset


class _Laid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, eq=False):
    """Base of what a layout file says."""


class LaidColumn(_Laid, kw_only=True, frozen=True):
    """A column of figures. `indicator` in a sheet of units; in a sheet of lines only the label."""

    indicator: str = ""
    label: str = ""
    group: str = ""


class LaidLine(_Laid, kw_only=True, frozen=True):
    """A line of figures, one indicator a column ("" leaves a cell out); without any it is a heading.

    Of a sheet of one record: `value`, a formula on the record and its owner. Figures are converted into `unit`
    through the table of units. `sum_of` and `ratio_of` name lines by their numbers: how a workbook recomputes it.
    """

    label: str
    code: str = ""
    number: str = ""
    unit: str = ""
    indicators: tuple[str, ...] = ()
    value: str = ""
    decimals: int | None = None
    sum_of: tuple[str, ...] = ()
    ratio_of: tuple[str, ...] = ()


class LaidHead(_Laid, kw_only=True, frozen=True):
    """A line between title and table: "label: text". `value` is what stands in place of the text where it is known:
    "sender", "period", or a formula on the record.
    """

    label: str = ""
    text: str = ""
    value: str = ""


class LaidSeat(_Laid, kw_only=True, frozen=True):
    """One of those who sign, and how."""

    title: str
    hint: str


class LaidChart(_Laid, kw_only=True, frozen=True):
    """A native chart of these indicators over the units, or over each other as parts of one total (a pie always)."""

    kind: Literal["bar", "column", "pie"]
    title: str
    indicators: tuple[str, ...]
    over: Literal["units", "parts"] = "units"


class LaidSheet(_Laid, kw_only=True, frozen=True):
    """`rows` says what a row is: a unit below, a declared line, every indicator of the sheet's columns; "record" makes
    one page of declared lines for each record of `form` for which `where` holds; "targets" and "tasks" list what the
    office keeps of its plans, "growth" every figure beside those of the year before and of a base year;
    "estimate_errors" and "estimates_by_unit" (of the sheet's columns) tell how far estimates were out, "open_estimates"
    which of them still stand.

    `numbering`: what stands under the headings, A B C 1 2 or (1) (2) (3). `codes`: whether lines have a column
    "Mã số". `remarks`: heading of a last column that is left for the pen; on a page of one record it holds its
    notes. With a `head` the sheet begins as newer circulars do: the title as it is written, then these lines.
    Without `seat` three people sign.
    """

    name: str
    title: str
    rows: Literal[
        "units",
        "lines",
        "indicators",
        "record",
        "targets",
        "tasks",
        "growth",
        "estimate_errors",
        "estimates_by_unit",
        "open_estimates",
    ]
    form: str = ""
    where: str = ""
    form_code: str = ""
    legal_ref: str = ""
    portrait: bool = False
    numbering: Literal["letters", "brackets"] = "letters"
    codes: bool = True
    remarks: str = ""
    head: tuple[LaidHead, ...] = ()
    column: tuple[LaidColumn, ...] = ()
    line: tuple[LaidLine, ...] = ()
    chart: tuple[LaidChart, ...] = ()
    note: tuple[str, ...] = ()
    seat: tuple[LaidSeat, ...] = ()

    @property
    def of_figures(self) -> bool:
        """Whether its rows are units or indicators of the consolidated figures."""
        return self.rows in ("units", "lines", "indicators")

    @property
    def of_reports(self) -> bool:
        """Whether its figures rest on the units' reports, which are then listed behind it."""
        return self.of_figures or self.rows == "growth"


class Reworded(_Laid, kw_only=True, frozen=True):
    """From that day on titles, head lines and notes say `now` where they said `was`."""

    since: date
    was: str
    now: str
    legal_ref: str = ""


class Layout(_Laid, kw_only=True, frozen=True):
    """One kind of report. `every_form`: forms whose indicators stand in no sheet get one of their own. `nothing`: what
    it means that no sheet has anything to say."""

    key: str
    title: str
    sheet: tuple[LaidSheet, ...]
    every_form: bool = False
    nothing: str = ""
    reworded: tuple[Reworded, ...] = ()

    def worded(self, on: date) -> Layout:
        """The layout in the words of that day."""
        changes = [change for change in self.reworded if change.since <= on]
        return msgspec.structs.replace(self, sheet=tuple(_reworded(sheet, changes) for sheet in self.sheet))


def _reworded(sheet: LaidSheet, changes: Sequence[Reworded]) -> LaidSheet:
    def words(text: str) -> str:
        for change in changes:
            text = text.replace(change.was, change.now)
        return text

    head = tuple(msgspec.structs.replace(line, text=words(line.text)) for line in sheet.head)
    notes = tuple(words(note) for note in sheet.note)
    return msgspec.structs.replace(sheet, title=words(sheet.title), head=head, note=notes)


def layouts(folder: Path | None = None, indicators: Collection[str] = ()) -> dict[str, Layout]:
    """key → layout: the shipped ones, and those of the office's folder `layouts`, which may name these indicators.

    Raises LAYOUT_BROKEN with file, path and what to write.
    """
    found = dict(_shipped())
    if folder is not None and folder.is_dir():
        found |= _read(folder, indicators)
    return found


@functools.cache
def _shipped() -> dict[str, Layout]:
    return _read(asset("exports/layouts"), None)


def _read(folder: Path, indicators: Collection[str] | None) -> dict[str, Layout]:
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            layout = msgspec.toml.decode(file.read_bytes(), type=Layout)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            what, _, path = str(error).partition(" - at ")
            why = f"{what}. Hãy sửa chỗ đó rồi lưu lại."
            raise AppError(
                Code.LAYOUT_BROKEN, file=file.name, path=path.strip("`") or "$", why=why
            ) from error
        for path, why in flaws(layout, indicators):
            raise AppError(Code.LAYOUT_BROKEN, file=file.name, path=path, why=why)
        found[layout.key] = layout
    return found


def flaws(layout: Layout, indicators: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """(path, what to write) of what cannot be meant; None takes every indicator for one that there is."""
    for n, sheet in enumerate(layout.sheet):
        at = f"$.sheet[{n}]"
        for path, key in _named(sheet, at):
            if key and indicators is not None and key not in indicators:
                near = nearest_hint(nearest(key, indicators, alike=80))
                yield path, f"không có chỉ tiêu “{key}”.{near} Hãy ghi lại tên chỉ tiêu."
        yield from _flaws_of_lines(sheet, at)


def _named(sheet: LaidSheet, at: str) -> Iterator[tuple[str, str]]:
    """(path, indicator) of every indicator that the sheet names."""
    yield from ((f"{at}.column[{n}].indicator", column.indicator) for n, column in enumerate(sheet.column))
    lists = [(f"{at}.line[{n}]", line.indicators) for n, line in enumerate(sheet.line)]
    lists += [(f"{at}.chart[{n}]", chart.indicators) for n, chart in enumerate(sheet.chart)]
    for place, keys in lists:
        yield from ((f"{place}.indicators[{n}]", key) for n, key in enumerate(keys))


def _flaws_of_lines(sheet: LaidSheet, at: str) -> Iterator[tuple[str, str]]:
    numbers = {line.number for line in sheet.line if line.number}
    for n, line in enumerate(sheet.line):
        if len(line.indicators) > len(sheet.column):
            yield f"{at}.line[{n}].indicators", "nhiều hơn số cột. Hãy bớt chỉ tiêu hoặc thêm cột."
        if line.ratio_of and len(line.ratio_of) != 2:
            yield f"{at}.line[{n}].ratio_of", "phải là số thứ tự của đúng hai dòng. Hãy ghi lại."
        for attribute, named in (("sum_of", line.sum_of), ("ratio_of", line.ratio_of)):
            for number in named:
                if number not in numbers:
                    why = f"không có dòng số “{number}”. Hãy ghi số thứ tự của một dòng trong trang."
                    yield f"{at}.line[{n}].{attribute}", why


def find(key: str, folder: Path | None = None, indicators: Collection[str] = ()) -> Layout:
    """The layout of that key; raises LAYOUT_UNKNOWN, LAYOUT_BROKEN."""
    known = layouts(folder, indicators)
    if key not in known:
        raise AppError(Code.LAYOUT_UNKNOWN, layout=key, known=", ".join(sorted(known)))
    return known[key]
