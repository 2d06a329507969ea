"""Two figures are compared over the same units only: what was joined, parted or told together is never torn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from base.units import Change, UnitHistory
from consolidation.ground import Makeup, Part, Patches, common, ground_of, patches_of
from tests.builders import unit

THEN, NOW = date(2020, 12, 31), date(2021, 12, 31)
DAY = date(2021, 1, 1)
OLD = {"A": "00101", "B": "00102", "C": "00103"}
NEW = {"M": "00201", "N": "00202"}


def told(amounts: Mapping[str, int], patches: Patches, *, over_units: str = "sum") -> Part:
    """A commune by its letter, several of them for what they told together only → the amount."""
    codes = OLD | NEW
    keys = {
        letters: [key for letter in letters for key in patches if key.startswith(codes[letter])]
        for letters in amounts
    }
    of = {letters: keys[letters] or [codes[letter] for letter in letters] for letters in amounts}
    by_ground = {ground_of(of[letters], patches): Fraction(n) for letters, n in amounts.items()}
    return Part(by_ground, Fraction(1), over_units)


def history(changes: str) -> UnitHistory:
    """Three communes of 2020 and what became of them on 01/01/2021: "A-M B~N" (whole, partly, B?N unknown)."""
    codes = OLD | NEW
    listed = [
        Change(DAY, codes[one[0]], codes[one[2]], {"-": "whole", "~": "partly", "?": "unknown"}[one[1]])  # type: ignore[arg-type]
        for one in changes.split()
    ]
    ended, began = {one.old_code for one in listed}, {one.new_code for one in listed}
    old = [unit(code, name, "01", until="2020-12-31" if code in ended else "") for name, code in OLD.items()]
    new = [unit(code, name, "01", since="2021-01-01") for name, code in NEW.items() if code in began]
    return UnitHistory([unit("01", "P"), *old, *new], listed)


@pytest.mark.parametrize(
    ("changes", "then", "now", "same"),
    [
        ("", {"A": 1, "B": 20, "C": 300}, {"A": 2, "B": 30, "C": 400}, (321, 432)),
        ("", {"A": 1, "B": 20, "C": 300}, {"A": 2, "C": 400}, (301, 402)),
        ("", {"A": 1}, {"C": 400}, (None, None)),
        ("A-M B-M", {"A": 1, "B": 20, "C": 300}, {"M": 50, "C": 400}, (321, 450)),
        ("A-M B-M", {"A": 1, "C": 300}, {"M": 50, "C": 400}, (300, 400)),
        ("A-M B~M B~N C-N", {"A": 1, "B": 20, "C": 300}, {"M": 50, "N": 500}, (321, 550)),
        ("A-M B~M B~N C-N", {"A": 1, "B": 20, "C": 300}, {"M": 50}, (None, None)),
        ("A-M B?N", {"A": 1, "B": 20, "C": 300}, {"M": 50, "N": 60, "C": 400}, (301, 450)),
        ("", {"A": 1, "BC": 320}, {"A": 2, "B": 30, "C": 400}, (321, 432)),
        ("", {"A": 1, "BC": 320}, {"A": 2, "B": 30}, (1, 2)),
        ("", {"AB": 21, "C": 300}, {"A": 2, "BC": 430}, (321, 432)),
        ("", {"AB": 21, "C": 300}, {"BC": 430}, (None, None)),
    ],
    ids=[
        "the same units",
        "one is missing now",
        "none in both",
        "two were joined",
        "one that was joined was missing",
        "one was parted",
        "one that was parted is known in part only",
        "no source says where one went",
        "two told together then",
        "one of them is missing now",
        "told together in other pairs",
        "all torn",
    ],
)
def test_two_years_are_compared_over_the_units_of_both(
    changes: str, then: dict[str, int], now: dict[str, int], same: tuple[int | None, int | None]
) -> None:
    units = history(changes)
    stood, stands = (units.as_of(day).under("01") for day in (THEN, NOW))
    patches = patches_of(units, stood, stands, on=(THEN, NOW))
    before, after = (Makeup((told(amounts, patches),)) for amounts in (then, now))
    ground = common(before, after)
    assert (before.over(ground), after.over(ground)) == same


def test_a_ratio_stands_on_the_units_that_know_both_sides() -> None:
    sold, people = told({"A": 5000}, {}), told({"A": 1000, "B": 3000}, {})
    made = Makeup((sold,), (people,), 1)
    assert made.over(common(made)) == 5


def test_what_does_not_add_up_over_units_stands_for_one_of_them_alone() -> None:
    one, two = (told(amounts, {}, over_units="none") for amounts in ({"A": 5}, {"A": 5, "B": 6}))
    assert [Makeup((part,)).over(common(Makeup((part,)))) for part in (one, two)] == [5, None]
    most = told({"A": 5, "B": 6}, {}, over_units="max")
    assert Makeup((most,)).over(common(Makeup((most,)))) == 6


def test_a_unit_of_which_there_is_no_ratio_is_in_neither_year() -> None:
    made, stood = (
        Makeup((told(over, {}),), (told(under, {}),))
        for over, under in (
            ({"A": 5, "B": 0}, {"A": 1, "B": 0}),
            ({"A": 4, "B": 9}, {"A": 1, "B": 3}),
        )
    )
    ground = common(made, stood, without=made.undefined | stood.undefined)
    assert (stood.over(ground), made.over(ground)) == (4, 5)
