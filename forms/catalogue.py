"""The catalogue: every edition of every form, with calendars, packets and parameters."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import msgspec

from base.errors import AppError, Code, nearest_hint
from base.nearest import nearest
from base.period import Calendar, Period
from forms.owner import owner_key
from forms.spec import Choice, CodeList, Constants, Field, Form, MultipleChoice


class Catalogue:
    """Every edition of every form, with calendars, packets and parameters; immutable once built."""

    def __init__(
        self,
        forms: Iterable[Form],
        constants: Constants,
        *,
        built_in: Iterable[str] = (),
        travelled: Iterable[str] = (),
        first: Sequence[Form] = (),
    ) -> None:
        """`travelled` names editions that only came inside files: they never take the place of a form known here.

        `first` are forms of which edition() thinks before all others of their key, whatever the day.
        """
        self.forms = tuple(sorted(forms, key=lambda f: (f.order, f.key, f.valid_from)))
        self.built_in = frozenset(built_in)
        self.packets = {p.key: p for p in constants.packet}
        self.constants = constants
        self._calendars = {
            c.key: Calendar(c.key, month=c.month, day=c.day, year_before=c.year_before)
            for c in constants.calendar
        }
        self.travelled = frozenset(travelled)
        self._first = tuple(first)
        self._by_name = {form.name: form for form in self.forms}
        own = {form.key for form in self.forms if form.name not in self.travelled}
        self._current = tuple(f for f in self.forms if f.name not in self.travelled or f.key not in own)

    @functools.cached_property
    def digest(self) -> str:
        """16 hex digits over all definitions: sums that were made by others are made anew."""
        told = "".join(definition_hash(form) for form in self.forms)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @functools.cached_property
    def counted(self) -> frozenset[str]:
        """The keys of all measures and indicators of all editions."""
        return frozenset(key for form in self.forms for key in _counted_keys(form))

    def form(self, name: str) -> Form:
        """The form of identity `key@edition`; raises FORM_UNKNOWN."""
        if name not in self._by_name:
            raise self._unknown(name)
        return self._by_name[name]

    def knows(self, name: str) -> bool:
        """Whether there is a form of identity `key@edition`."""
        return name in self._by_name

    def title_of(self, name: str) -> str:
        """What people call the form of identity `key@edition`; the identity itself where it is not known."""
        return self._by_name[name].title if name in self._by_name else name

    def edition(self, key: str, on: date) -> Form:
        """The edition of a form in force on that day; raises FORM_UNKNOWN."""
        for form in (*self._first, *self.in_force(on)):
            if form.key == key:
                return form
        raise self._unknown(key)

    def editions(self, key: str) -> tuple[Form, ...]:
        """All editions of a form, oldest first."""
        return tuple(form for form in self.forms if form.key == key)

    def _unknown(self, text: str) -> AppError:
        near = nearest_hint(nearest(text, {f.key for f in self.forms}))
        return AppError(Code.FORM_UNKNOWN, form=text, nearest=near)

    def calendar(self, packet: str) -> Calendar:
        """The calendar by which a packet's periods have dates."""
        return self._calendars[self.packets[packet].calendar]

    def closing(self, packet: str, period: Period) -> date:
        """The day on which the packet's stocks of that period are counted: what "today" means in its checks."""
        return period.closing(self.calendar(packet))

    def asked(self, packet: str, period: Period) -> tuple[Form, ...]:
        """The editions that a report of this packet and period consists of, in the packet's order."""
        on = self.closing(packet, period)
        return tuple(f for f in self.in_force(on) if f.packet == packet and period.kind in f.asked)

    def in_force(self, on: date) -> tuple[Form, ...]:
        """One edition of each form, as of a day: the newest, since an office cannot end a shipped one."""
        valid = sorted((f for f in self._current if _in_force(f, on)), key=lambda f: f.valid_from)
        newest = {form.key: form for form in valid}
        return tuple(form for form in self.forms if newest.get(form.key) is form)

    def owner_of(self, form: Form, on: date) -> Form | None:
        """The form whose records this one extends or, failing that, refers to first."""
        key = owner_key(form)
        return self.edition(key, on) if key else None

    def parameters(self, on: date) -> dict[str, int]:
        """param.key → value × PARAMETER_SCALE of those in force on that day."""
        from forms.names import PARAMETER_SCALE

        return {
            p.key: int(Fraction(p.value) * PARAMETER_SCALE)
            for p in self.constants.param
            if (p.valid_from is None or p.valid_from <= on) and (p.valid_to is None or on <= p.valid_to)
        }

    def means(self, name: str, meaning: str) -> bool:
        """Whether `key@edition` is known and its answers mean what this hash says."""
        return self.knows(name) and meaning_hash(self.form(name)) == meaning

    def within(self, travelled: Iterable[Form]) -> Catalogue:
        """This catalogue as one report sees it: the definitions that came along stand first.

        One that means what it means here is the one known here.
        """
        other = tuple(form for form in travelled if not self.means(form.name, meaning_hash(form)))
        return _within(self, other) if other else self

    def joined_by(self, more: Iterable[Form]) -> Catalogue:
        """This catalogue with definitions that travelled in a file; those already known win."""
        new = tuple(form for form in more if not self.knows(form.name))
        return _joined(self, new) if new else self


