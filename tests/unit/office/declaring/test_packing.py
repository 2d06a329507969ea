"""A configuration pack: shown before it is applied, applied whole or not at all, refused when a bit has changed."""

from __future__ import annotations

import base64
import sqlite3
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from base.units import Unit, UnitHistory, load_units
from courier import pack as courier_pack
from courier.pack import Pack, PackedFile
from db import journal, tree
from office.declaring import packing
from office.figures import reporting
from office.office import Office, open_office
from tests.builders import KILNS, PROVINCE, YEAR, an_office, answer, record, surroundings

LIST = 'key = "area_type"\ntitle = "Địa bàn"\ncode = [{ code = "urban", name = "Đô thị" }]\n'
FORMS = {"kilns@1.toml": KILNS}


def packed(folder: Path) -> Path:
    with an_office(folder / "above", PROVINCE, forms=FORMS) as province:
        packing.make(province, folder / "a.sctpack", note="năm 2020")
    return folder / "a.sctpack"


def test_what_changes_is_shown_and_then_the_office_below_works_by_it(tmp_path: Path) -> None:
    path = packed(tmp_path)
    pack = packing.read(path)
    with an_office(tmp_path / "below") as office:
        assert not any(form.key == "kilns" for form in office.catalogue.forms)
        (change,) = packing.changes(office, pack)
        assert (change.what, change.name, change.words) == ("Biểu mẫu", "Lò gạch thủ công", ("mới",))
        packing.take(office, pack, "abc")
        data = office.store.path
    with open_office(data, surroundings=surroundings()) as office:
        assert office.form("kilns", YEAR).title == "Lò gạch thủ công"
        assert packing.changes(office, pack) == []


def test_a_changed_declaration_is_told_field_by_field(tmp_path: Path) -> None:
    pack = packing.read(packed(tmp_path))
    other = KILNS.replace('label = "Lao động"', 'label = "Số lao động"').replace(
        '[[rule]]\nkey = "fell"', '[[rule]]\nkey = "fell_much"'
    )
    with an_office(tmp_path / "below", forms={"kilns@1.toml": other}) as office:
        (change,) = packing.changes(office, pack)
    assert change.words == ("sửa trường “Lao động”", "thêm quy tắc “fell”", "bỏ quy tắc “fell_much”")


def test_a_pack_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    broken = KILNS.replace("sum(workers)", "sum(workmen)")
    pack = Pack(
        program="1",
        code="84",
        name="Trà Vinh",
        made_on="2020-01-01",
        files=(
            PackedFile("forms/codes/area_type.toml", LIST),
            PackedFile("forms/kilns@1.toml", broken),
        ),
    )
    with an_office(tmp_path) as office:
        with pytest.raises(AppError) as refused:
            packing.take(office, pack, "abc")
        assert refused.value.code is Code.FORM_BROKEN
        assert sorted(p.name for p in tmp_path.iterdir()) == ["29236.sct"]


def a_pack(*files: tuple[str, str], units: str = "") -> Pack:
    """A pack of these (place, text)."""
    given = tuple(PackedFile(place, text) for place, text in files)
    return Pack(program="1", code="84", name="Trà Vinh", made_on="2020-01-01", files=given, units=units)


def rooms(office: Office) -> dict[str, str]:
    """All that is declared beside the data file."""
    home = office.store.path.parent
    return {p.relative_to(home).as_posix(): p.read_text("utf-8") for p in home.rglob("*.toml")}


OWN_LIST = (
    'key = "area_type"\ntitle = "Địa bàn"\n'
    'code = [{ code = "urban", name = "Thành thị" }, { code = "rural", name = "Nông thôn" }]\n'
)
BASED = 'key = "kilns"\nedition = "2"\nvalid_from = 2020-06-01\nbased_on = "kilns@1"\n'
FILES = {
    "forms/kilns@1.toml": KILNS,
    "forms/kilns@2.toml": BASED,
    "forms/codes/area_type.toml": OWN_LIST,
}
"""What the office has: its answers stand under kilns@2, which is based on kilns@1."""


@pytest.fixture
def used(tmp_path: Path) -> Iterator[Office]:
    """An office that answered under its own form and its own list."""
    place = tmp_path / "used"
    for name, text in FILES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    with an_office(place) as office:
        kept = record(office.form("kilns", YEAR), "k1", name="Lò Một", area="12,5", area_type="Nông thôn")
        yield answer(office, {"kilns": [kept]})


