"""Commands about units that change: shares of parted units, changes to come, data of predecessors."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from base import numbers
from base.errors import AppError, Code
from cli import show
from cli.opening import opened

if TYPE_CHECKING:
    from base.units import Unit, UnitHistory
    from office.territory.sharing import Parted

DONE, FINDINGS, REFUSED = 0, 1, 2
_EXTENT = {"whole": "toàn bộ", "partly": "một phần", "unknown": "chưa rõ"}


def _shares(given: argparse.Namespace) -> int:
    from office.territory import sharing

    with opened(given) as office:
        if given.unit and given.undo:
            unit = sharing.find(office, given.unit)
            sharing.undo(office, unit)
        elif given.unit:
            unit = sharing.find(office, given.unit)
            hamlets = dict(_named(text) for text in given.hamlet)
            parts = dict(_part(text) for text in given.to)
            sharing.share_out(office, unit, parts, basis=given.basis, hamlets=hamlets)
        found = [one for one in sharing.parted(office) if given.unit in ("", one.unit.code)]
        history = office.store.units
    listed = [_told(history, one) for one in found]
    if given.json:
        show.document(listed)
    else:
        show.lines(map(_line, listed))
    return DONE if given.unit or all(one.sharing for one in found) else FINDINGS


def _named(text: str) -> tuple[str, str]:
    hamlet, _, code = text.rpartition("=")
    if not hamlet.strip() or not code.strip():
        raise AppError(Code.HAMLET_NOT_SAID, text=text)
    return hamlet, code.strip()


def _part(text: str) -> tuple[str, Fraction]:
    from office.territory.sharing import share_of

    code, _, told = text.partition("=")
    return code.strip(), share_of(told)


def _told(history: UnitHistory, one: Parted) -> dict[str, Any]:
    said = one.sharing
    return {
        "unit": one.unit.code,
        "name": one.unit.name,
        "valid_to": one.unit.valid_to.isoformat() if one.unit.valid_to else None,
        "heirs": [{"unit": u.code, "name": u.name, "extent": extent} for u, extent in one.heirs],
        "shares": {history.by_key(key).code: str(part) for key, part in said.parts.items()} if said else {},
        "hamlets": {h: history.by_key(key).code for h, key in said.hamlets.items()} if said else {},
        "basis": said.basis if said else "",
    }


def _line(one: dict[str, Any]) -> str:
    heirs = ", ".join(f"{h['unit']} {h['name']} ({_EXTENT[h['extent']]})" for h in one["heirs"]) or "chưa rõ"
    said = [f"{code} {numbers.show(Fraction(part) * 100, 2)} %" for code, part in one["shares"].items()]
    said += [f"{hamlet} về {code}" for hamlet, code in one["hamlets"].items()]
    declared = f"{'; '.join(said)} (căn cứ: {one['basis']})" if said else "chưa khai"
    return f"{one['unit']} {one['name']} → {heirs}. Chia: {declared}"


def _take_over(given: argparse.Namespace) -> int:
    from office.territory import taking_over

    hamlets = {}
    for text in given.hamlets:
        code, _, names = text.partition("=")
        if not names.strip():
            raise AppError(Code.HAMLET_NOT_SAID, text=text)
        hamlets[code.strip()] = [name.strip() for name in names.split(";")]
    with opened(given) as office:
        looked = [taking_over.look(office, given.period, path) for path in given.files]
        found = taking_over.take_over(
            office, given.period, looked, hamlets=hamlets, dry_run=given.dry_run, progress=show.progress()
        )
    listed = [
        {
            "file": one.file,
            "unit": one.unit.code,
            "name": one.unit.name,
            "extent": one.extent,
            "period": one.period.label,
            "records": dict(one.records),
            "left": one.left,
            "known": one.known,
            "reports": one.reports,
            "doubles": one.doubles,
        }
        for one in found
    ]
    if given.json:
        show.document({"taken": not given.dry_run, "files": listed})
    else:
        show.lines(_taken_line(one, dry_run=given.dry_run) for one in listed)
    return DONE


def _taken_line(one: dict[str, Any], *, dry_run: bool) -> str:
    verb = "Sẽ nhận" if dry_run else "Đã nhận"
    counts = (
        ", ".join(f"{title}: {count}" for title, count in one["records"].items()) or "không có bản ghi mới"
    )
    told = [f"{verb} của {one['name']} (kỳ {one['period']}): {counts}; {one['reports']} báo cáo cũ"]
    if one["left"]:
        told.append(f"{one['left']} bản ghi không về đây")
    if one["known"]:
        told.append(f"{one['known']} bản ghi đã có từ trước")
    if one["doubles"]:
        told.append(f"{one['doubles']} cặp có thể trùng, hãy xem ở trang Nhập liệu")
    return "; ".join(told) + "."


def _unit_changes(given: argparse.Namespace) -> int:
    from office.territory import unit_changes

    if (given.file is None) != given.undo:
        raise AppError(Code.USAGE, why="ghi tên tệp Excel, hoặc --undo")
    with opened(given) as office:
        if given.undo:
            unit_changes.undo(office)
            show.done("Đã hoàn tác thay đổi đơn vị.", {"undone": True}, as_json=given.json)
            return DONE
        if given.template:
            unit_changes.template(office, given.file)
            show.done(f"Đã ghi mẫu vào {given.file}.", {"file": str(given.file)}, as_json=given.json)
            return DONE
        found = unit_changes.look(office, given.file)
        taken = not given.dry_run and not found.contradictions
        if taken:
            unit_changes.apply(office, found, reason=given.file.name)
    listed = {
        "began": [_unit(unit) for unit in found.began],
        "ended": [_unit(unit) for unit in found.ended],
        "changed": [{"before": _unit(old), "after": _unit(new)} for old, new in found.changed],
        "contradictions": [
            {"place": p.place, "code": p.code, "message": p.message} for p in found.contradictions
        ],
        "taken": taken,
    }
    told = [
        *(f"{p.place}: {p.message}" for p in found.contradictions),
        *(f"Hết hiệu lực {unit.code} {unit.name}" for unit in found.ended),
        *(f"Đổi {old.code} {old.name} → {new.name}" for old, new in found.changed),
        *(f"Có hiệu lực {unit.code} {unit.name}" for unit in found.began),
    ]
    show.done("\n".join(told) or "Không có gì thay đổi.", listed, as_json=given.json)
    return REFUSED if found.contradictions else DONE


def _unit(unit: Unit) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name, "parent": unit.parent}


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "shares": _shares,
    "unit-changes": _unit_changes,
    "take-over": _take_over,
}
