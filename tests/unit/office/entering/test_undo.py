"""Undo takes the last act on records back: every table is again what it was, and the journal says so."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from base.period import Period
from db import journal, records
from db.store import Store
from forms.spec import Record
from office.entering import carried, entry, undoing
from office.office import Office
from tests.builders import (
    KILNS,
    YEAR,
    an_office,
    catalogue_of,
    dump,
    kiln,
    kilns,
    small_store,
    sound_record,
    surroundings,
)

UNIT = "00101@2020-01-01"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file in which the year is open and nothing is entered."""
    path = tmp_path_factory.mktemp("undo") / "x.sct"
    with Office(small_store(path), catalogue_of(KILNS)) as office:
        entry.open_period(office, YEAR)
    return path


@pytest.fixture
def office(opened: Path, tmp_path: Path) -> Iterator[Office]:
    with copy_of(opened, tmp_path / "x.sct") as made:
        yield made


def copy_of(opened: Path, path: Path) -> Office:
    shutil.copy(opened, path)
    return Office(Store.open(path, surroundings()), catalogue_of(KILNS))


def held(office: Office) -> Mapping[str, list[tuple[object, ...]]]:
    """All tables but the sums, which are made anew when they are asked for; an open form is one without a state."""
    tables = dump(office.store, without={"journal", "sums", "sqlite_sequence"})
    tables["form_state"] = [row for row in tables["form_state"] if row[4] != "open"]
    return tables


Act = Callable[[Office], Any]


def entering(*given: Record, act: str = "enter") -> Act:
    return lambda office: entry.enter(office, YEAR, "kilns", given, act=act)


def deleting(*ids: str) -> Act:
    return lambda office: entry.delete(office, YEAR, "kilns", ids, reason="ghi trùng")


def confirming(record_id: str, said: str) -> Act:
    return lambda office: carried.confirm(office, YEAR, "kilns", [record_id], said)


def stating_nil(office: Office) -> None:
    entry.nil(office, YEAR, "kilns")


KILN = st.builds(
    lambda n, name, area, note: replace(
        kiln(f"k{n}", name, area=area), notes={"area": "đo lại"} if note else {}
    ),
    st.integers(1, 4),
    st.sampled_from(("Lò A", "Lò B", "Lò Đ")),
    st.sampled_from(("1,25", "…", "")),
    st.booleans(),
)
IDS = st.sampled_from(("k1", "k2", "k3", "k4"))
ACTS = st.one_of(
    KILN.map(entering),
    st.lists(KILN, min_size=1, max_size=3, unique_by=lambda one: one.record_id).map(
        lambda them: entering(*them, act="fill")
    ),
    IDS.map(deleting),
    st.builds(confirming, IDS, st.sampled_from(("unchanged", "changed", "ended"))),
    st.just(stating_nil),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=6))
def test_every_act_can_be_taken_back_one_after_the_other(
    opened: Path, tmp_path: Path, acts: list[Act]
) -> None:
    with copy_of(opened, tmp_path / "x.sct") as office:
        states = []
        for act in acts:
            before = held(office)
            try:
                act(office)
            except AppError as refusal:
                assert refusal.code in (Code.RECORD_UNKNOWN, Code.FORM_NOT_NIL)
                assert held(office) == before
            else:
                states.append(before)
        after = held(office)
        for before in reversed(states):
            undoing.undo(office)
            assert held(office) == before
        with pytest.raises(AppError) as refusal:
            undoing.undo(office)
        assert refusal.value.code is Code.UNDO_NOTHING
        for before in [*states, after][1:]:
            undoing.redo(office)
            assert held(office) == before
        with pytest.raises(AppError) as refusal:
            undoing.redo(office)
        assert refusal.value.code is Code.REDO_NOTHING
        assert held(office) == after
        assert journal.broken_link(office.store) is None


def test_nothing_is_done_again_after_something_else_was_done(office: Office) -> None:
    entering(kiln("k1", "Lò A"))(office)
    undoing.undo(office)
    entering(kiln("k2", "Lò B"))(office)
    with pytest.raises(AppError) as refusal:
        undoing.redo(office)
    assert refusal.value.code is Code.REDO_NOTHING


def test_nothing_occurs_that_was_stated_again_comes_back_under_a_record_taken_back(office: Office) -> None:
    stating_nil(office)
    undoing.undo(office)
    undoing.redo(office)
    entering(kiln("k1", "Lò A"))(office)
    undoing.undo(office)
    assert records.states(office.store, unit=UNIT, period="2020")["kilns"][0] == "nil"


class _Looking(Exception):
    """The act has looked whether the report may be changed."""


