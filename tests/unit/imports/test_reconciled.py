"""Any hand that was laid on the sheets is found; answers that were edited are taken, and sheets alone give a report."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from base.errors import AppError, Code
from courier import payload as courier_payload
from courier.edits import taken
from courier.fingerprint import fingerprint
from courier.payload import SHEET_RECORD, Damaged, Payload
from courier.sheet import HEADER_ROWS, LABEL_ROW, UNIT_ROW, Placed
from forms.load import load_built_in
from forms.spec import Form, Record
from imports import rebuilt
from imports.hidden import unhidden
from imports.reconciled import edits_of
from imports.submission import sheets_of
from imports.workbook import Workbook
from tests.builders import CLOSING, KILNS, catalogue_of, kiln
from tests.strategies import names, records
from tests.unit.exports.test_excel_formula import random_records

CATALOGUE = catalogue_of(KILNS)
FORM = next(form for form in CATALOGUE.forms if form.key == "kilns")
SHIPPED = load_built_in()
FILE = Path("báo cáo.xlsx")
FEW = settings(max_examples=25)


class Sheets:
    """A workbook as it is read: blanks are "", numbers float."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.cells = {sheet.name: _rows(sheet) for sheet in placed}

    @property
    def sheets(self) -> list[str]:
        return list(self.cells)

    def rows(self, name: str) -> list[list[Any]]:
        return self.cells[name]


def _rows(sheet: Placed) -> list[list[Any]]:
    width = len(sheet.columns)
    head: list[list[Any]] = [[""] * width for _ in range(HEADER_ROWS)]
    head[LABEL_ROW] = [column.label for column in sheet.columns]
    head[UNIT_ROW] = [column.unit for column in sheet.columns]
    body = [
        [float(cell) if type(cell) is int else "" if cell is None else cell for cell in row]
        for row in sheet.rows
    ]
    return head + body


def report(parts: Sequence[courier_payload.Part]) -> Payload:
    return Payload(
        format=1,
        program="0.1.0",
        unit="29236@2020-01-01",
        unit_name="Phường 4",
        level="commune",
        period="2020",
        packet="industry_trade",
        kind="final",
        version=1,
        predecessor="",
        tree="cây",
        note="Lời nhắn",
        parts=tuple(parts),
    )


def of_kilns(*kept: Record) -> Payload:
    return report([courier_payload.part_of(FORM, "filled", kept, built_in=False)])


def placed(payload: Payload, catalogue: Any = CATALOGUE) -> list[Placed]:
    digest = courier_payload.digest(courier_payload.encode(payload))
    return sheets_of(payload, [], digest, catalogue, CLOSING, {})


def edits(book: Sheets, expected: Sequence[Placed]) -> list[Any]:
    return edits_of(FILE, cast(Workbook, book), expected)


def refused(book: Sheets, expected: Sequence[Placed]) -> Code:
    with pytest.raises(AppError) as told:
        edits(book, expected)
    return told.value.code


PAYLOAD = of_kilns(
    kiln("k1", "Lò Một", workers="3", area="1", cost="10", opened="01/03/2015"),
    kiln("k2", "Lò Hai", workers="…", area="2", cost="20", licensed="có"),
    kiln("k3", "Lò Ba", workers="5", area="0,5", cost="30", features="Chợ đêm"),
    kiln("k4", "Lò Bốn", area="0,75"),
)
EXPECTED = placed(PAYLOAD)
SHEET = EXPECTED[1].name
BODY = slice(HEADER_ROWS, None)
WIDTH = len(EXPECTED[1].columns)


def test_what_was_not_touched_differs_nowhere() -> None:
    assert edits(Sheets(EXPECTED), EXPECTED) == []


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, WIDTH - 1)),
        st.one_of(names(), st.integers(-(10**6), 10**6).map(float), st.just("")),
        min_size=1,
        max_size=5,
    )
)
def test_exactly_the_cells_that_were_edited_are_told(typed: dict[tuple[int, int], Any]) -> None:
    book = Sheets(EXPECTED)
    rows = book.cells[SHEET]
    wanted = set()
    for (r, c), cell in typed.items():
        if rows[HEADER_ROWS + r][c] != cell:
            wanted.add((r, c))
        rows[HEADER_ROWS + r][c] = cell
    try:
        found = edits(book, EXPECTED)
    except AppError as moved:
        # A record id that is gone, or that stands twice, or values that changed places: no longer mere edits.
        assert moved.code is Code.SUBMISSION_MOVED
        return
    from imports.workbook import address

    assert {edit.address for edit in found} == {address(HEADER_ROWS + r, c) for r, c in wanted}


@given(st.permutations(range(4)))
def test_rows_in_another_order_are_named(order: list[int]) -> None:
    assume(order != sorted(order))
    for first in (0, 1):  # whole rows, and all but their ids
        book = Sheets(EXPECTED)
        body = [list(row) for row in book.cells[SHEET][BODY]]
        for n, place in enumerate(order):
            book.cells[SHEET][HEADER_ROWS + n][first:] = body[place][first:]
        assert refused(book, EXPECTED) is Code.SUBMISSION_MOVED


@given(st.permutations(range(WIDTH)))
def test_columns_in_another_order_are_named(order: list[int]) -> None:
    assume(order != sorted(order))
    for first in (LABEL_ROW, HEADER_ROWS):  # with their heads, and below them
        columns = [[row[c] for row in _rows(EXPECTED[1])[first:]] for c in range(WIDTH)]
        assume([columns[c] for c in order] != columns)
        book = Sheets(EXPECTED)
        for n, row in enumerate(book.cells[SHEET][first:]):
            row[:] = [columns[c][n] for c in order]
        assert refused(book, EXPECTED) is Code.SUBMISSION_MOVED


