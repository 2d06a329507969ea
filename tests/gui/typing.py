"""A person at the keyboard: letters and keys go to whatever has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
Key = Qt.Key


def focus() -> QWidget:
    """The widget that is typed into."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def letters(text: str) -> None:
    """Composed letters, as a Vietnamese keyboard sends them."""
    for letter in text:
        key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focus(), QKeyEvent(kind, key, NONE, letter))


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """One key."""
    QTest.keyClick(focus(), key, modifiers)


def keypad(key: Qt.Key, text: str) -> None:
    """A key of the numeric keypad."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(focus(), QKeyEvent(kind, key, KEYPAD, text))


def answer(text: str) -> None:
    """Type and press Enter."""
    letters(text)
    press(Key.Key_Return)


def in_dialog(act: Callable[[], None]) -> None:
    """Do this as soon as a dialog stands open and has the focus."""
    timer = QTimer(QApplication.instance(), interval=5)

    def look() -> None:
        dialog, focused = QApplication.activeModalWidget(), QApplication.focusWidget()
        if dialog is not None and focused is not None and dialog.isAncestorOf(focused):
            timer.stop()
            timer.deleteLater()
            try:
                act()
            except BaseException:
                dialog.close()
                raise

    timer.timeout.connect(look)
    timer.start()
