"""check() finds all problems of an answer, and a broken form file is refused with its path and what to write."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from base.errors import AppError, Code, Problem
from base.period import Period
from forms.check import Checker, Register, checker
from forms.load import load_built_in
from forms.spec import Form, Record, Value
from tests.builders import CLOSING, KILNS, catalogue_of, codes, form_of, kiln, kilns, noted, record

YEAR = Period.parse("2020")
WORKED = """
key = "worked"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "kilns"
valid_from = 2019-01-01
packet = "industry_trade"
[[field]]
kind = "text"
key = "code"
label = "Số hiệu"
pattern = 'M-\\d{3}'
shape = "M- và 3 chữ số"
unique = true
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
required_when = "owner.licensed"
[[field]]
kind = "date"
key = "lit"
label = "Ngày đốt"
not_after = "out"
[[field]]
kind = "date"
key = "out"
label = "Ngày ra lò"
[[rule]]
key = "too_many"
check = "bricks <= 1000 * owner.workers"
message = "{bricks} viên"
"""


def check(form: Form, given: Record, *, previous: dict[str, Value] | None = None) -> list[Problem]:
    return Checker(form, catalogue_of(KILNS), CLOSING).record(given, previous=previous or {})


def kiln_problems(*, previous: dict[str, Value] | None = None, **texts: str) -> list[str]:
    return codes(check(kilns(), record(kilns(), "k1", **texts), previous=previous))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"name": "Lò A"}, []),
        ({}, ["REQUIRED"]),
        ({"name": "…"}, ["REQUIRED"]),
        ({"name": "Lò A", "workers": "0"}, []),
        ({"name": "Lò A", "workers": "-1"}, ["BELOW_MINIMUM"]),
        ({"name": "Lò A", "area": "0,5"}, []),
        ({"name": "Lò A", "area": "0,49"}, ["BELOW_MINIMUM"]),
        ({"name": "Lò A", "cost": "1.000.000"}, []),
        ({"name": "Lò A", "cost": "1.000.000,1"}, ["ABOVE_MAXIMUM"]),
        ({"name": "Lò A", "opened": "31/12/2020"}, []),
        ({"name": "Lò A", "opened": "01/01/2021"}, ["AFTER_LIMIT"]),
        ({"name": "Lò A", "built": "2020"}, []),
        ({"name": "Lò A", "built": "2021"}, ["AFTER_LIMIT"]),
        ({"name": "Lò A", "licensed": "không", "workers": "6"}, ["unlicensed"]),
        ({"name": "Lò A", "licensed": "không", "workers": "5"}, []),
        ({"name": "Lò A", "licensed": "không", "workers": "…"}, []),
        ({"name": "Lò A", "workers": "6"}, []),
        (
            {"workers": "-1", "area": "0", "opened": "1/1/2030"},
            ["REQUIRED", "BELOW_MINIMUM", "BELOW_MINIMUM", "AFTER_LIMIT"],
        ),
    ],
)
def test_all_problems_of_a_record_are_found_not_the_first(answers: dict[str, str], found: list[str]) -> None:
    assert kiln_problems(**answers) == found


def test_a_problem_says_where_and_shows_what_the_person_sees() -> None:
    (told,) = check(kilns(), kiln("k7", "Lò Bảy Núi", licensed="không", workers="1.250"))
    assert (told.form, told.record_id, told.record, told.severity) == ("kilns", "k7", "Lò Bảy Núi", "stop")
    assert told.fields == ("licensed", "workers") or told.fields == ("workers",)
    assert "Lò Bảy Núi" in told.message and "1.250" in told.message


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("100", "50", []),
        ("100", "49,9", ["fell"]),
        ("100", "…", []),
        ("100", "", []),
        ("", "1", []),
    ],
)
def test_last_period_is_compared_where_both_are_known(before: str, now: str, found: list[str]) -> None:
    previous = dict(kiln("k1", "Lò A", cost=before).values)
    assert kiln_problems(name="Lò A", cost=now, previous=previous) == found


def test_a_note_turns_an_ask_into_something_noted_but_never_a_stop() -> None:
    previous: dict[str, Value] = {"cost": 100_000_000}
    fallen = kiln("k1", "Lò A", cost="1", workers="-1")
    asked = {p.code: p.severity for p in check(kilns(), fallen, previous=previous)}
    explained = noted(fallen, cost="Nghỉ mưa", workers="Ghi nhầm")
    told = {p.code: p.severity for p in check(kilns(), explained, previous=previous)}
    assert asked == {"BELOW_MINIMUM": "stop", "fell": "ask"}
    assert told == {"BELOW_MINIMUM": "stop", "fell": "noted"}


def test_a_note_that_no_cell_could_hold_stops_the_report() -> None:
    told = check(kilns(), noted(kiln("k1", "Lò A"), name="x" * 40_000))
    assert [(p.code, p.severity, p.fields) for p in told] == [("TEXT_TOO_LONG", "stop", ("name",))]


def test_a_note_on_another_field_explains_nothing() -> None:
    fallen = noted(kiln("k1", "Lò A", cost="1"), name="Nghỉ mưa")
    assert [p.severity for p in check(kilns(), fallen, previous={"cost": 100_000_000})] == ["ask"]


def test_raw_text_stops_the_report_and_is_not_called_missing() -> None:
    given = replace(kiln("k1", "Lò A"), raw={"name": "Lò\x07"})
    given = replace(given, values={**given.values, "name": None})
    assert codes(check(kilns(), given)) == ["UNREADABLE"]


def worked(records: list[Record], owners: dict[str, dict[str, Value]] | None) -> list[Problem]:
    catalogue = catalogue_of(KILNS, WORKED)
    form = catalogue.edition("worked", CLOSING)
    return checker(form, catalogue, CLOSING).register(Register(records, {}, owners))


def work(record_id: str, **texts: str) -> Record:
    return record(catalogue_of(KILNS, WORKED).edition("worked", CLOSING), record_id, **texts)


OWNER: dict[str, Value] = {"name": "Lò A", "licensed": 1, "workers": 2}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"bricks": "2.000"}, []),
        ({"bricks": "2.001"}, ["too_many"]),
        ({}, ["REQUIRED"]),
        ({"bricks": "…"}, []),
        ({"bricks": "1", "code": "M-123"}, []),
        ({"bricks": "1", "code": "M-1234"}, ["WRONG_PATTERN"]),
        ({"bricks": "1", "code": "xM-123"}, ["WRONG_PATTERN"]),
        ({"bricks": "1", "lit": "1/2/2020", "out": "1/2/2020"}, []),
        ({"bricks": "1", "lit": "2/2/2020", "out": "1/2/2020"}, ["AFTER_LIMIT"]),
        ({"bricks": "1", "lit": "2/2/2020"}, []),
    ],
)
def test_conditions_may_ask_the_record_that_is_extended(answers: dict[str, str], found: list[str]) -> None:
    assert codes(worked([work("k1", **answers)], {"k1": OWNER})) == found


def test_a_required_answer_is_not_asked_for_where_its_condition_does_not_hold() -> None:
    assert worked([work("k1")], {"k1": {"licensed": 0}}) == []
    assert worked([work("k1")], {"k1": {}}) == []


def test_a_record_whose_owner_is_not_there_is_told() -> None:
    assert "OWNER_MISSING" in codes(worked([work("k9", bricks="1")], {"k1": OWNER}))


def test_what_must_be_unique_is_held_against_all_records_accents_and_case_aside() -> None:
    twice = [
        work("k1", bricks="1", code="M-001"),
        work("k2", bricks="1", code="M-002"),
        work("k3", bricks="1", code="M-001"),
    ]
    owners = dict.fromkeys(("k1", "k2", "k3"), OWNER)
    (told,) = worked(twice, owners)
    assert (told.code, told.severity, told.record_id) == ("NOT_UNIQUE", "stop", "k3")


@pytest.mark.parametrize(
    ("names", "severities"),
    [
        (["Lò Hoà", "lo hòa"], ["ask"]),
        (["Lò A", "Lò B"], []),
        (["Lò A", "Lò A", "Lò A"], ["ask", "ask"]),
    ],
)
def test_equal_names_ask_whether_a_record_was_entered_twice(names: list[str], severities: list[str]) -> None:
    records = [kiln(f"k{n}", name) for n, name in enumerate(names)]
    found = checker(kilns(), catalogue_of(KILNS), CLOSING).register(Register(records, {}))
    assert [(p.code, p.severity) for p in found] == [("NOT_UNIQUE", s) for s in severities]


def test_an_ended_record_may_bear_the_name_of_its_successor() -> None:
    records = [replace(kiln("k1", "Lò A"), carried="ended"), kiln("k2", "Lò A")]
    assert checker(kilns(), catalogue_of(KILNS), CLOSING).register(Register(records, {})) == []


def test_a_code_that_ended_is_told_from_one_that_never_was() -> None:
    form = load_built_in().edition("establishments", CLOSING)
    field = form.fields["price_base"]
    later = date(2030, 12, 31)
    ended = [e.code for e in field.options.code if e.valid_on(CLOSING) and not e.valid_on(later)]  # type: ignore[union-attr]
    given = Record("e1", {"name": "A", "price_base": "1890"})
    assert "NOT_A_CHOICE" in codes(checker(form, load_built_in(), CLOSING).record(given))
    for code in ended:
        given = Record("e1", {"name": "A", "price_base": code})
        assert "CHOICE_ENDED" in codes(checker(form, load_built_in(), later).record(given))


def test_the_name_of_a_choice_stands_in_quotation_marks_inside_a_message() -> None:
    form = load_built_in().edition("establishments", CLOSING)
    given = Record("e1", {"name": "A", "status": "active", "end_date": "2020-03-01"})
    told = [
        p for p in checker(form, load_built_in(), CLOSING).record(given) if p.code == "end_date_while_active"
    ]
    shown = form.fields["status"].show("active")
    assert len(told) == 1 and f"“{shown}”" in told[0].message and "“01/03/2020”" not in told[0].message


@pytest.mark.parametrize(
    ("answers", "each", "size"),
    [
        ({"workers": "4", "cost": "10"}, Fraction(5, 2), "nhỏ"),
        ({"workers": "10", "cost": "1"}, Fraction(1, 10), "lớn"),
        ({"workers": "0", "cost": "1"}, None, None),
        ({"cost": "1"}, None, None),
        ({"workers": "4"}, None, "nhỏ"),
    ],
)
def test_computed_fields_are_exact_and_missing_with_their_inputs(
    answers: dict[str, str], each: Fraction | None, size: str | None
) -> None:
    computed = checker(kilns(), catalogue_of(KILNS), CLOSING).computed(kiln("k1", "Lò A", **answers).values)
    assert computed == {"cost_each": each, "size": size}


# Files that cannot be used.

HEAD = 'key = "odd"\nedition = "1"\ntitle = "Lạ"\nkind = "register"\nvalid_from = 2020-01-01\n'


def entry(table: str, **said: object) -> str:
    """One entry of a table as TOML; texts in double quotes, everything else as it is written."""
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())
    return f"[[{table}]]\n{''.join(lines)}"


def field(kind: str, key: str = "x", **said: object) -> str:
    return entry("field", kind=kind, key=key, label="X", **said)


def rule(check: str, **said: object) -> str:
    return N + entry("rule", key="r", message="", check=check, **said)


def measure(value: str, **said: object) -> str:
    return N + entry("measure", **{"key": "m", "label": "M", "value": value, **said})


NAME = field("text", "name")
N = field("integer", "n")


@pytest.mark.parametrize(
    ("head", "body", "path"),
    [
        ("key = ", "", "$"),
        ('key = "odd" edition', "", "$"),
        (HEAD, "", "$"),
        (HEAD, "field = []", "$.field"),
        (HEAD, "field = 3", "$.field"),
        (HEAD, "field = [3]", "$.field[0]"),
        (HEAD.replace('kind = "register"\n', ""), NAME, "$"),
        (HEAD.replace("register", "list"), NAME, "$.kind"),
        (HEAD.replace("2020-01-01", '"năm 2020"'), NAME, "$.valid_from"),
        (HEAD.replace('"odd"', '"Lạ"'), NAME, "$.key"),
        (HEAD.replace('"odd"', '"od;d"'), NAME, "$.key"),
        (HEAD.replace('"1"', '"1@2"'), NAME, "$.key"),
        (HEAD.replace('"1"', '""'), NAME, "$.key"),
        (HEAD + "colour = 1\n", NAME, "$"),
        (HEAD + 'packet = "nothing"\n', NAME, "$.packet"),
        (HEAD + "valid_to = 2019-01-01\n", NAME, "$.valid_to"),
        (HEAD + 'label_field = "nome"\n', NAME, "$.identity"),
        (HEAD + 'identity = ["nome"]\n', NAME, "$.identity"),
        (HEAD + 'extends = "nothing"\n', NAME, "$.extends"),
        (HEAD + 'based_on = "nothing@1"\n', NAME, "based_on"),
        (HEAD + 'based_on = "odd@1"\n', NAME, "based_on"),
        (HEAD, NAME + NAME, "$.field[1].key"),
        (HEAD, field("text", "Tên"), "$.field[0].key"),
        (HEAD, field("text", "record_id"), "$.field[0].key"),
        (HEAD, field("text", "class"), "$.field[0].key"),
        (HEAD, field("string"), "$.field[0].kind"),
        (HEAD, field("text", reqired=True), "$.field[0]"),
        (HEAD, field("text", required="yes"), "$.field[0].required"),
        (HEAD, field("text", required_when="nome > 1"), "$.field[0].required_when"),
        (HEAD, field("text", shown_when="x"), "$.field[0].shown_when"),
        (HEAD, field("text", unique=True, unique_when="x"), "$.field[0].unique_when"),
        (HEAD, field("text", unique_when="known(x)"), "$.field[0].unique_when"),
        (HEAD, field("text", pattern="["), "$.field[0].pattern"),
        (HEAD, field("text", max_length="long"), "$.field[0].max_length"),
        (HEAD, field("text", max_length=40_000), "$.field[0].max_length"),
        (HEAD, field("text", max_length=0), "$.field[0].max_length"),
        (HEAD, field("integer", min="few"), "$.field[0].min"),
        (HEAD, field("integer", max="1,5"), "$.field[0].max"),
        (HEAD, field("decimal", decimals=-1), "$.field[0].decimals"),
        (HEAD, field("decimal", decimals=40), "$.field[0].decimals"),
        (HEAD, field("integer", over_time="mean"), "$.field[0].over_time"),
        (HEAD, field("date", not_after="nothing"), "$.field[0].not_after"),
        (HEAD, NAME + field("date", not_after="name"), "$.field[1].not_after"),
        (HEAD, field("choice", codes="market_grad"), "$.field[0].codes"),
        (HEAD, field("choice"), "$.field[0]"),
        (HEAD, field("choice", codes="vsic", codes_by="v"), "$.field[0].codes_by"),
        (HEAD, field("multiple_choice", codes="nothing"), "$.field[0].codes"),
        (HEAD, field("reference", form="nothing"), "$.extends"),
        (HEAD, field("computed"), "$.field[0]"),
        (HEAD, N + field("computed", formula="x + 1"), "$.field[1].formula"),
        (HEAD, N + field("computed", formula="n > 1"), "$.field[1].formula"),
        (HEAD, N + field("computed", formula="min(1, 1 / n)"), "$.field[1].formula"),
        (HEAD, rule("n + " * 60 + "n > 1"), "$.rule[0].check"),
        (HEAD, rule("m > 1"), "$.rule[0].check"),
        (HEAD, rule("n"), "$.rule[0].check"),
        (HEAD, rule(""), "$.rule[0].check"),
        (HEAD, rule("n > 1", where="n +"), "$.rule[0].where"),
        (HEAD, rule("n > 1", fields=["m"]), "$.rule[0].fields"),
        (HEAD, rule("n > 1", severity="maybe"), "$.rule[0].severity"),
        (HEAD, N + entry("named_check", key="nothing", message="", fields=[]), "$.named_check[0].key"),
        (HEAD, measure("mean(n)"), "$.measure[0].value"),
        (HEAD, measure("sum(1 / n)"), "$.measure[0].value"),
        (HEAD, measure("count()", where="k"), "$.measure[0].where"),
        (HEAD, measure("count()", key="workers_total"), "workers_total"),
        (
            HEAD,
            N + entry("indicator", key="i", label="I", numerator="nothing", denominator="sum(n)"),
            "$.indicator[0].numerator",
        ),
        (HEAD, N + '[condition]\nbusy = "busy"\n', "$.condition.busy"),
        (HEAD, N + '[condition]\nn = "n > 1"\n', "$.condition.n"),
    ],
    ids=lambda value: value if str(value).startswith("$") else "",
)
def test_a_broken_form_file_is_refused_with_file_path_and_what_to_write(
    head: str, body: str, path: str
) -> None:
    with pytest.raises(AppError) as refusal:
        catalogue_of.__wrapped__(f"{head}\n{body}")
    assert refusal.value.code is Code.FORM_BROKEN
    assert refusal.value.params["file"] in ("declared0.toml", "odd@1.toml")
    assert refusal.value.params["path"] == path
    assert str(refusal.value.params["why"]).endswith(".")


def test_two_files_of_one_edition_are_refused() -> None:
    with pytest.raises(AppError) as refusal:
        catalogue_of.__wrapped__(KILNS, KILNS)
    assert refusal.value.code is Code.FORM_BROKEN


def test_a_file_saved_by_notepad_is_read() -> None:
    assert catalogue_of("\ufeff" + KILNS).knows("kilns@1")


NEXT = """
key = "kilns"
edition = "2"
based_on = "kilns@1"
valid_from = 2020-07-01
dropped = ["built", "fell", "kiln_area", "kiln_cost_per_ha"]
[[field]]
kind = "integer"
key = "workers"
label = "Lao động thường xuyên"
max = 50
[[field]]
kind = "text"
key = "owner_name"
label = "Chủ lò"
"""


def test_an_edition_replaces_in_place_adds_at_the_end_and_drops() -> None:
    catalogue = catalogue_of(KILNS, NEXT)
    old, new = catalogue.form("kilns@1"), catalogue.form("kilns@2")
    kept = [key for key in old.fields if key != "built"]
    assert list(new.fields) == [*kept, "owner_name"]
    assert new.fields["workers"].label == "Lao động thường xuyên"
    assert old.fields["workers"].label == "Lao động"
    assert [rule.key for rule in new.rule] == ["unlicensed"]
    assert "kiln_area" not in new.measures and "kiln_area" in old.measures
    assert new.title == old.title


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2019-12-31", "kilns@1"),
        ("2020-06-30", "kilns@1"),
        ("2020-07-01", "kilns@2"),
        ("2030-01-01", "kilns@2"),
    ],
)
def test_the_newest_edition_of_a_form_is_in_force(on: str, name: str) -> None:
    catalogue = catalogue_of(KILNS, NEXT)
    day = date.fromisoformat(on)
    assert catalogue.edition("kilns", day).name == name
    assert [form.name for form in catalogue.in_force(day) if form.key == "kilns"] == [name]


def test_a_period_asks_for_one_edition_of_each_form() -> None:
    shipped = load_built_in().editions("markets")[-1]
    office = f'key = "markets"\nedition = "tv"\nbased_on = "{shipped.name}"\nvalid_from = 2026-01-01\n'
    for catalogue in (load_built_in(), catalogue_of(KILNS, NEXT), catalogue_of(office)):
        for label in ("2019", "2020", "2024", "2026", "2026-Q1"):
            asked = [form.key for form in catalogue.asked("industry_trade", Period.parse(label))]
            assert len(set(asked)) == len(asked)
    asked_then = catalogue_of(office).asked("industry_trade", Period.parse("2026"))
    assert "markets@tv" in [form.name for form in asked_then]


def test_conditions_of_an_edition_are_added_to_those_it_is_based_on() -> None:
    first = KILNS + '[condition]\nbusy = "workers > 5"\n'
    second = NEXT + '[condition]\nidle = "workers == 0"\n'
    assert set(catalogue_of(first, second).form("kilns@2").condition) == {"busy", "idle"}


def test_a_flow_that_is_summed_adds_up_over_time_too() -> None:
    """A field declares how it combines over time; a measure or a part of a ratio that sums it does the same."""
    text = KILNS.replace('value = "sum(cost)"\nover_time = "sum"\n', 'value = "sum(cost)"\n')
    measures = form_of(text).measures
    assert measures["kiln_cost"].over_time == "sum"
    assert measures["kiln_cost_per_ha_numerator"].over_time == "sum"
    assert measures["kiln_area"].over_time == "last"


def test_every_shipped_form_checks_an_empty_record_without_breaking() -> None:
    catalogue = load_built_in()
    for form in catalogue.forms:
        found = checker(form, catalogue, form.valid_from).record(Record("r1", {}))
        assert {p.code for p in found} <= {
            "REQUIRED",
            *(rule.key for rule in form.rule),
            *(n.key for n in form.named_check),
        }
