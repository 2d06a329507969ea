"""A questionnaire drawn without code: tried at every step, saved as a declaration, refused where answers stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from base.errors import AppError, Code
from forms.load import load_built_in
from forms.spec import CodeList, Form, ListedCode
from office.declaring import designing
from office.entering import entry
from office.office import open_office
from tests.builders import YEAR, an_office, record, surroundings

ON = date(2020, 12, 31)
CATALOGUE = load_built_in()


def drawn() -> Form:
    draft = designing.new_draft("Lò gạch", "register", on=ON, taken={f.key for f in CATALOGUE.forms})
    workers = designing.field_of("integer", "Lao động", draft.fields, section="main")
    draft = designing.with_field(draft, workers)
    women = designing.field_of("integer", "Lao động nữ", draft.fields, section="main")
    draft = designing.with_field(draft, women)
    rule = designing.not_more_than(women, workers)
    draft = msgspec.structs.replace(draft, rule=(rule,))
    return designing.counted(designing.counted(draft, "", wanted=True), "lao_dong", wanted=True)


@pytest.mark.parametrize(
    ("label", "key"),
    [("Lò gạch", "lo_gach"), ("Đường dây (km)", "duong_day_km"), ("2 máy", "f_2_may"), ("Tên", "ten_2")],
)
def test_a_name_for_programs_follows_from_the_one_for_people(label: str, key: str) -> None:
    assert designing.key_from(label, {"ten"}) == key


@pytest.mark.parametrize("kind", designing.KINDS)
def test_every_kind_of_field_can_be_drawn(kind: designing.Kind) -> None:
    given: dict[str, Any] = {
        "choice": {"codes": "area_type"},
        "multiple_choice": {"codes": "market_feature"},
        "reference": {"form": "establishments"},
        "computed": {"formula": "lao_dong * 2"},
        "decimal": {"unit": "ha", "decimals": 2},
        "money": {"unit": "triệu đồng"},
    }.get(kind, {})
    draft = designing.with_field(drawn(), designing.field_of(kind, "Thêm", drawn().fields, **given))
    found = designing.trial(draft, CATALOGUE)
    assert found.form is not None, found.why
    again = msgspec.to_builtins(designing.unbound(found.form).fields["them"])
    assert again == msgspec.to_builtins(draft.fields["them"])


def test_what_is_wrong_is_told_with_its_place() -> None:
    wrong = designing.own_rule(drawn(), "lao_dng <= 5", "x", severity="stop")
    found = designing.trial(msgspec.structs.replace(drawn(), rule=(*drawn().rule, wrong)), CATALOGUE)
    assert (found.form, found.place, found.index) == (None, "rule", 1) and "lao_dong" in found.why
    assert found.attribute == "check"


def test_a_field_moves_on_the_paper_and_over_the_edge_of_its_section() -> None:
    draft = designing.in_section(drawn(), "lao_dong_nu", "Chi tiết")
    assert [s.title for s in draft.section] == ["Nội dung", "Chi tiết"]
    draft = designing.moved(draft, "lao_dong", by=1)
    assert [(f.key, f.section) for f in designing.on_paper(draft)] == [
        ("name", "main"),
        ("lao_dong", "chi_tiet"),
        ("lao_dong_nu", "chi_tiet"),
    ]
    draft = designing.moved(draft, "lao_dong", by=1)
    assert [f.key for f in designing.on_paper(draft)] == ["name", "lao_dong_nu", "lao_dong"]
    assert designing.moved(draft, "lao_dong", by=1) is draft
    for key in ("lao_dong_nu", "lao_dong"):
        draft = designing.in_section(draft, key, "nội dung")
    assert [s.title for s in draft.section] == ["Nội dung"]


@pytest.mark.parametrize("before", designing.KINDS)
@pytest.mark.parametrize("after", designing.KINDS)
def test_a_field_becomes_one_of_any_other_kind_and_keeps_its_name(
    before: designing.Kind, after: designing.Kind
) -> None:
    given: dict[str, Any] = {"choice": {"codes": "x"}, "multiple_choice": {"codes": "x"}}.get(before, {})
    given |= {"form": "establishments"} if before == "reference" else {}
    field = designing.field_of(before, "Thêm", (), section="main", hint="Ghi rõ", **given)
    other = designing.as_kind(field, after)
    assert (other.key, other.label, other.section, other.hint) == ("them", "Thêm", "main", "Ghi rõ")
    assert other.__struct_config__.tag == after


def test_what_is_added_up_follows_the_field() -> None:
    draft = drawn()
    workers = msgspec.structs.replace(draft.fields["lao_dong"], label="Người làm", unit="người")
    draft = designing.changed(draft, workers)
    assert draft.measures["lo_gach_lao_dong"].label == "Người làm"
    found = designing.trial(draft, CATALOGUE)
    assert found.form is not None and found.form.measures["lo_gach_lao_dong"].unit == "người"
    draft = designing.changed(draft, designing.as_kind(workers, "text"))
    assert "lo_gach_lao_dong" not in draft.measures


def test_a_name_that_formulas_need_themselves_is_not_taken() -> None:
    assert designing.field_of("text", "Today", ()).key == "today_2"


def test_a_list_of_the_office_can_be_chosen_before_any_form_does() -> None:
    own = CodeList(key="soil", title="Đất", code=(ListedCode(code="a", name="Sét"),))
    draft = designing.with_field(drawn(), designing.field_of("choice", "Đất", drawn().fields, codes="soil"))
    assert designing.trial(draft, CATALOGUE).attribute == "codes"
    assert designing.trial(draft, CATALOGUE, {"soil": own}).form is not None


@pytest.mark.parametrize(
    ("kind", "given", "attribute"),
    [
        ("choice", {"codes": ""}, "codes"),
        ("reference", {"form": ""}, "form"),
        ("computed", {}, "formula"),
        ("computed", {"formula": "lao_dong +"}, "formula"),
        ("integer", {"min": "năm"}, "min"),
        ("decimal", {"max": "1,5"}, "max"),
    ],
)
def test_what_is_not_said_yet_is_told_at_its_property(
    kind: designing.Kind, given: dict[str, Any], attribute: str
) -> None:
    draft = designing.with_field(drawn(), designing.field_of(kind, "Thêm", drawn().fields, **given))
    found = designing.trial(draft, CATALOGUE)
    assert (found.form, found.place, found.index, found.attribute) == (None, "field", 3, attribute)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"field": (), "measure": (), "rule": (), "identity": (), "label_field": ""}, "field"),
        ({"valid_to": date(2019, 1, 1)}, "valid_to"),
        ({"optional": True}, "optional"),
        ({"level": "any"}, "level"),
    ],
)
def test_what_is_wrong_with_the_form_itself_is_told_at_its_property(said: dict[str, Any], place: str) -> None:
    found = designing.trial(msgspec.structs.replace(drawn(), **said), CATALOGUE)
    assert (found.form, found.place) == (None, place)


def test_an_edition_that_would_lock_the_office_out_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        designing.save(office, drawn())
    with open_office(tmp_path / "29236.sct", surroundings=surroundings()) as office:
        newer = designing.next_edition(drawn(), date(2021, 1, 1))
        text = designing.changed(newer, designing.as_kind(newer.fields["lao_dong_nu"], "text"))
        assert designing.trial(text, office.own).attribute == "kind"
        in_ha = msgspec.structs.replace(newer.fields["lao_dong_nu"], unit="ha")
        with pytest.raises(AppError) as refused:
            designing.save(office, designing.changed(newer, in_ha))
        assert refused.value.code is Code.FORM_BROKEN
        assert [p.name for p in (tmp_path / "forms").glob("*.toml")] == ["lo_gach@2020.toml"]
    open_office(tmp_path / "29236.sct", surroundings=surroundings()).store.close()


def test_a_field_goes_with_all_that_speaks_of_it() -> None:
    draft = designing.without_field(drawn(), "lao_dong")
    assert [f.key for f in draft.field] == ["name", "lao_dong_nu"] and draft.rule == ()
    assert [m.key for m in draft.measure] == ["lo_gach_total"]


def test_what_is_saved_is_asked_checked_and_added_up(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        path = designing.save(office, drawn())
    with open_office(tmp_path / "29236.sct", surroundings=surroundings()) as office:
        form = office.form("lo_gach", YEAR)
        assert (
            path.name == "lo_gach@2020.toml" and {"lo_gach_total", "lo_gach_lao_dong"} <= form.measures.keys()
        )
        entry.open_period(office, YEAR)
        given = record(form, "1", name="Lò Sáu", lao_dong="3", lao_dong_nu="4")
        (told,) = entry.enter(office, YEAR, "lo_gach", [given])
        assert told.fields == ("lao_dong_nu", "lao_dong")


def test_a_form_with_answers_changes_its_meaning_only_as_a_new_edition(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        designing.save(office, drawn())
    with open_office(tmp_path / "29236.sct", surroundings=surroundings()) as office:
        form = office.form("lo_gach", YEAR)
        entry.open_period(office, YEAR)
        entry.enter(office, YEAR, "lo_gach", [record(form, "1", name="Lò Sáu")])
        other = designing.with_field(drawn(), designing.field_of("integer", "Số lò", drawn().fields))
        with pytest.raises(AppError) as refused:
            designing.save(office, other)
        assert refused.value.code is Code.FORM_IN_USE
        designing.save(office, msgspec.structs.replace(drawn(), rule=()))
        newer = designing.next_edition(other, date(2021, 1, 1))
        assert designing.save(office, newer).name == "lo_gach@2021.toml"
