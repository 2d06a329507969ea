"""Who has how much: the province's totals handed out to its communes, before any record is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from base.units import Unit
from office.sample.declared import Grade, HighStation, Large, Sample
from office.sample.spread import chance, chosen, shared, shared_by, with_floor

URBAN_KINDS = ("phường", "thị trấn")
METRES = 10
"""Lines are handed out in steps of 10 m, so that every length has two decimals."""


@dataclass(frozen=True, slots=True)
class IndustryShare:
    """A commune's establishments; all but `large` are counted without the large enterprises.

    `workers` people and `output` tenths of a million đồng are for the establishments that are not large.
    """

    enterprises: int
    cooperatives: int
    groups: int
    registered: int
    unregistered: int
    suspended: int
    closed: int
    workers: int
    output: int
    large: tuple[Large, ...]


@dataclass(frozen=True, slots=True)
class MarketShare:
    """One market of a commune; without a name it is called after its place."""

    grade: Grade
    manager: str
    name: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class FacilityShare:
    """One trade facility of a commune."""

    kind: str
    scope: str
    names: tuple[str, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class PowerShare:
    """A commune's grid and households; lengths in steps of METRES, sales in tenths of a thousand kWh.

    Stations and lines are counted as built before the years, in the years but the last, and in the last year.
    """

    stations: tuple[int, int, int]
    mv: tuple[int, int, int]
    lv: tuple[int, int, int]
    meters: int
    two_way_meters: int
    rooftop_tenths: int
    households: int
    without_power: int
    offgrid: int
    unsafe: int
    sales: int
    high: tuple[HighStation, ...]


@dataclass(frozen=True, slots=True)
class CommunePlan:
    """What one commune will report. `number` is its place in the province, from 1."""

    sample: Sample
    unit: Unit
    number: int
    industry: IndustryShare
    markets: tuple[MarketShare, ...]
    facilities: tuple[FacilityShare, ...]
    power: PowerShare

    @property
    def urban(self) -> bool:
        """Whether statistics count it as urban: phường and thị trấn."""
        return self.unit.kind in URBAN_KINDS


def plan_for(sample: Sample, communes: Sequence[Unit]) -> list[CommunePlan]:
    """One plan a commune, in their order; every total of the sample is met exactly."""
    industry = _industry(sample, communes)
    markets = _markets(sample, communes)
    facilities = _facilities(sample, communes)
    power = _power(sample, communes)
    return [
        CommunePlan(
            sample,
            unit,
            number,
            industry[unit.code],
            tuple(markets[unit.code]),
            tuple(facilities[unit.code]),
            power[unit.code],
        )
        for number, unit in enumerate(communes, 1)
    ]


def _weights(sample: Sample, communes: Sequence[Unit], what: str, *, ward: int, town: int, rural: int) -> dict[str, int]:
    """What each commune weighs in one thing: by its kind, and by a chance that is its own."""
    by_kind = {"phường": ward, "thị trấn": town}
    return {
        u.code: by_kind.get(u.kind, rural) * chance(sample.seed, what, u.code).randint(70, 140) for u in communes
    }


def _industry(sample: Sample, communes: Sequence[Unit]) -> dict[str, IndustryShare]:
    totals, large = sample.industry, _by_unit(sample.large, communes, lambda one: one.unit)

    def part(total: int, what: str, ward: int, town: int, rural: int) -> dict[str, int]:
        return shared_by(total, _weights(sample, communes, what, ward=ward, town=town, rural=rural))

    enterprises = part(totals.enterprises - len(sample.large), "enterprises", 32, 26, 6)
    cooperatives = part(totals.cooperatives, "cooperatives", 6, 10, 12)
    groups = part(totals.groups, "groups", 4, 8, 12)
    named = totals.enterprises + totals.cooperatives + totals.groups
    registered = part(totals.registered, "registered", 14, 15, 9)
    unregistered = part(totals.establishments - named - totals.registered, "unregistered", 5, 8, 11)
    suspended, closed = part(totals.suspended, "suspended", 10, 10, 10), part(totals.closed, "closed", 10, 10, 10)
    size = {
        code: 14 * enterprises[code] + 6 * cooperatives[code] + 2 * registered[code] + unregistered[code]
        for code in enterprises
    }
    workers = shared_by(totals.workers - sum(one.workers for one in sample.large), size)
    output = shared_by(10 * (totals.output - sum(one.output for one in sample.large)), workers)
    return {
        code: IndustryShare(
            enterprises[code],
            cooperatives[code],
            groups[code],
            registered[code],
            unregistered[code],
            suspended[code],
            closed[code],
            workers[code],
            output[code],
            tuple(large[code]),
        )
        for code in size
    }


def _by_unit[T](entries: Sequence[T], communes: Sequence[Unit], unit_of: Callable[[T], str]) -> dict[str, list[T]]:
    ...
