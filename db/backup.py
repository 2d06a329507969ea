"""Whole copies of a data file by SQLite's backup API, verified before they are trusted."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from base.disk import trouble
from base.errors import AppError, Code
from db.schema_version import SCHEMA_VERSION

if TYPE_CHECKING:
    from db.store import Store


def write(store: Store, target: Path) -> None:
    """A sound copy at `target`, complete or absent; raises OUTPUT_FAILED, BACKUP_BAD."""
    if target.exists() and not target.is_file():
        raise AppError(Code.OUTPUT_FAILED, file=target.name, why="tên này không phải là một tệp thường")
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        _copy(store.conn, partial)
        verify(partial)
        partial.replace(target)
    except OSError as error:
        raise AppError(Code.OUTPUT_FAILED, file=target.name, why=trouble(error)) from error
    except sqlite3.Error as error:
        raise AppError(Code.OUTPUT_FAILED, file=target.name, why="không ghi được ra ổ đĩa") from error
    finally:
        partial.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()


def verify(path: Path) -> str:
    """The office (unit key) of a sound backup; raises BACKUP_BAD."""
    if not path.is_file():
        raise AppError(Code.FILE_NOT_FOUND, file=path.name)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if connection.execute("pragma integrity_check").fetchone()[0] != "ok":
            raise AppError(Code.BACKUP_BAD, file=path.name)
        if connection.execute("pragma user_version").fetchone()[0] > SCHEMA_VERSION:
            raise AppError(Code.STORE_NEWER, file=path.name)
        office = connection.execute("select value from meta where key = 'office'").fetchone()
    except sqlite3.Error as error:
        raise AppError(Code.BACKUP_BAD, file=path.name) from error
    finally:
        connection.close()
    if office is None:
        raise AppError(Code.BACKUP_BAD, file=path.name)
    return str(office[0])


def refuse_other_office(store: Store, source: Path) -> None:
    """Raises BACKUP_OTHER_OFFICE, or BACKUP_BAD, before anything is touched."""
    found, expected = verify(source).partition("@")[0], store.meta("office").partition("@")[0]
    if found != expected:
        raise AppError(Code.BACKUP_OTHER_OFFICE, found=found, expected=expected)


def restore(store: Store, source: Path) -> None:
    """Put the backup's content in the place of the open data file's; both must be of one office."""
    refuse_other_office(store, source)
    connection = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
    try:
        connection.backup(store.conn)
    finally:
        connection.close()
    from db import migrations

    migrations.migrate(store)
    store.forget()
