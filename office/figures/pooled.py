"""What several units tell together only, as it counts in this office now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from base.period import Period
from base.units import Unit
from consolidation.figures import Sum
from consolidation.indicators import Counting
from consolidation.pools import Counts, Pool, settled
from courier.condensed import meaning
from courier.payload import Payload
from db import received
from db.sums import PooledSum
from forms.catalogue import Catalogue
from office.office import Office

Told = tuple[Pool, Mapping[str, str]]
"""A pool, and unit → the hash of the report in full from which its figure is."""


def settle(
    office: Office,
    given: Mapping[str, Sequence[PooledSum]],
    found: Mapping[str, Mapping[str, Mapping[str, Sum]]],
    counted: Counting,
) -> tuple[dict[str, list[Pool]], Mapping[str, Mapping[str, Mapping[str, Sum]]]]:
    """Period label → pools, and the units' own sums without what stands in one; see consolidation.pools.settled.

    `given` by period label, as they are kept.
    """
    pools: dict[str, list[Pool]] = {}
    own = {unit: dict(by_label) for unit, by_label in found.items()}
    for label, told in given.items():
        here = {unit: by_label[label] for unit, by_label in found.items() if label in by_label}
        known = _alike(told, office.catalogue, office.closing(Period.parse(label)))
        stands = counts(office, Period.parse(label), {unit for _, of in known for unit in of})
        pools[label], here_now = settled(known, stands, here, counted.measures)
        for unit, measures in here_now.items():
            own.setdefault(unit, {})[label] = measures
    return pools, own


def _alike(told: Iterable[PooledSum], catalogue: Catalogue, on: date) -> list[Told]:
    """Those that count what the form of that name counts here."""
    found: list[Told] = []
    for one in told:
        if not catalogue.knows(one.form):
            continue
        form = catalogue.form(one.form)
        owner = catalogue.owner_of(form, on)
        if one.measure in form.measures and meaning(form, one.measure, owner) == one.meaning:
            found.append((Pool(one.at, one.measure, one.total, frozenset(one.units)), one.units))
    return found


def counts(office: Office, period: Period, units: Collection[str]) -> dict[str, Counts]:
    """unit → the report of it that the tables hold, of these units."""
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    full = received.in_full(office.store)
    digests = {unit: admitted[unit].hash for unit in units if unit in admitted}
    return {unit: Counts(digest, full.get(digest, "")) for unit, digest in digests.items()}


def pools_of(payloads: Iterable[Payload], catalogue: Catalogue, on: date) -> list[Told]:
    """What units tell together in a file, as far as it counts what the forms count."""
    found = []
    for one in payloads:
        for told in one.pooled.sums if one.pooled else ():
            total = Sum(told.value, told.known, told.missing)
            of = {unit: one.pooled.of[unit] for unit in told.units} if one.pooled else {}
            found.append(PooledSum(told.at, told.form, told.measure, told.meaning, total, of))
    return _alike(found, catalogue, on)


def file_counts(payload: Payload) -> dict[str, Counts]:
    """unit → its report in a file, of those that travel inside."""
    return {child.unit: Counts(child.hash, child.of or "") for child in payload.children}


def without_records(office: Office, period: Period) -> list[Unit]:
    """The units of whose reports the tables hold the sums only."""
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    full = received.in_full(office.store)
    units = [unit for unit, entry in sorted(admitted.items()) if entry.hash in full]
    return [office.store.units.by_key(unit) for unit in units]
