"""The product's unit and industry files come from tools/sources, byte for byte."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from base.paths import asset
from tools.build_units import SOURCES, build, dated_tree

BUILT = (
    "base/assets/units.csv",
    "base/assets/unit_changes.csv",
    "base/assets/units_edition.txt",
    "forms/codes/vsic2018.csv",
    "forms/codes/vsic2025.csv",
    "forms/codes/vsic_2018_to_2025.csv",
)
UNITS = "level,code,name,kind,parent_level,parent_code,valid_from,valid_to\n"
CHANGES = "old_code,old_district_code,old_province_code,new_code,new_province_code,extent,effective_date\n"


def rows_of(relative: str) -> list[dict[str, str]]:
    with asset(relative).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rebuilt")
    build(root)
    return root


@pytest.mark.parametrize("relative", BUILT)
def test_a_rebuild_gives_the_same_bytes(rebuilt: Path, relative: str) -> None:
    content = (rebuilt / relative).read_bytes()
    assert content == asset(relative).read_bytes()
    assert b"\r" not in content
    text = content.decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not text.startswith("\ufeff")


def write_sources(folder: Path, *, units: str, changes: str) -> Path:
    (folder / "units.csv").write_text(UNITS + units, encoding="utf-8")
    (folder / "unit_changes_2025-07-01.csv").write_text(CHANGES + changes, encoding="utf-8")
    return folder


def test_a_province_is_cut_where_only_its_territory_changed(tmp_path: Path) -> None:
    sources = write_sources(
        tmp_path,
        units=(
            "province,01,Tỉnh A,tỉnh,,,2020-01-01,\n"
            "province,02,Tỉnh B,tỉnh,,,2020-01-01,2025-06-30\n"
            "province,03,Tỉnh C,tỉnh,,,2020-01-01,\n"
            "district,001,Huyện A,huyện,province,01,2020-01-01,2025-06-30\n"
            "district,002,Huyện B,huyện,province,02,2020-01-01,2025-06-30\n"
            "district,003,Huyện C,huyện,province,03,2020-01-01,2025-06-30\n"
            "commune,00001,Xã A,xã,district,001,2020-01-01,2025-06-30\n"
            "commune,00002,Xã B,xã,district,002,2020-01-01,2025-06-30\n"
            "commune,00003,Xã C,xã,district,003,2020-01-01,2025-06-30\n"
            "commune,00001,Xã A,xã,province,01,2025-07-01,\n"
            "commune,00003,Xã C,xã,province,03,2025-07-01,\n"
            "commune,00004,Xã D,xã,province,03,2025-07-01,\n"
        ),
        changes=(
            "00001,001,01,00001,01,whole,2025-07-01\n"
            "00002,002,09,00001,01,whole,2025-07-01\n"  # a wrong province column does no harm
        ),
    )
    spans, links = dated_tree(sources)
    provinces = [(s.code, s.valid_from, s.valid_to, s.verified) for s in spans if s.level == "province"]
    assert provinces == [
        ("01", "2020-01-01", "2025-06-30", 0),
        ("01", "2025-07-01", "", 1),
        ("02", "2020-01-01", "2025-06-30", 0),
        ("03", "2020-01-01", "", 0),
    ]
    assert [(link.old_code, link.new_code, link.extent) for link in links] == [
        ("01", "01", "whole"),
        ("02", "01", "whole"),
        ("", "00003", "unknown"),
        ("", "00004", "unknown"),
        ("00001", "00001", "whole"),
        ("00002", "00001", "whole"),
        ("00003", "", "unknown"),
    ]


def test_a_district_is_cut_where_a_commune_left_it(tmp_path: Path) -> None:
    sources = write_sources(
        tmp_path,
        units=(
            "province,01,Tỉnh A,tỉnh,,,2020-01-01,\n"
            "district,001,Huyện A,huyện,province,01,2020-01-01,\n"
            "district,002,Huyện B,huyện,province,01,2020-01-01,\n"
            "commune,00001,Xã A,xã,district,001,2020-01-01,2024-12-31\n"
            "commune,00002,Phường 02,phường,district,001,2020-01-01,2024-12-31\n"
            "commune,00003,Phường 03,phường,district,002,2020-01-01,2024-12-31\n"
            "commune,00001,Xã A,xã,district,002,2025-01-01,\n"
            "commune,00002,Phường 2,phường,district,001,2025-01-01,\n"
            "commune,00003,Phường 1,phường,district,002,2025-01-01,\n"
        ),
        changes="",
    )
    spans, links = dated_tree(sources)
    districts = [(s.code, s.valid_from, s.valid_to) for s in spans if s.level == "district"]
    assert districts == [
        ("001", "2020-01-01", "2024-12-31"),
        ("001", "2025-01-01", ""),
        ("002", "2020-01-01", "2024-12-31"),
        ("002", "2025-01-01", ""),
    ]
    assert [(link.old_code, link.new_code, link.extent) for link in links] == [
        ("001", "001", "partly"),
        ("001", "002", "partly"),
        ("002", "002", "whole"),
        ("00001", "00001", "whole"),
        ("00002", "00002", "whole"),
        ("00003", "00003", "unknown"),
    ]


@pytest.mark.parametrize(
    ("units", "changes", "named"),
    [
        ("province,01,Tỉnh A,tỉnh,,,2020-01-01,\nprovince,01,Tỉnh B,tỉnh,,,2025-07-01,\n", "", "01"),
        ("province,001,Tỉnh A,tỉnh,,,2020-01-01,\n", "", "001"),
        (
            "commune,00001,Xã A,xã,,,2020-01-01,2025-06-30\ncommune,00001,Xã B,xã,,,2025-07-01,\n",
            "00001,,,00001,,most,2025-07-01\n",
            "most",
        ),
    ],
)
def test_a_contradiction_in_the_sources_stops_the_build(
    tmp_path: Path, units: str, changes: str, named: str
) -> None:
    with pytest.raises(SystemExit, match=named):
        dated_tree(write_sources(tmp_path, units=units, changes=changes))


@pytest.mark.parametrize(("relative", "codes"), [("vsic2018", 513), ("vsic2025", 599)])
def test_every_industry_stands_under_its_section(relative: str, codes: int) -> None:
    rows = {row["code"]: row for row in rows_of(f"forms/codes/{relative}.csv")}
    assert len(rows) == codes
    for code, row in rows.items():
        if row["level"] == "1":
            assert (row["section"], row["parent"]) == (code, "")
        else:
            parent = rows[row["parent"]]
            assert int(row["level"]) == int(parent["level"]) + 1
            assert row["section"] == parent["section"]
            assert len(code) == int(row["level"])
            assert row["level"] == "2" or code.startswith(parent["code"])


def test_industries_stand_in_the_order_of_the_source() -> None:
    for edition in ("2018", "2025"):
        with (SOURCES / f"vsic{edition}_industry.csv").open(encoding="utf-8", newline="") as lines:
            in_source = [row["code"] for row in csv.DictReader(lines)]
        assert [row["code"] for row in rows_of(f"forms/codes/vsic{edition}.csv")] == in_source


def test_the_crosswalk_joins_codes_of_both_lists() -> None:
    old = {row["code"] for row in rows_of("forms/codes/vsic2018.csv") if row["level"] == "5"}
    new = {row["code"] for row in rows_of("forms/codes/vsic2025.csv") if row["level"] == "5"}
    pairs = rows_of("forms/codes/vsic_2018_to_2025.csv")
    assert len(pairs) == 229
    assert {pair["code_2018"] for pair in pairs} == old
    assert {pair["code_2025"] for pair in pairs} <= new
    parted = {pair["code_2018"] for pair in pairs if pair["extent"] == "partly"}
    assert len(parted) == 9
