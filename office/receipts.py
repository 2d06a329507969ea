"""Receipts: one small workbook for every received file, which goes back to the sender."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import AppError, Code
from base.period import Period
from courier.sheet import KIND_WORDS
from courier.version import Held
from db import received
from office.office import Office
from office.receiving import RECEIPT_PREFIX, Receipt
from office.reporting import office_name

if TYPE_CHECKING:
    from exports.receipt import Slip

ANSWERS = {
    "new": "Đã tiếp nhận, chờ duyệt.",
    "have": "Đã tiếp nhận từ trước; tệp này trùng với bản đã có, không có gì thay đổi.",
    "older": "Đã tiếp nhận và lưu lại, không dùng để tổng hợp: cơ quan tiếp nhận đã có bản số lớn hơn.",
    "gap": "Đã tiếp nhận, chờ duyệt. Chưa nhận được bản trước đó: đề nghị gửi bổ sung.",
    "conflict": "Đã tiếp nhận nhưng chưa dùng: đã có tệp khác cùng bản số mà nội dung khác. "
    "Đề nghị cho biết tệp nào đúng.",
    "refused": "Không tiếp nhận.",
}
_NOTE = "Mã kiểm tra in ở chân trang của báo cáo. Mã ở biên nhận giống mã ở bản giấy thì hai bên giữ cùng một bản."
_NOTE_REFUSED = "Tệp không được lưu lại; số liệu của cơ quan tiếp nhận không thay đổi."
_LONGEST_STEM = 180
"""Bytes of a refused file's name that its receipt repeats: file systems stop at 255."""


def folder_for(folder: Path) -> Path:
    """The folder, made if it is missing; raises OUTPUT_FAILED where none can be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        why = "đã có tệp cùng tên" if folder.exists() else refusal.strerror or str(refusal)
        raise AppError(Code.OUTPUT_FAILED, file=str(folder), why=why) from refusal
    return folder


def write_receipts(office: Office, receipts: Sequence[Receipt], folder: Path) -> list[Path]:
    """One receipt a file, each under a name of its own; raises the troubles of writing."""
    from exports import receipt as exported

    folder = folder_for(folder)
    written: list[Path] = []
    for one in receipts:
        path = _free(folder / f"{RECEIPT_PREFIX}{_named(office, one)}.xlsx", written)
        exported.write(path, _slip(office, one))
        written.append(path)
    return written


def _named(office: Office, one: Receipt) -> str:
    """The report that is answered; files that claim the same version are told apart by their hash."""
    if one.answer == "refused":
        return Path(one.file).stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    rivals = [held for held in _held(office, one) if held.version == one.version]
    rival = f"-{one.hash[:8]}" if len(rivals) > 1 else ""
    return f"{one.unit}-{one.period}-ban-{one.version}{rival}"


def _free(path: Path, taken: Sequence[Path]) -> Path:
    """The path, numbered when this run has written it already: two folders may hold files of one name."""
    free, number = path, 1
    while free in taken:
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _held(office: Office, one: Receipt) -> list[Held]:
    """What is held of the unit and period that the receipt is about."""
    key = office.tree(Period.parse(one.period)).find(one.unit).key
    return received.held(office.store, period=one.period, packet=office.packet).get(key, [])


def _slip(office: Office, one: Receipt) -> Slip:
    from exports.receipt import Slip

    surroundings = office.store.surroundings
    now = surroundings.now()
    if one.answer == "refused":
        receiving, lines, footer = office_name(office.unit), _refused(one, now), f"Biên nhận – {one.file}"
    else:
        receiving = office_name(office.unit_in(Period.parse(one.period)))
        lines, footer = _answered(office, one), f"Biên nhận – mã kiểm tra {one.fingerprint}"
    return Slip(
        receiving_unit=receiving,
        lines=[("Cơ quan tiếp nhận", receiving), *lines],
        note=_NOTE_REFUSED if one.answer == "refused" else _NOTE,
        day=now.date(),
        receiver=surroundings.who,
        footer=footer,
        illustrative=office.store.meta("illustrative") == "1",
    )


def _refused(one: Receipt, now: datetime) -> list[tuple[str, str]]:
    return [
        ("Tệp", one.file),
        ("Kết quả", ANSWERS["refused"]),
        ("Lý do và việc cần làm", one.message),
        ("Mã lỗi", one.code),
        ("Thời điểm trả lời", _moment(now)),
    ]


def _answered(office: Office, one: Receipt) -> list[tuple[str, str]]:
    (file,) = [held for held in _held(office, one) if held.hash == one.hash]
    period = Period.parse(one.period).in_words()
    return [
        ("Đơn vị gửi", f"{one.unit_name} (mã {one.unit})"),
        ("Kỳ báo cáo", period[:1].upper() + period[1:]),
        ("Bản số", str(one.version)),
        ("Loại số liệu", KIND_WORDS[file.kind]),
        ("Tệp", one.file),
        ("Kết quả", ANSWERS[one.answer]),
        ("Mã kiểm tra", one.fingerprint),
        ("Mã của tệp (SHA-256)", one.hash),
        ("Thời điểm tiếp nhận", _moment(datetime.fromisoformat(file.at))),
    ]


def _moment(at: datetime) -> str:
    return f"{at:%H} giờ {at:%M}, ngày {at:%d/%m/%Y}"
