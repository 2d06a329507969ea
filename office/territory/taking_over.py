"""Taking over: an office of today takes its predecessors' registers and history, each record with its identity."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from base.units import Extent, Unit
from courier import payload as courier_payload
from courier.payload import Payload
from db import backup, journal, received, records, reports, schema
from db.journal import RowChange
from db.received import Arrival, Nested
from db.store import Store
from forms.spec import Form, Record
from office.entering import duplicates
from office.office import Office
from office.receiving import admission
from office.receiving.arriving import check_contents, read_file
from office.territory.hamlet_sums import filled_forms, hamlets_of, same_hamlet
from office.territory.hamlets import add_hamlets

ACT: Final = "take_over"
_REASON = "Nhận bàn giao của đơn vị cũ"
Hamlets = Mapping[str, Collection[str]]
"""Code of an old unit that came only in part → the hamlets of it that came here."""


@dataclass(frozen=True, slots=True)
class _Report:
    """A report of the old unit as it was sent: it stays that unit's own."""

    payload: Payload
    content: bytes
    hash: str
    children: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Answers:
    """The records of one form of the old unit's last period, with the hamlet of each where it is known."""

    form: Form
    records: tuple[Record, ...]
    hamlets: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A file of a predecessor: whose, how much of its territory came here, its last period and its reports."""

    file: str
    unit: Unit
    extent: Extent
    period: Period
    reports: tuple[_Report, ...]
    answers: tuple[_Answers, ...]

    @property
    def hamlets(self) -> list[str]:
        """The hamlets that its records name, as they were written first."""
        found: dict[str, str] = {}
        for answers in self.answers:
            for name in answers.hamlets or ():
                found.setdefault(same_hamlet(name), name)
        return [name for key, name in sorted(found.items()) if key]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought: records by title of their form; `left`: those of hamlets that did not come here."""

    file: str
    unit: Unit
    extent: Extent
    period: Period
    records: Mapping[str, int]
    left: int
    known: int
    reports: int
    doubles: int = 0


def look(office: Office, period: Period, path: Path) -> Predecessor:
    """Read a predecessor's data file or submission; nothing is changed, here or there.

    Raises TAKE_OVER_OTHER, TAKE_OVER_EMPTY, SUBMISSION_OWN, STORE_DAMAGED where a data file holds a report that is not
    the one that was sent, and what reading and receiving raise.
    """
    made = _from_data_file(office, path) if path.suffix.lower() == ".sct" else _from_submission(office, path)
    unit, last, sent, answers = made
    own = office.unit_in(period)
    if unit.key == own.key:
        raise AppError(Code.SUBMISSION_OWN, unit=own.name)
    origins = office.store.units.origins(own, on=unit.valid_to or own.valid_from)
    extent = next((extent for origin, extent in origins if origin.key == unit.key), None)
    if extent is None:
        raise AppError(Code.TAKE_OVER_OTHER, file=path.name, found=unit.name, office=own.name)
    if last is None:
        raise AppError(Code.TAKE_OVER_EMPTY, file=path.name)
    return Predecessor(path.name, unit, extent, last, tuple(sent), tuple(answers))


_Made = tuple[Unit, Period | None, list[_Report], list[_Answers]]


def _from_submission(office: Office, path: Path) -> _Made:
    read = read_file(office, path)
    if read.edits:
        first = read.edits[0]
        raise AppError(
            Code.SUBMISSION_DAMAGED,
            file=path.name,
            what=f"ô {first.address} của trang tính “{first.sheet}” đã bị sửa",
        )
    check_contents(office, path, read)
    payload, catalogue = read.payloads[0]
    by_key = {part.key: part for part in payload.parts}
    answers = []
    for part in payload.parts:
        form = catalogue.form(part.form)
        owner = by_key.get(form.extends.partition("@")[0]) if form.extends else None
        owners = {r.record_id: r.values for r in courier_payload.records_of(owner)} if owner else {}
        told = courier_payload.records_of(part)
        named = hamlets_of(form, told, owners)
        answers.append(_Answers(form, tuple(told), None if named is None else tuple(named)))
    sent = _Report(payload, read.content, read.hash, read.children)
    return office.store.units.by_key(payload.unit), Period.parse(payload.period), [sent], answers


