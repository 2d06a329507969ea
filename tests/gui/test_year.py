"""A commune's whole year from paper, by keyboard alone, in one window; then the district's work in another.

What is typed comes from a list as an officer has it on the desk: labels and texts, no identities. The count of
keys a record takes stands in docs/entry.md, beside what a spreadsheet asks for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget

from base.errors import Problem
from base.period import Period
from base.units import Unit
from db import records
from forms.spec import Form, Record
from forms.typed import shown
from office.entering import checking, entry
from office.figures.figures import consolidate
from office.office import Office
from office.receiving.standings import standings
from office.sample.declared import load_sample
from office.sample.demo import sample_office, tree_of
from office.sample.making import commune_of
from office.sample.plan import plan_for
from office.sample.records import records_for
from office.territory.hamlets import add_hamlets
from tests.builders import an_office, submission
from tests.gui.courier_acts import reasons, saved_as, settled
from tests.gui.typing import ALT, CTRL, SHIFT, Key, focus, in_dialog, letters, press
from ui import dialogs
from ui.preferences import Preferences
from ui.session import Session
from ui.window import Window

YEAR = Period.parse("2025")
ESTABLISHMENTS, MARKETS, STATIONS = (120, 3, 40) if "WHOLE_YEAR" in os.environ else (12, 2, 5)
COUNTS = Path(os.environ.get("KEYSTROKES", "artefacts/keystrokes.json"))


@dataclass
class Keyboard:
    """Counts what a person presses."""

    letters: int = 0
    keys: int = 0
    records: int = 0
    by_form: dict[str, dict[str, int]] = field(default_factory=dict)

    def type(self, text: str) -> None:
        letters(text)
        self.letters += len(text)

    def press(self, key: Key, modifiers: Any = None) -> None:
        press(key, *([modifiers] if modifiers is not None else []))
        self.keys += 1

    def note(self, form: str, paper: Paper) -> None:
        """Put down what a form took, and what the same paper takes in a spreadsheet; begin to count anew."""
        there = paper.in_a_spreadsheet(form)
        told = {"records": len(paper.records[form]), "letters": self.letters, "keys": self.keys}
        self.by_form[form] = {**told, "spreadsheet": there}
        self.letters = self.keys = 0


@dataclass
class Paper:
    """What lies on the desk: records of each form as texts, a worker's sheet beside each establishment."""

    forms: Mapping[str, Form]
    records: Mapping[str, Sequence[Record]]

    def texts(self, form_key: str, record: Record) -> dict[str, str]:
        form = self.forms[form_key]
        return {f.key: shown(form, record, f.key) for f in form.stored if shown(form, record, f.key)}

    def in_a_spreadsheet(self, form_key: str) -> int:
        """Keys for one sheet a form, a row a record: its letters, one key to leave each cell, and in the sheet
        of the workers the establishment's name once more."""
        count = 0
        for record in self.records[form_key]:
            count += self._row(form_key, record)
            for worker in self.records["workers"] if form_key == "establishments" else ():
                if worker.record_id == record.record_id:
                    count += self._row("workers", worker)
                    count += len(self.texts(form_key, record)["name"]) + 1
        return count

    def _row(self, form_key: str, record: Record) -> int:
        return sum(map(len, self.texts(form_key, record).values())) + len(self.forms[form_key].stored)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Paper]:
    """The data file of a commune that has opened its year, and its paper."""
    sample = load_sample(2)
    tree = tree_of(sample)
    plans = plan_for(sample, tree.communes(tree.find(sample.province)))
    path = tmp_path_factory.mktemp("commune") / "xa.sct"
    plan = next(one for one in plans if one.unit.name == "Phường Nguyệt Hóa")
    with sample_office(sample, plan.unit, path, sample.commune_at) as office:
        entry.open_period(office, YEAR)
        made = commune_of(plan, office.store.surroundings.new_id)
        add_hamlets(office, YEAR, made.names.hamlets)
        forms = {form.key: form for form in office.own_forms(YEAR)}
        drawn = records_for(made, forms, whole_years=False)
    few = {"establishments": ESTABLISHMENTS, "markets": MARKETS, "transformer_stations": STATIONS}
    wanted = {key: [r for r in found if not r.notes][: few.get(key, 1)] for key, found in drawn.items()}
    ids = {r.record_id for r in wanted["establishments"]}
    wanted["workers"] = [r for r in drawn["workers"] if r.record_id in ids]
    wanted["trade_facilities"] = []
    return path, Paper(forms, wanted)


