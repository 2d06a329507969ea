"""The first start: five questions, nothing written before the last one; a file or sample data at any time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QWidget

from office import beginning
from office.office import open_office
from office.people import people
from tests.builders import an_office
from tests.gui import typing
from tests.gui.typing import Key, in_dialog, letters
from ui import dialogs
from ui.files import make_new
from ui.pages.first_start.page import SAMPLE, WELCOME, FirstStart
from ui.preferences import Preferences
from ui.session import Session
from ui.tour import STOPS, Tour, offer
from ui.window import Window, open_file


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def dialog(qtbot, parent, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(beginning, "user_documents_path", lambda: tmp_path)
    made = FirstStart(parent, Session(Preferences()))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(qtbot, dialog: FirstStart, name: str) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, f"action_{name}"), Qt.MouseButton.LeftButton)


def enter(qtbot, dialog: FirstStart) -> None:
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)


def test_five_answers_by_keyboard_make_a_data_file(qtbot, dialog: FirstStart, tmp_path: Path) -> None:
    enter(qtbot, dialog)
    assert dialog.at == 1
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    enter(qtbot, dialog)
    letters("Trần Thị Bích Thủy")
    for box in (dialog.people.room, dialog.people.head, dialog.people.head_title):
        enter(qtbot, dialog)
        assert box.hasFocus(), "Enter leads to the next box, as everywhere"
    enter(qtbot, dialog)
    assert dialog.place.chosen == tmp_path / beginning.FOLDER / "28984-xa-giong-trom.sct"
    enter(qtbot, dialog)
    period = dialog.period.chosen.period
    enter(qtbot, dialog)
    assert list(tmp_path.iterdir()) == []
    enter(qtbot, dialog)
    assert dialog.made == tmp_path / beginning.FOLDER / "28984-xa-giong-trom.sct"
    with open_office(dialog.made) as office:
        assert office.unit.code == "28984"
        assert people(office).officer == "Trần Thị Bích Thủy"
        assert office.report(period).state == "draft"


def test_as_many_forms_are_told_as_the_home_page_lists(qtbot, dialog: FirstStart, window: Window) -> None:
    enter(qtbot, dialog)
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    while not dialog.period.isVisible():
        enter(qtbot, dialog)
    while len(dialog.period.chosen.forms) < 10:
        qtbot.keyClick(dialog.period.listed, Qt.Key.Key_Down)
    told, listed = dialog.period.told.text(), dialog.period.chosen.forms
    assert f" {len(listed) - 9} biểu khác" in told
    enter(qtbot, dialog)
    enter(qtbot, dialog)
    assert open_file(window, dialog.made)
    count = re.findall(r"\d+", told)[0]
    qtbot.waitUntil(lambda: any(f"{count} biểu" in w.text() for w in window.findChildren(QLabel)))


def test_escape_goes_back_a_page_and_keeps_the_answer(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    enter(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.at, dialog.unit.unit.code) == (1, "28984")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.at == WELCOME
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_without_a_unit_there_is_no_next_page(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    enter(qtbot, dialog)
    assert dialog.at == 1
    assert dialog.told.text()


def test_only_a_chosen_unit_carries_a_tick(qtbot, dialog: FirstStart) -> None:
    def tick() -> bytes:
        return bytes(dialog.unit.shape.pixmap().toImage().constBits())

    enter(qtbot, dialog)
    nothing = tick()
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    assert dialog.unit.unit is not None
    assert tick() != nothing
    dialog.unit.search.setText("không có xã này")
    assert dialog.unit.unit is None
    assert tick() == nothing


def test_in_a_low_window_too_an_empty_list_is_explained(qtbot, dialog: FirstStart) -> None:
    dialog.resize(900, 440)
    enter(qtbot, dialog)
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    assert not dialog.unit.chosen.isVisible()
    dialog.unit.search.setText("không có xã này")
    assert dialog.unit.chosen.isVisible()
    assert dialog.unit.told.text()


def test_a_unit_is_found_as_its_name_is_written_on_paper(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    dialog.unit.before.click()
    dialog.unit.search.setText("Phường 4, thành phố Trà Vinh")
    assert dialog.unit.unit is not None
    assert dialog.unit.unit.code == "29236"


def test_a_units_last_day_is_never_cut(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    dialog.unit.before.click()
    dialog.unit.search.setText("phuong 4 tra vinh")
    table = dialog.unit.table
    text = dialog.unit.table.model().index(0, 3).data()
    assert "30/06/2025" in text
    sides = 2 * 14
    assert table.columnWidth(3) >= table.fontMetrics().horizontalAdvance(text) + sides


def test_the_arrows_walk_through_what_was_found(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    qtbot.keyClicks(dialog.unit.search, "tan")
    first = dialog.unit.unit
    qtbot.keyClick(dialog.unit.search, Qt.Key.Key_Down)
    assert dialog.unit.unit not in (None, first)
    qtbot.keyClick(dialog.unit.search, Qt.Key.Key_Up)
    assert dialog.unit.unit == first


def test_a_district_is_found_in_the_time_before_the_merger(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    radio = dialog.findChild(QRadioButton, "level_district")
    qtbot.mouseClick(radio, Qt.MouseButton.LeftButton, pos=radio.rect().center())
    assert dialog.unit.before.isChecked()
    qtbot.keyClicks(dialog.unit.search, "giong trom")
    assert dialog.unit.unit.level == "district"


def test_a_province_then_a_district_list_their_communes(qtbot, dialog: FirstStart) -> None:
    enter(qtbot, dialog)
    dialog.unit.before.click()
    box = dialog.unit.province
    box.setCurrentIndex(box.findData("84"))
    box.activated.emit(box.currentIndex())
    assert dialog.unit.district.isVisible()
    box = dialog.unit.district
    box.setCurrentIndex(box.findData("842"))
    box.activated.emit(box.currentIndex())
    assert {unit.parent for unit in dialog.unit.units} == {"842"}


def test_a_place_that_holds_a_file_already_is_refused_beside_the_box(
    qtbot, dialog: FirstStart, tmp_path: Path
) -> None:
    taken = tmp_path / "cu.sct"
    taken.write_bytes(b"")
    dialog.unit.search.setText("28984")
    dialog.place.path.setText(str(taken))
    dialog.show_step(3)
    assert "cu.sct" in dialog.place.trouble.text()
    dialog.next()
    assert dialog.at == 3


def test_a_file_that_is_there_is_opened_at_once(
    qtbot, dialog: FirstStart, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: tmp_path / "a.sct")
    press(qtbot, dialog, "open_file")
    assert dialog.made == tmp_path / "a.sct"
    assert not dialog.isVisible()


def test_a_sample_ward_is_made_beside_the_dialog_and_marked(qtbot, dialog: FirstStart) -> None:
    press(qtbot, dialog, "sample")
    assert dialog.at == SAMPLE
    press(qtbot, dialog, "sample_commune")
    assert not dialog.sample.commune.isEnabled()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    with open_office(dialog.made) as office:
        assert office.store.meta("illustrative") == "1"
        assert office.report(beginning.Period.parse("2020")).state == "draft"


def test_making_a_sample_province_can_be_stopped_and_leaves_nothing(
    qtbot, dialog: FirstStart, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(beginning, "data_dir", lambda: tmp_path / "own")
    press(qtbot, dialog, "sample")
    press(qtbot, dialog, "sample_province")
    qtbot.waitUntil(lambda: "(" in dialog.sample.what.text(), timeout=30_000)
    press(qtbot, dialog, "cancel")
    qtbot.waitUntil(dialog.sample.commune.isEnabled, timeout=30_000)
    assert dialog.made is None
    assert not list(tmp_path.rglob("*.sct")) and not list(tmp_path.rglob("*.xlsx"))


@pytest.mark.parametrize(("width", "height", "scale"), [(911, 441, 1.0), (1366, 696, 1.5), (1366, 696, 1.0)])
def test_every_page_fits_the_smallest_screens(dialog: FirstStart, dress, width, height, scale) -> None:
    dress(scale=scale)
    dialog.resize(width, height)
    for step in range(SAMPLE + 1):
        dialog.show_step(step)
        wanted = dialog.layout().minimumSize()
        assert wanted.width() <= width and wanted.height() <= height, step


def test_the_period_that_is_due_next_is_suggested_and_overdue_ones_stand_below(
    qtbot, dialog: FirstStart, monkeypatch
) -> None:
    monkeypatch.setattr(beginning, "today", lambda: date(2026, 1, 3))
    dialog.next()
    dialog.unit.search.setText("28984")
    for _ in range(3):
        dialog.next()
    texts = [dialog.period.listed.item(n).text() for n in range(dialog.period.listed.count())]
    to_come = [one.due for one in dialog.period.periods if one.due >= date(2026, 1, 3)]
    assert dialog.period.chosen.due == min(to_come)
    overdue = ["đã qua" in text for text in texts[:-1]]
    assert overdue == [False] * len(to_come) + [True] * (len(overdue) - len(to_come))
    assert any(overdue)


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch) -> Iterator[Window]:
    """The window on no file yet; what is preferred and made stays in the test's own folder."""
    monkeypatch.setattr("ui.preferences.data_dir", lambda: tmp_path)
    monkeypatch.setattr(beginning, "data_dir", lambda: tmp_path)
    made = Window(Session(Preferences()))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


