"""How far a plan's targets are reached: level, rate, growth, increase, state; "trên", "khoảng", ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, cast

from base.numbers import half_up, show, show_stored
from consolidation.growth import NOTHING, Beside, Known, average_growth_percent, difference, lacking

TargetKind = Literal["level", "rate", "growth", "increase", "state"]
ABOUT = Fraction(5, 100)
"""How far from "khoảng …" a result may lie and still count as reached."""
_CONTRADICTS = Fraction(2, 100)
"""How far a stated level may lie from what the stated growth comes to before it is asked about."""
_PLACES = 4
_TYPED = 3


@dataclass(frozen=True, slots=True)
class Target:
    """One line of a plan; amounts in its own unit, of which `per_unit` make one of the indicator's; rates in %.

    `base_unit`: in which the base stands. `why_not`: why nothing that is counted can be set against it.
    """

    record_id: str
    title: str
    kind: TargetKind
    year_to: int
    year_from: int | None = None
    indicator: str = ""
    comparator: str = ""
    value: Fraction | None = None
    value_max: Fraction | None = None
    falling: bool = False
    base_year: int | None = None
    base_value: Fraction | None = None
    basis: str = ""
    unit: str = ""
    printed: str = ""
    decision: str = ""
    actual: Fraction | None = None
    achieved: bool | None = None
    assessment: str = ""
    per_unit: Fraction = Fraction(1)
    base_unit: str = ""
    why_not: str = ""

    @property
    def words(self) -> str:
        """What must be reached, as printed in the plan or else in the same words."""
        if self.printed or self.value is None:
            return self.printed
        low, unit = _plain(self.value), f" {self.unit}" if self.unit else ""
        if self.comparator == "range" and self.value_max is not None:
            return f"{low}–{_plain(self.value_max)}{unit}"
        before = {"above": "trên ", "about": "khoảng ", "at_most": "không quá "}.get(self.comparator, "")
        return f"{before}{low}{unit}"


def _plain(value: Fraction) -> str:
    """With the decimals that it needs, at most those that can be typed."""
    scale = 10**_TYPED
    return show_stored(half_up(value, _TYPED), scale, 0)


Lookup = Callable[[str, int], Known]
"""(indicator, year) → what is known of it."""
Pair = Callable[[str, int], Beside]
"""(indicator, base year) → this year and that one over the same units."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a target stands. `percent`: of the plan; `points`: above or below a rate, in percentage points.

    `reached`: None where nothing can be said. `rests_on` names the years that a growth or increase was counted from.
    `lacks`: which units are not in it: a part is told, but not judged.
    """

    target: Target
    actual: Fraction | None
    percent: Fraction | None = None
    points: Fraction | None = None
    reached: bool | None = None
    rests_on: str = ""
    why_not: str = ""
    estimate: bool = False
    warnings: tuple[str, ...] = ()
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A line of "tổ chức thực hiện". `overdue`: past its deadline on the closing date and not done."""

    record_id: str
    title: str
    plan: str
    responsible: str
    cooperating: str
    deadline: date | None
    progress: str
    progress_words: str
    percent: Fraction | None
    result: str
    overdue: bool


def progress(targets: Iterable[Target], year: int, lookup: Lookup, beside: Pair) -> list[Progress]:
    """Every target against what is known of the year, in the given order; what lacks units is not judged."""
    listed = list(targets)
    warned = dict(_contradictions(listed, lookup))
    found = []
    for target in listed:
        one = _one(target, year, lookup, beside)
        reached = None if one.lacks else one.reached
        found.append(replace(one, reached=reached, warnings=tuple(warned.get(target.record_id, ()))))
    return found


def _one(target: Target, year: int, lookup: Lookup, beside: Pair) -> Progress:
    if target.kind == "state":
        return Progress(target, None, reached=target.achieved)
    if not target.indicator:
        return _judged(target, target.actual, "" if target.actual is not None else "chưa tự ghi kết quả")
    if target.why_not:
        return Progress(target, None, why_not=target.why_not)
    now = _in_unit(target, lookup(target.indicator, year))
    if now.value is None:
        return Progress(target, None, why_not=f"chưa có số liệu năm {year}")
    if target.basis and now.basis and target.basis != now.basis:
        return Progress(target, None, why_not="số liệu và chỉ tiêu khác gốc giá")
    if target.kind in ("level", "rate"):
        return replace(_judged(target, now.value, ""), estimate=now.estimate, lacks=now.lacks)
    return _since_base(target, year, now, lookup, beside)


def _in_unit(target: Target, known: Known) -> Known:
    """What is known of the indicator in the unit in which the plan speaks."""
    return replace(known, value=None if known.value is None else known.value * target.per_unit)


def _since_base(target: Target, year: int, now: Known, lookup: Lookup, beside: Pair) -> Progress:
    """Growth per year or the whole increase since the base year, which is always told, over the same units."""
    if target.base_year is None:
        return Progress(target, None, why_not="chưa ghi năm gốc")
    base = _base(target, lookup)
    if base.value is None:
        return Progress(target, None, why_not=f"chưa có số liệu năm gốc {target.base_year}")
    if base.basis and now.basis and base.basis != now.basis:
        return Progress(target, None, why_not="năm gốc và năm nay khác gốc giá")
    pair = _pair(target, now, beside)
    if pair.now is None or pair.then is None:
        return Progress(target, None, why_not=pair.told or now.lacks)
    years = {f"năm {year}": now, f"năm {target.base_year}": base}
    found = _risen(target, year - target.base_year, pair.now, pair.then)
    return replace(
        found,
        rests_on="; ".join(filter(None, (found.rests_on, base.broken))),
        estimate=now.estimate or base.estimate,
        lacks="; ".join(filter(None, (*lacking(years), pair.told))),
    )