@pytest.fixture
def windows(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    made: list[Window] = []

    def show(path: Path) -> Window:
        window = Window(Session(Preferences(tour_done=True)))
        qtbot.addWidget(window)
        made.append(window)
        window.resize(1366, 696)
        window.show()
        window.activateWindow()
        window.session.open(path)
        window.begin()
        qtbot.waitUntil(lambda: window.page is not None and QApplication.focusWidget() is not None)
        return window

    yield show
    for window in made:
        window.close()


def type_records(keyboard: Keyboard, window: Window, paper: Paper, key: str) -> None:
    """Record after record: Ctrl+N, every box in the order of the paper, Enter; an empty box is an Enter."""
    beside = {r.record_id: r for r in paper.records["workers"]} if key == "establishments" else {}
    for record in paper.records[key]:
        keyboard.press(Key.Key_N, CTRL)
        answers = [(paper.forms[key], paper.texts(key, record))]
        if record.record_id in beside:
            worker = beside[record.record_id]
            answers.append((paper.forms["workers"], paper.texts("workers", worker)))
        type_boxes(keyboard, answers)
    keyboard.note(key, paper)


def type_boxes(keyboard: Keyboard, answers: list[tuple[Form, dict[str, str]]]) -> None:
    passed: set[tuple[str, str]] = set()
    for _ in range(200):
        box = focus()
        name = box.objectName()
        if name.startswith("action_"):
            return
        form, texts = next((f, t) for f, t in answers if name in f.fields and (f.key, name) not in passed)
        passed.add((form.key, name))
        if texts.get(name):
            keyboard.type(texts[name])
        keyboard.press(Key.Key_Return)
    raise AssertionError("the last box leads nowhere")


def held(office: Office, form: Form) -> list[Record]:
    return records.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)


def visible_words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def choose_form(qtbot: Any, keyboard: Keyboard, window: Window, title: str) -> None:
    """Ctrl+K and a few letters of the form's name."""

    def type_and_go() -> None:
        keyboard.type(title)
        keyboard.press(Key.Key_Return)

    in_dialog(type_and_go)
    keyboard.press(Key.Key_K, CTRL)
    back_in(qtbot, window)


