"""Above the list: which form is filled in, how far it is, and what can be done with all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forms.spec import Form
from ui import theme
from ui.widgets.cards import button, words
from ui.widgets.elided import ElidedBox

_WORDS = {"open": " · chưa nhập", "nil": " · không phát sinh", "filled": ""}
_SHAPES = {"open": "none", "nil": "ok", "filled": "draft"}


class FormHead(QWidget):
    """A combo box of the forms; the buttons are those that make sense for the form shown."""

    chosen = Signal(str)
    import_asked = Signal()
    nil_asked = Signal()
    doubles_asked = Signal()
    copy_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._forms: tuple[Form, ...] = ()
        self.form = ElidedBox(self)
        self.form.setObjectName("form")
        self.form.setProperty("role", "subject")
        self.form.setAccessibleName("Biểu")
        self.form.setToolTip("Chọn biểu (Ctrl+B)")
        self.form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.form.setMinimumContentsLength(12)
        self.form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.form.activated.connect(lambda _: self.chosen.emit(self.form.currentData()))
        self.fill_in = button("&Nhập từ Excel", "import", self.import_asked.emit, icon="arrow_import")
        self.nil = button("Không &phát sinh", "nil", self.nil_asked.emit)
        self.doubles = button("Tìm t&rùng", "duplicates", self.doubles_asked.emit)
        self.copy = button("&Chép số kỳ trước", "copy", self.copy_asked.emit, icon="copy")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.form, 1)
        for act in (self.fill_in, self.doubles, self.nil, self.copy):
            row.addWidget(act)

    def list_forms(self, forms: Sequence[Form]) -> None:
        """The forms to choose from."""
        if tuple(forms) == self._forms:
            return
        self._forms = tuple(forms)
        self.form.clear()
        for form in forms:
            self.form.addItem(form.title, form.key)

    def show_form(self, form: Form) -> None:
        """The form that is shown below."""
        self.form.setCurrentIndex(self.form.findData(form.key))

    def show_states(self, states: Mapping[str, str], *, closed: bool, can_copy: bool) -> None:
        """How far each form is; what cannot be done now is not offered."""
        for n, form in enumerate(self._forms):
            state = states.get(form.key, "open")
            self.form.setItemText(n, form.title + _WORDS[state])
            self.form.setItemIcon(n, theme.glyph_icon(_SHAPES[state]))
        self.form.setIconSize(QSize(theme.px(16), theme.px(16)))
        at = self.form.currentIndex()
        if not 0 <= at < len(self._forms):
            return
        form = self._forms[at]
        state, sheet = states.get(form.key, "open"), form.kind == "sheet"
        self.fill_in.setVisible(not closed)
        self.nil.setVisible(state == "open" and not closed)
        self.doubles.setVisible(state == "filled" and not sheet and not closed)
        self.copy.setVisible(can_copy)

    def open_forms(self) -> None:
        """Ctrl+B: the list of forms."""
        self.form.setFocus()
        self.form.showPopup()


class Strip(QFrame):
    """One sentence about the form, and what can be done about it."""

    acted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.text = words("", wrap=True)
        self.text.setObjectName("strip")
        self.act = button("", "strip", self.acted.emit, role="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(n) for n in (12, 4, 4, 4)))
        row.addWidget(self.text, 1)
        row.addWidget(self.act)
        self.hide()

    def say(self, sentence: str, verb: str) -> None:
        """Say it; without a verb there is nothing to do."""
        self.text.setText(sentence)
        self.act.setText(verb)
        self.act.setVisible(bool(verb))
        self.show()


class EmptyState(QWidget):
    """Why there is nothing here, and the one thing that can be done."""

    acted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = words("", "muted", wrap=True)
        self.text.setObjectName("empty")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.act = button("", "open_period", self.acted.emit, role="primary")
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.text)
        column.addSpacing(theme.px(12))
        column.addWidget(self.act, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)

    def say(self, sentence: str, verb: str) -> None:
        """Without a verb there is no button."""
        self.text.setText(sentence)
        self.act.setText(verb)
        self.act.setVisible(bool(verb))
