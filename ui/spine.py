"""The dark spine: pages in three groups, what waits on them, and who works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from base.numbers import show
from office.people import people
from ui import theme
from ui.session import Session

if TYPE_CHECKING:
    from ui.window import Nav

WIDE, NARROW = 196, 52
HIDDEN = {"commune": {"receive"}}


class _Item(QPushButton):
    """One page: icon, words, what waits, the digit of its shortcut."""

    def __init__(self, nav: Nav, *, current: bool) -> None:
        super().__init__()
        self.nav = nav
        self.current = current
        self.setObjectName(f"nav_{nav.key}")
        self.setAccessibleName(nav.title)
        self.setProperty("role", "nav")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.picture = QLabel(self)
        self.words = QLabel(nav.title, self)
        self.words.setProperty("role", "navword")
        self.counter = QLabel(self)
        self.counter.setProperty("role", "counter")
        self.counter.hide()
        self.digit = QLabel(nav.digit, self)
        self.digit.setProperty("role", "navdigit")
        self.mark(current=current)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(5)
        row.addWidget(self.picture)
        row.addSpacing(3)
        row.addWidget(self.words, 1)
        row.addWidget(self.counter)
        row.addWidget(self.digit)
        for child in (self.picture, self.words, self.counter, self.digit):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(WIDE, round(34 * theme.now().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROW, round(28 * theme.now().scale))

    def paint_icon(self) -> None:
        token = "on_fill" if self.current else "spine_text"
        name = f"{self.nav.icon}_filled" if self.current else self.nav.icon
        self.picture.setPixmap(theme.pixmap(name, token))

    def mark(self, *, current: bool) -> None:
        self.current = current
        for widget in (self, self.words, self.digit):
            widget.setProperty("current", current)
            theme.repolish(widget)
        self.paint_icon()

    def count(self, waiting: int) -> None:
        self.counter.setText(show(waiting))
        self.counter.setVisible(waiting > 0 and not self.words.isHidden())
        self.setAccessibleDescription(f"{show(waiting)} việc đang chờ" if waiting else "")

    def make_narrow(self, *, narrow: bool) -> None:
        self.words.setVisible(not narrow)
        self.digit.setVisible(not narrow)
        self.counter.setVisible(not narrow and self.counter.text() not in ("", "0"))
        self.setToolTip(f"{self.nav.title} (Ctrl+{self.nav.digit})" if narrow else "")


class Spine(QFrame):
    """Emits the key of the page that was chosen."""

    chosen = Signal(str)

    def __init__(self, session: Session, pages: Sequence[Nav]) -> None:
        super().__init__()
        self.setObjectName("spine")
        self.setProperty("role", "spine")
        self.session = session
        self._items = {nav.key: _Item(nav, current=nav is pages[0]) for nav in pages}
        self._narrow = False
        self.title = QLabel("Sổ Công Thương", self)
        self.title.setProperty("role", "spinetitle")
        self.picture = QLabel(self)
        self.who = QLabel(self)
        self.who.setProperty("role", "spinewho")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 12, 10)
        head.setSpacing(10)
        head.addWidget(self.picture)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        group = 0
        for nav in pages:
            if group and nav.group != group:
                column.addWidget(self._rule())
            group = nav.group
            item = self._items[nav.key]
            item.clicked.connect(lambda _=False, key=nav.key: self.chosen.emit(key))
            column.addWidget(item)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self.who, 1)
        column.addLayout(foot)
        theme.changed().connect(self._repaint)
        session.opened.connect(self._name)
        session.changed.connect(lambda _: self._name())
        self._repaint()

    def _rule(self) -> QWidget:
        rule = QFrame(self)
        rule.setProperty("role", "spinerule")
        rule.setFixedHeight(17)
        return rule

    def offered(self) -> set[str]:
        """Keys of the pages that an office of this level has use for."""
        return set(self._items) - HIDDEN.get(self.session.level if self.session.is_open else "", set())

    def offer(self) -> None:
        """Show the pages of this level of office."""
        for key, item in self._items.items():
            item.setVisible(key in self.offered())

    def mark(self, key: str) -> None:
        """Show which page is open."""
        for name, item in self._items.items():
            if item.current != (name == key):
                item.mark(current=name == key)

    def count(self, key: str, waiting: int) -> None:
        """Say how much waits on a page."""
        self._items[key].count(waiting)

    def make_narrow(self, narrow: bool) -> None:  # noqa: FBT001 (one switch)
        """Icons alone, where the window is narrow."""
        self._narrow = narrow
        self.setFixedWidth(round((NARROW if narrow else WIDE) * theme.now().scale))
        self.title.setVisible(not narrow)
        self.who.setVisible(not narrow)
        for item in self._items.values():
            item.make_narrow(narrow=narrow)

    def _name(self) -> None:
        named = people(self.session.office)
        self.who.setText("\n".join(filter(None, (named.officer, named.room))))

    def _repaint(self) -> None:
        size = round(28 * theme.now().scale)
        self.picture.setPixmap(theme.mark().pixmap(size, size))
        for item in self._items.values():
            item.paint_icon()
        self.make_narrow(self._narrow)
