"""Which value stands in which cell: one placement for templates, submissions and their readers.

A register is a table with one record a row; a sheet is the paper form with one answer a row. Every value of a
payload stands in exactly one visible cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from base.period import Period
from courier.condensed import Totals
from courier.fingerprint import fingerprint
from courier.payload import SHEET_RECORD, Child, Part, Payload, Remade
from forms.spec import Cell, Field, Form, Integer, NumberBase, Reference, Text, Value, Year, YesNo

RECORD_ID = "Mã bản ghi"
CARRIED = "So kỳ trước"
NIL_WORDS = "Không phát sinh"
OPEN_WORDS = "Chưa nhập"
COVER = "Báo cáo"
NOTES = "Ghi chú"
PAYLOAD_SHEET = "_payload"
TEMPLATE_SHEET = "_template"
HEADER_ROWS = 7
"""Rows above the first record: three of heading, then section, label, unit and column number."""
LABEL_ROW, UNIT_ROW = 4, 5
CARRIED_WORDS = {
    "": "",
    "carried": "Chưa xác nhận",
    "unchanged": "Không đổi",
    "changed": "Thay đổi",
    "ended": "Ngừng",
}
KIND_WORDS = {"estimate": "Ước tính", "preliminary": "Sơ bộ", "final": "Chính thức"}
REMADE_WORDS = {"edited": "sửa trên Excel", "rebuilt": "dựng lại từ trang in", "behalf": "nhập thay"}
STATE_WORDS = {"open": OPEN_WORDS, "filled": "Đã nhập", "nil": NIL_WORDS}
LEVEL_WORDS = {"commune": "Cấp xã", "district": "Cấp huyện", "province": "Cấp tỉnh"}
ILLUSTRATIVE_WORDS = {True: "Dữ liệu minh họa", False: "Số liệu báo cáo"}
FIRST_VERSION = "Bản đầu tiên"
COVER_LABELS = {
    "unit_name": "Đơn vị báo cáo",
    "unit": "Mã đơn vị",
    "level": "Cấp",
    "period": "Kỳ báo cáo",
    "packet": "Bộ biểu",
    "kind": "Loại số liệu",
    "version": "Bản số",
    "predecessor": "Thay cho bản có mã",
    "tree": "Danh mục đơn vị hành chính",
    "note": "Ghi chú",
    "illustrative": "Dữ liệu",
    "program": "Chương trình",
    "fingerprint": "Mã kiểm tra",
}
FORMS_HEAD = ("Biểu", "Tình trạng", "Số bản ghi", "Mã biểu")
"""What the cover says, line by line, and the head of its list of forms."""


RowLook = Literal["pair", "head", "line", "blank", "sign"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a placed sheet; `field` is None for the record's id, its owner's name and its state.

    `figures`: the column holds what records add up to, which is the answer to no field.
    """

    label: str
    unit: str = ""
    section: str = ""
    field: Field | None = None
    width: int = 12
    figures: bool = False

    @property
    def answers(self) -> bool:
        """Whether the column is one of those that official forms number (1), (2)… after the stub A, B."""
        return self.figures or self.field is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """One visible sheet: `rows` start below the header and have one cell a column.

    `looks` says how each row of a sheet without a header is drawn, `decimals` how many places the figures of each
    row show (None: a heading of the rows below it); the reader of cells does not care.
    """

    name: str
    title: str
    form: Form | None
    columns: tuple[SheetColumn, ...]
    rows: list[list[Cell]]
    looks: tuple[RowLook, ...] = ()
    decimals: tuple[int | None, ...] = ()


def sheet_name(form: Form) -> str:
    """A sheet's name: the form's title as far as Excel's 31 characters reach."""
    words = "".join(" " if c in "[]:*?/\\'" else c for c in form.title)
    return " ".join(words.split())[:31].strip()


def register_columns(form: Form, owner: Form | None) -> tuple[SheetColumn, ...]:
    """Record id, the owner's name where the form extends another, the stored fields, and the state of carrying."""
    titles = {s.key: s.title for s in form.section}
    columns = [SheetColumn(RECORD_ID, width=11)]
    if owner is not None and form.extends:
        columns.append(SheetColumn(owner.fields[owner.label_field].label, width=34))
    columns += [
        SheetColumn(f.label, getattr(f, "unit", ""), titles.get(f.section, ""), f, _width(f))
        for f in form.stored
    ]
    return (*columns, SheetColumn(CARRIED, width=14))


