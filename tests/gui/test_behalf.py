"""A town enters for a ward without a PC in the same window, and finds the report among those to approve."""

from __future__ import annotations

from PySide6.QtCore import Qt

from base.errors import Code
from office.entering import behalf, entry
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, YEAR, an_office, answer, kiln
from tests.gui.courier_acts import a_window, refusals, saved_as, settled, shown, texts, the_button

ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1")]}


def choose(page, name):
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == name))


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_town_enters_for_a_ward_and_approves_it(qtbot, monkeypatch, tmp_path):
    town = an_office(tmp_path, DISTRICT, forms={"kilns.toml": KILNS})
    entry.open_period(town, YEAR)
    ward, path = town.tree(YEAR).find(COMMUNE), town.store.path
    window = a_window(qtbot, monkeypatch, town, "receive")
    assert not window.behalf.isVisible()
    page = shown(window)
    choose(page, ward.name)
    settled(qtbot, window)
    press(qtbot, page.pane.behalf)
    settled(qtbot, window)
    session = window.session
    assert session.office.unit.code == COMMUNE and session.period == YEAR
    assert window.behalf.isVisible() and ward.name in window.behalf.told.text()
    answer(session.office, ONE)
    session.go("submit")
    settled(qtbot, window)
    saved_as(monkeypatch, tmp_path / "thay.xlsx")
    press(qtbot, the_button(shown(window).ready, "submit"))
    settled(qtbot, window)
    assert len(submitting.versions(session.office, YEAR)) == 1
    press(qtbot, window.behalf.back)
    settled(qtbot, window)
    assert session.office.store.path == path and not window.behalf.isVisible()
    page = shown(window)
    (row,) = [row for row in texts(page.table) if row[0] == ward.name]
    assert row[1] == "Chờ duyệt"
    choose(page, ward.name)
    settled(qtbot, window)
    assert "Nhập thay" in page.pane.figures.note.text()


def test_when_the_ward_has_sent_its_own_report_the_town_is_told(qtbot, monkeypatch, tmp_path):
    town = an_office(tmp_path, DISTRICT, forms={"kilns.toml": KILNS})
    entry.open_period(town, YEAR)
    window = a_window(qtbot, monkeypatch, town, "receive")
    choose(shown(window), town.tree(YEAR).find(COMMUNE).name)
    settled(qtbot, window)
    with an_office(tmp_path / "own", COMMUNE, forms={"kilns.toml": KILNS}) as ward:
        submitting.submit(answer(ward, ONE), YEAR, tmp_path / "own.xlsx")
    receiving.receive(town, [tmp_path / "own.xlsx"])
    told = refusals(monkeypatch)
    press(qtbot, shown(window).pane.behalf)
    assert told == [Code.BEHALF_REPORTED.name] and not behalf.path_for(town, COMMUNE).exists()
