"""The box in which a person writes why a figure is right although a rule doubts it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from base.errors import Problem
from base.text import nfc, tidy
from ui import theme
from ui.keys import bind
from ui.widgets.cards import Picture, button, words


class Explain(QFrame):
    """What is written is kept when the box is left; the button and Ctrl+Enter also go on to the next problem."""

    written = Signal(object, str)
    """The Problem and its explanation; "" takes it away."""
    finished = Signal()
    """The person is done with this one and wants the next."""
    focused = Signal()
    """The keyboard came into the box, or went."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self._problem: Problem | None = None
        self._before = ""
        self.picture = Picture(state="ask")
        self.message = words("", wrap=True)
        self.text = QPlainTextEdit(tabChangesFocus=True)
        self.text.setObjectName("note")
        self.text.setAccessibleName("Giải thích")
        self.act = button("&Ghi giải thích", "note", self._finish)
        self._lay_out()
        bind(self, {"Ctrl+Return": self._finish, "Ctrl+Enter": self._finish})
        self.text.installEventFilter(self)
        theme.changed().connect(self._measure)
        self._measure()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.keep()
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.message, 1)
        box = QHBoxLayout()
        box.setSpacing(8)
        label = words("Giải thích:", "caption")
        label.setBuddy(self.text)
        box.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self.text, 1)
        box.addWidget(self.act, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(said)
        column.addLayout(box)

    def _measure(self) -> None:
        lines = 2 * self.text.fontMetrics().lineSpacing()
        self.text.setFixedHeight(lines + theme.px(16))

    def show_problem(
        self, told: Problem | None, note_of: Callable[[Problem], str], *, read_only: bool = False
    ) -> None:
        """Ask about this problem; what was written about the one before is kept first."""
        if self._problem is not None and told is not None and _of_one_field(self._problem, told):
            self._tell(told, read_only=read_only)
            return
        self.keep()
        self._problem = told
        self.setVisible(told is not None)
        if told is not None:
            self._before = note_of(told)
            self.text.setPlainText(self._before)
            self._tell(told, read_only=read_only)

    def _tell(self, told: Problem, *, read_only: bool) -> None:
        self._problem = told
        self.picture.show_state(told.severity)
        self.message.setText(f"{told.record}: {told.message}" if told.record else told.message)
        self.text.setReadOnly(read_only)
        self.act.setVisible(not read_only)

    def _finish(self) -> None:
        self.keep()
        self.finished.emit()

    def keep(self) -> None:
        """Say what was written, if it is not what stood there before."""
        told, now = self._problem, tidy(nfc(self.text.toPlainText()))
        if told is not None and now != self._before and not self.text.isReadOnly():
            self._before = now
            self.written.emit(told, now)


def _of_one_field(a: Problem, b: Problem) -> bool:
    return (a.code, a.form, a.record_id, a.fields) == (b.code, b.form, b.record_id, b.fields)
