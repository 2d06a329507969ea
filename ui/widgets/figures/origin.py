""" "Số này từ đâu": a figure taken apart, down to the file and the records that it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from base.numbers import show, told
from base.period import Period
from consolidation.change import NBSP
from consolidation.figures import KINDS, IndicatorInfo
from consolidation.origin import Origin, Together
from consolidation.revision_tables import in_words
from office.figures.estimate_errors import FigureError
from office.figures.tracing import Behind, Brought
from ui import moments, theme
from ui.widgets.badge import Badge
from ui.widgets.cards import button, clear, foot, words
from ui.widgets.elided import Elided
from ui.widgets.figures.model import coverage, figure_text
from ui.widgets.rows import Cell, Column, RowsTable

MOST_RECORDS = 200
_LACKING_ROWS = 4
_LOW = 430
"""Logical pixels of height below which the file stands on one line."""
_WORDS = {
    "none": "chưa nộp",
    "withheld": "bảo mật, cộng gộp ở trên",
    "sent": "chờ duyệt",
    "returned": "trả lại",
    "conflict": "xung đột",
    "excluded": "không tổng hợp",
    "approved": "không có số này",
    "added": "không có số này",
    "closed": "không có số này",
    "draft": "đang nhập",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """What a reporting unit's figure was counted from; `error`: how far the estimate was out that it replaced."""

    records: Sequence[Behind]
    brought: Sequence[Brought]
    error: FigureError | None = None


