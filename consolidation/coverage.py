"""Who was expected, who reported, who is in the total."""

from __future__ import annotations

from collections.abc import Collection

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
