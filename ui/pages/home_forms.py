"""The forms of the report: how much of each is entered, what is wrong with it, when it was last changed."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from base import numbers
from office.home import FormLine, Troubles
from ui import theme
from ui.widgets.cards import holder

HEADS = ("Biểu", "Đã nhập", "Tình trạng", "Còn phải xử lý", "Sửa lần cuối")
TITLE, ENTERED, STATE, LEFT, CHANGED = range(5)
_Index = QModelIndex | QPersistentModelIndex
_BAR = Qt.ItemDataRole.UserRole


class FormsModel(QAbstractTableModel):
    """One row a form, in the order of the report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[FormLine, ...] = ()
        self.found: Troubles | None = None

    def show_lines(self, lines: Sequence[FormLine], found: Troubles | None) -> None:
        """Other forms, or the same ones further on."""
        same = [line.key for line in lines] == [line.key for line in self.lines]
        if not same:
            self.beginResetModel()
        self.lines, self.found = tuple(lines), found
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(HEADS) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(line, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == STATE:
            return theme.glyph_icon(self.state(line)[0])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.text(line, index.column())
        if role == _BAR:
            return share(line)
        return None

    def text(self, line: FormLine, column: int) -> str:
        """What a cell says."""
        if column == TITLE:
            return line.title
        if column == ENTERED:
            return entered(line)
        if column == STATE:
            return self.state(line)[1]
        if column == LEFT:
            return self.left(line)
        return f"{datetime.fromisoformat(line.changed_at):%d/%m %H:%M}" if line.changed_at else ""

    def state(self, line: FormLine) -> tuple[str, str]:
        """State and its word: what stops comes before what asks, both before how much is there."""
        if self.found and self.found.stops.get(line.key):
            return "stop", theme.STATES["stop"].word
        if line.state == "nil":
            return "ok", "Không phát sinh"
        if self.found and self.found.asks.get(line.key):
            return "ask", theme.STATES["ask"].word
        if line.state == "open":
            return "none", "Chưa nhập"
        short = line.expected is not None and line.entered < line.expected
        return ("draft", "Đang nhập") if line.unconfirmed or short else ("ok", "Đủ")

    def left(self, line: FormLine) -> str:
        """What a person still has to do with the form."""
        stops = self.found.stops.get(line.key, 0) if self.found else 0
        asks = self.found.asks.get(line.key, 0) if self.found else 0
        told = [
            f"{stops} phải sửa" if stops else "",
            f"{asks} cần giải thích" if asks else "",
            f"{numbers.show(line.unconfirmed)} chờ xác nhận" if line.unconfirmed else "",
        ]
        return ", ".join(filter(None, told))


def entered(line: FormLine) -> str:
    """ "804/1.018", or the count alone where nobody can say how many are expected."""
    if line.state == "nil":
        return "0"
    count = numbers.show(line.entered)
    return count if line.expected is None else f"{count}/{numbers.show(line.expected)}"


def share(line: FormLine) -> float:
    """How full the bar is, from 0 to 1."""
    if line.state == "nil":
        return 1.0
    if not line.expected:
        return 1.0 if line.entered else 0.0
    return min(1.0, line.entered / line.expected)


class EnteredDelegate(QStyledItemDelegate):
    """The count on the left of a bar."""

    _BAR_WIDTH, _BAR_HEIGHT, _GAP = 52, 6, 8

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        inner = QStyleOptionViewItem(option)
        self.initStyleOption(inner, index)
        text, inner.text = inner.text, ""
        view = inner.widget
        view.style().drawControl(view.style().ControlElement.CE_ItemViewItem, inner, painter, view)
        place: QRect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        width, height = theme.px(self._BAR_WIDTH), theme.px(self._BAR_HEIGHT)
        bar = QRect(place.right() - width, place.center().y() - height // 2, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = theme.now().tokens
        for colour, part in ((tokens.track, 1.0), (tokens.ink, index.data(_BAR))):
            painter.setBrush(QColor(colour))
            if part:
                filled = QRect(bar.left(), bar.top(), max(height, round(width * part)), height)
                painter.drawRoundedRect(filled, height / 2, height / 2)
        painter.setPen(QColor(tokens.text))
        words = place.adjusted(0, 0, -width - theme.px(self._GAP), 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.px(160), theme.px(33))


class FormsTable(QTableView):
    """Enter or a double click opens the form; a button in the row states that nothing of it occurs."""

    chosen = Signal(str)
    nil = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("table_forms")
        self.setAccessibleName("Biểu phải nộp kỳ này")
        self.setProperty("role", "flush")
        self.lines = FormsModel(self)
        self.setModel(self.lines)
        self.setItemDelegateForColumn(ENTERED, EnteredDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(LEFT, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        theme.changed().connect(self._measure)
        self._measure()

    def show_lines(self, lines: Sequence[FormLine], found: Troubles | None, *, can_change: bool) -> None:
        """Fill the table; `can_change`: the report is a draft, so that forms may be stated to be nil."""
        self.lines.show_lines(lines, found)
        for row, line in enumerate(lines):
            wanted = can_change and line.state == "open"
            index = self.lines.index(row, LEFT)
            if wanted and self.indexWidget(index) is None:
                self.setIndexWidget(index, self._nil_button(line))
            elif not wanted and self.indexWidget(index) is not None:
                self.setIndexWidget(index, None)  # type: ignore[arg-type]
        if lines and not self.currentIndex().isValid():
            self.selectRow(0)

    def current_form(self) -> str:
        """The key of the form in the selected row."""
        row = self.currentIndex().row()
        return self.lines.lines[row].key if row >= 0 else ""

    def make_narrow(self, *, narrow: bool) -> None:
        """Without the time of the last change where there is no room."""
        self.setColumnHidden(CHANGED, narrow)

    def _nil_button(self, line: FormLine) -> QWidget:
        made = QPushButton("Không phát sinh")
        made.setObjectName("action_nil")
        made.setAccessibleName(f"Không phát sinh: {line.title}")
        made.setToolTip(f"Ghi rằng kỳ này không có {line.title.lower()} (Ctrl+Z để lấy lại)")
        made.setProperty("role", "link")
        made.setProperty("dense", True)
        made.clicked.connect(functools.partial(self._state_nil, line.key))
        row = QHBoxLayout()
        row.addWidget(made)
        row.addStretch(1)
        return holder(row)

    def _state_nil(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (a signal's value)
        self.nil.emit(key)

    def _measure(self) -> None:
        metrics = self.fontMetrics()
        room = theme.px(30)
        samples = {
            TITLE: metrics.horizontalAdvance("Cơ sở công nghiệp – TTCN"),
            ENTERED: metrics.horizontalAdvance("1.018/1.018") + theme.px(60),
            STATE: metrics.horizontalAdvance("Không phát sinh") + theme.px(20),
            CHANGED: metrics.horizontalAdvance("88/88 88:88"),
        }
        for column, width in samples.items():
            self.setColumnWidth(column, width + room)
        self.verticalHeader().setDefaultSectionSize(theme.px(33))

    def _open(self, row: int) -> None:
        self.chosen.emit(self.lines.lines[row].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)
