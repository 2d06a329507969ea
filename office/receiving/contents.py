"""What a received file says: its key figures beside those it is compared to, and its records as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from base import numbers
from base.period import Period
from consolidation.change import change_words
from consolidation.figures import WITHHELD, IndicatorInfo, Sum
from consolidation.indicators import counting, in_one
from consolidation.pools import settled
from consolidation.records import Adder, nil
from courier import payload as courier_payload
from courier.condensed import Totals, known_sums
from courier.payload import Part, Payload, Remade
from courier.sheet import owner_labels
from db import received, reports
from forms.catalogue import Catalogue
from forms.spec import Form, Measure, NumberBase, Record, Reference
from forms.typed import shown
from office.agenda.dashboard import HEADLINES
from office.figures.pooled import file_counts, pools_of
from office.office import Office
from office.receiving.repeating import Repeated, last_held, repeated_of, whole

CARRIED = {
    "": "",
    "carried": "chưa xác nhận",
    "unchanged": "không đổi",
    "changed": "thay đổi",
    "ended": "ngừng",
}
_FIRST = 8
"""So many figures of a report that has none of the headlines."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of the file as it is shown; `before` is that of the file it is compared to."""

    label: str
    unit: str
    value: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class Contents:
    """`basis`: what the figures are compared to: "counted" (the version in the totals), "last" (period) or "".

    `repeated`: how much of the last period's report it repeats. `remade`: who above the sender made this version and
    why; None of what the unit submitted.
    """

    figures: tuple[KeyFigure, ...]
    basis: Literal["counted", "last", ""]
    note: str
    version: int
    kind: str
    repeated: Repeated
    remade: Remade | None = None


def contents(office: Office, period: Period, unit: str, digest: str, *, counted: str = "") -> Contents:
    """The key figures of a kept file of the unit (its key) beside those of `counted`, else of the last period."""
    payload = courier_payload.decode(reports.payload(office.store, digest))
    before = received.admitted(office.store, period=period.before().label, packet=office.packet).get(unit)
    last = _Summed(office, period.before(), _decoded(office, before.hash)) if before else None
    basis: Literal["counted", "last", ""] = "last" if last else ""
    now, then = _Summed(office, period, payload), last
    held = last_held(office, period).get(unit, "")
    if counted and counted != digest:
        basis, then = "counted", _Summed(office, period, _decoded(office, counted))
    return Contents(
        tuple(_figures(now, then)),
        basis,
        payload.note,
        payload.version,
        payload.kind,
        repeated_of(office, now.all, whole(office, held) if held else ()),
        payload.remade or None,
    )


def _decoded(office: Office, digest: str) -> Payload:
    return courier_payload.decode(reports.payload(office.store, digest))


def sums_of_form(catalogue: Catalogue, form: Form, payload: Payload, *, on: date) -> Mapping[str, Sum]:
    """measure → its sum over the records of one report; none where the form is open or not the unit's to fill in."""
    part = next((p for p in payload.parts if p.form == form.name), None)
    if part is None or part.state == "open" or not form.kept_by(payload.level):
        return {}
    if part.state == "nil":
        return nil(form)
    owner = catalogue.owner_of(form, on)
    if part.totals:
        return {key: Sum(*told) for key, told in known_sums(part.totals, form, owner).items()}
    owned = next((p for p in payload.parts if owner and p.form == owner.name), None)
    named = {r.record_id: r.values for r in courier_payload.records_of(owned)} if owned else {}
    adder = Adder(form, owner, on=on, parameters=catalogue.parameters(on))
    return adder.sums(courier_payload.records_of(part), named)


