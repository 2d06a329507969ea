"""What an office declared of old units that were parted: one entry a unit, kept in the data file."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec

from consolidation.remap import Sharing
from db.store import Store

_KEY, _DRAFTS = "sharing ", "draft of sharing "


class Draft(msgspec.Struct, frozen=True):
    """What was written of a unit and not declared yet, as it stands in the boxes: code → share, hamlet → code."""

    parts: dict[str, str]
    hamlets: dict[str, str]
    basis: str = ""
    other_code: str = ""
    other_part: str = ""


def declared(store: Store) -> dict[str, Sharing]:
    """Old unit key → what was declared of it."""
    return {unit: from_image(msgspec.json.decode(value)) for unit, value in _kept(store, _KEY)}


def drafts(store: Store) -> dict[str, Draft]:
    """Old unit key → what was written of it and not declared yet."""
    return {unit: msgspec.json.decode(value, type=Draft) for unit, value in _kept(store, _DRAFTS)}


def _kept(store: Store, key: str) -> list[tuple[str, str]]:
    rows = store.rows("select key, value from meta where substr(key, 1, ?) = ? order by key", len(key), key)
    return [(str(found)[len(key) :], str(value)) for found, value in rows]


def put(store: Store, unit: str, sharing: Sharing | None) -> None:
    """Keep what is declared of a unit; None takes it away."""
    with store.writing():
        if sharing is None:
            store.conn.execute("delete from meta where key = ?", (_KEY + unit,))
        else:
            store.set_meta(_KEY + unit, msgspec.json.encode(image(sharing)).decode())


def put_draft(store: Store, unit: str, draft: Draft | None) -> None:
    """Keep what is written of a unit; None takes it away."""
    with store.writing():
        if draft is None:
            store.conn.execute("delete from meta where key = ?", (_DRAFTS + unit,))
        else:
            store.set_meta(_DRAFTS + unit, msgspec.json.encode(draft).decode())


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
