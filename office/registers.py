"""A register as a list: found by a few letters, filtered, put in order, added up; records are read page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from base.errors import Problem
from base.period import Period
from base.progress import Progress
from base.text import search_key, vietnamese_order
from db import listing, records, schema
from forms.check import NOTHING, checker
from forms.names import owner_key
from forms.spec import Choice, Computed, Date, Field, Form, NumberBase, Record, Text, Value, YesNo
from office import entry
from office.entry import extensions_of
from office.office import Office, previous_period

MANY = 5_000
"""Longer registers are listed and checked beside the window."""
LABEL, STATE = "", "*"
"""What a list can be ordered by besides fields: the name of a record, its state."""
State = Literal["stop", "ask", "none", "noted", "ok", "ended"]
STATES: tuple[State, ...] = ("stop", "ask", "none", "noted", "ok", "ended")
"""In the order in which they want attention."""
_DIGITS_OF_A_CODE = 8


@dataclass(frozen=True, slots=True)
class Filter:
    """What a column must say. `texts`: for "contains" the words, for "is" the stored codes."""

    field: str
    kind: Literal["contains", "is", "between", "blank", "not_collected"]
    texts: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(slots=True)
class Listing:
    """All records of a form in one period by id, with what finds them; their answers stay in the data file.

    A form that extends another one lists that one's records, whether they have answers here or not.
    """

    form: Form
    owner: Form | None
    unit: str
    period: str
    ids: list[str]
    searched: list[str]
    carried: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    """record_id → name, for forms whose records are called by those they extend."""
    ranks: dict[str, Mapping[str, int | str]] = field(default_factory=dict)
    has_words: bool = True

    @property
    def place(self) -> dict[str, str]:
        """Unit and period, as the data file knows them."""
        return {"unit": self.unit, "period": self.period}

    def found(self, text: str) -> list[str]:
        """The records in which every word stands, accents and case aside."""
        hits: Iterable[tuple[str, str]] = zip(self.ids, self.searched, strict=True)
        for word in _words(text):
            hits = [hit for hit in hits if word in hit[1]]
        return [record_id for record_id, _ in hits]


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the list shows it, with what its computed fields come to."""

    record: Record
    label: str
    computed: Mapping[str, object]
    new: bool = False
    """It has no answers of its own yet: a record of the form that this one extends."""


def _words(text: str) -> list[str]:
    words = search_key(text).split()
    joined = "".join(words).replace("-", "")
    return [joined] if joined.isdigit() and len(joined) >= _DIGITS_OF_A_CODE else words


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


def count(office: Office, period: Period, form_key: str) -> int:
    """How many records the form has."""
    form = office.form(form_key, period)
    schema.grow(office.store, [form])
    return records.count(office.store, form, unit=office.unit_in(period).key, period=period.label)


def listed(office: Office, period: Period, form_key: str, *, with_words: bool = True) -> Listing:
    """All records of a form in the order of entry; without words it comes sooner, and cannot be searched yet."""
    form = office.form(form_key, period)
    _rows = _rows_with_words if with_words else _rows_alone
    owner = owner_of(office, period, form) if form.extends else None
    place = {"unit": office.unit_in(period).key, "period": period.label}
    schema.grow(office.store, [form, *([owner] if owner else [])])
    own = every = _rows(office, form, place)
    labels: dict[str, str] = {}
    if owner is not None:
        of_owner = _rows(office, owner, place)
        known = {row[0] for row in of_owner}
        every = [*of_owner, *(row for row in own if row[0] not in known)]
        labels = names(office, period, owner.key)
    return Listing(
        form=form,
        owner=owner,
        unit=place["unit"],
        period=place["period"],
        ids=[row[0] for row in every],
        searched=[row[2] for row in every],
        carried={row[0]: row[1] for row in own},
        labels=labels,
        has_words=with_words,
    )


def words_of(office: Office, period: Period, shown: Listing) -> dict[str, str]:
    """record_id → what it is found by, for a list that came without words."""
    found = listed(office, period, shown.form.key)
    return dict(zip(found.ids, found.searched, strict=True))


def renew(office: Office, shown: Listing, ids: Sequence[str]) -> None:
    """Take what finds these records from the data file again, after they were edited."""
    shown.ranks.clear()
    if shown.owner is not None:
        return
    at = {record_id: n for n, record_id in enumerate(shown.ids)} if len(ids) > 1 else {}
    for record_id, carried, words in _rows_with_words(office, shown.form, shown.place, ids):
        shown.carried[record_id] = carried
        shown.searched[at[record_id] if at else shown.ids.index(record_id)] = words


def _rows_alone(office: Office, form: Form, place: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(record_id, carried, "") for record_id, carried in listing.ids(office.store, form, **place)]


