"""What an office has before it: how far each form is, what is in the way, and the one thing to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from base.errors import Code, Problem
from base.numbers import show
from base.period import Period
from base.progress import Progress
from base.units import Unit
from db import journal, received, records, reports, schema
from forms.owner import owner_key
from forms.spec import Form
from office.agenda import periods
from office.backups import Backup, last_backup
from office.office import Office, previous_period

Verb = Literal[
    "open", "enter", "mend", "explain", "confirm", "submit", "wait", "receive", "approve", "remind", "see"
]
FIRST_PROBLEMS = 6


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form of the report. `entered` of `expected` records (of a sheet: 0 or 1 of 1); `expected` None: unknown.

    Records brought over from the last period count as entered once a person has said what became of them. `due`: a
    deadline of the form's own, None where it is that of the report.
    """

    key: str
    title: str
    is_sheet: bool
    state: Literal["open", "filled", "nil"]
    entered: int
    expected: int | None
    unconfirmed: int
    changed_at: str
    topic: str = ""
    optional: bool = False
    due: date | None = None

    @property
    def waits(self) -> bool:
        """Whether the report lacks the form: it was not begun, and is not left to the office's choice."""
        return self.state == "open" and not self.optional

    @property
    def left(self) -> int:
        """How many records are still to come; 0 when the form is done or nobody can say."""
        if self.state == "nil":
            return 0
        if self.unconfirmed:
            return self.unconfirmed
        return max(0, (self.expected or 0) - self.entered) if self.state == "open" else 0


@dataclass(frozen=True, slots=True)
class Overview:
    """What can be told at once; problems take a check of all answers, see `troubles`."""

    period: Period
    begun: bool
    state: str
    version: int
    reason: str
    forms: tuple[FormLine, ...]
    due: date | None
    days_left: int | None
    backup: Backup | None
    above: str

    @property
    def done(self) -> int:
        """How many forms are filled in, or nil."""
        return sum(line.state != "open" for line in self.forms)


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a check found. `first`: the most pressing ones, forms that were not begun last."""

    stops: Mapping[str, int]
    asks: Mapping[str, int]
    first: tuple[Problem, ...]
    total: int

    @property
    def stopping(self) -> int:
        """How many answers must be mended."""
        return sum(self.stops.values())

    @property
    def asking(self) -> int:
        """How many answers need an explanation."""
        return sum(self.asks.values())


@dataclass(frozen=True, slots=True)
class NextStep:
    """One sentence, one button, and the spot that the button leads to."""

    verb: Verb
    sentence: str
    detail: str
    button: str
    page: str = ""
    form: str = ""
    record_id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that comes: of which period, and to whom the report goes."""

    on: date
    period: Period
    words: str
    state: str


def overview(office: Office, period: Period) -> Overview:
    """How far the office's own report is; a period that was not opened shows what it will ask for."""
    unit = office.unit_in(period)
    report = reports.find(office.store, unit=unit.key, period=period.label, packet=office.packet)
    due = periods.deadline(office, period)
    above = office.tree(period).parent(unit)
    return Overview(
        period,
        report is not None,
        periods.own_state(office, period),
        report.version if report else 0,
        report.reason if report and report.state == "returned" else "",
        tuple(_lines(office, period)),
        due,
        (due - office.store.surroundings.now().date()).days if due else None,
        last_backup(office),
        recipient(above),
    )


def kinds_below(office: Office, period: Period) -> Mapping[str, int]:
    """Kind of figures → reports from below that hold it: of each unit the one that is added up, else the newest."""
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    held = received.held(office.store, period=period.label, packet=office.packet)
    waiting = [max(files, key=lambda h: (h.version, h.at)) for u, files in held.items() if u not in admitted]
    return Counter([*(one.kind for one in admitted.values()), *(one.kind for one in waiting)])


def recipient(above: Unit | None) -> str:
    """The office that a report goes to: the unit above, or none for a province."""
    if above is None:
        return "Bộ Công Thương"
    return "Sở Công Thương" if above.level == "province" else above.name_in_text


