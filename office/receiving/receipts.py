"""Receipts: one small workbook for every received file, which goes back to the sender and its program reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from base.disk import trouble
from base.errors import AppError, Code
from base.period import Period
from courier import reply as courier_reply
from courier.edits import edit_words
from courier.fingerprint import fingerprint
from courier.reply import Answer, Reply
from courier.sheet import KIND_WORDS
from courier.version import Held, Standing
from db import received, replies
from db.received import Judged
from office.figures.reporting import office_name
from office.office import VERSION, Office, refuse_other_kind
from office.receiving.arriving import Receipt
from office.receiving.receiving import RECEIPT_PREFIX, STATE_WORDS
from office.receiving.standings import standings

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
RETURNED_TITLE = "Phiếu trả lại báo cáo"
APPROVED_TITLE = "Thông báo duyệt báo cáo"
_REOPENED = "Đã mở lại báo cáo đã duyệt, chờ xem xét lại."
_CELLS_TOLD = 100
"""Edited cells that the receipt of a refused file lists."""
_LONGEST_STEM = 180
"""Bytes of a refused file's name that its receipt repeats: file systems stop at 255."""


def folder_for(folder: Path) -> Path:
    """The folder, made if it is missing; raises OUTPUT_FAILED where none can be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise AppError(Code.OUTPUT_FAILED, file=str(folder), why=trouble(refusal)) from refusal
    return folder


def write_receipts(office: Office, receipts: Sequence[Receipt], folder: Path) -> list[Path]:
    """One receipt a file, each under a name of its own; raises the troubles of writing."""
    from exports import receipt as exported

    folder = folder_for(folder)
    written: list[Path] = []
    for one in receipts:
        path = _free(folder / f"{RECEIPT_PREFIX}{_named(office, one)}.xlsx", written)
        exported.write(path, *_page(office, one))
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


def write_answer(office: Office, period: Period, code: str, path: Path) -> Reply:
    """The answer to the newest version of a unit as it stands now: received, approved, or returned with what to mend.

    Raises REPORT_NOT_RECEIVED, CONFLICT_UNDECIDED and the troubles of writing.
    """
    from exports import receipt as exported

    refuse_other_kind(path, ".xlsx")
    unit = office.tree(period).find(code)
    stands = standings(office, period).get(unit.key, Standing("none"))
    if stands.state == "none":
        raise AppError(Code.REPORT_NOT_RECEIVED, period=period.in_words(), unit=unit.name)
    if not stands.newest:
        raise AppError(Code.CONFLICT_UNDECIDED, unit=unit.name, version=stands.version)
    (file,) = [
        one
        for one in received.files(office.store, unit=unit.key, period=period.label, packet=office.packet)
        if one.hash == stands.newest
    ]
    one = Receipt(
        file.file, "new", unit.code, unit.name, period.label, file.version, file.hash, fingerprint(file.hash)
    )
    exported.write(path, *_page(office, one))
    return _reply(office, one)


def answer_name(office: Office, period: Period, code: str) -> str:
    """What the file of write_answer() is called."""
    unit = office.tree(period).find(code)
    place = {"unit": unit.key, "period": period.label, "packet": office.packet}
    newest = standings(office, period).get(unit.key, Standing("none")).newest
    version = next((one.version for one in received.files(office.store, **place) if one.hash == newest), 0)
    judged = received.judged(office.store, **place, digest=newest)
    said = {"return": "tra-lai-", "approve": "da-duyet-"}.get(judged.act if judged else "", "")
    return f"{RECEIPT_PREFIX}{said}{code}-{period.label}-ban-{version}.xlsx"


def write_answers(
    office: Office, period: Period, folder: Path, codes: Collection[str] | None = None
) -> list[Path]:
    """write_answer() for each of these units (codes), or for all whose own file came and is no conflict."""
    folder = folder_for(folder)
    written = []
    for key, stands in sorted(standings(office, period).items()):
        code = office.store.units.by_key(key).code
        if stands.newest and office.tree(period).has(code) and (codes is None or code in codes):
            written.append(folder / answer_name(office, period, code))
            write_answer(office, period, code, written[-1])
    return written


def _page(office: Office, one: Receipt) -> tuple[Slip, bytes]:
    """What the receipt shows, and what the sender's program reads of it."""
    if one.answer == "refused":
        now = office.store.surroundings.now()
        footer = f"Biên nhận – {one.file}"
        return _slip(office, office_name(office.unit), _refused(one, now), _NOTE_REFUSED, footer), b""
    reply = _reply(office, one)
    slip = _slip(office, reply.office_name, _answered(office, one, reply), _NOTE, "")
    title = {"returned": RETURNED_TITLE, "approved": APPROVED_TITLE}.get(reply.answer, slip.title)
    slip = replace(slip, title=title, footer=f"{title} – mã kiểm tra {one.fingerprint}")
    return slip, courier_reply.encode(reply)


