"""Who has how much: the province's totals handed out to its communes, before any record is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from base.units import Unit
from office.sample.declared import Grade, HighStation, Large, MainMarket, Sample
from office.sample.spread import chance, chosen, shared_by, with_floor

URBAN_KINDS = ("phường", "thị trấn")
METRES = 10
"""Lines are handed out in steps of 10 m, so that every length has two decimals."""
Built = tuple[int, int, int]
"""Before the years, in the years but the last, in the last year."""
_SIZE = {"enterprises": 14, "cooperatives": 6, "groups": 5, "registered": 2, "unregistered": 1}
"""How many workers an establishment has beside one of the smallest."""


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
    """A commune's grid and households; rooftop in tenths of kWp, sales in tenths of a thousand kWh.

    The grid by when it was built: distribution stations, and lines in steps of METRES.
    """

    stations: Built
    mv: Built
    lv: Built
    high: tuple[HighStation, ...]
    meters: int
    two_way_meters: int
    rooftop: int
    households: int
    without_power: int
    offgrid: int
    unsafe: int
    sales: int


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


class _Weights:
    """What each commune weighs in one thing: by its kind, and by a chance that is its own."""

    def __init__(self, sample: Sample, communes: Sequence[Unit]) -> None:
        self._seed = sample.seed
        self._communes = communes

    def __call__(self, what: str, *, ward: int, town: int, rural: int) -> dict[str, int]:
        by_kind = {"phường": ward, "thị trấn": town}
        return {
            u.code: by_kind.get(u.kind, rural) * chance(self._seed, what, u.code).randint(70, 140)
            for u in self._communes
        }

    def part(self, total: int, what: str, *, ward: int, town: int, rural: int) -> dict[str, int]:
        """The total handed out by such weights."""
        return shared_by(total, self(what, ward=ward, town=town, rural=rural))


def _industry(sample: Sample, communes: Sequence[Unit]) -> dict[str, IndustryShare]:
    totals, weights = sample.industry, _Weights(sample, communes)
    counts = {
        "enterprises": weights.part(
            totals.enterprises - len(sample.large), "enterprises", ward=32, town=26, rural=6
        ),
        "cooperatives": weights.part(totals.cooperatives, "cooperatives", ward=6, town=10, rural=12),
        "groups": weights.part(totals.groups, "groups", ward=4, town=8, rural=12),
        "registered": weights.part(totals.registered, "registered", ward=14, town=15, rural=9),
        "suspended": weights.part(totals.suspended, "suspended", ward=1, town=1, rural=1),
        "closed": weights.part(totals.closed, "closed", ward=1, town=1, rural=1),
    }
    others = totals.enterprises + totals.cooperatives + totals.groups + totals.registered
    rest = totals.establishments - others
    counts["unregistered"] = weights.part(rest, "unregistered", ward=5, town=8, rural=11)
    size = {u.code: sum(_SIZE[key] * counts[key][u.code] for key in _SIZE) for u in communes}
    counts["workers"] = shared_by(totals.workers - sum(one.workers for one in sample.large), size)
    output = 10 * (totals.output - sum(one.output for one in sample.large))
    counts["output"] = shared_by(output, counts["workers"])
    return {
        code: IndustryShare(
            large=_of_unit(sample.large, code), **{key: part[code] for key, part in counts.items()}
        )
        for code in size
    }


class _Placed(Protocol):
    @property
    def unit(self) -> str: ...


P = TypeVar("P", bound=_Placed)


def _of_unit(entries: Iterable[P], code: str) -> tuple[P, ...]:
    return tuple(one for one in entries if one.unit == code)


def _markets(sample: Sample, communes: Sequence[Unit]) -> dict[str, list[MarketShare]]:
    """The named markets first, then the others; each with the manager that the totals ask for."""
    counts = _other_markets(sample, communes)
    slots = [
        (u, one)
        for u in communes
        for one in (*_of_unit(sample.main_market, u.code), *[None] * counts[u.code])
    ]
    managers = _managers(sample, slots)
    found: dict[str, list[MarketShare]] = {u.code: [] for u in communes}
    for (unit, main), manager in zip(slots, managers, strict=True):
        share = MarketShare(main.grade, manager, main.name, main.points) if main else MarketShare(3, manager)
        found[unit.code].append(share)
    return found


def _other_markets(sample: Sample, communes: Sequence[Unit]) -> dict[str, int]:
    """How many markets without a name each commune has: towns that have a main one come last."""
    totals, main = sample.market, {one.unit for one in sample.main_market}
    weights = _Weights(sample, communes)("markets", ward=1, town=1, rural=1)
    urban = {u.code: weights[u.code] for u in communes if u.kind in URBAN_KINDS}
    rural = {code: weight for code, weight in weights.items() if code not in urban}
    left = totals.urban - sum(one.unit in urban for one in sample.main_market)
    if left <= len(urban.keys() - main):
        urban = {code: 0 if code in main else weight for code, weight in urban.items()}
    bare = chosen(chance(sample.seed, "no market"), sorted(rural.keys() - main), totals.rural_without)
    served = {code: weight for code, weight in rural.items() if code not in bare}
    in_country = with_floor(totals.rural - sum(one.unit in rural for one in sample.main_market), served)
    return {**dict.fromkeys(weights, 0), **shared_by(left, urban), **in_country}


def _managers(sample: Sample, slots: Sequence[tuple[Unit, MainMarket | None]]) -> list[str]:
    """Who runs each market; a household never runs a main one."""
    totals, rng = sample.market, chance(sample.seed, "managers")
    own = ["board" if u.kind in URBAN_KINDS or main else rng.choice(["team", "commune"]) for u, main in slots]
    plain = [n for n, (_, main) in enumerate(slots) if main is None]
    for n in rng.sample(plain, totals.by_household):
        own[n] = "household"
    left = [n for n, manager in enumerate(own) if manager != "household"]
    taken = rng.sample(left, totals.by_enterprise + totals.by_cooperative)
    for place, n in enumerate(taken):
        own[n] = "enterprise" if place < totals.by_enterprise else "cooperative"
    return own


def _facilities(sample: Sample, communes: Sequence[Unit]) -> dict[str, list[FacilityShare]]:
    """Trade facilities; a few rural communes have none at all."""
    found: dict[str, list[FacilityShare]] = {u.code: [] for u in communes}
    rural_codes = [u.code for u in communes if u.kind not in URBAN_KINDS]
    bare = chosen(chance(sample.seed, "no facility"), rural_codes, len(communes) // 20)
    weights = _Weights(sample, communes)
    for number, total in enumerate(sample.facility):
        rural = 0 if total.urban_only else 8
        weighed = weights(f"facility {number}", ward=10, town=12, rural=rural)
        counts = shared_by(total.total, {c: 0 if c in bare else w for c, w in weighed.items()})
        slots = [code for code, count in counts.items() for _ in range(count)]
        opened = chosen(chance(sample.seed, f"opened {number}"), range(len(slots)), total.opened)
        for n, code in enumerate(slots):
            found[code].append(FacilityShare(total.kind, total.scope, total.names, n in opened))
    return found


def _power(sample: Sample, communes: Sequence[Unit]) -> dict[str, PowerShare]:
    totals, weights = sample.power, _Weights(sample, communes)
    stations = _by_years(
        (totals.stations - totals.stations_built, totals.stations_built, totals.stations_built_year),
        weights("stations", ward=11, town=13, rural=10),
        weights("built", ward=8, town=9, rural=10),
    )
    mv = _by_years(
        _steps(totals.mv_before, totals.mv_built, totals.mv_built_year),
        weights("mv", ward=4, town=7, rural=12),
        weights("mv built", ward=3, town=6, rural=12),
    )
    lv = _by_years(
        _steps(totals.lv_before, totals.lv_built, totals.lv_built_year),
        weights("lv", ward=7, town=9, rural=12),
        weights("lv built", ward=6, town=8, rural=12),
    )
    counts = _households(sample, communes)
    return {
        u.code: PowerShare(
            stations=stations[u.code],
            mv=mv[u.code],
            lv=lv[u.code],
            high=_of_unit(sample.station, u.code),
            **{key: part[u.code] for key, part in counts.items()},
        )
        for u in communes
    }


def _households(sample: Sample, communes: Sequence[Unit]) -> dict[str, dict[str, int]]:
    totals, weights = sample.power, _Weights(sample, communes)
    households = weights.part(totals.households, "households", ward=23, town=26, rural=26)
    rural = {u.code: u.kind not in URBAN_KINDS for u in communes}
    poor = {code: count * (6 if rural[code] else 1) for code, count in households.items()}
    remote = {code: count if rural[code] else 0 for code, count in households.items()}
    two_way = weights.part(totals.two_way_meters, "two-way", ward=18, town=14, rural=8)
    sales = int(10 * Fraction(totals.sales))
    return {
        "households": households,
        "without_power": shared_by(totals.without_power, poor),
        "offgrid": shared_by(totals.offgrid, remote),
        "unsafe": shared_by(totals.unsafe, poor),
        "meters": shared_by(totals.meters, households),
        "two_way_meters": two_way,
        "rooftop": shared_by(int(10 * Fraction(totals.rooftop)), two_way),
        "sales": weights.part(sales, "sales", ward=30, town=26, rural=18),
    }


def _steps(*kilometres: str) -> Built:
    before, built, last_year = (int(Fraction(km) * 1000 / METRES) for km in kilometres)
    return before, built, last_year


def _by_years(totals: Built, before: Mapping[str, int], built: Mapping[str, int]) -> dict[str, Built]:
    """Of each commune; `totals` are before the years, in all the years, and in the last year alone."""
    old = shared_by(totals[0], before)
    new = shared_by(totals[1], built)
    last = shared_by(totals[2], new)
    return {code: (old[code], new[code] - last[code], last[code]) for code in before}
