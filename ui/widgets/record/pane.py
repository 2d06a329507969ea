"""The pane of one record: its name, its sections, and the button that goes on to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from base.numbers import show
from forms.spec import Form
from office.entering import beside, duplicates, entry, records
from office.entering.records import OpenRecord
from office.office import Office
from ui import theme
from ui.keys import bind
from ui.session import Session
from ui.widgets.cards import button, words
from ui.widgets.elided import Elided
from ui.widgets.help_panel import HelpPanel
from ui.widgets.record.body import Body
from ui.widgets.record.fieldhelp import HelpStrip, field_told
from ui.widgets.record.fieldrow import FieldRow

HIGH = 400
"""Logical pixels of height from which the explanation has room below the boxes."""
CARRIED = (("unchanged", "Không đổi"), ("changed", "Thay đổi"), ("ended", "Ngừng"))


class RecordPane(QFrame):
    """Opens records of registers; says what was kept and where the person wants to go."""

    kept = Signal(str)
    focused = Signal(object)
    next_asked = Signal()
    previous_asked = Signal()
    confirm_asked = Signal(str)
    """unchanged, changed or ended was said of the record."""
    delete_asked = Signal()
    list_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.session = session
        self._bodies: dict[tuple[str, ...], Body] = {}
        self._office: Office | None = None
        """The file that the boxes were made for."""
        self._begun: dict[tuple[str, str], str] = {}
        """Period and form → the record that was begun there and is not in the data file."""
        self.stack = QStackedWidget(self)
        self.help = HelpStrip(session, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._likeness())
        column.addWidget(self.stack, 1)
        column.addWidget(self.help)
        column.addWidget(self._foot())
        self._add_keys()
        self.show_position(0, 0)
        session.opened.connect(self._forget)

    def _forget(self) -> None:
        """The boxes of a file that was closed are of no use, not even when it is opened again."""
        if self._office is self.session.office:
            return
        self._office = self.session.office
        for body in self._bodies.values():
            self.stack.removeWidget(body)
            body.deleteLater()
        self._bodies.clear()
        self._begun.clear()

    # what it is made of

    def _head(self) -> QWidget:
        head = QWidget(self)
        self.to_list = button("Danh sách", "list", self.list_asked.emit, icon="arrow_left")
        self.to_list.hide()
        self.name = Elided("", "block")
        self.caption = Elided("", "caption")
        self.earlier = self._flat(
            "chevron_left", "Bản ghi trước (Ctrl+PgUp)", "previous", self.previous_asked.emit
        )
        self.later = self._flat("chevron_right", "Bản ghi sau (Ctrl+PgDn)", "next", self.next_asked.emit)
        self.place = words("", "caption")
        top, below, both = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for widget in (self.name, self.earlier, self.place, self.later):
            top.addWidget(widget, int(widget is self.name))
        below.addWidget(self.caption, 1)
        below.addWidget(self._carried())
        both.setSpacing(theme.px(2))
        both.addLayout(top)
        both.addLayout(below)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(10), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(self.to_list)
        row.addLayout(both, 1)
        return head

    def _likeness(self) -> QWidget:
        """What is entered resembles a record that stands already: said, never acted on."""
        self.likeness = QFrame(self)
        self.likeness.setProperty("role", "strip")
        self.likeness.setProperty("tone", "ask")
        self.alike = words("", wrap=True)
        self.see = button("&Xem", "see_like", self._see_like, role="link")
        self._like_id = ""
        row = QHBoxLayout(self.likeness)
        row.setContentsMargins(*(theme.px(n) for n in (12, 2, 4, 2)))
        row.addWidget(self.alike, 1)
        row.addWidget(self.see)
        self.likeness.hide()
        return self.likeness

    def _see_like(self) -> None:
        opened = self.opened
        if opened is not None:
            self.session.go("entry", form=opened.form.key, record_id=self._like_id)

    def _tell_likeness(self) -> None:
        opened, session = self.opened, self.session
        if opened is None:
            return
        row = self.body.entering.current if self.body is not None else None
        if row is None or row.key not in {
            opened.form.label_field,
            *opened.form.identity,
            "tax_code",
            "hamlet",
        }:
            return
        found = duplicates.like(session.office, session.period, opened.form.key, opened.record)
        self.likeness.setVisible(bool(found))
        if found:
            self.alike.setText(found[0].sentence)
            self._like_id = found[0].record_id

    def _flat(self, icon: str, told: str, name: str, act: Callable[[], object]) -> QPushButton:
        made = button("", name, act, role="flat", icon=icon)
        made.setToolTip(told)
        made.setAccessibleName(told)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    def _carried(self) -> QWidget:
        self.carried = QWidget(self)
        row = QHBoxLayout(self.carried)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(words("So kỳ trước", "caption"))
        row.addSpacing(theme.px(8))
        self.segments: dict[str, QPushButton] = {}
        for n, (state, text) in enumerate(CARRIED, 1):
            segment = button(text, state, partial(self.say_carried, state), role="segment")
            segment.setCheckable(True)
            segment.setToolTip(f"Alt+{n}")
            segment.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.segments[state] = segment
            row.addWidget(segment)
        return self.carried

    def _foot(self) -> QWidget:
        foot = QFrame(self)
        foot.setProperty("role", "raised")
        self.remove = button("Xóa…", "delete", self.delete_asked.emit, role="link")
        self.said = words("", "caption")
        self.save = button("Lưu, sang bản ghi sau", "save", self.save_and_next, role="primary", icon="save")
        self.save.setToolTip("Ctrl+Enter")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        row.addWidget(self.remove)
        row.addStretch(1)
        row.addWidget(self.said)
        row.addSpacing(theme.px(8))
        row.addWidget(self.save)
        return foot

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+Return": self.save_and_next,
            "Ctrl+Enter": self.save_and_next,
            "PgDown": lambda: self._with(lambda body: body.step_section(1)),
            "PgUp": lambda: self._with(lambda body: body.step_section(-1)),
            "Ctrl+PgDown": self.next_asked.emit,
            "Ctrl+PgUp": self.previous_asked.emit,
            "Ctrl+Up": lambda: self._with(lambda body: body.fold(away=True)),
            "Ctrl+Down": lambda: self._with(lambda body: body.fold(away=False)),
            "Alt+1": lambda: self.say_carried("unchanged"),
            "Alt+2": lambda: self.say_carried("changed"),
            "Alt+3": lambda: self.say_carried("ended"),
            "F1": self._explain,
            "F2": partial(self._explain, formula=True),
            "Shift+F2": lambda: self._with(lambda body: body.entering.note_current()),
        }
        bind(self, keys)

    def _explain(self, *, formula: bool = False) -> None:
        """Below the boxes; where they would have no room beside that, over them."""
        row = self.body.entering.current if self.body is not None else None
        if row is not None and self.height() < theme.px(HIGH):
            told = field_told(self.session, row.form, row.field, formula=formula)
            HelpPanel.of(self.window()).toggle(told, row.box)
        elif formula:
            self.help.show_formula()
        else:
            self.help.toggle()
        if row is not None:
            self._with(lambda body: body.show_row(row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.height() < theme.px(HIGH):
            self.help.hide()

    def _with(self, act: Callable[[Body], object]) -> None:
        if self.body is not None:
            act(self.body)

    # which record

    @property
    def body(self) -> Body | None:
        """The sections that are shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Body) else None

    @property
    def opened(self) -> OpenRecord | None:
        """The record that is shown."""
        return self.body.entering.main if self.body is not None else None

    @property
    def record_id(self) -> str:
        """Its identity; "" while it is not in the data file."""
        return self.opened.record.record_id if self.opened is not None and self.opened.stored else ""

    def open_record(self, form_key: str, record_id: str) -> None:
        """Show a record; raises RECORD_UNKNOWN."""
        self._show(records.opened_record(self.session.office, self.session.period, form_key, record_id))

    def begin(self, form_key: str) -> None:
        """Show an empty record, or the one whose first answer could not be kept: with that it comes into being."""
        self.clear()
        session = self.session
        begun = self._begun.get((session.period.label, form_key), "")
        self._show(records.new_record(session.office, session.period, form_key, record_id=begun))
        self.show_position(0, 0)
        self.focus_field()

    def reload(self) -> None:
        """Read the record again: it was changed elsewhere."""
        if self.record_id and self.opened is not None:
            self.open_record(self.opened.form.key, self.record_id)

    def clear(self) -> None:
        """Show no record."""
        self.keep_current()
        if self.body is not None:
            self.body.entering.show(None)
        self.show_position(0, 0)

    def say(self, sentence: str) -> None:
        """A sentence beside the button."""
        self.said.setText(sentence)

    def _show(self, opened: OpenRecord) -> None:
        self.keep_current()
        self._forget()
        body = self._body_for([opened.form, *(one.form for one in opened.extensions)])
        self.stack.setCurrentWidget(body)
        body.entering.show(opened, read_only=self.session.closed)
        body.go_on()
        body.verticalScrollBar().setValue(0)
        record = opened.form.record
        self.save.setText("&Sang bản ghi sau" if self.session.closed else f"&Lưu, sang {record} sau")
        self.remove.setVisible(not self.session.closed and opened.stored)
        self.said.setText("")
        self.likeness.hide()
        self._tell_name()
        self.help.explain(None)

    def make_ready(self, form: Form) -> Iterator[object]:
        """Make the boxes of a form before a record is first shown in them, a section at each step."""
        self._forget()
        session = self.session
        body = self._body_for([form, *entry.extensions_of(session.office, session.period, form)])
        yield body
        while body in self._bodies.values() and body.make_next():
            yield body

    def _body_for(self, forms: list[Form]) -> Body:
        key = (*(form.name for form in forms), self.session.period.label)
        if key not in self._bodies:
            body = Body(self.session, forms, self.stack)
            entering = body.entering
            entering.kept.connect(self._kept)
            entering.renewed.connect(self._tell_name)
            entering.focused.connect(self._focused)
            entering.passed_end.connect(self.save.setFocus)
            self._bodies[key] = body
            self.stack.addWidget(body)
            body.grew.connect(lambda: self._order_keys(body))
            self._order_keys(body)
        return self._bodies[key]

    def _order_keys(self, body: Body) -> None:
        """Tab goes down the paper, then to the buttons below."""
        boxes = [row.box for row in body.entering.made if not row.is_computed]
        for before, after in pairwise([self.carried, *boxes, self.remove, self.save]):
            QWidget.setTabOrder(before, after)

    def _focused(self, row: FieldRow) -> None:
        self.help.explain(row)
        self.focused.emit(row)

    def _tell_name(self) -> None:
        opened = self.opened
        if opened is None:
            return
        named = beside.name_of(opened.form, opened.record)
        self.name.setText(named or f"{opened.form.record[:1].upper()}{opened.form.record[1:]} mới")
        self.caption.setText(beside.caption_of(opened.form, opened.record))
        self.caption.setVisible(bool(self.caption.text()))
        said = opened.record.carried
        self.carried.setVisible(bool(said) or opened.previous is not None)
        self.carried.setEnabled(not self.session.closed)
        for state, segment in self.segments.items():
            segment.setChecked(state == said)

    def show_position(self, n: int, of: int) -> None:
        """ "215/1.018": where the record stands in the list; 0 says nothing."""
        self.place.setText(f"{show(n)}/{show(of)}" if n else "")
        self.earlier.setEnabled(n > 1)
        self.later.setEnabled(0 < n < of)

    # acts

    def focus_field(self, key: str = "", form_key: str = "") -> None:
        """Go to a box: the one named, else the first that is asked."""
        if self.body is None:
            return
        entering = self.body.entering
        row = entering.row(key, form_key) or entering.row(key) if key else None
        if row is not None and row.is_computed:
            self.body.reveal(row.box)
            row.box.setFocus()
            return
        if row is not None and row.asked:
            entering.go_to(row.box)
            return
        boxes = [one.box for one in entering.made if one.asked and not one.is_computed] or entering.order()
        if boxes:
            entering.go_to(boxes[0])

    def keep_current(self) -> None:
        """Keep what is being typed."""
        entering = self.body.entering if self.body is not None else None
        if entering is None:
            return
        entering.keep_current()
        if entering.main is None or not entering.is_here:
            return
        place, record_id = (self.session.period.label, entering.main.form.key), entering.main.record.record_id
        if not entering.main.stored:
            self._begun[place] = record_id
        elif self._begun.get(place) == record_id:
            del self._begun[place]

    def save_and_next(self) -> None:
        """Keep what is being typed and go on."""
        self.keep_current()
        self.next_asked.emit()

    def _kept(self, record_id: str) -> None:
        self.said.setText(f"Đã lưu lúc {self.session.office.store.surroundings.now():%H:%M}")
        self.remove.setVisible(True)
        self._tell_likeness()
        self.kept.emit(record_id)

    def say_carried(self, said: str) -> None:
        self.keep_current()
        if self.record_id and not self.session.closed and not self.carried.isHidden():
            self.confirm_asked.emit(said)
        self._tell_name()
