"""Writes the sheet that an office fills in: what the period holds, lists to choose from, and checks that tell.

Cells stand where courier/sheet.py places them, so that imports/filled finds them. The checks of a register
live in defined names whose references move with the row: a thousand rows repeat a name, not four pages of formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from base.errors import Code
from courier.payload import part_of
from courier.sheet import (
    HEADER_ROWS,
    LABEL_ROW,
    SHEET_COLUMNS,
    TEMPLATE_SHEET,
    VALUE_COLUMN,
    Placed,
    SheetColumn,
    register_columns,
    register_rows,
    sheet_lines,
    sheet_name,
    sheet_rows,
)
from exports import placed
from exports.entry import LISTS_SHEET, Entry, Lists
from exports.formula import Check, Row, cell_texts, checks, quote
from exports.placed import HEAD, Heading, Styles
from exports.styles import line_count, text_px
from exports.writing import atomic_output, new_workbook
from forms.catalogue import definition_hash
from forms.spec import Cell, Field, Form, Record, Reference, Text

MARK = "SCT-TEMPLATE"
FORMAT = 1
"""Raised when an older program could misread a template."""
CHECK = "Kiểm tra"
_LEAST_ROWS = 200
_CHECK_WIDTH = 60
_BLANK_ROWS_PRINTED = 20
_LONGEST_FORMULA = 6_000
"""Excel takes 8,192 characters and 16,384 bytes of its own."""
_TITLE_ROW, _SECTION_ROW = 2, LABEL_ROW - 1
_YELLOW, _FAINT = "#FFEFB0", "#857F72"
_HEAD = HEAD | {"valign": "vcenter"}
_ALARM = {"font_color": "#B3261E", "bg_color": "#FBE6E3"}


@dataclass(frozen=True, slots=True)
class Template:
    """What goes into one template: `records` are the period's, `on` is its closing day.

    `owner_names` are the record ids and names of the form that this one extends or refers to, `owner` that form.
    """

    form: Form
    owner: Form | None
    unit_key: str
    unit_name: str
    period: str
    packet: str
    period_words: str
    on: date
    records: Sequence[Record]
    owner_names: Mapping[str, str]
    parameters: Mapping[str, int]
    hamlets: Sequence[str]


def write(path: Path, template: Template) -> None:
    """The template as a workbook; complete or absent. Raises what atomic_output raises."""
    form = template.form
    with atomic_output(path) as partial:
        book = new_workbook(partial, title=f"Biểu mẫu {form.title}", unit=template.unit_name)
        owner = template.owner.key if template.owner else ""
        entry = Entry(form, template.on, template.hamlets, owner, template.owner_names)
        draft = _Draft(template, book, Styles(book), entry)
        if form.kind == "sheet":
            _paper(draft)
        else:
            _register(draft)
        _write_lists(book, entry.lists)
        _sign(book, template)
        book.close()


@dataclass(frozen=True, slots=True)
class _Draft:
    template: Template
    book: Workbook
    styles: Styles
    entry: Entry

    def put(self, columns: tuple[SheetColumn, ...], rows: list[list[Cell]]) -> tuple[Worksheet, list[int]]:
        """The form's sheet as submissions have it, with the guide under its title and room for the checks.

        The numbers are the widths of the columns.
        """
        told = self.template
        form = told.form
        heading = Heading(
            code=f"Biểu số: {form.form_code}" if form.form_code else "",
            citation=form.citation(),
            unit=told.unit_name,
            period=told.period_words,
            footer=f"{told.unit_name} – {told.period_words} – biểu mẫu {form.name}",
        )
        sheet = Placed(sheet_name(form), form.title, form, columns, rows)
        page = placed.write(self.book, self.styles, sheet, heading)
        page.activate()
        place, widths = len(columns), placed.widths_of(sheet)
        page.set_column(place, place, _CHECK_WIDTH)
        for r, label in zip(range(_SECTION_ROW, HEADER_ROWS), ("", CHECK, "", ""), strict=True):
            page.write_string(r, place, label, self.styles(**_HEAD))
        _guide(self, page, [*widths, _CHECK_WIDTH])
        return page, widths


def _register(draft: _Draft) -> None:
    template = draft.template
    columns, records = register_columns(template.form, template.owner), _prefilled(template)
    page, widths = draft.put(columns, _register_cells(template, columns, records))
    first_blank = HEADER_ROWS + len(records)
    last = HEADER_ROWS + max(_LEAST_ROWS, 2 * len(records)) - 1
    cells = {c.field.key: f"${xl_col_to_name(n)}{HEADER_ROWS + 1}" for n, c in enumerate(columns) if c.field}
    for n, (column, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(n, n, width, _typed(draft, column))
        if column.field is not None and column.field.required:
            _mark_required(draft, page, LABEL_ROW, n, column.field, _HEAD)
        rule = draft.entry.validation(column, cells.__getitem__)
        if rule:
            page.data_validation(HEADER_ROWS, n, last, n, rule)
    faint = draft.styles(num_format="@", border=1, valign="top", font_size=8, font_color=_FAINT)
    for r, record in enumerate(records, HEADER_ROWS):
        page.write_string(r, 0, record.record_id, faint)
    _register_checks(draft, page, columns, records, last)
    ruled = {"type": "formula", "criteria": "=TRUE", "format": draft.styles.lines()}
    page.conditional_format(first_blank, 0, last, len(columns), ruled)
    page.print_area(0, 0, min(first_blank + _BLANK_ROWS_PRINTED, last), len(columns) - 1)
    page.set_selection(min(first_blank, last), 1, min(first_blank, last), 1)


def _typed(draft: _Draft, column: SheetColumn) -> Format:
    """The format of cells in which nothing stands yet, wherever people begin to type; their lines are a rule."""
    body = draft.styles.body(column)
    return draft.styles(num_format=body.num_format, valign="top", text_wrap=isinstance(column.field, Text))


def _prefilled(template: Template) -> list[Record]:
    """The period's records; of a form that extends another, one for each of the other's records."""
    if not template.form.extends:
        return list(template.records)
    own = {r.record_id: r for r in template.records}
    lost = [r for r in template.records if r.record_id not in template.owner_names]
    return [*(own.get(i) or Record(i, {}) for i in template.owner_names), *lost]


def _register_cells(
    template: Template, columns: Sequence[SheetColumn], records: Sequence[Record]
) -> list[list[Cell]]:
    form, owner = template.form, template.owner
    part = part_of(form, "filled", records, built_in=True)
    names = _unique_names(template.owner_names)
    labels = {
        f.key: names
        for f in form.stored
        if isinstance(f, Reference) and owner is not None and f.form == owner.key
    }
    rows = register_rows(form, part, template.owner_names if form.extends and owner else None, labels)
    at = {column.field.key: n for n, column in enumerate(columns) if column.field is not None}
    for row, record in zip(rows, records, strict=True):
        for key, text in record.raw.items():
            row[at[key]] = text
    return rows


def _unique_names(names: Mapping[str, str]) -> dict[str, str]:
    """record_id → name, of those that no other record has."""
    count: dict[str, int] = {}
    for name in names.values():
        count[name] = count.get(name, 0) + 1
    return {i: name for i, name in names.items() if name and count[name] == 1}


def _register_checks(
    draft: _Draft, page: Worksheet, columns: Sequence[SheetColumn], records: Sequence[Record], last: int
) -> None:
    """The check column: names that hold the tests, a formula per row, and its value for the records at hand."""
    form, here = draft.template.form, quote_sheetname(sheet_name(draft.template.form))
    at = {column.field.key: n for n, column in enumerate(columns) if column.field is not None}
    cells = {key: f"{here}!${xl_col_to_name(n)}1" for key, n in at.items()}
    tests = checks(form, draft.template.owner, _row(draft.template, cells))
    joined = "&".join(_named(draft.book, tests)) or '""'
    first, final = xl_col_to_name(min(at.values())), xl_col_to_name(max(at.values()))
    place, failed = len(columns), quote(Code.SHORT_ERROR.value)
    style = draft.styles(border=1, valign="vcenter")
    for r in range(HEADER_ROWS, last + 1):
        line = f"${first}{r + 1}:${final}{r + 1}"
        formula = f'=IF(COUNTA({line})=0,"",IF(SUMPRODUCT(--ISERROR({line}))>0,{failed},TRIM({joined})))'
        n = r - HEADER_ROWS
        value = _told(form, tests, records[n]) if n < len(records) else ""
        page.write_formula(r, place, formula, style, value)
    _alarm(draft, page, (HEADER_ROWS, place, last, place))
    page.autofilter(HEADER_ROWS - 1, place, last, place)


def _row(template: Template, cells: Mapping[str, str]) -> Row:
    return Row(template.form, cells, template.on, template.parameters)


def _named(book: Workbook, tests: Sequence[Check]) -> list[str]:
    """Names kiem_tra_1, kiem_tra_2, ... that together say all tests; their references are relative to row 1."""
    chunks: list[list[str]] = []
    length = _LONGEST_FORMULA
    for test in tests:
        source = _source(test)
        if length + len(source) > _LONGEST_FORMULA:
            chunks.append([])
            length = 0
        chunks[-1].append(source)
        length += len(source) + 1
    names = [f"kiem_tra_{n}" for n in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        book.define_name(name, f"={'&'.join(chunk)}")
    return names


def _source(test: Check) -> str:
    return f'IF({test.source},{test.message}&" ","")'


def _told(form: Form, tests: Sequence[Check], record: Record) -> str:
    """What the check formula gives for a record; "" for one without any answer."""
    if not (record.marks or record.raw or any(value is not None for value in record.values.values())):
        return ""
    failed = [test for test in tests if test.fails(record)]
    cells = cell_texts(form, record) if failed else {}
    return " ".join(" ".join(test.told(cells) for test in failed).split())


def _paper(draft: _Draft) -> None:
    template = draft.template
    form, record = template.form, next(iter(template.records), Record("", {}))
    body = sheet_rows(form, part_of(form, "filled", [record], built_in=True))
    lines = {HEADER_ROWS + n: known for n, (_, known) in enumerate(sheet_lines(form)) if known is not None}
    for r, known in lines.items():
        body[r - HEADER_ROWS][VALUE_COLUMN] = record.raw.get(known.key) or body[r - HEADER_ROWS][VALUE_COLUMN]
    page, _ = draft.put(SHEET_COLUMNS, body)
    cells = {known.key: _value_cell(r) for r, known in lines.items()}
    for r, known in lines.items():
        if known.required:
            line = {"border": 1, "valign": "vcenter", "text_wrap": True}
            _mark_required(draft, page, r, 1, known, line)
        rule = draft.entry.validation(SheetColumn(known.label, field=known), cells.__getitem__)
        if rule:
            page.data_validation(r, VALUE_COLUMN, r, VALUE_COLUMN, rule)
    _paper_checks(draft, page, lines, record, cells)
    page.set_selection(HEADER_ROWS + 1, VALUE_COLUMN, HEADER_ROWS + 1, VALUE_COLUMN)


def _value_cell(row: int) -> str:
    return xl_rowcol_to_cell(row, VALUE_COLUMN, row_abs=True, col_abs=True)


def _paper_checks(
    draft: _Draft, page: Worksheet, lines: Mapping[int, Field], record: Record, cells: Mapping[str, str]
) -> None:
    """Beside each value what is wrong with it; a rule over several values is told at the first of its fields."""
    form, place = draft.template.form, VALUE_COLUMN + 1
    row_of = {known.key: r for r, known in lines.items()}
    tests: dict[int, list[Check]] = {r: [] for r in lines}
    for test in checks(form, draft.template.owner, _row(draft.template, cells)):
        tests[next((row_of[key] for key in test.fields if key in row_of), min(lines))].append(test)
    style = draft.styles(border=1, valign="vcenter")
    answered = f"COUNTA({_value_cell(min(lines))}:{_value_cell(max(lines))})"
    for r in range(HEADER_ROWS, max(lines) + 1):
        if not tests.get(r):
            page.write_blank(r, place, None, style)
            continue
        joined = "&".join(map(_source, tests[r]))
        told = f'IF(ISERROR({_value_cell(r)}),{quote(Code.SHORT_ERROR.value)},IFERROR(TRIM({joined}),""))'
        page.write_formula(r, place, f'=IF({answered}=0,"",{told})', style, _told(form, tests[r], record))
    _alarm(draft, page, (HEADER_ROWS, place, max(lines), place))


def _alarm(draft: _Draft, page: Worksheet, area: tuple[int, int, int, int]) -> None:
    top = xl_rowcol_to_cell(area[0], area[1])
    red = draft.book.add_format(_ALARM)
    page.conditional_format(*area, {"type": "formula", "criteria": f"=LEN({top})>0", "format": red})


def _guide(draft: _Draft, page: Worksheet, widths: Sequence[int]) -> None:
    """Title and, under it, how to fill in; over as many columns as they need."""
    title, guide = draft.template.form.title.upper(), Code.SHEET_GUIDE.value
    need = max(text_px(title, size=13, bold=True), text_px(guide, size=10)) + 16
    last, room = 1, widths[1] * 7 + 5
    while room < need and last < len(widths) - 1:
        last += 1
        room += widths[last] * 7 + 5
    lines = line_count(title, room, size=13, bold=True), line_count(guide, room, size=10)
    page.set_row(_TITLE_ROW, lines[0] * 18 + lines[1] * 14 + 8)
    form = draft.styles(valign="vcenter", text_wrap=True)
    if last > 1:
        page.merge_range(_TITLE_ROW, 1, _TITLE_ROW, last, "", form)
    bold, slanted = draft.styles(bold=True, font_size=13), draft.styles(italic=True, font_size=10)
    page.write_rich_string(_TITLE_ROW, 1, bold, f"{title}\n", slanted, guide, form)


def _mark_required(
    draft: _Draft, page: Worksheet, row: int, column: int, known: Field, style: Mapping[str, Any]
) -> None:
    """Yellow, and a comment: the label itself stays what readers compare."""
    page.write_string(row, column, known.label, draft.styles(**{**style, "bg_color": _YELLOW}))
    told = " ".join(filter(None, [Code.HINT_REQUIRED.value, known.hint]))
    page.write_comment(
        row, column, told, {"x_scale": 1.6, "y_scale": 0.8, "color": "#FFFBE6", "font_size": 9}
    )


def _write_lists(book: Workbook, lists: Lists) -> None:
    if not lists.columns:
        return
    page = book.add_worksheet(LISTS_SHEET)
    for n, (title, items) in enumerate(lists.columns.items()):
        for r, text in enumerate((title, *items)):
            page.write_string(r, n, text)
    page.very_hidden()


def _sign(book: Workbook, template: Template) -> None:
    """The hidden sheet by which a reader knows whose template it is."""
    form = template.form
    page = book.add_worksheet(TEMPLATE_SHEET)
    page.write_string(0, 0, MARK)
    page.write_number(0, 1, FORMAT)
    told = (form.name, definition_hash(form), template.unit_key, template.period, template.packet)
    for n, text in enumerate(told, 2):
        page.write_string(0, n, text)
    page.very_hidden()
