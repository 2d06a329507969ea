"""Giải trình sửa số liệu: old and new answers with their reasons, and what they do to the totals."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from base.errors import AppError, Code
from base.text import nfc
from db import reports
from office.entering import entry
from office.figures.figures import consolidate
from office.receiving import receiving
from office.receiving.receipts import write_answer
from office.sending import answered, letters, submitting
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission

FORMS = {"kilns.toml": KILNS}
TWO = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1"), kiln("k2", "Lò Năm", workers="4", area="2")]}


@pytest.fixture
def offices(tmp_path: Path):
    """A ward that corrected its report after a return, and its town that approved another ward."""
    commune = answer(an_office(tmp_path / "commune", forms=FORMS), TWO)
    submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
    town = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    other = submission(
        tmp_path / "other",
        COMMUNES[1],
        {"kilns": [kiln("x1", "Lò Chín", workers="10", area="5")]},
        forms=FORMS,
    )
    receiving.receive(town, [tmp_path / "1.xlsx", other])
    receiving.approve(town, YEAR, [COMMUNES[1]])
    receiving.send_back(town, YEAR, COMMUNE, reason="Chưa khớp hồ sơ")
    write_answer(town, YEAR, COMMUNE, tmp_path / "back.xlsx")
    answered.open_receipt(commune, tmp_path / "back.xlsx")
    entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="13", area="1")])
    entry.note(commune, YEAR, "kilns", "k1", "workers", "Ghi thiếu 10 người")
    entry.note(commune, YEAR, "kilns", "k2", "area", "Đã đo lại, đúng 2 ha")
    submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    receiving.receive(town, [tmp_path / "2.xlsx"])
    return commune, town


def test_each_changed_cell_is_told_with_its_reason(offices) -> None:
    letter = letters.own_letter(offices[0], YEAR)
    assert (letter.before, letter.version, letter.reason) == (1, 2, "Chưa khớp hồ sơ")
    assert [(c.record, c.label, c.old, c.new, c.reason) for c in letter.corrections] == [
        ("Lò Tư", "Lao động", "3", "13", "Ghi thiếu 10 người"),
        ("Lò Năm", "Diện tích", letters.KEPT, letters.KEPT, nfc("Đã đo lại, đúng 2 ha")),
    ]
    assert [(e.label, e.before, e.after) for e in letter.effects] == [("Lao động ở lò gạch", "7", "17")]
    assert letter.above == ()


def test_the_office_above_sees_the_same_and_what_it_does_to_its_totals(offices) -> None:
    commune, town = offices
    mine, theirs = letters.own_letter(commune, YEAR), letters.letter_of(town, YEAR, COMMUNE)
    assert (theirs.corrections, theirs.effects) == (mine.corrections, mine.effects)
    assert [(e.label, e.before, e.after) for e in theirs.above] == [("Lao động ở lò gạch", "17", "27")]
    receiving.approve(town, YEAR, [COMMUNE])
    assert consolidate(town, YEAR).root.figures["kiln_workers"].value == 27
    assert letters.letter_of(town, YEAR, COMMUNE).above == theirs.above


def test_a_first_version_has_nothing_to_explain(tmp_path: Path) -> None:
    commune = answer(an_office(tmp_path, forms=FORMS), TWO)
    submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
    with pytest.raises(AppError) as refused:
        letters.own_letter(commune, YEAR)
    assert refused.value.code is Code.LETTER_NOTHING


def test_a_letter_is_one_workbook_that_says_it_all(offices, tmp_path: Path) -> None:
    _, town = offices
    letter = letters.letter_of(town, YEAR, COMMUNE)
    for name in ("a.xlsx", "b.xlsx"):
        letters.write(town, YEAR, tmp_path / name, letter)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    for words in ("13", "Ghi thiếu 10 người", "Chưa khớp hồ sơ", "27"):
        assert any(words in cell for cell in said), words


def test_the_letter_is_of_the_version_that_is_asked_for(offices) -> None:
    commune, town = offices
    place = {"unit": commune.unit.key, "period": "2020", "packet": commune.packet}
    first, second = reports.submitted(commune.store, **place)
    assert letters.letter_of(town, YEAR, COMMUNE, second.hash).version == 2
    with pytest.raises(AppError) as refused:
        letters.letter_of(town, YEAR, COMMUNE, first.hash)
    assert refused.value.code is Code.LETTER_NOTHING


def test_a_district_tells_what_changed_in_the_reports_inside(tmp_path: Path) -> None:
    town, ward = (
        an_office(tmp_path / "town", DISTRICT, forms=FORMS),
        an_office(tmp_path / "ward", forms=FORMS),
    )
    other = submission(
        tmp_path / "other",
        COMMUNES[1],
        {"kilns": [kiln("x1", "Lò Chín", workers="10", area="5")]},
        forms=FORMS,
    )
    answer(ward, TWO)
    submitting.submit(ward, YEAR, tmp_path / "1.xlsx")
    answer(town, {})
    receiving.receive(town, [tmp_path / "1.xlsx"])
    receiving.approve(town, YEAR)
    submitting.submit(town, YEAR, tmp_path / "town-1.xlsx")
    for office in (town, ward):
        receiving.reopen(office, YEAR, office.unit.code, reason="Nhập thiếu")
    entry.enter(ward, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="13", area="1")])
    submitting.submit(ward, YEAR, tmp_path / "2.xlsx")
    receiving.receive(town, [tmp_path / "2.xlsx", other])
    receiving.approve(town, YEAR)
    submitting.submit(town, YEAR, tmp_path / "town-2.xlsx")
    letter = letters.own_letter(town, YEAR)
    told = {(c.record, c.label): (c.old, c.new) for c in letter.corrections}
    name = town.tree(YEAR).find(COMMUNES[1]).name
    assert told == {("Lò Tư", "Lao động"): ("3", "13"), (name, "Cả báo cáo"): ("không có", "có")}
    effects = {e.label: (e.before, e.after) for e in letter.effects}
    assert effects["Lao động ở lò gạch"] == ("7", "27")
