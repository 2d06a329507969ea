"""The pen of the screen draws what the pen of files draws: every kind of chart, in light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from exports.charts import drawing
from exports.charts.files import picture
from tests.unit.exports.test_charts import GALLERY
from ui.widgets.chart.pen import ChartPen

SCALE = 2.0
_BLUR = 8
"""Pixels of a square over which colours are averaged: letters are shaped a little otherwise."""


def painted(name: str) -> QImage:
    drawn = drawing(GALLERY[name])
    image = QImage(round(drawn.width * SCALE), round(drawn.height * SCALE), QImage.Format.Format_RGB32)
    image.fill(QColor(drawn.paper))
    painter = QPainter(image)
    drawn.draw(ChartPen(painter, per_point=image.width() / drawn.width))
    painter.end()
    return image


def blurred(image: QImage, width: int, height: int) -> QImage:
    """The picture in squares of one colour."""
    small = image.scaled(
        width // _BLUR,
        height // _BLUR,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return small.convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("name", GALLERY)
def test_the_screen_shows_what_the_file_shows(name: str) -> None:
    on_screen = painted(name)
    on_paper = QImage.fromData(picture(GALLERY[name], ".png"))
    ours, theirs = (blurred(one, on_screen.width(), on_screen.height()) for one in (on_screen, on_paper))
    spots = [(x, y) for x in range(ours.width()) for y in range(ours.height())]
    apart = sorted(
        abs(ours.pixelColor(x, y).lightness() - theirs.pixelColor(x, y).lightness()) for x, y in spots
    )
    assert apart[len(apart) * 98 // 100] <= 20, "of a hundred squares two may differ, at the edges of letters"
    assert sum(apart) / len(apart) <= 2.5


def test_the_squares_tell_two_charts_apart() -> None:
    """Else the comparison above would be green whatever is drawn."""
    ours, theirs = painted("two lines"), painted("columns")
    width, height = ours.width(), min(ours.height(), theirs.height())
    a, b = (blurred(one.copy(QRectF(0, 0, width, height).toRect()), width, height) for one in (ours, theirs))
    spots = [(x, y) for x in range(a.width()) for y in range(a.height())]
    apart = [abs(a.pixelColor(x, y).lightness() - b.pixelColor(x, y).lightness()) for x, y in spots]
    assert sum(apart) / len(apart) > 5
