"""What the tests of checking, submitting and receiving share: a window on an office, and hands on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from base.period import Period
from office.office import Office
from tests.builders import YEAR
from ui import dialogs
from ui.pages.page import Page
from ui.preferences import Preferences
from ui.session import Session
from ui.window import Window


def a_window(
    qtbot, monkeypatch: pytest.MonkeyPatch, office: Office, page: str, *, period: Period = YEAR
) -> Window:
    """The window on the page; what would stand in the way of a test fails it."""
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    monkeypatch.setattr(dialogs, "crash", lambda parent, report: pytest.fail(report))
    session = Session(Preferences())
    window = Window(session)
    qtbot.addWidget(window)
    window.resize(1366, 696)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    session.use(office)
    session.choose_period(period)
    session.go(page)
    settled(qtbot, window)
    return window


def settled(qtbot, window: Window) -> None:
    """Wait until no work is under way and none is about to begin."""
    page = window.page
    reading = getattr(page, "_reading", None)

    def quiet() -> bool:
        return not window.session.jobs.busy and not (reading is not None and reading.isActive())

    qtbot.waitUntil(quiet, timeout=20_000)


def shown(window: Window) -> Page:
    """The page that is open."""
    assert window.page is not None
    return window.page


def the_button(widget: QWidget, verb: str) -> QPushButton:
    """The button that does it; hidden ones count too."""
    found = widget.findChild(QPushButton, f"action_{verb}")
    assert found is not None, verb
    return found


def texts(table) -> list[list[str]]:
    """The visible cells of a table, row by row."""
    model = table.model()
    columns = [n for n in range(model.columnCount()) if not table.isColumnHidden(n)]
    return [[model.index(row, n).data() for n in columns] for row in range(model.rowCount())]


def refusals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Codes of what the window refuses from now on."""
    told: list[str] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code.name))
    return told


def reasons(monkeypatch: pytest.MonkeyPatch, *given: str) -> list[str]:
    """The person writes these reasons, one after the other; gives the questions that were asked."""
    asked: list[str] = []
    left = list(given)

    def ask(parent: QWidget, question: str, verb: str) -> str:
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr(dialogs, "ask_reason", ask)
    return asked


def saved_as(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[Path]:
    """The person chooses this file to write; gives the names that were suggested."""
    suggested: list[Path] = []

    def choose(parent: QWidget, title: str, name: Path | str, kinds: str) -> Path:
        suggested.append(Path(name))
        return path

    monkeypatch.setattr(dialogs, "save_file", choose)
    return suggested


def write(widget: QWidget, text: str) -> None:
    """Type Vietnamese, letter by letter: QTest knows ASCII only."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
