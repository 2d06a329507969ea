"""Units: the tree of a day, searched without accents, and what became of each unit."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.builders import an_office, answer
from ui.pages.units.page import UnitsPage
from ui.preferences import Place, Preferences
from ui.session import Session


@pytest.fixture
def page(qtbot, tmp_path: Path):
    session = Session(Preferences())
    made = UnitsPage(session)
    qtbot.addWidget(made)
    session.use(answer(an_office(tmp_path), {}))
    made.resize(1170, 620)
    made.show()
    made.arrive(Place("units"))
    yield made
    session.close()


def cell(page: UnitsPage, column: int) -> str:
    place = page.table.currentIndex()
    return place.siblingAtColumn(column).data()


def test_the_office_itself_is_selected_in_its_province_on_top(page: UnitsPage) -> None:
    assert page.units.index(0, 1).data() == "84"
    assert (cell(page, 0), cell(page, 1)) == ("Phường 4", "29236")


def test_a_unit_that_ended_says_what_it_became(page: UnitsPage) -> None:
    assert "30/06/2025" in page.facts.text()
    assert page.became.isVisible() and "Long Đức" in page.became.text()


def listed(page: UnitsPage) -> list[str]:
    return [page.units.index(row, 0).data() for row in range(page.units.rowCount())]


def test_search_needs_no_accents_and_finds_codes(qtbot, page: UnitsPage) -> None:
    qtbot.keyClicks(page.search, "cau ke")
    qtbot.waitUntil(lambda: "Huyện Cầu Kè" in listed(page))
    page.search.clear()
    qtbot.keyClicks(page.search, "29236")
    qtbot.waitUntil(lambda: listed(page) == ["Phường 4"])
    page.search.clear()
    qtbot.keyClicks(page.search, "khong co xa nay")
    qtbot.waitUntil(lambda: listed(page) == [])
    assert page.told.isVisible()


def test_today_shows_other_units_and_says_that_the_office_is_no_more(qtbot, page: UnitsPage) -> None:
    page.session.office.store.surroundings = type(page.session.office.store.surroundings)()
    qtbot.mouseClick(page.at_today, Qt.MouseButton.LeftButton)
    assert "Phường 4" in page.told.text()
    qtbot.keyClicks(page.search, "29263")
    qtbot.waitUntil(lambda: listed(page) == ["Phường Long Đức"])
    assert "Phường 4" in page.came.text()


def test_arrows_open_and_walk_the_tree(qtbot, page: UnitsPage) -> None:
    page.table.setFocus()
    before = cell(page, 1)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert cell(page, 1) != before
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)


def test_the_list_is_copied_as_rows_for_a_spreadsheet(qtbot, page: UnitsPage) -> None:
    page.select(page.tree.find("842"))
    qtbot.mouseClick(page.findChild(QPushButton, "action_copy_units"), Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 11
    assert lines[1].split("\t")[:2] == ["Thành phố Trà Vinh", "842"]


@pytest.mark.parametrize(("width", "height", "scale"), [(859, 389, 1.0), (1288, 600, 1.5), (1288, 600, 2.0)])
def test_it_fits_small_screens_and_large_letters(page: UnitsPage, dress, width, height, scale) -> None:
    dress(scale=scale)
    page.resize(width, height)
    wanted = page.layout().minimumSize()
    assert wanted.width() <= width and wanted.height() <= height
