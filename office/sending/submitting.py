"""Submitting: close the report as its next version and write the file that goes up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import UNSET

from base.errors import AppError, Code, Problem
from base.period import Period
from base.text import search_key
from base.units import Unit
from courier import payload as courier_payload
from courier.condensed import Pools
from courier.fingerprint import fingerprint
from courier.payload import Child, Counted, Payload
from courier.totals import counted, forms_to_count
from courier.version import Kind
from db import journal, received, records, reports
from db.reports import Report
from forms.check import LABEL_OF_NOTES, LONGEST_NOTE
from office.agenda.home import recipient
from office.entering import substitute
from office.entering.checking import check
from office.office import VERSION, Office, refuse_other_kind
from office.receiving import ladder
from office.sending import condensing


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: the version, its hash, and the fingerprint that is printed on every page."""

    path: Path
    version: int
    hash: str
    fingerprint: str
    children: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version that went up."""

    version: int
    hash: str
    fingerprint: str
    kind: str
    note: str
    at: str


def versions(office: Office, period: Period) -> list[Version]:
    """What was submitted of the period, the newest first."""
    unit = office.unit_in(period).key
    kept = reports.submitted(office.store, unit=unit, period=period.label, packet=office.packet)
    return [Version(s.version, s.hash, fingerprint(s.hash), s.kind, s.note, s.at) for s in reversed(kept)]


@dataclass(frozen=True, slots=True)
class OwnForm:
    """A form of the office itself as it will go up: open, filled or nil, with so many records."""

    key: str
    title: str
    state: str
    records: int
    record: str


@dataclass(frozen=True, slots=True)
class Travelling:
    """A report from below that goes up inside the office's own."""

    unit: Unit
    version: int
    kind: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a submission will hold, or holds once the report is closed; `name` is what its file is called.

    `totals_only`: the last version went up without the records of the units below.
    """

    version: int
    to: str
    forms: tuple[OwnForm, ...]
    below: tuple[Travelling, ...]
    name: str
    totals_only: bool = False


def outgoing(office: Office, period: Period) -> Outgoing:
    """What will be sent; raises PERIOD_NOT_OPEN."""
    report, unit = office.report(period), office.unit_in(period)
    version = report.version + (report.state != "submitted")
    above = office.tree(period).parent(unit)
    words = search_key(unit.name).replace(" ", "-")
    return Outgoing(
        version,
        recipient(above),
        tuple(_own_forms(office, period)),
        tuple(_travelling(office, period)),
        f"{unit.code}-{words}-{period.label}-ban-{version}.xlsx",
        _sent_totals_only(office, period),
    )


def _sent_totals_only(office: Office, period: Period) -> bool:
    sent = versions(office, period)
    children = courier_payload.head(reports.payload(office.store, sent[0].hash)).children if sent else ()
    return bool(children) and all(child.of for child in children)


def _own_forms(office: Office, period: Period) -> Iterator[OwnForm]:
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    for form in office.own_forms(period):
        state = states.get(form.key, ("open", ""))[0]
        filled = state == "filled"
        count = records.count(office.store, form, unit=unit, period=period.label) if filled else 0
        yield OwnForm(form.key, form.title, state, count, form.record)


def _travelling(office: Office, period: Period) -> Iterator[Travelling]:
    """In the order of the tree."""
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    for unit in office.tree(period).under(office.unit_in(period).code):
        if unit.key in admitted:
            head = courier_payload.head(reports.payload(office.store, admitted[unit.key].hash))
            yield Travelling(unit, head.version, head.kind)


def keep_note(office: Office, period: Period, note: str) -> None:
    """Keep what is being written to the office above with the draft; of a closed report nothing changes."""
    report = office.report(period)
    if report.state != "submitted" and report.note != note:
        with office.store.writing():
            reports.put(office.store, replace(report, note=note))


def submit(
    office: Office,
    period: Period,
    path: Path,
    *,
    kind: Kind = "final",
    note: str = "",
    totals_only: bool = False,
) -> Sent:
    """Close the period as the next version and write the submission; a closed one is written again as it is.

    `totals_only`: the reports below travel as sums (TOTALS_ONLY_COMMUNE, TOTALS_ONLY_SENT of a version with records).
    Raises REPORT_NOT_READY, CHILD_WAITING while a report below waits to be judged, REPORT_NOTHING_TO_SUBMIT above
    communes without one. File and data file change together: when the file cannot be written, nothing is closed.
    """
    refuse_other_kind(path, ".xlsx")
    if len(note) > LONGEST_NOTE:
        raise AppError(Code.TEXT_TOO_LONG, label=LABEL_OF_NOTES, length=len(note), limit=LONGEST_NOTE)
    store = office.store
    written = False
    closed: Report | None = None
    try:
        with store.writing():
            report = office.report(period)
            if totals_only and office.unit_in(period).level == "commune":
                raise AppError(Code.TOTALS_ONLY_COMMUNE)
            if report.state == "submitted":
                return _write_again(office, period, report, path, totals_only=totals_only)
            closed = _closed(office, period, report, kind=kind, note=note)
            payload, carried = _payload(office, period, closed, totals_only=totals_only)
            content = courier_payload.encode(payload)
            digest = courier_payload.digest(content)
            reports.put(store, closed)
            reports.add_submitted(store, closed, content=content, digest=digest)
            journal.write(
                store, "submit", unit=closed.unit, period=period.label, reason=f"{closed.version} {digest}"
            )
            _write(office, period, path, payload, content, carried)
            written = True
    except BaseException:
        if written and closed is not None and not _is_closed(office, closed):
            path.unlink(missing_ok=True)
        raise
    return Sent(path, closed.version, digest, fingerprint(digest), len(carried))


def _closed(office: Office, period: Period, report: Report, *, kind: Kind, note: str) -> Report:
    """The report as its next version; raises REPORT_NOT_READY, CHILD_WAITING."""
    ladder.refuse_before_children(office, period, office.unit_in(period), "nộp")
    blocking = [p for p in check(office, period) if p.severity == "stop" or not answered(p, note)]
    if blocking:
        raise AppError(Code.REPORT_NOT_READY, count=len(blocking))
    return replace(report, state="submitted", kind=kind, version=report.version + 1, note=note, reason="")


def answered(told: Problem, note: str) -> bool:
    """Whether a problem needs no more explanation: it has its note, or concerns no record and the report has one."""
    return told.severity == "noted" or (not told.record_id and told.severity == "ask" and bool(note.strip()))


def _is_closed(office: Office, closed: Report) -> bool:
    kept = reports.find(office.store, unit=closed.unit, period=closed.period, packet=closed.packet)
    return kept == closed


@dataclass(frozen=True, slots=True)
class _Carried:
    """A report of an office below that travels along, as bytes and as what they say."""

    content: bytes
    payload: Payload


def _write_again(office: Office, period: Period, report: Report, path: Path, *, totals_only: bool) -> Sent:
    kept = reports.submitted(office.store, unit=report.unit, period=report.period, packet=report.packet)[-1]
    content = reports.payload(office.store, kept.hash)
    payload = courier_payload.decode(content)
    if totals_only and any(not child.of for child in payload.children):
        raise AppError(Code.TOTALS_ONLY_SENT, version=kept.version)
    carried = {child.hash: _carried(office, child.hash) for child in payload.children}
    _write(office, period, path, payload, content, carried)
    return Sent(path, kept.version, kept.hash, fingerprint(kept.hash), len(carried))


def _payload(
    office: Office, period: Period, report: Report, *, totals_only: bool
) -> tuple[Payload, dict[str, _Carried]]:
    unit = office.unit_in(period)
    held = received.admitted(office.store, period=period.label, packet=office.packet)
    carried = {entry.hash: _carried(office, entry.hash) for _, entry in sorted(held.items())}
    if unit.level != "commune" and not carried:
        raise AppError(Code.REPORT_NOTHING_TO_SUBMIT, period=period.in_words())
    before = reports.submitted(office.store, unit=unit.key, period=period.label, packet=office.packet)
    parts, pools = own_parts(office, period), None
    if totals_only:
        carried, pools = _condensed(office, period, carried)
        parts = tuple(condensing.own_part(office, period, part) for part in parts)
    nested = [one.payload for one in carried.values()]
    payload = Payload(
        format=courier_payload.SUMS_FORMAT if totals_only else courier_payload.FORMAT,
        program=VERSION,
        unit=unit.key,
        unit_name=unit.name,
        level=unit.level,
        period=period.label,
        packet=office.packet,
        kind=report.kind,  # type: ignore[arg-type]
        version=report.version,
        predecessor=before[-1].hash if before else "",
        tree=office.store.units.edition,
        note=report.note,
        parts=parts,
        children=tuple(_child(one.payload, digest) for digest, one in carried.items()),
        counted=_counted(office, nested) if carried else UNSET,
        illustrative=office.store.meta("illustrative") == "1",
        remade=substitute.remade(office) or UNSET,
        pooled=pools if pools and pools.sums else UNSET,
    )
    return payload, carried


def _condensed(
    office: Office, period: Period, carried: Mapping[str, _Carried]
) -> tuple[dict[str, _Carried], Pools]:
    """The reports below as sums, kept under their own hashes beside those in full."""
    made = condensing.condensed(office, period, {digest: one.payload for digest, one in carried.items()})
    travels = {}
    for one in made.reports.values():
        content = courier_payload.encode(one)
        digest = courier_payload.digest(content)
        reports.put_payload(office.store, digest, content)
        travels[digest] = _Carried(content, one)
    return travels, made.pools


def _counted(office: Office, nested: Sequence[Payload]) -> tuple[Counted, ...]:
    """How the forms of the nested reports are added up, with the parts of ratios where sums travel."""
    every = any(one.condensed for one in nested)
    forms = forms_to_count(nested, courier_payload.joined_catalogue(nested, office.own))
    return tuple(counted(form, every=every) for form in forms)


def own_parts(office: Office, period: Period) -> tuple[courier_payload.Part, ...]:
    """The office's own answers as they would go up now."""
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    parts = []
    for form in office.own_forms(period):
        state = states.get(form.key, ("open", ""))[0]
        found = records.read(office.store, form, unit=unit, period=period.label) if state == "filled" else []
        built_in = form.name in office.catalogue.built_in
        parts.append(courier_payload.part_of(form, state, found, built_in=built_in))
    return tuple(parts)


def _child(payload: Payload, digest: str) -> Child:
    return Child(payload.unit, payload.version, payload.kind, digest, payload.condensed)


def _carried(office: Office, digest: str) -> _Carried:
    content = reports.payload(office.store, digest)
    return _Carried(content, courier_payload.decode(content))


def _write(
    office: Office,
    period: Period,
    path: Path,
    payload: Payload,
    content: bytes,
    carried: Mapping[str, _Carried],
) -> None:
    from exports import submission as exported
    from imports.submission import sheets_of

    digest = courier_payload.digest(content)
    history = office.store.units
    names = {child.unit: history.by_key(child.unit).name for child in payload.children}
    nested = [one.payload for one in carried.values()]
    children = {key: one.content for key, one in carried.items()}
    sheets = sheets_of(payload, nested, digest, office.own, office.closing(period), names)
    exported.write(path, payload, content, children, sheets, digest=digest, period=period.in_words())