def _from_data_file(office: Office, path: Path) -> _Made:
    with _copied(office, path) as source:
        unit = source.unit
        told = [
            (key, Period.parse(label)) for key, label in reports.periods(source.store, packet=office.packet)
        ]
        own = sorted({one for key, one in told if key == unit.key})
        filled = [one for one in own if filled_forms(source, unit.key, one)[1]]
        last = max(filled, key=lambda one: (office.dates(one)[1], one), default=None)
        sent = [report for one in own for report in _sent(office, source, unit.key, one)]
        known = {child for report in sent for child in report.children} | {report.hash for report in sent}
        for label in received.known_periods(source.store, packet=office.packet):
            admitted = received.admitted(source.store, period=label, packet=office.packet)
            for key in sorted({entry.via or entry.hash for entry in admitted.values()} - known):
                sent.append(_report(office, source, key))
        return unit, last, sent, _answers(source, unit.key, last) if last else []


def _answers(source: Office, unit: str, period: Period) -> list[_Answers]:
    catalogue, forms = filled_forms(source, unit, period)
    place, found = {"unit": unit, "period": period.label}, []
    for form in forms:
        owner = catalogue.owner_of(form, source.closing(period))
        schema.grow(source.store, [form, *([owner] if owner else [])], travelled=catalogue.travelled)
        told = records.read(source.store, form, **place)
        owners = records.values_by_id(source.store, owner, **place) if owner else {}
        named = hamlets_of(form, told, owners)
        found.append(_Answers(form, tuple(told), None if named is None else tuple(named)))
    return found


