"""An official workbook: every Table a printed form as the ministries draw it, charts on a sheet of their own.

Layout of domain.md §3.1: form number, title, offices; headings with letters; figures; notes; three signatures.
Widths are pixels, heights are points (exports/styles.py); rows and columns count from 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from base.numbers import MARK_NOT_COLLECTED, show, to_float
from base.text import nfc
from consolidation.table import (
    Book,
    Column,
    RatioOf,
    Signature,
    SumOf,
    Table,
    TableCell,
    TableChart,
    TableRow,
)
from exports.styles import (
    COLOURS,
    INDENT_PX,
    LINE_PT,
    NOTE_SIZE,
    PADDING_PX,
    PAGE_PT,
    PAGE_PX,
    TITLE_SIZE,
    Styles,
    category_axis,
    chart_font,
    line_count,
    number_format,
    put,
    set_up_page,
    text_px,
    value_axis,
)
from exports.writing import FONT_SIZE, atomic_output, new_workbook, printable

CHARTS_SHEET = "Biểu đồ"
ILLUSTRATIVE = "Dữ liệu minh họa"

_NAME_LIMIT = 31
_SUM_LIMIT, _FORMULA_LIMIT = 250, 8000
_HIGHEST_ROW_PT = 409.0
_FIGURE_PX, _TEXT_PX, _NAME_PX = 52, 170, 340
_SEAT_PX = 150
_FROZEN_PX, _FROZEN_PT = 420, 260
_KEPT_ROWS = 3
_SHRUNK_TO_ONE_PAGE = 1.3
# How much fits on a page against what was reckoned: programs round the widths of columns each in their way.
_PROGRAMS_DIFFER = (0.95, 1.0, 1.05, 1.14)
# Excel marks row numbers in text columns, and sums that leave out the rows in between.
_NO_GREEN_CORNERS = ("number_stored_as_text", "formula_range", "formula_differs")
_GRID_COLUMNS, _GRID_ROWS, _CHARTS_TITLE_ROWS = 12, 31, 5
_MARKS_NOTE = "Dấu “-”: không phát sinh; dấu “…”: chưa có số liệu."
_INCOMPLETE_NOTE = "Số in nghiêng: tổng chưa đủ đơn vị báo cáo."
_HATCHED_NOTE = "Cột gạch chéo: chưa đủ đơn vị báo cáo."


def write_book(book: Book, path: Path) -> None:
    """Write the book as an .xlsx workbook; the same book gives the same bytes. Raises AppError OUTPUT_…."""
    first = book.tables[0] if book.tables else None
    title, unit = (first.title, first.reporting_unit) if first else ("", "")
    with atomic_output(path) as beside:
        workbook = new_workbook(beside, title=title, unit=unit)
        add_sheets(workbook, book)
        workbook.close()


def add_sheets(workbook: Workbook, book: Book) -> None:
    """Add the forms of the book, and the sheet of their charts, to a workbook that may hold other sheets."""
    styles = Styles(workbook)
    forms = [_form(workbook, styles, book, table) for table in book.tables]
    if any(_shows_something(table, chart) for table in book.tables for chart in table.charts):
        _add_charts(workbook, styles, book, forms)


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel accepts and no other sheet bears: at most 31 characters, none of [ ] : * ? / \\."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", "-", nfc(wanted)).strip(" '") or "Biểu"
    if base.casefold() == "history":
        base += "_"
    used = {name.casefold() for name in taken}
    name, number = base[:_NAME_LIMIT].rstrip(" '"), 1
    while name.casefold() in used:
        number += 1
        tail = f" ({number})"
        name = base[: _NAME_LIMIT - len(tail)].rstrip(" '") + tail
    return name


@dataclass(slots=True)
class _Form:
    """One table on its way onto its worksheet; `heights` are those of the rows made so far."""

    sheet: Worksheet
    styles: Styles
    table: Table
    columns: _Columns
    heights: list[float] = field(default_factory=list)
    head_row: int = 0
    labels_row: int = 0
    body_row: int = 0

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths."""
        return self.columns.widths

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def new_row(self, height: float) -> int:
        """The next free row, made this high."""
        row = len(self.heights)
        self.heights.append(min(height, _HIGHEST_ROW_PT))
        self.sheet.set_row(row, self.heights[-1])
        return row

    def room(self, first: int, last: int) -> float:
        """What a text may fill over these columns."""
        return sum(self.widths[first : last + 1]) - PADDING_PX

    def heading_cell(self, column: int) -> tuple[int, int]:
        """Where the label of a column stands."""
        return (self.labels_row if self.table.columns[column].group else self.head_row), column


def _form(workbook: Workbook, styles: Styles, book: Book, table: Table) -> _Form:
    sheet = workbook.add_worksheet(sheet_name(table.name, workbook.sheetnames))
    form = _Form(sheet, styles, table, _columns(table))
    for column, width in enumerate(form.widths):
        sheet.set_column_pixels(column, column, width)
    _write_top(form, illustrative=book.illustrative)
    _write_headings(form)
    _write_body(form)
    after_body = len(form.heights)
    _write_notes(form)
    if table.signed:
        _write_signatures(form, book.signature)
    _set_up_print(form, book, after_body)
    return form


