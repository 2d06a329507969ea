"""Where a figure of a consolidation comes from: its two sides, what was added, what was not and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from base.numbers import show, told
from base.units import Unit
from consolidation.figures import Consolidated, Figure, IndicatorInfo, UnitFigures
from consolidation.indicators import Figures


@dataclass(frozen=True, slots=True)
class Side:
    """The numerator or the denominator of a ratio: a sum in display units."""

    value: Fraction | None
    unit: str = ""
    decimals: int = 0

    @property
    def words(self) -> str:
        """ "4.318 người"; "…" where nothing is known."""
        return f"{told(self.value, self.decimals)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Added:
    """A unit whose figure is in the total; the sides are those of a ratio."""

    unit: Unit
    value: Fraction | None
    over: Side | None
    under: Side | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """A reporting unit that is not in the figure. `state` as in the standings; "approved": it has no such figure,
    "withheld": it stands with those of others further up only."""

    unit: Unit
    state: str


@dataclass(frozen=True, slots=True)
class Together:
    """What units below (keys) tell together only, in display units; the sides are those of a ratio."""

    units: frozenset[str]
    value: Fraction | None
    over: Side | None = None
    under: Side | None = None

    @property
    def words(self) -> str:
        """ "Bảo mật: gộp 3 đơn vị"."""
        return together_words(len(self.units))


def together_words(count: int) -> str:
    """What stands beside the figures of so many units that are told together only."""
    return f"Bảo mật: gộp {count} đơn vị"


@dataclass(frozen=True, slots=True)
class Origin:
    """One figure of one unit taken apart; of a unit with none below it `added` is empty."""

    info: IndicatorInfo
    entry: UnitFigures
    figure: Figure
    over: Side | None
    under: Side | None
    added: tuple[Added, ...]
    lacking: tuple[Lacking, ...]
    together: Together | None = None

    @property
    def whole(self) -> bool:
        """Whether every expected unit is in it."""
        return is_whole(self.entry, self.figure)

    @property
    def formula(self) -> str:
        """A ratio with its real numbers: "4.318 người ÷ 6.902 người × 100"; "" for a sum."""
        if self.over is None or self.under is None:
            return ""
        factor = f" × {show(self.info.factor)}" if self.info.factor != 1 else ""
        return f"{self.over.words} ÷ {self.under.words}{factor}"


def is_whole(entry: UnitFigures, figure: Figure) -> bool:
    """Whether all reporting units of the entry are in its figure, or it is told further up together with others'."""
    return figure.withheld or min(figure.units, entry.coverage.approved) >= entry.coverage.expected


def below(found: Consolidated, entry: UnitFigures) -> list[UnitFigures]:
    """The units directly below a unit, in tree order."""
    return [one for one in found.units if one.unit.parent == entry.unit.code and one is not entry]


def origin(found: Consolidated, unit: str, indicator: str) -> Origin:
    """Takes the figure of a unit (its key) apart; KeyError when the consolidation has no such unit or indicator."""
    info = found.indicators[indicator]
    entry = next((one for one in found.units if one.unit.key == unit), None)
    if entry is None:
        raise KeyError(unit)
    parts = below(found, entry)
    over, under = _sides(entry, info)
    added = [_added(one, info) for one in parts]
    return Origin(
        info,
        entry,
        entry.figures[indicator],
        over,
        under,
        tuple(one for one in added if one.value is not None or (one.under and one.under.value is not None)),
        tuple(_lacking(found, entry, info)),
        together(entry, info),
    )


def _added(entry: UnitFigures, info: IndicatorInfo) -> Added:
    figure = entry.figures[info.key]
    return Added(entry.unit, figure.value, *_sides(entry, info), is_whole(entry, figure))


def _sides(entry: UnitFigures, info: IndicatorInfo) -> tuple[Side | None, Side | None]:
    if not info.is_ratio or not isinstance(entry.figures, Figures):
        return None, None
    return Side(*entry.figures.side(info.numerator)), Side(*entry.figures.side(info.denominator))


def together(entry: UnitFigures, info: IndicatorInfo) -> Together | None:
    """What stands at the unit for several below it."""
    figures = entry.figures
    if not isinstance(figures, Figures) or not (pools := figures.pools(info)):
        return None
    units = frozenset(unit for pool in pools for unit in pool.units)
    measured = {side: figures.pooled_side(side) for side in figures.sides(info)}
    if info.is_ratio:
        return Together(units, None, *(Side(*measured[side]) for side in (info.numerator, info.denominator)))
    return Together(units, next(iter(measured.values()))[0])


def _lacking(found: Consolidated, entry: UnitFigures, info: IndicatorInfo) -> Iterator[Lacking]:
    parts = below(found, entry)
    if not parts and not entry.figures[info.key].units:
        if entry.figures[info.key].withheld:
            yield Lacking(entry.unit, "withheld")
        elif entry.coverage.complete:
            yield Lacking(entry.unit, "approved")
        else:
            yield Lacking(entry.unit, entry.state or "none")
    for one in parts:
        if not is_whole(one, one.figures[info.key]):
            yield from _lacking(found, one, info)
