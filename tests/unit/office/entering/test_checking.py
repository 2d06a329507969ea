"""Checks between forms, against the last period, and between the units below."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import AppError, Code, Problem
from base.period import Period
from db import records
from forms.spec import Record
from office.entering import checking, entry, undoing
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from office.sending.submitting import answered
from tests.builders import (
    COMMUNES,
    KILNS,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    catalogue_of,
    kiln,
    record,
    submission,
)

TALLY = """
key = "tally"
edition = "1"
title = "Tổng hợp lò"
kind = "sheet"
valid_from = 2019-01-01
packet = "industry_trade"
order = 600
field = [
  { kind = "integer", key = "declared", label = "Số lò đã khai" },
  { kind = "integer", key = "built_new", label = "Xây mới", over_time = "sum" },
]
measure = [
  { key = "kilns_declared", label = "Số lò đã khai", value = "sum(declared)" },
  { key = "kilns_built_new", label = "Xây mới", value = "sum(built_new)" },
]

[[cross_check]]
key = "declared_is_counted"
check = "kilns_declared == kilns_total"
message = "Khai {kilns_declared} lò, danh sách có {kilns_total} lò."
field = "declared"
details = "kilns_total"
[[cross_check]]
key = "stock_moves_by_flow"
check = "kilns_total <= prev.kilns_total + kilns_built_new"
message = "Kỳ trước {prev.kilns_total}, xây mới {kilns_built_new}, nay {kilns_total}."
"""
FORMS = {"kilns.toml": KILNS, "tally.toml": TALLY}


def tally(declared: str, built_new: str = "0") -> Record:
    form = catalogue_of(KILNS, TALLY).form("tally@1")
    return record(form, "sheet", declared=declared, built_new=built_new)


def codes_of(office: Office, period: Period = YEAR) -> dict[str, Problem]:
    return {p.code: p for p in checking.across_forms(office, period)}


def test_a_declared_total_is_held_against_the_details_and_offered_their_sum(tmp_path: Path) -> None:
    answers = {"kilns": [kiln("1", "A"), kiln("2", "B")], "tally": [tally("3")]}
    with answer(an_office(tmp_path, forms=FORMS), answers) as office:
        (told,) = codes_of(office).values()
        assert (told.code, told.severity, told.fields) == ("declared_is_counted", "ask", ("declared",))
        assert told.message == "Khai 3 lò, danh sách có 2 lò." and told.offer == "2"
        entry.note(office, YEAR, "tally", told.record_id, "declared", "còn một lò chưa có tên")
        assert codes_of(office)["declared_is_counted"].severity == "noted"


def declared(office: Office) -> object:
    unit, form = office.unit_in(YEAR).key, office.form("tally", YEAR)
    (sheet,) = records.read(office.store, form, unit=unit, period=YEAR.label)
    return sheet.values["declared"]


def test_the_sum_that_took_a_totals_place_can_be_taken_back_and_blocks_no_other_undo(tmp_path: Path) -> None:
    answers = {"kilns": [kiln("1", "A"), kiln("2", "B")], "tally": [tally("3")]}
    with answer(an_office(tmp_path, forms=FORMS), answers) as office:
        entry.enter(office, YEAR, "tally", [tally("4")])
        checking.take_details(office, YEAR, codes_of(office)["declared_is_counted"])
        assert declared(office) == 2 and codes_of(office) == {}
        undoing.undo(office, period=YEAR)
        assert declared(office) == 4
        undoing.redo(office, period=YEAR)
        assert declared(office) == 2
        undoing.undo(office, period=YEAR)
        undoing.undo(office, period=YEAR)
        assert declared(office) == 3


def test_the_sum_is_refused_where_the_sheet_is_gone_meanwhile(tmp_path: Path) -> None:
    answers = {"kilns": [kiln("1", "A"), kiln("2", "B")], "tally": [tally("3")]}
    with answer(an_office(tmp_path, forms=FORMS), answers) as office:
        told = codes_of(office)["declared_is_counted"]
        undoing.undo(office, period=YEAR)
        with pytest.raises(AppError) as refusal:
            checking.take_details(office, YEAR, told)
        assert refusal.value.code is Code.RECORD_UNKNOWN


def test_equal_totals_are_silent_and_what_is_not_known_is_not_compared(tmp_path: Path) -> None:
    with answer(
        an_office(tmp_path, forms=FORMS), {"kilns": [kiln("1", "A")], "tally": [tally("1")]}
    ) as office:
        assert codes_of(office) == {}
        entry.enter(office, YEAR, "tally", [tally("")])
        assert codes_of(office) == {}


def test_this_period_follows_from_the_last_and_a_note_of_the_report_explains_it(tmp_path: Path) -> None:
    with answer(
        an_office(tmp_path, forms=FORMS), {"kilns": [kiln("1", "A")], "tally": [tally("1")]}
    ) as office:
        after = Period.parse("2021")
        more = {"kilns": [kiln("1", "A"), kiln("2", "B")], "tally": [tally("2")]}
        answer(office, more, period=after)
        told = codes_of(office, after)["stock_moves_by_flow"]
        assert told.message == "Kỳ trước 1, xây mới 0, nay 2." and told.fields == ()
        assert not answered(told, "") and answered(told, "lò cũ bỏ sót")
        submitting.submit(office, after, tmp_path / "a.xlsx", note="lò cũ bỏ sót")
        assert office.report(after).state == "submitted"


UNIQUE = KILNS.replace("max_length = 80\n", "max_length = 80\nunique = true\n")


def test_the_same_answer_in_two_communes_is_asked_about_above(tmp_path: Path) -> None:
    forms = {"kilns.toml": UNIQUE}
    sent = [
        submission(tmp_path, code, {"kilns": [kiln(f"{code}-1", name)]}, forms=forms)
        for code, name in zip(COMMUNES, ("Lò Sáu Gạch", "Lò Sáu Gạch", "Lò Bảy"), strict=True)
    ]
    with an_office(tmp_path / "above", PROVINCE, forms=forms) as province:
        entry.open_period(province, YEAR)
        receiving.receive(province, sent)
        receiving.approve(province, YEAR, COMMUNES)
        (told,) = checking.across_units(province, YEAR)
        assert told.code == Code.SHARED_BY_UNITS.name and "Lò Sáu Gạch" in told.message
        assert told.severity == "ask" and told.message.count("Lò Sáu Gạch (") == 2
