"""What is not whole, known and unedited is refused with its reason; nothing changes, and the good files go in."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as OpenBook

from courier.sheet import HEADER_ROWS, LABEL_ROW, PAYLOAD_SHEET
from forms.load import load_built_in
from office.office import Office, open_office
from office.receiving import receiving
from office.receiving.arriving import Receipt
from tests.builders import (
    CLOSING,
    COMMUNE,
    COMMUNES,
    DISTRICT,
    KILNS,
    OTHER_DISTRICT,
    YEAR,
    an_office,
    dump,
    kiln,
    sound_answers,
    submission,
    surroundings,
)
from tests.office_suite import recalculated
from tests.resealed import resealed

KILN_ROWS = [
    kiln("k1", "Lò Đỏ", workers="12", area="1,25", cost="1.250,5", licensed="có", opened="01/03/2015"),
    kiln("k2", "Lò Bảy Núi", workers="…", area="0,75"),
]
SHEET = "Lò gạch thủ công"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune's submission of all forms and one of its own."""
    folder = tmp_path_factory.mktemp("sent")
    answers = {**sound_answers(), "kilns": KILN_ROWS}
    return submission(folder, COMMUNE, answers, forms={"kilns.toml": KILNS}, note="đã đối chiếu")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good submission of the next commune."""
    folder = tmp_path_factory.mktemp("other")
    return submission(folder, COMMUNES[1], {"kilns": KILN_ROWS[:1]}, forms={"kilns.toml": KILNS})


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    an_office(folder, DISTRICT).store.close()
    return folder / f"{DISTRICT}.sct"


@pytest.fixture
def district(empty: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copy(empty, tmp_path / "d.sct")
    with open_office(tmp_path / "d.sct", surroundings=surroundings(ids="d-")) as office:
        yield office


def refused(office: Office, path: Path) -> Receipt:
    """The receipt of a file that is refused; the data file is what it was before, to the last row."""
    before = dump(office.store, without=())
    (receipt,) = receiving.receive(office, [path])
    assert receipt.answer == "refused", receipt
    assert receipt.message and receipt.file == path.name
    assert dump(office.store, without=()) == before
    return receipt


def edited(sent: Path, folder: Path, change: Callable[[OpenBook], object]) -> Path:
    """The submission as a person would change it in a spreadsheet program."""
    book = openpyxl.load_workbook(sent)
    change(book)
    book.save(folder / "edited.xlsx")
    return folder / "edited.xlsx"


def written(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


# Files that are damaged.


def flips(content: bytes, wanted: int) -> list[int]:
    """Bit positions spread over the whole file."""
    bits = len(content) * 8
    return [(n * bits // wanted + 7 * n) % bits for n in range(wanted)]


def test_a_flipped_bit_is_noticed_or_harmless(sent: Path, district: Office, tmp_path: Path) -> None:
    """No flip lets another value in: the file is refused, or what is taken is the very same report."""
    content = sent.read_bytes()
    (good,) = receiving.receive(district, [sent])
    before = dump(district.store, without=())
    refusals = 0
    for bit in flips(content, 64):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        (receipt,) = receiving.receive(district, [written(tmp_path, "flipped.xlsx", bytes(flipped))])
        assert receipt.answer == "refused" or (receipt.answer, receipt.hash) == ("have", good.hash)
        assert dump(district.store, without=()) == before
        refusals += receipt.answer == "refused"
    assert (
        refusals > 40
    )  # the others hit what says nothing: styles, document properties, the archive's own fields


@pytest.mark.parametrize("kept", [0, 1, 3, 4, 100, 0.25, 0.5, 0.9, 0.999])
def test_a_cut_off_file_is_refused(sent: Path, district: Office, tmp_path: Path, kept: float) -> None:
    content = sent.read_bytes()
    size = int(len(content) * kept) if isinstance(kept, float) else kept
    receipt = refused(district, written(tmp_path, "cut.xlsx", content[:size]))
    assert receipt.code in ("FILE_EMPTY", "FILE_NOT_EXCEL", "FILE_DAMAGED")


def ole_with(stream: str) -> bytes:
    """What Excel writes for a workbook with a password, as far as a reader looks."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + stream.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "FILE_EMPTY"),
        ("really a pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "FILE_NOT_EXCEL"),
        ("really a text.xlsx", "Báo cáo năm 2020".encode(), "FILE_NOT_EXCEL"),
        ("password.xlsx", ole_with("EncryptedPackage"), "FILE_PASSWORD"),
        ("old.xls", ole_with("Workbook"), "FILE_DAMAGED"),
    ],
)
def test_what_is_no_workbook_says_what_it_is(
    district: Office, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert refused(district, written(tmp_path, name, content)).code == code


def test_a_file_that_is_not_there_is_told(district: Office, tmp_path: Path) -> None:
    assert refused(district, tmp_path / "nothing.xlsx").code == "FILE_NOT_FOUND"


def test_a_zip_that_is_no_workbook_is_refused(district: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8")
    assert refused(district, tmp_path / "photos.xlsx").code == "FILE_NOT_EXCEL"


def test_a_workbook_of_another_program_is_no_report(district: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    assert refused(district, tmp_path / "other.xlsx").code == "SUBMISSION_NONE"


# Files that were edited.


def cell_of(book: OpenBook, sheet: str, value: object) -> str:
    """The address at which a value stands first."""
    return next(
        cell.coordinate
        for row in book[sheet].iter_rows(min_row=HEADER_ROWS + 1)
        for cell in row
        if cell.value == value
    )


@pytest.mark.parametrize(
    ("sheet", "was", "becomes"),
    [
        (SHEET, 12, 13),
        (SHEET, 12, "12 người"),
        (SHEET, 12, None),
        (SHEET, 1250.5, 1250.6),
        (SHEET, 1.25, 1.2500001),
        (SHEET, "Lò Đỏ", "Lò Xanh"),
        (SHEET, "Lò Đỏ", "=1+1"),
        (SHEET, "…", 5),
        (SHEET, "k2", "k3"),
        ("Báo cáo", "Phường 4", "Phường 5"),
        ("Báo cáo", "Chính thức", "Ước tính"),
    ],
)
def test_an_edited_cell_is_named_by_sheet_and_address(
    sent: Path, district: Office, tmp_path: Path, sheet: str, was: object, becomes: object
) -> None:
    address = cell_of(openpyxl.load_workbook(sent), sheet, was)
    path = edited(sent, tmp_path, lambda book: book[sheet].__setitem__(address, becomes))
    receipt = refused(district, path)
    assert receipt.code == "SUBMISSION_EDITED"
    assert address in receipt.message and f"“{sheet}”" in receipt.message


def sort_rows(book: OpenBook) -> None:
    page = book[SHEET]
    first, second = HEADER_ROWS + 1, HEADER_ROWS + 2
    for column in range(1, page.max_column + 1):
        a, b = page.cell(first, column), page.cell(second, column)
        a.value, b.value = b.value, a.value


def swap_columns(book: OpenBook) -> None:
    """Two columns change places with their heads."""
    page = book[SHEET]
    for row in range(LABEL_ROW, page.max_row + 1):
        a, b = page.cell(row, 5), page.cell(row, 6)
        a.value, b.value = b.value, a.value


def swap_answers(book: OpenBook) -> None:
    """Two columns change places under their heads."""
    page = book[SHEET]
    for row in range(HEADER_ROWS + 1, page.max_row + 1):
        a, b = page.cell(row, 5), page.cell(row, 6)
        a.value, b.value = b.value, a.value


def sort_answers(book: OpenBook) -> None:
    """All but the first column is sorted."""
    page = book[SHEET]
    for column in range(2, page.max_column + 1):
        a, b = page.cell(HEADER_ROWS + 1, column), page.cell(HEADER_ROWS + 2, column)
        a.value, b.value = b.value, a.value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (sort_rows, "dòng bị đổi thứ tự"),
        (sort_answers, "dòng bị đổi chỗ"),
        (swap_columns, "cột bị đổi thứ tự"),
        (swap_answers, "cột bị đổi chỗ"),
        (lambda book: book[SHEET].delete_rows(HEADER_ROWS + 1), "mất 1 dòng"),
        (lambda book: book[SHEET].insert_rows(HEADER_ROWS + 1), "thêm 1 dòng"),
        (lambda book: book[SHEET].insert_cols(2), "cột bị xê dịch"),
        (lambda book: book[SHEET].delete_cols(5), "mất 1 cột"),
        (lambda book: book[SHEET].cell(HEADER_ROWS + 4, 2, "Lò thêm"), "dòng"),
        (lambda book: book["Ghi chú"].delete_rows(HEADER_ROWS + 1), "mất 1 dòng"),
    ],
    ids=[
        "sorted",
        "answers sorted",
        "columns swapped",
        "answers swapped",
        "row deleted",
        "row inserted",
        "column inserted",
        "column deleted",
        "row added",
        "note deleted",
    ],
)
def test_rows_and_columns_that_were_moved_are_named_and_the_file_is_refused_whole(
    sent: Path, district: Office, tmp_path: Path, change: Callable[[OpenBook], object], words: str
) -> None:
    receipt = refused(district, edited(sent, tmp_path, change))
    assert receipt.code == "SUBMISSION_MOVED" and not receipt.edits
    assert words in receipt.message


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book[SHEET].cell(HEADER_ROWS + 1, 40, 1),
        lambda book: book["Ghi chú"].cell(HEADER_ROWS + 1, 4, "lý do khác"),
    ],
    ids=["far cell", "note changed"],
)
def test_what_is_typed_beside_the_answers_is_noticed(
    sent: Path, district: Office, tmp_path: Path, change: Callable[[OpenBook], object]
) -> None:
    receipt = refused(district, edited(sent, tmp_path, change))
    assert receipt.code == "SUBMISSION_EDITED" and not receipt.takeable


