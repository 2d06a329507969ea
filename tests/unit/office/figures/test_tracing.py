"""Where a figure comes from: the records behind it add up to it, and the file that brought it is named."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from consolidation.origin import origin
from forms.spec import Record
from office.entering import carried, entry
from office.figures import figures, tracing
from office.office import Office
from office.receiving import receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, kiln, submission

FORMS = {"kilns.toml": KILNS}
KILN_KEYS = ("kilns_total", "kilns_licensed", "kiln_workers", "kiln_area", "kiln_cost")


def kilns_of(n: int) -> list[Record]:
    return [
        kiln("k1", "Lò Dừa", workers=str(3 + n), area="1,5", cost="20", licensed="có"),
        kiln("k2", "Lò Đá", workers="4", cost="30", licensed="không"),
        kiln("k3", "Lò Ấm", area="0,5", cost="10", licensed="có"),
    ]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sent")
    return [submission(folder, code, {"kilns": kilns_of(n)}, forms=FORMS) for n, code in enumerate(COMMUNES)]


@pytest.fixture
def district(tmp_path: Path, files: list[Path]) -> Iterator[Office]:
    """Two communes approved, the third waiting."""
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, YEAR, COMMUNES[:2])
        yield office


@pytest.mark.parametrize("key", KILN_KEYS)
def test_the_records_behind_a_sum_add_up_to_it(district: Office, key: str) -> None:
    unit = district.tree(YEAR).find(COMMUNES[1])
    found = {u.unit.key: u for u in figures.consolidate(district, YEAR).units}
    behind = tracing.records_behind(district, YEAR, unit, key)
    assert behind
    known = [one.value for one in behind if one.value is not None]
    assert sum(known, Fraction(0)) == found[unit.key].figures[key].value


def test_a_record_without_an_answer_is_told_and_adds_nothing(district: Office) -> None:
    unit = district.tree(YEAR).find(COMMUNES[0])
    behind = {b.label: b.value for b in tracing.records_behind(district, YEAR, unit, "kiln_workers")}
    assert behind == {"Lò Dừa": 3, "Lò Đá": 4, "Lò Ấm": None}


def test_the_records_behind_a_ratio_give_both_its_sides(district: Office) -> None:
    unit = district.tree(YEAR).find(COMMUNES[0])
    behind = tracing.records_behind(district, YEAR, unit, "kiln_cost_per_ha")
    over = sum((b.value for b in behind if b.value), Fraction(0))
    under = sum((b.under for b in behind if b.under), Fraction(0))
    found = {u.unit.key: u for u in figures.consolidate(district, YEAR).units}
    assert (over, under) == (30, 2)
    assert over / under == found[unit.key].figures["kiln_cost_per_ha"].value


def test_what_ended_is_in_no_stock(tmp_path: Path) -> None:
    later = Period.parse("2021")
    with an_office(tmp_path, forms=FORMS) as office:
        entry.open_period(office, YEAR)
        entry.enter(office, YEAR, "kilns", kilns_of(0))
        entry.open_period(office, later, carry_from=YEAR)
        carried.confirm(office, later, "kilns", ["k2"], "ended")
        unit = office.unit_in(later)
        labels = [b.label for b in tracing.records_behind(office, later, unit, "kilns_total")]
    assert labels == ["Lò Dừa", "Lò Ấm"]


def test_a_derived_year_shows_the_records_of_its_parts(tmp_path: Path) -> None:
    halves = [Period.parse("2020-H1"), Period.parse("2020-H2")]
    with an_office(tmp_path, forms=FORMS) as office:
        for half in halves:
            entry.open_period(office, half)
            entry.enter(office, half, "kilns", [kiln("k1", "Lò Dừa", workers="3", cost="20")])
        unit = office.unit_in(YEAR)
        flow = tracing.records_behind(office, YEAR, unit, "kiln_cost")
        stock = tracing.records_behind(office, YEAR, unit, "kilns_total")
    assert [(b.period, b.value) for b in flow] == [("2020-H1", 20), ("2020-H2", 20)]
    assert [b.period for b in stock] == ["2020-H2"]


def test_the_file_that_brought_a_figure_is_named(district: Office, files: list[Path]) -> None:
    (one,) = tracing.brought(district, YEAR, district.tree(YEAR).find(COMMUNES[0]))
    assert (one.file, one.version, one.kind, one.carrier) == (files[0].name, 1, "final", "")
    assert one.fingerprint
    assert tracing.brought(district, YEAR, district.tree(YEAR).find(COMMUNES[2])) == []


def test_an_unknown_indicator_is_refused(district: Office) -> None:
    with pytest.raises(AppError) as refusal:
        tracing.records_behind(district, YEAR, district.unit_in(YEAR), "no_such")
    assert refusal.value.code is Code.INDICATOR_UNKNOWN


def test_the_origin_of_a_total_names_what_was_added_and_what_was_not(district: Office) -> None:
    found = figures.consolidate(district, YEAR)
    taken = origin(found, found.root.unit.key, "kilns_licensed_share")
    assert [one.unit.code for one in taken.added] == list(COMMUNES[:2])
    assert {one.unit.code: one.state for one in taken.lacking}[COMMUNES[2]] == "sent"
    assert not taken.whole
    assert taken.over is not None and taken.under is not None
    assert (taken.over.value, taken.under.value) == (4, 6)
    assert taken.formula.startswith("4") and taken.formula.endswith("× 100")
