"""What is chosen above the table of consolidation: indicators, as of when, and what they are compared to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from base.period import Period
from ui.widgets.elided import ElidedBox
from ui.widgets.figures.as_of import AsOfBox


class Choices(QWidget):
    """`regrouped`: other indicators of the same figures are wanted; `changed`: other figures."""

    regrouped = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: Mapping[str, Sequence[str]] = {}
        self.group = _box("group", "Nhóm chỉ tiêu", "Chọn nhóm chỉ tiêu (Alt+H)", 16)
        self.group.setProperty("role", "subject")
        self.as_of = AsOfBox()
        self.compare = _box("compare", "So với kỳ trước", "Thêm cột thay đổi so với kỳ khác", 10)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for box, stretch in ((self.group, 4), (self.as_of, 3), (self.compare, 3)):
            row.addWidget(box, stretch)
        row.addStretch(1)
        self.group.activated.connect(lambda _: self.regrouped.emit())
        self.as_of.activated.connect(lambda _: self.changed.emit())
        self.compare.activated.connect(lambda _: self.changed.emit())

    def show_units_as_reported(self) -> None:
        """Figures of old units cannot always be carried to those of today."""
        self.as_of.setCurrentIndex(0)

    @property
    def before(self) -> Period | None:
        """The period that is compared to."""
        label = self.compare.currentData()
        return Period.parse(label) if label else None

    @property
    def keys(self) -> Sequence[str]:
        """The indicators of the chosen group."""
        return self._groups.get(self.group.currentText(), ())

    def offer_periods(self, periods: Sequence[Period]) -> None:
        """What may be compared to; what was chosen stays."""
        chosen = self.compare.currentData()
        self.compare.clear()
        self.compare.addItem("Không so sánh", "")
        for period in periods:
            self.compare.addItem(f"So với {period.in_words()}", period.label)
        self.compare.setCurrentIndex(max(0, self.compare.findData(chosen)))
        self.compare.setEnabled(bool(periods))
        self.compare.setToolTip("" if periods else "Chưa có số liệu kỳ trước để so sánh.")

    def offer_groups(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Title → indicators; what was chosen stays."""
        chosen, self._groups = self.group.currentText(), groups
        self.group.clear()
        for title in groups:
            self.group.addItem(title, title)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))

    def choose_group_of(self, indicator: str) -> bool:
        """Choose the first group that has the indicator, unless the present one has it; False where none has."""
        wanted = next((title for title, keys in self._groups.items() if indicator in keys), None)
        if wanted is not None and indicator not in self.keys:
            self.group.setCurrentIndex(self.group.findData(wanted))
        return wanted is not None


def _box(key: str, label: str, tip: str, letters: int) -> QComboBox:
    box = ElidedBox()
    box.setObjectName(key)
    box.setAccessibleName(label)
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return box
