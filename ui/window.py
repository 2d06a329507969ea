"""The frame: spine on the left, context bar above, hint bar below, one page between them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from ui import dialogs, theme
from ui.contextbar import ContextBar
from ui.footbar import FootBar
from ui.jobs import BAR_AFTER_MS, Job, stopped_words
from ui.pages.page import Page
from ui.preferences import Place
from ui.session import Session
from ui.spine import Spine
from ui.widgets.behalf_strip import BehalfStrip

if TYPE_CHECKING:
    from office.office import Office

FULL_SPINE = 1240
"""Logical pixels of width from which the spine has room for words."""
EVERYWHERE = (
    ("Ctrl+S", "lưu ngay"),
    ("Ctrl+Z", "hoàn tác"),
    ("Ctrl+Y", "làm lại"),
    ("Ctrl+1…9", "đổi trang"),
    ("Ctrl+K", "đi đến"),
    ("Alt+mũi tên", "đổi kỳ"),
)
"""Keys of the window itself."""
SMALLEST = QSize(900, 430)


@dataclass(frozen=True, slots=True)
class Nav:
    """One page in the spine; Ctrl+digit opens it at every level of office."""

    key: str
    title: str
    icon: str
    digit: str
    group: int


PAGES = (
    Nav("home", "Trang chính", "home", "1", 1),
    Nav("entry", "Nhập liệu", "document_table", "2", 1),
    Nav("checks", "Kiểm tra", "clipboard_task", "3", 1),
    Nav("submit", "Nộp báo cáo", "send", "4", 1),
    Nav("receive", "Nhận và duyệt", "mail_inbox", "5", 2),
    Nav("consolidation", "Tổng hợp", "table_simple", "6", 2),
    Nav("reports", "Biểu, báo cáo", "document_text", "7", 2),
    Nav("charts", "Biểu đồ", "data_bar_vertical", "8", 2),
    Nav("units", "Đơn vị", "organization", "9", 3),
    Nav("forms", "Biểu mẫu", "form", "M", 3),
    Nav("settings", "Cài đặt", "settings", "0", 3),
)


class Window(QMainWindow):
    """Made once; pages are made when they are first wanted, and none is thrown away."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("window")
        self.session = session
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._paused = False
        self._before_pause: list[QWidget] = []
        """What had the keyboard, and what it stands in."""
        self._unseen = QTimer(self, singleShot=True, interval=BAR_AFTER_MS)
        self.spine = Spine(session, PAGES)
        self.context = ContextBar(session)
        self.behalf = BehalfStrip(session)
        self.foot = FootBar(session)
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._add_keys()
        self.setMinimumSize(SMALLEST)
        self.resize(1366, 696)
        self.setWindowIcon(theme.mark())

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.context)
        column.addWidget(self.behalf)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.spine)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        session, jobs = self.session, self.session.jobs
        session.opened.connect(self._opened)
        session.asked.connect(self.show_place)
        session.hinted.connect(self._hint)
        session.counted.connect(self.spine.count)
        theme.changed().connect(self._fit)
        jobs.writing.connect(self._pause)
        self._unseen.timeout.connect(lambda: self.stack.setUpdatesEnabled(True))
        jobs.given_up.connect(lambda title: self.foot.said.setText(stopped_words(title)))
        jobs.refused.connect(lambda refusal: dialogs.refuse(self, refusal))
        jobs.crashed.connect(lambda report: dialogs.crash(self, report))
        self.spine.chosen.connect(lambda page: session.asked.emit(Place(page, session.period.label)))

    def _add_keys(self) -> None:
        for nav in PAGES:
            self._key(f"Ctrl+{nav.digit}", partial(self._go, nav.key))
        self._key("Alt+Left", lambda: self.context.step(-1))
        self._key("Alt+Right", lambda: self.context.step(1))
        self._key("Ctrl+K", self._ask_where)
        self._key("Ctrl+Z", self.undo)
        self._key("Ctrl+Y", self.redo)
        self._key("Ctrl+Q", self.close)
        self._keep_key = self._key("Ctrl+S", self.keep)

    def _key(self, keys: str, act: Callable[[], object]) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _=False: act())
        self.addAction(action)
        return action

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 that nobody took for a box or a column."""
        if event.key() == Qt.Key.Key_F1 and self.page is not None and not self._paused:
            from ui.widgets.help_panel import HelpPanel, keys_told

            hints = self.page.hints()
            said = {key for key, _ in hints}
            told = keys_told([*hints, *(hint for hint in EVERYWHERE if hint[0] not in said)])
            HelpPanel.of(self).toggle(told, self.foot.keys)
        else:
            super().keyPressEvent(event)

    def _go(self, page: str) -> None:
        if self.session.is_open and not self._paused and page in self.spine.offered():
            self.session.go(page)

    def _ask_where(self) -> None:
        from ui.goto import GoTo

        if self.session.is_open and not self._paused:
            GoTo(self, self.session, [n for n in PAGES if n.key in self.spine.offered()]).exec()

    def keep(self) -> None:
        """Keep what is being typed and say so; what was refused stands in its box and is not said to be kept."""
        from ui.widgets.boxes.plain import Box

        if self.page is None or not self.session.is_open or self._paused:
            return
        self.page.leave()
        box = self.focusWidget()
        if not (self.page.unkept or (isinstance(box, Box) and box.is_changed)):
            self.session.tell_kept()

    def undo(self) -> None:
        """Take back the last act on records (Ctrl+Z outside a box that has something typed)."""
        self._turn_back("undo")

    def redo(self) -> None:
        """Do again what was just taken back."""
        self._turn_back("redo")

    def _turn_back(self, act: Literal["undo", "redo"]) -> None:
        """An act on few records at once, one on many beside the window."""
        from office.entering import undoing

        session, verb = self.session, "hoàn tác" if act == "undo" else "làm lại"
        if not session.is_open:
            return
        if session.jobs.will_write:  # what it will have kept is not the last act yet
            self.foot.said.setText(f"Còn số liệu chưa ghi xong. Hãy chờ một chút rồi {verb}.")
            return
        office, period = session.office, session.period
        try:
            reach = undoing.waiting(office, period=period, act=act).reach
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        turn = undoing.undo if act == "undo" else undoing.redo

        def work(own: Office, progress: Progress) -> tuple[str, str, str]:
            line = turn(own, period=period, progress=progress)
            changes = line.row_changes
            alone = "" if any(change.form for change in changes) else line.form
            return line.form, alone, changes[0].record_id if changes else ""

        job = Job(
            verb.capitalize(),
            work,
            lambda told: self._turned(period, verb, *told),
            writes=True,
            refused=lambda refusal: dialogs.refuse(self, refusal),
        )
        session.jobs.do(office, job, touches=reach)

    def _turned(self, period: Period, verb: str, form: str, alone: str, record_id: str) -> None:
        """Tell what was turned back, and go there from the page where such acts are done.

        `alone`: the form, "" where the act changed others as well.
        """
        session = self.session
        session.tell_changed(alone)
        self.foot.said.setText(f"Đã {verb} ở {session.office.form(form, period).title}")
        if self._current == "entry" and session.period == period:
            session.go("entry", form=form, record_id=record_id)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._current)

    def show_place(self, place: Place) -> None:
        """Show a page; what was being typed on the one before is kept first."""
        before = self.page
        if before is not None and place.page != self._current:
            before.leave()
        page = self.made(place.page)
        self._current = place.page
        self.stack.setCurrentWidget(page)
        self.spine.mark(place.page)
        self.session.remember(place)
        page.arrive(place)
        self._take_focus(page)
        self._hint()

    def _take_focus(self, page: Page) -> None:
        """A page that leaves the keyboard where it was gets it at its first control: not the bar above."""
        focused, first = self.focusWidget(), page.nextInFocusChain()
        if focused is page or page.isAncestorOf(focused):
            return
        while first is not None and page.isAncestorOf(first):
            if first.isVisible() and first.isEnabled() and first.focusPolicy() & Qt.FocusPolicy.TabFocus:
                first.setFocus()
                return
            first = first.nextInFocusChain()

    def made(self, key: str) -> Page:
        """The page of that key; made when it is first wanted."""
        if key not in self._pages:
            module = importlib.import_module(f"ui.pages.{key}.page")
            page: Page = getattr(module, f"{key.title()}Page")(self.session)
            self._pages[key] = page
            self.stack.addWidget(page)
        return self._pages[key]

    def _opened(self) -> None:
        office = self.session.office
        self.setWindowTitle(f"{office.store.path.name} – {dialogs.TITLE}")
        self.spine.offer()
        for nav in PAGES:
            self.spine.count(nav.key, 0)
        self._fit()

    def begin(self) -> None:
        """Go to where one left off."""
        place = self.session.preferences.place
        offered = place.page in self.spine.offered() and place.period == self.session.period.label
        self.show_place(place if offered else Place("home", self.session.period.label))

    def _hint(self) -> None:
        if self.page is None:
            return
        hints = self.page.hints()
        self.foot.hint(hints)
        self._keep_key.setEnabled("Ctrl+S" not in dict(hints))  # there it saves something else

    def _pause(self, writing: bool) -> None:  # noqa: FBT001 (a signal's value)
        self._paused = writing
        if writing:
            self._before_pause = _with_ancestors(self.focusWidget())
            self.foot.setFocus()  # else Qt gives the keys to the spine: Enter would leave the page
            self._unseen.start()
        else:
            self._unseen.stop()
        self.stack.setUpdatesEnabled(not writing)  # what ends before a bar comes is not seen to pause
        self.stack.setEnabled(not writing)
        self.context.setEnabled(not writing)
        if not writing:
            self._go_back()

    def _go_back(self) -> None:
        """The keyboard to where it was; an editor of a cell is gone, the list that it stood in is not."""
        for widget in self._before_pause:
            if isValid(widget) and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus()
                return
        if self.page is not None:
            self._take_focus(self.page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scale = theme.now().scale
        self.spine.make_narrow(self.width() < FULL_SPINE * scale)
        self.context.make_narrow(self.width() < 1000 * scale)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.page is not None:
            self.page.leave()
        self.session.close()
        self.session.preferences.save()
        super().closeEvent(event)


def _with_ancestors(widget: QWidget | None) -> list[QWidget]:
    """The widget first."""
    return [] if widget is None else [widget, *_with_ancestors(widget.parentWidget())]


def open_file(window: Window, path: Path) -> bool:
    """Open a data file in the window; a refusal is told and nothing changes."""
    try:
        window.session.open(path)
    except AppError as refusal:
        dialogs.refuse(window, refusal)
        return False
    if window.isVisible():
        QTimer.singleShot(0, window.begin)
    else:
        window.begin()  # the first paint shows all of it
    return True
