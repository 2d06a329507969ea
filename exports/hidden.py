"""The sheet that people do not see: bytes in numbered cells, with their length and their SHA-256."""

from __future__ import annotations

import base64
import hashlib

from xlsxwriter.workbook import Workbook

CHUNK = 30_000
"""Characters of base64 in one cell; Excel holds 32,767."""


def hide(book: Workbook, sheet: str, packed: bytes, *, tag: str, format: int, told: str = "") -> None:
    """Add the sheet, very hidden; `told` is one more word in its first row."""
    text = base64.b64encode(packed).decode()
    chunks = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)]
    page = book.add_worksheet(sheet)
    head = (tag, format, len(chunks), len(packed), hashlib.sha256(packed).hexdigest(), told)
    page.write_row(0, 0, head[: 6 if told else 5])
    for row, chunk in enumerate(chunks, 1):
        page.write_number(row, 0, row)
        page.write_string(row, 1, chunk)
    page.very_hidden()
