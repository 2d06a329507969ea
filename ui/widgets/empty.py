"""What a list says that has nothing to show: one sentence, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ui import theme
from ui.widgets.cards import words


class Empty(QFrame):
    """In the middle of the room that the list would take."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.sentence = words("", "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self._act: Callable[[], object] | None = None
        self.button.clicked.connect(self._pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self.sentence)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.button.hide()

    def say(
        self,
        sentence: str,
        verb: str = "",
        name: str = "",
        act: Callable[[], object] | None = None,
        *,
        primary: bool = False,
    ) -> None:
        """Tell why there is nothing, and offer `verb` to change it."""
        self.sentence.setText(sentence)
        self.button.setText(verb)
        self.button.setObjectName(f"action_{name}")
        theme.assign(self.button, "role", "primary" if primary else "")
        self.button.setVisible(bool(verb))
        self._act = act

    def _pressed(self) -> None:
        if self._act is not None:
            self._act()
