"""Every page in every look: nothing is cut, nothing stands outside, and a picture is kept of each.

The pictures go into the folder that SCREENS names (artefacts/screens if it is not set), for a person to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from db import records
from forms.spec import Record
from office.entering import entry
from office.office import Office
from office.receiving import edited, receiving
from tests.builders import COMMUNE, COMMUNES, PROVINCE, YEAR, an_office, sound_answers, submission
from tests.gui.screens import cut_choices, cut_heads, cut_words, flattened, outside, overlapping
from ui import speech, theme
from ui.pages.page import Page
from ui.pages.receive.page import ReceivePage
from ui.preferences import Place, Preferences
from ui.session import Session
from ui.window import PAGES, Window

SCREENS = Path(os.environ.get("SCREENS", "artefacts/screens"))
LOOKS = {
    "light": ("light", 1.0, (1366, 696)),
    "dark": ("dark", 1.0, (1366, 696)),
    "contrast": ("contrast", 1.0, (1366, 696)),
    "125": ("light", 1.0, (1093, 543)),
    "150": ("light", 1.0, (911, 441)),
    "large": ("light", 1.5, (1366, 696)),
    "200": ("light", 2.0, (1366, 768)),
}
MANY = 10_000
# Ten thousand records look alike in every mode.
CASES = [(name, look) for name in ("0", "1", "province") for look in LOOKS if look != "200"]
CASES += [("10000", "light"), ("10000", "150"), ("1", "200"), ("province", "200")]


def fill(path: Path, count: int) -> None:
    """A commune's file with so many establishments, and one record of every other form if there are any."""
    with an_office(path.parent, COMMUNE) as office:
        entry.open_period(office, YEAR)
        if not count:
            return
        answers = sound_answers()
        for form in office.own_forms(YEAR):
            key, found = form.key, answers[form.key]
            unit = office.unit_in(YEAR).key
            given = found[0]
            many = [
                Record(str(n), {**given.values, form.label_field: f"Cơ sở {n:05d}"}) for n in range(count)
            ]
            wanted = many if key == "establishments" else found[:1]
            with office.store.writing():
                records.put(office.store, form, wanted, unit=unit, period=YEAR.label)
                records.set_state(office.store, form, "filled", unit=unit, period=YEAR.label)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name → data file: of a commune with 0, 1 and 10,000 establishments, and of a province that has received."""
    folder = tmp_path_factory.mktemp("screens")
    found = {}
    for name, count in (("0", 0), ("1", 1), ("10000", MANY)):
        found[name] = folder / name / f"{COMMUNE}.sct"
        fill(found[name], count)
    with an_office(folder / "province", PROVINCE) as office:
        entry.open_period(office, YEAR)
        two_reports(office, folder / "sent")
        found["province"] = office.store.path
    return found


def two_reports(office: Office, folder: Path) -> None:
    """One that is approved, and one that came with a cell edited by hand."""
    answers = sound_answers()
    note = "đã đối chiếu giữa các biểu"
    good, bad = (submission(folder, code, answers, note=note) for code in COMMUNES[:2])
    book = openpyxl.load_workbook(bad)
    sheet = next(one for one in book.worksheets[1:] if isinstance(one["B8"].value, str))
    sheet["B8"] = f"{sheet['B8'].value} (sửa)"
    book.save(bad)
    receipts = receiving.receive(office, [good, bad])
    assert [bool(one.edits) for one in receipts] == [False, True], receipts
    edited.remember(office, [good, bad], receipts)
    receiving.approve(office, YEAR, [COMMUNES[0]])


@pytest.fixture
def shown(qtbot: Any, dress: Any, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`shown(file, look)` is the window in that look."""
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    made: list[Window] = []

    def show(name: str, look: str) -> Window:
        mode, scale, size = LOOKS[look]
        dress(mode, scale)
        window = Window(Session(Preferences(tour_done=True)))
        qtbot.addWidget(window)
        made.append(window)
        window.resize(*size)
        window.show()
        window.session.open(files[name])
        return window

    yield show
    for window in made:
        window.close()


def settle(qtbot: Any, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.session.jobs.busy, timeout=20_000)
    qtbot.wait(30)


def go(qtbot: Any, window: Window, key: str) -> None:
    window.show_place(Place(key, YEAR.label))
    settle(qtbot, window)