@given(st.integers(0, 3), st.integers(1, 4))
def test_rows_that_are_gone_are_counted(first: int, count: int) -> None:
    book = Sheets(EXPECTED)
    del book.cells[SHEET][HEADER_ROWS + first : HEADER_ROWS + first + count]
    assert refused(book, EXPECTED) is Code.SUBMISSION_MOVED


@given(st.integers(0, 3), st.lists(names(), min_size=1, max_size=WIDTH))
def test_rows_that_were_added_are_counted(place: int, words: list[str]) -> None:
    book = Sheets(EXPECTED)
    book.cells[SHEET].insert(HEADER_ROWS + place, [*words, *[""] * (WIDTH - len(words))])
    assert refused(book, EXPECTED) is Code.SUBMISSION_MOVED


@given(st.sampled_from([sheet.name for sheet in EXPECTED]))
def test_a_sheet_that_is_gone_is_named(name: str) -> None:
    book = Sheets(EXPECTED)
    del book.cells[name]
    assert refused(book, EXPECTED) is Code.SUBMISSION_DAMAGED


class Hidden(Sheets):
    """The hidden sheet alone."""

    def __init__(self, packed: bytes) -> None:
        text = base64.b64encode(packed).decode()
        chunks = [text[n : n + 200] for n in range(0, len(text), 200)]
        seal = hashlib.sha256(packed).hexdigest()
        head = ["SCT-PAYLOAD", 1.0, float(len(chunks)), float(len(packed)), seal]
        self.cells = {"_payload": [head, *([float(n), chunk] for n, chunk in enumerate(chunks, 1))]}

    def read(self) -> bytes:
        return unhidden(cast(Workbook, self), "_payload", "SCT-PAYLOAD")


PACKED = courier_payload.pack(courier_payload.encode(PAYLOAD), {})


@given(st.data())
def test_a_letter_of_the_hidden_sheet_that_changed_is_noticed(data: st.DataObject) -> None:
    hidden = Hidden(PACKED)
    rows = hidden.cells["_payload"]
    row = rows[data.draw(st.integers(0, len(rows) - 1))]
    column = data.draw(st.sampled_from([n for n, cell in enumerate(row) if isinstance(cell, str)]))
    place = data.draw(st.integers(0, len(row[column]) - 1))
    letter = data.draw(st.characters())
    changed = row[column][:place] + letter + row[column][place + 1 :]
    assume(changed != row[column])
    row[column] = changed
    with pytest.raises(Damaged):
        hidden.read()


@given(st.integers(0, len(PACKED) - 1))
def test_a_payload_that_was_cut_is_noticed(length: int) -> None:
    with pytest.raises(Damaged):
        courier_payload.unpack(PACKED[:length])


@given(st.integers(0, len(PACKED) * 8 - 1))
def test_a_flipped_bit_of_the_payload_lets_no_other_report_in(bit: int) -> None:
    flipped = bytearray(PACKED)
    flipped[bit // 8] ^= 1 << bit % 8
    try:
        content, _ = courier_payload.unpack(bytes(flipped))
    except Damaged:
        return
    assert content == courier_payload.encode(PAYLOAD)


# Edited answers.


@FEW
@given(records(FORM, "k1"), records(FORM, "k2"), records(FORM, "k1"))
def test_edits_that_are_taken_give_the_report_that_is_seen(first: Record, second: Record, to: Record) -> None:
    """Whatever stands in the answers' cells now is what the new version says there."""
    before = of_kilns(replace(first, raw={}), replace(second, raw={}))
    after = of_kilns(replace(first, values=to.values, marks=to.marks, raw={}), replace(second, raw={}))
    expected, seen = placed(before), Sheets(placed(after)[1:2])
    found = edits_of(FILE, cast(Workbook, seen), expected[1:2])
    parts, judged = taken(before, {FORM.name: FORM}, found)
    assert [edit.why for edit in judged] == [""] * len(found)
    assert [edit.record_id for edit in judged] == ["k1"] * len(found)
    (part,), (wanted,) = parts, after.parts
    assert part.rows[0][2:] == wanted.rows[0][2:] and part.rows[1] == wanted.rows[1]
    assert part.remarks == wanted.remarks
    changed = bool(found) and first.carried in ("carried", "unchanged")
    assert part.rows[0][1] == ("changed" if changed else first.carried)


# Sheets without a payload.


def read_back(payload: Payload, expected: Sequence[Placed], catalogue: Any) -> rebuilt.Rebuilt:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuilt, "Workbook", lambda path: Sheets(expected))
        return rebuilt.rebuild(
            FILE, catalogue, closing=lambda period: CLOSING, predecessor=lambda *head: payload.predecessor
        )


@pytest.mark.parametrize("form", SHIPPED.forms, ids=lambda form: form.name)
def test_every_form_is_read_back_from_its_sheet(form: Form) -> None:
    rng = random.Random(form.name)
    paper = form.kind == "sheet"
    states = ("",) if paper else ("", "carried", "unchanged", "changed", "ended")
    kept = [
        replace(
            one,
            record_id=SHEET_RECORD if paper else one.record_id,
            raw={},
            carried=rng.choice(states),
            notes=dict.fromkeys(rng.sample([f.key for f in form.stored], 2), "đã xem"),
        )
        for one in random_records(form, 1 if paper else 30)
    ]
    payload = report([courier_payload.part_of(form, "filled", kept, built_in=True)])
    courier_payload.verify(payload, SHIPPED)
    found = read_back(payload, placed(payload, SHIPPED), SHIPPED)
    assert found.payload.parts[0].rows == payload.parts[0].rows
    assert found.payload == payload
    assert found.exact and found.printed == fingerprint(found.hash)
