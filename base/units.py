"""Administrative units in time: the tree of any day, and what became of a unit that ended.

A unit is (level, code, valid_from): official codes were used again for other units. The level follows from
the length of the code (2 province, 3 district, 5 commune). Sources and gaps: base/assets/README.md.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Literal

from base.errors import AppError, Code, nearest_hint
from base.paths import asset
from base.text import search_key

Level = Literal["province", "district", "commune"]
Extent = Literal["whole", "partly", "unknown"]
Bond = Literal["same", "changed", "other"]
"""How a unit stands to one of an earlier time: the same territory, the same name on another, or another unit."""

LEVELS: tuple[Level, ...] = ("province", "district", "commune")
_ONE_DAY = timedelta(days=1)
_JOINED = str.maketrans({"'": "", "’": "", "-": " "})
_NUMBER = re.compile(r"\d+|[IVX]+")
_CAPITAL = frozenset({"Thủ đô Hà Nội", "Thành phố Hồ Chí Minh"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in one interval of equal name, kind, parent and territory.

    `valid_to` is the last day, None while it lasts. `parent` is a code, "" for a province. `verified` is
    False where `valid_from` is only what the dated lists show, not the day of an official act.
    """

    level: Level
    code: str
    valid_from: date
    valid_to: date | None
    name: str
    kind: str
    parent: str
    verified: bool

    @property
    def key(self) -> str:
        """`84@2020-01-01`: unique, and stable while the sources do not change this unit."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    @property
    def bare_name(self) -> str:
        """The name without its kind: "Mỹ Long Bắc"."""
        return self.name[len(self.kind) :].lstrip()

    @property
    def name_in_text(self) -> str:
        """As it stands inside a sentence: "xã Long Đức", but "Phường 4" and "Thành phố Hồ Chí Minh".

        Nghị định 30/2020/NĐ-CP, Phụ lục II, mục III: the kind is a part of a name that is a number.
        """
        kept = self.name in _CAPITAL or _NUMBER.fullmatch(self.bare_name)
        return self.name if kept else self.name[:1].lower() + self.name[1:]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a unit of the day before `effective`; an empty code: the sources name none."""

    effective: date
    old_code: str
    new_code: str
    extent: Extent


class _Branches:
    """The units between two changes: all dates of one stretch share them. A unit is looked up when it is asked for."""

    def __init__(self, history: UnitHistory, start: date) -> None:
        self._history = history
        self._start = start
        self._found: dict[str, Unit | None] = {}
        self._below: dict[str, tuple[Unit, ...]] = {}

    def find(self, code: str) -> Unit | None:
        """The unit of that code; None when there is none."""
        if code not in self._found:
            self._found[code] = self._history.at(code, self._start)
        return self._found[code]

    def below(self, parent: str) -> tuple[Unit, ...]:
        """The units whose parent has that code, "" of the provinces."""
        if parent not in self._below:
            units = self._history.under(parent)
            self._below[parent] = tuple(unit for unit in units if _is_valid(unit, self._start))
        return self._below[parent]

    @functools.cached_property
    def by_code(self) -> dict[str, Unit]:
        """All of them."""
        return {unit.code: unit for unit in self._history.units if _is_valid(unit, self._start)}

    @functools.cached_property
    def words(self) -> list[tuple[Unit, str, str]]:
        """(unit, its bare name, its full name), accent-free."""
        full = [(unit, _plain(unit.name)) for unit in self.by_code.values()]
        return [(unit, name[len(_plain(unit.kind)) + 1 :], name) for unit, name in full]


