"""Receiving from below: each file answered, judged by a person, and the tables made to hold what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from base.units import LEVELS, Unit
from courier import payload as courier_payload
from courier.reply import Mark
from courier.version import Held, Standing
from db import journal, received, records, reports, undecided
from db.received import Admitted
from office.agenda import periods
from office.office import Office
from office.receiving import admission, arriving, edited, ladder
from office.receiving.arriving import Receipt
from office.receiving.repeating import last_held, repeated, why_alone
from office.receiving.returning import keep_marks
from office.receiving.standings import standings, waits

STATE_WORDS = {
    "none": "Chưa nộp",
    "draft": "Đang nhập",
    "sent": "Đã nộp (chờ duyệt)",
    "returned": "Trả lại để chỉnh sửa",
    "approved": "Đã duyệt",
    "added": "Đã tổng hợp",
    "closed": "Hoàn thành",
    "conflict": "Xung đột",
    "excluded": "Không tổng hợp",
}


RECEIPT_PREFIX = "bien-nhan-"
"""How the files begin that answer a sender."""


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """Where one unit's report stands; `forms`: key → open, filled or nil, of the version that counts or waits."""

    unit: Unit
    state: str
    version: int
    kind: str
    received_at: str
    forms: dict[str, str]
    reason: str = ""
    waiting: bool = False
    gap: bool = False
    hash: str = ""


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Files as named, and the workbooks of folders in order of name, without the receipts of last time."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*.xlsx") if not p.name.startswith(("~$", RECEIPT_PREFIX)))
        else:
            found.append(path)
    return found


def receive(
    office: Office, paths: Sequence[Path], *, progress: Progress | None = None, remembering: bool = False
) -> list[Receipt]:
    """Take each file wholly or not at all; one that is refused keeps none of the others out.

    `remembering`: an edited file waits from then on for a person's decision; else a refused file changes nothing.
    """
    told = progress or Progress()
    receipts = []
    for done, path in enumerate(paths):
        told.step(done, len(paths), f"Tiếp nhận {path.name}")
        try:
            receipts.append(arriving.arrive(office, path))
        except AppError as refusal:
            receipts.append(arriving.refused(path.name, refusal))
        if remembering and receipts[-1].edits:
            edited.remember(office, [path], receipts[-1:])
    return receipts


@dataclass(frozen=True, slots=True)
class Reason:
    """What is said of one unit's report."""

    unit: Unit
    why: AppError


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of the reports that were to be approved: the units approved, and why others were not.

    `look`: approved with all others, though a person should look at them.
    """

    units: list[Unit]
    left: list[Reason]
    look: list[Reason]


def approve(
    office: Office, period: Period, units: Sequence[str] | None = None, *, progress: Progress | None = None
) -> list[Unit]:
    """As approve_each, but where one of those named (codes) is refused none is approved, and that is raised."""
    with office.store.writing():
        found = approve_each(office, period, units, progress=progress)
        if units is not None and found.left:
            raise found.left[0].why
    return found.units


def approve_each(
    office: Office, period: Period, units: Sequence[str] | None = None, *, progress: Progress | None = None
) -> Approved:
    """Approve what waits of these units (codes), each for itself, or all but what was rebuilt from printed sheets.

    Raises what concerns no single report: a basis that is closed, a unit that is not below the office.
    """
    seen = _seen(office, period) if units is None else None
    together = _together(office, seen) if seen else None  # whole reports are read before anything is held
    with office.store.writing():
        _refuse_closed_basis(office, period)
        now, left, look = _seen(office, period), list[Reason](), list[Reason]()
        known = now.known
        if units is not None:
            chosen = [_judged(office, period, code) for code in dict.fromkeys(units)]
        else:
            chosen, left, look = together if together and now == seen else _together(office, now)
        approved: dict[str, Unit] = {}
        for unit in sorted(
            chosen, key=lambda one: LEVELS.index(one.level), reverse=True
        ):  # those below first
            try:
                _refuse_unless_waiting(office, unit, known.get(unit.key, Standing("none")), period)
                ladder.refuse_before_children(office, period, unit, "duyệt", known=known, judged=approved)
            except AppError as why:
                left.append(Reason(unit, why))
                continue
            _approve(office, period, unit, known[unit.key].newest)
            approved[unit.key] = unit
        admission.admit(office, period, progress=progress)
    return Approved(list(approved.values()), left, [one for one in look if one.unit.key in approved])


def _approve(office: Office, period: Period, unit: Unit, digest: str) -> None:
    place = {"period": period.label, "packet": office.packet}
    received.decide(office.store, "approve", unit=unit.key, **place, digest=digest, reason="")
    journal.write(office.store, "approve", unit=unit.key, period=period.label, reason=digest)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where the reports stand, and unit → hash of that of the period before."""

    known: Mapping[str, Standing]
    last: Mapping[str, str]


