"""The rows of the forms' table: forms by topic, those that are still to do first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from base import numbers
from office.agenda.home import FormLine, Troubles
from ui import theme

HEADS = ("Biểu", "Đã nhập", "Tình trạng", "Còn phải xử lý", "Sửa lần cuối")
TITLE, ENTERED, STATE, LEFT, CHANGED = range(5)
SHARE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_OTHER = "Biểu khác"
_DONE, _OPTIONAL = "Đã xong", "Không bắt buộc"
_MANY = 12
"""From more forms on those with which nothing has to be done come folded."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above forms of one topic, or above those that are done; it folds them away."""

    title: str
    forms: int
    folded: bool


Shown = Heading | FormLine


class FormsModel(QAbstractTableModel):
    """One row a form: those that are still to do first, by topic in the order of the report; the others below."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Shown, ...] = ()
        self.found: Troubles | None = None
        self._lines: tuple[FormLine, ...] = ()
        self._turned: set[str] = set()
        """Headings that a person folded or unfolded: not as they come."""

    def show_lines(self, lines: Sequence[FormLine], found: Troubles | None) -> None:
        """Other forms, or the same ones further on."""
        self._lines, self.found = tuple(lines), found
        self._arrange()

    def turn(self, heading: Heading) -> None:
        """Fold what is unfolded, and the other way round."""
        self._turned ^= {heading.title}
        self._arrange()

    def _arrange(self) -> None:
        rows = tuple(self._grouped())
        same = list(map(_name_of, rows)) == list(map(_name_of, self.rows))
        if not same:
            self.beginResetModel()
        self.rows = rows
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADS) - 1))

    def _grouped(self) -> Iterator[Shown]:
        groups: dict[str, list[FormLine]] = {}
        below: dict[str, list[FormLine]] = {_DONE: [], _OPTIONAL: []}
        waiting = [line for line in self._lines if not self._below(line)]
        topics = any(line.topic for line in waiting)
        for line in self._lines:
            kept = below if self._below(line) else groups
            kept.setdefault(self._below(line) or (topics and (line.topic or _OTHER)) or "", []).append(line)
        headed = bool(waiting)
        for title, lines in [*groups.items(), *below.items()]:
            folds = title in below and len(self._lines) > _MANY
            folded = headed and folds != (title in self._turned)
            if lines and headed and title:
                yield Heading(title, len(lines), folded)
            if not folded:
                yield from lines

    def _below(self, line: FormLine) -> str:
        """The heading, below all others, of a form with which nothing has to be done as far as is known."""
        if self.state(line)[0] == "ok":
            return _DONE
        return _OPTIONAL if line.optional and line.state == "open" else ""

    def row_of(self, key: str) -> int:
        """Where a form stands; -1 when it is folded away."""
        return next((n for n, one in enumerate(self.rows) if _name_of(one) == ("", key)), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        shown = self.rows[index.row()]
        if isinstance(shown, Heading):
            return _told(shown, role) if index.column() == TITLE else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.text(shown, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == STATE:
            return theme.glyph_icon(self.state(shown)[0])
        return share(shown) if role == SHARE else None

    def text(self, line: FormLine, column: int) -> str:
        """What a cell says."""
        if column == TITLE:
            return line.title
        if column == ENTERED:
            return entered(line)
        if column == STATE:
            return self.state(line)[1]
        if column == LEFT:
            return self.left(line)
        return f"{datetime.fromisoformat(line.changed_at):%d/%m %H:%M}" if line.changed_at else ""

    def state(self, line: FormLine) -> tuple[str, str]:
        """State and its word: what stops comes before what asks, both before how much is there."""
        if self.found and self.found.stops.get(line.key):
            return "stop", theme.STATES["stop"].word
        if line.state == "nil":
            return "ok", "Không phát sinh"
        if self.found and self.found.asks.get(line.key):
            return "ask", theme.STATES["ask"].word
        if line.state == "open":
            return "none", "Chưa nhập"
        short = line.expected is not None and line.entered < line.expected
        return ("draft", "Đang nhập") if line.unconfirmed or short else ("ok", "Đủ")

    def left(self, line: FormLine) -> str:
        """What a person still has to do with the form."""
        stops = self.found.stops.get(line.key, 0) if self.found else 0
        asks = self.found.asks.get(line.key, 0) if self.found else 0
        told = [
            f"{numbers.show(stops)} phải sửa" if stops else "",
            f"{numbers.show(asks)} cần giải thích" if asks else "",
            f"{numbers.show(line.unconfirmed)} chờ xác nhận" if line.unconfirmed else "",
            f"hạn {line.due:%d/%m/%Y}" if line.due else "",
        ]
        return ", ".join(filter(None, told))


def _name_of(shown: Shown) -> tuple[str, str]:
    """What tells a row from the others: (heading, form)."""
    return (shown.title, str(shown.folded)) if isinstance(shown, Heading) else ("", shown.key)


def _told(heading: Heading, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return f"{heading.title} ({numbers.show(heading.forms)})"
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{heading.title}, {heading.forms} biểu, {'đang gập' if heading.folded else 'đang mở'}"
    if role == Qt.ItemDataRole.FontRole:
        return theme.font("strong")
    if role == Qt.ItemDataRole.DecorationRole:
        return theme.icon("chevron_right" if heading.folded else "chevron_down")
    return None


def entered(line: FormLine) -> str:
    """ "804/1.018", or the count alone where nobody can say how many are expected."""
    if line.state == "nil":
        return "0"
    count = numbers.show(line.entered)
    return count if line.expected is None else f"{count}/{numbers.show(line.expected)}"


def share(line: FormLine) -> float:
    """How full the bar is, from 0 to 1."""
    if line.state == "nil":
        return 1.0
    if not line.expected:
        return 1.0 if line.entered else 0.0
    return min(1.0, line.entered / line.expected)
