"""Formulas in Excel's words give what Python gives: LibreOffice recalculates them on random records."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.formula import Row, Unsayable, broken, cell_texts, checks, condition, number, quote
from exports.placed import write_cell
from forms import formula
from forms.check import broken_source
from forms.formula import PYTHON, Tree, names, python_function
from forms.load import load_built_in
from forms.names import attributes, resolver
from forms.spec import Choice, Date, Form, MultipleChoice, NumberBase, Record, Rule, Value, Year, YesNo
from tests.builders import form_of
from tests.office_suite import recalculated

ON = date(2025, 12, 31)
PARAMETERS = {"usd_rate": 23_130_000, "tenth": 100_000}
ANY_RULE = Rule(key="any", check="", message="")

KITCHEN = """
key = "kitchen"
edition = "1"
title = "Mọi công thức"
kind = "register"
valid_from = 2019-01-01
label_field = "name"
[[field]]
kind = "text"
key = "name"
label = "Tên"
[[field]]
kind = "text"
key = "other_name"
label = "Tên khác"
[[field]]
kind = "integer"
key = "a"
label = "A"
[[field]]
kind = "decimal"
key = "b"
label = "B"
unit = "km"
decimals = 1
[[field]]
kind = "money"
key = "c"
label = "C"
unit = "triệu đồng"
decimals = 1
[[field]]
kind = "money"
key = "billions"
label = "Tỷ"
unit = "tỷ đồng"
decimals = 1
[[field]]
kind = "yes_no"
key = "f"
label = "F"
[[field]]
kind = "yes_no"
key = "g"
label = "G"
[[field]]
kind = "date"
key = "d"
label = "Ngày"
not_after = "today"
[[field]]
kind = "date"
key = "e"
label = "Ngày sau"
[[field]]
kind = "year"
key = "y"
label = "Năm"
not_after = "today"
[[field]]
kind = "choice"
key = "kind"
label = "Loại"
codes = "odd"
[[field]]
kind = "choice"
key = "kind2"
label = "Loại khác"
codes = "odd"
[[field]]
kind = "multiple_choice"
key = "several"
label = "Nhiều"
codes = "odd"
[[field]]
kind = "choice"
key = "version"
label = "Phiên bản"
codes = "vsic_version"
[[field]]
kind = "choice"
key = "vsic"
label = "Ngành"
codes = "vsic"
codes_by = "version"
[[field]]
kind = "computed"
key = "size"
label = "Quy mô"
cases = [{ when = "a > 10", then = "big" }, { when = "a >= 0", then = "small" }]
[[field]]
kind = "computed"
key = "each"
label = "Bình quân"
formula = "c / a"

