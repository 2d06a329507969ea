"""Submitting with the mouse and the keyboard: what goes up, the code, the file again, and opening it anew."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QRadioButton

from base.errors import Code
from courier.fingerprint import fingerprint
from courier.reply import Mark
from db import reports
from imports import workbook
from office.entering import entry
from office.office import open_office
from office.receiving import receiving
from office.receiving.receipts import write_answer
from office.sending import answered, submitting
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from tests.gui.courier_acts import (
    a_window,
    reasons,
    refusals,
    saved_as,
    settled,
    shown,
    texts,
    the_button,
    write,
)
from ui import dialogs, theme

ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1")]}


@pytest.fixture
def office(tmp_path):
    made = an_office(tmp_path / "commune", forms={"kilns.toml": KILNS})
    return answer(made, ONE)


def press(qtbot, widget, verb):
    qtbot.mouseClick(the_button(widget, verb), Qt.MouseButton.LeftButton)


def test_a_commune_submits_by_clicking(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    assert ["Lò gạch thủ công", "Có số liệu", "1"] in texts(page.contents)
    path = tmp_path / "nop.xlsx"
    suggested = saved_as(monkeypatch, path)
    write(page.ready.note, "Đã rà soát")
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    (kept,) = reports.submitted(office.store, unit=office.unit.key, period="2020", packet=office.packet)
    assert path.is_file() and kept.note == "Đã rà soát"
    assert suggested[0].name == f"{office.unit.code}-phuong-4-2020-ban-1.xlsx"
    assert page.result.isVisible() and page.result.code.text() == fingerprint(kept.hash)
    assert texts(page.versions)[0][:2] == ["1", fingerprint(kept.hash)]
    assert page.ladder.state == "sent" and page.result.path == path


def test_a_note_that_was_begun_stays_with_its_own_report(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    write(page.ready.note, "Chỉ của báo cáo này")
    other = answer(an_office(tmp_path / "other", "29239", forms={"kilns.toml": KILNS}), ONE)
    window.session.use(other)
    settled(qtbot, window)
    assert page.ready.written == ""


def test_the_kind_of_figures_is_that_of_the_bar_above(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    window.session.choose_kind("preliminary")
    saved_as(monkeypatch, tmp_path / "nop.xlsx")
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.session.closed)
    settled(qtbot, window)
    assert submitting.versions(office, YEAR)[0].kind == "preliminary"


def test_the_file_is_written_again_with_the_same_content(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    written = []
    for name in ("a.xlsx", "b.xlsx"):
        saved_as(monkeypatch, tmp_path / name)
        press(qtbot, page.panes.currentWidget(), "submit")
        settled(qtbot, window)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1] and len(submitting.versions(office, YEAR)) == 1


def test_what_stops_the_report_stops_the_button_and_leads_to_the_checks(qtbot, monkeypatch, tmp_path):
    office = an_office(tmp_path, forms={"kilns.toml": KILNS})
    wrong = kiln("k1", "Lò Tư", workers="9", licensed="không", area="1")
    window = a_window(qtbot, monkeypatch, answer(office, {"kilns": [wrong]}), "submit")
    page = shown(window)
    assert not page.ready.act.isEnabled() and page.ready.act.toolTip()
    window.session.asked.disconnect(window.show_place)
    with qtbot.waitSignal(window.session.asked) as asked:
        press(qtbot, page, "go_checks")
    assert asked.args[0].page == "checks"


def test_a_report_is_opened_again_with_a_reason(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    saved_as(monkeypatch, tmp_path / "nop.xlsx")
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    reasons(monkeypatch, "Phường yêu cầu sửa số chợ")
    press(qtbot, page.result, "reopen")
    settled(qtbot, window)
    assert page.ready.isVisible() and page.returned.isVisible()
    assert "Phường yêu cầu sửa số chợ" in page.returned.reason.text()
    assert ("Bản số", "2") in page._facts(page._outgoing)


def test_thinking_better_of_it_changes_nothing(qtbot, monkeypatch, office):
    window = a_window(qtbot, monkeypatch, office, "submit")
    monkeypatch.setattr("ui.dialogs.save_file", lambda *a: None)
    press(qtbot, shown(window).ready, "submit")
    settled(qtbot, window)
    assert submitting.versions(office, YEAR) == []


def test_a_place_that_cannot_be_written_to_is_told_and_nothing_is_closed(
    qtbot, monkeypatch, office, tmp_path
):
    window = a_window(qtbot, monkeypatch, office, "submit")
    told = refusals(monkeypatch)
    saved_as(monkeypatch, tmp_path / "không có" / "nop.xlsx")
    press(qtbot, shown(window).ready, "submit")
    settled(qtbot, window)
    assert told and not window.session.closed


def test_a_district_sees_what_travels_with_its_report(qtbot, monkeypatch, tmp_path):
    forms = {"kilns.toml": KILNS}
    district = an_office(tmp_path / "district", DISTRICT, forms=forms)
    entry.open_period(district, YEAR)
    receiving.receive(district, [submission(tmp_path, COMMUNES[0], ONE, forms=forms)])
    window = a_window(qtbot, monkeypatch, district, "submit")
    page = shown(window)
    assert not page.ready.act.isEnabled()
    receiving.approve(district, YEAR)
    window.session.tell_changed()
    settled(qtbot, window)
    assert page.ready.act.isEnabled()
    assert any(row[0] == "Phường 4" for row in texts(page.contents))
    path = tmp_path / "huyen.xlsx"
    saved_as(monkeypatch, path)
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    assert workbook.Workbook(path).sheets


def test_the_folder_of_the_file_is_shown(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    saved_as(monkeypatch, tmp_path / "nop.xlsx")
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    opened = []
    monkeypatch.setattr(
        "ui.pages.submit.page.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile())
    )
    press(qtbot, page.result, "open_folder")
    assert opened == [str(tmp_path)]


def test_a_period_that_is_not_open_says_so(qtbot, monkeypatch, tmp_path):
    window = a_window(qtbot, monkeypatch, an_office(tmp_path), "submit")
    assert shown(window).empty.isVisible() and not shown(window).ready.isVisible()


def a_return(commune, tmp_path, *, marks=()):
    """The slip with which the town above returns the first version."""
    submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
    with an_office(tmp_path / "town", DISTRICT, forms={"kilns.toml": KILNS}) as town:
        receiving.receive(town, [tmp_path / "1.xlsx"])
        write_answer(town, YEAR, commune.unit.code, tmp_path / "nhan.xlsx")
        receiving.send_back(town, YEAR, commune.unit.code, reason="Chưa khớp hồ sơ", marks=marks)
        write_answer(town, YEAR, commune.unit.code, tmp_path / "tra.xlsx")


def test_a_receipt_is_opened_by_the_button_and_its_day_is_seen(qtbot, monkeypatch, office, tmp_path):
    a_return(office, tmp_path)
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: tmp_path / "nhan.xlsx")
    press(qtbot, page, "receipt")
    settled(qtbot, window)
    assert "Đã nhận 04/01/2021" in texts(page.versions)[0]
    assert any("Đã nhận 04/01/2021" in label.text() for label in page.result.findChildren(QLabel))
    assert page.said.text() and page.result.isVisible()


def test_a_dropped_return_reopens_the_report_and_leads_to_the_field(qtbot, monkeypatch, office, tmp_path):
    a_return(office, tmp_path, marks=[Mark("kilns", "k1", "workers", "Hồ sơ ghi 13 người")])
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    drop(page, tmp_path / "tra.xlsx")
    settled(qtbot, window)
    entered = shown(window)
    assert entered.KEY == "entry" and not window.session.closed
    told = [label.text() for label in entered.findChildren(QLabel) if label.isVisible()]
    assert any("Hồ sơ ghi 13 người" in text for text in told)
    window.session.go("submit")
    settled(qtbot, window)
    assert page.returned.isVisible() and "1 chỗ" in page.returned.reason.text()
    assert "Trả lại 04/01/2021" in texts(page.versions)[0]
    assert not page.ready.act.isEnabled()
    press(qtbot, page.returned, "mend")
    settled(qtbot, window)
    assert shown(window).KEY == "entry"


def test_a_receipt_of_another_unit_is_refused_with_what_to_do(qtbot, monkeypatch, office, tmp_path):
    a_return(office, tmp_path)
    other = answer(an_office(tmp_path / "other", COMMUNES[1], forms={"kilns.toml": KILNS}), ONE)
    window = a_window(qtbot, monkeypatch, other, "submit")
    told = refusals(monkeypatch)
    drop(shown(window), tmp_path / "tra.xlsx")
    settled(qtbot, window)
    assert told == [Code.RECEIPT_OTHER_UNIT.name]
    assert shown(window).KEY == "submit" and window.session.office.report(YEAR).state == "draft"


def test_the_letter_that_explains_a_correction_is_written(qtbot, monkeypatch, office, tmp_path):
    a_return(office, tmp_path)
    answered.open_receipt(office, tmp_path / "tra.xlsx")
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="13", area="1")])
    submitting.submit(office, YEAR, tmp_path / "2.xlsx")
    window = a_window(qtbot, monkeypatch, office, "submit")
    saved_as(monkeypatch, tmp_path / "giai-trinh.xlsx")
    press(qtbot, shown(window), "letter")
    settled(qtbot, window)
    book = workbook.Workbook(tmp_path / "giai-trinh.xlsx")
    said = [cell for row in book.rows(book.sheets[0]) for cell in row]
    assert "13" in said and "3" in said


def drop(page, path):
    """Drop a file on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, left, none = QPointF(9, 9), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, left, none))


