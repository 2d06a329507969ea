"""Home: the one thing to do next, how far the report is, what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from base.errors import AppError, Problem
from office.agenda import home
from office.agenda.home import NextStep, Overview, Troubles
from office.agenda.periods import CLOSED
from ui import dialogs, theme
from ui.jobs import Job
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import button, words

if TYPE_CHECKING:
    from office.agenda.dashboard import Dashboard, Details
    from office.office import Office
    from ui.pages.home.above import AboveBody
    from ui.pages.home.commune import CommuneBody

Body = TypeVar("Body", "CommuneBody", "AboveBody")
_NARROW, _LOW = 940, 560


class NextStepCard(QFrame):
    """One sentence, one button: the primary one of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "nextstep")
        self.kicker = words("VIỆC TIẾP THEO", "kicker")
        self.sentence = words("", "title", wrap=True)
        self.sentence.setObjectName("next_sentence")
        self.detail = words("", "muted", wrap=True)
        self.detail.setObjectName("next_detail")
        self.act = button("", "next", self._press, role="primary", icon="arrow_right")
        self.step = NextStep("open", "", "", "")
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self.kicker, self.sentence, self.detail):
            column.addWidget(label)
        self.row = QHBoxLayout(self)
        self.row.setSpacing(16)
        self.row.addLayout(column, 1)
        self.row.addWidget(self.act)
        self.pressed: Any = lambda step: None

    def show_step(self, step: NextStep) -> None:
        """What to do now."""
        self.step = step
        self.sentence.setText(step.sentence)
        self.detail.setText(step.detail)
        self.detail.setVisible(bool(step.detail))
        self.act.setText(step.button)
        self.act.setAccessibleDescription(step.sentence)

    def fit(self, *, low: bool) -> None:
        """Less air where the window is low."""
        self.kicker.setVisible(not low)
        side, above = (12, 6) if low else (18, 12)
        self.row.setContentsMargins(side, above, side, above)

    def _press(self) -> None:
        self.pressed(self.step)


