"""One record as the entry page opens it: with last period's answers, its owner, and the forms that extend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from base.errors import AppError, Code, Problem, problem
from base.period import Period
from base.text import search_key, sort_key, tidy
from courier.payload import SHEET_RECORD
from db import records, schema
from forms.check import NOTHING, Checker, checker
from forms.owner import owner_key
from forms.shown import Shown, shown_of
from forms.spec import Answer, Form, Record, Value
from forms.typed import shown_parts, typed
from office.entering import entry
from office.office import Office, previous_period
from office.receiving.returning import AskedBack, asked_back

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record with what it is compared to. `stored`: it stands in the data file; a new one does not yet.

    `extensions` are the same establishment in the forms that extend this one (its workers). `asked_back`: what the
    office above marked in it when it returned the report.
    """

    form: Form
    record: Record
    checks: Checker
    conditions: Shown
    previous: Record | None = None
    owner: Values = field(default_factory=lambda: NOTHING)
    stored: bool = True
    extensions: tuple[OpenRecord, ...] = ()
    asked_back: tuple[AskedBack, ...] = ()

    @property
    def before(self) -> Values:
        """Last period's values."""
        return self.previous.values if self.previous else NOTHING

    def problems(self) -> list[Problem]:
        """What is wrong with the record as it stands here, kept or not."""
        found = self.checks.record(self.record, previous=self.before, owner=self.owner)
        return [*found, *filter(None, (one.problem(self.record) for one in self.asked_back))]

    def computed(self) -> dict[str, Fraction | str | None]:
        """key → value of each computed field."""
        return self.checks.computed(self.record.values, previous=self.before, owner=self.owner)

    def computed_before(self) -> dict[str, Fraction | str | None]:
        """The same of the last period."""
        return self.checks.computed(self.before, owner=self.owner) if self.previous else {}

    def hidden(self) -> frozenset[str]:
        """Keys of the fields that are not asked of it."""
        found = self.conditions.hidden(self.record.values, previous=self.before, owner=self.owner)
        told = {*self.record.marks, *self.record.raw, *self.record.notes}
        return found - told

    def required(self) -> frozenset[str]:
        """Keys of the fields that it must answer."""
        return self.conditions.required(self.record.values, previous=self.before, owner=self.owner)


def opened_record(office: Office, period: Period, form_key: str, record_id: str) -> OpenRecord:
    """A record of the period; raises RECORD_UNKNOWN."""
    form = office.form(form_key, period)
    found = _read(office, form, record_id, period.label, unit=office.unit_in(period).key)
    if found is None:
        raise AppError(Code.RECORD_UNKNOWN)
    return opening(office, period, form, found)


def new_record(office: Office, period: Period, form_key: str, *, record_id: str = "") -> OpenRecord:
    """An empty record with an identity of its own, or that of one begun before; nothing is written before its first
    answer."""
    form = office.form(form_key, period)
    fresh = Record(record_id or office.store.surroundings.new_id(), {})
    return opening(office, period, form, fresh, stored=False)


def sheet_record(office: Office, period: Period, form_key: str) -> OpenRecord:
    """The one record of a form on one page, empty if nothing was answered yet."""
    form = office.form(form_key, period)
    found = _read(office, form, SHEET_RECORD, period.label, unit=office.unit_in(period).key)
    return opening(office, period, form, found or Record(SHEET_RECORD, {}), stored=found is not None)


def opening(office: Office, period: Period, form: Form, record: Record, *, stored: bool = True) -> OpenRecord:
    """The record with everything that its pane shows beside it."""
    unit = office.unit_in(period).key
    last = previous_period(office, period, unit)
    on = office.closing(period)
    extensions = []
    for extension in entry.extensions_of(office, period, form):
        found = _read(office, extension, record.record_id, period.label, unit=unit)
        extensions.append(
            OpenRecord(
                extension,
                found or Record(record.record_id, {}),
                checker(extension, office.catalogue, on),
                shown_of(extension, office.catalogue, on),
                _read(office, extension, record.record_id, last, unit=unit) if last else None,
                record.values,
                found is not None,
                asked_back=asked_back(office, period, extension, record.record_id),
            )
        )
    return OpenRecord(
        form,
        record,
        checker(form, office.catalogue, on),
        shown_of(form, office.catalogue, on),
        _read(office, form, record.record_id, last, unit=unit) if last else None,
        owner_values(office, period, form, record),
        stored,
        tuple(extensions),
        asked_back(office, period, form, record.record_id),
    )


