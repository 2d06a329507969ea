"""Reads a template that an office has filled in: every cell that cannot be read, not the first.

The header row is found by its labels and columns may be moved, so that people can work with the sheet; whose
template it is, is read from the hidden sheet that exports/template.py signed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.period import Period
from courier.sheet import CODE_COLUMN as LINE_COLUMN
from courier.sheet import RECORD_ID, SHEET_COLUMNS, TEMPLATE_SHEET, register_columns
from forms.spec import Form
from imports.filled.expected import Expected, Filled
from imports.filled.paper import read_paper
from imports.filled.register import FilledRegister
from imports.filled.sheet import find_sheet
from imports.workbook import Workbook

MARK, FORMAT = "SCT-TEMPLATE", 1
KEPT_AS_DRAFT = frozenset(
    code.name
    for code in (
        Code.NOT_A_NUMBER,
        Code.AMBIGUOUS_NUMBER,
        Code.TOO_MANY_DECIMALS,
        Code.NUMBER_TOO_LARGE,
        Code.NOT_A_DATE,
        Code.NOT_A_YEAR,
        Code.NOT_A_CHOICE,
        Code.NOT_YES_NO,
        Code.NOT_A_REFERENCE,
        Code.TEXT_TOO_LONG,
        Code.TEXT_UNPRINTABLE,
        Code.CELL_FORMULA_ERROR,
    )
)
"""Codes of cells that a record can keep as raw text; every other problem keeps the file out."""


def read(path: Path, expected: Expected) -> Filled:
    """The filled-in sheet; raises AppError when the file is unreadable or no template for what is expected."""
    book = Workbook(path)
    form = _signed(book, expected)
    paper = form.kind == "sheet"
    wanted = SHEET_COLUMNS if paper else register_columns(form, expected.owner(form))
    label = SHEET_COLUMNS[LINE_COLUMN].label if paper else RECORD_ID
    sheet = find_sheet(book, form, label, wanted)
    return (
        read_paper(sheet, form, expected) if paper else FilledRegister(sheet, form, expected, wanted).read()
    )


def _signed(book: Workbook, expected: Expected) -> Form:
    """The form of the template, once it is clear that it is meant for this office, period and form."""
    file = book.path.name
    rows = book.rows(TEMPLATE_SHEET) if TEMPLATE_SHEET in book.sheets else []
    signature: list[Any] = [*(rows[0] if rows else ()), *[""] * 7]
    mark, version, name, _, unit, period, packet = signature[:7]
    name = str(name)
    if mark != MARK or not isinstance(version, int | float):
        raise AppError(Code.SHEET_NO_TEMPLATE, file=file)
    if version > FORMAT:
        raise AppError(Code.SHEET_NEWER, file=file)
    if expected.form_key and name.partition("@")[0] != expected.form_key:
        wanted = expected.catalogue.edition(expected.form_key, expected.on).title
        found = expected.catalogue.form(name).title if expected.catalogue.knows(name) else name
        raise AppError(Code.SHEET_OTHER_FORM, found=found, expected=wanted)
    if unit != expected.unit_key:
        raise AppError(
            Code.SHEET_OTHER_UNIT,
            found=_unit_name(str(unit), expected),
            expected=_unit_name(expected.unit_key, expected),
        )
    if (period, packet) != (expected.period, expected.packet):
        given, wanted = (Period.parse(str(label)).in_words() for label in (period, expected.period))
        found = given if packet == expected.packet else f"{given} ({packet})"
        raise AppError(Code.SHEET_OTHER_PERIOD, found=found, expected=wanted)
    return expected.catalogue.form(name)


def _unit_name(key: str, expected: Expected) -> str:
    try:
        return expected.unit_name(key)
    except AppError:
        return key.partition("@")[0]
