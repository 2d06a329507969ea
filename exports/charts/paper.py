"""A drawing on a page of matplotlib, for files. Importing it takes half a second: only what writes a file does."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path as File

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle, Wedge
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from base.paths import asset
from exports.charts.fonts import REGULAR, SEMIBOLD
from exports.charts.page import Drawing
from exports.charts.pen import Align, Shape
from exports.charts.places import Spot

_REGULAR, _SEMIBOLD, _SIGNS = "SCT Regular", "SCT SemiBold", "SCT Signs"


@functools.cache
def _prepare() -> None:
    """Shut out the user's matplotlibrc, and make our fonts known under names that no installed font has."""
    # Set once for all charts, because rc_context is not safe between threads.
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {"svg.hashsalt": "so-cong-thuong", "pdf.fonttype": 42, "text.hinting": "no_hinting"}
    )
    files = {
        _REGULAR: asset(REGULAR),
        _SEMIBOLD: asset(SEMIBOLD),
        _SIGNS: File(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf",
    }
    fontManager.ttflist += [
        FontEntry(fname=str(file), name=name, weight=400, size="scalable") for name, file in files.items()
    ]


@functools.cache
def _font(size: float, *, bold: bool) -> FontProperties:
    """The face as matplotlib wants it: a sign that our fonts lack is borrowed."""
    return FontProperties(family=[_SEMIBOLD if bold else _REGULAR, _SIGNS], size=size)


def on_paper(drawing: Drawing) -> Figure:
    """The drawing as a figure of its size, for any canvas of matplotlib."""
    _prepare()
    size = (drawing.width / 72, drawing.height / 72)
    paper = _Paper(Figure(figsize=size, facecolor=drawing.paper), drawing.height)
    drawing.draw(paper)
    return paper.figure


class _Paper:
    """A pen whose points count from the upper left corner of a figure."""

    def __init__(self, figure: Figure, height: float) -> None:
        self.figure = figure
        self._place = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + figure.dpi_scale_trans

    def text(self, at: Spot, text: str, *, size: float, bold: bool, colour: str, align: Align) -> None:
        drawn = Text(*at, text, fontproperties=_font(size, bold=bold), color=colour, parse_math=False)
        drawn.set(ha=align, va="baseline")
        self._add(drawn)

    def lines(
        self, runs: Sequence[Sequence[Spot]], *, colour: str, width: float, dashes: Sequence[float]
    ) -> None:
        codes = [Path.LINETO if n else Path.MOVETO for run in runs for n in range(len(run))]
        path = Path([spot for run in runs for spot in run], codes)
        drawn = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width, joinstyle="round")
        if dashes:
            drawn.set_linestyle((0, tuple(dashes)))
        self._add(drawn)

    def box(self, at: Spot, size: Spot, *, fill: str, edge: str = "", width: float = 0.0) -> None:
        self._add(Rectangle(at, *size, facecolor=fill or "none", edgecolor=edge or "none", linewidth=width))

    def wedge(
        self, centre: Spot, radius: float, *, start: float, end: float, fill: str, edge: str, width: float
    ) -> None:
        drawn = Wedge(centre, radius, start, end, facecolor=fill or "none", edgecolor=edge, linewidth=width)
        self._add(drawn)

    def marker(self, at: Spot, shape: Shape, *, size: float, fill: str, edge: str, width: float) -> None:
        drawn = Line2D([at[0]], [at[1]], marker=shape, linestyle="none")
        drawn.set(markersize=size, markeredgewidth=width, markerfacecolor=fill, markeredgecolor=edge)
        self._add(drawn)

    def _add(self, artist: Text | Line2D | Patch) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(1)  # equal everywhere: painted in the order of calls
        self.figure.add_artist(artist)
