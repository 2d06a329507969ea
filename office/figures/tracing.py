"""Tracing a figure down to the file that brought it and the records that it was counted from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from consolidation.figures import Sum
from consolidation.indicators import Counting
from consolidation.over_time import in_period
from consolidation.records import Adder, Values
from courier import payload as courier_payload
from courier.fingerprint import fingerprint
from db import received, records, reports, schema, sums
from forms.catalogue import Catalogue
from forms.spec import Form, Record
from office.figures.figures import counted, reported_within
from office.office import Office
from office.receiving.admission import refresh_stale


@dataclass(frozen=True, slots=True)
class Behind:
    """A record that was counted: what it adds in display units, None where its answer is missing.

    Of a ratio `value` is what it adds to the numerator and `under` what it adds to the denominator.
    """

    record_id: str
    label: str
    period: str
    value: Fraction | None
    under: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """The report that a unit's figures of a period came in; one's own has no file.

    `sums_only`: without its records, which stayed with the unit.
    """

    period: str
    version: int
    fingerprint: str
    kind: str
    file: str = ""
    received_at: str = ""
    carrier: str = ""
    sums_only: bool = False


def records_behind(office: Office, period: Period, unit: Unit, indicator: str) -> list[Behind]:
    """The records of one reporting unit that an indicator was counted from, in the order of the register.

    A period that was derived shows those of the periods it was derived from. Raises INDICATOR_UNKNOWN.
    """
    count = counted(office, period)
    if indicator not in count.indicators:
        raise AppError(Code.INDICATOR_UNKNOWN, indicator=indicator, nearest="")
    info = count.indicators[indicator]
    if not info.is_ratio:
        return [
            Behind(record_id, label, when, value)
            for measure in info.one_of or (info.key,)
            for (when, record_id), (label, value) in _counted(office, period, unit, count, measure).items()
        ]
    over = _counted(office, period, unit, count, info.numerator)
    under = _counted(office, period, unit, count, info.denominator)
    nothing = ("", Fraction(0))
    return [
        Behind(
            key[1],
            (over.get(key) or under[key])[0],
            key[0],
            over.get(key, nothing)[1],
            under.get(key, nothing)[1],
        )
        for key in dict.fromkeys([*under, *over])
    ]


_Found = dict[tuple[str, str], tuple[str, Fraction | None]]
"""(period label, record_id) → (what the record is called, what it adds)"""


def _counted(office: Office, period: Period, unit: Unit, count: Counting, measure: str) -> _Found:
    """The records that one measure counts."""
    if count.levels[measure] != unit.level:
        return {}
    found: _Found = {}
    for label in _periods(office, period, unit, count, measure):
        catalogue, form = _edition(office, count.forms[measure], unit=unit.key, period=label)
        if form is None or measure not in form.measures:
            continue
        scale = form.measures[measure].scale
        for record, name, added in _added(
            office, catalogue, form, unit=unit.key, period=label, measure=measure
        ):
            value = None if added.value is None else Fraction(added.value, scale)
            found[label, record.record_id] = (name, value)
    return found


def _periods(office: Office, period: Period, unit: Unit, count: Counting, measure: str) -> list[str]:
    """The period, or those that it was derived from: of a stock the last alone."""
    within = reported_within(office, period)
    refresh_stale(office, within)
    labels = [one.label for one in within]
    reported = {
        label: found
        for (_, label), found in sums.read(office.store, periods=labels, units=[unit.key]).items()
    }
    if period.label in reported:
        return [period.label]
    parts = list(in_period(period, reported, count.measures).parts)
    return parts[-1:] if count.measures[measure].over_time == "last" else parts


def _edition(office: Office, key: str, *, unit: str, period: str) -> tuple[Catalogue, Form | None]:
    """The edition in which the unit filled in a form, and the catalogue by which its report is read."""
    state, edition = records.states(office.store, unit=unit, period=period).get(key, ("open", ""))
    digests = records.definitions(office.store, unit=unit, period=period).values()
    catalogue = office.own.within(schema.travelled(office.store)[digest] for digest in digests)
    name = f"{key}@{edition}"
    return catalogue, catalogue.form(name) if state == "filled" and catalogue.knows(name) else None


def _added(
    office: Office, catalogue: Catalogue, form: Form, *, unit: str, period: str, measure: str
) -> Iterator[tuple[Record, str, Sum]]:
    """The records that the measure counts, or would count if they were answered."""
    on = office.closing(Period.parse(period))
    owner = catalogue.owner_of(form, on)
    schema.grow(office.store, [form, *([owner] if owner else [])], travelled=catalogue.travelled)
    owners: Mapping[str, Values] = (
        records.values_by_id(office.store, owner, unit=unit, period=period) if owner is not None else {}
    )
    adder = Adder(form, owner, on=on, parameters=catalogue.parameters(on))
    counts = form.measures[measure].value.strip().startswith("count")
    for record in records.read(office.store, form, unit=unit, period=period):
        added = adder.sums([record], owners)[measure]
        if added.value is None or (added.value and added.known) or (added.known and not counts):
            yield record, _name(form, owner, record, owners), added


def _name(form: Form, owner: Form | None, record: Record, owners: Mapping[str, Values]) -> str:
    if form.kind == "sheet":
        return form.title
    if form.extends and owner is not None and record.record_id in owners:
        return owner.label_of(owners[record.record_id])
    return form.label_of(record.values)


def brought(office: Office, period: Period, unit: Unit) -> list[Brought]:
    """The reports that the unit's figures of the period stand on, by period; its own report has no file."""
    found = []
    for within in sorted(reported_within(office, period)):
        if unit.key == office.unit_in(within).key:
            own = reports.find(office.store, unit=unit.key, period=within.label, packet=office.packet)
            if own is not None:
                found.append(Brought(within.label, own.version, "", own.kind))
            continue
        admitted = received.admitted(office.store, period=within.label, packet=office.packet).get(unit.key)
        if admitted is not None:
            found.append(_brought(office, within, unit, admitted))
    whole = [one for one in found if one.period == period.label]
    return whole or found


def _brought(office: Office, period: Period, unit: Unit, admitted: received.Admitted) -> Brought:
    head = courier_payload.head(reports.payload(office.store, admitted.hash))
    above = office.tree(period).parent(unit)
    carrier = above if admitted.via and above is not None else unit
    files = received.files(office.store, unit=carrier.key, period=period.label, packet=office.packet)
    file = next((one for one in files if one.hash == (admitted.via or admitted.hash)), None)
    return Brought(
        period.label,
        head.version,
        fingerprint(head.condensed or admitted.hash),
        head.kind,
        file.file if file else "",
        file.at if file else "",
        carrier.name if carrier is not unit else "",
        bool(head.condensed),
    )
