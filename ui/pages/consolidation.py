"""Consolidation: every unit's figures side by side, and where each of them comes from."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError
from base.period import Period
from base.progress import Progress
from base.units import Unit
from consolidation.figures import Consolidated
from consolidation.origin import origin
from office import reporting, tracing
from office.office import Office
from office.reporting import AsOf
from ui import dialogs, drives, theme
from ui.jobs import Job
from ui.kept import kept
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, Picture, button, holder, words
from ui.widgets.empty import Empty
from ui.widgets.figures_model import FIXED
from ui.widgets.figures_tree import FiguresTree
from ui.widgets.origin import OriginPane, Trace
from ui.widgets.own_figures import OwnFigures

_SETTLED_MS = 120
"""While a person runs through the cells, the source of each one passed is not looked up."""
_WITH_PANE = 880
"""Logical pixels of width from which table and pane stand side by side."""


_WITH_WORDS = 1050
_PANE, _ANY = 340, 16_777_215
"""Widths of the pane beside the table, and alone."""


class ConsolidationPage(Page):
    """A tree of units by indicators, its tools above, "Số này từ đâu" at its right."""

    KEY: ClassVar[str] = "consolidation"

    def __init__(self, session: Session) -> None:
        kept(session)  # hears of a change before the page does
        super().__init__(session)
        self.found: Consolidated | None = None
        self._groups: dict[str, tuple[str, ...]] = {}
        self._wants_pane = True
        self._asked = False
        self._sought = ""
        self._wanted = ("", "")
        self.group = self._box("group", "Nhóm chỉ tiêu", "Chọn nhóm chỉ tiêu (Alt+H)", 16)
        self.group.setProperty("role", "subject")
        self.as_of = self._box(
            "as_of", "Đơn vị hành chính", "Xếp số liệu theo đơn vị lúc báo cáo hay hiện nay", 12
        )
        self.compare = self._box("compare", "So với kỳ trước", "Thêm cột thay đổi so với kỳ khác", 10)
        self.tree = FiguresTree()
        self.own = OwnFigures()
        self.pane = OriginPane()
        self.empty = Empty()
        self.note = words("", "caption", wrap=True)
        self.stack = QStackedWidget()
        self.settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._lay_out()
        self._connect()

    def _box(self, key: str, label: str, tip: str, letters: int) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(key)
        box.setAccessibleName(label)
        box.setToolTip(tip)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(letters)
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return box

    def _lay_out(self) -> None:
        self.as_of.addItem("Đơn vị tại thời điểm báo cáo", "reported")
        self.as_of.addItem("Đơn vị hiện nay", "today")
        self.chart_button = button("&Biểu đồ", "chart", self.chart, icon="data_bar_vertical")
        self.export_button = button(
            "&Xuất Excel", "export", self.export, role="primary", icon="arrow_download"
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        for box, stretch in ((self.group, 4), (self.as_of, 4), (self.compare, 3)):
            head.addWidget(box, stretch)
        head.addStretch(1)
        head.addWidget(self.chart_button)
        head.addWidget(self.export_button)
        card = Card(margins=(1, 1, 1, 1))
        card.column.setSpacing(0)
        self.views = QStackedWidget()
        self.views.addWidget(self.tree)
        self.views.addWidget(self.own)
        card.column.addWidget(self.views, 1)
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
        self.group.activated.connect(lambda _: self._show_figures())
        self.as_of.activated.connect(lambda _: self.refresh())
        self.compare.activated.connect(lambda _: self.refresh())
        self.tree.selectionModel().currentChanged.connect(lambda *_: self.settled.start())
        self.own.moved.connect(lambda _: self.settled.start())
        self.tree.asked.connect(self.ask_origin)
        self.own.opened.connect(lambda _: self.ask_origin())
        self.settled.timeout.connect(self._show_origin)
        self.pane.closed.connect(self._close_pane)
        self.pane.unit_chosen.connect(self._go_to_unit)
        self.pane.report_asked.connect(self._open_report)
        for keys, act in (
            ("F4", self.ask_origin),
            ("Ctrl+E", self.export),
            ("Ctrl+G", self.chart),
            ("Alt+H", self.group.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def hints(self) -> Hints:
        return [
            ("→ ←", "mở, đóng nhánh"),
            ("F4", "số này từ đâu"),
            ("Ctrl+E", "xuất Excel"),
            ("Ctrl+G", "biểu đồ"),
        ]

    # reading

    def arrive(self, place: Place) -> None:
        self._sought = place.field
        super().arrive(place)
        self._seek()
        if self.stack.currentIndex() == 0:
            self._view().setFocus()

    def _seek(self) -> None:
        """Show the indicator that another page asked for, in the first group that has it."""
        wanted = next((t for t, keys in self._groups.items() if self._sought in keys), "")
        if self.found is None or not wanted:
            return
        sought, self._sought = self._sought, ""
        unit = self._place()[0] or self.found.root.unit.key
        if sought not in self._groups.get(self.group.currentText(), ()):
            self.group.setCurrentIndex(self.group.findData(wanted))
            self._show_figures()
        self._go(unit, sought)

    def _view(self) -> QWidget:
        return self.own if self.views.currentWidget() is self.own else self.tree

    def refresh(self) -> None:
        """Read the figures: at once where they are known, else beside the window."""
        self._offer_periods()
        period, as_of = self.session.period, self._as_of()
        wanted: list[tuple[Period, AsOf]] = [(period, as_of)]
        before = self.compare.currentData()
        if before:
            wanted.append((Period.parse(before), as_of))
        if kept(self.session).have(period, as_of) is None:
            self._say_nothing("Đang cộng số liệu…")
        kept(self.session).ask(wanted, partial(self._read, period, as_of), self._refused)

    def _as_of(self) -> AsOf:
        return "today" if self.as_of.currentData() == "today" else "reported"

    def _offer_periods(self) -> None:
        """The period just before, and the same one a year ago, as far as there is anything of them."""
        from office import periods

        period, chosen = self.session.period, self.compare.currentData()
        known = set(periods.known(self.session.office))
        self.compare.clear()
        self.compare.addItem("Không so sánh", "")
        for other in dict.fromkeys((period.before(), period.year_before())):
            if other in known or any(other.contains(one) for one in known):
                self.compare.addItem(f"So với {other.in_words()}", other.label)
        self.compare.setCurrentIndex(max(0, self.compare.findData(chosen)))
        self.compare.setEnabled(self.compare.count() > 1)
        self.compare.setToolTip("" if self.compare.count() > 1 else "Chưa có số liệu kỳ trước để so sánh.")

    def _read(self, period: Period, as_of: AsOf, found: list[Consolidated]) -> None:
        if period != self.session.period or as_of != self._as_of():
            return
        self.found = found[0]
        self._before = found[1] if len(found) > 1 else None
        single = len(self.found.units) == 1
        self.as_of.setVisible(not single)
        self.views.setCurrentIndex(1 if single else 0)
        self._groups = reporting.groups(self.session.office, self.found)
        chosen = self.group.currentText()
        self.group.clear()
        for title in self._groups:
            self.group.addItem(title, title)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))
        self._show_figures()
        self._seek()

    def _refused(self, refusal: AppError) -> None:
        """Old units that were split cannot be carried to today's: the table stays as reported."""
        if self._as_of() == "today":
            self.as_of.setCurrentIndex(0)
            dialogs.refuse(self, refusal)
            self.refresh()
        else:
            self._say_nothing(str(refusal))

    def _say_nothing(self, sentence: str, verb: str = "", page: str = "") -> None:
        self.empty.say(sentence, verb, page, (lambda: self.session.go(page)) if page else None)
        self.stack.setCurrentIndex(1)
        self._wake(awake=False)

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
        self.stack.setCurrentIndex(0)
        self._wake(awake=True)
        keys = self._groups.get(self.group.currentText(), ())
        unit, indicator = self._place()
        if len(found.units) == 1:
            self.own.put(found, keys, self._before)
        else:
            self.tree.figures.put(found, keys, self._before)
            self.tree.expand(self.tree.figures.index(0, 0))
        self._go(unit or found.root.unit.key, indicator)
        self._tell_note(found)
        self._fit()

    def _tell_note(self, found: Consolidated) -> None:
        covered = found.root.coverage
        parts = ["Tỷ lệ được tính lại từ tử số và mẫu số, không lấy trung bình."]
        if not covered.complete:
            parts.insert(
                0, f"Số nghiêng chưa đủ đơn vị: mới cộng {covered.approved}/{covered.expected} xã đã duyệt."
            )
        if any(figure.derived for figure in found.root.figures.values()):
            parts.append("Số của kỳ này được cộng từ các kỳ báo cáo nằm trong kỳ.")
        self.note.setText(" ".join(parts))

    # the current figure

    def _place(self) -> tuple[str, str]:
        """(key of the unit, indicator) of the current cell; "" where there is none."""
        if self.found is None:
            return "", ""
        if self.views.currentWidget() is self.own:
            return self.found.root.unit.key, self.own.indicator
        here = self.tree.currentIndex()
        if not here.isValid():
            return "", ""
        info = self.tree.figures.info_at(here.column())
        return self.tree.figures.node(here).entry.unit.key, info.key if info else ""

    def _go(self, unit: str, indicator: str) -> None:
        if self.views.currentWidget() is self.own:
            self.own.go(indicator)
            return
        model = self.tree.figures
        column = model.column_of(indicator)
        place = model.place(unit, column if column >= 0 else FIXED)
        if not place.isValid():
            place = model.index(0, FIXED)
        above = place.parent()
        while above.isValid():
            self.tree.expand(above)
            above = above.parent()
        self.tree.setCurrentIndex(place)
        QTimer.singleShot(0, self.tree, self.tree.show_current)
        self.settled.start()

    def _go_to_unit(self, unit: str) -> None:
        self._go(unit, self._wanted[1])
        (self.pane.added if self.card.isHidden() else self.tree).setFocus()

    def _show_origin(self) -> None:
        """What the current figure is made of; of a reporting unit its records are read beside the window."""
        unit, indicator = self._place()
        found = self.found
        if found is None or not unit:
            return
        if not indicator:
            indicator = self.tree.figures.infos[0].key if self.tree.figures.infos else ""
        if not indicator or self.pane.isHidden():
            return
        self._wanted = (unit, indicator)
        taken = origin(found, unit, indicator)
        self.pane.show_origin(taken, found.period)
        if not taken.added and self._as_of() == "reported" and taken.entry.coverage.approved:
            self._trace(found.period, taken.entry.unit, indicator)

    def _trace(self, period: Period, unit: Unit, indicator: str) -> None:
        session, wanted = self.session, self._wanted
        office = session.office

        def work(own: Office, progress: Progress) -> Trace:
            behind = tracing.records_behind(own, period, unit, indicator)
            return Trace(behind, tracing.brought(own, period, unit))

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
        self._view().setFocus()

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
        wide = self.width() >= _WITH_WORDS * theme.now().scale
        self.as_of.setItemText(0, "Đơn vị tại thời điểm báo cáo" if wide else "Đơn vị lúc báo cáo")

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
            as_of, period = self._as_of(), found.period
            session.jobs.run(
                session.office, Job("Xuất Excel", _exporting(period, path, as_of), self._exported)
            )

    def _exported(self, path: Path) -> None:
        self.note.setText(f"Đã xuất {path.name} vào {path.parent}.")

    def chart(self) -> None:
        """Draw the current indicator on the page of charts."""
        if self.found is None or not self.chart_button.isEnabled():
            return
        _, indicator = self._place()
        keys = self._groups.get(self.group.currentText(), ("",))
        self.session.go("charts", field=indicator or keys[0])

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
