"""Old figures on today's units: every total is conserved, and where the sources are silent nothing is guessed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.units import Change, UnitHistory, load_units
from consolidation.figures import IndicatorInfo, Sum
from consolidation.indicators import Counting, figure
from consolidation.remap import carry, shares_to, split
from consolidation.rollup import over_units, roll_up
from forms.spec import Measure
from tests.builders import unit

BEFORE, MERGER = date(2025, 6, 30), date(2025, 7, 1)
TOTALS = st.integers(-(10**15), 10**15)


@st.composite
def shares(draw: st.DrawFn, most: int = 5) -> list[Fraction]:
    """Positive parts that add up to one."""
    weights = draw(st.lists(st.integers(0, 20), min_size=1, max_size=most).filter(any))
    return [Fraction(weight, sum(weights)) for weight in weights]


@given(TOTALS, shares())
def test_parts_are_whole_fair_and_add_up_to_the_total(total: int, parts: list[Fraction]) -> None:
    found = split(total, parts)
    assert sum(found) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(found, parts, strict=True))


@pytest.mark.parametrize(
    ("total", "parts", "found"),
    [
        (10, ["1"], [10]),
        (10, ["1/2", "1/2"], [5, 5]),
        (7, ["1/2", "1/2"], [4, 3]),
        (10, ["1/3", "1/3", "1/3"], [4, 3, 3]),
        (10, ["0.15", "0.35", "0.5"], [2, 3, 5]),
        (1, ["0.4", "0.35", "0.25"], [1, 0, 0]),
        (0, ["1/3", "2/3"], [0, 0]),
        (-7, ["1/2", "1/2"], [-3, -4]),
    ],
)
def test_the_largest_remainder_takes_what_is_left(total: int, parts: list[str], found: list[int]) -> None:
    assert split(total, [Fraction(part) for part in parts]) == found


MEASURES = {
    "a": Measure(key="a", label="A", value="count()"),
    "b": Measure(key="b", label="B", value="count()"),
    "m": Measure(key="m", label="M", value="count()"),
    "top": Measure(key="top", label="Cao nhất", value="count()", over_units="max"),
}
SUMS = st.builds(Sum, st.none() | TOTALS, st.integers(0, 2000), st.integers(0, 2000))
OLD = st.sampled_from([f"old{n}" for n in range(5)])
NEW = [f"new{n}" for n in range(4)]


@st.composite
def carried_over(draw: st.DrawFn) -> tuple[dict[str, dict[str, Sum]], dict[str, list[tuple[str, Fraction]]]]:
    sums = draw(st.dictionaries(OLD, st.dictionaries(st.sampled_from(("a", "b")), SUMS), max_size=5))
    taken = {}
    for old in sums:
        parts = draw(shares(len(NEW)))
        heirs = draw(st.permutations(NEW))[: len(parts)]
        taken[old] = list(zip(heirs, parts, strict=True))
    return sums, taken


@settings(max_examples=100)
@given(carried_over())
def test_carrying_conserves_every_total(
    given: tuple[dict[str, dict[str, Sum]], dict[str, list[tuple[str, Fraction]]]],
) -> None:
    sums, taken = given
    carried = carry(sums, taken, MEASURES)
    for measure in ("a", "b"):
        old = [told[measure] for told in sums.values() if measure in told]
        new = [told[measure] for told in carried.values() if measure in told]
        assert sum(s.value or 0 for s in new) == sum(s.value or 0 for s in old)
        assert sum(s.known for s in new) == sum(s.known for s in old)
        assert sum(s.missing for s in new) == sum(s.missing for s in old)
        assert any(s.value is not None for s in new) == any(s.value is not None for s in old)


def test_missing_stays_missing_on_the_new_unit() -> None:
    sums = {"old0": {"a": Sum(None, 0, 3)}, "old1": {"a": Sum(5, 2, 0)}, "old2": {"b": Sum(None, 0, 1)}}
    whole = {old: [("new", Fraction(1))] for old in sums}
    assert carry(sums, whole, MEASURES) == {"new": {"a": Sum(5, 2, 3), "b": Sum(None, 0, 1)}}


@pytest.mark.parametrize(
    ("share", "left", "right"),
    [(Fraction(1), 9, None), (Fraction(1, 3), None, None)],
    ids=["a whole unit brings its maximum", "a part of one brings nothing known"],
)
def test_a_maximum_is_never_added_or_split(share: Fraction, left: int | None, right: int | None) -> None:
    sums = {"old0": {"top": Sum(9, 1, 0)}, "old1": {"top": Sum(4, 1, 0)}}
    taken = {"old0": [("new0", share)], "old1": [("new0", Fraction(1))]}
    if share != 1:
        taken["old0"].append(("new1", 1 - share))
    carried = carry(sums, taken, MEASURES)
    assert carried["new0"]["top"].value == (left or 4)
    assert carried.get("new1", {}).get("top", Sum(None, 0, 0)).value == right


def test_a_unit_whose_heirs_are_unknown_is_left_out() -> None:
    assert carry({"old0": {"a": Sum(5, 2, 0)}}, {}, MEASURES) == {}


# Which shares there are.


def history(changes: list[tuple[str, str, str]]) -> UnitHistory:
    """Communes 00001 to 00004 that ended on the merger, 00011 and 00012 that began, and what became of what."""
    units = [unit("01", "P"), unit("001", "D", "01", until="2025-06-30")]
    units += [unit(f"0000{n}", f"C{n}", "001", until="2025-06-30") for n in range(1, 5)]
    units += [unit("00005", "C5", "001", until="2025-06-30"), unit("00005", "C5", "01", since="2025-07-01")]
    units += [unit(f"0001{n}", f"N{n}", "01", since="2025-07-01") for n in (1, 2)]
    return UnitHistory(units, [Change(MERGER, old, new, extent) for old, new, extent in changes])  # type: ignore[arg-type]


CHANGES = [
    ("00001", "00011", "whole"),
    ("00002", "00011", "whole"),
    ("00003", "00011", "partly"),
    ("00003", "00012", "partly"),
    ("00004", "00012", "unknown"),
    ("00005", "00005", "whole"),
]
NEW_1, NEW_2 = "00011@2025-07-01", "00012@2025-07-01"


def test_whole_mergers_are_known_and_splits_are_never_guessed() -> None:
    found = history(CHANGES)
    old = found.as_of(BEFORE)
    taken, unclear = shares_to(found, old.communes(old.roots[0]), found.as_of(MERGER), {})
    assert taken == {
        "00001@2020-01-01": [(NEW_1, Fraction(1))],
        "00002@2020-01-01": [(NEW_1, Fraction(1))],
        "00005@2020-01-01": [("00005@2025-07-01", Fraction(1))],
    }
    assert [one.code for one in unclear] == ["00003", "00004"]


def test_declared_shares_settle_a_split() -> None:
    found = history(CHANGES)
    old = found.as_of(BEFORE)
    declared = {
        "00003@2020-01-01": [(NEW_1, Fraction(1, 4)), (NEW_2, Fraction(3, 4))],
        "00004@2020-01-01": [(NEW_2, Fraction(1))],
    }
    taken, unclear = shares_to(found, old.communes(old.roots[0]), found.as_of(MERGER), declared)
    assert unclear == []
    assert all(sum(part for _, part in parts) == 1 for parts in taken.values())
    assert taken["00003@2020-01-01"] == declared["00003@2020-01-01"]


def test_a_unit_that_lasts_keeps_its_figures() -> None:
    found = history(CHANGES)
    root = found.as_of(BEFORE).roots[0]
    assert shares_to(found, [root], found.as_of(MERGER), {}) == ({root.key: [(root.key, Fraction(1))]}, [])


@pytest.mark.parametrize("province", ["83", "82", "36", "11"])
def test_the_real_merger_of_2025_conserves_a_province_of_whole_mergers(province: str) -> None:
    """Every commune of Bến Tre, Tiền Giang, Nam Định and Điện Biên went whole into one of today's."""
    found = load_units()
    old, today = found.as_of(BEFORE), found.as_of(MERGER)
    communes = old.communes(old.find(province))
    taken, unclear = shares_to(found, communes, today, {})
    assert unclear == []
    sums = {c.key: {"m": Sum(n * 1_000_003, n, 1)} for n, c in enumerate(communes, 1)}
    carried = carry(sums, taken, MEASURES)
    assert set(carried) <= {c.key for c in today.units if c.level == "commune"}
    assert len(carried) < len(communes)
    assert sum(s["m"].value or 0 for s in carried.values()) == sum(s["m"].value or 0 for s in sums.values())
    assert sum(s["m"].known for s in carried.values()) == sum(s["m"].known for s in sums.values())


