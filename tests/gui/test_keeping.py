"""Ctrl+S says at every place that all is kept; Ctrl+Z in the window takes back what was done in the list."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from base.errors import AppError, Code
from db import records
from forms.spec import Record, Value
from office.entering import entry
from tests.builders import KILNS, YEAR, an_office, kiln
from tests.gui.typing import CTRL, Key, focus, in_dialog, letters, press
from ui import dialogs
from ui.jobs import Job
from ui.preferences import Preferences
from ui.session import Session
from ui.widgets.duplicates import DuplicatesDialog
from ui.widgets.register.cell_editor import CellEditor
from ui.window import Window

KEPT = "12:00"
"""The time of day in an office of the tests."""


@pytest.fixture
def window(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The window of a low screen over two kilns and four establishments, two and two alike."""
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    session = Session(Preferences(tour_done=True))
    session.use(an_office(tmp_path, forms={"kilns.toml": KILNS}))
    office = session.office
    entry.open_period(office, YEAR)
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba"), kiln("k2", "Lò Tư")])
    names = (
        "Công ty TNHH Hòa Bình",
        "Cty TNHH Hoà Bình",
        "DNTN Hùng Cường",
        "Doanh nghiệp tư nhân Hùng Cường",
    )
    found = [Record(f"e{n}", {"name": name}) for n, name in enumerate(names, 1)]
    entry.enter(office, YEAR, "establishments", found)
    session.choose_period(YEAR)
    made = Window(session)
    qtbot.addWidget(made)
    made.resize(911, 441)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    session.go("entry", form="kilns")
    yield made
    made.close()


def kept(window: Window, form: str = "kilns") -> dict[str, dict[str, Value]]:
    """record_id → answers, as the data file has them."""
    office = window.session.office
    unit = office.unit_in(YEAR).key
    found = records.read(office.store, office.form(form, YEAR), unit=unit, period=YEAR.label)
    return {record.record_id: dict(record.values) for record in found}


def said(window: Window) -> str:
    """What the foot says where everybody can read it."""
    assert window.foot.said.isVisible()
    return window.foot.said.text()


def begin_cell(window: Window, text: str) -> None:
    """Write into the first kiln's workers and stay in the cell."""
    register = window.page.register
    register.table.setFocus()
    register.table.go(0, [column.key for column in register.model.columns].index("workers"))
    letters(text)
    assert isinstance(focus(), CellEditor)


# Ctrl+S


@pytest.mark.parametrize(
    "page", ["home", "entry", "checks", "submit", "reports", "units", "settings", "forms"]
)
def test_ctrl_s_says_on_every_page_that_all_is_kept(window: Window, page: str) -> None:
    window.session.go(page)
    window.foot.said.setText("")
    press(Key.Key_S, CTRL)
    assert KEPT in said(window)


def test_ctrl_s_keeps_the_cell_that_is_being_written(window: Window) -> None:
    begin_cell(window, "77")
    press(Key.Key_S, CTRL)
    assert kept(window)["k1"]["workers"] == 77
    assert KEPT in said(window) and focus() is window.page.register.table


def test_ctrl_s_keeps_the_box_that_is_typed_into(window: Window) -> None:
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    letters("8")
    press(Key.Key_S, CTRL)
    assert kept(window)["k2"]["workers"] == 8
    assert KEPT in said(window) and focus().objectName() == "workers"


def test_ctrl_s_answers_in_a_record_without_changes_and_on_a_list_of_choices(window: Window) -> None:
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    for there in (focus(), window.context.findChild(QComboBox)):
        window.foot.said.setText("")
        there.setFocus()
        press(Key.Key_S, CTRL)
        assert KEPT in said(window)


def test_what_was_refused_is_not_said_to_be_kept(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[AppError] = []

    def refused(*_: object, **__: object) -> None:
        raise AppError(Code.STORE_BUSY, file="x")

    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    letters("8")
    monkeypatch.setattr(entry, "enter", refused)
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal))
    window.foot.said.setText("")
    press(Key.Key_S, CTRL)
    assert [refusal.code for refusal in told] == [Code.STORE_BUSY]
    assert said(window) == "" and focus().text() == "8"
    monkeypatch.undo()


