"""check(form, answers) → all problems, not the first.

Every constraint and rule of a form becomes one test in a single compiled function, so that a register of a
thousand records is checked in a few hundredths of a second.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import cast

from base.errors import Code, Problem, problem
from base.text import search_key
from forms import formula
from forms.catalogue import Catalogue
from forms.checks import NAMED
from forms.formula import PYTHON, Compare, Name
from forms.names import attributes, computed_tree, name_of, resolver
from forms.shown import shown_of
from forms.spec import (
    Choice,
    Computed,
    Date,
    Field,
    Form,
    MultipleChoice,
    NamedCheck,
    NumberBase,
    Record,
    Reference,
    Rule,
    Text,
    Value,
    Year,
)

LONGEST_NOTE = 2_000
_PASSING = 500
LABEL_OF_NOTES = "Ghi chú"
Values = Mapping[str, Value]
NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class _Test:
    """`source` is true when the answers fail; `tell` then makes the Problem."""

    source: str
    used: tuple[Name, ...]
    tell: Callable[[Record], Problem | None]


@dataclass(frozen=True, slots=True)
class Register:
    """What is checked together: all records of a form in one unit and period, with last period's and owners'."""

    records: Sequence[Record]
    previous: Mapping[str, Values]
    owners: Mapping[str, Values] | None = None


class Checker:
    """The compiled checks of one edition as of one closing date (which dates code lists and "today")."""

    def __init__(self, form: Form, catalogue: Catalogue, on: date) -> None:
        self.form = form
        self._today = on.isoformat()
        self._on = on
        self._owner = catalogue.owner_of(form, on)
        references = (f.key for f in form.field if isinstance(f, Reference))
        self._link = "" if form.extends else next(references, "")
        self._parameters = catalogue.parameters(on)
        self._resolve = resolver(form, self._owner)
        self._attributes = attributes(form, self._owner)
        self._known: dict[str, object] = {}
        self._shown = functools.partial(shown_of, form, catalogue, on)
        tests = [test for field in form.field for test in self._field_tests(field)]
        tests += [self._rule_test(rule) for rule in form.rule]
        tests += [self._named_test(named) for named in form.named_check]
        self._tell = [test.tell for test in tests]
        body = [
            "hits = []",
            *(f"if {t.source}: hits.append({n})" for n, t in enumerate(tests)),
            "return hits",
        ]
        used = (name for test in tests for name in test.used)
        compiled = formula.python_function("failed_tests", used, body, self._known)
        self._failed = cast("Callable[[Values, Values, Values, Mapping[str, int], str], list[int]]", compiled)
        self._computed = {
            f.key: formula.value_function(computed_tree(form, f, self._owner))
            for f in form.field
            if isinstance(f, Computed)
        }

    def record(self, record: Record, *, previous: Values = NOTHING, owner: Values = NOTHING) -> list[Problem]:
        """All problems of one record; `previous` and `owner` are stored values of the records it is compared to."""
        found = self._unreadable(record) if record.raw else []
        if record.notes:
            found += self._long_notes(record)
        for n in self._failed(record.values, previous, owner, self._parameters, self._today):
            told = self._tell[n](record)
            if told is not None:
                found.append(told)
        if not found:
            return found
        label = self._called(record, owner)
        return [self._placed(p, record, label) for p in found]

    def _called(self, record: Record, owner: Values | None) -> str:
        """What messages call a record: by its own label, or by that of the record it extends."""
        if self.form.label_field or self._owner is None or not owner:
            return self.form.label_of(record.values)
        return self._owner.label_of(owner)

    def register(
        self, register: Register, *, passing: Callable[[int], None] = lambda done: None
    ) -> list[Problem]:
        """All problems of a unit's records, those between records (duplicates, missing owners) included.

        `passing` is told every few hundred records how many were checked; what it raises ends the checking.
        """
        found: list[Problem] = []
        owners = register.owners
        for done, record in enumerate(register.records):
            if done % _PASSING == 0:
                passing(done)
            owner = self.owner_of(record, owners) if owners is not None else None
            previous = register.previous.get(record.record_id, NOTHING)
            found += self.record(record, previous=previous, owner=owner or NOTHING)
            if owners is not None and owner is None:
                found += self._without_owner(record)
        return found + self._between(register.records)

    def _without_owner(self, record: Record) -> list[Problem]:
        """The record that it extends, or the one that it names, is not there."""
        label = self.form.label_of(record.values)
        title = self._owner.title if self._owner else self.form.extends
        if self.form.extends:
            told = problem(Code.OWNER_MISSING, record=label, form=title)
        elif record.values.get(self._link) is not None:
            field = self.form.fields[self._link]
            text = record.values[self._link]
            told = problem(
                Code.NOT_A_REFERENCE, fields=(self._link,), label=field.label, text=text, form=title
            )
        else:
            return []
        return [self._placed(told, record, label)]

    def owner_of(self, record: Record, owners: Mapping[str, Values]) -> Values | None:
        """The values of the record that this one extends or refers to, among those given by id."""
        return owners.get(self.owner_id(record))

    def owner_id(self, record: Record) -> str:
        """The record_id of the record that this one extends or refers to."""
        return str(record.values.get(self._link)) if self._link else record.record_id

    def computed(
        self, values: Values, *, previous: Values = NOTHING, owner: Values = NOTHING
    ) -> dict[str, Fraction | str | None]:
        """key → value of each computed field, exact; None where an input is missing."""
        return {
            key: cast("Fraction | str | None", value(values, previous, owner, self._parameters, self._today))
            for key, value in self._computed.items()
        }

    def _placed(self, told: Problem, record: Record, label: str) -> Problem:
        severity = told.severity
        if severity == "ask" and any(key in record.notes for key in told.fields):
            severity = "noted"
        return replace(told, form=self.form.key, record_id=record.record_id, record=label, severity=severity)

    def _unreadable(self, record: Record) -> list[Problem]:
        return [
            problem(Code.UNREADABLE, fields=(key,), label=self.form.fields[key].label, text=text)
            for key, text in record.raw.items()
        ]

    def _long_notes(self, record: Record) -> list[Problem]:
        """A note that no cell of a submission could hold would be refused above."""
        return [
            problem(
                Code.TEXT_TOO_LONG, fields=(key,), label=LABEL_OF_NOTES, length=len(text), limit=LONGEST_NOTE
            )
            for key, text in record.notes.items()
            if len(text) > LONGEST_NOTE
        ]

    def _field_tests(self, field: Field) -> list[_Test]:
        if isinstance(field, Computed):
            return []
        name = name_of(field)
        ref = f"v_{field.key}"
        tests: list[_Test] = []
        if field.required:
            named = field.key == self.form.label_field
            tell = functools.partial(_tell_required, field, named=named)
            tests.append(_Test(f"{ref} is None", (name,), tell))
        elif field.required_when:
            when = formula.parse(field.required_when, self._resolve, self._attributes)
            source = f"{ref} is None and {PYTHON.condition(when)}"
            tests.append(
                _Test(source, (name, *formula.names(when)), functools.partial(_tell_required, field))
            )
        if isinstance(field, NumberBase):
            tests += self._limit_tests(field, name, ref)
        if isinstance(field, Text) and field.pattern:
            self._known[f"re_{field.key}"] = re.compile(field.pattern).fullmatch
            source = f"{ref} is not None and re_{field.key}({ref}) is None"
            tests.append(_Test(source, (name,), functools.partial(_tell_pattern, field)))
        if isinstance(field, Choice):
            tests += self._choice_tests(field, name, ref)
        if isinstance(field, Date | Year) and field.not_after:
            tests.append(self._not_after_test(field, name, ref))
        return tests

    def _limit_tests(self, field: NumberBase, name: Name, ref: str) -> list[_Test]:
        tests = []
        for limit, sign, code in ((field.min, "<", Code.BELOW_MINIMUM), (field.max, ">", Code.ABOVE_MAXIMUM)):
            if limit is not None:
                stored = int(Fraction(str(limit)) * field.scale)
                tell = functools.partial(_tell_limit, field, stored, code)
                tests.append(_Test(f"{ref} is not None and {ref} {sign} {stored}", (name,), tell))
        return tests

    def _choice_tests(self, field: Choice, name: Name, ref: str) -> list[_Test]:
        listed = f"codes_{field.key}"
        if not field.codes_by:
            assert field.options is not None
            self._known[listed] = frozenset(e.code for e in field.options.code if e.valid_on(self._on))
            return [
                _Test(
                    f"{ref} is not None and {ref} not in {listed}",
                    (name,),
                    functools.partial(_tell_choice, field),
                )
            ]
        self._known[listed] = {
            version: frozenset(e.code for e in options.code if e.valid_on(self._on))
            for version, options in field.options_by.items()
        }
        by = name_of(self.form.fields[field.codes_by])
        source = f"{ref} is not None and v_{by.key} is not None and {ref} not in {listed}.get(v_{by.key}, ())"
        return [_Test(source, (name, by), functools.partial(_tell_choice, field))]

    def _not_after_test(self, field: Date | Year, name: Name, ref: str) -> _Test:
        if field.not_after == "today":
            today = "int(today[:4])" if isinstance(field, Year) else "today"
            tell = functools.partial(_tell_after, field, self._on.strftime("%d/%m/%Y"), None)
            return _Test(f"{ref} is not None and {ref} > {today}", (name,), tell)
        other = self.form.fields[field.not_after]
        source = f"{ref} is not None and v_{other.key} is not None and {ref} > v_{other.key}"
        return _Test(
            source, (name, name_of(other)), functools.partial(_tell_after, field, other.label, other)
        )

    def _rule_test(self, rule: Rule) -> _Test:
        check = formula.parse(rule.check, self._resolve, self._attributes)
        source = broken_source(PYTHON, rule, check)
        used = list(formula.names(check))
        if rule.where:
            where = formula.parse(rule.where, self._resolve, self._attributes)
            source = f"{PYTHON.condition(where)} and {source}"
            used += formula.names(where)
        read = tuple(n.key for n in formula.names(check) if n.scope == "")
        return _Test(
            source, tuple(used), functools.partial(_tell_rule, self.form, rule, rule.fields or read, read)
        )

    def _named_test(self, named: NamedCheck) -> _Test:
        self._known["FORM"] = self.form
        self._known[f"named_{named.key}"] = NAMED[named.key]
        tell = functools.partial(_tell_named, self.form, named)
        return _Test(f"not named_{named.key}(FORM, v)", (), tell)

    def _between(self, records: Sequence[Record]) -> list[Problem]:
        found: list[Problem] = []
        for field in self.form.stored:
            if field.unique:
                found += self._repeated(self._alone(records, field), (field.key,), severity_stop=True)
        if self.form.identity and not (
            len(self.form.identity) == 1 and self.form.fields[self.form.identity[0]].unique
        ):
            found += self._repeated(records, self.form.identity, severity_stop=False)
        return found

    def _alone(self, records: Sequence[Record], field: Field) -> Sequence[Record]:
        """Those of which no two may give the same answer."""
        if not field.unique_when:
            return records
        shown = self._shown()
        return [record for record in records if field.key in shown.alone(record.values)]

    def _repeated(
        self, records: Iterable[Record], keys: tuple[str, ...], *, severity_stop: bool
    ) -> list[Problem]:
        fields = [self.form.fields[key] for key in keys]
        same: dict[tuple[str, ...], list[Record]] = defaultdict(list)
        for record in records:
            if record.values.get(keys[0]) is not None and record.carried != "ended":
                same[
                    tuple(search_key(f.show(record.values.get(f.key), record.values)) for f in fields)
                ].append(record)
        found = []
        for group in same.values():
            for record in group[1:]:
                other = self.form.label_of(group[0].values)
                found.append(self._repeats(record, keys, other, severity_stop=severity_stop))
        return found

    def repeats(self, record: Record, key: str, other: str) -> Problem:
        """What to say of an answer that only one record may have and that another one, of this name, has as well."""
        return self._repeats(record, (key,), other, severity_stop=True)

    def _repeats(self, record: Record, keys: tuple[str, ...], other: str, *, severity_stop: bool) -> Problem:
        field = self.form.fields[keys[0]]
        told = problem(
            Code.NOT_UNIQUE,
            fields=keys,
            severity="stop" if severity_stop else "ask",
            label=field.label,
            value=field.show(record.values.get(keys[0]), record.values),
            other=other,
        )
        return self._placed(told, record, self.form.label_of(record.values))


def broken_source(emitter: formula.Emitter, rule: Rule, check: formula.Tree) -> str:
    """Source in the emitter's dialect that is true when the rule is broken, its `where` left aside."""
    left = rule.missing_left or rule.missing
    right = rule.missing_right or rule.missing
    if not isinstance(check, Compare) and left != "skip-any":
        return f"(not {emitter.condition(check)})"
    return emitter.broken(check, left, right)


