"""Home, as a person sees it: the next step, the forms, the problems, the offices below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QTableView

from base.errors import AppError, Code
from db import records
from office import backups
from office.agenda import chasing, periods, timeliness
from office.agenda.home import FormLine
from office.entering import entry
from office.receiving import inbox, receiving
from office.sending import submitting
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from ui import dialogs
from ui.pages.home.page import HomePage
from ui.preferences import Place, Preferences
from ui.session import Session

FORMS = {"kilns.toml": KILNS}


@pytest.fixture
def shown(qtbot, tmp_path: Path) -> Iterator:
    """`shown(office)`: the home page of that office, with the places it asked for in `.asked`."""
    sessions = []

    def show(
        office, *, size: tuple[int, int] = (1170, 620), preferences: Preferences | None = None
    ) -> HomePage:
        session = Session(preferences or Preferences())
        sessions.append(session)
        page = HomePage(session)
        qtbot.addWidget(page)
        page.asked = []
        session.asked.connect(page.asked.append)
        session.use(office)
        session.choose_period(YEAR)
        page.resize(*size)
        page.show()
        page.arrive(Place())
        qtbot.waitUntil(lambda: not session.jobs.busy)
        return page

    yield show
    for session in sessions:
        session.close()


def said(page: HomePage, name: str) -> str:
    return page.findChild(QLabel, name).text()


def press(qtbot, page: HomePage, name: str) -> None:
    button = next(b for b in page.findChildren(QPushButton, f"action_{name}") if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.session.jobs.busy)


def rows(page: HomePage, name: str = "table_forms") -> list[list[str]]:
    model = page.findChild(QTableView, name).model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def unfold(page: HomePage, heading: str) -> None:
    """Open a heading that folds its forms away."""
    table = page.findChild(QTableView, "table_forms")
    table.clicked.emit(table.model().index([row[0] for row in rows(page)].index(heading), 0))


def row_of(page: HomePage, title: str) -> list[str]:
    return next(row for row in rows(page) if row[0] == title)


def test_a_period_that_is_not_open_offers_to_open_it(shown, tmp_path: Path) -> None:
    page = shown(an_office(tmp_path, forms=FORMS))
    assert "2020" in said(page, "next_sentence")
    assert page.card.act.property("role") == "primary"
    assert not page.findChildren(QPushButton, "action_nil")


def test_nothing_occurs_is_said_with_one_click_and_kept(qtbot, shown, tmp_path: Path) -> None:
    office = an_office(tmp_path, forms=FORMS)
    entry.open_period(office, YEAR)
    page = shown(office)
    assert row_of(page, "Lò gạch thủ công")[2] == "Chưa nhập"
    mine = next(
        b for b in page.findChildren(QPushButton, "action_nil") if b.accessibleName().endswith("thủ công")
    )
    qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.session.jobs.busy)
    unit = office.unit_in(YEAR).key
    assert records.states(office.store, unit=unit, period="2020")["kilns"][0] == "nil"
    unfold(page, "Đã xong (1)")
    assert row_of(page, "Lò gạch thủ công")[2] == "Không phát sinh"


def test_problems_come_from_a_job_and_lead_to_their_box(qtbot, shown, tmp_path: Path) -> None:
    wrong = kiln("k1", "Út Hai", workers="9", licensed="không")
    page = shown(answer(an_office(tmp_path, forms=FORMS), {"kilns": [wrong]}))
    assert row_of(page, "Lò gạch thủ công")[2:4] == ["Phải sửa", "1 phải sửa"]
    first = page.body.problems.rows[0]
    assert first.isVisible() and "Út Hai" in first.accessibleName()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    place = page.asked[-1]
    assert (place.page, place.form, place.record_id) == ("entry", "kilns", "k1")
    press(qtbot, page, "next")
    assert page.asked[-1] == place


def test_the_number_of_problems_is_told_to_the_spine(qtbot, shown, tmp_path: Path) -> None:
    wrong = kiln("k1", "Út Hai", workers="9", licensed="không")
    office = answer(an_office(tmp_path, forms=FORMS), {"kilns": [wrong]})
    page = shown(office)
    told = []
    page.session.counted.connect(lambda key, count: told.append((key, count)))
    with qtbot.waitSignal(page.session.counted):
        page.refresh()
    qtbot.waitUntil(lambda: ("checks", 1) in told)


def test_enter_opens_the_form_in_the_row(qtbot, shown, tmp_path: Path) -> None:
    office = an_office(tmp_path, forms=FORMS)
    entry.open_period(office, YEAR)
    page = shown(office)
    table = page.findChild(QTableView, "table_forms")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert page.asked[-1].page == "entry"
    listed = [row for row in table.model().rows if isinstance(row, FormLine)]
    assert page.asked[-1].form == listed[1].key


def test_on_arrival_enter_takes_the_next_step(qtbot, shown, tmp_path: Path) -> None:
    office = an_office(tmp_path, forms=FORMS)
    entry.open_period(office, YEAR)
    page = shown(office)
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert page.asked[-1].page == "entry"


def test_a_backup_is_written_to_the_usual_folder_and_remembered(qtbot, shown, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    office = answer(an_office(tmp_path / "office"), {})
    page = shown(office, preferences=Preferences(backup_folder=str(folder)))
    press(qtbot, page, "backup")
    (made,) = folder.iterdir()
    assert backups.last_backup(office).where == made
    assert "usb" in page.body.backup.second.text()


def test_without_a_usual_folder_the_person_points_at_one(qtbot, shown, tmp_path: Path, monkeypatch) -> None:
    target = tmp_path / "noi-khac.sct"
    monkeypatch.setattr(dialogs, "save_file", lambda *_, **__: target)
    page = shown(answer(an_office(tmp_path / "office"), {}))
    press(qtbot, page, "backup")
    assert target.is_file()


def test_a_report_that_was_sent_waits(shown, tmp_path: Path) -> None:
    office = answer(an_office(tmp_path), {})
    submitting.submit(office, YEAR, tmp_path / "out.xlsx")
    page = shown(office)
    assert page.card.step.verb == "wait"
    assert page.body.ladder.state == "sent"
    assert not page.findChildren(QPushButton, "action_nil")


def test_where_the_window_is_narrow_one_pane_is_shown_at_a_time(qtbot, shown, tmp_path: Path) -> None:
    page = shown(answer(an_office(tmp_path), {}), size=(859, 389))
    body = page.body
    assert body.forms.isVisible() and not body.problems.isVisible()
    qtbot.mouseClick(body.segments[1], Qt.MouseButton.LeftButton)
    assert body.problems.isVisible() and not body.forms.isVisible()
    qtbot.mouseClick(body.segments[2], Qt.MouseButton.LeftButton)
    assert body.backup.isVisible() and not body.problems.isVisible()
    assert page.minimumSizeHint().width() <= 859 and page.minimumSizeHint().height() <= 389


@pytest.fixture
def town(tmp_path: Path):
    files = [submission(tmp_path, code, {}) for code in COMMUNES[:2]]
    office = an_office(tmp_path / "town", DISTRICT)
    entry.open_period(office, YEAR)
    receiving.receive(office, files)
    return office


def test_a_district_sees_what_waits_and_what_its_figures_rest_on(shown, town) -> None:
    page = shown(town)
    assert page.card.step.verb == "approve"
    receiving.approve(town, YEAR)
    page.refresh()
    assert "2/10" in page.body.badge.text()


def test_five_figures_say_why_they_have_no_change(qtbot, shown, town) -> None:
    receiving.approve(town, YEAR)
    page = shown(town)
    cards = [card for card in page.body.cards if card.isVisible()]
    assert len(cards) == 5
    assert all(card.value.text() and card.change.text() for card in cards)


def test_the_list_of_units_to_remind_is_copied_as_text(qtbot, shown, town) -> None:
    receiving.approve(town, YEAR)
    page = shown(town)
    owing = rows(page, "table_remind")
    QGuiApplication.clipboard().clear()
    press(qtbot, page, "copy_reminder")
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    text = QGuiApplication.clipboard().text()
    assert all(row[0] in text for row in owing) and len(text.splitlines()) == 2 + len(owing)
    assert str(len(owing)) in page.body.remind.about.text()


def test_the_letter_to_one_unit_is_copied_and_the_list_is_written(
    qtbot, shown, town, monkeypatch, tmp_path
) -> None:
    page = shown(town)
    QGuiApplication.clipboard().clear()
    page.body.remind.table.choose(1)
    press(qtbot, page, "copy_letter")
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
    unit = rows(page, "table_remind")[1][0]
    told = chasing.chased(town, YEAR)
    (one,) = [c for c in told if c.unit.name == unit]
    assert QGuiApplication.clipboard().text() == chasing.letter(town, YEAR, one)
    monkeypatch.setattr(dialogs, "save_file", lambda *_: tmp_path / "nhac.xlsx")
    press(qtbot, page, "chase")
    qtbot.waitUntil(lambda: not page.session.jobs.busy)
    assert (tmp_path / "nhac.xlsx").is_file()


def test_a_report_without_figures_is_among_those_to_remind(qtbot, shown, town) -> None:
    receiving.approve(town, YEAR)
    page = shown(town)
    states = [row[1] for row in rows(page, "table_remind")]
    assert states.count("Báo cáo chưa có số liệu") == 2


def test_each_form_is_shown_against_its_deadline(qtbot, shown, town) -> None:
    page = shown(town)
    lines = rows(page, "table_form_dues")
    known = {line.form.title: line for line in timeliness.by_form(timeliness.owed(town, YEAR))}
    assert {line[0] for line in lines} == set(known)
    one = known[lines[0][0]]
    assert one.due is not None
    assert lines[0][1:3] == [f"{one.due:%d/%m/%Y}", f"{one.counts.reported}/{one.counts.expected}"]


def test_the_deadline_among_the_days_says_whose_it_is(qtbot, shown, town) -> None:
    """The context bar tells the office's own; two of them must not look like a contradiction."""
    page = shown(town)
    due = periods.deadline(town, YEAR, "commune")
    assert due is not None and due != periods.deadline(town, YEAR)
    (told,) = [x.text() for x in page.body.findChildren(QLabel) if f"{due:%d/%m/%Y}," in x.text()]
    assert "xã" in told


