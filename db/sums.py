"""Sums per unit, period and measure: what consolidation reads instead of records."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import msgspec

from consolidation.figures import Sum
from db import formula, records, schema
from db.store import Store
from forms.catalogue import Catalogue, alike, meaning_hash
from forms.owner import owner_key
from forms.spec import Form

# SQLite refuses result rows wider than this by default; a measure takes three columns.
_MEASURES_A_QUERY = 300


@functools.lru_cache(maxsize=256)
def _query(form: Form, catalogue: Catalogue, on: date, start: int, places: tuple[str, str]) -> str:
    """One GROUP BY for up to _MEASURES_A_QUERY measures of a form; binds :unit and :period.

    `places`: the tables of the form and of its owner.
    """
    words = formula.dialect(catalogue.parameters(on), on)
    owner = catalogue.owner_of(form, on)
    columns, used = [], set()
    for measure in form.measure[start : start + _MEASURES_A_QUERY]:
        # What ended in the period is in no stock any more; what flowed until then stays.
        among = "r.carried != 'ended'" if measure.over_time == "last" else "1"
        column, scopes = formula.measure_columns(form, owner, measure, words, among=among)
        columns.append(column)
        used |= scopes
    source = formula.joined(form, used, lambda key: places[key != form.key])
    return f"select {', '.join(columns)} from {source} where r.unit = :unit and r.period = :period"


def refresh(
    store: Store,
    catalogue: Catalogue,
    forms: Sequence[Form],
    *,
    unit: str,
    period: str,
    previous: str,
    on: date,
    source_hash: str = "",
    given: Mapping[str, Mapping[str, Sum]] | None = None,
) -> None:
    """Make the sums of a unit and period anew: computed where a form is filled, 0 where nil, absent where open.

    `given`: form key → measure → Sum, of the forms whose records stayed with the unit.
    """
    states = records.states(store, unit=unit, period=period)
    owners = [owner for form in forms if (owner := catalogue.owner_of(form, on))]
    schema.grow(store, [*forms, *owners], travelled=catalogue.travelled)
    rows: list[tuple[object, ...]] = []
    for form in forms:
        state = states.get(form.key, ("open", ""))[0]
        if state == "nil":
            rows += [(unit, period, form.key, m.key, 0, 0, 0, source_hash) for m in form.measure]
        elif given and form.key in given:
            rows += [
                (unit, period, form.key, key, one.value, one.known, one.missing, source_hash)
                for key, one in given[form.key].items()
            ]
        elif state == "filled":
            rows += _computed(
                store,
                catalogue,
                form,
                unit=unit,
                period=period,
                previous=previous,
                on=on,
                source_hash=source_hash,
            )
    store.conn.execute("delete from sums where period = ? and unit = ?", (period, unit))
    store.conn.executemany("insert into sums values (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def of_unit(
    store: Store, catalogue: Catalogue, forms: Sequence[Form], *, unit: str, period: str, on: date
) -> dict[str, int | None]:
    """measure → its sum over the unit's records as they stand, 0 where a form is nil; nothing is kept."""
    states = records.states(store, unit=unit, period=period)
    owners = [owner for form in forms if (owner := catalogue.owner_of(form, on))]
    schema.grow(store, [*forms, *owners], travelled=catalogue.travelled)
    found: dict[str, int | None] = {}
    for form in forms:
        state = states.get(form.key, ("open", ""))[0]
        if state == "nil":
            found |= dict.fromkeys((m.key for m in form.measure), 0)
        elif state == "filled":
            rows = _computed(
                store, catalogue, form, unit=unit, period=period, previous="", on=on, source_hash=""
            )
            found |= {str(row[3]): cast("int | None", row[4]) for row in rows}
    return found


def _places(store: Store, catalogue: Catalogue, form: Form, on: date) -> tuple[str, str]:
    owner = catalogue.owner_of(form, on)
    return schema.place(store, form), schema.place(store, owner) if owner else ""


