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
    Form,
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

    form: Form
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
                return self._items(options.key, options.names(self.on), known)
            case Choice():
                return _one_of(self._versions(known, cell(known.codes_by)), known.label, strict=False)
            case MultipleChoice(options=CodeList() as options):
                return self._items(options.key, options.names(self.on), known, strict=False)
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
        by = self.form.fields[known.codes_by]
        in_force = by.options.by_code if isinstance(by, Choice) and by.options else {}
        ranges = {
            code: self.lists.source(options.key, [*_coded(options, self.on), MARK_NOT_COLLECTED])
            for code, options in known.options_by.items()
            if code in in_force
        }
        default = next((code for code in ranges if in_force[code].valid_on(self.on)), next(iter(ranges)))
        source = ranges.pop(default)
        for code, listed in ranges.items():
            source = f"IF({version}={quote(by.show(code))},{listed},{source})"
        return source


def _coded(options: CodeList, on: date) -> list[str]:
    return [f"{entry.code} {entry.name}" for entry in options.code if entry.valid_on(on)]


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


def _limited(known: Field, cell: str, on: date) -> Rule:
    """Numbers, years and days within their limits, or the mark; {} for other kinds."""
    match known:
        case NumberBase():
            limits = ((">=", known.min), ("<=", known.max))
            tests = [f"{cell}{sign}{number(Fraction(str(v)))}" for sign, v in limits if v is not None]
            low, high = (None if v is None else _typed(known, v) for _, v in limits)
            if not isinstance(known, Integer):
                return _custom(known, cell, tests, Code.ALERT_NUMBER, low, high)
            return _custom(known, cell, [f"{cell}=INT({cell})", *tests], Code.ALERT_WHOLE, low, high)
        case Year():
            latest = on.year if known.not_after == "today" else _LATEST_YEAR
            tests = [f"{cell}=INT({cell})", f"{cell}>={_EARLIEST_YEAR}", f"{cell}<={latest}"]
            return _custom(known, cell, tests, Code.ALERT_YEAR, str(_EARLIEST_YEAR), str(latest))
        case Date():
            last = on if known.not_after == "today" else _LATEST_DAY
            tests = [f"{cell}>={day(_EARLIEST_DAY)}", f"INT({cell})<={day(last)}"]
            shown_last = None if last == _LATEST_DAY else last.strftime("%d/%m/%Y")
            return _custom(known, cell, tests, Code.ALERT_DATE, None, shown_last)
    return {}


def _custom(
    known: Field, cell: str, tests: Sequence[str], code: Code, low: str | None, high: str | None
) -> Rule:
    """A formula, so that the mark passes without a warning."""
    right = f"AND({','.join(tests)})" if tests else "TRUE"
    return {
        "validate": "custom",
        "value": f"=IF(ISNUMBER({cell}),{right},{only_dots(cell)})",
        "error_type": "warning",
        "error_title": _cut(known.label, _LONGEST_TITLE),
        "error_message": code.value.format(limits=_limits(low, high)),
    }


def _typed(known: NumberBase, limit: int | str) -> str:
    """A declared limit as a person writes it."""
    return numbers.show_stored(int(Fraction(str(limit)) * known.scale), known.scale, 0)


def _limits(low: str | None, high: str | None) -> str:
    if low is not None and high is not None:
        return Code.LIMIT_BETWEEN.value.format(low=low, high=high)
    if low is not None:
        return Code.LIMIT_FROM.value.format(low=low)
    return Code.LIMIT_TO.value.format(high=high) if high is not None else ""


def _hint(known: Field) -> str:
    """What is said beside the cell that one enters; "" when there is nothing to say."""
    unit = getattr(known, "unit", "")
    told = [Code.HINT_REQUIRED.value if known.required else "", known.hint]
    told.append(Code.HINT_UNIT.value.format(unit=unit) if unit else "")
    match known:
        case Date():
            told.append(Code.HINT_DATE.value)
        case MultipleChoice():
            told.append(Code.HINT_SEVERAL.value)
        case Text() if known.shape:
            told.append(Code.HINT_SHAPE.value.format(shape=known.shape))
    return _cut(" ".join(filter(None, told)), _LONGEST_MESSAGE)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
