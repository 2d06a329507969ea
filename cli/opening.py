"""The office that a command names with --data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from office.office import Office


def opened(given: argparse.Namespace) -> Office:
    """The office of --data with its --forms, acting as --who; raises what opening a data file raises."""
    from office.office import open_office, surroundings

    return open_office(given.data, forms=given.forms, surroundings=surroundings(given.who))
