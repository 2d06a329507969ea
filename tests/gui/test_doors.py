"""Closed data in the window: what a person types, pastes, undoes, deletes or fills down is not taken, and says why.

A report may be closed while its page stands open: by another copy of the program on the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from base.errors import Code
from db import journal
from office.entering import entry, undoing
from office.office import Office, reopened
from office.receiving import receiving
from office.receiving.receipts import write_answer
from office.sending import answered, submitting
from tests.builders import ARRIVAL, COMMUNE, DISTRICT, KILNS, YEAR, an_office, dump, kiln
from tests.gui.courier_acts import a_window, refusals, settled, shown
from tests.gui.test_register import editor_of
from tests.gui.typing import letters
from ui import dialogs
from ui.preferences import Preferences
from ui.widgets.register.paste import PastePreview
from ui.window import Window

FORMS = {"kilns.toml": KILNS}
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
COLUMNS = ["workers", "cost", "licensed"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A commune with three kilns; all else but one form is stated not to occur."""
    made = an_office(tmp_path / "commune", forms=FORMS)
    entry.open_period(made, YEAR)
    given = [kiln(f"k{n}", f"Lò {n}", workers=str(n), area="1", cost="10") for n in range(1, 4)]
    entry.enter(made, YEAR, "kilns", given)
    for form in made.own_forms(YEAR):
        if form.key != "kilns":
            entry.nil(made, YEAR, form.key)
    return made


def close(office: Office, folder: Path, *, approved: bool = False) -> None:
    """Another copy of the program submits the report; the office above approves it."""
    with reopened(office) as other:
        submitting.submit(other, YEAR, folder / "1.xlsx")
        if approved:
            with an_office(folder / "town", DISTRICT, forms=FORMS) as town:
                receiving.receive(town, [folder / "1.xlsx"])
                receiving.approve(town, YEAR)
                write_answer(town, YEAR, COMMUNE, folder / "duyet.xlsx")
            answered.open_receipt(other, folder / "duyet.xlsx")


def kept(office: Office) -> Mapping[str, object]:
    """What a second connection to the data file reads."""
    with reopened(office) as other:
        return dump(other.store, without=ARRIVAL)


def the_entry(qtbot, monkeypatch: pytest.MonkeyPatch, office: Office) -> Window:
    """The window on the list of kilns."""
    monkeypatch.setattr(Preferences, "columns", {"kilns": COLUMNS}, raising=False)
    window = a_window(qtbot, monkeypatch, office, "entry")
    window.session.go("entry", form="kilns")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: shown(window).register.model.rowCount() == 3)
    return window


def at(window: Window, row: int, key: str, *, rows: int = 1) -> None:
    """Stand on a cell of the list, with so many rows chosen."""
    table = shown(window).register.table
    columns = shown(window).register.model.columns
    table.setFocus()
    table.go(row, next(n for n, each in enumerate(columns) if each.key == key))
    for _ in range(rows - 1):
        press(window, Qt.Key.Key_Down, SHIFT)


