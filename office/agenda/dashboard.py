"""What an office above communes sees first: who has reported, who is to be reminded, and the headline figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from base.numbers import show, told
from base.period import Period
from base.text import sort_key
from base.units import Unit
from consolidation.coverage import Completeness
from consolidation.figures import Consolidated, Coverage, IndicatorInfo, UnitFigures
from courier.version import Held, Standing
from db import received
from office.agenda import periods
from office.agenda.chasing import Chased, chased
from office.agenda.home import NextStep, Overview, Troubles, troubles
from office.agenda.timeliness import FormLine, by_form, of_units, owed
from office.office import Office
from office.receiving.standings import held_up, standings

HEADLINES = ("establishments_total", "workers_total", "output_current", "markets_total", "electrified_rate")
STATE_ORDER = ("approved", "added", "closed", "sent", "conflict", "returned", "none", "excluded")
_BELOW = {"commune": "xã, phường", "district": "huyện"}
_MILLIONS_TO_BILLIONS = 100_000
_FEW = 1000
"""Of so few things a change is told by number, of more in percent."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit that still owes its report, or its corrected report."""

    unit: Unit
    state: str
    note: str
    late_days: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where the reports of the units directly below stand. `states`: state → units, in the order of the ladder.

    `arrivals`: day → how many of them came first on it. `edited`: names of those whose file was edited by hand and
    is all that waits for a decision; while it does they are not reminded.
    """

    coverage: Coverage
    below: str
    units: int
    came: int
    states: Mapping[str, int]
    arrivals: tuple[tuple[date, int], ...]
    due: date | None
    days_left: int | None
    remind: tuple[Reminder, ...]
    waiting: int
    conflicts: tuple[str, ...]
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """One key figure as it is shown, and its change on the period before, or why there is none."""

    key: str
    label: str
    value: str
    unit: str
    change: str
    basis: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Headlines:
    """The key figures with the coverage that they rest on."""

    items: tuple[Headline, ...]
    coverage: Coverage
    below: str


def dashboard(office: Office, period: Period) -> Dashboard:
    """Reads standings and times of arrival only, no file's content."""
    tree, own = office.tree(period), office.unit_in(period)
    below = tree.children(own)
    stands = standings(office, period)
    held = received.held(office.store, period=period.label, packet=office.packet)
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    sent_up = periods.own_state(office, period) in periods.CLOSED
    risen = ("added" if tree.parent(own) else "closed") if sent_up else "approved"
    states = {u.key: _state(stands.get(u.key), u.key in admitted, risen) for u in below}
    counted = Counter(states.values())
    communes = tree.communes(own)
    came = admitted.keys() | held.keys()
    edited = held_up(office, period, stands)
    due = periods.deadline(office, period, below[0].level) if below else None
    today = office.store.surroundings.now().date()
    return Dashboard(
        Coverage(
            len(communes), sum(c.key in came for c in communes), sum(c.key in admitted for c in communes)
        ),
        _BELOW.get(below[0].level, "đơn vị") if below else "đơn vị",
        len(below),
        sum(u.key in held for u in below),
        {state: counted[state] for state in STATE_ORDER if counted[state]},
        _arrivals(held, below),
        due,
        (due - today).days if due else None,
        _reminders(office, period, [u for u in below if u.key not in edited], states, stands),
        sum(_waits(stands[u.key]) for u in below if u.key in stands),
        tuple(u.name for u in below if states[u.key] == "conflict"),
        tuple(u.name for u in tree.under(own.code) if u.key in edited),
    )


def _state(s: Standing | None, is_admitted: bool, risen: str) -> str:  # noqa: FBT001 (inner)
    state = s.state if s else "none"
    if state == "approved" or (is_admitted and state in ("none", "sent", "returned")):
        return risen
    return state


def _waits(s: Standing) -> bool:
    return bool(s.newest) and (s.state == "sent" or (s.state == "approved" and s.waiting))


def _arrivals(held: Mapping[str, Sequence[Held]], below: Sequence[Unit]) -> tuple[tuple[date, int], ...]:
    days = Counter(min(date.fromisoformat(h.at[:10]) for h in held[u.key]) for u in below if held.get(u.key))
    return tuple(sorted(days.items()))


