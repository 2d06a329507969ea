"""All that is wrong with a report: form by form, between its forms, against the last period and the other units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from base import numbers
from base.errors import Code, Problem, problem
from base.period import Period
from base.progress import Progress
from consolidation.figures import Sum
from consolidation.indicators import Figures, chosen, counting
from db import records, sums
from forms import cross
from forms.spec import CrossCheck, Form, Measure, NumberBase
from office import plans, returning
from office.entry import check_form, enter
from office.figures import consolidate
from office.office import Office, previous_period


def check(office: Office, period: Period, *, progress: Progress | None = None) -> list[Problem]:
    """All problems of the office's report: open forms, unreadable texts, broken rules, doubles, contradictions,
    and what the office above marked in the version that it returned."""
    office.report(period)
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    found: list[Problem] = []
    for form in office.own_forms(period):
        state = states.get(form.key, ("open", ""))[0]
        if state == "open" and not form.optional:
            found.append(replace(problem(Code.FORM_OPEN, form=form.title), form=form.key))
        elif state == "filled":
            found += check_form(office, period, form.key, progress=progress)
    found += across_forms(office, period)
    found += plans.contradictions(office, period)
    found += returning.problems(office, period)
    return [*found, *across_units(office, period)]


def across_forms(office: Office, period: Period) -> list[Problem]:
    """What the office's own sums contradict: declared totals, last period's stock, amounts of different prices."""
    forms = office.own_forms(period)
    if not any(form.cross_check or form.indicator for form in forms):
        return []
    unit = office.unit_in(period).key
    measures = {m.key: m for form in office.catalogue.in_force(office.closing(period)) for m in form.measure}
    own = _sums(office, period, forms)
    last = previous_period(office, period, unit)
    before = _sums(office, Period.parse(last), office.own_forms(Period.parse(last))) if last else {}
    now = {**_sums_below(office, period, measures), **own}
    states = records.states(office.store, unit=unit, period=period.label)
    found: list[Problem] = []
    for form in forms:
        # A sheet that nobody filled declares nothing: "không phát sinh" is no total of 0.
        declares = states.get(form.key, ("open", ""))[0] == "filled"
        for declared, told in cross.broken_in(form, measures, now, before):
            if declares or not declared.field:
                found.append(_placed(office, period, form, told, _offer(form, declared, measures, now)))
    return [*found, *_mixed_bases(forms, own)]


def _sums_below(office: Office, period: Period, measures: Mapping[str, Measure]) -> dict[str, int | None]:
    """What the approved reports below add up to; a commune has none."""
    if office.unit.level == "commune":
        return {}
    figures = cast("Figures", consolidate(office, period).root.figures)
    known = {key: figures.known_side(key) for key in measures}
    return {key: None if value is None else int(value * measures[key].scale) for key, value in known.items()}


def _sums(office: Office, period: Period, forms: Sequence[Form]) -> dict[str, int | None]:
    unit, on = office.unit_in(period).key, office.closing(period)
    return sums.of_unit(office.store, office.catalogue, forms, unit=unit, period=period.label, on=on)


def _offer(form: Form, declared: CrossCheck, measures: Mapping[str, Measure], now: cross.Sums) -> str:
    """The sum of the details as it would be typed into the field that declares it; "" where it does not fit."""
    value, field = now.get(declared.details), form.fields.get(declared.field)
    if value is None or not isinstance(field, NumberBase):
        return ""
    exact = Fraction(value, measures[declared.details].scale) * field.scale
    return numbers.show_stored(int(exact), field.scale, field.decimals) if exact.denominator == 1 else ""


def _placed(office: Office, period: Period, form: Form, told: Problem, offer: str) -> Problem:
    """Beside the field of the sheet that it names, where a note answers it."""
    if not told.fields:
        return told
    unit = office.unit_in(period).key
    (sheet,) = records.read(office.store, form, unit=unit, period=period.label)[:1] or (None,)
    if sheet is None:
        return replace(told, fields=())
    noted = told.severity == "ask" and told.fields[0] in sheet.notes
    severity = "noted" if noted else told.severity
    return replace(told, record_id=sheet.record_id, record=form.title, severity=severity, offer=offer)


def _mixed_bases(forms: Sequence[Form], now: Mapping[str, int | None]) -> Iterator[Problem]:
    """Production values at the prices of different years are never one sum (domain rule: a stop)."""
    known = {key: Sum(value, 1 if value else 0, 0) for key, value in now.items()}
    for form in forms:
        for info in counting([form]).indicators.values():
            if info.one_of and len(mixed := chosen(info, known)) > 1:
                names = "; ".join(form.measures[key].label for key in mixed)
                told = problem(Code.PRICE_BASES_MIXED, label=info.label, bases=names)
                yield replace(told, form=form.key)


def take_details(office: Office, period: Period, told: Problem) -> None:
    """Put the sum of the details in the place of the total that a sheet declares; raises REPORT_CLOSED."""
    form = office.form(told.form, period)
    unit = office.unit_in(period).key
    record = records.read_one(office.store, form, told.record_id, unit=unit, period=period.label)
    key = told.fields[0]
    answer = form.fields[key].read(told.offer)
    if record is None or isinstance(answer, Problem):
        return
    marks = {field: mark for field, mark in record.marks.items() if field != key}
    taken = replace(record, values={**record.values, key: answer.value}, marks=marks)
    enter(office, period, form.key, [taken], act="take_details")


def across_units(office: Office, period: Period) -> list[Problem]:
    """Answers that only one record may have and that records of several units below have: the same tax code twice."""
    names = {unit.key: unit.name for unit in office.tree(period).under(office.unit_in(period).code)}
    found: list[Problem] = []
    if len(names) == 1:
        return found
    for form in office.forms(period):
        for field in (f for f in form.stored if f.unique):
            shared = records.shared(office.store, form, field.key, period=period.label)
            for value, places in shared.items():
                below = [(unit, label) for unit, label in places if unit in names]
                if len({unit for unit, _ in below}) < 2:
                    continue
                where = "; ".join(f"{label} ({names[unit]})" for unit, label in below)
                told = problem(
                    Code.SHARED_BY_UNITS,
                    fields=(field.key,),
                    severity="ask",
                    label=field.label,
                    value=field.show(value),
                    where=where,
                )
                found.append(replace(told, form=form.key))
    return found
