"""Figures that several units tell together only, because each alone would tell of one or two of its records.

A pool stands at a unit above those whose figures are in it. What it holds is in no sum of theirs, so that every
total is what it would be if all of them had told their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from consolidation.figures import Sum
from consolidation.rollup import over_units
from forms.spec import Measure

_EXACT = {("sum", "sum"), ("max", "max"), ("min", "min")}
"""Over time and over units: what may be joined over both in any order."""


@dataclass(frozen=True, slots=True)
class Pool:
    """One measure of `units` (keys), standing at the unit `at`.

    `partly`: units that withhold the figure as well, of which this holds a part and another part is not known.
    """

    at: str
    measure: str
    total: Sum
    units: frozenset[str]
    partly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """The report of a unit that counts: its hash, and that of the report in full where it has the sums alone."""

    hash: str
    full: str = ""


Sums = Mapping[str, Mapping[str, Sum]]
"""unit → measure → Sum"""


def settled(
    given: Iterable[tuple[Pool, Mapping[str, str]]],
    counts: Mapping[str, Counts],
    sums: Sums,
    measures: Mapping[str, Measure],
) -> tuple[list[Pool], dict[str, Mapping[str, Sum]]]:
    """The pools and the units' own sums, so that no figure is in both; beside each pool unit → the report it is from.

    Where that very report is here in full, its part is taken out of the pool. Where another version of it counts,
    the pool stands, and the unit's own figure does not count beside it. A pool with a figure of a unit that does not
    count is left out whole.
    """
    own = dict(sums)
    pools = []
    for pool, of in given:
        if pool.measure not in measures or not pool.units <= counts.keys():
            continue
        total, units = pool.total, set(pool.units)
        for unit in sorted(pool.units):
            if counts[unit].hash == of[unit]:
                here = own.get(unit, {}).get(pool.measure, Sum(None, 0, 0))
                total = _without(total, here, measures[pool.measure].over_units)
                units.remove(unit)
            elif counts[unit].full != of[unit]:
                own[unit] = {key: one for key, one in own.get(unit, {}).items() if key != pool.measure}
        if units:
            pools.append(replace(pool, total=total, units=frozenset(units)))
    return pools, own


def _without(total: Sum, part: Sum, how: str) -> Sum:
    """The rest of a sum; a maximum stays, since who is taken out stands beside it."""
    value = total.value
    if how == "sum" and value is not None:
        value -= part.value or 0
    return Sum(value, total.known - part.known, total.missing - part.missing)


def in_time(
    used: Mapping[str, Sequence[str]],
    derived: Sums,
    reported: Mapping[str, Mapping[str, Mapping[str, Sum]]],
    pools: Mapping[str, Sequence[Pool]],
    measures: Mapping[str, Measure],
) -> tuple[Sums, list[Pool]]:
    """The sums and pools of a period that was derived from the periods (labels) that each unit `used`.

    A unit whose figure is pooled in one of them withholds that of the whole period: what it told itself in the
    others goes into the pool. `reported`: unit → label → measure → Sum; `pools` by label. What cannot be joined
    exactly (units of one pool that used different periods, a maximum over time of sums) is not known.
    """
    by_place: dict[tuple[str, str], list[tuple[str, Pool]]] = {}
    for label, told in pools.items():
        for pool in told:
            if pool.measure in measures:
                by_place.setdefault((pool.at, pool.measure), []).append((label, pool))
    own = {unit: dict(found) for unit, found in derived.items()} if by_place else derived
    joined: list[Pool] = []
    for (at, key), told_here in by_place.items():
        counted = _Counted(key, measures[key], used, reported)
        for units, group in _connected(counted, told_here):
            for unit in (one for one in units & own.keys() if counted.uses(one, group)):
                own[unit].pop(key, None)  # type: ignore[attr-defined]
            whole = counted.joined(at, units, group)
            joined += [] if whole is None else [whole]
    return own, joined


_Labelled = tuple[str, Pool]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One measure over the periods that each unit used."""

    key: str
    measure: Measure
    used: Mapping[str, Sequence[str]]
    reported: Mapping[str, Mapping[str, Mapping[str, Sum]]]

    def labels(self, unit: str) -> Sequence[str]:
        used = self.used.get(unit, ())
        return used[-1:] if self.measure.over_time == "last" else used

    def uses(self, unit: str, group: Sequence[_Labelled]) -> bool:
        """Whether a part of the unit's figure is in these pools."""
        return any(unit in pool.units and label in self.labels(unit) for label, pool in group)

    def joined(self, at: str, units: AbstractSet[str], group: Sequence[_Labelled]) -> Pool | None:
        """The pool of the whole period; None where it cannot be told exactly."""
        several = any(len(self.labels(unit)) > 1 for unit in units)
        torn = any(label not in self.labels(unit) for label, pool in group for unit in pool.units)
        how = (self.measure.over_time, self.measure.over_units)
        if torn or (several and how not in _EXACT):
            return None
        parts = [pool.total for _, pool in group]
        partly = {unit for _, pool in group for unit in pool.partly}
        for unit in units:
            inside = {label for label, pool in group if unit in pool.units}
            for label in self.labels(unit):
                told = self.reported.get(unit, {}).get(label, {}).get(self.key)
                if told is not None:
                    parts.append(told)
                if label not in inside and (told is None or told.value is None):
                    partly.add(unit)
        whole = frozenset(units - partly)
        return Pool(at, self.key, over_units(parts, self.measure.over_units), whole, frozenset(partly))


def _connected(counted: _Counted, told: Sequence[_Labelled]) -> Iterator[tuple[set[str], list[_Labelled]]]:
    """Groups of pools that have units in common, of those whose period anybody used."""
    groups: list[tuple[set[str], list[_Labelled]]] = []
    for label, pool in told:
        if not any(label in counted.labels(unit) for unit in pool.units):
            continue
        units, members = set(pool.units), [(label, pool)]
        for group in [g for g in groups if g[0] & units]:
            groups.remove(group)
            units |= group[0]
            members = [*group[1], *members]
        groups.append((units, members))
    yield from groups
