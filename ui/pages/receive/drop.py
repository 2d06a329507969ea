"""A page on which files may be dropped anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

from ui.pages.page import Page
from ui.widgets.drop_strip import DropStrip, dropped


class DropPage(Page):
    """The strip shows that the drop may come; `receive` takes what was dropped."""

    strip: DropStrip

    def receive(self, paths: Sequence[Path]) -> None:
        """Take these files and folders."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()
            self.strip.light(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.strip.light(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.strip.light(over=False)
        event.acceptProposedAction()
        self.receive(dropped(event.mimeData()))
