"""The canonical bytes of a report: what could not have been written by us is refused before anything trusts it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError
from courier import payload as courier_payload
from courier.payload import Damaged, Part, Payload, Remark, TooNew, decode, digest, encode, pack, unpack
from forms.catalogue import definition, meaning_hash
from forms.load import load_built_in
from forms.spec import Form, Record
from tests.builders import KILNS, catalogue_of, kiln, kilns, noted
from tests.strategies import records

CATALOGUE = catalogue_of(KILNS)


def report(*parts: Part, **changes: Any) -> Payload:
    said: dict[str, Any] = {
        "format": 1,
        "program": "0.1.0",
        "unit": "29236@2020-01-01",
        "unit_name": "Phường 4",
        "level": "commune",
        "period": "2020",
        "packet": "industry_trade",
        "kind": "final",
        "version": 1,
        "predecessor": "",
        "tree": "0123456789abcdef",
        "note": "",
        "parts": parts,
    }
    return Payload(**{**said, **changes})


def kilns_part(*kept: Record) -> Part:
    return courier_payload.part_of(kilns(), "filled", kept, built_in=False)


GOOD = report(
    kilns_part(noted(kiln("k1", "Lò Đỏ", area="1,25", area_type="…"), area="đo lại"), kiln("k2", "Lò B"))
)


def refused(content: bytes) -> None:
    """Damaged, wherever in the chain of a reader it is noticed."""
    with pytest.raises(Damaged) as told:
        courier_payload.verify(decode(content), CATALOGUE)
    assert str(told.value)


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The good payload with one change, otherwise in canonical form."""
    told = json.loads(encode(GOOD))
    change(told)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@settings(max_examples=20)
@given(data=st.data())
def test_what_is_encoded_is_decoded_and_has_one_name(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([*load_built_in().forms, kilns()]))
    kept = [data.draw(records(form, "1" if form.kind == "sheet" else "r1"))]
    part = courier_payload.part_of(form, "filled", kept, built_in=True)
    content = encode(report(part))
    assert encode(decode(content)) == content
    (back,) = courier_payload.records_of(decode(content).parts[0])
    assert (back.marks, back.notes, back.carried) == (kept[0].marks, kept[0].notes, kept[0].carried)
    assert back.values == {f.key: kept[0].values.get(f.key) for f in form.stored}
    assert not back.raw, "raw texts never travel"


def test_the_good_report_is_good() -> None:
    assert changed(lambda told: None) == encode(GOOD)
    courier_payload.verify(decode(encode(GOOD)), CATALOGUE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"format": 1}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        encode(GOOD)[:-1],
        encode(GOOD) + b" ",
        encode(GOOD).replace(b":1,", b": 1,", 1),
        encode(GOOD).replace(b'"version":1', b'"version":1.0'),
        encode(GOOD).replace(b'"version":1', b'"version":1e0'),
        encode(GOOD).replace(b'"version":1', b'"version":true'),
        encode(GOOD).replace(b'"version":1', b'"version":"1"'),
        encode(GOOD).replace(b'"version":1', b'"version":NaN'),
        encode(GOOD).replace(b'"version":1', b'"version":1,"version":1'),
        encode(GOOD).replace("Lò B".encode(), b"L\\u00f2 B"),
        encode(GOOD).replace("Lò B".encode(), b"L\\ud800 B"),
    ],
    ids=range(19),
)
def test_bytes_that_are_not_canonical_are_refused(content: bytes) -> None:
    refused(content)


