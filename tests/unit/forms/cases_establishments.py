"""Records that break a rule and records that do not: what establishments and workers ask besides test_rules.py."""

from __future__ import annotations

ESTABLISHMENTS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("fdi_not_enterprise", {"is_fdi": "có", "legal_form": "HKD"}, {"is_fdi": "có", "legal_form": "CTCP"}),
    ("fdi_not_enterprise", {"is_fdi": "có", "legal_form": "HTX"}, {"is_fdi": "không", "legal_form": "HTX"}),
    (
        "new_but_closed",
        {"new_in_period": "có", "status": "Ngừng hoạt động"},
        {"new_in_period": "có", "status": "Tạm ngừng"},
    ),
    (
        "new_started_earlier",
        {"new_in_period": "có", "prev.status": "Đang hoạt động"},
        {"new_in_period": "có"},
    ),
    (
        "closed_but_active",
        {"closed_in_period": "có", "status": "Đang hoạt động"},
        {"closed_in_period": "có", "status": "Chuyển đi nơi khác"},
    ),
    (
        "machine_power_unit",
        {"machines": "2", "machine_kw": "2.000,1"},
        {"machines": "2", "machine_kw": "2.000"},
    ),
    (
        "own_over_invested",
        {"invested_own": "300,1", "invested_total": "300"},
        {"invested_own": "300", "invested_total": "300"},
    ),
    (
        "invested_over_capital",
        {"invested_total": "17.500,1", "capital_total": "17.500"},
        {"invested_total": "17.500", "capital_total": "17.500"},
    ),
]

WORKERS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "workers_flow",
        {"prev.workers_total": "60", "workers_joined": "8", "workers_left": "3", "workers_total": "66"},
        {"prev.workers_total": "60", "workers_joined": "8", "workers_left": "3", "workers_total": "65"},
    ),
    (
        "workers_flow",
        {"prev.workers_total": "60", "workers_left": "4", "workers_total": "60"},
        {"prev.workers_total": "60", "workers_total": "61"},
    ),
    ("wage_range", {"wage_low": "6,1", "wage_high": "6"}, {"wage_low": "4,5", "wage_high": "6"}),
    ("wage_low_out_of_range", {"wage_low": "0,45"}, {"wage_low": "4,5"}),
    ("wage_high_out_of_range", {"wage_high": "100,01"}, {"wage_high": "100"}),
    (
        "income_outside_wages",
        {"avg_income": "6,01", "wage_low": "4,5", "wage_high": "6"},
        {"avg_income": "6", "wage_low": "4,5", "wage_high": "6"},
    ),
    (
        "income_outside_wages",
        {"avg_income": "4,4", "wage_low": "4,5", "wage_high": "6"},
        {"avg_income": "4,5", "wage_low": "4,5", "wage_high": "6"},
    ),
]

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "establishments@2020": ESTABLISHMENTS,
    "establishments@2025": ESTABLISHMENTS,
    "workers@2020": WORKERS,
}
"""They join the rows that test_rules.py has for the same forms."""
