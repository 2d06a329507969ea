"""Filled-in templates: what is read from them, what is refused, and every cell that has to be looked at."""

from __future__ import annotations

import itertools
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from base.errors import AppError, Code, Problem
from courier.payload import SHEET_RECORD
from courier.sheet import CARRIED, HEADER_ROWS, LABEL_ROW, RECORD_ID, TEMPLATE_SHEET, sheet_name
from exports import template
from exports.template import Template
from forms.catalogue import Catalogue
from forms.load import load_built_in
from forms.spec import Choice, Form, NumberBase, Record, Reference
from imports.cells import read_column
from imports.filled.expected import Expected, Filled
from imports.filled.reading import KEPT_AS_DRAFT, read
from tests.builders import KILNS, catalogue_of, kiln, kilns, record
from tests.office_suite import recalculated
from tests.unit.exports.test_excel_formula import random_records

ON = date(2020, 12, 31)
UNIT = "29236@2020-01-01"
CATALOGUE = load_built_in()
FIRST = HEADER_ROWS + 1
"""The row of the first record, as Excel counts."""

CREWS = """
key = "crews"
edition = "1"
title = "Tổ thợ của lò"
kind = "register"
valid_from = 2019-01-01
packet = "industry_trade"
extends = "kilns"
[[field]]
kind = "integer"
key = "people"
label = "Số thợ"
required = true
[[field]]
kind = "text"
key = "note"
label = "Ghi chú"
"""
YARDS = """
key = "yards"
edition = "1"
title = "Bãi gạch"
kind = "register"
valid_from = 2019-01-01
packet = "industry_trade"
label_field = "name"
identity = ["name"]
[[field]]
kind = "text"
key = "name"
label = "Tên bãi"
[[field]]
kind = "reference"
key = "kiln"
label = "Lò"
form = "kilns"
"""
SALES = """
key = "sales"
edition = "1"
title = "Bán gạch"
kind = "sheet"
valid_from = 2019-01-01
packet = "industry_trade"
[[section]]
key = "all"
title = "Toàn xã"
[[field]]
kind = "integer"
key = "sold"
label = "Số viên bán ra"
section = "all"
required = true
[[field]]
kind = "money"
key = "income"
label = "Doanh thu"
unit = "triệu đồng"
section = "all"
[[field]]
kind = "text"
key = "buyer"
label = "Người mua chính"
"""


def prepared(
    path: Path,
    form: Form,
    records: Sequence[Record] = (),
    *,
    owner: Form | None = None,
    owner_names: Mapping[str, str] | None = None,
    period: str = "2020",
    unit: str = UNIT,
) -> Path:
    told = Template(
        form,
        owner,
        unit,
        "Phường 1",
        period,
        "industry_trade",
        "năm 2020",
        ON,
        records,
        owner_names or {},
        {},
        (),
    )
    template.write(path, told)
    return path


def expected(
    catalogue: Catalogue,
    existing: Sequence[Record] = (),
    *,
    owner_names: Mapping[str, str] | None = None,
    form_key: str = "",
) -> Expected:
    ids = itertools.count(1)
    return Expected(
        catalogue=catalogue,
        unit_key=UNIT,
        unit_name={UNIT: "Phường 1", "29239@2020-01-01": "Phường 2"}.__getitem__,
        period="2020",
        packet="industry_trade",
        form_key=form_key,
        existing=lambda form: {r.record_id: r for r in existing},
        owner_names=lambda form: owner_names or {},
        new_id=lambda: f"new{next(ids)}",
        on=ON,
    )


@pytest.fixture
def brick(tmp_path: Path) -> Path:
    """A template of KILNS with two records."""
    return prepared(tmp_path / "lò.xlsx", kilns(), KNOWN)


KNOWN = (
    kiln(
        "k1",
        "Lò Bà Sáu",
        workers="12",
        area="0,75",
        cost="1.250,5",
        licensed="có",
        features="Chợ đêm; Chợ nông thôn",
    ),
    kiln("k2", "Lò Ông Tư", workers="3", opened="05/02/2015", built="2014"),
)


def edited(path: Path, edit: Callable[[Worksheet], None]) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)
    return path


def put(path: Path, cells: Mapping[str, Any]) -> Path:
    """Type into cells."""

    def type_in(page: Worksheet) -> None:
        for place, value in cells.items():
            page[place] = value

    return edited(path, type_in)


