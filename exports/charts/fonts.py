"""The bundled fonts, the styles that texts are set in, and how wide a text is."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.textpath import text_to_path

from base.paths import asset
from exports.charts.colours import INK, PALE_INK

_REGULAR, _SEMIBOLD, _SIGNS = "SCT Regular", "SCT SemiBold", "SCT Signs"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; `size` in points."""

    size: float
    colour: str = INK
    bold: bool = False

    @property
    def leading(self) -> float:
        """Line height: stacked accents reach 1,07 above and 0,29 below the baseline."""
        return self.size * 1.36

    @property
    def middle(self) -> float:
        """From a line's baseline up to the middle of its capitals and figures."""
        return self.size * 0.357


LABEL = Style(9)
SMALL = Style(8, PALE_INK)


@functools.cache
def prepare() -> None:
    """Shut out the user's matplotlibrc, and make our fonts known under names that no installed font has."""
    # Set once for all charts, because rc_context is not safe between threads.
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {"svg.hashsalt": "so-cong-thuong", "pdf.fonttype": 42, "text.hinting": "no_hinting"}
    )
    files = {
        _REGULAR: asset("exports/fonts/NotoSans-Regular.ttf"),
        _SEMIBOLD: asset("exports/fonts/NotoSans-SemiBold.ttf"),
        _SIGNS: Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf",
    }
    fontManager.ttflist += [
        FontEntry(fname=str(file), name=name, weight=400, size="scalable") for name, file in files.items()
    ]


@functools.cache
def font(style: Style) -> FontProperties:
    """The style as matplotlib wants it: a sign that our fonts lack is borrowed."""
    prepare()
    return FontProperties(family=[_SEMIBOLD if style.bold else _REGULAR, _SIGNS], size=style.size)


@functools.lru_cache(maxsize=4096)
def width(text: str, style: Style) -> float:
    """The width of one line in points."""
    if not text:
        return 0.0
    return float(text_to_path.get_text_width_height_descent(text, font(style), False)[0])
