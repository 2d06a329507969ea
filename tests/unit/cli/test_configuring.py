"""Targets, tasks, code lists, packs, samples and the way of a figure, as an office scripts them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cli import run
from tests.builders import COMMUNE, KILNS, PROVINCE, an_office, answer, kiln


def told(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 0) -> Any:
    assert run([*argv, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_a_sample_plan_tells_its_targets_and_tasks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "464.sct")
    told(capsys, "sample", "vinh_linh", path)
    targets = told(capsys, "targets", "--data", path, "--period", "2022")
    assert len(targets) == 16
    assert [one["plan"] for one in targets if one["record_id"] == "t21"] == ["7–8 %"]
    tasks = told(capsys, "tasks", "--data", path, "--period", "2022")
    assert [one["progress"] for one in tasks] == ["doing", "doing"]
    assert run(["sample", "nowhere", str(tmp_path / "x.sct")]) == 2


def test_a_list_is_shown_before_it_is_superseded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with an_office(tmp_path) as office:
        path = str(office.store.path)
    book = tmp_path / "danh-muc.xlsx"
    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet()
        for n, row in enumerate([("Mã", "Tên"), ("urban", "Đô thị"), ("island", "Hải đảo")]):
            sheet.write_row(n, 0, row)
    where = ("list", "area_type", str(book), "--data", path, "--on", "2021-01-01")
    assert told(capsys, *where, "--dry-run") == {"list": "area_type", "began": 1, "renamed": 1, "ended": 1}
    assert not (tmp_path / "forms").exists()
    told(capsys, *where)
    assert told(capsys, *where)["began"] == 0
    assert run(["list", "nothing", str(book), "--data", path]) == 2


def test_a_pack_is_shown_and_then_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with an_office(tmp_path / "above", PROVINCE, forms={"kilns@1.toml": KILNS}) as office:
        above = str(office.store.path)
    with an_office(tmp_path / "below") as office:
        below = str(office.store.path)
    pack = str(tmp_path / "cau-hinh.sctpack")
    assert told(capsys, "pack", pack, "--data", above)["files"] == 1
    shown = told(capsys, "unpack", pack, "--data", below, "--dry-run")
    assert [one["name"] for one in shown["changes"]] == ["Lò gạch thủ công"] and not shown["taken"]
    assert told(capsys, "unpack", pack, "--data", below)["taken"]
    assert told(capsys, "unpack", pack, "--data", below)["changes"] == []


def test_a_figure_is_traced_to_its_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = {"kilns": [kiln("k1", "Lò A", workers="3"), kiln("k2", "Lò B", workers="4")]}
    with answer(an_office(tmp_path, COMMUNE, forms={"kilns.toml": KILNS}), records) as office:
        path = str(office.store.path)
    found = told(capsys, "trace", "kiln_workers", "--data", path, "--period", "2020")
    assert found["value"] == 7 and [(r["label"], r["value"]) for r in found["records"]] == [
        ("Lò A", 3),
        ("Lò B", 4),
    ]
    assert run(["trace", "kiln_wrkers", "--data", path, "--period", "2020"]) == 2
