"""A receipt: one page of A4 to print, the same bytes for the same slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from base.errors import AppError, Code
from exports.receipt import Slip, write
from tests.office_suite import page_count, pdf_text, to_pdf

LINES = [
    ("Đơn vị gửi", "Xã Long Đức (mã 29263)"),
    ("Bản số", "1"),
    ("Mã kiểm tra", "=7K2M"),
    ("Lý do và việc cần làm", "Tệp “a.xlsx” bị hỏng. " * 12),
]
SLIP = Slip("Sở Công Thương tỉnh Trà Vinh", LINES, "Ghi chú.", date(2021, 1, 4), "Thạch Sa Vane", "Biên nhận")


def test_a_receipt_prints_whole_on_one_upright_page(tmp_path: Path) -> None:
    write(tmp_path / "r.xlsx", replace(SLIP, illustrative=True))
    page = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
    assert {cell.font.name for row in page.iter_rows() for cell in row} == {"Times New Roman"}
    pdf = to_pdf(tmp_path / "r.xlsx")
    assert page_count(pdf) == 1
    shown = pdf_text(pdf, page=1)
    for text in (
        "BIÊN NHẬN BÁO CÁO",
        "=7K2M",
        "Thạch Sa Vane",
        "ngày 04 tháng 01 năm 2021",
        "Dữ liệu minh họa",
    ):
        assert text in shown
    assert shown.count("hỏng") == 12


def test_the_same_slip_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", SLIP)
    write(tmp_path / "b.xlsx", SLIP)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_receipt_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refusal:
        write(tmp_path / "none" / "r.xlsx", SLIP)
    assert refusal.value.code is Code.OUTPUT_FAILED
