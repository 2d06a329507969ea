"""Data files: the one that is open, those that were opened before, a new one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from ui import dialogs
from ui.session import Session
from ui.tour import offer

if TYPE_CHECKING:
    from ui.window import Window


def file_menu(window: Window, session: Session) -> QMenu:
    """Recent files, another file, a new data file."""
    menu = QMenu(window)
    menu.setObjectName("menu_files")
    menu.setToolTipsVisible(True)
    for name in session.preferences.recent:
        path = Path(name)
        if path.is_file() and (not session.is_open or path != session.office.store.path):
            menu.addAction(_short(path), partial(_open, window, path)).setToolTip(str(path))
    menu.addSeparator()
    menu.addAction("&Mở tệp khác…", lambda: choose_file(window)).setObjectName("action_open_file")
    menu.addAction("&Tạo dữ liệu mới…", lambda: make_new(window)).setObjectName("action_new_file")
    return menu


def choose_file(window: Window) -> bool:
    """Let the person point at a data file."""
    path = dialogs.open_file(window, "Mở tệp dữ liệu", dialogs.DATA_FILES)
    return path is not None and _open(window, path)


def make_new(window: Window) -> bool:
    """The questions of a first start, for another data file."""
    from ui.pages.first_start.page import FirstStart

    wizard = FirstStart(window, window.session)
    accepted = wizard.exec()
    made = wizard.made
    wizard.deleteLater()
    if not accepted or made is None or not _open(window, made):
        return False
    QTimer.singleShot(0, lambda: offer(window))
    return True


def _short(path: Path) -> str:
    """Name and folder; "&" is a letter here."""
    return f"{path.name}  –  {path.parent.name}".replace("&", "&&")


def _open(window: Window, path: Path) -> bool:
    from ui.window import open_file

    return open_file(window, path)
