"""Typing Vietnamese as Unikey does it: plain letters first, then backspaces and the composed letters over them."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_PLAIN = str.maketrans({"đ": "d", "Đ": "D"})


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _send(widget: QWidget, text: str, key: Qt.Key) -> None:
    """One key to whoever has the focus: a table hands it over to the editor that it opens."""
    target = QApplication.focusWidget() or widget
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _key_of(letter: str) -> Qt.Key:
    return Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown


def type_unikey(qtbot, widget: QWidget, text: str) -> None:
    """Type the text into the widget, word by word: "thường" is t h u o n g, four backspaces, ư ờ n g."""
    widget.setFocus()
    text = unicodedata.normalize("NFC", text)
    for n, word in enumerate(text.split(" ")):
        if n:
            _send(widget, " ", Qt.Key.Key_Space)
        bare = _bare(word)
        for letter in bare:
            _send(widget, letter, _key_of(letter))
        first = next((place for place, letter in enumerate(word) if letter != bare[place]), len(word))
        for _ in word[first:]:
            _send(widget, "\b", Qt.Key.Key_Backspace)
        for letter in word[first:]:
            _send(widget, letter, _key_of(letter))
