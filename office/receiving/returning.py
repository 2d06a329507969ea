"""What is to be mended: picked in a report from below, kept with its return, told beside the fields further down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from base.errors import AppError, Code, Problem, problem
from base.period import Period
from base.text import nfc, tidy
from base.units import Unit
from courier import payload as courier_payload
from courier.payload import Payload
from courier.reply import Mark
from db import journal, received, records, replies, reports, schema
from db.journal import RowChange
from forms.spec import Form, Record
from office.office import Office


def marked(office: Office, digest: str, mark: Mark) -> Mark:
    """The mark with its place in words, if the kept report (or one inside it) has such a place.

    Raises REASON_NEEDED, FORM_UNKNOWN, RECORD_UNKNOWN, FIELD_UNKNOWN.
    """
    reason = tidy(nfc(mark.reason))
    if not reason:
        raise AppError(Code.REASON_NEEDED)
    return Mark(mark.form, mark.record_id, mark.field, reason, place(office, digest, mark), mark.unit)


def place(office: Office, digest: str, mark: Mark) -> str:
    """ "Lò gạch – Lò Tư – Lao động"; raises what marked() raises of the place."""
    payload = _report_of(office, digest, mark.unit)
    catalogue = courier_payload.catalogue_of(payload, office.own)
    part = next((p for p in payload.parts if p.key == mark.form), None)
    if part is None:
        raise AppError(Code.FORM_UNKNOWN, form=mark.form, nearest="")
    form = catalogue.form(part.form)
    words = [payload.unit_name] if mark.unit else []
    words.append(form.title)
    if mark.record_id:
        known = {r.record_id: r for r in courier_payload.records_of(part)}
        if mark.record_id not in known:
            raise AppError(Code.RECORD_UNKNOWN)
        words += [form.label_of(known[mark.record_id].values)] if form.kind == "register" else []
    if mark.field:
        if mark.field not in form.fields or not mark.record_id:
            raise AppError(Code.FIELD_UNKNOWN, form=form.title, field=mark.field)
        words.append(form.fields[mark.field].label)
    return " – ".join(words)


def keep_marks(office: Office, period: Period, unit: Unit, digest: str, given: Sequence[Mark]) -> None:
    """Keep what is to be mended in the version that is being returned, in the transaction of its return."""
    found = list({m.place: marked(office, digest, m) for m in given}.values())
    replies.set_marks(office.store, digest, found)
    told = [RowChange(m.record_id, None, {m.field: m.reason}, m.form) for m in found]
    if told:
        journal.write(office.store, "mark", unit=unit.key, period=period.label, changes=told, reason=digest)


def _report_of(office: Office, digest: str, unit: str) -> Payload:
    """The report of that hash, or the one of a unit (its key) inside it; raises SUBMISSION_OTHER_UNIT."""
    payload = courier_payload.decode(reports.payload(office.store, digest))
    if not unit:
        return payload
    child = next((c for c in payload.children if c.unit == unit), None)
    if child is None:
        raise AppError(Code.SUBMISSION_OTHER_UNIT, found=unit, expected=payload.unit_name)
    return courier_payload.decode(reports.payload(office.store, child.hash))


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A record, or a field of it, that was marked in the version that was returned; `then`: what it said there."""

    form: Form
    field: str
    reason: str
    then: Record

    @property
    def key(self) -> str:
        """The field at which it is told and explained: of a whole record the one that names it."""
        return self.field or self.form.label_field or self.form.stored[0].key

    def problem(self, record: Record) -> Problem | None:
        """What is left of it for the record as it stands; None once what was marked has changed."""
        form, keys = self.form, [self.field] if self.field else [f.key for f in self.form.stored]
        if any(_answer(record, key) != _answer(self.then, key) for key in keys):
            return None
        name = form.label_of(record.values)
        if self.field:
            label = form.fields[self.field].label
            told = problem(Code.RETURNED_FIELD, fields=(self.key,), label=label, reason=self.reason)
        else:
            told = problem(Code.RETURNED_RECORD, fields=(self.key,), record=name, reason=self.reason)
        noted = record.notes.get(self.key, "") not in ("", self.then.notes.get(self.key, ""))
        place = {"form": form.key, "record_id": record.record_id, "record": name}
        return replace(told, severity="noted" if noted else "ask", **place)  # type: ignore[arg-type]


