"""Ctrl+K: go to a page or a form by typing a few letters of its name, with or without accents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from base.text import search_key
from ui.session import Session

if TYPE_CHECKING:
    from ui.window import Nav


class GoTo(QDialog):
    """One box, one list; the arrows move in the list while the box keeps the letters."""

    def __init__(self, parent: QWidget, session: Session, pages: Sequence[Nav]) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_goto")
        self.setWindowTitle("Đi đến")
        self.session = session
        self._places = [(nav.title, nav.key, "") for nav in pages]
        self._places += [(form.title, "entry", form.key) for form in session.office.own_forms(session.period)]
        self.box = QLineEdit(self, placeholderText="Tên trang hoặc tên biểu")
        self.box.setObjectName("goto")
        self.box.setAccessibleName("Đi đến")
        self.list = QListWidget(self)
        self.list.setObjectName("list_places")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(self.list)
        self.resize(420, 360)
        self.box.textChanged.connect(self._show)
        self.box.returnPressed.connect(self._go)
        self.list.itemClicked.connect(lambda _: self._go())
        self.box.installEventFilter(self)
        self._show("")

    def _show(self, text: str) -> None:
        words = search_key(text).split()
        self.list.clear()
        for title, page, form in self._places:
            if all(word in search_key(title) for word in words):
                item = QListWidgetItem(title)
                item.setData(Qt.ItemDataRole.UserRole, (page, form))
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                rows = self.list.count()
                self.list.setCurrentRow(max(0, min(rows - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            page, form = item.data(Qt.ItemDataRole.UserRole)
            self.accept()
            self.session.go(page, form=form)
