"""Old lists: any spreadsheet of records, matched with the fields of a form, looked through, then taken in one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from base.errors import AppError, Code, Problem, problem
from base.likeness import digits, plain_hamlet
from base.period import Period
from base.progress import Progress
from base.text import search_key
from courier.sheet import TEMPLATE_SHEET
from db import records, schema
from forms.check import Checker, checker
from forms.owner import owner_key
from forms.spec import BLANK, Field, Form, NumberBase, Record
from forms.typed import shown, shown_parts
from imports import mapped, mapping, matching
from imports.headings import convertible
from imports.mapping import Column, Sheet, Skipped
from imports.matching import Match
from office.entering import entry
from office.office import Office

__all__ = ["Column", "Match", "Sheet", "Skipped"]

_TAX_CODE = "tax_code"
_HAMLET = "hamlet"
_NOTHING = (None, "", "")
_SAID_ELSEWHERE = frozenset({Code.REQUIRED.name, Code.UNREADABLE.name})
WHY_WORDS = {
    "total": "dòng cộng",
    "group": "dòng tiêu đề nhóm",
    "heading": "tiêu đề lặp lại",
    "numbers": "dòng đánh số cột",
    "below": "phần ghi chú, chữ ký ở cuối",
    "blank": "dòng trống",
}
STATE_WORDS = {"new": "Mới", "update": "Cập nhật", "same": "Không đổi", "refused": "Không nhập"}


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can be matched with, as it is offered; `units` in which the column may stand."""

    form: str
    field: str
    label: str
    unit: str
    units: tuple[str, ...]
    required: bool

    @property
    def key(self) -> str:
        """ "establishments.revenue"."""
        return f"{self.form}.{self.field}"


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the preview."""

    label: str
    unit: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as it will be kept: (text, what is doubtful) a cell. `state`: new, update, same or refused."""

    row: int
    state: str
    cells: tuple[tuple[str, Problem | None], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking the list would bring."""

    heads: tuple[Head, ...]
    lines: tuple[PreviewLine, ...]
    skipped: tuple[Skipped, ...]

    def count(self, state: str) -> int:
        """Lines in a state."""
        return sum(line.state == state for line in self.lines)

    @property
    def doubtful(self) -> int:
        """Cells that a person should look at."""
        return sum(told is not None for line in self.lines for _, told in line.cells)

    @property
    def left_out(self) -> dict[str, int]:
        """Why → how many lines are no records; blank ones are not worth a word."""
        found: dict[str, int] = {}
        for one in self.skipped:
            if one.why != "blank":
                found[one.why] = found.get(one.why, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list brought."""

    new: int
    updated: int
    refused: int
    problems: list[Problem]


def sheets(path: Path) -> list[str]:
    """The sheets of a file in which a list may stand."""
    return mapping.sheets(path)


def is_template(path: Path) -> bool:
    """Whether the program itself made the file: it is filled in, not matched."""
    if path.suffix.lower() in mapping.TEXTS:
        return False
    from imports.workbook import Workbook

    return TEMPLATE_SHEET in Workbook(path).sheets


def look(path: Path, sheet: str = "") -> Sheet:
    """The list of a sheet, by default of the fullest; raises LIST_EMPTY, LIST_OLD_FONT and those of reading."""
    found = mapping.look(path, sheet)
    if found.old_font:
        raise AppError(Code.LIST_OLD_FONT, file=path.name)
    return found


def forms_of(office: Office, period: Period, form_key: str) -> list[Form]:
    """The forms that a list of this form can fill: of a form that extends another, that one first, then its kin.

    Raises LIST_FORM_KIND.
    """
    form = office.form(form_key, period)
    base = office.form(form.extends, period) if form.extends else form
    if base.kind != "register":
        raise AppError(Code.LIST_FORM_KIND, form=base.title)
    kin = [one for one in office.own_forms(period) if one.extends == base.key]
    return [base, *sorted(kin, key=lambda one: one.key != form.key)]


def targets(office: Office, period: Period, form_key: str) -> list[Target]:
    """What columns can be matched with, in the order of the forms."""
    forms = forms_of(office, period, form_key)
    return [_target(form, known) for form in forms for known in matching.fields_of(form)]


def _target(form: Form, known: Field) -> Target:
    unit = getattr(known, "unit", "") if isinstance(known, NumberBase) else ""
    return Target(form.key, known.key, known.label, unit, tuple(convertible(unit)), known.required)


def suggested(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    *,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Match]:
    """The matching that was chosen for a list of this shape, else the likeliest one."""
    forms = forms_of(office, period, form_key)
    kept = (remembered or {}).get(memory_key(form_key, sheet))
    chosen = matching.remembered(kept, forms, sheet) if kept else None
    return chosen or matching.suggest(forms, sheet)


def memory_key(form_key: str, sheet: Sheet) -> str:
    """Under which a matching is remembered."""
    return f"{form_key}:{sheet.shape}"


def to_remember(matches: Sequence[Match]) -> dict[str, str]:
    """A matching as the preferences keep it."""
    return matching.kept(matches)


def default_unit(office: Office, period: Period, sheet: Sheet, place: int, target: Target) -> str:
    """The unit in which a column stands that is matched with this field."""
    known = office.form(target.form, period).fields[target.field]
    column = next(c for c in sheet.columns if c.place == place)
    return matching.unit_for(column, known, sheet.units)


def refused_matching(
    office: Office, period: Period, form_key: str, sheet: Sheet, matches: Sequence[Match]
) -> Problem | None:
    """Why this matching cannot be taken: two columns for one field, none for the name."""
    base = forms_of(office, period, form_key)[0]
    letters = {column.place: column.letter for column in sheet.columns}
    seen: dict[str, int] = {}
    for match in sorted(matches, key=lambda m: m.place):
        first = seen.setdefault(match.target, match.place)
        if first != match.place:
            label = office.form(match.form, period).fields[match.field].label
            return problem(
                Code.LIST_TWO_COLUMNS, first=letters[first], second=letters[match.place], label=label
            )
    needed = base.label_field
    if f"{base.key}.{needed}" not in seen:
        return problem(Code.LIST_NO_NAME, label=base.fields[needed].label)
    return None


def doubted_matching(
    office: Office, period: Period, form_key: str, sheet: Sheet, matches: Sequence[Match]
) -> Problem | None:
    """What makes one wonder whether the list is one of this form: most of its columns fit nowhere in it."""
    if 2 * len(matches) >= len(sheet.columns):
        return None
    record = forms_of(office, period, form_key)[0].record
    return problem(
        Code.LIST_FEW_COLUMNS, severity="ask", matched=len(matches), count=len(sheet.columns), record=record
    )


def preview(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    matches: Sequence[Match],
    *,
    keep_unreadable: bool = True,
    progress: Progress | None = None,
) -> Preview:
    """What taking the list would bring; nothing is kept."""
    plan = _Plan(office, period, form_key, sheet, matches, keep_unreadable=keep_unreadable)
    plan.make(lambda row: f"#{row}", progress or Progress())
    ordered = sorted(matches, key=lambda m: m.place)
    fields = [plan.forms[m.form].fields[m.field] for m in ordered]
    heads = tuple(
        Head(f.label, getattr(f, "unit", "") if isinstance(f, NumberBase) else "", f.numeric) for f in fields
    )
    return Preview(heads, tuple(plan.shown(ordered)), sheet.skipped)


def take(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    matches: Sequence[Match],
    *,
    keep_unreadable: bool = True,
    progress: Progress | None = None,
) -> Taken:
    """Keep the lines as records, in one act that undo takes back whole; raises REPORT_CLOSED."""
    with office.store.writing():
        office.draft(period)
        plan = _Plan(office, period, form_key, sheet, matches, keep_unreadable=keep_unreadable)
        plan.make(lambda row: office.store.surroundings.new_id(), progress or Progress())
        base, *others = plan.changed()
        if any(base[1] for base in (base, *others)):
            first = next(one for one in (base, *others) if one[1])
            also = {key: kept for key, kept in (base, *others) if kept and key != first[0]}
            told = entry.enter(office, period, first[0], first[1], door=sheet.file, act="fill", also=also)
        else:
            told = []
    states = [line.state for line in plan.planned]
    return Taken(states.count("new"), states.count("update"), states.count("refused"), told)


@dataclass(slots=True)
class _Planned:
    """A line on its way: form key → its record before and after."""

    line: mapped.Line
    state: str
    before: dict[str, Record | None]
    after: dict[str, Record]
    doubts: dict[tuple[str, str], Problem]


class _Plan:
    """The lines of a list held against what the period has."""

    def __init__(
        self,
        office: Office,
        period: Period,
        form_key: str,
        sheet: Sheet,
        matches: Sequence[Match],
        *,
        keep_unreadable: bool,
    ) -> None:
        listed = forms_of(office, period, form_key)
        used = {m.form for m in matches}
        self.base = listed[0]
        self.forms = {form.key: form for form in listed if form.key in used or form is self.base}
        self.planned: list[_Planned] = []
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
        lines = mapped.read(self._sheet, list(self.forms.values()), self._matches)
        fresh = {line.row: _answered(self.base, Record("", {}), line) for line in lines}
        taken = [line for line in lines if not self._refused(line, fresh[line.row])]
        found = _Known(self.base, self._standing).find([(line, fresh[line.row]) for line in taken])
        met = _Met(self.base)
        checks = {key: self._checker(form) for key, form in self.forms.items()}
        for n, line in enumerate(lines):
            if n % 200 == 0:
                progress.step(n, len(lines), "Đang đọc danh sách")
            record_id = found.get(line.row, "") or new_id(line.row)
            one = self._plan(line, fresh[line.row], record_id, met)
            self._doubt(one, checks)
            self.planned.append(one)

    def _checker(self, form: Form) -> Checker:
        return checker(form, self._office.catalogue, self._office.closing(self._period))

    def _refused(self, line: mapped.Line, fresh: Record) -> bool:
        unreadable = any(cell.problem and cell.problem.severity == "stop" for cell in line.cells.values())
        return fresh.values.get(self.base.label_field) is None or (unreadable and not self._keep)

    def _plan(self, line: mapped.Line, fresh: Record, record_id: str, met: _Met) -> _Planned:
        doubts = {key: cell.problem for key, cell in line.cells.items() if cell.problem}
        name = (self.base.key, self.base.label_field)
        if fresh.values.get(self.base.label_field) is None:
            label = self.base.fields[self.base.label_field].label
            doubts.setdefault(name, problem(Code.LIST_UNNAMED, fields=(self.base.label_field,), label=label))
        if self._refused(line, fresh):
            return _Planned(line, "refused", {}, {}, doubts)
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
        return _Planned(line, state, before, kept, doubts)

    def _doubt(self, one: _Planned, checks: Mapping[str, Checker]) -> None:
        """Add what the rules say of the answers in the list; what is not asked there is told later, on the page."""
        owner = one.after[self.base.key].values if self.base.key in one.after else {}
        for key, record in one.after.items():
            beside = owner if owner_key(self.forms[key]) == self.base.key else {}
            for told in checks[key].record(record, owner=beside):
                at = next(((key, f) for f in told.fields if (key, f) in one.line.cells), None)
                if at is not None and at not in one.doubts and told.code not in _SAID_ELSEWHERE:
                    place = self._sheet.at(one.line.row, one.line.cells[at].place)
                    one.doubts[at] = replace(told, place=place)

    def shown(self, ordered: Sequence[Match]) -> Iterator[PreviewLine]:
        """The lines as a person looks through them."""
        for one in self.planned:
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
