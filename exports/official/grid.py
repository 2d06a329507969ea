"""The table itself: column headings with their letters, and the body, whose totals the workbook recomputes."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from base.numbers import MARK_NOT_COLLECTED, to_float
from consolidation.table import RatioDown, RatioOf, Recomputed, TableCell, TableRow
from exports.official.columns import decimals_of, heading, indent_of
from exports.official.sheet import At, Sheet, runs
from exports.styles import INDENT_PX, LINE_PT, common_headings, line_count, number_format, put

_SUM_LIMIT, _FORMULA_LIMIT = 250, 8000


def write_headings(sheet: Sheet) -> None:
    """Common headings over the labels of their columns, which reach up where there is none; letters below."""
    columns = sheet.table.columns
    style = sheet.formats(bold=True, align="center", border=1)
    sheet.head_row = len(sheet.heights)
    for height in _heading_heights(sheet):
        sheet.new_row(height)
    bottom = sheet.labels_row = len(sheet.heights) - 1
    for group, first, last in common_headings([column.group for column in columns]):
        if group:
            put(sheet.page, (sheet.head_row, first, sheet.head_row, last), group, style)
        for index in range(first, last + 1):
            top, _ = sheet.heading_cell(index)
            put(sheet.page, (top, index, bottom, index), heading(columns[index]), style)
    if any(column.letter for column in columns):
        row = sheet.new_row(LINE_PT + 1)
        for index, column in enumerate(columns):
            sheet.page.write_string(row, index, column.letter, style)
    sheet.body_row = len(sheet.heights)


def _heading_heights(sheet: Sheet) -> list[float]:
    """Of the row of groups, if there are any, and of the row of labels; a label without a group stands in both."""
    columns = sheet.table.columns
    labels = [sheet.text_pt(heading(column), i, i, bold=True) + 6 for i, column in enumerate(columns)]
    groups = common_headings([column.group for column in columns])
    if not any(group for group, _, _ in groups):
        return [max(labels, default=LINE_PT + 6)]
    upper = max(sheet.text_pt(group, first, last, bold=True) for group, first, last in groups) + 6
    lower = max(
        height - (0 if column.group else upper) for column, height in zip(columns, labels, strict=True)
    )
    return [upper, lower]


def write_body(sheet: Sheet) -> None:
    """The table's rows, from the next free row on."""
    indented = any(row.depth < 2 for row in sheet.table.rows)
    look = cache(partial(_look, sheet, indented=indented))
    for row in sheet.table.rows:
        if row.heading:
            _write_heading_row(sheet, row)
            continue
        at = sheet.new_row(_row_height(sheet, row))
        for index, (column, cell) in enumerate(zip(sheet.table.columns, row.cells, strict=True)):
            decimals = None if cell.value is None else decimals_of(column, cell)
            style = look(index, row.depth, decimals=decimals, incomplete=cell.incomplete)
            _write_cell(sheet, (at, index), cell, style)


def _row_height(sheet: Sheet, row: TableRow) -> float:
    lines = 1
    for index in sheet.columns.wrapping:
        room = sheet.room(index, index) - INDENT_PX * indent_of(row.depth)
        lines = max(lines, line_count(row.cells[index].text, room, bold=row.depth < 2))
    return lines * LINE_PT + 2


def _look(
    sheet: Sheet, column: int, depth: int, *, decimals: int | None, incomplete: bool, indented: bool
) -> Format:
    """A figure with these decimals, or a text; totals and groups are bold, what lacks units is italic."""
    common: dict[str, Any] = {"bold": depth < 2, "border": 1}
    if decimals is not None:
        shape = {"num_format": number_format(decimals), "font_color": _black(decimals)}
        return sheet.formats(**common, **shape, italic=incomplete, text_wrap=False, align="right", indent=1)
    if sheet.table.columns[column].kind == "number":  # a mark: "…"
        return sheet.formats(**common, align="center")
    if column in sheet.columns.centred:
        return sheet.formats(**common, italic=incomplete, align="center")
    indent = indent_of(depth) if indented and column == sheet.columns.name else 0
    return sheet.formats(**common, italic=incomplete, align="left", indent=indent)


def _black(decimals: int) -> str:
    """Black, hardly differing by the decimals: beside a cell whose format differs in nothing but the shape of
    its number, LibreOffice 7.4 forgets the indent of a figure.
    """
    return f"#{decimals:02X}{decimals:02X}{decimals:02X}"


def _write_cell(sheet: Sheet, at: At, cell: TableCell, style: Format) -> None:
    if cell.value is None:
        mark = MARK_NOT_COLLECTED if sheet.table.columns[at[1]].kind == "number" else ""
        sheet.page.write_string(*at, cell.text or mark, style)  # a blank cell if there is no text
        return
    formula = _formula(cell.formula, at, sheet.body_row) if cell.formula else ""
    if formula:
        sheet.page.write_formula(*at, formula, style, to_float(cell.value))
    else:
        sheet.page.write_number(*at, to_float(cell.value), style)


def _write_heading_row(sheet: Sheet, row: TableRow) -> None:
    """A line that only names what follows: its last text runs on over the columns without figures."""
    texts = [cell.text for cell in row.cells]
    start = max((i for i, text in enumerate(texts) if text), default=0)
    text = texts[start] if texts else ""
    bold = row.depth < 2
    at = sheet.new_row(sheet.text_pt(text, start, sheet.last, bold=bold) + 2)
    for index in range(start):
        align = "center" if index in sheet.columns.centred else "left"
        sheet.page.write_string(at, index, texts[index], sheet.formats(bold=bold, border=1, align=align))
    put(sheet.page, (at, start, at, sheet.last), text, sheet.formats(bold=bold, border=1, align="left"))


def _formula(formula: Recomputed, at: At, body_row: int) -> str:
    """How the workbook recomputes the cell; "" when that would be longer than a cell may hold."""
    row, column = at
    if isinstance(formula, RatioOf | RatioDown):
        along = isinstance(formula, RatioOf)
        num, den = (
            xl_rowcol_to_cell(row, index) if along else xl_rowcol_to_cell(body_row + index, column)
            for index in (formula.numerator, formula.denominator)
        )
        factor = f"*{formula.factor}" if formula.factor != 1 else ""
        return f'=IF({den}=0,"-",{num}/{den}{factor})'
    cells = [(body_row + below, column) for below in sorted(formula.rows)]
    ranges = [xl_range(*run) for run in runs(cells)]
    while len(ranges) > _SUM_LIMIT:
        parts = range(0, len(ranges), _SUM_LIMIT)
        ranges = [f"SUM({','.join(ranges[i : i + _SUM_LIMIT])})" for i in parts]
    text = f"=SUM({','.join(ranges)})"
    return text if ranges and len(text) <= _FORMULA_LIMIT else ""