@pytest.mark.parametrize(
    "act",
    [
        entering(kiln("k9", "Lò I")),
        deleting("k1"),
        confirming("k1", "changed"),
        stating_nil,
        lambda office: entry.note(office, YEAR, "kilns", "k1", "area", "đo lại"),
        undoing.undo,
    ],
    ids=["enter", "delete", "confirm", "nil", "note", "undo"],
)
def test_nobody_can_close_the_report_between_the_look_and_the_act(
    office: Office, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    entering(kiln("k1", "Lò A"))(office)

    def looking(self: Office, period: Period) -> None:
        other = sqlite3.connect(self.store.path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("begin immediate")
        other.close()
        raise _Looking

    monkeypatch.setattr(Office, "draft", looking)
    with pytest.raises(_Looking):
        act(office)


def names(office: Office) -> list[object]:
    return [r.values["name"] for r in records.read(office.store, kilns(), unit=UNIT, period="2020")]


def test_a_record_that_was_deleted_comes_back_where_it_stood(office: Office) -> None:
    entering(kiln("k1", "Lò A"), kiln("k2", "Lò B"), kiln("k3", "Lò C"))(office)
    deleting("k2")(office)
    undoing.undo(office)
    assert names(office) == ["Lò A", "Lò B", "Lò C"]


def test_nothing_occurs_stands_again_when_the_first_record_is_taken_back(office: Office) -> None:
    stating_nil(office)
    entering(kiln("k1", "Lò A"))(office)
    undoing.undo(office)
    assert records.states(office.store, unit=UNIT, period="2020")["kilns"][0] == "nil"


def test_undo_is_a_new_act_that_names_the_one_it_takes_back(office: Office) -> None:
    entering(kiln("k1", "Lò A"))(office)
    line = undoing.undo(office)
    last = journal.lines(office.store)[-1]
    assert (last.act, last.undoes) == ("undo", line.seq)
    assert [(c.before is None, c.after is None) for c in last.row_changes] == [(False, True)]


def test_undo_is_refused_when_the_record_has_changed_since(office: Office) -> None:
    entering(kiln("k1", "Lò A"))(office)
    changed = records.RowChange("k1", None, records.image(kiln("k1", "Lò B")))
    records.save(office.store, kilns(), [changed], unit=UNIT, period="2020", act="receive", door="elsewhere")
    before = held(office)
    with pytest.raises(AppError) as refusal:
        undoing.undo(office)
    assert refusal.value.code is Code.UNDO_CHANGED
    assert held(office) == before


def test_what_came_meanwhile_through_another_door_stays(office: Office) -> None:
    entering(kiln("k1", "Lò A", workers="5"))(office)
    (seen,) = records.read(office.store, kilns(), unit=UNIT, period="2020")
    entering(replace(kiln("k1", "Lò A", workers="99"), notes={"workers": "đếm lại"}))(office)
    typed = replace(seen, values={**seen.values, "cost": 7_000_000})
    entry.enter(office, YEAR, "kilns", [typed], seen={"k1": seen})
    (now,) = records.read(office.store, kilns(), unit=UNIT, period="2020")
    assert (now.values["workers"], now.values["cost"], now.notes) == (99, 7_000_000, {"workers": "đếm lại"})
    undoing.undo(office)
    (back,) = records.read(office.store, kilns(), unit=UNIT, period="2020")
    assert (back.values["workers"], back.values["cost"]) == (99, None)


def test_a_form_that_was_begun_in_another_forms_act_is_not_nil_again(tmp_path: Path) -> None:
    with an_office(tmp_path) as made:
        entry.open_period(made, YEAR)
        forms = {key: made.form(key, YEAR) for key in ("establishments", "workers")}
        rows = {key: sound_record(form, made.catalogue, "e1") for key, form in forms.items()}
        entry.nil(made, YEAR, "workers")
        entry.enter(
            made, YEAR, "establishments", [rows["establishments"]], also={"workers": [rows["workers"]]}
        )
        entry.delete(made, YEAR, "establishments", ["e1"], reason="ghi trùng")
        unit = made.unit_in(YEAR).key
        assert records.states(made.store, unit=unit, period="2020")["workers"][0] == "open"
        entry.enter(made, YEAR, "establishments", [rows["establishments"]])
        entry.enter(made, YEAR, "workers", [rows["workers"]])
        undoing.undo(made)
        assert records.states(made.store, unit=unit, period="2020")["workers"][0] == "open"


def test_undo_stays_in_the_period_that_is_named(office: Office) -> None:
    entering(kiln("k1", "Lò A"))(office)
    with pytest.raises(AppError) as refusal:
        undoing.undo(office, period=Period.parse("2021"))
    assert refusal.value.code is Code.UNDO_NOTHING
    undoing.undo(office, period=YEAR)
