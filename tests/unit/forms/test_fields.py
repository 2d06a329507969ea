"""Every field of every form: text becomes a value once, a value becomes text once, and nothing is lost or invented."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.errors import Code, Problem
from base.text import nfc
from forms.catalogue import Catalogue
from forms.load import load_built_in
from forms.spec import (
    LARGEST,
    Answer,
    Choice,
    CodeList,
    Date,
    Field,
    Form,
    Integer,
    MultipleChoice,
    Text,
    Value,
    Year,
    YesNo,
)
from tests.builders import KILNS, catalogue_of, kilns
from tests.strategies import answered, any_text, stored

CATALOGUE: Catalogue = catalogue_of(KILNS)
EVERY_FORM = pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)
FEW = settings(max_examples=8, suppress_health_check=list(HealthCheck))
CELLS = st.one_of(
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    any_text(),
    st.sampled_from((1e300, -0.0, 0.1 + 0.2, 2**53 + 1, 10**400, float("inf"), float("nan"))),
)


def beside(field: Field, value: Value) -> dict[str, Value]:
    """The other answers that a value is read with: the version of VSIC in which its code stands."""
    if isinstance(field, Choice) and field.codes_by:
        version = next(v for v, listed in field.options_by.items() if value in listed.by_code)
        return {field.codes_by: version}
    return {}


@EVERY_FORM
@FEW
@given(data=st.data())
def test_what_is_shown_is_read_back(form: Form, data: st.DataObject) -> None:
    for field in form.stored:
        value = data.draw(stored(field), label=field.key)
        others = beside(field, value)
        assert answered(field.read(field.show(value, others), others)) == value


@EVERY_FORM
@FEW
@given(data=st.data())
def test_what_stands_in_a_cell_is_read_back(form: Form, data: st.DataObject) -> None:
    for field in form.stored:
        value = data.draw(st.none() | stored(field), label=field.key)
        others = beside(field, value) if value is not None else {}
        assert answered(field.read_cell(field.cell(value, others), others)) == value


@EVERY_FORM
@FEW
@given(any_text())
def test_any_text_is_read_or_refused_and_never_breaks_anything(form: Form, text: str) -> None:
    for field in form.stored:
        read = field.read(text)
        if isinstance(read, Problem):
            assert read.code in Code.__members__ and read.fields == (field.key,)
            continue
        assert read.raw is None
        again = field.read(field.show(read.value), {})
        assert answered(again) == read.value
        json.dumps(read.value).encode()


@EVERY_FORM
@FEW
@given(CELLS)
def test_any_cell_is_read_or_refused(form: Form, cell: Any) -> None:
    for field in form.stored:
        read = field.read_cell(cell)
        assert isinstance(read, Problem | Answer)
        if isinstance(read, Answer) and read.value is not None and field.column_type == "INTEGER":
            assert type(read.value) is int and abs(read.value) <= LARGEST


@EVERY_FORM
@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", "\u202f \u3000", None])
def test_nothing_is_not_zero(form: Form, blank: str | None) -> None:
    for field in form.stored:
        assert field.read_cell(blank) == Answer(None)
        assert field.read(blank or "") == Answer(None)
        assert field.show(None) == ""
        assert field.cell(None) == ""


@EVERY_FORM
@pytest.mark.parametrize("dots", ["…", "...", "..", "....", " … "])
def test_dots_say_that_it_occurs_but_was_not_collected(form: Form, dots: str) -> None:
    for field in form.stored:
        assert field.read(dots) == Answer(None, mark="…")


@pytest.mark.parametrize("dash", ["-", "\u2212", "–", "—"])
def test_a_dash_is_the_zero_of_official_forms(dash: str) -> None:
    for field in kilns().stored:
        if field.numeric:
            assert field.read(dash) == Answer(0)


@pytest.mark.parametrize(
    ("key", "typed", "stored_value"),
    [
        ("workers", "1.250", 1_250),
        ("area", "1,25", 12_500),
        ("area", "0,0001", 1),
        ("cost", "1.250,5", 1_250_500_000),
        ("name", "  Lò   Bảy  Núi ", "Lò Bảy Núi"),
        ("name", "Lo\u0300 A", "Lò A"),
        ("area_type", "thành thị", "urban"),
        ("area_type", "NONG THON", "rural"),
        ("area_type", "urban", "urban"),
        ("licensed", "có", 1),
        ("licensed", "CO", 1),
        ("licensed", "x", 1),
        ("licensed", "không", 0),
        ("licensed", "0", 0),
        ("opened", "5/2/2020", "2020-02-05"),
        ("opened", "05.02.2020", "2020-02-05"),
        ("opened", "2020-02-05", "2020-02-05"),
        ("built", "2015", 2015),
        ("features", "Chợ đêm; chợ đêm", '["night"]'),
    ],
)
def test_what_a_clerk_types_is_understood(key: str, typed: str, stored_value: Value) -> None:
    assert answered(kilns().fields[key].read(typed)) == stored_value


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("workers", "12 người", Code.NOT_A_NUMBER),
        ("workers", "5 7", Code.NOT_A_NUMBER),
        ("workers", "12\n345\n678\n", Code.NOT_A_NUMBER),
        ("cost", "12\t345", Code.NOT_A_NUMBER),
        ("workers", "1.25", Code.AMBIGUOUS_NUMBER),
        ("workers", "1,5", Code.TOO_MANY_DECIMALS),
        ("area", "1,23456", Code.TOO_MANY_DECIMALS),
        ("cost", "9" * 16, Code.NUMBER_TOO_LARGE),
        ("workers", "9" * 5000, Code.NOT_A_NUMBER),
        ("area", "1," + "0" * 5000 + "1", Code.NOT_A_NUMBER),
        ("name", "x" * 81, Code.TEXT_TOO_LONG),
        ("name", "Lò\x07A", Code.TEXT_UNPRINTABLE),
        ("name", "Lò _x0041_", Code.TEXT_UNPRINTABLE),
        ("name", "Lò \ud800", Code.TEXT_UNPRINTABLE),
        ("area_type", "ngoại ô", Code.NOT_A_CHOICE),
        ("features", "Chợ đêm; chợ ma", Code.NOT_A_CHOICE),
        ("licensed", "đang xin", Code.NOT_YES_NO),
        ("opened", "31/02/2020", Code.NOT_A_DATE),
        ("opened", "1/1/0020", Code.NOT_A_DATE),
        ("opened", "2/2020", Code.NOT_A_DATE),
        ("built", "15", Code.NOT_A_YEAR),
        ("built", "2500", Code.NOT_A_YEAR),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_understood_says_so(key: str, typed: str, code: Code) -> None:
    told = kilns().fields[key].read(typed)
    assert isinstance(told, Problem)
    assert (told.code, told.severity, told.fields) == (code.name, "stop", (key,))


@pytest.mark.parametrize(
    ("key", "cell", "stored_value"),
    [
        ("workers", 12.0, 12),
        ("area", 1.25, 12_500),
        ("area", 0.1 + 0.2, 3_000),
        ("cost", 1250.5, 1_250_500_000),
        ("opened", date(2020, 2, 5), "2020-02-05"),
        ("opened", datetime(2020, 2, 5, 7, 30), "2020-02-05"),
        ("opened", "05/02/2020", "2020-02-05"),
        ("built", 2015.0, 2015),
        ("licensed", True, 1),
        ("licensed", 0.0, 0),
        ("name", 12.0, "12"),
        ("name", 1.5, "1,5"),
    ],
)
def test_a_true_number_or_date_of_a_workbook_is_taken_as_it_is(
    key: str, cell: Any, stored_value: Value
) -> None:
    assert answered(kilns().fields[key].read_cell(cell)) == stored_value


def choice_lists() -> dict[str, tuple[Choice | MultipleChoice, str, CodeList]]:
    found = {}
    for form in load_built_in().forms:
        for field in form.stored:
            if isinstance(field, Choice) and field.codes_by:
                for version, listed in field.options_by.items():
                    found[f"{field.codes}{version}"] = (field, version, listed)
            elif isinstance(field, Choice | MultipleChoice):
                assert field.options is not None
                found[field.codes] = (field, "", field.options)
    return found


@pytest.mark.parametrize("name", choice_lists())
def test_every_code_of_every_list_is_read_from_what_is_shown_and_from_itself(name: str) -> None:
    field, version, listed = choice_lists()[name]
    others: dict[str, Value] = {field.codes_by: version} if isinstance(field, Choice) and version else {}
    for entry in listed.code:
        value = entry.code if isinstance(field, Choice) else json.dumps([entry.code], ensure_ascii=False)
        assert answered(field.read(field.show(value, others), others)) == value
        assert answered(field.read(entry.code, others)) == value
        assert field.show(value, others)


@pytest.mark.parametrize("name", choice_lists())
def test_names_of_a_list_can_be_told_apart_without_accents(name: str) -> None:
    field, version, listed = choice_lists()[name]
    if version:
        return  # industries are shown and read by their code
    others: dict[str, Value] = {}
    for entry in listed.code:
        assert answered(field.read(entry.name.upper(), others)) in (entry.code, f'["{entry.code}"]')


def test_an_industry_is_read_in_the_version_chosen_beside_it() -> None:
    form = next(form for form in load_built_in().forms if form.key == "establishments")
    field = form.fields["vsic_code"]
    assert isinstance(field, Choice)
    for version, listed in field.options_by.items():
        entry = listed.code[-1]
        assert answered(field.read(f"{entry.code} {entry.name}", {field.codes_by: version})) == entry.code


@given(any_text())
def test_whatever_could_not_be_read_can_be_saved_as_a_draft(text: str) -> None:
    for field in kilns().stored:
        read = field.read(text)
        kept = nfc(text) if isinstance(read, Problem) else read.value
        assert not isinstance(kept, str) or kept.encode()


def test_every_kind_of_field_stands_in_a_shipped_form() -> None:
    used = {type(field) for form in load_built_in().forms for field in form.field}
    assert {Text, Integer, Choice, MultipleChoice, YesNo, Date, Year} <= used
