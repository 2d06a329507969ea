"""The formula language: what is in it, what is not, and what a missing answer means to a rule."""

from __future__ import annotations

from fractions import Fraction

import pytest

from forms import formula
from forms.check import broken_source
from forms.formula import PYTHON, FormulaError, Tree
from forms.names import attributes, resolver
from forms.spec import Form, Rule, Value
from tests.builders import KILNS, catalogue_of, form_of, kilns

FIRING = """
key = "firings"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "establishments"
valid_from = 2019-01-01
packet = "industry_trade"
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
"""


def parsed(text: str, form: Form | None = None) -> Tree:
    form = form or kilns()
    return formula.parse(text, resolver(form, None), attributes(form, None))


def holds(text: str, **values: Value) -> object:
    """The condition on a record; absent answers are missing."""
    tree = parsed(text)
    function = formula.python_function("holds", formula.names(tree), [f"return {PYTHON.condition(tree)}"])
    return function(values, {"cost": 4_000_000}, {}, {"usd_rate": 23_130_000}, "2020-12-31")


def number(text: str, **values: Value) -> object:
    return formula.value_function(parsed(text))(values, {}, {}, {"usd_rate": 23_130_000}, "2020-12-31")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("workers > 5", True),
        ("workers >= 6", True),
        ("workers == 6", True),
        ("workers != 6", False),
        ("workers < 6", False),
        ("area <= 1.25", True),
        ("area > 1.2499", True),
        ("area * 2 == 2.5", True),
        ("cost == prev.cost * 2.5", True),
        ("cost / area == 8", True),
        ("cost / workers > 1.6", True),
        ("cost - area - workers == 2.75", True),
        ("-cost < 0", True),
        ("- cost + 10 == 0", True),
        ("abs(area - 2) == 0.75", True),
        ("min(area, workers) == 1.25", True),
        ("max(area, workers, 7) == 7", True),
        ("known(workers)", True),
        ("known(built)", False),
        ("not known(built)", True),
        ("known(workers + built)", False),
        ("licensed", True),
        ("not licensed", False),
        ("licensed == 1", True),
        ("area_type == 'urban'", True),
        ("area_type in ('rural', 'urban')", True),
        ("area_type not in ['urban']", False),
        ("has(features, 'night')", True),
        ("has(features, 'border')", False),
        ("opened <= today", True),
        ("opened == '2010-02-01'", True),
        ("workers > 5 and area > 2 or licensed", True),
        ("workers > 5 and (area > 2 or not licensed)", False),
        ("cost_each > 1.66 and cost_each < 1.67", True),
        ("size == 'nhỏ'", True),
        ("cost > param.usd_rate", False),
        ("cost * 2.313 == param.usd_rate", True),
        ("workers / 2 == 3", True),
    ],
)
def test_a_condition_is_written_in_display_units(text: str, expected: bool) -> None:
    kiln: dict[str, Value] = {
        "workers": 6,
        "area": 12_500,
        "cost": 10_000_000,
        "licensed": 1,
        "area_type": "urban",
        "features": '["night", "wholesale"]',
        "opened": "2010-02-01",
    }
    assert holds(text, **kiln) is expected


@pytest.mark.parametrize(
    "text",
    [
        "workers > 5",
        "workers != 5",
        "workers == workers",
        "licensed",
        "area_type == 'urban'",
        "area_type != 'urban'",
        "area_type in ('urban',)",
        "has(features, 'night')",
        "opened <= today",
        "size == 'nhỏ'",
        "size != 'nhỏ'",
        "known(size)",
        "cost / workers > 1",
        "abs(workers) >= 0",
        "min(workers, area) < 9",
    ],
)
def test_a_condition_on_a_missing_answer_does_not_hold(text: str) -> None:
    assert holds(text) is False
    assert holds(f"not ({text})") is True


