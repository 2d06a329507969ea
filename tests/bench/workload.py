"""What the benchmarks work on: a commune of 1,020 establishments with their workers, 3 markets and 40 stations."""

from __future__ import annotations

import itertools
import random
import uuid
from datetime import UTC, datetime
from pathlib import Path

from base.period import Period
from base.units import Unit, load_units
from db.store import Surroundings
from forms.spec import Record, Value
from office.entering import entry
from office.office import Office, new_office, open_office
from office.sending.submitting import submit

PERIOD = Period.parse("2020")
ESTABLISHMENTS, MARKETS, STATIONS = 1_020, 3, 40
CLOCK = datetime(2020, 12, 20, 8, 0, tzinfo=UTC)
_TRADES = ("Xay xát lúa gạo", "Cơ khí, hàn tiện", "Chỉ xơ dừa", "Bánh tráng", "May gia công", "Mộc dân dụng")
_GROUPS = ("milling", "metal", "coconut", "rice_paper", "garment", "wood")
_CODES = ("1061", "2592", "1629", "1071", "1410", "3100")
_NAMES = ("Nguyễn Văn Hòa", "Trần Thị Lụa", "Lê Quốc Đạt", "Thạch Sa Rươne", "Kim Thị Ngọc", "Phạm Hữu Nghĩa")
_RATINGS_VA = (50_000, 100_000, 160_000, 250_000, 400_000)


def surroundings(seed: int) -> Surroundings:
    """A fixed clock and repeatable identities."""
    numbers = random.Random(seed)
    return Surroundings(
        now=lambda: CLOCK, new_id=lambda: str(uuid.UUID(int=numbers.getrandbits(128), version=4)), who="bench"
    )


def communes(count: int) -> list[Unit]:
    """The first communes of the country as of the end of 2020, province by province."""
    tree = load_units().as_of(CLOCK.date())
    return list(itertools.islice((u for root in tree.roots for u in tree.communes(root)), count))


def establishment(number: int, chance: random.Random) -> dict[str, Value]:
    """About thirty answers of one establishment, in stored counts; no rule objects to them."""
    trade = number % len(_TRADES)
    output = chance.randrange(200, 9_000) * 1_000_000
    return {
        "name": f"Cơ sở {_TRADES[trade]} {_NAMES[number % len(_NAMES)]} {number + 1}",
        "legal_form": "household",
        "biz_reg_no": f"58A8{number:06d}",
        "biz_reg_date": f"{2001 + number % 18}-0{1 + number % 9}-15",
        "is_fdi": 0,
        "local_group": _GROUPS[trade],
        "vsic_version": "2018",
        "vsic_code": _CODES[trade],
        "main_product": _TRADES[trade],
        "address": f"Số {number + 1}, đường liên ấp",
        "hamlet": f"Ấp {number % 9 + 1}",
        "area_ha": chance.randrange(60, 4_000),
        "in_residential": number % 2,
        "pollution_risk": 0,
        "relocation_planned": 0,
        "status": "active",
        "start_year": 1995 + number % 24,
        "uses_modern_tech": number % 3 % 2,
        "capital_total": output // 2,
        "output_current": output,
        "output_constant": output * 10 // 14,
        "price_base": "2010",
        "revenue": output * 11 // 10,
        "tax_paid": output // 200,
        "kwh": chance.randrange(500, 90_000),
        "env_doc": "Kế hoạch bảo vệ môi trường",
        "note": "",
    }


def workers(chance: random.Random) -> dict[str, Value]:
    """Answers on the workers of one establishment that agree with each other."""
    total = chance.randrange(1, 30)
    return {
        "workers_total": total,
        "workers_female": total // 2,
        "workers_local": total,
        "workers_contract": 0,
        "workers_insured": 0,
        "workers_regular": total,
        "workers_seasonal": 0,
        "workers_family": min(total, 2),
        "workers_trained": total // 3,
        "workers_certified": total // 6,
        "wage_fund": total * 12 * 5_000_000,
        "wage_months": 12,
        "avg_income": 5_000_000,
    }


def market(number: int) -> dict[str, Value]:
    """A market of class 3."""
    return {
        "name": f"Chợ Ấp {number + 1}",
        "hamlet": f"Ấp {number + 1}",
        "market_type": "retail",
        "grade": "3",
        "grade_decision": f"{100 + number}/QĐ-UBND",
        "structure": "semi_permanent",
        "area_type": "rural",
        "in_planning": 1,
        "mgmt_type": "commune",
        "funding_type": "state",
        "points_design": 80,
        "points_used": 66,
        "hh_fixed": 60,
        "status": "active",
    }


def station(number: int) -> dict[str, Value]:
    """A distribution station of a standard rating."""
    return {
        "name": f"Trạm Ấp {number + 1}",
        "utility_code": f"TBA-{number + 1:04d}",
        "kind": "distribution",
        "structure": "pole_hung",
        "owner_type": "utility",
        "purpose": "public",
        "kv_primary": "22",
        "kv_secondary": "0.4",
        "n_transformers": 1,
        "capacity_kva": _RATINGS_VA[number % len(_RATINGS_VA)],
        "status": "active",
        "load_pct": 4_500,
    }


def registers(seed: int, *, establishments: int = ESTABLISHMENTS) -> dict[str, list[Record]]:
    """form key → records of one commune."""
    chance = random.Random(seed)
    new_id = surroundings(seed).new_id
    ids = [new_id() for _ in range(establishments)]
    return {
        "establishments": [Record(i, _answered(establishment(n, chance))) for n, i in enumerate(ids)],
        "workers": [Record(i, workers(chance)) for i in ids],
        "markets": [Record(new_id(), market(n)) for n in range(MARKETS)],
        "transformer_stations": [Record(new_id(), station(n)) for n in range(STATIONS)],
        "power_grid": [
            Record("1", {"has_grid": 1, "mv_line_km": 21_000, "lv_line_km": 40_000, "two_way_meters": 3})
        ],
        "household_electricity": [Record("1", {"hh_total": 2_600, "hh_with_power": 2_574})],
    }


def _answered(values: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value not in ("", None)}


def commune(folder: Path, unit: Unit, seed: int, *, establishments: int = ESTABLISHMENTS) -> Office:
    """An office whose report of the period is entered and ready to be submitted."""
    office = new_office(
        folder / f"{unit.code}.sct", unit.code, on=CLOCK.date(), surroundings=surroundings(seed)
    )
    entry.open_period(office, PERIOD)
    for key, records in registers(seed, establishments=establishments).items():
        entry.enter(office, PERIOD, key, records, door="bench")
    entry.nil_rest(office, PERIOD)
    return office


def submissions(folder: Path, count: int, *, establishments: int = ESTABLISHMENTS) -> list[Path]:
    """The submissions of so many communes, each of a data file of its own."""
    files = []
    for seed, unit in enumerate(communes(count)):
        with commune(folder, unit, seed, establishments=establishments) as office:
            files.append(
                submit(office, PERIOD, folder / f"{unit.code}.xlsx", kind="final", note="Số đo").path
            )
    return files


def reopened(folder: Path) -> Office:
    """The commune's data file of commune(), opened again."""
    return open_office(folder / f"{communes(1)[0].code}.sct", surroundings=surroundings(99))


def province(folder: Path) -> Office:
    """A new data file of the province to which the communes of communes() belong, with the period opened."""
    tree = load_units().as_of(CLOCK.date())
    office = new_office(
        folder / "province.sct", tree.roots[0].code, on=CLOCK.date(), surroundings=surroundings(0)
    )
    entry.open_period(office, PERIOD)
    return office
