"""Formulas as SQL: the same trees and the same scaled integers as in Python, in SQLite's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from db.schema import table
from forms import formula
from forms.formula import Dialect, Emitter, Name
from forms.names import attributes, resolver
from forms.owner import owner_key
from forms.spec import Form, Measure, Reference

_ALIAS = {"": "r", "prev": "p", "owner": "o"}


def quote(text: str) -> str:
    """A text as an SQL literal; only declared words and dates ever come here."""
    return "'" + text.replace("'", "''") + "'"


def _choose(lines: list[tuple[str, str]], otherwise: str) -> str:
    whens = " ".join(f"when {when} then {then}" for when, then in lines)
    return f"(case {whens} else {otherwise} end)"


def dialect(parameters: Mapping[str, int], today: date) -> Dialect:
    """Names as columns of r (the record), p (its last period) and o (its owner); fixed inputs as literals."""

    def name(of: Name) -> str:
        if of.scope == "today":
            return quote(today.isoformat())
        if of.scope == "param":
            return str(parameters[of.key]) if of.key in parameters else "null"
        return f'{_ALIAS[of.scope]}."{of.key}"'

    return Dialect(
        name=name,
        nothing="null",
        quote=quote,
        choose=_choose,
        contains=lambda ref, part: f"instr({ref}, {quote(part)}) > 0",
        true="1",
        false="0",
    )


def joined(form: Form, used: set[str], place: Callable[[str], str] = table) -> str:
    """FROM clause of a form's records, with its owner (o) and last period (p, bound as :previous) if used.

    `place` tells the table of each form by its key.
    """
    source = f"{place(form.key)} r"
    if "owner" in used:
        key = owner_key(form)
        link = "record_id" if form.extends else next(f.key for f in form.field if isinstance(f, Reference))
        same = f'o.unit = r.unit and o.period = r.period and o.record_id = r."{link}"'
        source += f" left join {place(key)} o on {same}"
    if "prev" in used:
        same = "p.unit = r.unit and p.period = :previous and p.record_id = r.record_id"
        source += f" left join {place(form.key)} p on {same}"
    return source


def measure_columns(
    form: Form, owner: Form | None, measure: Measure, words: Dialect, *, among: str = "1"
) -> tuple[str, set[str]]:
    """Three SQL columns of a measure (value, known, missing) over a group of records, and the scopes they read.

    `among` is a further condition on r that all counted records fulfil.
    The value is NULL when records lack the answer and none has it: a sum of nothing known is unknown.
    """
    settled, open_ended = Emitter(words), Emitter(words, guarded=False)
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    _, summed = formula.parse_aggregate(measure.value, resolve, attribute)
    trees = [summed] if summed is not None else []
    where, undecided = "1", "0"
    if measure.where:
        condition = formula.parse(measure.where, resolve, attribute)
        trees.append(condition)
        where, undecided = settled.condition(condition), f"({open_ended.condition(condition)}) is null"
    where = f"({among} and {where})"
    if summed is None:
        value, missing = f"sum({where})", f"sum({undecided})"
        known = f"(count(*) - {missing})"
    else:
        over = settled.number(summed)[0].over
        chosen = f"case when {where} then {over} end"
        value, known = f"coalesce(sum({chosen}), 0)", f"count({chosen})"
        missing = f"sum({undecided} or ({where} and ({over}) is null))"
    exact = f"case when {known} = 0 and {missing} > 0 then null else {value} end"
    scopes = {name.scope for tree in trees for name in formula.names(tree)}
    return f"{exact}, {known}, {missing}", scopes
