"""The tree of units inside a data file: all units and changes of one edition, compressed in a single row.

An office opens its file with the program's own tree when the editions agree; else with the one that it kept.
"""

from __future__ import annotations

import functools
import zlib
from datetime import date

import msgspec

from base.units import Change, Extent, Level, Unit, UnitHistory

_UnitRow = tuple[Level, str, date, date | None, str, str, str, bool]
_ChangeRow = tuple[date, str, str, Extent]
_Rows = tuple[list[_UnitRow], list[_ChangeRow]]


@functools.lru_cache(maxsize=2)
def packed(history: UnitHistory) -> bytes:
    """All units and changes in their order."""
    units = [
        (u.level, u.code, u.valid_from, u.valid_to, u.name, u.kind, u.parent, u.verified)
        for u in history.units
    ]
    changes = [(c.effective, c.old_code, c.new_code, c.extent) for c in history.changes]
    return zlib.compress(msgspec.json.encode((units, changes)), 6)


def unpacked(content: bytes) -> UnitHistory:
    """The history that packed() made the bytes of."""
    units, changes = msgspec.json.decode(zlib.decompress(content), type=_Rows)
    return UnitHistory([Unit(*row) for row in units], [Change(*row) for row in changes])
