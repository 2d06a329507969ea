"""One formula, three readers: an oracle that walks the tree with fractions, the compiled Python, and SQLite.

The oracle knows nothing of scales, source text or cross-multiplied integers; where it and an engine part, one lies.
"""

from __future__ import annotations

import functools
import operator
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db import formula as sql
from db.schema import table
from forms import formula
from forms.catalogue import Catalogue
from forms.check import broken_source
from forms.formula import (
    PYTHON,
    Absolute,
    Arithmetic,
    Compare,
    Emitter,
    Every,
    Extreme,
    Has,
    Known,
    Looked,
    Name,
    Not,
    Number,
    OneOf,
    Pick,
    Some,
    Tree,
    Words,
)
from forms.load import load_built_in
from forms.names import attributes, computed_tree, resolver
from forms.spec import LARGEST, Computed, Form, Measure, NumberBase, Reference, Rule, Value
from tests.builders import CLOSING, KILNS, catalogue_of
from tests.strategies import arithmetic, formulas, values

BUILT_IN = load_built_in()
FIRINGS = """
key = "firings"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "kilns"
valid_from = 2019-01-01
packet = "industry_trade"
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
[[field]]
kind = "decimal"
key = "clay"
label = "Đất sét"
unit = "m³"
[[field]]
kind = "money"
key = "sales"
label = "Doanh thu"
unit = "triệu đồng"
[[field]]
kind = "decimal"
key = "share"
label = "Tỷ lệ"
unit = "%"
[[field]]
kind = "year"
key = "since"
label = "Từ năm"
[[field]]
kind = "yes_no"
key = "sold_out"
label = "Đã bán hết"
[[field]]
kind = "choice"
key = "legal_form"
label = "Loại hình"
codes = "legal_form"
[[field]]
kind = "multiple_choice"
key = "features"
label = "Đặc điểm"
codes = "market_feature"
[[field]]
kind = "date"
key = "fired"
label = "Ngày nung"
[[field]]
kind = "computed"
key = "price"
label = "Giá"
formula = "sales / bricks"
[[field]]
kind = "computed"
key = "grade"
label = "Hạng"
cases = [
    { when = "bricks >= 100 and not sold_out", then = "nhiều" },
    { when = "price > 2", then = "đắt" },
    { when = "legal_form.group == 'household'", then = "hộ" },
]
"""
MIXED = catalogue_of(KILNS, FIRINGS)
FORM = next(form for form in MIXED.forms if form.key == "firings")
NUMBERS = (
    "bricks",
    "clay",
    "sales",
    "share",
    "since",
    "sold_out",
    "prev.bricks",
    "prev.sales",
    "owner.workers",
)
NUMBERS += ("owner.area", "param.usd_rate")
RATIOS = ("price",)
READY = (
    "sold_out",
    "prev.sold_out",
    "owner.licensed",
    "legal_form == 'private'",
    "legal_form != prev.legal_form",
    "legal_form in ('private', 'household_registered')",
    "legal_form not in ('private',)",
    "legal_form.group == 'household'",
    "legal_form.group != 'enterprise'",
    "owner.area_type == 'urban'",
    "has(features, 'night')",
    "fired <= today",
    "fired < owner.opened",
    "fired == '2020-02-29'",
    "grade == 'nhiều'",
    "grade != 'đắt'",
    "grade in ('đắt', 'hộ')",
    "known(grade)",
    "known(price)",
    "known(features)",
)
POLICIES = ("skip-any", "skip-all", "zero")
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Answers = Mapping[str, Mapping[str, Value]]
"""scope → key → stored value"""


# The oracle.


