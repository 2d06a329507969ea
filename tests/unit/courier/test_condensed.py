"""Sums in place of records are believed only where they can be true and mean the same here."""

from __future__ import annotations

import msgspec
import pytest

from courier.condensed import (
    Pooled,
    Pools,
    Summed,
    Totals,
    flaw_of_pools,
    flaw_of_totals,
    known_sums,
    meaning,
    pooled_twice,
)
from courier.payload import Child, Part, encode
from tests.builders import KILNS, form_of, kilns
from tests.unit.courier.test_payload import report

SAME = "0" * 16
SOUND = Summed("kiln_cost", SAME, 12, 2, 1)


@pytest.mark.parametrize(
    ("told", "sound"),
    [
        (Totals(3, (SOUND,), ("kiln_area",)), True),
        (Totals(3, (SOUND, SOUND)), False),
        (Totals(3, (SOUND,), ("kiln_cost",)), False),
        (Totals(2, (SOUND,)), False),
        (Totals(0), False),
        (Totals(3, (msgspec.structs.replace(SOUND, value=None, known=0, missing=3),)), True),
        (Totals(3, (msgspec.structs.replace(SOUND, known=0),)), False),
        (Totals(3, (msgspec.structs.replace(SOUND, value=-(10**18) - 1),)), False),
        (Totals(3, (msgspec.structs.replace(SOUND, measure="KILNS"),)), False),
        (Totals(3, (msgspec.structs.replace(SOUND, meaning=""),)), False),
    ],
    ids=["sound", "twice", "told and withheld", "more than records", "filled with none", "not known",
         "of no record", "too large", "no key", "no meaning"],
)  # fmt: skip
def test_what_cannot_be_true_is_a_flaw(told: Totals, sound: bool) -> None:
    assert (flaw_of_totals(told, state="filled", is_sheet=False) == "") is sound


def test_nothing_has_no_sums_and_a_form_on_one_page_one_record() -> None:
    assert flaw_of_totals(Totals(0, (SOUND,)), state="nil", is_sheet=False)
    assert flaw_of_totals(Totals(2), state="filled", is_sheet=True)


POOL = Pooled("d", "kilns@1", "kiln_cost", SAME, 5, 3, 0, ("a", "b"))


def test_each_figure_stands_in_one_pool_of_units_whose_report_is_named() -> None:
    of = {"a": "1" * 64, "b": "2" * 64}
    assert flaw_of_pools(Pools(of, (POOL,))) == ""
    assert flaw_of_pools(Pools(of, (POOL, POOL)))
    assert flaw_of_pools(Pools({"a": "1" * 64}, (POOL,)))
    assert flaw_of_pools(Pools({**of, "c": "3" * 64}, (POOL,)))
    other = msgspec.structs.replace(POOL, at="e", units=("b",))
    assert pooled_twice({"d": Pools(of, (POOL,)), "p": Pools({"b": "2" * 64}, (other,))}) == "b"


def test_what_counts_otherwise_here_is_not_known() -> None:
    form = kilns()
    told = Totals(3, (Summed("kiln_cost", meaning(form, "kiln_cost", None), 12, 2, 1),))
    assert known_sums(told, form, None) == {"kiln_cost": (12, 2, 1)}
    other = form_of(KILNS.replace('value = "sum(cost)"', 'value = "sum(cost * 2)"'))
    assert known_sums(told, other, None) == {"kiln_cost": (None, 0, 0)}
    without = form_of(KILNS.replace('key = "kiln_cost"', 'key = "kiln_spent"'))
    assert known_sums(told, without, None) == {}


def test_a_report_with_its_records_is_written_as_ever() -> None:
    """Older programs read it: nothing in it tells of sums."""
    content = encode(report(Part("kilns@1", "h", "nil")))
    assert not any(word in content for word in (b"totals", b"pooled", b"condensed"))
    assert b'"of"' not in msgspec.json.encode(Child("a", 1, "final", "h"))
