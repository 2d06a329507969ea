"""While nobody does anything the pages are readied: who then opens one waits for nothing to load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from base.errors import AppError, Code
from base.period import Period
from forms.spec import Record
from office.entering import entry
from office.office import Office
from tests.builders import COMMUNE, YEAR, an_office
from tests.gui.typing import focus
from ui import ahead
from ui.pages.entry.page import EntryPage
from ui.preferences import Preferences
from ui.session import Session
from ui.widgets.record.body import Body
from ui.window import Window, open_file

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from ui import ahead, app
from ui.preferences import Preferences
from ui.session import Session
from ui.window import Window, open_file

made = QApplication([])
app.prepare(made, Preferences())
window = Window(Session(Preferences(tour_done=True)))
window.show()
open_file(window, Path(sys.argv[1]))
loop = QEventLoop()
ahead.ready(window, loop.quit)
loop.exec()
loaded = set(sys.modules)
print(*loaded)
for key in window.spine.offered():
    window.session.go(key)
    made.processEvents()
print(*(set(sys.modules) - loaded))
window.close()
"""
ROOMS = {"base", "consolidation", "courier", "db", "forms", "office", "ui"}
HEAVY = {"matplotlib", "openpyxl", "xlsxwriter", "docx", "numpy"}


def test_pages_are_readied_and_nothing_heavy_with_them(tmp_path: Path) -> None:
    with an_office(tmp_path, COMMUNE) as office:
        entry.open_period(office, YEAR)
        path = office.store.path
    command = [sys.executable, "-c", PROGRAM, str(path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    before, after = (line.split() for line in run.stdout.splitlines())
    assert "ui.pages.entry.page" in before
    assert not HEAVY.intersection(before)
    assert [name for name in after if name.split(".")[0] in ROOMS] == []


@pytest.fixture
def window(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """On the home page, before anything was readied."""
    monkeypatch.setattr(ahead, "BEAT_MS", 5)
    made = Window(session)
    qtbot.addWidget(made)
    shown(made, qtbot)
    session.go("home")
    qtbot.waitUntil(lambda: not session.jobs.busy)
    yield made
    made.close()


def shown(window: Window, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def readying(window: Window) -> list[bool]:
    """Begin; holds something when it has ended."""
    ended: list[bool] = []
    ahead.ready(window, lambda: ended.append(True))
    return ended


def bodies(window: Window) -> list[Body]:
    """The boxes of the page of entering; none before that page is made."""
    page = window.stack.findChild(EntryPage)
    return page.findChildren(Body) if page is not None else []


def filled(window: Window) -> list[bool]:
    """Of each section whether it has its rows."""
    return [bool(section.rows) for body in bodies(window) for section in body.sections]


def in_the_middle(window: Window) -> bool:
    return any(filled(window)) and not all(filled(window))


def test_the_page_of_entering_is_made_with_all_its_boxes(window: Window, qtbot: QtBot) -> None:
    before, ended = focus(), readying(window)
    qtbot.waitUntil(lambda: bool(ended))
    assert len(bodies(window)) == 1 and len(filled(window)) > 1 and all(filled(window))
    assert window.page is not None and window.page.KEY == "home" and focus() is before


def test_with_no_file_open_nothing_is_made(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "BEAT_MS", 5)
    window = Window(Session(Preferences()))
    qtbot.addWidget(window)
    shown(window, qtbot)
    before, ended = focus(), readying(window)
    qtbot.waitUntil(lambda: bool(ended))
    assert window.stack.count() == 0 and focus() is before


@pytest.mark.parametrize("then", ["another file", "none"])
def test_a_file_that_goes_in_the_middle_ends_it_and_the_focus_stays(
    window: Window, qtbot: QtBot, tmp_path: Path, then: str
) -> None:
    ended = readying(window)
    qtbot.waitUntil(lambda: in_the_middle(window))
    if then == "none":
        window.session.close()
    else:
        with an_office(tmp_path / "other", COMMUNE) as office:
            entry.open_period(office, YEAR)
        assert open_file(window, office.store.path)
        QApplication.sendPostedEvents()
    made, before = sum(filled(window)), focus()
    qtbot.waitUntil(lambda: bool(ended))
    assert sum(filled(window)) <= made, "no box is made for the file that is gone"
    assert focus() is before and window.isActiveWindow()


def test_a_file_that_cannot_be_read_any_more_ends_it_quietly(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own_forms(office: Office, period: Period) -> Any:
        raise AppError(Code.FILE_NOT_FOUND, file=office.store.path.name)

    monkeypatch.setattr(Office, "own_forms", own_forms)
    ended = readying(window)
    with qtbot.captureExceptions() as crashed:
        qtbot.waitUntil(lambda: bool(ended))
    assert crashed == [] and filled(window) == []


def test_boxes_of_a_record_of_another_period_are_not_made(window: Window, qtbot: QtBot) -> None:
    session = window.session
    entry.enter(session.office, YEAR, "establishments", [Record("a", {"name": "Lò gạch Hòa Bình"})])
    session.go("entry", form="establishments", record_id="a")
    (body,) = bodies(window)
    assert in_the_middle(window)
    session.go("home")
    session.choose_period(Period.parse("2021"))
    made = filled(window)
    assert not body.make_next() and filled(window) == made
