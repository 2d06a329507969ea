"""A drawn chart on the screen, painted by Qt at the size that there is room for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QToolTip, QVBoxLayout, QWidget

from base.numbers import show
from ui import theme
from ui.widgets.chart.pen import ChartPen

_WIDEST = 900
"""Logical pixels beyond which a chart does not grow: its letters would be larger than those around it."""


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
        self._sheet = _Sheet()
        self._sheet.installEventFilter(self)
        self.setWidget(self._sheet)

    def show_drawing(self, drawing: Any, *, decimals: int, unit: str) -> None:
        """Put a drawing (office.figures.charting.drawn) on the screen; its figures are told in this unit."""
        self._drawing, self._decimals, self._unit = drawing, decimals, unit
        self._sheet.put(drawing)
        self._fit()

    @property
    def marks(self) -> tuple[Any, ...]:
        """Where which point stands, in points from the upper left corner."""
        return self._drawing.marks if self._drawing is not None else ()

    @property
    def per_point(self) -> float:
        """Logical pixels that one point of the drawing takes."""
        return self._sheet.width() / self._drawing.width if self._drawing is not None else 1.0

    def _fit(self) -> None:
        """As wide as there is room, or so much narrower that it need not be scrolled and can still be read."""
        drawing, room = self._drawing, self.maximumViewportSize()
        if drawing is None or room.width() < 10:
            return
        widest = min(room.width(), theme.px(_WIDEST))
        whole = room.height() * drawing.width / drawing.height
        width = max(min(widest, whole), min(widest, drawing.width * 1.15 * theme.now().scale))
        self._sheet.setFixedSize(QSize(int(width), int(width * drawing.height / drawing.width)))

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
        if watched is self._sheet and event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self.told(event.pos().x(), event.pos().y())
            if told:
                QToolTip.showText(event.globalPos(), told, self._sheet)
            else:
                QToolTip.hideText()
            return True
        return super().eventFilter(watched, event)


class _Sheet(QWidget):
    """The paper: it fills its width with the drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chart_drawn")
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._drawing: Any = None

    def put(self, drawing: Any) -> None:
        """Show this one."""
        self._drawing = drawing
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawing = self._drawing
        painter.fillRect(event.rect(), QColor(drawing.paper if drawing else theme.now().tokens.surface))
        if drawing is not None:
            drawing.draw(ChartPen(painter, per_point=self.width() / drawing.width))


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
