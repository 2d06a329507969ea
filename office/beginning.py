"""Beginning: which unit the office is, where its data file will stand, which period comes first.

Everything here only looks, until `begin` writes it all at once.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from platformdirs import user_documents_path

from base.disk import trouble
from base.errors import AppError, Code
from base.paths import data_dir
from base.period import Period
from base.progress import Progress
from base.text import search_key
from base.units import Level, Unit, UnitTree, load_units
from db.store import Surroundings
from forms.catalogue import Catalogue
from forms.load import load_built_in
from office.agenda import periods
from office.entering import entry
from office.office import PACKET, Office, new_office
from office.people import People, name_people

FOLDER = "So Cong Thuong"
BEFORE_THE_MERGER = date(2025, 6, 30)
"""The last day of the units of three levels: what was reported up to then belongs to them."""
SAMPLE_COMMUNE = "29236"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person has answered so far."""

    unit: Unit
    on: date
    people: People
    path: Path
    period: Period | None


@dataclass(frozen=True, slots=True)
class FirstPeriod:
    """A period that can be opened first. `overdue`: its deadline has passed.

    `forms` are those that the office fills in itself; `gathered` so many others are added up from below.
    """

    period: Period
    forms: tuple[str, ...]
    gathered: int
    due: date | None
    overdue: bool


def today() -> date:
    """The day by the office's clock."""
    return Surroundings().now().date()


@functools.lru_cache(maxsize=2)
def tree_on(on: date) -> UnitTree:
    """The units of a day."""
    return load_units().as_of(on)


def found_units(tree: UnitTree, text: str, *, level: Level, within: str = "", most: int = 200) -> list[Unit]:
    """Units of a level by code or name, accents aside; all of the province or district `within` when no text is given.

    A unit whose province or district is meant comes too: "tan hao, giong trom".
    """
    below = {u.code for u in tree.under(within)} if within else None

    def fits(unit: Unit) -> bool:
        return unit.level == level and (below is None or unit.code in below)

    if not text.strip():
        pool = tree.under(within) if within else tree.units
        return [unit for unit in pool if fits(unit)][:most]
    found = [unit for unit in tree.search(text) if fits(unit)]
    if found:
        return found[:most]
    wanted = search_key(text.replace(",", " ")).split()
    return [u for u, line in _lines(tree) if fits(u) and _all_in(wanted, line)][:most]


@functools.lru_cache(maxsize=2)
def _lines(tree: UnitTree) -> tuple[tuple[Unit, str], ...]:
    """What each unit is found by; made once for a tree of ten thousand communes, not at every letter."""
    return tuple((unit, _line_of(tree, unit)) for unit in tree.units)


def _line_of(tree: UnitTree, unit: Unit) -> str:
    above: list[str] = []
    at: Unit | None = unit
    while at is not None:
        above.append(at.name)
        at = tree.parent(at)
    return " " + search_key(" ".join(above))


def _all_in(wanted: Sequence[str], line: str) -> bool:
    return all(f" {word}" in line for word in wanted)


def above_in_words(tree: UnitTree, unit: Unit) -> str:
    """ "huyện Giồng Trôm, tỉnh Bến Tre"."""
    names = []
    at = tree.parent(unit)
    while at is not None:
        names.append(at.name_in_text)
        at = tree.parent(at)
    return ", ".join(names)


def valid_in_words(unit: Unit) -> str:
    """Since when, or until when, the unit is what it is."""
    if unit.valid_to is not None:
        return f"đến {unit.valid_to:%d/%m/%Y}"
    return f"từ {unit.valid_from:%d/%m/%Y}" if unit.verified else ""


def history_in_words(unit: Unit) -> str:
    """What it came from, if it began with a change of territory."""
    origins = [
        u.name for u, _ in load_units().predecessors(unit) if u.code != unit.code or u.name != unit.name
    ]
    if not origins:
        return ""
    shown = ", ".join(origins[:3])
    more = f" và {len(origins) - 3} đơn vị khác" if len(origins) > 3 else ""
    return f"Lập ngày {unit.valid_from:%d/%m/%Y} từ {shown}{more}."


def suggested_path(unit: Unit) -> Path:
    """Documents/So Cong Thuong/<code>-<name>.sct: letters that every disk and USB stick can write."""
    name = "-".join([unit.code, *search_key(unit.name).replace("'", "").split()])
    return user_documents_path() / FOLDER / f"{name}.sct"


