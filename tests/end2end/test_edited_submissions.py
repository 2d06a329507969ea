"""Cells edited in a spreadsheet program are listed, and taken with a reason; a lost payload is read off the sheets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenBook

from base.errors import AppError, Code
from courier import payload as courier_payload
from courier.payload import Payload
from courier.sheet import HEADER_ROWS, PAYLOAD_SHEET
from db import reports
from office.entering import entry
from office.figures import figures
from office.office import Office, open_office
from office.receiving import edited, receiving
from office.receiving.arriving import Receipt
from office.receiving.inbox import inbox
from office.receiving.standings import standings
from office.sending import submitting
from tests.builders import (
    COMMUNE,
    DISTRICT,
    KILNS,
    YEAR,
    an_office,
    answer,
    dump,
    kiln,
    noted,
    surroundings,
)

FORMS = {"kilns.toml": KILNS}
SHEET = "Lò gạch thủ công"
ROWS = [
    kiln("k1", "Lò Đỏ", workers="12", area="1,25", cost="1.250,5", licensed="có", opened="01/03/2015"),
    noted(kiln("k2", "Lò Bảy Núi", workers="…", area="0,75", cost="10"), cost="mới đi vào hoạt động"),
    kiln("k3", "Lò Ông Ba", workers="4", area="0,5", area_type="thành thị", features="Chợ đêm"),
]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune that has submitted once, its file, and a district that has received nothing."""
    folder = tmp_path_factory.mktemp("offices")
    with an_office(folder / "commune", COMMUNE, forms=FORMS) as office:
        answer(office, {"kilns": ROWS})
        submitting.submit(office, YEAR, folder / "sent.xlsx", note="Gửi lần đầu")
    with an_office(folder / "district", DISTRICT, forms=FORMS) as office:
        entry.open_period(office, YEAR)
    return folder


