"""What the data file, files and consolidation cost beside the barest way of doing the same."""

from __future__ import annotations

import itertools
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from consolidation.table import Book, Column, Signature, Table, TableCell, TableRow
from db import records, sums
from exports import official
from forms.spec import Record
from office.entering import entry, filling
from office.figures.figures import consolidate
from office.office import Office
from office.receiving.admission import admit
from office.receiving.receiving import approve, files_in, receive
from tests.bench import workload
from tests.bench.conftest import Measure

COMMUNES = int(os.environ.get("BENCH_COMMUNES", "166"))


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("commune")
    with workload.commune(folder, workload.communes(1)[0], 1) as office:
        yield office


def test_save_one_record(commune: Office, measure: Measure, tmp_path: Path) -> None:
    chance = random.Random(7)
    numbers = itertools.count(100_000)
    form = commune.form("establishments", workload.PERIOD)

    def ours() -> None:
        n = next(numbers)
        entry.enter(
            commune, workload.PERIOD, "establishments", [Record(str(n), workload.establishment(n, chance))]
        )

    bare = sqlite3.connect(tmp_path / "bare.sct", isolation_level=None)
    bare.execute("pragma synchronous = full")
    columns = ["record_id", *(f.key for f in form.stored)]
    bare.execute(f"create table t ({', '.join(columns)}, primary key (record_id))")

    def baseline() -> None:
        n = next(numbers)
        values = workload.establishment(n, chance)
        bare.execute("begin immediate")
        marks = ", ".join("?" * len(columns))
        bare.execute(f"insert into t values ({marks})", [str(n), *(values.get(c) for c in columns[1:])])
        bare.execute("commit")

    measure("save one record", ours, baseline, goal=2, rounds=60)
    bare.close()


def test_fill_a_communes_workbook(measure: Measure, tmp_path: Path) -> None:
    source = workload.commune(tmp_path, workload.communes(1)[0], 1)
    sheet = tmp_path / "filled.xlsx"
    filling.template(source, workload.PERIOD, "establishments", sheet)
    source.store.close()

    def ours() -> None:
        found = filling.fill(office, workload.PERIOD, sheet)
        assert found.taken, found.refused[:3]

    def baseline() -> None:
        book = CalamineWorkbook.from_path(sheet)
        book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)

    with workload.reopened(tmp_path) as office:
        measure("fill a commune's workbook / calamine reading it", ours, baseline, goal=4)


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose folder `files` holds the submissions of all communes."""
    folder = tmp_path_factory.mktemp("submitted")
    (folder / "files").mkdir()
    for path in workload.submissions(folder, COMMUNES):
        path.rename(folder / "files" / path.name)
    return folder


def test_receive_a_province(measure: Measure, submitted: Path) -> None:
    cost = {work: _process(work, submitted) for work in ("ours", "pandas")}
    what = f"receive {COMMUNES} submissions / pandas"
    measure.keep(what, cost["ours"]["seconds"], cost["pandas"]["seconds"], goal=0.15)
    measure.keep(what, cost["ours"]["mb"], cost["pandas"]["mb"], goal=0.3, measured="MB")


def _process(work: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.province", work, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, submitted: Path) -> Iterator[Office]:
    """A province's data file that holds the approved records of its communes."""
    with workload.province(tmp_path_factory.mktemp("province")) as office:
        assert all(r.answer == "new" for r in receive(office, files_in([submitted / "files"])))
        approve(office, workload.PERIOD)
        yield office


def test_consolidate_a_province(province: Office, measure: Measure) -> None:
    on = province.closing(workload.PERIOD)
    forms = [form for form in province.forms(workload.PERIOD) if form.measure]

    def baseline() -> None:
        for form in forms:
            sums.group_by_all(province.store, form, province.catalogue, period=workload.PERIOD.label, on=on)

    def ours() -> None:
        found = consolidate(province, workload.PERIOD)
        for entry_ in found.units:
            if entry_.coverage.reported:
                dict(entry_.figures)

    measure("consolidate a province / bare GROUP BY of its records", ours, baseline, goal=1.5)

    def kept() -> None:
        total = "sum(value), sum(known), sum(missing)"
        sql = f"select form, measure, {total} from sums where period = ? group by form, measure"
        province.store.rows(sql, workload.PERIOD.label)

    measure("consolidate a province / bare GROUP BY of its sums", ours, kept, goal=1.5)


