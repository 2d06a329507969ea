"""The fields of the form that is drawn, in the order of the paper; new ones are added below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from base.text import nfc, tidy
from forms.spec import Field
from office.declaring import designing
from ui import theme
from ui.pages.forms.drawing import Drawing
from ui.pages.forms.field import kind_of
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import button, words
from ui.widgets.rows import Cell, Column, RowsTable

_COLUMNS = (Column("Trường"), Column("Loại", "Số nguyên", spare=1))
_SHORT = {
    "decimal": "Số đo",
    "choice": "Danh mục",
    "multiple_choice": "Danh mục",
    "yes_no": "Có, không",
    "reference": "Biểu khác",
    "computed": "Tính ra",
}
"""What a kind is called where there is little room."""


class FieldsPane(QWidget):
    """Up and down choose, Alt with them moves, Delete takes away, Enter goes to the properties."""

    chosen = Signal(str)
    """Another field is shown: its key, "" for none."""
    entered = Signal(bool)
    """The person wants its properties; True: it is new."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self.table = RowsTable("fields", "Các trường của biểu", _COLUMNS)
        self.new = Box("new_field", "Tên trường mới")
        self.new.setPlaceholderText("Tên trường mới, Enter để thêm")
        self._keys: list[str] = []
        self.up = self._small("chevron_up", "Chuyển lên (Alt+mũi tên lên)", "up", lambda: self.move_field(-1))
        self.down = self._small(
            "chevron_down", "Chuyển xuống (Alt+mũi tên xuống)", "down", lambda: self.move_field(1)
        )
        self.remove_button = button("&Xóa trường", "remove_field", self.remove, role="link")
        self._lay_out()
        self.table.moved.connect(lambda _: self.chosen.emit(self.key))
        self.table.opened.connect(lambda _: self.entered.emit(False))
        self.new.stepped.connect(lambda _: self.add())
        drawing.changed.connect(self.refresh)
        drawing.tried.connect(self.refresh)
        keys: dict[str, Callable[[], object]] = {
            "Alt+Up": lambda: self.move_field(-1),
            "Alt+Down": lambda: self.move_field(1),
            "Delete": self.remove,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _small(self, icon: str, told: str, name: str, act: Callable[[], object]) -> QPushButton:
        made = button("", name, act, role="flat", icon=icon)
        made.setToolTip(told)
        made.setAccessibleName(told)
        return made

    def _lay_out(self) -> None:
        acts = QHBoxLayout()
        acts.setSpacing(2)
        for act in (self.up, self.down):
            acts.addWidget(act)
        acts.addStretch(1)
        acts.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.table, 1)
        column.addLayout(acts)
        label = words("Thêm trường", "caption")
        label.setBuddy(self.new)
        column.addWidget(label)
        column.addWidget(self.new)

    @property
    def key(self) -> str:
        """The field that is chosen."""
        return self._keys[self.table.row] if 0 <= self.table.row < len(self._keys) else ""

    def refresh(self) -> None:
        """The fields as they are now; the choice stays."""
        if self.drawing.draft is None:
            return
        before, row = self.key, self.table.row
        fields = designing.on_paper(self.drawing.form)
        self._keys = [field.key for field in fields]
        wrong = self._wrong()
        with QSignalBlocker(self.table):
            self.table.rows.put([_cells(field, wrong=field.key == wrong) for field in fields])
            at = self._keys.index(before) if before in self._keys else min(max(row, 0), len(fields) - 1)
            self.table.choose(at)
        if self.key != before:
            self.chosen.emit(self.key)
        self.remove_button.setEnabled(bool(self.key))
        self.remove_button.setToolTip("" if self.key else "Chọn một trường trước.")

    def _wrong(self) -> str:
        found = self.drawing.found
        fields = self.drawing.form.field
        return fields[found.index].key if found.place == "field" and 0 <= found.index < len(fields) else ""

    def choose(self, key: str) -> None:
        """Make a field the chosen one."""
        if key in self._keys:
            self.table.choose(self._keys.index(key))

    def add(self) -> None:
        """A field of that name behind the chosen one, in its section."""
        label = tidy(nfc(self.new.text()))
        if not label:
            return
        draft = self.drawing.form
        above = draft.fields.get(self.key)
        at = [field.key for field in draft.field].index(self.key) + 1 if above is not None else None
        taken = {*draft.fields, *draft.condition}
        field = designing.field_of("text", label, taken, section=above.section if above else "")
        self.new.clear()
        self.new.kept = ""
        self.drawing.put(designing.with_field(draft, field, at=at))
        self.choose(field.key)
        self.entered.emit(True)

    def move_field(self, by: int) -> None:
        """Move the chosen field on the paper."""
        if self.key:
            self.drawing.put(designing.moved(self.drawing.form, self.key, by=1 if by > 0 else -1))

    def remove(self) -> None:
        """Take the chosen field away, with what speaks of it; a step back brings it again."""
        if self.key:
            self.drawing.put(designing.without_field(self.drawing.form, self.key))


def _cells(field: Field, *, wrong: bool) -> list[Cell]:
    kind = kind_of(field)
    called = _SHORT.get(kind, designing.KINDS[kind][0])
    label = f"{field.label}\u00a0*" if field.required else field.label
    return [Cell(label, "stop" if wrong else "", tip=f"{field.label}: {field.key}"), Cell(called)]
