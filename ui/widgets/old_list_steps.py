"""The three steps of taking an old list: which file and sheet, which column is what, what would come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from base.errors import Problem
from office import entry, old_lists
from office.old_lists import Match, Sheet, Target
from ui import theme
from ui.widgets.elided import Elided
from ui.widgets.preview import PreviewCell, PreviewColumn, PreviewTable

W = TypeVar("W", bound=QWidget)
NOTHING = "– không nhập –"
_SURE = 90
_SAMPLES = 4
_ANSWER_COLUMNS = ("Cột", "Tiêu đề trong tệp", "Giá trị mẫu", "Nhập vào", "Đơn vị trong tệp", "Độ khớp")


def skipped_words(skipped: Sequence[old_lists.Skipped]) -> str:
    """ "Bỏ qua 1 dòng cộng (dòng 70), 2 dòng tiêu đề nhóm (dòng 8, 13)."; "" when nothing is left out."""
    rows: dict[str, list[int]] = {}
    for one in skipped:
        if one.why != "blank":
            rows.setdefault(one.why, []).append(one.row + 1)
    parts = []
    for why, found in rows.items():
        places = ", ".join(map(str, found[:4])) + (", …" if len(found) > 4 else "")
        parts.append(f"{len(found)} {old_lists.WHY_WORDS[why]} (dòng {places})")
    return f"Bỏ qua {'; '.join(parts)}." if parts else ""


def named(name: str, widget: W) -> W:
    """The widget under the name by which it is found."""
    widget.setObjectName(name)
    return widget


def _caption(parent: QWidget, role: str = "muted") -> QLabel:
    label = QLabel(parent, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


class ChooseFile(QWidget):
    """Which file, which sheet, and what was found there."""

    chosen = Signal(object)
    """A Path: the person pointed at a file."""
    sheet_chosen = Signal(str)
    asked = Signal()
    """The person wants to look for a file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choose = named("action_choose_file", QPushButton("&Chọn tệp…", self))
        self.choose.setIcon(theme.icon("folder_open"))
        self.file = Elided("Chưa chọn tệp.", "strong", self)
        self.sheet = named("sheet", QComboBox(self))
        self.sheet.setAccessibleName("Trang")
        self.found = _caption(self)
        self.trouble = _caption(self, "problem_stop")
        self.trouble.hide()
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addWidget(self.file, 1)
        self.which = QFormLayout()
        self.which.addRow("&Trang trong tệp", self.sheet)
        told = _caption(self)
        told.setText(
            "Nhận tệp Excel, LibreOffice hoặc CSV. Chương trình tìm dòng tiêu đề, bỏ qua dòng cộng và dòng "
            "tiêu đề nhóm; tệp gốc không bị sửa."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(12))
        for part in (told, line, self.which, self.found, self.trouble):
            layout.addLayout(part) if isinstance(part, QHBoxLayout | QFormLayout) else layout.addWidget(part)
        layout.addStretch(1)
        self.which.setRowVisible(self.sheet, False)
        self.choose.clicked.connect(self.asked)
        self.sheet.activated.connect(lambda _: self.sheet_chosen.emit(self.sheet.currentText()))

    def show_file(self, path: Path) -> None:
        """A file is being looked at."""
        self.file.setText(path.name)
        self.found.clear()
        self.trouble.hide()

    def show_sheets(self, names: Sequence[str], current: str) -> None:
        """Its sheets, of which one is looked at."""
        self.sheet.clear()
        self.sheet.addItems(list(names))
        self.sheet.setCurrentText(current)
        self.which.setRowVisible(self.sheet, len(names) > 1)

    def show_list(self, sheet: Sheet) -> None:
        """What was found on the sheet."""
        first, last = sheet.head.start + 1, sheet.head.stop
        head = f"Tiêu đề ở dòng {first}" if first == last else f"Tiêu đề ở các dòng {first}–{last}"
        units = f" Đơn vị tính ghi ở đầu trang: {', '.join(sheet.units)}." if sheet.units else ""
        count = f"{head}; {len(sheet.lines)} dòng có nội dung."
        self.found.setText(" ".join(filter(None, [count + units, skipped_words(sheet.skipped)])))
        self.trouble.hide()

    def show_trouble(self, sentence: str) -> None:
        """The file cannot be taken."""
        self.found.clear()
        self.trouble.setText(sentence)
        self.trouble.show()


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


