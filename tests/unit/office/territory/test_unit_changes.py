"""Changes of units from Excel: shown first, refused when they contradict, a new edition of the tree, undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit, load_units
from db.journal import broken_link
from imports.unit_changes import HEADINGS
from office.declaring import packing
from office.entering import entry
from office.office import Office, open_office
from office.territory import sharing, unit_changes
from tests.builders import an_office, surroundings

NOW = date(2026, 6, 1)
LATER = datetime(2028, 1, 5, 12, 0, tzinfo=UTC)
DAY = "01/07/2027"
A, B, C = "29236", "29245", "29263"


def sheet(path: Path, *lines: Mapping[str, str]) -> Path:
    """A filled-in sheet: field of a line → text."""
    book = Workbook(str(path))
    page = book.add_worksheet()
    for n, (key, label) in enumerate(HEADINGS.items()):
        page.write_string(0, n, label)
        for row, line in enumerate(lines, 1):
            page.write_string(row, n, {"effective": DAY, "extent": "toàn bộ", **line}.get(key, ""))
    book.close()
    return path


def communes(office: Office, day: date = NOW) -> list[str]:
    tree = office.store.units.as_of(day)
    return [one.code for one in tree.communes(tree.find("86"))]


@pytest.fixture
def office(tmp_path: Path):
    with an_office(tmp_path, "86", on=NOW, now=LATER) as made:
        yield made


def merger(office: Office, tmp_path: Path) -> tuple[Path, list[str]]:
    """Two communes become one under a code of its own; a third is parted between it and one that goes on."""
    one, two, three, four = communes(office)[:4]
    lines = [
        {"old_code": one, "new_code": "29999", "new_name": "Xã Hòa Hợp", "kind": "xã", "parent": "86"},
        {"old_code": two, "new_code": "29999"},
        {"old_code": three, "new_code": "29999", "extent": "một phần", "share": "0,6", "basis": "dân số"},
        {"old_code": three, "new_code": four, "extent": "một phần", "share": "40%", "basis": "dân số"},
        {"old_code": four, "new_code": four},
    ]
    return sheet(tmp_path / "thay-doi.xlsx", *lines), [one, two, three, four]


def test_a_sheet_is_shown_applied_and_undone(office: Office, tmp_path: Path) -> None:
    path, (one, two, three, four) = merger(office, tmp_path)
    before = office.store.units.edition
    found = unit_changes.look(office, path)
    assert found.contradictions == ()
    assert [unit.code for unit in found.began] == ["29999"]
    assert {unit.code for unit in found.ended} == {one, two, three}
    assert [old.code for old, _ in found.changed] == [four]
    assert office.store.units.edition == before
    unit_changes.apply(office, found, reason=path.name)
    day = date(2027, 7, 1)
    assert {"29999", four} <= set(communes(office, day)) and one not in communes(office, day)
    assert one in communes(office, date(2027, 6, 30))
    parted = next(one_ for one_ in sharing.parted(office) if one_.unit.code == three)
    assert parted.sharing is not None
    assert sorted(parted.sharing.parts.values()) == [Fraction(2, 5), Fraction(3, 5)]
    with open_office(office.store.path, surroundings=surroundings()) as again:
        assert "29999" in communes(again, day)
    unit_changes.undo(office)
    assert office.store.units.edition == before
    assert "29999" not in communes(office, day)
    assert three not in [one_.unit.code for one_ in sharing.parted(office) if one_.sharing]
    assert broken_link(office.store) is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"effective": "hôm nào"}, Code.UNIT_LINE_DAY),
        ({"old_code": "x1"}, Code.UNIT_LINE_CODE),
        ({"new_code": "999"}, Code.UNIT_LINE_LEVEL),
        ({"extent": "nửa"}, Code.UNIT_LINE_EXTENT),
        ({"share": "nhiều"}, Code.UNIT_LINE_SHARE),
        ({"extent": "một phần", "share": "-0,5", "basis": "x"}, Code.UNIT_LINE_SHARE),
        ({"extent": "một phần", "share": "150%", "basis": "x"}, Code.UNIT_LINE_SHARE),
        ({"old_code": "99998"}, Code.UNIT_LINE_OLD),
        ({"old_name": "Xã Khác Hẳn"}, Code.UNIT_LINE_NAME),
        ({"new_code": "*other*"}, Code.UNIT_LINE_TAKEN),
        ({"new_name": ""}, Code.UNIT_LINE_UNNAMED),
        ({"parent": "842"}, Code.UNIT_LINE_PARENT),
        ({"extent": "một phần", "share": "0,6", "basis": "x"}, Code.SHARES_SUM),
        ({"extent": "một phần", "share": "1"}, Code.SHARES_BASIS),
    ],
)
def test_a_line_that_contradicts_is_named_by_its_row_and_nothing_is_applied(
    office: Office, tmp_path: Path, line: Mapping[str, str], code: Code
) -> None:
    first, other = communes(office)[:2]
    plain = {"old_code": first, "new_code": "29999", "new_name": "Xã Hòa Hợp", "kind": "xã", "parent": "86"}
    told = {key: other if text == "*other*" else text for key, text in {**plain, **line}.items()}
    found = unit_changes.look(office, sheet(tmp_path / "x.xlsx", told))
    assert (code.name, "dòng 2") in {(one.code, one.place) for one in found.contradictions}
    before = office.store.units.edition
    with pytest.raises(AppError) as refusal:
        unit_changes.apply(office, found, reason="x")
    assert refusal.value.code is Code.UNIT_CHANGES_WRONG
    assert office.store.units.edition == before


def test_a_province_that_ends_needs_a_place_for_each_of_its_communes(office: Office, tmp_path: Path) -> None:
    lines = [
        {"old_code": "86", "new_code": "87", "new_name": "Tỉnh Đồng Tháp", "kind": "tỉnh"},
        {"old_code": "87"},
    ]
    found = unit_changes.look(office, sheet(tmp_path / "x.xlsx", *lines))
    assert Code.UNIT_LINE_ORPHANS.name in {one.code for one in found.contradictions}


def test_what_has_figures_of_new_units_is_not_undone(tmp_path: Path) -> None:
    with an_office(tmp_path, "86", on=NOW, now=LATER) as office:
        code = communes(office)[0]
    with an_office(tmp_path / "c", code, on=NOW, now=LATER) as commune:
        line = {"old_code": code, "new_code": code, "new_name": "Xã Tên Khác"}
        found = unit_changes.look(commune, sheet(tmp_path / "x.xlsx", line))
        unit_changes.apply(commune, found, reason="x")
        entry.open_period(commune, Period.parse("2027"))
        with pytest.raises(AppError) as refusal:
            unit_changes.undo(commune)
    assert refusal.value.code is Code.UNIT_CHANGES_USED


def test_the_template_has_the_columns_that_are_read(office: Office, tmp_path: Path) -> None:
    unit_changes.template(office, tmp_path / "mau.xlsx")
    with pytest.raises(AppError) as refusal:
        unit_changes.look(office, tmp_path / "mau.xlsx")
    assert refusal.value.code is Code.LIST_UNREADABLE
    assert "dòng" in str(refusal.value)


def test_a_pack_hands_the_units_down_and_shows_them_first(office: Office, tmp_path: Path) -> None:
    path, (one, *_) = merger(office, tmp_path)
    unit_changes.apply(office, unit_changes.look(office, path), reason=path.name)
    packing.make(office, tmp_path / "g.sctpack")
    pack = packing.read(tmp_path / "g.sctpack")
    with an_office(tmp_path / "below", one, on=NOW, now=LATER) as below:
        (change,) = packing.changes(below, pack)
        assert any("29999" in words for words in change.words)
        packing.take(below, pack, "0" * 64)
        assert below.store.units.edition == office.store.units.edition
        assert below.unit.code == one
        assert packing.changes(below, pack) == []
        unit_changes.undo(below)
        assert below.store.meta("tree") == load_units().edition


PARTS = {"29998": Fraction(3, 5), "29999": Fraction(2, 5)}


def parted(office: Office, tmp_path: Path, *, share: str = "") -> Unit:
    """The first commune parted into two new ones, by a sheet that says the shares or says none."""
    old = communes(office)[0]
    lines = [
        {"old_code": old, "new_code": code, "new_name": f"Xã Mới {code}", "kind": "xã", "parent": "86"}
        | {"extent": "một phần", "share": share, "basis": "diện tích" if share else ""}
        for code in PARTS
    ]
    unit_changes.apply(office, unit_changes.look(office, sheet(tmp_path / "x.xlsx", *lines)), reason="x")
    return sharing.find(office, old)


@pytest.mark.parametrize("share", ["", "0,5"])
def test_units_that_a_declared_sharing_names_are_not_taken_back_before_it_is(
    office: Office, tmp_path: Path, share: str
) -> None:
    before = office.store.units.edition
    old = parted(office, tmp_path, share=share)
    made = sharing.share_out(office, old, PARTS, basis="dân số")
    with pytest.raises(AppError) as refusal:
        unit_changes.undo(office)
    assert refusal.value.code is Code.UNIT_CHANGES_SHARED
    assert [one.sharing for one in sharing.parted(office) if one.unit == old] == [made]
    sharing.undo(office, old)
    unit_changes.undo(office)
    assert office.store.units.edition == before
    assert all(one.sharing is None for one in sharing.parted(office))
    assert broken_link(office.store) is None


def test_a_sharing_that_was_taken_away_does_not_come_back_with_units_that_are_no_more(
    office: Office, tmp_path: Path
) -> None:
    old = parted(office, tmp_path)
    sharing.share_out(office, old, PARTS, basis="dân số")
    sharing.take_away(office, old)
    unit_changes.undo(office)
    with pytest.raises(AppError) as refusal:
        sharing.undo(office, old)
    assert refusal.value.code is Code.UNIT_UNKNOWN
    assert all(one.sharing is None for one in sharing.parted(office))


def test_a_pack_whose_units_lack_those_of_a_declared_sharing_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    with an_office(tmp_path / "above", "86", on=NOW, now=LATER) as above:
        code = communes(above)[-1]
        line = {"old_code": code, "new_code": code, "new_name": "Xã Tên Khác"}
        found = unit_changes.look(above, sheet(tmp_path / "y.xlsx", line))
        unit_changes.apply(above, found, reason="y")
        packing.make(above, tmp_path / "g.sctpack")
    sharing.share_out(office, parted(office, tmp_path), PARTS, basis="dân số")
    before = office.store.units.edition
    with pytest.raises(AppError) as refusal:
        packing.take(office, packing.read(tmp_path / "g.sctpack"), "0" * 64)
    assert refusal.value.code is Code.UNIT_CHANGES_SHARED
    assert office.store.units.edition == before
