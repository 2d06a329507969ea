"""Changes of units to come: read from a sheet, shown, applied as a new edition of the tree, undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from base.errors import AppError, Code, Problem, problem
from base.numbers import show
from base.text import search_key
from base.units import Change, Extent, Level, Unit, UnitHistory, load_units
from consolidation.remap import Sharing
from db import journal, tree
from db import sharing as kept
from db.journal import RowChange
from imports.unit_changes import Line
from imports.unit_changes import read as read_lines
from office.office import Office, refuse_other_kind
from office.territory.sharing import share_of

ACT = "unit_changes"
_TREE = "tree"
_LEVELS: Mapping[int, Level] = {2: "province", 3: "district", 5: "commune"}
_EXTENTS: Mapping[str, Extent] = {"": "whole", "toan bo": "whole", "mot phan": "partly"}
_KINDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a sheet would change; nothing can be applied while there are contradictions.

    `changed`: a code that goes on, as it was and as it will be. `shares`: of old units that are parted.
    """

    history: UnitHistory
    began: tuple[Unit, ...]
    ended: tuple[Unit, ...]
    changed: tuple[tuple[Unit, Unit], ...]
    shares: Mapping[str, Sharing]
    contradictions: tuple[Problem, ...]

    @property
    def nothing(self) -> bool:
        return not (self.began or self.ended or self.changed or self.shares)


def template(office: Office, path: Path) -> None:
    """Write the sheet to fill in; raises OUTPUT_KIND and the troubles of writing."""
    from exports import unit_changes as exported

    refuse_other_kind(path, ".xlsx")
    exported.write(path, office.unit.name)


def look(office: Office, path: Path) -> Planned:
    """What the sheet would change; raises LIST_UNREADABLE and the troubles of reading."""
    return planned(office.store.units, read_lines(path))


def planned(history: UnitHistory, lines: Sequence[Line]) -> Planned:
    """The lines worked into the history, day by day; every contradiction is told by its row."""
    wrong = [told for line in lines for told in _unreadable(line)]
    shares: dict[str, Sharing] = {}
    made = history
    if wrong:
        return Planned(made, (), (), (), shares, tuple(wrong))
    for day in sorted({line.effective for line in lines if line.effective}):
        of_day = _Day(made, day, [line for line in lines if line.effective == day])
        wrong += of_day.contradictions()
        if not wrong:
            made = of_day.after()
            shares |= of_day.shares()
    began, ended, changed = difference(history, made)
    return Planned(made, began, ended, changed, shares, tuple(wrong))


def difference(
    before: UnitHistory, after: UnitHistory
) -> tuple[tuple[Unit, ...], tuple[Unit, ...], tuple[tuple[Unit, Unit], ...]]:
    """(units that begin, units that end, codes that go on otherwise) from one edition of the tree to another."""
    if before is after:
        return (), (), ()
    old, new = ({unit.key: unit for unit in one.units} for one in (before, after))
    began = {unit.code: unit for key, unit in new.items() if key not in old}
    ended = [unit for key, unit in old.items() if key in new and new[key].valid_to != unit.valid_to]
    changed = tuple((unit, began.pop(unit.code)) for unit in ended if unit.code in began)
    gone = {unit.key for unit, _ in changed}
    return tuple(began.values()), tuple(unit for unit in ended if unit.key not in gone), changed


def _unreadable(line: Line) -> Iterable[Problem]:
    """What is wrong with a line by itself."""
    if line.effective is None:
        yield _wrong(line, Code.UNIT_LINE_DAY, text=line.day_text)
    for code in filter(None, (line.old_code, line.new_code)):
        if len(code) not in _LEVELS or not (code.isascii() and code.isdigit()):
            yield _wrong(line, Code.UNIT_LINE_CODE, code=code)
    if line.old_code and line.new_code and len(line.old_code) != len(line.new_code):
        yield _wrong(line, Code.UNIT_LINE_LEVEL, old=line.old_code, new=line.new_code)
    if search_key(line.extent) not in _EXTENTS:
        yield _wrong(line, Code.UNIT_LINE_EXTENT, text=line.extent)
    if line.share:
        try:
            share_of(line.share)
        except AppError:
            yield _wrong(line, Code.UNIT_LINE_SHARE, text=line.share)


def _wrong(line: Line, code: Code, /, **told: object) -> Problem:
    return replace(problem(code, **told), place=f"dòng {line.row}")  # type: ignore[arg-type]


