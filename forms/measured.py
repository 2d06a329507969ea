"""From one unit of measure to another, however an office spells them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from fractions import Fraction

from base.text import nfc
from forms.bind import constants
from forms.spec import UnitOfMeasure

_MULTIPLES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
"""What may stand before the name of a thing that is counted: nghìn người, triệu lượt."""


class OtherQuantity(Exception):
    """The two units measure different things."""


def converted(of: str, to: str) -> Fraction:
    """By what a figure in the one unit is multiplied to stand in the other; where either is "" by nothing.

    Names of things that are counted are all one: 3 doanh nghiệp are 3 cơ sở. Raises OtherQuantity.
    """
    if not of.strip() or not to.strip():
        return Fraction(1)
    (one, share), (other, other_share) = _named(of), _named(to)
    if one is None and other is None:
        return share / other_share
    if one is None or other is None or one.smallest != other.smallest:
        raise OtherQuantity(of, to)
    return Fraction(one.factor, other.factor)


def amount_unit(kind: str, unit: str) -> str:
    """The unit of a target's amounts; "" is the indicator's. A growth is told in %, its base year's figure not."""
    return "" if kind == "growth" and unit.strip().startswith("%") else unit


def _named(name: str) -> tuple[UnitOfMeasure | None, Fraction]:
    """The unit of the table, or None and how many things one of the name is."""
    spelled = _plain(name)
    found = _spelled().get(spelled)
    return found, Fraction(1 if found else _MULTIPLES.get(spelled.partition(" ")[0], 1))


@functools.cache
def _spelled() -> Mapping[str, UnitOfMeasure]:
    return {_plain(name): unit for unit in constants().unit for name in (unit.name, *unit.also)}


def _plain(name: str) -> str:
    return " ".join(nfc(name).casefold().split())
