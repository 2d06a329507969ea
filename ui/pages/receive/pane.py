"""The right side of the receiving page: one unit's report, what it says, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from base.numbers import show
from consolidation.change import SAME
from consolidation.figures import KINDS
from consolidation.revision import Revision
from consolidation.revision_tables import error_words, told_figure
from courier.sheet import remade_words
from office.figures.estimate_errors import OfFile
from office.receiving.arriving import Receipt
from office.receiving.contents import KeyFigure
from office.receiving.inbox import Line
from ui import moments
from ui.pages.receive.conflict import Conflict, Seen
from ui.pages.receive.edited import Edited, Mending
from ui.pages.receive.lines import state_of
from ui.pages.receive.receipts import Receipts
from ui.pages.submit.panes import kind_words
from ui.widgets.badge import Badge
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.elided import Elided
from ui.widgets.ladder import Ladder
from ui.widgets.record.likeness import likeness
from ui.widgets.rows import Cell, Column, RowsTable


@dataclass(frozen=True, slots=True)
class Acts:
    """What a person does with the report that is shown."""

    approve: Callable[[], object]
    send_back: Callable[[], object]
    exclude: Callable[[], object]
    reopen: Callable[[], object]
    view: Callable[[], object]
    back: Callable[[], object]
    write_receipts: Callable[[], object]
    compare: Callable[[], object]
    see_edited: Callable[[Receipt], object]
    see_file: Callable[[], object]
    write_answer: Callable[[], object]
    enter_for: Callable[[], object]


class ReceivePane(Card):
    """Head, ladder, body, and a foot with what may be done now."""

    kept = Signal(str, str)
    """(letter, hash) of the file that a person wants to keep of two that rival."""

    def __init__(self, acts: Acts, mending: Mending) -> None:
        super().__init__(margins=(1, 1, 1, 1))
        self.column.setSpacing(0)
        self.acts = acts
        self._low = self._climbs = False
        self._line: Line | None = None
        self.back = button("Danh sách", "back", acts.back, role="link", icon="arrow_left")
        self.name = Elided("", "block")
        self.about = Elided("", "caption")
        self.badge = Badge("none")
        self.ladder = Ladder()
        self.reason = words("", "muted", wrap=True)
        self.stack = QStackedWidget()
        self.nothing = words("", "muted", wrap=True)
        self.conflict = Conflict(self.kept.emit)
        self.figures = _Figures(acts.view, acts.compare)
        self.receipts = Receipts(acts.write_receipts, acts.see_edited)
        self.edited = Edited(mending)
        self.see = button("Xem các ô bị sửa…", "see_edits", acts.see_file)
        self.approve = button("Duyệt báo cáo này", "approve_one", acts.approve, icon="checkmark")
        self.send_back = button("Trả lại…", "return", acts.send_back, icon="arrow_reply")
        self.exclude = button("Không tổng hợp…", "exclude", acts.exclude, role="link")
        self.reopen = button("Mở lại…", "reopen", acts.reopen, role="link")
        self.answer = button("Ghi phiếu trả lại…", "answer", acts.write_answer, icon="save")
        self.behalf = button("Nhập thay…", "behalf", acts.enter_for, icon="people")
        self.top = self._top()
        self._lay_out()

    def _top(self) -> QWidget:
        made = QWidget()
        first = QHBoxLayout()
        first.addWidget(self.back)
        first.addWidget(self.name, 1)
        first.addWidget(self.badge)
        column = QVBoxLayout(made)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(6)
        column.addLayout(first)
        for widget in (self.about, self.ladder, self.reason):
            column.addWidget(widget)
        self.back.hide()
        return made

    def _lay_out(self) -> None:
        self.column.addWidget(self.top)
        nothing = QWidget()
        inside = QVBoxLayout(nothing)
        inside.setContentsMargins(16, 8, 16, 8)
        inside.addWidget(self.nothing)
        inside.addStretch(1)
        for page in (nothing, self.conflict, self.figures, self.receipts, self.edited):
            self.stack.addWidget(page)
        self.column.addWidget(self.stack, 1)
        self.foot = foot(
            None, self.see, self.approve, self.send_back, self.behalf, self.answer, self.exclude, self.reopen
        )
        self.column.addWidget(self.foot)

    def show_line(self, line: Line | None) -> None:
        """The unit's name and state at once; what its file says follows."""
        for widget in (self.badge, self.foot):
            widget.setVisible(line is not None)
        self._climbs = line is not None and line.state != "excluded"
        self.ladder.setVisible(self._climbs and not self._low)
        self.reason.setVisible(bool(line and line.reason))
        if line is None:
            self._line = None
            self.name.setText("")
            self.about.setText("")
            self._say("Chọn một đơn vị để xem báo cáo.")
            return
        self.name.setText(line.unit.name)
        self.about.setText(_about(line))
        self.badge.show_state(*state_of(line))
        if line.state != "excluded":
            self.ladder.set_state(line.state)
        self.reason.setText(f"Lý do: {line.reason}")
        self._offer(line)
        came = bool(line.digest or line.rivals)
        same = self._line is not None and _of_one_file(self._line, line)
        if not came or not same or self.stack.currentWidget() in (self.receipts, self.edited):
            self._say("" if came else _why_nothing(line))
        self._line = line

    def _say(self, sentence: str) -> None:
        self.nothing.setText(sentence)
        self.stack.setCurrentIndex(0)

    def _offer(self, line: Line) -> None:
        """Only what the state allows; why a closed period forbids it, the office says."""
        self.see.setVisible(line.edited is not None)
        self.approve.setVisible(line.approvable)
        self.send_back.setVisible(line.waiting and not line.rivals)
        approved = bool(line.counted and not line.waiting and not line.via)
        self.answer.setVisible(approved or line.state == "returned")
        self.answer.setText("Ghi thông báo duyệt…" if approved else "Ghi phiếu trả lại…")
        sends_none = line.state == "none" or line.remade == "behalf"
        self.behalf.setVisible(sends_none and line.unit.level == "commune")
        self.exclude.setVisible(line.state != "excluded")
        self.reopen.setVisible(
            not line.waiting and (line.state == "excluded" or bool(line.counted and not line.via))
        )

    def show_seen(self, line: Line, seen: Seen) -> None:
        """What the files say."""
        if line.rivals:
            self.conflict.show_files(line, seen)
            self.stack.setCurrentWidget(self.conflict)
        elif seen.contents is not None:
            self.figures.show_contents(line, seen)
            self.stack.setCurrentWidget(self.figures)

    def show_receipts(self, receipts: Sequence[Receipt]) -> None:
        """The answers to the last files, one by one."""
        self._head("Các tệp vừa nhận", f"{len(receipts)} tệp")
        self.receipts.put(receipts)
        self.stack.setCurrentWidget(self.receipts)

    def show_edited(self, receipt: Receipt) -> None:
        """A file that can be mended here."""
        unit = f"{receipt.unit_name}, bản số {receipt.version}" if receipt.unit_name else ""
        self._head(receipt.file, unit)
        self.edited.show_receipt(receipt)
        self.stack.setCurrentWidget(self.edited)

    @property
    def mends(self) -> bool:
        """Whether a file is shown that can be taken or rebuilt."""
        one = self.edited.receipt
        return self.stack.currentWidget() is self.edited and (one.takeable or one.rebuildable)

    def _head(self, name: str, about: str) -> None:
        """Of what is no unit."""
        self.name.setText(name)
        self.about.setText(about)
        for widget in (self.badge, self.ladder, self.reason, self.foot):
            widget.hide()

    def make_low(self, *, low: bool) -> None:
        """Only name and state above the body, where the window is low."""
        self._low = low
        self.about.setVisible(not low)
        self.ladder.setVisible(not low and self.badge.isVisibleTo(self) and self._climbs)

    def focus_body(self) -> None:
        """The keyboard goes to what is shown."""
        tables = (self.conflict.table, self.figures.table, self.receipts.table, self.edited.table)
        shown = next((table for table in tables if table.isVisibleTo(self)), None)
        acts = (self.edited.rebuild, self.back, self.see, self.exclude)
        (shown or next((act for act in acts if act.isVisibleTo(self)), self.exclude)).setFocus()


