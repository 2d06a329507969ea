"""A form on screen and on paper: what stays in sight, what every page repeats, where pages end."""

from __future__ import annotations

from xlsxwriter.utility import xl_range

from exports.official.columns import stub_size
from exports.official.sheet import Sheet
from exports.styles import page_pt, page_px, set_up_page

_FROZEN_PX, _FROZEN_PT = 420, 260
_KEPT_ROWS = 3
# Pages -> how full they must be, and how much too full they may be, to be shrunk to that many.
_SHRUNK = {1: (0.95, 1.3), 2: (0.9, 1.15)}
# How much fits on a page against what was reckoned: programs round the widths of columns each in their way.
_PROGRAMS_DIFFER = (0.95, 1.0, 1.05, 1.14)
# Excel marks row numbers in text columns, and sums that leave out the rows in between.
_NO_GREEN_CORNERS = ("number_stored_as_text", "formula_range", "formula_differs")


def set_up_print(sheet: Sheet, footer: str) -> None:
    """Set up the page, when its last row is made."""
    page, bottom = sheet.page, len(sheet.heights) - 1
    set_up_page(page, footer, portrait=sheet.table.portrait)
    page.print_area(0, 0, bottom, sheet.last)
    page.ignore_errors(dict.fromkeys(_NO_GREEN_CORNERS, xl_range(0, 0, bottom, sheet.last)))
    page.repeat_rows(sheet.head_row, sheet.body_row - 1)
    _freeze(sheet)
    _end_pages(sheet)


def _freeze(sheet: Sheet) -> None:
    """Headings and stub stay in sight, as far as they leave room for the figures on a small screen."""
    stub = stub_size(sheet.table)
    if stub > sheet.last:
        stub = sheet.columns.name + 1
    columns = [i for i in range(stub) if sum(sheet.widths[: i + 1]) <= _FROZEN_PX]
    low_enough = sum(sheet.heights[: sheet.body_row]) <= _FROZEN_PT
    sheet.page.freeze_panes(sheet.body_row if low_enough else 0, len(columns))


def _end_pages(sheet: Sheet) -> None:
    """A little more than a page or two is shrunk; else a page ends before the last rows if they would be torn."""
    portrait = sheet.table.portrait
    page = page_pt(portrait=portrait) * max(1.0, sum(sheet.widths) / page_px(portrait=portrait))
    repeated = sum(sheet.heights[sheet.head_row : sheet.body_row])
    for pages, (full, fuller) in _SHRUNK.items():
        filled = (sum(sheet.heights) + (pages - 1) * repeated) / (page * pages)
        if full < filled <= fuller:
            sheet.page.fit_to_pages(1, pages)
            return
    start = _start_of_end(sheet)
    if any(_is_torn(sheet, start, page * tightness) for tightness in _PROGRAMS_DIFFER):
        sheet.page.set_h_pagebreaks([start])


def _start_of_end(sheet: Sheet) -> int:
    """The worksheet row from which on all must stand on one page: a signature never stands alone."""
    rows = sheet.table.rows
    first = max(0, len(rows) - _KEPT_ROWS)
    if first and rows[first - 1].depth < 2:
        first -= 1
    return sheet.body_row + first


def _is_torn(sheet: Sheet, start: int, page: float) -> bool:
    """Whether a page of this height ends between `start` and the last row."""
    repeated = sum(sheet.heights[sheet.head_row : sheet.body_row])
    if start <= sheet.body_row or repeated + sum(sheet.heights[start:]) > page:
        return False
    filled, torn = 0.0, False
    for row, height in enumerate(sheet.heights):
        filled += height
        if filled > page:
            filled = repeated + height
            torn = row > start
    return torn