def test_the_code_on_a_paper_is_held_against_the_files(qtbot, shown, town) -> None:
    page = shown(town)
    box = page.body.paper
    unit = town.tree(YEAR).find(COMMUNES[0])
    (file,) = inbox.files(town, YEAR, unit.key)
    typed = file.fingerprint.lower().replace("-", " ")
    qtbot.keyClicks(box.code, typed)
    assert box.code.text() == typed and not box.told.isVisible()
    qtbot.keyClick(box.code, Qt.Key.Key_Return)
    assert box.told.isVisible() and unit.name in box.told.text()
    box.code.clear()
    qtbot.keyClicks(box.code, typed[:-1] + ("2" if typed[-1] != "2" else "3"))
    press(qtbot, page, "compare_paper")
    wrong = AppError(Code.FINGERPRINT_WRONG, text=box.code.text())
    assert box.told.text() == str(wrong)


LONG = "Phương tiện vận tải thủy nội địa và bến bãi"


def many_forms(count: int) -> dict[str, str]:
    """Forms of two topics with long names."""
    return {
        f"kiln{n}s.toml": KILNS.replace("kiln", f"kiln{n}")
        .replace("Lò gạch thủ công", f"{LONG} {n}")
        .replace("valid_from", f'topic = "{("Vận tải", "Kho bãi")[n % 2]}"\nvalid_from', 1)
        for n in range(count)
    }


