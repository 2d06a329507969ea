"""Where files are dropped, and what became of the last ones in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui import theme
from ui.widgets.cards import Picture, button, words
from ui.widgets.elided import Elided


def dropped(data: QMimeData) -> list[Path]:
    """Files and folders of this PC among what is being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropStrip(QFrame):
    """The page takes the drop anywhere; the strip shows that it may come."""

    def __init__(
        self, choose: Callable[[], object], folder: Callable[[], object], see: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.first = words("Thả tệp báo cáo (.xlsx) hoặc cả thư mục vào đây", "strong")
        self.said = Elided("", "muted")
        self.said.setObjectName("last_received")
        self.see = button("Xem từng tệp", "receipts", see, role="link")
        self.files = button("Chọn tệp…", "receive", choose, icon="document_arrow_down")
        self.folder = button("Chọn thư mục…", "receive_folder", folder, icon="folder_open")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.first)
        lines.addWidget(self.said)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(Picture(icon="arrow_import", token="ink", size=24), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(lines, 1)
        for one in (self.see, self.files, self.folder):
            row.addWidget(one)
        self.say("")

    def say(self, sentence: str) -> None:
        """What became of the last files; "" before any came."""
        self.said.setText(sentence or "Chưa nhận tệp nào trong lần mở này.")
        self.see.setVisible(bool(sentence))

    def light(self, *, over: bool) -> None:
        """Show that what is being dragged may be dropped."""
        theme.assign(self, "over", over)

    def make_narrow(self, *, narrow: bool) -> None:
        """Short words, where the window is narrow."""
        self.first.setText("Thả tệp vào đây" if narrow else "Thả tệp báo cáo (.xlsx) hoặc cả thư mục vào đây")
        self.folder.setText("Thư mục…" if narrow else "Chọn thư mục…")
