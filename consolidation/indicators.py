"""What can be counted: every measure of every form, and the ratios that are recomputed from two sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from consolidation.figures import Figure, IndicatorInfo, Sum
from consolidation.rollup import Node, UnitSums
from forms.spec import Form, Indicator, Measure


@dataclass(frozen=True, slots=True)
class Counting:
    """The measures and indicators of a set of forms; keys are unique over all of them."""

    measures: Mapping[str, Measure]
    levels: Mapping[str, str]
    forms: Mapping[str, str]
    indicators: Mapping[str, IndicatorInfo]

    def form_of(self, indicator: str) -> str:
        """The key of the form in which an indicator, or the numerator of a ratio, is counted; "" when in none."""
        info = self.indicators[indicator]
        return self.forms.get(info.numerator or (info.one_of or (indicator,))[0], "")


def counting(forms: Iterable[Form]) -> Counting:
    """What these editions count; `levels` says which level of units fills in each measure, `forms` in which form."""
    measures: dict[str, Measure] = {}
    levels: dict[str, str] = {}
    origin: dict[str, str] = {}
    infos: dict[str, IndicatorInfo] = {}
    for form in forms:
        for m in form.measure:
            measures[m.key], levels[m.key], origin[m.key] = m, form.level, form.key
            infos[m.key] = IndicatorInfo(
                m.key,
                m.label,
                m.unit,
                m.decimals,
                m.group or form.title,
                over_units=m.over_units,
                over_time=m.over_time,
                hidden=m.hidden,
            )
        for i in form.indicator:
            group = i.group or form.title
            infos[i.key] = (
                _one_of(i, group, form)
                if i.one_of
                else IndicatorInfo(
                    i.key, i.label, i.unit, i.decimals, group, i.numerator, i.denominator, i.factor
                )
            )
    known = {
        k: v for k, v in infos.items() if not v.is_ratio or {v.numerator, v.denominator} <= measures.keys()
    }
    return Counting(measures, levels, origin, known)


def _one_of(declared: Indicator, group: str, form: Form) -> IndicatorInfo:
    first = form.measures[declared.one_of[0]]
    return IndicatorInfo(
        declared.key,
        declared.label,
        declared.unit or first.unit,
        first.decimals,
        group,
        over_units=first.over_units,
        over_time=first.over_time,
        one_of=declared.one_of,
    )


def chosen(info: IndicatorInfo, sums: Mapping[str, Sum]) -> list[str]:
    """The measures of an indicator that hold anything; more than one may not be added to each other."""
    if not info.one_of:
        return [info.key]
    present = [key for key in info.one_of if key in sums and sums[key].known]
    told = [key for key in info.one_of if key in sums and sums[key].value is not None]
    return present or told[:1] or [info.one_of[0]]


def paired(sums: UnitSums, counted: Counting) -> tuple[UnitSums, Counting]:
    """Ratios rest on the same units above and below: a unit that knows one side only is in neither.

    Where that happens the ratio gets sums of its own; all other ratios keep those of their measures.
    """
    extra: dict[str, dict[str, Sum]] = {}
    infos = dict(counted.indicators)
    measures, levels, forms = dict(counted.measures), dict(counted.levels), dict(counted.forms)
    for info in counted.indicators.values():
        sides = (info.numerator, info.denominator)
        if not info.is_ratio or levels[info.numerator] != levels[info.denominator]:
            continue
        known = {unit: [_known(found.get(side)) for side in sides] for unit, found in sums.items()}
        if all(over == under for over, under in known.values()):
            continue
        own = tuple(f"{info.key}/{side}" for side in sides)
        for side, key in zip(sides, own, strict=True):
            measures[key], levels[key], forms[key] = measures[side], levels[side], forms[side]
        infos[info.key] = replace(info, numerator=own[0], denominator=own[1])
        for unit, found in sums.items():
            if all(known[unit]):
                extra.setdefault(unit, {}).update(
                    {key: found[side] for side, key in zip(sides, own, strict=True)}
                )
    if len(measures) == len(counted.measures):
        return sums, counted
    joined = {unit: {**found, **extra.get(unit, {})} for unit, found in sums.items()}
    return joined, replace(counted, measures=measures, levels=levels, forms=forms, indicators=infos)


def _known(found: Sum | None) -> bool:
    return found is not None and found.value is not None


class Figures(Mapping[str, Figure]):
    """The indicators of one node of the tree, each worked out when it is asked for: a screen shows few of many."""

    def __init__(
        self, infos: Mapping[str, IndicatorInfo], node: Node, counted: Counting, *, derived: bool
    ) -> None:
        self._infos = infos
        self._node = node
        self._counted = counted
        self._derived = derived

    def __getitem__(self, key: str) -> Figure:
        info = self._infos[key]
        counts = info.numerator or chosen(info, self._node.sums)[0]
        units = self._node.units.get(counts, 0)
        return figure(info, self._node.sums, self._counted, units=units, derived=self._derived)

    def side(self, measure: str) -> tuple[Fraction | None, str, int]:
        """What a ratio rests on: the sum of one of its measures in display units, its unit and its decimals."""
        known = self._counted.measures[measure]
        found = self._node.sums.get(measure)
        value = None if found is None or found.value is None else Fraction(found.value, known.scale)
        return value, known.unit, known.decimals

    def known_side(self, measure: str) -> Fraction | None:
        """The sum of any measure in display units; None when it is not counted here or not known."""
        return self.side(measure)[0] if measure in self._counted.measures else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)


def figure(
    info: IndicatorInfo, sums: Mapping[str, Sum], counted: Counting, *, units: int, derived: bool = False
) -> Figure:
    """One indicator from the sums of one node; None when a part of it is not reported or divides by zero."""
    if not info.is_ratio:
        keys = chosen(info, sums)
        if len(keys) > 1:
            return Figure(None, 0, units, derived, mixed=True)
        found, basis = sums.get(keys[0]), keys[0] if info.one_of else ""
        if found is None or found.value is None:
            return Figure(None, found.missing if found else 0, units, derived, basis=basis)
        value = Fraction(found.value, counted.measures[keys[0]].scale)
        return Figure(value, found.missing, units, derived, basis=basis)
    over, under = sums.get(info.numerator), sums.get(info.denominator)
    missing = max((s.missing for s in (over, under) if s is not None), default=0)
    if over is None or under is None or over.value is None or not under.value:
        return Figure(None, missing, units, derived, undefined=bool(under and under.value == 0))
    top = info.factor * over.value * counted.measures[info.denominator].scale
    bottom = under.value * counted.measures[info.numerator].scale
    return Figure(Fraction(top, bottom), missing, units, derived)
