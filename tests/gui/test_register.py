"""The list of a register, as a person uses it: find, sort, filter, write, paste, take out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStyleOptionViewItem,
    QToolTip,
)

from base.errors import AppError, Code, Problem
from base.period import Period
from db import journal, records
from forms.spec import Record
from office.entering import entry, undoing
from office.entering.blocks import block_of_html
from office.office import Office
from tests.builders import KILNS, OUTLETS, YEAR, an_office, kiln
from tests.gui.typing import SHIFT, Key, focus, keypad, letters, press, unikey
from ui.jobs import Job
from ui.preferences import Preferences
from ui.session import Session
from ui.widgets.register.cell_editor import CellEditor
from ui.widgets.register.columns import ColumnsDialog, FilterDialog
from ui.widgets.register.panel import CHECK_AFTER_MS, RegisterPanel
from ui.widgets.register.paste import PastePreview

NAMES = ["Lò Dừa", "Lò Đá", "Lò gạch Tân Hiệp", "Lò An", "Lò Ấm"]
COLUMNS = ["workers", "cost", "area_type", "licensed", "cost_each"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, forms={"kilns.toml": KILNS}) as made:
        entry.open_period(made, YEAR)
        given = [kiln(f"k{n}", name, workers=str(n + 1), cost="10,5") for n, name in enumerate(NAMES)]
        entry.enter(made, YEAR, "kilns", given)
        yield made


@pytest.fixture
def panel(qtbot, office: Office, monkeypatch) -> Iterator[RegisterPanel]:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    session = Session(Preferences(columns={"kilns": COLUMNS}))
    session.use(office)
    session.choose_period(YEAR)
    made = RegisterPanel(session)
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show_form("kilns")
    made.show()
    qtbot.waitExposed(made)
    yield made
    session.close()


@pytest.fixture
def wide(panel: RegisterPanel) -> RegisterPanel:
    """With the day of opening among the columns, in the window in front."""
    panel.session.preferences.columns["kilns"] = [*COLUMNS, "opened"]
    panel.show_form("kilns")
    panel.activateWindow()
    return panel


def names(panel: RegisterPanel) -> list[str]:
    return [panel.model.text(row, 1) for row in range(panel.model.rowCount())]


def column(panel: RegisterPanel, key: str) -> int:
    return next(n for n, each in enumerate(panel.model.columns) if each.key == key)


def seen(panel: RegisterPanel, row: int, key: str) -> str:
    return panel.model.text(row, column(panel, key))


def kept(office: Office, record_id: str) -> Record | None:
    form = office.form("kilns", YEAR)
    unit = office.unit_in(YEAR).key
    return records.read_one(office.store, form, record_id, unit=unit, period=YEAR.label)


def at(panel: RegisterPanel, row: int, key: str) -> None:
    panel.table.setFocus()
    panel.table.go(row, column(panel, key))


def place(panel: RegisterPanel) -> tuple[int, int]:
    """Row and column of the current cell."""
    index = panel.table.currentIndex()
    return index.row(), index.column()


def editor_of(panel: RegisterPanel) -> CellEditor | None:
    """The editor of the cell that is being written."""
    return next((e for e in panel.table.findChildren(CellEditor) if e.isVisible()), None)


def type_keys(qtbot, panel: RegisterPanel, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type into the current cell and leave it with a key."""
    qtbot.keyClicks(panel.table, text[0])
    editor = editor_of(panel)
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key)


def search(qtbot, panel: RegisterPanel, text: str) -> None:
    panel.search.clear()
    unikey(panel.search, text)
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)


# finding


@pytest.mark.parametrize("typed", ["gạch tân", "gach TAN", "tan gach", "hiep"])
def test_words_are_found_with_or_without_accents_in_any_order(qtbot, panel, typed):
    search(qtbot, panel, typed)
    assert names(panel) == ["Lò gạch Tân Hiệp"]


def test_the_list_narrows_by_itself_a_moment_after_the_last_letter(qtbot, panel):
    qtbot.keyClicks(panel.search, "da")
    qtbot.waitUntil(lambda: names(panel) == ["Lò Đá"])


def test_what_is_not_found_says_so_and_one_button_shows_all_again(qtbot, panel):
    search(qtbot, panel, "xyz")
    assert panel.stack.currentIndex() == 1
    assert "xyz" in panel.empty.sentence.text()
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert names(panel) == NAMES


def test_a_name_typed_with_unikey_is_found(qtbot, panel):
    unikey(panel.search, "tân hiệp")
    assert panel.search.text() == "tân hiệp"
    qtbot.waitUntil(lambda: names(panel) == ["Lò gạch Tân Hiệp"])


