"""Cards of a page, their words, and the buttons in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.elided import Elided


def words(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of a role; `wrap`: over as many lines as it needs."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    return label


def strip(picture: QWidget, sentence: QWidget) -> QVBoxLayout:
    """A sentence beside its shape on a ground of its own, with room around it, to stand above a table."""
    ground = QFrame()
    ground.setProperty("role", "strip")
    row = QHBoxLayout(ground)
    row.setContentsMargins(12, 8, 12, 8)
    row.addWidget(picture)
    row.addWidget(sentence, 1)
    above = QVBoxLayout()
    above.setContentsMargins(14, 0, 14, 8)
    above.addWidget(ground)
    return above


class Button(QPushButton):
    """A button whose icon keeps the colours of the look."""

    def __init__(self, text: str, *, icon: str, token: str) -> None:
        super().__init__(text)
        self._icon, self._token = icon, token
        theme.changed().connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        self.setIcon(theme.icon(self._icon, self._token))

    def show_token(self, token: str) -> None:
        """Another colour of the icon."""
        self._token = token
        self._paint()


_TOKENS = {"primary": "on_fill", "link": "ink"}


def button(text: str, name: str, act: Callable[[], object], *, role: str = "", icon: str = "") -> QPushButton:
    """A button that names the result."""
    made = Button(text, icon=icon, token=_TOKENS.get(role, "text")) if icon else QPushButton(text)
    made.setObjectName(f"action_{name}")
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda _=False: act())
    return made


class Picture(QLabel):
    """An icon or a state's shape beside words, renewed with the look."""

    def __init__(self, *, icon: str = "", state: str = "", token: str = "text2", size: int = 20) -> None:
        super().__init__()
        self._icon, self._state, self._token, self._size = icon, state, token, size
        theme.changed().connect(self._paint)
        self._paint()

    def show_state(self, state: str) -> None:
        """Another shape."""
        self._state = state
        self._paint()

    def _paint(self) -> None:
        if self._state:
            self.setPixmap(theme.glyph(self._state))
        elif self._icon:
            self.setPixmap(theme.pixmap(self._icon, self._token, self._size))
        self.setFixedWidth(theme.px(self._size if self._icon else 16))


class Card(QFrame):
    """A card with a bold head, a caption and what is done with it on the right."""

    def __init__(self, title: str = "", *, margins: tuple[int, int, int, int] = (16, 12, 16, 12)) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title = words(title, "block")
        self.about = Elided("", "caption")
        if title:
            self.head.addWidget(self.title)
            self.head.addWidget(self.about, 1)
            self.column.addLayout(self.head)


class Row(QPushButton):
    """A picture and two lines of words that can be pressed as one; with an icon it looks like a button."""

    def __init__(self, act: Callable[[], object], *, icon: str = "") -> None:
        super().__init__()
        if not icon:
            self.setProperty("role", "flat")
        self.picture = Picture(icon=icon, token="ink") if icon else Picture(state="none")
        self.first = Elided("", "strong" if icon else "")
        self.second = Elided("", "caption")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.first)
        column.addWidget(self.second)
        self._row = row = QHBoxLayout(self)
        side, above = (14, 10) if icon else (6, 4)
        row.setContentsMargins(side, above, side, above)
        row.setSpacing(10)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        for child in (self.picture, self.first, self.second):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _=False: act())

    def say(self, first: str, second: str, *, state: str = "") -> None:
        """What the row tells; it is read aloud as one sentence."""
        if state:
            self.picture.show_state(state)
        self.first.setText(first)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        word = f"{theme.STATES[state].word}: " if state else ""
        self.setAccessibleName(f"{word}{first} {second}".strip())
        self.setToolTip(f"{first}\n{second}".strip())

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.updateGeometry()


def holder(layout: QVBoxLayout | QHBoxLayout) -> QWidget:
    """A widget around a layout, to be shown and hidden as one."""
    made = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    made.setLayout(layout)
    return made


def set_role(made: QPushButton, role: str) -> None:
    """Another role of a button, icon and all: one act at a time is the primary one of a page."""
    theme.assign(made, "role", role)
    if isinstance(made, Button):
        made.show_token(_TOKENS.get(role, "text"))


def foot(told: QWidget | None, *acts: QWidget) -> QFrame:
    """Below a list: what it says takes the room, what is done with it stands at the right; at the left alone."""
    made = QFrame()
    made.setProperty("role", "raised")
    row = QHBoxLayout(made)
    row.setContentsMargins(14 if told else 12, 8, 12, 8)
    if told is not None:
        row.addWidget(told, 1)
    for act in acts:
        row.addWidget(act)
    if told is None:
        row.setSpacing(6)
        row.addStretch(1)
    return made


def clear(layout: QLayout) -> None:
    """Take away all widgets of a layout that is filled anew."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def segments(texts: Sequence[str], chosen: Callable[[], object]) -> tuple[QWidget, list[QPushButton]]:
    """Buttons in a row of which one is down, the first at the beginning; "pane_0", "pane_1" …"""
    row = QHBoxLayout()
    row.setSpacing(0)
    made = []
    for n, text in enumerate(texts):
        one = QPushButton(text)
        one.setObjectName(f"pane_{n}")
        one.setCheckable(True)
        one.setAutoExclusive(True)
        one.setProperty("role", "segment")
        one.setChecked(n == 0)
        one.toggled.connect(chosen)
        row.addWidget(one)
        made.append(one)
    row.addStretch(1)
    return holder(row), made
