"""The two halves of the entry page: the list on the left, the record beside it, or one of them where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.record.pane import RecordPane

ONE_PANE = 900
"""Logical pixels of the width below which list and record take turns."""
LIST, RECORD = 530, 598


class Halves(QSplitter):
    """`left` holds the head and what `stack` shows; `pane` is the record."""

    pane: RecordPane

    def __init__(self, above: list[QWidget], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._one = False
        self._divided = False
        """Whether the person moved the line between list and record."""
        self.left = QWidget(self)
        self.stack = QStackedWidget(self.left)
        self.stack.setMinimumSize(1, 1)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(12))
        self.addWidget(self.left)
        self.splitterMoved.connect(self._divide)

    def take(self, pane: RecordPane) -> None:
        """The right half."""
        self.pane = pane
        self.addWidget(pane)

    def _divide(self) -> None:
        self._divided = True

    def in_record(self) -> bool:
        """Whether the record is typed into."""
        focus = QApplication.focusWidget()
        return focus is not None and self.pane.isAncestorOf(focus)

    def fit(self, width: int, *, comes: bool) -> None:
        """List and record side by side, or one at a time. `comes`: room is kept for a record that is not read yet."""
        self._one = width < theme.px(ONE_PANE)
        self.pane.to_list.setVisible(self._one)
        in_record, nothing = self.in_record(), self.pane.opened is None and not comes
        self.pane.setVisible(not nothing and (not self._one or in_record))
        self._share()
        self.left.setVisible(not self._one or nothing or not in_record)

    def _share(self) -> None:
        if not self._one and not self._divided:
            self.setSizes([LIST, RECORD])

    def event(self, event: QEvent) -> bool:
        """The same shares whatever came first: the window's size, or what the halves hold."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._share()
        return done

    def show_left_alone(self, widget: QWidget) -> None:
        """What has no record beside it."""
        self.pane.hide()
        self.left.show()
        self.stack.setCurrentWidget(widget)

    def turn_to_record(self) -> None:
        """Where there is room for one half only, the record."""
        if self._one:
            self.left.hide()
            self.pane.show()

    def turn_to_list(self) -> None:
        """Where there is room for one half only, the list."""
        self.left.show()
        if self._one:
            self.pane.hide()
