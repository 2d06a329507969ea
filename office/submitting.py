"""Submitting: close the report as its next version and write the file that goes up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from base.errors import AppError, Code
from base.period import Period
from courier import payload as courier_payload
from courier.fingerprint import fingerprint
from courier.payload import Child, Payload
from courier.version import Kind
from db import journal, received, records, reports
from db.reports import Report
from forms.check import LABEL_OF_NOTES, LONGEST_NOTE
from office.entry import check
from office.office import VERSION, Office, refuse_other_kind


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: the version, its hash, and the fingerprint that is printed on every page."""

    path: Path
    version: int
    hash: str
    fingerprint: str
    children: int


def submit(office: Office, period: Period, path: Path, *, kind: Kind = "final", note: str = "") -> Sent:
    """Close the period as the next version and write the submission; a closed one is written again as it is.

    Raises REPORT_NOT_READY while problems stand, REPORT_NOTHING_TO_SUBMIT for an office above communes that has
    approved nothing. File and data file change together: when the file cannot be written, nothing is closed.
    """
    refuse_other_kind(path, ".xlsx")
    report = office.report(period)
    if report.state == "submitted":
        return _write_again(office, period, report, path)
    if len(note) > LONGEST_NOTE:
        raise AppError(Code.TEXT_TOO_LONG, label=LABEL_OF_NOTES, length=len(note), limit=LONGEST_NOTE)
    blocking = [p for p in check(office, period) if p.severity in ("stop", "ask")]
    if blocking:
        raise AppError(Code.REPORT_NOT_READY, count=len(blocking))
    version = report.version + 1
    closed = replace(report, state="submitted", kind=kind, version=version, note=note, reason="")
    payload, children = _payload(office, period, closed)
    content = courier_payload.encode(payload)
    digest = courier_payload.digest(content)
    store = office.store
    written = False
    try:
        with store.writing():
            reports.put(store, closed)
            reports.add_submitted(store, closed, content=content, digest=digest)
            journal.write(
                store, "submit", unit=closed.unit, period=period.label, reason=f"{version} {digest}"
            )
            _write(office, period, path, payload, content, children)
            written = True
    except BaseException:
        if written and not _is_closed(office, closed):
            path.unlink(missing_ok=True)
        raise
    return Sent(path, version, digest, fingerprint(digest), len(children))


def _is_closed(office: Office, closed: Report) -> bool:
    kept = reports.find(office.store, unit=closed.unit, period=closed.period, packet=closed.packet)
    return kept == closed


def _write_again(office: Office, period: Period, report: Report, path: Path) -> Sent:
    kept = reports.submitted(office.store, unit=report.unit, period=report.period, packet=report.packet)[-1]
    content = reports.payload(office.store, kept.hash)
    payload = courier_payload.decode(content)
    children = {child.hash: reports.payload(office.store, child.hash) for child in payload.children}
    _write(office, period, path, payload, content, children)
    return Sent(path, kept.version, kept.hash, fingerprint(kept.hash), len(children))


def _payload(office: Office, period: Period, report: Report) -> tuple[Payload, dict[str, bytes]]:
    unit = office.unit_in(period)
    children = _children(office, period)
    if unit.level != "commune" and not children:
        raise AppError(Code.REPORT_NOTHING_TO_SUBMIT, period=period.label)
    before = reports.submitted(office.store, unit=unit.key, period=period.label, packet=office.packet)
    payload = Payload(
        format=courier_payload.FORMAT,
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
        parts=_parts(office, period),
        children=tuple(children),
        illustrative=office.store.meta("illustrative") == "1",
    )
    return payload, {child.hash: reports.payload(office.store, child.hash) for child in children}


def _parts(office: Office, period: Period) -> tuple[courier_payload.Part, ...]:
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    parts = []
    for form in office.own_forms(period):
        state = states.get(form.key, ("open", ""))[0]
        found = records.read(office.store, form, unit=unit, period=period.label) if state == "filled" else []
        built_in = form.name in office.catalogue.built_in
        parts.append(courier_payload.part_of(form, state, found, built_in=built_in))
    return tuple(parts)


def _children(office: Office, period: Period) -> list[Child]:
    """What was approved of the offices below and now travels on, by unit."""
    held = received.admitted(office.store, period=period.label, packet=office.packet)
    children = []
    for unit, entry in sorted(held.items()):
        content = courier_payload.decode(reports.payload(office.store, entry.hash))
        children.append(Child(unit, content.version, content.kind, entry.hash))
    return children


def _write(
    office: Office,
    period: Period,
    path: Path,
    payload: Payload,
    content: bytes,
    children: Mapping[str, bytes],
) -> None:
    from exports import submission as exported
    from imports.submission import sheets_of

    digest = courier_payload.digest(content)
    history = office.store.units
    names = {child.unit: history.by_key(child.unit).name for child in payload.children}
    sheets = sheets_of(payload, digest, office.catalogue, office.closing(period), names)
    exported.write(path, payload, content, children, sheets, digest=digest, period=period.in_words())
