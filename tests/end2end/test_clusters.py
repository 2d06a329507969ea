"""Industrial clusters from three communes to Biểu số 01 to 04 of Thông tư 14/2024/TT-BCT, against sums by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from base.period import Period
from consolidation.layout import layouts
from consolidation.lines import conversion
from consolidation.table import Table, cell_text
from forms.check import checker
from forms.load import load_built_in
from office.entering import checking, entry
from office.figures import reporting
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import an_office, record, record_from_texts
from tests.cluster_data import BIEU_04, CLUSTERS, COMMUNES, NOTES, PROJECTS, PROVINCE
from tests.office_suite import recalculated

CATALOGUE = load_built_in()
PERIOD = Period.parse("2026")
ON, NOW = date(2026, 12, 20), datetime(2026, 12, 20, 3, tzinfo=UTC)


def filled(folder: Path, code: str) -> Office:
    """The commune's report with its clusters and projects; all other forms are nil."""
    office = an_office(folder / code, code, on=ON, now=NOW)
    entry.open_period(office, PERIOD)
    clusters, projects = office.form("clusters", PERIOD), office.form("cluster_projects", PERIOD)
    answers = {"clusters": [], "cluster_projects": []}
    for typed in CLUSTERS[code]:
        made = record(clusters, f"{code} {typed['name']}", **typed)
        answers["clusters"].append(replace(made, notes=NOTES.get(typed["name"], {})))
    for typed in PROJECTS[code]:
        texts = {key: text for key, text in typed.items() if key != "cluster"}
        texts["cluster_id"] = f"{code} {typed['cluster']}"
        answers["cluster_projects"].append(record(projects, f"{code} {typed['name']}", **texts))
    for form in office.own_forms(PERIOD):
        if answers.get(form.key):
            entry.enter(office, PERIOD, form.key, answers[form.key])
        else:
            entry.nil(office, PERIOD, form.key)
    return office


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("clusters")
    files = []
    for code in COMMUNES:
        with filled(folder, code) as commune:
            submitting.submit(commune, PERIOD, folder / f"{code}.xlsx")
            files.append(folder / f"{code}.xlsx")
    with an_office(folder / "province", PROVINCE, on=ON, now=NOW) as office:
        receiving.receive(office, files)
        receiving.approve(office, PERIOD)
        yield office


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Office]:
    with filled(tmp_path, COMMUNES[0]) as office:
        yield office


def results(table: Table) -> dict[str, str]:
    """Number of the line → what the column (4) shows."""
    return {
        row.cells[0].text: cell_text(table.columns[3], row.cells[3]) for row in table.rows if not row.heading
    }


def test_form_04_of_the_province_equals_the_sums_by_hand(province):
    assert results(reporting.book(province, PERIOD, "tt14_04").tables[0]) == BIEU_04


def test_form_03_of_the_commune_counts_its_own_clusters(commune):
    found = results(reporting.book(commune, PERIOD, "tt14_03").tables[0])
    assert {line: found[line] for line in ("1", "3", "15", "17", "18", "19", "23", "25")} == {
        "1": "2",
        "3": "2",
        "15": "1",
        "17": "35,00",
        "18": "20,00",
        "19": "57,14",
        "23": "423,001",
        "25": "1.200",
    }


def test_form_02_has_a_page_for_each_cluster_with_infrastructure(province):
    pages = reporting.book(province, PERIOD, "tt14_02").tables
    assert [page.name for page in pages] == ["Biểu 02 Tân Ngãi", "Biểu 02 Sa Bình"]
    assert list(results(pages[0]).values()) == [
        "250,000",
        "100,001",
        "30,00",
        "20,00",
        "57,14",
        "4",
        "1",
        "3",
        "5,000",
        "0,400",
        "12",
        "7,50",
        "1",
        "1",
    ]
    assert results(pages[1])["13"] == "0"
    assert "Đơn vị gửi báo cáo: Công ty TNHH Hạ tầng Tân Ngãi" in pages[0].lines


def test_form_01_has_a_page_for_each_project(commune):
    pages = reporting.book(commune, PERIOD, "tt14_01").tables
    assert [page.name for page in pages] == [f"Biểu 01 {typed['name']}" for typed in PROJECTS[COMMUNES[0]]]
    assert list(results(pages[2]).values()) == ["5,501", "0,200", "100", "4,50"]
    assert "Cụm công nghiệp: Tân Ngãi" in pages[0].lines
    assert "Ngành, nghề, lĩnh vực sản xuất: May thú nhồi bông, túi xách" in pages[0].lines


