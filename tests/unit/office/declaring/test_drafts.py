"""Forms that are being drawn: kept as they stand, tried without a trace in the data file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from forms.load import load_built_in
from forms.spec import Form
from office.declaring import designing, drafts
from office.entering import entry
from office.office import open_office
from tests.builders import KILNS, YEAR, an_office, codes, dump, kiln, surroundings


def draft_of(title: str = "Lò vôi") -> Form:
    return designing.new_draft(title, "register", on=date(2020, 12, 31), taken=())


def test_a_draft_is_kept_as_it_stands_even_if_it_cannot_be_used(tmp_path: Path) -> None:
    draft = designing.with_field(draft_of(), designing.field_of("choice", "Đất", (), codes=""))
    assert designing.trial(draft, load_built_in()).form is None
    with an_office(tmp_path) as office:
        drafts.keep(office, draft)
    with open_office(tmp_path / "29236.sct", surroundings=surroundings()) as office:
        (kept,) = drafts.drafts(office)
        assert msgspec.to_builtins(kept) == msgspec.to_builtins(draft)
        assert not office.catalogue.knows(draft.name)
        drafts.drop(office, draft.name)
        drafts.drop(office, draft.name)
        assert drafts.drafts(office) == []


def test_a_file_that_holds_no_draft_is_left_alone(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        drafts.keep(office, draft_of())
        (tmp_path / "drafts" / "other.toml").write_text("key = 1", encoding="utf-8")
        assert [draft.title for draft in drafts.drafts(office)] == ["Lò vôi"]


def test_the_list_says_whose_a_form_is_and_whether_it_is_used(tmp_path: Path) -> None:
    with an_office(tmp_path, forms={"kilns@1.toml": KILNS}) as office:
        entry.open_period(office, YEAR)
        assert {(one.whose, one.used) for one in drafts.listed(office) if one.form.key == "kilns"} == {
            ("office", False)
        }
        entry.enter(office, YEAR, "kilns", [kiln("1", "Lò A")])
        told = {one.form.name: (one.whose, one.used) for one in drafts.listed(office)}
        assert told["kilns@1"] == ("office", True)
        assert told["power_grid@2020"] == ("program", False)


def test_trying_a_form_leaves_no_trace(tmp_path: Path) -> None:
    draft = draft_of()
    draft = designing.with_field(draft, designing.field_of("integer", "Lao động", draft.fields, min=1))
    with an_office(tmp_path) as office:
        before = dump(office.store, without=())
        form = designing.trial(draft, office.own).form
        assert form is not None
        opened = drafts.rehearsed(office, YEAR, form)
        opened.record.values["lao_dong"] = 0  # type: ignore[index]
        assert codes(opened.problems()) == ["REQUIRED", "BELOW_MINIMUM"]
        renamed = msgspec.structs.replace(form, title="Lò vôi, lò gạch")
        assert drafts.rehearsed(office, YEAR, renamed, opened).record.values == {"lao_dong": 0}
        text = designing.with_field(draft, designing.as_kind(draft.fields["lao_dong"], "text"))
        other = designing.trial(text, office.own).form
        assert other is not None
        assert drafts.rehearsed(office, YEAR, other, opened).record.values == {}
        assert dump(office.store, without=()) == before
