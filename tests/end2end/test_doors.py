"""Closed data through every door: what was sent, approved or counted stays as it is, and the refusal says why.

One table of doors for each place in which data stands closed; `COMMANDS` are the same doors by the command line.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import openpyxl
import pytest

from base.errors import AppError, Code, Problem
from cli import run
from courier.sheet import PAYLOAD_SHEET
from db import journal, records, reports
from forms.typed import shown
from office import keeping
from office.declaring import designing, lists, packing
from office.entering import behalf, carried, cells, checking, duplicates, entry, filling, old_lists, undoing
from office.office import Office, open_office
from office.receiving import edited, receiving
from office.receiving.receipts import write_answer
from office.sending import answered, submitting
from office.territory import sharing, taking_over
from tests.builders import (
    ARRIVAL,
    COMMUNES,
    DISTRICT,
    KILNS,
    NOON,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    dump,
    kiln,
    submission,
    surroundings,
    without_empty,
)
from tests.unit.office.territory import test_sharing as parted
from tests.unit.office.territory.test_taking_over import FIRST, HEIR, NEW, NOW, OLD, THEN, TODAY, TOLD

FORMS = {"kilns@1.toml": parted.KILNS_BY_HAMLET}
OTHER_MEANING = parted.KILNS_BY_HAMLET.replace('label = "Lao động"', 'label = "Số hộ"')
ROOT = Path(__file__).resolve().parents[2]
REASON = "đã gọi điện hỏi"
KINDS_OF_ARRIVAL = {"received", "nested", "payload", "decision"}
"""Tables that say what came, not what counts."""


def answers(office: Office) -> Mapping[str, object]:
    """Every table of answers, states and sums, of reports and of what counts; not what arrived, nor settings."""
    return without_empty(dump(office.store, without=ARRIVAL | KINDS_OF_ARRIVAL | {"definition", "meta"}))


def everything(office: Office) -> Mapping[str, object]:
    """Every table, the journal too."""
    return without_empty(dump(office.store, without={"definition"}))


# The office's own report.


@dataclass
class Own:
    """A commune of today whose report of a year is closed, with all that may come to change it."""

    office: Office
    second: Office
    """The same file, opened by another program before the report was closed."""
    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name

    def standing(self, record_id: str = "k1"):
        form = self.office.form("kilns", NEW)
        unit = self.office.unit_in(NEW).key
        found = records.read_one(self.office.store, form, record_id, unit=unit, period=NEW.label)
        assert found is not None
        return found


def a_kiln(record_id: str, workers: str):
    (made,) = parted.kilns((record_id, "Ấp Một", workers, "10"))
    return made


@pytest.fixture(scope="module", params=["sent", "approved"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commune; each test works in a copy of it."""
    folder = tmp_path_factory.mktemp("own")
    submission(folder / "old", FIRST.code, {"kilns": TOLD}, period=OLD, forms=FORMS, on=THEN)
    shutil.copy(folder / "old" / FIRST.code / f"{FIRST.code}.sct", folder / "predecessor.sct")
    with an_office(folder / "above", "86", forms={"kilns@1.toml": OTHER_MEANING}, on=NOW, now=TODAY) as above:
        packing.make(above, folder / "changed.sctpack")
    with an_office(folder, HEIR.code, forms=FORMS, on=NOW, now=TODAY) as office:
        answer(office, {"kilns": [a_kiln("k1", "7"), a_kiln("k2", "7")]}, period=NEW)
        entry.enter(office, NEW, "kilns", [a_kiln("k3", "1")])
        undoing.undo(office)
        filling.template(office, NEW, "kilns", folder / "filled.xlsx")
        _change(folder / "filled.xlsx")
        _list(folder / "list.xlsx")
        keeping.backup(office, folder / "before.sct")
        submitting.submit(office, NEW, folder / "sent.xlsx")
        with an_office(folder / "province", "86", forms=FORMS, on=NOW, now=TODAY) as above:
            receiving.receive(above, [folder / "sent.xlsx"])
            if request.param == "approved":
                receiving.approve(above, NEW)
                write_answer(above, NEW, HEIR.code, folder / "answer.xlsx")
                assert answered.open_receipt(office, folder / "answer.xlsx").outcome == "approved"
    return folder