def _answer(record: Record, key: str) -> tuple[object, str, str]:
    return record.values.get(key), record.marks.get(key, ""), record.raw.get(key, "")


def marks(office: Office, period: Period) -> list[Mark]:
    """What the office above marked in the version that it returned; none once a newer one went up."""
    found = _returned(office, period)
    return replies.marks(office.store, found) if found else []


def _returned(office: Office, period: Period) -> str:
    """The hash of the version that was returned and is being mended; "" when there is none."""
    unit = office.unit_in(period).key
    place = {"unit": unit, "period": period.label, "packet": office.packet}
    report = reports.find(office.store, **place)
    if report is None or report.state != "returned":
        return ""
    sent = reports.submitted(office.store, **place)
    return sent[-1].hash if sent else ""


def asked_back(office: Office, period: Period, form: Form, record_id: str) -> tuple[AskedBack, ...]:
    """What was marked in one record of the version that was returned."""
    given = [m for m in marks(office, period) if (m.unit, m.form, m.record_id) == ("", form.key, record_id)]
    if not given:
        return ()
    then = _then(office, period, form.key).get(record_id, Record(record_id, {}))
    return tuple(
        AskedBack(form, m.field, m.reason, then) for m in given if not m.field or m.field in form.fields
    )


def _then(office: Office, period: Period, form: str) -> dict[str, Record]:
    """record_id → what it said in the version that was returned."""
    payload = courier_payload.decode(reports.payload(office.store, _returned(office, period)))
    part = next((p for p in payload.parts if p.key == form), None)
    return {r.record_id: r for r in courier_payload.records_of(part)} if part else {}


def problems(office: Office, period: Period) -> list[Problem]:
    """What of the returned version is still neither changed nor explained."""
    given = marks(office, period)
    forms = {form.key: form for form in office.own_forms(period)}
    found: list[Problem] = []
    for key in dict.fromkeys(m.form for m in given if not m.unit and m.form in forms):
        of_form = [m for m in given if m.form == key and not m.unit]
        found += _of_form(office, period, forms[key], of_form)
    return [*found, *_below(office, period, [m for m in given if m.unit])]


def _of_form(office: Office, period: Period, form: Form, given: Sequence[Mark]) -> Iterator[Problem]:
    schema.grow(office.store, [form])
    unit = office.unit_in(period).key
    then = _then(office, period, form.key)
    now = {r.record_id: r for r in records.read(office.store, form, unit=unit, period=period.label)}
    for mark in given:
        after = now.get(mark.record_id)
        if not mark.record_id and _answers(form, then) == _answers(form, now):
            told = problem(Code.RETURNED_FORM, severity="ask", form=form.title, reason=mark.reason)
            yield replace(told, form=form.key)
        elif after is not None and (not mark.field or mark.field in form.fields):
            before = then.get(mark.record_id, Record(mark.record_id, {}))
            left = AskedBack(form, mark.field, mark.reason, before).problem(after)
            yield from [left] if left else []


def _answers(form: Form, found: Mapping[str, Record]) -> dict[str, list[object]]:
    return {key: [_answer(record, f.key) for f in form.stored] for key, record in found.items()}


def _below(office: Office, period: Period, given: Sequence[Mark]) -> Iterator[Problem]:
    """Marks in reports that travelled inside the office's own: settled when another version of theirs counts."""
    if not given:
        return
    payload = courier_payload.decode(reports.payload(office.store, _returned(office, period)))
    then = {child.unit: child.hash for child in payload.children}
    now = received.admitted(office.store, period=period.label, packet=office.packet)
    for mark in given:
        if mark.unit in now and now[mark.unit].hash == then.get(mark.unit):
            told = problem(Code.RETURNED_BELOW, severity="ask", where=mark.where, reason=mark.reason)
            yield replace(told, form=mark.form)
