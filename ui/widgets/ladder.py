"""Where a report stands on its way: five shapes joined by a line, the present one bold."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

STEPS = ("draft", "sent", "approved", "added", "closed")
_STANDS_AT = {"none": 0, "returned": 0, "conflict": 1} | {step: at for at, step in enumerate(STEPS)}
_GAP = 16
"""Pixels between two words, at 100 %."""


class Ladder(QWidget):
    """Words shorten where the full ones have no room, e.g. "Chờ duyệt"."""

    def __init__(self, state: str = "none", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = state
        self.set_state(state)
        theme.changed().connect(self._renew)

    def set_state(self, state: str) -> None:
        """One of the steps; none and returned stand at the first one, a conflict at the second."""
        if state not in _STANDS_AT:
            raise ValueError(state)
        self.state = state
        step = _STANDS_AT[state] + 1
        self.setAccessibleName(f"{theme.STATES[state].full}, bước {step} trong {len(STEPS)}")
        self.setToolTip(theme.STATES[state].full)
        self._renew()

    def _renew(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._wanted(self._words(full=True))), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._wanted(self._words(full=False))), self._height())

    def _height(self) -> int:
        return theme.px(16 + 6) + round(QFontMetricsF(theme.font("caption")).height()) + theme.px(4)

    def _states(self) -> list[str]:
        """What stands at each step: passed steps keep their shape, those to come are broken rings."""
        here = _STANDS_AT[self.state]
        return [self.state if at == here else step if at < here else "none" for at, step in enumerate(STEPS)]

    def _words(self, *, full: bool) -> list[str]:
        here = _STANDS_AT[self.state]
        named = [self.state if at == here and self.state != "none" else step for at, step in enumerate(STEPS)]
        return [theme.STATES[state].full if full else theme.STATES[state].word for state in named]

    def _wanted(self, words: list[str]) -> float:
        bold = QFontMetricsF(theme.font("strong", theme.now().scale * 0.9))
        return sum(bold.horizontalAdvance(word) for word in words) + theme.px(_GAP) * (len(words) - 1) + 2

    def _lefts(self, words: list[str]) -> list[float]:
        """Where each step begins: evenly, unless a word needs more room than its share."""
        bold = QFontMetricsF(theme.font("strong", theme.now().scale * 0.9))
        widths = [bold.horizontalAdvance(word) for word in words]
        spare = max(0.0, self.width() - sum(widths)) / (len(words) - 1)
        even = (self.width() - widths[-1]) / (len(words) - 1)
        if all(width + theme.px(_GAP) <= even for width in widths[:-1]):
            return [even * at for at in range(len(words))]
        lefts = [0.0]
        for width in widths[:-1]:
            lefts.append(lefts[-1] + width + spare)
        return lefts

    def paintEvent(self, event: QPaintEvent) -> None:
        words = self._words(full=True)
        if self._wanted(words) > self.width():
            words = self._words(full=False)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lefts = self._lefts(words)
        self._paint_line(painter, lefts)
        self._paint_words(painter, lefts, words)

    def _paint_line(self, painter: QPainter, lefts: list[float]) -> None:
        tokens, here = theme.now().tokens, _STANDS_AT[self.state]
        size, gap = theme.px(16), theme.px(6)
        for at, state in enumerate(self._states()):
            painter.drawPixmap(QPointF(round(lefts[at]), 0), theme.glyph(state))
            if at + 1 < len(lefts):
                passed = at < here
                painter.setPen(QPen(QColor(tokens.ink if passed else tokens.line), 2))
                y = size / 2
                painter.drawLine(QPointF(lefts[at] + size + gap, y), QPointF(lefts[at + 1] - gap, y))

    def _paint_words(self, painter: QPainter, lefts: list[float], words: list[str]) -> None:
        tokens, here = theme.now().tokens, _STANDS_AT[self.state]
        scale = theme.now().scale * 0.9  # 9 points
        top = theme.px(16 + 6)
        for at, word in enumerate(words):
            painter.setFont(theme.font("strong" if at == here else "body", scale))
            painter.setPen(QColor(tokens.text if at == here else tokens.text2))
            place = self.rect().adjusted(round(lefts[at]), top, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, word)
