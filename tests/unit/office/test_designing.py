"""A questionnaire drawn without code: tried at every step, saved as a declaration, refused where answers stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from base.errors import AppError, Code
from forms.load import load_built_in
from forms.spec import Form
from office import designing, entry
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