# Columns: as wide as their content, then stretched to the page


@dataclass(frozen=True, slots=True)
class _Columns:
    """How the columns are set: `natural` is the width at which nothing wraps, `name` says what a row is about:
    the first or the second, after a column of numbers.
    """

    widths: tuple[int, ...]
    natural: tuple[int, ...]
    name: int
    centred: frozenset[int]

    def may_wrap(self) -> list[int]:
        """The columns with a text that is longer than a line."""
        return [i for i, (n, w) in enumerate(zip(self.natural, self.widths, strict=True)) if n > w]


def _columns(table: Table) -> _Columns:
    figures = [i for i, column in enumerate(table.columns) if column.kind == "number"]
    natural = [_natural_px(table, index) for index in range(len(table.columns))]
    name = max(range(min(2, _stub_size(table))), key=natural.__getitem__, default=0)
    centred = frozenset(i for i in range(len(table.columns)) if i != name and _is_short(table, i))
    widths = [float(max(_FIGURE_PX, wish) if i in figures else wish) for i, wish in enumerate(natural)]
    widths = [
        width if i in figures else min(width, _NAME_PX if i == name else _TEXT_PX)
        for i, width in enumerate(widths)
    ]
    widths = [_heading_px(column, width) for column, width in zip(table.columns, widths, strict=True)]
    _make_room_for_groups(table, widths)
    if sum(widths) < PAGE_PX:
        wide = [i for i in range(len(widths)) if i not in {*centred, *figures}]
        _stretch(table, widths, natural, wide)
    return _Columns(tuple(map(math.floor, widths)), tuple(natural), name, centred)


def _stub_size(table: Table) -> int:
    """How many text columns stand before the first figures."""
    kinds = [column.kind for column in table.columns]
    return kinds.index("number") if "number" in kinds else len(kinds)


def _is_short(table: Table, index: int) -> bool:
    """Numbers of rows, codes and units of measure stand in the middle of their column."""
    texts = [row.cells[index].text for row in table.rows if not row.heading]
    return table.columns[index].kind == "text" and 0 < max(map(len, texts), default=0) <= 14


def _natural_px(table: Table, index: int) -> int:
    """The width at which no cell of the column wraps."""
    column = table.columns[index]
    width, high, low, places = 0.0, 0, 0, 0
    for row in table.rows:
        if row.heading:
            continue
        cell = row.cells[index]
        if cell.value is not None:
            whole = cell.value.numerator // cell.value.denominator
            high, low = max(high, whole), min(low, whole)
            places = max(places, column.decimals if cell.decimals is None else cell.decimals)
        elif cell.text:
            width = max(width, text_px(cell.text, bold=row.depth < 2) + INDENT_PX * _indent(row.depth))
    if high or low or places:
        longest = max(show(high, places), show(low, places), key=len)
        width = max(width, text_px(longest, bold=True) + INDENT_PX)
    return math.ceil(width) + PADDING_PX


def _heading_px(column: Column, width: float) -> float:
    """At least this wide, so that no word of the heading is cut and it takes at most four lines."""
    words = f"{column.label} {_unit_words(column)}".split()
    width = max([width, *(text_px(word, bold=True) + PADDING_PX + 4 for word in words)])
    wider = (width + more for more in range(0, 200, 6))
    fitting = (px for px in wider if line_count(_heading(column), px - PADDING_PX, bold=True) <= 4)
    return next(fitting, width)


def _heading(column: Column) -> str:
    return column.label + (f"\n{_unit_words(column)}" if column.unit else "")


def _unit_words(column: Column) -> str:
    return f"({column.unit})" if column.unit else ""


def _groups(table: Table) -> Iterator[tuple[str, list[int]]]:
    """The common headings in order, with the columns under each; "" for columns that stand alone."""
    for group, members in groupby(range(len(table.columns)), key=lambda i: table.columns[i].group):
        yield group, list(members)


def _make_room_for_groups(table: Table, widths: list[float]) -> None:
    """A common heading takes at most two lines, and none of its words is cut."""
    for group, members in _groups(table):
        longest = max((text_px(word, bold=True) for word in group.split()), default=0.0)
        for _ in range(60):
            room = sum(widths[i] for i in members) - PADDING_PX
            if not group or (room >= longest and line_count(group, room, bold=True) <= 2):
                break
            for i in members:
                widths[i] += 3


def _stretch(table: Table, widths: list[float], natural: Sequence[int], wide: Sequence[int]) -> None:
    """Fill the page: figures to a fair width, texts until few wrap, figures again, and the rest to the texts."""
    figures = [i for i, column in enumerate(table.columns) if column.kind == "number"]
    _level(widths, figures, 84)
    empty = PADDING_PX  # a column of remarks that nobody wrote yet still wants room for the pen
    wishes = {
        i: max(0.0, min(_TEXT_PX if natural[i] == empty else natural[i], PAGE_PX / 2) - widths[i])
        for i in wide
    }
    share = min(1.0, max(0.0, PAGE_PX - sum(widths)) / (sum(wishes.values()) or 1))
    for i, wish in wishes.items():
        widths[i] += share * wish
    _level(widths, figures, 150)
    takers = list(wide) or list(range(len(widths)))
    rest, base = max(0.0, PAGE_PX - sum(widths)), sum(widths[i] for i in takers)
    for i in takers:
        widths[i] += rest * widths[i] / base


