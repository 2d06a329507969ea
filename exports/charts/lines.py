"""Lines over periods: a gap where nothing was reported, a hollow marker where the figure is incomplete."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from base.numbers import to_float
from consolidation.series import Chart, Series
from exports.charts.axis import PLOT_HEIGHT, Scale, draw_levels, tick_room
from exports.charts.colours import COLOURS, EDGE
from exports.charts.fonts import LABEL, SMALL
from exports.charts.labels import Dot, draw_figures
from exports.charts.page import MARGIN, WIDTH, Page
from exports.charts.pen import Shape
from exports.charts.places import Frame, Spot, spread
from exports.charts.texts import Line, Lines, fits, height, widest, wrap
from exports.charts.words import MISSING, draw_unreported, known_values

CUT_AXIS = "Trục đứng không bắt đầu từ 0."

_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2.5), (1.6, 1.8), (8, 2, 1.6, 2))
_MARKERS: tuple[Shape, ...] = ("o", "s", "^", "D")
_MOST_NAME_WIDTH = 105.0

Dots = Sequence[Dot | None]


def draw_lines(page: Page, chart: Chart, top: float) -> float:
    """The lines on a level grid, each named at its end; zero may be left out, which is said above them."""
    names = _names(chart)
    scale = _scale(chart)
    if scale.ends[0] > 0 or scale.ends[1] < 0:
        top = page.lines((MARGIN, top - 4), [Line(CUT_AXIS, SMALL)]) + 4
    aside = max(widest(name) for name in names) + 6 if names else 0
    area = Frame(MARGIN + tick_room(chart), top, WIDTH - MARGIN - aside, top + scale.room)
    draw_levels(page, chart.decimals, scale, area.bottom, (area.left, area.right))
    page.line([(area.left, area.bottom), (area.right, area.bottom)], EDGE, width=0.8)
    xs = _places(len(chart.series[0].points), area.left, area.right)
    lines = [_dots(one, xs, scale, area.bottom) for one in chart.series]
    known = [dot for dots in lines for dot in dots if dot]
    draw_figures(page, chart.decimals, known, [run for dots in lines for run in _runs(dots)], area)
    _draw_strokes(page, lines)
    _draw_names(page, names, lines, area)
    lowest = _draw_foot_labels(page, chart.series[0].labels(), xs, area.bottom)
    if len(chart.series) == 1 and fits(MISSING, SMALL, _pitch(xs) - 4):
        _draw_missing(page, chart.series[0], xs, area.bottom)
        return lowest
    return draw_unreported(page, chart, lowest)


def _names(chart: Chart) -> list[tuple[Line, ...]]:
    """What stands at the end of each line; a single line is named by the title."""
    if len(chart.series) == 1:
        return []
    texts = [
        f"{one.label}: {MISSING}" if all(point.value is None for point in one.points) else one.label
        for one in chart.series
    ]
    return [wrap(text, LABEL, _MOST_NAME_WIDTH) for text in texts]


def _scale(chart: Chart) -> Scale:
    """The standing axis, from zero unless the lines would be flat."""
    values = known_values(chart)
    low, high = to_float(min(values)), to_float(max(values))
    if low >= 0 and (low <= 0.6 * high or low == high):
        low = 0.0
    elif high <= 0 and (high >= 0.6 * low or low == high):
        high = 0.0
    pads = (28.0 if low else 0.0, 28.0 if high else 14.0)
    per_unit = (PLOT_HEIGHT - sum(pads)) / (high - low)
    return Scale(pads[0] - low * per_unit, per_unit, PLOT_HEIGHT)


def _places(count: int, left: float, right: float) -> list[float]:
    """Where the points of a line stand between `left` and `right`, with room for the first and last label."""
    if count == 1:
        return [(left + right) / 2]
    inset = min(28.0, (right - left) / (2 * count))
    return [left + inset + n * (right - left - 2 * inset) / (count - 1) for n in range(count)]


def _dots(series: Series, xs: Sequence[float], scale: Scale, bottom: float) -> Dots:
    return [
        None if point.value is None else Dot((x, bottom - scale.at(point.value)), point)
        for x, point in zip(xs, series.points, strict=True)
    ]


def _runs(dots: Dots) -> list[list[Spot]]:
    """The stretches without a gap: an unreported point breaks the line."""
    stretches = itertools.groupby(dots, key=lambda dot: dot is not None)
    return [[dot.at for dot in stretch if dot] for known, stretch in stretches if known]


def _draw_strokes(page: Page, lines: Sequence[Dots]) -> None:
    """Line n in its colour and dashes, then all markers: hollow where the figure is incomplete."""
    for k, dots in enumerate(lines):
        for run in _runs(dots):
            page.line(run, COLOURS[k], width=1.8, dashes=_DASHES[k])
    for k, dots in enumerate(lines):
        for dot in filter(None, dots):
            page.marker(dot.at, _MARKERS[k], COLOURS[k], hollow=not dot.point.complete)
            page.mark(dot.point, (dot.at[0] - 7, dot.at[1] - 7), (14, 14))


def _draw_names(page: Page, names: Sequence[Lines], lines: Sequence[Dots], area: Frame) -> None:
    """Each line's name at its end, moved apart where ends meet, with a leader where it had to move."""
    ends = [next((dot.at for dot in reversed(dots) if dot), None) for dots in lines][: len(names)]
    wanted = [end[1] if end else area.bottom for end in ends]
    middles = spread(wanted, [height(name) for name in names], area.top, area.bottom)
    for k, (name, end, y) in enumerate(zip(names, ends, middles, strict=True)):
        if end:
            page.line([(end[0] + 5, end[1]), (area.right + 2, y)], COLOURS[k])
        page.lines((area.right + 6, y - height(name) / 2), name)


def _pitch(xs: Sequence[float]) -> float:
    return xs[1] - xs[0] if len(xs) > 1 else WIDTH / 2


def _draw_foot_labels(page: Page, labels: Sequence[str], xs: Sequence[float], bottom: float) -> float:
    """Labels below the axis, every n-th where they stand too close; returns the lowest edge."""
    edges = 2 * min(xs[0], WIDTH - xs[-1]) - 2  # the outer labels are centred too, and stay on the page
    rooms = [min(n * _pitch(xs) - 6, edges) for n in range(1, len(xs) + 1)]
    roomy = (n for n, room in enumerate(rooms, start=1) if all(fits(one, LABEL, room) for one in labels))
    every = next(roomy, len(xs))
    lowest = bottom
    for x, label in list(zip(xs, labels, strict=True))[::every]:
        lines = wrap(label, LABEL, rooms[every - 1])
        lowest = max(lowest, page.lines((x, bottom + 4), lines, align="center"))
    return lowest


def _draw_missing(page: Page, series: Series, xs: Sequence[float], bottom: float) -> None:
    """A note on the axis where the only line has no figure."""
    lines = wrap(MISSING, SMALL, _pitch(xs) - 4)
    for x, point in zip(xs, series.points, strict=True):
        if point.value is None:
            page.lines((x, bottom - 3 - height(lines)), lines, align="center", clear=True)
