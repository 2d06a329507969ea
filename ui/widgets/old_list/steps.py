"""Taking an old list: which file and sheet, and what would come in; the step between is in old_list_match."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from base import numbers
from office.entering import filling, old_lists
from office.entering.old_lists import Sheet
from ui import theme
from ui.widgets.elided import Elided
from ui.widgets.old_list.preview import PreviewCell, PreviewColumn, PreviewTable

W = TypeVar("W", bound=QWidget)


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


def caption(parent: QWidget, role: str = "muted") -> QLabel:
    """Words over as many lines as they need."""
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
        self.sheet.setAccessibleName("Trang tính")
        self.found = caption(self)
        self.trouble = caption(self, "problem_stop")
        self.trouble.hide()
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addWidget(self.file, 1)
        self.which = QFormLayout()
        self.which.addRow("&Trang tính trong tệp", self.sheet)
        told = caption(self)
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
        self.which.setRowVisible(self.sheet, False)
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
        count = f"{head}; {numbers.show(len(sheet.lines))} dòng có nội dung."
        self.found.setText(" ".join(filter(None, [count + units, skipped_words(sheet.skipped)])))
        self.trouble.hide()

    def show_trouble(self, sentence: str) -> None:
        """The file cannot be taken."""
        self.found.clear()
        self.trouble.setText(sentence)
        self.trouble.show()


class LookThrough(QWidget):
    """What would be kept, doubtful cells marked; the sentence of the current one stands below."""

    keep_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts = caption(self, "strong")
        self.left_out = caption(self)
        self.only = named("only_problems", QCheckBox("Chỉ &dòng có vấn đề", self))
        self.following = named("action_next_problem", QPushButton("Ô cần xem &tiếp theo", self))
        self.following.setProperty("role", "link")
        self.table = PreviewTable(self)
        self.told = caption(self, "problem_ask")
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
        told = ", ".join(
            f"{numbers.show(n)} {words[state]}" for state in words if (n := preview.count(state))
        )
        doubtful = (
            f"{numbers.show(preview.doubtful)} ô cần xem lại"
            if preview.doubtful
            else "không có ô nào phải xem lại"
        )
        self.counts.setText(f"{numbers.show(len(preview.lines))} dòng: {told}; {doubtful}.")
        self.left_out.setText(skipped_words(preview.skipped))
        self.left_out.setVisible(bool(self.left_out.text()))

    def show_filled(self, filled: filling.Filled) -> None:
        """A template of the program: its problems, each with its cell."""
        columns = [PreviewColumn("Ô"), PreviewColumn("Bản ghi"), PreviewColumn("Cần xem lại")]
        rows = [
            [PreviewCell(told.place), PreviewCell(told.record), PreviewCell(told.message, told)]
            for told in filled.problems
        ]
        self.table.put(columns, rows)
        doubtful = f"{numbers.show(len(rows))} chỗ cần xem lại" if rows else "không có chỗ nào phải xem lại"
        self.counts.setText(
            f"Biểu mẫu “{filled.form.title}”: {numbers.show(filled.records)} bản ghi; {doubtful}."
        )
        self.left_out.hide()
