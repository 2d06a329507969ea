"""Long work: the only place with a thread. A plain function, its own store, exactly one ending."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from base.errors import AppError
from base.progress import Cancelled, Progress
from office.office import Office, reopened

BAR_AFTER_MS = 400
Work = Callable[[Any, Progress], Any]
"""Takes the office on a connection of its own, or None where no data file is open yet."""


@dataclass(frozen=True, slots=True)
class Job:
    """`work` runs beside the window on its own connection to the data file; one of the endings is called in it.

    `writes`: editing pauses until it has ended.
    """

    title: str
    work: Work
    done: Callable[[Any], None]
    writes: bool = False
    stopped: Callable[[], None] | None = None
    refused: Callable[[AppError], None] | None = None


@dataclass(frozen=True, slots=True)
class _Ending:
    value: Any = None
    refusal: AppError | None = None
    crash: str = ""
    stopped: bool = False


class _Thread(QThread):
    told = Signal(int, int, str)

    def __init__(self, office: Office | None, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._job = job
        self.asked_to_stop = threading.Event()
        self.ending = _Ending()

    def run(self) -> None:
        progress = Progress(self.told.emit, self.asked_to_stop.is_set)
        try:
            with reopened(self._office) if self._office else nullcontext() as office:
                self.ending = _Ending(self._job.work(office, progress))
        except Cancelled:
            self.ending = _Ending(stopped=True)
        except AppError as refusal:
            self.ending = _Ending(refusal=refusal)
        except Exception:  # noqa: BLE001 (a bug in long work: told in the crash dialog, the window lives on)
            self.ending = _Ending(crash=traceback.format_exc())


class Jobs(QObject):
    """Runs one job at a time; those that come meanwhile wait their turn."""

    shown = Signal(str)
    """The title of a job that has run for 0.4 seconds: time for a bar."""
    told = Signal(int, int, str)
    writing = Signal(bool)
    ended = Signal()
    refused = Signal(object)
    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[tuple[Office | None, Job]] = []
        self._thread: _Thread | None = None
        self._job: Job | None = None
        self._bar = QTimer(self, singleShot=True, interval=BAR_AFTER_MS)
        self._bar.timeout.connect(self._show)

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._thread is not None

    def run(self, office: Office | None, job: Job) -> None:
        """Start the job, or let it wait until the one before it has ended. Without an office it makes a data file."""
        if self._thread is not None:
            self._waiting.append((office, job))
            return
        self._job = job
        self._thread = _Thread(office, job, self)
        self._thread.told.connect(self.told)
        self._thread.finished.connect(self._end)
        if job.writes:
            self.writing.emit(True)
        self._bar.start()
        self._thread.start()

    def cancel(self) -> None:
        """Ask the running job to stop at its next step; what it has half done is rolled back."""
        if self._thread is not None:
            self._thread.asked_to_stop.set()

    def finish(self) -> None:
        """Stop and wait: the window closes."""
        self._waiting.clear()
        if self._thread is not None:
            self.cancel()
            self._thread.wait()

    def _show(self) -> None:
        if self._job is not None:
            self.shown.emit(self._job.title)

    def _end(self) -> None:
        thread, job = self._thread, self._job
        assert thread is not None and job is not None
        self._thread = self._job = None
        self._bar.stop()
        ending = thread.ending
        thread.deleteLater()
        if job.writes:
            self.writing.emit(False)
        self.ended.emit()
        if ending.crash:
            self.crashed.emit(ending.crash)
        elif ending.refusal is not None:
            (job.refused or self.refused.emit)(ending.refusal)
        elif ending.stopped:
            if job.stopped is not None:
                job.stopped()
        else:
            job.done(ending.value)
        if self._waiting and self._thread is None:
            self.run(*self._waiting.pop(0))
