"""Numbers as Vietnamese clerks write them: read once, exactly; shown with dots, comma and half-up rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base import numbers
from base.numbers import Ambiguous, TooFine, Unreadable

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("typed", "scale", "stored"),
    [
        ("0", 1, 0),
        ("1250", 1, 1_250),
        ("1.250", 1, 1_250),
        ("1.250.000", 1, 1_250_000),
        ("1.250", 10, 12_500),
        ("1,25", 100, 125),
        ("1,250", 1000, 1_250),
        ("1.234,5", 10, 12_345),
        ("1.250,5", MILLION, 1_250_500_000),
        ("1234,5", 10, 12_345),
        ("12.345.678,123", 1000, 12_345_678_123),
        ("0,5", 2, 1),
        ("0,500", 2, 1),
        ("007", 1, 7),
        ("+5", 1, 5),
        ("-1.250", 1, -1_250),
        ("-1,5", 10, -15),
        ("\u22121.250,5", 10, -12_505),
        ("-0,5", 10, -5),
        ("1\u00a0250", 1, 1_250),
        ("1\u202f250\u202f000", 1, 1_250_000),
        ("1 250", 1, 1_250),
        ("-12 345 678", 1, -12_345_678),
        ("1 250,5", 10, 12_505),
        ("1\u00a0250\u202f000,25", 100, 125_000_025),
        (" 12 ", 1, 12),
        ("\u00a012\u00a0", 1, 12),
    ],
)
def test_a_vietnamese_number_is_read_exactly(typed: str, scale: int, stored: int) -> None:
    assert numbers.read(typed, scale) == stored


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.25", ("1,25", "125")),
        ("1.2500", ("1,2500", "12500")),
        ("-1.5", ("-1,5", "-15")),
        ("0.5", ("0,5", "05")),
        ("1234.567", ("1234,567", "1234567")),
        ("1,234.5", ()),
        ("1,234,567", ()),
        ("1.25.3", ()),
        ("1.250.00", ()),
        ("12.34,5", ()),
        ("1,", ()),
        (",5", ()),
        ("1.", ()),
        ("1 250.5", ("1250,5", "12505")),
        ("1 250.000", ("1250,000", "1250000")),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_not_guessed(typed: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(Ambiguous) as unclear:
        numbers.read(typed, 100)
    assert (unclear.value.text, unclear.value.readings) == (typed, readings)


@pytest.mark.parametrize(
    "typed", ["", "-", "người", "12 người", "1e5", "0x1F", "½", "²", "--1", "1-2", "%", "5%", "…"]
)
def test_what_is_no_number_is_unreadable(typed: str) -> None:
    with pytest.raises(Unreadable):
        numbers.read(typed, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "5 7",
        "5\n7",
        "5\t7",
        "5\r\n7",
        "1 2 3",
        "12\n345\n678",
        "12\t345",
        "12 34",
        "1234 567",
        "12 3456",
        "1.250 000",
        "1 250,5 7",
        "1,5 2,5",
        "0 123",
        "1  250",
        "- 5",
        "5\n",
        "\t5",
    ],
)
def test_numbers_behind_each_other_are_not_made_one(typed: str) -> None:
    with pytest.raises(Unreadable):
        numbers.read(typed, 1000)


@given(
    st.lists(st.integers(0, 9_999), min_size=2, max_size=4),
    st.sampled_from((" ", "\n", "\t", "\r\n", "\u00a0", "\u202f")),
)
def test_several_numbers_are_one_only_as_thousands_between_blanks(parts: list[int], between: str) -> None:
    text = between.join(map(str, parts))
    grouped = between.isprintable() or between in "\u00a0\u202f"
    if grouped and 0 < parts[0] < 1000 and all(100 <= part < 1000 for part in parts[1:]):
        assert numbers.read(text, 1) == int("".join(map(str, parts)))
    else:
        with pytest.raises(Unreadable):
            numbers.read(text, 1)


@given(st.integers(-(10**15), 10**15), st.sampled_from(" \u00a0\u202f"), st.integers(0, 3))
def test_a_number_grouped_by_blanks_is_the_one_grouped_by_dots(count: int, blank: str, decimals: int) -> None:
    shown = numbers.show_stored(count, 1000, decimals)
    assert numbers.read(f" {shown.replace('.', blank)}\u00a0", 1000) == count


@pytest.mark.parametrize(("typed", "scale"), [("0,5", 1), ("1,234", 100), ("1.250,0001", 1000), ("0,3", 2)])
def test_more_decimals_than_the_smallest_unit_holds_are_refused_not_rounded(typed: str, scale: int) -> None:
    with pytest.raises(TooFine):
        numbers.read(typed, scale)


@pytest.mark.parametrize(
    ("cell", "scale", "stored"),
    [
        (0.1 + 0.2, 10, 3),
        (1.1 * 3, 10, 33),
        (1234.5, 10, 12_345),
        (0.29, 100, 29),
        (8.7, 10, 87),
        (1e15, 1, 10**15),
        (123456789.123456, MILLION, 123_456_789_123_456),
        (-0.5, 10, -5),
        (7, 1000, 7_000),
        (2.0, 1, 2),
        (Decimal("12.5"), 10, 125),
    ],
)
def test_a_cell_holds_the_number_that_was_meant(cell: float, scale: int, stored: int) -> None:
    assert numbers.from_cell(cell, scale) == stored


@pytest.mark.parametrize(("cell", "scale"), [(0.125, 100), (1 + 1e-7, 10), (0.5, 1), (1 / 3, 1000)])
def test_a_cell_with_a_further_decimal_is_refused_not_rounded(cell: float, scale: int) -> None:
    with pytest.raises(TooFine):
        numbers.from_cell(cell, scale)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Fraction("60.625"), 2, 6_063),
        (Fraction("60.624999"), 2, 6_062),
        (Fraction("0.5"), 0, 1),
        (Fraction("1.5"), 0, 2),
        (Fraction("2.5"), 0, 3),
        (Fraction("-2.5"), 0, -3),
        (Fraction("-0.4"), 0, 0),
        (Fraction(2, 3), 1, 7),
        (Fraction(1, 3), 3, 333),
    ],
)
def test_rounding_is_half_away_from_zero(value: Fraction, decimals: int, rounded: int) -> None:
    assert numbers.half_up(value, decimals) == rounded


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction("1234567.8"), 1, "1.234.567,8"),
        (1234, 0, "1.234"),
        (999, 0, "999"),
        (0, 0, "0"),
        (0, 2, "0,00"),
        (Fraction("0.05"), 1, "0,1"),
        (Fraction("-1234.5"), 1, "\u22121.234,5"),
        (Fraction("-0.04"), 1, "0,0"),
        (Fraction("999.95"), 1, "1.000,0"),
    ],
)
def test_a_number_is_shown_with_dots_and_a_comma(value: int | Fraction, decimals: int, text: str) -> None:
    assert numbers.show(value, decimals) == text


@pytest.mark.parametrize(
    ("count", "scale", "decimals", "text"),
    [
        (1_250_500_000, MILLION, 0, "1.250,5"),
        (1_250_000_000, MILLION, 1, "1.250,0"),
        (1, MILLION, 0, "0,000001"),
        (12_500, 10_000, 2, "1,25"),
        (-12_500, 10_000, 2, "\u22121,25"),
    ],
)
def test_an_input_box_hides_no_digit(count: int, scale: int, decimals: int, text: str) -> None:
    assert numbers.show_stored(count, scale, decimals) == text


@given(
    st.integers(-(10**18), 10**18),
    st.sampled_from((1, 2, 5, 10, 100, 1_000, 10_000, MILLION, 10**9)),
    st.integers(0, 4),
)
def test_what_is_shown_is_read_back_to_the_same_count(count: int, scale: int, decimals: int) -> None:
    assert numbers.read(numbers.show_stored(count, scale, decimals), scale) == count


@given(st.integers(-(10**15), 10**15), st.sampled_from((1, 10, 100, 1_000, 10_000, MILLION, 10**9)))
def test_a_stored_count_survives_the_double_of_a_cell(count: int, scale: int) -> None:
    assert numbers.from_cell(numbers.to_float(Fraction(count, scale)), scale) == count


@pytest.mark.parametrize(
    ("dong", "words"),
    [
        (0, "0 đồng"),
        (500, "500 đồng"),
        (12_345_600_000, "12 tỷ 345 triệu 600 nghìn đồng"),
        (1_000_000, "1 triệu đồng"),
        (1_000_000_001, "1 tỷ 1 đồng"),
        (2_500_000_000_000, "2.500 tỷ đồng"),
        (-3_000, "âm 3 nghìn đồng"),
        (10**15, "1.000.000 tỷ đồng"),
    ],
)
def test_an_amount_is_read_aloud(dong: int, words: str) -> None:
    assert numbers.spoken_money(dong) == words