def _lines(office: Office, period: Period) -> list[FormLine]:
    unit = office.unit_in(period).key
    states = records.states(office.store, unit=unit, period=period.label)
    changed = journal.last_changes(office.store, unit=unit, period=period.label)
    last = previous_period(office, period, unit)
    found: dict[str, FormLine] = {}
    for form in office.own_forms(period):
        state = states.get(form.key, ("open", ""))[0]
        counts = _counts(office, form, unit, period.label) if state == "filled" else {}
        waiting = 0 if form.extends else counts.get("carried", 0)
        found[form.key] = FormLine(
            form.key,
            form.title,
            form.kind == "sheet",
            state,
            sum(counts.values()) - waiting,
            _expected(office, form, found, unit, last),
            waiting,
            changed.get(form.key, ""),
            form.topic,
            form.optional,
            periods.own_deadline(office, period, form),
        )
    return list(found.values())


def _expected(
    office: Office, form: Form, before_it: Mapping[str, FormLine], unit: str, last: str
) -> int | None:
    """A sheet is one; a form that extends another has a record for each of its; a register as many as last time."""
    owner = before_it.get(owner_key(form)) if form.extends else None
    if form.kind == "sheet":
        return 1
    if owner is not None and owner.state == "filled":
        return owner.entered + owner.unconfirmed
    before = records.states(office.store, unit=unit, period=last) if last else {}
    if form.key not in before or before[form.key][0] != "filled":
        return None
    stood = _counts(office, form, unit, last)
    return sum(stood.values()) - stood.get("ended", 0)


def _counts(office: Office, form: Form, unit: str, period: str) -> dict[str, int]:
    schema.grow(office.store, [form])
    return records.carried_counts(office.store, form, unit=unit, period=period)


def troubles(office: Office, period: Period, *, progress: Progress | None = None) -> Troubles:
    """Checks all answers of the report, which may take a second for a big commune."""

    from office.entering.checking import check

    return troubles_of(check(office, period, progress=progress))


def troubles_of(problems: Sequence[Problem]) -> Troubles:
    """What a check's problems come to; those that are explained already are none."""
    waiting = [p for p in problems if p.severity != "noted"]
    stops: dict[str, int] = {}
    asks: dict[str, int] = {}
    for p in waiting:
        if p.code != Code.FORM_OPEN.name:
            counted = stops if p.severity == "stop" else asks
            counted[p.form] = counted.get(p.form, 0) + 1
    pressing = sorted(waiting, key=_pressing)
    return Troubles(stops, asks, tuple(pressing[:FIRST_PROBLEMS]), len(waiting))


def _pressing(p: Problem) -> int:
    if p.code == Code.FORM_OPEN.name:
        return 2
    return 0 if p.severity == "stop" else 1


def next_step(seen: Overview, found: Troubles | None) -> NextStep:
    """What a commune does next; before the check has ended (None) only what needs none of it."""
    if not seen.begun:
        words = seen.period.in_words()
        forms = f"{len(seen.forms)} biểu phải nộp." if seen.forms else "Kỳ này không có biểu phải nộp."
        return NextStep("open", f"Mở kỳ báo cáo {words}", forms, "Mở kỳ")
    if seen.state in periods.CLOSED:
        approved = seen.state == "approved"
        above = f"{seen.above[:1].upper()}{seen.above[1:]}"
        done = f"{above} đã duyệt báo cáo." if approved else f"Gửi tệp báo cáo đến {seen.above}."
        return NextStep(
            "wait",
            f"Bản số {seen.version} đã được duyệt"
            if approved
            else f"Đã nộp bản số {seen.version}, chờ duyệt",
            f"{done} Có thể xem lại ở trang Nộp báo cáo.",
            "Xem bản đã nộp",
            "submit",
        )
    returned = f"Lý do trả lại: {seen.reason}" if seen.reason else ""
    return _to_enter(seen, found, returned) or _to_settle(seen, found, returned)


