"""What was carried forward: how much of it nobody has confirmed yet, and how much a report repeats the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from base.errors import AppError, Code
from base.period import Period
from db import records, schema
from db.journal import RowChange
from forms.check import NOTHING, Values
from forms.spec import Form, NumberBase, Record
from office.entering.entry import extensions_of
from office.office import Office, previous_period

NEARLY_THE_SAME = Fraction(95, 100)
"""From this share of equal figures on, a report is labelled as nearly identical to the last one."""


def unconfirmed(office: Office, period: Period) -> dict[str, int]:
    """form key → how many records brought over from the last period nobody has confirmed; only forms with some."""
    forms = [form for form in office.own_forms(period) if not form.extends]
    found = {form.key: unconfirmed_of(office, period, form) for form in forms}
    return {key: count for key, count in found.items() if count}


def unconfirmed_of(office: Office, period: Period, form: Form) -> int:
    """The same of one form."""
    schema.grow(office.store, [form])
    unit = office.unit_in(period).key
    return records.carried_counts(office.store, form, unit=unit, period=period.label).get("carried", 0)


def form_states(office: Office, period: Period) -> dict[str, str]:
    """form key → open, filled or nil, of the forms that the office fills in itself."""
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    return {form.key: states.get(form.key, ("open", ""))[0] for form in office.own_forms(period)}


def unconfirmed_ids(office: Office, period: Period, form_key: str) -> list[str]:
    """The records of a form that still wait to be confirmed, in the order of entry."""
    form = office.form(form_key, period)
    schema.grow(office.store, [form])
    unit = office.unit_in(period).key
    return records.ids_carried(office.store, form, "carried", unit=unit, period=period.label)


def confirm(office: Office, period: Period, form_key: str, record_ids: Sequence[str], carried: str) -> None:
    """Say of records and of what extends them that they are unchanged, changed or ended: one act.

    What somebody changed already in an extension stays said, unless the whole record has ended.
    """
    unit = office.unit_in(period).key
    form = office.form(form_key, period)
    with office.store.writing():
        office.draft(period)
        own = _some(office, form, record_ids, unit=unit, period=period)
        if set(record_ids) - {r.record_id for r in own}:
            raise AppError(Code.RECORD_UNKNOWN)
        also = []
        for extension in extensions_of(office, period, form):
            kin = _some(office, extension, record_ids, unit=unit, period=period)
            waiting = [r for r in kin if carried == "ended" or r.carried in ("carried", "ended")]
            also.append((extension, _said(waiting, carried)))
        records.save(
            office.store,
            form,
            _said(own, carried),
            unit=unit,
            period=period.label,
            act="confirm",
            door="window",
            also=also,
        )


def _some(
    office: Office, form: Form, record_ids: Sequence[str], *, unit: str, period: Period
) -> list[Record]:
    schema.grow(office.store, [form])
    found = records.read_some(office.store, form, record_ids, unit=unit, period=period.label)
    return list(found.values())


def _said(standing: Sequence[Record], carried: str) -> list[RowChange]:
    return [
        RowChange(r.record_id, records.image(r), records.image(replace(r, carried=carried))) for r in standing
    ]


def sameness(office: Office, period: Period) -> Fraction | None:
    """Share of the figures that equal those of the last period of the same kind; None without a last one.

    Only figures are compared: names, addresses and classes are the same from year to year by nature.
    """
    unit = office.unit_in(period).key
    last = previous_period(office, period, unit)
    if not last:
        return None
    equal = answered = 0
    for form in office.own_forms(period):
        same, all_of_them = _compared(office, form, unit=unit, periods=(period.label, last))
        equal += same
        answered += all_of_them
    return Fraction(equal, answered) if answered else None


def _compared(office: Office, form: Form, *, unit: str, periods: tuple[str, str]) -> tuple[int, int]:
    """How many figures are equal, and how many there are in either period."""
    keys = [f.key for f in form.stored if isinstance(f, NumberBase)]
    schema.grow(office.store, [form])
    now, before = (records.values_by_id(office.store, form, unit=unit, period=p) for p in periods)
    return equal_answers(now, before, keys)


def equal_answers(
    now: Mapping[str, Values], before: Mapping[str, Values], keys: Sequence[str]
) -> tuple[int, int]:
    """How many of these answers are equal in two registers (record_id → values), and how many either of them has."""
    equal = answered = 0
    for record_id in now.keys() | before.keys():
        new, old = now.get(record_id, NOTHING), before.get(record_id, NOTHING)
        for key in keys:
            if new.get(key) is not None or old.get(key) is not None:
                answered += 1
                equal += new.get(key) == old.get(key)
    return equal, answered
