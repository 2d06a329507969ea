"""The axis: a scale in points, its round values, and the level grid of standing bars and lines."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from base.numbers import show, to_float
from consolidation.series import Chart
from exports.charts.colours import EDGE, RULE
from exports.charts.fonts import SMALL, width
from exports.charts.page import Page
from exports.charts.places import Spot
from exports.charts.words import known_values

PLOT_HEIGHT = 190.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis `room` points long: zero stands `zero` points from its start, one unit is `per_unit` points."""

    zero: float
    per_unit: float
    room: float

    @property
    def ends(self) -> tuple[float, float]:
        """The values at the axis' start and end."""
        return -self.zero / self.per_unit, (self.room - self.zero) / self.per_unit

    def at(self, value: int | Fraction) -> float:
        """Points from the axis' start (its left or lower end) to the value."""
        return self.zero + to_float(value) * self.per_unit

    def ticks(self, decimals: int, *, gap: float) -> list[tuple[Fraction, str]]:
        """Round values on the axis and their texts, at least `gap` points apart and no finer than `decimals`."""
        step = _step(gap / self.per_unit, decimals)
        low, high = (end / to_float(step) for end in self.ends)
        places = next((n for n in range(decimals) if (step * 10**n).denominator == 1), decimals)
        counts = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        return [(n * step, show(n * step, places)) for n in counts]


def _step(least: float, decimals: int) -> Fraction:
    """The smallest of 1, 2, 5 × 10^n that is at least `least` and can be written with `decimals`."""
    power = max(-decimals, math.floor(math.log10(least)))
    steps = (factor * Fraction(10) ** (power + n) for n in range(2) for factor in (1, 2, 5))
    return next(step for step in steps if step >= least)


def tick_room(chart: Chart) -> float:
    """The width of the figures beside a standing axis."""
    return max(width(show(value, chart.decimals), SMALL) for value in known_values(chart)) + 10


def draw_levels(page: Page, decimals: int, scale: Scale, bottom: float, span: Spot) -> None:
    """Level lines from `span[0]` to `span[1]` with their figures at the left; zero is drawn stronger."""
    for tick, text in scale.ticks(decimals, gap=max(22, scale.room / 6)):
        y = bottom - scale.at(tick)
        page.line([(span[0], y), (span[1], y)], RULE if tick else EDGE)
        page.text((span[0] - 6, y + SMALL.middle), text, SMALL, align="right")
