"""What the receiving page reads: the list of units, two files side by side, what a file says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from base.errors import AppError, Code
from base.period import Period
from office.entering import entry
from office.office import open_office
from office.receiving import contents, receiving
from office.receiving.compare import compare, pair
from office.receiving.inbox import files, inbox
from office.sending import submitting
from tests.builders import (
    COMMUNE,
    COMMUNES,
    DISTRICT,
    KILNS,
    NOON,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    kiln,
    submission,
    surroundings,
)

FORMS = {"kilns.toml": KILNS}
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1", cost="100")]}
OTHER = {"kilns": [kiln("k1", "Lò Tư", workers="4", area="1", cost="100")]}


def sent(district, folder, code, answers, *, hours=0, period=YEAR):
    """The commune's first version arrives so many hours later."""
    district.store.surroundings = surroundings(now=NOON + timedelta(hours=hours))
    (receipt,) = receiving.receive(district, [submission(folder, code, answers, forms=FORMS, period=period)])
    return receipt


def line_of(office, code, period=YEAR, **kwargs):
    return next(line for line in inbox(office, period, **kwargs) if line.unit.code == code)


def test_two_files_of_one_version_are_compared_cell_by_cell(district, tmp_path):
    a = sent(district, tmp_path / "a", COMMUNE, ONE)
    b = sent(district, tmp_path / "b", COMMUNE, OTHER)
    unit = line_of(district, COMMUNE).unit.key
    ((found),) = compare(district, YEAR, unit, a.hash, b.hash)
    assert (found.form_title, found.record, found.label, found.a, found.b) == (
        "Lò gạch thủ công",
        "Lò Tư",
        "Lao động",
        "3",
        "4",
    )
    ((turned),) = compare(district, YEAR, unit, b.hash, a.hash)
    assert (turned.a, turned.b) == ("4", "3")


def test_a_file_of_another_unit_is_not_compared(district, tmp_path):
    a = sent(district, tmp_path, COMMUNES[0], ONE)
    b = sent(district, tmp_path, COMMUNES[1], ONE)
    with pytest.raises(AppError) as refused:
        compare(district, YEAR, line_of(district, COMMUNES[0]).unit.key, a.hash, b.hash)
    assert refused.value.code is Code.HASH_UNKNOWN


def test_reports_inside_a_districts_file_are_compared_too(tmp_path):
    with an_office(tmp_path / "province", PROVINCE, forms=FORMS) as province:
        hashes = []
        for n, answers in enumerate((ONE, OTHER)):
            with an_office(tmp_path / f"d{n}", DISTRICT, forms=FORMS) as made:
                entry.open_period(made, YEAR)
                sent(made, tmp_path / f"s{n}", COMMUNE, answers)
                receiving.approve(made, YEAR)
                path = tmp_path / f"huyen{n}.xlsx"
                submitting.submit(made, YEAR, path)
            hashes.append(receiving.receive(province, [path])[0].hash)
        unit = line_of(province, DISTRICT).unit.key
        found = compare(province, YEAR, unit, *hashes)
        assert [(d.record, d.field) for d in found] == [("Lò Tư", "workers")]


def test_the_list_says_where_each_unit_stands(district, tmp_path):
    sent(district, tmp_path, COMMUNES[0], ONE)
    sent(district, tmp_path, COMMUNES[1], ONE)
    receiving.approve(district, YEAR, [COMMUNES[1]])
    receiving.exclude(district, YEAR, COMMUNES[2], reason="Không có số liệu")
    lines = {line.unit.code: line for line in inbox(district, YEAR)}
    assert [lines[code].state for code in COMMUNES] == ["sent", "approved", "excluded"]
    assert lines[COMMUNES[0]].approvable and not lines[COMMUNES[1]].approvable
    assert lines[COMMUNES[2]].reason == "Không có số liệu"
    assert {line.state for code, line in lines.items() if code not in COMMUNES} == {"none"}