def read_kilns(path: Path, existing: Sequence[Record] = KNOWN) -> Filled:
    return read(path, expected(catalogue_of(KILNS), existing))


def refused(path: Path, wanted: Expected | None = None) -> Code:
    with pytest.raises(AppError) as caught:
        read(path, wanted or expected(catalogue_of(KILNS), KNOWN))
    return caught.value.code


def told(found: Filled) -> list[tuple[str, str]]:
    return [(p.place.partition("!")[2], p.code) for p in found.problems]


def answered(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.values.items() if value is not None}


# what comes back


def unread(form: Form, record: Record) -> bool:
    """Codes whose name is another code's too cannot come back as themselves."""
    for field in form.stored:
        if isinstance(field, Choice) and field.options and record.values.get(field.key) is not None:
            code = str(record.values[field.key])
            if field.options.find(field.show(code)) != code:
                return True
    return False


@pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)
def test_a_template_reads_back_as_the_records_it_was_written_with(form: Form, tmp_path: Path) -> None:
    rng = random.Random(form.name)
    count = 1 if form.kind == "sheet" else 40
    records = [r for r in random_records(form, count) if answered(r) or r.marks or r.raw]
    assert not any(unread(form, r) for r in records)
    states = ("", "carried", "unchanged", "changed", "ended") if form.kind == "register" else ("",)
    records = [replace(r, carried=rng.choice(states), notes={form.stored[0].key: "đã xem"}) for r in records]
    if form.kind == "sheet":
        records = [replace(records[0], record_id=SHEET_RECORD)]
    owner = CATALOGUE.owner_of(form, ON)
    links = [f.key for f in form.stored if isinstance(f, Reference)]
    linked = [r.values[key] for r in records for key in links if r.values.get(key)]
    owners = dict.fromkeys(str(one) for one in ([r.record_id for r in records] if form.extends else linked))
    names = {one: f"Cơ sở {n}" for n, one in enumerate(owners)}
    path = prepared(tmp_path / "t.xlsx", form, records, owner=owner, owner_names=names)
    found = read(path, expected(CATALOGUE, records, owner_names=names, form_key=form.key))
    assert found.form is form
    assert [(r.record_id, answered(r), r.marks, r.raw, r.notes, r.carried) for r in found.records] == [
        (r.record_id, answered(r), r.marks, r.raw, r.notes, r.carried) for r in records
    ]
    assert len(found.problems) == sum(len(r.raw) for r in records)
    assert found.rows == len(records)


def test_an_office_suite_may_save_the_file(brick: Path) -> None:
    found = read_kilns(recalculated(brick))
    assert [answered(r) for r in found.records] == [answered(r) for r in KNOWN]
    assert found.problems == []


def test_new_lines_are_new_records(brick: Path) -> None:
    path = put(brick, {"B10": "Lò Cô Ba", "E10": 4, "F10": 1.25, "H10": "x", "I10": date(2016, 5, 1)})
    found = read_kilns(path)
    assert [r.record_id for r in found.records] == ["k1", "k2", "new1"]
    assert answered(found.records[2]) == {
        "name": "Lò Cô Ba",
        "workers": 4,
        "area": 12_500,
        "licensed": 1,
        "opened": "2016-05-01",
    }
    assert found.problems == []
    assert found.rows == 3


def test_a_line_without_an_id_is_known_by_its_identity(brick: Path) -> None:
    found = read_kilns(put(brick, {"A8": None, "B8": "lò  bà sáu"}))
    assert [r.record_id for r in found.records] == ["k1", "k2"]


def test_a_renamed_record_leaves_its_name_to_a_new_one(brick: Path) -> None:
    found = read_kilns(put(brick, {"B8": "Lò Bà Bảy", "B10": "Lò Bà Sáu"}))
    assert [(r.record_id, r.values["name"]) for r in found.records] == [
        ("k1", "Lò Bà Bảy"),
        ("k2", "Lò Ông Tư"),
        ("new1", "Lò Bà Sáu"),
    ]


def test_the_mark_is_read_however_the_dots_were_typed(brick: Path) -> None:
    found = read_kilns(put(brick, {"E8": "…", "F8": "...", "C8": "…", "I8": " … ", "D8": "…"}))
    assert found.records[0].marks == dict.fromkeys(
        ("workers", "area", "area_type", "opened", "features"), "…"
    )
    assert found.problems == []


