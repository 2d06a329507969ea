"""The periods of an office: those it works on, when they are due, and which one comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from base.period import Period
from base.units import LEVELS, Level
from db import received, records, replies, reports
from forms.catalogue import Catalogue
from forms.spec import Deadline, Form
from office.office import Office

CLOSED_WORDS = {"sent": "nộp", "approved": "duyệt"}
CLOSED = tuple(CLOSED_WORDS)
"""The own report went up and can only be read."""


def told_forms(asked: Iterable[Form], level: Level) -> tuple[tuple[str, ...], int]:
    """(titles of the forms that an office of this level fills in itself, how many are added up from below)."""
    forms, below = list(asked), LEVELS[LEVELS.index(level) + 1 :]
    own = tuple(form.title for form in forms if form.kept_by(level))
    return own, sum(form.level in below for form in forms)


def known(office: Office) -> list[Period]:
    """The periods of the office's unit that were opened here or of which anything came, oldest first."""
    return [period for period in heard_of(office) if office.stood(period)]


def heard_of(office: Office) -> list[Period]:
    """The same with those of before the unit was there: what was taken over from its predecessors."""
    own = {label for _, label in reports.periods(office.store, packet=office.packet)}
    came = received.known_periods(office.store, packet=office.packet)
    return sorted(map(Period.parse, own | set(came)))


def comparable(office: Office, period: Period) -> list[Period]:
    """The period just before and the same one a year ago, as far as there is anything of them."""
    there = known(office)
    return [
        other
        for other in dict.fromkeys((period.before(), period.year_before()))
        if other in there or any(other.contains(one) for one in there)
    ]


def is_open(office: Office, period: Period) -> bool:
    """Whether the office has begun its own report of the period."""
    unit = office.unit_in(period).key
    return reports.find(office.store, unit=unit, period=period.label, packet=office.packet) is not None


def deadline(office: Office, period: Period, level: Level | None = None) -> date | None:
    """The day by which an office of the level (its own, if none is named) must have reported; None without one."""
    return due(office.catalogue, office.packet, period, level or office.unit.level)


def due(catalogue: Catalogue, packet: str, period: Period, level: Level) -> date | None:
    """The day by which an office of the level must have reported by these declarations; None without one."""
    return _by_day(catalogue, packet, period, level, catalogue.packets[packet].deadline)


def form_deadline(office: Office, period: Period, form: Form, level: Level | None = None) -> date | None:
    """The day by which an office of the level (its own) must have filled the form in: the form's own, if it sets
    one, else that of the report."""
    return own_deadline(office, period, form, level) or deadline(office, period, level)


def own_deadline(office: Office, period: Period, form: Form, level: Level | None = None) -> date | None:
    """The day that the form itself sets; None where it goes with the report."""
    return _by_day(office.catalogue, office.packet, period, level or office.unit.level, form.deadline)


def _by_day(
    catalogue: Catalogue, packet: str, period: Period, level: Level, deadlines: Iterable[Deadline]
) -> date | None:
    for one in deadlines:
        if one.level == level and period.kind in one.asked:
            last = period.window(catalogue.calendar(packet))[1]
            return last + timedelta(days=one.days_after)
    return None


def suggested(office: Office) -> Period:
    """What is most likely worked on: the period opened last, else the last whole year in which the unit stood."""
    periods = known(office)
    if periods:
        return periods[-1]
    last = Period.parse(str(office.store.surroundings.now().year - 1))
    ended = office.unit.valid_to
    while ended is not None and office.dates(last)[1] > ended:
        last = last.before()
    return last


def carried_from(office: Office, period: Period) -> Period | None:
    """The latest earlier period of the same kind with registers of the office's own: what a new one begins with."""
    earlier = (p for p in known(office) if p.kind == period.kind and p < period and is_open(office, p))
    return max((p for p in earlier if _has_registers(office, p)), default=None)


def _has_registers(office: Office, period: Period) -> bool:
    states = records.states(office.store, unit=office.unit_in(period).key, period=period.label)
    registers = (form.key for form in office.own_forms(period) if form.kind == "register" and form.carry)
    return any(key in states and states[key][0] == "filled" for key in registers)


def own_state(office: Office, period: Period) -> str:
    """Where the office's own report stands: none (not begun), draft, returned, sent, or approved (above)."""
    place = {"unit": office.unit_in(period).key, "period": period.label, "packet": office.packet}
    report = reports.find(office.store, **place)
    if report is None:
        return "none"
    if report.state == "submitted":
        answer = replies.find(office.store, reports.submitted(office.store, **place)[-1].hash)
        return "approved" if answer is not None and answer.answer == "approved" else "sent"
    return report.state
