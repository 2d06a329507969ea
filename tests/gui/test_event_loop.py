"""The window answers: whatever a person does, no single stretch of work in it takes a tenth of a second.

What is measured is the processor time of the window's own thread between two beats of a timer. A machine that is busy
with something else fails nothing: a small piece of work is timed beside each step, and tells how slow the processor
was just then against its best; and of several rounds the best counts, so that loading modules does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from db import journal, records
from forms.spec import Record
from office.entering import cells, entry
from tests.bench.workload import registers
from tests.builders import COMMUNE, YEAR, an_office, sound_answers
from tests.gui.typing import CTRL, Key, focus, letters, press
from ui import dialogs
from ui.preferences import Preferences
from ui.session import Session
from ui.widgets.register.paste import PastePreview
from ui.window import PAGES, Window

LIMIT_MS = 100
COUNT = 20_000
ROWS, COLUMNS = 1_000, 30
"""Of the block that is copied, pasted, filled down, emptied and taken out."""
ROUNDS = 5
FORM = "establishments"


def a_file(folder: Path, count: int) -> Path:
    """A commune's file with a long register, and one record of every other form."""
    with an_office(folder, COMMUNE) as office:
        entry.open_period(office, YEAR)
        place = {"unit": office.unit_in(YEAR).key, "period": YEAR.label}
        many = [Record(str(n), one.values) for n, one in enumerate(registers(1, establishments=count)[FORM])]
        with office.store.writing():
            for form in office.own_forms(YEAR):
                found = many if form.key == FORM else sound_answers()[form.key][:1]
                records.put(office.store, form, found, **place)
                records.set_state(office.store, form, "filled", **place)
        return office.store.path


def reference_ms() -> float:
    """How long the same small piece of work takes now."""
    start = time.thread_time()
    sum(n * n % 7 for n in range(20_000))
    return (time.thread_time() - start) * 1000


class Heart(QObject):
    """Beats every five milliseconds; a beat that comes late tells what the window's thread was busy with."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms: dict[str, float] = {}
        self.reference_ms: dict[str, float] = {}
        self._step = ""
        self._before = time.thread_time()
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.thread_time()
        spent_ms = (now - self._before) * 1000
        if self._step:
            self.longest_ms[self._step] = max(spent_ms, self.longest_ms.get(self._step, 0))
        self._before = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What a person does, and what follows from it until the window has nothing more to do."""
        QApplication.processEvents()
        before = reference_ms()
        self._step, self._before = name, time.thread_time()
        yield
        self._step = ""
        self.reference_ms[name] = (before + reference_ms()) / 2

    def steps(self) -> dict[str, float]:
        """Step → its longest stretch, as long as it were on a processor at its best."""
        best = min(self.reference_ms.values())
        return {name: took * best / self.reference_ms[name] for name, took in self.longest_ms.items()}


def settle(qtbot: Any, window: Window) -> None:
    """Until nothing is worked on beside the window, and what came of it is shown."""
    for _ in range(2):
        qtbot.waitUntil(lambda: not window.session.jobs.busy, timeout=60_000)
        qtbot.wait(50)


def a_walk(window: Window) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a person does one after the other, and its name."""
    yield from ((nav.key, _to(window, nav.key)) for nav in PAGES if nav.key in window.spine.offered())
    yield "register opened", lambda: window.session.go("entry", form=FORM)
    page: Any = window.page
    list_ = page.register
    yield "scrolled", lambda: list_.table.verticalScrollBar().setValue(COUNT // 2)
    yield "sorted by name", lambda: list_.heads.sort_by(1)
    yield "sorted by state", lambda: list_.heads.sort_by(len(list_.model.columns) - 1)
    yield "one state", lambda: list_.states.chips.choose("stop")
    yield "all shown", list_.show_all
    yield "searched", lambda: _type(list_.search, "co so 12")
    yield "search given up", list_.search.clear
    yield "next record", lambda: window.session.go("entry", form=FORM, record_id="77")
    yield "field far below", lambda: page.pane.focus_field("revenue")
    yield "typed", lambda: letters("1250")
    yield "kept", page.pane.keep_current
    yield "record begun", page.add
    yield "list again", page.register.focus_list


def acts_on_a_block(window: Window) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a person does to a thousand rows, each of it taken back, and its name."""
    office = window.session.office
    form = office.form(FORM, YEAR)
    written = [f.key for f in form.stored if cells.editable(form, f.key) and f.key != form.label_field]
    window.session.preferences.columns[FORM] = written[: COLUMNS - 1]
    yield "register opened", lambda: window.session.go("entry", form=FORM)
    page: Any = window.page
    table = page.register.table

    def choose(top: int, rows: int) -> None:
        table.setFocus()
        table.go(top, 1)
        table.go(top + rows - 1, COLUMNS, extend=True)

    def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> Callable[[], None]:
        return lambda: press(key, modifiers)

    def agree() -> None:
        window.findChild(PastePreview).act.click()
        window.activateWindow()  # what a window manager does when a dialog closes

    def undo() -> None:
        assert focus() is table
        press(Key.Key_Z, CTRL)

    yield "block chosen", lambda: choose(0, ROWS)
    yield "block copied", key(Key.Key_C)
    assert QGuiApplication.clipboard().text().count("\n") == ROWS
    yield "one cell chosen", lambda: choose(ROWS // 2, 1)
    yield "block pasted, shown before", key(Key.Key_V)
    yield "paste agreed", agree
    yield "paste undone", undo
    yield "paste redone", key(Key.Key_Y)
    yield "paste undone again", undo
    for name, done in (
        ("filled down", key(Key.Key_D)),
        ("emptied", key(Key.Key_Delete, Qt.KeyboardModifier.NoModifier)),
        ("cut", key(Key.Key_X)),
        ("taken out", key(Key.Key_Minus)),
    ):
        choose(0, ROWS)
        yield name, done
        yield f"{name}, undone", undo
    told = [line.act for line in journal.lines(office.store) if line.reach >= ROWS - 1]
    assert told[-len(ACTS) :] == ACTS


ACTS = ["fill", "undo", "redo", "undo", "fill", "undo", "enter", "undo", "enter", "undo", "delete", "undo"]
"""What the journal tells of them."""


def _to(window: Window, key: str) -> Callable[[], None]:
    return lambda: window.session.go(key)


def _type(box: Any, text: str) -> None:
    box.setFocus(Qt.FocusReason.OtherFocusReason)
    letters(text)


def one_round(
    qtbot: Any, file: Path, steps: Callable[[Window], Iterator[tuple[str, Callable[[], object]]]]
) -> dict[str, float]:
    """Step → the longest stretch of it."""
    heart, window = Heart(), Window(Session(Preferences(tour_done=True)))
    qtbot.addWidget(window)
    window.resize(1366, 696)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.session.open(file)
    window.session.choose_period(YEAR)
    for name, act in steps(window):
        with heart.step(name):
            act()
            settle(qtbot, window)
    window.close()
    return heart.steps()


@pytest.mark.parametrize(("steps", "count"), [(a_walk, COUNT), (acts_on_a_block, 4 * ROWS)])
def test_no_stretch_of_work_in_the_window_takes_a_tenth_of_a_second(
    qtbot, tmp_path, monkeypatch, steps, count
) -> None:
    file = a_file(tmp_path, count)
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "ghi hai lần")
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, took in one_round(qtbot, file, steps).items():
            best[name] = min(took, best.get(name, took))
        busy = {name: round(took) for name, took in best.items() if took > LIMIT_MS}
        if not busy:
            break
    assert busy == {}, {n: round(t) for n, t in best.items()}
