"""An official workbook: every figure in its cell and looking as the ministries draw it, on paper too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from consolidation.table import (
    Book,
    Column,
    RatioDown,
    RatioOf,
    Seat,
    Signature,
    SumOf,
    Table,
    TableCell,
    TableChart,
    TableRow,
)
from exports.official import CHARTS_SHEET, ILLUSTRATIVE, sheet_name, write_book
from exports.styles import COLOURS, LINE_PT, PAGE_PX, line_count, number_format, page_pt, text_px
from tests.office_suite import page_count, page_size, pdf_text, recalculated, to_pdf

HOUSE = Path(__file__).resolve().parents[3]

COLUMNS = (
    Column("n", "TT", "A", "text"),
    Column("unit", "Huyện, xã", "B", "text"),
    Column("all", "Tổng số", "1", "number", group="Hộ"),
    Column("power", "Có điện", "2", "number", group="Hộ"),
    Column("rate", "Tỷ lệ hộ dùng điện", "3", "number", unit="%", decimals=2),
    Column("kva", "Dung lượng trạm", "4", "number", unit="kVA", decimals=1),
)
# TT, unit, households, with power, kVA; None = not reported
PLACES = (
    ("I", "Huyện Long Hồ", None, None, None),
    ("1", "Xã An Bình", 1200, 1190, "160.5"),
    ("2", "Xã Đồng Phú", 800, 0, "0"),
    ("3", "Xã Hòa Ninh", None, None, None),
    ("II", "Huyện Mang Thít", None, None, None),
    ("1", "Xã Mỹ An", 1000, 999, "75.25"),
)
DISTRICTS = {1: (2, 3, 4), 5: (6,)}


def exact(figure: int | str | None) -> TableCell:
    return TableCell(value=None if figure is None else Fraction(figure))


def ratio(part: Fraction | None, whole: Fraction | None) -> TableCell:
    if part is None or whole is None:
        return TableCell()
    return TableCell(value=part * 100 / whole, formula=RatioOf(3, 2, 100))


def place(line: tuple[Any, ...]) -> TableRow:
    number, name, households, power, kva = line
    all_, lit = exact(households), exact(power)
    return TableRow((TableCell(number), TableCell(name), all_, lit, ratio(lit.value, all_.value), exact(kva)))


def total(rows: list[TableRow], below: tuple[int, ...], number: str, name: str, depth: int) -> TableRow:
    """The sums of the rows below, as the consolidation gives them: what is unknown is left out and marked."""
    cells = [TableCell(number), TableCell(name)]
    for column in (2, 3, 5):
        known = [rows[i].cells[column].value for i in below if rows[i].cells[column].value is not None]
        lacking = len(known) < len(below) or any(rows[i].cells[column].incomplete for i in below)
        cells.append(TableCell(value=sum(known), formula=SumOf(below), incomplete=lacking))
    cells.insert(4, ratio(cells[3].value, cells[2].value))
    return TableRow(tuple(cells), depth)


def households(**changes: Any) -> Table:
    """A province of two districts and four communes, one of which has not reported."""
    rows = [place(("", "", None, None, None)), *map(place, PLACES)]
    for at, below in DISTRICTS.items():
        rows[at] = total(rows, below, PLACES[at - 1][0], PLACES[at - 1][1], 1)
    rows[0] = total(rows, tuple(DISTRICTS), "", "TOÀN TỈNH (chưa đủ đơn vị: 3/4)", 0)
    table = Table(
        name="Hộ dùng điện",
        title="Tổng hợp hộ dùng điện",
        subtitle="Năm 2020",
        form_code="04/SCT",
        citation="Ban hành kèm theo Thông tư số 34/2022/TT-BCT",
        reporting_unit="Sở Công Thương tỉnh Vĩnh Long",
        receiving_unit="Bộ Công Thương",
        unit_line="Đơn vị tính: hộ",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=("Không tính hộ đăng ký tạm trú.",),
    )
    return replace(table, **changes)


def communes(count: int, **changes: Any) -> Table:
    rows = [place((str(n), f"Xã số {n}", n, n // 2, n)) for n in range(1, count + 1)]
    return households(rows=tuple(rows), **changes)


SIGNATURE = Signature("Vĩnh Long", "Nguyễn Thị Hà", "", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "Trần Quốc Tuấn")


def book(*tables: Table, **changes: Any) -> Book:
    return Book(tables or (households(),), SIGNATURE, **changes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "biểu.xlsx"


def written(path: Path, *tables: Table, **changes: Any) -> Worksheet:
    """The first sheet of the book, as openpyxl reads it."""
    write_book(book(*tables, **changes), path)
    return load_workbook(path).worksheets[0]


def values(path: Path, sheet: int = 0) -> list[list[Any]]:
    """What calamine reads, formulas by the values that they carry."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def row_of(sheet: Worksheet, text: str) -> int:
    """The row where a text stands, from 1."""
    return next(cell.row for cells in sheet.iter_rows() for cell in cells if cell.value == text)


