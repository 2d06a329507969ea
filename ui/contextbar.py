"""Above the page: which office, which period, which kind of figures, how far its report is, when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from base import numbers
from base.period import Period
from consolidation.figures import KINDS
from office.agenda import periods
from office.agenda.home import kinds_below
from ui import theme
from ui.session import Session
from ui.widgets.badge import Badge
from ui.widgets.elided import Elided

if TYPE_CHECKING:
    from ui.window import Window


class _TwoLines(QWidget):
    """Words in bold over words in grey, beside an icon; the tooltip says both, also where one has no room."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.picture = QLabel(self)
        self.first = Elided("", "strong", self)
        self.second = QLabel(self)
        self.second.setProperty("role", "caption")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.first)
        column.addWidget(self.second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture)
        row.addLayout(column)
        theme.changed().connect(self.paint_icon)
        self.paint_icon()

    def say(self, first: str, second: str) -> None:
        self.first.setText(first)
        self.second.setText(second)
        self.setToolTip(f"{first}, {second}")

    def paint_icon(self) -> None:
        self.picture.setPixmap(theme.pixmap(self._icon, "ink"))


class ContextBar(QFrame):
    """Alt+← and Alt+→ step through the periods; the arrow beside them lists them and opens a new one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("context")
        self.setProperty("role", "contextbar")
        self.session = session
        self._pictured: list[tuple[QToolButton, str]] = []
        self._left = ("", "")
        """How long to the deadline, in full and as short as it can be said."""
        self._differs = False
        """Whether other kinds of figures came from below."""
        self.unit = _TwoLines("building_government", self)
        self.files = self._arrow("chevron_down", "Mở tệp dữ liệu khác", "files")
        self.earlier = self._arrow("chevron_left", "Kỳ trước (Alt+←)", "earlier")
        self.when = _TwoLines("calendar", self)
        self.choose = self._arrow("chevron_down", "Chọn hoặc mở kỳ báo cáo", "period")
        self.later = self._arrow("chevron_right", "Kỳ sau (Alt+→)", "later")
        self.kind_label = QLabel("Loại số:", self)
        self.kind_label.setProperty("role", "caption")
        self.kind = QComboBox(self)
        self.kind.setObjectName("figure_kind")
        self.kind.setAccessibleName("Loại số liệu")
        for key in ("estimate", "preliminary", "final"):
            self.kind.addItem(KINDS[key][:1].upper() + KINDS[key][1:], key)
        self.kind_label.setBuddy(self.kind)
        self.received = Elided("", "problem_ask", self)
        self.received.setObjectName("received_kinds")
        self.badge = Badge("none", parent=self)
        self.due = _TwoLines("calendar_clock", self)
        self.due.first.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._lay_out()
        theme.changed().connect(self._repaint)
        self.files.clicked.connect(self._list_files)
        self.earlier.clicked.connect(lambda: self.step(-1))
        self.later.clicked.connect(lambda: self.step(1))
        self.choose.clicked.connect(self._list_periods)
        self.kind.activated.connect(lambda _: session.choose_kind(self.kind.currentData()))
        session.kind_chosen.connect(self._show_received)
        for signal in (session.opened, session.period_chosen, session.changed):
            signal.connect(lambda *_: self.show_all())

    def _arrow(self, icon: str, words: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"action_{name}")
        button.setProperty("role", "flat")
        button.setIcon(theme.icon(icon))
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._pictured.append((button, icon))
        return button

    def _repaint(self) -> None:
        for button, icon in self._pictured:
            button.setIcon(theme.icon(icon))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        for widget in (self.unit, self.files, self.earlier, self.when, self.choose, self.later):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.kind_label)
        row.addWidget(self.kind)
        row.addWidget(self.received)
        row.addStretch(1)
        row.addWidget(self.badge)
        row.addSpacing(8)
        row.addWidget(self.due)

    def make_narrow(self, narrow: bool) -> None:  # noqa: FBT001 (one switch)
        """One line, where the window is narrow."""
        for two in (self.unit, self.when, self.due):
            two.second.setVisible(not narrow)
            two.picture.setVisible(not narrow)
        self.kind_label.setVisible(not narrow)
        self.setMinimumHeight(0 if narrow else theme.px(52))

    def event(self, event: QEvent) -> bool:
        """What is said gives way whenever a part of the bar asks for another size."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return done

    def _fit(self) -> None:
        """Say as much as there is room for: the days first, then what was received; the tooltips say all of it."""
        layout, (whole, short) = self.layout(), self._left
        if layout is None or not whole:
            return
        due, received = self.due.first, self.received
        others = layout.sizeHint().width() - due.sizeHint().width()
        beside = received.sizeHint().width() + layout.spacing()
        others -= beside * (not received.isHidden())
        tell = due.fontMetrics().horizontalAdvance
        shown = [(w, r) for r in (self._differs, False) for w in (whole, short)]
        fits = [one for one in shown if others + tell(one[0]) + beside * one[1] <= self.width()]
        words, told = fits[0] if fits else shown[-1]
        due.setText(words)
        received.setVisible(told)

    def show_all(self) -> None:
        """Read everything that the bar says."""
        session = self.session
        if not session.is_open:
            return
        office, period = session.office, session.period
        unit = office.unit_in(period)
        above = office.tree(period).parent(unit)
        place = f"{above.name_in_text} · " if above else ""
        self.unit.say(unit.name, f"{place}mã {unit.code}")
        words = period.in_words()
        first, last = office.dates(period)
        self.when.say(words[:1].upper() + words[1:], f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")
        self.kind.setCurrentIndex(self.kind.findData(session.kind))
        self.kind.setEnabled(not session.closed)
        self._show_received()
        self.badge.show_state(periods.own_state(office, period))
        self._show_due()
        here = self._place()
        self.earlier.setEnabled(here > 0)
        self.later.setEnabled(0 <= here < len(self._known()) - 1)

    def _show_received(self) -> None:
        """What kinds of figures came from below, where they are not all of the kind beside which this stands."""
        session = self.session
        below = session.office.unit.level != "commune"
        found = kinds_below(session.office, session.period) if below else {}
        self._differs = bool(found) and set(found) != {session.kind}
        counted = ", ".join(f"{numbers.show(n)} {KINDS[kind]}" for kind, n in sorted(found.items()))
        kinds = KINDS[next(iter(found))] if len(found) == 1 else "nhiều loại số"
        self.received.setText(f"đã nhận: {kinds}")
        told = ["Báo cáo đã nộp, loại số không đổi được."] if session.closed else []
        told += [f"Báo cáo đã nhận: {counted}."] if found else []
        self.kind.setToolTip(" ".join(told))
        self._fit()

    def _show_due(self) -> None:
        office, period = self.session.office, self.session.period
        due = periods.deadline(office, period)
        self.due.setVisible(due is not None)
        if due is None:
            return
        left = (due - office.store.surroundings.now().date()).days
        days = f"{numbers.show(abs(left))} ngày"
        words = (f"Còn {days}", days) if left > 0 else (f"Quá hạn {days}", "Quá hạn")
        if self.session.closed or not left:
            words = ("Đã nộp",) * 2 if self.session.closed else ("Hôm nay là hạn", "Hôm nay")
        self._left = words
        self.due.say(words[0], f"hạn nộp {due:%d/%m/%Y}")
        self._fit()

    def _known(self) -> list[Period]:
        return periods.known(self.session.office)

    def _place(self) -> int:
        known = self._known()
        return known.index(self.session.period) if self.session.period in known else -1

    def step(self, by: int) -> None:
        """The period before or after the one that is shown."""
        if not self.session.is_open:
            return
        known, here = self._known(), self._place() + by
        if 0 <= here < len(known):
            self.session.choose_period(known[here])

    def _list_periods(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("menu_periods")
        for period in reversed(self._known()):
            words = period.in_words()
            act = menu.addAction(words[:1].upper() + words[1:])
            act.setCheckable(True)
            act.setChecked(period == self.session.period)
            act.triggered.connect(lambda _=False, chosen=period: self.session.choose_period(chosen))
        menu.addSeparator()
        menu.addAction("&Mở kỳ báo cáo mới…", self.open_period).setObjectName("action_open_period")
        menu.exec(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def open_period(self) -> None:
        """Ask which period to open and what to carry forward into it."""
        from ui.open_period import OpenPeriod

        if OpenPeriod(self, self.session).exec():
            self.session.go("home")  # what to do first in the new period stands there

    def _list_files(self) -> None:
        from ui.files import file_menu

        menu = file_menu(cast("Window", self.window()), self.session)
        menu.exec(self.files.mapToGlobal(self.files.rect().bottomLeft()))
