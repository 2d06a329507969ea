"""A configuration pack: shown before it is applied, applied whole or not at all, refused when a bit has changed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from courier import pack as courier_pack
from courier.pack import Pack, PackedFile
from office import packing
from office.office import open_office
from tests.builders import KILNS, PROVINCE, YEAR, an_office, surroundings

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
