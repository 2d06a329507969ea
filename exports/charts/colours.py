"""The colours of a chart on paper; each of COLOURS has a contrast of at least 3:1 to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

COLOURS = ("#0B5480", "#C2571F", "#00A26D", "#5A78E0", "#6E232E", "#64696D")
INK, PALE_INK = "#1E2328", "#454C54"
RULE, EDGE = "#DDD8CE", "#857F72"
PAPER = "#FFFFFF"


def instead(
    *, series: Sequence[str], ink: str, pale_ink: str, rule: str, edge: str, paper: str
) -> Mapping[str, str]:
    """Colour on paper → colour on a screen that is not light."""
    return {
        **dict(zip(COLOURS, series, strict=True)),
        INK: ink,
        PALE_INK: pale_ink,
        RULE: rule,
        EDGE: edge,
        PAPER: paper,
    }
