"""Sums of records in Python are the sums that SQL makes of the same records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consolidation.figures import Sum
from consolidation.records import Adder
from db import records, schema, sums
from db.store import Store
from forms.catalogue import Catalogue
from forms.load import load_built_in
from forms.spec import Form, Record
from tests.builders import CLOSING, KILNS, catalogue_of, kiln, kilns, small_store
from tests.strategies import values

UNIT = "00101@2020-01-01"
BUILT_IN = load_built_in()
CARRIED = st.sampled_from(("", "carried", "unchanged", "changed", "ended"))
LOOSE = catalogue_of(
    KILNS
    + """
[[measure]]
key = "kilns_not_small"
label = "Lò không nhỏ"
value = "count()"
where = "not (size == 'nhỏ') or licensed"
[[measure]]
key = "kilns_owned"
label = "Lao động ở lò cũ"
value = "sum(workers + 2 * workers)"
where = "built < 2000 or has(features, 'night')"
over_time = "sum"
[[measure]]
key = "kilns_classed"
label = "Lò lớn"
value = "count()"
where = "size in ('lớn',) and (licensed or opened <= today)"
"""
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with small_store(tmp_path_factory.mktemp("sums") / "x.sct") as made:
        yield made


def by_sql(
    store: Store, catalogue: Catalogue, form: Form, kept: list[Record], owned: list[Record]
) -> dict[str, Sum]:
    owner = catalogue.owner_of(form, CLOSING)
    both = [(form, kept), *([(owner, owned)] if owner else [])]
    schema.grow(store, [one for one, _ in both])
    with store.writing():
        records.clear(store, [one.key for one, _ in both], unit=UNIT, period="2020")
        for one, listed in both:
            records.put(store, one, listed, unit=UNIT, period="2020")
            records.set_state(store, one, "filled", unit=UNIT, period="2020")
        sums.refresh(store, catalogue, [form], unit=UNIT, period="2020", previous="", on=CLOSING)
    return sums.read(store, periods=["2020"])[UNIT, "2020"]


def by_python(catalogue: Catalogue, form: Form, kept: list[Record], owned: list[Record]) -> dict[str, Sum]:
    owner = catalogue.owner_of(form, CLOSING)
    adder = Adder(form, owner, on=CLOSING, parameters=catalogue.parameters(CLOSING))
    return adder.sums(kept, {record.record_id: record.values for record in owned})


def drawn(data: st.DataObject, form: Form) -> list[Record]:
    ids = ["1"] if form.kind == "sheet" else [f"r{n}" for n in range(data.draw(st.integers(1, 4)))]
    return [Record(i, data.draw(values(form, 10**9)), carried=data.draw(CARRIED)) for i in ids]


IN_FORCE = [(BUILT_IN, form) for form in BUILT_IN.in_force(CLOSING) if form.measure]
LOOSE_FORM = next(form for form in LOOSE.forms if form.key == "kilns")


@pytest.mark.parametrize(
    ("catalogue", "form"), [*IN_FORCE, (LOOSE, LOOSE_FORM)], ids=lambda x: getattr(x, "name", "")
)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_both_ways_of_adding_up_agree_on_any_records(
    store: Store, catalogue: Catalogue, form: Form, data: st.DataObject
) -> None:
    owner = catalogue.owner_of(form, CLOSING)
    kept, owned = drawn(data, form), drawn(data, owner) if owner else []
    assert by_python(catalogue, form, kept, owned) == by_sql(store, catalogue, form, kept, owned)


def test_missing_is_not_zero_and_what_ended_is_no_stock() -> None:
    kept = [
        kiln("1", "A", workers="5", cost="2,5", licensed="có"),
        kiln("2", "B", workers="…", cost="1"),
        replace(kiln("3", "C", workers="9", cost="4", licensed="có"), carried="ended"),
    ]
    found = Adder(kilns(), None, on=CLOSING).sums(kept, {})
    assert found["kilns_total"].value == 2
    assert found["kilns_licensed"] == Sum(1, 2, 1)
    assert found["kiln_workers"] == Sum(5, 1, 1)
    assert found["kiln_area"] == Sum(None, 0, 2)
    assert found["kiln_cost"] == Sum(7_500_000, 3, 0)
