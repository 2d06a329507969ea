"""Draw a Chart for print: PNG at 300 dpi, SVG and PDF; the same chart gives the same bytes.

All lengths are points (1/72 inch) counted from the upper left corner, y downwards. Every text is measured before
it is placed, so that margins follow the texts and nothing is cut; a chart is 165 mm wide, the text width of an A4
page, and as high as it needs. Exact values become floats in `_Scale` only.
"""

from __future__ import annotations

import functools
import io
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle, Wedge
from matplotlib.path import Path as DrawnPath
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from base.errors import AppError, Code
from base.numbers import show, to_float
from base.paths import asset
from base.text import nfc
from consolidation.series import REST_LABEL, Chart, Point, Series, folded, ranking
from exports.writing import atomic_output

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

COLOURS = ("#0B5480", "#C2571F", "#00A26D", "#5A78E0", "#6E232E", "#64696D")
SUFFIXES = (".png", ".svg", ".pdf")
WIDTH = 165 / 25.4 * 72
MARGIN = 12.0
DPI = 300
MISSING = "chưa có số liệu"
INCOMPLETE = "chưa đủ đơn vị"
ILLUSTRATIVE = "Dữ liệu minh họa"

_INK, _INK2, _RULE, _EDGE, _PAPER = "#1E2328", "#454C54", "#DDD8CE", "#857F72", "#FFFFFF"
_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2.5), (1.6, 1.8), (8, 2, 1.6, 2))
_MARKERS = ("o", "s", "^", "D")
_HATCH_STEP = 4.6  # between two strokes, along the axis
_REGULAR, _SEMIBOLD, _SIGNS = "SCT Regular", "SCT SemiBold", "SCT Signs"
# A user's matplotlibrc must not change a report; set once, because rc_context is not safe between threads.
_SETTINGS: dict[RcKeyType, Any] = {
    "svg.hashsalt": "so-cong-thuong",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.hinting": "no_hinting",
    "font.family": [_REGULAR, _SIGNS],
}

Align = Literal["left", "center", "right"]
Spot = tuple[float, float]


def draw(chart: Chart, path: Path) -> None:
    """Write the chart as the suffix of `path` says, whole or not at all.

    Raises AppError: OUTPUT_KIND, OUTPUT_READ_ONLY, OUTPUT_OPEN, DISK_FULL, OUTPUT_FAILED.
    """
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise AppError(Code.OUTPUT_KIND, suffix=path.suffix, allowed=", ".join(SUFFIXES))
    content = _rendered(figure(chart), kind, _plain(chart.title))
    with atomic_output(path) as beside:
        beside.write_bytes(content)


def figure(chart: Chart) -> Figure:
    """The drawn chart, for any canvas; its size in inches follows its content."""
    page = _Page()
    top = _head(page, chart)
    bottom = _body(chart)(page, chart, top)
    return page.finished(_foot(page, chart, bottom))


def _rendered(drawn: Figure, kind: str, title: str) -> bytes:
    buffer = io.BytesIO()
    if kind == ".png":
        meta: dict[str, str | None] = {"Software": None}
        FigureCanvasAgg(drawn).print_figure(buffer, format="png", dpi=DPI, metadata=meta)
    elif kind == ".svg":
        meta = {"Date": None, "Creator": None, "Title": title}
        FigureCanvasSVG(drawn).print_figure(buffer, format="svg", metadata=meta)
    else:
        meta = {"CreationDate": None, "Creator": None, "Producer": None, "Title": title}
        FigureCanvasPdf(drawn).print_figure(buffer, format="pdf", metadata=meta)
    return buffer.getvalue()


# Type: fonts, styles, measuring, wrapping


@functools.cache
def _prepare() -> None:
    """Make the bundled fonts known under names of ours, so that no installed font can stand in for them."""
    matplotlib.rcdefaults()
    for setting, value in _SETTINGS.items():
        matplotlib.rcParams[setting] = value
    signs = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    for name, file in (
        (_REGULAR, asset("exports/fonts/NotoSans-Regular.ttf")),
        (_SEMIBOLD, asset("exports/fonts/NotoSans-SemiBold.ttf")),
        (_SIGNS, signs),
    ):
        entry = font_manager.FontEntry(fname=str(file), name=name, weight=400, size="scalable")
        font_manager.fontManager.ttflist.append(entry)


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    colour: str = _INK
    bold: bool = False

    @property
    def leading(self) -> float:
        """Line height: stacked accents reach 1,07 above and 0,29 below the baseline."""
        return self.size * 1.36

    @property
    def middle(self) -> float:
        """From a line's baseline up to the middle of its capitals and figures."""
        return self.size * 0.357


_TITLE = _Style(12, bold=True)
_SUBTITLE = _Style(9, _INK2)
_LABEL = _Style(9)
_TICK = _Style(8, _INK2)
_NOTE = _Style(8, _INK2)
_FOOT = _Style(8, _INK2)


@functools.cache
def _font(style: _Style) -> FontProperties:
    _prepare()
    return FontProperties(family=[_SEMIBOLD if style.bold else _REGULAR, _SIGNS], size=style.size)


@functools.lru_cache(maxsize=4096)
def _width(text: str, style: _Style) -> float:
    if not text:
        return 0.0
    return float(text_to_path.get_text_width_height_descent(text, _font(style), False)[0])


def _plain(text: str) -> str:
    """Form C on one line; no-break spaces stay, control characters go."""
    return " ".join(
        "".join(c if c.isprintable() or c == "\u00a0" else " " for c in nfc(text)).split(" ")
    ).strip()


def _wrap(text: str, style: _Style, limit: float) -> tuple[str, ...]:
    """The text in lines no wider than `limit`; a word that is too wide by itself is broken."""
    lines: list[str] = []
    for word in _plain(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined, style) <= limit:
            lines[-1] = joined
            continue
        lines.extend(_broken(word, style, limit))
    return tuple(lines)


