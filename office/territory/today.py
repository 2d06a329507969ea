"""Old figures on the units of today: carried over report by report, then derived and added up as any others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit, UnitHistory, UnitTree
from consolidation import remap
from consolidation.consolidate import Reported, derive, kinds_in, pooled_in
from consolidation.consolidate import consolidate as consolidated_from
from consolidation.coverage import joined_kind
from consolidation.figures import Consolidated, Kind, Sum
from consolidation.indicators import Counting, paired
from consolidation.over_time import InPeriod
from consolidation.pools import Pool
from db import sharing
from office.figures import figures
from office.office import Office
from office.territory import hamlet_sums

AsOf = Literal["reported", "today"]
_Shares = dict[str, list[tuple[str, Fraction]]]
_ONE_DAY = timedelta(days=1)


def consolidate(office: Office, period: Period, as_of: AsOf) -> Consolidated:
    """The figures of the units as they were when they reported, or carried to those of today."""
    return (figures.consolidate if as_of == "reported" else consolidate_today)(office, period)


def consolidate_today(office: Office, period: Period) -> Consolidated:
    """The figures of a period carried to the units of today, each report before anything is derived from it.

    Raises SHARES_NEEDED for units that were parted and of which nothing is declared, UNIT_NO_HEIRS where nobody knows
    what became of the office's own area. Units of which the sources do not tell where they went are left out and
    listed as `unclear`.
    """
    history, (tree, root) = office.store.units, area_today(office)
    count, reported = figures.counted(office, period), figures.reported(office, period)
    labels = {label: Period.parse(label) for told in reported.sums.values() for label in told}
    derived, pools = _derived_all(office, labels, count, reported)
    flat = {
        f"{label} {unit}": found.sums
        for label, units in derived.items()
        for unit, found in units.items()
        if found.sums
    }
    paired_sums, count, pooled = paired(flat, count, pools)
    ways = _ways(office, tree, root, {unit for units in derived.values() for unit in units})
    exact = hamlet_sums.exact(office, ways.by_hamlet, count, derived)
    moved = _Moved()
    for label, one in sorted(labels.items()):
        here = {unit: paired_sums[f"{label} {unit}"] for unit, told in derived[label].items() if told.sums}
        moved.add(label, here, ways, remap.carry(here, ways.shares, count.measures, exact.get(label)))
        moved.kinds_of(
            label, _kinds(office, one, tree.communes(root), kinds_in(one, derived[label], reported))
        )
    _refuse_unshared(ways, exact, derived, count)
    direct = {
        heir
        for (heir, label), units in moved.origins.items()
        if label == period.label and any(derived[label][unit].parts for unit in units)
    }
    came = {
        heir.key for key in reported.reported for heir in history.heirs_of(history.by_key(key), on=tree.on)
    }
    together = _pools_today(office, pooled, ways, tree, root)
    came |= {heir for heir, by_label in moved.sums.items() if period.label in by_label}
    given = Reported(moved.sums, moved.kinds, {}, came, direct, together)
    found = consolidated_from(period, tree, root, count, given)
    broken = _broken(office, period, derive(period, count, given), moved)
    return replace(_lacking(found, ways.unclear), unclear=tuple(ways.unclear), broken=broken)


def area_today(office: Office) -> tuple[UnitTree, Unit]:
    """Today's tree and the unit in it that is the office, or a tree of the communes of today on its old territory.

    The latter where a level is no more (a district) or the office's unit was parted; its root is the old unit.
    """
    history = office.store.units
    today = history.as_of(office.store.surroundings.now().date())
    heirs = [unit for unit in history.heirs_of(office.unit, on=today.on) if unit.level == office.unit.level]
    if len(heirs) == 1:
        return today, heirs[0]
    last = history.as_of(office.unit.valid_to or today.on)
    communes = {
        heir.key: heir
        for commune in last.communes(office.unit)
        for heir in history.heirs_of(commune, on=today.on)
    }
    if not communes:
        raise AppError(Code.UNIT_NO_HEIRS, unit=office.unit.name, code=office.unit.code)
    name = f"{office.unit.name} (địa bàn cũ)"
    root = replace(office.unit, level="district", name=name, valid_to=None, parent="")
    below = [replace(commune, parent=root.code) for commune in communes.values()]
    return UnitHistory([root, *below], []).as_of(today.on), root


def _derived(office: Office, period: Period, count: Counting, reported: Reported) -> dict[str, InPeriod]:
    """Every unit that stood at the period's end, with what it reported of it: never across a change of units."""
    history = office.store.units
    last = max(office.dates(period)[1], history.starts[0])
    stood = {
        key: told
        for key, told in reported.sums.items()
        for unit in [history.by_key(key)]
        if unit.valid_from <= last and (unit.valid_to is None or last <= unit.valid_to)
    }
    return derive(period, count, replace(reported, sums=stood))


