"""Standing bars, where every text fits above its bar and below the axis."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from consolidation.series import Chart, Point
from exports.charts.axis import PLOT_HEIGHT, Scale, draw_levels, tick_room
from exports.charts.bars import draw_bar, draw_key, draw_mark, far_end, fitted, groups_of, is_negative
from exports.charts.colours import COLOURS, EDGE
from exports.charts.fonts import LABEL, SMALL, width
from exports.charts.page import MARGIN, ROOM, WIDTH, Page
from exports.charts.texts import Line, fits, height, wrap
from exports.charts.words import worded

_FEWEST, _MOST = 3, 12


@dataclass(frozen=True, slots=True)
class _Plan:
    """Measures of standing bars in points: a label's place, the room of one bar and its words, a bar."""

    decimals: int
    left: float
    slot: float
    each: float
    thick: float

    def words(self, point: Point) -> tuple[Line, ...]:
        """The figure and, below it, the note."""
        figures, note = worded(point, self.decimals)
        return (*([Line(figures, LABEL)] if figures else []), *wrap(note, SMALL, self.each))

    def words_height(self, point: Point) -> float:
        return height(self.words(point))

    def holds_words(self, point: Point) -> bool:
        figures, note = worded(point, self.decimals)
        return width(figures, LABEL) <= self.each and fits(note, SMALL, self.each)


def _plan(chart: Chart) -> _Plan:
    room, bars = tick_room(chart), len(chart.series)
    slot = (ROOM - room) / len(chart.series[0].points)
    each = slot * (1.0 if bars == 1 else 0.8) / bars - 2
    return _Plan(chart.decimals, MARGIN + room, slot, each, min(each * (0.62 if bars == 1 else 0.92), 44))


def fits_columns(chart: Chart) -> bool:
    """Whether a few bars can stand, with no word broken."""
    if not _FEWEST <= len(chart.series[0].points) <= _MOST:
        return False
    plan = _plan(chart)
    return all(fits(label, LABEL, plan.slot - 6) for label in chart.series[0].labels()) and all(
        plan.holds_words(point) for one in chart.series for point in one.points
    )


def draw_columns(page: Page, chart: Chart, top: float) -> float:
    """Groups of bars side by side above (or below) zero, their labels below the plot."""
    groups, plan = groups_of(chart), _plan(chart)
    bottom = lowest = draw_key(page, chart, top) + PLOT_HEIGHT
    scale = fitted(groups, plan.words_height, PLOT_HEIGHT)
    draw_levels(page, chart.decimals, scale, bottom, (plan.left, WIDTH - MARGIN))
    stand = _Stand(page, plan, scale, bottom)
    for n, group in enumerate(groups):
        middle = plan.left + (n + 0.5) * plan.slot
        for k, point in enumerate(group.bars):
            x = middle + (k - (len(group.bars) - 1) / 2) * min(plan.each, 48)
            stand.draw(point, group.before, x, COLOURS[k])
        label = wrap(group.label, LABEL, plan.slot - 6)
        lowest = max(lowest, page.lines((middle, bottom + 3), label, align="center"))
    zero = bottom - scale.zero
    page.line([(plan.left, zero), (WIDTH - MARGIN, zero)], EDGE, width=0.8)
    return lowest


@dataclass(frozen=True, slots=True)
class _Stand:
    """What bars stand on; `bottom` is the plot's lower edge."""

    page: Page
    plan: _Plan
    scale: Scale
    bottom: float

    def draw(self, point: Point, before: int | Fraction | None, x: float, colour: str) -> None:
        """The bar centred at `x`, the mark of the period before, and the words beyond both."""
        thick = self.plan.thick
        if point.value:
            low, high = sorted((self.scale.zero, self.scale.at(point.value)))
            draw_bar(self.page, (x - thick / 2, self.bottom - high), (thick, high - low), point, colour)
        if before is not None:
            y, half = self.bottom - self.scale.at(before), thick / 2 + 2
            draw_mark(self.page, (x - half, y), (x + half, y))
        end, words = far_end(self.scale, point, before), self.plan.words(point)
        upper = self.bottom - (end - 2 if is_negative(point) else end + 3 + height(words))
        self.page.lines((x, upper), words, align="center", clear=True)