def _of_one_file(a: Line, b: Line) -> bool:
    return (a.unit.key, a.digest, a.counted, a.rivals) == (b.unit.key, b.digest, b.counted, b.rivals)


def _why_nothing(line: Line) -> str:
    if line.edited is None:
        return "Chưa nhận báo cáo nào của đơn vị này. Thả tệp .xlsx vào trang."
    name, cells = Path(line.edited.file).name, show(line.edited.cells)
    return (
        f"Tệp “{name}” (bản số {line.edited.version}, đến lúc {moments.full(line.edited.at)}) có {cells} ô bị sửa "
        "trên Excel nên chưa nhận. Hãy xem các ô, rồi nhận các ô đã sửa hoặc trả lại tệp."
    )


def _about(line: Line) -> str:
    if line.rivals:
        return f"Bản số {line.version}, nhận {len(line.rivals)} lần với nội dung khác nhau"
    if not line.version:
        return f"mã {line.unit.code}"
    parts = [f"Bản số {line.version}", kind_words(line.kind)]
    parts += [f"nhận {moments.full(line.at)}"] if line.at else []
    parts += ["nộp muộn"] if line.on_time is False else []
    parts += ["thiếu bản trước"] if line.gap else []
    parts += [f"trong báo cáo của {line.via}"] if line.via else []
    return ", ".join(parts)


