"""Power cuts, full disks and kill -9: each file is wholly in or wholly out, and doing it again finishes the work."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from base.errors import AppError, Code
from db import journal
from db import store as store_module
from office.entering import checking, entry
from office.office import Office, open_office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    YEAR,
    an_office,
    answer,
    dump,
    kiln,
    submission,
    surroundings,
)
from tests.builders import without_empty as kept_in

Tables = dict[str, list[tuple[object, ...]]]


class Cut(BaseException):
    """The power goes: nobody catches it."""


class Countdown:
    """Raises, or kills this process, at the n-th step; counts the steps when it is not set."""

    def __init__(self) -> None:
        self.steps = 0
        self.at = 0
        self.blow: Callable[[], object] = self.cut

    @staticmethod
    def cut() -> None:
        raise Cut

    def set(self, at: int, blow: Callable[[], object] | None = None) -> None:
        self.steps, self.at, self.blow = 0, at, blow or self.cut

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            self.blow()


COUNTDOWN = Countdown()


class Fragile(sqlite3.Connection):
    """A connection whose every statement is a step of the countdown."""

    def execute(self, *given: Any) -> sqlite3.Cursor:
        COUNTDOWN.step()
        return super().execute(*given)

    def executemany(self, *given: Any) -> sqlite3.Cursor:
        COUNTDOWN.step()
        return super().executemany(*given)


@pytest.fixture
def fragile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Countdown]:
    """All statements, renames and flushes count; the countdown is not set."""

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        return sqlite3.dbapi2.connect(*given, **{**named, "factory": Fragile})

    def stepping(function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*given: Any, **named: Any) -> Any:
            COUNTDOWN.step()
            return function(*given, **named)

        return stepped

    monkeypatch.setattr(store_module.sqlite3, "connect", connect)
    monkeypatch.setattr(os, "fsync", stepping(os.fsync))
    monkeypatch.setattr(os, "replace", stepping(os.replace))
    COUNTDOWN.set(0)
    yield COUNTDOWN
    COUNTDOWN.set(0)


@contextmanager
def opened(path: Path) -> Iterator[Office]:
    office = open_office(path, surroundings=surroundings(ids="x-"))
    try:
        yield office
    finally:
        office.store.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sent")
    return [
        submission(folder, code, {"kilns": [kiln("k1", "Lò", workers=str(n))]}, forms={"kilns.toml": KILNS})
        for n, code in enumerate(COMMUNES[:2], 1)
    ]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district that has received nothing."""
    folder = tmp_path_factory.mktemp("empty")
    an_office(folder, DISTRICT).store.close()
    return folder / f"{DISTRICT}.sct"


def tables(path: Path) -> Tables:
    return kept_in(dump(path, without={"journal", "sqlite_sequence", "_sqlite_migrations", "definition"}))


def received_after(empty: Path, folder: Path, files: list[Path]) -> Tables:
    folder.mkdir()
    shutil.copy(empty, folder / "d.sct")
    with opened(folder / "d.sct") as office:
        receiving.receive(office, files)
    return tables(folder / "d.sct")


