"""The founding plans as samples: what they set, and their progress once figures are known, in the plans' own units."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from base.period import Period
from consolidation.targets import Progress
from office.entering import checking, entry
from office.figures import plans, reporting
from office.figures.series import comparison
from office.office import Office
from office.sample.plans import NAMES, make_plan
from tests.builders import record, surroundings

PLAN = Period.parse("2022")

# indicator, period, value in the indicator's unit, price base
FIGURES = """
    commune_output_constant 2021 1040000 2010
    commune_output_constant 2022 1115000 2010
    budget_industry         2022 44900   -
    workers_total           2021 2000    -
    workers_total           2022 2600    -
    farm_outlets_total      2022 1       -
    workers_trained_rate    2022 91.5    -
"""


@pytest.fixture
def district(tmp_path: Path) -> Office:
    office = make_plan("vinh_linh", tmp_path / "464.sct", surroundings())
    form = office.form("history_totals", PLAN)
    typed = []
    for n, line in enumerate(filter(None, (line.split() for line in FIGURES.strip().splitlines()))):
        indicator, period, value, base = line
        texts = {"indicator": indicator, "of_period": period, "value": value.replace(".", ",")}
        texts |= {
            "figure_kind": "Chính thức",
            "source": "Niên giám",
            "price_base": "" if base == "-" else base,
        }
        typed.append(record(form, f"h{n}", **texts))
    entry.enter(office, PLAN, "history_totals", typed)
    return office


def by_id(office: Office) -> dict[str, Progress]:
    return {one.target.record_id: one for one in plans.progress(office, PLAN)}


def test_progress_is_told_in_the_plan_s_words_and_units(district: Office) -> None:
    with district:
        found = by_id(district)
        assert [found[key].target.words for key in ("t21", "t22", "t32", "t34")] == [
            "7–8 %",
            "trên 1.110 tỷ đồng",
            "3–5 doanh nghiệp",
            "khoảng trên 300 tỷ đồng",
        ]
        growth, level, budget = found["t21"], found["t22"], found["t25a"]
        assert growth.actual == Fraction("7.2115") and growth.reached is True
        assert growth.rests_on == "so với năm 2021" and growth.points == Fraction("0.2115")
        assert (level.actual, level.reached) == (1115, True)
        assert (budget.actual, budget.reached) == (Fraction("44.9"), False)
        assert budget.percent == Fraction("44.9") / 45 * 100
        increase, rate = found["t27"], found["t26"]
        assert (increase.actual, increase.percent, increase.reached) == (600, 120, True)
        assert (rate.points, rate.reached) == (Fraction("1.5"), True)
        assert (found["t33"].reached, found["t24"].reached, found["t32"].reached) == (True, None, None)


def test_the_progress_table_and_the_tasks_are_a_report(district: Office) -> None:
    with district:
        targets, tasks = reporting.book(district, PLAN, "plan_progress").tables
        assert len(targets.rows) == 16 and [row.cells[9].text for row in targets.rows].count("Đạt") == 5
        assert [row.heading for row in tasks.rows] == [True, False, False]


def test_growth_is_there_in_the_first_year_from_typed_totals(district: Office) -> None:
    with district:
        found = {one.label: one for one in comparison(district, PLAN, base_year=2021)}
        workers = found["Tổng số lao động"]
        assert (workers.change, workers.percent) == (600, 30)
        assert workers.yearly == 30 and "có số tổng hợp nhập tay" in workers.told


def test_a_plan_that_contradicts_itself_is_asked_about(district: Office) -> None:
    with district:
        form = district.form("plan_targets", PLAN)
        low = {"comparator": "≥", "value": "1.300", "value_unit": "tỷ đồng", "target_kind": "Mức"}
        twice = record(
            form, "x", title="Giá trị sản xuất", indicator="commune_output_constant", horizon_to="2022", **low
        )
        entry.enter(district, PLAN, "plan_targets", [twice])
        told = [p for p in checking.check(district, PLAN) if p.code == "target_contradicts"]
        assert {p.record_id for p in told} == {"t21", "t22", "x"} and all(p.severity == "ask" for p in told)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_plan_holds_nothing_that_must_be_mended(name: str, tmp_path: Path) -> None:
    with make_plan(name, tmp_path / "a.sct", surroundings()) as office:
        (period,) = [Period.parse("2016" if name == "my_thanh" else "2022")]
        stops = [p for p in checking.check(office, period) if p.severity == "stop" and p.code != "FORM_OPEN"]
        assert stops == []


def test_the_commune_s_programme_stands_beside_what_the_year_2006_had(tmp_path: Path) -> None:
    with make_plan("my_thanh", tmp_path / "a.sct", surroundings()) as office:
        period = Period.parse("2016")
        found = {one.label: one for one in comparison(office, period, base_year=2006)}
        by_key = {one.target.record_id: one for one in plans.progress(office, period)}
    declared = [one for one in found.values() if one.base is not None and one.base.value == 870]
    assert [one.now.value for one in declared] == [998]
    assert by_key["t15"].reached is False and by_key["t12"].target.words == "130 tỷ đồng"
