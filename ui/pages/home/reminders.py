"""Reminding those that owe a report: the words on the clipboard, the list as a workbook; made beside the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from base.progress import Progress
from office.agenda import chasing
from office.office import Office
from ui import dialogs, drives
from ui.jobs import Job
from ui.session import Session


def copy(session: Session, told: Callable[[str], object], code: str = "") -> None:
    """The reminder of a unit (its code), else one for all, on the clipboard."""
    office, period = session.office, session.period

    def work(own: Office, progress: Progress) -> tuple[int, str]:
        progress.step(0, 1, "Lập lời nhắc")
        found = chasing.chased(own, period)
        if code:
            found = [one for one in found if one.unit.code == code]
            return len(found), "\n\n".join(chasing.letter(own, period, one) for one in found)
        return len(found), chasing.letter_to_all(own, period, found)

    def done(made: tuple[int, str]) -> None:
        if session.is_open and session.office is office:
            QGuiApplication.clipboard().setText(made[1])
            told(f"Đã chép lời nhắc {made[0]} đơn vị. Dán vào tin nhắn hoặc thư.")

    session.jobs.run(office, Job("Lập lời nhắc", work, done))


def write(parent: QWidget, session: Session, told: Callable[[str], object]) -> None:
    """Ask where to, and write the list."""
    office, period = session.office, session.period
    suggested = drives.start() / f"nhac-nop-{office.unit.code}-{period.label}.xlsx"
    path = dialogs.save_file(parent, "Ghi danh sách nhắc", suggested, dialogs.WORKBOOKS)
    if path is None:
        return

    def work(own: Office, progress: Progress) -> int:
        progress.step(0, 1, "Ghi danh sách nhắc")
        found = chasing.chased(own, period)
        chasing.write(own, period, path, found)
        return len(found)

    def done(count: int) -> None:
        if session.is_open and session.office is office:
            told(f"Đã ghi {count} đơn vị vào {path.name}.")

    session.jobs.run(office, Job("Ghi danh sách nhắc", work, done))
