"""A receipt goes down again: the sender's program reads it, and a return leads to the fields."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from base.errors import AppError, Code
from courier.reply import Mark
from db import journal
from office import answered, checking, entry, receiving, records, returning, submitting
from office.office import Office
from office.receipts import write_answer, write_receipts
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln

FORMS = {"kilns.toml": KILNS}
TWO = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1"), kiln("k2", "Lò Năm", workers="4", area="2")]}
MARKS = [Mark("kilns", "k1", "workers", "Hồ sơ ghi 13 người"), Mark("kilns", "k2", "", "Xem lại cả lò")]


@pytest.fixture
def commune(tmp_path: Path) -> Office:
    office = answer(an_office(tmp_path / "commune", forms=FORMS), TWO)
    submitting.submit(office, YEAR, tmp_path / "nop.xlsx")
    return office


@pytest.fixture
def district(tmp_path: Path, commune: Office) -> Office:
    office = an_office(tmp_path / "district", DISTRICT, forms=FORMS)
    receiving.receive(office, [tmp_path / "nop.xlsx"])
    return office


def received_slip(tmp_path: Path, district: Office) -> Path:
    receipts = receiving.receive(district, [tmp_path / "nop.xlsx"])
    return write_receipts(district, receipts, tmp_path / "slips")[0]


def returned_slip(tmp_path: Path, district: Office, *, marks: list[Mark] = MARKS) -> Path:
    receiving.send_back(district, YEAR, COMMUNE, reason="Chưa khớp hồ sơ", marks=marks)
    path = tmp_path / "tra-lai.xlsx"
    write_answer(district, YEAR, COMMUNE, path)
    return path


def refusal(office: Office, path: Path) -> Code:
    with pytest.raises(AppError) as refused:
        answered.open_receipt(office, path)
    return refused.value.code


def told(office: Office) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [
        (p.code, p.record_id, p.fields, p.severity)
        for p in checking.check(office, YEAR)
        if p.code.startswith("RETURNED")
    ]


def test_a_receipt_tells_the_sender_that_the_report_was_received(tmp_path, commune, district):
    opened = answered.open_receipt(commune, received_slip(tmp_path, district))
    assert (opened.outcome, opened.reply.version, opened.reply.office_name) == (
        "received",
        1,
        "UBND thành phố Trà Vinh",
    )
    (version,) = submitting.versions(commune, YEAR)
    kept = answered.answer_to(commune, version.hash)
    assert kept is not None and (kept.answer, kept.at[:10]) == ("received", "2021-01-04")
    assert commune.report(YEAR).state == "submitted"
    assert journal.lines(commune.store)[-1].act == "receipt"


def test_a_return_reopens_the_report_and_stands_beside_the_fields(tmp_path, commune, district):
    opened = answered.open_receipt(commune, returned_slip(tmp_path, district))
    assert opened.outcome == "returned" and [m.where for m in opened.marks] == [
        "Lò gạch thủ công – Lò Tư – Lao động",
        "Lò gạch thủ công – Lò Năm",
    ]
    report = commune.report(YEAR)
    assert (report.state, report.reason) == ("returned", "Chưa khớp hồ sơ")
    assert told(commune) == [
        (Code.RETURNED_FIELD.name, "k1", ("workers",), "ask"),
        (Code.RETURNED_RECORD.name, "k2", ("name",), "ask"),
    ]
    beside = records.opened_record(commune, YEAR, "kilns", "k1").problems()
    assert [(p.code, p.fields) for p in beside] == [(Code.RETURNED_FIELD.name, ("workers",))]
    with pytest.raises(AppError) as refused:
        submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    assert refused.value.code is Code.REPORT_NOT_READY


def test_what_was_marked_is_settled_by_a_change_or_by_a_note(tmp_path, commune, district):
    answered.open_receipt(commune, returned_slip(tmp_path, district))
    entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="13", area="1")])
    entry.note(commune, YEAR, "kilns", "k2", "name", "Đã xem lại, số đúng")
    assert told(commune) == [(Code.RETURNED_RECORD.name, "k2", ("name",), "noted")]
    sent = submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    (receipt,) = receiving.receive(district, [tmp_path / "2.xlsx"])
    assert (sent.version, receipt.answer) == (2, "new")
    assert returning.marks(commune, YEAR) == []


def test_a_whole_form_is_settled_by_any_change_in_it(tmp_path, commune, district):
    slip = returned_slip(tmp_path, district, marks=[Mark("kilns", "", "", "Thiếu lò")])
    answered.open_receipt(commune, slip)
    assert told(commune) == [(Code.RETURNED_FORM.name, "", (), "ask")]
    entry.enter(commune, YEAR, "kilns", [kiln("k3", "Lò Sáu", workers="1", area="1")])
    assert told(commune) == []


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark("none", "", "", "x"), Code.FORM_UNKNOWN),
        (Mark("kilns", "k9", "", "x"), Code.RECORD_UNKNOWN),
        (Mark("kilns", "k1", "none", "x"), Code.FIELD_UNKNOWN),
        (Mark("kilns", "k1", "area", " "), Code.REASON_NEEDED),
    ],
)
def test_a_place_that_is_not_in_the_report_is_not_marked_and_nothing_is_returned(district, mark, code):
    with pytest.raises(AppError) as refused:
        receiving.send_back(district, YEAR, COMMUNE, reason="Xem lại", marks=[mark])
    assert refused.value.code is code
    assert [s.state for s in receiving.status(district, YEAR) if s.unit.code == COMMUNE] == ["sent"]


def test_the_order_in_which_receipts_are_opened_plays_no_part(tmp_path, commune, district):
    first = received_slip(tmp_path, district)
    answered.open_receipt(commune, returned_slip(tmp_path, district))
    assert answered.open_receipt(commune, first).outcome == "kept"
    assert commune.report(YEAR).state == "returned"
    assert answered.open_receipt(commune, tmp_path / "tra-lai.xlsx").outcome == "kept"


def test_a_return_of_an_older_version_opens_nothing(tmp_path, commune, district):
    slip = returned_slip(tmp_path, district)
    receiving.reopen(commune, YEAR, COMMUNE, reason="Tự sửa")
    entry.enter(commune, YEAR, "kilns", [kiln("k3", "Lò Sáu", workers="1", area="1")])
    submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    assert answered.open_receipt(commune, slip).outcome == "kept"
    assert (commune.report(YEAR).state, told(commune)) == ("submitted", [])


def test_a_receipt_for_another_unit_or_another_report_is_refused(tmp_path, commune, district):
    slip = received_slip(tmp_path, district)
    with an_office(tmp_path / "other", COMMUNES[1], forms=FORMS) as other:
        assert refusal(other, slip) is Code.RECEIPT_OTHER_UNIT
    with answer(an_office(tmp_path / "twin", forms=FORMS), {}) as twin:
        assert refusal(twin, slip) is Code.RECEIPT_OTHER_REPORT
        submitting.submit(twin, YEAR, tmp_path / "twin.xlsx")
        assert refusal(twin, slip) is Code.RECEIPT_OTHER_REPORT


def test_a_receipt_that_was_altered_is_refused(tmp_path, commune, district):
    assert refusal(commune, tmp_path / "nop.xlsx") is Code.RECEIPT_NONE
    slip = received_slip(tmp_path, district)
    book = openpyxl.load_workbook(slip)
    cell = book["_reply"]["B2"]
    cell.value = f"{'A' if cell.value[0] != 'A' else 'B'}{cell.value[1:]}"
    book.save(tmp_path / "altered.xlsx")
    assert refusal(commune, tmp_path / "altered.xlsx") is Code.RECEIPT_DAMAGED


def test_a_receipt_that_another_program_saved_again_is_read(tmp_path, commune, district):
    book = openpyxl.load_workbook(returned_slip(tmp_path, district))
    book["_reply"].sheet_state = "hidden"
    book.save(tmp_path / "again.xlsx")
    assert answered.open_receipt(commune, tmp_path / "again.xlsx").outcome == "returned"
