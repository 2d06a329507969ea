"""The answers on a filled-in form of one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from base.errors import AppError, Code, Problem, problem
from courier.payload import SHEET_RECORD
from courier.sheet import CODE_COLUMN as LINE_COLUMN
from courier.sheet import VALUE_COLUMN, sheet_lines
from forms.spec import NO_REMARKS, Form, Record, Value
from imports.filled.expected import Expected, Filled
from imports.filled.sheet import FilledSheet, raw_of, text_of


def read_paper(sheet: FilledSheet, form: Form, expected: Expected) -> Filled:
    """The one record of a paper form; none when no line is answered."""
    place, codes = sheet.places[VALUE_COLUMN], sheet.places[LINE_COLUMN]
    fields = {code: known for code, known in sheet_lines(form) if known is not None}
    rows: dict[str, int] = {}
    problems: list[tuple[int, Problem]] = []
    for r, row in enumerate(sheet.rows[sheet.first :], sheet.first):
        code = _line_code(row[codes])
        if code in rows:
            label, other = fields[code].label, rows[code] + 1
            problems.append((r, problem(Code.SHEET_LINE_TWICE, label=label, code=code, other=other)))
        elif code in fields:
            rows[code] = r
        elif isinstance(row[place], float):
            problems.append((r, problem(Code.SHEET_LINE_UNKNOWN, text=raw_of(row[place]))))
    for code, known in fields.items():
        if code not in rows:
            raise AppError(Code.SHEET_LINE_MISSING, label=known.label, code=code)
    cells = {known.key: (rows[code], sheet.rows[rows[code]][place]) for code, known in fields.items()}
    record, found = _paper_record(sheet, form, cells, expected.existing(form).get(SHEET_RECORD))
    told_at = sorted([*problems, *found], key=lambda p: p[0])
    placed = [
        replace(told, form=form.key, record_id=SHEET_RECORD, record=form.title, place=sheet.at(r, place))
        for r, told in told_at
    ]
    blank = not (record.marks or record.raw or any(v is not None for v in record.values.values()))
    return Filled(form, [] if blank else [record], placed, 0 if blank else 1)


def _paper_record(
    sheet: FilledSheet, form: Form, cells: Mapping[str, tuple[int, Any]], known: Record | None
) -> tuple[Record, list[tuple[int, Problem]]]:
    values: dict[str, Value] = {}
    marks: dict[str, str] = {}
    raw: dict[str, str] = {}
    problems: list[tuple[int, Problem]] = []
    for f in form.stored:
        row, cell = cells[f.key]
        failed = sheet.errors.get((row, sheet.places[VALUE_COLUMN]))
        answer = (
            f.read_cell(cell, values)
            if failed is None
            else problem(Code.CELL_FORMULA_ERROR, fields=(f.key,), label=f.label, text=failed)
        )
        values[f.key] = None if isinstance(answer, Problem) else answer.value
        if isinstance(answer, Problem):
            raw[f.key] = failed or raw_of(cell)
            problems.append((row, answer))
        elif answer.mark:
            marks[f.key] = answer.mark
    notes, carried = (known.notes, known.carried) if known is not None else (NO_REMARKS, "")
    return Record(SHEET_RECORD, values, marks, raw, notes, carried), problems


def _line_code(cell: Any) -> str:
    """A Mã số as it was printed: a number that a person typed over it is 01 again."""
    return f"{int(cell):02d}" if isinstance(cell, float) and cell.is_integer() else text_of(cell)