@dataclass(frozen=True)
class Oracle:
    """What a tree means on answers; `zeroed` names count as 0 where they are missing."""

    answers: Answers
    zeroed: frozenset[Name] = frozenset()

    def shown(self, name: Name) -> Fraction | str | None:
        stored = self.answers[name.scope].get(name.key)
        if stored is None:
            return Fraction(0) if name in self.zeroed else None
        return stored if isinstance(stored, str) else Fraction(stored) / name.scale

    def number(self, tree: Tree) -> Fraction | None:
        match tree:
            case Name():
                found = self.shown(tree)
                assert not isinstance(found, str)
                return found
            case Number(value=value):
                return value
            case Looked(of=of, values=attribute):
                code = self.shown(of)
                return None if code is None else Fraction(dict(attribute).get(str(code), 0))
            case Absolute(of=of):
                inner = self.number(of)
                return None if inner is None else abs(inner)
            case Extreme(which=which, of=parts):
                found_parts = [self.number(part) for part in parts]
                known = [part for part in found_parts if part is not None]
                return None if len(known) < len(found_parts) else {"min": min, "max": max}[which](known)
            case Arithmetic(op=op, left=left, right=right):
                return self.combined(op, self.number(left), self.number(right))
        raise AssertionError(tree)

    @staticmethod
    def combined(op: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
        if left is None or right is None or (op == "/" and right == 0):
            return None
        return {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}[op](
            left, right
        )

    def value(self, tree: Tree) -> Fraction | str | None:
        match tree:
            case Name():
                return self.shown(tree)
            case Words(text=text):
                return text
            case Pick(cases=cases):
                return next((then for when, then in cases if self.holds(when)), None)
        return self.number(tree)

    def holds(self, tree: Tree) -> bool:
        match tree:
            case Name():
                return self.shown(tree) not in (None, 0)
            case Compare(op=op, left=left, right=right):
                sides = self.value(left), self.value(right)
                return None not in sides and _COMPARE[op](*sides)
            case OneOf(of=of, items=items):
                return self.value(of) in items
            case Has(of=of, code=code):
                return f'"{code}"' in str(self.shown(of) or "")
            case Known(of=of) if formula.kind_of(of) != "condition":
                return self.value(of) is not None
            case Known(of=of):
                return all(self.shown(name) is not None for name in answered_names(of))
            case Not(of=of):
                return not self.holds(of)
            case Every(of=parts):
                return all(self.holds(part) for part in parts)
            case Some(of=parts):
                return any(self.holds(part) for part in parts)
        raise AssertionError(tree)

    def broken(self, check: Tree, left: str, right: str) -> bool:
        """Whether a rule is broken: nothing missing excuses it, its sides have values, and it does not hold."""
        if not isinstance(check, Compare):
            missing = any(self.shown(name) is None for name in answered_names(check))
            return not (left == "skip-any" and missing) and not self.holds(check)
        zeroed: set[Name] = set()
        for side, policy in ((check.left, left), (check.right, right)):
            known = [self.shown(name) is not None for name in answered_names(side)]
            textual = formula.kind_of(side) not in ("number", "flag")
            if (policy == "skip-any" or textual) and not all(known):
                return False
            if policy == "skip-all" and known and not any(known):
                return False
            if policy != "skip-any" and not textual:
                zeroed.update(answered_names(side))
        settled = Oracle(self.answers, frozenset(zeroed))
        sides = settled.value(check.left), settled.value(check.right)
        return None not in sides and not _COMPARE[check.op](*sides)

    def undecided(self, tree: Tree) -> bool:
        """Whether missing answers leave a condition open, as a thinking person would say."""
        return self.three_valued(tree) is None

    def three_valued(self, tree: Tree) -> bool | None:
        match tree:
            case Every(of=parts):
                found = [self.three_valued(part) for part in parts]
                return False if False in found else None if None in found else True
            case Some(of=parts):
                found = [self.three_valued(part) for part in parts]
                return True if True in found else None if None in found else False
            case Not(of=of):
                inner = self.three_valued(of)
                return None if inner is None else not inner
            case Compare(left=left, right=right) if self.open(left) or self.open(right):
                return None
            case Name() if self.open(tree):
                return None
            case OneOf(of=of) if self.open(of):
                return None
        return self.holds(tree)

    def open(self, tree: Tree) -> bool:
        """Whether an answer that is missing could still change the value."""
        if isinstance(tree, Pick):
            told = [self.three_valued(when) for when, _ in tree.cases]
            return None in told and (True not in told or told.index(None) < told.index(True))
        return any(self.shown(name) is None for name in answered_names(tree))


def answered_names(tree: Tree) -> Iterator[Name]:
    """The answers whose absence leaves a tree without a value; what known() asks and what picks a case is settled."""
    if isinstance(tree, Known | Pick):
        return
    if isinstance(tree, Name) and tree.scope not in ("param", "today"):
        yield tree
    for part in parts_of(tree):
        yield from answered_names(part)


def parts_of(tree: Tree) -> Sequence[Tree]:
    match tree:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Absolute(of=of) | OneOf(of=of) | Has(of=of) | Not(of=of) | Looked(of=of):
            return (of,)
        case Extreme(of=parts) | Every(of=parts) | Some(of=parts):
            return parts
    return ()


# The engines.


class Engines:
    """A form's formulas in Python and in SQLite, on the same answers."""

    def __init__(self, form: Form, catalogue: Catalogue, on: date = CLOSING) -> None:
        self.form = form
        self.owner = catalogue.owner_of(form, on)
        self.parameters = catalogue.parameters(on)
        self.on = on
        self.resolve = resolver(form, self.owner)
        self.attribute = attributes(form, self.owner)
        self.words = sql.dialect(self.parameters, on)
        self.conn = sqlite3.connect(":memory:")
        for one in {f.key: f for f in (form, self.owner) if f is not None}.values():
            columns = ", ".join(f'"{f.key}" {f.column_type}' for f in one.stored)
            self.conn.execute(
                f"create table {table(one.key)} (unit text, period text, record_id text, {columns}) strict"
            )

    def parse(self, text: str) -> Tree:
        return formula.parse(text, self.resolve, self.attribute)

    def answers(
        self, record: Mapping[str, Value], previous: Mapping[str, Value], owner: Mapping[str, Value]
    ) -> Answers:
        fixed = {"today": {"today": self.on.isoformat()}, "param": self.parameters}
        return {"": record, "prev": previous, "owner": owner, **fixed}

    def in_python(self, source: str, used: Sequence[Name], given: Answers) -> object:
        function = formula.python_function("asked", used, [f"return {source}"])
        return function(given[""], given["prev"], given["owner"], self.parameters, self.on.isoformat())

    def put(self, given: Answers) -> None:
        """The answers as rows of the tables: the record, its last period, its owner."""
        rows = [(self.form, "2020", given[""]), (self.form, "2019", given["prev"])]
        if self.owner is not None:
            rows.append((self.owner, "2020", given["owner"]))
        for form in {form.key for form, _, _ in rows}:
            self.conn.execute(f"delete from {table(form)}")
        for form, period, found in rows:
            keys = [f.key for f in form.stored]
            marks = ",".join("?" * (len(keys) + 3))
            values = ["u", period, "r1", *map(found.get, keys)]
            self.conn.execute(f"insert into {table(form.key)} values ({marks})", values)

    def in_sql(self, source: str, used: Sequence[Name]) -> object:
        scopes = {name.scope for name in used}
        text = (
            f"select {source} from {sql.joined(self.form, scopes)} where r.unit = 'u' and r.period = '2020'"
        )
        ((found,),) = self.conn.execute(text, {"previous": "2019"} if "prev" in scopes else {}).fetchall()
        return found


def agree_on_condition(engines: Engines, tree: Tree, given: Answers) -> None:
    used = formula.names(tree)
    assume(stays_in_64_bits(PYTHON.condition(tree), used, given))
    expected = Oracle(given).holds(tree)
    assert engines.in_python(PYTHON.condition(tree), used, given) == expected
    assert engines.in_sql(Emitter(engines.words).condition(tree), used) == expected


def agree_on_rule(engines: Engines, tree: Tree, rule: Rule, given: Answers) -> None:
    used = formula.names(tree)
    left, right = rule.missing_left or rule.missing, rule.missing_right or rule.missing
    assume(stays_in_64_bits(broken_source(PYTHON, rule, tree), used, given))
    expected = Oracle(given).broken(tree, left, right)
    assert engines.in_python(broken_source(PYTHON, rule, tree), used, given) == expected
    assert engines.in_sql(broken_source(Emitter(engines.words), rule, tree), used) == expected


def agree_on_number(engines: Engines, tree: Tree, given: Answers) -> None:
    used = formula.names(tree)
    assume(stays_in_64_bits(formula.value_source(tree), used, given))
    expected = Oracle(given).number(tree)
    value = formula.value_function(tree)
    assert (
        value(given[""], given["prev"], given["owner"], engines.parameters, engines.on.isoformat())
        == expected
    )
    ratio, tests = Emitter(engines.words).number(tree)
    condition = " and ".join(tests) or "1"
    over = engines.in_sql(f"case when {condition} then {ratio.over} end", used)
    under = engines.in_sql(f"case when {condition} then {ratio.under} end", used)
    assert not isinstance(over, float), "left the 64 bits"
    assert (None if over is None else Fraction(over, under)) == expected  # type: ignore[arg-type]


@functools.cache
def mixed() -> Engines:
    return Engines(FORM, MIXED)


class Watched(int):
    """A whole number that remembers the largest that came of it: SQLite has 64 bits, Python has no end."""

    largest = 0

    def __new__(cls, value: int) -> Watched:
        Watched.largest = max(Watched.largest, abs(value))
        return super().__new__(cls, value)

    def __add__(self, other: int) -> Watched:
        return Watched(int(self) + int(other))

    def __sub__(self, other: int) -> Watched:
        return Watched(int(self) - int(other))

    def __rsub__(self, other: int) -> Watched:
        return Watched(int(other) - int(self))

    def __mul__(self, other: int) -> Watched:
        return Watched(int(self) * int(other))

    def __abs__(self) -> Watched:
        return Watched(abs(int(self)))

    __radd__, __rmul__ = __add__, __mul__


def watched(given: Answers) -> Answers:
    return {
        scope: {key: Watched(value) if isinstance(value, int) else value for key, value in found.items()}
        for scope, found in given.items()
    }


def stays_in_64_bits(source: str, used: Sequence[Name], given: Answers) -> bool:
    """Whether no step of a formula leaves what SQLite holds exactly."""
    Watched.largest = 0
    found = watched(given)
    function = formula.python_function("asked", used, [f"return {source}"])
    function(found[""], found["prev"], found["owner"], found["param"], CLOSING.isoformat())
    return Watched.largest < 2**63


OWNER = MIXED.owner_of(FORM, CLOSING)
assert OWNER is not None
TRIPLES = st.tuples(values(FORM, largest=20), values(FORM, largest=20), values(OWNER, largest=20))
MANY = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(formulas(NUMBERS, READY, ratios=RATIOS), TRIPLES)
def test_the_engines_agree_on_any_condition(text: str, triple: tuple[dict[str, Value], ...]) -> None:
    engines = mixed()
    given = engines.answers(*triple)
    engines.put(given)
    agree_on_condition(engines, engines.parse(text), given)


@MANY
@given(arithmetic(NUMBERS, ratios=RATIOS), TRIPLES)
def test_the_engines_agree_on_any_number(text: str, triple: tuple[dict[str, Value], ...]) -> None:
    engines = mixed()
    given = engines.answers(*triple)
    engines.put(given)
    agree_on_number(engines, engines.parse(text), given)


@MANY
@given(formulas(NUMBERS, READY, ratios=RATIOS, depth=1), st.tuples(*[st.sampled_from(POLICIES)] * 2), TRIPLES)
def test_the_engines_agree_on_any_rule(
    text: str, policies: tuple[str, str], triple: tuple[dict[str, Value], ...]
) -> None:
    engines = mixed()
    given = engines.answers(*triple)
    engines.put(given)
    rule = Rule(key="r", check=text, message="", missing_left=policies[0], missing_right=policies[1])  # type: ignore[arg-type]
    agree_on_rule(engines, engines.parse(text), rule, given)


@MANY
@given(
    st.one_of(st.just("count()"), arithmetic(NUMBERS, divides=False).map("sum({})".format)),
    st.one_of(st.just(""), formulas(NUMBERS, READY, ratios=RATIOS, depth=2)),
    st.lists(TRIPLES, max_size=4),
)
def test_a_measure_in_sql_is_the_sum_over_the_records(
    value: str, where: str, triples: list[tuple[dict[str, Value], ...]]
) -> None:
    engines = mixed()
    for triple in triples:
        answers = engines.answers(*triple)
        for text in filter(None, (where, value.removeprefix("sum") if value != "count()" else "")):
            tree = engines.parse(text)
            source = PYTHON.condition(tree) if text == where else formula.value_source(tree)
            assume(stays_in_64_bits(source, formula.names(tree), answers))
    check_measure(engines, Measure(key="m", label="", value=value, where=where), triples)


def check_measure(
    engines: Engines, measure: Measure, triples: Sequence[tuple[Mapping[str, Value], ...]]
) -> None:
    """(value, known, missing) of the measure in one SELECT, against a loop over the records."""
    columns, scopes = sql.measure_columns(engines.form, engines.owner, measure, engines.words)
    _, summed = formula.parse_aggregate(measure.value, engines.resolve, engines.attribute)
    condition = engines.parse(measure.where) if measure.where else None
    put_all(engines, triples)
    text = (
        f"select {columns} from {sql.joined(engines.form, scopes)} where r.unit = 'u' and r.period = '2020'"
    )
    value, known, missing = engines.conn.execute(
        text, {"previous": "2019"} if "prev" in scopes else {}
    ).fetchone()
    assert (value, known or 0, missing or 0) == oracle_sum(engines, summed, condition, triples)


def oracle_sum(
    engines: Engines,
    summed: Tree | None,
    condition: Tree | None,
    triples: Sequence[tuple[Mapping[str, Value], ...]],
) -> tuple[object, int, int]:
    total, known, missing, counted = Fraction(0), 0, 0, 0
    for triple in triples:
        oracle = Oracle(engines.answers(*triple))
        chosen = condition is None or oracle.holds(condition)
        open_ended = condition is not None and oracle.undecided(condition)
        one = Fraction(1) if summed is None else oracle.number(summed)
        counted += chosen
        if summed is None:
            known, missing = known + (not open_ended), missing + open_ended
        else:
            known += chosen and one is not None
            missing += open_ended or (chosen and one is None)
        if chosen and one is not None:
            total += one
    scale = 1 if summed is None else PYTHON.number(summed)[0].under
    assert isinstance(scale, int)
    if known == 0 and missing > 0:
        return None, known, missing
    if not triples:
        return (None if summed is None else 0), 0, 0
    return int(total * scale), known, missing


def put_all(engines: Engines, triples: Sequence[tuple[Mapping[str, Value], ...]]) -> None:
    for name in {engines.form.key, *([engines.owner.key] if engines.owner else [])}:
        engines.conn.execute(f"delete from {table(name)}")
    for n, (record, previous, owner) in enumerate(triples):
        rows = [(engines.form, "2020", record), (engines.form, "2019", previous)]
        rows += [(engines.owner, "2020", owner)] if engines.owner else []
        for form, period, found in rows:
            keys = [f.key for f in form.stored]
            values_of = ["u", period, f"r{n}", *map(found.get, keys)]
            engines.conn.execute(
                f"insert into {table(form.key)} values ({','.join('?' * len(values_of))})", values_of
            )


# The shipped forms: every formula that a clerk will meet.


def engines_of(form: Form) -> Engines:
    return Engines(
        form, BUILT_IN, on=form.valid_to or CLOSING if form.valid_from <= CLOSING else form.valid_from
    )


def all_formulas(form: Form) -> Iterator[tuple[str, str]]:
    """(what it is, text) of every condition of a form."""
    yield from ((f"condition {name}", text) for name, text in form.condition.items())
    for field in form.field:
        yield from ((f"{field.key}.{at}", getattr(field, at)) for at in ("required_when", "shown_when"))
        if isinstance(field, Computed):
            yield from ((f"{field.key} when", case.when) for case in field.cases)
    yield from ((f"where of {entry.key}", entry.where) for entry in (*form.rule, *form.measure))


def tripled(form: Form, largest: int) -> st.SearchStrategy[tuple[dict[str, Value], ...]]:
    owner = BUILT_IN.owner_of(form, form.valid_from)
    link = {f.key: "r1" for f in form.field if isinstance(f, Reference)}
    mine = values(form, largest).map(lambda found: found | link)
    return st.tuples(mine, mine, values(owner, largest) if owner else st.just({}))


EVERY_FORM = pytest.mark.parametrize("form", BUILT_IN.forms, ids=lambda form: form.name)
FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck))


