"""Ratios are recomputed from sums at every level, never averaged; growth needs two comparable figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from base.units import UnitHistory
from consolidation.consolidate import Reported, consolidate
from consolidation.figures import Consolidated, Sum
from consolidation.growth import average_growth_percent, difference, growth_percent
from consolidation.indicators import counting
from tests.builders import CLOSING, YEAR, kilns, unit

COUNTED = counting([kilns()])
COMMUNES = tuple(f"001{n:02d}" for n in range(1, 5))
TREE = UnitHistory(
    [unit("01", "P"), unit("001", "D", "01"), *(unit(code, f"C{code}", "001") for code in COMMUNES)], []
).as_of(CLOSING)
Told = dict[str, dict[str, Sum]]


def key(code: str) -> str:
    return f"{code}@2020-01-01"


def consolidated(
    sums: Told, *, approved: set[str] | None = None, kinds: dict[str, str] | None = None
) -> Consolidated:
    in_total = {key(code) for code in sums} if approved is None else {key(code) for code in approved}
    reported = Reported(
        {key(code): {"2020": told} for code, told in sums.items()},
        {unit: {"2020": (kinds or {}).get(unit[:5], "")} for unit in in_total},  # type: ignore[dict-item]
        {},
        in_total,
    )
    return consolidate(YEAR, TREE, TREE.roots[0], COUNTED, reported)


def values(found: Consolidated, indicator: str) -> dict[str, Fraction | None]:
    return {u.unit.code: u.figures[indicator].value for u in found.units}


def per_ha(cost: int | None, area: int | None) -> dict[str, Sum]:
    """Cost in triệu đồng and area in ha as the two sums of kiln_cost_per_ha."""
    over = Sum(None, 0, 1) if cost is None else Sum(cost * 1_000_000, 1, 0)
    under = Sum(None, 0, 1) if area is None else Sum(area * 10_000, 1, 0)
    return {"kiln_cost_per_ha_numerator": over, "kiln_cost_per_ha_denominator": under}


def test_a_ratio_is_recomputed_from_sums_at_every_level_not_averaged() -> None:
    found = consolidated({"00101": per_ha(10, 1), "00102": per_ha(10, 9), "00103": per_ha(0, 5)})
    assert values(found, "kiln_cost_per_ha") == {
        "01": Fraction(20, 15),
        "001": Fraction(20, 15),
        "00101": 10,
        "00102": Fraction(10, 9),
        "00103": 0,
        "00104": None,
    }


@pytest.mark.parametrize(("cost", "area"), [(None, 1), (1, None), (None, None), (5, 0), (0, 0)])
def test_a_ratio_without_a_part_or_to_nothing_is_no_number(cost: int | None, area: int | None) -> None:
    assert values(consolidated({"00101": per_ha(cost, area)}), "kiln_cost_per_ha")["00101"] is None


def test_the_factor_makes_percent() -> None:
    counts = {"kilns_licensed": Sum(1, 3, 0), "kilns_total": Sum(3, 3, 0)}
    assert values(consolidated({"00101": counts}), "kilns_licensed_share")["01"] == Fraction(100, 3)


def test_display_units_are_exact() -> None:
    told = {
        "kiln_area": Sum(12_345, 2, 0),
        "kiln_cost": Sum(1_250_500_000, 1, 1),
        "kiln_workers": Sum(7, 1, 0),
    }
    (found,) = (u for u in consolidated({"00101": told}).units if u.unit.code == "00101")
    assert found.figures["kiln_area"].value == Fraction("1.2345")
    assert found.figures["kiln_cost"].value == Fraction("1250.5")
    assert found.figures["kiln_cost"].missing == 1


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=4))
def test_a_ratio_lies_between_those_it_is_made_of(parts: list[tuple[int, int]]) -> None:
    assume(all(area for _, area in parts))
    found = consolidated({COMMUNES[n]: per_ha(*part) for n, part in enumerate(parts)})
    total = values(found, "kiln_cost_per_ha")["01"]
    each = [Fraction(*part) for part in parts]
    assert total == Fraction(sum(c for c, _ in parts), sum(a for _, a in parts))
    assert total is not None and min(each) <= total <= max(each)


def test_a_figure_says_in_how_many_units_it_is_known() -> None:
    told: Told = {"00101": {"kiln_workers": Sum(5, 1, 0)}, "00102": {"kiln_workers": Sum(None, 0, 4)}}
    root = consolidated(told).root
    found = root.figures["kiln_workers"]
    assert (found.value, found.units, found.missing) == (5, 1, 4)
    assert (root.coverage.expected, root.coverage.approved) == (4, 2)


def test_hidden_parts_of_ratios_are_no_indicators() -> None:
    found = consolidated({"00101": per_ha(1, 1)})
    assert not [name for name in found.indicators if name.endswith(("_numerator", "_denominator"))]
    assert set(found.root.figures) == set(found.indicators)


def test_a_total_says_what_kinds_of_figures_it_holds() -> None:
    told: Told = {"00101": per_ha(1, 1), "00102": per_ha(1, 1)}
    found = consolidated(told, kinds={"00101": "final", "00102": "estimate"})
    assert {u.unit.code: u.kind for u in found.units} == {
        "01": "mixed", "001": "mixed", "00101": "final", "00102": "estimate", "00103": "", "00104": "",
    }  # fmt: skip


def test_a_ratio_whose_parts_nobody_counts_is_left_out() -> None:
    assert "kiln_cost_per_ha" not in counting([]).indicators
    assert "kiln_cost_per_ha" in COUNTED.indicators


@pytest.mark.parametrize(
    ("now", "then", "growth", "more"),
    [
        (110, 100, 10, 10),
        (90, 100, -10, -10),
        (0, 100, -100, -100),
        (100, 0, None, 100),
        (100, -5, None, 105),
        (None, 100, None, None),
        (100, None, None, None),
    ],
)
def test_growth_needs_two_figures_and_a_positive_base(
    now: int | None, then: int | None, growth: int | None, more: int | None
) -> None:
    pair = tuple(None if value is None else Fraction(value) for value in (now, then))
    assert (growth_percent(*pair), difference(*pair)) == (growth, more)


def test_growth_is_exact() -> None:
    assert growth_percent(Fraction(4, 3), Fraction(1)) == Fraction(100, 3)


@pytest.mark.parametrize(
    ("now", "base", "intervals", "rate"),
    [
        (121, 100, 2, 10.0),
        (100, 100, 5, 0.0),
        (None, 100, 1, None),
        (1, 0, 1, None),
        (1, 1, 0, None),
        (-1, 1, 2, None),
    ],
)
def test_average_growth_counts_the_years_between(
    now: int | None, base: int, intervals: int, rate: float | None
) -> None:
    found = average_growth_percent(
        None if now is None else Fraction(now), Fraction(base), intervals=intervals
    )
    assert found == (None if rate is None else pytest.approx(rate))


def test_a_ratio_rests_on_the_units_that_know_both_of_its_sides() -> None:
    over, under = "kiln_cost_per_ha_numerator", "kiln_cost_per_ha_denominator"
    sums = {
        "00101": per_ha(10, 1),
        "00102": {under: Sum(90_000, 1, 0)},
        "00103": {over: Sum(7_000_000, 1, 0)},
    }
    found = consolidated(sums)
    assert found.root.figures["kiln_cost_per_ha"].value == 10
    assert found.root.figures["kiln_cost_per_ha"].units == 1
