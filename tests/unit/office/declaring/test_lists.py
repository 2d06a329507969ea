"""A code list from a workbook supersedes the old one; what was entered under it stays readable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from base.errors import AppError, Code
from forms.spec import CodeList, ListedCode
from office.declaring import lists
from office.entering import entry
from office.entering.entry import check_form
from office.office import open_office
from tests.builders import KILNS, YEAR, an_office, answer, codes, kiln, surroundings

NEW_YEAR = date(2021, 1, 1)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Danh mục")
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    return path


ROWS: list[list[object]] = [
    ["DANH MỤC ĐỊA BÀN"],
    ["STT", "Mã", "Tên", "Tên khác", "Từ ngày"],
    [1, "urban", "Đô thị", "TT; Thành phố", ""],
    [2, "island", "Hải đảo", "", "01/03/2021"],
]


def test_what_is_new_renamed_and_ended_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    old = CodeList(
        key="area_type",
        title="Địa bàn",
        code=(ListedCode(code="urban", name="Thành thị"), ListedCode(code="rural", name="Nông thôn")),
    )
    found = lists.superseding(old, lists.read_workbook(workbook(tmp_path / "a.xlsx", ROWS)), on=NEW_YEAR)
    assert [e.code for e in found.began] == ["island"]
    assert [(before, e.name) for before, e in found.renamed] == [("Thành thị", "Đô thị")]
    assert [e.code for e in found.ended] == ["rural"]
    assert [e.code for e in found.listed.code] == ["urban", "rural", "island"]
    assert found.listed.names(date(2020, 12, 31)) == ["Đô thị", "Nông thôn"]
    assert found.listed.names(date(2021, 6, 1)) == ["Đô thị", "Hải đảo"]
    assert found.listed.find("thanh thi") == "urban"


def test_records_of_the_old_list_stand_and_the_new_one_holds_from_its_day(tmp_path: Path) -> None:
    path = tmp_path / "29236.sct"
    with answer(
        an_office(tmp_path, forms={"kilns.toml": KILNS}), {"kilns": [kiln("1", "A", area_type="Nông thôn")]}
    ) as office:
        old = lists.lists(office)["area_type"]
        entries = [e for e in old.code if e.code != "rural"]
        lists.save(office, lists.superseding(old, entries, on=NEW_YEAR).listed)
    with open_office(path, surroundings=surroundings()) as office:
        assert codes(check_form(office, YEAR, "kilns")) == []
        assert office.form("kilns", YEAR).fields["area_type"].show("rural") == "Nông thôn"
        later = type(YEAR).parse("2021")
        entry.open_period(office, later, carry_from=YEAR)
        assert Code.CHOICE_ENDED.name in codes(check_form(office, later, "kilns"))


DATED = CodeList(
    key="k",
    title="K",
    code=(
        ListedCode(code="a", name="A", valid_from=date(2019, 9, 15), legal_ref="NĐ 1/2019/NĐ-CP"),
        ListedCode(
            code="b", name="B", valid_from=date(2010, 1, 1), valid_to=date(2018, 6, 30), legal_ref="NĐ 2"
        ),
        ListedCode(code="c", name="C", valid_to=date(2025, 12, 31)),
    ),
)
"""In force, ended, and ending on a day that is known."""


def test_a_workbook_without_dates_leaves_dates_and_legal_sources_as_they_are(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Mã", "Tên"], ["a", "A mới"], ["c", "C"]]
    found = lists.superseding(DATED, lists.read_workbook(workbook(tmp_path / "a.xlsx", rows)), on=NEW_YEAR)
    first, second, third = found.listed.code
    assert (first.name, first.valid_from, first.legal_ref) == ("A mới", date(2019, 9, 15), "NĐ 1/2019/NĐ-CP")
    assert second == DATED.code[1]
    assert third.valid_to == date(2025, 12, 31)
    assert (found.began, found.ended) == ((), ())


def test_what_a_workbook_says_of_dates_and_legal_sources_holds(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Mã", "Tên", "Từ ngày", "Đến ngày", "Căn cứ"],
        ["a", "A", "01/10/2019", "30/06/2030", "NĐ 9"],
    ]
    found = lists.superseding(DATED, lists.read_workbook(workbook(tmp_path / "a.xlsx", rows)), on=NEW_YEAR)
    first = found.listed.code[0]
    assert (first.valid_from, first.valid_to) == (date(2019, 10, 1), date(2030, 6, 30))
    assert first.legal_ref == "NĐ 9"


def test_a_code_that_had_ended_and_is_named_again_begins_again(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Mã", "Tên"], ["a", "A"], ["b", "B"], ["c", "C"]]
    found = lists.superseding(DATED, lists.read_workbook(workbook(tmp_path / "a.xlsx", rows)), on=NEW_YEAR)
    assert [entry.code for entry in found.began] == ["b"] and not found.nothing
    back = found.listed.by_code["b"]
    assert back.valid_on(NEW_YEAR) and back.valid_on(date(2015, 1, 1)) and back.legal_ref == "NĐ 2"
    rows = [["Mã", "Tên", "Từ ngày"], ["a", "A", ""], ["b", "B", "01/01/2021"], ["c", "C", ""]]
    found = lists.superseding(DATED, lists.read_workbook(workbook(tmp_path / "b.xlsx", rows)), on=NEW_YEAR)
    assert not found.listed.by_code["b"].valid_on(date(2020, 12, 31))
    rows = [["Mã", "Tên", "Đến ngày"], ["a", "A", ""], ["b", "B", "30/06/2018"], ["c", "C", ""]]
    found = lists.superseding(DATED, lists.read_workbook(workbook(tmp_path / "c.xlsx", rows)), on=NEW_YEAR)
    assert found.nothing


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["Mã", "Diễn giải khác"], ["a", "b"]], "Tên"),
        ([["Mã", "Tên"], ["a", ""]], "dòng 2"),
        ([["Mã", "Tên"], ["a", "A"], ["a", "B"]], "dòng 3"),
        ([["Mã", "Tên", "Từ ngày"], ["a", "A", "hôm qua"]], "dòng 2"),
        ([["Mã", "Tên"]], "không có dòng"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(tmp_path: Path, rows: list[list[object]], why: str) -> None:
    with pytest.raises(AppError) as refused:
        lists.read_workbook(workbook(tmp_path / "a.xlsx", rows))
    assert refused.value.code is Code.LIST_UNREADABLE and why in str(refused.value)
