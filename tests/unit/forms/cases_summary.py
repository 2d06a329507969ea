"""Records that break a rule of the summaries of commune and province, and records that do not."""

from __future__ import annotations

COMMUNE: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "households_over_population",
        {"households": "3.001", "population": "3.000"},
        {"households": "3.000", "population": "3.000"},
    ),
    (
        "household_size",
        {"households": "1.000", "population": "1.499"},
        {"households": "1.000", "population": "1.500"},
    ),
    (
        "household_size",
        {"households": "1.000", "population": "8.001"},
        {"households": "1.000", "population": "8.000"},
    ),
    ("no_population", {"population": "0"}, {"population": "1"}),
    (
        "population_change",
        {"population": "10.501", "prev.population": "10.000"},
        {"population": "10.500", "prev.population": "10.000"},
    ),
    (
        "average_population",
        {"population_avg": "11.001", "population": "10.000"},
        {"population_avg": "11.000", "population": "10.000"},
    ),
    (
        "poor_over_households",
        {"hh_poor": "2.801", "households": "2.800"},
        {"hh_poor": "36", "households": "2.800"},
    ),
    ("area_unit", {"area_ha": "12,5"}, {"area_ha": "1.250"}),
    ("area_unit", {"area_ha": "300.000,1"}, {"area_ha": "300.000"}),
    (
        "area_change",
        {"area_ha": "1.263", "prev.area_ha": "1.250"},
        {"area_ha": "1.262", "prev.area_ha": "1.250"},
    ),
    (
        "enterprises_and_households",
        {"establishments_declared": "998", "enterprises_declared": "22", "households_declared": "977"},
        {"establishments_declared": "998", "enterprises_declared": "22", "households_declared": "976"},
    ),
    (
        "enterprises_and_households",
        {"establishments_declared": "20", "enterprises_declared": "22"},
        {"establishments_declared": "22", "enterprises_declared": "22"},
    ),
    (
        "workers_below_establishments",
        {"workers_declared": "997", "establishments_declared": "998"},
        {"workers_declared": "2.200", "establishments_declared": "998"},
    ),
    (
        "market_flag",
        {"has_market": "không", "markets_declared": "1"},
        {"has_market": "không", "markets_declared": "0"},
    ),
    (
        "craft_current_over_total",
        {"output_current_craft": "130.000,1", "output_current": "130.000"},
        {"output_current_craft": "42.000", "output_current": "130.000"},
    ),
    (
        "craft_constant_over_total",
        {"output_constant_craft": "130.000,1", "output_constant": "130.000"},
        {"output_constant_craft": "42.000", "output_constant": "130.000"},
    ),
    (
        "price_base_not_constant",
        {"output_constant": "130.000", "price_base": "Giá hiện hành"},
        {"output_constant": "130.000", "price_base": "Giá so sánh 2010"},
    ),
    (
        "output_ratio",
        {"output_current": "1.385.000", "output_constant": "110.000"},
        {"output_current": "1.385.000", "output_constant": "1.110.000"},
    ),
    (
        "output_current_change",
        {"output_current": "150.000,1", "prev.output_current": "100.000"},
        {"output_current": "150.000", "prev.output_current": "100.000"},
    ),
    (
        "output_constant_change",
        {
            "output_constant": "150.000,1",
            "price_base": "2010",
            "prev.output_constant": "100.000",
            "prev.price_base": "2010",
        },
        {
            "output_constant": "150.000,1",
            "price_base": "2020",
            "prev.output_constant": "100.000",
            "prev.price_base": "2010",
        },
    ),
    (
        "price_base_changed",
        {
            "output_constant": "90",
            "price_base": "2020",
            "prev.output_constant": "90",
            "prev.price_base": "2010",
        },
        {
            "output_constant": "90",
            "price_base": "2010",
            "prev.output_constant": "90",
            "prev.price_base": "2010",
        },
    ),
    (
        "retail_parts",
        {"retail_sales": "1.000", "retail_goods": "800", "retail_lodging_food": "199,7"},
        {"retail_sales": "1.000", "retail_goods": "800", "retail_lodging_food": "199,8"},
    ),
    (
        "retail_parts",
        {"retail_sales": "1.000", "retail_travel": "10", "retail_services": "20"},
        {"retail_sales": "1.000"},
    ),
    (
        "retail_not_from_statistics",
        {"retail_sales": "1.000", "retail_source": "Ước tính"},
        {"retail_sales": "1.000", "retail_source": "Cơ quan thống kê"},
    ),
    (
        "retail_change",
        {"retail_sales": "1.500,1", "prev.retail_sales": "1.000"},
        {"retail_sales": "1.500", "prev.retail_sales": "1.000"},
    ),
    (
        "structure_parts",
        {
            "structure_total": "1.000",
            "structure_agriculture": "500",
            "structure_industry_construction": "300",
            "structure_services": "199,7",
        },
        {
            "structure_total": "1.000",
            "structure_agriculture": "500",
            "structure_industry_construction": "300",
            "structure_services": "199,8",
        },
    ),
    (
        "structure_industry_over",
        {"structure_industry": "135,1", "structure_industry_construction": "135"},
        {"structure_industry": "135", "structure_industry_construction": "135"},
    ),
    (
        "structure_basis_changed",
        {"structure_basis": "GTSX", "prev.structure_basis": "GTTT"},
        {"structure_basis": "GTSX", "prev.structure_basis": "GTSX"},
    ),
    (
        "budget_industry_over",
        {"budget_industry": "75.000,1", "budget_nonstate": "75.000"},
        {"budget_industry": "45.000", "budget_nonstate": "75.000"},
    ),
    (
        "jobs_industry_over",
        {"jobs_industry": "501", "jobs_created": "500"},
        {"jobs_industry": "500", "jobs_created": "500"},
    ),
    ("wage_range", {"wage_low": "6,1", "wage_high": "6"}, {"wage_low": "4,5", "wage_high": "6"}),
    ("wage_low_out_of_range", {"wage_low": "0,99"}, {"wage_low": "1"}),
    ("wage_high_out_of_range", {"wage_high": "6.000"}, {"wage_high": "6"}),
    (
        "supporting_over",
        {"supporting_attracted": "6", "enterprises_attracted": "5"},
        {"supporting_attracted": "3", "enterprises_attracted": "5"},
    ),
    (
        "own_over_invested",
        {"invested_own": "300.000,1", "invested_total": "300.000"},
        {"invested_own": "300.000", "invested_total": "300.000"},
    ),
]