def _balanced(text: str, style: _Style, limit: float) -> tuple[str, ...]:
    """Wrapped into as few lines as fit, and these as even as can be."""
    lines = _wrap(text, style, limit)
    low, high = limit / max(len(lines), 1), limit
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_wrap(text, style, middle)) == len(lines) else (middle, high)
    return _wrap(text, style, high)


def _unbroken(text: str, style: _Style, limit: float) -> bool:
    """Whether the text wraps at its blanks only."""
    return all(_width(word, style) <= limit for word in _plain(text).split())


def _broken(word: str, style: _Style, limit: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter, style) > limit:
            pieces.append("")
        pieces[-1] += letter
    return pieces


# Page: what is put on paper


class _Page:
    """A figure with a pen; the height is set at the end, so positions count from the top."""

    def __init__(self) -> None:
        _prepare()
        self._figure = Figure(figsize=(WIDTH / 72, 1), facecolor=_PAPER)
        self._flip = Affine2D()
        self._place = self._flip + self._figure.dpi_scale_trans

    def finished(self, height: float) -> Figure:
        self._figure.set_size_inches(WIDTH / 72, height / 72)
        self._flip.clear().scale(1 / 72, -1 / 72).translate(0, height / 72)
        return self._figure

    def text(
        self, at: Spot, text: str, style: _Style, *, align: Align = "left", clear: bool = False
    ) -> float:
        """One line with its baseline at `at`; returns its width. `clear` wipes the grid behind it."""
        width = _width(text, style)
        if clear:
            left = at[0] - {"left": 0.0, "center": width / 2, "right": width}[align]
            self.box((left - 1.5, at[1] - style.size * 0.85), (width + 3, style.size * 1.1), face=_PAPER)
        font = _font(style)
        drawn = Text(
            *at, text, fontproperties=font, color=style.colour, ha=align, va="baseline", parse_math=False
        )
        self._add(drawn)
        return width

    def lines(
        self, at: Spot, lines: Sequence[str], style: _Style, *, align: Align = "left", clear: bool = False
    ) -> float:
        """Lines below one another from the upper edge `at`; returns the lower edge."""
        for n, line in enumerate(lines):
            base = at[1] + n * style.leading + style.size * 1.05
            self.text((at[0], base), line, style, align=align, clear=clear)
        return at[1] + len(lines) * style.leading

    def box(self, at: Spot, size: Spot, *, face: str) -> None:
        self._add(Rectangle(at, *size, facecolor=face, edgecolor="none"))

    def hatched_box(self, at: Spot, size: Spot, colour: str) -> None:
        self._add(Rectangle(at, *size, facecolor=_PAPER, edgecolor="none"))
        self._strokes(_box_hatching(at, size), colour)
        self._add(Rectangle(at, *size, facecolor="none", edgecolor=colour, linewidth=0.9))

    def line(
        self, spots: Sequence[Spot], colour: str, *, width: float = 0.6, dashes: Sequence[float] = ()
    ) -> None:
        xs, ys = zip(*spots, strict=True)
        drawn = Line2D(xs, ys, color=colour, linewidth=width, dash_capstyle="butt")
        if dashes:
            drawn.set_linestyle((0, tuple(dashes)))
        self._add(drawn)

    def marker(self, at: Spot, shape: str, colour: str, *, hollow: bool) -> None:
        size = 6.4 if shape in "^" else 5.6
        face = _PAPER if hollow else colour
        drawn = Line2D([at[0]], [at[1]], marker=shape, markersize=size, linestyle="none")
        drawn.set(markerfacecolor=face, markeredgecolor=colour, markeredgewidth=1.3)
        self._add(drawn)

    def wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        """A slice from `start` to `end` in degrees clockwise from three o'clock."""
        gap = 1.2 if end - start > 5 else 0.3
        self._add(Wedge(centre, radius, start, end, facecolor=colour, edgecolor=_PAPER, linewidth=gap))

    def hatched_wedge(self, centre: Spot, radius: float, *, start: float, end: float, colour: str) -> None:
        self._strokes(_wedge_hatching(centre, radius, start, end), colour)
        self._add(Wedge(centre, radius, start, end, facecolor="none", edgecolor=colour, linewidth=1.1))

    def _strokes(self, strokes: Sequence[tuple[Spot, Spot]], colour: str) -> None:
        if strokes:
            codes = [DrawnPath.MOVETO, DrawnPath.LINETO] * len(strokes)
            drawn = DrawnPath([spot for stroke in strokes for spot in stroke], codes)
            self._add(PathPatch(drawn, facecolor="none", edgecolor=colour, linewidth=0.9))

    def _add(self, artist: Text | Line2D | Patch) -> None:
        artist.set_transform(self._place)
        artist.set_zorder(1)  # equal everywhere: painted in the order of calls
        self._figure.add_artist(artist)


def _box_hatching(at: Spot, size: Spot) -> list[tuple[Spot, Spot]]:
    """Slanting strokes across a box. Drawn one by one: office programs leave out the pattern fills of SVG."""
    (left, top), (right, bottom) = at, (at[0] + size[0], at[1] + size[1])
    count = int((size[0] + size[1]) / _HATCH_STEP)
    sums = [left + top + (n + 0.5) * _HATCH_STEP for n in range(count)]
    pairs = [(max(left, both - bottom), min(right, both - top)) for both in sums]
    return [((x0, both - x0), (x1, both - x1)) for both, (x0, x1) in zip(sums, pairs, strict=True) if x0 < x1]


