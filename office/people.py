"""Who works in the office: the names under its reports."""

from __future__ import annotations

from dataclasses import dataclass

from base.text import nfc, tidy
from db import journal
from office.office import Office


@dataclass(frozen=True, slots=True)
class People:
    """`officer` enters and signs as author, `checker` looks it through, `head` signs with `head_title`."""

    officer: str = ""
    checker: str = ""
    head: str = ""
    head_title: str = ""
    place: str = ""
    room: str = ""


def people(office: Office) -> People:
    """The names kept in the data file; "" where none was given."""
    return People(*(office.store.meta(f"people.{key}") for key in People.__slots__))


def name_people(office: Office, named: People) -> None:
    """Keep the names; reports written from now on carry them."""
    before = people(office)
    changed = [key for key in People.__slots__ if getattr(before, key) != tidy(nfc(getattr(named, key)))]
    if not changed:
        return
    with office.store.writing():
        for key in changed:
            office.store.set_meta(f"people.{key}", tidy(nfc(getattr(named, key))))
        journal.write(office.store, "people", unit=office.unit.key, reason=", ".join(changed))
