"""Forwarding with totals only: the reports below as sums, without a record of anybody, and every total as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from base.period import Period
from consolidation.figures import Sum
from consolidation.indicators import Counting
from consolidation.pools import Pool, settled
from consolidation.protection import Cell, withheld
from consolidation.rollup import over_units
from courier import payload as courier_payload
from courier.condensed import Pooled, Pools, Summed, Totals, meaning
from courier.payload import SUMS_FORMAT, Part, Payload
from db import sums
from forms.catalogue import Catalogue
from forms.confidential import is_confidential
from forms.spec import Form
from office.figures import figures, pooled
from office.office import Office
from office.receiving.admission import refresh_stale


@dataclass(frozen=True, slots=True)
class Condensed:
    """Hash of each report that travels → what travels of it; and what units tell together only."""

    reports: dict[str, Payload]
    pools: Pools


@dataclass(frozen=True, slots=True)
class _Report:
    """One report below, with the sums that the tables have of it."""

    hash: str
    payload: Payload
    catalogue: Catalogue
    sums: Mapping[str, Sum]

    @property
    def of(self) -> str:
        """The hash of the report in full."""
        return self.payload.condensed or self.hash


_Told = tuple[Form, Form | None, dict[str, Sum]]
"""A form in the edition of a report, its owner, and its sums."""


class _Below:
    """All that travels from below in one period."""

    def __init__(self, office: Office, period: Period, carried: Mapping[str, Payload]) -> None:
        self.office, self.on = office, office.closing(period)
        self.counting: Counting = figures.counted(office, period)
        self.tree, self.own = office.tree(period), office.unit_in(period)
        refresh_stale(office, [period])
        read = sums.read(office.store, periods=[period.label])
        found: dict[str, Mapping[str, Sum]] = {unit: told for (unit, _), told in read.items()}
        self.stands, found = self._stand(period, found)
        self.reports = {
            one.unit: _Report(
                digest, one, courier_payload.catalogue_of(one, office.own), found.get(one.unit, {})
            )
            for digest, one in carried.items()
        }

    def _stand(
        self, period: Period, found: dict[str, Mapping[str, Sum]]
    ) -> tuple[list[tuple[Pooled, Mapping[str, str]]], dict[str, Mapping[str, Sum]]]:
        """The pools that came from below, as they count here, and the units' own sums beside them."""
        given = sums.pooled(self.office.store, periods=[period.label]).get(period.label, [])
        stands = pooled.counts(self.office, period, {unit for one in given for unit in one.units})
        kept: list[tuple[Pooled, Mapping[str, str]]] = []
        for one in given:
            pool = Pool(one.at, one.measure, one.total, frozenset(one.units))
            left, found = settled([(pool, one.units)], stands, found, self.counting.measures)
            kept += [
                (_pooled(p, form=one.form, meaning=one.meaning), {unit: one.units[unit] for unit in p.units})
                for p in left
            ]
        return kept, found

    def told(self, report: _Report, part: Part) -> _Told | None:
        """What a form of a report adds up to; None where it is not filled in, or travels as sums already."""
        form = report.catalogue.form(part.form)
        if part.state != "filled" or part.totals:
            return None
        owner = report.catalogue.owner_of(form, self.on)
        return form, owner, {key: report.sums[key] for key in form.measures if key in report.sums}

    def above(self, unit: str) -> str:
        """Where the pool of a unit stands: at its parent, or at the office itself."""
        known = self.office.store.units.by_key(unit)
        parent = self.tree.parent(known)
        return parent.key if parent is not None and unit != self.own.key else self.own.key

    def others(self) -> dict[str, list[tuple[str, str]]]:
        """Measure → the ratios that it is a side of, each with the measure on the other side."""
        found: dict[str, list[tuple[str, str]]] = {}
        for info in self.counting.indicators.values():
            if info.is_ratio:
                found.setdefault(info.numerator, []).append((info.key, info.denominator))
                found.setdefault(info.denominator, []).append((info.key, info.numerator))
        return found


def condensed(office: Office, period: Period, carried: Mapping[str, Payload]) -> Condensed:
    """What travels of the reports below (by hash), and the pools with what none of them tells alone."""
    below = _Below(office, period, carried)
    cells = {cell: told for group in _by_form(below) for cell, told in _hidden(below, group)}
    hidden: dict[str, set[str]] = {}
    for unit, key in (*cells, *((unit, one.measure) for one, _ in below.stands for unit in one.units)):
        hidden.setdefault(unit, set()).add(key)
    made = {one.hash: _condensed(below, one, hidden.get(unit, set())) for unit, one in below.reports.items()}
    stands = [*below.stands, *_pools(below, cells, hidden)]
    of = {unit: digest for _, told in stands for unit, digest in told.items()}
    return Condensed(
        made, Pools(dict(sorted(of.items())), tuple(sorted((one for one, _ in stands), key=_place)))
    )


