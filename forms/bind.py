"""Binding: code lists, scales and the two measures of each ratio put into a form, so that it stands alone."""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from base.errors import nearest_hint
from base.nearest import nearest
from base.paths import asset
from forms.names import measure_scale, sums_a_flow
from forms.owner import owner_key
from forms.spec import (
    Broken,
    Choice,
    CodeList,
    Computed,
    Constants,
    Field,
    Form,
    Indicator,
    ListedCode,
    Measure,
    MultipleChoice,
    NumberBase,
)

KEY = re.compile(r"[a-z][a-z0-9_]{0,48}")
MERGED_BY_KEY = (
    "section",
    "field",
    "rule",
    "named_check",
    "measure",
    "indicator",
    "partition",
    "cross_check",
)
"""The tables of a form whose entries an edition replaces by key."""


CONSTANTS = "constants.toml"


@functools.cache
def constants() -> Constants:
    return msgspec.toml.decode(asset(f"forms/codes/{CONSTANTS}").read_bytes(), type=Constants)


@functools.cache
def code_lists() -> dict[str, CodeList]:
    """The shipped code lists by key: the TOML files, and the VSIC tables of both versions."""
    files = sorted(file for file in asset("forms/codes").glob("*.toml") if file.name != CONSTANTS)
    lists = {file.stem: msgspec.toml.decode(file.read_bytes(), type=CodeList) for file in files}
    lists |= {key: _vsic(key) for key in ("vsic2018", "vsic2025")}
    return lists


def _vsic(key: str) -> CodeList:
    with asset(f"forms/codes/{key}.csv").open(encoding="utf-8", newline="") as file:
        entries = tuple(
            ListedCode(
                code=row["code"],
                name=row["name"],
                attributes={"section": row["section"], "level": int(row["level"])},
            )
            for row in csv.DictReader(file)
        )
    law = {"vsic2018": "Quyết định 27/2018/QĐ-TTg", "vsic2025": "Quyết định 36/2025/QĐ-TTg"}[key]
    return CodeList(key=key, title=f"Ngành kinh tế VSIC {key[-4:]}", code=entries, legal_ref=law)


def bind(form: Form, own_lists: Mapping[str, CodeList] | None = None) -> Form:
    """Code lists and scales put into the fields, ratios split into their two measures.

    `own_lists` of an office stand in the place of the shipped lists of their keys.
    """
    lists = {**code_lists(), **(own_lists or {}), **form.codes}
    fields = tuple(_bind_field(f, lists, path=f"$.field[{n}]") for n, f in enumerate(form.field))
    form = msgspec.structs.replace(form, field=fields)
    measures, indicators = list(form.measure), []
    for n, ratio in enumerate(form.indicator):
        if ratio.one_of:
            indicators.append(ratio)
            continue
        parts, bound = _split_ratio(ratio, f"$.indicator[{n}]")
        renewed = {p.key for p in parts}
        measures = [m for m in measures if not (m.hidden and m.key in renewed)]
        measures += [p for p in parts if p.key not in {m.key for m in measures}]
        indicators.append(bound)
    return msgspec.structs.replace(form, measure=tuple(measures), indicator=tuple(indicators))


INDICATORS = "indicators"
"""The code list of all that is counted; it is made of the forms, so it is put in when all of them are bound."""


def indicator_list(forms: Iterable[Form]) -> CodeList:
    """Every measure and indicator that is shown, as a list to choose from; of several editions the newest speaks.

    Attributes: unit, decimals, and the title of the form that counts it.
    """
    counted: dict[str, tuple[Form, Measure | Indicator]] = {}
    for form in sorted(forms, key=lambda f: (f.order, f.key, f.valid_from)):
        shown: list[Measure | Indicator] = [m for m in form.measure if not m.hidden]
        counted |= {one.key: (form, one) for one in (*shown, *form.indicator)}
    named = Counter(_with_unit(one) for _, one in counted.values())
    entries = (
        ListedCode(
            code=key,
            name=name if named[name := _with_unit(one)] == 1 else f"{name} – {form.title} [{key}]",
            attributes={"unit": one.unit, "decimals": one.decimals, "form": form.title},
        )
        for key, (form, one) in counted.items()
    )
    return CodeList(key=INDICATORS, title="Chỉ tiêu thống kê", code=tuple(entries))


