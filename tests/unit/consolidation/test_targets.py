"""Targets as plans word them: trên, khoảng, 7–8 %, 3–5; growth is told with its base year and never averaged."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consolidation import targets
from consolidation.growth import Beside, Known
from consolidation.targets import Lookup, Progress, Target, TargetKind


def known(**years: Fraction | int | str) -> Lookup:
    def lookup(indicator: str, year: int) -> Known:
        value = years.get(f"y{year}")
        return Known(None if value is None else Fraction(value))

    return lookup


def progress(listed: list[Target], year: int, lookup: Lookup) -> list[Progress]:
    """Of figures that all stand on the same units."""

    def beside(indicator: str, base_year: int) -> Beside:
        return Beside(lookup(indicator, year).value, lookup(indicator, base_year).value)

    return targets.progress(listed, year, lookup, beside)


def one(target: Target, lookup: Lookup, year: int = 2022) -> Progress:
    (found,) = progress([target], year, lookup)
    return found


def target(
    kind: TargetKind = "level", comparator: str = "at_least", value: str = "100", **more: Any
) -> Target:
    return Target(
        "t", "Chỉ tiêu", kind, 2022, indicator="x", comparator=comparator, value=Fraction(value), **more
    )


@pytest.mark.parametrize(
    ("comparator", "actual", "reached"),
    [
        ("at_least", "100", True),
        ("at_least", "99.9", False),
        ("above", "100", False),
        ("above", "100.1", True),
        ("at_most", "100", True),
        ("at_most", "100.1", False),
        ("about", "95", True),
        ("about", "94.9", False),
        ("about", "130", True),
    ],
)
def test_a_level_is_reached_as_its_words_say(comparator: str, actual: str, reached: bool) -> None:
    found = one(target(comparator=comparator), known(y2022=actual))
    assert found.reached is reached
    assert found.percent == Fraction(actual)


@pytest.mark.parametrize(("actual", "reached"), [("2", False), ("3", True), ("4", True), ("7", True)])
def test_a_range_is_reached_within_it_or_above(actual: str, reached: bool) -> None:
    found = one(target(comparator="range", value="3", value_max=Fraction(5)), known(y2022=actual))
    assert (found.reached, found.target.words) == (reached, "3–5")


def test_where_less_is_better_the_share_is_turned_round() -> None:
    found = one(target(comparator="at_most", falling=True), known(y2022=80))
    assert (found.reached, found.percent) == (True, Fraction(125))


def test_a_rate_is_told_in_percentage_points() -> None:
    found = one(target(kind="rate", value="90"), known(y2022="91.5"))
    assert (found.points, found.reached) == (Fraction(3, 2), True)


def test_growth_asks_for_its_base_year_and_prints_it() -> None:
    assert one(target(kind="growth", value="9"), known(y2022=130)).why_not == "chưa ghi năm gốc"
    found = one(target(kind="growth", value="9", base_year=2017), known(y2022=130, y2017=80))
    assert found.rests_on == "bình quân 2017–2022, 5 năm"
    assert found.actual == Fraction("10.1972") and found.points == Fraction("1.1972")


def test_growth_in_a_range_compares_without_rounding() -> None:
    growth = target(kind="growth", comparator="range", value="7", value_max=Fraction(8), base_year=2021)
    assert one(growth, known(y2022=107, y2021=100)).reached is True
    assert one(growth, known(y2022="106.999999", y2021=100)).reached is False
    assert one(growth, known(y2022=107, y2021=100)).rests_on == "so với năm 2021"


def test_an_increase_is_counted_from_the_base_year() -> None:
    found = one(
        target(kind="increase", comparator="above", value="500", base_year=2021),
        known(y2022=2600, y2021=2000),
    )
    assert (found.actual, found.percent, found.reached) == (Fraction(600), Fraction(120), True)


def test_what_no_indicator_measures_is_judged_by_what_was_typed() -> None:
    typed = Target(
        "t", "Gian hàng", "level", 2022, comparator="at_least", value=Fraction(1), actual=Fraction(1)
    )
    assert one(typed, known()).reached is True
    state = Target("s", "Nhãn hiệu tập thể", "state", 2020, achieved=False)
    assert one(state, known()).reached is False


def test_figures_of_another_price_base_are_not_compared() -> None:
    def lookup(indicator: str, year: int) -> Known:
        return Known(Fraction(200), "output_constant_2020")

    found = one(target(basis="output_constant_2010"), lookup)
    assert found.reached is None and found.why_not == "số liệu và chỉ tiêu khác gốc giá"


def test_a_rate_and_a_level_that_contradict_each_other_are_asked_about() -> None:
    growth = Target(
        "g",
        "Tốc độ tăng",
        "growth",
        2020,
        indicator="x",
        value=Fraction(9),
        base_year=2015,
        base_value=Fraction(100),
    )
    right = Target("l", "Giá trị", "level", 2020, indicator="x", value=Fraction(154))
    wrong = Target("l", "Giá trị", "level", 2020, indicator="x", value=Fraction(130))
    assert [bool(p.warnings) for p in progress([growth, right], 2020, known())] == [False, False]
    assert [bool(p.warnings) for p in progress([growth, wrong], 2020, known())] == [True, False]


def test_two_targets_of_one_indicator_and_year_are_asked_about() -> None:
    twice = [target(), Target("u", "Lại", "level", 2022, indicator="x", value=Fraction(120))]
    assert all(found.warnings for found in progress(twice, 2022, known(y2022=110)))


@given(st.fractions(1, 10**6), st.fractions(1, 10**6), st.integers(1, 10), st.fractions(-50, 50))
def test_growth_is_reached_exactly_when_the_level_it_comes_to_is(
    now: Fraction, base: Fraction, years: int, rate: Fraction
) -> None:
    growth = Target(
        "g", "Tăng", "growth", 2022, indicator="x", comparator="at_least", value=rate, base_year=2022 - years
    )
    found = one(growth, known(**{"y2022": now, f"y{2022 - years}": base}))
    assert found.reached is (now >= base * (1 + rate / 100) ** years)
