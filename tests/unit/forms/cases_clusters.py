"""Industrial clusters and their projects: for every rule answers that break it and answers that do not."""

from __future__ import annotations

Typed = dict[str, str]
Row = tuple[str, Typed, Typed]

_COMMON: list[Row] = [
    ("tax_code_digit", {"tax_code": "0100109107"}, {"tax_code": "0100109106"}),
    ("area_too_large", {"area_ha": "75,01"}, {"area_ha": "75"}),
    ("planning_too_large", {"planning_ha": "750"}, {"planning_ha": "75"}),
    (
        "area_by_commune",
        {"area_ha": "50", "area_here_ha": "30", "area_elsewhere_ha": "19,98"},
        {"area_ha": "50", "area_here_ha": "30", "area_elsewhere_ha": "19,99"},
    ),
    ("area_by_commune", {"area_ha": "50", "area_here_ha": "30"}, {"area_ha": "50", "area_here_ha": "50"}),
    (
        "other_units_missing",
        {"area_elsewhere_ha": "20"},
        {"area_elsewhere_ha": "20", "other_units": "Xã Tân Hòa"},
    ),
    (
        "industrial_over_area",
        {"industrial_land_ha": "50,1", "area_ha": "50"},
        {"industrial_land_ha": "50", "area_ha": "50"},
    ),
    (
        "leased_over_industrial",
        {"land_leased_ha": "36", "industrial_land_ha": "35"},
        {"land_leased_ha": "35", "industrial_land_ha": "35"},
    ),
    (
        "leased_over_committed",
        {"land_leased_ha": "20", "land_committed_ha": "19"},
        {"land_leased_ha": "20", "land_committed_ha": "20"},
    ),
    (
        "committed_over_industrial",
        {"land_committed_ha": "36", "industrial_land_ha": "35"},
        {"land_committed_ha": "35", "industrial_land_ha": "35"},
    ),
    (
        "ready_over_industrial",
        {"land_ready_ha": "36", "industrial_land_ha": "35"},
        {"land_ready_ha": "35", "industrial_land_ha": "35"},
    ),
    (
        "leased_over_ready",
        {"land_leased_ha": "20", "land_ready_ha": "15"},
        {"land_leased_ha": "15", "land_ready_ha": "15"},
    ),
    (
        "leased_falls",
        {"land_leased_ha": "19", "prev.land_leased_ha": "20"},
        {"land_leased_ha": "20", "prev.land_leased_ha": "20"},
    ),
    (
        "type_land_over_industrial",
        {"type_land_ha": "36", "industrial_land_ha": "35"},
        {"type_land_ha": "35", "industrial_land_ha": "35"},
    ),
    (
        "plan_added_without_plan",
        {"plan_added_in_period": "có", "in_plan": "không"},
        {"plan_added_in_period": "có", "in_plan": "có"},
    ),
    (
        "established_outside_plan",
        {"established": "có", "in_plan": "không"},
        {"established": "có", "in_plan": "có"},
    ),
    (
        "established_decision_missing",
        {"established": "có", "established_decision": "1216/QĐ-UBND"},
        {"established": "có", "established_decision": "1216/QĐ-UBND", "established_date": "20/06/2018"},
    ),
    (
        "new_without_establishment",
        {"established_in_period": "có", "established": "không"},
        {"established_in_period": "có", "established": "có"},
    ),
    (
        "new_but_known_before",
        {"established_in_period": "có", "prev.established": "có"},
        {"established_in_period": "có", "prev.established": "không"},
    ),
    (
        "newly_established_unmarked",
        {"established": "có", "prev.established": "không"},
        {"established": "có", "established_in_period": "có", "prev.established": "không"},
    ),
    (
        "abolished_still_established",
        {"abolished_in_period": "có", "established": "có"},
        {"abolished_in_period": "có", "established": "không"},
    ),
    (
        "plan_before_establishment",
        {"detailed_plan_approved": "có", "established": "không"},
        {"detailed_plan_approved": "có", "established": "có"},
    ),
    (
        "detailed_plan_no_missing",
        {"detailed_plan_approved": "có"},
        {"detailed_plan_approved": "có", "detailed_plan_no": "45/QĐ-UBND"},
    ),
    (
        "plan_date_before_establishment",
        {"detailed_plan_date": "19/06/2018", "established_date": "20/06/2018"},
        {"detailed_plan_date": "20/06/2018", "established_date": "20/06/2018"},
    ),
    (
        "project_before_establishment",
        {"infra_project_approved": "có", "established": "không"},
        {"infra_project_approved": "có", "established": "có"},
    ),
    (
        "project_before_plan",
        {"infra_project_approved": "có", "detailed_plan_approved": "không"},
        {"infra_project_approved": "có", "detailed_plan_approved": "có"},
    ),
    (
        "project_date_before_plan",
        {"infra_project_date": "01/02/2019", "detailed_plan_date": "02/02/2019"},
        {"infra_project_date": "02/02/2019", "detailed_plan_date": "02/02/2019"},
    ),
    (
        "building_before_project",
        {"infra_progress": "Đang xây dựng", "infra_project_approved": "không"},
        {"infra_progress": "Đã xây dựng xong", "infra_project_approved": "có"},
    ),
    (
        "operating_unestablished",
        {"operating": "có", "established": "không"},
        {"operating": "có", "established": "có"},
    ),
    (
        "leased_without_operation",
        {"land_leased_ha": "1,5", "operating": "không"},
        {"land_leased_ha": "0", "operating": "không"},
    ),
    (
        "expansion_of_itself",
        {"name": "Tứ Hạ", "expansion_of": "Tứ Hạ"},
        {"name": "Tứ Hạ giai đoạn 3", "expansion_of": "Tứ Hạ"},
    ),
    (
        "approved_without_project",
        {"approved_capital": "250.000", "infra_project_approved": "không"},
        {"approved_capital": "250.000", "infra_project_approved": "có"},
    ),
    (
        "disbursed_over_approved",
        {"disbursed_capital": "250.000,1", "approved_capital": "250.000"},
        {"disbursed_capital": "250.000", "approved_capital": "250.000"},
    ),
    (
        "disbursed_falls",
        {"disbursed_capital": "99.000", "prev.disbursed_capital": "100.000"},
        {"disbursed_capital": "100.000", "prev.disbursed_capital": "100.000"},
    ),
    ("capital_too_large", {"approved_capital": "10.000.000,1"}, {"approved_capital": "10.000.000"}),
    ("capital_too_small", {"approved_capital": "250"}, {"approved_capital": "1.000"}),
    (
        "operating_without_project",
        {"operating": "có", "n_projects": "0"},
        {"operating": "có", "n_projects": "1"},
    ),
    (
        "projects_without_operation",
        {"operating": "không", "n_projects": "3"},
        {"operating": "có", "n_projects": "3"},
    ),
    ("fdi_over_projects", {"n_fdi": "4", "n_projects": "3"}, {"n_fdi": "3", "n_projects": "3"}),
    (
        "operating_over_projects",
        {"n_operating": "4", "n_projects": "3"},
        {"n_operating": "3", "n_projects": "3"},
    ),
    (
        "no_workers_in_projects",
        {"n_operating": "3", "projects_workers": "0"},
        {"n_operating": "3", "projects_workers": "410"},
    ),
    (
        "workers_without_projects",
        {"projects_workers": "410", "n_projects": "0"},
        {"projects_workers": "410", "n_projects": "3"},
    ),
    (
        "projects_tax_over_revenue",
        {"projects_tax": "1.001", "projects_revenue": "1.000"},
        {"projects_tax": "1.000", "projects_revenue": "1.000"},
    ),
    (
        "standard_without_plant",
        {"wwtp_ok": "có", "wwtp": "Đang đầu tư"},
        {"wwtp_ok": "có", "wwtp": "Đã đầu tư"},
    ),
]

