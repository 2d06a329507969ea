"""Bars of either direction: their groups, their scale, the mark of the period before, and the key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from base.numbers import to_float
from consolidation.series import Chart, Point, ranking
from exports.charts.axis import Scale
from exports.charts.colours import COLOURS
from exports.charts.fonts import LABEL, width
from exports.charts.page import MARGIN, WIDTH, Page
from exports.charts.places import Spot
from exports.charts.texts import plain


@dataclass(frozen=True, slots=True)
class Group:
    """What stands at one label: a bar per series, and the value of the period before."""

    label: str
    bars: tuple[Point, ...]
    before: int | Fraction | None


def groups_of(chart: Chart) -> list[Group]:
    first = chart.series[0].points
    order = range(len(first)) if chart.keep_order or chart.kind == "line" else ranking(first)
    before = [point.value for point in chart.previous.points] if chart.previous else [None] * len(first)
    return [
        Group(plain(first[i].label), tuple(one.points[i] for one in chart.series), before[i]) for i in order
    ]


def is_negative(point: Point) -> bool:
    return (point.value or 0) < 0


def far_end(scale: Scale, point: Point, before: int | Fraction | None) -> float:
    """Where on the axis a bar and its mark end and the words may begin."""
    ends = [scale.at(value) for value in (point.value or 0, before) if value is not None]
    return min(ends) if is_negative(point) else max(ends)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a thing reaches from zero: up to a value and then `beyond` more points."""

    value: float
    beyond: float

    def at(self, per_unit: float) -> float:
        return abs(self.value) * per_unit + self.beyond


def fitted(groups: Sequence[Group], words: Callable[[Point], float], room: float) -> Scale:
    """The largest scale at which all bars, marks and words fit; `words` tells their length along the axis."""
    pairs = [_reaches(point, group.before, words(point) + 5) for group in groups for point in group.bars]
    ahead, behind = zip(*pairs, strict=True)

    def extent(reaches: Sequence[_Reach], per_unit: float) -> float:
        return max(one.at(per_unit) for one in reaches)

    biggest = max(abs(one.value) for one in (*ahead, *behind))
    if not biggest:
        return Scale(extent(behind, 0), 1e12, room)
    low, high = 0.01 * room / biggest, room / biggest
    for _ in range(60):
        trial = (low + high) / 2
        fits = extent(ahead, trial) + extent(behind, trial) <= room
        low, high = (trial, high) if fits else (low, trial)
    return Scale(extent(behind, low), low, room)


def _reaches(point: Point, before: int | Fraction | None, beyond: float) -> tuple[_Reach, _Reach]:
    """How far a bar with its words (`beyond` points) and its mark reach ahead of zero and behind it."""
    value, mark = to_float(point.value or 0), to_float(before or 0)
    if value < 0:
        return _Reach(max(mark, 0), 2), _Reach(min(value, mark), beyond + 8)
    return _Reach(max(value, mark), beyond), _Reach(min(mark, 0), 2 if mark < 0 else 0)


def draw_bar(page: Page, at: Spot, size: Spot, point: Point, colour: str) -> None:
    """Full when complete, else hatched."""
    paint = page.box if point.complete else page.hatched_box
    paint(at, size, colour)
    page.mark(point, at, size)


def draw_mark(page: Page, start: Spot, end: Spot) -> None:
    """The period before, as a stroke across its bar."""
    page.line([start, end], COLOURS[1], width=2.2)


def draw_key(page: Page, chart: Chart, top: float) -> float:
    """What the colours of several series mean, or the mark of the period before; nothing when bars speak alone."""
    shown = [*chart.series, *([chart.previous] if chart.previous else [])]
    if len(shown) == 1:
        return top
    x = MARGIN
    for n, one in enumerate(shown):
        label, is_mark = plain(one.label), one is chart.previous
        swatch = 4 if is_mark else 13
        if x > MARGIN and x + swatch + 5 + width(label, LABEL) > WIDTH - MARGIN:
            x, top = MARGIN, top + LABEL.leading + 2
        middle = top + LABEL.leading / 2
        if is_mark:
            draw_mark(page, (x + 2, middle - 5.5), (x + 2, middle + 5.5))
        else:
            page.box((x, middle - 3.5), (swatch, 7), COLOURS[n])
        x += swatch + 5
        x += page.text((x, middle + LABEL.middle), label, LABEL) + 18
    return top + LABEL.leading + 8
