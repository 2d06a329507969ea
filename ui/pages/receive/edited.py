"""A file that cannot be taken as it is, but can be mended here: its edited cells, or only printed sheets left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from courier.edits import Edit, words_of
from office.receiving.arriving import Receipt
from ui.widgets.cards import Picture, button, foot, strip, words
from ui.widgets.rows import Cell, Column, RowsTable

_EDITS = (
    Column("Ô", "AB10"),
    Column("Mục"),
    Column("Trong báo cáo gốc", "5.204.352,2"),
    Column("Trên Excel", "5.204.352,2"),
)


@dataclass(frozen=True, slots=True)
class Mending:
    """What a person does with such a file."""

    take: Callable[[Receipt], object]
    rebuild: Callable[[Receipt], object]
    give_back: Callable[[Receipt], object]
    back: Callable[[], object]


class Edited(QWidget):
    """Every cell with both values; the whole file is taken with a reason, or goes back."""

    def __init__(self, acts: Mending) -> None:
        super().__init__()
        self.receipt = Receipt("", "refused")
        self.sentence = words("", wrap=True)
        self.table = RowsTable("edits", "Các ô bị sửa trên Excel", _EDITS)
        self.told = words("", "muted", wrap=True)
        self.table.moved.connect(self._tell)
        self.take = button(
            "Nhận các ô đã sửa…", "take_edits", lambda: acts.take(self.receipt), role="primary"
        )
        self.rebuild = button(
            "Dựng lại từ trang in…", "rebuild", lambda: acts.rebuild(self.receipt), role="primary"
        )
        self.give_back = button("Trả lại tệp…", "return_file", lambda: acts.give_back(self.receipt))
        self.back = button("Các tệp vừa nhận", "files", acts.back, role="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip(Picture(state="ask"), self.sentence))
        self.told.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addStretch(0)
        column.addWidget(foot(None, self.take, self.rebuild, self.give_back, self.back))
        for one in (self.take, self.rebuild):  # never both: the list beside the pane needs the room
            one.hide()

    def show_receipt(self, receipt: Receipt) -> None:
        """This file."""
        self.receipt = receipt
        self.sentence.setText(_sentence(receipt))
        self.table.rows.put(_rows(receipt))
        for widget in (self.table, self.told):
            widget.setVisible(bool(receipt.edits))
        self.table.choose(1)  # below the heading
        self.take.setVisible(receipt.takeable)
        self.rebuild.setVisible(receipt.rebuildable)

    def _tell(self, row: int) -> None:
        """The chosen cell in full, which the columns have no room for."""
        cells = self.table.rows.rows[row] if row >= 0 else ()
        if len(cells) < len(_EDITS):
            self.told.setText("")
            return
        address, item, sent, found = (cell.text for cell in cells)
        self.told.setText(f"Ô {address}, {item}: báo cáo gốc “{sent}”, trên Excel “{found}”.")


def _sentence(receipt: Receipt) -> str:
    if receipt.rebuildable:
        return receipt.message
    count = len(receipt.edits)
    lost = sum(bool(edit.why) for edit in receipt.edits)
    if lost:
        return (
            f"{count} ô bị sửa trên Excel, trong đó {lost} ô không nhận được (tiêu đề, trang bìa hoặc giá trị không "
            "đọc được). Cả tệp không nhận được; hãy trả lại đơn vị."
        )
    return (
        f"{count} ô bị sửa trên Excel. Nhận thì các ô này thành bản số {receipt.version + 1}, bản gốc vẫn được giữ; "
        "không nhận thì trả lại đơn vị."
    )


def _rows(receipt: Receipt) -> list[tuple[Cell, ...]]:
    """Under a heading for each sheet."""
    rows: list[tuple[Cell, ...]] = []
    sheet = ""
    for edit in receipt.edits:
        if edit.sheet != sheet:
            sheet = edit.sheet
            rows.append((Cell(sheet, bold=True),))
        rows.append(_row(edit))
    return rows


def _row(edit: Edit) -> tuple[Cell, ...]:
    item = ", ".join(filter(None, (edit.record, edit.label)))
    sides = (Cell(words_of(cell) or "để trống") for cell in (edit.sent, edit.found))
    tip = f"{edit.sheet}!{edit.address}: {edit.why or item}"
    return Cell(edit.address, "stop" if edit.why else "", tip=tip), Cell(item, tip=edit.why or item), *sides