_PLAIN = {"cluster_type": "Thông thường"}
_BY_PLACE: list[Row] = [
    ("area_too_small", {**_PLAIN, "area_ha": "9,99"}, {**_PLAIN, "area_ha": "10"}),
    (
        "area_too_small",
        {**_PLAIN, "area_ha": "9,99", "mountainous": "không"},
        {**_PLAIN, "area_ha": "5", "mountainous": "có"},
    ),
    ("area_too_small", {**_PLAIN, "area_ha": "9,99"}, {"area_ha": "5", "cluster_type": "Làng nghề"}),
    (
        "area_too_small",
        {**_PLAIN, "area_ha": "9,99"},
        {**_PLAIN, "area_ha": "9,99", "expansion_of": "Tứ Hạ"},
    ),
    (
        "area_far_too_small",
        {"area_ha": "4,99", "mountainous": "có"},
        {"area_ha": "5", "mountainous": "có"},
    ),
    (
        "area_far_too_small",
        {"area_ha": "4,99", "cluster_type": "Làng nghề"},
        {"area_ha": "5", "cluster_type": "Làng nghề"},
    ),
]

_INFRASTRUCTURE: list[Row] = [
    (
        "specialised_share",
        {"cluster_type": "Chuyên ngành", "type_land_ha": "20,99", "industrial_land_ha": "35"},
        {"cluster_type": "Chuyên ngành", "type_land_ha": "21", "industrial_land_ha": "35"},
    ),
    ("infra_tax_over_revenue", {"tax": "101", "revenue": "100"}, {"tax": "100", "revenue": "100"}),
    ("income_out_of_range", {"avg_income": "0,9"}, {"avg_income": "1"}),
    ("income_out_of_range", {"avg_income": "100,01"}, {"avg_income": "100"}),
    (
        "income_without_workers",
        {"avg_income": "7,5", "workers_contract": "0"},
        {"avg_income": "7,5", "workers_contract": "12"},
    ),
]

