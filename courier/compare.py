"""Where two files of one unit differ: the answers one by one, and the records that only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from base.numbers import MARK_NOT_COLLECTED, show
from courier.condensed import WITHHELD, Totals
from courier.payload import Part, Payload, records_of
from forms.catalogue import Catalogue
from forms.spec import Form, NumberBase, Record
from forms.typed import shown

STATES = {"open": "chưa nhập", "filled": "có số liệu", "nil": "không phát sinh"}
SUMS_ONLY, RECORDS = "chỉ có số tổng hợp", "có số liệu chi tiết"
NOT_THERE = "không có"
THERE = "có"


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not the same; `a` and `b` as they are shown, with "" where nothing was answered.

    `what`: a "field" of a record, the "note" on one, a whole "record", the state of a "form", or a "unit" whose whole
    report only one of them carries (`record` is its name).
    """

    what: Literal["unit", "form", "record", "field", "note"]
    form: str
    form_title: str
    record_id: str
    record: str
    field: str
    label: str
    unit: str
    a: str
    b: str

    @property
    def is_number(self) -> bool:
        """Whether both sides are figures."""
        return self.what == "field" and all(side[-1:].isdigit() or side in _NO_FIGURE for side in self.sides)

    @property
    def sides(self) -> tuple[str, str]:
        """What the first and the second file say."""
        return self.a, self.b


_NO_FIGURE = ("", MARK_NOT_COLLECTED)


def differences(a: Payload, b: Payload, of_a: Catalogue, of_b: Catalogue) -> list[Difference]:
    """In the order of the forms and of the records in them; each report is read by its own catalogue."""
    parts = {part.key: part for part in b.parts}
    parts |= {part.key: part for part in a.parts}
    mine, theirs = ({part.key: part for part in one.parts} for one in (a, b))
    found: list[Difference] = []
    for key in parts:
        here, there = mine.get(key), theirs.get(key)
        form = of_a.form(here.form) if here else of_b.form(parts[key].form)
        found += _of_form(form, here, there)
    return found


def of_unit(name: str, *, before: bool, after: bool) -> Difference:
    """A report that travels inside one of two files only."""
    sides = (THERE if one else NOT_THERE for one in (before, after))
    return Difference("unit", "", "Báo cáo kèm theo", "", name, "", "", "", *sides)


def _of_form(form: Form, a: Part | None, b: Part | None) -> Iterator[Difference]:
    states = tuple(STATES[part.state] if part else NOT_THERE for part in (a, b))
    if states[0] != states[1]:
        yield Difference("form", form.key, form.title, "", "", "", "", "", *states)
    if any(part and part.totals for part in (a, b)):
        yield from _of_sums(form, a, b)
        return
    before, after = (_by_id(part) for part in (a, b))
    for record_id in dict.fromkeys((*before, *after)):
        here, there = before.get(record_id), after.get(record_id)
        if here is None or there is None:
            if states[0] == states[1]:
                yield _record(form, here, there)
        else:
            yield from _of_record(form, here, there)


def _of_sums(form: Form, a: Part | None, b: Part | None) -> Iterator[Difference]:
    """Where at least one side has no records: its sums differ, or the other has records."""
    totals = [part.totals for part in (a, b) if part and part.totals]
    if len(totals) < 2:
        sides = [SUMS_ONLY if part.totals else RECORDS if part.rows else "" for part in (a, b) if part]
        if len(sides) == 2 and all(sides):
            yield Difference("form", form.key, form.title, "", "", "", "", "", sides[0], sides[1])
        return
    before, after = (_sums_shown(form, one) for one in totals)
    for key, measure in form.measures.items():
        here, there = before.get(key, ""), after.get(key, "")
        if here != there:
            yield Difference(
                "field", form.key, form.title, "", SUMS_ONLY, key, measure.label, measure.unit, here, there
            )


def _sums_shown(form: Form, told: Totals) -> dict[str, str]:
    """Measure → its figure as it is shown."""
    found = dict.fromkeys(told.withheld, WITHHELD)
    for one in told.sums:
        if one.measure in form.measures and one.value is not None:
            measure = form.measures[one.measure]
            found[one.measure] = show(Fraction(one.value, measure.scale), measure.decimals)
    return found


def _by_id(part: Part | None) -> Mapping[str, Record]:
    return {record.record_id: record for record in records_of(part)} if part else {}


def _record(form: Form, a: Record | None, b: Record | None) -> Difference:
    one = a or b
    assert one is not None
    sides = (THERE if a else NOT_THERE, THERE if b else NOT_THERE)
    label = form.label_of(one.values)
    return Difference("record", form.key, form.title, one.record_id, label, "", "", "", *sides)


def _of_record(form: Form, a: Record, b: Record) -> Iterator[Difference]:
    label = form.label_of(a.values)
    for field in form.stored:
        unit = field.unit if isinstance(field, NumberBase) else ""
        place = (form.key, form.title, a.record_id, label, field.key, field.label)
        if (a.values.get(field.key), a.marks.get(field.key)) != (
            b.values.get(field.key),
            b.marks.get(field.key),
        ):
            yield Difference("field", *place, unit, shown(form, a, field.key), shown(form, b, field.key))
        if a.notes.get(field.key, "") != b.notes.get(field.key, ""):
            notes = (a.notes.get(field.key, ""), b.notes.get(field.key, ""))
            yield Difference("note", *place, "", *notes)
