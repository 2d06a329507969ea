"""One sheet of a report on the screen: the cells that the workbook holds, under the head of the official form."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from consolidation.table import Table, TableRow, cell_text
from ui import theme
from ui.widgets.cards import words
from ui.widgets.elided import Elided
from ui.widgets.figures.tree import fitted, head_font
from ui.widgets.pushed import PushedTable
from ui.widgets.room import room_in

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WIDEST = 300
_PADDING = 32
_LOW = 260
"""Below this height there is no room above the table but for its title."""


class FormModel(QAbstractTableModel):
    """The rows and columns of a Table as they are printed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self.heads: list[str] = []

    def put(self, table: Table, heads: list[str]) -> None:
        """Show this table."""
        self.beginResetModel()
        self.table, self.heads = table, heads
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        assert self.table is not None
        row, column = self.table.rows[index.row()], self.table.columns[index.column()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return "" if row.heading and column.kind == "number" else cell_text(column, cell)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.kind == "number" else _LEFT
            case Qt.ItemDataRole.FontRole:
                return _font(row, incomplete=cell.incomplete)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or self.table is None:
            return None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.group}: {column.label}" if column.group else column.label
        return _CENTRE if role == Qt.ItemDataRole.TextAlignmentRole else None


def _font(row: TableRow, *, incomplete: bool) -> QFont | None:
    if row.depth >= 2 and not incomplete:
        return None
    font = theme.font("strong" if row.depth < 2 else "body")
    font.setItalic(incomplete)
    return font


class FormSheet(QFrame):
    """Number of the form and offices, title, table, notes; read only."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.code, self.offices = Elided("", "caption"), Elided("", "caption")
        self.title, self.subtitle = Elided("", "block"), Elided("", "muted")
        self.notes = words("", "caption", wrap=True)
        self.form = FormModel(self)
        self._widths: list[int] = []
        self.view = PushedTable(self)
        self.view.setObjectName("table_report")
        self.view.setAccessibleName("Xem trước biểu")
        self.view.setProperty("role", "figures")
        self.view.setModel(self.form)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.horizontalHeader().setSectionsClickable(False)
        self._lay_out()
        theme.changed().connect(self.measure)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 8)
        column.setSpacing(4)
        above = QHBoxLayout()
        above.setContentsMargins(16, 0, 16, 0)
        above.addWidget(self.code, 1)
        above.addWidget(self.offices, 1)
        self.offices.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addLayout(above)
        for label in (self.title, self.subtitle):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setContentsMargins(16, 0, 16, 0)
            column.addWidget(label)
        column.addWidget(self.view, 1)
        column.addWidget(self.view.bar)
        self.notes.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.notes)

    def show_table(self, table: Table) -> None:
        """Show a sheet from its first cell on."""
        self.code.setText(
            f"Biểu số: {table.form_code}. {table.citation}" if table.form_code else table.citation
        )
        self.offices.setText(f"Đơn vị báo cáo: {table.reporting_unit}")
        self.title.setText(table.title.upper())
        self.subtitle.setText(table.subtitle)
        self.notes.setText(" ".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        heads, self._widths = self._measured(table)
        self.form.put(table, heads)
        self._spread()
        line = QFontMetrics(theme.font("body")).height() + theme.px(12)
        self.view.verticalHeader().setDefaultSectionSize(max(theme.px(30), line))
        self.view.bar.setValue(0)
        self.view.setCurrentIndex(self.form.index(0, 0))
        self.view.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for label in (self.code, self.offices):
            label.setVisible(self.height() >= theme.px(_LOW))
        self._spread()

    def _spread(self) -> None:
        """Room that is left goes to the columns of words, as on paper, and to all where there are none.

        The columns up to the name stay, which leaves the figures half of the room at least.
        """
        if self.form.table is None:
            return
        room, widths = room_in(self.view), list(self._widths)
        columns = self.form.table.columns
        loose = [n for n, one in enumerate(columns) if one.kind == "text" and n] or list(range(len(columns)))
        spare = max(0, room - sum(widths)) // len(loose)
        name = max(range(min(2, len(widths))), key=widths.__getitem__)
        if not spare:
            widths[name] = max(theme.px(_PADDING), min(widths[name], room // 2 - sum(widths[:name])))
        self.view.kept = name + 1
        self.view.put_widths([width + spare * (n in loose) for n, width in enumerate(widths)])

    def measure(self) -> None:
        """Widths at the present text size."""
        if self.form.table is not None:
            self.show_table(self.form.table)

    def _measured(self, table: Table) -> tuple[list[str], list[int]]:
        strong, head = QFontMetrics(theme.font("strong")), QFontMetrics(head_font())
        heads, widths = [], []
        for n, column in enumerate(table.columns):
            texts = [cell_text(column, row.cells[n]) for row in table.rows if not row.heading]
            least = max((strong.horizontalAdvance(text) for text in texts), default=0)
            label = f"{column.group}: {column.label}" if column.group else column.label
            width, lines = fitted(label, column.unit, head, min(least, theme.px(_WIDEST)))
            heads.append("\n".join([*lines, column.letter] if column.letter else lines))
            widths.append(width + theme.px(_PADDING))
        return heads, widths
