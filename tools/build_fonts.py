"""Cut Noto Sans to Latin, Vietnamese and the signs of the trade: the two files of exports/fonts and ui/assets/fonts.

    python tools/build_fonts.py NotoSans-Regular.ttf NotoSans-SemiBold.ttf [--out FOLDER …]

The sources are the static TrueType files of the Noto project (weights 400 and 600), given by path; the
same sources give the same bytes. A source that lacks a Vietnamese letter is refused.
"""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAMES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")
FOLDERS = (Path("exports/fonts"), Path("ui/assets/fonts"))
"""Rooms do not read each other's files: the charts have theirs, the window has the same again."""
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: Vietnamese base letters, names of foreign firms
    (0x01A0, 0x01A1),  # Ơ ơ
    (0x01AF, 0x01B0),  # Ư ư
    (0x1EA0, 0x1EF9),  # Vietnamese letters with tones
    (0x2000, 0x200A),  # spaces of fixed width
    (0x2010, 0x2027),  # dashes, quotation marks, bullet, ellipsis
)
SINGLES = (
    0x02C6, 0x02DC, 0x0300, 0x0301, 0x0302, 0x0303, 0x0306, 0x0309, 0x031B, 0x0323,  # marks on their own
    0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AB, 0x20AC, 0x2116, 0x2122,
    0x2212, 0x2248, 0x2260, 0x2264, 0x2265,  # − and, if a source ever has them, ≈ ≠ ≤ ≥
)  # fmt: skip
# Not ccmp: it takes ẹ ị ọ ụ apart, and text copied from a PDF would then read "chợợ". Figures are tabular as they are.
FEATURES = ["kern", "mark", "mkmk"]
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")


def vietnamese_letters() -> tuple[str, ...]:
    """The 134 letters of Vietnamese beyond ASCII, both cases: vowels with their tones, and đ Đ."""
    lower = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ"]
    return tuple(letter for one in lower if not one.isascii() for letter in (one, one.upper()))


def wanted() -> frozenset[int]:
    """The code points to keep, as far as a source has them."""
    ranges = {point for first, last in RANGES for point in range(first, last + 1)}
    return frozenset(ranges | set(SINGLES))


def cut(source: Path, target: Path) -> int:
    """Write the cut font and return its size in bytes. Raises SystemExit where the source lacks a letter."""
    font = TTFont(source, recalcTimestamp=False)
    missing = [letter for letter in vietnamese_letters() if ord(letter) not in font.getBestCmap()]
    if missing:
        raise SystemExit(f"{source}: no glyph for {' '.join(missing)}")
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes=sorted(wanted()))
    subsetter.subset(font)
    font.save(target, reorderTables=True)
    return target.stat().st_size


def _options() -> Options:
    options = Options()
    options.layout_features = FEATURES
    options.layout_scripts = ["DFLT", "latn"]
    options.name_IDs = list(range(26))
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["GSUB", "STAT"]
    return options


def main() -> None:
    """Read the two paths from the command line and cut both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("regular", type=Path)
    parser.add_argument("semibold", type=Path)
    parser.add_argument("--out", type=Path, nargs="+", default=list(FOLDERS))
    given = parser.parse_args()
    for folder in given.out:
        for source, name in zip((given.regular, given.semibold), NAMES, strict=True):
            print(f"{folder / name}: {cut(source, folder / name):,} bytes")


if __name__ == "__main__":
    main()