def _seen(office: Office, period: Period) -> _Seen:
    return _Seen(standings(office, period), last_held(office, period))


def _together(office: Office, seen: _Seen) -> tuple[list[Unit], list[Reason], list[Reason]]:
    """The units whose report is approved with all others, those approved by name only, and those to be looked at."""
    chosen, left, look = list[Unit](), list[Reason](), list[Reason]()
    for key, s in sorted(seen.known.items()):
        if not waits(s):
            continue
        unit = office.store.units.by_key(key)
        why = _why_alone(office, unit, s, seen.last.get(key, "")) if s.newest else None
        if why is not None:
            (left if why.code is Code.APPROVE_REBUILT else look).append(Reason(unit, why))
        if why is None or why.code is not Code.APPROVE_REBUILT:
            chosen.append(unit)
    return chosen, left, look


def _why_alone(office: Office, unit: Unit, s: Standing, last: str) -> AppError | None:
    made = courier_payload.head(reports.payload(office.store, s.newest)).remade
    found = repeated(office, s.newest, last)
    return why_alone(unit, found, gap=s.gap, remade=made.how if made else "")


def _refuse_closed_basis(office: Office, period: Period) -> None:
    """What the office's own submitted report was made of does not change under it: reopen that report first."""
    own = office.unit_in(period)
    report = reports.find(office.store, unit=own.key, period=period.label, packet=office.packet)
    if report is not None and report.state == "submitted":
        raise AppError(Code.REPORT_CLOSED, period=period.in_words(), unit=own.name, state="nộp")


def _judged(office: Office, period: Period, code: str) -> Unit:
    unit = office.tree(period).find(code)
    if unit.key not in {u.key for u in office.tree(period).under(office.unit.code)[1:]}:
        raise AppError(Code.SUBMISSION_OTHER_UNIT, found=unit.name, expected=office.unit_in(period).name)
    return unit


def _refuse_unless_waiting(office: Office, unit: Unit, s: Standing, period: Period) -> None:
    if s.state == "none":
        raise AppError(Code.REPORT_NOT_RECEIVED, period=period.in_words(), unit=unit.name)
    if not s.newest:
        raise AppError(Code.CONFLICT_UNDECIDED, unit=unit.name, version=s.version)
    if s.state not in ("sent", "approved") or s.newest == s.counted:
        raise AppError(Code.REPORT_WRONG_STATE, unit=unit.name, state=STATE_WORDS[s.state], act="duyệt")


def send_back(office: Office, period: Period, code: str, *, reason: str, marks: Sequence[Mark] = ()) -> Unit:
    """Return the newest version for correction; what was approved before it still counts.

    `marks`: the places that are to be mended; raises what returning.marked() raises of them.
    """
    return _decide(office, period, code, "return", reason=reason, marks=marks)


def exclude(office: Office, period: Period, code: str, *, reason: str) -> Unit:
    """Leave a unit out of the totals, with the reason that the coverage will print."""
    return _decide(office, period, code, "exclude", reason=reason)


def reopen(office: Office, period: Period, code: str, *, reason: str) -> Unit:
    """Take an approval or exclusion back; for the office itself: open its closed report for a new version."""
    if not reason.strip():
        raise AppError(Code.REASON_NEEDED)
    own = office.unit_in(period)
    if code != own.code:
        return _decide(office, period, code, "reopen", reason=reason)
    with office.store.writing():
        report = office.report(period)
        if report.state != "submitted":
            raise AppError(Code.REPORT_WRONG_STATE, unit=own.name, state=STATE_WORDS["draft"], act="mở lại")
        reports.put(office.store, replace(report, state="returned", note="", reason=reason))
        journal.write(office.store, "reopen", unit=own.key, period=period.label, reason=reason)
    return own


def resolve(office: Office, period: Period, code: str, digest: str, *, reason: str) -> Unit:
    """Settle a conflict: of the files of one version, the one whose hash begins so is taken."""
    if not reason.strip():
        raise AppError(Code.REASON_NEEDED)
    unit = _judged(office, period, code)
    held = received.held(office.store, period=period.label, packet=office.packet).get(unit.key, [])
    matching = [h for h in held if h.hash.startswith(digest)]
    if len(matching) != 1:
        raise AppError(Code.HASH_UNKNOWN, unit=unit.name, hash=digest)
    _keep_decision(office, period, unit, "resolve", matching[0].hash, reason)
    return unit


Act = Literal["return", "exclude", "reopen"]


def refuse_now(office: Office, period: Period, code: str, act: Act) -> None:
    """Raise what forbids the act, before a person is asked for the reason."""
    _refuse_closed_basis(office, period)
    _decided(office, period, _judged(office, period, code), act)


