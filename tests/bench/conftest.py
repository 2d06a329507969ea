"""Ratios of ours to a baseline in the same session, told as a table at the end and kept as JSON."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

RESULTS = Path(".benchmarks/ratios.json")
_rows: list[Ratio] = []


@dataclass(frozen=True, slots=True)
class Ratio:
    """What was measured: medians in seconds, or megabytes; `goal` is the largest ratio wished for."""

    what: str
    ours: float
    baseline: float
    goal: float | None
    measured: str = "s"

    @property
    def ratio(self) -> float:
        """ours / baseline."""
        return self.ours / self.baseline


class Measure:
    """Times two functions in turns, so that a busy machine slows both."""

    def __call__(
        self,
        what: str,
        ours: Callable[[], object],
        baseline: Callable[[], object],
        *,
        goal: float,
        rounds: int = 7,
    ) -> Ratio:
        """The ratio of the medians; nothing is asserted, since machines are shared."""
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            for spent, work in zip(times, (baseline, ours), strict=True):
                start = time.perf_counter()
                work()
                spent.append(time.perf_counter() - start)
        return self.keep(what, statistics.median(times[1]), statistics.median(times[0]), goal=goal)

    def keep(
        self, what: str, ours: float, baseline: float, *, goal: float | None, measured: str = "s"
    ) -> Ratio:
        """A ratio that was measured otherwise, e.g. of whole processes."""
        row = Ratio(what, ours, baseline, goal, measured)
        _rows.append(row)
        return row


@pytest.fixture
def measure() -> Measure:
    """The stop-watch of a benchmark."""
    return Measure()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of all ratios."""
    if not _rows:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps([{**asdict(r), "ratio": r.ratio} for r in _rows], indent=1), encoding="utf-8"
    )
    terminalreporter.section("ratios")
    for r in _rows:
        goal = "" if r.goal is None else f"goal {r.goal:g}"
        compared = f"{r.ours:>10.4f} {r.measured:<2} / {r.baseline:>10.4f} {r.measured:<2}"
        terminalreporter.write_line(f"{r.what:<56} {compared} = {r.ratio:>8.3f}  {goal}")
