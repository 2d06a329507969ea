"""The office's own list of hamlets: ấp, khóm, thôn, tổ dân phố, offered wherever a form asks for one."""

from __future__ import annotations

from collections.abc import Iterable

from base.period import Period
from base.text import sort_key, tidy
from db import journal, reports
from office.office import Office


def add_hamlets(office: Office, period: Period, names: Iterable[str]) -> list[str]:
    """Add names ("Ấp Long Trị", "Khóm 3") to the list of the office as the period knows it; gives the new ones."""
    unit = office.unit_in(period).key
    known = set(hamlets_of(office, period))
    new = [name for name in dict.fromkeys(map(tidy, names)) if name and name not in known]
    if new:
        with office.store.writing():
            for name in new:
                reports.add_hamlet(office.store, unit=unit, name=name, kind=name.split()[0].lower())
            journal.write(office.store, "hamlets", unit=unit, period=period.label, reason="; ".join(new))
    return new


def hamlets_of(office: Office, period: Period) -> list[str]:
    """The hamlets in use, in the order of the dictionary."""
    unit = office.unit_in(period).key
    return sorted((name for name, _ in reports.hamlets(office.store, unit=unit)), key=sort_key)


def end_hamlet(office: Office, period: Period, name: str) -> None:
    """Take a hamlet from the list that forms offer; what was entered with it stays."""
    unit = office.unit_in(period).key
    with office.store.writing():
        reports.end_hamlet(office.store, unit=unit, name=name)
        journal.write(office.store, "end_hamlet", unit=unit, period=period.label, reason=name)
