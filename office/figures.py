"""Consolidating: the office's figures and those of everything below it, with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from base.errors import AppError, Code
from base.period import Period
from base.units import Level, UnitTree
from consolidation import remap
from consolidation.consolidate import Reported, derive, kinds_in
from consolidation.consolidate import consolidate as consolidated_from
from consolidation.coverage import joined_kind
from consolidation.figures import Consolidated, Kind, Sum
from consolidation.indicators import Counting, counting
from consolidation.remap import Shares
from db import received, reports, sums
from office.office import Office
from office.receiving import refresh_stale
from office.standings import standings


def counted(office: Office, period: Period) -> Counting:
    """What the forms of this period count; for a period that none asks for itself, those of its last year."""
    return counting(office.catalogue.in_force(office.closing(period)))


def consolidate(office: Office, period: Period, *, level: Level | None = None) -> Consolidated:
    """The figures of the office and of every unit below it (of one level only, if given), in tree order."""
    tree = office.tree(period)
    root = office.unit_in(period)
    found = consolidated_from(period, tree, root, counted(office, period), _reported(office, period))
    return only(found, level)


def only(found: Consolidated, level: Level | None) -> Consolidated:
    """The units of one level alone; all of them when none is named."""
    if level is None:
        return found
    return replace(found, units=tuple(u for u in found.units if u.unit.level == level))


def consolidate_today(office: Office, period: Period) -> Consolidated:
    """The figures of an old period carried to the units of today; units that were split need declared shares."""
    history = office.store.units
    today = history.as_of(office.store.surroundings.now().date())
    reported = _reported(office, period)
    count = counted(office, period)
    old = [u for u in office.tree(period).under(office.unit.code) if u.key in reported.sums]
    shares, unclear = remap.shares_to(history, old, today, {})
    if unclear:
        raise AppError(Code.SHARES_NEEDED, units=", ".join(u.name for u in unclear[:5]), count=len(unclear))
    derived = derive(period, count, reported)
    in_time = {unit: found.sums for unit, found in derived.items() if found.sums}
    carried = remap.carry(in_time, shares, count.measures)
    kinds = _kinds_today(office, period, today, shares, kinds_in(period, derived, reported))
    moved = Reported(
        {heir: {period.label: found} for heir, found in carried.items()},
        {heir: {period.label: kind} for heir, kind in kinds.items()},
        {},
        {heir for steps in shares.values() for heir, _ in steps},
    )
    return consolidated_from(period, today, today.find(_heir_code(office, period)), count, moved)


def _kinds_today(
    office: Office, period: Period, today: UnitTree, shares: Shares, kinds: Mapping[str, Kind]
) -> dict[str, Kind]:
    """The kinds of today's communes of whose whole territory the report is in the figures."""
    tree = office.tree(period)
    absent = [u for u in tree.communes(office.unit_in(period)) if u.key not in kinds]
    lacking = {
        heir.key for unit in absent for heir in office.store.units.heirs(unit.code, on=today.on) or [unit]
    }
    origins: dict[str, list[Kind]] = {}
    for unit, steps in shares.items():
        for heir, _ in steps:
            origins.setdefault(heir, []).append(kinds.get(unit, ""))
    return {heir: joined_kind(found) for heir, found in origins.items() if heir not in lacking}


def _heir_code(office: Office, period: Period) -> str:
    today = office.store.surroundings.now().date()
    heirs = office.store.units.heirs(office.unit_in(period).code, on=today)
    return heirs[0].code if len(heirs) == 1 else office.unit.code


def reported_within(office: Office, period: Period) -> list[Period]:
    """The period, and all within it, of which the office or anything below it has a report."""
    own = office.unit_in(period).key
    opened = {label for unit, label in reports.periods(office.store, packet=office.packet) if unit == own}
    labels = opened | set(received.known_periods(office.store, packet=office.packet))
    return [p for p in map(Period.parse, labels) if period.contains(p)]


def _reported(office: Office, period: Period) -> Reported:
    """Sums of the wanted period and of all within it, of the approved reports below and the office's own."""
    store = office.store
    own = office.unit_in(period).key
    opened = {label for unit, label in reports.periods(store, packet=office.packet) if unit == own}
    within = reported_within(office, period)
    refresh_stale(office, within)
    found: dict[str, dict[str, dict[str, Sum]]] = {}
    for (unit, label), measures in sums.read(
        store, periods=[p.label for p in within], counted=(office.catalogue, office.closing(period))
    ).items():
        found.setdefault(unit, {})[label] = measures
    kinds = _admitted_kinds(office, within)
    for label in opened & {p.label for p in within}:
        report = reports.find(store, unit=own, period=label, packet=office.packet)
        kinds.setdefault(own, {})[label] = report.kind if report else ""
    stands = standings(office, period)
    came = {unit for unit, s in stands.items() if s.newest or s.counted or s.conflict}
    return Reported(found, kinds, {u: s.state for u, s in stands.items()}, came | kinds.keys())


def _admitted_kinds(office: Office, periods: list[Period]) -> dict[str, dict[str, Kind]]:
    """unit → period label → kind of the report that the tables hold."""
    kinds: dict[str, dict[str, Kind]] = {}
    for period in periods:
        for unit, entry in received.admitted(office.store, period=period.label, packet=office.packet).items():
            kinds.setdefault(unit, {})[period.label] = entry.kind
    return kinds
