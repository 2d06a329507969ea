"""An old list as it stands: where its heading is, which lines are records, and which are left out and why."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from base.errors import AppError, Code
from base.progress import Progress
from base.text import tidy
from imports import csv_text
from imports.cells import error_cells
from imports.headings import NUMBERING, folded, text_of, unit_in, unit_named, units_told
from imports.workbook import Workbook, address

Why = Literal["blank", "total", "group", "heading", "numbers", "below"]
TEXTS = (".csv", ".txt", ".tsv")
TEXT_SHEET = "Danh sách"
READING = "Đang đọc danh sách"
_HEADING_WITHIN = 60
_HEADING_ROWS = 4
_LONGEST_HEADING = 120
_NUMBER = re.compile(r"[-+−]?[\d.,\s]+%?")
_COLUMN_NUMBER = re.compile(r"[A-Za-zĐđ]|\(?\d{1,2}\)?(\s*=.*)?|\(\d{1,2}\)\s*=.*|=.*")
_TOTAL = re.compile(
    r"(tong cong(?! ty\b)|tong so|cong|tong|cong trang|cong don|cong nhom|cong muc|cong phan|mang sang|luy ke"
    r"|toan xa|toan phuong|toan huyen|toan tinh)"
    r"(?: (?:[0-9ivx]+|trang|truoc|sang|nhom|muc|phan|toan|xa|co so|cho|so|ho|cac|loai|doanh nghiep|chung))*"
)
_LETTERED = re.compile(r"(?:[IVXLC]{1,5}|[A-ZĐ]|[*+-])[.)/:]?(?:\s|$)|[IVXLC]{1,5}[.)-]")
_STEP = re.compile(r"[IVXLCivxlc]{1,5}|[A-Za-zĐđ]")
_BELOW = re.compile(
    r"nguoi lap|ghi chu\b|ngay .*thang|tm uy ban|tm ubnd|chu tich|ke toan|thu truong|noi nhan|ky ten|lap bieu"
    r"|can bo|pho chu tich|xac nhan"
)
_OLD_FONT = re.compile("[¸µ¶·¹®¬§©¨ª«»¼½¾×ÞßÑÎÏøñðö÷þæçëîïäåûü]")
"""Letters and signs that no Vietnamese word of today holds."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: `heading` as read, `unit` that it names, a few of its answers."""

    place: int
    heading: str
    unit: str
    samples: tuple[str, ...]
    numbers: int = 0
    """How many of a hundred answers are numbers."""

    @property
    def letter(self) -> str:
        """ "C"."""
        return address(0, self.place)[:-1]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that is no record."""

    row: int
    why: Why
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list that was looked at. Rows count from 0; `lines` are those that hold records."""

    file: str
    name: str
    head: range
    columns: tuple[Column, ...]
    lines: tuple[tuple[int, tuple[Any, ...]], ...]
    skipped: tuple[Skipped, ...]
    units: tuple[str, ...] = ()
    """Units that the title tells for all columns."""
    failed: Mapping[tuple[int, int], str] = field(default_factory=dict)
    old_font: bool = False

    @property
    def shape(self) -> str:
        """16 hex digits that lists with the same headings share."""
        told = "\n".join(f"{c.place}\t{folded(c.heading)}" for c in self.columns)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def at(self, row: int, place: int) -> str:
        """The cell as people call it: Chợ!C8."""
        return f"{self.name}!{address(row, place)}"


Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def sheets(path: Path) -> list[str]:
    """The sheets in which a list may stand; raises the AppErrors of unreadable files."""
    if path.suffix.lower() in TEXTS:
        return [TEXT_SHEET]
    return [name for name in Workbook(path).sheets if not name.startswith("_")]