def _level(widths: list[float], columns: Sequence[int], ceiling: float) -> None:
    """Widen the narrowest of these columns together, until the page is full or all reach the ceiling."""
    slack = max(0.0, PAGE_PX - sum(widths))
    ordered = sorted(columns, key=widths.__getitem__)
    for count, column in enumerate(ordered, start=1):
        level = min(ceiling, widths[ordered[count]] if count < len(ordered) else ceiling)
        rise = min(level - widths[column], slack / count)
        if rise > 0:
            for raised in ordered[:count]:
                widths[raised] += rise
            slack -= rise * count


# What stands above the table


@dataclass(frozen=True, slots=True)
class _Line:
    """A text above the table; it takes as many rows of the grid as it has lines."""

    text: str
    size: int = FONT_SIZE
    bold: bool = False
    italic: bool = False

    def rows(self, room: float) -> int:
        """How many rows of LINE_PT it needs in this room."""
        lines = line_count(self.text, room, size=self.size, bold=self.bold)
        return math.ceil(lines * self.size * 1.3 / LINE_PT - 0.05)

    def style(self, styles: Styles, align: str) -> Format:
        """Its format."""
        place = {"align": align, "valign": "vcenter" if align == "center" else "top"}
        return styles.of(font_size=self.size, bold=self.bold, italic=self.italic, **place)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines one below the other over the columns first to last."""

    first: int
    last: int
    lines: tuple[_Line, ...]
    align: Literal["left", "center"] = "left"

    def rows(self, form: _Form) -> int:
        """How many rows of the grid it needs."""
        room = form.room(self.first, self.last)
        return sum(line.rows(room) for line in self.lines)


def _write_top(form: _Form, *, illustrative: bool) -> None:
    left, right = _left_lines(form.table), _right_lines(form.table)
    title = _title_lines(form.table, illustrative=illustrative)
    thirds = _three_parts(form, title[0]) if left and right else None
    if thirds:
        one, two = thirds
        middle = _Block(one, two - 1, title, "center")
        _write_blocks(form, [_Block(0, one - 1, left), middle, _Block(two, form.last, right)])
    else:
        _write_sides(form, left, right)
        for line in title:
            lines = line_count(line.text, form.room(0, form.last), size=line.size, bold=line.bold)
            row = form.new_row(lines * line.size * 1.3 + 1)
            put(form.sheet, (row, 0, row, form.last), line.text, line.style(form.styles, "center"))
    form.new_row(6)
    if form.table.unit_line:
        italic = form.styles.of(italic=True, align="right", text_wrap=False)
        row = form.new_row(LINE_PT + 1)
        put(form.sheet, (row, 0, row, form.last), form.table.unit_line, italic)


def _write_sides(form: _Form, left: tuple[_Line, ...], right: tuple[_Line, ...]) -> None:
    """The number of the form and the offices above the title, side by side if there are both."""
    half = _nearest_split(form.widths, 0.55)
    if left and right and form.last:
        _write_blocks(form, [_Block(0, half - 1, left), _Block(half, form.last, right)])
    elif left or right:
        _write_blocks(form, [_Block(0, form.last, left + right)])
    form.new_row(4)


def _left_lines(table: Table) -> tuple[_Line, ...]:
    if not table.form_code:
        return (_Line(table.citation),) if table.citation else ()
    number = re.sub(r"^Biểu(\s+số)?\s*:?\s*", "", nfc(table.form_code))
    citation = (_Line(table.citation),) if table.citation else ()
    return (_Line(f"Biểu số: {number}", bold=True), *citation, _Line("Ngày nhận báo cáo: ……………"))


def _right_lines(table: Table) -> tuple[_Line, ...]:
    offices = (("Đơn vị báo cáo", table.reporting_unit), ("Đơn vị nhận báo cáo", table.receiving_unit))
    return tuple(_Line(f"{role}: {name}") for role, name in offices if name)


def _title_lines(table: Table, *, illustrative: bool) -> tuple[_Line, ...]:
    subtitle = (_Line(table.subtitle, size=FONT_SIZE + 1),) if table.subtitle else ()
    mark = (_Line(ILLUSTRATIVE, bold=True, italic=True),) if illustrative else ()
    return (_Line(table.title.upper(), size=TITLE_SIZE, bold=True), *subtitle, *mark)


def _three_parts(form: _Form, title: _Line) -> tuple[int, int] | None:
    """Where the middle part begins and where the right part does; None when the columns do not allow it."""
    if form.last < 2:
        return None
    whole = sum(form.widths)
    one, two = _nearest_split(form.widths, 0.27), _nearest_split(form.widths, 0.71)
    if two <= one:
        return None
    left, middle, right = (sum(form.widths[a:b]) for a, b in ((0, one), (one, two), (two, form.last + 1)))
    balanced = 0.16 * whole <= left <= 0.42 * whole and 0.2 * whole <= right <= 0.42 * whole
    room = middle - PADDING_PX
    lines = line_count(title.text, room, size=title.size, bold=True)
    filled = text_px(title.text, size=title.size, bold=True) / room
    fits = lines == 1 or (lines <= 3 and filled > lines - 0.7)  # no single word on the last line
    return (one, two) if balanced and fits else None


def _nearest_split(widths: Sequence[int], share: float) -> int:
    """The column before which nearest to this share of the whole width stands; never the first."""
    wanted = share * sum(widths)
    return min(range(1, max(2, len(widths))), key=lambda i: abs(sum(widths[:i]) - wanted))


def _write_blocks(form: _Form, blocks: Sequence[_Block]) -> None:
    """The blocks side by side on rows of equal height; a centred one stands in the middle of the height."""
    top, count = len(form.heights), max(block.rows(form) for block in blocks)
    for _ in range(count):
        form.new_row(LINE_PT + 0.5)
    for block in blocks:
        row = top + ((count - block.rows(form)) // 2 if block.align == "center" else 0)
        for line in block.lines:
            bottom = row + line.rows(form.room(block.first, block.last)) - 1
            put(
                form.sheet,
                (row, block.first, bottom, block.last),
                line.text,
                line.style(form.styles, block.align),
            )
            row = bottom + 1


# Column headings and their letters


def _write_headings(form: _Form) -> None:
    columns = form.table.columns
    style = form.styles.of(bold=True, align="center", border=1)
    form.head_row = len(form.heights)
    grouped = any(column.group for column in columns)
    for height in _heading_heights(form) if grouped else [_heading_height(form, range(len(columns)))]:
        form.new_row(height)
    bottom = form.labels_row = len(form.heights) - 1
    for group, members in _groups(form.table):
        if group:
            put(form.sheet, (form.head_row, members[0], form.head_row, members[-1]), group, style)
        for index in members:
            top = bottom if group else form.head_row
            put(form.sheet, (top, index, bottom, index), _heading(columns[index]), style)
    if any(column.letter for column in columns):
        row = form.new_row(LINE_PT + 1)
        for index, column in enumerate(columns):
            form.sheet.write_string(row, index, column.letter, style)
    form.body_row = len(form.heights)


def _heading_height(form: _Form, indexes: Iterable[int]) -> float:
    lines = [line_count(_heading(form.table.columns[i]), form.room(i, i), bold=True) for i in indexes]
    return max(lines, default=1) * LINE_PT + 6


def _heading_heights(form: _Form) -> list[float]:
    """Heights of the row of groups and of the row of labels; a label outside the groups stands in both."""
    columns = form.table.columns
    upper = LINE_PT + 6
    for group, members in _groups(form.table):
        lines = line_count(group, form.room(members[0], members[-1]), bold=True)
        upper = max(upper, lines * LINE_PT + 6)
    inside = [i for i, column in enumerate(columns) if column.group]
    outside = [i for i, column in enumerate(columns) if not column.group]
    lower = max(_heading_height(form, inside), _heading_height(form, outside) - upper)
    return [upper, lower]


# The table's rows


def _indent(depth: int) -> int:
    return max(0, depth - 1)


def _black(decimals: int) -> str:
    """Black, hardly differing by the decimals: beside a cell whose format differs in nothing but the shape of
    its number, LibreOffice 7.4 forgets the indent of a figure.
    """
    return f"#{decimals:02X}{decimals:02X}{decimals:02X}"


@dataclass(slots=True)
class _CellStyles:
    """The formats of body cells: few, and asked for at every cell."""

    styles: Styles
    columns: _Columns
    indented: bool
    made: dict[tuple[Any, ...], Format] = field(default_factory=dict)

    def number(self, decimals: int, depth: int, *, incomplete: bool) -> Format:
        """A figure; totals and groups are bold, a total that lacks units is italic."""
        key = ("number", decimals, depth < 2, incomplete)
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self.styles.of(
                num_format=number_format(decimals),
                bold=depth < 2,
                italic=incomplete,
                border=1,
                text_wrap=False,
                align="right",
                indent=1,
                font_color=_black(decimals),
            )
        return found

    def text(self, column: int, depth: int, *, incomplete: bool) -> Format:
        """A text of the stub or a remark."""
        key = ("text", column, depth, incomplete)
        found = self.made.get(key)
        if found is None:
            side: dict[str, Any] = {"align": "center" if column in self.columns.centred else "left"}
            if self.indented and column == self.columns.name and _indent(depth):
                side["indent"] = _indent(depth)
            found = self.made[key] = self.styles.of(bold=depth < 2, italic=incomplete, border=1, **side)
        return found

    def mark(self, depth: int) -> Format:
        """A mark instead of a figure: "…"."""
        return self.styles.of(bold=depth < 2, align="center", border=1)


def _write_body(form: _Form) -> None:
    looks = _CellStyles(form.styles, form.columns, indented=any(row.depth < 2 for row in form.table.rows))
    wrapping = [i for i in form.columns.may_wrap() if form.table.columns[i].kind == "text"]
    for row in form.table.rows:
        if row.heading:
            _write_heading_row(form, row)
            continue
        at = form.new_row(_row_height(form, row, wrapping))
        for index, cell in enumerate(row.cells):
            _write_cell(form, looks, (at, index), row.depth, cell)


def _row_height(form: _Form, row: TableRow, wrapping: Sequence[int]) -> float:
    lines = 1
    for index in wrapping:
        if index < len(row.cells) and row.cells[index].text:
            room = form.room(index, index) - INDENT_PX * _indent(row.depth)
            lines = max(lines, line_count(row.cells[index].text, room, bold=row.depth < 2))
    return lines * LINE_PT + 2


def _write_cell(form: _Form, looks: _CellStyles, at: tuple[int, int], depth: int, cell: TableCell) -> None:
    sheet, column = form.sheet, form.table.columns[at[1]]
    if cell.value is not None:
        decimals = column.decimals if cell.decimals is None else cell.decimals
        style = looks.number(decimals, depth, incomplete=cell.incomplete)
        formula = _formula(cell.formula, at, form.body_row) if cell.formula else ""
        if formula:
            sheet.write_formula(*at, formula, style, to_float(cell.value))
        else:
            sheet.write_number(*at, to_float(cell.value), style)
    elif column.kind == "number":
        sheet.write_string(*at, cell.text or MARK_NOT_COLLECTED, looks.mark(depth))
    else:  # write_string makes a blank cell of an empty text
        sheet.write_string(*at, cell.text, looks.text(at[1], depth, incomplete=cell.incomplete))


def _formula(formula: SumOf | RatioOf, at: tuple[int, int], body_row: int) -> str:
    """How the workbook recomputes the cell; "" when that would be longer than a cell may hold."""
    row, column = at
    if isinstance(formula, RatioOf):
        num, den = (xl_rowcol_to_cell(row, index) for index in (formula.numerator, formula.denominator))
        factor = f"*{formula.factor}" if formula.factor != 1 else ""
        return f'=IF({den}=0,"-",{num}/{den}{factor})'
    letter = xl_col_to_name(column)
    ranges = [_range(letter, first + body_row, last + body_row) for first, last in _runs(formula.rows)]
    while len(ranges) > _SUM_LIMIT:
        parts = range(0, len(ranges), _SUM_LIMIT)
        ranges = [f"SUM({','.join(ranges[i : i + _SUM_LIMIT])})" for i in parts]
    text = f"=SUM({','.join(ranges)})"
    return text if ranges and len(text) <= _FORMULA_LIMIT else ""


def _range(letter: str, first: int, last: int) -> str:
    return f"{letter}{first + 1}" if first == last else f"{letter}{first + 1}:{letter}{last + 1}"


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Consecutive rows as (first, last): 1, 2, 3, 7 gives (1, 3) and (7, 7)."""
    for _, run in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]):
        members = [row for _, row in run]
        yield members[0], members[-1]


