"""Drawing a form: its fields at the left, what is chosen in the middle, the entry page as it will be at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from base.errors import AppError, Code
from forms.spec import Form
from office.declaring import designing
from ui import dialogs, theme
from ui.keys import bind
from ui.pages.forms.about import AboutPane
from ui.pages.forms.drawing import Drawing
from ui.pages.forms.field import FieldPane
from ui.pages.forms.fields import FieldsPane
from ui.pages.forms.rules import RulesPane
from ui.session import Session
from ui.widgets.cards import Card, Picture, button, foot, segments, words
from ui.widgets.elided import Elided
from ui.widgets.record.rehearsal import Rehearsal

FIELDS, MIDDLE = 264, 400
NARROW = 1_000
"""Logical pixels of width below which the entry page takes the place of the rest."""


class Designer(QWidget):
    """Nothing waits for a button: a draft is kept as it is drawn. Saving makes a form of it."""

    left = Signal()
    """The person goes back to the list."""
    saved = Signal(object)
    """The Form that was written."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.drawing = Drawing(session, self)
        self.fields, self.field = FieldsPane(self.drawing), FieldPane(self.drawing)
        self.about, self.rules = AboutPane(self.drawing), RulesPane(self.drawing)
        self.rehearsal = Rehearsal(session)
        self._shown: Form | None = None
        self.tabs = QTabWidget()
        self.tabs.setObjectName("parts")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Phần của biểu")
        for pane, title in (
            (self.field, "&Trường"),
            (self.about, "Thông tin &biểu"),
            (self.rules, "&Quy tắc"),
        ):
            self.tabs.addTab(pane, title)
        self._lay_out()
        self._connect()
        theme.changed().connect(self._fit)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        row = QHBoxLayout()
        row.setSpacing(12)
        self.left_card, self.middle, self.right = (
            Card(margins=(8, 8, 8, 8)),
            Card(margins=(1, 4, 1, 1)),
            self._preview(),
        )
        self.left_card.column.addWidget(self.fields)
        self.middle.column.addWidget(self.tabs)
        for card in (self.left_card, self.middle, self.right):
            row.addWidget(card, int(card is self.right))
        column.addLayout(row, 1)
        column.addWidget(self._foot())

    def _head(self) -> QHBoxLayout:
        self.to_list = button("&Danh sách biểu", "list", self.left.emit, icon="arrow_left")
        self.title = Elided("", "block")
        self.said = Elided("", "caption")
        self.sides, (self.draw_side, self.try_side) = segments(("Thiết kế", "Xem trước"), self._fit)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.to_list)
        row.addWidget(self.title, 2)
        row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.sides)
        return row

    def _preview(self) -> Card:
        card = Card(margins=(1, 8, 1, 1))
        head = words("Trang nhập sẽ như sau. Gõ thử được, không lưu số.", "caption", wrap=True)
        head.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        card.column.addWidget(head)
        card.column.addWidget(self.rehearsal, 1)
        return card

    def _foot(self) -> QFrame:
        self.shape = Picture(state="ok", size=16)
        self.state = words("", wrap=True)
        told = QWidget()
        row = QHBoxLayout(told)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.shape)
        row.addWidget(self.state, 1)
        self.goto = button("Đến &chỗ sai", "goto_trouble", self.go_to_trouble, role="link")
        self.undo = button("&Hoàn tác", "undo_draft", self.drawing.undo)
        self.save_button = button("&Lưu biểu", "save", self.save, role="primary", icon="save")
        self.save_button.setToolTip("Ctrl+S")
        return foot(told, self.goto, self.undo, self.save_button)

    def _connect(self) -> None:
        drawing = self.drawing
        self.fields.chosen.connect(self._choose)
        self.fields.entered.connect(self._to_properties)
        self.tabs.currentChanged.connect(lambda _: self._renew())
        drawing.changed.connect(self._changed)
        drawing.tried.connect(self._tell)
        drawing.kept.connect(self._say_kept)
        drawing.refused.connect(lambda refusal: dialogs.refuse(self, refusal))
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+S": self.save,
            "Ctrl+N": self.fields.new.setFocus,
            "F6": self._other_pane,
        }
        bind(self, keys)

    # which form

    def begin(self, draft: Form, *, kept: bool) -> None:
        """Draw this form; `kept`: there is nothing in it yet that could be lost."""
        self.rehearsal.forget()
        self._shown = None
        self.said.setText("")
        self.drawing.begin(draft, kept=kept)
        self.rules.forget()
        self.fields.refresh()
        self.fields.choose(self.fields.key)
        self._choose(self.fields.key)
        self.draw_side.setChecked(True)
        self.tabs.setCurrentIndex(0)
        self._fit()
        self.fields.new.setFocus()

    def leave(self) -> None:
        """What is drawn is kept in its file."""
        self.drawing.keep()

    def _choose(self, key: str) -> None:
        self.field.show_field(key)
        self._place_trouble()

    def _to_properties(self, new: bool) -> None:  # noqa: FBT001 (a signal's value)
        self.tabs.setCurrentIndex(0)
        self.field.sheet.go_to("kind" if new else "label")

    def _other_pane(self) -> None:
        """From the fields to what is chosen, to the entry page, and back."""
        if self.fields.isAncestorOf(self.focusWidget()):
            pane = self.tabs.currentWidget()
            pane.setFocus()
            pane.focusNextChild()
        elif self.middle.isAncestorOf(self.focusWidget()) and self.rehearsal.page is not None:
            if not self.sides.isHidden():
                self.try_side.setChecked(True)
            boxes = self.rehearsal.page.entering.order()
            if boxes:
                self.rehearsal.page.entering.go_to(boxes[0])
        else:
            self.draw_side.setChecked(True)
            self.fields.table.setFocus()

    # what changes

    def _changed(self) -> None:
        if self.drawing.draft is None:
            return
        self.title.setText(self.drawing.form.title)
        self.undo.setEnabled(self.drawing.can_undo)
        self.undo.setToolTip("" if self.drawing.can_undo else "Chưa có gì để hoàn tác.")
        if not self.drawing.about:
            self._renew()

    def _renew(self) -> None:
        """Fill the part that is shown; never the one that is typed into."""
        if self.drawing.draft is None:
            return
        pane = self.tabs.currentWidget()
        if pane is self.field:
            self.field.show_field(self.fields.key)
        elif pane is self.about:
            self.about.refresh()
        else:
            self.rules.refresh()
        self._place_trouble()

    def _say_kept(self) -> None:
        self.said.setText(f"Đã giữ bản thảo lúc {datetime.now().astimezone():%H:%M}")

    # what is wrong

    def _tell(self) -> None:
        """What came of trying: the entry page anew, or where it is wrong."""
        found = self.drawing.found
        self.shape.show_state("ok" if found.form is not None else "stop")
        self.state.setText("Biểu dùng được." if found.form is not None else self._sentence())
        self.goto.setVisible(found.form is None)
        if found.form is not None and found.form is not self._shown:
            self._shown = found.form
            self.rehearsal.show_form(found.form)
        elif found.form is None and self._shown is None:
            self.rehearsal.say("Sửa chỗ sai thì trang nhập hiện ra ở đây.")
        if self.tabs.currentWidget() is self.rules:
            self.rules.refresh()
        self._place_trouble()

    def _sentence(self) -> str:
        found, draft = self.drawing.found, self.drawing.form
        if found.place == "field" and 0 <= found.index < len(draft.field):
            return f"Trường “{draft.field[found.index].label}”: {found.why}"
        if found.place == "rule" and 0 <= found.index < len(draft.rule):
            return f"Quy tắc thứ {found.index + 1}: {found.why}"
        return found.why

    def _place_trouble(self) -> None:
        found, draft = self.drawing.found, self.drawing.draft
        if draft is None:
            return
        self.about.sheet.tell()
        at = draft.field[found.index].key if found.place == "field" and found.index < len(draft.field) else ""
        counts = next(
            (f.key for f in draft.field if found.place.endswith(designing.counted_key(draft, f.key))), ""
        )
        if found.form is None and at and at == self.field.key:
            self.field.tell(found.attribute, found.why)
        elif found.form is None and counts and counts == self.field.key:
            self.field.tell("counted", found.why)
        elif self.field.key:
            self.field.sheet.tell()
        if found.form is None and not at and found.place != "rule" and not counts:
            self.about.tell(found.place, found.why)

    def go_to_trouble(self) -> None:
        """To the part that is meant."""
        found, draft = self.drawing.found, self.drawing.form
        self.draw_side.setChecked(True)
        if found.place == "field" and 0 <= found.index < len(draft.field):
            self.fields.choose(draft.field[found.index].key)
            self.tabs.setCurrentWidget(self.field)
            wanted = found.attribute if found.attribute in self.field.sheet.inputs else "label"
            self.field.sheet.go_to(wanted)
        elif found.place == "rule":
            self.tabs.setCurrentWidget(self.rules)
            self.rules.mend(found.index)
        else:
            self.tabs.setCurrentWidget(self.about)
            self.about.sheet.go_to(found.place if found.place in self.about.sheet.inputs else "title")

    def save(self) -> None:
        """Make a form of the draft; a refusal is told and the draft stays."""
        self.drawing.settle()
        if self.drawing.draft is None:
            return
        if self.drawing.found.form is None:
            self.go_to_trouble()
            return
        draft = self.drawing.form
        try:
            designing.save(self.session.office, draft)
        except AppError as refusal:
            if refusal.code is Code.FORM_IN_USE:
                self._offer_next_edition(draft)
            else:
                dialogs.refuse(self, refusal)
            return
        self.drawing.drop()
        self.saved.emit(draft)

    def _offer_next_edition(self, draft: Form) -> None:
        """Answers stand under this edition: what changes their meaning is another one."""
        newer = designing.next_edition(
            draft, self.session.office.closing(self.session.period).replace(month=1, day=1)
        )
        if self.session.office.catalogue.knows(newer.name) or newer.valid_from <= draft.valid_from:
            newer = designing.next_edition(draft, date(draft.valid_from.year + 1, 1, 1))
        question = (
            f"Biểu “{draft.title}” đã có số liệu nên giữ nguyên. Lưu thành phiên bản mới, hiệu lực từ "
            f"{newer.valid_from:%d/%m/%Y}?"
        )
        if dialogs.confirm(self, question, "Lưu phiên bản mới"):
            self.drawing.put(newer)
            self.save()

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        narrow = self.width() < theme.px(NARROW)
        trying = narrow and self.try_side.isChecked()
        self.sides.setVisible(narrow)
        self.right.setVisible(not narrow or trying)
        self.left_card.setVisible(not trying)
        self.middle.setVisible(not trying)
        self.left_card.setFixedWidth(theme.px(FIELDS))
        if narrow:
            self.middle.setMinimumWidth(0)
            self.middle.setMaximumWidth(16_777_215)
        else:
            self.middle.setFixedWidth(theme.px(MIDDLE))
