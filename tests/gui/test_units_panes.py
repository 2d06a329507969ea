"""Units that change, in the window: shares, changes from Excel, predecessors' data, and the choice of units to see."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from base.errors import Code
from office.entering import entry
from office.office import Office, open_office
from office.territory import sharing, today
from tests.builders import an_office, submission, surroundings
from tests.unit.office.territory.test_sharing import (
    FORMS,
    LEFT,
    NOW,
    PARTED,
    QUARTER,
    RIGHT,
    TODAY,
    TOLD,
    kilns,
    province,
)
from tests.unit.office.territory.test_taking_over import FIRST, HEIR, NEW, OLD, records_of
from tests.unit.office.territory.test_taking_over import THEN as LAST_YEAR
from tests.unit.office.territory.test_unit_changes import LATER, sheet
from ui import dialogs
from ui.pages.charts.page import ChartsPage
from ui.pages.reports.page import ReportsPage
from ui.pages.units.page import UnitsPage
from ui.preferences import Place, Preferences
from ui.session import Session


@pytest.fixture
def shown(qtbot):
    """Shows a page on an office and a period."""
    sessions = []

    def show(kind: type, office: Office, period):
        session = Session(Preferences())
        sessions.append(session)
        page = kind(session)
        qtbot.addWidget(page)
        session.use(office)
        session.choose_period(period)
        page.resize(1170, 620)
        page.show()
        page.arrive(Place(kind.KEY))
        return page

    yield show
    for session in sessions:
        qtbot.waitUntil(lambda one=session: not one.jobs.busy)
        session.close()


def pane(qtbot, page: UnitsPage, number: int) -> None:
    qtbot.mouseClick(page.panes[number], Qt.MouseButton.LeftButton)


def press(qtbot, page, name: str) -> None:
    made = page.findChild(QPushButton, f"action_{name}")
    assert made.isEnabled(), made.toolTip()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_shares_are_typed_kept_and_undone(qtbot, tmp_path: Path, shown) -> None:
    office = province(tmp_path)
    page = shown(UnitsPage, office, QUARTER)
    pane(qtbot, page, 1)
    shares = page.shares
    qtbot.waitUntil(lambda: bool(shares.parted))
    row = next(n for n, one in enumerate(shares.parted) if one.unit.code == PARTED)
    shares.table.choose(row)
    qtbot.keyClicks(shares.parts[LEFT], "60%")
    qtbot.keyClicks(shares.parts[RIGHT], "0,4")
    qtbot.keyClicks(shares.basis, "theo dan so, NQ 1687")
    press(qtbot, page, "share")
    qtbot.waitUntil(lambda: any(one.sharing for one in shares.parted))
    found = {
        u.unit.code: u.figures["kiln_workers"].value for u in today.consolidate_today(office, QUARTER).units
    }
    assert (found[LEFT], found[RIGHT]) == (8, 5)
    assert shares.table.rows.index(row, 4).data() == "Đã khai"
    press(qtbot, page, "undo_share")
    qtbot.waitUntil(lambda: not any(one.sharing for one in shares.parted))


def on_parted(qtbot, page: UnitsPage):
    """The pane of shares, on the unit that was parted."""
    pane(qtbot, page, 1)
    shares = page.shares
    qtbot.waitUntil(lambda: bool(shares.parted))
    shares.table.choose(next(n for n, one in enumerate(shares.parted) if one.unit.code == PARTED))
    return shares


def test_shares_that_are_not_declared_yet_are_kept_until_they_are(qtbot, tmp_path: Path, shown) -> None:
    page = shown(UnitsPage, province(tmp_path, TOLD[:2]), QUARTER)
    file = page.session.office.store.path
    shares = on_parted(qtbot, page)
    row = shares.table.row
    qtbot.keyClicks(shares.parts[LEFT], "60%")
    qtbot.keyClicks(shares.other_code, "297")
    shares.hamlets["Ấp Hai"].setCurrentIndex(shares.hamlets["Ấp Hai"].findData(RIGHT))
    qtbot.keyClicks(shares.basis, "theo dan so")
    shares.table.choose(0 if row else 1)
    assert not shares.basis.text()
    shares.table.choose(row)
    assert (shares.parts[LEFT].text(), shares.basis.text()) == ("60%", "theo dan so")
    qtbot.keyClicks(shares.basis, " 2025")
    page.leave()  # Ctrl+S, or another page
    assert shares.table.rows.index(row, 4).data() == "Đang ghi" and shares.told.text()
    assert not sharing.parted(page.session.office)[row].sharing, "no figure rests on it"
    page.session.close()

    again = shown(UnitsPage, open_office(file, surroundings=surroundings(now=TODAY)), QUARTER)
    shares = on_parted(qtbot, again)
    assert (shares.parts[LEFT].text(), shares.basis.text()) == ("60%", "theo dan so 2025")
    assert shares.other_code.text() == "297" and shares.hamlets["Ấp Hai"].currentData() == RIGHT
    shares.other_code.clear()
    qtbot.keyClicks(shares.parts[RIGHT], "0,4")
    press(qtbot, again, "share")
    qtbot.waitUntil(lambda: shares.table.rows.index(row, 4).data() == "Đã khai")
    assert not sharing.drafts(again.session.office)
    press(qtbot, again, "undo_share")
    qtbot.waitUntil(lambda: not shares.parts[LEFT].text())


def test_shares_that_the_file_could_not_take_stand_in_the_boxes_again(
    qtbot, tmp_path: Path, shown, monkeypatch
) -> None:
    page = shown(UnitsPage, province(tmp_path), QUARTER)
    told: list[Code] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code))
    shares = on_parted(qtbot, page)
    row = shares.table.row
    qtbot.keyClicks(shares.parts[LEFT], "60%")
    other = sqlite3.connect(page.session.office.store.path)
    other.execute("begin immediate")
    shares.table.choose(0 if row else 1)
    other.rollback()
    other.close()
    assert told == [Code.STORE_BUSY]
    shares.table.choose(row)
    assert shares.parts[LEFT].text() == "60%"
    page.leave()
    (draft,) = sharing.drafts(page.session.office).values()
    assert draft.parts == {LEFT: "60%"} and told == [Code.STORE_BUSY]


def test_a_list_that_is_read_again_leaves_alone_what_is_being_typed(qtbot, tmp_path: Path, shown) -> None:
    page = shown(UnitsPage, province(tmp_path), QUARTER)
    shares = on_parted(qtbot, page)
    box = shares.parts[LEFT]
    box.setFocus()
    qtbot.keyClicks(box, "60")
    page.session.tell_changed()
    qtbot.waitUntil(lambda: not page.session.jobs.busy)
    assert shares.parts[LEFT] is box and box.text() == "60"
    page.session.choose_period(QUARTER.before())
    qtbot.waitUntil(lambda: not page.session.jobs.busy)
    assert shares.parts[LEFT].text() == "60"


def test_hamlets_of_the_records_are_offered(qtbot, tmp_path: Path, shown) -> None:
    office = province(tmp_path, TOLD[:2])
    page = shown(UnitsPage, office, QUARTER)
    pane(qtbot, page, 1)
    shares = page.shares
    qtbot.waitUntil(lambda: bool(shares.parted))
    shares.table.choose(next(n for n, one in enumerate(shares.parted) if one.unit.code == PARTED))
    assert list(shares.hamlets) == ["Ấp Hai", "Ấp Một"]
    for box, code in zip(shares.hamlets.values(), (RIGHT, LEFT), strict=True):
        box.setFocus()
        box.setCurrentIndex(box.findData(code))
    qtbot.keyClicks(shares.basis, "theo ap")
    press(qtbot, page, "share")
    qtbot.waitUntil(lambda: any(one.sharing for one in shares.parted))
    found = {
        u.unit.code: u.figures["kiln_workers"].value for u in today.consolidate_today(office, QUARTER).units
    }
    assert (found[LEFT], found[RIGHT]) == (7, 4)


def test_changes_are_shown_applied_and_undone(qtbot, tmp_path: Path, shown) -> None:
    office = an_office(tmp_path / "o", "86", on=NOW, now=LATER)
    tree = office.store.units.as_of(NOW)
    one, two = (unit.code for unit in tree.communes(tree.find("86"))[:2])
    new = {"new_code": "29999", "new_name": "Xã Hòa Hợp", "kind": "xã", "parent": "86"}
    wrong = sheet(tmp_path / "sai.xlsx", {"old_code": one, **new, "parent": "842"})
    right = sheet(tmp_path / "dung.xlsx", {"old_code": one, **new}, {"old_code": two, "new_code": "29999"})
    page = shown(UnitsPage, office, NEW)
    pane(qtbot, page, 2)
    changes = page.changes
    changes.read(wrong)
    qtbot.waitUntil(lambda: changes.found is not None)
    assert "dòng 2" in changes.table.rows.index(0, 0).data()
    assert not changes.apply_button.isEnabled()
    changes.read(right)
    qtbot.waitUntil(changes.apply_button.isEnabled)
    assert [changes.table.rows.index(n, 0).data() for n in range(3)] == [
        "Hết hiệu lực",
        "Hết hiệu lực",
        "Có hiệu lực",
    ]
    with qtbot.waitSignal(changes.applied):
        press(qtbot, page, "apply_changes")
    assert office.store.units.as_of(LATER.date()).has("29999")
    with qtbot.waitSignal(changes.applied):
        press(qtbot, page, "undo_changes")
    assert not office.store.units.as_of(LATER.date()).has("29999")


def test_predecessors_are_looked_at_and_taken_over(qtbot, tmp_path: Path, shown) -> None:
    path = submission(tmp_path / "w", FIRST.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=LAST_YEAR)
    office = an_office(tmp_path / "n", HEIR.code, forms=FORMS, on=NOW, now=TODAY)
    entry.open_period(office, NEW)
    page = shown(UnitsPage, office, NEW)
    pane(qtbot, page, 3)
    page.taking.read([path])
    qtbot.waitUntil(page.taking.take_button.isEnabled)
    assert page.taking.table.rows.index(0, 3).data() == "3"
    with qtbot.waitSignal(page.taking.taken):
        press(qtbot, page, "take_over")
    assert records_of(office).keys() == {"k1", "k2", "k3"}


def test_what_was_read_for_one_file_is_not_applied_to_another(qtbot, tmp_path: Path, shown) -> None:
    path = submission(tmp_path / "w", FIRST.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=LAST_YEAR)
    office = an_office(tmp_path / "n", HEIR.code, forms=FORMS, on=NOW, now=TODAY)
    entry.open_period(office, NEW)
    other = an_office(tmp_path / "m", HEIR.code, forms=FORMS, on=NOW, now=TODAY)
    entry.open_period(other, NEW)
    page = shown(UnitsPage, office, NEW)
    pane(qtbot, page, 3)
    page.taking.read([path])
    qtbot.waitUntil(page.taking.take_button.isEnabled)
    code = office.store.units.as_of(NOW).find(HEIR.code).code
    page.changes.read(sheet(tmp_path / "a.xlsx", {"old_code": code, "new_code": code, "new_name": "Xã Mới"}))
    qtbot.waitUntil(page.changes.apply_button.isEnabled)
    page.session.use(other)
    page.session.choose_period(NEW)
    assert not page.changes.apply_button.isEnabled() and page.changes.table.rows.rowCount() == 0
    assert not page.taking.take_button.isEnabled() and page.taking.table.rows.rowCount() == 0


def test_no_share_is_declared_before_the_list_came(qtbot, tmp_path: Path, shown) -> None:
    page = shown(UnitsPage, province(tmp_path), QUARTER)
    assert not page.shares.keep_button.isEnabled() and not page.shares.undo_button.isEnabled()
    page.shares.keep()
    page.shares.undo()
    assert page.shares.told.text() == ""


def test_of_a_unit_that_came_in_part_the_ticked_hamlets_come(qtbot, tmp_path: Path, shown) -> None:
    path = submission(tmp_path / "w", PARTED, {"kilns": TOLD}, period=OLD, forms=FORMS, on=LAST_YEAR)
    office = an_office(tmp_path / "n", LEFT, forms=FORMS, on=NOW, now=TODAY)
    entry.open_period(office, NEW)
    page = shown(UnitsPage, office, NEW)
    pane(qtbot, page, 3)
    taking = page.taking
    taking.read([path])
    qtbot.waitUntil(taking.take_button.isEnabled)
    names = [taking.table.rows.index(n, 0).data() for n in range(taking.table.rows.rowCount())]
    taking.table.setFocus()
    taking.table.choose(names.index("Ấp Hai"))
    qtbot.keyClick(taking.table, Qt.Key.Key_Space)
    with qtbot.waitSignal(taking.taken):
        press(qtbot, page, "take_over")
    assert records_of(office).keys() == {"k2"}


@pytest.fixture
def whole(tmp_path: Path) -> Office:
    """Old Vĩnh Long whose parted commune has its shares."""
    office = province(tmp_path, kilns(("k1", "", "10", "1")))
    unit = sharing.find(office, PARTED)
    sharing.share_out(
        office, unit, {LEFT: sharing.share_of("70%"), RIGHT: sharing.share_of("0,3")}, basis="x"
    )
    return office


def choose_today(qtbot, box) -> None:
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.chosen == "today"


def test_a_chart_is_drawn_on_the_units_of_today(qtbot, whole: Office, shown) -> None:
    page = shown(ChartsPage, whole, QUARTER)
    qtbot.waitUntil(lambda: page.chart is not None)
    page.choose("kiln_workers")
    choose_today(qtbot, page.choices.as_of)
    qtbot.waitUntil(lambda: page.chart is not None and "05/01/2026" in page.chart.subtitle)
    values = {point.label: point.value for point in page.chart.series[0].points if point.value is not None}
    assert sorted(values.values()) == [3, 7]


def test_a_report_is_laid_out_on_the_units_of_today(qtbot, whole: Office, shown) -> None:
    page = shown(ReportsPage, whole, QUARTER)
    qtbot.waitUntil(lambda: page.book is not None)
    told = lambda: [note for table in page.book.tables for note in table.notes]  # noqa: E731
    assert not any("05/01/2026" in note for note in told())
    choose_today(qtbot, page.as_of)
    qtbot.waitUntil(lambda: page.book is not None and any("05/01/2026" in note for note in told()))