def rename(book: OpenBook) -> None:
    book[SHEET].title = "Lò gạch"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.remove(book[SHEET]), "SUBMISSION_DAMAGED"),
        (rename, "SUBMISSION_DAMAGED"),
        (lambda book: book.remove(book[PAYLOAD_SHEET]), "SUBMISSION_PAYLOAD_GONE"),
        (lambda book: book[PAYLOAD_SHEET].__setitem__("B2", "AAAA"), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].__setitem__("C1", 9), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].__setitem__("C1", "nhiều"), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].__setitem__("A1", None), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].__setitem__("E1", "0" * 64), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].delete_rows(2), "SUBMISSION_DAMAGED"),
        (lambda book: book[PAYLOAD_SHEET].delete_rows(1, 50), "SUBMISSION_DAMAGED"),
    ],
    ids=[
        "deleted",
        "renamed",
        "no payload",
        "chunk",
        "count",
        "count text",
        "mark",
        "seal",
        "chunk gone",
        "blank",
    ],
)
def test_sheets_that_were_removed_or_touched_are_noticed(
    sent: Path, district: Office, tmp_path: Path, change: Callable[[OpenBook], object], code: str
) -> None:
    assert refused(district, edited(sent, tmp_path, change)).code == code


# Files that are whole but not for us.


