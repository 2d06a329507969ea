"""Doubles are proposed with a reason, never merged alone, and a merge is taken back whole."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from base.errors import AppError, Code
from base.likeness import own_words, plain_hamlet, plain_name
from base.progress import Cancelled, Progress
from db import journal, records
from forms.spec import Record
from office.entering import duplicates, entry, undoing
from office.office import Office
from tests.builders import OUTLETS, YEAR, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "office", forms={"outlets.toml": OUTLETS}) as made:
        entry.open_period(made, YEAR)
        yield made


def one(record_id: str, name: str, hamlet: str = "", tax_code: str = "", **values: object) -> Record:
    told = {"name": name, "hamlet": hamlet or None, "tax_code": tax_code or None, **values}
    return Record(record_id, told)


def enter(office: Office, *given: Record, form: str = "establishments") -> None:
    entry.enter(office, YEAR, form, given)


def standing(office: Office, form_key: str = "establishments") -> dict[str, Record]:
    form = office.form(form_key, YEAR)
    found = records.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)
    return {record.record_id: record for record in found}


def proposed(office: Office) -> list[tuple[str, str, str]]:
    return [(p.first, p.second, p.reason) for p in duplicates.proposals(office, YEAR, "establishments")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Công ty TNHH Hòa Bình", "CTY TNHH HOÀ BÌNH"),
        ("Công ty Trách nhiệm hữu hạn MTV Dừa Xanh", "Cty TNHH một thành viên Dừa Xanh"),
        ("Công ty Cổ phần Lương thực", "CTCP Lương thực"),
        ("DNTN Hùng Cường", "Doanh nghiệp tư nhân  Hùng-Cường"),
        ("HTX Long Hòa", "Hợp tác xã Long Hoà"),
        ("CSSX kẹo dừa Ba Tý", "Cơ sở sản xuất kẹo dừa “Ba Tý”"),
        ("Hộ KD Lê Văn Tư", "Hộ kinh doanh Lê Văn Tư"),
        ("Lò gạch Bến Tre", unicodedata.normalize("NFD", "Lò gạch Bến Tre")),
    ],
)
def test_the_same_name_is_written_in_many_ways(a: str, b: str):
    assert plain_name(a) == plain_name(b)


def test_a_family_name_is_no_kind_of_business():
    assert own_words(plain_name("Hộ may Hồ Văn Tư")) == "may ho van tu"
    assert plain_hamlet("Ấp Long Trị") == plain_hamlet("long trị")
    assert plain_hamlet("Ấp 3") != plain_hamlet("Ấp 4")


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (
            one("a", "Lò A", tax_code="1300456789"),
            one("b", "Tên khác hẳn", tax_code="1300 456 789"),
            "tax_code",
        ),
        (one("a", "Cty Hòa Bình", "Ấp 3"), one("b", "Công ty Hoà Bình", "Ấp 5"), "name"),
        (one("a", "Cơ sở mộc Lê Văn Tư", "Ấp 3"), one("b", "Hộ mộc Lê Văn Tư", "ấp 3"), "kind"),
        (one("a", "Cơ sở kẹo dừa Ngọc Mai", "Ấp 1"), one("b", "Cơ sở kẹo dừa Ngọc May", "Ấp 1"), "near"),
        (one("a", "Cơ sở kẹo dừa Ngọc Mai", "Ấp 1"), one("b", "Cơ sở kẹo dừa Ngọc May", "Ấp 2"), ""),
        (one("a", "Cơ sở mộc Lê Văn Tư", "Ấp 3"), one("b", "Hộ mộc Lê Văn Tư", "Ấp 4"), ""),
        (one("a", "Trạm xay xát số 12", "Ấp 1"), one("b", "Trạm xay xát số 13", "Ấp 1"), ""),
        (one("a", "Hộ bánh tráng Lê Văn Tâm"), one("b", "Hộ bánh tráng Lê Văn Nam"), ""),
        (
            one("a", "Cty Hòa Bình", tax_code="1300456789"),
            one("b", "Cty Hòa Bình", tax_code="1300999999"),
            "",
        ),
    ],
)
def test_what_is_proposed_and_why(office: Office, a: Record, b: Record, reason: str):
    enter(office, a, b)
    assert proposed(office) == ([("a", "b", reason)] if reason else [])


def test_the_record_known_from_last_period_is_the_one_to_keep(office: Office):
    enter(office, one("new", "Cty Hòa Bình"), replace(one("old", "Công ty Hòa Bình"), carried="carried"))
    assert proposed(office) == [("old", "new", "name")]


def test_a_record_that_ended_is_no_double(office: Office):
    enter(office, one("a", "Cty Hòa Bình"), replace(one("b", "Cty Hòa Bình"), carried="ended"))
    assert proposed(office) == []


def test_two_that_a_person_calls_two_are_not_proposed_again(office: Office):
    enter(office, one("a", "Cty Hòa Bình"), one("b", "Cty Hoà Bình"))
    duplicates.keep_both(office, YEAR, "establishments", ("b", "a"))
    assert proposed(office) == []
    assert duplicates.like(office, YEAR, "establishments", standing(office)["a"]) == []


def test_the_record_being_entered_is_told_what_it_resembles(office: Office):
    enter(office, one("a", "Cty Hòa Bình", "Ấp 3"), one("b", "Lò gạch Tân Hiệp", "Ấp 4", "1300456789"))
    (like,) = duplicates.like(office, YEAR, "establishments", one("x", "Công ty  hoà bình", "Ấp 5"))
    assert (like.record_id, like.reason) == ("a", "name")
    assert "“Cty Hòa Bình” (Ấp 3)" in like.sentence
    (by_code,) = duplicates.like(office, YEAR, "establishments", one("x", "", tax_code="1300-456-789"))
    assert by_code.record_id == "b"
    assert duplicates.like(office, YEAR, "establishments", one("a", "Cty Hòa Bình", "Ấp 3")) == []
    assert duplicates.like(office, YEAR, "establishments", one("x", "")) == []


def a_pair_with_workers(office: Office) -> None:
    keep = replace(one("a", "Cty Hòa Bình", "Ấp 3", revenue=5_000_000), notes={"revenue": "theo sổ"})
    drop = replace(one("b", "Công ty Hoà Bình", "", "1300456789", revenue=6_000_000), raw={"kwh": "chừng 5"})
    enter(office, keep, drop, one("c", "Lò khác"))
    entry.enter(
        office,
        YEAR,
        "workers",
        [Record("a", {"workers_total": 5}), Record("b", {"workers_total": 9, "workers_female": 4})],
    )
    enter(office, Record("o", {"name": "Sạp 1", "establishment": "b"}), form="outlets")


def test_a_merge_takes_what_was_chosen_and_fills_the_blanks(office: Office):
    a_pair_with_workers(office)
    duplicates.merge(office, YEAR, "establishments", "a", "b", {"revenue": "drop"}, "ghi hai lần")
    kept = standing(office)
    assert list(kept) == ["a", "c"]
    values = kept["a"].values
    assert (values["name"], values["tax_code"], values["revenue"]) == (
        "Cty Hòa Bình",
        "1300456789",
        6_000_000,
    )
    assert kept["a"].raw == {"kwh": "chừng 5"}
    workers = standing(office, "workers")
    assert list(workers) == ["a"]
    assert (workers["a"].values["workers_total"], workers["a"].values["workers_female"]) == (5, 4)
    assert standing(office, "outlets")["o"].values["establishment"] == "a"
    line = journal.lines(office.store)[-1]
    assert (line.act, line.form, line.reason) == ("merge", "establishments", "ghi hai lần")


def test_undo_of_a_merge_brings_both_back_with_their_workers(office: Office):
    a_pair_with_workers(office)
    before = [standing(office, key) for key in ("establishments", "workers", "outlets")]
    order = list(standing(office))
    choices: dict[str, duplicates.Side] = {"establishments.revenue": "drop", "workers.workers_total": "drop"}
    duplicates.merge(office, YEAR, "establishments", "a", "b", choices, "ghi hai lần")
    merged = standing(office, "workers")
    assert merged["a"].values["workers_total"] == 9
    undoing.undo(office)
    assert [standing(office, key) for key in ("establishments", "workers", "outlets")] == before
    assert list(standing(office)) == order
    undoing.redo(office)
    assert standing(office, "workers") == merged
    assert journal.broken_link(office.store) is None


def test_workers_of_the_dropped_one_alone_move_to_the_kept_one(office: Office):
    enter(office, one("a", "Cty Hòa Bình"), one("b", "Cty Hoà Bình"))
    entry.enter(office, YEAR, "workers", [Record("b", {"workers_total": 9})])
    duplicates.merge(office, YEAR, "establishments", "a", "b", {}, "ghi hai lần")
    assert standing(office, "workers")["a"].values["workers_total"] == 9
    undoing.undo(office)
    assert list(standing(office, "workers")) == ["b"]


def test_a_merge_needs_a_reason_and_two_records(office: Office):
    enter(office, one("a", "Cty Hòa Bình"))
    for drop, reason, code in (
        ("b", "vì", Code.RECORD_UNKNOWN),
        ("a", "vì", Code.RECORD_UNKNOWN),
        ("b", " ", Code.REASON_NEEDED),
    ):
        with pytest.raises(AppError) as refusal:
            duplicates.merge(office, YEAR, "establishments", "a", drop, {}, reason)
        assert refusal.value.code is code
    assert list(standing(office)) == ["a"]


def test_differences_show_both_sides_and_the_workers(office: Office):
    a_pair_with_workers(office)
    found = {
        (d.form, d.field): (d.keep, d.drop)
        for d in duplicates.differences(office, YEAR, "establishments", "a", "b")
        if d.differs
    }
    assert found["establishments", "revenue"] == ("5,0", "6,0")
    assert found["establishments", "kwh"] == ("", "chừng 5")
    assert found["workers", "workers_female"] == ("", "4")


def test_a_paper_form_has_no_doubles(office: Office):
    assert duplicates.proposals(office, YEAR, "power_grid") == []


def test_ten_thousand_records_are_compared_at_once(office: Office):
    names = [
        f"Cơ sở {word} {n % 97} {chr(97 + n % 26) * 3} {n // 26}"
        for n in range(5_000)
        for word in ("mộc", "rèn")
    ]
    enter(office, *(one(f"r{n}", name) for n, name in enumerate(names)), one("x", "CSSX mộc 0 aaa 0"))
    start = time.process_time()
    found = proposed(office)
    assert time.process_time() - start < 2
    assert ("r0", "x", "name") in found


@pytest.mark.parametrize(
    ("keep", "drop", "better"),
    [
        ("1995", "2001", "keep"),
        (None, "2001", "drop"),
        ("khoảng 1995", "2001", "drop"),
        ("khoảng 1995", "độ 2001", "keep"),
        ("khoảng 1995", None, "keep"),
        ("1995", "độ 2001", "keep"),
    ],
)
def test_whose_answer_stays_if_nobody_chooses(
    office: Office, keep: str | None, drop: str | None, better: str
):
    def made(record_id: str, text: str | None) -> Record:
        known = text is not None and text.isdigit()
        raw = {} if known or text is None else {"start_year": text}
        return Record(record_id, {"name": "Quán Ba", "start_year": int(text) if known else None}, raw=raw)

    entry.enter(office, YEAR, "establishments", [made("a", keep), made("b", drop)])
    (found,) = [
        d for d in duplicates.differences(office, YEAR, "establishments", "a", "b") if d.field == "start_year"
    ]
    assert found.better == better


def test_a_search_tells_how_far_it_is_and_can_be_stopped(office: Office):
    enter(office, *(one(f"r{n}", f"Cơ sở {n}") for n in range(150)))
    told: list[tuple[int, int]] = []
    progress = Progress(lambda done, total, what: told.append((done, total)))
    duplicates.proposals(office, YEAR, "establishments", progress)
    assert told == [(0, 150), (100, 150)] * 2
    for step in range(4):
        told.clear()
        progress.cancelled = lambda step=step: len(told) == step
        with pytest.raises(Cancelled):
            duplicates.proposals(office, YEAR, "establishments", progress)