class _Day:
    """All the lines of one day held against the tree of the day before."""

    def __init__(self, history: UnitHistory, day: date, lines: Sequence[Line]) -> None:
        self._history, self._day, self._lines = history, day, lines
        self._before = history.as_of(day - _ONE_DAY)
        codes = {line.old_code for line in lines if line.old_code}
        self._old = {code: self._before.find(code) for code in codes if self._before.has(code)}
        self._new: dict[str, Unit] = {}
        for line in lines:
            if line.new_code in self._new or not line.new_code:
                continue
            self._new[line.new_code] = self._unit(line.new_code)

    def _unit(self, code: str) -> Unit:
        """The new unit of that code: what no line says stays as it was under the same code."""
        lines = [line for line in self._lines if line.new_code == code]
        stood = self._old.get(code)
        name = next((line.new_name for line in lines if line.new_name), stood.name if stood else "")
        said = next(
            (one for one in _KINDS if name.lower().startswith(f"{one} ")), stood.kind if stood else ""
        )
        kind = next((line.kind.lower() for line in lines if line.kind), said)
        if kind and name and not name.lower().startswith(kind):
            bare = stood.bare_name if stood is not None and name == stood.name else name
            name = f"{kind[:1].upper()}{kind[1:]} {bare}"
        parent = next((line.parent for line in lines if line.parent), stood.parent if stood else "")
        level = _LEVELS.get(len(code), "commune")
        return Unit(level, code, self._day, None, name, kind, parent, verified=True)

    def contradictions(self) -> list[Problem]:
        """Every line that cannot be meant, and what a line is missing for."""
        found: list[Problem] = []
        for line in self._lines:
            found += self._of_old(line)
            found += self._of_new(line)
        seen: dict[str, Line] = {}
        for line in self._lines:
            if line.old_code in self._old and line.old_code not in seen:
                seen[line.old_code] = line
                found += self._of_parts(line)
        return [*found, *self._orphans()]

    def _of_old(self, line: Line) -> Iterable[Problem]:
        if not line.old_code:
            return
        unit = self._old.get(line.old_code)
        if unit is None:
            yield _wrong(line, Code.UNIT_LINE_OLD, code=line.old_code, on=f"{self._before.on:%d/%m/%Y}")
        elif unit.valid_to is not None:
            yield _wrong(line, Code.UNIT_LINE_ENDED, unit=unit.name, on=f"{unit.valid_to:%d/%m/%Y}")
        elif line.old_name and search_key(line.old_name) not in (
            search_key(unit.name),
            search_key(unit.bare_name),
        ):
            yield _wrong(line, Code.UNIT_LINE_NAME, code=unit.code, found=unit.name, text=line.old_name)

    def _of_new(self, line: Line) -> Iterable[Problem]:
        code = line.new_code
        if not code:
            return
        unit = self._new[code]
        if self._before.has(code) and code not in self._old:
            taken = self._before.find(code).name
            yield _wrong(line, Code.UNIT_LINE_TAKEN, code=code, found=taken)
        if not unit.name or not unit.kind:
            yield _wrong(line, Code.UNIT_LINE_UNNAMED, code=code)
        for told, said, what in (
            (line.new_name, (unit.name, unit.bare_name), "tên"),
            (line.kind, (unit.kind,), "loại"),
            (line.parent, (unit.parent,), "cấp trên"),
        ):
            if told and search_key(told) not in map(search_key, said):
                yield _wrong(line, Code.UNIT_LINE_TWICE, code=code, what=what, first=said[0], text=told)
        if unit.level != "province" and not (len(unit.parent) < len(code) and self._stands(unit.parent)):
            yield _wrong(line, Code.UNIT_LINE_PARENT, code=unit.parent or "trống", unit=unit.name or code)

    def _stands(self, code: str) -> bool:
        """Whether there is a unit of that code on the day."""
        return code in self._new or (code not in self._old and self._before.has(code))

    def _of_parts(self, first: Line) -> Iterable[Problem]:
        lines = [line for line in self._lines if line.old_code == first.old_code]
        unit = self._old[first.old_code]
        if len(lines) > 1 and any(_extent(line) == "whole" for line in lines):
            yield _wrong(first, Code.UNIT_LINE_WHOLE, unit=unit.name)
        said = [line.share for line in lines]
        if any(said):
            total = sum((share_of(text) for text in said if text), Fraction(0))
            if total != 1 or not all(said):
                yield _wrong(first, Code.SHARES_SUM, unit=unit.name, total=show(total, 4))
            elif not first.basis:
                yield _wrong(first, Code.SHARES_BASIS)

    def _orphans(self) -> Iterable[Problem]:
        for code, unit in self._old.items():
            if code in self._new:
                continue
            below = [one for one in self._before.children(unit) if one.code not in self._old]
            if below:
                line = next(line for line in self._lines if line.old_code == code)
                yield _wrong(
                    line, Code.UNIT_LINE_ORPHANS, count=len(below), unit=unit.name, first=below[0].name
                )

    def _unchanged(self) -> set[str]:
        """Codes that a line only repeats: nothing of them begins or ends."""
        found = set()
        for code, unit in self._new.items():
            stood = self._old.get(code)
            sources = {line.old_code for line in self._lines if line.new_code == code}
            goes_to = {line.new_code for line in self._lines if line.old_code == code}
            same = stood and (stood.name, stood.kind, stood.parent) == (unit.name, unit.kind, unit.parent)
            if same and sources == goes_to == {code}:
                found.add(code)
        return found

    def after(self) -> UnitHistory:
        """The history with this day in it."""
        same = self._unchanged()
        last = self._day - _ONE_DAY
        ending = {unit.key for code, unit in self._old.items() if code not in same}
        units = [replace(u, valid_to=last) if u.key in ending else u for u in self._history.units]
        units += [unit for code, unit in self._new.items() if code not in same]
        changes = [
            Change(
                self._day,
                line.old_code,
                line.new_code,
                _extent(line) if line.new_code and line.old_code else "unknown",
            )
            for line in self._lines
            if not (line.new_code in same and line.old_code in same)
        ]
        return UnitHistory(units, [*self._history.changes, *changes])

    def shares(self) -> dict[str, Sharing]:
        """Old unit key → the shares that the lines give."""
        found = {}
        for code, unit in self._old.items():
            lines = [line for line in self._lines if line.old_code == code and line.share and line.new_code]
            if lines:
                parts = {self._new[line.new_code].key: share_of(line.share) for line in lines}
                found[unit.key] = Sharing(parts, {}, lines[0].basis)
        return found


