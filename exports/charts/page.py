"""The page: paper of fixed width on which texts, lines, markers, boxes and slices are placed, to be drawn by a pen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from consolidation.series import Point
from exports.charts.colours import PAPER
from exports.charts.fonts import Style, width
from exports.charts.hatching import box_strokes, wedge_strokes
from exports.charts.pen import Align, Pen, Shape
from exports.charts.places import Spot
from exports.charts.texts import Lines, height

WIDTH = 165 / 25.4 * 72
MARGIN = 12.0
ROOM = WIDTH - 2 * MARGIN
_HATCH = 0.9


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


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart for any pen, and where its points stand; width and height in points."""

    strokes: tuple[Callable[[Pen], None], ...]
    marks: tuple[Mark, ...]
    paper: str
    width: float
    height: float

    def draw(self, pen: Pen) -> None:
        """Everything in its order: what comes later covers what was there."""
        for stroke in self.strokes:
            stroke(pen)


class Page:
    """Takes down what is drawn; the height is known at the end, so positions count from the top.

    `colours` replaces the colours of paper by others; `marks` tell afterwards where which point was drawn.
    """

    def __init__(self, colours: Mapping[str, str] | None = None) -> None:
        self._colours = colours or {}
        self._strokes: list[Callable[[Pen], None]] = []
        self.marks: list[Mark] = []

    def _colour(self, colour: str) -> str:
        return self._colours.get(colour, colour)

    def mark(self, point: Point, at: Spot, size: Spot, *, start: float = 0.0, end: float = 0.0) -> None:
        """Remember where a point was drawn; what is thin is made easier to hit."""
        self.marks.append(Mark(point, at, (max(size[0], 3.0), max(size[1], 3.0)), start, end))

    def finished(self, bottom: float) -> Drawing:
        """All that was drawn, down to `bottom`."""
        return Drawing(tuple(self._strokes), tuple(self.marks), self._colour(PAPER), WIDTH, bottom)

    def text(self, at: Spot, text: str, style: Style, *, align: Align = "left", clear: bool = False) -> float:
        """One line with its baseline at `at`; returns its width. `clear` wipes the grid behind it."""
        wide = width(text, style)
        if clear:
            left = at[0] - {"left": 0.0, "center": wide / 2, "right": wide}[align]
            self.box((left - 1.5, at[1] - style.size * 0.85), (wide + 3, style.size * 1.1), PAPER)
        colour = self._colour(style.colour)
        if text:
            size, bold = style.size, style.bold
            self._strokes.append(
                lambda pen: pen.text(at, text, size=size, bold=bold, colour=colour, align=align)
            )
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
        """The spots joined by a line."""
        self._runs([spots], colour, width=width, dashes=dashes)

    def marker(self, at: Spot, shape: Shape, colour: str, *, hollow: bool) -> None:
        """A sign of a line's point."""
        ink, paper = self._colour(colour), self._colour(PAPER)
        size, fill = 6.4 if shape == "^" else 5.6, paper if hollow else ink
        self._strokes.append(lambda pen: pen.marker(at, shape, size=size, fill=fill, edge=ink, width=1.3))

    def box(self, at: Spot, size: Spot, colour: str) -> None:
        """A full box."""
        fill = self._colour(colour)
        self._strokes.append(lambda pen: pen.box(at, size, fill=fill))

    def hatched_box(self, at: Spot, size: Spot, colour: str) -> None:
        """A box with its outline inside `size`."""
        inset = min(_HATCH / 2, size[0] / 2, size[1] / 2)
        at = (at[0] + inset, at[1] + inset)
        size = (size[0] - 2 * inset, size[1] - 2 * inset)
        self.box(at, size, PAPER)
        self._runs(box_strokes(at, size), colour, width=_HATCH)
        ink = self._colour(colour)
        self._strokes.append(lambda pen: pen.box(at, size, fill="", edge=ink, width=_HATCH))

    def wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        """A slice from `start` to `end` in degrees clockwise from three o'clock."""
        gap = 1.2 if end - start > 5 else 0.3
        fill, edge = self._colour(colour), self._colour(PAPER)
        self._strokes.append(
            lambda pen: pen.wedge(centre, radius, start=start, end=end, fill=fill, edge=edge, width=gap)
        )

    def hatched_wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        """A slice that is only outlined, with strokes across."""
        self._runs(wedge_strokes(centre, radius, start, end), colour, width=_HATCH)
        edge = self._colour(colour)
        self._strokes.append(
            lambda pen: pen.wedge(centre, radius, start=start, end=end, fill="", edge=edge, width=1.1)
        )

    def _runs(
        self, runs: Sequence[Sequence[Spot]], colour: str, *, width: float, dashes: Sequence[float] = ()
    ) -> None:
        ink = self._colour(colour)
        if runs:
            self._strokes.append(lambda pen: pen.lines(runs, colour=ink, width=width, dashes=dashes))