@contextmanager
def _copied(office: Office, path: Path) -> Iterator[Office]:
    """The data file opened in a copy: the predecessor's own stays as it is, also where it is of an older version."""
    backup.verify(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        with Office(Store.open(copy, office.store.surroundings), office.given, office.packet) as source:
            yield source


def _sent(office: Office, source: Office, unit: str, period: Period) -> list[_Report]:
    versions = reports.submitted(source.store, unit=unit, period=period.label, packet=source.packet)
    return [_report(office, source, versions[-1].hash)] if versions else []


def _report(office: Office, source: Office, digest: str) -> _Report:
    """A report that the data file holds, as sound as one that comes as a submission."""
    from imports import submission as imported

    path = source.store.path
    read = imported.understood(
        path.name,
        _body(source, digest),
        lambda payload: {child.hash: _body(source, child.hash) for child in payload.children},
        office.own,
    )
    check_contents(office, path, read)
    return _Report(read.payload, read.content, read.hash, read.children)


def _body(source: Office, digest: str) -> bytes:
    """The bytes of that hash; raises STORE_DAMAGED where they are others."""
    content = reports.payload(source.store, digest)
    if courier_payload.digest(content) != digest:
        raise AppError(Code.STORE_DAMAGED, file=source.store.path.name)
    return content


def take_over(
    office: Office,
    period: Period,
    given: Sequence[Predecessor],
    *,
    hamlets: Hamlets | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[Taken]:
    """Bring the predecessors' last records into the office's open report, carried, and keep their reports as theirs.

    All files or none. A record that is here already stays as it is. Raises REPORT_CLOSED, PERIOD_NOT_OPEN,
    TAKE_OVER_HAMLETS where a predecessor came only in part and nobody said which hamlets.
    """
    told, chosen = progress or Progress(), hamlets or {}
    found = []
    with office.store.writing():
        office.draft(period)
        for one in given:
            _refuse_unsaid(office, period, one, chosen)
        for done, one in enumerate(given):
            told.step(done, len(given), f"Nhận dữ liệu của {one.unit.name}")
            found.append(_take(office, period, one, chosen.get(one.unit.code), dry_run=dry_run))
        if not dry_run:
            for label in sorted({report.payload.period for one in given for report in one.reports}):
                admission.admit(office, Period.parse(label))
    return found


def _refuse_unsaid(office: Office, period: Period, one: Predecessor, chosen: Hamlets) -> None:
    if one.extent != "whole" and one.unit.code not in chosen and one.hamlets:
        raise AppError(
            Code.TAKE_OVER_HAMLETS,
            unit=one.unit.name,
            code=one.unit.code,
            office=office.unit_in(period).name,
            hamlets=", ".join(one.hamlets),
        )


def _take(
    office: Office, period: Period, one: Predecessor, chosen: Collection[str] | None, *, dry_run: bool
) -> Taken:
    unit = office.unit_in(period).key
    changes: list[tuple[Form, list[RowChange]]] = []
    left = known = 0
    names: dict[str, str] = {}
    for answers in one.answers:
        form = _own_form(office, period, answers.form)
        if form is None:
            continue
        schema.grow(office.store, [form])
        here = _came_here(answers, one.extent, chosen)
        there = records.read_some(
            office.store, form, [r.record_id for r, _ in here], unit=unit, period=period.label
        )
        new = [(r, hamlet) for r, hamlet in here if r.record_id not in there]
        standing = sum(r.carried != "ended" for r in answers.records)
        left, known = left + standing - len(here), known + len(there)
        names |= {same_hamlet(hamlet): hamlet for _, hamlet in here if hamlet}
        carried = [_carried(form, answers.form, record) for record, _ in new]
        changes.append((form, [RowChange(r.record_id, None, records.image(r)) for r in carried]))
    counts = {form.title: len(rows) for form, rows in changes if rows}
    if not dry_run:
        _keep(office, period, one, [entry for entry in changes if entry[1]], list(names.values()))
    doubles = 0 if dry_run else _doubles(office, period, [form for form, rows in changes if rows])
    return Taken(one.file, one.unit, one.extent, one.period, counts, left, known, len(one.reports), doubles)


def _own_form(office: Office, period: Period, theirs: Form) -> Form | None:
    """The register of this period into which records of that form are carried; None where there is none."""
    own = next((form for form in office.own_forms(period) if form.key == theirs.key), None)
    return own if own is not None and own.kind == "register" and own.carry else None


def _came_here(answers: _Answers, extent: Extent, chosen: Collection[str] | None) -> list[tuple[Record, str]]:
    """The records that go on, with their hamlets: of a unit that came in part, those of the hamlets that did."""
    hamlets = answers.hamlets or ("",) * len(answers.records)
    pairs = [(r, h) for r, h in zip(answers.records, hamlets, strict=True) if r.carried != "ended"]
    if extent == "whole":
        return pairs
    wanted = {same_hamlet(name) for name in chosen or ()}
    return [(record, hamlet) for record, hamlet in pairs if hamlet and same_hamlet(hamlet) in wanted]


def _carried(form: Form, theirs: Form, record: Record) -> Record:
    """The record with the answers that last from period to period, under the fields of today's edition."""
    values = {}
    for field in form.stored:
        key = field.key if field.key in theirs.fields else field.was
        same = key in theirs.fields and theirs.fields[key].column_type == field.column_type
        if field.carried and same:
            values[field.key] = record.values.get(key)
    return Record(record.record_id, values, carried="carried")


def _keep(
    office: Office,
    period: Period,
    one: Predecessor,
    changes: Sequence[tuple[Form, list[RowChange]]],
    hamlets: Sequence[str],
) -> None:
    unit = office.unit_in(period).key
    for report in one.reports:
        _keep_report(office, one, report)
    add_hamlets(office, period, hamlets)
    if changes:
        (form, rows), *also = changes
        records.save(
            office.store,
            form,
            rows,
            unit=unit,
            period=period.label,
            act=ACT,
            door=one.file,
            reason=one.unit.name,
            also=also,
        )


def _keep_report(office: Office, one: Predecessor, report: _Report) -> None:
    """A report stays the old unit's, of its period: kept as it was sent, and counted for the figures over time.

    One that counts already gives way to a later version only.
    """
    p = report.payload
    store = office.store
    held = received.held(store, period=p.period, packet=p.packet).get(p.unit, [])
    if report.hash in {one.hash for one in held}:
        return
    arrival = Arrival(p.unit, p.period, p.packet, p.version, report.hash, p.predecessor, p.kind, one.file)
    nested = [
        (Nested(c.unit, c.version, c.kind, c.hash, c.of or ""), report.children[c.hash]) for c in p.children
    ]
    received.add(store, arrival, report.content, nested)
    counted = received.admitted(store, period=p.period, packet=p.packet).get(p.unit)
    if counted is None or all(known.version < p.version for known in held if known.hash == counted.hash):
        received.decide(
            store,
            "approve",
            unit=p.unit,
            period=p.period,
            packet=p.packet,
            digest=report.hash,
            reason=_REASON,
        )
    told = f"{_REASON} {report.hash}"
    journal.write(store, "receive", unit=p.unit, period=p.period, door=one.file, reason=told)


def _doubles(office: Office, period: Period, forms: Sequence[Form]) -> int:
    """How many pairs may be one, in the registers that were taken over: a person decides."""
    bases = dict.fromkeys(form.extends.partition("@")[0] or form.key for form in forms)
    return sum(len(duplicates.proposals(office, period, key)) for key in bases)
