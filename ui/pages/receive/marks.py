"""The places of a report that are to be mended: picked in its records one by one, sent down with its return."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from base.errors import AppError
from courier.reply import Mark
from office.receiving import returning
from ui import dialogs
from ui.session import Session
from ui.widgets.cards import button
from ui.widgets.rows import Cell, Column, RowsTable

_COLUMNS = (Column("Chỗ phải sửa"), Column("Lý do"))
_SHOWN = 3
"""Lines of the list that are always seen."""


class Marks(QWidget):
    """Ctrl+M marks the cell under the cursor, Delete takes a mark away; the return carries what is listed."""

    def __init__(
        self,
        session: Session,
        digest: str,
        records: RowsTable,
        picked: Callable[[int, int], Mark | None],
        send_back: Callable[[], object],
    ) -> None:
        super().__init__()
        self._session = session
        self._digest = digest
        self._records = records
        self._picked = picked
        self.marks: list[Mark] = []
        self.table = RowsTable("marks", "Các chỗ phải sửa", _COLUMNS)
        self.mark = button("Đánh &dấu ô này…", "mark", self.add)
        self.unmark = button("&Bỏ dấu", "unmark", self.remove, role="link")
        self.act = button("&Trả lại…", "return", send_back, role="primary", icon="arrow_reply")
        records.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        row = QHBoxLayout()
        row.addWidget(self.mark)
        row.addWidget(self.unmark)
        row.addStretch(1)
        row.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        column.addLayout(row)
        QShortcut(QKeySequence("Ctrl+M"), self, self.add, context=Qt.ShortcutContext.WindowShortcut)
        QShortcut(QKeySequence.StandardKey.Delete, self.table, self.remove)
        self._show()

    def add(self) -> None:
        """Mark the cell under the cursor: its field, or the whole record where it is no answer."""
        at = self._records.currentIndex()
        mark = self._picked(at.row(), at.column()) if at.isValid() else None
        if mark is None:
            return
        office = self._session.office
        known = next((one for one in self.marks if one.place == mark.place), None)
        place = returning.place(office, self._digest, mark)
        reason = dialogs.ask_reason(self, f"{place}: ghi điều phải sửa.", "Đánh dấu")
        if not reason:
            return
        try:
            made = returning.marked(office, self._digest, Mark(*mark.place[1:], reason, unit=mark.unit))
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.marks = [one for one in self.marks if one is not known] + [made]
        self._show()
        self.table.choose(len(self.marks) - 1)

    def remove(self) -> None:
        """Take the chosen mark away."""
        if 0 <= self.table.row < len(self.marks):
            del self.marks[self.table.row]
            self._show()

    def _show(self) -> None:
        self.table.rows.put([(Cell(one.where), Cell(one.reason)) for one in self.marks])
        self.table.setVisible(bool(self.marks))
        self.unmark.setVisible(bool(self.marks))
        line = self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + min(_SHOWN, max(1, len(self.marks))) * line + 2)
        count = len(self.marks)
        self.act.setText(f"&Trả lại kèm {count} chỗ…" if count else "&Trả lại…")
