"""A register as a list: found by a few letters, filtered, put in order, added up; records are read page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from base.errors import Problem
from base.period import Period
from base.progress import Progress
from base.text import search_key
from db import listing, records, schema
from forms.check import NOTHING, checker
from forms.owner import owner_key
from forms.spec import Choice, Computed, Field, Form, NumberBase, Record, Reference, Text, Value, YesNo
from office.entering import entry
from office.entering.entry import extensions_of
from office.entering.register_list import Listing
from office.office import Office, previous_period

MANY = 300
"""Longer registers are read, put in order, added up and checked beside the window: 1,000 take 0.1 s to check."""
CHECKED_AGAIN = 5_000
"""Longer registers are checked as a whole when they are opened only, not after every act."""
LABEL, STATE = "", "*"
"""What a list can be ordered by besides fields: the name of a record, its state."""
State = Literal["stop", "ask", "none", "noted", "ok", "ended"]
STATES: tuple[State, ...] = ("stop", "ask", "none", "noted", "ok", "ended")
"""In the order in which they want attention."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the list shows it, with what its computed fields come to."""

    record: Record
    label: str
    computed: Mapping[str, object]
    new: bool = False
    """It has no answers of its own yet: a record of the form that this one extends."""


def owner_of(office: Office, period: Period, form: Form) -> Form | None:
    """The form whose records this one's belong to."""
    return office.form(owner_key(form), period) if owner_key(form) else None


def searched_fields(form: Form) -> list[Field]:
    """What finds a record besides its name: numbers that only one has, and where it is."""
    return [
        f
        for f in form.stored
        if isinstance(f, Text)
        and f.key not in (form.label_field, *form.identity)
        and (f.unique or f.key in ("hamlet", "address"))
    ]


def is_long(office: Office, period: Period, form_key: str) -> bool:
    """Whether the form has so many records that they are read, ordered, added up and checked beside the window."""
    form = office.form(form_key, period)
    schema.grow(office.store, [form])
    unit = office.unit_in(period).key
    return listing.more_than(office.store, form, MANY, unit=unit, period=period.label)


def listed(
    office: Office, period: Period, form_key: str, *, with_words: bool = True, first: int = 0
) -> Listing:
    """All records of a form in the order of entry; without words it comes sooner, and cannot be searched yet.

    `first`: so many of them only, to be shown until the others are known (not of a form that extends another).
    """
    form = office.form(form_key, period)
    owner = owner_of(office, period, form) if form.extends else None
    place = {"unit": office.unit_in(period).key, "period": period.label}
    schema.grow(office.store, [form, *([owner] if owner else [])])
    asked = 0 if owner else first
    ids = listing.ids(office.store, form, unit=place["unit"], period=place["period"], first=asked)
    made = Listing(
        form=form,
        owner=owner,
        unit=place["unit"],
        period=place["period"],
        ids=ids,
        count=len(ids) if not asked else records.count(office.store, form, **place),
        carried=listing.carried(office.store, form, **place) if not asked else {},
        has_words=False,
        names={f.key: names(office, period, f.form) for f in form.field if isinstance(f, Reference)},
    )
    if owner is not None:
        _join_owner(office, period, made, owner)
    if with_words:
        put_words(made, words_of(office, made))
    return made


def _join_owner(office: Office, period: Period, shown: Listing, owner: Form) -> None:
    own, of_owner = shown.ids, listing.ids(office.store, owner, unit=shown.unit, period=shown.period)
    shown.absent = {*of_owner} - {*own}
    known = {*of_owner}
    shown.ids = [*of_owner, *(record_id for record_id in own if record_id not in known)]
    shown.count = len(shown.ids)
    shown.labels = names(office, period, owner.key)


def words_of(office: Office, shown: Listing) -> list[str]:
    """What each record of the list is found by, read anew."""
    words = _words_of(office, shown.form, shown.place)
    if shown.owner is not None:
        words |= _words_of(office, shown.owner, shown.place)
    return [words.get(record_id, "") for record_id in shown.ids]


def put_words(shown: Listing, words: list[str]) -> None:
    """Let the list be searched by these words; records that joined it meanwhile have none yet."""
    shown.searched = words + [""] * (len(shown.ids) - len(words))
    shown.has_words = True


def renew(office: Office, shown: Listing, ids: Sequence[str]) -> None:
    """Take what was edited from the data file again; a record that the list did not know joins its end."""
    shown.ranks.clear()
    shown.absent.difference_update(ids)
    if shown.owner is not None:
        return
    for record_id, words in _words_of(office, shown.form, shown.place, ids).items():
        place = shown.all.row_of(record_id)
        if place < 0:
            shown.ids.append(record_id)
            shown.searched += [words] if shown.has_words else []
            shown.count += 1
        elif shown.has_words:
            shown.searched[place] = words


def drop(shown: Listing, ids: Sequence[str]) -> None:
    """These records are gone from the data file."""
    gone = set(ids)
    stay = [place for place, record_id in enumerate(shown.ids) if record_id not in gone]
    shown.count -= len(shown.ids) - len(stay)
    if shown.has_words:
        shown.searched = [shown.searched[place] for place in stay]
    shown.ids = [shown.ids[place] for place in stay]
    for record_id in gone:
        shown.carried.pop(record_id, None)


def _words_of(
    office: Office, form: Form, place: Mapping[str, str], ids: Sequence[str] | None = None
) -> dict[str, str]:
    keys = [f.key for f in searched_fields(form)]
    rows = listing.rows(office.store, form, keys, **place, record_ids=ids)
    return {row[0]: _haystack(row[2], row[3:]) for row in rows}


