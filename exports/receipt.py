"""Writes a receipt: one A4 page that tells the sender what became of a file, to print, sign and send back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from courier.reply import FORMAT, REPLY_SHEET, TAG
from exports.hidden import hide
from exports.official import ILLUSTRATIVE
from exports.styles import (
    LINE_PT,
    NOTE_SIZE,
    PADDING_PX,
    TITLE_SIZE,
    Formats,
    line_count,
    put,
    set_up_page,
)
from exports.writing import FONT_SIZE, atomic_output, new_workbook

TITLE = "Biên nhận báo cáo"
_LABEL_PX, _ANSWER_PX = 210, 410
_ROOM_FOR_A_SIGNATURE = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """What a receipt says: `lines` of label and answer, a note below them, and who signs on which day."""

    receiving_unit: str
    lines: Sequence[tuple[str, str]]
    note: str
    day: date
    receiver: str
    footer: str
    illustrative: bool = False
    title: str = TITLE


def write(path: Path, slip: Slip, reply: bytes = b"") -> None:
    """The receipt as an .xlsx workbook; the same slip gives the same bytes. Raises AppError OUTPUT_….

    `reply`: what the sender's program reads (courier/reply.py); a refused file has none.
    """
    with atomic_output(path) as beside:
        workbook = new_workbook(beside, title=slip.title, unit=slip.receiving_unit)
        page = workbook.add_worksheet("Biên nhận")
        page.set_column_pixels(0, 0, _LABEL_PX)
        page.set_column_pixels(1, 1, _ANSWER_PX)
        set_up_page(page, slip.footer)
        page.set_portrait()
        formats = Formats(workbook, text_wrap=True, valign="vcenter")
        row = _head(page, formats, slip)
        row = _lines(page, formats, slip.lines, row)
        row = _note(page, formats, slip.note, row)
        _signature(page, formats, slip, row)
        if reply:
            hide(workbook, REPLY_SHEET, reply, tag=TAG, format=FORMAT)
        workbook.close()


def _head(page: Worksheet, formats: Formats, slip: Slip) -> int:
    """Office and motto side by side (Nghị định 30/2020/NĐ-CP, Phụ lục I), the title; gives the next row."""
    centred = {"align": "center", "valign": "top"}
    office = slip.receiving_unit.upper()
    page.set_row(1, max(LINE_PT + 1, _height(office, _LABEL_PX, bold=True) - LINE_PT))
    put(page, (0, 0, 1, 0), office, formats(bold=True, **centred))
    page.write_string(0, 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", formats(bold=True, **centred))
    page.write_string(1, 1, "Độc lập – Tự do – Hạnh phúc", formats(bold=True, underline=True, **centred))
    page.set_row(3, 26)
    put(page, (3, 0, 3, 1), slip.title.upper(), formats(bold=True, font_size=TITLE_SIZE, align="center"))
    if slip.illustrative:
        put(page, (4, 0, 4, 1), ILLUSTRATIVE, formats(bold=True, italic=True, align="center"))
    return 6


def _lines(page: Worksheet, formats: Formats, lines: Sequence[tuple[str, str]], row: int) -> int:
    for at, (label, answer) in enumerate(lines, row):
        page.set_row(at, _height(answer, _ANSWER_PX) + 6)
        page.write_string(at, 0, label, formats(border=1, indent=1, bold=True, bg_color="#F5F7F9"))
        page.write_string(at, 1, answer, formats(border=1, indent=1))
    return row + len(lines)


def _note(page: Worksheet, formats: Formats, note: str, row: int) -> int:
    page.set_row(row, _height(note, _LABEL_PX + _ANSWER_PX, size=NOTE_SIZE) + 6)
    put(page, (row, 0, row, 1), note, formats(italic=True, font_size=NOTE_SIZE))
    return row + 2


def _signature(page: Worksheet, formats: Formats, slip: Slip, row: int) -> None:
    day = f"……………, ngày {slip.day:%d} tháng {slip.day:%m} năm {slip.day:%Y}"
    page.write_string(row, 1, day, formats(italic=True, align="center"))
    page.write_string(row + 1, 1, "Người tiếp nhận", formats(bold=True, align="center"))
    page.write_string(row + 2, 1, "(Ký, họ tên)", formats(italic=True, align="center"))
    name = row + 3 + _ROOM_FOR_A_SIGNATURE
    page.write_string(name, 1, slip.receiver, formats(bold=True, align="center"))
    page.print_area(0, 0, name, 1)


def _height(text: str, width_px: int, *, size: int = FONT_SIZE, bold: bool = False) -> float:
    """Points of a row that shows the whole text in a column of this width."""
    return line_count(text, width_px - 3 * PADDING_PX, size=size, bold=bold) * LINE_PT + 1
