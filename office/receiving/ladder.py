"""The rungs between levels: no report rises before those below it are judged, none is taken back from under one
that was approved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from courier.version import Standing
from db import received
from office.office import Office
from office.receiving.standings import standings

_UNJUDGED = ("sent", "conflict")


def unjudged(
    office: Office,
    period: Period,
    unit: Unit,
    *,
    known: Mapping[str, Standing] | None = None,
    judged: Collection[str] = (),
) -> list[Unit]:
    """The units below of which a report lies here that nobody has approved, returned or left out.

    `judged`: keys of those that the same act approves. One whose very report came inside the file of `unit`, or of
    which another version counts, is judged.
    """
    if unit.level == "commune":
        return []
    stands = standings(office, period) if known is None else known
    mine = stands.get(unit.key, Standing("none")).newest
    inside = {child.unit: child.of or child.hash for child in received.nested(office.store, mine)}
    counted = received.admitted(office.store, period=period.label, packet=office.packet)
    waits = {
        key
        for key, s in stands.items()
        if s.state in _UNJUDGED
        and key not in counted
        and key not in judged
        and not (s.newest and s.newest == inside.get(key))
    }
    return [one for one in office.tree(period).under(unit.code)[1:] if one.key in waits] if waits else []


def refuse_before_children(
    office: Office,
    period: Period,
    unit: Unit,
    act: str,
    *,
    known: Mapping[str, Standing] | None = None,
    judged: Collection[str] = (),
) -> None:
    """Raises CHILD_WAITING while a report from below waits to be judged; `act`: what is refused, "nộp" or "duyệt"."""
    waiting = unjudged(office, period, unit, known=known, judged=judged)
    if waiting:
        first = waiting[0].name
        raise AppError(Code.CHILD_WAITING, act=act, unit=unit.name, count=len(waiting), first=first)


def lacks(office: Office, period: Period) -> str:
    """What must be judged below before the office's own report can go up, as a sentence; "" when nothing."""
    try:
        refuse_before_children(office, period, office.unit_in(period), "nộp")
    except AppError as refusal:
        return str(refusal)
    return ""


def refuse_under_approved(office: Office, period: Period, unit: Unit, act: str) -> None:
    """Raises PARENT_APPROVED where the unit's report counts and so does that of a unit between it and the office."""
    counted = received.admitted(office.store, period=period.label, packet=office.packet)
    tree, own = office.tree(period), office.unit_in(period)
    above = tree.parent(unit) if unit.key in counted else None
    while above is not None and above.key != own.key:
        if above.key in counted:
            raise AppError(Code.PARENT_APPROVED, unit=unit.name, parent=above.name, act=act)
        above = tree.parent(above)
