"""The office that a command names with --data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from office.office import Office


def opened(given: argparse.Namespace) -> Office:
    """The office of --data with its --forms, acting as --who; with --for the unit that it enters for.

    Raises what opening a data file raises.
    """
    from office.office import open_office, surroundings

    office = open_office(given.data, forms=given.forms, surroundings=surroundings(given.who))
    if not getattr(given, "on_behalf", ""):
        return office
    from office.entering.behalf import enter_for

    with office:
        return enter_for(office, given.period, given.on_behalf)
