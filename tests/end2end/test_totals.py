"""A district's file shows the figures that are signed: they are the consolidated ones, and nobody edits them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenBook

from courier import payload as courier_payload
from courier.sheet import HEADER_ROWS, LABEL_ROW, UNIT_ROW, sheet_name
from forms.load import load_built_in
from office.entering import entry
from office.figures import figures
from office.office import Office
from office.receiving import receiving
from office.receiving.arriving import Receipt
from office.sending import submitting
from tests.builders import (
    CLOSING,
    COMMUNES,
    DISTRICT,
    KILNS,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    kiln,
    sound_answers,
    submission,
)
from tests.office_suite import recalculated
from tests.resealed import resealed

SHEET = "Lò gạch thủ công"
ROWS = (
    [kiln("a1", "Lò A", workers="12", area="1,25", cost="1.250,5"), kiln("a2", "Lò B", area="0,7")],
    [kiln("b1", "Lò C", workers="3", area="2,1", cost="0,1", licensed="có")],
)
Figure = Fraction | None


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Figure]]]:
    """The file of a district: two communes filled, one nil; and what the district consolidates, by unit."""
    folder = tmp_path_factory.mktemp("sent")
    answers = [{**sound_answers(), "kilns": ROWS[0]}, {"kilns": ROWS[1]}, {}]
    files = [
        submission(folder, code, given, forms={"kilns.toml": KILNS}, note="đã đối chiếu")
        for code, given in zip(COMMUNES, answers, strict=True)
    ]
    with an_office(folder / "d", DISTRICT) as district:
        assert {receipt.answer for receipt in receiving.receive(district, files)} == {"new"}
        receiving.approve(district, YEAR)
        entry.open_period(district, YEAR)
        submitting.submit(district, YEAR, folder / "district.xlsx")
        found = figures.consolidate(district, YEAR)
        shown = {
            u.unit.code: {info.label: u.figures[key].value for key, info in found.indicators.items()}
            for u in found.units
        }
    return folder / "district.xlsx", shown


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "p", PROVINCE) as office:
        yield office


def received(province: Office, path: Path) -> Receipt:
    (receipt,) = receiving.receive(province, [path])
    return receipt


def edited(sent: Path, folder: Path, change: Callable[[OpenBook], object]) -> Path:
    book = openpyxl.load_workbook(sent)
    change(book)
    book.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def row_of(book: OpenBook, label: str) -> int:
    return next(row[1].row for row in book[SHEET].iter_rows(min_row=HEADER_ROWS + 1) if row[1].value == label)


def test_the_visible_totals_are_the_consolidated_figures(
    sent: tuple[Path, dict[str, dict[str, Figure]]],
) -> None:
    path, consolidated = sent
    book = openpyxl.load_workbook(path)
    compared = 0
    for page in book.worksheets[1:-2]:
        codes = [cell.value for cell in page[UNIT_ROW + 1]]
        if len(codes) < 4:
            continue
        assert codes[4:] == list(COMMUNES)
        for row in page.iter_rows(min_row=HEADER_ROWS + 1, values_only=True):
            if row[2] is None or row[1] == "Số bản ghi":
                continue
            wanted = [consolidated[code][row[1]] for code in (DISTRICT, *COMMUNES)]
            assert list(row[3:]) == [None if w is None else float(w) for w in wanted], (page.title, row[1])
            compared += 1
    assert compared > 150


def test_every_form_that_was_asked_for_has_its_sheet(
    sent: tuple[Path, dict[str, dict[str, Figure]]],
) -> None:
    book = openpyxl.load_workbook(sent[0])
    assert book.sheetnames[0] == "Báo cáo" and book.sheetnames[-2:] == ["Ghi chú", "_payload"]
    asked = [form for form in load_built_in().in_force(CLOSING) if form.kept_by("commune")]
    assert {SHEET, *map(sheet_name, asked)} <= set(book.sheetnames)
    page = book[SHEET]
    assert [page.cell(LABEL_ROW + 1, n).value for n in (4, 5)] == ["Tổng cộng", "Phường 4"]
    assert page.cell(row_of(book, "Diện tích lò"), 4).value == 4.05
    assert page.cell(row_of(book, "Số bản ghi"), 7).value == 0, "nil is a count of none"
    assert page.cell(row_of(book, "Lao động ở lò gạch"), 7).value == 0


def test_an_edited_total_is_named_with_both_values(
    sent: tuple[Path, dict[str, dict[str, Figure]]], province: Office, tmp_path: Path
) -> None:
    place = f"D{row_of(openpyxl.load_workbook(sent[0]), 'Lao động ở lò gạch')}"
    path = edited(sent[0], tmp_path, lambda book: book[SHEET].__setitem__(place, 16))
    receipt = received(province, path)
    assert receipt.code == "SUBMISSION_EDITED"
    for words in (f"ô {place} của trang tính “{SHEET}”", "Lao động ở lò gạch, Tổng cộng", "“16”", "“15”"):
        assert words in receipt.message


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book[SHEET].cell(UNIT_ROW + 1, 5, "29999"), "SUBMISSION_EDITED"),
        (lambda book: book[SHEET].cell(LABEL_ROW + 1, 5, "Phường 5"), "SUBMISSION_EDITED"),
        (lambda book: book[SHEET].__setitem__(f"E{HEADER_ROWS + 1}", None), "SUBMISSION_EDITED"),
        (lambda book: book[SHEET].cell(HEADER_ROWS + 2, 3, "nghìn lò"), "SUBMISSION_EDITED"),
        (lambda book: book[SHEET].delete_rows(HEADER_ROWS + 2), "SUBMISSION_MOVED"),
        (lambda book: book[SHEET].delete_cols(6), "SUBMISSION_MOVED"),
        (lambda book: book.remove(book[SHEET]), "SUBMISSION_DAMAGED"),
    ],
    ids=["code", "name", "record count", "unit", "row gone", "commune gone", "sheet gone"],
)
def test_what_is_printed_and_signed_is_not_edited(
    sent: tuple[Path, dict[str, dict[str, Figure]]],
    province: Office,
    tmp_path: Path,
    change: Callable[[OpenBook], object],
    code: str,
) -> None:
    assert received(province, edited(sent[0], tmp_path, change)).code == code


def test_a_file_that_office_suites_saved_again_is_taken(
    sent: tuple[Path, dict[str, dict[str, Figure]]], province: Office, tmp_path: Path
) -> None:
    first = received(province, recalculated(sent[0]))
    assert first.answer == "new", first.message
    again = received(province, edited(sent[0], tmp_path, lambda book: None))
    assert (again.answer, again.hash) == ("have", first.hash), again.message


def open_a_form(core: dict[str, object], children: dict[str, bytes]) -> dict[str, bytes]:
    """The last commune's report says that a form was never entered; the hashes are those of what now stands there."""
    listed = core["children"]
    assert isinstance(listed, list)
    child = listed[-1]
    told = json.loads(children.pop(child["hash"]))
    told["parts"][-1]["state"] = "open"
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    child["hash"] = courier_payload.digest(content)
    return {**children, child["hash"]: content}