@functools.lru_cache(maxsize=32)
def _joined(catalogue: Catalogue, new: tuple[Form, ...]) -> Catalogue:
    return Catalogue(
        [*catalogue.forms, *new],
        catalogue.constants,
        built_in=catalogue.built_in,
        travelled=[*catalogue.travelled, *(form.name for form in new)],
    )


@functools.lru_cache(maxsize=64)
def _within(catalogue: Catalogue, travelled: tuple[Form, ...]) -> Catalogue:
    names = {form.name for form in travelled}
    return Catalogue(
        [*(form for form in catalogue.forms if form.name not in names), *travelled],
        catalogue.constants,
        built_in=catalogue.built_in - names,
        travelled=catalogue.travelled | names,
        first=travelled,
    )


def clash(forms: Iterable[Form]) -> tuple[Form, str] | None:
    """A form, and the key of a measure or indicator in it that another form has already taken."""
    taken: dict[str, str] = {}
    for form in forms:
        for key in _counted_keys(form):
            if taken.setdefault(key, form.key) != form.key:
                return form, key
    return None


def prevailing(forms: Iterable[Form], reports: Mapping[str, int]) -> Form:
    """Of several definitions of one name that under which most reports stand, of equal ones the smallest hash.

    `reports`: definition hash → how many.
    """

    def rank(form: Form) -> tuple[int, str]:
        digest = definition_hash(form)
        return -reports.get(digest, 0), digest

    return min(forms, key=rank)


def _counted_keys(form: Form) -> tuple[str, ...]:
    return (*(m.key for m in form.measure), *(i.key for i in form.indicator))


@functools.lru_cache(maxsize=32)
def without_clashes(known: tuple[Form, ...], travelled: tuple[Form, ...]) -> tuple[Form, ...]:
    """Forms that travelled, without the measures and indicators whose key another form has taken.

    First come the forms known here, then the travelled ones in the order of name and hash: whatever arrived first,
    the same one counts.
    """
    taken = {key: form.key for form in known for key in _counted_keys(form)}
    kept = []
    for form in sorted(travelled, key=lambda f: (f.name, definition_hash(f))):
        lost = {key for key in _counted_keys(form) if taken.setdefault(key, form.key) != form.key}
        kept.append(_without(form, lost) if lost else form)
    return tuple(kept)


def _without(form: Form, lost: set[str]) -> Form:
    return msgspec.structs.replace(
        form,
        measure=tuple(m for m in form.measure if m.key not in lost),
        indicator=tuple(
            i for i in form.indicator if not {i.key, i.numerator, i.denominator, *i.one_of} & lost
        ),
        partition=tuple(p for p in form.partition if not {p.total, *p.parts} & lost),
    )


def _in_force(form: Form, on: date) -> bool:
    return form.valid_from <= on and (form.valid_to is None or on <= form.valid_to)


def definition(form: Form) -> bytes:
    """The bound form as canonical JSON: what the data file keeps and what a submission carries."""
    return msgspec.json.encode(form, order="deterministic")


@functools.lru_cache(maxsize=256)
def definition_hash(form: Form) -> str:
    """SHA-256 of the definition, in hex."""
    return hashlib.sha256(definition(form)).hexdigest()


