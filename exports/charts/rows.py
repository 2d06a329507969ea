"""Lying bars: one row per label, in two panels where the rows would not fit on a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from base.numbers import show, to_float
from consolidation.series import Chart, Point
from exports.charts.axis import Scale
from exports.charts.bars import Group, draw_bar, draw_key, draw_mark, far_end, fitted, groups_of, is_negative
from exports.charts.colours import COLOURS, EDGE, PALE_INK, RULE
from exports.charts.fonts import LABEL, SMALL, Style, width
from exports.charts.page import MARGIN, ROOM, Page
from exports.charts.texts import Line, height, wrap
from exports.charts.words import worded

_GUTTER = 16.0  # between two panels
_BETWEEN = 6  # figure and note
_MANY = 30  # rows; more are set smaller, and with the axis' figures above them too
_MOST_ROWS_OF_A_PANEL = 45
_SHORTEST_LONGEST_BAR = 28.0


def draw_rows(page: Page, chart: Chart, top: float) -> float:
    """One panel; two side by side where so many rows would not fit on a page and the bars stay long enough."""
    groups = groups_of(chart)
    plan = _plan(groups, chart.decimals, panels=1)
    scale = _scale(groups, plan)
    parts = [groups]
    if len(groups) > _MOST_ROWS_OF_A_PANEL:
        narrow = _plan(groups, chart.decimals, panels=2)
        common = _scale(groups, narrow)
        values = [abs(to_float(point.value or 0)) for group in groups for point in group.bars]
        if max(values) * common.per_unit >= _SHORTEST_LONGEST_BAR:
            half = math.ceil(len(groups) / 2)
            plan, scale, parts = narrow, common, [groups[:half], groups[half:]]
    top = draw_key(page, chart, top)
    lefts = [MARGIN + n * (plan.panel + _GUTTER) + plan.labels + 6 for n in range(len(parts))]
    panels = [_Panel(page, plan, scale, left) for left in lefts]
    return max(panel.draw(part, top) for panel, part in zip(panels, parts, strict=True))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Measures of lying bars in points: a panel and its column of labels, a row's least height, a bar."""

    decimals: int
    style: Style
    panel: float
    labels: float
    pitch: float
    thick: float
    gap: float

    def label(self, group: Group) -> tuple[Line, ...]:
        return wrap(group.label, self.style, self.labels)

    def height(self, group: Group) -> float:
        """A row's height: more where its label takes several lines."""
        lines = self.label(group)
        return max(self.pitch, height(lines) + (0 if len(lines) == 1 else 4))

    def words(self, point: Point) -> list[Line]:
        """Figure and note, one beside the other."""
        figures, note = worded(point, self.decimals)
        small = replace(self.style, size=self.style.size - 1, colour=PALE_INK)
        return [line for line in (Line(figures, self.style), Line(note, small)) if line.text]

    def words_width(self, point: Point) -> float:
        words = self.words(point)
        return sum(line.width for line in words) + _BETWEEN * (len(words) - 1)


def _plan(groups: Sequence[Group], decimals: int, *, panels: int) -> _Plan:
    count, series = len(groups), len(groups[0].bars)
    panel = (ROOM - (panels - 1) * _GUTTER) / panels
    style = LABEL if count <= _MANY else replace(LABEL, size=8.0 if panels == 1 else 7.5)
    longest = max(width(group.label, style) for group in groups)
    labels = min(longest + 0.1, panel * (0.42 if panels == 1 else 0.54))
    if series > 1:
        pitch = series * (style.size + 1.5) + 8
        return _Plan(decimals, style, panel, labels, pitch, thick=(pitch - 8) / series, gap=1.0)
    pitch = 21.0 if count <= 12 else 16.5 if count <= _MANY else 12.6 if panels == 1 else 10.8
    return _Plan(decimals, style, panel, labels, pitch, thick=pitch * 0.64, gap=0.0)


def _scale(groups: Sequence[Group], plan: _Plan) -> Scale:
    return fitted(groups, plan.words_width, plan.panel - plan.labels - 6)


@dataclass(frozen=True, slots=True)
class _Panel:
    """One block of lying bars; their axis begins at `left`, and zero may stand inside it."""

    page: Page
    plan: _Plan
    scale: Scale
    left: float

    def draw(self, groups: Sequence[Group], top: float) -> float:
        """All rows below `top`; returns the lower edge of the axis' figures."""
        twice = len(groups) > _MANY
        top += SMALL.leading if twice else 0
        bottom = top + sum(map(self.plan.height, groups)) + 4
        self._grid(top, bottom, twice=twice)
        upper = top + 2
        for group in groups:
            high = self.plan.height(group)
            self._row(group, upper + high / 2)
            upper += high
        zero = self.left + self.scale.zero
        self.page.line([(zero, top), (zero, bottom)], EDGE, width=0.8)
        return bottom + SMALL.leading + 2

    def _grid(self, top: float, bottom: float, *, twice: bool) -> None:
        """Round values below the rows; above them too where the rows fill a page."""
        ends = self.scale.ends
        places = 0 if max(map(abs, ends)) >= 10 else self.plan.decimals
        widest = max(width(show(Fraction(end), places), SMALL) for end in ends)
        for tick, text in self.scale.ticks(self.plan.decimals, gap=max(widest + 12, self.scale.room / 6)):
            x = self.left + self.scale.at(tick)
            self.page.line([(x, top), (x, bottom)], RULE)
            half = width(text, SMALL) / 2
            if x - half >= MARGIN / 2 and x + half <= self.left + self.scale.room + MARGIN / 2:
                self.page.text((x, bottom + SMALL.size * 1.2), text, SMALL, align="center")
                if twice:
                    self.page.text((x, top - SMALL.size * 0.5), text, SMALL, align="center")

    def _row(self, group: Group, middle: float) -> None:
        """The label at the left of the axis, and the bars around the row's middle."""
        label = self.plan.label(group)
        self.page.lines((self.left - 6, middle - height(label) / 2), label, align="right")
        for k, point in enumerate(group.bars):
            y = middle + (k - (len(group.bars) - 1) / 2) * self.plan.thick
            self._bar(point, y, COLOURS[k])
            if group.before is not None:
                x, half = self.left + self.scale.at(group.before), self.plan.thick / 2 + 2
                draw_mark(self.page, (x, y - half), (x, y + half))
            self._words(point, group.before, y)

    def _bar(self, point: Point, y: float, colour: str) -> None:
        if point.value:
            start, end = sorted((self.scale.zero, self.scale.at(point.value)))
            thick = self.plan.thick - self.plan.gap
            draw_bar(self.page, (self.left + start, y - thick / 2), (end - start, thick), point, colour)

    def _words(self, point: Point, before: int | Fraction | None, y: float) -> None:
        """Figure and note beyond the bar's end and its mark."""
        end = self.left + far_end(self.scale, point, before)
        x = end - 5 - self.plan.words_width(point) if is_negative(point) else end + 5
        base = y + self.plan.style.middle
        for line in self.plan.words(point):
            x += self.page.text((x, base), line.text, line.style, clear=True) + _BETWEEN