def _reminders(
    office: Office,
    period: Period,
    below: Sequence[Unit],
    states: Mapping[str, str],
    stands: Mapping[str, Standing],
) -> tuple[Reminder, ...]:
    """Those sent back first, then those that were latest the last time."""
    last = period.before()
    before = received.held(office.store, period=last.label, packet=office.packet)
    found = []
    for unit in below:
        if states[unit.key] == "returned":
            found.append(Reminder(unit, "returned", f"Lý do: {stands[unit.key].reason}", 0))
        elif states[unit.key] == "none":
            due = periods.deadline(office, last, unit.level)
            note, late = _last_time(before.get(unit.key, ()), due, any_came=bool(before))
            found.append(Reminder(unit, "none", note, late))
    found.sort(key=lambda r: (r.state != "returned", -r.late_days, sort_key(r.unit.bare_name)))
    return tuple(found)


def _last_time(files: Sequence[Held], due: date | None, *, any_came: bool) -> tuple[str, int]:
    if not any_came or due is None:
        return "", 0
    if not files:
        return "Kỳ trước không nộp", 10_000
    late = (min(date.fromisoformat(h.at[:10]) for h in files) - due).days
    return (f"Kỳ trước nộp muộn {show(late)} ngày", late) if late > 0 else ("Kỳ trước đúng hạn", 0)


@dataclass(frozen=True, slots=True)
class Details:
    """What takes reading: the key figures, the forms against their deadlines, everybody who owes anything, and what a
    check of the office's own report finds (None while it cannot be changed): the same establishment in two communes."""

    headlines: Headlines
    forms: tuple[FormLine, ...]
    counts: Completeness
    chased: tuple[Chased, ...]
    troubles: Troubles | None = None


def details(office: Office, period: Period) -> Details:
    """Reads every report's head and adds all up: beside the window."""
    units = owed(office, period)
    return Details(
        headlines(office, period),
        tuple(by_form(units)),
        of_units(units),
        tuple(chased(office, period, units)),
        troubles(office, period) if periods.own_state(office, period) in ("draft", "returned") else None,
    )


def next_step(own: Overview, seen: Dashboard, found: Troubles | None = None) -> NextStep:
    """What an office above communes does next; before the check has ended (None) only what needs none of it."""
    words = own.period.in_words()
    if not own.begun:
        return NextStep("open", f"Mở kỳ {words}", f"{seen.units} {seen.below} nộp báo cáo về đây.", "Mở kỳ")
    if own.state in periods.CLOSED:
        where = "Đã nộp" if own.above else "Đã hoàn thành"
        detail = f"{where} bản số {own.version}. Số liệu cộng từ {_out_of(seen)}."
        return NextStep("see", "Xem số liệu tổng hợp", detail, "Xem tổng hợp", "consolidation")
    if seen.conflicts:
        names = ", ".join(seen.conflicts[:3])
        return NextStep("receive", f"Chọn tệp đúng của {names}", "Đơn vị gửi hai tệp khác nhau cùng một số bản.",
                        "Mở Nhận và duyệt", "receive")  # fmt: skip
    if seen.edited:
        names = ", ".join(seen.edited[:3])
        return NextStep("receive", f"Xử lý tệp bị sửa trên Excel của {names}",
                        "Xem các ô bị sửa, rồi nhận các ô đã sửa hoặc trả lại tệp.",
                        "Mở Nhận và duyệt", "receive")  # fmt: skip
    if seen.waiting:
        left = f"Đã duyệt {_out_of(seen)}."
        return NextStep("approve", f"Duyệt {seen.waiting} báo cáo", left, "Mở Nhận và duyệt", "receive")
    if seen.remind and seen.came == 0:
        return NextStep(
            "receive", f"Tiếp nhận báo cáo {words}", _due_words(seen), "Mở Nhận và duyệt", "receive"
        )
    if seen.remind:
        return NextStep("remind", f"Nhắc {len(seen.remind)} đơn vị", _due_words(seen), "Chép danh sách nhắc")
    if any(line.waits for line in own.forms):
        line = next(line for line in own.forms if line.waits)
        return NextStep("enter", f"Nhập {line.title}", "Biểu do đơn vị tự lập.", "Nhập", "entry", line.key)
    told = f"Đã duyệt đủ {_out_of(seen)}."
    if found is not None and found.first:
        told = found.first[0].message
    if found is not None and found.stopping:
        return NextStep("mend", f"Sửa {show(found.stopping)} ô chưa đúng", told, "Mở Kiểm tra", "checks")
    left = f", còn {show(found.asking)} chỗ cần giải thích" if found is not None and found.asking else ""
    return NextStep("submit", f"Nộp báo cáo tổng hợp{left}", told, "Nộp báo cáo", "submit")


