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
from office.entering import entry
from office.office import open_office
from office.receiving import inbox, receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission

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


def test_a_title_in_the_office_s_own_words_stays(added: str, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    titles = []
    for words in (["--title", "Biểu của chúng tôi"], [], ["--title", ""]):
        assert run(["report", "consolidated", str(out), "--data", added, "--period", "2020", *words]) == 0
        read = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
        titles.append("BIỂU CỦA CHÚNG TÔI" in str(read))
    assert titles == [True, True, False]


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


# what travels back down


def test_a_return_marks_fields_and_its_receipt_reopens_the_report(tmp_path, capsys):
    commune, sent = tmp_path / "c", tmp_path / "1.xlsx"
    with an_office(commune, forms=FORMS) as office:
        answer(office, {"kilns": [kiln("k1", "Lò Tư", workers="5")]})
        mine = str(office.store.path)
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as office:
        theirs = str(office.store.path)
    assert run(["submit", str(sent), "--data", mine, "--period", "2020"]) == 0
    assert run(["receive", str(sent), "--data", theirs]) == 0
    slip = str(tmp_path / "phieu.xlsx")
    place = ["--data", theirs, "--period", "2020"]
    back = ["return", COMMUNES[0], "--reason", "Chưa khớp", "--receipt", slip, *place]
    assert run([*back, "--mark", "kilns:k1:workers=Hồ sơ ghi 15"]) == 0
    capsys.readouterr()
    assert run(["receipt", slip, "--data", mine, "--json"]) == 0
    told = answers(capsys)
    assert (told["outcome"], told["reason"]) == ("returned", "Chưa khớp")
    assert [(m["record_id"], m["field"]) for m in told["marks"]] == [("k1", "workers")]
    assert run(["check", "--data", mine, "--period", "2020", "--json"]) == 1
    assert [p["code"] for p in answers(capsys)] == ["RETURNED_FIELD"]
    assert run(["receipt", slip, "--data", theirs]) == 2
    assert "RECEIPT_OTHER_UNIT" in capsys.readouterr().err
    assert run([*back, "--mark", "kilns"]) == 2


def test_an_approval_is_written_for_each_sender_whose_status_follows(tmp_path, capsys):
    sent = tmp_path / "1.xlsx"
    with answer(an_office(tmp_path / "c", COMMUNES[0], forms=FORMS), {}) as office:
        mine = str(office.store.path)
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as office:
        theirs = str(office.store.path)
    assert run(["submit", str(sent), "--data", mine, "--period", "2020"]) == 0
    assert run(["receive", str(sent), "--data", theirs]) == 0
    capsys.readouterr()
    slips = tmp_path / "new" / "slips"
    command = ["approve", "--all", "--receipts", str(slips), "--data", theirs, "--period", "2020", "--json"]
    assert run(command) == 0
    told = answers(capsys)
    (path,) = slips.iterdir()
    assert told == {"approved": [COMMUNES[0]], "receipts": [str(path)], "left": [], "look": []}
    assert run(["receipt", str(path), "--data", mine, "--json"]) == 0
    told = answers(capsys)
    assert (told["outcome"], told["version"]) == ("approved", 1)
    assert run(["status", "--data", mine, "--period", "2020", "--json"]) == 0
    assert [one["state"] for one in answers(capsys)] == ["approved"]
    assert run(["receipt", str(path), "--data", mine, "--json"]) == 0
    assert answers(capsys)["outcome"] == "kept"


def test_all_are_approved_and_those_that_a_person_should_look_at_are_told(tmp_path, capsys):
    same = {"kilns": [kiln("k1", "Lò", workers="5")]}
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as office:
        theirs = str(office.store.path)
        for period in (YEAR.before(), YEAR):
            for code in COMMUNES[: 1 if period != YEAR else 2]:
                folder = tmp_path / period.label
                receiving.receive(office, [submission(folder, code, same, forms=FORMS, period=period)])
    place = ["--data", theirs, "--period", "2020"]
    assert run(["approve", "--all", *place, "--json"]) == 0
    told = answers(capsys)
    assert told["approved"] == list(COMMUNES[:2]) and told["left"] == []
    assert [(one["unit"], one["code"]) for one in told["look"]] == [(COMMUNES[0], "APPROVE_REPEATS")]
    for code in COMMUNES[:2]:
        assert run(["reopen", code, *place, "--reason", "xem lại"]) == 0
    capsys.readouterr()
    assert run(["approve", "--all", *place]) == 0
    assert f"APPROVE_REPEATS: {told['look'][0]['message']}" in capsys.readouterr().out
    assert run(["reopen", COMMUNES[0], *place, "--reason", "xem lại"]) == 0
    capsys.readouterr()
    assert run(["approve", COMMUNES[2], COMMUNES[0], *place, "--json"]) == 1
    told = answers(capsys)
    assert told["approved"] == [COMMUNES[0]]
    assert [(one["unit"], one["code"]) for one in told["left"]] == [(COMMUNES[2], "REPORT_NOT_RECEIVED")]
    assert run(["approve", *COMMUNES[:2], *place]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("REPORT_WRONG_STATE: ") == 2


def test_a_printed_code_is_same_newer_or_different(tmp_path, capsys, sent, district):
    place = ["--data", district, "--period", "2020", "--json"]
    assert run(["receive", str(sent / "a.xlsx"), str(sent / "c.xlsx"), *place[:2]]) == 0
    with open_office(Path(district)) as office:
        first, second = (inbox.files(office, YEAR, office.tree(YEAR).find(c).key)[0] for c in COMMUNES[:2])
    capsys.readouterr()
    assert run(["fingerprint", first.fingerprint.lower(), "--unit", COMMUNES[0], *place]) == 0
    assert answers(capsys)["answer"] == "same"
    assert run(["fingerprint", second.fingerprint, "--unit", COMMUNES[0], *place]) == 1
    assert answers(capsys)["answer"] == "different"
    wrong = first.fingerprint[:-1] + ("2" if first.fingerprint[-1] != "2" else "3")
    assert run(["fingerprint", wrong, "--unit", COMMUNES[0], *place]) == 2
    assert "FINGERPRINT_WRONG" in capsys.readouterr().err


def test_status_says_by_when_each_form_is_due(capsys, district, sent):
    assert run(["receive", str(sent / "c.xlsx"), "--data", district]) == 0
    capsys.readouterr()
    assert run(["status", "--data", district, "--period", "2020", "--json"]) == 0
    told = {one["unit"]: one for one in answers(capsys)}
    one = told[COMMUNES[1]]
    assert one["due"] and one["on_time"] in (True, False) and one["empty"] is False
    assert one["form_dues"]["kilns"]["due"] == one["due"]
    assert told[COMMUNES[0]]["on_time"] is None


def test_reminders_are_texts_and_a_workbook(tmp_path, capsys, district, sent):
    assert run(["receive", str(sent / "c.xlsx"), "--data", district]) == 0
    capsys.readouterr()
    out = tmp_path / "nhac.xlsx"
    assert run(["chase", str(out), "--data", district, "--period", "2020", "--json"]) == 1
    told = {one["unit"]: one for one in answers(capsys)}
    assert COMMUNES[1] not in told and told[COMMUNES[0]]["state"] == "none"
    assert told[COMMUNES[0]]["text"] in texts(out)


def test_completeness_is_told_by_form(capsys, district, sent):
    assert run(["receive", str(sent / "c.xlsx"), "--data", district]) == 0
    capsys.readouterr()
    assert run(["completeness", "--data", district, "--period", "2020", "--json"]) == 1
    told = answers(capsys)
    assert (told["units"]["reported"], told["units"]["approved"]) == (1, 0)
    (kilns,) = [one for one in told["forms"] if one["form"] == "kilns"]
    assert kilns["reported"] == 1 and 0 < kilns["rates"]["reported"] < 100
