"""Every kind of file that we write, saved again by LibreOffice: taken without a difference."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from base.period import Period
from courier.reply import Mark
from courier.sheet import PAYLOAD_SHEET
from db import records
from forms.load import load_built_in
from forms.spec import Form, Record
from imports import reply
from office.declaring import lists
from office.entering import entry, filling, old_lists
from office.figures import reporting
from office.office import Office, open_office
from office.receiving import arriving, edited, receiving
from office.receiving.arriving import Receipt
from office.receiving.receipts import write_answer, write_receipts
from office.sending import answered, letters, submitting
from office.territory import unit_changes
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
from tests.office_suite import NEEDED, saved_again

pytestmark = NEEDED

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
UNIT = "28756"
"""A commune of today's Vĩnh Long."""
EMPTY = ("establishments", "workers", "markets", "oddities", "oddity")
"""Forms whose empty sheets are written as well."""
OPEN = ("codes", "list", "units", f"{COMMUNE} oddities", f"{COMMUNE} establishments")
"""Files that are also read as .ods: lists that people keep, and sheets that they filled in."""


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
    """What was written, by name; `again` is the same file after LibreOffice saved it, `open` as an .ods."""

    folder: Path
    again: dict[Path, Path]
    open: dict[Path, Path]
    kept: dict[tuple[str, str], tuple[Form, list[Record]]] = field(default_factory=dict)

    def both(self, name: str) -> tuple[Path, Path]:
        path = self.folder / "out" / f"{name}.xlsx"
        return path, self.again[path]

    def all(self, name: str) -> dict[str, Path]:
        """The file as it was written, as it was saved again, and as .ods."""
        path, again = self.both(name)
        return {"as written": path, "as .xlsx": again, "as .ods": self.open[path]}


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
    with an_office(folder / "empty", COMMUNE, forms=FORMS) as office:
        entry.open_period(office, YEAR)
        for key in EMPTY:
            filling.template(office, YEAR, key, out / f"empty {key}.xlsx")
    with an_office(folder / DISTRICT, DISTRICT, forms=FORMS) as office:
        receipts = receiving.receive(office, [out / "commune.xlsx", out / "nil.xlsx"])
        assert [receipt.answer for receipt in receipts] == ["new", "new"], receipts
        receiving.approve(office, YEAR)
        submitting.submit(answer(office, {}), YEAR, out / "district.xlsx", kind="preliminary")
        write_answer(office, YEAR, COMMUNE, out / "approved.xlsx")
        reporting.report(office, YEAR, reporting.DEFAULT_LAYOUT, out / "consolidated.xlsx")
    _above(folder, out, kept)
    _going_down(folder, out)
    _from_people(folder, out)
    again = saved_again(sorted(out.glob("*.xlsx")))
    return Post(folder, again, saved_again([out / f"{name}.xlsx" for name in OPEN], "ods"), kept)


def _above(folder: Path, out: Path, kept: dict[tuple[str, str], tuple[Form, list[Record]]]) -> None:
    """The province's report, in which that of the district travels."""
    with an_office(folder / PROVINCE, PROVINCE) as office:
        answer(office, sound_answers())
        _templates(office, YEAR, out, kept)
        receiving.receive(office, [out / "district.xlsx"])
        receiving.approve(office, YEAR)
        submitting.submit(office, YEAR, out / "province.xlsx", note="đã đối chiếu")


def _going_down(folder: Path, out: Path) -> None:
    """What a district sends back: a receipt, a return with marks; and the letter that explains the correction."""
    with an_office(folder / "below", COMMUNES[2], forms=FORMS) as commune:
        answer(commune, {"oddities": ODD[:2]})
        submitting.submit(commune, YEAR, folder / "1.xlsx")
        with an_office(folder / "town", DISTRICT, forms=FORMS) as office:
            (path,) = write_receipts(office, receiving.receive(office, [folder / "1.xlsx"]), folder)
            path.replace(out / "receipt.xlsx")
            marks = [
                Mark("oddities", "o1", "cost", "Xem lại “chi phí”"),
                Mark("oddities", "o2", "", "'Tên lạ"),
            ]
            receiving.send_back(office, YEAR, COMMUNES[2], reason="=Chưa khớp", marks=marks)
            write_answer(office, YEAR, COMMUNES[2], out / "returned.xlsx")
        shutil.copytree(folder / "below", folder / "sender")
        answered.open_receipt(commune, out / "returned.xlsx")
        entry.enter(commune, YEAR, "oddities", [odd("o1", "Tên mới", cost="1.250,5")])
        entry.note(commune, YEAR, "oddities", "o2", "name", "Tên đúng như vậy")
        submitting.submit(commune, YEAR, folder / "2.xlsx")
        letters.write(commune, YEAR, out / "letter.xlsx", letters.own_letter(commune, YEAR))


def _from_people(folder: Path, out: Path) -> None:
    """What people write themselves: a code list, changes of units in the sheet that we give, an old list."""
    book = openpyxl.Workbook()
    for row in (
        ["Mã", "Tên", "Từ ngày"],
        ["01", "Nội thành", None],
        ["02", "'Ngoại thành", date(2021, 7, 1)],
    ):
        book.active.append(row)
    book.save(out / "codes.xlsx")
    book = openpyxl.Workbook()
    for row in (
        ["STT", "Tên cơ sở", "Mã số thuế", "Doanh thu (triệu đồng)", "Lao động"],
        [1, "Cơ sở Hai Thành", "0301234567", 1250.5, 12],
        [2, "Hộ Bảy & con", "2100123456-001", 0, None],
    ):
        book.active.append(row)
    book.save(out / "list.xlsx")
    with an_office(folder / "units", "86", on=NOW) as office:
        unit_changes.template(office, out / "units.xlsx")
    book = openpyxl.load_workbook(out / "units.xlsx")
    line = [UNIT, "", "29999", "Xã Hòa Hợp", "xã", "86", date(2027, 7, 1), "toàn bộ", "", "NQ 1"]
    for column, value in enumerate(line, 1):
        book.active.cell(2, column, value)
    book.save(out / "units.xlsx")


