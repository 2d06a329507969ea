"""Reports of an office: pages of single records, titles of its own, the words of the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from base.units import load_units
from consolidation.table import Table, cell_text
from office.figures import reporting
from office.figures.figures import consolidate
from office.office import Office
from office.receiving import receiving
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    YEAR,
    an_office,
    answer,
    kiln,
    noted,
    sound_answers,
    submission,
)

FORMS = {"kilns.toml": KILNS}
LAYOUT = """
key = "kiln_pages"
title = "Từng lò"

[[reworded]]
since = 2020-12-31
was = "cấp huyện"
now = "cấp xã"

[[sheet]]
name = "Lò"
title = "Biểu số 01. Lò trên địa bàn cấp huyện"
rows = "record"
form = "kilns"
where = "known(workers)"
numbering = "brackets"
codes = false
remarks = "Ghi chú"
head = [
  { label = "Đơn vị gửi báo cáo", text = "Ủy ban nhân dân cấp huyện", value = "sender" },
  { label = "Tên lò", text = "……", value = "name" },
  { label = "Địa bàn", text = "……", value = "area_type" },
  { label = "Kỳ báo cáo", text = "6 tháng/năm", value = "period" },
  { text = "(Gửi trước ngày 20 tháng 12)" },
]
column = [{ label = "Kết quả" }]
[[sheet.line]]
number = "1"
label = "Lao động"
unit = "Người"
value = "workers"
[[sheet.line]]
number = "2"
label = "Chi phí"
unit = "Tỷ đồng"
value = "cost"
[[sheet.seat]]
title = "CHỦ LÒ"
hint = "(Ký, họ tên)"
"""


def with_layout(office: Office, text: str = LAYOUT) -> Office:
    folder = office.store.path.parent / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / "kilns.toml").write_text(text, encoding="utf-8")
    return office


@pytest.fixture
def office(tmp_path: Path):
    records = [
        noted(kiln("k1", "Lò Dừa", workers="12", cost="1.250"), cost="Theo hóa đơn"),
        kiln("k2", "Lò Cau", workers="3", area_type="Nông thôn"),
        kiln("k3", "Lò chưa chạy"),
    ]
    with an_office(tmp_path / "o", forms=FORMS) as made:
        yield with_layout(answer(made, {"kilns": records}))


def lines(table: Table) -> list[tuple[str, str]]:
    """Figure and remark of every line."""
    return [(cell_text(table.columns[3], row.cells[3]), row.cells[4].text) for row in table.rows]


def test_each_wanted_record_has_a_page_of_its_own(office):
    tables = reporting.book(office, YEAR, "kiln_pages").tables
    assert [table.name for table in tables] == ["Lò Lò Dừa", "Lò Lò Cau"]
    assert lines(tables[0]) == [("12", ""), ("1,250", "Theo hóa đơn")]
    assert lines(tables[1]) == [("3", ""), ("…", "")]


def test_the_head_of_a_page_says_what_is_known_and_leaves_the_rest_to_the_pen(office):
    dua, cau = reporting.book(office, YEAR, "kiln_pages").tables
    assert dua.lines == (
        "Đơn vị gửi báo cáo: Ủy ban nhân dân Phường 4",
        "Tên lò: Lò Dừa",
        "Địa bàn: ……",
        "Kỳ báo cáo: năm 2020",
        "(Gửi trước ngày 20 tháng 12)",
    )
    assert cau.lines[2] == "Địa bàn: Nông thôn"


def test_the_words_follow_the_day_on_which_the_period_closes(office):
    assert reporting.book(office, YEAR, "kiln_pages").tables[0].title.endswith("địa bàn cấp xã")
    earlier = LAYOUT.replace("since = 2020-12-31", "since = 2021-01-01")
    title = reporting.book(with_layout(office, earlier), YEAR, "kiln_pages").tables[0].title
    assert title.endswith("địa bàn cấp huyện")


def test_an_office_may_word_a_title_itself_and_take_it_back(office):
    reporting.retitle(office, "kiln_pages", " Biểu số 01. Lò của phường ")
    assert {table.title for table in reporting.book(office, YEAR, "kiln_pages").tables} == {
        "Biểu số 01. Lò của phường"
    }
    assert reporting.book(office, YEAR).tables[0].title != "Biểu số 01. Lò của phường"
    reporting.retitle(office, "kiln_pages", "", sheet="Lò")
    assert reporting.book(office, YEAR, "kiln_pages").tables[0].title.startswith("Biểu số 01. Lò trên")


def test_pages_come_from_all_units_in_the_totals_and_from_no_other(tmp_path):
    files = [
        submission(tmp_path, code, {"kilns": [kiln(f"k{code}", f"Lò {code}", workers="5")]}, forms=FORMS)
        for code in COMMUNES
    ]
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as district:
        receiving.receive(with_layout(district), files)
        for code in COMMUNES[:2]:
            receiving.approve(district, YEAR, [code])
        names = [table.name for table in reporting.book(district, YEAR, "kiln_pages").tables]
    assert names == [f"Lò Lò {code}" for code in COMMUNES[:2]]


def test_a_report_that_would_say_nothing_is_not_made(office, tmp_path):
    with pytest.raises(AppError) as refusal:
        reporting.report(office, Period.parse("2019-Q1"), "kiln_pages", tmp_path / "report.xlsx")
    assert refusal.value.code is Code.LAYOUT_NOTHING
    assert not (tmp_path / "report.xlsx").exists()


def test_a_line_in_the_wrong_unit_is_refused(office):
    with pytest.raises(AppError) as refusal:
        reporting.book(with_layout(office, LAYOUT.replace("Tỷ đồng", "ha")), YEAR, "kiln_pages")
    assert refusal.value.code is Code.LAYOUT_LINE


MISTYPED = """
key = "kiln_pages"
title = "Lò"
[[sheet]]
name = "S"
title = "T"
rows = "units"
column = [{ indicator = "kilns_totl" }]
"""


def test_a_layout_that_names_no_indicator_of_the_office_is_refused_not_printed_empty(office: Office) -> None:
    with_layout(office, MISTYPED)
    for look in (
        lambda: reporting.layouts(office),
        lambda: reporting.book(office, YEAR, "kiln_pages"),
        lambda: reporting.retitle(office, "kiln_pages", "x"),
    ):
        with pytest.raises(AppError) as refusal:
            look()
        assert refusal.value.code is Code.LAYOUT_BROKEN
    with_layout(office, MISTYPED.replace("kilns_totl", "kilns_total"))
    assert "kiln_pages" in reporting.layouts(office)


def test_the_consolidated_workbook_leaves_no_figure_out(tmp_path):
    office = an_office(tmp_path)
    answer(office, sound_answers())
    said = {
        cell.value
        for table in reporting.book(office, YEAR).tables
        for row in table.rows
        for cell in row.cells
        if isinstance(cell.value, Fraction)
    }
    root = consolidate(office, YEAR).root
    lacking = [key for key, figure in root.figures.items() if figure.value and figure.value not in said]
    assert lacking == []
    assert sum(bool(figure.value) for figure in root.figures.values()) > 300


def test_a_form_of_many_figures_stands_on_sheets_that_can_be_read_on_paper(tmp_path):
    office = answer(an_office(tmp_path), sound_answers())
    book = reporting.book(office, YEAR)
    own = [table for table in book.tables if table.name.startswith("Hạ tầng thương mại khác")]
    figures = [[c.key for c in table.columns if c.kind == "number"] for table in own]
    assert len(own) == len({table.name for table in own}) > 1
    assert all(4 < len(keys) <= 12 for keys in figures)
    assert len(set().union(*figures)) == sum(map(len, figures)) > 30, "each figure once"
    assert all(f"(phần {n}/{len(own)})" in table.title for n, table in enumerate(own, 1))


def test_what_belongs_together_is_compared_under_one_heading(tmp_path):
    office = answer(an_office(tmp_path), sound_answers())
    compared, _ = reporting.book(office, YEAR, "growth").tables
    headings = [row.cells[1].text for row in compared.rows if row.heading]
    numbers = [row.cells[0].text for row in compared.rows if not row.heading]
    assert len(headings) == len(set(headings)) > 5
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]


def test_an_office_is_named_as_official_papers_write_it():
    names = {
        "29263": "UBND xã Long Đức",
        "29236": "UBND Phường 4",
        "84": "Sở Công Thương tỉnh Trà Vinh",
        "79": "Sở Công Thương Thành phố Hồ Chí Minh",
    }
    tree = load_units().as_of(date(2020, 12, 31))
    for code, written in names.items():
        assert reporting.office_name(tree.find(code)) == written
