"""What became of one file from below: read, held against the tree and the forms, and kept verbatim."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from courier import payload as courier_payload
from courier import version
from courier.edits import Edit, words_of
from courier.fingerprint import fingerprint
from courier.payload import Child, Payload
from courier.version import Answer, Held
from db import journal, received, schema, undecided
from db.received import Arrival, Nested
from forms.check import Register, checker
from forms.owner import owner_key
from forms.spec import Record
from imports.submission import Submission
from office.office import Office


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one file; `code` and `message` say why it was refused.

    `edits`: the cells edited by hand, which is why it was refused. `remade`: how the office itself made the version
    that was kept; "restored" is a rebuilt one that proved to be the very report that was sent.
    """

    file: str
    answer: Literal["new", "have", "older", "gap", "conflict", "refused"]
    unit: str = ""
    unit_name: str = ""
    period: str = ""
    version: int = 0
    hash: str = ""
    fingerprint: str = ""
    code: str = ""
    message: str = ""
    edits: tuple[Edit, ...] = ()
    remade: Literal["", "edited", "rebuilt", "restored"] = ""

    @property
    def takeable(self) -> bool:
        """Whether every edited cell can be taken as an answer."""
        return bool(self.edits) and not any(edit.why for edit in self.edits)

    @property
    def rebuildable(self) -> bool:
        """Whether only the printed sheets are left of a submission."""
        return self.code == Code.SUBMISSION_PAYLOAD_GONE.name


def refused(file: str, refusal: AppError) -> Receipt:
    """The answer to a file that is not taken."""
    return Receipt(file, "refused", code=refusal.code.name, message=str(refusal))


def arrive(office: Office, path: Path) -> Receipt:
    """Take the file wholly; raises what forbids it. One with edited cells is refused, and the receipt lists them."""
    read = read_file(office, path)
    if read.edits:
        return _edited(office, path, read)
    unit = belongs(office, read.payload)
    check_contents(office, path, read)
    return answered(path, unit, read, keep(office, read, path.name))


def read_file(office: Office, path: Path) -> Submission:
    """What the file says; raises AppError."""
    from imports import submission as imported

    return imported.read(
        path,
        office.own,
        closing=lambda p: office.closing(Period.parse(p.period)),
        unit_name=lambda key: _known(office, path.name, key).name,
    )


def answered(path: Path, unit: Unit, read: Submission, answer: Answer) -> Receipt:
    """The receipt of a file that was kept."""
    p = read.payload
    return Receipt(
        path.name, answer, unit.code, unit.name, p.period, p.version, read.hash, fingerprint(read.hash)
    )


def _edited(office: Office, path: Path, read: Submission) -> Receipt:
    """The refusal that names the first cell and lists them all; the unit only where it is one of those below."""
    first = read.edits[0]
    why = AppError(
        Code.SUBMISSION_EDITED,
        file=path.name,
        count=len(read.edits),
        sheet=first.sheet,
        cell=first.address,
        label=first.label,
        found=_told(first.found),
        expected=_told(first.sent),
    )
    told = replace(refused(path.name, why), edits=read.edits)
    try:
        unit = belongs(office, read.payload)
    except AppError:
        return told
    p = read.payload
    return replace(told, unit=unit.code, unit_name=unit.name, period=p.period, version=p.version)


def _told(cell: object) -> str:
    return f"“{words_of(cell)}”" if cell not in ("", None) else "để trống"  # type: ignore[arg-type]


def belongs(office: Office, payload: Payload) -> Unit:
    """The reporting unit, if it stands below the office on the period's last day."""
    period = Period.parse(payload.period)
    tree = office.tree(period)
    own = office.unit_in(period)
    if payload.packet not in office.catalogue.packets:
        raise AppError(Code.SUBMISSION_OTHER_PACKET, unit=payload.unit_name, packet=payload.packet)
    for key in (payload.unit, *(c.unit for c in payload.children)):
        _known(office, payload.unit_name, key)
    below = {u.key: u for u in tree.under(own.code)}
    if payload.unit == own.key:
        raise AppError(Code.SUBMISSION_OWN, unit=own.name)
    for key in (payload.unit, *(c.unit for c in payload.children)):
        if key not in below:
            raise _not_below(office, period, payload, own)
    inside = {u.key for u in tree.under(below[payload.unit].code)}
    pooled = payload.pooled
    told = [*pooled.of, *(one.at for one in pooled.sums)] if pooled else []
    if any(unit not in inside for unit in (*told, *(c.unit for c in payload.children))):
        raise AppError(Code.SUBMISSION_OTHER_UNIT, found=payload.unit_name, expected=own.name)
    return below[payload.unit]


