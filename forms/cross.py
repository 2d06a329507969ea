"""Checks over the sums of a unit: details against a declared total, this period against the last one."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import cast

from base import numbers
from base.errors import Problem, nearest_hint
from base.nearest import nearest
from base.text import sentence
from forms import formula
from forms.formula import PYTHON, FormulaError, Name, Tree
from forms.spec import Broken, CrossCheck, Form, Measure

Sums = Mapping[str, int | None]
"""measure → its sum as a stored count; absent or None = not known."""


def broken_in(
    form: Form, measures: Mapping[str, Measure], now: Sums, before: Sums
) -> list[tuple[CrossCheck, Problem]]:
    """The cross-checks of a form that do not hold; where a sum is not known, a check is left out."""
    found = []
    for declared in form.cross_check:
        if _function(form, declared.key, _scales(form, declared.key, measures))(now, before, {}, {}, ""):
            told = _NAMED.sub(lambda match: _shown(match[1], measures, now, before), declared.message)
            fields = (declared.field,) if declared.field else ()
            found.append((declared, Problem(declared.key, declared.severity, told, form.key, fields=fields)))
    return found


_NAMED = re.compile(r"\{((?:prev\.)?\w+)\}")


def _shown(name: str, measures: Mapping[str, Measure], now: Sums, before: Sums) -> str:
    key = name.removeprefix("prev.")
    measure, value = measures.get(key), (now if key == name else before).get(key)
    if measure is None or value is None:
        return f"{{{name}}}" if measure is None else "…"
    return numbers.show(Fraction(value, measure.scale), measure.decimals)


def _scales(form: Form, key: str, measures: Mapping[str, Measure]) -> tuple[tuple[str, int], ...]:
    """The measures that a check names, with their scales; those of forms that are not asked for are left out."""
    declared = next(one for one in form.cross_check if one.key == key)
    words = set(re.findall(r"\w+", declared.check))
    return tuple((word, measures[word].scale) for word in sorted(words & measures.keys()))


@functools.lru_cache(maxsize=512)
def _function(form: Form, key: str, scales: tuple[tuple[str, int], ...]) -> Callable[..., bool]:
    """(now, before, …) → whether the check is broken; a check that names what nobody counts here never is."""
    declared = next(one for one in form.cross_check if one.key == key)
    try:
        tree = _tree(declared.check, dict(scales))
    except FormulaError:
        return lambda *given: False
    source = PYTHON.broken(tree, "skip-any", "skip-any")
    made = formula.python_function("broken", formula.names(tree), [f"return {source}"])
    return cast("Callable[..., bool]", made)


def _tree(text: str, scales: Mapping[str, int]) -> Tree:
    def resolve(scope: str, key: str) -> Tree:
        if scope not in ("", "prev") or key not in scales:
            raise FormulaError(f"không có số đo “{key}”.{nearest_hint(nearest(key, scales.keys()))}")
        return Name(scope, key, "number", scales[key])

    def attribute(path: str, name: str) -> Mapping[str, str | int]:
        raise FormulaError(f"“{path}.{name}” không dùng được ở đây")

    return formula.parse(text, resolve, attribute)


def verify(form: Form, measures: Mapping[str, Measure]) -> None:
    """Raises Broken when a cross-check cannot be read, or names a measure or field that there is not."""
    scales = {key: max(1, measure.scale) for key, measure in measures.items()}
    for n, declared in enumerate(form.cross_check):
        path = f"$.cross_check[{n}]"
        try:
            formula.PYTHON.condition(_tree(declared.check, scales))
        except FormulaError as error:
            raise Broken(f"{path}.check", f"{sentence(str(error))} Hãy sửa công thức.") from error
        if declared.field and (form.kind != "sheet" or declared.field not in form.fields):
            raise Broken(f"{path}.field", f"không có trường “{declared.field}”. Hãy ghi một trường của biểu.")
        if declared.details and (declared.details not in measures or not declared.field):
            raise Broken(f"{path}.details", f"không có số đo “{declared.details}”. Hãy ghi tên đã có.")
