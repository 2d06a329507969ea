"""Writes a submission: the visible sheets to print and sign, and the payload in a very hidden one."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from courier.fingerprint import Paper, fingerprint, scannable
from courier.payload import FORMAT, Payload, pack
from courier.sheet import COVER, HEADER_ROWS, PAYLOAD_SHEET, Placed
from exports import placed
from exports.hidden import hide
from exports.placed import Heading, Styles
from exports.writing import atomic_output, new_workbook

_DOTS, _CODE_COLUMN, _BESIDE = 5, 3, 4
"""Pixels of a dot of the QR code (33 or so stand side by side: 4 cm), its column, and rows down to where it begins."""


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
            page = placed.write(book, styles, sheet, heading)
            if sheet.name == COVER:
                _draw_code(page, payload, digest)
        packed = pack(content, children)
        hide(book, PAYLOAD_SHEET, packed, tag="SCT-PAYLOAD", format=FORMAT, told=fingerprint(digest))
        book.close()


def _draw_code(page: Worksheet, payload: Payload, digest: str) -> None:
    """The fingerprint as a QR code beside the lines of the cover, of which the last one says it in letters."""
    import segno

    code = payload.unit.partition("@")[0]
    said = scannable(Paper(fingerprint(digest), code, payload.period, payload.version))
    picture = io.BytesIO()
    segno.make(said, error="m", micro=False).save(picture, kind="png", scale=_DOTS, border=2)
    told = {"image_data": picture, "description": said, "x_offset": 30, "object_position": 3}
    page.insert_image(HEADER_ROWS + _BESIDE, _CODE_COLUMN, "ma-kiem-tra.png", told)
