"""An official workbook: every Table a printed form as the ministries draw it, charts on a sheet of their own.

From top to bottom of a form:

    columns     what they hold, their headings, how wide they are
    sheet       a form on its way onto its worksheet, row by row
    head        number of the form, title, offices
    grid        headings with letters, and the body; formulas
    foot        notes, three signatures
    printing    what stays in sight, where pages end
    charts      the sheet of charts; series draws one of them on the cells of its form

Widths are pixels, heights are points (exports/styles.py); rows and columns count from 0.
"""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from consolidation.table import Book, Table
from exports.official.charts import CHARTS_SHEET, add_charts
from exports.official.columns import columns_of
from exports.official.foot import write_notes, write_signatures
from exports.official.grid import write_body, write_headings
from exports.official.head import ILLUSTRATIVE, write_head
from exports.official.printing import set_up_print
from exports.official.sheet import Sheet, sheet_name
from exports.styles import Formats
from exports.writing import atomic_output, new_workbook

__all__ = ["CHARTS_SHEET", "ILLUSTRATIVE", "add_sheets", "sheet_name", "write_book"]


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
    formats = Formats(workbook, text_wrap=True, valign="vcenter")
    sheets = [_add_form(workbook, formats, book, table) for table in book.tables]
    add_charts(workbook, formats, book, sheets)


def _add_form(workbook: Workbook, formats: Formats, book: Book, table: Table) -> Sheet:
    page = workbook.add_worksheet(sheet_name(table.name, workbook.sheetnames))
    sheet = Sheet(page, formats, table, columns_of(table))
    for column, width in enumerate(sheet.widths):
        page.set_column_pixels(column, column, width)
    write_head(sheet, illustrative=book.illustrative)
    write_headings(sheet)
    write_body(sheet)
    write_notes(sheet)
    if table.signed:
        write_signatures(sheet, book.signature)
    set_up_print(sheet, book.footer)
    return sheet
