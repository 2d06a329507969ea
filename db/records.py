"""Records of forms in their tables: read, written in bulk or singly, with their remarks and their form's state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import msgspec

from base.text import search_key
from db import journal
from db.journal import RowChange
from db.schema import columns, place, stored_under, table
from db.store import Store
from forms.spec import NO_REMARKS, Form, Record, Value

FormState = Literal["open", "filled", "nil"]
_REMARK_KINDS = ("mark", "raw", "note")


def read(store: Store, form: Form, *, unit: str, period: str) -> list[Record]:
    """The records of one unit and period in the order in which they were entered."""
    keys = [f.key for f in form.stored]
    listed = columns(["record_id", "carried", *keys])
    rows = store.rows(
        f"select {listed} from {place(store, form)} where unit = ? and period = ? order by position, record_id",
        unit,
        period,
    )
    remarks = _remarks(store, form, unit=unit, period=period)
    return [_record(row, keys, remarks.get(str(row[0]))) for row in rows]


def read_one(store: Store, form: Form, record_id: str, *, unit: str, period: str) -> Record | None:
    """One record, None when there is none of that id."""
    keys = [f.key for f in form.stored]
    listed = columns(["record_id", "carried", *keys])
    sql = f"select {listed} from {place(store, form)} where unit = ? and period = ? and record_id = ?"
    rows = store.rows(sql, unit, period, record_id)
    if not rows:
        return None
    return _record(
        rows[0], keys, _remarks(store, form, unit=unit, period=period, record_id=record_id).get(record_id)
    )


def read_some(
    store: Store, form: Form, record_ids: Iterable[str], *, unit: str, period: str
) -> dict[str, Record]:
    """record_id → record, of those among these that exist: a page of a long register."""
    keys = [f.key for f in form.stored]
    listed = columns(["record_id", "carried", *keys])
    wanted = msgspec.json.encode(list(record_ids)).decode()
    where = "unit = ? and period = ? and record_id in (select value from json_each(?))"
    rows = store.rows(f"select {listed} from {place(store, form)} where {where}", unit, period, wanted)
    told: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    sql = f"select record_id, kind, field, text from remark where form = ? and {where}"
    for record, kind, field, text in store.rows(sql, form.key, unit, period, wanted):
        told[str(record)][str(kind)][str(field)] = str(text)
    return {str(row[0]): _record(row, keys, told.get(str(row[0]))) for row in rows}


def others_with(
    store: Store, form: Form, key: str, value: Value, record_id: str, *, unit: str, period: str
) -> list[str]:
    """The ids of the other standing records with the same answer, in the order of the register."""
    sql = (
        f"select record_id from {place(store, form)} where unit = ? and period = ? and [{key}] = ?"
        " and record_id <> ? and carried <> 'ended' order by position"
    )
    return [str(row[0]) for row in store.rows(sql, unit, period, value, record_id)]


def shared(store: Store, form: Form, key: str, *, period: str) -> dict[Value, list[tuple[str, str]]]:
    """answer → (unit, record_id) of the standing records that have it, of answers that stand in several units."""
    name = place(store, form)
    if not store.rows("select 1 from sqlite_master where type = 'table' and name = ?", name):
        return {}
    among = f"from {name} where period = ? and carried <> 'ended' and [{key}] is not null"
    found: dict[Value, list[tuple[str, str]]] = defaultdict(list)
    for value, unit, record_id in store.rows(
        f"select [{key}], unit, record_id {among} and [{key}] in"
        f" (select [{key}] {among} group by 1 having count(distinct unit) > 1) order by 1, 2, 3",
        period,
        period,
    ):
        found[value].append((str(unit), str(record_id)))
    return dict(found)


def naming(store: Store, form: Form, key: str, *, period: str) -> list[tuple[str, str, str]]:
    """(unit, label, answer) of every standing record of a form in the period; "" where it has no answer."""
    name = place(store, form)
    if not store.rows("select 1 from sqlite_master where type = 'table' and name = ?", name):
        return []
    sql = (
        f"select unit, [{form.label_field}], coalesce([{key}], '') from {name}"
        f" where period = ? and carried <> 'ended' and [{form.label_field}] is not null order by 1, position"
    )
    return [(str(unit), str(label), str(answer)) for unit, label, answer in store.rows(sql, period)]


def _record(
    row: Sequence[Any], keys: Sequence[str], remarks: Mapping[str, Mapping[str, str]] | None
) -> Record:
    values = dict(zip(keys, row[2:], strict=True))
    if remarks is None:
        return Record(row[0], values, carried=row[1])
    mark, raw, note = (remarks.get(kind, NO_REMARKS) for kind in _REMARK_KINDS)
    return Record(row[0], values, mark, raw, note, row[1])


def _remarks(
    store: Store, form: Form, *, unit: str, period: str, record_id: str | None = None
) -> dict[str, dict[str, dict[str, str]]]:
    sql = "select record_id, kind, field, text from remark where unit = ? and period = ? and form = ?"
    values = [unit, period, form.key]
    if record_id is not None:
        sql, values = f"{sql} and record_id = ?", [*values, record_id]
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for record, kind, field, text in store.rows(sql, *values):
        found[str(record)][str(kind)][str(field)] = str(text)
    return found


def count(store: Store, form: Form, *, unit: str, period: str) -> int:
    """How many records there are."""
    rows = store.rows(
        f"select count(*) from {place(store, form)} where unit = ? and period = ?", unit, period
    )
    return int(rows[0][0])


def carried_counts(store: Store, form: Form, *, unit: str, period: str) -> dict[str, int]:
    """How many records there are, by what was said of them since the last period ("" of new ones)."""
    rows = store.rows(
        f"select carried, count(*) from {place(store, form)} where unit = ? and period = ? group by carried",
        unit,
        period,
    )
    return {str(carried): int(count) for carried, count in rows}


def ids_carried(store: Store, form: Form, carried: str, *, unit: str, period: str) -> list[str]:
    """The ids of the records of which this was said, in the order in which they were entered."""
    sql = (
        f"select record_id from {place(store, form)} where unit = ? and period = ? and carried = ?"
        " order by position, record_id"
    )
    return [str(record_id) for (record_id,) in store.rows(sql, unit, period, carried)]


def image(record: Record | None) -> dict[str, Any] | None:
    """A record as the journal keeps it: only what is answered or remarked."""
    if record is None:
        return None
    kept: dict[str, Any] = {key: value for key, value in record.values.items() if value is not None}
    told: dict[str, Any] = {"values": kept, "carried": record.carried}
    for kind, remarks in zip(_REMARK_KINDS, (record.marks, record.raw, record.notes), strict=True):
        if remarks:
            told[kind] = dict(remarks)
    return told


def from_image(record_id: str, told: Mapping[str, Any]) -> Record:
    """The record that image() told of."""
    marks, raw, notes = (told.get(kind, NO_REMARKS) for kind in _REMARK_KINDS)
    return Record(record_id, told["values"], marks, raw, notes, told["carried"])


def put(
    store: Store,
    form: Form,
    records: Iterable[Record],
    *,
    unit: str,
    period: str,
    places: Mapping[str, int] | None = None,
) -> None:
    """Write records over those of the same id; new ones go to the end. No journal line, no sums.

    `places`: record_id → position of those that come back to where they stood.
    """
    batch = list(records)
    keys = [f.key for f in form.stored]
    start = _next_position(store, form, batch, unit=unit, period=period)
    back = places or {}
    listed = columns(["unit", "period", "record_id", "position", "carried", "search", *keys])
    kept = ", ".join(f'"{c}" = excluded."{c}"' for c in ("carried", "search", *keys))
    sql = (
        f"insert into {place(store, form)} ({listed}) values ({','.join('?' * (6 + len(keys)))})"
        f" on conflict (unit, period, record_id) do update set {kept}"
    )
    store.conn.executemany(
        sql,
        (
            (
                unit,
                period,
                r.record_id,
                back.get(r.record_id, start + n),
                r.carried,
                _searched(form, r.values),
                *map(r.values.get, keys),
            )
            for n, r in enumerate(batch)
        ),
    )
    _put_remarks(store, form, batch, unit=unit, period=period)


_FEW = 50
"""So many records are looked up; the last position of 166,000 takes 700 ms to find."""


def _next_position(store: Store, form: Form, batch: Sequence[Record], *, unit: str, period: str) -> int:
    """Where the first new record of the batch goes; 1 when none is new."""
    table = place(store, form)
    if len(batch) <= _FEW:
        wanted = msgspec.json.encode([r.record_id for r in batch]).decode()
        where = "unit = ? and period = ? and record_id in (select value from json_each(?))"
        standing = store.rows(f"select count(*) from {table} where {where}", unit, period, wanted)
        if standing[0][0] == len({r.record_id for r in batch}):
            return 1
    sql = f"select coalesce(max(position), 0) from {table} where unit = ? and period = ?"
    return int(store.rows(sql, unit, period)[0][0]) + 1


def _searched(form: Form, values: Mapping[str, Value]) -> str:
    words = (values.get(key) for key in dict.fromkeys((form.label_field, *form.identity)))
    return search_key(" ".join(str(word) for word in words if word is not None))


def _put_remarks(store: Store, form: Form, batch: list[Record], *, unit: str, period: str) -> None:
    store.conn.executemany(
        "delete from remark where unit = ? and period = ? and form = ? and record_id = ?",
        ((unit, period, form.key, r.record_id) for r in batch),
    )
    rows = [
        (unit, period, form.key, r.record_id, field, kind, text)
        for r in batch
        for kind, remarks in zip(_REMARK_KINDS, (r.marks, r.raw, r.notes), strict=True)
        for field, text in remarks.items()
    ]
    if rows:
        store.conn.executemany("insert into remark values (?, ?, ?, ?, ?, ?, ?)", rows)


def remove(store: Store, form: Form, record_ids: Iterable[str], *, unit: str, period: str) -> None:
    """Take records out, with their remarks."""
    rows = [(unit, period, record_id) for record_id in record_ids]
    store.conn.executemany(
        f"delete from {place(store, form)} where unit = ? and period = ? and record_id = ?", rows
    )
    sql = "delete from remark where unit = ? and period = ? and record_id = ? and form = ?"
    store.conn.executemany(sql, [(*row, form.key) for row in rows])


def clear(store: Store, form_keys: Iterable[str], *, unit: str, period: str) -> None:
    """Take everything of a unit and period out: records, remarks, states and sums."""
    existing = {str(name) for (name,) in store.rows("select name from sqlite_master where type = 'table'")}
    for key in form_keys:
        for name in existing:
            if name == table(key) or name.startswith(f"{table(key)}$"):
                store.conn.execute(f"delete from {name} where unit = ? and period = ?", (unit, period))
        for kept in ("remark", "form_state", "sums"):
            store.conn.execute(
                f"delete from {kept} where unit = ? and period = ? and form = ?", (unit, period, key)
            )
    store.counted = None


def apply(store: Store, form: Form, changes: Sequence[RowChange], *, unit: str, period: str) -> None:
    """Make the records what the changes say, and the form filled, or open when its last record is gone."""
    gone = [c.record_id for c in changes if c.after is None]
    stay = [from_image(c.record_id, c.after) for c in changes if c.after is not None]
    if gone:
        remove(store, form, gone, unit=unit, period=period)
    if stay:
        places = {c.record_id: int(c.after["position"]) for c in changes if c.after and "position" in c.after}
        put(store, form, stay, unit=unit, period=period, places=places)
    filled = bool(stay) or count(store, form, unit=unit, period=period) > 0
    set_state(store, form, "filled" if filled else "open", unit=unit, period=period)


def save(
    store: Store,
    form: Form,
    changes: Sequence[RowChange],
    *,
    unit: str,
    period: str,
    act: journal.Act | Literal["carry", "undo", "redo"],
    door: str,
    reason: str = "",
    undoes: int | None = None,
    also: Sequence[tuple[Form, Sequence[RowChange]]] = (),
) -> int:
    """Records, form state and journal line in one transaction; gives the journal line's number.

    `also` are other forms that the same act changed, in the same line: undo takes all of them back.
    """
    with store.writing():
        told: list[RowChange] = []
        for one, given in ((form, changes), *(other for other in also if other[1])):
            placed = [_with_place(store, one, c, unit=unit, period=period) for c in given]
            apply(store, one, placed, unit=unit, period=period)
            told += placed if one is form else [replace(c, form=one.key) for c in placed]
        return journal.write(
            store,
            act,
            unit=unit,
            form=form.key,
            period=period,
            changes=told,
            door=door,
            reason=reason,
            undoes=undoes,
        )


def _with_place(store: Store, form: Form, change: RowChange, *, unit: str, period: str) -> RowChange:
    """A deletion also keeps where the record stood, so that undo brings it back there."""
    if change.after is not None or change.before is None:
        return change
    sql = f"select position from {place(store, form)} where unit = ? and period = ? and record_id = ?"
    found = store.rows(sql, unit, period, change.record_id)
    return replace(change, before={**change.before, "position": found[0][0]}) if found else change


def set_state(store: Store, form: Form, state: FormState, *, unit: str, period: str) -> None:
    """Keep whether the form is open, filled or nil; the unit's sums are no longer true, other forms' may read it."""
    store.conn.execute(
        "insert or replace into form_state values (?, ?, ?, ?, ?, ?)",
        (unit, period, form.key, form.edition, state, stored_under(store, form)),
    )
    store.counted = None
    store.conn.execute("delete from sums where period = ? and unit = ?", (period, unit))


def states(store: Store, *, unit: str, period: str) -> dict[str, tuple[FormState, str]]:
    """form key → (state, edition in which it was begun)."""
    rows = store.rows(
        "select form, state, edition from form_state where unit = ? and period = ?", unit, period
    )
    return {str(form): (state, str(edition)) for form, state, edition in rows}


def definitions(store: Store, *, unit: str, period: str) -> dict[str, str]:
    """form key → the hash of the definition under which its records are kept, where its definition only travelled."""
    sql = "select form, definition from form_state where unit = ? and period = ? and definition != ''"
    return {str(form): str(digest) for form, digest in store.rows(sql, unit, period)}


def values_by_id(store: Store, form: Form, *, unit: str, period: str) -> dict[str, dict[str, Value]]:
    """record_id → stored values: what checks compare with (last period, owners)."""
    keys = [f.key for f in form.stored]
    sql = f"select {columns(['record_id', *keys])} from {place(store, form)} where unit = ? and period = ?"
    return {str(row[0]): dict(zip(keys, row[1:], strict=True)) for row in store.rows(sql, unit, period)}


def periods(store: Store, *, unit: str) -> list[str]:
    """Labels of the periods of which there are answers of the unit."""
    return [str(p) for (p,) in store.rows("select distinct period from form_state where unit = ?", unit)]
