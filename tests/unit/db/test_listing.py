"""Registers as lists: order, conditions and sums, each against a loop over the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import listing, records, schema
from db.store import Store
from forms.spec import LARGEST, Form, Record
from tests.builders import kiln, kilns, small_store

UNIT, PERIOD = "00101@2020-01-01", "2020"
PLACE = {"unit": UNIT, "period": PERIOD}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with small_store(tmp_path / "x.sct") as made:
        yield made


def keep(store: Store, *kept: Record) -> Form:
    form = kilns()
    schema.grow(store, [form])
    with store.writing():
        records.put(store, form, kept, **PLACE)
    return form


def test_rows_come_in_the_order_of_entry_with_their_search_key(store):
    form = keep(store, kiln("b", "Lò Đá", workers="3"), kiln("a", "Lò Dừa"))
    assert listing.rows(store, form, ["workers"], **PLACE) == [
        ("b", "", "lo da", 3),
        ("a", "", "lo dua", None),
    ]
    assert listing.rows(store, form, [], **PLACE, record_ids=["a"]) == [("a", "", "lo dua")]


def test_ids_alone_come_in_the_same_order_all_or_the_first_of_them(store):
    ended = Record("c", {"name": "Lò Cũ"}, carried="ended")
    form = keep(store, kiln("b", "Lò Đá"), ended, kiln("a", "Lò Dừa"))
    assert listing.ids(store, form, **PLACE) == ["b", "c", "a"]
    assert listing.ids(store, form, **PLACE, first=2) == ["b", "c"]
    assert listing.carried(store, form, **PLACE) == {"c": "ended"}
    assert [listing.more_than(store, form, most, **PLACE) for most in (2, 3)] == [True, False]


def test_a_long_register_is_read_through_and_says_the_same(store, monkeypatch):
    form = keep(store, *(kiln(f"k{n}", f"Lò {n}", workers=str(n)) for n in range(5)))
    few = listing.rows(store, form, ["workers"], **PLACE), listing.sums(store, form, ["workers"], **PLACE)
    monkeypatch.setattr(listing, "_MANY", 2)
    assert (
        listing.rows(store, form, ["workers"], **PLACE),
        listing.sums(store, form, ["workers"], **PLACE),
    ) == few


def test_conditions_find_values_ends_blanks_and_marks(store):
    form = keep(
        store,
        kiln("a", "A", workers="3", licensed="có"),
        kiln("b", "B", workers="…", licensed="không"),
        kiln("c", "C"),
        Record("d", {"name": "D"}, raw={"workers": "3 người"}),
    )
    assert listing.among(store, form, "licensed", ["1"], **PLACE) == {"a"}
    assert listing.among(store, form, "name", ["A", "C"], **PLACE) == {"a", "c"}
    assert listing.between(store, form, "workers", 3, None, **PLACE) == {"a"}
    assert listing.between(store, form, "workers", None, 2, **PLACE) == set()
    assert listing.without(store, form, "workers", **PLACE) == {"c"}
    assert listing.remarked(store, form, "workers", ["mark"], **PLACE) == {"b"}


def test_sums_leave_out_what_waits_and_stocks_of_what_ended(store):
    form = keep(
        store,
        Record("a", {"workers": 3, "cost": 10}),
        Record("b", {"workers": 4, "cost": None}, carried="changed"),
        Record("c", {"workers": 5, "cost": 20}, carried="carried"),
        Record("d", {"workers": 6, "cost": 40}, carried="ended"),
    )
    found = listing.sums(store, form, ["workers", "cost"], **PLACE)
    assert found == (3, {"workers": (7, 2), "cost": (50, 2)})
    found = listing.sums(store, form, ["workers", "cost"], **PLACE, record_ids=["b", "c"])
    assert found == (1, {"workers": (4, 1), "cost": (None, 0)})


@pytest.mark.parametrize("amount", [LARGEST, -LARGEST])
def test_sums_are_exact_beyond_what_a_whole_number_of_sqlite_holds(store, amount):
    form = keep(store, *(Record(f"k{n}", {"cost": amount}) for n in range(10_000)))
    assert listing.sums(store, form, ["cost"], **PLACE)[1]["cost"] == (10_000 * amount, 10_000)


def test_a_page_of_records_is_read_with_its_remarks(store):
    form = keep(store, kiln("a", "A", workers="…"), kiln("b", "B"), kiln("c", "C"))
    found = records.read_some(store, form, ["c", "a", "x"], **PLACE)
    assert found == {
        "a": records.read_one(store, form, "a", **PLACE),
        "c": records.read_one(store, form, "c", **PLACE),
    }
    assert found["a"].marks == {"workers": "…"}
