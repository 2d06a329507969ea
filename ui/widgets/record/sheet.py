"""A form of one page as the paper has it: Mã số, Chỉ tiêu, Đơn vị, Kỳ này, Kỳ trước, Thay đổi."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from base.errors import AppError
from forms.shown import groups
from forms.spec import Computed, Field, Form, NumberBase
from office.entering import beside, records
from office.office import Office
from ui import dialogs, theme
from ui.keys import bind
from ui.session import Session
from ui.widgets.boxes.lists import ListBox
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import button, words
from ui.widgets.help_panel import HelpPanel
from ui.widgets.record.entering import Entering
from ui.widgets.record.fieldhelp import field_told, meaning
from ui.widgets.record.fieldrow import FieldRow, counted

_LETTERS = "ABCDEĐGHIKLMN"
_HEADS = ("Mã số", "Chỉ tiêu", "Đơn vị", "Kỳ này", "Kỳ trước", "Thay đổi")
_PART_OF = ("Chia ra: ", "Trong đó: ")
BOX, UNIT, BEFORE, CHANGE = 124, 84, 92, 104
WIDE = 880
HIGH = 400
"""Logical pixels of width and height from which the explanation stands beside the paper."""


def line_numbers(form: Form) -> dict[str, str]:
    """Key → Mã số: 01, 02 … of the figures, computed ones included, down the page."""
    figures = [f for _, fields in groups(form) for f in fields if isinstance(f, NumberBase | Computed)]
    return {f.key: f"{n:02}" for n, f in enumerate(figures, 1)}


class Paper(QScrollArea):
    """All lines of the form; made once and filled for each period."""

    ENTERING: ClassVar[type[Entering]] = Entering

    def __init__(self, session: Session, form: Form, parent: QWidget) -> None:
        super().__init__(parent)
        self.form = form
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entering = self.ENTERING(session, self)
        self.entering.reveal = self._reveal
        inside = QWidget(self)
        inside.setProperty("role", "sheet")
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(10))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(1))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._inside = inside
        self._numbers = line_numbers(form)
        self._line = 0
        self._add_heads()
        for n, (title, fields) in enumerate(groups(form)):
            self._add(f"{_LETTERS[n]}. {title or form.title}", fields)
        self.setWidget(inside)
        self.verticalScrollBar().valueChanged.connect(self._close_lists)
        theme.changed().connect(self._measure)
        self._measure()

    def _add_heads(self) -> None:
        for column, text in enumerate(_HEADS):
            label = words(text, "caption")
            if column >= 3:
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label, 0, column)
        self._rule(1)
        self._line = 2

    def _rule(self, at: int) -> None:
        rule = QFrame(self._inside)
        rule.setProperty("role", "rule")
        self._grid.addWidget(rule, at, 0, 1, 6)

    def _add(self, title: str, fields: list[Field]) -> None:
        self._grid.addWidget(words(title, "strong"), self._line, 0, 1, 6)
        self._line += 1
        for field in fields:
            self._place(self.entering.add_row(self.form, field, self._inside), last=field is fields[-1])

    def _place(self, row: FieldRow, *, last: bool) -> None:
        at, grid = self._line, self._grid
        row.box.setProperty("dense", "true")
        grid.addWidget(words(self._numbers.get(row.key, ""), "muted"), at, 0)
        self._name(row)
        if row.wide:
            grid.addWidget(row.label, at, 1, 1, 2)
            grid.addWidget(row.box, at, 3, 1, 3)
        else:
            for column, widget in enumerate((row.label, row.unit, row.box, row.before, row.change), 1):
                grid.addWidget(widget, at, column)
        first = 3 if row.wide else 1
        grid.addWidget(row.below, at + 1, first, 1, 6 - first)
        if not last:
            self._rule(at + 2)
        self._line += 3

    def _name(self, row: FieldRow) -> None:
        """Parts stand further in, computed lines carry their formula in line numbers."""
        if row.field.label.startswith(_PART_OF):
            row.label.setIndent(theme.px(20))
        if isinstance(row.field, Computed) and row.field.formula:
            formula = beside.how_computed(self.form, row.field, self._numbers)
            row.label.setText(f"{row.field.label}  (= {formula})")

    def _measure(self) -> None:
        for row in self.entering.rows:
            if row.wide:
                for figure in (row.unit, row.before, row.change):
                    figure.hide()
                continue
            for widget, width in (
                (row.unit, UNIT),
                (row.box, BOX),
                (row.before, BEFORE),
                (row.change, CHANGE),
            ):
                widget.setFixedWidth(theme.px(width))

    def _reveal(self, box: Box) -> None:
        QTimer.singleShot(0, box, lambda: self._scroll_to(box))

    def _scroll_to(self, box: Box) -> None:
        if box is self.entering.rows[0].box:
            self.verticalScrollBar().setValue(0)
        else:
            self.ensureWidgetVisible(box, 0, theme.px(48))

    def _close_lists(self) -> None:
        for row in self.entering.rows:
            if isinstance(row.box, ListBox):
                row.box.close_list()


class Explanation(QWidget):
    """Right of the paper: the box that is typed into, how to write that there is no number, the legal source."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.title = words("", "block", wrap=True)
        self.text = words("", "muted", wrap=True)
        self.amount = words("", "strong", wrap=True)
        self.before = words("", "caption", wrap=True)
        column.addWidget(
            self._card(
                words("Ô đang nhập", "kicker"), self.title, self.text, self.amount, self.before, *_no_number()
            )
        )
        self.state = words("", "muted", wrap=True)
        column.addWidget(self._card(words("Biểu này", "strong"), self.state))
        self.source = words("", "caption", wrap=True)
        column.addWidget(self._card(words("Căn cứ", "strong"), self.source))
        column.addStretch(1)

    def _card(self, *parts: QWidget) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(n) for n in (16, 12, 16, 12)))
        column.setSpacing(theme.px(6))
        for part in parts:
            column.addWidget(part)
        return card

    def explain(self, row: FieldRow, number: str, told: str, before: str) -> None:
        """Speak of another line."""
        self.title.setText(f"{number}. {row.field.label}" if number else row.field.label)
        for label, text in (
            (self.text, meaning(row.field)),
            (self.amount, told),
            (self.before, f"Kỳ trước {before} {getattr(row.field, 'unit', '')}" if before else ""),
        ):
            label.setText(text)
            label.setVisible(bool(text))


