"""Taking predecessors over: their files are looked at first, hamlets chosen where a unit came only in part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from office.office import Office
from office.territory import taking_over
from office.territory.taking_over import Predecessor, Taken
from ui import dialogs, drives
from ui.jobs import Job
from ui.session import Session
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.rows import Cell, Column, RowsTable

FILES = "Dữ liệu của đơn vị cũ (*.sct *.xlsx)"
_COLUMNS = (
    Column("Đơn vị cũ, ấp"),
    Column("Tệp", spare=1),
    Column("Kỳ", "6 tháng đầu năm 2025"),
    Column("Bản ghi", "12.345", is_number=True),
    Column("Báo cáo cũ", "888", is_number=True, spare=2),
)


class TakingPane(QWidget):
    """Files, what they would bring, one button. Below a unit that came in part its hamlets are ticked."""

    taken = Signal(str)
    """What was taken, in a sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.given: list[Predecessor] = []
        self._for: tuple[Office, Period] | None = None
        self._hamlets: dict[int, tuple[str, str]] = {}
        self.table = RowsTable("predecessors", "Dữ liệu của đơn vị cũ", _COLUMNS)
        self.about = words(
            "Mở tệp dữ liệu (.sct) hoặc báo cáo đã nộp (.xlsx) của các đơn vị cũ. Danh sách được chép vào kỳ đang "
            "mở, giữ mã bản ghi và ấp; báo cáo cũ vẫn là của đơn vị cũ.",
            "muted",
            wrap=True,
        )
        self.told = words("", "caption", wrap=True)
        self.take_button = button("&Nhận dữ liệu", "take_over", self.take, role="primary", icon="checkmark")
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(button("&Mở tệp…", "open_predecessors", self.choose_files, icon="folder_open"))
        card = Card(margins=(1, 1, 1, 1))
        card.column.addWidget(self.table, 1)
        card.column.addWidget(foot(self.told, self.take_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(card, 1)
        self._wake()

    def choose_files(self) -> None:
        """Look at files of predecessors."""
        paths = dialogs.open_files(self, "Nhận dữ liệu của đơn vị cũ", FILES, folder=str(drives.start()))
        if paths:
            self.read(paths)

    def read(self, paths: Sequence[Path]) -> None:
        """Look at them beside the window; one that does not belong here refuses all."""
        session, office, period = self.session, self.session.office, self.session.period

        def work(own: Office, progress: Progress) -> list[Predecessor]:
            found = []
            for done, path in enumerate(paths):
                progress.step(done, len(paths), f"Đọc {path.name}")
                found.append(taking_over.look(own, period, path))
            return found

        def done(given: list[Predecessor]) -> None:
            if session.is_open and (session.office, session.period) == (office, period):
                self._for = (office, period)
                self._show(given)

        session.jobs.run(office, Job("Đọc dữ liệu đơn vị cũ", work, done))

    def _show(self, given: list[Predecessor]) -> None:
        self.given, self._hamlets = given, {}
        rows: list[list[Cell]] = []
        for one in given:
            part = "" if one.extent == "whole" else " (một phần)"
            count = sum(len(answers.records) for answers in one.answers)
            rows.append(
                [
                    Cell(f"{one.unit.name}{part}", bold=True),
                    Cell(one.file),
                    Cell(one.period.in_words()),
                    Cell(str(count)),
                    Cell(str(len(one.reports))),
                ]
            )
            for name in one.hamlets if one.extent != "whole" else ():
                self._hamlets[len(rows)] = (one.unit.code, name)
                rows.append([Cell(name), Cell(), Cell(), Cell(), Cell()])
        self.table.rows.put(rows, tickable=self._hamlets)
        asks = "Đánh dấu các ấp đã về đây." if self._hamlets else ""
        self.told.setText(asks)
        self._wake()

    def _wake(self) -> None:
        ready = bool(self.given) and self.session.is_open and self.session.begun and not self.session.closed
        self.take_button.setEnabled(ready)
        why = (
            "Mở tệp của đơn vị cũ trước."
            if not self.given
            else "Mở kỳ báo cáo trước, hoặc xin mở lại báo cáo."
        )
        self.take_button.setToolTip("" if ready else why)

    def refresh(self) -> None:
        """What was looked at for another period or office is let go of."""
        if self._for is not None and self._for != (self.session.office, self.session.period):
            self._for = None
            self._show([])
        self._wake()

    @property
    def chosen(self) -> dict[str, list[str]]:
        """Code of a unit that came in part → the hamlets that were ticked."""
        found: dict[str, list[str]] = {}
        for row in sorted(self.table.rows.ticked):
            code, name = self._hamlets[row]
            found.setdefault(code, []).append(name)
        return found

    def take(self) -> None:
        """Take them over, all or none."""
        given, period, chosen = self.given, self.session.period, self.chosen
        if not self.take_button.isEnabled():
            return

        def work(own: Office, progress: Progress) -> list[Taken]:
            return taking_over.take_over(own, period, given, hamlets=chosen, progress=progress)

        def done(taken: list[Taken]) -> None:
            count = sum(sum(one.records.values()) for one in taken)
            doubles = taken[-1].doubles if taken else 0
            more = f" Có {doubles} cặp có thể trùng, hãy xem ở trang Nhập liệu." if doubles else ""
            sentence = f"Đã nhận {count} bản ghi của {len(taken)} đơn vị cũ.{more}"
            self.given = []
            self._show([])
            self.told.setText(sentence)
            self.session.tell_changed()
            self.taken.emit(sentence)

        def refused(refusal: AppError) -> None:
            dialogs.refuse(self, refusal)

        job = Job("Nhận dữ liệu đơn vị cũ", work, done, writes=True, refused=refused)
        self.session.jobs.run(self.session.office, job)
