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


def drop(store: Store, *, unit: str, period: str, packet: str, up_to: int | None = None) -> None:
    """Nothing of the unit waits to be decided any more; a file of a version after `up_to` still does."""
    older = "" if up_to is None else " and json_extract(value, '$.version') <= ?"
    given = [_place(unit, period, packet), *([] if up_to is None else [up_to])]
    with store.writing():
        store.conn.execute(f"delete from meta where key = ?{older}", given)


def _place(unit: str, period: str, packet: str) -> str:
    return f"{_KEY}{packet} {period} {unit}"
