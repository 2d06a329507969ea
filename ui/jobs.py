"""Long work: the only place with a thread. A plain function, its own store, exactly one ending."""

from __future__ import annotations

import sys
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
SWITCH_S = 0.0005
"""So soon the window gets the interpreter back from work beside it: with Python's 5 ms, painting a page of a register
while it was checked took up to 0.22 s, so 0.07 s; the check takes no longer."""
AT_ONCE = 20
"""So many records are worked on in the window itself (20 rows of 30 cells take 25 ms): the person types on, and no key
is lost to a pause. An act on more goes beside it."""
PAINTED_MS = 30
"""The window paints what it has to paint before a job begins: both at once take longer than one after the other."""
Work = Callable[[Any, Progress], Any]
"""Takes the office on a connection of its own, or None where no data file is open yet."""


@dataclass(frozen=True, slots=True)
class Job:
    """`work` runs beside the window on its own connection to the data file; one of the endings is called in it.

    `writes`: editing pauses until it has ended. `gives_way`: it is put off, and begun anew later, when a person
    asks for something else. `asked`: a person waits for it where they look, and it only reads: it is begun at once
    beside whatever runs, unless that writes. `told`: how far it is, of a job that a dialog waits for and shows itself:
    the foot of the window, which stands behind it, is silent.
    """

    title: str
    work: Work
    done: Callable[[Any], None]
    writes: bool = False
    gives_way: bool = False
    asked: bool = False
    told: Callable[[int, int, str], None] | None = None
    stopped: Callable[[], None] | None = None
    refused: Callable[[AppError], None] | None = None


@dataclass(frozen=True, slots=True)
class _Ending:
    value: Any = None
    refusal: AppError | None = None
    crash: str = ""
    stopped: bool = False


_Order = tuple["Office | None", Job]


def stopped_words(title: str) -> str:
    """What is said of a job that a person stopped."""
    return f"Đã dừng: {title[:1].lower()}{title[1:]}."


