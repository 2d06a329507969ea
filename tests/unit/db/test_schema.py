"""Tables that grow from declarations: they gain columns, rename them where told to, and lose nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from base.errors import AppError, Code
from db import records, schema
from db.store import Store
from forms.catalogue import definition, definition_hash
from forms.load import load_built_in
from forms.spec import Form, Integer
from tests.builders import KILNS, catalogue_of, dump, form_of, kiln, kilns, record, small_store

UNIT = "00101@2020-01-01"
NEXT = 'key = "kilns"\nedition = "2"\nbased_on = "kilns@1"\nvalid_from = 2021-01-01\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with small_store(tmp_path / "x.sct") as made:
        schema.grow(made, [kilns()])
        with made.writing():
            records.put(made, kilns(), [kiln("k1", "Lò A", area="1,25", cost="3")], unit=UNIT, period="2020")
        yield made


def columns(store: Store, form: Form) -> dict[str, str]:
    return {name: kind for _, name, kind, *_ in store.rows(f"pragma table_info({schema.table(form.key)})")}


def second_edition(added: str) -> Form:
    return catalogue_of(KILNS, NEXT + added).form("kilns@2")


def test_every_stored_field_has_a_typed_column_and_a_computed_one_has_none(store: Store) -> None:
    for form in load_built_in().forms:
        schema.grow(store, [form])
        found = columns(store, form)
        assert {f.key: f.column_type for f in form.stored}.items() <= found.items()
        assert not {f.key for f in form.field} - {f.key for f in form.stored} & found.keys()


def test_growing_again_changes_nothing(store: Store) -> None:
    before = dump(store)
    schema.grow(store, [kilns()])
    store.grown.clear()
    schema.grow(store, [kilns()])
    assert dump(store) == before


def test_a_new_field_is_a_new_column_and_old_answers_stay(store: Store) -> None:
    old = columns(store, kilns())
    form = second_edition('[[field]]\nkind = "integer"\nkey = "chimneys"\nlabel = "Ống khói"\n')
    schema.grow(store, [form])
    assert columns(store, form) == {**old, "chimneys": "INTEGER"}
    (found,) = records.read(store, form, unit=UNIT, period="2020")
    assert (found.values["area"], found.values["chimneys"]) == (12_500, None)


def test_a_dropped_field_keeps_its_column_and_its_answers(store: Store) -> None:
    form = second_edition('dropped = ["area", "kiln_area", "kiln_cost_per_ha"]\n')
    schema.grow(store, [form])
    assert "area" not in form.fields
    assert store.rows("select area from form_kilns") == [(12_500,)]


RENAMED = (
    'dropped = ["built"]\n[[field]]\nkind = "year"\nkey = "built_year"\nlabel = "Năm xây"\nwas = "built"\n'
)


def test_a_field_that_changed_its_key_takes_its_answers_along(store: Store) -> None:
    with store.writing():
        records.put(store, kilns(), [kiln("k1", "Lò A", built="2001")], unit=UNIT, period="2020")
    form = second_edition(RENAMED)
    schema.grow(store, [form])
    (found,) = records.read(store, form, unit=UNIT, period="2020")
    assert found.values["built_year"] == 2001


def test_reports_of_the_older_edition_are_kept_after_a_key_changed(store: Store) -> None:
    form = second_edition(RENAMED)
    schema.grow(store, [form])
    with store.writing():
        records.put(
            store, form, [record(form, "k2", name="Lò B", built_year="1999")], unit=UNIT, period="2021"
        )
        records.put(store, kilns(), [kiln("k1", "Lò A", built="2001")], unit=UNIT, period="2020")
    (old,) = records.read(store, kilns(), unit=UNIT, period="2020")
    (new,) = records.read(store, form, unit=UNIT, period="2021")
    assert (old.values["built"], new.values["built_year"]) == (2001, 1999)


def test_a_column_that_is_not_there_is_a_bug_and_no_text(store: Store) -> None:
    form = second_edition('[[field]]\nkind = "text"\nkey = "chimneys"\nlabel = "Ống khói"\n')
    with pytest.raises(sqlite3.OperationalError):
        records.read(store, form, unit=UNIT, period="2020")


def test_a_key_that_changes_its_type_is_refused_before_anything_grows(store: Store) -> None:
    before = dump(store)
    with pytest.raises(AppError) as refusal:
        second_edition('[[field]]\nkind = "integer"\nkey = "area_type"\nlabel = "Địa bàn"\n')
    assert refusal.value.code is Code.FORM_BROKEN
    assert dump(store) == before


def test_a_table_never_takes_another_type(store: Store) -> None:
    """A form that travelled was never laid beside ours when it was read."""
    field = Integer(key="area_type", label="Địa bàn", scale=1)
    form = msgspec.structs.replace(kilns(), edition="other", field=(field,))
    before = dump(store)
    with pytest.raises(AppError) as refusal:
        schema.grow(store, [form])
    assert refusal.value.code is Code.FORM_BROKEN
    assert dump(store) == before


@pytest.mark.parametrize("key", ["order", "group", "select", "values", "index", "rowid", "desc", "check"])
def test_a_key_may_be_a_word_of_sql(store: Store, key: str) -> None:
    text = f"""