@EVERY_FORM
@FEW
@given(data=st.data())
def test_the_engines_agree_on_every_formula_of_the_catalogue(form: Form, data: st.DataObject) -> None:
    engines = engines_of(form)
    given = engines.answers(*data.draw(tripled(form, 10**9)))
    engines.put(given)
    for _, text in all_formulas(form):
        if text:
            agree_on_condition(engines, engines.parse(text), given)
    for rule in form.rule:
        agree_on_rule(engines, engines.parse(rule.check), rule, given)
    for field in form.field:
        if isinstance(field, Computed) and field.formula:
            agree_on_number(engines, computed_tree(form, field, engines.owner), given)
        elif isinstance(field, Computed):
            agree_on_text(engines, computed_tree(form, field, engines.owner), given)


def agree_on_text(engines: Engines, tree: Tree, given: Answers) -> None:
    expected = Oracle(given).value(tree)
    used = formula.names(tree)
    assert engines.in_python(PYTHON.text(tree), used, given) == expected
    assert engines.in_sql(Emitter(engines.words).text(tree), used) == expected


@EVERY_FORM
@FEW
@given(data=st.data())
def test_every_measure_of_the_catalogue_is_the_sum_over_the_records(form: Form, data: st.DataObject) -> None:
    engines = engines_of(form)
    triples = data.draw(st.lists(tripled(form, 10**9), max_size=3))
    for measure in form.measure:
        check_measure(engines, measure, triples)