def test_a_nested_report_is_verified_like_one_that_comes_alone(
    sent: tuple[Path, dict[str, dict[str, Figure]]], province: Office, tmp_path: Path
) -> None:
    receipt = received(province, resealed(sent[0], tmp_path, open_a_form))
    assert receipt.code == "SUBMISSION_DAMAGED"
    assert "chưa nhập" in receipt.message


def test_a_file_that_does_not_say_how_it_was_added_up_is_refused(
    sent: tuple[Path, dict[str, dict[str, Figure]]], province: Office, tmp_path: Path
) -> None:
    def silent(core: dict[str, object], children: dict[str, bytes]) -> dict[str, bytes]:
        del core["counted"]
        return children

    assert received(province, resealed(sent[0], tmp_path, silent)).code == "SUBMISSION_DAMAGED"


def test_what_came_through_a_district_stands_by_commune_in_the_provinces_own_file(
    sent: tuple[Path, dict[str, dict[str, Figure]]], province: Office, tmp_path: Path
) -> None:
    assert received(province, sent[0]).answer == "new"
    receiving.approve(province, YEAR, [DISTRICT])
    answer(province, {})
    submitting.submit(province, YEAR, tmp_path / "province.xlsx", note="đã đối chiếu")
    pages = [openpyxl.load_workbook(path)[SHEET] for path in (sent[0], tmp_path / "province.xlsx")]
    district, whole = (
        [[c.value for c in row] for row in page.iter_rows(min_row=LABEL_ROW + 1)] for page in pages
    )
    assert whole == district
