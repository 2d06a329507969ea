"""Keeping the data file: backup, restore, and the audit trail."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.period import Period
from db import backup as backups
from db import journal, reports
from db.store import Store
from office.office import Office


def backup(office: Office, target: Path) -> None:
    """Write a verified copy of the whole data file."""
    if target.exists():
        raise AppError(Code.STORE_EXISTS, file=target.name)
    backups.write(office.store, target)


def restore(office: Office, source: Path) -> Path:
    """Put a backup's content in the place of the data; what was there is itself backed up first, beside it.

    What stands closed here must stand so there, or be reopened first (BACKUP_BEFORE_CLOSED); the versions that went
    up stay. Raises BACKUP_OTHER_OFFICE, BACKUP_BAD.
    """
    if source.resolve() == office.store.path.resolve():
        raise AppError(Code.BACKUP_BAD, file=source.name)
    backups.refuse_other_office(office.store, source)
    _refuse_before_closed(office, source)
    now = office.store.surroundings.now()
    kept = office.store.path.with_suffix(f".{now:%Y%m%d-%H%M%S}.truoc-khoi-phuc.sct")
    backups.write(office.store, kept)
    sent = reports.history(office.store)
    backups.restore(office.store, source)
    with office.store.writing():
        reports.keep_history(office.store, sent)
        journal.write(office.store, "restore", unit=office.store.meta("office"), door=source.name)
    return kept


def _refuse_before_closed(office: Office, source: Path) -> None:
    """Raises BACKUP_BEFORE_CLOSED where a version that stands closed here does not stand so in the backup."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sct"
        copy.write_bytes(source.read_bytes())
        with Store.open(copy, office.store.surroundings) as there:
            lost = reports.closed(office.store) - reports.closed(there)
    if lost:
        first = min(lost, key=lambda one: (not one.own, one.period, one.unit))
        raise AppError(
            Code.BACKUP_BEFORE_CLOSED,
            file=source.name,
            period=Period.parse(first.period).in_words(),
            unit=office.store.units.by_key(first.unit).name,
            state="nộp" if first.own else "duyệt",
        )


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
