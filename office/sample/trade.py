"""Markets and other trade facilities of a commune."""

from __future__ import annotations

from datetime import date
from random import Random

from forms.spec import Form, Record
from office.sample.making import Commune, Told, percent_of, record, tenths
from office.sample.plan import FacilityShare, MarketShare
from office.sample.tax_codes import HOUSEHOLD, ORGANISATION, tax_code

_NOT_GRADED_YET = "Hồ sơ phân hạng đã trình cấp trên, chưa có quyết định."
_RENEWING = "Đã nộp hồ sơ đề nghị cấp lại, đang chờ thẩm định."
_LICENSED = ("petrol_station", "lpg_shop", "petrol_depot", "lpg_station")
_FIRST_OWNER = 700
"""Owners of facilities have tax codes beyond those of the commune's establishments."""
_MANAGERS = {
    "enterprise": "Công ty TNHH MTV Quản lý chợ {brand}",
    "cooperative": "Hợp tác xã Chợ {brand}",
    "household": "Hộ kinh doanh {person}",
    "board": "Ban quản lý chợ {place}",
    "team": "Tổ quản lý chợ {place}",
    "commune": "Ủy ban nhân dân {unit}",
}


def markets(c: Commune, form: Form) -> list[Record]:
    """The commune's markets; the second one is called after its hamlet."""
    rng = c.chance("markets")
    return [_market(c, form, share, n, rng) for n, share in enumerate(c.plan.markets)]


def _market(c: Commune, form: Form, share: MarketShare, number: int, rng: Random) -> Record:
    hamlet = c.names.hamlet()
    name = share.name or _market_name(c, number)
    notes: dict[str, str] = {}
    ward = c.plan.urban
    structure = "permanent" if share.grade == 1 else rng.choice(["permanent", "semi_permanent"])
    if share.grade == 3 and not ward and rng.random() < 0.12:
        structure = "temporary"
    answers: dict[str, Told] = {
        "name": name,
        "hamlet": hamlet,
        "market_type": "retail",
        "features": None if ward else ("rural",),
        "grade": str(share.grade),
        "structure": structure,
        "area_type": "urban" if ward else "rural",
        "in_planning": True,
        "mgmt_type": share.manager,
        "mgmt_name": _manager(c, share.manager, name),
        "mgmt_staff": rng.randint(6, 14) if share.grade < 3 else rng.randint(1, 4),
        "funding_type": "mixed" if share.manager in ("enterprise", "cooperative") else "state",
        "frequency": "daily",
        "status": "active",
        "source": "file",
    }
    if rng.random() < 0.04:
        notes["grade_decision"] = _NOT_GRADED_YET
    else:
        answers |= _decision(c, rng)
    if share.manager in ("enterprise", "cooperative"):
        answers["converted_year"] = rng.randint(c.year - 4, c.year - 1)
    answers |= _market_size(share, rng) | _market_money(share, rng) | _market_standards(c, rng)
    return record(form, c.new_id(), answers, notes=notes)


def _market_name(c: Commune, number: int) -> str:
    """Chợ Huyền Hội, Chợ Phường 4; a further market is called after a hamlet."""
    unit = c.plan.unit
    first = f"Chợ {unit.name if unit.bare_name.isdigit() else unit.bare_name}"
    if number == 0 and c.names.is_new(first):
        return first
    numbered = c.plan.urban
    return c.names.once(lambda: f"Chợ {c.names.hamlet() if numbered else c.names.hamlet().split(' ', 1)[1]}")


def _manager(c: Commune, manager: str, market: str) -> str:
    place = market.removeprefix("Chợ ")
    words = _MANAGERS[manager]
    return words.format(brand=c.names.brand(), person=c.names.person(), place=place, unit=c.plan.unit.name)


def _decision(c: Commune, rng: Random) -> dict[str, Told]:
    given = date(c.year - rng.randint(1, 9), rng.randint(1, 12), rng.randint(1, 28))
    return {
        "grade_decision": f"{rng.randint(100, 2600)}/QĐ-UBND",
        "grade_decision_date": given.isoformat(),
    }


def _market_size(share: MarketShare, rng: Random) -> dict[str, Told]:
    points = share.points or rng.randint(24, 168)
    business = points * rng.randint(4, 9) + 30
    land = business * rng.randint(130, 260) // 100
    used = percent_of(points, rng, 62, 98)
    return {
        "land_area": land,
        "floor_area": business * 112 // 100,
        "floors": 1,
        "biz_area": business,
        "points_design": points,
        "points_used": used,
        "hh_fixed": percent_of(used, rng, 70, 100),
        "hh_irregular": rng.randint(0, 40),
    }


