"""Somebody in a hurry, in the whole window: Enter, Esc, a second thought, and where the keyboard is afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from base.period import Period
from base.text import search_key
from db import records as stored
from office.agenda import periods
from office.entering import entry
from office.office import Office
from tests.builders import DISTRICT, KILNS, YEAR, an_office, kiln
from tests.gui.typing import CTRL, Key, answer, focus, press
from ui import dialogs
from ui.open_period import OpenPeriod
from ui.pages.checks.page import ChecksPage
from ui.pages.entry.page import EntryPage
from ui.preferences import Place, Preferences
from ui.session import Session
from ui.widgets.duplicates import DuplicatesDialog
from ui.window import Window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = an_office(tmp_path, forms={"kilns.toml": KILNS})
    entry.open_period(made, YEAR)
    return made


@pytest.fixture
def window(qtbot: Any, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    made = Window(Session(Preferences(tour_done=True)))
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.session.use(office)
    made.session.choose_period(YEAR)
    made.session.go("home")
    yield made
    made.close()


@pytest.fixture
def page(window: Window, office: Office, qtbot: Any) -> EntryPage:
    """Three kilns, the second of them chosen and the list in front."""
    kilns = [kiln("k1", "Lò Ba"), kiln("k2", "Lò Tư"), kiln("k3", "Lò Năm")]
    entry.enter(office, YEAR, "kilns", kilns)
    window.show_place(Place("entry", "2020", "kilns", "k2"))
    press(Key.Key_Escape)
    assert isinstance(window.page, EntryPage)
    return window.page


def names(office: Office) -> list[object]:
    form = office.form("kilns", YEAR)
    found = stored.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)
    return [one.values["name"] for one in found]


def shown(page: EntryPage) -> str:
    return page.pane.name.text()


def test_undo_and_redo_by_their_keys(page: EntryPage, office: Office) -> None:
    press(Key.Key_F6)
    answer("Lò Đổi Tên")
    assert "Lò Đổi Tên" in names(office)
    press(Key.Key_Z, CTRL)
    assert names(office) == ["Lò Ba", "Lò Tư", "Lò Năm"]
    press(Key.Key_Y, CTRL)
    assert "Lò Đổi Tên" in names(office)


def test_undo_in_the_list_leaves_the_keyboard_there(page: EntryPage, office: Office) -> None:
    page.register.table.go(1, 1)
    press(Key.Key_F2)
    answer("Lò Khác")
    assert "Lò Khác" in names(office)
    press(Key.Key_Z, CTRL)
    assert "Lò Tư" in names(office)
    assert focus() is page.register.table


def test_enter_on_the_button_below_the_last_box_goes_on(page: EntryPage) -> None:
    press(Key.Key_F6)
    page.pane.save.setFocus()
    press(Key.Key_Return)
    assert (shown(page), focus().objectName()) == ("Lò Năm", "name")


def test_escape_from_an_empty_new_record_shows_the_chosen_one_again(page: EntryPage, office: Office) -> None:
    press(Key.Key_N, CTRL)
    assert focus().objectName() == "name"
    assert shown(page) != "Lò Tư"
    press(Key.Key_Escape)
    assert (shown(page), focus()) == ("Lò Tư", page.register.table)
    press(Key.Key_F6)
    assert (focus().objectName(), focus().text()) == ("name", "Lò Tư")  # type: ignore[attr-defined]
    assert names(office) == ["Lò Ba", "Lò Tư", "Lò Năm"]


def test_a_click_on_the_chosen_line_leaves_an_empty_new_record(page: EntryPage, qtbot: Any) -> None:
    press(Key.Key_N, CTRL)
    table = page.register.table
    place = table.visualRect(table.model().index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=place)
    assert shown(page) == "Lò Tư"


def test_the_first_record_thought_better_of_leaves_no_pane_that_blames(window: Window) -> None:
    window.show_place(Place("entry", "2020", "kilns"))
    assert isinstance(window.page, EntryPage)
    press(Key.Key_N, CTRL)
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert not window.page.pane.isVisible()


def test_what_was_begun_and_typed_into_stays(page: EntryPage, office: Office) -> None:
    press(Key.Key_N, CTRL)
    answer("Lò Mới")
    press(Key.Key_Escape)
    assert shown(page) == "Lò Mới"
    assert "Lò Mới" in names(office)


def test_after_a_deletion_the_list_has_the_keyboard(
    page: EntryPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "Nhập trùng")
    press(Key.Key_F6)
    page.pane.remove.click()
    assert names(office) == ["Lò Ba", "Lò Năm"]
    assert focus() is page.register.table
    assert (page.register.current_id(), shown(page)) == ("k3", "Lò Năm")


def test_the_hints_are_those_of_where_the_keyboard_is(window: Window, page: EntryPage) -> None:
    in_list = window.foot.keys.text()
    press(Key.Key_F6)
    assert window.foot.keys.text() != in_list
    press(Key.Key_Escape)
    assert window.foot.keys.text() == in_list


def test_offered_repairs_push_no_label_aside(window: Window, office: Office, qtbot: Any) -> None:
    """Two long names side by side would take the room of the labels."""
    window.show_place(Place("entry", "2020", "establishments"))
    page = window.page
    assert isinstance(page, EntryPage)
    press(Key.Key_N, CTRL)
    answer("Cơ sở bánh tráng")
    body = page.pane.body
    assert body is not None
    named, legal_form = (body.entering.row(key, "") for key in ("name", "legal_form"))
    before = named.label.width()
    legal_form.box.setFocus()
    answer("ho kinh")
    qtbot.waitUntil(legal_form.below.isVisible)
    offers = legal_form.below.findChildren(QPushButton, "action_repair")
    assert sum(len(button.text()) for button in offers) > 60
    QApplication.sendPostedEvents()
    assert named.label.width() == before


def test_a_unit_of_measure_is_never_cut(window: Window) -> None:
    window.show_place(Place("entry", "2020", "establishments"))
    page = window.page
    assert isinstance(page, EntryPage)
    press(Key.Key_N, CTRL)
    body = page.pane.body
    assert body is not None
    body.entering.go_to(body.entering.row("avg_income", "workers").box)
    unit = body.entering.row("avg_income", "workers").unit
    assert search_key(unit.text()).endswith("thang")
    room = unit.contentsRect()
    needed = unit.fontMetrics().boundingRect(0, 0, room.width(), 0, Qt.TextFlag.TextWordWrap, unit.text())
    assert needed.width() <= room.width()
    assert unit.heightForWidth(unit.width()) <= unit.height()


@pytest.mark.parametrize("key", ["submit", "settings", "reports", "units"])
def test_on_every_page_the_keyboard_is_in_the_page(window: Window, key: str) -> None:
    window.context.files.setFocus()
    window.session.go(key)
    assert window.page is not None
    assert window.page.isAncestorOf(focus())


def test_a_period_that_was_opened_begins_on_the_home_page(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def agree(dialog: OpenPeriod) -> int:
        dialog.act.click()
        return dialog.result()

    monkeypatch.setattr(OpenPeriod, "exec", agree)
    window.session.go("submit")
    window.context.open_period()
    qtbot.waitUntil(lambda: window.session.begun and window.session.period != YEAR)
    assert window.page is not None
    assert window.page.objectName() == "page_home"


@pytest.mark.parametrize("filled", [True, False])
def test_only_a_period_with_records_is_offered_to_be_carried_forward(
    window: Window, office: Office, *, filled: bool
) -> None:
    if filled:
        entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba")])
    dialog = OpenPeriod(window, window.session)
    dialog.show()
    assert dialog.carry.isVisible() is filled


def test_an_office_without_a_form_of_its_own_is_told_only_what_comes_from_below(
    window: Window, tmp_path: Path
) -> None:
    district = an_office(tmp_path / "district", DISTRICT)
    window.session.use(district)
    month = Period.parse(f"{district.store.surroundings.now().year}-M06")
    dialog = OpenPeriod(window, window.session, month)
    own, below = periods.told_forms(district.forms(month), "district")
    assert (dialog.period, own) == (month, ()) and below
    assert re.findall(r"(\d+) biểu", dialog.told.text()) == [str(below)]
    assert ":" not in dialog.told.text()


def test_where_nothing_is_double_a_sentence_says_so_and_enter_closes_it(
    window: Window, page: EntryPage, qtbot: Any
) -> None:
    dialog = DuplicatesDialog(window, window.session, "kilns")
    dialog.show()
    qtbot.waitUntil(dialog.merge.isHidden)
    assert not any(button.isVisible() for button in (dialog.merge, dialog.both, dialog.next, dialog.swap))
    assert dialog.height() < window.height() // 3
    qtbot.keyClick(dialog.close_button, Qt.Key.Key_Return)
    assert dialog.isHidden()


def test_the_keys_for_an_explanation_are_told_where_it_is_written(
    window: Window, page: EntryPage, office: Office, qtbot: Any
) -> None:
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba", workers="20", licensed="không")])
    checks = _checks(window, qtbot)
    told = window.foot.keys.text()
    checks.explain.show()
    checks.explain.text.setFocus()
    assert window.foot.keys.text() != told
    checks.tree.setFocus()
    assert window.foot.keys.text() == told


def _checks(window: Window, qtbot: Any) -> ChecksPage:
    window.session.go("checks")
    checks = window.page
    assert isinstance(checks, ChecksPage)
    qtbot.waitUntil(lambda: not window.session.jobs.busy and checks.tree.current is not None)
    return checks
