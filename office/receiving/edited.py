"""Files that were edited by hand, until somebody decides about them; and the versions that the receiving office makes
itself, each with its reason: from edited cells, from printed sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from base.errors import AppError, Code
from base.period import Period
from base.text import nfc
from courier import payload as courier_payload
from courier.edits import taken
from courier.fingerprint import fingerprint
from courier.payload import Damaged, Part, Payload, Remade
from courier.version import Answer
from db import received, reports, schema, undecided
from db.undecided import Undecided
from forms.catalogue import Catalogue
from forms.check import LABEL_OF_NOTES, LONGEST_NOTE
from imports.submission import Submission
from office.office import VERSION, Office
from office.receiving import arriving
from office.receiving.arriving import Receipt


def remember(office: Office, paths: Sequence[Path], receipts: Sequence[Receipt]) -> None:
    """Of the files that came (in their order), remember those that a person has to decide about."""
    now = office.store.surroundings.now().isoformat(timespec="seconds")
    with office.store.writing():
        for path, one in zip(paths, receipts, strict=True):
            if one.edits and one.unit:
                told = Undecided(str(path.absolute()), one.version, len(one.edits), now)
                place = {"period": one.period, "packet": office.packet}
                undecided.put(office.store, told, unit=_key(office, one), **place)


def give_back(office: Office, receipt: Receipt, folder: Path) -> list[Path]:
    """The slip that names the edited cells to the sender; with it the file is decided about."""
    from office.receiving.receipts import write_receipts

    written = write_receipts(office, [receipt], folder)
    if receipt.unit:
        forget(office, Period.parse(receipt.period), receipt.unit)
    return written


def forget(office: Office, period: Period, code: str) -> None:
    """The unit's edited file is decided about, also where it lies nowhere any more: the unit is reminded again."""
    unit = office.tree(period).find(code).key
    undecided.drop(office.store, unit=unit, period=period.label, packet=office.packet)


def _key(office: Office, receipt: Receipt) -> str:
    return office.tree(Period.parse(receipt.period)).find(receipt.unit).key


def take_edits(office: Office, path: Path, *, reason: str) -> Receipt:
    """Take the cells of a file that were edited by hand: the report as sent, and their answers as the version after it.

    Raises EDITS_NOT_TAKEN when one of them cannot be taken, SUBMISSION_PROBLEMS when the forms' rules stop it, and
    what forbids any arrival. A file without edits simply arrives.
    """
    remade = _remade(office, "edited", reason)
    read = arriving.read_file(office, path)
    if not read.edits:
        return arriving.arrive(office, path)
    unit = arriving.belongs(office, read.payload)
    _refuse_untakeable(path, read)
    forms = {part.form: read.catalogues[read.hash].form(part.form) for part in read.payload.parts}
    parts, _ = taken(read.payload, forms, read.edits)
    sent = replace(read, edits=())
    made = _next_version(path, sent, parts, remade)
    for one in (sent, made):
        arriving.check_contents(office, path, one)
    with office.store.writing():
        arriving.keep(office, sent, path.name)
        made, answer = _kept(office, path, made, remade)
        arriving.settle(office, made.payload)
    return replace(arriving.answered(path, unit, made, answer), remade="edited")


def _refuse_untakeable(path: Path, read: Submission) -> None:
    for edit in read.edits:
        if edit.why:
            raise AppError(
                Code.EDITS_NOT_TAKEN,
                file=path.name,
                sheet=edit.sheet,
                cell=edit.address,
                label=edit.label or "ô thêm vào",
                why=edit.why,
            )


def _next_version(path: Path, sent: Submission, parts: tuple[Part, ...], remade: Remade) -> Submission:
    payload = msgspec.structs.replace(
        sent.payload,
        program=VERSION,
        version=sent.payload.version + 1,
        predecessor=sent.hash,
        parts=parts,
        remade=remade,
    )
    catalogue = sent.catalogues[sent.hash]
    try:
        courier_payload.verify(payload, catalogue)
    except Damaged as damaged:
        raise AppError(Code.SUBMISSION_DAMAGED, file=path.name, what=str(damaged)) from damaged
    nested = {key: one for key, one in sent.catalogues.items() if key != sent.hash}
    return _sealed(payload, catalogue, replace(sent, catalogues=nested))


