"""What holds for every shipped questionnaire and code list, read as a clerk and a colleague read them."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from base.paths import asset
from base.text import nfc, search_key
from forms import formula
from forms.bind import code_lists
from forms.catalogue import alike, definition_hash, measure_hash, prevailing, without_clashes
from forms.load import load_built_in
from forms.names import attributes, resolver
from forms.spec import Choice, Computed, Form, Measure, MultipleChoice, NumberBase
from tests.builders import KILNS, form_of

CATALOGUE = load_built_in()
DAYS = [date(2016, 12, 31), date(2020, 12, 31), date(2025, 12, 31), date(2026, 11, 21)]
FILES = sorted([*asset("forms/declared").glob("*.toml"), *asset("forms/codes").glob("*.toml")])

FORM_KEYS = """
    establishments workers markets trade_facilities transformer_stations power_grid household_electricity
    energy_projects craft_villages clusters cluster_projects promo_projects product_recognitions
    support_programmes training_events trade_promotion ecommerce price_stabilisation consumer_protection
    licensing inspections environment food_safety citizen_complaints administration commune_summary
    plan_targets province_summary tasks history_totals
"""
"""In the order in which a report asks for them."""

INDICATORS = """
    establishments_total enterprises_total workers_total workers_female workers_trained workers_trained_rate
    avg_income output_current output_constant revenue markets_total markets_grade_1 markets_grade_2
    markets_grade_3 markets_by_enterprise markets_by_cooperative markets_by_household markets_by_board
    markets_urban markets_rural markets_urban_share markets_rural_share market_points_design
    market_points_used market_investment stations_total stations_built transformers_total capacity_kva_total
    mv_line_km lv_line_km mv_line_built_km lv_line_built_km two_way_meters households_total
    households_with_power electrified_rate communes_with_grid
"""
"""Names that offices script: they stay."""

REQUIRED = {
    "establishments": "name legal_form local_group status",
    "workers": "workers_total",
    "markets": "name structure area_type in_planning mgmt_type funding_type status",
    "trade_facilities": "name facility_type status",
    "transformer_stations": (
        "name utility_code kind structure owner_type purpose kv_primary kv_secondary n_transformers capacity_kva "
        "status"
    ),
    "power_grid": "has_grid",
    "household_electricity": "hh_total hh_with_power",
    "energy_projects": "name kind status",
    "craft_villages": "name recognised_title craft_group status",
    "clusters": "name cluster_type in_plan established operating",
    "cluster_projects": "cluster_id name is_fdi status",
    "promo_projects": "title year content_group level total_invest support_total status",
    "product_recognitions": "product scheme owner",
    "support_programmes": "name programme beneficiary_kind capital_total support",
    "training_events": "name kind topic events",
    "trade_promotion": "name kind level hosted held",
    "ecommerce": "sellers_total",
    "price_stabilisation": "enterprises",
    "consumer_protection": "has_contact cases_received",
    "licensing": (
        "tobacco_new tobacco_valid craft_liquor_new craft_liquor_valid liquor_new liquor_valid lpg_new lpg_valid"
    ),
    "inspections": "rounds_total",
    "environment": "residential_total",
    "food_safety": "certs_issued",
    "citizen_complaints": "visits petitions_received",
    "administration": "trained_total",
    "commune_summary": "population households",
    "plan_targets": "title target_kind horizon_to",
    "province_summary": "",
    "tasks": "title responsible progress",
    "history_totals": "indicator of_period value figure_kind source",
}

BIEU_10_ROWS = """
    markets_built_new markets_upgraded markets_stopped markets_underused markets_converted market_organisations
    markets_by_enterprise markets_by_cooperative markets_by_household markets_by_management_board
    markets_by_management_team market_capital