def test_the_real_splits_of_tra_vinh_are_told_not_guessed() -> None:
    found = load_units()
    old = found.as_of(BEFORE)
    communes = old.communes(old.find("84"))
    taken, unclear = shares_to(found, communes, found.as_of(MERGER), {})
    assert len(taken) + len(unclear) == len(communes)
    assert unclear


# Random trees: two changes one after the other, whole and parted, with records that say where they belong.


@st.composite
def grown_trees(draw: st.DrawFn) -> tuple[UnitHistory, dict[str, list[tuple[str, Fraction]]]]:
    """Communes of three times below one province; every parted one has shares, and every one has an heir."""
    days = (date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1))
    units, changes = [unit("01", "P")], []
    declared: dict[str, list[tuple[str, Fraction]]] = {}
    counts = [draw(st.integers(1, 5)) for _ in days]
    for age, (day, count) in enumerate(zip(days, counts, strict=True)):
        until = f"{days[age + 1].year - 1}-12-31" if age < 2 else ""
        for n in range(count):
            units.append(unit(f"{age}{n:04d}", f"C{n}", "01", since=day.isoformat(), until=until))
    for age in (0, 1):
        for n in range(counts[age]):
            heirs = draw(st.lists(st.integers(0, counts[age + 1] - 1), min_size=1, max_size=3, unique=True))
            old = f"{age}{n:04d}"
            extent = "whole" if len(heirs) == 1 else "partly"
            changes += [Change(days[age + 1], old, f"{age + 1}{heir:04d}", extent) for heir in heirs]
            if len(heirs) > 1:
                weights = draw(st.lists(st.integers(1, 9), min_size=len(heirs), max_size=len(heirs)))
                declared[f"{old}@{days[age]}"] = [
                    (f"{age + 1}{heir:04d}@{days[age + 1]}", Fraction(weight, sum(weights)))
                    for heir, weight in zip(heirs, weights, strict=True)
                ]
    return UnitHistory(units, changes), declared


