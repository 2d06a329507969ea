"""Reading a submission: payload out of its hidden sheet, and every visible cell held against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET

from base.errors import AppError, Code
from base.period import Period
from consolidation.figures import Sum
from consolidation.pools import Counts, Pool, settled
from consolidation.records import Adder, nil
from consolidation.rollup import over_units
from courier import payload as courier_payload
from courier import totals
from courier.condensed import Pools, known_sums, meaning, pooled_twice
from courier.edits import Edit, taken
from courier.payload import Damaged, OtherForm, Payload, TooNew
from courier.sheet import COVER, PAYLOAD_SHEET, TEMPLATE_SHEET, Placed, placed_sheets
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
    told = understood(path.name, content, lambda _: children, catalogue)
    payload, digest = told.payload, told.hash
    names = {child.unit: unit_name(child.unit) for child in payload.children}
    try:
        expected = sheets_of(payload, told.nested.values(), digest, catalogue, closing(payload), names)
    except Damaged as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=str(damaged)) from damaged
    found = edits_of(path, book, expected)
    forms = {part.form: told.catalogues[digest].form(part.form) for part in payload.parts}
    return replace(told, edits=taken(payload, forms, found)[1]) if found else told


def understood(
    file: str, content: bytes, carried: Callable[[Payload], dict[str, bytes]], catalogue: Catalogue
) -> Submission:
    """The report of these bytes and those that it carried, by hash; raises AppError unless all is whole and known."""
    try:
        payload = courier_payload.decode(content)
        children = carried(payload)
        nested = _nested(payload, children)
        digest = courier_payload.digest(content)
        catalogues = {key: _verified(one, catalogue) for key, one in {digest: payload, **nested}.items()}
        _refuse_misplaced_sums(payload, nested)
    except TooNew as newer:
        raise AppError(Code.SUBMISSION_NEWER, file=file, version=str(newer)) from newer
    except OtherForm as other:
        title = catalogue.title_of(str(other))
        raise AppError(Code.SUBMISSION_OTHER_FORM, file=file, form=title) from other
    except (Damaged, ValueError) as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=file, what=str(damaged)) from damaged
    return Submission(payload, digest, content, children, nested, catalogues)


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
    of_file = [one.pooled for one in (payload, *nested) if one.pooled]
    counts = {child.unit: Counts(child.hash, child.of or "") for child in payload.children}
    sheets = []
    for name in due:
        form = totals.as_counted(catalogue.form(name), told[name], catalogue)
        _refuse_unknown_sums(form, catalogue.form(name), nested)
        owner = catalogue.owner_of(form, on)
        adder = Adder(form, owner, on=on, parameters=catalogue.parameters(on))
        units = {
            one.unit: _unit_totals(form, owner, adder, one, _Own(courier_payload.catalogue_of(one, own), on))
            for one in nested
            if one.level == form.level
        }
        given = [pool for pooled in of_file for pool in _pools(form, owner, pooled)]
        pools, sums = settled(
            given, counts, {unit: found for unit, (_, found) in units.items()}, form.measures
        )
        entries = [_told(told, sums[unit], pools, unit) for unit, (told, _) in units.items()]
        total = _total_of(form, entries, list(sums.values()), pools)
        sheets.append(totals.totals_sheet(form, total, entries, _together(form, pools) if pools else None))
    return sheets


def _pools(form: Form, owner: Form | None, pooled: Pools) -> Iterator[tuple[Pool, Mapping[str, str]]]:
    """What units tell together of a form, as far as it counts what the form counts."""
    for one in pooled.sums:
        known = one.form == form.name and one.measure in form.measures
        if known and one.meaning == meaning(form, one.measure, owner):
            total = Sum(one.value, one.known, one.missing)
            yield Pool(one.at, one.measure, total, frozenset(one.units)), pooled.of


def _told(entry: UnitTotals, sums: Mapping[str, Sum], pools: Iterable[Pool], unit: str) -> UnitTotals:
    """The unit's figures without those that it tells together with others only."""
    hidden = frozenset(pool.measure for pool in pools if unit in pool.units)
    figures = {key: summed.value for key, summed in sums.items()}
    return replace(entry, figures=figures, withheld=entry.withheld | hidden)


def _together(form: Form, pools: Sequence[Pool]) -> UnitTotals:
    """The column of what units tell together only."""
    figures = {
        m.key: over_units([pool.total for pool in pools if pool.measure == m.key], m.over_units).value
        for m in form.measure
    }
    return UnitTotals(totals.TOGETHER, "", "filled", None, figures)


