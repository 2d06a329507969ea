"""Records that break a rule of the environment sheet and records that do not, as a clerk types them."""

from __future__ import annotations

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "environment@2016": [
        (
            "residential_parts",
            {"residential_total": "12", "residential_sawmill": "5", "residential_noodles": "6"},
            {"residential_total": "11", "residential_sawmill": "5", "residential_noodles": "6"},
        ),
        (
            "residential_parts",
            {"residential_total": "3", "residential_lime_kiln": "4"},
            {"residential_total": "3"},
        ),
        (
            "relocated_over_before",
            {"relocated": "5", "prev.relocation_total": "4"},
            {"relocated": "4", "prev.relocation_total": "4"},
        ),
        (
            "support_without_relocation",
            {"relocation_support": "250", "relocated": "0"},
            {"relocation_support": "250", "relocated": "1"},
        ),
        (
            "failing_over_inspected",
            {"inspected": "23", "inspected_failing": "24"},
            {"inspected": "23", "inspected_failing": "23"},
        ),
        (
            "inspected_without_inspection",
            {"inspections": "-", "inspected": "23"},
            {"inspections": "2", "inspected": "23"},
        ),
        ("surveyed_without_survey", {"surveys": "0", "surveyed": "60"}, {"surveys": "3", "surveyed": "60"}),
        (
            "treated_over_wastewater",
            {"wastewater_m3": "1.250", "wastewater_treated_m3": "1.250,1"},
            {"wastewater_m3": "1.250", "wastewater_treated_m3": "1.250"},
        ),
        (
            "collected_over_waste",
            {"solid_waste_t": "42,5", "solid_waste_collected_t": "42,501"},
            {"solid_waste_t": "42,5", "solid_waste_collected_t": "42,5"},
        ),
        (
            "hazardous_over_waste",
            {"solid_waste_t": "42,5", "hazardous_waste_t": "43"},
            {"solid_waste_t": "42,5", "hazardous_waste_t": "0,5"},
        ),
        (
            "campaign_attendees_without_event",
            {"campaigns": "0", "campaign_attendees": "412"},
            {"campaigns": "8", "campaign_attendees": "412"},
        ),
        (
            "climate_attendees_without_event",
            {"climate_events": "0", "climate_attendees": "200"},
            {"climate_events": "1", "climate_attendees": "200"},
        ),
        (
            "cleaner_attendees_without_event",
            {"cleaner_classes": "0", "cleaner_attendees": "75"},
            {"cleaner_classes": "1", "cleaner_attendees": "75"},
        ),
    ],
}
