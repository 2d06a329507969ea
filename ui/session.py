"""The open data file as all pages share it, and what they tell each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from base.period import Period
from office.agenda import periods
from office.office import Office, open_office, surroundings
from office.people import people
from ui.jobs import Jobs
from ui.preferences import Place, Preferences

SAVES_WITHIN_MS = 1_000
"""The window stands still while another program writes to the file: no longer than this until that is told. What was
typed stays in its box and is kept when the box is left again."""

if TYPE_CHECKING:
    from courier.version import Kind


class Session(QObject):
    """One office, one period. Pages read from it and say through it what a person did."""

    opened = Signal()
    """Another data file was opened."""
    leaving = Signal()
    """Another period or file is about to come: what is being typed is kept in the one that goes."""
    period_chosen = Signal()
    kind_chosen = Signal()
    """Another kind of figures was chosen for the next submission."""
    changed = Signal(str)
    """Answers or states changed: the key of the form, or "" for more than one."""
    asked = Signal(object)
    """A person wants to go to a Place."""
    hinted = Signal()
    """The keys that work now are others."""
    counted = Signal(str, int)
    """The key of a page and how much waits there."""
    kept = Signal(str)
    """Something was kept: the time of day, as shown."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.jobs = Jobs(self)
        self._office: Office | None = None
        self._period = Period.parse("2025")
        self._kind: Kind = "final"

    @property
    def is_open(self) -> bool:
        """Whether a data file is open."""
        return self._office is not None

    @property
    def office(self) -> Office:
        """The open office; a page is never shown without one."""
        assert self._office is not None
        return self._office

    @property
    def period(self) -> Period:
        """The period that every page shows."""
        return self._period

    @property
    def level(self) -> str:
        """commune, district or province."""
        return self.office.unit.level

    @property
    def begun(self) -> bool:
        """Whether the office has opened its own report of the period."""
        return periods.is_open(self.office, self._period)

    @property
    def closed(self) -> bool:
        """Whether that report was submitted and can only be read."""
        return self.begun and self.office.report(self._period).state == "submitted"

    @property
    def closed_how(self) -> str:
        """ "nộp" or, once the office above approved it, "duyệt"; "" of a report that can be changed."""
        return periods.CLOSED_WORDS.get(periods.own_state(self.office, self._period), "")

    @property
    def kind(self) -> Kind:
        """The kind of figures that the next submission will hold."""
        return self._kind

    def choose_kind(self, kind: Kind) -> None:
        """Say what kind of figures is being entered."""
        self._kind = kind
        self.kind_chosen.emit()

    def open(self, path: Path) -> None:
        """Open a data file in the place of the one before; raises AppError, and then that one stays open."""
        office = open_office(path)
        office.store.surroundings = surroundings(people(office).officer)
        self.use(office)

    def use(self, office: Office) -> None:
        """Work on this office from now on; the one before is closed."""
        self.close()
        self._office = office
        office.store.begins_within_ms = SAVES_WITHIN_MS
        self.preferences.remember_file(office.store.path)
        wanted = self.preferences.place.period
        known = {period.label for period in periods.known(office)}
        self._period = Period.parse(wanted) if wanted in known else periods.suggested(office)
        self._take_kind()
        self.opened.emit()

    def close(self) -> None:
        """Stop what runs and let go of the file."""
        if self._office is not None:
            self.leaving.emit()
        self.jobs.finish()
        if self._office is not None:
            self._office.store.close()
            self._office = None

    def choose_period(self, period: Period) -> None:
        """Show another period on every page."""
        self.leaving.emit()
        self._period = period
        self._take_kind()
        self.remember(replace(self.preferences.place, period=period.label))
        self.period_chosen.emit()

    def _take_kind(self) -> None:
        if self.begun:
            report = self.office.report(self._period)
            if report.kind in ("estimate", "preliminary", "final"):
                self._kind = report.kind

    def tell_changed(self, form: str = "") -> None:
        """Something was kept: pages that show it read it again when they are seen."""
        self.tell_kept()
        self.changed.emit(form)

    def tell_kept(self) -> None:
        """All that was typed is in the data file."""
        self.kept.emit(f"{self.office.store.surroundings.now():%H:%M}")

    def go(self, page: str, *, form: str = "", record_id: str = "", field: str = "") -> None:
        """Ask for a page, and there for a form, a record, a field."""
        self.asked.emit(Place(page, self._period.label, form, record_id, field))

    def remember(self, place: Place) -> None:
        """Keep the place to come back to at the next start."""
        if place != self.preferences.place:
            self.preferences.place = place
            self.preferences.save()