def _no_number() -> list[QWidget]:
    told = (
        ("0", "không phát sinh, biểu in ra “-”"),
        ("…", "có phát sinh, không thu được (F8)"),
        ("", "để trống: chưa nhập, chưa tính"),
    )
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    for n, (sign, meant) in enumerate(told):
        grid.addWidget(words(sign, "strong"), n, 0)
        grid.addWidget(words(meant, "muted", wrap=True), n, 1)
    return [words("Không có số thì sao?", "strong"), table]


class SheetPane(QWidget):
    """One form of one page."""

    kept = Signal(str)
    focused = Signal(object)
    check_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._papers: dict[tuple[str, ...], Paper] = {}
        self._office: Office | None = None
        """The file that the papers were made for."""
        self.paper: Paper | None = None
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self._column = QVBoxLayout(self.card)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._foot())
        self.explanation = Explanation(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.card, 1)
        row.addWidget(self.explanation)
        bind(
            self,
            {
                "Ctrl+Return": self.check,
                "Ctrl+Enter": self.check,
                "F1": self.explain_current,
                "F2": partial(self.explain_current, formula=True),
                "Shift+F2": self._note,
            },
        )
        session.opened.connect(self._forget)

    def _forget(self) -> None:
        """The papers of a file that was closed are of no use, not even when it is opened again."""
        if self._office is self.session.office:
            return
        self._office, self.paper = self.session.office, None
        for paper in self._papers.values():
            paper.hide()
            self._column.removeWidget(paper)
            paper.deleteLater()
        self._papers.clear()

    def _foot(self) -> QWidget:
        foot = QFrame(self)
        foot.setProperty("role", "raised")
        self.said = words("", "caption")
        self.told = words("", "muted")
        self.done = button("&Kiểm tra và hoàn thành", "check", self.check, role="primary", icon="checkmark")
        self.done.setToolTip("Ctrl+Enter")
        row = QHBoxLayout(foot)
        row.setContentsMargins(*(theme.px(n) for n in (12, 8, 12, 8)))
        row.addWidget(self.said)
        row.addStretch(1)
        row.addWidget(self.told)
        row.addSpacing(theme.px(8))
        row.addWidget(self.done)
        return foot

    def show_form(self, form_key: str) -> None:
        """Read the form's one record and show it."""
        self.keep_current()
        self._forget()
        opened = records.sheet_record(self.session.office, self.session.period, form_key)
        key = (opened.form.name, self.session.period.label)
        if key not in self._papers:
            self._papers[key] = self._made(opened.form)
        for other in self._papers.values():
            other.setVisible(other is self._papers[key])
        self.paper = self._papers[key]
        self.paper.entering.show(opened, read_only=self.session.closed)
        self.explanation.source.setText(opened.form.citation())
        self.said.setText("")
        self._tell()

    def _made(self, form: Form) -> Paper:
        paper = Paper(self.session, form, self.card)
        self._column.insertWidget(0, paper, 1)
        paper.entering.kept.connect(self._kept)
        paper.entering.focused.connect(self._focused)
        paper.entering.renewed.connect(self._tell)
        paper.entering.passed_end.connect(self.done.setFocus)
        return paper

    def _focused(self, row: FieldRow) -> None:
        self._explain(row)
        self.focused.emit(row)

    def _explain(self, row: FieldRow) -> None:
        if self.paper is None or row.form.key not in self.paper.entering.opened:
            return
        opened = self.paper.entering.opened[row.form.key]
        numbers = line_numbers(row.form)
        told = beside.spoken(row.field, opened.record)
        self.explanation.explain(row, numbers.get(row.key, ""), told, beside.before_text(opened, row.key))

    def _tell(self) -> None:
        if self.paper is None or self.paper.entering.main is None:
            return
        opened = self.paper.entering.main
        stops, asks = counted(self.paper.entering.problems(opened))
        parts = [f"{n} {what}" for n, what in ((stops, "phải sửa"), (asks, "cần giải thích")) if n]
        self.told.setText(", ".join(parts))
        state = "Đang nhập" if opened.stored else "Chưa nhập"
        self.explanation.state.setText(f"{state}, {', '.join(parts)}" if parts else state)
        if self.paper.entering.current is not None:
            self._explain(self.paper.entering.current)

    def _kept(self, record_id: str) -> None:
        self.said.setText(f"Đã lưu lúc {self.session.office.store.surroundings.now():%H:%M}")
        self.kept.emit(record_id)

    def keep_current(self) -> None:
        """Keep what is being typed."""
        if self.paper is not None:
            self.paper.entering.keep_current()

    @property
    def can_copy(self) -> bool:
        """Whether the last period has something that this one lacks."""
        opened = self.paper.entering.main if self.paper is not None else None
        if opened is None or self.session.closed:
            return False
        return records.with_last(opened).values != opened.record.values

    def copy_last(self) -> None:
        """Take last period's answers where there are none yet, in one act."""
        self.keep_current()
        opened = self.paper.entering.main if self.paper is not None else None
        if opened is None or self.paper is None:
            return
        try:
            records.keep(self.session.office, self.session.period, opened.form.key, records.with_last(opened))
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.show_form(opened.form.key)
        self.paper.entering.tell(opened.record.record_id, opened.form.key)

    def check(self) -> None:
        """Keep what is being typed; then the page goes on to what is wrong."""
        self.keep_current()
        self.check_asked.emit()

    def focus_field(self, key: str = "") -> None:
        """Go to a box: the one named, else the first."""
        if self.paper is None:
            return
        entering = self.paper.entering
        row = entering.row(key) if key else None
        order = entering.order()
        if row is not None and not row.is_computed:
            entering.go_to(row.box)
        elif order:
            entering.go_to(order[0])

    def first_problem(self) -> FieldRow | None:
        """The first line that has to be corrected or explained."""
        rows = self.paper.entering.rows if self.paper is not None else []
        return next((r for r in rows if any(p.severity != "noted" for p in r.below.problems)), None)

    def explain_current(self, *, formula: bool = False) -> None:
        """Beside the box that is typed into: what to write, or how it is computed, and the legal source."""
        row = self.paper.entering.current if self.paper is not None else None
        if row is not None:
            told = field_told(self.session, row.form, row.field, formula=formula)
            HelpPanel.of(self.window()).toggle(told, row.box)

    def _note(self) -> None:
        if self.paper is not None:
            self.paper.entering.note_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(WIDE) and self.height() >= theme.px(HIGH)
        self.explanation.setVisible(roomy)
        self.explanation.setFixedWidth(theme.px(300))
