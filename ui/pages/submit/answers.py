"""What comes back from the office above: receipts, the way to what must be mended, the letter that explains it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from base.errors import AppError
from base.progress import Progress
from office.office import Office
from office.receiving import returning
from office.sending import answered
from office.sending.answered import Opened
from ui import dialogs, drives
from ui.jobs import Job
from ui.session import Session
from ui.widgets.cards import Picture, button, words


class Returned(QFrame):
    """Above everything else: why the report came back, and a way to the first place that is to be mended."""

    def __init__(self, mend: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.setProperty("tone", "ask")
        self.reason = words("", wrap=True)
        self.mend = button("Đến chỗ &phải sửa", "mend", mend, role="link", icon="arrow_right")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(Picture(state="returned"))
        row.addWidget(self.reason, 1)
        row.addWidget(self.mend)

    def tell(self, reason: str, places: int, left: int) -> None:
        """`places` that were marked, of which `left` are neither changed nor explained."""
        marked = f" ({places} chỗ được đánh dấu, còn {left} chỗ)" if places else ""
        self.reason.setText(f"Trả lại để chỉnh sửa{marked}: {reason}")
        self.mend.setVisible(bool(left))


class Answers:
    """What a person does with receipts and letters on the submit page; `told` says what became of it."""

    def __init__(self, session: Session, parent: QWidget, told: Callable[[str], object]) -> None:
        self._session = session
        self._parent = parent
        self._told = told
        self._folder: Path | None = None

    def choose(self) -> None:
        """Ask for a receipt."""
        start = str(drives.start(before=self._folder))
        path = dialogs.open_file(
            self._parent, "Chọn biên nhận hoặc phiếu trả lại", dialogs.WORKBOOKS, folder=start
        )
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Take the answer in this file; a return leads to the first place that is to be mended."""
        session = self._session
        office, self._folder = session.office, path.parent

        def work(own: Office, progress: Progress) -> Opened:
            progress.step(0, 1, f"Đọc {path.name}")
            return answered.open_receipt(own, path)

        def done(opened: Opened) -> None:
            if not session.is_open or session.office is not office:
                return
            if opened.period != session.period:
                session.choose_period(opened.period)
            session.tell_changed()
            self._told(answered.told(opened))
            if opened.outcome == "returned":
                self.mend()

        session.jobs.run(office, Job("Mở biên nhận", work, done, writes=True))

    def mend(self) -> None:
        """To the first place that is still to be mended; there is none when all was changed or explained."""
        session = self._session
        left = [p for p in returning.problems(session.office, session.period) if p.severity != "noted"]
        if left:
            first = left[0]
            field = first.fields[0] if first.fields else ""
            session.go("entry", form=first.form, record_id=first.record_id, field=field)

    def write_letter(self) -> None:
        """What the newest version changed in the one before it, as a workbook to print and sign."""
        from office.sending import letters

        session = self._session
        office, period = session.office, session.period
        name = f"giai-trinh-{office.unit.code}-{period.label}.xlsx"
        try:
            letter = letters.own_letter(office, period)
        except AppError as refusal:
            dialogs.refuse(self._parent, refusal)
            return
        suggested = drives.start(before=self._folder) / name
        path = dialogs.save_file(self._parent, "Ghi giải trình", suggested, dialogs.WORKBOOKS)
        if path is None:
            return

        def work(own: Office, progress: Progress) -> int:
            progress.step(0, 1, "Ghi giải trình sửa số liệu")
            letters.write(own, period, path, letter)
            return len(letter.corrections)

        def done(count: int) -> None:
            self._told(f"Đã ghi giải trình {count} ô vào {path.name}.")

        session.jobs.run(office, Job("Ghi giải trình", work, done))
