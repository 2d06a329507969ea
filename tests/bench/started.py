"""How long a start takes: a bare PySide6 window, or ours on a data file, up to the first paint of its first page.

    python -m tests.bench.started bare
    python -m tests.bench.started ours DATA.sct

Prints seconds since the process began, megabytes of memory, and the heavy libraries that were loaded.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

HEAVY = ("matplotlib", "openpyxl", "xlsxwriter", "docx", "numpy", "pandas")


def since_begun() -> float:
    """Seconds since the operating system made this process."""
    ticks = float(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return up - ticks / os.sysconf("SC_CLK_TCK")


def tell() -> None:
    """One line, and the end."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(since_begun(), memory, ",".join(name for name in HEAVY if name in sys.modules), flush=True)
    os._exit(0)


def bare() -> None:
    """The least that a window can be."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 696)
    window.show()
    QTimer.singleShot(0, tell)
    app.exec()


def ours(data: Path) -> None:
    """The program as a person starts it, by its own front door."""
    from main import main

    sys.meta_path.insert(0, _Watching())
    main([str(data)])


class _Watching(MetaPathFinder):
    """Finds nothing; notices when the program comes to load its window, with Qt loaded just before."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "ui.window":
            sys.meta_path.remove(self)
            _watch()


def _watch() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def look() -> None:
        window = QApplication.activeWindow()
        page = getattr(window, "page", None)
        if page is not None and page.isVisible():
            window.repaint()
            tell()

    run = QApplication.exec

    def watched(_: QApplication) -> int:
        timer = QTimer(QApplication.instance(), interval=2)
        timer.timeout.connect(look)
        timer.start()
        return run()

    QApplication.exec = watched  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else ours(Path(sys.argv[2]))
