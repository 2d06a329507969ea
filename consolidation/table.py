"""Table: the one finished result. The screen's preview and the workbook's sheet show the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from base.numbers import MARK_NOT_COLLECTED, show


@dataclass(frozen=True, slots=True)
class Column:
    """`letter` is what official forms print under the heading: A, B, C for the stub, 1, 2, 3 for figures.

    Columns with the same `group` stand under one common heading.
    """

    key: str
    label: str
    letter: str
    kind: Literal["text", "number"]
    unit: str = ""
    decimals: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class SumOf:
    """The cell is the sum of the same column in these rows (indexes into Table.rows)."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RatioOf:
    """The cell is factor × numerator / denominator of two columns (indexes) of the same row."""

    numerator: int
    denominator: int
    factor: int


@dataclass(frozen=True, slots=True)
class RatioDown:
    """The cell is factor × numerator / denominator of two rows (indexes into Table.rows) of the same column."""

    numerator: int
    denominator: int
    factor: int


Recomputed = SumOf | RatioOf | RatioDown


@dataclass(frozen=True, slots=True)
class TableCell:
    """A text, or an exact number in display units; None prints as "…" (not reported), zero as "-".

    `formula` says how a workbook may recompute it; it is only given when it yields exactly `value`.
    `incomplete`: the total lacks units.
    """

    text: str = ""
    value: Fraction | None = None
    formula: Recomputed | None = None
    incomplete: bool = False
    decimals: int | None = None


def cell_text(column: Column, cell: TableCell) -> str:
    """What a reader of the printed form sees in a cell."""
    if cell.value is None:
        return cell.text or (MARK_NOT_COLLECTED if column.kind == "number" else "")
    return (
        show(cell.value, column.decimals if cell.decimals is None else cell.decimals) if cell.value else "-"
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    """`depth` 0 is the grand total, 1 a group (a district), 2 what is in it. `heading` rows have no figures."""

    cells: tuple[TableCell, ...]
    depth: int = 2
    heading: bool = False


@dataclass(frozen=True, slots=True)
class TableChart:
    """A native chart on the table's own cells: `column` over `label_column` of `rows`."""

    kind: Literal["bar", "column", "pie"]
    title: str
    label_column: int
    columns: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """One of those who sign, and how: "(Chữ ký, họ và tên, dấu)". The title may have several lines."""

    title: str
    hint: str


@dataclass(frozen=True, slots=True)
class Table:
    """One official form: what stands above, in and below it.

    With `lines` it begins as newer circulars do: the title as it is written, then these lines one below the other,
    and no offices at the sides; a line in brackets is a remark. `seats` in place of the usual three signatures.
    """

    name: str
    title: str
    subtitle: str
    form_code: str
    citation: str
    reporting_unit: str
    receiving_unit: str
    unit_line: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    charts: tuple[TableChart, ...] = ()
    signed: bool = True
    lines: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    portrait: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The block below an official form; empty names are left for the pen."""

    place: str = ""
    prepared_by: str = ""
    checked_by: str = ""
    signed_title: str = "Thủ trưởng đơn vị"
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of one workbook in order, with what its footers carry."""

    tables: tuple[Table, ...]
    signature: Signature
    footer: str = ""
    illustrative: bool = False