def _change(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    cell = next(cell for row in page.iter_rows() for cell in row if cell.value == 7)
    cell.value = 8
    book.save(path)


def _list(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["STT", "Tên lò", "Lao động"], [1, "Lò k1", 9], [2, "Lò mới", 3]):
        book.active.append(row)
    book.save(path)


@pytest.fixture
def own(world: Path, tmp_path: Path) -> Iterator[Own]:
    shutil.copytree(world, tmp_path / "own")
    data = tmp_path / "own" / f"{HEIR.code}.sct"
    around = surroundings(now=TODAY, ids="n-")
    shutil.copy(data, tmp_path / "closed.sct")
    shutil.copy(tmp_path / "own" / "before.sct", data)
    with open_office(data, surroundings=around) as second:
        assert second.report(NEW).state == "draft"
        second.store.rows("select * from form_kilns")
        with open_office(tmp_path / "closed.sct") as closed:
            closed.store.conn.backup(second.store.conn)
        with open_office(data, surroundings=around) as office:
            yield Own(office, second, tmp_path / "own")


def take_list(own: Own) -> None:
    sheet = old_lists.look(own.file("list.xlsx"))
    matches = old_lists.suggested(own.office, NEW, "kilns", sheet)
    old_lists.take(own.office, NEW, "kilns", sheet, matches)


def paste(own: Own) -> None:
    drafts = cells.draft(own.office, NEW, "kilns", [("k1", {"workers": "9"}), ("", {"name": "Lò mới"})])
    cells.keep(own.office, NEW, "kilns", drafts, act="fill", door="paste")


def take_pack(own: Own) -> None:
    pack = packing.read(own.file("changed.sctpack"))
    packing.take(own.office, pack, "abc")


def save_form(own: Own) -> None:
    form = designing.as_draft(own.office.form("kilns", NEW))
    field = msgspec.structs.replace(form.fields["workers"], label="Số hộ")
    designing.save(own.office, designing.with_field(form, field))


def take_details(own: Own) -> None:
    told = Problem("declared", "stop", "", form="kilns", record_id="k1", fields=("workers",), offer="99")
    checking.take_details(own.office, NEW, told)


def take_over(own: Own) -> None:
    given = [taking_over.look(own.office, NEW, own.file("predecessor.sct"))]
    taking_over.take_over(own.office, NEW, given)


OWN_DOORS: dict[str, tuple[Callable[[Own], object], Code]] = {
    "cell edit": (
        lambda w: entry.enter(w.office, NEW, "kilns", [a_kiln("k1", "9")], seen={"k1": w.standing()}),
        Code.REPORT_CLOSED,
    ),
    "new record": (lambda w: entry.enter(w.office, NEW, "kilns", [a_kiln("n", "9")]), Code.REPORT_CLOSED),
    "paste": (paste, Code.REPORT_CLOSED),
    "note": (lambda w: entry.note(w.office, NEW, "kilns", "k1", "workers", "x"), Code.REPORT_CLOSED),
    "undo": (lambda w: undoing.undo(w.office, period=NEW), Code.REPORT_CLOSED),
    "redo": (lambda w: undoing.redo(w.office, period=NEW), Code.REPORT_CLOSED),
    "fill": (lambda w: filling.fill(w.office, NEW, w.file("filled.xlsx")), Code.REPORT_CLOSED),
    "old list": (take_list, Code.REPORT_CLOSED),
    "carry": (lambda w: entry.open_period(w.office, NEW, carry_from=NEW), Code.PERIOD_ALREADY_OPEN),
    "confirm": (lambda w: carried.confirm(w.office, NEW, "kilns", ["k1"], "ended"), Code.REPORT_CLOSED),
    "nil": (lambda w: entry.nil(w.office, NEW, "kilns"), Code.REPORT_CLOSED),
    "nil again": (lambda w: entry.nil(w.office, NEW, "markets"), Code.REPORT_CLOSED),
    "delete": (lambda w: entry.delete(w.office, NEW, "kilns", ["k1"], reason="x"), Code.REPORT_CLOSED),
    "merge": (lambda w: duplicates.merge(w.office, NEW, "kilns", "k1", "k2", {}, "x"), Code.REPORT_CLOSED),
    "take the details": (take_details, Code.REPORT_CLOSED),
    "take over": (take_over, Code.REPORT_CLOSED),
    "second copy": (
        lambda w: entry.enter(w.second, NEW, "kilns", [a_kiln("k1", "9")]),
        Code.REPORT_CLOSED,
    ),
    "second copy undoes": (lambda w: undoing.undo(w.second), Code.REPORT_CLOSED),
    "restore": (lambda w: keeping.restore(w.office, w.file("before.sct")), Code.BACKUP_BEFORE_CLOSED),
    "pack": (take_pack, Code.FORM_IN_USE),
    "designer": (save_form, Code.FORM_IN_USE),
    "reopen without a reason": (
        lambda w: receiving.reopen(w.office, NEW, HEIR.code, reason=" "),
        Code.REASON_NEEDED,
    ),
}


@pytest.mark.parametrize("door", OWN_DOORS)
def test_a_report_that_went_up_stays_as_it_is(own: Own, door: str) -> None:
    act, code = OWN_DOORS[door]
    before, folder = everything(own.office), sorted(path.name for path in own.folder.iterdir())
    with pytest.raises(AppError) as refused:
        act(own)
    assert refused.value.code is code
    if code is Code.REPORT_CLOSED:
        said = str(refused.value)
        assert NEW.label in said and HEIR.name in said
        approved = answered_above(own)
        assert ("duyệt" in said.partition(".")[0]) == approved
    assert everything(own.office) == before
    assert sorted(path.name for path in own.folder.iterdir()) == folder


def answered_above(own: Own) -> bool:
    sent = submitting.versions(own.office, NEW)[0]
    said = answered.answer_to(own.office, sent.hash)
    return said is not None and said.answer == "approved"


_IN = ("--period", NEW.label)
OWN_COMMANDS: dict[str, tuple[list[str], int, str]] = {
    "fill": (["fill", "{filled.xlsx}", *_IN], 2, "REPORT_CLOSED"),
    "nil": (["nil", "kilns", *_IN], 2, "REPORT_CLOSED"),
    "note": (["note", "kilns", "k1", "workers", "x", *_IN], 2, "REPORT_CLOSED"),
    "undo": (["undo"], 2, "REPORT_CLOSED"),
    "open-period": (["open-period", *_IN], 2, "PERIOD_ALREADY_OPEN"),
    "take-over": (["take-over", "{predecessor.sct}", *_IN], 2, "REPORT_CLOSED"),
    "restore": (["restore", "{before.sct}"], 2, "BACKUP_BEFORE_CLOSED"),
    "unpack": (["unpack", "{changed.sctpack}"], 2, "FORM_IN_USE"),
    "reopen": (["reopen", HEIR.code, "--reason", "", *_IN], 2, "REASON_NEEDED"),
    "reopen without": (["reopen", HEIR.code, *_IN], 2, "USAGE"),
}


@pytest.mark.parametrize("command", OWN_COMMANDS)
def test_no_command_changes_a_report_that_went_up(
    own: Own, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words, status, code = OWN_COMMANDS[command]
    given = [str(own.file(one[1:-1])) if one.startswith("{") else one for one in words]
    before = everything(own.office)
    assert run([*given, "--data", str(own.office.store.path)]) == status
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith(f"{code}: ") and told.err.strip().endswith((".", "--help."))
    assert everything(own.office) == before


def test_another_program_that_runs_beside_is_refused_too(own: Own) -> None:
    before = everything(own.office)
    command = ["main.py", "nil", "markets", "--data", str(own.office.store.path), "--period", NEW.label]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("REPORT_CLOSED: ")
    assert everything(own.office) == before


def test_submitting_again_writes_the_same_version(own: Own) -> None:
    before = everything(own.office)
    again = submitting.submit(own.office, NEW, own.file("again.xlsx"), note="khác")
    assert again.version == 1 and again.hash == submitting.versions(own.office, NEW)[0].hash
    assert own.file("again.xlsx").read_bytes() == own.file("sent.xlsx").read_bytes()
    assert everything(own.office) == before


def test_a_new_list_of_codes_leaves_the_answers_as_they_were(own: Own) -> None:
    before = answers(own.office)
    listed = lists.lists(own.office)["area_type"]
    renamed = [msgspec.structs.replace(entry_, name=f"{entry_.name} mới") for entry_ in listed.code]
    lists.save(own.office, lists.superseding(listed, renamed, on=NOW).listed)
    with open_office(own.office.store.path) as again:
        assert answers(again) == before
        assert again.report(NEW).state == "submitted"


def test_reopening_with_a_reason_makes_a_new_version_after_the_old_one(own: Own, tmp_path: Path) -> None:
    first = submitting.versions(own.office, NEW)[0]
    kept = reports.payload(own.office.store, first.hash)
    receiving.reopen(own.office, NEW, HEIR.code, reason=REASON)
    line = journal.lines(own.office.store)[-1]
    assert (line.act, line.reason) == ("reopen", REASON)
    entry.enter(own.office, NEW, "kilns", [a_kiln("k1", "9")])
    second = submitting.submit(own.office, NEW, tmp_path / "2.xlsx")
    assert [v.version for v in submitting.versions(own.office, NEW)] == [2, 1]
    assert reports.payload(own.office.store, first.hash) == kept
    with an_office(tmp_path / "p", "86", forms=FORMS, on=NOW, now=TODAY) as above:
        got = receiving.receive(above, [own.file("sent.xlsx"), tmp_path / "2.xlsx"])
        assert [one.answer for one in got] == ["new", "new"] and got[1].hash == second.hash


def test_what_was_reopened_may_be_restored_and_the_versions_that_went_up_stay(
    own: Own, tmp_path: Path
) -> None:
    first = submitting.versions(own.office, NEW)[0]
    receiving.reopen(own.office, NEW, HEIR.code, reason=REASON)
    keeping.restore(own.office, own.file("before.sct"))
    assert own.office.report(NEW).state == "returned"
    assert shown(own.office.form("kilns", NEW), own.standing(), "workers") == "7"
    assert submitting.versions(own.office, NEW) == [first]
    assert submitting.submit(own.office, NEW, tmp_path / "2.xlsx").version == 2
    with an_office(tmp_path / "p", "86", forms=FORMS, on=NOW, now=TODAY) as above:
        got = receiving.receive(above, [own.file("sent.xlsx"), tmp_path / "2.xlsx"])
        assert [one.answer for one in got] == ["new", "new"]


def test_a_period_that_a_backup_never_knew_goes_on_after_the_versions_that_went_up(tmp_path: Path) -> None:
    with an_office(tmp_path / "c", COMMUNES[0]) as office:
        keeping.backup(office, tmp_path / "empty.sct")
        submitting.submit(answer(office, {}), YEAR, tmp_path / "1.xlsx")
        receiving.reopen(office, YEAR, COMMUNES[0], reason=REASON)
        keeping.restore(office, tmp_path / "empty.sct")
        assert submitting.submit(answer(office, {}), YEAR, tmp_path / "2.xlsx").version == 2


# Reports from below.

A, B, C = COMMUNES
KILN_FORMS = {"kilns@1.toml": KILNS}
OTHER_KILNS = {"kilns@1.toml": KILNS.replace('label = "Lao động"', 'label = "Số hộ"')}


@dataclass
class Above:
    """An office above with a commune's report that counts, and files that may come to change it."""

    office: Office
    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name


def version(office: Office, path: Path, workers: str) -> None:
    if office.report(YEAR).state == "submitted":
        receiving.reopen(office, YEAR, office.unit.code, reason="Sửa")
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Tư", workers=workers, area="1")])
    submitting.submit(office, YEAR, path)


def touched(source: Path, target: Path, change: Callable[[openpyxl.Workbook], object]) -> None:
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(target)


def _retype(book: openpyxl.Workbook) -> None:
    page = book["Lò gạch thủ công"]
    cell = next(cell for row in page.iter_rows(min_row=8) for cell in row if cell.value == 2)
    cell.value = 22


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1, 2 and 3 of the first commune, another 2, edited and lost files; the second commune's report."""
    folder = tmp_path_factory.mktemp("post")
    for name in ("a", "x"):
        with answer(an_office(folder / name, A, forms=KILN_FORMS), {}) as office:
            for n, workers in enumerate(("1", "2", "3") if name == "a" else ("7", "8", "9"), 1):
                version(office, folder / f"{name}{n}.xlsx", workers)
    with answer(an_office(folder / "b", B, forms=KILN_FORMS), {}) as office:
        version(office, folder / "b1.xlsx", "10")
    touched(folder / "a2.xlsx", folder / "edited.xlsx", _retype)
    touched(folder / "a2.xlsx", folder / "lost.xlsx", lambda book: book.remove(book[PAYLOAD_SHEET]))
    with an_office(folder / "above", PROVINCE, forms=OTHER_KILNS) as above:
        packing.make(above, folder / "changed.sctpack")
    with an_office(folder / "district", DISTRICT, forms=KILN_FORMS) as office:
        answer(office, {})
        receiving.receive(office, [folder / "a1.xlsx", folder / "a2.xlsx"])
        keeping.backup(office, folder / "before.sct")
        receiving.approve(office, YEAR)
        keeping.backup(office, folder / "counted.sct")
        receiving.receive(office, [folder / "a3.xlsx"])
        submitting.submit(office, YEAR, folder / "d1.xlsx")
        keeping.backup(office, folder / "risen.sct")
    return folder


def above_from(post: Path, tmp_path: Path, backup: str) -> Above:
    place = tmp_path / "above"
    shutil.copytree(post, place, ignore=shutil.ignore_patterns("a", "x", "b", "above", "district"))
    shutil.copytree(post / "district" / "forms", place / "forms")
    shutil.copy(post / backup, place / f"{DISTRICT}.sct")
    around = surroundings(now=NOON + timedelta(hours=1), ids="d-")
    return Above(open_office(place / f"{DISTRICT}.sct", surroundings=around), place)


@pytest.fixture
def counted(post: Path, tmp_path: Path) -> Iterator[Above]:
    """The commune's second version was approved; the district's own report is a draft."""
    made = above_from(post, tmp_path, "counted.sct")
    with made.office:
        yield made


@pytest.fixture
def risen(post: Path, tmp_path: Path) -> Iterator[Above]:
    """The same, a third version waits, and the district's own report went up."""
    made = above_from(post, tmp_path, "risen.sct")
    with made.office:
        yield made


def arrive(name: str, *wanted: str) -> Callable[[Above], None]:
    """Receive a file, which gets this answer, or is refused for that reason."""

    def act(w: Above) -> None:
        (receipt,) = receiving.receive(w.office, [w.file(name)])
        assert receipt.answer in wanted or receipt.code in wanted, receipt

    return act


def save_kilns(w: Above) -> None:
    form = designing.as_draft(w.office.catalogue.form("kilns@1"))
    field = msgspec.structs.replace(form.fields["workers"], label="Số hộ")
    designing.save(w.office, designing.with_field(form, field))


def pack_kilns(w: Above) -> None:
    packing.take(w.office, packing.read(w.file("changed.sctpack")), "abc")


def settle(reason: str) -> Callable[[Above], None]:
    """A rival of the version that counts comes; a person takes it."""

    def act(w: Above) -> None:
        (receipt,) = receiving.receive(w.office, [w.file("x2.xlsx")])
        assert receipt.answer == "conflict"
        receiving.resolve(w.office, YEAR, A, receipt.hash, reason=reason)

    return act


Door = tuple[Callable[[Above], object], Code | None]
COUNTED_DOORS: dict[str, Door] = {
    "the older file": (arrive("a1.xlsx", "have"), None),
    "the same file": (arrive("a2.xlsx", "have"), None),
    "a newer file": (arrive("a3.xlsx", "new"), None),
    "a rival": (arrive("x2.xlsx", "conflict"), None),
    "an edited file": (arrive("edited.xlsx", "SUBMISSION_EDITED"), None),
    "a file without payload": (arrive("lost.xlsx", "SUBMISSION_PAYLOAD_GONE"), None),
    "a file of its own": (arrive("d1.xlsx", "SUBMISSION_OWN"), None),
    "edits taken": (lambda w: edited.take_edits(w.office, w.file("edited.xlsx"), reason=REASON), None),
    "rebuilt": (lambda w: edited.rebuild(w.office, w.file("lost.xlsx"), reason=REASON), None),
    "edits without a reason": (
        lambda w: edited.take_edits(w.office, w.file("edited.xlsx"), reason=""),
        Code.REASON_NEEDED,
    ),
    "rebuilt without a reason": (
        lambda w: edited.rebuild(w.office, w.file("lost.xlsx"), reason=""),
        Code.REASON_NEEDED,
    ),
    "nhập thay": (lambda w: behalf.enter_for(w.office, YEAR, A), Code.BEHALF_REPORTED),
    "approve again": (lambda w: receiving.approve(w.office, YEAR, [A]), Code.REPORT_WRONG_STATE),
    "return": (lambda w: receiving.send_back(w.office, YEAR, A, reason="x"), Code.REPORT_WRONG_STATE),
    "return without a reason": (
        lambda w: receiving.send_back(w.office, YEAR, A, reason=" "),
        Code.REASON_NEEDED,
    ),
    "exclude without a reason": (
        lambda w: receiving.exclude(w.office, YEAR, A, reason=" "),
        Code.REASON_NEEDED,
    ),
    "reopen without a reason": (lambda w: receiving.reopen(w.office, YEAR, A, reason=""), Code.REASON_NEEDED),
    "a rival without a reason": (settle(" "), Code.REASON_NEEDED),
    "a rival chosen": (settle(REASON), None),
    "restore": (lambda w: keeping.restore(w.office, w.file("before.sct")), Code.BACKUP_BEFORE_CLOSED),
    "pack": (pack_kilns, Code.FORM_IN_USE),
    "designer": (save_kilns, Code.FORM_IN_USE),
}
RISEN_DOORS: dict[str, Door] = {
    **{key: door for key, door in COUNTED_DOORS.items() if key not in ("a newer file", "a rival chosen")},
    "approve again": (lambda w: receiving.approve(w.office, YEAR, [A]), Code.REPORT_CLOSED),
    "approve all": (lambda w: receiving.approve(w.office, YEAR), Code.REPORT_CLOSED),
    "return": (lambda w: receiving.send_back(w.office, YEAR, A, reason="x"), Code.REPORT_CLOSED),
    "exclude": (lambda w: receiving.exclude(w.office, YEAR, A, reason="x"), Code.REPORT_CLOSED),
    "exclude another": (lambda w: receiving.exclude(w.office, YEAR, C, reason="x"), Code.REPORT_CLOSED),
    "reopen": (lambda w: receiving.reopen(w.office, YEAR, A, reason="x"), Code.REPORT_CLOSED),
    "a rival chosen": (settle(REASON), Code.REPORT_CLOSED),
    "a late commune": (arrive("b1.xlsx", "new"), None),
    "own cell": (
        lambda w: entry.enter(w.office, YEAR, own_form(w.office), []),
        Code.REPORT_CLOSED,
    ),
    "restore of before it went up": (
        lambda w: keeping.restore(w.office, w.file("counted.sct")),
        Code.BACKUP_BEFORE_CLOSED,
    ),
}


def own_form(office: Office) -> str:
    return office.own_forms(YEAR)[0].key


def through(w: Above, door: Door) -> None:
    """The answers are the same after it; a refusal has this code and leaves no word in the journal."""
    act, code = door
    before, lines = answers(w.office), len(journal.lines(w.office.store))
    if code is None:
        act(w)
    else:
        with pytest.raises(AppError) as refused:
            act(w)
        assert refused.value.code is code
        assert str(refused.value).endswith(".")
        received = [line.act for line in journal.lines(w.office.store)[lines:]]
        assert set(received) <= {"receive"}
    assert answers(w.office) == before


@pytest.mark.parametrize("door", COUNTED_DOORS)
def test_a_report_that_counts_stays_as_it_is(counted: Above, door: str) -> None:
    through(counted, COUNTED_DOORS[door])


@pytest.mark.parametrize("door", RISEN_DOORS)
def test_what_a_report_that_went_up_was_made_of_stays_as_it_is(risen: Above, door: str) -> None:
    through(risen, RISEN_DOORS[door])


RISEN_COMMANDS: dict[str, tuple[list[str], int, str]] = {
    "approve": (["approve", A], 2, "REPORT_CLOSED"),
    "approve all": (["approve", "--all"], 2, "REPORT_CLOSED"),
    "return": (["return", A, "--reason", "x"], 2, "REPORT_CLOSED"),
    "return without": (["return", A, "--reason", ""], 2, "REASON_NEEDED"),
    "exclude": (["exclude", A, "--reason", "x"], 2, "REPORT_CLOSED"),
    "exclude without": (["exclude", A], 2, "USAGE"),
    "reopen": (["reopen", A, "--reason", "x"], 2, "REPORT_CLOSED"),
    "enter for": (["nil", "markets", "--for", A], 2, "BEHALF_REPORTED"),
    "submit for": (["submit", "{out.xlsx}", "--for", A], 2, "BEHALF_REPORTED"),
    "restore": (["restore", "{before.sct}"], 2, "BACKUP_BEFORE_CLOSED"),
    "unpack": (["unpack", "{changed.sctpack}"], 2, "FORM_IN_USE"),
    "fill": (["nil", "P_OWN"], 2, "REPORT_CLOSED"),
}


@pytest.mark.parametrize("command", RISEN_COMMANDS)
def test_no_command_changes_what_a_report_that_went_up_was_made_of(
    risen: Above, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words, status, code = RISEN_COMMANDS[command]
    words = [own_form(risen.office) if one == "P_OWN" else one for one in words]
    given = [str(risen.file(one[1:-1])) if one.startswith("{") else one for one in words]
    period = [] if given[0] in ("restore", "unpack") else ["--period", YEAR.label]
    before = everything(risen.office)
    assert run([*given, "--data", str(risen.office.store.path), *period]) == status
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith(f"{code}: ")
    assert everything(risen.office) == before


def test_another_copy_that_was_open_before_cannot_judge_either(counted: Above, tmp_path: Path) -> None:
    with open_office(counted.office.store.path, surroundings=surroundings(ids="s-")) as second:
        assert second.report(YEAR).state == "draft"
        submitting.submit(counted.office, YEAR, tmp_path / "out.xlsx")
        before = answers(second)
        for act in (
            lambda: receiving.exclude(second, YEAR, A, reason="x"),
            lambda: receiving.reopen(second, YEAR, A, reason="x"),
            lambda: receiving.approve(second, YEAR),
        ):
            with pytest.raises(AppError) as refused:
                act()
            assert refused.value.code is Code.REPORT_CLOSED
        assert answers(second) == before


def test_sharing_an_old_unit_out_changes_no_report(tmp_path: Path) -> None:
    with parted.province(tmp_path) as office:
        before = answers(office)
        unit = sharing.find(office, parted.PARTED)
        half = sharing.share_of("1/2")
        sharing.share_out(office, unit, {parted.LEFT: half, parted.RIGHT: half}, basis="theo dân số")
        assert answers(office) == before


# The ladder between levels.


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "province", PROVINCE, forms=KILN_FORMS) as office:
        yield answer(office, {})


def code_of(act: Callable[[], object]) -> Code:
    with pytest.raises(AppError) as refused:
        act()
    assert str(refused.value).endswith(".")
    return refused.value.code


def test_a_report_does_not_go_up_before_those_below_it_were_judged(post: Path, tmp_path: Path) -> None:
    with an_office(tmp_path / "d", DISTRICT, forms=KILN_FORMS) as office:
        answer(office, {})
        receiving.receive(office, [post / "a1.xlsx", post / "b1.xlsx"])
        receiving.approve(office, YEAR, [A])
        before = answers(office)
        out = tmp_path / "out.xlsx"
        assert code_of(lambda: submitting.submit(office, YEAR, out)) is Code.CHILD_WAITING
        assert answers(office) == before and not out.exists()
        receiving.send_back(office, YEAR, B, reason="x")
        assert submitting.submit(office, YEAR, out).children == 1


def test_nor_while_two_files_of_one_version_contradict_each_other(post: Path, tmp_path: Path) -> None:
    with an_office(tmp_path / "d", DISTRICT, forms=KILN_FORMS) as office:
        answer(office, {})
        receiving.receive(office, [post / "a1.xlsx", post / "x1.xlsx", post / "b1.xlsx"])
        receiving.approve(office, YEAR)
        assert code_of(lambda: submitting.submit(office, YEAR, tmp_path / "o.xlsx")) is Code.CHILD_WAITING
        receiving.exclude(office, YEAR, A, reason="chưa rõ tệp nào đúng")
        assert submitting.submit(office, YEAR, tmp_path / "o.xlsx").children == 1


def test_a_newer_version_that_waits_holds_nothing_up(counted: Above, tmp_path: Path) -> None:
    receiving.receive(counted.office, [counted.file("a3.xlsx")])
    assert submitting.submit(counted.office, YEAR, tmp_path / "out.xlsx").version == 1


def test_a_district_is_not_approved_before_its_communes_that_reported_here(
    post: Path, province: Office
) -> None:
    receiving.receive(province, [post / "d1.xlsx", post / "b1.xlsx"])
    before = answers(province)
    assert code_of(lambda: receiving.approve(province, YEAR, [DISTRICT])) is Code.CHILD_WAITING
    assert answers(province) == before
    assert {unit.code for unit in receiving.approve(province, YEAR, [DISTRICT, B])} == {B, DISTRICT}


def test_approving_all_leaves_out_what_stands_above_a_conflict(post: Path, tmp_path: Path) -> None:
    with an_office(tmp_path / "p", PROVINCE, forms=KILN_FORMS) as office:
        receiving.receive(office, [post / name for name in ("d1.xlsx", "x1.xlsx", "a1.xlsx")])
        assert receiving.approve(office, YEAR) == []


def test_approving_a_district_admits_the_very_communes_that_it_approved(post: Path, province: Office) -> None:
    receiving.receive(province, [post / "d1.xlsx"])
    receiving.approve(province, YEAR)
    told = {one.unit.code: one.state for one in receiving.status(province, YEAR)}
    assert (told[DISTRICT], told[A], told[B]) == ("approved", "approved", "none")


def test_a_commune_is_not_taken_back_from_under_its_approved_district(post: Path, province: Office) -> None:
    receiving.receive(province, [post / "d1.xlsx", post / "a2.xlsx", post / "b1.xlsx"])
    receiving.approve(province, YEAR)
    before = answers(province)
    for act, code in (
        (lambda: receiving.exclude(province, YEAR, A, reason="x"), Code.PARENT_APPROVED),
        (lambda: receiving.reopen(province, YEAR, A, reason="x"), Code.PARENT_APPROVED),
        (lambda: receiving.exclude(province, YEAR, B, reason="x"), Code.PARENT_APPROVED),
        (lambda: receiving.refuse_now(province, YEAR, A, "reopen"), Code.PARENT_APPROVED),
    ):
        assert code_of(act) is code
    assert answers(province) == before
    receiving.reopen(province, YEAR, DISTRICT, reason="huyện xin sửa")
    receiving.exclude(province, YEAR, B, reason="chưa tin cậy")


def test_a_unit_that_never_reported_may_be_left_out_with_a_reason_at_any_time(
    post: Path, province: Office
) -> None:
    receiving.receive(province, [post / "d1.xlsx"])
    receiving.approve(province, YEAR)
    receiving.exclude(province, YEAR, C, reason="chưa có cán bộ")
    told = {one.unit.code: (one.state, one.reason) for one in receiving.status(province, YEAR)}
    assert told[C] == ("excluded", "chưa có cán bộ")