def test_rivals_wait_for_a_choice_even_where_a_version_counts(district, tmp_path):
    a = sent(district, tmp_path / "a", COMMUNE, ONE)
    b = sent(district, tmp_path / "b", COMMUNE, OTHER, hours=1)
    line = line_of(district, COMMUNE)
    assert line.state == "conflict" and set(line.rivals) == {a.hash, b.hash} and not line.approvable
    receiving.resolve(district, YEAR, COMMUNE, b.hash, reason="Bản sau đúng")
    line = line_of(district, COMMUNE)
    assert line.approvable and line.digest == b.hash
    assert [file.hash for file in files(district, YEAR, line.unit.key)] == [b.hash, a.hash]


def test_a_correction_makes_no_late_report(district, tmp_path):
    sent(district, tmp_path, COMMUNE, ONE, hours=-20 * 24)
    receiving.send_back(district, YEAR, COMMUNE, reason="Xem lại diện tích")
    with open_office(tmp_path / COMMUNE / f"{COMMUNE}.sct") as commune:
        receiving.reopen(commune, YEAR, COMMUNE, reason="Bị trả lại")
        entry.enter(commune, YEAR, "kilns", OTHER["kilns"])
        submitting.submit(commune, YEAR, tmp_path / "b.xlsx", kind="final")
    district.store.surroundings = surroundings(now=NOON + timedelta(days=60))
    (receipt,) = receiving.receive(district, [tmp_path / "b.xlsx"])
    line = line_of(district, COMMUNE)
    assert (receipt.answer, line.state, line.version) == ("new", "sent", 2)
    assert line.on_time is True


def test_a_late_report_is_told(district, tmp_path):
    sent(district, tmp_path, COMMUNE, ONE, hours=24 * 60)
    assert line_of(district, COMMUNE).on_time is False
    assert (line_of(district, COMMUNES[1]).left or 0) < 0


def test_communes_inside_a_districts_file_name_it(tmp_path, district):
    sent(district, tmp_path, COMMUNE, ONE)
    entry.open_period(district, YEAR)
    receiving.approve(district, YEAR)
    path = tmp_path / "huyen.xlsx"
    submitting.submit(district, YEAR, path)
    with an_office(tmp_path / "province", PROVINCE, forms=FORMS) as province:
        receiving.receive(province, [path])
        receiving.approve(province, YEAR)
        assert COMMUNE not in {line.unit.code for line in inbox(province, YEAR)}
        line = line_of(province, COMMUNE, everyone=True)
        assert line.state == "approved" and line.via == district.unit.name and not line.approvable


def test_a_file_is_shown_beside_the_last_period(district, tmp_path):
    before = YEAR.before()
    sent(district, tmp_path / "old", COMMUNE, ONE, period=before)
    receiving.approve(district, before)
    receipt = sent(district, tmp_path / "new", COMMUNE, OTHER)
    found = contents.contents(district, YEAR, line_of(district, COMMUNE).unit.key, receipt.hash)
    assert found.basis == "last"
    count = next(f for f in found.figures if f.label == "Lò gạch thủ công")
    assert (count.value, count.before, count.change) == ("1", "1", "không đổi")


def test_a_file_says_what_it_holds_form_by_form(district, tmp_path):
    receipt = sent(district, tmp_path, COMMUNE, ONE)
    held = {form.form.partition("@")[0]: form for form in contents.forms_of(district, receipt.hash)}
    assert held["kilns"].state == "filled" and held["kilns"].records == 1
    assert {form.state for key, form in held.items() if key != "kilns"} == {"nil"}
    found = contents.records_of(district, receipt.hash, held["kilns"].form)
    assert dict(zip((head.label for head in found.heads), found.rows[0], strict=True))["Lao động"] == "3"


def test_what_is_read_of_a_list_is_what_the_whole_file_says(district, tmp_path):
    from courier import payload
    from db import reports

    receipt = sent(district, tmp_path, COMMUNE, ONE)
    content = reports.payload(district.store, receipt.hash)
    whole, head = payload.decode(content), payload.head(content)
    assert (head.version, head.kind) == (whole.version, whole.kind)
    assert head.states == {part.key: part.state for part in whole.parts}