def texts(sheet: Worksheet) -> list[str]:
    return [cell.value for cells in sheet.iter_rows() for cell in cells if isinstance(cell.value, str)]


def merged_at(sheet: Worksheet, text: str) -> str:
    """The area over which a text stands."""
    cell = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == text)
    areas = [str(area) for area in sheet.merged_cells.ranges if cell.coordinate in area]
    return areas[0] if areas else cell.coordinate


def lines_above(sheet: Worksheet, text: str) -> float:
    """The height of the rows before a text, in points."""
    return sum(sheet.row_dimensions[row].height for row in range(1, row_of(sheet, text)))


# figures


def test_figures_are_true_numbers_and_formulas_carry_their_value(path):
    written(path)
    assert [line for line in values(path) if line[1] in ("Xã An Bình", "Huyện Long Hồ")] == [
        ["I", "Huyện Long Hồ", 2000, 1190, 59.5, 160.5],
        ["1", "Xã An Bình", 1200, 1190, pytest.approx(1190 / 12), 160.5],
    ]


def test_not_reported_prints_dots_and_zero_stays_a_number(path):
    sheet = written(path)
    silent, dark = row_of(sheet, "Xã Hòa Ninh"), row_of(sheet, "Xã Đồng Phú")
    assert [sheet.cell(silent, column).value for column in (3, 4, 5, 6)] == ["…"] * 4
    assert sheet.cell(silent, 3).alignment.horizontal == "center"
    assert sheet.cell(dark, 4).value == 0
    assert sheet.cell(dark, 4).number_format == '#,##0;-#,##0;"-"'


def test_the_marks_are_explained_where_they_stand(path):
    assert any("“…”" in text for text in texts(written(path)))
    reported = tuple(row for row in households().rows if row.cells[2].value is not None)
    assert not any("“…”" in text for text in texts(written(path, households(rows=reported[2:4]))))


@pytest.mark.parametrize(
    ("decimals", "shape"),
    [(0, '#,##0;-#,##0;"-"'), (1, '#,##0.0;-#,##0.0;"-"'), (2, '#,##0.00;-#,##0.00;"-"')],
)
def test_decimals_are_a_matter_of_the_number_format(decimals, shape):
    assert number_format(decimals) == shape


def test_a_cell_may_have_decimals_of_its_own(path):
    row = TableRow(
        (TableCell("1"), TableCell("Vốn"), TableCell(value=Fraction(5, 2), decimals=1), *[TableCell()] * 3)
    )
    sheet = written(path, households(rows=(row,)))
    assert sheet.cell(row_of(sheet, "Vốn"), 3).number_format == number_format(1)


def test_a_sum_names_ranges_and_single_cells(path):
    sheet = written(path)
    first, long_ho = row_of(sheet, "TOÀN TỈNH (chưa đủ đơn vị: 3/4)"), row_of(sheet, "Huyện Long Hồ")
    assert sheet.cell(first, 3).value == f"=SUM(C{long_ho},C{long_ho + 4})"
    assert sheet.cell(long_ho, 3).value == f"=SUM(C{long_ho + 1}:C{long_ho + 3})"


def test_a_ratio_divides_the_cells_of_its_row(path):
    sheet = written(path)
    row = row_of(sheet, "Xã An Bình")
    assert sheet.cell(row, 5).value == f'=IF(C{row}=0,"-",D{row}/C{row}*100)'


def test_a_sum_of_very_many_rows_stays_a_formula_that_excel_accepts(path):
    rows = list(communes(1200).rows)
    odd = tuple(range(1, 1200, 2))
    cell = TableCell(value=sum((rows[i].cells[2].value for i in odd), Fraction(0)), formula=SumOf(odd))
    rows[0] = replace(rows[0], cells=(TableCell(""), TableCell("TỔNG"), cell, *[TableCell()] * 3), depth=0)
    sheet = written(path, households(rows=tuple(rows)))
    formula = sheet.cell(row_of(sheet, "TỔNG"), 3).value
    assert len(formula) < 8192
    assert max(part.count(",") for part in formula.split("SUM(")) < 255
    assert formula.count("C") == len(odd)


