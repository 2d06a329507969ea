"""How much each report that waits repeats the last one of its unit: read once each, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from base.progress import Progress
from office.office import Office
from office.receiving.inbox import Line
from office.receiving.repeating import Repeated, repeated
from ui.jobs import Job
from ui.session import Session


class Repeats:
    """`told` is called when more is known; what is known holds, a hash names the same report for ever."""

    def __init__(self, session: Session, told: Callable[[], object]) -> None:
        self._session = session
        self._told = told
        self._known: dict[tuple[str, str], Repeated] = {}

    def known(self, line: Line) -> Line:
        """The line with what is known by now."""
        return replace(line, repeated=self._known.get((line.newest, line.last)))

    def read(self, lines: Sequence[Line]) -> None:
        """Hold those that wait against the last period's; begun anew it goes on where it was."""
        session, office, known = self._session, self._session.office, self._known
        waiting = [line for line in lines if line.approvable and line.repeated is None]

        def work(own: Office, progress: Progress) -> None:
            for n, line in enumerate(waiting):
                progress.step(n, len(waiting), f"So báo cáo của {line.unit.name} với kỳ trước")
                if (line.newest, line.last) not in known:
                    known[line.newest, line.last] = repeated(own, line.newest, line.last)

        def done(_: None) -> None:
            if session.is_open and session.office is office:
                self._told()

        if waiting:
            session.jobs.run(office, Job("So với kỳ trước", work, done, gives_way=True))
