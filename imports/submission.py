"""Reading a submission: payload out of its hidden sheet, and every visible cell held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET

from base.errors import AppError, Code
from base.period import Period
from consolidation.figures import Sum
from consolidation.records import Adder, nil
from consolidation.rollup import over_units
from courier import payload as courier_payload
from courier import totals
from courier.edits import Edit, taken
from courier.payload import Damaged, OtherForm, Payload, TooNew
from courier.sheet import COVER, PAYLOAD_SHEET, Placed, placed_sheets
from courier.totals import UnitTotals
from forms.catalogue import Catalogue, alike, clash, meaning_hash
from forms.spec import Form
from imports.hidden import unhidden
from imports.reconciled import edits_of
from imports.workbook import Workbook


@dataclass(frozen=True, slots=True)
class Submission:
    """A sound submission. `content` are the canonical bytes, `children` those of nested reports by hash.

    `edits`: the visible cells that say something else; a file with any is not taken as it is.
    """

    payload: Payload
    hash: str
    content: bytes
    children: dict[str, bytes]
    nested: dict[str, Payload]
    catalogues: dict[str, Catalogue]
    edits: tuple[Edit, ...] = ()

    @property
    def payloads(self) -> list[tuple[Payload, Catalogue]]:
        """The report and those nested in it, each with the catalogue by which it is read."""
        return [(one, self.catalogues[key]) for key, one in {self.hash: self.payload, **self.nested}.items()]


def read(
    path: Path, catalogue: Catalogue, *, closing: Callable[[Payload], Any], unit_name: Callable[[str], str]
) -> Submission:
    """The submission in a file, with the cells that were edited; raises AppError for all that is not whole and known.

    `closing` gives the day as of which a payload's forms are taken; `unit_name` names a nested report's unit.
    """
    book = Workbook(path)
    content, children = _unpacked(path, book)
    try:
        payload = courier_payload.decode(content)
        nested = _nested(payload, children)
        digest = courier_payload.digest(content)
        catalogues = {key: _verified(one, catalogue) for key, one in {digest: payload, **nested}.items()}
    except TooNew as newer:
        raise AppError(Code.SUBMISSION_NEWER, file=path.name, version=str(newer)) from newer
    except OtherForm as other:
        raise AppError(Code.SUBMISSION_OTHER_FORM, file=path.name, form=str(other)) from other
    except (Damaged, ValueError) as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=str(damaged)) from damaged
    names = {child.unit: unit_name(child.unit) for child in payload.children}
    try:
        expected = sheets_of(payload, nested.values(), digest, catalogue, closing(payload), names)
    except Damaged as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=str(damaged)) from damaged
    found = edits_of(path, book, expected)
    forms = {part.form: catalogues[digest].form(part.form) for part in payload.parts}
    edits = taken(payload, forms, found)[1] if found else ()
    return Submission(payload, digest, content, children, nested, catalogues, edits)


def _verified(payload: Payload, own: Catalogue) -> Catalogue:
    """The catalogue by which a report is read; it follows from the report and the reader, never from other files."""
    for part in payload.parts:
        if own.knows(part.form) and not own.means(part.form, part.hash):
            raise OtherForm(part.form)
    Period.parse(payload.period)
    catalogue = courier_payload.catalogue_of(payload, own)
    courier_payload.verify(payload, catalogue)
    if clash(catalogue.forms) is not None:
        raise Damaged("một biểu kèm theo đặt trùng tên chỉ tiêu đã có")
    return catalogue


def sheets_of(
    payload: Payload,
    nested: Iterable[Payload],
    digest: str,
    catalogue: Catalogue,
    on: date,
    names: Mapping[str, str],
) -> list[Placed]:
    """The visible sheets that this payload must show; raises Damaged when it does not say how to add up `nested`.

    `catalogue` has the forms of the office that writes or reads, without what travelled.
    """
    own, catalogue = catalogue, courier_payload.catalogue_of(payload, catalogue)
    forms = {part.form: catalogue.form(part.form) for part in payload.parts}
    owners: dict[str, Form | None] = {
        name: catalogue.owner_of(form, on) if form.extends else None for name, form in forms.items()
    }
    added = _totals(payload, sorted(nested, key=lambda one: one.unit), own, on)
    return placed_sheets(payload, digest, forms, owners, names, added)


def _totals(payload: Payload, nested: Sequence[Payload], own: Catalogue, on: date) -> list[Placed]:
    """A sheet for each form of the nested reports: what they add up to, and how much of it each unit has."""
    catalogue = courier_payload.joined_catalogue(nested, own)
    said = () if payload.counted is UNSET else payload.counted
    told = {counted.form: counted for counted in said}
    due = [form.name for form in totals.forms_to_count(nested, catalogue)]
    if len(told) != len(said) or told.keys() != set(due):
        raise Damaged("không nói rõ cách cộng các báo cáo kèm theo")
    sheets = []
    for name in due:
        form = totals.as_counted(catalogue.form(name), told[name], catalogue)
        owner = catalogue.owner_of(form, on)
        adder = Adder(form, owner, on=on, parameters=catalogue.parameters(on))
        units = [
            _unit_totals(form, owner, adder, one, _Own(courier_payload.catalogue_of(one, own), on))
            for one in nested
            if one.level == form.level
        ]
        sheets.append(totals.totals_sheet(form, _total_of(form, units), [unit for unit, _ in units]))
    return sheets


_Units = Sequence[tuple[UnitTotals, Mapping[str, Sum]]]


@dataclass(frozen=True, slots=True)
class _Own:
    """How a unit itself means its forms."""

    catalogue: Catalogue
    on: date

    def adds(self, form: Form, owner: Form | None, adder: Adder) -> tuple[Adder, frozenset[str]]:
        """What adds the unit's records up, and which of its sums mean what they mean in `form`."""
        mine = self.catalogue.form(form.name)
        its_owner = self.catalogue.owner_of(mine, self.on)
        if [meaning_hash(f) for f in (mine, its_owner) if f] == [meaning_hash(f) for f in (form, owner) if f]:
            return adder, frozenset(form.measures)
        own = Adder(mine, its_owner, on=self.on, parameters=self.catalogue.parameters(self.on))
        return own, alike(mine, its_owner, form, owner)