def _width(field: Field) -> int:
    if field.width:
        return field.width
    if isinstance(field, Text):
        return 30 if field.required else 22
    if isinstance(field, NumberBase):
        return 10 if isinstance(field, Integer) else 13
    return 11 if isinstance(field, YesNo | Year) else 18


Labels = Mapping[str, Mapping[str, str]]
"""Key of a reference field → record_id → the name by which people know that record."""


def register_rows(
    form: Form, part: Part, owner_names: Mapping[str, str] | None = None, labels: Labels | None = None
) -> list[list[Cell]]:
    """The body of a register: one row a record, aligned with register_columns()."""
    if not part.rows:
        return []
    ids, carried, *columns = (list(column) for column in zip(*part.rows, strict=True))
    at = dict(zip(part.columns, columns, strict=True))
    nothing: list[Value] = [None] * len(ids)
    cells: list[list[Cell]] = [list(ids)]
    if owner_names is not None:
        cells.append([owner_names.get(str(i), "") for i in ids])
    known = labels or {}
    cells += [column_cells(f, at.get(f.key, nothing), known.get(f.key, {})) for f in form.stored]
    cells.append([CARRIED_WORDS[str(state)] for state in carried])
    rows = [list(row) for row in zip(*cells, strict=True)]
    _put_marks(form, part, rows, first=1 if owner_names is None else 2)
    return rows