_CRAFT_75: list[Row] = [
    (
        "craft_share",
        {"cluster_type": "Làng nghề", "type_land_ha": "7,49", "industrial_land_ha": "10"},
        {"cluster_type": "Làng nghề", "type_land_ha": "7,5", "industrial_land_ha": "10"},
    ),
]

_SINCE_2026: list[Row] = [
    ("area_too_small", {"area_ha": "4,99"}, {"area_ha": "5"}),
    ("area_too_small", {"area_ha": "4,99"}, {"area_ha": "4,99", "expansion_of": "Tứ Hạ"}),
    (
        "craft_share",
        {"cluster_type": "Làng nghề", "type_land_ha": "5,99", "industrial_land_ha": "10"},
        {"cluster_type": "Làng nghề", "type_land_ha": "6", "industrial_land_ha": "10"},
    ),
    (
        "supporting_share",
        {"cluster_type": "Hỗ trợ", "type_land_ha": "5,99", "industrial_land_ha": "10"},
        {"cluster_type": "Hỗ trợ", "type_land_ha": "6", "industrial_land_ha": "10"},
    ),
    (
        "high_tech_share",
        {"cluster_type": "Công nghệ cao", "type_land_ha": "2,99", "industrial_land_ha": "10"},
        {"cluster_type": "Công nghệ cao", "type_land_ha": "3", "industrial_land_ha": "10"},
    ),
]

_PROJECTS: list[Row] = [
    ("tax_code_digit", {"tax_code": "0100109107"}, {"tax_code": "083190001234"}),
    (
        "cluster_not_operating",
        {"status": "Đang hoạt động", "owner.operating": "không"},
        {"status": "Đang hoạt động", "owner.operating": "có"},
    ),
    (
        "land_over_cluster",
        {"land_ha": "35,0001", "owner.industrial_land_ha": "35"},
        {"land_ha": "35", "owner.industrial_land_ha": "35"},
    ),
    (
        "operating_without_lease",
        {"status": "Đang hoạt động", "land_leased": "không"},
        {"status": "Đang hoạt động", "land_leased": "có"},
    ),
    (
        "disbursed_over_registered",
        {"capital_disbursed": "17.501", "capital_registered": "17.500"},
        {"capital_disbursed": "17.500", "capital_registered": "17.500"},
    ),
    ("capital_too_large", {"capital_registered": "100.000.001"}, {"capital_registered": "100.000.000"}),
    ("capital_too_small", {"capital_registered": "17,5"}, {"capital_registered": "100"}),
    (
        "results_without_operation",
        {"status": "Đang xây dựng", "revenue": "12"},
        {"status": "Đang xây dựng", "revenue": "0"},
    ),
    (
        "no_workers",
        {"status": "Đang hoạt động", "workers_contract": "0"},
        {"status": "Đang hoạt động", "workers_contract": "1.200"},
    ),
    ("tax_over_revenue", {"tax": "101", "revenue": "100"}, {"tax": "100", "revenue": "100"}),
    ("income_out_of_range", {"avg_income": "0,99"}, {"avg_income": "4,5"}),
    ("income_out_of_range", {"avg_income": "450"}, {"avg_income": "6"}),
    (
        "income_without_workers",
        {"avg_income": "6", "workers_contract": "0"},
        {"avg_income": "6", "workers_contract": "200"},
    ),
    (
        "workers_change",
        {"workers_contract": "800", "prev.workers_contract": "1.200"},
        {"workers_contract": "850", "prev.workers_contract": "1.200"},
    ),
    (
        "workers_change",
        {"workers_contract": "160", "prev.workers_contract": "100"},
        {"workers_contract": "40", "prev.workers_contract": "90"},
    ),
]

CASES: dict[str, list[Row]] = {
    "clusters@2009": [*_COMMON, *_BY_PLACE],
    "clusters@2024": [*_COMMON, *_BY_PLACE, *_INFRASTRUCTURE, *_CRAFT_75],
    "clusters@2026": [*_COMMON, *_INFRASTRUCTURE, *_SINCE_2026],
    "cluster_projects@2024": _PROJECTS,
}
