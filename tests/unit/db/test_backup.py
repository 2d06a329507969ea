"""Whole copies of the data file: verified before they are trusted, and put back exactly."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import AppError, Code
from db import backup, journal, records, schema
from db.schema_version import SCHEMA_VERSION
from db.store import Store
from tests.builders import KILNS, dump, form_of, kiln, kilns, small_store, surroundings

UNIT = "00101@2020-01-01"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with small_store(tmp_path / "x.sct") as made:
        enter(made, "Lò A")
        yield made


def enter(store: Store, name: str) -> None:
    schema.grow(store, [kilns()])
    change = records.RowChange("k1", None, records.image(kiln("k1", name, area="…")))
    records.save(store, kilns(), [change], unit=UNIT, period="2020", act="enter", door="window")


def refused(store: Store, source: Path) -> Code:
    before = dump(store, without=())
    with pytest.raises(AppError) as refusal:
        backup.restore(store, source)
    assert dump(store, without=()) == before
    return refusal.value.code


def test_a_backup_restored_is_the_file_as_it_was_journal_included(store: Store, tmp_path: Path) -> None:
    before = dump(store, without=())
    backup.write(store, tmp_path / "b.sct")
    assert dump(tmp_path / "b.sct", without=()) == before
    enter(store, "Lò B")
    store.set_meta("theme", "dark")
    backup.restore(store, tmp_path / "b.sct")
    assert dump(store, without=()) == before
    assert journal.broken_link(store) is None


def test_work_goes_on_after_a_restore(store: Store, tmp_path: Path) -> None:
    backup.write(store, tmp_path / "b.sct")
    more = form_of(KILNS.replace('key = "area"', 'key = "ground"').replace("(area)", "(ground)"))
    schema.grow(store, [more])
    backup.restore(store, tmp_path / "b.sct")
    enter(store, "Lò C")
    schema.grow(store, [more])
    assert store.rows("select name, ground from form_kilns") == [("Lò C", None)]
    with Store.open(store.path, surroundings()) as again:
        assert dump(again) == dump(store)


def test_a_backup_is_taken_while_another_connection_reads(store: Store, tmp_path: Path) -> None:
    cursor = store.conn.execute("select * from journal")
    cursor.fetchone()
    backup.write(store, tmp_path / "b.sct")
    cursor.close()
    assert backup.verify(tmp_path / "b.sct") == UNIT


def test_writing_over_an_older_backup_replaces_it_whole(store: Store, tmp_path: Path) -> None:
    backup.write(store, tmp_path / "b.sct")
    enter(store, "Lò B")
    backup.write(store, tmp_path / "b.sct")
    assert dump(tmp_path / "b.sct") == dump(store)


def test_a_place_where_nothing_can_be_written_is_told_and_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(AppError) as refusal:
        backup.write(store, tmp_path / "no such folder" / "b.sct")
    assert refusal.value.code is Code.OUTPUT_FAILED
    (tmp_path / "folder.sct").mkdir()
    with pytest.raises(AppError) as refusal:
        backup.write(store, tmp_path / "folder.sct")
    assert refusal.value.code is Code.OUTPUT_FAILED
    assert sorted(found.name for found in tmp_path.iterdir()) == ["folder.sct", "x.sct"]


def test_a_backup_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    assert refused(store, tmp_path / "nothing.sct") is Code.FILE_NOT_FOUND


@pytest.mark.parametrize(
    "content", [b"", b"Bao cao", b"PK\x03\x04" + bytes(5000)], ids=["empty", "text", "workbook"]
)
def test_what_is_no_backup_is_refused(store: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.sct").write_bytes(content)
    assert refused(store, tmp_path / "b.sct") is Code.BACKUP_BAD


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_cut_off_backup_is_refused(store: Store, tmp_path: Path, kept: float) -> None:
    path = tmp_path / "b.sct"
    backup.write(store, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert refused(store, path) is Code.BACKUP_BAD


def test_a_backup_with_damaged_pages_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "b.sct"
    backup.write(store, path)
    content = bytearray(path.read_bytes())
    content[8192:12288] = bytes(4096)
    path.write_bytes(content)
    assert refused(store, path) is Code.BACKUP_BAD


def test_a_backup_of_another_office_is_refused(store: Store, tmp_path: Path) -> None:
    with small_store(tmp_path / "y.sct", code="00102") as other:
        backup.write(other, tmp_path / "b.sct")
    assert refused(store, tmp_path / "b.sct") is Code.BACKUP_OTHER_OFFICE


def test_a_backup_of_a_newer_version_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "b.sct"
    backup.write(store, path)
    newer = sqlite3.connect(path)
    newer.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    assert refused(store, path) is Code.STORE_NEWER