def test_ctrl_f_leads_into_the_search_box(qtbot, panel):
    at(panel, 0, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.search.hasFocus()


def test_sorting_follows_the_vietnamese_alphabet_then_the_order_of_entry_again(panel):
    head = panel.table.horizontalHeader()
    head.sectionClicked.emit(1)
    assert names(panel) == ["Lò An", "Lò Ấm", "Lò Dừa", "Lò Đá", "Lò gạch Tân Hiệp"]
    head.sectionClicked.emit(1)
    assert names(panel)[0] == "Lò gạch Tân Hiệp"
    head.sectionClicked.emit(1)
    assert names(panel) == NAMES


def click_head(qtbot, panel: RegisterPanel, key: str) -> None:
    """The person clicks into the middle of a head."""
    head, n = panel.table.horizontalHeader(), column(panel, key)
    middle = QPoint(head.sectionViewportPosition(n) + head.sectionSize(n) // 2, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_a_click_on_a_column_that_is_worked_out_leaves_the_order_as_it_was(qtbot, panel):
    head = panel.table.horizontalHeader()
    for _ in range(2):
        click_head(qtbot, panel, "workers")
    assert names(panel) == NAMES[::-1]
    click_head(qtbot, panel, "cost_each")
    assert names(panel) == NAMES[::-1]
    assert head.sortIndicatorSection() == column(panel, "workers")
    assert head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    click_head(qtbot, panel, "workers")
    assert names(panel) == NAMES and head.sortIndicatorSection() == -1


def filter_column(qtbot, panel: RegisterPanel, key: str, act) -> None:
    at(panel, 0, key)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    dialog = next(d for d in panel.window().findChildren(FilterDialog) if d.isVisible())
    act(dialog)
    qtbot.mouseClick(dialog.findChild(QPushButton, "action_filter"), Qt.MouseButton.LeftButton)


def test_a_number_column_is_filtered_by_limits_and_says_so(qtbot, panel):
    filter_column(
        qtbot, panel, "workers", lambda d: qtbot.keyClicks(d.findChild(QLineEdit, "filter_low"), "4")
    )
    assert names(panel) == ["Lò An", "Lò Ấm"]
    head = panel.model.headerData(column(panel, "workers"), Qt.Orientation.Horizontal)
    assert head.endswith("lọc")
    assert panel.states.clear.isVisible()
    qtbot.mouseClick(panel.states.clear, Qt.MouseButton.LeftButton)
    assert names(panel) == NAMES


def test_what_refers_to_a_record_is_filtered_by_the_name_that_is_seen(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    office = an_office(tmp_path, forms={"outlets.toml": OUTLETS})
    entry.open_period(office, YEAR)
    owners = [Record("a", {"name": "Đá Mi"}), Record("b", {"name": "An Bình"})]
    entry.enter(office, YEAR, "establishments", owners)
    outlets = [Record(f"o{r}", {"name": f"Điểm {r}", "establishment": r}) for r in "ab"]
    entry.enter(office, YEAR, "outlets", outlets)
    session = Session(Preferences(columns={"outlets": ["establishment"]}))
    session.use(office)
    session.choose_period(YEAR)
    panel = RegisterPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1100, 500)
    panel.show_form("outlets")
    panel.show()
    assert seen(panel, 0, "establishment") == "Đá Mi"
    filter_column(
        qtbot, panel, "establishment", lambda d: qtbot.keyClicks(d.findChild(QLineEdit, "filter_text"), "da")
    )
    assert names(panel) == ["Điểm a"]
    panel.heads.clear_filters()
    click_head(qtbot, panel, "establishment")
    assert names(panel) == ["Điểm b", "Điểm a"]
    session.close()


def test_a_choice_is_filtered_by_its_codes_and_filters_add_up(qtbot, panel, office):
    entry.enter(
        office, YEAR, "kilns", [kiln("k1", "Lò Đá", licensed="có"), kiln("k2", "Lò gạch", licensed="không")]
    )
    panel.reload()

    def tick(dialog) -> None:
        dialog.findChild(QListWidget, "filter_codes").item(0).setCheckState(Qt.CheckState.Checked)

    filter_column(qtbot, panel, "licensed", tick)
    assert names(panel) == ["Lò Đá"]
    search(qtbot, panel, "gach")
    assert names(panel) == []


def test_blank_cells_are_found(qtbot, panel, office):
    entry.enter(office, YEAR, "kilns", [kiln("k0", "Lò Dừa", cost="…")])
    panel.reload()
    filter_column(qtbot, panel, "workers", lambda d: d.blank.click())
    assert names(panel) == ["Lò Dừa"]
    panel.heads.clear_filters()
    filter_column(qtbot, panel, "cost", lambda d: d.dots.click())
    assert names(panel) == ["Lò Dừa"]


def test_the_chips_count_and_show_the_records_of_a_state(qtbot, panel, office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Đá", licensed="không", workers="9")])
    panel.reload()
    assert panel.states.chips.chips["stop"].text() == "Phải sửa 1"
    qtbot.mouseClick(panel.states.chips.chips["stop"], Qt.MouseButton.LeftButton)
    assert names(panel) == ["Lò Đá"]


def test_the_foot_adds_up_what_is_shown_and_tells_what_is_left_out(qtbot, panel, office):
    carried = Record("c1", {"name": "Lò Cũ"}, carried="carried")
    entry.enter(office, YEAR, "kilns", [carried])
    panel.reload()
    row = panel.totals.row
    qtbot.waitUntil(lambda: row.columnCount() and row.item(0, column(panel, "*")).text() == "chưa tính 1")
    assert row.item(0, 0).text() == "Cộng 5 lò đã nhập"
    assert row.item(0, column(panel, "cost")).text() == "52,5"
    assert row.item(0, column(panel, "workers")).text() == "15"
    search(qtbot, panel, "an")
    qtbot.waitUntil(lambda: row.item(0, column(panel, "workers")).text() == "7")


# writing


def test_a_cell_is_written_by_the_keyboard_and_kept(qtbot, panel, office):
    at(panel, 0, "workers")
    with qtbot.waitSignal(panel.edited) as told:
        type_keys(qtbot, panel, "12")
    assert told.args == ["k0"]
    assert kept(office, "k0").values["workers"] == 12
    assert seen(panel, 0, "workers") == "12"
    assert seen(panel, 0, "cost_each") == "0,9"
    assert panel.table.currentIndex().row() == 1


def test_tab_keeps_and_goes_right_and_escape_takes_nothing(qtbot, panel, office):
    at(panel, 0, "workers")
    type_keys(qtbot, panel, "3", Qt.Key.Key_Tab)
    assert panel.table.currentIndex().column() == column(panel, "cost")
    type_keys(qtbot, panel, "99", Qt.Key.Key_Escape)
    record = kept(office, "k0")
    assert (record.values["workers"], record.values["cost"]) == (3, 10_500_000)


def test_tab_goes_from_cell_to_cell_and_over_the_edge_into_the_next_row(panel):
    panel.activateWindow()
    at(panel, 0, "workers")
    here, last = column(panel, "workers"), len(panel.model.columns) - 1
    press(Key.Key_Tab)
    assert place(panel) == (0, here + 1)
    press(Key.Key_Backtab, SHIFT)
    press(Key.Key_Backtab, SHIFT)
    assert place(panel) == (0, here - 1)
    panel.table.go(0, last)
    press(Key.Key_Tab)
    assert place(panel) == (1, 0) and focus() is panel.table
    press(Key.Key_Backtab, SHIFT)
    assert place(panel) == (0, last) and panel.table.block() == (0, last, 0, last)
    press(Key.Key_Right)
    assert place(panel) == (0, last)


def test_tab_leaves_the_list_behind_its_last_cell_and_before_its_first(panel):
    panel.activateWindow()
    panel.table.setFocus()
    panel.table.go(len(NAMES) - 1, len(panel.model.columns) - 1)
    press(Key.Key_Tab)
    assert focus() is not panel.table
    panel.table.setFocus()
    panel.table.go(0, 0)
    press(Key.Key_Backtab, SHIFT)
    assert focus() is not panel.table


def test_ctrl_and_shift_extend_the_selection_to_the_edge(qtbot, panel):
    at(panel, 1, "workers")
    here, last = column(panel, "workers"), len(panel.model.columns) - 1
    both = Qt.KeyboardModifier.ControlModifier | SHIFT
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, both)
    assert panel.table.block() == (1, here, len(NAMES) - 1, here)
    qtbot.keyClick(panel.table, Qt.Key.Key_Right, both)
    assert panel.table.block() == (1, here, len(NAMES) - 1, last)
    qtbot.keyClick(panel.table, Qt.Key.Key_Up, both)
    assert panel.table.block() == (0, here, 1, last)


def test_enter_and_f2_open_a_cell_with_what_it_holds(qtbot, panel):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        at(panel, 0, "cost")
        qtbot.keyClick(panel.table, key)
        editor = editor_of(panel)
        assert (editor.text(), editor.selectedText()) == ("10,5", "10,5")
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: editor_of(panel) is None)


def test_what_cannot_be_read_stays_as_typed_and_stops(qtbot, panel, office):
    at(panel, 2, "workers")
    unikey(panel.table, "12 người")
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    assert kept(office, "k2").raw == {"workers": "12 người"}
    assert seen(panel, 2, "workers") == "12 người"
    mark = panel.model.index(2, column(panel, "workers")).data(Qt.ItemDataRole.DecorationRole)
    assert mark is not None
    assert panel.model.standing["k2"][0] == "stop"
    assert [p.code for p in panel.model.standing["k2"][1]] == [Code.UNREADABLE.name]


def test_a_computed_column_cannot_be_written(qtbot, panel):
    at(panel, 0, "cost_each")
    qtbot.keyClicks(panel.table, "5")
    assert editor_of(panel) is None


def test_a_choice_is_typed_without_accents_and_taken_from_the_list(qtbot, panel, office):
    at(panel, 0, "licensed")
    qtbot.keyClicks(panel.table, "k")
    editor = editor_of(panel)
    assert [option.text for option in editor.offered.options.shown] == ["Không"]
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert kept(office, "k0").values["licensed"] == 0


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_the_only_choice_that_fits_is_taken_when_the_cell_is_left(qtbot, panel, office, leave):
    at(panel, 0, "area_type")
    type_keys(qtbot, panel, "nong", leave)
    assert (kept(office, "k0").values["area_type"], kept(office, "k0").raw) == ("rural", {})


def test_the_only_choice_that_fits_is_taken_by_a_click_on_another_cell_too(qtbot, panel, office):
    at(panel, 0, "licensed")
    qtbot.keyClicks(panel.table, "k")
    place = panel.table.visualRect(panel.model.index(2, 1)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert kept(office, "k0").values["licensed"] == 0


def test_of_several_choices_that_fit_none_is_guessed_and_nothing_typed_is_no_choice(qtbot, panel, office):
    at(panel, 0, "area_type")
    qtbot.keyClicks(panel.table, "t")
    assert len(editor_of(panel).offered.options.shown) > 1
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    assert kept(office, "k0").raw == {"area_type": "t"}
    at(panel, 0, "licensed")
    qtbot.keyClicks(panel.table, "k")
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Backspace)
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    assert kept(office, "k0").values["licensed"] is None


@pytest.mark.parametrize(
    ("key", "before", "after", "text"),
    [("cost", "12", "25", "12,25"), ("workers", "1", "250", "1.250"), ("opened", "5", "2", "5/2")],
)
def test_the_keypad_types_in_a_cell_what_it_types_in_the_box(wide, key, before, after, text):
    at(wide, 0, key)
    letters(before)
    keypad(Key.Key_Period, ".")
    letters(after)
    assert editor_of(wide).text() == text


def test_a_decimal_from_the_keypad_is_kept(wide, office):
    at(wide, 0, "cost")
    letters("12")
    keypad(Key.Key_Period, ".")
    letters("25")
    press(Key.Key_Return)
    assert kept(office, "k0").values["cost"] == 12_250_000


def test_eight_digits_are_a_day_in_a_cell_too(qtbot, wide, office):
    at(wide, 0, "opened")
    type_keys(qtbot, wide, "05022019")
    assert kept(office, "k0").values["opened"] == "2019-02-05"
    assert seen(wide, 0, "opened") == "05/02/2019"


def test_several_cells_are_not_pasted_into_one_cell_and_that_is_told(qtbot, panel, office):
    QGuiApplication.clipboard().setText("12\n345\n678\n")
    QToolTip.hideText()
    editor = begin_cell(qtbot, panel, 0, "7")
    qtbot.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "7" and editor.isVisible() and QToolTip.isVisible()
    QGuiApplication.clipboard().setText("5\r\n")
    qtbot.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert kept(office, "k0").values["workers"] == 75


def test_one_cell_of_several_lines_is_no_number(qtbot, panel, office):
    at(panel, 0, "workers")
    QGuiApplication.clipboard().setText('"12\n345"\n')
    qtbot.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    told = kept(office, "k0")
    assert told.values["workers"] is None
    assert isinstance(office.form("kilns", YEAR).fields["workers"].read(told.raw["workers"]), Problem)


def test_a_cell_tells_why_it_cannot_be_read(qtbot, panel, office):
    at(panel, 0, "cost")
    type_keys(qtbot, panel, "12.25")
    read = office.form("kilns", YEAR).fields["cost"].read("12.25")
    assert panel.model.tips(0, column(panel, "cost")) == read.message
    place = panel.table.visualRect(panel.model.index(0, column(panel, "cost"))).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, panel.table.viewport().mapToGlobal(place))
    QApplication.sendEvent(panel.table.viewport(), event)
    assert QToolTip.text() == read.message


