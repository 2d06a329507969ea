"""Who owes what by when: an empty report is told as empty, an open form never completes, no rate exceeds 100 %."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError
from cli import run
from db.store import Surroundings
from office.agenda import chasing, timeliness
from office.entering import entry
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNES, DISTRICT, KILNS, PROVINCE, YEAR, an_office, answer, kiln, submission

DEADLINE = """
[[deadline]]
asked = ["year"]
level = "commune"
days_after = 1
legal_ref = "Kế hoạch 1/KH-UBND"
"""
OWN = KILNS.replace("[[section]]", f"{DEADLINE}\n[[section]]", 1)
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1")]}
FIRST, SECOND, THIRD = COMMUNES


def at(office: Office, day: date) -> None:
    """The clock of the office stands on that day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    old = office.store.surroundings
    office.store.surroundings = Surroundings(now=lambda: noon, new_id=old.new_id, who=old.who)


@pytest.fixture
def town(tmp_path: Path) -> Office:
    return an_office(tmp_path / "town", DISTRICT, forms={"kilns.toml": OWN})


def sent(tmp_path: Path, code: str, answers: object = ONE) -> Path:
    return submission(tmp_path / code, code, answers, forms={"kilns.toml": OWN})  # type: ignore[arg-type]


def line(office: Office, code: str) -> timeliness.UnitDue:
    (found,) = [one for one in timeliness.owed(office, YEAR) if one.unit.code == code]
    return found


def form_of(one: timeliness.UnitDue, key: str = "kilns") -> timeliness.FormDue:
    (found,) = [form for form in one.forms if form.form.key == key]
    return found


def test_a_form_with_its_own_deadline_is_late_while_the_report_is_on_time(town: Office, tmp_path: Path):
    due = line(town, FIRST).awaited.due
    own = form_of(line(town, FIRST)).awaited.due
    assert due is not None and own is not None and own < due
    at(town, own + timedelta(days=1))
    receiving.receive(town, [sent(tmp_path, FIRST)])
    found = line(town, FIRST)
    assert (found.awaited.on_time, form_of(found).awaited.on_time) == (True, False)
    others = {form.awaited.on_time for form in found.forms if form.form.key != "kilns"}
    assert others == {True}


def test_a_correction_that_was_asked_for_does_not_make_a_report_late(town: Office, tmp_path: Path):
    due = line(town, FIRST).awaited.due
    assert due is not None
    with answer(an_office(tmp_path / "c", FIRST, forms={"kilns.toml": OWN}), ONE) as commune:
        submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
        receiving.reopen(commune, YEAR, FIRST, reason="Sửa")
        entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="4", area="1")])
        submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    at(town, due)
    receiving.receive(town, [tmp_path / "1.xlsx"])
    at(town, due + timedelta(days=5))
    receiving.receive(town, [tmp_path / "2.xlsx"])
    assert line(town, FIRST).awaited.on_time is True


def test_an_empty_report_is_told_as_empty_and_is_never_complete(town: Office, tmp_path: Path):
    receiving.receive(town, [sent(tmp_path, FIRST, {}), sent(tmp_path, SECOND)])
    receiving.approve(town, YEAR)
    empty, whole = line(town, FIRST), line(town, SECOND)
    assert (empty.awaited.empty, empty.awaited.on_time, empty.complete) == (True, None, False)
    assert (whole.awaited.empty, whole.complete) == (False, True)
    counts = timeliness.of_units(timeliness.owed(town, YEAR))
    missing = counts.expected - 2
    assert (counts.reported, counts.empty, counts.missing, counts.complete) == (1, 1, missing, False)


def test_an_excluded_unit_is_counted_apart_with_its_reason(town: Office, tmp_path: Path):
    receiving.receive(town, [sent(tmp_path, FIRST)])
    receiving.exclude(town, YEAR, FIRST, reason="Số liệu chưa tin cậy")
    found = line(town, FIRST)
    assert (found.state, found.reason, found.awaited.reported) == ("excluded", "Số liệu chưa tin cậy", False)
    assert timeliness.of_units(timeliness.owed(town, YEAR)).excluded == 1


