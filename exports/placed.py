"""Writes a placed sheet (courier/sheet.py): heading, header rows, records. Templates and submissions share it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from courier.sheet import HEADER_ROWS, LABEL_ROW, SHEET_COLUMNS, UNIT_ROW, Placed, RowLook, SheetColumn
from exports.styles import Formats, common_headings, line_count, number_format
from forms.spec import Cell, Choice, Date, MultipleChoice, NumberBase, Text, Year

_READABLE = 190
"""Characters that stand side by side on A4 landscape in letters that can still be read."""
_WIDEST, _LINE_PT, _PX_A_CHARACTER = 46, 15, 7
"""Characters after which words go on in a second line, the height of a line, and a column's pixels a character."""
_SECTION_ROW, _NUMBER_ROW = LABEL_ROW - 1, UNIT_ROW + 1


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table: form code and citation left, unit and period."""

    code: str
    citation: str
    unit: str
    period: str
    footer: str


HEAD: dict[str, Any] = {
    "bold": True,
    "border": 1,
    "align": "center",
    "text_wrap": True,
    "bg_color": "#E9EEF2",
}


class Styles(Formats):
    """The formats of placed sheets."""

    def lines(self) -> Format:
        """Thin borders and nothing else, for a conditional format."""
        return self(border=1)

    def body(self, column: SheetColumn, *, locked: bool = True) -> Format:
        """The format of a column's cells: true numbers and dates, text for everything else."""
        common = {"border": 1, "valign": "top", "locked": locked}
        if isinstance(column.field, NumberBase):
            return self(**common, num_format=_number_format(column.field.decimals, column.field.places))
        if isinstance(column.field, Year):
            return self(**common, num_format="0")
        if isinstance(column.field, Date):
            return self(**common, num_format="dd/mm/yyyy")
        return self(**common, num_format="@", text_wrap=isinstance(column.field, Text))


def _number_format(decimals: int, places: int) -> str:
    """As many decimals as the field shows, and those beyond them that a value needs."""
    return "#,##0" + ("." + "0" * decimals + "#" * max(0, places - decimals) if decimals else "")


def write(book: Workbook, styles: Styles, sheet: Placed, heading: Heading) -> Worksheet:
    """Add the sheet; its first record stands in row HEADER_ROWS."""
    page = book.add_worksheet(sheet.name)
    columns = sheet.columns
    widths = widths_of(sheet)
    for n, width in enumerate(widths):
        page.set_column(n, n, width)
    _heading(page, styles, sheet, heading)
    _header(page, styles, columns)
    write_rows(page, styles, sheet)
    _printing(page, sheet, widths, heading)
    return page


def widths_of(sheet: Placed) -> list[int]:
    """The declared widths; a column of words is as wide as its longest, up to _WIDEST."""
    widths = [column.width for column in sheet.columns]
    for n, column in enumerate(sheet.columns):
        if isinstance(column.field, Text | Choice | MultipleChoice) or (
            n == 1 and not column.answers and column.label
        ):
            longest = max((len(str(row[n])) for row in sheet.rows), default=0)
            widths[n] = max(widths[n], min(_WIDEST, longest + 2))
    return widths


def _heading(page: Worksheet, styles: Styles, sheet: Placed, heading: Heading) -> None:
    first = 1 if len(sheet.columns) > 3 else 0
    page.write_string(0, first, heading.code, styles(bold=True))
    page.write_string(1, first, heading.citation, styles(italic=True, font_size=10))
    title = sheet.title.upper()
    page.set_row(2, 24)
    page.write_string(2, first, title, styles(bold=True, font_size=13, valign="vcenter"))
    right = _right_column(sheet.columns, first)
    page.write_string(0, right, f"Đơn vị báo cáo: {heading.unit}", styles(bold=True))
    page.write_string(1, right, f"Kỳ báo cáo: {heading.period}", styles())


def _right_column(columns: Sequence[SheetColumn], first: int) -> int:
    """The first column far enough to the right of the left block for both texts to be read."""
    reached = 0
    for n, column in enumerate(columns):
        if n >= first + 1 and reached >= 44:
            return n
        reached += column.width if n >= first else 0
    return len(columns) - 1


def _header(page: Worksheet, styles: Styles, columns: Sequence[SheetColumn]) -> None:
    if not any(column.label for column in columns):
        return
    head = HEAD | {"valign": "vcenter"}
    answers = [column for column in columns if column.answers]
    page.set_row(LABEL_ROW, 62 if answers else 30)
    if not answers or any(column.figures for column in columns):
        page.set_row(_SECTION_ROW, 4)
    if not answers:
        page.set_row(UNIT_ROW, 4)
    for section, start, end in common_headings([column.section for column in columns]):
        if section and end > start:
            page.merge_range(_SECTION_ROW, start, _SECTION_ROW, end, section, styles(**head))
        else:
            for n in range(start, end + 1):
                page.write_string(_SECTION_ROW, n, section, styles(**head))
    for n, column in enumerate(columns):
        page.write_string(LABEL_ROW, n, column.label, styles(**head))
        page.write_string(UNIT_ROW, n, column.unit, styles(**{**head, "bold": False, "italic": True}))
        page.write_string(
            _NUMBER_ROW, n, _letter(n, columns), styles(**{**head, "bold": False, "font_size": 9})
        )


def _letter(n: int, columns: Sequence[SheetColumn]) -> str:
    """A, B for what stands before the answers, then (1), (2)… as official forms number them."""
    lead = _stub(columns)
    return chr(65 + n) if n < lead else str(n - lead + 1)


def _stub(columns: Sequence[SheetColumn]) -> int:
    """How many columns stand before the answers."""
    return next((i for i, column in enumerate(columns) if column.answers), len(columns))


