"""Up the tree: a total is the sum of its communes, missing never becomes zero, and nothing is added twice."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.units import Unit, UnitHistory, UnitTree
from consolidation.coverage import coverage, joined_kind
from consolidation.figures import Coverage, Sum
from consolidation.rollup import Node, over_units, roll_up
from forms.spec import Measure
from tests.builders import CLOSING, unit

MEASURES = {
    "kilns": Measure(key="kilns", label="", value="count()"),
    "longest": Measure(key="longest", label="", value="sum(n)", over_units="max"),
    "least": Measure(key="least", label="", value="sum(n)", over_units="min"),
    "income": Measure(key="income", label="", value="sum(n)", over_units="none"),
    "plan": Measure(key="plan", label="", value="sum(n)"),
}
LEVELS = {
    "kilns": "commune",
    "longest": "commune",
    "least": "commune",
    "income": "commune",
    "plan": "district",
}
OF_COMMUNES = ("kilns", "longest", "least", "income")
SUMS = st.builds(Sum, st.none() | st.integers(-(10**15), 10**15), st.integers(0, 9), st.integers(0, 9))


def tree_of(districts: list[int]) -> UnitTree:
    """A province with so many communes in each of its districts; 0 stands for a commune without a district."""
    units = [unit("01", "P")]
    for d, communes in enumerate(districts, 1):
        if communes == 0:
            units.append(unit(f"9{d:04d}", f"X{d}", "01"))
        else:
            units.append(unit(f"{d:03d}", f"D{d}", "01"))
            units += [unit(f"{d:03d}{c:02d}", f"C{d}.{c}", f"{d:03d}") for c in range(1, communes + 1)]
    return UnitHistory(units, []).as_of(CLOSING)


@st.composite
def reports(draw: st.DrawFn) -> tuple[UnitTree, dict[str, dict[str, Sum]]]:
    """A tree, and what some of its communes and districts reported."""
    tree = tree_of(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)))
    sums: dict[str, dict[str, Sum]] = {}
    for one in tree.units:
        keys = OF_COMMUNES if one.level == "commune" else ("plan",)
        if one.level != "province" and draw(st.booleans()):
            sums[one.key] = {key: draw(SUMS) for key in keys if draw(st.booleans())}
    return tree, sums


def rolled(tree: UnitTree, sums: Mapping[str, Mapping[str, Sum]]) -> dict[str, Node]:
    return roll_up(tree, tree.roots[0], sums, MEASURES, LEVELS)


@settings(max_examples=80)
@given(reports(), st.randoms(use_true_random=False))
def test_a_total_is_that_of_its_communes_whatever_the_order(
    given: tuple[UnitTree, dict[str, dict[str, Sum]]], chance: random.Random
) -> None:
    tree, sums = given
    nodes = rolled(tree, sums)
    for one in tree.units:
        below = [sums[c.key][k] for k in ("kilns",) for c in tree.communes(one) if k in sums.get(c.key, {})]
        found = nodes[one.key].sums.get("kilns")
        known = [part.value for part in below if part.value is not None]
        assert (found is None) == (not below)
        if found is not None:
            expected = sum(known) if known else None
            assert found == Sum(expected, sum(p.known for p in below), sum(p.missing for p in below))
            assert nodes[one.key].known_in("kilns") == len(known)
    shuffled = list(sums)
    chance.shuffle(shuffled)
    again = rolled(tree, {key: sums[key] for key in shuffled})
    assert {key: (node.sums, node.units) for key, node in again.items()} == {
        key: (node.sums, node.units) for key, node in nodes.items()
    }


@settings(max_examples=60)
@given(reports())
def test_districts_add_up_to_the_province_as_communes_do(
    given: tuple[UnitTree, dict[str, dict[str, Sum]]],
) -> None:
    tree, sums = given
    nodes = rolled(tree, sums)
    root = tree.roots[0]
    for key in OF_COMMUNES:
        children = [nodes[c.key].sums[key] for c in tree.children(root) if key in nodes[c.key].sums]
        communes = [sums[c.key][key] for c in tree.communes(root) if key in sums.get(c.key, {})]
        if children:
            how = MEASURES[key].over_units
            assert over_units(children, how) == over_units(communes, how) == nodes[root.key].sums[key]


@pytest.mark.parametrize(
    ("parts", "how", "total"),
    [
        ([5, 7], "sum", 12),
        ([5, None], "sum", 5),
        ([None, None], "sum", None),
        ([0, None], "sum", 0),
        ([0, 0], "sum", 0),
        ([], "sum", None),
        ([-3, 7, None], "max", 7),
        ([-3, 7, None], "min", -3),
        ([None], "max", None),
        ([5, 7], "none", None),
    ],
)
def test_missing_never_becomes_zero(parts: list[int | None], how: str, total: int | None) -> None:
    sums = [Sum(value, 1 if value is not None else 0, 0 if value is not None else 2) for value in parts]
    found = over_units(sums, how)
    assert found.value == total
    assert (found.known, found.missing) == (
        sum(v is not None for v in parts),
        2 * sum(v is None for v in parts),
    )


def test_only_the_level_that_fills_a_form_in_contributes_to_it() -> None:
    tree = tree_of([2])
    sums = {one.key: {"kilns": Sum(5, 5, 0), "plan": Sum(9, 1, 0)} for one in tree.units}
    nodes = rolled(tree, sums)
    root = nodes[tree.roots[0].key]
    assert root.sums["kilns"] == Sum(10, 10, 0)
    assert root.sums["plan"] == Sum(9, 1, 0)
    assert root.units == {"kilns": 2, "plan": 1}
    assert "plan" not in nodes["00101@2020-01-01"].sums


def test_a_measure_that_no_form_counts_any_more_is_left_out() -> None:
    tree = tree_of([1])
    nodes = rolled(tree, {"00101@2020-01-01": {"forgotten": Sum(5, 5, 0)}})
    assert nodes[tree.roots[0].key].sums == {}


# Who is in the total.


def keys(*units: Unit) -> set[str]:
    return {one.key for one in units}


@pytest.mark.parametrize(
    ("reported", "approved", "found", "words"),
    [
        ("", "", Coverage(3, 0, 0), "chưa đủ đơn vị: 0/3"),
        ("123", "", Coverage(3, 3, 0), "chưa đủ đơn vị: 0/3"),
        ("12", "1", Coverage(3, 2, 1), "chưa đủ đơn vị: 1/3"),
        ("123", "123", Coverage(3, 3, 3), ""),
        ("", "12", Coverage(3, 2, 2), "chưa đủ đơn vị: 2/3"),
        ("12", "12", Coverage(3, 2, 2), "chưa đủ đơn vị: 2/3"),
    ],
)
def test_coverage_says_expected_reported_and_approved(
    reported: str, approved: str, found: Coverage, words: str
) -> None:
    tree = tree_of([3])
    communes = tree.communes(tree.roots[0])
    chosen = [{communes[int(n) - 1].key for n in numbers} for numbers in (reported, approved)]
    got = coverage(tree, tree.roots[0], reported=chosen[0], approved=chosen[1])
    assert (got, got.words, got.complete) == (found, words, not words)


@pytest.mark.parametrize(
    ("kinds", "joined"),
    [
        ([], ""),
        (["", ""], ""),
        (["final", "final"], "final"),
        (["final", ""], "final"),
        (["final", "estimate"], "mixed"),
        (["mixed"], "mixed"),
    ],
)
def test_a_total_never_mixes_kinds_of_figures_without_saying_so(kinds: list[str], joined: str) -> None:
    assert joined_kind(kinds) == joined  # type: ignore[arg-type]