def _wedge_hatching(centre: Spot, radius: float, start: float, end: float) -> list[tuple[Spot, Spot]]:
    """The same strokes across a slice: on each line the stretches between rim and edges that lie inside."""
    reach = int(radius * math.sqrt(2) / _HATCH_STEP)
    strokes: list[tuple[Spot, Spot]] = []
    for both in ((n + 0.5) * _HATCH_STEP for n in range(-reach - 1, reach + 1)):
        half = math.sqrt(max(2 * radius**2 - both**2, 0))
        cuts = {-half, half}
        for angle in (math.radians(start), math.radians(end)):
            along = math.cos(angle) + math.sin(angle)
            if along * both > 0:
                cuts.add(min(max(both / along * (math.cos(angle) - math.sin(angle)), -half), half))
        for t0, t1 in itertools.pairwise(sorted(cuts)):
            middle = math.degrees(math.atan2(both - (t0 + t1) / 2, both + (t0 + t1) / 2))
            if (middle - start) % 360 <= end - start:
                ends = [(centre[0] + (both + t) / 2, centre[1] + (both - t) / 2) for t in (t0, t1)]
                strokes.append((ends[0], ends[1]))
    return strokes


# Frame: title, subtitle, footer


def _head(page: _Page, chart: Chart) -> float:
    room = WIDTH - 2 * MARGIN
    y = page.lines((MARGIN, 10), _balanced(chart.title, _TITLE, room), _TITLE) + 1
    unit = f"Đơn vị: {chart.unit}" if chart.unit else ""
    under = ". ".join(part for part in (unit, chart.subtitle) if part)
    return page.lines((MARGIN, y), _wrap(under, _SUBTITLE, room), _SUBTITLE) + 8


def _foot(page: _Page, chart: Chart, top: float) -> float:
    """Source at the left; the date, and the word that the figures are invented, at the right."""
    top += 10
    page.line([(MARGIN, top), (WIDTH - MARGIN, top)], _RULE)
    top += 4
    strong = replace(_FOOT, bold=True)
    right = [(_plain(chart.date_line), _FOOT)] + [(ILLUSTRATIVE, strong)] * chart.illustrative
    right = [(text, style) for text, style in right if text]
    taken = max((_width(text, style) for text, style in right), default=0.0)
    source = _wrap(f"Nguồn: {chart.source}", _FOOT, WIDTH - 2 * MARGIN - taken - 18) if chart.source else ()
    for n, (text, style) in enumerate(right):
        page.lines((WIDTH - MARGIN, top + n * style.leading), [text], style, align="right")
    page.lines((MARGIN, top), source, _FOOT)
    return top + max(len(source), len(right)) * _FOOT.leading + 8


def _body(chart: Chart) -> Callable[[_Page, Chart, float], float]:
    """Who draws the chart; where its kind would be empty or untrue (a pie with a negative part): bars."""
    values = [point.value for one in chart.series for point in one.points if point.value is not None]
    if not any(values):
        return _bars
    if chart.kind == "line":
        return _lines
    if chart.kind == "pie" and min(values) >= 0:
        return _pie
    return _columns if _fits_columns(chart) else _bars


# Numbers


@dataclass(frozen=True, slots=True)
class _Scale:
    """A straight axis `room` points long: zero stands `zero` points from its start, one unit is `per_unit` points."""

    zero: float
    per_unit: float
    room: float

    def at(self, value: int | Fraction) -> float:
        """Points from the axis' start (its left or lower end) to the value."""
        return self.zero + to_float(value) * self.per_unit

    def ticks(self, decimals: int, *, gap: float) -> list[tuple[Fraction, str]]:
        """Round values on the axis and their texts, at least `gap` points apart and no finer than `decimals`."""
        step = _step(gap / self.per_unit, decimals)
        first = math.ceil(-self.zero / self.per_unit / to_float(step) - 1e-9)
        last = math.floor((self.room - self.zero) / self.per_unit / to_float(step) + 1e-9)
        places = next((n for n in range(decimals) if (step * 10**n).denominator == 1), decimals)
        return [(n * step, show(n * step, places)) for n in range(first, last + 1)]


def _step(least: float, decimals: int) -> Fraction:
    """The smallest of 1, 2, 5 × 10^n that is at least `least` and can be written with `decimals`."""
    power = max(-decimals, math.floor(math.log10(least)))
    steps = (factor * Fraction(10) ** (power + n) for n in range(3) for factor in (1, 2, 5))
    return next(step for step in steps if step >= least or step >= 10 ** (power + 2))


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a thing reaches from zero: up to a value and then `beyond` more points."""

    value: float
    beyond: float


def _fitted(ahead: Sequence[_Reach], behind: Sequence[_Reach], room: float) -> _Scale:
    """The largest scale at which everything ahead of and behind zero fits into `room` points."""

    def extent(reaches: Sequence[_Reach], per_unit: float) -> float:
        return max((abs(one.value) * per_unit + one.beyond for one in reaches), default=0.0)

    biggest = max((abs(one.value) for one in (*ahead, *behind)), default=0.0)
    if not biggest:
        return _Scale(extent(behind, 0), 1e12, room)
    low, high = 0.01 * room / biggest, room / biggest
    for _ in range(60):
        trial = (low + high) / 2
        fits = extent(ahead, trial) + extent(behind, trial) <= room
        low, high = (trial, high) if fits else (low, trial)
    return _Scale(extent(behind, low), low, room)


def _reaches(point: Point, before: Point | None, beyond: float) -> tuple[_Reach, _Reach]:
    """How far a bar with its words (`beyond` points) and its mark reach ahead of zero and behind it."""
    value = to_float(point.value or 0)
    mark = to_float(before.value or 0) if before else 0.0
    if value < 0:
        return _Reach(max(mark, 0), 2), _Reach(min(value, mark), beyond + 8)
    return _Reach(max(value, mark), beyond), _Reach(min(mark, 0), 2 if mark < 0 else 0)


def _wording(point: Point, decimals: int) -> tuple[str, str]:
    """The figure and the note beside it; for an unreported one no figure."""
    if point.value is None:
        return "", MISSING
    return show(point.value, decimals), "" if point.complete else _plain(point.note) or INCOMPLETE


# Bars of either direction


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands at one label: a bar per series, and the period before."""

    label: str
    bars: tuple[Point, ...]
    before: Point | None