def back_in(qtbot: Any, window: Window) -> None:
    """A closed dialog leaves the keyboard to the window."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def explain(keyboard: Keyboard, qtbot: Any, window: Window) -> None:
    """Ctrl+3, and for every ask a sentence: F6, the words, Ctrl+Enter."""
    keyboard.press(Key.Key_3, CTRL)
    settled(qtbot, window)
    left = len(problems(window))
    while left:
        assert all(p.severity == "ask" for p in problems(window)), problems(window)
        keyboard.press(Key.Key_F6)
        keyboard.type("Đã đối chiếu với sổ theo dõi của cơ sở")
        keyboard.press(Key.Key_Return, CTRL)
        settled(qtbot, window)
        assert len(problems(window)) < left
        left = len(problems(window))


def nothing_else(keyboard: Keyboard, qtbot: Any, window: Window) -> None:
    """Ctrl+1, and one answer for all forms of which the paper has nothing."""
    keyboard.press(Key.Key_1, CTRL)
    settled(qtbot, window)
    in_dialog(lambda: keyboard.press(Key.Key_P, ALT))
    press_button(keyboard, window, "nil_rest")
    qtbot.waitUntil(lambda: entry.open_forms(window.session.office, YEAR) == [], timeout=20_000)
    back_in(qtbot, window)
    settled(qtbot, window)


def problems(window: Window) -> list[Problem]:
    found = checking.check(window.session.office, YEAR)
    return [p for p in found if p.severity in ("stop", "ask")]


def mistakes(keyboard: Keyboard, qtbot: Any, window: Window, paper: Paper) -> None:
    """More women than workers, an unclear number, and a slip taken back by Ctrl+Z: each is told, and mended."""
    office: Office = window.session.office
    workers = paper.forms["workers"]
    record = held(office, workers)[0]
    right = shown(workers, record, "workers_female")
    owner = next(r for r in held(office, paper.forms["establishments"]) if r.record_id == record.record_id)
    choose_form(qtbot, keyboard, window, paper.forms["establishments"].title)
    keyboard.press(Key.Key_F, CTRL)
    keyboard.type(str(owner.values["name"]))
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_F6)
    qtbot.waitUntil(lambda: focus().objectName() == "name")
    page = window.page
    assert page is not None
    tab_to(keyboard, lambda: focus().objectName() == "workers_female")
    keyboard.type("999999")
    keyboard.press(Key.Key_Return)
    assert any("999.999" in text for text in visible_words(page).splitlines())
    keyboard.press(Key.Key_Return, SHIFT)
    keyboard.press(Key.Key_A, CTRL)
    keyboard.type("1.25")
    keyboard.press(Key.Key_Return)
    assert "“1.25”" in visible_words(page)
    assert [p.code for p in problems(window)].count("UNREADABLE") == 1
    keyboard.press(Key.Key_Z, CTRL)
    keyboard.press(Key.Key_Z, CTRL)
    after = next(r for r in held(office, workers) if r.record_id == record.record_id)
    assert shown(workers, after, "workers_female") == right


def tab_to(keyboard: Keyboard, there: Callable[[], bool]) -> None:
    """Tab until the focus stands where it is wanted."""
    for _ in range(200):
        if there():
            return
        keyboard.press(Key.Key_Tab)
    raise AssertionError("Tab never leads there")


def press_button(keyboard: Keyboard, window: Window, verb: str) -> None:
    """Alt and the underlined letter of the button, which acts a moment later."""
    (letter,) = QKeySequence.mnemonic(button(window, verb).text())
    keyboard.press(Key(letter.key()), ALT)


def button(window: Window, verb: str) -> QPushButton:
    assert window.page is not None
    found = window.page.findChild(QPushButton, f"action_{verb}")
    assert found is not None and found.isVisible() and found.isEnabled(), verb
    return found


def test_a_year_is_entered_submitted_received_and_consolidated_by_keyboard(
    qtbot: Any, windows: Any, commune: tuple[Path, Paper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, paper = commune
    window, keyboard = windows(path), Keyboard()
    office: Office = window.session.office
    for key in ("establishments", "markets", "transformer_stations"):
        choose_form(qtbot, keyboard, window, paper.forms[key].title)
        type_records(keyboard, window, paper, key)
        kept = {json.dumps(paper.texts(key, r), sort_keys=True) for r in held(office, paper.forms[key])}
        assert kept == {json.dumps(paper.texts(key, r), sort_keys=True) for r in paper.records[key]}
    for key in ("power_grid", "household_electricity"):
        choose_form(qtbot, keyboard, window, paper.forms[key].title)
        (record,) = paper.records[key]
        type_boxes(keyboard, [(paper.forms[key], paper.texts(key, record))])
        keyboard.note(key, paper)
        (kept_record,) = held(office, paper.forms[key])
        assert paper.texts(key, kept_record) == paper.texts(key, record)
    COUNTS.parent.mkdir(parents=True, exist_ok=True)
    COUNTS.write_text(json.dumps(keyboard.by_form, indent=1), encoding="utf-8")
    mistakes(keyboard, qtbot, window, paper)
    choose_form(qtbot, keyboard, window, paper.forms["trade_facilities"].title)
    press_button(keyboard, window, "nil")
    still_open = paper.forms["trade_facilities"]
    qtbot.waitUntil(lambda: still_open not in entry.open_forms(office, YEAR))
    nothing_else(keyboard, qtbot, window)
    explain(keyboard, qtbot, window)
    sent = tmp_path / "xa.xlsx"
    saved_as(monkeypatch, sent)
    keyboard.press(Key.Key_4, CTRL)
    settled(qtbot, window)
    keyboard.press(Key.Key_N, ALT)
    qtbot.waitUntil(sent.is_file, timeout=20_000)
    settled(qtbot, window)
    assert window.session.closed
    unit = office.unit_in(YEAR)
    window.close()
    above(qtbot, windows, unit, sent, tmp_path, monkeypatch)


def above(
    qtbot: Any, windows: Any, unit: Unit, sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The province receives two files, returns one, approves the other, adds up, draws and exports."""
    day = date(2025, 12, 31)
    with an_office(tmp_path / "province", unit.parent, on=day) as province:
        entry.open_period(province, YEAR)
        path = province.store.path
        sibling = next(u for u in province.tree(YEAR).children(province.unit) if u.code != unit.code)
    other = submission(tmp_path / "sent", sibling.code, {}, period=YEAR, on=day)
    window, keyboard = windows(path), Keyboard()
    monkeypatch.setattr(dialogs, "open_files", lambda *_, **__: [sent, other])
    take_and_judge(keyboard, qtbot, window, unit, sibling, monkeypatch)
    total = consolidate(window.session.office, YEAR).root.figures["markets_total"].value
    assert total == MARKETS
    book, chart = tmp_path / "tong-hop.xlsx", tmp_path / "bieu-do.png"
    for digit, file in ((Key.Key_6, book), (Key.Key_8, chart)):
        keyboard.press(digit, CTRL)
        settled(qtbot, window)
        saved_as(monkeypatch, file)
        qtbot.waitUntil(lambda: button(window, "export").isEnabled(), timeout=20_000)
        press_button(keyboard, window, "export")
        qtbot.waitUntil(file.is_file, timeout=20_000)
        settled(qtbot, window)
    written = openpyxl.load_workbook(book)
    rows = [row for sheet in written.worksheets for row in sheet.iter_rows(values_only=True)]
    assert any("Tổng số chợ" in row and MARKETS in row for row in rows)


