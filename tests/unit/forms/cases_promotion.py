"""Industry promotion and other support: of every rule a record that breaks it and one that does not."""

from __future__ import annotations

PROJECTS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("new_not_told", {"title": "Máy sấy mỏ kềm"}, {"title": "Máy sấy mỏ kềm", "new_in_period": "không"}),
    (
        "new_not_told",
        {"title": "Máy sấy mỏ kềm"},
        {"title": "Máy sấy mỏ kềm", "prev.title": "Máy sấy mỏ kềm"},
    ),
    (
        "sources_of_support",
        {
            "support_total": "935",
            "budget_national": "250",
            "budget_province": "300",
            "budget_district": "384,7",
        },
        {
            "support_total": "935",
            "budget_national": "250",
            "budget_province": "300",
            "budget_district": "385",
        },
    ),
    ("sources_of_support", {"support_total": "935", "budget_commune": "900"}, {"support_total": "935"}),
    (
        "sources_of_total",
        {"total_invest": "8.150", "support_total": "3.650", "counterpart": "4.400"},
        {"total_invest": "8.150", "support_total": "3.650", "budget_other": "100", "counterpart": "4.400"},
    ),
    (
        "sources_of_total",
        {"total_invest": "8.150", "support_total": "8.149,7"},
        {"total_invest": "8.150", "support_total": "8.149,8"},
    ),
    (
        "district_budget_ended",
        {"budget_district": "50", "decision_date": "01/07/2025"},
        {"budget_district": "50", "decision_date": "30/06/2025"},
    ),
    (
        "district_budget_ended",
        {"budget_district": "50", "year": "2026"},
        {"budget_district": "0", "year": "2026"},
    ),
    (
        "district_level_ended",
        {"level": "Cấp huyện", "decision_date": "15/08/2025"},
        {"level": "Cấp tỉnh", "decision_date": "15/08/2025"},
    ),
    ("national_without_budget", {"level": "Quốc gia"}, {"level": "Quốc gia", "budget_national": "200"}),
    ("support_unit_slip", {"support_total": "0,935"}, {"support_total": "935"}),
    ("support_unit_slip", {"support_total": "935.000"}, {"support_total": "10.000"}),
    (
        "support_over_half",
        {"content_group": "Ứng dụng máy móc", "support_total": "100,1", "machinery_cost": "200"},
        {"content_group": "Ứng dụng máy móc", "support_total": "100", "machinery_cost": "200"},
    ),
    (
        "disbursed_over_support",
        {"disbursed_total": "100,1", "support_total": "100"},
        {"disbursed_total": "100", "support_total": "100"},
    ),
    (
        "disbursed_over_total",
        {"disbursed": "60", "disbursed_total": "50"},
        {"disbursed": "50", "disbursed_total": "50"},
    ),
    (
        "disbursed_over_support_in_period",
        {"disbursed": "101", "support_total": "100"},
        {"disbursed": "100", "support_total": "100"},
    ),
    (
        "disbursed_falls",
        {"disbursed_total": "40", "prev.disbursed_total": "50"},
        {"disbursed_total": "50", "prev.disbursed_total": "50"},
    ),
    (
        "completed_not_disbursed",
        {"status": "Nghiệm thu", "support_total": "100", "disbursed_total": "0"},
        {"status": "Đang thực hiện", "support_total": "100", "disbursed_total": "0"},
    ),
    (
        "planned_but_disbursed",
        {"status": "Chưa triển khai", "disbursed_total": "10"},
        {"status": "Chưa triển khai", "disbursed_total": "0"},
    ),
    (
        "end_before_start",
        {"start_date": "15/03/2025", "end_date": "14/03/2025"},
        {"start_date": "15/03/2025", "end_date": "15/03/2025"},
    ),
    (
        "enterprises_over_beneficiaries",
        {"beneficiaries_enterprises": "16", "beneficiaries": "15"},
        {"beneficiaries_enterprises": "15", "beneficiaries": "15"},
    ),
    (
        "large_beneficiary",
        {"beneficiary_kind": "Doanh nghiệp lớn"},
        {"beneficiary_kind": "Doanh nghiệp lớn", "cleaner_production": "có"},
    ),
    (
        "beneficiary_not_operating",
        {"establishment": "e1", "status": "Đang thực hiện", "owner.status": "Ngừng hoạt động"},
        {"establishment": "e1", "status": "Đang thực hiện", "owner.status": "Đang hoạt động"},
    ),
    ("votes_without_entrants", {"votes": "3"}, {"votes": "3", "vote_entrants": "35"}),
]

PROGRAMMES: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "contents_of_support",
        {"support": "12.200", "infrastructure": "9.800", "training": "400", "machinery": "1.900"},
        {"support": "12.200", "infrastructure": "9.800", "training": "400", "machinery": "2.000"},
    ),
    ("contents_of_support", {"support": "500", "other_content": "400"}, {"support": "500"}),
    (
        "sources_of_capital",
        {"capital_total": "45.000", "support": "11.200", "own_capital": "30.000"},
        {"capital_total": "45.000", "support": "11.200", "own_capital": "30.000", "other_capital": "3.800"},
    ),
    ("support_unit_slip", {"capital_total": "0,5"}, {"capital_total": "500"}),
    ("support_unit_slip", {"capital_total": "500.000"}, {"capital_total": "45.000"}),
    (
        "poor_over_workers",
        {"workers_poor": "2.063", "workers": "2.062"},
        {"workers_poor": "2.062", "workers": "2.062"},
    ),
    (
        "female_over_workers",
        {"workers_female": "11", "workers": "10"},
        {"workers_female": "10", "workers": "10"},
    ),
    (
        "villages_of_others",
        {"beneficiary_kind": "Doanh nghiệp", "n_craft_villages": "1"},
        {"beneficiary_kind": "Làng nghề", "n_craft_villages": "1"},
    ),
    (
        "villages_missing",
        {"beneficiary_kind": "Làng nghề", "capital_total": "500"},
        {"beneficiary_kind": "Làng nghề", "capital_total": "500", "n_craft_villages": "0"},
    ),
    (
        "end_before_start",
        {"start_date": "01/02/2018", "end_date": "31/01/2018"},
        {"start_date": "01/02/2018", "end_date": "01/02/2018"},
    ),
]

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "promo_projects@2012": PROJECTS,
    "promo_projects@2025": PROJECTS,
    "support_programmes@2016": PROGRAMMES,
}
