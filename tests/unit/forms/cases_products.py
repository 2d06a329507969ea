"""Recognised products: of every rule one record that breaks it and one that does not, as a clerk types them."""

from __future__ import annotations

ALL: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "valid_for_36_months",
        {"scheme": "OCOP", "decision_date": "30/11/2022", "expiry": "30/11/2024"},
        {"scheme": "OCOP", "decision_date": "30/11/2022", "expiry": "30/11/2025"},
    ),
    (
        "valid_for_36_months",
        {"scheme": "OCOP", "decision_date": "29/02/2020", "expiry": "01/03/2023"},
        {"scheme": "OCOP", "decision_date": "29/02/2020", "expiry": "28/02/2023"},
    ),
    (
        "valid_for_36_months",
        {"scheme": "OCOP", "decision_date": "15/06/2022", "expiry": "13/06/2025"},
        {"scheme": "OCOP", "decision_date": "15/06/2022", "expiry": "14/06/2025"},
    ),
    (
        "new_not_told",
        {"scheme": "CNNT", "product": "Kềm Mỹ Thạnh"},
        {"scheme": "CNNT", "product": "Kềm Mỹ Thạnh", "recognised_in_period": "có"},
    ),
    (
        "new_not_told",
        {"scheme": "OCOP", "star": "3 sao", "product": "Kẹo dừa"},
        {"scheme": "OCOP", "star": "2 sao", "product": "Kẹo dừa"},
    ),
    ("score_and_star", {"star": "5 sao", "score": "89,99"}, {"star": "5 sao", "score": "90"}),
    ("score_and_star", {"star": "4 sao", "score": "90"}, {"star": "4 sao", "score": "89,99"}),
    ("score_and_star", {"star": "3 sao", "score": "49,9"}, {"star": "5 sao", "score": "100"}),
    ("score_and_star", {"star": "1 sao", "score": "30"}, {"star": "2 sao", "score": "30"}),
    ("star_in_rural", {"scheme": "CNNT", "star": "4 sao"}, {"scheme": "OCOP", "star": "4 sao"}),
    (
        "level_in_ocop",
        {"scheme": "OCOP", "rural_level": "Cấp tỉnh"},
        {"scheme": "CNNT", "rural_level": "Cấp tỉnh"},
    ),
    (
        "decided_below_three_stars",
        {"scheme": "OCOP", "star": "2 sao", "decision_no": "12/QĐ-UBND"},
        {"scheme": "OCOP", "star": "3 sao", "decision_no": "12/QĐ-UBND"},
    ),
    (
        "authority_5_stars",
        {"star": "5 sao", "authority": "Cấp tỉnh"},
        {"star": "5 sao", "authority": "Trung ương"},
    ),
    (
        "authority_4_stars",
        {"star": "4 sao", "authority": "Cấp huyện"},
        {"star": "4 sao", "authority": "Cấp tỉnh"},
    ),
    (
        "expiry_before_decision",
        {"expiry": "30/11/2021", "decision_date": "30/11/2022"},
        {"expiry": "30/11/2025", "decision_date": "30/11/2022"},
    ),
    (
        "expired",
        {"scheme": "OCOP", "star": "3 sao", "expiry": "30/11/2010"},
        {"scheme": "OCOP", "star": "3 sao", "expiry": "30/11/2010", "ended_reason": "Hết hạn"},
    ),
    (
        "expired",
        {"scheme": "OCOP", "star": "3 sao", "expiry": "30/11/2010"},
        {"scheme": "OCOP", "star": "3 sao", "expiry": "30/11/2030"},
    ),
    (
        "decision_changed",
        {"decision_date": "15/06/2020", "prev.decision_date": "15/06/2017"},
        {"decision_date": "15/06/2020", "prev.decision_date": "15/06/2017", "recognised_in_period": "có"},
    ),
    (
        "upgrade_not_higher",
        {"step": "Nâng hạng", "star": "3 sao", "previous_star": "3 sao"},
        {"step": "Nâng hạng", "star": "4 sao", "previous_star": "3 sao"},
    ),
    ("previous_missing", {"step": "Công nhận lại"}, {"step": "Công nhận lại", "previous_no": "12/QĐ-UBND"}),
    (
        "new_but_ended",
        {"recognised_in_period": "có", "ended_reason": "Thu hồi"},
        {"recognised_in_period": "không", "ended_reason": "Thu hồi"},
    ),
    (
        "rural_commune_too_early",
        {"rural_level": "Cấp xã", "decision_date": "30/06/2020"},
        {"rural_level": "Cấp huyện", "decision_date": "30/06/2020"},
    ),
    (
        "owner_not_operating",
        {"establishment": "e1", "owner.status": "Ngừng"},
        {"establishment": "e1", "owner.status": "Ngừng", "ended_reason": "Không còn sản xuất"},
    ),
    (
        "revenue_unit_slip",
        {"revenue": "1.200.000", "prev.revenue": "1.200"},
        {"revenue": "1.500", "prev.revenue": "1.200"},
    ),
]

SINCE_2014: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "authority_3_stars",
        {"star": "3 sao", "authority": "Cấp huyện"},
        {"star": "3 sao", "authority": "Cấp tỉnh"},
    ),
]

SINCE_2023: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "authority_3_stars",
        {"star": "3 sao", "authority": "Cấp huyện", "decision_date": "23/02/2023"},
        {"star": "3 sao", "authority": "Cấp huyện", "decision_date": "24/02/2023"},
    ),
    (
        "authority_3_stars_district",
        {"star": "3 sao", "authority": "Cấp tỉnh", "decision_date": "24/02/2023"},
        {"star": "3 sao", "authority": "Cấp tỉnh", "decision_date": "23/02/2023"},
    ),
]

SINCE_2025: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "authority_3_stars",
        {"star": "3 sao", "authority": "Cấp huyện", "decision_date": "01/07/2025"},
        {"star": "3 sao", "authority": "Cấp huyện", "decision_date": "30/06/2025"},
    ),
    (
        "authority_3_stars_district",
        {"star": "3 sao", "authority": "Cấp tỉnh", "decision_date": "30/06/2025"},
        {"star": "3 sao", "authority": "Cấp tỉnh", "decision_date": "01/07/2025"},
    ),
    (
        "rural_district_ended",
        {"rural_level": "Cấp huyện", "decision_date": "01/07/2025"},
        {"rural_level": "Cấp xã", "decision_date": "01/07/2025"},
    ),
]

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "product_recognitions@2014": ALL + SINCE_2014,
    "product_recognitions@2023": ALL + SINCE_2023,
    "product_recognitions@2025": ALL + SINCE_2025,
}