def _computed(
    store: Store,
    catalogue: Catalogue,
    form: Form,
    *,
    unit: str,
    period: str,
    previous: str,
    on: date,
    source_hash: str,
) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for start in range(0, len(form.measure), _MEASURES_A_QUERY):
        sql = _query(form, catalogue, on, start, _places(store, catalogue, form, on))
        row = store.conn.execute(sql, {"unit": unit, "period": period, "previous": previous}).fetchone()
        for n, measure in enumerate(form.measure[start : start + _MEASURES_A_QUERY]):
            value, known, missing = row[3 * n : 3 * n + 3]
            found.append((unit, period, form.key, measure.key, value, known or 0, missing or 0, source_hash))
    return found


def stale(
    store: Store, *, periods: Iterable[str], forms: Iterable[str], digest: str
) -> list[tuple[str, str]]:
    """(unit, period) of what was entered or admitted and has no sums, or sums made by other definitions.

    `forms`: keys of those that count anything; the others never have sums.
    """
    wanted = list(periods)
    places = ",".join("?" * len(wanted))
    return [
        (str(unit), str(period))
        for unit, period in store.rows(
            f"select distinct f.unit, f.period from form_state f where f.period in ({places}) and f.state != 'open'"
            " and f.form in (select value from json_each(?)) and not exists (select 1 from sums s"
            " where s.period = f.period and s.unit = f.unit and s.source_hash like '%/' || ?)",
            *wanted,
            json.dumps(sorted(forms)),
            digest,
        )
    ]


@dataclass(frozen=True, slots=True)
class Unlike:
    """What a unit's definition of a form counts otherwise than the totals do: `keys`; and what they do not count."""

    title: str
    keys: frozenset[str]
    uncounted: frozenset[str]


def unlike(
    store: Store, catalogue: Catalogue, on: date, *, periods: Iterable[str]
) -> dict[tuple[str, str, str], Unlike]:
    """(unit, period, form key) → how it differs, where the unit's definition, or that of the totals, only travelled."""
    if not schema.travelled(store):
        return {}
    wanted = list(periods)
    places = ",".join("?" * len(wanted))
    counted = {form.key: form for form in catalogue.in_force(on)}
    found: dict[tuple[str, str, str], Unlike] = {}
    by_report: dict[tuple[str, str], dict[str, Form]] = {}
    sql = f"select unit, period, form, edition, definition from form_state where period in ({places})"
    for unit, period, key, edition, digest in store.rows(sql, *wanted):
        form = _definition(store, catalogue, f"{key}@{edition}", digest)
        if form is not None:
            by_report.setdefault((unit, period), {})[key] = form
    for (unit, period), forms in by_report.items():
        for key, form in forms.items():
            differs = _differs(store, form, forms.get(owner_key(form)), counted)
            if differs is not None:
                found[unit, period, key] = differs
    return found


def _definition(store: Store, catalogue: Catalogue, name: str, digest: str) -> Form | None:
    if digest:
        form = schema.travelled(store)[digest]
        if name in catalogue.travelled or not catalogue.means(name, meaning_hash(form)):
            return form
    return catalogue.form(name) if catalogue.knows(name) else None


def _differs(store: Store, form: Form, owner: Form | None, counted: Mapping[str, Form]) -> Unlike | None:
    total = counted.get(form.key)
    if total is None:
        return Unlike(form.title, frozenset(), frozenset(form.measures))
    owner_counted = counted.get(owner_key(total))
    owner = owner or counted.get(owner_key(form))
    if form is total and owner is owner_counted:
        return None
    # Editions of the office's own are one house's word for the same: they are added as they always were.
    if not any(f and schema.stored_under(store, f) for f in (form, owner, total, owner_counted)):
        return None
    same = alike(form, owner, total, owner_counted)
    differing = form.measures.keys() - same
    if not differing:
        return None
    return Unlike(
        form.title, frozenset(differing & total.measures.keys()), frozenset(differing - total.measures.keys())
    )


