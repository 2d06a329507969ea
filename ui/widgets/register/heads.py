"""The heads of a register's columns: what it is sorted and filtered by, and which columns there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from forms.spec import Choice, Field, Form, YesNo
from office.entering.register_order import Filter
from office.entering.registers import LABEL, STATE, choices_of
from ui import theme
from ui.session import Session
from ui.widgets.register.columns import ColumnsDialog, FilterDialog
from ui.widgets.register.model import POSITION, all_columns, important
from ui.widgets.register.view import RegisterView

_NUMBER, _WORDS = "999.999.999,9", "n" * 24
"""Texts as wide as most of what columns hold."""
_REST = 410
"""What number, name, state and scroll bar take at least."""


class RegisterHeads(QObject):
    """A click on a head sorts, its menu or Alt+↓ filters; what is chosen holds until another form is shown."""

    changed = Signal()
    """Other records, or in another order."""
    columns_changed = Signal()

    def __init__(self, session: Session, view: RegisterView) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        self.form: Form | None = None
        self.filters: dict[str, Filter] = {}
        self.sort: tuple[str, bool] | None = None
        head = view.horizontalHeader()
        head.sectionClicked.connect(self.sort_by)
        head.customContextMenuRequested.connect(self._menu)
        view.opened_filter.connect(self.ask_filter)
        view.sort_asked.connect(self.sort_by)

    def show_form(self, form: Form) -> None:
        """Begin with another form: no filter, the order of entry."""
        self.form = form
        self.filters.clear()
        self.sort = None
        self._mark()

    def clear_filters(self) -> None:
        """Away with the filters of the columns."""
        self.filters.clear()
        self.changed.emit()

    def keys(self, width: int) -> list[str]:
        """The fields shown: those the person chose, else the most important ones that leave room for the state."""
        assert self.form is not None
        kept = self._session.preferences.columns.get(self.form.key)
        if kept:
            return kept
        columns = {column.key: column for column in all_columns(self.form)}
        room = width - theme.px(_REST)
        fitting = set()
        for key in important(self.form):
            wanted = self._view.width_of(columns[key], [_NUMBER if columns[key].right else _WORDS])
            if wanted <= room:
                room -= wanted
                fitting.add(key)
        return [key for key in columns if key in fitting]

    def _asked(self, column: int) -> tuple[str, Field | None]:
        """The column's key and its field; "" is the name, and no key at all what can be neither sorted nor filtered."""
        assert self.form is not None
        key = self._view.register.columns[column].key
        return key, self.form.fields.get(key)

    def sort_by(self, column: int) -> None:
        """Once up, once down, then the order of entry again; a column that is worked out leaves all as it was."""
        key, asked = self._asked(column)
        if asked is None or asked in self.form.stored:  # type: ignore[union-attr]
            if key == POSITION or self.sort == (key, True):
                self.sort = None
            else:
                self.sort = (key, self.sort is not None and self.sort[0] == key)
            self.changed.emit()
        self._mark()

    def _mark(self) -> None:
        """Qt moves the arrow to whatever head is clicked; it belongs to the column that sorts."""
        key, down = self.sort or ("", False)
        keys = [one.key for one in self._view.register.columns] if self.sort else []
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self._view.horizontalHeader().setSortIndicator(keys.index(key) if key in keys else -1, order)

    def _menu(self, place: QPoint) -> None:
        head = self._view.horizontalHeader()
        column = head.logicalIndexAt(place)
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Lọc cột này…", lambda: self.ask_filter(column))
        menu.addAction("&Cột…", self.ask_columns)
        menu.popup(head.mapToGlobal(place))

    def ask_columns(self) -> None:
        """Choose the columns."""
        if self.form is None:
            return
        shown = [column.key for column in self._view.register.columns]
        dialog = ColumnsDialog(self._view.window(), all_columns(self.form), shown)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._choose_columns)
        dialog.open()

    def _choose_columns(self, keys: list[str]) -> None:
        assert self.form is not None
        preferences = self._session.preferences
        if keys:
            preferences.columns[self.form.key] = keys
        else:
            preferences.columns.pop(self.form.key, None)
        preferences.save()
        self.columns_changed.emit()

    def ask_filter(self, column: int) -> None:
        """Ask what a column must say."""
        if self.form is None or not 0 <= column < len(self._view.register.columns):
            return
        key, asked = self._asked(column)
        if key in (POSITION, STATE) or (asked is not None and asked not in self.form.stored):
            return
        named = key == LABEL and not self.form.extends
        if named:
            key, asked = self.form.label_field, self.form.fields[self.form.label_field]
        dialog = FilterDialog(
            self._view.window(),
            asked,
            self._view.register.columns[column].head,
            _codes(asked),
            self.filters.get(LABEL if named else key),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda wanted: self._filter(LABEL if named else key, wanted))
        dialog.open()

    def choices_at(self, column: int) -> tuple[str, Sequence[str]]:
        """A column's head in one line, and what may be chosen in its cells."""
        model = self._view.register
        head, key = model.columns[column].head.replace("\n", " "), model.field_at(column)
        if not key or self.form is None:
            return head, ()
        return head, choices_of(self._session.office, self._session.period, self.form.fields[key])

    def _filter(self, key: str, wanted: Filter | None) -> None:
        if wanted is None:
            self.filters.pop(key, None)
        else:
            self.filters[key] = wanted
        self.changed.emit()


def _codes(asked: Field | None) -> list[tuple[str, str]]:
    """(code, name) of what may be chosen; none for what is written."""
    if isinstance(asked, Choice) and asked.options is not None:
        return [(entry.code, entry.name) for entry in asked.options.code]
    if isinstance(asked, YesNo):
        return [("1", "Có"), ("0", "Không")]
    return []
