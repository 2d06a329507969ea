"""The visible cells of a submission held against what its payload says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from courier.edits import Edit
from courier.sheet import (
    HEADER_ROWS,
    LABEL_ROW,
    SHEET_COLUMNS,
    UNIT_ROW,
    Placed,
    answer_at,
)
from imports.workbook import Workbook, address

Row = Sequence[Any]


def edits_of(path: Path, book: Workbook, expected: Sequence[Placed]) -> list[Edit]:
    """Each cell that differs; raises SUBMISSION_DAMAGED and SUBMISSION_MOVED where sheets, rows or columns do."""
    edits: list[Edit] = []
    for sheet in expected:
        if sheet.name not in book.sheets:
            raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=f"thiếu trang tính “{sheet.name}”")
        rows = book.rows(sheet.name)
        if _as_sent(sheet, rows):
            continue
        if what := _moved(sheet, rows):
            raise AppError(Code.SUBMISSION_MOVED, file=path.name, sheet=sheet.name, what=what)
        edits += [*_head_edits(sheet, rows), *_body_edits(sheet, rows)]
    return edits


def _as_sent(sheet: Placed, rows: Sequence[Row]) -> bool:
    """Whether labels, units and body stand cell for cell where they were put."""
    return not _head_edits(sheet, rows) and _body(sheet, rows) == sheet.rows


def _body(sheet: Placed, rows: Sequence[Row]) -> list[list[Any]]:
    """The rows below the header, none narrower than the sheet was."""
    width = len(sheet.columns)
    return [[*row, *[""] * (width - len(row))] for row in rows[HEADER_ROWS:]]


def _moved(sheet: Placed, rows: Sequence[Row]) -> str:
    """How rows or columns were sorted, added or taken away; "" where at most cells differ."""
    if sheet.looks or not any(column.label for column in sheet.columns):
        return ""
    heads = [[cell for cell in row if cell != ""] for row in rows[LABEL_ROW : LABEL_ROW + 1]]
    labels = [column.label for column in sheet.columns]
    if what := _order(labels, heads[0] if heads else [], "cột"):
        return what
    if _shifted(labels, rows):
        return "các cột bị xê dịch"
    body = _body(sheet, rows)
    while body and not any(cell != "" for cell in body[-1]):
        body.pop()
    stub = _stub(sheet)
    was, now = ([tuple(row[n] for n in stub) for row in one] for one in (sheet.rows, body))
    if what := _order(was, now, "dòng"):
        return what
    return _shuffled(sheet.rows, [row[: len(sheet.columns)] for row in body], len(stub))


def _stub(sheet: Placed) -> tuple[int, ...]:
    """The columns that say which row it is."""
    if sheet.columns == SHEET_COLUMNS:
        return (1, 2)
    if sheet.decimals:
        return (1,)
    return (0,) if sheet.form is not None else (0, 1, 2)


def _shifted(labels: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether the labels are all there, in order, but not where they belong."""
    row = list(rows[LABEL_ROW]) if len(rows) > LABEL_ROW else []
    return row[: len(labels)] != labels and [cell for cell in row if cell != ""] == [x for x in labels if x]


def _order(sent: Sequence[Any], found: Sequence[Any], what: str) -> str:
    """What became of lines or columns that are known by these names; one that was renamed is an edited cell."""
    was, now = Counter(sent), Counter(found)
    lost, more = (was - now).total(), (now - was).total()
    if lost == more:
        return f"các {what} bị đổi thứ tự" if not lost and list(sent) != list(found) else ""
    told = [f"mất {lost - more} {what}"] if lost > more else [f"thêm {more - lost} {what}"]
    return ", ".join(told)


def _shuffled(sent: Sequence[Row], found: Sequence[Row], stub: int) -> str:
    """Whether whole rows or columns of answers stand in another order under names that stayed."""
    if len(sent) < 2 or len(sent) != len(found):
        return ""
    for what, was, now in (
        ("dòng", [tuple(row[stub:]) for row in sent], [tuple(row[stub:]) for row in found]),
        ("cột", list(zip(*sent, strict=True)), list(zip(*found, strict=True))),
    ):
        if was != now and Counter(was) == Counter(now):
            return f"số liệu của các {what} bị đổi chỗ cho nhau"
    return ""


def _head_edits(sheet: Placed, rows: Sequence[Row]) -> list[Edit]:
    """The labels that differ, and the units below them: "nghìn đồng" over millions is another amount."""
    edits = []
    wanted = {LABEL_ROW: [c.label for c in sheet.columns], UNIT_ROW: [c.unit for c in sheet.columns]}
    for row, words in wanted.items():
        told = [*rows[row], *[""] * len(words)] if len(rows) > row else [""] * len(words)
        edits += [
            Edit(sheet.name, address(row, n), sheet.columns[n].label, word, found)
            for n, (word, found) in enumerate(zip(words, told, strict=False))
            if word != found
        ]
    return edits


def _body_edits(sheet: Placed, rows: Sequence[Row]) -> list[Edit]:
    width = len(sheet.columns)
    body = _body(sheet, rows)
    # A re-saved file may be narrower or longer by blanks: compare cell by cell, and look beyond the last one.
    edits = []
    for r in range(max(len(body), len(sheet.rows))):
        wanted_row = sheet.rows[r] if r < len(sheet.rows) else [""] * width
        found_row = body[r] if r < len(body) else [""] * width
        for c, found in enumerate(found_row):
            wanted = wanted_row[c] if c < width else ""
            if found != wanted:
                edits.append(_edit(sheet, r, c, found))
    return edits


def _edit(sheet: Placed, row: int, column: int, found: Any) -> Edit:
    inside = row < len(sheet.rows) and column < len(sheet.columns)
    label = sheet.columns[column].label if inside else ""
    sent = sheet.rows[row][column] if inside else ""
    place = sheet.name, address(HEADER_ROWS + row, column)
    at = answer_at(sheet, row, column)
    if at is not None and sheet.form is not None:
        record_id, field = at
        return Edit(*place, field.label, sent, found, sheet.form.name, record_id, field.key)
    if inside and sheet.decimals and sheet.rows[row][1] != "":
        label = f"{sheet.rows[row][1]}, {label}"
    if inside and sheet.looks and column == 1:
        label = str(sheet.rows[row][0])
    return Edit(*place, label, sent, found)