def _decide(
    office: Office, period: Period, code: str, act: Act, *, reason: str, marks: Sequence[Mark] = ()
) -> Unit:
    if not reason.strip():
        raise AppError(Code.REASON_NEEDED)
    unit = _judged(office, period, code)
    with office.store.writing():
        digest = _decided(office, period, unit, act)
        if act == "return":
            keep_marks(office, period, unit, digest, marks)
        _keep_decision(office, period, unit, act, digest, reason)
        if act != "reopen":  # an edited file of the unit is decided about with it
            undecided.drop(office.store, unit=unit.key, period=period.label, packet=office.packet)
    return unit


def _decided(office: Office, period: Period, unit: Unit, act: Act) -> str:
    """The hash that the decision names ("" for the unit as such); raises what forbids it now."""
    s = standings(office, period).get(unit.key, Standing("none"))
    words = {"return": "trả lại", "exclude": "loại khỏi tổng hợp", "reopen": "mở lại"}[act]
    digest = {"return": s.newest, "exclude": "", "reopen": "" if s.state == "excluded" else s.counted}[act]
    if act == "return" and s.state == "none":
        raise AppError(Code.REPORT_NOT_RECEIVED, period=period.in_words(), unit=unit.name)
    if act == "return" and not s.newest:
        raise AppError(Code.CONFLICT_UNDECIDED, unit=unit.name, version=s.version)
    allowed = {
        "return": s.newest != s.counted,
        "exclude": s.state != "excluded",
        "reopen": s.state in ("approved", "excluded"),
    }
    if not allowed[act]:
        raise AppError(Code.REPORT_WRONG_STATE, unit=unit.name, state=STATE_WORDS[s.state], act=words)
    if act != "return":
        ladder.refuse_under_approved(office, period, unit, words)
    return digest


def _keep_decision(office: Office, period: Period, unit: Unit, act: str, digest: str, reason: str) -> None:
    with office.store.writing():
        _refuse_closed_basis(office, period)
        received.decide(
            office.store,
            act,
            unit=unit.key,
            period=period.label,
            packet=office.packet,
            digest=digest,
            reason=reason,
        )
        journal.write(
            office.store, act, unit=unit.key, period=period.label, reason=f"{reason} {digest}".strip()
        )
        admission.admit(office, period)


def status(office: Office, period: Period) -> list[UnitStatus]:
    """Every unit that reports to this office, itself first: state, version, kind, arrival, forms."""
    tree = office.tree(period)
    own = office.unit_in(period)
    stands = standings(office, period)
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    held = received.held(office.store, period=period.label, packet=office.packet)
    found = [_own_status(office, period)]
    for unit in tree.under(own.code)[1:]:
        found.append(
            _unit_status(
                office, period, unit, stands.get(unit.key), admitted.get(unit.key), held.get(unit.key, [])
            )
        )
    return found


def _own_status(office: Office, period: Period) -> UnitStatus:
    unit = office.unit_in(period)
    report = reports.find(office.store, unit=unit.key, period=period.label, packet=office.packet)
    begun = records.states(office.store, unit=unit.key, period=period.label)
    forms = {form.key: str(begun.get(form.key, ("open", ""))[0]) for form in office.own_forms(period)}
    if report is None:
        return UnitStatus(unit, "none", 0, "", "", forms)
    state = periods.own_state(office, period)
    return UnitStatus(unit, state, report.version, report.kind, "", forms, report.reason)


def _unit_status(
    office: Office,
    period: Period,
    unit: Unit,
    s: Standing | None,
    entry: Admitted | None,
    held: Sequence[Held],
) -> UnitStatus:
    state = s.state if s else "none"
    digest = (s.counted or s.newest) if s else ""
    if entry is not None and state in ("none", "sent", "returned"):
        state, digest = "approved", entry.hash
    file = next((h for h in held if h.hash == digest), None)
    head = courier_payload.head(reports.payload(office.store, digest)) if digest else None
    return UnitStatus(
        unit,
        _risen(office, period, state),
        head.version if head else 0,
        head.kind if head else "",
        file.at if file else "",
        head.states if head else {},
        s.reason if s else "",
        bool(s and s.waiting),
        bool(s and s.gap),
        digest,
    )


def _risen(office: Office, period: Period, state: str) -> str:
    """An approved report of which the office's own submission was made is added up; at the top it is closed,
    since nobody above can send that submission back."""
    unit = office.unit_in(period)
    own = reports.find(office.store, unit=unit.key, period=period.label, packet=office.packet)
    if state != "approved" or own is None or own.state != "submitted":
        return state
    return "added" if office.tree(period).parent(unit) else "closed"
