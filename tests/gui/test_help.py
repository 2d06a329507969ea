"""F1 at every size and place, and the ways to a note and to "…" that a person can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from base.numbers import MARK_NOT_COLLECTED
from courier.payload import SHEET_RECORD
from db import records
from forms.spec import Record
from office.entering import entry
from tests.builders import YEAR
from tests.gui.typing import CTRL, Key, focus, letters, press
from ui.session import Session
from ui.widgets.help_panel import HelpPanel
from ui.window import PAGES, Window

FULL, LOW = (1366, 696), (911, 441)
SHEET = "household_electricity"
Shown = Callable[..., Window]


@pytest.fixture
def shown(qtbot: Any, session: Session) -> Iterator[Shown]:
    """`shown(size)` is the window over two establishments and the households' electricity."""
    found = [Record("e1", {"name": "Lò gạch Ba"}), Record("e2", {"name": "Xay xát Tư"})]
    entry.enter(session.office, YEAR, "establishments", found)
    entry.enter(session.office, YEAR, SHEET, [Record(SHEET_RECORD, {"hh_total": 100})])
    made: list[Window] = []

    def show(size: tuple[int, int] = FULL) -> Window:
        window = Window(session)
        qtbot.addWidget(window)
        made.append(window)
        window.resize(*size)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield show
    for window in made:
        window.close()


def panel(window: Window) -> HelpPanel | None:
    """What F1 laid over the window, if it is there to be read."""
    found = window.findChild(HelpPanel, "panel_help")
    if found is None or not found.isVisible():
        return None
    assert window.rect().contains(found.geometry())
    return found


def place_of(window: Window, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def hint(session: Session, form: str, field: str) -> str:
    said = session.office.form(form, YEAR).fields[field].hint
    assert said
    return said


@pytest.mark.parametrize("size", [FULL, LOW])
def test_f1_on_a_form_of_one_page_stands_beside_its_box_and_esc_closes_it(
    session: Session, shown: Shown, size: tuple[int, int]
) -> None:
    window = shown(size)
    session.go("entry", form=SHEET, field="hh_total")
    box = focus()
    press(Key.Key_F1)
    told = panel(window)
    assert told is not None and hint(session, SHEET, "hh_total") in told.text.text()
    assert session.office.form(SHEET, YEAR).citation() in told.source.text()
    assert not told.geometry().intersects(place_of(window, box)), "the box itself is never covered"
    assert focus() is box
    press(Key.Key_Escape)
    assert panel(window) is None and focus() is box
    for there in (True, False):
        press(Key.Key_F1)
        assert (panel(window) is not None) is there


def test_f1_in_a_low_window_explains_a_box_of_a_record_over_it(session: Session, shown: Shown) -> None:
    window = shown(LOW)
    session.go("entry", form="establishments", record_id="e1", field="name")
    box = focus()
    press(Key.Key_F1)
    told = panel(window)
    assert told is not None and hint(session, "establishments", "name") in told.text.text()
    assert not told.geometry().intersects(place_of(window, box))
    letters("Lò B")
    assert panel(window) is told and box.text() == "Lò B", "typing goes on"
    press(Key.Key_Escape)
    assert panel(window) is None and box.text() == "Lò B", "the panel's Esc takes nothing back"
    press(Key.Key_F1)
    press(Key.Key_Return)
    assert panel(window) is None, "it goes with the focus"


def test_f1_in_a_high_window_explains_below_the_boxes(session: Session, shown: Shown) -> None:
    window = shown()
    session.go("entry", form="establishments", record_id="e1", field="name")
    press(Key.Key_F1)
    assert panel(window) is None and window.page.pane.help.isVisible()
    assert hint(session, "establishments", "name") in window.page.pane.help.text.text()


def test_f1_in_the_list_explains_the_column(session: Session, shown: Shown) -> None:
    window = shown()
    session.go("entry", form="establishments")
    table = window.page.register.table
    table.setFocus()
    keys = [column.key for column in window.page.register.model.columns]
    table.go(0, keys.index("revenue"))
    press(Key.Key_F1)
    label = session.office.form("establishments", YEAR).fields["revenue"].label
    told = panel(window)
    assert told is not None and told.title.text() == label
    press(Key.Key_Down)
    assert panel(window) is None and table.currentIndex().row() == 1
    press(Key.Key_F2)
    press(Key.Key_F1)
    assert panel(window) is not None
    press(Key.Key_Escape)
    assert panel(window) is None and table.editor is not None, "the cell is still being written"
    press(Key.Key_Escape)


@pytest.mark.parametrize("nav", [nav for nav in PAGES if nav.key not in ("entry", "receive")], ids=str)
def test_f1_elsewhere_lists_the_keys_of_the_page(session: Session, shown: Shown, nav: Any) -> None:
    window = shown(LOW)
    session.go(nav.key)
    press(Key.Key_F1)
    told = panel(window)
    assert told is not None
    for key, act in window.page.hints():
        assert key in told.text.text() and act in told.text.text()
    assert "Ctrl+S" in told.text.text()
    press(Key.Key_Escape)
    assert panel(window) is None


@pytest.mark.parametrize("form", ["establishments", SHEET])
def test_the_hints_of_a_record_tell_of_help_note_and_mark_in_this_order(
    session: Session, shown: Shown, form: str
) -> None:
    window = shown()
    field = "name" if form == "establishments" else "hh_total"
    session.go("entry", form=form, record_id="e1" if form == "establishments" else "", field=field)
    keys = [key for key, _ in window.page.hints()]
    at = keys.index("F1")
    assert keys[at : at + 3] == ["F1", "Shift+F2", "F8"]
    for key, _ in window.page.hints():
        assert key in window.foot.keys.text(), "all of them have room in the whole window"


def test_a_low_window_shows_the_first_hints_and_cuts_none(session: Session, shown: Shown) -> None:
    window = shown(LOW)
    session.go("entry", form="establishments", record_id="e1", field="name")
    keys = window.foot.keys
    assert keys.isVisible() and "Enter" in keys.text() and "F1" in keys.text()
    assert keys.sizeHint().width() <= keys.width()


# the menu of a box


def menu_of(qtbot: Any, box: QWidget) -> QMenu:
    at = box.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, box.mapToGlobal(at))
    QApplication.sendEvent(box, event)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, name: str) -> None:
    """Click on a line of an open menu."""
    action = menu.findChild(QAction, f"action_{name}")
    assert action is not None and action.isEnabled()
    menu.setActiveAction(action)
    press(Key.Key_Return) if focus() is menu else action.trigger()
    menu.close()