@functools.lru_cache(maxsize=64)
def checker(form: Form, catalogue: Catalogue, on: date) -> Checker:
    """The Checker of an edition as of a closing date, compiled once."""
    return Checker(form, catalogue, on)


def _tell_required(field: Field, record: Record, *, named: bool = False) -> Problem | None:
    """A figure may be "…", not collected; the name of a record (`named`) may not."""
    if (field.key in record.marks and not named) or field.key in record.raw:
        return None
    return problem(Code.REQUIRED, fields=(field.key,), label=field.label)


def _tell_limit(field: NumberBase, limit: int, code: Code, record: Record) -> Problem:
    value, shown = field.show(record.values.get(field.key)), field.show(limit)
    return problem(code, fields=(field.key,), label=field.label, value=value, limit=shown)


def _tell_pattern(field: Text, record: Record) -> Problem:
    value = record.values.get(field.key)
    return problem(Code.WRONG_PATTERN, fields=(field.key,), label=field.label, value=value, shape=field.shape)


def _tell_choice(field: Choice, record: Record) -> Problem:
    value = record.values.get(field.key)
    options = field.list_for(record.values)
    if options is not None and str(value) in options.by_code:
        return problem(
            Code.CHOICE_ENDED, fields=(field.key,), label=field.label, text=field.show(value, record.values)
        )
    return problem(Code.NOT_A_CHOICE, fields=(field.key,), label=field.label, text=value, nearest="")


