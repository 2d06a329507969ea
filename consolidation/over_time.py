"""From the periods that were reported to the one that is asked for, unit by unit, before anything goes up the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from base.period import Period, longest_start, tiling
from consolidation.figures import Sum
from forms.spec import Measure

Sums = Mapping[str, Sum]


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A unit's sums in the period that was asked for.

    `parts`: the labels of the periods they were derived from, empty when the period was reported itself.
    `to_date`: where the parts do not reach the end, what they add up to so far; then `sums` is empty.
    """

    sums: Sums
    parts: tuple[str, ...] = ()
    to_date: Sums | None = None


def in_period(wanted: Period, reported: Mapping[str, Sums], measures: Mapping[str, Measure]) -> InPeriod:
    """As reported, else from the fewest periods that tile it, else nothing but what has accrued to date."""
    if wanted.label in reported:
        return InPeriod(reported[wanted.label])
    available = [Period.parse(label) for label in reported]
    parts = tiling(wanted, available)
    if parts:
        return InPeriod(
            _combined([reported[p.label] for p in parts], measures), tuple(p.label for p in parts)
        )
    begun = longest_start(wanted, available)
    if begun:
        so_far = _combined([reported[p.label] for p in begun], measures)
        return InPeriod({}, tuple(p.label for p in begun), so_far)
    return InPeriod({})


def _combined(parts: list[Sums], measures: Mapping[str, Measure]) -> Sums:
    keys = dict.fromkeys(key for part in parts for key in part if key in measures)
    return {key: combined([part.get(key) for part in parts], measures[key].over_time) for key in keys}


def combined(parts: list[Sum | None], over_time: str) -> Sum:
    """One measure over consecutive periods: a flow with a gap is unknown, a stock is that of the last period."""
    if over_time == "last":
        return parts[-1] or Sum(None, 0, 0)
    values = [p.value for p in parts if p is not None and p.value is not None]
    known = sum(p.known for p in parts if p)
    missing = sum(p.missing for p in parts if p)
    if len(values) < len(parts):
        return Sum(None, known, missing)
    joined = sum(values) if over_time == "sum" else max(values) if over_time == "max" else min(values)
    return Sum(joined, known, missing)
