"""One file for every answer that an office gives: what came before it, what is said of it, and by which code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import openpyxl

from base.period import Period
from base.units import UnitHistory, load_units
from courier.sheet import PAYLOAD_SHEET
from db.store import Store
from forms.catalogue import Catalogue
from forms.load import load_catalogue
from office.entering import entry, filling
from office.office import Office
from office.receiving import receiving
from office.receiving.receipts import write_receipts
from office.sending import submitting
from tests.builders import (
    CLOSING,
    COMMUNES,
    DISTRICT,
    KILNS,
    YEAR,
    an_office,
    answer,
    form_of,
    kiln,
    record,
    submission,
    surroundings,
)
from tests.resealed import resealed

FORMS = {"kilns@1.toml": KILNS}
A, B, _ = COMMUNES
NEIGHBOUR = "29302"
"""A commune of another district."""
SHEET = "Lò gạch thủ công"
IN_WORDS = KILNS.replace('label = "Lao động"', 'label = "Số hộ"')


@dataclass(frozen=True)
class Case:
    """`file` arrives after `before`; `code` says why it is refused; `words` stand in the sentence."""

    file: str
    answer: str
    code: str = ""
    before: tuple[str, ...] = ()
    words: str = ""


CASES = {
    "new": Case("a1", "new"),
    "have": Case("a1", "have", before=("a1",)),
    "have, by another name": Case("a1 gửi lại", "have", before=("a1",)),
    "older": Case("a1", "older", before=("a2",)),
    "gap": Case("a2", "gap"),
    "no gap": Case("a2", "new", before=("a1",)),
    "conflict": Case("x1", "conflict", before=("a1",)),
    "another period": Case("2019", "new"),
    "wrong unit": Case("neighbour", "refused", "SUBMISSION_OTHER_UNIT", words="Hãy gửi tệp đến đúng cơ quan"),
    "own": Case("own", "refused", "SUBMISSION_OWN"),
    "wrong period": Case("period", "refused", "PERIOD_UNKNOWN", words="2026-Q1"),
    "wrong packet": Case("packet", "refused", "SUBMISSION_OTHER_PACKET", words="đúng bộ biểu"),
    "wrong edition": Case("edition", "refused", "SUBMISSION_OTHER_FORM", words="thống nhất tệp biểu"),
    "wrong tree": Case("tree", "refused", "SUBMISSION_OTHER_TREE", words="unit-changes"),
    "damaged": Case("cut", "refused", "FILE_DAMAGED", words="chép lại tệp"),
    "damaged inside": Case("chunk", "refused", "SUBMISSION_DAMAGED", words="tệp gốc"),
    "moved": Case("moved", "refused", "SUBMISSION_MOVED", words="tệp gốc"),
    "edited": Case("edited", "refused", "SUBMISSION_EDITED", words="nhận các ô đã sửa"),
    "newer program": Case("newer", "refused", "SUBMISSION_NEWER", words="9.1"),
    "not a submission": Case("other", "refused", "SUBMISSION_NONE"),
    "a template": Case("template", "refused", "SUBMISSION_TEMPLATE", words="biểu để nhập"),
    "a receipt": Case("receipt", "refused", "SUBMISSION_NONE"),
    "no workbook": Case("text", "refused", "FILE_NOT_EXCEL"),
    "payload gone": Case("lost", "refused", "SUBMISSION_PAYLOAD_GONE", words="dựng lại"),
    "problems": Case("lenient", "refused", "SUBMISSION_PROBLEMS", words="trả lại đơn vị"),
}
REFUSED = {name: case for name, case in CASES.items() if case.code}
TAKEN = {name: case for name, case in CASES.items() if not case.code}


def district(folder: Path) -> Office:
    """The office that answers; its year is open."""
    office = an_office(folder, DISTRICT, forms=FORMS)
    entry.open_period(office, YEAR)
    return office


def write_all(folder: Path) -> None:
    """Every file of the table, in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _versions(folder)
    one = {"kilns": [kiln("k1", "Lò Tư", workers="2", area="1")]}
    _as(folder, "2019", submission(folder / "y", A, one, period=Period.parse("2019"), forms=FORMS))
    _as(folder, "neighbour", submission(folder / "n", NEIGHBOUR, one, forms=FORMS))
    other = {"kilns": [record(form_of(IN_WORDS), "k1", name="Lò", workers="2")]}
    _as(folder, "edition", submission(folder / "e", B, other, forms={"kilns@1.toml": IN_WORDS}))
    _foreign(folder)
    _changed(folder)
    openpyxl.Workbook().save(folder / "other.xlsx")
    (folder / "text.xlsx").write_text("Báo cáo năm 2020", encoding="utf-8")
    (folder / "cut.xlsx").write_bytes((folder / "a1.xlsx").read_bytes()[:4000])


