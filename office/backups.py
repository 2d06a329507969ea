"""Backups that the office remembers: where the last one went, and how long ago that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from office import keeping
from office.office import Office

_AT, _WHERE = "backup.at", "backup.where"
OLD_AFTER_DAYS = 7
"""A backup older than this is worth a word."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The last one: when it was written and verified, and where it went."""

    at: datetime
    where: Path
    days_ago: int


def last_backup(office: Office) -> Backup | None:
    """None before the first."""
    at = office.store.meta(_AT)
    if not at:
        return None
    made = datetime.fromisoformat(at)
    days = (office.store.surroundings.now().date() - made.date()).days
    return Backup(made, Path(office.store.meta(_WHERE)), days)


def file_name(office: Office) -> str:
    """`<unit code>-YYYYMMDD-HHMM.sct`: sorted by name they stand in the order in which they were made."""
    return f"{office.unit.code}-{office.store.surroundings.now():%Y%m%d-%H%M}.sct"


def free_path(folder: Path, name: str) -> Path:
    """The name in that folder, numbered when it is taken: a backup never replaces another."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem}-{number}.sct"
        number += 1
    return path


def back_up(office: Office, target: Path) -> Path:
    """Write a verified copy and remember it; raises STORE_EXISTS, OUTPUT_FAILED, BACKUP_BAD."""
    keeping.backup(office, target)
    with office.store.writing():
        office.store.set_meta(_AT, office.store.surroundings.now().isoformat(timespec="seconds"))
        office.store.set_meta(_WHERE, str(target))
    return target
