"""The main job: 106 communes report, 9 districts and the province add up, and the published totals come out."""

from __future__ import annotations

import itertools
import pickle
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from base.errors import AppError, Code
from base.period import Period
from base.progress import Cancelled, Progress
from base.text import search_key
from consolidation.figures import Consolidated
from forms.checks import NAMED
from forms.load import load_built_in
from office.entering import checking
from office.figures import figures
from office.office import Office, open_office
from office.receiving import receiving
from office.receiving.inbox import inbox
from office.sample import DemoResult, run_demo
from office.sample.declared import load_sample
from office.sample.demo import file_name, fill_in, sample_office, tree_of
from office.sample.plan import CommunePlan, plan_for
from office.sample.spread import shared
from office.sample.tax_codes import HOUSEHOLD, ORGANISATION, tax_code
from office.sending import submitting
from office.territory import sharing, today
from office.territory.hamlets import hamlets_of
from tests.office_suite import recalculated

pytestmark = pytest.mark.xdist_group("demo")

YEAR, YEARS = Period.parse("2020"), Period.parse("2016-2020")
SAMPLE = load_sample(3)
PUBLISHED = {
    # Sở Công Thương Trà Vinh, July 2020: estimates for 2020
    "establishments_total": "10700",
    "workers_total": "56000",
    "markets_total": "116",
    "markets_grade_1": "2",
    "markets_grade_2": "9",
    "markets_grade_3": "105",
    "markets_by_enterprise": "9",
    "markets_by_cooperative": "9",
    "markets_by_household": "4",
    "markets_by_board": "94",
    "markets_urban": "20",
    "markets_rural": "96",
    "markets_urban_share": "17.24",
    "markets_rural_share": "82.76",
    "two_way_meters": "358",
    "electrified_rate": "99",
    "communes_with_grid": "106",
    "output_current": "45266000",
}
PUBLISHED_YEARS = {"stations_built": "932", "mv_line_built_km": "260", "lv_line_built_km": "716.49"}


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """The test workers make the sample province once: the second waits for the first."""
    with closing(sqlite3.connect(lock, timeout=600, isolation_level=None)) as connection:
        connection.execute("begin exclusive")
        yield
        connection.execute("commit")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    """The whole run, made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared_base = base.parent if base.name.startswith("popen-") else base
    kept = shared_base / "demo.pickle"
    with one_at_a_time(shared_base / "demo.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(run_demo(shared_base / "demo")))
        return pickle.loads(kept.read_bytes())


@pytest.fixture
def province(demo: DemoResult) -> Iterator[Office]:
    with open_office(demo.out / "province.sct") as office:
        yield office


def plans(sample=SAMPLE) -> list[CommunePlan]:
    tree = tree_of(sample)
    return plan_for(sample, tree.communes(tree.find(sample.province)))


def plan_of(name: str) -> CommunePlan:
    return next(plan for plan in plans() if plan.unit.name == name)


def cells(path: Path, *, columns: tuple[int, int]) -> dict[str, object]:
    """Folded text of one column → value of another, of a workbook's first sheet."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    text, value = columns
    return {search_key(str(row[text])): row[value] for row in rows if len(row) > value and row[value] != ""}


# the published figures


@pytest.mark.parametrize(("period", "published"), [(YEAR, PUBLISHED), (YEARS, PUBLISHED_YEARS)])
def test_the_province_workbook_shows_the_published_totals(demo, province, period, published):
    labels = figures.consolidate(province, period).indicators
    shown = cells(demo.out / "reports" / f"{period.label}-84-tinh-tra-vinh.xlsx", columns=(1, 4))
    found = {key: shown[search_key(labels[key].label)] for key in published}
    assert {key: round(value, 2) for key, value in found.items()} == {
        key: float(value) for key, value in published.items()
    }


def test_another_program_recalculates_the_province_workbook_to_the_same_values(demo):
    path = demo.out / "reports" / "2020-84-tinh-tra-vinh.xlsx"
    ours, theirs = CalamineWorkbook.from_path(path), CalamineWorkbook.from_path(recalculated(path))
    assert theirs.sheet_names == ours.sheet_names
    numbers = 0
    for name in ours.sheet_names:
        written, computed = (book.get_sheet_by_name(name).to_python() for book in (ours, theirs))
        computed += [[]] * (len(written) - len(computed))  # the rows of the signatures are not kept
        for row, again in zip(written, computed, strict=True):
            for cell, value in itertools.zip_longest(row, again[: len(row)]):
                if isinstance(cell, float):
                    numbers += 1
                    assert value == pytest.approx(cell, rel=1e-12), (name, row[:3])
    assert numbers > 4_000


@pytest.mark.parametrize(("period", "published"), [(YEAR, PUBLISHED), (YEARS, PUBLISHED_YEARS)])
def test_the_result_names_the_same_totals(demo, period, published):
    told = {one.key: one.text for one in demo.totals if one.period == period.label}
    read = {key: told[key].replace(".", "").replace(",", ".") for key in published}
    assert {key: float(text) for key, text in read.items()} == {k: float(v) for k, v in published.items()}