def test_a_sum_too_long_for_a_cell_is_written_as_its_value(path):
    rows = list(communes(4000).rows)
    odd = tuple(range(1, 4000, 2))
    cell = TableCell(value=Fraction(7), formula=SumOf(odd))
    rows[0] = replace(rows[0], cells=(TableCell(""), TableCell("TỔNG"), cell, *[TableCell()] * 3), depth=0)
    sheet = written(path, households(rows=tuple(rows)))
    assert sheet.cell(row_of(sheet, "TỔNG"), 3).value == 7


def test_office_suites_compute_the_same_figures(path):
    sheet = written(path, households(), communes(30))
    formulas = [cell for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
    assert len(formulas) == 15
    again = recalculated(path)
    for number in (0, 1):
        for ours, theirs in zip(values(path, number), values(again, number), strict=False):
            assert theirs[: len(ours)] == [
                pytest.approx(v, rel=1e-12) if isinstance(v, float) else v for v in ours
            ]


def test_the_office_suite_does_recalculate(tmp_path):
    """Else the test above would compare our own values with themselves."""
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "wrong.xlsx") as workbook:
        workbook.add_worksheet().write_formula(0, 0, "=1+2", None, 99)
    assert values(recalculated(tmp_path / "wrong.xlsx")) == [[3]]


# texts


