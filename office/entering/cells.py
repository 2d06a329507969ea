"""Cells of a register typed, pasted, filled down or emptied: first what would become of them, then one act."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from base.errors import Code, Problem, problem
from base.period import Period
from base.progress import Progress
from base.text import tidy
from db import records, schema
from forms.spec import Computed, Date, Form, Record, Reference
from forms.typed import shown, typed
from office.entering import entry
from office.entering.registers import owner_of
from office.office import Office

Typed = tuple[str, Mapping[str, str]]
"""record_id → field → text."""
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTHS = 12
_ASKED = " ?"
"""Behind a day that may be another one: whoever reads the text later, from a sheet too, takes it for neither."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as these texts would leave it. `doubts`: field → why its text cannot be read. Of a day, `texts` has what
    will be kept.

    `label` is the name that it has so far: who pastes over a name must see whose it is.
    """

    record: Record
    before: Record | None
    texts: Mapping[str, str]
    doubts: Mapping[str, Problem]
    label: str


def editable(form: Form, key: str) -> bool:
    """Whether the field can be written in a cell: it is neither computed nor a record of another form."""
    asked = form.fields.get(key)
    return asked is not None and not isinstance(asked, Computed | Reference)


def draft(
    office: Office,
    period: Period,
    form_key: str,
    rows: Sequence[Typed],
    *,
    progress: Progress | None = None,
) -> list[Draft]:
    """(record_id, field → text) of each row as the record that it would become; "" is a new record.

    Nothing is kept, and nothing is guessed: what cannot be read is told, and so are days that an English spreadsheet
    may have written month first.
    """
    form = office.form(form_key, period)
    owner = owner_of(office, period, form) if form.extends else None
    place = {"unit": office.unit_in(period).key, "period": period.label}
    schema.grow(office.store, [form])
    ids = [record_id for record_id, _ in rows if record_id]
    standing = records.read_some(office.store, form, ids, **place)
    owners = records.read_some(office.store, owner, ids, **place) if owner else {}
    unsure = _unsure_days(form, rows)
    drafts: list[Draft] = []
    for record_id, texts in (progress or Progress()).through(rows, f"Đọc {form.title}"):
        before = standing.get(record_id)
        named = owners.get(record_id)
        label = owner.label_of(named.values) if owner and named else ""
        start = before or Record(record_id or office.store.surroundings.new_id(), {})
        drafts.append(_drafted(form, start, before, texts, label=label, unsure=unsure.get(len(drafts), ())))
    return drafts


def _unsure_days(form: Form, rows: Sequence[Typed]) -> dict[int, list[str]]:
    """Row → the fields whose day may be meant month first, because another day of that column is: "12/31/2018"."""
    unsure: dict[int, list[str]] = {}
    for asked in form.stored:
        if not isinstance(asked, Date):
            continue
        days = {n: _DAY.fullmatch(tidy(texts.get(asked.key, ""))) for n, (_, texts) in enumerate(rows)}
        parts = {n: (int(day[1]), int(day[2])) for n, day in days.items() if day}
        if any(first <= _MONTHS < second for first, second in parts.values()):
            for n, (first, second) in parts.items():
                if first != second and max(first, second) <= _MONTHS:
                    unsure.setdefault(n, []).append(asked.key)
    return unsure


def _which_day(form: Form, key: str, text: str) -> Problem:
    first, second, year = (int(part) for part in re.split(r"[/.-]", tidy(text)))
    readings = f"{first:02}/{second:02}/{year} hay {second:02}/{first:02}/{year}"
    label = form.fields[key].label
    told = {"label": label, "text": tidy(text), "readings": readings}
    return problem(Code.AMBIGUOUS_DATE, fields=(key,), severity="stop", **told)


def _drafted(
    form: Form,
    start: Record,
    before: Record | None,
    texts: Mapping[str, str],
    *,
    label: str,
    unsure: Collection[str] = (),
) -> Draft:
    record, doubts = start, {}
    written = {f.key: texts[f.key] for f in form.stored if f.key in texts and editable(form, f.key)}
    for key, text in written.items():
        record, told = typed(form, record, key, text + _ASKED if key in unsure else text)
        if told is not None:
            doubts[key] = _which_day(form, key, text) if key in unsure else told
    written |= {key: shown(form, record, key) for key in written if isinstance(form.fields[key], Date)}
    named = label or (form.label_of(before.values) if before else "")
    return Draft(record, before, written, doubts, named or form.label_of(record.values))


def keep(
    office: Office,
    period: Period,
    form_key: str,
    drafts: Sequence[Draft],
    *,
    act: Literal["enter", "fill"] = "enter",
    door: str = "window",
    doubtful: bool = True,
    progress: Progress | None = None,
) -> tuple[list[Record], list[Problem]]:
    """Keep the drafts in one act; gives the records and their problems. Records that stay as they were are left out.

    `doubtful`: texts that cannot be read are kept as they stand, to be mended later; else their cells stay the same.
    What came into other cells of these records since they were drafted stays.
    """
    form = office.form(form_key, period)
    if not doubtful:
        drafts = [_without_doubts(form, each) if each.doubts else each for each in drafts]
    changed = [d.record for d in drafts if d.record != d.before and (d.before or _answered(d.record))]
    if not changed:
        return [], []
    seen = {d.before.record_id: d.before for d in drafts if d.before is not None}
    with office.store.writing():
        told = entry.enter(
            office, period, form_key, changed, door=door, act=act, seen=seen, progress=progress
        )
    return changed, told


def _answered(record: Record) -> bool:
    return any(value is not None for value in record.values.values()) or bool(record.raw or record.marks)


def _without_doubts(form: Form, one: Draft) -> Draft:
    texts = {key: text for key, text in one.texts.items() if key not in one.doubts}
    start = one.before or Record(one.record.record_id, {})
    return _drafted(form, start, one.before, texts, label=one.label)
