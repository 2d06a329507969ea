"""Writing a file whole or not at all, and the workbook that gives the same bytes for the same cells."""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from base.disk import trouble
from base.errors import AppError, Code

FIXED_DATE = datetime(2020, 1, 1)
FONT = "Times New Roman"
FONT_SIZE = 11

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FULL = {errno.ENOSPC, errno.EDQUOT}
# A virus scanner holds a file that was just written for some tenths of a second.
_PAUSES_S = (0.05, 0.1, 0.2, 0.4)


@contextmanager
def atomic_output(path: Path) -> Iterator[Path]:
    """Write to the yielded path; it becomes `path` when the block ends well, and vanishes when it does not.

    A reader sees the old file or the new one, never a part. What the disk refuses is raised as AppError:
    OUTPUT_OPEN, OUTPUT_READ_ONLY, DISK_FULL, OUTPUT_FAILED.
    """
    if _is_data_file(path):
        raise AppError(Code.OUTPUT_IS_DATA, file=path.name)
    if path.exists() and not path.is_file():
        raise AppError(Code.OUTPUT_FAILED, file=path.name, why="tên này không phải là một tệp thường")
    beside = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        yield beside
        _to_disk(beside)
        _put(beside, path)
    except FileCreateError as wrapped:
        raise _told(wrapped.args[0], path) from wrapped
    except OSError as refusal:
        if _is_about_another_file(refusal, path):
            raise
        raise _told(refusal, path) from refusal
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _is_data_file(path: Path) -> bool:
    """Whether an office's data stands there (or another SQLite file): no report may ever take its place."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def new_workbook(path: Path, *, title: str, unit: str) -> Workbook:
    """A workbook where a text stays a text ("=1+1", "0901", "http://…"); `title` and `unit` are its properties.

    It is kept in memory until close(): no temporary files. The caller closes it inside atomic_output.
    """
    workbook = Workbook(
        str(path),
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
        },
    )
    workbook.set_properties({"title": printable(title), "company": printable(unit), "created": FIXED_DATE})
    return workbook


def printable(text: str) -> str:
    """The text without the control characters that XML forbids outside cells, where nothing escapes them."""
    return _CONTROLS.sub("", text)


def _to_disk(file: Path) -> None:
    """Have the bytes on the disk before the name: a USB stick is pulled out early."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _put(beside: Path, path: Path) -> None:
    for pause_s in _PAUSES_S:
        try:
            beside.replace(path)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    try:
        beside.replace(path)
    except PermissionError as refusal:
        raise _cannot_replace(path) from refusal


def _is_about_another_file(refusal: OSError, path: Path) -> bool:
    """Whether the block failed at something it read: that is no refusal of the output."""
    name = refusal.filename
    return isinstance(name, str) and Path(name).parent != path.parent


def _told(refusal: OSError, path: Path) -> AppError:
    if refusal.errno in _FULL:
        return AppError(Code.DISK_FULL, file=path.name)
    if path.is_dir():
        return AppError(Code.OUTPUT_FAILED, file=path.name, why=trouble(IsADirectoryError(errno.EISDIR, "")))
    if isinstance(refusal, PermissionError) or refusal.errno == errno.EROFS:
        return AppError(Code.OUTPUT_READ_ONLY, file=path.name)
    return AppError(Code.OUTPUT_FAILED, file=path.name, why=trouble(refusal))


def _cannot_replace(path: Path) -> AppError:
    """The file beside it could be written, so what refuses is the file of that name."""
    if path.is_dir():
        return AppError(Code.OUTPUT_FAILED, file=path.name, why=trouble(IsADirectoryError(errno.EISDIR, "")))
    if path.exists() and not os.access(path, os.W_OK):
        return AppError(Code.OUTPUT_FAILED, file=path.name, why="tệp này chỉ cho đọc")
    return AppError(Code.OUTPUT_OPEN, file=path.name)
