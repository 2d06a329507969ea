"""Writes a submission: the visible sheets to print and sign, and the payload in a very hidden one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.workbook import Workbook

from courier.fingerprint import fingerprint
from courier.payload import FORMAT, Payload, pack
from courier.sheet import PAYLOAD_SHEET, Placed
from exports import placed
from exports.placed import Heading, Styles
from exports.writing import atomic_output, new_workbook

CHUNK = 30_000
"""Characters of base64 in one cell; Excel holds 32,767."""


def write(
    path: Path,
    payload: Payload,
    content: bytes,
    children: Mapping[str, bytes],
    sheets: Sequence[Placed],
    *,
    digest: str,
    period: str,
) -> None:
    """The file of one report; complete or absent. `sheets` come from courier.sheet for this very payload."""
    footer = f"{payload.unit_name} – {period} – bản số {payload.version} – mã kiểm tra {fingerprint(digest)}"
    with atomic_output(path) as partial:
        book = new_workbook(partial, title=f"Báo cáo thống kê công thương {period}", unit=payload.unit_name)
        styles = Styles(book)
        for sheet in sheets:
            form = sheet.form
            heading = Heading(
                code=f"Biểu số: {form.form_code}" if form and form.form_code else "",
                citation=form.citation() if form else "",
                unit=payload.unit_name,
                period=period,
                footer=footer,
            )
            placed.write(book, styles, sheet, heading)
        _hide_payload(book, pack(content, children), digest)
        book.close()


def _hide_payload(book: Workbook, packed: bytes, digest: str) -> None:
    text = base64.b64encode(packed).decode()
    chunks = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)]
    page = book.add_worksheet(PAYLOAD_SHEET)
    head = (
        "SCT-PAYLOAD",
        FORMAT,
        len(chunks),
        len(packed),
        hashlib.sha256(packed).hexdigest(),
        fingerprint(digest),
    )
    page.write_row(0, 0, head)
    for row, chunk in enumerate(chunks, 1):
        page.write_number(row, 0, row)
        page.write_string(row, 1, chunk)
    page.very_hidden()
