"""Filters with their counts: chips in a row, one box to choose from where there is no room for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from base import numbers
from ui import theme
from ui.widgets.elided import ElidedBox

_SPACE = 6


class FilterChips(QWidget):
    """(key, words, state whose shape the chip wears) for each; the first one shows everything."""

    chosen = Signal(str)

    def __init__(
        self, words: str, filters: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._filters = tuple(filters)
        self.current = self._filters[0][0]
        self._counts: dict[str, int] = {}
        self._group = QButtonGroup(self)
        self.chips: dict[str, QPushButton] = {}
        self.box = ElidedBox(self)
        self.box.setObjectName("filter")
        self.box.setAccessibleName(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.box.activated.connect(lambda n: self._choose(str(self.box.itemData(n))))
        theme.changed().connect(self._paint)
        self._paint()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        for key, words, _ in self._filters:
            chip = QPushButton(words, self)
            chip.setObjectName(f"filter_{key}")
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            chip.setChecked(key == self.current)
            chip.clicked.connect(lambda _=False, key=key: self._choose(key))
            self._group.addButton(chip)
            self.chips[key] = chip
            row.addWidget(chip)
            self.box.addItem(words, key)
        row.addWidget(self.box)
        row.addStretch(1)
        self.box.hide()

    def count(self, counts: Mapping[str, int]) -> None:
        """Show how many each filter lets through; those that would show nothing are left out."""
        self._counts = dict(counts)
        first = self._filters[0][0]
        for n, (key, words, _) in enumerate(self._filters):
            text = f"{words} {numbers.show(counts.get(key, 0))}"
            self.chips[key].setText(text)
            self.box.setItemText(n, text)
        if not counts.get(self.current) and self.current != first:
            self.choose(first)
        self._fit()

    def choose(self, key: str) -> None:
        """Take a filter, as if it had been pressed."""
        self.chips[key].setChecked(True)
        self._choose(key)

    def _choose(self, key: str) -> None:
        self.current = key
        self.chips[key].setChecked(True)
        self.box.setCurrentIndex(self.box.findData(key))
        self.chosen.emit(key)

    def _paint(self) -> None:
        for n, (key, _, state) in enumerate(self._filters):
            if state:
                self.chips[key].setIcon(theme.glyph_icon(state))
                self.box.setItemIcon(n, theme.glyph_icon(state))
        self._fit()

    def _offered(self) -> list[QPushButton]:
        first = self._filters[0][0]
        return [chip for key, chip in self.chips.items() if key == first or self._counts.get(key)]

    def sizeHint(self) -> QSize:
        hints = [chip.sizeHint() for chip in self._offered()]
        width = sum(hint.width() for hint in hints) + _SPACE * (len(hints) - 1)
        return QSize(width, max(self.box.sizeHint().height(), *(hint.height() for hint in hints)))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.box.minimumSizeHint().width(), theme.px(170)), self.sizeHint().height())

    def _fit(self) -> None:
        roomy = self.width() >= self.sizeHint().width()
        offered = self._offered()
        for chip in self.chips.values():
            chip.setVisible(roomy and chip in offered)
        self.box.setVisible(not roomy)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