@pytest.fixture
def commune(offices: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(offices / "commune", tmp_path / "commune")
    with open_office(tmp_path / "commune" / f"{COMMUNE}.sct", surroundings=surroundings()) as office:
        yield office


@pytest.fixture
def sent(offices: Path, tmp_path: Path) -> Path:
    return shutil.copy(offices / "sent.xlsx", tmp_path / "sent.xlsx")


@pytest.fixture
def district(offices: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(offices / "district", tmp_path / "district")
    with open_office(tmp_path / "district" / f"{DISTRICT}.sct", surroundings=surroundings()) as office:
        yield office


def changed(sent: Path, *cells: tuple[str, object], sheet: str = SHEET) -> Path:
    """The file with these cells typed over and saved."""
    return touched(sent, lambda book: [book[sheet].__setitem__(*cell) for cell in cells])


def touched(sent: Path, change: Callable[[OpenBook], object]) -> Path:
    book = openpyxl.load_workbook(sent)
    change(book)
    path = sent.with_name("edited.xlsx")
    book.save(path)
    return path


def column(sent: Path, label: str) -> str:
    """The letter of the register's column with this label."""
    page = openpyxl.load_workbook(sent)[SHEET]
    return next(cell.column_letter for cell in page[5] if cell.value == label)


def cell(sent: Path, label: str, record: int) -> str:
    return f"{column(sent, label)}{HEADER_ROWS + record}"


def received_one(district: Office, path: Path) -> Receipt:
    (receipt,) = receiving.receive(district, [path])
    return receipt


def kept(district: Office, digest: str) -> Payload:
    return courier_payload.decode(reports.payload(district.store, digest))


def refused(district: Office, act: Callable[[], object]) -> AppError:
    """What the act is refused with; nothing has changed."""
    before = dump(district.store, without=())
    with pytest.raises(AppError) as told:
        act()
    assert dump(district.store, without=()) == before
    return told.value


def test_every_edited_cell_is_listed_with_both_values(sent: Path, district: Office) -> None:
    workers, cost = cell(sent, "Lao động", 1), cell(sent, "Chi phí trong kỳ", 2)
    path = changed(sent, (workers, 13), (cost, None), ("B8", "Lò Xanh"))
    receipt = received_one(district, path)
    assert (receipt.answer, receipt.code) == ("refused", Code.SUBMISSION_EDITED.name)
    assert (receipt.unit, receipt.version) == (COMMUNE, 1)
    told = {e.address: (e.sheet, e.record, e.label, e.sent, e.found, e.why) for e in receipt.edits}
    assert told == {
        "B8": (SHEET, "Lò Đỏ", "Tên lò", "Lò Đỏ", "Lò Xanh", ""),
        workers: (SHEET, "Lò Đỏ", "Lao động", 12, 13, ""),
        cost: (SHEET, "Lò Bảy Núi", "Chi phí trong kỳ", 10, "", ""),
    }
    assert receipt.takeable


def test_taken_edits_are_the_version_after_the_sent_one_and_the_original_stays(
    sent: Path, district: Office
) -> None:
    path = changed(sent, (cell(sent, "Lao động", 1), 13), (cell(sent, "Lao động", 2), 7))
    receipt = edited.take_edits(district, path, reason="Xã báo qua điện thoại")
    assert (receipt.answer, receipt.version, receipt.remade) == ("new", 2, "edited")
    made = kept(district, receipt.hash)
    original = kept(district, made.predecessor)
    assert courier_payload.digest(courier_payload.encode(original)) == received_one(district, sent).hash
    assert made.remade and (made.remade.how, made.remade.who, made.remade.reason) == (
        "edited",
        district.store.surroundings.who,
        "Xã báo qua điện thoại",
    )
    records = {r.record_id: r for part in made.parts if part.key == "kilns" for r in _records(part)}
    assert [records[k].values["workers"] for k in ("k1", "k2", "k3")] == [13, 7, 4]
    assert not records["k2"].marks and records["k2"].notes == ROWS[1].notes
    receiving.approve(district, YEAR, [COMMUNE])
    total = figures.consolidate(district, YEAR).root.figures["kiln_workers"].value
    assert total == 24


def _records(part: courier_payload.Part) -> list[courier_payload.Record]:
    return courier_payload.records_of(part)


def test_the_senders_own_next_version_is_a_conflict_that_a_person_decides(
    commune: Office, sent: Path, district: Office, tmp_path: Path
) -> None:
    made = edited.take_edits(
        district, changed(sent, (cell(sent, "Lao động", 1), 13)), reason="Xã báo qua điện thoại"
    )
    receiving.approve(district, YEAR, [COMMUNE])
    receiving.reopen(commune, YEAR, COMMUNE, reason="sửa số lao động")
    entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Đỏ", workers="14", area="1,25")])
    submitting.submit(commune, YEAR, tmp_path / "second.xlsx")
    own = received_one(district, tmp_path / "second.xlsx")
    assert own.answer == "conflict"
    stands = next(iter(standings(district, YEAR).values()))
    assert stands.counted == made.hash
    assert figures.consolidate(district, YEAR).root.figures["kiln_workers"].value == 17
    receiving.reopen(district, YEAR, COMMUNE, reason="chọn lại")
    receiving.resolve(district, YEAR, COMMUNE, own.hash, reason="xã gửi bản chính thức")
    receiving.approve(district, YEAR, [COMMUNE])
    assert figures.consolidate(district, YEAR).root.figures["kiln_workers"].value == 18


def test_the_same_edits_taken_again_are_already_here(sent: Path, district: Office) -> None:
    path = changed(sent, (cell(sent, "Lao động", 1), 13))
    first = edited.take_edits(district, path, reason="Xã báo qua điện thoại")
    again = edited.take_edits(district, path, reason="lý do khác")
    assert (again.answer, again.hash) == ("have", first.hash)
    other = edited.take_edits(
        district, changed(sent, (cell(sent, "Lao động", 1), 15)), reason="Xã báo lại lần hai"
    )
    assert other.answer == "conflict"


@pytest.mark.parametrize(
    ("sheet", "address", "value"),
    [
        (SHEET, "", "mười ba"),
        (SHEET, "A8", "k9"),
        (SHEET, "B5", "Tên"),
        (SHEET, "B6", "người"),
        ("Báo cáo", "B9", "29239@2020-01-01"),
        ("Báo cáo", "B14", 2),
        ("Ghi chú", "D8", "lý do khác"),
        (SHEET, "AZ8", 5),
    ],
    ids=["unreadable", "record id", "label", "unit", "cover unit", "version", "note", "beyond"],
)
def test_what_is_no_answer_cannot_be_taken_and_keeps_all_the_others_out(
    sent: Path, district: Office, sheet: str, address: str, value: object
) -> None:
    workers = cell(sent, "Lao động", 1)
    path = changed(sent, (workers, 13))
    path = changed(path, (address or cell(sent, "Lao động", 3), value), sheet=sheet)
    receipt = received_one(district, path)
    assert not receipt.takeable and len(receipt.edits) == 2
    refusal = refused(district, lambda: edited.take_edits(district, path, reason="thử"))
    assert refusal.code is Code.EDITS_NOT_TAKEN
    assert next(e.address for e in receipt.edits if e.why) in str(refusal)


def test_edits_that_the_rules_stop_are_not_taken(sent: Path, district: Office) -> None:
    path = changed(sent, (cell(sent, "Có giấy phép", 1), "Không"))
    refusal = refused(district, lambda: edited.take_edits(district, path, reason="thử"))
    assert refusal.code is Code.SUBMISSION_PROBLEMS


def test_without_a_reason_nothing_is_taken_or_rebuilt(sent: Path, district: Office) -> None:
    path = changed(sent, (cell(sent, "Lao động", 1), 13))
    for act in (edited.take_edits, edited.rebuild):
        assert refused(district, lambda act=act: act(district, path, reason=" ")).code is Code.REASON_NEEDED


def test_an_amount_typed_as_text_is_read_as_a_person_types_it(sent: Path, district: Office) -> None:
    receipt = edited.take_edits(district, changed(sent, (cell(sent, "Diện tích", 1), "1,5")), reason="đo lại")
    (part,) = (part for part in kept(district, receipt.hash).parts if part.key == "kilns")
    assert [r.values["area"] for r in _records(part)] == [15_000, 7_500, 5_000]


def lost(book: OpenBook) -> None:
    book.remove(book[PAYLOAD_SHEET])


def test_a_report_whose_payload_is_gone_is_named_and_rebuilt_to_the_byte(
    sent: Path, district: Office
) -> None:
    receipt = received_one(district, touched(sent, lost))
    assert receipt.code == Code.SUBMISSION_PAYLOAD_GONE.name and receipt.rebuildable
    rebuilt = edited.rebuild(district, sent.with_name("edited.xlsx"), reason="USB hỏng")
    assert (rebuilt.answer, rebuilt.remade) == ("new", "restored")
    assert not kept(district, rebuilt.hash).remade
    assert received_one(district, sent).hash == rebuilt.hash, "it is the very report that was sent"


def test_a_later_version_is_rebuilt_with_its_predecessor(
    commune: Office, sent: Path, district: Office, tmp_path: Path
) -> None:
    first = received_one(district, sent)
    receiving.reopen(commune, YEAR, COMMUNE, reason="sửa số lao động")
    entry.enter(commune, YEAR, "kilns", [kiln("k1", "Lò Đỏ", workers="14", area="1,25")])
    own = submitting.submit(commune, YEAR, tmp_path / "second.xlsx")
    path = touched(tmp_path / "second.xlsx", lost)
    rebuilt = edited.rebuild(district, path, reason="USB hỏng")
    assert (rebuilt.answer, rebuilt.remade, rebuilt.hash) == ("new", "restored", own.hash)
    assert kept(district, rebuilt.hash).predecessor == first.hash


def test_a_later_version_without_the_one_before_is_marked_and_a_gap(
    commune: Office, sent: Path, district: Office, tmp_path: Path
) -> None:
    receiving.reopen(commune, YEAR, COMMUNE, reason="sửa số lao động")
    submitting.submit(commune, YEAR, tmp_path / "second.xlsx")
    rebuilt = edited.rebuild(district, touched(tmp_path / "second.xlsx", lost), reason="USB hỏng")
    assert (rebuilt.answer, rebuilt.remade) == ("gap", "rebuilt")


def test_a_rebuilt_report_with_edited_cells_is_marked_and_approved_only_by_name(
    sent: Path, district: Office
) -> None:
    def lost_and_edited(book: OpenBook) -> None:
        book[SHEET][cell(sent, "Lao động", 1)] = 13
        lost(book)

    rebuilt = edited.rebuild(district, touched(sent, lost_and_edited), reason="USB hỏng")
    assert (rebuilt.answer, rebuilt.version, rebuilt.remade) == ("new", 1, "rebuilt")
    made = kept(district, rebuilt.hash)
    assert made.remade and (made.remade.how, made.remade.reason) == ("rebuilt", "USB hỏng")
    line = next(line for line in inbox(district, YEAR) if line.remade)
    assert line.approvable and not line.sound
    assert receiving.approve(district, YEAR) == []
    assert len(receiving.approve(district, YEAR, [COMMUNE])) == 1
    assert figures.consolidate(district, YEAR).root.figures["kiln_workers"].value == 17
    assert received_one(district, sent).answer == "conflict", "the lost original is found after all"


@pytest.mark.parametrize(
    ("sheet", "address", "value"),
    [
        (SHEET, "E8", "mười ba"),
        (SHEET, "B5", "Tên"),
        (SHEET, "A8", None),
        ("Báo cáo", "A9", "Mã"),
        ("Báo cáo", "B14", "hai"),
        ("Báo cáo", "B10", "Cấp huyện"),
        ("Ghi chú", "C8", "Chi tiêu"),
        ("Ghi chú", "B8", "k9"),
    ],
    ids=["unreadable", "label", "id gone", "cover line", "version", "level", "note's field", "note's record"],
)
def test_sheets_that_do_not_give_the_report_are_refused_with_the_place(
    sent: Path, district: Office, sheet: str, address: str, value: object
) -> None:
    if address == "E8":
        address = cell(sent, "Lao động", 1)

    def spoil(book: OpenBook) -> None:
        book[sheet][address] = value
        lost(book)

    path = touched(sent, spoil)
    refusal = refused(district, lambda: edited.rebuild(district, path, reason="USB hỏng"))
    assert refusal.code is Code.SUBMISSION_NOT_REBUILT


def test_a_row_that_is_gone_from_the_sheets_is_noticed_by_the_cover(sent: Path, district: Office) -> None:
    def spoil(book: OpenBook) -> None:
        book[SHEET].delete_rows(HEADER_ROWS + 1)
        lost(book)

    path = touched(sent, spoil)
    refusal = refused(district, lambda: edited.rebuild(district, path, reason="USB hỏng"))
    assert refusal.code is Code.SUBMISSION_NOT_REBUILT
