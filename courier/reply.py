"""What an office answers to a file from below: taken, approved, or returned with what is to be mended, to the field."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from base.period import Period

FORMAT = 2
"""The newest; programs of before approvals were told read format 1, in which all else is said."""
REPLY_SHEET = "_reply"
TAG = "SCT-REPLY"
"""The first cell of the sheet that holds the reply."""


Answer = Literal["received", "approved", "returned"]


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """What is to be mended: a field of a record, a whole record (field ""), a whole form (record_id "").

    `unit` (its key) where the record came inside the file from a unit further below, else "". `where` names the
    place in words.
    """

    form: str
    record_id: str
    field: str
    reason: str
    where: str = ""
    unit: str = ""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Unit, form, record and field: of one place there is one mark."""
        return self.unit, self.form, self.record_id, self.field


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer to one version of one report, named by its hash. `at` is when it was taken, or decided upon.

    "received" later than "approved": the approval was taken back.
    """

    format: int
    program: str
    unit: str
    unit_name: str
    period: str
    packet: str
    version: int
    hash: str
    answer: Answer
    at: str
    office: str
    office_name: str
    reason: str = ""
    marks: tuple[Mark, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """What the office above said last of a version (an Answer), when, which office, and why."""

    answer: str
    at: str
    office: str
    reason: str


def format_for(answer: Answer) -> int:
    """The least format that says it."""
    return FORMAT if answer == "approved" else 1


def encode(reply: Reply) -> bytes:
    """The canonical bytes."""
    return msgspec.json.encode(reply, order="deterministic")


def decode(content: bytes) -> Reply:
    """The reply of these bytes; raises TooNew and Damaged."""
    from courier.payload import Damaged, TooNew

    try:
        reply = msgspec.json.decode(content, type=Reply)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _refuse_newer(content)
        raise Damaged("phần trả lời không đọc được") from error
    if reply.format > FORMAT:
        raise TooNew(reply.program)
    if encode(reply) != content or Period.parse(reply.period).label != reply.period:
        raise Damaged("phần trả lời không đúng dạng chuẩn")
    if not _is_moment(reply.at):
        raise Damaged(f"thời điểm trả lời “{reply.at}” không đọc được")
    return reply


def _is_moment(text: str) -> bool:
    """Whether it is a day, as 2026-07-31, and a time with its distance from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and text.startswith(f"{moment.date().isoformat()}T")


class _Head(msgspec.Struct):
    format: int
    program: str = ""


def _refuse_newer(content: bytes) -> None:
    """What we cannot read may be of a later format."""
    from courier.payload import TooNew

    try:
        head = msgspec.json.decode(content, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    if head.format > FORMAT:
        raise TooNew(head.program)
