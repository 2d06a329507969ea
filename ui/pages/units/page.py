"""Units: the administrative tree of the period or of today, and what each unit came from and became."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from base.units import Extent, Unit, UnitTree
from ui import theme
from ui.pages.page import Hints, Page
from ui.pages.units.model import CODE, HEADS, KIND, LEVEL, LEVELS, NAME, SINCE, UNTIL, UnitsModel, text
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, button, holder, segments, words

if TYPE_CHECKING:
    from ui.pages.units.changes import ChangesPane
    from ui.pages.units.shares import SharesPane
    from ui.pages.units.taking import TakingPane

Pane = TypeVar("Pane", bound=QWidget)

_PANE, _PANE_NARROW, _NARROW = 320, 250, 940
_MOST = 12
_SETTLED_MS = 120
"""The list follows the search when the person pauses: 3,000 names take longer than a letter."""
_PANES = (
    "Cây đơn vị",
    "Chia số liệu của đơn vị cũ",
    "Thay đổi từ Excel",
    "Nhận dữ liệu của đơn vị cũ",
)
_PANE_NAMES = ("listed", "shares", "changes", "taking")
_EXTENT: dict[Extent, str] = {"whole": "toàn bộ", "partly": "một phần", "unknown": "chưa rõ phần nào"}


class UnitsPage(Page):
    """The tree as it is; how figures of parted units are shared out, changes to come, and predecessors' data."""

    KEY: ClassVar[str] = "units"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setAccessibleName("Tìm đơn vị")
        self.search.setPlaceholderText("Tìm theo tên hoặc mã, gõ không dấu cũng được")
        self.search.setClearButtonEnabled(True)
        self.at_period, self.at_today = self._segment("at_period"), self._segment("at_today")
        self.at_today.setText("&Hôm nay")
        self.at_period.setChecked(True)
        self.units = UnitsModel(self)
        self.table = self._table()
        self.told = words("", "muted", wrap=True)
        self._make_card()
        self._lay_out()
        self._typed = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._typed.timeout.connect(self._list)
        self.search.textChanged.connect(lambda _: self._typed.start())
        self.at_period.toggled.connect(lambda _: self._list())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.setFocus)
        theme.changed().connect(self._measure)
        self._measure()

    def _segment(self, name: str) -> QPushButton:
        made = QPushButton()
        made.setObjectName(name)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setProperty("role", "segment")
        return made

    def _table(self) -> QTreeView:
        table = QTreeView()
        table.setObjectName("table_units")
        table.setAccessibleName("Cây đơn vị hành chính")
        table.setModel(self.units)
        table.setUniformRowHeights(True)
        table.setAllColumnsShowFocus(True)
        head = table.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        return table

    def _make_card(self) -> None:
        self.card = Card()
        self.name = words("", "block", wrap=True)
        self.facts = words("", "muted", wrap=True)
        self.came = words("", "", wrap=True)
        self.became = words("", "", wrap=True)
        self.heads = words("Hình thành từ", "strong"), words("Sau đó", "strong")
        for widget in (self.name, self.facts, self.heads[0], self.came, self.heads[1], self.became):
            self.card.column.addWidget(widget)
        for label in (self.name, self.facts, self.came, self.became):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card.column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("&Chép danh sách", "copy_units", self.copy, role="primary", icon="copy"))
        self.card.column.addLayout(row)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        days = QHBoxLayout()
        days.setSpacing(0)
        days.addWidget(self.at_period)
        days.addWidget(self.at_today)
        top.addLayout(days)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 1)
        row.addWidget(self.card)
        shown = QVBoxLayout()
        shown.setSpacing(8)
        shown.addLayout(top)
        shown.addWidget(self.told)
        shown.addLayout(row, 1)
        self.stack = QStackedWidget()
        self.listed = self._added(holder(shown))
        chooser, self.panes = segments(_PANES, self._choose_pane)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(chooser)
        column.addWidget(self.stack, 1)

    def _choose_pane(self) -> None:
        chosen = next(n for n, made in enumerate(self.panes) if made.isChecked())
        pane: QWidget = getattr(self, _PANE_NAMES[chosen])
        if pane is not self.stack.currentWidget():
            self.stack.setCurrentWidget(pane)
            self._refresh_pane()

    def _refresh_pane(self) -> None:
        for name in self.__dict__.keys() & {"shares", "taking"}:
            pane: SharesPane | TakingPane = getattr(self, name)
            if pane is self.stack.currentWidget():
                pane.refresh()

    def _added(self, made: Pane) -> Pane:
        self.stack.addWidget(made)
        return made

    @cached_property
    def shares(self) -> SharesPane:
        """How the figures of parted units are shared out; made, as the next two, when it is first wanted."""
        from ui.pages.units.shares import SharesPane

        return self._added(SharesPane(self.session))

    @cached_property
    def changes(self) -> ChangesPane:
        """Changes to come, from Excel."""
        from ui.pages.units.changes import ChangesPane

        return self._added(ChangesPane(self.session))

    @cached_property
    def taking(self) -> TakingPane:
        """Predecessors' data."""
        from ui.pages.units.taking import TakingPane

        return self._added(TakingPane(self.session))

    def hints(self) -> Hints:
        return [("Ctrl+F", "tìm"), ("Phải, Trái", "mở, gập"), ("Ctrl+1", "trang chính"), ("Ctrl+K", "đi đến")]

    def arrive(self, place: Place) -> None:
        super().arrive(place)
        self.table.setFocus()

    def leave(self) -> None:
        if "shares" in self.__dict__:
            self.shares.leave()

    def refresh(self) -> None:
        last = self.session.office.dates(self.session.period)[1]
        self.at_period.setText(f"Cuối &kỳ, {last:%d/%m/%Y}")
        self._list()
        self._refresh_pane()

    @property
    def tree(self) -> UnitTree:
        """The units of the day that is chosen."""
        office = self.session.office
        return office.store.units.as_of(self.on)

    @property
    def on(self) -> date:
        """The last day of the period, or today."""
        office = self.session.office
        if self.at_today.isChecked():
            return office.store.surroundings.now().date()
        return office.dates(self.session.period)[1]

    def _list(self) -> None:
        if not self.session.is_open:
            return
        tree, wanted = self.tree, self.search.text().strip()
        if wanted:
            found = tree.search(wanted)
            self.units.show_found(tree, found)
            none = f"Không tìm thấy “{wanted}” ngày {self.on:%d/%m/%Y}. Bỏ bớt chữ hoặc đổi ngày."
            self.told.setText("" if found else none)
            self.table.setCurrentIndex(self.units.index(0, 0))
        else:
            path = self._own_path(tree)
            self.units.show_tree(tree, path[0] if path else None)
            place = self.units.place_of(path)
            self.table.setCurrentIndex(place)
            self.table.expand(place)
            ended = f"{self.session.office.unit.name} không còn trong danh mục ngày {self.on:%d/%m/%Y}."
            self.told.setText("" if path else ended)
            if place.isValid():
                self.table.scrollTo(place, QTreeView.ScrollHint.PositionAtCenter)
        self.told.setVisible(bool(self.told.text()))
        self._tell()

    def _own_path(self, tree: UnitTree) -> list[Unit]:
        """From the province down to the office; empty when there is no such unit on that day."""
        code = self.session.office.unit.code
        at = tree.find(code) if tree.has(code) else None
        path: list[Unit] = []
        while at is not None:
            path.insert(0, at)
            at = tree.parent(at)
        return path

    def _tell(self) -> None:
        unit = self.units.unit(self.table.currentIndex())
        self.name.setText(unit.name if unit else "Chọn một đơn vị để xem.")
        for widget in (self.facts, self.came, self.became, *self.heads):
            widget.setVisible(unit is not None)
        if unit is None:
            return
        history = self.session.office.store.units
        until = f"đến {unit.valid_to:%d/%m/%Y}" if unit.valid_to else "đang có hiệu lực"
        since = f"từ {unit.valid_from:%d/%m/%Y}" if unit.verified else "ngày lập chưa xác minh"
        below = len(self.tree.children(unit))
        told = [f"Mã {unit.code}, cấp {LEVELS[unit.level]}.", f"Hiệu lực: {since}, {until}."]
        if below:
            told.append(f"{below} đơn vị trực thuộc.")
        self.facts.setText("\n".join(told))
        origins = history.predecessors(unit)
        heirs = history.successors(unit)
        self.heads[0].setVisible(bool(origins))
        self.came.setVisible(bool(origins))
        self.came.setText(_listed(origins))
        self.heads[1].setVisible(unit.valid_to is not None)
        self.became.setVisible(unit.valid_to is not None)
        self.became.setText(
            _listed(heirs) if heirs else "Danh mục hành chính không ghi đơn vị này nhập vào đâu."
        )

    def copy(self) -> None:
        """The selected unit and everything below it, or what a search found, as rows for a spreadsheet."""
        if self.search.text().strip():
            units = [self.units.unit(self.units.index(row, 0)) for row in range(self.units.rowCount())]
        else:
            chosen = self.units.unit(self.table.currentIndex())
            units = list(self.tree.under(chosen.code)) if chosen else []
        rows = ["\t".join(HEADS)]
        rows += ["\t".join(text(unit, column) for column in range(len(HEADS))) for unit in units if unit]
        QGuiApplication.clipboard().setText("\n".join(rows))
        self.told.setText(f"Đã chép {len(rows) - 1} đơn vị. Dán vào bảng tính.")
        self.told.show()

    def select(self, unit: Unit) -> None:
        """Show a unit of the day's tree."""
        path: list[Unit] = []
        at: Unit | None = unit
        while at is not None:
            path.insert(0, at)
            at = self.tree.parent(at)
        place = self.units.place_of(path)
        self.table.selectionModel().setCurrentIndex(
            place, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        metrics, room = self.table.fontMetrics(), theme.px(24)
        samples = {CODE: "88888", KIND: "Thành phố", LEVEL: "huyện", SINCE: "88/88/8888", UNTIL: "88/88/8888"}
        for column, sample in samples.items():
            self.table.setColumnWidth(
                column, metrics.horizontalAdvance(max(sample, HEADS[column], key=len)) + room
            )
        narrow = self.width() < theme.px(_NARROW)
        for column in (KIND, LEVEL, UNTIL):
            self.table.setColumnHidden(column, narrow)
        self.card.setFixedWidth(theme.px(_PANE_NARROW if narrow else _PANE))
        margin = 10 if narrow else 16
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(margin, margin, margin, margin)


def _listed(units: tuple[tuple[Unit, Extent], ...]) -> str:
    lines = [f"{unit.name} ({unit.code}), {_EXTENT[extent]}" for unit, extent in units[:_MOST]]
    if len(units) > _MOST:
        lines.append(f"và {len(units) - _MOST} đơn vị khác")
    return "\n".join(lines)