def test_each_form_is_counted_over_the_units_that_owe_it(town: Office, tmp_path: Path):
    receiving.receive(town, [sent(tmp_path, FIRST), sent(tmp_path, SECOND)])
    receiving.approve(town, YEAR, [FIRST])
    units = timeliness.owed(town, YEAR)
    (kilns,) = [one for one in timeliness.by_form(units) if one.form.key == "kilns"]
    assert (kilns.counts.expected, kilns.counts.reported, kilns.counts.approved) == (len(units), 2, 1)
    assert kilns.due == form_of(units[0]).awaited.due


def test_the_own_report_is_on_time_by_the_day_on_which_it_first_went_up(tmp_path: Path):
    office = an_office(tmp_path, forms={"kilns.toml": OWN})
    entry.open_period(office, YEAR)
    waits = timeliness.own_due(office, YEAR)
    due, own = waits.awaited.due, form_of(waits).awaited.due
    assert due is not None and own is not None and waits.awaited.on_time is None
    entry.enter(office, YEAR, "kilns", ONE["kilns"])
    for form in office.own_forms(YEAR):
        if form.key != "kilns":
            entry.nil(office, YEAR, form.key)
    at(office, own + timedelta(days=1))
    submitting.submit(office, YEAR, tmp_path / "1.xlsx")
    found = timeliness.own_due(office, YEAR)
    assert (found.awaited.on_time, form_of(found).awaited.on_time) == (True, False)