@pytest.mark.parametrize(
    "files",
    [
        [("forms/kilns@1.toml", KILNS.replace('unit = "triệu đồng"', 'unit = "nghìn đồng"'))],
        [("forms/kilns@1.toml", KILNS.replace('label = "Lao động"', 'label = "Số hộ"'))],
        [("forms/kilns@2.toml", BASED + 'title = "Lò gạch, lò vôi"\n')],
        [("forms/codes/area_type.toml", LIST)],
        [("forms/codes/area_type.toml", OWN_LIST.replace("Nông thôn", "Hải đảo"))],
    ],
    ids=["unit", "label", "title", "code dropped", "code for another thing"],
)
def test_a_pack_by_which_answers_would_mean_something_else_is_refused_and_says_so_before(
    used: Office, files: list[tuple[str, str]]
) -> None:
    before, acts = rooms(used), len(journal.lines(used.store))
    pack = a_pack(*files)
    assert packing.changes(used, pack)[-1].refused
    with pytest.raises(AppError) as refused:
        packing.take(used, pack, "abc")
    assert refused.value.code is Code.FORM_IN_USE
    assert rooms(used) == before and len(journal.lines(used.store)) == acts


@pytest.mark.parametrize(
    "files",
    [
        [("forms/kilns@1.toml", KILNS.replace('severity = "ask"\n', ""))],
        [("forms/kilns@3.toml", KILNS.replace('edition = "1"', 'edition = "3"').replace("2019-", "2022-"))],
        [
            (
                "forms/codes/area_type.toml",
                OWN_LIST.replace(
                    'name = "Nông thôn"',
                    'name = "Vùng nông thôn", aliases = ["Nông thôn"], valid_to = 2020-12-31',
                ).replace("code = [", 'code = [{ code = "island", name = "Hải đảo" }, '),
            )
        ],
    ],
    ids=["rule", "new edition", "list superseded"],
)
def test_a_pack_that_leaves_answers_what_they_are_is_taken(
    used: Office, files: list[tuple[str, str]]
) -> None:
    pack = a_pack(*files)
    assert not any(change.refused for change in packing.changes(used, pack))
    packing.take(used, pack, "abc")
    assert rooms(used) == {**FILES, **dict(files)}
    assert "area_type" in used.form("kilns", YEAR).fields


LAYOUT = """
key = "ours"
title = "Báo cáo riêng"
[[sheet]]
name = "S"
title = "T"
rows = "lines"
column = [{ label = "Kết quả" }]
[[sheet.line]]
label = "Lò"
number = "1"
indicators = ["kilns_total"]
"""