def _to_enter(seen: Overview, found: Troubles | None, returned: str) -> NextStep | None:
    """A form that is begun comes before one that is not; in both the order of the report counts."""
    waiting = [line for line in seen.forms if line.unconfirmed]
    if found is not None and found.stopping and not any(line.waits for line in seen.forms):
        return None
    if waiting:
        line = waiting[0]
        return NextStep(
            "confirm",
            f"Xác nhận {show(line.unconfirmed)} bản ghi kỳ trước",
            returned or f"{line.title}: ghi rõ không đổi, thay đổi hay ngừng.",
            "Xác nhận",
            "entry",
            line.key,
        )
    line = next((one for one in seen.forms if one.waits), None)  # type: ignore[assignment]
    if line is None:
        return None
    left = f": còn {show(line.left)}" if line.left and not line.is_sheet else ""
    done = f"{seen.done} trong {len(seen.forms)} biểu đã có số liệu."
    verb = "Nhập tiếp" if seen.done else "Bắt đầu nhập"
    return NextStep("enter", f"{verb}: {line.title}{left}", returned or done, verb, "entry", line.key)


def _to_settle(seen: Overview, found: Troubles | None, returned: str) -> NextStep:
    if found is None:
        return NextStep(
            "submit", "Đang kiểm tra số liệu…", returned or "Đủ các biểu.", "Xem kiểm tra", "checks"
        )
    if found.stopping or found.asking:
        first = found.first[0]
        about = returned or _about(first)
        place = (first.form, first.record_id, first.fields[0] if first.fields else "")
        if found.stopping:
            return NextStep(
                "mend", f"Sửa {show(found.stopping)} ô chưa đúng", about, "Sửa ô đầu tiên", "entry", *place
            )
        return NextStep("explain", f"Giải thích {show(found.asking)} ô", about, "Giải thích", "entry", *place)
    return NextStep(
        "submit",
        "Nộp báo cáo",
        returned or f"Đủ {len(seen.forms)} biểu, không còn gì phải sửa.",
        "Nộp báo cáo",
        "submit",
    )


def _about(p: Problem) -> str:
    return f"{p.record}: {p.message}" if p.record and p.record not in p.message else p.message


def dues(office: Office, *, most: int = 3) -> list[Due]:
    """The next deadlines of the office's own reports, the nearest first."""
    today = office.store.surroundings.now().date()
    labels = [label for year in (today.year - 1, today.year, today.year + 1) for label in _labels(year)]
    found = []
    for period in map(Period.parse, labels):
        on = periods.deadline(office, period)
        if on is None or on < today or not _asked(office, period):
            continue
        found.append((on, period))
    found.sort(key=lambda one: (one[0], -one[1].months))
    nearest = _longest_of_a_day(found)[:most]
    return [Due(on, p, f"Báo cáo {p.in_words()}", periods.own_state(office, p)) for on, p in nearest]


def _longest_of_a_day(found: list[tuple[date, Period]]) -> list[tuple[date, Period]]:
    """Month, quarter and half may be due on one day: the longest of them says it all."""
    kept: dict[date, Period] = {}
    for on, period in found:
        kept.setdefault(on, period)
    return list(kept.items())


def _labels(year: int) -> list[str]:
    months = [f"{year}-M{month:02d}" for month in range(1, 13)]
    return [str(year), f"{year}-H1", f"{year}-9M", *(f"{year}-Q{n}" for n in range(1, 5)), *months]


def _asked(office: Office, period: Period) -> bool:
    """Whether a report of this kind of period is expected of the office: its own forms, or those of the ones below."""
    # Asked of the tree first: a refusal with hints costs a reading of all changes.
    if not office.tree(period).has(office.unit.code) or not office.stood(period):
        return False
    asked = office.catalogue.asked(office.packet, period)
    return any(form.kept_by(office.unit.level) or office.unit.level != "commune" for form in asked)
