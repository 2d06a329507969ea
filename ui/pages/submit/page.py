"""Submitting: what goes up, what is still in the way, and the code that ties the file to its printed copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError, Problem
from base.period import Period
from base.progress import Progress
from office.agenda import periods
from office.entering import behalf, substitute
from office.entering.checking import check
from office.office import Office
from office.receiving import receiving, returning
from office.sending import submitting
from office.sending.answered import answer_to
from office.sending.submitting import Outgoing, Sent
from ui import dialogs, drives, moments, theme
from ui.jobs import Job
from ui.pages.page import Hints, Page
from ui.pages.submit.answers import Answers, Returned
from ui.pages.submit.panes import Ready, Result, answer_words, kind_words
from ui.session import Session
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.drop_strip import dropped
from ui.widgets.elided import Elided
from ui.widgets.empty import Empty
from ui.widgets.ladder import Ladder
from ui.widgets.rows import Cell, Column, RowsTable

_FORM_STATES = {
    "open": ("none", "Chưa nhập"),
    "filled": ("ok", "Có số liệu"),
    "nil": ("ok", "Không phát sinh"),
}
_CONTENTS = (
    Column("Nội dung gửi"),
    Column("Tình trạng", "Bản số 1, Chính thức"),
    Column("Số bản ghi", "12.345", is_number=True, spare=1),
)
_VERSIONS = (
    Column("Bản", "100", is_number=True),
    Column("Mã kiểm tra", "MMMM-MMMM-MMMM"),
    Column("Nộp lúc", "00/00/0000 00:00", spare=2),
    Column("Loại số", "Chính thức", spare=3),
    Column("Trả lời", "Đã nhận 00/00/0000"),
    Column("Lời nhắn", spare=1),
)

_KEEP_AFTER_MS = 1000
"""So soon after the last letter the note is in the data file."""
_LOW = 440
"""Logical pixels of the page's height below which only the ladder stands above the rest."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands in the way, here and below (a sentence), and how like the last report this one is (None: there is
    none)."""

    problems: Sequence[Problem]
    sameness: Fraction | None
    unconfirmed: int
    lacks: str


class SubmitPage(Page):
    """One column of what goes up, one of what is to be done; a submitted report shows its code instead."""

    KEY: ClassVar[str] = "submit"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._folder: Path | None = None
        self._sent: dict[tuple[str, str, int], Sent] = {}
        self._outgoing: Outgoing | None = None
        self._of: tuple[Office, Period] | None = None
        self.said = Elided("", "muted")
        self.said.setObjectName("last_answer")
        self.answers = Answers(session, self, self.said.setText)
        self.returned = Returned(self.answers.mend)
        self.receipt = button("&Biên nhận…", "receipt", self.answers.choose, role="link")
        self.letter = button("Giải &trình…", "letter", self.answers.write_letter, role="link")
        self.title = words("", "block")
        self.ladder = Ladder()
        self.contents = RowsTable("contents", "Nội dung gửi", _CONTENTS)
        self.versions = RowsTable("versions", "Các bản đã nộp", _VERSIONS)
        self.ready = Ready(self.submit, lambda: session.go("checks"))
        self.result = Result(self.submit, self._open_folder, self.reopen)
        self.empty = Empty()
        self.panes = QStackedWidget()
        self.stack = QStackedWidget()
        self._writing = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        session.kind_chosen.connect(self._tell_kind)
        session.leaving.connect(self.leave)
        self.ready.note.textChanged.connect(self._writing.start)
        self._writing.timeout.connect(self.leave)
        theme.changed().connect(self._measure)

    def _lay_out(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.returned)
        column.addWidget(self._head())
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addLayout(self._left(), 5)
        self.panes.addWidget(self.ready)
        self.panes.addWidget(self.result)
        body.addWidget(self.panes, 4)
        column.addLayout(body, 1)
        self.stack.addWidget(whole)
        self.stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addWidget(self.stack)

    def _head(self) -> Card:
        card = Card(margins=(16, 10, 16, 10))
        card.column.addWidget(self.title)
        card.column.addWidget(self.ladder)
        return card

    def _left(self) -> QVBoxLayout:
        first, self._history = Card(margins=(1, 1, 1, 1)), Card(margins=(1, 1, 1, 1))
        first.column.addWidget(self.contents)
        self._history.column.setSpacing(0)
        self._history.column.addWidget(self.versions)
        self._history.column.addWidget(foot(self.said, self.letter, self.receipt))
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(first, 1)
        left.addWidget(self._history)
        return left

    def hints(self) -> Hints:
        if self.session.is_open and self.session.closed:
            return [("Alt+G", "ghi lại tệp"), ("Alt+M", "mở lại báo cáo")]
        return [("Alt+N", "nộp và ghi tệp"), ("Ctrl+3", "kiểm tra")]

    def leave(self) -> None:
        """The note stays with its draft."""
        session = self.session
        self._writing.stop()
        if not session.is_open or self._of != (session.office, session.period) or not session.begun:
            return
        try:
            submitting.keep_note(session.office, session.period, self.ready.written)
        except AppError as refusal:
            dialogs.refuse(self, refusal)

    def refresh(self) -> None:
        """What goes up at once; what stands in its way is checked beside the window."""
        session = self.session
        if self._of != (session.office, session.period):
            self._of = (session.office, session.period)
            draft = session.begun and not session.closed
            self.ready.note.setPlainText(session.office.report(session.period).note if draft else "")
            self.said.setText("")
        if not session.begun:
            self.stack.setCurrentIndex(1)
            self.empty.say("Kỳ báo cáo này chưa mở.", "Về trang chính", "home", lambda: session.go("home"))
            return
        self.stack.setCurrentIndex(0)
        office, period = session.office, session.period
        report = office.report(period)
        self.title.setText(f"Báo cáo {period.in_words()} của {office.unit_in(period).name}")
        self.ladder.set_state(periods.own_state(office, period))
        self.returned.setVisible(report.state == "returned")
        left = [p for p in returning.problems(office, period) if p.severity != "noted"]
        self.returned.tell(report.reason, len(returning.marks(office, period)), len(left))
        self._outgoing = submitting.outgoing(office, period)
        self._list_contents(self._outgoing)
        self._list_versions()
        self.panes.setCurrentWidget(self.result if session.closed else self.ready)
        if session.closed:
            self._show_result()
        else:
            self.ready.tell(self._facts(self._outgoing))
            out = self._outgoing
            self.ready.offer_totals((period, out.version), may=bool(out.below), before=out.totals_only)
            self._look()
        session.hinted.emit()

    def _tell_kind(self) -> None:
        if self._outgoing is not None and not self._stale and not self.session.closed:
            self.ready.tell(self._facts(self._outgoing))

    def _facts(self, out: Outgoing) -> list[tuple[str, str]]:
        office, period = self.session.office, self.session.period
        unit = office.unit_in(period)
        facts = [
            ("Đơn vị", unit.name),
            ("Kỳ báo cáo", f"{period.in_words()[:1].upper()}{period.in_words()[1:]}"),
            ("Loại số", kind_words(self.session.kind)),
            ("Bản số", str(out.version)),
            ("Nơi nhận", out.to),
        ]
        if unit.level != "commune":
            expected = len(office.tree(period).communes(unit))
            came = sum(one.unit.level == "commune" for one in out.below)
            lacks = "" if came == expected else ", chưa đủ"
            facts.append(("Báo cáo kèm theo", f"{came}/{expected} xã, phường đã duyệt{lacks}"))
        return facts

    def _list_contents(self, out: Outgoing) -> None:
        rows: list[tuple[Cell, ...]] = []
        if out.forms and out.below:
            rows.append((Cell("Biểu của đơn vị", bold=True),))
        for form in out.forms:
            state, word = _FORM_STATES[form.state]
            count = str(form.records) if form.records else ""
            rows.append((Cell(form.title), Cell(word, state), Cell(count)))
        if out.below:
            rows.append((Cell(f"Báo cáo kèm theo ({len(out.below)})", bold=True),))
        for one in out.below:
            told = f"Bản số {one.version}, {kind_words(one.kind)}"
            rows.append((Cell(one.unit.name), Cell(told, "approved")))
        self.contents.rows.put(rows)

    def _list_versions(self) -> None:
        office = self.session.office
        found = submitting.versions(office, self.session.period)
        rows = [
            (
                Cell(str(v.version)),
                Cell(v.fingerprint, bold=n == 0),
                Cell(moments.full(v.at)),
                Cell(kind_words(v.kind)),
                Cell(answer_words(answer), answer.answer if answer and answer.answer != "received" else ""),
                Cell(v.note),
            )
            for n, v in enumerate(found)
            for answer in [answer_to(office, v.hash)]
        ]
        self.versions.rows.put(rows)
        self._history.setVisible(bool(rows))
        self.letter.setVisible(len(rows) > 1)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(self.height() >= theme.px(_LOW))

    def _measure(self) -> None:
        """The history takes the room of at most three versions."""
        line = self.versions.verticalHeader().defaultSectionSize()
        shown = min(3, max(1, self.versions.rows.rowCount()))
        self.versions.setFixedHeight(self.versions.horizontalHeader().sizeHint().height() + shown * line + 2)

    def _look(self) -> None:
        """Problems and likeness to the last report: both read every answer."""
        session = self.session
        office, period = session.office, session.period
        self.ready.wait()

        def work(own: Office, progress: Progress) -> Looked:
            from office.entering.carried import sameness, unconfirmed
            from office.receiving.ladder import lacks

            progress.step(0, 1, "Kiểm tra số liệu")
            left = unconfirmed(own, period)
            return Looked(
                check(own, period, progress=progress),
                sameness(own, period),
                sum(left.values()),
                lacks(own, period),
            )

        def done(looked: Looked) -> None:
            if session.is_open and session.office is office and session.period == period:
                below = office.unit_in(period).level != "commune"
                nothing = below and not (self._outgoing and self._outgoing.below)
                told = looked.problems, looked.sameness, looked.unconfirmed
                self.ready.show_looked(*told, nothing=nothing, lacks=looked.lacks)

        session.jobs.run(office, Job("Kiểm tra số liệu", work, done))

    def _place(self, version: int) -> tuple[str, str, int]:
        return str(self.session.office.store.path), self.session.period.label, version

    def _show_result(self) -> None:
        newest = submitting.versions(self.session.office, self.session.period)[0]
        sent = self._sent.get(self._place(newest.version))
        answer = answer_to(self.session.office, newest.hash)
        self.result.show_version(newest, sent.path if sent else None, self._outgoing, answer)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A receipt may be dropped anywhere on the page."""
        event.acceptProposedAction()
        self.answers.open(dropped(event.mimeData())[0])

    def submit(self) -> None:
        """Ask where to, close the report as its next version and write the file; a closed one is written again."""
        session, out = self.session, self._outgoing
        if out is None:
            return
        self.leave()
        suggested = drives.start(before=self._folder) / out.name
        path = dialogs.save_file(self, "Ghi tệp báo cáo", suggested, dialogs.WORKBOOKS)
        if path is None:
            return
        office, period, kind, note = session.office, session.period, session.kind, self.ready.written
        totals_only = self.ready.totals_only and not session.closed

        def work(own: Office, progress: Progress) -> Sent:
            progress.step(0, 1, "Ghi tệp báo cáo")
            if substitute.entered_by(own):
                return behalf.submit(own, period, path, kind=kind, note=note)[0]
            return submitting.submit(own, period, path, kind=kind, note=note, totals_only=totals_only)

        def done(sent: Sent) -> None:
            self._folder = sent.path.parent
            if session.is_open and session.office is office:
                self._sent[(str(office.store.path), period.label, sent.version)] = sent
                self.ready.note.clear()
                session.tell_changed()
                by = substitute.entered_by(office)
                self.said.setText(f"Đã chuyển đến {by}, chờ duyệt." if by else "")
                self.result.again.setFocus()

        session.jobs.run(office, Job("Ghi tệp báo cáo", work, done, writes=True))

    def _open_folder(self) -> None:
        if self.result.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.result.path.parent)))

    def reopen(self) -> None:
        """Open the closed report for a new version; the reason stays in the journal."""
        session = self.session
        unit = session.office.unit_in(session.period)
        question = "Mở lại báo cáo để sửa rồi nộp bản mới? Ghi lý do mở lại."
        reason = dialogs.ask_reason(self, question, "Mở lại báo cáo")
        if not reason:
            return
        try:
            receiving.reopen(session.office, session.period, unit.code, reason=reason)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        session.tell_changed()
