"""The set of received files: kept verbatim, told by hash, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from courier.version import Decision, Held
from db import received, reports
from db.received import Admitted, Arrival, Nested
from db.store import Store
from tests.builders import dump, small_store

UNIT, CHILD = "011@2020-01-01", "00101@2020-01-01"
FIRST = Arrival(UNIT, "2020", "industry_trade", 1, "aa", "", "final", "a.xlsx")
PLACE = {"period": "2020", "packet": "industry_trade"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with small_store(tmp_path / "x.sct", code="011") as made:
        received.add(made, FIRST, b"first", [(Nested(CHILD, 1, "final", "cc"), b"child")])
        yield made


def test_a_file_is_kept_byte_for_byte_with_what_is_nested_in_it(store: Store) -> None:
    assert reports.payload(store, "aa") == b"first"
    assert reports.payload(store, "cc") == b"child"
    assert received.nested(store, "aa") == [Nested(CHILD, 1, "final", "cc")]
    (held,) = received.held(store, **PLACE)[UNIT]
    assert replace(held, at="") == Held(1, "aa", "", "final")
    assert held.at.startswith("2021-01-04")


def test_the_same_file_under_another_name_changes_nothing(store: Store) -> None:
    before = dump(store)
    received.add(
        store, replace(FIRST, file="b.xlsx"), b"first", [(Nested(CHILD, 1, "final", "cc"), b"child")]
    )
    assert dump(store) == before


def test_two_files_of_one_version_stand_side_by_side(store: Store) -> None:
    received.add(store, replace(FIRST, hash="bb"), b"other", [])
    assert {held.hash for held in received.held(store, **PLACE)[UNIT]} == {"aa", "bb"}


def test_periods_and_packets_are_apart(store: Store) -> None:
    received.add(store, replace(FIRST, period="2021", hash="bb"), b"next", [])
    assert received.known_periods(store, packet="industry_trade") == ["2020", "2021"]
    assert received.known_periods(store, packet="other") == []
    assert [held.hash for held in received.held(store, **PLACE)[UNIT]] == ["aa"]
    assert received.held(store, period="2020", packet="other") == {}


def test_decisions_come_back_in_order(store: Store) -> None:
    for act, reason in (("return", "sai số"), ("approve", "")):
        received.decide(store, act, unit=UNIT, **PLACE, digest="aa", reason=reason)
    assert received.decisions(store, **PLACE)[UNIT] == [
        Decision(1, "return", "aa", "sai số"),
        Decision(2, "approve", "aa", ""),
    ]


def test_the_tables_hold_one_version_of_a_unit(store: Store) -> None:
    for digest in ("aa", "bb"):
        received.set_admitted(store, Admitted(UNIT, digest, "final", ""), **PLACE)
    assert received.admitted(store, **PLACE) == {UNIT: Admitted(UNIT, "bb", "final", "")}
    received.drop_admitted(store, unit=UNIT, **PLACE)
    assert received.admitted(store, **PLACE) == {}
