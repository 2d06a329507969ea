"""The records of a register as rows of a table: read by the page, so that two hundred thousand cost no more."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from base import numbers
from forms.spec import Computed, Field, Form, Money, NumberBase, Reference, Year
from forms.typed import exactly, shown
from office.entering.cells import editable
from office.entering.register_list import Shown
from office.entering.registers import LABEL, STATE, Row, Standing
from ui import theme

PAGE = 100
PAGES_KEPT = 12
POSITION = "#"
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NOT_ENTERED = "Chưa nhập"


@dataclass(frozen=True, slots=True)
class Column:
    """`key`: a field, or POSITION, LABEL, STATE. `head` has a second line for the unit."""

    key: str
    head: str
    right: bool = False
    editable: bool = False


def state_word(state: str) -> str:
    """The word of a state in a register."""
    return NOT_ENTERED if state == "none" else theme.STATES[state].word


def column_of(form: Form, asked: Field) -> Column:
    """The column of a field: its label, its unit, numbers to the right."""
    unit = asked.unit if isinstance(asked, NumberBase | Computed) else ""
    right = isinstance(asked, NumberBase | Year) or (isinstance(asked, Computed) and not asked.cases)
    head = f"{asked.label}\n({unit})" if unit else asked.label
    return Column(asked.key, head, right, editable(form, asked.key))


def text_of(form: Form, row: Row, key: str) -> str:
    """What a cell shows of a field."""
    asked = form.fields[key]
    if not isinstance(asked, Computed):
        return shown(form, row.record, key)
    value = row.computed.get(key)
    if isinstance(value, str):
        entry = asked.options.by_code.get(value) if asked.options else None
        return entry.name if entry else value
    return numbers.show(value, asked.decimals) if isinstance(value, int | Fraction) else ""


def words(form: Form, names: Mapping[str, Mapping[str, str]], row: Row, key: str) -> str:
    """What a cell shows of a record, its number and its state aside. `names` as in Listing."""
    if key == LABEL:
        return row.label
    text = text_of(form, row, key)
    return names[key].get(text, text) if key in names else text


class RegisterModel(QAbstractTableModel):
    """`read` gives the rows of some ids; `write` keeps what was typed into a cell."""

    def __init__(
        self,
        read: Callable[[Sequence[str]], list[Row]],
        write: Callable[[str, str, str], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.form: Form | None = None
        self.ids = Shown()
        self.columns: list[Column] = []
        self.standing: dict[str, Standing] = {}
        self.filtered: frozenset[str] = frozenset()
        self.read_only = False
        self.lit = -1
        """The row that is shown as the chosen one."""
        self.names: Mapping[str, Mapping[str, str]] = {}
        """Field that names a record of another form → record_id → that record's name."""
        self._read = read
        self._write = write
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    def show(self, form: Form, columns: Sequence[Column], ids: Shown) -> None:
        """Another form, other columns or other records."""
        self.beginResetModel()
        self.form, self.columns, self.ids = form, list(columns), ids
        self._pages.clear()
        self.endResetModel()

    def extend(self, ids: Shown) -> bool:
        """The same records, and perhaps more below them; whether they were the same. What is selected stays so."""
        had = len(self.ids)
        if not 0 < had <= len(ids) or ids[:had] != self.ids[:]:
            return False
        if had == len(ids):
            self.ids = ids
            self.read_again()
            return True
        self.beginInsertRows(QModelIndex(), had, len(ids) - 1)
        self.ids = ids
        self._pages.pop(had // PAGE, None)
        self.endInsertRows()
        return True

    def read_again(self) -> None:
        """Records were changed: what is seen of them is read anew."""
        self._pages.clear()
        self._tell_all()

    def row_at(self, row: int) -> Row | None:
        """The record of a row; None when it has gone from the data file meanwhile."""
        number = row // PAGE
        if number not in self._pages:
            self._pages[number] = self._read(self.ids[number * PAGE : (number + 1) * PAGE])
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        rows = self._pages[number]
        return rows[row % PAGE] if row % PAGE < len(rows) else None

    def light_up(self, row: int) -> None:
        """Show a row as the chosen one; -1 for none."""
        before, self.lit = self.lit, row
        for each in {before, row}:
            if 0 <= each < len(self.ids):
                self.dataChanged.emit(self.index(each, 0), self.index(each, len(self.columns) - 1))

    def renew(self, rows: Sequence[int]) -> None:
        """Read these rows again and show them."""
        if not rows:
            return
        for number in {row // PAGE for row in rows}:
            self._pages.pop(number, None)
        self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), len(self.columns) - 1))

    def judge(self, standing: dict[str, Standing]) -> None:
        """Show how all records stand."""
        self.standing = standing
        self._tell_all()

    def _tell_all(self) -> None:
        if self.ids and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.columns[index.column()].editable and not self.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        key = self.columns[column].key
        if key == POSITION:
            return numbers.show(self.ids.at[row] + 1)
        if key == STATE:
            stands = self.standing.get(self.ids[row])
            return state_word(stands[0]) if stands else ""
        told = self.row_at(row)
        return "" if told is None or self.form is None else words(self.form, self.names, told, key)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role in (Role.DisplayRole, Role.EditRole):
            return self.text(row, column)
        if role == Role.TextAlignmentRole:
            return _RIGHT if self.columns[column].right else _LEFT
        if role == Role.FontRole:
            return theme.font("strong") if row == self.lit and self.columns[column].key == LABEL else None
        if role == Role.DecorationRole:
            state = self._mark(row, column)
            return theme.glyph_icon(state) if state else None
        return None

    def _mark(self, row: int, column: int) -> str:
        """The state whose shape stands in a cell; "" for none."""
        key = self.columns[column].key
        state, problems = self.standing.get(self.ids[row], ("", ()))
        if key == STATE:
            return state
        if key == POSITION or not problems or state == "none":
            return ""
        field = self.form.label_field if key == LABEL and self.form else key
        severities = {p.severity for p in problems if field in p.fields}
        return next((s for s in ("stop", "ask") if s in severities), "")

    def tips(self, row: int, column: int) -> str:
        """What is wrong with a cell, or with the record where its state stands."""
        key = self.columns[column].key
        state, problems = self.standing.get(self.ids[row], ("", ()))
        if state == "none":
            return ""
        field = self.form.label_field if key == LABEL and self.form else key
        wanted = [p for p in problems if key == STATE or field in p.fields]
        shown_row = self.row_at(row) if wanted else None
        if shown_row is not None and self.form is not None:
            wanted = [exactly(self.form, shown_row.record, p) for p in wanted]
        return "\n".join(p.message for p in wanted)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return column.head + (" · lọc" if column.key in self.filtered else "")
        if role == Role.ToolTipRole:
            return column.head.replace("\n", " ")
        if role == Role.TextAlignmentRole:
            return (_RIGHT if column.right else _LEFT) | Qt.TextFlag.TextWordWrap
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or value == self.text(index.row(), index.column()):
            return False
        self._write(self.ids[index.row()], self.field_at(index.column()), str(value))
        return True

    def field_at(self, column: int) -> str:
        """The key of the field that a column writes; "" for none."""
        key = self.columns[column].key
        if key == LABEL and self.form is not None and not self.form.extends:
            return self.form.label_field
        return "" if key in (POSITION, STATE, LABEL) else key


