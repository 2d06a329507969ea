"""`trace`: where a consolidated figure comes from, down to files and records."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from base import numbers
from base.errors import AppError, Code, nearest_hint
from base.nearest import nearest
from cli import show
from cli.opening import opened
from consolidation.figures import Consolidated, UnitFigures
from consolidation.origin import Together

if TYPE_CHECKING:
    from base.period import Period
    from base.units import Unit
    from office.office import Office

DONE = 0


def trace(given: argparse.Namespace) -> int:
    """One figure of one unit; of a commune its records too."""
    from consolidation.origin import origin
    from office.figures.figures import consolidate

    with opened(given) as office:
        found = consolidate(office, given.period)
        if given.indicator not in found.indicators:
            near = nearest_hint(nearest(given.indicator, found.indicators.keys()))
            raise AppError(Code.INDICATOR_UNKNOWN, indicator=given.indicator, nearest=near)
        unit = office.tree(given.period).find(given.unit) if given.unit else found.root.unit
        if all(one.unit.key != unit.key for one in found.units):
            raise AppError(Code.UNIT_OUTSIDE, unit=unit.name, office=found.root.unit.name)
        taken = origin(found, unit.key, given.indicator)
        told = {
            "indicator": given.indicator,
            "label": taken.info.label,
            "measured_in": taken.info.unit,
            "unit": unit.code,
            "name": unit.name,
            "value": show.number(taken.figure.value),
            "complete": taken.whole,
            "formula": taken.formula or None,
            "added": [
                {"unit": a.unit.code, "name": a.unit.name, "value": show.number(a.value), "complete": a.whole}
                for a in taken.added
            ],
            "together": _together(found, taken.together),
            "missing": [{"unit": m.unit.code, "name": m.unit.name, "state": m.state} for m in taken.lacking],
            "files": _files(office, given.period, found, unit),
            "records": _records(office, given.period, unit, given.indicator),
        }
    if given.json:
        show.document(told)
    else:
        show.lines(_lines(told, taken.info.decimals))
    return DONE


def _files(office: Office, period: Period, found: Consolidated, unit: Unit) -> list[dict[str, Any]]:
    """The reports that the figures of the unit's communes came in."""
    from office.figures import tracing

    communes = (one for one in found.units if one.unit.level == "commune")
    behind = [one for one in communes if one.unit.key == unit.key or _within(office, period, one, unit)]
    return [
        {
            "unit": one.unit.code,
            "period": b.period,
            "version": b.version,
            "fingerprint": b.fingerprint or None,
            "kind": b.kind,
            "file": b.file or None,
            "carried_by": b.carrier or None,
            "sums_only": b.sums_only,
        }
        for one in behind
        for b in tracing.brought(office, period, one.unit)
    ]


def _records(office: Office, period: Period, unit: Unit, indicator: str) -> list[dict[str, Any]]:
    """The records of a commune that were counted."""
    from office.figures import tracing

    return [
        {"record_id": r.record_id, "label": r.label, "period": r.period, "value": show.number(r.value)}
        for r in tracing.records_behind(office, period, unit, indicator)
    ]


def _together(found: Consolidated, told: Together | None) -> dict[str, Any] | None:
    """What units tell together only, as JSON."""
    if told is None:
        return None
    units = [one.unit for one in found.units if one.unit.key in told.units]
    return {
        "words": told.words,
        "units": [{"unit": unit.code, "name": unit.name} for unit in units],
        "value": show.number(told.value),
        "numerator": show.number(told.over.value) if told.over else None,
        "denominator": show.number(told.under.value) if told.under else None,
    }


def _within(office: Office, period: Period, one: UnitFigures, unit: Unit) -> bool:
    return any(below.key == one.unit.key for below in office.tree(period).under(unit.code))


def _lines(told: dict[str, Any], decimals: int) -> list[str]:
    def shown(value: int | float | None) -> str:
        return numbers.told(None if value is None else Fraction(str(value)), decimals)

    value = shown(told["value"])
    part = "" if told["complete"] else " (chưa đủ đơn vị)"
    found = [f"{told['name']}: {told['label']} = {value} {told['measured_in']}{part}"]
    if told["formula"]:
        found.append(f"  = {told['formula']}")
    found += [f"  {one['name']}: {shown(one['value'])}" for one in told["added"]]
    if told["together"]:
        names = ", ".join(one["name"] for one in told["together"]["units"])
        found.append(f"  {told['together']['words']}: {shown(told['together']['value'])} ({names})")
    found += [f"  Chưa có: {one['name']} ({one['state']})" for one in told["missing"]]
    found += [
        f"  Tệp của {one['unit']}: bản {one['version']}, mã {one['fingerprint'] or '-'}, {one['file'] or 'số tự nhập'}"
        + (", chỉ có số tổng hợp" if one["sums_only"] else "")
        for one in told["files"]
    ]
    found += [f"  {one['label']} [{one['record_id']}]: {shown(one['value'])}" for one in told["records"]]
    return found
