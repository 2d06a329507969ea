"""Draw a Chart for print and for the screen.

All lengths are points (1/72 inch) counted from the upper left corner, y downwards. Every text is measured before
it is placed, so that margins follow the texts and nothing is cut; a chart is 165 mm wide, the text width of an A4
page, and as high as it needs. Exact values become floats in `axis` and in the angles of a pie only.

A drawing knows nothing of what it is drawn with: `files` and `paper`, which have to be imported by name, bring
matplotlib for PNG, SVG and PDF; the window has a pen of its own and does not wait for a library to load.
"""

import os
import sys
from contextlib import suppress

from base.paths import data_dir

# Before matplotlib is imported, which keeps its list of fonts there: PyInstaller points a frozen program to a fresh
# folder at each start, where the fonts would be looked for again. Without a folder matplotlib takes a temporary one.
if not os.environ.get("MPLCONFIGDIR") or hasattr(sys, "_MEIPASS"):
    with suppress(OSError):
        os.environ["MPLCONFIGDIR"] = str(data_dir() / "matplotlib")

from exports.charts.colours import instead
from exports.charts.page import Drawing
from exports.charts.picture import drawing

__all__ = ["Drawing", "drawing", "instead"]