def test_a_dash_is_zero_and_a_blank_is_nothing(brick: Path) -> None:
    found = read_kilns(put(brick, {"E8": "-", "F8": None}))
    assert found.records[0].values["workers"] == 0
    assert found.records[0].values["area"] is None


def test_words_of_the_comparison_are_read(brick: Path) -> None:
    found = read_kilns(put(brick, {"K8": "ngừng", "K9": "Khác hẳn"}))
    assert [r.carried for r in found.records] == ["ended", ""]
    assert told(found) == [("K9", "CARRIED_UNKNOWN")]


def test_notes_of_a_record_outlive_its_sheet(brick: Path) -> None:
    noted = [replace(KNOWN[0], notes={"cost": "giá than tăng"}), KNOWN[1]]
    assert read_kilns(brick, noted).records[0].notes == {"cost": "giá than tăng"}


# cells


def test_every_unreadable_cell_is_told_with_its_place_and_kept(brick: Path) -> None:
    cells = {
        "E8": "12 người",
        "F8": "1.25",
        "E9": 2.5,
        "C9": "Thị tứ",
        "H9": "có lẽ",
        "I9": "30/02/2020",
        "J9": "14",
        "G9": "1,2,3",
    }
    found = read_kilns(put(brick, cells))
    assert told(found) == [
        ("E8", "NOT_A_NUMBER"),
        ("F8", "AMBIGUOUS_NUMBER"),
        ("C9", "NOT_A_CHOICE"),
        ("E9", "TOO_MANY_DECIMALS"),
        ("G9", "AMBIGUOUS_NUMBER"),
        ("H9", "NOT_YES_NO"),
        ("I9", "NOT_A_DATE"),
        ("J9", "NOT_A_YEAR"),
    ]
    assert {p.code for p in found.problems} <= KEPT_AS_DRAFT
    assert found.records[0].raw == {"workers": "12 người", "area": "1.25"}
    assert found.records[1].raw["workers"] == "2,5"
    assert found.records[1].values["workers"] is None
    first = found.problems[0]
    assert (first.form, first.record_id, first.record, first.fields) == (
        "kilns",
        "k1",
        "Lò Bà Sáu",
        ("workers",),
    )
    assert first.place == f"{sheet_name(kilns())}!E8"


def test_an_unknown_code_offers_the_nearest(brick: Path) -> None:
    found = read_kilns(put(brick, {"C8": "Nông thôm"}))
    assert "Nông thôn" in found.problems[0].message


def test_a_failed_formula_is_told(brick: Path) -> None:
    found = read_kilns(put(brick, {"E8": "#DIV/0!", "B9": "#REF!", "P8": "#VALUE!", "F12": "#N/A"}))
    assert told(found) == [
        ("E8", "CELL_FORMULA_ERROR"),
        ("B9", "CELL_FORMULA_ERROR"),
        ("F12", "CELL_FORMULA_ERROR"),
    ]
    assert found.records[0].raw == {"workers": "#DIV/0!"}
    assert found.records[2].raw == {"area": "#N/A"}


def test_a_formula_that_an_office_suite_finds_broken_is_told(brick: Path) -> None:
    found = read_kilns(recalculated(put(brick, {"E8": "=1/0", "F8": "=0.1+0.2"})))
    assert told(found) == [("E8", "CELL_FORMULA_ERROR")]
    assert found.records[0].values["area"] == 3_000


def test_a_wrong_record_id_is_told(brick: Path) -> None:
    found = read_kilns(put(brick, {"A9": "k9"}))
    assert told(found) == [("A9", "RECORD_ID_UNKNOWN")]
    assert [r.record_id for r in found.records] == ["k1"]


def test_a_record_id_twice_is_told_with_both_rows(brick: Path) -> None:
    found = read_kilns(put(brick, {"A9": "k1"}))
    assert told(found) == [("A9", "DUPLICATE_RECORD")]
    assert "Lò Ông Tư" in found.problems[0].message
    assert "dòng 8" in found.problems[0].message


def test_the_same_identity_twice_is_told_with_both_rows(brick: Path) -> None:
    found = read_kilns(put(brick, {"B10": "Lò Năm", "E10": 1, "B11": "LÒ NAM", "B12": "lo ba sau"}))
    assert told(found) == [("B11", "DUPLICATE_RECORD"), ("B12", "DUPLICATE_RECORD")]
    assert "dòng 10" in found.problems[0].message
    assert "dòng 8" in found.problems[1].message


