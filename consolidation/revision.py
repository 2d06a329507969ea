"""The error of an estimate: what was reported first beside the harder figure that came later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from base.period import Period
from base.units import Unit, UnitTree
from consolidation.consolidate import Reported, consolidate
from consolidation.figures import MIXED, Consolidated, Figure, IndicatorInfo, Kind, Sum
from consolidation.growth import OTHER_BASE, Known, comparable, difference
from consolidation.indicators import Counting, figure
from consolidation.rollup import UnitSums

HARDNESS = {"estimate": 0, "preliminary": 1, "final": 2}
"""Ước tính is replaced by sơ bộ, and both by chính thức."""


def harder(kind: str, other: str) -> bool:
    """Whether figures of this kind replace those of the other."""
    return kind in HARDNESS and other in HARDNESS and HARDNESS[kind] > HARDNESS[other]


@dataclass(frozen=True, slots=True)
class Revision:
    """One indicator as it was estimated and as it turned out.

    `difference` is estimate − final, in the indicator's unit or, of percentages, in points; `percent` is it in % of
    the final, None of percentages and where the final is 0. `units`: the reporting units that both figures rest on.
    `told`: why the two are not compared.
    """

    info: IndicatorInfo
    estimate: Fraction | None
    final: Fraction | None
    difference: Fraction | None
    percent: Fraction | None
    units: int
    told: str = ""

    @property
    def in_points(self) -> bool:
        """Whether the difference is in percentage points."""
        return self.info.unit == "%"

    @property
    def occurs(self) -> bool:
        """Whether either figure says that there is anything."""
        return bool(self.estimate or self.final or self.told)


@dataclass(frozen=True, slots=True)
class OfUnit:
    """What was estimated in a unit, by indicator; of a unit that others report to, what those add up to.

    `reports`: how many reports in it have both figures. `versions`: of the unit's own, None where it has none.
    """

    unit: Unit
    reports: int
    revisions: Mapping[str, Revision]
    versions: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Errors:
    """The figures of one kind that were replaced by those of another in one period; kinds never stand together.

    `units`: the one that is asked about first, then each below it in which anything was replaced, in tree order.
    `expected`: how many communes report to the first.
    """

    period: Period
    estimate: Kind
    final: Kind
    expected: int
    units: tuple[OfUnit, ...]

    @property
    def total(self) -> OfUnit:
        """Over the units that have both figures."""
        return self.units[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """The sums of one unit's own report, estimated and as they turned out, and the numbers of the two versions."""

    estimate: Mapping[str, Sum]
    final: Mapping[str, Sum]
    versions: tuple[int, int]


def compared(
    tree: UnitTree, root: Unit, period: Period, counted: Counting, pairs: Mapping[str, Pair]
) -> tuple[OfUnit, ...]:
    """Estimates and what became of them up the tree, given the pairs of reporting units by key."""
    shared = {key: _in_both(pair, counted.indicators.values()) for key, pair in pairs.items()}
    before, after = (
        _added(tree, root, period, counted, {key: _only(sums, shared[key]) for key, sums in side.items()})
        for side in (
            {key: pair.estimate for key, pair in pairs.items()},
            {key: pair.final for key, pair in pairs.items()},
        )
    )
    found = []
    for estimate, final in zip(before.units, after.units, strict=True):
        unit = final.unit
        below = [one.key for one in tree.under(unit.code) if one.key in pairs]
        own = pairs.get(unit.key)
        if not below and unit is not root:
            continue
        told = (
            _of_report(own, unit, counted)
            if own is not None and not tree.children(unit)
            else {
                key: revision(info, estimate.figures[key], final.figures[key], units=final.figures[key].units)
                for key, info in before.indicators.items()
            }
        )
        occurring = {key: one for key, one in told.items() if one.occurs}
        found.append(OfUnit(unit, len(below), occurring, own.versions if own else None))
    return tuple(found)


def _added(tree: UnitTree, root: Unit, period: Period, counted: Counting, sums: UnitSums) -> Consolidated:
    found = {unit: {period.label: measures} for unit, measures in sums.items()}
    return consolidate(period, tree, root, counted, Reported(found, {}, {}, sums.keys()))


def _only(sums: Mapping[str, Sum], keys: Collection[str]) -> dict[str, Sum]:
    return {key: found for key, found in sums.items() if key in keys}


def _of_report(pair: Pair, unit: Unit, counted: Counting) -> dict[str, Revision]:
    """One report against the other: also what only one of them knows."""
    sides = [
        {key: found for key, found in sums.items() if counted.levels.get(key) == unit.level}
        for sums in (pair.estimate, pair.final)
    ]
    other = _rebased(pair, counted.indicators.values())
    return {
        key: revision(info, *(figure(info, sums, counted, units=1) for sums in sides), units=1)
        for key, info in counted.indicators.items()
        if not info.hidden and key not in other
    }


def revision(info: IndicatorInfo, estimate: Figure, final: Figure, *, units: int) -> Revision:
    """Compared where both are known and stand at the same prices; what is missing is not zero."""
    told = MIXED if estimate.mixed or final.mixed else ""
    if not comparable(_known(estimate), _known(final)):
        told = OTHER_BASE
    off = None if told else difference(estimate.value, final.value)
    percent = None
    if off is not None and final.value and info.unit != "%":
        percent = off / abs(final.value) * 100
    return Revision(info, estimate.value, final.value, off, percent, units, told)


def _known(figure: Figure) -> Known:
    """0 is none at any prices."""
    return Known(figure.value, figure.basis if figure.value else "")


def _in_both(pair: Pair, infos: Iterable[IndicatorInfo]) -> frozenset[str]:
    """The measures of one unit that a total may compare: known in both of its reports, at the same prices."""
    both = pair.estimate.keys() & pair.final.keys()
    known = {k for k in both if pair.estimate[k].value is not None and pair.final[k].value is not None}
    return frozenset(known - _rebased(pair, infos))


def _rebased(pair: Pair, infos: Iterable[IndicatorInfo]) -> frozenset[str]:
    """The measures of amounts that one report states at other prices than the other."""
    found: set[str] = set()
    for info in infos:
        bases = [
            {key for key in info.one_of if key in sums and sums[key].known}
            for sums in (pair.estimate, pair.final)
        ]
        if all(bases) and bases[0] != bases[1]:
            found |= set(info.one_of)
    return frozenset(found)