def look(path: Path, sheet: str = "", *, progress: Progress | None = None) -> Sheet:
    """The list in a sheet, by default in the one with most lines; raises LIST_EMPTY and those of reading."""
    told = progress or Progress()
    told.step(0, 0, READING)
    if path.suffix.lower() in TEXTS:
        return _looked(path.name, TEXT_SHEET, csv_text.rows(path), (), {}, told)
    book = Workbook(path)
    shown = [name for name in book.sheets if not name.startswith("_")]
    rows = {name: book.rows(name) for name in ([sheet] if sheet in shown else shown)}
    if not rows:
        raise AppError(Code.LIST_EMPTY, file=path.name)
    wanted = max(rows, key=lambda name: sum(any(c != "" for c in row) for row in rows[name]))
    failed = error_cells(path, book.sheets.index(wanted))
    return _looked(path.name, wanted, rows[wanted], book.merged(wanted), failed, told)


def _looked(
    file: str,
    name: str,
    rows: Sequence[Sequence[Any]],
    merged: Merged,
    failed: Mapping[tuple[int, int], str],
    progress: Progress,
) -> Sheet:
    cells = [[_clean(cell) for cell in row] for row in progress.through(rows, READING)]
    head = _heading(cells, merged)
    if head is None:
        raise AppError(Code.LIST_EMPTY, file=file)
    headings = _headings(cells, head, merged)
    _fill_down(cells, head.stop, merged)
    lines, skipped = _Body(cells, head, headings).read(progress)
    columns = tuple(_columns(headings, lines))
    above = [text_of(cell) for row in cells[: head.start] for cell in row if cell != ""]
    units = tuple(dict.fromkeys(unit for text in above for unit in units_told(text)))
    if not lines:
        raise AppError(Code.LIST_EMPTY, file=file)
    return Sheet(file, name, head, columns, tuple(lines), tuple(skipped), units, failed, _is_old_font(cells))


def _clean(cell: Any) -> Any:
    """Texts tidied, blank ones gone; numbers as doubles, as every format but .xls gives them."""
    if isinstance(cell, str):
        return tidy(cell)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str) and cell != "" and not _NUMBER.fullmatch(cell)


def _is_number(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(cell)) and any(c.isdigit() for c in cell)
    return isinstance(cell, float | date)


def _heading(cells: Sequence[Sequence[Any]], merged: Merged) -> range | None:
    """The rows of the heading: the fullest line of words, those above and below that belong to it."""
    ranked = [(_heading_score(row), -n) for n, row in enumerate(cells[:_HEADING_WITHIN])]
    score, place = max(ranked, default=(0.0, 0))
    if score <= 0:
        return None
    first = last = -place
    while first > 0 and last - first < _HEADING_ROWS and _belongs_above(cells, first, merged):
        first -= 1
    while (
        last + 1 < len(cells) and last - first < _HEADING_ROWS and _belongs_below(cells, last, first, merged)
    ):
        last += 1
    return range(first, last + 1)


def _heading_score(row: Sequence[Any]) -> float:
    words = [cell for cell in row if _is_text(cell) and len(cell) <= _LONGEST_HEADING]
    score = len(words) - 2.0 * sum(map(_is_number, row))
    if row and any(isinstance(cell, str) and folded(cell) in NUMBERING for cell in row[:3]):
        score += 4
    return score + 0.6 * sum(
        bool(re.match(r"ten\b|ho va ten|ho ten|chu co so", folded(word))) for word in words
    )


def _touches(merged: Merged, upper: int, lower: int) -> bool:
    """Whether a merged cell stands in both rows."""
    return any(start[0] <= upper and end[0] >= lower for start, end in merged)


def _belongs_above(cells: Sequence[Sequence[Any]], first: int, merged: Merged) -> bool:
    """Whether the row above heads columns that are blank here, or groups of columns."""
    above, here = cells[first - 1], cells[first]
    words = [n for n, cell in enumerate(above) if _is_text(cell) and len(cell) <= _LONGEST_HEADING]
    if any(map(_is_number, above)) or not words:
        return False
    if _touches(merged, first - 1, first):
        return True
    return len(words) >= 2 and any(here[n] == "" for n in words) and any(here[n] != "" for n in words)