def test_a_file_that_another_program_writes_to_is_told_soon_and_what_was_typed_stays(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[AppError] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal))
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    other = sqlite3.connect(window.session.office.store.path)
    other.execute("begin immediate")
    letters("8")
    began = time.monotonic()
    press(Key.Key_S, CTRL)
    assert time.monotonic() - began < 3, "Windows calls a window dead that stands still for 5 seconds"
    assert [refusal.code for refusal in told] == [Code.STORE_BUSY]
    assert focus().text() == "8"
    other.rollback()
    other.close()
    press(Key.Key_S, CTRL)
    assert kept(window)["k2"]["workers"] == 8 and len(told) == 1


def test_what_a_busy_file_did_not_take_stands_in_its_box_when_one_comes_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Code] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code))
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    other = sqlite3.connect(window.session.office.store.path)
    other.execute("begin immediate")
    letters("8")
    window.session.go("entry", form="kilns", record_id="k1", field="workers")
    other.rollback()
    other.close()
    assert set(told) == {Code.STORE_BUSY} and focus().text() == ""
    told.clear()
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    assert focus().text() == "8" and kept(window)["k2"]["workers"] is None
    press(Key.Key_Return)
    assert kept(window)["k2"]["workers"] == 8 and not told
    assert kept(window)["k1"]["workers"] is None
    window.session.go("entry", form="kilns", record_id="k1", field="workers")
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    assert focus().text() == "8"


@contextmanager
def busy(window: Window) -> Iterator[list[Code]]:
    """Another program writes into the data file; what is told meanwhile."""
    told: list[Code] = []
    other = sqlite3.connect(window.session.office.store.path)
    other.execute("begin immediate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code))
        yield told
    other.rollback()
    other.close()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab, Key.Key_Up])
def test_what_a_busy_file_did_not_take_stands_in_its_cell_again(
    qtbot: Any, window: Window, key: Qt.Key
) -> None:
    begin_cell(window, "77")
    with busy(window) as told:
        press(key)
    assert told == [Code.STORE_BUSY] and kept(window)["k1"]["workers"] is None
    qtbot.waitUntil(lambda: isinstance(focus(), CellEditor))
    assert focus().text() == "77"
    press(Key.Key_Return)
    assert kept(window)["k1"]["workers"] == 77


def test_a_cell_that_a_busy_file_did_not_take_is_not_said_to_be_kept(window: Window) -> None:
    begin_cell(window, "77")
    window.foot.said.setText("")
    with busy(window) as told:
        press(Key.Key_S, CTRL)
    assert told == [Code.STORE_BUSY] and window.foot.said.text() == ""


def test_a_cell_that_was_emptied_while_the_file_was_busy_comes_back_empty(qtbot: Any, window: Window) -> None:
    begin_cell(window, "5")
    press(Key.Key_Return)
    begin_cell(window, "7")
    press(Key.Key_Backspace)
    with busy(window):
        press(Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(focus(), CellEditor))
    window.page.register.model.read_again()
    assert focus().text() == ""
    press(Key.Key_Return)
    assert kept(window)["k1"]["workers"] is None


def test_a_refused_cell_holds_its_text_while_one_is_elsewhere_until_it_is_given_up(
    qtbot: Any, window: Window
) -> None:
    begin_cell(window, "77")
    with busy(window) as told:
        window.session.go("checks")
    assert told == [Code.STORE_BUSY]
    window.session.go("entry", form="kilns")
    table = window.page.register.table
    table.setFocus()
    table.go(0, [column.key for column in table.register.columns].index("workers"))
    for shown, way_out in (("77", Key.Key_Escape), ("", Key.Key_Escape)):
        press(Key.Key_F2)
        assert isinstance(focus(), CellEditor) and focus().text() == shown
        press(way_out)
    assert kept(window)["k1"]["workers"] is None


@pytest.mark.parametrize("leaves", ["F6", "another record", "Ctrl+N"])
def test_a_new_record_that_a_busy_file_did_not_take_is_begun_again_with_what_was_typed(
    window: Window, leaves: str
) -> None:
    page = window.page
    page.add()
    letters("Lò mới")
    with busy(window) as told:
        if leaves == "F6":
            press(Key.Key_F6)
        elif leaves == "Ctrl+N":
            press(Key.Key_N, CTRL)
        else:
            window.session.go("entry", form="kilns", record_id="k1", field="name")
            assert focus().text() == "Lò Ba"
    assert set(told) == {Code.STORE_BUSY} and len(kept(window)) == 2
    if leaves != "Ctrl+N":
        press(Key.Key_N, CTRL)
    assert focus().text() == "Lò mới"
    press(Key.Key_Return)
    assert [values["name"] for values in kept(window).values()] == ["Lò Ba", "Lò Tư", "Lò mới"]
    page.add()
    assert focus().text() == ""
    letters("Lò nữa")
    press(Key.Key_Return)
    assert len(kept(window)) == 4


