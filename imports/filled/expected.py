"""What a filled-in template is held against, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from base.errors import Problem
from forms.catalogue import Catalogue
from forms.spec import Form, Record


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reading office has open. `form_key` "" takes any form of the period.

    `owner_names` gives record id → name of the form that the read one extends or refers to; `existing` the records
    of the period by id; `unit_name` the name of a unit's key.
    """

    catalogue: Catalogue
    unit_key: str
    unit_name: Callable[[str], str]
    period: str
    packet: str
    form_key: str
    existing: Callable[[Form], Mapping[str, Record]]
    owner_names: Callable[[Form], Mapping[str, str]]
    new_id: Callable[[], str]
    on: date

    def owner(self, form: Form) -> Form | None:
        """The form that this one extends or refers to."""
        return self.catalogue.owner_of(form, self.on)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet says: `rows` lines of it, as records. Notes of existing records are kept.

    Unreadable cells are raw texts of their records and have a Problem each, with place "Chợ!C8", in reading order.
    Lines that belong to no record (a second line for one, an owner that is not there) have a Problem only.
    """

    form: Form
    records: list[Record]
    problems: list[Problem]
    rows: int
