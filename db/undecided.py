"""Files that came with cells edited by hand: not kept, but remembered until somebody takes them or gives them back."""

from __future__ import annotations

import msgspec

from db.store import Store

_KEY = "undecided "


class Undecided(msgspec.Struct, frozen=True):
    """`file`: where it lay when it came; `version`: of the report in it; `cells`: how many were edited."""

    file: str
    version: int
    cells: int
    at: str


def undecided(store: Store, *, period: str, packet: str) -> dict[str, Undecided]:
    """unit → the file of its that waits, the last one that came."""
    place = _place("", period, packet)
    rows = store.rows("select key, value from meta where substr(key, 1, ?) = ?", len(place), place)
    return {str(key)[len(place) :]: msgspec.json.decode(value, type=Undecided) for key, value in rows}


def put(store: Store, told: Undecided, *, unit: str, period: str, packet: str) -> None:
    """Remember it in the place of the one before."""
    store.set_meta(_place(unit, period, packet), msgspec.json.encode(told).decode())


def drop(store: Store, *, unit: str, period: str, packet: str) -> None:
    """Nothing of the unit waits to be decided any more."""
    with store.writing():
        store.conn.execute("delete from meta where key = ?", (_place(unit, period, packet),))


def _place(unit: str, period: str, packet: str) -> str:
    return f"{_KEY}{packet} {period} {unit}"
