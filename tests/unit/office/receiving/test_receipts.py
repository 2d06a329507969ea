"""A receipt goes down again: the sender's program reads it, and a return leads to the fields."""

from __future__ import annotations

import itertools
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import openpyxl
import pytest

from base.errors import AppError, Code
from courier import reply as courier_reply
from courier.payload import TooNew
from courier.reply import Mark
from db import journal
from exports.receipt import Slip, write
from imports import reply as imported
from office.agenda import home, periods
from office.entering import checking, entry, records
from office.office import Office, open_office
from office.receiving import receiving, returning
from office.receiving.receipts import answer_name, write_answer, write_answers, write_receipts
from office.sending import answered, submitting
from tests.builders import (
    COMMUNE,
    COMMUNES,
    DISTRICT,
    KILNS,
    NOON,
    OTHER_DISTRICT,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    kiln,
    submission,
    surroundings,
)

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


def test_every_page_of_a_slip_says_what_it_is(tmp_path, commune, district):
    said = []
    for path in (received_slip(tmp_path, district), returned_slip(tmp_path, district)):
        page = openpyxl.load_workbook(path).worksheets[0]
        title = next(cell.value for (cell, *_) in page.iter_rows() if cell.value and "BÁO CÁO" in cell.value)
        said.append((title, page.oddFooter.left.text.split(" – ")[0].upper()))
    assert [title for title, _ in said] == [footer for _, footer in said]
    assert len({title for title, _ in said}) == 2


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


def forged(path: Path, given: Path, **changes: str) -> Path:
    """The reply of a receipt with these changes, in a receipt of its own."""
    reply = msgspec.structs.replace(imported.read(given), **changes)
    slip = Slip(receiving_unit="x", lines=[], note="", day=NOON.date(), receiver="", footer="")
    write(path, slip, courier_reply.encode(reply))
    return path


def test_a_receipt_of_an_office_that_is_not_above_changes_nothing(tmp_path, commune, district):
    returned = returned_slip(tmp_path, district)
    own = commune.unit_in(YEAR).key
    tree = commune.tree(YEAR)
    others = (own, tree.find(COMMUNES[1]).key, tree.find(OTHER_DISTRICT).key, tree.find("01").key, "", "x")
    acts = len(journal.lines(commune.store))
    for other in others:
        path = forged(tmp_path / "forged.xlsx", returned, office=other)
        assert refusal(commune, path) is Code.RECEIPT_OTHER_OFFICE
    assert commune.report(YEAR).state == "submitted" and len(journal.lines(commune.store)) == acts
    above = forged(tmp_path / "above.xlsx", returned, office=tree.find(PROVINCE).key)
    assert answered.open_receipt(commune, above).outcome == "returned"


@pytest.mark.parametrize(
    "at",
    [
        "hom qua",
        "",
        "2021-01-05",
        "20210105T000000+07:00",
        "2021-02-30T00:00:00+07:00",
        "2021-01-05T25:00:00Z",
    ],
)
def test_a_receipt_of_no_time_is_refused_before_anything_is_kept(tmp_path, commune, district, at):
    path = forged(tmp_path / "forged.xlsx", returned_slip(tmp_path, district), at=at)
    assert refusal(commune, path) is Code.RECEIPT_DAMAGED
    assert commune.report(YEAR).state == "submitted"


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


# Approved.


def later(office: Office, hours: int) -> None:
    """The office's clock stands so much later."""
    office.store.surroundings = surroundings(now=NOON + timedelta(hours=hours), ids=f"h{hours}-")


def slip(folder: Path, district: Office, name: str) -> Path:
    """The answer as it stands now."""
    write_answer(district, YEAR, COMMUNE, folder / f"{name}.xlsx")
    return folder / f"{name}.xlsx"


def seen_by_the_sender(commune: Office) -> tuple[str, str, str]:
    """State of the report, what was answered, and what the whole office sees of it."""
    said = answered.answer_to(commune, submitting.versions(commune, YEAR)[0].hash)
    return commune.report(YEAR).state, said.answer if said else "", periods.own_state(commune, YEAR)


def test_a_receipt_written_after_the_approval_tells_it_and_the_sender_s_status_follows(
    tmp_path, commune, district
):
    first = received_slip(tmp_path, district)
    later(district, 1)
    receiving.approve(district, YEAR)
    told = slip(tmp_path, district, "duyet")
    found = imported.read(told)
    assert (found.answer, found.at[:13], found.reason, found.marks) == ("approved", "2021-01-04T13", "", ())
    said = [str(cell) for row in openpyxl.load_workbook(told).worksheets[0].values for cell in row if cell]
    assert "THÔNG BÁO DUYỆT BÁO CÁO" in said and "Đã duyệt." in said
    assert answered.open_receipt(commune, first).outcome == "received"
    assert seen_by_the_sender(commune) == ("submitted", "received", "sent")
    opened = answered.open_receipt(commune, told)
    assert opened.outcome == "approved" and "đã duyệt" in answered.told(opened)
    assert seen_by_the_sender(commune) == ("submitted", "approved", "approved")
    own = receiving.status(commune, YEAR)[0]
    step = home.next_step(home.overview(commune, YEAR), None)
    assert own.state == "approved" and "được duyệt" in step.sentence
    with pytest.raises(AppError) as refused:
        entry.enter(commune, YEAR, "kilns", TWO["kilns"])
    assert refused.value.code is Code.REPORT_CLOSED and "đã duyệt" in str(refused.value)


