"""Below the page: the keys that work now, or how far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QWidget,
)

from base import numbers
from ui.pages.page import Hints
from ui.session import Session
from ui.widgets.elided import Elided


class KeyHints(QLabel):
    """As many of the keys that work now as there is room for, the first ones first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "caption")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hints: Hints = []

    def say(self, hints: Hints) -> None:
        """Show these."""
        self._hints = hints
        self._fit()

    def _fit(self) -> None:
        parts = [f"<b>{escape(key)}</b>&nbsp; {escape(act)}" for key, act in self._hints]
        self.setText("&nbsp;&nbsp;&nbsp; ".join(parts))
        while len(parts) > 1 and self.sizeHint().width() > self.width():
            parts.pop()
            self.setText("&nbsp;&nbsp;&nbsp; ".join(parts))

    def minimumSizeHint(self) -> QSize:
        """No hint asks the window to be wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()


class WorkBar(QWidget):
    """What is being done, how far it is, and the button that stops it."""

    def __init__(self, parent: QWidget, stop: Callable[[], object]) -> None:
        super().__init__(parent)
        self.what = Elided("", "", self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName("Tiến độ")
        self.cancel = QPushButton("&Dừng lại", self)
        self.cancel.setObjectName("action_cancel")
        self.cancel.clicked.connect(lambda _=False: stop())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.what, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)

    def begin(self, title: str) -> None:
        """Nothing is known yet but what it is."""
        self.cancel.setEnabled(True)
        self.what.setText(title)
        self.bar.setRange(0, 0)

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total`; of no total it is not known how much is left."""
        if self.cancel.isEnabled():
            count = f" ({numbers.show(done)}/{numbers.show(total)})" if total else ""
            self.what.setText(f"{what}{count}")
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def stopping(self) -> None:
        """It was asked to stop, and is about to."""
        self.begin("Đang dừng…")
        self.cancel.setEnabled(False)


class FootBar(QFrame):
    """The hint bar; while a job has run for 0.4 seconds, its bar and Cancel stand there instead."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setProperty("role", "hintbar")
        self.keys = KeyHints(self)
        self.said = QLabel(self)
        self.said.setProperty("role", "caption")
        self.said.setObjectName("said")
        self.work = WorkBar(self, self._stop)
        self.work.cancel.setProperty("dense", "true")
        self.work.setContentsMargins(16, 0, 16, 0)
        self._session = session
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hints())
        self._stack.addWidget(self.work)
        jobs = session.jobs
        jobs.shown.connect(self._show_work)
        jobs.told.connect(self.work.step)
        jobs.ended.connect(self._show_hints)
        session.opened.connect(self._mark_sample)
        session.kept.connect(lambda time: self.said.setText(f"Đã lưu lúc {time}"))

    def _hints(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.keys, 1)
        row.addWidget(self.said)
        return page

    def hint(self, hints: Hints) -> None:
        """Show the keys that work now."""
        self.keys.say(hints)

    def _mark_sample(self) -> None:
        sample = self._session.office.store.meta("illustrative") == "1"
        self.said.setText("Số liệu minh họa" if sample else "")

    def _show_work(self, title: str) -> None:
        self.work.begin(title)
        self._stack.setCurrentIndex(1)

    def _stop(self) -> None:
        self.work.stopping()
        self._session.jobs.cancel()

    def _show_hints(self) -> None:
        self._stack.setCurrentIndex(0)
