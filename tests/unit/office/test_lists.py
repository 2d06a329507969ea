"""A code list from a workbook supersedes the old one; what was entered under it stays readable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from base.errors import AppError, Code
from forms.spec import CodeList, ListedCode
from office import entry, lists
from office.entry import check_form
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
