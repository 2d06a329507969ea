"""How the fixed tables came to be, one step a change. A released step is never edited.

The tables of forms are no migrations: db/schema.py grows them from declarations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.library import Database, Migrations
from db.schema_version import SCHEMA_VERSION

if TYPE_CHECKING:
    from db.store import Store

steps = Migrations("so_cong_thuong")

_FIRST = """
create table meta (key text primary key, value text not null) strict, without rowid;
create table tree (edition text primary key, content blob not null) strict, without rowid;
create table hamlet (
  unit text not null, name text not null, kind text not null, ended integer not null default 0,
  primary key (unit, name)
) strict, without rowid;
create table definition (name text primary key, hash text not null, json text not null) strict, without rowid;
create table report (
  unit text not null, period text not null, packet text not null, state text not null, kind text not null,
  version integer not null, note text not null default '', reason text not null default '',
  primary key (unit, period, packet)
) strict, without rowid;
create table form_state (
  unit text not null, period text not null, form text not null, edition text not null, state text not null,
  primary key (unit, period, form)
) strict, without rowid;
create table remark (
  unit text not null, period text not null, form text not null, record_id text not null, field text not null,
  kind text not null, text text not null, primary key (unit, period, form, record_id, field, kind)
) strict, without rowid;
create table payload (hash text primary key, content blob not null) strict, without rowid;
create table submitted (
  unit text not null, period text not null, packet text not null, version integer not null, hash text not null,
  kind text not null, note text not null, at text not null, primary key (unit, period, packet, version)
) strict, without rowid;
create table received (
  unit text not null, period text not null, packet text not null, version integer not null, hash text not null,
  predecessor text not null, kind text not null, at text not null, file text not null,
  primary key (unit, period, packet, hash)
) strict, without rowid;
create table nested (
  parent text not null, unit text not null, version integer not null, kind text not null, hash text not null,
  primary key (parent, unit)
) strict, without rowid;
create table decision (
  seq integer primary key, at text not null, who text not null, act text not null, unit text not null,
  period text not null, packet text not null, hash text not null, reason text not null
) strict;
create table admitted (
  unit text not null, period text not null, packet text not null, hash text not null, kind text not null,
  via text not null, primary key (unit, period, packet)
) strict, without rowid;
create table sums (
  unit text not null, period text not null, form text not null, measure text not null, value integer,
  known integer not null, missing integer not null, source_hash text not null,
  primary key (period, unit, form, measure)
) strict, without rowid;
create table journal (
  seq integer primary key, at text not null, who text not null, act text not null, unit text not null,
  form text not null, record_id text not null, period text not null, changes text not null, door text not null,
  reason text not null, undoes integer, previous text not null, hash text not null
) strict;
"""


@steps()
def m001_first(db: Database) -> None:
    """The tables of the first release."""
    for statement in filter(None, (part.strip() for part in _FIRST.split(";"))):
        db.execute(statement)


_DEFINITIONS = """
create table definitions (
  name text not null, hash text not null, own integer not null, json text not null, primary key (name, hash)
) strict, without rowid;
insert into definitions select name, hash, 1, json from definition;
drop table definition;
alter table definitions rename to definition;
alter table form_state add column definition text not null default '';
create index form_state_travelled on form_state (definition) where definition != ''
"""


@steps()
def m002_definitions_side_by_side(db: Database) -> None:
    """Several definitions of one name, and for each form of a report the one under which its rows stand.

    What an older file kept stays the office's own: its rows stand in the tables of the office's own forms.
    """
    for statement in filter(None, (part.strip() for part in _DEFINITIONS.split(";"))):
        db.execute(statement)


_REPLIES = """
create table reply (
  hash text primary key, answer text not null, at text not null, office text not null, reason text not null
) strict, without rowid;
create table mark (
  hash text not null, unit text not null, form text not null, record_id text not null, field text not null,
  reason text not null, place text not null, primary key (hash, unit, form, record_id, field)
) strict, without rowid
"""


@steps()
def m003_replies(db: Database) -> None:
    """What the office above answered to a version, and what is to be mended in a version that was returned."""
    for statement in filter(None, (part.strip() for part in _REPLIES.split(";"))):
        db.execute(statement)


_POOLED = """
create table pooled (
  source text not null, period text not null, at text not null, form text not null, measure text not null,
  meaning text not null, value integer, known integer not null, missing integer not null, units text not null,
  primary key (period, source, at, form, measure, units)
) strict, without rowid;
alter table nested add column of text not null default ''
"""


@steps()
def m004_pooled(db: Database) -> None:
    """What several units tell together only: `source` is the unit in whose report it came, `units` JSON.

    `nested.of`: the hash of the report in full, of one that travelled as sums alone.
    """
    for statement in filter(None, (part.strip() for part in _POOLED.split(";"))):
        db.execute(statement)


def migrate(store: Store) -> None:
    """Take the steps that the file lacks, and note in it which form its tables have."""
    database = Database(store.conn, strict=True, execute_plugins=False)
    steps.apply(database)
    store.conn.execute(f"pragma user_version = {SCHEMA_VERSION}")