def test_two_records_of_one_name_that_were_there_before_are_no_duplicates(tmp_path: Path) -> None:
    twins = (kiln("k1", "Lò Bà Sáu"), kiln("k2", "Lò Bà Sáu"))
    found = read_kilns(prepared(tmp_path / "t.xlsx", kilns(), twins), twins)
    assert [r.record_id for r in found.records] == ["k1", "k2"]
    assert found.problems == []


def test_a_line_of_totals_is_no_record(brick: Path) -> None:
    found = read_kilns(put(brick, {"B11": "Tổng cộng", "E11": 15}))
    assert told(found) == [("B11", "TOTALS_ROW")]
    assert len(found.records) == 2


def test_blank_lines_between_are_no_records(brick: Path) -> None:
    found = read_kilns(put(brick, {"B15": "Lò Tám", "B12": "  "}))
    assert [r.values["name"] for r in found.records] == ["Lò Bà Sáu", "Lò Ông Tư", "Lò Tám"]


# a sheet that people worked with


def test_rows_may_be_put_above_and_columns_beside(brick: Path) -> None:
    def rearrange(page: Worksheet) -> None:
        for merged in list(page.merged_cells.ranges):
            page.unmerge_cells(str(merged))
        page.insert_rows(1, 3)
        page.insert_cols(3)
        page.cell(LABEL_ROW + 4, 3, "Việc cần hỏi lại")
        page.cell(FIRST + 3, 3, "gọi điện")

    found = read_kilns(edited(brick, rearrange))
    assert [answered(r) for r in found.records] == [answered(r) for r in KNOWN]
    assert found.problems == []


def test_columns_may_change_places(brick: Path) -> None:
    def swap(page: Worksheet) -> None:
        for row in range(LABEL_ROW + 1, FIRST + 2):
            a, b = page.cell(row, 5), page.cell(row, 6)
            a.value, b.value = b.value, a.value

    found = read_kilns(put(edited(brick, swap), {"F9": "ba"}))
    assert [r.values["area"] for r in found.records] == [7_500, None]
    assert found.records[0].values["workers"] == 12
    assert told(found) == [("F9", "NOT_A_NUMBER")]


def test_units_and_numbers_below_the_labels_may_be_gone(brick: Path) -> None:
    found = read_kilns(edited(brick, lambda page: page.delete_rows(LABEL_ROW + 2, 2)))
    assert [r.record_id for r in found.records] == ["k1", "k2"]


@pytest.mark.parametrize("place", ["A5", "B5", "E5", "K5"])
def test_a_missing_column_refuses_the_sheet(brick: Path, place: str) -> None:
    assert refused(put(brick, {place: "Khác"})) is Code.SHEET_HEADER_CHANGED


def test_equal_labels_keep_their_order(tmp_path: Path) -> None:
    text = KILNS.replace('label = "Diện tích"', 'label = "Lao động"')
    catalogue = catalogue_of(text)
    form = catalogue.form("kilns@1")
    known = [record(form, "k1", name="Lò", workers="7", area="2,5")]
    found = read(prepared(tmp_path / "t.xlsx", form, known), expected(catalogue, known))
    assert (found.records[0].values["workers"], found.records[0].values["area"]) == (7, 25_000)


# whose template it is


def test_a_template_of_another_unit_is_refused(tmp_path: Path) -> None:
    path = prepared(tmp_path / "t.xlsx", kilns(), unit="29239@2020-01-01")
    assert refused(path) is Code.SHEET_OTHER_UNIT


def test_a_template_of_another_period_is_refused(tmp_path: Path) -> None:
    assert refused(prepared(tmp_path / "t.xlsx", kilns(), period="2021")) is Code.SHEET_OTHER_PERIOD


def test_a_template_of_another_form_is_refused(brick: Path) -> None:
    wanted = expected(catalogue_of(KILNS), KNOWN, form_key="markets")
    assert refused(brick, wanted) is Code.SHEET_OTHER_FORM


def test_a_template_of_a_form_that_is_not_here_is_refused(brick: Path) -> None:
    assert refused(brick, expected(CATALOGUE)) is Code.FORM_UNKNOWN


