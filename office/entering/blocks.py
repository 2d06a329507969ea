"""Blocks of cells as Excel, Calc and browsers put them on the clipboard: rows of texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from html import escape
from html.parser import HTMLParser

from base import numbers

Block = list[list[str]]

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|\r|\Z)|([^\t\r\n]*)')
_AS_DAY, _AS_TEXT = r"mso-number-format:'dd\/mm\/yyyy'", r"mso-number-format:'\@'"
_A_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""
_FINEST = 10**12
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


def html_of(block: Sequence[Sequence[str]], numeric: Collection[int]) -> str:
    """The block as a table: a spreadsheet takes true numbers from these columns, true days, and all else as it stands.

    From plain text alone it would make 12 of the code 012, and a month of a day. block_of_html() gives the texts back.
    """
    rows = ("".join(_html_cell(text, n in numeric) for n, text in enumerate(row)) for row in block)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>{body}</table></html>'


def _html_cell(text: str, numeric: bool) -> str:  # noqa: FBT001 (one switch)
    """x:num and mso- are Excel's, sdval and sdnum Calc's; 1033: with a decimal point, 1066: Vietnamese."""
    exact = _exact(text) if numeric else ""
    day = _day(text)
    if not text:
        kind = ""
    elif exact:
        kind = f' sdval="{exact}" sdnum="1033;" x:num="{exact}"'
    elif day:
        kind = f' sdval="{day}" sdnum="1033;1066;DD/MM/YYYY" x:num="{day}" style="{_AS_DAY}"'
    else:
        kind = f' sdnum="1033;0;@" style="{_AS_TEXT}"'
    return f"<td{kind}>{escape(text)}</td>"


def _exact(text: str) -> str:
    """The number that is shown, with a decimal point; "" when it is none."""
    try:
        numbers.read(text, _FINEST)
    except ValueError:
        return ""
    return text.replace(".", "").replace(",", ".").replace(numbers.MINUS, "-")


def _day(text: str) -> str:
    """The day that is shown, as a spreadsheet counts days; "" when it is none."""
    if not _A_DAY.fullmatch(text):
        return ""
    try:
        shown = datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return ""
    return str((shown - _FIRST_DAY).days)


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