def write_rows(page: Worksheet, styles: Styles, sheet: Placed) -> None:
    """The cells below the header; a number is a number, a date a date, all else text that is never a formula."""
    if sheet.looks:
        _write_looks(page, styles, sheet)
        return
    if sheet.decimals:
        _write_figures(page, styles, sheet)
        return
    if sheet.form is not None and sheet.columns == SHEET_COLUMNS:
        _write_paper(page, styles, sheet)
        return
    formats = [styles.body(column) for column in sheet.columns]
    for r, row in enumerate(sheet.rows, HEADER_ROWS):
        longest = max((len(cell) for cell in row if isinstance(cell, str)), default=0)
        if longest > _WIDEST:
            page.set_row(r, _LINE_PT * math.ceil(longest / _WIDEST))
        for c, cell in enumerate(row):
            if cell != "":
                write_cell(page, r, c, cell, formats[c])
    _rule_lines(page, styles, len(sheet.rows), len(sheet.columns))


_LOOKS: dict[RowLook, tuple[dict[str, Any], dict[str, Any]]] = {
    "pair": ({"border": 1, "bold": True, "bg_color": "#F5F7F9"}, {"border": 1, "align": "left"}),
    "head": (HEAD, HEAD),
    "line": ({"border": 1, "text_wrap": True}, {"border": 1, "align": "left", "text_wrap": True}),
    "blank": ({}, {}),
    "sign": ({"bold": True, "align": "center"}, {"bold": True, "align": "center"}),
}


def _write_looks(page: Worksheet, styles: Styles, sheet: Placed) -> None:
    """A cover: pairs of label and value, small tables, and who signs."""
    for r, (row, look) in enumerate(zip(sheet.rows, sheet.looks, strict=True), HEADER_ROWS):
        lead, rest = _LOOKS[look]
        width = 2 if look == "pair" else max((c + 1 for c, cell in enumerate(row) if cell != ""), default=0)
        for c, cell in enumerate(row[:width]):
            write_cell(page, r, c, cell, styles(valign="vcenter", **(rest if c else lead)))


def _write_figures(page: Worksheet, styles: Styles, sheet: Placed) -> None:
    """Totals: a line a figure, as many decimals as it declares; the column of the total and headings in bold."""
    lead = _stub(sheet.columns)
    room = widths_of(sheet)[1] * _PX_A_CHARACTER
    common = {"border": 1, "valign": "vcenter"}
    words = styles(**common, text_wrap=True)
    centred = styles(**common, align="center", text_wrap=True)
    heading = styles(**common, bold=True, bg_color="#F5F7F9")
    for r, (row, decimals) in enumerate(zip(sheet.rows, sheet.decimals, strict=True), HEADER_ROWS):
        page.set_row(r, _LINE_PT * line_count(str(row[1]), room, bold=decimals is None))
        for c, cell in enumerate(row):
            if decimals is None:
                write_cell(page, r, c, cell, heading)
            elif c < lead:
                write_cell(page, r, c, cell, words if c == 1 else centred)
            else:
                shape = number_format(decimals)
                told = {"italic": True, "align": "right"} if isinstance(cell, str) and cell else {}
                write_cell(page, r, c, cell, styles(**common, **told, num_format=shape, bold=c == lead))


def _rule_lines(page: Worksheet, styles: Styles, height: int, width: int) -> None:
    """Borders of the whole table by one rule: writing each blank cell would double a large register's time."""
    last = HEADER_ROWS + max(height, 1) - 1
    lined = {"type": "formula", "criteria": "=TRUE", "format": styles.lines()}
    page.conditional_format(HEADER_ROWS, 0, last, width - 1, lined)


def _write_paper(page: Worksheet, styles: Styles, sheet: Placed) -> None:
    fields = iter(sheet.form.stored if sheet.form else ())
    common = {"border": 1, "valign": "vcenter", "text_wrap": True}
    for r, row in enumerate(sheet.rows, HEADER_ROWS):
        titled = row[0] == ""
        form = styles(**common, bold=titled, bg_color="#F5F7F9") if titled else styles(**common)
        centred = styles(**common, align="center")
        for c, cell in enumerate(row[:4]):
            write_cell(page, r, c, cell, centred if c in (0, 2) and not titled else form)
        column = SheetColumn("", field=None if titled else next(fields))
        write_cell(page, r, 4, row[4], form if titled else styles.body(column, locked=False))


def write_cell(page: Worksheet, row: int, column: int, cell: Cell, form: Format) -> None:
    """One cell; texts are written as texts, so that "=1+1" stays what it is."""
    if cell == "" or cell is None:
        page.write_blank(row, column, None, form)
    elif isinstance(cell, str):
        page.write_string(row, column, cell, form)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, form)
    else:
        page.write_number(row, column, cell, form)


def _pages_wide(widths: Sequence[int], repeated: int) -> int:
    """How many pages side by side keep a wide register readable; the first columns are repeated on each."""
    lead = sum(widths[:repeated])
    return max(1, math.ceil((sum(widths) - lead) / (_READABLE - lead)))


def _printing(page: Worksheet, sheet: Placed, widths: Sequence[int], heading: Heading) -> None:
    width, height = len(widths), HEADER_ROWS + len(sheet.rows)
    repeated = _stub(sheet.columns) if sheet.decimals else 2
    pages = _pages_wide(widths, repeated)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(pages, 0)
    if pages > 1:
        page.repeat_columns(0, repeated - 1)
    page.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
    page.repeat_rows(_SECTION_ROW, _NUMBER_ROW)
    page.freeze_panes(HEADER_ROWS, min(repeated, width - 1))
    page.print_area(0, 0, max(height - 1, HEADER_ROWS), width - 1)
    page.set_footer(f"&L&9{heading.footer}&R&9Trang &P/&N")
