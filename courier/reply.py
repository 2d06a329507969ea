"""What an office answers to a file from below: taken, or returned with what is to be mended, down to the field."""

from __future__ import annotations

from typing import Literal

import msgspec

from base.period import Period

FORMAT = 1
REPLY_SHEET = "_reply"
TAG = "SCT-REPLY"
"""The first cell of the sheet that holds the reply."""


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
    """The answer to one version of one report, named by its hash. `at` is when it was taken, or returned."""

    format: int
    program: str
    unit: str
    unit_name: str
    period: str
    packet: str
    version: int
    hash: str
    answer: Literal["received", "returned"]
    at: str
    office: str
    office_name: str
    reason: str = ""
    marks: tuple[Mark, ...] = ()


class Answered(msgspec.Struct, frozen=True):
    """What the office above said last of a version: "received" or "returned", when, which office, and why."""

    answer: str
    at: str
    office: str
    reason: str


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
    return reply


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