def _groups(chart: Chart) -> tuple[_Group, ...]:
    first = chart.series[0].points
    order = range(len(first)) if chart.keep_order or chart.kind == "line" else ranking(first)
    before = chart.previous.points if chart.previous else None
    return tuple(
        _Group(
            _plain(first[i].label),
            tuple(one.points[i] for one in chart.series),
            before[i] if before else None,
        )
        for i in order
    )


def _block(page: _Page, at: Spot, size: Spot, point: Point, colour: str) -> None:
    """A bar: full when complete, else hatched."""
    if point.complete:
        page.box(at, size, face=colour)
        return
    inset = min(0.45, *(side / 2 for side in size))
    inner = (size[0] - 2 * inset, size[1] - 2 * inset)
    page.hatched_box((at[0] + inset, at[1] + inset), inner, colour)


def _key(page: _Page, chart: Chart, top: float) -> float:
    """What the colours of several series mean, or the mark of the period before; nothing when bars speak alone."""
    if len(chart.series) == 1 and chart.previous is None:
        return top
    shown = [*chart.series, *([chart.previous] if chart.previous else [])]
    x = MARGIN
    for n, label in enumerate(_plain(one.label) for one in shown):
        mark = shown[n] is chart.previous
        swatch = 4 if mark else 13
        if x > MARGIN and x + swatch + 5 + _width(label, _LABEL) > WIDTH - MARGIN:
            x, top = MARGIN, top + _LABEL.leading + 2
        middle = top + _LABEL.leading / 2
        if mark:
            page.line([(x + 2, middle - 5.5), (x + 2, middle + 5.5)], COLOURS[1], width=2.2)
        else:
            page.box((x, middle - 3.5), (swatch, 7), face=COLOURS[n])
        x += swatch + 5
        x += page.text((x, middle + _LABEL.middle), label, _LABEL) + 18
    return top + _LABEL.leading + 8


# Bars lying, one row per label


@dataclass(frozen=True, slots=True)
class _RowPlan:
    """Measures of lying bars in points: one panel and its column of labels, a row's least height, a bar."""

    style: _Style
    panel: float
    labels: float
    pitch: float
    thick: float
    gap: float

    @property
    def small(self) -> _Style:
        return replace(self.style, size=self.style.size - 1, colour=_INK2)

    def height(self, group: _Group) -> float:
        """A row's height: more where its label takes several lines."""
        lines = len(_wrap(group.label, self.style, self.labels))
        return max(self.pitch, lines * self.style.leading + (0 if lines == 1 else 4))

    def words(self, point: Point, decimals: int) -> float:
        """The width of a bar's figure and note."""
        figures, note = _wording(point, decimals)
        return _width(figures, self.style) + (6 if figures and note else 0) + _width(note, self.small)


_GUTTER = 16.0
_MOST_ROWS_OF_A_PANEL = 45
_SHORTEST_LONGEST_BAR = 28.0


def _bars(page: _Page, chart: Chart, top: float) -> float:
    """One panel; two side by side where so many rows would not fit on a page and the bars stay long enough."""
    groups = _groups(chart)
    plan = _row_plan(groups, panels=1)
    scale = _row_scale(groups, chart.decimals, plan)
    parts = [groups]
    if len(groups) > _MOST_ROWS_OF_A_PANEL:
        narrow = _row_plan(groups, panels=2)
        common = _row_scale(groups, chart.decimals, narrow)
        values = [abs(to_float(point.value or 0)) for group in groups for point in group.bars]
        if max(values) * common.per_unit >= _SHORTEST_LONGEST_BAR:
            half = math.ceil(len(groups) / 2)
            plan, scale, parts = narrow, common, [groups[:half], groups[half:]]
    top = _key(page, chart, top)
    lefts = [MARGIN + n * (plan.panel + _GUTTER) + plan.labels + 6 for n in range(len(parts))]
    panels = [_Panel(page, chart.decimals, plan, scale, left) for left in lefts]
    return max(panel.draw(part, top) for panel, part in zip(panels, parts, strict=True))


def _row_plan(groups: Sequence[_Group], *, panels: int) -> _RowPlan:
    count, series = len(groups), len(groups[0].bars)
    panel = (WIDTH - 2 * MARGIN - (panels - 1) * _GUTTER) / panels
    style = _LABEL if count <= 30 else replace(_LABEL, size=8.0 if panels == 1 else 7.5)
    widest = max(_width(group.label, style) for group in groups)
    labels = min(widest + 0.1, panel * (0.42 if panels == 1 else 0.54))
    if series > 1:
        pitch = series * (style.size + 1.5) + 8
        return _RowPlan(style, panel, labels, pitch, (pitch - 8) / series, 1.0)
    pitch = 21.0 if count <= 12 else 16.5 if count <= 30 else 12.6 if panels == 1 else 10.8
    return _RowPlan(style, panel, labels, pitch, pitch * 0.64, 0.0)


def _row_scale(groups: Sequence[_Group], decimals: int, plan: _RowPlan) -> _Scale:
    reaches = [_reaches(p, group.before, plan.words(p, decimals) + 5) for group in groups for p in group.bars]
    ahead, behind = zip(*reaches, strict=True)
    return _fitted(ahead, behind, plan.panel - plan.labels - 6)


