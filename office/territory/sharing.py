"""Sharing an old unit's figures out over those that took its territory: declared by a person, journaled, undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from base.errors import AppError, Code
from base.numbers import show
from base.text import tidy
from base.units import Extent, Unit
from consolidation.remap import Sharing
from db import journal, reports
from db import sharing as kept
from db.journal import RowChange
from db.sharing import Draft as Draft  # noqa: PLC0414 (also for the page)
from office.office import LEVEL_WORDS, Office
from office.territory.hamlet_sums import named_by

ACT = "shares"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Parted:
    """An old unit whose territory went to several, or partly to one: what is known, and what was declared of it."""

    unit: Unit
    heirs: tuple[tuple[Unit, Extent], ...]
    sharing: Sharing | None


def parted(office: Office) -> list[Parted]:
    """The old communes of the office's area, then and now, that need a person's word, by code and day."""
    declared = kept.declared(office.store)
    found = {unit.key: unit for unit in _area(office) if _needs_word(office, unit)}
    found |= {key: office.store.units.by_key(key) for key in declared}
    history = office.store.units
    return [
        Parted(unit, history.successors(unit), declared.get(unit.key))
        for unit in sorted(found.values(), key=lambda unit: (unit.code, unit.valid_from))
    ]


def _area(office: Office) -> list[Unit]:
    """Every commune of every time that stood in the office's area, or whose territory came into it."""
    history, now = office.store.units, office.store.surroundings.now().date()
    found: dict[str, Unit] = {}
    goes_on = (one for one in history.heirs_of(office.unit, on=now) if one.code == office.unit.code)
    for unit in {one.key: one for one in (office.unit, *goes_on)}.values():
        days = [unit.valid_from, min(unit.valid_to or now, now)]
        for day in dict.fromkeys(max(day, history.starts[0]) for day in days):
            if unit.valid_from <= day:
                found |= {one.key: one for one in history.as_of(day).communes(unit)}
    waiting = list(found.values())
    while waiting:
        for origin, _ in history.predecessors(waiting.pop()):
            if origin.key not in found:
                found[origin.key] = origin
                waiting.append(origin)
    return list(found.values())


def _needs_word(office: Office, unit: Unit) -> bool:
    heirs = office.store.units.successors(unit)
    return unit.valid_to is not None and (len(heirs) != 1 or heirs[0][1] != "whole")


def find(office: Office, code: str) -> Unit:
    """The last unit of that code that ended; raises UNIT_UNKNOWN, SHARES_LASTS where it never did."""
    now = office.store.surroundings.now().date()
    history = office.store.units
    ended = [unit for unit in history.units if unit.code == code and unit.valid_to and unit.valid_to < now]
    if not ended:
        lasting = history.as_of(now).find(code)
        raise AppError(Code.SHARES_LASTS, unit=lasting.name)
    needing = [unit for unit in ended if _needs_word(office, unit)]
    return (needing or ended)[-1]


def share_of(text: str) -> Fraction:
    """ "0,6", "0.6", "60%" or "3/5" as a share; raises SHARES_PART, also for what is no part of a whole."""
    plain = text.strip().replace(",", ".")
    try:
        share = Fraction(plain.removesuffix("%").strip())
    except (ValueError, ZeroDivisionError) as error:
        raise AppError(Code.SHARES_PART, text=text.strip()) from error
    return _part(share / 100 if plain.endswith("%") else share, text.strip())


def _part(share: Fraction, text: str) -> Fraction:
    """The share, which is none of a unit at least and all of it at most; raises SHARES_PART with the text."""
    if not 0 <= share <= 1:
        raise AppError(Code.SHARES_PART, text=text)
    return share


