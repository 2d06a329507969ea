"""The tables of a plan: how far its targets are reached, and how its tasks stand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from base.numbers import show
from consolidation.growth import NOT_FINAL, Compared, Known
from consolidation.table import Column, TableCell, TableRow
from consolidation.targets import Progress, TaskLine

Built = tuple[tuple[Column, ...], tuple[TableRow, ...]]
REACHED, MISSED, UNKNOWN = "Đạt", "Chưa đạt", "Chưa đánh giá được"


def targets_table(listed: Sequence[Progress], year: int) -> Built:
    """One line a target: plan, base year, result, share of the plan or percentage points, and what to say of it."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("title", "Chỉ tiêu", "B", "text"),
        Column("measured", "Đơn vị tính", "C", "text"),
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
        base += f" ({' '.join(filter(None, (show(target.base_value, 2), target.base_unit)))})"
    cells = (
        TableCell(str(n)),
        TableCell(target.title),
        TableCell(target.unit),
        TableCell(target.words),
        TableCell(str(target.year_to)),
        TableCell(base),
        _number(one.actual, partly=bool(one.lacks)),
        _number(one.percent, partly=bool(one.lacks)),
        _number(one.points, partly=bool(one.lacks)),
        TableCell(judged(one, year)),
        TableCell(told(one)),
    )
    return TableRow(cells)


def tasks_table(listed: Sequence[TaskLine]) -> Built:
    """One line a task, in the order of the plan."""
    columns = (
        Column("number", "TT", "A", "text"),
        Column("title", "Nhiệm vụ", "B", "text"),
        Column("responsible", "Cơ quan chủ trì", "C", "text"),
        Column("cooperating", "Cơ quan phối hợp", "D", "text"),
        Column("deadline", "Thời hạn", "1", "text"),
        Column("progress", "Tiến độ", "2", "text"),
        Column("percent", "Khối lượng đã làm", "3", "number", "%", 0),
        Column("result", "Kết quả, khó khăn", "4", "text"),
    )
    rows: list[TableRow] = []
    plan = ""
    for n, one in enumerate(listed, 1):
        if one.plan and one.plan != plan:
            plan = one.plan
            rows.append(TableRow((TableCell(), TableCell(plan), *[TableCell()] * 6), depth=1, heading=True))
        deadline = f"{one.deadline:%d/%m/%Y}" if one.deadline else ""
        state = f"{one.progress_words} (quá hạn)" if one.overdue else one.progress_words
        texts = [TableCell(t) for t in (str(n), one.title, one.responsible, one.cooperating, deadline, state)]
        rows.append(TableRow((*texts, _number(one.percent), TableCell(one.result))))
    return columns, tuple(rows)


def growth_table(listed: Sequence[Compared], *, now: str, before: str, base_year: int | None) -> Built:
    """One line an indicator: this period, the same of the year before, change, growth, and growth since a base year."""
    columns = [
        Column("number", "TT", "A", "text"),
        Column("label", "Chỉ tiêu", "B", "text"),
        Column("measured", "Đơn vị tính", "C", "text"),
        Column("before", f"Thực hiện {before}", "1", "number"),
        Column("now", f"Thực hiện {now}", "2", "number"),
        Column("change", "Tăng (+), giảm (–)", "3=2-1", "number"),
        Column("percent", "Tốc độ tăng", "4", "number", "%", 2),
    ]
    if base_year is not None:
        columns.append(Column("base", f"Năm gốc {base_year}", "5", "number"))
        columns.append(Column("yearly", f"Tăng bình quân năm từ {base_year}", "6", "number", "%", 2))
    columns.append(Column("told", "Ghi chú", str(len(columns) - 2), "text"))
    rows: list[TableRow] = []
    groups = dict.fromkeys(one.group for one in listed)
    numbers = itertools.count(1)
    for group in groups:
        blank = [TableCell()] * (len(columns) - 2)
        rows.append(TableRow((TableCell(), TableCell(group), *blank), depth=1, heading=True))
        rows += [
            _growth_row(next(numbers), one, with_base=base_year is not None)
            for one in listed
            if one.group == group
        ]
    return tuple(columns), tuple(rows)


def _growth_row(n: int, one: Compared, *, with_base: bool) -> TableRow:
    places = max(2, one.decimals) if one.unit == "%" else one.decimals
    unit = "điểm %" if one.unit == "%" else ""
    cells = [
        TableCell(str(n)),
        TableCell(one.label),
        TableCell(one.unit),
        _number(one.before.value, one.decimals, partly=bool(one.before.lacks)),
        _number(one.now.value, one.decimals, partly=bool(one.now.lacks)),
        _number(one.change, places, partly=one.partly),
        _number(one.percent, partly=one.partly),
    ]
    if with_base:
        base = one.base or Known(None)
        cells.append(_number(base.value, one.decimals, partly=bool(base.lacks)))
        cells.append(_number(one.yearly, partly=one.partly_since))
    told = "; ".join(filter(None, (unit and "chênh lệch theo điểm %", *one.told)))
    return TableRow((*cells, TableCell(told[:1].upper() + told[1:])))


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
        one.lacks,
        NOT_FINAL if one.estimate else "",
        one.target.assessment,
        *one.warnings,
    ]
    text = "; ".join(part.rstrip(".") for part in parts if part)
    return text[:1].upper() + text[1:]


def _number(value: Fraction | None, decimals: int | None = None, *, partly: bool = False) -> TableCell:
    return TableCell("" if value is not None else " ", value, None, partly and value is not None, decimals)
