"""All problems of the office's own report: gone through one by one until nothing stands in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
)

from base.errors import AppError, Problem
from base.period import Period
from base.progress import Progress
from base.text import search_key
from office.entering import checking, entry
from office.entering.records import opened_record
from office.office import Office
from ui import dialogs
from ui.jobs import Job
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.chips import FilterChips
from ui.widgets.empty import Empty
from ui.widgets.problem_tree import SEVERITIES, Group, ProblemTree, counted
from ui.widgets.record.explain import Explain

_FILTERS = (
    ("all", "Tất cả", ""),
    ("stop", "Phải sửa", "stop"),
    ("ask", "Cần giải thích", "ask"),
    ("noted", "Đã giải thích", "noted"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a check gave of one period: problems, and how forms and fields are called.

    `own`: forms of the office itself; what is told of others concerns the reports of units below.
    """

    office: Office
    period: Period
    problems: Sequence[Problem]
    titles: Mapping[str, str]
    labels: Mapping[tuple[str, str], str]
    own: Collection[str]


def _checked(office: Office, period: Period, progress: Progress) -> _Found:
    forms = office.forms(period)
    labels = {(form.key, field.key): field.label for form in forms for field in form.field}
    titles = {form.key: form.title for form in forms}
    own = {form.key for form in office.own_forms(period)}
    return _Found(office, period, checking.check(office, period, progress=progress), titles, labels, own)


