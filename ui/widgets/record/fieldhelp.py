"""What a field is, where it comes from in law, and how it is computed: beside the boxes, never over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from forms.spec import Computed, Date, Field, Form, MultipleChoice, NumberBase, Text
from office.entering import beside
from ui import theme
from ui.session import Session
from ui.widgets.cards import words
from ui.widgets.help_panel import HelpPanel, Told
from ui.widgets.record.fieldrow import FieldRow

if TYPE_CHECKING:
    from ui.widgets.register.panel import RegisterPanel

_TYPED = "Ô này do người nhập ghi, không có cách tính."
_NOTHING = "Không có ghi chú cho ô này."


def meaning(field: Field) -> str:
    """What to write into the field."""
    parts = [field.hint]
    match field:
        case NumberBase() if field.unit:
            parts.append(f"Đơn vị tính: {field.unit}.")
        case Date():
            parts.append("Ghi ngày/tháng/năm, ví dụ 05/02/2020.")
        case MultipleChoice():
            parts.append("Nhiều mục thì ghi cách nhau bằng dấu chấm phẩy.")
        case Text() if field.shape:
            parts.append(f"Dạng: {field.shape}.")
    return " ".join(part for part in parts if part)


def formulas(session: Session, form: Form, field: Field) -> list[str]:
    """How a computed field comes about; of another field, what is computed with it."""
    owner = session.office.catalogue.owner_of(form, session.office.closing(session.period))
    called = {f.key: f.label for f in form.field}
    return [
        f"{other.label} = {beside.how_computed(form, other, called, owner)}"
        for other in form.field
        if isinstance(other, Computed) and (other is field or field.key in beside.names_in(other))
    ]


def field_told(session: Session, form: Form, field: Field, *, formula: bool = False) -> Told:
    """What is said of a field; `formula`: how it is computed instead of what to write."""
    if formula or isinstance(field, Computed):
        text = "\n".join(formulas(session, form, field)) or _TYPED
    else:
        text = meaning(field) or _NOTHING
    return Told(field.label, text, field.legal_ref or form.citation())


def explain_column(session: Session, register: RegisterPanel) -> None:
    """F1 in a list: the field of the column that is gone to; of the number and the state, the name."""
    form, table = register.form, register.table
    here = table.currentIndex()
    if form is None or not here.isValid():
        return
    key = register.model.columns[here.column()].key
    field = form.fields.get(key) or form.fields.get(form.label_field)
    if field is not None:
        cell = table.visualRect(here).translated(table.viewport().pos())
        HelpPanel.of(table.window()).toggle(field_told(session, form, field), table, cell)


class HelpStrip(QFrame):
    """F1 opens and closes it, F2 tells how the number is computed; it follows the focus."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setProperty("role", "raised")
        self._session = session
        self._row: FieldRow | None = None
        self._formula = False
        self.title = words("", "kicker", wrap=True)
        self.text = words("", "muted", wrap=True)
        self.source = words("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (14, 6, 14, 6)))
        column.setSpacing(theme.px(2))
        for label in (self.title, self.text, self.source):
            column.addWidget(label)
        self.hide()

    def explain(self, row: FieldRow | None) -> None:
        """Speak of another field."""
        self._row = row
        self._formula = False
        if not self.isHidden():
            self._say()

    def toggle(self) -> None:
        """F1."""
        self._formula = False
        self.setVisible(self.isHidden() and self._row is not None)
        self._say()

    def show_formula(self) -> None:
        """F2: how it is computed."""
        if self._row is not None:
            self._formula = True
            self.show()
            self._say()

    def _say(self) -> None:
        if self._row is None:
            self.hide()
            return
        told = field_told(self._session, self._row.form, self._row.field, formula=self._formula)
        self.title.setText(told.title)
        self.text.setText(told.text)
        self.source.setText(told.source)
