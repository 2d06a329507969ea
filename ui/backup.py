"""The button that makes a backup, wherever it stands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from office import backups
from ui import dialogs
from ui.jobs import Job
from ui.session import Session


def back_up(parent: QWidget, session: Session) -> None:
    """Write a verified copy to the usual folder, or to where the person points."""
    target = _target(parent, session)
    if target is None:
        return
    job = Job(
        "Sao lưu dữ liệu",
        lambda office, _: backups.back_up(office, target),
        lambda _: session.tell_changed(),
        writes=True,
    )
    session.jobs.run(session.office, job)


def _target(parent: QWidget, session: Session) -> Path | None:
    name = backups.file_name(session.office)
    chosen = session.preferences.backup_folder
    if chosen and Path(chosen).is_dir():
        return backups.free_path(Path(chosen), name)
    return dialogs.save_file(parent, "Sao lưu dữ liệu", Path.home() / name, dialogs.DATA_FILES)
