"""When the final figures arrive, the office sees how far the estimate was out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from office.agenda import chasing
from office.entering import entry
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from tests.gui.courier_acts import a_window, settled, shown, texts, the_button

FORMS = {"kilns.toml": KILNS}


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path):
    """A town that approved a ward's estimate and has received its final figures."""
    town = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    entry.open_period(town, YEAR)
    with an_office(tmp_path / "ward", COMMUNE, forms=FORMS) as ward:
        answer(ward, {"kilns": [kiln("k1", "Lò Tư", workers="10", cost="30")]})
        submitting.submit(ward, YEAR, tmp_path / "1.xlsx", kind="estimate")
        receiving.receive(town, [tmp_path / "1.xlsx"])
        receiving.approve(town, YEAR)
        receiving.reopen(ward, YEAR, COMMUNE, reason="có số chính thức")
        entry.enter(ward, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="8", cost="30")])
        submitting.submit(ward, YEAR, tmp_path / "2.xlsx")
    receiving.receive(town, [tmp_path / "2.xlsx"])
    return a_window(qtbot, monkeypatch, town, "receive")


def errors(page) -> dict[str, list[str]]:
    """Label → estimate, final, error."""
    return {row[0].partition(",")[0]: row[-3:] for row in texts(page.pane.figures.table)}


def test_the_error_stands_beside_the_figures_and_the_key_figures_are_one_click_away(window, qtbot):
    page = shown(window)
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == "Phường 4"))
    settled(qtbot, window)
    figures = page.pane.figures
    assert errors(page)["Lao động ở lò gạch"] == ["10", "8", "+25,0\u00a0%"]
    turn = the_button(figures, "errors")
    qtbot.mouseClick(turn, Qt.MouseButton.LeftButton)
    assert "Lò gạch thủ công" in [row[0] for row in texts(figures.table)]
    qtbot.keyClick(turn, Qt.Key.Key_Space)
    assert "Lao động ở lò gạch" in errors(page)


def test_the_error_is_still_there_when_the_final_was_approved(window, qtbot):
    page = shown(window)
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == "Phường 4"))
    settled(qtbot, window)
    qtbot.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert "Lao động ở lò gạch" not in errors(page)
    qtbot.mouseClick(the_button(page.pane.figures, "errors"), Qt.MouseButton.LeftButton)
    assert errors(page)["Lao động ở lò gạch"][-1] == "+25,0\u00a0%"


def test_the_source_of_a_figure_names_the_estimate_that_it_replaced(window, qtbot):
    receiving.approve(window.session.office, YEAR)
    window.session.go("consolidation")
    settled(qtbot, window)
    page = shown(window)
    page.choices.choose_group_of("kiln_workers")
    page.choices.group.activated.emit(page.choices.group.currentIndex())
    page.figures.go(window.session.office.tree(YEAR).find(COMMUNE).key, "kiln_workers")
    qtbot.keyClick(page.figures.view, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: "10 → 8" in page.pane.source_text(), timeout=10_000)


def test_an_estimate_that_stands_is_among_those_to_be_reminded(qtbot, monkeypatch, tmp_path):
    town = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    entry.open_period(town, YEAR)
    sent = submission(tmp_path, COMMUNE, {"kilns": [kiln("k1", "Lò Tư")]}, kind="estimate", forms=FORMS)
    receiving.receive(town, [sent])
    receiving.approve(town, YEAR)
    window = a_window(qtbot, monkeypatch, town, "home")
    remind = shown(window).body.remind
    row = next(n for n, row in enumerate(texts(remind.table)) if row[0] == "Phường 4")
    assert texts(remind.table)[row][1].casefold() == chasing.WORDS["estimate"].casefold()
    remind.table.choose(row)
    qtbot.mouseClick(the_button(remind, "copy_letter"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: "ước tính" in QGuiApplication.clipboard().text())
