"""Store: one open data file (.sct), its transactions, and what its troubles mean to a person."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.progress import Cancelled
from base.units import Unit, UnitHistory, load_units
from db import backup, tree
from db.schema_version import SCHEMA_VERSION
from forms.catalogue import Catalogue
from forms.spec import Form

VIETNAM = timezone(timedelta(hours=7))
"""The one time zone of all offices: deadlines and dates are counted in it, wherever the PC's clock stands."""
APPLICATION_ID = 0x53435431
"""PRAGMA application_id of our data files: "SCT1"."""


def _new_id() -> str:
    from uuid import uuid4

    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, identities and the person at the keyboard: injected, so that a run can be repeated exactly."""

    now: Callable[[], datetime] = field(default=lambda: datetime.now(VIETNAM))
    new_id: Callable[[], str] = field(default=_new_id)
    who: str = ""


_AT_ONCE = 10_000
_LOOKED_EVERY = 200_000
"""Instructions of SQLite between two looks at whether to stop: some milliseconds."""


_WAITS_MS = 5_000
"""So long a command or a job waits for whoever else is writing, and anybody for the end of what is being read."""


class Store:
    """An open data file. Rollback journal, synchronous=FULL: people copy the file to USB sticks (never WAL)."""

    def __init__(self, path: Path, connection: sqlite3.Connection, surroundings: Surroundings) -> None:
        self.path = path
        self.conn = connection
        self.surroundings = surroundings
        self.begins_within_ms = _WAITS_MS
        """How long a transaction waits for whoever else is writing: where a person waits too, less."""
        self.grown: set[str] = set()
        self.met: dict[str, Form] = {}
        self.definitions: tuple[tuple[str, str, bool], ...] | None = None
        self.travelled: dict[str, Form] | None = None
        self.counted: tuple[Form, ...] | None = None
        self.completed: tuple[Catalogue, object, Catalogue] | None = None
        self.joined: tuple[Catalogue, object, Catalogue] | None = None

    @staticmethod
    def create(path: Path, office: Unit, units: UnitHistory, surroundings: Surroundings) -> Store:
        """A new data file for one office; raises STORE_EXISTS and the troubles of writing."""
        if path.exists():
            raise AppError(Code.STORE_EXISTS, file=path.name)
        if not path.parent.is_dir():
            raise AppError(Code.OUTPUT_FAILED, file=path.name, why="không có thư mục này")
        with troubles(path):
            store = Store(path, _connect(path), surroundings)
        try:
            with troubles(path):
                store.migrate()
                with store.writing():
                    store.conn.execute(f"pragma application_id = {APPLICATION_ID}")
                    store.keep_units(units)
                    store.set_meta("office", office.key)
        except BaseException:
            store.close()
            path.unlink(missing_ok=True)
            raise
        return store

    @staticmethod
    def open(path: Path, surroundings: Surroundings) -> Store:
        """An existing data file, migrated after a backup when it is older; refuses one from a newer version."""
        if not path.is_file():
            raise AppError(Code.STORE_NOT_FOUND, file=path.name)
        with troubles(path):
            version = _verified(path)
            connection = _connect(path)
            try:
                store = Store(path, connection, surroundings)
                if version < SCHEMA_VERSION:
                    backup.write(store, path.with_suffix(f".{surroundings.now():%Y%m%d-%H%M%S}.bak.sct"))
                    store.migrate()
            except BaseException:
                connection.close()
                raise
        return store

    def migrate(self) -> None:
        """Bring the fixed tables to the form of this program; loads sqlite-utils, which most starts do without."""
        from db import migrations

        migrations.migrate(self)

    def stop_when(self, cancelled: Callable[[], bool]) -> None:
        """From now on whatever runs in the file ends with Cancelled soon after this becomes true."""
        self.conn.set_progress_handler(cancelled, _LOOKED_EVERY)

    def close(self) -> None:
        """Release the file."""
        self.conn.close()

    def forget(self) -> None:
        """Let go of what was learned from the file: its content is another one now."""
        self.met.clear()
        self.forget_definitions()
        self._forget_units()

    def forget_definitions(self) -> None:
        """Let go of which definitions of forms the file keeps, and of how many reports stand under each."""
        self.grown.clear()
        self.definitions = self.travelled = self.counted = None

    def _forget_units(self) -> None:
        for learned in ("units", "office"):
            self.__dict__.pop(learned, None)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, wholly in or wholly out; an inner one joins the outer."""
        if self.conn.in_transaction:
            yield
            return
        with troubles(self.path):
            self._begin()
            try:
                yield
                self.conn.execute("commit")
            except BaseException:
                self.forget_definitions()  # tables that grew in this transaction are gone with it
                self._forget_units()  # as is the tree that it stood on
                if self.conn.in_transaction:
                    self.conn.execute("rollback")
                raise

    def _begin(self) -> None:
        """What follows waits as ever: a commit for those who are reading, a reader for somebody's commit."""
        if self.begins_within_ms == _WAITS_MS:
            self.conn.execute("begin immediate")
            return
        self.conn.execute(f"pragma busy_timeout = {self.begins_within_ms}")
        try:
            self.conn.execute("begin immediate")
        finally:
            self.conn.execute(f"pragma busy_timeout = {_WAITS_MS}")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query, fetched and closed: an unfinished SELECT would block saving."""
        with troubles(self.path):
            return self.conn.execute(sql, values).fetchall()

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query too big to be held at once; to be read to its end before anything is written."""
        with troubles(self.path), closing(self.conn.execute(sql, values)) as found:
            while some := found.fetchmany(_AT_ONCE):
                yield from some

    def meta(self, key: str, default: str = "") -> str:
        """A setting of this data file."""
        found = self.rows("select value from meta where key = ?", key)
        return str(found[0][0]) if found else default

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting of this data file."""
        with self.writing():
            self.conn.execute("insert or replace into meta values (?, ?)", (key, value))

    @functools.cached_property
    def units(self) -> UnitHistory:
        """The tree of units that this data file stands on."""
        built_in = load_units()
        if self.meta("tree") == built_in.edition:
            return built_in
        ((content,),) = self.rows("select content from tree where edition = ?", self.meta("tree"))
        return tree.unpacked(content)

    @functools.cached_property
    def office(self) -> Unit:
        """The unit whose data file this is, in the interval in which it was made."""
        return self.units.by_key(self.meta("office"))

    def keep_units(self, units: UnitHistory) -> None:
        """Stand on this edition of the tree; those before it stay in the file."""
        with self.writing():
            self.set_meta("tree", units.edition)
            row = (units.edition, tree.packed(units))
            self.conn.execute("insert or ignore into tree values (?, ?)", row)
        self._forget_units()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAITS_MS / 1000, check_same_thread=True)
    connection.isolation_level = None
    for pragma in ("journal_mode = delete", "synchronous = full", "cache_spill = off", "cache_size = -32768"):
        connection.execute(f"pragma {pragma}")
    connection.execute("pragma temp_store = memory")
    return connection


def _verified(path: Path) -> int:
    """The form of its tables, looked at before any pragma could write: another program's file, or a newer
    version's, stays as it was."""
    connection = sqlite3.connect(path, timeout=_WAITS_MS / 1000)
    try:
        application = connection.execute("pragma application_id").fetchone()[0]
        version = connection.execute("pragma user_version").fetchone()[0]
    finally:
        connection.close()
    if application != APPLICATION_ID:
        raise AppError(Code.STORE_NOT_OURS, file=path.name)
    if version > SCHEMA_VERSION:
        raise AppError(Code.STORE_NEWER, file=path.name)
    return int(version)


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """What SQLite says of the file, as the sentence that a person needs."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise Cancelled(path.name) from error
        code = (
            _TROUBLES.get((error.sqlite_errorcode or 0) & 0xFF)
            if hasattr(error, "sqlite_errorcode")
            else None
        )
        if code is None:
            raise
        raise AppError(code, file=path.name) from error


_TROUBLES = {
    sqlite3.SQLITE_FULL: Code.DISK_FULL,
    sqlite3.SQLITE_READONLY: Code.STORE_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Code.STORE_READ_ONLY,
    sqlite3.SQLITE_BUSY: Code.STORE_BUSY,
    sqlite3.SQLITE_LOCKED: Code.STORE_BUSY,
    sqlite3.SQLITE_CORRUPT: Code.STORE_DAMAGED,
    sqlite3.SQLITE_NOTADB: Code.STORE_NOT_OURS,
    sqlite3.SQLITE_IOERR: Code.STORE_UNREACHABLE,
}
