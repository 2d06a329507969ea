"""What a person decides about reports from below, done beside the window; refusals are told by the window."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from base.errors import AppError
from base.progress import Progress
from courier.reply import Mark
from office.office import Office
from office.receiving import edited, receiving
from office.receiving.arriving import Receipt
from office.receiving.inbox import Line
from office.receiving.receiving import Approved
from ui import dialogs, drives
from ui.jobs import Job
from ui.pages.receive.lines import not_approved
from ui.session import Session


class Judge:
    """Each act asks for its reason first, if it is possible at all; without one nothing is done."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self._parent = parent

    def approve(self, codes: list[str]) -> None:
        """Approve what waits of these units, each for itself; those that were refused are told by name."""
        period = self._session.period

        def told(found: Approved) -> None:
            if found.left:
                dialogs.tell(self._parent, not_approved(found))

        self._run(
            "Duyệt báo cáo",
            lambda own, progress: receiving.approve_each(own, period, codes, progress=progress),
            told,
        )

    def send_back(self, line: Line | None, marks: Sequence[Mark] = ()) -> None:
        """Return the version that waits, with the places that were marked in it."""
        marked = f" Kèm {len(marks)} chỗ đã đánh dấu." if marks else ""
        question = f"Trả lại {{unit}} để chỉnh sửa?{marked} Ghi lý do để đơn vị biết phải sửa gì."
        if self._may(line, "return"):
            self._ask(line, question, "Trả lại", functools.partial(receiving.send_back, marks=marks))

    def enter_for(self, line: Line | None) -> None:
        """Enter for a unit that has no PC."""
        from ui.widgets.behalf_strip import enter_for

        if line is None:
            return
        try:
            enter_for(self._session, line.unit.code)
        except AppError as refusal:
            dialogs.refuse(self._parent, refusal)

    def write_answer(self, line: Line | None, told: Callable[[str], object]) -> None:
        """The slip that goes back to the unit: its report was approved, or returned with what is to be mended."""
        session = self._session
        if line is None:
            return
        from office.receiving.receipts import answer_name, write_answer

        office, period, code = session.office, session.period, line.unit.code
        suggested = drives.start() / answer_name(office, period, code)
        slip = "phiếu trả lại" if line.state == "returned" else "thông báo duyệt"
        path = dialogs.save_file(self._parent, f"Ghi {slip}", suggested, dialogs.WORKBOOKS)
        if path is not None:

            def done(_: object) -> None:
                told(f"Đã ghi {slip} vào {path}.")

            job = Job(f"Ghi {slip}", lambda own, _: write_answer(own, period, code, path), done)
            session.jobs.run(office, job)

    def write_answers(self, told: Callable[[str], object]) -> None:
        """A slip for every unit that sent a report, as its report stands now: received, approved or returned."""
        from office.receiving.receipts import write_answers

        session = self._session
        office, period = session.office, session.period
        folder = dialogs.choose_folder(self._parent, "Chọn nơi ghi biên nhận", folder=str(drives.start()))
        if folder is not None:

            def done(written: list[Path]) -> None:
                told(f"Đã ghi {len(written)} biên nhận vào {folder}.")

            session.jobs.run(
                office, Job("Ghi biên nhận", lambda own, _: write_answers(own, period, folder), done)
            )

    def exclude(self, line: Line | None) -> None:
        """Leave the unit out of the totals."""
        question = "Không tổng hợp số liệu của {unit}? Lý do sẽ in ở báo cáo tổng hợp."
        if self._may(line, "exclude"):
            self._ask(line, question, "Không tổng hợp", receiving.exclude)

    def reopen(self, line: Line | None) -> None:
        """Take the approval or the exclusion back."""
        question = "Mở lại báo cáo của {unit}? Ghi lý do mở lại."
        if self._may(line, "reopen"):
            self._ask(line, question, "Mở lại", receiving.reopen)

    def keep_file(self, line: Line | None, letter: str, digest: str) -> None:
        """Of two files of one version take this one."""

        def act(own: Office, period: Any, code: str, *, reason: str) -> object:
            return receiving.resolve(own, period, code, digest, reason=reason)

        question = f"Giữ tệp {letter} của {{unit}}? Ghi lý do chọn tệp này."
        self._ask(line, question, f"Giữ tệp {letter}", act)

    def take_edits(self, path: Path, receipt: Receipt, done: Callable[[Receipt], None]) -> None:
        """Take the cells of a file that were edited by hand."""
        count, unit = len(receipt.edits), receipt.unit_name
        question = (
            f"Nhận {count} ô đã sửa trên Excel của {unit} làm bản số {receipt.version + 1}? Ghi lý do nhận."
        )
        self._mend(
            question, "Nhận các ô đã sửa", lambda own, why: edited.take_edits(own, path, reason=why), done
        )

    def forget(self, line: Line) -> None:
        """Decide about an edited file that is not where it lay any more."""
        file = Path(line.edited.file).name if line.edited else ""
        question = (
            f"Không còn thấy tệp “{file}” của {line.unit.name_in_text} ở nơi đã nhận. Bỏ tệp này và nhắc đơn vị "
            "gửi lại? Nếu tệp nằm trên USB, hãy bấm Thôi rồi cắm lại USB."
        )
        period, code = self._session.period, line.unit.code
        if dialogs.confirm(self._parent, question, "Bỏ tệp này"):
            self._run("Bỏ tệp", lambda own, _: edited.forget(own, period, code))

    def rebuild(self, path: Path, receipt: Receipt, done: Callable[[Receipt], None]) -> None:
        """Take a report from its printed sheets."""
        question = f"Dựng lại báo cáo từ các trang in của tệp “{receipt.file}”? Ghi lý do dựng lại."
        self._mend(question, "Dựng lại", lambda own, why: edited.rebuild(own, path, reason=why), done)

    def _mend(
        self,
        question: str,
        verb: str,
        act: Callable[[Office, str], Receipt],
        done: Callable[[Receipt], None],
    ) -> None:
        reason = dialogs.ask_reason(self._parent, question, verb)
        session = self._session
        office = session.office

        def ended(receipt: Receipt) -> None:
            if session.is_open and session.office is office:
                done(receipt)

        if reason:
            session.jobs.run(office, Job(verb, lambda own, _: act(own, reason), ended, writes=True))

    def _may(self, line: Line | None, act: receiving.Act) -> bool:
        """Whether the act is possible now; if not, that is said at once."""
        if line is None:
            return False
        try:
            receiving.refuse_now(self._session.office, self._session.period, line.unit.code, act)
        except AppError as refusal:
            dialogs.refuse(self._parent, refusal)
            return False
        return True

    def _ask(self, line: Line | None, question: str, verb: str, act: Callable[..., object]) -> None:
        period = self._session.period
        if line is None:
            return
        reason = dialogs.ask_reason(self._parent, question.format(unit=line.unit.name), verb)
        if reason:
            code = line.unit.code
            self._run(verb, lambda own, _: act(own, period, code, reason=reason))

    def _run(
        self,
        title: str,
        work: Callable[[Office, Progress], Any],
        then: Callable[[Any], object] = lambda _: None,
    ) -> None:
        session = self._session
        office = session.office

        def done(found: object) -> None:
            if session.is_open and session.office is office:
                session.tell_changed()
                then(found)

        session.jobs.run(office, Job(title, work, done, writes=True))
