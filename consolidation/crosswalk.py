"""Carrying an indicator back to the editions of its form that were in force before: what it goes on from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consolidation.figures import IndicatorInfo
from consolidation.indicators import Figures
from forms.spec import Form


@dataclass(frozen=True, slots=True)
class Walk:
    """An older period's measures that make up one of today: key → share. `broken`: why the series breaks there."""

    terms: Mapping[str, Fraction]
    broken: tuple[str, ...] = ()


def walk(measure: str, editions: Sequence[Form]) -> Walk:
    """Of a measure of the last edition, what stood for it in the first. `editions` follow each other in time.

    A measure that begins in between, or was stopped, has no terms before.
    """
    terms, broken = {measure: Fraction(1)}, []
    for newer, older in zip(reversed(editions[1:]), reversed(editions[:-1]), strict=True):
        declared = {one.key: one for one in newer.crosswalk if not one.stopped}
        stopped = {one.key for one in newer.crosswalk if one.stopped}
        before: dict[str, Fraction] = {}
        for key, share in terms.items():
            entry = declared.get(key)
            if entry is not None:
                broken.append(entry.note or f"đổi cách tính từ {newer.valid_from:%d/%m/%Y}")
            sources = (key,) if entry is None else entry.was
            for source in sources:
                if source in older.measures and (entry is not None or source not in stopped):
                    part = share * (Fraction(entry.share) if entry is not None and entry.share else 1)
                    before[source] = before.get(source, Fraction(0)) + part
        terms = before
    return Walk(terms, tuple(dict.fromkeys(broken)))


def carried(
    info: IndicatorInfo, figures: Figures, walks: Mapping[str, Walk]
) -> tuple[Fraction | None, tuple[str, ...]]:
    """An indicator of today from an older period's sums, and why the series breaks there; None where it has none."""
    if info.one_of:
        return (figures[info.key].value if info.key in figures else None), ()
    if not info.is_ratio:
        return _sum(figures, walks[info.key]), walks[info.key].broken
    over, under = walks[info.numerator], walks[info.denominator]
    top, bottom = _sum(figures, over), _sum(figures, under)
    broken = tuple(dict.fromkeys((*over.broken, *under.broken)))
    if top is None or not bottom:
        return None, broken
    return info.factor * top / bottom, broken


def _sum(figures: Figures, walked: Walk) -> Fraction | None:
    """In display units; None when a part of it is not known."""
    parts = [(figures.known_side(key), share) for key, share in walked.terms.items()]
    if not parts or any(value is None for value, _ in parts):
        return None
    return sum((value * share for value, share in parts if value is not None), Fraction(0))


def editions_between(editions: Sequence[Form], then: Form, now: Form) -> list[Form]:
    """The editions from that of then to that of now, oldest first; [now] when they are one."""
    if then.name == now.name:
        return [now]
    ordered = sorted(editions, key=lambda form: form.valid_from)
    first, last = ordered.index(then), ordered.index(now)
    return ordered[first : last + 1] if first <= last else [now]
