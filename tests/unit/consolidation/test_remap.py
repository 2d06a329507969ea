"""Old figures on today's units: every total is conserved, and where the sources are silent nothing is guessed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.units import Change, UnitHistory, load_units
from consolidation.figures import Sum
from consolidation.remap import carry, shares_to, split
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
