"""How long work tells how far it is, and how a person stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

One = TypeVar("One")
_EVERY = 100
"""So many records are done in less than a tenth of a second."""


class Cancelled(Exception):
    """The person pressed Cancel; whatever was half-done is rolled back by its transaction."""


def _nobody_looks(done: int, total: int, what: str) -> None:
    """The listener of headless work."""


@dataclass(slots=True)
class Progress:
    """Handed to a long function; each step() is also the place where it may be cancelled."""

    tell: Callable[[int, int, str], None] = _nobody_looks
    cancelled: Callable[[], bool] = bool

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` steps are finished; `what` names the work at hand in Vietnamese.

        Raises Cancelled when the person has asked to stop.
        """
        if self.cancelled():
            raise Cancelled(what)
        self.tell(done, total, what)

    def through(self, items: Sequence[One], what: str) -> Iterator[One]:
        """The items one after another, with a step at every hundredth."""
        for n, item in enumerate(items):
            if n % _EVERY == 0:
                self.step(n, len(items), what)
            yield item