def _slip(office: Office, receiving: str, lines: Sequence[tuple[str, str]], note: str, footer: str) -> Slip:
    from exports.receipt import Slip

    surroundings = office.store.surroundings
    return Slip(
        receiving_unit=receiving,
        lines=[("Cơ quan tiếp nhận", receiving), *lines],
        note=note,
        day=surroundings.now().date(),
        receiver=surroundings.who,
        footer=footer,
        illustrative=office.store.meta("illustrative") == "1",
    )


def _file(office: Office, one: Receipt) -> Held:
    (file,) = [held for held in _held(office, one) if held.hash == one.hash]
    return file


def _reply(office: Office, one: Receipt) -> Reply:
    """The answer as the sender's program reads it; of a file that is not used also why."""
    period = Period.parse(one.period)
    unit, own = office.tree(period).find(one.unit).key, office.unit_in(period)
    place = {"unit": unit, "period": one.period, "packet": office.packet}
    answer, at, why = _said(office, one, received.judged(office.store, **place, digest=one.hash))
    return Reply(
        format=courier_reply.format_for(answer),
        program=VERSION,
        unit=unit,
        unit_name=one.unit_name,
        period=one.period,
        packet=office.packet,
        version=one.version,
        hash=one.hash,
        answer=answer,
        at=at,
        office=own.key,
        office_name=office_name(own),
        reason=why,
        marks=tuple(replies.marks(office.store, one.hash)) if answer == "returned" else (),
    )


def _said(office: Office, one: Receipt, judged: Judged | None) -> tuple[Answer, str, str]:
    """What is answered, since when, and why: the newest decision counts, before any the arrival."""
    if judged is not None and judged.act == "return":
        return "returned", judged.at, judged.reason
    if judged is not None and judged.act == "approve":
        return "approved", judged.at, ""
    if judged is not None and judged.act == "reopen":
        return "received", judged.at, f"{_REOPENED} Lý do: {judged.reason}"
    unused = one.answer in ("older", "gap", "conflict")
    return "received", _file(office, one).at, ANSWERS[one.answer] if unused else ""


def _refused(one: Receipt, now: datetime) -> list[tuple[str, str]]:
    return [
        ("Tệp", one.file),
        ("Kết quả", ANSWERS["refused"]),
        ("Lý do và việc cần làm", one.message),
        *(("Ô bị sửa trên Excel", edit_words(edit)) for edit in one.edits[:_CELLS_TOLD]),
        *([("Các ô khác", f"và {more} ô nữa")] if (more := len(one.edits) - _CELLS_TOLD) > 0 else []),
        ("Mã lỗi", one.code),
        ("Thời điểm trả lời", _moment(now)),
    ]


def _answered(office: Office, one: Receipt, reply: Reply) -> list[tuple[str, str]]:
    file = _file(office, one)
    period = Period.parse(one.period).in_words()
    return [
        ("Đơn vị gửi", f"{one.unit_name} (mã {one.unit})"),
        ("Kỳ báo cáo", period[:1].upper() + period[1:]),
        ("Bản số", str(one.version)),
        ("Loại số liệu", KIND_WORDS[file.kind]),
        ("Tệp", one.file),
        *_outcome(one, reply),
        ("Mã kiểm tra", one.fingerprint),
        ("Mã của tệp (SHA-256)", one.hash),
        ("Thời điểm tiếp nhận", _moment(datetime.fromisoformat(file.at))),
    ]


def _outcome(one: Receipt, reply: Reply) -> list[tuple[str, str]]:
    if reply.answer == "received":
        return [("Kết quả", reply.reason if reply.reason.startswith(_REOPENED) else ANSWERS[one.answer])]
    if reply.answer == "approved":
        when = ("Thời điểm duyệt", _moment(datetime.fromisoformat(reply.at)))
        return [("Kết quả", f"{STATE_WORDS['approved']}."), when]
    marks = [(f"Chỗ cần sửa {n}", f"{m.where}: {m.reason}") for n, m in enumerate(reply.marks, 1)]
    when = ("Thời điểm trả lại", _moment(datetime.fromisoformat(reply.at)))
    return [("Kết quả", f"{STATE_WORDS['returned']}."), ("Lý do", reply.reason), *marks, when]


def _moment(at: datetime) -> str:
    return f"{at:%H} giờ {at:%M}, ngày {at:%d/%m/%Y}"
