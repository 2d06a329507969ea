"""Reports: official forms as they will be printed, sheets to fill in, and what was submitted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
)

from base.errors import AppError
from base.progress import Progress
from base.text import search_key
from consolidation.table import Book, Table
from forms.spec import NumberBase
from office.agenda import periods
from office.entering import filling
from office.figures import reporting
from office.office import Office
from office.receiving import contents
from office.sending import submitting
from ui import dialogs, drives, moments, theme
from ui.jobs import Job
from ui.keys import bind
from ui.pages.page import Hints, Page
from ui.session import Session
from ui.widgets.cards import Card, button, words
from ui.widgets.empty import Empty
from ui.widgets.figures.as_of import AsOfBox
from ui.widgets.form_sheet import FormSheet
from ui.widgets.rows import Cell, Column, RowsTable

_FIELDS = (
    Column("Nội dung"),
    Column("Đơn vị tính", "triệu đồng/tháng", spare=1),
    Column("Bắt buộc", "Bắt buộc"),
)
_FORMS = (
    Column("Biểu"),
    Column("Tình trạng", "Không phát sinh"),
    Column("Số bản ghi", "12.345", is_number=True),
)
_STATES = {"open": ("none", "Chưa nhập"), "filled": ("ok", "Có số liệu"), "nil": ("ok", "Không phát sinh")}
_PLACE = Qt.ItemDataRole.UserRole
_NARROW, _LIST = 900, 150


@dataclass(frozen=True, slots=True)
class _Choice:
    """A line of the list: a layout, a form to fill in, or a version that was submitted (its hash)."""

    kind: Literal["layout", "template", "version"]
    key: str
    title: str


class ReportsPage(Page):
    """The list at the left; at the right the sheets of what is chosen."""

    KEY: ClassVar[str] = "reports"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.book: Book | None = None
        self._chosen: _Choice | None = None
        self.list = QListWidget()
        self.list.setObjectName("table_reports")
        self.list.setAccessibleName("Biểu, báo cáo")
        self.list.setProperty("role", "flush")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.title = words("", "block", wrap=True)
        self.tabs = QTabBar()
        self.tabs.setObjectName("sheets")
        self.tabs.setAccessibleName("Các trang của báo cáo")
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setDrawBase(False)
        self.sheet = FormSheet()
        self.details = RowsTable("contents", "Nội dung", _FIELDS)
        self.empty = Empty()
        self.stack = QStackedWidget()
        self.as_of = AsOfBox()
        self.as_of.activated.connect(lambda _: self._show_again())
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.tabs.currentChanged.connect(self._show_sheet)
        bind(self, {"Ctrl+E": self.export, "Ctrl+P": self.print})

    def _lay_out(self) -> None:
        self.print_button = button("&In…", "print", self.print, icon="print")
        self.pdf_button = button("Lưu &PDF…", "pdf", self.save_pdf)
        self.export_button = button(
            "&Xuất Excel…", "export", self.export, role="primary", icon="arrow_download"
        )
        self.head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.head.setSpacing(8)
        self.head.addWidget(self.title, 1)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.as_of)
        for act in (self.print_button, self.pdf_button, self.export_button):
            tools.addWidget(act)
        self.head.addLayout(tools)
        left = Card(margins=(1, 6, 1, 6))
        left.column.addWidget(self.list)
        shown = Card(margins=(0, 0, 0, 0))
        shown.setProperty("role", "")
        shown.column.setSpacing(4)
        shown.column.addWidget(self.tabs)
        shown.column.addWidget(self.sheet, 1)
        other = Card(margins=(1, 1, 1, 1))
        other.column.addWidget(self.details)
        for pane in (shown, other, self.empty):
            self.stack.addWidget(pane)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(self.head)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(left, 5)
        row.addLayout(right, 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the list keeps its own, and the title stands above what can be done."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.head.setDirection(way)
        self.list.setMinimumWidth(theme.px(_LIST))

    def hints(self) -> Hints:
        return [
            ("Mũi tên", "chọn biểu"),
            ("Ctrl+E", "xuất Excel"),
            ("Ctrl+P", "in"),
            ("Tab", "sang trang biểu"),
        ]

    # the list

    def refresh(self) -> None:
        """What there is in this period; the choice stays if it is still there."""
        before = self._chosen
        self._chosen = None
        self.list.blockSignals(True)
        self.list.clear()
        for heading, choices in self._choices().items():
            if choices:
                title = QListWidgetItem(heading)
                title.setFlags(Qt.ItemFlag.NoItemFlags)
                title.setFont(theme.font("caption"))
                self.list.addItem(title)
            for choice in choices:
                item = QListWidgetItem(choice.title)
                item.setData(_PLACE, choice)
                item.setToolTip(choice.title)
                self.list.addItem(item)
        self.list.blockSignals(False)
        rows = [n for n in range(self.list.count()) if self._at(n) is not None]
        again = [n for n in rows if before and self._at(n) == before]
        self.list.setCurrentRow((again or rows)[0])
        if self._chosen is None:
            self._show_chosen()

    def _choices(self) -> dict[str, list[_Choice]]:
        office, period = self.session.office, self.session.period
        begun = periods.is_open(office, period)
        forms = office.own_forms(period) if begun else ()
        return {
            "Biểu tổng hợp": [_Choice("layout", k, t) for k, t in sorted(reporting.layouts(office).items())],
            "Mẫu Excel để điền": [_Choice("template", form.key, form.title) for form in forms],
            "Báo cáo đã nộp": [
                _Choice("version", one.hash, f"Bản số {one.version}, {moments.short(one.at)}")
                for one in submitting.versions(office, period)
            ],
        }

    def _at(self, row: int) -> _Choice | None:
        choice = self.list.item(row).data(_PLACE)
        return choice if isinstance(choice, _Choice) else None

    def _show_chosen(self) -> None:
        row = self.list.currentRow()
        choice = self._at(row) if row >= 0 else None
        if choice is None or choice == self._chosen:
            return
        self._chosen, self.book = choice, None
        self.as_of.setVisible(choice.kind == "layout")
        self.title.setText(choice.title)
        {"layout": self._show_layout, "template": self._show_template, "version": self._show_version}[
            choice.kind
        ](choice.key)

    # what is chosen

    def _show_again(self) -> None:
        """The same report, on other units."""
        if self._chosen is not None and self._chosen.kind == "layout":
            self.book = None
            self._show_layout(self._chosen.key)

    def _show_layout(self, key: str) -> None:
        session, chosen, as_of = self.session, self._chosen, self.as_of.chosen
        office, period = session.office, session.period
        self._say("Đang lập biểu…")

        def work(own: Office, progress: Progress) -> Book:
            progress.step(0, 1, "Lập biểu")
            return reporting.book(own, period, key, as_of=as_of)

        def done(book: Book) -> None:
            asked = chosen == self._chosen and as_of == self.as_of.chosen
            if asked and session.is_open and session.office is office:
                self._show_book(book)

        def refused(refusal: AppError) -> None:
            if chosen == self._chosen and as_of == self.as_of.chosen:
                self._say(str(refusal))

        session.jobs.run(office, Job("Lập biểu", work, done, refused=refused))

    def _show_book(self, book: Book) -> None:
        self.book = book
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for table in book.tables:
            self.tabs.addTab(table.name.replace("&", "&&"))
        self.tabs.blockSignals(False)
        self.stack.setCurrentIndex(0)
        self._wake(export=True, printing=True)
        self._show_sheet(0)

    def _show_sheet(self, number: int) -> None:
        if self.book is not None and 0 <= number < len(self.book.tables):
            self.sheet.show_table(self.book.tables[number])

    def _show_template(self, key: str) -> None:
        form = self.session.office.form(key, self.session.period)
        rows = [
            (
                Cell(field.label),
                Cell(field.unit if isinstance(field, NumberBase) else ""),
                Cell("Bắt buộc" if field.required else ""),
            )
            for field in form.stored
        ]
        self.details.rows.put_columns(_FIELDS, rows)
        self.stack.setCurrentIndex(1)
        self._wake(export=True, printing=False)

    def _show_version(self, digest: str) -> None:
        rows = []
        for one in contents.forms_of(self.session.office, digest):
            state, word = _STATES[one.state]
            records = str(one.records) if one.records else ""
            rows.append((Cell(f"{one.title} – {one.unit_name}"), Cell(word, state), Cell(records)))
        self.details.rows.put_columns(_FORMS, rows)
        self.stack.setCurrentIndex(1)
        newest = submitting.versions(self.session.office, self.session.period)[0].hash == digest
        again = newest and self.session.closed
        why = "" if again else "Chỉ ghi lại được tệp của bản mới nhất, khi báo cáo đã nộp và chưa mở lại."
        self._wake(export=again, printing=False, why=why)

    def _say(self, sentence: str) -> None:
        self.empty.say(sentence)
        self.stack.setCurrentIndex(2)
        self._wake(export=False, printing=False)

    def _wake(self, *, export: bool, printing: bool, why: str = "") -> None:
        self.export_button.setEnabled(export)
        self.export_button.setToolTip(why)
        for act in (self.print_button, self.pdf_button):
            act.setEnabled(printing)
            act.setToolTip("" if printing else "Chọn một biểu tổng hợp để in.")

    # acts

    def export(self) -> None:
        """Write what is shown: the workbook, the sheet to fill in, or the submission once more."""
        session, choice, book = self.session, self._chosen, self.book
        if choice is None or not self.export_button.isEnabled():
            return
        path = dialogs.save_file(self, "Xuất Excel", drives.start() / self._name(".xlsx"), dialogs.WORKBOOKS)
        if path is None:
            return
        period = session.period

        def work(own: Office, progress: Progress) -> Path:
            progress.step(0, 1, "Xuất Excel")
            if choice.kind == "template":
                filling.template(own, period, choice.key, path)
            elif choice.kind == "version":
                submitting.submit(own, period, path)
            elif book is not None:
                reporting.write(book, path)
            return path

        session.jobs.run(session.office, Job("Xuất Excel", work, self._written))

    def _name(self, suffix: str) -> str:
        session = self.session
        unit = session.office.unit_in(session.period)
        key = self._chosen.key if self._chosen and self._chosen.kind != "version" else "bao-cao"
        return f"{unit.code}-{search_key(key).replace(' ', '-')}-{session.period.label}{suffix}"

    def _written(self, path: Path) -> None:
        if self._chosen is not None:
            self.title.setText(f"{self._chosen.title}: đã ghi {path.name}")

    def _sheets(self) -> list[Table]:
        return list(self.book.tables) if self.book is not None else []

    def print(self) -> None:
        """Print all sheets of the report on A4."""
        from PySide6.QtPrintSupport import QPrinter

        from ui import printing

        if self.book is None or not self.print_button.isEnabled():
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printing.set_up(printer)
        if not dialogs.choose_printer(self, printer):
            return
        book, tables = self.book, self._sheets()

        def work(own: Office, progress: Progress) -> int:
            return printing.paint(printer, book, tables, lambda n, total: progress.step(n, total, "In biểu"))

        def done(pages: int) -> None:
            self.title.setText(
                f"{self._chosen.title}: đã gửi {pages} trang tới máy in" if self._chosen else ""
            )

        self.session.jobs.run(self.session.office, Job("In biểu", work, done))

    def save_pdf(self) -> None:
        """The same pages as a PDF."""
        from ui import printing

        if self.book is None or not self.pdf_button.isEnabled():
            return
        path = dialogs.save_file(self, "Lưu PDF", drives.start() / self._name(".pdf"), dialogs.DOCUMENTS)
        if path is None:
            return
        book, tables = self.book, self._sheets()

        def work(own: Office, progress: Progress) -> Path:
            content = printing.pdf(book, tables, lambda n, total: progress.step(n, total, "Lưu PDF"))
            reporting.save(content, path)
            return path

        self.session.jobs.run(self.session.office, Job("Lưu PDF", work, self._written))
