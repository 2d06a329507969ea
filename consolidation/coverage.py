"""Who was expected, who reported, who is in the total."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from base.units import Unit, UnitTree
from consolidation.figures import Coverage, Kind


def coverage(
    tree: UnitTree,
    unit: Unit,
    *,
    reported: Collection[str],
    approved: Collection[str],
) -> Coverage:
    """Counted over the communes at or under the unit, given keys of units. One that was excluded
    is still expected, since the total lacks it."""
    communes = [c.key for c in tree.communes(unit)]
    return Coverage(
        expected=len(communes),
        reported=sum(key in reported or key in approved for key in communes),
        approved=sum(key in approved for key in communes),
    )


def joined_kind(kinds: Collection[Kind]) -> Kind:
    """The kind of a total: that of its parts, "mixed" when they differ, "" when there are none."""
    found = {kind for kind in kinds if kind}
    if not found:
        return ""
    return next(iter(found)) if len(found) == 1 else "mixed"


@dataclass(frozen=True, slots=True)
class Awaited:
    """One report, or one form of it, that a unit owes: by when, and the day on which it came first.

    `empty`: what came says nothing (all forms nil or open; of one form: it is open). `excluded`: a person left the
    unit out of the totals.
    """

    unit: str
    due: date | None = None
    came: date | None = None
    timed: bool = True
    approved: bool = False
    empty: bool = False
    excluded: bool = False

    @property
    def reported(self) -> bool:
        """Whether anything came that says something."""
        return self.came is not None and not self.empty and not self.excluded

    @property
    def on_time(self) -> bool | None:
        """Whether it came by its day; None where nothing came, nothing was due, or nobody here knows when it came.

        The latter (`timed` False): inside the file of another office, which alone knows.
        """
        if not self.reported or self.due is None or self.came is None or not self.timed:
            return None
        return self.came <= self.due

    @property
    def complete(self) -> bool:
        """Whether it is in the totals and says something."""
        return self.reported and self.approved


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many units were expected, and what became of each of them; every unit is counted once.

    expected = reported + empty + excluded + those of which nothing came; approved, on time and late are among the
    reported.
    """

    expected: int
    reported: int
    approved: int
    on_time: int
    late: int
    excluded: int
    empty: int

    @property
    def missing(self) -> int:
        """Of how many nothing came."""
        return self.expected - self.reported - self.empty - self.excluded

    @property
    def complete(self) -> bool:
        """Whether every unit's report is in the totals and says something."""
        return self.approved == self.expected

    def rate(self, part: int) -> Fraction | None:
        """Percent of the expected, from 0 to 100; None where none is expected."""
        return Fraction(100 * part, self.expected) if self.expected else None


def completeness(awaited: Iterable[Awaited]) -> Completeness:
    """Counted over the units awaited; of a unit named twice the last counts."""
    units = {one.unit: one for one in awaited}.values()
    return Completeness(
        expected=len(units),
        reported=sum(one.reported for one in units),
        approved=sum(one.complete for one in units),
        on_time=sum(one.on_time is True for one in units),
        late=sum(one.on_time is False for one in units),
        excluded=sum(one.excluded for one in units),
        empty=sum(one.came is not None and one.empty and not one.excluded for one in units),
    )