def put(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told.__setitem__(key, value)


def cell(column: int, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["parts"][0]["rows"][0].__setitem__(column, value)


def answer(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return cell(2 + [f.key for f in kilns().stored].index(key), value)


def in_part(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["parts"][0].__setitem__(key, value)


def remark(*said: str) -> Callable[[dict[str, Any]], object]:
    return lambda told: told["parts"][0]["remarks"].append(list(said))


@pytest.mark.parametrize(
    "change",
    [
        put("extra", 1),
        put("format", "1"),
        put("format", 1.5),
        put("version", 0),
        put("version", -1),
        put("version", 2**63),
        put("version", 10**30),
        put("level", "village"),
        put("kind", "guess"),
        put("period", " 2020"),
        put("predecessor", "không phải mã"),
        put("predecessor", "AB" * 32),
        put("parts", {}),
        put("parts", [1]),
        put("children", [{"unit": "x"}]),
        put("note", None),
        put("illustrative", 1),
        lambda told: told.pop("unit"),
        lambda told: told["parts"].append(told["parts"][0]),
        in_part("form", "nothing@1"),
        in_part("extra", 1),
        in_part("state", "done"),
        in_part("state", "nil"),
        in_part("state", "open"),
        in_part("rows", []),
        in_part("columns", ["name"]),
        lambda told: told["parts"][0]["columns"].__setitem__(0, "no_such_column"),
        lambda told: told["parts"][0]["columns"].__setitem__(0, "cost_each"),
        lambda told: told["parts"][0]["columns"].__setitem__(1, "name"),
        lambda told: told["parts"][0]["rows"][0].append(1),
        lambda told: told["parts"][0]["rows"][0].pop(),
        cell(0, "k2"),
        cell(0, ""),
        cell(0, None),
        cell(0, 7),
        cell(0, "x" * 65),
        cell(1, "perhaps"),
        cell(1, None),
        cell(1, 0),
        answer("name", 5),
        answer("name", True),
        answer("name", ["Lò"]),
        answer("name", {"a": 1}),
        answer("name", "Lo\u0300"),
        answer("name", "x" * 32_768),
        answer("workers", "5"),
        answer("workers", 5.0),
        answer("workers", 5.5),
        answer("workers", True),
        answer("workers", 10**15 + 1),
        answer("workers", -(10**15) - 1),
        answer("workers", 2**64),
        answer("workers", 10**30),
        answer("licensed", 2),
        answer("licensed", -1),
        answer("built", 99),
        answer("opened", "hôm qua"),
        answer("opened", "2020-2-5"),
        answer("opened", "20200205"),
        answer("opened", "0001-01-01"),
        answer("features", "night"),
        answer("features", "[1]"),
        answer("features", "[[]]"),
        answer("features", "{}"),
        answer("features", "[" * 50_000),
        answer("features", '["nothing"]'),
        answer("features", '["wholesale", "night"]'),
        answer("features", '["night","night"]'),
        answer("features", '[ "night" ]'),
        remark("k9", "area", "note", "x"),
        remark("k1", "no_such_field", "note", "x"),
        remark("k1", "cost_each", "note", "x"),
        remark("k1", "area", "note", "lần hai"),
        remark("k1", "area", "raw", "1,25 ha"),
        remark("k1", "area", "mark", "…"),
        remark("k1", "cost", "mark", "5"),
        remark("k1", "cost", "note", "Lo\u0300"),
        remark("k1", "cost", "note", "x" * 40_000),
    ],
    ids=range(78),
)  # fmt: skip
def test_a_hostile_payload_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    refused(changed(change))


def test_a_remark_of_a_form_without_records_is_refused() -> None:
    part = Part("kilns@1", meaning_hash(kilns()), "nil", (), [], (Remark("k1", "area", "note", "x"),))
    refused(encode(report(part)))


@pytest.mark.parametrize("state", ["open", "nil", "closed", "", None])
def test_records_belong_to_a_form_that_is_filled(state: str | None) -> None:
    refused(changed(in_part("state", state)))


def test_a_submitted_report_has_no_open_form_of_its_own_level() -> None:
    part = courier_payload.part_of(kilns(), "open", [], built_in=False)
    refused(encode(report(part)))
    courier_payload.verify(decode(encode(report(part, level="district"))), CATALOGUE)


def test_a_sheet_has_exactly_its_one_record() -> None:
    form = next(form for form in load_built_in().forms if form.kind == "sheet")
    for ids in (["1", "2"], ["2"]):
        part = courier_payload.part_of(form, "filled", [Record(i, {}) for i in ids], built_in=True)
        refused(encode(report(part)))


def test_a_period_that_is_none_is_refused() -> None:
    with pytest.raises(AppError):
        decode(changed(put("period", "năm 2020")))


def test_a_newer_format_says_by_which_program_it_was_written() -> None:
    told = changed(lambda told: told.update(format=3, program="9.1", more=[1]))
    with pytest.raises(TooNew) as newer:
        decode(told)
    assert str(newer.value) == "9.1"


# Definitions that travel.


def travelling(form: Form, **changes: Any) -> Payload:
    part = courier_payload.part_of(form, "nil", [], built_in=False)
    return report(msgspec.structs.replace(part, **changes))


def test_a_definition_that_travels_is_the_form_it_was() -> None:
    (form,) = courier_payload.travelling_forms(travelling(kilns()), load_built_in().forms)
    assert definition(form) == definition(kilns())
    assert courier_payload.travelling_forms(report(), load_built_in().forms) == []


WORKED = """
key = "worked"
edition = "1"
title = "Mẻ nung"
kind = "register"
extends = "{owner}"
valid_from = 2019-01-01
[[field]]
kind = "integer"
key = "bricks"
label = "Số gạch"
[[rule]]
key = "some"
check = "bricks > 0 or known(owner.name)"
message = "Thiếu."
"""


def test_a_definition_may_extend_a_form_that_the_receiver_has() -> None:
    form = next(f for f in catalogue_of(WORKED.format(owner="establishments")).forms if f.key == "worked")
    (found,) = courier_payload.travelling_forms(travelling(form), load_built_in().forms)
    assert found.extends == "establishments"


def test_a_definition_may_extend_one_that_travels_with_it() -> None:
    catalogue = catalogue_of(KILNS, WORKED.format(owner="kilns"))
    forms = [catalogue.form("kilns@1"), catalogue.form("worked@1")]
    parts = [courier_payload.part_of(form, "nil", [], built_in=False) for form in forms]
    found = courier_payload.travelling_forms(report(*parts), load_built_in().forms)
    assert [form.name for form in found] == ["kilns@1", "worked@1"]


def test_a_definition_that_nobody_can_use_is_refused() -> None:
    form = next(f for f in catalogue_of(KILNS, WORKED.format(owner="kilns")).forms if f.key == "worked")
    with pytest.raises(Damaged):
        courier_payload.travelling_forms(travelling(form), load_built_in().forms)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"edition":"1"', '"edition":"2"'),
        ('"kind":"text"', '"kind":"tale"'),
        ('"max_length":80', '"max_length":-80,"pattern":"["'),
        ("workers <= 5", "workers <= "),
        ("workers <= 5", "__import__('os') == 1"),
        ("workers <= 5", "cost_each <= (cost_each"),
        ("cost / workers", "cost_each / workers"),
        ('"scale":10000', '"scale":0'),
        ('"scale":10000', '"scale":-1'),
        ('"over_time":"sum","scale":1000000', '"over_time":"sum","scale":10'),
        ('"key":"name"', '"key":"name; drop table meta"'),
        ('"key":"name"', '"key":"unit"'),
        ('"title":"Lò', '"tilte":"Lò'),
        ("{", ""),
    ],
)
def test_a_tampered_definition_is_refused_even_when_its_hash_was_renewed(old: str, new: str) -> None:
    text = definition(kilns()).decode()
    assert old in text
    told = text.replace(old, new)
    with pytest.raises(Damaged):
        courier_payload.travelling_forms(travelling(kilns(), definition=told, hash=digest(told.encode())), [])


def test_a_definition_that_is_not_what_its_hash_says_is_refused() -> None:
    told = definition(kilns()).decode().replace("Diện tích", "Dien tich")
    with pytest.raises(Damaged):
        courier_payload.travelling_forms(travelling(kilns(), definition=told), [])


# The packed layer.


def test_what_is_packed_is_unpacked_with_what_is_nested() -> None:
    core, child = encode(GOOD), encode(report(version=2))
    assert unpack(pack(core, {digest(child): child})) == (core, {digest(child): child})


def test_packing_is_repeatable() -> None:
    children = {digest(encode(report(version=n))): encode(report(version=n)) for n in (1, 2, 3)}
    backwards = dict(reversed(children.items()))
    assert pack(encode(GOOD), children) == pack(encode(GOOD), backwards)


PACKED = pack(encode(GOOD), {})


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        PACKED[:-1],
        PACKED[: len(PACKED) // 2],
        PACKED[:40] + bytes([PACKED[40] ^ 1]) + PACKED[41:],
        zlib.compress(b"no json"),
        zlib.compress(b'{"core":1}'),
        zlib.compress(b'{"core":"x","more":1}'),
        zlib.compress(b'{"core":"x","children":{"abc":"x"}}'),
        zlib.compress(b"\xff\xff"),
        zlib.compress(b"[" * 200_000),
    ],
    ids=range(10),
)
def test_what_is_not_packed_by_us_is_refused(packed: bytes) -> None:
    with pytest.raises(Damaged):
        unpack(packed)


def test_a_bomb_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier_payload, "_LARGEST_PACKED", 100_000)
    bomb = zlib.compress(b'{"core":"' + b"x" * 5_000_000 + b'"}')
    assert len(bomb) < 10_000
    with pytest.raises(Damaged):
        unpack(bomb)
