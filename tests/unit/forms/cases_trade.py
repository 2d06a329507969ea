"""Cases of the trade forms: rule, answers that break it, answers that do not, as a clerk types them."""

from __future__ import annotations

Typed = dict[str, str]

_COST = {
    "cost_central": "10",
    "cost_province": "20",
    "cost_commune": "30",
    "cost_oda": "0",
    "cost_business": "40",
}

CASES: dict[str, list[tuple[str, Typed, Typed]]] = {
    "trade_promotion@2016": [
        (
            "end_before_start",
            {"start_date": "12/9/2026", "end_date": "11/9/2026"},
            {"start_date": "12/9/2026", "end_date": "12/9/2026"},
        ),
        ("held_too_many", {"held": "51"}, {"held": "50"}),
        (
            "ocop_over_stalls",
            {"stalls": "40", "stalls_ocop": "41"},
            {"stalls": "40", "stalls_ocop": "40"},
        ),
        (
            "signed_without_enterprise",
            {"enterprises": "0", "contracts": "2"},
            {"enterprises": "0", "contracts": "0"},
        ),
        (
            "signed_without_enterprise",
            {"enterprises": "0", "contracts": "1"},
            {"enterprises": "1", "contracts": "1"},
        ),
        (
            "turnover_too_large",
            {"held": "2", "turnover": "200.000,1"},
            {"held": "2", "turnover": "200.000"},
        ),
        ("cost_too_large", {"held": "1", "cost_total": "10.000,1"}, {"held": "1", "cost_total": "10.000"}),
        ("cost_parts", {"cost_total": "100,4", **_COST}, {"cost_total": "100,3", **_COST}),
        ("cost_parts", {"cost_total": "100", "cost_province": "60"}, {"cost_total": "100"}),
        (
            "cost_parts",
            {"cost_total": "100", "cost_other": "99,6"},
            {"cost_total": "100", "cost_other": "100"},
        ),
    ],
    "ecommerce@2016": [
        (
            "sellers_parts",
            {
                "sellers_total": "12",
                "sellers_enterprise": "3",
                "sellers_cooperative": "2",
                "sellers_household": "6",
            },
            {
                "sellers_total": "12",
                "sellers_enterprise": "3",
                "sellers_cooperative": "2",
                "sellers_household": "7",
            },
        ),
        ("sellers_parts", {"sellers_total": "12", "sellers_household": "11"}, {"sellers_total": "12"}),
        (
            "new_over_sellers",
            {"sellers_new": "13", "sellers_total": "12"},
            {"sellers_new": "12", "sellers_total": "12"},
        ),
        (
            "ocop_over_products",
            {"products_ocop": "6", "products_total": "5"},
            {"products_ocop": "5", "products_total": "5"},
        ),
        (
            "new_over_products",
            {"products_new": "6", "products_total": "5"},
            {"products_new": "5", "products_total": "5"},
        ),
        (
            "products_without_sellers",
            {"sellers_total": "0", "products_total": "5"},
            {"sellers_total": "1", "products_total": "5"},
        ),
        (
            "products_without_sellers",
            {"sellers_total": "0", "products_total": "1"},
            {"sellers_total": "0", "products_total": "0"},
        ),
        (
            "sellers_fall",
            {"sellers_total": "9", "prev.sellers_total": "20"},
            {"sellers_total": "10", "prev.sellers_total": "20"},
        ),
        (
            "online_revenue_slip",
            {"online_revenue": "4.500.001", "prev.online_revenue": "45.000"},
            {"online_revenue": "4.500.000", "prev.online_revenue": "45.000"},
        ),
        (
            "online_revenue_slip",
            {"online_revenue": "4.500.001", "prev.online_revenue": "45.000"},
            {"online_revenue": "4.500.001", "prev.online_revenue": "0"},
        ),
        (
            "notified_over_websites",
            {"websites_notified": "4", "websites_total": "3"},
            {"websites_notified": "3", "websites_total": "3"},
        ),
        (
            "supported_over_websites",
            {"websites_supported": "4", "websites_total": "3"},
            {"websites_supported": "3", "websites_total": "3"},
        ),
        (
            "cashless_over_shops",
            {"shops_cashless": "121", "shops_total": "120"},
            {"shops_cashless": "120", "shops_total": "120"},
        ),
    ],
    "price_stabilisation@2016": [
        (
            "loan_over_enterprises",
            {"enterprises_loan": "3", "enterprises": "2"},
            {"enterprises_loan": "2", "enterprises": "2"},
        ),
        (
            "points_parts",
            {"points_total": "15", "points_fixed": "9", "points_mobile": "5"},
            {"points_total": "15", "points_fixed": "9", "points_mobile": "6"},
        ),
        ("points_parts", {"points_total": "15", "points_fixed": "14"}, {"points_total": "15"}),
        ("goods_missing", {"enterprises": "2"}, {"enterprises": "2", "goods": "Gạo; Thịt heo"}),
        ("goods_missing", {"enterprises": "1"}, {"enterprises": "0"}),
        (
            "disbursed_over_approved",
            {"capital_disbursed": "255.040,1", "capital_approved": "255.040"},
            {"capital_disbursed": "255.040", "capital_approved": "272.390"},
        ),
        (
            "approved_over_proposed",
            {"capital_approved": "321.970,1", "capital_proposed": "321.970"},
            {"capital_approved": "272.390", "capital_proposed": "321.970"},
        ),
        (
            "disbursed_without_approval",
            {"capital_disbursed": "10"},
            {"capital_disbursed": "10", "capital_approved": "10"},
        ),
        (
            "capital_without_enterprise",
            {"enterprises": "0", "capital_proposed": "500"},
            {"enterprises": "1", "capital_proposed": "500"},
        ),
        ("capital_too_large", {"capital_proposed": "1.000.000,1"}, {"capital_proposed": "1.000.000"}),
    ],
    "consumer_protection@2016": [
        (
            "cases_balance",
            {"cases_carried": "1", "cases_received": "4", "cases_resolved": "3", "cases_pending": "1"},
            {"cases_carried": "1", "cases_received": "4", "cases_resolved": "3", "cases_pending": "2"},
        ),
        (
            "cases_balance",
            {"cases_received": "2", "cases_resolved": "3"},
            {"cases_received": "2", "cases_resolved": "2"},
        ),
        ("cases_balance", {"cases_received": "2", "cases_transferred": "1"}, {"cases_received": "2"}),
        (
            "carried_differs",
            {"cases_carried": "1", "prev.cases_pending": "2"},
            {"cases_carried": "2", "prev.cases_pending": "2"},
        ),
        (
            "mediated_over_mediations",
            {"mediations_ok": "3", "mediations": "2"},
            {"mediations_ok": "2", "mediations": "2"},
        ),
        (
            "mediations_over_cases",
            {"mediations": "3", "cases_received": "2"},
            {"mediations": "3", "cases_received": "2", "cases_carried": "1"},
        ),
        ("compensation_too_large", {"compensation": "10.000,1"}, {"compensation": "10.000"}),
        (
            "members_without_association",
            {"has_association": "không", "association_members": "5"},
            {"has_association": "có", "association_members": "5"},
        ),
    ],
    "trade_facilities@2020": [
        (
            "scope_missing",
            {"facility_type": "Siêu thị"},
            {"facility_type": "Siêu thị", "supermarket_scope": "Chuyên doanh"},
        ),
        ("scope_missing", {"facility_type": "ST"}, {"facility_type": "Trung tâm thương mại"}),
    ],
    "markets@2020": [
        (
            "converted_in_period",
            {"mgmt_converted": "có", "mgmt_type": "Ban quản lý chợ"},
            {"mgmt_converted": "có", "mgmt_type": "Hợp tác xã"},
        ),
        (
            "pilot_started_only",
            {"fs_pilot_started": "có", "fs_pilot": "không"},
            {"fs_pilot_started": "có", "fs_pilot": "có"},
        ),
    ],
}
CASES["markets@2024"] = CASES["markets@2020"]
