"""Every kind of file that we write, saved again by LibreOffice: taken without a difference."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from base.period import Period
from courier.sheet import PAYLOAD_SHEET
from db import records
from forms.load import load_built_in
from forms.spec import Form, Record
from imports import reply
from office import answered, edited, entry, receiving, reporting, submitting
from office.arriving import Receipt
from office.office import Office, open_office
from office.receipts import write_receipts
from tests.builders import (
    CLOSING,
    COMMUNE,
    COMMUNES,
    DISTRICT,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    form_of,
    noted,
    record,
    sound_answers,
    surroundings,
)
from tests.office_suite import saved_again

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

FIELDS = """
[[field]]
kind = "text"
key = "name"
label = "Tên"
required = true
max_length = 300
[[field]]
kind = "text"
key = "code"
label = "Mã"
[[field]]
kind = "decimal"
key = "change"
label = "Tăng, giảm"
unit = "ha"
decimals = 2
[[field]]
kind = "money"
key = "cost"
label = "Chi phí"
unit = "triệu đồng"
[[field]]
kind = "integer"
key = "people"
label = "Số người"
unit = "người"
[[field]]
kind = "date"
key = "opened"
label = "Ngày mở"
[[field]]
kind = "year"
key = "built"
label = "Năm xây dựng"
[[field]]
kind = "yes_no"
key = "licensed"
label = "Có giấy phép"
[[field]]
kind = "choice"
key = "area_type"
label = "Địa bàn"
codes = "area_type"
[[field]]
kind = "multiple_choice"
key = "features"
label = "Đặc điểm"
codes = "market_feature"
"""
HEAD = """
key = "{key}"
edition = "1"
title = "{title}"
kind = "{kind}"
valid_from = 2019-01-01
packet = "industry_trade"
asked = ["year"]
order = 500
"""
REGISTER = HEAD.format(
    key="oddities", title="Danh sách: 'lạ' [và] khó/dễ, tên dài quá 31 ký tự", kind="register"
)
REGISTER += 'label_field = "name"\nidentity = ["name"]\n' + FIELDS
SHEET = HEAD.format(key="oddity", title="Một tờ khó", kind="sheet") + FIELDS
FORMS = {"oddities.toml": REGISTER, "oddity.toml": SHEET}
LONG = "Cơ sở sản xuất, kinh doanh hàng thủ công mỹ nghệ và nông sản chế biến “Nguyễn Thị Ngọc Ẩn” " * 3
NOW_UNIT, NOW_YEAR = "00070", Period.parse("2026")


def odd(record_id: str, name: str, form: str = REGISTER, **texts: str) -> Record:
    return record(form_of(form), record_id, name=name, **texts)


ODD = [
    odd("o1", LONG[:300].strip(), code="0012", change="-1.250,75", cost="-0,000001", people="0"),
    odd("o2", "'Dấu nháy đầu ô", code="'12", change="99.999.999,99", cost="999.999.999", people="…"),
    odd("o3", "=1+1", code="+84 294 3855 000", opened="29/02/2020", built="1800", licensed="không"),
    odd("o4", "#N/A", code="31/12/2020", opened="01/01/1900", built="2100", licensed="có"),
    odd("o5", "TRUE", code="1E5", opened="31/12/2100", change="…", cost="…", area_type="…"),
    noted(
        odd("o6", "Hộ “Bảy” & con <em>", code="@a", area_type="thành thị", features="Chợ đêm"),
        name="Giải thích có dấu ' và \" và =SUM(A1)\nxuống dòng",
    ),
    odd("o7", "1.250,5", code="12,5", change="0,01", cost="1.250,5", people="1.234.567"),
]


@dataclass(frozen=True)
class Post:
    """What was written, by name; `again` is the same file after LibreOffice saved it."""

    folder: Path
    again: dict[Path, Path]
    kept: dict[tuple[str, str], tuple[Form, list[Record]]] = field(default_factory=dict)

    def both(self, name: str) -> tuple[Path, Path]:
        path = self.folder / "out" / f"{name}.xlsx"
        return path, self.again[path]


def forms_now(code: str, on: date) -> list[str]:
    """Keys of the forms that an office of this level fills in."""
    level = {2: "province", 3: "district", 5: "commune"}[len(code)]
    return [form.key for form in load_built_in().in_force(on) if form.kept_by(level)]


NOW = date(2026, 12, 31)
TEMPLATES = [
    *((COMMUNE, key) for key in (*forms_now(COMMUNE, CLOSING), "oddities", "oddity")),
    *((NOW_UNIT, key) for key in forms_now(NOW_UNIT, NOW)),
    *((PROVINCE, key) for key in forms_now(PROVINCE, CLOSING) if key not in forms_now(COMMUNE, CLOSING)),
]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    folder = tmp_path_factory.mktemp("post")
    out = folder / "out"
    out.mkdir()
    kept: dict[tuple[str, str], tuple[Form, list[Record]]] = {}
    oddities = {"oddities": ODD, "oddity": [odd("1", "'Tờ", SHEET, change="-1,5", people="…")]}
    with an_office(folder / COMMUNE, COMMUNE, forms=FORMS) as office:
        answer(office, {**sound_answers(), **oddities})
        _templates(office, YEAR, out, kept)
        submitting.submit(office, YEAR, out / "commune.xlsx", note="đã đối chiếu 'mọi' số")
    with an_office(folder / NOW_UNIT, NOW_UNIT, on=NOW) as office:
        answer(office, sound_answers(on=NOW), period=NOW_YEAR)
        _templates(office, NOW_YEAR, out, kept)
        submitting.submit(office, NOW_YEAR, out / "commune of today.xlsx", note="đã đối chiếu")
    with an_office(folder / COMMUNES[1], COMMUNES[1], forms=FORMS) as office:
        submitting.submit(answer(office, {}), YEAR, out / "nil.xlsx", kind="estimate")
    with an_office(folder / PROVINCE, PROVINCE) as office:
        answer(office, sound_answers())
        _templates(office, YEAR, out, kept)
    with an_office(folder / DISTRICT, DISTRICT, forms=FORMS) as office:
        receipts = receiving.receive(office, [out / "commune.xlsx", out / "nil.xlsx"])
        assert [receipt.answer for receipt in receipts] == ["new", "new"], receipts
        receiving.approve(office, YEAR)
        submitting.submit(answer(office, {}), YEAR, out / "district.xlsx", kind="preliminary")
        for path in write_receipts(office, receipts[:1], folder):
            path.rename(out / "receipt.xlsx")
        reporting.report(office, YEAR, reporting.DEFAULT_LAYOUT, out / "consolidated.xlsx")
    return Post(folder, saved_again(sorted(out.glob("*.xlsx"))), kept)


def _templates(
    office: Office, period: Period, out: Path, kept: dict[tuple[str, str], tuple[Form, list[Record]]]
) -> None:
    """Every form's sheet with what the office has answered."""
    for form in office.own_forms(period):
        code, unit = office.unit.code, office.unit_in(period).key
        entry.template(office, period, form.key, out / f"{code} {form.key}.xlsx")
        kept[code, form.key] = (
            form,
            records.read(office.store, form, unit=unit, period=period.label),
        )


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as office:
        yield office


