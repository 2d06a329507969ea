"""Taking an old list in, as a person does: choose, match, look through, take."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from base.errors import Code
from db import records
from forms.spec import Record
from office.entering import filling
from tests.builders import YEAR
from ui import dialogs
from ui.session import Session
from ui.widgets.old_list.wizard import OldListDialog

DATA = Path(__file__).resolve().parents[1] / "data"
ESTABLISHMENTS = DATA / "danh-sach-co-so-2015.xlsx"
MARKETS = DATA / "bang-tong-hop-cho.xls"
LEFT = Qt.MouseButton.LeftButton


def dialog(session: Session, qtbot: QtBot, form_key: str = "establishments") -> OldListDialog:
    parent = QWidget()
    qtbot.addWidget(parent)
    session.behind = parent
    made = OldListDialog(parent, session, form_key)
    made.show()
    return made


def look_at(made: OldListDialog, path: Path, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.jobs.ended):
        made.look_at(path)


def press(made: OldListDialog, session: Session, qtbot: QtBot, *, waits: bool = True) -> None:
    """The primary button."""
    assert made.go.isEnabled()
    if not waits:
        qtbot.mouseClick(made.go, LEFT)
        return
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.mouseClick(made.go, LEFT)


def standing(session: Session, form_key: str = "establishments") -> list[Record]:
    office = session.office
    form = office.form(form_key, YEAR)
    return records.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)


def box(made: OldListDialog, name: str) -> QComboBox:
    found = made.findChild(QComboBox, name)
    assert found is not None
    return found


def texts(made: OldListDialog, row: int) -> list[str]:
    model = made.look.table.model()
    return [model.index(row, n).data() for n in range(model.columnCount())]


def test_enter_presses_the_button_that_has_the_focus(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog(session, qtbot)
    monkeypatch.setattr(dialogs, "open_file", lambda *told, **how: ESTABLISHMENTS)
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.keyClick(made.file.choose, Qt.Key.Key_Return)
    assert made.path == ESTABLISHMENTS
    made.cancel.setFocus()
    qtbot.keyClick(made.cancel, Qt.Key.Key_Return)
    assert made.isHidden()
    assert standing(session) == []


def test_a_real_list_goes_through_all_steps(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog(session, qtbot)
    assert not made.go.isEnabled()
    assert made.go.toolTip()
    monkeypatch.setattr(dialogs, "open_file", lambda *told, **how: ESTABLISHMENTS)
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.mouseClick(made.file.choose, LEFT)
    assert made.file.file.text() == "danh-sach-co-so-2015.xlsx"
    assert "60 dòng" in made.file.found.text()
    press(made, session, qtbot, waits=False)
    assert box(made, "field_B").currentData() == "establishments.name"
    assert box(made, "field_F").currentData() == "workers.workers_total"
    assert box(made, "unit_I").currentText() == "triệu đồng"
    press(made, session, qtbot)
    assert texts(made, 2)[:3] == ["Mới", "DNTN Hùng Cường", "Căn Cứ"]
    assert made.look.table.model().headerData(2, Qt.Orientation.Vertical) == "11"
    assert "60 mới" in made.look.counts.text()
    assert standing(session) == []
    with qtbot.waitSignal(session.changed):
        press(made, session, qtbot)
    assert (made.count, len(standing(session)), len(standing(session, "workers"))) == (60, 60, 60)
    assert not made.isVisible()


def test_doubtful_cells_are_marked_and_told(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot, "markets")
    look_at(made, MARKETS, session, qtbot)
    press(made, session, qtbot, waits=False)
    press(made, session, qtbot)
    table = made.look.table
    qtbot.mouseClick(made.look.following, LEFT)
    index = table.currentIndex()
    assert (index.row(), index.data()) == (2, "tạm")
    assert table.preview.cell(index.row(), index.column()).problem.code == Code.NOT_A_CHOICE.name
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(Qt.ItemDataRole.ToolTipRole) in made.look.told.text()
    qtbot.keyClick(made.look.only, Qt.Key.Key_Space)
    assert table.model().rowCount() == 1


def test_lines_that_cannot_be_read_stay_out_when_the_box_is_not_ticked(
    session: Session, qtbot: QtBot
) -> None:
    made = dialog(session, qtbot, "markets")
    look_at(made, MARKETS, session, qtbot)
    press(made, session, qtbot, waits=False)
    press(made, session, qtbot)
    assert "4 dòng" in made.go.text()
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.keyClick(made.look.keep, Qt.Key.Key_Space)
    assert "3 dòng" in made.go.text()
    press(made, session, qtbot)
    assert len(standing(session, "markets")) == 3


def test_a_person_matches_otherwise_and_it_is_remembered(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot, "markets")
    look_at(made, MARKETS, session, qtbot)
    press(made, session, qtbot, waits=False)
    area = box(made, "field_G")
    area.setCurrentIndex(area.findData("markets.name"))
    assert not made.go.isEnabled()
    assert made.match.trouble.isVisible()
    area.setCurrentIndex(area.findData("markets.biz_area"))
    box(made, "unit_G").setCurrentText("ha")
    press(made, session, qtbot)
    press(made, session, qtbot)
    assert standing(session, "markets")[0].values["biz_area"] == 2_350 * 1_000_000
    again = dialog(session, qtbot, "markets")
    look_at(again, MARKETS, session, qtbot)
    assert box(again, "field_G").currentData() == "markets.biz_area"
    assert box(again, "unit_G").currentText() == "ha"
    again.reject()


def test_a_file_that_is_no_list_is_refused_on_the_page(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook at all")
    made = dialog(session, qtbot)
    look_at(made, path, session, qtbot)
    assert "x.xlsx" in made.file.trouble.text()
    assert made.file.trouble.isVisible()
    assert not made.go.isEnabled()
    look_at(made, ESTABLISHMENTS, session, qtbot)
    assert made.go.isEnabled()
    assert not made.file.trouble.isVisible()
    made.reject()


def test_another_sheet_can_be_chosen(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, names in ((book.active, ["Lò A", "Lò B"]), (book.create_sheet("Ấp 4"), ["Lò C"])):
        sheet.append(["STT", "Tên cơ sở", "Ấp"])
        for n, name in enumerate(names, 1):
            sheet.append([n, name, "Ấp"])
    book.save(tmp_path / "hai trang.xlsx")
    made = dialog(session, qtbot)
    look_at(made, tmp_path / "hai trang.xlsx", session, qtbot)
    assert "2 dòng" in made.file.found.text()
    assert made.file.sheet.isVisible()
    made.file.sheet.setFocus()
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.keyClick(made.file.sheet, Qt.Key.Key_Down)
    assert "1 dòng" in made.file.found.text()
    made.reject()


def test_a_file_that_cannot_be_read_after_a_template_leads_nowhere(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    template, broken = tmp_path / "mẫu.xlsx", tmp_path / "x.xlsx"
    filling.template(session.office, YEAR, "markets", template)
    broken.write_bytes(b"no workbook at all")
    made = dialog(session, qtbot, "markets")
    made.look_at(template)
    qtbot.waitUntil(lambda: made.steps.currentWidget() is made.look and not session.jobs.busy)
    qtbot.mouseClick(made.back, LEFT)
    assert made.go.isEnabled(), "the template can be looked through again"
    asleep = made.go.text()
    look_at(made, broken, session, qtbot)
    assert "x.xlsx" in made.file.trouble.text()
    assert not made.go.isEnabled() and made.go.toolTip() and made.go.text() != asleep
    made.reject()


def test_the_sheets_of_the_file_before_are_not_offered(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    two, broken = tmp_path / "hai.xlsx", tmp_path / "x.xlsx"
    book = openpyxl.load_workbook(ESTABLISHMENTS)
    book.copy_worksheet(book.worksheets[0])
    book.save(two)
    broken.write_bytes(b"no workbook at all")
    made = dialog(session, qtbot)
    look_at(made, two, session, qtbot)
    assert made.file.sheet.isVisible()
    look_at(made, broken, session, qtbot)
    assert not made.file.sheet.isVisible()
    made.reject()


def test_a_template_of_the_program_needs_no_matching(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mẫu.xlsx"
    filling.template(session.office, YEAR, "markets", path)
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Tên chợ" for cell in row))
    place = {cell.value: cell.column for cell in head}
    sheet.cell(head[0].row + 3, place["Tên chợ"], "Chợ Mỹ Lồng")
    sheet.cell(head[0].row + 3, place["Hạng chợ"], "tạm")
    book.save(path)
    made = dialog(session, qtbot, "markets")
    with qtbot.waitSignal(session.jobs.ended):
        made.look_at(path)
    qtbot.waitUntil(lambda: made.steps.currentWidget() is made.look and made.go.isEnabled())
    assert made.look.table.model().rowCount() > 0
    press(made, session, qtbot)
    assert standing(session, "markets")[0].raw == {"grade": "tạm"}


def test_closing_while_a_file_is_read_changes_nothing(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    with qtbot.waitSignal(session.jobs.ended):
        made.look_at(ESTABLISHMENTS)
        made.reject()
    assert made.sheet is None
    assert standing(session) == []


def test_everything_is_reached_by_keyboard(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot, "markets")
    look_at(made, MARKETS, session, qtbot)
    qtbot.keyClick(made.go, Qt.Key.Key_Return)
    assert made.steps.currentWidget() is made.match
    assert box(made, "field_B").focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(session.jobs.ended):
        qtbot.keyClick(made.go, Qt.Key.Key_Return)
    assert made.steps.currentWidget() is made.look
    qtbot.keyClick(made.back, Qt.Key.Key_Space)
    assert made.steps.currentWidget() is made.match
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()
    assert standing(session, "markets") == []


def test_a_closed_dialog_is_freed(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    look_at(made, MARKETS, session, qtbot)
    with qtbot.waitSignal(made.destroyed):
        made.reject()


@pytest.mark.parametrize(("size", "scale"), [((1366, 696), 1.0), ((911, 441), 1.0), ((1366, 696), 1.5)])
def test_no_column_is_out_of_sight(session: Session, qtbot: QtBot, dress, size, scale: float) -> None:
    dress(scale=scale)
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(*size)
    parent.show()
    made = OldListDialog(parent, session, "markets")
    made.show()
    look_at(made, MARKETS, session, qtbot)
    press(made, session, qtbot, waits=False)
    table = made.match.table
    qtbot.waitUntil(table.isVisible)
    assert made.width() >= size[0]
    assert not table.horizontalScrollBar().isVisible()
    unit = box(made, "unit_G")
    assert unit.width() > unit.fontMetrics().horizontalAdvance("triệu đồng")
    made.reject()
