"""Answers of the office above to the versions that went up, and the places that a returned version marks."""

from __future__ import annotations

from collections.abc import Iterable

from courier.reply import Answered, Mark
from db.store import Store


def put(store: Store, digest: str, answered: Answered) -> None:
    """Keep the last answer to the version with that hash."""
    values = (digest, answered.answer, answered.at, answered.office, answered.reason)
    store.conn.execute("insert or replace into reply values (?, ?, ?, ?, ?)", values)


def find(store: Store, digest: str) -> Answered | None:
    """The last answer to the version; None while there is none."""
    rows = store.rows("select answer, at, office, reason from reply where hash = ?", digest)
    return Answered(*map(str, rows[0])) if rows else None


def set_marks(store: Store, digest: str, marks: Iterable[Mark]) -> None:
    """These are the places to mend in the version, in the stead of those of an earlier return."""
    store.conn.execute("delete from mark where hash = ?", (digest,))
    rows = [(digest, m.unit, m.form, m.record_id, m.field, m.reason, m.where) for m in marks]
    store.conn.executemany("insert or replace into mark values (?, ?, ?, ?, ?, ?, ?)", rows)


def marks(store: Store, digest: str) -> list[Mark]:
    """The places to mend in the version."""
    sql = (
        "select form, record_id, field, reason, place, unit from mark where hash = ?"
        " order by unit, form, record_id, field"
    )
    return [Mark(*map(str, row)) for row in store.rows(sql, digest)]
