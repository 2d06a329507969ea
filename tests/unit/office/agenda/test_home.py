"""What an office has before it: the next step, how far each form is, and the offices below."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from base.errors import AppError, Code
from base.period import Period
from db.reports import find
from office import backups, beginning
from office.agenda import chasing, home
from office.agenda.dashboard import dashboard, details, headlines
from office.agenda.dashboard import next_step as step_above
from office.beginning import Plan
from office.entering import carried, entry
from office.office import open_office
from office.people import People, people
from office.receiving import edited, receiving
from office.sending import submitting
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, sound_answers, submission

FORMS = {"kilns.toml": KILNS}
NEXT = Period.parse("2021")


def _step(office, period=YEAR):
    seen = home.overview(office, period)
    found = home.troubles(office, period) if seen.begun and seen.state != "sent" else None
    return home.next_step(seen, found)


def test_a_period_that_is_not_open_is_to_be_opened_and_shows_what_it_will_ask(tmp_path: Path) -> None:
    with an_office(tmp_path, forms=FORMS) as office:
        seen = home.overview(office, YEAR)
        assert _step(office).verb == "open"
        assert "kilns" in [line.key for line in seen.forms]
        assert {line.state for line in seen.forms} == {"open"}


def test_the_first_open_form_is_entered_next(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        entry.open_period(office, YEAR)
        step = _step(office)
        assert (step.verb, step.page, step.form) == (
            "enter",
            "entry",
            home.overview(office, YEAR).forms[0].key,
        )


def test_a_form_left_to_the_offices_choice_is_not_asked_for(tmp_path: Path) -> None:
    without_sums = re.sub(r"\[\[(measure|indicator|partition)\]\][^\[]*", "", KILNS)
    optional = without_sums.replace("valid_from", "optional = true\nvalid_from", 1)
    with an_office(tmp_path, forms={"kilns.toml": optional}) as office:
        entry.open_period(office, YEAR)
        for form in office.own_forms(YEAR):
            if form.key != "kilns":
                entry.nil(office, YEAR, form.key)
        line = next(one for one in home.overview(office, YEAR).forms if one.key == "kilns")
        assert (line.state, line.optional, line.waits) == ("open", True, False)
        assert _step(office).verb == "submit"


def test_a_unit_whose_file_was_edited_is_decided_about_and_not_reminded(tmp_path: Path) -> None:
    code = COMMUNES[0]
    path = submission(tmp_path, code, {"kilns": [kiln("k1", "Lò Tư", workers="3")]}, forms=FORMS)
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one["B8"].value == "Lò Tư")
    sheet["B8"] = "Lò Bảy"
    book.save(path)
    with an_office(tmp_path / "town", DISTRICT, forms=FORMS) as office:
        entry.open_period(office, YEAR)
        name = office.tree(YEAR).find(code).name
        remind = lambda: {one.unit.code for one in dashboard(office, YEAR).remind}  # noqa: E731
        chased = lambda: {one.unit.code for one in chasing.chased(office, YEAR)}  # noqa: E731
        assert code in remind() and code in chased()
        receipts = receiving.receive(office, [path])
        edited.remember(office, [path], receipts)
        seen = dashboard(office, YEAR)
        assert seen.edited == (name,) and code not in remind() and code not in chased()
        step = step_above(home.overview(office, YEAR), seen)
        assert step.page == "receive" and name in step.sentence
        edited.give_back(office, receipts[0], tmp_path / "slips")
        assert code in remind() and code in chased()


def test_kinds_below_are_those_that_are_added_up_else_the_newest(tmp_path: Path) -> None:
    kinds = ("final", "preliminary", "estimate")
    files = [submission(tmp_path, c, {}, kind=k) for c, k in zip(COMMUNES, kinds, strict=False)]
    with an_office(tmp_path / "town", DISTRICT) as office:
        assert home.kinds_below(office, YEAR) == {}
        receiving.receive(office, files)
        receiving.approve(office, YEAR, [COMMUNES[0]])
        assert home.kinds_below(office, YEAR) == {"final": 1, "preliminary": 1, "estimate": 1}


def test_what_stops_is_mended_before_what_asks_is_explained(tmp_path: Path) -> None:
    wrong = kiln("k1", "Út Hai", workers="9", licensed="không")
    with answer(an_office(tmp_path, forms=FORMS), {"kilns": [wrong]}) as office:
        found = home.troubles(office, YEAR)
        assert dict(found.stops) == {"kilns": 1}
        step = _step(office)
        assert (step.verb, step.form, step.record_id) == ("mend", "kilns", "k1")


def test_a_report_without_problems_is_submitted_then_waits(tmp_path: Path) -> None:
    with answer(an_office(tmp_path), {}) as office:
        assert _step(office).verb == "submit"
        submitting.submit(office, YEAR, tmp_path / "out.xlsx")
        assert _step(office).verb == "wait"


def test_the_reason_of_a_returned_report_stands_in_the_next_step(tmp_path: Path) -> None:
    with answer(an_office(tmp_path), {}) as office:
        submitting.submit(office, YEAR, tmp_path / "out.xlsx")
        receiving.reopen(office, YEAR, office.unit.code, reason="Thiếu chợ Phường 4")
        assert "Thiếu chợ Phường 4" in _step(office).detail


def test_carried_records_count_as_entered_once_they_are_confirmed(tmp_path: Path) -> None:
    kilns = [kiln("k1", "Út Hai", workers="2"), kiln("k2", "Ba Lò", workers="3")]
    with answer(an_office(tmp_path, forms=FORMS), {"kilns": kilns}) as office:
        entry.open_period(office, NEXT, carry_from=YEAR)
        assert _step(office, NEXT).verb == "confirm"
        carried.confirm(office, NEXT, "kilns", ["k1"], "unchanged")
        line = next(one for one in home.overview(office, NEXT).forms if one.key == "kilns")
        assert (line.entered, line.expected, line.unconfirmed) == (1, 2, 1)


def test_the_first_problems_are_six_and_forms_not_begun_come_last(tmp_path: Path) -> None:
    wrong = [kiln(f"k{n}", f"Lò {n}", workers="9", licensed="không") for n in range(8)]
    with an_office(tmp_path, forms=FORMS) as office:
        entry.open_period(office, YEAR)
        entry.enter(office, YEAR, "kilns", wrong)
        found = home.troubles(office, YEAR)
        assert [p.form for p in found.first] == ["kilns"] * home.FIRST_PROBLEMS
        assert found.total > len(found.first)


def test_every_change_of_a_form_is_told_with_its_time(tmp_path: Path) -> None:
    with answer(an_office(tmp_path, forms=FORMS), {"kilns": [kiln("k1", "Út Hai")]}) as office:
        line = next(one for one in home.overview(office, YEAR).forms if one.key == "kilns")
        assert line.changed_at.startswith("2021-01-04")


def test_deadlines_that_are_past_are_not_told_and_the_nearest_comes_first(tmp_path: Path) -> None:
    with an_office(tmp_path, now=datetime(2020, 12, 16, tzinfo=UTC)) as office:
        dues = home.dues(office)
        assert [due.on for due in dues] == sorted(due.on for due in dues)
        assert all(due.on >= date(2020, 12, 16) for due in dues)
        assert len(dues) == 3


def test_a_backup_is_remembered_with_its_place(tmp_path: Path) -> None:
    with answer(an_office(tmp_path), {}) as office:
        assert backups.last_backup(office) is None
        name = backups.file_name(office)
        assert name == "29236-20210104-1200.sct"
        target = backups.back_up(office, backups.free_path(tmp_path, name))
        last = backups.last_backup(office)
        assert last is not None and (last.where, last.days_ago) == (target, 0)
        assert backups.free_path(tmp_path, name).name == "29236-20210104-1200-2.sct"
    with open_office(target) as copy:
        assert copy.unit.code == "29236"


# Offices above communes


@pytest.fixture
def town(tmp_path: Path):
    """The town's office, with the reports of two of its communes."""
    files = [submission(tmp_path, code, {}) for code in COMMUNES[:2]]
    with an_office(tmp_path / "town", DISTRICT) as office:
        entry.open_period(office, YEAR)
        receiving.receive(office, files)
        yield office


