"""Sums up the tree: what each node holds is what its own level fills in, plus what is below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from base.units import Unit, UnitTree
from consolidation.figures import Sum
from forms.spec import Measure

UnitSums = Mapping[str, Mapping[str, Sum]]
"""unit key → measure → Sum"""


@dataclass(slots=True)
class Node:
    """The sums of one node of the tree, and in how many reporting units each measure is known."""

    sums: dict[str, Sum] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)


def roll_up(
    tree: UnitTree, root: Unit, sums: UnitSums, measures: Mapping[str, Measure], levels: Mapping[str, str]
) -> dict[str, Node]:
    """unit key → Node for the root and all below it.

    A unit contributes only the measures of forms that its own level fills in, so that an office's records and
    those of its children are never added twice.
    """
    nodes: dict[str, Node] = {}

    def visit(unit: Unit) -> Node:
        children = [visit(child) for child in tree.children(unit)]
        node = Node()
        own = {k: s for k, s in sums.get(unit.key, {}).items() if k in measures and levels[k] == unit.level}
        for key, total in own.items():
            node.sums[key] = total
            node.units[key] = 0 if total.value is None else 1
        for key in dict.fromkeys(key for child in children for key in child.sums):
            parts = [child.sums[key] for child in children if key in child.sums]
            if key in own:
                parts.append(own[key])
            node.sums[key] = over_units(parts, measures[key].over_units)
            node.units[key] = node.units.get(key, 0) + sum(child.units.get(key, 0) for child in children)
        nodes[unit.key] = node
        return node

    visit(root)
    return nodes


def over_units(parts: Iterable[Sum], how: str) -> Sum:
    """One measure over units: the sum (max, min) of what is known; None when nothing is, or when it does not add."""
    listed = list(parts)
    values = [p.value for p in listed if p.value is not None]
    known, missing = sum(p.known for p in listed), sum(p.missing for p in listed)
    if how == "none" or not values:
        return Sum(None, known, missing)
    total = sum(values) if how == "sum" else max(values) if how == "max" else min(values)
    return Sum(total, known, missing)
