"""Texts in lines: cleaned, wrapped to a width and measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from base.text import nfc
from exports.charts.fonts import Style, width


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and its style."""

    text: str
    style: Style

    @property
    def width(self) -> float:
        return width(self.text, self.style)


Lines = Sequence[Line]


def widest(lines: Lines) -> float:
    return max((line.width for line in lines), default=0.0)


def height(lines: Lines) -> float:
    """The height of lines below one another."""
    return math.fsum(line.style.leading for line in lines)


def plain(text: str) -> str:
    """Form C on one line; no-break spaces stay, control characters go."""
    return " ".join(
        "".join(c if c.isprintable() or c == "\u00a0" else " " for c in nfc(text)).split(" ")
    ).strip()


def wrap(text: str, style: Style, limit: float) -> tuple[Line, ...]:
    """The text in lines no wider than `limit`; a word that is too wide by itself is broken."""
    lines: list[str] = []
    for word in plain(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, style) <= limit:
            lines[-1] = joined
        else:
            lines += _broken(word, style, limit)
    return tuple(Line(line, style) for line in lines)


def wrap_evenly(text: str, style: Style, limit: float) -> tuple[Line, ...]:
    """Wrapped into as few lines as fit, and these as even as can be."""
    lines = wrap(text, style, limit)
    low, high = limit / max(len(lines), 1), limit
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(wrap(text, style, middle)) == len(lines) else (middle, high)
    return wrap(text, style, high)


def fits(text: str, style: Style, limit: float) -> bool:
    """Whether the text wraps into at most two lines without breaking a word."""
    unbroken = all(width(word, style) <= limit for word in plain(text).split())
    return unbroken and len(wrap(text, style, limit)) <= 2


def _broken(word: str, style: Style, limit: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, style) > limit:
            pieces.append("")
        pieces[-1] += letter
    return pieces
