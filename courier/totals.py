"""What the nested reports of a file add up to, form by form: the sheets that an office above communes signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from courier.condensed import WITHHELD
from courier.payload import Counted, Damaged, Payload
from courier.sheet import NIL_WORDS, OPEN_WORDS, Placed, SheetColumn, sheet_name
from forms.catalogue import Catalogue, definition
from forms.load import from_definition
from forms.spec import Broken, Cell, Computed, Form, Measure

TOTAL = "Tổng cộng"
RECORDS = "Số bản ghi"
TOGETHER = "Gộp bảo mật"
"""What stands over the column of what units tell together only."""
_STUB = (
    SheetColumn("TT", width=5),
    SheetColumn("Chỉ tiêu", width=46),
    SheetColumn("Đơn vị tính", width=13),
)


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """One reporting unit, or the total of all: its figures are stored counts by measure; None is not known.

    `records` is None where the form is open. `withheld`: the measures told together with other units only.
    """

    name: str
    code: str
    state: Literal["open", "filled", "nil"]
    records: int | None
    figures: Mapping[str, int | None]
    withheld: frozenset[str] = frozenset()


def shown(form: Form) -> tuple[Measure, ...]:
    """The measures that a sheet of totals lists: those that are no mere part of a ratio."""
    return tuple(measure for measure in form.measure if not measure.hidden)


class _Counting(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The measures of a form and what their formulas name besides its answers."""

    measure: tuple[Measure, ...]
    condition: dict[str, str] = {}
    computed: tuple[Computed, ...] = ()


def forms_to_count(nested: Iterable[Payload], catalogue: Catalogue) -> list[Form]:
    """The forms that the nested reports had to fill in, in the catalogue's order."""
    named = {(part.form, one.level) for one in nested for part in one.parts}
    return [form for form in catalogue.forms if (form.name, form.level) in named]


def counted(form: Form, *, every: bool = False) -> Counted:
    """How this program adds the form up, as it travels: one that counts more or otherwise can still do as much.

    `every`: also the measures that are mere parts of ratios.
    """
    computed = tuple(field for field in form.field if isinstance(field, Computed))
    told = _Counting(form.measure if every else shown(form), form.condition, computed)
    return Counted(form.name, msgspec.json.encode(told, order="deterministic").decode())


def as_counted(form: Form, told: Counted, catalogue: Catalogue) -> Form:
    """The form with the measures that the sender added up; raises Damaged when they cannot be used."""
    if told in (counted(form), counted(form, every=True)):
        return form
    try:
        said = msgspec.json.decode(told.definition, type=_Counting)
        fields = (*form.stored, *said.computed)
        # Nothing is checked or recomputed by it: rules and ratios may name measures that the sender has not.
        bare = msgspec.structs.replace(
            form,
            field=fields,
            measure=said.measure,
            condition=said.condition,
            rule=(),
            named_check=(),
            indicator=(),
            partition=(),
        )
        others = [known for known in catalogue.forms if known.key != form.key]
        return from_definition(definition(bare), others)
    except (msgspec.DecodeError, Broken) as error:
        raise Damaged(f"cách cộng biểu {told.form} không đọc được") from error


def totals_sheet(
    form: Form, total: UnitTotals, units: Sequence[UnitTotals], together: UnitTotals | None = None
) -> Placed:
    """One form: a line a measure, the total first and then a column a unit; one word where nobody filled it in.

    `together`: what units tell together only, in a last column.
    """
    name, title = sheet_name(form), f"Tổng hợp: {form.title}"
    if total.state != "filled":
        words = NIL_WORDS if total.state == "nil" else OPEN_WORDS
        return Placed(name, title, form, (SheetColumn("", width=40),), [[words]])
    entries = [total, *units, *([together] if together else [])]
    columns = [*_STUB, SheetColumn(TOTAL, width=12, figures=True)]
    columns += [SheetColumn(unit.name, unit.code, width=11, figures=True) for unit in entries[1:]]
    rows: list[list[Cell]] = []
    decimals: list[int | None] = []
    if form.kind == "register":
        rows.append([1, RECORDS, form.record, *_cells(entries, None)])
        decimals.append(0)
    group = ""
    headed = len({measure.group for measure in shown(form)}) > 1
    for measure in shown(form):
        if headed and measure.group != group:
            group = measure.group
            rows.append(["", group, *[""] * (len(columns) - 2)])
            decimals.append(None)
        number = len(rows) + 1 - decimals.count(None)
        rows.append([number, measure.label, measure.unit, *_cells(entries, measure)])
        decimals.append(measure.decimals)
    return Placed(name, title, form, tuple(columns), rows, decimals=tuple(decimals))


def _cells(entries: Sequence[UnitTotals], measure: Measure | None) -> list[Cell]:
    """The cells of a line: of a measure, or of the number of records."""
    if measure is None:
        return ["" if entry.records is None else entry.records for entry in entries]
    return [
        WITHHELD if measure.key in entry.withheld else _cell(entry.figures.get(measure.key), measure.scale)
        for entry in entries
    ]


def _cell(value: int | None, scale: int) -> Cell:
    """In display units and not rounded, in the 16 digits that a workbook keeps of a number."""
    if value is None:
        return ""
    if value % scale == 0 and abs(value) // scale < 10**15:
        return value // scale
    return float(f"{value / scale:.16G}")
