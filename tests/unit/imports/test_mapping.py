"""Old lists: the heading is found, what is no record is left out and told, and every cell is read or marked."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import AppError, Code
from base.progress import Progress
from forms.load import load_built_in
from forms.spec import Form
from imports import csv_text, mapped, mapping, matching
from imports.headings import convertible, unit_in, units_told
from imports.mapping import Sheet

DATA = Path(__file__).resolve().parents[2] / "data"
ESTABLISHMENTS = DATA / "danh-sach-co-so-2015.xlsx"
MARKETS = DATA / "bang-tong-hop-cho.xls"
ON = date(2020, 12, 31)


def forms(*keys: str) -> list[Form]:
    catalogue = load_built_in()
    return [catalogue.edition(key, ON) for key in keys]


def book(folder: Path, rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    path = folder / "danh sách.xlsx"
    made.save(path)
    return path


def left_out(sheet: Sheet) -> list[tuple[int, str]]:
    return [(one.row + 1, one.why) for one in sheet.skipped if one.why != "blank"]


def matched(sheet: Sheet, *keys: str) -> dict[str, str]:
    return {
        "ABCDEFGHIJKLMN"[m.place]: f"{m.field} {m.unit}".strip()
        for m in matching.suggest(forms(*keys), sheet)
    }


def read(sheet: Sheet, *keys: str) -> list[dict[str, mapped.Cell]]:
    given = forms(*keys)
    lines = mapped.read(sheet, given, matching.suggest(given, sheet))
    return [{field: cell for (_, field), cell in line.cells.items()} for line in lines]


def test_the_list_of_establishments_of_2015():
    sheet = mapping.look(ESTABLISHMENTS)
    assert (sheet.head, len(sheet.lines), sheet.units) == (range(4, 6), 60, ("triệu đồng",))
    assert left_out(sheet) == [(7, "numbers"), (8, "group"), (13, "group"), (70, "total"), (72, "below")]
    assert matched(sheet, "establishments", "workers") == {
        "B": "name",
        "C": "hamlet",
        "D": "local_group",
        "E": "legal_form",
        "F": "workers_total người",
        "G": "workers_female người",
        "H": "capital_total triệu đồng",
        "I": "revenue triệu đồng",
        "J": "note",
    }
    lines = read(sheet, "establishments", "workers")
    assert lines[2]["revenue"].answer.value == 4_120_500_000
    assert lines[2]["capital_total"].answer.value == 2_500_000_000
    assert lines[4]["revenue"].answer.mark == "…"
    assert lines[7]["revenue"].answer.value == 0


def test_words_beside_a_number_are_read_and_told_or_kept_as_they_stand():
    lines = read(mapping.look(ESTABLISHMENTS), "establishments", "workers")
    nobody_knows, with_unit = lines[1]["workers_total"], lines[4]["workers_total"]
    assert (nobody_knows.answer, nobody_knows.text) == (None, "trên 200")
    assert nobody_knows.problem.code == Code.NOT_A_NUMBER.name
    assert nobody_knows.problem.place == "CN-TTCN!F10"
    assert (with_unit.answer.value, with_unit.problem.code) == (2, Code.LIST_READ_AS.name)
    assert with_unit.problem.severity == "ask"
    form = lines[0]["legal_form"]
    assert (form.answer.value, form.problem.code) == ("llc_one", Code.LIST_READ_AS.name)


def test_the_table_of_markets_of_1997s_format():
    sheet = mapping.look(MARKETS)
    assert left_out(sheet) == [(9, "total")]
    assert matched(sheet, "markets") == {
        "B": "name",
        "D": "grade",
        "E": "points_design điểm",
        "F": "hh_fixed hộ",
        "G": "land_area m²",
        "H": "mgmt_name",
    }
    lines = read(sheet, "markets")
    assert [line["grade"].answer and line["grade"].answer.value for line in lines] == ["3", "3", None, "1"]
    assert [line["hh_fixed"].answer.value for line in lines] == [164, 88, 35, 405]
    assert lines[0]["land_area"].answer.value == 235_000


REPORT = [
    ["UBND HUYỆN GIỒNG TRÔM", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["DANH SÁCH CÁC DOANH NGHIỆP NĂM 2014"],
    ["Số TT", "Tên DN", "Địa chỉ", "MST", "Ngày cấp ĐKKD", "Lao động", "", "", "Doanh thu", "Nộp NSNN"],
    ["", "", "", "", "", "Tổng số", "Trong đó", None, "(1.000đ)", "(nghìn đồng)"],
    ["", "", "", "", "", "", "Nữ", "Địa phương", "", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
    ["I", "Công ty", "", "", "", 262, "", "", 4_500_000, ""],
    [
        1,
        "Công ty  TNHH   Dừa Xanh",
        "ấp 3",
        "1300456789",
        datetime(2012, 3, 5),
        "1.200",
        6,
        3,
        "4.120.500",
        1,
    ],
    [2, "Tổng công ty Lương thực", "ấp 4", 1300456790, "05/03/2012", 12, 3, 1, 1250000.5, 0],
    ["II", "Hộ cá thể", "", "", "", 20, "", "", 900, ""],
    [3, "Cộng đồng dệt chiếu", "ấp 4", "", "15-6-2013", "khoảng 10", 5, 2, "1,2 tỷ", "-"],
    [None],
    ["Số TT", "Tên DN", "Địa chỉ", "MST", "Ngày cấp ĐKKD", "Lao động", "", "", "Doanh thu", "Nộp NSNN"],
    [4, "Lò rèn Ba Tý", "ấp 5", "", "2013", 3, "không", 1, 350_000, ""],
    ["", "Cộng trang", "", "", "", 1225, "", "", "", ""],
    ["Tổng cộng (I+II)", "", "", "", "", 1225, "", "", "", ""],
    ["Ghi chú: số liệu đến 31/12"],
    ["", "", "", "", "", "", "Giồng Trôm, ngày 5 tháng 1 năm 2015"],
    ["Người lập", "", "", "", "", "", "TM. ỦY BAN NHÂN DÂN"],
]
MERGED = ["A3:A5", "B3:B5", "F3:H3", "G4:H4", "F4:F5"]


@pytest.fixture
def report(tmp_path: Path) -> Sheet:
    rows = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in REPORT
    ]
    return mapping.look(book(tmp_path, rows, merged=MERGED))


def test_subtotals_headings_and_signatures_are_no_records(report: Sheet):
    assert [n + 1 for n, _ in report.lines] == [8, 9, 11, 14]
    assert left_out(report) == [
        (6, "numbers"),
        (7, "group"),
        (10, "group"),
        (13, "heading"),
        (15, "total"),
        (16, "total"),
        (17, "below"),
        (18, "below"),
        (19, "below"),
    ]


@pytest.fixture(params=["merged cells", "text"])
def either(request: pytest.FixtureRequest, report: Sheet, tmp_path: Path) -> Sheet:
    """The same list, also as a text file that tells of no merged cells."""
    if request.param == "merged cells":
        return report
    path = tmp_path / "ds.csv"
    rows = [
        ["" if c is None else f"{c:%d/%m/%Y}" if isinstance(c, datetime) else str(c) for c in row]
        for row in REPORT
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return mapping.look(path)


def test_a_heading_of_three_rows_is_one(either: Sheet):
    report = either
    assert matched(report, "establishments", "workers") == {
        "B": "name",
        "C": "address",
        "D": "tax_code",
        "E": "biz_reg_date",
        "F": "workers_total người",
        "G": "workers_female người",
        "H": "workers_local người",
        "I": "revenue nghìn đồng",
        "J": "tax_paid nghìn đồng",
    }


def test_units_are_converted_exactly(report: Sheet):
    lines = read(report, "establishments", "workers")
    assert [line["revenue"].answer.value for line in lines] == [
        4_120_500_000,
        1_250_000_500,
        1_200_000_000,
        350_000_000,
    ]
    assert lines[2]["revenue"].problem.code == Code.LIST_READ_AS.name
    assert lines[0]["name"].answer.value == "Công ty TNHH Dừa Xanh"
    assert lines[1]["tax_code"].answer.value == "1300456790"
    days = [line["biz_reg_date"].answer and line["biz_reg_date"].answer.value for line in lines]
    assert days == ["2012-03-05", "2012-03-05", "2013-06-15", None]


def test_what_cannot_be_read_names_the_unit_in_which_it_stood(tmp_path: Path):
    rows = [["STT", "Tên cơ sở", "Doanh thu (nghìn đồng)"], [1, "Lò A", "1.25"], [2, "Lò B", 900]]
    line = read(mapping.look(book(tmp_path, rows)), "establishments")[0]
    assert (line["revenue"].answer, line["revenue"].text) == (None, "1.25 nghìn đồng")
    assert line["revenue"].problem.code == Code.AMBIGUOUS_NUMBER.name


def test_a_number_that_may_have_lost_its_thousands_is_asked_about(tmp_path: Path):
    rows = [
        ["Tên chợ", "Vốn đầu tư"],
        *[[f"Chợ {n}", cell] for n, cell in enumerate((1.25, 850, 420, 990, 700))],
    ]
    lines = read(mapping.look(book(tmp_path, rows)), "markets")
    assert [line["inv_total"].problem and line["inv_total"].problem.code for line in lines] == [
        Code.LIST_MAYBE_THOUSANDS.name,
        None,
        None,
        None,
        None,
    ]


def test_a_list_without_numbering_keeps_its_lines_and_drops_its_groups(tmp_path: Path):
    rows = [
        ["DANH SÁCH CHỢ"],
        ["(ĐVT: m2, tr.đồng)"],
        ["Tên chợ", "Loại chợ", "Diện tích", "Vốn đầu tư"],
        ["A. Thành thị"],
        ["Chợ Cầu Ngang", "hạng 2", "5.200", 900],
        ["B. Nông thôn"],
        ["Chợ Mỹ Long", "III", 900, 420],
        ["TỔNG SỐ", "", 6100, ""],
    ]
    sheet = mapping.look(book(tmp_path, rows))
    assert left_out(sheet) == [(4, "group"), (6, "group"), (8, "total")]
    assert matched(sheet, "markets") == {
        "A": "name",
        "B": "grade",
        "C": "land_area m²",
        "D": "inv_total triệu đồng",
    }


def test_a_word_merged_over_several_lines_stands_in_each(tmp_path: Path):
    rows = [
        ["STT", "Tên cơ sở", "Ấp", "Doanh thu"],
        [1, "Lò A", "Ấp 3", 5],
        [2, "Lò B", None, 6],
        [3, "Lò C", "Ấp 4", 7],
    ]
    lines = read(mapping.look(book(tmp_path, rows, merged=["C2:C3"])), "establishments")
    assert [line["hamlet"].answer.value for line in lines] == ["Ấp 3", "Ấp 3", "Ấp 4"]


LINES = (
    "STT;Tên cơ sở;Ấp;Doanh thu (nghìn đồng);Lao động\r\n"
    '1;Cơ sở kẹo dừa Ngọc Mai;Ấp 3;"4.120,5";12\r\n'
    "2;Hộ Đặng Thị Phượng;Ấp Chợ;1250;3\r\n"
    ";Cộng;;5.370,5;15\r\n"
)


def as_1258(text: str) -> bytes:
    """As Windows writes it: letters with their hat, tones behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    split = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        split.append(bare + "".join(c for c in parts if c in tones))
    return "".join(split).encode("cp1258")


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-8"),
        LINES.replace(";", "\t").encode("utf-16"),
        LINES.replace(";", "\t").encode("utf-16-le"),
        LINES.replace(";", ",").replace("5.370,5", '"5.370,5"').encode("utf-8"),
        as_1258(LINES),
        b"sep=;\r\n" + LINES.encode("utf-8"),
    ],
    ids=["utf-8-sig", "utf-8", "utf-16", "utf-16 without mark", "commas", "windows-1258", "sep="],
)
def test_text_files_are_read_however_excel_saved_them(tmp_path: Path, content: bytes):
    path = tmp_path / "ds.csv"
    path.write_bytes(content)
    lines = read(mapping.look(path), "establishments", "workers")
    assert [line["name"].answer.value for line in lines] == ["Cơ sở kẹo dừa Ngọc Mai", "Hộ Đặng Thị Phượng"]
    assert [line["revenue"].answer.value for line in lines] == [4_120_500, 1_250_000]


