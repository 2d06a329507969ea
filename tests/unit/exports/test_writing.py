"""A file is written whole or not at all, and a refusal says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from base.errors import AppError, Code
from exports import writing
from exports.writing import atomic_output, new_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "báo cáo.xlsx"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(writing, "_PAUSES_S", ())


def write(path: Path, text: str = "mới") -> None:
    with atomic_output(path) as beside:
        beside.write_text(text, encoding="utf-8")


def write_workbook(path: Path) -> None:
    with atomic_output(path) as beside:
        workbook = new_workbook(beside, title="Báo cáo", unit="UBND xã")
        workbook.add_worksheet()
        workbook.close()


def refused(path: Path, writer=write) -> Code:
    with pytest.raises(AppError) as refusal:
        writer(path)
    assert path.name in str(refusal.value)
    return refusal.value.code


def failing(error: OSError):
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    return fail


def test_a_file_takes_the_place_of_the_old_one(path):
    path.write_text("cũ", encoding="utf-8")
    write(path)
    assert path.read_text(encoding="utf-8") == "mới"
    assert list(path.parent.iterdir()) == [path]


def test_what_breaks_in_between_leaves_the_old_file_and_nothing_else(path):
    path.write_text("cũ", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), atomic_output(path) as beside:
        beside.write_text("nửa chừng", encoding="utf-8")
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == "cũ"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_open_elsewhere_is_to_be_closed(path, monkeypatch):
    path.write_text("cũ", encoding="utf-8")
    monkeypatch.setattr(os, "replace", failing(PermissionError(errno.EACCES, "used by another process")))
    assert refused(path) is Code.OUTPUT_OPEN
    assert list(path.parent.iterdir()) == [path]


def test_a_virus_scanner_only_delays(path, monkeypatch):
    replace, waits = os.replace, []

    def busy_once(source: Path, target: Path) -> None:
        if not waits:
            raise PermissionError(errno.EACCES, "scanned")
        replace(source, target)

    monkeypatch.setattr(writing, "_PAUSES_S", (0.05, 0.1))
    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr(os, "replace", busy_once)
    write(path)
    assert waits == [0.05]
    assert path.exists()


def test_a_protected_file_is_not_called_open(path, monkeypatch):
    path.write_text("cũ", encoding="utf-8")
    monkeypatch.setattr(os, "replace", failing(PermissionError(errno.EACCES, "denied")))
    monkeypatch.setattr(os, "access", lambda file, mode: False)
    assert refused(path) is Code.OUTPUT_FAILED


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_closed_for_writing(path, monkeypatch, number):
    monkeypatch.setattr(Path, "write_text", failing(OSError(number, "no")))
    assert refused(path) is Code.OUTPUT_READ_ONLY


@pytest.mark.parametrize("writer", [write, write_workbook])
def test_a_disk_that_is_full(path, monkeypatch, writer):
    monkeypatch.setattr(os, "fsync", failing(OSError(errno.ENOSPC, "No space left on device")))
    assert refused(path, writer) is Code.DISK_FULL
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("writer", [write, write_workbook])
def test_a_folder_that_is_not_there(tmp_path, writer):
    assert refused(tmp_path / "không có" / "a.xlsx", writer) is Code.OUTPUT_FAILED


@pytest.mark.parametrize("writer", [write, write_workbook])
def test_a_folder_of_the_same_name(path, writer):
    path.mkdir()
    assert refused(path, writer) is Code.OUTPUT_FAILED


def test_a_workbook_that_cannot_be_made_is_refused_like_any_file(path, monkeypatch):
    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", failing(OSError(errno.ENOSPC, "full")))
    assert refused(path, write_workbook) is Code.DISK_FULL


def test_a_file_that_is_missing_inside_is_a_bug_not_a_refusal(path, tmp_path):
    with pytest.raises(FileNotFoundError), atomic_output(path):
        (tmp_path / "layouts" / "missing.toml").read_text(encoding="utf-8")
