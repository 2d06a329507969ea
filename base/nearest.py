"""Which known name somebody may have meant by an unknown one."""

from __future__ import annotations

from collections.abc import Collection

ALIKE = 60
"""From 0 (nothing in common) to 100 (the same): what resembles less is not offered."""


def nearest(text: str, names: Collection[str], *, alike: int = ALIKE) -> list[str]:
    """At most two of the names that resemble the text, the likest first."""
    # Loaded when somebody has mistyped: a start would wait for it.
    from rapidfuzz import process

    return [name for name, _, _ in process.extract(text, names, limit=2, score_cutoff=alike)]