@pytest.mark.parametrize("text", ["=1+1", "+84", "@SUM(A1)", "http://a.vn", "0901", "1e5", "{=A1}", "-"])
def test_a_text_stays_a_text(path, text):
    table = households(rows=(place(("1", text, 1, 1, 1)),), title=text, notes=(text,))
    write_book(book(table, footer=text), path)
    sheet = load_workbook(path).worksheets[0]
    cell = sheet.cell(row_of(sheet, "B") + 1, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert values(path)[cell.row - 1][1] == text


def test_control_characters_do_not_break_the_file(path):
    odd = "Xã\x0bAn\x01 Bình"
    chart = TableChart("column", odd, 1, (2,), (0,))
    table = households(
        rows=(place(("1", odd, 1, 1, 1)),), title=odd, name=odd, charts=(chart,), reporting_unit=odd
    )
    write_book(book(table, footer=odd), path)
    assert load_workbook(path).sheetnames == ["Xã-An- Bình", CHARTS_SHEET]
    assert values(path)


# the look


def test_all_letters_are_times_new_roman(path):
    write_book(book(households(charts=(TableChart("bar", "Hộ", 1, (2,), (1, 5)),)), footer="x"), path)
    with zipfile.ZipFile(path) as parts:
        styles = parts.read("xl/styles.xml").decode()
        drawn = parts.read("xl/charts/chart1.xml").decode()
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert set(re.findall(r'<name val="([^"]+)"', styles)) == {"Times New Roman"}
    assert set(re.findall(r'typeface="([^"]+)"', drawn)) == {"Times New Roman"}
    assert "Times New Roman" in page


def test_the_head_names_form_title_and_offices(path):
    sheet = written(path)
    above = texts(sheet)[:7]
    assert set(above) >= {
        "Biểu số: 04/SCT",
        "Ban hành kèm theo Thông tư số 34/2022/TT-BCT",
        "TỔNG HỢP HỘ DÙNG ĐIỆN",
        "Năm 2020",
        "Đơn vị báo cáo: Sở Công Thương tỉnh Vĩnh Long",
        "Đơn vị nhận báo cáo: Bộ Công Thương",
    }
    title = next(
        cell for cells in sheet.iter_rows() for cell in cells if cell.value == "TỔNG HỢP HỘ DÙNG ĐIỆN"
    )
    assert (title.font.bold, title.font.size, title.alignment.horizontal) == (True, 14, "center")
    unit = sheet.cell(row_of(sheet, "Đơn vị tính: hộ"), 1)
    assert (unit.font.italic, unit.alignment.horizontal) == (True, "right")


@pytest.mark.parametrize(("words", "beside"), [(1, True), (2, True), (8, False), (12, False), (30, False)])
def test_a_title_that_needs_more_than_a_line_between_the_heads_stands_below_both(path, words, beside):
    title = " ".join(["Điện lực"] * words).upper()
    sheet = written(path, households(title=title))
    at, heads = row_of(sheet, title), [row_of(sheet, text) for text in texts(sheet)[:7] if ":" in text]
    assert (at <= max(heads)) is beside
    area = merged_at(sheet, title)
    assert beside or area == f"A{at}:F{at}"


@pytest.mark.parametrize("code", ["10/SCT-BCT", "Biểu 10/SCT-BCT", "Biểu số: 10/SCT-BCT"])
def test_the_number_of_the_form_is_not_said_twice(path, code):
    assert "Biểu số: 10/SCT-BCT" in texts(written(path, households(form_code=code)))


def test_groups_stand_over_their_columns_and_letters_below_all(path):
    sheet = written(path)
    top = row_of(sheet, "Hộ")
    assert merged_at(sheet, "Hộ") == f"C{top}:D{top}"
    assert merged_at(sheet, "TT") == f"A{top}:A{top + 1}"
    assert merged_at(sheet, "Tỷ lệ hộ dùng điện\n(%)") == f"E{top}:E{top + 1}"
    assert [sheet.cell(top + 2, column).value for column in range(1, 7)] == ["A", "B", "1", "2", "3", "4"]
    looks = ("thin", True, "center")
    for row in range(top, top + 3):
        for column in range(1, 7):
            cell = sheet.cell(row, column)
            assert cell.border.bottom.style == "thin"
            if not isinstance(cell, MergedCell):  # openpyxl gives them the outer borders only
                assert (cell.border.left.style, cell.font.bold, cell.alignment.horizontal) == looks


def test_letters_that_nobody_gave_leave_no_empty_row(path):
    plain = tuple(replace(column, letter="") for column in COLUMNS)
    sheet = written(path, households(columns=plain))
    assert row_of(sheet, "TOÀN TỈNH (chưa đủ đơn vị: 3/4)") == row_of(sheet, "Hộ") + 2


def test_totals_and_groups_are_bold_and_what_is_in_them_is_indented(path):
    sheet = written(path)
    looks = {}
    for name in ("TOÀN TỈNH (chưa đủ đơn vị: 3/4)", "Huyện Mang Thít", "Xã Mỹ An"):
        cell = sheet.cell(row_of(sheet, name), 2)
        figure = sheet.cell(cell.row, 3)
        looks[name] = (cell.font.bold, figure.font.bold, cell.alignment.indent)
    assert list(looks.values()) == [(True, True, 0), (True, True, 0), (False, False, 1)]


def test_a_total_that_lacks_units_is_italic_and_says_so(path):
    sheet = written(path)
    lacking, whole = row_of(sheet, "Huyện Long Hồ"), row_of(sheet, "Huyện Mang Thít")
    assert sheet.cell(lacking, 3).font.italic
    assert not sheet.cell(whole, 3).font.italic
    assert sum(text.startswith("Số in nghiêng") for text in texts(sheet)) == 1


def test_the_table_may_explain_italics_in_its_own_words(path):
    sheet = written(path, households(notes=("Số in nghiêng: chưa đủ đơn vị: 3/4.",)))
    assert sum(text.startswith("Số in nghiêng") for text in texts(sheet)) == 1


def test_a_heading_row_runs_on_over_the_columns_without_figures(path):
    heading = TableRow((TableCell("I"), TableCell("Phương án phát triển")), depth=1, heading=True)
    sheet = written(path, households(rows=(heading, *households().rows[2:4])))
    row = row_of(sheet, "Phương án phát triển")
    assert merged_at(sheet, "Phương án phát triển") == f"B{row}:F{row}"
    assert sheet.cell(row, 1).value == "I"
    assert sheet.cell(row, 2).font.bold


def test_texts_instead_of_figures_are_printed_as_they_are(path):
    row = TableRow((TableCell("1"), TableCell("Trong đó"), TableCell("x"), *[TableCell()] * 3))
    sheet = written(path, households(rows=(row,)))
    assert sheet.cell(row_of(sheet, "Trong đó"), 3).value == "x"


def test_three_sign_and_one_of_them_for_the_office(path):
    sheet = written(path)
    row = row_of(sheet, "Người lập biểu")
    signed = [cell.value for cell in sheet[row] if cell.value]
    hints = [cell.value for cell in sheet[row + 1] if cell.value]
    assert signed == ["Người lập biểu", "Người kiểm tra biểu", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"]
    assert hints == ["(Ký, họ tên)", "(Ký, họ tên)", "(Ký, đóng dấu, họ tên)"]
    (day,) = [cell for cell in sheet[row - 1] if cell.value]
    assert day.value.startswith("Vĩnh Long, ngày")
    assert day.font.italic
    names = [text for text in texts(sheet) if text in ("Nguyễn Thị Hà", "Trần Quốc Tuấn")]
    assert len(names) == 2


def test_a_list_of_sources_is_not_signed(path):
    assert "Người lập biểu" not in texts(written(path, households(signed=False)))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_narrow_table_keeps_title_and_all_signatures(path, count):
    columns = (Column("n", "Chỉ tiêu", "A", "text"), *COLUMNS[2:4])[:count]
    row = TableRow(
        tuple(TableCell("Số chợ") if c.kind == "text" else TableCell(value=Fraction(3)) for c in columns)
    )
    sheet = written(path, households(columns=columns, rows=(row,)))
    assert {"TỔNG HỢP HỘ DÙNG ĐIỆN", "Người lập biểu", "Người kiểm tra biểu"} <= set(texts(sheet))


def test_made_up_figures_say_so(path):
    assert ILLUSTRATIVE in texts(written(path, illustrative=True))
    assert ILLUSTRATIVE not in texts(written(path))


def test_a_long_name_wraps_in_a_row_high_enough(path):
    name = "Ban Quản lý dự án đầu tư xây dựng và Trung tâm Khuyến công thuộc UBND thị trấn Vũng Liêm" * 2
    sheet = written(
        path, households(rows=(place(("1", name, 1, 1, 1)),), reporting_unit=name, receiving_unit=name)
    )
    cell = sheet.cell(row_of(sheet, name), 2)
    room = sheet.column_dimensions["B"].width * 7
    assert cell.alignment.wrap_text
    assert sheet.row_dimensions[cell.row].height >= 15 * line_count(name, room)
    assert lines_above(sheet, "Hộ") >= 15 * 4


def test_a_row_is_never_higher_than_excel_allows(path):
    sheet = written(path, households(notes=("Rất dài. " * 1500,)))
    assert max(d.height for d in sheet.row_dimensions.values() if d.height) < 409.5


def test_figures_have_room_in_their_columns(path):
    big = Fraction(-123_456_789_012)
    row = TableRow((TableCell("1"), TableCell("Xã"), *[TableCell(value=big)] * 4))
    sheet = written(path, households(rows=(row,)))
    for letter, decimals in (("C", "0"), ("E", "0,00"), ("F", "0,0")):
        wanted = text_px("−123.456.789.012" + decimals[1:])
        assert sheet.column_dimensions[letter].width * 7 + 5 >= wanted


def test_a_table_of_few_columns_fills_the_page(path):
    written(path, households())
    with zipfile.ZipFile(path) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', page)
    pixels = sum((int(last) - int(first) + 1) * (float(width) * 7) for first, last, width in columns)
    assert PAGE_PX * 0.97 <= pixels <= PAGE_PX * 1.01


def test_a_column_of_remarks_keeps_room_for_the_pen(path):
    columns = (*COLUMNS[:3], Column("note", "Ghi chú", "B", "text"))
    rows = tuple(TableRow((*row.cells[:3], TableCell())) for row in households().rows)
    sheet = written(path, households(columns=columns, rows=rows))
    assert sheet.column_dimensions["D"].width * 7 > 110


# paper


def test_the_page_is_set_up_as_the_decree_says(path):
    sheet = written(path, footer="Mã kiểm tra ABC & XYZ")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)
    margins = sheet.page_margins
    mm = [round(side * 25.4) for side in (margins.top, margins.bottom, margins.left, margins.right)]
    assert mm == [20, 20, 30, 15]
    assert sheet.oddFooter.left.text.endswith("Mã kiểm tra ABC && XYZ")
    assert sheet.oddFooter.right.text == "Trang &P/&N"
    assert sheet.print_area.startswith("'Hộ dùng điện'!$A$1:$F$")
    top = row_of(sheet, "Hộ")
    assert sheet.print_title_rows == f"${top}:${top + 2}"
    assert sheet.freeze_panes == f"C{top + 3}"


def test_a_footer_that_is_too_long_is_cut_with_dots(path):
    sheet = written(path, footer="R&D " * 200)
    assert sheet.oddFooter.left.text.endswith("…")
    with zipfile.ZipFile(path) as parts:
        (code,) = re.findall("<oddFooter>(.*)</oddFooter>", parts.read("xl/worksheets/sheet1.xml").decode())
    assert len(code.replace("&amp;", "&").replace("&quot;", '"')) <= 255


def test_a_table_without_figures_freezes_its_names_only(path):
    columns = tuple(replace(column, kind="text") for column in COLUMNS)
    words = (
        "1",
        "Xã An Bình",
        "Đã duyệt",
        "Bản số 2",
        "Chính thức",
        "Đơn vị xin gia hạn đến ngày 15/01/2021",
    )
    sheet = written(path, households(columns=columns, rows=(TableRow(tuple(map(TableCell, words))),)))
    assert sheet.freeze_panes == f"C{row_of(sheet, 'Xã An Bình')}"


def test_printed_pages_repeat_the_headings_and_keep_the_signature_with_figures(path):
    write_book(book(communes(116), footer="Mã kiểm tra 7K4M"), path)
    pdf = to_pdf(path)
    last = page_count(pdf)
    assert last >= 4
    for page in range(1, last + 1):
        text = pdf_text(pdf, page=page)
        assert "Tỷ lệ hộ" in text
        assert f"Trang {page}/{last}" in text
        assert "Mã kiểm tra 7K4M" in text
        assert "###" not in text
    assert "Người lập biểu" in text
    assert "Xã số 116" in text


@pytest.mark.parametrize("count", range(88, 118, 5))
def test_the_end_of_a_form_is_never_torn_off(path, count):
    """Three rows at least go along with those who sign, and no page is fuller than the paper is high."""
    sheet = written(path, communes(count))
    ends = [brk.id for brk in sheet.row_breaks.brk]
    heights = [sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1)]
    last = row_of(sheet, f"Xã số {count}")
    head = sum(heights[row_of(sheet, "TT") - 1 : row_of(sheet, "A")])
    assert ends[-1] <= last - 3
    for n, (start, end) in enumerate(pairwise([0, *ends, len(heights)])):
        assert (head if n else 0) + sum(heights[start:end]) <= page_pt(portrait=False)


