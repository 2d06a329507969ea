"""Long work tells how far it is, and each step is a place where it may be stopped."""

from __future__ import annotations

import pytest

from base.progress import Cancelled, Progress


def test_every_hundredth_item_is_a_step():
    told: list[tuple[int, int, str]] = []
    progress = Progress(lambda *step: told.append(step))
    assert list(progress.through(range(250), "Đọc")) == list(range(250))
    assert told == [(0, 250, "Đọc"), (100, 250, "Đọc"), (200, 250, "Đọc")]


def test_who_asks_to_stop_is_heard_at_the_next_step():
    done: list[int] = []
    progress = Progress(cancelled=lambda: len(done) > 10)
    with pytest.raises(Cancelled):
        for item in progress.through(range(250), "Đọc"):
            done.append(item)
    assert len(done) == 100
