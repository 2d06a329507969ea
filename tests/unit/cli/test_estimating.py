"""`estimates`: total, units and what still stands, as JSON and as lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import run
from consolidation.layout import find
from office.entering import entry
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, YEAR, an_office, answer, kiln

FORMS = {"kilns.toml": KILNS}


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """A town that has approved the estimate of a ward; its final figures lie beside the data file."""
    with an_office(tmp_path / "ward", COMMUNE, forms=FORMS) as ward:
        answer(ward, {"kilns": [kiln("k1", "Lò Tư", workers="5", licensed="có")]})
        submitting.submit(ward, YEAR, tmp_path / "1.xlsx", kind="estimate")
        receiving.reopen(ward, YEAR, COMMUNE, reason="có số chính thức")
        entry.enter(ward, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="4", licensed="không")])
        submitting.submit(ward, YEAR, tmp_path / "2.xlsx")
    with an_office(tmp_path / "town", DISTRICT, forms=FORMS) as town:
        receiving.receive(town, [tmp_path / "1.xlsx"])
        receiving.approve(town, YEAR)
        return ["--data", str(town.store.path), "--period", "2020"]


def test_an_estimate_that_stands_is_a_finding(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["estimates", *data, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["errors"] == []
    (still,) = told["open"]
    assert (still["unit"], still["kind"], still["version"], still["waiting"]) == (
        COMMUNE,
        "estimate",
        1,
        False,
    )
    assert run(["estimates", *data]) == 1
    assert find("estimate_error").nothing in capsys.readouterr().out


def test_the_error_is_told_in_total_and_by_unit(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["receive", str(tmp_path / "2.xlsx"), *data[:2], "--json"]) == 0
    assert run(["approve", "--all", *data]) == 0
    capsys.readouterr()
    assert run(["estimates", *data, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (errors,) = told["errors"]
    assert {k: errors[k] for k in ("period", "estimate_kind", "final_kind", "reports", "expected")} == {
        "period": "2020",
        "estimate_kind": "estimate",
        "final_kind": "final",
        "reports": 1,
        "expected": 10,
    }
    by_key = {line["indicator"]: line for line in errors["total"]}
    wanted = {"estimate": 5, "final": 4, "difference": 1, "percent": 25, "units": 1, "difference_in": "unit"}
    assert wanted.items() <= by_key["kiln_workers"].items()
    share = by_key["kilns_licensed_share"]
    assert (share["difference"], share["difference_in"], share["percent"]) == (100, "points", None)
    (unit,) = errors["units"]
    assert (unit["unit"], unit["estimate_version"], unit["final_version"]) == (COMMUNE, 1, 2)
    assert run(["estimates", *data, "--unit", COMMUNE]) == 0
    assert "5 → 4 người, sai số +25,0" in capsys.readouterr().out


def test_a_unit_elsewhere_is_refused(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["estimates", *data, "--unit", "30"]) == 2
    assert capsys.readouterr().err.startswith("UNIT_")


def test_the_report_is_written_or_says_that_there_is_nothing(
    data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.xlsx"
    assert run(["report", "estimate_error", str(out), *data[:2], "--period", "2019"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("LAYOUT_NOTHING") and find("estimate_error").nothing in told
    assert run(["report", "estimate_error", str(out), *data]) == 0 and out.exists()
