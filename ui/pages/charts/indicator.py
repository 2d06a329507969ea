"""The subject of the charts page: the indicator, found by typing; what is none is told below the box."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from base.errors import Problem
from office.figures import charting
from ui import theme
from ui.widgets.boxes.choices import Option
from ui.widgets.boxes.lists import ListBox
from ui.widgets.cards import Picture, words
from ui.widgets.record.fieldrow import beside_the_box

_LABEL = "Chỉ tiêu"


class IndicatorBox(QWidget):
    """`chosen`: a person took another indicator (its key)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.problem: Problem | None = None
        self._labels: Mapping[str, str] = {}
        self.box = ListBox("indicator", _LABEL, self, lines=self._lines, reads=self._read)
        self.box.setProperty("role", "subject")
        self.box.setPlaceholderText("Gõ vài chữ để tìm chỉ tiêu")
        self.box.left.connect(self._left)
        self.box.textChanged.connect(lambda _: self._tell(None))
        self.sentence = words("", "problem_stop", wrap=True)
        self.below = QWidget(self)
        line = QHBoxLayout(self.below)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Picture(state="stop", size=16))
        line.addWidget(self.sentence, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.below)
        self.below.hide()

    def offer(self, labels: Mapping[str, str]) -> None:
        """The indicators that can be chosen: label → key."""
        self._labels = labels

    def show_key(self, key: str) -> None:
        """The indicator that is drawn."""
        self.key = key
        self.box.fill(next((label for label, one in self._labels.items() if one == key), ""))

    def search(self) -> None:
        """The keyboard goes to the box, and what is typed replaces its text."""
        self.box.setFocus()
        self.box.selectAll()

    def _lines(self) -> list[Option]:
        return [Option(label, label) for label in self._labels]

    def _read(self, text: str) -> str:
        return next((label for label in self._labels if charting.named(text, {label: ""})[1] is None), "")

    def _left(self) -> None:
        """The box was left, or a line of its list taken: an empty one shows again what is drawn."""
        if not self.box.text().strip():
            self.show_key(self.key)
            return
        key, told = charting.named(self.box.text(), self._labels)
        if told is not None:
            self._tell(told)
        elif key != self.key:
            self.chosen.emit(key)
        else:
            self.show_key(key)

    def _tell(self, told: Problem | None) -> None:
        self.problem = told
        self.sentence.setText(beside_the_box(told, _LABEL) if told else "")
        self.below.setVisible(told is not None)
        theme.assign(self.box, "trouble", told.severity if told else "")
        self.box.setAccessibleDescription(self.sentence.text())
