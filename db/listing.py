"""Registers as a list on the screen: which records, in which order, what they add up to; never all of them whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from db import schema
from db.store import Store
from forms.spec import Form, Value

_MANY = 20_000
"""From so many records of one unit on, reading the table through is faster than finding each by its key: 80 against
730 ms for 166,000."""
_PART = 2**32
"""Sums are made of two halves: 10,000 amounts of 10^15 are more than SQLite's whole numbers hold."""


def _source(store: Store, form: Form, *, unit: str, period: str) -> str:
    table = schema.place(store, form)
    many = more_than(store, form, _MANY, unit=unit, period=period)
    return f"{table} not indexed" if many else table


def rows(
    store: Store,
    form: Form,
    keys: Sequence[str],
    *,
    unit: str,
    period: str,
    record_ids: Iterable[str] | None = None,
) -> list[tuple[Any, ...]]:
    """(record_id, carried, search key, value of each field …) in the order of entry; `record_ids`: of these only."""
    listed = schema.columns(["record_id", "carried", "search", *keys])
    if record_ids is None:
        source, only, wanted = _source(store, form, unit=unit, period=period), "", []
    else:
        source, only = schema.place(store, form), " and record_id in (select value from json_each(?))"
        wanted = [msgspec.json.encode(list(record_ids)).decode()]
    sql = f"select {listed} from {source} where unit = ? and period = ?{only} order by position, record_id"
    return store.rows(sql, unit, period, *wanted)


def ids(store: Store, form: Form, *, unit: str, period: str, first: int = 0) -> list[str]:
    """All records in the order of entry, or so many of them from the first on.

    As one text: 200,000 take 0.15 s, nearly all of it in SQLite, beside which the window goes on; as rows 0.4 s.
    """
    source = _source(store, form, unit=unit, period=period)
    wanted = f"select record_id from {source} where unit = ? and period = ? order by position, record_id"
    limit = f" limit {first:d}" if first else ""
    ((told,),) = store.rows(f"select json_group_array(record_id) from ({wanted}{limit})", unit, period)
    return msgspec.json.decode(told, type=list[str])


def carried(store: Store, form: Form, *, unit: str, period: str) -> dict[str, str]:
    """record_id → what was said of it since the last period, of those of which something was said."""
    source = _source(store, form, unit=unit, period=period)
    sql = f"select record_id, carried from {source} where unit = ? and period = ? and carried != ''"
    return dict(store.rows(sql, unit, period))


def more_than(store: Store, form: Form, most: int, *, unit: str, period: str) -> bool:
    """Whether there are more records than that; they are not all counted."""
    table = schema.place(store, form)
    sql = f"select 1 from {table} where unit = ? and period = ? limit 1 offset {most:d}"
    return bool(store.rows(sql, unit, period))


def column(store: Store, form: Form, key: str, *, unit: str, period: str) -> list[tuple[str, Value]]:
    """(record_id, value) of one field of all records, None included."""
    source = _source(store, form, unit=unit, period=period)
    sql = f"select record_id, {schema.columns([key])} from {source} where unit = ? and period = ?"
    return store.rows(sql, unit, period)


def among(
    store: Store, form: Form, key: str, values: Collection[Value], *, unit: str, period: str
) -> set[str]:
    """The records whose field holds one of these values."""
    told = msgspec.json.encode(list(values)).decode()
    return _ids(store, form, f"[{key}] in (select value from json_each(?))", [told], unit=unit, period=period)


def between(
    store: Store, form: Form, key: str, low: int | None, high: int | None, *, unit: str, period: str
) -> set[str]:
    """The records whose stored count lies between these, ends included; None: no end."""
    ends = [(f"[{key}] {sign} ?", end) for sign, end in ((">=", low), ("<=", high)) if end is not None]
    where = " and ".join(text for text, _ in ends) or f"[{key}] is not null"
    return _ids(store, form, where, [end for _, end in ends], unit=unit, period=period)


def without(store: Store, form: Form, key: str, *, unit: str, period: str) -> set[str]:
    """The records that answer the field neither with a value nor with a mark or a text that cannot be read."""
    empty = _ids(store, form, f"[{key}] is null", [], unit=unit, period=period)
    return empty - remarked(store, form, key, ("mark", "raw"), unit=unit, period=period)


def remarked(store: Store, form: Form, key: str, kinds: Sequence[str], *, unit: str, period: str) -> set[str]:
    """The records with a remark of one of these kinds (mark, raw, note) on the field."""
    places = ",".join("?" * len(kinds))
    sql = (
        "select record_id from remark where unit = ? and period = ? and form = ? and field = ?"
        f" and kind in ({places})"
    )
    return {str(record_id) for (record_id,) in store.rows(sql, unit, period, form.key, key, *kinds)}


def _ids(
    store: Store, form: Form, where: str, values: Sequence[object], *, unit: str, period: str
) -> set[str]:
    source = _source(store, form, unit=unit, period=period)
    sql = f"select record_id from {source} where unit = ? and period = ? and {where}"
    return {str(record_id) for (record_id,) in store.rows(sql, unit, period, *values)}


def sums(
    store: Store,
    form: Form,
    keys: Sequence[str],
    *,
    unit: str,
    period: str,
    record_ids: Iterable[str] | None = None,
) -> tuple[int, dict[str, tuple[int | None, int]]]:
    """How many records count, and field → (sum of what is known, in how many it is known).

    Records brought over and not confirmed do not count; what ended counts in flows only. `record_ids`: only these.
    """
    parts = ["count(*)"]
    for key in keys:
        kept = f"case when {_counts(form, key)} then [{key}] end"
        parts += [f"sum(({kept}) >> 32)", f"sum(({kept}) & {_PART - 1})", f"count({kept})"]
    table = schema.place(store, form)
    values: list[object] = [unit, period]
    if record_ids is None:
        source, only = _source(store, form, unit=unit, period=period), ""
    else:
        source, only = table, " and record_id in (select value from json_each(?))"
        values.append(msgspec.json.encode(list(record_ids)).decode())
    sql = f"select {', '.join(parts)} from {source} where unit = ? and period = ?{only} and carried != 'carried'"
    (row,) = store.rows(sql, *values)
    found: dict[str, tuple[int | None, int]] = {}
    for n, key in enumerate(keys):
        high, low, known = row[1 + 3 * n : 4 + 3 * n]
        found[key] = (None if not known else high * _PART + low, known)
    return int(row[0]), found


def _counts(form: Form, key: str) -> str:
    return "carried != 'ended'" if getattr(form.fields[key], "over_time", "last") == "last" else "1"
