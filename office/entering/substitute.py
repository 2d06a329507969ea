"""What a data file says of itself when an office above enters in it for a unit that has no PC."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from base.units import Unit
from office.office import Office

if TYPE_CHECKING:
    from courier.payload import Remade

_BY, _FILE, _WHY = "behalf_by", "behalf_file", "behalf_reason"


def mark(made: Office, above: Office, unit: Unit, reason: str) -> None:
    """Note in a new data file who enters in it, and why."""
    told = {_BY: unit.name, _FILE: above.store.path.name, _WHY: reason}
    for key, text in {**told, "illustrative": above.store.meta("illustrative")}.items():
        made.store.set_meta(key, text)


def entered_by(office: Office) -> str:
    """The office that enters in this data file for its unit; "" of a file of the unit itself."""
    return office.store.meta(_BY)


def home_of(office: Office) -> Path:
    """The data file of the office that enters here."""
    return office.store.path.with_name(office.store.meta(_FILE))


def remade(office: Office) -> Remade | None:
    """What a report that is submitted here says of who entered it; None in a unit's own data file."""
    from courier.payload import Remade

    by = entered_by(office)
    return Remade("behalf", by, office.store.surroundings.who, office.store.meta(_WHY)) if by else None
