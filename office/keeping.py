"""Keeping the data file: backup, restore, and the audit trail."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from db import backup as backups
from db import journal
from office.office import Office


def backup(office: Office, target: Path) -> None:
    """Write a verified copy of the whole data file."""
    if target.exists():
        raise AppError(Code.STORE_EXISTS, file=target.name)
    backups.write(office.store, target)


def restore(office: Office, source: Path) -> Path:
    """Put a backup's content in the place of the data; what was there is itself backed up first, beside it."""
    if source.resolve() == office.store.path.resolve():
        raise AppError(Code.BACKUP_BAD, file=source.name)
    backups.refuse_other_office(office.store, source)
    now = office.store.surroundings.now()
    kept = office.store.path.with_suffix(f".{now:%Y%m%d-%H%M%S}.truoc-khoi-phuc.sct")
    backups.write(office.store, kept)
    backups.restore(office.store, source)
    with office.store.writing():
        journal.write(office.store, "restore", unit=office.store.meta("office"), door=source.name)
    return kept


def audit(office: Office) -> list[dict[str, Any]]:
    """The journal, one entry an act, oldest first."""
    entries = []
    for line in journal.lines(office.store):
        entry = asdict(line)
        entry["changes"] = [asdict(change) for change in line.row_changes]
        entries.append(entry)
    return entries


def broken_link(office: Office) -> int | None:
    """The first journal line that does not hold; None when the chain is whole."""
    return journal.broken_link(office.store)
