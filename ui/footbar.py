"""Below the page: the keys that work now, or how far a long piece of work has come."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedLayout, QWidget

from ui.pages.page import Hints
from ui.session import Session


class FootBar(QFrame):
    """The hint bar; while a job has run for 0.4 seconds, its bar and Cancel stand there instead."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setProperty("role", "hintbar")
        self.keys = QLabel(self)
        self.keys.setProperty("role", "caption")
        self.said = QLabel(self)
        self.said.setProperty("role", "caption")
        self.said.setObjectName("said")
        self.what = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName("Tiến độ")
        self.cancel = QPushButton("&Dừng lại", self)
        self.cancel.setObjectName("action_cancel")
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
        row.setContentsMargins(16, 2, 16, 2)
        row.addWidget(self.keys, 1)
        row.addWidget(self.said)
        return page

    def _work(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(16, 2, 16, 2)
        row.addWidget(self.what)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        return page

    @property
    def working(self) -> bool:
        """Whether a bar is shown."""
        return self._stack.currentIndex() == 1

    def hint(self, hints: Hints) -> None:
        """Show the keys that work now."""
        parts = [f"<b>{escape(key)}</b>&nbsp; {escape(act)}" for key, act in hints]
        self.keys.setText("&nbsp;&nbsp;&nbsp; ".join(parts))

    def _mark_sample(self) -> None:
        sample = self._session.office.store.meta("illustrative") == "1"
        self.said.setText("Số liệu minh họa" if sample else "")

    def _show_work(self, title: str) -> None:
        self.what.setText(title)
        self.bar.setRange(0, 0)
        self._stack.setCurrentIndex(1)
        self.show()

    def _step(self, done: int, total: int, what: str) -> None:
        self.what.setText(f"{what} ({done}/{total})" if total else what)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_hints(self) -> None:
        self._stack.setCurrentIndex(0)
