"""An upper office marks what is to be mended, writes the slip, and reads what the correction changes."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from imports import reply
from office.entering import entry
from office.receiving import inbox, receiving
from office.sending import answered, letters, submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, YEAR, an_office, answer, kiln
from tests.gui.courier_acts import a_window, reasons, saved_as, settled, shown, texts, the_button
from ui import dialogs
from ui.pages.receive.letter import LetterDialog
from ui.pages.receive.versions import VersionsDialog
from ui.pages.receive.view import ReportDialog

FORMS = {"kilns.toml": KILNS}
TWO = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1"), kiln("k2", "Lò Năm", workers="4", area="2")]}


@pytest.fixture
def commune(tmp_path):
    made = answer(an_office(tmp_path / "commune", forms=FORMS), TWO)
    submitting.submit(made, YEAR, tmp_path / "1.xlsx")
    return made


@pytest.fixture
def town(tmp_path, commune):
    made = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    entry.open_period(made, YEAR)
    receiving.receive(made, [tmp_path / "1.xlsx"])
    return made


def in_the_dialogs(monkeypatch, acts):
    """What the person does in each kind of dialog that opens."""

    def play(dialog):
        dialog.show()
        acts[type(dialog)](dialog)
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", play)


def the_cell(table, row, label):
    """Stand in the column of that head."""
    heads = [column.label for column in table.rows.columns]
    table.setCurrentIndex(table.rows.index(row, heads.index(label)))


def choose(page, name):
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == name))


def test_cells_are_marked_and_go_down_with_the_return(qtbot, monkeypatch, town, commune, tmp_path):
    window = a_window(qtbot, monkeypatch, town, "receive")
    page = shown(window)
    choose(page, commune.unit.name)
    settled(qtbot, window)
    asked = reasons(monkeypatch, "Hồ sơ ghi 13 người", "Xem lại tên", "Chưa khớp hồ sơ")

    def mark(dialog):
        forms = dialog.tree.findItems("Lò gạch", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        dialog.tree.setCurrentItem(forms[0])
        qtbot.waitUntil(lambda: len(texts(dialog.table)) == 2)
        the_cell(dialog.table, 0, "Lao động")
        assert "Lò Tư" in dialog.told.text() and "Lao động: 3" in dialog.told.text(), "whose answer it is"
        qtbot.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        the_cell(dialog.table, 1, "Tên lò")
        qtbot.mouseClick(the_button(dialog, "mark"), Qt.MouseButton.LeftButton)
        assert [row[1] for row in texts(dialog.marks.table)] == ["Hồ sơ ghi 13 người", "Xem lại tên"]
        qtbot.keyClick(dialog.marks.table, Qt.Key.Key_Delete)
        qtbot.mouseClick(dialog.marks.act, Qt.MouseButton.LeftButton)

    in_the_dialogs(monkeypatch, {ReportDialog: mark})
    page.view()
    settled(qtbot, window)
    assert "Lò Tư – Lao động" in asked[0]
    assert page.line.state == "returned" and page.pane.answer.isVisible()
    suggested = saved_as(monkeypatch, tmp_path / "phieu.xlsx")
    qtbot.mouseClick(page.pane.answer, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert COMMUNE in suggested[0].name and "phieu.xlsx" in page.strip.said.text()
    found = reply.read(tmp_path / "phieu.xlsx")
    assert found.reason == "Chưa khớp hồ sơ"
    assert [(m.record_id, m.field, m.reason) for m in found.marks] == [
        ("k1", "workers", "Hồ sơ ghi 13 người")
    ]
    assert answered.open_receipt(commune, tmp_path / "phieu.xlsx").outcome == "returned"


def test_an_approved_report_is_read_without_marks(qtbot, monkeypatch, town, commune):
    receiving.approve(town, YEAR)
    window = a_window(qtbot, monkeypatch, town, "receive")
    page = shown(window)
    choose(page, commune.unit.name)
    settled(qtbot, window)
    seen = []

    def look(dialog):
        seen.append(dialog.marks)
        dialog.accept()

    in_the_dialogs(monkeypatch, {ReportDialog: look})
    page.view()
    assert seen == [None]


@pytest.fixture
def corrected(town, commune, tmp_path):
    """The town's office, to which the second version of the commune came."""
    receiving.approve(town, YEAR)
    receiving.reopen(commune, YEAR, COMMUNE, reason="Sửa")
    entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="13", area="1")])
    entry.note(commune, YEAR, "kilns", "k1", "workers", "Ghi thiếu 10 người")
    submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    receiving.receive(town, [tmp_path / "2.xlsx"])
    return town


