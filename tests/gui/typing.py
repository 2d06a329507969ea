"""A person at the keyboard: letters and keys go to whatever has the focus."""

from __future__ import annotations

import unicodedata
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


def _send(key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """One key to whoever has the focus by now: a table hands it over to the editor that it opens."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(focus(), QKeyEvent(kind, key, modifiers, text))


def letters(text: str) -> None:
    """Composed letters, as a Vietnamese keyboard sends them."""
    for letter in text:
        _send(Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown, letter)


_PLAIN = str.maketrans({"đ": "d", "Đ": "D"})


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def unikey(widget: QWidget, text: str) -> None:
    """Type as Unikey does, word by word: "thường" is t h u o n g, four backspaces, ư ờ n g."""
    widget.setFocus()
    for n, word in enumerate(unicodedata.normalize("NFC", text).split(" ")):
        bare = _bare(word)
        letters(" " * bool(n) + bare)
        first = next((place for place, letter in enumerate(word) if letter != bare[place]), len(word))
        for _ in word[first:]:
            _send(Qt.Key.Key_Backspace, "\b")
        letters(word[first:])


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """One key."""
    QTest.keyClick(focus(), key, modifiers)


def keypad(key: Qt.Key, text: str) -> None:
    """A key of the numeric keypad."""
    _send(key, text, KEYPAD)


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