def _market_money(share: MarketShare, rng: Random) -> dict[str, Told]:
    """Fees in tenths of a million đồng; one market in ten was repaired, from two sources."""
    fee = rng.randint(120, 900) * (6 if share.grade < 3 else 1)
    money: dict[str, Told] = {
        "built_new": False,
        "upgraded": False,
        "fee_revenue": tenths(fee),
        "budget_paid": tenths(percent_of(fee, rng, 5, 30)),
    }
    if rng.random() < 0.1:
        local, business = rng.randint(2_000, 28_000), rng.choice([0, 0, rng.randint(1_000, 9_000)])
        parts = {"inv_central": 0, "inv_local": local, "inv_business": business, "inv_other": 0}
        money |= {key: tenths(part) for key, part in parts.items()}
        money |= {"upgraded": True, "inv_total": tenths(local + business)}
    return money


def _market_standards(c: Commune, rng: Random) -> dict[str, Told]:
    met = {
        "fire_safety": 0.9,
        "wastewater": 0.4,
        "waste_collection": 0.95,
        "toilets": 0.85,
        "camera": 0.3,
        "cashless": 0.1 if c.year < 2023 else 0.7,
    }
    standards: dict[str, Told] = {key: rng.random() < usual for key, usual in met.items()}
    if not c.plan.urban:
        accepted = rng.random() < 0.65
        standards |= {"ntm_ok": accepted, "ntm_version": c.plan.sample.ntm if accepted else None}
    return standards


def facilities(c: Commune, form: Form) -> list[Record]:
    """Petrol stations, gas shops, supermarkets and the like."""
    rng = c.chance("facilities")
    return [_facility(c, form, share, n, rng) for n, share in enumerate(c.plan.facilities)]


def _facility(c: Commune, form: Form, share: FacilityShare, number: int, rng: Random) -> Record:
    hamlet = c.names.hamlet()
    notes: dict[str, str] = {}
    opened = c.year if share.opened else rng.randint(c.year - 18, c.year - 1)
    answers: dict[str, Told] = {
        "name": _facility_name(c, share, hamlet, rng),
        "facility_type": share.kind,
        "hamlet": hamlet,
        "status": "active",
        "opened_date": date(opened, rng.randint(1, 11), rng.randint(1, 28)).isoformat(),
        "opened_in_period": share.opened,
        "source": "file",
    }
    family = share.kind == "lpg_shop"
    if share.kind != "vending":
        prefix = HOUSEHOLD if family else ORGANISATION
        answers |= {
            "owner": c.names.person() if family else f"Công ty TNHH MTV {c.names.brand()}",
            "tax_code": tax_code(prefix, c.plan.number, _FIRST_OWNER + number),
        }
    answers |= _facility_size(share, rng)
    if share.kind in _LICENSED:
        answers |= _licence(c, notes, rng)
    return record(form, c.new_id(), answers, notes=notes)


def _facility_name(c: Commune, share: FacilityShare, hamlet: str, rng: Random) -> str:
    pattern = rng.choice(share.names)
    place = hamlet if c.plan.urban else hamlet.split(" ", 1)[1]
    first = pattern.format(hamlet=place, brand=c.names.brand(), call=c.names.call())
    if c.names.is_new(first):
        return first
    other = share.names[-1]
    return c.names.once(lambda: other.format(brand=c.names.brand(), call=c.names.call()))


def _facility_size(share: FacilityShare, rng: Random) -> dict[str, Told]:
    match share.kind:
        case "petrol_station":
            return {
                "area_m2": rng.randint(180, 1_400),
                "pumps": rng.randint(2, 6),
                "capacity_m3": rng.randint(20, 75),
            }
        case "supermarket":
            grade = "3" if share.scope == "specialised" else rng.choice(["2", "3"])
            area = rng.randint(2_000, 4_800) if grade == "2" else rng.randint(550, 1_400)
            return {"area_m2": area, "facility_class": grade, "supermarket_scope": share.scope}
        case "mall":
            return {"area_m2": rng.randint(10_500, 18_000), "facility_class": "3"}
        case "lpg_station":
            return {"area_m2": rng.randint(2_000, 5_000), "capacity_m3": rng.randint(60, 200)}
        case "warehouse":
            return {"area_m2": rng.randint(900, 6_000)}
        case "vending":
            return {}
        case _:
            return {"area_m2": rng.randint(24, 260)}


def _licence(c: Commune, notes: dict[str, str], rng: Random) -> dict[str, Told]:
    """Good for five years; here and there one that has run out, with its reason."""
    expired = rng.random() < 0.015
    given = c.year - 5 if expired else c.year - rng.randint(0, 4)
    if expired:
        notes["licence_expiry"] = _RENEWING
    return {
        "licence_no": f"{rng.randint(10, 990)}/{given}/GCN-SCT",
        "licence_expiry": date(given + 5, rng.randint(1, 11), rng.randint(1, 28)).isoformat(),
    }