FLOWS = {
    "flow": Measure(key="flow", label="F", value="sum(x)", scale=1, over_time="sum"),
    "stock": Measure(key="stock", label="S", value="sum(x)", scale=1),
    "over": Measure(key="over", label="O", value="sum(x)", scale=1),
    "under": Measure(key="under", label="U", value="sum(x)", scale=1),
}
WHOLE_SUMS = st.fixed_dictionaries(
    {key: st.builds(Sum, st.integers(0, 10**9), st.integers(1, 500), st.integers(0, 50)) for key in FLOWS}
)


@settings(max_examples=40)
@given(grown_trees(), st.data())
def test_random_mergers_and_splits_conserve_flows_stocks_and_both_sides_of_ratios(
    grown: tuple[UnitHistory, dict[str, list[tuple[str, Fraction]]]], data: st.DataObject
) -> None:
    found, declared = grown
    now = found.as_of(date(2025, 1, 1))
    for day in (date(2020, 6, 1), date(2023, 6, 1)):
        tree = found.as_of(day)
        communes = tree.communes(tree.roots[0])
        taken, unclear = shares_to(found, communes, now, declared)
        assert unclear == []
        assert all(sum(part for _, part in parts) == 1 for parts in taken.values())
        sums = {one.key: data.draw(WHOLE_SUMS) for one in communes}
        exact = {one.key: _settled(data.draw, sums[one.key], taken[one.key]) for one in communes}
        for settled in ({}, exact):
            carried = carry(sums, taken, FLOWS, settled)
            assert set(carried) <= {one.key for one in now.units if one.level == "commune"}
            for key in FLOWS:
                before = [told[key] for told in sums.values()]
                after = [told[key] for told in carried.values() if key in told]
                assert sum(s.value or 0 for s in after) == sum(s.value or 0 for s in before)
                assert sum(s.known for s in after) == sum(s.known for s in before)
                assert sum(s.missing for s in after) == sum(s.missing for s in before)


