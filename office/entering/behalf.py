"""Nhập thay: an office enters for a unit below that has no PC, in a data file of that unit beside its own."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from base.errors import AppError, Code
from base.period import Period
from base.text import nfc, tidy
from base.units import Unit
from courier import payload as courier_payload
from courier.version import Kind
from db import journal, received, reports
from db.store import Store
from office.entering import substitute
from office.office import LEVEL_WORDS, Office, open_office
from office.receiving import receiving
from office.receiving.arriving import Receipt
from office.sending import submitting
from office.sending.submitting import Sent

REASON = "Đơn vị chưa có máy tính"
"""Why an office enters for another, where nothing else is said."""


def path_for(office: Office, code: str) -> Path:
    """The data file of a unit for which the office enters."""
    return office.store.path.with_name(f"nhap-thay-{code}.sct")


def enter_for(office: Office, period: Period, code: str, *, reason: str = REASON) -> Office:
    """The data file of a commune below, made when it is first wanted, to be worked in as any other.

    Raises SUBMISSION_OTHER_UNIT for a unit that is none below, UNIT_LEVEL for one that collects itself,
    BEHALF_REPORTED where the unit has sent a report of the period by itself.
    """
    unit = office.tree(period).find(code)
    if unit.key not in {one.key for one in office.tree(period).under(office.unit_in(period).code)[1:]}:
        raise AppError(Code.SUBMISSION_OTHER_UNIT, found=unit.name, expected=office.unit_in(period).name)
    if unit.level != "commune":
        raise AppError(
            Code.UNIT_LEVEL, code=code, found=LEVEL_WORDS[unit.level], expected=LEVEL_WORDS["commune"]
        )
    _refuse_reported(office, period, unit)
    path, around = path_for(office, code), office.store.surroundings
    if not path.exists():
        Store.create(path, unit, office.store.units, around).close()
    made = Office(Store.open(path, around), office.given, office.packet)
    if not substitute.entered_by(made):
        _mark(office, made, tidy(nfc(reason)) or REASON)
    return made


def _mark(office: Office, made: Office, reason: str) -> None:
    """Note in both data files who enters for whom, and why."""
    unit = made.unit.key
    with made.store.writing():
        substitute.mark(made, office, office.unit, reason)
        journal.write(made.store, "behalf", unit=unit, door=office.unit.name, reason=reason)
    with office.store.writing():
        journal.write(office.store, "behalf", unit=unit, door=made.store.path.name, reason=reason)


def _refuse_reported(office: Office, period: Period, unit: Unit) -> None:
    held = received.held(office.store, period=period.label, packet=office.packet).get(unit.key, [])
    for one in held:
        made = courier_payload.head(reports.payload(office.store, one.hash)).remade
        if made is None or made.how != "behalf":
            raise AppError(Code.BEHALF_REPORTED, unit=unit.name, period=period.in_words())


def submit(
    office: Office, period: Period, path: Path | None = None, *, kind: Kind = "final", note: str = ""
) -> tuple[Sent, Receipt]:
    """Close the report that was entered for a unit and hand it to the office that entered it, as a received version.

    `path`: where the file is kept as well. What was closed but not handed over is handed over by the next call.
    Raises BEHALF_REPORTED where the unit's own report came meanwhile, what submitting raises, and the refusal with
    which the office answers.
    """
    with TemporaryDirectory() as folder, open_office(substitute.home_of(office)) as above:
        above.store.surroundings = office.store.surroundings
        _refuse_reported(above, period, office.unit_in(period))
        name = f"nhap-thay-{office.unit.code}-{period.label}.xlsx"
        file = path or Path(folder) / name
        sent = submitting.submit(office, period, file, kind=kind, note=note)
        (receipt,) = receiving.receive(above, [file])
    if receipt.answer == "refused":
        raise AppError(Code.BEHALF_REFUSED, why=receipt.message.rstrip("."))
    return sent, receipt
