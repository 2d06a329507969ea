"""Changes of units from a workbook: one line an old unit and a new one, columns found by their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.text import search_key
from imports.workbook import Workbook, cell_text

HEADINGS: Mapping[str, str] = {
    "old_code": "Mã cũ",
    "old_name": "Tên cũ",
    "new_code": "Mã mới",
    "new_name": "Tên mới",
    "kind": "Loại",
    "parent": "Cấp trên",
    "effective": "Ngày hiệu lực",
    "extent": "Toàn bộ/một phần",
    "share": "Tỷ lệ",
    "basis": "Căn cứ",
}
_NEEDED = frozenset({"old_code", "new_code", "effective"})
_LOOKED_AT = 20
"""Rows among which the headings are looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is written; `effective` is None where it is no day, and then `day_text` says what stands there."""

    row: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    kind: str
    parent: str
    effective: date | None
    day_text: str
    extent: str
    share: str
    basis: str


def read(path: Path) -> list[Line]:
    """The lines of the first sheet that has the headings; raises LIST_UNREADABLE and the troubles of reading."""
    book = Workbook(path)
    wanted = {key: search_key(label) for key, label in HEADINGS.items()}
    for sheet in book.sheets:
        rows = book.rows(sheet)
        for top, row in enumerate(rows[:_LOOKED_AT]):
            heads = {search_key(cell_text(cell)): n for n, cell in reversed(list(enumerate(row)))}
            places = {key: heads[word] for key, word in wanted.items() if word in heads}
            if places.keys() >= _NEEDED:
                return _lines(path, rows, top, places)
    raise AppError(
        Code.LIST_UNREADABLE, file=path.name, why="không thấy các cột “Mã cũ”, “Mã mới”, “Ngày hiệu lực”"
    )


def _lines(path: Path, rows: Sequence[Sequence[Any]], top: int, places: Mapping[str, int]) -> list[Line]:
    found = []
    for n, row in enumerate(rows[top + 1 :], top + 2):
        cells = {key: row[place] if place < len(row) else "" for key, place in places.items()}
        texts = {key: cell_text(cells.get(key, "")) for key in HEADINGS}
        if texts["old_code"] or texts["new_code"]:
            day = _day(cells["effective"])
            plain = {key: text for key, text in texts.items() if key != "effective"}
            found.append(Line(row=n, effective=day, day_text=texts["effective"], **plain))
    if not found:
        raise AppError(Code.LIST_UNREADABLE, file=path.name, why="không có dòng nào dưới tiêu đề")
    return found


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(cell_text(cell), shape).date()
        except ValueError:
            continue
    return None
