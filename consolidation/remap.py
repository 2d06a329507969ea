"""Figures of old units carried to the units that took their territory, conserving every total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from base.units import Unit, UnitHistory, UnitTree
from consolidation.figures import Sum
from consolidation.rollup import over_units
from forms.spec import Measure

Shares = Mapping[str, Sequence[tuple[str, Fraction]]]
"""old unit key → (new unit key, share); the shares of an old unit add up to one."""


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
) -> dict[str, dict[str, Sum]]:
    """The sums of old units as sums of new ones: values, known and missing records are each shared out whole.

    What does not add over units (a maximum, a rate typed as such) goes to an heir of the whole unit only.
    """
    carried: dict[str, dict[str, Sum]] = {}
    for old, found in sums.items():
        if old not in shares:
            continue
        heirs = [key for key, _ in shares[old]]
        parts = [share for _, share in shares[old]]
        for measure, total in found.items():
            if measure not in measures:
                continue
            how = measures[measure].over_units
            values = _values(total.value, parts, how)
            counts = zip(values, split(total.known, parts), split(total.missing, parts), strict=True)
            for heir, (value, known, missing) in zip(heirs, counts, strict=True):
                _join(carried.setdefault(heir, {}), measure, Sum(value, known, missing), how)
    return carried


def _values(value: int | None, parts: Sequence[Fraction], how: str) -> list[int | None]:
    if value is None:
        return [None] * len(parts)
    if how == "sum":
        return list(split(value, parts))
    return [value if share == 1 else None for share in parts]


def _join(into: dict[str, Sum], measure: str, part: Sum, how: str) -> None:
    into[measure] = over_units([into[measure], part], how) if measure in into else part