@dataclass(frozen=True, slots=True)
class _Panel:
    """One block of lying bars; their axis begins at `left`, and zero may stand inside it."""

    page: _Page
    decimals: int
    plan: _RowPlan
    scale: _Scale
    left: float

    def draw(self, groups: Sequence[_Group], top: float) -> float:
        """All rows below `top`; returns the lower edge of the axis' figures."""
        plan = self.plan
        top += _TICK.leading if len(groups) > 30 else 0
        bottom = top + sum(map(plan.height, groups)) + 4
        self._grid(top, bottom, twice=len(groups) > 30)
        upper = top + 2
        for group in groups:
            middle = upper + plan.height(group) / 2
            upper += plan.height(group)
            lines = _wrap(group.label, plan.style, plan.labels)
            first = middle - len(lines) * plan.style.leading / 2
            self.page.lines((self.left - 6, first), lines, plan.style, align="right")
            for k, point in enumerate(group.bars):
                y = middle + (k - (len(group.bars) - 1) / 2) * plan.thick
                self._bar(point, y, COLOURS[k])
                self._words(point, y, self._mark(group.before, y))
        zero = self.left + self.scale.zero
        self.page.line([(zero, top), (zero, bottom)], _EDGE, width=0.8)
        return bottom + _TICK.leading + 2

    def _grid(self, top: float, bottom: float, *, twice: bool) -> None:
        """Round values below the rows; above them too where the rows fill a page."""
        ends = (
            -self.scale.zero / self.scale.per_unit,
            (self.scale.room - self.scale.zero) / self.scale.per_unit,
        )
        places = 0 if max(map(abs, ends)) >= 10 else self.decimals
        widest = max(_width(show(Fraction(end), places), _TICK) for end in ends)
        for tick, text in self.scale.ticks(self.decimals, gap=max(widest + 12, self.scale.room / 6)):
            x = self.left + self.scale.at(tick)
            self.page.line([(x, top), (x, bottom)], _RULE)
            if x + _width(text, _TICK) / 2 <= self.left + self.scale.room + MARGIN / 2:
                self.page.text((x, bottom + _TICK.size * 1.2), text, _TICK, align="center")
                if twice:
                    self.page.text((x, top - _TICK.size * 0.5), text, _TICK, align="center")

    def _bar(self, point: Point, y: float, colour: str) -> None:
        if point.value:
            start, end = sorted((self.scale.zero, self.scale.at(point.value)))
            thick = self.plan.thick - self.plan.gap
            _block(self.page, (self.left + start, y - thick / 2), (end - start, thick), point, colour)

    def _mark(self, before: Point | None, y: float) -> float | None:
        """The period before, as a stroke across the bar; returns where on the axis it stands."""
        if before is None or before.value is None:
            return None
        x, half = self.scale.at(before.value), self.plan.thick / 2 + 2
        self.page.line([(self.left + x, y - half), (self.left + x, y + half)], COLOURS[1], width=2.2)
        return x

    def _words(self, point: Point, y: float, mark: float | None) -> None:
        """Figure and note beyond the bar's end and its mark."""
        figures, note = _wording(point, self.decimals)
        end = self.scale.at(point.value or 0)
        other = end if mark is None else mark
        if (point.value or 0) < 0:
            x = self.left + min(end, other) - 5 - self.plan.words(point, self.decimals)
        else:
            x = self.left + max(end, other) + 5
        style, base = self.plan.style, y + self.plan.style.middle
        if figures:
            x += self.page.text((x, base), figures, style, clear=True) + 6
        if note:
            self.page.text((x, base), note, self.plan.small, clear=True)


# Bars standing, where every text fits above its bar and below the axis

_PLOT_HEIGHT = 190.0
_MOST_COLUMNS = 12


def _tick_room(chart: Chart) -> float:
    """The width of the figures beside a standing axis."""
    known = [point.value for one in chart.series for point in one.points if point.value is not None]
    return max((_width(show(value, chart.decimals), _TICK) for value in known), default=8.0) + 10


def _slot(chart: Chart) -> float:
    """The width of one label's place on a lying axis."""
    return (WIDTH - 2 * MARGIN - _tick_room(chart)) / len(chart.series[0].points)


def _each(chart: Chart) -> float:
    """The room of one standing bar; bars of one label stand together."""
    return _slot(chart) * (1.0 if len(chart.series) == 1 else 0.8) / len(chart.series) - 2


def _fits_columns(chart: Chart) -> bool:
    points = [point for one in chart.series for point in one.points]
    if not 3 <= len(chart.series[0].points) <= _MOST_COLUMNS:
        return False
    slot = _slot(chart) - 6
    each = _each(chart)
    labels = chart.series[0].labels()
    short = all(_unbroken(label, _LABEL, slot) and len(_wrap(label, _LABEL, slot)) <= 2 for label in labels)
    return short and all(_fits_column(*_wording(point, chart.decimals), each) for point in points)


def _fits_column(figures: str, note: str, room: float) -> bool:
    narrow = _width(figures, _LABEL) <= room and _unbroken(note, _NOTE, room)
    return narrow and len(_wrap(note, _NOTE, room)) <= 2


def _columns(page: _Page, chart: Chart, top: float) -> float:
    groups, slot, left = _groups(chart), _slot(chart), MARGIN + _tick_room(chart)
    top = _key(page, chart, top)
    each = _each(chart)
    reaches = [
        _reaches(p, g.before, _head_height(p, chart.decimals, each) + 5) for g in groups for p in g.bars
    ]
    ahead, behind = zip(*reaches, strict=True)
    bottom = top + _PLOT_HEIGHT
    scale = _fitted(ahead, behind, _PLOT_HEIGHT)
    _level_grid(page, chart.decimals, scale, bottom, (left, WIDTH - MARGIN))
    stand = _Stand(page, chart.decimals, scale, bottom, each, len(chart.series) == 1)
    lowest = bottom
    for n, group in enumerate(groups):
        middle = left + (n + 0.5) * slot
        for k, point in enumerate(group.bars):
            x = middle + (k - (len(group.bars) - 1) / 2) * min(each, 48)
            stand.draw(point, group.before, x, COLOURS[k])
        lines = _wrap(group.label, _LABEL, slot - 6)
        lowest = max(lowest, page.lines((middle, bottom + 3), lines, _LABEL, align="center"))
    zero = bottom - scale.zero
    page.line([(left, zero), (WIDTH - MARGIN, zero)], _EDGE, width=0.8)
    return lowest


