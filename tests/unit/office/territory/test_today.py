"""Old figures as of today: carried to the units that took the territory, and honest about what is not in them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit, load_units
from office.figures import reporting
from office.receiving import receiving
from office.territory import today
from tests.builders import KILNS, an_office, kiln, submission

THEN = date(2025, 3, 14)
TODAY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
QUARTER = Period.parse("2025-Q1")
FORMS = {"kilns.toml": KILNS}


def merged(province: str) -> tuple[Unit, list[Unit]]:
    """A commune of today and the two or three that it is made of, all of one old province."""
    history = load_units()
    old = history.as_of(THEN)
    parts: dict[str, list[Unit]] = defaultdict(list)
    for commune in old.communes(old.find(province)):
        for heir, extent in history.successors(commune):
            assert extent == "whole"
            parts[heir.key].append(commune)
    key, origins = next((key, found) for key, found in sorted(parts.items()) if 2 <= len(found) <= 3)
    return history.by_key(key), origins


@pytest.mark.parametrize("everybody", [True, False])
def test_a_commune_of_today_is_complete_when_all_it_was_made_of_reported(
    tmp_path: Path, everybody: bool
) -> None:
    heir, origins = merged("83")
    reporting = origins if everybody else origins[1:]
    files = []
    for n, one in enumerate(reporting, 1):
        answers = {"kilns": [kiln("k1", "Lò A", workers=str(n))]}
        files.append(submission(tmp_path, one.code, answers, period=QUARTER, forms=FORMS, on=THEN))
    with an_office(tmp_path / "province", "83", on=THEN, now=TODAY) as office:
        receiving.receive(office, files)
        receiving.approve(office, QUARTER)
        found = {u.unit.key: u for u in today.consolidate_today(office, QUARTER).units}
    assert found[heir.key].figures["kiln_workers"].value == Fraction(sum(range(1, len(reporting) + 1)))
    assert found[heir.key].coverage.complete is everybody
    assert found[heir.key].kind == ("final" if everybody else "")


def test_a_workbook_as_of_today_shows_the_units_of_today_and_the_reports_of_then(tmp_path: Path) -> None:
    heir, origins = merged("83")
    files = [
        submission(
            tmp_path,
            one.code,
            {"kilns": [kiln("k1", "Lò A", workers="2")]},
            period=QUARTER,
            forms=FORMS,
            on=THEN,
        )
        for one in origins[1:]
    ]
    with an_office(tmp_path / "province", "83", on=THEN, now=TODAY, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, QUARTER)
        book = reporting.book(office, QUARTER, as_of="today", level="commune")
        tree = office.store.units.as_of(TODAY.date())
        now = {unit.name for unit in tree.communes(tree.find(heir.parent))}
    (kilns,) = (table for table in book.tables if table.title.endswith("lò gạch thủ công"))
    rows = {row.cells[1].text: row.cells for row in kilns.rows}
    assert rows.keys() == {"TỔNG SỐ", *now}
    (workers,) = (n for n, column in enumerate(kilns.columns) if column.key == "kiln_workers")
    part = rows[heir.name][workers]
    assert (part.value, part.incomplete) == (2 * len(files), True)
    assert rows["TỔNG SỐ"][workers].value == 2 * len(files)
    assert kilns.reporting_unit == "Sở Công Thương tỉnh Vĩnh Long"
    assert "05/01/2026" in kilns.notes[-1]
    listed = {row.cells[1].text for row in book.tables[-1].rows if row.cells[4].text == "Đã tổng hợp"}
    assert listed == {one.name for one in origins[1:]}


def test_a_split_that_nobody_declared_is_refused_not_guessed(tmp_path: Path) -> None:
    history = load_units()
    old = history.as_of(THEN)
    split = next(
        commune
        for commune in old.communes(old.find("84"))
        if [extent for _, extent in history.successors(commune)] != ["whole"]
    )
    file = submission(tmp_path, split.code, {}, period=QUARTER, on=THEN)
    with an_office(tmp_path / "province", "84", on=THEN, now=TODAY) as office:
        receiving.receive(office, [file])
        receiving.approve(office, QUARTER)
        with pytest.raises(AppError) as refusal:
            today.consolidate_today(office, QUARTER)
    assert refusal.value.code is Code.SHARES_NEEDED