# whatever came, and whatever was decided


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Of three communes a report, its second version, a rival of the first, and one that says nothing."""
    folder = tmp_path_factory.mktemp("post")
    found = []
    for code in COMMUNES:
        with answer(an_office(folder / f"{code}-a", code, forms={"kilns.toml": OWN}), ONE) as commune:
            submitting.submit(commune, YEAR, folder / f"{code}-1.xlsx")
            receiving.reopen(commune, YEAR, code, reason="Sửa")
            submitting.submit(commune, YEAR, folder / f"{code}-2.xlsx")
        for name, told in (("x", {"kilns": [kiln("k9", "Lò Khác", area="1")]}), ("e", {})):
            path = submission(folder / f"{code}-{name}", code, told, forms={"kilns.toml": OWN})
            path.replace(folder / f"{code}-{name}.xlsx")
        found += [folder / f"{code}-{name}.xlsx" for name in "12xe"]
    return found


JUDGED = st.tuples(st.sampled_from(["approve", "return", "exclude", "reopen"]), st.sampled_from(COMMUNES))
ARRIVED = st.tuples(st.just("receive"), st.integers(0, 11))


@settings(max_examples=15)
@given(acts=st.lists(ARRIVED | JUDGED, max_size=9), days=st.integers(0, 12))
def test_whatever_came_and_was_decided_no_rate_exceeds_one_hundred_percent_and_no_empty_report_completes(
    post: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[str, int | str]],
    days: int,
) -> None:
    judge = {"return": receiving.send_back, "exclude": receiving.exclude, "reopen": receiving.reopen}
    with an_office(tmp_path_factory.mktemp("town"), DISTRICT, forms={"kilns.toml": OWN}) as office:
        for n, (act, of) in enumerate(acts):
            at(office, date(2020, 12, 31) + timedelta(days=days + n))
            with contextlib.suppress(AppError):
                if act == "receive":
                    receiving.receive(office, [post[int(of)]])
                elif act == "approve":
                    receiving.approve(office, YEAR, [str(of)])
                else:
                    judge[act](office, YEAR, str(of), reason="x")
        units = timeliness.owed(office, YEAR)
        every = [timeliness.of_units(units), *(one.counts for one in timeliness.by_form(units))]
        for counts in every:
            parts = (counts.reported, counts.approved, counts.on_time, counts.late, counts.empty)
            assert all(0 <= (counts.rate(part) or 0) <= 100 for part in parts)
            assert counts.expected == counts.reported + counts.empty + counts.excluded + counts.missing
            assert counts.on_time + counts.late <= counts.reported and counts.approved <= counts.reported
        assert not any(one.complete for one in units if one.awaited.empty)


def test_rates_and_lateness_by_form_are_told_by_command(
    town: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = form_of(line(town, FIRST)).awaited.due
    assert own is not None
    at(town, own + timedelta(days=1))
    receiving.receive(town, [sent(tmp_path, FIRST), sent(tmp_path, SECOND, {})])
    receiving.approve(town, YEAR)
    assert run(["completeness", "--data", str(town.store.path), "--period", "2020", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (kilns,) = [one for one in told["forms"] if one["form"] == "kilns"]
    whole = told["units"]
    assert (whole["reported"], whole["empty"], whole["on_time"], whole["late"]) == (1, 1, 1, 0)
    assert (kilns["due"], kilns["on_time"], kilns["late"], whole["complete"]) == (
        own.isoformat(),
        0,
        2,
        False,
    )
    assert all(0 <= rate <= 100 for one in [whole, *told["forms"]] for rate in one["rates"].values())


# reminders


def test_the_reminder_names_what_is_missing_and_by_when_it_was_due(town: Office, tmp_path: Path):
    due = line(town, FIRST).awaited.due
    assert due is not None
    at(town, due + timedelta(days=3))
    receiving.receive(town, [sent(tmp_path, FIRST), sent(tmp_path, SECOND, {})])
    receiving.send_back(town, YEAR, FIRST, reason="Thiếu lò")
    found = chasing.chased(town, YEAR)
    told = {one.unit.code: (one.state, one.late_days) for one in found}
    assert told[FIRST] == ("returned", 3) and told[SECOND] == ("empty", 3) and told[THIRD] == ("none", 3)
    assert [one.unit.code for one in found][:2] == [FIRST, SECOND]
    third = next(one for one in found if one.unit.code == THIRD)
    letter = chasing.letter(town, YEAR, third)
    own = form_of(line(town, THIRD)).awaited.due
    for words in (f"{due:%d/%m/%Y}", "3 ngày", f"Lò gạch thủ công (hạn {own:%d/%m/%Y})"):
        assert words in letter
    everyone = chasing.letter_to_all(town, YEAR, found)
    assert all(one.unit.name in everyone for one in found)


def test_a_unit_that_owes_nothing_is_not_reminded(town: Office, tmp_path: Path):
    receiving.receive(town, [sent(tmp_path, FIRST)])
    assert FIRST not in {one.unit.code for one in chasing.chased(town, YEAR)}


def test_the_list_is_a_workbook_with_the_words_that_are_sent(town: Office, tmp_path: Path):
    found = chasing.chased(town, YEAR)
    chasing.write(town, YEAR, tmp_path / "nhac.xlsx", found)
    page = openpyxl.load_workbook(tmp_path / "nhac.xlsx").active
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    assert chasing.letter(town, YEAR, found[0]) in said


def test_a_district_s_report_is_as_full_as_those_that_travel_in_it(town: Office, tmp_path: Path):
    receiving.receive(town, [sent(tmp_path, FIRST), sent(tmp_path, SECOND, {})])
    entry.open_period(town, YEAR)
    receiving.approve(town, YEAR)
    file = tmp_path / "huyen.xlsx"
    submitting.submit(town, YEAR, file)
    with an_office(tmp_path / "province", PROVINCE, forms={"kilns.toml": OWN}) as province:
        receiving.receive(province, [file])
        receiving.approve(province, YEAR)
        told = {one.unit.code: one.awaited.empty for one in timeliness.owed(province, YEAR)}
    assert (told[DISTRICT], told[FIRST], told[SECOND]) == (False, False, True)
