"""A form on paper: common headings over their columns, closed pages, and nobody who signs alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from consolidation.table import Book, Column, Signature, Table, TableCell, TableRow
from office.figures import reporting
from office.sending import submitting
from tests.builders import YEAR, an_office, answer, sound_answers
from tests.office_suite import page_count, pdf_text
from ui import printing
from ui.printed import Printed

ROOM = QSizeF(950, 620)
HEADS = (
    ("TT", "", "text"),
    ("Đơn vị", "", "text"),
    ("Tổng số chợ", "", "number"),
    ("Hạng 1", "Chia theo hạng", "number"),
    ("Hạng 2", "Chia theo hạng", "number"),
    ("Hạng 3", "Chia theo hạng", "number"),
    ("Số đơn vị cấp xã đã tổng hợp", "", "text"),
)


def form(count: int, *, headings: Sequence[int] = (), heads=HEADS, signed: bool = True) -> Table:
    columns = tuple(
        Column(f"c{n}", label, str(n), kind, group=group) for n, (label, group, kind) in enumerate(heads)
    )
    rows = tuple(
        TableRow(
            tuple(
                TableCell(value=Fraction(row + n)) if column.kind == "number" else TableCell(f"Xã số {row}")
                for n, column in enumerate(columns)
            ),
            heading=row in headings,
        )
        for row in range(count)
    )
    return Table(
        "Chợ", "Chợ theo hạng", "Năm 2020", "TH-03", "Thông tư", "Sở Công Thương", "Bộ Công Thương", "",
        columns, rows, ("Tỷ lệ tính lại từ tử số và mẫu số.",), signed=signed,
    )  # fmt: skip


def printed(table: Table) -> Printed:
    return Printed(table, ROOM, Signature(), illustrative=True)


def painted(made: Printed, page: int) -> QImage:
    image = QImage(1000, 700, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(10, 10)
    made.draw(painter, page)
    painter.end()
    return image


def dark_share(image: QImage, y: int, left: float, right: float) -> float:
    spots = range(round(left) + 12, round(right) + 8)
    return sum(image.pixelColor(x, y).lightness() < 160 for x in spots) / len(spots)


def test_a_common_heading_stands_over_its_columns_and_over_no_other() -> None:
    made = printed(form(5))
    boxes = {words.text: box for words, box in made.heads}
    group = boxes["Chia theo hạng"]
    assert (group.left(), group.right()) == pytest.approx((boxes["Hạng 1"].left(), boxes["Hạng 3"].right()))
    for label in ("Hạng 1", "Hạng 2", "Hạng 3"):
        assert boxes[label].top() == pytest.approx(group.bottom())
    assert boxes["Đơn vị"].top() == group.top() == 0
    assert boxes["Đơn vị"].bottom() == pytest.approx(boxes["Hạng 1"].bottom())


@pytest.mark.parametrize("count", [1, 18, 19, 20, 21, 22, 23, 24, 60, 200])
def test_every_row_stands_on_one_page_and_fits(count: int) -> None:
    made = printed(form(count))
    assert [n for page in made.pages for n in page] == list(range(count))
    assert all(len(page) for page in made.pages)
    for number, page in enumerate(made.pages):
        used = made.head_height + sum(made.heights[n] for n in page) + (made._top if number == 0 else 0)
        used += made._tail() if number == len(made.pages) - 1 else 0
        assert used <= made.room.height() + 0.01
    assert len(made.pages) == 1 or len(made.pages[-1]) >= 3, "those who sign do not stand alone"


def test_the_last_row_of_every_page_is_closed_below() -> None:
    made = printed(form(60))
    assert len(made.pages) > 2
    for number, page in enumerate(made.pages):
        image = painted(made, number)
        bottom = made.head_height + sum(made.heights[n] for n in page) + (made._top if number == 0 else 0)
        lines = [dark_share(image, round(10 + bottom) + y, 0, made.lefts[-1]) for y in (-1, 0, 1)]
        assert max(lines) > 0.95


@pytest.mark.parametrize("count", range(40, 64))
def test_a_heading_goes_along_with_what_stands_under_it(count: int) -> None:
    made = printed(form(count, headings=range(0, count, 2)))
    assert all(page[-1] % 2 for page in made.pages[:-1])


def test_many_columns_are_drawn_smaller_and_no_word_of_a_head_is_cut() -> None:
    many = (*HEADS, *((f"Giá trị sản xuất công nghiệp năm {n}", "", "number") for n in range(14)))
    made = printed(form(3, heads=many))
    assert made.shrink < 1
    assert made.lefts[-1] * made.shrink <= ROOM.width() + 0.01
    assert all(words.widest_word <= box.width() for words, box in made.heads)


def test_columns_fill_the_page_without_gaps() -> None:
    made = printed(form(3))
    assert made.lefts[-1] == pytest.approx(ROOM.width())
    assert all(a < b for a, b in pairwise(made.lefts))


@pytest.mark.parametrize("layout", ["consolidated", "tt14_03"])
def test_every_page_that_the_window_prints_bears_the_code_of_the_version(
    tmp_path: Path, qapp, layout: str
) -> None:
    with answer(an_office(tmp_path / "c"), sound_answers()) as office:
        open_book = reporting.book(office, YEAR, layout)
        own = submitting.submit(office, YEAR, tmp_path / "1.xlsx", note="đã đối chiếu")
        book = reporting.book(office, YEAR, layout)
    for one, count in ((book, 1), (open_book, 0)):
        (tmp_path / "p.pdf").write_bytes(printing.pdf(one, one.tables, lambda done, total: None))
        pages = page_count(tmp_path / "p.pdf")
        assert pages >= len(one.tables)
        for number in range(1, pages + 1):
            page = "".join(pdf_text(tmp_path / "p.pdf", page=number).split())
            assert page.count(own.fingerprint) == count and f"Trang{number}/{pages}" in page


def test_a_footer_without_room_keeps_the_code_and_the_number_of_the_page(tmp_path: Path, qapp) -> None:
    table = replace(form(3), portrait=True)
    book = Book((table,), Signature(), "Mã kiểm tra 7K2M-9QXT-4HNA – " + "Thành phố rất dài " * 20)
    (tmp_path / "p.pdf").write_bytes(printing.pdf(book, book.tables, lambda done, total: None))
    page = pdf_text(tmp_path / "p.pdf", page=1)
    assert "7K2M-9QXT-4HNA" in page and "… – Trang 1/1" in page
