"""The data file: made, opened, refused; each transaction wholly in or wholly out; troubles told in a person's words."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from base.errors import AppError, Code
from db import migrations
from db import store as store_module
from db.schema_version import SCHEMA_VERSION
from db.store import APPLICATION_ID, Store
from forms.catalogue import definition, definition_hash
from tests.builders import CLOSING, NOON, dump, kilns, small_history, small_store, surroundings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dong-hai.sct"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with small_store(path) as made:
        yield made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pragma(store: Store, name: str) -> object:
    return store.rows(f"pragma {name}")[0][0]


def refused(code: Code, path: Path) -> None:
    """Opening is refused with this code, and the file is not touched."""
    before = digest(path)
    with pytest.raises(AppError) as refusal:
        Store.open(path, surroundings())
    assert refusal.value.code is code
    assert digest(path) == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_new_data_file_knows_its_office_and_its_tree(path: Path) -> None:
    small_store(path).close()
    with Store.open(path, surroundings()) as store:
        history = small_history()
        assert store.office == history.as_of(CLOSING).find("00101")
        assert store.units.units == history.units
        assert store.units.edition == history.edition
        assert store.meta("nothing", "x") == "x"


def test_people_copy_the_file_so_it_is_one_file_and_safe_on_the_disk(store: Store) -> None:
    assert pragma(store, "journal_mode") == "delete"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "busy_timeout") == 5000
    assert pragma(store, "cache_spill") == 0
    assert pragma(store, "application_id") == APPLICATION_ID
    assert pragma(store, "user_version") == SCHEMA_VERSION
    assert [found.name for found in store.path.parent.iterdir()] == [store.path.name]


def test_an_opened_file_has_the_same_settings(path: Path) -> None:
    small_store(path).close()
    with Store.open(path, surroundings()) as store:
        assert (pragma(store, "journal_mode"), pragma(store, "synchronous")) == ("delete", 2)


def test_a_data_file_is_never_written_over(path: Path, store: Store) -> None:
    before = digest(path)
    with pytest.raises(AppError) as refusal:
        small_store(path)
    assert refusal.value.code is Code.STORE_EXISTS
    assert digest(path) == before


def test_a_place_where_nothing_can_be_written_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refusal:
        small_store(tmp_path / "no such folder" / "x.sct")
    assert refusal.value.code is Code.OUTPUT_FAILED


def test_creating_leaves_nothing_behind_when_it_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Store, units: object) -> None:
        self.conn.execute("pragma max_page_count = 1")
        self.conn.execute("create table too_much (x blob)")

    monkeypatch.setattr(Store, "keep_units", full)
    with pytest.raises(AppError) as refusal:
        small_store(path)
    assert refusal.value.code is Code.DISK_FULL
    assert list(path.parent.iterdir()) == []


def test_a_file_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(AppError) as refusal:
        Store.open(path, surroundings())
    assert refusal.value.code is Code.STORE_NOT_FOUND
    assert not path.exists()


def test_a_file_of_a_newer_version_is_refused_untouched(path: Path) -> None:
    with small_store(path) as store:
        store.conn.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    refused(Code.STORE_NEWER, path)


@pytest.mark.parametrize(
    "content",
    [b"", b"Bao cao nam 2020", b"PK\x03\x04" + bytes(2000), b"SQLite format 3\x00" + bytes(4)],
    ids=["empty", "text", "workbook", "cut off"],
)
def test_what_is_no_data_file_is_refused_untouched(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(Code.STORE_NOT_OURS, path)


def test_a_database_of_another_program_is_refused_untouched(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("create table meta (key text, value text)")
    other.commit()
    other.close()
    refused(Code.STORE_NOT_OURS, path)


def test_a_damaged_file_is_told_when_the_damage_is_met(path: Path) -> None:
    small_store(path).close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(AppError) as refusal, Store.open(path, surroundings()) as store:
        store.rows("select * from meta")
    assert refusal.value.code is Code.STORE_DAMAGED


def test_a_read_only_file_can_be_read_and_refuses_to_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_store(path).close()
    before = digest(path)

    def read_only(target: Path, **given: object) -> sqlite3.Connection:
        return sqlite3.Connection(f"{target.resolve().as_uri()}?mode=ro", uri=True)

    monkeypatch.setattr(store_module.sqlite3, "connect", read_only)
    with Store.open(path, surroundings()) as store:
        assert store.office.code == "00101"
        with pytest.raises(AppError) as refusal:
            store.set_meta("theme", "dark")
        assert refusal.value.code is Code.STORE_READ_ONLY
    assert digest(path) == before


def test_a_file_that_another_program_writes_to_is_busy(path: Path, store: Store) -> None:
    store.begins_within_ms = 20
    other = sqlite3.connect(path)
    other.execute("begin immediate")
    with pytest.raises(AppError) as refusal:
        store.set_meta("theme", "dark")
    assert refusal.value.code is Code.STORE_BUSY
    assert pragma(store, "busy_timeout") == 5000, "a reader has time for the end of somebody's commit"
    other.rollback()
    other.close()
    store.set_meta("theme", "dark")
    assert store.meta("theme") == "dark" and pragma(store, "busy_timeout") == 5000


def test_a_full_disk_takes_the_whole_act_back(store: Store) -> None:
    before = dump(store)
    pages = pragma(store, "page_count")
    store.conn.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(AppError) as refusal, store.writing():
        store.set_meta("small", "x")
        store.set_meta("large", "x" * 1_000_000)
    assert refusal.value.code is Code.DISK_FULL
    assert dump(store) == before
    store.conn.execute("pragma max_page_count = 100000")
    store.set_meta("large", "x" * 1_000_000)
    assert len(store.meta("large")) == 1_000_000


@pytest.mark.parametrize(
    "interruption", [ValueError, KeyboardInterrupt, MemoryError, AppError(Code.UNDO_NOTHING)]
)
def test_whatever_interrupts_an_act_takes_all_of_it_back(store: Store, interruption: BaseException) -> None:
    before = dump(store)
    with pytest.raises(BaseException) as raised, store.writing():
        store.set_meta("one", "1")
        with store.writing():
            store.set_meta("two", "2")
        raise interruption
    assert raised.value is interruption or raised.type is interruption
    assert dump(store) == before
    assert not store.conn.in_transaction


def test_an_act_within_an_act_is_part_of_it(store: Store) -> None:
    with store.writing():
        store.set_meta("one", "1")
        with store.writing():
            store.set_meta("two", "2")
        other = sqlite3.connect(store.path)
        assert other.execute("select count(*) from meta where key in ('one', 'two')").fetchone() == (0,)
        other.close()
    assert (store.meta("one"), store.meta("two")) == ("1", "2")


def test_an_error_of_ours_in_sql_is_a_bug_and_no_trouble_of_the_person(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError):
        store.rows("select nonsense")


# How the fixed tables came to be.


def test_an_empty_file_becomes_the_newest_schema_and_once_is_enough(tmp_path: Path) -> None:
    database = Database(tmp_path / "empty.sct", execute_plugins=False)
    migrations.steps.apply(database)
    sql = "select name, sql from sqlite_master where type = 'table' and name not like '%sqlite_%'"
    found = dict(database.conn.execute(sql).fetchall())
    assert {"meta", "tree", "report", "received", "sums", "journal"} <= found.keys()
    assert all("strict" in text.lower() for text in found.values())
    assert len(migrations.steps.applied(database)) == SCHEMA_VERSION
    migrations.steps.apply(database)
    assert dict(database.conn.execute(sql).fetchall()) == found
    database.close()


def newer_steps() -> Migrations:
    """The steps of a later release: those of today and one more."""
    steps = Migrations("so_cong_thuong")
    for name in ("m001_first", "m002_definitions_side_by_side", "m003_replies", "m004_pooled"):
        steps(name=name)(getattr(migrations, name))

    @steps()
    def m005_third(db: Database) -> None:
        db.conn.execute("create table third (x integer) strict")

    return steps


def release(monkeypatch: pytest.MonkeyPatch, steps: Migrations) -> None:
    monkeypatch.setattr(migrations, "steps", steps)
    for module in (migrations, store_module):
        monkeypatch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)


def test_an_older_file_is_backed_up_before_it_is_migrated(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_store(path).close()
    old = dump(path)
    release(monkeypatch, newer_steps())
    with Store.open(path, surroundings()) as store:
        assert store.rows("select count(*) from third") == [(0,)]
        assert pragma(store, "user_version") == SCHEMA_VERSION + 1
    backup = path.with_suffix(f".{NOON:%Y%m%d-%H%M%S}.bak.sct")
    assert dump(backup) == old


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_store(path).close()
    old = dump(path)
    steps = newer_steps()

    @steps()
    def m005_breaks(db: Database) -> None:
        db.conn.execute("create table fourth (x integer) strict")
        raise RuntimeError

    release(monkeypatch, steps)
    with pytest.raises(RuntimeError):
        Store.open(path, surroundings())
    monkeypatch.undo()
    found = dump(path)
    assert "fourth" not in found
    assert {name: rows for name, rows in found.items() if name in old} == old


def test_a_file_of_the_first_release_keeps_its_definitions_as_the_offices_own(path: Path) -> None:
    first = Migrations("so_cong_thuong")
    first(name="m001_first")(migrations.m001_first)
    database = Database(path, execute_plugins=False)
    first.apply(database)
    told = definition(kilns()).decode()
    database.conn.execute("insert into definition values ('kilns@1', ?, ?)", (definition_hash(kilns()), told))
    database.conn.execute("insert into meta values ('office', '00101@2020-01-01')")
    database.conn.execute("insert into form_state values ('u', '2020', 'kilns', '1', 'filled')")
    database.conn.execute(f"pragma application_id = {APPLICATION_ID}")
    database.conn.execute("pragma user_version = 1")
    database.conn.commit()
    database.close()
    with Store.open(path, surroundings()) as store:
        assert store.rows("select name, hash, own, json from definition") == [
            ("kilns@1", definition_hash(kilns()), 1, told)
        ]
        assert store.rows("select * from form_state") == [("u", "2020", "kilns", "1", "filled", "")]
        assert pragma(store, "user_version") == SCHEMA_VERSION


def test_a_file_without_pools_is_given_their_table(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Migrations("so_cong_thuong")
    for name in ("m001_first", "m002_definitions_side_by_side", "m003_replies"):
        before(name=name)(getattr(migrations, name))
    with monkeypatch.context() as then:
        then.setattr(migrations, "steps", before)
        for module in (migrations, store_module):
            then.setattr(module, "SCHEMA_VERSION", 3)
        small_store(path).close()
    with Store.open(path, surroundings()) as store:
        assert store.rows("select * from pooled") == []
        assert pragma(store, "user_version") == SCHEMA_VERSION
