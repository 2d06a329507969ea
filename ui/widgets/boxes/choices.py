"""The list under a box: what may be chosen, narrowed by what is typed, accents aside.

It lies inside the window and never takes the focus: every key, Unikey's backspaces too, goes to the box itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from base.text import search_key
from ui import theme

MOST_ROWS = 8
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the list: `text` goes into the box, `words` is what the line says."""

    text: str
    words: str
    code: str = ""

    def fits(self, wanted: str) -> bool:
        """Whether each word of a search key begins a word of the line, or the key is the code's beginning."""
        if self.code and search_key(self.code).startswith(wanted):
            return True
        words = search_key(self.words).split()
        return all(any(word.startswith(part) for word in words) for part in wanted.split())


def fitting(lines: Sequence[Option], typed: str, exact: str) -> list[Option]:
    """The lines that what was typed may mean; `exact` is the text of the line that it names in full, "" for none."""
    wanted = search_key(typed)
    return [line for line in lines if line.fits(wanted) or line.text == exact]


def meant(fits: Sequence[Option], exact: str, *, takes_only: bool = True) -> int:
    """Which of the lines that fit is meant: the one named in full, else the only one; -1 where that is not sure."""
    if exact:
        return next((n for n, line in enumerate(fits) if line.text == exact), -1)
    return 0 if takes_only and len(fits) == 1 else -1


class Options(QAbstractListModel):
    """The lines that fit; `checked` are the texts that carry a tick, None where only one may be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[Option] = []
        self.checked: Collection[str] | None = None

    def show_lines(self, lines: Sequence[Option], checked: Collection[str] | None = None) -> None:
        """Show these lines instead."""
        self.beginResetModel()
        self.shown = list(lines)
        self.checked = checked
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.words
        if role == Qt.ItemDataRole.CheckStateRole and self.checked is not None:
            return Qt.CheckState.Checked if line.text in self.checked else Qt.CheckState.Unchecked
        return None


class ChoiceList(QListView):
    """Belongs to one box and lies below it, or above it where there is more room."""

    taken = Signal(str)
    """A line was clicked: its text."""

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.window())
        self.box = box
        self.setProperty("role", "popup")
        self.setAccessibleName(f"Danh mục: {box.accessibleName()}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.options = Options(self)
        self.setModel(self.options)
        self.clicked.connect(lambda index: self.taken.emit(self.options.shown[index.row()].text))
        self.hide()

    @property
    def current(self) -> Option | None:
        """The line that Enter takes."""
        row = self.currentIndex().row()
        return self.options.shown[row] if 0 <= row < len(self.options.shown) else None

    def mark(self, row: int) -> None:
        """Make a line the one that Enter takes; -1 for none."""
        self.setCurrentIndex(self.options.index(row) if row >= 0 else QModelIndex())

    def step(self, by: int) -> None:
        """The next line or the one before."""
        count = len(self.options.shown)
        if count:
            row = self.currentIndex().row()
            self.mark(min(max(row + by, 0), count - 1) if row >= 0 else (0 if by > 0 else count - 1))

    def open(self) -> None:
        """Show the list beside its box."""
        window = self.box.window()
        if self.parent() is not window:
            self.setParent(window)
        top = self.box.mapTo(window, QPoint(0, 0))
        below = window.height() - top.y() - self.box.height()
        row = max(self.sizeHintForRow(0), theme.px(28))
        wanted = row * min(len(self.options.shown), MOST_ROWS) + 2 * self.frameWidth()
        height = min(wanted, max(below, top.y()))
        y = top.y() + self.box.height() if height <= below else top.y() - height
        width = min(max(self.box.width(), theme.px(300)), window.width())
        x = min(top.x(), window.width() - width)
        self.setGeometry(QRect(x, y, width, height))
        self.show()
        self.raise_()
