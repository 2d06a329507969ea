"""Power cuts: the window is killed while a person types, again and again, on one data file.

KILLS=200 says how often (docs/entry.md tells of such a run); each run of all tests does it a few times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from db import records
from db.store import Store
from forms.spec import Record
from forms.typed import shown
from office.entering import entry
from office.office import Office, open_office, surroundings
from tests.builders import COMMUNE, KILNS, YEAR, an_office

Answer = tuple[str, ...]
"""Form, record and field."""
KILLS = int(os.environ.get("KILLS", "8"))
VISITS = """
key = "visits"
edition = "1"
title = "Tiếp khách"
kind = "sheet"
valid_from = 2019-01-01
packet = "industry_trade"
asked = ["year"]
order = 510
""" + "".join(
    f"""
[[field]]
kind = "integer"
key = "{key}"
label = "{label}"
"""
    for key, label in (("calls", "Cuộc gọi"), ("letters", "Thư"), ("meetings", "Cuộc họp"))
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with an_office(tmp_path, forms={"kilns.toml": KILNS, "visits.toml": VISITS}) as office:
        entry.open_period(office, YEAR)
        return office.store.path


def lines_of(out: IO[str], until_kill: float, process: subprocess.Popen[str]) -> list[list[str]]:
    """What was printed before the kill, which comes so many seconds after "ready"."""
    ready = json.loads(out.readline())
    time.sleep(until_kill)
    process.send_signal(signal.SIGKILL)
    told = [ready]
    for line in out:
        if line.endswith("\n"):
            told.append(json.loads(line))
    process.wait()
    return told


def killed_session(data: Path, folder: Path, seed: int, until_kill: float) -> list[list[str]]:
    command = [sys.executable, "-m", "tests.gui.killed", str(data), str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        return lines_of(process.stdout, until_kill, process)


def refuse_unsound(store: Store) -> None:
    assert store.rows("pragma integrity_check") == [("ok",)]


def held_in(office: Office, key: str) -> dict[str, Record]:
    """record_id → record, each once; the one record of a form of one page is ""."""
    form, unit = office.form(key, YEAR), office.unit_in(YEAR).key
    found = records.read(office.store, form, unit=unit, period=YEAR.label)
    held = {"" if form.kind == "sheet" else record.record_id: record for record in found}
    assert len(held) == len(found)
    return held


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_what_was_shown_as_kept_survives_every_kill_once(data: Path, tmp_path: Path) -> None:
    chance = random.Random(20201231)
    kept: dict[Answer, str] = {}
    doors = set[tuple[str, str]]()
    last = ""
    for n in range(KILLS):
        ready, *told = killed_session(data, tmp_path, n, chance.uniform(0.01, 0.9))
        if last:
            assert ready[1] == last, "the next start comes back to the record"
        begun: dict[Answer, str] = {}
        for door, *answer, text, typed in told:
            begun = {tuple(answer): typed} if door == "begun" else {}
            if door != "begun":
                assert text == typed, "what is typed stands there, whatever the window reads meanwhile"
                kept[tuple(answer)] = text
                doors.add((door, answer[0]))
        with open_office(data, surroundings=surroundings("")) as office:
            refuse_unsound(office.store)
            found = {key: held_in(office, key) for key in ("kilns", "visits")}
            for answer, text in kept.items():
                key, record_id, field = answer
                stands = shown(office.form(key, YEAR), found[key][record_id], field)
                assert stands in (text, begun.get(answer, text))
                kept[answer] = stands
            held = found["kilns"]
            names = [r.values.get("name") for r in held.values() if r.values.get("name")]
            assert len(names) == len(set(names))
            assert office.unit_in(YEAR).code == COMMUNE
        place = json.loads((tmp_path / "preferences.json").read_text(encoding="utf-8")).get("place", {})
        last = place.get("record_id", "") if place.get("record_id", "") in held else ""
    assert doors == {("box", "kilns"), ("cell", "kilns"), ("box", "visits")}