def _head_height(point: Point, decimals: int, room: float) -> float:
    figures, note = _wording(point, decimals)
    return (_LABEL.leading if figures else 0) + len(_wrap(note, _NOTE, room)) * _NOTE.leading


def _level_grid(page: _Page, decimals: int, scale: _Scale, bottom: float, span: Spot) -> None:
    """Level lines from `span[0]` to `span[1]` with their figures at the left; zero is drawn stronger."""
    for tick, text in scale.ticks(decimals, gap=max(22, scale.room / 6)):
        y = bottom - scale.at(tick)
        page.line([(span[0], y), (span[1], y)], _RULE if tick else _EDGE)
        page.text((span[0] - 6, y + _TICK.middle), text, _TICK, align="right")


@dataclass(frozen=True, slots=True)
class _Stand:
    """Standing bars above (or below) zero; `bottom` is the plot's lower edge, `each` the room of one bar."""

    page: _Page
    decimals: int
    scale: _Scale
    bottom: float
    each: float
    alone: bool

    def draw(self, point: Point, before: Point | None, x: float, colour: str) -> None:
        """The bar centred at `x`, the mark of the period before, and the words beyond both."""
        ends = [self.scale.at(point.value or 0)]
        thick = min(self.each * (0.62 if self.alone else 0.92), 44)
        if point.value:
            low, high = sorted((self.scale.zero, ends[0]))
            _block(self.page, (x - thick / 2, self.bottom - high), (thick, high - low), point, colour)
        if before is not None and before.value is not None:
            ends.append(self.scale.at(before.value))
            y, half = self.bottom - ends[1], thick / 2 + 2
            self.page.line([(x - half, y), (x + half, y)], COLOURS[1], width=2.2)
        height = _head_height(point, self.decimals, self.each)
        below = (point.value or 0) < 0
        upper = self.bottom - (min(ends) - 2 if below else max(ends) + 3 + height)
        figures, note = _wording(point, self.decimals)
        if figures:
            self.page.text((x, upper + _LABEL.size * 1.05), figures, _LABEL, align="center", clear=True)
            upper += _LABEL.leading
        self.page.lines((x, upper), _wrap(note, _NOTE, self.each), _NOTE, align="center", clear=True)


# Lines


@dataclass(frozen=True, slots=True)
class _Dot:
    """A known point of a line at its place on the page."""

    at: Spot
    point: Point


@dataclass(frozen=True, slots=True)
class _Frame:
    """A box on the page by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Frame) -> bool:
        aside = self.right <= other.left or other.right <= self.left
        return not (aside or self.bottom <= other.top or other.bottom <= self.top)

    def ink(self) -> _Frame:
        """The box that the figures of a text fill, without the room for accents above and below."""
        return _Frame(self.left + 1, self.top + 2.5, self.right - 1, self.bottom - 2.5)

    def inside(self, other: _Frame) -> bool:
        wide = other.left - 4 <= self.left and self.right <= other.right + 4
        return wide and other.top <= self.top and self.bottom <= other.bottom

    def holds(self, spot: Spot) -> bool:
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom


_MOST_NAME_WIDTH = 105.0
_VALUE = _Style(8.5)
_MOST_CROSSED = 3  # spots of a line, two points apart, that may run through a figure
_CUT_AXIS = "Trục đứng không bắt đầu từ 0."


def _lines(page: _Page, chart: Chart, top: float) -> float:
    values = [point.value for one in chart.series for point in one.points if point.value is not None]
    names = _names(chart)
    left = MARGIN + _tick_room(chart)
    widest = max((_width(line, _LABEL) for name in names for line in name), default=-6.0)
    right = WIDTH - MARGIN - widest - 6
    scale, cut = _line_scale(values)
    if cut:
        top = page.lines((MARGIN, top - 4), [_CUT_AXIS], _NOTE) + 4
    area = _Frame(left, top, right, top + scale.room)
    _level_grid(page, chart.decimals, scale, area.bottom, (left, right))
    page.line([(left, area.bottom), (right, area.bottom)], _EDGE, width=0.8)
    xs = _places(len(chart.series[0].points), left, right)
    dots = [_dots(one, xs, scale, area.bottom) for one in chart.series]
    _values(page, chart.decimals, dots, area)
    _strokes(page, dots)
    _name_lines(page, names, dots, area)
    return _foot_labels(page, chart, xs, area.bottom)


def _places(count: int, left: float, right: float) -> list[float]:
    """Where the points of a line stand between `left` and `right`, with room for the first and last label."""
    if count == 1:
        return [(left + right) / 2]
    inset = min(28.0, (right - left) / (2 * count))
    return [left + inset + n * (right - left - 2 * inset) / (count - 1) for n in range(count)]


def _line_scale(values: Sequence[int | Fraction]) -> tuple[_Scale, bool]:
    """The standing axis of lines, from zero unless the lines would be flat; and whether zero was left out."""
    low, high = (to_float(min(values)), to_float(max(values))) if values else (0.0, 0.0)
    if low >= 0 and (low <= 0.6 * high or low == high):
        low = 0.0
    elif high <= 0 and (high >= 0.6 * low or low == high):
        high = 0.0
    if low == high:
        return _Scale(0, 1e12, _PLOT_HEIGHT), False
    pads = (28.0 if low else 0.0, 28.0 if high else 14.0)
    per_unit = (_PLOT_HEIGHT - sum(pads)) / (high - low)
    return _Scale(pads[0] - low * per_unit, per_unit, _PLOT_HEIGHT), low > 0 or high < 0


def _dots(series: Series, xs: Sequence[float], scale: _Scale, bottom: float) -> list[_Dot | None]:
    return [
        None if point.value is None else _Dot((x, bottom - scale.at(point.value)), point)
        for x, point in zip(xs, series.points, strict=True)
    ]


def _runs(dots: Sequence[_Dot | None]) -> list[list[Spot]]:
    """The stretches without a gap: an unreported point breaks the line."""
    runs: list[list[Spot]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(dot.at)
    return [run for run in runs if run]


def _strokes(page: _Page, dots: Sequence[Sequence[_Dot | None]]) -> None:
    """Line n in its colour and dashes, then all markers: hollow where the figure is incomplete."""
    for k, series in enumerate(dots):
        for run in _runs(series):
            page.line(run, COLOURS[k], width=1.8, dashes=_DASHES[k])
    for k, series in enumerate(dots):
        for dot in filter(None, series):
            page.marker(dot.at, _MARKERS[k], COLOURS[k], hollow=not dot.point.complete)


def _values(page: _Page, decimals: int, dots: Sequence[Sequence[_Dot | None]], area: _Frame) -> None:
    """Figures beside their points, where they hide least; one without a clear place is left to the axis."""
    known = [dot for series in dots for dot in series if dot is not None]
    ends = {min(dot.at[0] for dot in known), max(dot.at[0] for dot in known)}
    trail = [spot for series in dots for run in _runs(series) for spot in _sampled(run)]
    placed: list[tuple[_Dot, _Frame]] = []
    for dot in sorted(known, key=lambda one: (one.point.complete, one.at[0] not in ends, one.at)):
        figures, note = _wording(dot.point, decimals)
        size = (
            max(_width(figures, _VALUE), _width(note, _NOTE)),
            _VALUE.leading + (_NOTE.leading if note else 0),
        )
        upper = all(mate.at[1] >= dot.at[1] for mate in known if mate.at[0] == dot.at[0])
        frames = _around(dot.at, size, upper=upper)
        clear = [frame for frame in frames if frame.inside(area) and _clear(frame, dot, known, placed)]
        if not clear:
            continue
        crossed = [sum(map(frame.ink().holds, trail)) for frame in clear]
        if min(crossed) > _MOST_CROSSED and dot.point.complete:
            continue
        best = min(zip(crossed, clear, strict=True), key=lambda one: 2 * one[0] + frames.index(one[1]))[1]
        placed.append((dot, best))
        middle = (best.left + best.right) / 2
        page.lines((middle, best.top), [figures], _VALUE, align="center", clear=True)
        page.lines(
            (middle, best.top + _VALUE.leading), [note] if note else [], _NOTE, align="center", clear=True
        )


def _clear(frame: _Frame, dot: _Dot, known: Sequence[_Dot], placed: Sequence[tuple[_Dot, _Frame]]) -> bool:
    """Whether a figure in `frame` is free and is read as this dot's: nearest to it, in the order of the dots."""
    _, y = middle = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2)
    own = math.dist(middle, dot.at)
    for other in known:
        same = other.at == dot.at
        if not same and (frame.holds(other.at) or math.dist(middle, other.at) < own):
            return False
    for other, taken in placed:
        turned = (dot.at[1] - other.at[1]) * (y - (taken.top + taken.bottom) / 2) < 0
        if frame.meets(taken) or (other.at[0] == dot.at[0] and turned):
            return False
    return True


