"""A code list from a workbook: one entry a row, columns found by their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.text import search_key, tidy
from forms.spec import ListedCode
from imports import csv_text
from imports.workbook import Workbook, cell_text

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("ma", "ma so", "code"),
    "name": ("ten", "ten goi", "noi dung", "name"),
    "aliases": ("ten khac", "cach viet khac"),
    "valid_from": ("tu ngay", "hieu luc tu", "ngay hieu luc"),
    "valid_to": ("den ngay", "hieu luc den", "het hieu luc"),
    "legal_ref": ("can cu", "van ban", "can cu phap ly"),
}
_LOOKED_AT = 20
"""Rows among which the headings are looked for."""


def read(path: Path) -> list[ListedCode]:
    """The entries of the first sheet that has both headings; raises LIST_UNREADABLE with row and reason."""
    sheets = [csv_text.rows(path)] if path.suffix.lower() in (".csv", ".txt") else _sheets(path)
    for rows in sheets:
        for top, row in enumerate(rows[:_LOOKED_AT]):
            places = _places(row)
            if {"code", "name"} <= places.keys():
                return _entries(path, rows, top, places)
    raise AppError(Code.LIST_UNREADABLE, file=path.name, why="không thấy hai cột “Mã” và “Tên”")


def _sheets(path: Path) -> list[list[list[Any]]]:
    book = Workbook(path)
    return [book.rows(sheet) for sheet in book.sheets]


def _places(row: Sequence[Any]) -> dict[str, int]:
    """Which column holds what, by the headings of a row."""
    words = {search_key(str(cell)): n for n, cell in reversed(list(enumerate(row)))}
    found = {key: next((words[w] for w in known if w in words), -1) for key, known in _HEADINGS.items()}
    return {key: n for key, n in found.items() if n >= 0}


def _entries(
    path: Path, rows: Sequence[Sequence[Any]], top: int, places: Mapping[str, int]
) -> list[ListedCode]:
    found: dict[str, ListedCode] = {}
    for n, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: row[column] if column < len(row) else "" for key, column in places.items()}
        code, name = cell_text(cells["code"]), cell_text(cells["name"])
        if not code and not name:
            continue
        if not code or not name:
            raise AppError(Code.LIST_UNREADABLE, file=path.name, why=f"dòng {n} thiếu mã hoặc tên")
        if code in found:
            raise AppError(Code.LIST_UNREADABLE, file=path.name, why=f"dòng {n}: mã “{code}” có hai lần")
        found[code] = ListedCode(
            code=code,
            name=name,
            aliases=tuple(filter(None, (tidy(a) for a in cell_text(cells.get("aliases")).split(";")))),
            valid_from=_day(path, n, cells.get("valid_from")),
            valid_to=_day(path, n, cells.get("valid_to")),
            legal_ref=cell_text(cells.get("legal_ref")),
        )
    if not found:
        raise AppError(Code.LIST_UNREADABLE, file=path.name, why="không có dòng nào dưới tiêu đề")
    return list(found.values())


def _day(path: Path, row: int, cell: Any) -> date | None:
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return datetime.strptime(cell_text(cell), "%d/%m/%Y").date()
    except ValueError as error:
        why = f"dòng {row}: “{cell_text(cell)}” không phải là ngày như 01/07/2025"
        raise AppError(Code.LIST_UNREADABLE, file=path.name, why=why) from error