def test_unikey_writes_into_a_cell_even_while_the_list_is_open(qtbot, panel, office):
    at(panel, 0, "area_type")
    unikey(panel.table, "thành thị")
    editor = editor_of(panel)
    assert editor.text() == "thành thị"
    assert editor.offered is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    at(panel, 1, "")
    unikey(panel.table, "Đá Trường Sơn")
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    assert kept(office, "k0").values["area_type"] == "urban"
    assert kept(office, "k1").values["name"] == "Đá Trường Sơn"


def test_del_empties_the_selected_cells_in_one_act(qtbot, panel, office):
    at(panel, 0, "workers")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(panel.table, key, Qt.KeyboardModifier.ShiftModifier)
    before = len(journal.lines(office.store))
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(journal.lines(office.store)) == before + 1
    assert [kept(office, f"k{n}").values["cost"] for n in range(3)] == [None, None, 10_500_000]
    undoing.undo(office)
    assert kept(office, "k1").values["workers"] == 2


def test_ctrl_d_fills_down_from_the_first_row(qtbot, panel, office):
    at(panel, 0, "workers")
    for _ in range(3):
        qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [kept(office, f"k{n}").values["workers"] for n in range(5)] == [1, 1, 1, 1, 5]


# clipboard


def copied(qtbot, panel: RegisterPanel) -> str:
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


