"""What every page of the window is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.preferences import Place
from ui.session import Session

Hints = list[tuple[str, str]]
"""(key as printed on it, what it does) of the four or five keys that work now."""


class Page(QWidget):
    """A page is made when it is first wanted, reads when it is shown, and reads again when something changed."""

    KEY: ClassVar[str]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName(f"page_{self.KEY}")
        self.session = session
        self._stale = True
        session.changed.connect(self._changed)
        session.period_chosen.connect(self._changed)
        session.opened.connect(self._changed)

    def make_ready(self) -> Iterator[object]:
        """Make, a piece at each step, what the page can have before it is first shown."""
        return iter(())

    def refresh(self) -> None:
        """Read what the page shows."""

    def arrive(self, place: Place) -> None:
        """The page is shown, at a form, record or field if the place names one."""
        if self._stale:
            self._stale = False
            self.refresh()

    def leave(self) -> None:
        """The page gives way to another: what is being typed is kept."""

    @property
    def unkept(self) -> bool:
        """Whether something that was typed here could not be kept, where no box with the keyboard says so."""
        return False

    def hints(self) -> Hints:
        """The keys that work here."""
        return []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; Qt does so in dialogs only."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _changed(self, form: str = "") -> None:
        self._stale = True
        if self.isVisible():
            self._stale = False
            self.refresh()
