"""What units a figure stands on: two figures are compared over the same units only, however few those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from base.units import Unit, UnitHistory
from consolidation.figures import Consolidated
from consolidation.indicators import Figures

Ground = frozenset[str]
"""Patches: each what one unit of an earlier day gave to one of a later day; while nothing changes, the unit's key."""
Patches = Mapping[str, Ground]
"""Unit key → its patches; a unit that is not named is one patch."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of one measure: the amounts in display units by the ground that each is of."""

    amounts: Mapping[Ground, Fraction]
    share: Fraction
    over_units: str

    def over(self, ground: Ground) -> Fraction | None:
        """None where nothing stands on this ground, or where units do not add up."""
        there = [amount for of, amount in self.amounts.items() if of <= ground]
        if not there or (self.over_units == "none" and len(there) > 1):
            return None
        return self.share * {"max": max, "min": min}.get(self.over_units, _sum)(there)


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0))


@dataclass(frozen=True, slots=True)
class Makeup:
    """The parts that add up to a figure or, of a ratio, to factor × what is above / what is below."""

    above: tuple[Part, ...]
    below: tuple[Part, ...] = ()
    factor: int = 1

    @property
    def undefined(self) -> Ground:
        """Where nothing is below, so that there is no ratio: of what does not occur, or was not answered."""
        amounts = self.below[0].amounts if len(self.below) == 1 else {}
        return frozenset(patch for ground, amount in amounts.items() if not amount for patch in ground)

    def over(self, ground: Ground) -> Fraction | None:
        """The figure of this ground alone."""
        top, bottom = ([part.over(ground) for part in parts] for parts in (self.above, self.below))
        if not top or None in top or None in bottom:
            return None
        told = _sum(cast("list[Fraction]", top))
        if not self.below:
            return told
        under = _sum(cast("list[Fraction]", bottom))
        return self.factor * told / under if under else None


def part(found: Consolidated, measure: str, share: Fraction, patches: Patches) -> Part:
    """What every unit tells of a measure, alone or together with others."""
    amounts: dict[Ground, Fraction] = {}
    for one in found.units:
        for units, amount in cast("Figures", one.figures).told_at(one.unit, measure):
            amounts[ground_of(units, patches)] = amount
    return Part(amounts, share, cast("Figures", found.root.figures).over_units(measure))


def ground_of(units: Iterable[str], patches: Patches) -> Ground:
    """All the patches of these units."""
    return frozenset(patch for unit in units for patch in patches.get(unit, (unit,)))


def common(*makeups: Makeup, without: Ground = frozenset()) -> Ground:
    """The largest ground on which all parts of these figures stand; what is told of several units is never torn."""
    parts = [part.amounts.keys() for makeup in makeups for part in (*makeup.above, *makeup.below)]
    if not parts:
        return frozenset()
    shared = frozenset.intersection(*(frozenset[str]().union(*blocks) for blocks in parts)) - without
    joined = {block for blocks in parts for block in blocks if len(block) > 1}
    while torn := {patch for block in joined if not block <= shared for patch in block & shared}:
        shared -= torn
    return shared


def patches_of(
    history: UnitHistory, then: Iterable[Unit], now: Iterable[Unit], *, on: tuple[date, date]
) -> Patches:
    """The ground of the units of two days (`on`), so that units that were joined or parted are told apart exactly.

    Where no source says with which territory a unit went on, nobody can compare it.
    """
    stood, stands = {one.key: one for one in then}, {one.key: one for one in now}
    found: dict[str, set[str]] = {key: set() for key in stood.keys() ^ stands.keys()}
    for key in stands.keys() - stood.keys():
        for origin, extent in history.origins(stands[key], on=on[0]):
            patch = f"{origin.key} {key}"
            found[key].add(f"? {patch}" if extent == "unknown" else patch)
    for key in stood.keys() - stands.keys():
        found[key] |= {f"{key} {heir.key}" for heir in history.heirs_of(stood[key], on=on[1])}
    return {key: frozenset(ground) for key, ground in found.items() if ground}
