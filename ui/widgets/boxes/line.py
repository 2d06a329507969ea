"""What every line that one types into does alike, a box of a record and a cell of a list: the keypad, the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QToolTip, QWidget

from base.text import tidy
from office.entering.blocks import block_of, block_of_html

DAY_SIGN = "/"
_SEPARATORS = (Qt.Key.Key_Period, Qt.Key.Key_Comma)
_SEVERAL = (
    "Vùng vừa chép có nhiều ô, không dán vào một ô được."
    " Muốn dán nhiều ô, hãy chọn ô đầu tiên trong danh sách rồi bấm Ctrl+V."
)


def number_sign(places: int) -> str:
    """What both separators of the keypad type in a number: the decimal comma, or the dot of thousands."""
    return "," if places else "."


def as_day(text: str) -> str:
    """Eight digits alone are a day: 05022020 is 05/02/2020."""
    bare = tidy(text)
    if len(bare) == len("ddmmyyyy") and bare.isdecimal():
        return f"{bare[:2]}/{bare[2:4]}/{bare[4:]}"
    return bare


class Line(QLineEdit):
    """Cells that were copied together are never made one text here; that is told below the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.separator = ""
        """What the keypad's separators type; "" leaves them as they are."""
        self.prose = False
        """Whether it holds words: then lines may be paragraphs, and become one line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._separate(event):
            return
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self._paste()
        else:
            super().keyPressEvent(event)

    def _separate(self, event: QKeyEvent) -> bool:
        keypad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        if not (self.separator and keypad and event.key() in _SEPARATORS) or self.isReadOnly():
            return False
        self.insert(self.separator)
        self.textEdited.emit(self.text())
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def createStandardContextMenu(self) -> QMenu:
        """Qt's acts, pasting as the keyboard does it."""
        menu = super().createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._paste)
        return menu

    def dropEvent(self, event: QDropEvent) -> None:
        if not self._refuse(event.mimeData()):
            super().dropEvent(event)

    def _paste(self) -> None:
        if not self._refuse(QGuiApplication.clipboard().mimeData()):
            self.paste()

    def _refuse(self, given: QMimeData) -> bool:
        block = block_of(given.text().rstrip("\r\n"))
        if self.prose and len(block[0]) == 1:
            block = block_of_html(given.html())
        several = len(block) > 1 or any(len(row) > 1 for row in block)
        if several:
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), _SEVERAL, self)
        return several
