"""Lists that were saved as text: which letters, which separator, then cells as typed."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from pathlib import Path

from base.disk import trouble
from base.errors import AppError, Code
from base.text import nfc

_LARGEST_MB = 200
_SEPARATORS = ";\t,|"
_LOOKED_AT = 60
"""Lines by which the separator is found."""
_ONLY_VIETNAMESE = set("ăĂđĐơƠưƯ")


def rows(path: Path) -> list[list[str]]:
    """The cells of a text file, all as wide as its widest line; raises the AppErrors of unreadable files."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST_MB * 1_000_000 else b""
    except FileNotFoundError as error:
        raise AppError(Code.FILE_NOT_FOUND, file=path.name) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=path.name, why=trouble(error)) from error
    if size > _LARGEST_MB * 1_000_000:
        raise AppError(Code.FILE_TOO_LARGE, file=path.name, size=size // 1_000_000)
    if not content.strip():
        raise AppError(Code.FILE_EMPTY, file=path.name)
    text = decoded(content)
    if "\0" in text:
        raise AppError(Code.FILE_NOT_EXCEL, file=path.name)
    told, separator = _told_separator(text)
    try:
        found = list(csv.reader(io.StringIO(told, newline=""), delimiter=separator or _separator(told)))
    except csv.Error as error:
        raise AppError(Code.FILE_DAMAGED, file=path.name) from error
    width = max(map(len, found), default=0)
    return [[nfc(cell) for cell in row] + [""] * (width - len(row)) for row in found]


def decoded(content: bytes) -> str:
    """The text in whichever of Excel's ways it was saved."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[1:400:2].count(0) > len(content[1:400:2]) // 2:
        return content.decode("utf-16-le", "replace")
    if content[0:400:2].count(0) > len(content[0:400:2]) // 2:
        return content.decode("utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _of_windows(content)


def _of_windows(content: bytes) -> str:
    """Windows-1258 where its letters make Vietnamese syllables, else Windows-1252."""
    text = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    odd = sum(bool(unicodedata.combining(c)) for c in text)
    own = sum(c in _ONLY_VIETNAMESE or "\u1ea0" <= c <= "\u1ef9" for c in text)
    return text if own > 2 * odd else content.decode("cp1252", "replace")


def _told_separator(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" is taken at its word."""
    first, _, rest = text.partition("\n")
    word = first.strip().casefold()
    return (rest, word[4]) if word.startswith("sep=") and len(word) == 5 else (text, "")


def _separator(text: str) -> str:
    """The one by which most lines fall into equally many cells, and into most."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])

    def rank(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(head), delimiter=separator))
        except csv.Error:
            return (0, 0)
        width, alike = max(widths.items(), key=lambda found: (found[0] > 1, found[1], found[0]))
        return (alike, width) if width > 1 else (0, 0)

    return max(_SEPARATORS, key=rank)
