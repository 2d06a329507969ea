"""Writing in a cell: a plain line, below it what may be chosen. Enter keeps and goes down, Tab to the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from base.text import nfc, tidy
from forms.spec import Date, Field, Text, Value
from ui.widgets.boxes.choices import ChoiceList, Option, fitting, meant
from ui.widgets.boxes.line import Line, as_day
from ui.widgets.boxes.make import line_named, separator_of
from ui.widgets.register.model import RegisterModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1)}


def goes_on(event: QKeyEvent) -> bool:
    """Whether a key is the window's even while a cell is written: Ctrl+K, which a line would take for itself."""
    return event.key() == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class CellEditor(Line):
    """What is typed stands as it is typed: nothing is completed, formatted or refused before the cell is left. It is
    read as the record's box of the same field reads it."""

    done = Signal(int, int)
    """Keep it and go so many rows down and columns to the right."""
    cancelled = Signal()

    def __init__(
        self,
        label: str,
        choices: Sequence[str],
        parent: QWidget,
        *,
        field: Field,
        answers: Mapping[str, Value],
    ) -> None:
        """`answers` are the record's: what some lists depend on."""
        super().__init__(parent)
        self.setProperty("dense", "true")
        self.setAccessibleName(label)
        self.separator, self.prose = separator_of(field), isinstance(field, Text)
        self._field, self._answers = field, answers
        self._choices = [Option(text, text) for text in choices]
        self._list: ChoiceList | None = None
        if choices:
            self.textEdited.connect(self._offer)

    @property
    def offered(self) -> ChoiceList | None:
        """The list below, once it was needed."""
        return self._list

    def answer(self) -> str:
        """What was typed, as the field reads it: of an open list the line that the arrows chose, else the one meant."""
        if self._list is not None and self._list.isVisible() and self._list.current is not None:
            return self._list.current.text
        return as_day(self.text()) if isinstance(self._field, Date) else nfc(self.text())

    def _offer(self, text: str) -> None:
        typed = tidy(text)
        exact = line_named(self._field, typed, self._answers)
        lines = fitting(self._choices, typed, exact)
        if self._list is None:
            self._list = ChoiceList(self)
            self._list.taken.connect(self._take)
        self._list.options.show_lines(lines)
        self._list.mark(meant(lines, exact) if typed else -1)
        if lines:
            self._list.open()
        else:
            self._list.hide()

    def _take(self, text: str) -> None:
        self.setText(text)
        self.done.emit(1, 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and goes_on(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None:
                self.done.emit(*move)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ENTER:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.done.emit(-1 if shifted else 1, 0)
        elif key == Qt.Key.Key_Escape:
            if self._list is not None and self._list.isVisible():
                self._list.hide()
            else:
                self.cancelled.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._choices:
            if self._list is None or not self._list.isVisible():
                self._offer("")
            elif self._list is not None:
                self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.done.emit(1 if key == Qt.Key.Key_Down else -1, 0)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._list is not None:
            self._list.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._list is not None:
            self._list.hide()
            self._list.deleteLater()
            self._list = None
        super().hideEvent(event)


Index = QModelIndex | QPersistentModelIndex
Choices = Callable[[int], tuple[str, Sequence[str]]]
"""Column → its label and what may be chosen there."""
Held = Callable[[Index], str | None]
"""Cell → what was typed there and could not be kept, once; None: nothing."""


class CellDelegate(QStyledItemDelegate):
    """Opens a CellEditor; painting stays Qt's own."""

    moved = Signal(int, int)

    def __init__(self, choices: Choices, held: Held, parent: QObject) -> None:
        super().__init__(parent)
        self._choices, self._held = choices, held

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        label, choices = self._choices(index.column())
        model = index.model()
        assert isinstance(model, RegisterModel) and model.form is not None
        row = model.row_at(index.row())
        editor = CellEditor(
            label,
            choices,
            parent,
            field=model.form.fields[model.field_at(index.column())],
            answers=row.record.values if row else {},
        )
        editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        editor.done.connect(lambda rows, columns: self._finish(editor, rows, columns))
        editor.cancelled.connect(
            lambda: self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        )
        return editor

    def keep(self, editor: CellEditor) -> None:
        """Keep what stands in the editor and close it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def _finish(self, editor: CellEditor, rows: int, columns: int) -> None:
        self.keep(editor)
        self.moved.emit(rows, columns)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Only once: what a person is typing is never written over."""
        if isinstance(editor, CellEditor) and not editor.isModified() and not editor.text():
            held = self._held(index)
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)) if held is None else held)
            editor.setModified(held is not None)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CellEditor):
            model.setData(index, editor.answer(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys are the editor's own; leaving it keeps what was typed, as the base class does."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        return super().eventFilter(watched, event)