def _rows_with_words(
    office: Office, form: Form, place: Mapping[str, str], ids: Sequence[str] | None = None
) -> list[tuple[str, str, str]]:
    keys = [f.key for f in searched_fields(form)]
    rows = listing.rows(office.store, form, keys, **place, record_ids=ids)
    return [(row[0], row[1], _haystack(row[2], row[3:])) for row in rows]


def _haystack(key: str, values: Iterable[Value]) -> str:
    told = [search_key(str(value)) for value in values if value is not None]
    bare = [word.replace("-", "") for word in told if "-" in word and word[0].isdigit()]
    return "\n".join([key, *told, *bare])


def ids_in_order(
    office: Office,
    shown: Listing,
    *,
    search: str = "",
    filters: Sequence[Filter] = (),
    sort: tuple[str, bool] | None = None,
    states: Mapping[str, State] | None = None,
) -> list[str]:
    """The records that are found and pass every filter; `sort`: (field, LABEL or STATE; descending)."""
    ids = shown.found(search)
    for wanted in filters:
        passing = _passing(office, shown, wanted)
        ids = [record_id for record_id in ids if record_id in passing]
    if sort is None:
        return ids
    key, descending = sort
    ranks = _ranks(office, shown, key, states or {})
    known = [record_id for record_id in ids if record_id in ranks]
    known.sort(key=lambda record_id: ranks[record_id], reverse=descending)
    return known if len(known) == len(ids) else known + [i for i in ids if i not in ranks]


def _passing(office: Office, shown: Listing, wanted: Filter) -> set[str]:
    store, form = office.store, shown.form
    if wanted.field == LABEL:
        words = _words(" ".join(wanted.texts))
        named = _texts(office, shown, LABEL)
        return {i for i, name in named if all(word in search_key(name) for word in words)}
    match wanted.kind:
        case "is":
            return listing.among(store, form, wanted.field, wanted.texts, **shown.place)
        case "between":
            return listing.between(store, form, wanted.field, wanted.low, wanted.high, **shown.place)
        case "blank":
            lacking = listing.without(store, form, wanted.field, **shown.place)
            return lacking | (set(shown.ids) - shown.carried.keys())
        case "not_collected":
            return listing.remarked(store, form, wanted.field, ["mark"], **shown.place)
    words = search_key(" ".join(wanted.texts)).split()
    told = _texts(office, shown, wanted.field)
    return {i for i, text in told if all(word in search_key(text) for word in words)}


def _texts(office: Office, shown: Listing, key: str) -> list[tuple[str, str]]:
    """(record_id, text) of a field that is answered, or of the names."""
    if key == LABEL:
        if shown.owner is not None:
            return list(shown.labels.items())
        key = shown.form.label_field
    asked = shown.form.fields[key]
    values = listing.column(office.store, shown.form, key, **shown.place)
    if isinstance(asked, Text):
        return [(i, str(value)) for i, value in values if value is not None]
    told = {value: asked.show(value) for value in {value for _, value in values} if value is not None}
    return [(i, told[value]) for i, value in values if value is not None]


def put_in_order(office: Office, shown: Listing, key: str) -> Listing:
    """Work out the order by a field, or LABEL, so that it is there when it is asked for."""
    _ranks(office, shown, key, {})
    return shown


def _ranks(office: Office, shown: Listing, key: str, states: Mapping[str, State]) -> Mapping[str, int | str]:
    """record_id → place in the order of a field; those without an answer are left out."""
    if key == STATE:
        order = {state: n for n, state in enumerate(STATES)}
        return {record_id: order[state] for record_id, state in states.items()}
    if key not in shown.ranks:
        shown.ranks[key] = _made_ranks(office, shown, key)
    return shown.ranks[key]


def _made_ranks(office: Office, shown: Listing, key: str) -> Mapping[str, int | str]:
    asked = shown.form.fields.get(key)
    if asked is not None and (asked.column_type == "INTEGER" or isinstance(asked, Date)):
        values = listing.column(office.store, shown.form, key, **shown.place)
        return {i: value for i, value in values if value is not None}
    told = _texts(office, shown, key)
    order = vietnamese_order([text for _, text in told])
    return {told[n][0]: rank for rank, n in enumerate(order)}


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
        for told in entry.check_records(office, period, form.key, list(read.values())):
            found.setdefault(told.record_id, []).append(told)
    return {i: _standing(shown, i, found.get(i, ())) for i in ids}


def _standing(shown: Listing, record_id: str, problems: Sequence[Problem]) -> Standing:
    return state_of(shown.carried.get(record_id), problems), tuple(problems)


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
