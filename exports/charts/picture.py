"""The whole picture: title, body and footer on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from consolidation.series import Chart
from exports.charts.colours import PALE_INK, RULE
from exports.charts.columns import draw_columns, fits_columns
from exports.charts.fonts import SMALL, Style
from exports.charts.lines import draw_lines
from exports.charts.page import MARGIN, ROOM, WIDTH, Drawing, Page
from exports.charts.pie import draw_pie
from exports.charts.rows import draw_rows
from exports.charts.texts import Line, plain, widest, wrap, wrap_evenly
from exports.charts.words import known_values

ILLUSTRATIVE = "Dữ liệu minh họa"

_TITLE = Style(12, bold=True)
_SUBTITLE = Style(9, PALE_INK)


def drawing(chart: Chart, colours: Mapping[str, str] | None = None) -> Drawing:
    """The drawn chart as on paper, or in other colours (colours.instead)."""
    page = Page(colours)
    top = _head(page, chart)
    bottom = _foot(page, chart, _body(chart)(page, chart, top))
    return page.finished(bottom)


def _head(page: Page, chart: Chart) -> float:
    """The title; below it unit, coverage and totals."""
    y = page.lines((MARGIN, 10), wrap_evenly(chart.title, _TITLE, ROOM)) + 1
    unit = f"Đơn vị: {chart.unit}" if chart.unit else ""
    under = ". ".join(part for part in (unit, chart.subtitle) if part)
    return page.lines((MARGIN, y), wrap(under, _SUBTITLE, ROOM)) + 8


def _body(chart: Chart) -> Callable[[Page, Chart, float], float]:
    """Who draws the chart; where its kind would be empty or untrue (a pie with a negative part): bars."""
    values = known_values(chart)
    if not any(values):
        return draw_rows
    if chart.kind == "line":
        return draw_lines
    if chart.kind == "pie" and min(values) >= 0:
        return draw_pie
    return draw_columns if fits_columns(chart) else draw_rows


def _foot(page: Page, chart: Chart, top: float) -> float:
    """Source at the left; the date, and the word that the figures are invented, at the right."""
    top += 10
    page.line([(MARGIN, top), (WIDTH - MARGIN, top)], RULE)
    top += 4
    date = Line(plain(chart.date_line), SMALL)
    invented = Line(ILLUSTRATIVE if chart.illustrative else "", replace(SMALL, bold=True))
    right = [line for line in (date, invented) if line.text]
    room = ROOM - widest(right) - 18
    source = wrap(f"Nguồn: {chart.source}", SMALL, room) if chart.source else ()
    ends = (
        page.lines((WIDTH - MARGIN, top), right, align="right"),
        page.lines((MARGIN, top), source),
    )
    return max(ends) + 8
