"""A report that repeats the last period's is seen in the list, and no button approves it unseen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from base.numbers import show
from office.entering import entry
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from tests.gui.courier_acts import a_window, settled, shown, texts

FORMS = {"kilns.toml": KILNS}
BEFORE = YEAR.before()
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1", cost="100")]}
OTHER = {"kilns": [kiln("k1", "Lò Tư", workers="4", area="1", cost="100")]}
CTRL = Qt.KeyboardModifier.ControlModifier
AGAIN, NEW, CARRIED = "Phường 4", "Phường 1", "Phường 3"


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path):
    """Three wards: one repeats its report, one brings new figures, one has not confirmed what was carried over."""
    district = an_office(tmp_path / "district", DISTRICT, forms=FORMS)
    entry.open_period(district, YEAR)
    for period, answers in ((BEFORE, (ONE, ONE)), (YEAR, (ONE, OTHER))):
        for code, one in zip(COMMUNES, answers, strict=False):
            folder = tmp_path / period.label
            receiving.receive(district, [submission(folder, code, one, forms=FORMS, period=period)])
    with an_office(tmp_path / "unit", COMMUNES[2], forms=FORMS) as commune:
        answer(commune, ONE, period=BEFORE)
        entry.open_period(commune, YEAR, carry_from=BEFORE)
        for form in commune.own_forms(YEAR):
            if form.key != "kilns":
                entry.nil(commune, YEAR, form.key)
        entry.enter(commune, YEAR, "kilns", [kiln("k2", "Lò Năm", workers="9", area="2", cost="7")])
        submitting.submit(commune, YEAR, tmp_path / "carried.xlsx")
    receiving.receive(district, [tmp_path / "carried.xlsx"])
    return a_window(qtbot, monkeypatch, district, "receive")


def row(page, name: str) -> list[str]:
    return next(row for row in texts(page.table) if row[0] == name)


def test_the_list_says_what_repeats_and_the_button_leaves_it_out(window, qtbot):
    page = shown(window)
    assert show(100) in row(page, AGAIN)[-1] and "kỳ trước" in row(page, AGAIN)[-1]
    assert show(1) in row(page, CARRIED)[-1] and "chưa xác nhận" in row(page, CARRIED)[-1]
    assert row(page, NEW)[-1] not in (row(page, AGAIN)[-1], row(page, CARRIED)[-1])
    assert page.approve.text() == "Duyệt 1 báo cáo"
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert [row(page, name)[1] for name in (NEW, AGAIN, CARRIED)] == ["Đã duyệt", "Chờ duyệt", "Chờ duyệt"]
    assert not page.approve.isEnabled() and page.approve.toolTip()


def test_one_that_is_ticked_is_approved_by_that_act(window, qtbot):
    page = shown(window)
    page.table.choose(next(n for n, cells in enumerate(texts(page.table)) if cells[0] == AGAIN))
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert [row(page, name)[1] for name in (NEW, AGAIN)] == ["Chờ duyệt", "Đã duyệt"]


def test_while_nothing_is_compared_nothing_is_approved_together(window, qtbot):
    """And what is learnt then changes words only: the row, the search and the pane stay."""
    page = shown(window)
    page._repeats._known.clear()
    page.search.setFocus()
    page.refresh()
    assert not page.approve.isEnabled()
    page.see_receipts()
    settled(qtbot, window)
    assert page.approve.text() == "Duyệt 1 báo cáo"
    assert page.pane.stack.currentWidget() is page.pane.receipts
