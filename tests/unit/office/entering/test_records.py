"""A record as the entry page opens it, what stands beside its boxes, and what was carried forward."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from base.errors import AppError, Code
from base.period import Period
from consolidation.change import change_words
from courier.payload import SHEET_RECORD
from forms.spec import Record
from forms.typed import typed
from office.entering import beside, carried, checking, entry, records, undoing
from tests.builders import COMMUNE, KILNS, YEAR, an_office, catalogue_of, form_of, kiln, kilns, sound_record

NEXT = Period.parse("2021")

FOREMEN = """
key = "foremen"
edition = "1"
title = "Chủ lò"
kind = "register"
record = "chủ lò"
valid_from = 2019-01-01
label_field = "who"
identity = ["who"]
packet = "industry_trade"
asked = ["year"]
order = 510
[[field]]
kind = "text"
key = "who"
label = "Họ tên"
[[field]]
kind = "reference"
key = "kiln"
label = "Lò"
form = "kilns"
[[field]]
kind = "integer"
key = "helpers"
label = "Thợ phụ"
shown_when = "owner.workers > 1"
required_when = "known(who)"
[[rule]]
key = "too_many"
check = "helpers <= owner.workers"
message = "Thợ phụ {helpers} nhiều hơn lao động của lò."
"""


@pytest.fixture
def office(tmp_path):
    with an_office(tmp_path, COMMUNE, forms={"kilns.toml": KILNS, "foremen.toml": FOREMEN}) as made:
        entry.open_period(made, YEAR)
        yield made


# opening


def test_a_record_opens_with_last_periods_answers(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba", workers="12", cost="100")])
    entry.open_period(office, NEXT, carry_from=YEAR)
    opened = records.opened_record(office, NEXT, "kilns", "k1")
    assert opened.stored and opened.record.carried == "carried"
    assert opened.before["cost"] == 100_000_000
    assert opened.record.values["cost"] is None
    assert beside.before_text(opened, "cost") == "100"


def test_a_record_that_is_gone_is_told(office):
    with pytest.raises(AppError) as refusal:
        records.opened_record(office, YEAR, "kilns", "nobody")
    assert refusal.value.code == Code.RECORD_UNKNOWN


def test_a_new_record_is_not_in_the_file_before_it_is_kept(office):
    opened = records.new_record(office, YEAR, "kilns")
    assert not opened.stored
    assert checking.check(office, YEAR)
    records.keep(office, YEAR, "kilns", typed(opened.form, opened.record, "name", "Lò Tư")[0])
    assert (
        records.opened_record(office, YEAR, "kilns", opened.record.record_id).record.values["name"] == "Lò Tư"
    )


def test_the_workers_open_with_their_establishment(office):
    place = sound_record(office.form("establishments", YEAR), office.catalogue, "e1")
    entry.enter(office, YEAR, "establishments", [place])
    opened = records.opened_record(office, YEAR, "establishments", "e1")
    (workers,) = opened.extensions
    assert workers.form.key == "workers" and not workers.stored
    assert workers.owner["name"] == place.values["name"]


def test_a_sheet_has_one_record(office):
    opened = records.sheet_record(office, YEAR, "household_electricity")
    assert opened.record.record_id == SHEET_RECORD and not opened.stored


def test_deleting_takes_the_workers_along(office):
    entry.enter(
        office,
        YEAR,
        "establishments",
        [sound_record(office.form("establishments", YEAR), office.catalogue, "e1")],
    )
    entry.enter(office, YEAR, "workers", [Record("e1", {"workers_total": 5})])
    entry.delete(office, YEAR, "establishments", ["e1"], reason="ghi trùng")
    with pytest.raises(AppError):
        records.opened_record(office, YEAR, "establishments", "e1")
    with pytest.raises(AppError):
        records.opened_record(office, YEAR, "workers", "e1")
    undoing.undo(office)
    assert records.opened_record(office, YEAR, "establishments", "e1").extensions[0].stored


# conditions


def test_a_field_is_asked_when_its_condition_holds_and_stays_while_it_is_answered(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba", workers="12"), kiln("k2", "Lò Tư", workers="1")])
    opened = records.opening(
        office, YEAR, office.form("foremen", YEAR), Record("f1", {"who": "Ba", "kiln": "k2"})
    )
    assert "helpers" in opened.hidden()
    assert opened.required() == {"helpers"}
    assert "helpers" not in replace(opened, record=Record("f1", {"kiln": "k2", "helpers": 3})).hidden()
    other = records.opening(office, YEAR, opened.form, Record("f1", {"who": "Ba", "kiln": "k1"}))
    assert "helpers" not in other.hidden()


# references


def test_a_reference_is_chosen_by_what_the_record_is_called(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba"), kiln("k2", "Lò Tư")])
    known = records.referables(office, YEAR, "kilns")
    form = office.form("foremen", YEAR)
    record, told = records.referred(form, Record("f1", {}), "kiln", "lo tu", known=known, title="Lò gạch")
    assert record.values["kiln"] == "k2" and told is None


def test_a_reference_to_nothing_stays_as_it_was_typed(office):
    form = office.form("foremen", YEAR)
    record, told = records.referred(form, Record("f1", {}), "kiln", "Lò Năm", known=[], title="Lò gạch")
    assert told is not None and told.code == Code.NOT_A_REFERENCE.name
    assert record.raw == {"kiln": "Lò Năm"} and record.values["kiln"] is None


def test_records_of_one_name_are_told_apart(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba"), kiln("k2", "Lò Ba")])
    assert len({one.text for one in records.referables(office, YEAR, "kilns")}) == 2


# beside the box


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        ("112.4", "100", "+12,4\u00a0%"),
        ("96.9", "100", "−3,1\u00a0%"),
        ("100", "100", "không đổi"),
        ("107700", "100", "gấp 1.077 lần"),
        ("1100", "100", "+1.000,0\u00a0%"),
        ("100.04", "100", "+0,04\u00a0%"),
        ("5", "0", "+5,0"),
        ("-50", "100", "−150,0\u00a0%"),
    ],
)
def test_the_change_since_the_last_period_in_words(now, then, words):
    assert change_words(Fraction(now), Fraction(then)) == words


def test_things_are_counted_and_percentages_have_points():
    assert change_words(Fraction(46), Fraction(30), whole=True) == "+16"
    assert change_words(Fraction("99.92"), Fraction("99.88"), points=True) == "+0,04 điểm\u00a0%"


def test_what_is_missing_has_not_changed():
    assert change_words(None, Fraction(1)) == change_words(Fraction(1), None) == ""


def test_money_is_spoken_and_other_large_units_are_written_out(office):
    form = kilns()
    assert beside.spoken(form.fields["cost"], Record("1", {"cost": 423_000_000_000})) == "= 423 tỷ đồng"
    assert beside.spoken(form.fields["cost"], Record("1", {})) == ""
    power = office.form("household_electricity", YEAR)
    value = {"kwh_total": power.fields["kwh_total"].read("812").value}
    assert beside.spoken(power.fields["kwh_total"], Record("1", value)) == "= 812.000 kWh"


@pytest.mark.parametrize(
    ("key", "text", "offered"),
    [
        ("cost", "1.25", ["1,25", "125"]),
        ("cost", "12 lò", []),
        ("area_type", "thanh thij", ["Thành thị"]),
    ],
)
def test_what_may_have_been_meant_is_offered(office, key, text, offered):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba")])
    opened = records.opened_record(office, YEAR, "kilns", "k1")
    record, _ = typed(opened.form, opened.record, key, text)
    found = beside.repairs(replace(opened, record=record), key, [])
    assert set(offered) <= set(found)
    assert bool(offered) == bool(found)


def test_a_slip_of_a_thousand_is_offered(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Ba", cost="11020")])
    entry.open_period(office, NEXT, carry_from=YEAR)
    opened = records.opened_record(office, NEXT, "kilns", "k1")
    record, _ = typed(opened.form, opened.record, "cost", "11,87")
    opened = replace(opened, record=record)
    assert beside.repairs(opened, "cost", opened.problems()) == ["11.870"]


def test_a_formula_is_told_in_the_words_of_the_form():
    form = kilns()
    called = {f.key: f.label for f in form.field}
    assert beside.how_computed(form, form.fields["cost_each"], called) == "Chi phí trong kỳ / Lao động"


# carried forward


def carried_office(office, *names):
    entry.enter(
        office, YEAR, "kilns", [kiln(f"k{n}", name, workers="5", cost="10") for n, name in enumerate(names)]
    )
    entry.open_period(office, NEXT, carry_from=YEAR)


def test_unconfirmed_records_are_counted(office):
    carried_office(office, "Lò Ba", "Lò Tư", "Lò Năm")
    assert carried.unconfirmed(office, NEXT) == {"kilns": 3}
    carried.confirm(office, NEXT, "kilns", ["k0"], "unchanged")
    assert carried.unconfirmed_ids(office, NEXT, "kilns") == ["k1", "k2"]


def test_confirming_an_establishment_confirms_its_workers(office):
    entry.enter(
        office,
        YEAR,
        "establishments",
        [sound_record(office.form("establishments", YEAR), office.catalogue, "e1")],
    )
    entry.enter(office, YEAR, "workers", [Record("e1", {"workers_total": 5})])
    entry.open_period(office, NEXT, carry_from=YEAR)
    carried.confirm(office, NEXT, "establishments", ["e1"], "ended")
    opened = records.opened_record(office, NEXT, "establishments", "e1")
    assert opened.record.carried == opened.extensions[0].record.carried == "ended"
    assert carried.unconfirmed(office, NEXT) == {}
    undoing.undo(office)
    opened = records.opened_record(office, NEXT, "establishments", "e1")
    assert opened.record.carried == opened.extensions[0].record.carried == "carried"


def test_sameness_is_the_share_of_equal_figures(office):
    assert carried.sameness(office, YEAR) is None
    carried_office(office, "Lò Ba")
    assert carried.sameness(office, NEXT) == Fraction(1, 2)  # workers stand, the cost is empty
    opened = records.opened_record(office, NEXT, "kilns", "k0")
    records.keep(office, NEXT, "kilns", typed(opened.form, opened.record, "cost", "10")[0])
    assert carried.sameness(office, NEXT) == 1


def test_last_periods_stocks_are_copied_into_empty_boxes_only(office):
    form = office.form("household_electricity", YEAR)
    sheet = Record(SHEET_RECORD, {"hh_total": 100, "hh_with_power": 90, "kwh_total": 5})
    entry.enter(office, YEAR, form.key, [sheet])
    entry.open_period(office, NEXT)
    records.keep(office, NEXT, form.key, Record(SHEET_RECORD, {"hh_total": 101}))
    copied = records.with_last(records.sheet_record(office, NEXT, form.key))
    assert (copied.values["hh_total"], copied.values["hh_with_power"]) == (101, 90)
    assert copied.values.get("kwh_total") is None


def test_the_form_of_the_reference_is_a_sound_form():
    assert form_of(KILNS).key == "kilns"
    assert catalogue_of(KILNS, FOREMEN).form("foremen@1").fields["kiln"].form == "kilns"
