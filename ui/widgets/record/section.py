"""A titled group of fields that folds; its head says how many problems are inside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from base.numbers import show
from forms.spec import NumberBase
from ui import theme
from ui.widgets.cards import Picture, words
from ui.widgets.record.fieldrow import FieldRow

BOX, UNIT, BEFORE, CHANGE = 128, 92, 84, 92
"""Widths of the columns at 100 %; the label has the rest."""
_HEADS = (("Kỳ này", 1, True), ("Đơn vị", 2, False), ("Kỳ trước", 3, True), ("Thay đổi", 4, True))


class Head(QPushButton):
    """The head of a section: a click or Space folds it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setProperty("role", "section")
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(12), 0)
        row.addStretch(1)
        self._shape: Picture | None = None
        self.told = words("", "caption")
        self.told.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self.told)
        self._row = row
        self.toggled.connect(lambda _: self._paint_arrow())
        theme.changed().connect(self._paint_arrow)
        self._paint_arrow()

    def _paint_arrow(self) -> None:
        self.setIcon(theme.icon("chevron_down" if self.isChecked() else "chevron_right"))

    def count(self, stops: int, asks: int) -> None:
        """How many problems the section holds."""
        parts = [f"{show(n)} {what}" for n, what in ((stops, "phải sửa"), (asks, "cần giải thích")) if n]
        if self.told.text() == ", ".join(parts):
            return
        self.told.setText(", ".join(parts))
        self.setAccessibleDescription(self.told.text())
        if self._shape is not None:
            self._shape.deleteLater()
            self._shape = None
        if parts:
            self._shape = Picture(state="stop" if stops else "ask", size=16)
            self._shape.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._row.insertWidget(1, self._shape)


class Section(QWidget):
    """Rows in the columns label, box, unit, last period, change."""

    folded = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self.rows: list[FieldRow] = []
        self.head = Head(title, self)
        self.body = QWidget(self)
        self.grid = QGridLayout(self.body)
        self.grid.setContentsMargins(theme.px(14), theme.px(4), theme.px(12), theme.px(8))
        self.grid.setHorizontalSpacing(theme.px(8))
        self.grid.setVerticalSpacing(theme.px(3))
        self.grid.setColumnStretch(0, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(self.body)
        self._heads: list[QLabel] = []
        self._before = self._change = True
        self.head.toggled.connect(self.body.setVisible)

    def take(self, rows: list[FieldRow]) -> None:
        """Lay the rows out, one below the other."""
        self.rows = rows
        if any(isinstance(row.field, NumberBase) for row in rows):
            self._add_heads()
        for n, row in enumerate(rows, 1):
            row.section = id(self)
            at = 2 * n
            self.grid.addWidget(row.label, at, 0)
            if row.wide:
                self.grid.addWidget(row.box, at, 1, 1, 4)
            else:
                for column, widget in enumerate((row.box, row.unit, row.before, row.change), 1):
                    self.grid.addWidget(widget, at, column)
            self.grid.addWidget(row.below, at + 1, 1, 1, 4)
            row.place()
        self._place_columns()

    def _add_heads(self) -> None:
        self.grid.addWidget(words("* bắt buộc", "caption"), 0, 0)
        for text, column, right in _HEADS:
            label = words(text, "caption")
            if right:
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.grid.addWidget(label, 0, column)
            self._heads.append(label)

    def measure(self) -> None:
        """Columns keep their widths, whatever they hold; they follow the size of the text."""
        for column, width in enumerate(
            (BOX, UNIT, BEFORE if self._before else 0, CHANGE if self._change else 0), 1
        ):
            self.grid.setColumnMinimumWidth(column, theme.px(width))
        for row in self.rows:
            if row.wide:
                continue
            for widget, width in (
                (row.box, BOX),
                (row.unit, UNIT),
                (row.before, BEFORE),
                (row.change, CHANGE),
            ):
                widget.setFixedWidth(theme.px(width))

    def show_columns(self, *, before: bool, change: bool) -> None:
        """Leave columns out where there is no room for them."""
        if (before, change) == (self._before, self._change):
            return
        self._before, self._change = before, change
        self._place_columns()

    def _place_columns(self) -> None:
        self.measure()
        for label, shown in zip(self._heads[2:], (self._before, self._change), strict=False):
            label.setVisible(shown)
        for row in self.rows:
            row.columns(before=self._before, change=self._change)

    def settle(self) -> None:
        """Lay the rows out now, from the inside outwards."""
        self.grid.activate()
        self._column.activate()

    def unfold(self) -> None:
        """Show what is inside."""
        self.head.setChecked(True)

    def count(self, stops: int, asks: int) -> None:
        """How many problems the rows have."""
        self.head.count(stops, asks)
