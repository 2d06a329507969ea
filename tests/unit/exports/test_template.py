"""Templates: cells where readers look for them, lists and limits for who types, checks that LibreOffice agrees with."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineWorkbook

from base.errors import Code
from courier.payload import part_of
from courier.sheet import (
    CARRIED_WORDS,
    HEADER_ROWS,
    LABEL_ROW,
    SHEET_COLUMNS,
    TEMPLATE_SHEET,
    UNIT_ROW,
    register_columns,
    register_rows,
    sheet_name,
    sheet_rows,
)
from exports.entry import LISTS_SHEET
from exports.template import CHECK, MARK, Template, write
from forms.catalogue import definition_hash
from forms.load import load_built_in
from forms.spec import Form, Record
from tests.builders import KILNS, catalogue_of, form_of, kiln, kilns
from tests.office_suite import page_count, pdf_text, recalculated, to_pdf
from tests.unit.exports.test_excel_formula import random_records

ON = date(2025, 12, 31)
CATALOGUE = load_built_in()
UNIT = "29236@2025-07-01"
FORMS = pytest.mark.parametrize("form", CATALOGUE.forms, ids=lambda form: form.name)


def template_of(
    form: Form,
    records: Sequence[Record] = (),
    *,
    owner: Form | None = None,
    owner_names: Mapping[str, str] | None = None,
    hamlets: Sequence[str] = (),
    on: date = ON,
) -> Template:
    return Template(
        form,
        owner,
        UNIT,
        "Xã Long Đức",
        "2025",
        "industry_trade",
        "năm 2025",
        on,
        records,
        owner_names or {},
        CATALOGUE.parameters(on),
        hamlets,
    )


def opened(folder: Path, template: Template) -> Opened:
    write(folder / "t.xlsx", template)
    return openpyxl.load_workbook(folder / "t.xlsx")


def cells(path: Path, form: Form) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(path)
    return list(book.get_sheet_by_name(sheet_name(form)).to_python(skip_empty_area=False))


def owned(form: Form, records: Sequence[Record]) -> tuple[Form | None, dict[str, str]]:
    names = {r.record_id: f"Cơ sở {r.record_id}" for r in records}
    return CATALOGUE.owner_of(form, ON), names if form.extends else {}


def rule_of(book: Opened, place: str) -> DataValidation:
    (found,) = (v for v in book.worksheets[0].data_validations.dataValidation if place in v.sqref)
    return found


def items(book: Opened, rule: DataValidation) -> list[str]:
    sheet, _, area = rule.formula1.partition("!")
    return [cell.value for (cell,) in book[sheet][area.replace("$", "")]]


# where things stand


@FORMS
def test_cells_stand_where_a_submission_has_them(form: Form, tmp_path: Path) -> None:
    records = [replace(r, raw={}) for r in random_records(form, 1 if form.kind == "sheet" else 12)]
    owner, names = owned(form, records)
    write(tmp_path / "t.xlsx", template_of(form, records, owner=owner, owner_names=names))
    part = part_of(form, "filled", records, built_in=True)
    paper = form.kind == "sheet"
    columns = SHEET_COLUMNS if paper else register_columns(form, owner)
    rows = sheet_rows(form, part) if paper else register_rows(form, part, names if form.extends else None)
    found = [row[: len(columns)] for row in cells(tmp_path / "t.xlsx", form)]
    assert found[LABEL_ROW] == [column.label for column in columns]
    assert found[UNIT_ROW] == [column.unit for column in columns]
    assert found[HEADER_ROWS : HEADER_ROWS + len(rows)] == rows
    assert all(cell == "" for row in found[HEADER_ROWS + len(rows) :] for cell in row)


def test_a_form_that_extends_another_has_a_line_for_each_of_its_records(tmp_path: Path) -> None:
    workers = CATALOGUE.edition("workers", ON)
    names = {"e1": "Cơ sở Một", "e2": "Cơ sở Hai"}
    own = Record("e2", {"workers_total": 5})
    lost = Record("e9", {"workers_total": 1})
    owner = CATALOGUE.owner_of(workers, ON)
    write(tmp_path / "t.xlsx", template_of(workers, [own, lost], owner=owner, owner_names=names))
    found = cells(tmp_path / "t.xlsx", workers)[HEADER_ROWS:]
    assert [row[:3] for row in found] == [
        ["e1", "Cơ sở Một", ""],
        ["e2", "Cơ sở Hai", 5],
        ["e9", "", 1],
    ]


def test_what_could_not_be_read_stands_there_to_be_mended(tmp_path: Path) -> None:
    lame = replace(kiln("k1", "Lò Bà Sáu"), raw={"workers": "12 người"}, marks={"area": "…"})
    page = opened(tmp_path, template_of(kilns(), [lame])).worksheets[0]
    assert (page["E8"].value, page["F8"].value) == ("12 người", "…")


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    page = opened(tmp_path, template_of(kilns(), [kiln("k1", "=1+1")])).worksheets[0]
    assert (page["B8"].value, page["B8"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("count", "last"), [(0, 200), (5, 200), (150, 300)])
def test_there_is_room_for_as_many_again(tmp_path: Path, count: int, last: int) -> None:
    page = opened(
        tmp_path, template_of(kilns(), [kiln(f"k{n}", f"Lò {n}") for n in range(count)])
    ).worksheets[0]
    rows = [cell.row for cell in page["L"][HEADER_ROWS:] if cell.value]
    assert rows == list(range(HEADER_ROWS + 1, HEADER_ROWS + last + 1))
    assert {str(v.sqref) for v in page.data_validations.dataValidation} >= {f"E8:E{HEADER_ROWS + last}"}


def test_cells_below_have_the_format_of_their_column(tmp_path: Path) -> None:
    page = opened(tmp_path, template_of(kilns())).worksheets[0]
    formats = {letter: page.column_dimensions[letter].number_format for letter in "BEFIJ"}
    assert formats == {"B": "@", "E": "#,##0", "F": "#,##0.00##", "I": "dd/mm/yyyy", "J": "0"}


def test_whose_template_it_is_stands_in_a_very_hidden_sheet(tmp_path: Path) -> None:
    book = opened(tmp_path, template_of(kilns()))
    page = book[TEMPLATE_SHEET]
    told = [MARK, 1, "kilns@1", definition_hash(kilns()), UNIT, "2025", "industry_trade"]
    assert [cell.value for cell in page[1]] == told
    assert {book[name].sheet_state for name in (TEMPLATE_SHEET, LISTS_SHEET)} == {"veryHidden"}
    assert book.active.title == sheet_name(kilns())


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, template_of(kilns(), [kiln("k1", "Lò Bà Sáu", workers="3")]))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# for who types


def test_required_heads_are_marked_without_a_change_of_their_label(tmp_path: Path) -> None:
    page = opened(tmp_path, template_of(kilns())).worksheets[0]
    required, other = page["B5"], page["E5"]
    assert (required.value, other.value) == ("Tên lò", "Lao động")
    assert required.fill.start_color.rgb != other.fill.start_color.rgb
    assert Code.HINT_REQUIRED.value in required.comment.text
    assert other.comment is None


def test_the_heading_says_how_to_fill_in(tmp_path: Path) -> None:
    page = opened(tmp_path, template_of(kilns())).worksheets[0]
    assert Code.SHEET_GUIDE.value in str(page["B3"].value)
    assert "LÒ GẠCH THỦ CÔNG" in str(page["B3"].value)


def test_lists_warn_and_do_not_forbid(tmp_path: Path) -> None:
    book = opened(tmp_path, template_of(kilns()))
    area_type, licensed, state = (rule_of(book, place) for place in ("C8", "H8", "K8"))
    assert items(book, licensed) == ["Có", "Không", "…"]
    assert items(book, state) == [word for word in CARRIED_WORDS.values() if word]
    assert items(book, area_type)[-1] == "…"
    for rule in (area_type, licensed, state):
        assert (rule.type, rule.errorStyle, rule.showErrorMessage) == ("list", "warning", True)
        assert rule.error == Code.ALERT_LIST.value
    features = rule_of(book, "D8")
    assert (features.type, bool(features.showErrorMessage)) == ("list", False)
    assert Code.HINT_SEVERAL.value in features.prompt


def test_only_codes_in_force_are_offered(tmp_path: Path) -> None:
    form = CATALOGUE.edition("establishments", ON)
    columns = [column.field.key if column.field else "" for column in register_columns(form, None)]
    book = opened(tmp_path, template_of(form))
    rules = {
        next(iter(v.sqref.ranges)).min_col - 1: v for v in book.worksheets[0].data_validations.dataValidation
    }
    assert items(book, rules[columns.index("vsic_version")]) == ["VSIC 2025", "…"]


def test_a_list_may_depend_on_the_cell_beside_it(tmp_path: Path) -> None:
    form = CATALOGUE.edition("establishments", ON)
    columns = [column.field.key if column.field else "" for column in register_columns(form, None)]
    book = opened(tmp_path, template_of(form))
    rules = {
        next(iter(v.sqref.ranges)).min_col - 1: v for v in book.worksheets[0].data_validations.dataValidation
    }
    rule = rules[columns.index("vsic_code")]
    version = openpyxl.utils.get_column_letter(columns.index("vsic_version") + 1)
    assert rule.formula1.startswith(f'IF(${version}8="VSIC 2018",{LISTS_SHEET}!')
    assert rule.formula1.count("IF(") == 1
    assert not rule.showErrorMessage


def test_hamlets_of_the_unit_are_offered(tmp_path: Path) -> None:
    form = CATALOGUE.edition("markets", ON)
    columns = [column.field.key if column.field else "" for column in register_columns(form, None)]
    book = opened(tmp_path, template_of(form, hamlets=["Ấp Long Đại", "Khóm 3"]))
    rule = rule_of(book, f"{openpyxl.utils.get_column_letter(columns.index('hamlet') + 1)}8")
    assert items(book, rule) == ["Ấp Long Đại", "Khóm 3", "…"]


@pytest.mark.parametrize(
    ("place", "test", "words"),
    [
        ("E8", "AND($E8=INT($E8),$E8>=0)", "số nguyên, từ 0 trở lên"),
        ("F8", "AND($F8>=0.5)", "số, từ 0,5 trở lên"),
        ("G8", "AND($G8<=1000000)", "số, không quá 1.000.000"),
        ("I8", "INT($I8)<=DATE(2025,12,31)", "không quá 31/12/2025"),
        ("J8", "$J8<=2025", "từ 1800 đến 2025"),
    ],
)
def test_numbers_and_days_are_held_to_their_limits(tmp_path: Path, place: str, test: str, words: str) -> None:
    rule = rule_of(opened(tmp_path, template_of(kilns())), place)
    assert test in rule.formula1
    assert words in rule.error
    assert (rule.type, rule.errorStyle) == ("custom", "warning")


def test_a_cell_tells_its_hint_and_unit(tmp_path: Path) -> None:
    book = opened(tmp_path, template_of(CATALOGUE.edition("household_electricity", ON)))
    rule = rule_of(book, "E9")
    assert rule.promptTitle == "Tổng số hộ"
    assert Code.HINT_UNIT.value.format(unit="hộ") in rule.prompt
    assert Code.HINT_REQUIRED.value in rule.prompt


# checks


def shown(value: object) -> str:
    """A general number has the decimal sign of the machine."""
    return str(value).replace(".", ",")


@pytest.mark.parametrize(
    "key",
    ["establishments", "workers", "transformer_stations", "power_grid", "household_electricity"],
)
def test_libreoffice_computes_the_checks_that_were_written(key: str, tmp_path: Path) -> None:
    form = CATALOGUE.edition(key, ON)
    path, paper = tmp_path / "t.xlsx", form.kind == "sheet"
    records = random_records(form, 1 if paper else 60)
    owner, names = owned(form, records)
    write(path, template_of(form, records, owner=owner, owner_names=names))
    place = len(SHEET_COLUMNS if paper else register_columns(form, owner))
    written = [row[place] for row in cells(path, form)]
    computed = [row[place] for row in cells(recalculated(path), form)]
    assert written[LABEL_ROW] == CHECK
    assert [shown(text) for text in computed[: len(written)]] == [shown(text) for text in written]
    assert sum(text != "" for text in written) > (2 if paper else 30)


def test_every_kind_of_check_speaks(tmp_path: Path) -> None:
    records = [
        kiln("k1", "Lò Sáu", workers="9", licensed="không"),
        kiln("k2", "Lò Tư", area="0,25", cost="1000000,5"),
        replace(
            kiln("k3", "x", opened="01/01/2026", built="2026"), values={"opened": "2026-01-01", "built": 2026}
        ),
        kiln("k4", "Lò Năm", workers="3", licensed="có"),
    ]
    page = opened(tmp_path, template_of(kilns(), records)).worksheets[0]
    write(tmp_path / "t.xlsx", template_of(kilns(), records))
    assert page["L8"].value.startswith("=IF(COUNTA(")
    assert [row[11] for row in cells(tmp_path / "t.xlsx", kilns())[HEADER_ROWS:]] == [
        "Lò Lò Sáu chưa có giấy phép mà có 9 lao động.",
        "Diện tích nhỏ hơn 0,5. Chi phí trong kỳ lớn hơn 1.000.000.",
        "Chưa điền Tên lò. Ngày hoạt động sau 31/12/2025. Năm xây dựng sau 2025.",
        "",
    ]


def test_a_line_that_is_typed_below_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = opened(tmp_path, template_of(kilns(), [kiln("k1", "Lò Sáu")]))
    page = book.worksheets[0]
    page["E120"], page["F120"], page["C121"] = 8, "…", "…"
    book.save(path)
    found = cells(recalculated(path), kilns())
    assert found[119][11] == "Chưa điền Tên lò."
    assert found[120][11] == "Chưa điền Tên lò."
    assert found[118][11] == ""


def test_a_failed_formula_does_not_silence_the_check(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = opened(tmp_path, template_of(kilns(), [kiln("k1", "Lò Sáu")]))
    book.worksheets[0]["E8"] = "=1/0"
    book.save(path)
    assert cells(recalculated(path), kilns())[7][11] == Code.SHORT_ERROR.value


def test_a_paper_form_tells_beside_the_value(tmp_path: Path) -> None:
    form = CATALOGUE.edition("household_electricity", ON)
    write(tmp_path / "t.xlsx", template_of(form, [Record("1", {"hh_total": 10, "hh_with_power": 12})]))
    found = {row[2]: row[5] for row in cells(tmp_path / "t.xlsx", form)[HEADER_ROWS:] if row[2]}
    assert found["01"] == ""
    assert found["02"] != ""


@FORMS
def test_formulas_are_as_short_as_excel_wants(form: Form, tmp_path: Path) -> None:
    records = random_records(form, 3)[: 1 if form.kind == "sheet" else 3]
    owner, names = owned(form, records)
    book = opened(tmp_path, template_of(form, records, owner=owner, owner_names=names))
    formulas = [name.value for name in book.defined_names.values()]
    formulas += [cell.value for row in book.worksheets[0] for cell in row if cell.data_type == "f"]
    assert all(len(formula) <= 8_000 for formula in formulas)
    assert all(len(formula.encode("utf-16-le")) <= 16_000 for formula in formulas)
    for rule in book.worksheets[0].data_validations.dataValidation:
        assert len(rule.formula1 or "") <= 255


def test_wrong_lines_turn_red(tmp_path: Path) -> None:
    page = opened(tmp_path, template_of(kilns())).worksheets[0]
    reds = {
        str(area.sqref): rule.formula[0]
        for area in page.conditional_formatting
        for rule in area.rules
        if rule.dxf is not None and rule.dxf.font is not None and rule.dxf.font.color is not None
    }
    assert reds == {"L8:L207": "LEN(L8)>0"}


# odd forms


def test_a_form_without_checks_and_lists_is_written(tmp_path: Path) -> None:
    bare = form_of(
        'key = "bare"\nedition = "1"\ntitle = "Trống: [1/2]"\nkind = "register"\nvalid_from = 2019-01-01\n'
        '[[field]]\nkind = "text"\nkey = "word"\nlabel = "Chữ"\n'
    )
    write(tmp_path / "t.xlsx", template_of(bare, [Record("a", {"word": "x"})]))
    assert cells(recalculated(tmp_path / "t.xlsx"), bare)[HEADER_ROWS][:2] == ["a", "x"]


def test_names_of_owners_are_offered_once(tmp_path: Path) -> None:
    catalogue = catalogue_of(KILNS, CREWS)
    crews, owner = catalogue.form("crews@1"), catalogue.form("kilns@1")
    names = {"k1": "Lò Sáu", "k2": "Lò Hai", "k3": "Lò Hai"}
    book = opened(tmp_path, template_of(crews, owner=owner, owner_names=names))
    assert items(book, rule_of(book, "B8")) == ["Lò Sáu", "Lò Hai"]


CREWS = """
key = "crews"
edition = "1"
title = "Tổ thợ của lò"
kind = "register"
valid_from = 2019-01-01
extends = "kilns"
[[field]]
kind = "integer"
key = "people"
label = "Số thợ"
"""


# on paper


def test_it_prints_as_an_official_form(tmp_path: Path) -> None:
    form = CATALOGUE.edition("markets", ON)
    rng = random.Random(1)
    write(tmp_path / "t.xlsx", template_of(form, rng.sample(random_records(form, 20), 5)))
    pdf = to_pdf(tmp_path / "t.xlsx")
    text = pdf_text(pdf, page=1)
    assert "Đơn vị báo cáo: Xã Long Đức" in text
    assert "Tên chợ" in text
    assert CHECK not in text
    assert page_count(pdf) < 10
