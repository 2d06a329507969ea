"""Where the reports of the units below stand."""

from __future__ import annotations

from base.period import Period
from courier.version import Standing, standing
from db import received
from office.office import Office


def standings(office: Office, period: Period) -> dict[str, Standing]:
    """unit key → where its report stands, for every unit of which anything came or was decided."""
    store = office.store
    held = received.held(store, period=period.label, packet=office.packet)
    decided = received.decisions(store, period=period.label, packet=office.packet)
    return {
        unit: standing(held.get(unit, []), decided.get(unit, [])) for unit in held.keys() | decided.keys()
    }