def received(office: Office, path: Path) -> Receipt:
    (receipt,) = receiving.receive(office, [path])
    return receipt


@pytest.mark.parametrize("name", ["commune", "nil"])
def test_a_communes_report_is_taken_as_it_is(post: Post, district: Office, name: str) -> None:
    path, again = post.both(name)
    first = received(district, again)
    assert (first.answer, first.edits) == ("new", ()), first.message
    assert (received(district, path).answer, received(district, path).hash) == ("have", first.hash)


def test_a_report_of_today_with_every_form_is_taken_as_it_is(post: Post, tmp_path: Path) -> None:
    path, again = post.both("commune of today")
    with an_office(tmp_path / "p", "01", on=NOW) as province:
        first = received(province, again)
        assert (first.answer, first.edits) == ("new", ()), first.message
        assert received(province, path).hash == first.hash


def test_a_districts_report_with_those_inside_is_taken_as_it_is(post: Post, tmp_path: Path) -> None:
    path, again = post.both("district")
    with an_office(tmp_path / "p", PROVINCE) as province:
        first = received(province, again)
        assert (first.answer, first.edits) == ("new", ()), first.message
        assert received(province, path).hash == first.hash


@pytest.mark.parametrize("saved", [False, True], ids=["as written", "saved again"])
@pytest.mark.parametrize("name", ["commune", "nil"])
def test_a_report_without_its_payload_is_rebuilt_to_the_byte(
    post: Post, district: Office, tmp_path: Path, name: str, *, saved: bool
) -> None:
    import openpyxl

    path = post.both(name)[saved]
    book = openpyxl.load_workbook(path)
    book.remove(book[PAYLOAD_SHEET])
    book.save(tmp_path / "lost.xlsx")
    receipt = edited.rebuild(district, tmp_path / "lost.xlsx", reason="mất phần số liệu ẩn")
    assert (receipt.answer, receipt.remade) == ("new", "restored")
    assert received(district, path).hash == receipt.hash


@pytest.mark.parametrize(("code", "key"), TEMPLATES)
def test_a_filled_in_sheet_gives_the_same_records(post: Post, tmp_path: Path, code: str, key: str) -> None:
    form, wanted = post.kept[code, key]
    _, again = post.both(f"{code} {key}")
    shutil.copytree(post.folder / code, tmp_path / code)
    period = NOW_YEAR if code == NOW_UNIT else YEAR
    with open_office(tmp_path / code / f"{code}.sct", surroundings=surroundings()) as office:
        if office.report(period).state == "submitted":
            receiving.reopen(office, period, code, reason="thử")
        found = entry.fill(office, period, again)
        assert found.taken and found.refused == []
        unit = office.unit_in(period).key
        assert records.read(office.store, form, unit=unit, period=period.label) == wanted


def test_a_receipt_says_the_same_to_the_program_and_to_people(post: Post) -> None:
    path, again = post.both("receipt")
    assert reply.read(again) == reply.read(path)
    with open_office(post.folder / COMMUNE / f"{COMMUNE}.sct", surroundings=surroundings()) as office:
        assert answered.open_receipt(office, again).outcome == "received"


def test_the_consolidated_workbook_shows_the_same_figures(post: Post) -> None:
    first, second = (CalamineWorkbook.from_path(path) for path in post.both("consolidated"))
    assert first.sheet_names == second.sheet_names
    compared = 0
    for name in first.sheet_names:
        figures = [
            {
                (r, c): cell
                for r, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for c, cell in enumerate(row)
                if isinstance(cell, (int, float))
            }
            for book in (first, second)
        ]
        assert figures[1] == pytest.approx(figures[0]), name
        compared += len(figures[0])
    assert compared > 100
