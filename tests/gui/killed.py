"""A window that types until it is killed: run by test_kill.py in a process of its own.

    python -m tests.gui.killed DATA.sct PREFERENCES_FOLDER SEED

Prints "ready", then a line of JSON for every field that the window showed as kept:
[record_id, field, text, text that was typed].
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ui import app as starting
from ui import preferences
from ui.pages.entry.page import EntryPage
from ui.session import Session
from ui.window import Window, open_file

FORM = "kilns"
FIELDS = ("name", "workers", "cost")


class Typist:
    """Fills in record after record, a field at a time, and says what was kept."""

    def __init__(self, window: Window, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.count = 0
        self.step = self._typing()
        self.timer = QTimer(interval=0)
        self.timer.timeout.connect(lambda: next(self.step))

    def _typing(self):
        while True:
            QTest.keyClick(self.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            yield
            self.count += 1
            for field in FIELDS:
                box = self.window.page.findChild(QLineEdit, field)
                box.setFocus()
                box.selectAll()
                meant = self._text(field)
                for letter in meant:
                    QTest.keyClick(box, letter)
                    yield
                typed = box.text()
                QTest.keyClick(box, Qt.Key.Key_Return)
                record_id = self.window.session.preferences.place.record_id
                print(json.dumps([record_id, field, typed, meant]), flush=True)
                yield

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