def _write_heading_row(form: _Form, row: TableRow) -> None:
    """A line that only names what follows: its last text runs on over the columns without figures."""
    texts = [cell.text for cell in row.cells]
    start = max((i for i, text in enumerate(texts) if text), default=0)
    text = texts[start] if texts else ""
    room, bold = form.room(start, form.last), row.depth < 2
    at = form.new_row(line_count(text, room, bold=bold) * LINE_PT + 2)
    for index in range(start):
        align = "center" if index in form.columns.centred else "left"
        form.sheet.write_string(at, index, texts[index], form.styles.of(bold=bold, border=1, align=align))
    put(form.sheet, (at, start, at, form.last), text, form.styles.of(bold=bold, border=1, align="left"))


# What stands below the table


def _write_notes(form: _Form) -> None:
    table = form.table
    cells = [cell for row in table.rows if not row.heading for cell in row.cells]
    notes = list(table.notes)
    told = any(note.startswith(_INCOMPLETE_NOTE.partition(":")[0]) for note in notes)
    if not told and any(cell.incomplete for cell in cells):
        notes.append(_INCOMPLETE_NOTE)
    if _has_unreported(table) and not any(MARK_NOT_COLLECTED in note for note in notes):
        notes.append(_MARKS_NOTE)
    if not notes:
        return
    form.new_row(4)
    head = form.styles.of(font_size=NOTE_SIZE, bold=True, italic=True, text_wrap=False)
    row = form.new_row(LINE_PT)
    put(form.sheet, (row, 0, row, form.last), "Ghi chú:", head)
    style = form.styles.of(font_size=NOTE_SIZE, italic=True, valign="top")
    for note in notes:
        lines = line_count(note, form.room(0, form.last), size=NOTE_SIZE)
        row = form.new_row(lines * (LINE_PT - 1.5) + 1)
        put(form.sheet, (row, 0, row, form.last), note, style)


