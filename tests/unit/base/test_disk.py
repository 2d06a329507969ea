"""What the disk refuses is told in Vietnamese, never in the words of the system."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path

import pytest

from base.disk import trouble
from base.errors import AppError, Code
from imports import csv_text
from imports.workbook import Workbook

HOUSE = Path(__file__).resolve().parents[3]
ROOMS = ("base", "forms", "consolidation", "courier", "db", "imports", "exports", "office", "ui", "cli")


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_refusal_is_told_in_english(number: int) -> None:
    told = trouble(OSError(number, os.strerror(number)))
    assert told and os.strerror(number).casefold() not in told.casefold()
    assert not told.isascii() and told[0].islower() and not told.endswith(".")


def test_a_full_disk_is_told_from_one_that_may_not_be_read() -> None:
    kinds = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EISDIR, errno.ENOENT, errno.EBUSY)
    assert len({trouble(OSError(number, "x")) for number in kinds}) == len(kinds)
    assert trouble(OSError("no number")) == trouble(OSError(errno.EBUSY, "x"))


@pytest.mark.parametrize("read", [Workbook, csv_text.rows])
def test_a_file_that_may_not_be_read_is_refused_in_vietnamese(read, tmp_path, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(AppError) as refusal:
        read(tmp_path / "a.xlsx")
    assert refusal.value.code is Code.FILE_UNREADABLE
    assert refusal.value.params["why"] == trouble(PermissionError(errno.EACCES, ""))


def test_no_room_says_what_the_system_says() -> None:
    """`strerror` is English, or the language of the computer: no sentence of ours has it."""
    found = [
        file.relative_to(HOUSE).as_posix()
        for room in ROOMS
        for file in (HOUSE / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "strerror"
    ]
    assert found == []