def owner_values(office: Office, period: Period, form: Form, record: Record) -> Values:
    """The answers of the record that this one extends or refers to; none when there is none."""
    if not owner_key(form):
        return NOTHING
    owner_id = checker(form, office.catalogue, office.closing(period)).owner_id(record)
    owner = office.form(owner_key(form), period)
    found = _read(office, owner, owner_id, period.label, unit=office.unit_in(period).key)
    return found.values if found else NOTHING


def _read(office: Office, form: Form, record_id: str, period: str, *, unit: str) -> Record | None:
    schema.grow(office.store, [form])
    return records.read_one(office.store, form, record_id, unit=unit, period=period)


def repeated(office: Office, period: Period, opened: OpenRecord) -> list[Problem]:
    """Answers that only one record may have (a tax code) and that another one of the form has as well."""
    form, record = opened.form, opened.record
    unit = office.unit_in(period).key
    found = []
    for asked in form.stored:
        value = record.values.get(asked.key)
        alone = opened.conditions.alone(record.values)
        if asked.key not in alone or value is None or record.carried == "ended":
            continue
        for other in records.others_with(
            office.store, form, asked.key, value, record.record_id, unit=unit, period=period.label
        ):
            named = _read(office, form, other, period.label, unit=unit)
            if named is not None and asked.key in opened.conditions.alone(named.values):
                found.append(opened.checks.repeats(record, asked.key, form.label_of(named.values)))
                break
    return found


def keep(office: Office, period: Period, form_key: str, record: Record) -> list[Problem]:
    """Keep a record as it stands, unreadable texts included; gives its problems. Raises REPORT_CLOSED."""
    return entry.enter(office, period, form_key, [record])


def with_last(opened: OpenRecord) -> Record:
    """The record with last period's answers where it has none yet; flows of the period stay to be entered."""
    record = opened.record
    empty = [
        f.key
        for f in opened.form.stored
        if f.carried and shown_parts(record, f.key) == (None, "", "") and opened.before.get(f.key) is not None
    ]
    return replace(record, values={**record.values, **{key: opened.before[key] for key in empty}})


# references


@dataclass(frozen=True, slots=True)
class Referable:
    """A record that a reference may name; `text` tells it from all others of its form."""

    record_id: str
    text: str


def referables(office: Office, period: Period, form_key: str) -> list[Referable]:
    """The records of the period that a reference to that form may name, in the order of the dictionary."""
    form = office.form(form_key, period)
    schema.grow(office.store, [form])
    unit = office.unit_in(period).key
    found = records.values_by_id(office.store, form, unit=unit, period=period.label)
    named = {record_id: form.label_of(values) for record_id, values in found.items()}
    often = Counter(map(search_key, named.values()))
    telling = [key for key in (*form.identity, "tax_code", "hamlet") if key != form.label_field]
    taken: Counter[str] = Counter()
    listed = []
    for record_id, name in named.items():
        text = name
        if often[search_key(name)] > 1:
            text = _told_apart(form, found[record_id], name, telling)
        taken[text] += 1
        listed.append(Referable(record_id, f"{text} ({taken[text]})" if taken[text] > 1 else text))
    return sorted(listed, key=lambda one: sort_key(one.text))


def _told_apart(form: Form, values: Values, name: str, telling: Iterable[str]) -> str:
    parts = [
        form.fields[key].show(values.get(key), values)
        for key in dict.fromkeys(telling)
        if key in form.fields and values.get(key) is not None
    ]
    return " · ".join([name, *parts])


def referred(
    form: Form, record: Record, key: str, text: str, *, known: Iterable[Referable], title: str
) -> tuple[Record, Problem | None]:
    """typed() of a reference: a record's text becomes its id; one that names none stays as it was typed.

    `title` is what the form referred to is called.
    """
    asked = form.fields[key]
    read = asked.read(text)
    if isinstance(read, Answer) and (read.mark or read.value is None):
        return typed(form, record, key, text)
    wanted = search_key(text)
    meant = [one for one in known if search_key(one.text) == wanted]
    if len(meant) == 1:
        return typed(form, record, key, meant[0].record_id)
    emptied, _ = typed(form, record, key, "")
    told = problem(Code.NOT_A_REFERENCE, fields=(key,), label=asked.label, text=tidy(text), form=title)
    return replace(emptied, raw={**emptied.raw, key: tidy(text)}), told
