"""The table below a chart: its points as columns, their figures, and what they are compared to."""

from __future__ import annotations

from fractions import Fraction

from base.numbers import MARK_NOT_COLLECTED, show
from consolidation.change import NBSP, change_words
from consolidation.series import Chart, Point, ranking
from ui.widgets.rows import Cell, Column

_SAMPLE = "1.234.567"


def chart_rows(chart: Chart) -> tuple[list[Column], list[list[Cell]]]:
    """Columns and rows of what a chart of one series shows, in its order."""
    series = chart.series[0]
    order = range(len(series.points)) if chart.keep_order else ranking(series.points)
    points = [series.points[n] for n in order]
    first = "Kỳ" if chart.previous else "Số liệu"
    columns = [
        Column(first, max(series.label, "Thay đổi", chart.previous.label if chart.previous else "", key=len))
    ]
    columns += [Column(point.label, _SAMPLE, is_number=True) for point in points]
    rows = [[Cell(series.label, bold=True), *(_cell(point, chart) for point in points)]]
    if chart.previous is not None:
        before = [chart.previous.points[n] for n in order]
        rows.append([Cell(chart.previous.label), *(_cell(point, chart) for point in before)])
        rows.append(
            [Cell("Thay đổi"), *(Cell(_change(*pair, chart)) for pair in zip(points, before, strict=True))]
        )
    elif chart.kind == "pie":
        total = sum((Fraction(p.value) for p in points if p.value is not None), Fraction(0))
        rows.append([Cell("Tỷ trọng"), *(Cell(_share(point, total)) for point in points)])
    return columns, rows


def _cell(point: Point, chart: Chart) -> Cell:
    text = MARK_NOT_COLLECTED if point.value is None else show(point.value, chart.decimals)
    lacks = "" if point.complete or point.value is None else point.note
    return Cell(text, "draft" if lacks else "", tip=f"{point.label}: {text} {lacks}".strip())


def _change(now: Point, then: Point, chart: Chart) -> str:
    if not now.complete or now.value is None or then.value is None:
        return ""
    return change_words(Fraction(now.value), Fraction(then.value), points=chart.unit == "%")


def _share(point: Point, total: Fraction) -> str:
    return (
        f"{show(Fraction(point.value) / total * 100, 1)}{NBSP}%" if point.value is not None and total else ""
    )
