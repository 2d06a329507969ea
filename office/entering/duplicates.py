"""Doubles: records that may be the same establishment or market twice. The program proposes, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from base.text import tidy
from db import alike, records, schema
from db.journal import RowChange
from forms.spec import Form, Record, Reference
from forms.typed import shown, shown_parts
from office.entering.resemblance import Row, alike_pairs, match, named, row_of
from office.office import Office

Side = Literal["keep", "drop"]
SIDES: tuple[Side, Side] = ("keep", "drop")
REASONS = {
    "tax_code": "Cùng mã số thuế",
    "name": "Cùng tên",
    "kind": "Cùng tên, khác cách ghi loại hình",
    "near": "Tên gần giống, cùng ấp",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: `first` is the one to keep if nothing speaks against it."""

    first: str
    second: str
    reason: str
    score: int
    first_label: str
    second_label: str

    @property
    def words(self) -> str:
        """Why it is proposed."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Like:
    """A record that stands already and resembles the one being entered."""

    record_id: str
    label: str
    hamlet: str
    reason: str
    score: int

    @property
    def sentence(self) -> str:
        """ "Giống “Cty Hòa Bình” (ấp 3): cùng tên."."""
        where = f" ({self.hamlet})" if self.hamlet else ""
        why = REASONS[self.reason]
        return f"Giống “{self.label}”{where}: {why[:1].lower()}{why[1:]}."


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of two records as it is shown; `form` where it belongs to one that extends theirs."""

    form: str
    field: str
    label: str
    unit: str
    keep: str
    drop: str
    differs: bool
    unread: frozenset[Side]
    """Which of the two is only text that cannot be read; it has no unit."""

    @property
    def better(self) -> Side:
        """Whose answer stays if nobody chooses: one before none, one that can be read before one that cannot."""
        keep, drop = (
            (bool(self.keep), "keep" not in self.unread),
            (bool(self.drop), "drop" not in self.unread),
        )
        return "drop" if drop > keep else "keep"


def base_form(office: Office, period: Period, form_key: str) -> Form | None:
    """The register in which doubles of this form are looked for: of one that extends another that one; else None."""
    form = office.form(form_key, period)
    form = office.form(form.extends, period) if form.extends else form
    return form if form.kind == "register" and form.label_field else None


def proposals(office: Office, period: Period, form_key: str, progress: Progress | None = None) -> list[Pair]:
    """Pairs that may be one, the surest first; those that a person called two are left out."""
    form = base_form(office, period, form_key)
    if form is None:
        return []
    told = progress or Progress()
    keys = named(form)
    schema.grow(office.store, [form])
    found = alike.rows(office.store, form, keys, unit=office.unit_in(period).key, period=period.label)
    read = (row_of(form, keys, one) for one in told.through(found, "Đang đọc tên các bản ghi"))
    rows = [row for row in read if row.carried != "ended"]
    pairs: dict[tuple[str, str], tuple[int, str]] = {}
    order = {row.record_id: n for n, row in enumerate(rows)}
    for reason, score, a, b in alike_pairs(rows, told):
        first, second = sorted((a.record_id, b.record_id), key=order.__getitem__)
        if pairs.get((first, second), (0, ""))[0] < score:
            pairs[first, second] = (score, reason)
    return _sorted(pairs, {row.record_id: row for row in rows}, alike.distinct(office.store, form.key))


def _sorted(
    pairs: Mapping[tuple[str, str], tuple[int, str]],
    rows: Mapping[str, Row],
    distinct: frozenset[tuple[str, str]],
) -> list[Pair]:
    proposed = []
    for (first, second), (score, reason) in pairs.items():
        if (min(first, second), max(first, second)) in distinct:
            continue
        if rows[second].carried and not rows[first].carried:  # the one known from last period stays
            first, second = second, first  # noqa: PLW2901
        proposed.append(Pair(first, second, reason, score, rows[first].label, rows[second].label))
    return sorted(proposed, key=lambda pair: -pair.score)


def like(office: Office, period: Period, form_key: str, record: Record) -> list[Like]:
    """The records, at most three, that the one being entered resembles; quick enough to ask after every field."""
    form = base_form(office, period, form_key)
    if form is None or form.key != form_key:
        return []
    keys = named(form)
    mine = row_of(form, keys, [record.record_id, "", *(record.values.get(key) for key in keys)])
    if not mine.plain and not mine.code:
        return []
    words = sorted(set(mine.own.split()), key=len, reverse=True)[:4]
    code = ("tax_code", mine.code) if "tax_code" in form.fields and len(mine.code) >= 10 else ("", "")
    schema.grow(office.store, [form])
    place = {"unit": office.unit_in(period).key, "period": period.label}
    least = max(1, len(words) - 1)
    found = alike.sharing(office.store, form, keys, words, least=least, code=code, **place)
    hamlet = keys.index("hamlet") + 2 if "hamlet" in keys else 0
    told = []
    known = alike.distinct(office.store, form.key)
    for one in found:
        row = row_of(form, keys, one)
        pair = (min(row.record_id, mine.record_id), max(row.record_id, mine.record_id))
        alike_by = match(mine, row)
        if alike_by and row.record_id != mine.record_id and row.carried != "ended" and pair not in known:
            told.append(Like(row.record_id, row.label, str(one[hamlet] or "") if hamlet else "", *alike_by))
    return sorted(told, key=lambda one: -one.score)[:3]


