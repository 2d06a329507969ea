"""Keys that belong to a part of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(part: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """These keys do this while the keyboard is in that part of the window."""
    for key, act in keys.items():
        shortcut = QShortcut(QKeySequence(key), part)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
