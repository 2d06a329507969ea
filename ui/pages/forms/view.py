"""A form as it is, to be looked at: its entry page, its rules, what it adds up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.spec import Form
from ui.session import Session
from ui.widgets.cards import Card, button, words
from ui.widgets.elided import Elided
from ui.widgets.record.rehearsal import Rehearsal
from ui.widgets.rows import Cell, Column, RowsTable

_RULES = (Column("Quy tắc kiểm tra, số cộng lên cấp trên"),)


class ViewPane(QWidget):
    """Nothing can be changed here; figures can be tried and are not kept."""

    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.title, self.about = Elided("", "block"), Elided("", "caption")
        self.rehearsal = Rehearsal(session)
        self.rules = RowsTable("rules", "Quy tắc và số cộng của biểu", _RULES)
        self.to_list = button("&Danh sách biểu", "list", self.left.emit, icon="arrow_left")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.to_list)
        head.addWidget(self.title, 1)
        page = Card(margins=(1, 8, 1, 1))
        told = words("Chỉ để xem. Gõ thử được, không lưu số.", "caption", wrap=True)
        told.setContentsMargins(14, 0, 14, 0)
        page.column.addWidget(told)
        page.column.addWidget(self.rehearsal, 1)
        rules = Card(margins=(1, 1, 1, 1))
        rules.column.addWidget(self.rules)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(page, 3)
        row.addWidget(rules, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addLayout(row, 1)

    def show_form(self, form: Form) -> None:
        """Look at this form."""
        self.title.setText(f"{form.title}, phiên bản {form.edition}")
        self.about.setText(form.citation())
        self.rehearsal.forget()
        self.rehearsal.show_form(form)
        rows = [
            [Cell(rule.message, rule.severity, tip=f"{rule.message}\n{rule.check}")] for rule in form.rule
        ]
        rows += [[Cell(f"Cộng: {one.label}", "added")] for one in form.measure if not one.hidden]
        self.rules.rows.put(rows or [[Cell("Biểu không có quy tắc riêng.")]])
        self.to_list.setFocus()
