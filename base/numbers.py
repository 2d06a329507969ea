"""The only file that knows 1.234.567,8: reading typed numbers, showing exact ones.

Stored numbers are whole counts of a smallest unit; `scale` says how many of them make one display unit
(1 triệu đồng = 1_000_000 đồng: scale 1_000_000).
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from fractions import Fraction

MINUS = "\u2212"
MARK_NOT_COLLECTED = "…"
_BLANKS = " \u00a0\u202f"
_SPACED = re.compile(rf"[+-]?[1-9]\d{{0,2}}([{_BLANKS}]\d{{3}})+([.,][\d.,]*)?")
"""Blanks between thousands; two numbers that a paste put behind each other ("5 7") are none."""
_LONGEST = 100
_PLAIN = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
_COMMA = re.compile(r"[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+),\d+")


class Unreadable(ValueError):
    """The text is no number: "12 người"."""


class Ambiguous(ValueError):
    """The text could be two numbers: "1.25" is 1,25 or 125; "1,234.5" mixes two ways of writing."""

    def __init__(self, text: str, readings: tuple[str, ...]) -> None:
        super().__init__(text)
        self.text = text
        self.readings = readings


class TooFine(ValueError):
    """More decimals than the smallest unit can hold."""


def read(text: str, scale: int) -> int:
    """The typed Vietnamese number as a whole count of the smallest unit.

    "1.250,5" with scale 10 gives 12505. A dot or a blank only ever groups thousands; a lone dot that cannot
    group ("1.25") raises Ambiguous, a blank Unreadable, as a tab or a line end does. Raises TooFine.
    """
    bare = text.strip(_BLANKS).replace(MINUS, "-")
    if _SPACED.fullmatch(bare):
        bare = "".join(sign for sign in bare if sign not in _BLANKS)
    if len(bare) > _LONGEST:  # no amount; Python itself reads no more than 4,300 digits
        raise Unreadable(text)
    if _PLAIN.fullmatch(bare):
        return int(bare) * scale
    if _GROUPED.fullmatch(bare):
        return int(bare.replace(".", "")) * scale
    if _COMMA.fullmatch(bare):
        whole, _, decimals = bare.replace(".", "").partition(",")
        return _scaled(whole, decimals, scale)
    raise _why_not(text, bare)


def _scaled(whole: str, decimals: str, scale: int) -> int:
    number = Fraction(int(whole + decimals), 10 ** len(decimals)) * scale
    if number.denominator != 1:
        raise TooFine(f"{whole},{decimals}")
    return number.numerator


def _why_not(text: str, bare: str) -> ValueError:
    if re.fullmatch(r"[+-]?\d+\.\d+", bare):
        return Ambiguous(text.strip(), (bare.replace(".", ","), bare.replace(".", "")))
    if re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*", bare):
        return Ambiguous(text.strip(), ())
    return Unreadable(text)


def from_cell(number: float | int | Decimal, scale: int) -> int:
    """A true number of a workbook's cell as a whole count of the smallest unit.

    A cell holds the double nearest to what was typed: its shortest decimal text is what was meant.
    A float whose digits come from arithmetic (0.1+0.2 in Excel) is rounded to 12 significant digits first.
    Raises TooFine.
    """
    if isinstance(number, float) and number.is_integer() and abs(number) < 2**53:
        return int(number) * scale
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    scaled = exact * scale
    if scaled == scaled.to_integral_value():
        return int(scaled)
    near = Decimal(f"{exact:.12g}")
    rounded = near * scale
    if rounded != rounded.to_integral_value() or abs(near - exact) * 10**12 > abs(exact):
        raise TooFine(str(number))
    return int(rounded)


def half_up(value: Fraction, decimals: int) -> int:
    """value × 10^decimals rounded half away from zero, as a whole number: 60,625 to 2 places is 6063."""
    scaled: Fraction = abs(value) * 10**decimals
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return rounded if value >= 0 else -rounded


def show(value: int | Fraction, decimals: int = 0) -> str:
    """The value with dots between thousands and a decimal comma, rounded half-up: "1.234.567,8"."""
    units = half_up(Fraction(value), decimals)
    whole, rest = divmod(abs(units), 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text += f",{rest:0{decimals}d}"
    return (MINUS if units < 0 else "") + text


def told(value: int | Fraction | None, decimals: int = 0) -> str:
    """A figure as people read it: "…" where it is not known."""
    return MARK_NOT_COLLECTED if value is None else show(value, decimals)


def show_stored(count: int, scale: int, decimals: int) -> str:
    """A stored count in its display unit with at least `decimals` places and never fewer than it needs.

    read(show_stored(n, s, d), s) == n for every n: nothing is hidden by rounding in an input box.
    """
    return show(Fraction(count, scale), max(decimals, places_needed(count, scale)))


def places_needed(count: int, scale: int) -> int:
    """How many decimals write count/scale exactly (scales are of the form 2^a·5^b)."""
    if count % scale == 0:
        return 0
    places = 0
    while (count * 10**places) % scale:
        places += 1
    return places


def to_float(value: int | Fraction) -> float:
    """The one place where an exact value becomes a float: at a cell or a plot."""
    return float(value)


@functools.lru_cache(maxsize=4096)
def _group_name(power: int) -> str:
    return ("", "nghìn", "triệu", "tỷ")[power]


def spoken_money(dong: int) -> str:
    """The amount read aloud so that a slip of triệu and tỷ is seen: 12345600000 → "12 tỷ 345 triệu 600 nghìn đồng"."""
    if dong == 0:
        return "0 đồng"
    rest, parts = abs(dong), []
    for power in (3, 2, 1, 0):
        count, rest = divmod(rest, 1000**power)
        if count:
            parts.append(f"{show(count)} {_group_name(power)}".strip())
    return ("âm " if dong < 0 else "") + " ".join(parts) + " đồng"
