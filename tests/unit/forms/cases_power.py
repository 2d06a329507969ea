"""Cases of what the forms on electricity check of new stations and meters and of safe hook-ups."""

from __future__ import annotations

Typed = dict[str, str]

CASES: dict[str, list[tuple[str, Typed, Typed]]] = {
    "transformer_stations@2020": [
        (
            "completed_not_active",
            {"completed_in_period": "có", "status": "Đang xây dựng"},
            {"completed_in_period": "có", "status": "Đang vận hành"},
        ),
        (
            "energised_while_building",
            {"status": "Đang xây dựng", "energised_year": "2020"},
            {"status": "Đang xây dựng"},
        ),
    ],
    "power_grid@2020": [
        (
            "two_way_new_over_total",
            {"two_way_meters_new": "359", "two_way_meters": "358"},
            {"two_way_meters_new": "358", "two_way_meters": "358"},
        ),
    ],
    "household_electricity@2020": [
        (
            "safe_and_tail",
            {"hh_registered_safe": "98", "hh_tail": "3", "hh_with_power": "100"},
            {"hh_registered_safe": "98", "hh_tail": "2", "hh_with_power": "100"},
        ),
    ],
}
