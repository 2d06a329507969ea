"""What a set of received files means does not depend on the order in which they came."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courier.version import Decision, Held, answer, standing

VERDICTS = ("approve", "return", "resolve", "reopen", "exclude")


def file(version: int, name: str, predecessor: str = "", at: str = "") -> Held:
    return Held(version, name, predecessor, "final", at)


A1, A2, A3 = file(1, "a1"), file(2, "a2", "a1"), file(3, "a3", "a2")
B1, B2 = file(1, "b1"), file(2, "b2", "a1")


def decided(*verdicts: tuple[str, str]) -> list[Decision]:
    return [Decision(n, verdict, name) for n, (verdict, name) in enumerate(verdicts, 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "arriving", "said"),
    [
        ([], A1, "new"),
        ([A1], A1, "have"),
        ([A1], A2, "new"),
        ([A1], B1, "conflict"),
        ([A1, B1], A1, "have"),
        ([A2], A1, "older"),
        ([A1, A3], A2, "older"),
        ([], A2, "gap"),
        ([A1], A3, "gap"),
        ([B1], A2, "gap"),
        ([A1, A2], B2, "conflict"),
        ([A1, A2], A3, "new"),
    ],
)
def test_each_file_is_answered(before: list[Held], arriving: Held, said: str) -> None:
    assert answer(before, arriving) == said
    assert answer(reversed(before), arriving) == said


@pytest.mark.parametrize(
    ("held", "verdicts", "state", "counted", "newest"),
    [
        ([], [], "none", "", ""),
        ([A1], [], "sent", "", "a1"),
        ([A1], [("approve", "a1")], "approved", "a1", "a1"),
        ([A1, A2], [("approve", "a1")], "approved", "a1", "a2"),
        ([A1, A2], [("approve", "a1"), ("approve", "a2")], "approved", "a2", "a2"),
        ([A1, A2], [("approve", "a2"), ("approve", "a1")], "approved", "a1", "a2"),
        ([A1, A2], [("approve", "a1"), ("return", "a2")], "approved", "a1", "a2"),
        ([A1], [("return", "a1")], "returned", "", "a1"),
        ([A1, A2], [("return", "a1")], "sent", "", "a2"),
        ([A1], [("approve", "a1"), ("reopen", "a1")], "sent", "", "a1"),
        ([A1, B1], [], "conflict", "", ""),
        ([A1, B1], [("resolve", "b1")], "sent", "", "b1"),
        ([A1, B1], [("resolve", "b1"), ("approve", "b1")], "approved", "b1", "b1"),
        ([A1, B1], [("resolve", "b1"), ("resolve", "a1")], "sent", "", "a1"),
        ([A1, B1], [("approve", "a1")], "approved", "a1", "a1"),
        ([A1, B1, A2], [], "sent", "", "a2"),
        ([A1, A2, B2], [("approve", "a1")], "approved", "a1", ""),
        ([A1], [("exclude", "")], "excluded", "", ""),
        ([A1], [("approve", "a1"), ("exclude", ""), ("reopen", "")], "approved", "a1", "a1"),
        ([], [("exclude", "")], "excluded", "", ""),
        ([], [("approve", "a1")], "none", "", ""),
    ],
)
def test_where_a_report_stands(
    held: list[Held], verdicts: list[tuple[str, str]], state: str, counted: str, newest: str
) -> None:
    found = standing(held, decided(*verdicts))
    assert (found.state, found.counted, found.newest) == (state, counted, newest)


@pytest.mark.parametrize(
    ("held", "verdicts", "gap", "waiting"),
    [
        ([A1, A2], [], False, False),
        ([A2], [], True, False),
        ([A1, A3], [], True, False),
        ([A1, A2], [("approve", "a1")], False, True),
        ([A1, A2], [("approve", "a1"), ("return", "a2")], False, False),
        ([A1, A2, B2], [("approve", "a1")], False, True),
    ],
)
def test_gaps_and_what_waits_are_told(
    held: list[Held], verdicts: list[tuple[str, str]], gap: bool, waiting: bool
) -> None:
    found = standing(held, decided(*verdicts))
    assert (found.gap, found.waiting) == (gap, waiting)


FILES = st.lists(
    st.builds(file, st.integers(1, 4), st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"])),
    max_size=5,
    unique_by=lambda held: held.hash,
)
DECISIONS = st.lists(
    st.tuples(st.sampled_from(VERDICTS), st.sampled_from(["", *"abcdef"])).filter(
        lambda made: (made[0] == "exclude") == (made[1] == "") or made[0] == "reopen"
    ),
    max_size=5,
).map(lambda made: decided(*made))


@settings(max_examples=150)
@given(FILES, DECISIONS)
def test_all_orders_of_arrival_give_one_standing(files: list[Held], decisions: list[Decision]) -> None:
    expected = standing(files, decisions)
    for n, order in enumerate(itertools.permutations(files)):
        timed = [replace(held, at=f"2021-01-{day:02d}") for day, held in enumerate(order, 1)]
        assert standing([*timed, *timed], list(reversed(decisions))) == expected
        if n >= 24:
            break


@settings(max_examples=150)
@given(FILES, DECISIONS)
def test_an_approval_is_never_unseated_by_what_arrives(files: list[Held], decisions: list[Decision]) -> None:
    for count in range(len(files) + 1):
        counted = standing(files[:count], decisions).counted
        later = standing(files, without_approvals_of(decisions, files[count:])).counted
        if counted:
            assert later == counted


def without_approvals_of(decisions: Sequence[Decision], files: Sequence[Held]) -> list[Decision]:
    later = {held.hash for held in files}
    return [made for made in decisions if made.hash not in later]


@settings(max_examples=150)
@given(FILES, DECISIONS)
def test_only_what_a_person_approved_counts(files: list[Held], decisions: list[Decision]) -> None:
    found = standing(files, decisions)
    last = {made.hash: made.verdict for made in decisions}
    if found.counted:
        assert last[found.counted] == "approve"
        assert found.counted in {held.hash for held in files}
    if found.state == "conflict":
        assert not found.counted and len(found.conflict) > 1
    if last.get("") == "exclude":
        assert found.state == "excluded" and not found.counted


@settings(max_examples=100)
@given(FILES)
def test_of_conflicting_files_that_nobody_judged_none_counts(files: list[Held]) -> None:
    found = standing(files, [])
    assert found.counted == ""
    top = [held for held in files if held.version == max(h.version for h in files)]
    if len(top) > 1:
        assert (found.state, found.newest) == ("conflict", "")
        assert found.conflict == tuple(sorted(held.hash for held in top))
