"""What can be counted: every measure of every form, and the ratios that are recomputed from two sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from base.units import Unit
from consolidation.figures import Figure, IndicatorInfo, Sum
from consolidation.pools import Pool
from consolidation.rollup import Node, UnitSums, over_units
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


def chosen(info: IndicatorInfo, sums: Mapping[str, Sum], withheld: Collection[str] = ()) -> list[str]:
    """The measures of an indicator that hold anything, told or withheld; several may not be added to each other."""
    if not info.one_of:
        return [info.key]
    present = [key for key in info.one_of if key in withheld or (key in sums and sums[key].known)]
    told = [key for key in info.one_of if key in sums and sums[key].value is not None]
    return present or told[:1] or [info.one_of[0]]


def paired(
    sums: UnitSums, counted: Counting, pools: Sequence[Pool] = ()
) -> tuple[UnitSums, Counting, list[Pool]]:
    """Ratios rest on the same units above and below: a unit that knows one side only is in neither.

    Where that happens the ratio gets sums and pools of its own; all other ratios keep those of their measures.
    """
    extra: dict[str, dict[str, Sum]] = {}
    more: list[Pool] = []
    infos = dict(counted.indicators)
    measures, levels, forms = dict(counted.measures), dict(counted.levels), dict(counted.forms)
    for info in counted.indicators.values():
        sides = (info.numerator, info.denominator)
        if not info.is_ratio or levels[info.numerator] != levels[info.denominator]:
            continue
        mine = [pool for pool in pools if pool.measure in sides]
        known = _knowing(sums, sides, mine)
        if all(over == under for over, under in known.values()):
            continue
        own = dict(zip(sides, (f"{info.key}/{side}" for side in sides), strict=True))
        for side, key in own.items():
            measures[key], levels[key], forms[key] = measures[side], levels[side], forms[side]
        infos[info.key] = replace(info, numerator=own[sides[0]], denominator=own[sides[1]])
        out = _out(known, mine)
        more += [replace(pool, measure=own[pool.measure]) for pool in mine if not pool.units & out]
        for unit, found in sums.items():
            if unit not in out and all(known[unit]):
                told = {key: found[side] for side, key in own.items() if side in found}
                extra.setdefault(unit, {}).update(told)
    if len(measures) == len(counted.measures):
        return sums, counted, list(pools)
    joined = {unit: {**found, **extra.get(unit, {})} for unit, found in sums.items()}
    counted = replace(counted, measures=measures, levels=levels, forms=forms, indicators=infos)
    return joined, counted, [*pools, *more]


def _knowing(sums: UnitSums, sides: tuple[str, str], pools: Sequence[Pool]) -> dict[str, list[bool]]:
    """Unit → whether it knows each side of a ratio, by itself or in a pool."""
    if not pools:
        return {unit: [_known(found.get(side)) for side in sides] for unit, found in sums.items()}
    pooled = {side: {unit for p in pools if p.measure == side for unit in p.units} for side in sides}
    units = dict.fromkeys([*sums, *(unit for told in pooled.values() for unit in sorted(told))])
    return {
        unit: [_known(sums.get(unit, {}).get(side)) or unit in pooled[side] for side in sides]
        for unit in units
    }


def _out(known: Mapping[str, list[bool]], pools: Sequence[Pool]) -> set[str]:
    """The units that know one side only, and those that cannot be told from them, being in one pool."""
    out = {unit for unit, (over, under) in known.items() if over != under}
    grown = True
    while grown:
        joined = [pool.units - out for pool in pools if pool.units & out]
        grown = any(joined)
        out |= {unit for units in joined for unit in units}
    return out


def _known(found: Sum | None) -> bool:
    return found is not None and found.value is not None


def in_one(sums: UnitSums, counted: Counting, pools: Sequence[Pool] = ()) -> Figures:
    """The indicators of these units taken as one, whatever their level: what a report says with all inside it."""
    told, counted, together = paired(sums, counted, pools)
    parts: dict[str, list[Sum]] = {}
    for found in told.values():
        for key, part in found.items():
            if key in counted.measures:
                parts.setdefault(key, []).append(part)
    for pool in together:
        parts.setdefault(pool.measure, []).append(pool.total)
    node = Node({key: over_units(listed, counted.measures[key].over_units) for key, listed in parts.items()})
    return Figures(counted.indicators, node, counted, derived=False)


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
        info, node = self._infos[key], self._node
        counts = info.numerator or chosen(info, node.sums, node.withheld)[0]
        found = figure(
            info,
            node.sums,
            self._counted,
            units=node.known_in(counts),
            derived=self._derived,
            withheld=node.withheld,
        )
        pooled = {unit for pool in self.pools(info) for unit in pool.units} if node.pooled else ()
        return replace(found, pooled=len(pooled)) if pooled else found

    def sides(self, info: IndicatorInfo) -> list[str]:
        """The measures that an indicator rests on at this node."""
        return [info.numerator, info.denominator] if info.is_ratio else chosen(info, self._node.sums)

    def pools(self, info: IndicatorInfo) -> list[Pool]:
        """What of an indicator several units below tell together only, standing at this very node."""
        return [pool for side in self.sides(info) for pool in self._node.pooled.get(side, ())]

    def withholds(self, info: IndicatorInfo) -> frozenset[str]:
        """The units at or below this node whose figure stands further up only."""
        sides = self.sides(info) if info.is_ratio else chosen(info, self._node.sums, self._node.withheld)
        return frozenset(unit for side in sides for unit in self._node.withheld.get(side, ()))

    def side(self, measure: str) -> tuple[Fraction | None, str, int]:
        """What a ratio rests on: the sum of one of its measures in display units, its unit and its decimals."""
        known = self._counted.measures[measure]
        found = self._node.sums.get(measure)
        value = None if found is None or found.value is None else Fraction(found.value, known.scale)
        return value, known.unit, known.decimals

    def pooled_side(self, measure: str) -> tuple[Fraction | None, str, int]:
        """As side(), of what several units below tell together only."""
        known = self._counted.measures[measure]
        parts = [pool.total for pool in self._node.pooled.get(measure, ())]
        value = over_units(parts, known.over_units).value
        return None if value is None else Fraction(value, known.scale), known.unit, known.decimals

    def known_side(self, measure: str) -> Fraction | None:
        """The sum of any measure in display units; None when it is not counted here or not known."""
        return self.side(measure)[0] if measure in self._counted.measures else None

    def told_at(self, unit: Unit, measure: str) -> list[tuple[frozenset[str], Fraction]]:
        """What stands of a measure at this very node, the unit's: units (keys) → their amount in display units."""
        if measure not in self._counted.measures:
            return []
        own = self._node.sums.get(measure) if self._counted.levels[measure] == unit.level else None
        told = [(frozenset((unit.key,)), own)] if own is not None else []
        told += [(pool.units, pool.total) for pool in self._node.pooled.get(measure, ()) if not pool.partly]
        scale = self._counted.measures[measure].scale
        return [(units, Fraction(total.value, scale)) for units, total in told if total.value is not None]

    def over_units(self, measure: str) -> str:
        """How a measure adds up over units."""
        known = self._counted.measures.get(measure)
        return known.over_units if known is not None else "sum"

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)