def _derived_all(
    office: Office, labels: Mapping[str, Period], count: Counting, reported: Reported
) -> tuple[dict[str, dict[str, InPeriod]], list[Pool]]:
    """Period label → unit → its sums; and what units tell together, its keys with the label before them."""
    found: dict[str, dict[str, InPeriod]] = {}
    pools: list[Pool] = []
    for label, period in labels.items():
        told = _derived(office, period, count, reported)
        own, together = pooled_in(period, told, reported, count)
        found[label] = {unit: replace(one, sums=own[unit]) for unit, one in told.items()}
        for pool in together:
            units, partly = (frozenset(f"{label} {u}" for u in some) for some in (pool.units, pool.partly))
            pools.append(replace(pool, at=f"{label} {pool.at}", units=units, partly=partly))
    return found, pools


def _pools_today(
    office: Office, pools: Iterable[Pool], ways: _Ways, today: UnitTree, root: Unit
) -> dict[str, list[Pool]]:
    """Period label → pools at what is today the unit where they stood; else at the root, in whose total they are."""
    history, inside = office.store.units, {unit.key for unit in today.under(root.code)}
    found: dict[str, list[Pool]] = {}
    for pool in pools:
        label, _, at = pool.at.partition(" ")
        stood = history.by_key(at)
        heirs = [one for one in history.heirs_of(stood, on=today.on) if one.level == stood.level]
        place = heirs[0].key if len(heirs) == 1 and heirs[0].key in inside else root.key
        units, partly = (
            frozenset(heir for unit in some for heir, _ in ways.shares.get(unit.partition(" ")[2], ()))
            for some in (pool.units, pool.partly)
        )
        found.setdefault(label, []).append(replace(pool, at=place, units=units - partly, partly=partly))
    return found


@dataclass(slots=True)
class _Ways:
    """Where each old unit's figures go: `shares`; by records first, unit → (hamlet → heir); what is not known."""

    shares: _Shares
    by_hamlet: dict[str, dict[str, str]]
    unshared: list[Unit]
    unclear: list[Unit]


def _ways(office: Office, today: UnitTree, root: Unit, units: set[str]) -> _Ways:
    history, declared = office.store.units, sharing.declared(office.store)
    parts = {old: list(one.parts.items()) for old, one in declared.items() if one.parts}
    old = [history.by_key(key) for key in sorted(units) if key != root.key]
    shares, open_ones = remap.shares_to(history, old, today, parts)
    if root.key in units:
        shares[root.key] = [(root.key, Fraction(1))]
    found = _Ways(shares, {}, [], [])
    for unit in old:
        at = _parted(history, unit, today.on)
        told = declared.get(at.key) if at is not None else None
        if told is not None and told.hamlets:
            targets, _ = remap.shares_to(history, map(history.by_key, {*told.hamlets.values()}), today, parts)
            whole = {key: steps[0][0] for key, steps in targets.items() if len(steps) == 1}
            found.by_hamlet[unit.key] = {h: whole[to] for h, to in told.hamlets.items() if to in whole}
    for unit in open_ones:
        if unit.key in found.by_hamlet:
            found.shares[unit.key] = [
                (heir, Fraction(0)) for heir in dict.fromkeys(found.by_hamlet[unit.key].values())
            ]
        elif _parted(history, unit, today.on) is not None:
            found.unshared.append(unit)
        else:
            found.unclear.append(unit)
    return found


