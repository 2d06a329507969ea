"""The questions of a first start, one a page; each says what is still wrong with its answer, "" when nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from base.errors import AppError
from office import beginning
from office.beginning import FirstPeriod
from office.people import People
from ui import dialogs, theme
from ui.widgets.cards import button, words


class Step(QWidget):
    """One question: what it asks, why, and the boxes for the answer."""

    NAME = ""
    QUESTION = ""
    WHY = ""
    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(words(self.QUESTION, "title", wrap=True))
        self.why = words(self.WHY, "muted", wrap=True)
        self.column.addWidget(self.why)

    def begin(self) -> None:
        """The page is shown: put the cursor where the answer goes."""

    def missing(self) -> str:
        """What still has to be answered before the next page."""
        return ""

    def next_box(self) -> bool:
        """Enter inside the page: to its next box, False after the last."""
        return False

    def fit(self, *, low: bool) -> None:
        """Less words where the window is low."""
        self.why.setVisible(not low)


def labelled(form: QFormLayout, label: str, box: QWidget, name: str) -> None:
    """A box under its name, with the label above it."""
    box.setObjectName(name)
    box.setAccessibleName(label.replace("&", ""))
    form.addRow(label, box)


class PeopleStep(Step):
    """The names under the reports; none of them is needed now."""

    NAME = "Người nhập"
    QUESTION = "Ai nhập và ai ký báo cáo?"
    WHY = "Tên in ở chân báo cáo và ghi trong nhật ký. Có thể để trống, sửa sau trong Cài đặt."

    def __init__(self) -> None:
        super().__init__()
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.officer, self.room, self.head, self.head_title = (QLineEdit() for _ in range(4))
        labelled(form, "&Họ tên người nhập", self.officer, "officer")
        labelled(form, "&Phòng, bộ phận", self.room, "room")
        labelled(form, "Người &ký báo cáo", self.head, "head")
        labelled(form, "&Chức vụ người ký", self.head_title, "head_title")
        self.room.setPlaceholderText("Ví dụ: Phòng Kinh tế")
        self.head_title.setPlaceholderText("Ví dụ: Chủ tịch")
        self.column.addLayout(form)
        self.column.addStretch(1)

    def begin(self) -> None:
        self.officer.setFocus()

    def next_box(self) -> bool:
        boxes = [self.officer, self.room, self.head, self.head_title]
        focused = next((n for n, box in enumerate(boxes) if box.hasFocus()), len(boxes))
        if focused + 1 >= len(boxes):
            return False
        boxes[focused + 1].setFocus()
        return True

    @property
    def people(self) -> People:
        """The names as typed."""
        return People(
            officer=self.officer.text(),
            head=self.head.text(),
            head_title=self.head_title.text(),
            room=self.room.text(),
        )


class PlaceStep(Step):
    """Where the data file lives: in the user's own folder, no rights of an administrator needed."""

    NAME = "Nơi lưu"
    QUESTION = "Lưu dữ liệu ở đâu?"
    WHY = "Mọi số liệu nằm trong một tệp. Sao lưu là chép tệp này ra ổ USB."

    def __init__(self) -> None:
        super().__init__()
        self._suggested = ""
        self.path = QLineEdit()
        self.path.setObjectName("path")
        self.path.setAccessibleName("Tệp dữ liệu")
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(button("&Chọn nơi khác…", "choose_place", self._choose, icon="folder_open"))
        label = words("&Tệp dữ liệu", "muted")
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.path)
        self.trouble = words("", "problem_stop", wrap=True)
        self.column.addWidget(label)
        self.column.addLayout(row)
        self.column.addWidget(self.trouble)
        self.column.addWidget(words("Không cần quyền quản trị máy tính.", "caption"))
        self.column.addStretch(1)
        self.path.textChanged.connect(lambda _: self._tell())

    def suggest(self, path: Path) -> None:
        """The usual place of this unit's file, unless a person chose another."""
        if self.path.text() in ("", self._suggested):
            self._suggested = str(path)
            self.path.setText(self._suggested)

    def begin(self) -> None:
        self.path.setFocus()
        self._tell()

    def missing(self) -> str:
        if not self.path.text().strip():
            return "Chọn nơi lưu tệp dữ liệu."
        try:
            beginning.refuse_place(self.chosen)
        except AppError as refusal:
            return str(refusal)
        return ""

    @property
    def chosen(self) -> Path:
        """The file, with its ending."""
        path = Path(self.path.text().strip()).expanduser()
        return path if path.suffix or not path.name else path.with_suffix(".sct")

    def _tell(self) -> None:
        told = self.missing()
        self.trouble.setText(told)
        theme.assign(self.path, "trouble", "stop" if told else "")
        self.answered.emit()

    def _choose(self) -> None:
        path = dialogs.save_file(self, "Nơi lưu tệp dữ liệu", self.chosen, dialogs.DATA_FILES)
        if path is not None:
            self.path.setText(str(path))


class PeriodStep(Step):
    """The period to open first, and what has to be reported for it."""

    NAME = "Kỳ đầu tiên"
    QUESTION = "Báo cáo kỳ nào trước?"
    WHY = "Kỳ khác mở sau bất cứ lúc nào, ở thanh trên cùng."

    def __init__(self) -> None:
        super().__init__()
        self.periods: Sequence[FirstPeriod] = ()
        self.listed = QListWidget()
        self.listed.setObjectName("period")
        self.listed.setAccessibleName("Kỳ báo cáo")
        self.told = words("", "muted", wrap=True)
        self.column.addWidget(self.listed, 1)
        self.column.addWidget(self.told)
        self.listed.currentRowChanged.connect(lambda _: self._tell())

    def offer(self, periods: Sequence[FirstPeriod]) -> None:
        """The periods of this unit's time."""
        if [one.period for one in periods] == [one.period for one in self.periods]:
            return
        self.periods = periods
        self.listed.clear()
        for one in periods:
            due = f"  –  hạn {one.due:%d/%m/%Y}{', đã qua' if one.overdue else ''}" if one.due else ""
            text = one.period.in_words()
            self.listed.addItem(f"{text[:1].upper()}{text[1:]}{due}")
        self.listed.addItem("Chưa mở kỳ nào")
        self.listed.setCurrentRow(0)

    def begin(self) -> None:
        self.listed.setFocus()

    @property
    def chosen(self) -> FirstPeriod | None:
        """The period, None when none is to be opened now."""
        row = self.listed.currentRow()
        return self.periods[row] if 0 <= row < len(self.periods) else None

    def _tell(self) -> None:
        chosen = self.chosen
        told = "Mở kỳ báo cáo sau, ở Trang chính."
        if chosen is not None:
            told = dialogs.forms_told(chosen.forms, chosen.gathered)
        self.told.setText(told)
        self.answered.emit()
