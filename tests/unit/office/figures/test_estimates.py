"""Ước tính beside chính thức: which version is compared, by unit and in total, and which estimates still stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from consolidation.growth import OTHER_BASE
from consolidation.revision import Errors
from courier.version import Kind
from forms.spec import Record
from office.agenda import chasing
from office.entering import entry
from office.figures import estimate_errors, estimates, reporting
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import (
    COMMUNE,
    COMMUNES,
    DISTRICT,
    KILNS,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    kiln,
    sound_answers,
    surroundings,
)

FORMS = {"kilns.toml": KILNS}
MARCH = Period.parse("2020-M03")
Answers = Mapping[str, Sequence[Record]]


def kilns(workers: str, area: str = "", *, licensed: str = "") -> Answers:
    return {"kilns": [kiln("k1", "Lò Tư", workers=workers, area=area, cost="30", licensed=licensed)]}


class Desk:
    """A commune's office that submits one version after another."""

    def __init__(self, folder: Path, code: str = COMMUNE, *, period: Period = YEAR) -> None:
        self.office = an_office(folder / code, code, forms=FORMS)
        self.folder, self.code, self.period, self.version = folder, code, period, 0

    def send(self, answers: Answers, kind: Kind) -> Path:
        if self.version:
            receiving.reopen(self.office, self.period, self.code, reason="có số mới")
            for form, records in answers.items():
                entry.enter(self.office, self.period, form, records)
        else:
            answer(self.office, answers, period=self.period)
        self.version += 1
        path = self.folder / f"{self.code}-{self.version}.xlsx"
        submitting.submit(self.office, self.period, path, kind=kind)
        return path


@pytest.fixture
def town(tmp_path: Path) -> Office:
    return an_office(tmp_path / "town", DISTRICT, forms=FORMS)


def taken(office: Office, *paths: Path, approve: bool = True, period: Period = YEAR) -> None:
    receiving.receive(office, paths)
    if approve:
        receiving.approve(office, period)


def line(found: Errors, indicator: str, unit: str = "") -> tuple[object, ...]:
    """Estimate, final, difference, percent, units."""
    of = next(one for one in found.units if not unit or one.unit.code == unit)
    told = of.revisions[indicator]
    return told.estimate, told.final, told.difference, told.percent, told.units


def test_the_total_is_over_the_units_that_have_both(tmp_path: Path, town: Office) -> None:
    first, second, third = (Desk(tmp_path, code) for code in COMMUNES)
    taken(town, first.send(kilns("10"), "estimate"), second.send(kilns("30"), "estimate"))
    taken(town, first.send(kilns("8"), "final"), third.send(kilns("500"), "final"))
    (found,) = estimate_errors.errors(town, YEAR)
    assert (found.estimate, found.final, found.total.reports) == ("estimate", "final", 1)
    assert line(found, "kiln_workers") == (10, 8, 2, 25, 1)
    taken(town, second.send(kilns("32"), "final"))
    (found,) = estimate_errors.errors(town, YEAR)
    assert [(of.unit.code, of.reports) for of in found.units] == [
        (DISTRICT, 2),
        (COMMUNES[0], 1),
        (COMMUNES[1], 1),
    ]
    assert line(found, "kiln_workers") == (40, 40, 0, 0, 2)
    assert line(found, "kiln_workers", COMMUNES[1]) == (30, 32, -2, Fraction(-25, 4), 1)


def test_a_ratio_is_recomputed_and_differs_by_points(tmp_path: Path, town: Office) -> None:
    many = {"kilns": [kiln(f"k{n}", f"Lò {n}", licensed="có" if n < 3 else "không") for n in range(4)]}
    first, second = (Desk(tmp_path, code) for code in COMMUNES[:2])
    taken(town, first.send(many, "estimate"), second.send(kilns("1", licensed="có"), "estimate"))
    taken(town, first.send(many, "final"), second.send(kilns("1", licensed="không"), "final"))
    (found,) = estimate_errors.errors(town, YEAR)
    assert line(found, "kilns_licensed_share") == (
        80,
        60,
        20,
        None,
        2,
    )  # 4/5 and 3/5; averages are 87,5 and 37,5


def test_missing_is_not_zero(tmp_path: Path, town: Office) -> None:
    first, second = (Desk(tmp_path, code) for code in COMMUNES[:2])
    taken(town, first.send(kilns("10", "2"), "estimate"), second.send(kilns("5", "4"), "estimate"))
    taken(town, first.send(kilns("12", ""), "final"), second.send(kilns("5", "5"), "final"))
    (found,) = estimate_errors.errors(town, YEAR)
    assert line(found, "kiln_area", COMMUNES[0]) == (2, None, None, None, 1)
    assert line(found, "kiln_area") == (4, 5, -1, -20, 1)
    assert line(found, "kiln_workers")[-1] == 2


