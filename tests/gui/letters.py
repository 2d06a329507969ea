"""Letters that Alt reaches: which a window offers now, and what is wrong with them."""

from __future__ import annotations

import re
from collections import defaultdict

from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QTabBar, QWidget

_LETTER = re.compile(r"&(.)")


def letter(text: str) -> str:
    """The one that Alt reaches in these words, "" without one."""
    found = _LETTER.search(text.replace("&&", ""))
    return found[1].upper() if found else ""


def wrong_letters(window: QWidget) -> list[str]:
    """Letters of visible widgets that no keyboard types with Alt alone, or that two of them share."""
    users: dict[str, list[str]] = defaultdict(list)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            for text in _texts(widget):
                users[letter(text)].append(text)
    users.pop("", None)
    wrong = [f"{text}: cannot be typed" for key, texts in users.items() if not _typed(key) for text in texts]
    return wrong + [f"{key}: {', '.join(texts)}" for key, texts in users.items() if len(texts) > 1]


def _typed(key: str) -> bool:
    return key.isascii() and key.isalnum()


def _texts(widget: QWidget) -> list[str]:
    if isinstance(widget, QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QLabel):
        return [widget.text()] if widget.buddy() is not None else []
    if isinstance(widget, QGroupBox):
        return [widget.title()]
    return [widget.tabText(n) for n in range(widget.count())] if isinstance(widget, QTabBar) else []
