"""Every answer to a file in the window: said above the list, told in full beside it, and seen in the unit's row."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from office.receiving.receipts import ANSWERS as TOLD
from tests.answers import CASES, REFUSED, TAKEN, district, write_all
from tests.builders import COMMUNE
from tests.gui.courier_acts import a_window, settled, shown, texts, the_button
from ui.pages.receive.lines import ANSWERS

SEEN = {
    "new": "Chờ duyệt",
    "have": "Chờ duyệt",
    "have, by another name": "Chờ duyệt",
    "older": "Chờ duyệt",
    "gap": "Chờ duyệt",
    "no gap": "Chờ duyệt",
    "conflict": "Xung đột",
    "another period": "Chưa nộp",
}


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("post")
    write_all(folder)
    return folder


@pytest.fixture
def page(qtbot, monkeypatch, tmp_path):
    return shown(a_window(qtbot, monkeypatch, district(tmp_path / "d"), "receive"))


def receive(qtbot, page, post: Path, name: str) -> None:
    page.receive([post / f"{name}.xlsx"])
    settled(qtbot, page.window())


def row(page) -> list[str]:
    name = page.session.office.tree(page.session.period).find(COMMUNE).name
    return next(cells for cells in texts(page.table) if cells[0] == name)


def in_full(qtbot, page) -> str:
    """What stands beside the list when the last files are asked for."""
    qtbot.mouseClick(the_button(page, "receipts"), Qt.MouseButton.LeftButton)
    assert len(texts(page.pane.receipts.table)) == 1
    return page.pane.receipts.told.text()


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_is_kept_is_said_and_seen(qtbot, page, post, name):
    case = CASES[name]
    for before in case.before:
        receive(qtbot, page, post, before)
    receive(qtbot, page, post, case.file)
    assert f"1 {ANSWERS[case.answer]}" in page.strip.said.text()
    assert ("kỳ khác" in page.strip.said.text()) == (name == "another period")
    assert row(page)[1] == SEEN[name]
    assert ("thiếu bản trước" in row(page)[-1]) == (name == "gap")
    assert TOLD[case.answer] in in_full(qtbot, page)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_is_told_with_what_to_do(qtbot, page, post, name):
    receive(qtbot, page, post, CASES[name].file)
    (receipt,) = page._receipts
    assert (receipt.answer, receipt.code) == ("refused", CASES[name].code)
    assert receipt.message in page.strip.said.text()
    assert row(page)[1] == ("Chờ xử lý" if name == "edited" else "Chưa nộp")
    assert receipt.message in in_full(qtbot, page)
