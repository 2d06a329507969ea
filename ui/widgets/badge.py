"""A state as a small label: shape, word and soft ground."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme


class Badge(QLabel):
    """`text` stands in for the word of the state, e.g. "Chưa đủ 12/15" for a draft."""

    def __init__(self, state: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.state = state
        self.show_state(state, text)
        theme.changed().connect(self._renew)

    def show_state(self, state: str, text: str = "") -> None:
        """Change state and word."""
        self.state = state
        self.setText(text or theme.STATES[state].word)
        self.setAccessibleName(self.text())
        self._renew()

    def _renew(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(_font()).horizontalAdvance(self.text())
        height = max(theme.px(24), QFontMetrics(_font()).height() + theme.px(4))
        return QSize(theme.px(6 + 16 + 6 + 8) + words + 2, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.now().tokens
        ink, soft = theme.state_colours(self.state, tokens)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink), 1) if tokens.mode == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(soft))
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, theme.px(4), theme.px(4))
        glyph = theme.glyph(self.state)
        height = glyph.height() / glyph.devicePixelRatio()
        painter.drawPixmap(QPointF(theme.px(6), round((self.height() - height) / 2)), glyph)
        painter.setFont(_font())
        painter.setPen(QColor(ink))
        left = theme.px(6 + 16 + 6)
        words = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


def _font() -> QFont:
    made = theme.font("caption")
    made.setWeight(QFont.Weight.DemiBold)
    return made
