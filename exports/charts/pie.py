"""A pie: slices clockwise, each with name, figure and share beside it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from base.numbers import show, to_float
from consolidation.series import REST_LABEL, Chart, Point, folded, ranking
from exports.charts.colours import COLOURS, EDGE
from exports.charts.fonts import LABEL, SMALL, width
from exports.charts.page import MARGIN, ROOM, WIDTH, Page
from exports.charts.pen import Align
from exports.charts.places import Spot, spread
from exports.charts.texts import Line, height, wrap
from exports.charts.words import draw_unreported, worded

_RADIUS = 78.0
_MOST_WORDS_WIDTH = WIDTH / 2 - MARGIN - _RADIUS - 30


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of the whole with its words; from `start` to `end` in degrees clockwise from three o'clock."""

    part: Point
    start: float
    end: float
    words: tuple[Line, ...]

    @property
    def middle(self) -> float:
        """The angle of its middle in radians."""
        return math.radians((self.start + self.end) / 2)

    @property
    def side(self) -> int:
        """1 where its words stand at the right, -1 at the left."""
        return 1 if math.cos(self.middle) >= 0 else -1

    @property
    def height(self) -> float:
        return height(self.words) + 5


def draw_pie(page: Page, chart: Chart, top: float) -> float:
    """The slices; below them what was not reported, and what is none: it has no slice."""
    slices = _slices(chart)
    sides = [[one for one in slices if one.side == side] for side in (1, -1)]
    reach = max(_RADIUS + 16, *(sum(one.height for one in half) / 2 for half in sides))
    centre = (WIDTH / 2, top + reach)
    for n, one in enumerate(slices):
        colour = COLOURS[-1] if one.part.label == REST_LABEL else COLOURS[n]
        if one.part.value:
            paint = page.wedge if one.part.complete else page.hatched_wedge
            paint(centre, _RADIUS, start=one.start, end=one.end, colour=colour)
            corner = (centre[0] - _RADIUS, centre[1] - _RADIUS)
            page.mark(one.part, corner, (2 * _RADIUS, 2 * _RADIUS), start=one.start, end=one.end)
    for half in sides:
        _draw_words(page, half, centre, reach)
    bottom = draw_unreported(page, chart, centre[1] + reach)
    none = [point.label for point in chart.series[0].points if point.value == 0]
    if not none:
        return bottom
    return page.lines((MARGIN, bottom + 6), wrap(f"Không phát sinh: {', '.join(none)}.", SMALL, ROOM))


def _slices(chart: Chart) -> list[_Slice]:
    points = tuple(point for point in chart.series[0].points if point.value)
    parts = folded(points if chart.keep_order else tuple(points[i] for i in ranking(points)))
    values = [Fraction(part.value or 0) for part in parts]
    shares = [value / sum(values) for value in values]
    turns = [
        _first_angle(shares) + 360 * to_float(turned)
        for turned in itertools.accumulate(shares, initial=Fraction(0))
    ]
    return [
        _Slice(part, start, end, _words(part, share, chart.decimals))
        for part, share, (start, end) in zip(parts, shares, itertools.pairwise(turns), strict=True)
    ]


def _first_angle(shares: Sequence[Fraction]) -> float:
    """Twelve o'clock; but a part that leaves little to several others looks to the right, and they to the left."""
    largest = max(range(len(shares)), key=lambda i: shares[i])
    if len(shares) < 3 or shares[largest] < Fraction(3, 4):
        return -90.0
    return -360 * to_float(sum(shares[:largest], start=shares[largest] / 2))


def _words(part: Point, share: Fraction, decimals: int) -> tuple[Line, ...]:
    figures, note = worded(part, decimals)
    said = [text for text in (figures, f"({show(share * 100, 1)}\u00a0%)") if text]
    abreast = " ".join(said)
    return (
        *wrap(part.label, replace(LABEL, bold=True), _MOST_WORDS_WIDTH),
        *(Line(text, LABEL) for text in ([abreast] if width(abreast, LABEL) <= _MOST_WORDS_WIDTH else said)),
        *wrap(note, SMALL, _MOST_WORDS_WIDTH),
    )


def _draw_words(page: Page, slices: Sequence[_Slice], centre: Spot, reach: float) -> None:
    """The words of the slices on one side, moved apart, each with a line to its slice."""
    x, y = centre
    wanted = [y + (_RADIUS + 6) * math.sin(one.middle) for one in slices]
    places = spread(wanted, [one.height for one in slices], y - reach, y + reach)
    for one, place in zip(slices, places, strict=True):
        rim = (x + (_RADIUS + 1) * math.cos(one.middle), y + (_RADIUS + 1) * math.sin(one.middle))
        knee = x + one.side * (_RADIUS + 18)
        page.line([rim, (knee, place), (knee + one.side * 6, place)], EDGE, width=0.7)
        align: Align = "left" if one.side > 0 else "right"
        page.lines((knee + one.side * 10, place - one.height / 2 + 2.5), one.words, align=align)
