"""What stands above the table: the number of the form at the left, the title, the offices at the right."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xlsxwriter.format import Format

from base.text import nfc
from consolidation.table import Table
from exports.official.sheet import Sheet
from exports.styles import LINE_PT, TITLE_SIZE, Formats, line_count, put
from exports.writing import FONT_SIZE

ILLUSTRATIVE = "Dữ liệu minh họa"


@dataclass(frozen=True, slots=True)
class Line:
    """A text above the table; beside others it takes as many rows of LINE_PT as it needs."""

    text: str
    size: int = FONT_SIZE
    bold: bool = False
    italic: bool = False

    def height(self, room: float) -> float:
        """How high it is in this room."""
        return line_count(self.text, room, size=self.size, bold=self.bold) * self.size * 1.3

    def rows(self, room: float) -> int:
        """How many rows of LINE_PT it needs in this room."""
        return math.ceil(self.height(room) / LINE_PT - 0.05)

    def format(self, formats: Formats, align: str) -> Format:
        """Its format."""
        valign = "vcenter" if align == "center" else "top"
        return formats(font_size=self.size, bold=self.bold, italic=self.italic, align=align, valign=valign)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines one below the other over the columns first to last."""

    first: int
    last: int
    lines: tuple[Line, ...]
    align: Literal["left", "center"] = "left"

    def rows(self, sheet: Sheet) -> int:
        """How many rows of LINE_PT it needs."""
        room = sheet.room(self.first, self.last)
        return sum(line.rows(room) for line in self.lines)


def write_head(sheet: Sheet, *, illustrative: bool) -> None:
    """Three parts side by side, or the title below the others where it would not stand on one line between them.

    A table with lines of its own begins with its title, and the lines stand below it.
    """
    if sheet.table.lines:
        _write_circular(sheet, illustrative=illustrative)
        return
    left, right = _left_lines(sheet.table), _right_lines(sheet.table)
    title = title_lines(sheet.table, illustrative=illustrative)
    parts = _three_parts(sheet, title[0]) if left and right else None
    if parts:
        one, two = parts
        middle = _Block(one, two - 1, title, "center")
        _write_blocks(sheet, [_Block(0, one - 1, left), middle, _Block(two, sheet.last, right)])
    else:
        _write_sides(sheet, left, right)
        for line in title:
            height = line.height(sheet.room(0, sheet.last)) + 1
            sheet.write_line(line.text, line.format(sheet.formats, "center"), height=height)
    sheet.new_row(6)
    if sheet.table.unit_line:
        italic = sheet.formats(italic=True, align="right", text_wrap=False)
        sheet.write_line(sheet.table.unit_line, italic, height=LINE_PT + 1)


def _write_circular(sheet: Sheet, *, illustrative: bool) -> None:
    """As the circulars of the ministry print their forms: title, legal source in brackets, lines from the left."""
    table = sheet.table
    source = (Line(f"({table.citation})", italic=True),) if table.citation else ()
    mark = (Line(ILLUSTRATIVE, bold=True, italic=True),) if illustrative else ()
    for line in (Line(table.title, size=TITLE_SIZE - 1, bold=True), *source, *mark):
        height = line.height(sheet.room(0, sheet.last)) + 1
        sheet.write_line(line.text, line.format(sheet.formats, "center"), height=height)
    sheet.new_row(6)
    for text in table.lines:
        line = Line(text, italic=text.startswith("("))
        height = line.height(sheet.room(0, sheet.last)) + 1
        sheet.write_line(text, line.format(sheet.formats, "left"), height=height)
    sheet.new_row(6)


def title_lines(table: Table, *, illustrative: bool) -> tuple[Line, ...]:
    """Title, subtitle, and that the figures are made up."""
    subtitle = (Line(table.subtitle, size=FONT_SIZE + 1),) if table.subtitle else ()
    mark = (Line(ILLUSTRATIVE, bold=True, italic=True),) if illustrative else ()
    return (Line(table.title.upper(), size=TITLE_SIZE, bold=True), *subtitle, *mark)


def _left_lines(table: Table) -> tuple[Line, ...]:
    citation = (Line(table.citation),) if table.citation else ()
    if not table.form_code:
        return citation
    number = re.sub(r"^Biểu(\s+số)?\s*:?\s*", "", nfc(table.form_code))
    return (Line(f"Biểu số: {number}", bold=True), *citation, Line("Ngày nhận báo cáo: ……………"))


def _right_lines(table: Table) -> tuple[Line, ...]:
    offices = (("Đơn vị báo cáo", table.reporting_unit), ("Đơn vị nhận báo cáo", table.receiving_unit))
    return tuple(Line(f"{role}: {name}") for role, name in offices if name)


def _three_parts(sheet: Sheet, title: Line) -> tuple[int, int] | None:
    """Where the middle part begins and where the right part does; None when the columns do not allow it."""
    one, two = sheet.split(0.27), sheet.split(0.71)
    if sheet.last < 2 or two <= one:
        return None
    whole, left, right = sum(sheet.widths), sum(sheet.widths[:one]), sum(sheet.widths[two:])
    balanced = 0.16 * whole <= left <= 0.42 * whole and 0.2 * whole <= right <= 0.42 * whole
    room = sheet.room(one, two - 1)
    one_line = line_count(title.text, room, size=title.size, bold=True) == 1
    return (one, two) if balanced and one_line else None


def _write_sides(sheet: Sheet, left: tuple[Line, ...], right: tuple[Line, ...]) -> None:
    """The number of the form and the offices above the title, side by side if there are both."""
    half = sheet.split(0.55)
    if left and right and sheet.last:
        _write_blocks(sheet, [_Block(0, half - 1, left), _Block(half, sheet.last, right)])
    elif left or right:
        _write_blocks(sheet, [_Block(0, sheet.last, left + right)])
    sheet.new_row(4)


def _write_blocks(sheet: Sheet, blocks: Sequence[_Block]) -> None:
    """The blocks side by side on rows of equal height; a centred one stands in the middle of the height."""
    top, count = len(sheet.heights), max(block.rows(sheet) for block in blocks)
    for _ in range(count):
        sheet.new_row(LINE_PT + 0.5)
    for block in blocks:
        row = top + ((count - block.rows(sheet)) // 2 if block.align == "center" else 0)
        room = sheet.room(block.first, block.last)
        for line in block.lines:
            area = (row, block.first, row + line.rows(room) - 1, block.last)
            put(sheet.page, area, line.text, line.format(sheet.formats, block.align))
            row += line.rows(room)
