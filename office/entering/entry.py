"""Entering: open a period, type, fill from a sheet, state that nothing occurs, check, undo."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from base.errors import AppError, Code, Problem
from base.period import Period
from base.progress import Progress
from base.text import tidy
from db import journal, records, reports, schema
from db.journal import RowChange
from forms.check import Register, Values, checker
from forms.owner import owner_key
from forms.spec import Form, Record, Value
from forms.typed import merged
from office.office import Office, previous_period, refuse_other_kind

if TYPE_CHECKING:
    from imports import filled


_FEW = 20
"""So many records are compared one by one; beyond it the whole register is read at once."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a period brought: how many records of each form were carried forward."""

    period: Period
    carried: dict[str, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filled-in sheet brought. `refused` are the cells that kept it out; `problems` also tell of rules."""

    form: Form
    records: int
    problems: list[Problem]
    refused: list[Problem]
    taken: bool


@contextmanager
def _changing(office: Office, period: Period) -> Iterator[None]:
    """One transaction on a report that is a draft, and stays so until it ends, whoever else has the file open."""
    with office.store.writing():
        office.draft(period)
        yield


def open_period(office: Office, period: Period, *, carry_from: Period | None = None) -> Opened:
    """Open the office's report of a period, with the registers of an earlier one carried forward."""
    unit = office.unit_in(period)
    store = office.store
    forms = office.own_forms(period)
    schema.grow(store, office.forms(period))
    carried: dict[str, int] = {}
    with store.writing():
        if reports.find(store, unit=unit.key, period=period.label, packet=office.packet):
            raise AppError(Code.PERIOD_ALREADY_OPEN, period=period.in_words())
        version = reports.last_version(store, unit=unit.key, period=period.label, packet=office.packet)
        reports.put(
            store, reports.Report(unit.key, period.label, office.packet, "draft", "", version, "", "")
        )
        journal.write(
            store, "open", unit=unit.key, period=period.label, reason=carry_from.label if carry_from else ""
        )
        if carry_from is not None:
            carried = {
                form.key: _carry(office, form, carry_from, period)
                for form in forms
                if form.kind == "register" and form.carry
            }
            if not any(carried.values()):
                raise AppError(Code.PERIOD_NOTHING_TO_CARRY, period=carry_from.in_words())
    return Opened(period, {key: count for key, count in carried.items() if count})


def _carry(office: Office, form: Form, source: Period, period: Period) -> int:
    """Last period's records, ended ones left out and flows emptied; each waits to be confirmed."""
    unit = office.unit_in(period).key
    before = records.read(office.store, form, unit=office.unit_in(source).key, period=source.label)
    kept = [f.key for f in form.stored if f.carried]
    carried = [
        Record(r.record_id, {key: r.values.get(key) for key in kept}, carried="carried")
        for r in before
        if r.carried != "ended"
    ]
    if carried:
        changes = [RowChange(r.record_id, None, records.image(r)) for r in carried]
        records.save(
            office.store, form, changes, unit=unit, period=period.label, act="carry", door="open-period"
        )
    return len(carried)


def enter(
    office: Office,
    period: Period,
    form_key: str,
    entered: Sequence[Record],
    *,
    door: str = "window",
    act: journal.Act = "enter",
    also: Mapping[str, Sequence[Record]] | None = None,
    seen: Mapping[str, Record] | None = None,
) -> list[Problem]:
    """Keep records as typed, unreadable texts included, in one act; gives the problems of those records.

    `also`: form key → records that belong to the same act, such as the workers of establishments from one list.
    `seen`: record_id → the record as the person had it before them: only what differs from it is written, so that
    an answer that came meanwhile through another door stays. A draft always saves; what stops the report is found
    by check(). Raises REPORT_CLOSED.
    """
    given = {form_key: entered, **(also or {})}
    forms = {key: office.form(key, period) for key in given}
    unit = office.unit_in(period).key
    with _changing(office, period):
        schema.grow(office.store, forms.values())
        if seen:
            given[form_key] = _merged(office, period, forms[form_key], entered, seen)
        told = [(forms[key], _changes(office, period, forms[key], kept)) for key, kept in given.items()]
        (form, changes), *others = told
        records.save(
            office.store, form, changes, unit=unit, period=period.label, act=act, door=door, also=others
        )
    return [told for key, kept in given.items() for told in _problems_of(office, period, forms[key], kept)]


def _merged(
    office: Office, period: Period, form: Form, entered: Sequence[Record], seen: Mapping[str, Record]
) -> list[Record]:
    unit = office.unit_in(period).key
    found = []
    for record in entered:
        before = seen.get(record.record_id)
        stands = records.read_one(office.store, form, record.record_id, unit=unit, period=period.label)
        same = before is None or stands is None or records.image(stands) == records.image(before)
        found.append(record if same or not (before and stands) else merged(stands, before, record))
    return found


def _changes(office: Office, period: Period, form: Form, entered: Sequence[Record]) -> list[RowChange]:
    """What entering these records changes; many are compared with the whole register, few one by one."""
    unit = office.unit_in(period).key
    if len(entered) > _FEW:
        standing = {r.record_id: r for r in records.read(office.store, form, unit=unit, period=period.label)}
        before = [standing.get(record.record_id) for record in entered]
    else:
        before = [
            records.read_one(office.store, form, record.record_id, unit=unit, period=period.label)
            for record in entered
        ]
    return [
        RowChange(r.record_id, records.image(b), records.image(r))
        for b, r in zip(before, entered, strict=True)
    ]


def _problems_of(office: Office, period: Period, form: Form, entered: Sequence[Record]) -> list[Problem]:
    checks = checker(form, office.catalogue, office.closing(period))
    if len(entered) <= _FEW:
        compared = [_compared_one(office, period, form, record) for record in entered]
    else:
        previous, owners = _compared(office, period, form)
        compared = [
            (previous.get(record.record_id, {}), checks.owner_of(record, owners or {}) or {})
            for record in entered
        ]
    return [
        told
        for record, (previous_values, owner_values) in zip(entered, compared, strict=True)
        for told in checks.record(record, previous=previous_values, owner=owner_values)
    ]


def _compared_one(office: Office, period: Period, form: Form, record: Record) -> tuple[Values, Values]:
    """Last period's values of one record and those of its owner: saving one reads two, not the register."""
    unit = office.unit_in(period).key
    last = previous_period(office, period, unit)
    before = records.read_one(office.store, form, record.record_id, unit=unit, period=last) if last else None
    previous = before.values if before else {}
    if not owner_key(form):
        return previous, {}
    owner = office.form(owner_key(form), period)
    schema.grow(office.store, [owner])
    checks = checker(form, office.catalogue, office.closing(period))
    found = records.read_one(office.store, owner, checks.owner_id(record), unit=unit, period=period.label)
    return previous, found.values if found else {}


def note(office: Office, period: Period, form_key: str, record_id: str, field: str, text: str) -> None:
    """Keep the explanation of a field ("" takes it away): what a problem that asks is waiting for."""
    form = office.form(form_key, period)
    if field not in form.fields:
        raise AppError(Code.FIELD_UNKNOWN, field=field, form=form.title)
    with _changing(office, period):
        (before,) = _standing(office, period, form, [record_id])
        kept = {key: told for key, told in before.notes.items() if key != field}
        told = tidy(text)
        after = replace(before, notes={**kept, field: told} if told else kept)
        enter(office, period, form_key, [after], door="note")


def delete(office: Office, period: Period, form_key: str, record_ids: Sequence[str], *, reason: str) -> None:
    """Take records out of the period with what extends them, in one act; undo brings them back.

    Raises REASON_NEEDED, RECORD_UNKNOWN.
    """
    if not reason.strip():
        raise AppError(Code.REASON_NEEDED)
    form = office.form(form_key, period)
    place = office.unit_in(period).key, period.label
    with _changing(office, period):
        gone = [(form, _removed(_standing(office, period, form, record_ids)))]
        for other in extensions_of(office, period, form):
            schema.grow(office.store, [other])
            kin = records.read_some(office.store, other, record_ids, unit=place[0], period=place[1])
            gone.append((other, _removed(kin.values())))
        records.save(
            office.store,
            form,
            gone[0][1],
            unit=place[0],
            period=place[1],
            act="delete",
            door="window",
            reason=tidy(reason),
            also=[(other, changes) for other, changes in gone[1:] if changes],
        )


def _removed(standing: Iterable[Record]) -> list[RowChange]:
    return [RowChange(r.record_id, records.image(r), None) for r in standing]


def extensions_of(office: Office, period: Period, form: Form) -> list[Form]:
    """The forms of the period whose records are further answers of this form's records."""
    return [other for other in office.own_forms(period) if other.extends == form.key]


def _standing(office: Office, period: Period, form: Form, record_ids: Sequence[str]) -> list[Record]:
    """These records as they are now; raises RECORD_UNKNOWN."""
    unit = office.unit_in(period).key
    found = []
    for record_id in record_ids:
        record = records.read_one(office.store, form, record_id, unit=unit, period=period.label)
        if record is None:
            raise AppError(Code.RECORD_UNKNOWN)
        found.append(record)
    return found


def nil(office: Office, period: Period, form_key: str) -> None:
    """State that nothing of this form occurs in the period: a person's act, refused while records stand."""
    form = office.form(form_key, period)
    unit = office.unit_in(period).key
    with _changing(office, period):
        schema.grow(office.store, [form])
        count = records.count(office.store, form, unit=unit, period=period.label)
        if count:
            raise AppError(Code.FORM_NOT_NIL, form=form.title, count=count)
        before = records.states(office.store, unit=unit, period=period.label).get(form.key, ("open", ""))[0]
        records.set_state(office.store, form, "nil", unit=unit, period=period.label)
        change = RowChange("", {"state": before}, {"state": "nil"})
        journal.write(office.store, "nil", unit=unit, form=form.key, period=period.label, changes=[change])


def open_forms(office: Office, period: Period) -> list[Form]:
    """The forms that must be answered and are neither filled nor stated to be nil."""
    states = records.states(office.store, unit=office.unit_in(period).key, period=period.label)
    asked = (form for form in office.own_forms(period) if not form.optional)
    return [form for form in asked if states.get(form.key, ("open", ""))[0] == "open"]


def nil_rest(office: Office, period: Period) -> list[Form]:
    """State of every form that is still open that nothing of it occurs; all of them or none."""
    with office.store.writing():
        found = open_forms(office, period)
        for form in found:
            nil(office, period, form.key)
    return found


def undo(office: Office, *, period: Period | None = None) -> journal.Line:
    """Take back the last act on records (of one period) by a new, inverse act.

    Raises UNDO_NOTHING, UNDO_CHANGED, REPORT_CLOSED.
    """
    with office.store.writing():
        line = journal.last_undoable(office.store, period=period.label if period else "")
        if line is None:
            raise AppError(Code.UNDO_NOTHING)
        _invert(office, line, act="undo")
    return line


def redo(office: Office, *, period: Period | None = None) -> journal.Line:
    """Do again what was taken back last (in one period); raises REDO_NOTHING and what undo raises."""
    with office.store.writing():
        line = journal.last_redoable(office.store, period=period.label if period else "")
        if line is None:
            raise AppError(Code.REDO_NOTHING)
        _invert(office, line, act="redo")
    return line


def _invert(office: Office, line: journal.Line, *, act: Literal["undo", "redo"]) -> None:
    period = Period.parse(line.period)
    office.draft(period)
    form = office.form(line.form, period)
    if any("state" in (change.after or {}) for change in line.row_changes if not change.record_id):
        _invert_state(office, form, line, act=act)
    else:
        _invert_rows(office, form, line, act=act)


def _invert_rows(office: Office, form: Form, line: journal.Line, *, act: Literal["undo", "redo"]) -> None:
    place = {"unit": line.unit, "period": line.period}
    period = Period.parse(line.period)
    inverse: dict[str, list[RowChange]] = {form.key: []}
    forms = {form.key: form}
    for change in line.row_changes:
        key = change.form or form.key
        forms.setdefault(key, office.form(key, period))
        now = records.read_one(office.store, forms[key], change.record_id, **place)
        if records.image(now) != _without_place(change.after):
            raise AppError(Code.UNDO_CHANGED)
        inverse.setdefault(key, []).append(RowChange(change.record_id, change.after, change.before))
    own = inverse.pop(form.key)
    also = [(forms[key], changes) for key, changes in inverse.items()]
    records.save(office.store, form, own, **place, act=act, door=act, undoes=line.seq, also=also)
    for key, one in forms.items():
        empty = not records.count(office.store, one, **place)
        if empty and journal.stood_before(office.store, replace(line, form=key)) == "nil":
            records.set_state(office.store, one, "nil", **place)


def _without_place(told: dict[str, Any] | None) -> dict[str, Any] | None:
    return told and {key: value for key, value in told.items() if key != "position"}


def _invert_state(office: Office, form: Form, line: journal.Line, *, act: str) -> None:
    place = {"unit": line.unit, "period": line.period}
    (change,) = line.row_changes
    now = records.states(office.store, **place).get(form.key, ("open", ""))[0]
    if now != (change.after or {})["state"] or records.count(office.store, form, **place):
        raise AppError(Code.UNDO_CHANGED)
    records.set_state(office.store, form, (change.before or {})["state"], **place)
    back = RowChange("", change.after, change.before)
    journal.write(office.store, act, **place, form=form.key, changes=[back], undoes=line.seq)


def check_form(
    office: Office, period: Period, form_key: str, *, progress: Progress | None = None
) -> list[Problem]:
    """All problems of one form's records, those between records included; nothing of whether it is filled."""
    form = office.form(form_key, period)
    unit = office.unit_in(period).key
    register = Register(
        records.read(office.store, form, unit=unit, period=period.label), *_compared(office, period, form)
    )
    checks = checker(form, office.catalogue, office.closing(period))
    if progress is None:
        return checks.register(register)
    total, what = len(register.records), f"Kiểm tra {form.title}"
    return checks.register(register, passing=lambda done: progress.step(done, total, what))


def check_records(office: Office, period: Period, form_key: str, entered: Sequence[Record]) -> list[Problem]:
    """The problems of these records, each by itself: what enter() gives, without keeping anything."""
    return _problems_of(office, period, office.form(form_key, period), entered)


def _compared(
    office: Office, period: Period, form: Form
) -> tuple[dict[str, dict[str, Value]], dict[str, dict[str, Value]] | None]:
    """Last period's values and the owners' values of a form's records, by record id."""
    unit = office.unit_in(period).key
    last = previous_period(office, period, unit)
    previous = records.values_by_id(office.store, form, unit=unit, period=last) if last else {}
    if not owner_key(form):
        return previous, None
    owner = office.form(owner_key(form), period)
    schema.grow(office.store, [owner])
    return previous, records.values_by_id(office.store, owner, unit=unit, period=period.label)


def template(office: Office, period: Period, form_key: str, path: Path) -> None:
    """Write the sheet to fill in for a form, with what the period already holds."""
    from exports import template as exported

    refuse_other_kind(path, ".xlsx")
    office.report(period)
    form = office.form(form_key, period)
    unit = office.unit_in(period)
    schema.grow(office.store, [form])
    owner = office.form(owner_key(form), period) if owner_key(form) else None
    on = office.closing(period)
    exported.write(
        path,
        exported.Template(
            form=form,
            owner=owner,
            unit_key=unit.key,
            unit_name=unit.name,
            period=period.label,
            packet=office.packet,
            period_words=period.in_words(),
            on=on,
            records=records.read(office.store, form, unit=unit.key, period=period.label),
            owner_names=_owner_names(office, period, owner) if owner else {},
            parameters=office.catalogue.parameters(on),
            hamlets=[name for name, _ in reports.hamlets(office.store, unit=unit.key)],
        ),
    )


def _owner_names(office: Office, period: Period, owner: Form) -> dict[str, str]:
    schema.grow(office.store, [owner])
    found = records.read(office.store, owner, unit=office.unit_in(period).key, period=period.label)
    return {r.record_id: owner.label_of(r.values) for r in found}


def fill(
    office: Office,
    period: Period,
    path: Path,
    *,
    form_key: str = "",
    dry_run: bool = False,
    keep_drafts: bool = False,
) -> Filled:
    """Take a filled-in sheet whole or not at all.

    Cells that cannot be read keep the file out, unless `keep_drafts` lets them in as raw text. Rules that ask
    or stop are told, and hold back submission, not filling.
    """
    from imports import filled as imported

    office.draft(period)
    existing = functools.cache(lambda form: _by_id(office, period, form))
    sheet = imported.read(path, _expected(office, period, form_key, existing))
    form = office.form(sheet.form.key, period)
    refused = [p for p in sheet.problems if not (keep_drafts and p.code in imported.KEPT_AS_DRAFT)]
    if refused or dry_run:
        found = _told(office, period, form, sheet)
        return Filled(form, len(sheet.records), found, refused, taken=False)
    unit = office.unit_in(period).key
    with _changing(office, period):
        before = _by_id(office, period, form)
        changes = [
            RowChange(r.record_id, records.image(before.get(r.record_id)), records.image(r))
            for r in sheet.records
        ]
        if changes:
            records.save(
                office.store, form, changes, unit=unit, period=period.label, act="fill", door=path.name
            )
    found = _told(office, period, form, sheet)
    return Filled(form, len(sheet.records), found, [], taken=True)


def _told(office: Office, period: Period, form: Form, sheet: filled.Filled) -> list[Problem]:
    """What is wrong with the cells, then what the rules say; a cell that cannot be read is told once."""
    rules = _problems_of(office, period, form, sheet.records)
    return [*sheet.problems, *(p for p in rules if p.code != Code.UNREADABLE.name)]


def _expected(
    office: Office, period: Period, form_key: str, existing: Callable[[Form], dict[str, Record]]
) -> filled.Expected:
    """What a filled-in sheet is held against: the office, its period, and what it has already entered."""
    from imports import filled as imported

    history = office.store.units
    return imported.Expected(
        catalogue=office.catalogue,
        unit_key=office.unit_in(period).key,
        unit_name=lambda key: history.by_key(key).name,
        period=period.label,
        packet=office.packet,
        form_key=form_key,
        existing=existing,
        owner_names=lambda form: _owner_names(office, period, office.form(owner_key(form), period)),
        new_id=office.store.surroundings.new_id,
        on=office.closing(period),
    )


def _by_id(office: Office, period: Period, form: Form) -> dict[str, Record]:
    schema.grow(office.store, [form])
    found = records.read(office.store, form, unit=office.unit_in(period).key, period=period.label)
    return {r.record_id: r for r in found}
