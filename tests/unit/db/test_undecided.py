"""Files that were edited by hand are remembered for each unit and period, until they are decided about."""

from __future__ import annotations

from pathlib import Path

from db.undecided import Undecided, drop, put, undecided
from tests.builders import dump, small_store

A, B = "00101@2020-01-01", "00102@2020-01-01"
YEAR = {"period": "2020", "packet": "industry_trade"}
QUARTER = {"period": "2020-Q1", "packet": "industry_trade"}


def told(name: str, cells: int = 1) -> Undecided:
    return Undecided(f"/usb/{name}.xlsx", 1, cells, "2020-12-01T08:00:00+07:00")


def test_the_last_file_of_each_unit_and_period_waits_until_it_is_dropped(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct", code="011") as store:
        before = dump(store)
        put(store, told("a"), unit=A, **YEAR)
        put(store, told("b"), unit=B, **YEAR)
        put(store, told("c"), unit=A, **QUARTER)
        put(store, told("a again", 3), unit=A, **YEAR)
        assert undecided(store, **YEAR) == {A: told("a again", 3), B: told("b")}
        assert undecided(store, **QUARTER) == {A: told("c")}
        drop(store, unit=A, **YEAR, up_to=0)
        assert undecided(store, **YEAR).keys() == {A, B}, "an older one decides nothing"
        drop(store, unit=A, **YEAR, up_to=1)
        assert undecided(store, **YEAR) == {B: told("b")} and undecided(store, **QUARTER) == {A: told("c")}
        drop(store, unit=B, **YEAR)
        drop(store, unit=A, **QUARTER)
        assert dump(store) == before