def test_the_share_of_electrified_households_is_exact(province):
    root = figures.consolidate(province, YEAR).root.figures
    assert root["electrified_rate"].value == 99
    assert root["households_with_power"].value / root["households_total"].value == Fraction(99, 100)


# adding up


def additive(found: Consolidated) -> list[str]:
    return [key for key, info in found.indicators.items() if not info.is_ratio and info.over_units == "sum"]


@pytest.mark.parametrize("period", [YEAR, YEARS])
def test_every_level_adds_up_to_the_one_above(province, period):
    found = figures.consolidate(province, period)
    tree = tree_of(SAMPLE)
    by_code = {entry.unit.code: entry.figures for entry in found.units}
    keys = additive(found)
    checked = 0
    for unit in (one.unit for one in found.units if one.unit.level != "commune"):
        for key in keys:
            parts = [by_code[child.code][key].value for child in tree.children(unit)]
            known = [part for part in parts if part is not None]
            assert by_code[unit.code][key].value == (sum(known) if known else None), (unit.name, key)
            checked += bool(known)
    assert checked > (1_000 if period is YEAR else 100)


@pytest.mark.parametrize("code", ["842", "847", "851"])
def test_a_district_and_the_province_see_the_same_figures(demo, province, code):
    seen = next(entry for entry in figures.consolidate(province, YEAR).units if entry.unit.code == code)
    with open_office(demo.out / f"district-{code}.sct") as district:
        own = figures.consolidate(district, YEAR).root
    assert {key: figure.value for key, figure in own.figures.items()} == {
        key: figure.value for key, figure in seen.figures.items()
    }


# the chain


def test_the_whole_province_of_2020_goes_over_to_todays_units_without_loss(demo, tmp_path):
    """Trà Vinh of 2020 on Vĩnh Long of today: what two wards without known heirs had is told, all else is there."""
    path = tmp_path / "province.sct"
    shutil.copy(demo.out / "province.sct", path)
    with open_office(path) as office:
        for one in sharing.parted(office):
            if one.heirs:
                sharing.share_out(
                    office, one.unit, {one.heirs[0][0].code: Fraction(1)}, basis="toàn bộ xã cũ"
                )
        before, after = figures.consolidate(office, YEAR), today.consolidate_today(office, YEAR)
    lost = [unit.figures for unit in before.units if unit.unit.key in {one.key for one in after.unclear}]
    assert [one.code for one in after.unclear] == ["29245", "29251"]
    assert after.root.unit.key == "86@2025-07-01"
    for key, info in before.indicators.items():
        total, moved = before.root.figures[key].value, after.root.figures[key].value
        if total is not None and not info.is_ratio and not info.one_of and info.over_units == "sum":
            assert moved is not None
            assert moved + sum(one[key].value or 0 for one in lost) == total, key
    rate = [(f["households_with_power"].value, f["households_total"].value) for f in (after.root.figures,)]
    assert after.root.figures["electrified_rate"].value == 100 * rate[0][0] / rate[0][1]


@pytest.mark.parametrize("folder", ["submissions", "submissions/2016-2020"])
def test_each_commune_and_each_district_sent_one_file(demo, folder):
    assert len(list((demo.out / folder).glob("*.xlsx"))) == 106
    assert len(list((demo.out / folder / "districts").glob("*.xlsx"))) == 9


@pytest.mark.parametrize("period", [YEAR, YEARS])
def test_every_commune_is_in_the_totals_on_time(province, period):
    below = receiving.status(province, period)[1:]
    lines = inbox(province, period)
    assert {one.state for one in below} == {"approved"}
    assert {one.kind for one in below} == {"estimate"}
    assert {one.on_time for one in lines} == {True}
    assert figures.consolidate(province, period).root.coverage.complete


def test_reports_and_charts_are_there(demo):
    made = {path.relative_to(demo.out).as_posix() for path in demo.made}
    assert all((demo.out / name).stat().st_size > 0 for name in made)
    consolidated = {"reports/2016-2020-84-tinh-tra-vinh.xlsx", "reports/2020-84-tinh-tra-vinh.xlsx"}
    below = ["842-thanh-pho-tra-vinh", "851-thi-xa-duyen-hai", "29236-phuong-4", "29263-xa-long-duc"]
    assert consolidated | {f"reports/2020-{name}.xlsx" for name in below} <= made
    assert len([name for name in made if name.startswith("reports/2020-8")]) >= 1 + 9
    assert {Path(name).suffix for name in made if name.startswith("charts/")} == {".png", ".svg", ".pdf"}


def test_the_result_prints_and_reads_as_json(demo):
    assert any("10.700" in line for line in demo.lines())
    told = demo.as_dict()
    assert told["communes"] == 106
    values = {(one["key"], one["period"]): one["value"] for one in told["totals"]}
    assert values["lv_line_built_km", "2016-2020"] == 716.49


# one commune


