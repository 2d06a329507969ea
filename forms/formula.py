"""One formula text → a checked tree → an exact condition or number.

Formulas are written in display units ("area_ha > 75") over answers that are stored as whole counts of smallest
units. Emission therefore compiles scaled integers: a number is a pair numerator / denominator and comparisons are
cross-multiplied, so that Python and SQL give the same answer to the last digit. The two differ only in a Dialect;
db/formula.py has the one of SQLite.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

Kind = Literal["number", "text", "flag", "date", "multiple"]
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
# Beyond them the scaled integers of a comparison could leave SQLite's 64 bits.
_LARGEST_NUMBER, _MOST_DECIMALS = 10**15, 9
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class FormulaError(ValueError):
    """The formula cannot be used; the text says why and what to write, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Name:
    """An answer: `scope` is "" (this record), "prev", "owner", "param" or "today"; stored value = shown × scale."""

    scope: str
    key: str
    kind: Kind
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Absolute:
    of: Tree


@dataclass(frozen=True, slots=True)
class Extreme:
    which: Literal["min", "max"]
    of: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class OneOf:
    of: Tree
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    of: Tree


@dataclass(frozen=True, slots=True)
class Has:
    of: Name
    code: str


@dataclass(frozen=True, slots=True)
class Not:
    of: Tree


