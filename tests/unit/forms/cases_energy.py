"""Records that break a rule of the energy projects and records that do not, as a clerk types them."""

from __future__ import annotations

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "energy_projects@2016": [
        ("no_capacity", {"kind": "Điện gió", "capacity_mw": "0"}, {"kind": "Điện gió", "capacity_mw": "48"}),
        ("capacity_unit", {"capacity_mw": "5.000,001"}, {"capacity_mw": "2.000"}),
        ("capacity_unit", {"capacity_mw": "0,05"}, {"capacity_mw": "0,1"}),
        (
            "capacity_of_grid",
            {"kind": "Điện nuôi tôm", "capacity_mw": "2,175"},
            {"kind": "Điện sinh khối", "capacity_mw": "25"},
        ),
        (
            "operating_over_capacity",
            {"capacity_mw": "48", "operating_mw": "48,001"},
            {"capacity_mw": "48", "operating_mw": "48"},
        ),
        (
            "operating_too_early",
            {"status": "Đã chấp thuận chủ trương đầu tư", "operating_mw": "24"},
            {"status": "Đang xây dựng", "operating_mw": "24"},
        ),
        (
            "voltage_too_low",
            {"kind": "Trạm 110 kV", "voltage": "35 kV"},
            {"kind": "Trạm 110 kV", "voltage": "110 kV"},
        ),
        (
            "grid_without_size",
            {"kind": "Điện nuôi tôm"},
            {"kind": "Điện nuôi tôm", "mv_line_km": "12,018"},
        ),
        ("grid_without_size", {"kind": "Điện nông thôn", "n_stations": "-"}, {"kind": "Điện gió"}),
        (
            "capacity_kva_too_small",
            {"n_stations": "14", "capacity_kva": "2,175"},
            {"n_stations": "14", "capacity_kva": "2.175"},
        ),
        (
            "capital_per_mw",
            {"kind": "Điện gió", "capacity_mw": "48", "capital_total": "22.000"},
            {"kind": "Điện gió", "capacity_mw": "48", "capital_total": "2.200"},
        ),
        (
            "capital_per_mw",
            {"kind": "LNG", "capacity_mw": "2.000", "capital_total": "52"},
            {"kind": "LNG", "capacity_mw": "2.000", "capital_total": "52.000"},
        ),
        (
            "disbursed_over_capital",
            {"disbursed_total": "2.200,001", "capital_total": "2.200"},
            {"disbursed_total": "2.200", "capital_total": "2.200"},
        ),
        (
            "disbursed_over_total",
            {"disbursed": "900", "disbursed_total": "850"},
            {"disbursed": "850", "disbursed_total": "850"},
        ),
        (
            "disbursed_falls",
            {"disbursed_total": "849,9", "prev.disbursed_total": "850"},
            {"disbursed_total": "850", "prev.disbursed_total": "850"},
        ),
        (
            "finish_before_start",
            {"start_year": "2022", "finish_year": "2021"},
            {"start_year": "2022", "finish_year": "2022"},
        ),
        (
            "decision_missing",
            {"status": "Đang xây dựng"},
            {"status": "Đang xây dựng", "decision_no": "1234/QĐ-UBND"},
        ),
        ("decision_missing", {"status": "Chấp thuận chủ trương"}, {"status": "Đề nghị bổ sung quy hoạch"}),
        (
            "operating_date_missing",
            {"status": "Đã vận hành"},
            {"status": "Đã vận hành", "operating_date": "15/10/2021"},
        ),
        (
            "date_before_operation",
            {"status": "Đã có trong quy hoạch", "operating_date": "15/10/2021"},
            {"status": "Đang xây dựng", "operating_date": "15/10/2021"},
        ),
        (
            "completed_not_operating",
            {"status": "Đang xây dựng", "completed": "có"},
            {"status": "Đã vận hành", "completed": "có"},
        ),
        (
            "status_goes_back",
            {"status": "Đã có trong quy hoạch", "prev.status": "Đang xây dựng"},
            {"status": "Dừng, thu hồi chủ trương", "prev.status": "Đang xây dựng"},
        ),
        (
            "output_without_operation",
            {"status": "Đã bổ sung quy hoạch", "output_mkwh": "12,5"},
            {"status": "Đã vận hành", "output_mkwh": "12,5"},
        ),
    ],
}
