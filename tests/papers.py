"""A year on paper: what a commune writes down each month, and the plain sums that a clerk would make of it.

Nothing here asks the program for a figure: the sums are Python's own, so that the program's are held against them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Row = Mapping[str, str]
"""Answers as texts by field key; `name` tells which record they are of."""
Figures = dict[str, Fraction | None]

MONTHS = tuple(f"M{n:02d}" for n in range(1, 13))
_QUARTERS = {f"Q{n + 1}": MONTHS[3 * n : 3 * n + 3] for n in range(4)}
_BUILT_OF: dict[str, tuple[str, ...]] = {
    **_QUARTERS,
    "H1": ("Q1", "Q2"),
    "9M": ("H1", "Q3"),
    "H2": ("Q3", "Q4"),
    "": ("H1", "H2"),
}


@dataclass(frozen=True)
class Paper:
    """form → its rows; of a sheet there is one. A form without rows is "không phát sinh"."""

    rows: Mapping[str, Sequence[Row]]

    def written(self, form: str, name: str = "", **texts: str) -> Paper:
        """The same paper with other answers in one row."""
        changed = [{**row, **texts} if row.get("name", "") == name else row for row in self.rows[form]]
        return Paper({**self.rows, form: changed})

    def without(self, form: str) -> Paper:
        return Paper({**self.rows, form: ()})

    def amount(self, form: str, key: str) -> Fraction | None:
        """Sum of a column; None where nobody answered, 0 where there is nothing to answer for."""
        answers = [number(row[key]) for row in self.rows.get(form, ()) if row.get(key)]
        return sum(answers, Fraction(0)) if answers or not self.rows.get(form) else None


def number(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", "."))


def _count(form: str) -> Callable[[Paper], Fraction | None]:
    return lambda paper: Fraction(len(paper.rows.get(form, ())))


def _amount(form: str, key: str) -> Callable[[Paper], Fraction | None]:
    return lambda paper: paper.amount(form, key)


def _worker_months(paper: Paper) -> Fraction | None:
    rows = paper.rows.get("workers", ())
    return sum((number(r["workers_total"]) * number(r["wage_months"]) for r in rows), Fraction(0))


FLOWS: dict[str, Callable[[Paper], Fraction | None]] = {
    "output_current": _amount("establishments", "output_current"),
    "revenue": _amount("establishments", "revenue"),
    "market_fee_revenue": _amount("markets", "fee_revenue"),
    "mv_line_built_km": _amount("power_grid", "mv_line_built_km"),
    "kwh_total": _amount("household_electricity", "kwh_total"),
    "wage_fund_for_income": _amount("workers", "wage_fund"),
    "worker_months": _worker_months,
}
STOCKS: dict[str, Callable[[Paper], Fraction | None]] = {
    "establishments_total": _count("establishments"),
    "workers_total": _amount("workers", "workers_total"),
    "workers_female": _amount("workers", "workers_female"),
    "markets_total": _count("markets"),
    "market_points_design": _amount("markets", "points_design"),
    "market_points_used": _amount("markets", "points_used"),
    "trade_facilities_total": _count("trade_facilities"),
    "stations_total": _count("transformer_stations"),
    "capacity_kva_total": _amount("transformer_stations", "capacity_kva"),
    "mv_line_km": _amount("power_grid", "mv_line_km"),
    "households_total": _amount("household_electricity", "hh_total"),
    "households_with_power": _amount("household_electricity", "hh_with_power"),
}
SELDOM: dict[str, Callable[[Paper], Fraction | None]] = {
    "commune_population": _amount("commune_summary", "population"),
    "commune_retail_sales": _amount("commune_summary", "retail_sales"),
    "craft_villages_total": _count("craft_villages"),
    "insp_rounds": _amount("inspections", "rounds_total"),
}
"""What only halves and years ask."""
RATIOS: dict[str, tuple[str, str, int]] = {
    "workers_female_rate": ("workers_female", "workers_total", 100),
    "market_usage_rate": ("market_points_used", "market_points_design", 100),
    "electrified_rate": ("households_with_power", "households_total", 100),
    "avg_income": ("wage_fund_for_income", "worker_months", 1),
}
HIDDEN = frozenset({"wage_fund_for_income", "worker_months"})
"""Both sides of a ratio, shown nowhere by themselves."""


def sums_of(paper: Paper) -> Figures:
    """What one paper says in all."""
    asked = {**FLOWS, **STOCKS, **(SELDOM if "commune_summary" in paper.rows else {})}
    return {key: of(paper) for key, of in asked.items()}


def added(several: Iterable[Figures]) -> Figures:
    """Sums over units: what nobody knows is not zero."""
    found: Figures = {}
    for one in several:
        for key, value in one.items():
            known = found.get(key)
            found[key] = value if known is None else known if value is None else known + value
    return found


def with_ratios(sums: Figures) -> Figures:
    """Ratios of the totals, never of ratios."""
    found = dict(sums)
    for key, (over, under, factor) in RATIOS.items():
        top, bottom = sums.get(over), sums.get(under)
        found[key] = top / bottom * factor if top is not None and bottom else None
    return found


@dataclass
class Books:
    """What was accepted of each commune: (unit, part of the year) → the paper that counts."""

    accepted: dict[tuple[str, str], Paper] = field(default_factory=dict)

    def of_unit(self, unit: str, part: str) -> Figures | None:
        """What was reported of the period itself, else its parts put together; None while one is missing."""
        if (unit, part) in self.accepted:
            return sums_of(self.accepted[unit, part])
        parts = [self.of_unit(unit, one) for one in _BUILT_OF.get(part, ())]
        known = [one for one in parts if one is not None]
        if not known or len(known) < len(parts):
            return None
        flows = added({key: one[key] for key in FLOWS} for one in known)
        return {**{key: known[-1].get(key) for key in STOCKS}, **flows}

    def figures(self, units: Sequence[str], part: str) -> dict[str, Figures]:
        """unit → its figures; "" → those of all of them together."""
        each = {unit: found for unit in units if (found := self.of_unit(unit, part)) is not None}
        whole = with_ratios(added(each.values())) if each else {}
        return {"": whole, **{unit: with_ratios(one) for unit, one in each.items()}}


_MARKET = {
    "structure": "Bán kiên cố",
    "area_type": "Thành thị",
    "in_planning": "có",
    "mgmt_type": "Ban quản lý chợ",
    "funding_type": "Nhà nước đầu tư",
    "status": "Đang hoạt động",
    "grade": "Hạng 3",
    "grade_decision": "12/QĐ-UBND",
}
_STATION = {
    "kind": "Trạm phân phối",
    "structure": "Trạm treo trên trụ",
    "owner_type": "Ngành điện",
    "purpose": "Công cộng",
    "kv_primary": "22 kV",
    "kv_secondary": "0,4 kV",
    "n_transformers": "1",
    "status": "Đang vận hành",
}


def paper(commune: int, month: int, *, months: int = 1) -> Paper:
    """What commune number 1, 2, … writes of the month, or of a period of `months` that ends with it.

    No two communes and no two months say the same; a period of several months says a little more than its months,
    as one does who counts again at the end.
    """
    n, grown = commune, 10 * commune + month
    flow = months * 100 * n + month + (months > 1)
    works = [
        _works(
            f"Xưởng gỗ {n}A", "Công ty TNHH một thành viên", "Chế biến nông sản, thực phẩm", 3 * flow, "001"
        ),
        _works(f"Lò bún {n}B", "Hộ kinh doanh", "Bún, bánh, miến", flow, "002"),
    ]
    staff = [
        _staff(f"Xưởng gỗ {n}A", 20 + grown, 8 + n, months),
        _staff(f"Lò bún {n}B", 4 + n, 3, months),
    ]
    market = {"name": f"Chợ {n}", "points_design": str(60 + n), "points_used": str(40 + month)} | _MARKET
    station = {
        "name": f"Trạm {n}",
        "utility_code": f"T{n}",
        "capacity_kva": ("100", "250", "400")[n % 3],
    } | _STATION
    shop = {"name": f"Cửa hàng {n}", "facility_type": "Cửa hàng tiện lợi, siêu thị mini"}
    households = 900 * n + month
    return Paper(
        {
            "establishments": works,
            "workers": staff,
            "markets": [market | {"fee_revenue": str(5 * n * months + month)}],
            "trade_facilities": [shop | {"status": "Đang hoạt động"}] if n % 2 else [],
            "transformer_stations": [station],
            "power_grid": [
                {"has_grid": "có", "mv_line_km": f"{20 + n + month},5", "mv_line_built_km": f"{months},25"}
            ],
            "household_electricity": [
                {"hh_total": str(households), "hh_with_power": str(households - n), "kwh_total": f"{flow},5"}
            ],
        }
    )


def seldom(commune: int, written: Paper) -> Paper:
    """The paper with what only halves and years ask."""
    n = commune
    return Paper(
        {
            **written.rows,
            "commune_summary": [
                {
                    "population": str(4000 * n),
                    "households": str(1000 * n),
                    "retail_sales": str(1200 * n),
                    "retail_source": "Cơ quan thống kê",
                }
            ],
            "inspections": [{"rounds_total": str(3 * n)}],
            "craft_villages": [],
        }
    )


def _works(name: str, legal_form: str, group: str, flow: int, number: str) -> Row:
    return {
        "name": name,
        "legal_form": legal_form,
        "biz_reg_no": f"1500{number}",
        "local_group": group,
        "hamlet": "Khóm 1",
        "status": "Đang hoạt động",
        "output_current": str(flow),
        "revenue": str(flow + 7),
    }


def _staff(name: str, total: int, female: int, months: int) -> Row:
    return {
        "name": name,
        "workers_total": str(total),
        "workers_female": str(female),
        "wage_fund": str(8 * total * months),
        "wage_months": str(months),
    }
