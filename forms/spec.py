"""What a questionnaire is made of: Form, the kinds of Field, Rule, Measure, Indicator, Packet.

A TOML file is decoded straight into these structures; unknown keys are errors. forms/load.py binds code lists
and scales, so that a bound Form is complete in itself and can travel inside a submission.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar, Literal

import msgspec

from base import numbers
from base.errors import Code, Problem, nearest_hint, problem
from base.nearest import nearest
from base.numbers import MARK_NOT_COLLECTED
from base.text import search_key, tidy

Value = int | str | None
Cell = str | int | float | bool | date | None
OverTime = Literal["sum", "last", "max", "min"]
OverUnits = Literal["sum", "max", "min", "none"]
LARGEST = 10**15
"""Largest stored count: beyond it a workbook's double could not hold every digit."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd-\uffff]|_x[0-9A-Fa-f]{4}_")
_YES = {"co", "x", "1", "yes", "true", "dung"}
_NO = {"khong", "0", "no", "false", "sai"}
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DOTS = {"…", "...", "....", ".."}


class _Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, eq=False, dict=True):
    """Base of everything that a TOML file says; compared by identity, so that it may key a cache."""


class ListedCode(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """One entry of a code list; `aliases` are other ways in which offices write it ("I", "hạng I")."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    legal_ref: str = ""
    attributes: dict[str, str | int] = {}

    def valid_on(self, on: date) -> bool:
        """Whether the entry may be chosen on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


class CodeList(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """A dated list of codes with its legal source; `confidence` is how well the source was read."""

    key: str
    title: str
    code: tuple[ListedCode, ...]
    legal_ref: str = ""
    confidence: str = ""
    attribute_names: tuple[str, ...] = ()

    @functools.cached_property
    def by_code(self) -> dict[str, ListedCode]:
        """code → entry."""
        return {entry.code: entry for entry in self.code}

    @functools.cached_property
    def by_words(self) -> dict[str, str]:
        """Folded code, name or alias → code; names win over aliases."""
        words: dict[str, str] = {}
        for entry in self.code:
            for alias in entry.aliases:
                words.setdefault(search_key(alias), entry.code)
        words.update({search_key(entry.code): entry.code for entry in self.code})
        words.update({search_key(entry.name): entry.code for entry in self.code})
        return words

    def find(self, text: str) -> str | None:
        """The code meant by what was typed, accents and case aside; None when nothing matches exactly."""
        return text if text in self.by_code else self.by_words.get(search_key(text))

    def nearest(self, text: str) -> list[str]:
        """At most two names that resemble the text."""
        names = {search_key(entry.name): entry.name for entry in self.code}
        return [names[word] for word in nearest(search_key(text), names.keys())]

    def names(self, on: date) -> list[str]:
        """The names that may be chosen on that day, in the order of the list."""
        return [entry.name for entry in self.code if entry.valid_on(on)]


@dataclass(frozen=True, slots=True)
class Answer:
    """A typed value or None; a mark ("…": occurs, not collected); raw text that could not be read."""

    value: Value = None
    mark: str = ""
    raw: str | None = None


BLANK = Answer()
NOT_COLLECTED = Answer(mark=MARK_NOT_COLLECTED)


class _FieldBase(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    key: str
    label: str
    section: str = ""
    hint: str = ""
    required: bool = False
    required_when: str = ""
    shown_when: str = ""
    unique: bool = False
    unique_when: str = ""
    personal: bool = False
    carry: bool | None = None
    was: str = ""
    legal_ref: str = ""
    width: int = 0

    column_type: ClassVar[str] = "TEXT"
    numeric: ClassVar[bool] = False

    @property
    def carried(self) -> bool:
        """Whether a new period opens with last period's value: flows start empty, all else is carried."""
        return self.carry if self.carry is not None else getattr(self, "over_time", "last") != "sum"

    def read(self, text: str, answers: Mapping[str, Value] | None = None) -> Answer | Problem:
        """What a person typed, as an Answer, or the Problem with it; never raises.

        `answers` are the record's other values: a VSIC code is read in the version chosen beside it.
        """
        bare = tidy(text)
        if not bare:
            return BLANK
        if bare in _DOTS:
            return NOT_COLLECTED
        return self._read(bare, answers or {})

    def read_cell(self, cell: Cell, answers: Mapping[str, Value] | None = None) -> Answer | Problem:
        """A workbook's cell: text is read as if typed, true numbers and dates are taken as they are."""
        if cell is None or cell == "":
            return BLANK
        return self.read(cell if isinstance(cell, str) else _cell_text(cell), answers)

    def show(self, value: Value, answers: Mapping[str, Value] | None = None) -> str:
        """The text of a value as a person would type it; "" for None. read(show(x)) gives x again."""
        return "" if value is None else self._show(value, answers or {})

    def cell(self, value: Value, answers: Mapping[str, Value] | None = None) -> Cell:
        """What stands in a workbook's cell for the value; "" for None."""
        return "" if value is None else self.show(value, answers)

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        raise NotImplementedError

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        return str(value)

    def _wrong(self, code: Code, **params: str | int) -> Problem:
        return problem(code, fields=(self.key,), severity="stop", label=self.label, **params)


def _cell_text(cell: int | float | date) -> str:
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


class Text(_FieldBase, tag_field="kind", tag="text", kw_only=True, frozen=True):
    """Words; `pattern` is a regular expression for the whole text and `shape` says it in words.

    `names_units`: it names other units that the thing lies in or serves; only its host records and counts it.
    """

    max_length: int = 300
    pattern: str = ""
    shape: str = ""
    named_check: str = ""
    names_units: bool = False

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        if _UNPRINTABLE.search(text):
            return self._wrong(Code.TEXT_UNPRINTABLE)
        if len(text) > self.max_length:
            return self._wrong(Code.TEXT_TOO_LONG, length=len(text), limit=self.max_length)
        return Answer(text)


class NumberBase(_FieldBase, kw_only=True, frozen=True):
    unit: str = ""
    decimals: int = 0
    min: int | str | None = None
    max: int | str | None = None
    over_units: OverUnits = "sum"
    over_time: OverTime = "last"
    scale: int = 0

    column_type: ClassVar[str] = "INTEGER"
    numeric: ClassVar[bool] = True

    def read(self, text: str, answers: Mapping[str, Value] | None = None) -> Answer | Problem:
        if "\t" in text.strip() or len(text.strip().splitlines()) > 1:  # cells, not thousands
            return self._wrong(Code.NOT_A_NUMBER, text=tidy(text))
        return super().read(text, answers)

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        if text in ("-", numbers.MINUS, "–", "—"):
            return Answer(0)
        try:
            return self._within(numbers.read(text, self.scale), text)
        except numbers.TooFine:
            return self._wrong(Code.TOO_MANY_DECIMALS, text=text, places=self.places)
        except numbers.Ambiguous as unclear:
            readings = " hay ".join(unclear.readings) or "số nào"
            return self._wrong(Code.AMBIGUOUS_NUMBER, text=text, readings=readings)
        except numbers.Unreadable:
            return self._wrong(Code.NOT_A_NUMBER, text=text)

    def read_cell(self, cell: Cell, answers: Mapping[str, Value] | None = None) -> Answer | Problem:
        if isinstance(cell, bool) or not isinstance(cell, (int, float)):
            return super().read_cell(cell, answers)
        try:
            return self._within(numbers.from_cell(cell, self.scale), str(cell))
        except numbers.TooFine:
            return self._wrong(Code.TOO_MANY_DECIMALS, text=str(cell).replace(".", ","), places=self.places)
        except (OverflowError, ValueError, ArithmeticError):
            return self._wrong(Code.NOT_A_NUMBER, text=str(cell))

    def _within(self, count: int, text: str) -> Answer | Problem:
        if abs(count) > LARGEST:
            return self._wrong(Code.NUMBER_TOO_LARGE, text=text, unit=self.unit or "số")
        return Answer(count)

    @property
    def places(self) -> int:
        """Most decimals that can be typed."""
        return numbers.places_needed(1, self.scale)

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        return numbers.show_stored(int(value), self.scale, self.decimals)

    def cell(self, value: Value, answers: Mapping[str, Value] | None = None) -> Cell:
        if value is None:
            return ""
        whole, rest = divmod(int(value), self.scale)
        return whole if rest == 0 else numbers.to_float(Fraction(int(value), self.scale))


class Integer(NumberBase, tag_field="kind", tag="integer", kw_only=True, frozen=True):
    """A whole number of people, markets, stalls."""


class Decimal(NumberBase, tag_field="kind", tag="decimal", kw_only=True, frozen=True):
    """A measured quantity, stored as a whole count of the smallest unit (ha as m², km as m, kVA as VA)."""


class Money(NumberBase, tag_field="kind", tag="money", kw_only=True, frozen=True):
    """An amount; the display unit is mostly triệu đồng, the stored one đồng."""


class Choice(_FieldBase, tag_field="kind", tag="choice", kw_only=True, frozen=True):
    """One code of a list. With `codes_by`, the list depends on another answer: vsic_code on vsic_version."""

    codes: str
    codes_by: str = ""
    options: CodeList | None = None
    options_by: dict[str, CodeList] = {}

    def list_for(self, answers: Mapping[str, Value]) -> CodeList | None:
        """The list that the record's other answers select; None when that answer is missing."""
        if not self.codes_by:
            return self.options
        return self.options_by.get(str(answers.get(self.codes_by)))

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        options = self.list_for(answers)
        if options is None:
            lists = list(self.options_by.values())
            options = next((listed for listed in lists if listed.find(text)), lists[-1])
        code = options.find(text)
        if code is None and self.codes_by and " " in text:
            code = options.find(text.split(" ", 1)[0])
        if code is None:
            return self._wrong(Code.NOT_A_CHOICE, text=text, nearest=nearest_hint(options.nearest(text)))
        return Answer(code)

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        if self.codes_by:
            return str(value)
        entry = self.options.by_code.get(str(value)) if self.options else None
        return entry.name if entry else str(value)


class MultipleChoice(_FieldBase, tag_field="kind", tag="multiple_choice", kw_only=True, frozen=True):
    """Several codes of a list, stored as sorted JSON text and written with semicolons between the names."""

    codes: str
    options: CodeList | None = None

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        assert self.options is not None
        found = set()
        for part in filter(None, (tidy(p) for p in text.split(";"))):
            code = self.options.find(part)
            if code is None:
                return self._wrong(
                    Code.NOT_A_CHOICE, text=part, nearest=nearest_hint(self.options.nearest(part))
                )
            found.add(code)
        return Answer(json.dumps(sorted(found), ensure_ascii=False)) if found else BLANK

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        assert self.options is not None
        entries = self.options.by_code
        return "; ".join(entries[c].name if c in entries else c for c in json.loads(str(value)))


class YesNo(_FieldBase, tag_field="kind", tag="yes_no", kw_only=True, frozen=True):
    """Có or không, stored as 1 or 0; not answered is neither."""

    column_type: ClassVar[str] = "INTEGER"

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        word = search_key(text)
        if word in _YES:
            return Answer(1)
        if word in _NO:
            return Answer(0)
        return self._wrong(Code.NOT_YES_NO, text=text)

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        return "Có" if value else "Không"


class Date(_FieldBase, tag_field="kind", tag="date", kw_only=True, frozen=True):
    """A day, stored as ISO text and written dd/mm/yyyy; `not_after` is "today" or another date field."""

    not_after: str = ""

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        match = _DATE.fullmatch(text)
        try:
            if match:
                return self._plausible(date(int(match[3]), int(match[2]), int(match[1])), text)
            return self._plausible(date.fromisoformat(text), text)
        except ValueError:
            return self._wrong(Code.NOT_A_DATE, text=text)

    def read_cell(self, cell: Cell, answers: Mapping[str, Value] | None = None) -> Answer | Problem:
        if isinstance(cell, datetime):
            cell = cell.date()
        return (
            self._plausible(cell, str(cell)) if isinstance(cell, date) else super().read_cell(cell, answers)
        )

    def _plausible(self, day: date, text: str) -> Answer | Problem:
        if not 1900 <= day.year <= 2100:
            return self._wrong(Code.NOT_A_DATE, text=text)
        return Answer(day.isoformat())

    def _show(self, value: int | str, answers: Mapping[str, Value]) -> str:
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")

    def cell(self, value: Value, answers: Mapping[str, Value] | None = None) -> Cell:
        return "" if value is None else date.fromisoformat(str(value))


class Year(_FieldBase, tag_field="kind", tag="year", kw_only=True, frozen=True):
    """A calendar year of four digits; `not_after` is "today" or another year field."""

    not_after: str = ""
    column_type: ClassVar[str] = "INTEGER"

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        if not re.fullmatch(r"[12]\d{3}", text) or not 1800 <= int(text) <= 2100:
            return self._wrong(Code.NOT_A_YEAR, text=text)
        return Answer(int(text))

    def cell(self, value: Value, answers: Mapping[str, Value] | None = None) -> Cell:
        return "" if value is None else int(value)


class Reference(_FieldBase, tag_field="kind", tag="reference", kw_only=True, frozen=True):
    """A record of another form in the same unit and period, stored by its record_id.

    load.py and office hand the choices over as `answers["<key>.options"]`; alone, the field keeps the id.
    """

    form: str

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        if _UNPRINTABLE.search(text) or len(text) > 64:
            return self._wrong(Code.NOT_A_REFERENCE, text=text[:40], form=self.form)
        return Answer(text)


class Case(_Declared, kw_only=True, frozen=True):
    """One line of a computed class: the first whose condition holds gives the code."""

    when: str
    then: str


class Computed(_FieldBase, tag_field="kind", tag="computed", kw_only=True, frozen=True):
    """Never typed and never stored: a formula, or cases that pick a code of a list."""

    formula: str = ""
    cases: tuple[Case, ...] = ()
    codes: str = ""
    options: CodeList | None = None
    unit: str = ""
    decimals: int = 0

    def _read(self, text: str, answers: Mapping[str, Value]) -> Answer | Problem:
        return BLANK


Field = (
    Text | Integer | Decimal | Money | Choice | MultipleChoice | YesNo | Date | Year | Reference | Computed
)
NumberField = Integer | Decimal | Money

Missing = Literal["skip-any", "skip-all", "zero"]


class Rule(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """`check` must hold for each record for which `where` holds; `stop` blocks submission, `ask` wants a note.

    `missing` says what a missing answer means, for both sides of the comparison or for each.
    """

    key: str
    check: str
    message: str
    where: str = ""
    severity: Literal["stop", "ask"] = "stop"
    fields: tuple[str, ...] = ()
    missing: Missing = "skip-any"
    missing_left: Missing | None = None
    missing_right: Missing | None = None
    legal_ref: str = ""


class NamedCheck(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """A check of forms/checks.py that a formula cannot say, with its message in the form."""

    key: str
    fields: tuple[str, ...]
    message: str
    severity: Literal["stop", "ask"] = "ask"


class Measure(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """What the records of a unit add up to: "count()" or "sum(expression)" over those where `where` holds.

    `hidden` measures are parts of ratios and appear in no list of indicators.
    """

    key: str
    label: str
    value: str
    where: str = ""
    unit: str = ""
    decimals: int = 0
    over_units: OverUnits = "sum"
    over_time: OverTime = "last"
    group: str = ""
    legal_ref: str = ""
    hidden: bool = False
    scale: int = 0


class Indicator(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """A ratio, recomputed at every level from sums: factor × numerator / denominator.

    Numerator and denominator are measure keys of any form, or aggregates of this form ("sum(wage_fund)"): then
    both run over the records in which all their fields are known, so that the ratio is unbiased.

    With `one_of` it is no ratio: amounts that may never be added (values at the prices of different years), of which
    it shows the only one that is present; where two are, there is no figure.
    """

    key: str
    label: str
    numerator: str = ""
    denominator: str = ""
    one_of: tuple[str, ...] = ()
    where: str = ""
    factor: int = 1
    unit: str = ""
    decimals: int = 2
    group: str = ""
    legal_ref: str = ""


class CrossCheck(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """What must hold between the sums of a unit and period, of whatever forms: "workers_total >= establishments_total".

    Names are measures of any form in display units, `prev.x` those of the last period of the same kind; where one of
    them is not known the check is left out. `field` is a field of this form (a sheet) at which the problem stands and
    that declares a total, `details` the measure that may take its place ("Lấy tổng từ chi tiết").
    """

    key: str
    check: str
    message: str
    severity: Literal["stop", "ask"] = "ask"
    field: str = ""
    details: str = ""
    legal_ref: str = ""


class Crosswalk(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """How a measure of this edition goes on from those of the edition before: the same, their sum, a share of one.

    `was` are measure keys of the older edition, none for a measure that begins here. `share` (a fraction such as
    "0.4") is given when one old measure was split. What is not named goes on under its own key; a series is marked
    as broken where it is named. `stopped` measures are not carried on.
    """

    key: str
    was: tuple[str, ...] = ()
    share: str = ""
    stopped: bool = False
    note: str = ""
    legal_ref: str = ""


class Partition(_Declared, kw_only=True, frozen=True):
    """A total and the parts that add up to it ("chia theo"): what a chart by part shows."""

    key: str
    label: str
    total: str
    parts: tuple[str, ...]


class Section(_Declared, kw_only=True, frozen=True):
    """A titled group of fields on the entry page and in the template."""

    key: str
    title: str


PeriodKinds = tuple[Literal["month", "quarter", "half", "nine_months", "year", "years"], ...]


class Deadline(_Declared, kw_only=True, frozen=True):
    """By when an office of the level must report: so many days after the period's last day."""

    asked: PeriodKinds
    level: Literal["commune", "district", "province"]
    days_after: int
    legal_ref: str = ""


class Form(_Declared, omit_defaults=True, kw_only=True, frozen=True):
    """One questionnaire edition; `key@edition` is its identity. A bound form needs nothing else to be read.

    `condition` names what many formulas repeat: operating = "status == 'active'". `topic` is the heading under which
    lists of forms show it. `level` "any": an office of every level keeps its own, which never add up (so without
    measures). `optional`: a report is complete without it. `carry`: whether a new period begins with the last one's
    records, which a register of events does not. `deadline`: where the law sets other ones than the packet.
    """

    key: str
    edition: str
    title: str
    kind: Literal["register", "sheet"]
    record: str = "bản ghi"
    form_code: str = ""
    legal_ref: str = ""
    model: bool = False
    valid_from: date
    valid_to: date | None = None
    based_on: str = ""
    packet: str = ""
    topic: str = ""
    asked: PeriodKinds = ("year",)
    order: int = 1000
    level: Literal["commune", "district", "province", "any"] = "commune"
    optional: bool = False
    carry: bool = True
    deadline: tuple[Deadline, ...] = ()
    extends: str = ""
    identity: tuple[str, ...] = ()
    label_field: str = ""
    section: tuple[Section, ...] = ()
    field: tuple[Field, ...]
    rule: tuple[Rule, ...] = ()
    named_check: tuple[NamedCheck, ...] = ()
    measure: tuple[Measure, ...] = ()
    indicator: tuple[Indicator, ...] = ()
    partition: tuple[Partition, ...] = ()
    cross_check: tuple[CrossCheck, ...] = ()
    crosswalk: tuple[Crosswalk, ...] = ()
    condition: dict[str, str] = {}
    codes: dict[str, CodeList] = {}

    @property
    def name(self) -> str:
        """`key@edition`."""
        return f"{self.key}@{self.edition}"

    def kept_by(self, level: str) -> bool:
        """Whether an office of this level fills the form in itself."""
        return self.level in (level, "any")

    @functools.cached_property
    def stored(self) -> tuple[Field, ...]:
        """The fields that have a column: all but the computed ones."""
        return tuple(f for f in self.field if not isinstance(f, Computed))

    @functools.cached_property
    def fields(self) -> dict[str, Field]:
        """key → field."""
        return {f.key: f for f in self.field}

    @functools.cached_property
    def measures(self) -> dict[str, Measure]:
        """key → measure."""
        return {m.key: m for m in self.measure}

    def label_of(self, values: Mapping[str, Value]) -> str:
        """What a record is called in messages: the text of its label field."""
        named = self.fields.get(self.label_field)
        return named.show(values.get(self.label_field), values) if named else self.title

    def citation(self) -> str:
        """The line under the form's code: its legal source, or that it is a model."""
        return "Mẫu tham khảo – chỉnh theo tỉnh" if self.model or not self.legal_ref else self.legal_ref


class DeclaredCalendar(_Declared, kw_only=True, frozen=True):
    """See base.period.Calendar; declared in forms/codes/calendars.toml."""

    key: str
    title: str
    month: int
    day: int
    year_before: bool
    legal_ref: str = ""


class Packet(_Declared, kw_only=True, frozen=True):
    """The report as a whole: the forms that name this packet, its calendar and its deadlines."""

    key: str
    title: str
    calendar: str
    deadline: tuple[Deadline, ...] = ()


class Parameter(_Declared, kw_only=True, frozen=True):
    """A dated number that formulas name as param.key (exchange rate, threshold)."""

    key: str
    label: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    legal_ref: str = ""


NO_REMARKS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of one unit and period. Values are stored counts and texts; absent or None = not answered.

    `carried`: "" entered this period, "carried" brought over and not yet confirmed, else "unchanged",
    "changed", "ended".
    """

    record_id: str
    values: Mapping[str, Value]
    marks: Mapping[str, str] = field(default_factory=lambda: NO_REMARKS)
    raw: Mapping[str, str] = field(default_factory=lambda: NO_REMARKS)
    notes: Mapping[str, str] = field(default_factory=lambda: NO_REMARKS)
    carried: str = ""


class UnitOfMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that is shown; `factor` of the `smallest`, which is what is stored, make one. `also`: other spellings."""

    name: str
    smallest: str
    factor: int
    also: tuple[str, ...] = ()


class Constants(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What forms/codes/constants.toml says."""

    unit: tuple[UnitOfMeasure, ...] = ()
    calendar: tuple[DeclaredCalendar, ...] = ()
    packet: tuple[Packet, ...] = ()
    param: tuple[Parameter, ...] = ()


class Broken(Exception):
    """A declaration cannot be used: `path` inside the file, `why` with what to write."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
