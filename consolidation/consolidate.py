"""All of it in order: over time, up the tree, into indicators, each with its coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from base.period import Period
from base.units import Unit, UnitTree
from consolidation.coverage import coverage, joined_kind
from consolidation.figures import Consolidated, Kind, Sum, UnitFigures
from consolidation.indicators import Counting, Figures, paired
from consolidation.over_time import InPeriod, in_period
from consolidation.pools import Pool, Sums, in_time
from consolidation.rollup import roll_up


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of the units below: sums by unit and period, kinds, and who stands where.

    `sums`: unit key → period label → measure → Sum, of approved reports and the office's own alone.
    `kinds`: unit key → period label → the kind of figures in it, of exactly the reports that count whole.
    `derived`: the units whose sums were derived from shorter periods before they came here.
    `pooled`: period label → what several units tell together only; it is in no sum of theirs.
    """

    sums: Mapping[str, Mapping[str, Mapping[str, Sum]]]
    kinds: Mapping[str, Mapping[str, Kind]]
    states: Mapping[str, str]
    reported: Collection[str]
    derived: Collection[str] = ()
    pooled: Mapping[str, Sequence[Pool]] = field(default_factory=dict)


def consolidate(
    period: Period, tree: UnitTree, root: Unit, counted: Counting, reported: Reported
) -> Consolidated:
    """The figures of the root and of every unit below it."""
    derived = derive(period, counted, reported)
    own, pools = pooled_in(period, derived, reported, counted)
    told, counted, pools = paired({unit: sums for unit, sums in own.items() if sums}, counted, pools)
    nodes = roll_up(tree, root, told, counted.measures, counted.levels, pools)
    accrued_to, accrued, pools = _accrued(derived, reported, counted)
    so_far = roll_up(tree, root, accrued, counted.measures, counted.levels, pools) if accrued else {}
    kinds = kinds_in(period, derived, reported)
    approved = kinds.keys()
    visible = {key: info for key, info in counted.indicators.items() if not info.hidden}
    shown = []
    for unit in tree.under(root.code):
        node = nodes[unit.key]
        below = [u.key for u in tree.communes(unit)]
        was_derived = any(derived[key].parts or key in reported.derived for key in below if key in derived)
        figures = Figures(visible, node, counted, derived=was_derived)
        to_date = Figures(visible, so_far[unit.key], counted, derived=True) if accrued else None
        shown.append(
            UnitFigures(
                unit,
                coverage(tree, unit, reported=reported.reported, approved=approved),
                joined_kind([kinds[key] for key in below if key in approved]),
                figures,
                reported.states.get(unit.key, ""),
                to_date,
            )
        )
    return Consolidated(period, shown[0], tuple(shown), visible, accrued_to)


def derive(period: Period, counted: Counting, reported: Reported) -> dict[str, InPeriod]:
    """Each unit's sums in the period, before anything goes up the tree."""
    return {unit: in_period(period, periods, counted.measures) for unit, periods in reported.sums.items()}


def kinds_in(period: Period, derived: Mapping[str, InPeriod], reported: Reported) -> dict[str, Kind]:
    """The kind of each unit that counts whole: of its report, or of all the parts that tile the period."""
    kinds: dict[str, Kind] = {}
    for unit, by_period in reported.kinds.items():
        found = derived.get(unit)
        used = found.parts if found and found.sums and found.parts else (period.label,)
        if all(label in by_period for label in used):
            kinds[unit] = joined_kind([by_period[label] for label in used])
    return kinds


def pooled_in(
    period: Period, derived: Mapping[str, InPeriod], reported: Reported, counted: Counting
) -> tuple[Sums, list[Pool]]:
    """unit → its sums in the period, without what it tells only together with others; and what they tell together."""
    own = {unit: told.sums for unit, told in derived.items()}
    if not reported.pooled:
        return own, []
    used = {unit: told.parts or (period.label,) for unit, told in derived.items() if told.to_date is None}
    return in_time(used, own, reported.sums, reported.pooled, counted.measures)


def _accrued(
    derived: Mapping[str, InPeriod], reported: Reported, counted: Counting
) -> tuple[Period | None, Sums, list[Pool]]:
    """How far most units have come that do not fill the period yet, and what those have added up to by then."""
    reach = Counter(Period.parse(d.parts[-1]) for d in derived.values() if d.to_date is not None)
    if not reach:
        return None, {}, []
    end = max(reach, key=lambda period: (reach[period], period))
    so_far = {
        unit: d.to_date for unit, d in derived.items() if d.to_date is not None and d.parts[-1] == end.label
    }
    if not reported.pooled:
        return end, so_far, []
    used = {unit: derived[unit].parts for unit in so_far}
    return end, *in_time(used, so_far, reported.sums, reported.pooled, counted.measures)
