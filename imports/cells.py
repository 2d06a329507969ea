"""A sheet's cells as answers, a column at a time: what Field.read_cell gives, quicker where a column is plain."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from base.errors import AppError, Code, Problem
from forms.spec import BLANK, LARGEST, Answer, Choice, Date, Field, NumberBase, Text, Value

_SHEET = re.compile(rb"<sheet\b[^>]*?\b\w+:id=\"([^\"]+)\"")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Days of which Field.read_cell is sure."""
Read = Callable[[Any, Mapping[str, Value]], Answer | Problem]


@dataclass(slots=True)
class Column:
    """A value for each cell; `odd` holds the marks, and the problems of what could not be read, by position."""

    values: list[Value]
    odd: dict[int, Answer | Problem] = field(default_factory=dict)


def read_column(
    known: Field, cells: Sequence[Any], others: Mapping[str, Sequence[Value]], read: Read | None = None
) -> Column:
    """The answers to one field; `others` are the columns read before, `read` stands in for Field.read_cell."""
    if isinstance(known, NumberBase):
        return _numbers(known, cells)
    if isinstance(known, Text) and _is_plain(known, cells):
        return Column([cell or None for cell in cells])
    if isinstance(known, Date):
        days = _days(cells)
        if days is not None:
            return days
    by = known.codes_by if isinstance(known, Choice) else ""
    return _each(read or known.read_cell, cells, by, others.get(by) if by else None)


def _numbers(known: NumberBase, cells: Sequence[Any]) -> Column:
    """Every double that is the nearest to a whole count of the smallest unit; the rest by Field.read_cell."""
    column, scale = Column([]), known.scale
    add, reach = column.values.append, LARGEST / scale
    for cell in cells:
        if cell.__class__ is float and -reach <= cell <= reach:
            count = round(cell * scale)
            if count / scale == cell:
                add(count)
                continue
        elif cell == "":
            add(None)
            continue
        _add(column, known.read_cell(cell))
    return column


def _is_plain(known: Text, cells: Sequence[Any]) -> bool:
    """Whether every cell is text that is kept as it stands: tidy, printable, no mark, not too long."""
    if set(map(type, cells)) != {str}:
        return False
    joined = "\n" + "\n".join(cells) + "\n"
    return (
        joined.count("\n") == len(cells) + 1
        and not any(odd in joined for odd in ("  ", "\n ", " \n", "\n.", "\n…", "_x"))
        and joined.replace("\n", "").isprintable()
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
        and max(map(len, cells)) <= known.max_length
    )


def _each(read: Read, cells: Sequence[Any], by: str, others: Sequence[Value] | None) -> Column:
    """Each distinct cell read once; a choice that depends on another answer, once for each of its values."""
    keys: Sequence[Any] = cells
    if others is not None or bool in set(map(type, cells)):
        # True and 1.0 are equal, but not the same cell.
        keys = list(zip(cells, map(type, cells), others or [None] * len(cells), strict=True))
    answers: dict[Any, Answer | Problem] = {}
    for key in set(keys):
        cell, _, other = key if keys is not cells else (key, None, None)
        answers[key] = BLANK if cell == "" else read(cell, {by: other} if by else {})
    values = {key: None if isinstance(a, Problem) else a.value for key, a in answers.items()}
    odd = {key for key, a in answers.items() if isinstance(a, Problem) or a.mark}
    found = {n: answers[key] for n, key in enumerate(keys) if key in odd} if odd else {}
    return Column([values[key] for key in keys], found)


def _days(cells: Sequence[Any]) -> Column | None:
    """True days of this and the last century as they are stored; None when the column holds anything else."""
    days = {cell for cell in set(cells) if cell != ""}
    if set(map(type, days)) - {date} or not all(_EARLIEST <= day <= _LATEST for day in days):
        return None
    stored: dict[Any, Value] = {day: day.isoformat() for day in days}
    stored[""] = None
    return Column([stored[cell] for cell in cells])


def _add(column: Column, answer: Answer | Problem) -> None:
    if isinstance(answer, Problem):
        column.odd[len(column.values)] = answer
        column.values.append(None)
        return
    if answer.mark:
        column.odd[len(column.values)] = answer
    column.values.append(answer.value)


def error_cells(path: Path, sheet: int) -> dict[tuple[int, int], str]:
    """(row, column) from zero → "#DIV/0!" of a sheet's failed formulas, which read as blank; `sheet` counts from 0.

    Only .xlsx tells; raises FILE_DAMAGED.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as parts:
            cells = _sheet_part(parts, sheet)
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise AppError(Code.FILE_DAMAGED, file=path.name) from error
    if b't="e"' not in cells:
        return {}
    return {
        (int(row) - 1, _column_number(letters.decode())): text.decode()
        for letters, row, text in _ERROR_CELL.findall(cells)
    }


def _sheet_part(parts: zipfile.ZipFile, sheet: int) -> bytes:
    names = set(parts.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return b""
    ids = _SHEET.findall(parts.read("xl/workbook.xml"))
    targets = {}
    for relation in _RELATION.findall(parts.read("xl/_rels/workbook.xml.rels")):
        told = dict(re.findall(rb'\b(Id|Target)="([^"]*)"', relation))
        targets[told.get(b"Id")] = told.get(b"Target", b"").decode("utf-8", "replace")
    target = targets.get(ids[sheet], "") if sheet < len(ids) else ""
    part = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts.read(part) if part in names else b""


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