def _importance(asked: Field, added_up: set[str]) -> int:
    score = 4 * asked.required + 3 * (asked.key in added_up) + 5 * isinstance(asked, NumberBase)
    flow = isinstance(asked, Money) and asked.over_time == "sum"
    return score + flow - 8 * isinstance(asked, Reference | Computed)


def all_columns(form: Form) -> list[Column]:
    """Every column that may be shown between the name and the state, in the order of the form."""
    return [column_of(form, f) for f in form.field if f.key != form.label_field]


def important(form: Form, most: int = 5) -> list[str]:
    """The fields shown until a person chooses others: what must be answered and what is added up comes first."""
    added_up = {word for m in form.measure for word in re.findall(r"\w+", m.value)}
    wanted = [f for f in form.field if f.key != form.label_field]
    ranked = sorted(wanted, key=lambda f: -_importance(f, added_up))
    return [f.key for f in ranked[:most]]


def columns_of(form: Form, keys: Sequence[str]) -> list[Column]:
    """Number, name, these fields, state."""
    named = form.fields.get(form.label_field)
    head = named.label if named else f"Tên {form.record}"
    first = [Column(POSITION, "TT", right=True), Column(LABEL, head, editable=named is not None)]
    chosen = [column_of(form, form.fields[key]) for key in keys if key in form.fields]
    return [*first, *chosen, Column(STATE, "Tình trạng")]