def _has_unreported(table: Table) -> bool:
    figures = [i for i, column in enumerate(table.columns) if column.kind == "number"]
    return any(
        row.cells[i].value is None and not row.cells[i].text
        for row in table.rows
        if not row.heading
        for i in figures
    )


@dataclass(frozen=True, slots=True)
class _Seat:
    """One of those who sign."""

    title: str
    hint: str
    name: str


def _write_signatures(form: _Form, signature: Signature) -> None:
    seats = (
        _Seat("Người lập biểu", "(Ký, họ tên)", signature.prepared_by),
        _Seat("Người kiểm tra biểu", "(Ký, họ tên)", signature.checked_by),
        _Seat(signature.signed_title, "(Ký, đóng dấu, họ tên)", signature.signed_by),
    )
    form.new_row(8)
    needed = max(text_px(line, bold=True) for seat in seats for line in seat.title.split("\n"))
    spans = _seat_spans(form, max(needed, _SEAT_PX))
    _write_place(form, signature.place, spans)
    if len(spans) == 3:
        _write_seats(form, tuple(zip(spans, seats, strict=True)))
    elif len(spans) == 2:
        _write_seats(form, ((spans[0], seats[0]), (spans[1], seats[2])))
        _write_seats(form, ((spans[0], seats[1]),))
    else:
        for seat in seats:
            _write_seats(form, ((spans[0], seat),))


