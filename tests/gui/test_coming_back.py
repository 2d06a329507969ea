"""The next start: at the form, record and period where the program was cut off, or a word on where the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from base.period import Period
from office import beginning
from office.entering import entry
from office.entering.registers import LABEL
from tests.builders import KILNS, YEAR, an_office, kiln
from tests.gui.typing import ALT, CTRL, Key, focus, in_dialog, letters, press
from tests.unit.office.entering.test_records import FOREMEN
from ui import app, dialogs, files
from ui.preferences import Place, Preferences, load
from ui.session import Session
from ui.window import Window

NEXT = Period.parse("2021")
Starter = Callable[[], Window]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data file that was opened last: three kilns in 2020, carried forward into 2021."""
    monkeypatch.setattr("ui.preferences.data_dir", lambda: tmp_path)
    monkeypatch.setattr(beginning, "user_documents_path", lambda: tmp_path)
    with an_office(tmp_path / "stick", forms={"kilns.toml": KILNS, "foremen.toml": FOREMEN}) as office:
        entry.open_period(office, YEAR)
        kilns = [kiln(f"k{n}", f"Lò {n}") for n in (1, 2, 3)]
        entry.enter(office, YEAR, "kilns", kilns)
        entry.open_period(office, NEXT, carry_from=YEAR)
        path = office.store.path
    Preferences(last_file=str(path), tour_done=True, place=Place("home", "2020")).save()
    return path


@pytest.fixture
def started(qtbot: Any, data: Path) -> Iterator[Starter]:
    """`started()` is the program's window as main.py opens it."""
    made: list[Window] = []

    def start() -> Window:
        window = Window(Session(load()))
        qtbot.addWidget(window)
        made.append(window)
        app.begin(window, None)
        window.show()
        window.activateWindow()
        if window.session.is_open:
            qtbot.waitUntil(window.isActiveWindow)
        return window

    yield start
    for window in made:
        window.close()


def kill(window: Window) -> None:
    """End it as a power cut does: what it would write on closing is never written."""
    preferences = load()
    window.close()
    preferences.save()


def in_list(window: Window, form: str, record_id: str = "") -> None:
    """Go to a form's list, and there to a record."""
    window.session.go("entry", form=form, record_id=record_id)
    if window.page.halves.in_record():
        press(Key.Key_F6)
    assert focus() is window.page.register.table


def where(window: Window) -> tuple[str, str]:
    """The record and column of the list in which one stands."""
    register = window.page.register
    assert focus() is register.table
    return register.current_id(), register.model.columns[register.table.currentIndex().column()].key


def waits_to_be_remembered(page: Any) -> bool:
    """Whether a row or cell of the list was chosen that is not remembered yet."""
    return bool(page.whereabouts.findChild(QTimer).isActive())


def test_the_form_that_was_chosen_in_the_head_comes_back(started: Starter) -> None:
    window = started()
    in_list(window, "kilns")
    combo = window.page.findChild(QComboBox, "form")
    at = combo.findData("establishments")
    combo.setCurrentIndex(at)
    combo.activated.emit(at)
    kill(window)
    again = started()
    assert again.page.KEY == "entry" and again.page.form.key == "establishments"


def test_the_row_that_was_chosen_in_the_list_comes_back(qtbot: Any, started: Starter) -> None:
    window = started()
    in_list(window, "kilns", "k1")
    for _ in range(2):
        press(Key.Key_Down)
    qtbot.waitUntil(lambda: load().place.record_id == "k3")
    kill(window)
    again = started()
    assert (again.page.form.key, again.page.pane.record_id) == ("kilns", "k3")
    assert where(again) == ("k3", LABEL)


@pytest.mark.parametrize("ended", ["closed", "cut off"])
@pytest.mark.parametrize("column", ["#", LABEL, "workers", "*"])
def test_who_left_in_a_cell_of_the_list_stands_in_that_cell(
    qtbot: Any, started: Starter, column: str, ended: str
) -> None:
    window = started()
    in_list(window, "kilns", "k1")
    press(Key.Key_Down)
    press(Key.Key_Home)
    for _ in range([one.key for one in window.page.register.model.columns].index(column)):
        press(Key.Key_Right)
    if ended == "cut off":
        qtbot.waitUntil(lambda: load().place.column == column)
        kill(window)
    else:
        window.close()
    again = started()
    qtbot.waitUntil(lambda: where(again) == ("k2", column))
    assert again.page.pane.record_id == "k2"


def test_who_went_from_a_box_back_to_the_list_stands_in_the_list(qtbot: Any, started: Starter) -> None:
    window = started()
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    assert load().place.field == "workers"
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: load().place.column is not None)
    kill(window)
    assert where(started()) == ("k2", LABEL)


