"""A table with a row a unit: the total, then districts with their communes, or the communes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from consolidation.figures import Consolidated, IndicatorInfo, UnitFigures
from consolidation.layout import LaidChart, LaidColumn, LaidSheet
from consolidation.origin import Together, together, together_words
from consolidation.table import Column, RatioOf, SumOf, TableCell, TableChart, TableRow

ROMAN = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
)
_MOST_BARS = 30
Laid = tuple[tuple[Column, ...], tuple[TableRow, ...], tuple[TableChart, ...]]


def _number_columns(columns: Sequence[LaidColumn], found: Consolidated) -> list[Column]:
    made = []
    for n, column in enumerate(columns, 1):
        info = found.indicators[column.indicator]
        label = column.label or info.label
        made.append(Column(info.key, label, str(n), "number", info.unit, info.decimals, column.group))
    return made


def by_unit(sheet: LaidSheet, found: Consolidated) -> Laid:
    """The total, then every unit: districts in bold with their communes below them, or the communes alone."""
    laid = [c for c in sheet.column if c.indicator in found.indicators]
    keys = [c.indicator for c in laid]
    figures = _number_columns(laid, found)
    columns = (
        Column("number", "TT", "A", "text"),
        Column("unit", "Đơn vị", "B", "text"),
        *figures,
        Column("coverage", "Số đơn vị cấp xã đã tổng hợp", str(len(figures) + 1), "text"),
    )
    lines = _lines(found, keys)
    depths = [line.depth for line in lines]
    numbers = _numbers(lines)
    rows = []
    for n, line in enumerate(lines):
        entry, below = line.entry, _below(n, depths)
        if line.together:
            rows.append(_together_row(line, [found.indicators[key] for key in keys]))
            continue
        name = "TỔNG SỐ" if n == 0 and len(found.units) > 1 else entry.unit.name
        cells = [TableCell(numbers[n]), TableCell(name)]
        cells += [
            _unit_cell(found, entry, keys, c, [lines[m] for m in below], below) for c in range(len(keys))
        ]
        coverage = entry.coverage
        cells.append(TableCell(f"{coverage.approved}/{coverage.expected}", incomplete=not coverage.complete))
        rows.append(TableRow(tuple(cells), depth=line.depth))
    charts = tuple(c for chart in sheet.chart for c in _unit_charts(chart, keys, lines))
    return columns, tuple(rows), charts


@dataclass(frozen=True, slots=True)
class _Line:
    """A unit, or what several units below it tell together only. `depth` as in TableRow."""

    entry: UnitFigures
    depth: int
    together: Mapping[str, Together] = field(default_factory=dict)

    def value(self, key: str) -> Fraction | None:
        """What the line adds to the one above it."""
        if self.together:
            return self.together[key].value if key in self.together else None
        return self.entry.figures[key].value


def _lines(found: Consolidated, keys: Sequence[str]) -> list[_Line]:
    """The units in tree order: the root has depth 0, one with others below it 1, the rest 2; after those below a unit
    what they tell together."""
    parents = {entry.unit.parent for entry in found.units[1:]}
    top = 1 if any(entry.unit.code in parents for entry in found.units[1:]) else 2
    lines: list[_Line] = []
    open_ones: list[_Line] = []

    def close() -> None:
        last = open_ones.pop()
        told = {key: one for key in keys if (one := together(last.entry, found.indicators[key])) is not None}
        if told:
            lines.append(_Line(last.entry, 2 if last.depth else top, told))

    for n, entry in enumerate(found.units):
        depth = 0 if n == 0 else 1 if entry.unit.code in parents else 2
        while open_ones and depth <= open_ones[-1].depth and depth < 2:
            close()
        lines.append(_Line(entry, depth))
        if depth < 2:
            open_ones.append(lines[-1])
    while open_ones:
        close()
    return lines


def _together_row(line: _Line, infos: Sequence[IndicatorInfo]) -> TableRow:
    """What several units tell together only; a ratio of it alone says nothing."""
    units = frozenset(unit for one in line.together.values() for unit in one.units)
    cells = [TableCell(), TableCell(together_words(len(units)))]
    cells += [
        TableCell("x") if info.is_ratio else TableCell(value=line.value(info.key) or Fraction(0))
        for info in infos
    ]
    return TableRow((*cells, TableCell()), depth=2)


def _numbers(lines: Sequence[_Line]) -> list[str]:
    numbers, group, number = [], 0, 0
    for one in lines:
        depth = one.depth
        if depth == 0 or one.together:
            numbers.append("")
        elif depth == 1:
            group, number = group + 1, 0
            numbers.append(ROMAN[group - 1] if group <= len(ROMAN) else str(group))
        else:
            number += 1
            numbers.append(str(number))
    return numbers


def _below(n: int, depths: Sequence[int]) -> list[int]:
    """The rows whose figures add up to that of row n."""
    if depths[n] == 0:
        top = 1 if 1 in depths else 2
        return [m for m, depth in enumerate(depths) if depth == top]
    if depths[n] == 1:
        rows = []
        for m in range(n + 1, len(depths)):
            if depths[m] != 2:
                break
            rows.append(m)
        return rows
    return []


def _unit_cell(
    found: Consolidated,
    entry: UnitFigures,
    keys: Sequence[str],
    column: int,
    parts_of: Sequence[_Line],
    below: Sequence[int],
) -> TableCell:
    info = found.indicators[keys[column]]
    figure = entry.figures[info.key]
    whole = min(figure.units, entry.coverage.approved) >= entry.coverage.expected
    incomplete = figure.value is not None and not whole
    formula: SumOf | RatioOf | None = None
    if figure.value is not None and info.is_ratio:
        if info.numerator in keys and info.denominator in keys:
            formula = RatioOf(keys.index(info.numerator) + 2, keys.index(info.denominator) + 2, info.factor)
    elif figure.value is not None and below:
        parts = [line.value(info.key) for line in parts_of]
        if sum((p for p in parts if p is not None), Fraction(0)) == figure.value:
            formula = SumOf(tuple(below))
    return TableCell(figure.words, figure.value, formula, incomplete)


def _unit_charts(chart: LaidChart, keys: Sequence[str], lines: Sequence[_Line]) -> list[TableChart]:
    columns = tuple(keys.index(key) + 2 for key in chart.indicators if key in keys)
    if not columns:
        return []
    if chart.kind == "pie" or chart.over == "parts":
        return [TableChart(chart.kind, chart.title, 1, columns, (0,))] if len(columns) > 1 else []
    rows = tuple(n for n in _below(0, [line.depth for line in lines]) if not lines[n].together)
    return [TableChart(chart.kind, chart.title, 1, columns, rows)] if 1 < len(rows) <= _MOST_BARS else []
