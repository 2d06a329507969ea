"""One chart, drawn by the office suite from the cells of a form; what it shows is kept beside for other readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_range_abs

from base.numbers import MARK_NOT_COLLECTED, to_float
from consolidation.table import TableCell, TableChart
from exports.official.columns import decimals_of, heading
from exports.official.sheet import At, Sheet, runs
from exports.styles import COLOURS, RULE, category_axis, chart_font, number_format, value_axis
from exports.writing import printable

_DENSE_BARS = 40
_PAPER = "#FFFFFF"


def native_chart(workbook: Workbook, sheet: Sheet, plan: TableChart) -> Any:
    """The chart as XlsxWriter inserts it; its size is not set yet."""
    every = _series(sheet, plan)
    chart = workbook.add_chart({"type": plan.kind})
    title_font = chart_font(size=12, bold=True)
    chart.set_title({"name": printable(plan.title).lstrip("="), "name_font": title_font, "overlay": False})
    chart.set_chartarea({"border": {"color": RULE, "width": 0.75}, "fill": {"color": _PAPER}})
    if plan.kind == "pie":
        for series in every:
            chart.add_series(_parts(sheet, series))
    else:
        for series, colour in zip(every, cycle(COLOURS), strict=False):
            chart.add_series(_bars(sheet, series, colour=colour, labelled=not _is_dense(plan)))
        _set_axes(chart, plan, every)
    alone = plan.kind == "pie" or len(every) == 1
    chart.set_legend({"none": True} if alone else {"position": "bottom", "font": chart_font()})
    return chart


def bar_count(chart: TableChart) -> int:
    """How many figures it shows."""
    return len(chart.rows) * len(chart.columns)


def _is_dense(chart: TableChart) -> bool:
    """So many bars that figures on them would run into each other."""
    return bar_count(chart) > _DENSE_BARS


@dataclass(frozen=True, slots=True)
class _Point:
    """A figure and its name: where they stand, and what they are."""

    label: At
    text: str
    place: At
    cell: TableCell
    decimals: int

    @property
    def plotted(self) -> float | None:
        """The figure as a plot takes it."""
        return None if self.cell.value is None else to_float(self.cell.value)


@dataclass(frozen=True, slots=True)
class _Series:
    """Figures of one colour, or the parts of a pie; `name` is the cell that names them."""

    name: At | None
    points: list[_Point]

    @property
    def number_format(self) -> str:
        """With the most decimals that any of its figures has."""
        return number_format(max(point.decimals for point in self.points))


def _series(sheet: Sheet, plan: TableChart) -> list[_Series]:
    """One for each column; of a single row all columns are one, named by their headings."""
    if len(plan.rows) == 1 and len(plan.columns) > 1:
        points = [_point(sheet, plan.rows[0], column, _heading_of(sheet, column)) for column in plan.columns]
        return [_Series(None, points)]
    return [
        _Series(
            sheet.heading_cell(column),
            [_point(sheet, row, column, _name_of(sheet, row, plan.label_column)) for row in plan.rows],
        )
        for column in plan.columns
    ]


def _heading_of(sheet: Sheet, column: int) -> tuple[At, str]:
    return sheet.heading_cell(column), heading(sheet.table.columns[column])


def _name_of(sheet: Sheet, row: int, column: int) -> tuple[At, str]:
    return (sheet.body_row + row, column), sheet.table.rows[row].cells[column].text


def _point(sheet: Sheet, row: int, column: int, name: tuple[At, str]) -> _Point:
    """The figure in this row and column of the table; the name is a cell and its text."""
    cell = sheet.table.rows[row].cells[column]
    decimals = decimals_of(sheet.table.columns[column], cell)
    label, text = name
    return _Point(label, printable(text), (sheet.body_row + row, column), cell, decimals)


def _set_axes(chart: Any, plan: TableChart, every: Sequence[_Series]) -> None:
    floats = [point.plotted for series in every for point in series.points]
    names = category_axis()
    values = value_axis(every[0].number_format, [value for value in floats if value is not None])
    if not _is_dense(plan):
        values["label_position"] = "none"
    if plan.kind == "bar":  # lies on its side: names on the y axis, the first row on top
        names["reverse"] = True
        names, values = values, names
    chart.set_x_axis(names)
    chart.set_y_axis(values)


def _bars(sheet: Sheet, series: _Series, *, colour: str, labelled: bool) -> dict[str, Any]:
    return {
        **_cells(sheet, series.points),
        "name": [sheet.page.name, *series.name] if series.name else "",
        "fill": {"color": colour},
        "gap": 45 if len(series.points) > 4 else 90,
        "overlap": 0,
        "points": [_hatched(colour) if point.cell.incomplete else None for point in series.points],
        "data_labels": _figures(series) if labelled else {},
    }


def _figures(series: _Series) -> dict[str, Any]:
    """The figure on every bar, and the mark where there is none."""
    font = chart_font(size=9)
    labels: dict[str, Any] = {"value": True, "num_format": series.number_format, "font": font}
    if any(point.cell.value is None for point in series.points):
        mark = {"value": MARK_NOT_COLLECTED, "font": font}
        labels["custom"] = [mark if point.cell.value is None else None for point in series.points]
    return labels


def _hatched(colour: str) -> dict[str, Any]:
    """A bar that lacks units."""
    pattern = {"pattern": "wide_upward_diagonal", "fg_color": colour, "bg_color": _PAPER}
    return {"pattern": pattern, "border": {"color": colour, "width": 0.75}}


def _parts(sheet: Sheet, series: _Series) -> dict[str, Any]:
    """The parts of a pie that are more than nothing."""
    points = [point for point in series.points if point.cell.value is not None and point.cell.value > 0]
    edge = {"color": _PAPER, "width": 1}
    return {
        **_cells(sheet, points),
        "points": [{"fill": {"color": colour}, "border": edge} for colour, _ in zip(cycle(COLOURS), points)],
        "data_labels": {
            "category": True,
            "percentage": True,
            "separator": "\n",
            "position": "outside_end",
            "leader_lines": True,
            "num_format": "0.0%",
            "font": chart_font(),
        },
    }


def _cells(sheet: Sheet, points: Sequence[_Point]) -> dict[str, Any]:
    """Where the points stand, and what a reader shows that does not look there."""
    return {
        "categories": _reference(sheet, [point.label for point in points]),
        "categories_data": [point.text for point in points],
        "values": _reference(sheet, [point.place for point in points]),
        "values_data": [point.plotted for point in points],
    }


def _reference(sheet: Sheet, cells: Sequence[At]) -> str:
    """These cells in this order, as a chart names them."""
    name = quote_sheetname(sheet.page.name)
    parts = [f"{name}!{xl_range_abs(*run)}" for run in runs(cells)]
    return f"={parts[0]}" if len(parts) == 1 else f"=({','.join(parts)})"