def test_a_template_of_a_newer_program_is_refused(brick: Path) -> None:
    def age(page: Worksheet) -> None:
        page.parent[TEMPLATE_SHEET]["B1"] = 2

    assert refused(edited(brick, age)) is Code.SHEET_NEWER


def test_any_other_workbook_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    openpyxl.Workbook().save(path)
    assert refused(path) is Code.SHEET_NO_TEMPLATE


# files that are no workbooks


def ole(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def half_a_sheet(path: Path) -> None:
    """A whole ZIP whose sheet ends in the middle."""
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(path, "w") as parts:
        for name, content in held.items():
            parts.writestr(
                name, content[: len(content) // 3] if name == "xl/worksheets/sheet1.xml" else content
            )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (ole, Code.FILE_PASSWORD),
        (cut, Code.FILE_DAMAGED),
        (half_a_sheet, Code.FILE_DAMAGED),
        (lambda path: path.write_bytes(b""), Code.FILE_EMPTY),
        (lambda path: path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), Code.FILE_NOT_EXCEL),
        (Path.unlink, Code.FILE_NOT_FOUND),
    ],
    ids=["password", "cut short", "half a sheet", "empty", "a PDF by another name", "gone"],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    brick: Path, spoil: Callable[[Path], object], code: Code
) -> None:
    spoil(brick)
    assert refused(brick) is code


# forms that extend or refer to another

OWNERS = {"k1": "Lò Bà Sáu", "k2": "Lò Ông Tư", "k3": "Lò Hai", "k4": "Lò Hai"}


@pytest.fixture
def crew(tmp_path: Path) -> Path:
    catalogue = catalogue_of(KILNS, CREWS)
    form = catalogue.form("crews@1")
    known = [Record("k2", {"people": 5})]
    return prepared(tmp_path / "thợ.xlsx", form, known, owner=catalogue.form("kilns@1"), owner_names=OWNERS)


def read_crews(path: Path) -> Filled:
    known = [Record("k2", {"people": 5})]
    return read(path, expected(catalogue_of(KILNS, CREWS), known, owner_names=OWNERS))


def test_owners_without_an_answer_are_no_records(crew: Path) -> None:
    found = read_crews(put(crew, {"E9": "Không đổi", "E8": "Thay đổi", "C10": 7}))
    assert [(r.record_id, r.values["people"], r.carried) for r in found.records] == [
        ("k2", 5, "unchanged"),
        ("k3", 7, ""),
    ]
    assert found.problems == []


def test_a_line_is_found_by_its_owners_name(crew: Path) -> None:
    found = read_crews(put(crew, {"A8": None, "C8": 4, "A10": None, "C10": 1, "B14": "lò bảy", "C14": 2}))
    assert [r.record_id for r in found.records] == ["k1", "k2"]
    assert told(found) == [("B10", "OWNER_MISSING"), ("B14", "OWNER_MISSING")]


def test_a_name_that_slipped_to_another_line_is_told(crew: Path) -> None:
    found = read_crews(put(crew, {"B8": "Lò Ông Tư", "B9": "Lò Bà Sáu", "C8": 1}))
    assert told(found) == [("B8", "OWNER_DIFFERS"), ("B9", "OWNER_DIFFERS")]
    assert not {p.code for p in found.problems} & KEPT_AS_DRAFT


def test_an_owner_twice_is_told(crew: Path) -> None:
    found = read_crews(put(crew, {"B14": "Lò Ông Tư", "C14": 2}))
    assert told(found) == [("A14", "DUPLICATE_RECORD")]


def test_a_reference_is_read_by_name_or_id(tmp_path: Path) -> None:
    catalogue = catalogue_of(KILNS, YARDS)
    form, owner = catalogue.form("yards@1"), catalogue.form("kilns@1")
    known = [Record("y1", {"name": "Bãi 1", "kiln": "k1"}), Record("y2", {"name": "Bãi 2", "kiln": "k3"})]
    path = prepared(tmp_path / "t.xlsx", form, known, owner=owner, owner_names=OWNERS)
    path = put(path, {"B10": "Bãi 3", "C10": "lo ong tu", "B11": "Bãi 4", "C11": "Lò Hai"})
    found = read(path, expected(catalogue, known, owner_names=OWNERS))
    assert [r.values["kiln"] for r in found.records] == ["k1", "k3", "k2", None]
    assert told(found) == [("C11", "NOT_A_REFERENCE")]