def settle_layouts(qtbot: Any, page: QWidget) -> None:
    """Layouts settle in several turns, one inside the other."""
    for _ in range(100):
        qtbot.wait(30)
        if not flattened(page):
            return


def keep_picture(window: Window, name: str) -> None:
    picture = window.grab()
    SCREENS.mkdir(parents=True, exist_ok=True)
    assert picture.save(str(SCREENS / f"{name}.png"))
    colours = {picture.toImage().pixelColor(x, 75).name() for x in range(0, picture.width(), 7)}
    assert len(colours) > 1


def offered(window: Window) -> list[str]:
    return [nav.key for nav in PAGES if nav.key in window.spine.offered()]


def seen(qtbot: Any, window: Window) -> Iterator[tuple[str, Page]]:
    """Every page under its key, and that of receiving also with a report and with a file that was edited."""
    for key in offered(window):
        go(qtbot, window, key)
        page = window.page
        assert page is not None
        yield key, page
        if isinstance(page, ReceivePage):
            approved = next(n for n, line in enumerate(page._shown) if line.counted)
            page.table.choose(approved)
            if not page.pane.isVisible():
                qtbot.keyClick(page.table, Qt.Key.Key_Return)
            qtbot.waitUntil(page.pane.figures.isVisible)
            settle(qtbot, window)
            yield f"{key}-report", page
            page._show_pane(False)
            page.table.choose(0)
            page.see_file()
            settle(qtbot, window)
            assert page.pane.edited.isVisible()
            yield f"{key}-edited", page


@pytest.mark.parametrize(("name", "look"), CASES)
def test_nothing_is_cut_on_any_page(qtbot: Any, shown: Callable[..., Window], name: str, look: str) -> None:
    window = shown(name, look)
    problems = []
    for key, page in seen(qtbot, window):
        settle_layouts(qtbot, page)
        keep_picture(window, f"{name}-{key}-{look}")
        problems += [f"{key}: cut {words}" for words in cut_words(page)]
        problems += [f"{key}: flattened {words}" for words in flattened(page)]
        problems += [f"{key}: cut head {words}" for words in cut_heads(page)]
        problems += [f"{key}: outside {words}" for words in outside(page)]
        problems += [f"{key}: cut choice {words}" for words in cut_choices(page)]
        problems += [f"{key}: {words}" for words in overlapping(page)]
    problems += [f"context: cut {words}" for words in cut_words(window.context)]
    _, scale, size = LOOKS[look]
    assert (window.width(), window.height()) == size, "a page asks for more room than the screen has"
    assert theme.now().scale == scale
    assert problems == []


def test_words_twice_as_long_still_have_room(qtbot: Any, shown: Callable[..., Window]) -> None:
    window = shown("1", "light")
    problems = []
    for key in offered(window):
        go(qtbot, window, key)
        page = window.page
        assert page is not None
        assert speech.doubled(page) > 0
        settle_layouts(qtbot, page)
        keep_picture(window, f"1-{key}-doubled")
        problems += [f"{key}: outside {words}" for words in outside(page)]
        problems += [f"{key}: flattened {words}" for words in flattened(page)]
    assert problems == []


INPUTS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)


@pytest.mark.parametrize("name", ["0", "1", "province"])
def test_everything_that_takes_the_focus_has_a_name_to_be_read_aloud(
    qtbot: Any, shown: Callable[..., Window], name: str
) -> None:
    window = shown(name, "light")
    nameless = []
    for key in offered(window):
        go(qtbot, window, key)
        assert window.page is not None
        for kind in INPUTS:
            for widget in window.page.findChildren(kind):
                if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    said = widget.accessibleName() or getattr(widget, "text", str)()
                    if not said:
                        nameless.append(f"{key}: {type(widget).__name__} {widget.objectName()}")
    assert nameless == []


@pytest.mark.parametrize("name", ["1", "province"])
def test_each_page_has_at_most_one_primary_button(
    qtbot: Any, shown: Callable[..., Window], name: str
) -> None:
    window = shown(name, "light")
    for key in offered(window):
        go(qtbot, window, key)
        assert window.page is not None
        buttons = window.page.findChildren(QPushButton)
        primary = [b.text() for b in buttons if b.isVisible() and b.property("role") == "primary"]
        assert len(primary) <= 1, (key, primary)
