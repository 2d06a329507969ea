"""Reports on paper: A4, lying unless a form stands, the letters of official papers, each form from a new page on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from consolidation.table import Book, Table
from ui.printed import FAMILIES, SMALL, Printed

# Nghị định 30/2020/NĐ-CP, Phụ lục I: top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm.
_MARGINS = QMarginsF(30, 20, 15, 20)
_PER_INCH = 96
_FOOT = 20


def set_up(device: QPagedPaintDevice) -> None:
    """A4 lying with the margins of official papers."""
    page = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Landscape, _MARGINS, QPageLayout.Unit.Millimeter)
    )


def pdf(book: Book, tables: Sequence[Table], step: Callable[[int, int], object]) -> bytes:
    """These sheets as a PDF."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setTitle(tables[0].title if tables else "")
    set_up(writer)
    paint(writer, book, tables, step)
    del writer  # before the buffer that it writes to
    return bytes(content.data().data())


def paint(
    device: QPagedPaintDevice,
    book: Book,
    tables: Sequence[Table],
    step: Callable[[int, int], object] = lambda done, total: None,
) -> int:
    """Print these sheets of a book; gives the number of pages. `step` hears how many are done, and may stop it."""
    _turn(device, tables[:1])
    painter = QPainter(device)
    try:
        return _paint(painter, device, book, tables, step)
    finally:
        painter.end()


def _paint(
    painter: QPainter,
    device: QPagedPaintDevice,
    book: Book,
    tables: Sequence[Table],
    step: Callable[[int, int], object],
) -> int:
    scale = device.logicalDpiX() / _PER_INCH
    forms = []
    for table in tables:
        _turn(device, [table])
        room = _paper(device) - QSizeF(0, _FOOT)
        forms.append(Printed(table, room, book.signature, illustrative=book.illustrative))
    _turn(device, tables[:1])
    total, number = sum(len(form.pages) for form in forms), 0
    for form in forms:
        for page in range(len(form.pages)):
            step(number, total)
            _turn(device, [form.table])
            size = _paper(device)
            if number:
                device.newPage()
            number += 1
            painter.save()
            painter.scale(scale, scale)
            _foot(painter, size, book.footer, f" – Trang {number}/{total}")
            painter.scale(form.shrink, form.shrink)
            form.draw(painter, page)
            painter.restore()
    return number


def _turn(device: QPagedPaintDevice, tables: Sequence[Table]) -> None:
    """The next page stands or lies as the form wants."""
    for table in tables:
        orientation = QPageLayout.Orientation
        device.setPageOrientation(orientation.Portrait if table.portrait else orientation.Landscape)


def _paper(device: QPagedPaintDevice) -> QSizeF:
    """What may be drawn on of the page."""
    return device.pageLayout().paintRect(QPageLayout.Unit.Inch).size() * _PER_INCH


def _foot(painter: QPainter, size: QSizeF, text: str, number: str) -> None:
    """The number of the page always has its room."""
    font = QFont(FAMILIES)
    font.setPixelSize(SMALL)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    room = size.width() - metrics.horizontalAdvance(number)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(0, int(size.height() - 3), f"{shown}{number}")
