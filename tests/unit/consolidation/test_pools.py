"""What units tell together only is in every total once, whatever the period, the versions and the units of today."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.period import Period
from base.units import UnitHistory
from consolidation.consolidate import Reported, consolidate
from consolidation.figures import Consolidated, Figure, Sum
from consolidation.indicators import counting
from consolidation.origin import origin
from consolidation.pools import Counts, Pool, settled
from consolidation.rollup import over_units
from tests.builders import CLOSING, kilns, unit

COUNTED = counting([kilns()])
COMMUNES = tuple(f"001{n:02d}" for n in range(1, 5))
TREE = UnitHistory(
    [unit("01", "P"), unit("001", "D", "01"), *(unit(code, f"C{code}", "001") for code in COMMUNES)], []
).as_of(CLOSING)
MONTHS = ("2020-M01", "2020-M02", "2020-M03")
QUARTER = Period.parse("2020-Q1")
OVER = "kiln_cost_per_ha_numerator"
UNDER = "kiln_cost_per_ha_denominator"
STOCK, FLOW = "kiln_workers", "kiln_cost"
Told = dict[str, dict[str, dict[str, Sum]]]
"""code → label → measure → Sum"""


def key(code: str) -> str:
    return f"{code}@2020-01-01"


def consolidated(
    told: Told, hidden: set[tuple[str, str, str]] = frozenset(), period: Period = QUARTER
) -> Consolidated:  # type: ignore[assignment]
    """The consolidation, the hidden (code, label, measure) standing in one pool a label and measure at the district."""
    sums = {
        key(code): {
            label: {m: s for m, s in found.items() if (code, label, m) not in hidden}
            for label, found in labels.items()
        }
        for code, labels in told.items()
    }
    places = sorted({(label, m) for _, label, m in hidden})
    pooled: dict[str, list[Pool]] = {}
    for label, m in places:
        codes = [code for code, at, measure in hidden if (at, measure) == (label, m)]
        total = over_units([told[code][label][m] for code in codes], COUNTED.measures[m].over_units)
        pool = Pool(key("001"), m, total, frozenset(map(key, codes)))
        pooled.setdefault(label, []).append(pool)
    kinds = {key(code): dict.fromkeys(labels, "final") for code, labels in told.items()}
    reported = Reported(sums, kinds, {}, kinds.keys(), pooled=pooled)  # type: ignore[arg-type]
    return consolidate(period, TREE, TREE.roots[0], COUNTED, reported)


def shown(found: Consolidated, code: str, indicator: str) -> Figure:
    return next(one for one in found.units if one.unit.code == code).figures[indicator]


def one(value: int, known: int = 1) -> Sum:
    return Sum(value, known, 0)


amounts = st.builds(Sum, st.integers(-50, 50), st.integers(1, 4), st.integers(0, 2))
MEASURES = (STOCK, FLOW, OVER, UNDER)


@st.composite
def quarters(draw: st.DrawFn) -> tuple[Told, set[tuple[str, str, str]]]:
    """Every commune tells every month; any of its figures may be hidden."""
    told = {code: {label: {m: draw(amounts) for m in MEASURES} for label in MONTHS} for code in COMMUNES}
    cells = [(code, label, m) for code in COMMUNES for label in MONTHS for m in MEASURES]
    return told, draw(st.sets(st.sampled_from(cells)))


@settings(max_examples=60, deadline=None)
@given(quarters(), st.sampled_from([QUARTER, Period.parse("2020"), Period.parse("2020-M02")]))
def test_totals_are_what_they_would_be_if_every_unit_told_its_own(
    drawn: tuple[Told, set[tuple[str, str, str]]], period: Period
) -> None:
    told, hidden = drawn
    plain, secret = consolidated(told, period=period), consolidated(told, hidden, period)
    for code in ("01", "001"):
        for indicator in plain.indicators:
            wanted, found = (shown(one, code, indicator) for one in (plain, secret))
            assert (found.value, found.missing) == (wanted.value, wanted.missing), indicator
            assert found.units == wanted.units
        before, after = (next(u for u in one.units if u.unit.code == code) for one in (plain, secret))
        assert before.coverage == after.coverage
        if before.to_date is not None and after.to_date is not None:
            assert [f.value for f in before.to_date.values()] == [f.value for f in after.to_date.values()]


def test_a_unit_that_hides_one_month_hides_the_quarter_and_its_other_months_are_not_lost() -> None:
    told = {code: {label: {FLOW: one(10 ** (n + 6))} for label in MONTHS} for n, code in enumerate(COMMUNES)}
    found = consolidated(told, {(COMMUNES[0], MONTHS[1], FLOW)})
    assert shown(found, COMMUNES[0], FLOW).withheld
    assert shown(found, COMMUNES[0], FLOW).words == "bảo mật"
    assert shown(found, "001", FLOW).value == 3 * (1 + 10 + 100 + 1000)
    taken = origin(found, key("001"), FLOW)
    assert taken.together is not None
    assert (taken.together.words, taken.together.value) == ("Bảo mật: gộp 1 đơn vị", 3)
    assert taken.whole and not taken.lacking
    assert origin(found, key(COMMUNES[0]), FLOW).lacking[0].state == "withheld"


def test_a_stock_is_hidden_only_where_it_is_in_the_last_month() -> None:
    told = {code: {label: {STOCK: one(5)} for label in MONTHS} for code in COMMUNES}
    early = consolidated(told, {(COMMUNES[0], MONTHS[0], STOCK)})
    assert shown(early, COMMUNES[0], STOCK).value == 5
    late = consolidated(told, {(COMMUNES[0], MONTHS[2], STOCK)})
    assert shown(late, COMMUNES[0], STOCK).withheld
    assert shown(early, "01", STOCK).value == shown(late, "01", STOCK).value == 20


def test_a_quarter_that_one_unit_reported_itself_counts_no_month_of_it_twice() -> None:
    told: Told = {code: {label: {FLOW: one(1_000_000)} for label in MONTHS} for code in COMMUNES}
    told[COMMUNES[0]]["2020-Q1"] = {FLOW: one(7_000_000)}
    hidden = {(COMMUNES[0], label, FLOW) for label in MONTHS} | {(COMMUNES[1], MONTHS[0], FLOW)}
    apart = consolidated(told, hidden - {(COMMUNES[0], MONTHS[0], FLOW)})
    assert shown(apart, "001", FLOW).value == 7 + 3 * 3
    torn = consolidated(told, hidden)
    assert shown(torn, "001", FLOW).value == 7 + 2 * 3, "one pool of two units that used different periods"
    assert shown(torn, "001", FLOW).units == 3, "and the total says that it lacks one"


POOL = Pool("d", STOCK, Sum(9, 2, 0), frozenset({"a", "b"}))
OF = {"a": "full a", "b": "full b"}
AS_SUMS = {"a": Counts("sums a", "full a"), "b": Counts("sums b", "full b")}


@pytest.mark.parametrize(
    ("counts", "own", "total", "left"),
    [
        (AS_SUMS, {}, 9, {}),
        ({**AS_SUMS, "a": Counts("full a")}, {"a": 4}, 5, {"a": 4}),
        ({**AS_SUMS, "a": Counts("another a")}, {"a": 4}, 9, {}),
        ({"a": Counts("full a"), "b": Counts("full b")}, {"a": 4, "b": 5}, None, {"a": 4, "b": 5}),
        ({"b": AS_SUMS["b"]}, {}, None, {}),
    ],
    ids=["as sent", "the same report in full", "another version", "both in full", "one does not count"],
)
def test_no_figure_is_in_the_pool_and_beside_it(
    counts: dict[str, Counts], own: dict[str, int], total: int | None, left: dict[str, int]
) -> None:
    sums = {unit: {STOCK: one(value)} for unit, value in own.items()}
    pools, kept = settled([(POOL, OF)], counts, sums, COUNTED.measures)
    assert [pool.total.value for pool in pools] == ([] if total is None else [total])
    assert {unit: found[STOCK].value for unit, found in kept.items() if STOCK in found} == left


def test_a_ratio_leaves_out_a_unit_in_a_pool_that_knows_one_side_only() -> None:
    told: Told = {
        COMMUNES[0]: {"2020-Q1": {OVER: one(10_000_000), UNDER: one(20_000)}},
        COMMUNES[1]: {"2020-Q1": {OVER: one(90_000_000), UNDER: Sum(None, 0, 1)}},
        COMMUNES[2]: {"2020-Q1": {OVER: one(20_000_000), UNDER: one(10_000)}},
    }
    hidden = {(COMMUNES[1], "2020-Q1", OVER)}
    for found in (consolidated(told), consolidated(told, hidden)):
        assert shown(found, "001", "kiln_cost_per_ha").value == Fraction(30, 3)
