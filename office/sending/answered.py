"""What the office above answered: its receipt opened, the report reopened where it was returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from courier import payload as courier_payload
from courier.fingerprint import fingerprint
from courier.reply import Answered, Mark, Reply
from db import journal, replies, reports
from db.reports import Report
from office.office import Office
from office.sending.submitting import own_parts


@dataclass(frozen=True, slots=True)
class Opened:
    """What a receipt did here. "kept": nothing new, something later was answered, or a newer version went up."""

    reply: Reply
    period: Period
    outcome: Literal["received", "approved", "returned", "kept"]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The places to mend."""
        return self.reply.marks


def open_receipt(office: Office, path: Path) -> Opened:
    """Take the answer of the office above: received, approved, or returned, which opens the report for a new version.

    Of several answers to one version the one decided last counts, whatever the order in which they are opened: a
    report that a return opened and nobody changed closes again when it was approved later.
    Raises RECEIPT_OTHER_UNIT, RECEIPT_OTHER_OFFICE, RECEIPT_OTHER_REPORT and what reading a receipt raises.
    """
    from imports import reply as imported

    reply = imported.read(path)
    period = Period.parse(reply.period)
    unit, place = _addressee(office, reply, period), {"period": period.label, "packet": office.packet}
    store = office.store
    with store.writing():
        sent = reports.submitted(store, unit=unit, **place)
        if (reply.version, reply.hash) not in {(one.version, one.hash) for one in sent}:
            raise AppError(
                Code.RECEIPT_OTHER_REPORT,
                version=reply.version,
                period=period.in_words(),
                fingerprint=fingerprint(reply.hash),
            )
        answered = Answered(reply.answer, reply.at, reply.office_name, reply.reason)
        known = replies.find(store, reply.hash)
        if known is not None and (known == answered or _rank(known) > _rank(answered)):
            return Opened(reply, period, "kept")
        replies.put(store, reply.hash, answered)
        replies.set_marks(store, reply.hash, reply.marks)
        newest = sent[-1].hash == reply.hash
        report = office.report(period)
        if reply.answer == "returned" and newest:
            reports.put(store, replace(report, state="returned", note="", reason=reply.reason))
        elif newest and _only_returned(office, period, report, known, reply.hash):
            reports.put(store, replace(report, state="submitted", reason=""))
        told = f"{reply.answer} {reply.hash} {reply.office_name}: {reply.reason}".rstrip(": ")
        journal.write(store, "receipt", unit=unit, period=period.label, door=path.name, reason=told)
    return Opened(reply, period, reply.answer if newest else "kept")


_RANKS = ("received", "approved", "returned")


def _rank(answered: Answered) -> tuple[str, int]:
    """Of two answers to one version the later stands above the earlier."""
    return answered.at, _RANKS.index(answered.answer)


def _only_returned(
    office: Office, period: Period, report: Report, known: Answered | None, digest: str
) -> bool:
    """Whether the report is open because it was returned, and says what it said when it went up."""
    if report.state != "returned" or known is None or known.answer != "returned":
        return False
    sent = courier_payload.decode(reports.payload(office.store, digest))
    return sent.parts == own_parts(office, period)


def _addressee(office: Office, reply: Reply, period: Period) -> str:
    """The office's own key in that period; raises RECEIPT_OTHER_UNIT unless the receipt is for it, RECEIPT_OTHER_OFFICE
    unless one above it gave it."""
    own = office.tree(period).has(office.unit.code) and office.unit_in(period)
    if not own or own.key != reply.unit or reply.packet != office.packet:
        raise AppError(Code.RECEIPT_OTHER_UNIT, found=reply.unit_name, expected=office.unit.name)
    # By its code: an office above may stand on a newer edition of the tree, in which it began another day.
    if reply.office.partition("@")[0] not in _codes_above(office, period, own):
        raise AppError(Code.RECEIPT_OTHER_OFFICE, found=reply.office_name, expected=own.name)
    return own.key


def _codes_above(office: Office, period: Period, unit: Unit) -> Iterator[str]:
    above = office.tree(period).parent(unit)
    while above is not None:
        yield above.code
        above = office.tree(period).parent(above)


def answer_to(office: Office, digest: str) -> Answered | None:
    """What the office above said last of a version that went up; None while no receipt was opened."""
    return replies.find(office.store, digest)


def told(opened: Opened) -> str:
    """What the receipt did, in one or two sentences."""
    reply = opened.reply
    day = f"{date.fromisoformat(reply.at[:10]):%d/%m/%Y}"
    report = f"bản số {reply.version} báo cáo {opened.period.in_words()}"
    if reply.answer == "returned":
        said = f"{reply.office_name} trả lại {report} ngày {day}: {reply.reason}".rstrip(".") + "."
    else:
        verb = "đã duyệt" if reply.answer == "approved" else "đã nhận"
        said = f"{reply.office_name} {verb} {report} ngày {day}. {reply.reason}".rstrip()
    if opened.outcome == "kept":
        return f"{said} Tình trạng báo cáo không thay đổi."
    return f"{said} Báo cáo đã mở lại để sửa." if opened.outcome == "returned" else said
