"""The sheet of a form in a filled-in template: its header found by the labels, columns moved or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.errors import AppError, Code
from base.text import nfc, tidy
from courier.sheet import SheetColumn, sheet_name
from forms.spec import Form
from imports.cells import error_cells
from imports.workbook import Workbook, address

_FIRST_NUMBER = "A"
"""How the row of column numbers begins: A, B, then 1, 2, 3."""
_HEADER_WITHIN = 60
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The sheet of the form: `places` of the wanted columns, `first` row below the header, failed formulas."""

    name: str
    rows: list[list[Any]]
    places: list[int]
    first: int
    errors: Mapping[tuple[int, int], str]

    def at(self, row: int, column: int) -> str:
        """The cell as people call it: Chợ!C8."""
        return f"{self.name}!{address(row, column)}"


def find_sheet(book: Workbook, form: Form, label: str, wanted: Sequence[SheetColumn]) -> FilledSheet:
    """The sheet in which the column of that label stands, the form's own first; raises SHEET_HEADER_CHANGED."""
    own = sheet_name(form)
    shown = sorted((name for name in book.sheets if not name.startswith("_")), key=lambda name: name != own)
    for name in shown:
        rows = book.rows(name)
        for head, row in enumerate(rows[:_HEADER_WITHIN]):
            if label in row or any(isinstance(c, str) and tidy(c) == label for c in row):
                places = _places(row, wanted)
                errors = error_cells(book.path, book.sheets.index(name))
                kept = set(places)
                failed = {place: text for place, text in errors.items() if place[1] in kept}
                return FilledSheet(name, rows, places, _below(rows, head, places, wanted), failed)
    raise AppError(Code.SHEET_HEADER_CHANGED, label=label)


def _places(row: Sequence[Any], wanted: Sequence[SheetColumn]) -> list[int]:
    """Where each wanted column stands now; of equal labels the first is the first. Raises SHEET_HEADER_CHANGED."""
    found: dict[str, list[int]] = {}
    for n, cell in enumerate(row):
        if isinstance(cell, str) and cell:
            found.setdefault(tidy(cell), []).append(n)
    places = []
    for column in wanted:
        left = found.get(tidy(column.label))
        if not left:
            raise AppError(Code.SHEET_HEADER_CHANGED, label=column.label)
        places.append(left.pop(0))
    return places


def _below(
    rows: Sequence[Sequence[Any]], head: int, places: Sequence[int], wanted: Sequence[SheetColumn]
) -> int:
    """The row after the labels, units and column numbers; people may have deleted the last two."""
    first = head + 1
    units = [tidy(column.unit) for column in wanted]
    if first < len(rows) and [tidy(str(rows[first][n])) for n in places] == units:
        first += 1
    if first < len(rows) and rows[first][places[0]] == _FIRST_NUMBER:
        first += 1
    return first


def text_of(cell: Any) -> str:
    """A cell beside the answers: record id, name, word."""
    if isinstance(cell, str):
        return cell if cell.isascii() and "  " not in cell and cell == cell.strip() else tidy(cell)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def raw_of(cell: Any) -> str:
    """What could not be read, as a person would have typed it."""
    if isinstance(cell, str):
        return nfc(cell)
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)
