"""A register as a list: what finds records, their order, how they stand, and cells that become one act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import Code, Problem
from base.period import Period
from base.text import sort_key, vietnamese_order
from db import journal
from forms.spec import Record
from office.entering import cells, entry, registers, undoing
from office.entering.blocks import block_of, block_of_html, html_of, text_of
from office.entering.register_list import Shown
from office.entering.register_order import Filter, Wish, in_order
from office.entering.registers import LABEL, STATE
from office.office import Office
from tests.builders import KILNS, OUTLETS, YEAR, an_office, kiln, sound_record

NAMES = ["Lò Dừa", "Lò Đá", "Lò gạch Tân Hiệp", "Lò An"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path, forms={"kilns.toml": KILNS}) as made:
        entry.open_period(made, YEAR)
        given_records = [kiln(f"k{n}", name, workers=str(n)) for n, name in enumerate(NAMES)]
        entry.enter(made, YEAR, "kilns", given_records)
        yield made


def found(office: Office, **asked) -> list[str]:
    return list(in_order(office, registers.listed(office, YEAR, "kilns"), Wish(**asked)))


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("", ["k0", "k1", "k2", "k3"]),
        ("lò", ["k0", "k1", "k2", "k3"]),
        ("DA", ["k1"]),
        ("hiep gach", ["k2"]),
        ("gach dua", []),
        ("ò", ["k0", "k1", "k2", "k3"]),
    ],
)
def test_every_word_must_stand_somewhere_whatever_its_accents(office, search, ids):
    assert found(office, search=search) == ids


def test_a_tax_code_is_found_however_it_is_spaced(office):
    made = Record("e1", {"name": "Cơ sở An", "tax_code": "1300123456-001"})
    entry.enter(office, YEAR, "establishments", [made])
    listing = registers.listed(office, YEAR, "establishments")
    for search in ("1300123456-001", "1300 123 456", "1300123456001", "123456"):
        assert Shown(listing.ids, listing.found(search))[:] == ["e1"], search


def test_names_follow_the_dictionary_and_numbers_their_size(office):
    assert found(office, sort=(LABEL, False)) == ["k3", "k0", "k1", "k2"]
    assert found(office, sort=("workers", True)) == ["k3", "k2", "k1", "k0"]


def test_what_refers_to_a_record_is_found_and_ordered_by_the_name_that_is_seen(tmp_path):
    with an_office(tmp_path, forms={"outlets.toml": OUTLETS}) as made:
        entry.open_period(made, YEAR)
        owners = [
            Record("a", {"name": "Đá Mi"}),
            Record("b", {"name": "An Bình"}),
            Record("c", {"name": "Dừa"}),
        ]
        entry.enter(made, YEAR, "establishments", owners)
        outlets = {"o1": "a", "o2": "b", "o3": "c", "o4": None}
        entry.enter(
            made,
            YEAR,
            "outlets",
            [Record(i, {"name": f"Điểm {i}", "establishment": ref}) for i, ref in outlets.items()],
        )
        listed = registers.listed(made, YEAR, "outlets")

        def told(**asked) -> list[str]:
            return list(in_order(made, listed, Wish(**asked)))

        assert told(sort=("establishment", False)) == ["o2", "o3", "o1", "o4"]
        assert told(sort=("establishment", True)) == ["o1", "o3", "o2", "o4"]
        assert told(filters=(Filter("establishment", "contains", ("da",)),)) == ["o1"]
        assert told(filters=(Filter("establishment", "contains", ("c",)),)) == []


def test_what_is_not_answered_stands_last_both_ways(office):
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Đá")])
    assert found(office, sort=("workers", False)) == ["k0", "k2", "k3", "k1"]
    assert found(office, sort=("workers", True)) == ["k3", "k2", "k0", "k1"]


def test_filters_add_up(office):
    few = Filter("workers", "between", low=1, high=2)
    words = Filter("name", "contains", ("LO", "da"))
    assert found(office, filters=(few,)) == ["k1", "k2"]
    assert found(office, filters=(few, words)) == ["k1"]
    assert found(office, filters=(Filter("cost", "blank"),), search="gach") == ["k2"]


def test_how_records_stand(office):
    entry.enter(
        office,
        YEAR,
        "kilns",
        [
            Record("k0", {"name": "A"}, carried="carried", raw={}),
            Record("k1", {"name": "B"}, carried="ended"),
            Record("k2", {"name": "C"}, raw={"workers": "ba"}),
        ],
    )
    listing = registers.listed(office, YEAR, "kilns")
    standing = registers.standing(office, YEAR, listing)
    assert {i: state for i, (state, _) in standing.items()} == {
        "k0": "none",
        "k1": "ended",
        "k2": "stop",
        "k3": "ok",
    }
    assert registers.standing_now(office, YEAR, listing, ["k2"])["k2"] == standing["k2"]
    by_state = in_order(office, listing, Wish(sort=(STATE, False)), standing)
    assert list(by_state) == ["k2", "k0", "k3", "k1"]
    assert list(in_order(office, listing, Wish(state="ended"), standing)) == ["k1"]


def test_the_beginning_of_a_list_knows_how_many_there_are(office):
    beginning = registers.listed(office, YEAR, "kilns", with_words=False, first=2)
    assert (beginning.ids, beginning.count, beginning.is_whole) == (["k0", "k1"], 4, False)
    whole = registers.listed(office, YEAR, "kilns")
    assert whole.is_whole and whole.ids[:2] == beginning.ids


def test_what_is_shown_is_a_sequence_that_knows_its_rows(office):
    listing = registers.listed(office, YEAR, "kilns")
    shown = in_order(office, listing, Wish(sort=("workers", True)))
    assert (shown[0], shown[1:3], len(shown)) == ("k3", ["k2", "k1"], 4)
    assert [shown.row_of(i) for i in ("k3", "k0", "unknown")] == [0, 3, -1]
    assert [shown.beside("k2", by) for by in (-1, 1)] == ["k3", "k1"]
    assert [shown.beside(*one) for one in (("k3", -1), ("k0", 1), ("unknown", 1))] == ["", "", ""]
    assert (listing.all.is_all, shown.is_all) == (True, False)


def test_a_new_record_joins_the_end_of_the_list_and_is_found(office):
    listing = registers.listed(office, YEAR, "kilns")
    entry.enter(office, YEAR, "kilns", [kiln("k9", "Lò Mới"), kiln("k1", "Lò Khác")])
    registers.renew(office, listing, ["k9", "k1"])
    assert (listing.ids, listing.count) == ([*(f"k{n}" for n in range(4)), "k9"], 5)
    assert [Shown(listing.ids, listing.found(text))[:] for text in ("moi", "khac", "da")] == [
        ["k9"],
        ["k1"],
        [],
    ]


def test_a_form_that_extends_another_lists_that_ones_records(office):
    entry.enter(
        office,
        YEAR,
        "establishments",
        [sound_record(office.form("establishments", YEAR), office.catalogue, "e1")],
    )
    listing = registers.listed(office, YEAR, "workers")
    assert [listing.said_of(i) for i in listing.ids] == [None]
    (row,) = registers.page(office, YEAR, listing, listing.ids)
    assert (row.label, row.new) == ("Tên cơ sở số 1", True)
    drafts = cells.draft(office, YEAR, "workers", [("e1", {"workers_total": "5"})])
    cells.keep(office, YEAR, "workers", drafts)
    (row,) = registers.page(office, YEAR, registers.listed(office, YEAR, "workers"), ["e1"])
    assert (row.record.values["workers_total"], row.new) == (5, False)


def test_a_record_goes_with_what_extends_it(office):
    form = office.form("establishments", YEAR)
    entry.enter(office, YEAR, "establishments", [sound_record(form, office.catalogue, "e1")])
    entry.enter(office, YEAR, "workers", [Record("e1", {"workers_total": 5})])
    entry.delete(office, YEAR, "establishments", ["e1"], reason="trùng")
    assert registers.listed(office, YEAR, "workers").ids == []
    undoing.undo(office)
    assert registers.listed(office, YEAR, "establishments").ids == ["e1"]


def test_another_period_lists_its_own(office):
    other = Period.parse("2021")
    entry.open_period(office, other, carry_from=YEAR)
    listing = registers.listed(office, other, "kilns")
    assert listing.ids == ["k0", "k1", "k2", "k3"]
    assert sorted(listing.waiting()) == listing.ids
    totals = registers.totals(office, listing, ["workers"])
    assert (totals.added, totals.left_out) == (0, 4)


# cells


def test_cells_are_written_in_one_act_and_texts_that_cannot_be_read_stay(office):
    before = len(journal.lines(office.store))
    rows = [("k0", {"workers": "7", "cost": "1.25"}), ("", {"name": "Lò Mới", "size": "lớn"})]
    drafts = cells.draft(office, YEAR, "kilns", rows)
    assert [sorted(one.doubts) for one in drafts] == [["cost"], []]
    changed, _ = cells.keep(office, YEAR, "kilns", drafts, act="fill", door="paste")
    (line,) = journal.lines(office.store)[before:]
    assert (line.act, line.door, len(line.row_changes)) == ("fill", "paste", 2)
    assert changed[0].raw == {"cost": "1.25"}
    assert "size" not in changed[1].values


def test_doubtful_cells_may_stay_as_they_were_and_nothing_changed_is_no_act(office):
    drafts = cells.draft(office, YEAR, "kilns", [("k1", {"workers": "một"})])
    assert cells.keep(office, YEAR, "kilns", drafts, doubtful=False) == ([], [])
    assert cells.keep(
        office, YEAR, "kilns", cells.draft(office, YEAR, "kilns", [("k1", {"workers": "1"})])
    ) == ([], [])
    assert cells.keep(office, YEAR, "kilns", cells.draft(office, YEAR, "kilns", [("", {"name": ""})])) == (
        [],
        [],
    )


def drafted_days(office: Office, *days: str) -> list[cells.Draft]:
    rows = [(f"k{n}" if n < len(NAMES) else "", {"opened": day}) for n, day in enumerate(days)]
    return cells.draft(office, YEAR, "kilns", rows)


def test_days_beside_one_with_the_month_first_are_asked_for_and_not_guessed(office):
    drafts = drafted_days(office, "5/2/2019", "12/31/2018", "7/7/2019", "25/3/2019", "2019-02-05")
    assert [one.doubts["opened"].code if one.doubts else "" for one in drafts] == [
        Code.AMBIGUOUS_DATE.name,
        Code.NOT_A_DATE.name,
        "",
        "",
        "",
    ]
    assert "05/02/2019" in drafts[0].doubts["opened"].message
    assert "02/05/2019" in drafts[0].doubts["opened"].message
    kept, _ = cells.keep(office, YEAR, "kilns", drafts)
    assert [one.values["opened"] for one in kept] == [None, None, "2019-07-07", "2019-03-25", "2019-02-05"]
    day = office.form("kilns", YEAR).fields["opened"]
    for one in kept[:2]:
        assert isinstance(day.read(one.raw["opened"]), Problem), "read again, it is still no day"


def test_days_that_are_asked_for_may_stay_as_they_were(office):
    drafts = drafted_days(office, "5/2/2019", "12/31/2018", "25/3/2019")
    kept, _ = cells.keep(office, YEAR, "kilns", drafts, doubtful=False)
    assert [(one.record_id, one.values["opened"], one.raw) for one in kept] == [("k2", "2019-03-25", {})]


def test_a_column_of_days_is_read_day_first_and_shown_as_it_will_be_kept(office):
    drafts = drafted_days(office, "5/2/2019", "05.03.2019", "2019-12-31", "31/12/2018", "")
    assert [one.doubts for one in drafts] == [{}] * 5
    assert [one.texts["opened"] for one in drafts] == [
        "05/02/2019",
        "05/03/2019",
        "31/12/2019",
        "31/12/2018",
        "",
    ]


def test_only_the_column_with_the_month_first_is_in_doubt(office):
    rows = [("k0", {"opened": "5/2/2019", "name": "5/2/2019"}), ("k1", {"name": "12/31/2018"})]
    assert [one.doubts for one in cells.draft(office, YEAR, "kilns", rows)] == [{}, {}]


# blocks

CELLS = st.text(st.sampled_from('ab "\t\r\nđ'), max_size=6)


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_a_block_survives_the_clipboard(block):
    assert block_of(text_of(block)) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc", [["a", "b"], ["c", ""]]),
        ('Ống 5" dài\tb', [['Ống 5" dài', "b"]]),
        ('"Hoa Mai" quán\tb', [['"Hoa Mai" quán', "b"]]),
        ('"Hoa Mai"\tb', [['"Hoa Mai"', "b"]]),
        ('"hai\ndòng"\tb\n', [["hai\ndòng", "b"]]),
        ("", [[""]]),
    ],
)
def test_blocks_of_spreadsheets(text, block):
    assert block_of(text) == block


def test_a_table_of_a_page_is_a_block():
    html = "<p>x</p><table><tr><td>a <b>b</b></td><td colspan=2>c</td></tr><tr><th>d<br>e</th></tr></table>"
    assert block_of_html(html) == [["a b", "c", ""], ["d e", "", ""]]
    assert block_of_html("no table") == []


def test_a_block_for_a_spreadsheet_says_which_cells_are_numbers_and_days():
    block = [["012", "1.250,5", "05/02/2019"], ["<An> & Bê", "…", "31/02/2019"], ["12", "\u2212007", ""]]
    html = html_of(block, [1])
    assert block_of_html(html) == block
    cells_of = re.findall(r"<td(.*?)>", html)
    assert cells_of[0].endswith(r""" style="mso-number-format:'\@'" """.rstrip())
    assert cells_of[2].endswith(r""" style="mso-number-format:'dd\/mm\/yyyy'" """.rstrip())
    assert ["@" in kind for kind in cells_of] == [True, False, False, True, True, True, True, False, False]
    told = [found[1] if (found := re.search(r'x:num="([^"]*)"', kind)) else "" for kind in cells_of]
    assert told == ["", "1250.5", "43501", "", "", "", "", "-007", ""]


@given(st.lists(st.text(st.sampled_from("aáàâấăđdeêoôơuưz Đ-1ñ"), max_size=5)))
def test_the_fast_order_is_the_dictionary_order(texts):
    assert vietnamese_order(texts) == sorted(range(len(texts)), key=lambda n: sort_key(texts[n]))
