"""Which columns a register shows, and what a column must say: two small dialogs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from base.errors import Problem
from base.text import nfc, tidy
from forms.spec import Field, NumberBase, Year
from office.entering.register_order import Filter
from office.entering.registers import LABEL
from ui import dialogs, theme
from ui.widgets.register.model import Column

_ROLE = QDialogButtonBox.ButtonRole
_CODE = Qt.ItemDataRole.UserRole


def _checked(item: QListWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked


def _check_list(
    parent: QWidget, name: str, words: str, lines: Sequence[tuple[str, str, bool]]
) -> QListWidget:
    """(key, words, whether ticked) as a list of check boxes."""
    made = QListWidget(parent)
    made.setObjectName(name)
    made.setAccessibleName(words)
    for key, text, on in lines:
        item = QListWidgetItem(text, made)
        item.setData(_CODE, key)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    made.setCurrentRow(0)
    return made


def _ticked(shown: QListWidget) -> list[str]:
    items = [shown.item(row) for row in range(shown.count())]
    return [str(item.data(_CODE)) for item in items if _checked(item)]


class ColumnsDialog(QDialog):
    """Choose the columns between the name and the state; blank bar ticks one, Enter shows them."""

    chosen = Signal(list)

    def __init__(self, parent: QWidget, columns: Sequence[Column], shown: Sequence[str]) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_columns")
        self.setWindowTitle(dialogs.TITLE)
        lines = [(c.key, c.head.replace("\n", " "), c.key in shown) for c in columns]
        self.list = _check_list(self, "columns", "Các cột", lines)
        buttons = QDialogButtonBox(self)
        act = buttons.addButton("Hiện các cột này", _ROLE.AcceptRole)
        act.setObjectName("action_show_columns")
        theme.assign(act, "role", "primary")
        usual = buttons.addButton("Như ban đầu", _ROLE.ResetRole)
        usual.setObjectName("action_usual_columns")
        buttons.addButton("Thôi", _ROLE.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        usual.clicked.connect(self._usual)
        label = QLabel("Chọn các cột hiện trong danh sách:", self)
        label.setBuddy(self.list)
        layout = QVBoxLayout(self)
        for widget in (label, self.list, buttons):
            layout.addWidget(widget)

    def _accept(self) -> None:
        self.chosen.emit(_ticked(self.list))
        self.accept()

    def _usual(self) -> None:
        self.chosen.emit([])
        self.accept()


class FilterDialog(QDialog):
    """What one column must say: words, codes or limits; or that it is blank, or holds "…"."""

    chosen = Signal(object)
    """The Filter, None to take it away."""

    def __init__(
        self,
        parent: QWidget,
        asked: Field | None,
        head: str,
        choices: Sequence[tuple[str, str]],
        before: Filter | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_filter")
        self.setWindowTitle(dialogs.TITLE)
        self.asked, self.before = asked, before
        self.key = asked.key if asked else LABEL
        self.grid = QGridLayout()
        self.say = QRadioButton("Ô &ghi", self)
        self.blank = QRadioButton("Ô t&rống", self)
        self.dots = QRadioButton("Ô g&hi “…” (không thu thập được)", self)
        for name, button in (("say", self.say), ("blank", self.blank), ("dots", self.dots)):
            button.setObjectName(f"filter_{name}")
        self.trouble = QLabel(self, wordWrap=True)
        self.trouble.setProperty("role", "problem_stop")
        self.trouble.hide()
        self.boxes: list[QLineEdit] = []
        self.codes: QListWidget | None = None
        self._lay_out(head, choices)
        self._show_before()

    def _lay_out(self, head: str, choices: Sequence[tuple[str, str]]) -> None:
        label = QLabel(head.replace("\n", " "), self)
        label.setProperty("role", "strong")
        buttons = QDialogButtonBox(self)
        act = buttons.addButton("Lọc", _ROLE.AcceptRole)
        act.setObjectName("action_filter")
        theme.assign(act, "role", "primary")
        off = buttons.addButton("Bỏ lọc cột này", _ROLE.ResetRole)
        off.setObjectName("action_unfilter")
        buttons.addButton("Thôi", _ROLE.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        off.clicked.connect(lambda: self._end(None))
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.say)
        layout.addLayout(self.grid)
        if self.key != LABEL:
            layout.addWidget(self.blank)
            layout.addWidget(self.dots)
        else:
            self.blank.hide()
            self.dots.hide()
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self._add_inputs(choices)

    def _add_inputs(self, choices: Sequence[tuple[str, str]]) -> None:
        if choices:
            wanted = self.before.texts if self.before and self.before.kind == "is" else ()
            lines = [(code, words, code in wanted) for code, words in choices]
            self.codes = _check_list(self, "filter_codes", "Một trong các mục", lines)
            self.say.setText("&Một trong các mục")
            self.codes.itemChanged.connect(lambda _: self.say.setChecked(True))
            self.grid.addWidget(self.codes, 0, 0)
        elif isinstance(self.asked, NumberBase | Year):
            self.say.setText("&Trong khoảng")
            self._box("filter_low", "Từ", 0)
            self._box("filter_high", "đến", 1)
        else:
            self.say.setText("&Có các chữ")
            self._box("filter_text", "", 0)

    def _box(self, name: str, words: str, column: int) -> None:
        box = QLineEdit(self)
        box.setObjectName(name)
        box.setAccessibleName(words or "Có các chữ")
        box.textEdited.connect(lambda _: self.say.setChecked(True))
        label = QLabel(words, self)
        label.setBuddy(box)
        self.grid.addWidget(label, 0, 2 * column)
        self.grid.addWidget(box, 0, 2 * column + 1)
        self.boxes.append(box)

    def _show_before(self) -> None:
        before = self.before
        kind = before.kind if before else ""
        {"blank": self.blank, "not_collected": self.dots}.get(kind, self.say).setChecked(True)
        if before is not None and kind == "contains":
            self.boxes[0].setText(" ".join(before.texts))
        if before is not None and kind == "between" and self.asked is not None:
            for box, end in zip(self.boxes, (before.low, before.high), strict=True):
                box.setText(self.asked.show(end))
        (self.boxes[0] if self.boxes else self.codes or self.say).setFocus()

    def _accept(self) -> None:
        if self.blank.isChecked():
            self._end(Filter(self.key, "blank"))
        elif self.dots.isChecked():
            self._end(Filter(self.key, "not_collected"))
        elif self.codes is not None:
            codes = tuple(_ticked(self.codes))
            self._end(Filter(self.key, "is", codes) if codes else None)
        elif isinstance(self.asked, NumberBase | Year):
            self._between(self.asked)
        else:
            words = tidy(nfc(self.boxes[0].text()))
            self._end(Filter(self.key, "contains", (words,)) if words else None)

    def _between(self, asked: NumberBase | Year) -> None:
        ends: list[int | None] = []
        for box in self.boxes:
            read = asked.read(box.text())
            if isinstance(read, Problem):
                self.trouble.setText(read.message)
                self.trouble.show()
                box.setFocus()
                return
            ends.append(int(read.value) if read.value is not None else None)
        low, high = ends
        self._end(Filter(self.key, "between", low=low, high=high) if ends != [None, None] else None)

    def _end(self, wanted: Filter | None) -> None:
        self.chosen.emit(wanted)
        self.accept()