@pytest.mark.parametrize("groups", [6, 7, 15])
def test_a_long_form_ends_its_pages_where_it_says_and_never_with_a_heading(path, groups):
    blank = [TableCell()] * (len(COLUMNS) - 2)
    rows = []
    for group in range(1, groups + 1):
        rows.append(TableRow((TableCell(), TableCell(f"Nhóm {group}"), *blank), depth=1, heading=True))
        rows += communes(6).rows
    write_book(book(households(rows=tuple(rows))), path)
    ends = load_workbook(path).worksheets[0].row_breaks.brk
    pdf = to_pdf(path)
    assert page_count(pdf) == len(ends) + 1 > 1
    for page in range(1, len(ends) + 1):
        lines = [line.strip() for line in pdf_text(pdf, page=page).splitlines() if line.strip()]
        assert not lines[-2].startswith("Nhóm"), "the footer comes last"


def test_no_page_of_a_long_form_ends_where_another_line_has_room(path):
    sheet = written(path, communes(116))
    ends = [brk.id for brk in sheet.row_breaks.brk]
    heights = [sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1)]
    head = sum(heights[row_of(sheet, "TT") - 1 : row_of(sheet, "A")])
    page = page_pt(portrait=False)
    for n, (start, end) in enumerate(pairwise([0, *ends[:-1]])):
        filled = (head if n else 0) + sum(heights[start:end])
        assert filled + heights[end] > 0.97 * page >= 0.97 * filled
    assert {height % 0.75 for height in heights} == {0}, "Excel would round it, and the page be fuller"
    assert page_count(to_pdf(path)) == len(ends) + 1