class _Thread(QThread):
    told = Signal(int, int, str)

    def __init__(self, office: Office | None, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self.office = office
        self.job = job
        self.put_off = self.given_up = False
        self.asked_to_stop = threading.Event()
        self.painted = threading.Event()
        self.ending = _Ending()

    def run(self) -> None:
        progress = Progress(self.told.emit, self.asked_to_stop.is_set)
        while not (self.painted.is_set() or self.asked_to_stop.is_set()):
            self.painted.wait(0.01)
        try:
            stop = self.asked_to_stop.is_set
            with reopened(self.office, cancelled=stop) if self.office else nullcontext() as office:
                self.ending = _Ending(self.job.work(office, progress))
        except Cancelled:
            self.ending = _Ending(stopped=True)
        except AppError as refusal:
            self.ending = _Ending(refusal=refusal)
        except Exception:  # noqa: BLE001 (a bug in long work: told in the crash dialog, the window lives on)
            self.ending = _Ending(crash=traceback.format_exc())


class Jobs(QObject):
    """One job at a time; those that come meanwhile wait their turn, but for what a person asked to see.

    A job that gives way runs only while nothing else does. When something else comes it is asked to stop, without
    being waited for, and begins anew later.
    """

    shown = Signal(str)
    """The title of a job that has run for 0.4 seconds: time for a bar."""
    told = Signal(int, int, str)
    writing = Signal(bool)
    """Editing pauses from the moment at which a job that writes is asked for, and goes on when the last has ended."""
    ended = Signal()
    given_up = Signal(str)
    """The title of a job that a person stopped."""
    refused = Signal(object)
    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._writes = False
        self._waiting: list[_Order] = []
        self._later: list[_Order] = []
        self._running: _Thread | None = None
        self._aside: _Thread | None = None
        self._asked: list[_Thread] = []
        self._bar = QTimer(self, singleShot=True, interval=BAR_AFTER_MS)
        self._bar.timeout.connect(self._show)

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return bool(self._threads)

    @property
    def _threads(self) -> list[_Thread]:
        """What runs, what a person waits for first."""
        return [*self._asked, *(t for t in (self._running, self._aside) if t is not None)]

    @property
    def will_write(self) -> bool:
        """Whether a job that writes runs, or waits for its turn."""
        return any(
            job.writes for job in (*(t.job for t in self._threads), *(job for _, job in self._waiting))
        )

    def run(self, office: Office | None, job: Job) -> None:
        """Start the job, or let it wait. Without an office it makes a data file."""
        if job.asked and not (self._running is not None and self._running.job.writes):
            self._asked.append(self._started(office, job))
        elif job.asked:
            self._waiting.insert(0, (office, job))
        else:
            (self._later if job.gives_way else self._waiting).append((office, job))
        self._tell_writing()
        self._start_next()

    def _tell_writing(self) -> None:
        if self._writes != self.will_write:
            self._writes = self.will_write
            self.writing.emit(self._writes)

    def do(self, office: Office, job: Job, *, touches: int) -> None:
        """The job at once where it touches few records, else beside the window; its endings are the same."""
        if touches > AT_ONCE:
            self.run(office, job)
            return
        try:
            value = job.work(office, Progress())
        except AppError as refusal:
            (job.refused or self.refused.emit)(refusal)
        else:
            job.done(value)

    def _start_next(self) -> None:
        if self._running is not None:
            return
        if self._waiting:
            self._running = self._started(*self._waiting.pop(0))
            if self._aside is not None:
                self._aside.put_off = True
                self._aside.asked_to_stop.set()
        elif self._later and self._aside is None:
            self._aside = self._started(*self._later.pop(0))

    def _started(self, office: Office | None, job: Job) -> _Thread:
        thread = _Thread(office, job, self)
        thread.told.connect(job.told or self.told)
        thread.finished.connect(lambda: self._end(thread))
        self._bar.start()
        QTimer.singleShot(0 if job.asked else PAINTED_MS, thread.painted.set)
        thread.start()
        return thread

    def knows(self, job: Job) -> bool:
        """Whether this job runs or waits."""
        return any(one is job for one in (*(t.job for t in self._threads), *(j for _, j in self._waiting)))

    def cancel(self, job: Job | None = None) -> None:
        """Ask the running job, or this one, to stop at its next step; what it has half done is rolled back."""
        for thread in [thread for thread in self._threads if job is None or thread.job is job][:1]:
            thread.given_up = True
            thread.asked_to_stop.set()
        for order in [order for order in self._waiting if order[1] is job]:
            self._waiting.remove(order)
            self._tell_writing()
            self._tell_end(order[1], given_up=True)
            self._close(*order, _Ending(stopped=True), put_off=False)

    def finish(self) -> None:
        """Stop and wait: the file is closed. What was under way has no ending: nobody is there to hear it."""
        self._waiting.clear()
        self._later.clear()
        threads = self._threads
        self._running = self._aside = None
        self._asked.clear()
        self._bar.stop()
        for thread in threads:
            thread.finished.disconnect()
            thread.asked_to_stop.set()
            thread.wait()
            thread.deleteLater()
        self._tell_writing()
        if threads:
            self.ended.emit()

    def _show(self) -> None:
        for thread in [thread for thread in self._threads if thread.job.told is None][:1]:
            self.shown.emit(thread.job.title)

    def _end(self, thread: _Thread) -> None:
        if thread in self._asked:
            self._asked.remove(thread)
        elif thread is self._running:
            self._running = None
        elif thread is self._aside:
            self._aside = None
        else:  # told when finish() had already stopped it: nobody is there to hear it
            return
        thread.deleteLater()
        self._tell_writing()
        self._tell_end(thread.job, given_up=thread.given_up and thread.ending.stopped)
        self._close(thread.office, thread.job, thread.ending, put_off=thread.put_off)
        self._start_next()

    def _tell_end(self, job: Job, *, given_up: bool) -> None:
        """Whatever runs on gets its bar again."""
        self._bar.stop()
        self.ended.emit()
        if given_up:
            self.given_up.emit(job.title)
        if self.busy:
            self._bar.start()

    def _close(self, office: Office | None, job: Job, ending: _Ending, *, put_off: bool) -> None:
        """Exactly one of the endings."""
        if ending.crash:
            self.crashed.emit(ending.crash)
        elif ending.refusal is not None:
            (job.refused or self.refused.emit)(ending.refusal)
        elif ending.stopped and put_off:
            self._later.append((office, job))
        elif ending.stopped:
            if job.stopped is not None:
                job.stopped()
        else:
            job.done(ending.value)
