"""The tree of units inside a data file: all units and changes of one edition, compressed in a single row.

An office opens its file with the program's own tree when the editions agree; else with the one that it kept.
"""

from __future__ import annotations

import functools
import zlib
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from base.units import Change, Extent, Level, Unit, UnitHistory

if TYPE_CHECKING:
    from db.store import Store

_UnitRow = tuple[Level, str, date, date | None, str, str, str, bool]
_ChangeRow = tuple[date, str, str, Extent]
_Rows = tuple[list[_UnitRow], list[_ChangeRow]]
_LARGEST = 16_000_000
"""Bytes of text beyond which no tree is honest: that of all Việt Nam since 2020 has 1.7 million."""


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
    """The history that packed() made the bytes of; raises ValueError or zlib.error where it made none of them."""
    inflate = zlib.decompressobj()
    plain = inflate.decompress(content, _LARGEST)
    if not inflate.eof:
        raise ValueError("cut short, or of no honest size")
    units, changes = msgspec.json.decode(plain, type=_Rows)
    return UnitHistory([Unit(*row) for row in units], [Change(*row) for row in changes])


def kept(store: Store, edition: str) -> UnitHistory:
    """An edition that the data file keeps."""
    ((content,),) = store.rows("select content from tree where edition = ?", edition)
    return unpacked(content)


def units_in_use(store: Store) -> set[str]:
    """The keys of the units of which the data file holds anything."""
    sql = "select unit from report union select unit from form_state union select unit from received"
    return {str(unit) for (unit,) in store.rows(f"{sql} union select value from meta where key = 'office'")}