def _not_below(office: Office, period: Period, payload: Payload, own: Unit) -> AppError:
    """Of a unit that is below the office today the period may be mistyped; any other went to the wrong office."""
    told = {"found": payload.unit_name, "expected": own.name}
    today, code = office.store.units.as_of(office.store.surroundings.now().date()), office.unit.code
    if today.has(code) and payload.unit.partition("@")[0] in {unit.code for unit in today.under(code)}:
        return AppError(Code.SUBMISSION_OTHER_PERIOD, period=period.in_words(), **told)
    return AppError(Code.SUBMISSION_OTHER_UNIT, **told)


def _known(office: Office, said_by: str, key: str) -> Unit:
    """The unit of a key; raises SUBMISSION_OTHER_TREE where no tree known here ever had it."""
    try:
        return office.store.units.by_key(key)
    except AppError as unknown:
        code, _, since = key.partition("@")
        raise AppError(Code.SUBMISSION_OTHER_TREE, unit=said_by, code=code, since=since) from unknown


def check_contents(office: Office, path: Path, read: Submission) -> None:
    """What stopped the report below would have stopped it there: a file with such problems was not written by us."""
    for payload, catalogue in read.payloads:
        period = Period.parse(payload.period)
        on = office.closing(period)
        records = _records_of(payload)
        for part in payload.parts:
            if part.state != "filled" or part.totals:
                continue
            form = catalogue.form(part.form)
            owner = owner_key(form)
            owners = {r.record_id: r.values for r in records(owner)} if owner else None
            register = Register(records(part.key), {}, owners)
            stops = [p for p in checker(form, catalogue, on).register(register) if p.severity == "stop"]
            if stops:
                first = f"{form.title}, {stops[0].record}: {stops[0].message}"
                raise AppError(Code.SUBMISSION_PROBLEMS, file=path.name, count=len(stops), first=first)


def _records_of(payload: Payload) -> Callable[[str], Sequence[Record]]:
    """What gives the records of a form, each form's made once: owners are looked at for every form on them."""
    parts = {part.key: part for part in payload.parts}
    return functools.cache(lambda key: courier_payload.records_of(parts[key]) if key in parts else [])


def keep(office: Office, read: Submission, file: str, *, reason: str = "") -> Answer:
    """Keep the report verbatim with all that is nested in it; gives what it is beside those held before."""
    p, store = read.payload, office.store
    _grow(office, read)
    with store.writing():
        before = received.held(store, period=p.period, packet=p.packet).get(p.unit, [])
        answer = version.answer(before, Held(p.version, read.hash, p.predecessor, p.kind))
        if answer != "have":
            arrival = Arrival(p.unit, p.period, p.packet, p.version, read.hash, p.predecessor, p.kind, file)
            nested = [
                (Nested(c.unit, c.version, c.kind, c.hash, c.of or ""), read.children[c.hash])
                for c in p.children
            ]
            received.add(store, arrival, read.content, nested)
            told = f"{answer} {read.hash} {reason}".rstrip()
            journal.write(store, "receive", unit=p.unit, period=p.period, door=file, reason=told)
        settle(office, p)
    return answer


def settle(office: Office, p: Payload) -> None:
    """With this report kept, an edited file of its version or one before is decided about."""
    undecided.drop(office.store, unit=p.unit, period=p.period, packet=p.packet, up_to=p.version)


def _nested(child: Child) -> Nested:
    return Nested(child.unit, child.version, child.kind, child.hash, child.of or "")


def _grow(office: Office, read: Submission) -> None:
    """Tables for what came, before the transaction that keeps the file."""
    forms = [catalogue.form(part.form) for payload, catalogue in read.payloads for part in payload.parts]
    travelled = {name for _, catalogue in read.payloads for name in catalogue.travelled}
    schema.grow(office.store, forms, travelled=travelled)
