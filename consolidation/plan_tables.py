"""The tables of a plan: how far its targets are reached, and how its tasks stand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from base.numbers import show
from consolidation.table import Column, TableCell, TableRow
from consolidation.targets import Progress

Built = tuple[tuple[Column, ...], tuple[TableRow, ...]]
REACHED, MISSED, UNKNOWN = "Đạt", "Chưa đạt", "Chưa đánh giá được"
_ESTIMATE = "số ước tính hoặc sơ bộ"


def targets_table(listed: Sequence[Progress], year: int) -> Built:
    """One line a target: plan, base year, result, share of the plan or percentage points, and what to say of it."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("title", "Chỉ tiêu", "B", "text"),
        Column("unit", "Đơn vị tính", "C", "text"),
        Column("plan", "Mức giao", "1", "text"),
        Column("by", "Năm phải đạt", "2", "text"),
        Column("base", "Năm gốc", "3", "text"),
        Column("actual", f"Thực hiện năm {year}", "4", "number", decimals=2),
        Column("percent", "So với kế hoạch", "5", "number", "%", 1),
        Column("points", "Chênh lệch", "6", "number", "điểm %", 2),
        Column("judged", "Đánh giá", "7", "text"),
        Column("told", "Ghi chú", "8", "text"),
    )
    return columns, tuple(_target_row(n, one, year) for n, one in enumerate(listed, 1))


def _target_row(n: int, one: Progress, year: int) -> TableRow:
    target = one.target
    base = "" if target.base_year is None else str(target.base_year)
    if target.base_value is not None:
        base += f" ({show(target.base_value, 2)})"
    cells = (
        TableCell(str(n)),
        TableCell(target.title),
        TableCell(target.unit),
        TableCell(target.words),
        TableCell(str(target.year_to)),
        TableCell(base),
        _number(one.actual),
        _number(one.percent),
        _number(one.points),
        TableCell(judged(one, year)),
        TableCell(told(one)),
    )
    return TableRow(cells)


def judged(one: Progress, year: int) -> str:
    """Reached or not; before the year that counts only how things stand."""
    if one.reached is None:
        return UNKNOWN
    if one.reached:
        return REACHED
    return MISSED if year >= one.target.year_to else f"{MISSED}, còn đến năm {one.target.year_to}"


def told(one: Progress) -> str:
    """What a reader must know of the figure: what it rests on, why there is none, what contradicts it."""
    parts = [
        one.rests_on,
        one.why_not,
        _ESTIMATE if one.estimate else "",
        one.target.assessment,
        *one.warnings,
    ]
    text = "; ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _number(value: Fraction | None) -> TableCell:
    return TableCell("" if value is not None else " ", value)
