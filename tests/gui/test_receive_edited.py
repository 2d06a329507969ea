"""Edited, lost and later versions on the receiving page: seen cell by cell, taken with a reason or given back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from courier.sheet import PAYLOAD_SHEET
from office.entering import entry
from office.figures import figures
from office.office import open_office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from tests.gui.courier_acts import a_window, reasons, settled, shown, texts, the_button
from ui import dialogs
from ui.pages.receive.versions import VersionsDialog

FORMS = {"kilns.toml": KILNS}
ROWS = {
    "kilns": [
        kiln("k1", "Lò Tư", workers="3", area="1", cost="100", opened="01/03/2015"),
        kiln("k2", "Lò Năm", workers="8", area="2", cost="70"),
    ]
}
SHEET = "Lò gạch thủ công"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def district(tmp_path):
    made = an_office(tmp_path / "district", DISTRICT, forms=FORMS)
    entry.open_period(made, YEAR)
    return made


@pytest.fixture
def sent(tmp_path) -> Path:
    return submission(tmp_path / "sent", COMMUNE, ROWS, forms=FORMS)


@pytest.fixture
def page(qtbot, monkeypatch, district):
    return shown(a_window(qtbot, monkeypatch, district, "receive"))


def cell_of(path: Path, label: str) -> str:
    heads = openpyxl.load_workbook(path)[SHEET][5]
    return next(f"{head.column_letter}8" for head in heads if head.value == label)


def edited(sent: Path, **cells: object) -> Path:
    """The file with these cells typed over, "payload" taken away where it is None."""
    book = openpyxl.load_workbook(sent)
    for address, value in cells.items():
        if address == "payload":
            book.remove(book[PAYLOAD_SHEET])
        else:
            book[SHEET][address] = value
    path = sent.with_name("sửa.xlsx")
    book.save(path)
    return path


def take(qtbot, page, path: Path) -> None:
    """The file is received."""
    page.receive([path])
    settled(qtbot, page.window())


def state(page) -> str:
    return next(row[1] for row in texts(page.table) if row[0] == "Phường 4")


def test_an_edited_file_shows_its_cells_at_once(qtbot, page, sent):
    workers = cell_of(sent, "Lao động")
    take(qtbot, page, edited(sent, **{workers: 5, "B8": "Lò Bảy"}))
    pane = page.pane.edited
    assert pane.isVisible() and pane.table.hasFocus()
    told = {row[0]: row[1:] for row in texts(pane.table)}
    assert told[workers] == ["Lò Tư, Lao động", "3", "5"]
    assert told["B8"] == ["Lò Tư, Tên lò", "Lò Tư", "Lò Bảy"]
    assert pane.take.isVisible() and not pane.rebuild.isVisible()
    assert state(page) == "Chờ xử lý", "something came, and nothing was taken yet"
    pane.table.choose(next(n for n, row in enumerate(texts(pane.table)) if row[0] == "B8"))
    assert all(word in pane.told.text() for word in ("B8", "Lò Tư, Tên lò", "“Lò Tư”", "“Lò Bảy”"))


def test_edits_are_taken_with_a_reason_and_wait_to_be_approved(qtbot, page, sent, monkeypatch):
    take(qtbot, page, edited(sent, **{cell_of(sent, "Lao động"): 5}))
    asked = reasons(monkeypatch, "Phường báo qua điện thoại")
    qtbot.mouseClick(the_button(page.pane, "take_edits"), LEFT)
    settled(qtbot, page.window())
    assert len(asked) == 1 and "Phường 4" in asked[0]
    assert state(page) == "Chờ duyệt"
    row = next(row for row in texts(page.table) if row[0] == "Phường 4")
    assert row[2] == "2" and "sửa trên Excel" in row[-1]
    assert page.pane.figures.isVisible() and "Phường báo qua điện thoại" in page.pane.figures.note.text()


def test_without_a_reason_no_edit_is_taken(qtbot, page, sent, monkeypatch):
    take(qtbot, page, edited(sent, **{cell_of(sent, "Lao động"): 5}))
    reasons(monkeypatch, "")
    qtbot.mouseClick(the_button(page.pane, "take_edits"), LEFT)
    settled(qtbot, page.window())
    assert page.pane.edited.isVisible() and state(page) == "Chờ xử lý"


def primaries(page) -> list[str]:
    """The verbs of the primary buttons that are seen."""
    found = page.findChildren(QPushButton)
    return [one.objectName() for one in found if one.isVisible() and one.property("role") == "primary"]


def test_one_act_at_a_time_is_the_primary_one(qtbot, page, sent):
    assert primaries(page) == ["action_approve"]
    workers = cell_of(sent, "Lao động")
    take(qtbot, page, edited(sent, **{workers: 5, "B5": "Tên"}))
    assert primaries(page) == ["action_approve"], "nothing of it can be taken"
    take(qtbot, page, edited(sent, **{workers: 5}))
    assert primaries(page) == ["action_take_edits"]
    qtbot.mouseClick(the_button(page.pane, "files"), LEFT)
    assert primaries(page) == ["action_approve"]
    take(qtbot, page, edited(sent, payload=None))
    assert primaries(page) == ["action_rebuild"]
    choose_other(qtbot, page)
    assert primaries(page) == ["action_approve"]


def choose_other(qtbot, page) -> None:
    """Stand on a unit of which nothing came."""
    page.table.setFocus()
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[1] == "Chưa nộp"))
    settled(qtbot, page.window())


def test_what_waits_to_be_decided_is_seen_again_after_a_restart(qtbot, monkeypatch, page, sent, district):
    path = edited(sent, **{cell_of(sent, "Lao động"): 5})
    take(qtbot, page, path)
    page.window().close()
    again = shown(a_window(qtbot, monkeypatch, open_office(district.store.path), "receive"))
    assert state(again) == "Chờ xử lý" and again.chips.chips["edited"].text().endswith(" 1")
    again.table.setFocus()
    again.table.choose(next(n for n, row in enumerate(texts(again.table)) if row[0] == "Phường 4"))
    assert path.name in again.pane.nothing.text()
    qtbot.mouseClick(the_button(again.pane, "see_edits"), LEFT)
    settled(qtbot, again.window())
    assert again.pane.edited.isVisible() and again.pane.edited.take.isVisible()


@pytest.mark.parametrize("wanted", [True, False])
def test_an_edited_file_that_is_gone_is_dropped_when_the_person_wants_it(
    qtbot, page, sent, monkeypatch, wanted
):
    path = edited(sent, **{cell_of(sent, "Lao động"): 5})
    take(qtbot, page, path)
    choose_other(qtbot, page)
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == "Phường 4"))
    path.unlink()
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _, question, verb: not asked.append(question) and wanted)
    qtbot.mouseClick(the_button(page.pane, "see_edits"), LEFT)
    qtbot.waitUntil(lambda: bool(asked))
    settled(qtbot, page.window())
    assert len(asked) == 1 and path.name in asked[0] and "Phường 4" in asked[0]
    assert state(page) == ("Chưa nộp" if wanted else "Chờ xử lý")


def test_a_file_that_is_not_there_is_no_question(qtbot, page, tmp_path, monkeypatch):
    monkeypatch.setattr(dialogs, "confirm", lambda *_: pytest.fail("nothing waits"))
    take(qtbot, page, tmp_path / "x.xlsx")
    assert "x.xlsx" in page.strip.said.text()


def test_the_file_that_comes_as_it_was_sent_ends_the_waiting(qtbot, page, sent):
    take(qtbot, page, edited(sent, **{cell_of(sent, "Lao động"): 5}))
    take(qtbot, page, sent)
    assert state(page) == "Chờ duyệt"
    assert "Excel" not in next(row for row in texts(page.table) if row[0] == "Phường 4")[-1]


def test_beside_an_approved_report_an_edited_file_is_what_waits(qtbot, page, sent, district):
    take(qtbot, page, sent)
    receiving.approve(district, YEAR)
    take(qtbot, page, edited(sent, **{cell_of(sent, "Lao động"): 5}))
    assert state(page) == "Chờ xử lý"
    assert figures.consolidate(district, YEAR).root.figures["kiln_workers"].value == 11, (
        "the approved ones count"
    )


def test_an_edited_file_goes_back_with_a_receipt_that_names_the_cells(
    qtbot, page, sent, monkeypatch, tmp_path
):
    workers = cell_of(sent, "Lao động")
    take(qtbot, page, edited(sent, **{workers: 5}))
    folder = tmp_path / "trả lại"
    monkeypatch.setattr(dialogs, "choose_folder", lambda *args, **kwargs: folder)
    qtbot.mouseClick(the_button(page.pane, "return_file"), LEFT)
    settled(qtbot, page.window())
    assert state(page) == "Chưa nộp", "it was decided about"
    (path,) = folder.glob("*.xlsx")
    told = [str(cell) for row in openpyxl.load_workbook(path).worksheets[0].values for cell in row if cell]
    assert any(f"{SHEET}!{workers}" in cell and "3 → 5" in cell for cell in told)


def test_a_cell_that_is_no_answer_leaves_only_giving_back(qtbot, page, sent):
    take(qtbot, page, edited(sent, **{cell_of(sent, "Lao động"): 5, "B5": "Tên"}))
    pane = page.pane.edited
    assert not pane.take.isVisible() and pane.give_back.isVisible()


def test_among_other_files_the_edited_one_is_found_in_the_list(qtbot, page, sent, tmp_path):
    other = submission(tmp_path / "other", "29239", ROWS, forms=FORMS)
    path = edited(sent, **{cell_of(sent, "Lao động"): 5})
    page.receive([other, path])
    settled(qtbot, page.window())
    assert not page.pane.edited.isVisible()
    qtbot.mouseClick(the_button(page, "receipts"), LEFT)
    assert not page.pane.receipts.see.isVisible()
    page.pane.receipts.table.choose(1)
    qtbot.mouseClick(the_button(page.pane, "edited"), LEFT)
    assert page.pane.edited.isVisible()
    qtbot.mouseClick(the_button(page.pane, "files"), LEFT)
    assert page.pane.receipts.isVisible()


def test_a_report_without_its_payload_is_rebuilt_with_a_reason(qtbot, page, sent, monkeypatch):
    take(qtbot, page, edited(sent, payload=None))
    pane = page.pane.edited
    assert pane.rebuild.isVisible() and not pane.take.isVisible() and not pane.table.isVisible()
    assert pane.rebuild.hasFocus()
    reasons(monkeypatch, "USB hỏng")
    qtbot.mouseClick(the_button(page.pane, "rebuild"), LEFT)
    settled(qtbot, page.window())
    assert state(page) == "Chờ duyệt" and "giống hệt" in page.strip.said.text()
    assert page.approve.text() == "Duyệt 1 báo cáo"


def test_a_rebuilt_report_that_differs_is_not_approved_together_with_others(qtbot, page, sent, monkeypatch):
    take(qtbot, page, edited(sent, payload=None, **{cell_of(sent, "Lao động"): 5}))
    reasons(monkeypatch, "USB hỏng")
    qtbot.mouseClick(the_button(page.pane, "rebuild"), LEFT)
    settled(qtbot, page.window())
    assert not page.approve.isEnabled()
    assert "dựng lại từ trang in" in next(r for r in texts(page.table) if r[0] == "Phường 4")[-1]
    qtbot.mouseClick(the_button(page.pane, "approve_one"), LEFT)
    settled(qtbot, page.window())
    assert state(page) == "Đã duyệt"


def versions(district, tmp_path, *workers: str) -> None:
    """The commune sends a version after the other."""
    with an_office(tmp_path / "commune", COMMUNE, forms=FORMS) as commune:
        answer(commune, ROWS)
        for n, count in enumerate(workers):
            if n:
                receiving.reopen(commune, YEAR, COMMUNE, reason="sửa")
            entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers=count, area="1", cost="100")])
            submitting.submit(commune, YEAR, tmp_path / "v.xlsx")
            receiving.receive(district, [tmp_path / "v.xlsx"])


def test_any_two_versions_are_compared_cell_by_cell(qtbot, monkeypatch, district, tmp_path):
    versions(district, tmp_path, "3", "4", "6")
    window = a_window(qtbot, monkeypatch, district, "receive")
    page = shown(window)
    page.table.choose(next(n for n, row in enumerate(texts(page.table)) if row[0] == "Phường 4"))
    settled(qtbot, window)
    seen: list[list[str]] = []

    def look(dialog: VersionsDialog) -> None:
        dialog.show()
        dialog._compare_previous()
        for act in (
            lambda: None,
            lambda: dialog.table.choose(1),
            lambda: (dialog.table.choose(0), dialog.other.setCurrentIndex(1), dialog.other.activated.emit(1)),
            lambda: qtbot.mouseClick(dialog.previous, LEFT),
        ):
            act()
            settled(qtbot, window)
            seen.append(texts(dialog.differences)[-1])
        assert [row[0] for row in texts(dialog.table)] == ["3", "2", "1"]
        dialog.table.choose(2)
        assert not dialog.previous.isEnabled()
        settled(qtbot, window)
        dialog.done(0)

    monkeypatch.setattr(QDialog, "exec", look)
    qtbot.mouseClick(the_button(page.pane, "compare"), LEFT)
    assert seen == [["Lao động (người)", *pair] for pair in ("46", "34", "36", "46")]


def test_one_version_alone_offers_no_comparison(qtbot, page, sent):
    take(qtbot, page, sent)
    assert page.pane.figures.isVisible() and not page.pane.figures.compare.isVisible()
