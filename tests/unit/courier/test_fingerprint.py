"""The code that a person reads from paper: every single slip of the hand is noticed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import AppError, Code
from courier.fingerprint import ALPHABET, fingerprint, typed

SEEDS = ("", "báo cáo", "29236", "phường 4", "2020")


def digest(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def wrong(text: str) -> bool:
    try:
        typed(text)
    except AppError as refusal:
        return refusal.code is Code.FINGERPRINT_WRONG
    return False


def test_the_alphabet_has_31_letters_and_none_that_look_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set("01OI") & set(ALPHABET)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_three_groups_of_four_and_is_read_back(raw: bytes) -> None:
    code = fingerprint(raw.hex())
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= set(ALPHABET) | {"-"}
    assert typed(code) == code
    assert typed(f"  {code.lower().replace('-', ' ')} ") == code


@pytest.mark.parametrize("seed", SEEDS)
def test_every_single_substitution_is_caught(seed: str) -> None:
    letters = fingerprint(digest(seed)).replace("-", "")
    slips = [
        letters[:n] + letter + letters[n + 1 :]
        for n in range(len(letters))
        for letter in ALPHABET
        if letter != letters[n]
    ]
    assert len(slips) == 12 * 30
    assert all(wrong(slip) for slip in slips)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_swap_of_neighbours_is_caught(seed: str) -> None:
    letters = fingerprint(digest(seed)).replace("-", "")
    for n in range(11):
        if letters[n] != letters[n + 1]:
            assert wrong(letters[:n] + letters[n + 1] + letters[n] + letters[n + 2 :])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_letter_too_many_or_too_few_is_caught(seed: str) -> None:
    letters = fingerprint(digest(seed)).replace("-", "")
    assert all(wrong(letters[:n] + letters[n + 1 :]) for n in range(12))
    assert all(wrong(letters[:n] + "7" + letters[n:]) for n in range(13))


@pytest.mark.parametrize("text", ["", "-", "7K2M", "0000-0000-0000", "OOOO-OOOO-OOOO", "đây-không-phải mã"])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert wrong(text)


def test_different_reports_have_different_codes() -> None:
    assert len({fingerprint(digest(str(n))) for n in range(2000)}) == 2000