@functools.lru_cache(maxsize=256)
def meaning_hash(form: Form) -> str:
    """SHA-256 of what the answers mean and where they stand: fields, units, codes, titles.

    Checks and measures may be added to an edition without making files unreadable; this may not change.
    """
    return hashlib.sha256(_meaning(form, codes=True)).hexdigest()


def _meaning(form: Form, *, codes: bool) -> bytes:
    from forms.bind import INDICATORS

    titles = {section.key: section.title for section in form.section}
    told = [form.name, form.title, form.kind, form.level, form.extends]
    fields = [
        [
            f.key,
            f.__struct_config__.tag,
            f.label,
            getattr(f, "unit", ""),
            getattr(f, "scale", 1),
            titles.get(f.section, ""),
            [(code.code, code.name) for code in options.code]
            if codes and (options := getattr(f, "options", None)) and options.key != INDICATORS
            else [],
        ]
        for f in form.stored
    ]
    return msgspec.json.encode([told, fields])


def goes_on(before: Form, after: Form) -> bool:
    """Whether what was answered under the one means the same under the other.

    As for meaning_hash; but a list that forms share may have been superseded: it has every code that it had, under
    its name or with that among its other names.
    """
    if _meaning(before, codes=False) != _meaning(after, codes=False):
        return False
    for field in before.stored:
        now = {listed.key: listed for listed in _lists(after.fields[field.key])}
        for listed in _lists(field):
            same = _same_codes if listed.key in before.codes else _superseded
            if listed.key not in now or not same(listed, now[listed.key]):
                return False
    return True


def _same_codes(before: CodeList, after: CodeList) -> bool:
    return [(code.code, code.name) for code in before.code] == [(code.code, code.name) for code in after.code]


def _superseded(before: CodeList, after: CodeList) -> bool:
    now = after.by_code
    return all(
        one.code in now and one.name in (now[one.code].name, *now[one.code].aliases) for one in before.code
    )


@functools.lru_cache(maxsize=4096)
def measure_hash(form: Form, key: str, owner: Form | None) -> str:
    """SHA-256 of what a measure counts: its formulas with all that they name written out, and the fields they read.

    Two definitions of a form may differ elsewhere, or in words: sums whose hashes are equal may be added.
    """
    from forms import formula
    from forms.names import attributes, resolver

    measure = form.measures[key]
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    how, summed = formula.parse_aggregate(measure.value, resolve, attribute)
    where = formula.parse(measure.where, resolve, attribute) if measure.where else None
    names = {name for tree in (summed, where) if tree is not None for name in formula.names(tree)}
    sources = {"": form, "owner": owner}
    fields = {
        f"{name.scope}.{name.key}": _answered(source.fields[name.key])
        for name in names
        if (source := sources.get(name.scope)) is not None
    }
    told = [form.key, form.kind, form.level, owner_key(form), how, repr(summed), repr(where)]
    told += [measure.unit, str(measure.scale), measure.over_units, measure.over_time]
    return hashlib.sha256(msgspec.json.encode([told, fields], order="deterministic")).hexdigest()


def _answered(field: Field) -> list[object]:
    """What an answer may be: kind, unit and codes of its field."""
    codes = [[(code.code, code.name) for code in listed.code] for listed in _lists(field)]
    return [field.__struct_config__.tag, getattr(field, "unit", ""), getattr(field, "scale", 1), codes]


def _lists(field: Field) -> list[CodeList]:
    """The lists that the field chooses from; those that another answer selects after its own."""
    lists = [field.options, *field.options_by.values()] if isinstance(field, Choice) else []
    lists += [field.options] if isinstance(field, MultipleChoice) else []
    return [listed for listed in lists if listed is not None]


@functools.lru_cache(maxsize=256)
def alike(form: Form, owner: Form | None, counted: Form, owner_counted: Form | None) -> frozenset[str]:
    """Keys of the measures of `form` that may be added to those of `counted`, of which the totals are made.

    Both sides of a ratio or none, where they are counted for it alone.
    """
    same = {
        key
        for key in form.measures.keys() & counted.measures.keys()
        if measure_hash(form, key, owner) == measure_hash(counted, key, owner_counted)
    }
    for ratio in counted.indicator:
        sides = {ratio.numerator, ratio.denominator}
        if sides <= counted.measures.keys() and not sides <= same:
            same -= {key for key in sides if counted.measures[key].hidden}
    return frozenset(same)
