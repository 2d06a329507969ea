"""Training, conferences, communication: of every rule a record that breaks it and one that does not."""

from __future__ import annotations

CASES: dict[str, list[tuple[str, dict[str, str], dict[str, str]]]] = {
    "training_events@2016": [
        (
            "participants_missing",
            {"kind": "Lớp tập huấn", "events": "1"},
            {"kind": "Lớp tập huấn", "events": "1", "participants": "36"},
        ),
        ("participants_missing", {"kind": "Đối thoại", "events": "3"}, {"kind": "Phát sóng", "events": "3"}),
        (
            "officials_over_participants",
            {"officials": "161", "participants": "160"},
            {"officials": "160", "participants": "160"},
        ),
        (
            "women_over_participants",
            {"women": "31", "participants": "30"},
            {"women": "30", "participants": "30"},
        ),
        (
            "farmers_over_participants",
            {"farmers_sugarcane": "300", "farmers_rice": "400", "participants": "699"},
            {"farmers_sugarcane": "300", "farmers_rice": "400", "participants": "700"},
        ),
        (
            "groups_over_participants",
            {"officials": "10", "farmers_other": "21", "participants": "30"},
            {"officials": "10", "farmers_other": "20", "participants": "30"},
        ),
        (
            "class_too_large",
            {"kind": "Lớp", "events": "10", "participants": "2.001"},
            {"kind": "Lớp", "events": "10", "participants": "362"},
        ),
        (
            "class_too_small",
            {"kind": "Lớp", "events": "10", "participants": "49"},
            {"kind": "Hội nghị", "events": "10", "participants": "49"},
        ),
        ("many_events", {"events": "362"}, {"events": "45"}),
        (
            "certificates_over_participants",
            {"certificates": "73", "participants": "72"},
            {"certificates": "73", "participants": "72", "enterprises": "1"},
        ),
        (
            "publication_is_empty",
            {"kind": "In ấn", "events": "1"},
            {"kind": "In ấn", "events": "1", "banners": "1.800"},
        ),
        (
            "visited_missing",
            {"kind": "Khảo sát", "events": "3"},
            {"kind": "Khảo sát", "events": "3", "enterprises": "60"},
        ),
        (
            "cost_parts",
            {"cost": "120", "cost_budget": "100", "cost_aid": "19,7"},
            {"cost": "120", "cost_budget": "100", "cost_aid": "19,8"},
        ),
        ("cost_parts", {"cost": "120", "cost_other": "100"}, {"cost": "120"}),
        ("cost_unit_slip", {"cost": "45.000", "events": "1"}, {"cost": "45", "events": "1"}),
    ]
}
