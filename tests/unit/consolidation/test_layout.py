"""The forms of Thông tư 14/2024/TT-BCT are those of its annex, word by word."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from base.errors import AppError, Code
from consolidation.layout import LaidSheet, find, flaws, layouts
from consolidation.lines import columns_of
from forms.load import load_built_in

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


def test_shipped_layouts_name_indicators_that_there_are() -> None:
    for layout in layouts().values():
        assert list(flaws(layout, load_built_in().counted)) == []


OURS = """
key = "ours"
title = "Báo cáo riêng"
[[sheet]]
name = "S"
title = "T"
rows = "lines"
column = [{ label = "Kết quả" }]
chart = [{ kind = "bar", title = "C", indicators = ["markets_total"] }]
[[sheet.line]]
label = "Chợ"
number = "1"
indicators = ["markets_total"]
[[sheet.line]]
label = "Dân số"
number = "2"
indicators = ["commune_population"]
[[sheet.line]]
label = "Tỷ lệ"
number = "3"
unit = "%"
indicators = ["electrified_rate"]
ratio_of = ["1", "2"]
[[sheet.line]]
label = "Cộng"
number = "4"
indicators = [""]
sum_of = ["1", "2"]
[[sheet]]
name = "U"
title = "T"
rows = "units"
column = [{ indicator = "markets_total" }]
"""


def of_a_folder(folder: Path, text: str) -> set[str]:
    (folder / "ours.toml").write_text(text, encoding="utf-8")
    return {line.label for line in layouts(folder, load_built_in().counted)["ours"].sheet[0].line}


def test_a_layout_of_the_office_is_read(tmp_path: Path) -> None:
    assert of_a_folder(tmp_path, OURS) == {"Chợ", "Dân số", "Tỷ lệ", "Cộng"}


@pytest.mark.parametrize(
    ("was", "now", "path"),
    [
        ('"commune_population"', '"commune_populaton"', "$.sheet[0].line[1].indicators[0]"),
        (
            'C", indicators = ["markets_total"',
            'C", indicators = ["market"',
            "$.sheet[0].chart[0].indicators[0]",
        ),
        ('{ indicator = "markets_total" }', '{ indicator = "x" }', "$.sheet[1].column[0].indicator"),
        ('ratio_of = ["1", "2"]', 'ratio_of = ["1"]', "$.sheet[0].line[2].ratio_of"),
        ('ratio_of = ["1", "2"]', 'ratio_of = ["1", "2", "3"]', "$.sheet[0].line[2].ratio_of"),
        ('ratio_of = ["1", "2"]', 'ratio_of = ["1", "9"]', "$.sheet[0].line[2].ratio_of"),
        ('sum_of = ["1", "2"]', 'sum_of = ["1", "2.1"]', "$.sheet[0].line[3].sum_of"),
        ('indicators = [""]', 'indicators = ["", "markets_total"]', "$.sheet[0].line[3].indicators"),
        ('rows = "units"', 'rows = "unit"', "$.sheet[1].rows"),
    ],
)
def test_a_layout_that_cannot_be_meant_is_refused_with_the_place(
    tmp_path: Path, was: str, now: str, path: str
) -> None:
    assert was in OURS
    with pytest.raises(AppError) as refusal:
        of_a_folder(tmp_path, OURS.replace(was, now))
    assert refusal.value.code is Code.LAYOUT_BROKEN
    assert "ours.toml" in str(refusal.value) and f" {path}: " in str(refusal.value)


def test_a_mistyped_indicator_is_offered_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refusal:
        of_a_folder(tmp_path, OURS.replace('"commune_population"', '"commune_populaton"'))
    assert "“commune_population”" in str(refusal.value)
