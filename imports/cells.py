"""A sheet's cells as answers, a column at a time: what Field.read_cell gives, quicker where a column is plain."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from base.errors import AppError, Code, Problem
from forms.spec import BLANK, LARGEST, Answer, Choice, Date, Field, NumberBase, Text, Value, Year

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\b\w+:id=\"([^\"]+)\"")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
# Where Field.read_cell is sure; outside it is asked.
_YEARS, _DAYS = (1800, 2100), ("1900-01-01", "2100-12-31")
_MARKS = {"…", "..", "...", "...."}
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
    plain: list[Value] | None = None
    match known:
        case NumberBase():
            plain = _counts(cells, known.scale, -LARGEST, LARGEST)
        case Year():
            plain = _counts(cells, 1, *_YEARS)
        case Text():
            plain = _texts(cells, known.max_length)
        case Date():
            plain = _days(cells)
        case Choice(codes_by=by) if by:
            return _each(known.read_cell, cells, by, others[by])
    return Column(plain) if plain is not None else _each(read or known.read_cell, cells)


def _counts(cells: Sequence[Any], scale: int, least: int, most: int) -> list[Value] | None:
    """Blanks, and doubles that are the nearest to a whole count of the smallest unit; None if there is more.

    A count of at most 15 digits that gives the double again is the one that Field.read_cell finds.
    """
    try:
        counts = [round(cell * scale) if cell.__class__ is float else None for cell in cells]
    except (OverflowError, ValueError):
        return None
    if ["" if count is None else count / scale for count in counts] != list(cells):
        return None
    known = [count for count in counts if count is not None]
    return list(counts) if not known or least <= min(known) <= max(known) <= most else None


def _texts(cells: Sequence[Any], longest: int) -> list[Value] | None:
    """Blanks, and texts that are kept as they stand: tidy, printable, no mark, not too long; None if there is more."""
    texts = set(cells)
    texts.discard("")
    if not texts:
        return [None] * len(cells)
    if set(map(type, texts)) != {str} or max(map(len, texts)) > longest or not texts.isdisjoint(_MARKS):
        return None
    joined = " ".join(texts)
    tidy = joined.isprintable() and "  " not in joined and joined[0] != " " != joined[-1]
    composed = joined.isascii() or unicodedata.is_normalized("NFC", joined)
    return [cell or None for cell in cells] if tidy and composed and "_x" not in joined else None


def _days(cells: Sequence[Any]) -> list[Value] | None:
    """Blanks, and true days of this or the last century; None if there is more."""
    days = [cell.isoformat() if cell.__class__ is date else "" for cell in cells]
    known = [day for day in days if day]
    if len(known) + cells.count("") < len(cells):
        return None
    if known and not _DAYS[0] <= min(known) <= max(known) <= _DAYS[1]:
        return None
    return [day or None for day in days]


def _each(read: Read, cells: Sequence[Any], by: str = "", others: Sequence[Value] = ()) -> Column:
    """Each distinct cell read once; a choice that depends on another answer, once for each of its values."""
    keys: Sequence[Any] = cells
    distinct = set(cells)
    if by or True in distinct or False in distinct:
        # True and 1.0 are equal, but not the same cell.
        keys = list(zip(cells, map(type, cells), others or repeat(None)))  # noqa: B905
        distinct = set(keys)
    answers: dict[Any, Answer | Problem] = {}
    for key in distinct:
        cell, _, other = key if keys is not cells else (key, None, None)
        answers[key] = BLANK if cell == "" else read(cell, {by: other} if by else {})
    values = {key: None if isinstance(a, Problem) else a.value for key, a in answers.items()}
    odd = {key for key, a in answers.items() if isinstance(a, Problem) or a.mark}
    found = {n: answers[key] for n, key in enumerate(keys) if key in odd} if odd else {}
    return Column([values[key] for key in keys], found)


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