def _refuse_unknown_sums(form: Form, here: Form, nested: Iterable[Payload]) -> None:
    """Sums are of measures that the file explains or that are known here."""
    for one in nested:
        for part in one.parts:
            if part.form == form.name and part.totals:
                keys = {*(summed.measure for summed in part.totals.sums), *part.totals.withheld}
                if strange := keys - form.measures.keys() - here.measures.keys():
                    raise Damaged(f"biểu “{form.title}” có chỉ tiêu lạ “{min(strange)}”")


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
    if part is not None and part.totals:
        found = {key: Sum(*told) for key, told in known_sums(part.totals, form, owner).items()}
        same = frozenset(found)
    elif part is not None and state == "filled":
        owners = courier_payload.records_of(by_key[owner.key]) if owner and owner.key in by_key else []
        named = {record.record_id: record.values for record in owners}
        found = adder.sums(courier_payload.records_of(part), named)
    elif state == "nil":
        found = nil(form)
    found = {key: summed for key, summed in found.items() if key in same} if part is not None else found
    figures = {key: summed.value for key, summed in found.items()}
    count = part.records if part is not None and state != "open" else None
    hidden = frozenset(part.totals.withheld) if part is not None and part.totals else frozenset()
    return UnitTotals(one.unit_name, one.unit.partition("@")[0], state, count, figures, hidden), found


def _total_of(
    form: Form, units: Sequence[UnitTotals], sums: Sequence[Mapping[str, Sum]], pools: Sequence[Pool]
) -> UnitTotals:
    """All units as one: each measure as it is declared to add up, None where no unit knows it."""
    states = {unit.state for unit in units}
    state: Literal["open", "filled", "nil"] = (
        "filled" if "filled" in states else "nil" if "nil" in states else "open"
    )
    counts = [unit.records for unit in units if unit.records is not None]
    figures = {
        m.key: over_units(
            [
                *(found[m.key] for found in sums if m.key in found),
                *(pool.total for pool in pools if pool.measure == m.key),
            ],
            m.over_units,
        ).value
        for m in form.measure
    }
    return UnitTotals(totals.TOTAL, "", state, sum(counts) if counts else None, figures)


def _refuse_misplaced_sums(payload: Payload, nested: Mapping[str, Payload]) -> None:
    """Sums stand in place of records where an office above the unit put them; each figure stands in one place."""
    own = [payload, *(one for one in nested.values() if not one.condensed)]
    if payload.condensed or any(
        one.level == "commune" and (one.pooled or any(part.totals for part in one.parts)) for one in own
    ):
        raise Damaged("số liệu chi tiết của đơn vị báo cáo bị bỏ đi")
    pools = {one.unit: one.pooled for one in (payload, *nested.values()) if one.pooled}
    if twice := pooled_twice(pools):
        raise Damaged(f"số liệu của đơn vị {twice} bị gộp hai lần")
    told = {
        (one.unit, one.condensed, part.form, summed.measure)
        for one in nested.values()
        for part in one.parts
        if part.totals and one.condensed
        for summed in part.totals.sums
    }
    for pooled in pools.values():
        for one in pooled.sums:
            if any((unit, pooled.of[unit], one.form, one.measure) in told for unit in one.units):
                raise Damaged(f"chỉ tiêu {one.measure} vừa gộp bảo mật vừa ghi riêng")


def _unpacked(path: Path, book: Workbook) -> tuple[bytes, dict[str, bytes]]:
    if PAYLOAD_SHEET not in book.sheets:
        told = {COVER: Code.SUBMISSION_PAYLOAD_GONE, TEMPLATE_SHEET: Code.SUBMISSION_TEMPLATE}
        code = next((told[name] for name in told if name in book.sheets), Code.SUBMISSION_NONE)
        raise AppError(code, file=path.name)
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
        same = (one.unit, one.version, one.kind, one.condensed, one.period, one.packet)
        if same != (child.unit, child.version, child.kind, child.of, payload.period, payload.packet):
            raise Damaged(f"báo cáo kèm theo của đơn vị {child.unit} không đúng như kê khai")
        nested[child.hash] = one
    if len({c.unit for c in payload.children}) != len(payload.children) or set(children) != set(nested):
        raise Damaged("danh sách báo cáo kèm theo không khớp")
    return nested
