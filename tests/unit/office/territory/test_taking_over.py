"""The office of a merged commune takes its predecessors over: identities kept, doubles proposed, history theirs."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit, load_units
from courier import payload as courier_payload
from courier.payload import Payload
from db import received, records, reports
from office.entering import duplicates, entry, undoing
from office.figures import charting
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from office.territory import hamlets, taking_over, today
from tests.builders import KILNS, an_office, answer, dump, kiln, submission
from tests.unit.office.territory.test_sharing import FORMS, TOLD, kilns

THEN, NOW = date(2024, 12, 31), date(2026, 1, 5)
TODAY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
OLD, NEW = Period.parse("2024"), Period.parse("2025")


def merged(extents: list[str]) -> tuple[Unit, list[Unit]]:
    """A commune of Vĩnh Long of today whose origins came so."""
    history = load_units()
    tree = history.as_of(NOW)
    for one in tree.communes(tree.find("86")):
        origins = history.origins(one, on=date(2025, 6, 30))
        if sorted(extent for _, extent in origins) == sorted(extents) and all(u.valid_to for u, _ in origins):
            return one, [unit for unit, _ in sorted(origins, key=lambda pair: pair[1])]
    raise AssertionError(extents)


HEIR, (FIRST, SECOND) = merged(["whole", "whole"])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "new", HEIR.code, forms=FORMS, on=NOW, now=TODAY) as made:
        entry.open_period(made, NEW)
        yield made


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    """The first predecessor's own file, its year submitted."""
    submission(tmp_path / "old", FIRST.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=THEN)
    return tmp_path / "old" / FIRST.code / f"{FIRST.code}.sct"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The submission of the second."""
    told = kilns(("m1", "Ấp Một", "5", "1"), ("k1-double", "Ấp Một", "7", "10"))
    return submission(tmp_path / "w", SECOND.code, {"kilns": told}, period=OLD, forms=FORMS, on=THEN)


def records_of(office: Office) -> dict[str, tuple[str, object, object]]:
    form = office.form("kilns", NEW)
    found = records.read(office.store, form, unit=office.unit_in(NEW).key, period=NEW.label)
    return {one.record_id: (one.carried, one.values["hamlet"], one.values["cost"]) for one in found}


def take(office: Office, *paths: Path, **how: object) -> list[taking_over.Taken]:
    given = [taking_over.look(office, NEW, path) for path in paths]
    return taking_over.take_over(office, NEW, given, **how)  # type: ignore[arg-type]


def test_records_keep_their_identity_and_hamlet_and_wait_to_be_confirmed(
    office: Office, data_file: Path, workbook: Path
) -> None:
    before = data_file.read_bytes()
    taken = take(office, data_file, workbook)
    assert [sum(one.records.values()) for one in taken] == [3, 2]
    found = records_of(office)
    assert found.keys() == {"k1", "k2", "k3", "m1", "k1-double"}
    assert found["k1"] == ("carried", "Ấp Một", None)  # a flow begins anew
    assert set(hamlets.hamlets_of(office, NEW)) == {"Ấp Một", "Ấp Hai"}
    assert data_file.read_bytes() == before
    again = take(office, data_file)
    assert (dict(again[0].records), again[0].known) == ({}, 3)


def test_doubles_between_predecessors_are_proposed(office: Office, data_file: Path, tmp_path: Path) -> None:
    (same,) = kilns(("other", "Ấp Một", "7", "10"))
    same = replace(same, values={**same.values, "name": "Lò k1"})
    path = submission(tmp_path / "w", SECOND.code, {"kilns": [same]}, period=OLD, forms=FORMS, on=THEN)
    taken = take(office, data_file, path)
    assert taken[-1].doubles == 1
    (pair,) = duplicates.proposals(office, NEW, "kilns")
    assert {pair.first, pair.second} == {"k1", "other"}


def test_history_stays_the_old_units_own_and_feeds_todays_view(
    office: Office, data_file: Path, workbook: Path
) -> None:
    take(office, data_file, workbook)
    told = today.consolidate_today(office, OLD)
    assert told.root.unit.key == HEIR.key
    assert told.root.figures["kiln_workers"].value == 7 + 4 + 2 + 5 + 7
    assert told.root.coverage.complete
    chart = charting.chart_of(office, OLD, "kiln_workers", kind="bar", by="period", as_of="today")
    assert [point.value for point in chart.series[0].points] == [25]
    assert not office.stood(OLD)


Tamper = Callable[[dict[str, Any]], None]


def tampered(path: Path, change: Tamper, *, sealed: bool) -> Path:
    """The data file with its report changed by another hand; `sealed`: under the hash of what it says now."""
    with sqlite3.connect(path) as connection:
        ((content,),) = connection.execute("select content from payload").fetchall()
        told = json.loads(zlib.decompress(content))
        change(told)
        made = courier_payload.encode(msgspec.convert(told, Payload))
        connection.execute("update payload set content = ?", (zlib.compress(made),))
        if sealed:
            for table in ("payload", "submitted"):
                connection.execute(f"update {table} set hash = ?", (courier_payload.digest(made),))
    connection.close()
    return path


def answers_of(told: dict[str, Any]) -> dict[str, Any]:
    return next(part for part in told["parts"] if part["form"] == "kilns@1")


def more_workers(told: dict[str, Any]) -> None:
    part = answers_of(told)
    part["rows"][0][2 + part["columns"].index("workers")] = 99_999


def words_for_a_number(told: dict[str, Any]) -> None:
    part = answers_of(told)
    part["rows"][0][2 + part["columns"].index("workers")] = "nhiều"


def nameless(told: dict[str, Any]) -> None:
    part = answers_of(told)
    part["rows"][0][2 + part["columns"].index("name")] = None


@pytest.mark.parametrize(
    ("change", "sealed", "code"),
    [
        (more_workers, False, Code.STORE_DAMAGED),
        (words_for_a_number, True, Code.SUBMISSION_DAMAGED),
        (nameless, True, Code.SUBMISSION_PROBLEMS),
    ],
)
def test_a_data_file_whose_reports_are_not_what_was_sent_is_refused(
    office: Office, data_file: Path, change: Tamper, *, sealed: bool, code: Code
) -> None:
    before = dump(office.store)
    with pytest.raises(AppError) as refusal:
        taking_over.look(office, NEW, tampered(data_file, change, sealed=sealed))
    assert refusal.value.code is code
    assert dump(office.store) == before


def test_a_dry_run_changes_nothing(office: Office, data_file: Path) -> None:
    before = dump(office.store)
    (taken,) = take(office, data_file, dry_run=True)
    assert sum(taken.records.values()) == 3
    kept = dump(office.store)
    assert {name: rows for name, rows in kept.items() if name != "definition"} == {
        name: rows for name, rows in before.items() if name != "definition"
    }


def test_undo_takes_the_records_back(office: Office, data_file: Path) -> None:
    take(office, data_file)
    undoing.undo(office, period=NEW)
    assert records_of(office) == {}


def test_a_file_of_a_unit_that_did_not_come_here_is_refused(office: Office, tmp_path: Path) -> None:
    other = submission(tmp_path / "x", "29236", {"kilns": TOLD}, period=OLD, forms=FORMS, on=THEN)
    with pytest.raises(AppError) as refusal:
        taking_over.look(office, NEW, other)
    assert refusal.value.code is Code.TAKE_OVER_OTHER
    own = tmp_path / "new" / f"{HEIR.code}.sct"
    with pytest.raises(AppError) as refusal:
        taking_over.look(office, NEW, own)
    assert refusal.value.code is Code.SUBMISSION_OWN


def test_of_a_unit_that_came_in_part_only_the_named_hamlets_come(tmp_path: Path) -> None:
    history = load_units()
    parted = history.at("29764", THEN)
    assert parted is not None
    heir = history.successors(parted)[0][0]
    path = submission(tmp_path / "w", parted.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=THEN)
    with an_office(tmp_path / "new", heir.code, forms=FORMS, on=NOW, now=TODAY) as office:
        entry.open_period(office, NEW)
        with pytest.raises(AppError) as refusal:
            take(office, path)
        assert refusal.value.code is Code.TAKE_OVER_HAMLETS
        (taken,) = take(office, path, hamlets={parted.code: ["ấp hai"]})
        assert (records_of(office).keys(), taken.left) == ({"k2"}, 2)


def test_a_closed_report_takes_nothing(tmp_path: Path, data_file: Path) -> None:
    with answer(
        an_office(tmp_path / "n", HEIR.code, forms=FORMS, on=NOW, now=TODAY), {"kilns": TOLD[:1]}, period=NEW
    ) as office:
        submitting.submit(office, NEW, tmp_path / "out.xlsx")
        with pytest.raises(AppError) as refusal:
            take(office, data_file)
        assert refusal.value.code is Code.REPORT_CLOSED


def test_a_report_that_counts_gives_way_to_a_later_version_only(office: Office, tmp_path: Path) -> None:
    """Neither an older file nor a rival of the same version, taken over later, changes the old unit's history."""

    def counted() -> tuple[int, object]:
        told = received.admitted(office.store, period=OLD.label, packet=office.packet)[FIRST.key]
        return (
            courier_payload.decode(reports.payload(office.store, told.hash)).version,
            today.consolidate_today(office, OLD).root.figures["kiln_workers"].value,
        )

    with answer(
        an_office(tmp_path / "a", FIRST.code, forms=FORMS, on=THEN), {"kilns": TOLD}, period=OLD
    ) as old:
        submitting.submit(old, OLD, tmp_path / "1.xlsx")
        receiving.reopen(old, OLD, FIRST.code, reason="Sửa")
        entry.enter(old, OLD, "kilns", kilns(("k1", "Ấp Một", "70", "10")))
        submitting.submit(old, OLD, tmp_path / "2.xlsx")
    other = kilns(("z", "Ấp Một", "1", "1"))
    rival = submission(tmp_path / "x", FIRST.code, {"kilns": other}, period=OLD, forms=FORMS, on=THEN)
    take(office, tmp_path / "1.xlsx")
    assert counted() == (1, 13)
    take(office, rival)
    assert counted() == (1, 13)
    take(office, tmp_path / "2.xlsx")
    assert counted() == (2, 76)
    take(office, tmp_path / "1.xlsx")
    assert counted() == (2, 76)


def test_records_of_an_older_edition_without_hamlets_come_too(office: Office, tmp_path: Path) -> None:
    older = {"kilns.toml": KILNS.replace('edition = "1"', 'edition = "0"')}
    told = {"kilns": [kiln("z", "Lò Z", workers="3")]}
    path = submission(tmp_path / "p", FIRST.code, told, period=OLD, forms=older, on=THEN)
    take(office, path)
    assert records_of(office) == {"z": ("carried", None, None)}
