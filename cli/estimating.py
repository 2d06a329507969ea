"""`estimates`: how far estimates were out, and which of them no final figure has replaced."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from cli import show
from cli.opening import opened

if TYPE_CHECKING:
    from consolidation.revision import Errors, OfUnit, Revision
    from office.figures.estimates import OpenEstimate

DONE, FINDINGS = 0, 1


def estimates(given: argparse.Namespace) -> int:
    """Of the office or a unit below it; 1 while an estimate of a period that is over still stands."""
    from office.figures.estimate_errors import errors
    from office.figures.estimates import open_estimates

    with opened(given) as office:
        found = errors(office, given.period, given.unit)
        still = open_estimates(office, given.period, given.unit)
        unit = office.tree(given.period).find(given.unit or office.unit.code)
    if given.json:
        told = {"period": given.period.label, "unit": unit.code, "name": unit.name}
        show.document(
            {**told, "errors": [_errors(one) for one in found], "open": [_open(one) for one in still]}
        )
    else:
        show.lines(_lines(found, still))
    return FINDINGS if still else DONE


def _errors(one: Errors) -> dict[str, Any]:
    return {
        "period": one.period.label,
        "estimate_kind": one.estimate,
        "final_kind": one.final,
        "expected": one.expected,
        "reports": one.total.reports,
        "total": [_revision(line) for line in one.total.revisions.values()],
        "units": [_unit(of) for of in one.units if of.versions is not None],
    }


def _unit(of: OfUnit) -> dict[str, Any]:
    estimate, final = of.versions or (None, None)
    return {
        "unit": of.unit.code,
        "name": of.unit.name,
        "level": of.unit.level,
        "estimate_version": estimate,
        "final_version": final,
        "figures": [_revision(line) for line in of.revisions.values()],
    }


def _revision(line: Revision) -> dict[str, Any]:
    return {
        "indicator": line.info.key,
        "label": line.info.label,
        "measured_in": line.info.unit,
        "estimate": show.number(line.estimate),
        "final": show.number(line.final),
        "difference": show.number(line.difference),
        "difference_in": "points" if line.in_points else "unit",
        "percent": show.number(line.percent),
        "units": line.units,
        "told": line.told or None,
    }


def _open(one: OpenEstimate) -> dict[str, Any]:
    return {
        "unit": one.unit.code,
        "name": one.unit.name,
        "period": one.period.label,
        "kind": one.kind,
        "version": one.version,
        "waiting": one.waiting,
        "own": one.own,
    }


def _lines(found: list[Errors], still: list[OpenEstimate]) -> list[str]:
    from consolidation import revision_tables
    from consolidation.layout import find
    from office.figures.estimates import in_words

    lines = [] if found else [find("estimate_error").nothing]
    for one in found:
        lines.append(f"{revision_tables.heading(one)}.")
        for line in one.total.revisions.values():
            lines.append(f"  {line.info.label}: {revision_tables.in_words(line)} ({line.units} báo cáo)")
    lines += [in_words(still)] if still else []
    for one_open in still:
        told = f" ({revision_tables.WAITING})" if one_open.waiting else ""
        lines.append(f"  {one_open.unit.name}, {one_open.period.in_words()}: bản số {one_open.version}{told}")
    return lines
