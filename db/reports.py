"""An office's own reports: opened, submitted as versions, reopened. Hamlets, which every office keeps itself."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.store import Store

if TYPE_CHECKING:
    from consolidation.figures import Kind

_OF_ONE = "unit = ? and period = ? and packet = ?"

ReportState = Literal["draft", "submitted", "returned"]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the office itself; `version` is that of the last submission, 0 before the first."""

    unit: str
    period: str
    packet: str
    state: ReportState
    kind: Kind
    version: int
    note: str
    reason: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """One version that went up."""

    version: int
    hash: str
    kind: str
    note: str
    at: str


def find(store: Store, *, unit: str, period: str, packet: str) -> Report | None:
    """The office's report; None when the period was not opened."""
    sql = f"select unit, period, packet, state, kind, version, note, reason from report where {_OF_ONE}"
    rows = store.rows(sql, unit, period, packet)
    return Report(*rows[0]) if rows else None


def periods(store: Store, *, packet: str) -> list[tuple[str, str]]:
    """(unit, period label) of every report that was opened."""
    rows = store.rows("select unit, period from report where packet = ? order by period", packet)
    return [(str(unit), str(period)) for unit, period in rows]


def editions_in_use(store: Store) -> set[str]:
    """`key@edition` of every form under which something was answered."""
    sql = "select distinct form, edition from form_state where state != 'open'"
    return {f"{form}@{edition}" for form, edition in store.rows(sql)}


def put(store: Store, report: Report) -> None:
    """Keep the report's state."""
    values = (
        report.unit,
        report.period,
        report.packet,
        report.state,
        report.kind,
        report.version,
        report.note,
        report.reason,
    )
    store.conn.execute("insert or replace into report values (?, ?, ?, ?, ?, ?, ?, ?)", values)


def add_submitted(store: Store, report: Report, *, content: bytes, digest: str) -> None:
    """Keep a version that goes up, verbatim."""
    at = store.surroundings.now().isoformat(timespec="seconds")
    put_payload(store, digest, content)
    values = (report.unit, report.period, report.packet, report.version, digest, report.kind, report.note, at)
    store.conn.execute("insert into submitted values (?, ?, ?, ?, ?, ?, ?, ?)", values)


def submitted(store: Store, *, unit: str, period: str, packet: str) -> list[Submitted]:
    """The versions that went up, oldest first."""
    sql = f"select version, hash, kind, note, at from submitted where {_OF_ONE} order by version"
    return [Submitted(*row) for row in store.rows(sql, unit, period, packet)]


@dataclass(frozen=True, slots=True)
class Closed:
    """A version that stands closed: the office's own that went up, or one from below that counts."""

    unit: str
    period: str
    hash: str
    own: bool


def closed(store: Store) -> set[Closed]:
    """Every version in the data file that nobody may change."""
    own = (
        "select r.unit, r.period, s.hash from report r join submitted s on (s.unit, s.period, s.packet, s.version)"
        " = (r.unit, r.period, r.packet, r.version) where r.state = 'submitted'"
    )
    below = "select unit, period, hash from admitted"
    return {
        Closed(str(unit), str(period), str(digest), is_own)
        for sql, is_own in ((own, True), (below, False))
        for unit, period, digest in store.rows(sql)
    }


@dataclass(frozen=True, slots=True)
class History:
    """The versions that ever went up, as rows, with their payloads."""

    submitted: list[tuple[object, ...]]
    payloads: list[tuple[object, ...]]


def history(store: Store) -> History:
    """What went up from this data file."""
    payloads = "select hash, content from payload where hash in (select hash from submitted)"
    return History(store.rows("select * from submitted"), store.rows(payloads))


def keep_history(store: Store, told: History) -> None:
    """Add versions that went up and that the data file has forgotten; the next one is numbered after them.

    A report that goes back to before one of them is one that was reopened.
    """
    with store.writing():
        store.conn.executemany("insert or ignore into payload values (?, ?)", told.payloads)
        store.conn.executemany(
            "insert or ignore into submitted values (?, ?, ?, ?, ?, ?, ?, ?)", told.submitted
        )
        place = "(s.unit, s.period, s.packet) = (r.unit, r.period, r.packet)"
        last = f"coalesce((select max(s.version) from submitted s where {place}), 0)"
        store.conn.execute(
            f"update report as r set version = {last}, state = 'returned' where version < {last}"
        )


def last_version(store: Store, *, unit: str, period: str, packet: str) -> int:
    """The number of the last version that went up; 0 before the first."""
    rows = store.rows(
        f"select coalesce(max(version), 0) from submitted where {_OF_ONE}", unit, period, packet
    )
    return int(rows[0][0])


def put_payload(store: Store, digest: str, content: bytes) -> None:
    """Keep a payload under its hash; one that is there already stays."""
    store.conn.execute("insert or ignore into payload values (?, ?)", (digest, zlib.compress(content, 1)))


def payload(store: Store, digest: str) -> bytes:
    """The payload of that hash, byte for byte."""
    rows = store.rows("select content from payload where hash = ?", digest)
    return zlib.decompress(bytes(rows[0][0]))


def add_hamlet(store: Store, *, unit: str, name: str, kind: str) -> None:
    """Add an ấp, thôn or tổ dân phố to the office's own list."""
    with store.writing():
        store.conn.execute(
            "insert or replace into hamlet (unit, name, kind, ended) values (?, ?, ?, 0)", (unit, name, kind)
        )


def hamlets(store: Store, *, unit: str) -> list[tuple[str, str]]:
    """(name, kind) of the hamlets in use."""
    rows = store.rows("select name, kind from hamlet where unit = ? and ended = 0", unit)
    return [(str(name), str(kind)) for name, kind in rows]


def end_hamlet(store: Store, *, unit: str, name: str) -> None:
    """Offer it no more; records that name it stay as they are."""
    with store.writing():
        store.conn.execute("update hamlet set ended = 1 where unit = ? and name = ?", (unit, name))
