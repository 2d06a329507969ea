"""Boxes with a list below them: choose by typing a few letters or the code, or open the whole list by Alt+Down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from base.numbers import MARK_NOT_COLLECTED
from base.text import search_key, tidy
from ui import theme
from ui.widgets.boxes.choices import ChoiceList, Option, fitting, meant
from ui.widgets.boxes.plain import Box

Lines = Callable[[], Sequence[Option]]
Reads = Callable[[str], str]
"""The text of the line that was typed in full, by name, code or alias; "" when it is none."""
ARROW = 28
"""Width of the arrow at the right end, which opens the list."""
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ListBox(Box):
    """One line of a list. The only one that fits is taken when the box is left; of several the person chooses."""

    TAKES_THE_ONLY_ONE = True

    def __init__(
        self, key: str, label: str, parent: QWidget | None = None, *, lines: Lines, reads: Reads | None = None
    ) -> None:
        super().__init__(key, label, parent)
        self.prose = False
        self._lines = lines
        self._reads = reads or (lambda _: "")
        self._list: ChoiceList | None = None
        self.setTextMargins(0, 0, theme.px(ARROW - 8), 0)
        self.textEdited.connect(self._narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        arrow = theme.pixmap("chevron_down", "text2", 16)
        side = round(arrow.height() / arrow.devicePixelRatio())
        left = self.width() - side - theme.px(8)
        QPainter(self).drawPixmap(left, (self.height() - side) // 2, arrow)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - theme.px(ARROW):
            self._toggle()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_arrow = event.position().x() >= self.width() - theme.px(ARROW)
        self.setCursor(Qt.CursorShape.ArrowCursor if on_arrow else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    @property
    def list(self) -> ChoiceList:
        """The list, made when it is first wanted."""
        if self._list is None:
            self._list = ChoiceList(self)
            self._list.taken.connect(self._click)
        return self._list

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._list is not None and self._list.isVisible()

    def close_list(self) -> None:
        """Hide the list; the text stays as it is."""
        if self._list is not None:
            self._list.hide()

    def open_list(self) -> None:
        """Show the whole list, the present choice marked."""
        if self.isReadOnly():
            return
        lines = self._lines()
        self.list.options.show_lines(lines, self._checked())
        wanted = search_key(self.text())
        self.list.mark(next((n for n, line in enumerate(lines) if search_key(line.text) == wanted), -1))
        if lines:
            self.list.open()

    def _toggle(self) -> None:
        self.setFocus()
        if self.is_open:
            self.close_list()
        else:
            self.open_list()

    def _checked(self) -> Sequence[str] | None:
        return None

    def _typed(self) -> str:
        """The words that the list is narrowed by."""
        return tidy(self.text())

    def _narrow(self) -> None:
        text = self._typed()
        if not text or text == MARK_NOT_COLLECTED:
            self.close_list()
            return
        exact = self._reads(text)
        lines = fitting(self._lines(), text, exact)
        if not lines:
            self.close_list()
            return
        self.list.options.show_lines(lines, self._checked())
        self.list.mark(meant(lines, exact, takes_only=self.TAKES_THE_ONLY_ONE))
        self.list.open()

    def take(self, text: str) -> None:
        """Put a line's text into the box."""
        self.setText(text)
        self.close_list()

    def _click(self, text: str) -> None:
        self.take(text)
        self.leave()

    def leave(self) -> None:
        if self.is_open and self.list.current is not None:
            self.take(self.list.current.text)
        self.close_list()
        super().leave()

    def restore(self) -> None:
        self.close_list()
        super().restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_list()
        elif not (self.is_open and self._steer(event)):
            super().keyPressEvent(event)

    def _steer(self, event: QKeyEvent) -> bool:
        """Keys that move in the open list."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps:
            self.list.step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape:
            self.close_list()
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def _own(self, event: QKeyEvent) -> bool:
        """Keys that are the open list's before they are the page's."""
        keys = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Escape, Qt.Key.Key_Space)
        return self.is_open and event.key() in keys and event.modifiers() == Qt.KeyboardModifier.NoModifier

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.close_list()

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()
        super().hideEvent(event)


class SuggestBox(ListBox):
    """Any text; what the office knows is offered (hamlets)."""

    TAKES_THE_ONLY_ONE = False


class SeveralBox(ListBox):
    """Several lines, with semicolons between them; Enter or Space ticks the marked one."""

    _whole = False

    def _typed(self) -> str:
        return tidy(self.text().rpartition(";")[2])

    def _parts(self) -> list[str]:
        return [part for part in map(tidy, self.text().split(";")) if part]

    def _checked(self) -> Sequence[str]:
        return [self._reads(part) or part for part in self._parts()]

    def open_list(self) -> None:
        self._whole = True
        super().open_list()

    def _narrow(self) -> None:
        self._whole = False
        super()._narrow()

    def take(self, text: str) -> None:
        """Tick the line, or take its tick away; the beginning of a name that was typed becomes the name."""
        parts = self._parts()
        if self._fragment():
            parts.pop()
        chosen = list(dict.fromkeys(self._reads(part) or part for part in parts))
        if text not in chosen:
            chosen.append(text)
        elif self._whole:
            chosen.remove(text)
        self.setText("; ".join(chosen))
        self.close_list()

    def _click(self, text: str) -> None:
        self._tick(text)

    def _tick(self, text: str) -> None:
        row, whole = self.list.currentIndex().row(), self._whole
        self.take(text)
        if whole:
            self.open_list()
            self.list.mark(row)

    def leave(self) -> None:
        if not self._fragment():
            self.close_list()
        super().leave()

    def _steer(self, event: QKeyEvent) -> bool:
        marked = self.list.current
        ticks = event.key() in _TAKES or (event.key() == Qt.Key.Key_Space and not self._fragment())
        if ticks and marked is not None and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._tick(marked.text)
            return True
        return super()._steer(event)

    def _fragment(self) -> bool:
        """Whether the beginning of a further line is being typed."""
        return bool(self._typed()) and not self._reads(self._typed())