key = "words"
edition = "1"
title = "Từ"
kind = "register"
valid_from = 2020-01-01
[[field]]
kind = "integer"
key = "{key}"
label = "Số"
"""
    form = next(f for f in catalogue_of(text).forms if f.key == "words")
    schema.grow(store, [form])
    with store.writing():
        records.put(store, form, [record(form, "r1", **{key: "7"})], unit=UNIT, period="2020")
    assert records.values_by_id(store, form, unit=UNIT, period="2020") == {"r1": {key: 7}}


def test_every_definition_that_was_used_is_kept_with_its_hash(store: Store) -> None:
    kept = store.rows("select name, hash, json from definition")
    assert kept == [("kilns@1", definition_hash(kilns()), definition(kilns()).decode())]


def test_a_form_that_is_no_longer_declared_is_still_known(store: Store, tmp_path: Path) -> None:
    catalogue = load_built_in()
    assert not catalogue.knows("kilns@1")
    joined = schema.kept_definitions(store, catalogue)
    assert definition(joined.form("kilns@1")) == definition(kilns())
    assert schema.kept_definitions(store, catalogue) is joined
    assert schema.kept_definitions(store, catalogue_of(KILNS)) is catalogue_of(KILNS)


FEW_FIELDS = """
key = "kilns"
edition = "1"
title = "Lò gạch"
kind = "register"
valid_from = 2019-01-01
[[field]]
kind = "text"
key = "workers"
label = "Lao động"
[[measure]]
key = "kilns_total"
label = "Số lò"
value = "count()"
"""


def test_definitions_of_one_name_have_tables_of_their_own_in_any_order(tmp_path: Path) -> None:
    dumps = []
    for n, texts in enumerate([(KILNS, FEW_FIELDS), (FEW_FIELDS, KILNS)]):
        with small_store(tmp_path / f"{n}.sct") as store:
            for text in texts:
                schema.grow(store, [form_of(text)], travelled={"kilns@1"})
            one, other = form_of(KILNS), form_of(FEW_FIELDS)
            with store.writing():
                for unit, form in ((UNIT, one), ("00102@2020-01-01", other)):
                    records.put(store, form, [record(form, "k1", workers="5")], unit=unit, period="2020")
                    records.set_state(store, form, "filled", unit=unit, period="2020")
            (mine,) = records.read(store, one, unit=UNIT, period="2020")
            (theirs,) = records.read(store, other, unit="00102@2020-01-01", period="2020")
            assert (mine.values["workers"], theirs.values["workers"]) == (5, "5")
            assert len({schema.place(store, form) for form in (one, other)} | {"form_kilns"}) == 3
            dumps.append(dump(store))
            with store.writing():
                records.clear(store, ["kilns"], unit=UNIT, period="2020")
            assert records.read(store, one, unit=UNIT, period="2020") == []
    assert dumps[0] == dumps[1]


def test_the_definition_that_counts_follows_the_reports_and_not_the_order(tmp_path: Path) -> None:
    one, other = form_of(KILNS), form_of(FEW_FIELDS)
    with small_store(tmp_path / "x.sct") as store:
        schema.grow(store, [one, other], travelled={"kilns@1"})
        for form in (one, other):
            with store.writing():
                records.set_state(store, form, "nil", unit=UNIT, period="2020")
            found = schema.kept_definitions(store, load_built_in()).form("kilns@1")
            assert definition(found) == definition(form)
        assert schema.kept_definitions(store, catalogue_of(KILNS)) is catalogue_of(KILNS)


def test_the_offices_own_form_takes_the_table_of_one_that_travelled_and_means_the_same(store: Store) -> None:
    schema.grow(store, [form_of(FEW_FIELDS)], travelled={"kilns@1"})
    before = dump(store)
    store.grown.clear()
    schema.grow(store, [form_of(FEW_FIELDS)])
    assert dump(store) == before
