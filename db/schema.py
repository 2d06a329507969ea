"""Tables that grow from declarations: a column a stored field, never a column less."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from base.errors import AppError, Code
from db.store import Store
from forms.catalogue import Catalogue, definition, definition_hash
from forms.spec import Form

_FIXED = (
    "unit text not null",
    "period text not null",
    "record_id text not null",
    "position integer not null",
    "carried text not null",
    "search text not null",
)


def table(form_key: str) -> str:
    """The table of a form's records, all editions together. Keys are checked words, never text of a person."""
    return f"form_{form_key}"


def columns(keys: Iterable[str]) -> str:
    """Field keys as a list of SQL columns; quoted, since a key may be one of SQL's own words.

    In brackets: SQLite reads a name in double quotes that is no column as a text, and would tell nobody.
    """
    return ", ".join(f"[{key}]" for key in keys)


def grow(store: Store, forms: Iterable[Form]) -> None:
    """Make or widen the tables of these forms and keep each definition; does nothing that was done before."""
    asked = {definition_hash(form): form for form in forms}
    if asked.keys() <= store.grown:
        return
    kept = {str(digest) for (digest,) in store.rows("select hash from definition")}
    new = [form for digest, form in asked.items() if digest not in kept]
    if new:
        with store.writing():
            for form in new:
                _grow_table(store, form)
                _keep_definition(store, form)
        store.definitions = None
    store.grown.update(asked)


def _grow_table(store: Store, form: Form) -> None:
    columns = {str(r[1]): str(r[2]) for r in store.rows(f"pragma table_info({table(form.key)})")}
    if not columns:
        own = [f'"{f.key}" {f.column_type}' for f in form.stored]
        body = ", ".join([*_FIXED, *own, "primary key (unit, period, record_id)"])
        store.conn.execute(f"create table {table(form.key)} ({body}) strict")
        return
    for field in form.stored:
        if field.key not in columns:
            store.conn.execute(f"alter table {table(form.key)} add column [{field.key}] {field.column_type}")
            if columns.get(field.was) == field.column_type:
                # A copy: reports of the older edition, one's own and those still to come, need their column.
                store.conn.execute(f"update {table(form.key)} set [{field.key}] = [{field.was}]")
        elif columns[field.key] != field.column_type:
            why = f"trường “{field.key}” đổi kiểu so với dữ liệu đã có. Hãy đặt tên trường khác."
            raise AppError(Code.FORM_BROKEN, file=form.name, path=f"field {field.key}", why=why)


def _keep_definition(store: Store, form: Form) -> None:
    store.conn.execute(
        "insert or replace into definition values (?, ?, ?)",
        (form.name, definition_hash(form), definition(form).decode()),
    )


def kept_definitions(store: Store, catalogue: Catalogue) -> Catalogue:
    """The catalogue with every edition that this data file has met and the catalogue lacks, as it was then."""
    if store.definitions is None:
        store.definitions = frozenset(str(name) for (name,) in store.rows("select name from definition"))
    missing = sorted(name for name in store.definitions if not catalogue.knows(name))
    for name in missing:
        if name not in store.met:
            ((raw,),) = store.rows("select json from definition where name = ?", name)
            store.met[name] = msgspec.json.decode(str(raw).encode(), type=Form)
    return catalogue.joined_by(store.met[name] for name in missing)
