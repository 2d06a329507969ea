"""What only an office above can see: one thing that two of its units record, on its home page and in its checks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from base.errors import Code
from office.entering import entry
from office.receiving import receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, kiln, submission
from tests.gui.courier_acts import a_window, settled, shown, texts, the_button

FORMS = {"kilns.toml": KILNS.replace("max_length = 80\n", "max_length = 80\nunique = true\n")}


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path):
    """A town of which two wards say that the same kiln is theirs."""
    town = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    entry.open_period(town, YEAR)
    for form in town.own_forms(YEAR):
        entry.nil(town, YEAR, form.key)
    sent = [
        submission(tmp_path, code, {"kilns": [kiln(f"k{code}", "Lò Tư")]}, forms=FORMS)
        for code in COMMUNES[:2]
    ]
    receiving.receive(town, sent)
    receiving.approve(town, YEAR)
    return a_window(qtbot, monkeypatch, town, "home")


def test_home_counts_it_and_checks_names_both_units_and_leads_to_their_reports(window, qtbot):
    asked = []
    window.session.counted.connect(lambda page, count: asked.append((page, count)))
    window.session.tell_changed("kilns")
    settled(qtbot, window)
    assert ("checks", 1) in asked
    window.session.go("checks")
    settled(qtbot, window)
    page = shown(window)
    (told,) = [p for _, group in page.tree.problems.groups for p in group]
    assert told.code == Code.SHARED_BY_UNITS.name
    tree = window.session.office.tree(YEAR)
    assert all(tree.find(code).name in told.message for code in COMMUNES[:2])
    page.tree.setCurrentIndex(page.tree.problems.place_of(told))
    qtbot.mouseClick(the_button(page, "mend"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert shown(window).KEY == "receive"
    assert "Phường 4" in [row[0] for row in texts(shown(window).table)]