def test_western_letters_stay_western():
    assert csv_text.decoded("Société;Côte d’Azur".encode("cp1252")) == "Société;Côte d’Azur"


def test_lists_with_the_same_headings_share_a_shape_whatever_stands_below(tmp_path: Path):
    first = mapping.look(book(tmp_path, [["STT", "Tên  Chợ", "Hạng"], [1, "Chợ A", "I"]]))
    second = mapping.look(book(tmp_path, [["Năm 2016"], ["stt", "tên chợ", "hạng"], [1, "Chợ B", "II"]]))
    other = mapping.look(book(tmp_path, [["STT", "Hạng", "Tên chợ"], [1, "I", "Chợ A"]]))
    assert first.shape == second.shape != other.shape


def test_a_matching_that_was_chosen_is_found_again():
    sheet = mapping.look(MARKETS)
    chosen = [matching.Match(1, "markets", "name"), matching.Match(6, "markets", "floor_area", "ha")]
    again = matching.remembered(matching.kept(chosen), forms("markets"), sheet)
    assert again == chosen
    assert matching.remembered({"1": "markets.gone"}, forms("markets"), sheet) is None


def test_a_file_without_a_list_is_refused(tmp_path: Path):
    with pytest.raises(AppError) as refusal:
        mapping.look(book(tmp_path, [["Tên chợ", "Hạng"]]))
    assert refusal.value.code is Code.LIST_EMPTY


