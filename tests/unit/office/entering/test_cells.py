"""Cells that become one act: nothing of it is lost meanwhile, and nothing stays of what is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from base.progress import Cancelled, Progress
from db import records
from forms.spec import Record
from office.entering import cells, entry, undoing
from office.office import Office
from tests.builders import KILNS, YEAR, an_office, dump, kiln

COUNT = 250


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, forms={"kilns.toml": KILNS}) as made:
        entry.open_period(made, YEAR)
        given = [kiln(f"k{n}", f"Lò {n}", workers=str(n), cost="10") for n in range(COUNT)]
        entry.enter(made, YEAR, "kilns", given)
        yield made


def standing(office: Office, record_id: str) -> Record:
    form, unit = office.form("kilns", YEAR), office.unit_in(YEAR).key
    found = records.read_one(office.store, form, record_id, unit=unit, period=YEAR.label)
    assert found is not None
    return found


def rows(text: str = "7") -> list[cells.Typed]:
    return [(f"k{n}", {"workers": text}) for n in range(COUNT)]


def test_what_came_into_other_cells_since_they_were_drafted_stays(office: Office) -> None:
    drafts = cells.draft(office, YEAR, "kilns", rows())
    now = standing(office, "k1")
    entry.enter(
        office, YEAR, "kilns", [Record("k1", {**now.values, "cost": 1, "workers": 99}, notes={"cost": "đo"})]
    )
    cells.keep(office, YEAR, "kilns", drafts)
    kept = standing(office, "k1")
    assert (kept.values["workers"], kept.values["cost"], kept.notes) == (7, 1, {"cost": "đo"})


def keep(office: Office, progress: Progress) -> object:
    drafts = cells.draft(office, YEAR, "kilns", rows("…"), progress=progress)
    return cells.keep(office, YEAR, "kilns", drafts, progress=progress)


def take_out(office: Office, progress: Progress) -> object:
    return entry.delete(office, YEAR, "kilns", [i for i, _ in rows()], reason="nhầm", progress=progress)


def undo(office: Office, progress: Progress) -> object:
    return undoing.undo(office, period=YEAR, progress=progress)


def redo(office: Office, progress: Progress) -> object:
    return undoing.redo(office, period=YEAR, progress=progress)


@pytest.mark.parametrize("act", [keep, take_out, undo, redo])
def test_an_act_that_is_stopped_at_any_step_changes_nothing(
    office: Office, act: Callable[[Office, Progress], object]
) -> None:
    if act is redo:
        undoing.undo(office, period=YEAR)
    before, told = dump(office.store), list[str]()
    progress = Progress(lambda done, total, what: told.append(what))
    for step in range(1 if act is take_out else 4):
        told.clear()
        progress.cancelled = lambda step=step: len(told) == step
        with pytest.raises(Cancelled):
            act(office, progress)
        assert dump(office.store) == before and not office.store.conn.in_transaction
    act(office, Progress())
    assert dump(office.store) != before