def _belongs_below(cells: Sequence[Sequence[Any]], last: int, first: int, merged: Merged) -> bool:
    """Whether the row below parts a group of columns or names units."""
    here, below = cells[last], cells[last + 1]
    words = [n for n, cell in enumerate(below) if cell != ""]
    if not words or any(map(_is_number, below)):
        return False
    if _touches(merged, last, last + 1):
        return True
    if all(unit_named(str(below[n])) for n in words):
        return True
    heads = [n for row in cells[first : last + 1] for n, cell in enumerate(row) if cell != ""]
    if below[min(heads)] != "":
        return False
    fits = (here[n] == "" or here[n + 1 : n + 2] == [""] or unit_named(str(below[n])) for n in words)
    return any(here[n] == "" for n in words) and all(fits)


def _headings(cells: Sequence[Sequence[Any]], head: range, merged: Merged) -> dict[int, str]:
    """Column → its words from top to bottom: "Lao động (người) – Nữ"."""
    rows = [list(cells[n]) for n in head]
    for start, end in merged:
        if start[0] in head and cells[start[0]][start[1]] != "":
            for n in range(start[1], end[1] + 1):
                rows[start[0] - head.start][n] = cells[start[0]][start[1]]
    if not any(start[0] in head for start, _ in merged):
        _spread(rows)
    found = {}
    for n in range(max(map(len, rows), default=0)):
        words = dict.fromkeys(text_of(row[n]) for row in rows if n < len(row) and row[n] != "")
        found[n] = " – ".join(words)
    return found


def _spread(rows: list[list[Any]]) -> None:
    """Without merged cells to tell: a blank above a word belongs to the group on its left."""
    for lower, upper in itertools.pairwise(reversed(rows)):
        for n in range(1, len(upper)):
            if upper[n] == "" and lower[n] != "" and upper[n - 1] != "" and lower[n - 1] != "":
                upper[n] = upper[n - 1]


def _fill_down(cells: list[list[Any]], first: int, merged: Merged) -> None:
    """A word that stands once for several lines stands in each of them; a number would be counted twice."""
    for (row, place), (last, right) in merged:
        if row >= first and place == right and _is_text(cells[row][place]):
            for n in range(row + 1, min(last, len(cells) - 1) + 1):
                cells[n][place] = cells[row][place]


def _columns(headings: Mapping[int, str], lines: Sequence[tuple[int, Sequence[Any]]]) -> Iterator[Column]:
    for place, heading in headings.items():
        answers = [row[place] for _, row in lines if place < len(row) and row[place] != ""]
        if not heading and not answers:
            continue
        samples = tuple(dict.fromkeys(map(text_of, answers)))[:12]
        share = 100 * sum(map(_is_number, answers)) // len(answers) if answers else 0
        yield Column(place, heading, unit_in(heading), samples, share)


def _is_old_font(cells: Sequence[Sequence[Any]]) -> bool:
    """Whether the words look as TCVN3 or VNI looks without its font: "B¶ng tæng hîp"."""
    words = [c for row in cells[:200] for c in row if isinstance(c, str) and not c.isascii()]
    odd = sum(bool(_OLD_FONT.search(word)) for word in words)
    return len(words) >= 3 and 2 * odd > len(words)


