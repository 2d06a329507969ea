"""Entering: open a period, type, explain, take out, state that nothing occurs, check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

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
from office.office import Office, previous_period

_FEW = 20
"""So many records are compared one by one; beyond it the whole register is read at once."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a period brought: how many records of each form were carried forward."""

    period: Period
    carried: dict[str, int]


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
    progress: Progress | None = None,
) -> list[Problem]:
    """Keep records as typed, unreadable texts included, in one act; gives the problems of those records.

    `also`: form key → records that belong to the same act, such as the workers of establishments from one list.
    `seen`: record_id → the record as the person had it before them: only what differs from it is written, so that
    an answer that came meanwhile through another door stays. A draft always saves; what stops the report is found
    by check(). Raises REPORT_CLOSED.
    `progress`: from a caller whose own transaction takes all of it back when the checks of what was kept are stopped.
    """
    given = {form_key: entered, **(also or {})}
    forms = {key: office.form(key, period) for key in given}
    unit = office.unit_in(period).key
    with _changing(office, period):
        schema.grow(office.store, forms.values())
        if progress is not None:
            progress.step(0, 0, "Đang ghi vào tệp dữ liệu")
        if seen:
            given[form_key] = _merged(office, period, forms[form_key], entered, seen)
        told = [(forms[key], _changes(office, period, forms[key], kept)) for key, kept in given.items()]
        (form, changes), *others = told
        records.save(
            office.store, form, changes, unit=unit, period=period.label, act=act, door=door, also=others
        )
    return [
        told
        for key, kept in given.items()
        for told in _problems_of(office, period, forms[key], kept, progress)
    ]


def _merged(
    office: Office, period: Period, form: Form, entered: Sequence[Record], seen: Mapping[str, Record]
) -> list[Record]:
    unit = office.unit_in(period).key
    standing = records.read_some(office.store, form, seen, unit=unit, period=period.label)
    found = []
    for record in entered:
        before = seen.get(record.record_id)
        stands = standing.get(record.record_id)
        same = before is None or stands is None or records.image(stands) == records.image(before)
        found.append(record if same or not (before and stands) else merged(stands, before, record))
    return found


def _changes(office: Office, period: Period, form: Form, entered: Sequence[Record]) -> list[RowChange]:
    """What entering these records changes."""
    ids = [record.record_id for record in entered]
    unit = office.unit_in(period).key
    standing = records.read_some(office.store, form, ids, unit=unit, period=period.label)
    return [
        RowChange(r.record_id, records.image(standing.get(r.record_id)), records.image(r)) for r in entered
    ]


def _problems_of(
    office: Office,
    period: Period,
    form: Form,
    entered: Sequence[Record],
    progress: Progress | None = None,
) -> list[Problem]:
    checks = checker(form, office.catalogue, office.closing(period))
    if len(entered) <= _FEW:
        compared = [_compared_one(office, period, form, record) for record in entered]
    else:
        previous, owners = _compared(office, period, form)
        compared = [
            (previous.get(record.record_id, {}), checks.owner_of(record, owners or {}) or {})
            for record in entered
        ]
    pairs = list(zip(entered, compared, strict=True))
    return [
        told
        for record, (previous_values, owner_values) in (progress or Progress()).through(
            pairs, _checking(form)
        )
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


def delete(
    office: Office,
    period: Period,
    form_key: str,
    record_ids: Sequence[str],
    *,
    reason: str,
    progress: Progress | None = None,
) -> None:
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
        (progress or Progress()).step(0, 0, f"Xóa {form.record}")
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
    found = records.read_some(office.store, form, record_ids, unit=unit, period=period.label)
    if not found.keys() >= set(record_ids):
        raise AppError(Code.RECORD_UNKNOWN)
    return [found[record_id] for record_id in record_ids]


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
    total, what = len(register.records), _checking(form)
    return checks.register(register, passing=lambda done: progress.step(done, total, what))


def check_records(
    office: Office,
    period: Period,
    form_key: str,
    entered: Sequence[Record],
    *,
    progress: Progress | None = None,
) -> list[Problem]:
    """The problems of these records, each by itself: what enter() gives, without keeping anything."""
    return _problems_of(office, period, office.form(form_key, period), entered, progress)


def _checking(form: Form) -> str:
    return f"Kiểm tra {form.title}"


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
