"""The reports from below as the receiving page lists them: where each unit stands, and the files it sent."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from base.period import Period
from base.units import Level, Unit
from courier import payload as courier_payload
from courier.fingerprint import fingerprint
from courier.version import Held, Standing
from db import received, reports, undecided
from db.received import Admitted
from db.undecided import Undecided
from office.agenda import periods
from office.office import Office
from office.receiving.repeating import Repeated, last_held, why_alone
from office.receiving.standings import standings, waits

RIVAL = "có tệp khác cùng bản số, không cộng"


@dataclass(frozen=True, slots=True)
class Line:
    """Where one unit's report stands. `newest` is the hash that waits to be judged, `counted` the one in the totals.

    `rivals`: hashes of the files between which a person must choose. `via`: the office whose file brought the
    report. `left`: days to the deadline while nothing came; None without a deadline. `notes`: explanations in
    what waits; `remade`: how this office made what waits, "" of what the unit submitted. `last`: hash of the
    report of the period before, "" without one. `repeated`: how much of it what waits repeats; None while nobody
    has compared them. `edited`: a file that came with cells edited by hand, about which nobody has decided.
    """

    unit: Unit
    state: str
    version: int = 0
    kind: str = ""
    at: str = ""
    on_time: bool | None = None
    newest: str = ""
    counted: str = ""
    rivals: tuple[str, ...] = ()
    waiting: bool = False
    gap: bool = False
    notes: int = 0
    left: int | None = None
    reason: str = ""
    via: str = ""
    remade: Literal["", "edited", "rebuilt", "behalf"] = ""
    last: str = ""
    repeated: Repeated | None = field(default=None, compare=False)
    edited: Undecided | None = None

    @property
    def held_up(self) -> bool:
        """Whether an edited file is what a person has to look at now: nothing else of the unit waits."""
        return self.edited is not None and not self.waiting and self.state != "excluded"

    @property
    def approvable(self) -> bool:
        """Whether a version lies here that a person may approve."""
        return self.waiting and not self.rivals

    @property
    def sound(self) -> bool:
        """Whether it may be approved together with others, unseen; never while nobody held it against the last one."""
        if not self.approvable or self.repeated is None:
            return False
        return why_alone(self.unit, self.repeated, gap=self.gap, remade=self.remade) is None

    @property
    def digest(self) -> str:
        """The file that the pane shows: what waits, else what counts; "" when nothing came."""
        return self.newest if self.waiting else self.counted or self.newest


@dataclass(frozen=True, slots=True)
class File:
    """One version of a unit's report. `name`: the file that brought it, "" of the office's own and of one that came
    inside another's; `remade`: how this office made it itself, "" of what the unit submitted."""

    name: str
    hash: str
    fingerprint: str
    version: int
    kind: str
    at: str
    remade: Literal["", "edited", "rebuilt", "behalf"] = ""


@dataclass(frozen=True)
class _Kept:
    """What the data file says of all units at once."""

    stands: Mapping[str, Standing]
    held: Mapping[str, Sequence[Held]]
    admitted: Mapping[str, Admitted]
    last: Mapping[str, str]
    edited: Mapping[str, Undecided]
    risen: str

    @functools.cached_property
    def carriers(self) -> dict[str, str]:
        """hash of a file → key of the unit that sent it."""
        return {h.hash: unit for unit, found in self.held.items() for h in found}


def inbox(office: Office, period: Period, *, everyone: bool = False) -> list[Line]:
    """The units directly below and all others of which a file came, in tree order; `everyone`: all units below."""
    tree, own = office.tree(period), office.unit_in(period)
    kept = _Kept(
        standings(office, period),
        received.held(office.store, period=period.label, packet=office.packet),
        received.admitted(office.store, period=period.label, packet=office.packet),
        last_held(office, period),
        undecided.undecided(office.store, period=period.label, packet=office.packet),
        _risen(office, period, has_parent=tree.parent(own) is not None),
    )
    units = tree.under(own.code)[1:]
    direct = {unit.key for unit in tree.children(own)} | kept.stands.keys() | kept.edited.keys()
    due = {level: periods.deadline(office, period, level) for level in _levels(units)}
    shown = [unit for unit in units if everyone or unit.key in direct]
    return [_line(office, unit, kept, due[unit.level]) for unit in shown]


