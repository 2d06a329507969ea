"""Five short words after the first start: where things are. It never stands in the way and comes only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.cards import button, words

if TYPE_CHECKING:
    from ui.window import Window


@dataclass(frozen=True, slots=True)
class Stop:
    """One word: what it points at, by objectName, and what it says."""

    at: str
    title: str
    told: str


STOPS = (
    Stop("spine", "Các trang", "Mỗi việc một trang; Ctrl và số bên phải tên trang để đến nhanh."),
    Stop("context", "Đơn vị và kỳ", "Đang làm kỳ nào, hạn nộp khi nào; Alt và mũi tên để đổi kỳ."),
    Stop(
        "nav_entry", "Nhập liệu", "Gõ như trên biểu giấy; Enter sang ô tiếp theo, chương trình tự kiểm tra."
    ),
    Stop("nav_submit", "Nộp báo cáo", "Khi không còn gì phải sửa: ghi tệp nộp, in, ký rồi gửi lên trên."),
    Stop("foot", "Phím dùng được", "Thanh dưới cùng luôn ghi các phím dùng được ở trang đang mở."),
)
_WIDTH = 330


class Tour(QFrame):
    """A small panel beside what it tells of; "Bỏ qua" or Esc ends it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setProperty("role", "strip")
        self.setAccessibleName("Giới thiệu")
        self._window = window
        self.at = 0
        self.count = words("", "kicker")
        self.title = words("", "block")
        self.told = words("", "muted", wrap=True)
        self.skip = button("&Bỏ qua", "skip_tour", self.end, role="link")
        self.go_on = button("&Tiếp", "next_tour", self.advance)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for label in (self.count, self.title, self.told):
            column.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.skip)
        row.addWidget(self.go_on)
        column.addLayout(row)
        window.installEventFilter(self)

    def start(self) -> None:
        """Show the first word; the keyboard stays with the page unless a person tabs here."""
        self.at = 0
        self._show()
        self.show()
        self.raise_()

    def advance(self) -> None:
        """The next word, or the end."""
        if self.at + 1 < len(STOPS):
            self.at += 1
            self._show()
        else:
            self.end()

    def end(self) -> None:
        """Never to come again by itself."""
        preferences = self._window.session.preferences
        preferences.tour_done = True
        preferences.save()
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _show(self) -> None:
        stop = STOPS[self.at]
        self.count.setText(f"{self.at + 1} TRONG {len(STOPS)}")
        self.title.setText(stop.title)
        self.told.setText(stop.told)
        last = self.at + 1 == len(STOPS)
        self.go_on.setText("&Xong" if last else "&Tiếp")
        self.skip.setVisible(not last)
        self._place()

    def _place(self) -> None:
        """Beside what is told of, inside the window."""
        self.setFixedWidth(min(theme.px(_WIDTH), self._window.width() - 24))
        self.adjustSize()
        target = self._window.findChild(QWidget, STOPS[self.at].at)
        room = self._window.rect().adjusted(12, 12, -12, -12)
        if target is None or not target.isVisible():
            self.move(room.center() - self.rect().center())
            return
        corner = target.mapTo(self._window, QPoint(0, 0))
        wide = target.width() > self._window.width() // 2
        x = corner.x() + (theme.px(40) if wide else target.width() + 8)
        y = corner.y() + (target.height() + 8 if wide else min(target.height() // 2, theme.px(60)))
        x = max(room.left(), min(x, room.right() - self.width()))
        if y > room.bottom() - self.height():
            y = corner.y() - self.height() - 8 if wide else room.bottom() - self.height()
        self.move(x, max(room.top(), y))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
            return
        super().keyPressEvent(event)


def offer(window: Window) -> Tour | None:
    """Start the tour where it was never seen."""
    if window.session.preferences.tour_done or not window.session.is_open:
        return None
    tour = Tour(window)
    tour.start()
    return tour
