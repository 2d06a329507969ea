"""One TOML file in a commune's folder, and nothing else: from the empty template to the province's workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from base.errors import AppError, Code
from base.period import Period
from courier.sheet import HEADER_ROWS, LABEL_ROW, RECORD_ID
from db import journal, records
from office.entering import checking, entry, filling
from office.figures import figures, reporting
from office.office import Office, open_office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import (
    CLOSING,
    COMMUNE,
    COMMUNES,
    DISTRICT,
    KILNS,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    codes,
    kiln,
    record,
    sound_answers,
    submission,
)

FIRINGS = """
key = "firings"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "establishments"
valid_from = 2019-01-01
packet = "industry_trade"
order = 510
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
unit = "nghìn viên"
[[rule]]
key = "named"
check = "known(owner.name)"
message = "Cơ sở chưa có tên."
[[measure]]
key = "bricks_total"
label = "Gạch nung"
value = "sum(bricks)"
where = "known(owner.name)"
"""
ROWS: list[dict[str, Any]] = [
    {"Tên lò": "Lò Đỏ", "Lao động": 12, "Diện tích": 1.25, "Chi phí trong kỳ": 1250.5, "Có giấy phép": "có"},
    {"Tên lò": "Lò Bảy Núi", "Lao động": "1.250", "Diện tích": "…", "Ngày hoạt động": date(2015, 3, 1)},
    {
        "Tên lò": "Lò C",
        "Lao động": "-",
        "Địa bàn": "nông thôn",
        "Năm xây dựng": 2001,
        "Chi phí trong kỳ": "0,5",
    },
]


def fill_in(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows below the header of a template, each answer under its label, as a clerk would."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[LABEL_ROW + 1] if cell.value}
    for n, row in enumerate(rows, HEADER_ROWS + 1):
        for label, value in row.items():
            page.cell(n, at[label], value)
    book.save(path)


def filled_commune(folder: Path) -> Office:
    """The commune's office with the form in its folder, filled in through the template."""
    office = an_office(folder, COMMUNE, forms={"kilns.toml": KILNS})
    entry.open_period(office, YEAR)
    filling.template(office, YEAR, "kilns", folder / "kilns.xlsx")
    fill_in(folder / "kilns.xlsx", ROWS)
    told = filling.fill(office, YEAR, folder / "kilns.xlsx")
    assert (told.taken, told.records, codes(told.problems)) == (True, 3, [])
    for form in office.own_forms(YEAR):
        if form.key != "kilns":
            entry.nil(office, YEAR, form.key)
    return office


EXPECTED = {
    "kilns_total": Fraction(3),
    "kilns_licensed": Fraction(1),
    "kiln_workers": Fraction(1262),
    "kiln_area": Fraction("1.25"),
    "kiln_cost": Fraction(1251),
    "kiln_cost_per_ha": Fraction("1250.5") / Fraction("1.25"),
    "kilns_licensed_share": Fraction(100, 3),
    "markets_total": Fraction(0),
}


def shown(office: Office, unit: str) -> dict[str, Fraction | None]:
    found = next(u for u in figures.consolidate(office, YEAR).units if u.unit.code == unit)
    return {key: found.figures[key].value for key in EXPECTED}


