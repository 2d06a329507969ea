"""`receive --take-edits`, `receive --rebuild` and `compare`: what is printed, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cli import run
from courier.sheet import PAYLOAD_SHEET
from tests.builders import COMMUNE, DISTRICT, KILNS, an_office, kiln, submission

FORMS = {"kilns.toml": KILNS}
SHEET = "Lò gạch thủ công"
REASON = ["--reason", "xã báo qua điện thoại"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A report, the same with an edited cell, and one without its payload."""
    folder = tmp_path_factory.mktemp("sent")
    rows = [kiln("k1", "Lò A", workers="5", area="1", opened="01/03/2015")]
    sent = submission(folder, COMMUNE, {"kilns": rows}, forms=FORMS)
    edited, lost = folder / "sửa.xlsx", folder / "mất.xlsx"
    book = openpyxl.load_workbook(sent)
    book[SHEET]["E8"] = 7
    book.save(edited)
    book = openpyxl.load_workbook(sent)
    book.remove(book[PAYLOAD_SHEET])
    book.save(lost)
    return sent, edited, lost


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        return ["--data", str(office.store.path)]


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_edited_cells_are_listed_as_json_and_as_lines(
    files: tuple[Path, ...], data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["receive", str(files[1]), *data, "--json"]) == 2
    (receipt,) = told(capsys)
    assert (receipt["answer"], receipt["code"], receipt["takeable"]) == ("refused", "SUBMISSION_EDITED", True)
    (edit,) = receipt["edits"]
    wanted = {"sheet": SHEET, "address": "E8", "record": "Lò A", "label": "Lao động", "sent": 5, "found": 7}
    assert {key: edit[key] for key in wanted} == wanted and edit["why"] == ""
    assert run(["receive", str(files[1]), *data]) == 2
    assert f"{SHEET}!E8: Lò A, Lao động: 5 → 7" in capsys.readouterr().out


def test_edits_are_taken_and_compared_to_what_was_sent(
    files: tuple[Path, ...], data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["receive", str(files[1]), "--take-edits", *REASON, *data, "--json"]) == 0
    (receipt,) = told(capsys)
    assert (receipt["answer"], receipt["version"], receipt["remade"]) == ("new", 2, "edited")
    assert run(["compare", COMMUNE, "--period", "2020", *data, "--json"]) == 0
    found = told(capsys)
    assert [found[side]["version"] for side in ("from", "to")] == [1, 2]
    assert (found["from"]["remade"], found["to"]["remade"]) == (None, "edited")
    assert [(d["record"], d["field"], d["before"], d["after"]) for d in found["differences"]] == [
        ("Lò A", "workers", "5", "7")
    ]
    command = ["compare", COMMUNE, "--from", "2", "--to", "1", "--period", "2020", *data]
    assert run(command) == 0
    assert "Lao động: 7 → 5 người" in capsys.readouterr().out
    assert run(["compare", COMMUNE, "--to", "9", "--period", "2020", *data]) == 2
    assert capsys.readouterr().err.startswith("VERSION_NOT_HELD")


def test_a_lost_payload_is_rebuilt(
    files: tuple[Path, ...], data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["receive", str(files[2]), *data]) == 2
    assert "SUBMISSION_PAYLOAD_GONE" in capsys.readouterr().out
    assert run(["receive", str(files[2]), "--rebuild", *REASON, *data, "--json"]) == 0
    (receipt,) = told(capsys)
    assert (receipt["answer"], receipt["remade"]) == ("new", "restored")
    assert run(["receive", str(files[0]), *data, "--json"]) == 0
    (again,) = told(capsys)
    assert (again["answer"], again["hash"]) == ("have", receipt["hash"])
    assert run(["compare", COMMUNE, "--period", "2020", *data]) == 2
    assert capsys.readouterr().err.startswith("NOTHING_TO_COMPARE")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--take-edits"], "REASON_NEEDED"),
        (["--rebuild"], "REASON_NEEDED"),
        (["--take-edits", "--rebuild", *REASON], "USAGE"),
        (["--take-edits", *REASON, "other.xlsx"], "USAGE"),
    ],
)
def test_an_act_without_reason_or_on_many_files_changes_nothing(
    files: tuple[Path, ...],
    data: list[str],
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: str,
) -> None:
    assert run(["receive", str(files[1]), *options, *data]) == 2
    assert capsys.readouterr().err.startswith(code)
    assert run(["status", "--period", "2020", *data, "--json"]) == 0
    assert {one["state"] for one in told(capsys)} == {"none"}
