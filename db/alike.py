"""Records that may be one another's double: few columns of many rows, or the few rows that share words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from db import journal
from db.schema import columns, place
from db.store import Store
from forms.spec import Form

_MOST = 400
"""Rows that are looked at closer; beyond it the words are too common to tell anything."""


def rows(store: Store, form: Form, keys: Sequence[str], *, unit: str, period: str) -> list[tuple[Any, ...]]:
    """(record_id, carried, these fields) of each record, in the order in which they were entered."""
    listed = columns(["record_id", "carried", *keys])
    sql = f"select {listed} from {place(store, form)} where unit = ? and period = ? order by position, record_id"
    return store.rows(sql, unit, period)


def sharing(
    store: Store,
    form: Form,
    keys: Sequence[str],
    words: Sequence[str],
    *,
    least: int,
    unit: str,
    period: str,
    code: tuple[str, str] = ("", ""),
) -> list[tuple[Any, ...]]:
    """Like rows(), of those alone whose search text holds at least so many of the words, or whose code is this one.

    `code`: (field, digits).
    """
    tests, values = [], []
    if words:
        tests.append(" + ".join("(instr(search, ?) > 0)" for _ in words) + " >= ?")
        values += [*words, least]
    field, digits = code
    if field and digits:
        tests.append(f"replace(replace(replace([{field}], '-', ''), ' ', ''), '.', '') = ?")
        values.append(digits)
    if not tests:
        return []
    listed = columns(["record_id", "carried", *keys])
    sql = (
        f"select {listed} from {place(store, form)} where unit = ? and period = ? and"
        f" ({' or '.join(tests)}) order by position limit {_MOST}"
    )
    return store.rows(sql, unit, period, *values)


def referring(store: Store, form: Form, key: str, record_id: str, *, unit: str, period: str) -> list[str]:
    """Ids of the records whose field names this record."""
    sql = f"select record_id from {place(store, form)} where unit = ? and period = ? and [{key}] = ?"
    return [str(found) for (found,) in store.rows(sql, unit, period, record_id)]


def distinct(store: Store, form_key: str) -> frozenset[tuple[str, str]]:
    """Pairs of ids that a person has said are two."""
    kept = store.meta(f"distinct.{form_key}", "[]")
    return frozenset((str(a), str(b)) for a, b in msgspec.json.decode(kept))


def keep_distinct(store: Store, form_key: str, pair: tuple[str, str], *, unit: str, period: str) -> None:
    """Remember that these two are two."""
    with store.writing():
        known = sorted({*distinct(store, form_key), pair})
        store.set_meta(f"distinct.{form_key}", msgspec.json.encode(known).decode())
        journal.write(store, "distinct", unit=unit, form=form_key, period=period, reason=" ".join(pair))
