"""Places on the page: spots, boxes, and blocks moved apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A box on the page by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> Spot:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: Frame) -> bool:
        aside = self.right <= other.left or other.right <= self.left
        return not (aside or self.bottom <= other.top or other.bottom <= self.top)

    def ink(self) -> Frame:
        """The box that the figures of a text fill, without the room for accents above and below."""
        return Frame(self.left + 1, self.top + 2.5, self.right - 1, self.bottom - 2.5)

    def inside(self, other: Frame) -> bool:
        """Whether it lies inside `other`, or 4 points beyond it at the sides."""
        wide = other.left - 4 <= self.left and self.right <= other.right + 4
        return wide and other.top <= self.top and self.bottom <= other.bottom

    def holds(self, spot: Spot) -> bool:
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom


def spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """The centres moved apart as little as needed so that blocks of these heights do not overlap."""
    moved = list(centres)
    order = sorted(range(len(moved)), key=lambda i: moved[i])
    edge = low
    for i in order:
        moved[i] = max(moved[i], edge + heights[i] / 2)
        edge = moved[i] + heights[i] / 2
    edge = max(high, low + sum(heights))
    for i in reversed(order):
        moved[i] = min(moved[i], edge - heights[i] / 2)
        edge = moved[i] - heights[i] / 2
    return moved
