"""Doubles side by side: a person chooses what stays, merges, or says that they are two."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from db import records
from forms.spec import Record
from office.entering import duplicates, entry, undoing
from tests.builders import YEAR
from ui import dialogs
from ui.session import Session
from ui.widgets.duplicates import DuplicatesDialog

LEFT = Qt.MouseButton.LeftButton


def enter(session: Session) -> None:
    given = [
        Record("a", {"name": "Công ty TNHH Hòa Bình", "hamlet": "Ấp 3", "revenue": 4_120_500_000}),
        Record("b", {"name": "Cty TNHH Hoà Bình", "hamlet": "Ấp 3", "main_product": "Kẹo & bánh"}),
        Record("c", {"name": "DNTN Hùng Cường"}),
        Record("d", {"name": "Doanh nghiệp tư nhân Hùng Cường", "revenue": 1_000_000}),
    ]
    entry.enter(session.office, YEAR, "establishments", given)
    entry.enter(
        session.office,
        YEAR,
        "workers",
        [Record("a", {"workers_total": 5}), Record("b", {"workers_total": 7})],
    )


def dialog(session: Session, qtbot: QtBot) -> DuplicatesDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    session.behind = parent
    with qtbot.waitSignal(session.jobs.ended):
        made = DuplicatesDialog(parent, session, "establishments")
        made.show()
    return made


def radio(made: DuplicatesDialog, name: str) -> QRadioButton:
    found = made.comparison.widget().findChild(QRadioButton, name)
    assert found is not None
    return found


def standing(session: Session, form_key: str = "establishments") -> dict[str, Record]:
    office = session.office
    form = office.form(form_key, YEAR)
    found = records.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)
    return {record.record_id: record for record in found}


def test_two_records_become_one_as_chosen(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(session)
    made = dialog(session, qtbot)
    assert made.list.count() == 2
    assert radio(made, "keep_revenue").text() == "4.120,5 triệu đồng"
    assert radio(made, "drop_main_product").isChecked()
    assert radio(made, "drop_main_product").toolTip() == "Kẹo & bánh"
    assert made.comparison.widget().findChild(QRadioButton, "keep_hamlet") is None
    qtbot.mouseClick(radio(made, "drop_name"), LEFT)
    qtbot.mouseClick(radio(made, "drop_workers_total"), LEFT)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *told: "ghi hai lần")
    with qtbot.waitSignal(session.changed):
        qtbot.mouseClick(made.merge, LEFT)
    kept = standing(session)
    assert list(kept) == ["a", "c", "d"]
    assert kept["a"].values["name"] == "Cty TNHH Hoà Bình"
    assert kept["a"].values["main_product"] == "Kẹo & bánh"
    assert standing(session, "workers")["a"].values["workers_total"] == 7
    assert made.list.count() == 1
    undoing.undo(session.office)
    assert list(standing(session)) == ["a", "b", "c", "d"]
    made.reject()


def test_without_a_reason_nothing_is_merged(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(session)
    made = dialog(session, qtbot)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *told: "")
    qtbot.mouseClick(made.merge, LEFT)
    assert (len(standing(session)), made.list.count()) == (4, 2)
    made.reject()


def test_two_that_are_two_are_remembered(session: Session, qtbot: QtBot) -> None:
    enter(session)
    made = dialog(session, qtbot)
    qtbot.keyClick(made.both, Qt.Key.Key_Space)
    assert made.list.count() == 1
    assert len(duplicates.proposals(session.office, YEAR, "establishments")) == 1
    qtbot.keyClick(made.both, Qt.Key.Key_Space)
    assert made.list.count() == 0
    assert not made.merge.isEnabled()
    assert made.told.text()
    made.reject()


def test_the_other_record_may_be_the_one_to_keep(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(session)
    made = dialog(session, qtbot)
    qtbot.keyClick(made.next, Qt.Key.Key_Space)
    assert made.list.currentRow() == 1
    assert radio(made, "drop_revenue").isChecked()
    qtbot.mouseClick(made.swap, LEFT)
    assert radio(made, "keep_revenue").isChecked()
    monkeypatch.setattr(dialogs, "ask_reason", lambda *told: "ghi hai lần")
    qtbot.mouseClick(made.merge, LEFT)
    kept = standing(session)
    assert list(kept) == ["a", "b", "d"]
    assert kept["d"].values["name"] == "Doanh nghiệp tư nhân Hùng Cường"
    made.reject()


def test_an_answer_that_can_be_read_is_chosen_before_one_that_cannot(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [
        Record("a", {"name": "Lò gạch Hòa Bình", "start_year": 1995}, raw={"revenue": "hơn chục tỷ"}),
        Record("b", {"name": "Lò gạch Hòa Bình", "revenue": 4_120_500_000}, raw={"start_year": "cuối 95"}),
    ]
    entry.enter(session.office, YEAR, "establishments", given)
    made = dialog(session, qtbot)
    assert radio(made, "keep_revenue").text() == "hơn chục tỷ"
    assert radio(made, "drop_revenue").isChecked() and radio(made, "keep_start_year").isChecked()
    qtbot.mouseClick(made.swap, LEFT)
    assert radio(made, "keep_revenue").isChecked() and radio(made, "drop_start_year").isChecked()
    monkeypatch.setattr(dialogs, "ask_reason", lambda *told: "ghi hai lần")
    qtbot.mouseClick(made.merge, LEFT)
    (kept,) = standing(session).values()
    assert (kept.values["revenue"], kept.values["start_year"], kept.raw) == (4_120_500_000, 1995, {})
    made.reject()


def test_the_keys_lead_from_the_list_to_the_choices(session: Session, qtbot: QtBot) -> None:
    enter(session)
    made = dialog(session, qtbot)
    made.activateWindow()
    made.list.setFocus()
    qtbot.keyClick(made.list, Qt.Key.Key_Down)
    assert made.list.currentRow() == 1
    qtbot.keyClick(made.list, Qt.Key.Key_Up)
    made.list.itemActivated.emit(made.list.currentItem())
    assert radio(made, "keep_name").hasFocus() or not made.isActiveWindow()
    qtbot.keyClick(radio(made, "keep_name"), Qt.Key.Key_Right)
    assert radio(made, "drop_name").isChecked()
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_nothing_double_is_said(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    assert made.list.count() == 0
    assert made.told.text()
    assert not made.both.isEnabled()
    made.reject()


def test_a_closed_dialog_is_freed(session: Session, qtbot: QtBot) -> None:
    enter(session)
    made = dialog(session, qtbot)
    with qtbot.waitSignal(made.destroyed):
        made.reject()