def test_the_workbook_of_form_04_recomputes_to_the_same_figures(province, tmp_path):
    path = tmp_path / "04.xlsx"
    reporting.report(province, PERIOD, "tt14_04", path)
    ours, theirs = (
        CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
        for file in (path, recalculated(path))
    )
    figures = [row[3] for row in theirs if isinstance(row[3], float)]
    assert len(figures) == len(BIEU_04)
    assert figures == pytest.approx([row[3] for row in ours if isinstance(row[3], float)])


def test_details_that_do_not_add_up_to_the_cluster_ask_for_a_reason(commune):
    def told() -> set[str]:
        return {p.code for p in checking.check(commune, PERIOD) if p.form == "cluster_projects"}

    assert told() == set()
    entry.delete(commune, PERIOD, "cluster_projects", [f"{COMMUNES[0]} Chế biến cơm dừa"], reason="ghi nhầm")
    assert told() == {
        "project_records_differ",
        "operating_records_differ",
        "revenue_differs",
        "tax_differs",
        "workers_differ",
    }


def test_a_commune_without_single_projects_is_not_asked_to_match_them(commune):
    ids = [f"{COMMUNES[0]} {typed['name']}" for typed in PROJECTS[COMMUNES[0]]]
    entry.delete(commune, PERIOD, "cluster_projects", ids, reason="không theo dõi từng dự án")
    entry.nil(commune, PERIOD, "cluster_projects")
    assert not [p for p in checking.check(commune, PERIOD) if p.form == "cluster_projects"]


@pytest.mark.parametrize(
    ("period", "level", "last_day"),
    [
        ("2025-H1", "commune", date(2025, 6, 24)),
        ("2025", "commune", date(2025, 12, 24)),
        ("2025-H1", "province", date(2025, 6, 29)),
        ("2025", "province", date(2025, 12, 30)),
    ],
)
def test_the_last_days_are_those_of_the_circular(period, level, last_day):
    form = CATALOGUE.form("clusters@2024")
    asked = Period.parse(period)
    (deadline,) = (d for d in form.deadline if d.level == level and asked.kind in d.asked)
    ends = asked.window(CATALOGUE.calendar(form.packet))[1]
    assert ends + timedelta(days=deadline.days_after) == last_day
    assert "14/2024/TT-BCT" in deadline.legal_ref


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"in_plan": "có", "established": "không", "operating": "không"}, "planned"),
        ({"in_plan": "có", "established": "có", "operating": "không"}, "established"),
        (
            {"established": "có", "operating": "không", "detailed_plan_approved": "có"},
            "detailed_plan",
        ),
        (
            {
                "established": "có",
                "operating": "không",
                "detailed_plan_approved": "có",
                "infra_project_approved": "có",
            },
            "infra_approved",
        ),
        ({"established": "có", "operating": "không", "infra_progress": "Đang xây dựng"}, "infra_building"),
        ({"established": "có", "operating": "có"}, "operating"),
        ({"established": "không", "operating": "có"}, "operating_unestablished"),
        (
            {"in_plan": "có", "established": "không", "operating": "không", "abolished_in_period": "có"},
            "abolished",
        ),
    ],
)
def test_the_legal_status_is_the_farthest_step_of_the_chain(typed, status):
    form = CATALOGUE.form("clusters@2024")
    made, _ = record_from_texts(form, "r", typed)
    assert checker(form, CATALOGUE, date(2025, 12, 31)).computed(made.values)["legal_status"] == status


@pytest.mark.parametrize("key", sorted(layouts()))
def test_every_line_of_a_layout_names_what_some_form_counts_in_a_unit_that_converts(key):
    counted = {one.key: one for form in CATALOGUE.forms for one in (*form.measure, *form.indicator)}
    for sheet in layouts()[key].sheet:
        for line in sheet.line:
            for indicator in filter(None, line.indicators):
                assert conversion(counted[indicator].unit, line.unit)
        for column in sheet.column:
            assert not column.indicator or column.indicator in counted
