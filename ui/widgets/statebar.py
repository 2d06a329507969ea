"""How many units stand where: one bar in parts, each with its shape and count, and a legend in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme

ORDER = ("closed", "added", "approved", "sent", "conflict", "returned", "draft", "none", "excluded")
_BAR, _SPACE, _LINE = 30, 10, 22
"""Height of the bar, space below it, height of a line of the legend; pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class _Part:
    state: str
    count: int
    place: QRectF


class StateBar(QWidget):
    """States that nobody is in are left out; a part is never thinner than can be seen."""

    def __init__(
        self, counts: Mapping[str, int] | None = None, *, legend: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._legend = legend
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(legend)
        self.setSizePolicy(policy)
        self.counts: dict[str, int] = {}
        self.set_counts(counts or {})
        theme.changed().connect(self._renew)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Units in each state."""
        self.counts = {state: counts[state] for state in ORDER if counts.get(state)}
        self.setAccessibleName("Số đơn vị theo trạng thái")
        self.setAccessibleDescription(", ".join(self._told(state) for state in self.counts))
        self._renew()

    def _renew(self) -> None:
        self.updateGeometry()
        self.update()

    def _told(self, state: str) -> str:
        return f"{theme.STATES[state].word} {self.counts[state]}"

    def sizeHint(self) -> QSize:
        width = theme.px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(theme.px(160), self.width() if self._legend else 0)
        return QSize(theme.px(160), self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        if not self._legend or not self.counts:
            return theme.px(_BAR)
        lines = 1 + max(line for _, _, line in self._entries(width))
        return theme.px(_BAR) + theme.px(_SPACE) + lines * theme.px(_LINE)

    def _entries(self, width: int) -> Iterator[tuple[str, float, int]]:
        """(state, left, line) of each entry of the legend."""
        metrics = QFontMetricsF(theme.font("caption"))
        left, line = 0.0, 0
        for state in self.counts:
            wanted = theme.px(16 + 6) + metrics.horizontalAdvance(self._told(state))
            if left and left + wanted > width:
                left, line = 0.0, line + 1
            yield state, left, line
            left += wanted + theme.px(16)

    def _parts(self) -> list[_Part]:
        gap, thinnest = theme.px(3), theme.px(5)
        total = sum(self.counts.values())
        room = self.width() - 1 - gap * max(0, len(self.counts) - 1)
        free = max(0, room - thinnest * len(self.counts))
        parts, left = [], 0.5
        for state, count in self.counts.items():
            width = thinnest + free * count / total
            parts.append(_Part(state, count, QRectF(left, 0.5, width, theme.px(_BAR) - 1)))
            left += width + gap
        return parts

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.counts:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.now().tokens.track))
            painter.drawRoundedRect(QRectF(0, 0, self.width(), theme.px(_BAR)), theme.px(4), theme.px(4))
        for part in self._parts():
            self._paint_part(painter, part)
        if self._legend:
            self._paint_legend(painter)

    def _paint_part(self, painter: QPainter, part: _Part) -> None:
        ink, soft = theme.state_colours(part.state, theme.now().tokens)
        painter.setPen(QPen(QColor(ink), 1))
        painter.setBrush(QColor(soft))
        painter.drawRoundedRect(part.place, min(theme.px(4), part.place.width() / 2), theme.px(4))
        painter.setFont(theme.font("strong"))
        inset, size, words = theme.px(8), theme.px(16), str(part.count)
        wanted = QFontMetricsF(painter.font()).horizontalAdvance(words)
        left = part.place.left() + inset
        if part.place.width() >= inset + size + theme.px(5) + wanted + inset:
            painter.drawPixmap(
                QPointF(round(left), round(part.place.center().y() - size / 2)), theme.glyph(part.state)
            )
            left += size + theme.px(5)
        elif part.place.width() < wanted + 2 * theme.px(4):
            return
        else:
            left = part.place.center().x() - wanted / 2
        place = QRectF(left, part.place.top(), wanted + 2, part.place.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(QColor(theme.now().tokens.text2))
        height, size = theme.px(_LINE), theme.px(16)
        for state, left, line in self._entries(self.width()):
            top = theme.px(_BAR) + theme.px(_SPACE) + line * height
            painter.drawPixmap(QPointF(round(left), top + (height - size) // 2), theme.glyph(state))
            place = QRectF(left + theme.px(16 + 6), top, self.width(), height)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._told(state)
            )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = next((p for p in self._parts() if p.place.contains(event.pos().toPointF())), None)
            QToolTip.showText(event.globalPos(), self._told(part.state) if part else "", self)
            return True
        return super().event(event)
