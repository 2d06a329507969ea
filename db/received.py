"""What came from below: a set of files, the decisions about them, and which of them the tables hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import reports
from db.store import Store

if TYPE_CHECKING:
    from consolidation.figures import Kind
    from courier.version import Decision, Held


@dataclass(frozen=True, slots=True)
class Arrival:
    """A received file, as it is kept; `children` are (unit, version, kind, hash) of the reports nested in it."""

    unit: str
    period: str
    packet: str
    version: int
    hash: str
    predecessor: str
    kind: str
    file: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Nested:
    """A report that travelled inside another office's file; `of` is the hash of the one in full, of sums alone."""

    unit: str
    version: int
    kind: Kind
    hash: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The version of a unit's report that the tables hold; `via` is the hash of the file that carried it."""

    unit: str
    hash: str
    kind: Kind
    via: str


def add(store: Store, arrival: Arrival, content: bytes, nested: Iterable[tuple[Nested, bytes]]) -> None:
    """Keep a file and what is nested in it, verbatim."""
    at = store.surroundings.now().isoformat(timespec="seconds")
    reports.put_payload(store, arrival.hash, content)
    a = arrival
    values = (a.unit, a.period, a.packet, a.version, a.hash, a.predecessor, a.kind, at, a.file)
    store.conn.execute("insert or ignore into received values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    for child, raw in nested:
        reports.put_payload(store, child.hash, raw)
        row = (arrival.hash, child.unit, child.version, child.kind, child.hash, child.of)
        store.conn.execute("insert or ignore into nested values (?, ?, ?, ?, ?, ?)", row)


def held(store: Store, *, period: str, packet: str) -> dict[str, list[Held]]:
    """unit → the files held of it, in no particular order."""
    from courier.version import Held

    sql = "select unit, version, hash, predecessor, kind, at from received where period = ? and packet = ?"
    found: dict[str, list[Held]] = defaultdict(list)
    for unit, version, digest, predecessor, kind, at in store.rows(sql, period, packet):
        found[str(unit)].append(Held(version, digest, predecessor, kind, at))
    return found


def files(store: Store, *, unit: str, period: str, packet: str) -> list[Arrival]:
    """The files of one unit with their names, oldest version first and, of one version, in order of arrival."""
    sql = (
        "select unit, period, packet, version, hash, predecessor, kind, file, at from received "
        "where unit = ? and period = ? and packet = ? order by version, at, hash"
    )
    return [Arrival(*row) for row in store.rows(sql, unit, period, packet)]


def nested(store: Store, parent: str) -> list[Nested]:
    """The reports that a file carries."""
    rows = store.rows(
        "select unit, version, kind, hash, of from nested where parent = ? order by unit", parent
    )
    return [Nested(*row) for row in rows]


def in_full(store: Store) -> dict[str, str]:
    """Hash of each report that came as sums alone → hash of the report in full."""
    return {str(digest): str(of) for digest, of in store.rows("select hash, of from nested where of != ''")}


def carried(store: Store, *, period: str, packet: str) -> dict[str, list[Nested]]:
    """unit → the versions of its report that came inside files of others, in no particular order."""
    rows = store.rows(
        "select distinct n.unit, n.version, n.kind, n.hash from nested n join received r on r.hash = n.parent"
        " where r.period = ? and r.packet = ?",
        period,
        packet,
    )
    found: dict[str, list[Nested]] = defaultdict(list)
    for row in rows:
        found[str(row[0])].append(Nested(*row))
    return found


def decide(store: Store, act: str, *, unit: str, period: str, packet: str, digest: str, reason: str) -> None:
    """Keep a person's decision."""
    at = store.surroundings.now().isoformat(timespec="seconds")
    store.conn.execute(
        "insert into decision (at, who, act, unit, period, packet, hash, reason) values (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, store.surroundings.who, act, unit, period, packet, digest, reason),
    )


def decisions(store: Store, *, period: str, packet: str) -> dict[str, list[Decision]]:
    """unit → the decisions about it, oldest first."""
    from courier.version import Decision

    sql = "select unit, seq, act, hash, reason from decision where period = ? and packet = ? order by seq"
    found: dict[str, list[Decision]] = defaultdict(list)
    for unit, seq, act, digest, reason in store.rows(sql, period, packet):
        found[str(unit)].append(Decision(seq, act, digest, reason))
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision about a version: what, when, and why."""

    act: str
    at: str
    reason: str


def judged(store: Store, *, unit: str, period: str, packet: str, digest: str) -> Judged | None:
    """What was decided last of that version; None while nothing was. Reopening a report takes all approvals back."""
    sql = (
        "select act, at, reason, hash from decision where unit = ? and period = ? and packet = ? and hash != ''"
        " order by seq"
    )
    last: Judged | None = None
    for act, at, reason, named in store.rows(sql, unit, period, packet):
        if named == digest or (act == "reopen" and last is not None and last.act == "approve"):
            last = Judged(str(act), str(at), str(reason))
    return last


def admitted(store: Store, *, period: str, packet: str) -> dict[str, Admitted]:
    """unit → the version that the tables hold."""
    sql = "select unit, hash, kind, via from admitted where period = ? and packet = ?"
    return {str(row[0]): Admitted(*row) for row in store.rows(sql, period, packet)}


def set_admitted(store: Store, entry: Admitted, *, period: str, packet: str) -> None:
    """Note which version the tables now hold."""
    row = (entry.unit, period, packet, entry.hash, entry.kind, entry.via)
    store.conn.execute("insert or replace into admitted values (?, ?, ?, ?, ?, ?)", row)


def drop_admitted(store: Store, *, unit: str, period: str, packet: str) -> None:
    """The tables hold no version of this unit any more."""
    store.conn.execute(
        "delete from admitted where unit = ? and period = ? and packet = ?", (unit, period, packet)
    )


def known_periods(store: Store, *, packet: str) -> list[str]:
    """Labels of the periods of which anything was received."""
    return [
        str(p)
        for (p,) in store.rows(
            "select distinct period from received where packet = ? order by period", packet
        )
    ]