def test_words_of_an_old_font_are_noticed(tmp_path: Path):
    rows = [["TT", "Tªn c¬ së", "§Þa chØ"], [1, "C¬ së rÌn", "Êp 3, x· Mü Th¹nh"], [2, "Lß g¹ch", "Êp §«ng"]]
    assert mapping.look(book(tmp_path, rows)).old_font
    assert not mapping.look(ESTABLISHMENTS).old_font


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Doanh thu (tr.đ)", "triệu đồng"),
        ("Doanh thu (1.000 đ)", "nghìn đồng"),
        ("Doanh thu (ngàn đồng)", "nghìn đồng"),
        ("Vốn, tỷ đồng", "tỷ đồng"),
        ("DT đất (m2)", "m²"),
        ("Công suất [kVA]", "kVA"),
        ("Năm XD/nâng cấp", ""),
        ("Doanh thu", ""),
    ],
)
def test_the_unit_that_a_heading_names(heading: str, unit: str):
    assert unit_in(heading) == unit


def test_the_units_that_a_title_tells():
    assert units_told("Đơn vị tính: người, tr.đ") == ["người", "triệu đồng"]
    assert units_told("Đơn vị: UBND xã Mỹ Thạnh") == []
    assert convertible("ha") == ["m²", "ha", "km²"]


WORDS = "STT|Tên cơ sở|Doanh thu|(tr.đ)|A|I|(1)|Cộng|Lò A|12 người|…|-|Lao động|Nữ|1.250|1.25|ĐVT: 1.000 đồng"
CELLS = st.sampled_from(
    ["", "", *WORDS.split("|"), "x" * 400, "\u0301", 1.0, 2.5, 1e300, date(2015, 1, 2)],
)
GRIDS = st.integers(1, 7).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=14)
)


@given(GRIDS)
def test_whatever_stands_on_a_sheet_is_a_list_or_is_refused(grid: list[list[Any]]):
    try:
        sheet = mapping._looked("x.xlsx", "Trang 1", grid, [((0, 0), (1, 0))], {}, Progress())
    except AppError as refusal:
        assert refusal.code is Code.LIST_EMPTY
        return
    read(sheet, "establishments", "workers")
    told = {n for n, _ in sheet.lines} | {one.row for one in sheet.skipped}
    assert {n for n in range(sheet.head.stop, len(grid)) if any(c != "" for c in grid[n])} <= told
