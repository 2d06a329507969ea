"""Figures beside the points of lines, where they hide least."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from consolidation.series import Point
from exports.charts.fonts import SMALL, Style
from exports.charts.page import Page
from exports.charts.places import Frame, Spot
from exports.charts.texts import Line, Lines, height, widest
from exports.charts.words import worded

_FIGURE = Style(8.5)
_MOST_CROSSED = 3  # spots of a line, two points apart, that may run through a figure


@dataclass(frozen=True, slots=True)
class Dot:
    """A known point of a line at its place on the page."""

    at: Spot
    point: Point


def draw_figures(
    page: Page, decimals: int, dots: Sequence[Dot], runs: Sequence[Sequence[Spot]], area: Frame
) -> None:
    """The figures of all lines, whose `runs` they avoid; one without a clear place is left to the axis.

    What is incomplete chooses its place first and stays even when a line runs through it; then the ends choose.
    """
    ends = {min(dot.at[0] for dot in dots), max(dot.at[0] for dot in dots)}
    trail = [spot for run in runs for spot in _sampled(run)]
    placed: list[tuple[Dot, Frame]] = []
    for dot in sorted(dots, key=lambda one: (one.point.complete, one.at[0] not in ends, one.at)):
        figures, note = worded(dot.point, decimals)
        words = [line for line in (Line(figures, _FIGURE), Line(note, SMALL)) if line.text]
        upper = all(mate.at[1] >= dot.at[1] for mate in dots if mate.at[0] == dot.at[0])
        around = enumerate(_around(dot.at, words, upper=upper))
        clear = {n: one for n, one in around if one.inside(area) and _is_clear(one, dot, dots, placed)}
        crossed = {n: sum(map(frame.ink().holds, trail)) for n, frame in clear.items()}
        if not clear or (min(crossed.values()) > _MOST_CROSSED and dot.point.complete):
            continue
        best = clear[min(clear, key=lambda n: 2 * crossed[n] + n)]
        placed.append((dot, best))
        page.lines((best.middle[0], best.top), words, align="center", clear=True)


def _around(at: Spot, words: Lines, *, upper: bool) -> list[Frame]:
    """Places for the words around a point, the best first: above the upper line, below the lower."""
    (x, y), wide, high = at, widest(words), height(words)
    tops = [y - 4 - high, y + 4] if upper else [y + 4, y - 4 - high]
    places = [(x - wide / 2, top) for top in tops]
    places += [(left, top) for top in tops for left in (x + 3, x - 3 - wide)]
    places += [(x + 7, y - high / 2), (x - 7 - wide, y - high / 2)]
    places += [(x - wide / 2, y - 12 - high), (x - wide / 2, y + 12)]
    return [Frame(left, top, left + wide, top + high) for left, top in places]


def _is_clear(frame: Frame, dot: Dot, dots: Sequence[Dot], placed: Sequence[tuple[Dot, Frame]]) -> bool:
    """Whether a figure in `frame` is free and is read as this dot's: nearest to it, in the order of the dots."""
    own = math.dist(frame.middle, dot.at)
    for other in dots:
        near = frame.holds(other.at) or math.dist(frame.middle, other.at) < own
        if near and other.at != dot.at:
            return False
    for other, taken in placed:
        turned = (dot.at[1] - other.at[1]) * (frame.middle[1] - taken.middle[1]) < 0
        if frame.meets(taken) or (other.at[0] == dot.at[0] and turned):
            return False
    return True


def _sampled(run: Sequence[Spot]) -> list[Spot]:
    """Spots along a polyline, about two points apart."""
    spots: list[Spot] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(run):
        count = max(int(math.hypot(x1 - x0, y1 - y0) / 2), 1)
        spots += [(x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count) for n in range(count + 1)]
    return spots
