"""Whether one can stand on a tree of units that another office handed down: it is believed no more than a report is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from base.units import LEVELS, Unit, UnitHistory

_LENGTHS = dict(zip(LEVELS, (2, 3, 5), strict=True))
_ONE_DAY = timedelta(days=1)
_Intervals = Mapping[str, Sequence[Unit]]
"""code → its intervals, oldest first"""


def flaw_of(history: UnitHistory) -> str:
    """What is wrong with the first unit that cannot be so, in words; "" where the tree is sound.

    In a sound tree a unit stands under one of a higher level on each of its days, so that no way up comes back, and
    no code means two units on one day.
    """
    intervals = defaultdict(list)
    for unit in history.units:
        intervals[unit.code].append(unit)
    for unit in history.units:
        if _LENGTHS[unit.level] != len(unit.code) or not (unit.code.isascii() and unit.code.isdigit()):
            return f"mã {unit.code} không phải của cấp đó"
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            return f"{unit.code} {unit.name} kết thúc trước khi bắt đầu"
        if not _has_parent(unit, intervals):
            return f"{unit.code} {unit.name} không có đơn vị cấp trên"
    for earlier, later in (pair for found in intervals.values() for pair in pairwise(found)):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            return f"mã {later.code} cùng lúc là hai đơn vị"
    return ""


def _has_parent(unit: Unit, intervals: _Intervals) -> bool:
    """Whether a unit of a higher level stands above on every day; a province has none."""
    if unit.level == "province":
        return not unit.parent
    if len(unit.parent) >= len(unit.code):
        return False
    day, last = unit.valid_from, unit.valid_to or date.max
    for above in intervals.get(unit.parent, ()):
        if above.valid_from <= day and (above.valid_to is None or above.valid_to >= last):
            return True
        if above.valid_to is not None and above.valid_from <= day <= above.valid_to:
            day = above.valid_to + _ONE_DAY
    return False
