"""The audit trail: one line an act, each carrying the hash of the line before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import msgspec

from db.store import Store

_COLUMNS = "seq, at, who, act, unit, form, record_id, period, changes, door, reason, undoes, previous, hash"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One record before and after an act; None: there was, or is, none. Images are those of records.image().

    `form` where an act also changed records of another form than the one its line names.
    """

    record_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One act: who did what, when, to which form and record, through which door, and why."""

    seq: int
    at: str
    who: str
    act: str
    unit: str
    form: str
    record_id: str
    period: str
    changes: str
    door: str
    reason: str
    undoes: int | None
    previous: str
    hash: str

    @property
    def row_changes(self) -> list[RowChange]:
        """The records that the act changed."""
        return [RowChange(*entry) for entry in msgspec.json.decode(self.changes)]

    @property
    def reach(self) -> int:
        """How many records the act changed: a tenth of the time that reading what they were takes."""
        return len(msgspec.json.decode(self.changes, type=list[msgspec.Raw]))


Act = Literal["enter", "fill", "delete", "nil", "confirm", "merge", "take_over", "take_details"]
"""Acts on records that a person may take back."""
_ACTS = ", ".join(f"'{act}'" for act in get_args(Act))


def write(
    store: Store,
    act: str,
    *,
    unit: str = "",
    form: str = "",
    period: str = "",
    changes: Sequence[RowChange] = (),
    door: str = "",
    reason: str = "",
    undoes: int | None = None,
) -> int:
    """Add a line in the transaction of the change that it tells of; gives its number."""
    with store.writing():
        last = store.rows("select seq, hash from journal order by seq desc limit 1")
        seq, previous = (int(last[0][0]) + 1, str(last[0][1])) if last else (1, "")
        images = msgspec.json.encode([_told(c) for c in changes]).decode()
        record_id = changes[0].record_id if len(changes) == 1 else ""
        at = store.surroundings.now().isoformat(timespec="milliseconds")
        told = (
            seq,
            at,
            store.surroundings.who,
            act,
            unit,
            form,
            record_id,
            period,
            images,
            door,
            reason,
            undoes,
        )
        sealed = (*told, previous, _seal(told, previous))
        store.conn.execute(f"insert into journal ({_COLUMNS}) values ({','.join('?' * 14)})", sealed)
        store.set_meta("journal", str(sealed[-1]))
    return seq


def _told(change: RowChange) -> tuple[Any, ...]:
    told = (change.record_id, change.before, change.after)
    return (*told, change.form) if change.form else told


def _seal(told: Sequence[object], previous: str) -> str:
    return hashlib.sha256(msgspec.json.encode([*told, previous])).hexdigest()


def lines(store: Store) -> list[Line]:
    """The whole journal, oldest first."""
    return [Line(*row) for row in store.rows(f"select {_COLUMNS} from journal order by seq")]


def broken_link(store: Store) -> int | None:
    """The number of the first line that was altered, removed or added by another hand; None when all hold."""
    previous, expected = "", 1
    for row in store.rows(f"select {_COLUMNS} from journal order by seq"):
        told, link, seal = row[:12], row[12], row[13]
        if row[0] != expected or link != previous or seal != _seal(told, previous):
            return int(row[0])
        previous, expected = str(seal), expected + 1
    return None if store.meta("journal") == previous else expected


def stood_before(store: Store, line: Line) -> str:
    """The act on the same form that stood before this one and was not undone: "nil", "enter" …; "" when none did."""
    rows = store.rows(
        f"select {_COLUMNS} from journal j where seq < ? and unit = ? and period = ?"
        f" and (form = ? or instr(changes, ?)) and act in ({_ACTS}, 'carry', 'redo')"
        " and not exists (select 1 from journal u where u.undoes = j.seq) order by seq desc",
        line.seq,
        line.unit,
        line.period,
        line.form,
        msgspec.json.encode(line.form).decode(),
    )
    for before in (Line(*row) for row in rows):
        changes = before.row_changes
        if before.form == line.form or any(change.form == line.form for change in changes):
            stated = before.act == "redo" and any(not change.record_id for change in changes)
            return "nil" if stated else before.act
    return ""


def last_undoable(store: Store, *, period: str = "") -> Line | None:
    """The newest act on records (of one period, if it is named) that was not undone and is no undo itself."""
    rows = store.rows(
        f"select {_COLUMNS} from journal j where act in ({_ACTS}, 'redo') and ? in ('', period)"
        " and not exists (select 1 from journal u where u.undoes = j.seq) order by seq desc limit 1",
        period,
    )
    return Line(*rows[0]) if rows else None


def last_redoable(store: Store, *, period: str = "") -> Line | None:
    """The newest undo that was not done again; none once another act on records has followed."""
    rows = store.rows(
        f"select {_COLUMNS} from journal j where act = 'undo' and period != '' and ?1 in ('', period)"
        " and not exists (select 1 from journal u where u.undoes = j.seq)"
        f" and not exists (select 1 from journal n where n.seq > j.seq and n.act in ({_ACTS})"
        " and ?1 in ('', n.period)) order by seq desc limit 1",
        period,
    )
    return Line(*rows[0]) if rows else None


def last_of(store: Store, act: str, *, unit: str = "") -> Line | None:
    """The newest line of an act (on one unit, if it is named) that was not undone."""
    rows = store.rows(
        f"select {_COLUMNS} from journal j where act = ? and ? in ('', unit)"
        " and not exists (select 1 from journal u where u.undoes = j.seq) order by seq desc limit 1",
        act,
        unit,
    )
    return Line(*rows[0]) if rows else None


def last_changes(store: Store, *, unit: str, period: str) -> dict[str, str]:
    """form → when its answers of one unit and period were last changed, by whatever act."""
    rows = store.rows(
        "select form, max(at) from journal where unit = ? and period = ? and form <> '' group by form",
        unit,
        period,
    )
    return {str(form): str(at) for form, at in rows}