def test_an_approval_is_seen_on_the_page_and_above_it(qtbot, monkeypatch, office, tmp_path):
    submitting.submit(office, YEAR, tmp_path / "1.xlsx")
    with an_office(tmp_path / "town", DISTRICT, forms={"kilns.toml": KILNS}) as town:
        receiving.receive(town, [tmp_path / "1.xlsx"])
        receiving.approve(town, YEAR)
        write_answer(town, YEAR, COMMUNE, tmp_path / "duyet.xlsx")
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    drop(page, tmp_path / "duyet.xlsx")
    settled(qtbot, window)
    assert "đã duyệt" in page.said.text()
    assert "Đã duyệt 04/01/2021" in texts(page.versions)[0]
    assert (page.ladder.state, window.context.badge.state) == ("approved", "approved")
    window.session.go("home")
    settled(qtbot, window)
    assert "được duyệt" in shown(window).card.sentence.text()


def a_district(tmp_path):
    """A district with one approved commune: two kilns of named people."""
    forms = {"kilns.toml": KILNS.replace('label = "Tên lò"', 'label = "Tên lò"\npersonal = true')}
    district = an_office(tmp_path / "district", DISTRICT, forms=forms)
    receiving.receive(district, [submission(tmp_path, COMMUNES[0], ONE, forms=forms)])
    receiving.approve(district, YEAR)
    entry.open_period(district, YEAR)
    return district


