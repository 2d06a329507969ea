"""All that is wrong with a report: form by form, between its forms, against the last period and the other units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from base import numbers
from base.errors import AppError, Code, Problem, problem
from base.period import Period
from base.progress import Progress
from base.text import search_key
from base.units import Unit
from consolidation.figures import Sum
from consolidation.indicators import Figures, chosen, counting
from db import records, schema, sums
from forms import cross
from forms.shown import shown_of
from forms.spec import CrossCheck, Field, Form, Measure, NumberBase, Text, Value
from office.entering.entry import check_form, enter
from office.figures import plans, pooled
from office.figures.figures import consolidate
from office.office import Office, previous_period
from office.receiving import returning


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
    return [*found, *across_units(office, period), *_not_compared(office, period)]


def _not_compared(office: Office, period: Period) -> list[Problem]:
    """Whose records are not here to be compared with those of other units: they sent sums only."""
    units = pooled.without_records(office, period)
    forms = [form.key for form in office.forms(period) if any(field.unique for field in form.stored)]
    if not units or not forms:
        return []
    names = ", ".join(unit.name for unit in units)
    told = problem(Code.SUMS_NOT_COMPARED, severity="noted", count=len(units), units=names)
    return [replace(told, form=forms[0])]


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
    """Put the sum of the details in the place of the total that a sheet declares.

    Raises REPORT_CLOSED, RECORD_UNKNOWN where the sheet is gone meanwhile.
    """
    form = office.form(told.form, period)
    unit = office.unit_in(period).key
    record = records.read_one(office.store, form, told.record_id, unit=unit, period=period.label)
    if record is None:
        raise AppError(Code.RECORD_UNKNOWN)
    key = told.fields[0]
    answer = form.fields[key].read(told.offer)
    assert not isinstance(answer, Problem), "the offer was written by the field itself"
    marks = {field: mark for field, mark in record.marks.items() if field != key}
    taken = replace(record, values={**record.values, key: answer.value}, marks=marks)
    enter(office, period, form.key, [taken], act="take_details")


def across_units(office: Office, period: Period) -> list[Problem]:
    """What several units below record although it is one thing: one tax code at two headquarters, a cluster in two
    communes that is recorded by its host and by the other."""
    below = {unit.key: unit for unit in office.tree(period).under(office.unit_in(period).code)}
    found: list[Problem] = []
    if len(below) == 1:
        return found
    for form in office.forms(period):
        for field in form.stored:
            if field.unique:
                for value, places in _shared(office, period, form, field, list(below)).items():
                    found.append(_doubled(form, field, field.show(value), places, below))
            if isinstance(field, Text) and field.names_units and form.label_field:
                named = form.fields[form.label_field]
                for places in _spanning(office, period, form, field, below):
                    found.append(_doubled(form, named, places[0][1], places, below))
    return found


_Places = list[tuple[str, str]]
"""(unit, name of the record), in tree order"""


def _doubled(form: Form, field: Field, value: str, places: _Places, below: Mapping[str, Unit]) -> Problem:
    told = problem(
        Code.SHARED_BY_UNITS,
        fields=(field.key,),
        severity="ask",
        label=field.label,
        value=value,
        where="; ".join(f"{label} ({below[unit].name})" for unit, label in places),
    )
    return replace(told, form=form.key)


def _spanning(
    office: Office, period: Period, form: Form, field: Text, below: Mapping[str, Unit]
) -> Iterator[_Places]:
    """Records of one name in several units, of which one says that it reaches into another of them."""
    schema.grow(office.store, [form])
    alike: dict[str, list[tuple[str, str, str]]] = {}
    for one in records.naming(office.store, form, field.key, period=period.label):
        if one[0] in below:
            alike.setdefault(search_key(one[1]), []).append(one)
    order = list(below)
    for same in alike.values():
        reached = {
            other
            for unit, _, answer in same
            for other, _, _ in same
            if other != unit and _words(below[other].bare_name) in _words(answer)
        }
        said = {unit for unit, _, answer in same if answer}
        if reached:
            found = [(unit, label) for unit, label, _ in same if unit in reached | said]
            yield sorted(found, key=lambda place: order.index(place[0]))


def _words(text: str) -> str:
    """Folded words between spaces, so that "Phường 1" is not found in "Phường 11"."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', search_key(text)))} "


def _shared(
    office: Office, period: Period, form: Form, field: Field, units: Sequence[str]
) -> dict[Value, _Places]:
    """answer → the records that give it, where those of several units may not both do so."""
    schema.grow(office.store, [form])
    conditions = shown_of(form, office.catalogue, office.closing(period))
    found: dict[Value, _Places] = {}
    for value, places in records.shared(office.store, form, field.key, period=period.label).items():
        below = []
        for unit, record_id in sorted((p for p in places if p[0] in units), key=lambda p: units.index(p[0])):
            one = records.read_one(office.store, form, record_id, unit=unit, period=period.label)
            if one is not None and field.key in conditions.alone(one.values):
                below.append((unit, form.label_of(one.values)))
        if len({unit for unit, _ in below}) > 1:
            found[value] = below
    return found
