"""Submissions whose hidden payload says something else, sealed again: what a person with tools could hand in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from courier import payload as courier_payload
from courier.sheet import PAYLOAD_SHEET


def resealed(
    sent: Path, folder: Path, change: Callable[[dict[str, Any], dict[str, bytes]], dict[str, bytes]]
) -> Path:
    """The visible sheets stay; `change` edits the payload and gives the nested reports by hash."""
    rows = CalamineWorkbook.from_path(sent).get_sheet_by_name(PAYLOAD_SHEET).to_python()
    core, children = courier_payload.unpack(base64.b64decode("".join(str(row[1]) for row in rows[1:])))
    told = json.loads(core)
    carried = change(told, children)
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    packed = courier_payload.pack(content, carried)
    text = base64.b64encode(packed).decode()
    chunks = [text[n : n + 30_000] for n in range(0, len(text), 30_000)]
    book = openpyxl.load_workbook(sent)
    page = book[PAYLOAD_SHEET]
    page.delete_rows(2, page.max_row)
    for cell, value in (("C1", len(chunks)), ("D1", len(packed)), ("E1", hashlib.sha256(packed).hexdigest())):
        page[cell] = value
    for n, chunk in enumerate(chunks, 1):
        page.append([n, chunk])
    book.save(folder / "resealed.xlsx")
    return folder / "resealed.xlsx"
