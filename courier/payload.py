"""The canonical bytes of a report: the same content always gives the same bytes, hence the same hash."""

from __future__ import annotations

import functools
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from base.period import Period
from courier.answers import flaw_of
from courier.condensed import Pools, Totals, flaw_of_pools
from courier.version import Kind
from forms.catalogue import Catalogue, definition, definition_hash, meaning_hash, prevailing
from forms.load import from_definition
from forms.spec import (
    NO_REMARKS,
    Broken,
    Form,
    Record,
    Value,
)

FORMAT, SUMS_FORMAT = 1, 2
"""Of reports in full, and of those with sums in place of records, the newest that is read: higher ones are refused.

Raised when an older program could misread a payload.
"""
SHEET_RECORD = "1"
"""record_id of the one record of a form of kind "sheet"."""
_LARGEST_VERSION = 10**6
_DIGEST = re.compile("[0-9a-f]{64}")


class Damaged(ValueError):
    """The payload is not what it says it is; the text says how, in Vietnamese."""


class OtherForm(ValueError):
    """A form of the same name means something else here; the text is its name."""


class TooNew(ValueError):
    """Written by a newer program; the text is its version."""


class Remark(msgspec.Struct, frozen=True, array_like=True):
    """A mark or note on one field of one record."""

    record_id: str
    field: str
    kind: Literal["mark", "note"]
    text: str


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form's answers. `rows` hold record_id, carried, then one value a column.

    `definition` is the bound form where the receiver may not have it. `totals`: what the records add up to, where
    they do not travel themselves; then there are no columns, rows and remarks.
    """

    form: str
    hash: str
    state: Literal["open", "filled", "nil"]
    columns: tuple[str, ...] = ()
    rows: list[list[int | str | None]] = []
    remarks: tuple[Remark, ...] = ()
    definition: str = ""
    totals: Totals | msgspec.UnsetType = msgspec.UNSET

    @property
    def records(self) -> int:
        """How many there are, also where they stayed behind."""
        return self.totals.records if self.totals else len(self.rows)

    @property
    def key(self) -> str:
        """The form's key without its edition."""
        return self.form.partition("@")[0]


