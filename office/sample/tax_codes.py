"""Tax codes that look right and belong to nobody.

The first two digits of a real code are the number of the tax office that gave it, 01 to 64. None has the number
99 or 00: codes under 99 (organisations) and 00 (households) pass every check of shape and check digit and can never
be given to anyone. Personal numbers of 12 digits begin with a province, 001 to 096; ours begin with 999.
"""

from __future__ import annotations

from forms.checks import _TAX_WEIGHTS

ORGANISATION, HOUSEHOLD = "99", "00"
_PERSON = "999"
_A_COMMUNE, _SPACING = 10_000, 10
"""Serial numbers set aside for one commune, and for one establishment: one in eleven has no check digit."""


def tax_code(prefix: str, commune: int, number: int) -> str:
    """The code of the establishment of that number in the commune of that number; unique in the province."""
    first = commune * _A_COMMUNE + number * _SPACING
    for serial in range(first, first + _SPACING):
        digits = f"{prefix}{serial:07d}"
        check = 10 - sum(int(d) * w for d, w in zip(digits, _TAX_WEIGHTS, strict=False)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError(first)


def personal_number(commune: int, number: int) -> str:
    """A personal number, which since 01/07/2025 is the tax code of a household (Thông tư 86/2024/TT-BTC)."""
    return f"{_PERSON}{commune:03d}{number:06d}"