def test_kinds_stay_apart_and_the_last_version_of_each_counts(tmp_path: Path, town: Office) -> None:
    desk = Desk(tmp_path)
    kinds: list[tuple[str, Kind]] = [("10", "estimate"), ("20", "estimate"), ("25", "preliminary")]
    for workers, kind in kinds:
        taken(town, desk.send(kilns(workers), kind))
    (found,) = estimate_errors.errors(town, YEAR)
    assert (found.estimate, found.final, *line(found, "kiln_workers")[:2]) == (
        "estimate",
        "preliminary",
        20,
        25,
    )
    taken(town, desk.send(kilns("40"), "final"))
    told = {(e.estimate, e.final): line(e, "kiln_workers") for e in estimate_errors.errors(town, YEAR)}
    assert told == {
        ("estimate", "final"): (20, 40, -20, -50, 1),
        ("preliminary", "final"): (25, 40, -15, Fraction(-75, 2), 1),
    }


def test_a_returned_estimate_and_an_unapproved_final_are_not_compared(tmp_path: Path, town: Office) -> None:
    desk = Desk(tmp_path)
    taken(town, desk.send(kilns("10"), "estimate"))
    taken(town, desk.send(kilns("99"), "estimate"), approve=False)
    receiving.send_back(town, YEAR, COMMUNE, reason="gõ nhầm")
    taken(town, desk.send(kilns("8"), "final"), approve=False)
    assert estimate_errors.errors(town, YEAR) == []
    receiving.approve(town, YEAR)
    (found,) = estimate_errors.errors(town, YEAR)
    assert line(found, "kiln_workers")[:2] == (10, 8)


def test_the_file_that_arrives_is_told_before_it_is_approved(tmp_path: Path, town: Office) -> None:
    desk = Desk(tmp_path)
    taken(town, desk.send(kilns("10"), "estimate"))
    taken(town, desk.send(kilns("8"), "final"), approve=False)
    unit = town.tree(YEAR).find(COMMUNE).key
    newest = receiving.standings(town, YEAR)[unit].newest
    found = estimate_errors.of_file(town, YEAR, unit, newest)
    assert found is not None and (found.kind, found.version) == ("estimate", 1)
    told = {r.info.key: (r.estimate, r.final, r.percent) for r in found.revisions}
    assert told["kiln_workers"] == (10, 8, 25) and "kiln_cost" not in told
    first = receiving.standings(town, YEAR)[unit].counted
    assert estimate_errors.of_file(town, YEAR, unit, first) is None


def test_a_province_sees_what_came_inside_the_files_of_its_districts(tmp_path: Path, town: Office) -> None:
    desks = [Desk(tmp_path, code) for code in COMMUNES[:2]]
    province = an_office(tmp_path / "province", PROVINCE)
    answer(town, {})
    for n, kind in enumerate(_TWO, 1):
        taken(town, *(desk.send(kilns(str(10 * n)), kind) for desk in desks))
        submitting.submit(town, YEAR, tmp_path / f"town-{n}.xlsx", kind=kind)
        taken(province, tmp_path / f"town-{n}.xlsx", approve=n == 1)
        receiving.reopen(town, YEAR, DISTRICT, reason="chờ số khác")
    assert estimate_errors.errors(province, YEAR) == []
    key = province.tree(YEAR).find(DISTRICT).key
    file = estimate_errors.of_file(province, YEAR, key, receiving.standings(province, YEAR)[key].newest)
    told = {r.info.key: (r.estimate, r.final, r.units) for r in file.revisions} if file else {}
    assert told["kiln_workers"] == (20, 40, 2)
    receiving.approve(province, YEAR)
    (found,) = estimate_errors.errors(province, YEAR)
    assert [line(found, "kiln_workers", code) for code in (PROVINCE, DISTRICT, COMMUNES[0])] == [
        (20, 40, -20, -50, 2),
        (20, 40, -20, -50, 2),
        (10, 20, -10, -50, 1),
    ]
    (of_town,) = estimate_errors.errors(province, YEAR, DISTRICT)
    assert of_town.total.revisions == found.units[1].revisions
    with pytest.raises(AppError) as refused:
        estimate_errors.errors(town, YEAR, "30")
    assert refused.value.code in (Code.UNIT_OUTSIDE, Code.UNIT_UNKNOWN)


_TWO: tuple[Kind, ...] = ("estimate", "final")