class MatchColumns(QWidget):
    """A line for each column: what it is called, what stands in it, which question it answers."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table = named("table_match", QTableWidget(0, len(_ANSWER_COLUMNS), self))
        self.table.setAccessibleName("Ghép cột")
        self.table.setHorizontalHeaderLabels(list(_ANSWER_COLUMNS))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.trouble = _caption(self, "problem_stop")
        told = _caption(self)
        told.setText("Xem lại từng cột được nhập vào ô nào. Cách ghép được nhớ cho tệp cùng kiểu.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(told)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.trouble)
        self.doubt = _caption(self, "problem_ask")
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
        letter = self.table.fontMetrics().averageCharWidth()
        for n, letters in ((0, 6), (1, 26), (3, 38), (4, 17), (5, 12)):
            self.table.setColumnWidth(n, letter * letters + theme.px(20))

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


class LookThrough(QWidget):
    """What would be kept, doubtful cells marked; the sentence of the current one stands below."""

    keep_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts = _caption(self, "strong")
        self.left_out = _caption(self)
        self.only = named("only_problems", QCheckBox("Chỉ &dòng có vấn đề", self))
        self.following = named("action_next_problem", QPushButton("Ô cần xem &tiếp theo", self))
        self.following.setProperty("role", "link")
        self.table = PreviewTable(self)
        self.told = _caption(self, "problem_ask")
        self.keep = named("keep_unreadable", QCheckBox("&Giữ chữ chưa đọc được để sửa sau", self))
        self.keep.setChecked(True)
        self.keep.setToolTip(
            "Các ô này phải sửa xong thì báo cáo mới nộp được. Bỏ chọn thì không nhập những dòng đó."
        )
        line = QHBoxLayout()
        line.addWidget(self.only)
        line.addWidget(self.following)
        line.addStretch(1)
        line.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.counts)
        layout.addWidget(self.left_out)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        self.told.setMinimumHeight(2 * self.told.fontMetrics().height())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.only.toggled.connect(self.table.show_only_problems)
        self.following.clicked.connect(self._follow)
        self.keep.toggled.connect(self.keep_changed)
        self.table.selectionModel().currentChanged.connect(lambda now, before: self._tell())
        self.table.preview.modelReset.connect(self._tell)

    def _follow(self) -> None:
        if self.table.next_problem():
            self.table.setFocus()

    def _tell(self) -> None:
        index = self.table.currentIndex()
        inside = index.isValid() and index.row() < self.table.preview.rowCount()
        problem = self.table.preview.cell(index.row(), index.column()).problem if inside else None
        self.told.setText(" ".join(filter(None, [f"{problem.place}:" if problem.place else "", problem.message]))
                          if problem else "")  # fmt: skip
        theme.assign(self.told, "role", f"problem_{problem.severity}" if problem else "problem_ask")

    def show_preview(self, preview: old_lists.Preview) -> None:
        """The lines of an old list."""
        columns = [
            PreviewColumn("Dòng này"),
            *(PreviewColumn(h.label, h.unit, h.is_number) for h in preview.heads),
        ]
        rows = [
            [
                PreviewCell(old_lists.STATE_WORDS[line.state]),
                *(PreviewCell(text, told) for text, told in line.cells),
            ]
            for line in preview.lines
        ]
        self.table.put(columns, rows, [str(line.row + 1) for line in preview.lines])
        words = {"new": "mới", "update": "cập nhật", "same": "không đổi", "refused": "không nhập"}
        told = ", ".join(f"{n} {words[state]}" for state in words if (n := preview.count(state)))
        doubtful = f"{preview.doubtful} ô cần xem lại" if preview.doubtful else "không có ô nào phải xem lại"
        self.counts.setText(f"{len(preview.lines)} dòng: {told}; {doubtful}.")
        self.left_out.setText(skipped_words(preview.skipped))
        self.left_out.setVisible(bool(self.left_out.text()))

    def show_filled(self, filled: entry.Filled) -> None:
        """A template of the program: its problems, each with its cell."""
        columns = [PreviewColumn("Ô"), PreviewColumn("Bản ghi"), PreviewColumn("Cần xem lại")]
        rows = [
            [PreviewCell(told.place), PreviewCell(told.record), PreviewCell(told.message, told)]
            for told in filled.problems
        ]
        self.table.put(columns, rows)
        doubtful = f"{len(rows)} chỗ cần xem lại" if rows else "không có chỗ nào phải xem lại"
        self.counts.setText(f"Biểu mẫu “{filled.form.title}”: {filled.records} bản ghi; {doubtful}.")
        self.left_out.hide()
