"""Sheets of declared lines, as ministries draw them: stub, figures in the line's unit, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from base.errors import AppError, Code
from consolidation.figures import Consolidated, IndicatorInfo
from consolidation.layout import LaidLine, LaidSheet
from consolidation.table import Column, RatioDown, Recomputed, SumOf, TableCell, TableRow
from forms.measured import OtherQuantity, converted

_THOUSAND_PLACES = 3


def columns_of(sheet: LaidSheet) -> tuple[Column, ...]:
    """TT, Chỉ tiêu, Mã số unless the sheet has none, Đơn vị tính, the figures, and remarks if it has any."""
    stub = [("number", "TT"), ("label", "Chỉ tiêu"), ("code", "Mã số"), ("measured", "Đơn vị tính")]
    stub = [one for one in stub if sheet.codes or one[0] != "code"]
    letters = iter("ABCDEFGH")
    columns = [Column(key, label, next(letters), "text") for key, label in stub]
    for n, laid in enumerate(sheet.column, 1):
        columns.append(Column(f"c{n}", laid.label, str(n), "number", group=laid.group))
    if sheet.remarks:
        columns.append(Column("remarks", sheet.remarks, str(len(sheet.column) + 1), "text"))
    if sheet.numbering == "brackets":
        columns = [replace(column, letter=f"({n})") for n, column in enumerate(columns, 1)]
    return tuple(columns)


def row_of(sheet: LaidSheet, line: LaidLine, figures: Sequence[TableCell], *, remark: str = "") -> TableRow:
    """A line with its figures; one without any is a heading."""
    stub = [line.number, line.label, *([line.code] if sheet.codes else []), line.unit]
    cells = [*map(TableCell, stub), *figures, *[TableCell()] * (len(sheet.column) - len(figures))]
    if sheet.remarks:
        cells.append(TableCell(remark))
    return TableRow(tuple(cells), depth=2 if figures else 1, heading=not figures)


def by_line(sheet: LaidSheet, found: Consolidated) -> tuple[tuple[Column, ...], tuple[TableRow, ...]]:
    """A ministry's form: declared lines, one indicator a cell, for the consolidating unit."""
    columns = columns_of(sheet)
    rows = [
        row_of(sheet, line, [_figure(found, key, line) for key in line.indicators]) for line in sheet.line
    ]
    first = next((n for n, column in enumerate(columns) if column.kind == "number"), len(columns))
    return columns, recomputed(sheet, rows, first)


def _figure(found: Consolidated, key: str, line: LaidLine) -> TableCell:
    info = found.indicators.get(key)
    return (
        figure_cell(found, info, unit=line.unit, decimals=line.decimals)
        if info
        else TableCell("" if key else "x")
    )


def figure_cell(
    found: Consolidated, info: IndicatorInfo, *, unit: str = "", decimals: int | None = None
) -> TableCell:
    """An indicator of the consolidating unit, converted into the unit if one is given."""
    figure = found.root.figures[info.key]
    incomplete = figure.value is not None and figure.units < found.root.coverage.expected
    factor = conversion(info.unit, unit)
    value = None if figure.value is None else figure.value * factor
    if decimals is None:
        decimals = places(info.decimals, factor)
    return TableCell(figure.words, value, None, incomplete, decimals)


def conversion(of: str, to: str) -> Fraction:
    """By what a figure in the one unit is multiplied to stand in the other; raises LAYOUT_LINE."""
    try:
        return converted(of, to)
    except OtherQuantity as other:
        why = f"số đo tính bằng {of}, không đổi sang {to} được."
        raise AppError(Code.LAYOUT_LINE, line=to, why=why) from other


def places(decimals: int, factor: Fraction) -> int:
    """Decimals that a converted figure needs to lose nothing: three more for each thousand."""
    while factor < 1:
        factor, decimals = factor * 1000, decimals + _THOUSAND_PLACES
    return decimals


def recomputed(sheet: LaidSheet, rows: Sequence[TableRow], first: int) -> tuple[TableRow, ...]:
    """The rows with the formulas that their lines declare, in the columns of figures (from `first` on)."""
    at = {line.number: n for n, line in enumerate(sheet.line) if line.number}
    made = []
    for line, row in zip(sheet.line, rows, strict=True):
        cells = list(row.cells)
        for column in range(first, first + len(sheet.column)):
            cells[column] = replace(cells[column], formula=_formula(line, rows, at, column))
        made.append(replace(row, cells=tuple(cells)))
    return tuple(made)


def _formula(line: LaidLine, rows: Sequence[TableRow], at: dict[str, int], column: int) -> Recomputed | None:
    """The formula of a cell if it yields exactly the cell's value."""
    value = rows[at[line.number]].cells[column].value if line.number else None
    named = [at[number] for number in line.sum_of or line.ratio_of if number in at]
    parts = [part for n in named if (part := rows[n].cells[column].value) is not None]
    if value is None or not named or len(parts) < len(line.sum_of or line.ratio_of):
        return None
    if line.sum_of:
        return SumOf(tuple(named)) if sum(parts, Fraction(0)) == value else None
    (over, under), factor = parts, 100 if line.unit == "%" else 1
    return RatioDown(named[0], named[1], factor) if under and value == over / under * factor else None
