"""Writes lists to print, to send and to file: tables one below the other under one official head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from exports.official import ILLUSTRATIVE
from exports.styles import LINE_PT, PADDING_PX, PAGE_PX, TITLE_SIZE, Formats, line_count, put, set_up_page
from exports.writing import atomic_output, new_workbook


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `share` of the page's width, in percent."""

    label: str
    share: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts under its own title; one without rows says `nothing` instead."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of lists: who writes it, what it is called, lines of text, tables; a table's shares add up to 100."""

    office: str
    title: str
    lines: Sequence[str]
    tables: Sequence[Table]
    footer: str
    illustrative: bool = False


_RULED = 20
"""The page is ruled in so many columns, so that tables of different columns stand on one sheet."""


def write(path: Path, listing: Listing) -> None:
    """The list as an .xlsx workbook; the same list gives the same bytes. Raises AppError OUTPUT_…."""
    with atomic_output(path) as beside:
        book = new_workbook(beside, title=listing.title, unit=listing.office)
        page = book.add_worksheet("Danh sách")
        page.set_column_pixels(0, _RULED - 1, PAGE_PX // _RULED)
        set_up_page(page, listing.footer)
        formats = Formats(book, text_wrap=True, valign="vcenter")
        row = _head(page, formats, listing)
        for table in listing.tables:
            row = _table(page, formats, table, row) + 1
        page.print_area(0, 0, row, _RULED - 1)
        book.close()


def _head(page: Worksheet, formats: Formats, listing: Listing) -> int:
    put(page, (0, 0, 0, _RULED - 1), listing.office.upper(), formats(bold=True))
    put(
        page,
        (2, 0, 2, _RULED - 1),
        listing.title.upper(),
        formats(bold=True, font_size=TITLE_SIZE, align="center"),
    )
    page.set_row(2, 24)
    row = 3
    if listing.illustrative:
        put(page, (row, 0, row, _RULED - 1), ILLUSTRATIVE, formats(bold=True, italic=True, align="center"))
        row += 1
    for line in listing.lines:
        page.set_row(row, _height([(line, 100)], bold=False))
        put(page, (row, 0, row, _RULED - 1), line, formats())
        row += 1
    return row + 1


def _table(page: Worksheet, formats: Formats, table: Table, row: int) -> int:
    if table.title:
        put(page, (row, 0, row, _RULED - 1), table.title, formats(bold=True))
        row += 1
    if not table.rows:
        put(page, (row, 0, row, _RULED - 1), table.nothing, formats(italic=True))
        return row + 1
    places = _places([column.share for column in table.columns])
    head = formats(bold=True, border=1, align="center", bg_color="#E9EEF2")
    shares = [column.share for column in table.columns]
    page.set_row(row, _height([(c.label, c.share) for c in table.columns], bold=True))
    for (first, last), column in zip(places, table.columns, strict=True):
        put(page, (row, first, row, last), column.label, head)
    for cells in table.rows:
        row += 1
        page.set_row(row, _height(list(zip(cells, shares, strict=True)), bold=False))
        for (first, last), column, cell in zip(places, table.columns, cells, strict=True):
            style = formats(border=1, valign="top", align="right" if column.right else "left")
            put(page, (row, first, row, last), cell, style)
    return row + 1


def _places(shares: Sequence[int]) -> list[tuple[int, int]]:
    """First and last ruled column of each column of the table."""
    places, reached = [], 0
    for share in shares:
        width = max(1, round(share * _RULED / 100))
        places.append((reached, min(reached + width, _RULED) - 1))
        reached += width
    return places


def _height(cells: Sequence[tuple[str, int]], *, bold: bool) -> float:
    """Points of a row in which every text is shown whole."""
    rooms = [(text, PAGE_PX * share / 100 - 2 * PADDING_PX) for text, share in cells]
    return max(line_count(text, room, bold=bold) for text, room in rooms) * LINE_PT + 3
