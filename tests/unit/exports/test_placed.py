"""Sheets of totals: what a person prints, signs and files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from courier.sheet import HEADER_ROWS, LABEL_ROW, UNIT_ROW
from courier.totals import UnitTotals, totals_sheet
from exports import placed
from exports.placed import Heading, Styles
from exports.writing import new_workbook
from tests.builders import kilns
from tests.office_suite import page_count, pdf_text, to_pdf

FIGURES = {
    "kilns_total": 3,
    "kilns_licensed": 0,
    "kiln_workers": None,
    "kiln_area": 12_345,
    "kiln_cost": 2_550_000,
}
HEADING = Heading("Biểu số: 09", "Mẫu tham khảo", "Huyện Trà Cú", "năm 2020", "Huyện Trà Cú – bản số 1")


def written(path: Path, units: int) -> Path:
    entries = [UnitTotals(f"Xã số {n}", f"{29000 + n}", "filled", 3, FIGURES) for n in range(units)]
    total = UnitTotals("Tổng cộng", "", "filled", 3, FIGURES)
    book = new_workbook(path, title="x", unit="y")
    placed.write(book, Styles(book), totals_sheet(kilns(), total, entries), HEADING)
    book.close()
    return path


@pytest.mark.parametrize(
    ("row", "value", "shape"),
    [
        (0, 3, '#,##0;-#,##0;"-"'),
        (1, 3, '#,##0;-#,##0;"-"'),
        (2, 0, '#,##0;-#,##0;"-"'),
        (3, None, '#,##0;-#,##0;"-"'),
        (4, 1.2345, '#,##0.00;-#,##0.00;"-"'),
        (5, 2.55, "#,##0"),
    ],
)
def test_figures_keep_all_their_digits_and_show_those_declared(
    tmp_path: Path, row: int, value: float | None, shape: str
) -> None:
    page = openpyxl.load_workbook(written(tmp_path / "x.xlsx", 2)).worksheets[0]
    total = page.cell(HEADER_ROWS + 1 + row, 4)
    assert (total.value, total.font.name, total.font.bold) == (value, "Times New Roman", True)
    assert total.number_format.startswith(shape)
    assert page.cell(HEADER_ROWS + 1 + row, 5).font.bold is False


def test_columns_are_units_numbered_as_official_forms_do(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(written(tmp_path / "x.xlsx", 30)).worksheets[0]
    heads = [
        [page.cell(row + 1, n).value for n in (1, 3, 4, 5, 34)] for row in (LABEL_ROW, UNIT_ROW, UNIT_ROW + 1)
    ]
    assert heads[0] == ["TT", "Đơn vị tính", "Tổng cộng", "Xã số 0", "Xã số 29"]
    assert heads[1][3:] == ["29000", "29029"]
    assert heads[2] == ["A", "C", "1", "2", "31"]


@pytest.mark.parametrize(("units", "pages"), [(9, 1), (18, 2)])
def test_every_page_says_which_figure_it_shows(tmp_path: Path, units: int, pages: int) -> None:
    pdf = to_pdf(written(tmp_path / "x.xlsx", units))
    assert page_count(pdf) == pages
    for page in range(1, pages + 1):
        text = pdf_text(pdf, page=page)
        assert "Diện tích lò" in text and "Đơn vị tính" in text and "Huyện Trà Cú – bản số 1" in text
