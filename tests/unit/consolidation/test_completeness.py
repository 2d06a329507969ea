"""Counts of what is owed: whatever came in whatever state, no rate exceeds 100 %."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from consolidation.coverage import Awaited, completeness

DAYS = st.none() | st.dates(date(2021, 1, 1), date(2021, 1, 9))
AWAITED = st.lists(
    st.builds(
        Awaited,
        st.sampled_from("abcdef"),
        DAYS,
        DAYS,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    )
)


@given(AWAITED)
def test_no_rate_exceeds_one_hundred_percent(awaited: list[Awaited]) -> None:
    found = completeness(awaited)
    for part in (found.reported, found.approved, found.on_time, found.late, found.excluded, found.empty):
        rate = found.rate(part)
        assert rate is None or 0 <= rate <= 100
    assert found.missing >= 0
    assert found.on_time + found.late <= found.reported
    assert found.approved <= found.reported


@given(AWAITED)
def test_every_unit_is_counted_once(awaited: list[Awaited]) -> None:
    found = completeness(awaited)
    assert found.expected == len({one.unit for one in awaited})
    assert found.expected == found.reported + found.empty + found.excluded + found.missing


def test_an_empty_report_that_was_approved_does_not_complete() -> None:
    empty = Awaited("a", date(2021, 1, 5), date(2021, 1, 4), approved=True, empty=True)
    found = completeness([empty])
    assert (found.reported, found.approved, found.on_time, found.empty, found.complete) == (0, 0, 0, 1, False)
    assert not empty.complete


def test_what_came_inside_another_file_is_neither_on_time_nor_late() -> None:
    inside = Awaited("a", date(2021, 1, 5), date(2021, 1, 9), timed=False, approved=True)
    found = completeness([inside])
    assert (found.reported, found.on_time, found.late) == (1, 0, 0)