@dataclass(frozen=True, slots=True, eq=False)
class UnitTree:
    """The units valid on one day. Get it from UnitHistory.as_of."""

    on: date
    _branches: _Branches
    _history: UnitHistory

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units in tree order."""
        return tuple(unit for root in self.roots for unit in self._walk(root))

    @property
    def roots(self) -> tuple[Unit, ...]:
        """The provinces, by code."""
        return self._branches.below("")

    def has(self, code: str) -> bool:
        """Whether there is a unit of that code on this day."""
        return self._branches.find(code) is not None

    def find(self, code: str) -> Unit:
        """The unit of that code on this day; raises AppError UNIT_UNKNOWN, naming what may be meant."""
        unit = self._branches.find(code)
        if unit is None:
            names = [f"{near.code} {near.name}" for near in self._nearest(code)]
            on = f"{self.on:%d/%m/%Y}"
            raise AppError(Code.UNIT_UNKNOWN, code=code, on=on, nearest=nearest_hint(names))
        return unit

    def search(self, text: str) -> list[Unit]:
        """Units by code or by name, accents and case aside, the best first.

        Every word of the text must begin a word of the name; an equal name comes before a name that starts
        so, and that before the rest.
        """
        wanted = _plain(text)
        if not wanted:
            return []
        if wanted in self._branches.by_code:
            return [self._branches.by_code[wanted]]
        ranked: list[tuple[int, int, str, Unit]] = []
        for unit, bare, full in self._branches.words:
            if all(f" {word}" in f" {full}" for word in wanted.split()):
                rank = 0 if wanted in (bare, full) else 1 if bare.startswith(wanted) else 2
                ranked.append((rank, len(unit.code), unit.code, unit))
        return [unit for *_, unit in sorted(ranked, key=lambda row: row[:3])]

    def parent(self, unit: Unit) -> Unit | None:
        """The unit above, None for a province."""
        return self.find(unit.parent) if unit.parent else None

    def children(self, unit: Unit) -> tuple[Unit, ...]:
        """The units directly below, by code."""
        return self._branches.below(unit.code)

    def communes(self, unit: Unit) -> tuple[Unit, ...]:
        """All communes at or below the unit, in tree order."""
        return tuple(one for one in self._walk(unit) if one.level == "commune")

    def under(self, code: str) -> tuple[Unit, ...]:
        """The unit and everything below it: a province, its districts each followed by its communes."""
        return tuple(self._walk(self.find(code)))

    def _walk(self, unit: Unit) -> Iterator[Unit]:
        yield unit
        for child in self.children(unit):
            yield from self._walk(child)

    def _nearest(self, code: str) -> list[Unit]:
        heirs = self._history.heirs(code, on=self.on)
        if heirs:
            return heirs[:3]
        if not (code.isascii() and code.isdigit()):
            return self.search(code)[:3]
        known = self._branches.by_code
        padded = [code.zfill(width) for width in (2, 3, 5) if code.zfill(width) in known]  # Excel drops zeros
        one_off = (c for c in known if len(c) == len(code) and sum(map(str.__ne__, c, code)) == 1)
        near = padded or sorted(one_off, key=lambda c: abs(int(c) - int(code)))
        return [known[one] for one in near[:3]]


class UnitHistory:
    """All units of all times and the changes between them; never altered once it is made.

    Units and changes are read when they are first asked for: most work needs the tree of one day below one office.
    """

    def __init__(self, units: Iterable[Unit] | Units, changes: Iterable[Change]) -> None:
        self._source = units if isinstance(units, Units) else Units(units)
        self._given_changes = changes
        self._stretches: dict[date, _Branches] = {}

    @functools.cached_property
    def units(self) -> tuple[Unit, ...]:
        """By level, code and day."""
        return tuple(sorted(self._source.every(), key=_unit_order))

    @functools.cached_property
    def starts(self) -> tuple[date, ...]:
        """The days on which any unit begins."""
        return tuple(sorted({unit.valid_from for unit in self.units}))

    @functools.cached_property
    def changes(self) -> tuple[Change, ...]:
        """By day, level and code."""
        return tuple(sorted(self._given_changes, key=_change_order))

    @functools.cached_property
    def edition(self) -> str:
        """16 hex digits of SHA-256 over all units and changes: which tree an office's figures stand on."""
        rows = [
            f"{u.code}\t{u.valid_from}\t{u.valid_to or ''}\t{u.name}\t{u.kind}\t{u.parent}\t{u.verified:d}"
            for u in self.units
        ]
        rows += [f"{c.effective}\t{c.old_code}\t{c.new_code}\t{c.extent}" for c in self.changes]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]

    def by_key(self, key: str) -> Unit:
        """The unit of a `Unit.key`; raises AppError UNIT_UNKNOWN."""
        code, _, day = key.partition("@")
        for unit in self._of_code(code):
            if unit.valid_from.isoformat() == day:
                return unit
        raise AppError(Code.UNIT_UNKNOWN, code=code, on=day, nearest="")

    def as_of(self, on: date) -> UnitTree:
        """The tree of a day; before the first list it is the first list's (its units are not `verified`)."""
        first, *later = self.starts or [on]
        start = next((day for day in reversed(later) if day <= on), first)
        return UnitTree(on, self._stretches.setdefault(start, _Branches(self, start)), self)

    def _of_code(self, code: str) -> list[Unit]:
        return sorted(self._source.of_code(code), key=_unit_order)

    def at(self, code: str, day: date) -> Unit | None:
        """The unit of that code on a day, None when there is none."""
        return next((unit for unit in self._of_code(code) if _is_valid(unit, day)), None)

    def under(self, parent: str) -> list[Unit]:
        """The units of all times whose parent has that code, "" of the provinces, by code and day."""
        return sorted(self._source.under(parent), key=_unit_order)

    def successors(self, unit: Unit) -> tuple[tuple[Unit, Extent], ...]:
        """Units of the same level that took the unit's territory over when it ended; none while it lasts.

        `unknown`: the code goes on under another name and no source says with which territory.
        """
        if unit.valid_to is None:
            return ()
        day = unit.valid_to + _ONE_DAY
        found = ((self.at(c.new_code, day), c.extent) for c in self._by_old.get((day, unit.code), ()))
        return tuple((heir, extent) for heir, extent in found if heir is not None)

    def predecessors(self, unit: Unit) -> tuple[tuple[Unit, Extent], ...]:
        """Units of the same level whose territory the unit took over when it began, and how much of each."""
        day = unit.valid_from
        rows = self._by_new.get((day, unit.code), ())
        found = ((self.at(c.old_code, day - _ONE_DAY), c.extent) for c in rows)
        return tuple((origin, extent) for origin, extent in found if origin is not None)

    def heirs(self, code: str, *, on: date) -> list[Unit]:
        """Units valid on a day that a code of another time leads to; empty where the sources are silent."""
        reached = [unit for unit in self._of_code(code) if unit.valid_to and unit.valid_to < on]
        return self.heirs_of(reached[-1], on=on) if reached else []

    def heirs_of(self, unit: Unit, *, on: date) -> list[Unit]:
        """The units that stand on a day where this one stood, itself while it lasts; empty where nothing is known."""
        return [heir for heir, _ in self._walked(unit, on, self.successors, lambda u: _ended(u, on))]

    def origins(self, unit: Unit, *, on: date) -> list[tuple[Unit, Extent]]:
        """The units of an earlier day whose territory the unit holds, itself if it stood then, and how much of each."""
        first = max(on, self.starts[0])
        return self._walked(unit, first, self.predecessors, lambda u: u.valid_from > first)

    @staticmethod
    def _walked(
        unit: Unit,
        on: date,
        next_to: Callable[[Unit], tuple[tuple[Unit, Extent], ...]],
        goes_on: Callable[[Unit], bool],
    ) -> list[tuple[Unit, Extent]]:
        reached: dict[str, tuple[Unit, Extent]] = {unit.key: (unit, "whole")}
        while any(goes_on(one) for one, _ in reached.values()):
            following: dict[str, tuple[Unit, Extent]] = {}
            for one, so_far in reached.values():
                for other, extent in next_to(one) if goes_on(one) else ((one, "whole"),):
                    joined = so_far if extent == "whole" else extent
                    following.setdefault(other.key, (other, joined))
            reached = following
        return [(one, extent) for one, extent in reached.values() if _is_valid(one, on)]

    def bond(self, then: Unit, now: Unit) -> Bond:
        """Whether figures of a code in two intervals are one series: a code that was used again joins nothing."""
        if then.valid_from > now.valid_from:
            then, now = now, then
        at, grown = then, False
        while at.key != now.key:
            heirs = [heir for heir, _ in self.successors(at) if heir.code == now.code]
            if not heirs:
                return "other"
            grown |= [origin.key for origin, _ in self.predecessors(heirs[0])] != [at.key]
            grown |= self.successors(at) != ((heirs[0], "whole"),)
            at = heirs[0]
        if not grown:
            return "same"
        return "changed" if _plain(then.bare_name) == _plain(now.bare_name) else "other"

    @functools.cached_property
    def _by_old(self) -> dict[tuple[date, str], list[Change]]:
        index: dict[tuple[date, str], list[Change]] = {}
        for change in self.changes:
            index.setdefault((change.effective, change.old_code), []).append(change)
        return index

    @functools.cached_property
    def _by_new(self) -> dict[tuple[date, str], list[Change]]:
        index: dict[tuple[date, str], list[Change]] = {}
        for change in self.changes:
            index.setdefault((change.effective, change.new_code), []).append(change)
        return index


