"""The boxes that one types into, one kind per kind of field. A box holds text; what it means says forms.typed.

Nothing is reformatted, completed or refused while a person types: Unikey corrects what it sent by backspaces.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from base.numbers import MARK_NOT_COLLECTED
from base.text import nfc, tidy
from ui.widgets.boxes.line import DAY_SIGN, Line, as_day, number_sign

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Box(Line):
    """A box of one field: `fill` shows what is kept, `left` says that what was typed is to be kept."""

    left = Signal()
    """The focus goes, or Enter was pressed."""
    entered = Signal()
    stepped = Signal(int)
    """Enter, the arrows: to the next box (1) or the one before (-1)."""

    def __init__(self, key: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(key)
        self.setAccessibleName(label)
        self.kept = ""
        self.prose = True

    def fill(self, text: str) -> None:
        """Show what is kept; never saves anything."""
        self.kept = text
        if self.text() != text:
            self.setText(text)
        if self.hasFocus() and not self.isReadOnly():
            self.selectAll()
        else:
            self.setCursorPosition(0)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return tidy(nfc(self.text())) != tidy(nfc(self.kept))

    def answer(self) -> str:
        """What was typed, as the field reads it."""
        return self.text()

    def leave(self) -> None:
        """Say that what stands in the box is what was meant."""
        self.left.emit()

    def restore(self) -> None:
        """Show again what is kept."""
        self.setText(self.kept)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._for_window(event)
        ):
            event.ignore()
            return False
        return super().event(event)

    def _for_window(self, event: QKeyEvent) -> bool:
        """Undo and redo belong to the records while nothing is typed; Ctrl+K is always the window's."""
        if event.key() == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return True
        turns = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        return not self.is_changed and any(event.matches(key) for key in turns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._step(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            if self.is_changed:
                self.restore()
            else:
                event.ignore()
            return
        if event.key() == Qt.Key.Key_F8 and not self.isReadOnly():
            self.mark_not_collected()
            return
        super().keyPressEvent(event)

    def mark_not_collected(self) -> None:
        """Write that there is something, but that it could not be collected."""
        self.setText(MARK_NOT_COLLECTED)
        self.textEdited.emit(MARK_NOT_COLLECTED)
        self.leave()

    def _step(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = modifiers == Qt.KeyboardModifier.ShiftModifier
        if event.key() in _ENTER and (shifted or modifiers == Qt.KeyboardModifier.NoModifier):
            step = -1 if shifted else 1
        elif event.key() in _STEPS and modifiers == Qt.KeyboardModifier.NoModifier:
            step = _STEPS[Qt.Key(event.key())]
        else:
            return False
        self.leave()
        self.stepped.emit(step)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.selectAll()
            QTimer.singleShot(0, self, self._select)
        self.entered.emit()

    def _select(self) -> None:
        """After a click too: Qt sets the cursor once the focus has come."""
        if self.hasFocus() and not self.is_changed and not self.hasSelectedText():
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.leave()


class NumberBox(Box):
    """A number: right aligned; both separators of the keypad type the decimal comma, or the dot of thousands."""

    def __init__(self, key: str, label: str, parent: QWidget | None = None, *, places: int = 0) -> None:
        super().__init__(key, label, parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.prose = False
        self.separator = number_sign(places)


class DateBox(Box):
    """A day: the keypad's separators type the stroke, and eight digits alone are a day as well."""

    def __init__(self, key: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(key, label, parent)
        self.prose = False
        self.separator = DAY_SIGN

    def answer(self) -> str:
        return as_day(self.text())


class ComputedBox(Box):
    """Shows what the program works out: passed over by Tab and Enter, read by F2."""

    def __init__(self, key: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(key, label, parent)
        self.setReadOnly(True)
        self.setProperty("computed", "true")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
