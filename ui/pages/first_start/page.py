"""The first start: which office, who, where the file lives, which period. Nothing is written until the last step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from base.errors import AppError
from base.progress import Progress
from office import beginning
from office.beginning import Plan
from ui import dialogs, theme
from ui.jobs import Job
from ui.pages.first_start.ends import Sample, Summary, Welcome
from ui.pages.first_start.steps import PeopleStep, PeriodStep, PlaceStep, Step
from ui.pages.first_start.unit import UnitStep
from ui.session import Session
from ui.widgets.cards import button, words

_LOW = 520
WELCOME, SAMPLE = 0, 6


class FirstStart(QDialog):
    """Enter goes on, by boxes and by pages, Esc goes back. `made` is the data file to open when it was accepted."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_first_start")
        self.setWindowTitle(dialogs.TITLE)
        self.session = session
        self.made: Path | None = None
        self._running = False
        self.unit, self.people, self.place, self.period = UnitStep(), PeopleStep(), PlaceStep(), PeriodStep()
        self.summary, self.sample = Summary(), Sample(self)
        self.steps: list[Step] = [
            Welcome(self),
            self.unit,
            self.people,
            self.place,
            self.period,
            self.summary,
            self.sample,
        ]
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
            step.answered.connect(self._tell)
        self.unit.table.opened.connect(lambda _: self.next())
        self._lay_out()
        for one in self.findChildren(QPushButton):
            one.setAutoDefault(False)  # Enter goes on; on a button it presses that one, see keyPressEvent
        session.jobs.told.connect(self._progress)
        self.setMinimumSize(QSize(760, 400))
        size = parent.size() if parent.isVisible() else QSize(theme.px(1080), theme.px(640))
        self.resize(size.expandedTo(self.minimumSize()))
        self.show_step(WELCOME)

    def _lay_out(self) -> None:
        self.kicker = words("", "kicker")
        self.inner = QVBoxLayout()
        self.inner.addWidget(self.kicker)
        self.inner.addWidget(self.stack, 1)
        middle = QWidget()
        middle.setLayout(self.inner)
        middle.setMaximumWidth(theme.px(760))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 20)
        row.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(row, 1)
        right.addWidget(self._foot())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._panel())
        whole.addLayout(right, 1)

    def _panel(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("role", "spine")
        self.panel = panel
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 24, 12, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        mark = QLabel()
        mark.setPixmap(theme.mark().pixmap(theme.px(32), theme.px(32)))
        title = words(dialogs.TITLE, "spinetitle")
        head.addWidget(mark)
        head.addWidget(title, 1)
        column.addLayout(head)
        self.motto = words("Thống kê công thương từ xã lên tỉnh, dùng không cần mạng.", "spinewho", wrap=True)
        column.addWidget(self.motto)
        column.addSpacing(8)
        self.numbers: list[tuple[QLabel, QLabel]] = []
        for n, step in enumerate(self.steps[1:SAMPLE], 1):
            number, name = words(str(n), "navdigit"), words(step.NAME, "navword")
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            number.setFixedWidth(theme.px(26))
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(number)
            line.addWidget(name, 1)
            column.addLayout(line)
            self.numbers.append((number, name))
        column.addStretch(1)
        return panel

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "raised")
        self.told = words("", "caption", wrap=True)
        self.leave = button("Thoát", "leave", self.give_up, role="link")
        self.back_button = button("&Quay lại", "back", self.back)
        self.next_button: QPushButton = button(
            "&Tiếp tục", "next", self.next, role="primary", icon="arrow_right"
        )
        row = QHBoxLayout(foot)
        row.setContentsMargins(24, 8, 24, 8)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        for one in (self.leave, self.back_button, self.next_button):
            row.addWidget(one)
        return foot

    # Going through the pages

    @property
    def at(self) -> int:
        """Which page is shown."""
        return self.stack.currentIndex()

    def show_step(self, step: int) -> None:
        """Show a page and put the cursor in it."""
        self.stack.setCurrentIndex(step)
        inside = WELCOME < step < SAMPLE
        self.kicker.setText(f"BƯỚC {step} TRONG {SAMPLE - 1}" if inside else "")
        self.kicker.setVisible(inside)
        for n, (number, name) in enumerate(self.numbers, 1):
            number.setProperty("role", "counter" if n == step else "navdigit")
            theme.repolish(number)
            theme.assign(name, "current", n == step)
        self.back_button.setEnabled(step != WELCOME)
        self.next_button.setVisible(inside)
        self.next_button.setText("&Tạo dữ liệu" if step == SAMPLE - 1 else "&Tiếp tục")
        self._fit()
        self._tell()
        self.steps[step].begin()

    def next(self) -> None:
        """To the next page, or make the data file on the last one."""
        told = self.steps[self.at].missing()
        if told:
            self.told.setText(told)
            self.steps[self.at].begin()
        elif self.steps[self.at] is self.summary:
            self._begin()
        else:
            self._prepare(self.steps[self.at + 1])
            self.show_step(self.at + 1)

    def _prepare(self, step: Step) -> None:
        unit = self.unit.unit
        if unit is None:
            return
        if step is self.place:
            self.place.suggest(beginning.suggested_path(unit))
        elif step is self.period:
            self.period.offer(beginning.first_periods(unit, self.unit.tree.on))
        elif step is self.summary:
            self.summary.show_plan(self._plan(), beginning.above_in_words(self.unit.tree, unit))

    def _plan(self) -> Plan:
        unit = self.unit.unit
        assert unit is not None
        chosen = self.period.chosen
        return Plan(
            unit, self.unit.tree.on, self.people.people, self.place.chosen, chosen.period if chosen else None
        )

    def _begin(self) -> None:
        try:
            self.made = beginning.begin(self._plan())
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.accept()

    def back(self) -> None:
        """To the page before."""
        if self._running or self.at == WELCOME:
            return
        self.show_step(WELCOME if self.at == SAMPLE else self.at - 1)

    def give_up(self) -> None:
        """Leave without making anything."""
        if self._running:
            self.stop()
        else:
            self.reject()

    def open_file(self) -> None:
        """A data file that is there already."""
        path = dialogs.open_file(self, "Mở tệp dữ liệu", dialogs.DATA_FILES)
        if path is not None:
            self.made = path
            self.accept()

    # Sample data

    def show_sample(self) -> None:
        """The page with the samples."""
        self.show_step(SAMPLE)

    def make_sample_commune(self) -> None:
        """One ward, in a few seconds."""
        self._make("Lập dữ liệu mẫu", beginning.sample_commune)

    def make_sample_province(self) -> None:
        """All communes of a province, in a minute or two."""
        self._make("Lập dữ liệu mẫu cả tỉnh", beginning.sample_province)

    def _make(self, title: str, work: object) -> None:
        assert callable(work)

        def run(_: object, progress: Progress) -> object:
            return work(progress)

        self._run(running=True)
        job = Job(title, run, self._made_sample, stopped=self._ended, refused=self._refused)
        self.session.jobs.run(None, job)

    def _run(self, *, running: bool) -> None:
        self._running = running
        self.sample.show_running(running=running)
        self.back_button.setEnabled(not running)
        self.leave.setEnabled(not running)
        (self.sample.stop if running else self.sample.commune).setFocus()

    def _made_sample(self, path: Path) -> None:
        self._ended()
        self.made = path
        self.accept()

    def _ended(self) -> None:
        self._run(running=False)

    def _refused(self, refusal: AppError) -> None:
        self._ended()
        dialogs.refuse(self, refusal)

    def _progress(self, done: int, total: int, what: str) -> None:
        if self._running:
            self.sample.show_progress(done, total, what)

    def stop(self) -> None:
        """Take away what is half made."""
        self.session.jobs.cancel()
        self.sample.what.setText("Đang dừng…")

    # What is seen

    def _tell(self) -> None:
        inside = WELCOME < self.at < SAMPLE
        self.told.setText("Chưa có gì được ghi cho đến bước cuối." if inside else "")

    def _fit(self) -> None:
        low = self.height() < theme.px(_LOW)
        side = theme.px(16 if low else 24)
        self.inner.setContentsMargins(side, side // 2 if low else side, side, side // 2)
        self.panel.setFixedWidth(theme.px(220 if low else 260))
        self.motto.setVisible(not low)
        for step in self.steps:
            step.fit(low=low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._running:
                self.stop()
            elif self.at != WELCOME:
                self.back()
            elif self.session.is_open:
                self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            elif WELCOME < self.at < SAMPLE and not self.steps[self.at].next_box():
                self.next()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            self.stop()
            event.ignore()
            return
        super().closeEvent(event)
