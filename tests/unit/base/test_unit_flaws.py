"""A tree of units that somebody handed down is stood on only when it can be a tree on every day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from base.unit_flaws import flaw_of
from base.units import Unit, UnitHistory, load_units
from tests.builders import small_history, unit


def test_the_tree_of_the_program_is_sound() -> None:
    assert flaw_of(load_units()) == ""


def test_a_tree_whose_district_ended_for_another_is_sound() -> None:
    units = [one for one in small_history().units if one.code != "011"]
    parted = [
        unit("011", "Bình Lợi", "01", until="2024-06-30"),
        unit("011", "Bình Lợi Mới", "01", since="2024-07-01"),
    ]
    assert flaw_of(UnitHistory([*units, *parted], ())) == ""


CHANGES: dict[str, dict[str, object]] = {
    "its own parent": {"code": "011", "parent": "011"},
    "a parent of its own level": {"code": "011", "parent": "012"},
    "a parent below it": {"code": "011", "parent": "00101"},
    "no such parent": {"code": "00101", "parent": "099"},
    "no parent": {"code": "011", "parent": ""},
    "a province under another": {"code": "01", "parent": "01"},
    "a level that its code is not of": {"code": "011", "level": "commune"},
    "an end before the beginning": {
        "code": "00101",
        "valid_to": small_history().units[0].valid_from.replace(year=2019),
    },
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_unit_that_cannot_be_so_is_named(what: str) -> None:
    change = CHANGES[what]
    made = [replace(one, **change) if one.code == change["code"] else one for one in small_history().units]  # type: ignore[arg-type]
    assert str(change["code"]) in flaw_of(UnitHistory(made, ()))


@pytest.mark.parametrize(
    "more",
    [
        unit("00101", "Đông Hải Nữa", "011", since="2022-01-01"),
        unit("00103", "Hòa Hợp", "011", since="2019-01-01"),
    ],
)
def test_two_units_of_one_code_and_a_unit_older_than_its_parent_are_named(more: Unit) -> None:
    assert more.code in flaw_of(UnitHistory([*small_history().units, more], ()))


def test_a_parent_that_ends_before_its_child_is_none() -> None:
    made = [
        unit("011", "Bình Lợi", "01", until="2024-06-30") if one.code == "011" else one
        for one in small_history().units
    ]
    assert "00101" in flaw_of(UnitHistory(made, ()))
