"""Where in a list one works, for the next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.pages.entry.halves import Halves
from ui.preferences import Place
from ui.session import Session
from ui.widgets.register.panel import RegisterPanel

REMEMBERED_MS = 300
"""So long after the last step: holding an arrow key down writes nothing."""


class Whereabouts(QObject):
    """Remembers the record chosen in the list; a box of the record that is typed into is remembered by itself."""

    def __init__(self, session: Session, register: RegisterPanel, halves: Halves) -> None:
        super().__init__(halves)
        self._session, self._register, self._halves = session, register, halves
        self._timer = QTimer(self, singleShot=True, interval=REMEMBERED_MS)
        self._timer.timeout.connect(self._remember)
        for signal in (register.chosen, register.edited):
            signal.connect(lambda _: self._timer.start())

    def forget(self) -> None:
        """One goes somewhere else, which is remembered already."""
        self._timer.stop()

    def settle(self) -> None:
        """Remember now what waits to be remembered."""
        if self._timer.isActive():
            self._timer.stop()
            self._remember()

    def _remember(self) -> None:
        register, period = self._register, self._session.period.label
        here = register.isVisible() and register.is_here and not self._halves.in_record()
        if here and register.form is not None:
            self._session.remember(Place("entry", period, register.form.key, register.current_id()))
