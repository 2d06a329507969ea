"""The audit trail: every act leaves one line, and whoever alters, removes or adds one is found out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from db import journal, records
from db.journal import RowChange
from db.store import Store
from tests.builders import NOON, small_store

UNIT = "00101@2020-01-01"
COLUMNS = (
    "at",
    "who",
    "act",
    "unit",
    "form",
    "record_id",
    "period",
    "changes",
    "door",
    "reason",
    "previous",
    "hash",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with small_store(tmp_path / "x.sct") as made:
        for n in range(1, 5):
            change = RowChange(f"r{n}", None, {"values": {"name": f"Lò {n}"}, "carried": ""})
            journal.write(
                made, "enter", unit=UNIT, form="kilns", period="2020", changes=[change], door="window"
            )
        yield made


def test_a_line_tells_who_did_what_when_through_which_door(store: Store) -> None:
    line = journal.lines(store)[1]
    assert (line.seq, line.who, line.act, line.door) == (2, "Thạch Sa Vane", "enter", "window")
    assert (line.unit, line.form, line.record_id, line.period) == (UNIT, "kilns", "r2", "2020")
    assert line.at == NOON.isoformat(timespec="milliseconds")
    assert line.row_changes == [RowChange("r2", None, {"values": {"name": "Lò 2"}, "carried": ""})]


def test_each_line_is_chained_to_the_one_before(store: Store) -> None:
    lines = journal.lines(store)
    assert [line.previous for line in lines] == ["", *(line.hash for line in lines[:-1])]
    assert journal.broken_link(store) is None


def test_an_empty_journal_holds(tmp_path: Path) -> None:
    with small_store(tmp_path / "empty.sct") as store:
        assert journal.broken_link(store) is None


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("seq", [1, 2, 4])
def test_an_altered_line_is_found(store: Store, column: str, seq: int) -> None:
    store.conn.execute(f"update journal set {column} = {column} || 'x' where seq = ?", (seq,))
    assert journal.broken_link(store) == seq


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_an_undo_that_is_pinned_on_another_act_is_found(store: Store, seq: int) -> None:
    store.conn.execute("update journal set undoes = 1 where seq = ?", (seq,))
    assert journal.broken_link(store) == seq


@pytest.mark.parametrize(
    ("removed", "found"), [([1], 2), ([2], 3), ([1, 2], 3), ([3, 4], 3), ([4], 4), ([1, 2, 3, 4], 1)]
)
def test_a_removed_line_is_found_also_at_the_end(store: Store, removed: list[int], found: int) -> None:
    store.conn.execute(f"delete from journal where seq in ({','.join(map(str, removed))})")
    assert journal.broken_link(store) == found


@pytest.mark.parametrize("seq", [0, 5, 9])
def test_an_added_line_is_found(store: Store, seq: int) -> None:
    listed = ", ".join(column for column in COLUMNS if column not in ("previous", "hash"))
    last = journal.lines(store)[-1]
    store.conn.execute(
        f"insert into journal (seq, {listed}, previous, hash) select ?, {listed}, ?, hash from journal where seq = 4",
        (seq, last.hash),
    )
    assert journal.broken_link(store) == seq


def test_two_lines_that_changed_places_are_found(store: Store) -> None:
    for old, new in ((1, 90), (2, 1), (90, 2)):
        store.conn.execute("update journal set seq = ? where seq = ?", (new, old))
    assert journal.broken_link(store) == 1


def test_the_journal_goes_on_after_the_file_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "x.sct"
    with small_store(path) as store:
        journal.write(store, "open", unit=UNIT)
    with Store.open(path, store.surroundings) as again:
        assert journal.write(again, "submit", unit=UNIT) == 2
        assert journal.broken_link(again) is None


def test_a_line_is_written_in_the_transaction_of_its_change(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing():
        journal.write(store, "enter", unit=UNIT)
        raise RuntimeError
    assert len(journal.lines(store)) == 4
    assert journal.broken_link(store) is None


def test_only_acts_on_records_that_were_not_undone_can_be_undone(store: Store) -> None:
    journal.write(store, "submit", unit=UNIT)
    journal.write(store, "undo", unit=UNIT, undoes=4)
    found = journal.last_undoable(store)
    assert found is not None and found.seq == 3


def test_every_act_that_keeps_records_can_be_taken_back_but_opening_a_period() -> None:
    """mypy holds the callers to the acts that save() takes."""
    taken = {act for acts in get_args(get_type_hints(records.save)["act"]) for act in get_args(acts)}
    assert taken - {"carry", "undo", "redo"} == set(get_args(journal.Act))


@pytest.mark.parametrize("act", get_args(journal.Act))
def test_the_newest_act_on_records_is_the_one_to_take_back(store: Store, act: str) -> None:
    seq = journal.write(store, act, unit=UNIT, form="kilns", period="2020")
    journal.write(store, "submit", unit=UNIT, period="2020")
    line = journal.last_undoable(store, period="2020")
    assert line is not None and (line.seq, line.act) == (seq, act)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_line_tells_how_many_records_it_reaches(store: Store, count: int) -> None:
    changes = [RowChange(str(n), None, {"values": {"name": "[Lò], {1}"}}) for n in range(count)]
    journal.write(store, "enter", changes=changes)
    line = journal.lines(store)[-1]
    assert line.reach == len(line.row_changes) == count
