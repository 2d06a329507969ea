"""Totals handed out in whole parts that add up to them exactly."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import TypeVar

from consolidation.remap import split

K = TypeVar("K", bound=Hashable)


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """The total in proportion to the weights, by largest remainder; nothing goes where the weight is 0."""
    whole = sum(weights)
    if not whole:
        assert total == 0, "nobody to give it to"
        return [0] * len(weights)
    return split(total, [Fraction(weight, whole) for weight in weights])


def shared_by(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """The same for named weights."""
    return dict(zip(weights, shared(total, list(weights.values())), strict=True))


def with_floor(total: int, weights: Mapping[K, int], floor: int = 1) -> dict[K, int]:
    """At least `floor` to each, the rest in proportion."""
    rest = shared_by(total - floor * len(weights), weights)
    return {key: floor + part for key, part in rest.items()}


def chance(*names: str) -> Random:
    """A source of chance of its own for each name: one commune's records do not hang on another's."""
    return Random("/".join(names))


def chosen(rng: Random, among: Iterable[K], count: int) -> set[K]:
    """So many of them, whichever."""
    return set(rng.sample(list(among), count))
