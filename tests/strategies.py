"""What hypothesis draws: any text at all, values that a field can hold, records, and formulas of a form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from base.text import tidy
from forms.spec import (
    LARGEST,
    Answer,
    Choice,
    Computed,
    Date,
    Field,
    Form,
    MultipleChoice,
    Record,
    Reference,
    Text,
    Value,
    Year,
    YesNo,
)

VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
_COMBINING = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_AWKWARD = "\u00a0\u202f\u2212–—…·.,;:+-/\\'\"=@\t\n\r\x00\x0b\x1f\x7f\u200b\ufeff\ufffe\uffff_x0041"


def any_text(max_size: int = 40) -> SearchStrategy[str]:
    """Any text that a program could be handed: all of Unicode, half characters and control characters included."""
    alphabet = st.one_of(
        st.sampled_from(VIETNAMESE + _COMBINING + _AWKWARD + "0123456789"),
        st.characters(codec=None),
        st.characters(categories=("Nd", "No", "Cs", "Zs", "Cc")),
    )
    return st.text(alphabet, max_size=max_size)


def names(max_size: int = 30) -> SearchStrategy[str]:
    """Vietnamese words as a person types them and the program stores them: form C, no outer blanks."""
    words = st.text(VIETNAMESE + " 0123456789/().-", min_size=1, max_size=max_size).map(tidy)
    return words.filter(lambda text: bool(text) and not set(text) <= set(".…"))


def stored(field: Field, largest: int = LARGEST) -> SearchStrategy[Any]:
    """Values that a stored field can hold, None left out; of a choice within a list, any code of any version."""
    match field:
        case Text():
            return names(min(field.max_length, 20))
        case YesNo():
            return st.integers(0, 1)
        case Date():
            return st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
        case Year():
            return st.integers(1800, 2100)
        case Choice():
            lists = [field.options] if field.options else list(field.options_by.values())
            return st.sampled_from([entry.code for listed in lists for entry in listed.code])
        case MultipleChoice():
            assert field.options is not None
            several = st.sets(st.sampled_from([entry.code for entry in field.options.code]), min_size=1)
            return several.map(lambda found: json.dumps(sorted(found), ensure_ascii=False))
        case Reference():
            return st.from_regex(r"[a-z0-9-]{1,36}", fullmatch=True)
        case Computed():
            raise TypeError("a computed field stores nothing")
    near = st.integers(0, min(300 * field.scale, largest))
    far = st.integers(-largest, largest)
    return st.one_of(st.integers(0, 5).map(lambda n: n * field.scale), near, far)


def values(form: Form, largest: int = LARGEST) -> SearchStrategy[dict[str, Value]]:
    """Answers to a form, each of them also missing; whether they make sense together is another matter."""
    return st.fixed_dictionaries({f.key: st.none() | stored(f, largest) for f in form.stored})


@st.composite
def records(draw: st.DrawFn, form: Form, record_id: str = "r1") -> Record:
    """A record with values, marks, raw texts and notes, each field at most one of the first three."""
    given: dict[str, Value] = {}
    remarks: tuple[dict[str, str], dict[str, str], dict[str, str]] = ({}, {}, {})
    for field in form.stored:
        kind = draw(st.sampled_from(("value", "value", "value", "none", "mark", "raw")))
        given[field.key] = draw(stored(field)) if kind == "value" else None
        if kind == "mark":
            remarks[0][field.key] = "…"
        if kind == "raw":
            remarks[1][field.key] = draw(names())
        if draw(st.booleans()):
            remarks[2][field.key] = draw(names())
    return Record(
        record_id, given, *remarks, draw(st.sampled_from(("", "carried", "unchanged", "changed", "ended")))
    )


def answered(given: object) -> Value:
    """The value of what Field.read gave, which must not be a Problem."""
    assert isinstance(given, Answer), given
    assert given.raw is None
    return given.value


@st.composite
def formulas(
    draw: st.DrawFn,
    numbers: Sequence[str],
    conditions: Sequence[str],
    *,
    ratios: Sequence[str] = (),
    depth: int = 3,
) -> str:
    """The text of a condition over these numbers (fields, prev.x, param.x), ratios and ready conditions."""
    ways = ("compare", "ready", *(("compare", "and", "or", "not", "known") if depth else ()))
    way = draw(st.sampled_from(ways))
    if way == "ready":
        return draw(st.sampled_from(list(conditions)))
    if way == "known":
        return f"known({draw(arithmetic(numbers, ratios=ratios, depth=1))})"
    if way == "compare":
        sides = [draw(arithmetic(numbers, ratios=ratios, depth=min(depth, 2))) for _ in range(2)]
        return f"{sides[0]} {draw(st.sampled_from(('==', '!=', '<', '<=', '>', '>=')))} {sides[1]}"
    below = formulas(numbers, conditions, ratios=ratios, depth=depth - 1)
    return f"not ({draw(below)})" if way == "not" else f"({draw(below)}) {way} ({draw(below)})"


@st.composite
def arithmetic(
    draw: st.DrawFn,
    numbers: Sequence[str],
    *,
    ratios: Sequence[str] = (),
    depth: int = 2,
    divides: bool = True,
) -> str:
    """The text of a number; `ratios` are names that divide and, like division, stand in no min() and max()."""
    ways = ["name", "name", "number"]
    if depth:
        ways += ["+", "-", "*", "abs", "min", "max", "minus"] + (["/"] if divides else [])
    way = draw(st.sampled_from(ways))
    if way == "name":
        return draw(st.sampled_from([*numbers, *(ratios if divides else ())]))
    if way == "number":
        return draw(st.sampled_from(("0", "1", "2", "3", "0.5", "0.25", "1.5", "100")))
    below = arithmetic(numbers, ratios=ratios, depth=depth - 1, divides=divides and way not in ("min", "max"))
    if way in ("min", "max"):
        return f"{way}({draw(below)}, {draw(below)})"
    if way in ("abs", "minus"):
        return f"{'abs' if way == 'abs' else '-'}({draw(below)})"
    return f"({draw(below)}) {way} ({draw(below)})"