"""
BIEU_10_COLUMNS = ["grade_1", "grade_2", "grade_3", "in_planning", "wholesale"]

each_form = pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)
each_day = pytest.mark.parametrize("on", DAYS, ids=str)
each_list = pytest.mark.parametrize("listed", code_lists().values(), ids=lambda listed: listed.key)


def owner_of(form: Form) -> Form | None:
    return CATALOGUE.owner_of(form, form.valid_to or DAYS[-1])


def counts(form: Form, measure: Measure, **values: object) -> bool:
    """Whether a record with these stored values is among those that the measure counts."""
    owner = owner_of(form)
    where = formula.parse(measure.where, resolver(form, owner), attributes(form, owner))
    body = [f"return {formula.PYTHON.condition(where)}"]
    return bool(formula.python_function("counted", formula.names(where), body)(values, {}, values, {}, ""))


def messages(form: Form) -> list[tuple[str, str]]:
    return [(entry.key, entry.message) for entry in (*form.rule, *form.named_check)]


# which forms there are


@each_day
def test_each_form_has_an_edition_on_the_days_that_reports_are_about(on):
    begun = {form.key for form in CATALOGUE.forms if form.valid_from <= on}
    assert [form.key for form in CATALOGUE.in_force(on)] == [key for key in FORM_KEYS.split() if key in begun]


def test_editions_of_a_form_follow_each_other_without_overlap():
    for key in FORM_KEYS.split():
        for earlier, later in itertools.pairwise(CATALOGUE.editions(key)):
            assert earlier.valid_to is not None
            assert (later.valid_from - earlier.valid_to).days == 1, key


def test_an_edition_based_on_an_ended_one_is_open_again():
    assert CATALOGUE.form("markets@2024").valid_to is None


@each_day
def test_no_two_indicators_share_a_key(on):
    keys = [x.key for form in CATALOGUE.in_force(on) for x in (*form.measure, *form.indicator)]
    assert len(keys) == len(set(keys))


@each_day
def test_the_promised_indicators_exist_and_are_shown(on):
    shown = {m.key for form in CATALOGUE.in_force(on) for m in form.measure if not m.hidden}
    shown |= {ratio.key for form in CATALOGUE.in_force(on) for ratio in form.indicator}
    assert shown >= set(INDICATORS.split())


@each_day
def test_both_sides_of_every_ratio_exist(on):
    measures = {m.key for form in CATALOGUE.in_force(on) for m in form.measure}
    for form in CATALOGUE.in_force(on):
        for ratio in form.indicator:
            assert set(ratio.one_of or (ratio.numerator, ratio.denominator)) <= measures, ratio.key


@each_form
def test_what_must_be_answered(form):
    assert [f.key for f in form.field if f.required] == REQUIRED[form.key].split()


@each_form
def test_a_form_says_where_it_comes_from(form):
    assert form.model or "TT 14/2024" in form.form_code, "a form whose original was not read is a model"
    assert form.form_code and form.legal_ref
    assert form.packet == "industry_trade"
    assert ("years" in form.asked) == (form.key == "power_grid")


def test_form_10_has_every_row_and_column():
    keys = set(CATALOGUE.form("markets@2024").measures)
    wanted = {f"{row}_{column}" for row in BIEU_10_ROWS.split() for column in BIEU_10_COLUMNS}
    assert {*BIEU_10_ROWS.split(), *wanted, "markets_in_planning", "markets_wholesale"} <= keys


# how they are written


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_in_form_c(file):
    text = file.read_text(encoding="utf-8")
    assert text == nfc(text)


@each_form
def test_fields_stand_in_the_order_of_their_sections(form):
    sections = [section.key for section in form.section]
    places = [sections.index(field.section) for field in form.field]
    assert places == sorted(places)
    assert set(sections) == {field.section for field in form.field}


@each_form
def test_labels_tell_the_fields_apart(form):
    labels = [search_key(field.label) for field in form.field]
    assert len(labels) == len(set(labels))
    shown = [search_key(entry.label) for entry in (*form.measure, *form.indicator)]
    assert all(shown)


@each_form
def test_a_hint_is_one_short_sentence(form):
    for field in form.field:
        if field.hint:
            assert field.hint.endswith(".") and len(field.hint) <= 120, field.key


@each_form
def test_a_message_ends_with_a_full_stop_and_has_at_most_two_sentences(form):
    for key, message in messages(form):
        assert message.endswith("."), key
        assert "!" not in message, key
        assert len(re.findall(r"[.?](?= |$)", message)) <= 2, key


@each_form
def test_a_message_names_only_fields_that_a_person_can_see(form):
    stored = {field.key for field in form.stored}
    for key, message in messages(form):
        assert set(re.findall(r"\{(.*?)\}", message)) <= stored, key


@each_form
def test_a_rule_says_beside_which_fields_it_stands(form):
    for entry in (*form.rule, *form.named_check):
        assert entry.fields, entry.key
        assert {form.fields[key] for key in entry.fields} <= set(form.stored), entry.key


@each_form
def test_every_shown_indicator_has_a_group_and_a_unit(form):
    for entry in (*form.measure, *form.indicator):
        if not getattr(entry, "hidden", False):
            assert entry.group and entry.unit, entry.key


# code lists


@each_list
def test_no_two_codes_of_a_list_read_the_same(listed):
    meant: dict[str, str] = {}
    for entry in listed.code:
        for words in {search_key(w) for w in (entry.code, entry.name, *entry.aliases)}:
            if listed.key.startswith("vsic2"):
                continue  # VSIC repeats a name on several levels: its codes are what is typed
            assert meant.setdefault(words, entry.code) == entry.code, f"{listed.key}: {words}"
    assert len({entry.code for entry in listed.code}) == len(listed.code)


@each_list
def test_a_list_names_its_source(listed):
    assert listed.legal_ref or listed.confidence


@each_form
@each_day
def test_every_choice_offers_something_on_every_day(form, on):
    if form.valid_from <= on and (form.valid_to is None or on <= form.valid_to):
        for field in form.field:
            if isinstance(field, Choice | MultipleChoice) and not getattr(field, "codes_by", ""):
                assert field.options.names(on), field.key


def test_every_list_is_used():
    used = {f.codes for form in CATALOGUE.forms for f in form.field if getattr(f, "codes", "")}
    assert set(code_lists()) - {"vsic2018", "vsic2025"} <= used


def test_vsic_2025_takes_over_on_15_11_2025():
    versions = code_lists()["vsic_version"]
    assert versions.names(date(2025, 11, 14)) == ["VSIC 2018"]
    assert versions.names(date(2025, 11, 15)) == ["VSIC 2025"]


# how figures combine


@each_form
def test_a_sum_combines_over_time_as_its_fields_do(form):
    resolve, attribute = resolver(form, owner_of(form)), attributes(form, owner_of(form))
    for measure in form.measure:
        named = re.findall(r"\w+", measure.value.removeprefix("sum")) if measure.value != "count()" else []
        fields = [form.fields[key] for key in named if key in form.fields]
        flows = [f for f in fields if isinstance(f, NumberBase) and f.over_time == "sum"]
        tree = formula.parse(measure.where or "1 == 1", resolve, attribute)
        flows += [
            form.fields[name.key]
            for name in formula.names(tree)
            if name.kind == "flag" and not name.scope and not form.fields[name.key].carried
        ]
        assert measure.over_time == ("sum" if flows else "last"), measure.key


@each_form
def test_a_plain_sum_keeps_the_unit_of_its_field(form):
    for measure in form.measure:
        plain = re.fullmatch(r"sum\((\w+)\)", measure.value)
        if plain and not measure.hidden and not measure.key.endswith(("_numerator", "_denominator")):
            assert measure.unit == form.fields[plain[1]].unit, measure.key


@each_form
def test_flows_start_empty_and_stocks_are_carried(form):
    for field in form.field:
        if isinstance(field, NumberBase) and not isinstance(field, Computed) and field.carry is None:
            assert field.carried == (field.over_time == "last"), field.key


@pytest.mark.parametrize("name", ["establishments@2020", "establishments@2025"])
def test_every_counted_establishment_is_of_exactly_one_group(name):
    form = CATALOGUE.form(name)
    groups = [
        "enterprises_total",
        "branches_total",
        "cooperatives_total",
        "cooperative_groups_total",
        "business_households_total",
    ]
    for legal_form in form.fields["legal_form"].options.by_code:
        for status in form.fields["status"].options.by_code:
            record = {"legal_form": legal_form, "status": status}
            in_groups = sum(counts(form, form.measures[key], **record) for key in groups)
            assert in_groups == counts(form, form.measures["establishments_total"], **record)
            assert in_groups == (status in ("active", "suspended"))


@pytest.mark.parametrize(
    "parts",
    [
        "markets_grade_1 markets_grade_2 markets_grade_3 markets_ungraded",
        "markets_by_enterprise markets_by_cooperative markets_by_household markets_by_board",
        "markets_urban markets_rural",
        "markets_permanent markets_semi_permanent markets_temporary",
        "markets_in_planning markets_outside_planning",
    ],
)
def test_every_counted_market_is_in_exactly_one_part(parts):
    form = CATALOGUE.form("markets@2024")
    choices = {
        key: [*form.fields[key].options.by_code] for key in ("mgmt_type", "area_type", "structure", "status")
    }
    choices |= {"grade": ["1", "2", "3", None], "in_planning": [0, 1], "features": [None, '["spontaneous"]']}
    for values in itertools.product(*choices.values()):
        record = dict(zip(choices, values, strict=True))
        in_parts = sum(counts(form, form.measures[key], **record) for key in parts.split())
        assert in_parts == counts(form, form.measures["markets_total"], **record)


def test_a_spontaneous_selling_point_is_no_market():
    form = CATALOGUE.form("markets@2024")
    record = {"status": "active", "grade": "3", "features": '["night", "spontaneous"]'}
    assert not counts(form, form.measures["markets_total"], **record)
    assert counts(form, form.measures["spontaneous_points"], **record)


@pytest.mark.parametrize(
    ("row", "record"),
    [
        ("markets_built_new", {"built_new": 1}),
        ("markets_upgraded", {"upgraded": 1}),
        ("markets_underused", {"structure": "permanent", "points_used": 20, "points_design": 100}),
        ("markets_underused", {"structure": "semi_permanent", "status": "underused"}),
    ],
)
def test_rows_of_form_10_are_part_of_all_markets(row, record):
    form = CATALOGUE.form("markets@2024")
    for status in form.fields["status"].options.by_code:
        values = {"status": status} | record
        if counts(form, form.measures[row], **values):
            assert counts(form, form.measures["markets_total"], **values)
    assert counts(form, form.measures[row], **{"status": "active"} | record)


# Several definitions of one name.


@pytest.mark.parametrize(
    ("ours", "theirs", "differing"),
    [
        ('label = "Lao động"', 'label = "Lao động thường xuyên"', set()),
        ('message = "Chi phí', 'message = "Tổng chi phí', set()),
        ('label = "Số lò"\nvalue = "count()"', 'label = "Lò"\nvalue = "count()"', set()),
        ('label = "Diện tích"\nunit = "ha"', 'label = "Diện tích"\nunit = "m²"', {"kiln_area"}),
        ('value = "sum(workers)"', 'value = "sum(workers)"\nwhere = "licensed"', {"kiln_workers"}),
        ('value = "sum(cost)"\nover_time = "sum"', 'value = "sum(cost)"\nover_time = "max"', {"kiln_cost"}),
        ('where = "licensed"', 'where = "licensed or built > 2000"', {"kilns_licensed"}),
        (
            'unit = "lò"\n[[measure]]\nkey = "kilns_l',
            'unit = "cái"\n[[measure]]\nkey = "kilns_l',
            {"kilns_total"},
        ),
    ],
)
def test_measures_are_alike_when_formula_units_and_the_fields_they_read_are(ours, theirs, differing):
    assert KILNS.count(ours) == 1
    mine, other = form_of(KILNS), form_of(KILNS.replace(ours, theirs))
    shown = {m.key for m in mine.measure if not m.hidden}
    assert shown - alike(other, None, mine, None) == differing
    assert {k for k in shown if measure_hash(mine, k, None) != measure_hash(other, k, None)} == differing


def test_both_hidden_sides_of_a_ratio_are_alike_or_neither():
    mine = form_of(KILNS)
    other = form_of(KILNS.replace('label = "Diện tích"\nunit = "ha"', 'label = "Diện tích"\nunit = "m²"'))
    assert not {"kiln_cost_per_ha_numerator", "kiln_cost_per_ha_denominator"} & alike(other, None, mine, None)


def test_a_clash_is_settled_by_name_whatever_came_first():
    kilns, ovens = form_of(KILNS), form_of(KILNS.replace('key = "kilns"', 'key = "ovens"'))
    for travelled in ((kilns, ovens), (ovens, kilns)):
        first, second = without_clashes((), travelled)
        assert (first, second.key, second.measure, second.indicator) == (kilns, "ovens", (), ())
    assert [len(form.measure) for form in without_clashes((ovens,), (kilns,))] == [0]


def test_the_definition_with_most_reports_prevails_and_of_equal_ones_always_the_same():
    forms = [form_of(KILNS.replace("Lò gạch thủ công", title)) for title in ("A", "B", "C")]
    expected = prevailing(forms, {})
    assert all(prevailing(order, {}) is expected for order in itertools.permutations(forms))
    assert all(prevailing(forms, {definition_hash(form): 1}) is form for form in forms)


def test_a_definition_that_travelled_stands_first_in_its_report_unless_it_is_known_here():
    own = form_of(KILNS)
    same, other = form_of(KILNS + " "), form_of(KILNS.replace("Diện tích", "Đất"))
    catalogue = CATALOGUE.joined_by([own])
    assert catalogue.within([same]) is catalogue
    assert catalogue.within([other]).form("kilns@1") is other
    assert catalogue.within([other]).edition("kilns", date(2020, 12, 31)) is other
