"""The columns of a form: what they hold, their headings, and widths that fit their content and fill the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from base.numbers import show
from consolidation.table import Column, Table, TableCell
from exports.styles import INDENT_PX, PADDING_PX, common_headings, line_count, page_px, text_px

_FIGURE_PX, _TEXT_PX, _NAME_PX = 52, 170, 340
_FAIR_FIGURE_PX, _WIDE_FIGURE_PX = 84, 150
_SHORT = 14
_PEN_PX = 78
"""What a column of remarks that nobody wrote yet is given for the pen, if there is not more."""
_HEADING_LINES, _GROUP_LINES = 4, 2


@dataclass(frozen=True, slots=True)
class Columns:
    """`name` says what a row is about: the first column or the second, after one of numbers.

    `centred` hold short texts, `wrapping` a text that is longer than a line.
    """

    widths: tuple[int, ...]
    name: int
    centred: frozenset[int]
    wrapping: tuple[int, ...]


def columns_of(table: Table) -> Columns:
    """How the columns of the table are set."""
    natural = [_natural_px(table, index) for index in range(len(table.columns))]
    name = max(range(min(2, stub_size(table))), key=natural.__getitem__, default=0)
    texts = [i for i, column in enumerate(table.columns) if column.kind == "text"]
    centred = frozenset(
        i for i in texts if i != name and (_is_short(table, i) or table.columns[i].key == "measured")
    )
    widths = [
        _least_px(column, natural[i], limit=_NAME_PX if i == name else _TEXT_PX)
        for i, column in enumerate(table.columns)
    ]
    _make_room_for_groups(table, widths)
    if sum(widths) < page_px(portrait=table.portrait):
        _stretch(table, widths, natural, [i for i in texts if i not in centred])
    whole = tuple(map(math.floor, widths))
    return Columns(whole, name, centred, tuple(i for i in texts if natural[i] > whole[i]))


def figure_columns(table: Table) -> list[int]:
    """The columns of figures."""
    return [i for i, column in enumerate(table.columns) if column.kind == "number"]


def stub_size(table: Table) -> int:
    """How many text columns stand before the first figures."""
    return next(iter(figure_columns(table)), len(table.columns))


def heading(column: Column) -> str:
    """The label, and its unit on a line of its own."""
    return column.label + (f"\n({column.unit})" if column.unit else "")


def decimals_of(column: Column, cell: TableCell) -> int:
    """The decimals that a figure of the column shows."""
    return column.decimals if cell.decimals is None else cell.decimals


def indent_of(depth: int) -> int:
    """How many steps a name stands to the right of those of totals and groups."""
    return max(0, depth - 1)


def _is_short(table: Table, index: int) -> bool:
    """Numbers of rows, codes and units of measure stand in the middle of their column."""
    longest = max((len(row.cells[index].text) for row in table.rows if not row.heading), default=0)
    return 0 < longest <= _SHORT


def _natural_px(table: Table, index: int) -> int:
    """The width at which no cell of the column wraps."""
    column = table.columns[index]
    width, high, low, places = 0.0, 0, 0, 0
    for row in table.rows:
        if row.heading:
            continue
        cell = row.cells[index]
        if cell.value is not None:
            whole = cell.value.numerator // cell.value.denominator
            high, low = max(high, whole), min(low, whole)
            places = max(places, decimals_of(column, cell))
        elif cell.text:
            width = max(width, text_px(cell.text, bold=row.depth < 2) + INDENT_PX * indent_of(row.depth))
    if high or low or places:
        longest = max(show(high, places), show(low, places), key=len)
        width = max(width, text_px(longest, bold=True) + INDENT_PX)
    return math.ceil(width) + PADDING_PX


def _least_px(column: Column, natural: int, *, limit: int) -> float:
    """Room for all figures, and for texts up to the limit; no word of the heading is cut, nor has it many lines."""
    width = float(max(_FIGURE_PX, natural) if column.kind == "number" else min(natural, limit))
    if natural == PADDING_PX and column.kind == "text":
        width = float(_PEN_PX)
    text = heading(column)
    width = max([width, *(text_px(word, bold=True) + PADDING_PX + 4 for word in text.split())])
    wider = (width + more for more in range(0, 200, 6))
    fitting = (px for px in wider if line_count(text, px - PADDING_PX, bold=True) <= _HEADING_LINES)
    return next(fitting, width)


def _make_room_for_groups(table: Table, widths: list[float]) -> None:
    """A common heading takes at most two lines, and none of its words is cut."""
    for group, first, last in common_headings([column.group for column in table.columns]):
        longest = max((text_px(word, bold=True) for word in group.split()), default=0.0)
        for _ in range(60):
            room = sum(widths[first : last + 1]) - PADDING_PX
            if not group or (room >= longest and line_count(group, room, bold=True) <= _GROUP_LINES):
                break
            for i in range(first, last + 1):
                widths[i] += 3


def _stretch(table: Table, widths: list[float], natural: Sequence[int], texts: Sequence[int]) -> None:
    """Fill the page: figures to a fair width, texts until few wrap, figures again, and the rest to the texts."""
    figures, page = figure_columns(table), page_px(portrait=table.portrait)
    _level(widths, figures, _FAIR_FIGURE_PX, page)
    wishes = {
        i: max(0.0, min(_TEXT_PX if natural[i] == PADDING_PX else natural[i], page / 2) - widths[i])
        for i in texts
    }
    share = min(1.0, _slack(widths, page) / (sum(wishes.values()) or 1))
    for i, wish in wishes.items():
        widths[i] += share * wish
    _level(widths, figures, _WIDE_FIGURE_PX, page)
    takers = texts or range(len(widths))
    rest, base = _slack(widths, page), sum(widths[i] for i in takers)
    for i in takers:
        widths[i] += rest * widths[i] / base


def _slack(widths: Sequence[float], page: float) -> float:
    return max(0.0, page - sum(widths))


def _level(widths: list[float], columns: Sequence[int], ceiling: float, page: float) -> None:
    """Widen the narrowest of these columns together, until the page is full or all reach the ceiling."""
    slack = _slack(widths, page)
    ordered = sorted(columns, key=widths.__getitem__)
    for count, column in enumerate(ordered, start=1):
        level = min(ceiling, widths[ordered[count]] if count < len(ordered) else ceiling)
        rise = min(level - widths[column], slack / count)
        if rise > 0:
            for raised in ordered[:count]:
                widths[raised] += rise
            slack -= rise * count
