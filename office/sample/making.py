"""What every maker of records works with: one commune's plan, its names, and answers turned into records."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from forms.spec import NO_REMARKS, Form, MultipleChoice, NumberField, Record, Value
from office.sample.naming import Namer
from office.sample.plan import CommunePlan
from office.sample.spread import chance

Told = int | str | bool | Decimal | tuple[str, ...] | None
"""An answer as a person thinks of it: numbers in the field's display unit, several codes as a tuple."""


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune whose records are being made."""

    plan: CommunePlan
    names: Namer
    new_id: Callable[[], str]

    @property
    def year(self) -> int:
        """The year that is reported."""
        return int(self.plan.sample.period)

    def chance(self, what: str) -> Random:
        """The chance by which one thing of this commune is made."""
        return chance(self.plan.sample.seed, what, self.plan.unit.code)


def commune_of(plan: CommunePlan, new_id: Callable[[], str]) -> Commune:
    """A commune with its hamlets chosen."""
    return Commune(plan, Namer(plan.unit, chance(plan.sample.seed, "names", plan.unit.code)), new_id)


def record(
    form: Form,
    record_id: str,
    answers: Mapping[str, Told],
    *,
    marks: Mapping[str, str] = NO_REMARKS,
    notes: Mapping[str, str] = NO_REMARKS,
) -> Record:
    """A record as the form stores it."""
    values = {key: _stored(form, key, answer) for key, answer in answers.items()}
    return Record(record_id, values, marks=marks, notes=notes)


def _stored(form: Form, key: str, answer: Told) -> Value:
    field = form.fields[key]
    if answer is None or isinstance(answer, str):
        return answer
    if isinstance(answer, tuple):
        assert isinstance(field, MultipleChoice)
        return json.dumps(sorted(answer), ensure_ascii=False)
    count = answer * field.scale if isinstance(field, NumberField) else answer
    assert count == int(count), f"{key}: {answer} is finer than the form keeps"
    return int(count)


def tenths(count: int) -> Decimal:
    """A count of tenths as a number."""
    return Decimal(count) / 10


def percent_of(whole: int, rng: Random, least: int, most: int) -> int:
    """A whole part of it, between two percentages, rounded half up."""
    return (whole * rng.randint(least, most) + 50) // 100
