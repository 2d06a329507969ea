"""What the office above answered: its receipt opened, the report reopened where it was returned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from courier.fingerprint import fingerprint
from courier.reply import Answered, Mark, Reply
from db import journal, replies, reports
from office.office import Office


@dataclass(frozen=True, slots=True)
class Opened:
    """What a receipt did here. "kept": it says nothing new, or a newer version has gone up since."""

    reply: Reply
    period: Period
    outcome: Literal["received", "returned", "kept"]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The places to mend."""
        return self.reply.marks


def open_receipt(office: Office, path: Path) -> Opened:
    """Take the answer of the office above: received, or returned, which opens the report for its next version.

    Raises RECEIPT_OTHER_UNIT, RECEIPT_OTHER_REPORT and what reading a receipt raises.
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
                period=period.label,
                fingerprint=fingerprint(reply.hash),
            )
        answered = Answered(reply.answer, reply.at, reply.office_name, reply.reason)
        known = replies.find(store, reply.hash)
        if known is not None and (known == answered or _rank(known) > _rank(answered)):
            return Opened(reply, period, "kept")
        replies.put(store, reply.hash, answered)
        replies.set_marks(store, reply.hash, reply.marks)
        newest = sent[-1].hash == reply.hash
        if reply.answer == "returned" and newest:
            report = office.report(period)
            reports.put(store, replace(report, state="returned", reason=reply.reason))
        told = f"{reply.answer} {reply.hash} {reply.office_name}: {reply.reason}".rstrip(": ")
        journal.write(store, "receipt", unit=unit, period=period.label, door=path.name, reason=told)
    return Opened(reply, period, reply.answer if newest else "kept")


def _rank(answered: Answered) -> tuple[bool, str]:
    """Of two answers to one version a return stands above "received", else the later above the earlier."""
    return answered.answer == "returned", answered.at


def _addressee(office: Office, reply: Reply, period: Period) -> str:
    """The office's own key in that period; raises RECEIPT_OTHER_UNIT unless the receipt is for it."""
    own = office.tree(period).has(office.unit.code) and office.unit_in(period)
    if not own or own.key != reply.unit or reply.packet != office.packet:
        raise AppError(Code.RECEIPT_OTHER_UNIT, found=reply.unit_name, expected=office.unit.name)
    return own.key


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
        said = f"{reply.office_name} đã nhận {report} ngày {day}. {reply.reason}".rstrip()
    if opened.outcome == "kept":
        return f"{said} Tình trạng báo cáo không thay đổi."
    return f"{said} Báo cáo đã mở lại để sửa." if opened.outcome == "returned" else said
