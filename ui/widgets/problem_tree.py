"""The problems of a report, form by form: what stops it first, then what asks, then what was explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from base.errors import Problem
from base.numbers import show
from ui import theme

Index = QModelIndex | QPersistentModelIndex
Group = tuple[str, Sequence[Problem]]
"""(title of a form, its problems)"""
SEVERITIES = ("stop", "ask", "noted")
_WORDS = {"stop": "phải sửa", "ask": "cần giải thích", "noted": "đã giải thích"}
_HEADS = ("Bản ghi", "Ô", "Việc cần làm")
_UNFOLDED = 2000
"""So many problems are unfolded; the forms after them wait until a person unfolds them."""
_TOP = 0
"""Internal id of a form's own row; those of its problems have the form's number plus one."""


def counted(problems: Sequence[Problem]) -> str:
    """ "2 phải sửa, 1 cần giải thích"."""
    counts = [(key, sum(p.severity == key for p in problems)) for key in SEVERITIES]
    return ", ".join(f"{show(n)} {_WORDS[key]}" for key, n in counts if n)


class ProblemModel(QAbstractItemModel):
    """Two levels: forms, and the problems in them. `labels`: (form, field) → the field's label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: Sequence[Group] = ()
        self._labels: Mapping[tuple[str, str], str] = {}

    def put(self, groups: Sequence[Group], labels: Mapping[tuple[str, str], str]) -> None:
        """Show these problems instead."""
        self.beginResetModel()
        self.groups, self._labels = groups, labels
        self.endResetModel()

    def problem(self, index: Index) -> Problem | None:
        """The problem of a row; None for a form's own row."""
        if not index.isValid() or index.internalId() == _TOP:
            return None
        return self.groups[int(index.internalId()) - 1][1][index.row()]

    def replace(self, old: Problem, new: Problem) -> None:
        """The same problem in another state; it stays where it is."""
        place = self.place_of(old)
        if place.isValid():
            n = int(place.internalId()) - 1
            title, problems = self.groups[n]
            changed = [new if told == old else told for told in problems]
            self.groups = [*self.groups[:n], (title, changed), *self.groups[n + 1 :]]
            for index in (place, self.index(n, 0)):
                self.dataChanged.emit(index, index)

    def place_of(self, wanted: Problem) -> QModelIndex:
        """Where a problem of the same field and rule stands; nowhere if it is gone."""
        for n, (_, problems) in enumerate(self.groups):
            for row, told in enumerate(problems):
                if _same(told, wanted):
                    return self.createIndex(row, 0, n + 1)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's)
        # Unfolding asks this of every problem; QAbstractItemModel.hasIndex would take as long as all the rest.
        if 0 <= row < self.rowCount(parent) and 0 <= column < len(_HEADS):
            return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self.groups)
        return len(self.groups[parent.row()][1]) if parent.internalId() == _TOP and not parent.column() else 0

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return parent.internalId() == _TOP if parent.isValid() else bool(self.groups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(_HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        told = self.problem(index)
        if told is None:
            return self._of_group(index.row(), role) if index.column() == 0 else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts(told)[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return theme.glyph_icon(told.severity)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{theme.STATES[told.severity].word}: {told.message}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{theme.STATES[told.severity].word}: {told.record}. {told.message}"
        return None

    def _of_group(self, row: int, role: int) -> Any:
        title, problems = self.groups[row]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{title} ({counted(problems)})"
            case Qt.ItemDataRole.FontRole:
                return theme.font("strong")
        return None

    def _texts(self, told: Problem) -> tuple[str, str, str]:
        label = self._labels.get((told.form, told.fields[0]), "") if told.fields else ""
        return told.record or ("(chưa có tên)" if told.record_id else "Cả biểu"), label, told.message

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None


def _same(a: Problem, b: Problem) -> bool:
    return (a.code, a.form, a.record_id, a.fields) == (b.code, b.form, b.record_id, b.fields)


class ProblemTree(QTreeView):
    """Enter opens the field of the current problem; left and right fold the forms."""

    moved = Signal(object)
    """The Problem of the current row, None on a form's own row."""
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_problems")
        self.setAccessibleName("Danh sách kiểm tra")
        self.setProperty("role", "flush")
        self.problems = ProblemModel(self)
        self.setModel(self.problems)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(theme.px(18))
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _: self.moved.emit(self.problems.problem(now))
        )
        self.clicked.connect(self._pressed)
        theme.changed().connect(self._fit)

    def put(self, groups: Sequence[Group], labels: Mapping[tuple[str, str], str]) -> None:
        """Show these problems, the forms unfolded as far as anybody reads; the current one stays if it is there."""
        before = self.current
        self.problems.put(groups, labels)
        for row in range(len(groups)):
            self.setFirstColumnSpanned(row, QModelIndex(), True)
        unfolded = 0
        for row, (_, problems) in enumerate(groups):
            if unfolded < _UNFOLDED:
                self.expand(self.problems.index(row, 0))
            unfolded += len(problems)
        kept = self.problems.place_of(before) if before else QModelIndex()
        self.setCurrentIndex(kept if kept.isValid() else self._first())

    @property
    def current(self) -> Problem | None:
        """The problem of the current row."""
        return self.problems.problem(self.currentIndex())

    def _first(self) -> QModelIndex:
        top = self.problems.index(0, 0)
        return self.problems.index(0, 0, top) if top.isValid() else top

    def next_asking(self) -> bool:
        """Go on to the next problem that waits for an explanation; False when none is left."""
        below = self.currentIndex()
        for _ in range(2):
            while below.isValid():
                below = self.indexBelow(below)
                told = self.problems.problem(below)
                if told is not None and told.severity == "ask":
                    self.setCurrentIndex(below.siblingAtColumn(0))
                    return True
            below = self.problems.index(0, 0)
        return False

    def _pressed(self, index: QModelIndex) -> None:
        """A click leads to the field that must be mended; one that asks is explained on the spot."""
        told = self.problems.problem(index)
        if told is None:
            self.setExpanded(index, not self.isExpanded(index))
        elif told.severity == "stop":
            self.opened.emit(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.scrollTo(self.currentIndex())  # the box for the explanation opens over the last lines

    def _fit(self) -> None:
        """The message needs most; the field's label gives way where the window is narrow."""
        letter = QFontMetrics(theme.font("body")).averageCharWidth()
        room = self.viewport().width()
        narrow = room < letter * 110
        self.setColumnHidden(1, narrow)
        self.setColumnWidth(0, min(letter * 38, room * (40 if narrow else 30) // 100))
        self.setColumnWidth(1, min(letter * 30, room * 22 // 100))