def _haystack(key: str, values: Iterable[Value]) -> str:
    told = [search_key(str(value)) for value in values if value is not None]
    bare = [word.replace("-", "") for word in told if "-" in word and word[0].isdigit()]
    return "\n".join([key, *told, *bare])


def page(office: Office, period: Period, shown: Listing, ids: Sequence[str]) -> list[Row]:
    """The records of these ids, in this order."""
    form, place = shown.form, shown.place
    found = records.read_some(office.store, form, ids, **place)
    checks = checker(form, office.catalogue, office.closing(period))
    computes = any(isinstance(f, Computed) for f in form.field)
    previous, owners = _compared(office, period, shown, found) if computes else ({}, {})
    rows = []
    for record_id in ids:
        record = found.get(record_id)
        given = record or Record(record_id, {})
        label = shown.labels.get(record_id) or form.label_of(given.values)
        worked_out: Mapping[str, object] = {}
        if computes:
            worked_out = checks.computed(
                given.values,
                previous=previous.get(record_id, NOTHING),
                owner=owners.get(checks.owner_id(given), NOTHING),
            )
        rows.append(Row(given, label, worked_out, new=record is None))
    return rows


def _compared(
    office: Office, period: Period, shown: Listing, found: Mapping[str, Record]
) -> tuple[Mapping[str, Mapping[str, Value]], Mapping[str, Mapping[str, Value]]]:
    """Last period's values and the owners' values of a few records, by record id."""
    form = shown.form
    last = previous_period(office, period, shown.unit)
    before = records.read_some(office.store, form, found, unit=shown.unit, period=last) if last else {}
    owner = owner_of(office, period, form)
    owners: dict[str, Record] = {}
    if owner is not None:
        schema.grow(office.store, [owner])
        checks = checker(form, office.catalogue, office.closing(period))
        wanted = [checks.owner_id(record) for record in found.values()]
        owners = records.read_some(office.store, owner, wanted, **shown.place)
    return {i: r.values for i, r in before.items()}, {i: r.values for i, r in owners.items()}


@dataclass(frozen=True, slots=True)
class Totals:
    """`added` records count, `left_out` wait to be confirmed; sums: field → (value, in how many it is known)."""

    added: int
    left_out: int
    sums: Mapping[str, tuple[int | None, int]]


def summed_fields(form: Form) -> list[str]:
    """The fields whose amounts may be added over records."""
    return [f.key for f in form.stored if isinstance(f, NumberBase) and f.over_units == "sum"]


def totals(
    office: Office, shown: Listing, keys: Sequence[str], *, ids: Sequence[str] | None = None
) -> Totals:
    """What the records, or these of them, add up to in the fields that may be added."""
    summed = set(summed_fields(shown.form))
    asked = [key for key in keys if key in summed]
    added, sums = listing.sums(office.store, shown.form, asked, **shown.place, record_ids=ids)
    return Totals(added, len(shown.ids if ids is None else ids) - added, sums)


def state_of(carried: str | None, problems: Iterable[Problem]) -> State:
    """How a record stands: what was brought over and not confirmed counts as not entered, whatever it lacks."""
    if carried is None or carried == "carried":
        return "none"
    severities = {p.severity for p in problems}
    if "stop" in severities:
        return "stop"
    if "ask" in severities:
        return "ask"
    if carried == "ended":
        return "ended"
    return "noted" if "noted" in severities else "ok"


Standing = tuple[State, tuple[Problem, ...]]
"""How a record stands, and all that is wrong with it."""


def standing(
    office: Office, period: Period, shown: Listing, *, progress: Progress | None = None
) -> dict[str, Standing]:
    """How every record stands, from checking the register as a whole."""
    found: dict[str, list[Problem]] = {}
    for form in (shown.form, *extensions_of(office, period, shown.form)):
        schema.grow(office.store, [form])
        for told in entry.check_form(office, period, form.key, progress=progress):
            found.setdefault(told.record_id, []).append(told)
    return {i: _standing(shown, i, found.get(i, ())) for i in shown.ids}


def standing_now(office: Office, period: Period, shown: Listing, ids: Sequence[str]) -> dict[str, Standing]:
    """The same of a few records, each by itself, read anew; doubles are seen by standing() only."""
    found: dict[str, list[Problem]] = {}
    for form in (shown.form, *extensions_of(office, period, shown.form)):
        schema.grow(office.store, [form])
        read = records.read_some(office.store, form, ids, **shown.place)
        if form is shown.form:
            shown.carried.update({i: r.carried for i, r in read.items()})
            shown.absent.difference_update(read)
        for told in entry.check_records(office, period, form.key, list(read.values())):
            found.setdefault(told.record_id, []).append(told)
    return {i: _standing(shown, i, found.get(i, ())) for i in ids}


def _standing(shown: Listing, record_id: str, problems: Sequence[Problem]) -> Standing:
    return state_of(shown.said_of(record_id), problems), tuple(problems)


def choices_of(office: Office, period: Period, asked: Field) -> list[str]:
    """The answers that may be chosen for a field that day; none for a field that is written."""
    on = office.closing(period)
    if isinstance(asked, Choice) and asked.options is not None:
        return asked.options.names(on)
    if isinstance(asked, Choice):
        return [e.code for options in asked.options_by.values() for e in options.code if e.valid_on(on)]
    if isinstance(asked, YesNo):
        return ["Có", "Không"]
    return []


def names(office: Office, period: Period, form_key: str) -> dict[str, str]:
    """record_id → name of all records of a form: what a field that refers to one shows."""
    form = office.form(form_key, period)
    schema.grow(office.store, [form])
    place = {"unit": office.unit_in(period).key, "period": period.label}
    told = listing.column(office.store, form, form.label_field, **place)
    return {record_id: form.fields[form.label_field].show(name) for record_id, name in told}