def seen_rows(page: HomePage) -> list[str]:
    return [row[0] for row in rows(page)]


def test_forms_that_are_done_stand_below_those_that_wait(shown, tmp_path: Path) -> None:
    office = an_office(tmp_path, forms=FORMS)
    entry.open_period(office, YEAR)
    first = office.own_forms(YEAR)[0]
    entry.nil(office, YEAR, first.key)
    page = shown(office)
    unfold(page, "Đã xong (1)")
    titles = seen_rows(page)
    assert titles.index(first.title) > titles.index("Đã xong (1)") > titles.index("Lò gạch thủ công")


def test_many_forms_stand_under_their_topics_and_done_ones_are_folded_away(
    qtbot, shown, tmp_path: Path
) -> None:
    office = an_office(tmp_path, forms=many_forms(24))
    entry.open_period(office, YEAR)
    entry.nil(office, YEAR, "kiln0s")
    page = shown(office)
    titles = seen_rows(page)
    assert "Vận tải (11)" in titles and "Kho bãi (12)" in titles
    done, hidden = titles.index("Đã xong (1)"), f"{LONG} 0"
    assert done > titles.index("Kho bãi (12)") and hidden not in titles
    table = page.findChild(QTableView, "table_forms")
    table.setFocus()
    table.selectRow(done)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert seen_rows(page)[done + 1] == hidden
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert hidden not in seen_rows(page) and not page.asked


def test_a_form_keeps_its_selection_when_others_move(shown, tmp_path: Path) -> None:
    office = an_office(tmp_path, forms=FORMS)
    entry.open_period(office, YEAR)
    page = shown(office)
    table = page.body.forms
    table.selectRow(table.lines.row_of("kilns"))
    entry.nil(office, YEAR, office.own_forms(YEAR)[0].key)
    page.refresh()
    assert table.current_form() == "kilns"


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0])
@pytest.mark.parametrize("size", [(1300, 620), (859, 389)])
def test_what_is_left_to_do_has_room_at_every_text_size(
    shown, dress, tmp_path: Path, scale: float, size: tuple[int, int]
) -> None:
    dress(scale=scale)
    office = an_office(tmp_path, forms=many_forms(6))
    entry.open_period(office, YEAR)
    wrong = kiln("k1", "Út Hai", workers="9", licensed="không")
    entry.enter(office, YEAR, "kiln1s", [wrong])
    page = shown(office, size=size)
    table = page.body.forms
    button = next(b for b in table.findChildren(QPushButton, "action_nil") if b.isVisible())
    assert button.width() >= button.sizeHint().width()
    assert table.columnWidth(0) >= table.viewport().width() // 5
    assert not table.horizontalScrollBar().isVisible()


def test_no_more_problems_are_shown_than_have_room(shown, tmp_path: Path) -> None:
    wrong = [kiln(f"k{n}", f"Lò số {n}", workers="9", licensed="không") for n in range(9)]
    page = shown(answer(an_office(tmp_path, forms=FORMS), {"kilns": wrong}), size=(1170, 570))
    visible = [row for row in page.body.problems.rows if row.isVisible()]
    assert visible and all(row.height() >= row.sizeHint().height() for row in visible)
