"""A short code for a payload that a person can read from paper and type without mistake.

Eleven letters of the hash and a check letter, weighted by place modulo the prime 31: every single typo and every
swap of neighbours changes the sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from base.errors import AppError, Code

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 12


def fingerprint(digest: str) -> str:
    """ "7K2M-9QXT-4HNA" for a SHA-256 in hex."""
    number = int(digest, 16)
    digits = []
    for _ in range(_LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(digit)
    partial = sum(place * digit for place, digit in enumerate(digits, 1))
    digits.append(-partial * pow(_LENGTH, -1, len(ALPHABET)) % len(ALPHABET))
    letters = "".join(ALPHABET[d] for d in digits)
    return "-".join(letters[i : i + 4] for i in range(0, _LENGTH, 4))


def typed(text: str) -> str:
    """What a person typed from paper, in the printed form; raises FINGERPRINT_WRONG when a letter is off."""
    letters = [c for c in text.upper() if c.isalnum()]
    digits = [ALPHABET.find(c) for c in letters]
    if (
        len(digits) != _LENGTH
        or min(digits) < 0
        or sum(p * d for p, d in enumerate(digits, 1)) % len(ALPHABET)
    ):
        raise AppError(Code.FINGERPRINT_WRONG, text=text.strip())
    joined = "".join(letters)
    return "-".join(joined[i : i + 4] for i in range(0, _LENGTH, 4))


_SCANNED = re.compile(r"SCT ([0-9A-Z-]+) (\d{2,5}) (\d{4}[0-9A-Z-]*) (\d{1,7})")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a printed report says of itself: its code; scanned also the unit's code, the period and the version."""

    fingerprint: str
    unit: str = ""
    period: str = ""
    version: int = 0


def scannable(paper: Paper) -> str:
    """The text of the QR code; capitals, digits and "-" only, which take the smallest one."""
    return f"SCT {paper.fingerprint} {paper.unit} {paper.period} {paper.version}"


def on_paper(text: str) -> Paper:
    """What a person typed from paper, or a scanner read from it; raises FINGERPRINT_WRONG when a letter is off."""
    found = _SCANNED.fullmatch(" ".join(text.upper().split()))
    if found is None:
        return Paper(typed(text))
    code, unit, period, version = found.groups()
    return Paper(typed(code), unit, period, int(version))
