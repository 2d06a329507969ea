"""The figures of the consolidation page: units by indicators, or one office's own, an indicator a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from consolidation.figures import Consolidated
from ui.widgets.figures.model import FIXED
from ui.widgets.figures.own_figures import OwnFigures
from ui.widgets.figures.tree import FiguresTree


class Figures(QStackedWidget):
    """Which of the two it is, the figures say: an office that has nobody below it sees its own."""

    moved = Signal()
    """Another figure is the current one."""
    asked = Signal()
    """Enter or a double click: where does the current figure come from?"""

    def __init__(self) -> None:
        super().__init__()
        self._found: Consolidated | None = None
        self.tree = FiguresTree()
        self.own = OwnFigures()
        for view in (self.tree, self.own):
            self.addWidget(view)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())
        self.own.moved.connect(lambda _: self.moved.emit())
        self.tree.asked.connect(self.asked)
        self.own.opened.connect(lambda _: self.asked.emit())

    def put(self, found: Consolidated, keys: Sequence[str], before: Consolidated | None) -> None:
        """Show these indicators; the current figure stays as far as it is still there."""
        unit, indicator = self.place
        self._found = found
        if len(found.units) == 1:
            self.setCurrentWidget(self.own)
            self.own.put(found, keys, before)
        else:
            self.setCurrentWidget(self.tree)
            self.tree.figures.put(found, keys, before)
            self.tree.expand(self.tree.figures.index(0, 0))
        self.go(unit or found.root.unit.key, indicator)

    @property
    def view(self) -> QWidget:
        """What has the keyboard."""
        return self.own if self.currentWidget() is self.own else self.tree

    @property
    def place(self) -> tuple[str, str]:
        """(key of the unit, indicator) of the current figure; "" where there is none."""
        if self._found is None:
            return "", ""
        if self.view is self.own:
            return self._found.root.unit.key, self.own.indicator
        here = self.tree.currentIndex()
        if not here.isValid():
            return "", ""
        info = self.tree.figures.info_at(here.column())
        return self.tree.figures.node(here).entry.unit.key, info.key if info else ""

    @property
    def first(self) -> str:
        """The first indicator that is shown; "" for none."""
        infos = self.tree.figures.infos
        return infos[0].key if infos and self.view is self.tree else ""

    def go(self, unit: str, indicator: str) -> None:
        """Make this figure the current one; the office's own where the unit is not shown."""
        if self.view is self.own:
            self.own.go(indicator)
            return
        model = self.tree.figures
        column = model.column_of(indicator)
        place = model.place(unit, column if column >= 0 else FIXED)
        if not place.isValid():
            place = model.index(0, FIXED)
        above = place.parent()
        while above.isValid():
            self.tree.expand(above)
            above = above.parent()
        self.tree.setCurrentIndex(place)
        QTimer.singleShot(0, self.tree, self.tree.show_current)
        self.moved.emit()
