"""Consolidations that were made once and are shown by several pages, until something changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from consolidation.figures import Consolidated
from office.office import Office
from office.territory import today
from ui.jobs import Job
from ui.session import Session

if TYPE_CHECKING:
    from office.territory.today import AsOf


class Kept(QObject):
    """One a session; reading a province takes up to half a second, so it happens beside the window."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._found: dict[tuple[str, AsOf], Consolidated] = {}
        self._generation = 0
        session.changed.connect(lambda _: self.forget())
        session.opened.connect(self.forget)

    def forget(self) -> None:
        """What is known may be out of date."""
        self._generation += 1
        self._found.clear()

    def have(self, period: Period, as_of: AsOf = "reported") -> Consolidated | None:
        """What is known already."""
        return self._found.get((period.label, as_of))

    def read(self, office: Office, period: Period, as_of: AsOf = "reported") -> Consolidated:
        """Known, or made now: called in a job."""
        found = self.have(period, as_of)
        if found is None:
            generation = self._generation
            found = today.consolidate(office, period, as_of)
            if generation == self._generation:
                self._found[period.label, as_of] = found
        return found

    def ask(
        self,
        periods: list[tuple[Period, AsOf]],
        done: Callable[[list[Consolidated]], None],
        refused: Callable[[AppError], None] | None = None,
    ) -> None:
        """Hand over these consolidations: at once when all are known, else when a job has made them."""
        known = [self.have(*one) for one in periods]
        if all(known):
            done([one for one in known if one is not None])
            return
        office, generation = self._session.office, self._generation

        def work(own: Office, progress: Progress) -> list[Consolidated]:
            progress.step(0, 1, "Tổng hợp số liệu")
            return [self.read(own, *one) for one in periods]

        def made(found: list[Consolidated]) -> None:
            if self._session.is_open and self._session.office is office and generation == self._generation:
                done(found)

        self._session.jobs.run(office, Job("Tổng hợp số liệu", work, made, refused=refused))


def kept(session: Session) -> Kept:
    """The consolidations of a session."""
    found = session.findChild(Kept)
    return found if isinstance(found, Kept) else Kept(session)
