"""The tree of units of a day as rows: the office's own province first, or what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from base.units import Unit, UnitTree

HEADS = ("Đơn vị", "Mã", "Loại", "Cấp", "Từ ngày", "Đến ngày")
NAME, CODE, KIND, LEVEL, SINCE, UNTIL = range(6)
LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
_Index = QModelIndex | QPersistentModelIndex


@dataclass(eq=False, slots=True)
class Node:
    """A row; its children are looked up when they are first wanted."""

    unit: Unit
    row: int
    above: Node | None = None
    below: list[Node] | None = field(default=None)


class UnitsModel(QAbstractItemModel):
    """Read only."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tree: UnitTree | None = None
        self._roots: list[Node] = []
        self._flat = False

    def show_tree(self, tree: UnitTree, first: Unit | None) -> None:
        """All units of a day; the province of `first` stands on top."""
        code = first.code if first else ""
        roots = sorted(tree.roots, key=lambda unit: (unit.code != code, unit.code))
        self._reset(tree, roots, flat=False)

    def show_found(self, tree: UnitTree, units: Sequence[Unit]) -> None:
        """What a search found, as a list."""
        self._reset(tree, units, flat=True)

    def _reset(self, tree: UnitTree, units: Sequence[Unit], *, flat: bool) -> None:
        self.beginResetModel()
        self._tree, self._flat = tree, flat
        self._roots = [Node(unit, row) for row, unit in enumerate(units)]
        self.endResetModel()

    def _children(self, node: Node | None) -> list[Node]:
        if node is None:
            return self._roots
        if node.below is None:
            children = () if self._flat or self._tree is None else self._tree.children(node.unit)
            node.below = [Node(unit, row, node) for row, unit in enumerate(children)]
        return node.below

    def _node(self, index: _Index) -> Node | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else None

    def unit(self, index: _Index) -> Unit | None:
        """The unit in a row."""
        node = self._node(index)
        return node.unit if node else None

    def place_of(self, path: Sequence[Unit]) -> QModelIndex:
        """The row that a path of units from the province down leads to."""
        found, nodes = QModelIndex(), self._roots
        for unit in path:
            node = next((one for one in nodes if one.unit == unit), None)
            if node is None:
                break
            found, nodes = self.createIndex(node.row, 0, node), self._children(node)
        return found

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's own)
        nodes = self._children(self._node(parent))
        return self.createIndex(row, column, nodes[row]) if 0 <= row < len(nodes) else QModelIndex()

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        node = self._node(index)
        if node is None or node.above is None:
            return QModelIndex()
        return self.createIndex(node.above.row, 0, node.above)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._children(self._node(parent)))

    def hasChildren(self, parent: _Index = QModelIndex()) -> bool:  # noqa: B008
        node = self._node(parent)
        if node is None:
            return bool(self._roots)
        if self._flat or self._tree is None:
            return False
        # No province is without communes: to look would read the units of all of them.
        return node.unit.level == "province" or bool(self._tree.children(node.unit))

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        unit = self.unit(index)
        if unit is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return text(unit, index.column())


def text(unit: Unit, column: int) -> str:
    """What a cell says."""
    if column == SINCE:
        return f"{unit.valid_from:%d/%m/%Y}" if unit.verified else "chưa rõ"
    if column == UNTIL:
        return f"{unit.valid_to:%d/%m/%Y}" if unit.valid_to else ""
    return {NAME: unit.name, CODE: unit.code, KIND: unit.kind, LEVEL: LEVELS[unit.level]}[column]