def _with_unit(counted: Measure | Indicator) -> str:
    return f"{counted.label} ({counted.unit})" if counted.unit else counted.label


def with_indicators(form: Form, listed: CodeList) -> Form:
    """The list of indicators put into the fields that choose one."""
    if not any(isinstance(f, Choice) and f.codes == INDICATORS for f in form.field):
        return form
    fields = tuple(
        msgspec.structs.replace(f, options=listed) if isinstance(f, Choice) and f.codes == INDICATORS else f
        for f in form.field
    )
    return msgspec.structs.replace(form, field=fields)


def _bind_field(field: Field, lists: Mapping[str, CodeList], *, path: str) -> Field:
    if isinstance(field, Choice) and field.codes == INDICATORS:
        return field
    if isinstance(field, Choice) and field.codes_by:
        versions = {
            k[len(field.codes) :]: v
            for k, v in lists.items()
            if k.startswith(field.codes) and k[len(field.codes) :].isalnum()
        }
        if not versions:
            raise Broken(f"{path}.codes", f"không có danh mục “{field.codes}...”. Hãy khai báo danh mục.")
        return msgspec.structs.replace(field, options_by=versions)
    if isinstance(field, Choice | MultipleChoice) or (isinstance(field, Computed) and field.codes):
        if field.codes not in lists:
            near = nearest_hint(nearest(field.codes, lists.keys()))
            why = f"không có danh mục “{field.codes}”.{near} Hãy ghi tên danh mục đã có."
            raise Broken(f"{path}.codes", why)
        return msgspec.structs.replace(field, options=lists[field.codes])
    if isinstance(field, NumberBase):
        factors = {u.name: u.factor for u in constants().unit}
        return msgspec.structs.replace(field, scale=factors.get(field.unit, 10**field.decimals))
    return field


def _split_ratio(ratio: Indicator, path: str) -> tuple[list[Measure], Indicator]:
    parts: list[Measure] = []
    keys: dict[str, str] = {}
    texts = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    needs = [re.fullmatch(r"(?:sum|count)\((.*)\)", text.strip()) for text in texts.values()]
    both = [f"known({need[1]})" for need in needs if need and need[1]]
    for side, text in texts.items():
        if KEY.fullmatch(text):
            if ratio.where:
                raise Broken(f"{path}.where", "chỉ dùng khi tử số và mẫu số là sum(...) hoặc count().")
            keys[side] = text
            continue
        key = f"{ratio.key}_{side}"
        where = " and ".join(filter(None, [f"({ratio.where})" if ratio.where else "", *both]))
        parts.append(Measure(key=key, label=f"{ratio.label} ({side})", value=text, where=where, hidden=True))
        keys[side] = key
    return parts, msgspec.structs.replace(ratio, where="", **keys)


def with_scales(form: Form, by_key: Mapping[str, Form]) -> Form:
    """Each measure's scale, and the unit and decimals of the field that it sums where it says none itself."""
    owner = by_key.get(owner_key(form))
    measures = []
    for measure in form.measure:
        summed = form.fields.get(measure.value.removeprefix("sum(").removesuffix(")").strip())
        if isinstance(summed, NumberBase):
            unit, decimals = measure.unit or summed.unit, measure.decimals or summed.decimals
        else:
            unit, decimals = measure.unit, measure.decimals
        measures.append(
            msgspec.structs.replace(
                measure,
                unit=unit,
                decimals=decimals,
                scale=measure_scale(form, measure, owner),
                over_time="sum" if sums_a_flow(form, measure, owner) else measure.over_time,
            )
        )
    return msgspec.structs.replace(form, measure=tuple(measures))
