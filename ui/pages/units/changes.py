"""Changes of units to come, from Excel: what would begin, end and change is shown before anything is applied."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from base.progress import Progress
from base.units import Unit
from office.office import Office
from office.territory import unit_changes
from office.territory.unit_changes import Planned
from ui import dialogs, drives
from ui.jobs import Job, Work
from ui.session import Session
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.rows import Cell, Column, RowsTable

_COLUMNS = (Column("Thay đổi", "Mâu thuẫn dòng 888"), Column("Đơn vị"), Column("Nội dung"))


class ChangesPane(QWidget):
    """A template, a file, its preview, one button that applies it."""

    applied = Signal(str)
    """What was applied or undone, in a sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: Planned | None = None
        self._file = ""
        self.table = RowsTable("unit_changes", "Thay đổi đơn vị hành chính", _COLUMNS)
        self.about = words(
            "Ghi thay đổi vào mẫu Excel, mở lại ở đây để xem trước rồi áp dụng.", "muted", wrap=True
        )
        self.told = words("", "caption", wrap=True)
        self.apply_button = button("Á&p dụng", "apply_changes", self.apply, role="primary", icon="checkmark")
        self.apply_button.setEnabled(False)
        self.apply_button.setToolTip("Mở tệp Excel trước.")
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(button("&Ghi mẫu Excel…", "template_changes", self.template, icon="arrow_download"))
        top.addWidget(button("&Mở tệp…", "open_changes", self.choose_file, icon="folder_open"))
        card = Card(margins=(1, 1, 1, 1))
        card.column.addWidget(self.table, 1)
        undo = button("&Hoàn tác lần trước", "undo_changes", self.undo)
        card.column.addWidget(foot(self.told, undo, self.apply_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(card, 1)
        session.opened.connect(lambda: self._show(None))

    def template(self) -> None:
        """Write the sheet to fill in."""
        path = dialogs.save_file(
            self, "Ghi mẫu Excel", drives.start() / "thay-doi-don-vi.xlsx", dialogs.WORKBOOKS
        )
        if path is None:
            return

        def work(own: Office, progress: Progress) -> None:
            unit_changes.template(own, path)

        self.session.jobs.run(
            self.session.office,
            Job("Ghi mẫu Excel", work, lambda _: self.told.setText(f"Đã ghi {path.name}.")),
        )

    def choose_file(self) -> None:
        """Read a filled-in sheet and show what it would change."""
        path = dialogs.open_file(
            self, "Mở tệp thay đổi đơn vị", dialogs.WORKBOOKS, folder=str(drives.start())
        )
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read it beside the window."""

        def work(own: Office, progress: Progress) -> Planned:
            progress.step(0, 1, "Đọc thay đổi đơn vị")
            return unit_changes.look(own, path)

        session, office = self.session, self.session.office

        def done(found: Planned) -> None:
            if session.is_open and session.office is office:
                self._file = path.name
                self._show(found)

        session.jobs.run(office, Job("Đọc thay đổi đơn vị", work, done))

    def _show(self, found: Planned | None) -> None:
        self.found = found
        rows = [] if found is None else _rows(found)
        self.table.rows.put(rows)
        ready = found is not None and not found.contradictions and not found.nothing
        self.apply_button.setEnabled(ready)
        wrong = len(found.contradictions) if found else 0
        why = f"Còn {wrong} chỗ mâu thuẫn, hãy sửa tệp rồi mở lại." if wrong else ""
        if found is not None and found.nothing and not wrong:
            why = "Tệp này không thay đổi gì."
        self.apply_button.setToolTip("" if ready else why or "Mở tệp Excel trước.")
        self.told.setText(why or (f"{self._file}: {len(rows)} thay đổi." if rows else ""))

    def apply(self) -> None:
        """Make it the tree of this data file, as a whole."""
        found, file = self.found, self._file
        if found is None or not self.apply_button.isEnabled():
            return

        def work(own: Office, progress: Progress) -> None:
            progress.step(0, 1, "Áp dụng thay đổi đơn vị")
            unit_changes.apply(own, found, reason=file)

        self._write(work, f"Đã áp dụng {file}.")

    def undo(self) -> None:
        """Go back to the tree before the last changes."""

        def work(own: Office, progress: Progress) -> None:
            unit_changes.undo(own)

        self._write(work, "Đã hoàn tác thay đổi đơn vị.")

    def _write(self, work: Work, sentence: str) -> None:
        session = self.session

        def done(_: None) -> None:
            session.office.store.forget()
            self._show(None)
            self.told.setText(sentence)
            session.tell_changed()
            self.applied.emit(sentence)

        session.jobs.run(session.office, Job("Thay đổi đơn vị", work, done, writes=True))


def _rows(found: Planned) -> list[list[Cell]]:
    wrong = [[Cell(f"Mâu thuẫn {p.place}", "stop"), Cell(""), Cell(p.message)] for p in found.contradictions]
    ended = [[Cell("Hết hiệu lực"), Cell(_name(u)), Cell("")] for u in found.ended]
    changed = [
        [Cell("Thay đổi"), Cell(_name(old)), Cell(f"thành {_name(new)}")] for old, new in found.changed
    ]
    began = [[Cell("Có hiệu lực"), Cell(_name(u)), Cell(f"từ {u.valid_from:%d/%m/%Y}")] for u in found.began]
    return [*wrong, *ended, *changed, *began]


def _name(unit: Unit) -> str:
    return f"{unit.name} ({unit.code})"
