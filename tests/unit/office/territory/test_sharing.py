"""Old figures on today's units where units were parted: shares, hamlets, districts, and a year across the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit, load_units
from db.journal import broken_link
from forms.spec import Record
from office.figures import charting, figures, reporting
from office.office import Office
from office.receiving import receiving
from office.territory import sharing, taking_over, today
from tests.builders import KILNS, an_office, answer, form_of, record, submission

THEN, NOW = date(2025, 3, 14), date(2026, 1, 5)
TODAY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
QUARTER = Period.parse("2025-Q1")
KILNS_BY_HAMLET = KILNS.replace(
    '[[field]]\nkind = "choice"',
    '[[field]]\nkind = "text"\nkey = "hamlet"\nlabel = "Ấp"\n[[field]]\nkind = "choice"',
    1,
)
FORMS = {"kilns.toml": KILNS_BY_HAMLET}
PARTED = "29764"
"""Xã Ngãi Tứ of old Vĩnh Long, of which one part went to 29767 and one to 29770."""
LEFT, RIGHT = "29767", "29770"


def kilns(*told: tuple[str, str, str, str]) -> Sequence[Record]:
    """Records as (id, hamlet, workers, cost)."""
    form = form_of(KILNS_BY_HAMLET)
    return [
        record(form, key, name=f"Lò {key}", hamlet=hamlet, workers=workers, cost=cost)
        for key, hamlet, workers, cost in told
    ]


TOLD = kilns(("k1", "Ấp Một", "7", "10"), ("k2", "Ấp Hai", "4", "20"), ("k3", "", "2", "30"))


def province(tmp_path: Path, answers: Sequence[Record] = TOLD, *, code: str = "86") -> Office:
    """Old Vĩnh Long, opened today, with the first quarter of the parted commune approved."""
    file = submission(tmp_path, PARTED, {"kilns": answers}, period=QUARTER, forms=FORMS, on=THEN)
    office = an_office(tmp_path / code, code, forms=FORMS, on=THEN, now=TODAY)
    receiving.receive(office, [file])
    receiving.approve(office, QUARTER)
    return office


def found(office: Office, period: Period = QUARTER, key: str = "kiln_workers") -> dict[str, Fraction | None]:
    """code → the indicator of every unit of today that has it."""
    told = today.consolidate_today(office, period)
    return {one.unit.code: one.figures[key].value for one in told.units if one.figures[key].value is not None}


def test_declared_shares_part_a_unit_and_the_total_stays(tmp_path: Path) -> None:
    with province(tmp_path) as office:
        unit = sharing.find(office, PARTED)
        parts = {LEFT: Fraction(3, 5), RIGHT: Fraction(2, 5)}
        sharing.share_out(office, unit, parts, basis="theo dân số, NQ 1687")
        assert found(office) == {"86": 13, LEFT: 8, RIGHT: 5}
        listed = {one.unit.code: one.sharing for one in sharing.parted(office)}
        assert listed[PARTED].basis == "theo dân số, NQ 1687"
        assert broken_link(office.store) is None


def test_hamlets_bring_records_where_they_belong_and_shares_only_the_rest(tmp_path: Path) -> None:
    with province(tmp_path) as office:
        unit = sharing.find(office, PARTED)
        hamlets = {"ấp một": LEFT, "Ấp Hai": RIGHT}
        sharing.share_out(office, unit, {}, basis="theo ấp", hamlets=hamlets)
        with pytest.raises(AppError) as refusal:  # one record names no hamlet
            found(office)
        assert refusal.value.code is Code.SHARES_NEEDED
        parts = {LEFT: Fraction(0), RIGHT: Fraction(1)}
        sharing.share_out(office, unit, parts, basis="theo ấp", hamlets=hamlets)
        assert found(office) == {"86": 13, LEFT: 7, RIGHT: 6}
        assert found(office, key="kilns_total") == {"86": 3, LEFT: 1, RIGHT: 2}
        assert sharing.hamlets_named(office, unit) == ["Ấp Hai", "Ấp Một"]


def test_hamlets_alone_are_enough_when_every_record_names_one(tmp_path: Path) -> None:
    with province(tmp_path, TOLD[:2]) as office:
        unit = sharing.find(office, PARTED)
        sharing.share_out(office, unit, {}, basis="theo ấp", hamlets={"Ấp Một": LEFT, "Ấp Hai": RIGHT})
        assert found(office, key="kiln_cost") == {"86": 30, LEFT: 10, RIGHT: 20}


@pytest.mark.parametrize(
    ("parts", "basis", "code"),
    [
        ({LEFT: "0.6", RIGHT: "0.3"}, "dân số", Code.SHARES_SUM),
        ({LEFT: "1.5", RIGHT: "-0.5"}, "dân số", Code.SHARES_PART),
        ({LEFT: "1.5"}, "dân số", Code.SHARES_PART),
        ({}, "dân số", Code.SHARES_SUM),
        ({LEFT: "1"}, " ", Code.SHARES_BASIS),
        ({"29999": "1"}, "dân số", Code.UNIT_UNKNOWN),
        ({"86": "1"}, "dân số", Code.UNIT_LEVEL),
    ],
)
def test_shares_that_make_no_whole_are_refused(
    tmp_path: Path, parts: dict[str, str], basis: str, code: Code
) -> None:
    with an_office(tmp_path, "86", on=THEN, now=TODAY) as office:
        unit = sharing.find(office, PARTED)
        with pytest.raises(AppError) as refusal:
            sharing.share_out(office, unit, {k: Fraction(v) for k, v in parts.items()}, basis=basis)
        assert refusal.value.code is code
        assert all(one.sharing is None for one in sharing.parted(office))


def test_what_was_declared_is_undone_step_by_step(tmp_path: Path) -> None:
    with an_office(tmp_path, "86", on=THEN, now=TODAY) as office:
        unit = sharing.find(office, PARTED)
        first = sharing.share_out(office, unit, {LEFT: Fraction(1)}, basis="một")
        sharing.share_out(office, unit, {RIGHT: Fraction(1)}, basis="hai")
        told = lambda: next(p.sharing for p in sharing.parted(office) if p.unit == unit)  # noqa: E731
        sharing.undo(office, unit)
        assert told() == first
        sharing.undo(office, unit)
        assert told() is None
        with pytest.raises(AppError) as refusal:
            sharing.undo(office, unit)
        assert refusal.value.code is Code.SHARES_NOTHING


def test_a_unit_of_which_nobody_knows_where_it_went_is_told_and_the_total_lacks_it(tmp_path: Path) -> None:
    """Phường 2 of Trà Vinh is gone from the lists of 2025, and no source says where to."""
    files = [submission(tmp_path, code, {"kilns": TOLD[:1]}, forms=FORMS) for code in ("29236", "29245")]
    with an_office(tmp_path / "p", "84", forms=FORMS, now=TODAY) as office:
        receiving.receive(office, files)
        receiving.approve(office, Period.parse("2020"))
        told = today.consolidate_today(office, Period.parse("2020"))
        book = reporting.book(office, Period.parse("2020"), as_of="today")
    assert [unit.code for unit in told.unclear] == ["29245"]
    assert told.root.figures["kiln_workers"].value == 7
    assert not told.root.coverage.complete
    assert any("29245" in note for note in book.tables[0].notes)


def test_a_district_sees_todays_communes_of_its_old_territory_under_its_name(tmp_path: Path) -> None:
    file = submission(tmp_path, "29236", {"kilns": TOLD}, forms=FORMS)
    with an_office(tmp_path / "d", "842", forms=FORMS, now=TODAY) as office:
        receiving.receive(office, [file])
        receiving.approve(office, Period.parse("2020"))
        told = today.consolidate_today(office, Period.parse("2020"))
        book = reporting.book(office, Period.parse("2020"), as_of="today")
        chart = charting.chart_of(
            office, Period.parse("2020"), "kiln_workers", kind="bar", by="unit", as_of="today"
        )
    assert told.root.unit.code == "842" and "Trà Vinh" in told.root.unit.name
    assert told.root.figures["kiln_workers"].value == 13
    assert {one.unit.level for one in told.units[1:]} == {"commune"}
    assert all(one.unit.valid_to is None for one in told.units[1:])
    assert book.tables[0].reporting_unit.endswith("thành phố Trà Vinh")
    assert {point.label for point in chart.series[0].points} == {one.unit.name for one in told.units[1:]}


def heir_and_origins() -> tuple[Unit, list[Unit]]:
    """A commune of Vĩnh Long of today and the two of Bến Tre that it is made of."""
    history = load_units()
    tree = history.as_of(NOW)
    for one in tree.communes(tree.find("86")):
        origins = history.origins(one, on=THEN)
        if len(origins) == 2 and all(e == "whole" and u.valid_to for u, e in origins):
            return one, [unit for unit, _ in origins]
    raise AssertionError


def test_a_year_across_the_change_is_derived_after_it_was_carried_and_says_so(tmp_path: Path) -> None:
    heir, origins = heir_and_origins()
    year, first, second = (Period.parse(label) for label in ("2025", "2025-H1", "2025-H2"))
    files = [
        submission(tmp_path / "a", one.code, {"kilns": TOLD[:1]}, period=first, forms=FORMS, on=THEN)
        for one in origins
    ]
    with an_office(tmp_path / "q", heir.code, forms=FORMS, on=NOW, now=TODAY) as office:
        answer(office, {"kilns": TOLD[1:2]}, period=second)
        given = [taking_over.look(office, second, path) for path in files]
        taking_over.take_over(office, second, given)
        half, whole = (today.consolidate_today(office, period) for period in (first, year))
        as_reported = figures.consolidate(office, year)
        chart = charting.chart_of(office, second, "kiln_cost", kind="bar", by="period", as_of="today")
    assert half.root.figures["kiln_cost"].value == 20
    assert half.root.coverage.complete and half.broken == ()
    assert whole.root.figures["kiln_cost"].value == 40  # a flow of both halves
    assert whole.root.figures["kilns_total"].value == 2  # a stock of the second
    assert whole.root.figures["kiln_cost"].derived
    assert whole.broken == (date(2025, 7, 1),)
    assert as_reported.root.figures["kiln_cost"].value is None
    assert [point.value for point in chart.series[0].points] == [20, 20]


def test_a_code_that_was_used_again_joins_no_two_series(tmp_path: Path) -> None:
    """26740 was Phường Bến Nghé, and is Phường Sài Gòn, of which Bến Nghé is only a part."""
    history, code = load_units(), "26740"
    old, new = (history.at(code, day) for day in (THEN, NOW))
    assert old is not None and new is not None
    assert history.bond(old, new) == "other"
    with an_office(tmp_path / "new", code, forms=FORMS, on=NOW, now=TODAY) as office:
        assert not office.stood(QUARTER)
        with pytest.raises(AppError) as refusal:
            office.unit_in(QUARTER)
        assert refusal.value.code is Code.UNIT_OTHER
    files = [
        submission(
            tmp_path / label, code, {"kilns": TOLD[:n]}, period=Period.parse(label), forms=FORMS, on=on
        )
        for n, (label, on) in enumerate((("2024", THEN), ("2026-Q1", NOW)), 1)
    ]
    with an_office(tmp_path / "79", "79", forms=FORMS, on=NOW, now=TODAY) as office:
        assert [one.answer for one in receiving.receive(office, files)] == ["new", "new"]
        for period in map(Period.parse, ("2024", "2026-Q1")):
            receiving.approve(office, period)
        then, now = (figures.consolidate(office, Period.parse(p)) for p in ("2024", "2026-Q1"))
    names = [{one.unit.name for one in told.units if one.unit.code == code} for told in (then, now)]
    assert names == [{"Phường Bến Nghé"}, {"Phường Sài Gòn"}]


def test_a_late_file_of_an_old_unit_lands_in_its_own_history_and_old_periods_keep_old_names(
    tmp_path: Path,
) -> None:
    """Vĩnh Long works in 2026 already when a commune of its old area sends the first quarter of 2025."""
    old = "29554"
    late = submission(tmp_path, old, {"kilns": TOLD}, period=QUARTER, forms=FORMS, on=THEN)
    with an_office(tmp_path / "86", "86", forms=FORMS, on=NOW, now=TODAY) as office:
        (told,) = receiving.receive(office, [late])
        receiving.approve(office, QUARTER)
        name = load_units().at(old, THEN)
        book = reporting.book(office, QUARTER)
        as_now = found(office)
    assert name is not None and (told.answer, told.unit_name) == ("new", name.name)
    rows = {cell.text for table in book.tables for row in table.rows for cell in row.cells}
    assert name.name in rows
    assert old not in as_now or load_units().at(old, NOW) is not None
    assert as_now["86"] == 13