def _sampled(run: Sequence[Spot]) -> list[Spot]:
    """Spots along a polyline, about two points apart."""
    spots: list[Spot] = []
    for (x0, y0), (x1, y1) in itertools.pairwise(run):
        count = max(int(math.hypot(x1 - x0, y1 - y0) / 2), 1)
        spots += [(x0 + (x1 - x0) * n / count, y0 + (y1 - y0) * n / count) for n in range(count + 1)]
    return spots


def _around(at: Spot, size: Spot, *, upper: bool) -> list[_Frame]:
    """Places for a text of `size` around a point, the best first: above the upper line, below the lower."""
    (x, y), (wide, high) = at, size
    tops = [y - 4 - high, y + 4] if upper else [y + 4, y - 4 - high]
    places = [(x - wide / 2, top) for top in tops]
    places += [(left, top) for top in tops for left in (x + 3, x - 3 - wide)]
    places += [(x + 7, y - high / 2), (x - 7 - wide, y - high / 2)]
    places += [(x - wide / 2, y - 12 - high), (x - wide / 2, y + 12)]
    return [_Frame(left, top, left + wide, top + high) for left, top in places]


def _names(chart: Chart) -> list[tuple[str, ...]]:
    """What stands at the end of each line; a single line is named by the title."""
    if len(chart.series) == 1:
        return []
    known = [any(point.value is not None for point in one.points) for one in chart.series]
    texts = [
        one.label if there else f"{one.label}: {MISSING}"
        for one, there in zip(chart.series, known, strict=True)
    ]
    return [_wrap(text, _LABEL, _MOST_NAME_WIDTH) for text in texts]


def _name_lines(
    page: _Page, names: Sequence[tuple[str, ...]], dots: Sequence[Sequence[_Dot | None]], area: _Frame
) -> None:
    """Each line's name at its end, moved apart where ends meet, with a leader where it had to move."""
    ends = [next((dot.at for dot in reversed(series) if dot), None) for series in dots][: len(names)]
    heights = [len(name) * _LABEL.leading for name in names]
    wanted = [end[1] if end else area.bottom for end in ends]
    for k, y in enumerate(_spread(wanted, heights, area.top, area.bottom)):
        end = ends[k]
        if end:
            page.line([(end[0] + 5, end[1]), (area.right + 2, y)], COLOURS[k], width=0.6)
        page.lines((area.right + 6, y - heights[k] / 2), names[k], _LABEL)