WHOLE_YEAR = "WHOLE_YEAR" in os.environ


@pytest.mark.parametrize(
    ("which", "level"),
    [
        ("commune", "commune"),
        pytest.param(
            "province", "province", marks=pytest.mark.skipif(not WHOLE_YEAR, reason="106 communes: minutes")
        ),
    ],
)
def test_sample_data_lead_from_the_first_start_to_the_home_page(qtbot, window: Window, which, level) -> None:
    def choose() -> None:
        wizard = QApplication.activeModalWidget()
        press(qtbot, wizard, "sample")
        press(qtbot, wizard, f"sample_{which}")

    in_dialog(choose)
    assert make_new(window)
    qtbot.waitUntil(lambda: window.findChild(Tour) is not None and not window.session.jobs.busy)
    page = window.page
    assert (page.objectName(), window.session.level) == ("page_home", level)
    assert page.card.isVisible() and page.card.sentence.text()
    if level == "commune":
        assert page.body.forms.model().rowCount() > 0
    else:
        qtbot.waitUntil(lambda: all(card.value.text() for card in page.body.cards), timeout=30_000)
        assert page.body.arrivals.isVisible()
        remind = page.body.remind.table.rows  # nobody is late; the sample's figures are estimates
        states = [remind.index(n, 1).data() for n in range(remind.rowCount())]
        assert states == ["Mới có số ước tính"] * 9
        assert "106/106" in page.body.basis.text()


