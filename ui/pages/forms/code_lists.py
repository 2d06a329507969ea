"""Code lists: their codes and dates, and a new edition of one from a workbook, seen before it is saved."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError, Problem
from base.text import nfc, search_key, sort_key, tidy
from forms.bind import code_lists
from forms.spec import CodeList, Date, ListedCode
from office.declaring import lists
from office.declaring.designing import key_from
from ui import dialogs, theme
from ui.session import Session
from ui.widgets.boxes.plain import Box, DateBox
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.elided import Elided
from ui.widgets.rows import Cell, Column, RowsTable

_LISTS = (
    Column("Danh mục"),
    Column("Số mã", "1.234", is_number=True),
    Column("Nguồn", "Chương trình", spare=1),
)
_CODES = (
    Column("Mã", "electronics"),
    Column("Tên"),
    Column("Từ ngày", "88/88/8888", spare=1),
    Column("Đến ngày", "88/88/8888", spare=2),
)
_CHANGES = (Column("Thay đổi", "Ngừng dùng"), Column("Mã", "electronics"), Column("Tên"))
_DAY = Date(key="on", label="Áp dụng từ ngày")


class ListsPane(QWidget):
    """The lists at the left; at the right the codes of one, or what a workbook would make of it."""

    left = Signal()
    saved = Signal(str)
    """The title of a list that was written."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.lists: list[CodeList] = []
        self._entries: list[ListedCode] = []
        self._old: CodeList | None = None
        self._file = ""
        self.table = RowsTable("lists", "Các danh mục", _LISTS)
        self.codes = RowsTable("codes", "Các mã của danh mục", _CODES)
        self.changes = RowsTable("changes", "Thay đổi của danh mục", _CHANGES)
        self.title, self.about = Elided("", "block"), Elided("", "caption")
        self.name = Box("list_title", "Tên danh mục")
        self.on = DateBox("on", "Áp dụng từ ngày")
        self.on.setMinimumWidth(theme.px(116))
        self.told = words("", "problem_stop", wrap=True)
        self.sum = words("", "muted", wrap=True)
        self._make_buttons()
        self.stack = QStackedWidget()
        for pane in (self._shown(), self._preview()):
            self.stack.addWidget(pane)
        self._lay_out()
        self.table.moved.connect(lambda _: self._show_codes())
        for box in (self.on, self.name):
            box.textChanged.connect(lambda _: self._compare())
        self.on.stepped.connect(lambda _: self.save_button.setFocus())
        self.name.stepped.connect(lambda _: self.on.setFocus())

    def _make_buttons(self) -> None:
        self.to_list = button("&Danh sách biểu", "list", self.left.emit, icon="arrow_left")
        self.new_button = button("Danh mục &mới từ Excel…", "new_list", lambda: self.choose_file(new=True))
        self.replace_button = button(
            "&Thay bằng danh mục từ Excel…", "supersede", lambda: self.choose_file(new=False), role="primary"
        )
        self.save_button = button("&Lưu danh mục", "save_list", self.save, role="primary", icon="save")
        self.cancel_button = button("T&hôi", "cancel", self._show_codes)

    def _shown(self) -> QWidget:
        card = Card(margins=(1, 8, 1, 1))
        for label in (self.title, self.about):
            label.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
            card.column.addWidget(label)
        card.column.addWidget(self.codes, 1)
        card.column.addWidget(
            foot(words("Mã cũ luôn đọc được ở các kỳ đã nhập.", "caption", wrap=True), self.replace_button)
        )
        return card

    def _preview(self) -> QWidget:
        card = Card(margins=(1, 8, 1, 1))
        asked = QHBoxLayout()
        asked.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        asked.setSpacing(8)
        for text, box, share in (("Tên danh mục", self.name, 2), ("Áp dụng từ ngày", self.on, 1)):
            label = words(text, "muted")
            label.setBuddy(box)
            asked.addWidget(label)
            asked.addWidget(box, share)
        card.column.addLayout(asked)
        for label in (self.told, self.sum):
            label.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
            card.column.addWidget(label)
        card.column.addWidget(self.changes, 1)
        card.column.addWidget(foot(words("", wrap=True), self.cancel_button, self.save_button))
        return card

    def _lay_out(self) -> None:
        left = Card(margins=(1, 1, 1, 1))
        left.column.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(left, 2)
        row.addWidget(self.stack, 3)
        head = QHBoxLayout()
        head.addWidget(self.to_list)
        head.addStretch(1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(row, 1)

    # showing

    def refresh(self, title: str = "") -> None:
        """The lists as they are now; `title`: the one to show."""
        office = self.session.office
        found = lists.lists(office)
        shipped = code_lists()
        before = self.chosen
        self.lists = sorted(found.values(), key=lambda one: sort_key(one.title))
        self.table.rows.put([_list_cells(one, own=shipped.get(one.key) is not one) for one in self.lists])
        wanted = [
            n for n, one in enumerate(self.lists) if one.title == title or (before and one.key == before.key)
        ]
        self.table.choose(wanted[0] if wanted else 0)
        self._show_codes()

    @property
    def chosen(self) -> CodeList | None:
        """The list that is shown."""
        return self.lists[self.table.row] if 0 <= self.table.row < len(self.lists) else None

    def _show_codes(self) -> None:
        self._entries, self._old = [], None
        self.stack.setCurrentIndex(0)
        listed = self.chosen
        self.replace_button.setEnabled(listed is not None)
        if listed is None:
            return
        self.title.setText(listed.title)
        self.about.setText(listed.legal_ref)
        self.about.setVisible(bool(listed.legal_ref))
        self.codes.rows.put(
            [
                [Cell(e.code), Cell(e.name), Cell(_day(e.valid_from)), Cell(_day(e.valid_to))]
                for e in listed.code
            ]
        )

    # another edition

    def choose_file(self, *, new: bool) -> None:
        """Read a workbook and show what it would change; nothing is written yet."""
        title = "Danh mục mới từ Excel" if new else "Thay bằng danh mục từ Excel"
        path = dialogs.open_file(self, title, dialogs.LISTS)
        if path is None:
            return
        try:
            entries = lists.read_workbook(path)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self._begin(path, entries, self._empty(path) if new else self.chosen)

    def _empty(self, path: Path) -> CodeList:
        stem = tidy(nfc(path.stem))
        title = stem[:1].upper() + stem[1:]
        taken = {one.key for one in self.lists}
        return CodeList(key=key_from(title, taken), title=title, code=())

    def _begin(self, path: Path, entries: list[ListedCode], old: CodeList | None) -> None:
        if old is None:
            return
        period = self.session.period
        self._entries, self._old, self._file = entries, old, path.name
        self.name.fill(old.title)
        last = self.session.office.dates(period)[1]
        self.on.fill(_day(last + timedelta(days=1) if old.code else date(last.year, 1, 1)))
        self.stack.setCurrentIndex(1)
        self._compare()
        self.on.setFocus()

    def _superseding(self) -> lists.Superseding | None:
        read = _DAY.read(self.on.answer())
        if self._old is None or isinstance(read, Problem) or read.value is None:
            return None
        on = date.fromisoformat(str(read.value))
        return lists.superseding(self._old, self._entries, on=on, title=tidy(nfc(self.name.text())))

    def _compare(self) -> None:
        """What becomes of the list by the day that is typed."""
        found = self._superseding()
        read = _DAY.read(self.on.answer())
        wrong = read.message if isinstance(read, Problem) else "" if found else "Hãy ghi ngày áp dụng."
        self.told.setText(wrong)
        self.told.setVisible(bool(wrong))
        self.save_button.setEnabled(found is not None and not found.nothing)
        self.save_button.setToolTip("Tệp này giống danh mục đang dùng." if found and found.nothing else wrong)
        if found is None:
            return
        self.changes.rows.put(_change_rows(found))
        self.sum.setText(
            f"{self._file}: {len(found.began)} mã mới, {len(found.renamed)} mã đổi tên, "
            f"{len(found.ended)} mã ngừng dùng."
        )

    def save(self) -> None:
        """Write the list; the office works by it from now on."""
        found = self._superseding()
        if found is None or found.nothing:
            return
        if self._taken(found.listed):
            self.told.setText("Đã có danh mục khác cùng tên. Hãy đặt tên khác.")
            self.told.show()
            return
        try:
            lists.save(self.session.office, found.listed)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.saved.emit(found.listed.title)

    def _taken(self, listed: CodeList) -> bool:
        return any(
            one.key != listed.key and search_key(one.title) == search_key(listed.title) for one in self.lists
        ) and not (self._old and self._old.title == listed.title and self._old.code)


def _list_cells(listed: CodeList, *, own: bool) -> list[Cell]:
    count = f"{len(listed.code):,}".replace(",", ".")
    return [Cell(listed.title), Cell(count), Cell("Đơn vị" if own else "Chương trình")]


def _change_rows(found: lists.Superseding) -> list[list[Cell]]:
    rows = [[Cell("Mới", "ok"), Cell(e.code), Cell(e.name)] for e in found.began]
    rows += [
        [Cell("Đổi tên", "noted"), Cell(e.code), Cell(f"{e.name}  (trước: {before})")]
        for before, e in found.renamed
    ]
    return rows + [[Cell("Ngừng dùng", "ended"), Cell(e.code), Cell(e.name)] for e in found.ended]


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
