"""Consolidating: the office's figures and those of everything below it, with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from base.period import Period
from base.units import Level
from consolidation.consolidate import Reported
from consolidation.consolidate import consolidate as consolidated_from
from consolidation.figures import Consolidated, Kind, Sum
from consolidation.indicators import Counting, counting
from consolidation.pools import Pool
from db import received, reports, sums
from office.figures import pooled
from office.office import Office
from office.receiving.admission import refresh_stale
from office.receiving.standings import standings


def counted(office: Office, period: Period) -> Counting:
    """What the forms of this period count; for a period that none asks for itself, those of its last year."""
    return counting(office.catalogue.in_force(office.closing(period)))


def consolidate(office: Office, period: Period, *, level: Level | None = None) -> Consolidated:
    """The figures of the office and of every unit below it (of one level only, if given), in tree order."""
    tree = office.tree(period)
    root = office.unit_in(period)
    found = consolidated_from(period, tree, root, counted(office, period), reported(office, period))
    return only(found, level)


def consolidate_with(
    office: Office, period: Period, given: Mapping[str, Mapping[str, Sum]], together: Sequence[Pool] = ()
) -> Consolidated:
    """The same as if these were the sums of these units (keys): what a report from below changes in the totals.

    `together`: what some of these units tell together only.
    """
    stands = reported(office, period)
    changed = {
        unit: {**stands.sums.get(unit, {}), period.label: measures} for unit, measures in given.items()
    }
    kept = [pool for pool in stands.pooled.get(period.label, ()) if not pool.units & given.keys()]
    pools = {**stands.pooled, period.label: [*kept, *together]}
    as_if = replace(stands, sums={**stands.sums, **changed}, pooled=pools)
    return consolidated_from(
        period, office.tree(period), office.unit_in(period), counted(office, period), as_if
    )


def only(found: Consolidated, level: Level | None) -> Consolidated:
    """The units of one level alone; all of them when none is named."""
    if level is None:
        return found
    return replace(found, units=tuple(u for u in found.units if u.unit.level == level))


def reported_within(office: Office, period: Period) -> list[Period]:
    """The period, and all within it, of which the office or anything below it has a report."""
    labels = _opened(office).keys() | set(received.known_periods(office.store, packet=office.packet))
    return [p for p in map(Period.parse, labels) if period.contains(p)]


def reported(office: Office, period: Period) -> Reported:
    """Sums of the wanted period and of all within it, of the approved reports below and the office's own."""
    store, opened = office.store, _opened(office)
    within = reported_within(office, period)
    refresh_stale(office, within)
    found: dict[str, dict[str, dict[str, Sum]]] = {}
    for (unit, label), measures in sums.read(
        store, periods=[p.label for p in within], counted=(office.catalogue, office.closing(period))
    ).items():
        found.setdefault(unit, {})[label] = measures
    kinds = _admitted_kinds(office, within)
    for label in opened.keys() & {p.label for p in within}:
        own = opened[label]
        report = reports.find(store, unit=own, period=label, packet=office.packet)
        kinds.setdefault(own, {})[label] = report.kind if report else ""
    stands = standings(office, period)
    came = {unit for unit, s in stands.items() if s.newest or s.counted or s.conflict}
    came |= {
        unit for unit, told in kinds.items() if period.label in told
    }  # one month's report is not the year's
    states = {u: s.state for u, s in stands.items()}
    together = sums.pooled(store, periods=[p.label for p in within])
    if not together:
        return Reported(found, kinds, states, came)
    pools, told = pooled.settle(office, together, found, counted(office, period))
    return Reported(told, kinds, states, came, pooled=pools)


def _opened(office: Office) -> dict[str, str]:
    """Period label → the key of the office's unit then, of the reports that it opened itself."""
    opened = reports.periods(office.store, packet=office.packet)
    stood = {label for _, label in opened if office.stood(Period.parse(label))}
    return {
        label: unit
        for unit, label in opened
        if label in stood and office.unit_in(Period.parse(label)).key == unit
    }


def _admitted_kinds(office: Office, periods: list[Period]) -> dict[str, dict[str, Kind]]:
    """unit → period label → kind of the report that the tables hold."""
    kinds: dict[str, dict[str, Kind]] = {}
    for period in periods:
        for unit, entry in received.admitted(office.store, period=period.label, packet=office.packet).items():
            kinds.setdefault(unit, {})[period.label] = entry.kind
    return kinds