def keep_both(office: Office, period: Period, form_key: str, pair: tuple[str, str]) -> None:
    """Remember that these two are two: they are not proposed again, in no period."""
    form = base_form(office, period, form_key)
    assert form is not None
    low, high = sorted(pair)
    unit = office.unit_in(period).key
    alike.keep_distinct(office.store, form.key, (low, high), unit=unit, period=period.label)


def differences(
    office: Office, period: Period, form_key: str, keep_id: str, drop_id: str
) -> list[Difference]:
    """All answered fields of two records side by side, those of the forms that extend theirs included."""
    base = base_form(office, period, form_key)
    assert base is not None
    found = []
    for form in (base, *_kin(office, period, base)):
        sides: dict[Side, Record | None] = {
            "keep": _standing(office, period, form, keep_id),
            "drop": _standing(office, period, form, drop_id),
        }
        for field in form.stored:
            mine, other = (shown(form, record, field.key) if record else "" for record in sides.values())
            if mine or other:
                unit = getattr(field, "unit", "")
                unread = frozenset(side for side, r in sides.items() if r and field.key in r.raw)
                found.append(
                    Difference(form.key, field.key, field.label, unit, mine, other, mine != other, unread)
                )
    return found


def _kin(office: Office, period: Period, base: Form) -> list[Form]:
    kin = [form for form in office.own_forms(period) if form.extends == base.key]
    schema.grow(office.store, [base, *kin])
    return kin


def _standing(office: Office, period: Period, form: Form, record_id: str) -> Record | None:
    unit = office.unit_in(period).key
    return records.read_one(office.store, form, record_id, unit=unit, period=period.label)


def merge(
    office: Office,
    period: Period,
    form_key: str,
    keep_id: str,
    drop_id: str,
    choices: Mapping[str, Side],
    reason: str,
) -> None:
    """Make two records one, in one act that undo takes back whole; raises REASON_NEEDED, RECORD_UNKNOWN, REPORT_CLOSED.

    `choices`: field key ("workers.wage_fund" of a form that extends theirs) → whose answer stays. Without a choice
    the kept record's answer stays, and its blanks are filled from the other one.
    """
    if not tidy(reason):
        raise AppError(Code.REASON_NEEDED)
    base = base_form(office, period, form_key)
    assert base is not None
    with office.store.writing():
        office.draft(period)
        kin = _kin(office, period, base)
        for record_id in (keep_id, drop_id):
            if keep_id == drop_id or _standing(office, period, base, record_id) is None:
                raise AppError(Code.RECORD_UNKNOWN)
        own = _merged(office, period, base, keep_id, drop_id, choices)
        also = [(form, _merged(office, period, form, keep_id, drop_id, choices)) for form in kin]
        also += _redirected(office, period, base, keep_id, drop_id)
        records.save(
            office.store,
            base,
            own,
            unit=office.unit_in(period).key,
            period=period.label,
            act="merge",
            door="window",
            reason=tidy(reason),
            also=also,
        )


def _merged(
    office: Office, period: Period, form: Form, keep_id: str, drop_id: str, choices: Mapping[str, Side]
) -> list[RowChange]:
    """The changes of one form: the kept record with what was chosen, the other one gone."""
    keep, drop = (_standing(office, period, form, one) for one in (keep_id, drop_id))
    if drop is None:
        return []
    after = _joined(form, keep or Record(keep_id, {}, carried=drop.carried), drop, choices)
    return [
        RowChange(keep_id, records.image(keep), records.image(after)),
        RowChange(drop_id, records.image(drop), None),
    ]


def _joined(form: Form, keep: Record, drop: Record, choices: Mapping[str, Side]) -> Record:
    values, marks, raw, notes = dict(keep.values), dict(keep.marks), dict(keep.raw), dict(keep.notes)
    for field in form.stored:
        key = field.key
        side = choices.get(f"{form.key}.{key}", choices.get(key) if form.label_field else None)
        blank = shown_parts(keep, key) == (None, "", "")
        if side == "drop" or (side is None and blank):
            values[key] = drop.values.get(key)
            for mine, others in ((marks, drop.marks), (raw, drop.raw), (notes, drop.notes)):
                mine.pop(key, None)
                if key in others:
                    mine[key] = others[key]
    after = replace(keep, values=values, marks=marks, raw=raw, notes=notes)
    same = all(shown_parts(keep, f.key) == shown_parts(after, f.key) for f in form.stored)
    return (
        after if same or keep.carried not in ("carried", "unchanged") else replace(after, carried="changed")
    )


def _redirected(
    office: Office, period: Period, base: Form, keep_id: str, drop_id: str
) -> list[tuple[Form, list[RowChange]]]:
    """Records of other forms that name the one that goes name the kept one from now on."""
    unit = office.unit_in(period).key
    changed = []
    for form in office.own_forms(period):
        for field in form.stored:
            if isinstance(field, Reference) and field.form == base.key:
                schema.grow(office.store, [form])
                found = alike.referring(
                    office.store, form, field.key, drop_id, unit=unit, period=period.label
                )
                standing = [record for one in found if (record := _standing(office, period, form, one))]
                changes = [
                    RowChange(
                        record.record_id,
                        records.image(record),
                        records.image(replace(record, values={**record.values, field.key: keep_id})),
                    )
                    for record in standing
                ]
                changed.append((form, changes))
    return changed
