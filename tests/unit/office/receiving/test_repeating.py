"""How much a report from below repeats the last one, and that nobody approves it unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from base.errors import Code
from office.entering import carried, entry
from office.receiving import contents, receiving
from office.receiving.inbox import inbox
from office.receiving.repeating import Repeated, last_held, repeated, why_alone
from office.sending import submitting
from tests.builders import (
    COMMUNE,
    COMMUNES,
    DISTRICT,
    NOON,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    kiln,
    submission,
    surroundings,
)
from tests.unit.office.receiving.test_compare import FORMS, ONE, OTHER

BEFORE = YEAR.before()


def came(office, folder, answers, period=YEAR):
    (receipt,) = receiving.receive(office, [submission(folder, COMMUNE, answers, forms=FORMS, period=period)])
    return receipt.hash


def line_of(office):
    line = next(line for line in inbox(office, YEAR) if line.unit.code == COMMUNE)
    return replace(line, repeated=repeated(office, line.newest, line.last))


@pytest.mark.parametrize("approved", [True, False])
def test_the_same_report_again_is_not_sound_whether_or_not_the_last_one_was_approved(
    district, tmp_path, approved
):
    last = came(district, tmp_path / "old", ONE, BEFORE)
    if approved:
        receiving.approve(district, BEFORE)
    came(district, tmp_path / "new", ONE)
    line = line_of(district)
    assert line.last == last and line.repeated == Repeated(Fraction(1), 0)
    assert line.approvable and not line.sound
    found = contents.contents(district, YEAR, line.unit.key, line.newest)
    assert found.repeated == line.repeated


def test_a_report_with_new_figures_is_sound_and_one_that_nobody_compared_is_not(district, tmp_path):
    came(district, tmp_path / "old", ONE, BEFORE)
    came(district, tmp_path / "new", OTHER)
    line = line_of(district)
    assert line.repeated is not None and line.repeated.sameness == Fraction(2, 3) and line.sound
    assert not replace(line, repeated=None).sound


def test_a_first_report_repeats_nothing(district, tmp_path):
    came(district, tmp_path, ONE)
    line = line_of(district)
    assert (line.last, line.repeated) == ("", Repeated()) and line.sound


def test_of_several_that_came_the_newest_is_the_last_but_an_approved_one_goes_first(district, tmp_path):
    with an_office(tmp_path / "unit", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE, period=BEFORE)
        hashes = []
        for n, answers in enumerate((ONE, OTHER)):
            entry.enter(commune, BEFORE, "kilns", answers["kilns"])
            submitting.submit(commune, BEFORE, tmp_path / f"{n}.xlsx")
            district.store.surroundings = surroundings(now=NOON + timedelta(hours=n))
            hashes += [r.hash for r in receiving.receive(district, [tmp_path / f"{n}.xlsx"])]
            if not n:
                receiving.approve(district, BEFORE)
                receiving.reopen(commune, BEFORE, COMMUNE, reason="Sửa")
        key = commune.unit.key
    assert last_held(district, YEAR)[key] == hashes[0]
    receiving.reopen(district, BEFORE, COMMUNE, reason="Xem lại")
    assert last_held(district, YEAR)[key] == hashes[1]


def test_records_that_nobody_confirmed_are_counted_and_ask(district, tmp_path):
    with an_office(tmp_path / "unit", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE, period=BEFORE)
        entry.open_period(commune, YEAR, carry_from=BEFORE)
        entry.enter(commune, YEAR, "kilns", [kiln("k2", "Lò Năm", workers="9", area="2", cost="7")])
        for form in commune.own_forms(YEAR):
            if form.key != "kilns":
                entry.nil(commune, YEAR, form.key)
        assert carried.unconfirmed(commune, YEAR) == {"kilns": 1}
        submitting.submit(commune, YEAR, tmp_path / "new.xlsx")
    receiving.receive(district, [tmp_path / "new.xlsx"])
    line = line_of(district)
    assert line.repeated == Repeated(None, 1) and not line.sound


def test_what_is_nested_counts_too(tmp_path):
    with an_office(tmp_path / "province", PROVINCE, forms=FORMS) as province:
        for period in (BEFORE, YEAR):
            with an_office(tmp_path / f"d{period.label}", DISTRICT, forms=FORMS) as made:
                entry.open_period(made, period)
                came(made, tmp_path / f"c{period.label}", ONE, period)
                receiving.approve(made, period)
                path = tmp_path / f"{period.label}.xlsx"
                submitting.submit(made, period, path)
            receiving.receive(province, [path])
        (line,) = [line for line in inbox(province, YEAR) if line.waiting]
        assert repeated(province, line.newest, line.last).sameness == 1


def test_approving_all_tells_what_a_person_should_look_at(district, tmp_path):
    again, new, carried_over = COMMUNES
    for period, answers in ((BEFORE, (ONE, ONE)), (YEAR, (ONE, OTHER))):
        for code, one in zip((again, new), answers, strict=True):
            path = submission(tmp_path / period.label, code, one, forms=FORMS, period=period)
            receiving.receive(district, [path])
    with an_office(tmp_path / "unit", carried_over, forms=FORMS) as commune:
        answer(commune, ONE, period=BEFORE)
        entry.open_period(commune, YEAR, carry_from=BEFORE)
        for form in commune.own_forms(YEAR):
            if form.key != "kilns":
                entry.nil(commune, YEAR, form.key)
        submitting.submit(commune, YEAR, tmp_path / "new.xlsx")
    receiving.receive(district, [tmp_path / "new.xlsx"])
    lines = {line.unit.code: line for line in inbox(district, YEAR) if line.waiting}
    known = {
        code: replace(line, repeated=repeated(district, line.newest, line.last))
        for code, line in lines.items()
    }
    assert [code for code, line in known.items() if line.sound] == [new], (
        "the window approves no other unseen"
    )
    found = receiving.approve_each(district, YEAR)
    assert {unit.code for unit in found.units} == {again, new, carried_over} and not found.left
    why = {one.unit.code: one.why.code for one in found.look}
    assert why == {again: Code.APPROVE_REPEATS, carried_over: Code.APPROVE_UNCONFIRMED}


def test_of_those_named_the_good_ones_are_approved_and_the_others_keep_their_reason(district, tmp_path):
    came(district, tmp_path / "new", ONE)
    found = receiving.approve_each(district, YEAR, [COMMUNES[1], COMMUNE, COMMUNE])
    assert [unit.code for unit in found.units] == [COMMUNE]
    assert [(one.unit.code, one.why.code) for one in found.left] == [(COMMUNES[1], Code.REPORT_NOT_RECEIVED)]


def test_what_was_returned_is_not_approved_with_all_others(district, tmp_path):
    """Also where an older version counts."""
    with an_office(tmp_path / "unit", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE)
        for n, answers in enumerate((ONE, OTHER)):
            entry.enter(commune, YEAR, "kilns", answers["kilns"])
            submitting.submit(commune, YEAR, tmp_path / f"{n}.xlsx")
            receiving.receive(district, [tmp_path / f"{n}.xlsx"])
            if not n:
                receiving.approve(district, YEAR)
                receiving.reopen(commune, YEAR, COMMUNE, reason="Sửa")
    receiving.send_back(district, YEAR, COMMUNE, reason="Sai lao động")
    found = receiving.approve_each(district, YEAR)
    assert not found.units and not found.left


def test_reports_are_read_before_the_data_file_is_held_and_again_where_a_newer_one_came(
    district, tmp_path, monkeypatch
):
    came(district, tmp_path / "old", ONE, BEFORE)
    came(district, tmp_path / "new", ONE)
    with an_office(tmp_path / "unit", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE)
        submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
        receiving.reopen(commune, YEAR, COMMUNE, reason="Sửa")
        entry.enter(commune, YEAR, "kilns", OTHER["kilns"])
        submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    read = []

    def reads(office, digest, last):
        read.append(office.store.conn.in_transaction)
        found = repeated(office, digest, last)
        if len(read) == 1:  # meanwhile
            receiving.receive(office, [tmp_path / "2.xlsx"])
        return found

    monkeypatch.setattr(receiving, "repeated", reads)
    found = receiving.approve_each(district, YEAR)
    assert read == [False, True]
    assert [unit.code for unit in found.units] == [COMMUNE] and not found.look
    receiving.reopen(district, YEAR, COMMUNE, reason="Xem lại")
    receiving.approve_each(district, YEAR)
    assert read[2:] == [False]


@pytest.mark.parametrize(
    ("found", "gap", "remade"),
    [
        (Repeated(Fraction(1), 0), False, ""),
        (Repeated(None, 2), False, ""),
        (Repeated(), True, ""),
        (Repeated(), False, "rebuilt"),
    ],
)
def test_the_unit_is_named_as_inside_a_sentence(district, found, gap, remade):
    unit = next(one for one in district.tree(YEAR).under(DISTRICT) if one.name == "Xã Long Đức")
    told = str(why_alone(unit, found, gap=gap, remade=remade))
    assert unit.name_in_text in told and unit.name not in told
