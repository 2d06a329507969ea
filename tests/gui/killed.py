"""A window that types until it is killed: run by test_kill.py in a process of its own.

    python -m tests.gui.killed DATA.sct PREFERENCES_FOLDER SEED

It types into boxes of new records, into cells of the list and into a form of one page, as chance has it.
Prints "ready", then lines of JSON [door, form, record_id, field, text, text that was typed]: "begun" before a text is
kept, "box" or "cell" when the window showed it as kept. The one record of a form of one page is "".
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from office.entering.registers import LABEL
from ui import app as starting
from ui import preferences
from ui.pages.entry.page import EntryPage
from ui.session import Session
from ui.window import Window, open_file

FORM = "kilns"
FIELDS = ("name", "workers", "cost")
SHEET, SHEET_FIELDS = "visits", ("calls", "letters", "meetings")


class Typist:
    """Types now here, now there, a letter at a time, and says what was kept."""

    def __init__(self, window: Window, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.count = 0
        self.step = self._typing()
        self.timer = QTimer(interval=0)
        self.timer.timeout.connect(lambda: next(self.step))

    def _typing(self) -> Iterator[None]:
        while True:
            yield from self.chance.choice((self._record, self._cells, self._sheet))()

    def _record(self) -> Iterator[None]:
        """A new record, box by box."""
        self.window.session.go("entry", form=FORM)
        yield
        QTest.keyClick(self.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        yield
        self.count += 1
        for field in FIELDS:
            yield from self._box(FORM, field)

    def _sheet(self) -> Iterator[None]:
        """The boxes of a form of one page."""
        self.window.session.go("entry", form=SHEET)
        yield
        for field in SHEET_FIELDS:
            yield from self._box(SHEET, field)

    def _box(self, form: str, field: str) -> Iterator[None]:
        box = self._page.findChild(QLineEdit, field)
        box.setFocus()
        box.selectAll()
        meant = self._text(field)
        for letter in meant:
            QTest.keyClick(box, letter)
            yield
        typed, stored = box.text(), self._stored(form)
        self._tell("begun", form, stored, field, "", typed)
        QTest.keyClick(box, Qt.Key.Key_Return)
        self._tell("box", form, self._stored(form), field, typed, meant)
        yield

    def _stored(self, form: str) -> str:
        return self.window.session.preferences.place.record_id if form == FORM else ""

    def _cells(self) -> Iterator[None]:
        """Some cells of the list, anywhere in it."""
        self.window.session.go("entry", form=FORM)
        yield
        table = self._page.register.table
        listed = table.register
        for _ in range(min(3, listed.rowCount())):
            self.count += 1
            row = self.chance.randrange(listed.rowCount())
            column = self.chance.choice(
                [n for n, c in enumerate(listed.columns) if c.key in (LABEL, "workers")]
            )
            record_id, field = listed.ids[row], listed.columns[column].key or "name"
            table.setFocus()
            table.go(row, column)
            meant = self._text(field)
            for letter in meant:
                QTest.keyClick(table.editor or table, letter)
                yield
            self._tell("begun", FORM, record_id, field, "", meant)
            QTest.keyClick(table.editor, Qt.Key.Key_Return)
            row = listed.ids.row_of(record_id)
            self._tell("cell", FORM, record_id, field, listed.text(row, column), meant)
            yield

    @property
    def _page(self) -> EntryPage:
        page = self.window.page
        assert isinstance(page, EntryPage)
        return page

    def _tell(self, *kept: str) -> None:
        print(json.dumps(kept), flush=True)

    def _text(self, field: str) -> str:
        if field == "name":
            return f"Lo {os.getpid()} {self.count}"
        return str(self.chance.randrange(1, 90))


def main(data: Path, folder: Path, seed: int) -> None:
    """Open the window where it was left, and type."""
    preferences.data_dir = lambda: folder  # type: ignore[assignment]
    app = QApplication([])
    chosen = preferences.load()
    starting.prepare(app, chosen)
    window = Window(Session(chosen))
    window.show()
    assert open_file(window, data)
    typist = Typist(window, seed)

    def begin() -> None:
        place = chosen.place
        came_back = isinstance(window.page, EntryPage)
        print(json.dumps(["ready", place.record_id if came_back else "", place.field]), flush=True)
        window.session.go("entry", form=FORM)
        typist.timer.start()

    QTimer.singleShot(50, begin)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
