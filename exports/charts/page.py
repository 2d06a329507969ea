"""The page: paper of fixed width and a pen for texts, lines, markers, boxes and slices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle, Wedge
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from consolidation.series import Point
from exports.charts.colours import PAPER
from exports.charts.fonts import Style, font, prepare, width
from exports.charts.hatching import Stroke, box_strokes, wedge_strokes
from exports.charts.places import Spot
from exports.charts.texts import Lines, height

WIDTH = 165 / 25.4 * 72
MARGIN = 12.0
ROOM = WIDTH - 2 * MARGIN

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a point stands on the page: a box, or the slice of a pie in it from `start` to `end` degrees."""

    point: Point
    at: Spot
    size: Spot
    start: float = 0.0
    end: float = 0.0

    def holds(self, spot: Spot) -> bool:
        """Whether the spot, in points from the upper left corner, is on it."""
        x, y = spot[0] - self.at[0], spot[1] - self.at[1]
        if not (0 <= x <= self.size[0] and 0 <= y <= self.size[1]):
            return False
        if self.start == self.end:
            return True
        radius = self.size[0] / 2
        angle = math.degrees(math.atan2(y - radius, x - radius))
        return (
            math.hypot(x - radius, y - radius) <= radius
            and (angle - self.start) % 360 <= self.end - self.start
        )


class Page:
    """A figure with a pen; the height is set at the end, so positions count from the top.

    `colours` replaces the colours of paper by others; `marks` tell afterwards where which point was drawn.
    """

    def __init__(self, colours: Mapping[str, str] | None = None) -> None:
        prepare()
        self._colours = colours or {}
        self.marks: list[Mark] = []
        self._figure = Figure(figsize=(WIDTH / 72, 1), facecolor=self._colour(PAPER))
        self._flip = Affine2D()
        self._place = self._flip + self._figure.dpi_scale_trans

    def _colour(self, colour: str) -> str:
        return self._colours.get(colour, colour)

    def mark(self, point: Point, at: Spot, size: Spot, *, start: float = 0.0, end: float = 0.0) -> None:
        """Remember where a point was drawn; what is thin is made easier to hit."""
        self.marks.append(Mark(point, at, (max(size[0], 3.0), max(size[1], 3.0)), start, end))

    def finished(self, bottom: float) -> Figure:
        self._figure.set_size_inches(WIDTH / 72, bottom / 72)
        self._flip.clear().scale(1 / 72, -1 / 72).translate(0, bottom / 72)
        return self._figure

    def text(self, at: Spot, text: str, style: Style, *, align: Align = "left", clear: bool = False) -> float:
        """One line with its baseline at `at`; returns its width. `clear` wipes the grid behind it."""
        wide = width(text, style)
        if clear:
            left = at[0] - {"left": 0.0, "center": wide / 2, "right": wide}[align]
            self.box((left - 1.5, at[1] - style.size * 0.85), (wide + 3, style.size * 1.1), PAPER)
        drawn = Text(
            *at, text, fontproperties=font(style), color=self._colour(style.colour), parse_math=False
        )
        drawn.set(ha=align, va="baseline")
        self._add(drawn)
        return wide

    def lines(self, at: Spot, lines: Lines, *, align: Align = "left", clear: bool = False) -> float:
        """Lines below one another from the upper edge `at`; returns the lower edge."""
        for n, line in enumerate(lines):
            base = at[1] + height(lines[:n]) + line.style.size * 1.05
            self.text((at[0], base), line.text, line.style, align=align, clear=clear)
        return at[1] + height(lines)

    def line(
        self, spots: Sequence[Spot], colour: str, *, width: float = 0.6, dashes: Sequence[float] = ()
    ) -> None:
        xs, ys = zip(*spots, strict=True)
        drawn = Line2D(xs, ys, color=self._colour(colour), linewidth=width, dash_capstyle="butt")
        if dashes:
            drawn.set_linestyle((0, tuple(dashes)))
        self._add(drawn)

    def marker(self, at: Spot, shape: str, colour: str, *, hollow: bool) -> None:
        drawn = Line2D([at[0]], [at[1]], marker=shape, linestyle="none")
        drawn.set(markersize=6.4 if shape == "^" else 5.6, markeredgewidth=1.3)
        ink = self._colour(colour)
        drawn.set(markerfacecolor=self._colour(PAPER) if hollow else ink, markeredgecolor=ink)
        self._add(drawn)

    def box(self, at: Spot, size: Spot, colour: str) -> None:
        self._add(Rectangle(at, *size, facecolor=self._colour(colour), edgecolor="none"))

    def hatched_box(self, at: Spot, size: Spot, colour: str) -> None:
        """A box with its outline inside `size`."""
        inset = min(0.45, size[0] / 2, size[1] / 2)
        at = (at[0] + inset, at[1] + inset)
        size = (size[0] - 2 * inset, size[1] - 2 * inset)
        self.box(at, size, PAPER)
        self._strokes(box_strokes(at, size), colour)
        ink = self._colour(colour)
        self._add(Rectangle(at, *size, facecolor="none", edgecolor=ink, linewidth=0.9))

    def wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        """A slice from `start` to `end` in degrees clockwise from three o'clock."""
        gap = 1.2 if end - start > 5 else 0.3
        inside, edge = self._colour(colour), self._colour(PAPER)
        self._add(Wedge(centre, radius, start, end, facecolor=inside, edgecolor=edge, linewidth=gap))

    def hatched_wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        self._strokes(wedge_strokes(centre, radius, start, end), colour)
        ink = self._colour(colour)
        self._add(Wedge(centre, radius, start, end, facecolor="none", edgecolor=ink, linewidth=1.1))

    def _strokes(self, strokes: Sequence[Stroke], colour: str) -> None:
        if strokes:
            codes = [Path.MOVETO, Path.LINETO] * len(strokes)
            drawn = Path([spot for stroke in strokes for spot in stroke], codes)
            self._add(PathPatch(drawn, facecolor="none", edgecolor=self._colour(colour), linewidth=0.9))

    def _add(self, artist: Text | Line2D | Patch) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(1)  # equal everywhere: painted in the order of calls
        self._figure.add_artist(artist)
