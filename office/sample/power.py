"""Transformer stations, the grid, and the households that it serves."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from courier.payload import SHEET_RECORD
from forms.spec import Form, Record
from office.sample.making import Commune, Told, percent_of, record, tenths
from office.sample.plan import METRES, Built
from office.sample.spread import shared

_SINGLE_PHASE = ("15", "25", "37.5", "50")
_THREE_PHASE = ("100", "160", "250", "400")
_OVERLOADED = "Đã đăng ký nâng dung lượng trạm trong năm sau."
_SALES = {
    "kwh_industry": 30,
    "kwh_trade": 5,
    "kwh_agriculture": 12,
    "kwh_residential": 51,
    "kwh_other": 2,
}


def stations(c: Commune, form: Form) -> list[Record]:
    """The distribution stations, by when they were built, and what stands above them."""
    rng, power = c.chance("stations"), c.plan.power
    count = sum(power.stations)
    public = [rng.random() < 0.84 for _ in range(count)]
    public[0] = True
    customers = iter(shared(power.meters, [rng.randint(60, 140) * one for one in public]))
    capacities = station_capacities(c)
    made = []
    for n in range(count):
        answers, notes = _station(c, n, capacities[n], public=public[n], rng=rng)
        answers["n_customers"] = next(customers) or 1
        made.append(record(form, c.new_id(), answers, notes=notes))
    return made + [_high_station(c, form, n) for n in range(len(power.high))]


def station_capacities(c: Commune) -> list[str]:
    """kVA of each distribution station, the oldest first."""
    rng = c.chance("capacities")
    return [
        rng.choice(_SINGLE_PHASE if rng.random() < 0.56 else _THREE_PHASE)
        for _ in range(sum(c.plan.power.stations))
    ]


def _station(
    c: Commune, number: int, capacity: str, *, public: bool, rng: Random
) -> tuple[dict[str, Told], dict[str, str]]:
    single = capacity in _SINGLE_PHASE
    hamlet = c.names.hamlet()
    place = hamlet if c.plan.urban else hamlet.split(" ", 1)[1]
    overloaded = rng.random() < 0.006
    answers: dict[str, Told] = {
        "name": f"{place} – trạm {number + 1}",
        "utility_code": f"{c.plan.unit.code}-{number + 1:03d}",
        "kind": "distribution",
        "structure": rng.choice(
            ["pole_hung", "pole_hung", "pole_seated"] if single else ["pole_seated", "frame"]
        ),
        "owner_type": "utility" if public or rng.random() < 0.2 else "customer",
        "purpose": "public" if public else "dedicated",
        "kv_primary": "12.7" if single else "22",
        "kv_secondary": "0.4",
        "n_transformers": 1,
        "capacity_kva": Decimal(capacity),
        "phases": "1" if single else "3",
        "energised_year": _energised(c, number, rng),
        "status": "active",
        "load_pct": tenths(rng.randint(1_010, 1_180) if overloaded else rng.randint(220, 940)),
        "corridor_issue": rng.random() < 0.02,
        "hamlet": hamlet,
        "source": "file",
    }
    return answers, {"load_pct": _OVERLOADED} if overloaded else {}


def _energised(c: Commune, number: int, rng: Random) -> int:
    """Before the years, within them, or in the last: by the station's place in the row."""
    before, within, _ = c.plan.power.stations
    if number < before:
        return rng.randint(1995, c.year - 5)
    return rng.randint(c.year - 4, c.year - 1) if number < before + within else c.year


def _high_station(c: Commune, form: Form, number: int) -> Record:
    station = c.plan.power.high[number]
    answers: dict[str, Told] = {
        "name": station.name,
        "utility_code": f"{c.plan.unit.code}-C{number + 1}",
        "kind": station.kind,
        "structure": "ground",
        "owner_type": "utility",
        "purpose": "public",
        "kv_primary": station.primary,
        "kv_secondary": station.secondary,
        "n_transformers": station.transformers,
        "capacity_kva": 1_000 * station.mva,
        "phases": "3",
        "status": station.status,
        "source": "file",
    }
    return record(form, c.new_id(), answers)


def grid(c: Commune, form: Form, *, whole_years: bool) -> Record:
    """The grid at the end of the period, and what was built in the last year or in the years as a whole."""
    power, rng = c.plan.power, c.chance("grid")
    capacities = [Decimal(kva) for kva in station_capacities(c)]
    built = _built(power.stations, whole_years=whole_years)
    mv, lv = (_built(line, whole_years=whole_years) for line in (power.mv, power.lv))
    answers: dict[str, Told] = {
        "has_grid": True,
        "mv_line_km": _km(sum(power.mv)),
        "mv_cable_km": _km(percent_of(sum(power.mv), rng, 0, 6) if c.plan.urban else 0),
        "lv_line_km": _km(sum(power.lv)),
        "lv_cable_km": _km(percent_of(sum(power.lv), rng, 0, 8) if c.plan.urban else 0),
        "mv_line_built_km": _km(mv),
        "mv_line_upgraded_km": _km(percent_of(mv, rng, 20, 60)),
        "lv_line_built_km": _km(lv),
        "lv_line_upgraded_km": _km(percent_of(lv, rng, 20, 60)),
        "stations_built": built,
        "capacity_built_kva": sum(capacities[len(capacities) - built :], Decimal(0)),
        "meters_total": power.meters,
        "two_way_meters": power.two_way_meters,
        "rooftop_kwp": tenths(power.rooftop),
        "source": "file",
    }
    return record(form, SHEET_RECORD, answers)


def _built(counts: Built, *, whole_years: bool) -> int:
    return counts[1] + counts[2] if whole_years else counts[2]


def _km(steps: int) -> Decimal:
    return Decimal(steps * METRES) / 1_000


def households(c: Commune, form: Form) -> Record:
    """Households with and without electricity, and what was sold to whom."""
    power, rng = c.plan.power, c.chance("households")
    served = power.households - power.without_power
    sold = shared(power.sales, [part * rng.randint(70, 130) for part in _SALES.values()])
    answers: dict[str, Told] = {
        "hh_total": power.households,
        "hh_with_power": served,
        "hh_grid": served - power.offgrid,
        "hh_offgrid": power.offgrid,
        "hh_tail": percent_of(power.unsafe, rng, 10, 60),
        "hh_registered_safe": served - power.unsafe,
        "kwh_total": tenths(power.sales),
        **{key: tenths(part) for key, part in zip(_SALES, sold, strict=True)},
        "source": "file",
    }
    return record(form, SHEET_RECORD, answers)
