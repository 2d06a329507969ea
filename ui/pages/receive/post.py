"""Where files come from and where slips go: the folder of the last time is offered again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from office.office import Office
from office.receiving import edited
from office.receiving.arriving import Receipt
from ui import dialogs, drives
from ui.jobs import Job
from ui.session import Session

Told = Callable[[str], object]
"""Is given what became of it, in a sentence."""


class Post:
    """`receive` takes the files and folders that a person points to."""

    def __init__(
        self, session: Session, parent: QWidget, receive: Callable[[Sequence[Path]], object]
    ) -> None:
        self._session = session
        self._parent = parent
        self._receive = receive
        self._folder: Path | None = None

    def came_from(self, paths: Sequence[Path]) -> None:
        """Remember the folder."""
        self._folder = paths[0] if paths[0].is_dir() else paths[0].parent

    def choose_files(self) -> None:
        """Ask for files."""
        start = str(drives.start(before=self._folder))
        self._receive(dialogs.open_files(self._parent, "Chọn tệp báo cáo", dialogs.WORKBOOKS, folder=start))

    def choose_folder(self) -> None:
        """Ask for a folder; all reports in it are taken, receipts left out."""
        folder = self._ask("Chọn thư mục chứa báo cáo")
        if folder is not None:
            self._receive([folder])

    def write(self, receipts: Sequence[Receipt], told: Told) -> None:
        """A slip for every one of these files, to go back to its sender."""
        from office.receiving.receipts import write_receipts

        self._write(lambda own, folder: write_receipts(own, receipts, folder), told)

    def give_back(self, receipt: Receipt, told: Told) -> None:
        """The slip of one file, which is decided about with it."""
        self._write(lambda own, folder: edited.give_back(own, receipt, folder), told, decides=True)

    def _write(
        self, write: Callable[[Office, Path], list[Path]], told: Told, *, decides: bool = False
    ) -> None:
        folder, session = self._ask("Chọn nơi ghi biên nhận"), self._session
        if folder is None:
            return
        office = session.office

        def done(written: list[Path]) -> None:
            told(f"Đã ghi {len(written)} biên nhận vào {folder}.")
            if decides and session.is_open and session.office is office:
                session.tell_changed()

        session.jobs.run(
            office, Job("Ghi biên nhận", lambda own, _: write(own, folder), done, writes=decides)
        )

    def _ask(self, title: str) -> Path | None:
        return dialogs.choose_folder(self._parent, title, folder=str(drives.start(before=self._folder)))