def test_a_form_a_little_longer_than_a_page_is_printed_on_one(path):
    write_book(book(communes(16, notes=())), path)
    assert page_count(to_pdf(path)) == 1


@pytest.mark.parametrize("signed_by", ["", "Nguyễn Văn A"])
def test_there_is_room_to_sign_on_a_form_that_fills_its_page(path, signed_by):
    nobody = Signature(place="Vĩnh Long", signed_title="Giám đốc", signed_by=signed_by)
    write_book(replace(book(communes(16, notes=())), signature=nobody), path)
    pdf = to_pdf(path)
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    hint = max(float(y) for y in re.findall(r'yMax="([\d.]+)">\(Ký,<', said))
    foot = float(re.search(r'<page width="[\d.]+" height="([\d.]+)"', said)[1]) - 20 / 25.4 * 72
    assert foot - hint >= 3 * LINE_PT, "three lines at least, also where the form was shrunk"


# sheets


def test_sheet_names_are_legal_and_unlike_each_other(path):
    long = "Cơ sở công nghiệp [a/b]: tổng hợp theo huyện"
    names = (long, long, "Chợ", "CHỢ", "'", "History")
    write_book(book(*[communes(1, name=name) for name in names]), path)
    found = load_workbook(path).sheetnames
    assert len(found) == len({name.casefold() for name in found}) == 6
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in found)


def test_a_free_name_stays_as_it_is():
    assert sheet_name("Biểu 10-SCT", ["Chợ"]) == "Biểu 10-SCT"


