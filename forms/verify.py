"""Verifying a declaration: what cannot be used is refused with its path and what to write."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container, Iterable, Iterator, Mapping

from base.text import sentence
from forms import checks, formula
from forms.bind import KEY, MERGED_BY_KEY, constants
from forms.formula import FormulaError
from forms.names import attributes, measure_scale, resolver
from forms.owner import owner_key
from forms.spec import Broken, Choice, Computed, Date, Field, Form, Measure, NumberBase, Parameter, Text, Year

RESERVED = {
    "unit",
    "period",
    "packet",
    "record_id",
    "carried",
    "position",
    "search",
    "today",
    "prev",
    "param",
}
RESERVED |= set(keyword.kwlist)
_LIMIT = re.compile(r"-?\d+(\.\d+)?")
_MOST_DECIMALS = 9
_LONGEST_TEXT = 30_000  # a cell of Excel holds 32,767
_DEEPEST = 30
"""Brackets within brackets in the source of a formula: SQLite's parser holds a hundred open words."""


def verify(form: Form, by_key: Mapping[str, Form], parameters: Iterable[Parameter] = ()) -> None:
    """Raises Broken when a key repeats, a formula cannot be read, or a name leads nowhere.

    `parameters` are those of an office, besides the shipped ones.
    """
    numbers = {parameter.key for parameter in (*constants().param, *parameters)}
    _verify_keys(form)
    _verify_names(form)
    for n, field in enumerate(form.field):
        _verify_field(form, field, f"$.field[{n}]")
    owner_name = owner_key(form)
    owner = by_key.get(owner_name)
    if owner_name and owner is None:
        raise Broken("$.extends", f"không có biểu “{owner_name}”. Hãy ghi tên biểu đã có.")
    resolve, attribute = resolver(form, owner), attributes(form, owner)
    for path, text, must_be_condition in _formulas(form):
        try:
            tree = formula.parse(text, resolve, attribute)
            named = (name.key for name in formula.names(tree) if name.scope == "param")
            _known(path, named, numbers, "tham số")
            source = formula.PYTHON.condition(tree) if must_be_condition else formula.value_source(tree)
            if _depth(source) > _DEEPEST:
                raise FormulaError("công thức lồng quá nhiều lớp")
        except FormulaError as error:
            raise Broken(path, f"{sentence(str(error))} Hãy sửa công thức.") from error
    summed = {key for known in by_key.values() for key in known.measures} | form.measures.keys()
    for n, ratio in enumerate(form.indicator):
        if ratio.one_of:
            _known(f"$.indicator[{n}].one_of", ratio.one_of, form.measures, "số đo")
            continue
        _known(f"$.indicator[{n}].numerator", (ratio.numerator,), summed, "số đo")
        _known(f"$.indicator[{n}].denominator", (ratio.denominator,), summed, "số đo")
    if (form.optional or form.level == "any") and form.measure:
        raise Broken("$.measure", "biểu không bắt buộc hoặc của mọi cấp không được cộng. Hãy bỏ số đo.")
    for n, measure in enumerate(form.measure):
        try:
            measure_scale(form, measure, owner)
            _refuse_previous(measure, resolve, attribute)
        except FormulaError as error:
            raise Broken(f"$.measure[{n}].value", f"{sentence(str(error))} Hãy sửa công thức.") from error


def _depth(source: str) -> int:
    deepest = open_ones = 0
    for letter in source:
        open_ones += (letter == "(") - (letter == ")")
        deepest = max(deepest, open_ones)
    return deepest


def _refuse_previous(measure: Measure, resolve: formula.Resolve, attribute: formula.Attributes) -> None:
    """A sum that read the period before would depend on the order in which periods are approved."""
    summed = formula.parse_aggregate(measure.value, resolve, attribute)[1]
    where = formula.parse(measure.where, resolve, attribute) if measure.where else None
    for tree in (summed, where):
        if tree is not None and any(name.scope == "prev" for name in formula.names(tree)):
            raise FormulaError("số đo không đọc kỳ trước (prev.)")


def _formulas(form: Form) -> Iterator[tuple[str, str, bool]]:
    """(path, text, whether it must be a condition) of every formula that is given."""
    found: list[tuple[str, str, bool]] = [
        (f"$.condition.{name}", text, True) for name, text in form.condition.items()
    ]
    for n, field in enumerate(form.field):
        found.append((f"$.field[{n}].required_when", field.required_when, True))
        found.append((f"$.field[{n}].shown_when", field.shown_when, True))
        found.append((f"$.field[{n}].unique_when", field.unique_when, True))
        if isinstance(field, Computed):
            found.append((f"$.field[{n}].formula", field.formula, False))
            found += [
                (f"$.field[{n}].cases[{m}].when", case.when, True) for m, case in enumerate(field.cases)
            ]
    for n, rule in enumerate(form.rule):
        found += [(f"$.rule[{n}].check", rule.check or "?", True), (f"$.rule[{n}].where", rule.where, True)]
    found += [(f"$.measure[{n}].where", measure.where, True) for n, measure in enumerate(form.measure)]
    return (entry for entry in found if entry[1])


