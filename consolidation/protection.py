"""Small cells: which sums of which units must not be told alone, so that no record can be made out.

- A sum that rests on one or two records is withheld; so is one that leaves one or two of the records of a total that
  is told (the total of the same answers, or of a breakdown).
- What is withheld stands in the total of the units; where it would be the only part lacking there, or the parts
  lacking rest on fewer than three records, the next smallest is withheld as well. So it is along a breakdown.
- Where nothing is left to withhold, the total is told all the same: a total stays right.

Not seen are differences of sums whose conditions only happen to hold for nearly the same records, and differences
between versions of a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consolidation.figures import Sum
from forms.confidential import is_count, is_open
from forms.spec import Form, Measure

FEWEST = 3
"""A sum of fewer records than these tells of one of them."""
Cell = tuple[str, str]
"""unit, measure"""


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that add up to a total: one of units, which is told, or the cell `total`, which may be withheld."""

    parts: tuple[Cell, ...]
    total: Cell | None = None


def withheld(units: Mapping[str, tuple[Form, Mapping[str, Sum]]], above: Mapping[str, str]) -> set[Cell]:
    """The cells of one confidential form that are not told.

    `units`: key → the edition of the form and its sums; `above`: key → the unit in whose total they are.
    """
    known = {
        (unit, key): found[key].known
        for unit, (form, found) in units.items()
        for key, measure in form.measures.items()
        if key in found and found[key].known and not is_open(form, measure)
    }
    chosen = {(unit, key) for unit, key in known if _is_small(units[unit][0], key, units[unit][1])}
    lines = [*_across(known, above), *_along(units)]
    grown = bool(chosen)
    while grown:
        more = {cell for line in lines if (cell := _next(line, chosen, known)) is not None}
        grown = bool(more)
        chosen |= more
    return chosen


def _is_small(form: Form, key: str, found: Mapping[str, Sum]) -> bool:
    if found[key].known < FEWEST:
        return True
    if is_count(form.measures[key]):
        return False
    totals = [found[total].known for total in _totals_of(form, key) if total in found]
    return any(0 < total - found[key].known < FEWEST for total in totals)


def _totals_of(form: Form, key: str) -> list[str]:
    """The measures of which this one is a part: all of the same answers, and the totals of its breakdowns."""
    mine = form.measures[key]
    same = [m.key for m in form.measure if m.key != key and not m.where and _same(m, mine)]
    return same + [p.total for p in form.partition if key in p.parts]


def _same(one: Measure, other: Measure) -> bool:
    return (one.value, one.over_time) == (other.value, other.over_time)


def _across(known: Mapping[Cell, int], above: Mapping[str, str]) -> Iterable[Line]:
    """One measure over the units with one parent, whose total is told."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for unit, key in known:
        groups.setdefault((above[unit], key), []).append((unit, key))
    return [Line(tuple(cells)) for cells in groups.values()]


def _along(units: Mapping[str, tuple[Form, Mapping[str, Sum]]]) -> Iterable[Line]:
    """The breakdowns of each unit."""
    return [
        Line(tuple((unit, key) for key in one.parts), (unit, one.total))
        for unit, (form, _) in units.items()
        for one in form.partition
    ]


def _next(line: Line, chosen: set[Cell], known: Mapping[Cell, int]) -> Cell | None:
    """The cell that has to be withheld as well; None where the line keeps its secret, or nothing is left."""
    lacking = [cell for cell in line.parts if cell in chosen]
    hides_total = line.total in chosen
    if not lacking and not hides_total:
        return None
    several = len(lacking) + hides_total > 1
    if several and (hides_total or sum(known[cell] for cell in lacking) >= FEWEST):
        return None
    left: Sequence[Cell] = [cell for cell in line.parts if cell in known and cell not in chosen]
    if not left and line.total is not None and line.total in known and not hides_total:
        left = [line.total]
    return min(left, key=lambda cell: (known[cell], cell), default=None)
