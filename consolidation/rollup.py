"""Sums up the tree: what each node holds is what its own level fills in, plus what is below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from base.units import Unit, UnitTree
from consolidation.figures import Sum
from forms.spec import Measure

if TYPE_CHECKING:
    from consolidation.pools import Pool

UnitSums = Mapping[str, Mapping[str, Sum]]
"""unit key → measure → Sum"""


@dataclass(slots=True)
class Node:
    """The sums of one node of the tree, and in how many reporting units each measure is known (`units`; None of a
    node with none below it: there it follows from the sums).

    `pooled`: what stands at this very node for several units below. `withheld`: the units at or below it whose figure
    stands further up only.
    """

    sums: Mapping[str, Sum] = field(default_factory=dict)
    units: dict[str, int] | None = field(default_factory=dict)
    pooled: dict[str, list[Pool]] = field(default_factory=dict)
    withheld: dict[str, frozenset[str]] = field(default_factory=dict)

    def known_in(self, measure: str) -> int:
        """In how many reporting units a measure is known."""
        if self.units is not None:
            return self.units.get(measure, 0)
        found = self.sums.get(measure)
        return int(found is not None and found.value is not None)

    def put(self, measure: str, total: Sum, known_in: int) -> None:
        """Let a measure have this sum, known in so many units."""
        assert self.units is not None and isinstance(self.sums, dict)
        self.sums[measure], self.units[measure] = total, known_in


def roll_up(
    tree: UnitTree,
    root: Unit,
    sums: UnitSums,
    measures: Mapping[str, Measure],
    levels: Mapping[str, str],
    pools: Sequence[Pool] = (),
) -> dict[str, Node]:
    """unit key → Node for the root and all below it.

    A unit contributes only the measures of forms that its own level fills in, so that an office's records and
    those of its children are never added twice. A pool is added where it stands.
    """
    nodes: dict[str, Node] = {}
    standing = _standing(pools, measures)
    withheld = _withheld(pools)

    def visit(unit: Unit) -> Node:
        children = [visit(child) for child in tree.children(unit)]
        own, alone = sums.get(unit.key, {}), not children and not withheld
        if not alone or not all(k in measures and levels[k] == unit.level for k in own):
            own = {k: s for k, s in own.items() if k in measures and levels[k] == unit.level}
        node = Node(own, None if alone else {k: int(s.value is not None) for k, s in own.items()})
        for key in dict.fromkeys(key for child in children for key in child.sums):
            parts = [child.sums[key] for child in children if key in child.sums]
            if key in own:
                parts.append(own[key])
            known = node.known_in(key) + sum(child.known_in(key) for child in children)
            node.put(key, over_units(parts, measures[key].over_units), known)
        if withheld:
            node.withheld = dict.fromkeys(withheld.get(unit.key, ()), frozenset([unit.key]))
            _put_pools(node, children, standing.get(unit.key, ()), measures)
        nodes[unit.key] = node
        return node

    visit(root)
    return nodes


def _standing(pools: Iterable[Pool], measures: Mapping[str, Measure]) -> dict[str, list[Pool]]:
    """Unit → the pools that stand at it."""
    found: dict[str, list[Pool]] = {}
    for pool in pools:
        if pool.measure in measures:
            found.setdefault(pool.at, []).append(pool)
    return found


def _withheld(pools: Iterable[Pool]) -> dict[str, list[str]]:
    """Unit → the measures that it does not tell alone."""
    found: dict[str, list[str]] = {}
    for pool in pools:
        for unit in pool.units | pool.partly:
            found.setdefault(unit, []).append(pool.measure)
    return found


def _put_pools(
    node: Node, children: Sequence[Node], pools: Iterable[Pool], measures: Mapping[str, Measure]
) -> None:
    """Add the pools that stand here: what they hold is withheld below this node only."""
    for child in children:
        for key, units in child.withheld.items():
            node.withheld[key] = node.withheld.get(key, frozenset()) | units
    for pool in pools:
        key = pool.measure
        parts = [node.sums[key], pool.total] if key in node.sums else [pool.total]
        node.put(key, over_units(parts, measures[key].over_units), node.known_in(key) + len(pool.units))
        node.pooled.setdefault(key, []).append(pool)
        left = node.withheld.get(key, frozenset()) - pool.units - pool.partly
        node.withheld[key] = left
        if not left:
            del node.withheld[key]


def over_units(parts: Iterable[Sum], how: str) -> Sum:
    """One measure over units: the sum (max, min) of what is known; None when nothing is, or when it does not add."""
    listed = list(parts)
    values = [p.value for p in listed if p.value is not None]
    known, missing = sum(p.known for p in listed), sum(p.missing for p in listed)
    if how == "none" or not values:
        return Sum(None, known, missing)
    total = sum(values) if how == "sum" else max(values) if how == "max" else min(values)
    return Sum(total, known, missing)