def test_a_district_chooses_to_send_totals_only(qtbot, monkeypatch, tmp_path):
    district = a_district(tmp_path)
    window = a_window(qtbot, monkeypatch, district, "submit")
    page = shown(window)
    details, totals = (page.findChild(QRadioButton, name) for name in ("send_details", "send_totals"))
    assert details.isVisible() and details.isChecked() and not totals.isChecked()
    assert page.ready.unseen.isVisible() and page.ready.unseen.text()
    totals.setFocus()
    qtbot.keyClick(totals, Qt.Key.Key_Space)
    assert totals.isChecked()
    saved_as(monkeypatch, tmp_path / "so.xlsx")
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    cells = {str(cell) for row in workbook.Workbook(tmp_path / "so.xlsx").rows("Báo cáo") for cell in row}
    assert "Chính thức, chỉ số tổng hợp" in cells
    assert "Lò Tư" not in {
        str(cell)
        for book in [workbook.Workbook(tmp_path / "so.xlsx")]
        for name in book.sheets
        for row in book.rows(name)
        for cell in row
    }


def test_the_choice_of_the_last_version_stands_until_it_is_made_anew(qtbot, monkeypatch, tmp_path):
    district = a_district(tmp_path)
    submitting.submit(district, YEAR, tmp_path / "so.xlsx", totals_only=True)
    window = a_window(qtbot, monkeypatch, district, "submit")
    page = shown(window)
    reasons(monkeypatch, "Gửi lại")
    press(qtbot, page.result, "reopen")
    settled(qtbot, window)
    assert page.ready.isVisible() and page.ready.totals.isChecked()
    page.ready.details.click()
    page.refresh()
    settled(qtbot, window)
    assert page.ready.details.isChecked()