def test_who_went_from_the_list_into_a_box_stands_in_the_box(qtbot: Any, started: Starter) -> None:
    window = started()
    in_list(window, "kilns", "k2")
    qtbot.waitUntil(lambda: load().place.column is not None)
    press(Key.Key_F6)
    press(Key.Key_Return)
    box = focus().objectName()
    qtbot.waitUntil(lambda: not waits_to_be_remembered(window.page))
    window.close()
    again = started()
    assert again.page.halves.in_record() and again.page.pane.record_id == "k2"
    assert (focus().objectName(), box) == (box, load().place.field)


def test_the_record_that_was_written_in_the_list_comes_back(qtbot: Any, started: Starter) -> None:
    window = started()
    in_list(window, "kilns", "k2")
    table = window.page.register.table
    columns = [column.key for column in window.page.register.model.columns]
    table.go(1, columns.index("workers"))
    letters("7")
    press(Key.Key_Tab)
    after = columns[columns.index("workers") + 1]
    qtbot.waitUntil(lambda: load().place == Place("entry", "2020", "kilns", "k2", column=after))
    kill(window)
    assert where(started()) == ("k2", after)


def test_an_arrow_key_held_down_writes_nothing(
    qtbot: Any, started: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = started()
    in_list(window, "kilns", "k1")
    qtbot.waitUntil(lambda: load().place.record_id == "k1")
    written: list[str] = []
    monkeypatch.setattr(Preferences, "save", lambda self: written.append(self.place.record_id))
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_Down, Key.Key_Down):
        press(key)
    assert written == []
    qtbot.waitUntil(lambda: written == ["k3"])


def test_the_other_period_comes_back_with_the_record(started: Starter) -> None:
    window = started()
    window.session.go("entry", form="kilns", record_id="k2", field="workers")
    press(Key.Key_Right, ALT)
    assert window.session.period == NEXT
    kill(window)
    again = started()
    assert again.session.period == NEXT and again.context.when.first.text() == "Năm 2021"
    assert (again.page.form.key, again.page.pane.record_id) == ("kilns", "k2")


def test_a_row_chosen_just_before_another_page_does_not_lead_back_to_the_list(
    qtbot: Any, started: Starter
) -> None:
    window = started()
    in_list(window, "kilns", "k1")
    press(Key.Key_Down)
    entering = window.page
    assert waits_to_be_remembered(entering)
    press(Key.Key_9, CTRL)
    qtbot.waitUntil(lambda: not waits_to_be_remembered(entering))
    assert load().place.page == "units"


# a data file that is not there


def click(name: str) -> None:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.findChild(QPushButton, f"action_{name}").click()


def test_a_stick_that_was_pulled_out_is_asked_for_until_it_is_there(
    qtbot: Any, data: Path, started: Starter
) -> None:
    away = data.rename(data.with_suffix(".away"))
    told: list[str] = []

    def first() -> None:
        told.append(QApplication.activeModalWidget().text())
        in_dialog(second)
        click("retry")

    def second() -> None:
        told.append(QApplication.activeModalWidget().text())
        away.rename(data)
        click("retry")

    in_dialog(first)
    window = started()
    qtbot.waitUntil(lambda: window.page is not None)
    assert window.session.office.store.path == data
    assert [str(data) in sentence for sentence in told] == [True, True]


def test_another_file_is_opened_instead(
    qtbot: Any, data: Path, started: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = data.rename(data.with_name("other.sct"))
    monkeypatch.setattr(dialogs, "open_file", lambda *told: other)
    in_dialog(lambda: click("open_file"))
    window = started()
    qtbot.waitUntil(lambda: window.page is not None)
    assert window.session.office.store.path == other


def test_a_new_file_is_begun_only_when_it_is_asked_for(qtbot: Any, data: Path, started: Starter) -> None:
    data.rename(data.with_suffix(".away"))
    shown: list[str] = []

    def wizard() -> None:
        shown.append(QApplication.activeModalWidget().objectName())
        in_dialog(leave)  # thought better of it: asked again
        QApplication.activeModalWidget().reject()

    def leave() -> None:
        shown.append(QApplication.activeModalWidget().objectName())
        press(Key.Key_Escape)

    def begin_new() -> None:
        shown.append(QApplication.activeModalWidget().objectName())
        in_dialog(wizard)
        click("new_file")

    in_dialog(begin_new)
    window = started()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert shown == ["dialog_choose", "dialog_first_start", "dialog_choose"]
    assert not window.session.is_open


def test_without_a_file_of_before_the_first_start_comes(
    qtbot: Any, data: Path, started: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    Preferences().save()
    asked: list[bool] = []
    monkeypatch.setattr(files, "make_new", lambda window: not asked.append(True))
    started()
    qtbot.waitUntil(lambda: asked == [True])