def test_a_form_of_one_commune_reaches_the_province_through_the_district(tmp_path: Path) -> None:
    with filled_commune(tmp_path / "commune") as commune:
        assert codes(checking.check(commune, YEAR)) == []
        assert shown(commune, COMMUNE) == EXPECTED
        sent = submitting.submit(commune, YEAR, tmp_path / "commune.xlsx")
    with an_office(tmp_path / "district", DISTRICT) as district:
        (receipt,) = receiving.receive(district, [tmp_path / "commune.xlsx"])
        assert (receipt.answer, receipt.hash, receipt.unit_name) == ("new", sent.hash, "Phường 4")
        assert shown(district, DISTRICT) != EXPECTED
        assert [unit.code for unit in receiving.approve(district, YEAR)] == [COMMUNE]
        assert shown(district, DISTRICT) == shown(district, COMMUNE) == EXPECTED
        entry.open_period(district, YEAR)
        assert submitting.submit(district, YEAR, tmp_path / "district.xlsx").children == 1
    with an_office(tmp_path / "province", PROVINCE) as province:
        assert not province.catalogue.knows("kilns@1")
        (receipt,) = receiving.receive(province, [tmp_path / "district.xlsx"])
        assert receipt.answer == "new"
        receiving.approve(province, YEAR, [DISTRICT])
        assert shown(province, PROVINCE) == shown(province, DISTRICT) == shown(province, COMMUNE) == EXPECTED
        root = figures.consolidate(province, YEAR).root
        assert (root.coverage.expected, root.coverage.approved, root.kind) == (106, 1, "final")
        assert journal.broken_link(province.store) is None
        path = tmp_path / "report.xlsx"
        reporting.report(province, YEAR, reporting.DEFAULT_LAYOUT, path)
    assert {"Lao động ở lò gạch": 1262.0, "Diện tích lò": 1.25}.items() <= labelled_figures(path).items()


def labelled_figures(path: Path) -> dict[str, Any]:
    """heading or label → the first figure in its column or row, over all sheets."""
    found: dict[str, Any] = {}
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if not isinstance(cell, str) or not cell.strip():
                    continue
                right = [x for x in row[c + 1 :] if isinstance(x, float)]
                below = [line[c] for line in rows[r + 1 :] if c < len(line) and isinstance(line[c], float)]
                label = cell.split("\n")[0].strip()
                for figure in (
                    *right[:1],
                    *(x for x in below if x not in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)),
                ):
                    found.setdefault(label, figure)
    return found


def test_a_province_without_districts_takes_the_commune_itself(tmp_path: Path) -> None:
    with filled_commune(tmp_path / "commune") as commune:
        submitting.submit(commune, YEAR, tmp_path / "commune.xlsx", kind="estimate")
    with an_office(tmp_path / "province", PROVINCE) as province:
        receiving.receive(province, [tmp_path / "commune.xlsx"])
        receiving.approve(province, YEAR)
        assert shown(province, PROVINCE) == EXPECTED
        assert figures.consolidate(province, YEAR).root.kind == "estimate"


def test_the_receiver_keeps_the_definition_after_the_file_is_closed(tmp_path: Path) -> None:
    path = submission(
        tmp_path, COMMUNE, {"kilns": [kiln("k1", "Lò A", workers="5")]}, forms={"kilns.toml": KILNS}
    )
    with an_office(tmp_path / "district", DISTRICT) as district:
        receiving.receive(district, [path])
        receiving.approve(district, YEAR)
    with open_office(tmp_path / "district" / f"{DISTRICT}.sct") as again:
        found = figures.consolidate(again, YEAR)
        assert found.root.figures["kiln_workers"].value == 5


def test_a_form_that_extends_a_shipped_one_travels_too(tmp_path: Path) -> None:
    forms = {"firings.toml": FIRINGS}
    answers = {key: sound_answers()[key] for key in ("establishments", "workers")}
    with an_office(tmp_path / "commune", COMMUNE, forms=forms) as commune:
        firings = commune.catalogue.edition("firings", CLOSING)
        answer(commune, {**answers, "firings": [record(firings, "1", bricks="40")]})
        submitting.submit(commune, YEAR, tmp_path / "commune.xlsx")
    with an_office(tmp_path / "district", DISTRICT) as district:
        (receipt,) = receiving.receive(district, [tmp_path / "commune.xlsx"])
        assert receipt.answer == "new", receipt.message
        receiving.approve(district, YEAR)
        assert figures.consolidate(district, YEAR).root.figures["bricks_total"].value == 40