class Child(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report of an office below that travels along: its bytes are held to this hash.

    `of`: the hash of the report in full, where it travels as sums alone.
    """

    unit: str
    version: int
    kind: Kind
    hash: str
    of: str | msgspec.UnsetType = msgspec.UNSET


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the sender added up a form of the reports below; see courier.totals for what `definition` says."""

    form: str
    definition: str


class Remade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who above the sender made this version, and why: from cells edited by hand, from the visible sheets, or on
    behalf of a unit without a PC."""

    how: Literal["edited", "rebuilt", "behalf"]
    office: str
    who: str
    reason: str


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole report of one unit, period and packet. `predecessor` is the hash of the version before.

    `counted`: the forms of the nested reports, each of which has a visible sheet of totals; not said where
    nothing is nested. `remade`: not said of what the unit itself submitted. `condensed`: the hash of the report in
    full, of which this one carries the sums alone. `pooled`: what reports below tell together.
    """

    format: int
    program: str
    unit: str
    unit_name: str
    level: Literal["commune", "district", "province"]
    period: str
    packet: str
    kind: Kind
    version: int
    predecessor: str
    tree: str
    note: str
    parts: tuple[Part, ...]
    children: tuple[Child, ...] = ()
    counted: tuple[Counted, ...] | msgspec.UnsetType = msgspec.UNSET
    illustrative: bool = False
    remade: Remade | msgspec.UnsetType = msgspec.UNSET
    condensed: str | msgspec.UnsetType = msgspec.UNSET
    pooled: Pools | msgspec.UnsetType = msgspec.UNSET


class _PartHead(msgspec.Struct, frozen=True):
    form: str
    state: Literal["open", "filled", "nil"]
    remarks: tuple[Remark, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """What a list of reports shows of each, read without its records."""

    version: int
    kind: Kind
    parts: tuple[_PartHead, ...]
    children: tuple[Child, ...] = ()
    remade: Remade | None = None
    condensed: str = ""

    @property
    def states(self) -> dict[str, str]:
        """Key of each form → open, filled or nil."""
        return {part.form.partition("@")[0]: part.state for part in self.parts}

    @property
    def notes(self) -> int:
        """How many answers carry an explanation."""
        return sum(remark.kind == "note" for part in self.parts for remark in part.remarks)


def head(content: bytes) -> Head:
    """Of bytes that were decoded whole when they came: a tenth of the time."""
    return msgspec.json.decode(content, type=Head)


def encode(payload: Payload) -> bytes:
    """The canonical bytes."""
    return msgspec.json.encode(payload, order="deterministic")


def digest(content: bytes) -> str:
    """SHA-256 in hex: the name of a version."""
    return hashlib.sha256(content).hexdigest()


def part_of(
    form: Form, state: Literal["open", "filled", "nil"], records: Sequence[Record], *, built_in: bool
) -> Part:
    """A form's answers as they travel; raw texts never do."""
    columns = tuple(f.key for f in form.stored)
    rows = [[r.record_id, r.carried, *map(r.values.get, columns)] for r in records]
    remarks: list[Remark] = []
    for r in records:
        remarks += [Remark(r.record_id, field, "mark", text) for field, text in sorted(r.marks.items())]
        remarks += [Remark(r.record_id, field, "note", text) for field, text in sorted(r.notes.items())]
    told = "" if built_in else definition(form).decode()
    return Part(form.name, meaning_hash(form), state, columns, rows, tuple(remarks), told)


def records_of(part: Part) -> list[Record]:
    """The answers as records, in the order in which they travelled."""
    remarks: dict[str, dict[str, dict[str, str]]] = {}
    for remark in part.remarks:
        remarks.setdefault(remark.record_id, {}).setdefault(remark.kind, {})[remark.field] = remark.text
    found = []
    for row in part.rows:
        record_id, carried, *values = row
        told = remarks.get(str(record_id), {})
        marks, notes = told.get("mark", NO_REMARKS), told.get("note", NO_REMARKS)
        answers: Mapping[str, Value] = dict(zip(part.columns, values, strict=True))
        found.append(Record(str(record_id), answers, marks, NO_REMARKS, notes, str(carried)))
    return found


def decode(content: bytes) -> Payload:
    """The payload of these bytes; raises TooNew and Damaged. Nothing in it is trusted before verify()."""
    try:
        payload = msgspec.json.decode(content, type=Payload)
        canonical = encode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        _refuse_newer(content)
        raise Damaged("nội dung không đọc được") from error
    if payload.format > SUMS_FORMAT:
        raise TooNew(payload.program)
    if canonical != content:
        raise Damaged("nội dung không đúng dạng chuẩn")
    if not 1 <= payload.version <= _LARGEST_VERSION:
        raise Damaged("số bản không hợp lệ")
    if not all(_DIGEST.fullmatch(one) for one in (payload.predecessor, payload.condensed) if one):
        raise Damaged("mã của bản trước hoặc của bản đầy đủ không hợp lệ")
    if payload.format < SUMS_FORMAT and has_sums(payload):
        raise Damaged("báo cáo ghi sai kiểu của chính nó")
    if Period.parse(payload.period).label != payload.period:
        raise Damaged("kỳ báo cáo không hợp lệ")
    return payload


def may_have_sums(content: bytes) -> bool:
    """Whether it is worth decoding a report for sums that stand in place of records."""
    return b'"totals":' in content


def has_sums(payload: Payload) -> bool:
    """Whether sums stand in place of records in the report itself."""
    return bool(payload.condensed or payload.pooled or any(part.totals for part in payload.parts))


def _refuse_newer(content: bytes) -> None:
    """What we cannot read may be of a later format: then the sentence is another."""
    try:
        head = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if isinstance(head.get("format"), int) and head["format"] > SUMS_FORMAT:
        raise TooNew(str(head.get("program", "")))


def travelling_forms(payload: Payload, known: Iterable[Form]) -> list[Form]:
    """The definitions that came along; raises Damaged when one is broken or is not what its hash says."""
    found: list[Form] = []
    for part in payload.parts:
        if part.definition:
            try:
                form = _travelled(part.definition, (*known, *found))
            except Broken as broken:
                raise Damaged(f"biểu {part.form} có lỗi ở {broken.path}: {broken.why}") from broken
            if form.name != part.form or meaning_hash(form) != part.hash:
                raise Damaged(f"biểu “{form.title}” không khớp mã kiểm tra")
            found.append(form)
    return found


@functools.lru_cache(maxsize=256)
def _travelled(raw: str, known: tuple[Form, ...]) -> Form:
    """Read once for all the reports that carry it: what is made of a form is kept by its identity."""
    return from_definition(raw.encode(), known)


def catalogue_of(payload: Payload, own: Catalogue) -> Catalogue:
    """The catalogue by which a report is read: the reader's own, and before it what travelled in this report."""
    return own.within(travelling_forms(payload, own.forms))


def joined_catalogue(payloads: Iterable[Payload], own: Catalogue) -> Catalogue:
    """The catalogue by which several reports are added up: where they differ, by the definition that most have."""
    reports: Counter[str] = Counter()
    by_name: dict[str, dict[str, Form]] = {}
    for payload in payloads:
        for form in travelling_forms(payload, own.forms):
            reports[definition_hash(form)] += 1
            by_name.setdefault(form.name, {})[definition_hash(form)] = form
    return own.joined_by(prevailing(by_name[name].values(), reports) for name in sorted(by_name))


def verify(payload: Payload, catalogue: Catalogue) -> None:
    """Raises Damaged unless every answer could have been given in its form: types, codes of states, ids."""
    if len({part.key for part in payload.parts}) != len(payload.parts):
        raise Damaged("có biểu bị lặp")
    for part in payload.parts:
        if not catalogue.knows(part.form):
            raise Damaged(f"không có biểu {part.form}")
        form = catalogue.form(part.form)
        if part.hash != meaning_hash(form):
            raise OtherForm(part.form)
        if part.state == "open" and form.kept_by(payload.level) and not form.optional:
            raise Damaged(f"biểu “{form.title}” chưa nhập mà báo cáo đã nộp")
        if flaw := flaw_of(part, form, sheet_record=SHEET_RECORD):
            raise Damaged(f"biểu “{form.title}”{flaw}")
    if payload.pooled and (flaw := flaw_of_pools(payload.pooled)):
        raise Damaged(flaw)


class _Packed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    core: str
    children: dict[str, str] = {}


_LARGEST_PACKED = 512 * 1024 * 1024


def pack(core: bytes, children: Mapping[str, bytes]) -> bytes:
    """The bytes that ride in a file: the payload and, each under its hash, those nested in it; compressed."""
    packed = _Packed(core.decode(), {digest: raw.decode() for digest, raw in sorted(children.items())})
    return zlib.compress(msgspec.json.encode(packed, order="deterministic"), 9)


def unpack(packed: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The payload's bytes and the nested ones by hash; raises Damaged when anything is not what its hash says."""
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(packed, _LARGEST_PACKED)
        if not inflate.eof:
            raise Damaged("nội dung bị cắt cụt hoặc lớn bất thường")
        carried = msgspec.json.decode(raw, type=_Packed)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damaged("nội dung nén không đọc được") from error
    children = {name: text.encode() for name, text in carried.children.items()}
    for name, content in children.items():
        if digest(content) != name:
            raise Damaged("một báo cáo kèm theo không khớp mã kiểm tra")
    return carried.core.encode(), children
