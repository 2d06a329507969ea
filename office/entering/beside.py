"""What stands beside a box: the change since the last period, the amount in words, what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from base import numbers
from base.errors import Problem
from consolidation.change import SAME, change_words
from forms.spec import Choice, Computed, Field, Form, Integer, Money, MultipleChoice, NumberBase, Record
from forms.typed import shown
from office.entering.records import OpenRecord

SLIP = 1000
"""Triệu typed for nghìn: the most frequent slip is a factor of a thousand."""
_THOUSANDS = {"nghìn ": 1_000, "triệu ": 1_000_000, "tỷ ": 1_000_000_000}


def change(opened: OpenRecord, key: str) -> str:
    """How a figure differs from last period's; "" where either is missing, and of what is no figure."""
    field = opened.form.fields[key]
    if opened.previous is None or not isinstance(field, NumberBase):
        return ""
    now, then = (_amount(field, values.get(key)) for values in (opened.record.values, opened.before))
    return change_words(now, then, whole=isinstance(field, Integer), points=field.unit == "%")


def _amount(field: NumberBase, value: object) -> Fraction | None:
    return Fraction(value, field.scale) if isinstance(value, int) else None


def computed_change(field: Computed, now: object, then: object) -> str:
    """The same of a computed field."""
    if isinstance(now, str) or isinstance(then, str):
        return SAME if now == then else ""
    if not isinstance(now, Fraction) or not isinstance(then, Fraction):
        return ""
    return change_words(now, then, points=field.unit == "%")


def computed_text(field: Computed, value: Fraction | str | None) -> str:
    """The text of a computed field; "" where an input is missing."""
    if value is None:
        return ""
    if isinstance(value, str):
        entry = field.options.by_code.get(value) if field.options else None
        return entry.name if entry else value
    return numbers.show(value, field.decimals)


def before_text(opened: OpenRecord, key: str) -> str:
    """Last period's answer as it was shown then; "" where there was none."""
    return shown(opened.form, opened.previous, key) if opened.previous else ""


def spoken(field: Field, record: Record) -> str:
    """A large amount in words, so that a slip of triệu and tỷ is seen; the name that belongs to a typed code."""
    value = record.values.get(field.key)
    if value is None:
        return ""
    if isinstance(field, Choice) and field.codes_by:
        options = field.list_for(record.values)
        entry = options.by_code.get(str(value)) if options else None
        return entry.name if entry else ""
    if not isinstance(field, NumberBase) or not isinstance(value, int):
        return ""
    if isinstance(field, Money) and field.unit.endswith("đồng"):
        return f"= {numbers.spoken_money(value)}"
    return _written_out(field, value)


def _written_out(field: NumberBase, value: int) -> str:
    for word, factor in _THOUSANDS.items():
        if field.unit.startswith(word):
            amount = Fraction(value, field.scale) * factor
            return (
                f"= {numbers.show(amount)} {field.unit.removeprefix(word)}" if amount.denominator == 1 else ""
            )
    return ""


def repairs(opened: OpenRecord, key: str, found: Sequence[Problem]) -> list[str]:
    """Texts that may have been meant in a field with these problems: each is offered as a button, none is taken."""
    field, record = opened.form.fields[key], opened.record
    if raw := record.raw.get(key):
        return _meant(field, raw, record)
    value, before = record.values.get(key), opened.before.get(key)
    if not isinstance(field, NumberBase) or not isinstance(value, int) or not isinstance(before, int):
        return []
    if not any(p.severity == "ask" for p in found) or before == 0:
        return []
    near = [Fraction(value, SLIP), Fraction(value * SLIP)]
    likely = [n for n in near if Fraction(1, 3) <= n / before <= 3 and n.denominator == 1]
    return [field.show(int(n)) for n in likely]


def _meant(field: Field, raw: str, record: Record) -> list[str]:
    if isinstance(field, NumberBase):
        try:
            numbers.read(raw, field.scale)
        except numbers.Ambiguous as unclear:
            return [text for text in unclear.readings if not isinstance(field.read(text), Problem)]
        except ValueError:
            return []
    if isinstance(field, Choice):
        options = field.list_for(record.values)
        return options.nearest(raw) if options and not field.codes_by else []
    return []


def name_of(form: Form, record: Record) -> str:
    """What the head of the pane calls the record; "" while it has no name."""
    return shown(form, record, form.label_field) if form.label_field else form.title


def caption_of(form: Form, record: Record, *, most: int = 3) -> str:
    """A few classes that tell what kind of record it is: "Hộ kinh doanh · Bánh, kẹo · Ấp 3"."""
    telling = [
        f.key
        for f in form.stored
        if (isinstance(f, Choice) and not f.codes_by) or f.key == "hamlet"
        if not isinstance(f, MultipleChoice)
    ]
    parts = [shown(form, record, key) for key in telling if record.values.get(key) is not None]
    return " · ".join(parts[:most])


_WORDS = {
    "and": "và",
    "or": "hoặc",
    "not": "không",
    "known": "đã có",
    "abs": "giá trị tuyệt đối của",
    "*": "×",
    "-": numbers.MINUS,
    ">=": "không nhỏ hơn",
    "<=": "không lớn hơn",
    "==": "là",
    "!=": "khác",
    ">": "lớn hơn",
    "<": "nhỏ hơn",
}
_TOKEN = re.compile(r"(?:(?P<scope>prev|owner|param)\.)?(?P<name>[a-z_]\w*)|[<>=!]=|[*<>-]")


def how_computed(form: Form, field: Computed, called: Mapping[str, str], owner: Form | None = None) -> str:
    """The formula of a computed field in words; `called` is what each field is called, by key."""
    if field.cases:
        lines = [
            f"{computed_text(field, c.then)}: {_in_words(form, c.when, called, owner)}" for c in field.cases
        ]
        return "; ".join(lines)
    return _in_words(form, field.formula, called, owner)


def _in_words(form: Form, formula: str, called: Mapping[str, str], owner: Form | None) -> str:
    def word(found: re.Match[str]) -> str:
        scope, name = found["scope"], found["name"]
        if scope == "owner":
            return owner.fields[name].label if owner and name in owner.fields else name
        if name in form.condition and not scope:
            return f"({_in_words(form, form.condition[name], called, owner)})"
        label = called.get(name or "", _WORDS.get(found[0], found[0]))
        return f"{label} kỳ trước" if scope == "prev" else label

    return _TOKEN.sub(word, formula)


def names_in(field: Computed) -> set[str]:
    """The names that a computed field's formula reads."""
    formulas = [field.formula, *(case.when for case in field.cases)]
    return {found["name"] for text in formulas for found in _TOKEN.finditer(text) if found["name"]}