class OriginPane(QFrame):
    """Filled by the page; Enter on a unit that was added goes down to it."""

    closed = Signal()
    unit_chosen = Signal(str)
    """The key of a unit."""
    report_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("origin")
        self._origin: Origin | None = None
        self._trace: Trace | None = None
        self._period: Period | None = None
        self.label = words("", "block", wrap=True)
        self.where = Elided("", "caption")
        self.value = words("", "key")
        self.measured = Elided("", "muted")
        self.badge = Badge("none", parent=self)
        self.formula = words("", "muted", wrap=True)
        self.added_head = words("", "strong")
        self.added = RowsTable("added", "Đã cộng", (Column("Đơn vị"), Column("Giá trị", "1", is_number=True)))
        self.lacking_head = words("", "strong")
        self.lacking = RowsTable(
            "lacking", "Chưa cộng", (Column("Đơn vị"), Column("Lý do", "không có số này"))
        )
        self.files = QVBoxLayout()
        self._lay_out()
        self.added.opened.connect(self._choose)
        self.lacking.opened.connect(self._choose_lacking)
        theme.changed().connect(self._measure)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 1)
        column.setSpacing(6)
        column.addLayout(self._head())
        for part in (self.label, self.where):
            column.addWidget(_inset(part))
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.addWidget(self.value)
        row.addWidget(self.measured, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.badge)
        column.addLayout(row)
        column.addWidget(_inset(self.formula))
        column.addWidget(_inset(self.added_head))
        column.addWidget(self.added, 1)
        column.addWidget(_inset(self.lacking_head))
        column.addWidget(self.lacking)
        self.files.setContentsMargins(16, 0, 12, 0)
        column.addLayout(self.files)
        column.addStretch()
        column.addWidget(self._foot())

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 8, 0)
        head.addWidget(words("SỐ NÀY TỪ ĐÂU", "kicker"), 1)
        close = button("", "close_origin", self.closed.emit, role="flat", icon="dismiss")
        close.setToolTip("Đóng (Esc)")
        close.setAccessibleName("Đóng")
        head.addWidget(close)
        return head

    def _foot(self) -> QFrame:
        self.open_report = button("&Mở báo cáo", "open_report", self.report_asked.emit)
        return foot(
            None, self.open_report, button("Chép &nguồn", "copy_origin", self.copy, role="link", icon="copy")
        )

    def show_origin(self, origin: Origin, period: Period) -> None:
        """A figure of the tree; of a reporting unit the records come later, by show_trace."""
        self._origin, self._period, self._trace = origin, period, None
        info, entry = origin.info, origin.entry
        self.label.setText(info.label)
        self.where.setText(f"{entry.unit.name}, {period.in_words()}")
        text = figure_text(origin.figure, info) or "chưa có số"
        known = origin.figure.value is not None
        percent = known and info.unit == "%"
        self.value.setText(f"{text}{NBSP}%" if percent else text)
        self.measured.setText(info.unit if known and not percent else "")
        kind = KINDS[entry.kind]
        self.badge.show_state(*_covered(origin))
        lines = [origin.formula, f"Số liệu {kind}." if kind else ""]
        if origin.figure.missing:
            lines.append(f"{show(origin.figure.missing)} bản ghi chưa có câu trả lời, không cộng.")
        self.formula.setText("\n".join(filter(None, lines)))
        self.formula.setVisible(bool(self.formula.text()))
        self._show_added(origin)
        self._show_lacking(origin)
        self._show_files()
        self.open_report.setVisible(entry.unit.level == "commune")

    def _show_added(self, origin: Origin) -> None:
        info = origin.info
        rows = [_unit_row(one, info) for one in origin.added]
        if origin.together is not None:
            rows.append(_together_row(origin.together, info))
        if rows:
            self._put(_unit_columns(info), rows)
            self.added_head.setText(f"{len(origin.added)} đơn vị đã cộng")
        self.added.setVisible(bool(rows))
        self.added_head.setVisible(bool(rows))

    def _put(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
        """Columns of figures as wide as their longest figure."""
        fitted = [
            replace(c, sample=max((row[n].text for row in rows), key=len)) if c.is_number else c
            for n, c in enumerate(columns)
        ]
        self.added.rows.put_columns(fitted, rows)

    def _show_lacking(self, origin: Origin) -> None:
        rows = [
            (Cell(one.unit.name, _shape(one.state)), Cell(_WORDS.get(one.state, "chưa duyệt")))
            for one in origin.lacking
        ]
        self.lacking.rows.put(rows)
        self.lacking_head.setText(f"{len(rows)} đơn vị chưa cộng")
        self.lacking.setVisible(bool(rows))
        self.lacking_head.setVisible(bool(rows))
        self._measure()

    def show_trace(self, trace: Trace) -> None:
        """The records and the file of a reporting unit."""
        origin = self._origin
        if origin is None:
            return
        self._trace = trace
        rows = [_record_row(one, origin.info) for one in trace.records[:MOST_RECORDS]]
        if rows:
            self._put(_record_columns(origin.info), rows)
            first = f", {MOST_RECORDS} bản ghi đầu" if len(trace.records) > MOST_RECORDS else ""
            self.added_head.setText(f"Từ {show(len(trace.records))} bản ghi{first}")
        self.added.setVisible(bool(rows))
        self.added_head.setVisible(bool(rows))
        self._show_files()

    def _show_files(self) -> None:
        clear(self.files)
        trace = self._trace
        if trace is not None and trace.error is not None:
            self.files.addWidget(Elided(_error_line(trace.error), "caption"))
        for one in trace.brought if trace else ():
            lines = _brought_lines(one)
            if self.height() < theme.px(_LOW):
                lines = ["; ".join(lines)]
            for line in lines:
                self.files.addWidget(Elided(line, "caption"))

    def _measure(self) -> None:
        line = self.lacking.verticalHeader().defaultSectionSize()
        shown = min(_LACKING_ROWS, max(1, self.lacking.rows.rowCount()))
        self.lacking.setFixedHeight(self.lacking.horizontalHeader().sizeHint().height() + shown * line + 2)

    def _choose(self, row: int) -> None:
        if self._origin is not None and self._trace is None and row < len(self._origin.added):
            self.unit_chosen.emit(self._origin.added[row].unit.key)

    def _choose_lacking(self, row: int) -> None:
        if self._origin is not None and row < len(self._origin.lacking):
            self.unit_chosen.emit(self._origin.lacking[row].unit.key)

    def source_text(self) -> str:
        """All of it as text, for a letter or a note."""
        if self._origin is None:
            return ""
        told = f"{self.value.text()} {self.measured.text()} ({self.badge.text()})"
        parts = [self.label.text(), self.where.text(), told]
        parts.append(self.formula.text())
        for head, table in ((self.added_head, self.added), (self.lacking_head, self.lacking)):
            if not head.isHidden() and table.rows.rows:
                parts.append(f"{head.text()}:")
                parts += ["\t".join(cell.text for cell in row) for row in table.rows.rows]
        trace = self._trace
        parts += [_error_line(trace.error)] if trace and trace.error else []
        parts += [line for one in (trace.brought if trace else ()) for line in _brought_lines(one)]
        return "\n".join(filter(None, parts))

    def copy(self) -> None:
        """Put the source on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self.source_text())

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _covered(origin: Origin) -> tuple[str, str]:
    """(state, words) of how many communes are in this very figure, which may be fewer than were approved."""
    entry, covered = origin.entry, origin.entry.coverage
    if entry.unit.level == "commune":
        return coverage(entry)
    if origin.whole:
        return "ok", f"Đủ {covered.approved}/{covered.expected} xã"
    return "draft", f"Chưa đủ {min(origin.figure.units, covered.approved)}/{covered.expected} xã"


def _shape(state: str) -> str:
    return "draft" if state in ("approved", "added", "closed") else state if state in theme.STATES else "none"


def _inset(widget: QWidget) -> QWidget:
    widget.setContentsMargins(15, 0, 12, 0)
    return widget


def _unit_columns(info: IndicatorInfo) -> tuple[Column, ...]:
    if not info.is_ratio:
        return (Column("Đơn vị"), Column("Giá trị", is_number=True))
    return (
        Column("Đơn vị"),
        Column("Tử ÷ mẫu", is_number=True),
        Column(info.unit if len(info.unit) < 8 else "Giá trị", is_number=True),
    )


def _unit_row(one: Any, info: IndicatorInfo) -> tuple[Cell, ...]:
    return _summand_row(Cell(one.unit.name, "" if one.whole else "draft"), one, info)


def _together_row(one: Together, info: IndicatorInfo) -> tuple[Cell, ...]:
    """What several units tell together only: none of them can be gone down to."""
    return _summand_row(Cell(one.words, tip="Số liệu của các đơn vị này chỉ được gửi gộp."), one, info)


def _summand_row(name: Cell, one: Any, info: IndicatorInfo) -> tuple[Cell, ...]:
    value = show(one.value, info.decimals) if one.value is not None else "-"
    if not info.is_ratio or one.over is None or one.under is None:
        return name, Cell(value)
    over, under = (told(side.value, side.decimals) for side in (one.over, one.under))
    return name, Cell(f"{over} ÷ {under}", tip=f"{one.over.words} ÷ {one.under.words}"), Cell(value)


def _record_columns(info: IndicatorInfo) -> tuple[Column, ...]:
    if not info.is_ratio:
        return (Column("Bản ghi"), Column("Cộng vào", is_number=True))
    return (
        Column("Bản ghi"),
        Column("Tử", is_number=True),
        Column("Mẫu", is_number=True),
    )


def _record_row(one: Behind, info: IndicatorInfo) -> tuple[Cell, ...]:
    name = Cell(one.label or "(chưa có tên)")
    if not info.is_ratio:
        return name, Cell(told(one.value, info.decimals))
    return name, Cell(told(one.value, 0)), Cell(told(one.under, 0))


def _error_line(error: FigureError) -> str:
    """ "Từ số ước tính: 10 → 8 người, sai số +25,0 %"."""
    return f"Từ số {KINDS[error.estimate]}: {in_words(error.revision)}"


def _brought_lines(one: Brought) -> list[str]:
    period = Period.parse(one.period).in_words()
    if not one.file:
        return [f"Kỳ {period}: số liệu nhập tại đơn vị"] if not one.fingerprint else []
    kind = KINDS.get(one.kind, "")
    lines = [f"Kỳ {period}, bản số {one.version}" + (f", số liệu {kind}" if kind else "")]
    lines.append(f"Mã kiểm tra {one.fingerprint}")
    lines += ["Chỉ có số tổng hợp, bản ghi lưu tại đơn vị"] if one.sums_only else []
    came = f", nhận {moments.full(one.received_at)}" if one.received_at else ""
    lines.append(f"Tệp {one.file}{came}" + (f" (kèm theo {one.carrier})" if one.carrier else ""))
    return lines
