"""Reads a template that an office has filled in: every cell that cannot be read, not the first.

The header row is found by its labels and columns may be moved, so that people can work with the sheet; whose
template it is, is read from the hidden sheet that exports/template.py signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from base.errors import AppError, Code, Problem, problem
from base.period import Period
from base.text import nfc, search_key, tidy
from courier.payload import SHEET_RECORD
from courier.sheet import (
    CARRIED_WORDS,
    RECORD_ID,
    SHEET_COLUMNS,
    TEMPLATE_SHEET,
    VALUE_COLUMN,
    SheetColumn,
    register_columns,
    sheet_lines,
    sheet_name,
)
from courier.sheet import CODE_COLUMN as LINE_COLUMN
from forms.catalogue import Catalogue
from forms.spec import NO_REMARKS, Answer, Form, Record, Reference, Value
from imports.cells import Column, error_cells, read_column
from imports.workbook import Workbook, address, cell_text

MARK, FORMAT = "SCT-TEMPLATE", 1
KEPT_AS_DRAFT = frozenset(
    code.name
    for code in (
        Code.NOT_A_NUMBER,
        Code.AMBIGUOUS_NUMBER,
        Code.TOO_MANY_DECIMALS,
        Code.NUMBER_TOO_LARGE,
        Code.NOT_A_DATE,
        Code.NOT_A_YEAR,
        Code.NOT_A_CHOICE,
        Code.NOT_YES_NO,
        Code.NOT_A_REFERENCE,
        Code.TEXT_TOO_LONG,
        Code.TEXT_UNPRINTABLE,
        Code.CELL_FORMULA_ERROR,
    )
)
"""Codes of cells that a record can keep as raw text; every other problem keeps the file out."""
_TOTALS = {"tổng cộng", "tổng số", "tổng", "cộng"}
_FIRST_NUMBER = "A"
"""How the row of column numbers begins: A, B, then 1, 2, 3."""
_STATES = {search_key(word): state for state, word in CARRIED_WORDS.items()}
_HEADER_WITHIN = 60
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reading office has open. `form_key` "" takes any form of the period.

    `owner_names` gives record id → name of the form that the read one extends or refers to; `existing` the records
    of the period by id; `unit_name` the name of a unit's key.
    """

    catalogue: Catalogue
    unit_key: str
    unit_name: Callable[[str], str]
    period: str
    packet: str
    form_key: str
    existing: Callable[[Form], Mapping[str, Record]]
    owner_names: Callable[[Form], Mapping[str, str]]
    new_id: Callable[[], str]
    on: date


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet says: `rows` lines of it, as records. Notes of existing records are kept.

    Unreadable cells are raw texts of their records and have a Problem each, with place "Chợ!C8", in reading order.
    Lines that belong to no record (a second line for one, an owner that is not there) have a Problem only.
    """

    form: Form
    records: list[Record]
    problems: list[Problem]
    rows: int


def read(path: Path, expected: Expected) -> Filled:
    """The filled-in sheet; raises AppError when the file is unreadable or no template for what is expected."""
    book = Workbook(path)
    form = _signed(book, expected)
    paper = form.kind == "sheet"
    wanted = SHEET_COLUMNS if paper else register_columns(form, _owner(form, expected))
    label = SHEET_COLUMNS[LINE_COLUMN].label if paper else RECORD_ID
    sheet = _sheet(book, form, label, wanted)
    return _read_paper(sheet, form, expected) if paper else _Register(sheet, form, expected, wanted).read()


def _signed(book: Workbook, expected: Expected) -> Form:
    """The form of the template, once it is clear that it is meant for this office, period and form."""
    file = book.path.name
    rows = book.rows(TEMPLATE_SHEET) if TEMPLATE_SHEET in book.sheets else []
    signature: list[Any] = [*(rows[0] if rows else ()), *[""] * 7]
    mark, version, name, _, unit, period, packet = signature[:7]
    name = str(name)
    if mark != MARK or not isinstance(version, int | float):
        raise AppError(Code.SHEET_NO_TEMPLATE, file=file)
    if version > FORMAT:
        raise AppError(Code.SHEET_NEWER, file=file)
    if expected.form_key and name.partition("@")[0] != expected.form_key:
        wanted = expected.catalogue.edition(expected.form_key, expected.on).title
        found = expected.catalogue.form(name).title if expected.catalogue.knows(name) else name
        raise AppError(Code.SHEET_OTHER_FORM, found=found, expected=wanted)
    if unit != expected.unit_key:
        raise AppError(
            Code.SHEET_OTHER_UNIT,
            found=_unit_name(str(unit), expected),
            expected=_unit_name(expected.unit_key, expected),
        )
    if (period, packet) != (expected.period, expected.packet):
        given, wanted = (Period.parse(str(label)).in_words() for label in (period, expected.period))
        found = given if packet == expected.packet else f"{given} ({packet})"
        raise AppError(Code.SHEET_OTHER_PERIOD, found=found, expected=wanted)
    return expected.catalogue.form(name)


def _unit_name(key: str, expected: Expected) -> str:
    try:
        return expected.unit_name(key)
    except AppError:
        return key.partition("@")[0]


def _owner(form: Form, expected: Expected) -> Form | None:
    return expected.catalogue.owner_of(form, expected.on)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet of the form: `places` of the wanted columns, `first` row below the header, failed formulas."""

    name: str
    rows: list[list[Any]]
    places: list[int]
    first: int
    errors: Mapping[tuple[int, int], str]

    def at(self, row: int, column: int) -> str:
        """The cell as people call it: Chợ!C8."""
        return f"{self.name}!{address(row, column)}"