@pytest.mark.parametrize("zero", [{"workers": 0, "cost": 5}, {"workers": 0, "cost": 0}])
def test_nothing_can_be_said_of_a_division_by_zero(zero: dict[str, Value]) -> None:
    assert number("cost / workers", **zero) is None
    assert holds("cost / workers <= 9", **zero) is False
    assert holds("cost / workers > 9", **zero) is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 / 2", Fraction(7, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("cost / 3", Fraction(10, 3)),
        ("1 / (1 / workers)", Fraction(6)),
        ("cost / workers / area", Fraction(4, 3)),
        ("-area", Fraction(-5, 4)),
        ("abs(1 - workers)", Fraction(5)),
        ("licensed + 1", Fraction(2)),
        ("built + 1", None),
    ],
)
def test_a_number_is_exact(text: str, value: Fraction | None) -> None:
    assert number(text, workers=6, area=12_500, cost=10_000_000, licensed=1) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "workers >",
        "workers > 5; 1",
        "workers = 5",
        "1 < workers < 5",
        "workers ** 2 > 4",
        "workers // 2 > 4",
        "workers % 2 == 0",
        "workers & 1 == 1",
        "workers is None",
        "workers > True",
        "licensed == False",
        "lambda: 1",
        "[w for w in workers]",
        "{1: 2}",
        "f'{workers}' == '5'",
        "workers if licensed else cost",
        "workers[0] > 1",
        "(workers, cost) > 1",
        "__import__('os')",
        "open('x')",
        "print(workers)",
        "round(workers) > 1",
        "abs(workers, cost) > 1",
        "min(workers) > 1",
        "known()",
        "known(workers, cost)",
        "known(of=workers)",
        "has(features)",
        "has(features, workers)",
        "has(area_type, 'urban')",
        "has(workers, 'night')",
        "sum(workers) > 1",
        "count() > 1",
        "workers.real > 1",
        "workers.__class__ == 1",
        "area_type.nothing == 1",
        "workrs > 1",
        "prev.workrs > 1",
        "owner.workers > 1",
        "prev.cost_each > 1",
        "other.workers > 1",
        "prev.prev.workers > 1",
        "workers == 'năm'",
        "area_type > 5",
        "area_type == workers",
        "area_type + 1 > 2",
        "abs(area_type) > 2",
        "not workers",
        "workers and licensed",
        "area_type or licensed",
        "area_type in (workers,)",
        "area_type in 'urban' + 'rural'",
        "area_type in licensed",
        "workers in (1, 2)",
        "(workers > 1) == (cost > 1)",
        "(workers > 1) == 'x'",
        "(workers > 1) + 1 > 1",
        "min(cost / workers, 1) > 1",
        "1e400 > workers",
        "1e16 > workers",
        "workers > 1e-10",
        "-(1e-300) > workers",
        "workers > 1j",
        "workers > b'1'",
        "workers > ...",
        "9" * 5000 + " > workers",
        "(" * 400 + "workers" + ")" * 400 + " > 1",
        " + ".join(["workers"] * 20_000) + " > 1",
        "not " * 5000 + "licensed",
        "workers \x00 > 1",
        "workers > 1\n\nworkers",
        "# workers > 1",
    ],
    ids=lambda text: text[:40],
)
def test_what_is_not_in_the_language_is_refused_with_words(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        PYTHON.condition(parsed(text))
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("count()", "count"),
        ("sum(workers)", "sum"),
        ("sum(cost * area)", "sum"),
        (" sum( abs(cost) ) ", "sum"),
    ],
)
def test_a_measure_counts_or_sums(text: str, kind: str) -> None:
    form = kilns()
    assert formula.parse_aggregate(text, resolver(form, None), attributes(form, None))[0] == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "workers",
        "count(workers)",
        "sum()",
        "sum(workers, cost)",
        "sum(cost / workers)",
        "sum(cost_each)",
        "avg(cost)",
        "sum(area_type)",
        "sum(workers > 1)",
        "count() + 1",
        "sum(x=workers)",
        "max(cost)",
        "sum(size)",
        "sum(",
        "sum(1e999)",
    ],
)
def test_a_measure_is_nothing_else_and_never_divides(text: str) -> None:
    form = kilns()
    with pytest.raises(FormulaError):
        formula.parse_aggregate(text, resolver(form, None), attributes(form, None))


@pytest.mark.parametrize(
    ("missing", "left", "right", "broken"),
    [
        # cost + area <= workers        cost+area known  one of the two  neither  right missing
        ("skip-any", None, None, {"full": True, "part": False, "none": False, "bare": False}),
        ("skip-all", None, None, {"full": True, "part": True, "none": False, "bare": False}),
        ("zero", None, None, {"full": True, "part": True, "none": False, "bare": True}),
        ("skip-any", "zero", None, {"full": True, "part": True, "none": False, "bare": False}),
        ("skip-any", "skip-all", None, {"full": True, "part": True, "none": False, "bare": False}),
        ("skip-any", None, "zero", {"full": True, "part": False, "none": False, "bare": True}),
        ("zero", "skip-any", None, {"full": True, "part": False, "none": False, "bare": True}),
    ],
)
def test_a_rule_says_for_each_side_what_missing_means(
    missing: str, left: str | None, right: str | None, broken: dict[str, bool]
) -> None:
    rule = Rule(
        key="r",
        check="cost + area <= workers",
        message="",
        missing=missing,  # type: ignore[arg-type]
        missing_left=left,  # type: ignore[arg-type]
        missing_right=right,  # type: ignore[arg-type]
    )
    answers: dict[str, dict[str, Value]] = {
        "full": {"cost": 9_000_000, "area": 10_000, "workers": 5},
        "part": {"cost": 9_000_000, "workers": 5},
        "none": {"workers": 5},
        "bare": {"cost": 9_000_000, "area": 10_000},
    }
    tree = parsed(rule.check)
    function = formula.python_function(
        "broken", formula.names(tree), [f"return {broken_source(PYTHON, rule, tree)}"]
    )
    assert {name: function(given, {}, {}, {}, "") for name, given in answers.items()} == broken


@pytest.mark.parametrize("missing", ["skip-any", "skip-all", "zero"])
def test_a_rule_that_divides_by_zero_is_not_broken(missing: str) -> None:
    rule = Rule(key="r", check="cost / workers <= 1", message="", missing=missing)  # type: ignore[arg-type]
    tree = parsed(rule.check)
    function = formula.python_function(
        "broken", formula.names(tree), [f"return {broken_source(PYTHON, rule, tree)}"]
    )
    assert function({"cost": 9_000_000, "workers": 0}, {}, {}, {}, "") is False
    assert function({"cost": 9_000_000}, {}, {}, {}, "") is False
    assert function({"cost": 9_000_000, "workers": 2}, {}, {}, {}, "") is True


def test_owner_names_the_record_that_is_extended() -> None:
    form = form_of(FIRING)
    owner = catalogue_of(FIRING).edition("establishments", form.valid_from)
    tree = formula.parse("bricks > owner.start_year", resolver(form, owner), attributes(form, owner))
    assert {(name.scope, name.key) for name in formula.names(tree)} == {
        ("", "bricks"),
        ("owner", "start_year"),
    }


def test_the_names_of_a_formula_reach_through_computed_fields() -> None:
    assert [name.key for name in formula.names(parsed("cost_each > area"))] == ["cost", "workers", "area"]


def test_the_example_form_is_sound() -> None:
    assert catalogue_of(KILNS).knows("kilns@1")
