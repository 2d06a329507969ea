"""Where in a list one works, for the next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ui.preferences import Place
from ui.session import Session
from ui.widgets.register.panel import RegisterPanel

REMEMBERED_MS = 300
"""So long after the last step: holding an arrow key down writes nothing."""


class Whereabouts(QObject):
    """Remembers the cell chosen in the list; a box of the record that is typed into is remembered by itself."""

    def __init__(self, session: Session, register: RegisterPanel) -> None:
        super().__init__(register)
        self._session, self._register = session, register
        self._timer = QTimer(self, singleShot=True, interval=REMEMBERED_MS)
        self._timer.timeout.connect(self._remember)
        for signal in (register.edited, register.table.selectionModel().currentChanged, session.hinted):
            signal.connect(lambda *_: self._timer.start())

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
        focus = register.window().focusWidget()  # of a window that another program's has covered too
        here = register.isVisible() and register.is_here and focus is not None
        if here and register.form is not None and register.isAncestorOf(focus):
            record_id, column = register.current_id(), register.table.current_column
            self._session.remember(Place("entry", period, register.form.key, record_id, column=column))
