"""Sums of a unit: one SELECT a form, equal to a loop over its records and to the GROUP BY over all units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from consolidation.figures import Sum
from db import records, schema, sums
from db.store import Store
from forms.catalogue import Catalogue
from forms.load import load_built_in
from forms.spec import Form, Record, Value
from tests.builders import CLOSING, KILNS, catalogue_of, form_of, kiln, kilns, record, small_store
from tests.strategies import values

UNITS = ("00101@2020-01-01", "00102@2020-01-01", "00201@2020-01-01")
CATALOGUE = catalogue_of(KILNS)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with small_store(tmp_path_factory.mktemp("sums") / "x.sct") as made:
        yield made


def keep(
    store: Store, form: Form, kept: Sequence[Record], *, unit: str = UNITS[0], state: str = "filled"
) -> None:
    schema.grow(store, [form])
    with store.writing():
        records.clear(store, [form.key], unit=unit, period="2020")
        records.put(store, form, kept, unit=unit, period="2020")
        records.set_state(store, form, state, unit=unit, period="2020")  # type: ignore[arg-type]


def refresh(
    store: Store,
    forms: Sequence[Form],
    *,
    unit: str = UNITS[0],
    catalogue: Catalogue = CATALOGUE,
    source_hash: str = "",
) -> None:
    with store.writing():
        sums.refresh(
            store,
            catalogue,
            forms,
            unit=unit,
            period="2020",
            previous="",
            on=CLOSING,
            source_hash=source_hash,
        )


def read(store: Store, unit: str = UNITS[0]) -> Mapping[str, Sum]:
    return sums.read(store, periods=["2020"], units=[unit]).get((unit, "2020"), {})


def added(given: Sequence[Record], key: str, *, where: str = "") -> Sum:
    """The sum by hand: what is known is added, what is missing is counted, and nothing known is no zero."""
    chosen = [r for r in given if not where or r.values.get(where) == 1]
    known = [v for r in chosen if isinstance(v := r.values.get(key), int)]
    missing = len(chosen) - len(known) + sum(r.values.get(where) is None for r in given if where)
    return Sum(sum(known) if known or not missing else None, len(known), missing)


def counted(given: Sequence[Record], where: str) -> Sum:
    missing = sum(r.values.get(where) is None for r in given)
    known = len(given) - missing
    yes = sum(r.values.get(where) == 1 for r in given)
    return Sum(yes if known or not missing else None, known, missing)


LISTS = st.lists(values(kilns(), largest=10**12), min_size=1, max_size=5)


@settings(max_examples=40)
@given(st.tuples(LISTS, LISTS, LISTS))
def test_sums_equal_a_loop_over_the_records(store: Store, given: tuple[list[dict[str, Value]], ...]) -> None:
    form = kilns()
    for unit, answers in zip(UNITS, given, strict=True):
        kept = [Record(f"r{n}", one) for n, one in enumerate(answers)]
        keep(store, form, kept, unit=unit)
        refresh(store, [form], unit=unit)
        both = [r for r in kept if r.values["cost"] is not None and r.values["area"] is not None]
        assert read(store, unit) == {
            "kilns_total": Sum(len(kept), len(kept), 0),
            "kilns_licensed": counted(kept, "licensed"),
            "kiln_workers": added(kept, "workers"),
            "kiln_area": added(kept, "area"),
            "kiln_cost": added(kept, "cost"),
            "kiln_cost_per_ha_numerator": Sum(sum(int(str(r.values["cost"])) for r in both), len(both), 0),
            "kiln_cost_per_ha_denominator": Sum(sum(int(str(r.values["area"])) for r in both), len(both), 0),
        }
    grouped = sums.group_by_all(store, form, CATALOGUE, period="2020", on=CLOSING)
    for unit in UNITS:
        found = read(store, unit)
        flat = [
            part
            for m in form.measure
            for part in (found[m.key].value, found[m.key].known, found[m.key].missing)
        ]
        assert list(grouped[unit]) == flat


def test_missing_is_not_zero(store: Store) -> None:
    keep(store, kilns(), [kiln("k1", "A", workers="5", area="…"), kiln("k2", "B")])
    refresh(store, [kilns()])
    found = read(store)
    assert found["kiln_workers"] == Sum(5, 1, 1)
    assert found["kiln_area"] == Sum(None, 0, 2)


def test_nothing_occurs_is_zero_and_an_open_form_has_no_sums(store: Store) -> None:
    other = next(form for form in CATALOGUE.forms if form.key == "power_grid")
    keep(store, kilns(), [], state="nil")
    keep(store, other, [], state="open")
    refresh(store, [kilns(), other])
    assert read(store) == {m.key: Sum(0, 0, 0) for m in kilns().measure}


def test_making_sums_anew_leaves_none_of_the_old(store: Store) -> None:
    keep(store, kilns(), [kiln("k1", "A", workers="5")])
    refresh(store, [kilns()])
    keep(store, kilns(), [], state="open")
    refresh(store, [kilns()])
    assert read(store) == {}


def test_sums_are_stale_when_something_is_entered_or_the_forms_count_more(store: Store) -> None:
    keep(store, kilns(), [kiln("k1", "A")])
    here = (UNITS[0], "2020")
    assert here in sums.stale(store, periods=["2020"], forms=["kilns"], digest="d")
    refresh(store, [kilns()], source_hash="payload/d")
    assert here not in sums.stale(store, periods=["2020", "1999"], forms=["kilns"], digest="d")
    assert here in sums.stale(store, periods=["2020"], forms=["kilns"], digest="other")


def test_a_form_that_counts_nothing_makes_no_reading_write(store: Store) -> None:
    keep(store, kilns(), [kiln("k1", "A")])
    assert sums.stale(store, periods=["2020"], forms=["markets"], digest="d") == []


ONE_MORE = '[[measure]]\nkey = "more_{n}"\nlabel = "M"\nvalue = "sum(workers)"\nwhere = "workers > {n}"\n'


def many_measures(count: int) -> str:
    more = "".join(ONE_MORE.format(n=n) for n in range(count))
    return KILNS.replace('"kilns"', '"ovens"').replace("kiln", "oven") + more


def test_a_form_may_have_more_measures_than_a_row_of_sqlite_has_columns(tmp_path: Path) -> None:
    catalogue = catalogue_of(many_measures(700))
    form = next(f for f in catalogue.forms if f.key == "ovens")
    with small_store(tmp_path / "x.sct") as store:
        keep(store, form, [Record("r1", {"workers": 400})])
        refresh(store, [form], catalogue=catalogue)
        found = read(store)
    assert len(found) == len(form.measure)
    assert {found[f"more_{n}"].value for n in range(400)} == {400}
    assert {found[f"more_{n}"].value for n in range(400, 700)} == {0}


WORKED = """
key = "worked"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "kilns"
valid_from = 2019-01-01
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
[[measure]]
key = "bricks_of_licensed"
label = "Gạch của lò có phép"
value = "sum(bricks)"
where = "owner.licensed"
[[measure]]
key = "brick_workers"
label = "Gạch nhân lao động"
value = "sum(bricks * owner.workers * 0.5)"
"""


def test_a_measure_that_looks_at_the_last_period_is_refused() -> None:
    """Else a total would depend on the order in which two years are approved."""
    measure = '[[measure]]\nkey = "more"\nlabel = "Tăng"\nvalue = "sum(bricks - prev.bricks)"\n'
    with pytest.raises(AppError) as refusal:
        catalogue_of(KILNS, WORKED + measure)
    assert refusal.value.code is Code.FORM_BROKEN


def test_a_measure_may_look_at_the_owner(tmp_path: Path) -> None:
    catalogue = catalogue_of(KILNS, WORKED)
    form = next(f for f in catalogue.forms if f.key == "worked")
    owner = next(f for f in catalogue.forms if f.key == "kilns")
    with small_store(tmp_path / "x.sct") as store:
        keep(
            store,
            owner,
            [Record("a", {"licensed": 1, "workers": 3}), Record("b", {"licensed": 0, "workers": 4})],
        )
        keep(
            store,
            form,
            [Record("a", {"bricks": 10}), Record("b", {"bricks": 20}), Record("c", {"bricks": 40})],
        )
        with store.writing():
            sums.refresh(store, catalogue, [form], unit=UNITS[0], period="2020", previous="", on=CLOSING)
        found = read(store)
    assert found["bricks_of_licensed"] == Sum(10, 1, 1)
    assert found["brick_workers"] == Sum(30 + 80, 2, 1)
    assert Fraction(found["brick_workers"].value or 0, form.measures["brick_workers"].scale) == 55


def test_what_another_definition_counts_otherwise_is_not_reported(tmp_path: Path) -> None:
    ours = kilns()
    theirs = form_of(KILNS.replace('label = "Diện tích"\nunit = "ha"', 'label = "Diện tích"\nunit = "m²"'))
    catalogue = load_built_in()
    with small_store(tmp_path / "x.sct") as store:
        schema.grow(store, [ours, theirs], travelled={"kilns@1"})
        for unit, form in zip(UNITS, (ours, ours, theirs), strict=True):
            keep(store, form, [record(form, "k1", name="Lò", workers="5", area="2")], unit=unit)
            refresh(store, [form], unit=unit, catalogue=catalogue.within([form]))
        counted = (schema.kept_definitions(store, catalogue), CLOSING)
        found = sums.read(store, periods=["2020"], counted=counted)
        areas = [found[unit, "2020"]["kiln_area"] for unit in UNITS]
        assert areas == [Sum(20_000, 1, 0), Sum(20_000, 1, 0), Sum(None, 0, 0)]
        assert [found[unit, "2020"]["kiln_workers"].value for unit in UNITS] == [5, 5, 5]
        assert list(sums.unlike(store, *counted, periods=["2020"])) == [(UNITS[2], "2020", "kilns")]
