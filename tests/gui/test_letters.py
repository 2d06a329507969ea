"""What Alt and a letter reach: letters that every keyboard types, each once on what is seen at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

import ui
from db import records
from office.entering import entry
from office.receiving import receiving
from office.receiving.inbox import files, inbox
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, PROVINCE, YEAR, an_office, kiln, sound_answers
from tests.builders import submission as sent_by
from tests.gui.courier_acts import a_window, saved_as, settled, shown, the_button
from tests.gui.letters import wrong_letters
from ui.dialogs import ReasonDialog
from ui.goto import GoTo
from ui.open_period import OpenPeriod
from ui.pages.first_start.page import FirstStart
from ui.pages.receive.letter import LetterDialog
from ui.pages.receive.versions import VersionsDialog
from ui.pages.receive.view import ReportDialog
from ui.preferences import Place, Preferences
from ui.session import Session
from ui.widgets.duplicates import DuplicatesDialog
from ui.widgets.old_list.wizard import OldListDialog
from ui.widgets.register.columns import ColumnsDialog, FilterDialog
from ui.widgets.register.paste import PastePreview
from ui.window import PAGES

FORMS = {"kilns.toml": KILNS}
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1", cost="100")]}
ESTABLISHMENTS = Path(__file__).resolve().parents[1] / "data" / "danh-sach-co-so-2015.xlsx"
SIZES = ((1366, 696), (911, 441))


def filled(folder: Path):
    """A commune with a record of every form."""
    made = an_office(folder, COMMUNE)
    entry.open_period(made, YEAR)
    answers, unit = sound_answers(), made.unit_in(YEAR).key
    for form in made.own_forms(YEAR):
        with made.store.writing():
            records.put(made.store, form, answers[form.key][:1], unit=unit, period=YEAR.label)
            records.set_state(made.store, form, "filled", unit=unit, period=YEAR.label)
    return made


def begun(folder: Path, code: str):
    made = an_office(folder, code, forms=FORMS)
    entry.open_period(made, YEAR)
    return made


def receiving_two(folder: Path):
    """A district with a report that waits and one that is approved."""
    made = begun(folder / "district", DISTRICT)
    for code in COMMUNES[:2]:
        receiving.receive(made, [sent_by(folder / "sent", code, ONE, forms=FORMS)])
    receiving.approve(made, YEAR, [COMMUNES[1]])
    return made


OFFICES = {
    "empty": lambda folder: begun(folder, COMMUNE),
    "filled": filled,
    "district": receiving_two,
    "province": lambda folder: begun(folder, PROVINCE),
}


def test_no_words_in_the_window_give_alt_a_letter_that_cannot_be_typed():
    """Also those that no test brings to sight."""
    wrong = []
    for path in Path(ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pairs = zip(node.value.replace("&&", ""), node.value.replace("&&", "")[1:], strict=False)
                wrong += [f"{path.name}: {node.value}" for a, b in pairs if a == "&" and not b.isascii()]
    assert wrong == []


def turned(root: QWidget) -> Iterator[None]:
    """Everything of which only one is seen at a time comes to the front, one after the other."""
    stacks = [stack for stack in root.findChildren(QStackedWidget) if stack.isVisible()]
    yield
    for stack in stacks:
        before = stack.currentIndex()
        for n in range(stack.count()):
            if n != before:
                stack.setCurrentIndex(n)
                yield from turned(stack.widget(n))
        stack.setCurrentIndex(before)


def test_the_eye_sees_what_is_wrong(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    tabs = QTabBar()
    tabs.addTab("&Có")
    for widget in (QPushButton("&Cột"), QPushButton("&Đường"), QPushButton("A && B"), tabs):
        column.addWidget(widget)
    hidden = QPushButton("&Xem")
    column.addWidget(hidden)
    column.addWidget(QPushButton("&Xong"))
    hidden.hide()
    window.show()
    assert len(wrong_letters(window)) == 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", OFFICES)
def test_every_letter_of_a_page_is_its_own(qtbot, monkeypatch, tmp_path, which, size):
    window = a_window(qtbot, monkeypatch, OFFICES[which](tmp_path), "home")
    window.resize(*size)
    wrong = []
    for key in (nav.key for nav in PAGES if nav.key in window.spine.offered()):
        for form in window.session.office.own_forms(YEAR) if key == "entry" else (None,):
            window.show_place(Place(key, YEAR.label, form.key if form else ""))
            settled(qtbot, window)
            if key == "forms":
                page = shown(window)
                assert page.begin and page.make and page.take and page.view and page.designer and page.lists
            for _ in turned(shown(window)):
                wrong += [f"{key} {form.key if form else ''}: {told}" for told in wrong_letters(window)]
    assert wrong == []


def test_a_submitted_report_has_letters_of_its_own(qtbot, monkeypatch, tmp_path):
    made = begun(tmp_path / "unit", COMMUNE)
    entry.enter(made, YEAR, "kilns", ONE["kilns"])
    entry.nil_rest(made, YEAR)
    window = a_window(qtbot, monkeypatch, made, "submit")
    saved_as(monkeypatch, tmp_path / "nop.xlsx")
    the_button(shown(window).ready, "submit").click()
    settled(qtbot, window)
    assert window.session.closed and wrong_letters(window) == []


def seen(qtbot, dialog: QDialog) -> list[str]:
    dialog.show()
    qtbot.waitExposed(dialog)
    return wrong_letters(dialog)


def test_the_dialogs_of_a_commune(qtbot, monkeypatch, tmp_path):
    window = a_window(qtbot, monkeypatch, filled(tmp_path), "entry")
    session = window.session
    wizard = OldListDialog(window, session, "establishments", ESTABLISHMENTS)
    made: list[QDialog] = [
        OpenPeriod(window, session),
        GoTo(window, session, PAGES),
        ReasonDialog(window, "Vì sao?", "Xóa"),
        DuplicatesDialog(window, session, "establishments"),
        wizard,
    ]
    for dialog in made:
        dialog.show()
    settled(qtbot, window)
    assert {type(d).__name__: wrong for d in made if (wrong := wrong_letters(d))} == {}
    for _ in range(2):
        assert wizard.go.isEnabled()
        wizard.go.click()
        settled(qtbot, window)
        assert wrong_letters(wizard) == []


def test_the_dialogs_of_a_list(qtbot, monkeypatch, tmp_path):
    window = a_window(qtbot, monkeypatch, filled(tmp_path), "entry")
    window.show_place(Place("entry", YEAR.label, "establishments"))
    settled(qtbot, window)
    panel = shown(window).register
    panel.heads.ask_columns()
    columns = window.findChild(ColumnsDialog)
    assert seen(qtbot, columns) == []
    columns.reject()
    kinds = set()
    for column in range(panel.model.columnCount()):
        panel.heads.ask_filter(column)
        for dialog in [d for d in window.findChildren(FilterDialog) if d.isVisible()]:
            kinds.add(type(panel.heads._asked(column)[1]))
            assert seen(qtbot, dialog) == []
            dialog.reject()
    assert len(kinds) > 1
    QGuiApplication.clipboard().setText("Cơ sở mới\n" * 3)
    settled(qtbot, window)
    panel.table.go(0, 1)
    panel.acts.paste()
    qtbot.waitUntil(lambda: window.findChild(PastePreview) is not None)
    assert seen(qtbot, window.findChild(PastePreview)) == []


def test_the_dialogs_of_an_office_that_receives(qtbot, monkeypatch, tmp_path):
    window = a_window(qtbot, monkeypatch, receiving_two(tmp_path), "receive")
    session = window.session
    line = next(line for line in inbox(session.office, YEAR) if line.waiting)
    (file,) = files(session.office, YEAR, line.unit.key)
    made = [
        ReportDialog(window, session, line.digest, line.unit.name, marks=True),
        VersionsDialog(window, session, line),
        LetterDialog(window, session, line.unit.code, file),
    ]
    for dialog in made:
        dialog.show()
    settled(qtbot, window)
    assert {type(d).__name__: wrong for d in made if (wrong := wrong_letters(d))} == {}


def test_the_pages_of_the_first_start(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = FirstStart(parent, Session(Preferences()))
    wrong = []
    for page in range(dialog.stack.count()):
        dialog.stack.setCurrentIndex(page)
        wrong += seen(qtbot, dialog)
    assert wrong == []
