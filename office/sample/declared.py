"""What a sample province declares: totals to be met exactly, trades, words for names; read from the TOML beside."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Literal, TypeVar

import msgspec

from base.paths import asset

Grade = Literal[1, 2, 3]


class _Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that these files say."""


class Trade(_Declared, frozen=True, kw_only=True):
    """A trade: its codes, how its establishments are called, and how common and productive it is."""

    key: str
    group: str
    sign: str
    company: str
    product: str
    weight: int
    company_weight: int
    female: int
    productivity: int
    vsic: dict[str, str] = {}
    unit: str = ""
    price: int = 0
    urban: int = 100
    food: bool = False
    polluting: bool = False


class Words(_Declared, frozen=True, kw_only=True):
    """The words that names are put together from."""

    families: tuple[str, ...]
    middles_male: tuple[str, ...]
    givens_male: tuple[str, ...]
    middles_female: tuple[str, ...]
    givens_female: tuple[str, ...]
    calls: tuple[str, ...]
    brands_first: tuple[str, ...]
    brands_last: tuple[str, ...]
    hamlets: tuple[str, ...]


class Industry(_Declared, frozen=True, kw_only=True):
    """Totals of establishments; `output` in triệu đồng, `closed` ones come on top of `establishments`."""

    establishments: int
    workers: int
    output: int
    suspended: int
    closed: int
    enterprises: int
    cooperatives: int
    groups: int
    registered: int


class MarketTotals(_Declared, frozen=True, kw_only=True):
    """Totals of markets; those that nobody else runs are run by boards, teams and commune offices."""

    urban: int
    rural: int
    by_enterprise: int
    by_cooperative: int
    by_household: int
    rural_without: int


class Power(_Declared, frozen=True, kw_only=True):
    """Totals of the grid and of households. Lengths in km, `rooftop` in kWp, `sales` in nghìn kWh, as texts.

    What was built counts for the years as a whole; `_year` is the part of it that belongs to the last year.
    """

    stations: int
    stations_built: int
    stations_built_year: int
    mv_built: str
    mv_built_year: str
    mv_before: str
    lv_built: str
    lv_built_year: str
    lv_before: str
    meters: int
    two_way_meters: int
    rooftop: str
    households: int
    without_power: int
    offgrid: int
    unsafe: int
    sales: str


class FacilityTotal(_Declared, frozen=True, kw_only=True):
    """How many of one kind of trade facility there are, and how many of them opened in the period."""

    kind: str
    total: int
    opened: int
    names: tuple[str, ...]
    scope: str = ""
    urban_only: bool = False


class MainMarket(_Declared, frozen=True, kw_only=True):
    """A market that the province knows by name."""

    unit: str
    name: str
    grade: Grade
    points: int


class HighStation(_Declared, frozen=True, kw_only=True):
    """A station above distribution."""

    unit: str
    name: str
    kind: str
    primary: str
    secondary: str
    transformers: int
    mva: int
    status: str


class Large(_Declared, frozen=True, kw_only=True):
    """A large enterprise; `output` in triệu đồng, `export` in nghìn USD, `country` of a foreign owner."""

    unit: str
    name: str
    form: str
    trade: str
    workers: int
    output: int
    country: str = ""
    export: int = 0


class Sample(_Declared, frozen=True, kw_only=True):
    """One province as it stood at the end of `period`; `years` is the longer period that ends with it, if any."""

    province: str
    seed: str
    period: str
    kind: Literal["estimate", "preliminary", "final"]
    vsic: str
    price_base: str
    ntm: str
    commune_at: datetime
    province_at: datetime
    industry: Industry
    market: MarketTotals
    power: Power
    facility: tuple[FacilityTotal, ...]
    main_market: tuple[MainMarket, ...]
    station: tuple[HighStation, ...]
    large: tuple[Large, ...]
    district_at: datetime | None = None
    years: str = ""


class _Trades(_Declared, frozen=True, kw_only=True):
    trade: tuple[Trade, ...]


T = TypeVar("T")


def _read(name: str, kind: type[T]) -> T:
    return msgspec.toml.decode(asset(f"office/sample/{name}.toml").read_bytes(), type=kind)


@functools.cache
def load_sample(tiers: Literal[2, 3]) -> Sample:
    """Trà Vinh of 2020 with its districts, or Vĩnh Long of today without."""
    return _read("tra_vinh" if tiers == 3 else "vinh_long", Sample)


@functools.cache
def load_trades() -> dict[str, Trade]:
    """key → trade."""
    return {trade.key: trade for trade in _read("trades", _Trades).trade}


@functools.cache
def load_words() -> Words:
    """The words for names."""
    return _read("words", Words)
