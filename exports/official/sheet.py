"""A form on its way onto its worksheet: rows as they are made, and texts over its columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from base.text import nfc
from consolidation.table import Table
from exports.official.columns import Columns
from exports.styles import LINE_PT, PADDING_PX, Formats, line_count, put

_NAME_LIMIT = 31
_HIGHEST_ROW_PT = 408.75
_DOT_PT = 0.75
At = tuple[int, int]
"""Row and column on the worksheet."""


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


@dataclass(slots=True, eq=False)
class Sheet:
    """One table and its worksheet; `heights` are those of the rows made so far."""

    page: Worksheet
    formats: Formats
    table: Table
    columns: Columns
    heights: list[float] = field(default_factory=list)
    head_row: int = 0
    """The first row of the column headings."""
    labels_row: int = 0
    """The row of their labels, below the common headings."""
    body_row: int = 0
    """Where the first row of the table stands."""

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths."""
        return self.columns.widths

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def new_row(self, height: float) -> int:
        """The next free row, made this high; Excel would round it to dots of the screen, and pages end elsewhere."""
        row = len(self.heights)
        self.heights.append(min(math.ceil(height / _DOT_PT) * _DOT_PT, _HIGHEST_ROW_PT))
        self.page.set_row(row, self.heights[-1])
        return row

    def write_line(self, text: str, style: Format, *, height: float, first: int = 0) -> None:
        """A new row of this height, with the text over the columns from `first` on."""
        row = self.new_row(height)
        put(self.page, (row, first, row, self.last), text, style)

    def room(self, first: int, last: int) -> float:
        """What a text may fill over these columns."""
        return sum(self.widths[first : last + 1]) - PADDING_PX

    def text_pt(self, text: str, first: int, last: int, *, bold: bool = False) -> float:
        """How high the text is when it wraps over these columns."""
        return line_count(text, self.room(first, last), bold=bold) * LINE_PT

    def split(self, share: float) -> int:
        """The column before which nearest to this share of the whole width stands; never the first."""
        wanted = share * sum(self.widths)
        return min(range(1, max(2, len(self.widths))), key=lambda i: abs(sum(self.widths[:i]) - wanted))

    def heading_cell(self, column: int) -> At:
        """Where the label of a column stands."""
        return (self.labels_row if self.table.columns[column].group else self.head_row), column


def runs(cells: Iterable[At]) -> Iterator[tuple[int, int, int, int]]:
    """Cells one below the other as ranges, each first row, first column, last row, last column."""
    for _, run in groupby(enumerate(cells), key=lambda at: (at[1][1], at[1][0] - at[0])):
        members = [cell for _, cell in run]
        yield *members[0], *members[-1]