def _parted(history: UnitHistory, unit: Unit, on: date) -> Unit | None:
    """Where the unit, or what it went into whole, was parted between others; None where it never was."""
    at = unit
    while at.valid_to is not None and at.valid_to < on:
        heirs = history.successors(at)
        if any(extent == "partly" for _, extent in heirs):
            return at
        if len(heirs) != 1 or heirs[0][1] != "whole":
            return None
        at = heirs[0][0]
    return None


def _refuse_unshared(
    ways: _Ways,
    exact: Mapping[str, hamlet_sums.Exact],
    derived: Mapping[str, Mapping[str, InPeriod]],
    count: Counting,
) -> None:
    """A unit is shared out only as far as somebody said how: by shares, or by the hamlets of all its records."""
    unshared = {unit.name for unit in ways.unshared}
    for label, units in derived.items():
        for key, told in units.items():
            if key in ways.by_hamlet and not any(share for _, share in ways.shares[key]):
                settled = exact.get(label, {}).get(key, {})
                for measure, total in told.sums.items():
                    left = remap.rest(total, [one[measure] for one in settled.values() if measure in one])
                    if measure in count.measures and (left.known or left.missing or left.value):
                        unshared.add(key)
    if unshared:
        listed = sorted(unshared)
        raise AppError(Code.SHARES_NEEDED, units=", ".join(listed[:5]), count=len(listed))


@dataclass(slots=True)
class _Moved:
    """What the units of today have of every period that was reported, and from whom."""

    sums: dict[str, dict[str, Mapping[str, Sum]]] = field(default_factory=dict)
    kinds: dict[str, dict[str, Kind]] = field(default_factory=dict)
    origins: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add(
        self,
        label: str,
        before: Mapping[str, object],
        ways: _Ways,
        carried: Mapping[str, Mapping[str, Sum]],
    ) -> None:
        for heir, measures in carried.items():
            self.sums.setdefault(heir, {})[label] = measures
        for unit in before.keys() & ways.shares.keys():
            for heir, _ in ways.shares[unit]:
                self.origins.setdefault((heir, label), set()).add(unit)

    def kinds_of(self, label: str, kinds: Mapping[str, Kind]) -> None:
        for heir, kind in kinds.items():
            self.kinds.setdefault(heir, {})[label] = kind


def _kinds(
    office: Office, period: Period, communes: tuple[Unit, ...], kinds: Mapping[str, Kind]
) -> dict[str, Kind]:
    """The kinds of the communes of today all of whose territory is in the figures of the period."""
    history, last = office.store.units, office.dates(period)[1]
    found = {}
    for commune in communes:
        origins = [unit.key for unit, _ in history.origins(commune, on=last)]
        if origins and all(key in kinds for key in origins):
            found[commune.key] = joined_kind([kinds[key] for key in origins])
    return found


def _broken(
    office: Office, period: Period, derived: Mapping[str, InPeriod], moved: _Moved
) -> tuple[date, ...]:
    """The days within the period on which units changed of which one figure is made."""
    history, last = office.store.units, office.dates(period)[1]
    days = set()
    for heir, told in derived.items():
        for label in told.parts:
            for key in moved.origins.get((heir, label), ()):
                ended = history.by_key(key).valid_to
                if ended is not None and ended < last:
                    days.add(ended + _ONE_DAY)
    return tuple(sorted(days))


def _lacking(found: Consolidated, unclear: list[Unit]) -> Consolidated:
    """The total lacks the units of which nobody knows where they went."""
    more = sum(unit.level == "commune" for unit in unclear)
    if not more:
        return found
    covered = found.root.coverage
    lacks = replace(covered, expected=covered.expected + more, reported=covered.reported + more)
    root = replace(found.root, coverage=lacks)
    return replace(found, root=root, units=tuple(root if one is found.root else one for one in found.units))