def _levels(units: Collection[Unit]) -> set[Level]:
    return {unit.level for unit in units}


def _risen(office: Office, period: Period, *, has_parent: bool) -> str:
    """What an approved report is once the office has submitted its own."""
    if periods.own_state(office, period) not in periods.CLOSED:
        return "approved"
    return "added" if has_parent else "closed"


def _line(office: Office, unit: Unit, kept: _Kept, due: date | None) -> Line:
    s = kept.stands.get(unit.key, Standing("none"))
    entry = kept.admitted.get(unit.key)
    files = {h.hash: h for h in kept.held.get(unit.key, ())}
    if entry is not None and s.state in ("none", "sent", "returned") and not s.newest:
        line = _inside(office, unit, entry, kept.carriers.get(entry.via, ""), kept.risen)
        return replace(line, edited=kept.edited.get(unit.key))
    waiting = waits(s)
    file = files.get((s.newest if waiting else s.counted or s.newest) or next(iter(s.conflict), ""))
    first = min((one.at for one in files.values()), default=None)  # a correction is no late report
    today = office.store.surroundings.now().date()
    head = courier_payload.head(reports.payload(office.store, s.newest)) if waiting and s.newest else None
    return Line(
        unit,
        _state(s, kept.risen),
        s.version if s.conflict else file.version if file else 0,
        file.kind if file else "",
        max((files[rival].at for rival in s.conflict), default=file.at if file else ""),
        None if due is None or first is None else date.fromisoformat(first[:10]) <= due,
        s.newest,
        s.counted,
        s.conflict,
        waiting,
        s.gap,
        head.notes if head else 0,
        (due - today).days if due is not None and s.state == "none" else None,
        s.reason or (RIVAL if _has_rival(s, files.values()) else ""),
        remade=head.remade.how if head and head.remade else "",
        last=kept.last.get(unit.key, "") if waiting else "",
        edited=kept.edited.get(unit.key),
    )


def _has_rival(s: Standing, held: Collection[Held]) -> bool:
    """Whether another file of the version that counts came: an approval stands, but a person should know."""
    counted = next((h for h in held if h.hash == s.counted), None)
    return counted is not None and any(h.version == counted.version and h.hash != counted.hash for h in held)


def _state(s: Standing, risen: str) -> str:
    """A version newer than the one that counts has still to be judged: that is what the list shows."""
    if s.state != "approved":
        return s.state
    if s.waiting:
        return "conflict" if s.conflict else "sent"
    return risen


def _inside(office: Office, unit: Unit, entry: Admitted, carrier: str, state: str) -> Line:
    """A report that came inside the file of the office above it."""
    via = office.store.units.by_key(carrier).name if carrier else ""
    head = courier_payload.head(reports.payload(office.store, entry.hash))
    return Line(unit, state, head.version, head.kind, counted=entry.hash, via=via)


def files(office: Office, period: Period, unit: str) -> list[File]:
    """Every version of a unit's (its key) report that lies here, the newest first; of the office itself too."""
    place = {"period": period.label, "packet": office.packet}
    if unit == office.unit_in(period).key:
        sent = reports.submitted(office.store, unit=unit, **place)
        return [File("", s.hash, fingerprint(s.hash), s.version, s.kind, s.at) for s in reversed(sent)]
    came = {
        a.hash: File(a.file, a.hash, fingerprint(a.hash), a.version, a.kind, a.at, _made(office, a.hash))
        for a in received.files(office.store, unit=unit, **place)
    }
    for n in received.carried(office.store, **place).get(unit, ()):
        inside = File("", n.hash, fingerprint(n.hash), n.version, n.kind, "", _made(office, n.hash))
        came.setdefault(n.hash, inside)
    return sorted(came.values(), key=lambda file: (file.version, file.at, file.hash), reverse=True)


def _made(office: Office, digest: str) -> Literal["", "edited", "rebuilt", "behalf"]:
    made = courier_payload.head(reports.payload(office.store, digest)).remade
    return made.how if made else ""