@pytest.fixture
def tour(qtbot, window: Window, tmp_path: Path) -> Tour:
    """The tour over the home page of a commune."""
    an_office(tmp_path).store.close()
    assert open_file(window, tmp_path / "29236.sct")
    qtbot.waitUntil(lambda: window.page is not None and window.focusWidget() is not None)
    made = offer(window)
    assert made is not None
    return made


def test_the_tour_tells_five_things_once(qtbot, window: Window, tour: Tour) -> None:
    told = []
    for _ in STOPS:
        told.append(tour.title.text())
        assert window.rect().contains(tour.geometry())
        qtbot.mouseClick(tour.go_on, Qt.MouseButton.LeftButton)
    assert told == [stop.title for stop in STOPS]
    assert window.session.preferences.tour_done and not tour.isVisible()
    assert offer(window) is None


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space, Key.Key_Right])
def test_the_tour_goes_on_and_back_by_keys_and_gives_the_keyboard_back(
    window: Window, tour: Tour, key
) -> None:
    typing.press(key)
    assert tour.at == 1
    typing.press(Key.Key_Left)
    typing.press(Key.Key_Left)
    assert tour.at == 0
    for _ in STOPS:
        typing.press(key)
    assert not tour.isVisible()
    assert window.focusWidget() is window.page.card.act


def test_escape_ends_the_tour_and_enter_on_skip_does_too(window: Window, tour: Tour) -> None:
    typing.press(Key.Key_Escape)
    assert not tour.isVisible() and window.session.preferences.tour_done
    again = Tour(window)
    again.start()
    again.skip.setFocus()
    typing.press(Key.Key_Return)
    assert not again.isVisible()


def test_no_letter_of_the_tour_is_one_of_the_page(window: Window, tour: Tour) -> None:
    assert not any("&" in button.text() for button in tour.findChildren(QPushButton))
    typing.press(Key.Key_Left, typing.ALT)
    assert tour.isVisible() and tour.at == 0
