"""Reminding the units that owe a report: what is missing, due when, in words that can be sent as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from base.numbers import show
from base.period import Period
from base.text import sort_key
from base.units import Unit
from db import replies
from office.agenda.timeliness import FormDue, UnitDue, owed
from office.office import Office, refuse_other_kind
from office.receiving.standings import held_up, standings

WORDS = {
    "none": "chưa nộp",
    "returned": "đã trả lại, chờ bản sửa",
    "empty": "báo cáo chưa có số liệu",
    "incomplete": "còn thiếu biểu",
    "estimate": "mới có số ước tính",
    "preliminary": "mới có số sơ bộ",
}
_LISTED = 8
"""So many missing forms are named one by one."""
_ORDER = ("returned", "empty", "incomplete", "none", "preliminary", "estimate")


@dataclass(frozen=True, slots=True)
class Chased:
    """A unit directly below that still owes something: its report, the corrected one, some forms, the final figures.

    `missing`: titles of the forms with their own day, where one has another than the report. `late_days` past the
    day by which it was due, 0 before it; `places` to mend in a report that was returned.
    """

    unit: Unit
    state: str
    missing: tuple[str, ...]
    due: date | None
    late_days: int
    reason: str
    places: tuple[str, ...]

    @property
    def words(self) -> str:
        """ "chưa nộp"."""
        return WORDS[self.state]


def chased(office: Office, period: Period, units: Sequence[UnitDue] | None = None) -> list[Chased]:
    """The units to remind, those sent back first, then the latest; `units` as owed() gave them, if it was asked.

    Not those of which only a file edited by hand waits: it lies with this office until somebody decides about it.
    """
    from office.figures.estimates import open_in

    today = office.store.surroundings.now().date()
    stands = standings(office, period)
    edited = held_up(office, period, stands)
    soft = {one.unit.key: one.kind for one in open_in(office, period) if not one.waiting}
    found = []
    for one in owed(office, period) if units is None else units:
        state = _state(one) or soft.get(one.unit.key, "")
        if not one.direct or not state or one.unit.key in edited:
            continue
        due = one.awaited.due
        late = max(0, (today - due).days) if due else 0
        marks = replies.marks(office.store, stands[one.unit.key].newest) if state == "returned" else ()
        places = tuple(f"{m.where}: {m.reason}" for m in marks)
        found.append(Chased(one.unit, state, _missing(one), due, late, one.reason, places))
    found.sort(key=lambda c: (_ORDER.index(c.state), -c.late_days, sort_key(c.unit.bare_name)))
    return found


def _state(one: UnitDue) -> str:
    if one.state in ("none", "returned") and not one.awaited.approved:
        return one.state
    if one.awaited.excluded or one.state == "conflict":
        return ""
    if one.awaited.empty:
        return "empty"
    return "incomplete" if any(form.missing for form in one.forms) else ""


def _missing(one: UnitDue) -> tuple[str, ...]:
    """Titles of the forms; where nothing came of many, how many they are and those that have a day of their own."""
    lacking = [line for line in one.forms if not line.form.optional and (line.missing or one.state == "none")]
    own = [line for line in lacking if line.awaited.due != one.awaited.due]
    if len(lacking) <= _LISTED:
        return tuple(_titled(line, own=line in own) for line in lacking)
    return (f"{len(lacking)} biểu", *(_titled(line, own=True) for line in own))


def _titled(line: FormDue, *, own: bool = False) -> str:
    day = line.awaited.due
    return f"{line.form.title} (hạn {day:%d/%m/%Y})" if own and day else line.form.title


def letter(office: Office, period: Period, one: Chased) -> str:
    """What is sent to one unit."""
    from office.figures.reporting import office_name

    sender, words = office_name(office.unit_in(period)), period.in_words()
    due = f" (hạn {one.due:%d/%m/%Y}{_late(one)})" if one.due else ""
    said = {
        "none": f"{sender} chưa nhận được báo cáo thống kê công thương {words} của đơn vị{due}.",
        "returned": f"{sender} đã trả lại báo cáo thống kê công thương {words}, đến nay chưa nhận được bản sửa{due}.",
        "empty": f"Báo cáo thống kê công thương {words} của đơn vị chưa có số liệu ở biểu nào{due}.",
        "incomplete": f"Báo cáo thống kê công thương {words} của đơn vị còn thiếu biểu{due}.",
        "estimate": f"Báo cáo thống kê công thương {words} của đơn vị mới là số ước tính, chưa có số chính thức{due}.",
        "preliminary": f"Báo cáo thống kê công thương {words} của đơn vị mới là số sơ bộ, chưa có số chính thức{due}.",
    }[one.state]
    lines = [f"Kính gửi {office_name(one.unit)},", said]
    lines += [f"Lý do trả lại: {one.reason}"] if one.state == "returned" else []
    lines += [f"- {place}" for place in one.places]
    lines += [f"Biểu còn thiếu: {'; '.join(one.missing)}."] if one.missing else []
    lines.append(
        "Đề nghị đơn vị gửi tệp báo cáo sớm. Nếu đã gửi, xin báo lại để kiểm tra. Trân trọng cảm ơn."
    )
    return "\n".join(lines)


def _late(one: Chased) -> str:
    return f", đã quá {show(one.late_days)} ngày" if one.late_days else ""


def letter_to_all(office: Office, period: Period, found: Sequence[Chased]) -> str:
    """What is sent to the group of all units: one line each."""
    from office.figures.reporting import office_name

    sender, words = office_name(office.unit_in(period)), period.in_words()
    lines = [f"{sender} kính đề nghị các đơn vị sau hoàn thành báo cáo thống kê công thương {words}:"]
    for n, one in enumerate(found, 1):
        due = f", hạn {one.due:%d/%m/%Y}{_late(one)}" if one.due else ""
        lines.append(f"{n}. {one.unit.name}: {one.words}{due}.")
    return "\n".join([*lines, "Đơn vị nào đã gửi, xin báo lại để kiểm tra. Trân trọng cảm ơn."])


def write(office: Office, period: Period, path: Path, found: Sequence[Chased]) -> None:
    """The list as a workbook: one row a unit, with the words that are sent to it."""
    from exports.listing import Column, Listing, Table
    from exports.listing import write as write_listing
    from office.figures.reporting import office_name

    refuse_other_kind(path, ".xlsx")
    columns = (
        Column("TT", 5, right=True),
        Column("Đơn vị", 15),
        Column("Tình trạng", 10),
        Column("Hạn", 10),
        Column("Quá hạn (ngày)", 5, right=True),
        Column("Biểu còn thiếu, chỗ cần sửa", 25),
        Column("Lời nhắc", 30),
    )
    rows = [
        (
            str(n),
            f"{one.unit.name} (mã {one.unit.code})",
            one.words,
            f"{one.due:%d/%m/%Y}" if one.due else "",
            str(one.late_days or ""),
            "; ".join([*([one.reason] if one.reason else []), *one.places, *one.missing]),
            letter(office, period, one),
        )
        for n, one in enumerate(found, 1)
    ]
    sender = office_name(office.unit_in(period))
    listing = Listing(
        sender,
        f"Danh sách nhắc nộp báo cáo {period.in_words()}",
        (),
        [Table("", columns, rows, "Không còn đơn vị nào phải nhắc.")],
        f"{sender} – nhắc nộp báo cáo {period.in_words()}",
        office.store.meta("illustrative") == "1",
    )
    write_listing(path, listing)
