"""The files that units and their changes are read from; what their columns mean: base/assets/README.md."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import cast

from base.units import Change, Extent, Level, Unit, UnitHistory, Units

_LEVEL_OF: dict[int, Level] = {2: "province", 3: "district", 5: "commune"}
MOST_SOUGHT = 100
"""One search through the file takes 0.5 ms, reading all of it 60 ms."""


def history_in(folder: Path) -> UnitHistory:
    """The history that the two files in a folder tell, its edition and its days still to be worked out."""
    return UnitHistory(WrittenUnits((folder / "units.csv").read_bytes()), _Changes(folder))


class WrittenUnits(Units):
    """The rows of a units.csv, each made a unit when it is first wanted: an office needs a hundred of 15,000."""

    def __init__(self, content: bytes) -> None:
        super().__init__(())
        self._content = content
        self._made: dict[int, Unit] = {}
        self._days = _Days()
        self._sought = 0
        self._read: Units | None = None

    def every(self) -> Iterator[Unit]:
        place = self._content.index(b"\n") + 1
        while place < len(self._content):
            yield self._unit(place)
            place = self._content.index(b"\n", place) + 1

    def of_code(self, code: str) -> Iterable[Unit]:
        listed = self._listed()
        return listed.of_code(code) if listed else self._beginning(f"{_LEVEL_OF.get(len(code), '')},{code},")

    def under(self, parent: str) -> Iterable[Unit]:
        if _LEVEL_OF.get(len(parent)) == "commune":
            return []
        listed = self._listed()
        if listed:
            return listed.under(parent)
        return self._ending(f",{parent},") if parent else self._beginning("province,")

    def _listed(self) -> Units | None:
        """All units in their places, once so many were looked for one by one that this is quicker."""
        self._sought += 1
        if self._sought > MOST_SOUGHT and self._read is None:
            self._read = Units(self.every())
        return self._read

    def _beginning(self, text: str) -> list[Unit]:
        return [self._unit(place + 1) for place in self._places(f"\n{text}".encode())]

    def _ending(self, text: str) -> list[Unit]:
        """Of the rows that have the text just before their last column, which is 0 or 1."""
        sought, content = text.encode(), self._content
        ends = (place + len(sought) for place in self._places(sought))
        return [
            self._unit(content.rindex(b"\n", 0, end) + 1)
            for end in ends
            if content[end + 1 : end + 2] == b"\n"
        ]

    def _places(self, sought: bytes) -> Iterator[int]:
        place = self._content.find(sought)
        while place >= 0:
            yield place
            place = self._content.find(sought, place + 1)

    def _unit(self, place: int) -> Unit:
        if place not in self._made:
            line = self._content[place : self._content.index(b"\n", place)].decode()
            self._made.setdefault(place, self._unit_of(line))
        return self._made[place]

    def _unit_of(self, line: str) -> Unit:
        (row,) = csv.reader((line,))
        level, code, start, end, name, kind, parent, verified = row
        days = self._days
        last = days[end] if end else None
        return Unit(cast(Level, level), code, days[start], last, name, kind, parent, verified == "1")


class _Changes:
    """The rows of unit_changes.csv, read at each iteration."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[Change]:
        days = _Days()
        with (self._folder / "unit_changes.csv").open(encoding="utf-8", newline="") as lines:
            rows = cast(Iterator[tuple[str, str, str, Extent]], csv.reader(lines))
            next(rows)
            for day, old, new, extent in rows:
                yield Change(days[day], old, new, extent)


class _Days(dict[str, date]):
    """ISO texts to dates, each read once: 15,000 rows hold five different days."""

    def __missing__(self, text: str) -> date:
        self[text] = date.fromisoformat(text)
        return self[text]