def read(
    store: Store,
    *,
    periods: Iterable[str],
    units: Iterable[str] | None = None,
    counted: tuple[Catalogue, date] | None = None,
) -> dict[tuple[str, str], dict[str, Sum]]:
    """(unit, period) → measure → Sum, for the periods and, when given, only these units.

    `counted`: the catalogue, and the day as of which its forms make the totals. What a unit's definition counts
    otherwise under the same key is then not reported: None, never added and never 0.
    """
    wanted = list(periods)
    places = ",".join("?" * len(wanted))
    sql = f"select unit, period, form, measure, value, known, missing from sums where period in ({places})"
    values: list[object] = [*wanted]
    if units is not None:
        only = sorted(set(units))
        sql += f" and unit in ({','.join('?' * len(only))})"
        values += only
    other = unlike(store, *counted, periods=wanted) if counted else {}
    found: dict[tuple[str, str], dict[str, Sum]] = {}
    # A country has millions of them, mostly of what does not occur: equal ones and their names are kept once.
    names: dict[str, str] = {}
    alike: dict[tuple[int | None, int, int], Sum] = {}
    for unit, period, form, measure, *told in store.each(sql, *values):
        differs = other.get((unit, period, form)) if other else None
        if differs is not None and measure in differs.uncounted:
            continue
        unlike_here = differs is not None and measure in differs.keys
        value, known, missing = (None, 0, 0) if unlike_here else told
        total = alike.get((value, known, missing)) or Sum(value, known, missing)
        if not value:
            alike[value, known, missing] = total
        found.setdefault((unit, period), {})[names.setdefault(measure, measure)] = total
    return found


@dataclass(frozen=True, slots=True)
class PooledSum:
    """What several units tell together of a measure, at the unit `at`. `units`: key → hash of its report in full."""

    at: str
    form: str
    measure: str
    meaning: str
    total: Sum
    units: Mapping[str, str]


def put_pooled(store: Store, pools: Iterable[PooledSum], *, source: str, period: str) -> None:
    """Keep what came with the report of the unit `source`, in place of what came with its last one."""
    store.conn.execute("delete from pooled where period = ? and source = ?", (period, source))
    rows = [
        (
            source,
            period,
            p.at,
            p.form,
            p.measure,
            p.meaning,
            p.total.value,
            p.total.known,
            p.total.missing,
            told,
        )
        for p in pools
        for told in [msgspec.json.encode(dict(p.units), order="deterministic").decode()]
    ]
    store.conn.executemany("insert into pooled values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def pooled(store: Store, *, periods: Iterable[str]) -> dict[str, list[PooledSum]]:
    """Period label → what units tell together of it only."""
    wanted = list(periods)
    sql = (
        "select period, at, form, measure, meaning, value, known, missing, units from pooled"
        f" where period in ({','.join('?' * len(wanted))}) order by period, source, at, form, measure, units"
    )
    found: dict[str, list[PooledSum]] = {}
    for period, at, form, measure, meaning, value, known, missing, units in store.rows(sql, *wanted):
        of = msgspec.json.decode(str(units), type=dict[str, str])
        one = PooledSum(at, form, measure, meaning, Sum(value, known, missing), of)
        found.setdefault(str(period), []).append(one)
    return found


def group_by_all(
    store: Store, form: Form, catalogue: Catalogue, *, period: str, on: date
) -> Mapping[str, tuple[object, ...]]:
    """The same sums for all units in one GROUP BY: the yardstick of tests and benchmarks."""
    sql = _query(form, catalogue, on, 0, _places(store, catalogue, form, on)).replace(
        "select ", "select r.unit, ", 1
    )
    sql = sql.replace(
        "where r.unit = :unit and r.period = :period", "where r.period = :period group by r.unit"
    )
    return {row[0]: row[1:] for row in store.conn.execute(sql, {"period": period, "previous": ""})}
