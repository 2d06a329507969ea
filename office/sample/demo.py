"""The main job on the sample province: every office's work, done by the functions that the window uses."""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from base.text import search_key
from base.units import Unit, UnitTree, load_units
from db.store import Surroundings
from forms.load import load_built_in
from office.entering import entry
from office.figures import charting, reporting
from office.figures.figures import consolidate
from office.office import PACKET, Office, new_office
from office.receiving import receiving
from office.sample.declared import Sample, load_sample
from office.sample.making import commune_of
from office.sample.plan import CommunePlan, plan_for
from office.sample.records import records_for
from office.sample.result import DemoResult, Headline
from office.sample.spread import chance
from office.sending import submitting
from office.territory.hamlets import add_hamlets

WHO = "Dữ liệu mẫu"
_FOLDERS = ("submissions", "reports", "charts")
_HEADLINES = (
    "establishments_total",
    "enterprises_total",
    "output_current",
    "workers_total",
    "markets_total",
    "markets_grade_1",
    "markets_grade_2",
    "markets_grade_3",
    "markets_by_enterprise",
    "markets_by_cooperative",
    "markets_by_household",
    "markets_by_board",
    "markets_urban",
    "markets_urban_share",
    "markets_rural",
    "markets_rural_share",
    "two_way_meters",
    "electrified_rate",
    "communes_with_grid",
)
_YEARS_HEADLINES = ("stations_built", "mv_line_built_km", "lv_line_built_km")
_Drawing = tuple[str, Literal["bar", "pie"], Literal["unit", "part"], str]
_CHARTS: tuple[_Drawing, ...] = (
    ("establishments_total", "bar", "unit", "png"),
    ("workers_total", "bar", "unit", "pdf"),
    ("output_current", "bar", "unit", "svg"),
    ("markets_total", "pie", "part", "png"),
    ("markets_total", "bar", "unit", "svg"),
    ("electrified_rate", "bar", "unit", "pdf"),
)
_YEARS_CHARTS: tuple[_Drawing, ...] = (
    ("stations_built", "bar", "unit", "png"),
    ("lv_line_built_km", "bar", "unit", "svg"),
)


def run_demo(out: Path, *, tiers: Literal[2, 3] = 3, progress: Progress | None = None) -> DemoResult:
    """Build the sample province in a folder and send its reports up to it.

    Raises STORE_EXISTS when the folder holds an earlier run. When it fails or is cancelled, what it made is taken
    away again.
    """
    run = _Run(out, load_sample(tiers), progress or Progress())
    run.refuse_to_overwrite()
    try:
        return run.all_of_it()
    except BaseException:
        run.take_away()
        raise


def file_name(unit: Unit) -> str:
    """The unit's code and name, as every system can write them: "29236-phuong-4"."""
    return "-".join([unit.code, *search_key(unit.name).split()])


def surroundings(sample: Sample, code: str, at: datetime) -> Surroundings:
    """A fixed clock and a fixed row of identities for one office: a second run makes the same bytes."""
    rng = chance(sample.seed, "ids", code)
    return Surroundings(lambda: at, lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)), WHO)


def tree_of(sample: Sample) -> UnitTree:
    """The units of the day on which the sample's period is counted."""
    return load_units().as_of(load_built_in().closing(PACKET, Period.parse(sample.period)))


def sample_office(sample: Sample, unit: Unit, path: Path, at: datetime) -> Office:
    """A new data file for one office, marked as illustrative before anything is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = surroundings(sample, unit.code, at)
    office = new_office(path, unit.code, on=tree_of(sample).on, surroundings=given)
    office.store.set_meta("illustrative", "1")
    return office


def fill_in(office: Office, plan: CommunePlan, period: Period) -> None:
    """The commune's records of one period, in one transaction; what does not occur is stated."""
    with office.store.writing():
        commune = commune_of(plan, office.store.surroundings.new_id)
        entry.open_period(office, period)
        add_hamlets(office, period, commune.names.hamlets)
        forms = {form.key: form for form in office.own_forms(period)}
        made = records_for(commune, forms, whole_years=period.kind == "years")
        for key in forms:
            if made.get(key):
                entry.enter(office, period, key, made[key], door="demo")
            else:
                entry.nil(office, period, key)


