"""A drawn chart on the screen: the only file that takes matplotlib's canvas for Qt."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QVBoxLayout, QWidget

from base.numbers import show
from ui import theme

_WIDEST = 900
"""Logical pixels beyond which a chart does not grow: its letters would be larger than those around it."""


def warm() -> None:
    """Load what drawing needs, which takes most of a second: called in a job."""
    import os

    os.environ.setdefault("QT_API", "pyside6")
    import matplotlib.backends.backend_qtagg  # noqa: F401


class Canvas(QScrollArea):
    """Fits the chart into its width; a higher one than its room is scrolled. Over a mark its figure is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chart")
        self.setAccessibleName("Biểu đồ")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._drawing: Any = None
        self._decimals, self._unit = 0, ""
        self._drawn: Any = None

    def show_drawing(self, drawing: Any, *, decimals: int, unit: str) -> None:
        """Put a drawing (office.charting.drawn) on the screen; its figures are told in this unit."""
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

        self._drawing, self._decimals, self._unit = drawing, decimals, unit
        self._drawn = FigureCanvasQTAgg(drawing.figure)
        self._drawn.setObjectName("chart_drawn")
        self._drawn.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._drawn.setMouseTracking(True)
        self._drawn.installEventFilter(self)
        self.setWidget(self._drawn)
        self._fit()

    @property
    def marks(self) -> tuple[Any, ...]:
        """Where which point stands, in points from the upper left corner."""
        return self._drawing.marks if self._drawing is not None else ()

    @property
    def per_point(self) -> float:
        """Logical pixels that one point of the drawing takes."""
        return self._drawn.width() / self._drawing.width if self._drawing is not None else 1.0

    def _size(self) -> QSize:
        """As wide as there is room, or so much narrower that it need not be scrolled and can still be read."""
        room, drawing = self.maximumViewportSize(), self._drawing
        widest = min(room.width(), theme.px(_WIDEST))
        whole = room.height() * drawing.width / drawing.height
        width = max(min(widest, whole), min(widest, drawing.width * 1.15 * theme.now().scale))
        return QSize(int(width), int(width * drawing.height / drawing.width))

    def _fit(self) -> None:
        if self._drawing is None or self._drawn is None:
            return
        size = self._size()
        if size == self._drawn.size() or size.width() < 10:
            return
        figure = self._drawing.figure
        figure.set_dpi(72 * size.width() / self._drawing.width * self._drawn.devicePixelRatioF())
        self._drawn.setFixedSize(size)
        self._drawn.draw_idle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def told(self, x: float, y: float) -> str:
        """What is told over a spot of the drawing, in logical pixels; "" where there is no mark."""
        spot = (x / self.per_point, y / self.per_point)
        mark = next((one for one in reversed(self.marks) if one.holds(spot)), None)
        if mark is None or mark.point.value is None:
            return ""
        value = f"{show(mark.point.value, self._decimals)} {self._unit}".strip()
        lacks = "" if mark.point.complete else f"\n{mark.point.note}"
        return f"{mark.point.label}: {value}{lacks}"

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self._drawn and event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self.told(event.pos().x(), event.pos().y())
            if told:
                QToolTip.showText(event.globalPos(), told, self._drawn)
            else:
                QToolTip.hideText()
            return True
        return super().eventFilter(watched, event)


def boxed(canvas: Canvas) -> QWidget:
    """The canvas with a margin, to stand in a card."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(12, 8, 12, 8)
    column.addWidget(canvas)
    return holder


def screen_colours() -> dict[str, Any] | None:
    """The colours of the screen; none where it looks like paper."""
    tokens = theme.now().tokens
    if tokens.mode == "light":
        return None
    return {
        "series": theme.chart_colours(tokens),
        "ink": tokens.text,
        "pale_ink": tokens.text2,
        "rule": tokens.line,
        "edge": tokens.edge,
        "paper": tokens.surface,
    }
