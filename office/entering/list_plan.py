"""What taking an old list would do: each of its lines held against the records that the period has.

A line is known again by a unique code, else by what tells records apart; of several the best fitting chooses first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from base.errors import Code, Problem, problem
from base.likeness import digits, plain_hamlet
from base.period import Period
from base.progress import Progress
from base.text import search_key
from db import records, schema
from forms.check import Checker, checker
from forms.owner import owner_key
from forms.spec import BLANK, Form, Record
from forms.typed import shown, shown_parts
from imports import mapped
from imports.mapping import Sheet
from imports.matching import Match
from office.office import Office

_TAX_CODE = "tax_code"
_HAMLET = "hamlet"
_NOTHING = (None, "", "")
_COMPARING = "Đang so với số liệu đã có"
_SAID_ELSEWHERE = frozenset({Code.REQUIRED.name, Code.UNREADABLE.name})


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as it will be kept: (text, what is doubtful) a cell. `state`: new, update, same or refused."""

    row: int
    state: str
    cells: tuple[tuple[str, Problem | None], ...]


@dataclass(slots=True)
class Planned:
    """A line on its way: form key → its record before and after."""

    line: mapped.Line
    state: str
    before: dict[str, Record | None]
    after: dict[str, Record]
    doubts: dict[tuple[str, str], Problem]


class Plan:
    """The lines of a list held against what the period has."""

    def __init__(
        self,
        office: Office,
        period: Period,
        forms: Sequence[Form],
        sheet: Sheet,
        matches: Sequence[Match],
        *,
        keep_unreadable: bool,
    ) -> None:
        used = {m.form for m in matches}
        self.base = forms[0]
        self.forms = {form.key: form for form in forms if form.key in used or form is self.base}
        self.planned: list[Planned] = []
        self._office, self._period = office, period
        self._sheet, self._matches = sheet, matches
        self._keep = keep_unreadable
        schema.grow(office.store, self.forms.values())
        unit = office.unit_in(period).key
        self._standing = {
            key: {r.record_id: r for r in records.read(office.store, form, unit=unit, period=period.label)}
            for key, form in self.forms.items()
        }

    def make(self, new_id: Callable[[int], str], progress: Progress) -> None:
        """Plan every line."""
        lines = mapped.read(self._sheet, list(self.forms.values()), self._matches, progress)
        fresh = {line.row: _answered(self.base, Record("", {}), line) for line in lines}
        taken = [line for line in lines if not self._refused(line, fresh[line.row])]
        known = _Known(self.base, self._standing)
        found = known.find([(line, fresh[line.row]) for line in progress.through(taken, _COMPARING)])
        met = _Met(self.base)
        checks = {key: self._checker(form) for key, form in self.forms.items()}
        for line in progress.through(lines, _COMPARING):
            record_id = found.get(line.row, "") or new_id(line.row)
            one = self._plan(line, fresh[line.row], record_id, met)
            self._doubt(one, checks)
            self.planned.append(one)

    def _checker(self, form: Form) -> Checker:
        return checker(form, self._office.catalogue, self._office.closing(self._period))

    def _refused(self, line: mapped.Line, fresh: Record) -> bool:
        unreadable = any(cell.problem and cell.problem.severity == "stop" for cell in line.cells.values())
        return fresh.values.get(self.base.label_field) is None or (unreadable and not self._keep)

    def _plan(self, line: mapped.Line, fresh: Record, record_id: str, met: _Met) -> Planned:
        doubts = {key: cell.problem for key, cell in line.cells.items() if cell.problem}
        name = (self.base.key, self.base.label_field)
        if fresh.values.get(self.base.label_field) is None:
            label = self.base.fields[self.base.label_field].label
            doubts.setdefault(name, problem(Code.LIST_UNNAMED, fields=(self.base.label_field,), label=label))
        if self._refused(line, fresh):
            return Planned(line, "refused", {}, {}, doubts)
        first = met.before(fresh, line.row)
        if first is not None:
            record = self.base.label_of(fresh.values)
            told = problem(Code.LIST_REPEATED, severity="ask", record=record, other=first + 1)
            doubts.setdefault(name, told)
        before = {key: self._standing[key].get(record_id) for key in self.forms}
        after = {
            key: _answered(form, before[key] or Record(record_id, {}), line)
            for key, form in self.forms.items()
        }
        kept = {key: r for key, r in after.items() if key == self.base.key or before[key] or _says(r)}
        changed = any(before[key] is None or before[key] != record for key, record in kept.items())
        state = "new" if before[self.base.key] is None else "update" if changed else "same"
        return Planned(line, state, before, kept, doubts)

    def _doubt(self, one: Planned, checks: Mapping[str, Checker]) -> None:
        """Add what the rules say of the answers in the list; what is not asked there is told later, on the page."""
        owner = one.after[self.base.key].values if self.base.key in one.after else {}
        for key, record in one.after.items():
            beside = owner if owner_key(self.forms[key]) == self.base.key else {}
            for told in checks[key].record(record, owner=beside):
                at = next(((key, f) for f in told.fields if (key, f) in one.line.cells), None)
                if at is not None and at not in one.doubts and told.code not in _SAID_ELSEWHERE:
                    place = self._sheet.at(one.line.row, one.line.cells[at].place)
                    one.doubts[at] = replace(told, place=place)

    def shown(self, ordered: Sequence[Match], progress: Progress) -> Iterator[PreviewLine]:
        """The lines as a person looks through them."""
        for one in progress.through(self.planned, "Đang xếp bản xem trước"):
            cells = []
            for match in ordered:
                cell = one.line.cells[match.form, match.field]
                record = one.after.get(match.form)
                blank = cell.answer is not None and cell.answer.value is None and not cell.answer.mark
                text = (
                    cell.text
                    if record is None or blank
                    else shown(self.forms[match.form], record, match.field)
                )
                cells.append((text, one.doubts.get((match.form, match.field))))
            yield PreviewLine(one.line.row, one.state, tuple(cells))

    def changed(self) -> list[tuple[str, list[Record]]]:
        """Form key → the records that become others, the form itself first."""
        return [
            (
                key,
                [
                    one.after[key]
                    for one in self.planned
                    if key in one.after and one.before.get(key) != one.after[key]
                ],
            )
            for key in self.forms
        ]


