"""The window's tests: no screen, the light look at 100 %, and a word of warning from Qt fails the test."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication

from office.entering import entry
from tests.builders import YEAR, an_office
from ui import theme
from ui.preferences import Preferences
from ui.session import Session

Dress = Callable[..., theme.Now]

# Of the platform without a screen, not of ours.
_USUAL = ("This plugin does not support",)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style of the program on every system."""
    return ["tests", *theme.STYLE]


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication, own_data_home: None) -> None:
    """The application wears the light look before the first widget."""
    theme.apply(qapp, "light", 1.0)


@pytest.fixture(autouse=True)
def rubbish_stays() -> Iterator[None]:
    """Until the end of the test, as in the program (ui/app.py): a widget never dies in the thread of a job."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Dress]:
    """`dress("dark", 1.3)` changes the look until the end of the test."""

    def change(mode: str = "light", scale: float = 1.0) -> theme.Now:
        theme.apply(qapp, mode, scale)
        return theme.now()

    yield change
    theme.apply(qapp, "light", 1.0)


@pytest.fixture
def session(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A commune that has opened its year; what a person prefers is not written."""
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    office = an_office(tmp_path / "office")
    entry.open_period(office, YEAR)
    made = Session(Preferences())
    made.use(office)
    made.choose_period(YEAR)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_word_of_warning_from_qt(qtlog) -> Iterator[None]:
    """A warning that Qt prints is a bug of ours: a connection that fails, a rule that cannot be read."""
    yield
    stray = [
        record.message
        for record in qtlog.records
        if record.type not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        and not record.message.startswith(_USUAL)
    ]
    if stray:
        pytest.fail("Qt warned:\n" + "\n".join(stray), pytrace=False)
