"""Giải trình sửa số liệu: what a version changes in the one before it, why, and what that does to the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import AppError, Code
from base.numbers import told
from base.period import Period
from base.units import Unit
from consolidation.change import change_words
from consolidation.figures import Figure, IndicatorInfo, Sum
from consolidation.indicators import Counting, in_one
from consolidation.pools import Pool, settled
from courier import payload as courier_payload
from courier.compare import Difference
from courier.payload import Payload
from courier.reply import Mark
from db import received, replies, reports
from office.figures.figures import consolidate_with, counted
from office.figures.pooled import file_counts, pools_of
from office.figures.reporting import office_name
from office.office import Office, refuse_other_kind
from office.receiving.compare import differences
from office.receiving.contents import sums_of_form

if TYPE_CHECKING:
    from exports.listing import Table

_WHOLE = {"unit": "Cả báo cáo", "form": "Cả biểu", "record": "Cả bản ghi", "field": ""}
KEPT = "không sửa"
"""What stands in the place of the new answer where only an explanation was given."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One answer that changed, or was explained; `reason` is the note that stands on it now."""

    form: str
    record: str
    label: str
    unit: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure before and after, as shown."""

    label: str
    unit: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`reason` and `marks`: why the version before was returned. `above`: the totals of the office that received it."""

    unit: Unit
    before: int
    version: int
    reason: str
    marks: tuple[Mark, ...]
    corrections: tuple[Correction, ...]
    effects: tuple[Effect, ...]
    above: tuple[Effect, ...] = ()


def own_letter(office: Office, period: Period) -> Letter:
    """What the newest submitted version changed in the one before; raises LETTER_NOTHING when it is the first."""
    unit = office.unit_in(period)
    place = {"unit": unit.key, "period": period.label, "packet": office.packet}
    sent = reports.submitted(office.store, **place)
    if len(sent) < 2:
        raise AppError(Code.LETTER_NOTHING, unit=unit.name, period=period.in_words())
    answered = replies.find(office.store, sent[-2].hash)
    return _letter(office, period, unit, sent[-2].hash, sent[-1].hash, answered.reason if answered else "")


def letter_of(office: Office, period: Period, code: str, digest: str = "") -> Letter:
    """What a received version (its hash; the newest by default) changes in the one it replaces, and in the totals.

    Raises LETTER_NOTHING where that version is the first, or the one before it never came.
    """
    unit = office.tree(period).find(code)
    place = {"unit": unit.key, "period": period.label, "packet": office.packet}
    files = received.files(office.store, **place)
    if not files:
        raise AppError(Code.REPORT_NOT_RECEIVED, period=period.in_words(), unit=unit.name)
    this = next((one for one in files if one.hash == digest), files[-1])
    before = next((one for one in files if one.hash == this.predecessor), None)
    if before is None:
        raise AppError(Code.LETTER_NOTHING, unit=unit.name, period=period.in_words())
    judged = received.judged(office.store, **place, digest=before.hash)
    reason = judged.reason if judged and judged.act == "return" else ""
    return _letter(office, period, unit, before.hash, this.hash, reason, above=True)


def _letter(
    office: Office, period: Period, unit: Unit, then: str, now: str, reason: str, *, above: bool = False
) -> Letter:
    old, new = (courier_payload.decode(reports.payload(office.store, digest)) for digest in (then, now))
    sums, pools = zip(*(_sums(office, period, one) for one in (old, new)), strict=True)
    return Letter(
        unit,
        old.version,
        new.version,
        reason,
        tuple(replies.marks(office.store, then)),
        tuple(_corrections(differences(office, old, new), _notes(office, new))),
        tuple(_of_file(counted(office, period), sums, pools)),
        tuple(_above(office, period, sums, pools)) if above else (),
    )


def _notes(office: Office, payload: Payload) -> dict[tuple[str, str, str], str]:
    """(form, record_id, field) → the explanation, of the report and of those inside it."""
    inside = (courier_payload.decode(reports.payload(office.store, c.hash)) for c in payload.children)
    return {
        (part.key, remark.record_id, remark.field): remark.text
        for one in (payload, *inside)
        for part in one.parts
        for remark in part.remarks
        if remark.kind == "note"
    }


def _corrections(
    found: Sequence[Difference], notes: Mapping[tuple[str, str, str], str]
) -> Iterator[Correction]:
    changed = {(d.form, d.record_id, d.field) for d in found if d.what == "field"}
    for d in found:
        place = (d.form, d.record_id, d.field)
        if d.what == "note":
            if place not in changed and d.b:
                yield Correction(d.form_title, d.record, d.label, d.unit, KEPT, KEPT, d.b)
            continue
        label = d.label or _WHOLE[d.what]
        yield Correction(d.form_title, d.record, label, d.unit, d.a, d.b, notes.get(place, ""))