def submitted(plan: CommunePlan, folder: Path) -> dict[str, bytes]:
    """One commune's year, made from nothing: file name → bytes."""
    sample = plan.sample
    with sample_office(sample, plan.unit, folder / "commune.sct", sample.commune_at) as office:
        period = Period.parse(sample.period)
        fill_in(office, plan, period)
        path = folder / f"{file_name(plan.unit)}.xlsx"
        submitting.submit(office, period, path, kind=sample.kind)
        return {path.name: path.read_bytes()}


@pytest.mark.parametrize("name", ["Phường 9", "Xã Hiệp Mỹ Tây"])
def test_a_second_run_makes_the_same_bytes(demo, tmp_path, name):
    for file, content in submitted(plan_of(name), tmp_path).items():
        assert content == (demo.out / "submissions" / file).read_bytes()


@pytest.mark.parametrize("tiers", [3, 2])
def test_nothing_is_left_to_correct_or_explain(tmp_path, tiers):
    sample = load_sample(tiers)
    period = Period.parse(sample.period)
    severities = set()
    for plan in plans(sample)[:60:12]:
        path = tmp_path / f"{plan.unit.code}.sct"
        with sample_office(sample, plan.unit, path, sample.commune_at) as office:
            fill_in(office, plan, period)
            severities |= {problem.severity for problem in checking.check(office, period)}
            assert hamlets_of(office, period)
    assert severities == {"noted"}


def test_forms_that_do_not_occur_are_stated_as_nil(tmp_path):
    plan = next(plan for plan in plans() if not plan.markets)
    with sample_office(SAMPLE, plan.unit, tmp_path / "c.sct", SAMPLE.commune_at) as office:
        fill_in(office, plan, YEAR)
        (own, *_) = receiving.status(office, YEAR)
    assert own.forms["markets"] == "nil"
    assert own.forms["establishments"] == "filled"


def test_without_districts_communes_report_to_the_province(tmp_path):
    sample = load_sample(2)
    period = Period.parse(sample.period)
    files = tmp_path / "files"
    for plan in plans(sample)[:2]:
        (tmp_path / plan.unit.code).mkdir()
        files.mkdir(exist_ok=True)
        for name, content in submitted(plan, tmp_path / plan.unit.code).items():
            (files / name).write_bytes(content)
    unit = tree_of(sample).find(sample.province)
    with sample_office(sample, unit, tmp_path / "province.sct", sample.province_at) as office:
        receipts = receiving.receive(office, receiving.files_in([files]))
        assert [receipt.answer for receipt in receipts] == ["new", "new"]
        receiving.approve(office, period)
        covered = figures.consolidate(office, period).root.coverage
    assert (covered.expected, covered.approved) == (124, 2)


# the plan


@pytest.mark.parametrize("tiers", [3, 2])
def test_plans_share_out_every_total(tiers):
    sample = load_sample(tiers)
    made = plans(sample)
    industry = [plan.industry for plan in made]
    counted = sum(
        one.enterprises + one.cooperatives + one.groups + one.registered + one.unregistered + len(one.large)
        for one in industry
    )
    assert counted == sample.industry.establishments
    workers = sum(one.workers + sum(large.workers for large in one.large) for one in industry)
    assert workers == sample.industry.workers
    markets = [(market, plan.urban) for plan in made for market in plan.markets]
    assert sum(urban for _, urban in markets) == sample.market.urban
    assert len(markets) == sample.market.urban + sample.market.rural
    assert sum(sum(plan.power.stations) for plan in made) == sample.power.stations


def test_shares_add_up_and_follow_the_weights():
    assert shared(10, [1, 1, 1]) == [4, 3, 3]
    assert shared(7, [0, 5, 0]) == [0, 7, 0]
    assert shared(0, [0, 0]) == [0, 0]


def test_tax_codes_look_right_belong_to_nobody_and_never_repeat():
    form = load_built_in().edition("establishments", date(2020, 12, 31))
    codes = [
        tax_code(prefix, commune, number)
        for prefix in (ORGANISATION, HOUSEHOLD)
        for commune in (1, 106)
        for number in range(1, 400)
    ]
    assert len(set(codes)) == len(codes)
    assert all(NAMED["tax_code_digit"](form, {"tax_code": code}) for code in codes)
    assert {code[:2] for code in codes} == {"99", "00"}


# going wrong


def test_an_earlier_run_is_not_overwritten(demo):
    before = (demo.out / "province.sct").read_bytes()
    with pytest.raises(AppError) as refused:
        run_demo(demo.out)
    assert refused.value.code is Code.STORE_EXISTS
    assert (demo.out / "province.sct").read_bytes() == before


def test_a_cancelled_run_leaves_nothing(tmp_path):
    steps = []

    def tell(done: int, total: int, what: str) -> None:
        steps.append(what)

    with pytest.raises(Cancelled):
        run_demo(tmp_path / "out", progress=Progress(tell, lambda: len(steps) >= 2))
    assert len(steps) == 2
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []
