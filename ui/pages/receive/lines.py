"""What the list of units says of each report, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from base.errors import AppError, Code
from base.numbers import show
from courier.sheet import REMADE_WORDS
from office.receiving.arriving import Receipt
from office.receiving.inbox import Line
from office.receiving.receiving import Approved
from ui import moments
from ui.pages.submit.panes import kind_words
from ui.widgets.record.likeness import repeats
from ui.widgets.rows import Cell, Column

COLUMNS = (
    Column("Đơn vị", "Thị trấn Châu Thành"),
    Column("Trạng thái", "Không tổng hợp"),
    Column("Bản", "10", is_number=True, spare=2),
    Column("Loại số", "Chính thức", spare=4),
    Column("Nhận lúc", "00/00 00:00", spare=3),
    Column("Kiểm tra", spare=1),
)
FILTERS = (
    ("all", "Tất cả", ""),
    ("sent", "Chờ duyệt", "sent"),
    ("conflict", "Xung đột", "conflict"),
    ("edited", "Chờ xử lý", "ask"),
    ("returned", "Trả lại", "returned"),
    ("none", "Chưa nộp", "none"),
    ("approved", "Đã duyệt", "approved"),
    ("added", "Đã tổng hợp", "added"),
    ("closed", "Hoàn thành", "closed"),
    ("excluded", "Không tổng hợp", "excluded"),
)
_FIRST = ("conflict", "edited", "sent", "returned", "none")
"""What waits for a person stands on top."""
ANSWERS = {
    "new": "mới",
    "have": "đã có",
    "older": "cũ hơn bản đang giữ",
    "gap": "thiếu bản trước",
    "conflict": "xung đột",
    "refused": "không nhận được",
}
_REMADE = {
    "edited": "Đã nhận các ô sửa trên Excel.",
    "rebuilt": "Đã dựng lại từ trang in; nội dung khác mã kiểm tra đã in, phải duyệt riêng.",
    "restored": "Đã dựng lại từ trang in, giống hệt bản đã nộp.",
}
_HELD = {
    "new": "Bản này chờ duyệt.",
    "have": "Bản này đã có từ trước.",
    "older": "Đã có bản mới hơn.",
    "gap": "Còn thiếu bản trước.",
    "conflict": "Đã có tệp khác cùng bản số, hãy chọn tệp đúng.",
}


def seen_as(line: Line) -> str:
    """The key of the filter under which the line is seen: where an edited file is to be decided about, that."""
    return "edited" if line.held_up else line.state


def state_of(line: Line) -> tuple[str, str]:
    """(shape, word) of the line's state."""
    return next((shape, word) for key, word, shape in FILTERS if key == seen_as(line))


def rank(line: Line) -> int:
    """Where the line stands in the list."""
    seen = seen_as(line)
    return _FIRST.index(seen) if seen in _FIRST else len(_FIRST)


def approved_together(lines: Sequence[Line], ticked: Collection[str]) -> list[str]:
    """Codes of the units whose reports one act approves: those ticked (keys), else all that are sound."""
    chosen = [line.unit.code for line in lines if line.unit.key in ticked]
    return chosen or [line.unit.code for line in lines if line.sound]


def why_none(lines: Sequence[Line]) -> AppError:
    """Why no report can be approved together with others."""
    waits = any(line.waiting for line in lines)
    return AppError(Code.APPROVE_ONE_BY_ONE if waits else Code.NOTHING_TO_APPROVE)


def not_approved(found: Approved) -> str:
    """How many reports were approved and, a line each, why the others were not."""
    whys = [str(one.why) for one in found.left]
    if not found.units:
        return "\n\n".join(whys)
    head = f"Đã duyệt {show(len(found.units))} báo cáo. Còn {show(len(whys))} báo cáo chưa duyệt được:"
    return "\n\n".join([head, *whys])


def cells(line: Line) -> tuple[Cell, ...]:
    """One row of the list."""
    shape, word = state_of(line)
    return (
        Cell(line.unit.name, bold=line.waiting or line.held_up),
        Cell(word, shape),
        Cell(str(line.version) if line.version else ""),
        Cell(kind_words(line.kind)),
        Cell(moments.short(line.at), tip=moments.full(line.at)),
        Cell(checked(line)),
    )


def checked(line: Line) -> str:
    """How many explanations or edited cells, how much of the last period again, whether late, days that are left."""
    if line.edited is not None:
        told = f"sửa {show(line.edited.cells)} ô trên Excel"
        return told if line.held_up else f"{told}, {_checked(line)}"
    return _checked(line)


def _checked(line: Line) -> str:
    late = ["nộp muộn"] if line.on_time is False else []
    if line.state == "none":
        return _days(line.left)
    if line.rivals:
        return f"{len(line.rivals)} tệp khác nhau"
    if line.state == "returned":
        return f"chờ đơn vị gửi bản số {line.version + 1}"
    if line.state == "excluded":
        return line.reason
    if line.waiting:
        notes = repeats(line.repeated) if line.repeated else []
        notes += [REMADE_WORDS[line.remade]] if line.remade else []
        notes += [f"{line.notes} đã giải thích"] if line.notes else []
        found = [*notes, *(["thiếu bản trước"] if line.gap else []), *late]
        return ", ".join(found) or ("không có vấn đề" if line.repeated else "chưa so với kỳ trước")
    return f"trong báo cáo của {line.via}" if line.via else ", ".join(filter(None, [*late, line.reason]))


def _days(left: int | None) -> str:
    if left is None:
        return ""
    days = f"{show(abs(left))} ngày"
    return f"còn {days}" if left > 0 else "hôm nay là hạn" if left == 0 else f"quá hạn {days}"


def why(receipt: Receipt) -> str:
    """Why a file was refused, without its name: that stands beside it. "" of one that was not."""
    told = receipt.message
    for file in ("Tệp", "Báo cáo"):
        told = told.removeprefix(f"{file} “{receipt.file}”").lstrip(", ")
    return told[:1].upper() + told[1:]


def summary(receipts: Sequence[Receipt], period: str) -> str:
    """ "Vừa nhận 6 tệp: 3 mới, 1 đã có"; a file alone that is refused is told with its reason."""
    if not receipts:
        return "Không có tệp .xlsx nào trong thư mục này."
    if len(receipts) == 1 and receipts[0].answer == "refused":
        return receipts[0].message
    if len(receipts) == 1 and receipts[0].remade:
        return f"{_REMADE[receipts[0].remade]} {_HELD[receipts[0].answer]}"
    counts = [(words, sum(r.answer == key for r in receipts)) for key, words in ANSWERS.items()]
    told = ", ".join(f"{n} {words}" for words, n in counts if n)
    elsewhere = sum(bool(r.hash) and r.period != period for r in receipts)
    other = f"; {elsewhere} tệp thuộc kỳ khác" if elsewhere else ""
    edited = sum(bool(r.edits) for r in receipts)
    by_hand = f"; {edited} tệp bị sửa trên Excel" if edited else ""
    return f"Vừa nhận {len(receipts)} tệp: {told}{other}{by_hand}."