def test_receipts_of_received_files_say_approved_once_it_was(tmp_path, commune, district):
    receipts = receiving.receive(district, [tmp_path / "nop.xlsx"])
    receiving.approve(district, YEAR)
    (path,) = write_receipts(district, receipts, tmp_path / "slips")
    assert imported.read(path).answer == "approved"


def test_answers_are_written_for_all_who_sent_a_report(tmp_path, commune, district):
    other = submission(tmp_path / "other", COMMUNES[1], TWO, forms=FORMS)
    receiving.receive(district, [other])
    receiving.approve(district, YEAR, [COMMUNE])
    receiving.send_back(district, YEAR, COMMUNES[1], reason="Thiếu lò")
    written = write_answers(district, YEAR, tmp_path / "slips")
    assert {path.name: imported.read(path).answer for path in written} == {
        f"bien-nhan-da-duyet-{COMMUNE}-2020-ban-1.xlsx": "approved",
        f"bien-nhan-tra-lai-{COMMUNES[1]}-2020-ban-1.xlsx": "returned",
    }
    assert [path.parent for path in write_answers(district, YEAR, tmp_path / "one", [COMMUNE])] == [
        tmp_path / "one"
    ]


def test_an_answer_is_named_by_the_version_that_it_answers(tmp_path, commune, district):
    receiving.approve(district, YEAR)
    receiving.reopen(commune, YEAR, COMMUNE, reason="Tự sửa")
    entry.enter(commune, YEAR, "kilns", [kiln("k3", "Lò Sáu", workers="1", area="1")])
    submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    receiving.receive(district, [tmp_path / "2.xlsx"])
    assert answer_name(district, YEAR, COMMUNE) == f"bien-nhan-{COMMUNE}-2020-ban-2.xlsx"
    assert imported.read(slip(tmp_path, district, "x")).answer == "received"


@pytest.fixture
def slips(tmp_path: Path, commune: Office, district: Office) -> list[Path]:
    """What the office above answered to one version, hour by hour: received, approved, reopened, returned."""
    found = [received_slip(tmp_path, district)]
    for hour, act in enumerate(("approve", "reopen", "return"), 1):
        later(district, hour)
        if act == "approve":
            receiving.approve(district, YEAR)
        elif act == "reopen":
            receiving.reopen(district, YEAR, COMMUNE, reason="Duyệt nhầm")
        else:
            receiving.send_back(district, YEAR, COMMUNE, reason="Chưa khớp hồ sơ", marks=MARKS)
        found.append(slip(tmp_path, district, act))
    commune.store.close()
    return found


AFTER = (
    ("submitted", "received", "sent"),
    ("submitted", "approved", "approved"),
    ("submitted", "received", "sent"),
    ("returned", "returned", "returned"),
)


@pytest.mark.parametrize("last", range(4), ids=["received", "approved", "reopened", "returned"])
def test_of_all_answers_to_a_version_the_newest_decision_counts_in_whatever_order_they_are_opened(
    tmp_path, commune, slips, last
):
    for n, order in enumerate(itertools.permutations(slips[: last + 1])):
        path = tmp_path / f"o{n}" / f"{COMMUNE}.sct"
        path.parent.mkdir()
        shutil.copy(commune.store.path, path)
        with open_office(path, forms=tmp_path / "commune" / "forms", surroundings=surroundings()) as again:
            for one in order:
                answered.open_receipt(again, one)
            assert seen_by_the_sender(again) == AFTER[last], order
            assert len(returning.marks(again, YEAR)) == (len(MARKS) if last == 3 else 0)


def test_the_sender_is_told_that_an_approval_was_taken_back(slips):
    told = imported.read(slips[2])
    assert (told.answer, "Duyệt nhầm" in told.reason) == ("received", True)


def returned_and_approved_after_all(tmp_path: Path, district: Office) -> tuple[Path, Path]:
    """The office returned the version by mistake, then took it as it was."""
    returned = returned_slip(tmp_path, district)
    digest = imported.read(returned).hash
    later(district, 1)
    receiving.resolve(district, YEAR, COMMUNE, digest, reason="Trả nhầm")
    receiving.approve(district, YEAR, [COMMUNE])
    return returned, slip(tmp_path, district, "duyet")


def test_a_report_returned_by_mistake_closes_again_when_it_was_approved_and_nobody_changed_it(
    tmp_path, commune, district
):
    for path in returned_and_approved_after_all(tmp_path, district):
        answered.open_receipt(commune, path)
    assert seen_by_the_sender(commune) == ("submitted", "approved", "approved")
    assert returning.marks(commune, YEAR) == []


def test_what_was_changed_meanwhile_is_not_closed_by_an_approval_of_what_it_was(tmp_path, commune, district):
    returned, approved = returned_and_approved_after_all(tmp_path, district)
    answered.open_receipt(commune, returned)
    entry.enter(commune, YEAR, "kilns", [kiln("k3", "Lò Sáu", workers="1", area="1")])
    answered.open_receipt(commune, approved)
    assert seen_by_the_sender(commune) == ("returned", "approved", "returned")
    assert submitting.submit(commune, YEAR, tmp_path / "2.xlsx").version == 2


def test_programs_of_before_approvals_read_all_other_answers(tmp_path, commune, district):
    assert imported.read(received_slip(tmp_path, district)).format == 1
    receiving.approve(district, YEAR)
    told = imported.read(slip(tmp_path, district, "duyet"))
    assert told.format == courier_reply.FORMAT == 2
    unknown = courier_reply.encode(msgspec.structs.replace(told, format=3, answer="closed"))  # type: ignore[arg-type]
    with pytest.raises(TooNew):
        courier_reply.decode(unknown)
