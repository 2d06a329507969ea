"""Files arrive in any order, twice, late and in conflict: the tables and the workbook are the same in the end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import records, schema
from office.entering import entry
from office.figures import figures, reporting
from office.office import Office, open_office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    dump,
    form_of,
    kiln,
    kilns,
    record,
    surroundings,
)

A, B, C = COMMUNES


@dataclass(frozen=True)
class Post:
    """What three communes sent: A a second version, B two different first ones, C only its second."""

    folder: Path
    hashes: dict[str, str]

    def files(self, *names: str) -> list[Path]:
        return [self.folder / f"{name}.xlsx" for name in names]

    def district(self, folder: Path) -> Office:
        """A district that has received nothing yet."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.folder / "empty.sct", folder / "district.sct")
        return open_office(folder / "district.sct", surroundings=surroundings(ids="d-"))


def sent(office: Office, path: Path, workers: str) -> str:
    """The next version of the office's report, with so many workers."""
    entry.enter(office, YEAR, "kilns", [kiln("k1", f"Lò {workers}", workers=workers, area="1")])
    return submitting.submit(office, YEAR, path).hash


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    folder = tmp_path_factory.mktemp("post")
    forms = {"kilns.toml": KILNS}
    hashes: dict[str, str] = {}
    with an_office(folder / A, A, forms=forms) as office:
        answer(office, {})
        hashes["a1"] = sent(office, folder / "a1.xlsx", "1")
        receiving.reopen(office, YEAR, A, reason="ghi thiếu")
        hashes["a2"] = sent(office, folder / "a2.xlsx", "2")
        submitting.submit(office, YEAR, folder / "a2 bản gửi lại.xlsx")
    for name, workers in (("b1", "10"), ("b1x", "20")):
        with an_office(folder / name, B, forms=forms) as office:
            answer(office, {})
            hashes[name] = sent(office, folder / f"{name}.xlsx", workers)
    with an_office(folder / C, C, forms=forms) as office:
        answer(office, {})
        hashes["c1"] = sent(office, folder / "c1.xlsx", "100")
        receiving.reopen(office, YEAR, C, reason="ghi thiếu")
        hashes["c2"] = sent(office, folder / "c2.xlsx", "200")
    with an_office(folder / "empty", DISTRICT) as office:
        entry.open_period(office, YEAR)
    shutil.copy(folder / "empty" / f"{DISTRICT}.sct", folder / "empty.sct")
    return Post(folder, hashes)


def outcome(office: Office, folder: Path) -> tuple[dict[str, list[tuple[object, ...]]], bytes, bytes]:
    """The tables, the consolidated workbook and the district's own submission."""
    reporting.report(office, YEAR, reporting.DEFAULT_LAYOUT, folder / "report.xlsx")
    tables = dump(office.store)
    submitting.submit(office, YEAR, folder / "district.xlsx", kind="preliminary")
    return tables, (folder / "report.xlsx").read_bytes(), (folder / "district.xlsx").read_bytes()


def judged_at_the_end(post: Post, folder: Path, order: Sequence[Path]) -> tuple[object, ...]:
    with post.district(folder) as office:
        receiving.receive(office, order)
        receiving.resolve(office, YEAR, B, post.hashes["b1x"], reason="đã gọi điện hỏi")
        receiving.approve(office, YEAR, [A, B, C])
        return outcome(office, folder)


def judged_in_between(
    post: Post, folder: Path, first: Sequence[Path], second: Sequence[Path]
) -> tuple[object, ...]:
    with post.district(folder) as office:
        receiving.receive(office, first)
        receiving.approve(office, YEAR, [A, B])
        receiving.receive(office, second)
        receiving.approve(office, YEAR, [C])
        return outcome(office, folder)


ALL = ("a1", "a2", "a2 bản gửi lại", "b1", "b1x", "c2")
FIRST, SECOND = ("a1", "b1"), ("a2", "b1x", "c2", "a2 bản gửi lại", "b1", "a1")
FEW = settings(max_examples=12)