def figure(
    info: IndicatorInfo,
    sums: Mapping[str, Sum],
    counted: Counting,
    *,
    units: int,
    derived: bool = False,
    withheld: Collection[str] = (),
) -> Figure:
    """One indicator from the sums of one node; None when a part of it is not reported or divides by zero.

    `withheld`: the measures that the node does not tell alone.
    """
    if not info.is_ratio:
        keys = chosen(info, sums, withheld)
        if len(keys) > 1:
            return Figure(None, 0, units, derived, mixed=True)
        found, basis = sums.get(keys[0]), keys[0] if info.one_of else ""
        if found is None or found.value is None:
            hidden = keys[0] in withheld
            return Figure(None, found.missing if found else 0, units, derived, basis=basis, withheld=hidden)
        value = Fraction(found.value, counted.measures[keys[0]].scale)
        return Figure(value, found.missing, units, derived, basis=basis)
    over, under = sums.get(info.numerator), sums.get(info.denominator)
    missing = max((s.missing for s in (over, under) if s is not None), default=0)
    if any(
        side in withheld and not _known(told)
        for side, told in ((info.numerator, over), (info.denominator, under))
    ):
        return Figure(None, missing, units, derived, withheld=True)
    if over is None or under is None or over.value is None or not under.value:
        return Figure(None, missing, units, derived, undefined=bool(under and under.value == 0))
    top = info.factor * over.value * counted.measures[info.denominator].scale
    bottom = under.value * counted.measures[info.numerator].scale
    return Figure(Fraction(top, bottom), missing, units, derived)