def preview(qtbot, panel: RegisterPanel, text: str) -> PastePreview:
    QGuiApplication.clipboard().setText(text)
    return paste_again(qtbot, panel)


def paste_again(qtbot, panel: RegisterPanel) -> PastePreview:
    """Paste what the clipboard holds."""
    qtbot.keyClick(panel.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return panel.window().findChild(PastePreview)


def agree(qtbot, dialog: PastePreview) -> None:
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)


def test_a_block_is_copied_as_a_spreadsheet_expects_and_can_be_pasted_back(qtbot, panel, office):
    at(panel, 0, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    text = copied(qtbot, panel)
    assert text == "1\t10,5\n2\t10,5\n"
    at(panel, 3, "workers")
    dialog = preview(qtbot, panel, text)
    assert dialog.doubts == []
    assert dialog.act.text() == "Dán 4 ô"
    agree(qtbot, dialog)
    assert [kept(office, f"k{n}").values["workers"] for n in range(5)] == [1, 2, 3, 1, 2]


def test_what_is_copied_is_a_table_as_well_in_which_numbers_are_numbers(qtbot, panel):
    at(panel, 0, "")
    qtbot.keyClick(panel.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert copied(qtbot, panel) == "Lò Dừa\t1\t10,5\n"
    html = QGuiApplication.clipboard().mimeData().html()
    assert block_of_html(html) == [["Lò Dừa", "1", "10,5"]]
    assert 'x:num="10.5"' in html


def test_ctrl_x_copies_and_empties_in_one_act(qtbot, panel, office):
    at(panel, 0, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    before = len(journal.lines(office.store))
    qtbot.keyClick(panel.table, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1\n2\n"
    assert [kept(office, f"k{n}").values["workers"] for n in range(3)] == [None, None, 3]
    assert len(journal.lines(office.store)) == before + 1
    at(panel, 3, "workers")
    agree(qtbot, paste_again(qtbot, panel))
    assert [kept(office, f"k{n}").values["workers"] for n in range(5)] == [None, None, 3, 1, 2]


def test_ctrl_x_changes_nothing_in_a_period_that_can_only_be_read(qtbot, panel, office):
    at(panel, 0, "workers")
    before = len(journal.lines(office.store))
    panel.acts.allow(writing=False)
    qtbot.keyClick(panel.table, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert len(journal.lines(office.store)) == before


def test_doubtful_cells_are_shown_before_the_paste_and_kept_as_they_stand(qtbot, panel, office):
    at(panel, 0, "workers")
    dialog = preview(qtbot, panel, "5\t1.25\tđô thịi\n7 người\t20\t\n")
    assert {(one.label, *told.fields, told.code) for one, told in dialog.doubts} == {
        ("Lò Dừa", "cost", Code.AMBIGUOUS_NUMBER.name),
        ("Lò Dừa", "area_type", Code.NOT_A_CHOICE.name),
        ("Lò Đá", "workers", Code.NOT_A_NUMBER.name),
    }
    assert dialog.list.count() == 3
    marked = dialog.model.index(0, 1).data(Qt.ItemDataRole.DecorationRole)
    assert marked is not None
    before = len(journal.lines(office.store))
    agree(qtbot, dialog)
    assert len(journal.lines(office.store)) == before + 1
    assert kept(office, "k0").raw == {"cost": "1.25", "area_type": "đô thịi"}
    assert kept(office, "k1").raw == {"workers": "7 người"}
    assert kept(office, "k1").values["cost"] == 20_000_000


def test_doubtful_cells_can_be_left_as_they_were(qtbot, panel, office):
    at(panel, 0, "workers")
    dialog = preview(qtbot, panel, "5\t1.25\n")
    dialog.keep.click()
    assert dialog.act.text() == "Dán 1 ô"
    agree(qtbot, dialog)
    record = kept(office, "k0")
    assert (record.values["workers"], record.values["cost"], record.raw) == (5, 10_500_000, {})


def test_days_of_an_english_spreadsheet_are_asked_for_before_the_paste(qtbot, wide, office):
    at(wide, 0, "opened")
    dialog = preview(qtbot, wide, "5/2/2019\n12/31/2018\n25/3/2019\n")
    assert [(one.label, told.code) for one, told in dialog.doubts] == [
        ("Lò Dừa", Code.AMBIGUOUS_DATE.name),
        ("Lò Đá", Code.NOT_A_DATE.name),
    ]
    assert dialog.model.index(0, 1).data(Qt.ItemDataRole.DecorationRole) is not None
    assert dialog.model.index(2, 1).data() == "25/03/2019"
    agree(qtbot, dialog)
    assert [kept(office, f"k{n}").values["opened"] for n in range(3)] == [None, None, "2019-03-25"]
    assert wide.model.standing["k0"][0] == "stop"
    at(wide, 0, "opened")
    type_keys(qtbot, wide, "2/5/2019")
    assert kept(office, "k0").values["opened"] == "2019-05-02"


def test_rows_beyond_the_end_become_new_records(qtbot, panel, office):
    at(panel, 4, "")
    dialog = preview(qtbot, panel, "Lò Ấm\t5\nLò Mới\t6\nLò Mới Nữa\t7\n")
    assert sum(one.before is None for one in dialog.drafts) == 2
    agree(qtbot, dialog)
    assert names(panel)[-2:] == ["Lò Mới", "Lò Mới Nữa"]
    assert [p.severity for p in entry.check_form(office, YEAR, "kilns")] == []


def test_a_name_that_is_pasted_over_says_whose_it_was(qtbot, panel, office):
    panel.table.setFocus()
    panel.table.go(1, 1)
    dialog = preview(qtbot, panel, "Lò Mới\nLò Mới nữa\n")
    assert dialog.model.index(0, 0).data() == "Lò Đá"
    assert dialog.model.index(0, 1).data() == "Lò Mới"


def test_ctrl_end_takes_the_selection_along_so_that_a_paste_lands_there(qtbot, panel, office):
    at(panel, 0, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    last = panel.model.rowCount() - 1
    assert panel.table.block()[0] == panel.table.currentIndex().row() == last
    qtbot.keyClick(panel.table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert panel.table.block()[:2] == (0, 0)


def test_thinking_better_of_a_paste_changes_nothing(qtbot, panel, office):
    before = len(journal.lines(office.store))
    at(panel, 0, "workers")
    preview(qtbot, panel, "5\t1\n").reject()
    assert len(journal.lines(office.store)) == before


# records


def test_a_record_is_taken_out_for_a_reason_and_undo_brings_it_back(qtbot, panel, office, monkeypatch):
    monkeypatch.setattr("ui.dialogs.ask_reason", lambda *_: "Trùng lò khác")
    at(panel, 1, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert names(panel) == [name for name in NAMES if name != "Lò Đá"]
    undoing.undo(office)
    panel.reload()
    assert names(panel) == NAMES


def test_no_reason_no_deletion(qtbot, panel, monkeypatch):
    monkeypatch.setattr("ui.dialogs.ask_reason", lambda *_: "")
    at(panel, 1, "workers")
    qtbot.keyClick(panel.table, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert names(panel) == NAMES


def test_moving_says_which_record_is_chosen(qtbot, panel):
    with qtbot.waitSignal(panel.chosen) as told:
        assert panel.choose("k2")
    assert told.args == ["k2"]
    assert panel.position("k2") == (3, 5)
    assert (panel.previous_id("k2"), panel.next_id("k2"), panel.next_id("k4")) == ("k1", "k3", "")
    assert not panel.choose("unknown")


def test_a_record_that_the_search_hides_is_chosen_by_giving_the_search_up(qtbot, panel):
    search(qtbot, panel, "gach")
    assert panel.choose("k0")
    assert names(panel) == NAMES
    assert panel.current_id() == "k0"


def test_a_double_is_seen_a_moment_after_it_was_typed(qtbot, panel):
    at(panel, 1, "")
    unikey(panel.table, "Lò Dừa")
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.model.standing["k1"][0] == "ask")


def test_a_period_that_is_not_open_can_only_be_read_and_says_why(qtbot, panel, office):
    panel.session.choose_period(Period.parse("2021"))
    panel.show_form("kilns")
    assert panel.why.isVisible()
    assert not panel.add_button.isEnabled()
    assert panel.add_button.toolTip() == panel.why.text()


def test_columns_without_room_are_pushed_behind_the_name(qtbot, panel):
    panel.resize(420, 400)
    at(panel, 0, "cost_each")
    assert not panel.table.isColumnHidden(1)
    assert not panel.table.isColumnHidden(column(panel, "cost_each"))
    assert panel.table.isColumnHidden(column(panel, "workers"))
    for _ in range(6):
        qtbot.keyClick(panel.table, Qt.Key.Key_Left)
    assert not panel.table.isColumnHidden(column(panel, "workers"))


def test_the_columns_are_chosen_and_remembered(qtbot, panel):
    qtbot.mouseClick(panel.columns_button, Qt.MouseButton.LeftButton)
    dialog = panel.window().findChild(ColumnsDialog)
    for row in range(dialog.list.count()):
        item = dialog.list.item(row)
        wanted = item.data(Qt.ItemDataRole.UserRole) in ("workers", "built")
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    qtbot.mouseClick(dialog.findChild(QPushButton, "action_show_columns"), Qt.MouseButton.LeftButton)
    assert panel.session.preferences.columns["kilns"] == ["workers", "built"]
    assert [c.key for c in panel.model.columns] == ["#", "", "workers", "built", "*"]


def test_a_long_register_is_listed_beside_the_window_and_then_checked(qtbot, panel, office, monkeypatch):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Đá", licensed="không", workers="9")])
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    panel.show_form("kilns")
    assert names(panel) == []
    qtbot.waitUntil(lambda: names(panel) == NAMES)
    qtbot.waitUntil(lambda: panel.model.standing.get("k1", ("",))[0] == "stop")
    panel.table.horizontalHeader().sectionClicked.emit(1)
    qtbot.waitUntil(lambda: names(panel)[0] == "Lò An")
    search(qtbot, panel, "lo")
    total = panel.totals.row
    qtbot.waitUntil(lambda: total.columnCount() and total.item(0, column(panel, "workers")).text() == "22")


def test_a_long_register_shows_its_beginning_before_all_is_known(qtbot, panel, monkeypatch):
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    monkeypatch.setattr("ui.widgets.register.reading.FIRST", 3)
    seen_so_far = []
    panel.listed.connect(lambda: seen_so_far.append((names(panel), panel.current_id())))
    panel.listed.connect(lambda: panel.table.go(1, 1))
    panel.show_form("kilns")
    panel.choose("k4")
    qtbot.waitUntil(lambda: len(seen_so_far) == 2)
    assert [shown for shown, _ in seen_so_far] == [NAMES[:3], NAMES]
    assert seen_so_far[1][1] == "k1", "the selection stays while the rest arrives"
    assert panel.position("k1") == (2, 5)
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)


def test_a_record_that_is_not_listed_yet_is_gone_to_when_it_is(qtbot, panel, monkeypatch):
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    monkeypatch.setattr("ui.widgets.register.reading.FIRST", 2)
    panel.show_form("kilns")
    assert not panel.choose("k4")
    qtbot.waitUntil(lambda: panel.current_id() == "k4")
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)


def test_a_record_added_to_a_long_register_stands_at_its_end_at_once(qtbot, panel, office, monkeypatch):
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    panel.show_form("kilns")
    qtbot.waitUntil(lambda: names(panel) == NAMES and not panel.session.jobs.busy)
    entry.enter(office, YEAR, "kilns", [kiln("k9", "Lò Mới")])
    panel.reload_record("k9")
    assert names(panel) == [*NAMES, "Lò Mới"]
    search(qtbot, panel, "moi")
    assert names(panel) == ["Lò Mới"]
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)


def test_sorting_a_long_register_does_not_wait_for_what_takes_long(qtbot, panel, office, monkeypatch):
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    panel.show_form("kilns")
    qtbot.waitUntil(lambda: names(panel) == NAMES and not panel.session.jobs.busy)
    go_on = threading.Event()
    panel.session.jobs.run(office, Job("Kiểm tra", lambda own, _: go_on.wait(10), lambda _: None))
    panel.table.horizontalHeader().sectionClicked.emit(1)
    qtbot.waitUntil(lambda: names(panel)[0] == "Lò An")
    go_on.set()
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)


def test_the_state_has_room_for_its_longest_word(panel):
    last = len(panel.model.columns) - 1
    option = QStyleOptionViewItem()
    panel.table.initViewItemOption(option)
    panel.model.standing = {f"k{n}": ("ask", ()) for n in range(len(NAMES))}
    wanted = panel.delegate.sizeHint(option, panel.model.index(0, last)).width()
    assert panel.table.columnWidth(last) >= wanted


def test_del_on_a_name_tells_what_that_leaves(qtbot, panel, office):
    at(panel, 0, "")
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert kept(office, "k0").values["name"] is None
    (told,) = [p for p in panel.model.standing["k0"][1] if p.code == Code.REQUIRED.name]
    assert QToolTip.text() == told.message


def test_del_where_nothing_can_be_written_tells_so(qtbot, panel, office):
    before = len(journal.lines(office.store))
    QToolTip.hideText()
    at(panel, 0, "cost_each")
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert QToolTip.text()
    assert len(journal.lines(office.store)) == before


def test_ctrl_k_is_the_windows_while_a_cell_is_written(qtbot, panel):
    asked = []
    shortcut = QShortcut(QKeySequence("Ctrl+K"), panel)
    shortcut.activated.connect(lambda: asked.append(1))
    editor = begin_cell(qtbot, panel, 0, "77")
    qtbot.keyClick(editor, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert asked == [1] and editor.text() == "77"


def test_alt_and_up_sort_by_the_column_under_the_cursor(qtbot, panel):
    at(panel, 0, "workers")
    panel.table.setCurrentIndex(panel.model.index(0, 1))
    for first in ("Lò An", "Lò gạch Tân Hiệp", NAMES[0]):
        qtbot.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert names(panel)[0] == first


# while a cell is being written


def begin_cell(qtbot, panel: RegisterPanel, row: int, text: str) -> CellEditor:
    """Type into a cell and stay in it."""
    at(panel, row, "workers")
    qtbot.keyClicks(panel.table, text[0])
    editor = editor_of(panel)
    assert editor is not None
    qtbot.keyClicks(editor, text[1:])
    return editor


def test_a_cell_being_written_outlasts_a_reading_and_the_list_follows(qtbot, panel, office):
    editor = begin_cell(qtbot, panel, 0, "77")
    entry.enter(office, YEAR, "kilns", [kiln("k9", "Lò Mới")])
    panel.reload()
    panel.look_up()
    panel.resize(700, 500)
    assert editor_of(panel) is editor and editor.text() == "77"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(panel) == [*NAMES, "Lò Mới"])
    assert kept(office, "k0").values["workers"] == 77
    assert panel.current_id() == "k1"


def test_a_list_put_off_is_shown_after_escape_too(qtbot, panel, office):
    editor = begin_cell(qtbot, panel, 0, "77")
    entry.enter(office, YEAR, "kilns", [kiln("k9", "Lò Mới")])
    panel.reload()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: names(panel) == [*NAMES, "Lò Mới"])
    assert kept(office, "k0").values["workers"] == 1


def test_a_cell_being_written_outlasts_the_reading_of_a_long_register(qtbot, panel, office, monkeypatch):
    monkeypatch.setattr("office.entering.registers.MANY", 2)
    panel.reload()
    editor = begin_cell(qtbot, panel, 0, "77")
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)
    assert editor_of(panel) is editor and editor.text() == "77"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert kept(office, "k0").values["workers"] == 77
    qtbot.waitUntil(lambda: not panel.session.jobs.busy)


def test_a_cell_is_never_written_into_another_period(qtbot, panel, office):
    after = Period.parse("2021")
    entry.open_period(office, after, carry_from=YEAR)
    editor = begin_cell(qtbot, panel, 0, "77")
    panel.session.choose_period(after)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    form, unit = office.form("kilns", after), office.unit_in(after).key
    assert records.read_one(office.store, form, "k0", unit=unit, period="2021").values["workers"] == 1
    assert kept(office, "k0").values["workers"] == 1


def test_a_cell_whose_form_cannot_be_read_tells_why(qtbot, panel, monkeypatch):
    told = []
    monkeypatch.setattr("ui.dialogs.refuse", lambda _, refusal: told.append(refusal.code))

    def refuse(*_: object, **__: object) -> None:
        raise AppError(Code.FORM_UNKNOWN, form="kilns", nearest="")

    monkeypatch.setattr("office.entering.cells.draft", refuse)
    editor = begin_cell(qtbot, panel, 0, "77")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told == [Code.FORM_UNKNOWN]


def test_a_file_without_the_form_ends_what_was_still_to_be_worked_out(qtbot, panel, office, tmp_path):
    begin_cell(qtbot, panel, 0, "77")
    qtbot.keyClick(editor_of(panel), Qt.Key.Key_Return)
    qtbot.keyClicks(panel.search, "da")
    panel.session.use(an_office(tmp_path / "other", "29239"))
    panel.reload_record("k0")
    panel.table.measure()
    qtbot.wait(CHECK_AFTER_MS + 100)
    assert panel.listing is None and names(panel) == []
