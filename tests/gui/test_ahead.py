"""While nobody does anything the pages are readied: who then opens one waits for nothing to load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from office.entering import entry
from tests.builders import COMMUNE, YEAR, an_office

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from ui import ahead, app
from ui.preferences import Preferences
from ui.session import Session
from ui.window import Window, open_file

made = QApplication([])
app.prepare(made, Preferences())
window = Window(Session(Preferences(tour_done=True)))
window.show()
open_file(window, Path(sys.argv[1]))
loop = QEventLoop()
ahead.ready(window, loop.quit)
loop.exec()
loaded = set(sys.modules)
print(*loaded)
for key in window.spine.offered():
    window.session.go(key)
    made.processEvents()
print(*(set(sys.modules) - loaded))
window.close()
"""
ROOMS = {"base", "consolidation", "courier", "db", "forms", "office", "ui"}
HEAVY = {"matplotlib", "openpyxl", "xlsxwriter", "docx", "numpy"}


def test_pages_are_readied_and_nothing_heavy_with_them(tmp_path: Path) -> None:
    with an_office(tmp_path, COMMUNE) as office:
        entry.open_period(office, YEAR)
        path = office.store.path
    command = [sys.executable, "-c", PROGRAM, str(path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    before, after = (line.split() for line in run.stdout.splitlines())
    assert "ui.pages.entry.page" in before
    assert not HEAVY.intersection(before)
    assert [name for name in after if name.split(".")[0] in ROOMS] == []
