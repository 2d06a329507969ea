"""Slanting strokes over what is incomplete, one by one: office programs leave out the pattern fills of SVG."""

from __future__ import annotations

import itertools
import math

from exports.charts.places import Spot

_STEP = 4.6  # between two strokes, along the axis

Stroke = tuple[Spot, Spot]


def box_strokes(at: Spot, size: Spot) -> list[Stroke]:
    """The strokes across a box: all points of one have the same x + y."""
    (left, top), (right, bottom) = at, (at[0] + size[0], at[1] + size[1])
    strokes: list[Stroke] = []
    for n in range(int((size[0] + size[1]) / _STEP)):
        both = left + top + (n + 0.5) * _STEP
        x0, x1 = max(left, both - bottom), min(right, both - top)
        if x0 < x1:
            strokes.append(((x0, both - x0), (x1, both - x1)))
    return strokes


def wedge_strokes(centre: Spot, radius: float, start: float, end: float) -> list[Stroke]:
    """The same strokes across a slice: on each line the stretches between rim and edges that lie inside."""
    reach = int(radius * math.sqrt(2) / _STEP)
    strokes: list[Stroke] = []
    for both in ((n + 0.5) * _STEP for n in range(-reach - 1, reach + 1)):
        for t0, t1 in itertools.pairwise(_cuts(both, radius, start, end)):
            middle = math.degrees(math.atan2(both - (t0 + t1) / 2, both + (t0 + t1) / 2))
            if (middle - start) % 360 <= end - start:
                strokes.append((_spot(centre, both, t0), _spot(centre, both, t1)))
    return strokes


def _cuts(both: float, radius: float, start: float, end: float) -> list[float]:
    """Where the line x + y = both from the centre, told by t = x − y, meets the rim and the two edges."""
    half = math.sqrt(max(2 * radius**2 - both**2, 0))
    cuts = {-half, half}
    for angle in (math.radians(start), math.radians(end)):
        along = math.cos(angle) + math.sin(angle)
        if along * both > 0:
            cuts.add(min(max(both / along * (math.cos(angle) - math.sin(angle)), -half), half))
    return sorted(cuts)


def _spot(centre: Spot, both: float, t: float) -> Spot:
    return centre[0] + (both + t) / 2, centre[1] + (both - t) / 2
