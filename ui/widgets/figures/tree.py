"""The tree of units with its figures: the first two columns stay in sight when one scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ui import theme
from ui.widgets.figures.model import FIXED, NOT_ADDED, FiguresModel

Index = QModelIndex | QPersistentModelIndex
_Hint = QAbstractItemView.ScrollHint
_LINES = 3
"""The most lines of a head."""
_PADDING = 22
_SAMPLE = "−100,0 %"


class _Head(QHeaderView):
    """Labels in as many lines as they need, at most three; the whole label is in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setStretchLastSection(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(theme.px(24))
        self.lines = 2

    def sizeHint(self) -> QSize:
        line = QFontMetrics(head_font()).height()
        return QSize(super().sizeHint().width(), line * self.lines + theme.px(12))


class _Focused(QStyledItemDelegate):
    """The frozen columns show the focus of the tree that they belong to."""

    def __init__(self, tree: FiguresTree) -> None:
        super().__init__(tree)
        self._tree = tree

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if self._tree.hasFocus() and index == self._tree.currentIndex():
            option.state |= QStyle.StateFlag.State_HasFocus


class _Unspoken(QStyledItemDelegate):
    """The first column of figures: words that reach over the whole row are drawn with the row."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.text == NOT_ADDED:
            option.text = ""


class FiguresTree(QTreeView):
    """→ opens a branch or goes to its figures, ← goes back and closes it; Enter asks where a figure comes from."""

    asked = Signal()
    """Enter or a double click on a figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_consolidation")
        self.setAccessibleName("Số liệu tổng hợp theo đơn vị")
        self.figures = FiguresModel(self)
        self.frozen = QTreeView(self)
        for view in (self, self.frozen):
            self._set_up(view)
        self._unspoken, self._focused = _Unspoken(self), _Focused(self)
        self.setItemDelegateForColumn(FIXED, self._unspoken)
        self.frozen.setItemDelegate(self._focused)
        self._freeze()
        theme.changed().connect(self.measure)
        self.figures.modelReset.connect(self.measure)

    def _set_up(self, view: QTreeView) -> None:
        view.setProperty("role", "figures")
        view.setModel(self.figures)
        view.setHeader(_Head(view))
        view.setUniformRowHeights(True)
        view.setAnimated(False)
        view.setExpandsOnDoubleClick(False)
        view.setIndentation(theme.px(18))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)

    def _freeze(self) -> None:
        frozen = self.frozen
        frozen.setObjectName("table_consolidation_units")
        frozen.setAccessibleName("Đơn vị")
        frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frozen.setSelectionModel(self.selectionModel())
        frozen.setFrameShape(QTreeView.Shape.NoFrame)
        frozen.raise_()
        frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(frozen.verticalScrollBar().setValue)
        self.expanded.connect(frozen.expand)
        self.collapsed.connect(frozen.collapse)
        frozen.expanded.connect(self.expand)
        frozen.collapsed.connect(self.collapse)
        frozen.pressed.connect(lambda _: self.setFocus(Qt.FocusReason.MouseFocusReason))
        frozen.doubleClicked.connect(self._toggle)
        self.doubleClicked.connect(lambda index: self.asked.emit() if index.column() >= FIXED else None)

    def _toggle(self, index: QModelIndex) -> None:
        first = index.siblingAtColumn(0)
        self.setExpanded(first, not self.isExpanded(first))

    def measure(self) -> None:
        """Widths and heights at the present text size, by the longest figures and the words of the heads."""
        model, strong = self.figures, QFontMetrics(theme.font("strong"))
        head = QFontMetrics(head_font())
        pad = theme.px(_PADDING)
        names = max((strong.horizontalAdvance(n.entry.unit.name) for n in model.nodes[:400]), default=0)
        widths = [
            min(max(theme.px(150), names + theme.px(18) * 3 + pad), theme.px(240)),
            strong.horizontalAdvance("chưa đủ 142/157") + theme.px(22) + pad,
        ]
        lines = 1
        for column in range(FIXED, model.columnCount()):
            sample = _SAMPLE if model.is_change(column) else self._longest(column)
            least = max(strong.horizontalAdvance(sample), theme.px(64))
            width, told = fitted(*model.label(column), head, least)
            model.heads[column] = "\n".join(told)
            widths.append(width + pad)
            lines = max(lines, len(told))
        for view in (self, self.frozen):
            view.setIndentation(theme.px(18))
            made = view.header()
            assert isinstance(made, _Head)
            made.lines = lines
            for n, width in enumerate(widths):
                view.setColumnWidth(n, width)
                view.setColumnHidden(n, view is self.frozen and n >= FIXED)
            made.updateGeometry()
            view.updateGeometries()
        self._place_frozen()

    def _longest(self, column: int) -> str:
        """Of the total and the units directly below it, whose figures are the longest."""
        nodes = [node for node in self.figures.nodes if node.added and (node.above is None or node.below)]
        return max((self.figures.text(node, column) for node in nodes[:40]), key=len, default="")

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_frozen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()

    def _place_frozen(self) -> None:
        width = self.columnWidth(0) + self.columnWidth(1)
        edge = self.frameWidth()
        high = self.viewport().height() + self.header().height()
        place = QRect(edge, edge, min(width, self.viewport().width()), high)
        if self.frozen.geometry() != place:
            self.frozen.setGeometry(place)

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() < FIXED:
            bar.setValue(before)
            return
        hidden = self.frozen.width() - self.visualRect(index).left()
        if hidden > 0:
            bar.setValue(bar.value() - hidden)

    def show_current(self) -> None:
        """Bring the current cell into sight, once the scroll bars stand where they belong."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, options, index)
        if self.figures.node(index).added or self.figures.columnCount() <= FIXED:
            return
        place = QRect(options.rect)
        place.setLeft(self.frozen.width() + theme.px(10))
        place.setRight(self.viewport().width())
        painter.setPen(QColor(theme.now().tokens.text3))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, NOT_ADDED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not here.isValid() or not plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Right:
            self._right(here)
        elif event.key() == Qt.Key.Key_Left:
            self._left(here)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.figures.columnCount() - 1
            self.setCurrentIndex(here.siblingAtColumn(0 if event.key() == Qt.Key.Key_Home else last))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit() if here.column() >= FIXED else self._toggle(here)
        else:
            super().keyPressEvent(event)

    def _right(self, here: QModelIndex) -> None:
        first = here.siblingAtColumn(0)
        if here.column() == 0 and self.figures.rowCount(first) and not self.isExpanded(first):
            self.expand(first)
        else:
            column = max(here.column() + 1, FIXED)
            self.setCurrentIndex(here.siblingAtColumn(min(column, self.figures.columnCount() - 1)))

    def _left(self, here: QModelIndex) -> None:
        first = here.siblingAtColumn(0)
        if here.column() > FIXED:
            self.setCurrentIndex(here.siblingAtColumn(here.column() - 1))
        elif here.column() > 0:
            self.setCurrentIndex(first)
        elif self.isExpanded(first):
            self.collapse(first)
        elif first.parent().isValid():
            self.setCurrentIndex(first.parent())


def head_font() -> QFont:
    """The letters of a table's head."""
    made = theme.font("caption")
    made.setWeight(theme.font("strong").weight())
    return made


def fitted(label: str, unit: str, metrics: QFontMetrics, least: int) -> tuple[int, list[str]]:
    """Width and lines of a head that shows all its words, as narrow as three lines allow."""
    below = [f"({unit})"] if unit else []
    width = max(least, *(metrics.horizontalAdvance(word) for word in [*label.split(), *below]))
    lines = _broken(label, metrics, width)
    while len(lines) > _LINES - len(below):
        width += theme.px(4)
        lines = _broken(label, metrics, width)
    return width, [*lines, *below]


def _broken(label: str, metrics: QFontMetrics, width: int) -> list[str]:
    lines: list[str] = []
    for word in label.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