def _templates(
    office: Office, period: Period, out: Path, kept: dict[tuple[str, str], tuple[Form, list[Record]]]
) -> None:
    """Every form's sheet with what the office has answered."""
    for form in office.own_forms(period):
        code, unit = office.unit.code, office.unit_in(period).key
        filling.template(office, period, form.key, out / f"{code} {form.key}.xlsx")
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
        found = filling.fill(office, period, again)
        assert found.taken and found.refused == []
        unit = office.unit_in(period).key
        assert records.read(office.store, form, unit=unit, period=period.label) == wanted


def test_a_provinces_report_with_those_inside_says_the_same(post: Post, district: Office) -> None:
    """Nobody of this program receives it; whoever reads one reads it so."""
    path, again = post.both("province")
    first, second = (arriving.read_file(district, one) for one in (path, again))
    assert second == first and not second.edits and len(second.children) == 3


@pytest.mark.parametrize("key", EMPTY)
def test_an_empty_sheet_brings_nothing(post: Post, tmp_path: Path, key: str) -> None:
    _, again = post.both(f"empty {key}")
    shutil.copytree(post.folder / "empty", tmp_path / "empty")
    with open_office(tmp_path / "empty" / f"{COMMUNE}.sct", surroundings=surroundings()) as office:
        found = filling.fill(office, YEAR, again)
        assert (found.records, found.refused) == (0, []), found.refused


@pytest.mark.parametrize("key", ["oddities", "establishments"])
def test_a_filled_in_sheet_saved_as_ods_gives_the_same_records(post: Post, tmp_path: Path, key: str) -> None:
    """But for a day that the two formats count otherwise, before March 1900: it is refused, never another day."""
    form, wanted = post.kept[COMMUNE, key]
    shutil.copytree(post.folder / COMMUNE, tmp_path / COMMUNE)
    with open_office(tmp_path / COMMUNE / f"{COMMUNE}.sct", surroundings=surroundings()) as office:
        receiving.reopen(office, YEAR, COMMUNE, reason="thử")
        path = post.all(f"{COMMUNE} {key}")["as .ods"]
        found = filling.fill(office, YEAR, path)
        refused = [("o4", ("opened",))] if key == "oddities" else []
        assert [(one.record_id, one.fields) for one in found.refused] == refused
        if refused:
            found = filling.fill(office, YEAR, path, keep_drafts=True)
        unit = office.unit_in(YEAR).key
        kept = records.read(office.store, form, unit=unit, period=YEAR.label)
        assert found.taken and [one for one in kept if one.record_id != "o4"] == [
            one for one in wanted if one.record_id != "o4"
        ]


@pytest.mark.parametrize(
    ("name", "folder", "code", "outcome"),
    [
        ("receipt", "sender", COMMUNES[2], "received"),
        ("returned", "sender", COMMUNES[2], "returned"),
        ("approved", COMMUNE, COMMUNE, "approved"),
    ],
)
def test_an_answer_says_the_same_to_the_program_and_to_people(
    post: Post, tmp_path: Path, name: str, folder: str, code: str, outcome: str
) -> None:
    path, again = post.both(name)
    assert reply.read(again) == reply.read(path)
    assert told(again) == told(path)
    shutil.copytree(post.folder / folder, tmp_path / "x")
    with open_office(tmp_path / "x" / f"{code}.sct", surroundings=surroundings()) as office:
        assert answered.open_receipt(office, again).outcome == outcome


def told(path: Path) -> list[list[Sequence[object]]]:
    """Every cell of every sheet."""
    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_the_letter_that_explains_a_correction_says_the_same(post: Post) -> None:
    path, again = post.both("letter")
    assert told(again) == told(path)
    assert any("Tên mới" in map(str, row) for sheet in told(again) for row in sheet)


@pytest.mark.parametrize("kind", ["as written", "as .xlsx", "as .ods"])
def test_what_people_write_themselves_is_read_alike(post: Post, tmp_path: Path, kind: str) -> None:
    codes = lists.read_workbook(post.all("codes")[kind])
    assert [(one.code, one.name, one.valid_from) for one in codes] == [
        ("01", "Nội thành", None),
        ("02", "'Ngoại thành", date(2021, 7, 1)),
    ]
    with an_office(tmp_path / "86", "86", on=NOW) as office:
        found = unit_changes.look(office, post.all("units")[kind])
        assert found.contradictions == () and [unit.code for unit in found.ended] == [UNIT]
        assert [(unit.code, unit.name, unit.valid_from) for unit in found.began] == [
            ("29999", "Xã Hòa Hợp", date(2027, 7, 1))
        ]
    with an_office(tmp_path / COMMUNE, COMMUNE) as office:
        entry.open_period(office, YEAR)
        sheet = old_lists.look(post.all("list")[kind])
        matches = old_lists.suggested(office, YEAR, "establishments", sheet)
        assert old_lists.take(office, YEAR, "establishments", sheet, matches).new == 2
        form, unit = office.form("establishments", YEAR), office.unit_in(YEAR).key
        listed = records.read(office.store, form, unit=unit, period=YEAR.label)
        assert [(one.values["name"], one.values["tax_code"]) for one in listed] == [
            ("Cơ sở Hai Thành", "0301234567"),
            ("Hộ Bảy & con", "2100123456-001"),
        ]


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