def sampled(steps: int, wanted: int) -> list[int]:
    """The first and last steps and some between."""
    return sorted({1, steps, *range(1, steps + 1, max(1, steps // wanted))})


def test_a_cut_at_any_step_of_receiving_leaves_each_file_wholly_in_or_out(
    fragile: Countdown, empty: Path, files: list[Path], tmp_path: Path
) -> None:
    allowed = [received_after(empty, tmp_path / f"{n} in", files[:n]) for n in range(3)]
    path = tmp_path / "d.sct"
    shutil.copy(empty, path)
    with opened(path) as office:
        fragile.set(0)
        receiving.receive(office, files)
        steps = fragile.steps
    assert steps > 20
    for at in sampled(steps, 40):
        shutil.copy(empty, path)
        with opened(path) as office:
            fragile.set(at)
            with pytest.raises(Cut):
                receiving.receive(office, files)
        fragile.set(0)
        assert tables(path) in allowed
        with opened(path) as office:
            answers = [receipt.answer for receipt in receiving.receive(office, files)]
            assert set(answers) <= {"new", "have"}
            assert journal.broken_link(office.store) is None
        assert tables(path) == allowed[2]


def test_a_cut_at_any_step_of_approving_approves_all_or_nothing(
    fragile: Countdown, empty: Path, files: list[Path], tmp_path: Path
) -> None:
    waiting = tmp_path / "waiting.sct"
    shutil.copy(empty, waiting)
    with opened(waiting) as office:
        receiving.receive(office, files)
    before = tables(waiting)
    path = tmp_path / "d.sct"
    shutil.copy(waiting, path)
    with opened(path) as office:
        fragile.set(0)
        receiving.approve(office, YEAR)
        steps = fragile.steps
    after = tables(path)
    assert after != before
    for at in sampled(steps, 40):
        shutil.copy(waiting, path)
        with opened(path) as office:
            fragile.set(at)
            with pytest.raises(Cut):
                receiving.approve(office, YEAR)
        fragile.set(0)
        assert tables(path) in (before, after)
        if tables(path) == before:
            with opened(path) as office:
                receiving.approve(office, YEAR)
        assert tables(path) == after


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune that only has to submit."""
    folder = tmp_path_factory.mktemp("ready")
    answer(an_office(folder, COMMUNES[0]), {}).store.close()
    return folder / f"{COMMUNES[0]}.sct"


@pytest.mark.parametrize("older", [None, b"the version before"])
def test_a_cut_at_any_step_of_submitting_leaves_no_file_without_its_report(
    fragile: Countdown, ready: Path, tmp_path: Path, older: bytes | None
) -> None:
    path, out = tmp_path / "c.sct", tmp_path / "c.xlsx"
    shutil.copy(ready, path)
    with opened(path) as office:
        fragile.set(0)
        submitting.submit(office, YEAR, out)
        steps = fragile.steps
    complete, written = tables(path), out.read_bytes()
    for at in sampled(steps, 30):
        shutil.copy(ready, path)
        out.unlink(missing_ok=True)
        if older is not None:
            out.write_bytes(older)
        with opened(path) as office:
            fragile.set(at)
            with pytest.raises(Cut):
                submitting.submit(office, YEAR, out)
        fragile.set(0)
        state = tables(path)
        found = out.read_bytes() if out.exists() else None
        assert (state == tables(ready) and found in (older, None)) or (state == complete and found == written)
        assert [other.name for other in tmp_path.iterdir() if other.suffix == ".part"] == []
        with opened(path) as office:
            submitting.submit(office, YEAR, out)
        assert (tables(path), out.read_bytes()) == (complete, written)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "denied")])
def test_a_submission_that_cannot_be_written_closes_nothing(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    path, out = tmp_path / "c.sct", tmp_path / "c.xlsx"
    shutil.copy(ready, path)
    out.write_bytes(b"the version before")

    def refuse(handle: object) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", refuse)
    with opened(path) as office:
        with pytest.raises(AppError) as refusal:
            submitting.submit(office, YEAR, out)
        assert refusal.value.code in (Code.DISK_FULL, Code.OUTPUT_READ_ONLY)
        assert checking.check(office, YEAR) == []
        assert office.report(YEAR).state == "draft"
    assert tables(path) == tables(ready)
    assert out.read_bytes() == b"the version before"


def test_a_cut_at_any_step_of_entering_keeps_row_remarks_and_journal_together(
    fragile: Countdown, tmp_path: Path
) -> None:
    with an_office(tmp_path, COMMUNES[0], forms={"kilns.toml": KILNS}) as office:
        entry.open_period(office, YEAR)
        entry.enter(office, YEAR, "kilns", [kiln("k0", "Lò 0", area="…")])
    pristine, path = tmp_path / f"{COMMUNES[0]}.sct", tmp_path / "c.sct"
    shutil.copy(pristine, path)
    with opened(path) as office:
        fragile.set(0)
        entry.enter(office, YEAR, "kilns", [kiln("k0", "Lò 0", area="2"), kiln("k1", "Lò 1", area="…")])
        steps = fragile.steps
    complete = dump(path, without=())
    for at in range(1, steps + 1):
        shutil.copy(pristine, path)
        with opened(path) as office:
            fragile.set(at)
            with pytest.raises(Cut):
                entry.enter(
                    office, YEAR, "kilns", [kiln("k0", "Lò 0", area="2"), kiln("k1", "Lò 1", area="…")]
                )
        fragile.set(0)
        assert dump(path, without=()) in (dump(pristine, without=()), complete)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is of Unix")
def test_a_process_that_is_killed_while_receiving_leaves_each_file_wholly_in_or_out(
    fragile: Countdown, empty: Path, files: list[Path], tmp_path: Path
) -> None:
    allowed = [received_after(empty, tmp_path / f"{n} in", files[:n]) for n in range(3)]
    path = tmp_path / "d.sct"
    shutil.copy(empty, path)
    with opened(path) as office:
        fragile.set(0)
        receiving.receive(office, files)
        steps = fragile.steps
    for at in sampled(steps, 8):
        shutil.copy(empty, path)
        assert killed_at(at, path, files)
        assert tables(path) in allowed
        with opened(path) as office:
            receiving.receive(office, files)
            assert journal.broken_link(office.store) is None
        assert tables(path) == allowed[2]
        assert not path.with_name("d.sct-journal").exists()


def killed_at(at: int, path: Path, files: list[Path]) -> bool:
    """Whether a child that received the files died of kill -9 at that step."""
    child = os.fork()
    if child == 0:
        try:
            office = open_office(path, surroundings=surroundings(ids="x-"))
            COUNTDOWN.set(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            receiving.receive(office, files)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is of Unix")
def test_a_commit_that_was_cut_off_is_rolled_back_when_the_file_is_opened(
    empty: Path, files: list[Path], tmp_path: Path
) -> None:
    """The journal that SQLite leaves beside the file when it dies between writing pages and ending the commit."""
    path = tmp_path / "d.sct"
    shutil.copy(empty, path)
    before = tables(path)
    child = os.fork()
    if child == 0:
        try:
            conn = sqlite3.connect(path, isolation_level=None)
            conn.execute("pragma cache_spill = on")
            conn.execute("pragma cache_size = 1")
            conn.execute("begin immediate")
            conn.execute("update meta set value = 'half' where key = 'office'")
            conn.executemany("insert into meta values (?, ?)", ((f"k{n}", "x" * 2000) for n in range(500)))
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert path.with_name("d.sct-journal").exists()
    with opened(path) as office:
        assert office.unit.code == DISTRICT
        assert [receipt.answer for receipt in receiving.receive(office, files)] == ["new", "new"]
    after = tables(path)
    assert {name: rows for name, rows in after.items() if name == "meta"} == {"meta": before["meta"]}