class _Summed:
    """The sums of a report with all that is nested in it."""

    def __init__(self, office: Office, period: Period, payload: Payload) -> None:
        self.on = office.closing(period)
        self.all = [payload, *(_decoded(office, child.hash) for child in payload.children)]
        self.catalogue = courier_payload.joined_catalogue(self.all, office.own)
        self.forms = {
            part.form: self.catalogue.form(part.form)
            for one in self.all
            for part in one.parts
            if self.catalogue.form(part.form).kept_by(one.level)
        }
        self.counting = counting(self.forms.values())
        pooled = pools_of([*self.all], self.catalogue, self.on)
        pools, told = settled(pooled, file_counts(payload), self._sums_of_all(), self.counting.measures)
        self.figures = in_one(told, self.counting, pools)

    def infos(self) -> dict[str, IndicatorInfo]:
        """The headlines that the forms of the report can give; where they give none, what they count first."""
        known = self.counting.indicators
        first = [key for key, info in known.items() if not info.is_ratio and not info.hidden]
        chosen = [key for key in HEADLINES if key in known] or first[:_FIRST]
        return {key: known[key] for key in chosen}

    def _wanted(self) -> list[str]:
        """The measures behind them."""
        pairs = [(i.numerator, i.denominator) if i.is_ratio else (i.key,) for i in self.infos().values()]
        return [key for keys in pairs for key in keys]

    def _sums_of_all(self) -> dict[str, Mapping[str, Sum]]:
        """Unit → measure → its sum, of the forms behind the headlines."""
        wanted = {self.counting.forms[key] for key in self._wanted()}
        forms = [form for form in self.forms.values() if form.key in wanted]
        return {
            one.unit: {
                key: summed
                for form in forms
                for key, summed in sums_of_form(self.catalogue, form, one, on=self.on).items()
            }
            for one in self.all
        }

    def value(self, key: str) -> Fraction | None:
        """A headline; None where it is not known."""
        if key not in self.infos():
            return None
        return self.figures[key].value

    def records(self) -> dict[str, tuple[Form, int]]:
        """Registers → how many records they hold."""
        counts = {f.key: (f, 0) for f in self.forms.values() if f.kind == "register" and not f.extends}
        for one in self.all:
            for part in one.parts:
                if part.key in counts:
                    form, count = counts[part.key]
                    counts[part.key] = (form, count + part.records)
        return counts


def _figures(now: _Summed, then: _Summed | None) -> Iterable[KeyFigure]:
    for key, info in now.infos().items():
        value, before = now.value(key), then.value(key) if then else None
        shown_now, shown_then = (numbers.told(one, info.decimals) for one in (value, before))
        change = change_words(value, before, whole=not info.decimals, points=info.unit == "%")
        yield KeyFigure(info.label, info.unit, shown_now, shown_then if then else "", change)
    stood = then.records() if then else {}
    for key, (form, count) in now.records().items():
        known = stood.get(key)
        change = change_words(Fraction(count), Fraction(known[1]), whole=True) if known else ""
        yield KeyFigure(
            form.title, "bản ghi", numbers.show(count), numbers.show(known[1]) if known else "", change
        )


@dataclass(frozen=True, slots=True)
class ReportForm:
    """One form in a file: of which unit's report (its hash), in which state, with so many records.

    `unit` is the key of the unit whose report travels inside the file, "" of the sender's own. `sums_only`: the
    records stayed with their unit.
    """

    digest: str
    unit_name: str
    form: str
    title: str
    state: str
    records: int
    unit: str = ""
    sums_only: bool = False


def forms_of(office: Office, digest: str) -> list[ReportForm]:
    """The forms of a kept report, and after them those of the reports nested in it."""
    payload = _decoded(office, digest)
    every = [(digest, payload), *((child.hash, _decoded(office, child.hash)) for child in payload.children)]
    return [
        ReportForm(
            key,
            one.unit_name,
            part.form,
            catalogue.form(part.form).title,
            part.state,
            part.records,
            "" if key == digest else one.unit,
            bool(part.totals),
        )
        for key, one in every
        for catalogue in [courier_payload.catalogue_of(one, office.own)]
        for part in one.parts
        if catalogue.form(part.form).kept_by(one.level)
    ]


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a read-only list."""

    label: str
    unit: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one form as texts; of a form on one page a line an answer.

    `ids`: the record of each row. `fields`: the field of each column, of a form on one page of each row.
    """

    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...]
    fields: tuple[str, ...]
    is_sheet: bool = False

    def place(self, row: int, column: int) -> tuple[str, str]:
        """Record and field of a cell; of a cell that is no answer the field is ""."""
        return self.ids[row], self.fields[row if self.is_sheet else column]


