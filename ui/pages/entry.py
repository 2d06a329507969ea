"""Entering: a register as a list with its record beside it, a form of one page as its paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError
from base.numbers import show
from forms.spec import Form
from office import carried, records
from ui import dialogs, theme
from ui.pages.entry_acts import EntryActs
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.formhead import EmptyState, FormHead, Strip
from ui.widgets.record import RecordPane
from ui.widgets.register import RegisterPanel
from ui.widgets.sheet import SheetPane

ONE_PANE = 900
"""Logical pixels of the page's width below which list and record take turns."""
LIST, RECORD = 530, 598


class EntryPage(Page):
    """One form at a time; the head chooses it."""

    KEY = "entry"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.form: Form | None = None
        self._period = ""
        self._adding = False
        self._quiet = False
        self._one_pane = False
        self._divided = False
        """Whether the person moved the line between list and record."""
        self.head = FormHead(self)
        self.strip = Strip(self)
        self.empty = EmptyState(self)
        self.register = RegisterPanel(session)
        self.sheet = SheetPane(session)
        self.pane = RecordPane(session)
        self.acts = EntryActs(session, self)
        self._lay_out()
        self._connect()
        self._add_keys()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget(self)
        for widget in (self.empty, self.register, self.sheet):
            self.stack.addWidget(widget)
        self.stack.setMinimumSize(1, 1)
        self.left = QWidget(self)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.head)
        column.addWidget(self.strip)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.px(12))
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.pane)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(*(theme.px(n) for n in (16, 12, 16, 12)))
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        head, pane = self.head, self.pane
        self.session.leaving.connect(self.leave)
        head.chosen.connect(self._choose_form)
        head.import_asked.connect(self._import)
        head.nil_asked.connect(self._nil)
        head.doubles_asked.connect(self._find_doubles)
        head.copy_asked.connect(self._copy_last)
        self.strip.acted.connect(self._act_on_strip)
        self.empty.acted.connect(self._open_period)
        self.splitter.splitterMoved.connect(self._divide)
        self.register.chosen.connect(self._open)
        self.register.edited.connect(lambda _: self.pane.reload())
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
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+N": self.add,
            "Ctrl+F": self._search,
            "Ctrl+B": self.head.open_forms,
            "F6": self._other_pane,
            "F9": self._check,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for key, said in (("Alt+1", "unchanged"), ("Alt+2", "changed"), ("Alt+3", "ended")):
            shortcut = QShortcut(QKeySequence(key), self.register)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.pane.say_carried, said))

    # reading

    def _changed(self, form: str = "") -> None:
        own = self._quiet or (self.pane.body is not None and self.pane.body.entering.telling)
        own = own or (self.sheet.paper is not None and self.sheet.paper.entering.telling)
        if not own:
            super()._changed(form)

    def refresh(self) -> None:
        session = self.session
        forms = [f for f in session.office.own_forms(session.period) if not f.extends]
        before = self.form.key if self.form is not None else ""
        self.head.list_forms(forms)
        if not forms or not session.begun:
            self._show_nothing(any_forms=bool(forms))
            session.hinted.emit()
            return
        known = {form.key: form for form in forms}
        wanted = known.get(before) or known.get(session.preferences.place.form) or forms[0]
        same = self.form is wanted and self._period == self._here() and self.register.is_here
        self._show_form(wanted, anew=not same)
        session.hinted.emit()

    def _here(self) -> str:
        return f"{self.session.office.store.path} {self.session.period.label}"

    def _show_nothing(self, *, any_forms: bool) -> None:
        self.form = None
        self.pane.hide()
        self.left.show()
        self.strip.hide()
        self.head.setVisible(False)
        if any_forms:
            self.empty.say("Chưa mở kỳ báo cáo này.", "&Mở kỳ này")
        else:
            self.empty.say(
                "Đơn vị cấp này không có biểu phải tự nhập ở kỳ này; số liệu lấy từ báo cáo cấp dưới.", ""
            )
        self.stack.setCurrentWidget(self.empty)

    def _show_form(self, form: Form, *, anew: bool) -> None:
        self.form = form
        self._period = self._here()
        self.head.setVisible(True)
        self.head.show_form(form)
        if form.kind == "sheet":
            self.pane.hide()
            self.left.show()
            self.stack.setCurrentWidget(self.sheet)
            self.sheet.show_form(form.key)
        else:
            self.stack.setCurrentWidget(self.register)
            if anew:
                self._adding = False
                self.pane.clear()
                self.register.show_form(form.key)
                self._open(self.register.first_id())
            else:
                self.register.reload()
                self._reload_pane()
            self._fit()
        self._tell_states()

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
        waiting = carried.unconfirmed_of(session.office, session.period, form)
        if session.closed:
            self.strip.say(
                "Báo cáo đã nộp nên chỉ xem được. Muốn sửa thì xin mở lại.", "Đến trang Nộp báo cáo"
            )
        elif waiting:
            told = f"Còn {show(waiting)} {form.record} chép từ kỳ trước chưa xác nhận (Alt+1, 2, 3)."
            self.strip.say(told, "Tất cả không đổi…")
        elif states.get(form.key) == "nil":
            self.strip.say("Đã ghi: không phát sinh trong kỳ này.", "")
        else:
            self.strip.hide()

    # where

    def arrive(self, place: Place) -> None:
        super().arrive(place)
        if self.form is None:
            return
        if place.form:
            self._go_to_form(place.form)
        if self.form.kind == "sheet":
            self.sheet.focus_field(place.field)
        elif place.record_id and self._is_there(place.record_id):
            stays = place.record_id == self.pane.record_id and not place.field and self._in_record()
            self.register.choose(place.record_id)
            self._open(place.record_id)
            if not stays:
                self._to_record(place.field, place.form)
        elif place.form and place.field and not place.record_id and not self.session.closed:
            self.add()
        else:
            self.register.focus_list()

    def _is_there(self, record_id: str) -> bool:
        """A record that was remembered may be gone by now."""
        if self.form is None:
            return False
        try:
            records.opened_record(self.session.office, self.session.period, self.form.key, record_id)
        except AppError:
            return False
        return True

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

    def hints(self) -> Hints:
        if self.form is None:
            return []
        common = [("F8", "không thu được “…”"), ("F1", "giải thích ô"), ("F9", "kiểm tra")]
        if self.form.kind == "sheet":
            return [("Enter", "ô sau"), *common]
        if not self._in_record():
            return [
                ("F2", "sửa ô"),
                ("F6", f"sang {self.form.record} đang chọn"),
                ("Ctrl+N", "thêm"),
                ("Alt+↑", "xếp theo cột"),
                ("Alt+↓", "lọc cột"),
                ("Ctrl+F", "tìm"),
            ]
        return [
            ("Enter", "ô sau"),
            ("Ctrl+Enter", f"lưu, sang {self.form.record} sau"),
            ("Ctrl+N", "thêm"),
            ("F6", "danh sách"),
            ("F8", "không thu thập được “…”"),
            ("Ctrl+F", "tìm"),
        ]

    def _choose_form(self, key: str) -> None:
        self._go_to_form(key)
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

    def _tell_position(self) -> None:
        if self.pane.record_id:
            self.pane.show_position(*self.register.position(self.pane.record_id))

    def _to_record(self, field: str = "", form_key: str = "") -> None:
        if self._one_pane:
            self.left.hide()
            self.pane.show()
        self.pane.focus_field(field, form_key)

    def _in_record(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.pane.isAncestorOf(focus)

    def _to_list(self) -> None:
        self.pane.keep_current()
        self.left.show()
        if self._one_pane:
            self.pane.hide()
        self.register.focus_list()

    def _other_pane(self) -> None:
        if self.form is None:
            return
        if self.form.kind == "sheet":
            self.sheet.focus_field()
        elif self._in_record():
            self._to_list()
        elif self.pane.opened is not None:
            self._to_record()

    def _search(self) -> None:
        if self.form is not None and self.form.kind == "register":
            self._to_list()
            self.register.focus_search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._in_record():
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
            self._step(self._next_unconfirmed(record_id) or self.register.next_id(record_id))

    def _next_unconfirmed(self, record_id: str) -> str:
        assert self.form is not None
        waiting = set(carried.unconfirmed_ids(self.session.office, self.session.period, self.form.key))
        following = self.register.next_id(record_id)
        while following and following not in waiting:
            following = self.register.next_id(following)
        return following

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
            self._open(following or self.register.first_id())

    def _nil(self) -> None:
        if self.form is not None:
            self.acts.state_nil(self.form)

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

    def _open_period(self) -> None:
        from ui.open_period import OpenPeriod

        dialog = OpenPeriod(self, self.session)
        dialog.choose(self.session.period)
        dialog.exec()

    def _import(self) -> None:
        from ui.widgets.old_list import OldListDialog

        if self.form is not None:
            self.leave()
            OldListDialog(self, self.session, self.form.key).exec()

    def _find_doubles(self) -> None:
        from ui.widgets.duplicates import DuplicatesDialog

        if self.form is not None:
            self.leave()
            DuplicatesDialog(self, self.session, self.form.key).exec()

    # room

    def minimumSizeHint(self) -> QSize:
        """Where there is no room for both, one of the panes gives way."""
        return QSize(theme.px(420), theme.px(300))

    def _divide(self) -> None:
        self._divided = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """List and record side by side, or one at a time."""
        if self.form is None or self.form.kind == "sheet":
            return
        self._one_pane = self.width() < theme.px(ONE_PANE)
        self.pane.to_list.setVisible(self._one_pane)
        in_record = self._in_record()
        nothing = self.pane.opened is None
        self.pane.setVisible(not nothing and (not self._one_pane or in_record))
        if not self._one_pane and not self._divided:
            self.splitter.setSizes([LIST, RECORD])
        self.left.setVisible(not self._one_pane or nothing or not in_record)