def _out_of(seen: Dashboard) -> str:
    return f"{seen.coverage.approved}/{seen.coverage.expected} xã, phường"


def _due_words(seen: Dashboard) -> str:
    if seen.due is None or seen.days_left is None:
        return f"{seen.came}/{seen.units} {seen.below} đã nộp."
    days = f"{show(abs(seen.days_left))} ngày"
    left = f"còn {days}" if seen.days_left >= 0 else f"quá hạn {days}"
    return f"{seen.came}/{seen.units} {seen.below} đã nộp; hạn {seen.due:%d/%m/%Y}, {left}."


def headlines(office: Office, period: Period) -> Headlines:
    """Five key figures; each is compared on the same communes in both periods only."""
    from office.figures.figures import consolidate

    now, before = consolidate(office, period), consolidate(office, period.before())
    keys = [key for key in HEADLINES if key in now.indicators]
    items = tuple(_headline(now.indicators[key], now, before) for key in keys)
    return Headlines(items, now.root.coverage, "xã, phường")


def _headline(info: IndicatorInfo, now: Consolidated, before: Consolidated) -> Headline:
    figure = now.root.figures[info.key]
    label = info.label.removeprefix("Trong đó: ").removeprefix("Tổng số ").removeprefix("Tổng ")
    value, unit, decimals = figure.value, info.unit, info.decimals
    if value is not None and unit == "triệu đồng" and abs(value) >= _MILLIONS_TO_BILLIONS:
        value, unit, decimals = value / 1000, "tỷ đồng", 1
    change, basis = _change(info, now, before)
    complete = now.root.coverage.complete and figure.units >= now.root.coverage.expected
    return Headline(
        info.key, label[:1].upper() + label[1:], told(value, decimals), unit, change, basis, complete
    )


def _change(info: IndicatorInfo, now: Consolidated, before: Consolidated) -> tuple[str, str]:
    """(the change in words, what it rests on); ("", why there is none)."""
    if info.key not in before.indicators:
        return "", "kỳ trước không có chỉ tiêu này"
    here, there = _known(now, info.key), _known(before, info.key)
    if not there:
        return "", "chưa có số liệu kỳ trước"
    same = here.keys() & there.keys()
    if not same:
        return "", "không có đơn vị nào có số liệu cả hai kỳ"
    whole = len(same) == len(here) == len(there)
    if info.is_ratio or info.over_units != "sum":
        if not whole:
            return "", "hai kỳ chưa cùng số đơn vị"
        return _compared(
            info, now.root.figures[info.key].value, before.root.figures[info.key].value
        ), "so kỳ trước"
    value = sum((here[key] for key in same), Fraction(0))
    stood = sum((there[key] for key in same), Fraction(0))
    return _compared(info, value, stood), "so kỳ trước" if whole else f"so kỳ trước, {len(same)} đơn vị"


def _known(found: Consolidated, key: str) -> dict[str, Fraction]:
    """commune → its figure, where it has one."""
    communes: list[UnitFigures] = [u for u in found.units if u.unit.level == "commune"]
    values = {u.unit.key: u.figures[key].value for u in communes}
    return {unit: value for unit, value in values.items() if value is not None}


def _compared(info: IndicatorInfo, value: Fraction | None, stood: Fraction | None) -> str:
    from consolidation.change import change_words

    few = not info.decimals and stood is not None and abs(stood) < _FEW
    return change_words(value, stood, whole=few and not info.is_ratio, points=info.unit == "%")