class Units:
    """Units of all times, found by code and by parent, in no particular order."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._by_parent: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._by_code[unit.code].append(unit)
            self._by_parent[unit.parent].append(unit)

    def every(self) -> Iterable[Unit]:
        """All of them."""
        return chain.from_iterable(self._by_code.values())

    def of_code(self, code: str) -> Iterable[Unit]:
        """All intervals of a code."""
        return self._by_code.get(code, ())

    def under(self, parent: str) -> Iterable[Unit]:
        """Those whose parent has that code, "" for the provinces."""
        return self._by_parent.get(parent, ())


@functools.cache
def load_units() -> UnitHistory:
    """The built-in history; what takes long to work out stands beside it (tools/build_units.py)."""
    from base.unit_files import history_in

    folder = asset("base/assets")
    history = history_in(folder)
    edition, *starts = (folder / "units_edition.txt").read_text(encoding="ascii").split()
    vars(history).update(edition=edition, starts=tuple(map(date.fromisoformat, starts)))
    return history


def _unit_order(unit: Unit) -> tuple[int, str, date]:
    return len(unit.code), unit.code, unit.valid_from


def _is_valid(unit: Unit, day: date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to)


def _ended(unit: Unit, day: date) -> bool:
    return unit.valid_to is not None and unit.valid_to < day


def _change_order(change: Change) -> tuple[date, int, str, str]:
    return change.effective, len(change.old_code or change.new_code), change.old_code, change.new_code


def _plain(text: str) -> str:
    return " ".join(search_key(text).translate(_JOINED).split())
