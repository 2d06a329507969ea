"""The forms of Thông tư 14/2024/TT-BCT are those of its annex, word by word."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from base.errors import AppError, Code
from consolidation.layout import LaidSheet, find
from consolidation.lines import columns_of

ANNEX = (Path(__file__).parents[2] / "data" / "tt14_2024_annex_1.txt").read_text(encoding="utf-8")
FORMS = ("01", "02", "03", "04")
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def printed(number: str) -> list[list[str]]:
    """The lines of one form in the annex, each its cells."""
    parts = re.split(r"^(?=Biểu số \d\d\. )", ANNEX, flags=re.MULTILINE)
    (form,) = (part for part in parts if part.startswith(f"Biểu số {number}. "))
    lines = ([cell.strip() for cell in line.split("|")] for line in form.splitlines())
    return [cells for cells in lines if any(cells)]


def laid(number: str, on: date = BEFORE) -> LaidSheet:
    (sheet,) = find(f"tt14_{number}").worded(on).sheet
    return sheet


def head_of(sheet: LaidSheet) -> list[str]:
    return [f"{line.label}: {line.text}" if line.label else line.text for line in sheet.head]


@pytest.mark.parametrize("number", FORMS)
def test_numbers_labels_and_units_of_lines_are_those_of_the_circular(number):
    rows = [cells[:3] for cells in printed(number) if re.fullmatch(r"[IVX]+|\d+(\.\d)?", cells[0])]
    assert [[line.number, line.label, line.unit] for line in laid(number).line] == rows
    assert len(rows) == {"01": 4, "02": 14, "03": 38, "04": 38}[number]


@pytest.mark.parametrize("number", FORMS)
def test_columns_are_named_and_numbered_as_in_the_circular(number):
    columns = columns_of(laid(number))
    (names,) = (cells for cells in printed(number) if cells[0] == "TT")
    assert [column.label for column in columns] == [name for name in names if name]
    assert [column.letter for column in columns] == ["(1)", "(2)", "(3)", "(4)", "(5)"]


@pytest.mark.parametrize("number", FORMS)
def test_title_sender_receiver_and_deadlines_are_those_of_the_circular(number):
    lines = printed(number)
    said = [cells[0] for cells in lines[: next(n for n, cells in enumerate(lines) if cells[0] == "TT")]]
    ours = [line for line in head_of(laid(number)) if not line.startswith("Cụm công nghiệp: ")]
    assert [laid(number).title, *ours] == said


@pytest.mark.parametrize("number", FORMS)
def test_who_signs_and_how_is_what_the_circular_says(number):
    below = "\n".join(cell for cells in printed(number)[-4:] for cell in cells)
    (seat,) = laid(number).seat
    assert seat.title in below
    assert seat.hint in below


def test_the_note_below_form_03_is_that_of_the_circular():
    assert [f"Ghi chú: {note}" for note in laid("03").note] == printed("03")[-1]


def test_the_words_of_the_circular_hold_until_the_districts_end():
    assert "cấp huyện" in laid("03", BEFORE).title
    assert laid("03", AFTER).title.endswith("trên địa bàn cấp xã")
    for number in FORMS:
        assert "cấp huyện" not in " ".join([laid(number, AFTER).title, *head_of(laid(number, AFTER))])


@pytest.mark.parametrize("number", ("03", "04"))
def test_what_the_circular_adds_up_the_workbook_recomputes(number):
    lines = {line.number: line for line in laid(number).line}
    for total in ("15", "16"):
        assert f"({'+'.join(lines[total].sum_of)})" in lines[total].label
    assert lines["19"].ratio_of == ("18", "17")


def test_an_unknown_layout_is_refused():
    with pytest.raises(AppError) as refusal:
        find("tt14_05")
    assert refusal.value.code is Code.LAYOUT_UNKNOWN
