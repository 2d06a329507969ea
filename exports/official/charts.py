"""The sheet of charts: a grid of square rows, and no chart across the edge of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from consolidation.table import Book, Table, TableCell, TableChart
from exports.official.head import title_lines
from exports.official.series import bar_count, native_chart
from exports.official.sheet import Sheet, sheet_name
from exports.styles import NOTE_SIZE, PADDING_PX, PAGE_PX, Formats, put, set_up_page
from exports.writing import printable

CHARTS_SHEET = "Biểu đồ"

_GRID_COLUMNS, _GRID_ROWS, _TITLE_ROWS = 12, 31, 5
_CELL_PX, _ROW_PX = PAGE_PX // _GRID_COLUMNS, 20
_USUAL_ROWS, _SMALL_ROWS, _MOST_ROWS = 12, 15, 25
_SMALL_BARS = 6
_HATCHED_NOTE = "Cột gạch chéo: chưa đủ đơn vị báo cáo."


def add_charts(workbook: Workbook, formats: Formats, book: Book, sheets: Sequence[Sheet]) -> None:
    """One sheet for the charts of all forms, or none if there is nothing to draw."""
    drawn = [(sheet, pairs) for sheet in sheets if (pairs := _side_by_side(sheet.table))]
    if not drawn:
        return
    page = workbook.add_worksheet(sheet_name(CHARTS_SHEET, workbook.sheetnames))
    set_up_page(page, book.footer)
    page.set_column_pixels(0, _GRID_COLUMNS - 1, _CELL_PX)
    row, top, breaks = 0, 0, []
    for sheet, pairs in drawn:
        for number, pair in enumerate(pairs):
            height = max(map(_rows, pair))
            if row and row + height + (0 if number else _TITLE_ROWS) - top > _GRID_ROWS:
                top = row
                breaks.append(row)
            if not number:
                row = _write_title(page, formats, sheet.table, row, illustrative=book.illustrative)
            _insert(workbook, page, sheet, pair, row)
            if any(_lacks_units(sheet.table, chart) for chart in pair):
                below = (row + height, 0, row + height, _GRID_COLUMNS - 1)
                put(page, below, _HATCHED_NOTE, formats(font_size=NOTE_SIZE, italic=True))
            row += height + 1
    page.print_area(0, 0, row - 1, _GRID_COLUMNS - 1)
    page.set_h_pagebreaks(breaks)


def _side_by_side(table: Table) -> list[tuple[TableChart, ...]]:
    """The charts that show something: two small ones share the width of the page, the others have it alone."""
    pairs: list[tuple[TableChart, ...]] = []
    for chart in table.charts:
        if not _shows_something(table, chart):
            continue
        if pairs and len(pairs[-1]) == 1 and _is_small(pairs[-1][0]) and _is_small(chart):
            pairs[-1] += (chart,)
        else:
            pairs.append((chart,))
    return pairs


def _shows_something(table: Table, chart: TableChart) -> bool:
    """Whether there is a bar or a part to draw."""
    values = [cell.value for cell in _cells(table, chart)]
    return any(value is not None and (chart.kind != "pie" or value > 0) for value in values)


def _lacks_units(table: Table, chart: TableChart) -> bool:
    """Whether a bar of the chart is hatched."""
    return chart.kind != "pie" and any(cell.incomplete for cell in _cells(table, chart))


def _cells(table: Table, chart: TableChart) -> list[TableCell]:
    return [table.rows[row].cells[column] for row in chart.rows for column in chart.columns]


def _is_small(chart: TableChart) -> bool:
    return chart.kind == "pie" or bar_count(chart) <= _SMALL_BARS


def _rows(chart: TableChart) -> int:
    """Its height in rows of the grid; two of the usual height and the title fill a page."""
    if _is_small(chart):
        return _SMALL_ROWS
    if chart.kind == "column":
        return _USUAL_ROWS
    return min(_MOST_ROWS, max(_USUAL_ROWS, 3 + math.ceil(bar_count(chart) * 0.9)))


def _write_title(page: Worksheet, formats: Formats, table: Table, row: int, *, illustrative: bool) -> int:
    """The title of the form; returns the row where its first chart stands."""
    for line in title_lines(table, illustrative=illustrative):
        if line.text:
            bottom = row + line.rows(_CELL_PX * _GRID_COLUMNS - PADDING_PX) - 1
            put(page, (row, 0, bottom, _GRID_COLUMNS - 1), line.text, line.format(formats, "center"))
            row = bottom + 1
    return row + 1


def _insert(workbook: Workbook, page: Worksheet, sheet: Sheet, pair: Sequence[TableChart], row: int) -> None:
    """Charts of one height, each over its share of the grid's columns."""
    height, share = max(map(_rows, pair)) * _ROW_PX, _GRID_COLUMNS // len(pair)
    for position, plan in enumerate(pair):
        chart = native_chart(workbook, sheet, plan)
        chart.set_size({"width": share * _CELL_PX - 8, "height": height - 4})
        place = {"x_offset": 4, "y_offset": 2, "object_position": 1, "description": printable(plan.title)}
        page.insert_chart(row, position * share, chart, place)
