"""The table of a register, written where one stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QToolTip,
    QWidget,
)

from office.entering.registers import LABEL, STATE
from ui import theme
from ui.widgets.pushed import PushedTable
from ui.widgets.register.model import POSITION, Column, RegisterModel

KEPT = 2
"""So many columns stay: the number and the name."""
ROW, NAME, NARROWEST, WIDEST, SIDES, GLYPH, SAMPLE = 30, 165, 56, 260, 24, 32, 40
_SELECT = QItemSelectionModel.SelectionFlag
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_FAR = 1_000_000
_EDGES = {key: (rows * _FAR, columns * _FAR) for key, (rows, columns) in _ARROWS.items()} | {
    Qt.Key.Key_Home: (-_FAR, -_FAR),
    Qt.Key.Key_End: (_FAR, _FAR),
}
"""With Ctrl: to the edge, and chosen there; Qt would leave the selection, which is what is pasted into."""


class RegisterView(PushedTable):
    """Arrows as in a spreadsheet; a cell is written where it stands."""

    deleted = Signal()
    """Del: empty what is selected."""
    opened_filter = Signal(int)
    sort_asked = Signal(int)
    written = Signal()
    """No cell is being written any more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, kept=KEPT)
        self.setObjectName("table_records")
        self.setProperty("role", "flush")
        self.setAccessibleName("Danh sách")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.AnyKeyPressed | trigger.DoubleClicked)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._natural: list[int] = []
        """The widths of the columns where there is room for all."""
        theme.changed().connect(self.measure)

    @property
    def register(self) -> RegisterModel:
        """The model that the table shows."""
        model = self.model()
        assert isinstance(model, RegisterModel)
        return model

    # widths

    def measure(self) -> None:
        """Give every column the width of the widest of its head and of the first records, once."""
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        if self.model() is None:
            return
        model = self.register
        rows = range(min(SAMPLE, model.rowCount()))
        self._natural = [
            self.width_of(column, [model.text(row, n) for row in rows])
            for n, column in enumerate(model.columns)
        ]
        heads = (
            self._head_height(column, width)
            for column, width in zip(model.columns, self._natural, strict=True)
        )
        self.horizontalHeader().setFixedHeight(max(heads, default=0) + theme.px(12))
        self.fit()

    def _head_height(self, column: Column, width: int) -> int:
        """What the words of a head take, in as many lines as a column of that width needs."""
        metrics, flags = self.horizontalHeader().fontMetrics(), Qt.TextFlag.TextWordWrap
        room = width - theme.px(SIDES)
        return metrics.boundingRect(0, 0, room, 0, flags, column.head).height()

    def width_of(self, column: Column, texts: Sequence[str]) -> int:
        """What a column takes that holds these texts."""
        metrics, bold = self.fontMetrics(), self.horizontalHeader().fontMetrics()
        head = max(map(bold.horizontalAdvance, column.head.split("\n")))
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        if column.key == STATE:
            widest = max(widest, metrics.horizontalAdvance("Cần giải thích")) + theme.px(GLYPH)
        elif column.key == POSITION:
            return max(widest, head, metrics.horizontalAdvance("9.999")) + theme.px(22)
        head = min(head, theme.px(150))
        return min(max(head, widest, theme.px(NARROWEST)) + theme.px(SIDES), theme.px(WIDEST))

    def fit(self) -> None:
        """The name takes what the others leave; what has no room is reached with the bar below."""
        if not self._natural or len(self._natural) != len(self.register.columns):
            return
        others = sum(self._natural) - self._natural[1]
        name = max(min(self._natural[1], theme.px(NAME)), self.room() - others)
        self.put_widths([self._natural[0], name, *self._natural[2:]])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # writing

    @property
    def editor(self) -> QWidget | None:
        """What is typed into while a cell is being written."""
        return self.indexWidget(self.currentIndex())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Every way out of a cell comes through here: keys, another cell, the loss of the focus."""
        super().closeEditor(editor, hint)
        self.written.emit()

    def write_again(self, record_id: str, key: str) -> None:
        """Back into the cell whose text was not taken, unless a person went elsewhere."""
        model = self.register
        row = model.ids.row_of(record_id)
        column = next((n for n in range(len(model.columns)) if model.field_at(n) == key), -1)
        here = self.isVisible() and self.window().focusWidget() in (None, self)
        if row >= 0 and column >= 0 and here and self.editor is None:
            self.go(row, column)
            self.edit(self.currentIndex())

    # moving

    def move_by(self, rows: int, columns: int) -> bool:
        """Go so many cells further, over the edge of a row into the next one as Tab does; whether there is one."""
        now, model = self.currentIndex(), self.register
        if not now.isValid():
            return False
        over, column = divmod(now.column() + columns, len(model.columns))
        row = now.row() + rows + over
        if not 0 <= row < model.rowCount():
            return False
        self.go(row, column)
        return True

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a cell the current one; `extend` the selection up to it."""
        index = self.model().index(row, column)
        self.reveal(column)
        chosen = self.selectionModel()
        if not extend:
            chosen.setCurrentIndex(index, _SELECT.ClearAndSelect)
        else:
            anchor = self._anchor if self._anchor.isValid() else self.currentIndex()
            chosen.select(
                QItemSelection(self.model().index(anchor.row(), anchor.column()), index),
                _SELECT.ClearAndSelect,
            )
            chosen.setCurrentIndex(index, _SELECT.NoUpdate)
        self.scrollTo(index)

    @property
    def current_column(self) -> str:
        """The key of the column in which one stands, of the name where one stands in none."""
        columns, column = self.register.columns, self.currentIndex().column()
        return columns[column].key if 0 <= column < len(columns) else LABEL

    def place_of(self, column: str) -> int:
        """Where the column of this key stands; the name in the place of one that is not shown."""
        return next((n for n, one in enumerate(self.register.columns) if one.key == column), 1)

    def come_back(self, row: int, column: int, *, top: int) -> None:
        """To the same record in a list that is shown anew; `top` was the first row in sight."""
        self.go(row, min(column, len(self.register.columns) - 1))
        if 0 <= top <= row:
            self.verticalScrollBar().setValue(top)
            self.scrollTo(self.model().index(row, column))

    _anchor = QPersistentModelIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """One cell alone lights its whole row; a block shows what belongs to it."""
        super().selectionChanged(selected, deselected)
        block = self.block()
        alone = block is not None and block[:2] == block[2:]
        self.register.light_up(block[0] if block and alone else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        far, shifted = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if key in _ARROWS and (plain or shift):
            self._reach(*_ARROWS[key], extend=shift)
        elif key in _EDGES and modifiers in (far, far | shifted):
            self._reach(*_EDGES[key], extend=modifiers != far)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._open_cell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shift:
            self.move_by(-1, 0)
        elif key == Qt.Key.Key_Delete and plain:
            self.deleted.emit()
        elif key == Qt.Key.Key_Down and modifiers == Qt.KeyboardModifier.AltModifier:
            self.opened_filter.emit(self.currentIndex().column())
        elif key == Qt.Key.Key_Up and modifiers == Qt.KeyboardModifier.AltModifier:
            self.sort_asked.emit(self.currentIndex().column())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain and self.currentIndex().isValid():
            last = len(self.register.columns) - 1
            self.go(self.currentIndex().row(), 0 if key == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def _reach(self, rows: int, columns: int, *, extend: bool) -> None:
        """So many cells further, at most to the edge; the selection is extended from where it began."""
        now, model = self.currentIndex(), self.register
        if not model.rowCount():
            return
        if not now.isValid():
            self.go(0, 1)
            return
        if extend and not self._anchored():
            self._anchor = QPersistentModelIndex(now)
        row = min(max(now.row() + rows, 0), model.rowCount() - 1)
        column = min(max(now.column() + columns, 0), len(model.columns) - 1)
        self.go(row, column, extend=extend)

    def event(self, event: QEvent) -> bool:
        """Tab goes from cell to cell; out of the table behind its last cell and before its first one."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()))
            alone = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if by is not None and alone and self.move_by(0, by):
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        row = self.register.lit
        if 0 <= row < self.register.rowCount():
            top, width = self.rowViewportPosition(row), self.viewport().width()
            with QPainter(self.viewport()) as painter:
                painter.fillRect(0, top, width, self.rowHeight(row) - 1, self.palette().highlight())
        super().paintEvent(event)

    def _anchored(self) -> bool:
        """Whether the selection is a block that begins at the anchor."""
        block = self.block()
        if block is None or block[:2] == block[2:] or not self._anchor.isValid():
            return False
        return self._anchor.row() in (block[0], block[2]) and self._anchor.column() in (block[1], block[3])

    def _open_cell(self) -> None:
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.move_by(1, 0)

    def keyboardSearch(self, search: str) -> None:
        """Letters write; finding is the search box's."""

    def block(self) -> tuple[int, int, int, int] | None:
        """(first row, first column, last row, last column) of what is selected; None when nothing is."""
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(n) for n in range(chosen.count())]
        if not ranges:
            return None
        return (
            min(r.top() for r in ranges),
            min(r.left() for r in ranges),
            max(r.bottom() for r in ranges),
            max(r.right() for r in ranges),
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip for what is wrong with a cell, or for a text that had no room."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            told = self._tip(index) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().viewportEvent(event)

    def tell(self, sentence: str) -> None:
        """A sentence below the current cell; "" takes the last one away."""
        place = self.visualRect(self.currentIndex()).bottomLeft()
        QToolTip.showText(self.viewport().mapToGlobal(place), sentence, self)

    def _tip(self, index: QModelIndex) -> str:
        wrong = self.register.tips(index.row(), index.column())
        text = self.register.text(index.row(), index.column())
        cut = self.fontMetrics().horizontalAdvance(text) > self.columnWidth(index.column()) - theme.px(20)
        return "\n".join(filter(None, [text if cut else "", wrong]))
