"""Reports on paper: A4 lying, the letters of official papers, heads that come again on every page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextDocument,
)

from consolidation.table import Book, Table, TableRow, cell_text

# Nghị định 30/2020/NĐ-CP, Phụ lục I: top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm.
_MARGINS = QMarginsF(30, 20, 15, 20)
_FAMILIES = ["Times New Roman", "Liberation Serif"]
_POINTS = 10.0
_FOOT_POINTS = 8.5
_PER_INCH = 96
_STUB, _LONGEST_LINE = 2, 32
"""What a row is about stands on one line, unless it is longer than this."""


def set_up(device: QPagedPaintDevice) -> None:
    """A4 lying with the margins of official papers."""
    page = QPageSize(QPageSize.PageSizeId.A4)
    device.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Landscape, _MARGINS, QPageLayout.Unit.Millimeter)
    )


def paint(device: QPagedPaintDevice, book: Book, tables: Sequence[Table]) -> int:
    """Print these sheets of a book; gives the number of pages."""
    painter = QPainter(device)
    scale = device.logicalDpiX() / _PER_INCH
    layout = device.pageLayout()
    size = layout.paintRect(QPageLayout.Unit.Inch).size() * _PER_INCH
    room = QSizeF(size.width(), size.height() - 24)
    documents = [_document(table, room, illustrative=book.illustrative) for table in tables]
    total = sum(document.pageCount() for document, _ in documents)
    number = 0
    for document, shrink in documents:
        for page in range(document.pageCount()):
            if number:
                device.newPage()
            number += 1
            painter.save()
            painter.scale(scale, scale)
            _foot(painter, size, f"{book.footer} – Trang {number}/{total}")
            painter.scale(shrink, shrink)
            _page(painter, document, page)
            painter.restore()
    painter.end()
    return number


def _page(painter: QPainter, document: QTextDocument, page: int) -> None:
    size = document.pageSize()
    painter.translate(0, -page * size.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, page * size.height(), size.width(), size.height())
    context.palette = QPalette()
    context.palette.setColor(QPalette.ColorRole.Text, "black")
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)


def _foot(painter: QPainter, size: QSizeF, text: str) -> None:
    font = QFont(_FAMILIES)
    font.setPixelSize(round(_FOOT_POINTS * _PER_INCH / 72))
    painter.setFont(font)
    painter.drawText(0, int(size.height() - 4), text)


def _document(table: Table, room: QSizeF, *, illustrative: bool) -> tuple[QTextDocument, float]:
    """A sheet set for the page, and by how much it is drawn smaller so that its columns fit."""
    document = QTextDocument()
    font = QFont(_FAMILIES)
    font.setPixelSize(round(_POINTS * _PER_INCH / 72))
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(html(table, illustrative=illustrative))
    document.setPageSize(room)
    wide = max(document.size().width(), document.idealWidth())
    shrink = min(1.0, room.width() / wide)
    if shrink < 1:
        document.setPageSize(room / shrink)
    return document, shrink


def html(table: Table, *, illustrative: bool = False) -> str:
    """The form as a document: head, table, notes, and the places to sign."""
    left = f"Biểu số: {table.form_code}<br/>" if table.form_code else ""
    parts = [
        '<table width="100%"><tr>',
        f'<td width="50%">{left}{escape(table.citation)}</td>',
        f'<td width="50%" align="right">Đơn vị báo cáo: {escape(table.reporting_unit)}<br/>'
        f"Đơn vị nhận báo cáo: {escape(table.receiving_unit)}</td></tr></table>",
        f'<p align="center"><b>{escape(table.title.upper())}</b><br/>{escape(table.subtitle)}',
        "<br/><b><i>Dữ liệu minh họa</i></b></p>" if illustrative else "</p>",
        '<table width="100%" border="1" cellspacing="0" cellpadding="3"'
        ' style="border-collapse: collapse; border-style: solid;">',
        f"<thead>{_heads(table)}</thead>",
        *(_row(table, row) for row in table.rows),
        "</table>",
    ]
    parts += [f"<p><i>{escape(note)}</i></p>" for note in table.notes]
    if table.signed:
        seats = ("Người lập biểu", "Người kiểm tra biểu", "Thủ trưởng đơn vị")
        cells = "".join(
            f'<td width="33%" align="center"><b>{seat}</b><br/>(Ký, họ tên)</td>' for seat in seats
        )
        parts.append(f'<br/><table width="100%"><tr>{cells}</tr></table>')
    return "".join(parts)


def _heads(table: Table) -> str:
    labels = [
        (f"{column.group}: " if column.group else "")
        + column.label
        + (f" ({column.unit})" if column.unit else "")
        for column in table.columns
    ]
    rows = [labels]
    if any(column.letter for column in table.columns):
        rows.append([column.letter for column in table.columns])
    return "".join(
        "<tr>" + "".join(f'<th align="center">{escape(text)}</th>' for text in row) + "</tr>" for row in rows
    )


def _row(table: Table, row: TableRow) -> str:
    cells = []
    for n, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        text = "" if row.heading and column.kind == "number" else escape(cell_text(column, cell))
        text = f"<b>{text}</b>" if row.depth < 2 else text
        text = f"<i>{text}</i>" if cell.incomplete else text
        align = "right" if column.kind == "number" else "left"
        whole = n < _STUB and len(cell.text) <= _LONGEST_LINE
        style = ' style="white-space: nowrap;"' if whole else ""
        cells.append(f'<td align="{align}"{style}>{text}</td>')
    return f"<tr>{''.join(cells)}</tr>"