class _Body:
    """The lines below the heading, told apart."""

    def __init__(self, cells: Sequence[Sequence[Any]], head: range, headings: Mapping[int, str]) -> None:
        self._cells = cells
        self._first = head.stop
        self._heads = [{folded(text_of(c)) for c in cells[n] if c != ""} for n in head]
        numbered = [n for n, words in headings.items() if folded(words) in NUMBERING]
        self._number = numbered[0] if numbered else -1
        named = [n for n, words in headings.items() if re.match(r"ten\b|ho ten|ho va ten", folded(words))]
        self._name = named[0] if named else -1
        self._filled = sum(bool(words) for words in headings.values())
        if self._number >= 0:
            below = [row[self._number] for row in cells[self._first :] if sum(c != "" for c in row) > 2]
            told = [cell for cell in below if cell != ""]
            if not told or 3 * sum(map(_is_number, told)) < len(told):
                self._number = -1

    def read(self, progress: Progress) -> tuple[list[tuple[int, tuple[Any, ...]]], list[Skipped]]:
        """Lines that hold records, and the others with their reason; the foot of the paper is cut off first."""
        last = self._last_record()
        lines: list[tuple[int, tuple[Any, ...]]] = []
        skipped: list[Skipped] = []
        for n in progress.through(range(self._first, len(self._cells)), READING):
            row = self._cells[n]
            why = self._why(n, row) if n <= last else "below" if any(c != "" for c in row) else "blank"
            if why is None:
                lines.append((n, tuple(row)))
            elif why != "blank" or n <= last:
                text = next((text_of(c) for c in row if c != ""), "")
                skipped.append(Skipped(n, why, text))
        return lines, skipped

    def _last_record(self) -> int:
        """The foot begins after the last numbered line, or where signatures and notes begin."""
        last = self._first - 1
        ended = False
        for n in range(self._first, len(self._cells)):
            row = self._cells[n]
            told = [c for c in row if c != ""]
            if self._number >= 0:
                if _is_number(row[self._number]):
                    last, ended = n, False
                elif told and not ended and self._is_record_without_number(row):
                    last = n
                ended = ended or self._is_total(row)
            elif told and not self._is_foot(row, told, after_total=ended):
                last = n if self._why(n, row) is None else last
                ended = ended or (self._is_total(row) and len(told) > 1)
        return self._with_total(last)

    def _with_total(self, last: int) -> int:
        """The grand total stands below the last record and is told as what it is."""
        totals = [n for n in range(last + 1, len(self._cells)) if self._is_total(self._cells[n])]
        return totals[-1] if totals else last

    def _is_record_without_number(self, row: Sequence[Any]) -> bool:
        told = sum(c != "" for c in row)
        return self._name >= 0 and row[self._name] != "" and told >= 3 and not self._is_foot(row, [*row])

    def _is_foot(self, row: Sequence[Any], told: Sequence[Any], *, after_total: bool = False) -> bool:
        few = sum(c != "" for c in told) <= 2
        return few and (after_total or any(_BELOW.search(folded(c)) for c in told if isinstance(c, str)))

    def _why(self, n: int, row: Sequence[Any]) -> Why | None:
        told = [c for c in row if c != ""]
        if not told:
            return "blank"
        if (
            self._is_numbers(told)
            and (n <= self._first + 1 or _is_number(told[-1]))
            and not self._is_named(row)
        ):
            return "numbers"
        words = {folded(text_of(c)) for c in told}
        if len(words) >= 2 and any(len(words & head) >= max(2, len(head) - 1) for head in self._heads):
            return "heading"
        if self._is_total(row):
            return "total"
        return "group" if self._is_group(row, told) else None

    def _is_named(self, row: Sequence[Any]) -> bool:
        name = row[self._name] if self._name >= 0 else ""
        return isinstance(name, str) and len(name) > 2 and not _COLUMN_NUMBER.fullmatch(name)

    def _is_numbers(self, told: Sequence[Any]) -> bool:
        """The row of column numbers below a heading: A, B, 1, 2, 3 or (1), (2), (3) = (1) + (2)."""
        texts = [text_of(c) for c in told]
        if len(texts) < 3 or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
            return False
        counts = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
        steps = sum(b - a == 1 for a, b in itertools.pairwise(counts))
        return not counts or (counts[0] == 1 and steps >= len(counts) - 2)

    def _is_total(self, row: Sequence[Any]) -> bool:
        first = next((c for c in row if _is_text(c)), "")
        if self._number >= 0 and _is_number(row[self._number]):
            return False
        return bool(_TOTAL.fullmatch(folded(first)))

    def _is_group(self, row: Sequence[Any], told: Sequence[Any]) -> bool:
        """ "II. Cơ sở, hộ": one word for the lines below it, or a subtotal under a Roman number."""
        if self._number >= 0:
            number = row[self._number]
            if _is_number(number):
                return False
            if isinstance(number, str) and _STEP.fullmatch(number.rstrip(".)")):
                return True
            return len(told) <= 1
        if len(told) > 1 or self._filled < 3:
            return False
        text = text_of(told[0])
        return bool(_LETTERED.match(text)) or (text.isupper() and " " in text) or row[self._name] == ""


def is_numbering(column: Column) -> bool:
    """Whether the column only counts the lines."""
    return folded(column.heading) in NUMBERING