_OfUnits = Mapping[str, Mapping[str, Sum]]


def _sums(office: Office, period: Period, payload: Payload) -> tuple[_OfUnits, list[Pool]]:
    """Key of each unit that reports in the file → measure → sum; and what they tell together only."""
    on = office.closing(period)
    inside = [courier_payload.decode(reports.payload(office.store, c.hash)) for c in payload.children]
    found: dict[str, Mapping[str, Sum]] = {}
    for one in (payload, *inside):
        catalogue = courier_payload.catalogue_of(one, office.own)
        forms = [catalogue.form(part.form) for part in one.parts]
        found[one.unit] = {
            key: summed for form in forms for key, summed in sums_of_form(catalogue, form, one, on=on).items()
        }
    told = pools_of([payload, *inside], courier_payload.joined_catalogue([payload, *inside], office.own), on)
    pools, own = settled(told, file_counts(payload), found, counted(office, period).measures)
    return own, pools


def _of_file(count: Counting, sums: Sequence[_OfUnits], pools: Sequence[Sequence[Pool]]) -> Iterator[Effect]:
    """What changed in the figures of the whole report, with those of the units inside it."""
    before, after = (in_one(found, count, told) for found, told in zip(sums, pools, strict=True))
    for key, info in count.indicators.items():
        if not info.hidden:
            yield from _effect(info, before[key], after[key])


def _above(
    office: Office, period: Period, sums: Sequence[_OfUnits], pools: Sequence[Sequence[Pool]]
) -> Iterator[Effect]:
    """What the change does to the totals of the office itself, with everything else as it stands now."""
    before, after = (
        consolidate_with(office, period, found, together) for found, together in zip(sums, pools, strict=True)
    )
    for key, info in after.indicators.items():
        yield from _effect(info, before.root.figures[key], after.root.figures[key])


def _effect(info: IndicatorInfo, before: Figure, after: Figure) -> Iterator[Effect]:
    if before.value != after.value:
        change = change_words(after.value, before.value, whole=not info.decimals, points=info.unit == "%")
        then, now = (told(one.value, info.decimals) for one in (before, after))
        yield Effect(info.label, info.unit, then, now, change)


def write(office: Office, period: Period, path: Path, letter: Letter) -> None:
    """The letter as a workbook to print, sign and send with the new version."""
    from exports.listing import Column, Listing, Table
    from exports.listing import write as write_listing

    refuse_other_kind(path, ".xlsx")
    words = period.in_words()
    changes = Table(
        "Các ô đã sửa",
        (
            Column("Biểu", 15),
            Column("Bản ghi", 20),
            Column("Chỉ tiêu", 20),
            Column("Số cũ", 10, right=True),
            Column("Số mới", 10, right=True),
            Column("Lý do", 25),
        ),
        [(c.form, c.record, _with_unit(c.label, c.unit), c.old, c.new, c.reason) for c in letter.corrections],
        "Không có ô nào thay đổi.",
    )
    lines = [f"Kỳ báo cáo: {words}. Bản số {letter.version} thay bản số {letter.before}."]
    lines += [f"Lý do trả lại: {letter.reason}"] if letter.reason else []
    marks = Table(
        "Các chỗ bị trả lại",
        (Column("Chỗ cần sửa", 50), Column("Lý do", 50)),
        [(m.where, m.reason) for m in letter.marks],
    )
    writer = office_name(letter.unit)
    tables = [changes, _effects("Ảnh hưởng đến số tổng của đơn vị", letter.effects)]
    if letter.above:
        tables.append(_effects(f"Ảnh hưởng đến số tổng của {office.unit.name}", letter.above))
    title = "Giải trình sửa số liệu"
    listing = Listing(
        writer,
        title,
        lines,
        [*([marks] if letter.marks else []), *tables],
        f"{writer} – {title.lower()} {words} – bản số {letter.version}",
        office.store.meta("illustrative") == "1",
    )
    write_listing(path, listing)


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def _effects(title: str, found: Sequence[Effect]) -> Table:
    from exports.listing import Column, Table

    columns = (
        Column("Chỉ tiêu", 40),
        Column("Đơn vị tính", 15),
        Column("Trước", 15, right=True),
        Column("Sau", 15, right=True),
        Column("Thay đổi", 15, right=True),
    )
    rows = [(e.label, e.unit, e.before, e.after, e.change) for e in found]
    return Table(title, columns, rows, "Không có số tổng nào thay đổi.")
