"""A block of cells on its way to the clipboard and back: what is copied, and where what is pasted goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from base import numbers
from base.period import Period
from base.progress import Progress
from office.entering import registers
from office.entering.blocks import Block, block_of, block_of_html, html_of, text_of
from office.entering.register_list import Listing
from office.entering.registers import STATE, Standing
from office.office import Office
from ui.widgets.register.model import PAGE, POSITION, Column, RegisterModel, state_word, words

Texts = dict[str, dict[str, str]]
"""record_id → field → text; ids that begin with NEW are rows beyond the end."""
NEW = "+"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cells of a block as they were chosen: what they hold is read beside the window."""

    ids: Sequence[str]
    places: Sequence[int]
    """The number of each record in the order of entry, from 0."""
    columns: Sequence[Column]
    standing: Mapping[str, Standing]

    @staticmethod
    def of(model: RegisterModel, block: tuple[int, int, int, int]) -> Chosen:
        """The cells of (first row, first column, last row, last column)."""
        top, left, bottom, right = block
        ids = model.ids[top : bottom + 1]
        standing = {i: model.standing[i] for i in ids if i in model.standing}
        return Chosen(ids, model.ids.at[top : bottom + 1], model.columns[left : right + 1], standing)

    def read(self, office: Office, period: Period, listing: Listing, progress: Progress) -> tuple[str, str]:
        """The cells as they are seen: as text, and as a table in which numbers are numbers."""
        rows: Block = []
        what = f"Chép {listing.form.title}"
        for first in range(0, len(self.ids), PAGE):
            progress.step(first, len(self.ids), what)
            page = registers.page(office, period, listing, self.ids[first : first + PAGE])
            rows += [
                [self._text(listing, row, n, column.key) for column in self.columns]
                for n, row in enumerate(page, first)
            ]
        progress.step(len(self.ids), len(self.ids), what)
        return text_of(rows), html_of(rows, [n for n, one in enumerate(self.columns) if one.right])

    def _text(self, listing: Listing, row: registers.Row, n: int, key: str) -> str:
        if key == POSITION:
            return numbers.show(self.places[n] + 1)
        if key == STATE:
            stands = self.standing.get(self.ids[n])
            return state_word(stands[0]) if stands else ""
        return words(listing.form, listing.names, row, key)


def put(text: str, html: str) -> None:
    """Onto the clipboard, as a spreadsheet does."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def taken() -> tuple[Callable[[], Block], int]:
    """What reads the cells that lie on the clipboard, and how many rows they are about."""
    data = QGuiApplication.clipboard().mimeData()
    if data.hasText():
        text = data.text()
        return lambda: block_of(text), text.count("\n")
    html = data.html()
    return lambda: block_of_html(html), html.count("<tr")


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a block goes whose first cell is pasted into the first chosen one."""

    ids: Sequence[str]
    """The records from there on."""
    columns: Sequence[tuple[str, str]]
    """(head, the field that is written, "" for none) from there on."""
    grows: bool
    """Whether rows beyond the end become new records."""

    def at(self, block: Block) -> tuple[Texts, list[str], int]:
        """Which text goes where, the columns that take none, and how many rows or columns lie outside."""
        width = min(len(block[0]), len(self.columns))
        keys = [(n, key) for n, (_, key) in enumerate(self.columns[:width])]
        left_out = [self.columns[n][0] for n, key in keys if not key and any(row[n] for row in block)]
        ids = [*self.ids[: len(block)]]
        beyond = len(block) - len(ids)
        if self.grows:
            ids += [f"{NEW}{n}" for n in range(beyond)]
            beyond = 0
        texts = {
            record_id: {key: row[n] for n, key in keys if key}
            for record_id, row in zip(ids, block, strict=False)
            if any(row)
        }
        return texts, left_out, beyond + len(block[0]) - width
