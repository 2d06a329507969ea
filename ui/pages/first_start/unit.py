"""Which unit the office is: searched over the units of today, or of the time before the merger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from base.units import Level, Unit, UnitTree
from office import beginning
from ui.pages.first_start.steps import Step
from ui.widgets.cards import Picture
from ui.widgets.elided import Elided
from ui.widgets.rows import Cell, Column, RowsTable

_LEVELS: dict[Level, str] = {
    "commune": "&Xã, phường, đặc khu",
    "district": "&Huyện, thị xã, thành phố thuộc tỉnh",
    "province": "Tỉ&nh, thành phố",
}
_COLUMNS = (
    Column("Đơn vị", "Phường Tân An Hội Đông"),
    Column("Mã", "888888"),
    Column("Thuộc"),
    Column("Hiệu lực", "đến 88/88/8888", spare=1),
)


class SearchLine(QLineEdit):
    """Up and down walk through what was found, without leaving the box."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step:
            self.moved.emit(step)
            return
        super().keyPressEvent(event)


class UnitStep(Step):
    """Which unit the office is, as of today or as of the time before the merger."""

    NAME = "Đơn vị"
    QUESTION = "Đơn vị nào nhập số liệu?"
    WHY = "Tên và mã lấy theo danh mục hành chính có ngày hiệu lực."

    def __init__(self) -> None:
        super().__init__()
        self._levels = QButtonGroup(self)
        self._radios: dict[Level, QRadioButton] = {}
        row = QHBoxLayout()
        row.setSpacing(16)
        for level, text in _LEVELS.items():
            radio = QRadioButton(text)
            radio.setObjectName(f"level_{level}")
            self._radios[level] = radio
            self._levels.addButton(radio)
            row.addWidget(radio)
        row.addStretch(1)
        self._radios["district"].setToolTip("Cấp huyện chỉ có trong số liệu trước 01/07/2025.")
        self.before = QCheckBox("Số liệu &trước 01/07/2025 (đơn vị hành chính cũ)")
        self.before.setObjectName("before")
        self.column.addLayout(row)
        self.column.addWidget(self.before)
        self.column.addLayout(self._search_row())
        self.units: Sequence[Unit] = ()
        self._low = False
        self.table = RowsTable("units", "Đơn vị tìm thấy", _COLUMNS)
        self.table.setProperty("role", "")
        self.column.addWidget(self.table, 1)
        self.chosen = self._strip()
        self.column.addWidget(self.chosen)
        self._radios["commune"].setChecked(True)
        self._connect()
        self._list_provinces()

    def _search_row(self) -> QHBoxLayout:
        self.province, self.district = QComboBox(), QComboBox()
        self.search = SearchLine()
        self.search.setObjectName("search")
        self.search.setAccessibleName("Tìm đơn vị")
        self.search.setPlaceholderText("Tìm theo tên hoặc mã, gõ không dấu cũng được")
        row = QHBoxLayout()
        row.setSpacing(8)
        for box, name, label in (
            (self.province, "province", "Tỉnh, thành phố"),
            (self.district, "district", "Huyện, thị xã, thành phố"),
        ):
            box.setObjectName(name)
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            row.addWidget(box, 2)
        row.addWidget(self.search, 4)
        return row

    def _strip(self) -> QFrame:
        strip = QFrame()
        strip.setProperty("role", "strip")
        self.name, self.told = Elided("", "strong"), Elided("", "caption")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.name)
        lines.addWidget(self.told)
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        self.shape = Picture(state="none")
        row.addWidget(self.shape)
        row.addLayout(lines, 1)
        return strip

    def _connect(self) -> None:
        self._levels.buttonClicked.connect(lambda _: self._level_chosen())
        self.before.clicked.connect(lambda _=False: self._date_chosen())
        self.province.activated.connect(lambda _: self._list_districts())
        self.district.activated.connect(lambda _: self._find())
        self.search.textChanged.connect(lambda _: self._find())
        self.search.moved.connect(self._move)
        self.table.moved.connect(lambda _: self._tell())

    @property
    def level(self) -> Level:
        """The level that is chosen."""
        return next(level for level, radio in self._radios.items() if radio.isChecked())

    @property
    def on(self) -> object:
        """The day whose units are offered."""
        return beginning.BEFORE_THE_MERGER if self.before.isChecked() else beginning.today()

    @property
    def tree(self) -> UnitTree:
        """The units of that day."""
        return beginning.tree_on(
            beginning.BEFORE_THE_MERGER if self.before.isChecked() else beginning.today()
        )

    @property
    def unit(self) -> Unit | None:
        """The unit in the selected row."""
        row = self.table.row
        return self.units[row] if 0 <= row < len(self.units) else None

    def begin(self) -> None:
        self.search.setFocus()

    def missing(self) -> str:
        return "" if self.unit else "Chọn đơn vị trong danh sách."

    def fit(self, *, low: bool) -> None:
        super().fit(low=low)
        self._low = low
        self._tell()

    def _level_chosen(self) -> None:
        if self.level == "district" and not self.before.isChecked():
            self.before.setChecked(True)
            self._date_chosen()
            return
        self._find()

    def _date_chosen(self) -> None:
        if self.level == "district" and not self.before.isChecked():
            self._radios["commune"].setChecked(True)
        self._list_provinces()

    def _list_provinces(self) -> None:
        chosen = self.province.currentData()
        self.province.clear()
        self.province.addItem("Tất cả các tỉnh", "")
        for unit in self.tree.roots:
            self.province.addItem(unit.name, unit.code)
        self.province.setCurrentIndex(max(0, self.province.findData(chosen)))
        self._list_districts()

    def _list_districts(self) -> None:
        self.district.clear()
        self.district.addItem("Tất cả các huyện", "")
        code = self.province.currentData()
        children = self.tree.children(self.tree.find(code)) if code else ()
        for unit in children:
            if unit.level == "district":
                self.district.addItem(unit.name, unit.code)
        self._find()

    def _find(self) -> None:
        """List what fits; a search picks the first."""
        self.province.setVisible(self.level != "province")
        self.district.setVisible(self.level == "commune" and self.district.count() > 1)
        within = (self.district.currentData() if self.level == "commune" else "") or ""
        within = within or (self.province.currentData() if self.level != "province" else "") or ""
        text = self.search.text()
        nothing = not text.strip() and not within and self.level == "commune"
        tree = self.tree
        self.units = () if nothing else beginning.found_units(tree, text, level=self.level, within=within)
        self.table.rows.put([_cells(tree, unit) for unit in self.units])
        if self.units and text.strip():
            self.table.choose(0)
        self._tell()

    def _move(self, step: int) -> None:
        if self.units:
            self.table.choose(min(len(self.units) - 1, max(0, self.table.row + step)))

    def _tell(self) -> None:
        unit = self.unit
        self.shape.show_state("approved" if unit else "none")
        nothing = not self.units and bool(self.search.text().strip())
        self.chosen.setVisible(nothing or not self._low)  # an empty table must not stand unexplained
        if unit is None:
            self.name.setText("Chưa chọn đơn vị")
            self.told.setText(self._why_none())
        else:
            above = beginning.above_in_words(self.tree, unit)
            self.name.setText(f"{unit.name}, {above}" if above else unit.name)
            history = beginning.history_in_words(unit)
            self.told.setText(" ".join(filter(None, [f"Mã {unit.code}.", history])))
        self.answered.emit()

    def _why_none(self) -> str:
        """What to do where nothing is chosen; the name may be one from before the merger."""
        searched = self.search.text().strip()
        if not searched or self.units:
            return "Gõ tên, hoặc chọn tỉnh rồi chọn trong danh sách."
        more = "chọn tỉnh khác" if self.before.isChecked() else "đánh dấu ô trên nếu là tên cũ"
        return f"Không tìm thấy “{searched}”. Bỏ bớt chữ hoặc {more}."


def _cells(tree: UnitTree, unit: Unit) -> tuple[Cell, ...]:
    texts = (unit.name, unit.code, beginning.above_in_words(tree, unit), beginning.valid_in_words(unit))
    return tuple(map(Cell, texts))
