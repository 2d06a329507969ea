"""Home of a commune: ladder, forms, problems, deadlines, backup."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from base.errors import Problem
from base.numbers import show
from office.agenda.home import FIRST_PROBLEMS, Due, Overview, Troubles
from ui import theme
from ui.pages.home.backup import BackupCard
from ui.pages.home.forms import FormsTable
from ui.widgets.cards import Card, Row, button, clear, holder, segments, words
from ui.widgets.elided import Elided
from ui.widgets.ladder import Ladder

_SENT = {"sent": "đã nộp", "approved": "đã duyệt"}
_SIDE = 336


class ProblemsCard(Card):
    """The most pressing problems; each leads to its box."""

    chosen = Signal(object)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("Cần xử lý", margins=(16, 12, 8, 8))
        self.see_all = button("Xem cả", "see_problems", self.all_wanted.emit, role="link")
        self.head.addWidget(self.see_all)
        self.told = words("", "muted", wrap=True)
        self.column.addWidget(self.told)
        self.rows = [Row(functools.partial(self._choose, n)) for n in range(FIRST_PROBLEMS)]
        for n, row in enumerate(self.rows):
            row.setObjectName(f"problem_{n}")
            self.column.addWidget(row)
        self.column.addStretch(1)
        self._problems: Sequence[Problem] = ()
        self._most = FIRST_PROBLEMS
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def show_found(self, seen: Overview, found: Troubles | None) -> None:
        """What the check found; before it has ended, that it is running."""
        self._problems = found.first if found else ()
        total = found.total if found else 0
        self.see_all.setVisible(total > 0)
        self.see_all.setText(f"Xem cả {total}")
        told = ""
        if not seen.begun:
            told = "Mở kỳ báo cáo rồi nhập số liệu; những chỗ cần sửa sẽ hiện ở đây."
        elif found is None:
            told = f"Báo cáo {_SENT[seen.state]}." if seen.state in _SENT else "Đang kiểm tra số liệu…"
        elif not total:
            told = "Không còn gì phải sửa. Có thể nộp."
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self._fill()

    def show_most(self, most: int) -> None:
        """No more rows than there is room for."""
        if most != self._most:
            self._most = most
            self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        """As many rows as there is room for, at least one: the height is given, so that none is squeezed."""
        margins = self.column.contentsMargins()
        room = self.height() - margins.top() - margins.bottom()
        room -= self.head.sizeHint().height() + self.column.spacing()
        for n, row in enumerate(self.rows):
            if n < len(self._problems):
                p = self._problems[n]
                state = "ask" if p.severity == "ask" else "stop"
                row.say(p.message, p.record, state=state if p.record_id or p.fields else "none")
                room -= row.sizeHint().height() + self.column.spacing()
            row.setVisible(n < min(len(self._problems), self._most) and (n == 0 or room >= 0))

    def _choose(self, row: int) -> None:
        self.chosen.emit(self._problems[row])


class DuesCard(Card):
    """The next deadlines."""

    def __init__(self) -> None:
        super().__init__("Hạn sắp tới")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)
        self.column.addLayout(self.grid)
        self.lines: list[tuple[QWidget, Elided, Elided]] = []

    def show_dues(self, dues: Sequence[Due], above: str) -> None:
        """Day, report, and where it goes."""
        clear(self.grid)
        if not dues:
            self.grid.addWidget(words("Không có hạn nộp nào trong kỳ tới.", "muted", wrap=True), 0, 0, 1, 2)
        for row, due in enumerate(dues):
            day = words(f"{due.on:%d/%m}", "strong")
            day.setToolTip(f"{due.on:%d/%m/%Y}")
            self.grid.addWidget(day, 2 * row, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(Elided(due.words), 2 * row, 1)
            told = _SENT.get(due.state, f"gửi {above}")
            self.grid.addWidget(Elided(told, "caption"), 2 * row + 1, 1)


class CommuneBody(QWidget):
    """Two columns; where the window is narrow, one of three panes at a time."""

    nil = Signal(str)
    nil_rest = Signal()
    form_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.ladder = Ladder()
        self.version = words("", "caption")
        self.ladder_card = Card("Báo cáo của kỳ này", margins=(16, 10, 16, 10))
        self.ladder_card.title.setProperty("role", "strong")
        self.ladder_card.head.addWidget(self.version)
        self.ladder_card.column.addWidget(self.ladder)
        self.forms = FormsTable()
        self.forms_card = self._forms_card()
        self.problems = ProblemsCard()
        self.dues = DuesCard()
        self.backup = BackupCard()
        self.side = self._side()
        self.panes = self._pane_buttons()
        self._narrow = False
        self._lay_out()
        self.forms.chosen.connect(self.form_chosen)
        self.forms.nil.connect(self.nil)

    def _forms_card(self) -> Card:
        card = Card("Biểu phải nộp kỳ này", margins=(0, 10, 0, 0))
        card.head.setContentsMargins(16, 0, 8, 0)
        open_form = button(
            "Mở biểu đang chọn",
            "open_form",
            lambda: self.form_chosen.emit(self.forms.current_form()),
            role="link",
            icon="open",
        )
        self.rest = button("Các biểu còn lại &không phát sinh", "nil_rest", self.nil_rest.emit, role="link")
        card.head.addWidget(self.rest)
        card.head.addWidget(open_form)
        card.column.addWidget(self.forms, 1)
        return card

    def _side(self) -> QWidget:
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self.problems, 1)
        column.addWidget(self.dues)
        column.addWidget(self.backup)
        return holder(column)

    def _pane_buttons(self) -> QWidget:
        row, self.segments = segments(("&Biểu", "Cần &xử lý", "&Hạn và sao lưu"), self._show_pane)
        return row

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.ladder_card)
        left.addWidget(self.forms_card, 1)
        self.left = holder(left)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.left, 1)
        row.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.panes)
        column.addLayout(row, 1)

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Make do with the room there is."""
        self._narrow = narrow
        self.panes.setVisible(narrow)
        self.ladder_card.setVisible(not low)
        self.problems.show_most(4 if low else FIRST_PROBLEMS)
        if narrow:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
        else:
            self.side.setFixedWidth(theme.px(_SIDE))
        self._show_pane()

    def _show_pane(self) -> None:
        if not hasattr(self, "left"):
            return
        chosen = next((n for n, s in enumerate(self.segments) if s.isChecked()), 0)
        self.left.setVisible(not self._narrow or chosen == 0)
        self.side.setVisible(not self._narrow or chosen > 0)
        self.problems.setVisible(not self._narrow or chosen == 1)
        self.dues.setVisible(not self._narrow or chosen == 2)
        self.backup.setVisible(not self._narrow or chosen == 2)

    def show_seen(self, seen: Overview, found: Troubles | None, dues: Sequence[Due]) -> None:
        """Everything the page says of the report."""
        self.ladder.set_state(seen.state)
        number = seen.version if seen.state in _SENT else seen.version + 1
        told = {**_SENT, "returned": "chưa nộp lại"}.get(seen.state, "chưa nộp")
        self.version.setText(f"Bản số {number}, {told}" if seen.begun else "Chưa mở kỳ này")
        self.forms_card.about.setText(f"{seen.done} trong {len(seen.forms)} biểu đã có số liệu")
        can_change = seen.begun and seen.state not in _SENT
        self.forms.show_lines(seen.forms, found, can_change=can_change)
        left = sum(line.state == "open" and not line.optional for line in seen.forms)
        self.rest.setVisible(can_change and left > 1)
        self.problems.show_found(seen, found)
        self.dues.show_dues(dues, seen.above)
        self.backup.show_backup(seen.backup)
        total = found.total if found else 0
        self.segments[1].setText(f"Cần &xử lý ({show(total)})" if total else "Cần &xử lý")