[codes.odd]
key = "odd"
title = "Tên lạ"
code = [
    { code = "q", name = 'Chợ "đêm"', attributes = { group = "one", rank = 1 } },
    { code = "w", name = "Chợ * (tạm)?", attributes = { group = "one", rank = 2 } },
    { code = "e", name = "Chợ ~ đầu mối", attributes = { group = "one", rank = 3 } },
    { code = "r", name = "Chợ", attributes = { group = "two", rank = 4 } },
    { code = "t", name = "Chợ Đêm, đêm", aliases = ["x"], attributes = { group = "two", rank = 5 } },
]
"""

HAND_MADE = [
    ("a == a", "skip-any", None),
    ("a + b >= c", "skip-all", None),
    ("a + b >= c", "zero", None),
    ("a + b == c", "skip-any", "zero"),
    ("a - b != 0.3", "zero", "skip-any"),
    ("abs(a - b) <= 0.1 * c", "skip-any", None),
    ("max(a, b, 3) < min(b, c)", "skip-all", "zero"),
    ("c / a <= b", "skip-any", None),
    ("c / (a - b) >= 0.5", "zero", None),
    ("a / (b / c) > 1", "skip-any", None),
    ("each > 100", "skip-any", None),
    ("billions * 1000 == c", "skip-any", None),
    ("c <= 1000 * billions + 0.000001", "zero", None),
    ("b * param.usd_rate <= c", "skip-any", None),
    ("0.1 * a == param.tenth * a", "skip-any", None),
    ("f", "skip-any", None),
    ("f", "zero", None),
    ("not f and g", "skip-any", None),
    ("not f or known(g)", "skip-all", None),
    ("f + g == 1", "zero", None),
    ("f == g", "skip-any", None),
    ("d <= today", "skip-any", None),
    ("d < e and e >= '2020-02-29'", "skip-any", None),
    ("d != e", "skip-any", None),
    ("y >= 2000 and y - 1 < 2020", "zero", None),
    ("kind == 'q'", "skip-any", None),
    ("kind != 'w'", "skip-any", None),
    ("kind in ('q', 'w')", "zero", None),
    ("kind not in ('q', 'w', 'e')", "skip-any", None),
    ("kind in ('e', 'r', 't')", "zero", None),
    ("kind == kind2", "skip-any", None),
    ("kind.group == 'one'", "skip-any", None),
    ("kind.group != 'one' or has(several, 'r')", "skip-any", None),
    ("has(several, 't') or has(several, 'w')", "skip-any", None),
    ("not has(several, 'e')", "zero", None),
    ("kind.rank > kind2.rank", "skip-any", None),
    ("kind.rank + 1 <= a", "zero", None),
    ("size == 'big'", "skip-any", None),
    ("size != 'small'", "zero", None),
    ("size in ('big', 'small')", "zero", None),
    ("name == 'Chợ'", "skip-any", None),
    ("name != other_name", "skip-any", None),
    ("known(name) and known(several)", "zero", None),
    ("known(a + c) or known(kind)", "skip-any", None),
    ("known(size)", "zero", None),
    ("vsic in ('1061', '1072')", "zero", None),
    ("vsic == '1061' or version != '2018'", "skip-any", None),
]


def random_value(field: object, rng: random.Random, so_far: dict[str, Value]) -> Value:
    match field:
        case NumberBase():
            small = rng.choice((0, 1, 2, 3, 5, 10, 11, 20, 75, 100, 400, 1000, 2500, 23_130))
            if rng.random() < 0.4:
                return small * field.scale
            if rng.random() < 0.5:
                return small * field.scale + rng.randint(0, 20) * max(1, field.scale // 10)
            return rng.randint(0, 3000 * field.scale)
        case YesNo():
            return rng.randint(0, 1)
        case Date():
            return rng.choice(
                (
                    "2020-02-29",
                    ON.isoformat(),
                    (date(2018, 1, 1) + timedelta(rng.randint(0, 3300))).isoformat(),
                )
            )
        case Year():
            return rng.choice((1899, 1975, 2000, 2020, 2025, 2026))
        case Choice():
            listed = field.list_for(so_far)
            return None if listed is None else rng.choice([entry.code for entry in listed.code])
        case MultipleChoice():
            assert field.options is not None
            held = rng.sample([e.code for e in field.options.code], rng.randint(1, 3))
            return json.dumps(sorted(held), ensure_ascii=False)
    return rng.choice(("Chợ", "chợ", "Bến Có", "Cơ sở “Sáu” & con", "1061", "x"))


def random_record(form: Form, rng: random.Random, n: int) -> Record:
    """Answers of which some repeat or add up to others, blanks, marks, and texts that cannot be read."""
    values: dict[str, Value] = {}
    marks: dict[str, str] = {}
    raw: dict[str, str] = {}
    shown: dict[str, Fraction] = {}
    blank, odd = rng.choice((0.0, 0.1, 0.4, 0.8)), rng.choice((0.0, 0.1))
    for field in form.stored:
        values[field.key] = None
        if rng.random() < blank:
            continue
        if rng.random() < odd:
            if rng.random() < 0.5:
                marks[field.key] = "…"
            elif isinstance(field, NumberBase | YesNo | Date | Year):
                raw[field.key] = "12 người"
            continue
        if isinstance(field, NumberBase) and shown and rng.random() < 0.35:
            total = sum(rng.sample(list(shown.values()), rng.randint(1, min(2, len(shown)))), Fraction(0))
            value: Value = int(total * field.scale)
        else:
            value = random_value(field, rng, values)
        values[field.key] = value
        if isinstance(field, NumberBase) and isinstance(value, int):
            shown[field.key] = Fraction(value, field.scale)
    return Record(f"r{n}", values, marks, raw)


def random_records(form: Form, count: int) -> list[Record]:
    rng = random.Random(form.name)
    return [random_record(form, rng, n) for n in range(count)]


def in_python(trees: Sequence[Tree], source: str) -> Callable[[Record], bool]:
    used = [name for tree in trees for name in names(tree)]
    compiled = python_function("holds", used, [f"return {source}"])
    return lambda record: bool(compiled(record.values, {}, {}, PARAMETERS, ON.isoformat()))


Question = tuple[str, str, Callable[[Record], bool]]
"""What is asked, its Excel formula with § for the row, and its answer in Python."""


def any_row(form: Form) -> Row:
    return Row(form, {f.key: f"${xl_col_to_name(n)}§" for n, f in enumerate(form.stored)}, ON, PARAMETERS)


def rule_questions(form: Form, owner: Form | None, rule: Rule) -> Iterator[Question]:
    """Does the check fail, and does its `where` hold? Nothing of what Excel cannot say."""
    resolve, attribute, row = resolver(form, owner), attributes(form, owner), any_row(form)
    check = formula.parse(rule.check, resolve, attribute)
    with suppress(Unsayable):
        python = in_python([check], broken_source(PYTHON, rule, check))
        yield f"{rule.key}: {rule.check}", broken(rule, check, row), python
    if rule.where:
        where = formula.parse(rule.where, resolve, attribute)
        with suppress(Unsayable):
            python = in_python([where], PYTHON.condition(where))
            yield f"{rule.key}, where {rule.where}", condition(where, row), python


def disagreements(path: Path, asked: Sequence[tuple[Form, list[Question], list[Record]]]) -> list[str]:
    """Where LibreOffice and Python differ, over all forms × questions × records."""
    book = Workbook(path)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for n, (form, questions, found) in enumerate(asked):
        page = book.add_worksheet(f"s{n}")
        for r, record in enumerate(found):
            for c, cell in enumerate(cell_texts(form, record).values()):
                write_cell(page, r, c, cell, day if isinstance(cell, date) else None)
            for c, (_, excel, _) in enumerate(questions, len(form.stored)):
                page.write_formula(r, c, f"={excel}".replace("§", str(r + 1)), None, "?")
    book.close()
    computed = CalamineWorkbook.from_path(recalculated(path))
    wrong = []
    for n, (form, questions, found) in enumerate(asked):
        table = computed.get_sheet_by_name(f"s{n}").to_python(skip_empty_area=False)
        for record, line in zip(found, table, strict=True):
            answers = line[len(form.stored) :]
            for (text, _, python), got in zip(questions, answers, strict=True):
                if got is not python(record):
                    wrong.append(f"{form.name} {text}: {got!r} of {cell_texts(form, record)}")
    return wrong


def random_formulas(count: int) -> Iterator[str]:
    """Conditions of every shape over the fields of KITCHEN."""
    rng = random.Random(7)

    def amount(depth: int) -> str:
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(("a", "b", "c", "billions", "y", "f", "0", "1", "0.5", "100", "param.tenth"))
        shape = rng.choice(("({0} + {1})", "({0} - {1})", "{0} * {1}", "{0} / {1}", "abs({0} - {1})", "-{0}"))
        return shape.format(amount(depth - 1), amount(depth - 1))

    def test(depth: int) -> str:
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(
                ("f", "g", "known(a)", "kind == 'q'", "d <= today", "has(several, 'r')", "size == 'big'")
            )
        if rng.random() < 0.5:
            return f"{amount(depth)} {rng.choice(('==', '!=', '<', '<=', '>', '>='))} {amount(depth - 1)}"
        shape = rng.choice(("({0} and {1})", "({0} or {1})", "not ({0})", "(known({2}) and {0})"))
        return shape.format(test(depth - 1), test(depth - 1), amount(1))

    for _ in range(count):
        yield test(3)


def test_excel_and_python_agree_on_every_rule_of_the_catalogue(tmp_path: Path) -> None:
    catalogue = load_built_in()
    asked = []
    for form in catalogue.forms:
        owner = catalogue.owner_of(form, max(form.valid_from, date(2020, 12, 31)))
        questions = [q for rule in form.rule for q in rule_questions(form, owner, rule)]
        for n, check in enumerate(checks(form, owner, any_row(form))):
            questions.append((f"check {n} of {check.fields}", check.source, check.fails))
        asked.append((form, questions, random_records(form, 40)))
    assert sum(len(questions) for _, questions, _ in asked) > 200
    assert disagreements(tmp_path / "catalogue.xlsx", asked) == []


def test_excel_and_python_agree_on_every_shape_of_formula(tmp_path: Path) -> None:
    form = form_of(KITCHEN)
    rules = [
        Rule(key=f"hand{n}", check=check, where=check, message="", missing=left, missing_right=right)  # type: ignore[arg-type]
        for n, (check, left, right) in enumerate(HAND_MADE)
    ]
    rng = random.Random(11)
    policies = ("skip-any", "skip-all", "zero")
    rules += [
        Rule(key=f"random{n}", check=check, where=check, message="", missing=rng.choice(policies))  # type: ignore[arg-type]
        for n, check in enumerate(random_formulas(120))
    ]
    questions = [question for rule in rules for question in rule_questions(form, None, rule)]
    assert len(questions) == 2 * len(rules)
    assert disagreements(tmp_path / "kitchen.xlsx", [(form, questions, random_records(form, 70))]) == []


def cells_of(form: Form) -> Row:
    return Row(form, {f.key: f"${chr(65 + n)}8" for n, f in enumerate(form.stored)}, ON, PARAMETERS)


@pytest.mark.parametrize(
    "text", ["prev.a > 1", "a > prev.a and f", "kind == prev.kind", "param.unheard > a", "name < 'b'"]
)
def test_what_other_cells_would_have_to_tell_is_not_said(text: str) -> None:
    form = form_of(KITCHEN)
    tree = formula.parse(text, resolver(form, None), attributes(form, None))
    with pytest.raises(Unsayable):
        broken(ANY_RULE, tree, cells_of(form))


def test_owner_is_not_said() -> None:
    catalogue = load_built_in()
    workers = catalogue.edition("workers", ON)
    owner = catalogue.owner_of(workers, ON)
    tree = formula.parse("owner.status == 'active'", resolver(workers, owner), attributes(workers, owner))
    with pytest.raises(Unsayable):
        condition(tree, Row(workers, {f.key: "A1" for f in workers.stored}, ON, {}))


def test_a_comparison_stands_behind_its_guards() -> None:
    form = form_of(KITCHEN)
    tree = formula.parse("a <= b", resolver(form, None), attributes(form, None))
    told = broken(ANY_RULE, tree, cells_of(form))
    assert told == "IF(AND(ISNUMBER($C8),ISNUMBER($D8)),NOT(ROUND($C8-$D8,6)<=0),FALSE)"


def test_a_long_text_is_written_in_pieces() -> None:
    source = quote('a"' * 300)
    assert all(len(piece) < 256 * 2 for piece in source.split('"&"'))
    assert source.count("&") == 2


def test_a_number_keeps_all_its_digits() -> None:
    assert number(Fraction(1, 10**6)) == "0.000001"
    assert number(Fraction(10**15)) == "1000000000000000"
