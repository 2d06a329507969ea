"""How a figure changed since the last period, in the words that stand beside it."""

from __future__ import annotations

from fractions import Fraction

from base.numbers import MINUS, half_up, show

NBSP = "\u00a0"
SAME = "không đổi"
_MOST_PERCENT = 1000


def change_words(
    now: Fraction | None, then: Fraction | None, *, whole: bool = False, points: bool = False
) -> str:
    """ "+12,4 %", "không đổi", beyond ±1.000 % "gấp 1.077 lần"; "" when either figure is missing.

    `whole` things are counted: "+16". `points`: both are percentages, "+0,04 điểm %".
    """
    if now is None or then is None:
        return ""
    if now == then:
        return SAME
    if points:
        return f"{signed(now - then, _places(now - then, 2))} điểm{NBSP}%"
    if then == 0:
        return signed(now - then, 0 if whole else _places(now - then, 1))
    percent = (now - then) / abs(then) * 100
    if percent > _MOST_PERCENT and then > 0:
        return f"gấp {show(now / then)} lần"
    if whole:
        return signed(now - then, 0)
    return f"{signed(percent, _places(percent, 1))}{NBSP}%"


def signed(value: Fraction, decimals: int) -> str:
    """ "+12,4" or "−3,1": the sign is always written."""
    text = show(abs(value), decimals)
    return f"{'+' if value >= 0 else MINUS}{text}"


def _places(value: Fraction, least: int) -> int:
    """So many decimals that a change which is none does not read as 0,0."""
    return next((places for places in range(least, least + 4) if half_up(value, places)), least + 4)
