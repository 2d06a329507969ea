"""Who puts a drawing on something: matplotlib on a page of a file, the window on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from exports.charts.places import Spot

Align = Literal["left", "center", "right"]
Shape = Literal["o", "s", "^", "D"]
"""A disc, a square, a triangle standing on its side, a square on its corner."""


class Pen(Protocol):
    """Lengths are points from the upper left corner, y downwards; colours are #RRGGBB, "" for none."""

    def text(self, at: Spot, text: str, *, size: float, bold: bool, colour: str, align: Align) -> None:
        """One line of text with its baseline at `at`."""

    def lines(
        self, runs: Sequence[Sequence[Spot]], *, colour: str, width: float, dashes: Sequence[float]
    ) -> None:
        """Each run of spots joined by a line; `dashes` are lengths, in widths of the line, of ink and gap."""

    def box(self, at: Spot, size: Spot, *, fill: str, edge: str = "", width: float = 0.0) -> None:
        """A box, its outline half inside."""

    def wedge(
        self, centre: Spot, radius: float, *, start: float, end: float, fill: str, edge: str, width: float
    ) -> None:
        """A slice from `start` to `end` in degrees clockwise from three o'clock."""

    def marker(self, at: Spot, shape: Shape, *, size: float, fill: str, edge: str, width: float) -> None:
        """A sign around `at`."""
