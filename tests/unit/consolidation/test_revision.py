"""Errors of estimates up the tree: sums over the units that have both, ratios recomputed, nothing invented."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.period import Period
from consolidation.figures import MIXED, Figure, IndicatorInfo, Sum
from consolidation.growth import OTHER_BASE
from consolidation.indicators import counting
from consolidation.revision import HARDNESS, OfUnit, Pair, compared, harder, revision
from consolidation.revision_tables import RIGHT, error_words
from tests.builders import CLOSING, kilns, small_history

TREE = small_history().as_of(CLOSING)
ROOT = TREE.find("01")
YEAR = Period.parse("2020")
COUNTED = counting([kilns()])
COMMUNES = TREE.communes(ROOT)


def found(
    sums: dict[str, tuple[tuple[int | None, int | None], tuple[int | None, int | None]]],
) -> list[OfUnit]:
    """Unit → (licensed, total) of kilns as estimated and as they turned out."""
    keys = ("kilns_licensed", "kilns_total")
    pairs = {}
    for unit in COMMUNES:
        if unit.code in sums:
            sides = [
                {k: Sum(v, int(v is not None), int(v is None)) for k, v in zip(keys, side, strict=True)}
                for side in sums[unit.code]
            ]
            pairs[unit.key] = Pair(sides[0], sides[1], (1, 2))
    return list(compared(TREE, ROOT, YEAR, COUNTED, pairs))


counts = st.one_of(st.none(), st.integers(0, 50))
sides = st.tuples(counts, counts)


@given(
    st.dictionaries(
        st.sampled_from([unit.code for unit in COMMUNES]), st.tuples(sides, sides), min_size=1, max_size=3
    )
)
def test_every_total_is_the_sum_over_the_units_that_know_both(sums) -> None:
    for of in found(sums):
        below = [unit.code for unit in TREE.under(of.unit.code) if unit.code in sums]
        both = [sums[c] for c in below if None not in (sums[c][0][1], sums[c][1][1])]
        line = of.revisions.get("kilns_total")
        estimate, final = sum(one[0][1] for one in both), sum(one[1][1] for one in both)
        assert of.reports == len(below)
        if of.unit in COMMUNES:
            continue
        if estimate or final:
            assert line is not None
            assert (line.estimate, line.final, line.units) == (estimate, final, len(both))
            assert line.difference == estimate - final
        else:
            assert line is None


def test_a_ratio_is_made_of_the_sums_of_both_sides() -> None:
    root = found({"00101": ((3, 4), (2, 4)), "00102": ((1, 1), (0, 1)), "00201": ((None, 9), (9, 9))})[0]
    line = root.revisions["kilns_licensed_share"]
    assert (line.estimate, line.final, line.difference, line.percent) == (80, 40, 40, None)
    assert root.revisions["kilns_total"].estimate == 14 and line.units == 2


def info(unit: str = "người", decimals: int = 0) -> IndicatorInfo:
    return IndicatorInfo("x", "X", unit, decimals, "")


@pytest.mark.parametrize(
    ("estimate", "final", "unit", "difference", "percent", "words"),
    [
        (110, 100, "người", 10, 10, "+10,0\u00a0%"),
        (90, 100, "người", -10, -10, "−10,0\u00a0%"),
        (100, 100, "người", 0, 0, RIGHT),
        (5, 0, "người", 5, None, "+5"),
        (0, 5, "người", -5, -100, "−100,0\u00a0%"),
        (None, 5, "người", None, None, ""),
        (5, None, "người", None, None, ""),
        (99, Fraction("98.5"), "%", Fraction("0.5"), None, "+0,50 điểm\u00a0%"),
    ],
)
def test_the_error_is_in_percent_of_the_final(estimate, final, unit, difference, percent, words) -> None:
    sides = (Figure(None if v is None else Fraction(v)) for v in (estimate, final))
    line = revision(info(unit), *sides, units=1)
    assert (line.difference, line.percent, error_words(line)) == (difference, percent, words)


def test_other_prices_and_mixed_prices_are_not_compared() -> None:
    at = [Figure(Fraction(5), basis=base) for base in ("a", "b")]
    assert revision(info(), *at, units=1).told == OTHER_BASE
    assert revision(info(), Figure(None, mixed=True), at[0], units=1).told == MIXED
    nothing = Figure(Fraction(0), basis="b")
    assert revision(info(), at[0], nothing, units=1).difference == 5


def test_a_kind_replaces_only_softer_ones() -> None:
    order = list(HARDNESS)
    assert [(a, b) for a in order for b in order if harder(a, b)] == [
        ("preliminary", "estimate"),
        ("final", "estimate"),
        ("final", "preliminary"),
    ]
    assert not harder("final", "") and not harder("mixed", "estimate")
