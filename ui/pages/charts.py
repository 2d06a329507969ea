"""Charts: one indicator over units, periods or parts, with its table, to copy into a letter or to save."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from base.errors import AppError
from base.progress import Progress
from base.text import search_key
from consolidation.figures import Consolidated
from consolidation.series import Chart
from office import charting, periods, reporting
from office.charting import By, ChartKind
from office.office import Office
from ui import dialogs, drives, theme
from ui.jobs import Job
from ui.kept import kept
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.canvas import Canvas, boxed, screen_colours, warm
from ui.widgets.cards import Button, Card, button, holder, words
from ui.widgets.chart_table import chart_rows
from ui.widgets.choices import Option
from ui.widgets.elided import Elided
from ui.widgets.empty import Empty
from ui.widgets.listboxes import ListBox
from ui.widgets.rows import RowsTable

PICTURES = "Ảnh PNG (*.png);;Hình SVG (*.svg);;Tài liệu PDF (*.pdf)"
_KINDS: tuple[tuple[ChartKind, str, str], ...] = (
    ("bar", "&Cột", "data_bar_horizontal"),
    ("line", "&Đường", "data_line"),
    ("pie", "&Tròn", "data_pie"),
)
_BYS: tuple[tuple[By, str], ...] = (("unit", "Đơn vị"), ("period", "Kỳ báo cáo"), ("part", "Thành phần"))


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
        self._labels: dict[str, str] = {}
        self.kind: ChartKind = "bar"
        self.indicator = ListBox("indicator", "Chỉ tiêu", self, lines=self._lines, reads=self._read_typed)
        self.measured = Elided("", "caption")
        self.kinds = {key: self._kind_button(key, text, icon) for key, text, icon in _KINDS}
        self.by = QComboBox(self)
        self.before = QComboBox(self)
        self.numbers = QCheckBox("&Ghi số trên biểu đồ", self)
        self.canvas = Canvas()
        self.table = RowsTable("chart", "Số liệu của biểu đồ", ())
        self.empty = Empty()
        self.stack = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._add_keys()
        theme.changed().connect(self._redraw)

    def _kind_button(self, key: ChartKind, text: str, icon: str) -> QPushButton:
        made = Button(text, icon=icon, token="text")
        made.setObjectName(f"action_{key}")
        made.setCheckable(True)
        made.setChecked(key == "bar")
        made.clicked.connect(lambda _=False: self.choose_kind(key))
        return made

    def _set_up(self) -> None:
        self.indicator.setProperty("role", "subject")
        self.indicator.setPlaceholderText("Gõ vài chữ để tìm chỉ tiêu")
        self.indicator.left.connect(self._typed)
        for box, key, label in ((self.by, "by", "Chia theo"), (self.before, "compare", "So với")):
            box.setObjectName(key)
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        for by, words_of in _BYS:
            self.by.addItem(words_of, by)
        self.by.activated.connect(lambda _: self._by_chosen())
        self.before.activated.connect(lambda _: self._redraw())
        self.numbers.setObjectName("numbers")
        self.numbers.setAccessibleName("Ghi số trên biểu đồ")
        self.numbers.setChecked(True)
        self.numbers.toggled.connect(lambda _: self._redraw())
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _lay_out(self) -> None:
        self.copy_button = button("Ché&p vào Word", "copy", self.copy, icon="copy")
        self.export_button = button("&Lưu ảnh…", "export", self.export, role="primary", icon="arrow_download")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.indicator, 3)
        head.addWidget(self.measured, 2)
        head.addWidget(self.copy_button)
        head.addWidget(self.export_button)
        drawn = Card(margins=(1, 1, 1, 1))
        drawn.column.addWidget(boxed(self.canvas))
        below = Card(margins=(1, 1, 1, 1))
        below.column.addWidget(self.table)
        shown = QVBoxLayout()
        shown.setSpacing(12)
        shown.addWidget(drawn, 1)
        shown.addWidget(below)
        self.stack.addWidget(holder(shown))
        self.stack.addWidget(self.empty)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._choices())
        body.addWidget(self.stack, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addLayout(body, 1)

    def _choices(self) -> Card:
        card = Card()
        card.column.addWidget(words("Kiểu biểu đồ", "caption"))
        grid = QGridLayout()
        grid.setSpacing(6)
        for n, made in enumerate(self.kinds.values()):
            grid.addWidget(made, n // 2, n % 2)
        card.column.addLayout(grid)
        for label, box in (("Chia t&heo", self.by), ("&So với", self.before)):
            told = words(label, "caption")
            told.setBuddy(box)
            card.column.addWidget(told)
            card.column.addWidget(box)
        card.column.addSpacing(8)
        card.column.addWidget(self.numbers)
        card.column.addStretch(1)
        return card

    def _add_keys(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._search),
            ("Ctrl+S", self.export),
            ("Ctrl+E", self.export),
            ("F4", self._trace),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        for owner in (self.table, self.canvas):
            shortcut = QShortcut(QKeySequence.StandardKey.Copy, owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.copy)

    def hints(self) -> Hints:
        return [
            ("Ctrl+F", "tìm chỉ tiêu"),
            ("Ctrl+S", "lưu ảnh PNG, SVG, PDF"),
            ("Ctrl+C", "chép vào Word"),
            ("F4", "số này từ đâu"),
        ]

    # the indicator

    @property
    def key(self) -> str:
        """The indicator that is drawn."""
        return self._key

    _key = ""

    def _lines(self) -> list[Option]:
        return [Option(label, label) for label in self._labels]

    def _read_typed(self, text: str) -> str:
        wanted = search_key(text)
        return next((label for label in self._labels if search_key(label) == wanted), "")

    def _typed(self) -> None:
        """The box was left, or a line of its list taken."""
        key = self._labels.get(self._read_typed(self.indicator.text()))
        if key and key != self._key:
            self.choose(key)
        elif not key:
            self._fill_indicator()

    def _search(self) -> None:
        self.indicator.setFocus()
        self.indicator.selectAll()

    def choose(self, key: str) -> None:
        """Draw this indicator."""
        if self.found is not None and key in self.found.indicators:
            self._key = key
            self._fill_indicator()
            self._offer()
            self._redraw()

    def _fill_indicator(self) -> None:
        label = next((label for label, key in self._labels.items() if key == self._key), "")
        self.indicator.fill(label)

    # choices

    def choose_kind(self, kind: ChartKind) -> None:
        """Bars, a line or a pie; what it is divided by follows where it must."""
        self.kind = kind
        by = self.by.currentData()
        if kind == "line":
            by = "period"
        elif kind == "pie" and by == "period":
            by = "part" if self._key in self._parted else "unit"
        self.by.setCurrentIndex(self.by.findData(by))
        self._offer()
        self._redraw()

    def _by_chosen(self) -> None:
        by = self.by.currentData()
        if self.kind == "line" and by != "period":
            self.kind = "bar"
        if self.kind == "pie" and by == "period":
            self.kind = "line"
        self._offer()
        self._redraw()

    def _offer(self) -> None:
        """Wake what is possible with the indicator, and say why the rest is not."""
        if self.found is None or self._key not in self.found.indicators:
            return
        info = self.found.indicators[self._key]
        if info.is_ratio and self.kind == "pie":
            self.kind = "bar"
        parted = self._key in self._parted
        if self.by.currentData() == "part" and not parted:
            self.by.setCurrentIndex(0)
        item = self.by.model().item(2)  # type: ignore[attr-defined]
        item.setEnabled(parted)
        item.setToolTip("" if parted else "Chỉ tiêu này không chia thành phần.")
        for key, made in self.kinds.items():
            made.setChecked(key == self.kind)
        self.kinds["pie"].setEnabled(not info.is_ratio)
        self.kinds["pie"].setToolTip("Tỷ lệ không vẽ được hình tròn." if info.is_ratio else "")
        compared = self.kind == "bar" and self.by.currentData() == "unit" and self.before.count() > 1
        self.before.setEnabled(compared)
        self.before.setToolTip("" if compared else "Chỉ so sánh được cột chia theo đơn vị, khi có kỳ trước.")
        self.measured.setText(info.unit)

    # drawing

    def arrive(self, place: Place) -> None:
        if place.field:
            self._key = place.field
            self._stale = True
        super().arrive(place)

    def refresh(self) -> None:
        """Read the figures, then draw."""
        self._say("Đang chuẩn bị biểu đồ…")
        kept(self.session).ask([(self.session.period, "reported")], self._read, lambda r: self._say(str(r)))

    def _read(self, found: list[Consolidated]) -> None:
        session = self.session
        if found[0].period != session.period:
            return
        self.found = found[0]
        self._parted = charting.parted(session.office, session.period)
        groups = reporting.groups(session.office, self.found)
        keys = dict.fromkeys(key for listed in groups.values() for key in listed)
        self._labels = {}
        for key in keys:
            info = self.found.indicators[key]
            label = info.label if info.label not in self._labels else f"{info.label} ({info.group})"
            self._labels[label if label not in self._labels else f"{label} – {key}"] = key
        if self._key not in keys:
            self._key = "workers_total" if "workers_total" in keys else next(iter(keys), "")
        self._fill_indicator()
        self._offer_periods()
        self._offer()
        self._redraw()

    def _offer_periods(self) -> None:
        known, period = periods.known(self.session.office), self.session.period
        self.before.clear()
        self.before.addItem("Không so sánh", "")
        for other in dict.fromkeys((period.before(), period.year_before())):
            if other in known or any(other.contains(one) for one in known):
                words_of = other.in_words()
                self.before.addItem(f"{words_of[:1].upper()}{words_of[1:]}", other.label)

    def _redraw(self) -> None:
        """Draw beside the window: the first time the drawing itself has to be loaded."""
        session, key, kind, by = self.session, self._key, self.kind, self.by.currentData()
        if self.found is None or not key or not session.is_open:
            return
        self._asked += 1
        asked, office, period = self._asked, session.office, session.period
        held, colours = kept(session), screen_colours()
        label = self.before.currentData() if self.before.isEnabled() else ""
        before = type(period).parse(label) if label else None
        silent = not self.numbers.isChecked()

        def work(own: Office, progress: Progress) -> _Made:
            progress.step(0, 1, "Chuẩn bị biểu đồ")
            warm()
            made = charting.chart_of(
                own, period, key, kind=kind, by=by, figured=lambda one: held.read(own, one), before=before
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

        self.session.jobs.run(self.session.office, Job("Chép biểu đồ", work, done))

    def export(self) -> None:
        """Save the chart as PNG, SVG or PDF, always as it is printed."""
        chart, session = self.chart, self.session
        if chart is None:
            return
        name = f"{session.office.unit_in(session.period).code}-{self._key}-{session.period.label}.png"
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
        if self._key:
            self.session.go("consolidation", field=self._key)