def test_a_book_without_tables_is_still_a_workbook(path):
    write_book(Book((), SIGNATURE), path)
    assert load_workbook(path).worksheets


# charts


def chart_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return parts.read("xl/charts/chart1.xml").decode()


def test_a_chart_stands_on_the_cells_of_its_table(path):
    bars = TableChart("bar", "Hộ có điện theo huyện, năm 2020", 1, (3,), (5, 1))
    sheet = written(path, households(charts=(bars,)))
    drawn = chart_xml(path)
    rows = row_of(sheet, "Huyện Mang Thít"), row_of(sheet, "Huyện Long Hồ")
    for letter in "BD":
        assert f"('Hộ dùng điện'!${letter}${rows[0]},'Hộ dùng điện'!${letter}${rows[1]})" in drawn
    assert re.findall("<c:v>([^<]*)</c:v>", drawn)[-4:] == [
        "Huyện Mang Thít",
        "Huyện Long Hồ",
        "999.0",
        "1190.0",
    ]
    assert "Hộ có điện theo huyện, năm 2020" in drawn
    assert COLOURS[0][1:] in drawn
    assert load_workbook(path).sheetnames[-1] == CHARTS_SHEET


def test_rows_one_after_another_are_named_as_a_range(path):
    sheet = written(path, households(charts=(TableChart("column", "Hộ", 1, (2, 3), (2, 3)),)))
    first = row_of(sheet, "Xã An Bình")
    assert f"'Hộ dùng điện'!$C${first}:$C${first + 1}" in chart_xml(path)


def test_a_bar_that_lacks_units_is_hatched_and_explained(path):
    write_book(book(households(charts=(TableChart("column", "Hộ", 1, (2,), (1, 5)),))), path)
    assert chart_xml(path).count("<a:pattFill") == 1
    charts = load_workbook(path)[CHARTS_SHEET]
    assert any(text.startswith("Cột gạch chéo") for text in texts(charts))


def test_a_bar_without_a_figure_is_marked_not_drawn_as_zero(path):
    write_book(book(households(charts=(TableChart("column", "Hộ", 1, (2,), (2, 4)),))), path)
    assert "<a:t>…</a:t>" in chart_xml(path)


def test_the_parts_of_a_pie_may_be_the_columns_of_one_row(path):
    sheet = written(path, households(charts=(TableChart("pie", "Hộ", 1, (2, 3), (1,)),)))
    row, head = row_of(sheet, "Huyện Long Hồ"), row_of(sheet, "Tổng số")
    drawn = chart_xml(path)
    assert f"'Hộ dùng điện'!$C${row}" in drawn
    assert f"'Hộ dùng điện'!$D${head}" in drawn
    assert all(colour[1:] in drawn for colour in COLOURS[:2])


def test_a_chart_with_nothing_to_show_is_left_out(path):
    empty = (TableChart("pie", "Trống", 1, (3,), (3,)), TableChart("bar", "Trống", 1, (2,), (4,)))
    write_book(book(households(charts=empty)), path)
    assert load_workbook(path).sheetnames == ["Hộ dùng điện"]


def test_charts_are_printed_whole(path):
    """Two on the first page below the title, and no chart across the edge of a page."""
    column = TableChart("column", "Cột", 1, (2, 3), (1, 2, 3, 5, 6))
    pie = TableChart("pie", "Tròn", 1, (5,), (1, 5))
    write_book(book(households(charts=(column, column, pie, pie, column))), path)
    charts = load_workbook(path)[CHARTS_SHEET]
    breaks = [brk.id for brk in charts.row_breaks.brk]
    assert len(breaks) == 1
    for chart in charts._charts:
        top = chart.anchor._from.row
        bottom = chart.anchor.to.row
        assert not any(top < edge <= bottom for edge in breaks)


# the file


def test_the_same_book_gives_the_same_bytes_in_every_time_zone(tmp_path):
    table = households(charts=(TableChart("bar", "Hộ", 1, (2,), (1, 5)),))
    write_book(book(table, illustrative=True, footer="x"), tmp_path / "a.xlsx")
    again = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_official import TableChart, book, households, write_book
