"""A list that is only read: rows of cells with the shape of a state, a tick, bold words.

A row of one cell is a heading over the rows below it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui import theme
from ui.widgets.room import room_in

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PADDING, _GLYPH, _TICK = 32, 24, 30
"""Pixels at 100 % beside the words of a cell: its own margins, a state's shape, a tick."""
_LOOSE = 120
"""Pixels at 100 % that a column without a sample has at least."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `state` puts a state's shape before the words."""

    text: str = ""
    state: str = ""
    bold: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`sample` is the widest text that is usual; a column without one takes the room that is left.

    `spare` columns give way where there is no room for all, the highest number first.
    """

    label: str
    sample: str = ""
    unit: str = ""
    is_number: bool = False
    spare: int = 0

    @property
    def head(self) -> str:
        """The head, with the unit in its second line."""
        return f"{self.label}\n({self.unit})" if self.unit else self.label


class RowsModel(QAbstractTableModel):
    """Rows as given; those in `tickable` carry a tick in their first cell."""

    ticked_changed = Signal()

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Sequence[Cell]] = ()
        self.tickable: frozenset[int] = frozenset()
        self.ticked: set[int] = set()

    def put(
        self, rows: Sequence[Sequence[Cell]], tickable: Collection[int] = (), ticked: Collection[int] = ()
    ) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.rows, self.tickable, self.ticked = rows, frozenset(tickable), set(ticked)
        self.endResetModel()

    def renew(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Other words in the same rows; the current one and the ticks stay."""
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))

    def put_columns(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        """Show another table."""
        self.beginResetModel()
        self.columns, self.rows, self.tickable, self.ticked = tuple(columns), rows, frozenset(), set()
        self.endResetModel()

    def tick(self, row: int) -> None:
        """Tick the row, or take the tick away."""
        if row in self.tickable:
            self.ticked ^= {row}
            index = self.index(row, 0)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
            self.ticked_changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        cell = row[index.column()] if index.column() < len(row) else Cell()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.DecorationRole if cell.state:
                return theme.glyph_icon(cell.state)
            case Qt.ItemDataRole.FontRole if cell.bold:
                return theme.font("strong")
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip or cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.columns[index.column()].is_number else _LEFT
            case Qt.ItemDataRole.CheckStateRole if index.column() == 0 and index.row() in self.tickable:
                on = index.row() in self.ticked
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.row() not in self.tickable:
            return False
        self.tick(index.row())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        if index.column() == 0 and index.row() in self.tickable:
            return plain | Qt.ItemFlag.ItemIsUserCheckable
        return plain

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].is_number else _LEFT
        return None


class RowsTable(QTableView):
    """Up and down move, Enter opens, Space ticks; columns keep a width that is measured once."""

    moved = Signal(int)
    """Another row is the current one; -1 for none."""
    opened = Signal(int)
    """Enter, or a double click, on a row."""

    def __init__(
        self, name: str, words: str, columns: Sequence[Column], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"table_{name}")
        self.setAccessibleName(words)
        self.setProperty("role", "flush")
        self.rows = RowsModel(columns, self)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(theme.px(24))
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.moved.emit(now.row()))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        theme.changed().connect(self.measure)
        self.rows.modelReset.connect(self._join_headings)
        self.rows.modelReset.connect(self.fit)
        self.measure()

    def _join_headings(self) -> None:
        self.clearSpans()
        if len(self.rows.columns) > 1:
            for n, row in enumerate(self.rows.rows):
                if len(row) == 1:
                    self.setSpan(n, 0, 1, len(self.rows.columns))

    @property
    def row(self) -> int:
        """The current row, -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Make a row the current one."""
        if 0 <= row < self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(row, 0))
            self.scrollTo(self.rows.index(row, 0))

    def measure(self) -> None:
        """Row height and widths at the present text size."""
        height = QFontMetrics(theme.font("body")).height() + theme.px(12)
        self.verticalHeader().setDefaultSectionSize(max(theme.px(30), height))
        self.verticalHeader().setMinimumSectionSize(theme.px(20))
        self.setMinimumHeight(theme.px(60))
        self.fit()

    def _wanted(self, column: int) -> int:
        shown = self.rows.columns[column]
        words = QFontMetrics(theme.font("strong"))
        caption = QFontMetrics(theme.font("strong", theme.now().scale * 0.9))
        head = max(caption.horizontalAdvance(line) for line in shown.head.split("\n"))
        widest = max(words.horizontalAdvance(shown.sample), head)
        glyph = any(column < len(row) and row[column].state for row in self.rows.rows[:50])
        tick = column == 0 and bool(self.rows.tickable)
        return widest + theme.px(_PADDING + _GLYPH * glyph + _TICK * tick)

    def fit(self) -> None:
        """Give every column its width; the one without a sample takes the rest, spare ones give way."""
        count = len(self.rows.columns)
        widths = [self._wanted(n) for n in range(count)]
        least = [
            theme.px(_LOOSE) if not c.sample else w for c, w in zip(self.rows.columns, widths, strict=True)
        ]
        room = room_in(self)
        hidden: set[int] = set()
        for n in sorted(range(count), key=lambda n: -self.rows.columns[n].spare):
            total = sum(w for m, w in enumerate(least) if m not in hidden)
            if not self.rows.columns[n].spare or total <= room:
                break
            hidden.add(n)
        rest = room - sum(w for n, w in enumerate(least) if n not in hidden)
        shown = [n for n in range(count) if n not in hidden]
        loose = [n for n in shown if not self.rows.columns[n].sample] or shown[:1]
        for n in range(count):
            self.setColumnHidden(n, n in hidden)
            if n not in hidden:
                extra = max(0, rest) // len(loose) if n in loose else 0
                self.setColumnWidth(n, least[n] + extra)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row >= 0:
            self.opened.emit(self.row)
        elif event.key() == Qt.Key.Key_Space and self.row >= 0:
            self.rows.tick(self.row)
        else:
            super().keyPressEvent(event)
