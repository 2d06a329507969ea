"""The whole picture: title, body and footer on one page, and its file."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from base.errors import AppError, Code
from consolidation.series import Chart
from exports.charts.colours import PALE_INK, RULE
from exports.charts.columns import draw_columns, fits_columns
from exports.charts.fonts import SMALL, Style
from exports.charts.lines import draw_lines
from exports.charts.page import MARGIN, ROOM, WIDTH, Mark, Page
from exports.charts.pie import draw_pie
from exports.charts.rows import draw_rows
from exports.charts.texts import Line, plain, widest, wrap, wrap_evenly
from exports.charts.words import known_values
from exports.writing import atomic_output

ILLUSTRATIVE = "Dữ liệu minh họa"

_DPI = 300
_TITLE = Style(12, bold=True)
_SUBTITLE = Style(9, PALE_INK)
# Who draws a file, and the marks of program and time that would make two runs differ.
_FORMATS = {
    ".png": (FigureCanvasAgg, ("Software",)),
    ".svg": (FigureCanvasSVG, ("Date", "Creator")),
    ".pdf": (FigureCanvasPdf, ("CreationDate", "Creator", "Producer")),
}


def draw(chart: Chart, path: Path) -> None:
    """Write the chart as the suffix of `path` says, whole or not at all.

    Raises AppError: OUTPUT_KIND, OUTPUT_READ_ONLY, OUTPUT_OPEN, DISK_FULL, OUTPUT_FAILED.
    """
    kind = path.suffix.lower()
    if kind not in _FORMATS:
        raise AppError(Code.OUTPUT_KIND, suffix=path.suffix, allowed=", ".join(_FORMATS))
    content = picture(chart, kind)
    with atomic_output(path) as beside:
        beside.write_bytes(content)


def picture(chart: Chart, kind: str) -> bytes:
    """The content of the file that ends in `kind`: ".png", ".svg" or ".pdf"."""
    canvas, marks = _FORMATS[kind]
    properties: dict[str, str | None] = dict.fromkeys(marks)
    if kind != ".png":
        properties["Title"] = plain(chart.title)
    content = io.BytesIO()
    canvas(figure(chart)).print_figure(content, format=kind[1:], dpi=_DPI, metadata=properties)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn chart for any canvas, and where its points stand; width and height in points."""

    figure: Figure
    marks: tuple[Mark, ...]
    width: float
    height: float


def figure(chart: Chart) -> Figure:
    """The drawn chart, for any canvas; its size in inches follows its content."""
    return drawing(chart).figure


def drawing(chart: Chart, colours: Mapping[str, str] | None = None) -> Drawing:
    """The drawn chart as on paper, or in other colours (colours.instead)."""
    page = Page(colours)
    top = _head(page, chart)
    bottom = _foot(page, chart, _body(chart)(page, chart, top))
    return Drawing(page.finished(bottom), tuple(page.marks), WIDTH, bottom)


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
