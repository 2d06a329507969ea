"""Change between two periods. Both values must rest on the same units, price base and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


LACKING = "chưa đủ đơn vị"
NOT_FINAL = "số ước tính hoặc sơ bộ"


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of one period: `basis` is the price base it stands at, `typed` whether a person typed the total.

    `estimate`: it is no final figure. `broken`: why it is not wholly of the same series as today's. `of_units`: "1/10"
    where it lacks units.
    """

    value: Fraction | None
    basis: str = ""
    typed: bool = False
    estimate: bool = False
    broken: str = ""
    of_units: str = ""

    @property
    def lacks(self) -> str:
        """What a figure that lacks units is marked with."""
        return f"{LACKING}: {self.of_units}" if self.of_units else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure and an earlier one over the units that are in both.

    `told`: on how many units they rest where they are not the figures themselves, or why there are none.
    """

    now: Fraction | None
    then: Fraction | None
    told: str = ""


NOTHING = Beside(None, None)


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator against the same period of the year before and against a base year.

    `change` is in the indicator's unit or, of percentages, in points; `percent` is the growth, None of percentages.
    `yearly`: average growth per year since the base year. `told`: what a reader must know, or why there is none.
    `partly`, `partly_since`: change, or growth since the base year, rest on a part of the units.
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
    partly: bool = False
    partly_since: bool = False


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
    against: Beside,
    since: Beside = NOTHING,
    intervals: int = 0,
    told: tuple[str, ...] = (),
) -> Compared:
    """Growth only between figures of one price base; percentages differ by points and have no growth rate.

    `against` and `since`: now and before, now and the base year, over the same units.
    """
    notes = list(told)
    if before.value is not None and not comparable(now, before):
        before, against, notes = Known(None), NOTHING, [*notes, f"cùng kỳ năm trước {OTHER_BASE}"]
    if base is not None and base.value is not None and not comparable(now, base):
        base, since, notes = Known(None), NOTHING, [*notes, f"năm gốc {OTHER_BASE}"]
    points = unit == "%"
    rate = None
    if not points:
        yearly = average_growth_percent(since.now, since.then, intervals=intervals)
        rate = None if yearly is None else Fraction(f"{yearly:.{_PLACES}f}")
    return Compared(
        label,
        unit,
        decimals,
        group,
        now,
        before,
        base,
        difference(against.now, against.then),
        None if points else growth_percent(against.now, against.then),
        rate,
        (*notes, *_marks(now, before, base, against, since)),
        bool(now.of_units or before.of_units or against.told),
        bool(now.of_units or (base is not None and base.of_units) or since.told),
    )


def _marks(now: Known, before: Known, base: Known | None, against: Beside, since: Beside) -> Iterator[str]:
    """What is not whole, not counted or not final in the figures of a line."""
    called = {"kỳ này": now, "cùng kỳ năm trước": before, "năm gốc": base}
    used = {words: one for words, one in called.items() if one is not None and one.value is not None}
    yield from lacking(used)
    if against.told:
        yield against.told
    if since.told and since.told != against.told:
        yield f"từ năm gốc: {since.told}"
    if any(one.typed for one in used.values()):
        yield "có số tổng hợp nhập tay"
    if any(one.estimate for one in used.values()):
        yield NOT_FINAL


def lacking(figures: Mapping[str, Known]) -> list[str]:
    """Which of these figures, by what they are called, lack units; nothing when none does."""
    listed = [f"{words} {one.of_units}" for words, one in figures.items() if one.of_units]
    return [f"{LACKING}: {', '.join(listed)}"] if listed else []


def comparable(one: Known, other: Known) -> bool:
    """Whether two figures stand at the same prices, as far as is told."""
    return not (one.basis and other.basis and one.basis != other.basis)
