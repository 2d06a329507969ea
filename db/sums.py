"""Sums per unit, period and measure: what consolidation reads instead of records."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from consolidation.figures import Sum
from db import formula, records, schema
from db.store import Store
from forms.catalogue import Catalogue
from forms.spec import Form

# SQLite refuses result rows wider than this by default; a measure takes three columns.
_MEASURES_A_QUERY = 300


@functools.lru_cache(maxsize=256)
def _query(form: Form, catalogue: Catalogue, on: date, start: int) -> str:
    """One GROUP BY for up to _MEASURES_A_QUERY measures of a form; binds :unit and :period."""
    words = formula.dialect(catalogue.parameters(on), on)
    owner = catalogue.owner_of(form, on)
    columns, used = [], set()
    for measure in form.measure[start : start + _MEASURES_A_QUERY]:
        # What ended in the period is in no stock any more; what flowed until then stays.
        among = "r.carried != 'ended'" if measure.over_time == "last" else "1"
        column, scopes = formula.measure_columns(form, owner, measure, words, among=among)
        columns.append(column)
        used |= scopes
    source = formula.joined(form, used)
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
) -> None:
    """Make the sums of a unit and period anew: computed where a form is filled, 0 where nil, absent where open."""
    states = records.states(store, unit=unit, period=period)
    schema.grow(store, [owner for form in forms if (owner := catalogue.owner_of(form, on))])
    rows: list[tuple[object, ...]] = []
    for form in forms:
        state = states.get(form.key, ("open", ""))[0]
        if state == "nil":
            rows += [(unit, period, form.key, m.key, 0, 0, 0, source_hash) for m in form.measure]
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
        sql = _query(form, catalogue, on, start)
        row = store.conn.execute(sql, {"unit": unit, "period": period, "previous": previous}).fetchone()
        for n, measure in enumerate(form.measure[start : start + _MEASURES_A_QUERY]):
            value, known, missing = row[3 * n : 3 * n + 3]
            found.append((unit, period, form.key, measure.key, value, known or 0, missing or 0, source_hash))
    return found


def stale(store: Store, *, periods: Iterable[str], digest: str) -> list[tuple[str, str]]:
    """(unit, period) of what was entered or admitted and has no sums, or sums made by other definitions."""
    wanted = list(periods)
    places = ",".join("?" * len(wanted))
    return [
        (str(unit), str(period))
        for unit, period in store.rows(
            f"select distinct f.unit, f.period from form_state f where f.period in ({places}) and f.state != 'open'"
            " and not exists (select 1 from sums s where s.period = f.period and s.unit = f.unit"
            " and s.source_hash like '%/' || ?)",
            *wanted,
            digest,
        )
    ]


def read(
    store: Store, *, periods: Iterable[str], units: Iterable[str] | None = None
) -> dict[tuple[str, str], dict[str, Sum]]:
    """(unit, period) → measure → Sum, for the periods and, when given, only these units."""
    wanted = list(periods)
    places = ",".join("?" * len(wanted))
    sql = f"select unit, period, measure, value, known, missing from sums where period in ({places})"
    only = None if units is None else set(units)
    found: dict[tuple[str, str], dict[str, Sum]] = {}
    for unit, period, measure, value, known, missing in store.rows(sql, *wanted):
        if only is None or unit in only:
            found.setdefault((unit, period), {})[measure] = Sum(value, known, missing)
    return found


def group_by_all(
    store: Store, form: Form, catalogue: Catalogue, *, period: str, on: date
) -> Mapping[str, tuple[object, ...]]:
    """The same sums for all units in one GROUP BY: the yardstick of tests and benchmarks."""
    sql = _query(form, catalogue, on, 0).replace("select ", "select r.unit, ", 1)
    sql = sql.replace(
        "where r.unit = :unit and r.period = :period", "where r.period = :period group by r.unit"
    )
    return {row[0]: row[1:] for row in store.conn.execute(sql, {"period": period, "previous": ""})}
