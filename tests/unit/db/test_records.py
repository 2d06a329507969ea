"""Records in their tables: what goes in comes out, with marks, raw texts and notes, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import records, schema
from db.store import Store
from forms.load import load_built_in
from forms.spec import Form, Record
from tests import strategies
from tests.builders import dump, kiln, kilns, small_store

UNIT, OTHER_UNIT = "00101@2020-01-01", "00102@2020-01-01"
EVERY_FORM = pytest.mark.parametrize("form", [*load_built_in().forms, kilns()], ids=lambda form: form.name)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return small_store(tmp_path_factory.mktemp("records") / "x.sct")


def keep(store: Store, form: Form, kept: list[Record], *, unit: str = UNIT, period: str = "2020") -> None:
    schema.grow(store, [form])
    with store.writing():
        records.put(store, form, kept, unit=unit, period=period)


def complete(form: Form, record: Record) -> Record:
    """The record as it is read back: every stored field has a place among its values."""
    values = {f.key: record.values.get(f.key) for f in form.stored}
    return Record(record.record_id, values, record.marks, record.raw, record.notes, record.carried)


@EVERY_FORM
@settings(max_examples=6)
@given(data=st.data())
def test_a_record_comes_back_with_all_that_was_remarked(
    store: Store, form: Form, data: st.DataObject
) -> None:
    kept = [data.draw(strategies.records(form, f"r{n}")) for n in range(2)]
    keep(store, form, [Record("r0", {}), *kept])
    expected = [complete(form, record) for record in kept]
    assert records.read(store, form, unit=UNIT, period="2020") == expected
    assert [records.read_one(store, form, f"r{n}", unit=UNIT, period="2020") for n in range(2)] == expected
    assert records.values_by_id(store, form, unit=UNIT, period="2020") == {
        r.record_id: r.values for r in expected
    }
    assert records.count(store, form, unit=UNIT, period="2020") == 2


@EVERY_FORM
@settings(max_examples=6)
@given(data=st.data())
def test_the_image_in_the_journal_is_the_record(form: Form, data: st.DataObject) -> None:
    record = data.draw(strategies.records(form))
    image = records.image(record)
    assert image is not None
    assert complete(form, records.from_image(record.record_id, image)) == complete(form, record)


def test_there_is_no_image_of_nothing() -> None:
    assert records.image(None) is None


def test_records_keep_the_order_of_entry_also_when_one_is_changed(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        for name in ("C", "A", "B"):
            keep(store, kilns(), [kiln(f"k{name}", name)])
        keep(store, kilns(), [kiln("kC", "C2"), kiln("kD", "D")])
        found = records.read(store, kilns(), unit=UNIT, period="2020")
        assert [record.values["name"] for record in found] == ["C2", "A", "B", "D"]


def test_remarks_of_a_changed_record_are_replaced_not_gathered(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        keep(store, kilns(), [kiln("k1", "A", area="…")])
        keep(store, kilns(), [kiln("k1", "A", area="2")])
        (found,) = records.read(store, kilns(), unit=UNIT, period="2020")
        assert (found.marks, found.values["area"]) == ({}, 20_000)


def test_units_and_periods_do_not_touch_each_other(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        keep(store, kilns(), [kiln("k1", "A", area="…")])
        keep(store, kilns(), [kiln("k1", "B", area="…")], unit=OTHER_UNIT)
        keep(store, kilns(), [kiln("k1", "C", area="…")], period="2021")
        with store.writing():
            records.clear(store, ["kilns", "no_such_form"], unit=UNIT, period="2020")
        assert records.read(store, kilns(), unit=UNIT, period="2020") == []
        for unit, period, name in ((OTHER_UNIT, "2020", "B"), (UNIT, "2021", "C")):
            (found,) = records.read(store, kilns(), unit=unit, period=period)
            assert (found.values["name"], found.marks) == (name, {"area": "…"})


def test_clearing_takes_states_remarks_and_sums_along(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        schema.grow(store, [kilns()])
        before = dump(store)
        with store.writing():
            records.set_state(store, kilns(), "filled", unit=UNIT, period="2020")
            records.put(store, kilns(), [kiln("k1", "A", area="…")], unit=UNIT, period="2020")
            store.conn.execute(
                "insert into sums values (?, '2020', 'kilns', 'kilns_total', 1, 1, 0, '')", (UNIT,)
            )
            records.clear(store, ["kilns"], unit=UNIT, period="2020")
        assert dump(store) == before


@pytest.mark.parametrize(
    ("name", "key"), [("Lò Bảy Núi", "lo bay nui"), ("LÒ ĐƯỜNG 3/2", "lo duong 3/2"), ("Hoà", "hoa")]
)
def test_a_record_is_found_without_accents(store: Store, name: str, key: str) -> None:
    keep(store, kilns(), [kiln("search", name)], period="2019")
    assert store.rows("select search from form_kilns where record_id = 'search'") == [(key,)]


def test_a_form_is_filled_while_it_has_records_and_open_again_without(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        schema.grow(store, [kilns()])
        made = kiln("k1", "A")
        entered = records.RowChange("k1", None, records.image(made))
        deleted = records.RowChange("k1", records.image(made), None)
        states = []
        for act, change in (("enter", entered), ("delete", deleted)):
            records.save(store, kilns(), [change], unit=UNIT, period="2020", act=act, door="window")
            states.append(records.states(store, unit=UNIT, period="2020"))
        assert states == [{"kilns": ("filled", "1")}, {"kilns": ("open", "1")}]
        assert records.periods(store, unit=UNIT) == ["2020"]


def test_entering_makes_the_sums_untrue(tmp_path: Path) -> None:
    with small_store(tmp_path / "x.sct") as store:
        schema.grow(store, [kilns()])
        store.conn.execute(
            "insert into sums values (?, '2020', 'kilns', 'kilns_total', 9, 9, 0, '')", (UNIT,)
        )
        change = records.RowChange("k1", None, records.image(kiln("k1", "A")))
        records.save(store, kilns(), [change], unit=UNIT, period="2020", act="enter", door="window")
        assert store.rows("select * from sums") == []
