"""All forms by topic: which edition is in force, whose it is, whether it is used; those that are being drawn first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from base.text import search_key
from forms.spec import Form
from office.declaring.drafts import Listed
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.rows import Cell, Column, RowsTable

_COLUMNS = (
    Column("Biểu"),
    Column("Phiên bản", "2020-12-31", spare=3),
    Column("Hiệu lực", "88/88/8888 – 88/88/8888", spare=2),
    Column("Nguồn", "Nhận từ tệp"),
    Column("Sử dụng", "Chưa có số liệu", spare=1),
)
_WHOSE = {"program": "Chương trình", "office": "Đơn vị", "travelled": "Nhận từ tệp"}
_NOT_OWN = "Chỉ sửa được biểu của đơn vị. Biểu này chỉ xem được."


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list; `listed` is None for a draft."""

    form: Form
    listed: Listed | None

    @property
    def is_own(self) -> bool:
        """Whether the office may change it."""
        return self.listed is None or self.listed.whose == "office"


class ListPane(QWidget):
    """Enter opens: what is the office's own to be drawn, the rest to be looked at."""

    add_asked = Signal()
    edit_asked = Signal(object)
    """A Line."""
    edition_asked = Signal(object)
    view_asked = Signal(object)
    discard_asked = Signal(object)
    lists_asked = Signal()
    pack_asked = Signal()
    unpack_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line | None] = []
        """Row by row; None for a heading."""
        self._all: list[Line] = []
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setAccessibleName("Tìm biểu")
        self.search.setPlaceholderText("Tìm theo tên biểu, gõ không dấu cũng được")
        self.search.setClearButtonEnabled(True)
        self.table = RowsTable("forms", "Các biểu mẫu", _COLUMNS)
        self.said = words("", "muted", wrap=True)
        self._make_buttons()
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._list())
        self.table.moved.connect(lambda _: self._wake())
        self.table.opened.connect(lambda _: self.open())

    def _make_buttons(self) -> None:
        self.add_button = button("&Tạo biểu", "add", self.add_asked.emit, role="primary", icon="add")
        self.lists_button = button("&Danh mục", "lists", self.lists_asked.emit)
        self.pack_button = button("&Lập gói cấu hình", "pack", self.pack_asked.emit)
        self.unpack_button = button(
            "&Nhận gói cấu hình", "unpack", self.unpack_asked.emit, icon="arrow_import"
        )
        self.view_button = button("&Xem", "view", lambda: self._ask(self.view_asked))
        self.edit_button = button("&Sửa", "edit", lambda: self._ask(self.edit_asked))
        self.edition_button = button(
            "Tạo &phiên bản mới", "new_edition", lambda: self._ask(self.edition_asked)
        )
        self.discard_button = button(
            "&Bỏ bản thảo", "discard", lambda: self._ask(self.discard_asked), role="link"
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        for act in (self.lists_button, self.pack_button, self.unpack_button, self.add_button):
            top.addWidget(act)
        card = Card(margins=(1, 1, 1, 1))
        card.column.setSpacing(0)
        card.column.addWidget(self.table, 1)
        acts = (self.discard_button, self.view_button, self.edition_button, self.edit_button)
        card.column.addWidget(foot(self.said, *acts))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(card, 1)

    def show_forms(self, forms: list[Listed], drawn: list[Form]) -> None:
        """These forms and drafts; the choice stays."""
        before = self.line
        self._all = [*(Line(form, None) for form in drawn), *(Line(one.form, one) for one in forms)]
        self._list()
        if before is not None:
            self.choose(before.form.name)

    def choose(self, name: str) -> None:
        """Make the form of that `key@edition` the chosen one."""
        for row, line in enumerate(self.lines):
            if line is not None and line.form.name == name:
                self.table.choose(row)
                return

    def say(self, sentence: str) -> None:
        """A sentence beside the buttons below."""
        self.said.setText(sentence)

    @property
    def line(self) -> Line | None:
        """The form that is chosen."""
        row = self.table.row
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _list(self) -> None:
        wanted = search_key(self.search.text()).split()
        rows: list[list[Cell]] = []
        self.lines, heading = [], ""
        for line in self._all:
            if not all(word in search_key(line.form.title) for word in wanted):
                continue
            topic = "Bản thảo" if line.listed is None else line.form.topic or "Biểu khác"
            if topic != heading:
                heading = topic
                self.lines.append(None)
                rows.append([Cell(topic, bold=True)])
            self.lines.append(line)
            rows.append(_cells(line))
        self.table.rows.put(rows)
        self.table.choose(next((n for n, line in enumerate(self.lines) if line is not None), -1))
        none = f"Không tìm thấy “{self.search.text().strip()}”. Bỏ bớt chữ hoặc xóa ô tìm."
        self.say("" if rows else none)
        self._wake()

    def _wake(self) -> None:
        line = self.line
        own = line is not None and line.is_own
        draft = line is not None and line.listed is None
        why = "" if own else "Chọn một biểu trước." if line is None else _NOT_OWN
        self.view_button.setEnabled(line is not None and not draft)
        self.view_button.setToolTip("" if line is not None else "Chọn một biểu trước.")
        for act in (self.edit_button, self.edition_button):
            act.setEnabled(own)
            act.setToolTip(why)
        self.edition_button.setVisible(not draft)
        self.view_button.setVisible(not draft)
        self.discard_button.setVisible(draft)

    def open(self) -> None:
        """Enter on a line: draw it, or look at it."""
        line = self.line
        if line is not None:
            (self.edit_asked if line.is_own else self.view_asked).emit(line)

    def _ask(self, signal: object) -> None:
        if self.line is not None:
            signal.emit(self.line)  # type: ignore[attr-defined]  # a bound Signal


def _cells(line: Line) -> list[Cell]:
    form, listed = line.form, line.listed
    whose = "Đơn vị" if listed is None else _WHOSE[listed.whose]
    used = (
        ("Bản thảo", "draft")
        if listed is None
        else ("Đã có số liệu", "ok")
        if listed.used
        else ("Chưa có số liệu", "")
    )
    return [
        Cell(form.title, tip=f"{form.title}\n{form.citation()}"),
        Cell(form.edition),
        Cell(f"{_day(form.valid_from)} – {_day(form.valid_to) or 'nay'}"),
        Cell(whose),
        Cell(used[0], used[1]),
    ]


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