def _spread(centres: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """The centres moved apart as little as needed so that blocks of these heights do not overlap."""
    moved = list(centres)
    order = sorted(range(len(moved)), key=lambda i: moved[i])
    edge = low
    for i in order:
        moved[i] = max(moved[i], edge + heights[i] / 2)
        edge = moved[i] + heights[i] / 2
    edge = max(high, low + sum(heights))
    for i in reversed(order):
        moved[i] = min(moved[i], edge - heights[i] / 2)
        edge = moved[i] - heights[i] / 2
    return moved


def _foot_labels(page: _Page, chart: Chart, xs: Sequence[float], bottom: float) -> float:
    """Labels below the axis, every n-th where they stand too close; below them what was not reported."""
    labels = chart.series[0].labels()
    pitch = xs[1] - xs[0] if len(xs) > 1 else WIDTH / 2
    every = next(
        (n for n in range(1, len(xs)) if all(_fits_column("", label, n * pitch - 6) for label in labels)),
        len(xs),
    )
    lowest = bottom
    for x, label in list(zip(xs, labels, strict=True))[::every]:
        lines = _wrap(label, _LABEL, every * pitch - 6)
        lowest = max(lowest, page.lines((x, bottom + 4), lines, _LABEL, align="center"))
    if len(chart.series) == 1 and _fits_column("", MISSING, pitch - 4):
        lines = _wrap(MISSING, _NOTE, pitch - 4)
        upper = bottom - 3 - len(lines) * _NOTE.leading
        for x, point in zip(xs, chart.series[0].points, strict=True):
            if point.value is None:
                page.lines((x, upper), lines, _NOTE, align="center", clear=True)
        return lowest
    return _not_reported(page, _gaps(chart), lowest)


def _gaps(chart: Chart) -> list[str]:
    several = len(chart.series) > 1
    return [
        f"{point.label} ({one.label})" if several else point.label
        for one in chart.series
        for point in one.points
        if point.value is None
    ]


def _not_reported(page: _Page, labels: Sequence[str], top: float) -> float:
    if not labels:
        return top
    text = f"{MISSING[0].upper()}{MISSING[1:]}: {', '.join(labels)}."
    return page.lines((MARGIN, top + 6), _wrap(text, _NOTE, WIDTH - 2 * MARGIN), _NOTE)


# Pie

_RADIUS = 78.0


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of the whole with its words; from `start` to `end` in degrees clockwise from three o'clock."""

    part: Point
    start: float
    end: float
    lines: tuple[tuple[str, _Style], ...]

    @property
    def middle(self) -> float:
        """The angle of its middle in radians."""
        return math.radians((self.start + self.end) / 2)

    @property
    def side(self) -> int:
        """1 where its words stand at the right, -1 at the left."""
        return 1 if math.cos(self.middle) >= 0 else -1

    def height(self) -> float:
        return sum(style.leading for _, style in self.lines) + 5


def _pie(page: _Page, chart: Chart, top: float) -> float:
    """Slices clockwise, each with name, figure and share beside it."""
    points = chart.series[0].points
    slices = _slices(
        points if chart.keep_order else tuple(points[i] for i in ranking(points)), chart.decimals
    )
    sides = {side: [one for one in slices if one.side == side] for side in (1, -1)}
    tall = max(sum(one.height() for one in half) for half in sides.values())
    reach = max(_RADIUS + 16, tall / 2)
    centre = (WIDTH / 2, top + reach)
    for n, one in enumerate(slices):
        colour = COLOURS[-1] if one.part.label == REST_LABEL else COLOURS[n]
        if one.part.value:
            paint = page.wedge if one.part.complete else page.hatched_wedge
            paint(centre, _RADIUS, start=one.start, end=one.end, colour=colour)
    for half in sides.values():
        _slice_names(page, half, centre, reach)
    gaps = [_plain(point.label) for point in points if point.value is None]
    return _not_reported(page, gaps, centre[1] + reach)


def _slices(points: tuple[Point, ...], decimals: int) -> list[_Slice]:
    parts = folded(points)
    whole = sum((Fraction(part.value or 0) for part in parts), start=Fraction(0))
    shares = [Fraction(part.value or 0) / whole for part in parts]
    first = _first_angle(shares)
    turns = [first + 360 * to_float(turned) for turned in itertools.accumulate(shares, initial=Fraction(0))]
    return [
        _Slice(part, start, end, _part_lines(part, whole, decimals))
        for part, (start, end) in zip(parts, itertools.pairwise(turns), strict=True)
    ]


def _first_angle(shares: Sequence[Fraction]) -> float:
    """Twelve o'clock; but a part that leaves little to several others looks to the right, and they to the left."""
    largest = max(range(len(shares)), key=lambda i: shares[i])
    if len(shares) < 3 or shares[largest] < Fraction(3, 4):
        return -90.0
    return -360 * to_float(sum(shares[:largest], start=shares[largest] / 2))


def _part_lines(part: Point, whole: Fraction, decimals: int) -> tuple[tuple[str, _Style], ...]:
    figures, note = _wording(part, decimals)
    share = show(Fraction(part.value or 0) / whole * 100, 1)
    names = [
        (line, replace(_LABEL, bold=True))
        for line in _wrap(part.label, replace(_LABEL, bold=True), _PIE_NAMES)
    ]
    notes = [(line, _NOTE) for line in _wrap(note, _NOTE, _PIE_NAMES)]
    return (*names, (f"{figures} ({share}\u00a0%)", _LABEL), *notes)


_PIE_NAMES = WIDTH / 2 - MARGIN - _RADIUS - 30


def _slice_names(page: _Page, slices: Sequence[_Slice], centre: Spot, reach: float) -> None:
    """The words of the slices on one side, moved apart, each with a line to its slice."""
    x, y = centre
    wanted = [y + (_RADIUS + 6) * math.sin(one.middle) for one in slices]
    places = _spread(wanted, [one.height() for one in slices], y - reach, y + reach)
    for one, place in zip(slices, places, strict=True):
        rim = (x + (_RADIUS + 1) * math.cos(one.middle), y + (_RADIUS + 1) * math.sin(one.middle))
        knee = x + one.side * (_RADIUS + 18)
        page.line([rim, (knee, place), (knee + one.side * 6, place)], _EDGE, width=0.7)
        upper = place - one.height() / 2 + 2.5
        for text, style in one.lines:
            align: Align = "left" if one.side > 0 else "right"
            upper = page.lines((knee + one.side * 10, upper), [text], style, align=align)
