"""Readies the pages while nobody waits for them: what a page loads is loaded before it is first wanted."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, QTimer

from base.errors import AppError
from ui.window import PAGES, Window

BEAT_MS = 40
"""Between two steps whoever types or clicks is answered; no step takes a tenth of a second."""
DEEP = (
    "forms.formula",
    "forms.check",
    "forms.load",
    "courier.payload",
    "office.entering.carried",
    "office.entering.records",
    "office.entering.duplicates",
    "office.entering.cells",
    "ui.widgets.boxes.lists",
    "ui.widgets.record.body",
    "ui.widgets.register.panel",
    "consolidation.table",
    "consolidation.origin",
    "office.figures.series",
    "office.sending.submitting",
    "office.receiving.contents",
    "office.figures.estimate_errors",
)
"""What several pages stand on, in pieces that load quickly; the pages come after it."""


def ready(window: Window, then: Callable[[], object]) -> None:
    """Load one piece after the other, then make the page of entering, where most of an office's work is done."""
    steps = _steps(window)
    timer = QTimer(window, interval=BEAT_MS)

    def beat() -> None:
        if window.session.jobs.busy:  # both at once would take longer than one after the other
            return
        try:
            ended = next(steps, steps) is steps
        except AppError:  # as of a stick that was pulled out: whoever next does something is told
            ended = True
        if ended:
            timer.stop()
            timer.deleteLater()
            then()

    timer.timeout.connect(beat)
    timer.start()


def _steps(window: Window) -> Iterator[object]:
    """Do a piece at each step."""
    for name in DEEP:
        importlib.import_module(name)
        yield name
    offered = window.spine.offered()
    for key in (nav.key for nav in PAGES if nav.key in offered):
        importlib.import_module(f"ui.pages.{key}.page")
        yield key
    if window.session.is_open and "entry" in offered:
        yield from _entering(window)


def _entering(window: Window) -> Iterator[object]:
    """The page of entering, as long as the file stays open that is."""
    session, office = window.session, window.session.office
    page = window.made("entry")
    page.resize(window.stack.size())
    pieces = page.make_ready()
    yield page
    while session.is_open and session.office is office:
        piece = next(pieces, None)
        if piece is None:
            yield page.grab(QRect(0, 0, 1, 1))  # has all of it laid out and dressed, as being shown would
            return
        yield piece
