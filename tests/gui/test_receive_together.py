"""Reports approved together: one that is refused holds up none of the others, and is told by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from office.entering import entry
from office.receiving import receiving
from office.sending import submitting
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    NOON,
    PROVINCE,
    YEAR,
    an_office,
    kiln,
    submission,
    surroundings,
)
from tests.gui.courier_acts import a_window, settled, shown, texts, the_button
from ui import dialogs

FORMS = {"kilns.toml": KILNS}
ELSEWHERE = "29302"
"""A commune of another district."""


def answers(workers: str) -> dict[str, list]:
    return {"kilns": [kiln("k1", "Lò Tư", workers=workers, area="1", cost="100")]}


@pytest.fixture
def province(tmp_path):
    """A district's report lies here, two files of a commune of that district that rival, and another commune's."""
    sent = [
        submission(tmp_path / "sent", code, answers("3"), forms=FORMS) for code in (COMMUNES[0], ELSEWHERE)
    ]
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as district:
        entry.open_period(district, YEAR)
        receiving.receive(district, sent[:1])
        receiving.approve(district, YEAR)
        submitting.submit(district, YEAR, tmp_path / "d.xlsx")
    made = an_office(tmp_path / "p", PROVINCE, forms=FORMS)
    entry.open_period(made, YEAR)
    receiving.receive(made, [tmp_path / "d.xlsx", sent[1]])
    for n in range(2):
        made.store.surroundings = surroundings(now=NOON + timedelta(hours=n))
        rival = submission(tmp_path / f"r{n}", COMMUNES[1], answers(str(n)), forms=FORMS)
        receiving.receive(made, [rival])
    return made


def test_one_that_is_refused_holds_up_none_of_the_others_and_is_told_by_name(qtbot, monkeypatch, province):
    window = a_window(qtbot, monkeypatch, province, "receive")
    page = shown(window)
    tree = province.tree(YEAR)
    district, elsewhere, rival = (tree.find(code).name for code in (DISTRICT, ELSEWHERE, COMMUNES[1]))
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, sentence: told.append(sentence))
    assert page.approve.text() == "Duyệt 2 báo cáo"
    qtbot.mouseClick(the_button(page, "approve"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    states = {row[0]: row[1] for row in texts(page.table)}
    assert states[elsewhere] == "Đã duyệt" and states[district] == "Chờ duyệt"
    (sentence,) = told
    assert district in sentence and rival in sentence and elsewhere not in sentence


def test_the_refusal_of_one_alone_is_told_as_it_is(qtbot, monkeypatch, province):
    window = a_window(qtbot, monkeypatch, province, "receive")
    page = shown(window)
    name = province.tree(YEAR).find(DISTRICT).name
    told: list[str] = []
    monkeypatch.setattr(dialogs, "tell", lambda parent, sentence: told.append(sentence))
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == name))
    qtbot.mouseClick(the_button(page.pane, "approve_one"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    refused = receiving.approve_each(province, YEAR, [DISTRICT])
    assert not refused.units and told == [str(one.why) for one in refused.left]
