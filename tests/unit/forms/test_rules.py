"""Every rule of every questionnaire: one record that breaks it and one that does not, as a clerk types them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from base import numbers
from base.errors import Problem
from forms.check import checker
from forms.load import load_built_in
from forms.spec import Computed, Form, Value
from tests.builders import record_from_texts

CATALOGUE = load_built_in()
TODAY = date(2026, 11, 21)
Typed = dict[str, str]

# rule, answers that break it, answers that do not; "prev." is last period's answer, "owner." the establishment's.
ESTABLISHMENTS: list[tuple[str, Typed, Typed]] = [
    ("tax_code_digit", {"tax_code": "0100109107"}, {"tax_code": "0100109106"}),
    ("tax_code_digit", {"tax_code": "0100109107-001"}, {"tax_code": "0100109106-001"}),
    (
        "ends_after_start",
        {"start_year": "2015", "end_date": "01/03/2014"},
        {"start_year": "2015", "end_date": "01/03/2015"},
    ),
    (
        "biz_reg_no_missing",
        {"legal_form": "Hộ kinh doanh"},
        {"legal_form": "Cơ sở, hộ sản xuất chưa đăng ký kinh doanh"},
    ),
    ("biz_reg_no_missing", {"legal_form": "DNTN"}, {"legal_form": "DNTN", "biz_reg_no": "55A8001234"}),
    ("hamlet_missing", {"name": "Lò gạch Tân Hiệp"}, {"name": "Lò gạch Tân Hiệp", "hamlet": "Ấp 3"}),
    ("start_year_too_early", {"start_year": "1899"}, {"start_year": "1900"}),
    ("end_date_missing", {"status": "Ngừng hoạt động"}, {"status": "Ngừng", "end_date": "01/03/2020"}),
    ("end_date_missing", {"status": "Chuyển đi"}, {"status": "Tạm ngừng"}),
    (
        "end_date_while_active",
        {"status": "Đang hoạt động", "end_date": "01/03/2020"},
        {"status": "Chuyển đi nơi khác", "end_date": "01/03/2020"},
    ),
    ("area_too_large", {"area_ha": "75,0001"}, {"area_ha": "75"}),
    ("area_too_small", {"area_ha": "0,0004"}, {"area_ha": "0,0005"}),
    ("area_too_small", {"area_ha": "0,0001"}, {"area_ha": "0"}),
    ("capital_too_large", {"capital_total": "100.000.001"}, {"capital_total": "100.000.000"}),
    ("capital_too_small", {"capital_total": "0,423"}, {"capital_total": "1"}),
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
        "output_ratio",
        {"output_current": "799,9", "output_constant": "1.000"},
        {"output_current": "800", "output_constant": "1.000"},
    ),
    (
        "output_current_change",
        {"output_current": "1.500,1", "prev.output_current": "1.000"},
        {"output_current": "1.500", "prev.output_current": "1.000"},
    ),
    (
        "output_current_change",
        {"output_current": "499,9", "prev.output_current": "1.000"},
        {"output_current": "499,9"},
    ),
    (
        "output_constant_change",
        {
            "output_constant": "499",
            "price_base": "2010",
            "prev.output_constant": "1.000",
            "prev.price_base": "2010",
        },
        {
            "output_constant": "499",
            "price_base": "2020",
            "prev.output_constant": "1.000",
            "prev.price_base": "2010",
        },
    ),
    (
        "price_base_changed",
        {
            "price_base": "2020",
            "output_constant": "900",
            "prev.output_constant": "900",
            "prev.price_base": "2010",
        },
        {
            "price_base": "2010",
            "output_constant": "900",
            "prev.output_constant": "900",
            "prev.price_base": "2010",
        },
    ),
    (
        "revenue_unit_slip",
        {"revenue": "11.870.000", "prev.revenue": "11.020"},
        {"revenue": "1.101.999", "prev.revenue": "11.020"},
    ),
    (
        "revenue_unit_slip",
        {"revenue": "110,2", "prev.revenue": "11.020"},
        {"revenue": "0", "prev.revenue": "11.020"},
    ),
    ("tax_over_revenue", {"tax_paid": "100,1", "revenue": "100"}, {"tax_paid": "100", "revenue": "100"}),
    (
        "export_over_revenue",
        {"export_usd": "100", "revenue": "2.312"},
        {"export_usd": "100", "revenue": "2.313"},
    ),
    (
        "fs_cert_expired",
        {"status": "Đang hoạt động", "fs_cert_expiry": "20/11/2016"},
        {"status": "Đang hoạt động", "fs_cert_expiry": "21/11/2026"},
    ),
    (
        "fs_cert_expired",
        {"status": "Hoạt động", "fs_cert_expiry": "20/11/2016"},
        {"status": "Ngừng", "fs_cert_expiry": "20/11/2016"},
    ),
]

ESTABLISHMENTS_2025: list[tuple[str, Typed, Typed]] = [
    (
        "vsic_is_industry",
        {"vsic_version": "VSIC 2025", "vsic_code": "01"},
        {"vsic_version": "VSIC 2025", "vsic_code": "10"},
    ),
]

WORKERS: list[tuple[str, Typed, Typed]] = [
    (
        "no_workers",
        {"workers_total": "0", "owner.status": "Đang hoạt động"},
        {"workers_total": "0", "owner.status": "Tạm ngừng"},
    ),
    (
        "workers_of_closed",
        {"workers_total": "5", "owner.status": "Ngừng hoạt động"},
        {"workers_total": "0", "owner.status": "Ngừng hoạt động"},
    ),
    (
        "enterprise_too_few",
        {"workers_total": "1", "owner.status": "Hoạt động", "owner.legal_form": "CTCP"},
        {"workers_total": "1", "owner.status": "Hoạt động", "owner.legal_form": "Hộ kinh doanh"},
    ),
    (
        "workers_change",
        {"workers_total": "201", "prev.workers_total": "150"},
        {"workers_total": "200", "prev.workers_total": "150"},
    ),
    (
        "workers_change",
        {"workers_total": "699", "prev.workers_total": "1.000"},
        {"workers_total": "700", "prev.workers_total": "1.000"},
    ),
    (
        "female_over_total",
        {"workers_female": "58", "workers_total": "46"},
        {"workers_female": "46", "workers_total": "46"},
    ),
    (
        "local_over_total",
        {"workers_local": "47", "workers_total": "46"},
        {"workers_local": "46", "workers_total": "46"},
    ),
    (
        "contract_over_total",
        {"workers_contract": "47", "workers_total": "46"},
        {"workers_contract": "46", "workers_total": "46"},
    ),
    (
        "insured_over_total",
        {"workers_insured": "47", "workers_total": "46"},
        {"workers_insured": "46", "workers_total": "46"},
    ),
    (
        "insured_over_contract",
        {"workers_insured": "31", "workers_contract": "30"},
        {"workers_insured": "30", "workers_contract": "30"},
    ),
    (
        "regular_and_seasonal",
        {"workers_regular": "40", "workers_seasonal": "5", "workers_total": "46"},
        {"workers_regular": "40", "workers_seasonal": "6", "workers_total": "46"},
    ),
    ("regular_and_seasonal", {"workers_regular": "40", "workers_total": "46"}, {"workers_total": "46"}),
    (
        "family_over_total",
        {"workers_family": "5", "workers_total": "4"},
        {"workers_family": "4", "workers_total": "4"},
    ),
    (
        "family_in_company",
        {"workers_family": "2", "owner.legal_form": "Công ty TNHH một thành viên"},
        {"workers_family": "2", "owner.legal_form": "DNTN"},
    ),
    (
        "average_differs",
        {"workers_avg": "131,1", "workers_total": "118", "prev.workers_total": "100"},
        {"workers_avg": "130,8", "workers_total": "118", "prev.workers_total": "100"},
    ),
    (
        "trained_over_total",
        {"workers_trained": "47", "workers_total": "46"},
        {"workers_trained": "46", "workers_total": "46"},
    ),
    (
        "certified_over_trained",
        {"workers_certified": "31", "workers_trained": "30"},
        {"workers_certified": "30", "workers_trained": "30"},
    ),
    (
        "certified_over_total",
        {"workers_certified": "47", "workers_total": "46"},
        {"workers_certified": "46", "workers_total": "46"},
    ),
    (
        "poor_over_total",
        {"workers_poor": "5", "workers_total": "4"},
        {"workers_poor": "4", "workers_total": "4"},
    ),
    (
        "minority_over_total",
        {"workers_minority": "5", "workers_total": "4"},
        {"workers_minority": "4", "workers_total": "4"},
    ),
    (
        "disabled_over_total",
        {"workers_disabled": "5", "workers_total": "4"},
        {"workers_disabled": "4", "workers_total": "4"},
    ),
    ("income_out_of_range", {"avg_income": "0,99"}, {"avg_income": "1"}),
    ("income_out_of_range", {"avg_income": "4.500"}, {"avg_income": "4,5"}),
    (
        "wage_fund_out_of_range",
        {"wage_fund": "59,9", "workers_total": "10", "wage_months": "6"},
        {"wage_fund": "60", "workers_total": "10", "wage_months": "6"},
    ),
    (
        "wage_fund_out_of_range",
        {"wage_fund": "6.000,1", "workers_total": "10", "wage_months": "6"},
        {"wage_fund": "6.000", "workers_total": "10", "wage_months": "6"},
    ),
    (
        "income_and_fund_differ",
        {"wage_fund": "600", "workers_total": "10", "wage_months": "12", "avg_income": "5,51"},
        {"wage_fund": "600", "workers_total": "10", "wage_months": "12", "avg_income": "5,5"},
    ),
]

MARKETS: list[tuple[str, Typed, Typed]] = [
    ("grade_missing", {"name": "Chợ Mỹ Lồng"}, {"name": "Chợ Mỹ Lồng", "grade": "II"}),
    (
        "grade_1_points",
        {"grade": "Hạng 1", "points_design": "400"},
        {"grade": "Hạng 1", "points_design": "401"},
    ),
    (
        "grade_2_points",
        {"grade": "Hạng 2", "points_design": "199"},
        {"grade": "Hạng 2", "points_design": "200"},
    ),
    (
        "grade_2_points",
        {"grade": "Hạng 2", "points_design": "401"},
        {"grade": "Hạng 2", "points_design": "400"},
    ),
    (
        "grade_3_points",
        {"grade": "3", "structure": "Bán kiên cố", "points_design": "200"},
        {"grade": "3", "structure": "Tạm", "points_design": "200"},
    ),
    (
        "grade_3_points",
        {"grade": "3", "structure": "Kiên cố", "points_design": "200"},
        {"grade": "3", "structure": "Kiên cố", "points_design": "199"},
    ),
    (
        "grade_1_structure",
        {"grade": "I", "structure": "Bán kiên cố"},
        {"grade": "I", "structure": "Kiên cố"},
    ),
    ("grade_2_structure", {"grade": "II", "structure": "Tạm"}, {"grade": "II", "structure": "Bán kiên cố"}),
    ("grade_decision_missing", {"grade": "3"}, {"grade": "3", "grade_decision": "1234/QĐ-UBND"}),
    (
        "converted_management",
        {"converted_year": "2018", "mgmt_type": "Ban quản lý chợ"},
        {"converted_year": "2018", "mgmt_type": "Hợp tác xã"},
    ),
    (
        "biz_area_over_floors",
        {"biz_area": "2.000,5", "land_area": "1.000", "floors": "2"},
        {"biz_area": "2.000", "land_area": "1.000", "floors": "2"},
    ),
    (
        "biz_area_over_land",
        {"biz_area": "1.001", "land_area": "1.000"},
        {"biz_area": "1.001", "land_area": "1.000", "floors": "2"},
    ),
    (
        "floor_area_over_floors",
        {"floor_area": "2.001", "land_area": "1.000", "floors": "2"},
        {"floor_area": "2.000", "land_area": "1.000", "floors": "2"},
    ),
    ("land_area_too_small", {"land_area": "1,2"}, {"land_area": "50"}),
    ("floor_area_too_small", {"floor_area": "49,9"}, {"floor_area": "0"}),
    ("biz_area_too_small", {"biz_area": "0,8"}, {"biz_area": "50"}),
    (
        "points_used_over_design",
        {"points_used": "101", "points_design": "100"},
        {"points_used": "100", "points_design": "100"},
    ),
    (
        "point_area_too_small",
        {"biz_area": "299,9", "points_design": "100"},
        {"biz_area": "300", "points_design": "100"},
    ),
    (
        "fixed_over_design",
        {"hh_fixed": "101", "points_design": "100"},
        {"hh_fixed": "100", "points_design": "100"},
    ),
    (
        "usage_too_low",
        {"status": "Đang hoạt động", "points_used": "29", "points_design": "100"},
        {"status": "Đang hoạt động", "points_used": "30", "points_design": "100"},
    ),
    (
        "usage_too_low",
        {"status": "Hoạt động", "points_used": "29", "points_design": "100"},
        {"status": "Hoạt động, dưới 30 % hộ tham gia", "points_used": "29", "points_design": "100"},
    ),
    (
        "points_while_stopped",
        {"status": "Ngừng hoạt động", "points_used": "1"},
        {"status": "Chuyển đổi chức năng", "points_used": "0"},
    ),
    (
        "investment_parts",
        {"inv_total": "1.000", "inv_central": "600", "inv_local": "399,4"},
        {"inv_total": "1.000", "inv_central": "600", "inv_local": "399,5"},
    ),
    (
        "investment_parts",
        {"inv_total": "1.000", "inv_business": "900", "inv_other": "100,6"},
        {"inv_total": "1.000"},
    ),
]

MARKETS_2024: list[tuple[str, Typed, Typed]] = [
    (
        "wholesale_land",
        {"market_type": "Chợ đầu mối", "land_area": "9.999"},
        {"market_type": "Chợ dân sinh", "land_area": "9.999"},
    ),
    (
        "wholesale_land",
        {"market_type": "Đầu mối", "land_area": "9.999"},
        {"market_type": "Đầu mối", "land_area": "10.000"},
    ),
    (
        "net_over_cost",
        {"asset_net": "1.001", "asset_cost": "1.000"},
        {"asset_net": "1.000", "asset_cost": "1.000"},
    ),
]

TRADE_FACILITIES: list[tuple[str, Typed, Typed]] = [
    ("tax_code_digit", {"tax_code": "0100109107"}, {"tax_code": "0100109106"}),
    (
        "class_without_grade",
        {"facility_type": "Kho xăng dầu", "facility_class": "Hạng I"},
        {"facility_type": "Siêu thị", "facility_class": "Hạng I"},
    ),
    (
        "area_too_small",
        {"facility_type": "Siêu thị", "area_m2": "0,5"},
        {"facility_type": "Cửa hàng LPG", "area_m2": "20"},
    ),
    (
        "licence_missing",
        {"facility_type": "Cửa hàng xăng dầu", "status": "Đang hoạt động"},
        {"facility_type": "Cửa hàng xăng dầu", "status": "Đang hoạt động", "licence_no": "12/GCN-SCT"},
    ),
    (
        "licence_missing",
        {"facility_type": "Cửa hàng LPG", "status": "Hoạt động"},
        {"facility_type": "Siêu thị", "status": "Hoạt động"},
    ),
    (
        "licence_expired",
        {"status": "Đang hoạt động", "licence_expiry": "01/01/2016"},
        {"status": "Đang hoạt động", "licence_expiry": "01/01/2027"},
    ),
    (
        "opened_without_operation",
        {"opened_in_period": "có", "status": "Ngừng hoạt động"},
        {"opened_in_period": "có", "status": "Đang hoạt động"},
    ),
]

TRANSFORMER_STATIONS: list[tuple[str, Typed, Typed]] = [
    (
        "capacity_is_standard",
        {"kind": "Trạm phân phối", "capacity_kva": "240", "n_transformers": "1"},
        {"kind": "Trạm phân phối", "capacity_kva": "250", "n_transformers": "1"},
    ),
    (
        "capacity_is_standard",
        {"kind": "Trạm phân phối", "capacity_kva": "12,5", "n_transformers": "1"},
        {"kind": "Trạm phân phối", "capacity_kva": "112,5", "n_transformers": "3"},
    ),
    (
        "capacity_is_standard",
        {"kind": "Trạm phân phối", "capacity_kva": "63.000", "n_transformers": "1"},
        {"kind": "Trạm 110 kV", "capacity_kva": "63.000", "n_transformers": "1"},
    ),
    (
        "voltage_order",
        {"kind": "Trạm phân phối", "kv_primary": "0,4 kV", "kv_secondary": "22 kV"},
        {"kind": "Trạm phân phối", "kv_primary": "22 kV", "kv_secondary": "0,4 kV"},
    ),
    (
        "voltage_order",
        {"kind": "Trạm trung gian", "kv_primary": "22", "kv_secondary": "22"},
        {"kind": "Trạm cắt", "kv_primary": "22", "kv_secondary": "22"},
    ),
    (
        "voltage_order",
        {"kind": "Trạm cắt", "kv_primary": "22", "kv_secondary": "35"},
        {"kind": "Trạm 110 kV", "kv_primary": "110", "kv_secondary": "35"},
    ),
    (
        "distribution_secondary",
        {"kind": "Trạm phân phối", "kv_primary": "22 kV", "kv_secondary": "6 kV"},
        {"kind": "Trạm trung gian", "kv_primary": "22 kV", "kv_secondary": "6 kV"},
    ),
    (
        "distribution_secondary",
        {"kind": "Trạm phân phối", "kv_primary": "22 kV", "kv_secondary": "0,22 kV"},
        {"kind": "Trạm phân phối", "kv_primary": "12,7 kV", "kv_secondary": "0,22 kV"},
    ),
    (
        "no_transformer",
        {"kind": "Trạm phân phối", "n_transformers": "0"},
        {"kind": "Trạm cắt", "n_transformers": "0"},
    ),
    (
        "capacity_zero",
        {"kind": "Trạm phân phối", "capacity_kva": "0"},
        {"kind": "Trạm cắt", "capacity_kva": "0"},
    ),
    (
        "capacity_too_large",
        {"kind": "Trạm phân phối", "capacity_kva": "10.000,1"},
        {"kind": "Trạm phân phối", "capacity_kva": "10.000"},
    ),
    ("capacity_too_small", {"capacity_kva": "0,25"}, {"capacity_kva": "10"}),
    (
        "upgraded_before_energised",
        {"upgraded_year": "2009", "energised_year": "2010"},
        {"upgraded_year": "2010", "energised_year": "2010"},
    ),
    ("overloaded", {"load_pct": "100,1"}, {"load_pct": "100"}),
    (
        "load_too_low",
        {"status": "Đang vận hành", "load_pct": "4,9"},
        {"status": "Dự phòng", "load_pct": "4,9"},
    ),
    ("outside_vietnam_lat", {"lat": "106,345512"}, {"lat": "9,934739"}),
    ("outside_vietnam_lon", {"lon": "9,934739"}, {"lon": "106,345512"}),
]

POWER_GRID: list[tuple[str, Typed, Typed]] = [
    (
        "mv_built_over_total",
        {"mv_line_built_km": "12,019", "mv_line_km": "12,018"},
        {"mv_line_built_km": "12,018", "mv_line_km": "12,018"},
    ),
    (
        "lv_built_over_total",
        {"lv_line_built_km": "15,081", "lv_line_km": "15,08"},
        {"lv_line_built_km": "15,08", "lv_line_km": "15,08"},
    ),
    ("mv_cable_over_total", {"mv_cable_km": "3", "mv_line_km": "2"}, {"mv_cable_km": "2", "mv_line_km": "2"}),
    ("lv_cable_over_total", {"lv_cable_km": "3", "lv_line_km": "2"}, {"lv_cable_km": "2", "lv_line_km": "2"}),
    (
        "mv_upgraded_over_total",
        {"mv_line_upgraded_km": "3", "mv_line_km": "2"},
        {"mv_line_upgraded_km": "2", "mv_line_km": "2"},
    ),
    (
        "lv_upgraded_over_total",
        {"lv_line_upgraded_km": "3", "lv_line_km": "2"},
        {"lv_line_upgraded_km": "2", "lv_line_km": "2"},
    ),
    (
        "mv_total_falls",
        {"mv_line_km": "41,9", "prev.mv_line_km": "42"},
        {"mv_line_km": "42", "prev.mv_line_km": "42"},
    ),
    (
        "lv_total_falls",
        {"lv_line_km": "41,9", "prev.lv_line_km": "42"},
        {"lv_line_km": "42", "prev.lv_line_km": "42"},
    ),
    (
        "two_way_over_total",
        {"two_way_meters": "359", "meters_total": "358"},
        {"two_way_meters": "358", "meters_total": "358"},
    ),
    ("lines_without_grid", {"has_grid": "không", "lv_line_km": "2"}, {"has_grid": "có", "lv_line_km": "2"}),
    (
        "capacity_built_too_small",
        {"capacity_built_kva": "2,175", "stations_built": "14"},
        {"capacity_built_kva": "2.175", "stations_built": "14"},
    ),
]

HOUSEHOLD_ELECTRICITY: list[tuple[str, Typed, Typed]] = [
    ("no_households", {"hh_total": "0"}, {"hh_total": "1"}),
    (
        "power_over_total",
        {"hh_with_power": "8.413", "hh_total": "8.412"},
        {"hh_with_power": "8.412", "hh_total": "8.412"},
    ),
    (
        "grid_and_offgrid",
        {"hh_grid": "8.397", "hh_offgrid": "7", "hh_with_power": "8.405"},
        {"hh_grid": "8.397", "hh_offgrid": "8", "hh_with_power": "8.405"},
    ),
    ("grid_and_offgrid", {"hh_grid": "8.397", "hh_with_power": "8.405"}, {"hh_with_power": "8.405"}),
    ("tail_over_power", {"hh_tail": "6", "hh_with_power": "5"}, {"hh_tail": "5", "hh_with_power": "5"}),
    (
        "safe_over_power",
        {"hh_registered_safe": "6", "hh_with_power": "5"},
        {"hh_registered_safe": "5", "hh_with_power": "5"},
    ),
    (
        "rate_falls",
        {
            "hh_with_power": "984",
            "hh_total": "1.000",
            "prev.hh_with_power": "1.979",
            "prev.hh_total": "2.000",
        },
        {
            "hh_with_power": "985",
            "hh_total": "1.000",
            "prev.hh_with_power": "1.980",
            "prev.hh_total": "2.000",
        },
    ),
    (
        "households_change",
        {"hh_total": "1.051", "prev.hh_total": "1.000"},
        {"hh_total": "1.050", "prev.hh_total": "1.000"},
    ),
    (
        "kwh_parts",
        {
            "kwh_total": "9.846,5",
            "kwh_industry": "3.120,4",
            "kwh_trade": "1.284,6",
            "kwh_agriculture": "812",
            "kwh_residential": "4.502,5",
            "kwh_other": "145",
        },
        {
            "kwh_total": "9.864,2",
            "kwh_industry": "3.120,4",
            "kwh_trade": "1.284,6",
            "kwh_agriculture": "812",
            "kwh_residential": "4.502,5",
            "kwh_other": "145",
        },
    ),
    ("kwh_parts", {"kwh_total": "100", "kwh_industry": "99,6"}, {"kwh_total": "100"}),
]

_HERE = {
    "establishments@2020": ESTABLISHMENTS,
    "establishments@2025": ESTABLISHMENTS + ESTABLISHMENTS_2025,
    "workers@2020": WORKERS,
    "markets@2020": MARKETS,
    "markets@2024": MARKETS + MARKETS_2024,
    "trade_facilities@2020": TRADE_FACILITIES,
    "transformer_stations@2020": TRANSFORMER_STATIONS,
    "power_grid@2020": POWER_GRID,
    "household_electricity@2020": HOUSEHOLD_ELECTRICITY,
}
_BESIDE = [
    importlib.import_module(f"tests.unit.forms.{file.stem}").CASES
    for file in sorted(Path(__file__).parent.glob("cases_*.py"))
]
TABLES = {
    form.name: [row for cases in (_HERE, *_BESIDE) for row in cases.get(form.name, [])]
    for form in CATALOGUE.forms
}
ROWS = [(name, *row) for name, table in TABLES.items() for row in table]
UNREACHABLE = {("establishments@2020", "vsic_is_industry")}
"""Of VSIC 2018 only the industrial sections are shipped, so that nothing else can be chosen."""


def values_of(form: Form | None, typed: Typed, prefix: str) -> Mapping[str, Value]:
    texts = {key.removeprefix(prefix): text for key, text in typed.items() if key.startswith(prefix)}
    if not texts:
        return {}
    assert form is not None
    record, problems = record_from_texts(form, "r", texts)
    assert not problems and texts.keys() <= form.fields.keys()
    return record.values


def problems_of(name: str, typed: Typed) -> dict[str, Problem]:
    form = CATALOGUE.form(name)
    on = form.valid_to or TODAY
    own = {key: text for key, text in typed.items() if "." not in key}
    record, unreadable = record_from_texts(form, "r", own)
    assert not unreadable and own.keys() <= form.fields.keys()
    owner = CATALOGUE.owner_of(form, on)
    found = checker(form, CATALOGUE, on).record(
        record, previous=values_of(form, typed, "prev."), owner=values_of(owner, typed, "owner.")
    )
    return {problem.code: problem for problem in found}


@pytest.mark.parametrize(
    ("name", "rule", "breaks", "holds"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS]
)
def test_a_rule_tells_the_wrong_record_from_the_right_one(name, rule, breaks, holds):
    assert rule in problems_of(name, breaks)
    assert rule not in problems_of(name, holds)


@pytest.mark.parametrize(
    ("name", "rule", "breaks"), [r[:3] for r in ROWS], ids=[f"{r[0]}-{r[1]}" for r in ROWS]
)
def test_a_message_says_the_numbers_that_were_typed(name, rule, breaks):
    form = CATALOGUE.form(name)
    told = problems_of(name, breaks)[rule]
    declared = {entry.key: entry for entry in (*form.rule, *form.named_check)}[rule]
    assert (told.severity, told.fields) == (declared.severity, declared.fields)
    assert "{" not in told.message
    assert not [gap for gap in ("()", "( ", "  ", " .", " ,") if gap in told.message], told.message


@pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)
def test_no_rule_is_without_its_two_records(form):
    declared = {entry.key for entry in (*form.rule, *form.named_check)}
    unreachable = {rule for name, rule in UNREACHABLE if name == form.name}
    assert declared - unreachable == {row[0] for row in TABLES[form.name]}


@pytest.mark.parametrize("name", TABLES)
def test_missing_answers_break_nothing_but_what_asks_for_them(name):
    found = problems_of(name, {}).keys()
    assert found - {"REQUIRED"} <= {"hamlet_missing", "grade_missing"}


@pytest.mark.parametrize(
    ("name", "key"),
    [(n, f.key) for n in TABLES for f in CATALOGUE.form(n).stored if getattr(f, "min", None) == 0],
)
def test_a_count_below_zero_stops(name, key):
    assert problems_of(name, {key: "-1"})["BELOW_MINIMUM"].severity == "stop"


# what depends on another answer


@pytest.mark.parametrize(
    ("name", "answer", "needs"),
    [
        ("establishments@2025", {"is_fdi": "có"}, "fdi_country"),
        ("establishments@2025", {"output_constant": "100"}, "price_base"),
        ("establishments@2025", {"output_qty": "100"}, "output_unit"),
        ("workers@2020", {"wage_fund": "100"}, "wage_months"),
        ("markets@2024", {"ntm_ok": "có"}, "ntm_version"),
    ],
)
def test_an_answer_may_demand_another(name, answer, needs):
    form = CATALOGUE.form(name)
    record, _ = record_from_texts(form, "r", answer)
    found = checker(form, CATALOGUE, TODAY).record(record)
    assert (needs,) in [problem.fields for problem in found if problem.code == "REQUIRED"]


@pytest.mark.parametrize(
    ("name", "tax_code", "taken"),
    [
        ("establishments@2020", "1300123456", True),
        ("establishments@2020", "1300123456-001", True),
        ("establishments@2020", "083190001234", False),
        ("establishments@2025", "083190001234", True),
        ("establishments@2025", "130045678", False),
    ],
)
def test_a_tax_code_has_10_or_13_digits_and_12_since_july_2025(name, tax_code, taken):
    assert ("WRONG_PATTERN" not in problems_of(name, {"tax_code": tax_code})) == taken


# what is computed


@pytest.mark.parametrize(
    ("insured", "revenue", "capital", "legal_form", "size"),
    [
        ("10", "3.000", "9.000.000", "CTCP", "micro"),
        ("10", "9.000.000", "3.000", "CTCP", "micro"),
        ("10", "3.001", "3.001", "CTCP", "small"),
        ("11", "3.000", "3.000", "CTCP", "small"),
        ("100", "50.000", "9.000.000", "CTCP", "small"),
        ("100", "50.001", "20.001", "CTCP", "medium"),
        ("101", "1", "1", "CTCP", "medium"),
        ("200", "200.001", "100.000", "CTCP", "medium"),
        ("200", "200.001", "100.001", "CTCP", "large"),
        ("201", "1", "1", "CTCP", "large"),
        ("10", "3.000", "3.000", "Hộ kinh doanh", None),
        ("", "3.000", "3.000", "CTCP", None),
        ("10", "", "3.000", "CTCP", None),
        ("10", "3.000", "", "CTCP", None),
    ],
)
def test_the_size_of_an_enterprise_follows_decree_80_2021(insured, revenue, capital, legal_form, size):
    form, owner = CATALOGUE.form("workers@2020"), CATALOGUE.form("establishments@2025")
    record, _ = record_from_texts(form, "r", {"workers_insured": insured})
    held, _ = record_from_texts(
        owner, "r", {"revenue": revenue, "capital_total": capital, "legal_form": legal_form}
    )
    assert checker(form, CATALOGUE, TODAY).computed(record.values, owner=held.values)["size_class"] == size


@pytest.mark.parametrize(
    ("name", "typed", "key", "shown"),
    [
        ("markets@2024", {"points_used": "85", "points_design": "116"}, "usage_rate", "73,3"),
        ("markets@2024", {"points_used": "0", "points_design": "0"}, "usage_rate", ""),
        (
            "household_electricity@2020",
            {"hh_with_power": "8.405", "hh_total": "8.412"},
            "power_rate",
            "99,92",
        ),
        ("household_electricity@2020", {"hh_with_power": "8.405"}, "power_rate", ""),
        (
            "workers@2020",
            {"wage_fund": "660", "workers_total": "10", "wage_months": "12"},
            "income_from_fund",
            "5,50",
        ),
        (
            "establishments@2025",
            {"legal_form": "CTCP", "is_fdi": "có"},
            "economic_sector",
            "Có vốn đầu tư nước ngoài",
        ),
        ("establishments@2025", {"legal_form": "DNNN"}, "economic_sector", "Nhà nước"),
        ("establishments@2025", {"legal_form": "Hộ kinh doanh"}, "economic_sector", "Ngoài nhà nước"),
    ],
)
def test_what_is_computed_beside_the_answers(name, typed, key, shown):
    form = CATALOGUE.form(name)
    record, _ = record_from_texts(form, "r", typed)
    field = form.fields[key]
    assert isinstance(field, Computed)
    result = checker(form, CATALOGUE, TODAY).computed(record.values)[key]
    if isinstance(result, str):
        assert field.options is not None and field.options.by_code[result].name == shown
    else:
        assert ("" if result is None else numbers.show(result, field.decimals)) == shown
