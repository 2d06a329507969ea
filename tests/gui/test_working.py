"""Long work that a dialog waits for: its bar, what stops it, and that nothing half-done stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from base.errors import AppError, Code
from base.progress import Progress
from db import records
from forms.spec import Record
from office.entering import duplicates, entry, filling, old_lists
from tests.builders import YEAR
from tests.gui.typing import Key, focus, press
from ui import dialogs
from ui.jobs import Job
from ui.session import Session
from ui.widgets import working
from ui.widgets.duplicates import DuplicatesDialog
from ui.widgets.help_panel import HelpPanel
from ui.widgets.old_list.wizard import OldListDialog
from ui.widgets.working import WorkDialog
from ui.window import Window

ESTABLISHMENTS = Path(__file__).resolve().parents[1] / "data" / "danh-sach-co-so-2015.xlsx"
LEFT = Qt.MouseButton.LeftButton


class Gate:
    """Work halts at the first step of which it says this, until it is let through or asked to stop."""

    def __init__(self, at: str) -> None:
        self._at = at
        self.reached, self.opened = threading.Event(), threading.Event()

    def held(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, with the gate in its way."""

        def work(*told: Any, progress: Progress, **how: Any) -> Any:
            def tell(done: int, total: int, what: str) -> None:
                progress.tell(done, total, what)
                if what.startswith(self._at):
                    self.reached.set()
                    while not self.opened.wait(0.005):
                        progress.step(done, total, what)

            return real(*told, progress=Progress(tell, progress.cancelled), **how)

        return work


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[Window]:
    made = Window(session)
    qtbot.addWidget(made)
    made.resize(1366, 696)
    shown(made, qtbot)
    session.go("entry", form="establishments")
    qtbot.waitUntil(lambda: not session.jobs.busy)
    yield made
    made.close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """In the way of taking a list, when its records stand in the data file and are checked; bars come at once."""
    made = Gate("Kiểm tra")
    monkeypatch.setattr(working, "BAR_AFTER_MS", 0)
    monkeypatch.setattr(old_lists, "take", made.held(old_lists.take))
    return made


def shown(dialog: Any, qtbot: QtBot) -> Any:
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    return dialog


def previewed(window: Window, qtbot: QtBot) -> OldListDialog:
    """The dialog of the page, at its last step."""
    made: OldListDialog = shown(OldListDialog(window.page, window.session, "establishments"), qtbot)
    made.look_at(ESTABLISHMENTS)
    for step in (made.match, made.look):
        qtbot.waitUntil(lambda: made.go.isEnabled() and not window.session.jobs.busy)
        qtbot.mouseClick(made.go, LEFT)
        qtbot.waitUntil(lambda step=step: made.steps.currentWidget() is step)
    qtbot.waitUntil(lambda: made.go.isEnabled() and not window.session.jobs.busy)
    return made


def taking(window: Window, qtbot: QtBot, gate: Gate) -> OldListDialog:
    """The dialog while the records of its list are being written."""
    made = previewed(window, qtbot)
    made.go.setFocus()
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: gate.reached.is_set() and made.work.isVisible())
    return made


def rest(dialog: WorkDialog, qtbot: QtBot) -> None:
    """Until nothing runs any more and the dialog knows it."""
    qtbot.waitUntil(lambda: not dialog.session.jobs.busy)
    assert not dialog.work.isVisible()


def standing(session: Session, *keys: str) -> int:
    office = session.office
    forms = (office.form(key, YEAR) for key in keys or ("establishments", "workers"))
    unit = office.unit_in(YEAR).key
    return sum(len(records.read(office.store, form, unit=unit, period=YEAR.label)) for form in forms)


def assert_stopped(made: OldListDialog, window: Window, qtbot: QtBot) -> None:
    """The dialog stays, nothing was kept; then it is closed."""
    rest(made, qtbot)
    assert made.isVisible() and standing(window.session) == 0
    made.reject()


def doubles(session: Session) -> None:
    given = [Record("a", {"name": "Lò gạch Hòa Bình"}), Record("b", {"name": "Lò gạch Hoà Bình"})]
    entry.enter(session.office, YEAR, "establishments", given)


def test_the_bar_stands_in_the_dialog_and_nothing_of_a_stopped_list_stays(
    window: Window, qtbot: QtBot, gate: Gate
) -> None:
    made = taking(window, qtbot, gate)
    form = window.session.office.form("establishments", YEAR)
    qtbot.waitUntil(lambda: f"{form.title} (0/60)" in made.work.what.text())
    assert (made.work.bar.maximum(), made.work.bar.accessibleName()) == (60, "Tiến độ")
    assert made.isEnabled() and not window.stack.isEnabled() and not window.foot.work.isVisible()
    assert not made.cancel.isVisible() and focus() is made.work.cancel
    qtbot.mouseClick(made.work.cancel, LEFT)
    rest(made, qtbot)
    assert made.said.text() == "Đã dừng: nhập danh sách."
    assert standing(window.session) == 0
    assert made.isVisible() and made.steps.currentWidget() is made.look and made.steps.isEnabled()
    assert made.look.table.model().rowCount() == 60
    assert made.go.isEnabled() and made.back.isEnabled() and focus() is made.go
    gate.opened.set()
    with qtbot.waitSignal(window.session.changed):
        press(Key.Key_Return)
    assert (made.count, standing(window.session)) == (60, 120)


