"""Two versions of one unit's report side by side: only what differs."""

from __future__ import annotations

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from courier import compare as pure
from courier import payload as courier_payload
from courier.compare import Difference
from courier.payload import Payload
from db import reports
from office.office import Office
from office.receiving.inbox import File, files


def compare(office: Office, period: Period, unit: str, hash_a: str, hash_b: str) -> list[Difference]:
    """What two versions of the unit's (its key) report say differently; raises HASH_UNKNOWN."""
    return differences(office, *(_payload(office, period, unit, digest) for digest in (hash_a, hash_b)))


def differences(office: Office, a: Payload, b: Payload) -> list[Difference]:
    """What two reports of one unit say differently, in the order of the forms.

    Of an office above communes also what the reports that both carry say, and which of them only one carries.
    """
    found = _of_one(office, a, b)
    before, after = ({child.unit: child.hash for child in one.children} for one in (a, b))
    for unit in dict.fromkeys((*before, *after)):
        sides = before.get(unit), after.get(unit)
        if None in sides:
            name = office.store.units.by_key(unit).name
            found.append(pure.of_unit(name, before=sides[0] is not None, after=sides[1] is not None))
        elif sides[0] != sides[1]:
            nested = (courier_payload.decode(reports.payload(office.store, h)) for h in sides if h)
            found += _of_one(office, *nested)
    return found


def pair(
    office: Office, period: Period, code: str, *, before: str = "", after: str = ""
) -> tuple[Unit, File, File]:
    """The unit and the two versions that are asked for, by number, by the beginning of the hash or by the printed code.

    Without a word the newest is compared to the one before it. Raises VERSION_NOT_HELD and NOTHING_TO_COMPARE.
    """
    unit = office.tree(period).find(code)
    known = files(office, period, unit.key)[::-1]
    if len(known) < 2:
        raise AppError(Code.NOTHING_TO_COMPARE, unit=unit.name, period=period.in_words())
    new = _named(unit, period, known, after) if after else known[-1]
    if before:
        return unit, _named(unit, period, known, before), new
    place = known.index(new)
    return unit, known[place - 1 if place else 1], new


def _named(unit: Unit, period: Period, known: list[File], asked: str) -> File:
    wanted = asked.strip().lower()
    numbered = [file for file in known if str(file.version) == wanted]
    named = [file for file in known if wanted in (file.fingerprint.lower(), file.hash[: len(wanted)])]
    found = numbered or named
    if len(found) != 1:
        told = ", ".join(f"{file.version} ({file.hash[:8]})" for file in known)
        raise AppError(
            Code.VERSION_NOT_HELD, version=asked, unit=unit.name, period=period.in_words(), known=told
        )
    return found[0]


def _of_one(office: Office, a: Payload, b: Payload) -> list[Difference]:
    catalogues = (courier_payload.catalogue_of(one, office.own) for one in (a, b))
    return pure.differences(a, b, *catalogues)


def _payload(office: Office, period: Period, unit: str, digest: str) -> Payload:
    if digest not in {file.hash for file in files(office, period, unit)}:
        raise AppError(Code.HASH_UNKNOWN, unit=office.store.units.by_key(unit).name, hash=digest)
    return courier_payload.decode(reports.payload(office.store, digest))