def test_one_commune_is_sent_again(province: Office, measure: Measure) -> None:
    period = workload.PERIOD
    units = [row[0] for row in province.store.rows("select unit from admitted")]

    def replaced(chosen: list[str]) -> None:
        with province.store.writing():
            for unit in chosen:
                province.store.conn.execute("delete from admitted where unit = ?", (unit,))
            admit(province, period)
        consolidate(province, period)

    measure(
        "one commune sent again / all of them consolidated anew",
        lambda: replaced(units[:1]),
        lambda: replaced(units),
        goal=0.05,
        rounds=3,
    )


def test_an_official_form(measure: Measure, tmp_path: Path) -> None:
    columns = [Column("n", "TT", "A", "text"), Column("unit", "Đơn vị", "B", "text")]
    columns += [Column(f"c{n}", f"Chỉ tiêu {n}", str(n), "number", "người", 1) for n in range(1, 19)]
    rows = tuple(
        TableRow(
            (
                TableCell(str(r)),
                TableCell(f"Xã {r}"),
                *(TableCell(value=Fraction(r * c, 10)) for c in range(18)),
            )
        )
        for r in range(166)
    )
    table = Table("Biểu", "Tổng hợp", "Năm 2020", "01", "", "UBND", "Sở", "", tuple(columns), rows)
    book = Book((table,), Signature())

    def baseline() -> None:
        work = xlsxwriter.Workbook(str(tmp_path / "bare.xlsx"), {"in_memory": True})
        page = work.add_worksheet()
        common = {"font_name": "Times New Roman", "font_size": 11, "border": 1}
        text, number = work.add_format(common), work.add_format({**common, "num_format": "#,##0.0"})
        for c, column in enumerate(columns):
            page.write_string(0, c, column.label, text)
        for r, row in enumerate(rows, 1):
            for c, cell in enumerate(row.cells):
                if cell.value is None:
                    page.write_string(r, c, cell.text, text)
                else:
                    page.write_number(r, c, float(cell.value), number)
        work.close()

    measure(
        "official form of 166 × 20 / bare XlsxWriter",
        lambda: official.write_book(book, tmp_path / "ours.xlsx"),
        baseline,
        goal=1.5,
        rounds=15,
    )


def test_memory_grows_little_with_the_number_of_communes(measure: Measure, tmp_path: Path) -> None:
    """The country: what one more commune costs, and what the whole would take (goal 500 MB)."""
    cost = {}
    for count in (150, 300):  # beyond what SQLite's page cache holds
        folder = tmp_path / str(count)
        folder.mkdir()
        cost[count] = _consolidating(folder, count)
    a_commune = (cost[300] - cost[150]) / 150
    country = cost[150] + 3_171 * a_commune
    measure.keep("memory for the country's 3,321 communes / goal", country, 500, goal=1, measured="MB")


def _consolidating(folder: Path, count: int) -> float:
    """Peak megabytes of a process that makes the sums of so many communes' records and consolidates them."""
    program = f"""
from pathlib import Path
from tests.bench.province import peak_mb
from tests.bench.test_ratios import fill_country
fill_country(Path({str(folder)!r}), {count})
print(peak_mb())
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8")
    return float(done.stdout)


def fill_country(folder: Path, count: int) -> None:
    """A province's file filled directly with the records of its first communes, summed and consolidated."""
    period = workload.PERIOD
    communes = workload.communes(count)
    with workload.province(folder) as office:
        forms = {form.key: form for form in office.forms(period)}
        for seed, unit in enumerate(communes):
            with office.store.writing():
                for form in filter(
                    lambda one: one.kept_by("commune"), forms.values()
                ):  # the rest does not occur
                    records.set_state(office.store, form, "nil", unit=unit.key, period=period.label)
                for key, found in workload.registers(seed).items():
                    records.put(office.store, forms[key], found, unit=unit.key, period=period.label)
                    records.set_state(office.store, forms[key], "filled", unit=unit.key, period=period.label)
                sums.refresh(
                    office.store,
                    office.catalogue,
                    list(forms.values()),
                    unit=unit.key,
                    period=period.label,
                    previous="",
                    on=office.closing(period),
                )
        for entry_ in consolidate(office, period).units:
            dict(entry_.figures)
