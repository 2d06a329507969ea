"""Giải trình sửa số liệu: what a received version changed, why, and what that does to the totals here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from base.errors import AppError
from base.progress import Progress
from office.office import Office
from office.receiving.inbox import File
from office.sending import letters
from office.sending.letters import Effect, Letter
from ui import dialogs, drives
from ui.jobs import Job
from ui.session import Session
from ui.widgets.cards import button, words
from ui.widgets.rows import Cell, Column, RowsTable
from ui.widgets.working import WorkDialog

_FIGURE = "5.204.352,2"
_CHANGES = (
    Column("Biểu, bản ghi", "Lò gạch thủ công, Lò Tư"),
    Column("Chỉ tiêu", "Tổng số lao động"),
    Column("Số cũ", _FIGURE, is_number=True),
    Column("Số mới", _FIGURE, is_number=True),
    Column("Lý do"),
)
_EFFECTS = (
    Column("Số tổng"),
    Column("Trước", _FIGURE, is_number=True),
    Column("Sau", _FIGURE, is_number=True),
    Column("Thay đổi", "gấp 1.077 lần", is_number=True),
)


def look(parent: QWidget, session: Session, code: str, file: File) -> None:
    """Open the letter of one version that a unit (its code) sent."""
    LetterDialog(parent, session, code, file).exec()


class LetterDialog(WorkDialog):
    """Changed cells above, totals of the unit and of the office below; Esc closes."""

    def __init__(self, parent: QWidget, session: Session, code: str, file: File) -> None:
        super().__init__(parent, session)
        self.setObjectName("dialog_letter")
        self._code, self._hash = code, file.hash
        self._letter: Letter | None = None
        unit = session.office.tree(session.period).find(code)
        title = f"Giải trình sửa số liệu: {unit.name}, bản số {file.version}"
        self.setWindowTitle(f"{title} – {dialogs.TITLE}")
        self.reason = words("", "muted", wrap=True)
        self.changes = RowsTable("changes", "Các ô đã sửa", _CHANGES)
        self.effects = RowsTable("effects", "Ảnh hưởng đến số tổng", _EFFECTS)
        self.write = button("Ghi &tệp…", "write_letter", self._write, icon="save")
        self.write.setEnabled(False)
        self._lay_out(title)
        self.resize(parent.window().size() * 0.85)
        self._read()

    def _lay_out(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(words(title, "block"))
        column.addWidget(self.reason)
        column.addWidget(self.changes, 3)
        column.addWidget(self.effects, 2)
        column.addWidget(self.foot([self.write], [button("Đóng", "close", self.reject)]))

    def _read(self) -> None:
        code, digest, period = self._code, self._hash, self.session.period

        def work(own: Office, progress: Progress) -> Letter:
            progress.step(0, 1, "Lập giải trình sửa số liệu")
            return letters.letter_of(own, period, code, digest)

        def refused(refusal: AppError) -> None:
            self.reason.setText(str(refusal))

        self.run(Job("Lập giải trình", work, self._show, refused=refused))

    def _show(self, letter: Letter) -> None:
        self._letter = letter
        self.write.setEnabled(True)
        told = f"Bản số {letter.version} thay bản số {letter.before}."
        self.reason.setText(f"{told} Lý do trả lại: {letter.reason}" if letter.reason else told)
        self.changes.rows.put(
            [
                (
                    Cell(f"{c.form}, {c.record}" if c.record else c.form),
                    Cell(f"{c.label} ({c.unit})" if c.unit else c.label),
                    Cell(c.old),
                    Cell(c.new, bold=True),
                    Cell(c.reason or "chưa ghi lý do", "" if c.reason else "ask"),
                )
                for c in letter.corrections
            ]
        )
        rows: list[tuple[Cell, ...]] = [(Cell(letter.unit.name, bold=True),), *_rows(letter.effects)]
        rows += [(Cell(self.session.office.unit.name, bold=True),), *_rows(letter.above)]
        self.effects.rows.put(rows)

    def _write(self) -> None:
        letter, period = self._letter, self.session.period
        if letter is None:
            return
        suggested = drives.start() / f"giai-trinh-{self._code}-{period.label}-ban-{letter.version}.xlsx"
        path = dialogs.save_file(self, "Ghi giải trình", suggested, dialogs.WORKBOOKS)
        if path is None:
            return

        def work(own: Office, progress: Progress) -> None:
            progress.step(0, 1, "Ghi giải trình sửa số liệu")
            letters.write(own, period, path, letter)

        def done(_: None) -> None:
            self.reason.setText(f"Đã ghi vào {path}.")

        self.run(Job("Ghi giải trình", work, done))


def _rows(found: Sequence[Effect]) -> list[tuple[Cell, ...]]:
    if not found:
        return [(Cell("không thay đổi"), Cell(), Cell(), Cell())]
    return [
        (Cell(f"{e.label} ({e.unit})"), Cell(e.before), Cell(e.after, bold=True), Cell(e.change))
        for e in found
    ]
