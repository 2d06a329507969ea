"""Cases of targets, tasks and typed totals: rule, answers that break it, answers that do not, as a clerk types them."""

from __future__ import annotations

Typed = dict[str, str]

_CONSTANT = "Giá trị sản xuất giá so sánh"

CASES: dict[str, list[tuple[str, Typed, Typed]]] = {
    "plan_targets@2016": [
        ("range_order", {"value": "8", "value_max": "7"}, {"value": "7", "value_max": "8"}),
        (
            "range_alone",
            {"comparator": "Trên", "value_max": "8"},
            {"comparator": "Khoảng từ", "value_max": "8"},
        ),
        (
            "horizon_order",
            {"horizon_from": "2021", "horizon_to": "2020"},
            {"horizon_from": "2016", "horizon_to": "2020"},
        ),
        (
            "base_before_horizon",
            {"base_year": "2020", "horizon_to": "2020"},
            {"base_year": "2015", "horizon_to": "2020"},
        ),
        (
            "growth_without_base",
            {"target_kind": "Tốc độ tăng"},
            {"target_kind": "Tốc độ tăng", "base_year": "2015"},
        ),
        ("growth_without_base", {"target_kind": "Tăng thêm"}, {"target_kind": "Mức tuyệt đối"}),
        (
            "growth_implausible",
            {"target_kind": "Tốc độ tăng", "value": "60,1"},
            {"target_kind": "Tốc độ tăng", "value": "60"},
        ),
        (
            "rate_over_hundred",
            {"target_kind": "Tỷ lệ", "value": "100,1"},
            {"target_kind": "Tỷ lệ", "value": "100"},
        ),
        (
            "typed_beside_indicator",
            {"indicator": "markets_total", "actual": "5"},
            {"indicator": "", "actual": "5"},
        ),
        (
            "constant_price_base",
            {"indicator": "output_constant", "price_base": "Giá hiện hành"},
            {"indicator": "output_constant", "price_base": "Giá so sánh 2010"},
        ),
        (
            "unit_fits_indicator",
            {"indicator": "output_constant", "value_unit": "tỷ VN"},
            {"indicator": "output_constant", "value_unit": "Tỉ  đồng"},
        ),
        (
            "unit_fits_indicator",
            {"indicator": "workers_trained_rate", "target_kind": "Tỷ lệ", "value_unit": "người"},
            {"indicator": "output_constant", "target_kind": "Tốc độ tăng", "value_unit": "%/năm"},
        ),
    ],
    "tasks@2016": [
        (
            "deadline_before_start",
            {"start_date": "01/06/2026", "deadline": "31/05/2026"},
            {"start_date": "01/06/2026", "deadline": "01/06/2026"},
        ),
        (
            "overdue",
            {"deadline": "20/11/2026", "progress": "Đang thực hiện"},
            {"deadline": "21/11/2026", "progress": "Đang thực hiện"},
        ),
        (
            "overdue",
            {"deadline": "20/11/2026", "progress": "Chưa triển khai"},
            {"deadline": "20/11/2026", "progress": "Hoàn thành"},
        ),
        (
            "done_without_result",
            {"progress": "Hoàn thành"},
            {"progress": "Hoàn thành", "result": "Đã tổ chức 2 lớp"},
        ),
        (
            "stopped_without_reason",
            {"progress": "Dừng"},
            {"progress": "Dừng", "obstacle": "Không bố trí được kinh phí"},
        ),
        (
            "done_percent",
            {"progress": "Hoàn thành", "percent": "90"},
            {"progress": "Hoàn thành", "percent": "100"},
        ),
    ],
    "history_totals@2010": [
        (
            "constant_price_base",
            {"indicator": "output_constant", "price_base": "Giá hiện hành"},
            {"indicator": "output_constant", "price_base": "Giá so sánh 2010"},
        ),
    ],
}