COMMUNE_2026: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "product_ratio",
        {"product_current": "2.501", "product_constant": "1.000"},
        {"product_current": "2.500", "product_constant": "1.000"},
    ),
    (
        "product_change",
        {"product_constant": "1.300,1", "prev.product_constant": "1.000"},
        {"product_constant": "1.300", "prev.product_constant": "1.000"},
    ),
    (
        "product_is_structure",
        {"structure_basis": "TGTSP", "structure_total": "1.000,2", "product_current": "1.000"},
        {"structure_basis": "GTSX", "structure_total": "2.000", "product_current": "1.000"},
    ),
    ("income_out_of_range", {"income_per_capita": "5,2"}, {"income_per_capita": "62,4"}),
]

PROVINCE: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "grdp_parts",
        {
            "grdp_current": "60.000",
            "grdp_agriculture": "18.000",
            "grdp_industry_construction": "21.000",
            "grdp_services": "18.000",
            "grdp_taxes": "2.999,97",
        },
        {
            "grdp_current": "60.000",
            "grdp_agriculture": "18.000",
            "grdp_industry_construction": "21.000",
            "grdp_services": "18.000",
            "grdp_taxes": "2.999,98",
        },
    ),
    (
        "grdp_industry_over",
        {"grdp_industry": "21.000,01", "grdp_industry_construction": "21.000"},
        {"grdp_industry": "19.740", "grdp_industry_construction": "21.000"},
    ),
    (
        "grdp_sector_over",
        {
            "grdp_current": "20.000",
            "grdp_agriculture": "5.000",
            "grdp_industry_construction": "21.000",
            "grdp_services": "6.000",
        },
        {
            "grdp_current": "32.000",
            "grdp_agriculture": "5.000",
            "grdp_industry_construction": "21.000",
            "grdp_services": "6.000",
        },
    ),
    (
        "grdp_base_not_constant",
        {"grdp_constant": "40.000", "grdp_base": "Giá hiện hành"},
        {"grdp_constant": "40.000", "grdp_base": "Giá so sánh 2010"},
    ),
    (
        "grdp_ratio",
        {"grdp_current": "100.001", "grdp_constant": "40.000"},
        {"grdp_current": "100.000", "grdp_constant": "40.000"},
    ),
    (
        "grdp_change",
        {"grdp_current": "78.000,01", "prev.grdp_current": "60.000"},
        {"grdp_current": "78.000", "prev.grdp_current": "60.000"},
    ),
    (
        "grdp_base_changed",
        {"grdp_constant": "40", "grdp_base": "2020", "prev.grdp_constant": "40", "prev.grdp_base": "2010"},
        {"grdp_constant": "40", "grdp_base": "2010", "prev.grdp_constant": "40", "prev.grdp_base": "2010"},
    ),
    ("iip_out_of_range", {"iip": "8,5"}, {"iip": "108,5"}),
    (
        "price_base_not_constant",
        {"output_constant": "38.584", "price_base": "Giá hiện hành"},
        {"output_constant": "38.584", "price_base": "Giá so sánh 2010"},
    ),
    (
        "price_base_changed",
        {
            "output_constant": "90",
            "price_base": "2020",
            "prev.output_constant": "90",
            "prev.price_base": "2010",
        },
        {
            "output_constant": "90",
            "price_base": "2010",
            "prev.output_constant": "90",
            "prev.price_base": "2010",
        },
    ),
    (
        "output_ratio",
        {"output_current": "45.266", "output_constant": "18.000"},
        {"output_current": "45.000", "output_constant": "18.000"},
    ),
    (
        "output_below_grdp",
        {"output_current": "19.739,99", "grdp_industry": "19.740"},
        {"output_current": "45.266", "grdp_industry": "19.740"},
    ),
    (
        "retail_change",
        {"retail_sales": "36.782", "prev.retail_sales": "3.678,2"},
        {"retail_sales": "36.782", "prev.retail_sales": "31.302,66"},
    ),
]

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "commune_summary@2020": COMMUNE,
    "commune_summary@2026": COMMUNE + COMMUNE_2026,
    "province_summary@2020": PROVINCE,
    "province_summary@2026": PROVINCE,
}
