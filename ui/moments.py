"""Times as they are shown, made from the ISO texts of the data file, which are in Vietnam's time."""

from __future__ import annotations

from datetime import datetime


def short(at: str) -> str:
    """ "17/06 14:05"; "" for none."""
    return f"{datetime.fromisoformat(at):%d/%m %H:%M}" if at else ""


def full(at: str) -> str:
    """ "17/06/2026 14:05"; "" for none."""
    return f"{datetime.fromisoformat(at):%d/%m/%Y %H:%M}" if at else ""
