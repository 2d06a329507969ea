"""Long work beside the window: one ending, progress, Cancel, its own connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThread

from base.errors import AppError, Code
from base.progress import Progress
from office.office import Office
from tests.builders import an_office
from ui.jobs import AT_ONCE, Job, Jobs


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


@pytest.fixture
def jobs(qapp: Any) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.finish()
    made.deleteLater()


def endings(jobs: Jobs, office: Office, work: Any, qtbot: Any, **more: Any) -> list[tuple[str, Any]]:
    """What was told of one job, in order."""
    told: list[tuple[str, Any]] = []
    jobs.crashed.connect(lambda report: told.append(("crashed", report.splitlines()[-1])))
    job = Job(
        "Việc dài",
        work,
        lambda value: told.append(("done", value)),
        refused=lambda refusal: told.append(("refused", refusal.code)),
        stopped=lambda: told.append(("stopped", None)),
        **more,
    )
    with qtbot.waitSignal(jobs.ended):
        jobs.run(office, job)
    qtbot.waitUntil(lambda: bool(told))
    return told


def refusing(office: Office, progress: Progress) -> None:
    raise AppError(Code.DISK_FULL, file="x")


def breaking(office: Office, progress: Progress) -> None:
    raise ZeroDivisionError("hỏng")


@pytest.mark.parametrize(
    ("work", "ending"),
    [
        (lambda office, progress: 42, [("done", 42)]),
        (refusing, [("refused", Code.DISK_FULL)]),
        (breaking, [("crashed", "ZeroDivisionError: hỏng")]),
    ],
    ids=["done", "refused", "crashed"],
)
def test_a_job_has_exactly_one_ending(jobs, office, qtbot, work, ending) -> None:
    assert endings(jobs, office, work, qtbot) == ending


def test_a_job_works_beside_the_window_on_its_own_connection(jobs, office, qtbot) -> None:
    def work(own: Office, progress: Progress) -> tuple[bool, bool]:
        return own.store.conn is not office.store.conn, QThread.isMainThread()

    assert endings(jobs, office, work, qtbot) == [("done", (True, False))]


def test_cancel_stops_it_at_the_next_step_and_nothing_is_kept(jobs, office, qtbot) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        with own.store.writing():
            own.store.set_meta("half", "done")
            begun.set()
            go_on.wait(10)
            progress.step(1, 2, "nửa chừng")

    told: list[str] = []
    job = Job("Việc dài", work, lambda _: told.append("done"), stopped=lambda: told.append("stopped"))
    jobs.run(office, job)
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    jobs.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["stopped"]
    assert office.store.meta("half") == ""


@pytest.mark.parametrize("read", ["rows", "each", "writing"])
def test_cancel_stops_a_query_that_takes_long(jobs, office, qtbot, read) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    begun = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        begun.set()
        if read == "writing":
            with own.store.writing():
                own.store.set_meta("half", "done")
                own.store.conn.execute(endless)
        else:
            list(getattr(own.store, read)(endless))

    told: list[str] = []
    given_up: list[str] = []
    jobs.given_up.connect(given_up.append)
    jobs.crashed.connect(told.append)
    jobs.run(office, Job("Việc dài", work, told.append, stopped=lambda: told.append("stopped")))
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    jobs.cancel()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told == ["stopped"]
    assert given_up == ["Việc dài"]
    assert office.store.meta("half") == ""


def test_jobs_wait_for_each_other(jobs, office, qtbot) -> None:
    order: list[int] = []
    for n in range(3):
        jobs.run(office, Job("Việc", lambda own, progress, n=n: n, order.append))
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == [0, 1, 2]


def test_editing_pauses_while_a_writing_job_runs(jobs, office, qtbot) -> None:
    told: list[bool] = []
    jobs.writing.connect(told.append)
    assert endings(jobs, office, lambda own, progress: 1, qtbot, writes=True) == [("done", 1)]
    assert told == [True, False]


def test_a_bar_is_asked_for_only_when_it_takes_long(jobs, office, qtbot) -> None:
    shown: list[str] = []
    jobs.shown.connect(shown.append)
    endings(jobs, office, lambda own, progress: 1, qtbot)
    assert shown == []
    long = threading.Event()
    jobs.run(office, Job("Việc rất dài", lambda own, progress: long.wait(10), lambda _: None))
    qtbot.waitUntil(lambda: shown == ["Việc rất dài"])
    long.set()
    qtbot.waitUntil(lambda: not jobs.busy)


def test_work_that_gives_way_is_put_off_for_what_a_person_asks_and_begun_again(jobs, office, qtbot) -> None:
    order: list[str] = []
    begun = threading.Event()
    runs: list[int] = []

    def slow(own: Office, progress: Progress) -> int:
        runs.append(1)
        begun.set()
        while len(runs) == 1:
            progress.step(0, 0, "kiểm tra")
            threading.Event().wait(0.005)
        return len(runs)

    jobs.run(office, Job("Kiểm tra", slow, lambda n: order.append(f"checked {n}"), gives_way=True))
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    jobs.run(office, Job("Mở danh sách", lambda own, progress: None, lambda _: order.append("opened")))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["opened", "checked 2"]


def test_what_a_person_asked_to_see_goes_first(jobs, office, qtbot) -> None:
    order: list[str] = []
    go_on = threading.Event()
    for _ in range(2):
        jobs.run(office, Job("Xuất", lambda own, progress: go_on.wait(10), lambda _: order.append("long")))
    jobs.run(office, Job("Sắp xếp", lambda own, progress: 1, lambda _: order.append("sorted"), asked=True))
    qtbot.waitUntil(lambda: order == ["sorted"])
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == ["sorted", "long", "long"]


def test_what_a_person_asked_to_see_waits_for_what_writes_and_for_nothing_else(jobs, office, qtbot) -> None:
    order: list[str] = []
    go_on = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        go_on.wait(10)

    jobs.run(office, Job("Ghi", work, lambda _: order.append("written"), writes=True))
    jobs.run(office, Job("Xuất", lambda own, progress: 1, lambda _: order.append("long")))
    jobs.run(office, Job("Sắp xếp", lambda own, progress: 1, lambda _: order.append("sorted"), asked=True))
    go_on.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["written", "sorted", "long"]


def test_what_is_under_way_when_the_file_is_closed_has_no_ending(jobs, office, qtbot) -> None:
    told: list[str] = []
    begun = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        begun.set()
        while True:
            progress.step(0, 0, "đang làm")

    for gives_way in (False, True):
        begun.clear()
        jobs.run(
            office,
            Job("Việc", work, told.append, stopped=lambda: told.append("stopped"), gives_way=gives_way),
        )
        qtbot.waitUntil(begun.is_set, timeout=10_000)
        jobs.finish()
        qtbot.wait(20)
        assert told == []
        assert not jobs.busy


def test_an_ending_that_waits_to_be_told_is_not_told_of_a_closed_file(jobs, office, qtbot) -> None:
    told: list[Any] = []
    jobs.refused.connect(told.append)
    jobs.run(office, Job("Việc", refusing, told.append))
    thread = jobs._running
    thread.painted.set()
    thread.wait()  # it has ended; the window has not heard it yet
    jobs.finish()
    qtbot.wait(20)
    assert told == []
    assert endings(jobs, office, lambda own, progress: 42, qtbot) == [("done", 42)]


def test_work_that_a_dialog_waits_for_tells_it_alone(jobs, office, qtbot) -> None:
    foot: list[object] = []
    jobs.shown.connect(foot.append)
    jobs.told.connect(lambda *step: foot.append(step))
    told: list[tuple[int, int, str]] = []
    long = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        progress.step(1, 2, "Đang đọc")
        long.wait(10)

    jobs.run(office, Job("Việc", work, lambda _: None, told=lambda *step: told.append(step)))
    qtbot.waitUntil(lambda: told == [(1, 2, "Đang đọc")] and not jobs._bar.isActive())
    long.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert foot == []


@pytest.mark.parametrize("waits", [False, True], ids=["runs", "waits"])
def test_one_job_is_stopped_and_the_others_go_on(jobs, office, qtbot, waits: bool) -> None:
    order: list[str] = []
    go_on = threading.Event()

    def work(own: Office, progress: Progress) -> None:
        while not go_on.wait(0.005):
            progress.step(0, 0, "đang làm")

    mine, other = (
        Job(title, work, lambda _, title=title: order.append(title), stopped=lambda: order.append("stopped"))
        for title in ("mine", "other")
    )
    given_up: list[str] = []
    jobs.given_up.connect(given_up.append)
    for job in (other, mine) if waits else (mine, other):
        jobs.run(office, job)
    assert jobs.knows(mine)
    jobs.cancel(mine)
    qtbot.waitUntil(lambda: order == ["stopped"])
    assert given_up == ["mine"] and not jobs.knows(mine) and jobs.knows(other)
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == ["stopped", "other"]


def test_what_touches_few_records_is_done_at_once_and_many_beside_the_window(jobs, office, qtbot) -> None:
    told: list[object] = []

    def on_own_connection(own: Office, progress: Progress) -> bool:
        return own.store.conn is not office.store.conn

    jobs.do(office, Job("Ghi", on_own_connection, told.append, writes=True), touches=AT_ONCE)
    assert told == [False] and not jobs.busy and not jobs.will_write
    jobs.do(office, Job("Ghi", on_own_connection, told.append, writes=True), touches=AT_ONCE + 1)
    assert told == [False] and jobs.will_write
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == [False, True] and not jobs.will_write


@pytest.mark.parametrize("touches", [AT_ONCE, AT_ONCE + 1])
def test_a_refusal_is_told_alike_at_once_and_beside_the_window(jobs, office, qtbot, touches) -> None:
    told: list[Code] = []
    jobs.refused.connect(lambda refusal: told.append(refusal.code))
    own: list[Code] = []
    jobs.do(office, Job("Ghi", refusing, own.append), touches=touches)
    jobs.do(office, Job("Ghi", refusing, own.append, refused=lambda r: own.append(r.code)), touches=touches)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == own == [Code.DISK_FULL]


def test_a_job_that_waits_to_write_is_known_to_write(jobs, office, qtbot) -> None:
    go_on = threading.Event()
    jobs.run(office, Job("Xuất báo cáo", lambda own, progress: go_on.wait(10), lambda _: None))
    assert not jobs.will_write
    jobs.run(office, Job("Dán", lambda own, progress: None, lambda _: None, writes=True))
    assert jobs.will_write
    go_on.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert not jobs.will_write
