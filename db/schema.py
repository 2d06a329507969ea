"""Tables that grow from declarations: a column a stored field, never a column less."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

import msgspec

from base.errors import AppError, Code
from db.store import Store
from forms.catalogue import (
    Catalogue,
    definition,
    definition_hash,
    prevailing,
    without_clashes,
)
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
    """The table of the office's own form, all editions together. Keys are checked words, never text of a person."""
    return f"form_{form_key}"


def place(store: Store, form: Form) -> str:
    """The table in which this definition's records stand in this data file.

    One that only came inside files has a table of its own, so that its columns clash with no other's and nothing
    depends on which came first. No key has a "$" in it.
    """
    under = stored_under(store, form)
    return f"{table(form.key)}${under[:16]}" if under else table(form.key)


def stored_under(store: Store, form: Form) -> str:
    """The hash under which records of a form are kept that only came inside files; "" of the office's own."""
    met = travelled(store)
    return asked if met and (asked := definition_hash(form)) in met else ""


def columns(keys: Iterable[str]) -> str:
    """Field keys as a list of SQL columns; quoted, since a key may be one of SQL's own words.

    In brackets: SQLite reads a name in double quotes that is no column as a text, and would tell nobody.
    """
    return ", ".join(f"[{key}]" for key in keys)


def grow(store: Store, forms: Iterable[Form], *, travelled: Container[str] = ()) -> None:
    """Make or widen the tables of these forms and keep each definition; does nothing that was done before.

    `travelled` names those that only came inside files.
    """
    asked = {definition_hash(form): form for form in forms}
    if asked.keys() <= store.grown:
        return
    known = {one for _, one, _ in definitions(store)}
    new = [form for one, form in asked.items() if one not in known]
    if new:
        with store.writing():
            for form in new:
                _keep(store, form, own=form.name not in travelled)
    store.grown.update(asked)


def _keep(store: Store, form: Form, *, own: bool) -> None:
    if own and stored_under(store, form):
        return  # one that travelled and means the same has its table
    if own:
        store.conn.execute("delete from definition where name = ? and own = 1", (form.name,))
    row = (form.name, definition_hash(form), int(own), definition(form).decode())
    store.conn.execute("insert into definition values (?, ?, ?, ?)", row)
    store.definitions = store.travelled = store.counted = None
    _grow_table(store, form, place(store, form))


def _grow_table(store: Store, form: Form, name: str) -> None:
    columns = {str(r[1]): str(r[2]) for r in store.rows(f"pragma table_info({name})")}
    if not columns:
        own = [f'"{f.key}" {f.column_type}' for f in form.stored]
        body = ", ".join([*_FIXED, *own, "primary key (unit, period, record_id)"])
        store.conn.execute(f"create table {name} ({body}) strict")
        return
    for field in form.stored:
        if field.key not in columns:
            store.conn.execute(f"alter table {name} add column [{field.key}] {field.column_type}")
            if columns.get(field.was) == field.column_type:
                # A copy: reports of the older edition, one's own and those still to come, need their column.
                store.conn.execute(f"update {name} set [{field.key}] = [{field.was}]")
        elif columns[field.key] != field.column_type:
            why = f"trường “{field.key}” đổi kiểu so với dữ liệu đã có. Hãy đặt tên trường khác."
            raise AppError(Code.FORM_BROKEN, file=form.name, path=f"field {field.key}", why=why)


def definitions(store: Store) -> tuple[tuple[str, str, bool], ...]:
    """(name, hash, whether it is or was the office's own) of every definition that the data file keeps."""
    if store.definitions is None:
        rows = store.rows("select name, hash, own from definition order by name, hash")
        store.definitions = tuple((str(name), str(digest), bool(own)) for name, digest, own in rows)
    return store.definitions


def kept(store: Store, digest: str) -> Form:
    """The definition of that hash."""
    if digest not in store.met:
        ((raw,),) = store.rows("select json from definition where hash = ?", digest)
        store.met[digest] = msgspec.json.decode(str(raw).encode(), type=Form)
    return store.met[digest]


def travelled(store: Store) -> Mapping[str, Form]:
    """Hash → definition, of those that came inside files: two that ask alike may count differently."""
    if store.travelled is None:
        store.travelled = {digest: kept(store, digest) for _, digest, own in definitions(store) if not own}
    return store.travelled


def digest(store: Store, catalogue: Catalogue) -> str:
    """Of the catalogue and of what travelled: sums that were made by other definitions are made anew."""
    told = "".join(travelled(store))
    return hashlib.sha256(f"{catalogue.digest}{told}".encode()).hexdigest()[:16] if told else catalogue.digest


def own_definitions(store: Store, catalogue: Catalogue) -> Catalogue:
    """The catalogue with the office's own editions that it lacks by now, as they were then."""
    known, last = definitions(store), store.completed
    if last is None or last[0] is not catalogue or last[1] is not known:
        lacking = [digest for name, digest, own in known if own and not catalogue.knows(name)]
        own = catalogue.joined_by([kept(store, digest) for digest in lacking]) if lacking else catalogue
        store.completed = last = (catalogue, known, own)
    return last[2]


def kept_definitions(store: Store, catalogue: Catalogue) -> Catalogue:
    """The office's own forms, and of each name that only travelled the definition that the office counts by.

    It follows from the set of files and decisions alone, whatever the order in which they came.
    """
    own = own_definitions(store, catalogue)
    if store.counted is None:
        by_name: dict[str, list[Form]] = defaultdict(list)
        for form in travelled(store).values():
            by_name[form.name].append(form)
        reports = _reports_under(store) if by_name else {}
        store.counted = tuple(prevailing(forms, reports) for forms in by_name.values())
    last = store.joined
    if last is None or last[0] is not own or last[1] is not store.counted:
        counted = tuple(form for form in store.counted if not own.knows(form.name))
        joined = own.joined_by(without_clashes(own.forms, counted)) if counted else own
        store.joined = last = (own, store.counted, joined)
    return last[2]


def _reports_under(store: Store) -> dict[str, int]:
    sql = "select definition, count(*) from form_state where definition != '' group by definition"
    return {str(digest): int(count) for digest, count in store.rows(sql)}
