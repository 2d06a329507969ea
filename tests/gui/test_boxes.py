"""The boxes of fields: what a person types is what stands there, until the box is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QVBoxLayout, QWidget

from base.text import tidy
from office.entering.records import Referable
from tests.builders import CLOSING, form_of, kilns
from tests.gui.typing import ALT, CTRL, NONE, SHIFT, Key, answer, focus, keypad, letters, press, unikey
from ui.widgets.boxes.lists import ListBox, SeveralBox
from ui.widgets.boxes.make import Choices, box_for
from ui.widgets.boxes.plain import Box, ComputedBox

HAMLETS = """
key = "stalls"
edition = "1"
title = "Sạp"
kind = "register"
valid_from = 2019-01-01
[[field]]
kind = "text"
key = "hamlet"
label = "Ấp"
[[field]]
kind = "choice"
key = "vsic_version"
label = "Phiên bản VSIC"
codes = "vsic_version"
[[field]]
kind = "choice"
key = "vsic_code"
label = "Mã ngành VSIC"
codes = "vsic"
codes_by = "vsic_version"
"""


class Page(QWidget):
    """Boxes below each other, in a window of their own."""

    def __init__(self, fields, values=None) -> None:
        super().__init__()
        self.left: list[str] = []
        choices = Choices(
            on=CLOSING,
            values=lambda: values or {},
            hamlets=lambda: ["Ấp Long Trị", "Ấp Long Bình", "Khóm 3"],
            referables=lambda _: [Referable("k1", "Lò Ba"), Referable("k2", "Lò Tư")],
        )
        column = QVBoxLayout(self)
        self.boxes: dict[str, Box] = {}
        for field in fields:
            box = box_for(field, self, choices)
            box.left.connect(lambda box=box: self._keep(box))
            box.stepped.connect(self._step)
            self.boxes[field.key] = box
            column.addWidget(box)
        column.addWidget(QLineEdit(self, objectName="other"))
        column.addStretch(1)
        self.resize(400, 700)

    def _keep(self, box: Box) -> None:
        if box.is_changed:
            self.left.append(box.answer())
            box.fill(box.answer())

    def _step(self, by: int) -> None:
        order = list(self.boxes.values())
        order[(order.index(focus()) + by) % len(order)].setFocus()  # type: ignore[arg-type]


@pytest.fixture
def page(qtbot):
    made = Page(kilns().field)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def into(page: Page, key: str) -> Box:
    box = page.boxes[key]
    box.setFocus()
    return box


def test_every_box_has_its_fields_name(page):
    for field in kilns().field:
        box = page.findChild(Box, field.key)
        assert box is not None and box.accessibleName() == field.label


@pytest.mark.parametrize("text", ["thường", "Trà Vinh", "hoà", "nghiệp", "Đường số 3", "Cơ sở chỉ xơ dừa"])
@pytest.mark.parametrize("key", [f.key for f in kilns().stored])
def test_unikey_types_into_every_kind_of_box(qtbot, page, key, text):
    """Also while a list is open below the box: it takes no key but those that move in it."""
    box = into(page, key)
    unikey(box, text)
    assert box.text() == text


def test_unikey_while_the_list_is_open(qtbot, page):
    box = into(page, "area_type")
    assert isinstance(box, ListBox)
    unikey(box, "thành")
    assert box.text() == "thành" and box.is_open


@pytest.mark.parametrize(
    ("key", "typed"), [("cost", "12,5"), ("area", "12,5"), ("workers", "12.5"), ("opened", "12/5")]
)
@pytest.mark.parametrize(("separator", "sign"), [(Key.Key_Period, "."), (Key.Key_Comma, ",")])
def test_both_separators_of_the_keypad_type_what_the_field_needs(page, key, typed, separator, sign):
    box = into(page, key)
    letters("12")
    keypad(separator, sign)
    letters("5")
    assert box.text() == typed


def test_the_main_keyboard_types_what_is_printed_on_it(page):
    into(page, "cost")
    letters("1.250,5")
    assert page.boxes["cost"].text() == "1.250,5"


def test_nothing_is_reformatted_while_typing(page):
    box = into(page, "cost")
    letters("1250000")
    assert box.text() == "1250000" and page.left == []


def test_entering_a_box_selects_its_text(qtbot, page):
    page.boxes["cost"].fill("12,5")
    box = into(page, "cost")
    qtbot.waitUntil(box.hasSelectedText)
    letters("7")
    assert box.text() == "7"


def test_esc_restores_what_was_kept(page):
    box = into(page, "name")
    box.fill("Lò Ba")
    letters("X")
    press(Key.Key_Escape)
    assert box.text() == "Lò Ba" and not box.is_changed


def test_f8_says_that_it_occurs_and_was_not_collected(page):
    into(page, "cost")
    press(Key.Key_F8)
    assert page.boxes["cost"].text() == "…" and page.left == ["…"]


def test_enter_and_shift_enter_move(page):
    into(page, "workers")
    press(Key.Key_Return)
    assert focus() is page.boxes["area"]
    press(Key.Key_Return, SHIFT)
    assert focus() is page.boxes["workers"]
    press(Key.Key_Down)
    assert focus() is page.boxes["area"]


def test_a_few_letters_without_accents_choose(page):
    into(page, "area_type")
    answer("nong")
    assert page.boxes["area_type"].text() == "Nông thôn"
    assert page.left == ["Nông thôn"]


def test_a_code_chooses_as_well(page):
    field = next(f for f in kilns().field if f.key == "area_type")
    entry = field.options.code[0]
    into(page, "area_type")
    answer(entry.code)
    assert page.boxes["area_type"].answer() in (entry.name, entry.code)
    assert field.read(page.boxes["area_type"].answer()).value == entry.code


def test_of_several_that_fit_none_is_guessed(page):
    box = into(page, "features")
    assert isinstance(box, SeveralBox)
    fits = [f for f in kilns().fields["features"].options.code if f.name.lower().startswith("ch")]
    letters("ch")
    if len(fits) != 1:
        assert box.list.current is None
    press(Key.Key_Escape)
    assert not box.is_open and box.text() == "ch"


def test_alt_down_opens_the_whole_list_and_the_arrows_choose(page):
    box = into(page, "area_type")
    press(Key.Key_Down, ALT)
    assert box.is_open
    press(Key.Key_Down)
    press(Key.Key_Down)
    press(Key.Key_Return)
    names = kilns().fields["area_type"].options.names(CLOSING)
    assert box.text() == names[1] and not box.is_open


def test_leaving_by_tab_takes_the_only_one_that_fits(page):
    into(page, "area_type")
    letters("thanh")
    press(Key.Key_Tab)
    assert page.boxes["area_type"].text() == "Thành thị"


@pytest.mark.parametrize(("typed", "shown"), [("c", "Có"), ("k", "Không"), ("1", "Có"), ("0", "Không")])
def test_yes_and_no_by_one_key(page, typed, shown):
    into(page, "licensed")
    answer(typed)
    assert page.boxes["licensed"].text() == shown


def test_several_are_ticked_one_after_the_other(page):
    box = into(page, "features")
    names = kilns().fields["features"].options.names(CLOSING)
    press(Key.Key_Down, ALT)
    press(Key.Key_Down)
    press(Key.Key_Space)
    press(Key.Key_Down)
    press(Key.Key_Space)
    assert box.text() == f"{names[0]}; {names[1]}" and box.is_open
    press(Key.Key_Up)
    press(Key.Key_Space)
    assert box.text() == names[1]
    press(Key.Key_Escape)
    press(Key.Key_Tab)
    assert page.left[-1] == names[1]


def test_eight_digits_are_a_day(page):
    into(page, "opened")
    answer("05022020")
    assert page.left == ["05/02/2020"]


COLUMN = "12\n345\n678\n"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("workers", COLUMN),
        ("cost", "12\t345"),
        ("workers", "5\r\n7\r\n"),
        ("opened", "5/2/2019\t6/2/2019\n"),
        ("built", "2015\n2016\n"),
        ("area_type", "Nông thôn\nThành thị\n"),
        ("name", "Lò Ba\t12\n"),
    ],
)
def test_several_cells_are_not_pasted_into_one_box_and_that_is_told(page, key, text):
    QGuiApplication.clipboard().setText(text)
    QToolTip.hideText()
    box = into(page, key)
    letters("1")
    press(Key.Key_V, CTRL)
    assert box.text() == "1" and QToolTip.isVisible()
    press(Key.Key_Insert, SHIFT)
    paste = next(a for a in box.createStandardContextMenu().actions() if a.objectName() == "edit-paste")
    paste.trigger()
    assert box.text() == "1"


@pytest.mark.parametrize("text", ["1.250", "1.250\n", "1.250\r\n", " 1\u00a0250 "])
def test_one_cell_is_pasted_by_key_and_by_menu(page, text):
    QGuiApplication.clipboard().setText(text)
    box = into(page, "workers")
    press(Key.Key_V, CTRL)
    assert kilns().fields["workers"].read(box.answer()).value == 1250
    box.clear()
    paste = next(a for a in box.createStandardContextMenu().actions() if a.objectName() == "edit-paste")
    paste.trigger()
    assert kilns().fields["workers"].read(box.answer()).value == 1250


def test_the_menu_of_a_box_opens_under_the_mouse(qtbot, page):
    QGuiApplication.clipboard().setText(COLUMN)
    box = into(page, "workers")
    at = box.rect().center()
    QApplication.sendEvent(
        box, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, box.mapToGlobal(at), NONE)
    )
    menu = next(m for m in box.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.objectName() == "edit-paste").trigger()
    assert box.text() == ""
    menu.close()


def test_paragraphs_are_pasted_into_a_box_for_words_and_cells_are_not(page):
    box = into(page, "name")
    QGuiApplication.clipboard().setText("Lò gạch\nTân Hiệp")
    press(Key.Key_V, CTRL)
    assert tidy(box.text()) == "Lò gạch Tân Hiệp"
    cells = QMimeData()
    cells.setText("Lò Ba\nLò Tư\n")
    cells.setHtml("<table><tr><td>Lò Ba</td></tr><tr><td>Lò Tư</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(cells)
    press(Key.Key_V, CTRL)
    assert tidy(box.text()) == "Lò gạch Tân Hiệp"


def test_a_click_on_the_arrow_opens_the_list(qtbot, page):
    from PySide6.QtCore import QPoint, Qt

    box = page.boxes["area_type"]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 8, box.height() // 2))
    assert box.is_open
    line = box.list.visualRect(box.list.options.index(0)).center()
    qtbot.mouseClick(box.list.viewport(), Qt.MouseButton.LeftButton, pos=line)
    assert box.text() == kilns().fields["area_type"].options.names(CLOSING)[0]
    assert page.left[-1] == box.text()


def test_computed_boxes_are_read_only_and_passed_over_by_tab(page):
    box = page.boxes["size"]
    assert isinstance(box, ComputedBox) and box.isReadOnly()
    into(page, "built")
    press(Key.Key_Tab)
    assert focus().objectName() == "other"


def test_ctrl_z_is_the_boxes_own_only_while_something_is_typed(qtbot, page):
    from PySide6.QtGui import QKeySequence, QShortcut

    turned: list[int] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), page)
    shortcut.activated.connect(lambda: turned.append(1))
    box = into(page, "name")
    letters("Lò")
    press(Key.Key_Z, CTRL)
    assert turned == [] and box.text() != "Lò"
    box.fill("Lò Ba")
    press(Key.Key_Z, CTRL)
    assert turned == [1] and box.text() == "Lò Ba"


@pytest.fixture
def stalls(qtbot):
    made = Page(form_of(HAMLETS).field, {"vsic_version": "vsic2018"})
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_hamlet_is_offered_but_any_text_stays(stalls):
    box = into(stalls, "hamlet")
    letters("long")
    assert [line.text for line in box.list.options.shown] == ["Ấp Long Trị", "Ấp Long Bình"]
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert box.text() == "Ấp Long Trị"
    into(stalls, "hamlet").selectAll()
    letters("Tổ 9")
    press(Key.Key_Tab)
    assert box.text() == "Tổ 9"
