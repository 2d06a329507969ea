"""What may be typed into a cell of a template, as XlsxWriter takes a data validation.

Every alert is a warning: a person can keep what was typed, and the program reads it with its own, finer rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from base import numbers
from base.errors import Code
from base.numbers import MARK_NOT_COLLECTED
from courier.sheet import CARRIED, CARRIED_WORDS, RECORD_ID, SheetColumn
from exports.formula import NO, YES, day, number, only_dots, quote
from forms.spec import (
    Choice,
    CodeList,
    Date,
    Field,
    Integer,
    MultipleChoice,
    NumberBase,
    Reference,
    Text,
    Year,
    YesNo,
)

LISTS_SHEET = "_danh_muc"
HAMLET = "hamlet"
"""Key of the fields that name a hamlet of the unit."""
_EARLIEST_DAY, _LATEST_DAY = date(1900, 1, 1), date(2100, 12, 31)
_EARLIEST_YEAR, _LATEST_YEAR = 1800, 2100
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
Rule = dict[str, Any]


@dataclass(slots=True)
class Lists:
    """The drop-down lists, a column of the hidden sheet each: title → items."""

    columns: dict[str, Sequence[str]] = field(default_factory=dict)

    def source(self, title: str, items: Sequence[str]) -> str:
        """The range in which the list stands; its title is its identity."""
        self.columns.setdefault(title, items)
        column = xl_col_to_name(list(self.columns).index(title))
        return f"{LISTS_SHEET}!${column}$2:${column}${len(self.columns[title]) + 1}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lists of one template are made of; `owner` is the form whose records are named."""

    on: date
    hamlets: Sequence[str]
    owner: str
    owner_names: Mapping[str, str]
    lists: Lists = field(default_factory=Lists)

    def validation(self, column: SheetColumn, cell: Callable[[str], str]) -> Rule:
        """The rule of a column, {} when there is none; `cell` gives the cell of a field's key in the first row."""
        known = column.field
        if known is None:
            return self._beside(column)
        rule = _limited(known, cell(known.key), self.on) or self._listed(known, cell)
        message = _hint(known)
        if message:
            rule |= {"input_title": _cut(known.label, _LONGEST_TITLE), "input_message": message}
        return {"validate": "any", **rule} if rule else {}

    def _beside(self, column: SheetColumn) -> Rule:
        """Of the columns that are no answers: record id, owner's name, comparison with the last period."""
        if column.label == RECORD_ID:
            told = Code.HINT_RECORD_ID.value
            return {"validate": "any", "input_title": RECORD_ID, "input_message": told}
        if column.label == CARRIED:
            return _one_of(self.lists.source(CARRIED, [w for w in CARRIED_WORDS.values() if w]), CARRIED)
        names = [name for name in dict.fromkeys(self.owner_names.values()) if name]
        return _one_of(self.lists.source(column.label, names), column.label) if names else {}

    def _listed(self, known: Field, cell: Callable[[str], str]) -> Rule:
        match known:
            case YesNo():
                return self._items("Có/Không", (YES, NO), known)
            case Choice(options=CodeList() as options):
                return self._items(options.title, options.names(self.on), known)
            case Choice():
                return _one_of(self._versions(known, cell(known.codes_by)), known.label, strict=False)
            case MultipleChoice(options=CodeList() as options):
                return self._items(options.title, options.names(self.on), known, strict=False)
            case Text() if known.key == HAMLET and self.hamlets:
                return self._items(known.label, self.hamlets, known)
            case Reference() if known.form == self.owner and self.owner_names:
                return self._items(known.label, list(dict.fromkeys(self.owner_names.values())), known)
        return {}

    def _items(self, title: str, items: Sequence[str], known: Field, *, strict: bool = True) -> Rule:
        source = self.lists.source(title, [*items, MARK_NOT_COLLECTED])
        return _one_of(source, known.label, strict=strict)

    def _versions(self, known: Choice, version: str) -> str:
        """The list that the cell beside it selects: "1061 Xay xát", from which the code is read."""
        ranges = {
            code: self.lists.source(
                options.title, [f"{e.code} {e.name}" for e in options.code if e.valid_on(self.on)]
            )
            for code, options in known.options_by.items()
        }
        *others, last = ranges
        return "".join(f'IF({version}={quote(known.show(c))}' for c in others) + ranges[last]


def _one_of(source: str, title: str, *, strict: bool = True) -> Rule:
    """`strict` warns of what is not in the list; else the list only helps."""
    return {
        "validate": "list",
        "source": f"={source}",
        "error_type": "warning",
        "error_title": _cut(title, _LONGEST_TITLE),
        "error_message": Code.ALERT_LIST.value,
        "show_error": strict,
    }