def press(window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
    from PySide6.QtTest import QTest

    QTest.keyClick(shown(window).register.table, key, modifiers)


def type_a_cell(qtbot, window: Window) -> None:
    at(window, 0, "workers")
    qtbot.keyClicks(shown(window).register.table, "9")
    editor = editor_of(shown(window).register)
    if editor is not None:
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def type_a_box(qtbot, window: Window) -> None:
    pane = shown(window).pane
    row = pane.body.entering.row("workers")
    row.box.setFocus()
    row.box.selectAll()
    letters("9")
    qtbot.keyClick(row.box, Qt.Key.Key_Return)


def paste_a_block(qtbot, window: Window) -> None:
    QGuiApplication.clipboard().setText("8\t20\n9\t30\n")
    at(window, 0, "workers")
    press(window, Qt.Key.Key_V, CTRL)
    preview = window.findChild(PastePreview)
    if preview is not None:
        qtbot.mouseClick(preview.act, Qt.MouseButton.LeftButton)


def paste_a_cell(qtbot, window: Window) -> None:
    QGuiApplication.clipboard().setText("8")
    at(window, 0, "workers")
    press(window, Qt.Key.Key_V, CTRL)


def undo(qtbot, window: Window) -> None:
    at(window, 0, "workers")
    press(window, Qt.Key.Key_Z, CTRL)


def redo(qtbot, window: Window) -> None:
    at(window, 0, "workers")
    press(window, Qt.Key.Key_Y, CTRL)


def empty(qtbot, window: Window) -> None:
    at(window, 0, "workers", rows=2)
    press(window, Qt.Key.Key_Delete)


def fill_down(qtbot, window: Window) -> None:
    at(window, 0, "workers", rows=3)
    press(window, Qt.Key.Key_D, CTRL)


def delete(qtbot, window: Window) -> None:
    at(window, 0, "workers")
    press(window, Qt.Key.Key_Minus, CTRL)


def nil(qtbot, window: Window) -> None:
    """The button of the head; hidden where the report is known to be closed."""
    button = shown(window).head.findChild(QPushButton, "action_nil")
    if button.isVisible():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


ACTS: dict[str, Callable[..., None]] = {
    "cell": type_a_cell,
    "box": type_a_box,
    "paste": paste_a_block,
    "paste one": paste_a_cell,
    "undo": undo,
    "redo": redo,
    "del": empty,
    "ctrl+d": fill_down,
    "delete": delete,
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Codes of what is refused; a person who is asked for a reason gives one."""
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "nhầm")
    return refusals(monkeypatch)


@pytest.mark.parametrize("act", ACTS)
def test_what_another_copy_closed_meanwhile_is_not_changed_and_the_refusal_says_so(
    qtbot, monkeypatch, office, tmp_path, told, act
):
    if act == "redo":
        entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò 1", workers="5", area="1", cost="10")])
        undoing.undo(office)
    window = the_entry(qtbot, monkeypatch, office)
    close(office, tmp_path)
    before = kept(office)
    ACTS[act](qtbot, window)
    settled(qtbot, window)
    assert told and set(told) == {Code.REPORT_CLOSED.name}
    assert kept(office) == before


SPOKEN = ("undo", "redo")
"""All else cannot even be begun: the page says above the list that, and why, it can only be read."""


@pytest.mark.parametrize("approved", [False, True], ids=["sent", "approved"])
@pytest.mark.parametrize("act", ACTS)
def test_a_closed_report_can_only_be_read(qtbot, monkeypatch, office, tmp_path, told, act, approved):
    if act == "redo":
        entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò 1", workers="5", area="1", cost="10")])
        undoing.undo(office)
    close(office, tmp_path, approved=approved)
    window = the_entry(qtbot, monkeypatch, office)
    why = shown(window).register.why
    assert why.isVisible() and ("duyệt" in why.text()) == approved
    before, lines = kept(office), len(journal.lines(office.store))
    ACTS[act](qtbot, window)
    settled(qtbot, window)
    assert told == ([Code.REPORT_CLOSED.name] if act in SPOKEN else [])
    assert kept(office) == before and len(journal.lines(office.store)) == lines


def test_nothing_occurs_is_refused_where_another_copy_closed_the_report(qtbot, monkeypatch, tmp_path, told):
    office = an_office(tmp_path / "commune", forms=FORMS)
    entry.open_period(office, YEAR)
    window = a_window(qtbot, monkeypatch, office, "entry")
    window.session.go("entry", form="kilns")
    settled(qtbot, window)
    with reopened(office) as other:
        for form in other.own_forms(YEAR):
            entry.nil(other, YEAR, form.key)
        submitting.submit(other, YEAR, tmp_path / "1.xlsx")
    before = kept(office)
    nil(qtbot, window)
    assert told == [Code.REPORT_CLOSED.name]
    assert kept(office) == before


def test_nothing_occurs_is_not_offered_in_a_closed_report(qtbot, monkeypatch, office, tmp_path, told):
    close(office, tmp_path)
    window = the_entry(qtbot, monkeypatch, office)
    head = shown(window).head
    assert not any(
        button.isVisible() for verb in ("nil", "fill_in", "doubles") for button in [getattr(head, verb)]
    )