class _Figures(QWidget):
    """Key figures of the file, and a way to look at its records."""

    def __init__(self, view: Callable[[], object], compare: Callable[[], object]) -> None:
        super().__init__()
        self.table = RowsTable("figures", "Chỉ tiêu chính của báo cáo", _columns(""))
        self.note = words("", "muted", wrap=True)
        self.file = Elided("", "")
        self.print = Elided("", "caption")
        self.view = button("Xem báo cáo", "view", view, icon="open")
        self.compare = button("So với bản trước…", "compare", compare)
        self.other = button("", "errors", self._turn, role="link")
        self._seen, self._errors = Seen(()), False
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.file)
        lines.addWidget(self.print)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addLayout(lines, 1)
        row.addWidget(self.compare)
        row.addWidget(self.view)
        self.note.setContentsMargins(16, 6, 16, 0)
        turn = QHBoxLayout()
        turn.setContentsMargins(12, 0, 12, 0)
        turn.addWidget(self.other)
        turn.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addLayout(turn)
        column.addWidget(self.note)
        column.addLayout(row)

    def show_contents(self, line: Line, seen: Seen) -> None:
        """The figures of the version that waits, else of the one that counts; or the error of what it replaces."""
        found = seen.contents
        assert found is not None
        self._seen, self._errors = seen, line.waiting and seen.estimate is not None
        self.other.setVisible(seen.estimate is not None)
        self._put()
        told = [remade_words(found.remade)] if found.remade else []
        told += [f"Lời nhắn: {found.note}"] if found.note else []
        told += likeness(found.repeated.sameness, found.repeated.unconfirmed)
        self.note.setText("\n".join(told))
        self.note.setVisible(bool(told))
        file = next((f for f in seen.files if f.hash == line.digest), None)
        self.file.setText((file.name if file else "") or line.via)
        self.compare.setVisible(len(seen.files) > 1)
        self.print.setText(f"mã kiểm tra {file.fingerprint}" if file else "")

    def _turn(self) -> None:
        """From the error of the estimate to the key figures, and back."""
        self._errors = not self._errors
        self._put()

    def _put(self) -> None:
        found, estimate = self._seen.contents, self._seen.estimate
        if self._errors and estimate is not None:
            rows = [_error(one) for one in estimate.revisions]
            self.table.rows.put_columns(_error_columns(estimate), rows)
        elif found is not None:
            figures = [_figure(f, found.basis) for f in found.figures]
            self.table.rows.put_columns(_columns(found.basis), figures)
        self.other.setText("Xem chỉ tiêu chính" if self._errors else "Xem sai số ước tính")


def _error_columns(estimate: OfFile) -> tuple[Column, ...]:
    figure, kind = "5.204.352,2", f"Số {KINDS[estimate.kind]}"
    return (
        Column("Chỉ tiêu, đơn vị tính"),
        Column(kind, figure, is_number=True),
        Column("Bản này", figure, is_number=True),
        Column("Sai số", "+100,0 điểm %", is_number=True),
    )


def _error(line: Revision) -> tuple[Cell, ...]:
    label = ", ".join(filter(None, (line.info.label, line.info.unit)))
    figures = (Cell(told_figure(line, side), tip=line.info.unit) for side in ("estimate", "final"))
    return (Cell(label, tip=label), *figures, Cell(error_words(line)))


def _columns(basis: str) -> tuple[Column, ...]:
    """Without a file to compare to, the unit has the room."""
    figure, unit = "5.204.352,2", Column("Đơn vị", "doanh nghiệp", spare=3)
    if not basis:
        return Column("Chỉ tiêu"), unit, Column("Bản này", figure, is_number=True)
    before = Column("Đang cộng" if basis == "counted" else "Kỳ trước", figure, is_number=True, spare=2)
    change = Column("Thay đổi", "gấp 1.077 lần", is_number=True, spare=1)
    return Column("Chỉ tiêu"), unit, before, Column("Bản này", figure, is_number=True), change


def _figure(f: KeyFigure, basis: str) -> tuple[Cell, ...]:
    changed = bool(f.change) and f.change != SAME
    label = Cell(f.label, bold=changed, tip=f"{f.label} ({f.unit})")
    value = Cell(f.value, bold=changed, tip=f"{f.value} {f.unit}")
    return (
        (label, Cell(f.unit), Cell(f.before), value, Cell(f.change))
        if basis
        else (label, Cell(f.unit), value)
    )