def _verify_keys(form: Form) -> None:
    """Keys are words that may name a column, and none stands twice."""
    if not KEY.fullmatch(form.key) or "@" in form.edition or not form.edition:
        raise Broken("$.key", "chỉ dùng chữ thường không dấu, chữ số và gạch dưới. Hãy sửa key, edition.")
    for table in MERGED_BY_KEY:
        seen: set[str] = set()
        for n, entry in enumerate(getattr(form, table)):
            if entry.key in seen or not KEY.fullmatch(entry.key):
                raise Broken(
                    f"$.{table}[{n}].key", f"“{entry.key}” bị trùng hoặc sai cách viết. Hãy đặt tên khác."
                )
            seen.add(entry.key)
    for n, field in enumerate(form.field):
        if field.key in RESERVED:
            raise Broken(f"$.field[{n}].key", f"“{field.key}” là tên dành riêng. Hãy đặt tên khác.")
    for name in form.condition:
        if name in form.fields or not KEY.fullmatch(name):
            raise Broken(f"$.condition.{name}", "trùng tên trường hoặc sai cách viết. Hãy đặt tên khác.")


def _verify_field(form: Form, field: Field, path: str) -> None:
    """What a field says of itself can be used: limits, decimals, pattern, the other fields that it names."""
    if isinstance(field, NumberBase):
        if not 0 <= field.decimals <= _MOST_DECIMALS:
            raise Broken(f"{path}.decimals", f"phải từ 0 đến {_MOST_DECIMALS}. Hãy ghi lại.")
        for side in ("min", "max"):
            limit = getattr(field, side)
            if limit is not None and not _LIMIT.fullmatch(str(limit)):
                raise Broken(f"{path}.{side}", f'“{limit}” không phải là số. Hãy ghi như 5 hoặc "0.5".')
    if isinstance(field, Text) and not 1 <= field.max_length <= _LONGEST_TEXT:
        raise Broken(f"{path}.max_length", f"phải từ 1 đến {_LONGEST_TEXT}. Hãy ghi lại.")
    if isinstance(field, Text) and not _is_pattern(field.pattern):
        raise Broken(f"{path}.pattern", f"“{field.pattern}” không phải là biểu thức chính quy. Hãy sửa lại.")
    if isinstance(field, Date | Year) and field.not_after not in ("", "today"):
        other = form.fields.get(field.not_after)
        if type(other) is not type(field):
            raise Broken(f"{path}.not_after", f"“{field.not_after}” phải là trường cùng loại. Hãy sửa lại.")
    if field.unique_when and not field.unique:
        raise Broken(f"{path}.unique_when", "chỉ dùng với unique = true. Hãy ghi thêm hoặc bỏ đi.")
    if isinstance(field, Choice) and field.codes_by:
        _known(f"{path}.codes_by", (field.codes_by,), form.fields, "trường")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _verify_names(form: Form) -> None:
    """What names a field, a measure or a named check finds it."""
    if form.packet and form.packet not in {packet.key for packet in constants().packet}:
        raise Broken("$.packet", f"không có bộ biểu “{form.packet}”. Hãy ghi tên đã có.")
    if form.valid_to is not None and form.valid_to < form.valid_from:
        raise Broken("$.valid_to", "trước valid_from. Hãy sửa một trong hai ngày.")
    if not form.field:
        raise Broken("$.field", "biểu chưa có trường nào. Hãy khai báo ít nhất một trường.")
    _known("$.identity", (*form.identity, *filter(None, [form.label_field])), form.fields, "trường")
    for n, rule in enumerate(form.rule):
        _known(f"$.rule[{n}].fields", rule.fields, form.fields, "trường")
    for n, named in enumerate(form.named_check):
        _known(f"$.named_check[{n}].key", (named.key,), checks.NAMED, "phép kiểm tra")
    for n, partition in enumerate(form.partition):
        _known(f"$.partition[{n}]", (partition.total, *partition.parts), form.measures, "số đo")
    for n, field in enumerate(form.field):
        if isinstance(field, Computed) and bool(field.formula) == bool(field.cases):
            raise Broken(f"$.field[{n}]", "trường tính phải có formula hoặc cases. Hãy ghi một trong hai.")


def _known(path: str, keys: Iterable[str], among: Container[str], what: str) -> None:
    for key in keys:
        if key not in among:
            raise Broken(path, f"không có {what} “{key}”. Hãy ghi tên đã có.")