@pytest.mark.parametrize(("form", "field"), [("establishments", "revenue"), (SHEET, "hh_with_power")])
def test_the_menu_of_a_box_writes_a_note_and_the_mark(
    qtbot: Any, session: Session, shown: Shown, form: str, field: str
) -> None:
    shown()
    record_id = "e1" if form == "establishments" else SHEET_RECORD
    session.go("entry", form=form, record_id=record_id, field=field)
    box = focus()
    choose(menu_of(qtbot, box), "not_collected")
    assert box.text() == MARK_NOT_COLLECTED
    choose(menu_of(qtbot, box), "note")
    assert focus().objectName() == f"note_{field}"
    letters("chưa có sổ")
    press(Key.Key_S, CTRL)
    office = session.office
    kept = records.read_one(
        office.store, office.form(form, YEAR), record_id, unit=office.unit_in(YEAR).key, period=YEAR.label
    )
    assert kept.notes == {field: "chưa có sổ"} and field in kept.marks


def test_what_cannot_be_written_offers_neither(qtbot: Any, session: Session, shown: Shown) -> None:
    window = shown()
    session.go("entry", form=SHEET, field="hh_total")
    box = window.page.sheet.paper.entering.row("power_rate").box
    box.setFocus()
    menu = menu_of(qtbot, box)
    for name in ("note", "not_collected"):
        assert not menu.findChild(QAction, f"action_{name}").isEnabled()
    menu.close()


def test_f1_on_the_spine_lists_the_keys_of_the_page_that_is_shown(session: Session, shown: Shown) -> None:
    window = shown()
    session.go("entry", form=SHEET)
    window.findChild(QPushButton, "nav_home").setFocus()
    press(Key.Key_F1)
    told = panel(window)
    assert told is not None and "Shift+F2" in told.text.text()