def test_a_commune_is_not_asked_what_of_its_records_goes_up(qtbot, monkeypatch, office):
    page = shown(a_window(qtbot, monkeypatch, office, "submit"))
    assert page.ready.isVisible()
    assert page.ready.details.isHidden() and page.ready.totals.isHidden() and page.ready.unseen.isHidden()


def test_a_note_that_was_begun_is_there_when_the_file_is_opened_again(qtbot, monkeypatch, office):
    window = a_window(qtbot, monkeypatch, office, "submit")
    write(shown(window).ready.note, "Còn chờ số của chợ đầu mối")
    window.close()
    window = a_window(qtbot, monkeypatch, open_office(office.store.path), "submit")
    assert shown(window).ready.written == "Còn chờ số của chợ đầu mối"
    window.close()


def test_a_note_is_kept_while_the_page_stands_and_comes_back_with_its_period(qtbot, monkeypatch, office):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    write(page.ready.note, "Chờ số")
    qtbot.waitUntil(lambda: office.report(YEAR).note == "Chờ số", timeout=10_000)
    write(page.ready.note, " chợ")
    window.session.choose_period(YEAR.before())
    assert page.ready.written == ""
    window.session.choose_period(YEAR)
    assert page.ready.written == "Chờ số chợ"


def test_the_next_version_begins_without_the_note_of_the_last(qtbot, monkeypatch, office, tmp_path):
    window = a_window(qtbot, monkeypatch, office, "submit")
    page = shown(window)
    saved_as(monkeypatch, tmp_path / "nop.xlsx")
    write(page.ready.note, "Bản đầu")
    press(qtbot, page.ready, "submit")
    settled(qtbot, window)
    reasons(monkeypatch, "Sửa số chợ")
    press(qtbot, page.result, "reopen")
    settled(qtbot, window)
    assert page.ready.written == "" and office.report(YEAR).note == ""
    assert submitting.versions(office, YEAR)[0].note == "Bản đầu"


@pytest.mark.parametrize(("workers", "asks"), [("3", True), ("8", False)])
def test_a_report_that_repeats_the_last_one_wears_the_shape_of_a_question(
    qtbot, monkeypatch, tmp_path, workers, asks
):
    made = an_office(tmp_path / "again", forms={"kilns.toml": KILNS})
    answer(made, ONE, period=YEAR.before())
    answer(made, {"kilns": [kiln("k1", "Lò Tư", workers=workers, area="1")]})
    page = shown(a_window(qtbot, monkeypatch, made, "submit"))
    assert page.ready.likeness.isVisible() and page.ready.doubt.isVisible() == asks
    drawn = page.ready.doubt.pixmap().toImage() == theme.glyph("ask").toImage()
    assert drawn and (page.ready.likeness.property("role") == "muted") != asks
