"""Acts on many records of a list go beside the window: it answers, nothing mixes, one goes on where one was."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip

from base.errors import Code
from base.period import Period
from base.progress import Progress
from db import journal, records
from forms.spec import Value
from office.entering import cells, entry
from office.office import Office, open_office, reopened
from tests.builders import KILNS, YEAR, an_office, kiln
from tests.gui.courier_acts import refusals
from tests.gui.typing import CTRL, Key, focus, letters, press
from ui import dialogs
from ui.jobs import AT_ONCE, Job, stopped_words
from ui.preferences import Preferences
from ui.session import Session
from ui.widgets.register.panel import RegisterPanel
from ui.widgets.register.paste import PastePreview
from ui.window import Window

COUNT = 60
MANY = 2 * AT_ONCE
NEXT = Period.parse("2021")


@pytest.fixture(params=[300, 30], ids=["short list", "long list"])
def window(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any) -> Iterator[Window]:
    """On sixty kilns, the n-th with n workers; a long list is read beside the window too."""
    monkeypatch.setattr("office.entering.registers.MANY", request.param)
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_: "nhầm")
    session = Session(Preferences(tour_done=True, columns={"kilns": ["workers", "cost"]}))
    session.use(an_office(tmp_path, forms={"kilns.toml": KILNS}))
    entry.open_period(session.office, YEAR)
    given = [kiln(f"k{n}", f"Lò {n}", workers=str(n), cost="10", area="1") for n in range(1, COUNT + 1)]
    entry.enter(session.office, YEAR, "kilns", given)
    session.choose_period(YEAR)
    made = Window(session)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    session.go("entry", form="kilns")
    quiet(qtbot, made)
    assert panel(made).model.rowCount() == COUNT
    yield made
    made.close()


def panel(window: Window) -> RegisterPanel:
    page: Any = window._pages["entry"]
    found: RegisterPanel = page.register
    return found


def quiet(qtbot: Any, window: Window) -> None:
    """Until nothing is worked on, nor waits."""
    for _ in range(2):
        qtbot.waitUntil(lambda: not window.session.jobs.busy)
        QApplication.processEvents()


def kept(office: Office, key: str = "workers", period: Period = YEAR) -> list[Value]:
    """The answers of all kilns to one question, in the order of entry."""
    form, unit = office.form("kilns", period), office.unit_in(period).key
    return [r.values[key] for r in records.read(office.store, form, unit=unit, period=period.label)]


def acts(office: Office) -> list[str]:
    """What the journal tells of the period, without its opening and the first entering."""
    return [line.act for line in journal.lines(office.store) if line.form == "kilns"][1:]


def choose(window: Window, rows: int = MANY, *, top: int = 0) -> None:
    """So many rows of the column of workers, from the top down."""
    table = panel(window).table
    column = next(n for n, one in enumerate(table.register.columns) if one.key == "workers")
    table.setFocus()
    table.go(top, column)
    table.go(top + rows - 1, column, extend=True)


def paste(qtbot: Any, window: Window, rows: int = MANY) -> None:
    """So many rows of a hundred workers into the first records, up to the agreement."""
    QGuiApplication.clipboard().setText("100\t50\n" * rows)
    choose(window, 1)
    press(Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is not None)
    quiet(qtbot, window)
    dialog = window.findChild(PastePreview)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)


def in_front(qtbot: Any, window: Window) -> None:
    """What a window manager does when a dialog closes."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


BEFORE: list[Value] = list(range(1, COUNT + 1))
PASTED: list[Value] = [100] * MANY + BEFORE[MANY:]


def fill_down(window: Window) -> None:
    choose(window, MANY)
    press(Key.Key_D, CTRL)


def empty(window: Window) -> None:
    choose(window, MANY)
    press(Key.Key_Delete)


def mark(window: Window) -> None:
    choose(window, MANY)
    press(Key.Key_F8)


def cut(window: Window) -> None:
    choose(window, MANY)
    press(Key.Key_X, CTRL)


def delete(window: Window) -> None:
    choose(window, MANY)
    press(Key.Key_Minus, CTRL)