def test_what_came_is_approved_then_the_others_are_reminded(town) -> None:
    seen = dashboard(town, YEAR)
    step = step_above(home.overview(town, YEAR), seen)
    assert (step.verb, seen.waiting, seen.came) == ("approve", 2, 2)
    receiving.approve(town, YEAR)
    seen = dashboard(town, YEAR)
    assert step_above(home.overview(town, YEAR), seen).verb == "remind"
    assert dict(seen.states) == {"approved": 2, "none": seen.units - 2}
    assert seen.arrivals == ((date(2021, 1, 4), 2),)
    found = details(town, YEAR)
    assert (found.counts.expected, found.counts.empty) == (seen.units, 2)
    assert {one.state for one in found.chased} == {"empty", "none"} and len(found.chased) == seen.units


def test_a_unit_that_was_sent_back_is_reminded_first(town) -> None:
    receiving.send_back(town, YEAR, COMMUNES[1], reason="Thiếu lưới điện")
    first = dashboard(town, YEAR).remind[0]
    assert (first.unit.code, first.state) == (COMMUNES[1], "returned")
    assert "Thiếu lưới điện" in first.note


def test_headlines_say_what_they_rest_on_and_why_there_is_no_change(town) -> None:
    receiving.approve(town, YEAR)
    told = headlines(town, YEAR)
    assert (told.coverage.approved, told.coverage.complete) == (2, False)
    assert all(not item.complete and not item.change and item.basis for item in told.items)


