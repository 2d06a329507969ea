"""Which fields a record shows, must answer, and answers alone: a form's shown_when, required_when and unique_when."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from forms import formula
from forms.catalogue import Catalogue
from forms.formula import PYTHON
from forms.names import attributes, resolver
from forms.spec import Field, Form, Value

Values = Mapping[str, Value]
NOTHING: Values = {}


class Shown:
    """The conditions of one edition, compiled as of a closing date."""

    def __init__(self, form: Form, catalogue: Catalogue, on: date) -> None:
        self._form = form
        self._owner = catalogue.owner_of(form, on)
        self._parameters = catalogue.parameters(on)
        self._today = on.isoformat()
        self._always = frozenset(f.key for f in form.field if f.required)
        self._hidden = self._told({f.key: f"not ({f.shown_when})" for f in form.field if f.shown_when})
        self._asked = self._told({f.key: f.required_when for f in form.field if f.required_when})
        self._unique = frozenset(f.key for f in form.field if f.unique and not f.unique_when)
        self._alone = self._told({f.key: f.unique_when for f in form.field if f.unique_when})

    def _told(self, conditions: Mapping[str, str]) -> Callable[..., list[str]]:
        """A function that gives the keys whose condition holds."""
        resolve, attribute = resolver(self._form, self._owner), attributes(self._form, self._owner)
        trees = {key: formula.parse(text, resolve, attribute) for key, text in conditions.items()}
        used = [name for tree in trees.values() for name in formula.names(tree)]
        lines = [f"if {PYTHON.condition(tree)}: told.append({key!r})" for key, tree in trees.items()]
        body = ["told = []", *lines, "return told"]
        return cast("Callable[..., list[str]]", formula.python_function("told", used, body))

    def hidden(
        self, values: Values, *, previous: Values = NOTHING, owner: Values = NOTHING
    ) -> frozenset[str]:
        """Keys of the fields that are not asked of this record; one that has an answer is never among them."""
        told = self._hidden(values, previous, owner, self._parameters, self._today)
        return frozenset(key for key in told if values.get(key) is None)

    def required(
        self, values: Values, *, previous: Values = NOTHING, owner: Values = NOTHING
    ) -> frozenset[str]:
        """Keys of the fields that this record must answer."""
        return self._always.union(self._asked(values, previous, owner, self._parameters, self._today))

    def alone(self, values: Values) -> frozenset[str]:
        """Keys of the fields whose answer no other record like this may have: a branch bears its enterprise's code."""
        return self._unique.union(self._alone(values, NOTHING, NOTHING, self._parameters, self._today))


@functools.lru_cache(maxsize=64)
def shown_of(form: Form, catalogue: Catalogue, on: date) -> Shown:
    """The conditions of an edition, compiled once."""
    return Shown(form, catalogue, on)


def groups(form: Form) -> list[tuple[str, list[Field]]]:
    """(title, fields) in the order of the paper: fields without a section first, under no title."""
    titles = {"": "", **{section.key: section.title for section in form.section}}
    found = [(title, [f for f in form.field if f.section == key]) for key, title in titles.items()]
    return [(title, fields) for title, fields in found if fields]