def _risen(target: Target, intervals: int, now: Fraction, base: Fraction) -> Progress:
    """The increase, or the growth per year over so many years, from the base."""
    rests = f"so với năm {target.base_year}"
    if target.kind == "increase":
        return replace(_judged(target, difference(now, base), ""), rests_on=rests)
    yearly = average_growth_percent(now, base, intervals=intervals)
    if yearly is None:
        return Progress(target, None, why_not="không tính được tốc độ tăng từ số liệu này")
    rate = Fraction(f"{yearly:.{_PLACES}f}")
    if intervals > 1:
        rests = f"bình quân {target.base_year}–{cast('int', target.base_year) + intervals}, {intervals} năm"
    points = difference(rate, target.value)
    return Progress(target, rate, None, points, _growth_reached(target, now, base, intervals), rests)


def _base(target: Target, lookup: Lookup) -> Known:
    """The base year's figure in the plan's unit: as the plan states it, else as it is known."""
    if target.base_value is not None:
        return Known(target.base_value)
    return _in_unit(target, lookup(target.indicator, cast("int", target.base_year)))


def _pair(target: Target, now: Known, beside: Pair) -> Beside:
    """This year and the base, in the plan's unit; a base that the plan states is of all units."""
    if target.base_value is not None:
        return NOTHING if now.lacks else Beside(now.value, target.base_value)
    found = beside(target.indicator, cast("int", target.base_year))
    one, other = (None if value is None else value * target.per_unit for value in (found.now, found.then))
    return Beside(one, other, found.told)


def _growth_reached(target: Target, now: Fraction, base: Fraction, intervals: int) -> bool | None:
    """Compared without rounding: now against base × (1 + rate)^years."""
    if target.value is None:
        return None
    at = {
        bound: base * (1 + bound / 100) ** intervals
        for bound in (target.value, target.value_max)
        if bound is not None
    }
    upper = at[target.value_max] if target.value_max is not None else None
    return _meets(target, now, at[target.value], upper)


def _judged(target: Target, actual: Fraction | None, why_not: str) -> Progress:
    if actual is None or target.value is None:
        return Progress(target, actual, why_not=why_not)
    reached = _meets(target, actual, target.value, target.value_max)
    if target.kind == "rate":
        return Progress(target, actual, _of_plan(target, actual), actual - target.value, reached)
    return Progress(target, actual, _of_plan(target, actual), None, reached)


def _of_plan(target: Target, actual: Fraction) -> Fraction | None:
    """Result / plan × 100, turned round where less is better; of a range its nearer end."""
    plan = target.value_max if target.falling and target.value_max is not None else target.value
    over, under = (plan, actual) if target.falling else (actual, plan)
    return None if over is None or not under or under < 0 else over / under * 100


def _meets(target: Target, actual: Fraction, value: Fraction, upper: Fraction | None) -> bool:
    if target.comparator == "range":
        return actual <= (upper if upper is not None else value) if target.falling else actual >= value
    if target.comparator == "at_most" or (target.falling and target.comparator == "at_least"):
        return actual <= value
    if target.comparator == "above":
        return actual < value if target.falling else actual > value
    if target.comparator == "about":
        slack = abs(value) * ABOUT
        return actual <= value + slack if target.falling else actual >= value - slack
    return actual >= value


def _contradictions(targets: list[Target], lookup: Lookup) -> Iterator[tuple[str, list[str]]]:
    """Growth and level of one indicator and year that cannot both be meant, and targets that stand twice."""
    for growth in targets:
        told = [
            f"Cùng chỉ tiêu và năm với “{other.title}”. Hãy ghi chỉ tiêu nào đã được thay."
            for other in targets
            if other is not growth and _same(other, growth) and other.kind == growth.kind
        ]
        for level in targets:
            if growth.kind == "growth" and level.kind == "level" and _same(level, growth):
                told += _differing(growth, level, lookup)
        if told:
            yield growth.record_id, told


def _same(one: Target, other: Target) -> bool:
    return bool(one.indicator) and (one.indicator, one.year_to) == (other.indicator, other.year_to)


def _base_of(growth: Target, level: Target, lookup: Lookup) -> Fraction | None:
    """What a growth starts from, in the unit in which the level is told."""
    if growth.base_value is not None:
        return growth.base_value / growth.per_unit * level.per_unit
    known = lookup(growth.indicator, cast("int", growth.base_year))
    return None if known.lacks else _in_unit(level, known).value


def _differing(growth: Target, level: Target, lookup: Lookup) -> list[str]:
    if growth.base_year is None or growth.value is None or level.value is None:
        return []
    if growth.why_not or level.why_not:
        return []
    base = _base_of(growth, level, lookup)
    years = growth.year_to - growth.base_year
    if base is None or years < 1:
        return []
    low = base * (1 + growth.value / 100) ** years
    high = base * (1 + (growth.value_max or growth.value) / 100) ** years
    slack = level.value * _CONTRADICTS
    if low - slack <= level.value <= high + slack:
        return []
    stated = f"tăng {_plain(growth.value)} %/năm từ {show(base, 1)} năm {growth.base_year}"
    return [
        f"{stated} thì năm {growth.year_to} đạt {show(low, 1)}, khác mức giao {show(level.value, 1)}"
        f" của “{level.title}”. Hãy xem lại văn bản."
    ]