def test_an_office_sees_the_error_of_its_own_report(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.send(kilns("10"), "estimate")
    desk.send(kilns("8"), "final")
    (found,) = estimate_errors.errors(desk.office, YEAR)
    assert line(found, "kiln_workers", COMMUNE) == (10, 8, 2, 25, 1)
    assert found.total.versions == (1, 2)


def test_amounts_at_other_prices_are_not_compared(tmp_path: Path, town: Office) -> None:
    """One commune changed the base of its constant prices; the other's values are compared alone."""
    made = sound_answers()["establishments"][0].values
    first, second = (Desk(tmp_path, code) for code in COMMUNES[:2])
    files = []
    for kind, base in (("estimate", "1994"), ("final", "2010")):
        for desk, at in ((first, base), (second, "2010")):
            values = {**made, "price_base": at, "output_constant": 1_000_000_000}
            notes = dict.fromkeys(made, "đã đối chiếu hồ sơ")
            records = {"establishments": [Record("e1", values, notes=notes)], "workers": sound_workers()}
            files.append(desk.send(records, kind))
    taken(town, *files[:2])
    taken(town, *files[2:])
    (found,) = estimate_errors.errors(town, YEAR)
    told = {of.unit.code: of.revisions for of in found.units}
    changed = told[COMMUNES[0]]["output_constant"]
    assert (changed.difference, changed.told) == (None, OTHER_BASE)
    assert "output_constant_1994" not in told[COMMUNES[0]]
    assert line(found, "output_constant") == (1000, 1000, 0, 0, 1)


def sound_workers() -> list[Record]:
    from dataclasses import replace

    return [replace(sound_answers()["workers"][0], record_id="e1")]


def test_an_estimate_that_stands_after_its_period_is_listed_and_chased(tmp_path: Path, town: Office) -> None:
    first, second = (Desk(tmp_path, code) for code in COMMUNES[:2])
    taken(town, first.send(kilns("10"), "estimate"), second.send(kilns("5"), "preliminary"))
    found = estimates.open_estimates(town, YEAR)
    assert [(one.unit.code, one.kind, one.waiting) for one in found] == [
        (COMMUNES[0], "estimate", False),
        (COMMUNES[1], "preliminary", False),
    ]
    assert "2 báo cáo ước tính, sơ bộ" in estimates.in_words(found)
    chased = {one.unit.code: one for one in chasing.chased(town, YEAR)}
    assert [chased[code].state for code in COMMUNES[:2]] == ["estimate", "preliminary"]
    assert "ước tính" in chasing.letter(town, YEAR, chased[COMMUNES[0]])
    assert "sơ bộ" in chasing.letter(town, YEAR, chased[COMMUNES[1]])
    taken(town, first.send(kilns("8"), "final"), approve=False)
    assert [one.waiting for one in estimates.open_estimates(town, YEAR)] == [True, False]
    softly = [c.unit.code for c in chasing.chased(town, YEAR) if c.state in ("estimate", "preliminary")]
    assert softly == [COMMUNES[1]]
    receiving.approve(town, YEAR)
    assert [one.unit.code for one in estimates.open_estimates(town, YEAR)] == [COMMUNES[1]]


def test_an_estimate_of_a_period_that_is_not_over_is_no_debt(tmp_path: Path, town: Office) -> None:
    town.store.surroundings = surroundings(now=datetime(2020, 12, 31, 8, tzinfo=UTC))
    taken(town, Desk(tmp_path).send(kilns("10"), "estimate"))
    assert estimates.open_estimates(town, YEAR) == []
    town.store.surroundings = surroundings(now=datetime(2021, 1, 1, 8, tzinfo=UTC))
    assert len(estimates.open_estimates(town, YEAR)) == 1


def test_a_year_tells_of_the_months_in_it(tmp_path: Path, town: Office) -> None:
    desk = Desk(tmp_path, period=MARCH)
    taken(town, desk.send(kilns("10"), "estimate"), period=MARCH)
    assert [one.period for one in estimates.open_estimates(town, YEAR)] == [MARCH]
    taken(town, desk.send(kilns("8"), "final"), period=MARCH)
    assert [one.period for one in estimate_errors.errors(town, YEAR)] == [MARCH]


def test_the_report_shows_total_and_units_and_says_why_there_is_none(tmp_path: Path, town: Office) -> None:
    with pytest.raises(AppError) as nothing:
        reporting.book(town, YEAR, "estimate_error")
    assert nothing.value.code is Code.LAYOUT_NOTHING
    desk = Desk(tmp_path)
    taken(town, desk.send(kilns("10"), "estimate"))
    (still,) = reporting.book(town, YEAR, "estimate_error").tables
    assert "Phường 4" in [cell.text for row in still.rows for cell in row.cells]
    taken(town, desk.send(kilns("8"), "final"))
    (totals,) = reporting.book(town, YEAR, "estimate_error").tables
    (row,) = (row for row in totals.rows if row.cells[1].text == "Lao động ở lò gạch")
    assert [cell.value for cell in row.cells[3:7]] == [10, 8, 2, 25]
    assert row.cells[7].text == "1/1"


def test_what_is_sent_as_totals_only_is_compared_as_far_as_it_is_told(tmp_path: Path, town: Office) -> None:
    """The town keeps its wards' records to itself; the province compares the sums that it may know."""
    desks = [Desk(tmp_path, code) for code in COMMUNES[:2]]
    province = an_office(tmp_path / "province", PROVINCE)
    answer(town, {})
    for n, kind in enumerate(_TWO, 1):
        taken(town, *(desk.send(kilns(str(10 * n)), kind) for desk in desks))
        submitting.submit(town, YEAR, tmp_path / f"town-{n}.xlsx", kind=kind, totals_only=True)
        taken(province, tmp_path / f"town-{n}.xlsx")
        receiving.reopen(town, YEAR, DISTRICT, reason="chờ số khác")
    (found,) = estimate_errors.errors(province, YEAR)
    assert line(found, "kiln_workers") == (20, 40, -20, -50, 2)
