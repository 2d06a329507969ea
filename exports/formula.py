"""Formulas in Excel's words: the trees of forms/formula.py over the cells of a record, in display units.

Conditions are as two-valued as in Python and SQL: a comparison with a missing side is false. AND and OR of Excel
look at all their arguments and hand on every error, so that a comparison stands inside IF(guards, ..., FALSE).
Function names are the English ones that a file holds whatever the user's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from base import numbers
from base.errors import Code
from forms import formula
from forms.check import broken_source
from forms.formula import (
    PYTHON,
    Absolute,
    Arithmetic,
    Compare,
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
    kind_of,
    names,
    needed_names,
)
from forms.names import PARAMETER_SCALE, attributes, name_of, resolver
from forms.spec import (
    Cell,
    Choice,
    Date,
    Field,
    Form,
    MultipleChoice,
    NumberBase,
    NumberField,
    Record,
    Rule,
    Text,
    Value,
    Year,
)

YES, NO = "Có", "Không"
_OPERATORS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_LONGEST_LITERAL = 250
"""Excel holds 255 characters in a quoted text of a formula."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_IN_BRACKETS = re.compile(r" \([^()]*\{\w+\}[^()]*\)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Unsayable(ValueError):
    """The cells of one record do not tell: another period or record is read, or texts are put in order."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an answer stands, or a fixed input as a literal: then `field` is None."""

    source: str
    field: Field | None = None


At = Callable[[Name], Spot]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one record by field key ("$C8") and the fixed inputs; calling it finds a name's Spot."""

    form: Form
    cells: Mapping[str, str]
    on: date
    parameters: Mapping[str, int]

    def __call__(self, name: Name) -> Spot:
        if name.scope == "today":
            return Spot(day(self.on))
        if name.scope == "param" and name.key in self.parameters:
            return Spot(number(Fraction(self.parameters[name.key], PARAMETER_SCALE)))
        if name.scope or name.key not in self.cells:
            raise Unsayable(f"{name.scope}.{name.key}")
        return Spot(self.cells[name.key], self.form.fields[name.key])


