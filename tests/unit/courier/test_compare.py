"""Two reports side by side: every answer that differs, and nothing that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.compare import Difference, differences
from courier.payload import FORMAT, Payload, part_of
from tests.builders import KILNS, catalogue_of, kiln, kilns

CATALOGUE = catalogue_of(KILNS)
FIRST = kiln("k1", "Lò Tư", workers="3", area="1,5", cost="100", licensed="có")
SECOND = kiln("k2", "Lò Năm", workers="8", area="2")


def report(*records, state="filled") -> Payload:
    """A report of one form."""
    part = part_of(kilns(), state, records, built_in=False)
    return Payload(
        format=FORMAT,
        program="0",
        unit="29236@2020-01-01",
        unit_name="Phường 4",
        level="commune",
        period="2020",
        packet="industry_trade",
        kind="final",
        version=1,
        predecessor="",
        tree="",
        note="",
        parts=(part,),
    )


def compared(a: Payload, b: Payload) -> list[Difference]:
    return differences(a, b, CATALOGUE, CATALOGUE)


def told(found: list[Difference]) -> list[tuple[str, str, str, str, str]]:
    return [(d.what, d.record, d.field, d.a, d.b) for d in found]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"workers": "4"}, ("field", "Lò Tư", "workers", "3", "4")),
        ({"area": "1,25"}, ("field", "Lò Tư", "area", "1,50", "1,25")),
        ({"licensed": "không"}, ("field", "Lò Tư", "licensed", "Có", "Không")),
        ({"cost": ""}, ("field", "Lò Tư", "cost", "100", "")),
        ({"cost": "…"}, ("field", "Lò Tư", "cost", "100", "…")),
        ({"built": "1999"}, ("field", "Lò Tư", "built", "", "1999")),
    ],
)
def test_one_answer_differs(texts, expected):
    given_ = {"workers": "3", "area": "1,5", "cost": "100", "licensed": "có", **texts}
    ((found),) = told(compared(report(FIRST), report(kiln("k1", "Lò Tư", **given_))))
    assert found == expected


def test_missing_is_not_zero():
    nothing, none = (kiln("k1", "Lò Tư", workers=text) for text in ("", "0"))
    assert told(compared(report(nothing), report(none))) == [("field", "Lò Tư", "workers", "", "0")]


def test_a_record_that_only_one_has_is_told_once():
    found = compared(report(FIRST), report(FIRST, SECOND))
    assert told(found) == [("record", "Lò Năm", "", "không có", "có")]


def test_a_form_that_one_says_is_nil_is_told_as_a_whole():
    ((found),) = compared(report(FIRST), report(state="nil"))
    assert (found.what, found.a, found.b) == ("form", "có số liệu", "không phát sinh")


def test_a_form_that_one_lacks_is_told():
    without = replace_parts(report(FIRST))
    ((found),) = compared(report(FIRST), without)
    assert (found.form_title, found.b) == ("Lò gạch thủ công", "không có")


def replace_parts(payload: Payload) -> Payload:
    import msgspec

    return msgspec.structs.replace(payload, parts=())


def test_an_explanation_that_differs_is_told():
    explained = replace(FIRST, notes={"cost": "Lò mới"})
    assert told(compared(report(FIRST), report(explained))) == [("note", "Lò Tư", "cost", "", "Lò mới")]


def test_figures_carry_their_unit():
    ((found),) = compared(report(FIRST), report(replace(FIRST, values={**FIRST.values, "workers": 9})))
    assert found.unit == "người" and found.is_number


def test_the_order_of_records_is_no_difference():
    assert compared(report(FIRST, SECOND), report(SECOND, FIRST)) == []


NUMBERS = st.dictionaries(st.sampled_from(["workers", "area", "cost"]), st.integers(0, 10**6), max_size=3)


@given(st.lists(NUMBERS, max_size=4), st.lists(NUMBERS, max_size=4))
def test_nothing_is_told_of_what_is_the_same_and_the_sides_may_be_swapped(one, other):
    a, b = (
        report(
            *(replace(FIRST, record_id=f"k{n}", values={"name": f"Lò {n}", **v}) for n, v in enumerate(many))
        )
        for many in (one, other)
    )
    assert compared(a, a) == []
    swapped = {(d.what, d.record_id, d.field, d.b, d.a) for d in compared(b, a)}
    assert {(d.what, d.record_id, d.field, d.a, d.b) for d in compared(a, b)} == swapped
    same = [n for n, (x, y) in enumerate(zip(one, other, strict=False)) if x == y]
    assert not {d.record_id for d in compared(a, b)} & {f"k{n}" for n in same}
