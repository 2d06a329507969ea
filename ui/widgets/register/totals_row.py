"""The foot of a register: what its columns add up to, and how many records that leaves out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from base import numbers
from office.entering.registers import LABEL, STATE, Totals
from ui import theme
from ui.widgets.register.model import POSITION
from ui.widgets.register.view import RegisterView

_HEIGHT = 34


class TotalsRow(QTableView):
    """One row under the columns of the table above; it cannot be entered."""

    def __init__(self, above: RegisterView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("table_totals")
        self.setProperty("role", "flush")
        self.setAccessibleName("Cộng")
        self.above = above
        self.row = QStandardItemModel(self)
        self.setModel(self.row)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        above.pushed.connect(self.follow)
        above.horizontalHeader().sectionResized.connect(lambda *_: self.follow())

    def follow(self) -> None:
        """The widths of the columns above; those out of sight there are so here."""
        self.setFixedHeight(theme.px(_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(theme.px(_HEIGHT))
        for column in range(self.row.columnCount()):
            hidden = self.above.isColumnHidden(column)
            self.setColumnHidden(column, hidden)
            if not hidden:
                self.setColumnWidth(column, self.above.columnWidth(column))

    def show_totals(self, found: Totals) -> None:
        """Write the row anew."""
        model = self.above.register
        form = model.form
        if form is None:
            return
        items = []
        for column in model.columns:
            text, tip = "", ""
            if column.key == LABEL:
                text = f"Cộng {numbers.show(found.added)} {form.record} đã nhập"
            elif column.key == STATE and found.left_out:
                text = f"chưa tính {numbers.show(found.left_out)}"
                tip = f"{numbers.show(found.left_out)} {form.record} chép từ kỳ trước, chưa xác nhận."
            elif column.key in found.sums:
                value, known = found.sums[column.key]
                lacking = found.added - known
                text = form.fields[column.key].show(value)
                tip = f"{numbers.show(known)} {form.record} có số"
                tip += f", {numbers.show(lacking)} chưa có." if lacking else "."
            items.append(self._item(text, tip, key=column.key, right=column.right))
        self.row.clear()
        self.row.appendRow(items)
        if model.columns and model.columns[0].key == POSITION:
            self.setSpan(0, 0, 1, 2)
            self.row.setItem(0, 0, items[1].clone())
        self.follow()

    def _item(self, text: str, tip: str, *, key: str, right: bool) -> QStandardItem:
        item = QStandardItem(text)
        item.setToolTip(tip or text)
        item.setFont(theme.font("body" if key == STATE else "strong"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        return item
