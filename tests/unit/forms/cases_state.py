"""Cases of the forms on licences, inspections, food safety and administration, as a clerk types them."""

from __future__ import annotations

Typed = dict[str, str]


def _licence(kind: str) -> tuple[str, Typed, Typed]:
    typed = {f"{kind}_new": "5", f"{kind}_revoked": "1", f"{kind}_expired": "1"}
    return f"{kind}_too_few", {**typed, f"{kind}_valid": "2"}, {**typed, f"{kind}_valid": "3"}


CASES: dict[str, list[tuple[str, Typed, Typed]]] = {
    "licensing@2025": [
        *(_licence(kind) for kind in ("tobacco", "craft_liquor", "liquor", "lpg")),
        (
            "liquor_too_few",
            {"liquor_new": "1", "liquor_valid": "0"},
            {"liquor_new": "1", "liquor_valid": "1"},
        ),
    ],
    "inspections@2016": [
        (
            "rounds_parts",
            {"rounds_total": "49", "rounds_admin": "1", "rounds_specialised": "47"},
            {"rounds_total": "49", "rounds_admin": "1", "rounds_specialised": "48"},
        ),
        ("rounds_parts", {"rounds_total": "49", "rounds_joint": "48"}, {"rounds_total": "49"}),
        (
            "unplanned_over_rounds",
            {"rounds_unplanned": "3", "rounds_total": "2"},
            {"rounds_unplanned": "2", "rounds_total": "2"},
        ),
        (
            "violations_over_inspected",
            {"violations": "2.677", "inspected": "2.676"},
            {"violations": "833", "inspected": "2.676"},
        ),
        (
            "handled_over_violations",
            {"violations": "833", "fined": "112", "warned": "722"},
            {"violations": "833", "fined": "111", "warned": "722"},
        ),
        (
            "handled_over_violations",
            {"violations": "10", "fined": "11"},
            {"violations": "10", "fined": "10"},
        ),
        (
            "violations_not_handled",
            {"violations": "833", "fined": "110", "warned": "722"},
            {"violations": "833", "fined": "110", "warned": "722", "transferred": "1"},
        ),
        ("violations_not_handled", {"violations": "1", "fined": "0"}, {"violations": "1"}),
        ("fines_without_fined", {"fines": "738,57", "fined": "0"}, {"fines": "738,57", "fined": "111"}),
        ("fined_without_fines", {"fines": "0", "fined": "1"}, {"fines": "0", "fined": "0"}),
        ("fine_out_of_range", {"fines": "738.570", "fined": "111"}, {"fines": "738,57", "fined": "111"}),
        ("fine_out_of_range", {"fines": "0,73857", "fined": "111"}, {"fines": "11,1", "fined": "111"}),
        (
            "collected_over_fines",
            {"fines_collected": "738,58", "fines": "738,57"},
            {"fines_collected": "738,57", "fines": "738,57"},
        ),
        (
            "rounds_without_inspected",
            {"rounds_specialised": "1", "inspected": "0"},
            {"rounds_specialised": "0", "inspected": "0"},
        ),
    ],
    "food_safety@2016": [
        (
            "certs_too_few",
            {"certs_issued": "72", "certs_revoked": "1", "certs_expired": "2", "certs_valid": "68"},
            {"certs_issued": "72", "certs_revoked": "1", "certs_expired": "2", "certs_valid": "69"},
        ),
        ("certs_too_few", {"certs_issued": "2", "certs_valid": "1"}, {"certs_issued": "2"}),
        (
            "commitments_too_few",
            {"commitments_signed": "9", "commitments_valid": "8"},
            {"commitments_signed": "9", "commitments_valid": "9"},
        ),
        (
            "covered_over_managed",
            {"managed": "100", "certs_valid": "60", "commitments_valid": "41"},
            {"managed": "100", "certs_valid": "60", "commitments_valid": "40"},
        ),
        (
            "violations_over_inspected",
            {"violations": "6", "inspected": "5"},
            {"violations": "5", "inspected": "5"},
        ),
        ("fined_over_violations", {"fined": "3", "violations": "2"}, {"fined": "2", "violations": "2"}),
        ("fines_without_fined", {"fines": "12,5", "fined": "0"}, {"fines": "12,5", "fined": "2"}),
        (
            "failed_over_samples",
            {"samples_failed": "4", "samples": "3"},
            {"samples_failed": "3", "samples": "3"},
        ),
    ],
    "citizen_complaints@2016": [
        (
            "petitions_balance",
            {"petitions_received": "110", "petitions_resolved": "105", "petitions_transferred": "4"},
            {"petitions_received": "110", "petitions_resolved": "105", "petitions_transferred": "5"},
        ),
        (
            "petitions_balance",
            {"petitions_carried": "2", "petitions_received": "3", "petitions_resolved": "3"},
            {
                "petitions_carried": "2",
                "petitions_received": "3",
                "petitions_resolved": "3",
                "petitions_pending": "2",
            },
        ),
        (
            "petitions_parts",
            {"petitions_received": "110", "petitions_complaint": "60", "petitions_request": "49"},
            {
                "petitions_received": "110",
                "petitions_complaint": "60",
                "petitions_denunciation": "1",
                "petitions_request": "49",
            },
        ),
        (
            "carried_differs",
            {"petitions_carried": "1", "prev.petitions_pending": "0"},
            {"petitions_carried": "0", "prev.petitions_pending": "0"},
        ),
        (
            "on_time_over_resolved",
            {"petitions_on_time": "106", "petitions_resolved": "105"},
            {"petitions_on_time": "105", "petitions_resolved": "105"},
        ),
        ("groups_over_visits", {"groups": "3", "visits": "2"}, {"groups": "2", "visits": "2"}),
        ("visitors_below_visits", {"visitors": "184", "visits": "185"}, {"visitors": "185", "visits": "185"}),
    ],
    "administration@2016": [
        (
            "trained_parts",
            {"trained_total": "92", "trained_postgraduate": "6", "trained_other": "85"},
            {"trained_total": "92", "trained_postgraduate": "6", "trained_other": "86"},
        ),
        ("trained_parts", {"trained_total": "92", "trained_defence": "16"}, {"trained_total": "92"}),
        (
            "online_over_procedures",
            {"procedures_total": "119", "procedures_full_online": "60", "procedures_part_online": "60"},
            {"procedures_total": "119", "procedures_full_online": "60", "procedures_part_online": "59"},
        ),
        (
            "online_over_procedures",
            {"procedures_total": "119", "procedures_full_online": "120"},
            {"procedures_total": "119", "procedures_full_online": "119"},
        ),
        (
            "files_online_over_received",
            {"files_online": "41", "files_received": "40"},
            {"files_online": "40", "files_received": "40"},
        ),
        (
            "on_time_over_resolved",
            {"files_on_time": "40", "files_resolved": "39"},
            {"files_on_time": "39", "files_resolved": "39"},
        ),
        (
            "trade_over_documents",
            {"documents_trade": "19", "documents_total": "18"},
            {"documents_trade": "18", "documents_total": "18"},
        ),
    ],
}
