"""A series goes on over a change of editions: the same, as a sum, as a share, or not at all; the break is marked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from consolidation.crosswalk import editions_between, walk
from tests.builders import form_of

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