def test_the_letter_tells_the_change_its_reason_and_the_totals(
    qtbot, monkeypatch, corrected, commune, tmp_path
):
    window = a_window(qtbot, monkeypatch, corrected, "receive")
    page = shown(window)
    choose(page, commune.unit.name)
    settled(qtbot, window)
    saved_as(monkeypatch, tmp_path / "giai-trinh.xlsx")
    said = []

    def read(dialog):
        qtbot.waitUntil(lambda: bool(texts(dialog.changes)))
        said.extend([texts(dialog.changes), texts(dialog.effects)])
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not window.session.jobs.busy)
        dialog.accept()

    def versions(dialog):
        qtbot.mouseClick(dialog.letter, Qt.MouseButton.LeftButton)
        dialog.accept()

    in_the_dialogs(monkeypatch, {VersionsDialog: versions, LetterDialog: read})
    page.compare()
    changes, effects = said
    assert changes == [["Lò gạch thủ công, Lò Tư", "Lao động (người)", "3", "13", "Ghi thiếu 10 người"]]
    workers = [row[1:3] for row in effects if row[0].startswith("Lao động ở lò gạch")]
    assert workers == [["7", "17"], ["7", "17"]]
    assert (tmp_path / "giai-trinh.xlsx").is_file()


def test_who_closes_a_letter_while_it_is_being_written_is_told_what_became_of_it(
    qtbot, monkeypatch, corrected, commune, tmp_path
):
    window, write = a_window(qtbot, monkeypatch, corrected, "receive"), letters.write
    (file,) = [one for one in inbox.files(corrected, YEAR, commune.unit.key) if one.version == 2]
    path, began, may_end = tmp_path / "giai-trinh.xlsx", threading.Event(), threading.Event()

    def slowly(*told):
        began.set()
        may_end.wait(10)
        write(*told)

    monkeypatch.setattr(letters, "write", slowly)
    saved_as(monkeypatch, path)
    dialog = LetterDialog(window, window.session, COMMUNE, file)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.write.isEnabled() and not window.session.jobs.busy)
    qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(began.is_set)
    qtbot.mouseClick(the_button(dialog, "close"), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    may_end.set()
    settled(qtbot, window)
    assert path.is_file() and str(path) in dialog.reason.text()
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.mouseClick(the_button(dialog, "close"), Qt.MouseButton.LeftButton)


def test_an_approval_goes_down_as_a_slip_alone_or_to_all_at_once(qtbot, monkeypatch, town, commune, tmp_path):
    receiving.approve(town, YEAR)
    window = a_window(qtbot, monkeypatch, town, "receive")
    page = shown(window)
    choose(page, commune.unit.name)
    settled(qtbot, window)
    saved_as(monkeypatch, tmp_path / "duyet.xlsx")
    qtbot.mouseClick(page.pane.answer, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert "duyet.xlsx" in page.strip.said.text()
    assert reply.read(tmp_path / "duyet.xlsx").answer == "approved"
    monkeypatch.setattr(dialogs, "choose_folder", lambda *args, **kwargs: tmp_path / "slips")
    qtbot.mouseClick(the_button(page, "answers"), Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    (path,) = (tmp_path / "slips").iterdir()
    assert answered.open_receipt(commune, path).outcome == "approved"
    other = next(row[0] for row in texts(page.table) if row[1] == "Chưa nộp")
    choose(page, other)
    assert not page.pane.answer.isVisible()
