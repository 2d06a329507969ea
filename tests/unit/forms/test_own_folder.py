"""What an office puts beside its data file: forms, code lists in the place of the shipped ones, deadlines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.paths import asset
from base.period import Period
from forms.load import load_built_in, load_catalogue
from office.agenda import periods

DEADLINE = """
[[packet]]
key = "industry_trade"
title = "Báo cáo thống kê công thương"
calendar = "reporting"
deadline = [{ asked = ["year"], level = "commune", days_after = 20, legal_ref = "Quyết định 10/QĐ-UBND" }]
"""


def own_list(folder: Path, more: str) -> Path:
    (folder / "codes").mkdir(parents=True)
    shipped = asset("forms/codes/area_type.toml").read_text(encoding="utf-8")
    (folder / "codes" / "area_type.toml").write_text(shipped + more, encoding="utf-8")
    return folder


def test_an_office_s_list_takes_the_place_of_the_shipped_one_in_every_form(tmp_path: Path) -> None:
    folder = own_list(tmp_path, '[[code]]\ncode = "island"\nname = "Hải đảo"\n')
    found = load_catalogue(folder)
    for name in ("markets@2020", "markets@2024"):
        options = found.form(name).fields["area_type"].options  # type: ignore[union-attr]
        assert options.find("hai dao") == "island"
        assert name not in found.built_in
    untouched = {f.name for f in load_built_in().forms if "area_type" not in f.fields}
    assert untouched & found.built_in


def test_deadlines_are_the_office_s_own_and_units_of_measure_are_not(tmp_path: Path) -> None:
    (tmp_path / "constants.toml").write_text(DEADLINE, encoding="utf-8")
    found = load_catalogue(tmp_path)
    year = Period.parse("2026")
    assert periods.due(found, "industry_trade", year, "commune") == date(2027, 1, 3)
    assert periods.due(load_built_in(), "industry_trade", year, "commune") != date(2027, 1, 3)
    (tmp_path / "constants.toml").write_text(
        '[[unit]]\nname = "ha"\nsmallest = "m²"\nfactor = 1\n', encoding="utf-8"
    )
    with pytest.raises(AppError) as refused:
        load_catalogue(tmp_path)
    assert refused.value.code is Code.FORM_BROKEN


@pytest.mark.parametrize(
    "text",
    [
        'key = "other"\ntitle = "x"\ncode = [{ code = "a", name = "A" }]\n',
        'key = "area_type"\ntitle = "x"\ncode = []\n',
        'key = "area_type"\ntitle = "x"\ncode = [{ code = "a", name = "A" }, { code = "a", name = "B" }]\n',
        'key = "area_type"\n',
        "key = ",
    ],
    ids=["named otherwise", "empty", "a code twice", "without entries", "no TOML"],
)
def test_a_broken_list_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "area_type.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AppError) as refused:
        load_catalogue(tmp_path)
    assert refused.value.code is Code.FORM_BROKEN and "area_type.toml" in str(refused.value)