@pytest.fixture(scope="module")
def in_order(
    post: Post, tmp_path_factory: pytest.TempPathFactory
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What comes of the files in the order of their versions: judged at the end, and judged in between."""
    at_the_end = judged_at_the_end(post, tmp_path_factory.mktemp("end"), post.files(*ALL))
    folder = tmp_path_factory.mktemp("between")
    return at_the_end, judged_in_between(post, folder, post.files(*FIRST), post.files(*SECOND))


@FEW
@given(order=st.permutations(ALL), twice=st.sampled_from(ALL))
def test_all_orders_of_arrival_give_the_same_tables_and_the_same_workbook(
    post: Post,
    in_order: tuple[tuple[object, ...], ...],
    tmp_path_factory: pytest.TempPathFactory,
    order: list[str],
    twice: str,
) -> None:
    assert judged_at_the_end(post, tmp_path_factory.mktemp("x"), post.files(*order, twice)) == in_order[0]


@FEW
@given(first=st.permutations(FIRST), second=st.permutations(SECOND))
def test_what_was_approved_stays_whatever_arrives_later_and_in_which_order(
    post: Post,
    in_order: tuple[tuple[object, ...], ...],
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    second: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("x")
    assert judged_in_between(post, folder, post.files(*first), post.files(*second)) == in_order[1]


def standing_of(office: Office) -> dict[str, tuple[str, bool, bool]]:
    return {
        u.unit.code: (u.state, u.waiting, u.gap)
        for u in receiving.status(office, YEAR)
        if u.unit.code in COMMUNES
    }


def workers(office: Office) -> object:
    return figures.consolidate(office, YEAR).root.figures["kiln_workers"].value


def test_only_what_was_approved_counts_and_a_conflict_counts_not_at_all(post: Post, tmp_path: Path) -> None:
    with post.district(tmp_path) as office:
        receipts = receiving.receive(office, post.files(*ALL, "a1"))
        assert [receipt.answer for receipt in receipts] == [
            "new",
            "new",
            "have",
            "new",
            "conflict",
            "gap",
            "have",
        ]
        assert standing_of(office) == {
            A: ("sent", False, False),
            B: ("conflict", False, False),
            C: ("sent", False, True),
        }
        assert workers(office) is None
        assert [unit.code for unit in receiving.approve(office, YEAR)] == [A, C]
        assert workers(office) == 202
        receiving.resolve(office, YEAR, B, post.hashes["b1"][:8], reason="bản này đúng")
        receiving.approve(office, YEAR, [B])
        assert workers(office) == 212


def test_an_approved_version_counts_until_a_person_takes_a_newer_one(post: Post, tmp_path: Path) -> None:
    with post.district(tmp_path) as office:
        receiving.receive(office, post.files("a1"))
        receiving.approve(office, YEAR)
        receiving.receive(office, post.files("a2"))
        assert (workers(office), standing_of(office)[A]) == (1, ("approved", True, False))
        receiving.send_back(office, YEAR, A, reason="sai số lao động")
        assert (workers(office), standing_of(office)[A]) == (1, ("approved", False, False))
        receiving.reopen(office, YEAR, A, reason="duyệt nhầm")
        assert workers(office) is None


def test_an_excluded_unit_is_out_and_comes_back(post: Post, tmp_path: Path) -> None:
    with post.district(tmp_path) as office:
        receiving.receive(office, post.files("a2", "c2"))
        receiving.approve(office, YEAR)
        before = dump(office.store, without={"journal", "decision"})
        receiving.exclude(office, YEAR, A, reason="số liệu không tin cậy")
        assert workers(office) == 200
        receiving.reopen(office, YEAR, A, reason="đã xác minh")
        assert workers(office) == 202
        assert dump(office.store, without={"journal", "decision"}) == before


def test_a_late_first_version_closes_the_gap(post: Post, tmp_path: Path) -> None:
    with post.district(tmp_path) as office:
        assert [r.answer for r in receiving.receive(office, post.files("c2", "c1"))] == ["gap", "older"]
        assert standing_of(office)[C] == ("sent", False, False)


def test_replacing_a_version_leaves_nothing_of_the_old_one(post: Post, tmp_path: Path) -> None:
    """v1 approved and then v2 gives the tables of v2 alone, but for the decisions."""
    with post.district(tmp_path / "both") as office:
        receiving.receive(office, post.files("a1", "a2"))
        receiving.approve(office, YEAR)
        at_once = dump(office.store, without={"journal", "decision"})
    with post.district(tmp_path / "one by one") as office:
        for name in ("a1", "a2"):
            receiving.receive(office, post.files(name))
            receiving.approve(office, YEAR)
        assert dump(office.store, without={"journal", "decision"}) == at_once


# Offices that send a form of their own under one name, and do not all mean the same by it.

RELABELLED = KILNS.replace('label = "Diện tích"', 'label = "Diện tích đất"')
IN_WORDS = (
    KILNS.replace('kind = "decimal"\nkey = "area"', 'kind = "text"\nkey = "area"')
    .replace('unit = "ha"\ndecimals = 2\nmin = "0.5"\n', "")
    .replace('value = "sum(area)"', 'value = "count()"\nwhere = "known(area)"')
    .replace('denominator = "sum(area)"', 'denominator = "sum(workers)"')
)
OVENS = KILNS.replace('key = "kilns"\n', 'key = "ovens"\n').replace("thủ công", "tuy-nen")
# The same questions, counted otherwise: the workers of a kiln are now its cost.
RECOUNTED = KILNS.replace('value = "sum(workers)"', 'value = "sum(cost)"')
MEANINGS = {
    "asks alike, counts otherwise": (KILNS, KILNS, RECOUNTED),
    "two alike": (KILNS, KILNS, IN_WORDS),
    "all differ": (KILNS, RELABELLED, IN_WORDS),
    "another form counts the same": (OVENS, KILNS, IN_WORDS),
}


@pytest.fixture(scope="module", params=MEANINGS)
def meant(
    request: pytest.FixtureRequest, post: Post, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Post]:
    """Three communes, the third of which takes the area in words, where it was a number."""
    folder = tmp_path_factory.mktemp("meant")
    shutil.copy(post.folder / "empty.sct", folder / "empty.sct")
    for code, text, count in zip(COMMUNES, MEANINGS[request.param], ("1", "10", "100"), strict=True):
        form = form_of(text)
        with an_office(folder / code, code, forms={"kilns.toml": text}) as office:
            made = record(form, "k1", name="Lò", workers=count, area="1", cost="3", licensed="có")
            answer(office, {form.key: [made]})
            submitting.submit(office, YEAR, folder / f"{code}.xlsx")
    return request.param, Post(folder, {})


def received_so(meant: Post, folder: Path, order: Sequence[str], *, one_by_one: bool) -> tuple[object, ...]:
    with meant.district(folder) as office:
        for batch in [[code] for code in order] if one_by_one else [order]:
            answers = [r.answer for r in receiving.receive(office, meant.files(*batch))]
            assert answers == ["new"] * len(batch)
            receiving.approve(office, YEAR, batch if one_by_one else list(COMMUNES))
            figures.consolidate(office, YEAR)
        tables, *files = outcome(office, folder)
        shown = [
            (one.unit.key, {key: one.figures[key] for key in one.figures})
            for one in figures.consolidate(office, YEAR).units
        ]
        standing = [(u.unit.key, u.state, u.forms) for u in receiving.status(office, YEAR)]
        kept = {name: rows for name, rows in tables.items() if name not in ("decision", "journal")}
        return kept, shown, standing, *files


@FEW
@given(order=st.permutations(COMMUNES), one_by_one=st.booleans())
def test_all_orders_give_the_same_tables_and_workbook_when_offices_mean_different_things_by_one_form(
    meant: tuple[str, Post], tmp_path_factory: pytest.TempPathFactory, order: list[str], one_by_one: bool
) -> None:
    expected = received_so(meant[1], tmp_path_factory.mktemp("x"), COMMUNES, one_by_one=False)
    assert received_so(meant[1], tmp_path_factory.mktemp("x"), order, one_by_one=one_by_one) == expected


WHAT_ADDS_UP = {
    "asks alike, counts otherwise": {"kiln_workers": (11, 2), "kilns_total": (3, 3), "kiln_area": (3, 3)},
    "two alike": {
        "kiln_workers": (111, 3),
        "kilns_total": (3, 3),
        "kiln_area": (2, 2),
        "kiln_cost_per_ha": (3, 2),
    },
    "all differ": {"kiln_workers": (111, 3), "kilns_total": (3, 3), "kiln_cost": (9, 3)},
    "another form counts the same": {"kiln_workers": (110, 2), "kilns_total": (2, 2)},
}


def test_what_means_the_same_is_added_and_what_differs_is_not_reported(
    meant: tuple[str, Post], tmp_path: Path
) -> None:
    case, sent_by = meant
    with sent_by.district(tmp_path / "district") as district:
        receiving.receive(district, sent_by.files(*COMMUNES))
        receiving.approve(district, YEAR)
        root = figures.consolidate(district, YEAR).root
        told = {key: (root.figures[key].value, root.figures[key].units) for key in WHAT_ADDS_UP[case]}
        assert told == WHAT_ADDS_UP[case]
        sources = reporting.book(district, YEAR).tables[-1]
        assert any(f"“{kilns().title}”" in cell.text for row in sources.rows for cell in row.cells)
        submitting.submit(district, YEAR, tmp_path / "district.xlsx")
    with an_office(tmp_path / "province", PROVINCE) as province:
        (receipt,) = receiving.receive(province, [tmp_path / "district.xlsx"])
        assert receipt.answer == "new", receipt.message
        receiving.approve(province, YEAR)
        root = figures.consolidate(province, YEAR).root
        assert {key: (root.figures[key].value, root.figures[key].units) for key in told} == told


def test_a_unit_keeps_its_answers_as_it_meant_them(meant: tuple[str, Post], tmp_path: Path) -> None:
    with meant[1].district(tmp_path) as office:
        receiving.receive(office, meant[1].files(*reversed(COMMUNES)))
        receiving.approve(office, YEAR)
        found = {
            records.read(office.store, form, unit=f"{C}@2020-01-01", period="2020")[0].values["area"]
            for form in schema.travelled(office.store).values()
            if records.read(office.store, form, unit=f"{C}@2020-01-01", period="2020")
        }
        assert found == {10_000 if meant[0] == "asks alike, counts otherwise" else "1"}


def test_a_form_that_asks_otherwise_than_the_offices_own_is_refused_whatever_came_before(
    meant: tuple[str, Post], tmp_path: Path
) -> None:
    """One that asks the same is read, and counted as the office counts."""
    with an_office(tmp_path, DISTRICT, forms={"kilns.toml": KILNS}) as office:
        (receipt,) = receiving.receive(office, meant[1].files(C))
        if meant[0] != "asks alike, counts otherwise":
            assert receipt.code == "SUBMISSION_OTHER_FORM"
            return
        receiving.approve(office, YEAR)
        assert figures.consolidate(office, YEAR).root.figures["kiln_workers"].value == 100
