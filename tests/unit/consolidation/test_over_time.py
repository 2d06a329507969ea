"""Over time first: as reported, else from the parts that tile it, else nothing but what has accrued to date."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.period import Period
from consolidation.figures import Sum
from consolidation.over_time import combined, in_period
from forms.spec import Measure

MEASURES = {
    "flow": Measure(key="flow", label="", value="sum(n)", over_time="sum"),
    "stock": Measure(key="stock", label="", value="sum(n)", over_time="last"),
    "peak": Measure(key="peak", label="", value="sum(n)", over_time="max"),
    "low": Measure(key="low", label="", value="sum(n)", over_time="min"),
}
YEAR = Period.parse("2020")
QUARTERS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4")


def told(values: Mapping[str, int | None]) -> dict[str, dict[str, Sum]]:
    """label → all four measures with that value."""
    return {
        label: {key: Sum(v, int(v is not None), int(v is None)) for key in MEASURES}
        for label, v in values.items()
    }


def values(sums: Mapping[str, Sum] | None) -> dict[str, int | None] | None:
    return None if sums is None else {key: found.value for key, found in sums.items()}


def each(flow: int | None, stock: int | None, peak: int | None, low: int | None) -> dict[str, int | None]:
    return {"flow": flow, "stock": stock, "peak": peak, "low": low}


@pytest.mark.parametrize(
    ("reported", "found", "parts", "to_date"),
    [
        ({"2020": 99, "2020-Q1": 1}, each(99, 99, 99, 99), (), None),
        ({"2020-Q1": 1, "2020-Q2": 2, "2020-Q3": 4, "2020-Q4": 3}, each(10, 3, 4, 1), QUARTERS, None),
        (
            {"2020-H1": 5, "2020-Q1": 1, "2020-Q2": 2, "2020-H2": 7},
            each(12, 7, 7, 5),
            ("2020-H1", "2020-H2"),
            None,
        ),
        ({"2020-9M": 5, "2020-Q4": 7}, each(12, 7, 7, 5), ("2020-9M", "2020-Q4"), None),
        ({"2020-Q1": 1, "2020-Q2": 2, "2020-Q4": 3}, {}, QUARTERS[:2], each(3, 2, 2, 1)),
        ({"2020-Q1": 1, "2020-H1": 5}, {}, ("2020-H1",), each(5, 5, 5, 5)),
        ({"2020-Q2": 1, "2020-Q3": 1, "2020-Q4": 1}, {}, (), None),
        ({"2019": 1, "2021": 1}, {}, (), None),
        ({}, {}, (), None),
    ],
)
def test_a_period_is_as_reported_or_derived_or_unknown(
    reported: dict[str, int], found: dict[str, int], parts: tuple[str, ...], to_date: dict[str, int] | None
) -> None:
    derived = in_period(YEAR, told(reported), MEASURES)
    assert (values(derived.sums), derived.parts, values(derived.to_date)) == (found, parts, to_date)


def test_an_unknown_part_makes_a_flow_unknown_but_not_the_last_stock() -> None:
    found = in_period(YEAR, told({"2020-H1": None, "2020-H2": 7}), MEASURES).sums
    assert values(found) == each(None, 7, None, None)
    found = in_period(YEAR, told({"2020-H1": 7, "2020-H2": None}), MEASURES).sums
    assert values(found) == each(None, None, None, None)


def test_a_form_that_was_open_in_one_part_is_no_zero_there() -> None:
    reported = told({"2020-H1": 7, "2020-H2": 8})
    del reported["2020-H2"]["flow"], reported["2020-H2"]["stock"]
    found = in_period(YEAR, reported, MEASURES).sums
    assert values(found) == each(None, None, 8, 7)


def test_nil_parts_are_zero() -> None:
    nil = {label: {"flow": Sum(0, 0, 0)} for label in ("2020-H1", "2020-H2")}
    assert in_period(YEAR, nil, MEASURES).sums == {"flow": Sum(0, 0, 0)}


SUMS = st.builds(Sum, st.integers(-9, 9) | st.none(), st.integers(0, 5), st.integers(0, 5))
PARTS = st.lists(SUMS | st.none(), min_size=1)


@settings(max_examples=80)
@given(PARTS, st.sampled_from(("sum", "max", "min", "last")))
def test_combining_counts_what_is_known_and_never_guesses(parts: list[Sum | None], how: str) -> None:
    found = combined(parts, how)
    if how == "last":
        assert found == (parts[-1] or Sum(None, 0, 0))
        return
    given_values = [p.value for p in parts if p and p.value is not None]
    complete = len(given_values) == len(parts)
    assert found.value == ({"sum": sum, "max": max, "min": min}[how](given_values) if complete else None)
    assert found.known == sum(p.known for p in parts if p)
    assert found.missing == sum(p.missing for p in parts if p)
