"""What an office declared of old units that were parted: one entry a unit, kept in the data file."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

from consolidation.remap import Sharing
from db.store import Store

_KEY = "sharing "


def declared(store: Store) -> dict[str, Sharing]:
    """Old unit key → what was declared of it."""
    rows = store.rows("select key, value from meta where substr(key, 1, ?) = ? order by key", len(_KEY), _KEY)
    return {str(key)[len(_KEY) :]: from_image(msgspec.json.decode(value)) for key, value in rows}


def put(store: Store, unit: str, sharing: Sharing | None) -> None:
    """Keep what is declared of a unit; None takes it away."""
    with store.writing():
        if sharing is None:
            store.conn.execute("delete from meta where key = ?", (_KEY + unit,))
        else:
            store.set_meta(_KEY + unit, msgspec.json.encode(image(sharing)).decode())


def image(sharing: Sharing | None) -> dict[str, Any] | None:
    """As the journal keeps it."""
    if sharing is None:
        return None
    parts = {key: str(part) for key, part in sharing.parts.items()}
    return {"parts": parts, "hamlets": dict(sharing.hamlets), "basis": sharing.basis}


def from_image(told: dict[str, Any]) -> Sharing:
    """What image() told of."""
    parts = {key: Fraction(part) for key, part in told["parts"].items()}
    return Sharing(parts, told["hamlets"], told["basis"])
