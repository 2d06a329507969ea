"""The forms of the report: how much of each is entered, what is wrong with it, when it was last changed."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
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

from office.agenda.home import FormLine, Troubles
from ui import theme
from ui.pages.home.lines import CHANGED, ENTERED, HEADS, LEFT, SHARE, STATE, TITLE, FormsModel, Heading
from ui.widgets.cards import holder
from ui.widgets.room import room_in

_Index = QModelIndex | QPersistentModelIndex
_PADDING = 32
"""Pixels at 100 % beside the words of a cell."""
_LEAST = 24
"""Letters of a title for which the last change and the bar give way."""
_FOLDING: dict[Qt.Key, bool | None] = {
    Qt.Key.Key_Return: None,
    Qt.Key.Key_Enter: None,
    Qt.Key.Key_Space: None,
    Qt.Key.Key_Right: True,
    Qt.Key.Key_Left: False,
}
"""Key → whether it turns what is folded; None: either way."""


class EnteredDelegate(QStyledItemDelegate):
    """The count on the left of a bar; where there is no room for it, the count alone."""

    _BAR_WIDTH, _BAR_HEIGHT, _GAP = 52, 6, 8
    bar_room = _BAR_WIDTH + _GAP

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.with_bar = True

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self._has_bar(index):
            option.text = ""

    def _has_bar(self, index: _Index) -> bool:
        return self.with_bar and index.data(SHARE) is not None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        if not self._has_bar(index):
            return
        place: QRect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        width, height = theme.px(self._BAR_WIDTH), theme.px(self._BAR_HEIGHT)
        bar = QRect(place.right() - width, place.center().y() - height // 2, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = theme.now().tokens
        for colour, part in ((tokens.track, 1.0), (tokens.ink, index.data(SHARE))):
            painter.setBrush(QColor(colour))
            if part:
                filled = QRect(bar.left(), bar.top(), max(height, round(width * part)), height)
                painter.drawRoundedRect(filled, height / 2, height / 2)
        painter.setPen(QColor(tokens.text))
        words = place.adjusted(0, 0, -width - theme.px(self._GAP), 0)
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), index.data()
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(theme.px(160), theme.px(33))


class FormsTable(QTableView):
    """Enter or a double click opens the form; a button in the row states that nothing of it occurs.

    A heading folds its forms by Enter, space, ←, → or a click.
    """

    chosen = Signal(str)
    nil = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("table_forms")
        self.setAccessibleName("Biểu phải nộp kỳ này")
        self.setProperty("role", "flush")
        self.lines = FormsModel(self)
        self.setModel(self.lines)
        self._entered = EnteredDelegate(self)
        self._can_change = False
        self.setItemDelegateForColumn(ENTERED, self._entered)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(LEFT, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(theme.px(30))
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        self.clicked.connect(lambda index: self._turn(index.row()))
        theme.changed().connect(self._measure)
        self._measure()

    def show_lines(self, lines: Sequence[FormLine], found: Troubles | None, *, can_change: bool) -> None:
        """Fill the table; `can_change`: the report is a draft, so that forms may be stated to be nil."""
        self._can_change = can_change
        current = self.current_form()
        self.lines.show_lines(lines, found)
        self._dress_rows(current)

    def _dress_rows(self, current: str) -> None:
        """Headings over all columns, buttons in the rows of open forms; the same form stays selected."""
        self.clearSpans()
        for row, shown in enumerate(self.lines.rows):
            if isinstance(shown, Heading):
                self.setSpan(row, 0, 1, len(HEADS))
                continue
            wanted = self._can_change and shown.state == "open"
            index = self.lines.index(row, LEFT)
            if wanted and self.indexWidget(index) is None:
                self.setIndexWidget(index, self._nil_button(shown))
            elif not wanted and self.indexWidget(index) is not None:
                self.setIndexWidget(index, None)  # type: ignore[arg-type]
        if self.lines.rows and not self.currentIndex().isValid():
            first = next((n for n, one in enumerate(self.lines.rows) if isinstance(one, FormLine)), 0)
            self.selectRow(max(self.lines.row_of(current), first))
        self._fit()

    def current_form(self) -> str:
        """The key of the form in the selected row; "" on a heading."""
        row = self.currentIndex().row()
        shown = self.lines.rows[row] if row >= 0 else None
        return shown.key if isinstance(shown, FormLine) else ""

    def _nil_button(self, line: FormLine) -> QWidget:
        made = QPushButton("Không phát sinh")
        made.setObjectName("action_nil")
        made.setAccessibleName(f"Không phát sinh: {line.title}")
        made.setToolTip(f"Ghi rằng biểu “{line.title}” không phát sinh trong kỳ này (Ctrl+Z để hoàn tác)")
        made.setProperty("role", "link")
        made.setProperty("dense", True)
        made.clicked.connect(functools.partial(self._state_nil, line.key))
        row = QHBoxLayout()
        row.addWidget(made)
        row.addStretch(1)
        return holder(row)

    def _state_nil(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (a signal's value)
        self.nil.emit(key)

    # What stands in which room

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(33))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is left to do is never cut: the last change, the bar and the count give way to it, in this order,
        where the title has too little room; then the title does."""
        told = self._widths()
        room = room_in(self)
        least = min(told[TITLE], self.fontMetrics().averageCharWidth() * _LEAST)
        over = least + told[ENTERED] + told[STATE] + told[LEFT] + told[CHANGED] - room
        bar, hidden = theme.px(self._entered.bar_room), set()
        if over > 0:
            hidden.add(CHANGED)
            over -= told[CHANGED]
        self._entered.with_bar = over <= 0
        if over > bar:
            hidden.add(ENTERED)
        elif over > 0:
            told[ENTERED] -= bar
        taken = sum(told[column] for column in (ENTERED, STATE, LEFT, CHANGED) if column not in hidden)
        told[TITLE] = max(room // 5, min(told[TITLE], room - taken))
        for column in (TITLE, ENTERED, STATE, CHANGED):
            self.setColumnHidden(column, column in hidden)
            self.setColumnWidth(column, told[column])

    def _widths(self) -> dict[int, int]:
        """How wide each column would like to be."""
        letters = self.fontMetrics().horizontalAdvance
        head = QFontMetrics(theme.font("caption")).horizontalAdvance
        lines = [one for one in self.lines.rows if isinstance(one, FormLine)]
        wanted = {n: head(text) * 9 // 8 for n, text in enumerate(HEADS)}
        for line in lines:
            for column, width in wanted.items():
                wanted[column] = max(width, letters(self.lines.text(line, column)))
        wanted[ENTERED] += theme.px(self._entered.bar_room)
        wanted[STATE] += theme.px(24)
        buttons = self.findChildren(QPushButton, "action_nil")
        wanted[LEFT] = max(wanted[LEFT], *(button.sizeHint().width() for button in buttons), 0)
        return {column: width + theme.px(_PADDING) for column, width in wanted.items()}

    # What a person does

    def _open(self, row: int) -> None:
        shown = self.lines.rows[row]
        if isinstance(shown, FormLine):
            self.chosen.emit(shown.key)

    def _turn(self, row: int) -> bool:
        """Fold or unfold where there is a heading; whether there was one."""
        shown = self.lines.rows[row]
        if not isinstance(shown, Heading):
            return False
        self.lines.turn(shown)
        self._dress_rows("")
        self.selectRow(row)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in _FOLDING and row >= 0:
            shown = self.lines.rows[row]
            wanted = _FOLDING[Qt.Key(event.key())]
            if isinstance(shown, Heading) and wanted in (None, shown.folded):
                self._turn(row)
                return
            if wanted is None and event.key() != Qt.Key.Key_Space:
                self._open(row)
                return
        super().keyPressEvent(event)
