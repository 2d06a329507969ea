"""Figures over the years: the same ratio as the consolidation, growth over the same units, and no trouble swallowed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from consolidation import plan_tables
from consolidation.figures import Consolidated
from consolidation.growth import Compared
from consolidation.plan_tables import UNKNOWN
from db import records
from office.entering import entry
from office.figures import charting, figures, plans, reporting
from office.figures.series import History, comparison
from office.office import Office
from office.receiving import receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, kiln, record, submission

BEFORE = Period.parse("2019")
FORMS = {"kilns.toml": KILNS}
COST, SHARE = "kiln_cost", "kilns_licensed_share"

# What two of the ten communes reported: cost in triệu đồng, area in ha. In 2020 the second left two cells empty.
TOLD = {
    (BEFORE, COMMUNES[0]): {"cost": "4.000", "area": "1", "licensed": "có"},
    (BEFORE, COMMUNES[1]): {"cost": "9.000", "area": "3", "licensed": "không"},
    (YEAR, COMMUNES[0]): {"cost": "5.000", "area": "1", "licensed": "có"},
    (YEAR, COMMUNES[1]): {"area": "3"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("told")
    return [
        submission(folder / period.label, code, {"kilns": [kiln("1", "Lò Tư", **texts)]},
                   period=period, forms=FORMS, note="đã đối chiếu")
        for (period, code), texts in TOLD.items()
    ]  # fmt: skip


@pytest.fixture
def district(tmp_path: Path, files: list[Path]) -> Iterator[Office]:
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        for period in (BEFORE, YEAR):
            receiving.approve(office, period)
            entry.open_period(office, period)
        yield office


def row(office: Office, label: str = "Chi phí của lò") -> Compared:
    (found,) = [one for one in comparison(office, YEAR, base_year=2019) if one.label == label]
    return found


def put(office: Office, key: str, **texts: str) -> None:
    entry.enter(office, YEAR, key, [record(office.form(key, YEAR), "1", **texts)])


def typed(office: Office, period: Period, value: str) -> None:
    """A total of the whole area from the yearbook."""
    told = {"indicator": COST, "of_period": period.label, "value": value}
    put(office, "history_totals", **told, figure_kind="Chính thức", source="Niên giám")


def test_a_ratio_is_that_of_the_consolidation_wherever_it_is_told(district: Office) -> None:
    consolidated = figures.consolidate(district, YEAR).root.figures[SHARE].value
    (drawn,) = [
        point.value
        for point in charting.chart_of(district, YEAR, SHARE, kind="line", by="period").series[0].points
        if point.label == YEAR.label
    ]
    told = [History(district, YEAR).at(SHARE, YEAR).value, row(district, "Tỷ lệ lò có giấy phép").now.value]
    assert [consolidated, drawn, *told] == [100] * 4


def test_growth_is_that_of_the_units_that_told_both_years(district: Office) -> None:
    found = row(district)
    assert (found.before.value, found.now.value) == (13_000, 5_000)
    assert (found.change, found.percent, found.yearly) == (1000, 25, 25)
    assert found.partly and found.partly_since and found.now.lacks and found.before.lacks
    ratio = row(district, "Chi phí trên một ha")
    assert (ratio.before.value, ratio.now.value) == (3250, 5000)
    assert (ratio.change, ratio.percent) == (1000, 25)
    share = row(district, "Tỷ lệ lò có giấy phép")
    assert (share.before.value, share.now.value, share.change) == (50, 100, 0)


def test_what_lacks_units_is_marked_in_the_growth_report_with_its_sources(district: Office) -> None:
    growth, sources = reporting.book(district, YEAR, "growth", base_year=2019).tables
    (line,) = [line for line in growth.rows if line.cells[1].text == "Chi phí của lò"]
    marked = [growth.columns[n].key for n, cell in enumerate(line.cells) if cell.incomplete]
    assert marked == ["before", "now", "change", "percent", "base", "yearly"]
    assert all(part in line.cells[-1].text for part in ("1/10", "2/10", "4.000", "5.000"))
    assert any(COMMUNES[0] in [cell.text for cell in line.cells] for line in sources.rows)


def test_a_total_of_all_units_goes_before_details_of_a_part(district: Office) -> None:
    typed(district, BEFORE, "30.000")
    before = History(district, YEAR).at(COST, BEFORE)
    assert (before.value, before.counted, before.of_units != "") == (30_000, False, True)
    found = row(district)
    assert (found.before.value, found.now.value) == (30_000, 5_000)
    assert (found.change, found.percent) == (None, None)


def test_details_of_all_units_go_before_a_typed_total(tmp_path: Path) -> None:
    with a_commune(tmp_path, "5.000") as office:
        typed(office, YEAR, "4.900")
        found = History(office, YEAR).at(COST, YEAR)
    assert (found.value, found.counted, found.differs) == (5000, True, 100)


@pytest.mark.parametrize(
    ("kind", "texts", "actual"),
    [
        ("Mức", {"value": "4", "value_unit": "tỷ đồng"}, 5),
        ("Tốc độ tăng", {"value": "10", "base_year": "2019"}, 25),
        ("Tăng thêm", {"value": "500", "base_year": "2019"}, 1000),
        ("Tốc độ tăng", {"value": "10", "base_year": "2019", "base_value": "4.000"}, None),
    ],
)
def test_a_target_is_not_judged_on_a_part_of_the_units(
    district: Office, kind: str, texts: dict[str, str], actual: int | None
) -> None:
    told = {"title": "Chi phí", "indicator": COST, "horizon_to": "2020", "comparator": "≥"}
    put(district, "plan_targets", **told, target_kind=kind, **texts)
    (found,) = plans.progress(district, YEAR)
    assert (found.actual, found.reached) == (actual, None)
    assert plan_tables.judged(found, 2020) == UNKNOWN and "1" in plan_tables.told(found)
    (line,) = reporting.book(district, YEAR, "plan_progress").tables[0].rows
    assert line.cells[6].incomplete is (actual is not None)


def a_commune(folder: Path, cost: str) -> Office:
    """An office below which nobody is: its own lines are all there is."""
    office = an_office(folder, forms=FORMS)
    entry.open_period(office, YEAR)
    entry.enter(office, YEAR, "kilns", [kiln("1", "Lò Tư", cost=cost, area="1")])
    return office


@pytest.mark.parametrize(
    ("texts", "actual", "reached"),
    [
        ({"target_kind": "Mức", "value": "5", "value_unit": "tỷ đồng"}, 5, True),
        ({"target_kind": "Mức", "value": "5,1", "value_unit": "Tỉ  đồng"}, 5, False),
        ({"target_kind": "Mức", "value": "4.000"}, 5000, True),
        ({"target_kind": "Mức", "value": "5", "value_unit": "tỷ VN"}, None, None),
        (
            {
                "target_kind": "Tốc độ tăng",
                "value": "20",
                "base_year": "2019",
                "base_value": "4",
                "value_unit": "Tỷ đồng",
            },
            25,
            True,
        ),
        (
            {
                "target_kind": "Tốc độ tăng",
                "value": "20",
                "base_year": "2019",
                "base_value": "4.000",
                "value_unit": "%",
            },
            25,
            True,
        ),
    ],
    ids=["tỷ", "Tỉ", "the indicator's", "none that is known", "base in tỷ", "base in the indicator's"],
)
def test_a_plan_speaks_its_own_unit_however_it_is_spelled(
    tmp_path: Path, texts: dict[str, str], actual: int | None, reached: bool | None
) -> None:
    with a_commune(tmp_path, "5.000") as office:
        put(
            office,
            "plan_targets",
            title="Chi phí",
            indicator=COST,
            horizon_to="2020",
            comparator="≥",
            **texts,
        )
        (found,) = plans.progress(office, YEAR)
        (line,) = reporting.book(office, YEAR, "plan_progress").tables[0].rows
    assert (found.actual, found.reached) == (actual, reached)
    assert bool(found.why_not) is (actual is None)
    if "base_value" in texts:
        assert line.cells[5].text.endswith(
            {"4": "(4,00 Tỷ đồng)", "4.000": "(4.000,00 triệu đồng)"}[texts["base_value"]]
        )


def test_trouble_of_the_surroundings_is_not_read_as_no_figures(
    district: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(code: Code) -> History:
        def figured(period: Period) -> Consolidated:
            raise AppError(code, file="x", units="y", count=1, code="1", on="2", nearest="")

        return History(district, YEAR, figured)

    assert failing(Code.UNIT_UNKNOWN).at(COST, YEAR).value is None
    for code in (Code.STORE_BUSY, Code.SHARES_NEEDED):
        with pytest.raises(AppError) as refusal:
            failing(code).at(COST, YEAR)
        assert refusal.value.code is code

    def busy(*_: object, **__: object) -> None:
        raise AppError(Code.STORE_BUSY, file="x")

    monkeypatch.setattr(records, "states", busy)
    for act in (plans.progress, plans.tasks):
        with pytest.raises(AppError) as refusal:
            act(district, YEAR)
        assert refusal.value.code is Code.STORE_BUSY


def test_the_office_of_a_time_before_it_was_there_has_no_figures(district: Office) -> None:
    history = History(district, YEAR)
    assert history.at(COST, Period.parse("2018")).value is None
    assert history.beside(COST, YEAR, Period.parse("2018")).now is None
    assert history.at(COST, YEAR).value == Fraction(5000)


def test_a_chart_names_as_its_source_the_units_that_are_in_its_figure(district: Office) -> None:
    """Two communes were approved, one of them did not say what its kilns cost."""
    charts = {
        key: charting.chart_of(district, YEAR, key, kind="bar", by="unit") for key in (COST, "kilns_total")
    }
    assert " 1/10 " in charts[COST].source and " 2/10 " in charts["kilns_total"].source
