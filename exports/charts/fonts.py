"""The styles that texts are set in, and how wide a text is, by the metrics of the bundled fonts alone."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from base.paths import asset
from exports.charts.colours import INK, PALE_INK

REGULAR, SEMIBOLD = "exports/fonts/NotoSans-Regular.ttf", "exports/fonts/NotoSans-SemiBold.ttf"
_BORROWED = 0.84
"""Ems that a sign of another font takes: ≤ ≥ ≈ ≠ and arrows of DejaVu Sans."""


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


@functools.lru_cache(maxsize=4096)
def width(text: str, style: Style) -> float:
    """The width of one line in points, before kerning, which makes it narrower by a hair."""
    known = _advances(SEMIBOLD if style.bold else REGULAR)
    return style.size * sum(known.get(letter, _BORROWED) for letter in text)


@functools.cache
def _advances(name: str) -> Mapping[str, float]:
    """Letter → ems to the next one. Read here: the libraries that know fonts take half a second to load."""
    content = asset(name).read_bytes()
    (count,) = struct.unpack_from(">H", content, 4)
    records = (struct.unpack_from(">4sIII", content, 12 + 16 * n) for n in range(count))
    tables = {tag: offset for tag, _, offset, _ in records}
    (em,) = struct.unpack_from(">H", content, tables[b"head"] + 18)
    (measured,) = struct.unpack_from(">H", content, tables[b"hhea"] + 34)

    def advance(glyph: int) -> int:
        return int(struct.unpack_from(">H", content, tables[b"hmtx"] + 4 * min(glyph, measured - 1))[0])

    return {chr(code): advance(glyph) / em for code, glyph in _glyphs(content, tables[b"cmap"])}


def _glyphs(content: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """(code point, number of the glyph) of a table of characters in format 4, which every TrueType file has."""
    (count,) = struct.unpack_from(">H", content, cmap + 2)
    offsets = [cmap + struct.unpack_from(">I", content, cmap + 8 + 8 * n)[0] for n in range(count)]
    at = next(o for o in offsets if struct.unpack_from(">H", content, o)[0] == 4)
    (twice,) = struct.unpack_from(">H", content, at + 6)
    shape = f">{twice // 2}H"
    begin = at + 14
    ends, starts, deltas, ranges = (
        struct.unpack_from(shape, content, place)
        for place in (begin, begin + twice + 2, begin + 2 * twice + 2, begin + 3 * twice + 2)
    )
    for n, (start, end, delta, ranged) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if ranged:
                place = begin + 3 * twice + 2 + 2 * n + ranged + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", content, place)
            if glyph:
                yield code, (glyph + delta) & 0xFFFF
