"""Starts the window: theme, language, the last data file or the first start."""

from __future__ import annotations

import gc
import itertools
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from base.errors import AppError, Code
from ui import dialogs, preferences, speech, theme
from ui.session import Session
from ui.window import Window, open_file

STARTED_MS = 1_500
"""When the first page stands for certain."""
COLLECT_MS, ALL_AFTER = 5_000, 12
"""How often rubbish is collected in the window's own thread, and after so many rounds the oldest too."""
Report = Callable[[str], str]
"""Keeps a crash report and gives the text that is shown."""


def start(arguments: Sequence[str], report: Report) -> int:
    """Open the window on the data file named, else on the one opened last, else on the first start."""
    if not has_screen():
        sys.stderr.write(f"{Code.NO_SCREEN.name}: {AppError(Code.NO_SCREEN)}\n")
        return 2
    app = QApplication([dialogs.TITLE, *theme.STYLE, *arguments])
    chosen = preferences.load()
    prepare(app, chosen)
    sys.excepthook = _crash_hook(report)
    window = Window(Session(chosen))
    begin(window, next((Path(a) for a in arguments if a.endswith(".sct")), None))
    window.show()
    QTimer.singleShot(STARTED_MS, window, partial(_ready, window))
    return app.exec()


def has_screen() -> bool:
    """Whether there is a screen to open a window on: without one Qt would end the process."""
    asked = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in asked)


def prepare(app: QApplication, chosen: preferences.Preferences) -> None:
    """Language, fonts and colours, before the first widget."""
    app.setApplicationName("SoCongThuong")
    app.setApplicationDisplayName("")
    app.installTranslator(speech.translator())
    theme.apply(app, chosen.mode, chosen.scale / 100)


def _ready(window: Window) -> None:
    from ui import ahead

    ahead.ready(window, _collect_rubbish)


def _collect_rubbish() -> None:
    """From now on, main.py having put it off; what was made so far stays to the end and need not be looked at.

    Never by itself: Python would collect in whatever thread makes objects, and a widget must die in the window's.
    """
    gc.freeze()
    rounds = itertools.count(1)
    timer = QTimer(QApplication.instance(), interval=COLLECT_MS)
    timer.timeout.connect(lambda: gc.collect(2 if next(rounds) % ALL_AFTER == 0 else 1))
    timer.start()


def begin(window: Window, named: Path | None) -> None:
    """Open the file named, else the one that was opened last; where there is none, ask."""
    last = window.session.preferences.last_file
    path = named or (Path(last) if last else None)
    if path is not None and path != named and not path.is_file():
        QTimer.singleShot(0, partial(ask_for_file, window, path))
    elif path is None or not open_file(window, path):
        QTimer.singleShot(0, partial(_first_start, window))


def ask_for_file(window: Window, path: Path) -> None:
    """The file that was opened last is not there, as when it lives on a stick that was pulled out: nothing is lost."""
    from ui.files import choose_file, make_new

    verbs = {"retry": "&Thử lại", "open_file": "&Mở tệp khác…", "new_file": "&Lập tệp mới…"}
    acts: dict[str, Callable[[], bool]] = {
        "retry": lambda: path.is_file() and open_file(window, path),
        "open_file": lambda: choose_file(window),
        "new_file": lambda: make_new(window),
    }
    told = f"Không thấy tệp dữ liệu “{path}”. Nếu tệp nằm trên USB, hãy cắm USB rồi bấm Thử lại."
    while chosen := dialogs.choose(window, told, verbs, "Thoát"):
        if acts[chosen]():
            return
    window.close()


def _first_start(window: Window) -> None:
    from ui.files import make_new

    if not make_new(window):
        window.close()


def _crash_hook(
    report: Report,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        told = "".join(traceback.format_exception(kind, error, trace))
        dialogs.crash(QApplication.activeWindow(), report(told))

    return hook
