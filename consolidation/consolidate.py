"""All of it in order: over time, up the tree, into indicators, each with its coverage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from base.period import Period
from base.units import Unit, UnitTree
from consolidation.coverage import coverage, joined_kind
from consolidation.figures import Consolidated, Kind, Sum, UnitFigures
from consolidation.indicators import Counting, Figures
from consolidation.over_time import InPeriod, in_period
from consolidation.rollup import roll_up


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of the units below: sums by unit and period, kinds, and who stands where.

    `sums`: unit key → period label → measure → Sum, of approved reports and the office's own alone.
    """

    sums: Mapping[str, Mapping[str, Mapping[str, Sum]]]
    kinds: Mapping[str, Kind]
    states: Mapping[str, str]
    reported: Collection[str]
    approved: Collection[str]


def consolidate(
    period: Period, tree: UnitTree, root: Unit, counted: Counting, reported: Reported
) -> Consolidated:
    """The figures of the root and of every unit below it."""
    derived: dict[str, InPeriod] = {
        unit: in_period(period, periods, counted.measures) for unit, periods in reported.sums.items()
    }
    in_time = {unit: d.sums for unit, d in derived.items() if d.sums}
    nodes = roll_up(tree, root, in_time, counted.measures, counted.levels)
    # A period that is derived from others counts a commune as approved when its parts tile the period.
    approved = {key for key in reported.approved if key in in_time or not reported.sums.get(key)}
    visible = {key: info for key, info in counted.indicators.items() if not info.hidden}
    shown = []
    for unit in tree.under(root.code):
        node = nodes[unit.key]
        below = [u.key for u in tree.communes(unit)]
        was_derived = any(derived[key].parts for key in below if key in derived)
        figures = Figures(visible, node, counted, derived=was_derived)
        shown.append(
            UnitFigures(
                unit,
                coverage(tree, unit, reported=reported.reported, approved=approved),
                joined_kind([reported.kinds.get(key, "") for key in below if key in approved]),
                figures,
                reported.states.get(unit.key, ""),
            )
        )
    return Consolidated(period, tuple(shown), visible)