@dataclass(frozen=True, slots=True)
class Every:
    of: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Some:
    of: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """The text of the first case whose condition holds; missing when none does."""

    cases: tuple[tuple[Tree, str], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """The number that a code list gives as an attribute of the chosen code: kv_primary.rank."""

    of: Name
    values: tuple[tuple[str, int], ...]


Tree = (
    Name
    | Number
    | Words
    | Arithmetic
    | Absolute
    | Extreme
    | Compare
    | OneOf
    | Known
    | Has
    | Not
    | Every
    | Some
    | Pick
    | Looked
)
Resolve = Callable[[str, str], Tree]
"""(scope, key) → the Name, or the tree of a computed field; raises FormulaError when there is none."""
Attributes = Callable[[str, str], Mapping[str, str | int]]
"""(field key, attribute) → code → that attribute, for `legal_form.group`; raises FormulaError."""


def parse(text: str, resolve: Resolve, attributes: Attributes) -> Tree:
    """The checked tree of a formula; raises FormulaError for anything outside the language of design §4.6."""
    try:
        return _Parser(resolve, attributes).tree(_read(text))
    except RecursionError as endless:
        raise FormulaError(f"“{text[:80]}” dẫn vòng về chính nó hoặc quá dài") from endless


def _read(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as broken:
        raise FormulaError(f"“{text[:80]}” viết sai cú pháp") from broken


def parse_aggregate(text: str, resolve: Resolve, attributes: Attributes) -> tuple[str, Tree | None]:
    """("count", None) or ("sum", tree) of a measure's value; no division inside."""
    body = _read(text)
    if not (isinstance(body, ast.Call) and isinstance(body.func, ast.Name) and not body.keywords):
        raise FormulaError(f"“{text}” phải có dạng count() hoặc sum(...)")
    if body.func.id == "count" and not body.args:
        return "count", None
    if body.func.id == "sum" and len(body.args) == 1:
        tree = parse(ast.unparse(body.args[0]), resolve, attributes)
        if any(isinstance(part, Arithmetic) and part.op == "/" for part in walk(tree)):
            raise FormulaError(f"“{text}”: không chia trong sum(), hãy khai báo tử số và mẫu số của chỉ tiêu")
        _expect_number(tree)
        return "sum", tree
    raise FormulaError(f"“{text}” phải có dạng count() hoặc sum(...)")


class _Parser:
    """Python's own parser reads the text; only white-listed shapes become a tree."""

    def __init__(self, resolve: Resolve, attributes: Attributes) -> None:
        self._resolve = resolve
        self._attributes = attributes

    def tree(self, node: ast.expr) -> Tree:
        match node:
            case ast.Name() | ast.Attribute() | ast.Constant():
                return self._leaf(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Arithmetic("-", Number(Fraction(0)), _expect_number(self.tree(operand)))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(_expect_condition(self.tree(operand)))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(_expect_condition(self.tree(v)) for v in values)
                return Every(parts) if isinstance(op, ast.And) else Some(parts)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                sides = (_expect_number(self.tree(side)) for side in (left, right))
                return Arithmetic(_ARITHMETIC[type(op)], *sides)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._comparison(left, op, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
        raise FormulaError(f"“{ast.unparse(node)}” không có trong ngôn ngữ công thức")

    def _leaf(self, node: ast.expr) -> Tree:
        match node:
            case ast.Name(id=key):
                return self._resolve("", key)
            case ast.Attribute(value=ast.Name(id=("prev" | "owner" | "param") as scope), attr=key):
                return self._resolve(scope, key)
            case ast.Constant(value=bool()):
                raise FormulaError("không dùng True, False; hãy viết tên trường có/không hoặc not tên trường")
            case ast.Constant(value=int() | float() as value) if abs(value) <= _LARGEST_NUMBER:
                return _exact(value)
            case ast.Constant(value=str(text)):
                return Words(text)
        if isinstance(node, ast.Attribute):
            return self._looked(node)
        raise FormulaError(f"“{ast.unparse(node)}” không có trong ngôn ngữ công thức")

    def _looked(self, node: ast.Attribute) -> Tree:
        of = self.tree(node.value)
        if not isinstance(of, Name):
            raise FormulaError(f"“{ast.unparse(node.value)}” không phải là trường của biểu")
        values = self._attributes(f"{of.scope}.{of.key}".lstrip("."), node.attr)
        if not all(isinstance(value, int) for value in values.values()):
            raise FormulaError(f"“{ast.unparse(node)}” là chữ, chỉ so sánh bằng với một giá trị")
        return Looked(of, tuple((code, int(value)) for code, value in values.items()))

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Tree:
        if isinstance(op, ast.In | ast.NotIn):
            inside = self._one_of(left, _texts(right))
            return Not(inside) if isinstance(op, ast.NotIn) else inside
        if (
            self._is_attribute(left)
            and isinstance(op, ast.Eq | ast.NotEq)
            and isinstance(right, ast.Constant)
        ):
            inside = self._one_of(left, _texts(right))
            return Not(inside) if isinstance(op, ast.NotEq) else inside
        if type(op) not in _COMPARISONS:
            raise FormulaError(f"“{ast.unparse(right)}”: không có phép so sánh này")
        sides = (self.tree(left), self.tree(right))
        numeric = [kind_of(side) in ("number", "flag") for side in sides]
        if numeric[0] != numeric[1]:
            raise FormulaError(
                f"“{ast.unparse(left)}” và “{ast.unparse(right)}” không cùng loại, không so sánh được"
            )
        return Compare(_COMPARISONS[type(op)], *sides)

    @staticmethod
    def _is_attribute(node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id not in ("prev", "owner", "param")
        ) or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute))

    def _one_of(self, left: ast.expr, wanted: tuple[str, ...]) -> Tree:
        if not self._is_attribute(left):
            tree = self.tree(left)
            if kind_of(tree) not in ("text", "date"):
                raise FormulaError(f"“{ast.unparse(left)}” không phải là trường chọn trong danh mục")
            return OneOf(tree, wanted)
        assert isinstance(left, ast.Attribute)
        of = self.tree(left.value)
        if not isinstance(of, Name):
            raise FormulaError(f"“{ast.unparse(left.value)}” không phải là trường của biểu")
        values = self._attributes(f"{of.scope}.{of.key}".lstrip("."), left.attr)
        return OneOf(of, tuple(code for code, value in values.items() if str(value) in wanted))

    def _call(self, name: str, args: list[ast.expr]) -> Tree:
        match name, args:
            case "known", [of]:
                return Known(self.tree(of))
            case "abs", [of]:
                return Absolute(_expect_number(self.tree(of)))
            case ("min" | "max") as which, [_, _, *_]:
                return Extreme(
                    "min" if which == "min" else "max", tuple(_expect_number(self.tree(a)) for a in args)
                )
            case "has", [of, ast.Constant(value=str(code))]:
                tree = self.tree(of)
                if not isinstance(tree, Name) or tree.kind != "multiple":
                    raise FormulaError(f"has(): “{ast.unparse(of)}” không phải là trường chọn nhiều")
                return Has(tree, code)
        raise FormulaError(f"“{name}(...)” không có trong ngôn ngữ công thức, hoặc sai số tham số")


def _exact(value: int | float) -> Number:
    exact = Fraction(str(value))
    if 10**_MOST_DECIMALS % exact.denominator:
        raise FormulaError(f"“{value}” có quá {_MOST_DECIMALS} chữ số lẻ")
    return Number(exact)


def _texts(node: ast.expr) -> tuple[str, ...]:
    items = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    found = tuple(
        str(i.value) for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str | int)
    )
    if len(found) != len(items):
        raise FormulaError(f"“{ast.unparse(node)}” phải là các giá trị cố định")
    return found


def kind_of(tree: Tree) -> Kind | Literal["condition"]:
    """What a tree yields."""
    match tree:
        case Name(kind=kind):
            return kind
        case Number() | Arithmetic() | Absolute() | Extreme() | Looked():
            return "number"
        case Words() | Pick():
            return "text"
        case _:
            return "condition"


def _expect_number(tree: Tree) -> Tree:
    if kind_of(tree) not in ("number", "flag"):
        raise FormulaError("phép tính chỉ dùng với trường số")
    return tree


def _expect_condition(tree: Tree) -> Tree:
    if kind_of(tree) not in ("condition", "flag"):
        raise FormulaError("and, or, not chỉ nối các điều kiện hoặc trường có/không")
    return tree


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything in it."""
    yield tree
    for part in _parts(tree):
        yield from walk(part)


def _parts(tree: Tree) -> Iterable[Tree]:
    match tree:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Absolute(of=of) | OneOf(of=of) | Known(of=of) | Has(of=of) | Not(of=of) | Looked(of=of):
            return (of,)
        case Extreme(of=parts) | Every(of=parts) | Some(of=parts):
            return parts
        case Pick(cases=cases):
            return tuple(when for when, _ in cases)
    return ()


def names(tree: Tree) -> tuple[Name, ...]:
    """The answers that the tree reads, each once, in order of appearance; fixed inputs (param, today) included."""
    return tuple(dict.fromkeys(part for part in walk(tree) if isinstance(part, Name)))


def needed_names(tree: Tree) -> tuple[Name, ...]:
    """The names whose absence makes the tree's value missing: all but those that known() and conditions settle."""
    if isinstance(tree, Known | Pick):
        return ()
    if isinstance(tree, Name):
        return () if tree.scope in ("param", "today") else (tree,)
    return tuple(dict.fromkeys(name for part in _parts(tree) for name in needed_names(part)))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine writes a name, nothing, a text and a choice; all other words are the same in all engines."""

    name: Callable[[Name], str]
    nothing: str
    quote: Callable[[str], str]
    choose: Callable[[list[tuple[str, str]], str], str]
    contains: Callable[[str, str], str]
    true: str
    false: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """numerator / denominator as source text; a denominator that is no constant has `divisors` to be non-zero."""

    over: str
    under: int | str
    divisors: tuple[str, ...] = ()


class Emitter:
    """Writes trees in one dialect. Conditions are two-valued: a comparison with a missing side is false."""

    def __init__(self, dialect: Dialect, *, guarded: bool = True) -> None:
        """`guarded=False` leaves missing sides to the engine: in SQL such a condition is NULL when undecided."""
        self._d = dialect
        self._two_valued = guarded

    def condition(self, tree: Tree) -> str:
        """Source of a condition that is never missing."""
        match tree:
            case Name(kind="flag"):
                ref = self._d.name(tree)
                return self._guarded([f"{ref} is not {self._d.nothing}"], f"{ref} != 0")
            case Compare():
                tests, compared = self._comparison(tree, frozenset())
                return self._guarded([*self._known_all(needed_names(tree)), *tests], compared)
            case OneOf(of=of, items=items):
                if not items:
                    return self._d.false
                listed = ", ".join(self._d.quote(i) for i in items)
                inside = f"{self._text(of)} in ({listed}{',' if self._d.nothing == 'None' else ''})"
                return self._guarded([f"{self._text(of)} is not {self._d.nothing}"], inside)
            case Known(of=of):
                settled = self if self._two_valued else Emitter(self._d)  # what is known is never left open
                tests = [*self._known_all(needed_names(of)), *settled._present(of)]
                return "(" + (" and ".join(tests) or self._d.true) + ")"
            case Has(of=of, code=code):
                ref = self._d.name(of)
                # Nothing chosen is an answer: the engine is never left to decide.
                inside = self._d.contains(ref, f'"{code}"')
                return f"({ref} is not {self._d.nothing} and {inside})"
            case Not(of=of):
                return f"(not {self.condition(of)})"
            case Every(of=parts):
                return "(" + " and ".join(self.condition(p) for p in parts) + ")"
            case Some(of=parts):
                return "(" + " or ".join(self.condition(p) for p in parts) + ")"
        raise FormulaError("công thức này phải là một điều kiện")

    def broken(self, check: Tree, left: str, right: str) -> str:
        """Source that is true when the check does not hold and nothing missing excuses it.

        `left` and `right` say what missing means on either side of the comparison: skip-any, skip-all or zero.
        A check that is no comparison is excused when anything it needs is missing, unless `left` says otherwise.
        """
        if not isinstance(check, Compare):
            excused = self._known_all(needed_names(check)) if left == "skip-any" else []
            return self._guarded(excused, f"not {self.condition(check)}")
        guards: list[str] = []
        zeroed: set[Name] = set()
        for side, policy in ((check.left, left), (check.right, right)):
            needed = needed_names(side)
            if policy == "skip-any" or kind_of(side) not in ("number", "flag"):
                guards += self._known_all(needed)
                continue
            zeroed.update(needed)
            if policy == "skip-all" and needed:
                guards.append("(" + " or ".join(self._known_all(needed)) + ")")
        tests, compared = self._comparison(check, frozenset(zeroed))
        return self._guarded([*guards, *tests], f"not ({compared})")

    def number(self, tree: Tree) -> tuple[Ratio, list[str]]:
        """An arithmetic tree as numerator / denominator, and the tests under which it has a value."""
        ratio = self._ratio(tree, frozenset())
        return ratio, [*self._known_all(needed_names(tree)), *(f"{d} != 0" for d in ratio.divisors)]

    def text(self, tree: Tree) -> str:
        """A text tree: a choice, a date, or the cases of a computed class."""
        return self._text(tree)

    def _guarded(self, guards: list[str], what: str) -> str:
        return "(" + " and ".join([*(dict.fromkeys(guards) if self._two_valued else ()), what]) + ")"

    def _known_all(self, needed: Iterable[Name]) -> list[str]:
        return [f"{self._d.name(n)} is not {self._d.nothing}" for n in needed]

    def _comparison(self, tree: Compare, zeroed: frozenset[Name]) -> tuple[list[str], str]:
        """The tests under which both sides have a value though all answers are there, and the comparison."""
        if kind_of(tree.left) not in ("number", "flag"):
            tests = [*self._present(tree.left), *self._present(tree.right)]
            sides = [(side, self._text(side)) for side in (tree.left, tree.right)]
            compared = f"{sides[0][1]} {tree.op} {sides[1][1]}"
            if not self._two_valued:
                # What is known to have no class is unlike no class either.
                classed = [f"{text} != {self._d.quote('')}" for side, text in sides if isinstance(side, Pick)]
                compared = "(" + " and ".join([*classed, compared]) + ")"
            return tests, compared
        left, right = self._ratio(tree.left, zeroed), self._ratio(tree.right, zeroed)
        over_left, over_right = _cross(left, right)
        return [f"{d} != 0" for d in (*left.divisors, *right.divisors)], f"{over_left} {tree.op} {over_right}"

    def _present(self, tree: Tree) -> list[str]:
        """What must hold, besides answers being there, for a value: no division by zero, a case that applies."""
        if isinstance(tree, Pick):
            return [f"{self._text(tree)} is not {self._d.nothing}"]
        if kind_of(tree) != "number":
            return []
        return [f"{d} != 0" for d in self._ratio(tree, frozenset()).divisors]

    def _text(self, tree: Tree) -> str:
        match tree:
            case Name():
                return self._d.name(tree)
            case Words(text=text):
                return self._d.quote(text)
            case Pick(cases=cases):
                lines = [(self.condition(when), self._d.quote(then)) for when, then in cases]
                if self._two_valued:
                    return self._d.choose(lines, self._d.nothing)
                # Missing only if an answer could still change it: what fits no case has no class, and that is known.
                asked = [line for when, then in lines for line in ((when, then), (f"{when} is null", "null"))]
                return self._d.choose(asked, self._d.quote(""))
        raise FormulaError("công thức này phải là chữ")

    def _ratio(self, tree: Tree, zeroed: frozenset[Name]) -> Ratio:
        match tree:
            case Name(scale=scale):
                ref = self._d.name(tree)
                zero = self._d.choose([(f"{ref} is {self._d.nothing}", "0")], ref)
                return Ratio(zero if tree in zeroed else ref, scale)
            case Number(value=value):
                return Ratio(str(value.numerator), value.denominator)
            case Arithmetic(op=op, left=left, right=right):
                return _combine(op, self._ratio(left, zeroed), self._ratio(right, zeroed))
            case Looked(of=of, values=values):
                ref = self._d.name(of)
                lines = [(f"{ref} == {self._d.quote(code)}", str(value)) for code, value in values]
                return Ratio(self._d.choose(lines, "0"), 1)
            case Absolute(of=of):
                inner = self._ratio(of, zeroed)
                return Ratio(f"abs({inner.over})", inner.under, inner.divisors)
            case Extreme(which=which, of=parts):
                return self._extreme(which, [self._ratio(p, zeroed) for p in parts])
        raise FormulaError("công thức này phải là một số")

    def _extreme(self, which: str, ratios: list[Ratio]) -> Ratio:
        unders = [r.under for r in ratios if isinstance(r.under, int)]
        if len(unders) != len(ratios):
            raise FormulaError("không chia bên trong min(), max()")
        under = math.lcm(*unders)
        overs = [_times(r.over, under // u) for r, u in zip(ratios, unders, strict=True)]
        return Ratio(f"{which}({', '.join(overs)})", under)


def _times(over: str, factor: int) -> str:
    return over if factor == 1 else f"({over} * {factor})"


def _cross(left: Ratio, right: Ratio) -> tuple[str, str]:
    if isinstance(left.under, int) and isinstance(right.under, int):
        common = math.lcm(left.under, right.under)
        return _times(left.over, common // left.under), _times(right.over, common // right.under)
    # Denominators that hold answers are squares (see _combine), hence positive: the direction never turns.
    return f"({left.over} * {right.under})", f"({right.over} * {left.under})"


def _combine(op: str, left: Ratio, right: Ratio) -> Ratio:
    divisors = left.divisors + right.divisors
    if op == "*":
        return Ratio(f"({left.over} * {right.over})", _product(left.under, right.under), divisors)
    if op == "/":
        over = f"({left.over} * {right.under} * {right.over})"
        return Ratio(over, _product(left.under, f"({right.over} * {right.over})"), (*divisors, right.over))
    over_left, over_right = _cross(left, right)
    if isinstance(left.under, int) and isinstance(right.under, int):
        return Ratio(f"({over_left} {op} {over_right})", math.lcm(left.under, right.under), divisors)
    return Ratio(f"({over_left} {op} {over_right})", _product(left.under, right.under), divisors)


def _product(left: int | str, right: int | str) -> int | str:
    return left * right if isinstance(left, int) and isinstance(right, int) else f"({left} * {right})"


_PYTHON_PREFIX = {"": "v", "prev": "p", "owner": "o", "param": "P"}


def _python_name(name: Name) -> str:
    return "today" if name.scope == "today" else f"{_PYTHON_PREFIX[name.scope]}_{name.key}"


def _python_choose(lines: list[tuple[str, str]], otherwise: str) -> str:
    source = otherwise
    for when, then in reversed(lines):
        source = f"({then} if {when} else {source})"
    return source


PYTHON = Emitter(
    Dialect(
        name=_python_name,
        nothing="None",
        quote=repr,
        choose=_python_choose,
        contains=lambda ref, part: f"{part!r} in {ref}",
        true="True",
        false="False",
    )
)


def python_function(
    name: str, used: Iterable[Name], body: list[str], known: Mapping[str, object] | None = None
) -> Callable[..., object]:
    """A compiled function (v, p, o, P, today) whose body may use the local names of `used` and those of `known`.

    v, p, o are the values of the record, of its last period and of its owner; P the parameters as stored counts;
    today an ISO date. The source comes from checked trees alone, never from text of a file.
    """
    lines = [f"def {name}(v, p, o, P, today):"]
    for local in dict.fromkeys(used):
        if local.scope != "today":
            source = _PYTHON_PREFIX[local.scope]
            lines.append(f"    {_python_name(local)} = {source}.get({local.key!r})")
    lines += [f"    {line}" for line in body]
    space: dict[str, object] = {"Fraction": Fraction, **(known or {})}
    exec(compile("\n".join(lines), f"<{name}>", "exec"), space)
    return cast("Callable[..., object]", space[name])


def value_function(tree: Tree) -> Callable[..., object]:
    """A function (v, p, o, P, today) → Fraction, text or None: the value of a computed field on a record."""
    return python_function("value", names(tree), [f"return {value_source(tree)}"])


def value_source(tree: Tree) -> str:
    """Python source of a computed field's value; raises FormulaError when the tree yields none."""
    if kind_of(tree) not in ("number", "flag"):
        return PYTHON.text(tree)
    ratio, tests = PYTHON.number(tree)
    return f"Fraction({ratio.over}, {ratio.under}) if {' and '.join(tests) or 'True'} else None"