def states(window: Window) -> dict[str, str]:
    found = standings(window.session.office, YEAR)
    return {key: standing.state for key, standing in found.items()}


def take_and_judge(
    keyboard: Keyboard,
    qtbot: Any,
    window: Window,
    unit: Unit,
    sibling: Unit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl+O takes both files, Ctrl+R returns the sibling's, Ctrl+D approves what is left."""
    keyboard.press(Key.Key_5, CTRL)
    settled(qtbot, window)
    keyboard.press(Key.Key_O, CTRL)
    settled(qtbot, window)
    assert states(window) == {unit.key: "sent", sibling.key: "sent"}
    reasons(monkeypatch, "Chưa có số liệu lưới điện")
    assert window.page is not None
    table = window.page.findChild(QTableView, "table_units")
    assert table is not None
    tab_to(keyboard, table.hasFocus)
    keyboard.press(Key.Key_Home, CTRL)
    for _ in range(table.model().rowCount()):
        if table.currentIndex().siblingAtColumn(0).data() != sibling.name:
            keyboard.press(Key.Key_Down)
    assert table.currentIndex().siblingAtColumn(0).data() == sibling.name
    settled(qtbot, window)
    keyboard.press(Key.Key_R, CTRL)
    settled(qtbot, window)
    keyboard.press(Key.Key_D, CTRL)
    settled(qtbot, window)
    assert states(window) == {unit.key: "approved", sibling.key: "returned"}
