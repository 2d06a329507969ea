"""Nhập thay: an office enters for a commune that has no PC; what it entered is a version like any other, marked so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from base.errors import AppError, Code
from cli import run
from courier.payload import decode
from db import journal, received, reports
from office.entering import behalf, substitute
from office.figures import reporting
from office.office import Office, open_office
from office.receiving import inbox, receiving
from office.sending import submitting
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission

FORMS = {"kilns.toml": KILNS}
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1")]}
OTHER = {"kilns": [kiln("k1", "Lò Tư", workers="4", area="1")]}


@pytest.fixture
def town(tmp_path: Path) -> Office:
    return an_office(tmp_path / "town", DISTRICT, forms=FORMS)


def entered(town: Office) -> None:
    """The town enters for the first commune and hands the report to itself."""
    with behalf.enter_for(town, YEAR, COMMUNE) as ward:
        behalf.submit(answer(ward, ONE), YEAR)


def standing(town: Office, code: str = COMMUNE) -> tuple[str, int]:
    (one,) = [s for s in receiving.status(town, YEAR) if s.unit.code == code]
    return one.state, one.version


def test_what_is_entered_for_a_unit_is_held_as_its_version_and_says_by_whom(town: Office) -> None:
    entered(town)
    assert standing(town) == ("sent", 1)
    ((held,),) = received.held(town.store, period="2020", packet=town.packet).values()
    made = decode(reports.payload(town.store, held.hash)).remade
    assert made and (made.how, made.office, made.who) == ("behalf", town.unit.name, "Thạch Sa Vane")
    assert [line.act for line in journal.lines(town.store)] == ["behalf", "receive"]
    receiving.approve(town, YEAR)
    assert standing(town) == ("approved", 1)
    (source,) = [one for one in reporting.sources(town, YEAR) if one.code == COMMUNE]
    assert "Nhập thay" in source.reason


def test_the_data_file_is_one_of_the_unit_and_is_found_again(town: Office) -> None:
    with behalf.enter_for(town, YEAR, COMMUNE) as ward:
        assert (ward.unit.code, substitute.entered_by(ward)) == (COMMUNE, town.unit.name)
        answer(ward, ONE)
        assert substitute.home_of(ward) == town.store.path
    with behalf.enter_for(town, YEAR, COMMUNE) as ward:
        assert ward.report(YEAR).state == "draft"
    with open_office(behalf.path_for(town, COMMUNE)) as ward:
        assert "kilns" in {form.key for form in ward.own_forms(YEAR)}
    assert substitute.entered_by(town) == ""


def test_a_later_file_of_the_unit_itself_is_a_conflict_that_a_person_settles(
    town: Office, tmp_path: Path
) -> None:
    entered(town)
    receiving.approve(town, YEAR)
    (receipt,) = receiving.receive(town, [submission(tmp_path / "own", COMMUNE, OTHER, forms=FORMS)])
    assert receipt.answer == "conflict"
    assert standing(town) == ("approved", 1)
    receiving.resolve(town, YEAR, COMMUNE, receipt.hash, reason="Xã tự nộp")
    receiving.approve(town, YEAR, [COMMUNE])
    assert (
        received.admitted(town.store, period="2020", packet=town.packet)[
            town.tree(YEAR).find(COMMUNE).key
        ].hash
        == receipt.hash
    )


def test_for_a_unit_that_has_reported_itself_nothing_is_entered(town: Office, tmp_path: Path) -> None:
    receiving.receive(town, [submission(tmp_path / "own", COMMUNE, ONE, forms=FORMS)])
    with pytest.raises(AppError) as refused:
        behalf.enter_for(town, YEAR, COMMUNE)
    assert refused.value.code is Code.BEHALF_REPORTED
    assert not behalf.path_for(town, COMMUNE).exists()


def test_what_the_unit_sent_meanwhile_keeps_what_was_entered_for_it_out(town: Office, tmp_path: Path) -> None:
    with behalf.enter_for(town, YEAR, COMMUNE) as ward:
        answer(ward, OTHER)
        receiving.receive(town, [submission(tmp_path / "own", COMMUNE, ONE, forms=FORMS)])
        with pytest.raises(AppError) as refused:
            behalf.submit(ward, YEAR)
        assert refused.value.code is Code.BEHALF_REPORTED
        assert ward.report(YEAR).state == "draft"
    assert standing(town) == ("sent", 1)


def test_a_later_version_of_the_unit_itself_is_told_as_newer_than_what_was_entered_for_it(
    town: Office, tmp_path: Path
) -> None:
    """Its first version never came: there is a gap, and what was approved counts until a person takes the newer."""
    entered(town)
    receiving.approve(town, YEAR)
    with answer(an_office(tmp_path / "own", COMMUNE, forms=FORMS), OTHER) as commune:
        submitting.submit(commune, YEAR, tmp_path / "1.xlsx")
        receiving.reopen(commune, YEAR, COMMUNE, reason="Sửa")
        submitting.submit(commune, YEAR, tmp_path / "2.xlsx")
    (receipt,) = receiving.receive(town, [tmp_path / "2.xlsx"])
    (line,) = [one for one in inbox.inbox(town, YEAR) if one.unit.code == COMMUNE]
    assert (receipt.answer, line.version, line.waiting, line.gap) == ("gap", 2, True, True)
    (counted,) = received.admitted(town.store, period="2020", packet=town.packet).values()
    assert counted.hash != receipt.hash
    receiving.approve(town, YEAR, [COMMUNE])
    (counted,) = received.admitted(town.store, period="2020", packet=town.packet).values()
    assert counted.hash == receipt.hash


def test_only_for_communes_below(town: Office) -> None:
    for code, expected in (("29302", Code.SUBMISSION_OTHER_UNIT), (DISTRICT, Code.SUBMISSION_OTHER_UNIT)):
        with pytest.raises(AppError) as refused:
            behalf.enter_for(town, YEAR, code)
        assert refused.value.code is expected


def test_what_was_closed_but_not_handed_over_is_handed_over_by_the_next_call(
    town: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behalf.enter_for(town, YEAR, COMMUNE) as ward:
        answer(ward, ONE)
        with monkeypatch.context() as broken, pytest.raises(OSError):
            broken.setattr(receiving, "receive", lambda *_: (_ for _ in ()).throw(OSError()))
            behalf.submit(ward, YEAR)
        assert standing(town) == ("none", 0)
        sent, receipt = behalf.submit(ward, YEAR)
    assert (sent.version, receipt.answer) == (1, "new")


def test_the_whole_way_by_commands(town: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--data", str(town.store.path), "--period", "2020", "--for", COMMUNES[1]]
    assert run(["open-period", *place]) == 0
    with behalf.enter_for(town, YEAR, COMMUNES[1]) as ward:
        forms = [form.key for form in ward.own_forms(YEAR)]
    assert all(run(["nil", form, *place]) == 0 for form in forms)
    assert run(["check", *place]) == 0
    assert run(["submit", str(tmp_path / "thay.xlsx"), *place]) == 0
    capsys.readouterr()
    assert run(["status", *place[:4], "--json"]) == 0
    told = {one["unit"]: one for one in json.loads(capsys.readouterr().out)}
    assert (told[COMMUNES[1]]["state"], told[COMMUNES[1]]["version"]) == ("sent", 1)
    assert (tmp_path / "thay.xlsx").is_file()
