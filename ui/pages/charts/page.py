"""Charts: one indicator over units, periods or parts, with its table, to copy into a letter or to save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
)

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from consolidation.figures import Consolidated
from consolidation.series import Chart
from office.agenda import periods
from office.figures import charting
from office.office import Office
from office.territory.today import AsOf
from ui import dialogs, drives, theme
from ui.jobs import Job
from ui.kept import kept
from ui.keys import bind
from ui.pages.charts.choices import Choices
from ui.pages.charts.indicator import IndicatorBox
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, button, holder
from ui.widgets.chart.canvas import Canvas, boxed, screen_colours
from ui.widgets.chart.table import chart_rows
from ui.widgets.elided import Elided
from ui.widgets.empty import Empty
from ui.widgets.rows import RowsTable

PICTURES = "Ảnh PNG (*.png);;Hình SVG (*.svg);;Tài liệu PDF (*.pdf)"


@dataclass(frozen=True, slots=True)
class _Read:
    """The figures of the period; label → key of the indicators; those that can be divided into parts."""

    found: Consolidated
    labels: dict[str, str]
    parted: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Made:
    chart: Chart
    drawing: Any


class ChartsPage(Page):
    """The choices at the left; the chart and its table follow every choice."""

    KEY: ClassVar[str] = "charts"

    def __init__(self, session: Session) -> None:
        kept(session)  # hears of a change before the page does
        super().__init__(session)
        self.found: Consolidated | None = None
        self.chart: Chart | None = None
        self._parted: frozenset[str] = frozenset()
        self._asked = 0
        self.indicator = IndicatorBox()
        self.measured = Elided("", "caption")
        self.choices = Choices()
        self.canvas = Canvas()
        self.table = RowsTable("chart", "Số liệu của biểu đồ", ())
        self.empty = Empty()
        self.stack = QStackedWidget()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.indicator.chosen.connect(self.choose)
        self.choices.changed.connect(self._redraw)
        self.choices.moved.connect(self.refresh)
        self._lay_out()
        self._add_keys()
        theme.changed().connect(self._redraw)

    def _lay_out(self) -> None:
        self.copy_button = button("Ché&p vào Word", "copy", self.copy, icon="copy")
        self.export_button = button("&Lưu ảnh…", "export", self.export, role="primary", icon="arrow_download")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.indicator, 3)
        for widget, stretch in ((self.measured, 2), (self.copy_button, 0), (self.export_button, 0)):
            head.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
        self.measured.setMinimumHeight(self.indicator.box.sizeHint().height())
        drawn = Card(margins=(1, 1, 1, 1))
        drawn.column.addWidget(boxed(self.canvas))
        below = Card(margins=(1, 1, 1, 1))
        below.column.addWidget(self.table)
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        shown = QVBoxLayout()
        shown.setSpacing(12)
        shown.addWidget(drawn, 1)
        shown.addWidget(below)
        self.stack.addWidget(holder(shown))
        self.stack.addWidget(self.empty)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.choices)
        body.addWidget(self.stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addLayout(body, 1)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.indicator.search,
            "Ctrl+S": self.export,
            "Ctrl+E": self.export,
            "F4": self._trace,
        }
        bind(self, keys)
        for owner in (self.table, self.canvas):
            bind(owner, {"Ctrl+C": self.copy, "Ctrl+Ins": self.copy})

    def hints(self) -> Hints:
        return [
            ("Ctrl+F", "tìm chỉ tiêu"),
            ("Ctrl+S", "lưu ảnh PNG, SVG, PDF"),
            ("Ctrl+C", "chép vào Word"),
            ("F4", "số này từ đâu"),
        ]

    def choose(self, key: str) -> None:
        """Draw this indicator."""
        if self.found is not None and key in self.found.indicators:
            self.indicator.show_key(key)
            self._offer()
            self._redraw()

    def _offer(self) -> None:
        """What is possible with the indicator."""
        if self.found is not None and self.indicator.key in self.found.indicators:
            info = self.found.indicators[self.indicator.key]
            self.choices.offer(info, parted=info.key in self._parted)
            self.measured.setText(info.unit)

    # drawing

    def arrive(self, place: Place) -> None:
        if place.field:
            self.indicator.key = place.field
            self._stale = True
        super().arrive(place)

    def refresh(self) -> None:
        """Read the figures and what can be drawn of them beside the window, then draw."""
        session, held = self.session, kept(self.session)
        office, period, as_of = session.office, session.period, self.choices.as_of.chosen
        self._say("Đang chuẩn bị biểu đồ…")

        def work(own: Office, progress: Progress) -> _Read:
            from office.figures import reporting

            progress.step(0, 1, "Tổng hợp số liệu")
            found = held.read(own, period, as_of)
            groups = reporting.groups(own, found)
            keys = dict.fromkeys(key for listed in groups.values() for key in listed)
            return _Read(found, charting.labels(found, list(keys)), charting.parted(own, period))

        def done(read: _Read) -> None:
            if session.is_open and session.office is office and self._wants(period, as_of):
                self._offer_all(read)

        def refused(refusal: AppError) -> None:
            if self._wants(period, as_of):
                self.found = None
                self._say(str(refusal))

        session.jobs.run(office, Job("Tổng hợp số liệu", work, done, refused=refused))

    def _wants(self, period: Period, as_of: AsOf) -> bool:
        """Whether these figures are still the ones to be drawn."""
        return self.session.period == period and self.choices.as_of.chosen == as_of

    def _offer_all(self, read: _Read) -> None:
        self.found, self._parted = read.found, read.parted
        self.indicator.offer(read.labels)
        keys, key = list(read.labels.values()), self.indicator.key
        if key not in keys:
            key = "workers_total" if "workers_total" in keys else next(iter(keys), "")
        self.indicator.show_key(key)
        self.choices.offer_periods(periods.comparable(self.session.office, self.session.period))
        self._offer()
        self._redraw()

    def _redraw(self) -> None:
        """Add up and lay out beside the window; painting takes a few milliseconds."""
        session, key, chosen = self.session, self.indicator.key, self.choices
        if self.found is None or not key or not session.is_open:
            return
        self._asked += 1
        asked, office, period = self._asked, session.office, session.period
        held, colours = kept(session), screen_colours()
        kind, by, silent, as_of = chosen.kind, chosen.divided_by, chosen.silent, chosen.as_of.chosen
        before = Period.parse(chosen.compared) if chosen.compared else None

        def work(own: Office, progress: Progress) -> _Made:
            progress.step(0, 1, "Chuẩn bị biểu đồ")
            made = charting.chart_of(
                own,
                period,
                key,
                kind=kind,
                by=by,
                figured=lambda one: held.read(own, one, as_of),
                before=before,
                as_of=as_of,
            )
            made = charting.silent(made) if silent else made
            return _Made(made, charting.drawn(made, colours))

        def done(made: _Made) -> None:
            if asked == self._asked and session.is_open and session.office is office:
                self._show(made)

        def refused(refusal: AppError) -> None:
            if asked == self._asked:
                self._say(str(refusal))

        session.jobs.run(office, Job("Chuẩn bị biểu đồ", work, done, refused=refused))

    def _show(self, made: _Made) -> None:
        known = sum(point.value is not None for point in made.chart.series[0].points)
        if made.chart.kind == "line" and known < 2:
            self._say("Chưa đủ hai kỳ để vẽ đường.")
            return
        self.chart = made.chart
        self.stack.setCurrentIndex(0)
        self.canvas.show_drawing(made.drawing, decimals=made.chart.decimals, unit=made.chart.unit)
        self.canvas.setAccessibleDescription(made.chart.title)
        self.table.rows.put_columns(*chart_rows(made.chart))
        lines = self.table.rows.rowCount()
        head, line = self.table.horizontalHeader().sizeHint().height(), self.table.verticalHeader()
        self.table.setFixedHeight(head + lines * line.defaultSectionSize() + theme.px(16))
        self._wake(awake=True)

    def _say(self, sentence: str) -> None:
        self.chart = None
        self.empty.say(sentence)
        self.stack.setCurrentIndex(1)
        self._wake(awake=False)

    def _wake(self, *, awake: bool) -> None:
        for act in (self.copy_button, self.export_button):
            act.setEnabled(awake)
            act.setToolTip("" if awake else "Chưa có biểu đồ.")

    # acts

    def copy(self) -> None:
        """Put the chart on the clipboard as it is printed."""
        chart = self.chart
        if chart is None:
            return

        def work(own: Office, progress: Progress) -> bytes:
            return charting.picture(chart)

        def done(content: bytes) -> None:
            QGuiApplication.clipboard().setImage(QImage.fromData(content))
            self.measured.setText("Đã chép, dán vào Word bằng Ctrl+V")

        self.session.jobs.run(self.session.office, Job("Chép biểu đồ", work, done))

    def export(self) -> None:
        """Save the chart as PNG, SVG or PDF, always as it is printed."""
        chart, session = self.chart, self.session
        if chart is None:
            return
        name = (
            f"{session.office.unit_in(session.period).code}-{self.indicator.key}-{session.period.label}.png"
        )
        path = dialogs.save_file(self, "Lưu biểu đồ", drives.start() / name, PICTURES)
        if path is None:
            return

        def work(own: Office, progress: Progress) -> Path:
            charting.save(chart, path)
            return path

        session.jobs.run(session.office, Job("Lưu biểu đồ", work, self._saved))

    def _saved(self, path: Path) -> None:
        self.measured.setText(f"Đã lưu {path.name}")

    def _trace(self) -> None:
        if self.indicator.key:
            self.session.go("consolidation", field=self.indicator.key)
