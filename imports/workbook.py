"""Any workbook as rows of cells, or one clear sentence on why it cannot be read."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from base.disk import trouble
from base.errors import AppError, Code
from base.text import nfc, tidy

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LARGEST_MB = 200
_LARGEST_INFLATED = 1_500_000_000


class Workbook:
    """An opened workbook; rows start at A1, blanks are "", numbers float, dates date."""

    def __init__(self, path: Path) -> None:
        """Opens .xlsx, .xls or .ods; raises the AppErrors of unreadable files."""
        self.path = path
        _refuse_hopeless(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise AppError(Code.FILE_PASSWORD, file=path.name) from error
        except (CalamineError, OSError) as error:
            raise AppError(Code.FILE_DAMAGED, file=path.name) from error

    @property
    def sheets(self) -> list[str]:
        """Names of all sheets, hidden ones included."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> list[list[Any]]:
        """All rows of a sheet from A1."""
        try:
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except CalamineError as error:
            raise AppError(Code.FILE_DAMAGED, file=self.path.name) from error

    def merged(self, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """First and last (row, column) of the merged cells of a sheet; none where the format does not tell."""
        try:
            return list(self._book.get_sheet_by_name(sheet).merged_cell_ranges or [])
        except CalamineError as error:
            raise AppError(Code.FILE_DAMAGED, file=self.path.name) from error


def _refuse_hopeless(path: Path) -> None:
    """What can be told from the first bytes and the list of parts."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as error:
        raise AppError(Code.FILE_NOT_FOUND, file=path.name) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=path.name, why=trouble(error)) from error
    if size == 0:
        raise AppError(Code.FILE_EMPTY, file=path.name)
    if size > _LARGEST_MB * 1_000_000:
        raise AppError(Code.FILE_TOO_LARGE, file=path.name, size=size // 1_000_000)
    if head.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise AppError(Code.FILE_PASSWORD, file=path.name)
        return
    if not head.startswith(_ZIP):
        raise AppError(Code.FILE_NOT_EXCEL, file=path.name)
    _refuse_bad_zip(path)


def _refuse_bad_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            inflated = sum(part.file_size for part in parts.infolist())
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise AppError(Code.FILE_DAMAGED, file=path.name) from error
    if inflated > _LARGEST_INFLATED:
        raise AppError(Code.FILE_TOO_LARGE, file=path.name, size=inflated // 1_000_000)
    if not {"xl/workbook.xml", "content.xml", "xl/workbook.bin"} & names:
        raise AppError(Code.FILE_NOT_EXCEL, file=path.name)


def cell_text(cell: Any) -> str:
    """What a person reads in a cell, in one line; a code that Excel took for a number loses its ",0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(nfc(str(cell))) if cell not in (None, "") else ""


def address(row: int, column: int) -> str:
    """ "C8" of a zero-based place."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