def test_two_records_are_not_told_apart_while_the_file_is_busy_but_later(qtbot: Any, window: Window) -> None:
    dialog = DuplicatesDialog(window, window.session, "establishments")
    dialog.open()
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    with busy(window) as told:
        qtbot.mouseClick(dialog.both, Qt.MouseButton.LeftButton)
    assert told == [Code.STORE_BUSY] and dialog.list.count() == len(dialog.pairs) == 2
    qtbot.mouseClick(dialog.both, Qt.MouseButton.LeftButton)
    assert dialog.list.count() == len(dialog.pairs) == 1
    dialog.reject()


def test_on_the_charts_ctrl_s_saves_the_picture(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "save_file", lambda *told: asked.append("picture"))
    window.session.go("charts")
    qtbot.waitUntil(lambda: not window.session.jobs.busy and window.page.found is not None, timeout=20_000)
    window.foot.said.setText("")
    window.page.setFocus()
    press(Key.Key_S, CTRL)
    assert asked == ["picture"] and window.foot.said.text() == ""


def test_the_foot_of_a_low_window_is_there_after_long_work_as_before(qtbot: Any, window: Window) -> None:
    high = window.foot.height()
    with qtbot.waitSignal(window.session.jobs.ended):
        window.session.jobs.run(window.session.office, Job("Kiểm tra", lambda o, p: None, lambda _: None))
    qtbot.waitUntil(lambda: not window.session.jobs.busy)
    assert window.foot.keys.isVisible() and window.foot.keys.text()
    assert window.foot.height() == high < 30
    begin_cell(window, "9")
    press(Key.Key_Return)
    assert KEPT in said(window)


# Ctrl+Z


def test_ctrl_z_takes_back_what_was_written_in_the_list(qtbot: Any, window: Window) -> None:
    before = kept(window)
    begin_cell(window, "77")
    press(Key.Key_Return)
    assert kept(window)["k1"]["workers"] == 77
    press(Key.Key_Z, CTRL)
    assert kept(window) == before
    model = window.page.register.model
    column = [one.key for one in model.columns].index("workers")
    qtbot.waitUntil(lambda: "77" not in model.text(0, column))
    assert window.session.office.form("kilns", YEAR).title in said(window)
    press(Key.Key_Y, CTRL)
    assert kept(window)["k1"]["workers"] == 77
    qtbot.waitUntil(lambda: model.text(0, column) == "77")


def test_ctrl_z_takes_back_what_was_emptied_and_filled_down_in_the_list(window: Window) -> None:
    begin_cell(window, "5")
    press(Key.Key_Return)
    table = window.page.register.table
    column = table.currentIndex().column()
    table.go(0, column)
    table.go(1, column, extend=True)
    press(Key.Key_D, CTRL)
    filled = {record_id: values["workers"] for record_id, values in kept(window).items()}
    assert filled == {"k1": 5, "k2": 5}
    press(Key.Key_Z, CTRL)
    assert kept(window)["k2"]["workers"] is None and kept(window)["k1"]["workers"] == 5


def test_ctrl_z_after_a_merge_brings_both_back_into_the_list(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.resize(1366, 696)
    window.session.go("entry", form="establishments")
    model = window.page.register.model
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    before = kept(window, "establishments")
    monkeypatch.setattr(dialogs, "ask_reason", lambda *told: "ghi hai lần")

    def merge() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DuplicatesDialog)
        qtbot.waitUntil(lambda: dialog.list.count() == 2)
        dialog.merge.click()
        dialog.reject()

    in_dialog(merge)
    window.page.findChild(QPushButton, "action_duplicates").click()
    assert len(kept(window, "establishments")) == 3
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    window.activateWindow()  # what a window manager does when a dialog closes
    qtbot.waitUntil(window.page.register.table.hasFocus)
    press(Key.Key_Z, CTRL)
    assert kept(window, "establishments") == before
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    assert window.session.office.form("establishments", YEAR).title in said(window)
    press(Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    assert len(kept(window, "establishments")) == 3
