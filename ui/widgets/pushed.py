"""A table whose first columns stay: the others are pushed behind them one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QScrollBar, QTableView, QWidget

Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction
_BESIDE = {_Move.MoveLeft: -1, _Move.MoveRight: 1}


class PushedTable(QTableView):
    """Columns that have no room are hidden behind the kept ones: nothing lies over another.

    Whoever shows the table puts `bar` below it.
    """

    pushed = Signal()
    """Other columns are in sight."""

    def __init__(self, parent: QWidget, *, kept: int = 1) -> None:
        super().__init__(parent)
        self.kept = self.first = kept
        """How many columns stay, and the first of the others that is in sight."""
        self._widths: list[int] = []
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = QScrollBar(Qt.Orientation.Horizontal, parent)
        self.bar.setAccessibleName("Cột đang xem")
        self.bar.valueChanged.connect(self._push)

    def room(self) -> int:
        """What all columns together may take."""
        return self.viewport().width()

    def put_widths(self, widths: Sequence[int]) -> None:
        """Give every column its width; as many as have room are shown."""
        self._widths = list(widths)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self._range()

    def _range(self) -> None:
        room = self.room() - sum(self._widths[: self.kept])
        steps, last = 0, len(self._widths)
        while self.kept + steps < last - 1 and sum(self._widths[self.kept + steps :]) > room:
            steps += 1
        self.bar.setRange(0, steps)
        self.bar.setPageStep(max(1, last - self.kept - steps))
        self.bar.setVisible(steps > 0)
        self._push(self.bar.value())

    def _push(self, pushed: int) -> None:
        self.first = self.kept + pushed
        for column in range(len(self._widths)):
            hide = self.kept <= column < self.first
            if self.isColumnHidden(column) != hide:
                self.setColumnHidden(column, hide)
        self.pushed.emit()

    def reveal(self, column: int) -> None:
        """Bring a column into sight."""
        if column < self.kept or not self._widths:
            return
        if column < self.first:
            self.bar.setValue(column - self.kept)
        while self.bar.value() < self.bar.maximum() and self._right_of(column) > self.room():
            self.bar.setValue(self.bar.value() + 1)

    def _right_of(self, column: int) -> int:
        kept = sum(self.columnWidth(c) for c in range(self.kept))
        return kept + sum(self._widths[self.first : column + 1])

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = event.angleDelta().x() or (
            event.angleDelta().y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0
        )
        if sideways:
            self.bar.setValue(self.bar.value() - (1 if sideways > 0 else -1))
            event.accept()
        else:
            super().wheelEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Left and right lead to the columns behind the kept ones too, which Qt would pass over."""
        beside = self.currentIndex().siblingAtColumn(self.currentIndex().column() + _BESIDE.get(action, 0))
        if action not in _BESIDE or not beside.isValid():
            return super().moveCursor(action, modifiers)
        return beside

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Up and down as any table; sideways by pushing columns."""
        self.reveal(index.column())
        super().scrollTo(index, hint)
        self.horizontalScrollBar().setValue(0)