def test_esc_stops_and_stays_and_a_second_esc_closes(window: Window, qtbot: QtBot, gate: Gate) -> None:
    made = taking(window, qtbot, gate)
    press(Key.Key_Escape)
    rest(made, qtbot)
    assert made.isVisible() and made.steps.currentWidget() is made.look
    with qtbot.waitSignal(made.destroyed):
        press(Key.Key_Escape)
    assert standing(window.session) == 0


def test_esc_in_a_hurry_closes_nothing_while_it_stops(
    window: Window, qtbot: QtBot, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = taking(window, qtbot, gate)
    for _ in range(3):
        press(Key.Key_Escape)
    assert made.isVisible() and not made.work.cancel.isEnabled()
    assert_stopped(made, window, qtbot)


def test_enter_pressed_twice_stops_nothing(window: Window, qtbot: QtBot, gate: Gate) -> None:
    made = taking(window, qtbot, gate)
    press(Key.Key_Return)
    gate.opened.set()
    with qtbot.waitSignal(window.session.changed):
        press(Key.Key_Return)
    assert (made.count, standing(window.session)) == (60, 120)


def test_the_space_key_presses_the_button_that_stops(window: Window, qtbot: QtBot, gate: Gate) -> None:
    made = taking(window, qtbot, gate)
    press(Key.Key_Space)
    assert_stopped(made, window, qtbot)


def test_before_there_is_a_bar_the_button_that_closes_stops(
    window: Window, qtbot: QtBot, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "BAR_AFTER_MS", 60_000)
    made = previewed(window, qtbot)
    qtbot.mouseClick(made.go, LEFT)
    qtbot.waitUntil(gate.reached.is_set)
    assert not made.go.isEnabled() and not made.back.isEnabled() and not made.steps.isEnabled()
    qtbot.mouseClick(made.cancel, LEFT)
    assert_stopped(made, window, qtbot)


def test_closing_while_a_list_is_taken_stops_it_and_then_closes(
    window: Window, qtbot: QtBot, gate: Gate
) -> None:
    made = taking(window, qtbot, gate)
    with qtbot.waitSignal(made.destroyed):
        made.close()
    assert not window.session.jobs.busy and window.stack.isEnabled()
    assert standing(window.session) == 0


def test_closing_too_late_tells_what_was_taken(
    window: Window, qtbot: QtBot, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, may_end = old_lists.take, threading.Event()

    def taken(*told: Any, **how: Any) -> Any:
        found = take(*told, **how)
        may_end.wait(10)
        return found

    monkeypatch.setattr(old_lists, "take", taken)
    made = taking(window, qtbot, gate)
    gate.opened.set()
    qtbot.waitUntil(lambda: standing(window.session) == 120)
    made.close()
    assert made.isVisible()
    with qtbot.waitSignals([window.session.changed, made.destroyed]):
        may_end.set()
    assert standing(window.session) == 120


def test_closing_while_a_file_is_read_waits_for_its_end(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate("Đang đọc")
    monkeypatch.setattr(old_lists, "look", gate.held(old_lists.look))
    made = shown(OldListDialog(window.page, window.session, "establishments"), qtbot)
    made.look_at(ESTABLISHMENTS)
    qtbot.waitUntil(gate.reached.is_set)
    with qtbot.waitSignal(made.destroyed):
        made.close()
    assert not window.session.jobs.busy


def test_a_preview_that_was_stopped_is_the_one_before(
    window: Window, qtbot: QtBot, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = previewed(window, qtbot)
    again = Gate("Đang so")
    monkeypatch.setattr(old_lists, "preview", again.held(old_lists.preview))
    qtbot.keyClick(made.look.keep, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: again.reached.is_set() and made.work.isVisible())
    qtbot.mouseClick(made.work.cancel, LEFT)
    rest(made, qtbot)
    assert made.look.keep.isChecked(), "as the preview that is shown was made"
    assert made.look.table.model().rowCount() == 60 and made.go.isEnabled()
    made.reject()


def test_a_template_is_stopped_as_a_list_is(
    window: Window, qtbot: QtBot, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session, path = window.session, tmp_path / "mẫu.xlsx"
    filling.template(session.office, YEAR, "markets", path)
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Tên chợ")
    sheet.cell(name.row + 3, name.column, "Chợ Mỹ Lồng")
    book.save(path)
    made = shown(OldListDialog(window.page, session, "markets", path), qtbot)
    qtbot.waitUntil(lambda: made.steps.currentWidget() is made.look and made.go.isEnabled())
    monkeypatch.setattr(filling, "fill", gate.held(filling.fill))
    qtbot.mouseClick(made.go, LEFT)
    qtbot.waitUntil(lambda: gate.reached.is_set() and made.work.isVisible())
    qtbot.mouseClick(made.work.cancel, LEFT)
    rest(made, qtbot)
    assert made.isVisible() and standing(session, "markets") == 0
    gate.opened.set()
    with qtbot.waitSignal(session.changed):
        qtbot.mouseClick(made.go, LEFT)
    assert standing(session, "markets") == 1


def test_what_was_not_begun_yet_is_stopped_and_what_it_waits_for_goes_on(
    window: Window, qtbot: QtBot, gate: Gate
) -> None:
    made = previewed(window, qtbot)
    session, may_end, ended = window.session, threading.Event(), []
    session.jobs.run(session.office, Job("Xuất", lambda own, progress: may_end.wait(10), ended.append))
    qtbot.mouseClick(made.go, LEFT)
    qtbot.waitUntil(made.work.isVisible)
    qtbot.mouseClick(made.work.cancel, LEFT)
    assert not made.work.isVisible() and made.go.isEnabled() and made.said.text()
    assert session.jobs.busy and not ended
    may_end.set()
    qtbot.waitUntil(lambda: ended == [True])
    assert not session.jobs.busy and standing(session) == 0
    made.reject()


@pytest.mark.parametrize("trouble", [AppError(Code.DISK_FULL, file="x"), ZeroDivisionError("hỏng")], ids=str)
def test_after_trouble_the_dialog_is_awake_again(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def take(*told: Any, **how: Any) -> None:
        raise trouble

    told: list[object] = []
    for name in ("refuse", "crash"):
        monkeypatch.setattr(dialogs, name, lambda parent, what: told.append(what))
    made = previewed(window, qtbot)
    monkeypatch.setattr(old_lists, "take", take)
    qtbot.mouseClick(made.go, LEFT)
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert made.isVisible() and made.steps.isEnabled() and made.go.isEnabled()
    made.reject()


# Doubles


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """In the way of the search for doubles."""
    made = Gate("Đang tìm")
    real = made.held(duplicates.proposals)
    monkeypatch.setattr(working, "BAR_AFTER_MS", 0)
    monkeypatch.setattr(
        duplicates, "proposals", lambda office, period, key, told: real(office, period, key, progress=told)
    )
    return made


def searching(window: Window, qtbot: QtBot, search: Gate) -> DuplicatesDialog:
    doubles(window.session)
    made: DuplicatesDialog = shown(DuplicatesDialog(window.page, window.session, "establishments"), qtbot)
    qtbot.waitUntil(lambda: search.reached.is_set() and made.work.isVisible())
    return made


def test_a_search_that_was_stopped_says_so_and_can_be_begun_again(
    window: Window, qtbot: QtBot, search: Gate
) -> None:
    made = searching(window, qtbot, search)
    qtbot.waitUntil(lambda: "(0/2)" in made.work.what.text())
    qtbot.mouseClick(made.work.cancel, LEFT)
    rest(made, qtbot)
    assert made.said.text() == "Đã dừng: tìm bản ghi trùng."
    assert made.isVisible() and made.told.text() and not made.merge.isVisible() and focus() is made.again
    search.opened.set()
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: made.list.count() == 1)
    assert made.merge.isVisible() and not made.again.isVisible() and not made.said.text()
    made.reject()


def test_esc_stops_a_search_and_a_second_esc_closes(window: Window, qtbot: QtBot, search: Gate) -> None:
    made = searching(window, qtbot, search)
    press(Key.Key_Escape)
    rest(made, qtbot)
    assert made.isVisible()
    with qtbot.waitSignal(made.destroyed):
        press(Key.Key_Escape)


def test_closing_while_it_searches_stops_it_and_then_closes(
    window: Window, qtbot: QtBot, search: Gate
) -> None:
    made = searching(window, qtbot, search)
    with qtbot.waitSignal(made.destroyed):
        made.close()
    assert not window.session.jobs.busy


# F1


def help_of(dialog: WorkDialog) -> str:
    """What F1 laid over the dialog."""
    found = dialog.findChild(HelpPanel)
    if found is None or not found.isVisible():
        return ""
    assert dialog.rect().contains(found.geometry())
    return str(found.text.text())


def test_f1_explains_each_step_of_an_old_list_and_esc_takes_it_away_alone(
    window: Window, qtbot: QtBot
) -> None:
    made = shown(OldListDialog(window.page, window.session, "establishments"), qtbot)
    said = set()
    assert focus() is made.file.choose
    press(Key.Key_F1)
    said.add(help_of(made))
    press(Key.Key_Escape)
    assert made.isVisible() and not help_of(made)
    made.reject()
    made = previewed(window, qtbot)
    for _ in range(2):
        press(Key.Key_F1)
        said.add(help_of(made))
        press(Key.Key_F1)
        assert not help_of(made)
        qtbot.mouseClick(made.back, LEFT)
    assert "" not in said and len(said) == 3
    assert all("Esc" in text for text in said)
    made.reject()


def test_f1_explains_how_doubles_are_compared(window: Window, qtbot: QtBot) -> None:
    doubles(window.session)
    made = shown(DuplicatesDialog(window.page, window.session, "establishments"), qtbot)
    qtbot.waitUntil(lambda: made.list.count() == 1)
    press(Key.Key_F1)
    assert "Esc" in help_of(made)
    made.reject()
