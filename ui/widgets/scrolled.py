"""A column of widgets that scrolls where it has no room for them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Scrolled(QScrollArea):
    """As wide as what stands in `column`; takes no focus itself, and follows the widget that has it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setProperty("role", "sheet")
        self.column = QVBoxLayout(self._inside)
        self.column.setSpacing(8)
        self.setWidget(self._inside)

    def sizeHint(self) -> QSize:
        """With room for the scroll bar, so that the page does not move when it comes."""
        inside, bar = self._inside.sizeHint(), self.verticalScrollBar().sizeHint().width()
        return QSize(inside.width() + bar, inside.height())

    def minimumSizeHint(self) -> QSize:
        """All of the width, none of the height."""
        return QSize(self.sizeHint().width(), 0)
