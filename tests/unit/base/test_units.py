"""The dated tree of units: counts of official lists, codes used again, what became of a unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from base.errors import AppError, Code
from base.paths import asset
from base.unit_files import history_in
from base.units import LEVELS, Unit, UnitHistory, UnitTree, load_units

FIRST_LIST = date(2020, 12, 31)
LAST_OF_THREE_LEVELS = date(2025, 3, 31)
MERGER = date(2025, 7, 1)
TODAY = date(2026, 12, 31)
LENGTHS = {"province": 2, "district": 3, "commune": 5}


def tree(on: date) -> UnitTree:
    return load_units().as_of(on)


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        (date(2019, 6, 30), 63, 705, 10_603),
        (FIRST_LIST, 63, 705, 10_603),
        (LAST_OF_THREE_LEVELS, 63, 696, 10_051),
        (MERGER - timedelta(days=1), 63, 696, 10_051),
        (MERGER, 34, 0, 3_321),
        (date(2040, 1, 1), 34, 0, 3_321),
    ],
)
def test_the_tree_has_as_many_units_as_the_official_list(
    on: date, provinces: int, districts: int, communes: int
) -> None:
    levels = Counter(unit.level for unit in tree(on).units)
    assert [levels[level] for level in LEVELS] == [provinces, districts, communes]


def test_every_day_before_the_first_list_has_its_unverified_tree() -> None:
    before = tree(date(1997, 1, 1))
    assert before.on == date(1997, 1, 1)
    assert before.units == tree(date(2020, 1, 1)).units
    assert not any(unit.verified for unit in before.units)
    assert tree(MERGER).find("86").verified


def test_tra_vinh_of_2020_has_one_city_one_town_seven_districts_and_106_communes() -> None:
    then = tree(FIRST_LIST)
    province = then.find("84")
    assert province.name == "Tỉnh Trà Vinh"
    kinds = Counter(unit.kind for unit in then.children(province))
    assert kinds == {"thành phố": 1, "thị xã": 1, "huyện": 7}
    assert len(then.communes(province)) == 106


def test_vinh_long_of_today_has_124_communes_and_no_districts() -> None:
    now = tree(TODAY)
    province = now.find("86")
    assert len(now.communes(province)) == 124
    assert now.children(province) == now.communes(province)


def test_under_lists_each_district_before_its_communes() -> None:
    then = tree(FIRST_LIST)
    found = then.under("84")
    assert found[0] == then.find("84")
    assert [unit.code for unit in found[1:3]] == ["842", "29236"]
    seen = set()
    for unit in found:
        assert unit.level == "province" or unit.parent in seen
        seen.add(unit.code)
    assert len(found) == 1 + 9 + 106
    districts = [unit for unit in found if unit.level == "district"]
    assert [unit.code for unit in districts] == sorted(unit.code for unit in districts)


def test_parent_leads_up_to_a_root() -> None:
    then = tree(FIRST_LIST)
    commune = then.find("29236")
    district = then.parent(commune)
    assert district is not None and district.code == "842"
    province = then.parent(district)
    assert province is not None and province in then.roots
    assert then.parent(province) is None
    assert then.communes(commune) == (commune,)


def test_a_code_that_was_used_again_is_another_unit_after_the_merger() -> None:
    old = tree(date(2025, 6, 30)).find("26740")
    new = tree(MERGER).find("26740")
    assert (old.name, old.bare_name) == ("Phường Bến Nghé", "Bến Nghé")
    assert new.name == "Phường Sài Gòn"
    assert (old.key, new.key) == ("26740@2020-01-01", "26740@2025-07-01")
    assert load_units().by_key(old.key) is old
    assert (old.valid_to, new.valid_to) == (date(2025, 6, 30), None)


def test_intervals_of_one_code_never_overlap_and_the_level_follows_from_its_length() -> None:
    history = load_units()
    keys = [unit.key for unit in history.units]
    assert len(set(keys)) == len(keys)
    for _, group in groupby(history.units, key=lambda unit: unit.code):
        for earlier, later in pairwise(group):
            assert earlier.valid_to is not None and earlier.valid_to < later.valid_from, later
    assert all(LENGTHS[unit.level] == len(unit.code) for unit in history.units)


def test_a_parent_exists_on_every_day_of_its_child() -> None:
    history = load_units()
    days = sorted({u.valid_from for u in history.units} | {u.valid_to for u in history.units if u.valid_to})
    for day in days:
        valid = {unit.code: unit for unit in history.units if _is_valid(unit, day)}
        for unit in valid.values():
            above = "" if unit.level == "province" else valid[unit.parent].level
            assert LEVELS.index(unit.level) > (LEVELS.index(above) if above else -1), unit
        assert {unit.code for unit in history.as_of(day).units} == set(valid)


def _is_valid(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)


def test_a_province_that_kept_code_and_name_has_two_intervals_where_it_took_over_others() -> None:
    history = load_units()
    merged: list[str] = []
    renamed: list[str] = []
    for province in tree(MERGER).roots:
        origins = {origin.code for origin, _ in history.predecessors(province)}
        if len(origins) > 1:
            old = tree(date(2025, 6, 30)).find(province.code)
            assert (old.valid_to, province.valid_from) == (date(2025, 6, 30), MERGER)
            (merged if old.name == province.name else renamed).append(province.code)
    assert (len(merged), len(renamed)) == (16, 7)
    assert "86" in merged and "24" in renamed


def test_a_district_that_took_over_communes_has_two_intervals() -> None:
    history = load_units()
    before, after = tree(date(2024, 12, 31)).find("213"), tree(date(2025, 1, 1)).find("213")
    assert before.name == after.name == "Thành phố Bắc Giang"
    assert before.key != after.key
    assert [origin.code for origin, _ in history.predecessors(after)] == ["213", "221"]
    territory_only = [
        (old, new)
        for old, new in pairwise(history.units)
        if old.code == new.code and (old.name, old.kind, old.parent) == (new.name, new.kind, new.parent)
    ]
    assert Counter(new.level for _, new in territory_only) == {"province": 16, "district": 17}


def test_successors_tell_how_much_went_where() -> None:
    history = load_units()
    tra_vinh = tree(FIRST_LIST).find("84")
    assert [(heir.key, extent) for heir, extent in history.successors(tra_vinh)] == [
        ("86@2025-07-01", "whole")
    ]
    parted = tree(FIRST_LIST).find("00007")
    assert {extent for _, extent in history.successors(parted)} == {"partly"}
    assert history.successors(tree(TODAY).find("86")) == ()
    assert {origin.code for origin, _ in history.predecessors(tree(TODAY).find("86"))} == {"83", "84", "86"}


def test_every_known_change_joins_two_units_of_their_days() -> None:
    history = load_units()
    for change in history.changes:
        before = history.as_of(change.effective - timedelta(days=1))
        after = history.as_of(change.effective)
        if change.extent != "unknown":
            assert before.find(change.old_code).level == after.find(change.new_code).level


def test_what_the_sources_do_not_say_is_listed_as_unknown() -> None:
    history = load_units()
    changes = [change for change in history.changes if change.effective == MERGER]
    unknown = [change for change in changes if change.extent == "unknown"]
    without_new = [change.old_code for change in unknown if not change.new_code]
    without_old = [change.new_code for change in unknown if not change.old_code]
    assert (len(without_new), len(without_old)) == (28, 5)
    assert {tree(MERGER).find(code).kind for code in without_old} == {"đặc khu"}
    old_not_listed = {change.old_code for change in unknown if change.old_code and change.new_code}
    assert len(old_not_listed) == 10
    assert not old_not_listed & {unit.code for unit in tree(date(2025, 6, 30)).units}


def test_each_unit_that_ended_or_began_has_a_change() -> None:
    history = load_units()
    olds = {(change.effective, change.old_code) for change in history.changes}
    news = {(change.effective, change.new_code) for change in history.changes}
    for unit in history.units:
        abolished = unit.level == "district" and unit.valid_to == date(2025, 6, 30)
        if unit.valid_to is not None and not abolished:
            assert (unit.valid_to + timedelta(days=1), unit.code) in olds
        if unit.valid_from != date(2020, 1, 1):
            assert (unit.valid_from, unit.code) in news


@pytest.mark.parametrize("on", [FIRST_LIST, MERGER])
def test_units_sought_one_by_one_are_those_of_the_whole_list(on: date) -> None:
    whole = {unit.code: unit for unit in load_units().units if _is_valid(unit, on)}
    few = history_in(asset("base/assets")).as_of(on)
    for code in ("01", "86", "842", "26740", "99999", "1", ""):
        assert few.has(code) == (code in whole)
        if code in whole:
            assert few.find(code) == whole[code]
            assert few.children(few.find(code)) == tuple(u for u in whole.values() if u.parent == code)
    assert few.roots == tuple(unit for unit in whole.values() if not unit.parent)
    assert set(few.units) == set(whole.values()), "so many are sought that the whole list is read"


def test_the_days_that_stand_beside_the_list_are_those_of_its_units() -> None:
    assert load_units().starts == history_in(asset("base/assets")).starts


@pytest.mark.parametrize(
    ("on", "text", "best"),
    [
        (FIRST_LIST, "ben nghe", "Phường Bến Nghé"),
        (TODAY, "sài GÒN", "Phường Sài Gòn"),
        (TODAY, "vinh long", "Tỉnh Vĩnh Long"),
        (TODAY, "tinh vinh", "Tỉnh Vĩnh Long"),
        (TODAY, "dac khu ly son", "Đặc khu Lý Sơn"),
        (TODAY, "blao", "Phường B’Lao"),
        (FIRST_LIST, "hòa bình tỉnh", "Tỉnh Hoà Bình"),
        (FIRST_LIST, " 26740 ", "Phường Bến Nghé"),
    ],
)
def test_search_finds_names_without_accents(on: date, text: str, best: str) -> None:
    assert tree(on).search(text)[0].name == best


def test_search_of_nothing_or_of_an_unknown_word_finds_nothing() -> None:
    assert tree(TODAY).search("  ") == []
    assert tree(TODAY).search("khongcoxanao") == []


@pytest.mark.parametrize(
    ("on", "code", "hint"),
    [
        (TODAY, "84", "86 Tỉnh Vĩnh Long"),  # ended: its heir
        (FIRST_LIST, "1", "01 Thành phố Hà Nội"),  # a spreadsheet dropped the zero
        (FIRST_LIST, "26741", "26740 Phường Bến Nghé"),  # one digit off
        (FIRST_LIST, "ben nghe", "26740 Phường Bến Nghé"),  # a name
    ],
)
def test_an_unknown_code_is_refused_with_what_may_be_meant(on: date, code: str, hint: str) -> None:
    with pytest.raises(AppError) as refused:
        tree(on).find(code)
    assert refused.value.code is Code.UNIT_UNKNOWN
    assert hint in str(refused.value)


@pytest.mark.parametrize(
    ("code", "on", "written"),
    [
        ("29263", FIRST_LIST, "xã Long Đức"),
        ("29236", FIRST_LIST, "Phường 4"),
        ("760", FIRST_LIST, "Quận 1"),
        ("24823", FIRST_LIST, "Phường 1"),
        ("24823", TODAY, "phường 1 Bảo Lộc"),
        ("84", FIRST_LIST, "tỉnh Trà Vinh"),
        ("01", TODAY, "thành phố Hà Nội"),
        ("79", TODAY, "Thành phố Hồ Chí Minh"),
    ],
)
def test_inside_a_sentence_the_kind_is_small_unless_the_name_is_a_number(
    code: str, on: date, written: str
) -> None:
    """Nghị định 30/2020/NĐ-CP, Phụ lục II, mục III."""
    assert tree(on).find(code).name_in_text == written


@pytest.mark.parametrize("key", ["26740", "26740@2024-01-01", "99999@2020-01-01", ""])
def test_an_unknown_key_is_refused(key: str) -> None:
    with pytest.raises(AppError) as refused:
        load_units().by_key(key)
    assert refused.value.code is Code.UNIT_UNKNOWN


def test_the_edition_names_the_content_and_not_the_order_of_the_rows() -> None:
    history = load_units()
    units, changes = history.units[:200], history.changes[:50]
    edition = UnitHistory(units, changes).edition
    assert UnitHistory(reversed(units), reversed(changes)).edition == edition
    assert UnitHistory([replace(units[0], name="Tỉnh Khác"), *units[1:]], changes).edition != edition
    assert UnitHistory(units, changes[1:]).edition != edition
    assert len(history.edition) == 16 and int(history.edition, 16) >= 0
