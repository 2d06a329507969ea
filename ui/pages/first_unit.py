"""Which unit the office is: searched over the units of today, or of the time before the merger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from base.units import Level, Unit, UnitTree
from office import beginning
from ui import theme
from ui.pages.first_steps import Step
from ui.widgets.cards import Picture
from ui.widgets.elided import Elided

_Index = QModelIndex | QPersistentModelIndex
_LEVELS: dict[Level, str] = {
    "commune": "&Xã, phường, đặc khu",
    "district": "&Huyện",
    "province": "T&ỉnh, thành phố",
}


class UnitsModel(QAbstractTableModel):
    """Units that a search found."""

    HEADS = ("Đơn vị", "Mã", "Thuộc", "Hiệu lực")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.units: Sequence[Unit] = ()
        self.tree: UnitTree | None = None

    def show_units(self, tree: UnitTree, units: Sequence[Unit]) -> None:
        """Other units."""
        self.beginResetModel()
        self.tree, self.units = tree, units
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.units)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = 0) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or self.tree is None:
            return None
        unit = self.units[index.row()]
        if index.column() == 0:
            return unit.name
        if index.column() == 1:
            return unit.code
        if index.column() == 2:
            return beginning.above_in_words(self.tree, unit)
        return beginning.valid_in_words(unit)


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

    NAME = "Đơn vị của bạn"
    QUESTION = "Đơn vị của bạn là đơn vị nào?"
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
        self.table = self._table()
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
            (self.district, "district", "Huyện"),
        ):
            box.setObjectName(name)
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            row.addWidget(box, 2)
        row.addWidget(self.search, 4)
        return row

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("table_units")
        table.setAccessibleName("Đơn vị tìm thấy")
        self.found = UnitsModel(table)
        table.setModel(self.found)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.px(31))
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        metrics = table.fontMetrics()
        for column, sample in enumerate(("Phường Tân An Hội Đông", "888888", "", "từ 88/88/8888")):
            if sample:
                table.setColumnWidth(column, metrics.horizontalAdvance(sample) + theme.px(28))
        return table

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
        row.addWidget(Picture(state="approved"))
        row.addLayout(lines, 1)
        return strip

    def _connect(self) -> None:
        self._levels.buttonClicked.connect(lambda _: self._level_chosen())
        self.before.clicked.connect(lambda _=False: self._date_chosen())
        self.province.activated.connect(lambda _: self._list_districts())
        self.district.activated.connect(lambda _: self._find())
        self.search.textChanged.connect(lambda _: self._find())
        self.search.moved.connect(self._move)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())

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
        row = self.table.currentIndex().row()
        return self.found.units[row] if 0 <= row < len(self.found.units) else None

    def begin(self) -> None:
        self.search.setFocus()

    def missing(self) -> str:
        return "" if self.unit else "Chọn đơn vị trong danh sách."

    def fit(self, *, low: bool) -> None:
        super().fit(low=low)
        self.chosen.setVisible(not low)

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
        units = () if nothing else beginning.found_units(self.tree, text, level=self.level, within=within)
        self.found.show_units(self.tree, units)
        if units and text.strip():
            self.table.selectRow(0)
        self._tell()

    def _move(self, step: int) -> None:
        rows = len(self.found.units)
        if rows:
            self.table.selectRow(min(rows - 1, max(0, self.table.currentIndex().row() + step)))

    def _tell(self) -> None:
        unit = self.unit
        if unit is None:
            searched = self.search.text().strip()
            self.name.setText("Chưa chọn đơn vị")
            self.told.setText(
                f"Không tìm thấy “{searched}”. Bỏ bớt chữ hoặc chọn tỉnh khác."
                if searched and not self.found.units
                else "Gõ tên, hoặc chọn tỉnh rồi chọn trong danh sách."
            )
        else:
            above = beginning.above_in_words(self.tree, unit)
            self.name.setText(f"{unit.name}, {above}" if above else unit.name)
            history = beginning.history_in_words(unit)
            self.told.setText(" ".join(filter(None, [f"Mã {unit.code}.", history])))
        self.answered.emit()