def test_a_pack_may_bring_a_layout_of_the_forms_that_it_brings(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        alone = a_pack(("layouts/ours.toml", LAYOUT))
        for look in (lambda: packing.changes(office, alone), lambda: packing.take(office, alone, "abc")):
            with pytest.raises(AppError) as refused:
                look()
            assert refused.value.code is Code.LAYOUT_BROKEN and "$.sheet[0].line[0]" in str(refused.value)
        assert rooms(office) == {}
        packing.take(office, a_pack(("layouts/ours.toml", LAYOUT), ("forms/kilns@1.toml", KILNS)), "abc")
    with open_office(tmp_path / "29236.sct", surroundings=surroundings()) as office:
        assert "ours" in reporting.layouts(office)


BOTH = (("forms/kilns@1.toml", KILNS), ("layouts/ours.toml", LAYOUT))


@pytest.mark.parametrize("there", [False, True])
def test_when_a_folder_cannot_be_put_in_place_all_stand_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    replaced = Path.replace

    def refused(source: Path, target: Path) -> Path:
        if (
            target == tmp_path / "layouts"
            and source.parent != tmp_path
            and not (tmp_path / "layouts").exists()
        ):
            raise PermissionError(13, "Permission denied")
        return replaced(source, target)

    with an_office(tmp_path, forms={"kilns@1.toml": KILNS} if there else None) as office:
        before = rooms(office)
        monkeypatch.setattr(Path, "replace", refused)
        more = KILNS.replace('severity = "ask"\n', "")
        with pytest.raises(AppError) as refusal:
            packing.take(office, a_pack(("forms/kilns@1.toml", more), BOTH[1]), "abc")
        monkeypatch.undo()
        assert refusal.value.code is Code.OUTPUT_FAILED
        assert rooms(office) == before
        assert packing.DOOR not in [line.act for line in journal.lines(office.store)]
        assert sorted(p.name for p in tmp_path.iterdir()) == ["29236.sct", *(["forms"] if there else [])]


def test_when_another_window_keeps_the_data_file_the_folders_and_the_units_stand_as_before(
    tmp_path: Path,
) -> None:
    with an_office(tmp_path, PROVINCE) as office:
        units = office.store.units
        made = [replace(u, name=f"{u.name} Mới") if u.code == "29236" else u for u in units.units]
        told = base64.b64encode(tree.packed(UnitHistory(made, units.changes))).decode()
        acts = len(journal.lines(office.store))
        office.store.conn.execute("pragma busy_timeout = 10")
        with closing(sqlite3.connect(office.store.path)) as reading:
            reading.execute("begin")
            reading.execute("select * from meta").fetchall()
            with pytest.raises(AppError) as refusal:
                packing.take(office, a_pack(*BOTH, units=told), "abc")
        assert refusal.value.code is Code.STORE_BUSY
        assert rooms(office) == {} and len(journal.lines(office.store)) == acts
        assert office.store.units.edition == units.edition == office.store.meta("tree")


def units_of(change: Callable[[Unit], Unit]) -> str:
    history = load_units()
    return base64.b64encode(tree.packed(UnitHistory(map(change, history.units), history.changes))).decode()


def under_itself(unit: Unit) -> Unit:
    return replace(unit, parent="842") if unit.code == "842" else unit


def test_units_by_which_no_way_leads_up_are_refused(tmp_path: Path) -> None:
    pack = a_pack(units=units_of(under_itself))
    with an_office(tmp_path, "842") as office:
        before = office.store.units.edition
        for look in (lambda: packing.changes(office, pack), lambda: packing.take(office, pack, "abc")):
            with pytest.raises(AppError) as refused:
                look()
            assert refused.value.code is Code.PACK_DAMAGED and "842" in str(refused.value)
        assert office.store.units.edition == office.store.meta("tree") == before


def test_units_that_swell_beyond_all_trees_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    swell = zlib.compressobj(9)
    bomb = b"".join(swell.compress(b" " * 1_000_000) for _ in range(100)) + swell.flush()
    pack = a_pack(units=base64.b64encode(bomb).decode())
    with an_office(tmp_path) as office:
        tracemalloc.start()
        with pytest.raises(AppError) as refused:
            packing.changes(office, pack)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert refused.value.code is Code.PACK_DAMAGED and most < 60_000_000


def test_an_office_without_a_configuration_of_its_own_has_nothing_to_pack(tmp_path: Path) -> None:
    with an_office(tmp_path) as office, pytest.raises(AppError) as refused:
        packing.make(office, tmp_path / "a.sctpack")
    assert refused.value.code is Code.PACK_EMPTY


PACK = Pack(
    program="1",
    code="84",
    name="Trà Vinh",
    made_on="2020-01-01",
    files=(PackedFile("forms/constants.toml", ""),),
)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_bit_or_a_missing_end_is_noticed(data: st.DataObject) -> None:
    raw = courier_pack.encode(PACK)
    assert courier_pack.decode(raw) == PACK and courier_pack.encode(PACK) == raw
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(raw) * 8 - 1))
        damaged = bytearray(raw)
        damaged[place // 8] ^= 1 << place % 8
    else:
        damaged = bytearray(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(courier_pack.Damaged):
        courier_pack.decode(bytes(damaged))


@pytest.mark.parametrize(
    "place", ["../main.py", "forms/../../x.toml", "/etc/x.toml", "forms/a.py", "forms/Kilns@1.toml", "x.toml"]
)
def test_a_pack_writes_nowhere_but_among_the_declarations(place: str) -> None:
    pack = msgspec.structs.replace(PACK, files=(PackedFile(place, "x"),))
    with pytest.raises(courier_pack.Damaged):
        courier_pack.decode(courier_pack.encode(pack))
