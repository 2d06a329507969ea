"""Reading a submission: payload out of its hidden sheet, and every visible cell held against it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.errors import AppError, Code
from base.period import Period
from courier import payload as courier_payload
from courier.payload import Damaged, OtherForm, Payload, TooNew
from courier.sheet import HEADER_ROWS, LABEL_ROW, PAYLOAD_SHEET, Placed, placed_sheets
from forms.catalogue import Catalogue, clash
from forms.spec import Form
from imports.workbook import Workbook, address


@dataclass(frozen=True, slots=True)
class Submission:
    """A sound submission. `content` are the canonical bytes, `children` those of nested reports by hash."""

    payload: Payload
    hash: str
    content: bytes
    children: dict[str, bytes]
    nested: dict[str, Payload]
    catalogue: Catalogue


def read(
    path: Path, catalogue: Catalogue, *, closing: Callable[[Payload], Any], unit_name: Callable[[str], str]
) -> Submission:
    """The submission in a file; raises AppError for everything that is not whole, known and unedited.

    `closing` gives the day as of which a payload's forms are taken; `unit_name` names a nested report's unit.
    """
    book = Workbook(path)
    content, children = _unpacked(path, book)
    try:
        payload = courier_payload.decode(content)
        nested = _nested(payload, children)
        for one in (payload, *nested.values()):
            catalogue = catalogue.joined_by(courier_payload.travelling_forms(one, catalogue.forms))
            Period.parse(one.period)
            courier_payload.verify(one, catalogue)
        if clash(catalogue.forms) is not None:
            raise Damaged("một biểu kèm theo đặt trùng tên chỉ tiêu đã có")
    except TooNew as newer:
        raise AppError(Code.SUBMISSION_NEWER, file=path.name, version=str(newer)) from newer
    except OtherForm as other:
        raise AppError(Code.SUBMISSION_OTHER_FORM, file=path.name, form=str(other)) from other
    except (Damaged, ValueError) as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=str(damaged)) from damaged
    digest = courier_payload.digest(content)
    names = {child.unit: unit_name(child.unit) for child in payload.children}
    expected = sheets_of(payload, digest, catalogue, closing(payload), names)
    _reconcile(path, book, expected)
    return Submission(payload, digest, content, children, nested, catalogue)


def sheets_of(
    payload: Payload, digest: str, catalogue: Catalogue, on: Any, names: Mapping[str, str]
) -> list[Placed]:
    """The visible sheets that this payload must show."""
    forms = {part.form: catalogue.form(part.form) for part in payload.parts}
    owners: dict[str, Form | None] = {
        name: catalogue.owner_of(form, on) if form.extends else None for name, form in forms.items()
    }
    return placed_sheets(payload, digest, forms, owners, names)


def _unpacked(path: Path, book: Workbook) -> tuple[bytes, dict[str, bytes]]:
    if PAYLOAD_SHEET not in book.sheets:
        raise AppError(Code.SUBMISSION_NONE, file=path.name)
    try:
        (mark, _, chunks, length, seal), *rows = (
            [*row, "", "", "", "", ""][:5] for row in book.rows(PAYLOAD_SHEET)
        )
        if mark != "SCT-PAYLOAD" or [row[0] for row in rows] != list(range(1, int(chunks) + 1)):
            raise Damaged("thiếu phần nội dung ẩn")
        packed = base64.b64decode("".join(row[1] for row in rows), validate=True)
        if len(packed) != int(length) or hashlib.sha256(packed).hexdigest() != seal:
            raise Damaged("nội dung ẩn không khớp mã kiểm tra")
        return courier_payload.unpack(packed)
    except (Damaged, ValueError, binascii.Error, TypeError) as damaged:
        what = str(damaged) if isinstance(damaged, Damaged) else "phần nội dung ẩn không đọc được"
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=what) from damaged


def _nested(payload: Payload, children: Mapping[str, bytes]) -> dict[str, Payload]:
    nested = {}
    for child in payload.children:
        if child.hash not in children:
            raise Damaged(f"thiếu báo cáo kèm theo của đơn vị {child.unit}")
        one = courier_payload.decode(children[child.hash])
        same = (one.unit, one.version, one.kind, one.period, one.packet)
        if same != (child.unit, child.version, child.kind, payload.period, payload.packet):
            raise Damaged(f"báo cáo kèm theo của đơn vị {child.unit} không đúng như kê khai")
        nested[child.hash] = one
    if len({c.unit for c in payload.children}) != len(payload.children) or set(children) != set(nested):
        raise Damaged("danh sách báo cáo kèm theo không khớp")
    return nested


def _reconcile(path: Path, book: Workbook, expected: Sequence[Placed]) -> None:
    """Every visible cell must say what the payload says; raises SUBMISSION_EDITED with the first that does not."""
    edits: list[tuple[str, str, str, Any, Any]] = []
    for sheet in expected:
        if sheet.name not in book.sheets:
            what = f"thiếu trang “{sheet.name}”"
            raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=what)
        edits += _edits(sheet, book.rows(sheet.name))
    if edits:
        name, cell, label, found, wanted = edits[0]
        raise AppError(
            Code.SUBMISSION_EDITED,
            file=path.name,
            count=len(edits),
            sheet=name,
            cell=cell,
            label=label,
            found=_told(found),
            expected=_told(wanted),
        )


def _told(value: Any) -> str:
    return "để trống" if value == "" else f"“{value}”"


def _edits(sheet: Placed, rows: list[list[Any]]) -> list[tuple[str, str, str, Any, Any]]:
    """(sheet, address, label, found, expected) of each cell that differs."""
    width = len(sheet.columns)
    labels = [column.label for column in sheet.columns]
    found_labels = ([*rows[LABEL_ROW], *[""] * width] if len(rows) > LABEL_ROW else [""] * width)[:width]
    body = [[*row, *[""] * (width - len(row))] for row in rows[HEADER_ROWS:]]
    if body == sheet.rows and found_labels == labels:
        return []
    # A re-saved file may be narrower or longer by blanks: compare cell by cell, and look beyond the last one.
    edits: list[tuple[str, str, str, Any, Any]] = [
        (sheet.name, address(LABEL_ROW, n), label, found, label)
        for n, (label, found) in enumerate(zip(labels, found_labels, strict=True))
        if label != found
    ]
    for r in range(max(len(rows) - HEADER_ROWS, len(sheet.rows))):
        wanted_row = sheet.rows[r] if r < len(sheet.rows) else [""] * width
        found_row = rows[HEADER_ROWS + r] if HEADER_ROWS + r < len(rows) else []
        for c in range(max(width, len(found_row))):
            wanted = wanted_row[c] if c < width else ""
            found = found_row[c] if c < len(found_row) else ""
            if found != wanted:
                label = labels[c] if c < width else ""
                edits.append((sheet.name, address(HEADER_ROWS + r, c), label, found, wanted))
    return edits
