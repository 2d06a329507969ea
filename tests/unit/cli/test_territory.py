"""Commands about units that change: shares, changes from Excel, predecessors' data, and figures as of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from base.units import load_units
from office.entering import entry
from tests.builders import an_office, submission
from tests.unit.office.territory.test_sharing import FORMS, LEFT, PARTED, QUARTER, RIGHT, province
from tests.unit.office.territory.test_sharing import NOW as TODAYS
from tests.unit.office.territory.test_taking_over import FIRST, HEIR, NEW, OLD, TODAY, TOLD
from tests.unit.office.territory.test_taking_over import THEN as LAST_YEAR
from tests.unit.office.territory.test_unit_changes import sheet


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, object, str]:
    """(exit status, the JSON document or None, standard error)."""
    status = cli.run([*map(str, words), "--json"])
    printed = capsys.readouterr()
    return status, json.loads(printed.out) if printed.out else None, printed.err


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Old Vĩnh Long with the first quarter of its parted commune."""
    with province(tmp_path) as office:
        return office.store.path


def test_shares_are_declared_listed_and_undone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    of = ("--data", data, "--period", QUARTER.label)
    status, _, err = run(capsys, "consolidate", *of, "--as-of", "today")
    assert (status, err.split(":")[0]) == (2, "SHARES_NEEDED")
    to = (f"{LEFT}=60%", f"{RIGHT}=0,4")
    status, told, _ = run(capsys, "shares", PARTED, "--to", *to, "--basis", "dân số", "--data", data)
    assert status == 0
    assert told[0]["shares"] == {LEFT: "3/5", RIGHT: "2/5"}
    status, told, _ = run(capsys, "consolidate", *of, "--as-of", "today")
    found = {one["code"]: one["values"]["kiln_workers"] for one in told["units"]}
    assert (status, found["86"], found[LEFT], found[RIGHT]) == (0, 13, 8, 5)
    assert (told["unclear"], told["broken"]) == ([], [])
    status, _, _ = run(capsys, "chart", "kiln_workers", data.parent / "a.svg", *of, "--as-of", "today")
    assert status == 0
    status, _, _ = run(capsys, "report", "consolidated", data.parent / "a.xlsx", *of, "--as-of", "today")
    assert status == 0
    status, told, _ = run(capsys, "shares", PARTED, "--undo", "--data", data)
    assert (status, told[0]["shares"]) == (0, {})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--to", f"{LEFT}=60%", "--basis", "x"), "SHARES_SUM"),
        (("--to", f"{LEFT}=1"), "SHARES_BASIS"),
        (("--to", LEFT, "--basis", "x"), "SHARES_PART"),
        (("--hamlet", "Ấp Một", "--basis", "x"), "HAMLET_NOT_SAID"),
    ],
)
def test_what_makes_no_share_is_refused(
    data: Path, words: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "shares", PARTED, *words, "--data", data)
    assert (status, err.split(":")[0]) == (2, code)


def test_changes_come_from_a_sheet_and_go_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = load_units().as_of(TODAYS)
    code = tree.communes(tree.find("86"))[0].code
    path = sheet(tmp_path / "x.xlsx", {"old_code": code, "new_code": code, "new_name": "Xã Tên Khác"})
    status, told, _ = run(capsys, "unit-changes", path, "--data", data, "--dry-run")
    assert (status, told["taken"], told["changed"][0]["after"]["name"]) == (0, False, "Xã Tên Khác")
    assert run(capsys, "unit-changes", path, "--data", data)[1]["taken"]
    assert run(capsys, "unit-changes", "--undo", "--data", data)[0] == 0
    wrong = sheet(tmp_path / "y.xlsx", {"old_code": "99998", "new_code": code})
    status, told, _ = run(capsys, "unit-changes", wrong, "--data", data)
    assert (status, told["taken"]) == (2, False)
    assert told["contradictions"][0]["place"] == "dòng 2"
    assert run(capsys, "unit-changes", tmp_path / "mau.xlsx", "--template", "--data", data)[0] == 0
    assert (tmp_path / "mau.xlsx").is_file()


def test_predecessors_are_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = submission(tmp_path / "w", FIRST.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=LAST_YEAR)
    with an_office(tmp_path / "n", HEIR.code, forms=FORMS, on=TODAYS, now=TODAY) as office:
        entry.open_period(office, NEW)
        data = office.store.path
    words = ("take-over", path, "--data", data, "--period", NEW.label)
    status, told, _ = run(capsys, *words, "--dry-run")
    assert (status, told["taken"], told["files"][0]["records"]) == (0, False, {"Lò gạch thủ công": 3})
    status, told, _ = run(capsys, *words)
    assert (status, told["taken"]) == (0, True)
    assert run(capsys, *words)[1]["files"][0]["known"] == 3
