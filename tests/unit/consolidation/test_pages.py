"""Pages of one record each: an answer in the line's unit, yes and no as 1 and 0, notes as remarks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from base.errors import AppError, Code
from consolidation.layout import LaidColumn, LaidLine, LaidSheet
from consolidation.pages import Filled, has_page, page, text_of
from consolidation.table import cell_text
from tests.builders import KILNS, catalogue_of, kiln, kilns, record

ON = date(2020, 12, 31)
WORKERS = """
key = "stokers"
edition = "1"
title = "Thợ lò"
kind = "register"
valid_from = 2019-01-01
[[field]]
kind = "reference"
key = "kiln_id"
label = "Lò"
form = "kilns"
[[field]]
kind = "text"
key = "name"
label = "Tên"
"""


def filled(**texts: str) -> Filled:
    return Filled(kilns(), kiln("k1", "Lò Dừa", **texts), None, {})


def shown(made: Filled, value: str, unit: str = "", **line: Any) -> tuple[str, str]:
    """Figure and remark of the only line."""
    laid = LaidSheet(
        name="01",
        title="Lò",
        rows="record",
        form="kilns",
        remarks="Ghi chú",
        column=(LaidColumn(label="Kết quả"),),
        line=(LaidLine(number="1", label="Dòng", unit=unit, value=value, **line),),
    )
    columns, (row,) = page(laid, made, ON)
    return cell_text(columns[4], row.cells[4]), row.cells[5].text


@pytest.mark.parametrize(
    ("value", "unit", "figure"),
    [
        ("cost", "Triệu đồng", "1.250"),
        ("cost", "Tỷ đồng", "1,250"),
        ("cost_each", "Triệu đồng", "104,2"),
        ("cost_each", "Tỷ đồng", "0,1042"),
        ("workers", "Người", "12"),
        ("workers * 2", "Người", "24"),
        ("licensed", "Công trình", "1"),
        ("not licensed", "Công trình", "0"),
        ("workers > 20", "Công trình", "0"),
        ("built", "", "2015"),
        ("area_type", "", "Nông thôn"),
    ],
)
def test_a_line_shows_the_answer_in_its_own_unit(value, unit, figure):
    made = filled(cost="1.250", workers="12", licensed="có", built="2015", area_type="Nông thôn")
    assert shown(made, value, unit)[0] == figure


def test_a_line_may_say_how_many_decimals_it_prints():
    assert shown(filled(cost="1.250"), "cost", "Tỷ đồng", decimals=1)[0] == "1,3"


def test_a_zero_of_yes_and_no_is_written_and_a_zero_figure_is_a_dash():
    made = filled(cost="0", licensed="không")
    assert shown(made, "licensed")[0] == "0"
    assert shown(made, "cost")[0] == "-"


@pytest.mark.parametrize("value", ["cost", "licensed", "workers > 20", "cost_each"])
def test_what_is_not_answered_prints_dots(value):
    assert shown(filled(), value)[0] == "…"


def test_the_note_at_an_answer_stands_as_remark():
    made = filled(cost="1.250")
    noted = replace(made, record=replace(made.record, notes={"cost": "Theo hóa đơn"}))
    assert shown(noted, "cost")[1] == "Theo hóa đơn"
    assert shown(noted, "workers")[1] == ""


def test_a_line_may_read_the_record_that_it_belongs_to():
    catalogue = catalogue_of(KILNS, WORKERS)
    form, owner = catalogue.form("stokers@1"), catalogue.form("kilns@1")
    held = record(owner, "k1", name="Lò Dừa", cost="1.250")
    made = Filled(form, record(form, "w1", name="Tám", kiln_id="k1"), owner, held.values)
    assert text_of(made, "owner.name", ON) == "Lò Dừa"
    assert shown(made, "owner.cost", "Tỷ đồng")[0] == "1,250"


@pytest.mark.parametrize(
    ("where", "wanted"),
    [("", True), ("licensed or workers > 5", True), ("licensed", False), ("workers > 20", False)],
)
def test_a_sheet_may_want_some_records_only(where, wanted):
    laid = LaidSheet(name="01", title="Lò", rows="record", form="kilns", where=where)
    assert has_page(laid, filled(workers="12"), ON) is wanted


def test_a_line_that_cannot_be_read_is_refused_with_its_words():
    with pytest.raises(AppError) as refusal:
        shown(filled(), "chi_phi")
    assert refusal.value.code is Code.LAYOUT_LINE