def test_figures_are_compared_on_the_same_units_only(tmp_path: Path) -> None:
    answers = sound_answers()
    note = "đã đối chiếu giữa các biểu"
    both = [submission(tmp_path / "a", code, answers, note=note) for code in COMMUNES[:2]]
    later = submission(tmp_path / "b", COMMUNES[0], {**answers, "markets": []}, period=NEXT, note=note)
    with an_office(tmp_path / "town", DISTRICT) as office:
        receiving.receive(office, [*both, later])
        for period, came in ((YEAR, COMMUNES[:2]), (NEXT, COMMUNES[:1])):
            entry.open_period(office, period)
            receiving.approve(office, period, came)
        shown = {item.key: item for item in headlines(office, NEXT).items}
    assert shown["establishments_total"].change == "không đổi"
    assert "1 đơn vị" in shown["establishments_total"].basis
    assert shown["markets_total"].change == "−1"


# Beginning


def _plan(folder: Path, **other) -> Plan:
    tree = beginning.tree_on(date(2020, 12, 31))
    given = {
        "unit": tree.find("29236"),
        "on": tree.on,
        "people": People(officer="Thạch Sa Vane"),
        "path": folder / "moi" / "a.sct",
        "period": YEAR,
    }
    return Plan(**{**given, **other})


def test_beginning_makes_the_file_the_names_and_the_period_at_once(tmp_path: Path) -> None:
    made = beginning.begin(_plan(tmp_path))
    with open_office(made) as office:
        assert people(office).officer == "Thạch Sa Vane"
        assert find(office.store, unit=office.unit.key, period="2020", packet=office.packet) is not None


def test_a_beginning_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch) -> None:
    def fail(*_, **__):
        raise AppError(Code.DISK_FULL, file="a.sct")

    monkeypatch.setattr(entry, "open_period", fail)
    with pytest.raises(AppError):
        beginning.begin(_plan(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.sct").write_bytes(b"x")
    with pytest.raises(AppError) as refusal:
        beginning.refuse_place(tmp_path / "a.sct")
    assert refusal.value.code is Code.STORE_EXISTS


@pytest.mark.parametrize(
    ("text", "level", "on", "code"),
    [
        ("giong trom", "commune", date(2026, 1, 1), "28984"),
        ("Giồng Trôm", "commune", date(2025, 6, 30), "28984"),
        ("28984", "commune", date(2026, 1, 1), "28984"),
        ("tan hao vinh long", "commune", date(2026, 1, 1), "29029"),
        ("tra vinh", "province", date(2025, 6, 30), "84"),
    ],
)
def test_units_are_found_without_accents(text: str, level, on: date, code: str) -> None:
    tree = beginning.tree_on(on)
    assert code in [unit.code for unit in beginning.found_units(tree, text, level=level)]


@pytest.mark.parametrize("on", [date(2026, 1, 3), date(2026, 3, 18), date(2026, 3, 19), date(2026, 11, 22)])
def test_the_period_due_next_comes_first_and_the_overdue_ones_last(on: date) -> None:
    offered = beginning.first_periods(beginning.tree_on(on).find("28984"), on)
    overdue = [one.overdue for one in offered]
    assert overdue == sorted(overdue) == [one.due < on for one in offered]
    to_come = [one.due for one in offered if not one.overdue]
    assert to_come == sorted(to_come)
    passed = [one.due for one in offered if one.overdue]
    assert passed == sorted(passed, reverse=True)


def test_first_periods_belong_to_the_time_of_the_unit() -> None:
    tree = beginning.tree_on(beginning.BEFORE_THE_MERGER)
    offered = beginning.first_periods(tree.find("29236"), tree.on)
    assert "2025-H1" in [one.period.label for one in offered]
    assert "2025" not in [one.period.label for one in offered]
    assert all(one.forms for one in offered)
