"""Commands about what differs: edited or rebuilt files taken with a reason, versions compared."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from base.errors import AppError, Code
from cli import show
from cli.opening import opened

if TYPE_CHECKING:
    from courier.compare import Difference
    from office.receiving.arriving import Receipt
    from office.receiving.inbox import File

DONE = 0


def receive_one(given: argparse.Namespace) -> Receipt:
    """`receive --take-edits` and `--rebuild`: one file, one act, one reason; raises what refuses it."""
    from office.receiving import edited

    if given.take_edits and given.rebuild:
        raise AppError(Code.USAGE, why="chỉ chọn một trong hai: --take-edits hoặc --rebuild")
    if len(given.paths) != 1 or given.paths[0].is_dir():
        raise AppError(Code.USAGE, why="--take-edits và --rebuild chỉ nhận từng tệp một")
    act = edited.take_edits if given.take_edits else edited.rebuild
    with opened(given) as office:
        return act(office, given.paths[0], reason=given.reason)


def compare(given: argparse.Namespace) -> int:
    """Two versions of a unit's report cell by cell, old → new."""
    from office.receiving import compare as comparing

    with opened(given) as office:
        unit, before, after = comparing.pair(
            office, given.period, given.unit, before=given.before, after=given.after
        )
        found = comparing.compare(office, given.period, unit.key, before.hash, after.hash)
    if given.json:
        show.document(
            {
                "unit": unit.code,
                "name": unit.name,
                "period": given.period.label,
                "from": _version(before),
                "to": _version(after),
                "differences": [_difference(one) for one in found],
            }
        )
        return DONE
    show.line(f"{unit.name}: bản số {before.version} → bản số {after.version}, khác {len(found)} chỗ.")
    show.lines(_lines(found))
    return DONE


def _version(file: File) -> dict[str, Any]:
    return {
        "version": file.version,
        "hash": file.hash,
        "fingerprint": file.fingerprint,
        "kind": file.kind,
        "file": file.name or None,
        "remade": file.remade or None,
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "what": one.what,
        "form": one.form,
        "form_title": one.form_title,
        "record_id": one.record_id or None,
        "record": one.record or None,
        "field": one.field or None,
        "label": one.label or None,
        "unit": one.unit or None,
        "before": one.a,
        "after": one.b,
    }


def _lines(found: Sequence[Difference]) -> list[str]:
    told = []
    for one in found:
        place = ", ".join(filter(None, (one.form_title, one.record, one.label)))
        unit = f" {one.unit}" if one.unit else ""
        told.append(f"  {place}: {one.a or 'để trống'} → {one.b or 'để trống'}{unit}")
    return told
