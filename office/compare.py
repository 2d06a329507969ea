"""Two files of one unit side by side: only what differs."""

from __future__ import annotations

from base.errors import AppError, Code
from base.period import Period
from courier import compare as pure
from courier import payload as courier_payload
from courier.compare import Difference
from courier.payload import Payload
from db import received, reports
from office.office import Office


def compare(office: Office, period: Period, unit: str, hash_a: str, hash_b: str) -> list[Difference]:
    """What the two kept files of the unit (its key) say differently, in the order of the forms.

    Of an office above communes also what the reports that it carries say; raises HASH_UNKNOWN.
    """
    a, b = (_payload(office, period, unit, digest) for digest in (hash_a, hash_b))
    found = _differences(office, a, b)
    inside = {child.unit: child.hash for child in b.children}
    for child in a.children:
        other = inside.get(child.unit, child.hash)
        if other != child.hash:
            nested = (courier_payload.decode(reports.payload(office.store, h)) for h in (child.hash, other))
            found += _differences(office, *nested)
    return found


def _differences(office: Office, a: Payload, b: Payload) -> list[Difference]:
    catalogues = (courier_payload.catalogue_of(one, office.own) for one in (a, b))
    return pure.differences(a, b, *catalogues)


def _payload(office: Office, period: Period, unit: str, digest: str) -> Payload:
    held = received.held(office.store, period=period.label, packet=office.packet).get(unit, [])
    if digest not in {file.hash for file in held}:
        raise AppError(Code.HASH_UNKNOWN, unit=office.store.units.by_key(unit).name, hash=digest)
    return courier_payload.decode(reports.payload(office.store, digest))
