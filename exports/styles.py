"""How an official form looks: its letters and how wide they are, cell formats, the A4 page, its charts.

Widths are pixels of 1/96 inch, as spreadsheets count columns; heights are points, as they count rows.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from base.text import nfc
from exports.writing import FONT, FONT_SIZE, printable

COLOURS = ("#0B5480", "#C2571F", "#00A26D", "#5A78E0", "#6E232E", "#64696D")
RULE = "#DDD8CE"
TITLE_SIZE = 14
NOTE_SIZE = 10
LINE_PT = 15.0
PADDING_PX = 11
INDENT_PX = 9
MM_PER_INCH = 25.4
# Nghị định 30/2020/NĐ-CP, Phụ lục I: top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm.
MARGINS_MM = {"left": 30, "right": 15, "top": 20, "bottom": 20}
_LONG_MM, _SHORT_MM = 297, 210
PAGE_PX = int((_LONG_MM - MARGINS_MM["left"] - MARGINS_MM["right"]) / MM_PER_INCH * 96)
"""The width of a page lying on its side, within its margins."""

_A4 = 9
_FOOTER_FONT = '&9&"Times New Roman,Regular"'
_FOOTER_LIMIT = 255
_INK, _EDGE = "#1E2328", "#857F72"
# Advance widths of Times New Roman in 1/1000 of the size.
_ADVANCES = {
    180: "'",
    200: "|",
    250: " ,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr‘’·",
    389: "Js",
    408: '"',
    444: "?acez“”",
    500: "#$*0123456789_bdghknopquvxyđ–",
    542: "ơư",
    556: "FPS^~{}",
    564: "+<=>×±",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐƠ",
    778: "&mƯ",
    833: "%",
    889: "M",
    944: "W@",
    1000: "…—",
}
_BOLDER = 1.07
_SCREENS_ARE_WIDER = 1.05


class _Advances(dict[str, int]):
    """Letter -> width; an accented letter is as wide as its base letter, an unknown one as wide as "đ"."""

    def __missing__(self, letter: str) -> int:
        base = unicodedata.normalize("NFD", letter)[0]
        self[letter] = width = self.get(base, 500 if ord(letter) < 0x2E80 else 1000)
        return width


_WIDTH_OF = _Advances({letter: width for width, letters in _ADVANCES.items() for letter in letters})


def text_px(text: str, *, size: float = FONT_SIZE, bold: bool = False) -> float:
    """How wide the text prints on one line."""
    width = sum(map(_WIDTH_OF.__getitem__, text)) * size * 96 / 72 / 1000
    return width * _SCREENS_ARE_WIDER * (_BOLDER if bold else 1)


def line_count(text: str, room_px: float, *, size: float = FONT_SIZE, bold: bool = False) -> int:
    """How many lines the text takes when it wraps at blanks; a word that is too long is cut anywhere."""
    return sum(_wrapped(part, room_px, size=size, bold=bold) for part in text.split("\n"))


def _wrapped(text: str, room_px: float, *, size: float, bold: bool) -> int:
    if text_px(text, size=size, bold=bold) <= room_px:
        return 1
    blank = text_px(" ", size=size, bold=bold)
    lines, filled = 1, 0.0
    for word in text.split():
        width = text_px(word, size=size, bold=bold)
        if filled and filled + blank + width > room_px:
            lines, filled = lines + 1, 0.0
        if width > room_px:
            cuts = math.ceil(width / room_px) - 1
            lines, width = lines + cuts, width - cuts * room_px
        filled += width + (blank if filled else 0)
    return lines


def number_format(decimals: int) -> str:
    """True numbers with "-" for zero; dots and commas are the machine's own."""
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{shape};-{shape};"-"'


class Formats:
    """The formats of one workbook, each made once; `common` are the XlsxWriter properties that all share."""

    def __init__(self, workbook: Workbook, **common: Any) -> None:
        self._workbook = workbook
        self._common = common
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """The format with these properties, in the letters of new_workbook unless they say otherwise."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(self._common | properties)
        return self._made[key]


def common_headings(groups: Sequence[str]) -> list[tuple[str, int, int]]:
    """The group, first and last column of neighbours that have the same group."""
    runs = [(group, list(members)) for group, members in groupby(range(len(groups)), key=groups.__getitem__)]
    return [(group, members[0], members[-1]) for group, members in runs]


def put(sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: Format) -> None:
    """Write the text over first row, first column, last row, last column; merged when that is more than a cell."""
    top, left, bottom, right = area
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, style)
        return
    sheet.merge_range(top, left, bottom, right, "", style)
    sheet.write_string(top, left, text, style)


def page_px(*, portrait: bool) -> int:
    """How wide a page is within its margins."""
    return PAGE_PX - round((_LONG_MM - _SHORT_MM) / MM_PER_INCH * 96) if portrait else PAGE_PX


def page_pt(*, portrait: bool) -> float:
    """How high a page is within its margins."""
    height = _LONG_MM if portrait else _SHORT_MM
    return (height - MARGINS_MM["top"] - MARGINS_MM["bottom"]) / MM_PER_INCH * 72


def set_up_page(sheet: Worksheet, footer: str, *, portrait: bool = False) -> None:
    """A4, one page wide, official margins, footer with page numbers, no grid."""
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**{side: mm / MM_PER_INCH for side, mm in MARGINS_MM.items()})
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_footer(_footer_code(footer, page_px(portrait=portrait)), {"margin": 10 / MM_PER_INCH})


def _footer_code(footer: str, width: int) -> str:
    right = f"&R{_FOOTER_FONT}Trang &P/&N"
    room = _FOOTER_LIMIT - len(f"&L{_FOOTER_FONT}{right}")
    whole = text = " ".join(printable(nfc(footer)).split())
    while len(text.replace("&", "&&")) > room or text_px(text, size=9) > width - 120:
        text = text[:-1]
    if text != whole:
        text = text[:-1] + "…"
    return f"&L{_FOOTER_FONT}{text.replace('&', '&&')}{right}"


def chart_font(*, size: int = NOTE_SIZE, bold: bool = False) -> dict[str, Any]:
    """The lettering of a chart's text."""
    return {"name": FONT, "size": size, "bold": bold, "color": _INK}


def value_axis(number: str, values: Iterable[float]) -> dict[str, Any]:
    """An axis that begins at zero, with light lines across and figures in the column's format."""
    lowest = min(values, default=0.0)
    return {
        **({"min": 0} if lowest >= 0 else {}),
        "num_format": number.replace('"-"', "0"),
        "num_font": chart_font(size=9),
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
    }


def category_axis() -> dict[str, Any]:
    """The axis that names units or parts."""
    return {
        "num_font": chart_font(),
        "line": {"color": _EDGE, "width": 0.75},
        "major_tick_mark": "none",
        "text_axis": True,
    }
