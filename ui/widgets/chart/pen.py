"""The pen that puts a chart (exports/charts/pen.py) on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui import theme

_FAMILIES = ("Noto Sans", *theme.FAMILIES)
"""First the face by whose widths the chart is laid out, and which the program brings along."""
_Spot = tuple[float, float]
_Align = Literal["left", "center", "right"]
_CORNERS = {
    "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "^": ((0, -1), (1, 1), (-1, 1)),
    "D": ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
}


class ChartPen:
    """`per_point`: logical pixels a point. What lies along an axis is moved onto whole pixels, to be sharp."""

    def __init__(self, painter: QPainter, *, per_point: float) -> None:
        self._painter = painter
        self._scale = per_point
        self._pixels = painter.device().devicePixelRatioF()
        self._fonts: dict[tuple[float, bool], QFont] = {}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def text(self, at: _Spot, text: str, *, size: float, bold: bool, colour: str, align: _Align) -> None:
        font = self._font(size, bold=bold)
        wide = QFontMetricsF(font, self._painter.device()).horizontalAdvance(text)
        left = at[0] * self._scale - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(QPointF(left, self._whole(at[1])), text)

    def _font(self, size: float, *, bold: bool) -> QFont:
        made = self._fonts.get((size, bold))
        if made is None:
            made = QFont(list(_FAMILIES))
            # Hinted letters are as wide as whole pixels allow, which is wider than there is room for.
            made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            made.setPointSizeF(size * self._scale * 72 / self._painter.device().logicalDpiY())
            made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
            self._fonts[size, bold] = made
        return made

    def lines(
        self, runs: Sequence[Sequence[_Spot]], *, colour: str, width: float, dashes: Sequence[float]
    ) -> None:
        pen = self._ink(colour, width)
        if dashes:
            pen.setDashPattern(list(dashes))
        self._painter.setPen(pen)
        for run in runs:
            self._painter.drawPolyline(QPolygonF(self._points(run, pen.widthF())))

    def _points(self, run: Sequence[_Spot], width: float) -> list[QPointF]:
        """The spots on the screen; a line along an axis is moved onto whole pixels across."""
        xs, ys = zip(*run, strict=True)
        across = 0.0 if round(width * self._pixels) % 2 == 0 else 0.5
        if len(set(xs)) == 1:
            return [QPointF(self._whole(x, across), y * self._scale) for x, y in run]
        if len(set(ys)) == 1:
            return [QPointF(x * self._scale, self._whole(y, across)) for x, y in run]
        return [QPointF(x * self._scale, y * self._scale) for x, y in run]

    def box(self, at: _Spot, size: _Spot, *, fill: str, edge: str = "", width: float = 0.0) -> None:
        pen = self._ink(edge, width) if edge else QPen(Qt.PenStyle.NoPen)
        across = 0.5 if edge and round(pen.widthF() * self._pixels) % 2 else 0.0
        left, top = self._whole(at[0], across), self._whole(at[1], across)
        right, bottom = self._whole(at[0] + size[0], across), self._whole(at[1] + size[1], across)
        self._painter.setPen(pen)
        self._painter.setBrush(_brush(fill))
        self._painter.drawRect(QRectF(left, top, max(right - left, 1 / self._pixels), bottom - top))

    def wedge(
        self, centre: _Spot, radius: float, *, start: float, end: float, fill: str, edge: str, width: float
    ) -> None:
        middle, reach = QPointF(centre[0], centre[1]) * self._scale, radius * self._scale
        round_it = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
        path = QPainterPath()
        if end - start >= 360:
            path.addEllipse(round_it)
        else:
            path.moveTo(middle)
            path.arcTo(round_it, -start, start - end)
            path.closeSubpath()
        self._painter.setPen(self._ink(edge, width))
        self._painter.setBrush(_brush(fill))
        self._painter.drawPath(path)

    def marker(self, at: _Spot, shape: str, *, size: float, fill: str, edge: str, width: float) -> None:
        middle, half = QPointF(at[0], at[1]) * self._scale, size * self._scale / 2
        self._painter.setPen(self._ink(edge, width))
        self._painter.setBrush(_brush(fill))
        if shape == "o":
            self._painter.drawEllipse(middle, half, half)
            return
        self._painter.drawPolygon(QPolygonF([middle + QPointF(x, y) * half for x, y in _CORNERS[shape]]))

    def _ink(self, colour: str, width: float) -> QPen:
        """Never thinner than a pixel."""
        pen = QPen(QColor(colour), max(width * self._scale, 1 / self._pixels))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    def _whole(self, points: float, across: float = 0.0) -> float:
        """On a pixel's edge, or `across` it."""
        return (round(points * self._scale * self._pixels - across) + across) / self._pixels


def _brush(colour: str) -> QBrush:
    return QBrush(QColor(colour)) if colour else QBrush(Qt.BrushStyle.NoBrush)
