"""What is about to come in: cells as they will be kept, each doubtful one with its Problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from base.errors import Problem
from ui import theme

_ALIGN_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIGN_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDEST = 34
"""Letters that a column makes room for; what is longer is elided and told in full by the tooltip."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A cell as it will be kept; `problem` says what is doubtful about it."""

    text: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A head of one or two lines; figures stand right."""

    label: str
    unit: str = ""
    is_number: bool = False


Rows = Sequence[Sequence[PreviewCell]]


class PreviewModel(QAbstractTableModel):
    """Rows of cells; `names` head the rows ("9", "10": where they stand in the file)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: Sequence[PreviewColumn] = ()
        self._rows: Rows = ()
        self._names: Sequence[str] = ()
        self._shown: list[int] = []
        self._only_problems = False

    def put(self, columns: Sequence[PreviewColumn], rows: Rows, names: Sequence[str] = ()) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._columns, self._rows, self._names = columns, rows, names
        self._choose()
        self.endResetModel()

    def show_only_problems(self, only: bool) -> None:  # noqa: FBT001 (a slot)
        """Leave out the rows in which nothing is doubtful."""
        self.beginResetModel()
        self._only_problems = only
        self._choose()
        self.endResetModel()

    def _choose(self) -> None:
        every = range(len(self._rows))
        self._shown = [n for n in every if not self._only_problems or _is_doubtful(self._rows[n])]

    def cell(self, row: int, column: int) -> PreviewCell:
        """The cell in a row as shown."""
        cells = self._rows[self._shown[row]]
        return cells[column] if column < len(cells) else PreviewCell("")

    def place_of(self, row: int) -> int:
        """The number of the row, as given to put(), that is shown in this place."""
        return self._shown[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.DecorationRole if cell.problem:
                return theme.glyph_icon(cell.problem.severity)
            case Qt.ItemDataRole.FontRole if cell.problem:
                return theme.font("strong")
            case Qt.ItemDataRole.ToolTipRole:
                return cell.problem.message if cell.problem else cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{cell.text}. {cell.problem.message}" if cell.problem else cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGN_NUMBER if self._columns[index.column()].is_number else _ALIGN_TEXT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            named = self._shown[section] < len(self._names)
            return (
                self._names[self._shown[section]] if named and role == Qt.ItemDataRole.DisplayRole else None
            )
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.label}\n({column.unit})" if column.unit else column.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_NUMBER if column.is_number else _ALIGN_TEXT
        return column.label if role == Qt.ItemDataRole.ToolTipRole else None

    def widest(self, column: int) -> int:
        """The letters of the longest text of a column, its head included."""
        head = self._columns[column]
        texts = [head.label, f"({head.unit})", *(row[column].text for row in self._rows if column < len(row))]
        return min(_WIDEST, max(map(len, texts)))


def _is_doubtful(row: Sequence[PreviewCell]) -> bool:
    return any(cell.problem is not None for cell in row)


class PreviewTable(QTableView):
    """Read only; the arrow keys go through the cells, and doubtful ones carry their mark and their sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_preview")
        self.setAccessibleName("Xem trước")
        self.preview = PreviewModel(self)
        self.setModel(self.preview)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)

    def put(self, columns: Sequence[PreviewColumn], rows: Rows, names: Sequence[str] = ()) -> None:
        """Show these rows; the columns take the width that their longest text needs."""
        self.preview.put(columns, rows, names)
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        letter = self.fontMetrics().averageCharWidth()
        for n in range(len(columns)):
            self.setColumnWidth(n, letter * (self.preview.widest(n) + 2) + 2 * theme.px(12))
        if rows and self.preview.rowCount():
            self.setCurrentIndex(self.preview.index(0, 0))

    def show_only_problems(self, only: bool) -> None:  # noqa: FBT001 (a slot)
        """Leave out the rows in which nothing is doubtful."""
        self.preview.show_only_problems(only)
        if self.preview.rowCount():
            self.setCurrentIndex(self.preview.index(0, 0))

    def next_problem(self) -> bool:
        """Go to the next doubtful cell; whether there is one."""
        model = self.preview
        width, count = model.columnCount(), model.columnCount() * model.rowCount()
        here = self.currentIndex()
        start = here.row() * width + here.column() if here.isValid() else -1
        for step in range(1, count + 1):
            row, column = divmod((start + step) % count, width)
            if model.cell(row, column).problem is not None:
                self.setCurrentIndex(model.index(row, column))
                return True
        return False
