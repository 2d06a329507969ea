"""A form on screen and on paper: what stays in sight, what every page repeats, where pages end."""

from __future__ import annotations

from xlsxwriter.utility import xl_range

from consolidation.table import TableRow
from exports.official.columns import stub_size
from exports.official.sheet import Sheet
from exports.styles import page_pt, page_px, set_up_page

_FROZEN_PX, _FROZEN_PT = 420, 260
_KEPT_ROWS = 3
# How full pages must be, and how much too full they may be, to be shrunk to one or to two.
_ONE, _TWO = (0.95, 1.3), (0.9, 1.15)
_FILLED = 0.98
"""How far a page is filled: programs round the scale at which a wide form is printed each in their way."""
_SCALED = 0.95
"""The same where the scale is said here: the columns must have room too, and LibreOffice makes them wider."""
_SMALL = 1.35
"""How much smaller two pages may be printed: the letters are then of 8 points."""
_UNEVEN = 1.05
"""How much higher than its half one of two pages may be: it ends where a heading or the signature asks for it."""
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
    """A little more than a page or two is shrunk; else every page ends where it is said here.

    Where only one of several ends was said, LibreOffice 7.4 did not print the last page, the one that is signed.
    """
    portrait = sheet.table.portrait
    wide = max(1.0, sum(sheet.widths) / page_px(portrait=portrait))
    page = page_pt(portrait=portrait)
    repeated = sum(sheet.heights[sheet.head_row : sheet.body_row])
    one = sum(sheet.heights) / (page * wide)
    two = (sum(sheet.heights) + repeated) / (page * wide * 2)
    if _ONE[0] < one <= _ONE[1]:
        sheet.page.fit_to_pages(1, 1)
        return
    ends = _ends(sheet, page * wide * _FILLED)
    if _TWO[0] < two <= _TWO[1]:
        scale = wide * max(1.0, two * _UNEVEN / _SCALED)
        halves = _ends(sheet, page * scale * _SCALED)
        if len(halves) == 1 and scale <= _SMALL:
            sheet.page.set_print_scale(int(100 / scale))
            ends = halves
    if ends:
        sheet.page.set_h_pagebreaks(ends)


def _ends(sheet: Sheet, page: float) -> list[int]:
    """The rows before which pages of this height end: no heading last on a page, no signature without figures."""
    repeated = sum(sheet.heights[sheet.head_row : sheet.body_row])
    together = _start_of_end(sheet)
    whole = sum(sheet.heights[together:])
    ends, filled = list[int](), 0.0
    for row, height in enumerate(sheet.heights):
        needed = whole if row == together and repeated + whole <= page else height
        if row > sheet.body_row and filled + needed > page:
            ends.append(_before_headings(sheet, row, after=ends[-1] if ends else sheet.body_row))
            filled = repeated + sum(sheet.heights[ends[-1] : row])
        filled += height
    return ends


def _before_headings(sheet: Sheet, row: int, *, after: int) -> int:
    """The row, or the first of the headings and totals of groups right above it, but none up to `after`."""
    rows = dict(enumerate(sheet.table.rows, sheet.body_row))
    while row - 1 > after and row in rows and _leads(rows[row - 1], rows[row]):
        row -= 1
    return row


def _leads(above: TableRow, below: TableRow) -> bool:
    return above.heading or above.depth < below.depth


def _start_of_end(sheet: Sheet) -> int:
    """The worksheet row from which on all must stand on one page: a signature never stands alone."""
    rows = sheet.table.rows
    first = max(0, len(rows) - _KEPT_ROWS)
    if first and rows[first - 1].depth < 2:
        first -= 1
    return sheet.body_row + first
