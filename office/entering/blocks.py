"""Blocks of cells as Excel, Calc and browsers put them on the clipboard: rows of texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

Block = list[list[str]]

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|\r|\Z)|([^\t\r\n]*)')
_END = re.compile(r"\t|\r?\n|\r|\Z")


def block_of(text: str) -> Block:
    """The cells of tab-separated text.

    Excel puts a cell in quotes only where a tab, a line end or a quote asks for it: other quotes are the text's own.
    """
    rows: Block = [[]]
    at = 0
    while at <= len(text):
        cell = _CELL.match(text, at)
        assert cell is not None
        rows[-1].append(_unquoted(cell))
        end = _END.match(text, cell.end())
        if end is None or end.end() == end.start():
            break
        at = end.end()
        if end[0] != "\t":
            if at == len(text):
                break
            rows.append([])
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _unquoted(cell: re.Match[str]) -> str:
    quoted, plain = cell.groups()
    if quoted is None:
        return str(plain)
    needed = any(sign in quoted for sign in ("\t", "\n", "\r", '""'))
    return quoted.replace('""', '"') if needed else cell[0]


def text_of(block: Sequence[Sequence[str]]) -> str:
    """The block as tab-separated text; block_of() gives it back."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in block)


def _quoted(text: str) -> str:
    if any(sign in text for sign in "\t\r\n") or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text


class _Table(HTMLParser):
    """The first table of a page; a cell that spans columns is followed by empty ones."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Block = []
        self.inside = False
        self.span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
            told = dict(attrs).get("colspan") or "1"
            self.span = int(told) if told.isdigit() and len(told) < 4 else 1
            self.inside = True
        elif tag == "br" and self.inside:
            self.rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.inside:
            self.rows[-1] += [""] * (self.span - 1)
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def block_of_html(html: str) -> Block:
    """The cells of the tables of a page; no rows when there are none."""
    table = _Table()
    table.feed(html)
    rows = [[" ".join(cell.split()) for cell in row] for row in table.rows if row]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