def own_part(office: Office, period: Period, part: Part) -> Part:
    """A form of the office itself as it travels with totals only: one that tells of persons stays behind."""
    form = office.catalogue.form(part.form)
    owner = office.catalogue.owner_of(form, office.closing(period))
    if part.state != "filled" or not is_confidential(form, owner):
        return part
    refresh_stale(office, [period])
    unit = office.unit_in(period).key
    found = sums.read(office.store, periods=[period.label], units=[unit]).get((unit, period.label), {})
    told = {key: found[key] for key in form.measures if key in found}
    return _as_sums(part, (form, owner, told), ())


_Group = dict[str, _Told]
"""unit → one form that tells of persons or enterprises"""


def _by_form(below: _Below) -> Iterator[_Group]:
    found: dict[str, _Group] = {}
    for unit, report in below.reports.items():
        for part in report.payload.parts:
            told = below.told(report, part)
            if told is not None and is_confidential(*told[:2]):
                found.setdefault(told[0].key, {})[unit] = told
    yield from found.values()


def _hidden(below: _Below, group: _Group) -> Iterator[tuple[Cell, _Told]]:
    """The cells of a form that no unit tells alone, each with the form it is of."""
    given = {unit: (form, found) for unit, (form, _, found) in group.items()}
    above = {unit: below.above(unit) for unit in group}
    for unit, key in sorted(withheld(given, above)):
        yield (unit, key), group[unit]


def _condensed(below: _Below, report: _Report, hidden: Collection[str]) -> Payload:
    """A report without its records; one that came so travels as it is."""
    one = report.payload
    if one.condensed:
        return one
    parts = []
    for part in one.parts:
        told = below.told(report, part)
        parts.append(_as_sums(part, told, hidden) if told else _bare(part))
    remade = msgspec.structs.replace(one.remade, who="", reason="") if one.remade else UNSET
    return msgspec.structs.replace(
        one,
        format=SUMS_FORMAT,
        note="",
        parts=tuple(parts),
        children=(),
        counted=UNSET,
        remade=remade,
        condensed=report.hash,
        pooled=UNSET,
    )


def _bare(part: Part) -> Part:
    return msgspec.structs.replace(part, columns=(), rows=[], remarks=())


def _as_sums(part: Part, told: _Told, hidden: Collection[str]) -> Part:
    form, owner, found = told
    summed = [
        Summed(key, meaning(form, key, owner), one.value, one.known, one.missing)
        for key, one in found.items()
        if key not in hidden
    ]
    kept = tuple(sorted(key for key in hidden if key in form.measures))
    return msgspec.structs.replace(_bare(part), totals=Totals(part.records, tuple(summed), kept))


def _pools(
    below: _Below, cells: Mapping[Cell, _Told], hidden: Mapping[str, Collection[str]]
) -> Iterator[tuple[Pooled, Mapping[str, str]]]:
    """The cells added up where they stand, those apart of which a ratio knows the other side and those of which not."""
    others = below.others()

    def lone(unit: str, key: str) -> frozenset[str]:
        """The ratios of which the unit knows this side alone."""
        mine = below.reports[unit].sums
        return frozenset(
            ratio
            for ratio, other in others.get(key, ())
            if other not in hidden[unit] and (other not in mine or mine[other].value is None)
        )

    groups: dict[tuple[str, str, str, str, frozenset[str]], list[tuple[str, Sum]]] = {}
    for (unit, key), (form, owner, found) in cells.items():
        place = (below.above(unit), form.name, key, meaning(form, key, owner), lone(unit, key))
        groups.setdefault(place, []).append((unit, found[key]))
    for (at, name, key, counts, _), told in groups.items():
        how = cells[told[0][0], key][0].measures[key].over_units
        pool = Pool(at, key, over_units([one for _, one in told], how), frozenset(unit for unit, _ in told))
        yield _pooled(pool, form=name, meaning=counts), {unit: below.reports[unit].of for unit in pool.units}


def _pooled(pool: Pool, *, form: str, meaning: str) -> Pooled:
    total = pool.total
    units = tuple(sorted(pool.units))
    return Pooled(pool.at, form, pool.measure, meaning, total.value, total.known, total.missing, units)


def _place(one: Pooled) -> tuple[str, ...]:
    return one.at, one.form, one.measure, *one.units