def _sheet(book: Workbook, form: Form, label: str, wanted: Sequence[SheetColumn]) -> _Sheet:
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
                return _Sheet(name, rows, places, _below(rows, head, places, wanted), failed)
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


@dataclass(slots=True)
class _Line:
    """One line of a register on its way to a record; a `refused` one becomes none."""

    row: int
    record_id: str
    values: dict[str, Value]
    carried: str = ""
    owner_name: str = ""
    marks: Mapping[str, str] = field(default_factory=lambda: NO_REMARKS)
    raw: Mapping[str, str] = field(default_factory=lambda: NO_REMARKS)
    problems: tuple[tuple[int, Problem], ...] = ()
    refused: bool = False

    def tell(self, place: int, told: Problem) -> None:
        """A problem of the cell in that column."""
        self.problems = (*self.problems, (place, told))

    def refuse(self, place: int, told: Problem) -> None:
        """A problem that leaves no record to take."""
        self.refused = True
        self.tell(place, told)


class _Register:
    """The lines of a register, read column by column and then told apart."""

    def __init__(self, sheet: _Sheet, form: Form, expected: Expected, columns: Sequence[SheetColumn]) -> None:
        self._sheet = sheet
        self._form = form
        self._owner = _owner(form, expected)
        self._existing = expected.existing(form)
        self._new_id = expected.new_id
        named = form.extends or any(isinstance(f, Reference) for f in form.stored)
        self._owner_names = expected.owner_names(form) if named else {}
        self._by_name = _only(self._owner_names)
        self._places = {
            c.field.key: n for c, n in zip(columns, sheet.places, strict=True) if c.field is not None
        }
        self._id_place, self._state_place = sheet.places[0], sheet.places[-1]
        self._name_place = sheet.places[1] if form.extends else -1

    def read(self) -> Filled:
        """All lines; see Filled."""
        lines = self._lines()
        if self._form.extends:
            self._find_owners(lines)
        else:
            self._know_again(lines)
        self._refuse_repeated(lines)
        taken = [line for line in lines if not line.refused]
        for line in taken:
            line.record_id = line.record_id or self._new_id()
        return Filled(self._form, [self._record(line) for line in taken], list(self._told(lines)), len(lines))

    def _told(self, lines: Sequence[_Line]) -> Iterator[Problem]:
        for line in lines:
            for place, told in sorted(line.problems, key=lambda found: found[0]):
                yield replace(
                    told,
                    form=self._form.key,
                    record_id=line.record_id,
                    record=self._called(line),
                    place=self._sheet.at(line.row, place),
                )

    def _record(self, line: _Line) -> Record:
        known = self._existing.get(line.record_id)
        notes = known.notes if known is not None else NO_REMARKS
        return Record(line.record_id, line.values, line.marks, line.raw, notes, line.carried)

    def _called(self, line: _Line) -> str:
        """What a person calls the line."""
        label = self._form.label_field
        named = self._form.label_of(line.values) if label else ""
        if self._form.extends:
            named = line.owner_name or self._owner_names.get(line.record_id, "")
        return named or line.raw.get(label, "") or f"dòng {line.row + 1}"

    def _lines(self) -> list[_Line]:
        """The lines that say anything: of a form that extends another, the name alone says nothing."""
        failed = {row for row, _ in self._sheet.errors}
        below = enumerate(self._sheet.rows[self._sheet.first :], self._sheet.first)
        kept = [(n, row) for n, row in below if row.count("") < len(row) or n in failed]
        if not kept:
            return []
        cells = list(zip(*(row for _, row in kept), strict=True))
        columns = self._answers(cells)
        values = list(zip(*(column.values for column in columns.values()), strict=True))
        answers = map(dict, map(zip, repeat(tuple(columns)), values))
        ids = map(_text, cells[self._id_place])
        lines = [
            _Line(n, record_id, told) for (n, _), record_id, told in zip(kept, ids, answers, strict=True)
        ]
        self._put_odd(lines, cells, columns)
        self._put_frame(lines, cells)
        own, width = not self._form.extends, len(columns)
        return [
            line
            for line, told in zip(lines, values, strict=True)
            if told.count(None) < width or line.marks or line.raw or (own and line.record_id)
        ]

    def _answers(self, cells: Sequence[Sequence[Any]]) -> dict[str, Column]:
        """Field key → its column; choices that depend on another answer are read after it."""
        read: dict[str, Column] = {}
        values: dict[str, Sequence[Value]] = {}
        for known in sorted(self._form.stored, key=lambda f: bool(getattr(f, "codes_by", ""))):
            by_name = self._reader(known) if isinstance(known, Reference) else None
            read[known.key] = read_column(known, cells[self._places[known.key]], values, by_name)
            values[known.key] = read[known.key].values
        return {f.key: read[f.key] for f in self._form.stored}

    def _reader(self, known: Reference) -> Callable[[Any, Mapping[str, Value]], Answer | Problem] | None:
        """Reads what refers to another record by its name or its id."""
        if self._owner is None or known.form != self._owner.key:
            return None
        title = self._owner.title

        def read(cell: Any, answers: Mapping[str, Value]) -> Answer | Problem:
            answer = known.read_cell(cell, answers)
            if isinstance(answer, Answer) and (answer.value is None or answer.value in self._owner_names):
                return answer
            text = cell_text(cell)
            found = self._by_name.get(search_key(text))  # a name may be longer than any id
            if found:
                return Answer(found)
            if isinstance(answer, Problem) and answer.code != Code.NOT_A_REFERENCE.name:
                return answer
            return problem(
                Code.NOT_A_REFERENCE, fields=(known.key,), label=known.label, text=text, form=title
            )

        return read

    def _put_odd(
        self, lines: Sequence[_Line], cells: Sequence[Sequence[Any]], columns: Mapping[str, Column]
    ) -> None:
        for key, column in columns.items():
            place = self._places[key]
            for n, odd in column.odd.items():
                if isinstance(odd, Problem):
                    lines[n].raw = {**lines[n].raw, key: _raw(cells[place][n])}
                    lines[n].tell(place, odd)
                else:
                    lines[n].marks = {**lines[n].marks, key: odd.mark}
        if not self._sheet.errors:
            return
        line_of, key_of = (
            {line.row: line for line in lines},
            {place: key for key, place in self._places.items()},
        )
        for (row, place), text in self._sheet.errors.items():
            if row in line_of and place in key_of:
                known = self._form.fields[key_of[place]]
                told = problem(Code.CELL_FORMULA_ERROR, fields=(known.key,), label=known.label, text=text)
                line_of[row].raw = {**line_of[row].raw, known.key: text}
                line_of[row].tell(place, told)

    def _put_frame(self, lines: Sequence[_Line], cells: Sequence[Sequence[Any]]) -> None:
        """What stands beside the answers: comparison with the last period, the owner's name."""
        states = {cell: _STATES.get(search_key(_text(cell))) for cell in set(cells[self._state_place])}
        for line, cell in zip(lines, cells[self._state_place], strict=True):
            state = states[cell]
            if state is None:
                line.tell(self._state_place, problem(Code.CARRIED_UNKNOWN, text=_text(cell)))
            else:
                line.carried = state
        if self._name_place >= 0:
            for line, cell in zip(lines, cells[self._name_place], strict=True):
                line.owner_name = _text(cell)

    def _find_owners(self, lines: Sequence[_Line]) -> None:
        """Lines of a form that extends another belong to its records: by id, else by a name that only one has."""
        title = self._owner.title if self._owner else self._form.extends
        for line in lines:
            name = self._owner_names.get(line.record_id)
            if name is not None:
                if line.owner_name not in ("", name) and search_key(line.owner_name) != search_key(name):
                    line.tell(
                        self._name_place, problem(Code.OWNER_DIFFERS, text=line.owner_name, record=name)
                    )
                continue
            found = "" if line.record_id else self._by_name.get(search_key(line.owner_name), "")
            if line.record_id:
                line.refuse(self._id_place, problem(Code.RECORD_ID_UNKNOWN, text=line.record_id))
            elif not found:
                told = problem(Code.OWNER_MISSING, record=self._called(line), form=title)
                line.refuse(self._name_place, told)
            line.record_id = found or line.record_id

    def _know_again(self, lines: Sequence[_Line]) -> None:
        """Lines with an id must be of this period; those without are known by the form's identity, or new."""
        label = self._form.label_field
        for line in lines:
            if line.record_id and line.record_id not in self._existing:
                line.refuse(self._id_place, problem(Code.RECORD_ID_UNKNOWN, text=line.record_id))
            elif not line.record_id and label and self._form.label_of(line.values).casefold() in _TOTALS:
                line.refuse(
                    self._places[label], problem(Code.TOTALS_ROW, text=self._form.label_of(line.values))
                )
        unknown = [line for line in lines if not line.record_id and not line.refused]
        if not unknown or not self._form.identity:
            return
        here = {line.record_id for line in lines}
        elsewhere: dict[tuple[str, ...], str] = {}
        for record_id, record in self._existing.items():
            if record_id not in here:
                elsewhere.setdefault(self._identity(record.values), record_id)
        seen: dict[tuple[str, ...], int] = {}
        for line in lines:
            if line.record_id:
                seen.setdefault(self._identity(line.values), line.row)
        for line in unknown:
            identity = self._identity(line.values)
            if identity and identity in seen:
                told = problem(Code.DUPLICATE_RECORD, record=self._called(line), other=seen[identity] + 1)
                line.refuse(self._places[self._form.identity[0]], told)
            elif identity:
                seen[identity] = line.row
                line.record_id = elsewhere.get(identity, "")

    def _identity(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """What is shown in the fields that tell records apart, accents and case aside; () when not answered."""
        keys = self._form.identity
        if values.get(keys[0]) is None:
            return ()
        fields = self._form.fields
        return tuple(search_key(fields[key].show(values.get(key), values)) for key in keys)

    def _refuse_repeated(self, lines: Sequence[_Line]) -> None:
        seen: dict[str, int] = {}
        for line in lines:
            if not line.record_id or line.refused:
                continue
            first = seen.setdefault(line.record_id, line.row)
            if first != line.row:
                told = problem(Code.DUPLICATE_RECORD, record=self._called(line), other=first + 1)
                line.refuse(self._id_place, told)


def _read_paper(sheet: _Sheet, form: Form, expected: Expected) -> Filled:
    """The one record of a paper form; none when no line is answered."""
    place, codes = sheet.places[VALUE_COLUMN], sheet.places[LINE_COLUMN]
    fields = {code: known for code, known in sheet_lines(form) if known is not None}
    rows: dict[str, int] = {}
    problems: list[tuple[int, Problem]] = []
    for r, row in enumerate(sheet.rows[sheet.first :], sheet.first):
        code = _line_code(row[codes])
        if code in rows:
            label, other = fields[code].label, rows[code] + 1
            problems.append((r, problem(Code.SHEET_LINE_TWICE, label=label, code=code, other=other)))
        elif code in fields:
            rows[code] = r
        elif isinstance(row[place], float):
            problems.append((r, problem(Code.SHEET_LINE_UNKNOWN, text=_raw(row[place]))))
    for code, known in fields.items():
        if code not in rows:
            raise AppError(Code.SHEET_LINE_MISSING, label=known.label, code=code)
    cells = {known.key: (rows[code], sheet.rows[rows[code]][place]) for code, known in fields.items()}
    record, found = _paper_record(sheet, form, cells, expected.existing(form).get(SHEET_RECORD))
    told_at = sorted([*problems, *found], key=lambda p: p[0])
    placed = [
        replace(told, form=form.key, record_id=SHEET_RECORD, record=form.title, place=sheet.at(r, place))
        for r, told in told_at
    ]
    blank = not (record.marks or record.raw or any(v is not None for v in record.values.values()))
    return Filled(form, [] if blank else [record], placed, 0 if blank else 1)


def _paper_record(
    sheet: _Sheet, form: Form, cells: Mapping[str, tuple[int, Any]], known: Record | None
) -> tuple[Record, list[tuple[int, Problem]]]:
    values: dict[str, Value] = {}
    marks: dict[str, str] = {}
    raw: dict[str, str] = {}
    problems: list[tuple[int, Problem]] = []
    for f in form.stored:
        row, cell = cells[f.key]
        failed = sheet.errors.get((row, sheet.places[VALUE_COLUMN]))
        answer = (
            f.read_cell(cell, values)
            if failed is None
            else problem(Code.CELL_FORMULA_ERROR, fields=(f.key,), label=f.label, text=failed)
        )
        values[f.key] = None if isinstance(answer, Problem) else answer.value
        if isinstance(answer, Problem):
            raw[f.key] = failed or _raw(cell)
            problems.append((row, answer))
        elif answer.mark:
            marks[f.key] = answer.mark
    notes, carried = (known.notes, known.carried) if known is not None else (NO_REMARKS, "")
    return Record(SHEET_RECORD, values, marks, raw, notes, carried), problems


def _line_code(cell: Any) -> str:
    """A Mã số as it was printed: a number that a person typed over it is 01 again."""
    return f"{int(cell):02d}" if isinstance(cell, float) and cell.is_integer() else _text(cell)


def _text(cell: Any) -> str:
    """A cell beside the answers: record id, name, word."""
    if isinstance(cell, str):
        return cell if cell.isascii() and "  " not in cell and cell == cell.strip() else tidy(cell)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _raw(cell: Any) -> str:
    """What could not be read, as a person would have typed it."""
    if isinstance(cell, str):
        return nfc(cell)
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)


def _only(names: Mapping[str, str]) -> dict[str, str]:
    """Folded name → record id, of names that one record alone has."""
    found: dict[str, str] = {}
    for record_id, name in names.items():
        key = search_key(name)
        found[key] = "" if key in found else record_id
    return {key: record_id for key, record_id in found.items() if key and record_id}
