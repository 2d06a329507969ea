"""A district receives, approves, returns and settles what its communes send, with mouse and keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog

from base.period import Period
from office.entering import entry
from office.receiving import arriving, receiving
from office.receiving.inbox import inbox
from office.sending import submitting
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    NOON,
    YEAR,
    an_office,
    answer,
    kiln,
    submission,
    surroundings,
)
from tests.gui.courier_acts import (
    a_window,
    reasons,
    refusals,
    settled,
    shown,
    texts,
    the_button,
    write,
)
from ui import dialogs
from ui.pages.receive.view import ReportDialog

FORMS = {"kilns.toml": KILNS}
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1", cost="100")]}
OTHER = {"kilns": [kiln("k1", "Lò Tư", workers="4", area="1", cost="100"), kiln("k2", "Lò Năm", area="2")]}
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def district(tmp_path):
    made = an_office(tmp_path / "district", DISTRICT, forms=FORMS)
    entry.open_period(made, YEAR)
    return made


@pytest.fixture
def files(tmp_path):
    """One submission each of three communes."""
    return [submission(tmp_path / "sent", code, ONE, forms=FORMS) for code in COMMUNES]


@pytest.fixture
def window(qtbot, monkeypatch, district):
    return a_window(qtbot, monkeypatch, district, "receive")


def states(page) -> dict[str, str]:
    """Name of the unit → the word of its state."""
    return {row[0]: row[1] for row in texts(page.table)}


def drop(page, paths) -> None:
    """Files are let go over the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(50, 50), copy, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(50, 50), copy, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, event)


def choose(page, name: str) -> None:
    """Stand on the row of a unit."""
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == name))


def rival(tmp_path, district) -> None:
    """The first commune's first version comes twice with other answers."""
    for n, answers in enumerate((ONE, OTHER)):
        district.store.surroundings = surroundings(now=NOON + timedelta(hours=n))
        receiving.receive(district, [submission(tmp_path / f"r{n}", COMMUNES[0], answers, forms=FORMS)])


def test_dropped_files_are_received(window, qtbot, files):
    page = shown(window)
    assert set(states(page).values()) == {"Chưa nộp"}
    drop(page, files)
    settled(qtbot, window)
    assert list(states(page).values()).count("Chờ duyệt") == 3
    assert "3" in page.strip.said.text()
    assert page.chips.chips["sent"].text().endswith(" 3")


def test_a_dropped_folder_is_searched_and_receipts_in_it_are_no_reports(window, qtbot, files, tmp_path):
    (tmp_path / "sent" / "bien-nhan-1.xlsx").write_bytes(files[0].read_bytes())
    drop(shown(window), [tmp_path / "sent"])
    settled(qtbot, window)
    assert [r.answer for r in shown(window)._receipts] == ["new"] * 3


def test_ctrl_o_asks_for_files(window, qtbot, monkeypatch, files):
    monkeypatch.setattr(dialogs, "open_files", lambda *args, **kwargs: files[:1])
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    settled(qtbot, window)
    assert states(shown(window))["Phường 4"] == "Chờ duyệt"


