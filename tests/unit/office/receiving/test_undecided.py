"""A file that was edited by hand waits until somebody decides about it, and no longer."""

from __future__ import annotations

import itertools

import openpyxl
import pytest

from base.progress import Cancelled, Progress
from courier.sheet import PAYLOAD_SHEET
from db.undecided import undecided
from office.agenda import chasing
from office.agenda.dashboard import dashboard
from office.entering import entry
from office.receiving import edited, receiving
from office.receiving.inbox import inbox
from office.sending import submitting
from tests.builders import COMMUNE, COMMUNES, YEAR, an_office, answer, dump, submission
from tests.unit.office.receiving.test_compare import FORMS, ONE, OTHER


@pytest.fixture
def versions(tmp_path):
    """The first two versions of the commune's report, as files."""
    paths = [tmp_path / f"v{n}.xlsx" for n in (1, 2)]
    with an_office(tmp_path / "commune", COMMUNE, forms=FORMS) as commune:
        answer(commune, ONE)
        submitting.submit(commune, YEAR, paths[0])
        receiving.reopen(commune, YEAR, COMMUNE, reason="sửa")
        entry.enter(commune, YEAR, "kilns", OTHER["kilns"])
        submitting.submit(commune, YEAR, paths[1])
    return paths


def typed_over(path, *, payload=True):
    """A copy of the file in which the number of workers was typed over."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one["B8"].value == "Lò Tư")
    (head,) = (cell for cell in sheet[5] if cell.value == "Lao động")
    sheet.cell(8, head.column, 77)
    if not payload:
        book.remove(book[PAYLOAD_SHEET])
    copy = path.with_name(f"edited {path.name}")
    book.save(copy)
    return copy


def come(office, *paths, **kwargs):
    return receiving.receive(office, paths, remembering=True, **kwargs)


def waiting(office):
    """Code of the unit → version of its edited file."""
    found = undecided(office.store, period=YEAR.label, packet=office.packet)
    return {key.partition("@")[0]: one.version for key, one in found.items()}


def test_only_a_good_file_of_that_version_or_a_later_one_ends_the_waiting(district, versions):
    first, second = versions
    come(district, first, typed_over(second))
    assert waiting(district) == {COMMUNE: 2}
    assert [one.answer for one in come(district, first)] == ["have"] and waiting(district) == {COMMUNE: 2}
    come(district, second)
    assert not waiting(district)
    come(district, typed_over(first))
    assert waiting(district) == {COMMUNE: 1}
    assert [one.answer for one in come(district, second)] == ["have"] and not waiting(district)


@pytest.mark.parametrize("how", ["take_edits", "rebuild"])
def test_what_is_made_here_again_ends_the_waiting_too(district, versions, how):
    first = versions[0]
    path, act = typed_over(first, payload=how == "take_edits"), getattr(edited, how)
    assert act(district, path, reason="xã báo").remade == ("edited" if how == "take_edits" else "rebuilt")
    come(district, typed_over(first))
    assert waiting(district) == {COMMUNE: 1}
    path = typed_over(first, payload=how == "take_edits")
    assert act(district, path, reason="lý do khác").answer == "have" and not waiting(district)


def test_of_a_batch_that_was_stopped_what_came_before_is_remembered(district, tmp_path):
    files = [submission(tmp_path / code, code, ONE, forms=FORMS) for code in COMMUNES]
    steps = itertools.count()
    progress = Progress(cancelled=lambda: next(steps) == 2)
    with pytest.raises(Cancelled):
        come(district, typed_over(files[0]), files[1], typed_over(files[2]), progress=progress)
    assert waiting(district) == {COMMUNES[0]: 1}
    assert [line.unit.code for line in inbox(district, YEAR) if line.waiting] == [COMMUNES[1]]


def test_a_refused_file_changes_nothing_where_no_person_looks(district, versions):
    before = dump(district.store, without=())
    receiving.receive(district, [typed_over(versions[0])])
    assert dump(district.store, without=()) == before


def reminded(office):
    return {one.unit.code for one in chasing.chased(office, YEAR)}


@pytest.mark.parametrize("act", ["forget", "exclude"])
def test_a_file_that_is_gone_can_be_decided_about(district, versions, act):
    entry.open_period(district, YEAR)
    path = typed_over(versions[0])
    come(district, path)
    path.unlink()
    assert COMMUNE not in reminded(district) and dashboard(district, YEAR).edited
    if act == "forget":
        edited.forget(district, YEAR, COMMUNE)
    else:
        receiving.exclude(district, YEAR, COMMUNE, reason="không gửi")
        assert COMMUNE not in reminded(district)
        receiving.reopen(district, YEAR, COMMUNE, reason="sẽ gửi")
    assert not waiting(district) and COMMUNE in reminded(district)
    assert not dashboard(district, YEAR).edited


def test_returning_the_report_decides_about_the_edited_file_too(district, versions):
    come(district, versions[0], typed_over(versions[0]))
    assert waiting(district) == {COMMUNE: 1}
    receiving.send_back(district, YEAR, COMMUNE, reason="sai lao động")
    assert not waiting(district)


@pytest.mark.parametrize("state", ["none", "sent", "approved", "returned", "excluded"])
def test_the_home_page_names_whom_the_list_holds_up(district, versions, state):
    entry.open_period(district, YEAR)
    if state in ("sent", "approved", "returned"):
        come(district, versions[0])
    if state == "approved":
        receiving.approve(district, YEAR)
    if state == "returned":
        receiving.send_back(district, YEAR, COMMUNE, reason="sai")
    if state == "excluded":
        receiving.exclude(district, YEAR, COMMUNE, reason="không gửi")
    come(district, typed_over(versions[1]))
    (line,) = (line for line in inbox(district, YEAR) if line.unit.code == COMMUNE)
    assert line.edited is not None and line.state == state
    assert line.held_up == (state in ("none", "approved", "returned"))
    seen = dashboard(district, YEAR)
    assert seen.edited == ((line.unit.name,) if line.held_up else ())
    assert COMMUNE not in {one.unit.code for one in seen.remind} | reminded(district)
