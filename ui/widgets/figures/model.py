"""Units × indicators as a tree: what stands in each cell of the consolidation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from base.numbers import MARK_NOT_COLLECTED, show
from consolidation.change import change_words
from consolidation.figures import Consolidated, Figure, IndicatorInfo, UnitFigures
from consolidation.origin import is_whole
from ui import theme

Index = QModelIndex | QPersistentModelIndex
FIXED = 2
"""The columns that stay in sight: unit and coverage."""
NOT_ADDED = "chưa cộng vào tổng"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CHANGE = "Thay đổi"
_FEW = 1000
"""Of so few things a change is told by number, of more in percent."""


@dataclass(slots=True)
class Node:
    """A unit in the tree; `before` are its figures of the period that it is compared to."""

    entry: UnitFigures
    above: Node | None
    row: int
    number: int
    below: list[Node] = field(default_factory=list)
    before: UnitFigures | None = None

    @property
    def added(self) -> bool:
        """Whether anything of the unit is in the totals."""
        return self.entry.coverage.approved > 0


def coverage(entry: UnitFigures) -> tuple[str, str]:
    """(state, words) of how much of a unit is added up."""
    covered = entry.coverage
    if entry.unit.level != "commune":
        counts = f"{covered.approved}/{covered.expected}"
        return ("ok", f"{counts} đủ") if covered.complete else ("draft", f"chưa đủ {counts}")
    state = entry.state or "none"
    if covered.complete and state not in ("added", "closed"):
        state = "approved"
    return state, theme.STATES[state].word


def figure_text(figure: Figure, info: IndicatorInfo) -> str:
    """Zero is 0; blank: nobody reported it; "…": reported without an answer; "-": a ratio to nothing;
    "bảo mật": told together with other units only."""
    if figure.value is not None:
        return show(figure.value, info.decimals)
    if figure.undefined or figure.withheld:
        return figure.words
    return MARK_NOT_COLLECTED if figure.missing else ""


def change_text(now: Fraction | None, then: Fraction | None, info: IndicatorInfo) -> str:
    """The change since the other period in words."""
    few = not info.decimals and then is not None and abs(then) < _FEW
    return change_words(now, then, whole=few and not info.is_ratio, points=info.unit == "%")


class FiguresModel(QAbstractItemModel):
    """Reads the figures when they are painted: of many indicators and units few are seen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.nodes: list[Node] = []
        self.infos: list[IndicatorInfo] = []
        self.compared = False
        self.heads: dict[int, str] = {}
        """Labels broken into lines by the view that shows them."""
        self._texts: dict[tuple[int, int], str] = {}

    def put(self, found: Consolidated, keys: Sequence[str], before: Consolidated | None = None) -> None:
        """Show these indicators; with `before` each one's change since then beside it."""
        self.beginResetModel()
        self._texts.clear()
        self.heads.clear()
        self.infos = [found.indicators[key] for key in keys if key in found.indicators]
        self.compared = before is not None
        stood = {one.unit.key: one for one in before.units} if before else {}
        self.nodes = []
        by_code: dict[str, Node] = {}
        for entry in found.units:
            above = by_code.get(entry.unit.parent) if self.nodes else None
            siblings = above.below if above else []
            node = Node(entry, above, len(siblings), len(self.nodes), before=stood.get(entry.unit.key))
            siblings.append(node)
            self.nodes.append(node)
            by_code[entry.unit.code] = node
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The unit of a row."""
        return self.nodes[int(index.internalId())]

    def place(self, unit: str, column: int = 0) -> QModelIndex:
        """The cell of a unit (its key) in a column; invalid where it is not shown."""
        for node in self.nodes:
            if node.entry.unit.key == unit:
                return self.createIndex(node.row, column, node.number)
        return QModelIndex()

    def info_at(self, column: int) -> IndicatorInfo | None:
        """The indicator of a column; none of the first two."""
        if column < FIXED or not self.infos:
            return None
        return self.infos[(column - FIXED) // (2 if self.compared else 1)]

    def is_change(self, column: int) -> bool:
        """Whether a column tells the change of the one before it."""
        return self.compared and column >= FIXED and (column - FIXED) % 2 == 1

    def column_of(self, indicator: str) -> int:
        """The column of an indicator, -1 when it is not shown."""
        step = 2 if self.compared else 1
        return next((FIXED + n * step for n, one in enumerate(self.infos) if one.key == indicator), -1)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        below = self.node(parent).below if parent.isValid() else self.nodes[:1]
        if not (0 <= row < len(below) and 0 <= column < self.columnCount()):
            return QModelIndex()
        return self.createIndex(row, column, below[row].number)

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        if not index.isValid():
            return QModelIndex()
        above = self.node(index).above
        return self.createIndex(above.row, 0, above.number) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        if parent.column() > 0:
            return 0
        return len(self.node(parent).below) if parent.isValid() else min(1, len(self.nodes))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return FIXED + len(self.infos) * (2 if self.compared else 1)

    def text(self, node: Node, column: int) -> str:
        """What a cell says."""
        key = (node.number, column)
        if key not in self._texts:
            self._texts[key] = self._told(node, column)
        return self._texts[key]

    def _told(self, node: Node, column: int) -> str:
        if column == 0:
            return node.entry.unit.name
        if column == 1:
            return coverage(node.entry)[1]
        if not node.added:
            return NOT_ADDED if column == FIXED else ""
        info = self.info_at(column)
        assert info is not None
        figure = node.entry.figures[info.key]
        if not self.is_change(column):
            return figure_text(figure, info)
        return self._change(node, figure, info)

    def _change(self, node: Node, figure: Figure, info: IndicatorInfo) -> str:
        """Only between totals of the same units."""
        before = node.before
        if before is None or info.key not in before.figures:
            return ""
        stood = before.figures[info.key]
        if not (is_whole(node.entry, figure) and is_whole(before, stood)):
            return ""
        return change_text(figure.value, stood.value, info)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node, column = self.node(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(node, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if column < FIXED or not node.added else _RIGHT
            case Qt.ItemDataRole.FontRole:
                return self._font(node, column)
            case Qt.ItemDataRole.DecorationRole if column == 1:
                return theme.glyph_icon(coverage(node.entry)[0])
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(node, column)
        return None

    def _font(self, node: Node, column: int) -> QFont | None:
        info = self.info_at(column)
        lacks = False
        if info is not None and node.added and not self.is_change(column):
            figure = node.entry.figures[info.key]
            lacks = figure.value is not None and not is_whole(node.entry, figure)
        if not lacks and node.above is not None:
            return None
        font = theme.font("body" if node.above is not None else "strong")
        font.setItalic(lacks)
        return font

    def _tip(self, node: Node, column: int) -> str:
        info = self.info_at(column)
        if info is None or not node.added:
            return self.text(node, column)
        value = f"{self.text(node, column)} {info.unit}".strip()
        if self.is_change(column) and not self.text(node, column):
            value = "Chưa so sánh được: kỳ này hoặc kỳ kia chưa đủ đơn vị."
        lacks = node.entry.coverage.words
        return f"{info.label}\n{node.entry.unit.name}: {value}" + (f"\n{lacks}" if lacks else "")

    def label(self, column: int) -> tuple[str, str]:
        """What stands over a column, and its unit."""
        info = self.info_at(column)
        if info is None:
            return ("Đơn vị", "Xã đã duyệt")[column], ""
        return (_CHANGE, "") if self.is_change(column) else (info.label, info.unit)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        info = self.info_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads.get(section, self.label(section)[0])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section < FIXED else _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole and info is not None:
            return info.label
        return None
