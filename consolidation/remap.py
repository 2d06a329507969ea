"""Figures of old units carried to the units that took their territory, conserving every total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from base.units import Unit, UnitHistory, UnitTree
from consolidation.figures import Sum
from consolidation.rollup import over_units
from forms.spec import Measure

Shares = Mapping[str, Sequence[tuple[str, Fraction]]]
"""old unit key → (new unit key, share); the shares of an old unit add up to one."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What an office declared of a unit that was parted, and on what grounds.

    `parts`: new unit key → share, adding up to one, or empty. `hamlets`: hamlet → new unit key: the records that name
    it go there whole, and only the rest is shared out.
    """

    parts: Mapping[str, Fraction]
    hamlets: Mapping[str, str]
    basis: str

    @property
    def units(self) -> set[str]:
        """The keys of the new units that it names."""
        return {*self.parts, *self.hamlets.values()}


def split(total: int, shares: Sequence[Fraction]) -> list[int]:
    """Whole parts in proportion to the shares that add up to the total exactly (largest remainder)."""
    exact = [total * share for share in shares]
    parts = [value.numerator // value.denominator for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts


def shares_to(
    history: UnitHistory, units: Iterable[Unit], today: UnitTree, declared: Shares
) -> tuple[dict[str, list[tuple[str, Fraction]]], list[Unit]]:
    """The share of each old unit that each of today's units took; and the units for which none is known.

    A whole merger is a share of one. A split needs shares that the office declared; none is ever guessed.
    """
    found: dict[str, list[tuple[str, Fraction]]] = {}
    unclear: list[Unit] = []
    for unit in units:
        shares = _followed(history, unit, today, declared)
        if shares is None:
            unclear.append(unit)
        else:
            found[unit.key] = shares
    return found, unclear


def _followed(
    history: UnitHistory, unit: Unit, today: UnitTree, declared: Shares
) -> list[tuple[str, Fraction]] | None:
    reached = [(unit, Fraction(1))]
    while any(u.valid_to is not None and u.valid_to < today.on for u, _ in reached):
        following: dict[str, tuple[Unit, Fraction]] = {}
        for current, share in reached:
            if current.valid_to is None or current.valid_to >= today.on:
                steps: Sequence[tuple[Unit, Fraction]] = [(current, Fraction(1))]
            elif current.key in declared:
                steps = [(history.by_key(key), part) for key, part in declared[current.key]]
            else:
                heirs = history.successors(current)
                if len(heirs) != 1 or heirs[0][1] != "whole":
                    return None
                steps = [(heirs[0][0], Fraction(1))]
            for heir, part in steps:
                before = following.get(heir.key, (heir, Fraction(0)))[1]
                following[heir.key] = (heir, before + share * part)
        reached = list(following.values())
    return [(u.key, share) for u, share in reached]


def carry(
    sums: Mapping[str, Mapping[str, Sum]],
    shares: Mapping[str, Sequence[tuple[str, Fraction]]],
    measures: Mapping[str, Measure],
    exact: Mapping[str, Mapping[str, Mapping[str, Sum]]] | None = None,
) -> dict[str, dict[str, Sum]]:
    """The sums of old units as sums of new ones: values, known and missing records are each shared out whole.

    `exact`: old unit → new unit → measure → what the records are known to bring it (by their hamlets); only the rest
    is shared out. What does not add over units (a maximum, a rate typed as such) goes to an heir of the whole unit
    only.
    """
    carried: dict[str, dict[str, Sum]] = {}
    for old, found in sums.items():
        if old not in shares:
            continue
        if old not in (exact or {}) and len(shares[old]) == 1 and shares[old][0][1] == 1:
            into = carried.setdefault(shares[old][0][0], {})
            for measure, total in found.items():
                if measure in measures:
                    _join(into, measure, total, measures[measure].over_units)
            continue
        settled = (exact or {}).get(old, {})
        for measure, total in found.items():
            if measure in measures:
                counts = measure.rpartition("/")[2]  # the side of a ratio counts as the measure that it is of
                by_heir = {heir: told[counts] for heir, told in settled.items() if counts in told}
                how = measures[measure].over_units
                for heir, part in _parts(total, shares[old], by_heir, how).items():
                    _join(carried.setdefault(heir, {}), measure, part, how)
    return carried


def rest(total: Sum, settled: Iterable[Sum]) -> Sum:
    """What of a sum over records is left when those of some of them are taken out; its value counts where it adds."""
    told = list(settled)
    known = total.known - sum(part.known for part in told)
    missing = total.missing - sum(part.missing for part in told)
    if total.value is None:
        return Sum(None, known, missing)
    value = total.value - sum(part.value or 0 for part in told)
    return Sum(value if known or value or not told else None, known, missing)


def _parts(
    total: Sum, shares: Sequence[tuple[str, Fraction]], settled: Mapping[str, Sum], how: str
) -> dict[str, Sum]:
    """heir → its part of one measure: what is its own by records, and its share of the rest."""
    left = rest(total, settled.values())
    parts = dict(settled)
    if settled and not (left.known or left.missing or left.value):
        return parts
    fractions = [share for _, share in shares]
    if how != "sum" and settled:  # a maximum of the rest may be anybody's
        left = Sum(None, left.known, left.missing)
        parts = {heir: Sum(None, part.known, part.missing) for heir, part in settled.items()}
    values = _values(left.value, fractions, how)
    counts = zip(values, split(left.known, fractions), split(left.missing, fractions), strict=True)
    for (heir, _), (value, known, missing) in zip(shares, counts, strict=True):
        _join(parts, heir, Sum(value, known, missing), how)
    return parts


def _values(value: int | None, parts: Sequence[Fraction], how: str) -> list[int | None]:
    if value is None:
        return [None] * len(parts)
    if how == "sum":
        return list(split(value, parts))
    return [value if share == 1 else None for share in parts]


def _join(into: dict[str, Sum], measure: str, part: Sum, how: str) -> None:
    into[measure] = over_units([into[measure], part], how) if measure in into else part
