"""Entering: a register as a list with its record beside it, a form of one page as its paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from base.errors import AppError
from forms.spec import Form
from office.entering import carried
from ui import dialogs, theme
from ui.keys import bind
from ui.pages.entry.acts import EntryActs
from ui.pages.entry.halves import Halves
from ui.pages.entry.whereabouts import Whereabouts
from ui.pages.entry.words import hints_for, nothing_for, strip_for
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.record.fieldhelp import explain_column
from ui.widgets.record.formhead import EmptyState, FormHead, Strip
from ui.widgets.record.pane import CARRIED, RecordPane
from ui.widgets.record.sheet import SheetPane
from ui.widgets.register.panel import RegisterPanel

PAINTED_MS = 20  # so long after a long list came it is painted, and the record beside it is made


class EntryPage(Page):
    """One form at a time; the head chooses it."""

    KEY = "entry"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.form: Form | None = None
        self._period = ""
        self._adding = False
        self._quiet = False
        self.head = FormHead(self)
        self.strip = Strip(self)
        self.empty = EmptyState(self)
        # Made where they stand: moving a widget has the look of all inside it worked out again.
        self.halves = Halves([self.head, self.strip], self)
        self.register = RegisterPanel(session, self.halves.stack)
        self.sheet = SheetPane(session, self.halves.stack)
        self.pane = RecordPane(session, self.halves)
        self.acts = EntryActs(session, self)
        self.whereabouts = Whereabouts(session, self.register)
        self._lay_out()
        self._connect()
        self._add_keys()

    def _lay_out(self) -> None:
        self.halves.take(self.pane)
        for widget in (self.empty, self.register, self.sheet):
            self.halves.stack.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(*(theme.px(n) for n in (16, 12, 16, 12)))
        whole.addWidget(self.halves)

    def _connect(self) -> None:
        head, pane = self.head, self.pane
        self.session.leaving.connect(self.leave)
        head.chosen.connect(self._choose_form)
        head.import_asked.connect(lambda: self._with_form(self.acts.take_old_list))
        head.nil_asked.connect(lambda: self._with_form(self.acts.state_nil))
        head.doubles_asked.connect(lambda: self._with_form(self.acts.find_doubles))
        head.copy_asked.connect(self._copy_last)
        self.strip.acted.connect(self._act_on_strip)
        self.empty.acted.connect(self.acts.open_period)
        self.register.listed.connect(self._take_list)
        self.register.chosen.connect(self._open)
        self.register.table.clicked.connect(lambda _: self._open(self.register.current_id()))
        self.register.add_asked.connect(self.add)
        pane.kept.connect(self._kept)
        pane.next_asked.connect(self._next)
        pane.previous_asked.connect(self._previous)
        pane.confirm_asked.connect(self._confirm)
        pane.delete_asked.connect(self._delete)
        pane.list_asked.connect(self._to_list)
        self.sheet.kept.connect(lambda _: self._tell_states())
        self.sheet.check_asked.connect(self._check_sheet)
        for signal in (pane.focused, self.sheet.focused):
            signal.connect(lambda _: self.session.hinted.emit())

    def _add_keys(self) -> None:
        keys = {"Ctrl+N": self.add, "Ctrl+F": self._search, "Ctrl+B": self.head.open_forms}
        bind(self, {**keys, "F6": self._other_pane, "F9": self._check})
        for n, (said, _) in enumerate(CARRIED, 1):
            bind(self.register, {f"Alt+{n}": partial(self.pane.say_carried, said)})
        bind(self.register.table, {"F1": lambda: explain_column(self.session, self.register)})

    # reading

    def _changed(self, form: str = "") -> None:
        own = self._quiet or (self.pane.body is not None and self.pane.body.entering.telling)
        own = own or (self.sheet.paper is not None and self.sheet.paper.entering.telling)
        if not own:
            super()._changed(form)

    def make_ready(self) -> Iterator[object]:
        """The boxes of the form that will be shown."""
        forms = self._forms()
        if forms and self.session.begun and (form := self._wanted(forms)).kind != "sheet":
            yield from self.pane.make_ready(form)

    def _forms(self) -> list[Form]:
        return [f for f in self.session.office.own_forms(self.session.period) if not f.extends]

    def _wanted(self, forms: list[Form]) -> Form:
        """The form that is shown, else the one where the person left, else the first."""
        known = {form.key: form for form in forms}
        before = self.form.key if self.form is not None else ""
        return known.get(before) or known.get(self.session.preferences.place.form) or forms[0]

    def refresh(self) -> None:
        session, forms = self.session, self._forms()
        self.head.list_forms(forms)
        if not forms or not session.begun:
            self._show_nothing(any_forms=bool(forms))
            session.hinted.emit()
            return
        wanted = self._wanted(forms)
        same = self.form is wanted and self._period == self._here() and self.register.is_here
        self._show_form(wanted, anew=not same)
        session.hinted.emit()

    def _here(self) -> str:
        return f"{self.session.office.store.path} {self.session.period.label}"

    def _show_nothing(self, *, any_forms: bool) -> None:
        self.form = None
        self.strip.hide()
        self.head.setVisible(False)
        self.empty.say(*nothing_for(any_forms=any_forms))
        self.halves.show_left_alone(self.empty)

    def _show_form(self, form: Form, *, anew: bool) -> None:
        self.form = form
        self._period = self._here()
        self.head.setVisible(True)
        self.head.show_form(form)
        if form.kind == "sheet":
            self.halves.show_left_alone(self.sheet)
            self.sheet.show_form(form.key)
        else:
            self.halves.stack.setCurrentWidget(self.register)
            if anew:
                self._adding = False
                self.pane.clear()
                self.register.show_form(form.key)
            else:
                self.register.reload()
                self._reload_pane()
            self._fit()
        self._tell_states()

    def _take_list(self) -> None:
        """The list was read: its first record is shown, unless one is shown already or is being begun."""
        if self.register.reading.is_long:
            QTimer.singleShot(PAINTED_MS, self, self._open_first)
        else:
            self._open_first()
        self._tell_states()

    def _open_first(self) -> None:
        if self.register.is_here and not self.pane.record_id and not self._adding:
            self._open(self.register.first_id())
        self._tell_position()

    def _reload_pane(self) -> None:
        try:
            self.pane.reload()
        except AppError:  # the record is gone: undone or deleted
            self.pane.clear()
            self._open(self.register.first_id())

    def _tell_states(self) -> None:
        """What the head and the strip say of the form; nothing that is typed into."""
        session, form = self.session, self.form
        if form is None:
            return
        states = carried.form_states(session.office, session.period)
        self.head.show_states(
            states, closed=session.closed, can_copy=form.kind == "sheet" and self.sheet.can_copy
        )
        waiting, nil = self.acts.waiting(form, self.register.listing), states.get(form.key) == "nil"
        told, act = strip_for(form, closed=session.closed_how, waiting=waiting, nil=nil)
        if told:
            self.strip.say(told, act)
        else:
            self.strip.hide()

    @property
    def unkept(self) -> bool:
        return self.register.acts.unkept

    # where

    def arrive(self, place: Place) -> None:
        self.whereabouts.forget()
        super().arrive(place)
        if self.form is None:
            return
        if place.form:
            self._go_to_form(place.form)
        if self.form.kind == "sheet":
            self.sheet.focus_field(place.field)
        elif place.record_id and self.acts.is_there(self.form, place.record_id):
            here = place.record_id == self.pane.record_id and self.halves.in_record()
            stays = not place.field and (here or self.register.table.hasFocus())
            self.register.choose(place.record_id, place.column)
            self._open(place.record_id)
            if place.column is not None:
                self._to_list()
            elif not stays:
                self._to_record(place.field, place.form)
        elif place.form and place.field and not place.record_id and not self.session.closed:
            self.add()
        else:
            self.register.focus_list()

    def _go_to_form(self, key: str) -> None:
        """A form that extends another is reached through it."""
        forms = {form.key: form for form in self.session.office.own_forms(self.session.period)}
        form = forms.get(key)
        if form is not None and form.extends:
            form = forms.get(form.extends)
        if form is not None and form is not self.form:
            self.leave()
            self._show_form(form, anew=True)

    def leave(self) -> None:
        self.pane.keep_current()
        self.sheet.keep_current()
        self.register.keep_current()
        self.whereabouts.settle()

    def hints(self) -> Hints:
        return hints_for(self.form, in_record=self.halves.in_record()) if self.form is not None else []

    def _choose_form(self, key: str) -> None:
        self._go_to_form(key)
        self.session.remember(Place("entry", self.session.period.label, key))
        if self.form is not None and self.form.kind == "sheet":
            self.sheet.focus_field()
        else:
            self.register.focus_list()

    def _open(self, record_id: str) -> None:
        """Show a record of the list beside it."""
        if self.form is None or self.form.kind == "sheet":
            return
        if record_id and record_id != self.pane.record_id:
            self._adding = False
            try:
                self.pane.open_record(self.form.key, record_id)
            except AppError as refusal:
                dialogs.refuse(self, refusal)
                return
        self._fit()
        self._tell_position()
        self.session.hinted.emit()

    def _tell_position(self) -> None:
        if self.pane.record_id:
            self.pane.show_position(*self.register.position(self.pane.record_id))

    def _to_record(self, field: str = "", form_key: str = "") -> None:
        self.halves.turn_to_record()
        self.pane.focus_field(field, form_key)

    def _to_list(self) -> None:
        """Back to the list; a record that was begun and left empty gives way to the chosen one."""
        self.pane.keep_current()
        if self._adding and not self.pane.record_id:
            self._adding = False
            self.pane.clear()
            self._open(self.register.current_id() or self.register.first_id())
        self.halves.turn_to_list()
        self.register.focus_list()
        self.session.hinted.emit()

    def _other_pane(self) -> None:
        if self.form is None:
            return
        if self.form.kind == "sheet":
            self.sheet.focus_field()
        elif self.halves.in_record():
            self._to_list()
        elif self.pane.opened is not None:
            self._to_record()

    def _search(self) -> None:
        if self.form is not None and self.form.kind == "register":
            self._to_list()
            self.register.focus_search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.halves.in_record():
            self._to_list()
        else:
            super().keyPressEvent(event)

    # acts

    def add(self) -> None:
        """Begin an empty record."""
        session = self.session
        if self.form is None or self.form.kind == "sheet" or session.closed:
            return
        self.pane.keep_current()
        self._adding = True
        self.register.let_go()
        self.pane.begin(self.form.key)
        self._fit()
        self._to_record()

    def _kept(self, record_id: str) -> None:
        self.register.reload_record(record_id)
        if self._adding:
            self.register.choose(record_id)
        self._tell_position()
        self._tell_states()

    def _next(self) -> None:
        if self._adding:
            self.add()
        else:
            self._step(self.register.next_id(self.pane.record_id))

    def _previous(self) -> None:
        self.pane.keep_current()
        self._step(self.register.previous_id(self.pane.record_id))

    def _step(self, record_id: str) -> None:
        if record_id:
            self.register.choose(record_id)
            self._open(record_id)
            self._to_record()
        elif self.form is not None:
            self.pane.say(f"Không còn {self.form.record} nào nữa trong danh sách.")

    def _confirm(self, said: str) -> None:
        record_id = self.pane.record_id
        if self.form is None:
            return
        self._quiet = True  # one row is read again, not the whole register
        done = self.acts.confirm(self.form, record_id, said)
        self._quiet = False
        if not done:
            return
        self.pane.reload()
        self.register.reload_record(record_id)
        self._tell_states()
        if said != "changed":
            self._step(self.register.next_waiting(record_id) or self.register.next_id(record_id))

    def _act_on_strip(self) -> None:
        if self.session.closed:
            self.session.go("submit")
        elif self.form is not None:
            self.acts.confirm_all(self.form)

    def _delete(self) -> None:
        record_id = self.pane.record_id
        if self.form is None or not record_id:
            return
        following = self.register.next_id(record_id) or self.register.previous_id(record_id)
        if self.acts.delete(self.form, record_id, self.pane.name.text()):
            self.register.choose(following)
            self._to_list()

    def _copy_last(self) -> None:
        self.sheet.copy_last()
        self._tell_states()

    def _check(self) -> None:
        self.leave()
        self.session.go("checks")

    def _check_sheet(self) -> None:
        """To the first line that is wrong; the form is complete when there is none."""
        row = self.sheet.first_problem()
        if row is not None:
            self.sheet.focus_field(row.key)
        else:
            self.session.go("checks", form=self.form.key if self.form else "")

    def _with_form(self, act: Callable[[Form], object]) -> None:
        """What is being typed is kept before."""
        if self.form is not None:
            self.leave()
            act(self.form)

    def minimumSizeHint(self) -> QSize:
        """Where there is no room for both, one of the panes gives way."""
        return QSize(theme.px(420), theme.px(300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """List and record side by side, or one at a time."""
        if self.form is None or self.form.kind == "sheet":
            return
        self.halves.fit(self.width(), comes=self.register.reading.is_under_way)