def _tell_after(field: Date | Year, limit: str, other: Field | None, record: Record) -> Problem:
    shown = other.show(record.values.get(other.key)) if other else limit
    value = field.show(record.values.get(field.key))
    return problem(Code.AFTER_LIMIT, fields=(field.key,), label=field.label, value=value, limit=shown)


def _tell_rule(
    form: Form, rule: Rule, fields: tuple[str, ...], read: tuple[str, ...], record: Record
) -> Problem | None:
    if any(key in record.marks for key in read):
        return None  # "…" occurs in an amount that nobody knows: it may not be taken for zero
    return Problem(rule.key, rule.severity, _filled(form, rule.message, record), fields=fields)


def _tell_named(form: Form, named: NamedCheck, record: Record) -> Problem:
    return Problem(named.key, named.severity, _filled(form, named.message, record), fields=named.fields)


def _filled(form: Form, message: str, record: Record) -> str:
    """The message with {field} replaced by what the person sees in that field; the name of a choice is quoted."""

    def shown(match: re.Match[str]) -> str:
        field = form.fields.get(match[1])
        if field is None:
            return match[0]
        text = field.show(record.values.get(field.key), record.values)
        return f"“{text}”" if text and isinstance(field, Choice | MultipleChoice) else text

    return re.sub(r"\{(\w+)\}", shown, message)
