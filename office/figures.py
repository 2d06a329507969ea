"""Consolidating: the office's figures and those of everything below it, with what they rest on."""

from __future__ import annotations

from dataclasses import replace

from base.errors import AppError, Code
from base.period import Period
from base.units import Level, UnitTree
from consolidation import remap
from consolidation.consolidate import Reported
from consolidation.consolidate import consolidate as consolidated_from
from consolidation.coverage import joined_kind
from consolidation.figures import Consolidated, Kind, Sum
from consolidation.indicators import Counting, counting
from db import received, reports, sums
from office.office import Office
from office.receiving import refresh_stale, standings


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
    old = [u for u in office.tree(period).under(office.unit.code) if u.key in reported.sums]
    shares, unclear = remap.shares_to(history, old, today, {})
    if unclear:
        raise AppError(Code.SHARES_NEEDED, units=", ".join(u.name for u in unclear[:5]), count=len(unclear))
    carried: dict[str, dict[str, dict[str, Sum]]] = {}
    for label in {label for periods in reported.sums.values() for label in periods}:
        at_once = {unit: dict(periods[label]) for unit, periods in reported.sums.items() if label in periods}
        for unit, found in remap.carry(at_once, shares).items():
            carried.setdefault(unit, {})[label] = found
    heirs = {key for steps in shares.values() for key, _ in steps}
    origins = {heir: [unit for unit, steps in shares.items() if heir in dict(steps)] for heir in heirs}
    kinds = {
        heir: joined_kind([reported.kinds.get(unit, "") for unit in units]) for heir, units in origins.items()
    }
    moved = Reported(carried, kinds, {}, heirs, heirs - _lacking(office, period, today, reported))
    return consolidated_from(
        period, today, today.find(_heir_code(office, period)), counted(office, period), moved
    )


def _lacking(office: Office, period: Period, today: UnitTree, reported: Reported) -> set[str]:
    """Keys of today's communes that also took the territory of one whose report is not in the figures."""
    tree = office.tree(period)
    absent = [u for u in tree.communes(office.unit_in(period)) if u.key not in reported.approved]
    return {
        heir.key for unit in absent for heir in office.store.units.heirs(unit.code, on=today.on) or [unit]
    }


def _heir_code(office: Office, period: Period) -> str:
    today = office.store.surroundings.now().date()
    heirs = office.store.units.heirs(office.unit_in(period).code, on=today)
    return heirs[0].code if len(heirs) == 1 else office.unit.code


def _reported(office: Office, period: Period) -> Reported:
    """Sums of the wanted period and of all within it, of the approved reports below and the office's own."""
    store = office.store
    own = office.unit_in(period).key
    opened = {label for unit, label in reports.periods(store, packet=office.packet) if unit == own}
    labels = opened | set(received.known_periods(store, packet=office.packet))
    within = [p for p in map(Period.parse, labels) if period.contains(p)]
    refresh_stale(office, within)
    found: dict[str, dict[str, dict[str, Sum]]] = {}
    for (unit, label), measures in sums.read(store, periods=[p.label for p in within]).items():
        found.setdefault(unit, {})[label] = measures
    kinds, approved = _admitted_kinds(office, within)
    if own in found or period.label in opened:
        report = reports.find(store, unit=own, period=period.label, packet=office.packet)
        kinds[own] = report.kind if report else ""
        approved.add(own)
    stands = standings(office, period)
    came = {unit for unit, s in stands.items() if s.newest or s.counted or s.conflict}
    return Reported(found, kinds, {u: s.state for u, s in stands.items()}, came | approved, approved)


def _admitted_kinds(office: Office, periods: list[Period]) -> tuple[dict[str, Kind], set[str]]:
    kinds: dict[str, Kind] = {}
    approved: set[str] = set()
    for period in periods:
        for unit, entry in received.admitted(office.store, period=period.label, packet=office.packet).items():
            before = kinds.get(unit, "")
            kinds[unit] = entry.kind if before in ("", entry.kind) else "mixed"
            approved.add(unit)
    return kinds, approved
