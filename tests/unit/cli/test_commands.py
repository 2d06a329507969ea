"""What offices script: exit status, what is printed where, and which files are left."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cli import run
from office import entry, receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, kiln, submission

FORMS = {"kilns.toml": KILNS}
LAYOUT = """
key = "ours"
title = "Mẫu của đơn vị"
[[sheet]]
name = "Lò"
title = "Lò gạch"
rows = "units"
[[sheet.column]]
indicator = "kilns_total"
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two communes' reports, a second and different version 1 of the first, and a broken file."""
    work = tmp_path_factory.mktemp("sent")
    inbox = work / "inbox"
    inbox.mkdir()
    first, second = COMMUNES[:2]
    for folder, code, name in (("a", first, "Lò A"), ("b", first, "Lò B"), ("c", second, "Lò C")):
        made = submission(work / folder, code, {"kilns": [kiln("k1", name, workers="5")]}, forms=FORMS)
        shutil.copy(made, inbox / f"{folder}.xlsx")
    (inbox / "hỏng.xlsx").write_bytes(b"PK\x03\x04")
    return inbox


@pytest.fixture
def district(tmp_path: Path) -> str:
    """An empty district's data file."""
    with an_office(tmp_path / "district", DISTRICT) as office:
        return str(office.store.path)


def answers(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def texts(path: Path) -> list[str]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell is not None]


# receipts


def test_every_file_gets_a_receipt_of_its_own(
    sent: Path, district: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "receipts"
    assert run(["receive", str(sent), "--data", district, "--receipts", str(out), "--json"]) == 1
    told = {one["file"]: one for one in answers(capsys)}
    assert [one["answer"] for one in told.values()] == ["new", "conflict", "new", "refused"]
    a, b = (f"bien-nhan-{COMMUNES[0]}-2020-ban-1-{told[f]['hash'][:8]}.xlsx" for f in ("a.xlsx", "b.xlsx"))
    c, broken = f"bien-nhan-{COMMUNES[1]}-2020-ban-1.xlsx", "bien-nhan-hỏng.xlsx"
    assert {path.name for path in out.iterdir()} == {a, b, c, broken}
    for name, file in ((a, "a.xlsx"), (b, "b.xlsx"), (c, "c.xlsx")):
        assert {told[file][key] for key in ("hash", "fingerprint")} <= set(texts(out / name))
        assert any(told[file]["unit_name"] in text for text in texts(out / name))
    assert {told["hỏng.xlsx"]["code"], told["hỏng.xlsx"]["message"]} <= set(texts(out / broken))


def test_receipts_among_the_files_are_no_reports(
    sent: Path, district: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = shutil.copytree(sent, tmp_path / "inbox")
    for _ in range(2):
        run(["receive", str(inbox), "--data", district, "--receipts", str(inbox), "--json"])
        assert [one["file"] for one in answers(capsys)] == ["a.xlsx", "b.xlsx", "c.xlsx", "hỏng.xlsx"]


def test_without_a_place_for_receipts_nothing_is_received(
    sent: Path, district: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert run(["receive", str(sent), "--data", district, "--receipts", str(taken)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.split(":")[0]) == ("", "OUTPUT_FAILED")
    assert run(["receive", str(sent / "c.xlsx"), "--data", district, "--json"]) == 0
    assert [one["answer"] for one in answers(capsys)] == ["new"]


def test_a_receipt_that_cannot_be_written_takes_nothing_back(
    sent: Path, district: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"bien-nhan-{COMMUNES[1]}-2020-ban-1.xlsx").mkdir()
    file = str(sent / "c.xlsx")
    assert run(["receive", file, "--data", district, "--receipts", str(tmp_path), "--json"]) == 1
    told = capsys.readouterr()
    assert [one["answer"] for one in json.loads(told.out)] == ["new"]
    assert told.err.startswith("OUTPUT_FAILED: ")
    assert run(["receive", file, "--data", district, "--json"]) == 0
    assert [one["answer"] for one in answers(capsys)] == ["have"]


# consolidating


@pytest.fixture
def added(sent: Path, tmp_path: Path) -> str:
    """A district with one commune's report approved."""
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, [sent / "c.xlsx"])
        receiving.approve(office, YEAR)
        return str(office.store.path)


def test_a_level_limits_the_units_and_the_total_stays(
    added: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["consolidate", "--data", added, "--period", "2020"]
    assert run([*command, "--level", "commune", "--json"]) == 0
    assert {unit["level"] for unit in answers(capsys)["units"]} == {"commune"}
    assert run([*command, "--level", "commune"]) == 0
    headings = [line for line in capsys.readouterr().out.splitlines() if ", năm 2020." in line]
    assert headings[0].startswith("Thành phố Trà Vinh") and len(headings) == 11
    for level, units in (("commune", 11), ("district", 1), ("province", 1)):
        out = tmp_path / f"{level}.xlsx"
        assert run([*command, "--level", level, str(out)]) == 0
        rows = CalamineWorkbook.from_path(out).get_sheet_by_name("Lò gạch thủ công").to_python()
        shown = [row for row in rows if re.fullmatch(r"\d+/\d+", str(row[-1]))]
        assert (len(shown), shown[0][2]) == (units, 1), level


def test_reports_lists_the_layouts_beside_the_data_file(
    added: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(added).parent / "layouts"
    folder.mkdir()
    (folder / "ours.toml").write_text(LAYOUT, encoding="utf-8")
    assert run(["reports", "--json"]) == 0
    shipped = answers(capsys)
    assert run(["reports", "--data", added, "--json"]) == 0
    assert answers(capsys) == {**shipped, "ours": "Mẫu của đơn vị"}
    assert run(["reports", "--data", str(folder / "none.sct")]) == 2
    assert capsys.readouterr().err.startswith("STORE_NOT_FOUND: ")


# findings


def test_findings_that_stop_a_report_are_exit_status_1_of_check_and_of_submit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with an_office(tmp_path, COMMUNES[0]) as office:
        entry.open_period(office, YEAR)
        on = ["--data", str(office.store.path), "--period", "2020"]
    assert run(["check", *on, "--json"]) == 1
    assert answers(capsys)
    assert run(["submit", str(tmp_path / "out.xlsx"), *on, "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("REPORT_NOT_READY: ") and told.err.count("\n") == 1
    assert not (tmp_path / "out.xlsx").exists()
