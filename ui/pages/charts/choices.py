"""What is chosen about a chart: its kind, what it is divided by, what it is compared to, and why not otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPushButton

from base.period import Period
from consolidation.figures import IndicatorInfo
from office.figures.charting import By, ChartKind
from ui.widgets.cards import Button, Card, words
from ui.widgets.elided import ElidedBox
from ui.widgets.figures.as_of import AsOfBox
from ui.widgets.scrolled import Scrolled

_KINDS: tuple[tuple[ChartKind, str, str], ...] = (
    ("bar", "&Cột", "data_bar_horizontal"),
    ("line", "Đườ&ng", "data_line"),
    ("pie", "&Tròn", "data_pie"),
)
_BYS: tuple[tuple[By, str], ...] = (("unit", "Đơn vị"), ("period", "Kỳ báo cáo"), ("part", "Thành phần"))
_NO_RATIO = "Tỷ lệ không vẽ được hình tròn."
_NO_PARTS = "Chỉ tiêu này không chia thành phần."
_LINE_BY_PERIOD = "Biểu đồ đường chỉ chia theo kỳ báo cáo."
_PIE_TO_LINE = "Hình tròn không chia theo kỳ được, nên đã chuyển sang đường."
_PIE_OF_WHOLE = "Hình tròn không chia theo kỳ được, nên đã chia theo {by}."
_LINE_TO_BAR = "Biểu đồ đường chỉ chia theo kỳ, nên đã chuyển sang cột."


class Choices(Card):
    """`changed`: another chart is wanted. What does not go together follows the last choice, and `why` says so."""

    changed = Signal()
    moved = Signal()
    """The figures are wanted on other units."""

    def __init__(self) -> None:
        super().__init__()
        self.kind: ChartKind = "bar"
        self._wanted: By = "unit"
        """What the person chose to divide by; a kind of chart that is divided otherwise changes it for itself only."""
        self._info: IndicatorInfo | None = None
        self._parted = False
        self.kinds = {key: self._kind_button(key, text, icon) for key, text, icon in _KINDS}
        self.by = _box("by", "Chia theo")
        self.before = _box("compare", "So với")
        self.as_of = AsOfBox()
        self.as_of.activated.connect(lambda _: self.moved.emit())
        self.why = words("", "caption", wrap=True)
        self.why.setObjectName("why")
        self.numbers = QCheckBox("&Ghi số trên biểu đồ")
        self.numbers.setObjectName("numbers")
        self.numbers.setAccessibleName("Ghi số trên biểu đồ")
        self.numbers.setChecked(True)
        for by, told in _BYS:
            self.by.addItem(told, by)
        self.by.activated.connect(lambda _: self._by_chosen())
        self.before.activated.connect(lambda _: self.changed.emit())
        self.numbers.toggled.connect(lambda _: self.changed.emit())
        self._lay_out()

    def _kind_button(self, key: ChartKind, text: str, icon: str) -> QPushButton:
        made = Button(text, icon=icon, token="text")
        made.setObjectName(f"action_{key}")
        made.setCheckable(True)
        made.setChecked(key == "bar")
        made.clicked.connect(lambda _=False: self.choose_kind(key))
        return made

    def _lay_out(self) -> None:
        scrolled = Scrolled()
        column = scrolled.column
        column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(scrolled)
        column.addWidget(words("Kiểu biểu đồ", "caption"))
        grid = QGridLayout()
        grid.setSpacing(6)
        for n, made in enumerate(self.kinds.values()):
            grid.addWidget(made, n // 2, n % 2)
        column.addLayout(grid)
        for label, box in (
            ("Chia t&heo", self.by),
            ("&So với", self.before),
            ("Đơn &vị hành chính", self.as_of),
        ):
            told = words(label, "caption")
            told.setBuddy(box)
            column.addWidget(told)
            column.addWidget(box)
            if box is self.by:
                column.addWidget(self.why)
        column.addSpacing(8)
        column.addWidget(self.numbers)
        column.addStretch(1)
        self.why.hide()

    # what is chosen

    @property
    def divided_by(self) -> By:
        """Units, periods or parts."""
        by: By = self.by.currentData()
        return by

    @property
    def compared(self) -> str:
        """The label of the period that bars are compared to; "" for none."""
        return self.before.currentData() or "" if self.before.isEnabled() else ""

    @property
    def silent(self) -> bool:
        """Whether no numbers stand on the chart."""
        return not self.numbers.isChecked()

    # what is possible

    def offer_periods(self, periods: Sequence[Period]) -> None:
        """The periods that may be compared to; the one that was chosen stays."""
        chosen = self.before.currentData()
        self.before.clear()
        self.before.addItem("Không so sánh", "")
        for period in periods:
            told = period.in_words()
            self.before.addItem(f"{told[:1].upper()}{told[1:]}", period.label)
        self.before.setCurrentIndex(max(0, self.before.findData(chosen)))

    def offer(self, info: IndicatorInfo, *, parted: bool) -> None:
        """Wake what is possible with an indicator; what is not gives way to bars by unit."""
        self._info, self._parted = info, parted
        if info.is_ratio and self.kind == "pie":
            self.kind = "bar"
        self._divide()
        self._show("")

    def choose_kind(self, kind: ChartKind) -> None:
        """Bars, a line or a pie; what it is divided by follows where it must."""
        self.kind, told = kind, ""
        self._divide()
        if kind == "line" and self._wanted != "period":
            told = _LINE_BY_PERIOD
        elif kind == "pie" and self._wanted == "period":
            told = _PIE_OF_WHOLE.format(by=self.by.currentText().lower())
        self._show(told)
        self.changed.emit()

    def _by_chosen(self) -> None:
        """What was chosen last is kept, and the kind of chart follows."""
        self._wanted, told = self.divided_by, ""
        if self.kind == "line" and self.divided_by != "period":
            self.kind, told = "bar", _LINE_TO_BAR
        elif self.kind == "pie" and self.divided_by == "period":
            self.kind, told = "line", _PIE_TO_LINE
        self._show(told)
        self.changed.emit()

    def _divide(self) -> None:
        """As the person chose, where the kind of chart and the indicator allow it."""
        by = self._wanted
        if self.kind == "line":
            by = "period"
        elif by == "part" or (self.kind == "pie" and by == "period"):
            by = "part" if self._parted else "unit"
        self.by.setCurrentIndex(self.by.findData(by))

    def _show(self, told: str) -> None:
        """Mark what is chosen, and say why the rest is not possible."""
        ratio = self._info is not None and self._info.is_ratio
        for key, made in self.kinds.items():
            made.setChecked(key == self.kind)
        self.kinds["pie"].setEnabled(not ratio)
        self.kinds["pie"].setToolTip(_NO_RATIO if ratio else "")
        model = self.by.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(self.by.findData("part"))
        item.setEnabled(self._parted)
        item.setToolTip("" if self._parted else _NO_PARTS)
        compared = self.kind == "bar" and self.divided_by == "unit" and self.before.count() > 1
        self.before.setEnabled(compared)
        self.before.setToolTip("" if compared else "Chỉ so sánh được cột chia theo đơn vị, khi có kỳ trước.")
        why = told or (_NO_RATIO if ratio else "")
        self.why.setText(why)
        self.why.setVisible(bool(why))


def _box(key: str, label: str) -> QComboBox:
    made = ElidedBox()
    made.setObjectName(key)
    made.setAccessibleName(label)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(10)
    return made
