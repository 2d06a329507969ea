"""Commands about what is asked and what must be reached: targets, tasks, code lists, packs handed down."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from base.errors import AppError, Code
from cli import show
from cli.opening import opened

DONE, FINDINGS = 0, 1


def _targets(given: argparse.Namespace) -> int:
    from consolidation import plan_tables
    from office.figures.plans import progress

    with opened(given) as office:
        found = progress(office, given.period)
        year = office.dates(given.period)[1].year
    listed = [
        {
            "record_id": one.target.record_id,
            "title": one.target.title,
            "indicator": one.target.indicator or None,
            "kind": one.target.kind,
            "plan": one.target.words,
            "value": show.number(one.target.value),
            "value_max": show.number(one.target.value_max),
            "base_year": one.target.base_year,
            "horizon_to": one.target.year_to,
            "actual": show.number(one.actual),
            "percent": show.number(one.percent),
            "points": show.number(one.points),
            "reached": one.reached,
            "judged": plan_tables.judged(one, year),
            "told": plan_tables.told(one),
        }
        for one in found
    ]
    if given.json:
        show.document(listed)
    else:
        show.lines(
            f"{one['title']}: {one['plan']} – {one['judged']}. {one['told']}".rstrip() for one in listed
        )
    return FINDINGS if any(one.warnings for one in found) else DONE


def _tasks(given: argparse.Namespace) -> int:
    from office.figures.plans import tasks

    with opened(given) as office:
        found = tasks(office, given.period)
    if given.json:
        show.document(
            [
                {
                    "record_id": one.record_id,
                    "title": one.title,
                    "plan": one.plan,
                    "responsible": one.responsible,
                    "cooperating": one.cooperating,
                    "deadline": one.deadline.isoformat() if one.deadline else None,
                    "progress": one.progress,
                    "percent": show.number(one.percent),
                    "result": one.result,
                    "overdue": one.overdue,
                }
                for one in found
            ]
        )
    else:
        show.lines(
            f"{one.title} – {one.responsible}: {one.progress_words}{' (quá hạn)' if one.overdue else ''}"
            for one in found
        )
    return DONE


def _list(given: argparse.Namespace) -> int:
    from office.declaring import lists

    with opened(given) as office:
        known = lists.lists(office)
        if given.key not in known:
            raise AppError(Code.LIST_UNKNOWN, list=given.key)
        found = lists.superseding(
            known[given.key], lists.read_workbook(given.file), on=given.on or date.today()
        )
        if not given.dry_run and not found.nothing:
            lists.save(office, found.listed)
    told = [
        *(f"Thêm {entry.code}: {entry.name}" for entry in found.began),
        *(f"Đổi tên {entry.code}: {before} → {entry.name}" for before, entry in found.renamed),
        *(f"Hết hiệu lực {entry.code}: {entry.name}" for entry in found.ended),
    ]
    counts = {"began": len(found.began), "renamed": len(found.renamed), "ended": len(found.ended)}
    show.done("\n".join(told) or "Danh mục không đổi.", {"list": given.key, **counts}, as_json=given.json)
    return DONE


def _pack(given: argparse.Namespace) -> int:
    from office.declaring import packing

    with opened(given) as office:
        pack = packing.make(office, given.out, period=given.period, note=given.note)
    counts = {"files": len(pack.files), "targets": len(pack.targets), "units": int(bool(pack.units))}
    words = f"Đã lập gói cấu hình {given.out}: {counts['files']} tệp, {counts['targets']} chỉ tiêu."
    show.done(words, {"file": str(given.out), **counts}, as_json=given.json)
    return DONE


def _unpack(given: argparse.Namespace) -> int:
    from courier.pack import digest
    from office.declaring import packing

    with opened(given) as office:
        pack = packing.read(given.file)
        found = packing.changes(office, pack)
        if not given.dry_run and found:
            packing.take(office, pack, digest(given.file.read_bytes()), period=given.period)
    told = [f"{one.what} “{one.name}”: {'; '.join(one.words)}" for one in found]
    listed = [{"what": one.what, "name": one.name, "changes": list(one.words)} for one in found]
    words = "\n".join(told) or "Gói này không thay đổi gì ở đây."
    show.done(words, {"from": pack.name, "changes": listed, "taken": not given.dry_run}, as_json=given.json)
    return DONE


def _sample(given: argparse.Namespace) -> int:
    from office.office import surroundings
    from office.sample.plans import NAMES, make_plan

    with make_plan(given.name, given.out, surroundings("")):
        pass
    show.done(f"{NAMES[given.name]}: đã ghi vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
    return DONE


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "targets": _targets,
    "tasks": _tasks,
    "list": _list,
    "pack": _pack,
    "unpack": _unpack,
    "sample": _sample,
}
