"""A dialog that waits for long work: how far it is and what stops it stand in its own foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QWidget
from shiboken6 import isValid

from base.errors import AppError
from ui import dialogs
from ui.footbar import WorkBar
from ui.jobs import BAR_AFTER_MS, Job, stopped_words
from ui.session import Session
from ui.widgets.elided import Elided


class WorkDialog(QDialog):
    """Esc stops the work and the dialog stays as it was; closing it stops the work first. Freed when it is closed."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        # Not of a page: that sleeps while something is written, and so would its dialogs.
        super().__init__(parent.window())
        self.session = session
        self.said = Elided("", "muted", self)
        self.work = WorkBar(self, self.stop)
        self.work.cancel.setObjectName("action_stop")
        self.work.cancel.setAutoDefault(False)  # Enter pressed twice stops nothing
        self.work.cancel.setToolTip("Esc")
        self._foot = QStackedWidget(self)
        self._job: Job | None = None
        self._works = self._leaves = False
        self._before: QWidget | None = None
        self._bar = QTimer(self, singleShot=True, interval=BAR_AFTER_MS)
        self._bar.timeout.connect(self._show_bar)
        session.jobs.ended.connect(self._look)

    def foot(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> QWidget:
        """The row below: buttons on both sides, or how far the work is."""
        buttons = QWidget(self._foot)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in left:
            row.addWidget(widget)
        row.addWidget(self.said, 1)
        for widget in right:
            row.addWidget(widget)
        self._foot.addWidget(buttons)
        self._foot.addWidget(self.work)
        return self._foot

    def pause(self, *, works: bool) -> None:
        """To be told what sleeps while it works."""

    def run(self, job: Job) -> None:
        """Let it work. The endings of one that another took the place of are not called."""

        def ended(act: Callable[[], object], *, kept: bool = False) -> None:
            if not isValid(self) or self._job is not mine:
                return
            if self._leaves and not kept:
                self.reject()
            else:
                act()

        mine = replace(
            job,
            told=self.work.step,
            done=lambda value: ended(lambda: job.done(value), kept=job.writes),
            stopped=lambda: ended(lambda: self._stopped(job)),
            refused=lambda refusal: ended(lambda: self._refused(job, refusal)),
        )
        self._job, self._works, self._leaves = mine, True, False
        self._before = self.focusWidget()
        self.said.setText("")
        self.pause(works=True)
        self.setFocus()
        self.work.begin(job.title)
        self._bar.start()
        self.session.jobs.run(self.session.office, mine)

    def _stopped(self, job: Job) -> None:
        self.said.setText(stopped_words(job.title))
        if job.stopped is not None:
            job.stopped()

    def _refused(self, job: Job, refusal: AppError) -> None:
        if job.refused is not None:
            job.refused(refusal)
        else:
            dialogs.refuse(self, refusal)

    def _show_bar(self) -> None:
        self._foot.setCurrentWidget(self.work)
        self.work.cancel.setFocus()

    def _look(self) -> None:
        """A job ended; if it was the one that is waited for, all is as it was before it."""
        if not self._works or (self._job is not None and self.session.jobs.knows(self._job)):
            return
        self._works = False
        self._bar.stop()
        self._foot.setCurrentIndex(0)
        self.pause(works=False)
        if self._before is not None and isValid(self._before):
            self._before.setFocus()

    def stop(self) -> None:
        """Stop what runs for it; what is half done is taken back."""
        if self._works:
            self.setFocus()  # the button is about to sleep
            self.work.stopping()
            self.session.jobs.cancel(self._job)

    def reject(self) -> None:
        if self._works:
            self.stop()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leaves = self._works
        super().closeEvent(event)

    def done(self, result: int) -> None:
        job, self._job = self._job, None
        if self._works:
            self.session.jobs.cancel(job)
        super().done(result)
        self.deleteLater()
