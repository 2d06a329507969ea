"""A series goes on over a change of editions: the same, as a sum, as a share, or not at all; the break is marked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from base.period import Period
from base.units import UnitHistory
from consolidation.consolidate import Reported, consolidate
from consolidation.crosswalk import Walk, carried, editions_between, walk
from consolidation.figures import Consolidated, Kind, Sum
from consolidation.indicators import counting
from tests.builders import CLOSING, form_of, unit

OLD = """
key = "stalls"
edition = "2016"
title = "Sạp"
kind = "sheet"
valid_from = 2016-01-01
valid_to = 2019-12-31
packet = "industry_trade"
field = [{ kind = "integer", key = "a", label = "A" }, { kind = "integer", key = "b", label = "B" }]
measure = [
  { key = "by_board", label = "Ban", value = "sum(a)" },
  { key = "by_team", label = "Tổ", value = "sum(b)" },
  { key = "gone", label = "Thôi", value = "sum(b)" },
]
"""
NEW = """
key = "stalls"
edition = "2020"
title = "Sạp"
kind = "sheet"
valid_from = 2020-01-01
packet = "industry_trade"
field = [{ kind = "integer", key = "c", label = "C" }]
measure = [
  { key = "by_public", label = "Công lập", value = "sum(c)" },
  { key = "by_board", label = "Ban", value = "sum(c)" },
  { key = "gone", label = "Thôi", value = "sum(c)" },
  { key = "half", label = "Nửa", value = "sum(c)" },
  { key = "fresh", label = "Mới", value = "sum(c)" },
]
indicator = [
  { key = "public_each", label = "Một ban", numerator = "by_public", denominator = "by_board" },
]
crosswalk = [
  { key = "by_public", was = ["by_board", "by_team"], note = "gộp ban và tổ" },
  { key = "half", was = ["by_team"], share = "0.5" },
  { key = "gone", stopped = true },
]
"""
EDITIONS = (form_of(OLD), form_of(NEW))


@pytest.mark.parametrize(
    ("measure", "terms", "marked"),
    [
        ("by_public", {"by_board": Fraction(1), "by_team": Fraction(1)}, ("gộp ban và tổ",)),
        ("half", {"by_team": Fraction(1, 2)}, ("đổi cách tính từ 01/01/2020",)),
        ("by_board", {"by_board": Fraction(1)}, ()),
        ("gone", {}, ()),
        ("fresh", {}, ()),
    ],
    ids=["sum", "split", "one to one", "stopped", "begins"],
)
def test_what_stood_for_a_measure_before(
    measure: str, terms: dict[str, Fraction], marked: tuple[str, ...]
) -> None:
    found = walk(measure, EDITIONS)
    assert (dict(found.terms), found.broken) == (terms, marked)


def test_within_one_edition_nothing_is_carried() -> None:
    newest = EDITIONS[-1]
    assert editions_between(EDITIONS, newest, newest) == [newest]
    assert walk("by_public", [newest]).terms == {"by_public": 1}


OF_2019 = Period.parse("2019")
UNITS = UnitHistory([unit("01", "P"), unit("00101", "X", "01"), unit("00102", "Y", "01")], []).as_of(CLOSING)


def stood(told: str) -> Consolidated:
    """What the communes told of the old edition, one a line: by_board and by_team, "." for nothing."""
    sums = {}
    for code, line in zip(("00101", "00102"), told.split("|"), strict=True):
        values = dict(zip(("by_board", "by_team"), line.split(), strict=True))
        sums[UNITS.find(code).key] = {
            "2019": {key: Sum(None if v == "." else int(v), 1, 0) for key, v in values.items()}
        }
    kinds: dict[str, dict[str, Kind]] = {key: {"2019": "final"} for key in sums}
    return consolidate(
        OF_2019, UNITS, UNITS.roots[0], counting([EDITIONS[0]]), Reported(sums, kinds, {}, sums)
    )


@pytest.mark.parametrize(
    ("told", "key", "value", "units"),
    [
        ("3 4 | 5 6", "by_public", 18, 2),
        ("3 4 | 5 .", "by_public", 7, 1),
        (". 4 | 5 .", "by_public", None, 0),
        ("3 4 | 5 .", "by_board", 8, 2),
        ("3 4 | 5 .", "half", 2, 1),
        ("3 4 | 5 6", "public_each", Fraction(18, 8), 2),
        ("3 4 | 5 .", "public_each", Fraction(7, 3), 1),
        ("3 4 | 5 .", "fresh", None, 0),
    ],
)
def test_what_is_carried_rests_on_the_units_that_told_all_of_it(
    told: str, key: str, value: Fraction | None, units: int
) -> None:
    info = counting([EDITIONS[1]]).indicators[key]
    sides = filter(None, (info.numerator or info.key, info.denominator))
    walks: dict[str, Walk] = {side: walk(side, EDITIONS) for side in sides}
    found = carried(info, stood(told), walks, level="commune")
    assert (found.value, found.units) == (value, units)
    assert found.of_units == ("" if units == 2 else f"{units}/2")
    assert bool(found.broken) is (key not in ("by_board", "fresh"))