@dataclass(slots=True)
class _Run:
    """One run: what it works on, and what it has made so far."""

    out: Path
    sample: Sample
    progress: Progress
    made: list[Path] = field(default_factory=list)
    phases: list[tuple[str, float]] = field(default_factory=list)
    totals: list[Headline] = field(default_factory=list)
    done: int = 0
    steps: int = 1

    @property
    def periods(self) -> tuple[Period, ...]:
        """The year, and the longer period that ends with it, if there is one."""
        return tuple(Period.parse(label) for label in (self.sample.period, self.sample.years) if label)

    @property
    def tree(self) -> UnitTree:
        return tree_of(self.sample)

    @property
    def province(self) -> Unit:
        return self.tree.find(self.sample.province)

    @property
    def districts(self) -> tuple[Unit, ...]:
        """None in a province of two tiers."""
        return tuple(unit for unit in self.tree.children(self.province) if unit.level == "district")

    def refuse_to_overwrite(self) -> None:
        """Nothing of an earlier run, and nobody's data, is ever replaced."""
        data_files = [self._data_file(unit) for unit in (self.province, *self.districts)]
        for path in (*data_files, *(self.out / name for name in _FOLDERS)):
            if path.exists():
                raise AppError(Code.STORE_EXISTS, file=path.name)

    def take_away(self) -> None:
        """Remove what was made, so that the folder can be used again."""
        for path in self.made:
            path.unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(self.out / name, ignore_errors=True)

    def all_of_it(self) -> DemoResult:
        """Communes, then districts, then the province."""
        communes = self.tree.communes(self.province)
        self.steps = len(communes) + len(self.districts) + 2
        with self._phase("Lập và nộp báo cáo cấp xã"):
            self._communes(communes)
        if self.districts:
            with self._phase("Tổng hợp cấp huyện"):
                for district in self.districts:
                    self._district(district)
        self._province()
        return DemoResult(
            self.out,
            self.province.name,
            len(communes),
            len(self.districts),
            tuple(self.made),
            tuple(self.totals),
            tuple(self.phases),
        )

    def _communes(self, communes: Sequence[Unit]) -> None:
        kinds = dict.fromkeys(unit.kind for unit in communes)
        shown = {next(unit.code for unit in communes if unit.kind == kind) for kind in kinds}
        with tempfile.TemporaryDirectory() as folder:
            for plan in plan_for(self.sample, communes):
                self._step(f"Lập báo cáo: {plan.unit.name}")
                path = Path(folder) / f"{plan.unit.code}.sct"
                self._commune(plan, path, with_report=plan.unit.code in shown)
                path.unlink()

    def _commune(self, plan: CommunePlan, path: Path, *, with_report: bool) -> None:
        with sample_office(self.sample, plan.unit, path, self.sample.commune_at) as office:
            for period in self.periods:
                fill_in(office, plan, period)
                self._submit(office, period, self._submission(plan.unit, period))
            if with_report:
                self._report(office, self.periods[0])

    def _district(self, unit: Unit) -> None:
        self._step(f"Tổng hợp: {unit.name}")
        assert self.sample.district_at is not None
        path = self._made(self._data_file(unit))
        with sample_office(self.sample, unit, path, self.sample.district_at) as office:
            for period in self.periods:
                self._take_in(office, period, self.tree.children(unit))
                self._submit(office, period, self._submission(unit, period))
            self._report(office, self.periods[0])

    def _province(self) -> None:
        unit = self.province
        path = self._made(self._data_file(unit))
        with sample_office(self.sample, unit, path, self.sample.province_at) as office:
            self._step(f"Tổng hợp: {unit.name}")
            with self._phase("Tổng hợp cấp tỉnh"):
                for period in self.periods:
                    self._take_in(office, period, self.tree.children(unit))
                    self._add_up(office, period)
            self._step(f"Báo cáo, biểu đồ: {unit.name}")
            with self._phase("Báo cáo, biểu đồ"):
                self._report_all(office)

    def _take_in(self, office: Office, period: Period, units: Sequence[Unit]) -> None:
        """Receive the files of the units below and approve them all."""
        files = [self._submission(unit, period) for unit in units]
        quiet = Progress(cancelled=self.progress.cancelled)
        for receipt in receiving.receive(office, files, progress=quiet):
            assert receipt.answer == "new", f"{receipt.file}: {receipt.message}"
        entry.open_period(office, period)
        receiving.approve(office, period)

    def _submit(self, office: Office, period: Period, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        submitting.submit(office, period, self._made(path), kind=self.sample.kind)

    def _add_up(self, office: Office, period: Period) -> None:
        found = consolidate(office, period)
        for key in _YEARS_HEADLINES if period.kind == "years" else _HEADLINES:
            info, figure = found.indicators[key], found.root.figures[key]
            label = info.label.removeprefix("Trong đó: ")
            self.totals.append(
                Headline(
                    key, period.label, label[:1].upper() + label[1:], info.unit, info.decimals, figure.value
                )
            )

    def _report_all(self, office: Office) -> None:
        for layout in reporting.layouts(office):
            try:
                self._report(office, self.periods[0], layout)
            except AppError as nothing:
                if nothing.code is not Code.LAYOUT_NOTHING:
                    raise
        for period in self.periods[1:]:
            self._report(office, period)
        for period in self.periods:
            for indicator, kind, by, suffix in _YEARS_CHARTS if period.kind == "years" else _CHARTS:
                path = self.out / "charts" / f"{period.label}-{indicator.replace('_', '-')}-{by}.{suffix}"
                path.parent.mkdir(parents=True, exist_ok=True)
                charting.chart(office, period, indicator, self._made(path), kind=kind, by=by)

    def _report(self, office: Office, period: Period, layout: str = reporting.DEFAULT_LAYOUT) -> None:
        name = f"{period.label}-{file_name(office.unit)}"
        if layout != reporting.DEFAULT_LAYOUT:
            name += f"-{layout.replace('_', '-')}"
        path = self.out / "reports" / f"{name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        reporting.report(office, period, layout, path)
        self._made(path)

    def _data_file(self, unit: Unit) -> Path:
        return self.out / ("province.sct" if unit.level == "province" else f"district-{unit.code}.sct")

    def _submission(self, unit: Unit, period: Period) -> Path:
        """submissions/, with a folder of its own for the longer period and for the districts."""
        folder = self.out / "submissions"
        folder = folder / period.label if period.kind == "years" else folder
        return (folder / "districts" if unit.level == "district" else folder) / f"{file_name(unit)}.xlsx"

    def _made(self, path: Path) -> Path:
        self.made.append(path)
        return path

    def _step(self, what: str) -> None:
        self.progress.step(self.done, self.steps, what)
        self.done += 1

    @contextmanager
    def _phase(self, what: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.phases.append((what, time.perf_counter() - start))
