"""What the visible sheets of a file with nested reports must say, worked out from the payloads alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import pytest

from courier import payload as courier_payload
from courier.payload import Counted, Damaged, Payload
from courier.sheet import Placed
from courier.totals import counted
from forms.catalogue import Catalogue
from forms.spec import Cell, Form, Record
from imports.submission import sheets_of
from tests.builders import CLOSING, KILNS, catalogue_of, kiln

State = Literal["open", "filled", "nil"]
EXTREMES = """
[[measure]]
key = "widest"
label = "Lò rộng nhất"
value = "sum(area)"
over_units = "max"
[[measure]]
key = "narrowest"
label = "Lò hẹp nhất"
value = "sum(area)"
over_units = "min"
[[measure]]
key = "each_its_own"
label = "Không cộng"
value = "sum(area)"
over_units = "none"
"""
CATALOGUE = catalogue_of(KILNS + EXTREMES)
FORM = next(form for form in CATALOGUE.forms if form.key == "kilns")
A, B, C, D = ("29236", "29239", "29242", "29245")


def commune(code: str, state: State, *kept: Record, form: Form = FORM) -> Payload:
    part = courier_payload.part_of(form, state, kept, built_in=False)
    return report(f"{code}@2020-01-01", "commune", f"Phường {code[-1]}", parts=(part,))


def report(unit: str, level: str, name: str, **said: Any) -> Payload:
    return Payload(
        **{
            "format": 1,
            "program": "0.1.0",
            "unit": unit,
            "unit_name": name,
            "level": level,
            "period": "2020",
            "packet": "industry_trade",
            "kind": "final",
            "version": 1,
            "predecessor": "",
            "tree": "x",
            "note": "",
            "parts": (),
            **said,
        }
    )


def totals(
    nested: Sequence[Payload],
    *,
    how: tuple[Counted, ...] = (counted(FORM),),
    catalogue: Catalogue = CATALOGUE,
) -> list[Placed]:
    head = report("842@2020-01-01", "district", "Thành phố Trà Vinh", counted=how)
    return sheets_of(head, nested, "0" * 64, catalogue, CLOSING, {})[1:-1]


def lines(sheet: Placed) -> dict[Cell, list[Cell]]:
    """label → unit of measure and figures, without the headings of groups."""
    return {
        row[1]: row[2:] for row, places in zip(sheet.rows, sheet.decimals, strict=True) if places is not None
    }


def test_totals_stand_first_and_missing_is_not_zero() -> None:
    """
    A: one kiln of 5 workers on 1,25 ha, cost 2,5; one of unknown workers on 0,75 ha
    B: open    C: nil    D: one kiln, nothing known
    """
    nested = [
        commune(D, "filled", kiln("k", "Lò D")),
        commune(
            A, "filled", kiln("1", "Lò", workers="5", area="1,25", cost="2,5"), kiln("2", "X", area="0,75")
        ),
        commune(C, "nil"),
        commune(B, "open"),
    ]
    (sheet,) = totals(nested)
    assert [c.label for c in sheet.columns[3:]] == [
        "Tổng cộng",
        "Phường 6",
        "Phường 9",
        "Phường 2",
        "Phường 5",
    ]
    assert [c.unit for c in sheet.columns[3:]] == ["", A, B, C, D]
    assert lines(sheet) == {
        "Số bản ghi": ["lò", 3, 2, "", 0, 1],
        "Số lò": ["lò", 3, 2, "", 0, 1],
        "Số lò có giấy phép": ["lò", 0, "", "", 0, ""],
        "Lao động ở lò gạch": ["người", 5, 5, "", 0, ""],
        "Diện tích lò": ["ha", 2, 2, "", 0, ""],
        "Chi phí của lò": ["triệu đồng", 2.5, 2.5, "", 0, ""],
        "Lò rộng nhất": ["ha", 2, 2, "", 0, ""],
        "Lò hẹp nhất": ["ha", 0, 2, "", 0, ""],
        "Không cộng": ["ha", "", 2, "", 0, ""],
    }


def test_the_order_of_arrival_changes_no_cell() -> None:
    nested = [commune(code, "filled", kiln(code, "Lò", area="0,1")) for code in (A, B, C)]
    assert totals(nested) == totals(nested[::-1])
    assert lines(totals(nested)[0])["Diện tích lò"] == ["ha", 0.3, 0.1, 0.1, 0.1]


@pytest.mark.parametrize(("state", "words"), [("nil", "Không phát sinh"), ("open", "Chưa nhập")])
def test_a_form_that_nobody_filled_says_so_in_one_cell(state: State, words: str) -> None:
    (sheet,) = totals([commune(A, state), commune(B, state)])
    assert sheet.rows == [[words]]


def test_a_file_that_does_not_say_how_it_was_added_up_is_refused() -> None:
    nested = [commune(A, "nil")]
    for how in ((), (counted(FORM), counted(FORM)), (Counted("mills@1", "{}"),)):
        with pytest.raises(Damaged):
            totals(nested, how=how)


def test_a_sender_who_counts_less_is_still_understood() -> None:
    """Measures may be added to an edition: a file of before must not look edited."""
    fewer = msgspec.structs.replace(FORM, measure=FORM.measure[:2])
    (sheet,) = totals([commune(A, "filled", kiln("1", "Lò"))], how=(counted(fewer),))
    assert list(lines(sheet)) == ["Số bản ghi", "Số lò", "Số lò có giấy phép"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"count()"', '"prev.workers"'),
        ('"sum(area)"', '"sum(nothing)"'),
        ('"scale":100', '"scale":0'),
        ('"measure"', '"measures"'),
        ("{", "["),
    ],
)
def test_a_way_of_adding_up_that_cannot_be_used_is_refused(old: str, new: str) -> None:
    told = counted(FORM)
    broken = Counted(told.form, told.definition.replace(old, new, 1))
    assert broken != told
    with pytest.raises(Damaged):
        totals([commune(A, "nil")], how=(broken,))


def test_what_another_level_filled_in_is_not_among_the_totals_of_communes() -> None:
    district = msgspec.structs.replace(commune(A, "nil"), level="district")
    assert totals([district], how=()) == []