def _extent(line: Line) -> Extent:
    return _EXTENTS.get(search_key(line.extent), "whole")


def apply(office: Office, found: Planned, *, reason: str) -> None:
    """Make it the office's tree, in one act that undo takes back; raises UNIT_CHANGES_WRONG, UNIT_CHANGES_NONE."""
    if found.contradictions:
        first = found.contradictions[0]
        told = f"{first.place}: {first.message}"
        raise AppError(Code.UNIT_CHANGES_WRONG, count=len(found.contradictions), first=told)
    if found.nothing:
        raise AppError(Code.UNIT_CHANGES_NONE)
    adopt(office, found.history, reason=reason, shares=found.shares)


def adopt(
    office: Office, history: UnitHistory, *, reason: str, shares: Mapping[str, Sharing] | None = None
) -> None:
    """Stand on another edition of the tree from now on.

    Raises UNIT_CHANGES_USED where it lacks a unit of the data, UNIT_CHANGES_SHARED one of a declared sharing.
    """
    store = office.store
    with store.writing():
        before = kept.declared(store)
        changes = [RowChange(_TREE, {"edition": store.meta("tree")}, {"edition": history.edition})]
        for unit, sharing in (shares or {}).items():
            changes.append(RowChange(unit, kept.image(before.get(unit)), kept.image(sharing)))
            kept.put(store, unit, sharing)
        _refuse_lacking(office, history)
        store.keep_units(history)
        journal.write(store, ACT, unit=office.unit.key, changes=changes, reason=reason)


def undo(office: Office) -> None:
    """Stand on the edition before again; raises UNIT_CHANGES_NONE, UNIT_CHANGES_USED, UNIT_CHANGES_SHARED."""
    store = office.store
    with store.writing():
        line = journal.last_of(store, ACT)
        if line is None:
            raise AppError(Code.UNIT_CHANGES_NONE)
        first, *shared = line.row_changes
        history = tree.kept(store, str((first.before or {})["edition"]))
        now = kept.declared(store)
        for change in shared:
            if change.record_id in now and kept.image(now[change.record_id]) != change.after:
                raise _shared(office, change.record_id)
            kept.put(store, change.record_id, kept.from_image(change.before) if change.before else None)
        _refuse_lacking(office, history)
        store.keep_units(history)
        inverse = [RowChange(c.record_id, c.after, c.before) for c in line.row_changes]
        journal.write(
            store, "undo", unit=office.unit.key, changes=inverse, reason=line.reason, undoes=line.seq
        )


def _refuse_lacking(office: Office, history: UnitHistory) -> None:
    known = {unit.key for unit in history.units}
    lacking = sorted(tree.units_in_use(office.store) - known)
    if lacking:
        names = [office.store.units.by_key(key).name for key in lacking]
        raise AppError(Code.UNIT_CHANGES_USED, units=", ".join(names[:5]))
    for unit, sharing in kept.declared(office.store).items():
        if not known.issuperset({unit, *sharing.units}):
            raise _shared(office, unit)


def _shared(office: Office, unit: str) -> AppError:
    return AppError(Code.UNIT_CHANGES_SHARED, unit=office.store.units.by_key(unit).name)


def own_history(office: Office) -> UnitHistory | None:
    """The office's tree, if it is not the program's."""
    return office.store.units if office.store.meta("tree") != load_units().edition else None
