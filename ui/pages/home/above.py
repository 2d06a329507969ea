"""Home of a district or a province: key figures, how the reports come in, who is to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from base import numbers
from consolidation.coverage import Completeness
from office.agenda.dashboard import Dashboard, Details, Headline, Headlines, Reminder
from office.agenda.home import Overview
from office.agenda.timeliness import FormLine
from ui import theme
from ui.pages.home.backup import BackupCard
from ui.session import Session
from ui.widgets.badge import Badge
from ui.widgets.cards import Card, button, clear, foot, holder, segments, words
from ui.widgets.elided import Elided
from ui.widgets.paper_code import PaperCode
from ui.widgets.rows import Cell, Column, RowsTable
from ui.widgets.statebar import StateBar

if TYPE_CHECKING:
    from office.agenda.chasing import Chased

FIGURES = 5
_DAYS_SHOWN = 7
_STATE = Column("Trạng thái", "Chưa nộp")
_REMIND = (Column("Đơn vị", "Thị trấn Châu Thành Đông"), _STATE, Column("Ghi chú", spare=1))
_REMIND_BARE = (Column("Đơn vị"), _STATE)
"""Without notes, where none of the units has one."""
_FORMS = (
    Column("Biểu"),
    Column("Hạn", "00/00/0000", spare=2),
    Column("Đã nộp", "100/100", is_number=True),
    Column("Đã duyệt", "100", is_number=True, spare=3),
    Column("Muộn", "100", is_number=True),
    Column("Chưa có số", "100", is_number=True, spare=1),
)
_OWED = {"empty": "ask", "incomplete": "ask", "preliminary": "ask", "estimate": "ask"}
"""Shapes of what is owed although a report came."""


class FigureCard(Card):
    """One key figure, its unit and its change."""

    def __init__(self) -> None:
        super().__init__(margins=(14, 8, 10, 8))
        self.column.setSpacing(0)
        self.label = Elided("", "muted")
        self.value = Elided("", "key")
        self.unit = words("", "muted")
        self.change = Elided("", "caption")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.value)
        row.addWidget(self.unit, 1, Qt.AlignmentFlag.AlignBottom)
        self.column.addWidget(self.label)
        self.column.addLayout(row)
        self.column.addWidget(self.change)

    def show_figure(self, told: Headline) -> None:
        """Exact figure as shown everywhere; why there is no change, where there is none."""
        self.label.setText(told.label)
        self.value.setText(told.value)
        self.unit.setText(told.unit)
        self.change.setText(f"{told.change} {told.basis}".strip())
        self.setAccessibleName(f"{told.label}: {told.value} {told.unit}, {told.change} {told.basis}")


class RemindCard(Card):
    """The units to be reminded, those sent back and the latest first."""

    copied = Signal()
    letter_wanted = Signal(str)
    """Code of the unit whose reminder is copied."""
    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Cần nhắc", margins=(0, 10, 0, 0))
        self._codes: list[str] = []
        self.head.setContentsMargins(16, 0, 8, 0)
        self.act = button("Chép danh sách", "copy_reminder", self.copied.emit, role="link", icon="copy")
        self.head.addWidget(self.act)
        self.table = RowsTable("remind", "Đơn vị cần nhắc", _REMIND)
        self.table.opened.connect(lambda _: self._want_letter())
        self.letter = button("Chép thư cho đơn vị", "copy_letter", self._want_letter, role="link")
        self.excel = button("Ghi Excel…", "chase", self.list_wanted.emit, role="link")
        self.foot = foot(None, self.letter, self.excel)
        self.none = words("Không còn đơn vị nào phải nhắc.", "muted", wrap=True)
        self.none.setContentsMargins(16, 4, 16, 12)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.none, 1)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.foot)

    def _want_letter(self) -> None:
        if 0 <= self.table.row < len(self._codes):
            self.letter_wanted.emit(self._codes[self.table.row])

    def show_rows(self, rows: Sequence[Reminder], came: Sequence[Chased] = ()) -> None:
        """Whom to remind: who has sent nothing, and of those that `came` who left something out."""
        noted = bool(came) or any(row.note for row in rows)
        cells = [
            (Cell(row.unit.name), Cell(theme.STATES[row.state].word, row.state), Cell(row.note))
            for row in rows
        ]
        cells += [
            (Cell(one.unit.name), Cell(_sentence(one.words), _OWED[one.state]), Cell("; ".join(one.missing)))
            for one in came
        ]
        self._codes = [*(row.unit.code for row in rows), *(one.unit.code for one in came)]
        self._put(_REMIND if noted else _REMIND_BARE, cells)

    def _put(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        chosen = max(0, self.table.row)
        longest = max((row[1].text for row in rows), key=len, default=_STATE.sample)
        shown = [replace(_STATE, sample=longest) if column is _STATE else column for column in columns]
        self.table.rows.put_columns(shown, rows)
        self.table.choose(min(chosen, len(rows) - 1))
        self.about.setText(f"{len(rows)} đơn vị" if rows else "")
        self.act.setVisible(bool(rows))
        self.table.setVisible(bool(rows))
        self.foot.setVisible(bool(rows))
        self.none.setVisible(not rows)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


class ArrivalsCard(Card):
    """States of all units, and how many reports came on which day against the deadline."""

    def __init__(self) -> None:
        super().__init__("Thu báo cáo")
        self.bar = StateBar()
        self.days = QGridLayout()
        self.days.setHorizontalSpacing(10)
        self.days.setVerticalSpacing(4)
        self.days.setColumnStretch(1, 1)
        self.days_title = words("Số báo cáo nhận theo ngày", "strong")
        self.column.addWidget(self.bar)
        self.column.addWidget(self.days_title)
        self.column.addLayout(self.days)
        self.timely = words("", "muted", wrap=True)
        self.forms = RowsTable("form_dues", "Tình hình nộp theo biểu", _FORMS)
        self.column.addWidget(self.timely)
        self.column.addWidget(self.forms, 1)
        self.timely.hide()

    def show_forms(self, lines: Sequence[FormLine], counts: Completeness) -> None:
        """Each form against its own deadline, and all reports against theirs."""
        told = [
            (counts.on_time, "đúng hạn"),
            (counts.late, "nộp muộn"),
            (counts.empty, "chưa có số liệu"),
            (counts.excluded, "không tổng hợp"),
        ]
        said = ", ".join(f"{number} {word}" for number, word in told if number)
        self.timely.setText(f"Trong số đã nộp: {said}.")
        self.timely.setVisible(bool(said))
        self.forms.rows.put([_form(line) for line in lines])

    def show_seen(self, seen: Dashboard) -> None:
        """The last days on which anything came; the deadline stands among them."""
        self.about.setText(f"{seen.came}/{seen.units} {seen.below} đã nộp")
        self.bar.set_counts(seen.states)
        clear(self.days)
        self.days_title.setText(
            "Số báo cáo nhận theo ngày" if seen.arrivals else "Chưa nhận báo cáo nào. Mở Nhận và duyệt."
        )
        lines = [(day, count) for day, count in seen.arrivals[-_DAYS_SHOWN:]]
        most = max((count for _, count in lines), default=1)
        row, told_due = 0, seen.due is None
        for day, count in lines:
            if not told_due and seen.due is not None and day > seen.due:
                row, told_due = self._due_line(row, seen), True
            self.days.addWidget(words(f"{day:%d/%m}", "caption"), row, 0)
            bar = QProgressBar(maximum=most, value=count, textVisible=False)
            bar.setAccessibleName(f"Ngày {day:%d/%m}: {count} báo cáo")
            self.days.addWidget(bar, row, 1)
            number = words(numbers.show(count), "strong")
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.days.addWidget(number, row, 2)
            row += 1
        if not told_due:
            self._due_line(row, seen)

    def _due_line(self, row: int, seen: Dashboard) -> int:
        assert seen.due is not None and seen.days_left is not None
        days = f"{numbers.show(abs(seen.days_left))} ngày"
        left = f"còn {days}" if seen.days_left >= 0 else f"quá hạn {days}"
        told = f"Hạn các {seen.below} nộp: {seen.due:%d/%m/%Y}, {left}"
        self.days.addWidget(words(told, "problem_ask", wrap=True), row, 0, 1, 3)
        return row + 1


def _form(line: FormLine) -> tuple[Cell, ...]:
    counts = line.counts
    whole = counts.expected and counts.reported == counts.expected
    return (
        Cell(line.form.title),
        Cell(f"{line.due:%d/%m/%Y}" if line.due else ""),
        Cell(f"{counts.reported}/{counts.expected}", bold=bool(whole)),
        Cell(numbers.show(counts.approved)),
        Cell(numbers.show(counts.late) if counts.late else ""),
        Cell(numbers.show(counts.empty) if counts.empty else ""),
    )


class AboveBody(QWidget):
    """Figures on top, arrivals and reminders below; where the window is narrow, one of three panes."""

    figures_wanted = Signal()
    reminder_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.badge = Badge("draft")
        self.basis = Elided("", "muted")
        self.cards = [FigureCard() for _ in range(FIGURES)]
        self.grid = QGridLayout()
        self.arrivals = ArrivalsCard()
        self.remind = RemindCard()
        self.remind.copied.connect(self.reminder_wanted)
        self.paper = PaperCode(session)
        self.backup = BackupCard()
        self._reminders: tuple[Reminder, ...] = ()
        self.panes = self._pane_buttons()
        self._narrow = False
        self._lay_out()

    def _pane_buttons(self) -> QWidget:
        row, self.segments = segments(("&Thu báo cáo", "Cần &nhắc", "&Số liệu"), self._show_pane)
        return row

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(words("Số liệu chính", "strong"))
        head.addWidget(self.badge)
        head.addWidget(self.basis, 1)
        head.addWidget(
            button("Mở Tổng hợp", "see_figures", self.figures_wanted.emit, role="link", icon="open")
        )
        self.grid.setSpacing(10)
        figures = QVBoxLayout()
        figures.setSpacing(6)
        figures.addLayout(head)
        figures.addLayout(self.grid)
        self.figures = holder(figures)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.remind, 1)
        right.addWidget(self.paper)
        right.addWidget(self.backup)
        self.right = holder(right)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.arrivals, 1)
        row.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.panes)
        column.addWidget(self.figures)
        column.addLayout(row, 1)
        self.fit(narrow=False, low=False)

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Make do with the room there is."""
        self._narrow = narrow or low
        self.panes.setVisible(self._narrow)
        across = 3 if self._narrow else FIGURES
        for n, card in enumerate(self.cards):
            self.grid.addWidget(card, n // across, n % across)
        for column in range(FIGURES):
            self.grid.setColumnStretch(column, 1 if column < across else 0)
        self._show_pane()

    def _show_pane(self) -> None:
        if not hasattr(self, "right"):
            return
        chosen = next((n for n, s in enumerate(self.segments) if s.isChecked()), 0)
        self.arrivals.setVisible(not self._narrow or chosen == 0)
        self.right.setVisible(not self._narrow or chosen == 1)
        self.figures.setVisible(not self._narrow or chosen == 2)

    def show_seen(self, own: Overview, seen: Dashboard) -> None:
        """What needs no adding up."""
        self.arrivals.show_seen(seen)
        self._reminders = seen.remind
        self.remind.show_rows(seen.remind)
        self.backup.show_backup(own.backup)
        self.segments[1].setText(f"Cần &nhắc ({len(seen.remind)})" if seen.remind else "Cần &nhắc")
        covered = seen.coverage
        whole = covered.complete
        self.badge.show_state(
            "ok" if whole else "draft", "Đủ" if whole else f"Chưa đủ {covered.approved}/{covered.expected}"
        )
        self.basis.setText(f"cộng từ {covered.approved}/{covered.expected} xã, phường đã duyệt")

    def show_details(self, told: Details) -> None:
        """What took reading: figures, forms, and who left something out of what came."""
        self._show_figures(told.headlines)
        self.arrivals.show_forms(told.forms, told.counts)
        came = [one for one in told.chased if one.state in _OWED]
        self.remind.show_rows(self._reminders, came)
        owing = len(self._reminders) + len(came)
        self.segments[1].setText(f"Cần &nhắc ({owing})" if owing else "Cần &nhắc")

    def _show_figures(self, told: Headlines) -> None:
        """The key figures, when they have been added up."""
        for n, card in enumerate(self.cards):
            card.setVisible(n < len(told.items))
            if n < len(told.items):
                card.show_figure(told.items[n])

    def say_reminded(self, sentence: str) -> None:
        """What became of the list."""
        self.remind.about.setText(sentence)
