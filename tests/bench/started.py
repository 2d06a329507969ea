"""How long a start takes: a bare PySide6 window, or ours on a data file, up to the first paint of its first page.

    python -m tests.bench.started bare
    python -m tests.bench.started ours DATA.sct PREFERENCES_FOLDER

Prints seconds since the process began, megabytes of memory, and the heavy libraries that were loaded.
"""

from __future__ import annotations

import os
import sys
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


def ours(data: Path, folder: Path) -> None:
    """The program as it starts on the file that was open last."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui import app as starting
    from ui import preferences

    preferences.data_dir = lambda: folder  # type: ignore[assignment]

    def look() -> None:
        window = QApplication.activeWindow()
        page = getattr(window, "page", None)
        if page is not None and page.isVisible():
            window.repaint()
            tell()

    def watch() -> None:
        timer = QTimer(QApplication.instance(), interval=2)
        timer.timeout.connect(look)
        timer.start()

    prepare = starting.prepare

    def prepared(*given: object) -> None:
        prepare(*given)  # type: ignore[arg-type]
        watch()

    starting.prepare = prepared  # type: ignore[assignment]
    starting.start([str(data)], str)


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else ours(Path(sys.argv[2]), Path(sys.argv[3]))