def _as(folder: Path, name: str, path: Path) -> None:
    path.replace(folder / f"{name}.xlsx")


def _versions(folder: Path) -> None:
    with answer(an_office(folder / "a", A, forms=FORMS), {}) as office:
        for n in (1, 2):
            if n > 1:
                receiving.reopen(office, YEAR, A, reason="Sửa")
            entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Tư", workers=str(n + 1), area="1")])
            entry.enter(office, YEAR, "kilns", [kiln("k2", "Lò Năm", workers="4", area="2")])
            submitting.submit(office, YEAR, folder / f"a{n}.xlsx")
        filling.template(office, YEAR, "kilns", folder / "template.xlsx")
    (folder / "a1 gửi lại.xlsx").write_bytes((folder / "a1.xlsx").read_bytes())
    rival = {"kilns": [kiln("k1", "Lò Khác", workers="9", area="1")]}
    _as(folder, "x1", submission(folder / "x", A, rival, forms=FORMS))
    with an_office(folder / "d", DISTRICT, forms=FORMS) as office:
        answer(office, {})
        receipts = receiving.receive(office, [folder / "a1.xlsx"])
        write_receipts(office, receipts, folder / "slips")[0].replace(folder / "receipt.xlsx")
        receiving.approve(office, YEAR)
        submitting.submit(office, YEAR, folder / "own.xlsx")


def _foreign(folder: Path) -> None:
    """Reports of offices that work by another packet, another tree of units, or by laxer rules."""
    with an_office(folder / "p", B) as made:
        known = made.given.constants
        crafts = msgspec.structs.replace(known.packet[0], key="crafts")
        given = Catalogue(made.given.forms, msgspec.structs.replace(known, packet=(*known.packet, crafts)))
        office = Office(made.store, given, "crafts")
        submitting.submit(answer(office, {}), YEAR, folder / "packet.xlsx")
    history = load_units()
    unit = replace(history.as_of(CLOSING).find(B), code="29999", name="Phường Mới")
    other_tree = UnitHistory([*history.units, unit], history.changes)
    Store.create(folder / "tree.sct", unit, other_tree, surroundings()).close()
    with Office(
        Store.open(folder / "tree.sct", surroundings()), load_catalogue(folder / "a" / "forms")
    ) as office:
        submitting.submit(answer(office, {}), YEAR, folder / "tree.xlsx")
    lenient = KILNS.replace('check = "workers <= 5"', 'check = "workers <= 5000"')
    many = {"kilns": [kiln("k1", "Lò", workers="60", licensed="không")]}
    _as(folder, "lenient", submission(folder / "l", B, many, forms={"kilns@1.toml": lenient}))


def _changed(folder: Path) -> None:
    """The first report as it was changed on its way."""
    sent = folder / "a1.xlsx"

    def payload(change: Callable[[dict[str, Any]], object], name: str) -> None:
        def told(core: dict[str, Any], children: dict[str, bytes]) -> dict[str, bytes]:
            change(core)
            return children

        _as(folder, name, resealed(sent, folder / "scratch", told))

    (folder / "scratch").mkdir()
    payload(lambda core: core.update(period="kỳ này"), "period")
    payload(lambda core: core.update(format=99, program="9.1"), "newer")
    changes: dict[str, Callable[[Any], object]] = {
        "lost": lambda book: book.remove(book[PAYLOAD_SHEET]),
        "chunk": lambda book: book[PAYLOAD_SHEET].__setitem__("B2", "AAAA"),
        "moved": lambda book: book[SHEET].delete_cols(5),
        "edited": _retype,
    }
    for name, change in changes.items():
        book = openpyxl.load_workbook(sent)
        change(book)
        book.save(folder / f"{name}.xlsx")


def _retype(book: Any) -> None:
    next(cell for row in book[SHEET].iter_rows(min_row=8) for cell in row if cell.value == 2).value = 22