def test_every_shipped_form_travels_whole(tmp_path: Path) -> None:
    """What was entered in the commune is, value by value, what the district's tables hold."""
    answers = sound_answers()
    path = submission(tmp_path, COMMUNE, answers, note="đã đối chiếu giữa các biểu")
    with an_office(tmp_path / "district", DISTRICT) as district:
        receiving.receive(district, [path])
        receiving.approve(district, YEAR)
        for form in (f for f in district.catalogue.asked(district.packet, YEAR) if f.kept_by("commune")):
            held = records.read(district.store, form, unit=f"{COMMUNE}@2020-01-01", period="2020")
            given = answers[form.key]
            assert [(r.values, r.notes) for r in held] == [(r.values, r.notes) for r in given]


def test_three_communes_add_up_and_the_missing_ones_are_named(tmp_path: Path) -> None:
    forms = {"kilns.toml": KILNS}
    files = [
        submission(
            tmp_path, code, {"kilns": [kiln("k1", "Lò", workers=str(n), area="1", cost=str(n))]}, forms=forms
        )
        for n, code in enumerate(COMMUNES, 1)
    ]
    with an_office(tmp_path / "district", DISTRICT) as district:
        receiving.receive(district, files)
        receiving.approve(district, YEAR)
        root = figures.consolidate(district, YEAR).root
        assert root.figures["kiln_workers"].value == 6
        assert root.figures["kiln_cost_per_ha"].value == 2
        assert root.coverage.words == "chưa đủ đơn vị: 3/10"
        states = {u.unit.code: u.state for u in receiving.status(district, YEAR)}
        assert {states[code] for code in COMMUNES} == {"approved"}
        assert sum(state == "none" for state in states.values()) == len(states) - 3


def test_a_template_brings_back_what_was_entered(tmp_path: Path) -> None:
    with filled_commune(tmp_path / "commune") as commune:
        path = tmp_path / "again.xlsx"
        filling.template(commune, YEAR, "kilns", path)
        before = checking.check(commune, YEAR)
        told = filling.fill(commune, YEAR, path)
        assert (told.taken, codes(told.problems)) == (True, [])
        assert checking.check(commune, YEAR) == before
        assert shown(commune, COMMUNE) == EXPECTED
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[LABEL_ROW][0] == RECORD_ID
    assert all(row[0] for row in rows[HEADER_ROWS : HEADER_ROWS + 3])


AWKWARD = [
    *(
        "=1+1",
        "0901",
        "1/2/2020",
        "TRUE",
        "'x",
        '<b>&amp;"',
        "Lò 🧱",
        "1e5",
        "-5",
        "+84",
        "@sum",
        "#N/A",
        "_x0041",
    ),
    *("a;b", "“…”", "http://a.b", "mailto:x@y", "1,25", "x" * 80),
]


def test_a_text_stays_the_text_it_is_through_template_and_submission(tmp_path: Path) -> None:
    rows = [kiln(f"k{n}", text) for n, text in enumerate(AWKWARD)]
    with an_office(tmp_path / "commune", COMMUNE, forms={"kilns.toml": KILNS}) as commune:
        answer(commune, {"kilns": rows})
        filling.template(commune, YEAR, "kilns", tmp_path / "kilns.xlsx")
        assert codes(filling.fill(commune, YEAR, tmp_path / "kilns.xlsx").problems) == []
        submitting.submit(commune, YEAR, tmp_path / "commune.xlsx")
    with an_office(tmp_path / "district", DISTRICT) as district:
        (receipt,) = receiving.receive(district, [tmp_path / "commune.xlsx"])
        assert receipt.answer == "new", receipt.message
        receiving.approve(district, YEAR)
        form = district.catalogue.form("kilns@1")
        found = records.read(district.store, form, unit=f"{COMMUNE}@2020-01-01", period="2020")
        assert [made.values["name"] for made in found] == AWKWARD


