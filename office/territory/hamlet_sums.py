"""What the records of a unit that was parted bring to each of its heirs, by the hamlets that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from base.period import Period
from base.text import search_key, sort_key, tidy
from consolidation.figures import Sum
from consolidation.indicators import Counting
from consolidation.over_time import InPeriod, in_period
from consolidation.records import Adder
from db import records, schema
from forms.catalogue import Catalogue
from forms.owner import owner_key
from forms.spec import Form, Record
from office.office import Office

HAMLET = "hamlet"
Exact = Mapping[str, Mapping[str, Mapping[str, Sum]]]
"""old unit → heir → measure → Sum"""


def exact(
    office: Office,
    by_hamlet: Mapping[str, Mapping[str, str]],
    count: Counting,
    derived: Mapping[str, Mapping[str, InPeriod]],
) -> Mapping[str, Exact]:
    """Period label → the sums of each heir over the records of its hamlets. `by_hamlet`: unit → hamlet → heir."""
    found: dict[str, dict[str, dict[str, Mapping[str, Sum]]]] = {}
    for unit, heir_of in by_hamlet.items():
        labels = [label for label, units in derived.items() if unit in units and units[unit].sums]
        reported = [label for label in labels if not derived[label][unit].parts]
        per_label = {label: _of_report(office, unit, Period.parse(label), heir_of) for label in reported}
        for heir in {*heir_of.values()}:
            own = {label: told.get(heir, {}) for label, told in per_label.items()}
            for label in labels:
                sums = in_period(Period.parse(label), own, count.measures).sums
                found.setdefault(label, {}).setdefault(unit, {})[heir] = sums
    return found


def _of_report(
    office: Office, unit: str, period: Period, heir_of: Mapping[str, str]
) -> dict[str, dict[str, Sum]]:
    """heir → measure → Sum over one report's records that name a hamlet of it; forms without hamlets say nothing."""
    place, on = {"unit": unit, "period": period.label}, office.closing(period)
    catalogue, forms = filled_forms(office, unit, period)
    plain = {same_hamlet(hamlet): heir for hamlet, heir in heir_of.items()}
    sums: dict[str, dict[str, Sum]] = {heir: {} for heir in heir_of.values()}
    for form in forms:
        if HAMLET not in form.fields and not owner_key(form):
            continue
        owner = catalogue.owner_of(form, on)
        schema.grow(office.store, [form, *([owner] if owner else [])], travelled=catalogue.travelled)
        told = records.read(office.store, form, **place)
        owners = records.values_by_id(office.store, owner, **place) if owner else {}
        hamlets = hamlets_of(form, told, owners)
        if hamlets is None:
            continue
        adder = Adder(form, owner, on=on, parameters=catalogue.parameters(on))
        for heir in sums:
            mine = [
                one
                for one, hamlet in zip(told, hamlets, strict=True)
                if plain.get(same_hamlet(hamlet)) == heir
            ]
            sums[heir] |= adder.sums(mine, owners)
    return sums


def hamlets_of(
    form: Form, told: Sequence[Record], owners: Mapping[str, Mapping[str, object]]
) -> list[str] | None:
    """The hamlet of each record, its owner's where the form asks for none itself; None where neither is asked."""
    if HAMLET in form.fields:
        return [str(one.values.get(HAMLET) or "") for one in told]
    if form.extends and any(HAMLET in values for values in owners.values()):
        return [str(owners.get(one.record_id, {}).get(HAMLET) or "") for one in told]
    return None


def same_hamlet(name: str) -> str:
    """The name by which hamlets are one: accents and case aside, but "Ấp 1" is not "Khóm 1"."""
    return search_key(tidy(name))


def filled_forms(office: Office, unit: str, period: Period) -> tuple[Catalogue, list[Form]]:
    """The forms that a unit filled in, in the editions in which it did, and the catalogue by which they are read."""
    begun = records.states(office.store, unit=unit, period=period.label)
    digests = records.definitions(office.store, unit=unit, period=period.label).values()
    catalogue = office.own.within(schema.travelled(office.store)[digest] for digest in digests)
    names = [f"{key}@{edition}" for key, (state, edition) in begun.items() if state == "filled"]
    return catalogue, [catalogue.form(name) for name in names if catalogue.knows(name)]


def named_by(office: Office, unit: str) -> list[str]:
    """The hamlets that the records of a unit's reports of all periods name, in the order of the alphabet."""
    found: dict[str, str] = {}
    for label in records.periods(office.store, unit=unit):
        _, forms = filled_forms(office, unit, Period.parse(label))
        for form in forms:
            if HAMLET in form.fields:
                schema.grow(office.store, [form])
                for one in records.read(office.store, form, unit=unit, period=label):
                    name = str(one.values.get(HAMLET) or "")
                    found.setdefault(same_hamlet(name), name)
    return sorted((name for key, name in found.items() if key), key=sort_key)