table = households(charts=(TableChart("bar", "Hộ", 1, (2,), (1, 5)),))
write_book(book(table, illustrative=True, footer="x"), Path(sys.argv[2]))
"""
    places = os.pathsep.join([str(HOUSE), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": places, "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", again, str(Path(__file__).parent), str(tmp_path / "b.xlsx")]
    subprocess.run(command, env=environment, check=True, timeout=60)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert "2020-01-01T00:00:00Z" in parts.read("docProps/core.xml").decode()


# forms of newer circulars

CIRCULAR = (
    Column("number", "TT", "(1)", "text"),
    Column("label", "Chỉ tiêu", "(2)", "text"),
    Column("measured", "Đơn vị tính", "(3)", "text"),
    Column("c1", "Kết quả (Luỹ kế đến thời điểm báo cáo)", "(4)", "number"),
    Column("remarks", "Ghi chú", "(5)", "text"),
)
SENDER, DUE = (
    "Đơn vị gửi báo cáo: Ủy ban nhân dân xã Mỹ Thạnh",
    "(Thời hạn gửi báo cáo: trước ngày 25 tháng 6)",
)


def circular(count: int = 3, **changes: Any) -> Table:
    """A form of lines with its own head and signature, standing on the page."""
    long = (
        "Tổng diện tích đất công nghiệp của các cụm công nghiệp đã hoạt động (tính theo quy hoạch đã duyệt)"
    )
    figures = [TableCell(value=Fraction(value), decimals=2) for value in (55, 40)]
    cells = [*figures, TableCell(value=Fraction(800, 11), formula=RatioDown(1, 0, 100), decimals=2)]
    cells += [TableCell(value=Fraction(n)) for n in range(count)]
    rows = tuple(
        TableRow(
            (TableCell(str(17 + n)), TableCell(long), TableCell("Triệu đồng/người/tháng"), cell, TableCell())
        )
        for n, cell in enumerate(cells[: max(3, count)])
    )
    table = replace(households(), columns=CIRCULAR, rows=rows, form_code="", notes=(), unit_line="")
    title = "Biểu số 03. Tổng hợp tình hình cụm công nghiệp trên địa bàn cấp xã"
    seat = Seat("TM. ỦY BAN NHÂN DÂN", "(Chữ ký, họ và tên, chức danh, dấu)")
    own = {"title": title, "lines": (SENDER, DUE), "seats": (seat,), "portrait": True}
    return replace(table, **(own | changes))


def test_a_form_with_lines_begins_with_its_title_as_it_is_written(path):
    sheet = written(path, circular())
    above = texts(sheet)[:4]
    assert above[0] == "Biểu số 03. Tổng hợp tình hình cụm công nghiệp trên địa bàn cấp xã"
    assert above[1:] == ["(Ban hành kèm theo Thông tư số 34/2022/TT-BCT)", SENDER, DUE]
    looks = [sheet.cell(row_of(sheet, text), 1) for text in (above[0], SENDER, DUE)]
    assert [cell.alignment.horizontal for cell in looks] == ["center", "left", "left"]
    assert [bool(cell.font.italic) for cell in looks] == [False, False, True]
    assert not any(text.startswith(("Biểu số: ", "Đơn vị báo cáo")) for text in texts(sheet))


def test_the_form_names_who_signs_and_how(path):
    said = texts(written(path, circular()))
    assert said[-3:] == ["TM. ỦY BAN NHÂN DÂN", "(Chữ ký, họ và tên, chức danh, dấu)", "Trần Quốc Tuấn"]
    assert "Người lập biểu" not in said


def test_a_ratio_of_two_lines_is_recomputed_by_office_suites(path):
    sheet = written(path, circular())
    row = row_of(sheet, "19")
    assert sheet.cell(row, 4).value == f'=IF(D{row - 2}=0,"-",D{row - 1}/D{row - 2}*100)'
    assert values(recalculated(path))[row - 1][3] == pytest.approx(800 / 11)


def test_units_of_measure_stand_in_the_middle_and_remarks_have_room_for_the_pen(path):
    sheet = written(path, circular())
    assert sheet.cell(row_of(sheet, "17"), 3).alignment.horizontal == "center"
    assert sheet.column_dimensions["E"].width * 7 >= 70


@pytest.mark.parametrize(("portrait", "size"), [(True, (595, 842)), (False, (842, 595))])
def test_a_form_stands_or_lies_on_a4(path, portrait, size):
    write_book(book(circular(portrait=portrait)), path)
    assert page_size(to_pdf(path)) == size


@pytest.mark.parametrize("count", [3, 20, 34, 38, 42])
def test_who_signs_stands_on_a_page_with_lines(path, count):
    write_book(book(circular(count)), path)
    pdf = to_pdf(path)
    last = pdf_text(pdf, page=page_count(pdf))
    assert "TM. ỦY BAN NHÂN DÂN" in last
    assert str(16 + count) in last
