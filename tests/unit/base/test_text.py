"""Vietnamese text: one normal form, search without accents, the order of the dictionary."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.text import nfc, search_key, sort_key, tidy
from tests.strategies import VIETNAMESE, any_text


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@given(st.text(VIETNAMESE + " "))
def test_a_text_from_a_mac_becomes_the_same_text(text: str) -> None:
    assert nfc(nfd(text)) == text
    assert tidy(nfd(text)) == tidy(text)
    assert search_key(nfd(text)) == search_key(text)
    assert sort_key(tidy(nfd(text))) == sort_key(tidy(text))


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  Chợ   Trà Vinh ", "Chợ Trà Vinh"),
        ("Chợ\u00a0Trà\u202fVinh", "Chợ Trà Vinh"),
        ("Chợ\tTrà\r\nVinh", "Chợ Trà Vinh"),
        ("\u3000", ""),
        ("", ""),
    ],
)
def test_runs_of_blanks_become_one(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đường", "duong"),
        ("ĐƯỜNG", "đường"),
        ("Xã Hoà Thuận", "xa hòa thuan"),
        ("thuỷ sản", "Thủy sản"),
        ("Khoẻ", "khỏe"),
        ("Càng  Long", "cang long"),
        ("Đắk Lắk", "dak lak"),
        ("Ấp 3\u00a0A", "ap 3 a"),
    ],
)
def test_search_forgets_accents_tone_placement_case_and_the_bar_of_d(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


@given(any_text())
def test_any_text_becomes_one_that_a_file_can_hold(text: str) -> None:
    assert nfc(text).encode().decode() == nfc(text) == nfc(nfc(text))


@given(any_text())
def test_search_and_sort_take_any_text(text: str) -> None:
    key = search_key(text)
    assert key == search_key(key)
    assert isinstance(sort_key(text), str)


@given(st.text(VIETNAMESE + " 0123456789"))
def test_a_search_key_of_vietnamese_is_plain_ascii(text: str) -> None:
    assert search_key(text).isascii()


DICTIONARY = """
a à ả ã á ạ an ăn ân ba bà bạ ca cha da dê đa đê e em ê ga gi ha hoa hòa hoả hoá hoạ hoan hơ hu hư i la lo lô lơ lu lư
ma mà mả mã má mạ mă na nga o ô ơ pa quy ra ta u ư va xa y
"""


@pytest.mark.parametrize("seed", range(5))
def test_words_stand_in_the_order_of_the_vietnamese_dictionary(seed: int) -> None:
    ordered = DICTIONARY.split()
    shuffled = random.Random(seed).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


@pytest.mark.parametrize(
    "ordered",
    [
        ["Phường 1", "Phường 2", "Phường 9"],
        ["Xã An Trường", "Xã Bình Phú", "Xã Đại Phúc", "Xã Đại Phước", "Xã Huyền Hội"],
        ["Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Hà Nội", "Hải Dương", "Huế"],
        ["Chợ Dừa", "Chợ Đình"],
    ],
)
def test_names_stand_in_dictionary_order(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=sort_key) == ordered


def test_tones_decide_only_between_equal_letters() -> None:
    assert sort_key("ma") < sort_key("mà") < sort_key("mab")


def test_where_the_tone_is_written_moves_no_word() -> None:
    assert sorted(["Hoả", "Hoà", "Hòa", "Hoa"], key=sort_key)[0] == "Hoa"
    assert sorted(["Hoả Lò", "Hòa Lạc", "Hoà Lạc"], key=sort_key)[2] == "Hoả Lò"


def test_no_two_texts_share_a_place() -> None:
    assert sort_key("An") != sort_key("an")
