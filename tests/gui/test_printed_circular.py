"""Forms of newer circulars on paper: their own head and signature, standing where others lie."""

from __future__ import annotations

import itertools
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF

from consolidation.table import Book, Column, Seat, Signature, Table, TableCell, TableRow
from ui import printing
from ui.printed import Printed

LINES = ("Đơn vị gửi báo cáo: Ủy ban nhân dân xã Mỹ Thạnh", "(Thời hạn gửi báo cáo: trước ngày 25 tháng 6)")
SEAT = Seat("NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT\nCỦA ĐƠN VỊ BÁO CÁO", "(Chữ ký, họ và tên, chức danh, dấu)")


def form(
    *, lines: tuple[str, ...] = LINES, seats: tuple[Seat, ...] = (SEAT,), portrait: bool = True
) -> Table:
    columns = (Column("label", "Chỉ tiêu", "(1)", "text"), Column("c1", "Kết quả", "(2)", "number"))
    row = TableRow((TableCell("Số lượng cụm công nghiệp"), TableCell(value=Fraction(4))))
    return Table(
        "Biểu 03", "Biểu số 03. Tổng hợp", "Năm 2026", "", "Kèm theo Thông tư", "UBND xã", "Sở", "",
        columns, (row,), lines=lines, seats=seats, portrait=portrait,
    )  # fmt: skip


def printed(table: Table) -> Printed:
    return Printed(table, QSizeF(620, 900), Signature(signed_by="Lê Thị Hoa"), illustrative=False)


@pytest.mark.usefixtures("qapp")
def test_the_head_is_the_title_as_written_and_the_lines_below_it():
    said = [words.text for words, _, _ in printed(form()).above]
    assert said == ["Biểu số 03. Tổng hợp", "(Kèm theo Thông tư)", *LINES]
    boxes = [box for _, box, _ in printed(form()).above]
    assert all(above.bottom() <= below.top() for above, below in itertools.pairwise(boxes))
    assert [words.italic for words, _, _ in printed(form()).above] == [False, True, False, True]


@pytest.mark.usefixtures("qapp")
def test_without_lines_the_offices_stand_at_the_right():
    said = [words.text for words, _, _ in printed(form(lines=())).above]
    assert "Đơn vị báo cáo: UBND xã" in said
    assert "BIỂU SỐ 03. TỔNG HỢP" in said


def pages(tables: list[Table], folder: Path) -> tuple[str, str]:
    """What pdfinfo and pdftotext say of the pages."""
    path = folder / "form.pdf"
    path.write_bytes(printing.pdf(Book(tuple(tables), Signature()), tables, lambda done, total: None))
    commands = (["pdfinfo", "-l", "9", str(path)], ["pdftotext", "-layout", str(path), "-"])
    info, text = (
        subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        for command in commands
    )
    return info, text


@pytest.mark.usefixtures("qapp")
def test_each_form_stands_or_lies_as_it_wants(tmp_path):
    info, text = pages([form(), form(portrait=False), form()], tmp_path)
    sizes = [
        line.split("size:")[1].split() for line in info.splitlines() if "size:" in line and "Page" in line
    ]
    assert [float(size[0]) < float(size[2]) for size in sizes] == [True, False, True]
    assert text.count("NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT") == 3
    assert text.count("Trang ") == 3


@pytest.mark.usefixtures("qapp")
def test_the_form_names_who_signs(tmp_path):
    _, text = pages([form()], tmp_path)
    assert "CỦA ĐƠN VỊ BÁO CÁO" in text
    assert "Người lập biểu" not in text
    _, usual = pages([form(seats=())], tmp_path)
    assert "Người lập biểu" in usual