def _seat_spans(form: _Form, needed: float) -> list[tuple[int, int]]:
    """First and last column of every seat: three side by side, or fewer where the columns leave no room."""
    cuts = combinations(range(1, form.last + 1), 2)
    thirds = [[(0, one - 1), (one, two - 1), (two, form.last)] for one, two in cuts]
    best = max(thirds, key=lambda spans: min(form.room(*span) for span in spans), default=[(0, 0)])
    if min(form.room(*span) for span in best) >= needed and len(best) == 3:
        return best
    half = _nearest_split(form.widths, 0.5)
    return [(0, half - 1), (half, form.last)] if form.last else [(0, 0)]


def _write_place(form: _Form, place: str, spans: Sequence[tuple[int, int]]) -> None:
    """Place and date over the head of the office, or as wide as they need at the right edge."""
    text = f"{place or '……………'}, ngày …… tháng …… năm ………"
    first, align = spans[-1][0], "center"
    if line_count(text, form.room(first, form.last)) > 1:
        first, align = spans[-2][0] if len(spans) > 1 else 0, "right"
    lines = line_count(text, form.room(first, form.last))
    row = form.new_row(lines * LINE_PT + 1)
    put(form.sheet, (row, first, row, form.last), text, form.styles.of(italic=True, align=align))


def _write_seats(form: _Form, seats: Sequence[tuple[tuple[int, int], _Seat]]) -> None:
    bold = form.styles.of(bold=True, align="center", valign="top")
    lines = max(line_count(seat.title, form.room(*span), bold=True) for span, seat in seats)
    title, hint = form.new_row(lines * LINE_PT + 1), form.new_row(LINE_PT)
    for _ in range(4):
        form.new_row(LINE_PT)
    lines = max(line_count(seat.name, form.room(*span), bold=True) for span, seat in seats)
    name = form.new_row(lines * LINE_PT + 1)
    for (first, last), seat in seats:
        put(form.sheet, (title, first, title, last), seat.title, bold)
        put(form.sheet, (hint, first, hint, last), seat.hint, form.styles.of(italic=True, align="center"))
        put(form.sheet, (name, first, name, last), seat.name, bold)


# Print set-up


def _set_up_print(form: _Form, book: Book, after_body: int) -> None:
    sheet = form.sheet
    set_up_page(sheet, book.footer)
    sheet.print_area(0, 0, len(form.heights) - 1, form.last)
    everywhere = xl_range(0, 0, len(form.heights) - 1, form.last)
    sheet.ignore_errors(dict.fromkeys(_NO_GREEN_CORNERS, everywhere))
    sheet.repeat_rows(form.head_row, form.body_row - 1)
    stub = _stub_size(form.table)
    stub = stub if stub <= form.last else form.columns.name + 1
    frozen = [i for i in range(stub) if sum(form.widths[: i + 1]) <= _FROZEN_PX]
    low_enough = sum(form.heights[: form.body_row]) <= _FROZEN_PT
    sheet.freeze_panes(form.body_row if low_enough else 0, len(frozen))
    page = PAGE_PT * max(1.0, sum(form.widths) / PAGE_PX)
    if page * _PROGRAMS_DIFFER[0] < sum(form.heights) <= page * _SHRUNK_TO_ONE_PAGE:
        sheet.fit_to_pages(1, 1)
        return
    start = _start_of_end(form, after_body)
    if any(_is_torn(form, start, page * tightness) for tightness in _PROGRAMS_DIFFER):
        sheet.set_h_pagebreaks([start])


def _start_of_end(form: _Form, after_body: int) -> int:
    """The worksheet row from which on all must stand on one page: a signature never stands alone."""
    kept = min(_KEPT_ROWS, len(form.table.rows))
    first = len(form.table.rows) - kept
    if first > 0 and form.table.rows[first - 1].depth < 2:
        kept += 1
    return after_body - kept


def _is_torn(form: _Form, start: int, page: float) -> bool:
    """Whether a page of this height ends between `start` and the last row."""
    repeated = sum(form.heights[form.head_row : form.body_row])
    if start <= form.body_row or repeated + sum(form.heights[start:]) > page:
        return False
    filled, torn = 0.0, False
    for row, height in enumerate(form.heights):
        filled += height
        if filled > page:
            filled = repeated + height
            torn = row > start
    return torn


