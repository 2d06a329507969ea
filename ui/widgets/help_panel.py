"""F1: a few words beside what has the keyboard, where the page itself has no room for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui import theme
from ui.keys import bind
from ui.widgets.cards import words

_WIDTH = 380
_GAP = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What the panel says; `text` is plain, or rich where `rich`."""

    title: str
    text: str
    source: str = ""
    rich: bool = False


def keys_told(
    hints: Sequence[tuple[str, str]], *, title: str = "Phím dùng được ở đây", text: str = ""
) -> Told:
    """A list of keys and what they do, below a text."""
    rows = [
        f"<tr><td><b>{escape(key)}</b></td><td style='padding-left: 14px'>{escape(act)}</td></tr>"
        for key, act in hints
    ]
    above = f"<p>{escape(text)}</p>" if text else ""
    return Told(title, f"{above}<table>{''.join(rows)}</table>", rich=True)


def explained(dialog: QWidget, told: Callable[[], Told], near: QWidget) -> None:
    """F1 says this everywhere in a dialog, beside a part of it: such as its foot."""
    bind(dialog, {"F1": lambda: HelpPanel.of(dialog).toggle(told(), near)})


class HelpPanel(QFrame):
    """Lies over the window and takes no focus: typing goes on below it. F1 again, Esc, a click or leaving closes it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("panel_help")
        self.setProperty("role", "strip")
        self._window = window
        self._watched: tuple[QWidget, ...] = ()
        self.title = words("", "block", wrap=True)
        self.text = words("", "muted", wrap=True)
        self.source = words("", "caption", wrap=True)
        self.how = words("Esc: đóng phần giải thích", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (14, 10, 14, 10)))
        column.setSpacing(theme.px(4))
        for label in (self.title, self.text, self.source, self.how):
            column.addWidget(label)
        self.hide()

    @classmethod
    def of(cls, window: QWidget) -> HelpPanel:
        """The window's one panel."""
        return window.findChild(cls) or cls(window)

    def toggle(self, told: Told, near: QWidget, at: QRect | None = None) -> None:
        """Say this beside a widget, or beside a place `at` in it; close the panel when it is open."""
        if self.isVisible():
            self.hide()
            return
        self.title.setText(told.title)
        self.text.setTextFormat(Qt.TextFormat.RichText if told.rich else Qt.TextFormat.PlainText)
        for label, text in ((self.text, told.text), (self.source, told.source)):
            label.setText(text)
            label.setVisible(bool(text))
        place = at or near.rect()
        self._place(place.translated(near.mapTo(self._window, QPoint(0, 0))))
        focused = QApplication.focusWidget()
        self._watch(self._window if focused is None else focused)
        self.show()
        self.raise_()

    def _place(self, near: QRect) -> None:
        """Below what it tells of, else above it, and always inside the window."""
        room = self._window.rect().adjusted(_GAP, _GAP, -_GAP, -_GAP)
        self.setFixedWidth(min(theme.px(_WIDTH), room.width()))
        self.adjustSize()
        y = near.bottom() + _GAP
        if y + self.height() > room.bottom():
            y = near.top() - _GAP - self.height()
        x = max(min(near.left(), room.right() - self.width()), room.left())
        self.move(QPoint(x, max(room.top(), y)))

    def _watch(self, typed_into: QWidget) -> None:
        """Keys go to what has the focus; the panel looks at them only while it is open."""
        self._watched = (self._window, typed_into)
        for watched in self._watched:
            watched.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # no other Esc while the panel is open
            elif kind == QEvent.Type.KeyPress:
                self.hide()
            return True
        goes_on = kind == QEvent.Type.KeyPress and isinstance(watched, QAbstractItemView)
        if goes_on or kind in (QEvent.Type.FocusOut, QEvent.Type.Resize):
            self.hide()
        return False
