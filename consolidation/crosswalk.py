"""Carrying an indicator back to the editions of its form that were in force before: what it goes on from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consolidation.figures import Consolidated, IndicatorInfo
from consolidation.ground import Makeup, Part, Patches, common, part
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


@dataclass(frozen=True, slots=True)
class Carried:
    """An indicator of today as an older period tells it, in how many of the `expected` units it is known."""

    value: Fraction | None
    units: int
    expected: int
    broken: tuple[str, ...] = ()

    @property
    def of_units(self) -> str:
        """In how many of the units it is known, "1/10"; "" when in all of them."""
        return "" if self.units >= self.expected else f"{self.units}/{self.expected}"


def carried(info: IndicatorInfo, found: Consolidated, walks: Mapping[str, Walk], *, level: str) -> Carried:
    """What goes on unchanged is as it was consolidated. `level`: that of the units which fill the form in."""
    broken = tuple(dict.fromkeys(why for walked in walks.values() for why in walked.broken))
    expected = found.root.coverage.expected
    if level != "commune":
        expected = sum(one.unit.level == level for one in found.units)
    if _goes_on(info, found, walks):
        figure = found.root.figures[info.key]
        return Carried(figure.value, figure.units, expected, broken)
    made = makeup(info, found, walks, {})
    ground = common(made)
    return Carried(made.over(ground), len(ground), expected, broken)


def _goes_on(info: IndicatorInfo, found: Consolidated, walks: Mapping[str, Walk]) -> bool:
    """Whether it was counted then as it is today. A ratio may rest on sums of its own: `key/measure`."""
    then = found.indicators.get(info.key)
    if then is None or (then.factor, bool(then.one_of)) != (info.factor, bool(info.one_of)):
        return False
    sides = tuple(side.removeprefix(f"{info.key}/") for side in (then.numerator, then.denominator))
    same = all(walked.terms == {key: 1} for key, walked in walks.items())
    return same and sides == (info.numerator, info.denominator)


def makeup(info: IndicatorInfo, found: Consolidated, walks: Mapping[str, Walk], patches: Patches) -> Makeup:
    """What the units told of an indicator of today in an older period; without parts where nothing stood for it."""

    def parts(terms: Mapping[str, Fraction]) -> tuple[Part, ...]:
        return tuple(part(found, key, share, patches) for key, share in terms.items())

    if info.one_of:
        chosen = found.root.figures[info.key].basis if info.key in found.root.figures else ""
        return Makeup(parts({chosen: Fraction(1)} if chosen else {}))
    if not info.is_ratio:
        return Makeup(parts(walks[info.key].terms))
    above, below = (parts(walks[side].terms) for side in (info.numerator, info.denominator))
    return Makeup(above, below, info.factor) if above and below else Makeup(())


def editions_between(editions: Sequence[Form], then: Form, now: Form) -> list[Form]:
    """The editions from that of then to that of now, oldest first; [now] when they are one."""
    if then.name == now.name:
        return [now]
    ordered = sorted(editions, key=lambda form: form.valid_from)
    first, last = ordered.index(then), ordered.index(now)
    return ordered[first : last + 1] if first <= last else [now]