def _says(record: Record) -> bool:
    return bool(record.raw or record.marks or any(v is not None for v in record.values.values()))


def _answered(form: Form, before: Record, line: mapped.Line) -> Record:
    """The record with what the line says; blank cells leave what stands there."""
    said = {
        field: cell for (key, field), cell in line.cells.items() if key == form.key and cell.answer != BLANK
    }
    if not said:
        return before
    values, marks, raw = dict(before.values), dict(before.marks), dict(before.raw)
    for field, cell in said.items():
        marks.pop(field, None)
        raw.pop(field, None)
        values[field] = cell.answer.value if cell.answer else None
        if cell.answer is None:
            raw[field] = cell.text
        elif cell.answer.mark:
            marks[field] = cell.answer.mark
    after = Record(before.record_id, values, marks, raw, before.notes, before.carried)
    if all(shown_parts(before, field) == shown_parts(after, field) for field in said):
        return before
    return replace(after, carried="changed") if before.carried in ("carried", "unchanged") else after


class _Met:
    """The lines that were read, by their codes and by what tells them apart."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._rows: dict[tuple[str, ...], int] = {}

    def before(self, record: Record, row: int) -> int | None:
        """The first row that said the same before this one."""
        keys = [*_codes(self._form, record).items(), _identity(self._form, record)]
        first = next((self._rows[key] for key in keys if key in self._rows), None)
        for key in keys:
            self._rows.setdefault(key, row)
        return first


class _Known:
    """The records that stand, found again by a unique code or by what tells them apart; each by one line only."""

    def __init__(self, form: Form, standing: Mapping[str, Mapping[str, Record]]) -> None:
        self._standing = standing
        self._form = form
        self._traits: dict[str, _Traits] = {}
        self._alike: dict[tuple[str, ...], list[str]] = {}
        for record_id, record in standing[form.key].items():
            if record.carried != "ended":
                traits = self._traits[record_id] = _traits(form, record)
                for key in (*traits.codes.items(), traits.identity):
                    self._alike.setdefault(key, []).append(record_id)

    def find(self, lines: Sequence[tuple[mapped.Line, Record]]) -> dict[int, str]:
        """Row → id of the record that the line is; of all the lines those that agree best choose first."""
        pairs = [pair for line, fresh in lines for pair in self._pairs(line, _traits(self._form, fresh))]
        found: dict[int, str] = {}
        used: set[str] = set()
        for _, row, record_id in sorted(pairs, key=lambda pair: pair[0], reverse=True):
            if row not in found and record_id not in used:
                found[row] = record_id
                used.add(record_id)
        return found

    def _pairs(self, line: mapped.Line, traits: _Traits) -> Iterator[tuple[tuple[int, ...], int, str]]:
        """(how well they agree, row, record) of the records that the line may be: codes, hamlet, other answers."""
        said = [
            (*at, (c.answer.value, c.answer.mark, "") if c.answer else (None, "", c.text))
            for at, c in line.cells.items()
            if c.answer != BLANK
        ]
        keys = (*traits.codes.items(), traits.identity)
        for record_id in dict.fromkeys(one for key in keys for one in self._alike.get(key, ())):
            known = self._traits[record_id]
            if not traits.apart(known):
                yield (*traits.shared(known), *self._agreement(said, record_id)), line.row, record_id

    def _agreement(
        self, said: Sequence[tuple[str, str, tuple[object, str, str]]], record_id: str
    ) -> tuple[int, int]:
        """Answers that are equal, and minus those that differ."""
        equal = other = 0
        for form_key, key, parts in said:
            beside = self._standing[form_key].get(record_id)
            there = shown_parts(beside, key) if beside else _NOTHING
            equal += there == parts
            other += there not in (parts, _NOTHING)
        return equal, -other


@dataclass(frozen=True, slots=True)
class _Traits:
    """By what a record is known again, folded."""

    identity: tuple[str, ...]
    codes: Mapping[str, str]
    hamlet: str

    def apart(self, other: _Traits) -> bool:
        """Whether a unique code of both differs, or, where they have none in common, the hamlet."""
        both = self.codes.keys() & other.codes.keys()
        if both:
            return any(self.codes[key] != other.codes[key] for key in both)
        return bool(self.hamlet and other.hamlet and self.hamlet != other.hamlet)

    def shared(self, other: _Traits) -> tuple[int, int]:
        """Equal codes, equal hamlets."""
        return len(self.codes.items() & other.codes.items()), int(self.hamlet == other.hamlet != "")


def _traits(form: Form, record: Record) -> _Traits:
    hamlet = plain_hamlet(str(record.values.get(_HAMLET) or ""))
    return _Traits(_identity(form, record), _codes(form, record), hamlet)


def _identity(form: Form, record: Record) -> tuple[str, ...]:
    keys = form.identity or (form.label_field,)
    shown_texts = (form.fields[key].show(record.values.get(key), record.values) for key in keys)
    return ("", *map(search_key, shown_texts))


def _codes(form: Form, record: Record) -> dict[str, str]:
    """Unique field → its folded code; a tax code is its digits, of which Excel may have dropped zeros in front."""
    codes = {}
    for field in form.field:
        if field.unique and field.key not in (form.label_field, *form.identity):
            text = search_key(str(record.values.get(field.key) or ""))
            codes[field.key] = digits(text).lstrip("0") if field.key == _TAX_CODE else text
    return {key: code for key, code in codes.items() if code}
