"""Change between two periods. Both values must rest on the same units, price base and calendar."""

from __future__ import annotations

from fractions import Fraction


def growth_percent(now: Fraction | None, then: Fraction | None) -> Fraction | None:
    """(now / then − 1) × 100; None when either is missing or the base is not positive."""
    if now is None or then is None or then <= 0:
        return None
    return (now / then - 1) * 100


def difference(now: Fraction | None, then: Fraction | None) -> Fraction | None:
    """now − then: the increase, or percentage points where both are percentages."""
    return None if now is None or then is None else now - then


def average_growth_percent(now: Fraction | None, base: Fraction | None, *, intervals: int) -> float | None:
    """((now / base)^(1/intervals) − 1) × 100 per year; `intervals` is the number of years between, not of values.

    A root has no exact value: a float, for display only.
    """
    if now is None or base is None or base <= 0 or now < 0 or intervals < 1:
        return None
    yearly: float = float(now / base) ** (1 / intervals)
    return (yearly - 1) * 100