def repacked(sent: Path, folder: Path, change: Callable[[dict[str, object]], object]) -> Path:
    """A submission whose hidden payload says something else, sealed again; the visible sheets stay."""

    def only_the_core(core: dict[str, object], children: dict[str, bytes]) -> dict[str, bytes]:
        change(core)
        return children

    return resealed(sent, folder, only_the_core)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 3, "program": "9.1"}, "SUBMISSION_NEWER"),
        ({"version": 2}, "SUBMISSION_EDITED"),
        ({"version": 2**40}, "SUBMISSION_DAMAGED"),
        ({"unit_name": "Phường 5"}, "SUBMISSION_EDITED"),
        ({"period": "2021"}, "SUBMISSION_EDITED"),
        ({"period": "kỳ này"}, "PERIOD_UNKNOWN"),
        ({"packet": "nothing"}, "SUBMISSION_EDITED"),
        ({"predecessor": "xyz"}, "SUBMISSION_DAMAGED"),
        ({"extra": 1}, "SUBMISSION_DAMAGED"),
        ({"parts": []}, "SUBMISSION_MOVED"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_a_payload_that_says_something_else_is_refused(
    sent: Path, district: Office, tmp_path: Path, change: dict[str, object], code: str
) -> None:
    assert refused(district, repacked(sent, tmp_path, lambda told: told.update(change))).code == code


def test_a_newer_program_is_named(sent: Path, district: Office, tmp_path: Path) -> None:
    receipt = refused(district, repacked(sent, tmp_path, lambda told: told.update(format=3, program="9.1")))
    assert "9.1" in receipt.message


def test_a_unit_outside_the_tree_is_refused(sent: Path, tmp_path: Path) -> None:
    with an_office(tmp_path / "d", OTHER_DISTRICT) as office:
        assert refused(office, sent).code == "SUBMISSION_OTHER_UNIT"


def test_a_unit_that_never_was_is_refused(district: Office, sent: Path, tmp_path: Path) -> None:
    path = repacked(sent, tmp_path, lambda told: told.update(unit="29999@2020-01-01"))
    assert refused(district, path).code in ("SUBMISSION_EDITED", "SUBMISSION_OTHER_UNIT")


def test_the_offices_own_report_is_refused(sent: Path, tmp_path: Path) -> None:
    with an_office(tmp_path / "c", COMMUNE) as office:
        assert refused(office, sent).code == "SUBMISSION_OWN"


def test_a_report_that_would_have_been_stopped_below_is_refused(district: Office, tmp_path: Path) -> None:
    """A commune whose form has no rule sends what the district's edition of the form stops."""
    lenient = KILNS.replace('check = "workers <= 5"', 'check = "workers <= 5000"')
    rows = [kiln("k1", "Lò", workers="6", licensed="không")]
    path = submission(tmp_path, COMMUNE, {"kilns": rows}, forms={"kilns.toml": lenient})
    with an_office(tmp_path / "strict", DISTRICT, forms={"kilns.toml": KILNS}) as strict:
        assert refused(strict, path).code == "SUBMISSION_PROBLEMS"
    (receipt,) = receiving.receive(district, [path])
    assert receipt.answer == "new"


# Files that are good.


def test_one_bad_file_keeps_no_good_one_out(
    sent: Path, other: Path, district: Office, tmp_path: Path
) -> None:
    bad = [
        written(tmp_path, "cut.xlsx", sent.read_bytes()[:2000]),
        written(tmp_path, "text.xlsx", b"text"),
        edited(other, tmp_path, lambda book: book.remove(book[SHEET])),
    ]
    receipts = receiving.receive(district, [bad[0], sent, bad[1], other, bad[2], sent])
    assert [r.answer for r in receipts] == ["refused", "new", "refused", "new", "refused", "have"]
    assert len(receiving.approve(district, YEAR)) == 2


def test_a_folder_is_received_by_name_without_the_locks_of_excel(
    sent: Path, other: Path, district: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "usb"
    (folder / "phường").mkdir(parents=True)
    shutil.copy(other, folder / "phường" / "b.xlsx")
    shutil.copy(sent, folder / "a.xlsx")
    written(folder, "~$a.xlsx", b"lock")
    written(folder, "đọc tôi.txt", b"x")
    found = receiving.files_in([folder])
    assert [path.name for path in found] == ["a.xlsx", "b.xlsx"]
    assert {r.answer for r in receiving.receive(district, found)} == {"new"}


def test_a_file_that_libreoffice_saved_again_is_taken(sent: Path, district: Office) -> None:
    (receipt,) = receiving.receive(district, [recalculated(sent)])
    assert receipt.answer == "new", receipt.message
    (again,) = receiving.receive(district, [sent])
    assert (again.answer, again.hash) == ("have", receipt.hash)


def test_a_file_that_openpyxl_saved_again_is_taken(sent: Path, district: Office, tmp_path: Path) -> None:
    (receipt,) = receiving.receive(district, [edited(sent, tmp_path, lambda book: None)])
    assert receipt.answer == "new", receipt.message


def test_the_sample_holds_every_form_in_force() -> None:
    assert set(sound_answers()) == {form.key for form in load_built_in().in_force(CLOSING)}