def quote(text: str) -> str:
    """A text as a literal; a long one as several that are joined."""
    pieces = [text[i : i + _LONGEST_LITERAL] for i in range(0, len(text), _LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def number(value: Fraction) -> str:
    """A decimal fraction as a literal, exact."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def day(value: date) -> str:
    """A day as a literal."""
    return f"DATE({value.year},{value.month},{value.day})"


def blank(cell: str) -> str:
    """Whether nothing at all stands there: a mark is an answer."""
    return f'TRIM({cell})=""'


def only_dots(cell: str) -> str:
    """Whether the cell is blank or holds the mark "…", however it was typed."""
    return f'SUBSTITUTE(SUBSTITUTE(TRIM({cell}),".",""),"…","")=""'


def known(name: Name, at: At) -> str:
    """Whether the answer is there: "…" and text in place of a number are not."""
    spot = at(name)
    if name.kind in ("number", "date"):
        return f"ISNUMBER({spot.source})"
    if name.kind == "flag":
        return f'OR({spot.source}="{YES}",{spot.source}="{NO}")'
    return f"NOT({only_dots(spot.source)})"


def condition(tree: Tree, at: At) -> str:
    """A condition that is TRUE or FALSE, never an error; raises Unsayable."""
    match tree:
        case Name():
            return f'({at(tree).source}="{YES}")'
        case Compare(op=op, left=left, right=right):
            if (
                op == "=="
                and isinstance(left, Name)
                and isinstance(right, Words)
                and left.kind == "text"
                and right.text
            ):
                return _comparison(tree, frozenset(), at)  # what equals a word is not missing
            return _guarded(_known_all(needed_names(tree), at), _comparison(tree, frozenset(), at))
        case OneOf(of=of, items=items):
            return _one_of(of, items, at)
        case Known(of=Pick(cases=cases)):
            return _picked(cases, lambda code: True, at)
        case Known(of=of):
            divided = _divided(of, "TRUE", frozenset(), at) if kind_of(of) == "number" else "TRUE"
            return _guarded(_known_all(needed_names(of), at), divided)
        case Has(of=of, code=code):
            return _has(at(of), code)
        case Not(of=of):
            return f"NOT({condition(of, at)})"
        case Every(of=parts):
            return f"AND({','.join(condition(p, at) for p in parts)})"
        case Some(of=parts):
            return f"OR({','.join(condition(p, at) for p in parts)})"
    raise Unsayable(str(tree))


def broken(rule: Rule, tree: Tree, at: At) -> str:
    """TRUE when the check `tree` of the rule does not hold and nothing missing excuses it; raises Unsayable.

    The rule's `where` is left aside, as in forms.check.broken_source.
    """
    left = rule.missing_left or rule.missing
    right = rule.missing_right or rule.missing
    if not isinstance(tree, Compare):
        guards = _known_all(needed_names(tree), at) if left == "skip-any" else []
        return _guarded(guards, f"NOT({condition(tree, at)})")
    guards = []
    zeroed: set[Name] = set()
    for side, policy in ((tree.left, left), (tree.right, right)):
        needed = needed_names(side)
        if policy == "skip-any" or kind_of(side) not in ("number", "flag"):
            guards += _known_all(needed, at)
            continue
        zeroed.update(needed)
        if policy == "skip-all" and needed:
            guards.append(_any(_known_all(needed, at)))
    return _guarded(guards, _comparison(tree, frozenset(zeroed), at, negated=True))


def _known_all(needed: Iterable[Name], at: At) -> list[str]:
    return [known(name, at) for name in needed]


def _all(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


def _any(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def _guarded(guards: Iterable[str], what: str) -> str:
    """`what` where all guards hold, else FALSE; guards are never errors, `what` may be one where they fail."""
    distinct = list(dict.fromkeys(guards))
    return f"IF({_all(distinct)},{what},FALSE)" if distinct else what


def _comparison(tree: Compare, zeroed: frozenset[Name], at: At, *, negated: bool = False) -> str:
    """The comparison or its contrary where the answers are known; FALSE where a side has no value all the same."""
    kinds = {kind_of(tree.left), kind_of(tree.right)}
    if kinds <= {"number", "flag"}:
        return _number_comparison(tree, zeroed, at, negated=negated)
    if "date" in kinds:
        compared = f"({_day_of(tree.left, at)}{_OPERATORS[tree.op]}{_day_of(tree.right, at)})"
        return f"NOT({compared})" if negated else compared
    if tree.op not in ("==", "!=") or "multiple" in kinds:
        raise Unsayable(str(tree))
    return _text_comparison(tree, at, equal=(tree.op == "==") != negated)


def _number_comparison(tree: Compare, zeroed: frozenset[Name], at: At, *, negated: bool) -> str:
    left, right = _number(tree.left, zeroed, at), _number(tree.right, zeroed, at)
    difference = left if right == "0" else f"{left}-{right}"
    compared = f"(ROUND({difference},{_places(tree)}){_OPERATORS[tree.op]}0)"
    return _divided(tree, f"NOT{compared}" if negated else compared, zeroed, at)


def _divided(tree: Tree, what: str, zeroed: frozenset[Name], at: At) -> str:
    """`what` where the tree divides by no zero, else FALSE."""
    for divisor in reversed(_divisors(tree, zeroed, at)):
        what = f"IF(ROUND({divisor},{_places(tree)})<>0,{what},FALSE)"
    return what


def _places(tree: Tree) -> int:
    """Decimals in which two numbers may differ: binary noise lies beyond them."""
    return 9 if any(name.scale > 10**6 for name in names(tree)) else 6


def _number(tree: Tree, zeroed: frozenset[Name], at: At) -> str:
    match tree:
        case Name(kind="flag"):
            return f'IF({at(tree).source}="{YES}",1,0)'
        case Name():
            source = at(tree).source
            return f"N({source})" if tree in zeroed else source
        case Number(value=value):
            return number(value)
        case Arithmetic(op=op, left=left, right=right):
            return f"({_number(left, zeroed, at)}{op}{_number(right, zeroed, at)})"
        case Looked(of=of, values=values):
            return _looked(at(of), values)
        case Absolute(of=of):
            return f"ABS({_number(of, zeroed, at)})"
        case Looked(of=of, values=values):
            return f"({'+'.join(f'{_is(at(of), code)}*{value}' for code, value in values)})"
        case Extreme(which=which, of=parts):
            return f"{which.upper()}({','.join(_number(p, zeroed, at) for p in parts)})"
    raise Unsayable(str(tree))


def _looked(spot: Spot, values: tuple[tuple[str, int], ...]) -> str:
    """The number that belongs to the chosen code; 0 for what is in no list, which another check tells of."""
    source = "0"
    for code, value in reversed(values):
        source = f"IF({_is(spot, code)},{value},{source})"
    return source


def _divisors(tree: Tree, zeroed: frozenset[Name], at: At) -> list[str]:
    """What the tree divides by, each after those inside it: testing them in order never divides by zero."""
    match tree:
        case Arithmetic(op=op, left=left, right=right):
            inside = [*_divisors(left, zeroed, at), *_divisors(right, zeroed, at)]
            return [*inside, _number(right, zeroed, at)] if op == "/" else inside
        case Compare(left=left, right=right):
            return [*_divisors(left, zeroed, at), *_divisors(right, zeroed, at)]
        case Absolute(of=of):
            return _divisors(of, zeroed, at)
    return []


def _day_of(tree: Tree, at: At) -> str:
    match tree:
        case Name(scope="today"):
            return at(tree).source
        case Name(kind="date"):
            return f"INT({at(tree).source})"
        case Words(text=text) if _ISO.fullmatch(text):
            return day(date.fromisoformat(text))
    raise Unsayable(str(tree))


def _text_comparison(tree: Compare, at: At, *, equal: bool) -> str:
    left, right = tree.left, tree.right
    if isinstance(left, Words):
        left, right = right, left
    match left, right:
        case Pick(cases=cases), Words(text=text):
            return _picked(cases, lambda code: (code == text) == equal, at)
        case Name(), Words(text=text):
            same = _is(at(left), text)
        case (Name() as one, Name() as other):
            same = _same(at(one), at(other))
        case _:
            raise Unsayable(str(tree))
    return same if equal else f"NOT({same})"


def _picked(cases: tuple[tuple[Tree, str], ...], holds: Callable[[str], bool], at: At) -> str:
    """A test on the code that the cases pick, as a test on which case it is; FALSE when it is none."""
    source = "FALSE"
    for when, then in reversed(cases):
        source = f"IF({condition(when, at)},{str(holds(then)).upper()},{source})"
    return source


def _one_of(of: Tree, items: tuple[str, ...], at: At) -> str:
    if not items:
        return "FALSE"
    if isinstance(of, Pick):
        return _picked(of.cases, lambda code: code in items, at)
    if not isinstance(of, Name):
        raise Unsayable(str(of))
    if of.kind == "date":
        days = [f"INT({at(of).source})={_day_of(Words(item), at)}" for item in items]
        return _guarded([known(of, at)], _any(days))
    spot = at(of)
    if isinstance(spot.field, Choice) and not spot.field.codes_by and len(items) > 2:
        listed = ",".join(quote(spot.field.show(item)[:_LONGEST_LITERAL]) for item in items)
        return f"ISNUMBER(MATCH({spot.source},{{{listed}}},0))"
    return _any([_is(spot, item) for item in items])


def _is(spot: Spot, code: str) -> str:
    """Whether the cell holds the code, as people see it; never TRUE of a blank cell."""
    if isinstance(spot.field, Choice):
        return f"({_code(spot)}={quote(spot.field.show(code))})"
    if isinstance(spot.field, Text):
        return f"EXACT(TRIM({spot.source}),{quote(code)})"
    raise Unsayable(code)


def _same(one: Spot, other: Spot) -> str:
    match one.field, other.field:
        case Choice() as a, Choice() as b if (a.codes, a.codes_by) == (b.codes, b.codes_by):
            return f"({_code(one)}={_code(other)})"
        case Text(), Text():
            return f"EXACT(TRIM({one.source}),TRIM({other.source}))"
    raise Unsayable(f"{one.source} {other.source}")


def _code(spot: Spot) -> str:
    """A choice as it is shown; of "1061 Xay xát", picked from a list that depends on another answer, the code."""
    assert isinstance(spot.field, Choice)
    return f'LEFT({spot.source},FIND(" ",{spot.source}&" ")-1)' if spot.field.codes_by else spot.source


def _has(spot: Spot, code: str) -> str:
    assert isinstance(spot.field, MultipleChoice)
    options = spot.field.options
    name = options.by_code[code].name if options and code in options.by_code else code
    wanted = re.sub(r"([~*?])", r"~\1", f";{name};")
    return f'ISNUMBER(SEARCH({quote(wanted)},";"&SUBSTITUTE({spot.source},"; ",";")&";"))'


@dataclass(frozen=True, slots=True)
class Check:
    """A test that Excel can say: `source` is TRUE when the answers fail, `message` an expression of what to tell.

    `fails` and `told` are the same two in Python, for the value that is written with the formula.
    """

    fields: tuple[str, ...]
    source: str
    message: str
    fails: Callable[[Record], bool]
    told: Callable[[Mapping[str, Cell]], str]


def checks(form: Form, owner: Form | None, row: Row) -> list[Check]:
    """The requirements, limits and rules of a form that one row of cells decides, in the order of the form.

    Left out: what reads another period or record, named checks, patterns and repeated values.
    """
    return [
        *(check for field in form.stored for check in _field_checks(form, owner, field, row)),
        *(check for rule in form.rule for check in _rule_check(form, owner, rule, row)),
    ]


def cell_texts(form: Form, record: Record) -> dict[str, Cell]:
    """What stands in each field's cell of a template: the value, the mark, or the text that could not be read."""
    return {
        f.key: record.raw.get(f.key)
        or record.marks.get(f.key)
        or f.cell(record.values.get(f.key), record.values)
        for f in form.stored
    }


def _field_checks(form: Form, owner: Form | None, field: Field, row: Row) -> Iterator[Check]:
    if field.required or field.required_when:
        yield from _requirement(form, owner, field, row)
    if isinstance(field, NumberBase):
        if field.min is not None:
            yield _limit(field, row.cells[field.key], field.min, Code.SHORT_BELOW)
        if field.max is not None:
            yield _limit(field, row.cells[field.key], field.max, Code.SHORT_ABOVE)
    if isinstance(field, Date | Year) and field.not_after:
        yield _not_after(form, field, row)


def _requirement(form: Form, owner: Form | None, field: Field, row: Row) -> Iterator[Check]:
    key, source = field.key, blank(row.cells[field.key])
    when: Callable[[Record], bool] | None = None
    if not field.required:
        tree = formula.parse(field.required_when, resolver(form, owner), attributes(form, owner))
        try:
            source = f"AND({source},{condition(tree, row)})"
        except Unsayable:
            return
        when = _compiled(row, [tree], PYTHON.condition(tree))

    def fails(record: Record) -> bool:
        there = record.values.get(key) is not None or key in record.marks or key in record.raw
        return not there and (when is None or when(record))

    yield _constant(field, source, Code.SHORT_REQUIRED.value.format(label=field.label), fails)


def _limit(field: NumberField, cell: str, limit: int | str, code: Code) -> Check:
    key, exact = field.key, Fraction(str(limit))
    stored = int(exact * field.scale)
    below = code is Code.SHORT_BELOW
    away = f"{cell}-({number(exact)})" if exact else cell
    source = f"IF(ISNUMBER({cell}),ROUND({away},{_places(name_of(field))}){'<' if below else '>'}0,FALSE)"

    def fails(record: Record) -> bool:
        count = record.values.get(key)
        return isinstance(count, int) and (count < stored if below else count > stored)

    message = code.value.format(label=field.label, limit=numbers.show_stored(stored, field.scale, 0))
    return _constant(field, source, message, fails)


def _not_after(form: Form, field: Date | Year, row: Row) -> Check:
    key, cell, year = field.key, row.cells[field.key], isinstance(field, Year)
    value = cell if year else f"INT({cell})"
    other = form.fields.get(field.not_after)
    if other is not None:
        limit = row.cells[other.key] if year else f"INT({row.cells[other.key]})"
        source = f"IF(AND(ISNUMBER({cell}),ISNUMBER({row.cells[other.key]})),{value}>{limit},FALSE)"
        shown = other.label
    else:
        source = f"IF(ISNUMBER({cell}),{value}>{row.on.year if year else day(row.on)},FALSE)"
        shown = str(row.on.year) if year else row.on.strftime("%d/%m/%Y")
    today: Value = row.on.year if year else row.on.isoformat()

    def fails(record: Record) -> bool:
        latest = record.values.get(other.key) if other is not None else today
        found = record.values.get(key)
        return found is not None and latest is not None and found > latest  # type: ignore[operator]

    return _constant(field, source, Code.SHORT_AFTER.value.format(label=field.label, limit=shown), fails)


def _constant(field: Field, source: str, message: str, fails: Callable[[Record], bool]) -> Check:
    return Check((field.key,), source, quote(message), fails, lambda cells: message)


def _rule_check(form: Form, owner: Form | None, rule: Rule, row: Row) -> Iterator[Check]:
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    check = formula.parse(rule.check, resolve, attribute)
    trees, source, python = [check], "", broken_source(PYTHON, rule, check)
    try:
        source = broken(rule, check, row)
        if rule.where:
            where = formula.parse(rule.where, resolve, attribute)
            trees.append(where)
            source = f"AND({condition(where, row)},{source})"
            python = f"{PYTHON.condition(where)} and {python}"
    except Unsayable:
        return
    fields = rule.fields or tuple(name.key for name in names(check) if name.scope == "")
    message, told = _message(form, rule.message, row)
    yield Check(fields, source, message, _compiled(row, trees, python), told)


def _compiled(row: Row, trees: Iterable[Tree], source: str) -> Callable[[Record], bool]:
    """The Python condition as a test of a record."""
    used = [name for tree in trees for name in names(tree)]
    test = formula.python_function("fails", used, [f"return {source}"])
    today, parameters = row.on.isoformat(), row.parameters
    return lambda record: bool(test(record.values, {}, {}, parameters, today))


def _message(form: Form, message: str, row: Row) -> tuple[str, Callable[[Mapping[str, Cell]], str]]:
    """A rule's first sentence without its figures in brackets; what else it shows is read from the cells."""
    short = _IN_BRACKETS.sub("", _SENTENCE_END.split(message, maxsplit=1)[0])
    pieces = re.split(r"\{(\w+)\}", short)
    literals, keys = pieces[::2], [k if k in row.cells else "" for k in pieces[1::2]]
    source = quote(literals[0])
    for key, literal in zip(keys, literals[1:], strict=True):
        if key:
            source += f"&{_shown(form.fields[key], row.cells[key])}"
        source += f"&{quote(literal)}"

    def told(cells: Mapping[str, Cell]) -> str:
        words = [literals[0]]
        for key, literal in zip(keys, literals[1:], strict=True):
            words += [_general(cells.get(key)), literal]
        return "".join(words)

    return source, told


def _shown(field: Field, cell: str) -> str:
    return f'TEXT({cell},"dd/mm/yyyy")' if isinstance(field, Date) else cell


def _general(cell: Cell) -> str:
    """A cell as text in the way of Excel's general format, with a decimal comma."""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float):
        return number(Fraction(repr(cell))).replace(".", ",")
    return "" if cell is None else str(cell)
