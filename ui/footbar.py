"""Below the page: the keys that work now, or how far a long piece of work has come."""

from __future__ import annotations

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

from ui.pages.page import Hints
from ui.session import Session


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
        self.what = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName("Tiến độ")
        self.cancel = QPushButton("&Dừng lại", self)
        self.cancel.setObjectName("action_cancel")
        self.cancel.setProperty("dense", "true")
        self.cancel.clicked.connect(session.jobs.cancel)
        self._session = session
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hints())
        self._stack.addWidget(self._work())
        jobs = session.jobs
        jobs.shown.connect(self._show_work)
        jobs.told.connect(self._step)
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

    def _work(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.what)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        return page

    def hint(self, hints: Hints) -> None:
        """Show the keys that work now."""
        self.keys.say(hints)

    def _mark_sample(self) -> None:
        sample = self._session.office.store.meta("illustrative") == "1"
        self.said.setText("Số liệu minh họa" if sample else "")

    def _show_work(self, title: str) -> None:
        self.what.setText(title)
        self.bar.setRange(0, 0)
        self._stack.setCurrentIndex(1)

    def _step(self, done: int, total: int, what: str) -> None:
        self.what.setText(f"{what} ({done}/{total})" if total else what)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_hints(self) -> None:
        self._stack.setCurrentIndex(0)
