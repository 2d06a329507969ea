"""What a chart says of a figure: its number, what it lacks, and which figures are missing."""

from __future__ import annotations

from fractions import Fraction

from base.numbers import show
from consolidation.series import Chart, Point
from exports.charts.fonts import SMALL
from exports.charts.page import MARGIN, ROOM, Page
from exports.charts.texts import plain, wrap

MISSING = "chưa có số liệu"
INCOMPLETE = "chưa đủ đơn vị"


def worded(point: Point, decimals: int) -> tuple[str, str]:
    """The figure and the note beside it; for an unreported one no figure."""
    if point.value is None:
        return "", MISSING
    return "" if point.silent else show(point.value, decimals), "" if point.complete else plain(
        point.note
    ) or INCOMPLETE


def known_values(chart: Chart) -> list[int | Fraction]:
    return [point.value for one in chart.series for point in one.points if point.value is not None]


def draw_unreported(page: Page, chart: Chart, top: float) -> float:
    """One sentence that names the missing figures, if any; returns its lower edge."""
    several = len(chart.series) > 1
    labels = [
        f"{point.label} ({one.label})" if several else point.label
        for one in chart.series
        for point in one.points
        if point.value is None
    ]
    if not labels:
        return top
    return page.lines((MARGIN, top + 6), wrap(f"{MISSING.capitalize()}: {', '.join(labels)}.", SMALL, ROOM))
