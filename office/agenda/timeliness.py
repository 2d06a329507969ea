"""Who owes which form by which day, and what came of it: reported, on time, late, excluded, empty."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from base.period import Period
from base.units import Unit
from consolidation.coverage import Awaited, Completeness, completeness
from courier.version import Held, Standing
from db import received, records, reports
from forms.spec import Form
from office.agenda import periods
from office.office import Office
from office.receiving.standings import standings

if TYPE_CHECKING:
    from courier.payload import Head


@dataclass(frozen=True, slots=True)
class FormDue:
    """A form that a unit owes: `state` as it stands in the version that counts or waits ("" while none came)."""

    form: Form
    state: str
    awaited: Awaited

    @property
    def missing(self) -> bool:
        """Whether the report lacks it: nothing came, or it came without this form."""
        return self.state in ("", "open") and not self.form.optional


@dataclass(frozen=True, slots=True)
class UnitDue:
    """A unit below with its report and its forms; `reason` why it was returned or excluded."""

    unit: Unit
    direct: bool
    state: str
    awaited: Awaited
    forms: tuple[FormDue, ...]
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether the report is in the totals with all its forms; an empty one never is."""
        return self.awaited.complete and not any(one.missing for one in self.forms)


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form over all units that owe it."""

    form: Form
    due: date | None
    counts: Completeness


@dataclass(frozen=True)
class _Known:
    """What the data file says of all units at once; `heads` are read once a version."""

    office: Office
    stands: Mapping[str, Standing]
    held: Mapping[str, Sequence[Held]]
    admitted: Mapping[str, received.Admitted]
    heads: dict[str, Head] = field(default_factory=dict)

    def head(self, digest: str) -> Head:
        """What the version says of its forms."""
        if digest not in self.heads:
            from courier.payload import head

            self.heads[digest] = head(reports.payload(self.office.store, digest))
        return self.heads[digest]

    def says(self, digest: str) -> bool:
        """Whether anything is filled in the version, or in a report that travels inside it."""
        head = self.head(digest)
        return "filled" in head.states.values() or any(self.says(child.hash) for child in head.children)


def owed(office: Office, period: Period) -> list[UnitDue]:
    """Every unit below that owes a report, in tree order."""
    tree, own = office.tree(period), office.unit_in(period)
    place = {"period": period.label, "packet": office.packet}
    known = _Known(
        office,
        standings(office, period),
        received.held(office.store, **place),
        received.admitted(office.store, **place),
    )
    direct = {unit.key for unit in tree.children(own)}
    forms = office.forms(period)
    return [_unit(known, period, unit, forms, direct=unit.key in direct) for unit in tree.under(own.code)[1:]]


def _unit(known: _Known, period: Period, unit: Unit, forms: Sequence[Form], *, direct: bool) -> UnitDue:
    stands = known.stands.get(unit.key, Standing("none"))
    inside = known.admitted.get(unit.key)
    shown = stands.counted or stands.newest or (stands.conflict[0] if stands.conflict else "")
    shown = shown or (inside.hash if inside else "")
    came = _Came(known, unit, shown, known.head(shown).states if shown else {}, stands.state == "excluded")
    due = periods.deadline(known.office, period, unit.level)
    lines = [
        came.form(form, periods.form_deadline(known.office, period, form, unit.level))
        for form in forms
        if form.kept_by(unit.level) and form.level != "any"
    ]
    return UnitDue(unit, direct, stands.state, came.report(due), tuple(lines), stands.reason)


@dataclass(frozen=True)
class _Came:
    """What came of one unit: its own files, or its report inside another's; `shown` is the version that is told."""

    known: _Known
    unit: Unit
    shown: str
    states: Mapping[str, str]
    excluded: bool

    @functools.cached_property
    def files(self) -> Sequence[Held]:
        return self.known.held.get(self.unit.key, ())

    @functools.cached_property
    def carrier(self) -> date | None:
        """The day on which the file came that carried the report; None where the unit's own came."""
        inside = self.known.admitted.get(self.unit.key)
        if inside is None or self.files:
            return None
        return _day([one for sent in self.known.held.values() for one in sent if one.hash == inside.via])

    def _awaited(self, due: date | None, said: Sequence[Held], *, empty: bool) -> Awaited:
        """`said`: the files that say something; the first of them tells whether it came in time."""
        came = _day(said or self.files) or self.carrier
        approved = self.unit.key in self.known.admitted and not self.excluded
        timed = self.carrier is None
        return Awaited(self.unit.key, due, came, timed, approved, came is not None and empty, self.excluded)

    def report(self, due: date | None) -> Awaited:
        """The report as a whole."""
        said = [one for one in self.files if self.known.says(one.hash)]
        full = self.known.says(self.shown) if self.shown else "filled" in self.states.values()
        return self._awaited(due, said, empty=not full)

    def form(self, form: Form, due: date | None) -> FormDue:
        """One form of it."""
        said = [one for one in self.files if self.known.head(one.hash).states.get(form.key, "open") != "open"]
        state = self.states.get(form.key, "open" if self.states else "")
        return FormDue(form, state, self._awaited(due, said, empty=state == "open"))


def _day(files: Sequence[Held]) -> date | None:
    return min((date.fromisoformat(one.at[:10]) for one in files), default=None)


def own_due(office: Office, period: Period) -> UnitDue:
    """The office's own report and its forms, as they stand here; on time by the day on which it first went up."""
    unit = office.unit_in(period)
    sent = reports.submitted(office.store, unit=unit.key, period=period.label, packet=office.packet)
    held = [Held(s.version, s.hash, "", s.kind, s.at) for s in sent]  # type: ignore[arg-type]
    begun = records.states(office.store, unit=unit.key, period=period.label)
    states = {form.key: str(begun.get(form.key, ("open", ""))[0]) for form in office.own_forms(period)}
    shown = sent[-1].hash if sent else ""
    came = _Came(_Known(office, {}, {unit.key: held}, {}), unit, shown, states, excluded=False)
    lines = [
        came.form(form, periods.form_deadline(office, period, form)) for form in office.own_forms(period)
    ]
    due = periods.deadline(office, period)
    return UnitDue(unit, False, periods.own_state(office, period), came.report(due), tuple(lines))


def by_form(units: Sequence[UnitDue]) -> list[FormLine]:
    """Each form over the units that owe it; one that may be left out is awaited of none that left it out."""
    forms = {line.form.key: line.form for one in units for line in one.forms}
    found = []
    for key, form in forms.items():
        lines = [line for one in units for line in one.forms if line.form.key == key]
        if form.optional:
            lines = [line for line in lines if line.state not in ("", "open")]
        due = next((line.awaited.due for line in lines), None)
        found.append(FormLine(form, due, completeness(line.awaited for line in lines)))
    return found


def of_units(units: Sequence[UnitDue]) -> Completeness:
    """The reports of the units directly below."""
    return completeness(one.awaited for one in units if one.direct)
