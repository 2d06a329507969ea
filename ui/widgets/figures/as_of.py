"""The choice of the units on which figures stand: as they were when they reported, or those of today."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QSizePolicy

from office.territory.today import AsOf
from ui.widgets.elided import ElidedBox


class AsOfBox(ElidedBox):
    """Two lines; the first is what was reported."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("as_of")
        self.setAccessibleName("Đơn vị hành chính")
        self.setToolTip("Xếp số liệu theo đơn vị lúc báo cáo hay hiện nay")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.addItem("Đơn vị lúc báo cáo", "reported")
        self.addItem("Đơn vị hiện nay", "today")

    @property
    def chosen(self) -> AsOf:
        """Which of the two."""
        return "today" if self.currentData() == "today" else "reported"