@EVERY_FORM
def test_no_sum_leaves_64_bits_though_every_number_were_the_largest(form: Form) -> None:
    """A thousand records of the largest numbers that may be stored: SQLite neither fails nor rounds."""
    engines = engines_of(form)
    full: dict[str, Value] = {f.key: largest_stop(f) for f in form.stored if f.column_type == "INTEGER"}
    used_by_where = {n.key for m in form.measure if m.where for n in formula.names(engines.parse(m.where))}
    record = {
        key: value for key, value in full.items() if key not in used_by_where or form.fields[key].numeric
    }
    for measure in form.measure:
        _, summed = formula.parse_aggregate(measure.value, engines.resolve, engines.attribute)
        if summed is not None:
            given = engines.answers(record, {}, {})
            value = Oracle(given).number(summed)
            assert value is not None
            under = PYTHON.number(summed)[0].under
            assert isinstance(under, int)
            assert abs(value * under) * 1000 < 2**63, measure.key


def largest_stop(field: object) -> int:
    """The largest stored count that a submitted report may hold in the field."""
    if isinstance(field, NumberBase):
        return LARGEST if field.max is None else int(Fraction(str(field.max)) * field.scale)
    return 1


@pytest.mark.parametrize("where", ["sold_out and grade != 'đắt'", "sold_out and known(grade)"])
def test_what_is_known_to_have_no_class_leaves_nothing_open_in_sql(where: str) -> None:
    """0 bricks for 0 đồng have no price, hence no grade, whatever else is not answered."""
    engines = mixed()
    without_class = ({"bricks": 0, "sales": 0, "legal_form": "state"}, {}, {})
    check_measure(engines, Measure(key="m", label="", value="count()", where=where), [without_class])
