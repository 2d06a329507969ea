"""Production values at the prices of different years are never one sum, at no level of the tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.units import UnitHistory
from consolidation.consolidate import Reported, consolidate
from consolidation.figures import Consolidated, Sum
from consolidation.indicators import counting
from tests.builders import CLOSING, KILNS, YEAR, form_of, unit

PRICED = (
    KILNS
    + """
[[measure]]
key = "kiln_value_1994"
label = "Giá 1994"
value = "sum(cost)"
where = "built == 1994"
[[measure]]
key = "kiln_value_2010"
label = "Giá 2010"
value = "sum(cost)"
where = "built == 2010"
[[indicator]]
key = "kiln_value"
label = "Giá trị sản xuất giá so sánh"
one_of = ["kiln_value_1994", "kiln_value_2010"]
"""
)
COUNTED = counting([form_of(PRICED)])
TREE = UnitHistory([unit("01", "P"), *(unit(f"0010{n}", f"C{n}", "01") for n in (1, 2, 3))], []).as_of(
    CLOSING
)


def told(base: str, millions: int) -> dict[str, Sum]:
    other = {"1994": "2010", "2010": "1994"}[base]
    return {
        f"kiln_value_{base}": Sum(millions * 1_000_000, 1, 0),
        f"kiln_value_{other}": Sum(0, 0, 0),
    }


def consolidated(sums: dict[str, dict[str, Sum]]) -> Consolidated:
    keyed = {f"{code}@2020-01-01": {"2020": found} for code, found in sums.items()}
    kinds = {key: {"2020": "final"} for key in keyed}
    return consolidate(YEAR, TREE, TREE.roots[0], COUNTED, Reported(keyed, kinds, {}, set(keyed)))  # type: ignore[arg-type]


def test_amounts_of_one_base_add_up_and_say_which_base_it_is() -> None:
    root = consolidated({"00101": told("2010", 3), "00102": told("2010", 4)}).root.figures["kiln_value"]
    assert (root.value, root.basis, root.mixed, root.units) == (Fraction(7), "kiln_value_2010", False, 2)


def test_two_bases_give_no_sum_and_say_so() -> None:
    found = consolidated({"00101": told("2010", 3), "00102": told("1994", 4)})
    root = found.root.figures["kiln_value"]
    assert (root.value, root.mixed, root.words) == (None, True, "khác gốc giá")
    assert [u.figures["kiln_value"].value for u in found.units[1:]] == [3, 4, None]


def test_who_has_nothing_to_count_mixes_nothing() -> None:
    nothing = {"kiln_value_1994": Sum(0, 0, 0), "kiln_value_2010": Sum(0, 0, 0)}
    found = consolidated({"00101": told("2010", 3), "00102": nothing})
    assert found.root.figures["kiln_value"].value == 3
    assert found.units[2].figures["kiln_value"].value == 0


@given(st.lists(st.tuples(st.sampled_from(["1994", "2010"]), st.integers(1, 10**6)), min_size=1, max_size=3))
def test_there_is_a_sum_exactly_where_there_is_one_base(given: list[tuple[str, int]]) -> None:
    sums = {f"0010{n}": told(base, value) for n, (base, value) in enumerate(given, 1)}
    root = consolidated(sums).root.figures["kiln_value"]
    one_base = len({base for base, _ in given}) == 1
    assert root.value == (Fraction(sum(value for _, value in given)) if one_base else None)
    assert root.mixed is not one_base


@pytest.mark.parametrize("key", ["kiln_value", "kiln_value_1994"])
def test_both_the_choice_and_its_parts_are_counted(key: str) -> None:
    assert key in COUNTED.indicators and COUNTED.form_of(key) == "kilns"
