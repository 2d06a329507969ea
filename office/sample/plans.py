"""Two founding plans as data files: a commune's programme and a district's plan, as printed, with what they tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from base.errors import AppError, Code, Problem
from base.paths import asset
from base.period import Period
from db.store import Surroundings
from forms.spec import Form, Record, Value
from office.entering import entry
from office.office import Office, new_office

NAMES = {
    "my_thanh": "Chương trình 2016–2020 của xã Mỹ Thạnh",
    "vinh_linh": "Kế hoạch 2022 của huyện Vĩnh Linh",
}


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    answers: dict[str, str]
    form: str = "plan_targets"
    notes: dict[str, str] = {}


class _Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    on: date
    period: str
    source: str
    record: tuple[_Entry, ...] = ()
    target: tuple[_Entry, ...] = ()
    decision: str = ""
    decision_date: str = ""


def make_plan(name: str, path: Path, surroundings: Surroundings | None = None) -> Office:
    """A new data file with the plan entered, marked as illustrative; raises SAMPLE_UNKNOWN, STORE_EXISTS."""
    if name not in NAMES:
        raise AppError(Code.SAMPLE_UNKNOWN, name=name, known=", ".join(NAMES))
    plan = msgspec.toml.decode(asset(f"office/sample/{name}.toml").read_bytes(), type=_Plan)
    office = new_office(path, plan.code, on=plan.on, surroundings=surroundings)
    office.store.set_meta("illustrative", "1")
    period = Period.parse(plan.period)
    entry.open_period(office, period)
    given: dict[str, list[Record]] = {}
    for one in (*plan.record, *plan.target):
        form = office.form(one.form, period)
        given.setdefault(one.form, []).append(_record(form, one, dict(_told(form, plan))))
    for key in (form.key for form in office.own_forms(period) if form.key in given):
        entry.enter(office, period, key, given[key], door="demo")
    return office


def _told(form: Form, plan: _Plan) -> Iterator[tuple[str, str]]:
    """What the plan says of all its lines."""
    horizon = {"horizon_to": plan.period} if plan.target and form.key == "plan_targets" else {}
    common = {
        "decision": plan.decision,
        "decision_date": plan.decision_date,
        "source": plan.source,
        **horizon,
    }
    texts = {"plan_targets": ("decision", "decision_date", "horizon_to"), "history_totals": ("source",)}
    yield from ((key, text) for key, text in common.items() if text and key in texts.get(form.key, ()))


def _record(form: Form, one: _Entry, told: Mapping[str, str]) -> Record:
    values: dict[str, Value] = {}
    marks: dict[str, str] = {}
    for key, text in {**told, **one.answers}.items():
        answer = form.fields[key].read(text, values)
        if isinstance(answer, Problem):
            raise ValueError(f"{one.id}.{key}: {answer.message}")  # a mistake in the sample itself
        values[key] = answer.value
        if answer.mark:
            marks[key] = answer.mark
    return Record(one.id, values, marks, notes=one.notes)
