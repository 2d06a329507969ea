"""How much room a table has for its columns."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractScrollArea


def room_in(area: QAbstractScrollArea) -> int:
    """The width of the viewport in pixels.

    PySide6 answers viewport() by loading every class of widget that it could be: 15 ms of a start.
    """
    bar = area.verticalScrollBar()
    return area.maximumViewportSize().width() - (bar.width() if bar.isVisibleTo(area) else 0)
