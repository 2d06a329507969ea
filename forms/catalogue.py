"""The catalogue: every edition of every form, with calendars, packets and parameters."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import msgspec
from rapidfuzz import process

from base.errors import AppError, Code, nearest_hint
from base.period import Calendar, Period
from forms.names import PARAMETER_SCALE, owner_key
from forms.spec import Constants, Form


class Catalogue:
    """Every edition of every form, with calendars, packets and parameters; immutable once built."""

    def __init__(
        self,
        forms: Iterable[Form],
        constants: Constants,
        *,
        built_in: Iterable[str] = (),
        travelled: Iterable[str] = (),
    ) -> None:
        """`travelled` names editions that only came inside files: they never take the place of a form known here."""
        self.forms = tuple(sorted(forms, key=lambda f: (f.order, f.key, f.valid_from)))
        self.built_in = frozenset(built_in)
        self.packets = {p.key: p for p in constants.packet}
        self._constants = constants
        self._calendars = {
            c.key: Calendar(c.key, month=c.month, day=c.day, year_before=c.year_before)
            for c in constants.calendar
        }
        self.travelled = frozenset(travelled)
        self._by_name = {form.name: form for form in self.forms}
        own = {form.key for form in self.forms if form.name not in self.travelled}
        self._current = tuple(f for f in self.forms if f.name not in self.travelled or f.key not in own)

    @functools.cached_property
    def digest(self) -> str:
        """16 hex digits over all definitions: sums that were made by others are made anew."""
        told = "".join(definition_hash(form) for form in self.forms)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def form(self, name: str) -> Form:
        """The form of identity `key@edition`; raises FORM_UNKNOWN."""
        if name not in self._by_name:
            raise self._unknown(name)
        return self._by_name[name]

    def knows(self, name: str) -> bool:
        """Whether there is a form of identity `key@edition`."""
        return name in self._by_name

    def edition(self, key: str, on: date) -> Form:
        """The edition of a form in force on that day; raises FORM_UNKNOWN."""
        for form in self.in_force(on):
            if form.key == key:
                return form
        raise self._unknown(key)

    def editions(self, key: str) -> tuple[Form, ...]:
        """All editions of a form, oldest first."""
        return tuple(form for form in self.forms if form.key == key)

    def _unknown(self, text: str) -> AppError:
        near = [
            hit for hit, _, _ in process.extract(text, {f.key for f in self.forms}, limit=2, score_cutoff=60)
        ]
        return AppError(Code.FORM_UNKNOWN, form=text, nearest=nearest_hint(near))

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
        return {
            p.key: int(Fraction(p.value) * PARAMETER_SCALE)
            for p in self._constants.param
            if (p.valid_from is None or p.valid_from <= on) and (p.valid_to is None or on <= p.valid_to)
        }

    def joined_by(self, more: Iterable[Form]) -> Catalogue:
        """This catalogue with definitions that travelled in a file; those already known win."""
        new = tuple(form for form in more if not self.knows(form.name))
        return _joined(self, new) if new else self


@functools.lru_cache(maxsize=32)
def _joined(catalogue: Catalogue, new: tuple[Form, ...]) -> Catalogue:
    return Catalogue(
        [*catalogue.forms, *new],
        catalogue._constants,
        built_in=catalogue.built_in,
        travelled=[*catalogue.travelled, *(form.name for form in new)],
    )


def clash(forms: Iterable[Form]) -> tuple[Form, str] | None:
    """A form, and the key of a measure or indicator in it that another form has already taken."""
    taken: dict[str, str] = {}
    for form in forms:
        for key in (*(m.key for m in form.measure), *(i.key for i in form.indicator)):
            if taken.setdefault(key, form.key) != form.key:
                return form, key
    return None


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
            if (options := getattr(f, "options", None))
            else [],
        ]
        for f in form.stored
    ]
    return hashlib.sha256(msgspec.json.encode([told, fields])).hexdigest()
