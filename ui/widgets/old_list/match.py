"""Which column of an old list answers which question, and in which unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from base.errors import Problem
from office.entering import old_lists
from office.entering.old_lists import Match, Sheet, Target
from ui import theme
from ui.widgets.old_list.steps import caption
from ui.widgets.room import room_in

NOTHING = "– không nhập –"
_SURE = 90
_SAMPLES = 4
_ANSWER_COLUMNS = (
    ("Cột", 6, 5),
    ("Tiêu đề trong tệp", 26, 13),
    ("Giá trị mẫu", 24, 8),
    ("Nhập vào", 38, 18),
    ("Đơn vị trong tệp", 17, 14),
    ("Độ khớp", 12, 10),
)
"""Title, letters that there is best room for, letters that there must be room for."""
_SAMPLE = 2


class _Box(QComboBox):
    """A choice in a table: the wheel goes to the table, not to the box under the pointer."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setProperty("dense", True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _MatchTable(QTableWidget):
    """A line a column of the list; its own columns share the room, so that none is out of sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, len(_ANSWER_COLUMNS), parent)
        self.setObjectName("table_match")
        self.setAccessibleName("Ghép cột")
        self.setHorizontalHeaderLabels([title for title, _, _ in _ANSWER_COLUMNS])
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(theme.px(30))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Where there is too little room each column gives of what it has over its least; what is over goes to
        the samples."""
        letter, padding = self.fontMetrics().averageCharWidth(), theme.px(20)
        wanted = [letter * most + padding for _, most, _ in _ANSWER_COLUMNS]
        spare = [letter * (most - least) for _, most, least in _ANSWER_COLUMNS]
        over = room_in(self) - sum(wanted)
        for n, width in enumerate(wanted):
            share = max(over, -sum(spare)) * spare[n] // sum(spare) if over < 0 else over * (n == _SAMPLE)
            self.setColumnWidth(n, width + share)


class MatchColumns(QWidget):
    """A line for each column: what it is called, what stands in it, which question it answers."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = _MatchTable(self)
        self.trouble = caption(self, "problem_stop")
        told = caption(self)
        told.setText("Xem lại từng cột được nhập vào ô nào. Cách ghép được nhớ cho tệp cùng kiểu.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.trouble)
        self.doubt = caption(self, "problem_ask")
        self.doubt.setObjectName("doubt")
        self.doubt.hide()
        layout.addWidget(self.doubt)
        self._targets: dict[str, Target] = {}
        self._boxes: dict[int, tuple[_Box, _Box, QTableWidgetItem]] = {}
        self._unit_of: Callable[[int, Target], str] = lambda place, target: target.unit

    def put(
        self,
        sheet: Sheet,
        targets: Sequence[Target],
        matches: Sequence[Match],
        *,
        titles: dict[str, str],
        unit_of: Callable[[int, Target], str],
    ) -> None:
        """The columns of a list with what is suggested; `titles` name the forms after the first."""
        self._targets = {target.key: target for target in targets}
        self._unit_of = unit_of
        self._boxes = {}
        given = {match.place: match for match in matches}
        self.table.setRowCount(0)
        self.table.setRowCount(len(sheet.columns))
        for row, column in enumerate(sheet.columns):
            samples = "; ".join(column.samples[:_SAMPLES])
            for n, text in enumerate((column.letter, column.heading or "(không có tiêu đề)", samples)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, n, item)
            self._add_boxes(row, column, given.get(column.place), titles)
            self.table.setRowHeight(row, theme.px(34))
        self.table.fit()

    def _add_boxes(
        self, row: int, column: old_lists.Column, match: Match | None, titles: dict[str, str]
    ) -> None:
        named = f"{column.letter} {column.heading}"
        box = _Box(f"field_{column.letter}", f"Cột {named} nhập vào")
        box.addItem(NOTHING, "")
        first = next(iter(self._targets.values())).form
        for target in self._targets.values():
            mark = " *" if target.required else ""
            before = "" if target.form == first else f"{titles[target.form]}: "
            box.addItem(f"{before}{target.label}{mark}", target.key)
        unit = _Box(f"unit_{column.letter}", f"Đơn vị của cột {named}")
        sure = QTableWidgetItem()
        self.table.setCellWidget(row, 3, box)
        room = QWidget()
        within = QHBoxLayout(room)
        within.setContentsMargins(0, 0, 0, 0)
        within.addWidget(unit)
        self.table.setCellWidget(row, 4, room)
        self.table.setItem(row, 5, sure)
        self._boxes[column.place] = (box, unit, sure)
        if match is not None:
            box.setCurrentIndex(max(0, box.findData(match.target)))
        box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + theme.px(24))
        self._show_units(column.place, match.unit if match else "")
        self._show_sure(column.place, match.confidence if match else 0)
        box.currentIndexChanged.connect(lambda _, place=column.place: self._chosen(place))
        unit.currentIndexChanged.connect(self.changed)

    def _chosen(self, place: int) -> None:
        target = self._targets.get(self._boxes[place][0].currentData())
        self._show_units(place, self._unit_of(place, target) if target else "")
        self._show_sure(place, -1 if target else 0)
        self.changed.emit()

    def _show_units(self, place: int, unit: str) -> None:
        box = self._boxes[place][1]
        target = self._targets.get(self._boxes[place][0].currentData())
        box.blockSignals(True)
        box.clear()
        box.addItems(list(target.units) if target else [])
        box.setCurrentText(unit or (target.unit if target else ""))
        box.blockSignals(False)
        box.setEnabled(box.count() > 1)
        box.setVisible(box.count() > 0)

    def _show_sure(self, place: int, confidence: int) -> None:
        """-1: the person chose it."""
        item = self._boxes[place][2]
        words = (
            "tự chọn"
            if confidence < 0
            else ""
            if not confidence
            else "khớp"
            if confidence >= _SURE
            else "xem lại"
        )
        item.setText(words)
        glyph = "ok" if confidence >= _SURE else "ask" if confidence > 0 else ""
        item.setIcon(theme.glyph_icon(glyph) if glyph else theme.icon("checkmark") if confidence else QIcon())

    def matches(self) -> list[Match]:
        """As the person left them."""
        found = []
        for place, (box, unit, _) in self._boxes.items():
            target = self._targets.get(box.currentData())
            if target is not None:
                found.append(Match(place, target.form, target.field, unit.currentText()))
        return found

    def show_trouble(self, problem: Problem | None) -> None:
        """Why it cannot go on; None when it can."""
        self.trouble.setText(problem.message if problem else "")
        self.trouble.setVisible(problem is not None)

    def show_doubt(self, problem: Problem | None) -> None:
        """What a person should look at before going on; it stops nobody."""
        self.doubt.setText(problem.message if problem else "")
        self.doubt.setVisible(problem is not None)
