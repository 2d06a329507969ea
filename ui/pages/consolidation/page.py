"""Consolidation: every unit's figures side by side, and where each of them comes from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from base.units import Unit
from consolidation.figures import Consolidated
from consolidation.origin import is_whole, origin
from office.agenda import periods
from office.figures import reporting, tracing
from office.figures.estimate_errors import of_figure
from office.office import Office
from office.territory.today import AsOf
from ui import dialogs, drives, theme
from ui.jobs import Job
from ui.kept import kept
from ui.keys import bind
from ui.pages.consolidation.choices import Choices
from ui.pages.consolidation.figures import Figures
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, Picture, button, holder, words
from ui.widgets.empty import Empty
from ui.widgets.figures.origin import OriginPane, Trace

_SETTLED_MS = 120
"""While a person runs through the cells, the source of each one passed is not looked up."""
_WITH_PANE = 880
"""Logical pixels of width from which table and pane stand side by side."""
_PANE, _ANY = 340, 16_777_215
"""Widths of the pane beside the table, and alone."""


class ConsolidationPage(Page):
    """A tree of units by indicators, its tools above, "Số này từ đâu" at its right."""

    KEY: ClassVar[str] = "consolidation"

    def __init__(self, session: Session) -> None:
        kept(session)  # hears of a change before the page does
        super().__init__(session)
        self.found: Consolidated | None = None
        self._before: Consolidated | None = None
        self._wants_pane = True
        self._asked = False
        self._sought = ""
        self._wanted = ("", "")
        self.choices = Choices()
        self.figures = Figures()
        self.pane = OriginPane()
        self.empty = Empty()
        self.note = words("", "caption", wrap=True)
        self.stack = QStackedWidget()
        self.settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.chart_button = button("&Biểu đồ", "chart", self.chart, icon="data_bar_vertical")
        self.export_button = button(
            "&Xuất Excel", "export", self.export, role="primary", icon="arrow_download"
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.choices, 1)
        head.addWidget(self.chart_button)
        head.addWidget(self.export_button)
        card = Card(margins=(1, 1, 1, 1))
        card.column.setSpacing(0)
        card.column.addWidget(self.figures, 1)
        card.column.addWidget(self._foot())
        self.body = QHBoxLayout()
        self.body.setSpacing(12)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.pane)
        self.card = card
        self.stack.addWidget(holder(self.body))
        self.stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(Picture(icon="info", token="text3", size=16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.note, 1)
        return foot

    def _connect(self) -> None:
        self.choices.regrouped.connect(self._show_figures)
        self.choices.changed.connect(self.refresh)
        self.figures.moved.connect(self.settled.start)
        self.figures.asked.connect(self.ask_origin)
        self.settled.timeout.connect(self._show_origin)
        self.pane.closed.connect(self._close_pane)
        self.pane.unit_chosen.connect(self._go_to_unit)
        self.pane.report_asked.connect(self._open_report)
        keys: dict[str, Callable[[], object]] = {
            "F4": self.ask_origin,
            "Ctrl+E": self.export,
            "Ctrl+G": self.chart,
            "Alt+H": self.choices.group.setFocus,
        }
        bind(self, keys)

    def hints(self) -> Hints:
        return [
            ("Mũi tên", "mở, đóng nhánh"),
            ("F4", "số này từ đâu"),
            ("Ctrl+E", "xuất Excel"),
            ("Ctrl+G", "biểu đồ"),
        ]

    # reading

    def arrive(self, place: Place) -> None:
        self._sought = place.field
        super().arrive(place)
        self._seek()
        # Until the figures are there the page itself has the keyboard: else Qt gives it to the first box.
        (self.figures.view if self.stack.currentIndex() == 0 else self).setFocus()

    def _seek(self) -> None:
        """Show the indicator that another page asked for, in the first group that has it."""
        if self.found is None or not self._sought:
            return
        unit, shown = self.figures.place[0] or self.found.root.unit.key, self.choices.keys
        if self.choices.choose_group_of(self._sought):
            sought, self._sought = self._sought, ""
            if self.choices.keys != shown:
                self._show_figures()
            self.figures.go(unit, sought)

    def refresh(self) -> None:
        """Read the figures: at once where they are known, else beside the window."""
        period, as_of = self.session.period, self.choices.as_of.chosen
        self.choices.offer_periods(periods.comparable(self.session.office, period))
        before = self.choices.before
        wanted: list[tuple[Period, AsOf]] = [(period, as_of)]
        if before is not None:
            wanted.append((before, as_of))
        if kept(self.session).have(period, as_of) is None:
            self._say_nothing("Đang cộng số liệu…")
        kept(self.session).ask(wanted, partial(self._read, period, as_of), self._refused)

    def _read(self, period: Period, as_of: AsOf, found: list[Consolidated]) -> None:
        if period != self.session.period or as_of != self.choices.as_of.chosen:
            return
        self.found = found[0]
        self._before = found[1] if len(found) > 1 else None
        self.choices.as_of.setVisible(len(self.found.units) > 1)
        self.choices.offer_groups(reporting.groups(self.session.office, self.found))
        self._show_figures()
        self._seek()

    def _refused(self, refusal: AppError) -> None:
        """Old units that were split cannot be carried to today's: the table stays as reported."""
        if self.choices.as_of.chosen == "today":
            self.choices.show_units_as_reported()
            dialogs.refuse(self, refusal)
            self.refresh()
        else:
            self._say_nothing(str(refusal))

    def _say_nothing(self, sentence: str, verb: str = "", page: str = "") -> None:
        self.empty.say(sentence, verb, page, (lambda: self.session.go(page)) if page else None)
        self.stack.setCurrentIndex(1)
        self._wake(awake=False)
        if page and self.hasFocus():
            self.empty.button.setFocus()

    def _wake(self, *, awake: bool) -> None:
        for act in (self.export_button, self.chart_button):
            act.setEnabled(awake)
            act.setToolTip("" if awake else "Chưa có số liệu của kỳ này.")

    def _show_figures(self) -> None:
        found = self.found
        if found is None:
            return
        if not any(figure.value is not None for figure in found.root.figures.values()):
            commune = self.session.level == "commune"
            page, verb = ("entry", "Nhập liệu") if commune else ("receive", "Nhận và duyệt")
            why = (
                "Chưa nhập số liệu nào của kỳ này."
                if commune
                else "Chưa có báo cáo nào được duyệt trong kỳ này."
            )
            self._say_nothing(why, verb, page)
            return
        waited = self.hasFocus()
        self.stack.setCurrentIndex(0)
        self._wake(awake=True)
        self.figures.put(found, self.choices.keys, self._before)
        self._tell_note(found)
        self._fit()
        if waited:
            self.figures.view.setFocus()

    def _tell_note(self, found: Consolidated) -> None:
        covered = found.root.coverage
        parts = ["Tỷ lệ được tính lại từ tử số và mẫu số, không lấy trung bình."]
        shown = [found.root.figures[key] for key in self.choices.keys]
        if not covered.complete:
            parts.insert(
                0,
                f"Số nghiêng chưa đủ đơn vị: mới cộng {covered.approved}/{covered.expected} xã, phường đã duyệt.",
            )
        elif any(figure.value is not None and not is_whole(found.root, figure) for figure in shown):
            parts.insert(0, "Số nghiêng chưa đủ đơn vị: có xã, phường đã duyệt nhưng không có số này.")
        if any(figure.derived for figure in found.root.figures.values()):
            parts.append("Số của kỳ này được cộng từ các kỳ báo cáo nằm trong kỳ.")
        if found.unclear:
            names = dialogs.list_of([f"{unit.name} ({unit.code})" for unit in found.unclear])
            parts.append(f"Chưa cộng đơn vị cũ chưa rõ nay thuộc đâu: {names}.")
        parts += [
            f"Kỳ này gộp số trước và sau ngày {day:%d/%m/%Y} (thay đổi địa giới)." for day in found.broken
        ]
        self.note.setText(" ".join(parts))

    # the current figure

    def _go_to_unit(self, unit: str) -> None:
        self.figures.go(unit, self._wanted[1])
        (self.pane.added if self.card.isHidden() else self.figures.view).setFocus()

    def _show_origin(self) -> None:
        """What the current figure is made of; of a reporting unit its records are read beside the window."""
        unit, indicator = self.figures.place
        found, indicator = self.found, indicator or self.figures.first
        if found is None or not unit or not self.session.is_open:
            return
        if not indicator or self.pane.isHidden():
            return
        self._wanted = (unit, indicator)
        taken = origin(found, unit, indicator)
        self.pane.show_origin(taken, found.period)
        if not taken.added and self.choices.as_of.chosen == "reported" and taken.entry.coverage.approved:
            self._trace(found.period, taken.entry.unit, indicator)

    def _trace(self, period: Period, unit: Unit, indicator: str) -> None:
        session, wanted = self.session, self._wanted
        office = session.office

        def work(own: Office, progress: Progress) -> Trace:
            behind = tracing.records_behind(own, period, unit, indicator)
            error = of_figure(own, period, unit, indicator)
            return Trace(behind, tracing.brought(own, period, unit), error)

        def done(trace: Trace) -> None:
            if session.is_open and session.office is office and self._wanted == wanted:
                self.pane.show_trace(trace)

        session.jobs.run(office, Job("Tìm nguồn số liệu", work, done))

    def ask_origin(self) -> None:
        """F4: show where the current figure comes from, or go there if it is shown."""
        if self.stack.currentIndex() != 0:
            return
        self._wants_pane = self._asked = True
        self._fit()
        self._show_origin()
        table = self.pane.added if not self.pane.added.isHidden() else self.pane.lacking
        table.setFocus()

    def _close_pane(self) -> None:
        self._wants_pane = self._asked = False
        self._fit()
        self.figures.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Table and pane side by side; where there is no room the pane takes the table's place when asked for."""
        beside = self.width() >= _WITH_PANE * theme.now().scale
        self.pane.setMinimumWidth(theme.px(_PANE) if beside else 0)
        self.pane.setMaximumWidth(theme.px(_PANE) if beside else _ANY)
        shown = self._asked or (beside and self._wants_pane)
        self.pane.setVisible(shown)
        self.card.setVisible(beside or not shown)

    # acts

    def export(self) -> None:
        """Write the workbook of the consolidation, its sources included."""
        session, found = self.session, self.found
        if found is None or not self.export_button.isEnabled():
            return
        unit = found.root.unit
        suggested = drives.start() / f"{unit.code}-tong-hop-{found.period.label}.xlsx"
        path = dialogs.save_file(self, "Xuất bảng tổng hợp", suggested, dialogs.WORKBOOKS)
        if path is not None:
            as_of, period = self.choices.as_of.chosen, found.period
            session.jobs.run(
                session.office, Job("Xuất Excel", _exporting(period, path, as_of), self._exported)
            )

    def _exported(self, path: Path) -> None:
        self.note.setText(f"Đã xuất {path.name} vào {path.parent}.")

    def chart(self) -> None:
        """Draw the current indicator on the page of charts."""
        if self.found is None or not self.chart_button.isEnabled():
            return
        indicator = self.figures.place[1] or next(iter(self.choices.keys), "")
        self.session.go("charts", field=indicator)

    def _open_report(self) -> None:
        unit = self._wanted[0]
        if self.found is not None and unit == self.found.root.unit.key:
            self.session.go("entry")
        else:
            self.session.go("receive", record_id=unit)


def _exporting(period: Period, path: Path, as_of: AsOf):  # noqa: ANN202
    def work(own: Office, progress: Progress) -> Path:
        progress.step(0, 1, "Xuất Excel")
        reporting.report(own, period, reporting.DEFAULT_LAYOUT, path, as_of=as_of)
        return path

    return work
