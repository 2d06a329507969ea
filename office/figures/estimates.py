"""Ước tính, sơ bộ, chính thức: which versions of a report replace each other, and which estimates still stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from base.period import Period
from base.units import Unit
from consolidation.figures import KINDS
from consolidation.revision import HARDNESS, harder
from courier.version import Decision, Held
from db import received, replies, reports
from office.figures.figures import reported_within
from office.office import Office
from office.receiving.standings import standings


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A version of a unit's (its key) report that lies here."""

    version: int
    hash: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A version of softer figures and the harder one that counts in its place."""

    unit: Unit
    estimate: Kept
    final: Kept


@dataclass(frozen=True, slots=True)
class OpenEstimate:
    """An estimate that no harder figure has replaced although its period is over.

    `waiting`: a harder version has come and waits to be approved. `own`: it is the office's own report.
    """

    unit: Unit
    period: Period
    kind: str
    version: int
    waiting: bool = False
    own: bool = False


def replaced(office: Office, period: Period) -> list[Replaced]:
    """Of each unit, itself included, the last version of each softer kind before the one that counts; tree order."""
    taken = _taken(office, period)
    counted = _counted(office, period, taken)
    found = []
    for unit in office.tree(period).under(office.unit_in(period).code):
        final = counted.get(unit.key)
        if final is not None:
            found += [Replaced(unit, one, final) for one in softer(taken.get(unit.key, ()), final)]
    return found


def softer(taken: Iterable[Kept], final: Kept) -> list[Kept]:
    """The last version before this one of each kind that it replaces, the softest kind first."""
    last = {
        one.kind: one for one in sorted(taken) if one.version < final.version and harder(final.kind, one.kind)
    }
    return sorted(last.values(), key=lambda one: HARDNESS[one.kind])


def before(office: Office, period: Period, final: Kept) -> Kept | None:
    """The last version of softer figures before a received one, whether that is approved yet or not."""
    found = softer(_taken(office, period).get(final.unit, ()), final)
    return max(found, default=None)


def _taken(office: Office, period: Period) -> dict[str, list[Kept]]:
    """unit → its versions that nobody refused: neither returned, nor one of several rivals that was not chosen.

    A report that travelled inside another's file was taken with it.
    """
    place = {"period": period.label, "packet": office.packet}
    decided = received.decisions(office.store, **place)
    found: dict[str, list[Kept]] = {}
    for unit, held in received.held(office.store, **place).items():
        for file in _not_refused(held, decided.get(unit, ())):
            found.setdefault(unit, []).append(Kept(file.version, file.hash, file.kind, unit))
            for child in received.nested(office.store, file.hash):
                inside = Kept(child.version, child.hash, child.kind, child.unit)
                found.setdefault(child.unit, []).append(inside)
    found[office.unit_in(period).key] = _own(office, period)
    return found


def _not_refused(held: Sequence[Held], decisions: Sequence[Decision]) -> Iterator[Held]:
    last = {d.hash: d.verdict for d in sorted(decisions, key=lambda d: d.seq)}
    files = Counter(file.version for file in held)
    for file in held:
        verdict = last.get(file.hash)
        if verdict != "return" and (verdict is not None or files[file.version] == 1):
            yield file


def _own(office: Office, period: Period) -> list[Kept]:
    """The versions that the office itself submitted and that were not sent back to it."""
    unit = office.unit_in(period).key
    sent = reports.submitted(office.store, unit=unit, period=period.label, packet=office.packet)
    answers = {one.hash: replies.find(office.store, one.hash) for one in sent}
    return [
        Kept(one.version, one.hash, one.kind, unit)
        for one in sent
        if (answer := answers[one.hash]) is None or answer.answer != "returned"
    ]


def _counted(office: Office, period: Period, taken: Mapping[str, Sequence[Kept]]) -> dict[str, Kept]:
    """unit → the version in the totals; of the office itself the last that it submitted."""
    admitted = received.admitted(office.store, period=period.label, packet=office.packet)
    known = {one.hash: one for versions in taken.values() for one in versions}
    found = {unit: known[entry.hash] for unit, entry in admitted.items() if entry.hash in known}
    own = office.unit_in(period).key
    if taken[own]:
        found[own] = max(taken[own])
    return found


def open_estimates(office: Office, period: Period, code: str = "") -> list[OpenEstimate]:
    """The estimates of this period, and of all within it, that still stand after its end; by period, in tree order.

    Of the office, or of the unit of this code below it.
    """
    found = []
    for within in sorted(reported_within(office, period)):
        if office.stood(within):
            tree = office.tree(within)
            below = {u.key for one in tree.units if one.code == code for u in tree.under(one.code)}
            found += [one for one in open_in(office, within) if not code or one.unit.key in below]
    return found


def open_in(office: Office, period: Period) -> list[OpenEstimate]:
    """Those of this very period."""
    today = office.store.surroundings.now().date()
    if office.closing(period) >= today:
        return []
    own = office.unit_in(period)
    taken, stands = _taken(office, period), standings(office, period)
    counted = _counted(office, period, taken)
    found = []
    for unit in office.tree(period).under(own.code):
        known = taken.get(unit.key, [])
        now = counted.get(unit.key) or max(known, default=None)
        out = unit.key in stands and stands[unit.key].state in ("excluded", "returned", "conflict")
        if now is None or out or not harder("final", now.kind):
            continue
        waiting = any(one.version > now.version and harder(one.kind, now.kind) for one in known)
        found.append(OpenEstimate(unit, period, now.kind, now.version, waiting, unit.key == own.key))
    return found


def in_words(found: Sequence[OpenEstimate]) -> str:
    """ "Còn 3 báo cáo ước tính chưa có số chính thức."; "" when there are none."""
    if not found:
        return ""
    kinds = ", ".join(KINDS[kind] for kind in HARDNESS if any(one.kind == kind for one in found))
    return f"Còn {len(found)} báo cáo {kinds} chưa có số chính thức."
