"""Above a register: chips that show only the records of one state, and one that takes the columns' filters away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.widgets.chips import FilterChips
from ui.widgets.register.model import state_word

ALL = "all"
STATES = ("none", "stop", "ask")


class StateFilter(QWidget):
    """`chosen`: other records are wanted; `cleared`: the columns' filters are to go."""

    chosen = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        filters = [(ALL, "Tất cả", ""), *((state, state_word(state), state) for state in STATES)]
        self.chips = FilterChips("Tình trạng", filters, self)
        self.clear = QPushButton("&Bỏ lọc", self)
        self.clear.setObjectName("action_clear_filters")
        self.clear.setProperty("role", "chip")
        self.clear.setToolTip("Bỏ các điều kiện lọc theo cột")
        self.clear.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.chips, 1)
        row.addWidget(self.clear)
        self.chips.chosen.connect(lambda _: self.chosen.emit())
        self.clear.clicked.connect(self.cleared)
        theme.changed().connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.clear.setIcon(theme.icon("dismiss"))

    @property
    def state(self) -> str:
        """The state whose records are wanted; "" for all."""
        return "" if self.chips.current == ALL else self.chips.current

    def show_every_state(self) -> None:
        """Back to the first chip, without asking for anything."""
        blocked = self.chips.blockSignals(True)
        self.chips.choose(ALL)
        self.chips.blockSignals(blocked)

    def show_counts(self, counts: Mapping[str, int], total: int) -> None:
        """How many records there are of each state."""
        self.chips.count({**counts, ALL: total})