def share_out(
    office: Office,
    unit: Unit,
    parts: Mapping[str, Fraction],
    *,
    basis: str,
    hamlets: Mapping[str, str] | None = None,
) -> Sharing:
    """Declare who takes how much of an old unit's figures, by code of the new unit; `hamlets` as hamlet → code.

    Records that name one of the hamlets go there whole; shares hold for the rest, and may be left out where hamlets
    say it all. Raises SHARES_BASIS, SHARES_PART, SHARES_SUM, SHARES_NOT_PARTED, SHARES_LASTS, UNIT_UNKNOWN, UNIT_LEVEL.
    """
    if not tidy(basis):
        raise AppError(Code.SHARES_BASIS)
    if unit.valid_to is None:
        raise AppError(Code.SHARES_LASTS, unit=unit.name)
    heirs = office.store.units.successors(unit)
    if not _needs_word(office, unit):
        raise AppError(
            Code.SHARES_NOT_PARTED, unit=unit.name, heirs=", ".join(f"{h.code} {h.name}" for h, _ in heirs)
        )
    total = sum((_part(part, show(part, 4)) for part in parts.values()), Fraction(0))
    if (parts or not hamlets) and total != 1:
        raise AppError(Code.SHARES_SUM, unit=unit.name, total=show(total, 4))
    made = Sharing(
        {_heir(office, unit, code).key: part for code, part in parts.items() if part},
        {tidy(hamlet): _heir(office, unit, code).key for hamlet, code in (hamlets or {}).items()},
        tidy(basis),
    )
    _keep(office, unit, made)
    return made


def _heir(office: Office, unit: Unit, code: str) -> Unit:
    assert unit.valid_to is not None
    heir = office.store.units.as_of(unit.valid_to + _ONE_DAY).find(code)
    if heir.level != unit.level:
        raise AppError(
            Code.UNIT_LEVEL, code=code, found=LEVEL_WORDS[heir.level], expected=LEVEL_WORDS[unit.level]
        )
    return heir


def take_away(office: Office, unit: Unit) -> None:
    """Declare nothing of the unit any more; raises SHARES_NOTHING."""
    if unit.key not in kept.declared(office.store):
        raise AppError(Code.SHARES_NOTHING, unit=unit.name)
    _keep(office, unit, None)


def undo(office: Office, unit: Unit) -> None:
    """Put back what was declared of the unit before the last act on it.

    Raises SHARES_NOTHING, and UNIT_UNKNOWN where that names a unit that the changes of units took back since.
    """
    with office.store.writing():
        line = journal.last_of(office.store, ACT, unit=unit.key)
        if line is None:
            raise AppError(Code.SHARES_NOTHING, unit=unit.name)
        (change,) = line.row_changes
        _keep(office, unit, kept.from_image(change.before) if change.before else None, undoes=line.seq)


def _keep(office: Office, unit: Unit, made: Sharing | None, *, undoes: int | None = None) -> None:
    for key in made.units if made else ():
        office.store.units.by_key(key)
    with office.store.writing():
        before = kept.declared(office.store).get(unit.key)
        change = RowChange(unit.key, kept.image(before), kept.image(made))
        kept.put(office.store, unit.key, made)
        kept.put_draft(office.store, unit.key, None)
        journal.write(
            office.store,
            "undo" if undoes is not None else ACT,
            unit=unit.key,
            changes=[change],
            reason=(made or before or Sharing({}, {}, "")).basis,
            undoes=undoes,
        )


def drafts(office: Office) -> dict[str, Draft]:
    """Key of an old unit → what was written of it and is not declared yet: no figure rests on it."""
    return kept.drafts(office.store)


def keep_draft(office: Office, unit: Unit, draft: Draft | None) -> None:
    """Keep what stands in the boxes until it is declared; None where it is what was declared."""
    kept.put_draft(office.store, unit.key, draft)


def hamlets_named(office: Office, unit: Unit) -> list[str]:
    """The hamlets that the unit's own list or the records of its reports name, for a person to say where each went."""
    listed = [name for name, _ in reports.hamlets(office.store, unit=unit.key)]
    return list(dict.fromkeys([*listed, *named_by(office, unit.key)]))
