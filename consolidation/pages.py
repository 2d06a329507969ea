"""Pages of one record each: what an enterprise or an investor reports, filled from a register."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from base.errors import AppError, Code
from base.text import sentence
from consolidation.layout import LaidLine, LaidSheet
from consolidation.lines import columns_of, conversion, places, recomputed, row_of
from consolidation.table import Column, TableCell, TableRow
from forms import formula
from forms.formula import Every, Known, Tree
from forms.names import attributes, resolver
from forms.spec import Computed, Field, Form, NumberBase, Record, Value, YesNo

Values = Mapping[str, Value]
_NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class Filled:
    """A record of one unit with the form that it was asked by, and the record that it extends or refers to."""

    form: Form
    record: Record
    owner_form: Form | None
    owner: Values

    @property
    def label(self) -> str:
        """What the record is called."""
        return self.form.label_of(self.record.values)


@dataclass(frozen=True, slots=True)
class _Answered:
    """A text, or a number in display units with its unit and decimals; `key` of the field that it came from."""

    text: str = ""
    value: Fraction | None = None
    unit: str = ""
    decimals: int = 0
    key: str = ""


def has_page(sheet: LaidSheet, filled: Filled, on: date) -> bool:
    """Whether the sheet wants a page of this record; what is not answered does not hold."""
    if not sheet.where:
        return True
    condition = _tree(filled.form, filled.owner_form, sheet.where)
    holds = formula.python_function(
        "holds", formula.names(condition), [f"return {formula.PYTHON.condition(condition)}"]
    )
    return bool(holds(filled.record.values, _NOTHING, filled.owner, {}, on.isoformat()))


def page(sheet: LaidSheet, filled: Filled, on: date) -> tuple[tuple[Column, ...], tuple[TableRow, ...]]:
    """The declared lines with the record's answers; its notes stand as remarks."""
    columns = columns_of(sheet)
    rows = []
    for line in sheet.line:
        answered = _answered(filled, line.value, on) if line.value else None
        remark = filled.record.notes.get(answered.key, "") if answered else ""
        rows.append(row_of(sheet, line, [_cell(answered, line)] if answered else [], remark=remark))
    first = next(n for n, column in enumerate(columns) if column.kind == "number")
    return columns, recomputed(sheet, rows, first)


def _cell(answered: _Answered, line: LaidLine) -> TableCell:
    if answered.value is None:
        return TableCell(answered.text)
    factor = conversion(answered.unit, line.unit)
    decimals = places(answered.decimals, factor) if line.decimals is None else line.decimals
    return TableCell(value=answered.value * factor, decimals=decimals)


def text_of(filled: Filled, text: str, on: date) -> str:
    """A formula's value on the record as a reader sees it; "" when it is not answered."""
    return _answered(filled, text, on).text


def _answered(filled: Filled, text: str, on: date) -> _Answered:
    field = _field(filled, text)
    if field is not None and not isinstance(field, Computed):
        return _stored(filled, field, owner="." in text)
    value = _function(filled.form, filled.owner_form, text)(
        filled.record.values, _NOTHING, filled.owner, {}, on.isoformat()
    )
    if isinstance(value, Fraction):
        return _Answered("", value, field.unit if field else "", field.decimals if field else 0)
    return _Answered(str(value or ""))


def _stored(filled: Filled, field: Field, *, owner: bool) -> _Answered:
    values, key = (filled.owner, "") if owner else (filled.record.values, field.key)
    answer = values.get(field.key)
    if isinstance(field, NumberBase):
        exact = None if answer is None else Fraction(int(answer), field.scale)
        return _Answered(field.show(answer), exact, field.unit, field.decimals, key)
    if isinstance(field, YesNo):
        return _Answered("" if answer is None else str(answer), key=key)
    return _Answered(field.show(answer, values), key=key)


def _field(filled: Filled, text: str) -> Field | None:
    """The field that the formula names, if it is nothing but a name."""
    scope, _, key = text.strip().rpartition(".")
    form = filled.owner_form if scope == "owner" else filled.form if not scope else None
    return form.fields.get(key) if form else None


@functools.lru_cache(maxsize=512)
def _function(form: Form, owner: Form | None, text: str) -> Callable[..., object]:
    """(v, p, o, P, today) → Fraction, text, or None; a condition gives "1" or "0" (có ghi 1, không ghi 0)."""
    tree = _tree(form, owner, text)
    if formula.kind_of(tree) != "condition":
        return formula.value_function(tree)
    answered = Every(tuple(Known(name) for name in formula.names(tree) if name.scope in ("", "owner")))
    holds, known = formula.PYTHON.condition(tree), formula.PYTHON.condition(answered)
    source = f"return ('1' if {holds} else '0') if {known} else None"
    return formula.python_function("value", formula.names(tree), [source])


def _tree(form: Form, owner: Form | None, text: str) -> Tree:
    """The formula in the words of this form; raises LAYOUT_LINE when it cannot be read."""
    try:
        return formula.parse(text, resolver(form, owner), attributes(form, owner))
    except formula.FormulaError as error:
        raise AppError(Code.LAYOUT_LINE, line=text, why=sentence(str(error))) from error
