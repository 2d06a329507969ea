"""What the names in a form's formulas mean: answers, computed fields, named conditions, code attributes."""

from __future__ import annotations

from collections.abc import Mapping

from base.errors import nearest_hint
from base.nearest import nearest
from forms import formula
from forms.formula import FormulaError, Name, Tree
from forms.spec import (
    Choice,
    Computed,
    Date,
    Field,
    Form,
    Measure,
    MultipleChoice,
    NumberBase,
    Year,
    YesNo,
)

PARAMETER_SCALE = 1_000_000


def resolver(form: Form, owner: Form | None) -> formula.Resolve:
    """How the names of a form's formulas become answers; computed fields stand for their own formula."""

    def resolve(scope: str, key: str) -> Tree:
        if scope == "param":
            return Name("param", key, "number", PARAMETER_SCALE)
        if scope == "" and key == "today":
            return Name("today", "today", "date")
        source = owner if scope == "owner" else form
        if source is None:
            raise FormulaError(f"“owner.{key}”: biểu này không mở rộng hay dẫn chiếu biểu nào")
        if not scope and key in form.condition:
            return formula.parse(form.condition[key], resolve, attributes(form, owner))
        if key not in source.fields:
            raise FormulaError(f"không có trường “{key}”.{nearest_hint(nearest(key, source.fields.keys()))}")
        field = source.fields[key]
        if isinstance(field, Computed):
            if scope:
                raise FormulaError(f"“{scope}.{key}” là trường tính, chỉ dùng được trong chính bản ghi đó")
            return computed_tree(form, field, owner)
        return name_of(field, scope)

    return resolve


def name_of(field: Field, scope: str = "") -> Name:
    """The name by which formulas read a stored field."""
    if isinstance(field, NumberBase):
        return Name(scope, field.key, "number", field.scale)
    if isinstance(field, Year):
        return Name(scope, field.key, "number")
    if isinstance(field, YesNo):
        return Name(scope, field.key, "flag")
    if isinstance(field, Date):
        return Name(scope, field.key, "date")
    return Name(scope, field.key, "multiple" if isinstance(field, MultipleChoice) else "text")


def attributes(form: Form, owner: Form | None) -> formula.Attributes:
    """How `field.attribute` finds the attribute of each code."""

    def attribute(path: str, name: str) -> Mapping[str, str | int]:
        scope, _, key = path.rpartition(".")
        source = owner if scope == "owner" else form
        field = source.fields.get(key) if source else None
        options = field.options if isinstance(field, Choice) else None
        if options is None:
            raise FormulaError(f"“{path}.{name}”: “{key}” không phải là trường chọn trong danh mục")
        found = {e.code: e.attributes[name] for e in options.code if name in e.attributes}
        if not found:
            raise FormulaError(f"“{path}.{name}”: danh mục “{options.key}” không có thuộc tính “{name}”")
        return found

    return attribute


def computed_tree(form: Form, field: Computed, owner: Form | None) -> Tree:
    """The tree of a computed field: its formula, or its cases."""
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    if field.cases:
        return formula.Pick(tuple((formula.parse(c.when, resolve, attribute), c.then) for c in field.cases))
    return formula.parse(field.formula, resolve, attribute)


def sums_a_flow(form: Form, measure: Measure, owner: Form | None) -> bool:
    """Whether the measure says nothing of time itself and sums a field that adds up over time."""
    _, tree = formula.parse_aggregate(measure.value, resolver(form, owner), attributes(form, owner))
    if tree is None or measure.over_time != "last":
        return False
    sources = {"": form, "owner": owner}
    summed = [source.fields[n.key] for n in formula.names(tree) if (source := sources.get(n.scope))]
    return any(isinstance(field, NumberBase) and field.over_time == "sum" for field in summed)


def measure_scale(form: Form, measure: Measure, owner: Form | None) -> int:
    """How many stored counts of a measure make one display unit."""
    kind, tree = formula.parse_aggregate(measure.value, resolver(form, owner), attributes(form, owner))
    if tree is None or kind == "count":
        return 1
    under = formula.PYTHON.number(tree)[0].under
    assert isinstance(under, int)
    return under
