"""The lines of an old list as answers to the fields that its columns were matched with."""

from __future__ import annotations

import functools
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal as Exact
from typing import Any

import msgspec

from base.errors import Code, Problem, problem
from base.progress import Progress
from forms.spec import BLANK, Answer, Choice, Field, Form, MultipleChoice, NumberBase, Value, Year
from imports.headings import folded, ratio, text_of, unit_named
from imports.mapping import READING, Sheet
from imports.matching import Match

_WITH_UNIT = re.compile(r"([-+−]?\d[\d.,\s]*)\s*([^\d\s.,].*)")
_ONE_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_DENIED = re.compile(r"\b(chua|khong|ngoai|tru)\b")
_FEW_NUMBERS = 4
_FEW_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says: `text` as it stood; `answer` is None when it could not be read; `problem` what is doubtful.

    A doubt that asks leaves the answer as read.
    """

    place: int
    text: str
    answer: Answer | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: (form key, field key) → its cell. Blank cells are answers of nothing."""

    row: int
    cells: Mapping[tuple[str, str], Cell]


def read(
    sheet: Sheet, forms: Sequence[Form], matches: Sequence[Match], progress: Progress | None = None
) -> list[Line]:
    """Every line, column by column; a choice that depends on another answer is read after it."""
    by_key = {form.key: form for form in forms}
    fields = [(m, by_key[m.form].fields[m.field]) for m in matches]
    fields.sort(key=lambda pair: bool(getattr(pair[1], "codes_by", "")))
    doubts = {m.place: _too_small(sheet, m.place) for m, f in fields if isinstance(f, NumberBase)}
    read_before: dict[tuple[int, type, Any], Cell] = {}
    lines = []
    for row, cells in (progress or Progress()).through(sheet.lines, READING):
        found: dict[tuple[str, str], Cell] = {}
        values: dict[str, Value] = {}
        for match, known in fields:
            told = (match.place, type(cells[match.place]), cells[match.place])
            alone = not getattr(known, "codes_by", "") and (row, match.place) not in sheet.failed
            if alone and told in read_before:
                cell = read_before[told]
            else:
                cell = _cell(sheet, row, cells[match.place], match, known, values)
            if alone:
                read_before[told] = cell
            if cell.problem is None and row in doubts.get(match.place, {}):
                cell = _asked(cell, known, doubts[match.place][row])
            if cell.problem is not None:
                placed = replace(cell.problem, form=match.form, place=sheet.at(row, match.place))
                cell = replace(cell, problem=placed)
            values[known.key] = cell.answer.value if cell.answer else None
            found[match.form, known.key] = cell
        lines.append(Line(row, found))
    return lines


def _cell(sheet: Sheet, row: int, cell: Any, match: Match, known: Field, values: Mapping[str, Value]) -> Cell:
    failed = sheet.failed.get((row, match.place))
    if failed is not None:
        told = problem(Code.CELL_FORMULA_ERROR, fields=(known.key,), label=known.label, text=failed)
        return Cell(match.place, failed, None, told)
    text = text_of(cell)
    answer = _in_unit(known, match.unit).read_cell(cell, values)
    if isinstance(answer, Answer):
        return Cell(match.place, text, answer)
    loose = _loosely(known, match.unit, text, values)
    if loose is None:
        other = isinstance(known, NumberBase) and match.unit not in ("", known.unit)
        return Cell(match.place, f"{text} {match.unit}" if other else text, None, answer)
    shown = _shown(known, loose.value, values)
    told = problem(
        Code.LIST_READ_AS, fields=(known.key,), severity="ask", label=known.label, text=text, value=shown
    )
    return Cell(match.place, text, loose, told)


def _shown(known: Field, value: Value, values: Mapping[str, Value]) -> str:
    unit = getattr(known, "unit", "")
    return f"{known.show(value, values)} {unit}".strip() if unit else f"“{known.show(value, values)}”"


@functools.lru_cache(maxsize=256)
def _in_unit(known: Field, unit: str) -> Field:
    """The field as it would be if it were kept in that unit: then reading converts exactly."""
    if not isinstance(known, NumberBase) or unit in ("", known.unit):
        return known
    scale = known.scale * ratio(unit, known.unit)
    if scale.denominator != 1:
        return known
    return msgspec.structs.replace(known, scale=scale.numerator, unit=unit)


def _loosely(known: Field, unit: str, text: str, values: Mapping[str, Value]) -> Answer | None:
    """What a person would read although it is not written as asked: "12 người", "TNHH 1TV (Hàn Quốc)", "năm 2011"."""
    read: Answer | Problem = BLANK
    match known:
        case NumberBase():
            found = _WITH_UNIT.fullmatch(text)
            word = unit_named(found[2]) if found else ""
            if found and _is_of(known, word, found[2]):
                read = _in_unit(known, word if ratio(word, known.unit) != 1 else unit).read(found[1])
        case Choice() | MultipleChoice():
            bare = re.sub(r"\s*\([^)]*\)\s*", " ", text).strip(" .,;:-")
            read = known.read(bare, values) if bare and bare != text else BLANK
            if isinstance(known, Choice) and (isinstance(read, Problem) or read.value is None):
                read = Answer(_begun_by(known, bare, values))
        case Year():
            years = set(_ONE_YEAR.findall(text))
            read = known.read(years.pop()) if len(years) == 1 and len(text) <= 12 else BLANK
    return read if isinstance(read, Answer) and read.value is not None else None


def _begun_by(known: Choice, text: str, values: Mapping[str, Value]) -> str | None:
    """The only code whose name or other word begins a part of the text: "Kềm kéo, rèn", "Cơm dừa nạo sấy"."""
    options = known.list_for(values)
    if options is None or _DENIED.search(folded(text)):
        return None
    parts = [f"{folded(part)} " for part in re.split(r"[,;/]", text) if folded(part)]
    found = {
        code
        for words, code in options.by_words.items()
        if len(words) >= _FEW_LETTERS and any(part.startswith(f"{words} ") for part in parts)
    }
    return found.pop() if len(found) == 1 else None


def _is_of(known: NumberBase, named: str, word: str) -> bool:
    """Whether the word behind a number is a unit in which the field can stand."""
    if named:
        return named == known.unit or ratio(named, known.unit) != 1
    return folded(word) == folded(known.unit) and bool(known.unit)


def _too_small(sheet: Sheet, place: int) -> dict[int, Exact]:
    """Rows whose number may have lost its thousands: Excel with other settings makes 1,25 of a typed "1.250"."""
    numbers = [(row, cells[place]) for row, cells in sheet.lines if isinstance(cells[place], float)]
    whole = [number for _, number in numbers if number.is_integer()]
    if len(whole) < _FEW_NUMBERS or 3 * len(whole) < 2 * len(numbers):
        return {}
    usual = Exact(str(statistics.median(map(abs, whole))))
    found = {row: Exact(repr(number)) for row, number in numbers if not number.is_integer()}
    return {
        row: exact
        for row, exact in found.items()
        if abs(exact) * 100 <= usual and (exact * 1000) % 1 == 0 and abs(exact) < 1000
    }


def _asked(cell: Cell, known: Field, exact: Exact) -> Cell:
    told = problem(
        Code.LIST_MAYBE_THOUSANDS,
        fields=(known.key,),
        severity="ask",
        label=known.label,
        text=str(exact).replace(".", ","),
        other=f"{int(exact * 1000):,}".replace(",", "."),
    )
    return replace(cell, problem=told)