def _settled(
    draw: st.DrawFn, total: dict[str, Sum], shares: list[tuple[str, Fraction]]
) -> dict[str, dict[str, Sum]]:
    """A part of every sum that records bring to one of the heirs."""
    heir = draw(st.sampled_from([key for key, _ in shares]))
    part = {
        key: Sum(draw(st.integers(0, one.value or 0)), draw(st.integers(0, max(0, one.known - 1))), 0)
        for key, one in total.items()
    }
    return {heir: part}


def test_what_records_say_goes_where_they_belong_and_only_the_rest_is_shared_out() -> None:
    sums = {"old": {"stock": Sum(100, 10, 0)}}
    shares = {"old": [("a", Fraction(1, 2)), ("b", Fraction(1, 2))]}
    exact = {"old": {"a": {"stock": Sum(70, 6, 0)}, "b": {"stock": Sum(10, 2, 0)}}}
    assert carry(sums, shares, FLOWS, exact) == {
        "a": {"stock": Sum(80, 7, 0)},
        "b": {"stock": Sum(20, 3, 0)},
    }
    all_said = {"old": {"a": {"stock": Sum(70, 6, 0)}, "b": {"stock": Sum(30, 4, 0)}}}
    assert carry(sums, shares, FLOWS, all_said) == {
        "a": {"stock": Sum(70, 6, 0)},
        "b": {"stock": Sum(30, 4, 0)},
    }


@settings(max_examples=5)
@given(st.data())
def test_the_real_changes_of_a_whole_province_conserve_everything(data: st.DataObject) -> None:
    """Vĩnh Long of today: all of old Vĩnh Long, Bến Tre and Trà Vinh, its parted communes shared out."""
    history_ = load_units()
    old, today = history_.as_of(BEFORE), history_.as_of(MERGER)
    communes = [one for code in ("86", "83", "84") for one in old.communes(old.find(code))]
    declared = {}
    for one in communes:
        heirs = history_.successors(one)
        if [extent for _, extent in heirs] != ["whole"]:
            weights = data.draw(st.lists(st.integers(1, 9), min_size=len(heirs), max_size=len(heirs)))
            declared[one.key] = [
                (heir.key, Fraction(w, sum(weights))) for (heir, _), w in zip(heirs, weights, strict=True)
            ]
    assert len(declared) == 9
    taken, unclear = shares_to(history_, communes, today, declared)
    assert unclear == []
    value = data.draw(st.integers(0, 10**6))
    sums = {c.key: {k: Sum(value * n + n, n, n % 3) for k in FLOWS} for n, c in enumerate(communes, 1)}
    carried = carry(sums, taken, FLOWS)
    assert carried.keys() == {one.key for one in today.communes(today.find("86"))}
    counted = Counting(FLOWS, dict.fromkeys(FLOWS, "commune"), dict.fromkeys(FLOWS, "f"), {"r": RATIO})
    before = [
        roll_up(old, old.find(code), sums, FLOWS, counted.levels)[old.find(code).key]
        for code in ("86", "83", "84")
    ]
    after = roll_up(today, today.find("86"), carried, FLOWS, counted.levels)[today.find("86").key]
    for key in FLOWS:
        assert after.sums[key] == over_units([node.sums[key] for node in before], "sum")
    rate = figure(RATIO, after.sums, counted, units=1).value
    over, under = (sum(told[key].value or 0 for told in sums.values()) for key in ("over", "under"))
    assert rate == (Fraction(100 * over, under) if under else None)


RATIO = IndicatorInfo("r", "R", "%", 2, "", numerator="over", denominator="under", factor=100)