@pytest.mark.parametrize("note", ["x" * 2_001, "x" * 40_000])
def test_a_note_too_long_for_a_cell_is_told_before_anything_is_closed(tmp_path: Path, note: str) -> None:
    with an_office(tmp_path, COMMUNE) as commune:
        answer(commune, {})
        with pytest.raises(AppError) as refusal:
            submitting.submit(commune, YEAR, tmp_path / "x.xlsx", note=note)
        assert refusal.value.code is Code.TEXT_TOO_LONG
        assert commune.report(YEAR).state == "draft"


def test_two_halves_make_a_year_and_one_half_makes_none(tmp_path: Path) -> None:
    halves = [Period.parse("2020-H1"), Period.parse("2020-H2")]
    with an_office(tmp_path / "commune", COMMUNE, forms={"kilns.toml": KILNS}) as commune:
        for half, cost, area in zip(halves, ("10", "30"), ("1", "2"), strict=True):
            answer(commune, {"kilns": [kiln("k1", "Lò A", cost=cost, area=area)]}, period=half)
            submitting.submit(commune, half, tmp_path / f"{half.label}.xlsx")
    found, accrued = [], []
    with an_office(tmp_path / "district", DISTRICT) as district:
        for half in halves:
            receiving.receive(district, [tmp_path / f"{half.label}.xlsx"])
            receiving.approve(district, half)
            told = figures.consolidate(district, YEAR)
            root = told.root
            of_year = [root.figures[key] for key in ("kiln_cost", "kiln_area", "kiln_cost_per_ha")]
            found.append(([figure.value for figure in of_year], root.coverage.approved, of_year[0].derived))
            accrued.append((told.accrued_to, root.to_date and root.to_date["kiln_cost"].value))
    assert found == [([None, None, None], 0, True), ([40, 2, 20], 1, True)]
    assert accrued == [(halves[0], 10), (None, None)]


def test_what_has_accrued_is_told_below_the_table_and_never_in_it(tmp_path: Path) -> None:
    half = Period.parse("2020-H1")
    with an_office(tmp_path, COMMUNE, forms={"kilns.toml": KILNS}) as commune:
        answer(commune, {"kilns": [kiln("k1", "Lò A", cost="10", area="1")]}, period=half)
        tables = reporting.book(commune, YEAR).tables
    notes = [
        note for table in tables for note in table.notes if "Lũy kế đến hết 6 tháng đầu năm 2020" in note
    ]
    assert any("Chi phí của lò 10 triệu đồng" in note for note in notes)
    values = [cell.value for table in tables for row in table.rows for cell in row.cells]
    assert 10 not in values


def test_an_open_form_holds_the_report_back(tmp_path: Path) -> None:
    with an_office(tmp_path / "commune", COMMUNE, forms={"kilns.toml": KILNS}) as commune:
        entry.open_period(commune, YEAR)
        assert set(codes(checking.check(commune, YEAR))) == {"FORM_OPEN"}
        with pytest.raises(AppError) as refusal:
            submitting.submit(commune, YEAR, tmp_path / "x.xlsx")
        assert refusal.value.code is Code.REPORT_NOT_READY
        assert not (tmp_path / "x.xlsx").exists()


def test_a_broken_rule_is_mended_and_the_note_travels(tmp_path: Path) -> None:
    with an_office(tmp_path / "commune", COMMUNE, forms={"kilns.toml": KILNS}) as commune:
        answer(commune, {"kilns": [kiln("k1", "Lò A", workers="6", licensed="không")]})
        assert codes(checking.check(commune, YEAR)) == ["unlicensed"]
        corrected = replace(
            kiln("k1", "Lò A", workers="5", licensed="không"), notes={"workers": "đã đếm lại"}
        )
        entry.enter(commune, YEAR, "kilns", [corrected])
        assert checking.check(commune, YEAR) == []
        submitting.submit(commune, YEAR, tmp_path / "commune.xlsx")
    with an_office(tmp_path / "district", DISTRICT) as district:
        receiving.receive(district, [tmp_path / "commune.xlsx"])
        receiving.approve(district, YEAR)
        assert district.store.rows("select field, kind, text from remark") == [
            ("workers", "note", "đã đếm lại")
        ]
