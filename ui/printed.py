"""One form on paper: its columns and rows measured, cut into pages, and drawn.

Lengths are 1/96 inch. Every page has the whole head of the table and closed borders; common headings stand over
their columns, and those who sign never stand on a page without rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from consolidation.table import Column, Signature, Table, TableRow, cell_text

FAMILIES = ["Times New Roman", "Liberation Serif"]
BODY, SMALL, TITLE = 13, 11, 16
_PAD = 4.0
_LEADING = 1.18
_HEAD_LINES, _GROUP_LINES = 4, 2
_WIDEST_TEXT = 250.0
_LEAST = 30.0
_SHORT = 10
"""Letters of a text that stands in the middle of its column."""
_SIGNING = 62.0
"""Room for a signature between the seat and the name."""
_LAST_ROWS = 3
"""So many rows go along to a page on which only those who sign would stand."""
_ILLUSTRATIVE = "Dữ liệu minh họa"

_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Words:
    """A text and how it is set."""

    text: str
    bold: bool = False
    italic: bool = False
    size: int = BODY

    def lines(self, room: float) -> list[str]:
        """The lines that it takes in this room; a word that is too wide is not broken."""
        metrics, lines = _metrics(self.size, bold=self.bold, italic=self.italic), list[str]()
        for part in self.text.split("\n"):
            line = ""
            for word in part.split(" "):
                joined = f"{line} {word}" if line else word
                if line and metrics.horizontalAdvance(joined) > room:
                    lines.append(line)
                    joined = word
                line = joined
            lines.append(line)
        return lines

    def height(self, room: float) -> float:
        """How high it is in this room."""
        return len(self.lines(room)) * self.size * _LEADING

    @property
    def width(self) -> float:
        """How wide it is on one line."""
        metrics = _metrics(self.size, bold=self.bold, italic=self.italic)
        return max(metrics.horizontalAdvance(part) for part in self.text.split("\n"))

    @property
    def widest_word(self) -> float:
        """The least width in which no word is cut."""
        metrics = _metrics(self.size, bold=self.bold, italic=self.italic)
        return max(metrics.horizontalAdvance(word) for word in self.text.split() or [""])

    def draw(self, painter: QPainter, place: QRectF, align: _Align) -> None:
        """In the middle of the place's height."""
        painter.setFont(_font(self.size, bold=self.bold, italic=self.italic))
        metrics = _metrics(self.size, bold=self.bold, italic=self.italic)
        lines, pitch = self.lines(place.width()), self.size * _LEADING
        base = place.center().y() - len(lines) * pitch / 2 + pitch / 2 + metrics.capHeight() / 2
        for n, line in enumerate(lines):
            slack = place.width() - metrics.horizontalAdvance(line)
            share = 0.5 if align == _Align.AlignHCenter else 1.0 if align == _Align.AlignRight else 0.0
            painter.drawText(QPointF(place.left() + share * slack, base + n * pitch), line)


def _font(size: int, *, bold: bool, italic: bool) -> QFont:
    font = QFont(FAMILIES)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(size)
    font.setBold(bold)
    font.setItalic(italic)
    return font


def _metrics(size: int, *, bold: bool, italic: bool) -> QFontMetricsF:
    """Made anew each time: Qt keeps fonts by thread, and forms are set in that of a job."""
    return QFontMetricsF(_font(size, bold=bold, italic=italic))


Heading = tuple[Words, QRectF]
"""A heading and its box."""


