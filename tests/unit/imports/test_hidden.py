"""The sheet that people do not see: whatever a workbook says of itself there, it is read whole or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from courier.payload import Damaged
from exports.hidden import CHUNK, hide
from imports.hidden import unhidden
from imports.workbook import Workbook

TAG, SHEET = "SCT-X", "_x"
TOLD = bytes(range(256)) * (CHUNK // 256)


def written(path: Path, *, chunks: float | str | None = None, length: float | str | None = None) -> Workbook:
    """A workbook with TOLD in its hidden sheet, whose head says other numbers of chunks and bytes."""
    with xlsxwriter.Workbook(str(path)) as book:
        hide(book, SHEET, TOLD, tag=TAG, format=1)
        for column, told in ((2, chunks), (3, length)):
            if told is not None:
                book.get_worksheet_by_name(SHEET).write(0, column, told)
    return Workbook(path)


def test_what_was_hidden_is_read_again(tmp_path: Path) -> None:
    assert unhidden(written(tmp_path / "a.xlsx"), SHEET, TAG) == TOLD


@pytest.mark.parametrize("chunks", [1e300, 1e10, 0, 1, 3, -1, "nhiều"])
def test_a_number_of_parts_that_are_not_there_is_refused_and_builds_nothing(
    tmp_path: Path, chunks: float | str
) -> None:
    with pytest.raises(Damaged):
        unhidden(written(tmp_path / "a.xlsx", chunks=chunks), SHEET, TAG)


@pytest.mark.parametrize("length", [1e300, 0, "dài"])
def test_a_wrong_length_is_refused(tmp_path: Path, length: float | str) -> None:
    with pytest.raises(Damaged):
        unhidden(written(tmp_path / "a.xlsx", length=length), SHEET, TAG)


def test_a_number_beyond_all_numbers_is_refused() -> None:
    class Crafted:
        def rows(self, _: str) -> list[list[object]]:
            return [[TAG, 1, float("inf"), 0, ""]]

    with pytest.raises(Damaged):
        unhidden(Crafted(), SHEET, TAG)  # type: ignore[arg-type]