def test_what_goes_up_is_told_before(tmp_path):
    with an_office(tmp_path, COMMUNE, forms=FORMS) as office:
        answer(office, ONE)
        out = submitting.outgoing(office, YEAR)
        kilns = next(form for form in out.forms if form.key == "kilns")
        assert (out.version, kilns.state, kilns.records) == (1, "filled", 1)
        told = submitting.submit(office, YEAR, tmp_path / out.name)
        assert submitting.versions(office, YEAR)[0].fingerprint == told.fingerprint
        assert submitting.outgoing(office, YEAR).version == 1
        receiving.reopen(office, YEAR, COMMUNE, reason="Sửa")
        assert submitting.outgoing(office, YEAR).version == 2


def test_a_period_of_which_nothing_came_lists_the_units_below(district):
    assert {line.state for line in inbox(district, Period.parse("2018"))} == {"none"}


def test_any_two_versions_are_found_by_number_hash_or_printed_code(district, tmp_path):
    path = tmp_path / "v.xlsx"
    sends = []
    with an_office(tmp_path / "commune", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE)
        for workers in ("3", "4", "5"):
            if sends:
                receiving.reopen(commune, YEAR, COMMUNE, reason="sửa")
            entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers=workers, area="1", cost="100")])
            sends.append(submitting.submit(commune, YEAR, path))
            receiving.receive(district, [path])
        _, *own = pair(commune, YEAR, COMMUNE)
    first, second, third = sends
    assert [file.hash for file in own] == [second.hash, third.hash], "an office compares its own versions too"
    for words, wanted in (
        ({}, (second, third)),
        ({"after": "2"}, (first, second)),
        ({"before": "1"}, (first, third)),
        ({"before": third.hash[:10], "after": first.fingerprint}, (third, first)),
    ):
        unit, a, b = pair(district, YEAR, COMMUNE, **words)
        assert [a.hash, b.hash] == [one.hash for one in wanted]
    ((found),) = compare(district, YEAR, unit.key, first.hash, third.hash)
    assert (found.label, found.a, found.b) == ("Lao động", "3", "5")
    with pytest.raises(AppError) as told:
        pair(district, YEAR, COMMUNE, before="7")
    assert told.value.code is Code.VERSION_NOT_HELD


def test_one_version_alone_is_compared_to_nothing(district, tmp_path):
    sent(district, tmp_path / "a", COMMUNE, ONE)
    with pytest.raises(AppError) as told:
        pair(district, YEAR, COMMUNE)
    assert told.value.code is Code.NOTHING_TO_COMPARE


def test_two_files_of_one_version_are_told_apart_by_their_hash(district, tmp_path):
    a = sent(district, tmp_path / "a", COMMUNE, ONE)
    b = sent(district, tmp_path / "b", COMMUNE, OTHER, hours=1)
    with pytest.raises(AppError) as told:
        pair(district, YEAR, COMMUNE, after="1")
    assert told.value.code is Code.VERSION_NOT_HELD and a.hash[:8] in str(told.value)
    assert [file.hash for file in pair(district, YEAR, COMMUNE)[1:]] == [a.hash, b.hash]


def test_what_came_inside_a_districts_file_is_compared_as_well(district, tmp_path):
    entry.open_period(district, YEAR)
    paths = []
    with an_office(tmp_path / "commune", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE)
        for n, workers in enumerate(("3", "4")):
            if n:
                receiving.reopen(commune, YEAR, COMMUNE, reason="sửa")
                receiving.reopen(district, YEAR, DISTRICT, reason="sửa")
            entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers=workers, area="1", cost="100")])
            submitting.submit(commune, YEAR, tmp_path / "c.xlsx")
            receiving.receive(district, [tmp_path / "c.xlsx"])
            receiving.approve(district, YEAR, [COMMUNE])
            paths.append(tmp_path / f"d{n}.xlsx")
            submitting.submit(district, YEAR, paths[-1])
    with an_office(tmp_path / "province", PROVINCE, forms=FORMS) as province:
        receiving.receive(province, paths)
        unit, a, b = pair(province, YEAR, COMMUNE)
        ((found),) = compare(province, YEAR, unit.key, a.hash, b.hash)
    assert (a.version, b.version, found.label, found.a, found.b) == (1, 2, "Lao động", "3", "4")