class HomePage(Page):
    """A commune sees its forms, an office above it the reports of those below; only what it sees is loaded."""

    KEY: ClassVar[str] = "home"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.card = NextStepCard()
        self.card.pressed = self.take_step
        self.body: CommuneBody | AboveBody | None = None
        self.overview: Overview | None = None
        self.found: Troubles | None = None
        self.seen: Dashboard | None = None
        self._asked = 0
        self._running = 0
        self._of: Office | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.card)
        theme.changed().connect(self._fit)

    def hints(self) -> Hints:
        return [
            ("Enter", self.card.step.button.lower() or "làm tiếp"),
            ("Ctrl+1…9", "đổi trang"),
            ("Ctrl+K", "đi đến"),
            ("Alt+mũi tên", "đổi kỳ"),
            ("Ctrl+Z", "hoàn tác"),
        ]

    def arrive(self, place: Place) -> None:
        super().arrive(place)
        self.card.act.setFocus()

    def refresh(self) -> None:
        office, period = self.session.office, self.session.period
        self.overview = home.overview(office, period)
        self.found = None
        if self.session.level == "commune":
            self._show_commune()
        else:
            from office.agenda.dashboard import dashboard

            self.seen = dashboard(office, period)
            self.session.counted.emit("receive", self.seen.waiting + len(self.seen.conflicts))
            self._show_above()
        self._ask()

    # What takes longer

    def _ask(self) -> None:
        """Checks and figures come from a job; one that is out of date when it ends is asked for again."""
        self._asked += 1
        commune = self.session.level == "commune"
        seen = self.overview
        assert seen is not None
        runs = self._running and self._of is self.session.office
        if runs or (commune and (not seen.begun or seen.state in CLOSED)):
            if commune:
                self.session.counted.emit("checks", 0)
            return
        self._running = self._asked
        office, period = self.session.office, self.session.period
        self._of = office
        if commune:
            job = Job(
                "Kiểm tra số liệu",
                lambda o, progress: home.troubles(o, period, progress=progress),
                self._came,
                refused=self._late,
                stopped=self._given_up,
                gives_way=True,
            )
        else:
            from office.agenda.dashboard import details

            job = Job(
                "Tổng hợp số liệu",
                lambda o, _: details(o, period),
                self._came,
                refused=self._late,
                stopped=self._given_up,
            )
        self.session.jobs.run(office, job)

    def _came(self, value: Troubles | Details) -> None:
        asked, self._running = self._running, 0
        if not self.session.is_open:
            return
        if asked != self._asked:
            self._ask()
        elif isinstance(value, Troubles):
            self.found = value
            self.session.counted.emit("checks", value.total)
            self._show_commune()
        else:
            self._above().show_details(value)
            self.found = value.troubles
            self.session.counted.emit("checks", self.found.total if self.found else 0)
            self._show_step_above()

    def _given_up(self) -> None:
        self._running = 0

    def _late(self, refusal: AppError) -> None:
        self._running = 0
        if self.session.is_open:
            dialogs.refuse(self, refusal)

    # What is shown

    def _show_commune(self) -> None:
        body = self._commune()
        assert self.overview is not None
        body.show_seen(self.overview, self.found, home.dues(self.session.office))
        self.card.show_step(home.next_step(self.overview, self.found))
        self.session.hinted.emit()

    def _show_above(self) -> None:
        body = self._above()
        assert self.overview is not None and self.seen is not None
        body.show_seen(self.overview, self.seen)
        self._show_step_above()

    def _show_step_above(self) -> None:
        from office.agenda.dashboard import next_step

        assert self.overview is not None and self.seen is not None
        self.card.show_step(next_step(self.overview, self.seen, self.found))
        self.session.hinted.emit()

    def _commune(self) -> CommuneBody:
        from ui.pages.home.commune import CommuneBody

        if not isinstance(self.body, CommuneBody):
            body = self._put(CommuneBody())
            body.nil.connect(self.state_nil)
            body.nil_rest.connect(self.state_nil_rest)
            body.form_chosen.connect(lambda key: self.session.go("entry", form=key))
            body.problems.chosen.connect(self.go_to_problem)
            body.problems.all_wanted.connect(lambda: self.session.go("checks"))
            return body
        return self.body

    def _above(self) -> AboveBody:
        from ui.pages.home.above import AboveBody

        if not isinstance(self.body, AboveBody):
            body = self._put(AboveBody(self.session))
            body.figures_wanted.connect(lambda: self.session.go("consolidation"))
            body.reminder_wanted.connect(self.copy_reminder)
            body.remind.letter_wanted.connect(self.copy_reminder)
            body.remind.list_wanted.connect(self.write_reminders)
            return body
        return self.body

    def _put(self, body: Body) -> Body:
        """In the place of the body before it."""
        if self.body is not None:
            self._column.removeWidget(self.body)
            self.body.hide()
            self.body.deleteLater()
        self.body = body
        self._column.addWidget(body, 1)
        body.backup.wanted.connect(self.back_up)
        self._fit()
        return body

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow, low = self.width() < theme.px(_NARROW), self.height() < theme.px(_LOW)
        margin = 10 if narrow or low else 16
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(8 if low else 12)
        self.card.fit(low=low)
        if self.body is not None:
            self.body.fit(narrow=narrow, low=low)

    # What a person does

    def take_step(self, step: NextStep) -> None:
        """Do what the one button says."""
        if step.verb == "open":
            from ui.open_period import OpenPeriod

            OpenPeriod(self, self.session, self.session.period).exec()
        elif step.verb == "remind":
            self.copy_reminder()
        else:
            self.session.go(step.page, form=step.form, record_id=step.record_id, field=step.field)

    def go_to_problem(self, told: Problem) -> None:
        """To the box that the problem is about."""
        field = told.fields[0] if told.fields else ""
        self.session.go("entry", form=told.form, record_id=told.record_id, field=field)

    def state_nil(self, form: str) -> None:
        """State that nothing of a form occurs in the period."""
        from office.entering import entry

        try:
            entry.nil(self.session.office, self.session.period, form)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.session.tell_changed(form)

    def state_nil_rest(self) -> None:
        """State, after a question, that nothing of any form that is still open occurs."""
        from office.entering import entry

        office, period = self.session.office, self.session.period
        titles = [form.title for form in entry.open_forms(office, period)]
        listed = "\n".join(f"• {title}" for title in titles)
        question = f"Ghi “Không phát sinh” cho {len(titles)} biểu chưa nhập?\n\n{listed}"
        if not titles or not dialogs.confirm(self, question, "Không &phát sinh"):
            return
        try:
            found = entry.nil_rest(office, period)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.session.tell_changed(found[0].key)

    def copy_reminder(self, code: str = "") -> None:
        """Put the reminder of one unit on the clipboard, else that of all that owe anything, as text for a message."""
        from ui.pages.home import reminders as home_reminders

        home_reminders.copy(self.session, lambda said: self._above().say_reminded(said), code)

    def write_reminders(self) -> None:
        """The list of those that owe anything as a workbook."""
        from ui.pages.home import reminders as home_reminders

        home_reminders.write(self, self.session, lambda said: self._above().say_reminded(said))

    def back_up(self) -> None:
        """Write a verified copy to the usual folder, or to where the person points."""
        from ui.backup import back_up

        back_up(self, self.session)
