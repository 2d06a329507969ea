"""Periods: their labels, dates by two calendars, and how some are made of others."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from base.period import Calendar, Period, longest_start, tiling

REPORTING = Calendar("reporting", month=12, day=15, year_before=True)
PLAIN = Calendar("calendar_year", month=1, day=1, year_before=False)
HALVES_AND_QUARTERS = ("H1", "H2", "9M", "Q1", "Q2", "Q3", "Q4")
PARTS = [f"2020-{part}" for part in (*HALVES_AND_QUARTERS, *(f"M{n:02d}" for n in range(1, 13)))]


def at(label: str) -> Period:
    return Period.parse(label)


def labels(parts: tuple[Period, ...] | None) -> list[str] | None:
    return None if parts is None else [part.label for part in parts]


@pytest.mark.parametrize(
    ("label", "kind", "months", "words"),
    [
        ("2026", "year", 12, "năm 2026"),
        ("2026-H1", "half", 6, "6 tháng đầu năm 2026"),
        ("2026-H2", "half", 6, "6 tháng cuối năm 2026"),
        ("2026-9M", "nine_months", 9, "9 tháng năm 2026"),
        ("2026-Q1", "quarter", 3, "quý I năm 2026"),
        ("2026-Q4", "quarter", 3, "quý IV năm 2026"),
        ("2026-M03", "month", 1, "tháng 3 năm 2026"),
        ("2026-M12", "month", 1, "tháng 12 năm 2026"),
        ("2016-2020", "years", 60, "giai đoạn 2016-2020"),
        ("2020-2021", "years", 24, "giai đoạn 2020-2021"),
    ],
)
def test_a_label_names_a_period(label: str, kind: str, months: int, words: str) -> None:
    period = at(label)
    assert (period.label, period.kind, period.months, period.in_words()) == (label, kind, months, words)
    assert at(f" {label} ") == period


@pytest.mark.parametrize("year", ["26", "1989", "2101", "2020-2020", "2020-2016", "2099-2101", "2020/2021"])
def test_years_that_are_none_are_refused(year: str) -> None:
    with pytest.raises(AppError) as refusal:
        at(year)
    assert refusal.value.code is Code.PERIOD_UNKNOWN


@pytest.mark.parametrize(
    "part", ["-", "-H3", "-H0", "-Q5", "-Q0", "-M13", "-M00", "-M3", "-8M", "-9m", "-h1", "H1"]
)
def test_what_is_no_part_of_a_year_is_refused(part: str) -> None:
    with pytest.raises(AppError) as refusal:
        at(f"2026{part}")
    assert refusal.value.code is Code.PERIOD_UNKNOWN


@pytest.mark.parametrize(
    ("label", "reporting", "plain"),
    [
        ("2020", ("2019-12-15", "2020-12-14"), ("2020-01-01", "2020-12-31")),
        ("2020-H1", ("2019-12-15", "2020-06-14"), ("2020-01-01", "2020-06-30")),
        ("2020-H2", ("2020-06-15", "2020-12-14"), ("2020-07-01", "2020-12-31")),
        ("2020-9M", ("2019-12-15", "2020-09-14"), ("2020-01-01", "2020-09-30")),
        ("2020-Q1", ("2019-12-15", "2020-03-14"), ("2020-01-01", "2020-03-31")),
        ("2020-Q4", ("2020-09-15", "2020-12-14"), ("2020-10-01", "2020-12-31")),
        ("2020-M01", ("2019-12-15", "2020-01-14"), ("2020-01-01", "2020-01-31")),
        ("2020-M02", ("2020-01-15", "2020-02-14"), ("2020-02-01", "2020-02-29")),
        ("2020-M12", ("2020-11-15", "2020-12-14"), ("2020-12-01", "2020-12-31")),
        ("2016-2020", ("2015-12-15", "2020-12-14"), ("2016-01-01", "2020-12-31")),
    ],
)
def test_the_calendar_gives_first_and_last_day(
    label: str, reporting: tuple[str, str], plain: tuple[str, str]
) -> None:
    found = [tuple(day.isoformat() for day in at(label).window(calendar)) for calendar in (REPORTING, PLAIN)]
    assert found == [reporting, plain]


@pytest.mark.parametrize(
    ("label", "closing"),
    [
        ("2020", "2020-12-31"),
        ("2020-H1", "2020-06-30"),
        ("2020-M02", "2020-02-29"),
        ("2021-M02", "2021-02-28"),
    ],
)
def test_stocks_stand_at_the_end_of_the_closing_month_in_either_calendar(label: str, closing: str) -> None:
    assert {at(label).closing(calendar).isoformat() for calendar in (REPORTING, PLAIN)} == {closing}


@given(st.integers(1991, 2099), st.sampled_from((REPORTING, PLAIN)))
def test_months_follow_each_other_without_gap_or_overlap(year: int, calendar: Calendar) -> None:
    months = [at(f"{year}-M{n:02d}") for n in range(1, 13)]
    for earlier, later in pairwise(months):
        assert earlier.window(calendar)[1] + timedelta(days=1) == later.window(calendar)[0]
    whole = at(str(year)).window(calendar)
    assert (months[0].window(calendar)[0], months[-1].window(calendar)[1]) == whole


@pytest.mark.parametrize(
    ("label", "before", "year_before"),
    [
        ("2020", "2019", "2019"),
        ("2020-H1", "2019-H2", "2019-H1"),
        ("2020-H2", "2020-H1", "2019-H2"),
        ("2020-9M", "2019-9M", "2019-9M"),
        ("2020-Q1", "2019-Q4", "2019-Q1"),
        ("2020-Q3", "2020-Q2", "2019-Q3"),
        ("2020-M01", "2019-M12", "2019-M01"),
        ("2020-M10", "2020-M09", "2019-M10"),
        ("2016-2020", "2011-2015", "2011-2015"),
    ],
)
def test_each_period_has_one_before_it_and_one_of_the_year_before(
    label: str, before: str, year_before: str
) -> None:
    assert (at(label).before(), at(label).year_before()) == (at(before), at(year_before))


@pytest.mark.parametrize(
    ("whole", "available", "tiles"),
    [
        ("2020", "2020-H1 2020-H2", "2020-H1 2020-H2"),
        ("2020", "2020-9M 2020-Q4 2020-Q1 2020-Q2 2020-Q3", "2020-9M 2020-Q4"),
        ("2020", "2020-H1 2020-Q3 2020-M10 2020-M11 2020-M12", "2020-H1 2020-Q3 2020-M10 2020-M11 2020-M12"),
        ("2020", "2020-9M 2020-H2", None),
        ("2020", "2020-H1", None),
        ("2020", "", None),
        ("2020", "2020", None),
        ("2020-9M", "2020-H1 2020-Q3", "2020-H1 2020-Q3"),
        ("2020-Q1", "2020-M01 2020-M02 2020-M03 2019 2020", "2020-M01 2020-M02 2020-M03"),
        ("2019-2020", "2019 2020-H1 2020-H2", "2019 2020-H1 2020-H2"),
        ("2016-2020", "2016 2017 2018 2019-2020 2016-2019 2020", "2016-2019 2020"),
    ],
)
def test_the_fewest_parts_tile_a_period(whole: str, available: str, tiles: str | None) -> None:
    found = labels(tiling(at(whole), map(at, reversed(available.split()))))
    assert found == (None if tiles is None else tiles.split())


@settings(max_examples=60)
@given(st.sets(st.sampled_from(PARTS), max_size=9), st.sampled_from(("2020", "2020-H2", "2020-9M")))
def test_tiling_is_complete_and_no_smaller_set_would_do(available: set[str], wanted: str) -> None:
    whole = at(wanted)
    parts = [at(label) for label in available if label != wanted]
    subsets = chain.from_iterable(combinations(parts, n) for n in range(1, len(parts) + 1))
    fewest = next((len(chosen) for chosen in subsets if covers(whole, chosen)), None)
    found = tiling(whole, parts)
    assert (None if found is None else len(found)) == fewest
    assert found is None or covers(whole, found)


def covers(whole: Period, parts: tuple[Period, ...]) -> bool:
    months = [month for part in parts for month in range(part.first, part.first + part.months)]
    return sorted(months) == list(range(whole.first, whole.first + whole.months))


@pytest.mark.parametrize(
    ("whole", "available", "begun"),
    [
        ("2020", ["2020-Q1", "2020-Q2", "2020-Q4"], ["2020-Q1", "2020-Q2"]),
        ("2020", ["2020-Q1", "2020-H1", "2020-Q3"], ["2020-H1", "2020-Q3"]),
        ("2020", ["2020-Q1", "2020-9M"], ["2020-9M"]),
        ("2020", ["2020-Q2", "2020-Q3", "2020-Q4"], []),
        ("2020", [], []),
    ],
)
def test_what_accrued_to_date_reaches_as_far_as_the_parts(
    whole: str, available: list[str], begun: list[str]
) -> None:
    assert labels(longest_start(at(whole), map(at, available))) == begun


def test_a_period_contains_what_lies_wholly_inside() -> None:
    assert at("2020").contains(at("2020-Q4"))
    assert at("2020").contains(at("2020"))
    assert not at("2020-H1").contains(at("2020-9M"))
    assert not at("2020").contains(at("2019-2020"))


def test_the_closing_day_is_a_real_day_of_every_year() -> None:
    assert at("2024-M02").closing(REPORTING) == date(2024, 2, 29)
