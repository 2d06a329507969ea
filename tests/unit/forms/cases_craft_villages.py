"""Craft villages: of every rule one record that breaks it and one that does not, as a clerk types them."""

from __future__ import annotations

BOTH: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "traditional_over_50_years",
        {
            "recognised_title": "Làng nghề truyền thống",
            "started_year": "1980",
            "decision_date": "20/11/2017",
        },
        {
            "recognised_title": "Làng nghề truyền thống",
            "started_year": "1967",
            "decision_date": "20/11/2017",
        },
    ),
    (
        "traditional_over_50_years",
        {"recognised_title": "Nghề truyền thống", "started_year": "1980", "decision_date": "20/11/2017"},
        {"recognised_title": "Làng nghề", "started_year": "1980", "decision_date": "20/11/2017"},
    ),
    (
        "participating_over_area",
        {"hh_participating": "351", "hh_total_area": "350"},
        {"hh_participating": "350", "hh_total_area": "350"},
    ),
    (
        "establishment_parts",
        {"n_establishments": "120", "n_enterprises": "2", "n_households": "117"},
        {"n_establishments": "120", "n_enterprises": "2", "n_cooperatives": "1", "n_households": "117"},
    ),
    (
        "establishment_parts",
        {"n_establishments": "120", "n_households": "119"},
        {"n_establishments": "120"},
    ),
    (
        "establishments_over_households",
        {"n_establishments": "122", "hh_participating": "119", "n_enterprises": "2"},
        {"n_establishments": "122", "hh_participating": "119", "n_enterprises": "2", "n_teams": "1"},
    ),
    (
        "workers_too_few",
        {"workers": "119", "n_establishments": "120"},
        {"workers": "350", "n_establishments": "120"},
    ),
    (
        "female_over_workers",
        {"workers_female": "351", "workers": "350"},
        {"workers_female": "210", "workers": "350"},
    ),
    (
        "local_over_workers",
        {"workers_local": "351", "workers": "350"},
        {"workers_local": "350", "workers": "350"},
    ),
    ("artisans_over_workers", {"artisans": "5", "workers": "4"}, {"artisans": "4", "workers": "4"}),
    (
        "workers_change",
        {"workers": "456", "prev.workers": "350"},
        {"workers": "455", "prev.workers": "350"},
    ),
    ("workers_change", {"workers": "201", "prev.workers": "150"}, {"workers": "200", "prev.workers": "150"}),
    (
        "working_while_stopped",
        {"status": "Không còn hoạt động", "workers": "3"},
        {"status": "Cầm chừng", "workers": "3"},
    ),
    (
        "newly_without_decision",
        {"newly_recognised": "có", "recognised_title": "Chưa công nhận"},
        {"newly_recognised": "có", "recognised_title": "LNTT"},
    ),
    (
        "price_base_not_constant",
        {"output_constant": "8.105", "price_base": "Giá hiện hành"},
        {"output_constant": "8.105", "price_base": "Giá so sánh 2010"},
    ),
    (
        "output_ratio",
        {"output_current": "2.501", "output_constant": "1.000"},
        {"output_current": "2.500", "output_constant": "1.000"},
    ),
    (
        "output_change",
        {"output_current": "1.500,1", "prev.output_current": "1.000"},
        {"output_current": "1.500", "prev.output_current": "1.000"},
    ),
    (
        "revenue_unit_slip",
        {"revenue": "1.200.000", "prev.revenue": "12.000"},
        {"revenue": "12.900", "prev.revenue": "12.000"},
    ),
    ("income_out_of_range", {"avg_income": "0,45"}, {"avg_income": "4,5"}),
    (
        "mark_new_without_mark",
        {"mark_new": "có"},
        {"mark_new": "có", "marks": "Nhãn hiệu tập thể"},
    ),
    (
        "support_parts",
        {"support_total": "9.800", "support_state": "1.000", "support_aid": "8.799,7"},
        {"support_total": "9.800", "support_state": "1.000", "support_aid": "8.799,8"},
    ),
    ("support_parts", {"support_total": "100", "support_other": "99"}, {"support_total": "100"}),
]

SHARE_2006: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "participation_too_low",
        {"recognised_title": "Làng nghề", "hh_participating": "29", "hh_total_area": "100"},
        {"recognised_title": "Làng nghề", "hh_participating": "30", "hh_total_area": "100"},
    ),
    (
        "participation_too_low",
        {"recognised_title": "Làng nghề", "hh_participating": "10", "hh_total_area": "100"},
        {"recognised_title": "Làng nghề truyền thống", "hh_participating": "10", "hh_total_area": "100"},
    ),
]

SHARE_2018: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "participation_too_low",
        {"recognised_title": "Làng nghề", "hh_participating": "19", "hh_total_area": "100"},
        {"recognised_title": "Làng nghề", "hh_participating": "20", "hh_total_area": "100"},
    ),
    (
        "participation_too_low",
        {"recognised_title": "Làng nghề truyền thống", "hh_participating": "19", "hh_total_area": "100"},
        {"recognised_title": "Nghề truyền thống", "hh_participating": "19", "hh_total_area": "100"},
    ),
]

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "craft_villages@2006": BOTH + SHARE_2006,
    "craft_villages@2018": BOTH + SHARE_2018,
}
