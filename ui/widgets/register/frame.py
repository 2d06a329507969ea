"""The widgets of a register's list and where they stand; what they do is the panel's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from base.text import tidy
from forms.spec import Form
from office.entering import registers
from ui import theme
from ui.session import Session
from ui.widgets.empty import Empty
from ui.widgets.register.model import RegisterModel
from ui.widgets.register.state_filter import StateFilter
from ui.widgets.register.totals_row import TotalsRow
from ui.widgets.register.view import RegisterView


class SearchBox(QLineEdit):
    """Enter and the arrow down lead into the list, Esc gives the search up."""

    left = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class RegisterFrame(QWidget):
    """Search, chips, table, totals; in their place a sentence when there is nothing to list."""

    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("register")
        self.why = QLabel(self, wordWrap=True)
        self.why.setObjectName("why_read_only")
        self.why.setProperty("role", "muted")
        self.why.hide()
        self.search = SearchBox(self, clearButtonEnabled=True)
        self.search.setObjectName("search")
        self.find_icon = self.search.addAction(
            theme.icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.columns_button = QPushButton("&Cột…", self)
        self.columns_button.setObjectName("action_columns")
        self.add_button = QPushButton(self)
        self.add_button.setObjectName("action_add")
        self.states = StateFilter(self)
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self.stack = QStackedWidget(self.card)
        self.table_page = QWidget(self.stack)
        self.table = RegisterView(self.table_page)
        self.empty = Empty()
        theme.assign(self.empty, "role", "")
        self.foot = QFrame(self.card)
        self.foot.setProperty("role", "raised")

    def show_model(self, model: RegisterModel) -> None:
        """Give the table what it shows, and every widget its place."""
        self.table.setModel(model)
        self.totals = TotalsRow(self.table, self.foot)
        self._lay_out()
        theme.changed().connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.search, 1)
        first.addWidget(self.columns_button)
        first.addWidget(self.add_button)
        page = QVBoxLayout(self.table_page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.table, 1)
        page.addWidget(self.table.bar)
        self.stack.addWidget(self.table_page)
        self.stack.addWidget(self.empty)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.stack, 1)
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 1, 0, 0)
        foot.addWidget(self.totals)
        inside.addWidget(self.foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.why)
        whole.addLayout(first)
        whole.addWidget(self.states)
        whole.addWidget(self.card, 1)
        self.setTabOrder(self.search, self.table)

    def _dress(self) -> None:
        self.find_icon.setIcon(theme.icon("search", "text3"))
        self.add_button.setIcon(theme.icon("add"))

    def name_things(self, form: Form) -> None:
        """Words of the form: what is searched for, what is added."""
        named = form.fields.get(form.label_field)
        words = [named.label if named else "Tên"]
        words += [f.label.split(",")[0] for f in registers.searched_fields(form)]
        told = ", ".join(w[:1].lower() + w[1:] for w in words)
        self.search.setPlaceholderText(f"Tìm {told}")
        self.search.setAccessibleName(f"Tìm {told}")
        self.add_button.setText(f"&Thêm {form.record}")
        self.add_button.setVisible(not form.extends)

    def say_read_only(self, words: str) -> None:
        """Why nothing can be written; "" where it can."""
        self.why.setText(words)
        self.why.setVisible(bool(words))
        self.add_button.setEnabled(not words)
        self.add_button.setToolTip(words)

    def show_list(self) -> None:
        """There is something to list."""
        self.stack.setCurrentIndex(0)
        self.foot.show()

    def say_no_records(self, form: Form) -> None:
        """The register is empty: what can be done about it."""
        words = f"Chưa có {form.record} nào. Thêm {form.record}, nhập từ Excel hoặc chép kỳ trước."
        self._say(words, f"Thêm {form.record}", "add_first", self.add_asked.emit)
        self.empty.button.setVisible(not form.extends)
        self.empty.button.setEnabled(not self.why.text())
        self.empty.button.setToolTip(self.why.text())

    def say_none_found(self, form: Form, show_all: Callable[[], None]) -> None:
        """No record is as the search and the filters want it."""
        text = tidy(self.search.text())
        words = f"Không tìm thấy “{text}”. Bỏ bớt chữ hoặc xem tất cả."
        self._say(
            words if text else f"Không có {form.record} nào như vậy.", "Xem tất cả", "show_all", show_all
        )
        self.empty.button.setEnabled(True)
        self.empty.button.setToolTip("")

    def _say(self, words: str, verb: str, name: str, act: Callable[[], object]) -> None:
        self.empty.say(words, verb, name, act)
        self.stack.setCurrentIndex(1)
        self.foot.hide()


def why_read_only(session: Session) -> str:
    """Why nothing can be written in the period; "" where it can."""
    if session.closed_how:
        return f"Báo cáo kỳ này đã {session.closed_how}, chỉ xem được."
    return "" if session.begun else "Kỳ này chưa mở, chưa nhập được. Mở kỳ báo cáo rồi nhập."
