"""Sums of records in Python: what db/sums.py adds up by SQL, for reports that no table holds."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import cast

from consolidation.figures import Sum
from forms import formula
from forms.formula import (
    PYTHON,
    Compare,
    Every,
    Known,
    Name,
    Not,
    OneOf,
    Pick,
    Some,
    Tree,
    needed_names,
)
from forms.names import attributes, resolver
from forms.spec import Form, Measure, Record, Reference, Value

Values = Mapping[str, Value]
_NEVER = "False"
_CARRIED = ""
"""The key under which a record's state of carrying stands among its values; no field is called so."""
_Found = tuple[list[tuple[int, int]], list[int]]


class Adder:
    """The compiled measures of an edition: one call a record, whatever the number of measures."""

    def __init__(
        self, form: Form, owner: Form | None, *, on: date, parameters: Mapping[str, int] | None = None
    ) -> None:
        """`on` is the closing date, which is "today" in formulas; `parameters` are stored counts."""
        self._form = form
        self._today = on.isoformat()
        self._parameters = parameters or {}
        references = (f.key for f in form.field if isinstance(f, Reference))
        self._link = "" if form.extends else next(references, "")
        self._counts = [m.value.strip().startswith("count") for m in form.measure]
        self._found = cast("Callable[..., _Found]", _compiled(form, owner))

    def sums(self, records: Sequence[Record], owners: Mapping[str, Values]) -> dict[str, Sum]:
        """measure → Sum over these records; `owners` by the record_id that they extend or refer to."""
        total, known, missing = ([0] * len(self._counts) for _ in range(3))
        nothing: Values = {}
        for record in records:
            owner_id = str(record.values.get(self._link)) if self._link else record.record_id
            answers = {**record.values, _CARRIED: record.carried}
            owner = owners.get(owner_id, nothing)
            hits, lacks = self._found(answers, nothing, owner, self._parameters, self._today)
            for n, value in hits:
                total[n] += value
                known[n] += 1
            for n in lacks:
                missing[n] += 1
        found = {}
        for n, measure in enumerate(self._form.measure):
            decided = len(records) - missing[n] if self._counts[n] else known[n]
            unknown = decided == 0 and missing[n] > 0
            found[measure.key] = Sum(None if unknown else total[n], decided, missing[n])
        return found


def nil(form: Form) -> dict[str, Sum]:
    """The sums of a form of which a person said that nothing occurs."""
    return {measure.key: Sum(0, 0, 0) for measure in form.measure}


@functools.lru_cache(maxsize=64)
def _compiled(form: Form, owner: Form | None) -> Callable[..., object]:
    """(v, p, o, P, today) → what a record adds to which measure, and the measures for which it lacks an answer."""
    used: list[Name] = []
    body = ["hits, lacks = [], []", f"ended = v.get({_CARRIED!r}) == 'ended'"]
    for n, measure in enumerate(form.measure):
        lines, names = _measure_lines(form, owner, measure, n)
        body += lines
        used += names
    return formula.python_function("added", used, [*body, "return hits, lacks"])


def _measure_lines(form: Form, owner: Form | None, measure: Measure, n: int) -> tuple[list[str], list[Name]]:
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    _, summed = formula.parse_aggregate(measure.value, resolve, attribute)
    where = formula.parse(measure.where, resolve, attribute) if measure.where else None
    used = [name for tree in (summed, where) if tree is not None for name in formula.names(tree)]
    # What ended in the period is in no stock any more; what flowed until then stays.
    tests = ["not ended"] if measure.over_time == "last" else []
    tests += [PYTHON.condition(where)] if where is not None else []
    chosen = " and ".join(tests) or "True"
    undecided = _undecided(where) if where is not None else _NEVER
    if summed is None:
        lines = [f"if {chosen}: hits.append(({n}, 1))"]
        return lines + ([] if undecided == _NEVER else [f"if {undecided}: lacks.append({n})"]), used
    ratio, given = PYTHON.number(summed)
    there = " and ".join(given) or "True"
    lines = [f"if {chosen}:", f"    if {there}: hits.append(({n}, {ratio.over}))"]
    if undecided == _NEVER:
        return [*lines, f"    else: lacks.append({n})"], used
    return [*lines, f"if {undecided} or ({chosen} and not ({there})): lacks.append({n})"], used


def _undecided(tree: Tree) -> str:
    """Python source that is true when missing answers leave a condition open, as SQL's NULL does."""
    match tree:
        case Every(of=parts) | Some(of=parts):
            opens = [_undecided(part) for part in parts]
            if all(source == _NEVER for source in opens):
                return _NEVER
            negated = "" if isinstance(tree, Every) else "not "
            kept = [
                f"({source} or {negated}{PYTHON.condition(part)})"
                for source, part in zip(opens, parts, strict=True)
            ]
            return f"(({' or '.join(opens)}) and {' and '.join(kept)})"
        case Not(of=of):
            return _undecided(of)
        case Compare(left=left, right=right):
            return _open(left, right)
        case OneOf(of=of):
            return _open(of)
        case Name():
            return _open(tree)
    return _NEVER


def _open(*sides: Tree) -> str:
    """Source that is true when an answer that is missing could still change one of these values."""
    opens = []
    for side in sides:
        if isinstance(side, Pick):
            source = _NEVER
            for when, _ in reversed(side.cases):
                source = f"(True if {_undecided(when)} else (not {PYTHON.condition(when)}) and {source})"
            opens.append(source)
        opens += [f"not {PYTHON.condition(Known(name))}" for name in needed_names(side)]
    return "(" + " or ".join(opens) + ")" if opens else _NEVER
