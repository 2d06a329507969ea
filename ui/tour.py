"""Five short words after the first start: where things are. It never stands in the way and comes only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

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
    Stop(
        "nav_submit",
        "Nộp báo cáo",
        "Khi không còn gì phải sửa: ghi tệp nộp, in, ký rồi gửi cơ quan cấp trên.",
    ),
    Stop("foot", "Phím dùng được", "Thanh dưới cùng luôn ghi các phím dùng được ở trang đang mở."),
)
_WIDTH = 350
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Tour(QFrame):
    """A small panel beside what it tells of.

    Enter, space and → go on, ← goes back, Esc ends it. Its buttons have no Alt letters: those belong to the page.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setProperty("role", "strip")
        self._window = window
        self._before: QWidget | None = None
        self.at = 0
        self.count = words("", "kicker")
        self.title = words("", "block")
        self.told = words("", "muted", wrap=True)
        self.skip = button("Bỏ qua", "skip_tour", self.end, role="link")
        self.go_on = button("Tiếp", "next_tour", self.advance)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for label in (self.count, self.title, self.told):
            column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(words("Enter: tiếp, Esc: bỏ qua", "caption"), 1)
        row.addWidget(self.skip)
        row.addWidget(self.go_on)
        column.addLayout(row)
        for watched in (window, self.skip, self.go_on):
            watched.installEventFilter(self)

    def start(self) -> None:
        """Show the first word and take the keyboard; the end gives it back to the page."""
        self.at = 0
        self._before = self._window.focusWidget()
        self._show()
        self.show()
        self.raise_()
        self.go_on.setFocus()

    def advance(self) -> None:
        """The next word, or the end."""
        if self.at + 1 < len(STOPS):
            self.at += 1
            self._show()
        else:
            self.end()

    def go_back(self) -> None:
        """The word before."""
        if self.at:
            self.at -= 1
            self._show()

    def end(self) -> None:
        """Never to come again by itself."""
        preferences = self._window.session.preferences
        preferences.tour_done = True
        preferences.save()
        self._window.removeEventFilter(self)
        held = self.isAncestorOf(self._window.focusWidget())
        self.hide()
        if held and self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.deleteLater()

    def _show(self) -> None:
        stop = STOPS[self.at]
        self.count.setText(f"{self.at + 1} TRONG {len(STOPS)}")
        self.title.setText(stop.title)
        self.told.setText(stop.told)
        last = self.at + 1 == len(STOPS)
        self.go_on.setText("Xong" if last else "Tiếp")
        self.go_on.setAccessibleDescription(f"{stop.title}. {stop.told}")
        self.skip.setVisible(not last)
        if last:
            self.go_on.setFocus()
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
        if isinstance(event, QKeyEvent) and watched is not self._window:
            return self._pressed(event, on_skip=watched is self.skip)
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _pressed(self, event: QKeyEvent, *, on_skip: bool) -> bool:
        """Act on a key that a button of the tour got; whether it was one of the tour's own."""
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Right: self.advance,
            Qt.Key.Key_Left: self.go_back,
            Qt.Key.Key_Escape: self.end,
            **dict.fromkeys(_ENTER, self.end if on_skip else self.advance),
        }
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or event.key() not in acts:
            return False
        if event.type() == QEvent.Type.KeyPress:
            acts[event.key()]()
        return True


def offer(window: Window) -> Tour | None:
    """Start the tour where it was never seen."""
    if window.session.preferences.tour_done or not window.session.is_open:
        return None
    tour = Tour(window)
    tour.start()
    return tour