class ChecksPage(Page):
    """F9 checks anew; Enter, or a click on what must be mended, leads to the field."""

    KEY: ClassVar[str] = "checks"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: _Found | None = None
        self._keeping = False
        self.chips = FilterChips("Lọc theo loại", _FILTERS)
        self.search = QLineEdit(placeholderText="Tìm bản ghi, ô, nội dung", clearButtonEnabled=True)
        self.search.setObjectName("search")
        self.search.setAccessibleName("Tìm trong danh sách kiểm tra")
        self.tree = ProblemTree()
        self.explain = Explain()
        self.empty = Empty()
        self.summary = words("", "muted")
        self.again = button("Kiểm tra lại", "check", self.check, role="link")
        self.take = button("&Lấy tổng từ chi tiết", "take_details", self._take_details, role="link")
        self.keep_typed = button("&Giữ số đã nhập", "keep_typed", self._other_pane, role="link")
        self.mend = button("&Mở ô này", "mend", self._mend, role="primary", icon="arrow_right")
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.chips, 1)
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(360)
        top.addWidget(self.search)
        card = Card(margins=(1, 1, 1, 1))
        card.column.setSpacing(0)
        card.column.addWidget(self.tree, 1)
        card.column.addWidget(self.explain)
        card.column.addWidget(foot(self.summary, self.take, self.keep_typed, self.again, self.mend))
        self.stack.addWidget(card)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _: self._show())
        self.search.textChanged.connect(lambda _: self._show())
        self.tree.moved.connect(self._moved)
        self.tree.opened.connect(self._open)
        self.explain.written.connect(self._keep)
        self.explain.finished.connect(self._go_on)
        self.explain.focused.connect(self.session.hinted)
        for keys, act in (("F9", self.check), ("Ctrl+F", self.search.setFocus), ("F6", self._other_pane)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def hints(self) -> Hints:
        if self.stack.currentWidget() is self.empty:
            return [("F9", "kiểm tra lại")]
        if self.explain.text.hasFocus():
            return [("Ctrl+Enter", "ghi, sang mục sau"), ("F6", "về danh sách"), ("F9", "kiểm tra lại")]
        return [
            ("Enter", "mở ô"),
            ("F6", "ghi giải thích"),
            ("F9", "kiểm tra lại"),
            ("Ctrl+F", "tìm"),
        ]

    def arrive(self, place: Place) -> None:
        self._stale = True  # what was typed on another page is checked anew
        super().arrive(place)
        # Until the list is there the page itself has the keyboard: else Qt gives it to the first chip.
        (self.tree if self.stack.currentIndex() == 0 else self).setFocus()

    def leave(self) -> None:
        self.explain.keep()

    def refresh(self) -> None:
        """Check the whole report beside the window: a big register takes a while."""
        session, found = self.session, self._found
        office, period = session.office, session.period
        self.explain.keep()
        if found is not None and (found.office is not office or found.period != period):
            self._found = None
        if self._found is None:
            self._show()
        if not session.begun:
            return

        def work(own: Office, progress: Progress) -> _Found:
            return _checked(own, period, progress)

        def done(found: _Found) -> None:
            if session.is_open and session.office is office and session.period == period:
                self.explain.keep()
                self._found = replace(found, office=office)
                self._show()

        session.jobs.run(office, Job("Kiểm tra số liệu", work, done))

    def check(self) -> None:
        """Check anew."""
        self.explain.keep()
        self.refresh()

    def _show(self) -> None:
        found = self._found
        self._count()
        groups = self._groups(found) if found else []
        self.tree.put(groups, found.labels if found else {})
        self._moved(self.tree.current)
        if groups:
            self.stack.setCurrentIndex(0)
            focus = QApplication.focusWidget()
            if self.isVisible() and (focus in (None, self) or not self.isAncestorOf(focus)):
                self.tree.setFocus()
        else:
            waited = self.hasFocus()
            self._say_empty()
            if waited and self.empty.button.isVisibleTo(self):
                self.empty.button.setFocus()
        self.session.hinted.emit()

    def _count(self) -> None:
        everything = self._found.problems if self._found else ()
        counts = {key: sum(p.severity == key for p in everything) for key in SEVERITIES}
        self.chips.count({"all": len(everything), **counts})
        self.summary.setText(counted(everything))
        if self._found is not None:
            self.session.counted.emit("checks", counts["stop"] + counts["ask"])

    def _groups(self, found: _Found) -> list[Group]:
        kind, wanted = self.chips.current, search_key(self.search.text())
        chosen = [
            p
            for p in found.problems
            if kind in ("all", p.severity) and (not wanted or wanted in self._searched(found, p))
        ]
        groups: list[Group] = []
        for key, title in found.titles.items():
            inside = sorted((p for p in chosen if p.form == key), key=lambda p: SEVERITIES.index(p.severity))
            if inside:
                groups.append((title, inside))
        return groups

    def _searched(self, found: _Found, p: Problem) -> str:
        label = found.labels.get((p.form, p.fields[0]), "") if p.fields else ""
        return search_key(f"{p.record} {label} {p.message}")

    def _say_empty(self) -> None:
        """Why the list is empty, and the one thing to do about it."""
        session, found = self.session, self._found
        self.stack.setCurrentIndex(1)
        if not session.begun:
            self.empty.say("Kỳ báo cáo này chưa mở.", "Về trang chính", "home", lambda: session.go("home"))
        elif found is None:
            self.empty.say("Đang kiểm tra số liệu…")
        elif self.search.text().strip():
            words_ = f"Không tìm thấy “{self.search.text().strip()}”. Bỏ bớt chữ hoặc xem tất cả."
            self.empty.say(words_, "Xem tất cả", "show_all", self._show_everything)
        elif session.closed:
            self.empty.say("Báo cáo đã nộp.", "Xem báo cáo đã nộp", "go_submit", lambda: session.go("submit"))
        else:
            self.empty.say(
                "Không còn gì phải sửa. Có thể nộp.",
                "Nộp báo cáo",
                "go_submit",
                lambda: session.go("submit"),
                primary=True,
            )

    def _show_everything(self) -> None:
        self.search.clear()
        self.chips.choose("all")
        self.tree.setFocus()

    def _moved(self, told: Problem | None) -> None:
        below = told is not None and self._found is not None and told.form not in self._found.own
        self.mend.setText("&Mở Nhận và duyệt" if below else "&Mở ô này")
        self.mend.setEnabled(told is not None)
        self.mend.setToolTip("" if told else "Chọn một dòng trước.")
        offered = told.offer if told is not None and not self.session.closed else ""
        self.take.setVisible(bool(offered))
        self.take.setText(f"&Lấy tổng từ chi tiết: {offered}")
        self.keep_typed.setVisible(bool(offered))
        explains = told is not None and told.severity != "stop" and bool(told.fields) and bool(told.record_id)
        self.explain.show_problem(told if explains else None, self._note_of, read_only=self.session.closed)

    def _note_of(self, told: Problem) -> str:
        found = self._found
        if found is None:
            return ""
        try:
            record = opened_record(found.office, found.period, told.form, told.record_id).record
        except AppError:  # taken out meanwhile: the check that is under way will tell
            return ""
        return next((record.notes[key] for key in told.fields if key in record.notes), "")

    def _keep(self, told: Problem, text: str) -> None:
        """Write the explanation."""
        session, found = self.session, self._found
        if found is None or not session.is_open or found.office is not session.office:
            return
        try:
            record = opened_record(found.office, found.period, told.form, told.record_id).record
            field = next((key for key in told.fields if key in record.notes), told.fields[0])
            entry.note(found.office, found.period, told.form, told.record_id, field, text)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        now = replace(told, severity="noted" if text else "ask")
        self._found = replace(found, problems=[now if p == told else p for p in found.problems])
        self._count()
        self.tree.problems.replace(told, now)
        self._keeping = True
        session.tell_changed(told.form)
        self._keeping = False

    def _changed(self, form: str = "") -> None:
        """An explanation written here changes nothing that the list does not know; it must not jump."""
        if not self._keeping:
            super()._changed(form)

    def _take_details(self) -> None:
        """The sum of the details in the place of the declared total; the list is checked anew."""
        told, found = self.tree.current, self._found
        if told is None or found is None:
            return
        try:
            checking.take_details(found.office, found.period, told)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.session.tell_changed(told.form)

    def _go_on(self) -> None:
        if self.tree.next_asking():
            self.explain.text.setFocus()
        else:
            self.tree.setFocus()

    def _other_pane(self) -> None:
        if self.explain.isVisible() and not self.explain.text.hasFocus():
            self.explain.text.setFocus()
        else:
            self.tree.setFocus()

    def _mend(self) -> None:
        if self.tree.current is not None:
            self._open(self.tree.current)

    def _open(self, told: Problem) -> None:
        if self._found is not None and told.form not in self._found.own:
            self.session.go("receive")
            return
        self.session.go(
            "entry", form=told.form, record_id=told.record_id, field=told.fields[0] if told.fields else ""
        )