def test_the_button_and_the_folder_button_do_the_same(window, qtbot, monkeypatch, files):
    page = shown(window)
    monkeypatch.setattr(dialogs, "open_files", lambda *args, **kwargs: files[:1])
    monkeypatch.setattr(dialogs, "choose_folder", lambda *args, **kwargs: files[1].parent)
    qtbot.mouseClick(the_button(page, "receive"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    qtbot.mouseClick(the_button(page, "receive_folder"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert [r.answer for r in page._receipts] == ["have", "new", "new"]


def test_a_damaged_file_is_refused_with_its_sentence_and_keeps_none_out(window, qtbot, files, tmp_path):
    page = shown(window)
    bad = tmp_path / "hỏng.xlsx"
    bad.write_bytes(files[0].read_bytes()[:2000])
    drop(page, [bad, files[1]])
    settled(qtbot, window)
    assert states(page)["Phường 1"] == "Chờ duyệt"
    qtbot.mouseClick(the_button(page, "receipts"), Qt.MouseButton.LeftButton)
    refused = page._receipts[0]
    file, _, reason = texts(page.pane.receipts.table)[0]
    assert (
        refused.code
        and refused.message.endswith(reason[1:])
        and page.pane.receipts.told.text() == refused.message
    )
    assert file in refused.message and file not in reason, "its name stands beside it"
    assert refused.message in page.pane.receipts.told.text()


def test_all_reports_are_approved_by_keyboard(window, qtbot, files, district):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    assert page.approve.text() == "Duyệt 3 báo cáo"
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert list(states(page).values()).count("Đã duyệt") == 3
    assert not page.approve.isEnabled() and page.approve.toolTip()


def test_space_ticks_the_reports_that_are_approved(window, qtbot, files):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    page.table.setFocus()
    choose(page, "Phường 1")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.approve.text() == "Duyệt 1 báo cáo"
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert states(page)["Phường 1"] == "Đã duyệt" and states(page)["Phường 3"] == "Chờ duyệt"


def test_a_report_is_returned_with_a_reason(window, qtbot, files, monkeypatch, district):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    choose(page, "Phường 3")
    asked = reasons(monkeypatch, "Thiếu lò của ông Ba")
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(qtbot, window)
    assert "Phường 3" in asked[0] and states(page)["Phường 3"] == "Trả lại"
    line = next(line for line in inbox(district, YEAR) if line.unit.name == "Phường 3")
    assert line.reason == "Thiếu lò của ông Ba"
    assert "Thiếu lò của ông Ba" in page.pane.reason.text()


def test_what_cannot_be_returned_is_refused_before_the_reason_is_asked(window, qtbot, files, monkeypatch):
    page = shown(window)
    drop(page, files[:1])
    settled(qtbot, window)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    choose(page, "Phường 4")
    asked, told = reasons(monkeypatch), refusals(monkeypatch)
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(qtbot, window)
    choose(page, "Phường 9")
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(qtbot, window)
    assert told == ["REPORT_WRONG_STATE", "REPORT_NOT_RECEIVED"] and asked == []
    assert states(page)["Phường 4"] == "Đã duyệt"


def test_approving_where_nothing_waits_says_why_nothing_happens(window, qtbot, files, monkeypatch):
    page = shown(window)
    told = refusals(monkeypatch)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    drop(page, files[:1])
    settled(qtbot, window)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    assert told == ["NOTHING_TO_APPROVE", "NOTHING_TO_APPROVE"]
    assert page.told.text() and page.told.text() in page.approve.toolTip()


def test_without_a_reason_nothing_is_returned(window, qtbot, files, monkeypatch):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    reasons(monkeypatch, "")
    qtbot.keyClick(page.table, Qt.Key.Key_R, CTRL)
    settled(qtbot, window)
    assert list(states(page).values()).count("Chờ duyệt") == 3


def test_a_unit_is_left_out_and_taken_in_again(window, qtbot, monkeypatch):
    page = shown(window)
    choose(page, "Phường 9")
    reasons(monkeypatch, "Không có cán bộ", "Đã có cán bộ")
    qtbot.mouseClick(the_button(page.pane, "exclude"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert states(page)["Phường 9"] == "Không tổng hợp" and not page.pane.ladder.isVisible()
    qtbot.mouseClick(the_button(page.pane, "reopen"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert states(page)["Phường 9"] == "Chưa nộp"


def test_a_conflict_is_settled_side_by_side(qtbot, monkeypatch, district, tmp_path):
    rival(tmp_path, district)
    window = a_window(qtbot, monkeypatch, district, "receive")
    page = shown(window)
    choose(page, "Phường 4")
    settled(qtbot, window)
    assert page.pane.conflict.isVisible()
    told = {row[0]: row[1:] for row in texts(page.pane.conflict.table)}
    assert told["Lao động (người)"] == ["3", "4"] and told["Lò Năm"] == ["không có", "có"]
    reasons(monkeypatch, "Phường xác nhận qua điện thoại")
    qtbot.mouseClick(the_button(page.pane, "keep_b"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert states(page)["Phường 4"] == "Chờ duyệt" and page.pane.figures.isVisible()
    assert ["Lò gạch thủ công", "bản ghi", "2"] in texts(page.pane.figures.table)


def test_only_a_conflict_waits_and_ctrl_d_says_so(qtbot, monkeypatch, district, tmp_path):
    rival(tmp_path, district)
    window = a_window(qtbot, monkeypatch, district, "receive")
    told = refusals(monkeypatch)
    qtbot.keyClick(shown(window).table, Qt.Key.Key_D, CTRL)
    assert told == ["APPROVE_ONE_BY_ONE"]


def test_conflicts_are_not_approved_with_the_others(qtbot, monkeypatch, district, tmp_path, files):
    rival(tmp_path, district)
    receiving.receive(district, files[1:])
    window = a_window(qtbot, monkeypatch, district, "receive")
    page = shown(window)
    assert page.approve.text() == "Duyệt 2 báo cáo"
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert states(page)["Phường 4"] == "Xung đột"


def test_a_newer_version_is_shown_beside_the_one_that_counts(qtbot, monkeypatch, district, tmp_path):
    with an_office(tmp_path / "commune", COMMUNES[0], forms=FORMS) as commune:
        answer(commune, ONE)
        first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
        submitting.submit(commune, YEAR, first)
        receiving.reopen(commune, YEAR, COMMUNES[0], reason="Sửa số lao động")
        entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="5", area="1", cost="100")])
        submitting.submit(commune, YEAR, second)
    receiving.receive(district, [first])
    receiving.approve(district, YEAR)
    receiving.receive(district, [second])
    window = a_window(qtbot, monkeypatch, district, "receive")
    page = shown(window)
    choose(page, "Phường 4")
    settled(qtbot, window)
    assert page.pane.figures.table.rows.columns[2].head == "Đang cộng"
    assert states(page)["Phường 4"] == "Chờ duyệt"


def test_enter_opens_the_report_to_be_read(window, qtbot, files, monkeypatch):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    choose(page, "Phường 4")
    seen: list[list[str]] = []

    def look(dialog: ReportDialog) -> None:
        form = dialog.tree.findItems("Lò gạch", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)[0]
        dialog.tree.setCurrentItem(form)
        settled(qtbot, window)
        seen.extend(texts(dialog.table))
        assert not dialog.table.editTriggers()
        dialog.done(0)

    monkeypatch.setattr(QDialog, "exec", look)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert [row[0] for row in seen] == ["Lò Tư"]


def test_cancel_stops_and_keeps_what_came_before(window, qtbot, files, monkeypatch):
    page = shown(window)
    plain = arriving.arrive

    def slowly(office, path):
        receipt = plain(office, path)
        window.session.jobs.cancel()
        return receipt

    monkeypatch.setattr(arriving, "arrive", slowly)
    drop(page, files)
    settled(qtbot, window)
    assert list(states(page).values()).count("Chờ duyệt") == 1
    assert page._receipts == [] and "dừng" in page.strip.said.text().lower()


def test_after_the_own_report_is_closed_the_office_refuses(qtbot, monkeypatch, district, files, tmp_path):
    receiving.receive(district, files)
    receiving.approve(district, YEAR)
    submitting.submit(district, YEAR, tmp_path / "huyen.xlsx")
    told = refusals(monkeypatch)
    window = a_window(qtbot, monkeypatch, district, "receive")
    page = shown(window)
    assert states(page)["Phường 4"] == "Đã tổng hợp"
    choose(page, "Phường 4")
    reasons(monkeypatch, "Xin sửa")
    qtbot.mouseClick(the_button(page.pane, "reopen"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert told == ["REPORT_CLOSED"]


def test_the_list_is_searched_without_accents_and_filtered(window, qtbot, files):
    page = shown(window)
    drop(page, files[:1])
    settled(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert page.search.hasFocus()
    write(page.search, "long duc")
    assert [row[0] for row in texts(page.table)] == ["Xã Long Đức"]
    page.search.clear()
    qtbot.mouseClick(page.chips.chips["sent"], Qt.MouseButton.LeftButton)
    assert [row[0] for row in texts(page.table)] == ["Phường 4"]


def test_files_of_another_period_are_told_apart(window, qtbot, tmp_path):
    page = shown(window)
    other = submission(tmp_path / "2019", COMMUNES[0], ONE, period=Period.parse("2019"), forms=FORMS)
    drop(page, [other])
    settled(qtbot, window)
    assert states(page)["Phường 4"] == "Chưa nộp" and "kỳ khác" in page.strip.said.text()


def test_receipts_are_written_where_the_person_says(window, qtbot, files, monkeypatch, tmp_path):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    folder = tmp_path / "biên nhận"
    monkeypatch.setattr(dialogs, "choose_folder", lambda *args, **kwargs: folder)
    qtbot.mouseClick(the_button(page, "receipts"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(the_button(page.pane, "write_receipts"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert len(list(folder.glob("bien-nhan-*.xlsx"))) == 3


def test_where_the_window_is_narrow_one_pane_is_shown_at_a_time(window, qtbot, files):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    window.resize(911, 441)
    qtbot.waitUntil(lambda: not page.pane.isVisible())
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.pane.isVisible() and not page.left.isVisible()
    assert page.pane.back.hasFocus() or page.pane.figures.table.hasFocus(), "Enter again leaves nobody out"
    qtbot.mouseClick(page.pane.back, Qt.MouseButton.LeftButton)
    assert page.left.isVisible() and page.table.hasFocus()


def test_f6_moves_between_list_and_pane(window, qtbot, files):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F6)
    assert page.pane.figures.table.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.table.hasFocus()


def test_the_keyboard_stays_where_it_was_after_an_act(window, qtbot, files):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_D, CTRL)
    settled(qtbot, window)
    assert page.table.hasFocus()


def test_the_pane_leaves_the_list_of_files_when_another_unit_is_chosen(window, qtbot, files):
    page = shown(window)
    drop(page, files)
    settled(qtbot, window)
    page.see_receipts()
    assert page.pane.receipts.isVisible()
    choose(page, "Phường 3")
    settled(qtbot, window)
    assert page.pane.figures.isVisible() and page.pane.name.text() == "Phường 3"


def test_differing_words_of_two_files_are_read_side_by_side(window, qtbot, tmp_path, district):
    """As much of them as tells a person which is right, without a tooltip."""
    names = ("Lò Thạnh Phú Đông", "Lò Thạnh Phú Tây")
    for n, name in enumerate(names):
        district.store.surroundings = surroundings(now=NOON + timedelta(hours=n))
        answers = {"kilns": [kiln("k1", name, workers="3", area="1", cost="100")]}
        receiving.receive(district, [submission(tmp_path / f"n{n}", COMMUNES[0], answers, forms=FORMS)])
    page = shown(window)
    page.refresh()
    choose(page, "Phường 4")
    settled(qtbot, window)
    table = page.pane.conflict.table
    row = next(n for n, cells in enumerate(texts(table)) if cells[0] == "Tên lò")
    assert set(texts(table)[row][1:]) == set(names)
    metrics = table.fontMetrics()
    for column, name in enumerate(texts(table)[row][1:], 1):
        assert metrics.horizontalAdvance(name) < table.columnWidth(column)


def test_days_are_written_as_numbers_are(window, district):
    district.store.surroundings = surroundings(now=NOON + timedelta(days=2000))
    page = shown(window)
    page.refresh()
    assert "2.0" in texts(page.table)[0][-1]