ACTS: dict[str, tuple[Callable[[Window], None], list[Value]]] = {
    "ctrl+d": (fill_down, [1] * MANY + BEFORE[MANY:]),
    "del": (empty, [None] * MANY + BEFORE[MANY:]),
    "f8": (mark, [None] * MANY + BEFORE[MANY:]),
    "ctrl+x": (cut, [None] * MANY + BEFORE[MANY:]),
    "delete": (delete, BEFORE[MANY:]),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_many_is_one_act_beside_the_window_and_so_is_its_way_back(
    qtbot: Any, window: Window, act: str
) -> None:
    begin, after = ACTS[act]
    office = window.session.office
    begin(window)
    assert window.session.jobs.busy and kept(office) == BEFORE
    quiet(qtbot, window)
    assert kept(office) == after and len(acts(office)) == 1
    assert focus() is panel(window).table
    for key, stands in ((Key.Key_Z, BEFORE), (Key.Key_Y, after), (Key.Key_Z, BEFORE)):
        press(key, CTRL)
        assert window.session.jobs.busy
        quiet(qtbot, window)
        assert kept(office) == stands
    assert acts(office)[1:] == ["undo", "redo", "undo"]
    shows(qtbot, window, BEFORE)
    assert focus() is panel(window).table


def seen(window: Window) -> list[str]:
    """The column of workers as the list shows it."""
    model = panel(window).model
    column = next(n for n, one in enumerate(model.columns) if one.key == "workers")
    return [model.text(row, column) for row in range(model.rowCount())]


def shows(qtbot: Any, window: Window, values: list[Value]) -> None:
    """The list shows these workers, after it was painted."""
    qtbot.waitUntil(lambda: seen(window) == [str(n) for n in values])


def test_an_act_on_few_is_done_at_once(window: Window) -> None:
    office = window.session.office
    choose(window, AT_ONCE + 1)
    press(Key.Key_D, CTRL)
    assert kept(office) == [1] * (AT_ONCE + 1) + BEFORE[AT_ONCE + 1 :]
    assert seen(window)[: AT_ONCE + 2] == ["1"] * (AT_ONCE + 1) + [str(AT_ONCE + 2)]
    press(Key.Key_Z, CTRL)
    assert kept(office) == BEFORE


def test_the_selection_outlasts_an_act_on_many_and_one_goes_on_with_the_arrows(
    qtbot: Any, window: Window
) -> None:
    table = panel(window).table
    with qtbot.waitSignal(window.session.kept):
        fill_down(window)
        block, current = table.block(), table.currentIndex()
        place = (current.row(), current.column())
    quiet(qtbot, window)
    assert seen(window) == [str(n) for n in ACTS["ctrl+d"][1]]
    assert table.block() == block == (0, place[1], MANY - 1, place[1])
    assert (table.currentIndex().row(), table.currentIndex().column()) == place
    press(Key.Key_Down)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (MANY, place[1])


def test_a_long_block_is_copied_whole(qtbot: Any, window: Window) -> None:
    table = panel(window).table
    table.setFocus()
    table.go(0, 0)
    table.go(MANY - 1, 3, extend=True)
    QGuiApplication.clipboard().setText("cũ")
    press(Key.Key_C, CTRL)
    quiet(qtbot, window)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [f"{n}\tLò {n}\t{n}\t10" for n in range(1, MANY + 1)]
    assert acts(window.session.office) == []


def test_what_is_pasted_waits_for_what_is_being_copied(qtbot: Any, window: Window) -> None:
    choose(window, MANY)
    QGuiApplication.clipboard().setText("777\n" * MANY)
    press(Key.Key_C, CTRL)
    choose(window, 1, top=COUNT - 1)
    letters("5")
    press(Key.Key_Return)
    assert kept(window.session.office)[-1] == 5, "one cell is written at once"
    QToolTip.hideText()
    press(Key.Key_V, CTRL)
    assert QToolTip.text()
    quiet(qtbot, window)
    assert window.findChild(PastePreview) is None
    choose(window, 1)
    press(Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is not None)
    texts = [one.texts["workers"] for one in window.findChild(PastePreview).drafts]
    assert texts == [str(n) for n in range(1, MANY + 1)]


def test_a_block_of_many_rows_is_pasted_and_the_keys_lie_in_the_list_again(
    qtbot: Any, window: Window
) -> None:
    office = window.session.office
    paste(qtbot, window)
    assert not window.stack.isEnabled() and kept(office) == BEFORE
    quiet(qtbot, window)
    assert (kept(office), acts(office)) == (PASTED, ["fill"])
    assert kept(office, "cost")[0] == 50_000_000
    in_front(qtbot, window)
    assert focus() is panel(window).table
    shows(qtbot, window, PASTED)
    press(Key.Key_Z, CTRL)
    quiet(qtbot, window)
    assert kept(office) == BEFORE


def test_rows_beyond_the_end_are_added_and_taken_back(qtbot: Any, window: Window) -> None:
    office, table = window.session.office, panel(window).table
    QGuiApplication.clipboard().setText("".join(f"Lò mới {n}\t7\n" for n in range(MANY)))
    table.setFocus()
    table.go(COUNT - 1, 1)
    press(Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is not None)
    qtbot.mouseClick(window.findChild(PastePreview).act, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert kept(office) == [*BEFORE[:-1], *[7] * MANY]
    shows(qtbot, window, kept(office))
    in_front(qtbot, window)
    press(Key.Key_Z, CTRL)
    quiet(qtbot, window)
    assert kept(office) == BEFORE
    shows(qtbot, window, BEFORE)


# meanwhile


@pytest.mark.parametrize("key", [Key.Key_Z, Key.Key_Y])
def test_ctrl_z_while_a_paste_is_being_kept_is_told_to_wait(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    office = window.session.office
    write_into_the_first(window, "9")
    go_on = held(monkeypatch)
    paste(qtbot, window)
    in_front(qtbot, window)
    before = window.foot.said.text()
    qtbot.keyClick(window, key, CTRL)
    assert window.foot.said.isVisible() and window.foot.said.text() not in ("", before)
    go_on.set()
    quiet(qtbot, window)
    assert (kept(office), acts(office)) == (PASTED, ["enter", "fill"])
    press(Key.Key_Z, CTRL)
    quiet(qtbot, window)
    assert (kept(office), acts(office)) == ([9, *BEFORE[1:]], ["enter", "fill", "undo"])


def write_into_the_first(window: Window, text: str) -> None:
    """One record is kept at once."""
    choose(window, 1)
    letters(text)
    press(Key.Key_Return)
    assert kept(window.session.office)[0] == int(text)


def test_keys_that_are_pressed_while_it_is_kept_change_nothing(qtbot: Any, window: Window) -> None:
    office = window.session.office
    fill_down(window)
    for key in (Key.Key_Down, Key.Key_5, Key.Key_Return, Key.Key_Delete, Key.Key_Space, Key.Key_Tab):
        qtbot.keyClick(window, key)
    qtbot.keyClick(window, Key.Key_Minus, CTRL)
    quiet(qtbot, window)
    assert (kept(office), acts(office)) == (ACTS["ctrl+d"][1], ["fill"])
    assert focus() is panel(window).table


def test_enter_once_more_than_agreed_does_not_leave_the_page(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = held(monkeypatch)
    paste(qtbot, window)
    in_front(qtbot, window)
    for key in (Key.Key_Return, Key.Key_Space, Key.Key_Down, Key.Key_Return):
        press(key)
    assert window.page is not None and window.page.objectName() == "page_entry"
    go_on.set()
    quiet(qtbot, window)
    assert kept(window.session.office) == PASTED and focus() is panel(window).table


def test_one_may_leave_the_page_while_it_is_kept(qtbot: Any, window: Window) -> None:
    office = window.session.office
    paste(qtbot, window)
    window.session.go("home")
    quiet(qtbot, window)
    assert kept(office) == PASTED
    assert window.page is not None and window.page.objectName() == "page_home"
    in_front(qtbot, window)
    assert window.page.isAncestorOf(focus()), "the keyboard is where the person went"
    window.session.go("entry")
    shows(qtbot, window, PASTED)


def test_no_preview_comes_over_another_page(qtbot: Any, window: Window) -> None:
    QGuiApplication.clipboard().setText("100\n" * MANY)
    choose(window, 1)
    press(Key.Key_V, CTRL)
    window.session.go("home")
    quiet(qtbot, window)
    assert window.findChild(PastePreview) is None


def test_another_period_chosen_meanwhile_gets_nothing_of_it(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = window.session.office
    entry.open_period(office, NEXT, carry_from=YEAR)
    paste(qtbot, window)
    window.session.choose_period(NEXT)
    quiet(qtbot, window)
    assert kept(office) == PASTED and kept(office, period=NEXT) == BEFORE
    shows(qtbot, window, BEFORE)
    in_front(qtbot, window)
    told = refusals(monkeypatch)
    press(Key.Key_Z, CTRL)
    quiet(qtbot, window)
    assert told == [Code.UNDO_NOTHING.name] and kept(office) == PASTED, (
        "Ctrl+Z is about the period that is shown"
    )


@pytest.mark.parametrize("act", ["paste", "undo", "copy"])
def test_the_file_may_be_closed_meanwhile(qtbot: Any, window: Window, act: str) -> None:
    path, before = window.session.office.store.path, BEFORE
    if act == "paste":
        paste(qtbot, window)
    elif act == "copy":
        choose(window, MANY)
        press(Key.Key_C, CTRL)
    else:
        fill_down(window)
        quiet(qtbot, window)
        before = ACTS["ctrl+d"][1]
        press(Key.Key_Z, CTRL)
    assert window.session.jobs.busy
    window.close()
    with open_office(path) as again:
        assert kept(again) == before


# endings


def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """What is kept lies in the transaction and is not kept for good until this is set, or it is stopped."""
    go_on, real = threading.Event(), cells.keep

    def keep(own: Office, *given: Any, progress: Any = None, **more: Any) -> Any:
        with own.store.writing():
            told = real(own, *given, progress=progress, **more)
            while not go_on.wait(0.01):
                progress.step(1, 2, "Đang ghi")
        return told

    monkeypatch.setattr("office.entering.cells.keep", keep)
    return go_on


def test_a_paste_is_stopped_at_the_foot_and_nothing_is_changed(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch)
    office = window.session.office
    paste(qtbot, window)
    stop = window.findChild(QPushButton, "action_cancel")
    assert not stop.isVisible()
    qtbot.waitUntil(stop.isVisible)
    assert not window.stack.isEnabled()
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert (kept(office), acts(office)) == (BEFORE, [])
    assert window.foot.said.isVisible() and window.foot.said.text() == stopped_words("Dán các ô")
    assert window.stack.isEnabled() and seen(window) == [str(n) for n in BEFORE]
    in_front(qtbot, window)
    assert focus() is panel(window).table


def test_a_refusal_is_told_and_nothing_is_changed(
    qtbot: Any, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, office = refusals(monkeypatch), window.session.office
    fill_down(window)
    with reopened(office) as other:
        other.store.conn.execute("update report set state = 'submitted'")
    quiet(qtbot, window)
    assert told == [Code.REPORT_CLOSED.name]
    assert kept(office) == BEFORE and acts(office) == []


def test_a_cell_typed_while_the_paste_is_prepared_stays(qtbot: Any, window: Window) -> None:
    office = window.session.office
    QGuiApplication.clipboard().setText("100\n" * MANY)
    choose(window, 1)
    press(Key.Key_V, CTRL)
    table = panel(window).table
    table.go(0, table.currentIndex().column() + 1)
    letters("25")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is not None)
    qtbot.mouseClick(window.findChild(PastePreview).act, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert kept(office) == PASTED
    assert kept(office, "cost")[:2] == [25_000_000, 10_000_000]


def test_the_preview_is_freed(qtbot: Any, window: Window) -> None:
    paste(qtbot, window)
    quiet(qtbot, window)
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is None)


def exporting(window: Window) -> threading.Event:
    """A long job that only reads runs; setting what is given ends it."""
    go = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        while not go.wait(0.01):
            progress.step(0, 0, "Xuất Excel")

    window.session.jobs.run(window.session.office, Job("Xuất Excel", work, lambda _: None))
    return go


@pytest.mark.parametrize("act", [empty, fill_down])
def test_an_act_that_waits_for_another_job_pauses_the_page_at_once(qtbot, window, act) -> None:
    """What is typed after it would be written before it, and taken back by it."""
    go = exporting(window)
    act(window)
    assert not window.stack.isEnabled() and not panel(window).table.hasFocus()
    before = kept(window.session.office)
    letters("5")
    press(Key.Key_Return)
    press(Key.Key_Z, CTRL)
    assert kept(window.session.office) == before and panel(window).isVisible()
    go.set()
    quiet(qtbot, window)
    assert window.stack.isEnabled() and panel(window).table.hasFocus()
    assert acts(window.session.office)[-1] in ("enter", "fill") and kept(window.session.office) != before


def test_an_undo_that_waits_takes_back_what_was_last_when_it_was_asked_for(qtbot, window) -> None:
    before = kept(window.session.office)
    fill_down(window)
    quiet(qtbot, window)
    go = exporting(window)
    press(Key.Key_Z, CTRL)
    choose(window, 1, top=COUNT - 1)
    letters("9")
    press(Key.Key_Return)
    go.set()
    quiet(qtbot, window)
    assert kept(window.session.office) == before


def test_the_page_is_painted_again_while_a_dialog_shows_its_own_work(qtbot, window) -> None:
    go = threading.Event()
    job = Job("Nhập", lambda own, _: go.wait(10), lambda _: None, writes=True, told=lambda *_: None)
    window.session.jobs.run(window.session.office, job)
    assert not window.stack.updatesEnabled()
    qtbot.waitUntil(window.stack.updatesEnabled)
    go.set()
    quiet(qtbot, window)


def test_what_was_copied_lies_on_the_clipboard_wherever_one_went_meanwhile(qtbot, window) -> None:
    choose(window, MANY)
    QGuiApplication.clipboard().setText("cũ")
    press(Key.Key_C, CTRL)
    window.session.go("home")
    quiet(qtbot, window)
    assert QGuiApplication.clipboard().text().count("\n") >= MANY - 1