class Printed:
    """A form cut into pages of `room`; `shrink` is by how much it is drawn smaller so that its columns fit."""

    def __init__(self, table: Table, room: QSizeF, signature: Signature, *, illustrative: bool) -> None:
        self.table, self.signature = table, signature
        self._cells = [
            [_cell(column, row, n) for n, column in enumerate(table.columns)] for row in table.rows
        ]
        widths = self._measured()
        self.shrink = min(1.0, room.width() / sum(widths))
        self.room = room / self.shrink
        self.widths = _filled(widths, table.columns, self.room.width())
        self.lefts = [0.0, *accumulate(self.widths)]
        self.aligns = self._aligned()
        self.above = list(self._above(illustrative=illustrative))
        self.heights = [self._height(cells) for cells in self._cells]
        self.heads = list(self._heads())
        self.head_height = max(box.bottom() for _, box in self.heads)
        self.pages = list(self._pages())

    # columns

    def _measured(self) -> list[float]:
        widths = []
        for n, column in enumerate(self.table.columns):
            cells = [
                row[n].width for row, r in zip(self._cells, self.table.rows, strict=True) if not r.heading
            ]
            widest = max(cells, default=0.0)
            least = widest if column.kind == "number" else min(widest, _WIDEST_TEXT)
            label = _label(column)
            width = max(least, label.widest_word, _LEAST)
            while len(label.lines(width)) > _HEAD_LINES:
                width += 4
            widths.append(width + 2 * _PAD)
        for group, first, last in _groups(self.table.columns):
            words = Words(group, bold=True)
            room = sum(widths[first : last + 1]) - 2 * _PAD
            while group and (words.widest_word > room or len(words.lines(room)) > _GROUP_LINES):
                room += 4
                for n in range(first, last + 1):
                    widths[n] += 4 / (last + 1 - first)
        return widths

    def _aligned(self) -> list[_Align]:
        """Figures at the right, names at the left; numbers of rows, codes and counts in the middle."""
        name = max(range(min(2, len(self.widths))), key=self.widths.__getitem__, default=0)
        rows = [cells for cells, row in zip(self._cells, self.table.rows, strict=True) if not row.heading]
        short = [
            max((len(cells[n].text) for cells in rows), default=0) <= _SHORT for n in range(len(self.widths))
        ]
        return [
            _Align.AlignRight
            if column.kind == "number"
            else _Align.AlignHCenter
            if short[n] and n != name
            else _Align.AlignLeft
            for n, column in enumerate(self.table.columns)
        ]

    def _heads(self) -> Iterator[Heading]:
        """A common heading over its columns, which stand below it; below all of them the letters."""
        columns, grouped = self.table.columns, any(column.group for column in self.table.columns)
        boxes = [(first, last, Words(group, bold=True)) for group, first, last in _groups(columns) if group]
        upper = max((words.height(self._wide(a, b)) + 2 * _PAD for a, b, words in boxes), default=0.0)
        below = [upper if column.group else 0.0 for column in columns]
        tall = [_label(c).height(self._wide(n, n)) + 2 * _PAD + below[n] for n, c in enumerate(columns)]
        bottom = max(tall)
        for first, last, words in boxes if grouped else ():
            yield words, QRectF(self.lefts[first], 0, self.lefts[last + 1] - self.lefts[first], upper)
        for n, column in enumerate(columns):
            yield _label(column), QRectF(self.lefts[n], below[n], self.widths[n], bottom - below[n])
        if any(column.letter for column in columns):
            for n, column in enumerate(columns):
                box = QRectF(self.lefts[n], bottom, self.widths[n], BODY * _LEADING + _PAD)
                yield Words(column.letter), box

    def _wide(self, first: int, last: int) -> float:
        return self.lefts[last + 1] - self.lefts[first] - 2 * _PAD

    # rows and pages

    def _height(self, cells: Sequence[Words]) -> float:
        lines = (cell.height(self._wide(n, n)) for n, cell in enumerate(cells) if cell.text)
        return max(lines, default=BODY * _LEADING) + _PAD

    def _above(self, *, illustrative: bool) -> Iterator[tuple[Words, QRectF, _Align]]:
        """Number and source of the form at the left, the offices at the right, the title below them."""
        table, wide = self.table, self.room.width()
        if table.lines:
            yield from self._circular(illustrative=illustrative)
            return
        left = [Words(f"Biểu số: {table.form_code}", bold=True)] if table.form_code else []
        left += [Words(table.citation)] if table.citation else []
        right = [
            Words(f"{role}: {name}")
            for role, name in (
                ("Đơn vị báo cáo", table.reporting_unit),
                ("Đơn vị nhận báo cáo", table.receiving_unit),
            )
            if name
        ]
        ends = [0.0]
        for x, words, align in ((0.0, left, _Align.AlignLeft), (wide / 2, right, _Align.AlignRight)):
            y = 0.0
            for one in words:
                box = QRectF(x, y, wide / 2, one.height(wide / 2))
                yield one, box, align
                y = box.bottom()
            ends.append(y)
        y = max(ends) + 10
        title = [Words(table.title.upper(), bold=True, size=TITLE), Words(table.subtitle)]
        title += [Words(_ILLUSTRATIVE, bold=True, italic=True)] if illustrative else []
        for one in title:
            box = QRectF(0, y, wide, one.height(wide))
            yield one, box, _Align.AlignHCenter
            y = box.bottom()
        unit = Words(table.unit_line, italic=True)
        yield unit, QRectF(0, y, wide, unit.height(wide) if unit.text else 8.0), _Align.AlignRight

    def _circular(self, *, illustrative: bool) -> Iterator[tuple[Words, QRectF, _Align]]:
        """The title and its source as circulars print them, and the form's own lines from the left."""
        table, wide, y = self.table, self.room.width(), 0.0
        above = [Words(table.title, bold=True, size=TITLE)]
        above += [Words(f"({table.citation})", italic=True)] if table.citation else []
        above += [Words(_ILLUSTRATIVE, bold=True, italic=True)] if illustrative else []
        lines = [Words(text, italic=text.startswith("(")) for text in table.lines]
        for one in (*above, *lines):
            y += 10 if one is lines[0] else 0
            box = QRectF(0, y, wide, one.height(wide))
            yield one, box, _Align.AlignLeft if one in lines else _Align.AlignHCenter
            y = box.bottom()

    @property
    def _top(self) -> float:
        return max(box.bottom() for _, box, _ in self.above) + 4

    def _below(self) -> list[Words]:
        return [Words(note, italic=True) for note in self.table.notes]

    def _tail(self) -> float:
        """The height of notes and of those who sign."""
        notes = sum(words.height(self.room.width()) for words in self._below())
        signing = (3 + self._seat_lines) * BODY * _LEADING + _SIGNING if self.table.signed else 0.0
        return 8 + notes + signing

    def _pages(self) -> Iterator[range]:
        """The rows of each page; a heading goes along with what stands under it."""
        start, used = 0, self._top + self.head_height
        starts = [0]
        for n, height in enumerate(self.heights):
            if used + height > self.room.height() and n > start:
                start = self._cut(start, n)
                starts.append(start)
                used = self.head_height + sum(self.heights[start:n])
            used += height
        last = len(self.heights)
        alone = len(starts) > 1 and last - start < _LAST_ROWS
        if alone:
            starts.pop()
        if (alone or used + self._tail() > self.room.height()) and last - starts[-1] > _LAST_ROWS:
            starts.append(self._cut(starts[-1], last - _LAST_ROWS))
        yield from (range(a, b) for a, b in pairwise([*starts, last]))

    def _cut(self, start: int, end: int) -> int:
        """Where a page that begins at `start` ends: before a heading that would stand alone at its foot."""
        return end - 1 if self.table.rows[end - 1].heading and end - 1 > start else end

    # drawing

    def draw(self, painter: QPainter, number: int) -> None:
        """One page from the painter's origin."""
        painter.setPen(QPen(QColor("black"), 0.7))
        top = 0.0
        if number == 0:
            for words, box, align in self.above:
                words.draw(painter, box, align)
            top = self._top
        bottom = self._draw_table(painter, self.pages[number], top)
        if number == len(self.pages) - 1:
            self._draw_tail(painter, bottom + 8)

    def _draw_table(self, painter: QPainter, rows: range, top: float) -> float:
        for words, box in self.heads:
            place = box.translated(0, top)
            painter.drawRect(place)
            words.draw(painter, place.adjusted(_PAD, 0, -_PAD, 0), _Align.AlignHCenter)
        y = top + self.head_height
        for n in rows:
            for k, cell in enumerate(self._cells[n]):
                place = QRectF(self.lefts[k], y, self.widths[k], self.heights[n])
                painter.drawRect(place)
                cell.draw(painter, place.adjusted(_PAD, 0, -_PAD, 0), self.aligns[k])
            y += self.heights[n]
        return y

    def _draw_tail(self, painter: QPainter, y: float) -> None:
        wide = self.room.width()
        for words in self._below():
            box = QRectF(0, y, wide, words.height(wide))
            words.draw(painter, box, _Align.AlignLeft)
            y = box.bottom()
        if not self.table.signed:
            return
        line, seats = BODY * _LEADING, self._seats()
        share = wide / max(2, len(seats))
        place = Words(f"{self.signature.place or '……………'}, ngày …… tháng …… năm ………", italic=True)
        place.draw(painter, QRectF(wide - share, y, share, line), _Align.AlignHCenter)
        for n, (title, hint, name) in enumerate(seats):
            x, below = wide - (len(seats) - n) * share, line
            room = self._seat_lines * line
            for words, high, gap in ((title, room, 0.0), (hint, line, _SIGNING), (name, line, 0.0)):
                words.draw(painter, QRectF(x, y + below, share, high), _Align.AlignHCenter)
                below += high + gap

    def _seats(self) -> list[tuple[Words, Words, Words]]:
        """Title, how to sign, and name of those who sign: the form's own or the usual three."""
        signed = self.signature
        told = [
            ("Người lập biểu", "(Ký, họ tên)", signed.prepared_by),
            ("Người kiểm tra biểu", "(Ký, họ tên)", signed.checked_by),
            (signed.signed_title, "(Ký, đóng dấu, họ tên)", signed.signed_by),
        ]
        own = [(seat.title, seat.hint, "") for seat in self.table.seats]
        if own:
            told = [*own[:-1], (*own[-1][:2], signed.signed_by)]
        return [
            (Words(title, bold=True), Words(hint, italic=True), Words(name, bold=True))
            for title, hint, name in told
        ]

    @property
    def _seat_lines(self) -> int:
        """Lines that the longest title of a seat takes."""
        return max(title.text.count("\n") + 1 for title, _, _ in self._seats())


def _cell(column: Column, row: TableRow, n: int) -> Words:
    cell = row.cells[n]
    text = "" if row.heading and column.kind == "number" else cell_text(column, cell)
    return Words(text, bold=row.depth < 2, italic=cell.incomplete)


def _label(column: Column) -> Words:
    return Words(column.label + (f"\n({column.unit})" if column.unit else ""), bold=True)


def _groups(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """The group, first and last column of neighbours that have the same group."""
    runs = [(group, list(run)) for group, run in groupby(range(len(columns)), key=lambda n: columns[n].group)]
    return [(group, run[0], run[-1]) for group, run in runs]


def _filled(widths: list[float], columns: Sequence[Column], room: float) -> list[float]:
    """Spread over the room in proportion; of what is left a text takes twice as much as a figure."""
    spare = max(0.0, room - sum(widths))
    shares = [w * (2 if c.kind == "text" else 1) for w, c in zip(widths, columns, strict=True)]
    return [width + spare * share / sum(shares) for width, share in zip(widths, shares, strict=True)]