def records_of(office: Office, digest: str, form_name: str) -> Records:
    """What a kept report says in one form."""
    payload = _decoded(office, digest)
    catalogue = courier_payload.catalogue_of(payload, office.own)
    form, parts = catalogue.form(form_name), {part.form: part for part in payload.parts}
    if told := parts[form_name].totals:
        return _as_sums(form, catalogue.owner_of(form, office.closing(Period.parse(payload.period))), told)
    found = courier_payload.records_of(parts[form_name])
    labels = _labels(form, catalogue, {part.key: part for part in payload.parts})
    if form.kind == "sheet":
        return _as_lines(form, found)
    return _as_rows(form, found, labels)


def _as_sums(form: Form, owner: Form | None, told: Totals) -> Records:
    """What stands in place of records that stayed with their unit; no line of it is a record."""
    known = known_sums(told, form, owner)
    heads = (Head("Chỉ tiêu"), Head("Đơn vị tính"), Head("Giá trị", is_number=True))
    rows = []
    for measure in form.measure:
        if measure.hidden or (measure.key not in known and measure.key not in told.withheld):
            continue
        value = known.get(measure.key, (None, 0, 0))[0]
        words = WITHHELD if measure.key in told.withheld else _told_sum(value, measure)
        rows.append((measure.label, measure.unit, words))
    return Records(heads, tuple(rows), ("",) * len(rows), ("", "", ""))


def _told_sum(value: int | None, measure: Measure) -> str:
    return numbers.told(None if value is None else Fraction(value, measure.scale), measure.decimals)


def _as_lines(form: Form, found: list[Record]) -> Records:
    heads = (Head("Chỉ tiêu"), Head("Đơn vị tính"), Head("Giá trị", is_number=True), Head("Giải thích"))
    rows = (
        (
            f.label,
            f.unit if isinstance(f, NumberBase) else "",
            shown(form, one, f.key),
            one.notes.get(f.key, ""),
        )
        for one in found
        for f in form.stored
    )
    fields = tuple(f.key for _ in found for f in form.stored)
    ids = tuple(one.record_id for one in found for _ in form.stored)
    return Records(heads, tuple(rows), ids, fields, is_sheet=True)


_Labels = Mapping[str, Mapping[str, str]]
_EXTENDED = ""
"""The key under which the names of extended records stand among those of references."""


def _as_rows(form: Form, found: list[Record], labels: _Labels) -> Records:
    heads = [Head(f.label, f.unit, True) if isinstance(f, NumberBase) else Head(f.label) for f in form.stored]
    first = [Head("Tên")] if _EXTENDED in labels else []
    rows = []
    for one in found:
        named = [labels[_EXTENDED].get(one.record_id, one.record_id)] if first else []
        cells = [_cell(form, one, f.key, labels) for f in form.stored]
        notes = "; ".join(f"{form.fields[key].label}: {text}" for key, text in one.notes.items())
        rows.append((*named, *cells, CARRIED[one.carried], notes))
    fields = ("",) * len(first) + tuple(f.key for f in form.stored) + ("", "")
    ids = tuple(one.record_id for one in found)
    return Records((*first, *heads, Head("So kỳ trước"), Head("Giải thích")), tuple(rows), ids, fields)


def _cell(form: Form, one: Record, key: str, labels: _Labels) -> str:
    text = shown(form, one, key)
    return labels[key].get(text, text) if key in labels else text


def _labels(form: Form, catalogue: Catalogue, parts: Mapping[str, Part]) -> _Labels:
    """Key of a reference → record_id → name; under "" the names of the records that this form extends."""
    named = {f.key: f.form for f in form.stored if isinstance(f, Reference)}
    if form.extends:
        named[_EXTENDED] = form.extends.partition("@")[0]
    return {
        key: owner_labels(catalogue.form(parts[owner].form), parts[owner])
        for key, owner in named.items()
        if owner in parts
    }
