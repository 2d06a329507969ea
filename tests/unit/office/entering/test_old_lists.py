"""Old lists are looked through before anything is kept, come in whole, and never double what stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from base.errors import AppError, Code
from base.progress import Cancelled, Progress
from db import journal, records
from forms.spec import Record
from office.entering import entry, filling, old_lists, undoing
from office.office import Office
from office.sending import submitting
from tests.builders import YEAR, an_office, dump

DATA = Path(__file__).resolve().parents[3] / "data"
ESTABLISHMENTS = DATA / "danh-sach-co-so-2015.xlsx"
MARKETS = DATA / "bang-tong-hop-cho.xls"
HEAD = ["STT", "Tên cơ sở", "Mã số thuế", "Ấp", "Doanh thu (triệu đồng)", "Lao động", "Nữ"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "office") as made:
        entry.open_period(made, YEAR)
        yield made


def book(folder: Path, *rows: Sequence[Any]) -> Path:
    made = openpyxl.Workbook()
    for row in (HEAD, *rows):
        made.active.append(list(row))
    path = folder / "ds.xlsx"
    made.save(path)
    return path


def standing(office: Office, form_key: str = "establishments") -> list[Record]:
    form = office.form(form_key, YEAR)
    return records.read(office.store, form, unit=office.unit_in(YEAR).key, period=YEAR.label)


def preview(office: Office, path: Path, form_key: str = "establishments", **how: Any) -> old_lists.Preview:
    sheet = old_lists.look(path)
    return old_lists.preview(
        office, YEAR, form_key, sheet, old_lists.suggested(office, YEAR, form_key, sheet), **how
    )


def take(office: Office, path: Path, form_key: str = "establishments", **how: Any) -> old_lists.Taken:
    sheet = old_lists.look(path)
    return old_lists.take(
        office, YEAR, form_key, sheet, old_lists.suggested(office, YEAR, form_key, sheet), **how
    )


def counts(seen: old_lists.Preview) -> dict[str, int]:
    return {state: n for state in old_lists.STATE_WORDS if (n := seen.count(state))}


def test_a_preview_keeps_nothing(office: Office):
    before = dump(office.store)
    seen = preview(office, ESTABLISHMENTS)
    assert counts(seen) == {"new": 60}
    assert seen.left_out == {"numbers": 1, "group": 2, "total": 1, "below": 1}
    assert dump(office.store)["form_state"] == before["form_state"]
    assert standing(office) == []


@pytest.mark.parametrize(
    ("path", "form_key", "lines"), [(ESTABLISHMENTS, "establishments", 60), (MARKETS, "markets", 4)]
)
def test_the_real_lists_come_in_whole(office: Office, path: Path, form_key: str, lines: int):
    taken = take(office, path, form_key)
    assert (taken.new, taken.updated, taken.refused) == (lines, 0, 0)
    assert len(standing(office, form_key)) == lines
    assert counts(preview(office, path, form_key)) == {"same": lines}


def test_workers_of_the_same_list_come_in_the_same_act_and_go_with_it(office: Office):
    take(office, ESTABLISHMENTS)
    workers = standing(office, "workers")
    assert [record.record_id for record in workers] == [record.record_id for record in standing(office)]
    assert workers[0].values["workers_total"] == 1200
    assert workers[1].raw == {"workers_total": "trên 200"}
    line = journal.lines(office.store)[-1]
    assert (line.act, line.form, line.door) == ("fill", "establishments", "danh-sach-co-so-2015.xlsx")
    undoing.undo(office)
    assert standing(office) == standing(office, "workers") == []
    undoing.redo(office)
    assert standing(office, "workers") == workers
    assert journal.broken_link(office.store) is None


def test_undo_gives_a_form_that_had_nothing_to_report_back_its_statement(office: Office, tmp_path: Path):
    entry.nil(office, YEAR, "workers")
    take(office, book(tmp_path, [1, "Lò A", "", "Ấp 3", 5, 3, 1]))
    undoing.undo(office)
    states = records.states(office.store, unit=office.unit_in(YEAR).key, period=YEAR.label)
    assert (states["workers"][0], states["establishments"][0]) == ("nil", "open")


def test_what_stands_is_updated_not_doubled(office: Office, tmp_path: Path):
    entry.enter(
        office,
        YEAR,
        "establishments",
        [
            Record("a", {"name": "Lò Hoà Bình", "hamlet": "Ấp 3", "revenue": 7_000_000}, carried="carried"),
            Record("b", {"name": "Tên cũ", "tax_code": "1300456789"}),
        ],
    )
    path = book(
        tmp_path,
        [1, "LÒ HÒA BÌNH", "", "", 8, 3, 1],
        [2, "Tên mới", "1300456789", "Ấp 4", "", "", ""],
        [3, "Lò Mới", "", "", 1, "", ""],
    )
    assert counts(preview(office, path)) == {"new": 1, "update": 2}
    taken = take(office, path)
    assert (taken.new, taken.updated) == (1, 2)
    a, b, _ = standing(office)
    assert (a.record_id, a.values["hamlet"], a.values["revenue"], a.carried) == (
        "a",
        "Ấp 3",
        8_000_000,
        "changed",
    )
    assert (b.values["name"], b.values["hamlet"]) == ("Tên mới", "Ấp 4")
    assert [record.record_id for record in standing(office, "workers")] == ["a"]


AN_1 = [1, "Nguyễn Văn An", "", "Ấp 1", 100, 3, 1]
AN_2 = [2, "Nguyễn Văn An", "", "Ấp 2", 200, 5, 1]
AN_NOWHERE = [3, "Nguyễn Văn An", "", "", "", "", ""]
AN_CODED = [4, "Nguyễn Văn An", "1800111111", "Ấp 1", 300, "", ""]
AN_3 = [5, "Nguyễn Văn An", "", "", 100, 7, 2]


@pytest.mark.parametrize(
    "rows",
    [
        [AN_1, AN_2],
        [AN_1, AN_1],
        [AN_NOWHERE, AN_2, AN_1],
        [AN_NOWHERE, AN_3, AN_CODED, AN_1, AN_2, AN_1],
        [AN_CODED, [9, "Tên khác", "1800111111", "Ấp 2", 5, "", ""]],
    ],
)
def test_the_same_list_twice_changes_nothing_whatever_the_order(
    office: Office, tmp_path: Path, rows: list[list[Any]]
):
    take(office, book(tmp_path, *rows))
    first = dump(office.store)
    for again in (rows, rows[::-1]):
        path = book(tmp_path, *again)
        assert counts(preview(office, path)) == {"same": len(rows)}
        taken = take(office, path)
        assert (taken.new, taken.updated, len(standing(office))) == (0, 0, len(rows))
    assert dump(office.store) == first


def test_homonyms_of_two_hamlets_stay_two(office: Office, tmp_path: Path):
    take(office, book(tmp_path, AN_1))
    assert counts(preview(office, book(tmp_path, AN_2))) == {"new": 1}
    take(office, book(tmp_path, AN_2))
    changed = [[*AN_2[:4], 250, 5, 1], [1, "NGUYỄN VĂN AN", "", "ấp  1", 150, 3, 1]]
    assert counts(preview(office, book(tmp_path, *changed))) == {"update": 2}
    take(office, book(tmp_path, *changed))
    assert [r.values["revenue"] for r in standing(office)] == [150_000_000, 250_000_000]


def test_other_tax_codes_are_other_records_even_of_one_name_and_hamlet(office: Office, tmp_path: Path):
    take(office, book(tmp_path, AN_CODED))
    for hamlet in ("Ấp 1", "Ấp 2", ""):
        path = book(tmp_path, [1, "Nguyễn Văn An", "1800222222", hamlet, 200, "", ""])
        assert counts(preview(office, path)) == {"new": 1}
    take(office, path)
    assert [r.values["tax_code"] for r in standing(office)] == ["1800111111", "1800222222"]


@pytest.mark.parametrize(
    ("before", "code", "hamlet"),
    [
        ("1800111111", "1800111111", "Ấp 1"),
        ("1800111111", "1800 111 111", "Ấp 2"),
        ("1800111111", "", "Ấp 1"),
        ("", "1800111111", ""),
        ("0300111222", 300111222, "Ấp 1"),
        ("", "", "Ấp 1"),
    ],
)
def test_one_name_and_the_same_or_no_code_is_an_update(
    office: Office, tmp_path: Path, before: str, code: str | int, hamlet: str
):
    take(office, book(tmp_path, [1, "Nguyễn Văn An", before, "Ấp 1", 100, "", ""]))
    path = book(tmp_path, [1, "nguyễn văn an", code, hamlet, 250, "", ""])
    assert counts(preview(office, path)) == {"update": 1}
    take(office, path)
    (kept,) = standing(office)
    assert kept.values["revenue"] == 250_000_000


def test_a_tax_code_that_several_records_may_share_makes_no_update(office: Office, tmp_path: Path):
    """Two petrol stations of one company: the code tells them not apart."""
    made = openpyxl.Workbook()
    made.active.append(["STT", "Tên cơ sở", "Mã số thuế", "Ấp"])
    made.active.append([1, "Cửa hàng xăng dầu số 1", "1800111111", "Ấp 1"])
    path = tmp_path / "xd.xlsx"
    made.save(path)
    take(office, path, "trade_facilities")
    made.active["B2"] = "Cửa hàng xăng dầu số 2"
    made.save(path)
    assert counts(preview(office, path, "trade_facilities")) == {"new": 1}


def test_a_line_that_repeats_another_is_told_and_kept_apart(office: Office, tmp_path: Path):
    path = book(tmp_path, [1, "Lò A", "", "Ấp 3", 5, "", ""], [2, "Lò  a", "", "Ấp 4", 6, "", ""])
    seen = preview(office, path)
    assert counts(seen) == {"new": 2}
    assert seen.lines[1].cells[0][1].code == Code.LIST_REPEATED.name


def test_a_line_without_a_name_is_not_taken(office: Office, tmp_path: Path):
    path = book(tmp_path, [1, "Lò A", "", "Ấp 3", 5, "", ""], [2, "", "", "Ấp 4", 6, "", ""])
    seen = preview(office, path)
    assert counts(seen) == {"new": 1, "refused": 1}
    assert seen.lines[1].cells[0][1].code == Code.LIST_UNNAMED.name
    assert take(office, path).refused == 1
    assert len(standing(office)) == 1


def test_lines_that_cannot_be_read_stay_out_when_a_person_wants_it(office: Office, tmp_path: Path):
    path = book(tmp_path, [1, "Lò A", "", "", "khoảng 5", "", ""], [2, "Lò B", "", "", 6, "", ""])
    assert counts(preview(office, path)) == {"new": 2}
    assert counts(preview(office, path, keep_unreadable=False)) == {"new": 1, "refused": 1}
    take(office, path)
    assert standing(office)[0].raw == {"revenue": "khoảng 5"}


def test_rules_of_the_form_mark_the_cells_of_the_list(office: Office, tmp_path: Path):
    seen = preview(office, book(tmp_path, [1, "Lò A", "", "Ấp 3", 5, 3, 8]))
    told = {
        head.label: problem.code
        for head, (_, problem) in zip(seen.heads, seen.lines[0].cells, strict=True)
        if problem
    }
    assert told == {"Trong đó: nữ": "female_over_total"}


def test_a_matching_must_name_each_field_once_and_the_name_at_all(office: Office, tmp_path: Path):
    sheet = old_lists.look(book(tmp_path, [1, "Lò A", "", "", 5, 3, 8]))
    good = old_lists.suggested(office, YEAR, "establishments", sheet)
    twice = [*good, old_lists.Match(0, "establishments", "name")]
    nameless = [match for match in good if match.field != "name"]

    def told(matches: list[old_lists.Match]) -> str:
        problem = old_lists.refused_matching(office, YEAR, "establishments", sheet, matches)
        return problem.code if problem else ""

    assert [told(good), told(twice), told(nameless)] == [
        "",
        Code.LIST_TWO_COLUMNS.name,
        Code.LIST_NO_NAME.name,
    ]


def test_a_chosen_matching_is_suggested_for_the_next_list_of_this_shape(office: Office, tmp_path: Path):
    sheet = old_lists.look(book(tmp_path, [1, "Lò A", "", "", 5, 3, 8]))
    chosen = [
        old_lists.Match(1, "establishments", "name"),
        old_lists.Match(4, "establishments", "output_current", "nghìn đồng"),
    ]
    kept = {old_lists.memory_key("establishments", sheet): old_lists.to_remember(chosen)}
    assert old_lists.suggested(office, YEAR, "establishments", sheet, remembered=kept) == chosen


def test_a_list_of_workers_finds_their_establishments(office: Office, tmp_path: Path):
    path = book(tmp_path, [1, "Lò A", "", "Ấp 3", 5, 3, 1])
    assert take(office, path, "workers").new == 1
    assert standing(office, "workers")[0].values["workers_total"] == 3


def test_a_paper_form_is_no_list(office: Office):
    with pytest.raises(AppError) as refusal:
        old_lists.forms_of(office, YEAR, "power_grid")
    assert refusal.value.code is Code.LIST_FORM_KIND


def test_a_template_of_the_program_is_known(office: Office, tmp_path: Path):
    path = tmp_path / "mẫu.xlsx"
    filling.template(office, YEAR, "markets", path)
    assert old_lists.is_template(path)
    assert not old_lists.is_template(MARKETS)


def test_a_submitted_report_takes_no_list(office: Office, tmp_path: Path):
    for form in office.own_forms(YEAR):
        entry.nil(office, YEAR, form.key)
    submitting.submit(office, YEAR, tmp_path / "nộp.xlsx", kind="final")
    with pytest.raises(AppError) as refusal:
        take(office, MARKETS, "markets")
    assert refusal.value.code is Code.REPORT_CLOSED


def stopped_at(step: int, told: list[str]) -> Progress:
    """A person who asks to stop at that step; `told` are the steps before."""
    return Progress(lambda done, total, what: told.append(what), lambda: len(told) == step)


def test_stopping_at_any_step_keeps_nothing(office: Office):
    told: list[str] = []
    for step in range(6):
        told.clear()
        with pytest.raises(Cancelled):
            take(office, ESTABLISHMENTS, progress=stopped_at(step, told))
        assert standing(office) == [] and not office.store.conn.in_transaction
    assert any(what.startswith("Kiểm tra") for what in told), (
        "what was written is looked at before it is kept"
    )
    taken = take(office, ESTABLISHMENTS, progress=stopped_at(99, told))
    assert len(standing(office)) == taken.new == 60


@pytest.mark.parametrize("path", [ESTABLISHMENTS, MARKETS])
def test_looking_and_the_preview_can_be_stopped(office: Office, path: Path):
    form_key = "markets" if path is MARKETS else "establishments"
    told: list[str] = []
    sheet = old_lists.look(path, progress=stopped_at(99, told))
    matches = old_lists.suggested(office, YEAR, form_key, sheet)
    looked = len(told)
    old_lists.preview(office, YEAR, form_key, sheet, matches, progress=stopped_at(99, told))
    for step in range(looked):
        told.clear()
        with pytest.raises(Cancelled):
            old_lists.look(path, progress=stopped_at(step, told))
    assert looked > 1
    for step in range(3):
        told.clear()
        with pytest.raises(Cancelled):
            old_lists.preview(office, YEAR, form_key, sheet, matches, progress=stopped_at(step, told))


@pytest.mark.parametrize(
    ("path", "form_key", "doubted"),
    [
        (MARKETS, "markets", False),
        (MARKETS, "establishments", True),
        (ESTABLISHMENTS, "establishments", False),
        (ESTABLISHMENTS, "transformer_stations", True),
    ],
)
def test_a_list_of_another_form_is_doubted(office: Office, path: Path, form_key: str, doubted: bool):
    sheet = old_lists.look(path, old_lists.sheets(path)[0])
    matches = old_lists.suggested(office, YEAR, form_key, sheet)
    told = old_lists.doubted_matching(office, YEAR, form_key, sheet, matches)
    assert (told is not None and told.code == "LIST_FEW_COLUMNS") is doubted


def test_a_template_that_is_stopped_at_any_step_keeps_nothing(office: Office, tmp_path: Path):
    path, told = tmp_path / "mẫu.xlsx", list[str]()
    filling.template(office, YEAR, "markets", path)
    given = openpyxl.load_workbook(path)
    sheet = next(one for one in given.worksheets if one.sheet_state == "visible")
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Tên chợ")
    sheet.cell(name.row + 3, name.column, "Chợ Mỹ Lồng")
    given.save(path)
    for step in range(3):
        told.clear()
        with pytest.raises(Cancelled):
            filling.fill(office, YEAR, path, progress=stopped_at(step, told))
        assert standing(office, "markets") == [] and not office.store.conn.in_transaction
    assert filling.fill(office, YEAR, path, progress=stopped_at(99, told)).taken
    assert told[-1].startswith("Kiểm tra") and len(standing(office, "markets")) == 1