def column_cells(field: Field, values: Sequence[Value], labels: Mapping[str, str]) -> list[Cell]:
    """Field.cell for a whole column at once: what costs most in writing and reconciling a register."""
    if isinstance(field, Reference):
        return ["" if v is None else labels.get(str(v), str(v)) for v in values]
    if (isinstance(field, NumberBase) and field.scale == 1) or isinstance(field, Text | Year):
        return ["" if v is None else v for v in values]
    if isinstance(field, NumberBase):
        scale = field.scale
        return ["" if v is None else v // scale if v % scale == 0 else v / scale for v in values]  # type: ignore[operator]
    shown = {value: field.cell(value) for value in set(values)}
    return [shown[v] for v in values]


def _put_marks(form: Form, part: Part, rows: list[list[Cell]], *, first: int) -> None:
    marks = [r for r in part.remarks if r.kind == "mark"]
    if not marks:
        return
    row_of = {str(row[0]): n for n, row in enumerate(part.rows)}
    column_of = {f.key: first + n for n, f in enumerate(form.stored)}
    for mark in marks:
        rows[row_of[mark.record_id]][column_of[mark.field]] = mark.text


SHEET_COLUMNS = (
    SheetColumn("TT", width=5),
    SheetColumn("Chỉ tiêu", width=58),
    SheetColumn("Mã số", width=8),
    SheetColumn("Đơn vị tính", width=16),
    SheetColumn("Giá trị", width=20),
)
VALUE_COLUMN, CODE_COLUMN = 4, 2


def sheet_lines(form: Form) -> list[tuple[str, Field | None]]:
    """The lines of a paper form in order: (section title, None) or (Mã số, field)."""
    titles = {s.key: s.title for s in form.section}
    lines: list[tuple[str, Field | None]] = []
    current = ""
    for n, field in enumerate(form.stored, 1):
        if field.section != current:
            current = field.section
            lines.append((titles.get(current, ""), None))
        lines.append((f"{n:02d}", field))
    return lines


def sheet_rows(form: Form, part: Part | None, labels: Labels | None = None) -> list[list[Cell]]:
    """The body of a paper form: one answer a row in the last column."""
    known = labels or {}
    values: Mapping[str, Value] = {}
    marks: dict[str, str] = {}
    if part is not None and part.rows:
        values = dict(zip(part.columns, part.rows[0][2:], strict=True))
        marks = {r.field: r.text for r in part.remarks if r.kind == "mark"}
    rows: list[list[Cell]] = []
    number = 0
    for word, field in sheet_lines(form):
        if field is None:
            rows.append(["", word, "", "", ""])
            continue
        number += 1
        (cell,) = column_cells(field, [values.get(field.key)], known.get(field.key, {}))
        value = marks.get(field.key) or cell
        rows.append([number, field.label, word, getattr(field, "unit", ""), value])
    return rows


def placed_form(
    form: Form, owner: Form | None, part: Part, owner_part: Part | None, labels: Labels
) -> Placed:
    """One form of a submission."""
    if part.state != "filled":
        return Placed(
            sheet_name(form), form.title, form, (SheetColumn("", width=40),), [[STATE_WORDS[part.state]]]
        )
    if part.totals:
        return Placed(sheet_name(form), form.title, form, _SUMS_COLUMNS, _sums_rows(form, part.totals))
    if form.kind == "sheet":
        return Placed(sheet_name(form), form.title, form, SHEET_COLUMNS, sheet_rows(form, part, labels))
    names = owner_labels(owner, owner_part) if form.extends and owner is not None else None
    rows = register_rows(form, part, names, labels)
    return Placed(sheet_name(form), form.title, form, register_columns(form, owner), rows)


_SUMS_COLUMNS = (
    SheetColumn("TT", width=5),
    SheetColumn("Chỉ tiêu", width=58),
    SheetColumn("Đơn vị tính", width=16),
    SheetColumn("Giá trị", width=20, figures=True),
)


def _sums_rows(form: Form, told: Totals) -> list[list[Cell]]:
    """What stands in place of records that stayed with their unit: their number, and what they add up to."""
    rows: list[list[Cell]] = [[1, "Số bản ghi", form.record, told.records]]
    for one in told.sums:
        measure = form.measures.get(one.measure)
        if measure is not None and not measure.hidden:
            value: Cell = "" if one.value is None else float(f"{one.value / measure.scale:.16G}")
            rows.append([len(rows) + 1, measure.label, measure.unit, value])
    return rows


def answer_at(sheet: Placed, row: int, column: int) -> tuple[str, Field] | None:
    """record_id and field of the answer that stands in a cell of the body (both from 0); None where none does."""
    if sheet.form is None or sheet.decimals or row >= len(sheet.rows) or column >= len(sheet.columns):
        return None
    if sheet.columns == SHEET_COLUMNS:
        field = sheet_lines(sheet.form)[row][1]
        return (SHEET_RECORD, field) if column == VALUE_COLUMN and field is not None else None
    field = sheet.columns[column].field
    return (str(sheet.rows[row][0]), field) if field is not None else None


def owner_labels(owner: Form, part: Part | None) -> dict[str, str]:
    """record_id → the name of the record that is extended."""
    if part is None or owner.label_field not in part.columns:
        return {}
    place = part.columns.index(owner.label_field) + 2
    return {str(row[0]): str(row[place] or "") for row in part.rows}


def cover(payload: Payload, digest: str, titles: Mapping[str, str]) -> Placed:
    """The first sheet: who reports what, and the state of each form; every value of the payload's head."""
    told: dict[str, Cell] = {
        "unit_name": payload.unit_name,
        "unit": payload.unit,
        "level": LEVEL_WORDS[payload.level],
        "period": f"{payload.period} ({Period.parse(payload.period).in_words()})",
        "packet": payload.packet,
        "kind": KIND_WORDS[payload.kind],
        "version": payload.version,
        "predecessor": fingerprint(payload.predecessor) if payload.predecessor else FIRST_VERSION,
        "tree": payload.tree,
        "note": payload.note,
        "illustrative": ILLUSTRATIVE_WORDS[payload.illustrative],
        "program": payload.program,
        "fingerprint": fingerprint(digest),
    }
    rows: list[list[Cell]] = [[COVER_LABELS[key], cell] for key, cell in told.items()]
    if payload.remade:
        rows.insert(-1, ["Cơ quan tiếp nhận lập lại", remade_words(payload.remade)])
    looks: list[RowLook] = ["pair"] * len(rows)
    if payload.parts:
        rows += [[""], [*FORMS_HEAD]]
        rows += [
            [titles[part.form], STATE_WORDS[part.state], part.records, part.form] for part in payload.parts
        ]
        looks += ["blank", "head", *_lines(len(payload.parts))]
    if payload.children:
        rows += [[""], ["Báo cáo kèm theo", "Mã đơn vị", "Bản số", "Loại số liệu", "Mã kiểm tra"]]
        rows += [_child_row(child, titles) for child in payload.children]
        looks += ["blank", "head", *_lines(len(payload.children))]
    rows += [[""], [*_SIGNATURES[0]], [*_SIGNATURES[1]]]
    looks += ["blank", "sign", "sign"]
    width = len(_COVER_WIDTHS)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    columns = tuple(SheetColumn("", width=w) for w in _COVER_WIDTHS)
    return Placed(COVER, "BÁO CÁO THỐNG KÊ CÔNG THƯƠNG", None, columns, filled, tuple(looks))


def remade_words(made: Remade) -> str:
    """Who made the version above its sender, how and why."""
    by = ", ".join(filter(None, (made.who, made.office)))
    how = REMADE_WORDS[made.how]
    return f"{how[:1].upper()}{how[1:]}: {by}. Lý do: {made.reason}"


def _lines(count: int) -> list[RowLook]:
    return ["line"] * count


_COVER_WIDTHS = (44, 34, 12, 28, 20)
_SIGNATURES = (
    ("Người lập biểu", "Người kiểm tra biểu", "", "Thủ trưởng đơn vị"),
    ("(Ký, họ tên)", "(Ký, họ tên)", "", "(Ký, đóng dấu, họ tên)"),
)


def _child_row(child: Child, titles: Mapping[str, str]) -> list[Cell]:
    return [
        titles.get(child.unit, child.unit),
        child.unit,
        child.version,
        f"{KIND_WORDS[child.kind]}, chỉ số tổng hợp" if child.of else KIND_WORDS[child.kind],
        fingerprint(child.of or child.hash),
    ]


def notes(payload: Payload, forms: Mapping[str, Form]) -> Placed:
    """The sheet of notes: one row a note, which says form, record and field."""
    rows: list[list[Cell]] = []
    for part in payload.parts:
        form = forms[part.form]
        rows += [
            [form.title, r.record_id, form.fields[r.field].label, r.text]
            for r in part.remarks
            if r.kind == "note"
        ]
    columns = (
        SheetColumn("Biểu", width=30),
        SheetColumn(RECORD_ID, width=14),
        SheetColumn("Chỉ tiêu", width=36),
        SheetColumn("Nội dung giải thích", width=80),
    )
    return Placed(NOTES, "GHI CHÚ, GIẢI THÍCH SỐ LIỆU", None, columns, rows)


def placed_sheets(
    payload: Payload,
    digest: str,
    forms: Mapping[str, Form],
    owners: Mapping[str, Form | None],
    names: Mapping[str, str],
    totals: Sequence[Placed] = (),
) -> list[Placed]:
    """All visible sheets of a submission in order; `forms` and `owners` by part name, `names` of children by key.

    `totals` are the sheets of what the children add up to (courier/totals.py).
    """
    titles = {**{name: form.title for name, form in forms.items()}, **names}
    by_key = {part.key: part for part in payload.parts}
    sheets = [cover(payload, digest, titles)]
    for part in payload.parts:
        owner = owners.get(part.form)
        owner_part = by_key.get(owner.key) if owner else None
        labels = _reference_labels(forms[part.form], by_key, forms)
        sheets.append(placed_form(forms[part.form], owner, part, owner_part, labels))
    return _distinct([*sheets, *totals, notes(payload, forms)])


def _reference_labels(form: Form, parts: Mapping[str, Part], forms: Mapping[str, Form]) -> Labels:
    """The names of the records that a form refers to, from the same report."""
    return {
        f.key: owner_labels(forms[parts[f.form].form], parts[f.form])
        for f in form.stored
        if isinstance(f, Reference) and f.form in parts
    }


def _distinct(sheets: Sequence[Placed]) -> list[Placed]:
    names = distinct_names([sheet.name for sheet in sheets])
    return [replace(sheet, name=name) for sheet, name in zip(sheets, names, strict=True)]


def distinct_names(wanted: Sequence[str]) -> list[str]:
    """Names of sheets that Excel takes for different ones, case aside, in the order of the sheets."""
    taken = {PAYLOAD_SHEET}
    found = []
    for base in wanted:
        name, n = base or "Biểu", 1
        while name.lower() in taken:
            n += 1
            name = f"{base[:27]} ({n})"
        taken.add(name.lower())
        found.append(name)
    return found
