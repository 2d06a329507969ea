"""What stands below the table: notes, place and date, and those who sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from base.numbers import MARK_NOT_COLLECTED
from consolidation.table import Signature, Table
from exports.official.columns import figure_columns
from exports.official.sheet import Sheet
from exports.styles import LINE_PT, NOTE_SIZE, line_count, put, text_px

_SEAT_PX = 150
_MARKS_NOTE = "Dấu “-”: không phát sinh; dấu “…”: chưa có số liệu."
_INCOMPLETE = "Số in nghiêng"
_INCOMPLETE_NOTE = f"{_INCOMPLETE}: tổng chưa đủ đơn vị báo cáo."
Span = tuple[int, int]
"""First and last column."""


def write_notes(sheet: Sheet) -> None:
    """The table's notes, and what the marks and italics in it mean where it does not say so itself."""
    notes = _notes(sheet.table)
    if not notes:
        return
    sheet.new_row(4)
    head = sheet.formats(font_size=NOTE_SIZE, bold=True, italic=True, text_wrap=False)
    sheet.write_line("Ghi chú:", head, height=LINE_PT)
    style = sheet.formats(font_size=NOTE_SIZE, italic=True, valign="top")
    for note in notes:
        lines = line_count(note, sheet.room(0, sheet.last), size=NOTE_SIZE)
        sheet.write_line(note, style, height=lines * (LINE_PT - 1.5) + 1)


def _notes(table: Table) -> list[str]:
    notes = list(table.notes)
    rows = [row for row in table.rows if not row.heading]
    lacking = any(cell.incomplete for row in rows for cell in row.cells)
    if lacking and not any(note.startswith(_INCOMPLETE) for note in notes):
        notes.append(_INCOMPLETE_NOTE)
    figures = [row.cells[i] for row in rows for i in figure_columns(table)]
    unreported = any(cell.value is None and not cell.text for cell in figures)
    if unreported and not any(MARK_NOT_COLLECTED in note for note in notes):
        notes.append(_MARKS_NOTE)
    return notes


@dataclass(frozen=True, slots=True)
class _Seat:
    """One of those who sign."""

    title: str
    hint: str
    name: str


def write_signatures(sheet: Sheet, signature: Signature) -> None:
    """Three seats side by side; two and one below, or one below the other, where the columns leave no room.

    A table may name its own: they fill the page from the right, at most two of them.
    """
    if sheet.table.seats:
        _write_own(sheet, signature)
        return
    made, checked, signed = seats = (
        _Seat("Người lập biểu", "(Ký, họ tên)", signature.prepared_by),
        _Seat("Người kiểm tra biểu", "(Ký, họ tên)", signature.checked_by),
        _Seat(signature.signed_title, "(Ký, đóng dấu, họ tên)", signature.signed_by),
    )
    sheet.new_row(8)
    longest = max(text_px(line, bold=True) for seat in seats for line in seat.title.split("\n"))
    spans = _spans(sheet, max(longest, _SEAT_PX))
    _write_place(sheet, signature.place, spans)
    abreast: dict[int, list[tuple[_Seat, ...]]] = {
        3: [seats],
        2: [(made, signed), (checked,)],
        1: [(made,), (checked,), (signed,)],
    }
    for some in abreast[len(spans)]:
        _write_seats(sheet, list(zip(spans, some, strict=False)))


def _write_own(sheet: Sheet, signature: Signature) -> None:
    """The seats that the form itself names; who signs for the office takes the last."""
    own = [_Seat(seat.title, seat.hint, "") for seat in sheet.table.seats]
    own[-1] = replace(own[-1], name=signature.signed_by)
    sheet.new_row(8)
    half = sheet.split(0.45)
    spans = [(0, half - 1), (half, sheet.last)] if sheet.last else [(0, 0)]
    _write_place(sheet, signature.place, spans)
    for at in range(0, len(own), len(spans)):
        some = own[at : at + len(spans)]
        _write_seats(sheet, list(zip(spans[-len(some) :], some, strict=True)))


def _spans(sheet: Sheet, needed: float) -> list[Span]:
    """Where seats stand side by side: three of them, or fewer where the columns leave no room."""

    def narrowest(spans: Sequence[Span]) -> float:
        return min(sheet.room(*span) for span in spans)

    cuts = combinations(range(1, sheet.last + 1), 2)
    thirds = [[(0, one - 1), (one, two - 1), (two, sheet.last)] for one, two in cuts]
    best = max(thirds, key=narrowest, default=[])
    if best and narrowest(best) >= needed:
        return best
    half = sheet.split(0.5)
    return [(0, half - 1), (half, sheet.last)] if sheet.last else [(0, 0)]


def _write_place(sheet: Sheet, place: str, spans: Sequence[Span]) -> None:
    """Place and date over the head of the office, or as wide as they need at the right edge."""
    text = f"{place or '……………'}, ngày …… tháng …… năm ………"
    first, align = spans[-1][0], "center"
    if sheet.text_pt(text, first, sheet.last) > LINE_PT:
        first, align = spans[-2][0] if len(spans) > 1 else 0, "right"
    height = sheet.text_pt(text, first, sheet.last) + 1
    sheet.write_line(text, sheet.formats(italic=True, align=align), height=height, first=first)


def _write_seats(sheet: Sheet, seats: Sequence[tuple[Span, _Seat]]) -> None:
    bold = sheet.formats(bold=True, align="center", valign="top")
    italic = sheet.formats(italic=True, align="center")
    title = sheet.new_row(max(sheet.text_pt(seat.title, *span, bold=True) for span, seat in seats) + 1)
    hint = sheet.new_row(LINE_PT)
    for _ in range(4):
        sheet.new_row(LINE_PT)
    name = sheet.new_row(max(sheet.text_pt(seat.name, *span, bold=True) for span, seat in seats) + 1)
    for (first, last), seat in seats:
        put(sheet.page, (title, first, title, last), seat.title, bold)
        put(sheet.page, (hint, first, hint, last), seat.hint, italic)
        # LibreOffice leaves out empty rows at the end, and with them the room to sign in.
        put(sheet.page, (name, first, name, last), seat.name or " ", bold)
