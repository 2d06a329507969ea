"""What a person decides about reports from below, done beside the window; refusals are told by the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from base.errors import AppError
from base.progress import Progress
from office import receiving
from office.inbox import Line
from office.office import Office
from ui import dialogs
from ui.jobs import Job
from ui.session import Session


class Judge:
    """Each act asks for its reason first, if it is possible at all; without one nothing is done."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self._parent = parent

    def approve(self, codes: list[str]) -> None:
        """Approve what waits of these units."""
        period = self._session.period
        self._run("Duyệt báo cáo", lambda own, told: receiving.approve(own, period, codes, progress=told))

    def send_back(self, line: Line | None) -> None:
        """Return the version that waits."""
        question = "Trả lại {unit} để chỉnh sửa? Ghi lý do để đơn vị biết phải sửa gì."
        if self._may(line, "return"):
            self._ask(line, question, "Trả lại", receiving.send_back)

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

    def _run(self, title: str, work: Callable[[Office, Progress], Any]) -> None:
        session = self._session
        office = session.office

        def done(_: object) -> None:
            if session.is_open and session.office is office:
                session.tell_changed()

        session.jobs.run(office, Job(title, work, done, writes=True))
