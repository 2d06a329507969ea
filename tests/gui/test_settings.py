"""Settings: what is changed is kept at once and seen at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from base.period import Period
from office import backups
from office.entering import entry
from office.office import open_office
from office.people import people
from office.territory.hamlets import hamlets_of
from tests.builders import YEAR, an_office, answer
from tests.gui.typing import letters
from ui import dialogs, theme
from ui.pages.settings.page import SettingsPage
from ui.preferences import Place, Preferences
from ui.session import Session


@pytest.fixture
def page(qtbot, tmp_path: Path):
    session = Session(Preferences())
    made = SettingsPage(session)
    qtbot.addWidget(made)
    session.use(answer(an_office(tmp_path / "office"), {}))
    made.resize(1170, 620)
    made.show()
    made.arrive(Place("settings"))
    yield made
    session.close()


def press(qtbot, page: SettingsPage, name: str) -> None:
    button = next(b for b in page.findChildren(QPushButton, f"action_{name}") if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def open_pane(page: SettingsPage, pane: object) -> None:
    page.listed.setCurrentRow(page.panes.index(pane))


def test_names_are_kept_and_the_journal_calls_the_officer_by_the_new_one(qtbot, page: SettingsPage) -> None:
    box = page.people.boxes["officer"]
    box.clear()
    box.setFocus()
    letters("Lê Hoàng Minh")
    press(qtbot, page, "save")
    office = page.session.office
    assert people(office).officer == "Lê Hoàng Minh"
    assert office.store.surroundings.who == "Lê Hoàng Minh"


def test_names_that_were_typed_are_kept_without_a_question_when_the_page_is_left(page: SettingsPage) -> None:
    page.people.boxes["head"].setFocus()
    letters("Nguyễn Văn Út")
    page.refresh()
    page.leave()
    assert people(page.session.office).head == "Nguyễn Văn Út"
    page.people.boxes["head"].clear()
    letters("Lê Thị Ba")
    path = page.session.office.store.path
    page.session.close()
    with open_office(path) as office:
        assert people(office).head == "Lê Thị Ba"


def test_text_size_and_colours_are_worn_at_once(page: SettingsPage, dress) -> None:
    open_pane(page, page.look)
    for box, data in ((page.look.size_box, 150), (page.look.mode_box, "dark")):
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
    assert (theme.now().scale, theme.now().tokens.mode) == (1.5, "dark")
    assert (page.session.preferences.scale, page.session.preferences.mode) == (150, "dark")


def test_hamlets_are_added_many_at_once_and_ended_one_by_one(qtbot, page: SettingsPage) -> None:
    open_pane(page, page.hamlets)
    page.hamlets.new.setPlainText("Khóm 2\n  Khóm 1 \n\nKhóm 2")
    press(qtbot, page, "add")
    assert hamlets_of(page.session.office, YEAR) == ["Khóm 1", "Khóm 2"]
    page.hamlets.listed.setCurrentRow(0)
    press(qtbot, page, "end_hamlet")
    assert hamlets_of(page.session.office, YEAR) == ["Khóm 2"]
    assert page.hamlets.listed.count() == 1


def test_the_journal_is_proved_whole_and_a_changed_line_is_named(qtbot, page: SettingsPage) -> None:
    open_pane(page, page.backup)
    press(qtbot, page, "verify")
    qtbot.waitUntil(lambda: "nguyên vẹn" in page.backup.told.text())
    page.session.office.store.conn.execute("update journal set who = 'ai đó' where seq = 2")
    press(qtbot, page, "verify")
    qtbot.waitUntil(lambda: "dòng 2" in page.backup.told.text())


def test_a_backup_is_put_back_and_what_was_there_is_kept_beside_it(
    qtbot, page: SettingsPage, tmp_path: Path, monkeypatch
) -> None:
    office = page.session.office
    copy = backups.back_up(office, tmp_path / "sao-luu.sct")
    entry.open_period(office, Period.parse("2021"))
    told = []
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: copy)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    monkeypatch.setattr(dialogs, "tell", lambda _, sentence: told.append(sentence))
    open_pane(page, page.backup)
    press(qtbot, page, "restore")
    qtbot.waitUntil(lambda: bool(told))
    assert [p.label for p in _known(page)] == ["2020"]
    assert len(list((tmp_path / "office").glob("*truoc-khoi-phuc.sct"))) == 1


def test_a_restore_that_is_thought_better_of_changes_nothing(
    qtbot, page: SettingsPage, tmp_path: Path, monkeypatch
) -> None:
    copy = backups.back_up(page.session.office, tmp_path / "sao-luu.sct")
    entry.open_period(page.session.office, Period.parse("2021"))
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: copy)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: False)
    open_pane(page, page.backup)
    press(qtbot, page, "restore")
    assert [p.label for p in _known(page)] == ["2020", "2021"]


def _known(page: SettingsPage) -> list[Period]:
    from office.agenda import periods

    return periods.known(page.session.office)


def test_the_backup_folder_is_remembered(qtbot, page: SettingsPage, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_, **__: tmp_path)
    open_pane(page, page.backup)
    press(qtbot, page, "choose_folder")
    assert page.session.preferences.backup_folder == str(tmp_path)
    assert page.backup.folder.text() == str(tmp_path)


@pytest.mark.parametrize(("width", "height", "scale"), [(859, 389, 1.0), (1288, 600, 1.5), (1288, 600, 2.0)])
def test_every_pane_fits_small_screens_and_large_letters(
    page: SettingsPage, dress, width, height, scale
) -> None:
    dress(scale=scale)
    page.resize(width, height)
    for pane in page.panes:
        open_pane(page, pane)
        assert page.layout().minimumSize().width() <= width
        assert page.layout().minimumSize().height() <= height