def _unit_totals(
    form: Form, owner: Form | None, adder: Adder, one: Payload, own: _Own
) -> tuple[UnitTotals, Mapping[str, Sum]]:
    """A unit's figures, and the sums behind them; none where the form is open or was not asked for."""
    by_key = {part.key: part for part in one.parts if part.form == form.name or part.key != form.key}
    part = by_key.get(form.key)
    state = part.state if part else "open"
    found: Mapping[str, Sum] = {}
    if part is not None:
        adder, same = own.adds(form, owner, adder)
    if part is not None and state == "filled":
        owners = courier_payload.records_of(by_key[owner.key]) if owner and owner.key in by_key else []
        named = {record.record_id: record.values for record in owners}
        found = adder.sums(courier_payload.records_of(part), named)
    elif state == "nil":
        found = nil(form)
    found = {key: summed for key, summed in found.items() if key in same} if part is not None else found
    figures = {key: summed.value for key, summed in found.items()}
    count = len(part.rows) if part is not None and state != "open" else None
    return UnitTotals(one.unit_name, one.unit.partition("@")[0], state, count, figures), found


def _total_of(form: Form, units: _Units) -> UnitTotals:
    """All units as one: each measure as it is declared to add up, None where no unit knows it."""
    states = {unit.state for unit, _ in units}
    state: Literal["open", "filled", "nil"] = (
        "filled" if "filled" in states else "nil" if "nil" in states else "open"
    )
    counts = [unit.records for unit, _ in units if unit.records is not None]
    figures = {
        m.key: over_units([found[m.key] for _, found in units if m.key in found], m.over_units).value
        for m in form.measure
    }
    return UnitTotals(totals.TOTAL, "", state, sum(counts) if counts else None, figures)


def _unpacked(path: Path, book: Workbook) -> tuple[bytes, dict[str, bytes]]:
    if PAYLOAD_SHEET not in book.sheets:
        gone = COVER in book.sheets
        raise AppError(Code.SUBMISSION_PAYLOAD_GONE if gone else Code.SUBMISSION_NONE, file=path.name)
    try:
        return courier_payload.unpack(unhidden(book, PAYLOAD_SHEET, "SCT-PAYLOAD"))
    except (Damaged, ValueError) as damaged:
        what = str(damaged) if isinstance(damaged, Damaged) else "phần nội dung ẩn không đọc được"
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=what) from damaged


def _nested(payload: Payload, children: Mapping[str, bytes]) -> dict[str, Payload]:
    nested = {}
    for child in payload.children:
        if child.hash not in children:
            raise Damaged(f"thiếu báo cáo kèm theo của đơn vị {child.unit}")
        one = courier_payload.decode(children[child.hash])
        same = (one.unit, one.version, one.kind, one.period, one.packet)
        if same != (child.unit, child.version, child.kind, payload.period, payload.packet):
            raise Damaged(f"báo cáo kèm theo của đơn vị {child.unit} không đúng như kê khai")
        nested[child.hash] = one
    if len({c.unit for c in payload.children}) != len(payload.children) or set(children) != set(nested):
        raise Damaged("danh sách báo cáo kèm theo không khớp")
    return nested