def refuse_place(path: Path) -> None:
    """Raises STORE_EXISTS, OUTPUT_READ_ONLY or OUTPUT_FAILED where a data file cannot be made; writes nothing."""
    if path.exists():
        raise AppError(Code.STORE_EXISTS, file=path.name)
    if path.suffix.lower() != ".sct":
        raise AppError(Code.OUTPUT_KIND, suffix=path.suffix, allowed=".sct")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise AppError(Code.OUTPUT_FAILED, file=path.name, why="không có thư mục này")
    if not os.access(folder, os.W_OK):
        raise AppError(Code.OUTPUT_READ_ONLY, file=path.name)


def first_periods(unit: Unit, on: date) -> list[FirstPeriod]:
    """Periods of the unit's time that have begun by that day: the one due next and those after it, then the overdue
    ones, the latest first.
    """
    catalogue = load_built_in()
    calendar = catalogue.calendar(PACKET)
    known = []
    for year in (on.year + 1, on.year, on.year - 1):
        for label in (str(year), f"{year}-9M", f"{year}-H1", *(f"{year}-Q{n}" for n in range(4, 0, -1))):
            period = Period.parse(label)
            first, last = period.window(calendar)
            stands = unit.valid_from <= last and (unit.valid_to is None or last <= unit.valid_to)
            if first <= on and stands:
                known.append(_first_period(catalogue, unit, period, on))
    asked = [one for one in known if one.forms]
    return sorted(asked, key=lambda one: _nearness(one, on))


def _nearness(one: FirstPeriod, on: date) -> tuple[bool, int, int]:
    """What is not overdue comes first, then the nearest deadline; of one day the longest period."""
    return one.overdue, abs((one.due - on).days) if one.due else 0, -one.period.months


def _first_period(catalogue: Catalogue, unit: Unit, period: Period, on: date) -> FirstPeriod:
    own, gathered = periods.told_forms(catalogue.asked(PACKET, period), unit.level)
    due = periods.due(catalogue, PACKET, period, unit.level)
    return FirstPeriod(period, own, gathered, due, due is not None and due < on)


def begin(plan: Plan, surroundings: Surroundings | None = None) -> Path:
    """Make the data file, name the people, open the first period; all of it or nothing."""
    refuse_place(plan.path)
    made = [folder for folder in (plan.path.parent, *plan.path.parent.parents) if not folder.exists()]
    try:
        plan.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AppError(Code.OUTPUT_FAILED, file=plan.path.name, why=trouble(error)) from error
    try:
        given = surroundings or Surroundings(who=plan.people.officer)
        with new_office(plan.path, plan.unit.code, on=plan.on, surroundings=given) as office:
            _furnish(office, plan)
    except BaseException:
        plan.path.unlink(missing_ok=True)
        for folder in made:
            folder.rmdir()
        raise
    return plan.path


def _furnish(office: Office, plan: Plan) -> None:
    name_people(office, plan.people)
    if plan.period is not None:
        entry.open_period(office, plan.period)


def sample_commune(progress: Progress) -> Path:
    """A ward of Trà Vinh with its report of 2020, made up and marked as such, in the user's own folder."""
    from office.sample.declared import load_sample
    from office.sample.demo import file_name, fill_in, sample_office, tree_of
    from office.sample.plan import plan_for

    progress.step(0, 3, "Đọc dữ liệu mẫu")
    sample = load_sample(3)
    tree = tree_of(sample)
    communes = tree.communes(tree.find(sample.province))
    plan = next(one for one in plan_for(sample, communes) if one.unit.code == SAMPLE_COMMUNE)
    path = _free(data_dir() / "du-lieu-mau", f"{file_name(plan.unit)}.sct")
    progress.step(1, 3, f"Lập dữ liệu {plan.unit.name}")
    try:
        with sample_office(sample, plan.unit, path, sample.commune_at) as office:
            fill_in(office, plan, Period.parse(sample.period))
            progress.step(2, 3, "Ghi tệp")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def sample_province(progress: Progress) -> Path:
    """The whole sample province, every commune's report in it: takes a minute or two, and can be stopped."""
    from office.sample.demo import run_demo

    folder = _free(data_dir() / "du-lieu-mau", "tinh-tra-vinh")
    run_demo(folder, progress=progress)
    return folder / "province.sct"


def _free(folder: Path, name: str) -> Path:
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return path
