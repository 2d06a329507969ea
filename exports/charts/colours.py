"""The colours of a chart; each of COLOURS has a contrast of at least 3:1 to paper."""

from __future__ import annotations

COLOURS = ("#0B5480", "#C2571F", "#00A26D", "#5A78E0", "#6E232E", "#64696D")
INK, PALE_INK = "#1E2328", "#454C54"
RULE, EDGE = "#DDD8CE", "#857F72"
PAPER = "#FFFFFF"
