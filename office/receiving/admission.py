"""The tables made to hold exactly what was approved: the records of each report, or its sums where it has no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from base.period import Period
from base.progress import Progress
from consolidation.figures import Sum
from courier import payload as courier_payload
from courier.condensed import known_sums
from courier.payload import Payload
from db import received, records, reports, schema, sums
from db.received import Admitted
from db.sums import PooledSum
from forms.catalogue import Catalogue
from forms.spec import Form
from office.office import Office, previous_period
from office.receiving.standings import standings


def admit(office: Office, period: Period, *, progress: Progress | None = None) -> None:
    """Make the tables hold exactly the versions that the set of files and decisions asks for."""
    told = progress or Progress()
    store = office.store
    wanted = _wanted(office, period)
    now = received.admitted(store, period=period.label, packet=office.packet)
    for unit in sorted(now.keys() - wanted.keys()):
        _clear(office, period, unit)
        received.drop_admitted(store, unit=unit, period=period.label, packet=office.packet)
    for done, (unit, entry) in enumerate(sorted(wanted.items())):
        if unit not in now or now[unit].hash != entry.hash:
            told.step(done, len(wanted), "Đưa số liệu đã duyệt vào bảng")
            _replace(office, period, entry)
        if now.get(unit) != entry:
            received.set_admitted(store, entry, period=period.label, packet=office.packet)


def _wanted(office: Office, period: Period) -> dict[str, Admitted]:
    """unit → the one version that counts: a file approved here before one that came inside another's."""
    wanted: dict[str, Admitted] = {}
    nested: dict[str, Admitted] = {}
    held = received.held(office.store, period=period.label, packet=office.packet)
    for unit, s in sorted(standings(office, period).items()):
        if not s.counted or s.state == "excluded":
            continue
        kind = next(h.kind for h in held[unit] if h.hash == s.counted)
        wanted[unit] = Admitted(unit, s.counted, kind, "")
        for child in received.nested(office.store, s.counted):
            nested[child.unit] = Admitted(child.unit, child.hash, child.kind, s.counted)
    excluded = {unit for unit, s in standings(office, period).items() if s.state == "excluded"}
    return {**{u: entry for u, entry in nested.items() if u not in excluded}, **wanted}


def _clear(office: Office, period: Period, unit: str) -> None:
    begun = records.states(office.store, unit=unit, period=period.label)
    records.clear(office.store, begun, unit=unit, period=period.label)
    sums.put_pooled(office.store, [], source=unit, period=period.label)


def _replace(office: Office, period: Period, entry: Admitted) -> None:
    """The rows of one unit and period replaced whole, and its sums made anew, in the running transaction."""
    content = courier_payload.decode(reports.payload(office.store, entry.hash))
    catalogue = courier_payload.catalogue_of(content, office.own)
    forms = [catalogue.form(part.form) for part in content.parts]
    schema.grow(office.store, forms, travelled=catalogue.travelled)
    _clear(office, period, entry.unit)
    for part, form in zip(content.parts, forms, strict=True):
        records.put(
            office.store, form, courier_payload.records_of(part), unit=entry.unit, period=period.label
        )
        records.set_state(office.store, form, part.state, unit=entry.unit, period=period.label)
    sums.put_pooled(office.store, _pooled(office, period, content), source=entry.unit, period=period.label)
    _refresh(office, catalogue, forms, period, entry.unit, entry.hash)


def _pooled(office: Office, period: Period, content: Payload) -> list[PooledSum]:
    """What units below tell together, as the report says, at the reporting unit and those below it."""
    if not content.pooled:
        return []
    of = content.pooled.of
    unit = office.store.units.by_key(content.unit)
    inside = {one.key for one in office.tree(period).under(unit.code)}
    return [
        PooledSum(
            one.at,
            one.form,
            one.measure,
            one.meaning,
            Sum(one.value, one.known, one.missing),
            {unit: of[unit] for unit in one.units},
        )
        for one in content.pooled.sums
        if inside.issuperset([one.at, *one.units])
    ]


def given_sums(content: Payload, catalogue: Catalogue, on: date) -> dict[str, dict[str, Sum]]:
    """Form key → measure → Sum, of the forms whose records stayed with the unit."""
    found: dict[str, dict[str, Sum]] = {}
    for part in content.parts:
        if part.totals and part.state == "filled" and catalogue.knows(part.form):
            form = catalogue.form(part.form)
            told = known_sums(part.totals, form, catalogue.owner_of(form, on))
            found[part.key] = {key: Sum(*one) for key, one in told.items()}
    return found


def _refresh(
    office: Office, catalogue: Catalogue, forms: Sequence[Form], period: Period, unit: str, source: str
) -> None:
    given: Mapping[str, Mapping[str, Sum]] = {}
    if source:
        content = reports.payload(office.store, source)
        if courier_payload.may_have_sums(content):
            given = given_sums(courier_payload.decode(content), catalogue, office.closing(period))
    sums.refresh(
        office.store,
        catalogue,
        forms,
        unit=unit,
        period=period.label,
        previous=previous_period(office, period, unit),
        on=office.closing(period),
        source_hash=f"{source}/{schema.digest(office.store, office.given)}",
        given=given,
    )


def refresh_stale(office: Office, periods: Sequence[Period]) -> None:
    """Sums made anew where something was entered since, or where the forms now count more than they did."""
    by_label = {period.label: period for period in periods}
    counting = {form.key for form in office.catalogue.forms if form.measure}
    digest = schema.digest(office.store, office.given)
    stale = sums.stale(office.store, periods=by_label, forms=counting, digest=digest)
    if not stale:
        return
    with office.store.writing():
        for unit, label in stale:
            begun = records.states(office.store, unit=unit, period=label)
            names = [f"{key}@{edition}" for key, (_, edition) in begun.items()]
            digests = records.definitions(office.store, unit=unit, period=label).values()
            catalogue = office.own.within(schema.travelled(office.store)[digest] for digest in digests)
            forms = [catalogue.form(name) for name in names if catalogue.knows(name)]
            entry = received.admitted(office.store, period=label, packet=office.packet).get(unit)
            _refresh(office, catalogue, forms, by_label[label], unit, entry.hash if entry else "")
