"""Where the reports of the units below stand."""

from __future__ import annotations

from collections.abc import Mapping

from base.period import Period
from courier.version import Standing, standing
from db import received, undecided
from office.office import Office


def standings(office: Office, period: Period) -> dict[str, Standing]:
    """unit key → where its report stands, for every unit of which anything came or was decided."""
    store = office.store
    held = received.held(store, period=period.label, packet=office.packet)
    decided = received.decisions(store, period=period.label, packet=office.packet)
    return {
        unit: standing(held.get(unit, []), decided.get(unit, [])) for unit in held.keys() | decided.keys()
    }


def waits(s: Standing) -> bool:
    """Whether something of the unit lies here to be judged, a conflict included."""
    return s.waiting or s.state in ("sent", "conflict")


def held_up(office: Office, period: Period, known: Mapping[str, Standing]) -> set[str]:
    """Keys of the units of which an edited file is what a person has to look at now: nothing else of them waits."""
    edited = undecided.undecided(office.store, period=period.label, packet=office.packet)
    stands = {unit: known.get(unit, Standing("none")) for unit in edited}
    return {unit for unit, s in stands.items() if not waits(s) and s.state != "excluded"}