def _sealed(payload: Payload, catalogue: Catalogue, like: Submission | None = None) -> Submission:
    """The payload as if it had come in a file, with what is nested in `like`."""
    content = courier_payload.encode(payload)
    digest = courier_payload.digest(content)
    if like is None:
        return Submission(payload, digest, content, {}, {}, {digest: catalogue})
    return replace(
        like, payload=payload, hash=digest, content=content, catalogues={**like.catalogues, digest: catalogue}
    )


def rebuild(office: Office, path: Path, *, reason: str) -> Receipt:
    """Take a commune's report from its visible sheets; where nothing is lost it is the very one that was sent.

    Raises SUBMISSION_NOT_REBUILT, SUBMISSION_PROBLEMS, and what forbids any arrival. A whole file simply arrives.
    """
    from imports import rebuilt

    remade = _remade(office, "rebuilt", reason)
    try:
        return arriving.arrive(office, path)
    except AppError as refusal:
        if refusal.code is not Code.SUBMISSION_PAYLOAD_GONE:
            raise
    catalogue = _every_form(office)
    found = rebuilt.rebuild(
        path, catalogue, closing=office.closing, predecessor=lambda *head: _predecessor(office, *head)
    )
    unit = arriving.belongs(office, found.payload)
    payload = found.payload if found.exact else msgspec.structs.replace(found.payload, remade=remade)
    made = _sealed(payload, courier_payload.catalogue_of(payload, office.own))
    arriving.check_contents(office, path, made)
    with office.store.writing():
        made, answer = _kept(office, path, made, remade)
        arriving.settle(office, made.payload)
    told: Literal["restored", "rebuilt"] = "restored" if found.exact else "rebuilt"
    return replace(arriving.answered(path, unit, made, answer), remade=told)


def _every_form(office: Office) -> Catalogue:
    """The office's forms and, of each name that it has not, one that came with a file."""
    travelled = {form.name: form for form in schema.travelled(office.store).values()}
    return office.own.joined_by(travelled.values())


def _predecessor(office: Office, unit: str, period: str, packet: str, printed: str) -> str:
    held = received.held(office.store, period=period, packet=packet).get(unit, [])
    return next((one.hash for one in held if fingerprint(one.hash) == printed), "")


def _remade(office: Office, how: Literal["edited", "rebuilt"], reason: str) -> Remade:
    """Who makes it here and why; raises REASON_NEEDED."""
    if not reason.strip():
        raise AppError(Code.REASON_NEEDED)
    if len(reason) > LONGEST_NOTE:
        raise AppError(Code.TEXT_TOO_LONG, label=LABEL_OF_NOTES, length=len(reason), limit=LONGEST_NOTE)
    return Remade(how, office.unit.name, office.store.surroundings.who, nfc(reason.strip()))


def _kept(office: Office, path: Path, made: Submission, remade: Remade) -> tuple[Submission, Answer]:
    """Keep it, unless the same answers were taken before: another reason makes no rival of them."""
    p = made.payload
    held = received.held(office.store, period=p.period, packet=p.packet).get(p.unit, [])
    for one in held if p.remade else []:
        if one.version == p.version and one.hash != made.hash:
            content = reports.payload(office.store, one.hash)
            other = courier_payload.decode(content)
            if other.remade and _as_sent(other) == _as_sent(p):
                catalogue = made.catalogues[made.hash]
                return _sealed(other, catalogue, made), "have"
    return made, arriving.keep(office, made, path.name, reason=remade.reason)


def _as_sent(payload: Payload) -> Payload:
    return msgspec.structs.replace(payload, remade=msgspec.UNSET, program="")
