"""The lines of a filled-in register, read column by column and then told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

from base.errors import Code, Problem, problem
from base.text import search_key
from courier.sheet import CARRIED_WORDS, SheetColumn
from forms.spec import NO_REMARKS, Answer, Form, Record, Reference, Value
from imports.cells import Column, read_column
from imports.filled.expected import Expected, Filled
from imports.filled.sheet import FilledSheet, raw_of, text_of
from imports.workbook import cell_text

_TOTALS = {"tổng cộng", "tổng số", "tổng", "cộng"}
_STATES = {search_key(word): state for state, word in CARRIED_WORDS.items()}


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


class FilledRegister:
    """The lines of a register, read column by column and then told apart."""

    def __init__(
        self, sheet: FilledSheet, form: Form, expected: Expected, columns: Sequence[SheetColumn]
    ) -> None:
        self._sheet = sheet
        self._form = form
        self._owner = expected.owner(form)
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
        ids = map(text_of, cells[self._id_place])
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
                    lines[n].raw = {**lines[n].raw, key: raw_of(cells[place][n])}
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
        states = {cell: _STATES.get(search_key(text_of(cell))) for cell in set(cells[self._state_place])}
        for line, cell in zip(lines, cells[self._state_place], strict=True):
            state = states[cell]
            if state is None:
                line.tell(self._state_place, problem(Code.CARRIED_UNKNOWN, text=text_of(cell)))
            else:
                line.carried = state
        if self._name_place >= 0:
            for line, cell in zip(lines, cells[self._name_place], strict=True):
                line.owner_name = text_of(cell)

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


def _only(names: Mapping[str, str]) -> dict[str, str]:
    """Folded name → record id, of names that one record alone has."""
    found: dict[str, str] = {}
    for record_id, name in names.items():
        key = search_key(name)
        found[key] = "" if key in found else record_id
    return {key: record_id for key, record_id in found.items() if key and record_id}
