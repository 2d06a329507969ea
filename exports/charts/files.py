"""A chart as a file: PNG at 300 dpi, SVG or PDF; the same chart gives the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from base.errors import AppError, Code
from consolidation.series import Chart
from exports.charts.paper import on_paper
from exports.charts.picture import drawing
from exports.charts.texts import plain
from exports.writing import atomic_output

_DPI = 300
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


def figure(chart: Chart) -> Figure:
    """The drawn chart, for any canvas of matplotlib; its size in inches follows its content."""
    return on_paper(drawing(chart))
