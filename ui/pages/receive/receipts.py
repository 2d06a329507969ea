"""What became of the files that came last, one by one, and slips for their senders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from base.period import Period
from office.receiving.arriving import Receipt
from office.receiving.receipts import ANSWERS
from ui.pages.receive.lines import why
from ui.widgets.cards import button, words
from ui.widgets.rows import Cell, Column, RowsTable

_RECEIPTS = (Column("Tệp"), Column("Kết quả", "Thiếu bản trước"), Column("Đơn vị, lý do"))
_SHAPES = {
    "new": "sent",
    "have": "ok",
    "older": "none",
    "gap": "ask",
    "conflict": "conflict",
    "refused": "stop",
}
_SHORT = {
    "new": "Mới, chờ duyệt",
    "have": "Đã có",
    "older": "Bản cũ hơn",
    "gap": "Thiếu bản trước",
    "conflict": "Xung đột",
    "refused": "Không nhận",
}


class Receipts(QWidget):
    """File by file what became of the last drop; slips for the senders."""

    def __init__(self, write: Callable[[], object], see: Callable[[Receipt], object]) -> None:
        super().__init__()
        self.table = RowsTable("receipts", "Các tệp vừa nhận", _RECEIPTS)
        self.told = words("", "muted", wrap=True)
        self.write = button("Ghi biên nhận…", "write_receipts", write, icon="save")
        self.see = button("", "edited", lambda: see(self._receipts[self.table.row]))
        self.table.opened.connect(lambda _: self.see.click() if self.see.isVisible() else None)
        self._receipts: Sequence[Receipt] = ()
        self.table.moved.connect(self._tell)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self.see)
        row.addStretch(1)
        row.addWidget(self.write)
        self.told.setContentsMargins(16, 8, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addLayout(row)

    def put(self, receipts: Sequence[Receipt]) -> None:
        """These answers."""
        self._receipts = receipts
        rows = [
            (
                Cell(r.file),
                Cell("Bị sửa trên Excel" if r.edits else _SHORT[r.answer], _SHAPES[r.answer]),
                Cell(why(r) or r.unit_name, tip=r.message),
            )
            for r in receipts
        ]
        self.table.rows.put(rows)
        self.table.choose(0)
        self._tell(self.table.row)

    def _tell(self, row: int) -> None:
        """The whole answer to the file under the cursor."""
        self.see.hide()
        if 0 <= row < len(self._receipts):
            one = self._receipts[row]
            self.see.setText(f"Xem {len(one.edits)} ô bị sửa" if one.edits else "Dựng lại từ trang in")
            self.see.setVisible(bool(one.edits) or one.rebuildable)
            self.told.setText(f"{_of_report(one)}{one.message or ANSWERS[one.answer]}")


def _of_report(one: Receipt) -> str:
    """ "Xã Hòa An, bản số 2, kỳ năm 2020. "; "" where the file says none."""
    if not one.unit_name:
        return ""
    return f"{one.unit_name}, bản số {one.version}, kỳ {Period.parse(one.period).in_words()}. "
