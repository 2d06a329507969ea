"""An opened office: its data file, its forms, and where it stands in the tree on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from base.errors import AppError, Code, nearest_hint
from base.nearest import nearest
from base.period import Period
from base.units import Level, Unit, UnitTree, load_units
from db import records, replies, reports, schema
from db.store import Store, Surroundings
from forms.catalogue import Catalogue
from forms.kept import built_in
from forms.spec import Form

PACKET = "industry_trade"
VERSION = "0.1.0"
NOT_THERE = (Code.UNIT_UNKNOWN, Code.UNIT_OTHER)
"""Why an office's unit is none of a day."""
LEVEL_WORDS = {"commune": "cấp xã", "district": "cấp huyện", "province": "cấp tỉnh"}


@dataclass(frozen=True, slots=True)
class Office:
    """An open data file with the catalogue it works by. Close it, or use it in a with block."""

    store: Store
    given: Catalogue
    packet: str = PACKET

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *exc: object) -> None:
        self.store.close()

    @property
    def catalogue(self) -> Catalogue:
        """The forms shipped, those of the office's folder, and those that came inside files."""
        return schema.kept_definitions(self.store, self.given)

    @property
    def own(self) -> Catalogue:
        """The forms shipped and those of the office itself: by them and by what travels in it each file is read."""
        return schema.own_definitions(self.store, self.given)

    @property
    def unit(self) -> Unit:
        """The office as its data file was made for."""
        return self.store.office

    def dates(self, period: Period) -> tuple[date, date]:
        """First and last day of the period in the packet's calendar."""
        return period.window(self.catalogue.calendar(self.packet))

    def closing(self, period: Period) -> date:
        """The day on which the period's stocks are counted."""
        return self.catalogue.closing(self.packet, period)

    def tree(self, period: Period) -> UnitTree:
        """The units valid on the period's last day."""
        return self.store.units.as_of(self.dates(period)[1])

    def unit_in(self, period: Period) -> Unit:
        """The office as the tree of the period's last day knows it; raises UNIT_UNKNOWN, UNIT_OTHER.

        Official codes were used again: what bears the office's code on another day may be another unit.
        """
        found = self.tree(period).find(self.unit.code)
        if found.key != self.unit.key and self.store.units.bond(found, self.unit) == "other":
            raise AppError(Code.UNIT_OTHER, code=found.code, found=found.name, office=self.unit.name)
        return found

    def stood(self, period: Period) -> bool:
        """Whether the office's unit was there at the period's end."""
        try:
            self.unit_in(period)
        except AppError as error:
            if error.code not in NOT_THERE:
                raise
            return False
        return True

    def forms(self, period: Period) -> tuple[Form, ...]:
        """The editions that a report of this period consists of; a draft keeps those in which it was begun."""
        asked = self.catalogue.asked(self.packet, period)
        begun = records.states(self.store, unit=self.unit_in(period).key, period=period.label)
        return tuple(self._begun(form, begun.get(form.key, ("", ""))[1]) for form in asked)

    def _begun(self, form: Form, edition: str) -> Form:
        name = f"{form.key}@{edition}"
        return self.catalogue.form(name) if edition and self.catalogue.knows(name) else form

    def own_forms(self, period: Period) -> tuple[Form, ...]:
        """Those of them that an office of this level fills in itself."""
        return tuple(form for form in self.forms(period) if form.kept_by(self.unit.level))

    def form(self, key: str, period: Period) -> Form:
        """A form of this period by its key; raises FORM_UNKNOWN and FORM_NOT_HERE."""
        for form in self.forms(period):
            if form.key == key:
                if not form.kept_by(self.unit.level):
                    raise AppError(Code.FORM_NOT_HERE, form=form.title, level=LEVEL_WORDS[form.level])
                return form
        near = nearest_hint(nearest(key, [f.key for f in self.forms(period)]))
        raise AppError(Code.FORM_UNKNOWN, form=key, nearest=near)

    def report(self, period: Period) -> reports.Report:
        """The office's own report of the period; raises PERIOD_NOT_OPEN."""
        unit = self.unit_in(period)
        found = reports.find(self.store, unit=unit.key, period=period.label, packet=self.packet)
        if found is None:
            raise AppError(Code.PERIOD_NOT_OPEN, period=period.in_words())
        return found

    def draft(self, period: Period) -> reports.Report:
        """The report, if it can be changed; raises REPORT_CLOSED."""
        report = self.report(period)
        if report.state == "submitted":
            own = self.unit_in(period)
            sent = reports.submitted(self.store, unit=own.key, period=period.label, packet=self.packet)
            answer = replies.find(self.store, sent[-1].hash) if sent else None
            state = "duyệt" if answer is not None and answer.answer == "approved" else "nộp"
            raise AppError(Code.REPORT_CLOSED, period=period.in_words(), unit=own.name, state=state)
        return report


def new_office(
    path: Path,
    code: str,
    *,
    on: date,
    level: Level | None = None,
    forms: Path | None = None,
    surroundings: Surroundings | None = None,
) -> Office:
    """A new data file for the office of that code as of a day; raises UNIT_UNKNOWN, UNIT_LEVEL, STORE_EXISTS."""
    history = load_units()
    unit = history.as_of(on).find(code)
    if level is not None and unit.level != level:
        raise AppError(Code.UNIT_LEVEL, code=code, found=LEVEL_WORDS[unit.level], expected=LEVEL_WORDS[level])
    catalogue = _catalogue(forms or path.parent / "forms")
    store = Store.create(path, unit, history, surroundings or Surroundings())
    return Office(store, catalogue)


def open_office(path: Path, *, forms: Path | None = None, surroundings: Surroundings | None = None) -> Office:
    """An existing data file with the shipped forms, those of the folder `forms` beside it, and those it has met."""
    catalogue = _catalogue(forms or path.parent / "forms")
    store = Store.open(path, surroundings or Surroundings())
    return Office(store, catalogue)


def _catalogue(folder: Path) -> Catalogue:
    """The shipped forms, and those of the folder: what reads declarations is loaded where there are any."""
    if not folder.is_dir():
        return built_in()
    from forms.load import load_catalogue

    return load_catalogue(folder)


def reopened(office: Office, *, cancelled: Callable[[], bool] = bool) -> Office:
    """The same office on a connection of its own, for work beside the window; a query ends when that is cancelled."""
    store = Store.open(office.store.path, office.store.surroundings)
    store.stop_when(cancelled)
    return Office(store, office.given, office.packet)


def refuse_other_kind(path: Path, *suffixes: str) -> None:
    """Raises OUTPUT_KIND unless the file's ending is one of these."""
    if path.suffix.lower() not in suffixes:
        raise AppError(Code.OUTPUT_KIND, suffix=path.suffix, allowed=", ".join(suffixes))


def surroundings(who: str) -> Surroundings:
    """The real clock and random identities, for the person named."""
    return Surroundings(who=who)


def previous_period(office: Office, period: Period, unit: str) -> str:
    """Label of the latest earlier period of the same kind of which there are answers of this unit; "" if none."""
    earlier = [
        p
        for p in map(Period.parse, records.periods(office.store, unit=unit))
        if p.kind == period.kind and p < period
    ]
    return max(earlier).label if earlier else ""