# paper forms


@pytest.fixture
def sale(tmp_path: Path) -> Path:
    return prepared(
        tmp_path / "bán.xlsx", catalogue_of(SALES).form("sales@1"), [Record(SHEET_RECORD, {"sold": 900})]
    )


def read_sales(path: Path) -> Filled:
    return read(path, expected(catalogue_of(SALES), [Record(SHEET_RECORD, {"sold": 900}, carried="carried")]))


def test_a_paper_form_is_one_record(sale: Path) -> None:
    found = read_sales(put(sale, {"E10": 12.5, "E12": "…"}))
    (read,) = found.records
    assert (read.record_id, answered(read), read.marks) == (
        SHEET_RECORD,
        {"sold": 900, "income": 12_500_000},
        {"buyer": "…"},
    )
    assert read.carried == "carried"
    assert found.rows == 1


def test_lines_of_a_paper_form_are_found_by_their_number(sale: Path) -> None:
    def work(page: Worksheet) -> None:
        page.insert_rows(9, 2)
        page["C11"] = 1

    found = read_sales(put(edited(sale, work), {"E12": "nhiều", "E20": 3, "E21": "Người lập biểu"}))
    assert answered(found.records[0]) == {"sold": 900}
    assert told(found) == [("E12", "NOT_A_NUMBER"), ("E20", "SHEET_LINE_UNKNOWN")]
    assert found.records[0].raw == {"income": "nhiều"}


def test_a_line_of_a_paper_form_twice_is_told(sale: Path) -> None:
    assert told(read_sales(put(sale, {"C13": "02", "E13": 4}))) == [("E13", "SHEET_LINE_TWICE")]


def test_a_paper_form_without_a_line_is_refused(sale: Path) -> None:
    assert refused(put(sale, {"C10": None}), expected(catalogue_of(SALES))) is Code.SHEET_LINE_MISSING


def test_a_paper_form_without_an_answer_is_no_record(sale: Path) -> None:
    found = read_sales(put(sale, {"E9": None}))
    assert (found.records, found.rows) == ([], 0)


# columns


@pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)
def test_a_column_is_read_as_its_cells_are(form: Form) -> None:
    """The short cuts give what Field.read_cell gives."""
    rng = random.Random(form.name)
    odd: list[Any] = ["", "…", "..", " ", "x", "a  b", "có", True, 1.0, 0.0, -2.5, 1e300, 12.25, 1234567.891]
    odd += [
        "1.250",
        "12,5",
        "1.25",
        "-",
        "Hạng 1",
        "e\u0301",
        "dòng\nhai",
        "_x0041_",
        "\xa0a",
        2015.0,
        date(2015, 2, 5),
    ]
    odd += [
        date(1850, 1, 1),
        0.1 + 0.2,
        10.0**15,
        10.0**16,
        "x" * 400,
        "\x07",
        False,
        "Chợ đêm; Chợ nông thôn",
        "1061 Xay xát",
    ]
    plain: dict[type, list[Any]] = {
        float: [1.0, 2.5, 0.1, 1e9, 1234567.8, ""],
        str: ["Lò Bà Sáu", "", "Ấp 3"],
    }
    for field in form.stored:
        kinds = [
            odd,
            plain[float] if isinstance(field, NumberBase) else plain[str],
            [""],
            [date(2015, 2, 5), ""],
        ]
        for kind in kinds:
            cells = [rng.choice(kind) for _ in range(60)]
            by = getattr(field, "codes_by", "")
            others = {by: [rng.choice((None, "2018", "2025")) for _ in cells]} if by else {}
            column = read_column(field, cells, others)
            for n, cell in enumerate(cells):
                answer = field.read_cell(cell, {by: others[by][n]} if by else {})
                if isinstance(answer, Problem):
                    assert (column.values[n], column.odd[n]) == (None, answer)
                    continue
                assert column.values[n] == answer.value
                assert type(column.values[n]) is type(answer.value)
                assert (n in column.odd) == bool(answer.mark)


def test_labels_of_the_frame_are_what_templates_write() -> None:
    """A template is read by these words: they change with care."""
    assert (RECORD_ID, CARRIED) == ("Mã bản ghi", "So kỳ trước")
