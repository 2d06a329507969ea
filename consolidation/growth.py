"""Change between two periods. Both values must rest on the same units, price base and calendar."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of one period: `basis` is the price base it stands at, `typed` whether a person typed the total.

    `estimate`: it is no final figure. `broken`: why it is not wholly of the same series as today's.
    """

    value: Fraction | None
    basis: str = ""
    typed: bool = False
    estimate: bool = False
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator against the same period of the year before and against a base year.

    `change` is in the indicator's unit or, of percentages, in points; `percent` is the growth, None of percentages.
    `yearly`: average growth per year since the base year. `told`: what a reader must know, or why there is none.
    """

    label: str
    unit: str
    decimals: int
    group: str
    now: Known
    before: Known
    base: Known | None = None
    change: Fraction | None = None
    percent: Fraction | None = None
    yearly: Fraction | None = None
    told: tuple[str, ...] = ()


_PLACES = 4
OTHER_BASE = "khác gốc giá nên không so sánh"


def compared(
    label: str,
    unit: str,
    decimals: int,
    group: str,
    *,
    now: Known,
    before: Known,
    base: Known | None = None,
    intervals: int = 0,
    told: tuple[str, ...] = (),
) -> Compared:
    """Growth only between figures of one price base; percentages differ by points and have no growth rate."""
    notes = list(told)
    if before.value is not None and not comparable(now, before):
        before, notes = Known(None), [*notes, f"cùng kỳ năm trước {OTHER_BASE}"]
    if base is not None and base.value is not None and not comparable(now, base):
        base, notes = Known(None), [*notes, f"năm gốc {OTHER_BASE}"]
    points = unit == "%"
    rate = None
    if base is not None and not points:
        yearly = average_growth_percent(now.value, base.value, intervals=intervals)
        rate = None if yearly is None else Fraction(f"{yearly:.{_PLACES}f}")
    used = [one for one in (now, before, base) if one is not None and one.value is not None]
    if any(one.typed for one in used):
        notes.append("có số tổng hợp nhập tay")
    if any(one.estimate for one in used):
        notes.append("có số ước tính hoặc sơ bộ")
    return Compared(
        label,
        unit,
        decimals,
        group,
        now,
        before,
        base,
        difference(now.value, before.value),
        None if points else growth_percent(now.value, before.value),
        rate,
        tuple(notes),
    )


def comparable(one: Known, other: Known) -> bool:
    """Whether two figures stand at the same prices, as far as is told."""
    return not (one.basis and other.basis and one.basis != other.basis)
