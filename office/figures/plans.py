"""A plan's targets and tasks: what must be reached, how far it is, who does what by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import cast

from base.errors import Problem
from base.period import Period
from consolidation import plan_tables, targets
from consolidation.growth import Beside, Known
from consolidation.plan_tables import Built
from consolidation.targets import Progress, Target, TargetKind, TaskLine
from db import records, schema
from forms.measured import OtherQuantity, amount_unit, converted
from forms.spec import Form, NumberBase, Record
from office.figures.series import History, comparison, constant_prices
from office.office import Office

TARGETS, TASKS = "plan_targets", "tasks"


def progress(office: Office, period: Period) -> list[Progress]:
    """The targets that the office keeps in this period against its figures of the period's year."""
    history = History(office, period)
    listed = list(_targets(office, period, history))
    year = period.window(office.catalogue.calendar(office.packet))[1].year

    def lookup(indicator: str, of_year: int) -> Known:
        wanted = period if of_year == year else Period.parse(str(of_year))
        return history.at(indicator, wanted).known

    def beside(indicator: str, of_year: int) -> Beside:
        return history.beside(indicator, period, Period.parse(str(of_year)))

    return targets.progress(listed, year, lookup, beside)


def contradictions(office: Office, period: Period) -> list[Problem]:
    """Targets that cannot both be meant, beside the value of each; a note answers them."""
    found = []
    notes = {record.record_id: record.notes for _, record in _read(office, period, TARGETS)}
    for one in progress(office, period):
        for words in one.warnings:
            noted = "value" in notes.get(one.target.record_id, {})
            found.append(
                Problem(
                    "target_contradicts",
                    "noted" if noted else "ask",
                    words,
                    TARGETS,
                    one.target.record_id,
                    one.target.title,
                    ("value",),
                )
            )
    return found


def tasks(office: Office, period: Period) -> list[TaskLine]:
    """The tasks that the office keeps in this period, in the order of the register."""
    on = office.closing(period)
    return [_task(form, record, on) for form, record in _read(office, period, TASKS)]


def _read(office: Office, period: Period, key: str) -> Iterator[tuple[Form, Record]]:
    """Nothing where the form is not asked for in this kind of period."""
    unit = office.unit_in(period).key
    for form in (one for one in office.own_forms(period) if one.key == key):
        schema.grow(office.store, [form])
        for record in records.read(office.store, form, unit=unit, period=period.label):
            if record.carried != "ended":
                yield form, record


def _targets(office: Office, period: Period, history: History) -> Iterator[Target]:
    for form, record in _read(office, period, TARGETS):
        told = record.values
        mine = told.get("replaced") != 1 and told.get("assigned_to") is None
        if mine and told.get("horizon_to") is not None:
            yield _target(form, record, history)


def _target(form: Form, record: Record, history: History) -> Target:
    told = record.values
    indicator = _text(record, "indicator")
    info = history.info(indicator)
    base = told.get("price_base")
    kind = cast("TargetKind", told.get("target_kind") or "level")
    achieved = told.get("achieved")
    counted_in = info.unit if info else ""
    amounts_in = amount_unit(kind, _text(record, "value_unit")) or counted_in
    try:
        per_unit, why_not = converted(counted_in, amounts_in), ""
    except OtherQuantity:
        per_unit, why_not = Fraction(1), f"số liệu tính bằng {counted_in} không đổi được sang {amounts_in}"
    return Target(
        record.record_id,
        _text(record, "title"),
        kind,
        int(cast("int", told["horizon_to"])),
        cast("int | None", told.get("horizon_from")),
        indicator,
        _text(record, "comparator"),
        _number(form, record, "value"),
        _number(form, record, "value_max"),
        told.get("direction") == "down",
        cast("int | None", told.get("base_year")),
        _number(form, record, "base_value"),
        constant_prices(base),
        "%" if kind == "growth" else amounts_in,
        _text(record, "printed"),
        _text(record, "decision"),
        _number(form, record, "actual"),
        None if achieved is None else achieved == 1,
        _text(record, "assessment"),
        per_unit,
        amounts_in,
        why_not,
    )


def _task(form: Form, record: Record, on: date) -> TaskLine:
    told = record.values
    deadline = date.fromisoformat(str(told["deadline"])) if told.get("deadline") else None
    state = _text(record, "progress")
    return TaskLine(
        record.record_id,
        _text(record, "title"),
        _text(record, "plan"),
        _text(record, "responsible"),
        _text(record, "cooperating"),
        deadline,
        state,
        form.fields["progress"].show(state or None),
        _number(form, record, "percent"),
        "; ".join(filter(None, (_text(record, "result"), _text(record, "obstacle")))),
        deadline is not None and deadline < on and state not in ("done", "stopped"),
    )


def _text(record: Record, key: str) -> str:
    return str(record.values.get(key) or "")


def _number(form: Form, record: Record, key: str) -> Fraction | None:
    value, field = record.values.get(key), form.fields[key]
    return Fraction(int(value), field.scale) if isinstance(field, NumberBase) and value is not None else None


def counts(listed: list[Progress]) -> Mapping[str, int]:
    """How many targets are reached, not reached, and not measurable."""
    return {
        "reached": sum(one.reached is True for one in listed),
        "missed": sum(one.reached is False for one in listed),
        "unknown": sum(one.reached is None for one in listed),
    }


def plan_lists(
    office: Office, period: Period, wanted: Collection[str], base_year: int | None
) -> dict[str, Built]:
    """The columns and rows of the sheets that list targets, tasks or growth; those that would be empty are left out."""
    found: dict[str, Built] = {}
    year = period.window(office.catalogue.calendar(office.packet))[1].year
    if "targets" in wanted and (told := progress(office, period)):
        found["targets"] = plan_tables.targets_table(told, year)
    if "tasks" in wanted and (listed := tasks(office, period)):
        found["tasks"] = plan_tables.tasks_table(listed)
    if "growth" in wanted:
        since = base_year or _base_year(office, period)
        rows = comparison(office, period, base_year=since)
        words = period.in_words(), period.year_before().in_words()
        found["growth"] = plan_tables.growth_table(rows, now=words[0], before=words[1], base_year=since)
    return found


def _base_year(office: Office, period: Period) -> int | None:
    """The year from which most of the office's targets count their growth."""
    years = Counter(record.values.get("base_year") for _, record in _read(office, period, TARGETS))
    years.pop(None, None)
    return int(cast("int", years.most_common(1)[0][0])) if years else None