# Charts, on the cells of the forms


def _add_charts(workbook: Workbook, styles: Styles, book: Book, forms: Sequence[_Form]) -> None:
    """One sheet for all: a grid of square rows, and no chart across the edge of a page."""
    sheet = workbook.add_worksheet(sheet_name(CHARTS_SHEET, workbook.sheetnames))
    set_up_page(sheet, book.footer)
    sheet.set_column_pixels(0, _GRID_COLUMNS - 1, PAGE_PX // _GRID_COLUMNS)
    row, page, breaks = 0, 0, []
    for form in forms:
        charts = [chart for chart in form.table.charts if _shows_something(form.table, chart)]
        for number, pair in enumerate(_side_by_side(charts)):
            rows = max(_chart_rows(chart) for chart in pair)
            if row and row + rows + (0 if number else _CHARTS_TITLE_ROWS) - page > _GRID_ROWS:
                page = row
                breaks.append(row)
            if not number:
                row = _write_charts_title(sheet, styles, form.table, row, illustrative=book.illustrative)
            _insert(workbook, sheet, form, pair, row)
            if any(_lacks_units(form.table, chart) for chart in pair):
                below = (row + rows, 0, row + rows, _GRID_COLUMNS - 1)
                put(sheet, below, _HATCHED_NOTE, styles.of(font_size=NOTE_SIZE, italic=True))
            row += rows + 1
    sheet.print_area(0, 0, row - 1, _GRID_COLUMNS - 1)
    sheet.set_h_pagebreaks(breaks)


def _shows_something(table: Table, chart: TableChart) -> bool:
    """Whether there is a bar or a part to draw."""
    values = [table.rows[r].cells[c].value for r in chart.rows for c in chart.columns]
    return any(value is not None and (chart.kind != "pie" or value > 0) for value in values)


def _write_charts_title(
    sheet: Worksheet, styles: Styles, table: Table, row: int, *, illustrative: bool
) -> int:
    lines = [line for line in _title_lines(table, illustrative=illustrative) if line.text]
    width = PAGE_PX // _GRID_COLUMNS * _GRID_COLUMNS - PADDING_PX
    for line in lines:
        bottom = row + line.rows(width) - 1
        put(sheet, (row, 0, bottom, _GRID_COLUMNS - 1), line.text, line.style(styles, "center"))
        row = bottom + 1
    return row + 1


def _lacks_units(table: Table, chart: TableChart) -> bool:
    """Whether a bar of the chart is hatched."""
    return chart.kind != "pie" and any(
        table.rows[r].cells[c].incomplete for r in chart.rows for c in chart.columns
    )


def _side_by_side(charts: Sequence[TableChart]) -> Iterator[tuple[TableChart, ...]]:
    """Two small charts share the width of the page; the others have it alone."""
    waiting: TableChart | None = None
    for chart in charts:
        if waiting and _is_small(chart):
            yield waiting, chart
            waiting = None
            continue
        if waiting:
            yield (waiting,)
            waiting = None
        if _is_small(chart):
            waiting = chart
        else:
            yield (chart,)
    if waiting:
        yield (waiting,)


def _is_across(chart: TableChart) -> bool:
    """One row, several columns: the parts are the columns, named by their headings."""
    return len(chart.rows) == 1 and len(chart.columns) > 1


def _bar_count(chart: TableChart) -> int:
    return len(chart.rows) * len(chart.columns)


def _is_small(chart: TableChart) -> bool:
    return chart.kind == "pie" or _bar_count(chart) <= 6


def _is_dense(chart: TableChart) -> bool:
    """So many bars that figures on them would run into each other."""
    return _bar_count(chart) > 40


def _chart_rows(chart: TableChart) -> int:
    """Its height in rows of the grid; two of the usual height and the title fill a page."""
    usual = 12
    if _is_small(chart):
        return usual + 3
    if chart.kind == "column":
        return usual
    return min(_GRID_ROWS - 6, max(usual, 3 + math.ceil(_bar_count(chart) * 0.9)))


def _insert(workbook: Workbook, sheet: Worksheet, form: _Form, pair: Sequence[TableChart], row: int) -> None:
    rows = max(_chart_rows(chart) for chart in pair)
    width = PAGE_PX // _GRID_COLUMNS * _GRID_COLUMNS // len(pair)
    for position, plan in enumerate(pair):
        chart = _native_chart(workbook, form, plan)
        chart.set_size({"width": width - 8, "height": rows * 20 - 4})
        column = position * _GRID_COLUMNS // len(pair)
        sheet.insert_chart(
            row,
            column,
            chart,
            {"x_offset": 4, "y_offset": 2, "object_position": 1, "description": printable(plan.title)},
        )


@dataclass(frozen=True, slots=True)
class _Points:
    """One series: where its names and figures stand, and what they are."""

    name: tuple[int, int] | None
    labels: list[tuple[int, int]]
    label_texts: list[str]
    places: list[tuple[int, int]]
    cells: list[TableCell]
    decimals: int

    @property
    def floats(self) -> list[float | None]:
        """The figures as a plot takes them."""
        return [None if cell.value is None else to_float(cell.value) for cell in self.cells]


def _series(form: _Form, chart: TableChart) -> list[_Points]:
    table = form.table
    if _is_across(chart):
        (row,), columns = chart.rows, chart.columns
        cells = [table.rows[row].cells[i] for i in columns]
        heads = [form.heading_cell(i) for i in columns]
        texts = [printable(_heading(table.columns[i])) for i in columns]
        places = [(form.body_row + row, i) for i in columns]
        return [_Points(None, heads, texts, places, cells, _decimals(table, cells, columns))]
    labels = [(form.body_row + row, chart.label_column) for row in chart.rows]
    texts = [printable(table.rows[row].cells[chart.label_column].text) for row in chart.rows]
    every = []
    for column in chart.columns:
        cells = [table.rows[row].cells[column] for row in chart.rows]
        places = [(form.body_row + row, column) for row in chart.rows]
        decimals = _decimals(table, cells, [column] * len(cells))
        every.append(_Points(form.heading_cell(column), labels, texts, places, cells, decimals))
    return every


def _decimals(table: Table, cells: Sequence[TableCell], columns: Sequence[int]) -> int:
    places = (
        table.columns[i].decimals if c.decimals is None else c.decimals
        for c, i in zip(cells, columns, strict=True)
    )
    return max(places, default=0)


def _native_chart(workbook: Workbook, form: _Form, plan: TableChart) -> Any:
    series = _series(form, plan)
    chart = workbook.add_chart({"type": plan.kind})
    chart.set_title(
        {
            "name": printable(plan.title).lstrip("="),
            "name_font": chart_font(size=12, bold=True),
            "overlay": False,
        }
    )
    chart.set_chartarea({"border": {"color": "#DDD8CE", "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    for number, points in enumerate(series):
        chart.add_series(
            _pie_parts(form, points)
            if plan.kind == "pie"
            else _bars(form, points, number, labelled=not _is_dense(plan))
        )
    if plan.kind == "pie" or len(series) == 1:
        chart.set_legend({"none": True})
    else:
        chart.set_legend({"position": "bottom", "font": chart_font()})
    if plan.kind != "pie":
        known = [value for points in series for value in points.floats if value is not None]
        names, values = category_axis(), value_axis(number_format(series[0].decimals), known)
        if not _is_dense(plan):
            values["label_position"] = "none"
        if plan.kind == "bar":  # lies on its side: names on the y axis, the first row on top
            names["reverse"] = True
            names, values = values, names
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    return chart


def _reference(form: _Form, cells: Sequence[tuple[int, int]]) -> str:
    """These cells in this order, as a chart names them."""
    sheet = quote_sheetname(form.sheet.name)
    runs: list[list[tuple[int, int]]] = []
    for cell in cells:
        if runs and cell[1] == runs[-1][-1][1] and cell[0] == runs[-1][-1][0] + 1:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    parts = [f"{sheet}!{xl_range_abs(*run[0], *run[-1])}" for run in runs]
    return f"={parts[0]}" if len(parts) == 1 else f"=({','.join(parts)})"


def _bars(form: _Form, points: _Points, number: int, *, labelled: bool) -> dict[str, Any]:
    colour = COLOURS[number % len(COLOURS)]
    labels: dict[str, Any] = {
        "value": True,
        "num_format": number_format(points.decimals),
        "font": chart_font(size=9),
    }
    if any(value is None for value in points.floats):
        mark = {"value": MARK_NOT_COLLECTED, "font": chart_font(size=9)}
        labels["custom"] = [mark if value is None else None for value in points.floats]
    return {
        "name": [form.sheet.name, *points.name] if points.name else "",
        "categories": _reference(form, points.labels),
        "categories_data": points.label_texts,
        "values": _reference(form, points.places),
        "values_data": points.floats,
        "fill": {"color": colour},
        "gap": 45 if len(points.cells) > 4 else 90,
        "overlap": 0,
        "points": [_hatched(colour) if cell.incomplete else None for cell in points.cells],
        "data_labels": labels if labelled else {},
    }


def _hatched(colour: str) -> dict[str, Any]:
    """A bar that lacks units."""
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": "#FFFFFF"}
    return {"pattern": pattern, "border": {"color": colour, "width": 0.75}}


def _pie_parts(form: _Form, points: _Points) -> dict[str, Any]:
    kept = [i for i, cell in enumerate(points.cells) if cell.value is not None and cell.value > 0]
    edge = {"color": "#FFFFFF", "width": 1}
    return {
        "categories": _reference(form, [points.labels[i] for i in kept]),
        "categories_data": [points.label_texts[i] for i in kept],
        "values": _reference(form, [points.places[i] for i in kept]),
        "values_data": [points.floats[i] for i in kept],
        "points": [{"fill": {"color": COLOURS[n % len(COLOURS)]}, "border": edge} for n in range(len(kept))],
        "data_labels": {
            "category": True,
            "percentage": True,
            "separator": "\n",
            "position": "outside_end",
            "leader_lines": True,
            "num_format": "0.0%",
            "font": chart_font(),
        },
    }
